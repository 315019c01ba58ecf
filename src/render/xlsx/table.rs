//! The lines of a sheet as a table with a name, which formulas, pivots and queries know it by, and which grows.

use std::collections::BTreeSet;

use super::book::MAIN;
use super::cell_text::{escaped, range};

/// A table of a sheet.
pub(super) struct SheetTable {
    /// Its name.
    pub(super) name: String,
    /// Its range with the header.
    pub(super) range: String,
    /// Its headers; none where there is no line under them, or two of them are the same to a spreadsheet: then rows are
    /// filtered and no more.
    headers: Option<Vec<String>>,
}

impl SheetTable {
    /// The table over the first rows of a sheet.
    pub(super) fn over(headers: &[&str], rows: u32, name: String) -> Self {
        let folded: BTreeSet<String> = headers.iter().map(|header| header.to_lowercase()).collect();
        let is_one = rows > 1 && folded.len() == headers.len() && headers.iter().all(|header| !header.is_empty());
        let own = is_one.then(|| headers.iter().map(|header| (*header).to_owned()).collect());
        Self { name, range: range(headers.len(), rows), headers: own }
    }

    /// Whether it is a table, and no filter alone.
    pub(super) fn is_whole(&self) -> bool {
        self.headers.is_some()
    }

    /// Its part of the workbook.
    pub(super) fn xml(&self, id: usize) -> String {
        let headers = self.headers.iter().flatten().zip(1..).map(|(header, column)| {
            format!("<tableColumn id=\"{column}\" name=\"{}\"/>", escaped(header).replace('"', "&quot;"))
        });
        let (name, range, count) = (&self.name, &self.range, self.headers.as_ref().map_or(0, Vec::len));
        format!(
            "<table xmlns=\"{MAIN}\" id=\"{id}\" name=\"{name}\" displayName=\"{name}\" ref=\"{range}\" \
             totalsRowShown=\"0\"><autoFilter ref=\"{range}\"/><tableColumns count=\"{count}\">{}</tableColumns>\
             <tableStyleInfo name=\"TableStyleLight1\" showFirstColumn=\"0\" showLastColumn=\"0\" showRowStripes=\"1\" \
             showColumnStripes=\"0\"/></table>",
            headers.collect::<String>()
        )
    }
}
