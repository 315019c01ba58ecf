//! How a text on a page looks.

use crate::render::pdf::page::Colour;
use crate::render::pdf::page::font::Face;

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    /// Its weight.
    pub(super) face: Face,
    /// Its size, in points.
    pub(super) size: f32,
    /// Its colour.
    pub(super) colour: Colour,
}

impl Style {
    /// Plain text.
    #[must_use]
    pub(super) fn regular(size: f32) -> Self {
        Self { face: Face::Regular, size, colour: Colour::BLACK }
    }

    /// Bold text.
    #[must_use]
    pub(super) fn bold(size: f32) -> Self {
        Self { face: Face::Bold, ..Self::regular(size) }
    }

    /// A label, which stands back behind what it names.
    #[must_use]
    pub(super) fn label(size: f32) -> Self {
        Self::regular(size).in_colour(Colour::QUIET)
    }

    /// The same in another colour.
    #[must_use]
    pub(super) fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The width of a text, in points.
    #[must_use]
    pub(super) fn width(self, text: &str) -> f32 {
        self.face.width(text, self.size)
    }
}
