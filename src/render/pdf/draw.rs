//! Turns pages into PDF content through printpdf.

use std::collections::BTreeMap;

use lopdf::{Document as LopdfDocument, Object};
use printpdf::{
    Color, DictItem, Greyscale, Line, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Pt, Rect, Rgb, TextItem, XObjectId, XObjectTransform,
};

use sha2::{Digest, Sha256};

use super::Level;
use super::font::Face;
use super::page::{Colour, Content, Geometry, Mark, Page, Shape};
use super::writer::deflated;

/// How many pages printpdf works on at once: enough to be quick, few enough to be small.
pub(super) const CHUNK: usize = 16;
/// The name by which pages refer to the library's mark.
pub(super) const LOGO: &str = "Logo";

/// A document with the faces and no pages.
#[must_use]
pub(super) fn empty_document() -> PdfDocument {
    let mut document = PdfDocument::new("");
    for face in Face::ALL {
        document.resources.fonts.map.insert(face.id(), PdfFont::new(face.data().parsed.clone()));
    }
    document
}

/// The packed content of each page; what is packed goes through `hash`.
///
/// # Errors
/// What printpdf warns of: a page that is not as it was meant.
pub(super) fn contents(
    empty: &PdfDocument,
    geometry: Geometry,
    level: Level,
    pages: &[Page],
    hash: &mut Sha256,
) -> Result<Vec<Vec<u8>>, String> {
    let mut document = empty.clone();
    document.pages = pages.iter().map(|page| Drawing::new(geometry, level).page(&page.marks)).collect();
    let lopdf = to_lopdf(&document)?;
    let packed = lopdf.page_iter().map(|page| {
        let content = page_content(&lopdf, page)?;
        hash.update(content);
        Ok(deflated(content))
    });
    packed.collect()
}

/// What printpdf makes of a document, if it has nothing to warn of.
///
/// # Errors
/// What printpdf warns of.
pub(super) fn to_lopdf(document: &PdfDocument) -> Result<LopdfDocument, String> {
    let mut warnings = Vec::new();
    let lopdf = printpdf::serialize::to_lopdf_doc(document, &PdfSaveOptions::default(), &mut warnings);
    match warnings.first() {
        None => Ok(lopdf),
        Some(warning) => Err(format!("a page could not be drawn: {warning:?}")),
    }
}

fn page_content(document: &LopdfDocument, page: lopdf::ObjectId) -> Result<&[u8], String> {
    let content = document
        .get_object(page)
        .and_then(Object::as_dict)
        .and_then(|page| page.get(b"Contents"))
        .and_then(Object::as_reference)
        .and_then(|id| document.get_object(id))
        .and_then(Object::as_stream)
        .map_err(|error| error.to_string())?;
    Ok(&content.content)
}

/// A page whose text is every character that the faces have, so that the fonts of the file are whole.
#[must_use]
pub(super) fn specimen(geometry: Geometry) -> PdfPage {
    let marks = Face::ALL.map(|face| {
        let code_points = face.data().parsed.codepoint_to_glyph.keys();
        let text = code_points.filter_map(|code_point| char::from_u32(*code_point)).collect();
        let shape = Shape::Text { x: 0.0, y: 0.0, face, size: 1.0, text };
        Mark { content: None, colour: Colour::BLACK, shape }
    });
    Drawing::new(geometry, Level::A3b).page(&marks)
}

/// The operations of a page in the making.
struct Drawing {
    geometry: Geometry,
    level: Level,
    ops: Vec<Op>,
    /// What the marks drawn last belong to; `Some(None)` for nothing but the eye.
    run: Option<Option<Content>>,
    fill: Option<Colour>,
    font: Option<(Face, f32)>,
    /// Where printpdf's cursor stands, in hundredths of a point: its moves are relative to the line before, and whole
    /// hundredths keep them from drifting.
    cursor: (i32, i32),
}

impl Drawing {
    fn new(geometry: Geometry, level: Level) -> Self {
        Self { geometry, level, ops: Vec::new(), run: None, fill: None, font: None, cursor: (0, 0) }
    }

