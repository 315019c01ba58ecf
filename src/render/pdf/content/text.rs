//! The texts of a page as PDF content.
//!
//! They are nine tenths of a listing's page, and written here as printpdf would write them (a test compares the two),
//! since going through its operations costs several times as much.

use super::marked_content;
use super::operators::{hundredths, push_colour, push_hundredths};
use crate::render::pdf::level::Level;
use crate::render::pdf::page::font::Face;
use crate::render::pdf::page::{Colour, Geometry, Mark, PageContent, Shape};

/// Writes the texts among the marks of a page, in their order.
pub(super) fn write_texts(out: &mut Vec<u8>, geometry: Geometry, level: Level, marks: &[Mark]) {
    let mut writer = TextWriter { out, level, run: None, fill: None, font: None, cursor: (0, 0) };
    writer.out.extend_from_slice(b"BT\n");
    for mark in marks {
        if let Shape::Text { x, y, face, size, text } = &mark.shape {
            writer.begin_run(mark.content);
            if !text.is_empty() {
                writer.fill(mark.colour);
                writer.font(*face, *size);
                writer.move_to(hundredths(*x), hundredths(geometry.height - y));
                writer.show(*face, text);
            }
        }
    }
    writer.end_run();
    writer.out.extend_from_slice(b"ET");
}

/// A text section in the making.
struct TextWriter<'o> {
    out: &'o mut Vec<u8>,
    level: Level,
    /// What the marks written last belong to; `Some(None)` for nothing but the eye.
    #[allow(clippy::option_option)] // No run, or one outside of the structure.
    run: Option<Option<PageContent>>,
    fill: Option<Colour>,
    font: Option<(Face, f32)>,
    /// Where the line written last begins, in hundredths of a point: moves are relative to it, and whole hundredths keep
    /// them from drifting.
    cursor: (i32, i32),
}

