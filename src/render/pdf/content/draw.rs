//! Turns pages into PDF content: areas, pictures and the rules beside them through printpdf; texts, and rules where there
//! is nothing else, in its way.

use std::collections::BTreeMap;

use lopdf::{Document as LopdfDocument, Object};
use printpdf::{
    Color, DictItem, Greyscale, Line, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Pt, Rect, Rgb, TextItem, XObjectId, XObjectTransform,
};

use super::code::write_codes;
use super::rules::{has_only_rules, rules};
use super::text::write_texts;
use crate::render::error::RenderError;
use crate::render::pdf::level::Level;
use crate::render::pdf::page::font::Face;
use crate::render::pdf::page::{Colour, Geometry, Mark, Page, PageContent, Shape};

/// How many pages are drawn at once: enough to be quick, few enough to be small.
pub(in crate::render::pdf) const CHUNK: usize = 2;
/// The name by which pages refer to the library's mark.
pub(in crate::render::pdf) const LOGO: &str = "Logo";

/// A document with the faces and no pages.
#[must_use]
pub(in crate::render::pdf) fn empty_document() -> PdfDocument {
    let mut document = PdfDocument::new("");
    for face in Face::ALL {
        document.resources.fonts.map.insert(face.id(), PdfFont::new(face.data().parsed.clone()));
    }
    document
}

/// The content of each page.
///
/// # Errors
/// What printpdf warns of: a page that is not as it was meant.
pub(in crate::render::pdf) fn contents(
    geometry: Geometry,
    level: Level,
    pages: &[Page],
) -> Result<Vec<Vec<u8>>, RenderError> {
    let content = |page: &Page| {
        let mut content = if has_only_rules(&page.marks) {
            rules(geometry, &page.marks)
        } else {
            let shapes = Shapes::new(geometry, level).of(&page.marks);
            printed(PdfDocument::new(""), geometry, vec![shapes])?.concat()
        };
        write_codes(&mut content, geometry, level, &page.marks);
        write_texts(&mut content, geometry, level, &page.marks);
        Ok(content)
    };
    pages.iter().map(content).collect()
}

/// What printpdf writes for pages of operations.
///
/// # Errors
/// What printpdf warns of.
pub(super) fn printed(
    mut document: PdfDocument,
    geometry: Geometry,
    pages: Vec<Vec<Op>>,
) -> Result<Vec<Vec<u8>>, RenderError> {
    let millimetres = |points: f32| Mm(points * 25.4 / 72.0);
    let (width, height) = (millimetres(geometry.width), millimetres(geometry.height));
    document.pages = pages.into_iter().map(|ops| PdfPage::new(width, height, ops)).collect();
    let mut made = to_lopdf(&document)?;
    let pages: Vec<lopdf::ObjectId> = made.page_iter().collect();
    pages.into_iter().map(|page| take_content(&mut made, page)).collect()
}

/// What printpdf makes of a document, if it has nothing to warn of.
///
/// # Errors
/// What printpdf warns of.
pub(in crate::render::pdf) fn to_lopdf(document: &PdfDocument) -> Result<LopdfDocument, RenderError> {
    let mut warnings = Vec::new();
    let lopdf = printpdf::serialize::to_lopdf_doc(document, &PdfSaveOptions::default(), &mut warnings);
    match warnings.first() {
        None => Ok(lopdf),
        Some(warning) => Err(format!("a page could not be drawn: {warning:?}").into()),
    }
}

fn take_content(document: &mut LopdfDocument, page: lopdf::ObjectId) -> Result<Vec<u8>, RenderError> {
    let content = document
        .get_object(page)
        .and_then(Object::as_dict)
        .and_then(|page| page.get(b"Contents"))
        .and_then(Object::as_reference)
        .and_then(|id| document.get_object_mut(id))
        .and_then(Object::as_stream_mut)
        .map_err(RenderError::fault)?;
    let mut content = std::mem::take(&mut content.content);
    if !content.is_empty() && !content.ends_with(b"\n") {
        content.push(b'\n');
    }
    Ok(content)
}

/// Operations that show every character that the faces have, so that the fonts of the file are whole.
#[must_use]
pub(in crate::render::pdf) fn specimen() -> Vec<Op> {
    let show = |face: Face| {
        let code_points = face.data().parsed.codepoint_to_glyph.keys();
        let text = code_points.filter_map(|code_point| char::from_u32(*code_point)).collect();
        let font = PdfFontHandle::External(face.id());
        [Op::SetFont { font, size: Pt(1.0) }, Op::ShowText { items: vec![TextItem::Text(text)] }]
    };
    let shown = Face::ALL.into_iter().flat_map(show);
    std::iter::once(Op::StartTextSection).chain(shown).chain([Op::EndTextSection]).collect()
}

/// The operations that draw what is no text on a page.
pub(super) struct Shapes {
    geometry: Geometry,
    level: Level,
    ops: Vec<Op>,
    /// What the marks drawn last belong to; `Some(None)` for nothing but the eye.
    #[allow(clippy::option_option)] // No run, or one outside of the structure.
    run: Option<Option<PageContent>>,
    fill: Option<Colour>,
    /// The colour and thickness of rules.
    pen: Option<(Colour, f32)>,
}

impl Shapes {
    pub(super) fn new(geometry: Geometry, level: Level) -> Self {
        Self { geometry, level, ops: Vec::new(), run: None, fill: None, pen: None }
    }

    /// Those of a page.
    pub(super) fn of(mut self, marks: &[Mark]) -> Vec<Op> {
        for mark in marks {
            if !matches!(mark.shape, Shape::Text { .. } | Shape::Code { .. }) {
                self.begin_run(mark.content);
                self.shape(mark);
            }
        }
        self.end_run();
        self.ops
    }

    /// Begins a run of marks unless it has begun: every mark is part of the report, or told to be none.
    fn begin_run(&mut self, content: Option<PageContent>) {
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

    fn shape(&mut self, mark: &Mark) {
        let from_below = |y: f32| rounded(self.geometry.height - y);
        match &mark.shape {
            Shape::Text { .. } | Shape::Code { .. } => {}
            Shape::Rule { x, y, width, thickness } => {
                let point = |x: f32| LinePoint { p: Point { x: Pt(rounded(x)), y: Pt(from_below(*y)) }, bezier: false };
                let points = vec![point(*x), point(x + width)];
                if self.pen != Some((mark.colour, *thickness)) {
                    self.pen = Some((mark.colour, *thickness));
                    self.ops.push(Op::SetOutlineColor { col: colour(mark.colour) });
                    self.ops.push(Op::SetOutlineThickness { pt: Pt(*thickness) });
                }
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
                if self.fill != Some(mark.colour) {
                    self.fill = Some(mark.colour);
                    self.ops.push(Op::SetFillColor { col: colour(mark.colour) });
                }
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

/// A colour as printpdf has it.
pub(super) fn colour(colour: Colour) -> Color {
    let [red, green, blue] = colour.0.map(|part| (f32::from(part) / 255.0 * 1000.0).round() / 1000.0);
    if colour.is_grey() {
        Color::Greyscale(Greyscale::new(red, None))
    } else {
        Color::Rgb(Rgb::new(red, green, blue, None))
    }
}

fn rounded(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}
