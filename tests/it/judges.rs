//! What must hold of any bytes from outside: a result or an error, and never one that contradicts itself. The seeded
//! mutator of `fuzz_replay` calls these judges, and so does the one in `fuzz` that is guided by coverage.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use kasverslag::commands::cli::{Cli, Command};
use kasverslag::commands::configuration::Environment;
use kasverslag::commands::verify::verify;
use kasverslag::commands::{Outcome, nightly, report};
use kasverslag::config::Config;
use kasverslag::diagnostic::ExitStatus;
use kasverslag::domain::{BookingCode, Branch, Cents, CodeTables, Daybook, Institution, Moment, Money};
use kasverslag::ingest::amount::parse_amount;
use kasverslag::ingest::columns::TransactionColumns;
use kasverslag::ingest::date::parse_moment;
use kasverslag::ingest::date_form::{DateForm, DateStyle};
use kasverslag::ingest::{ExportReader, FeedDirectory, Intake, IntakeError, OwnOutput, Profile};
use kasverslag::inspect::faults_of_any;
use kasverslag::report::catalog::BUILT_IN;
use kasverslag::report::language::Language;
use kasverslag::report::template::Template;
use kasverslag::report::words::Words;
use kasverslag::witness::bank::Balances;
use kasverslag::witness::{WitnessKind, reading};

/// What a judge says is wrong.
pub type Verdict = Result<(), String>;

/// What reads an amount: the program, or one with a planted mistake.
pub type AmountReader = fn(&str, &Profile) -> Option<Cents>;

const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";

fn demand(is_so: bool, what: impl FnOnce() -> String) -> Verdict {
    if is_so { Ok(()) } else { Err(what()) }
}

/// Runs a command in this process.
fn command(args: &[&str]) -> Outcome {
    match Cli::parse_from(["kasverslag"].iter().chain(args)).command {
        Command::Report(args) => report::report(&args, &Environment::default()),
        Command::Verify(args) => verify(&args, &Environment::default()),
        Command::Run(args) => nightly::run(&args, &Environment::default(), Language::English),
        _ => unreachable!("nothing else is asked"),
    }
}

/// The bytes of a witness, as each kind: what is accepted ties out, and what is refused is told with its place.
pub fn witness(bytes: &[u8]) -> Verdict {
    for kind in WitnessKind::ALL {
        let reading = reading::read(kind, bytes, &[]);
        if !reading.faults.is_empty() {
            continue;
        }
        for statement in reading.statements {
            let moved: Cents = statement.entries.iter().map(|entry| entry.cents).sum();
            let told = || format!("{}: {statement:?}", kind.name());
            let ties_out = |balances: Balances| balances.opening + moved == balances.closing;
            demand(statement.balances.is_none_or(ties_out), told)?;
        }
    }
    Ok(())
}

/// The bytes of a PDF, judged by nothing but themselves: none but those of sound reports are without a fault.
pub fn pdf(bytes: &[u8], sound: &[Vec<u8>]) -> Verdict {
    let is_silent = faults_of_any(bytes).is_empty();
    demand(!is_silent || sound.iter().any(|sound| sound == bytes), || "it was changed and nobody says so".to_owned())
}

