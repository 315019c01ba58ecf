//! The place that an export file has among the files of its feed, by its name.

use chrono::NaiveDate;

use super::format::ExportFormat;
use super::name_days::NameDays;

/// Where a file stands among those of its feed: the later one knows better.
///
/// The one whose last day is later is, in its name or else of its lines. Of files with the same last day it is the one
/// that comes later by name: folders count before names, digits as numbers, capitals as small letters, and what a
/// browser, a spreadsheet program or a person puts behind a name for another copy makes it a later one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExportOrder {
    last_day: Option<NaiveDate>,
    folders: Vec<Vec<ExportNamePart>>,
    stem: Vec<ExportNamePart>,
    /// What two names differ in that are alike otherwise.
    name: String,
}

/// A part of a name, smaller ones first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ExportNamePart {
    /// Digits, the noughts in front left out: the longer number is the larger one.
    Number(usize, String),
    Text(String),
}

impl ExportOrder {
    /// That of a file by its name, with folders before it where it has any, and by the last day of its lines.
    #[must_use]
    pub fn of(name: &str, last_day_of_lines: Option<NaiveDate>) -> Self {
        let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
        let last_day = NameDays::of(file).span().map(|(_, last)| last).or(last_day_of_lines);
        let folders = folders.split('/').filter(|folder| !folder.is_empty()).map(parts).collect();
        let stem = file.get(..file.len() - ending(file)).unwrap_or(file).to_lowercase();
        let copied = COPY_OF.iter().find_map(|mark| Some((stem.strip_prefix(mark)?, mark)));
        let stem = copied.map_or_else(|| parts(&stem), |(plain, mark)| parts(&format!("{plain} {mark}")));
        Self { last_day, folders, stem, name: name.to_owned() }
    }

    /// The last day that the file tells of.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.last_day
    }
}

/// What programs put before the name of a copy.
pub(super) const COPY_OF: [&str; 4] = ["kopie van ", "copy of ", "copie de ", "kopie von "];

/// How long the end of an export's name is that tells its format.
pub(super) fn ending(name: &str) -> usize {
    match ExportFormat::of_name(name) {
        Some(ExportFormat::Csv) => ".csv".len(),
        Some(ExportFormat::CsvGz) => ".csv.gz".len(),
        Some(ExportFormat::Xlsx) => ".xlsx".len(),
        Some(ExportFormat::Parquet) => ".parquet".len(),
        None => 0,
    }
}

fn parts(name: &str) -> Vec<ExportNamePart> {
    let mut parts = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        parts.push(if is_number {
            let number = part.trim_start_matches('0');
            ExportNamePart::Number(number.len(), number.to_owned())
        } else {
            ExportNamePart::Text(part.to_lowercase())
        });
        rest = behind;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn files_stand_in_the_order_in_which_people_mean_them() {
        let rising = [
            "zonder.csv",
            "dagboek_30-11-2026.csv",
            "dagboek_01-12-2026.csv",
            "dagboek_2026-12-01 (1).csv",
            "dagboek_2026-12-08_2026-12-14.csv",
            "dagboek_2026-12-08_2026-12-14 (1).csv.gz",
            "dagboek_2026-12-08_2026-12-14 (2).csv",
            "dagboek_2026-12-08_2026-12-14 (10).xlsx",
            "Dagboek_2026-12-08_2026-12-14 - kopie.csv",
            "Kopie van dagboek_2026-12-08_2026-12-14.csv",
            "dagboek_2026-12-12_2026-12-18.csv",
            "dagboek_2026-12-12_2026-12-18.csv.gz",
            "dagboek_2026-12-12_2026-12-18_2.csv",
            "later/a_2026-12-18.csv",
            "later 2/a_2026-12-18.csv",
            "dagboek_2026-W51.csv",
        ];
        let mut orders: Vec<ExportOrder> = rising.iter().map(|name| ExportOrder::of(name, None)).collect();
        orders.reverse();
        orders.sort();
        let names: Vec<&str> = orders.iter().map(|order| order.name.as_str()).collect();
        assert_eq!(names, rising);
        let numbered = ["export_9.csv", "export_010.csv", "export_10 kopie.csv", "export_11.csv"];
        let orders = numbered.map(|name| ExportOrder::of(name, Some(day("2026-11-02"))));
        assert!(orders.is_sorted(), "{orders:?}");
        assert!(ExportOrder::of("9.csv", Some(day("2026-11-03"))) > orders[3], "the day goes before the name");
        assert!(
            ExportOrder::of("2026-11-04.csv", Some(day("2026-01-01"))) > orders[3],
            "the name's day before the lines'"
        );
    }
}
