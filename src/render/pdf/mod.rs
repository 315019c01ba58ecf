//! The report as PDF.
use crate::report::document::Document;
/// x
pub fn missing_characters(_: &Document) -> String {
    String::new()
}
/// # Errors
/// x
pub fn render(_: &Document) -> Result<Vec<u8>, String> {
    Ok(Vec::new())
}