/// A folder for what is judged, made once.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// An empty one.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Where a file of that name lies in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// The bytes of an export with that ending: what is accepted has the sum and the number that are told. That all
    /// records are accounted for is demanded by the program itself, and an error when not.
    pub fn export(&self, bytes: &[u8], end: &str) -> Verdict {
        let path = self.path(&format!("a{end}"));
        fs::write(&path, bytes).unwrap();
        let reader = ExportReader {
            profiles: &[],
            directory: FeedDirectory::NONE,
            tables: &CodeTables::default(),
            own: &OwnOutput::default(),
            is_hashed: false,
            last_over: chrono::NaiveDate::MAX,
            make: &TransactionColumns::default,
        };
        let (intake, columns) = match Intake::read(&[path], &reader) {
            Ok(read) => read,
            Err(IntakeError::TooMuchMoney) => return Ok(()),
            Err(error) => return Err(format!("{error:?}")),
        };
        let [file] = &intake.files[..] else { return Err("it is not one file".to_owned()) };
        let lines = file.accepted - file.overlap - file.replaced;
        demand(columns.len() as u64 == lines, || format!("{} lines, not {lines}", columns.len()))?;
        let sum = columns.iter().map(|line| line.cents).sum();
        demand(Money::from_cents(sum) == file.amount, || format!("{sum} cents, not {}", file.amount))?;
        let is_named = file.rejects.iter().all(|reject| !reject.faults.is_empty() && reject.line > 0);
        demand(is_named, || "a refusal without a reason".to_owned())
    }

    /// A template: refused in words, or it makes a report in these formats.
    pub fn template(&self, bytes: &[u8], formats: &str) -> Verdict {
        if let Err(error) = Template::parse(&String::from_utf8_lossy(bytes)) {
            return demand(error.faults.iter().all(|fault| !fault.what.is_empty()), || {
                "an error without words".to_owned()
            });
        }
        let (template, export, out) = (self.text("mine.toml"), self.text("a.csv"), self.text("out"));
        fs::write(&template, bytes).unwrap();
        if !self.path("a.csv").exists() {
            let line = |number, code| format!("{number};01-11-2026;02-11-2026;K001;I355;3550;{code};1,00\n");
            fs::write(&export, HEADER.to_owned() + &line(1, 2110) + &line(2, 5001)).unwrap();
        }
        let fixed = ["report", &template, "--input", &export, "--period", "2026-11", "--format", formats];
        let told = command(&[&fixed[..], &["--now", "2026-12-01T08:00:00+01:00", "--out", &out]].concat());
        let _ = fs::remove_dir_all(&out);
        demand(told.status() != ExitStatus::Fault, || format!("{:?}", told.diagnostics))
    }

    /// A configuration: refused in words, or read.
    pub fn configuration(&self, bytes: &[u8]) -> Verdict {
        let path = self.path("kasverslag.toml");
        fs::write(&path, bytes).unwrap();
        let errors = Config::read(&path).err();
        demand(errors.is_none_or(|errors| !errors.is_empty()), || "a refusal without errors".to_owned())
    }
}

/// A field of an export: what is read, printed and read again is the same.
pub fn field(bytes: &[u8], read_amount: AmountReader) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let text: &str = &text;
    let demand = |is_same: bool, what: &str| demand(is_same, || format!("{what} `{text}`"));
    let profile = Profile::default();
    if let Some(cents) = read_amount(text, &profile) {
        let printed = Words::of(Language::Dutch).amount(Money::from_cents(cents));
        demand(read_amount(&printed, &profile) == Some(cents), "the amount")?;
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (written, read) = (digits(text), cents.unsigned_abs().to_string());
        // Noughts in front and at the end say nothing of which digits an amount has.
        let is_alike = written.trim_matches('0') == read.trim_matches('0');
        demand(is_alike, "the digits of the amount")?;
    }
    let patterns = ["dd-mm-yyyy", "dd/mm/yyyy", "dd.mm.yyyy", "yyyy-mm-dd", "yyyymmdd", "dd-mmm-yy"];
    let forms = patterns.into_iter().filter_map(DateForm::of_pattern).collect();
    let (any, iso) = (DateStyle { forms, zone: None }, DateStyle::default());
    if let Ok(moment) = parse_moment(text, &any) {
        let printed = moment.day().format("%d-%m-%Y").to_string();
        let again = parse_moment(&printed, &any).map(Moment::day);
        demand(again.ok() == Some(moment.day()), "the day")?;
        let instant = chrono::DateTime::from_timestamp_nanos(moment.nanoseconds());
        let printed = instant.format("%Y-%m-%dT%H:%M:%S%.9fZ").to_string();
        let again = parse_moment(&printed, &iso).map(Moment::nanoseconds);
        demand(again.ok() == Some(moment.nanoseconds()), "the moment")?;
    }
    demand(Daybook::parse(text).is_none_or(|code| code.to_string() == text), "the daybook")?;
    demand(Institution::parse(text).is_none_or(|code| code.to_string() == text), "the institution")?;
    demand(Branch::parse(text).is_none_or(|code| code.to_string() == text), "the branch")?;
    demand(BookingCode::parse(text).is_none_or(|code| code.to_string() == text), "the booking code")
}

/// An amount as the program reads it.
pub fn read_amount(text: &str, profile: &Profile) -> Option<Cents> {
    parse_amount(text, profile).ok()
}

