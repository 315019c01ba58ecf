//! A page as a list of marks, before it is PDF. Units are points; the origin is the top left corner.

use super::font::Face;

/// A text, a rule or a tint on a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line of text; every character of it can be drawn.
    Text {
        /// Its left end.
        x: f32,
        /// Its baseline.
        y: f32,
        /// Its weight.
        face: Face,
        /// Its size.
        size: f32,
        /// The text.
        text: String,
    },
    /// A horizontal rule.
    Rule {
        /// Its left end.
        x: f32,
        /// Its middle.
        y: f32,
        /// Its length.
        width: f32,
        /// Its thickness.
        thickness: f32,
    },
    /// A tinted area behind what follows.
    Tint {
        /// Its left edge.
        x: f32,
        /// Its top edge.
        y: f32,
        /// Its width.
        width: f32,
        /// Its height.
        height: f32,
        /// How light it is: 0 is black, 1 is white.
        lightness: f32,
    },
}

/// One page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// What is on it, tints first where they lie behind texts.
    pub marks: Vec<Mark>,
}

/// A place that the outline leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Bookmark {
    /// What it is called.
    pub title: String,
    /// 0 for a section, 1 for a block inside one.
    pub level: u8,
    /// The page, from 0.
    pub page: usize,
    /// The height on the page.
    pub y: f32,
}

/// The size of a page and the room between its margins.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The width of the page.
    pub width: f32,
    /// The height of the page.
    pub height: f32,
    /// The left margin, wide enough for the holes of a binder.
    pub left: f32,
    /// The right end of the text.
    pub right: f32,
    /// Where the text begins under the running header.
    pub top: f32,
    /// Where the text ends above the footer.
    pub bottom: f32,
}

/// Millimetres in points.
#[must_use]
pub fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}
