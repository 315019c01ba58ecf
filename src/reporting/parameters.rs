//! How an issued report was made, as the register keeps it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::file_not_taken_in::FileNotTakenIn;
use crate::archive::ReportRecord;
use crate::domain::{FeedDays, Institution, LineSum, Period};
use crate::render::csv::Dialect;
use crate::render::form::{FileFormat, Form, PageBound};
use crate::render::pdf::level::Level;
use crate::report::language::Language;
use crate::report::settlement::Confirmed;

/// The report whose lines are the bookings behind those of others.
pub const BOOKINGS: &str = "financiele-details";

/// How an issued report was made, beside what its record says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(clippy::struct_excessive_bools)] // As registers have them.
pub struct Parameters {
    /// Whether write-offs are shown on overviews.
    pub write_offs: bool,
    /// Whether there is a PDF.
    pub pdf: bool,
    /// Whether there is a CSV.
    pub csv: bool,
    /// Whether the CSV is for programs (`rfc4180`) rather than for a Belgian spreadsheet.
    pub rfc4180: bool,
    /// What else there is.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub other: BTreeSet<FileFormat>,
    /// Whether its page leads to that of the bookings of the same period, in whichever version holds: so releases up to
    /// 0.1.0 did it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leads_to_bookings: bool,
    /// The page of the bookings behind its lines, as a path from its own; `None` where it leads to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookings_page: Option<String>,
    /// What its page lists; `None` for all, as releases up to 0.1.0 did it, and where it has no page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_bound: Option<PageBound>,
    /// Whether customers' pseudonyms come from a configured key.
    pub configured_key: bool,
    /// Which key that was made for the library customers' pseudonyms come from; `None` also where the report shows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_key: Option<String>,
    /// Whether the PDF is accessible (PDF/A-3a) rather than small (PDF/A-3b).
    pub accessible: bool,
    /// The language of its pages.
    #[serde(default)]
    pub language: Language,
    /// The days, of its period and those before it, of which no export told and on which the library was closed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty", with = "days_as_texts")]
    pub closed: BTreeSet<NaiveDate>,
    /// The feeds that were expected to tell of its days, where the library named some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feeds: Vec<FeedDays>,
    /// The hash of how the library wanted it to look, which the register keeps as a text; `None` for the plain look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation: Option<String>,
    /// What a report of the control desk was made from, beside exports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskParameters>,
    /// What a report that shows counts was made from, beside exports; `None` where it shows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<CountParameters>,
    /// What others said of the same lines, where it is between libraries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmed: Vec<ConfirmedSum>,
    /// Files that may be about its days, were there when it was made, and of which no line came in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_taken_in: Vec<FileNotTakenIn>,
}

/// What one library received for another, as that other says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConfirmedSum {
    /// Who received.
    pub receiver: String,
    /// For whom.
    pub owner: String,
    /// How many lines.
    pub lines: u64,
    /// What they add up to, in cents.
    pub cents: i64,
}

/// What a report that shows counts was made from, beside exports, and what it says of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CountParameters {
    /// The number of the last witness that had come in.
    pub witnesses: u32,
    /// The hash of the channels, which the register keeps as a text.
    pub channels: String,
    /// A hash over what it says.
    pub lines: String,
}

/// What a report of the control desk was made from, beside exports, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DeskParameters {
    /// The number of the last witness that had come in.
    pub witnesses: u32,
    /// A hash over its lines.
    pub lines: String,
}

/// Where the pseudonyms of an issued report come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PseudonymSource {
    /// A key that the configuration names.
    Configured,
    /// A key that was made for the library, by its id.
    Made(String),
    /// The hash of the library's first export: so releases up to 0.1.0 did it.
    Exports,
}

impl Parameters {
    /// The number of the last witness that had come in when it was made; `None` where it was made from exports alone.
    #[must_use]
    pub fn witnesses(&self) -> Option<u32> {
        let of_desk = self.desk.as_ref().map(|desk| desk.witnesses);
        of_desk.or_else(|| self.counts.as_ref().map(|counts| counts.witnesses))
    }

    /// Whether there is a field for a format.
    #[must_use]
    pub fn has_field_for(format: FileFormat) -> bool {
        matches!(format, FileFormat::Pdf | FileFormat::Csv)
    }

    /// What others said of the same lines.
    #[must_use]
    pub fn confirmed(&self) -> Confirmed {
        let sum = |sum: &ConfirmedSum| {
            let key = (Institution::parse(&sum.receiver)?, Institution::parse(&sum.owner)?);
            Some((key, LineSum { count: sum.lines, cents: sum.cents.into() }))
        };
        self.confirmed.iter().filter_map(sum).collect()
    }

    /// The same as registers have it.
    #[must_use]
    pub fn confirmed_sums(confirmed: &Confirmed) -> Vec<ConfirmedSum> {
        let sum = |((receiver, owner), sum): (&(Institution, Institution), &LineSum)| ConfirmedSum {
            receiver: receiver.to_string(),
            owner: owner.to_string(),
            lines: sum.count,
            cents: i64::try_from(sum.cents).unwrap_or_else(|_| unreachable!("no sum of lines overflows")),
        };
        confirmed.iter().map(sum).collect()
    }

    /// Where its pseudonyms come from, if it shows any.
    #[must_use]
    pub fn pseudonyms(&self) -> PseudonymSource {
        match &self.made_key {
            Some(id) => PseudonymSource::Made(id.clone()),
            None if self.configured_key => PseudonymSource::Configured,
            None => PseudonymSource::Exports,
        }
    }

    /// The page of the bookings of a period, as a path from the page of a report, or from its copy under `actueel`, which
    /// lies as deep.
    #[must_use]
    pub fn lines_page(&self, period: Period) -> Option<String> {
        if self.bookings_page.is_some() {
            return self.bookings_page.clone();
        }
        let name = period.file_part();
        self.leads_to_bookings.then(|| format!("../../actueel/{BOOKINGS}/{name}.{}", FileFormat::Html.name()))
    }

    /// How the CSV is written.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        if self.rfc4180 { Dialect::Rfc4180 } else { Dialect::ExcelBe }
    }

    /// How the report is written.
    #[must_use]
    pub fn form(&self) -> Form {
        let level = if self.accessible { Level::A3a } else { Level::A3b };
        Form { dialect: self.dialect(), totals: false, level, page_bound: self.page_bound }
    }

    /// The parameters of an issued report.
    ///
    /// # Errors
    /// When the register holds something else.
    pub fn of(record: &ReportRecord) -> Result<Self, String> {
        serde_json::from_str(&record.parameters).map_err(|error| format!("its parameters can't be read: {error}"))
    }
}

/// Days as texts, such as `2026-11-22`.
pub(super) mod days_as_texts {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::reporting) fn serialize<S: Serializer>(
        days: &BTreeSet<NaiveDate>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        days.iter().map(ToString::to_string).collect::<Vec<_>>().serialize(serializer)
    }

    pub(in crate::reporting) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeSet<NaiveDate>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
    }
}
