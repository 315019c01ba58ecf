//! The fonts of a report: what the codes of its texts stand for, and that they are drawn as that.

use super::digest::graph;
use super::faults::FileFaults;
use super::reader::file::PdfFile;
use super::reader::object::{Dictionary, Number, Object};
use crate::render::manifest::{FontProgram, sha256};

/// The digests of the fonts that kasverslag draws with: programs, widths, and what codes stand for. A later version that
/// changes them adds its own.
const KNOWN: [&str; 1] = ["626d95f8996f43bb4d5967165d6152bfa6e49e05131fbdad17dac9c4a2ed8945"];
/// What a page shows for a character that its typeface lacks.
const MISSING: char = '\u{fffd}';
/// No map of codes is as large, nor any font program.
const LARGEST: usize = 4 << 20;

/// The fonts by the names that pages use.
#[derive(Debug, Default)]
pub(super) struct Fonts {
    faces: Vec<(Vec<u8>, EmbeddedFont)>,
    /// By code point, whether any face has the character.
    has: Vec<bool>,
}

/// A font: what each code stands for, and how wide its glyph is in thousandths of the text size.
#[derive(Debug, Default)]
pub(super) struct EmbeddedFont {
    texts: Vec<Option<Box<str>>>,
    widths: Vec<f64>,
}

impl Fonts {
    /// Reads the fonts that an object names, and tells the objects that they are.
    ///
    /// # Errors
    /// When they can't be read.
    pub(super) fn read(
        file: &PdfFile<'_>,
        number: Number,
        meant: &[FontProgram],
        faults: &mut FileFaults,
    ) -> Result<(Self, Vec<Number>), String> {
        let named = file.dictionary(number)?;
        let mut faces = Vec::new();
        let mut programs = Vec::new();
        for (name, font) in named.iter() {
            let font = file.resolved(font)?;
            let font = font.as_dictionary().ok_or("a font is damaged")?;
            let (face, program) = read_face(file, font)?;
            faces.push((name.to_vec(), face));
            programs.push(program);
        }
        let strange = programs.iter().filter(|program| !meant.contains(program));
        faults.add_all(strange.map(|program| format!("the font {} has been altered", program.name)));
        let graph = graph(file, &Object::Reference(number))?;
        if !KNOWN.contains(&graph.digest.as_str()) {
            faults.add("its fonts are not those that kasverslag draws with");
        }
        let mut has = vec![false; 0x1_0000];
        for character in faces.iter().flat_map(|(_, face): &(_, EmbeddedFont)| face.texts.iter().flatten()) {
            for character in character.chars() {
                if let Some(has) = has.get_mut(character as usize) {
                    *has = true;
                }
            }
        }
        Ok((Self { faces, has }, graph.numbers))
    }

    pub(super) fn face(&self, name: &[u8]) -> Option<&EmbeddedFont> {
        self.faces.iter().find(|(other, _)| other == name).map(|(_, face)| face)
    }

    /// A text with a mark for each character that a page can't show.
    pub(super) fn marked(&self, text: &str) -> String {
        let has = |character: char| self.has.get(character as usize).copied().unwrap_or_default();
        text.chars().map(|character| if has(character) { character } else { MISSING }).collect()
    }
}

impl EmbeddedFont {
    /// What a string of codes of two bytes stands for, and how wide it is in parts of the text size.
    pub(super) fn shown(&self, codes: &[u8], text: &mut String) -> f64 {
        let mut width = 0.0;
        let (codes, rest) = codes.as_chunks::<2>();
        for code in codes {
            let code = usize::from(u16::from_be_bytes(*code));
            text.push_str(self.texts.get(code).and_then(Option::as_deref).unwrap_or("\u{fffd}"));
            width += self.widths.get(code).copied().unwrap_or(1000.0);
        }
        if !rest.is_empty() {
            text.push('\u{fffd}');
        }
        width / 1000.0
    }
}

impl EmbeddedFont {
    /// How wide the last characters of what is shown are, in parts of the text size.
    pub(super) fn width_of_last(&self, operands: &[Object], count: usize) -> f64 {
        let Some(codes) = operands.last().and_then(Object::as_string) else { return 0.0 };
        let codes = codes.as_chunks::<2>().0;
        let widths = codes.iter().rev().take(count).map(|code| {
            let code = usize::from(u16::from_be_bytes(*code));
            self.widths.get(code).copied().unwrap_or(1000.0)
        });
        widths.sum::<f64>() / 1000.0
    }
}

