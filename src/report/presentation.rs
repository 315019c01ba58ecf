//! How a library wants its reports to look.

use std::sync::Arc;

/// How a library wants its reports to look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presentation {
    /// The roles that sign; `None` for those of the template.
    pub roles: Option<Vec<String>>,
    /// Whether each role has an empty field in the PDF to sign in electronically.
    pub signature_fields: bool,
    /// A line at the foot of every page.
    pub footer: Option<String>,
    /// Sentences above the signatures, such as who signs from which amount on.
    pub notes: Vec<String>,
    /// Red, green and blue of headings and rules; black without.
    pub accent: Option<[u8; 3]>,
    /// The library's mark.
    pub logo: Option<Arc<Logo>>,
}

/// A picture of dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// How many dots it is wide.
    pub width: u32,
    /// How many dots it is high.
    pub height: u32,
    /// Red, green and blue of each dot, on white, row by row from the top.
    pub rgb: Arc<[u8]>,
    /// What it shows, in words.
    pub alternative: String,
}
