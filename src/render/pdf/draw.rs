//! Turns pages into PDF content through printpdf.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Document as LopdfDocument, Object};
use printpdf::{
    Color, Greyscale, Line, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions,
    Point, Pt, Rect, TextItem,
};

use super::font::Face;
use super::page::{Geometry, Mark, Page};

/// How many pages printpdf works on at once: enough to be quick, few enough to be small.
pub(super) const CHUNK: usize = 16;

/// A document with the faces and no pages.
#[must_use]
pub(super) fn empty_document(title: &str) -> PdfDocument {
    let mut document = PdfDocument::new(title);
    for face in Face::ALL {
        document.resources.fonts.map.insert(face.id(), PdfFont::new(face.data().parsed.clone()));
    }
    document
}

/// The compressed content of each page.
///
/// # Errors
/// What printpdf warns of: a page that is not as it was meant.
pub(super) fn contents(empty: &PdfDocument, geometry: Geometry, pages: &[Page]) -> Result<Vec<Vec<u8>>, String> {
    let mut document = empty.clone();
    document.pages = pages.iter().map(|page| pdf_page(geometry, page)).collect();
    let lopdf = to_lopdf(&document)?;
    lopdf.page_iter().map(|page| compressed(&page_content(&lopdf, page)?)).collect()
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

fn page_content(document: &LopdfDocument, page: lopdf::ObjectId) -> Result<Vec<u8>, String> {
    let content = document
        .get_object(page)
        .and_then(Object::as_dict)
        .and_then(|page| page.get(b"Contents"))
        .and_then(Object::as_reference)
        .and_then(|id| document.get_object(id))
        .and_then(Object::as_stream)
        .map_err(|error| error.to_string())?;
    Ok(content.content.clone())
}

fn compressed(content: &[u8]) -> Result<Vec<u8>, String> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(content).and_then(|()| encoder.finish()).map_err(|error| error.to_string())
}

/// A page whose text is every character that the faces have, so that the fonts of the file are whole.
#[must_use]
pub(super) fn specimen(geometry: Geometry) -> PdfPage {
    let marks = Face::ALL.map(|face| Mark::Text {
        x: 0.0,
        y: 0.0,
        face,
        size: 1.0,
        text: face
            .data()
            .parsed
            .codepoint_to_glyph
            .keys()
            .filter_map(|code_point| char::from_u32(*code_point))
            .collect(),
    });
    pdf_page(geometry, &Page { marks: marks.to_vec() })
}

fn pdf_page(geometry: Geometry, page: &Page) -> PdfPage {
    let mut ops = Vec::new();
    for mark in &page.marks {
        add_shape(&mut ops, geometry, mark);
    }
    ops.push(Op::SetFillColor { col: grey(0.0) });
    ops.push(Op::StartTextSection);
    // printpdf's cursor moves are relative to the line before; whole hundredths of a point keep them from drifting.
    let (mut cursor, mut font) = ((0, 0), None);
    for mark in &page.marks {
        let Mark::Text { x, y, face, size, text } = mark else { continue };
        if text.is_empty() {
            continue;
        }
        if font != Some((*face, *size)) {
            font = Some((*face, *size));
            ops.push(Op::SetFont { font: PdfFontHandle::External(face.id()), size: Pt(*size) });
        }
        let target = (hundredths(*x), hundredths(geometry.height - y));
        let pos = Point { x: points(target.0 - cursor.0), y: points(target.1 - cursor.1) };
        cursor = target;
        ops.push(Op::SetTextCursor { pos });
        ops.push(Op::ShowText { items: vec![TextItem::Text(text.clone())] });
    }
    ops.push(Op::EndTextSection);
    let millimetres = |points: f32| Mm(points * 25.4 / 72.0);
    PdfPage::new(millimetres(geometry.width), millimetres(geometry.height), ops)
}

fn add_shape(ops: &mut Vec<Op>, geometry: Geometry, mark: &Mark) {
    match mark {
        Mark::Text { .. } => {}
        Mark::Rule { x, y, width, thickness } => {
            let point = |x: f32| LinePoint {
                p: Point { x: Pt(rounded(x)), y: Pt(rounded(geometry.height - y)) },
                bezier: false,
            };
            ops.push(Op::SetOutlineColor { col: grey(0.0) });
            ops.push(Op::SetOutlineThickness { pt: Pt(*thickness) });
            ops.push(Op::DrawLine { line: Line { points: vec![point(*x), point(x + width)], is_closed: false } });
        }
        Mark::Tint { x, y, width, height, lightness } => {
            ops.push(Op::SetFillColor { col: grey(*lightness) });
            ops.push(Op::DrawRectangle {
                rectangle: Rect {
                    x: Pt(rounded(*x)),
                    y: Pt(rounded(geometry.height - y - height)),
                    width: Pt(rounded(*width)),
                    height: Pt(rounded(*height)),
                    mode: Some(PaintMode::Fill),
                    winding_order: None,
                },
            });
        }
    }
}

fn grey(lightness: f32) -> Color {
    Color::Greyscale(Greyscale::new(lightness, None))
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
