//! What is typed of the commands that make forms.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::config_args::ConfigArgs;

/// The arguments of `telblad`.
#[derive(Clone, Debug, Args)]
pub struct CountFormArgs {
    /// Only these drawers, by their daybooks, such as K001; left out, all of the library's cash channels
    #[arg(long, value_name = "DAYBOOK", value_delimiter = ',')]
    pub till: Vec<String>,
    /// The library, such as I355; left out, the only one that the configuration has
    #[arg(long)]
    pub institution: Option<String>,
    /// The day of the count, such as 2026-10-05; left out, it is to be written
    #[arg(long, value_name = "DAY")]
    pub day: Option<String>,
    /// What the form becomes
    #[arg(long, value_delimiter = ',', default_values_t = [FormFormat::Pdf, FormFormat::Xlsx])]
    pub format: Vec<FormFormat>,
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub out: PathBuf,
    /// The time to work with instead of now, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
    /// Where the configuration lies.
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// What a count form becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum FormFormat {
    /// A PDF file, a page for each drawer
    Pdf,
    /// A workbook for each drawer, which `kasverslag check` and the control desk read when it is filled in
    Xlsx,
}

impl std::fmt::Display for FormFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if *self == Self::Pdf { "pdf" } else { "xlsx" })
    }
}

/// The arguments of `stortingsborderel`.
#[derive(Clone, Debug, Args)]
pub struct DepositSlipArgs {
    /// Counts (telling): CSV or count forms filled in; left out, those that the configuration names
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub input: Vec<PathBuf>,
    /// The days of the hand-overs, such as 2026-10-05 or 2026-10-05..2026-10-09
    #[arg(long)]
    pub period: String,
    /// Only of these drawers, by their daybooks, such as K001
    #[arg(long, value_name = "DAYBOOK", value_delimiter = ',')]
    pub till: Vec<String>,
    /// The library, such as I355; left out, the only one that the configuration has
    #[arg(long)]
    pub institution: Option<String>,
    /// The running number in its year, 1 to 99999; left out, the last day's number in its year, then its place on that day
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=99_999))]
    pub number: Option<u32>,
    /// The number of the bag
    #[arg(long, value_name = "NUMBER")]
    pub bag: Option<String>,
    /// The account that it comes to; left out, that of the cash channel
    #[arg(long, value_name = "IBAN")]
    pub account: Option<String>,
    /// What the slip becomes; the CSV is a witness (borderel), by which the bank's statement is matched
    #[arg(long, value_delimiter = ',', default_values_t = [SlipFormat::Pdf, SlipFormat::Csv])]
    pub format: Vec<SlipFormat>,
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub out: PathBuf,
    /// The time to work with instead of now, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
    /// Where the configuration lies.
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// What a deposit slip becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum SlipFormat {
    /// A PDF file
    Pdf,
    /// A CSV file
    Csv,
    /// A JSON file
    Json,
}

impl std::fmt::Display for SlipFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pdf => "pdf",
            Self::Csv => "csv",
            Self::Json => "json",
        })
    }
}
