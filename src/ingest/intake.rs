//! The whole way in: files are found, read, proven, and merged into one set of transactions.

use std::path::PathBuf;

use polars::error::PolarsError;

use super::columns::Columns;
use super::csv::{find_separator, read_csv};
use super::fault::{Fault, Reason};
use super::foreign::guarded;
use super::header::{Field, Layout};
use super::merge::merge;
use super::parquet::read_parquet;
use super::profile::Profile;
use super::proof::{Count, CountError, count_csv, count_parquet, count_xlsx};
use super::reading::{Reading, Reject};
use super::source::{Format, Source, SourceError, decode, find_exports};
use super::xlsx::read_xlsx;
use crate::domain::{Cents, CodeTables, Finding, Money, Transaction, Transactions};

/// What came in from one file.
#[derive(Debug)]
pub struct FileIntake {
    /// The file's name, without its folder.
    pub name: String,
    /// Where it lies, as it was given.
    pub path: PathBuf,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Faults of the file as a whole; where there are any, none of its records was read.
    pub faults: Vec<Fault>,
    /// The records that were refused.
    pub rejects: Vec<Reject>,
    /// How many records were accepted, those among them that overlap.
    pub accepted: u64,
    /// How many are blank.
    pub blank: u64,
    /// How many of the accepted ones an earlier file had already, alike.
    pub overlap: u64,
    /// How many of the accepted ones a later file replaced.
    pub replaced: u64,
    /// The sum of the accepted records.
    pub amount: Money,
    /// The sum of the refused records, as far as their amounts can be read.
    pub rejected_amount: Money,
}

impl FileIntake {
    /// Whether anything of the file was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        !self.faults.is_empty() || !self.rejects.is_empty()
    }
}

/// All that came in.
#[derive(Debug)]
pub struct Intake {
    /// File by file, in the order of their names.
    pub files: Vec<FileIntake>,
    /// The transactions that count.
    pub transactions: Transactions,
    /// What was found while reading and merging.
    pub findings: Vec<Finding>,
}

/// Why nothing came in.
#[derive(Debug)]
pub enum IntakeError {
    /// Paths that lead to no export.
    Sources(Vec<SourceError>),
    /// The amounts together are more than a column of cents can add up.
    TooMuchMoney,
    /// The columns could not be made: a fault of the program.
    Columns(PolarsError),
    /// A second count of a file differs from the first: a fault of the program, told rather than risked.
    Proof {
        /// The file.
        file: String,
        /// What differs.
        what: String,
    },
}

impl From<PolarsError> for IntakeError {
    fn from(error: PolarsError) -> Self {
        Self::Columns(error)
    }
}

/// What was read of one file, before merging.
#[derive(Debug)]
pub struct FileReading {
    /// What came in.
    pub file: FileIntake,
    /// The accepted transactions.
    pub columns: Columns,
    /// What was found while reading.
    pub findings: Vec<Finding>,
    /// The file's length in bytes.
    pub bytes: u64,
}

impl Intake {
    /// Reads every export that `paths` lead to.
    ///
    /// Faults of files and records are in the result: all of them, so that one run tells all.
    ///
    /// # Errors
    /// When a path leads to no export, or a proof fails.
    pub fn read(paths: &[PathBuf], profiles: &[Profile], tables: &CodeTables) -> Result<Self, IntakeError> {
        let (exports, passed_over) = find_exports(paths).map_err(IntakeError::Sources)?;
        let mut findings: Vec<Finding> = passed_over.into_iter().map(|file| Finding::PassedOver { file }).collect();
        let mut readings = Vec::new();
        for export in &exports {
            let source = Source::read(export).map_err(|error| IntakeError::Sources(vec![error]))?;
            readings.push(read_source(&source, export.path.clone(), profiles)?);
        }
        let columns: Vec<(&str, &Columns)> =
            readings.iter().map(|reading| (reading.file.name.as_str(), &reading.columns)).collect();
        let merged = merge(&columns);
        let lines = columns
            .iter()
            .zip(&merged.kept)
            .flat_map(|((_, columns), kept)| columns.iter().zip(kept).filter_map(|(line, kept)| kept.then_some(line)));
        let transactions = bounded(lines, tables)?;
        let mut files = Vec::new();
        for (index, mut reading) in readings.into_iter().enumerate() {
            reading.file.overlap = merged.overlaps[index];
            reading.file.replaced = merged.replaced[index];
            findings.append(&mut reading.findings);
            files.push(reading.file);
        }
        findings.extend(merged.findings);
        Ok(Self { files, transactions, findings })
    }

