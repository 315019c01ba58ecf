//! A year's reports as they are handed over to an archive: a bag (`BagIt` 1.0, RFC 8493) with the list of what is in it.

pub mod manifest;
pub mod not_handed_over;
pub mod transfer_list;

/// What makes a folder a bag; written last.
pub const DECLARATION: &str = "bagit.txt";
/// The text of that.
pub const DECLARATION_TEXT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// What is said of the whole.
pub const INFO: &str = "bag-info.txt";
/// The folder of what is handed over.
pub const PAYLOAD: &str = "data";
