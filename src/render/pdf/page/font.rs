//! The embedded typefaces: which characters they have and how wide those are.

use std::borrow::Cow;
use std::sync::LazyLock;

use printpdf::{FontId, ParsedFont};
use unicode_normalization::UnicodeNormalization;

use crate::render::manifest::{FontProgram, sha256};
use crate::render::number::one_line;

/// What stands for a character that the typefaces lack.
pub const MISSING: char = '\u{fffd}';

/// A weight of the typeface Noto Sans (OFL 1.1), cut down to European letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// For text.
    Regular,
    /// For headings and totals.
    Bold,
}

/// A parsed face with its widths at hand.
pub struct FaceData {
    /// What printpdf embeds.
    pub parsed: ParsedFont,
    /// The number and the width in thousandths of the text size of each character's glyph; 0 for those that the face
    /// lacks.
    glyphs: Vec<(u16, u16)>,
    /// What the manifest says of the face.
    pub program: FontProgram,
}

static REGULAR: LazyLock<FaceData> = LazyLock::new(|| {
    FaceData::parse("NotoSans-Regular", include_bytes!("../../../../report_templates/fonts/NotoSans-Regular.ttf"))
});
static BOLD: LazyLock<FaceData> = LazyLock::new(|| {
    FaceData::parse("NotoSans-Bold", include_bytes!("../../../../report_templates/fonts/NotoSans-Bold.ttf"))
});

impl FaceData {
    fn parse(name: &str, bytes: &[u8]) -> Self {
        let mut parsed = ParsedFont::from_bytes(bytes, 0, &mut Vec::new())
            .unwrap_or_else(|| unreachable!("the face that is compiled in is sound"));
        parsed.font_name = Some(name.to_owned());
        let mut glyphs = vec![(0, 0); 0x1_0000];
        for (code_point, glyph) in &parsed.codepoint_to_glyph {
            let advance = parsed.get_glyph_width(*glyph).unwrap_or_default();
            if let Some(entry) = glyphs.get_mut(*code_point as usize) {
                // The same whole number that printpdf writes as the glyph's width: alignment stays exact.
                let width =
                    u16::try_from(u32::from(advance) * 1000 / u32::from(parsed.units_per_em)).unwrap_or(u16::MAX);
                *entry = (*glyph, width);
            }
        }
        let program = FontProgram { name: name.to_owned(), sha256: sha256(bytes) };
        Self { parsed, glyphs, program }
    }

    /// The width of a character in thousandths of the size of the text.
    fn thousandths(&self, character: char) -> u32 {
        self.glyphs.get(character as usize).map_or(0, |(_, width)| u32::from(*width))
    }
}

impl Face {
    /// Both faces.
    pub const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    /// The parsed face, parsed once in the life of the process.
    #[must_use]
    pub fn data(self) -> &'static FaceData {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }

    /// The name by which pages refer to the face; fixed, so that the same report has the same bytes.
    #[must_use]
    pub fn id(self) -> FontId {
        FontId(self.name().to_owned())
    }

    /// The same as a text.
    #[must_use]
    pub(in crate::render::pdf) fn name(self) -> &'static str {
        if self == Self::Regular { "FR" } else { "FB" }
    }

    /// The numbers of a text's glyphs.
    pub(in crate::render::pdf) fn glyphs(self, text: &str) -> impl Iterator<Item = u16> {
        let glyphs = &self.data().glyphs;
        text.chars().map(|c| glyphs.get(c as usize).map_or(0, |(number, _)| *number))
    }

    /// Whether the face has a character.
    #[must_use]
    pub fn has(self, character: char) -> bool {
        self.data().glyphs.get(character as usize).is_some_and(|(number, _)| *number > 0)
    }

    /// The width of a text in points at a size.
    #[must_use]
    pub fn width(self, text: &str, size: f32) -> f32 {
        let data = self.data();
        in_points(text.chars().map(|c| data.thousandths(c)).sum(), size)
    }

    /// The longest start of a text, without blanks at its end, that fits into a room with an `ending` behind it; `None`
    /// when not even that fits.
    #[must_use]
    pub fn fitting<'t>(self, text: &'t str, ending: &str, size: f32, room: f32) -> Option<&'t str> {
        let data = self.data();
        let mut width: u32 = ending.chars().map(|c| data.thousandths(c)).sum();
        let mut fitting = (in_points(width, size) <= room).then_some("")?;
        for (start, character) in text.char_indices() {
            width += data.thousandths(character);
            if character.is_whitespace() {
                continue;
            }
            if in_points(width, size) > room {
                break;
            }
            fitting = &text[..start + character.len_utf8()];
        }
        Some(fitting)
    }
}

