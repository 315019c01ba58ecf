//! One file read and proven, whatever its format.

use std::io::Read;

use chrono::NaiveDate;

use super::content::Content;
use super::count::CountError;
use super::csv::encoding::{Encoding, Start};
use super::csv::error::CsvError;
use super::csv::reader::read_csv;
use super::defect::{Defect, Reason};
use super::export_name::ExportOrder;
use super::foreign::guarded;
use super::format::ExportFormat;
use super::gather::LineSink;
use super::ids::SeenIds;
use super::input_file::InputFile;
use super::intake_error::IntakeError;
use super::limits::{Bomb, WHOLE_FILE};
use super::line_days::LineDays;
use super::name_days::NameDays;
use super::parquet::count::count_parquet;
use super::parquet::reader::read_parquet;
use super::rejects::Rejects;
use super::source::{ExportBytes, ExportPath, Identity, SourceError};
use super::survey::Survey;
use super::task::{Export, Task};
use super::xlsx::reader::read_xlsx;
use crate::domain::finding::FindingLines;
use crate::domain::{Cents, Coverage, Finding, Money};

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
    /// The days of its accepted records.
    pub days: LineDays,
    /// The sum of the records that count, all amounts taken as positive.
    pub(super) turnover: i128,
    /// The ids of its records, if they were to be told.
    pub(super) seen: SeenIds,
}

impl<G> FileReading<G> {
    /// Where the file, which came in on a day, stands among those of its feed.
    #[must_use]
    pub fn order(&self, came_in: NaiveDate) -> ExportOrder {
        ExportOrder::of(&self.file.path.to_string_lossy(), self.days.last(came_in))
    }
}

/// Reads and proves one export; `None` when its text is not of the encoding.
///
/// # Errors
/// When the file can't be read, or a proof fails.
pub fn read_file<G: LineSink>(
    export: &ExportPath,
    is_hashed: bool,
    task: &Task<'_, G>,
    encoding: Encoding,
) -> Result<Option<FileReading<G>>, IntakeError> {
    let unreadable = |error| IntakeError::from(SourceError::Unreadable(export.path.clone(), error));
    let format = ExportFormat::of_name(&export.name)
        .ok_or_else(|| IntakeError::from(SourceError::NotAnExport(export.path.clone(), Content::Text)))?;
    let mut source = ExportBytes::open(export, format, is_hashed)?;
    let whole = |source: &mut ExportBytes| -> Result<Vec<u8>, IntakeError> {
        let mut bytes = Vec::new();
        source.take(WHOLE_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        Ok(bytes)
    };
    let content = Content::of(source.start());
    let is_text = content == Content::Text && is_printable(source.start());
    let other = |content| vec![Defect::of_file(Reason::OtherContent(content))];
    let result = match format {
        _ if source.start().is_empty() => Err(vec![Defect::of_file(Reason::EmptyFile)]),
        // What is damaged in front is told as that by whoever reads it.
        _ if content.contradicts(format) && (is_text || content != Content::Text) => Err(other(content)),
        ExportFormat::Csv | ExportFormat::CsvGz => {
            let start = Start::of(&mut source, encoding);
            let result = match start {
                // What is packed may be anything.
                Ok(start) if start.content() != Content::Text => Err(CsvError::RowDefects(other(start.content()))),
                start => start.and_then(|start| read_csv(start, &mut source, task)),
            };
            match result {
                Ok(export) => Ok(export),
                Err(CsvError::NotUtf8) => return Ok(None),
                Err(CsvError::RowDefects(faults)) => Err(faults),
                Err(CsvError::Unreadable(error)) if let Some(bomb) = Bomb::of(&error) => {
                    Err(vec![Defect::of_file(Reason::Unpacked(bomb))])
                }
                Err(CsvError::Unreadable(error)) if format == ExportFormat::CsvGz && error.raw_os_error().is_none() => {
                    Err(vec![Defect::of_file(Reason::Compression(error.to_string()))])
                }
                Err(CsvError::Unreadable(error)) => return Err(unreadable(error)),
            }
        }
        ExportFormat::Xlsx | ExportFormat::Parquet => match whole(&mut source)? {
            bytes if bytes.len() as u64 > WHOLE_FILE => Err(vec![Defect::of_file(Reason::TooLarge)]),
            bytes => {
                let result = if format == ExportFormat::Xlsx { workbook(&bytes, task) } else { parquet(&bytes, task) };
                // Only what can't be read is told to be a text: what is damaged in front may be whole behind.
                if is_text { result.map_err(|_| other(content)) } else { result }
            }
        },
    };
    let identity = source.finish().map_err(unreadable)?;
    finish(export, identity, task, result).map(Some)
}

/// Whether the first bytes are those of a text.
fn is_printable(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte >= b' ' || byte.is_ascii_whitespace())
}

