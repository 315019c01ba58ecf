//! What an issued report says that is made again out of the archive and is not the file that was issued: that another version
//! holds, or that it has another form.

use chrono_tz::Europe::Brussels;

use super::reissue::forms;
use crate::archive::ReportRecord;
use crate::render::form::{FileFormat, Form};
use crate::report::mark::ReportMark;

/// What its pages say. `records` are all that were issued, `asked` is how it is written now and `issued` how it was then.
#[must_use]
pub fn marks(record: &ReportRecord, records: &[ReportRecord], asked: Form, issued: Form) -> Vec<ReportMark> {
    let is_later = |other: &&ReportRecord| {
        (&other.report, other.period) == (&record.report, record.period) && other.version > record.version
    };
    let replaced =
        records.iter().filter(is_later).max_by_key(|other| other.version).map(|last| ReportMark::ReplacedBy {
            number: last.number.clone(),
            version: last.version,
            issued: last.issued.with_timezone(&Brussels).date_naive(),
        });
    let pdf = forms(record).find(|(format, _)| *format == FileFormat::Pdf);
    let copy = (asked != issued).then(|| ReportMark::Copy {
        number: record.number.clone(),
        version: record.version,
        code: pdf.and_then(|(_, file)| file.code.clone()),
    });
    copy.into_iter().chain(replaced).collect()
}