/// A width in thousandths of the size of the text, in points.
fn in_points(thousandths: u32, size: f32) -> f32 {
    #[allow(clippy::cast_precision_loss)]
    let em = thousandths as f32 / 1000.0;
    em * size
}

/// A text as it can be drawn: composed, on one line, each character that the faces lack replaced by a visible mark.
#[must_use]
pub fn drawable(text: &str) -> Cow<'_, str> {
    if is_drawable(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(composed(text).map(|c| if Face::Regular.has(c) { c } else { MISSING }).collect())
}

/// Whether a text can be drawn as it is: a quick look, which may say no of one that can.
fn is_drawable(text: &str) -> bool {
    let mut before = ' ';
    text.chars().all(|c| {
        let is_fine = is_plain(c) && !(c == ' ' && before == ' ');
        before = c;
        is_fine
    }) && (before != ' ' || text.is_ascii())
}

/// Whether a character stands for itself whatever is beside it: no blank but the usual one, nothing to compose.
fn is_plain(c: char) -> bool {
    match c {
        ' '..='~' => true,
        '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{17f}' | '\u{2010}'..='\u{2027}' | '€' => Face::Regular.has(c),
        _ => false,
    }
}

/// The characters of a text that the faces lack.
pub fn missing(text: &str) -> impl Iterator<Item = char> {
    let lacking: Vec<char> = if text.is_ascii() || is_drawable(text) {
        Vec::new()
    } else {
        composed(text).filter(|c| !Face::Regular.has(*c)).collect()
    };
    lacking.into_iter()
}

/// A text on one line with its accents composed and without soft hyphens, which show only where a line breaks.
fn composed(text: &str) -> impl Iterator<Item = char> {
    let shown: String = text.chars().filter(|c| *c != '\u{ad}').collect();
    let line: Vec<char> = one_line(&shown).nfc().collect();
    line.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_tabular_and_the_faces_alike() {
        for face in Face::ALL {
            let widths: Vec<f32> = "0123456789".chars().map(|c| face.width(&c.to_string(), 10.0)).collect();
            assert!(widths.iter().all(|width| (width - widths[0]).abs() < f32::EPSILON && *width > 5.0));
        }
        for character in ' '..='\u{17f}' {
            assert_eq!(Face::Regular.has(character), Face::Bold.has(character), "{character:?}");
        }
    }

    #[test]
    fn plain_characters_stand_for_themselves() {
        for character in ('\0'..='\u{2fff}').filter(|c| is_plain(*c)) {
            for text in [character.to_string(), format!("a{character}b")] {
                assert_eq!(one_line(&text).nfc().collect::<String>(), text.trim());
                assert!(text.chars().all(|c| Face::Regular.has(c)), "{character:?}");
            }
        }
        assert!(is_drawable("Kopieën – 3 €") && !is_drawable("e\u{301}") && !is_drawable("é "));
    }

    #[test]
    fn accents_are_composed_and_the_unknown_is_marked() {
        assert_eq!(drawable("e\u{301}"), "é");
        assert_eq!(drawable("Łódź d'Été ½ € –"), "Łódź d'Été ½ € –");
        assert_eq!(drawable("日本\tx"), "\u{fffd}\u{fffd} x");
        assert_eq!(missing("a日é").collect::<String>(), "日");
    }
}