/// Proves what was read of a file.
fn finish<G: LineSink>(
    export: &ExportPath,
    identity: Identity,
    task: &Task<'_, G>,
    result: Result<Export<G>, Vec<Defect>>,
) -> Result<FileReading<G>, IntakeError> {
    let days_in_name = NameDays::of(&export.name);
    let mut file = InputFile {
        name: export.name.clone(),
        path: export.path.clone(),
        feed: task.feed.clone(),
        profile: Some(task.profile.name.clone()),
        covers: Coverage::default(),
        named_days: days_in_name.told(task.feed.day_in_name),
        survey: Survey::default(),
        use_of_lines: None,
        sheets: Vec::new(),
        sha256: identity.sha256,
        faults: Vec::new(),
        rejects: Rejects::default(),
        accepted: 0,
        blank: 0,
        left_out: FindingLines::NONE,
        left_out_unread: 0,
        repeated: 0,
        overlap: 0,
        replaced: 0,
        withdrawn: 0,
        set_aside_cents: Some([0; 3]),
        amount: Money::ZERO,
        rejected_amount: Money::ZERO,
    };
    let (mut findings, bytes) = (Vec::new(), identity.length);
    if days_in_name == NameDays::Unclear {
        findings.push(Finding::UnclearName { file: export.name.clone() });
    }
    let read = match result {
        Ok(read) => read,
        Err(faults) => {
            file.faults = faults;
            let (gathered, days, seen) = ((task.make)(), LineDays::default(), SeenIds::default());
            return Ok(FileReading { file, gathered, findings, bytes, days, turnover: 0, seen });
        }
    };
    prove(&read).map_err(|what| IntakeError::Proof { file: export.name.clone(), what })?;
    let Export { sheets, findings: told, reading, seen, .. } = read;
    findings.extend(told);
    file.sheets = sheets;
    (file.left_out, file.left_out_unread) = (reading.left_out, reading.left_out_unread);
    file.repeated = reading.repeated;
    file.accepted = reading.accepted;
    file.blank = reading.blank;
    file.amount = Money::from_cents(Cents::try_from(reading.cents).map_err(|_| IntakeError::TooMuchMoney)?);
    file.rejected_amount = reading.rejects.amount();
    file.survey = reading.survey;
    file.rejects = reading.rejects;
    let (gathered, days, turnover) = (reading.gathered, reading.days, reading.turnover);
    file.covers = file.named_days.map_or_else(|| days.believed(), |days| Coverage::of([days]));
    Ok(FileReading { file, gathered, findings, bytes, days, turnover, seen })
}

fn workbook<G: LineSink>(bytes: &[u8], task: &Task<'_, G>) -> Result<Export<G>, Vec<Defect>> {
    let damaged = |why: String| vec![Defect::of_file(Reason::Workbook(why))];
    let read = guarded(|| read_xlsx(bytes, task)).unwrap_or_else(|| Err(damaged("it is damaged".to_owned())))?;
    if let Err(CountError::Damaged(why)) = read.count {
        return Err(damaged(why));
    }
    Ok(read)
}

fn parquet<G: LineSink>(bytes: &[u8], task: &Task<'_, G>) -> Result<Export<G>, Vec<Defect>> {
    let damaged = |why: String| vec![Defect::of_file(Reason::Parquet(why))];
    let read = guarded(|| {
        let table = read_parquet(bytes, task)?;
        let count =
            count_parquet(bytes, &table.layout.amounts(), task.profile, &table.accepted_rows, table.reading.blank);
        Ok((table, count))
    });
    let (table, count) = read.unwrap_or_else(|| Err(damaged("it is damaged".to_owned())))?;
    if let Err(CountError::Damaged(why)) = count {
        return Err(damaged(why));
    }
    let mut findings = task.findings_of_header(&table.layout);
    findings.extend(table.reading.findings(task));
    Ok(Export::of_one_chunk(Vec::new(), findings, table.reading, count))
}

/// Demands that every record is accepted or refused, that every line was seen, and that the sums agree.
fn prove<G>(export: &Export<G>) -> Result<(), String> {
    let reading = &export.reading;
    let count = export.count.clone().map_err(|error| match error {
        CountError::Damaged(what) | CountError::Disagrees(what) => what,
    })?;
    let (accepted, rejected) = (reading.accepted, reading.rejects.count());
    let (left_out, repeated) = (reading.left_out.count, reading.repeated);
    if accepted + rejected + left_out + repeated - reading.refused_blank != count.records {
        let counted = count.records;
        return Err(if left_out + repeated > 0 {
            format!(
                "{accepted} accepted and {rejected} refused records, {left_out} left out, {repeated} passed over, a second \
                 count finds {counted}"
            )
        } else {
            format!("{accepted} accepted and {rejected} refused records, a second count finds {counted}")
        });
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
    use std::path::Path;

    use super::*;
    use crate::ingest::columns::TransactionColumns;
    use crate::ingest::{FileFeed, Profile};

    const TEXT: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n\
                        1;02-11-2026;02-11-2026;K001;I355;3550;2110;1,00\n\n\
                        2;02-11-2026;02-11-2026;K001;I355;3550;2110;een\n\
                        3;03-11-2026;03-11-2026;B001;I355;3550;2110;-0,40\n";

    fn export() -> Export<TransactionColumns> {
        let task = Task {
            file: "x.csv",
            profile: &Profile::default(),
            verdicts: None,
            feed: &FileFeed::of_profile(Path::new("x.csv"), &[]),
            make: &TransactionColumns::default,
            threads: 1,
        };
        let mut bytes = TEXT.as_bytes();
        let start = Start::of(&mut bytes, Encoding::Utf8).expect("a start");
        read_csv(start, bytes, &task).expect("an export")
    }

    #[test]
    fn a_count_that_differs_is_a_fault() {
        prove(&export()).expect("both counts agree");
        #[allow(clippy::type_complexity)]
        let spoil: [(&str, fn(&mut Export<TransactionColumns>)); 7] = [
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
