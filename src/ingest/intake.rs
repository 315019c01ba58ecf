//! The whole way in: files are found, read, proven, and merged into one set of transactions.

use std::io::Read;
use std::path::PathBuf;

use super::columns::Columns;
use super::csv::{CsvError, Export, Task, read_csv};
use super::defect::{Defect, Reason};
use super::encoding::{Encoding, Start};
use super::foreign::guarded;
use super::gather::LineSink;
use super::header::Field;
use super::ids::{Ids, Seen};
use super::limits::{Bomb, WHOLE_FILE};
use super::merge::{Merge, merge};
use super::parquet::read_parquet;
use super::profile::Profile;
use super::proof::{CountError, count_parquet};
use super::rejects::Rejects;
use super::source::{ExportPath, Format, Identity, Source, SourceError, find_exports};
use super::verdict::{Suspects, Verdict, Verdicts};
use super::xlsx::read_xlsx;
use super::xlsx_count::count_xlsx;
use crate::domain::{Cents, Finding, Money, processors};

/// What came in from one file.
#[derive(Debug)]
pub struct InputFile {
    /// The file's name, without its folder.
    pub name: String,
    /// Where it lies, as it was given.
    pub path: PathBuf,
    /// The SHA-256 of its bytes, in hexadecimal, where it was wanted.
    pub sha256: Option<String>,
    /// RowDefects of the file as a whole; where there are any, none of its records was read.
    pub faults: Vec<Defect>,
    /// The records that were refused.
    pub rejects: Rejects,
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

impl InputFile {
    /// Whether anything of the file was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        !self.faults.is_empty() || self.rejects.count() > 0
    }
}

/// All that came in, but for the transactions themselves.
#[derive(Debug)]
pub struct Intake {
    /// File by file, in the order of their names.
    pub files: Vec<InputFile>,
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
    /// A second count of a file differs from the first: a fault of the program, told rather than risked.
    Proof {
        /// The file.
        file: String,
        /// What differs.
        what: String,
    },
}

impl From<SourceError> for IntakeError {
    fn from(error: SourceError) -> Self {
        Self::Sources(vec![error])
    }
}

/// What was read of one file.
#[derive(Debug)]
pub struct FileReading<G> {
    /// What came in.
    pub file: InputFile,
    /// What became of the accepted records that count.
    pub gathered: G,
    /// What was found while reading.
    pub findings: Vec<Finding>,
    /// The file's length in bytes.
    pub bytes: u64,
    /// The sum of the records that count, all amounts taken as positive.
    turnover: i128,
    /// The ids of its records, if they were to be told.
    seen: Seen,
}

/// Reads exports with one set of profiles into gatherers of one kind.
pub struct Reader<'a, G> {
    /// How files of which names are written.
    pub profiles: &'a [Profile],
    /// Whether anyone wants the hashes of the files, which cost a fifth of the time.
    pub is_hashed: bool,
    /// Makes a new gatherer.
    pub make: &'a (dyn Fn() -> G + Sync),
}

impl Intake {
    /// Reads every export that `paths` lead to, and gathers the transactions that count.
    ///
    /// RowDefects of files and records are in the result: all of them, so that one run tells all.
    ///
    /// # Errors
    /// When a path leads to no export, or a proof fails.
    pub fn read<G: LineSink>(paths: &[PathBuf], reader: &Reader<'_, G>) -> Result<(Self, G), IntakeError> {
        let (exports, passed_over) = find_exports(paths).map_err(IntakeError::Sources)?;
        let mut findings: Vec<Finding> = passed_over.into_iter().map(|file| Finding::PassedOver { file }).collect();
        // Files of one name are told apart by their hashes.
        let is_hashed = reader.is_hashed || exports.windows(2).any(|pair| pair[0].name == pair[1].name);
        let (readings, merged) = Reader { is_hashed, ..*reader }.read_all(&exports)?;
        let mut files = Vec::new();
        let mut gathered = (reader.make)();
        for mut reading in readings {
            findings.append(&mut reading.findings);
            files.push(reading.file);
            gathered.merge(reading.gathered);
        }
        findings.extend(merged);
        Ok((Self { files, findings }, gathered))
    }

