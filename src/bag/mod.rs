//! A year's reports as they are handed over to an archive: a bag (`BagIt` 1.0, RFC 8493) with the list of what is in it.

pub mod info;
pub mod manifest;
pub mod not_handed_over;
pub mod record_list;
pub mod transfer_list;

use crate::archive::ReportRecord;
use crate::report::template::Kind;
use crate::shelf::issued_templates::IssuedTemplates;

/// What makes a folder a bag; written last.
pub const DECLARATION: &str = "bagit.txt";
/// The text of that.
pub const DECLARATION_TEXT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// The folder of what is handed over.
pub const PAYLOAD: &str = "data";
/// The folder of the templates by which the year's reports were made, in that of the library's reports: each under the hash of
/// its text.
pub const TEMPLATES: &str = "sjablonen";

/// Whether the lines of a report are bookings: it is handed over only where somebody asks for those. So is one whose
/// template can't be read any more.
#[must_use]
pub fn is_of_bookings(record: &ReportRecord, templates: &IssuedTemplates) -> bool {
    templates.of(record).is_none_or(|template| template.kind == Kind::Listing)
}
