//! In what form a report's PDF is.

/// The form of a report's PDF, as its manifest says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ManifestForm {
    /// The code at the foot of its pages covers every byte.
    Current,
    /// The code covers the manifest, and that the pages, the CSV and the fonts.
    Former,
}