    /// The same from lines that were read before, each one time.
    ///
    /// # Errors
    /// When the amounts together are too much.
    pub fn of_lines<'a>(
        files: Vec<FileIntake>,
        lines: impl Iterator<Item = Transaction<'a>> + Clone,
        findings: Vec<Finding>,
        tables: &CodeTables,
    ) -> Result<Self, IntakeError> {
        Ok(Self { files, transactions: bounded(lines, tables)?, findings })
    }

    /// How many records were refused in all.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.files.iter().map(|file| file.rejects.len() as u64).sum()
    }

    /// Whether a file as a whole could not be used, which no number of allowed rejects covers.
    #[must_use]
    pub fn has_unusable_file(&self) -> bool {
        self.files.iter().any(|file| {
            !file.faults.is_empty()
                || file.rejects.iter().flat_map(|reject| &reject.faults).any(|fault| fault.reason.is_of_file())
        })
    }
}

/// Columns of lines whose turnover can't overflow a sum.
fn bounded<'a>(
    lines: impl Iterator<Item = Transaction<'a>> + Clone,
    tables: &CodeTables,
) -> Result<Transactions, IntakeError> {
    let turnover: i128 = lines.clone().map(|line| i128::from(line.cents).abs()).sum();
    if Cents::try_from(turnover).is_err() {
        return Err(IntakeError::TooMuchMoney);
    }
    Ok(Transactions::new(lines, tables)?)
}

/// Reads and proves one export by the first profile that fits its name.
///
/// # Errors
/// When the proof fails: a fault of the program. Faults of the file are in the result.
pub fn read_source(source: &Source, path: PathBuf, profiles: &[Profile]) -> Result<FileReading, IntakeError> {
    let built_in = Profile::default();
    let profile = profiles.iter().find(|profile| profile.is_for(&source.name)).unwrap_or(&built_in);
    tracing::debug!(file = source.name, profile = profile.name, "reading");
    read_file(source, path, profile)
}

fn read_file(source: &Source, path: PathBuf, profile: &Profile) -> Result<FileReading, IntakeError> {
    let length = source.bytes.len() as u64;
    let mut file = FileIntake {
        name: source.name.clone(),
        path,
        sha256: source.sha256.clone(),
        faults: Vec::new(),
        rejects: Vec::new(),
        accepted: 0,
        blank: 0,
        overlap: 0,
        replaced: 0,
        amount: Money::ZERO,
        rejected_amount: Money::ZERO,
    };
    let result = match source.format {
        Format::Csv => text_reading(source.bytes.clone(), profile),
        Format::CsvGz => source.unpacked().map_err(|fault| vec![fault]).and_then(|bytes| text_reading(bytes, profile)),
        Format::Xlsx => workbook_reading(&source.bytes, profile),
        Format::Parquet => parquet_reading(&source.bytes, profile),
    };
    let Proven { layout, reading, count, fallback } = match result {
        Ok(proven) => proven,
        Err(faults) => {
            file.faults = faults;
            return Ok(FileReading { file, columns: Columns::default(), findings: Vec::new(), bytes: length });
        }
    };
    prove(&reading, count, profile).map_err(|what| IntakeError::Proof { file: source.name.clone(), what })?;

    let mut findings = Vec::new();
    if fallback {
        findings.push(Finding::EncodingFallback { file: source.name.clone() });
    }
    if !layout.ignored().is_empty() {
        findings.push(Finding::IgnoredColumns { file: source.name.clone(), columns: layout.ignored().to_vec() });
    }
    file.accepted = reading.columns.len() as u64;
    file.blank = reading.blank;
    file.amount = reading.columns.iter().map(|line| Money::from_cents(line.cents)).sum();
    file.rejected_amount = reading.rejects.iter().filter_map(|reject| reject.cents).map(Money::from_cents).sum();
    file.rejects = reading.rejects;
    Ok(FileReading { file, columns: reading.columns, findings, bytes: length })
}

