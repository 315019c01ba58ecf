//! What is typed on the command line, nothing more.

use std::path::{Path, PathBuf};

use clap::builder::TypedValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use super::archive_cli::{ArchiveCommand, RestoreArgs, UpgradeArgs};
pub use super::config_args::ConfigArgs;
pub use super::export_cli::ExportArgs;
pub use super::form_cli::{CountFormArgs, DepositSlipArgs, FormFormat, SlipFormat};
pub use super::setup_cli::{
    ConfigCommand, DeliverArgs, DeskArgs, DoctorArgs, ExplainArgs, InitArgs, StatusArgs, StatusFormat,
};
pub use super::template_cli::{TemplatesArgs, TemplatesCommand};
use crate::render::csv::Dialect;
use crate::render::form::OutputFormat;
use crate::render::pdf::level::Level;
use crate::report::language::Language;
use crate::witness::WitnessKind;

/// The version; of a package also the commit, its day and the machine that it is for.
pub const VERSION: &str = match option_env!("KASVERSLAG_BUILD") {
    Some(build) => build,
    None => env!("CARGO_PKG_VERSION"),
};

/// Turns daybook exports of library systems into cash reports that an auditor can trust.
#[derive(Debug, Parser)]
#[command(name = "kasverslag", version = VERSION, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How messages are told.
    #[command(flatten)]
    pub telling: TellingArgs,
}

/// How messages are told.
#[derive(Clone, Debug, Args)]
pub struct TellingArgs {
    /// How messages are written on stderr: as text, or as one JSON object a line
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text", help_heading = "Messages")]
    pub message_format: TextOrJson,
    /// The language of messages: nl, fr, de or en; left out, that of `messages` in [run], else that of the system
    #[arg(long, global = true, value_name = "LANGUAGE", help_heading = "Messages", value_parser = language())]
    pub messages: Option<Language>,
    /// Whether messages have colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Messages")]
    pub color: ColourChoice,
    /// Tell only what is wrong; of a run in which all is well, nothing, as cron wants it
    #[arg(long, global = true, help_heading = "Messages")]
    pub quiet: bool,
}

/// Whether there are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColourChoice {
    /// On a terminal, unless `NO_COLOR` says otherwise; elsewhere with `CLICOLOR_FORCE`
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant)] // There is one.
pub enum Command {
    /// Make a configuration that runs of a folder of exports
    Init(InitArgs),
    /// Make a report
    Report(ReportArgs),
    /// Make the reports of a period as one workbook; out of the archive of the nightly run unless --input names exports
    Workbook(WorkbookArgs),
    /// Read exports and witnesses (bank statements, counts …) and report every fault; write nothing
    Check(CheckArgs),
    /// Print empty count forms of the drawers (telbladen), without what must be in them
    #[command(name = "telblad")]
    CountForm(CountFormArgs),
    /// Make a deposit slip (stortingsborderel) of what counts say is carried to the bank
    #[command(name = "stortingsborderel")]
    DepositSlip(DepositSlipArgs),
    /// Take in new exports of all libraries and issue every report that is due: the nightly batch
    Run(RunArgs),
    /// Make reports of the exports that were put into the folder of the desk, or a page that tells what to mend
    Desk(DeskArgs),
    /// Bring issued reports to those who want them, by mail or into folders; try again what did not arrive
    Deliver(DeliverArgs),
    /// Make what lies beside the reports anew: the pages, `keten.csv`, `SHA256SUMS`, `actueel`
    Pages(PagesArgs),
    /// Recompute every hash, number and total of what was issued; silent and 0 when all is well
    Verify(VerifyArgs),
    /// Hand a year's reports of a library over to an archive, as a bag (`BagIt`) with a list; nothing is deleted
    Export(ExportArgs),
    /// Look over a configuration, show what holds, print its schema
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Tell whether a night can be done here: configuration, exports, folders, keys, locks
    Doctor(DoctorArgs),
    /// Tell whether last night ran, and what is known of each library
    Status(StatusArgs),
    /// Tell what the code of a message means, such as KV312
    Explain(ExplainArgs),
    /// Work on the archive itself
    #[command(subcommand)]
    Archive(ArchiveCommand),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the man pages
    Man {
        /// The folder to write to
        #[arg(long, value_name = "DIR", default_value = ".")]
        to: PathBuf,
    },
    /// List the reports there are, print a template, or look templates over
    Templates(TemplatesArgs),
}

