//! The page of a report: how it stands.

use serde::Deserialize;

/// The page of a report.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplatePage {
    /// How the A4 page stands.
    pub orientation: Orientation,
    /// The size of the table's text in points.
    pub font_size: f32,
}

/// How an A4 page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// 210 mm wide.
    Portrait,
    /// 297 mm wide.
    Landscape,
}

impl Orientation {
    /// The room for columns between the margins, in millimetres.
    #[must_use]
    pub fn text_width(self) -> f32 {
        match self {
            Self::Portrait => 185.0,
            Self::Landscape => 277.0,
        }
    }
}