/// A reading beside a second count of the same file.
struct Proven {
    layout: Layout,
    reading: Reading,
    count: Result<Count, CountError>,
    fallback: bool,
}

fn text_reading(bytes: Vec<u8>, profile: &Profile) -> Result<Proven, Vec<Fault>> {
    let decoded = decode(bytes).map_err(|fault| vec![fault])?;
    let separator = find_separator(&decoded.text, profile);
    let (layout, reading) = read_csv(&decoded.text, separator, profile)?;
    let amount = layout.index(Field::Amount).unwrap_or_default();
    let count = count_csv(&decoded.text, separator, amount, profile, &reading.accepted);
    Ok(Proven { layout, reading, count, fallback: decoded.fallback })
}

fn workbook_reading(bytes: &[u8], profile: &Profile) -> Result<Proven, Vec<Fault>> {
    let damaged = || Err(vec![Fault::of_file(Reason::Workbook("it is damaged".to_owned()))]);
    let sheet = guarded(|| read_xlsx(bytes, profile)).unwrap_or_else(damaged)?;
    let amount = sheet.layout.index(Field::Amount).unwrap_or_default();
    let count = count_xlsx(bytes, &sheet.name, amount, profile, &sheet.reading.accepted);
    if let Err(CountError::Damaged(why)) = count {
        return Err(vec![Fault::of_file(Reason::Workbook(why))]);
    }
    Ok(Proven { layout: sheet.layout, reading: sheet.reading, count, fallback: false })
}

fn parquet_reading(bytes: &[u8], profile: &Profile) -> Result<Proven, Vec<Fault>> {
    let damaged = |why: String| vec![Fault::of_file(Reason::Parquet(why))];
    let read = guarded(|| {
        let table = read_parquet(bytes, profile)?;
        let amount = table.layout.index(Field::Amount).unwrap_or_default();
        let count = count_parquet(bytes, amount, profile, &table.accepted_rows, table.reading.blank);
        Ok((table, count))
    });
    let (table, count) = read.unwrap_or_else(|| Err(damaged("it is damaged".to_owned())))?;
    if let Err(CountError::Damaged(why)) = count {
        return Err(damaged(why));
    }
    Ok(Proven { layout: table.layout, reading: table.reading, count, fallback: false })
}

/// Demands that every record is accepted or refused, that every line was seen, and that the sums agree.
fn prove(reading: &Reading, count: Result<Count, CountError>, profile: &Profile) -> Result<(), String> {
    let count = count.map_err(|error| match error {
        CountError::Damaged(what) | CountError::Disagrees(what) => what,
    })?;
    let (accepted, rejected) = (reading.columns.len() as u64, reading.rejects.len() as u64);
    if accepted + rejected - reading.refused_blank != count.records {
        return Err(format!(
            "{accepted} accepted and {rejected} refused records, a second count finds {}",
            count.records
        ));
    }
    if reading.lines != count.lines {
        return Err(format!("{} lines were read, a second count finds {}", reading.lines, count.lines));
    }
    let cents = reading.accepted_cents(profile.expenses);
    if cents != count.cents {
        return Err(format!("the accepted amounts add up to {cents} cents, a second reading to {}", count.cents));
    }
    Ok(())
}
