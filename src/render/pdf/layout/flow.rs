//! Where two columns stand beside each other on a page: parts go first down the left one, then down the right. They are drawn
//! as if the left column were the page; marks of the right one are moved.

use crate::render::pdf::page::Geometry;

/// The room between the two columns, in points.
const GUTTER: f32 = 12.0;
/// Two columns in which parts stand.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    /// Where they begin on this page.
    pub(super) top: f32,
    /// Whether parts stand in the right one.
    pub(super) is_right: bool,
    /// How far down the left one goes.
    pub(super) deepest: f32,
    pub(super) end: Option<FlowEnd>,
    /// The page without columns.
    pub(super) whole: Geometry,
}

/// Where columns end, so that both are about as long: on this page, at this height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FlowEnd {
    pub(super) page: usize,
    pub(super) bottom: f32,
}

impl Flow {
    /// How far the column stands from the left one.
    pub(super) fn shift(&self) -> f32 {
        if self.is_right { column_width(self.whole) + GUTTER } else { 0.0 }
    }
}

/// How wide each of two columns of a page is.
pub(super) fn column_width(whole: Geometry) -> f32 {
    (whole.right - whole.left - GUTTER) / 2.0
}
