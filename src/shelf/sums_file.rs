//! `SHA256SUMS`: the files of all reports whose numbers are of a year, as `sha256sum -c` reads them in that year's folder.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::ReportRecord;

/// Its name in the folder of a year.
pub const FILE: &str = "SHA256SUMS";

/// The text of the file of each of these years, in the order of the chain.
#[must_use]
pub fn texts<'r>(records: &'r [ReportRecord], years: &BTreeSet<&str>) -> BTreeMap<&'r str, String> {
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    for record in records.iter().filter(|record| years.contains(record.year())) {
        let text = texts.entry(record.year()).or_default();
        for file in &record.files {
            *text += &format!("{}  {}/{}\n", file.sha256, record.place_in_year(), file.name);
        }
    }
    texts
}