/// Reads the name of a language.
pub(super) fn language() -> impl TypedValueParser<Value = Language> {
    clap::builder::PossibleValuesParser::new(Language::ALL.map(Language::name)).try_map(|name| name.parse::<Language>())
}

/// What `report --help` shows at its end.
const REPORT_EXAMPLES: &str = "\
Examples:
  yesterday's cash report of a library, from the export that was just downloaded
      kasverslag report financieel-overzicht-be --input dagboek.csv --institution I355 --period gisteren
  a month of it, on the terminal, from all exports in a folder
      kasverslag report \"Financieel overzicht BE\" --input exports --period \"november 2026\" --format table
  where a figure comes from: what was paid for code 2110 on the cash daybooks
      kasverslag report financiele-details --input exports --period 22/11/2026 --booking-code 2110 --daybook-type K
  a report as it was issued, out of the archive
      kasverslag report financieel-overzicht-be --archive reports --institution I355 --period 2026-W47 --as-of 1
With `[report]` in the configuration, which may name exports, reports, formats and a library:
      kasverslag report --period gisteren";

/// The arguments of `report`.
#[derive(Clone, Debug, Args)]
#[command(after_help = REPORT_EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // Each is a flag.
pub struct ReportArgs {
    /// The report: its name or title (see `kasverslag templates`), or the path of a template file; several with commas
    /// between
    #[arg(value_delimiter = ',')]
    pub report: Vec<String>,
    /// Export files, or folders with export files; of files that contradict each other the later by name holds
    #[arg(long, value_name = "PATH", num_args = 1.., help_heading = "What is read")]
    pub input: Vec<PathBuf>,
    /// The archive of the nightly run, in the place of export files; needs --institution
    #[arg(long, value_name = "DIR", conflicts_with = "input", help_heading = "What is read")]
    pub archive: Option<PathBuf>,
    /// As the archive stood when a version was issued, such as 1, or at a time, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "VERSION|TIMESTAMP", requires = "archive", help_heading = "What is read")]
    pub as_of: Option<String>,
    /// Publish although up to N records were refused; the report says so
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "What is read")]
    pub allow_rejected: u64,
    /// Days of settlement: 2026-11-22 or 22/11/2026, 2026-W47, 2026-11 or "november 2026", 2026,
    /// 2026-11-01..2026-11-15; yesterday, last-week, last-month or gisteren, vorige-week, vorige-maand
    #[arg(long, help_heading = "Which lines")]
    pub period: Option<String>,
    /// Days on which the costs arose; may join --period or take its place
    #[arg(long, value_name = "PERIOD", help_heading = "Which lines")]
    pub posted_in: Option<String>,
    /// The libraries, such as I355; `all` for every one of the exports or of the archive: one report over all of them
    #[arg(long, value_delimiter = ',', help_heading = "Which lines")]
    pub institution: Vec<String>,
    /// Branches where the costs arose, such as 3550
    #[arg(long, value_delimiter = ',', help_heading = "Which lines")]
    pub branch: Vec<String>,
    /// Booking codes: 2110, 2110..2199 or 2*
    #[arg(long, value_delimiter = ',', help_heading = "Which lines")]
    pub booking_code: Vec<String>,
    /// Letters of daybooks, such as K
    #[arg(long, value_delimiter = ',', help_heading = "Which lines")]
    pub daybook_type: Vec<String>,
    /// Daybooks: 001, or 001..099
    #[arg(long, value_delimiter = ',', help_heading = "Which lines")]
    pub daybook: Vec<String>,
    /// Where the costs were posted (Bron), such as B
    #[arg(long, value_delimiter = ',', help_heading = "Which lines")]
    pub source: Vec<String>,
    /// Show write-offs (A daybooks) too, apart
    #[arg(long, help_heading = "Which lines")]
    pub with_write_offs: bool,
    /// What to make: pdf and csv unless said otherwise
    #[arg(long, value_delimiter = ',', help_heading = "What is made")]
    pub format: Vec<OutputFormat>,
    /// The folder to write to: the current one unless said otherwise
    #[arg(long, value_name = "DIR", help_heading = "What is made")]
    pub out: Option<PathBuf>,
    /// How the lines are ordered: branch or booking-code
    #[arg(long, help_heading = "What is made")]
    pub grouping: Option<String>,
    /// Add total rows to CSV, XLSX and JSON, and a column that tells them apart
    #[arg(long, help_heading = "What is made")]
    pub totals: bool,
    /// Show customer ids instead of pseudonyms
    #[arg(long, help_heading = "What is made")]
    pub show_customers: bool,
    /// The language of pages and tables: nl, fr, de or en; files for programs stay Dutch
    #[arg(long, value_name = "LANGUAGE", help_heading = "What is made", value_parser = language())]
    pub lang: Option<Language>,
    /// How CSV files are written: excel-be, unless an issued report was written otherwise
    #[arg(long, help_heading = "What is made")]
    pub csv_dialect: Option<Dialect>,
    /// The archival standard of the PDF: 3a is accessible too; 3b is smaller, for very long listings
    #[arg(long, help_heading = "What is made")]
    pub pdf_level: Option<Level>,
    /// Where the configuration lies.
    // The help shows these lines as they stand.
    #[allow(clippy::doc_markdown)]
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// The time to work with instead of now, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
}

