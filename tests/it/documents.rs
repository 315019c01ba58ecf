//! Finished reports before they have a form, made in this process.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;
use kasverslag::commands::arguments;
use kasverslag::commands::cli::{Cli, Command};
use kasverslag::domain::{BookingCodes, CodeTables, Daybooks, EntryFields, Ledger, LedgerMapping};
use kasverslag::ingest::columns::TransactionColumns;
use kasverslag::ingest::{ExportReader, FeedDirectory, Intake, IntakeError, LineSink, OwnOutput, Profile};
use kasverslag::report::accumulator::Accumulator;
use kasverslag::report::catalog::built_in;
use kasverslag::report::document::{Document, Presentation};
use kasverslag::report::gathering::ReportSums;
use kasverslag::report::language::Language;
use kasverslag::report::listing::Customers;
use kasverslag::report::needs::Needs;
use kasverslag::report::template::Template;
use kasverslag::report::{Issue, ReportSpec, revision};
use kasverslag::reporting::job::{Outputs, ReportJob};
use kasverslag::reporting::make::make;
use kasverslag::reporting::source::LineSource;

/// What came in, with all lines that count.
#[derive(Debug)]
pub(crate) struct Lines {
    pub intake: Arc<Intake>,
    pub columns: TransactionColumns,
}

impl Lines {
    /// Reads export files as they are usually written.
    pub(crate) fn read(paths: &[PathBuf]) -> Result<Self, IntakeError> {
        let profiles: &[Profile] = &[];
        let (intake, columns) = Intake::read(
            paths,
            &ExportReader {
                profiles,
                directory: FeedDirectory::NONE,
                tables: &CodeTables::default(),
                own: &OwnOutput::default(),
                is_hashed: true,
                last_over: chrono::NaiveDate::MAX,
                make: &TransactionColumns::default,
            },
        )?;
        Ok(Self { intake: Arc::new(intake), columns })
    }

    /// What a report needs of them.
    pub(crate) fn gathered(&self, wish: Needs, tables: &CodeTables) -> ReportSums {
        let mut gathering = Accumulator::new(&[wish], tables);
        self.columns.iter().for_each(|line| gathering.take(0, &line));
        gathering.finish().unwrap().remove(0)
    }
}

/// What report is wanted.
#[derive(Clone)]
pub(crate) struct Wanted {
    /// `report`, the report's id, and what else selects.
    pub args: Vec<String>,
    /// The code tables.
    pub tables: CodeTables,
    /// The language of its pages.
    pub language: Language,
    /// How it looks.
    pub presentation: Presentation,
}

impl Wanted {
    /// A report in Dutch, as it usually looks, without code tables.
    pub(crate) fn new<S: AsRef<str>>(args: &[S]) -> Self {
        let args = args.iter().map(|arg| arg.as_ref().to_owned()).collect();
        let (tables, language, presentation) = (CodeTables::default(), Language::Dutch, Presentation::default());
        Self { args, tables, language, presentation }
    }

    /// The same tables, with an account for every code.
    pub(crate) fn mapped(tables: CodeTables) -> CodeTables {
        let mapping = |codes: Option<&str>, daybooks: Option<&str>, account: &str| LedgerMapping {
            booking_codes: codes.map(|codes| BookingCodes::parse(codes).unwrap()),
            daybooks: daybooks.map(|daybooks| Daybooks::parse(daybooks).unwrap()),
            account: account.to_owned(),
            fields: EntryFields::default(),
            valid_from: None,
            valid_to: None,
        };
        let daybooks = ["K000..K999", "B000..B999", "G000..G999"].map(|run| mapping(None, Some(run), "5700000"));
        let mappings = daybooks.into_iter().chain([mapping(Some("*"), None, "7020000")]).collect();
        CodeTables { ledger: Ledger { mappings, ..Ledger::default() }, ..tables }
    }

    /// The report over what came in.
    pub(crate) fn document(&self, lines: &Lines, issue: Option<&Issue>) -> Document {
        let Self { args, language, presentation, .. } = self;
        let tables =
            &if args[1] == "boekingsvoorstel" { Self::mapped(self.tables.clone()) } else { self.tables.clone() };
        let template = Template::parse(built_in(&args[1]).unwrap()).unwrap();
        let program = ["kasverslag".to_owned()].into_iter();
        let args = program.chain(args.iter().cloned()).chain(["--input".to_owned(), "x".to_owned()]);
        let Command::Report(args) = Cli::parse_from(args).command else { unreachable!() };
        let made = arguments::clock(Some("2026-11-24T08:00:00+01:00"), None).unwrap();
        let (selection, grouping) = arguments::selection(&args, &template, tables, made.date_naive()).unwrap();
        let spec = ReportSpec {
            template: Arc::new(template),
            grouping,
            selection,
            tables: Arc::new(tables.clone()),
            language: *language,
            presentation: Arc::new(presentation.clone()),
            made,
            lines_page: None,
            issue: issue.cloned(),
        };
        let outputs = Outputs { files: BTreeSet::default(), on_terminal: true };
        let customers = Customers::Shown;
        let mut job = ReportJob {
            spec,
            customers,
            closed: BTreeSet::default(),
            feeds: Vec::new(),
            confirmed: BTreeMap::new(),
            counts: kasverslag::reporting::shown_counts::ShownCounts::default(),
            not_taken_in: Vec::new(),
            outputs,
            form: arguments::USUAL_FORM,
        };
        let sums = lines.gathered(job.needs().with_earlier().with_rows(&revision::COLUMNS), tables);
        // The version before is of the same report, and the lines of now are these.
        if let Some(before) = job.spec.issue.as_mut().and_then(|issue| issue.before.as_mut()) {
            before.selection = job.spec.selection.clone();
            before.tables = Arc::clone(&job.spec.tables);
            before.now = sums.rows().clone();
        }
        make(&job, LineSource::Files { intake: lines.intake.clone(), sums, confirmed: BTreeMap::default() }).unwrap()
    }
}
