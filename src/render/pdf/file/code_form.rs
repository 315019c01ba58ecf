//! The form that draws the code of the file on its pages. Its digits are zeros until all else is written.

use std::ops::Range;

use super::object::Id;
use crate::render::page_code;
use crate::render::pdf::page::font::Face;

/// How many hexadecimal digits the number of a glyph has.
const DIGITS: usize = 4;

/// The object of the form, last before the cross-reference stream.
#[derive(Debug)]
pub(super) struct PageCodeForm {
    /// Its number.
    pub(super) id: Id,
    /// The object.
    pub(super) bytes: Vec<u8>,
    /// Where in it the digits stand that tell the glyphs of the code.
    pub(super) digits: Range<usize>,
}

impl PageCodeForm {
    /// The form, with zeros for its digits; `fonts` is the object that names the fonts.
    #[must_use]
    pub(super) fn new(id: Id, fonts: Id) -> Self {
        let (face, zeros) = (Face::Regular.name(), "0".repeat(page_code::LENGTH * DIGITS));
        let before = format!("BT\n/{face} 1 Tf\n<");
        let content = format!("{before}{zeros}>Tj\nET");
        // No glyph is wider than its text size, nor reaches further down than a third of it.
        let head = format!(
            "{} 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 -0.33 {} 1]/Resources<</Font {}>>/Length {}>>\nstream\n",
            id.0,
            page_code::LENGTH,
            fonts.reference(),
            content.len()
        );
        let start = head.len() + before.len();
        let bytes = format!("{head}{content}\nendstream\nendobj\n").into_bytes();
        Self { id, bytes, digits: start..start + zeros.len() }
    }
}

/// The digits that show a code.
#[must_use]
pub(super) fn digits(code: &str) -> Vec<u8> {
    Face::Regular.glyphs(code).flat_map(|glyph| format!("{glyph:04X}").into_bytes()).collect()
}
