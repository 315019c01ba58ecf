//! What pages are called, in the folders that they are about.

/// The name of every page but those of quarters.
pub const FILE: &str = "index.html";

/// The quarters of a year.
pub(super) const QUARTERS: std::ops::RangeInclusive<u32> = 1..=4;

/// The name of the page of a quarter, beside that of its year.
pub(super) fn quarter_file(quarter: u32) -> String {
    format!("kwartaal-{quarter}.html")
}

/// What pages in the folder of a year may be called.
pub fn names() -> impl Iterator<Item = String> {
    std::iter::once(FILE.to_owned()).chain(QUARTERS.map(quarter_file))
}
