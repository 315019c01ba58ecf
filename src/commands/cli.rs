//! What is typed on the command line, nothing more.

use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::report::language::Language;

/// Turns daybook exports of library systems into cash reports that an auditor can trust.
#[derive(Debug, Parser)]
#[command(name = "kasverslag", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a report
    Report(ReportArgs),
    /// Read exports and report every fault; write nothing
    Check(CheckArgs),
    /// Take in new exports of all libraries and issue every report that is due: the nightly batch
    Run(RunArgs),
    /// Recompute every hash, number and total of what was issued; silent and 0 when all is well
    Verify(VerifyArgs),
    /// List the built-in templates, or print one
    Templates {
        /// The template to print
        name: Option<String>,
    },
}

/// The arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The report: a name (see `kasverslag templates`) or the path of a template file; several with commas between
    #[arg(required = true, value_delimiter = ',')]
    pub report: Vec<String>,
    /// Export files, or folders with export files; of files that contradict each other the later by name holds
    #[arg(long, value_name = "PATH", required_unless_present = "archive", num_args = 1..)]
    pub input: Vec<PathBuf>,
    /// The archive of the nightly run, in the place of export files; needs --institution
    #[arg(long, value_name = "DIR", conflicts_with = "input", requires = "institution")]
    pub archive: Option<PathBuf>,
    /// As the archive stood when a version was issued, such as 1, or at a time, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "VERSION|TIMESTAMP", requires = "archive")]
    pub as_of: Option<String>,
    /// Days of settlement: 2026-11-22, 2026-W47, 2026-11, 2026, 2026-11-01..2026-11-15, yesterday, last-week, last-month
    #[arg(long)]
    pub period: Option<String>,
    /// Days on which the costs arose; may join --period or take its place
    #[arg(long, value_name = "PERIOD")]
    pub posted_in: Option<String>,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub out: PathBuf,
    /// What to make
    #[arg(long, value_delimiter = ',', default_value = "pdf,csv")]
    pub format: Vec<OutputFormat>,
    /// The library, such as I355
    #[arg(long)]
    pub institution: Option<String>,
    /// Branches where the costs arose, such as 3550
    #[arg(long, value_delimiter = ',')]
    pub branch: Vec<String>,
    /// Booking codes: 2110, 2110..2199 or 2*
    #[arg(long, value_delimiter = ',')]
    pub booking_code: Vec<String>,
    /// Letters of daybooks, such as K
    #[arg(long, value_delimiter = ',')]
    pub daybook_type: Vec<String>,
    /// Daybooks: 001, or 001..099
    #[arg(long, value_delimiter = ',')]
    pub daybook: Vec<String>,
    /// How the lines are ordered: branch or booking-code
    #[arg(long)]
    pub grouping: Option<String>,
    /// Show write-offs (A daybooks) too, apart
    #[arg(long)]
    pub with_write_offs: bool,
    /// The language of pages and tables: nl, fr, de or en; files for programs stay Dutch
    #[arg(long, value_name = "LANGUAGE", value_parser = clap::builder::PossibleValuesParser::new(Language::ALL.map(Language::name))
        .try_map(|name| name.parse::<Language>()))]
    pub lang: Option<Language>,
    /// Add total rows to CSV, XLSX and JSON, and a column that tells them apart
    #[arg(long)]
    pub totals: bool,
    /// Where the costs were posted (Bron), such as B
    #[arg(long, value_delimiter = ',')]
    pub source: Vec<String>,
    /// Show customer ids instead of pseudonyms
    #[arg(long)]
    pub show_customers: bool,
    /// Publish although up to N records were refused; the report says so
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub allow_rejected: u64,
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// How CSV files are written: excel-be, unless an issued report was written otherwise
    #[arg(long)]
    pub csv_dialect: Option<CsvDialect>,
    /// The archival standard of the PDF: 3a is accessible too; 3b is smaller, for very long listings
    #[arg(long)]
    pub pdf_level: Option<PdfLevel>,
    /// The time to work with instead of now, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
}

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Export files, or folders with export files
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// The arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The configuration file, with a `[[library]]` for each library
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// The last complete day; yesterday unless given
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// Only these libraries, such as I355
    #[arg(long, value_delimiter = ',')]
    pub library: Vec<String>,
    /// Tell what would be issued, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How many libraries are worked on side by side
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    pub jobs: u8,
    /// Go on although something was done at a later time: the clock was ahead then, and is right now
    #[arg(long)]
    pub accept_clock: bool,
    /// Say nothing while all is well, as cron wants it
    #[arg(long)]
    pub quiet: bool,
    /// How log lines are written when stderr is no terminal
    #[arg(long, default_value = "text")]
    pub log_format: LogFormat,
    /// The time to work with instead of now, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
}

/// The arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The folder that reports go to, or the archive; or one report's PDF, which needs nothing else
    pub path: PathBuf,
    /// The configuration file: with its pseudonym keys, customers in listings are checked too
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// As text
    Text,
    /// As JSON, one object a line
    Json,
}

/// What to make of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum OutputFormat {
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
    /// A table on the terminal
    Table,
}

/// How CSV files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CsvDialect {
    /// UTF-8 with BOM, `;`, decimal comma
    ExcelBe,
    /// UTF-8, `,`, decimal point
    Rfc4180,
}

/// The archival standard of a PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PdfLevel {
    /// PDF/A-3a and PDF/UA-1
    #[value(name = "3a")]
    A3a,
    /// PDF/A-3b
    #[value(name = "3b")]
    A3b,
}