/// The built-in templates.
pub fn templates() -> Vec<Vec<u8>> {
    BUILT_IN.iter().map(|(_, text)| text.as_bytes().to_vec()).collect()
}

/// An archive with two nights and their reports.
pub struct Archive {
    place: Place,
    /// Its files, with the bytes that they should have.
    pub files: Vec<(PathBuf, Vec<u8>)>,
}

impl Archive {
    /// Makes it.
    pub fn new() -> Self {
        let place = Place::new();
        fs::create_dir(place.path("exports")).unwrap();
        let config = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\"]\n\
                      [[library]]\ninstitution = \"I355\"\n";
        fs::write(place.path("kasverslag.toml"), config).unwrap();
        for day in 1..=2 {
            let line = format!("{day};0{day}-11-2026;0{day}-11-2026;K001;I355;3550;2110;1,00\n");
            fs::write(place.path(&format!("exports/a_2026-11-0{day}.csv")), HEADER.to_owned() + &line).unwrap();
            let date = format!("2026-11-0{day}");
            let now = format!("2026-11-0{}T03:30:00+01:00", day + 1);
            let config = place.text("kasverslag.toml");
            let told = command(&["run", "--config", &config, "--date", &date, "--now", &now, "--quiet"]);
            assert!(told.status() <= ExitStatus::Refused, "{:?}", told.diagnostics);
        }
        let mut files = Vec::new();
        collect(&place.path("reports"), &mut files);
        // What was replaced waits for readers until the next night; nobody vouches for it any more.
        files.retain(|(path, _)| !path.iter().any(|part| part == ".replaced"));
        files.sort();
        Self { place, files }
    }

    /// Its reports as PDFs.
    pub fn pdfs(&self) -> Vec<Vec<u8>> {
        let is_pdf = |path: &PathBuf| path.extension().is_some_and(|end| end == "pdf");
        self.files.iter().filter(|(path, _)| is_pdf(path)).map(|(_, bytes)| bytes.clone()).collect()
    }

    /// The place of the register among the files.
    pub fn register(&self) -> usize {
        (0..self.files.len()).find(|which| self.is_register(*which)).expect("a register")
    }

    /// Whether a file is the register.
    pub fn is_register(&self, which: usize) -> bool {
        self.files[which].0.extension().is_some_and(|end| end == "sqlite")
    }

    /// Whether `verify` says nothing of one of its files with other bytes.
    pub fn is_silent_of(&self, which: usize, bytes: &[u8]) -> bool {
        let (path, sound) = &self.files[which];
        fs::write(path, bytes).unwrap();
        let told = command(&["verify", &self.place.text("reports")]);
        fs::write(path, sound).unwrap();
        told.status() == ExitStatus::Done
    }

    /// One of its files with other bytes: `verify` and a report from the archive say what is wrong, none fails.
    pub fn judge(&self, which: usize, bytes: &[u8]) -> Verdict {
        let (path, sound) = &self.files[which];
        let end = path.extension().unwrap_or_default();
        fs::write(path, bytes).unwrap();
        let (name, out) = (self.place.text("reports"), self.place.text("out"));
        let mut asked = vec![vec!["verify", &name]];
        let fixed = ["financieel-overzicht-be", "--institution", "I355", "--period", "2026-11-01", "--format", "csv"];
        if self.is_register(which) || end == "parquet" {
            asked.push([&["report"], &fixed[..], &["--archive", &name, "--out", &out]].concat());
        }
        let alone = path.display().to_string();
        if end == "pdf" {
            asked.push(vec!["verify", &alone]);
        }
        let verdict = asked.iter().try_for_each(|asked| {
            let told = command(asked);
            let is_unheard = bytes != sound.as_slice()
                && asked[..] == ["verify", &name]
                && told.status() == ExitStatus::Done
                && (end == "pdf" || end == "csv" || end == "parquet");
            match told.status() {
                ExitStatus::Fault => Err(format!("{}: {:?}", path.display(), told.diagnostics)),
                _ if is_unheard => Err(format!("{} was changed and nobody says so", path.display())),
                _ => Ok(()),
            }
        });
        fs::write(path, sound).unwrap();
        verdict
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let bytes = fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
}