    /// How many records were refused in all.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.files.iter().map(|file| file.rejects.count()).sum()
    }

    /// Whether a file as a whole could not be used, which no number of allowed rejects covers.
    #[must_use]
    pub fn has_unusable_file(&self) -> bool {
        self.files.iter().any(|file| !file.faults.is_empty() || file.rejects.is_of_file())
    }
}

/// Demands that a turnover can't overflow a sum of cents.
///
/// # Errors
/// When it can.
pub fn bound_turnover(turnover: i128) -> Result<(), IntakeError> {
    Cents::try_from(turnover).map(|_| ()).map_err(|_| IntakeError::TooMuchMoney)
}

impl<G: LineSink> Reader<'_, G> {
    /// Reads and proves exports in their order, and merges them; beside them, what was found while merging.
    ///
    /// All are read once. Where ids came more than once, the records that have them are looked at more closely, and
    /// the files in which some don't count are read again without those: nothing of the others need be kept. That they
    /// are still the same is told by their hashes.
    ///
    /// # Errors
    /// When a file can't be read, or a proof fails.
    pub fn read_all(&self, exports: &[ExportPath]) -> Result<(Vec<FileReading<G>>, Vec<Finding>), IntakeError> {
        let mut seen = Seen::default();
        let mut readings = Vec::new();
        for export in exports {
            let mut reading = self.read(export, None)?;
            seen.join(std::mem::take(&mut reading.seen));
            if seen.all.are_too_many() {
                reading.file.faults.push(Defect::of_file(Reason::TooManyIds));
            }
            readings.push(reading);
        }
        let mut findings = Vec::new();
        if !seen.twice.is_empty() {
            if !self.is_hashed {
                return Self { is_hashed: true, ..*self }.read_all(exports);
            }
            let (verdicts, merged) = self.judge(exports, &readings, &seen.twice)?;
            for (index, (export, verdicts)) in exports.iter().zip(&verdicts).enumerate() {
                if !verdicts.is_empty() {
                    let again = self.read(export, Some(verdicts))?;
                    same(export, &again.file, &readings[index].file)?;
                    readings[index] = again;
                }
                readings[index].file.overlap = merged.overlaps[index];
                readings[index].file.replaced = merged.replaced[index];
            }
            findings = merged.findings;
        }
        bound_turnover(readings.iter().map(|reading| reading.turnover).sum())?;
        Ok((readings, findings))
    }

    /// Says for each file what becomes of the records that have one of these ids.
    fn judge(
        &self,
        exports: &[ExportPath],
        readings: &[FileReading<G>],
        ids: &Ids,
    ) -> Result<(Vec<Verdicts>, Merge), IntakeError> {
        let make = || Suspects::new(ids);
        let (mut columns, mut verdicts) = (Vec::new(), Vec::new());
        for (export, first) in exports.iter().zip(readings) {
            let suspects = Reader { profiles: self.profiles, is_hashed: true, make: &make }
                .read(export, Some(&Verdicts::new()))?;
            same(export, &suspects.file, &first.file)?;
            let (kept, duplicates) = suspects.gathered.judge_duplicates();
            columns.push(kept);
            verdicts.push(duplicates);
        }
        let names = exports.iter().map(|export| export.name.as_str());
        let files: Vec<(&str, &Columns)> = names.zip(&columns).collect();
        let merged = merge(&files);
        for ((columns, kept), verdicts) in columns.iter().zip(&merged.kept).zip(&mut verdicts) {
            let superseded = kept.iter().enumerate().filter(|(_, kept)| !**kept);
            verdicts.extend(superseded.map(|(index, _)| (columns.line(index), Verdict::Superseded)));
        }
        Ok((verdicts, merged))
    }

    /// Reads and proves one export by the first profile that fits its name.
    fn read(&self, export: &ExportPath, verdicts: Option<&Verdicts>) -> Result<FileReading<G>, IntakeError> {
        let built_in = Profile::default();
        let profile = self.profiles.iter().find(|profile| profile.is_for(&export.name)).unwrap_or(&built_in);
        tracing::debug!(file = export.name, profile = profile.name, "reading");
        let task = Task { profile, verdicts, make: self.make, threads: processors() };
        match read_file(export, self.is_hashed, &task, Encoding::Utf8)? {
            Some(reading) => Ok(reading),
            None => match read_file(export, self.is_hashed, &task, Encoding::Windows1252)? {
                Some(mut reading) => {
                    reading.findings.insert(0, Finding::EncodingFallback { file: export.name.clone() });
                    Ok(reading)
                }
                None => unreachable!("every byte is a character of Windows-1252"),
            },
        }
    }
}