    fn page(mut self, marks: &[Mark]) -> PdfPage {
        let is_text = |mark: &&Mark| matches!(mark.shape, Shape::Text { .. });
        for mark in marks.iter().filter(|mark| !is_text(mark)) {
            self.begin_run(mark.content);
            self.shape(mark);
        }
        self.end_run();
        self.ops.push(Op::StartTextSection);
        for mark in marks.iter().filter(is_text) {
            self.begin_run(mark.content);
            self.text(mark);
        }
        self.end_run();
        self.ops.push(Op::EndTextSection);
        let millimetres = |points: f32| Mm(points * 25.4 / 72.0);
        PdfPage::new(millimetres(self.geometry.width), millimetres(self.geometry.height), self.ops)
    }

    /// Begins a run of marks unless it has begun: every mark is part of the report, or told to be none.
    fn begin_run(&mut self, content: Option<Content>) {
        if self.run == Some(content) {
            return;
        }
        self.end_run();
        self.run = Some(content);
        self.ops.push(match (content, self.level) {
            (None, _) => Op::BeginMarkedContent { tag: "Artifact".to_owned() },
            (Some(content), Level::A3b) => Op::BeginMarkedContent { tag: content.tag.name().to_owned() },
            (Some(content), Level::A3a) => Op::BeginMarkedContentWithProperties {
                tag: content.tag.name().to_owned(),
                properties: DictItem::Dict {
                    map: BTreeMap::from([("MCID".to_owned(), DictItem::Int(i64::from(content.number)))]),
                },
            },
        });
    }

    fn end_run(&mut self) {
        if self.run.take().is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    fn fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.fill = Some(colour);
            self.ops.push(Op::SetFillColor { col: color(colour) });
        }
    }

    fn text(&mut self, mark: &Mark) {
        let Shape::Text { x, y, face, size, text } = &mark.shape else { return };
        if text.is_empty() {
            return;
        }
        self.fill(mark.colour);
        if self.font != Some((*face, *size)) {
            self.font = Some((*face, *size));
            self.ops.push(Op::SetFont { font: PdfFontHandle::External(face.id()), size: Pt(*size) });
        }
        let target = (hundredths(*x), hundredths(self.geometry.height - y));
        let pos = Point { x: points(target.0 - self.cursor.0), y: points(target.1 - self.cursor.1) };
        self.cursor = target;
        self.ops.push(Op::SetTextCursor { pos });
        self.ops.push(Op::ShowText { items: vec![TextItem::Text(text.clone())] });
    }

    fn shape(&mut self, mark: &Mark) {
        let from_below = |y: f32| rounded(self.geometry.height - y);
        match &mark.shape {
            Shape::Text { .. } => {}
            Shape::Rule { x, y, width, thickness } => {
                let point = |x: f32| LinePoint { p: Point { x: Pt(rounded(x)), y: Pt(from_below(*y)) }, bezier: false };
                let points = vec![point(*x), point(x + width)];
                self.ops.push(Op::SetOutlineColor { col: color(mark.colour) });
                self.ops.push(Op::SetOutlineThickness { pt: Pt(*thickness) });
                self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
            }
            Shape::Area { x, y, width, height } => {
                let rectangle = Rect {
                    x: Pt(rounded(*x)),
                    y: Pt(from_below(y + height)),
                    width: Pt(rounded(*width)),
                    height: Pt(rounded(*height)),
                    mode: Some(PaintMode::Fill),
                    winding_order: None,
                };
                self.fill(mark.colour);
                self.ops.push(Op::DrawRectangle { rectangle });
            }
            Shape::Logo { x, y, width, height } => {
                let transform = XObjectTransform {
                    translate_x: Some(Pt(rounded(*x))),
                    translate_y: Some(Pt(from_below(y + height))),
                    scale_x: Some(rounded(*width)),
                    scale_y: Some(rounded(*height)),
                    no_auto_scale: true,
                    ..XObjectTransform::default()
                };
                self.ops.push(Op::UseXobject { id: XObjectId(LOGO.to_owned()), transform });
            }
        }
    }
}

fn color(Colour([red, green, blue]): Colour) -> Color {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    if red == green && green == blue {
        Color::Greyscale(Greyscale::new(part(red), None))
    } else {
        Color::Rgb(Rgb::new(part(red), part(green), part(blue), None))
    }
}

#[allow(clippy::cast_possible_truncation)]
fn hundredths(points: f32) -> i32 {
    (points * 100.0).round() as i32
}

#[allow(clippy::cast_precision_loss)]
fn points(hundredths: i32) -> Pt {
    Pt(hundredths as f32 / 100.0)
}

fn rounded(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}