fn read_face(file: &PdfFile<'_>, font: &Dictionary) -> Result<(EmbeddedFont, FontProgram), String> {
    let damaged = || "a font is damaged".to_owned();
    let stream = |dictionary: &Dictionary, key: &str| -> Result<Vec<u8>, String> {
        let number = dictionary.get(key).and_then(Object::as_reference).ok_or_else(damaged)?;
        file.unpacked(&file.stream(number)?)?.all(LARGEST)
    };
    let descendant = font.get("DescendantFonts").map(|fonts| file.resolved(fonts)).transpose()?;
    let descendant = descendant.as_ref().and_then(|fonts| fonts.as_array()?.first()).ok_or_else(damaged)?;
    let descendant = file.resolved(descendant)?;
    let descendant = descendant.as_dictionary().ok_or_else(damaged)?;
    let descriptor = file.resolved(descendant.get("FontDescriptor").ok_or_else(damaged)?)?;
    let program = stream(descriptor.as_dictionary().ok_or_else(damaged)?, "FontFile2")?;
    let name = font.get("BaseFont").and_then(Object::as_name).unwrap_or_default();
    let texts = read_code_map(&String::from_utf8_lossy(&stream(font, "ToUnicode")?));
    let widths = descendant.get("W").map(|widths| file.resolved(widths)).transpose()?;
    let face =
        EmbeddedFont { texts, widths: read_widths(widths.as_ref().and_then(Object::as_array).unwrap_or_default()) };
    Ok((face, FontProgram { name: String::from_utf8_lossy(name).into_owned(), sha256: sha256(&program) }))
}

/// Reads widths: a code, and the widths of it and those behind it (ISO 32000-1, 9.7.4.3).
fn read_widths(items: &[Object]) -> Vec<f64> {
    let mut widths = Vec::new();
    for pair in items.chunks(2) {
        let [first, run] = pair else { break };
        let (Some(first @ 0..=0xffff), Some(run)) = (first.as_size(), run.as_array()) else { break };
        for (code, width) in (first..=0xffff).zip(run) {
            widths.resize(widths.len().max(code + 1), 1000.0);
            widths[code] = width.as_number().unwrap_or_default();
        }
    }
    widths
}

/// Reads what codes stand for: the `bfchar` and `bfrange` lists of a `ToUnicode` map (ISO 32000-1, 9.10.3).
fn read_code_map(text: &str) -> Vec<Option<Box<str>>> {
    let mut map: Vec<Option<Box<str>>> = vec![None; 0x1_0000];
    let number = |word: &str| u16::from_str_radix(word.trim_matches(['<', '>']), 16).ok();
    let units = |word: &str| -> Vec<u16> {
        let digits = word.trim_matches(['<', '>']).as_bytes();
        digits.chunks(4).filter_map(|unit| u16::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok()).collect()
    };
    let mut set = |code: u16, units: &[u16]| map[usize::from(code)] = Some(String::from_utf16_lossy(units).into());
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "beginbfchar" => {
                while let Some(code) = words.next().filter(|word| *word != "endbfchar") {
                    if let (Some(code), Some(target)) = (number(code), words.next()) {
                        set(code, &units(target));
                    }
                }
            }
            "beginbfrange" => {
                while let Some(first) = words.next().filter(|word| *word != "endbfrange") {
                    let (Some(first), Some(last)) = (number(first), words.next().and_then(number)) else { break };
                    let Some(target) = words.next() else { break };
                    let mut target = units(target);
                    for code in first..=last {
                        set(code, &target);
                        if let Some(unit) = target.last_mut() {
                            *unit = unit.wrapping_add(1);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_codes_stand_for() {
        let map = read_code_map(
            "2 beginbfchar\n<0001> <0041>\n<0002> <D83DDE00>\nendbfchar 1 beginbfrange <0010> <0012> <0061> endbfrange",
        );
        let face = EmbeddedFont {
            texts: map,
            widths: read_widths(&[Object::Integer(1), Object::Array(vec![Object::Integer(500)])]),
        };
        let mut text = String::new();
        let width = face.shown(&[0, 1, 0, 2, 0, 0x10, 0, 0x12, 0, 0x13, 7], &mut text);
        assert!((width - 4.5).abs() < 1e-9);
        assert_eq!(text, "A\u{1f600}ac\u{fffd}\u{fffd}");
    }
}