/// Demands that a file is the same when it is read again.
fn same(export: &ExportPath, again: &InputFile, first: &InputFile) -> Result<(), IntakeError> {
    if again.sha256 == first.sha256 { Ok(()) } else { Err(SourceError::Changed(export.path.clone()).into()) }
}

/// Reads and proves one export; `None` when its text is not of the encoding.
fn read_file<G: LineSink>(
    export: &ExportPath,
    is_hashed: bool,
    task: &Task<'_, G>,
    encoding: Encoding,
) -> Result<Option<FileReading<G>>, IntakeError> {
    let unreadable = |error| IntakeError::from(SourceError::Unreadable(export.path.clone(), error));
    let format = Format::of_name(&export.name)
        .ok_or_else(|| IntakeError::from(SourceError::NotAnExport(export.path.clone())))?;
    let mut source = Source::open(export, format, is_hashed)?;
    let whole = |source: &mut Source| -> Result<Vec<u8>, IntakeError> {
        let mut bytes = Vec::new();
        source.take(WHOLE_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        Ok(bytes)
    };
    let result = match format {
        Format::Csv | Format::CsvGz => {
            let result = Start::of(&mut source, encoding).and_then(|start| read_csv(start, &mut source, task));
            match result {
                Ok(export) => Ok(export),
                Err(CsvError::NotUtf8) => return Ok(None),
                Err(CsvError::RowDefects(faults)) => Err(faults),
                Err(CsvError::Unreadable(error)) if let Some(bomb) = Bomb::of(&error) => {
                    Err(vec![Defect::of_file(Reason::Unpacked(bomb))])
                }
                Err(CsvError::Unreadable(error)) if format == Format::CsvGz && error.raw_os_error().is_none() => {
                    Err(vec![Defect::of_file(Reason::Compression(error.to_string()))])
                }
                Err(CsvError::Unreadable(error)) => return Err(unreadable(error)),
            }
        }
        Format::Xlsx | Format::Parquet => match whole(&mut source)? {
            bytes if bytes.len() as u64 > WHOLE_FILE => Err(vec![Defect::of_file(Reason::TooLarge)]),
            bytes if format == Format::Xlsx => workbook(&bytes, task),
            bytes => parquet(&bytes, task),
        },
    };
    let identity = source.finish().map_err(unreadable)?;
    finish(export, identity, task, result).map(Some)
}

/// Proves what was read of a file.
fn finish<G: LineSink>(
    export: &ExportPath,
    identity: Identity,
    task: &Task<'_, G>,
    result: Result<Export<G>, Vec<Defect>>,
) -> Result<FileReading<G>, IntakeError> {
    let mut file = InputFile {
        name: export.name.clone(),
        path: export.path.clone(),
        sha256: identity.sha256,
        faults: Vec::new(),
        rejects: Rejects::default(),
        accepted: 0,
        blank: 0,
        overlap: 0,
        replaced: 0,
        amount: Money::ZERO,
        rejected_amount: Money::ZERO,
    };
    let (mut findings, bytes) = (Vec::new(), identity.length);
    let read = match result {
        Ok(read) => read,
        Err(faults) => {
            file.faults = faults;
            let (gathered, seen) = ((task.make)(), Seen::default());
            return Ok(FileReading { file, gathered, findings, bytes, turnover: 0, seen });
        }
    };
    prove(&read).map_err(|what| IntakeError::Proof { file: export.name.clone(), what })?;
    let Export { layout, reading, seen, .. } = read;
    if !layout.ignored().is_empty() {
        findings.push(Finding::IgnoredColumns { file: export.name.clone(), columns: layout.ignored().to_vec() });
    }
    file.accepted = reading.accepted;
    file.blank = reading.blank;
    file.amount = Money::from_cents(Cents::try_from(reading.cents).map_err(|_| IntakeError::TooMuchMoney)?);
    file.rejected_amount = reading.rejects.amount();
    file.rejects = reading.rejects;
    Ok(FileReading { file, gathered: reading.gathered, findings, bytes, turnover: reading.turnover, seen })
}

fn workbook<G: LineSink>(bytes: &[u8], task: &Task<'_, G>) -> Result<Export<G>, Vec<Defect>> {
    let damaged = || Err(vec![Defect::of_file(Reason::Workbook("it is damaged".to_owned()))]);
    let sheet = guarded(|| read_xlsx(bytes, task)).unwrap_or_else(damaged)?;
    let amount = sheet.layout.index(Field::Amount).unwrap_or_default();
    let count = count_xlsx(bytes, &sheet.name, amount, task.profile, &sheet.reading.is_accepted);
    if let Err(CountError::Damaged(why)) = count {
        return Err(vec![Defect::of_file(Reason::Workbook(why))]);
    }
    Ok(Export::of_one_chunk(sheet.layout, sheet.reading, count))
}

fn parquet<G: LineSink>(bytes: &[u8], task: &Task<'_, G>) -> Result<Export<G>, Vec<Defect>> {
    let damaged = |why: String| vec![Defect::of_file(Reason::Parquet(why))];
    let read = guarded(|| {
        let table = read_parquet(bytes, task)?;
        let amount = table.layout.index(Field::Amount).unwrap_or_default();
        let count = count_parquet(bytes, amount, task.profile, &table.accepted_rows, table.reading.blank);
        Ok((table, count))
    });
    let (table, count) = read.unwrap_or_else(|| Err(damaged("it is damaged".to_owned())))?;
    if let Err(CountError::Damaged(why)) = count {
        return Err(damaged(why));
    }
    Ok(Export::of_one_chunk(table.layout, table.reading, count))
}

/// Demands that every record is accepted or refused, that every line was seen, and that the sums agree.
fn prove<G>(export: &Export<G>) -> Result<(), String> {
    let reading = &export.reading;
    let count = export.count.clone().map_err(|error| match error {
        CountError::Damaged(what) | CountError::Disagrees(what) => what,
    })?;
    let (accepted, rejected) = (reading.accepted, reading.rejects.count());
    if accepted + rejected - reading.refused_blank != count.records {
        return Err(format!(
            "{accepted} accepted and {rejected} refused records, a second count finds {}",
            count.records
        ));
    }
    if reading.lines != count.lines {
        return Err(format!("{} lines were read, a second count finds {}", reading.lines, count.lines));
    }
    if reading.cents_as_written != count.cents {
        let cents = reading.cents_as_written;
        return Err(format!("the accepted amounts add up to {cents} cents, a second reading to {}", count.cents));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n\
                        1;02-11-2026;02-11-2026;K001;I355;3550;2110;1,00\n\n\
                        2;02-11-2026;02-11-2026;K001;I355;3550;2110;een\n\
                        3;03-11-2026;03-11-2026;B001;I355;3550;2110;-0,40\n";

    fn export() -> Export<Columns> {
        let task = Task { profile: &Profile::default(), verdicts: None, make: &Columns::default, threads: 1 };
        let mut bytes = TEXT.as_bytes();
        let start = Start::of(&mut bytes, Encoding::Utf8).expect("a start");
        read_csv(start, bytes, &task).expect("an export")
    }

    #[test]
    fn a_count_that_differs_is_a_fault() {
        prove(&export()).expect("both counts agree");
        let spoil: [(&str, fn(&mut Export<Columns>)); 7] = [
            ("a second count finds 3", |export| export.reading.accepted += 1),
            ("a second count finds 3", |export| export.reading.rejects = Rejects::default()),
            ("a second count finds 3", |export| export.reading.refused_blank += 1),
            ("lines were read, a second count finds 5", |export| export.reading.lines -= 1),
            ("a second reading to 60", |export| export.reading.cents_as_written += 1),
            ("a second count finds 2", |export| export.count.as_mut().expect("a count").records -= 1),
            ("`een`", |export| export.count = Err(CountError::Disagrees("`een` was accepted".to_owned()))),
        ];
        for (what, spoil) in spoil {
            let mut export = export();
            spoil(&mut export);
            let told = prove(&export).expect_err(what);
            assert!(told.contains(what), "{what}: {told}");
        }
    }
}