impl ReportArgs {
    /// The folder to write to.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.out.as_deref().unwrap_or(Path::new("."))
    }
}

/// The arguments of `workbook`.
#[derive(Debug, Args)]
pub struct WorkbookArgs {
    /// What is in it, as of `report`; without a report those of the configuration.
    #[command(flatten)]
    pub report: ReportArgs,
}

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Export files, witnesses such as bank statements, or folders with such files
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Take every file for a witness of this kind, where it can't be told by what is in it
    #[arg(long = "as", value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(WitnessKind::ALL.map(WitnessKind::name))
        .map(|name| WitnessKind::of_name(&name).unwrap_or(WitnessKind::Coda)))]
    pub kind: Option<WitnessKind>,
    /// The time to work with instead of now, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
    /// Where the configuration lies.
    // The help shows these lines as they stand.
    #[allow(clippy::doc_markdown)]
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// The arguments of `run`.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Where the configuration lies.
    // The help shows these lines as they stand.
    #[allow(clippy::doc_markdown)]
    #[command(flatten)]
    pub config: ConfigArgs,
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
    /// Issue new versions although other tables, templates or settings change the figures of more than 50 reports at once
    #[arg(long)]
    pub accept_restatements: bool,
    /// Take what reports find for errors: a count that differs, money that is late, an unknown code
    #[arg(long)]
    pub strict: bool,
    /// Whether nothing is said while all is well: `--quiet`, which every command has.
    #[arg(skip)]
    pub quiet: bool,
    /// How log lines are written when stderr is no terminal
    #[arg(long, default_value = "text")]
    pub log_format: LogFormat,
    /// The time to work with instead of now, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
    /// Work for the run that started this process, in the folder of its dry run if it is one: for no one else.
    #[arg(long, hide = true, num_args = 0..=1, value_name = "FOLDER")]
    pub worker: Option<Option<PathBuf>>,
}

/// The arguments of `pages`.
#[derive(Debug, Args)]
pub struct PagesArgs {
    /// Where the configuration lies.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Only these libraries; may be repeated
    #[arg(long, value_name = "CODE")]
    pub library: Vec<String>,
}

/// The arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Folders that reports go to, or archives; or the PDFs of reports, which need nothing else
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The hash of a record that was kept elsewhere, such as in mail or on paper: a chain of reports must have it
    #[arg(long, value_name = "HASH")]
    pub head: Vec<String>,
    /// A file with such hashes, a line each with the day on which it was kept and the library: `2026-11-30 I355 4f2c…`
    #[arg(long, value_name = "FILE")]
    pub heads: Option<PathBuf>,
    /// A copy of a report that came from elsewhere, signed or not: told is which issued report it is; may be repeated
    #[arg(long, value_name = "FILE")]
    pub copy: Vec<PathBuf>,
    /// Write what was verified and what came of it, for whoever files it: a name that ends in .pdf or .json; may be
    /// repeated
    #[arg(long, value_name = "FILE")]
    pub statement: Vec<PathBuf>,
    /// The time that a statement bears, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
    /// Where the configuration lies.
    // The help shows these lines as they stand.
    #[allow(clippy::doc_markdown)]
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// How something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    /// For people
    Text,
    /// For programs
    Json,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// As text
    Text,
    /// As JSON, one object a line
    Json,
}