impl TextWriter<'_> {
    /// Begins a run of marks unless it has begun: every mark is part of the report, or told to be none.
    fn begin_run(&mut self, content: Option<PageContent>) {
        if self.run == Some(content) {
            return;
        }
        self.end_run();
        self.run = Some(content);
        marked_content::begin(self.out, content, self.level);
    }

    fn end_run(&mut self) {
        if self.run.take().is_some() {
            marked_content::end(self.out);
        }
    }

    fn fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.fill = Some(colour);
            push_colour(self.out, colour, "g", "rg");
        }
    }

    fn font(&mut self, face: Face, size: f32) {
        if self.font != Some((face, size)) {
            self.font = Some((face, size));
            self.out.extend_from_slice(format!("/{} {size} Tf\n", face.name()).as_bytes());
        }
    }

    fn move_to(&mut self, x: i32, y: i32) {
        push_hundredths(self.out, x - self.cursor.0);
        self.out.push(b' ');
        push_hundredths(self.out, y - self.cursor.1);
        self.out.extend_from_slice(b" Td\n");
        self.cursor = (x, y);
    }

    /// Shows a text: the numbers of its glyphs, of two bytes each (ISO 32000-1, 7.3.4.2).
    fn show(&mut self, face: Face, text: &str) {
        self.out.push(b'(');
        for byte in face.glyphs(text).flat_map(u16::to_be_bytes) {
            match byte {
                b'(' | b')' | b'\\' => self.out.extend_from_slice(&[b'\\', byte]),
                b'\r' => self.out.extend_from_slice(b"\\r"),
                _ => self.out.push(byte),
            }
        }
        self.out.extend_from_slice(b")Tj\n");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use lopdf::Object;
    use lopdf::content::Content as Operations;
    use printpdf::{DictItem, Op, PdfFontHandle, Point, Pt, TextItem};

    use super::super::draw::{colour, empty_document, printed};
    use super::*;
    use crate::render::pdf::page::Tag;

    const GEOMETRY: Geometry =
        Geometry { width: 400.0, height: 600.0, left: 10.0, right: 390.0, top: 9.0, bottom: 590.0 };

    fn marks() -> Vec<Mark> {
        let all: String = ('!'..='\u{17f}').filter(|c| Face::Regular.has(*c)).collect();
        let texts = ["", "Kas (balie) \\ 1", "1.234,56", "é – € ½", "-0,50", &all];
        let colours = [Colour::BLACK, Colour::QUIET, Colour::NEGATIVE];
        let mark = |index: usize, text: &&str| {
            let number = u32::try_from(index / 2).unwrap_or_default();
            let face = if index.is_multiple_of(3) { Face::Bold } else { Face::Regular };
            let at = [10.25, 77.777, 0.0, 399.994][index % 4];
            let shape =
                Shape::Text { x: at, y: at * 1.5, face, size: [8.0, 7.53][index % 2], text: (*text).to_owned() };
            let content = (!index.is_multiple_of(5)).then_some(PageContent { number, tag: Tag::Cell });
            Mark { content, colour: colours[index % 3], shape }
        };
        texts.iter().cycle().take(40).enumerate().map(|(index, text)| mark(index, text)).collect()
    }

    /// The same marks as operations of printpdf.
    fn operations(level: Level) -> Vec<Op> {
        let mut ops = vec![Op::StartTextSection];
        let mut run = None;
        let (mut fill, mut font, mut cursor) = (None, None, (0, 0));
        #[allow(clippy::cast_precision_loss)]
        let points = |hundredths: i32| Pt(hundredths as f32 / 100.0);
        for mark in marks() {
            let Shape::Text { x, y, face, size, text } = mark.shape else { continue };
            if run != Some(mark.content) {
                ops.extend(run.replace(mark.content).map(|_| Op::EndMarkedContent));
                let tag = mark.content.map_or("Artifact", |content| content.tag.name()).to_owned();
                ops.push(match mark.content.filter(|_| level == Level::A3a) {
                    None => Op::BeginMarkedContent { tag },
                    Some(content) => {
                        let map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(i64::from(content.number)))]);
                        Op::BeginMarkedContentWithProperties { tag, properties: DictItem::Dict { map } }
                    }
                });
            }
            if text.is_empty() {
                continue;
            }
            if fill.replace(mark.colour) != Some(mark.colour) {
                ops.push(Op::SetFillColor { col: colour(mark.colour) });
            }
            if font.replace((face, size)) != Some((face, size)) {
                ops.push(Op::SetFont { font: PdfFontHandle::External(face.id()), size: Pt(size) });
            }
            let (x, y) = (hundredths(x), hundredths(GEOMETRY.height - y));
            ops.push(Op::SetTextCursor { pos: Point { x: points(x - cursor.0), y: points(y - cursor.1) } });
            cursor = (x, y);
            ops.push(Op::ShowText { items: vec![TextItem::Text(text)] });
        }
        ops.extend([Op::EndMarkedContent, Op::EndTextSection]);
        ops
    }

    /// What content does, however its numbers and texts are written.
    fn meant(content: &[u8]) -> Vec<String> {
        let read = Operations::decode(content).expect("content");
        let operand = |object: &Object| match object {
            Object::Array(items) if items.len() == 1 => format!("{:?}", items[0].as_str()),
            Object::String(bytes, _) => format!("{:?}", Ok::<_, lopdf::Error>(&bytes[..])),
            Object::Integer(_) | Object::Real(_) => format!("{:?}", object.as_float()),
            other => format!("{other:?}"),
        };
        let operation = |operation: &lopdf::content::Operation| {
            let operands: Vec<String> = operation.operands.iter().map(operand).collect();
            format!("{} {}", operation.operator.replace("TJ", "Tj"), operands.join(" "))
        };
        read.operations.iter().map(operation).collect()
    }

    #[test]
    fn texts_are_those_that_printpdf_writes() {
        for level in [Level::A3a, Level::A3b] {
            let mut own = Vec::new();
            write_texts(&mut own, GEOMETRY, level, &marks());
            let theirs = printed(empty_document(), GEOMETRY, vec![operations(level)]).expect("a page");
            let (own, theirs) = (meant(&own), meant(&theirs[0]));
            assert!(own.len() > 100);
            assert_eq!(own, theirs);
        }
    }
}
