//! The forms in which a report is published.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::{Deserialize, Serialize};

use super::csv::Dialect;
use super::pdf::level::Level;

/// A kind of file that a report is published as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum FileFormat {
    /// A PDF file
    Pdf,
    /// A CSV file
    Csv,
    /// A workbook
    Xlsx,
    /// A JSON file
    Json,
    /// A journal for hledger and its like; of reports whose lines are transactions
    Journal,
    /// A page for browsers, from whose amounts one gets to the bookings behind them
    Html,
}

impl FileFormat {
    /// Every kind, in the order in which files are made.
    pub const ALL: [Self; 6] = [Self::Pdf, Self::Csv, Self::Xlsx, Self::Json, Self::Journal, Self::Html];

    /// Its name in the configuration, which is also how its files end.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Journal => "journal",
            Self::Html => "html",
        }
    }
}

/// What to make of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutputFormat {
    /// A file.
    File(FileFormat),
    /// A table on the terminal.
    Table,
}

impl OutputFormat {
    /// Every one, in the order in which help names them.
    pub const ALL: [Self; 7] = {
        let [pdf, csv, xlsx, json, journal, html] = FileFormat::ALL;
        [
            Self::File(pdf),
            Self::File(csv),
            Self::File(xlsx),
            Self::File(json),
            Self::File(journal),
            Self::File(html),
            Self::Table,
        ]
    };
}

impl ValueEnum for OutputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::File(format) => format.to_possible_value(),
            Self::Table => Some(PossibleValue::new("table").help("A table on the terminal")),
        }
    }
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// How the CSV is written.
    pub dialect: Dialect,
    /// Whether files with lines have total lines.
    pub totals: bool,
    /// The standard that the PDF keeps to.
    pub level: Level,
    /// What a page for browsers lists; `None` for all, in one table.
    pub page_bound: Option<PageBound>,
}

/// How many lines a page for browsers lists, and how: those of a year of a large library take minutes to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageBound {
    /// The most that stand open below each other; more are folded, by their codes.
    pub open: u32,
    /// The most that stand there at all; of more there are sums alone, by their codes.
    pub listed: u32,
}

impl PageBound {
    /// What a browser opens within some seconds: 2,500 lines of a table take it as long as 25,000 that are folded.
    pub const USUAL: Self = Self { open: 2500, listed: 50_000 };
}
