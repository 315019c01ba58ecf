//! Writes given texts at given places with krilla, as PDF/A-3b or, tagged, as PDF/A-3a and PDF/UA-1: what
//! `benches/yardstick` does with pdf-writer.
//!
//!     krilla_pages 3a|3b TEXTS FONT BOLD_FONT OUT        TEXTS as for write_pages

use std::collections::HashMap;
use std::error::Error;
use std::fs;

use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::Outline;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use ttf_parser::Face;

const WIDTH: f32 = 841.89;
const HEIGHT: f32 = 595.28;

/// A font, and the glyphs and widths of characters that were looked up.
struct Letters<'a> {
    font: Font,
    face: Face<'a>,
    known: HashMap<char, (u32, f32)>,
}

impl Letters<'_> {
    /// The glyphs of a text, and its width in parts of the size.
    fn glyphs(&mut self, text: &str) -> (Vec<KrillaGlyph>, f32) {
        let mut whole = 0.0;
        let glyphs = text.char_indices().map(|(at, letter)| {
            let (glyph, width) = *self.known.entry(letter).or_insert_with(|| {
                let glyph = self.face.glyph_index(letter).unwrap_or_default();
                let advance = f32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0));
                (u32::from(glyph.0), advance / f32::from(self.face.units_per_em()))
            });
            whole += width;
            KrillaGlyph::new(GlyphId::new(glyph), width, 0.0, 0.0, 0.0, at..at + letter.len_utf8(), None)
        });
        let glyphs = glyphs.collect();
        (glyphs, whole)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [level, texts, regular, bold, out] = arguments.as_slice() else {
        return Err("usage: krilla_pages 3a|3b TEXTS FONT BOLD_FONT OUT".into());
    };
    let is_tagged = level == "3a";
    let texts = fs::read_to_string(texts)?;
    let files = [fs::read(regular)?, fs::read(bold)?];
    let mut letters = Vec::new();
    for file in &files {
        let font = Font::new(file.clone().into(), 0).ok_or("not a font")?;
        letters.push(Letters { font, face: Face::parse(file, 0)?, known: HashMap::new() });
    }
    let configuration = if is_tagged {
        ConfigurationBuilder::new()
            .with_archival_validator(Archival::A3_A)
            .with_accessibility_validator(Accessibility::UA1)
    } else {
        ConfigurationBuilder::new().with_archival_validator(Archival::A3_B)
    };
    let configuration = configuration.finish().map_err(|error| format!("{error:?}"))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, enable_tagging: is_tagged, ..Default::default() });
    let date = DateTime::new(2027).month(1).day(15).hour(3).minute(0).second(0).utc_offset_hour(1).utc_offset_minute(0);
    document.set_metadata(
        Metadata::new()
            .title("Financiële details".to_owned())
            .language("nl-BE".to_owned())
            .creation_date(date)
            .document_id("financiele-details".to_owned()),
    );
    document.set_outline(Outline::new());
    let mut table = TagGroup::new(Tag::Table);
    for page in texts.split("\u{c}\n").skip(1) {
        let mut sheet = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT).ok_or("a size")?);
        let mut surface = sheet.surface();
        surface.set_fill(Some(Fill::default()));
        draw(page, is_tagged, &mut letters, &mut surface, &mut table)?;
        surface.finish();
        sheet.finish();
    }
    if is_tagged {
        let mut tree = TagTree::new();
        tree.push(Node::Group(table));
        document.set_tag_tree(tree);
    }
    fs::write(out, document.finish().map_err(|error| format!("{error:?}"))?)?;
    Ok(())
}

/// Texts at one height are a row; what is in the head and foot of a page is no part of the structure.
fn draw(
    page: &str,
    is_tagged: bool,
    letters: &mut [Letters],
    surface: &mut Surface,
    table: &mut TagGroup,
) -> Result<(), Box<dyn Error>> {
    let mut row = TagGroup::new(Tag::TR);
    for item in page.lines() {
        let mut fields = item.splitn(6, '\t');
        let mut next = || fields.next().ok_or_else(|| format!("not an item: {item}"));
        if next()? == "line" {
            let (x1, y, x2) = (next()?.parse::<f32>()?, next()?.parse::<f32>()?, next()?.parse::<f32>()?);
            let mut path = PathBuilder::new();
            path.move_to(x1, HEIGHT - y);
            path.line_to(x2, HEIGHT - y);
            if is_tagged {
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)));
            }
            surface.set_stroke(Some(Stroke { width: 0.25, ..Default::default() }));
            surface.set_fill(None);
            surface.draw_path(&path.finish().ok_or("a path")?);
            surface.set_stroke(None);
            surface.set_fill(Some(Fill::default()));
            if is_tagged {
                surface.end_tagged();
                if !row.children.is_empty() {
                    table.push(Node::Group(std::mem::replace(&mut row, TagGroup::new(Tag::TR))));
                }
            }
            continue;
        }
        let is_bold = next()? == "B";
        let (x, y, size, text) = (next()?, next()?.parse::<f32>()?, next()?.parse::<f32>()?, next()?);
        let letters = &mut letters[usize::from(is_bold)];
        let (glyphs, width) = letters.glyphs(text);
        let x = match x.strip_suffix('<') {
            Some(right) => right.parse::<f32>()? - width * size,
            None => x.parse()?,
        };
        let is_part = is_tagged && (30.0..540.0).contains(&y);
        let mark = if is_part {
            Some(surface.start_tagged(ContentTag::Span(SpanTag::empty())))
        } else if is_tagged {
            Some(surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer))))
        } else {
            None
        };
        surface.draw_glyphs(Point::from_xy(x, HEIGHT - y), &glyphs, letters.font.clone(), text, size, false);
        if let Some(mark) = mark {
            surface.end_tagged();
            if is_part {
                let cell = TagGroup::with_children(Tag::TD, vec![Node::Leaf(mark)]);
                row.push(Node::Group(cell));
            }
        }
    }
    Ok(())
}
