//! Reads CSV exports: chunk by chunk, on as many threads as there are.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::io::{Cursor, Read};
use std::sync::atomic::{AtomicBool, Ordering as Memory};
use std::sync::{Mutex, PoisonError};

use memchr::memmem;

use super::chunk::{Chunk, ChunkError, Chunks};
use super::count::CsvCounters;
use super::encoding::{Encoding, Mixture, Start};
use super::error::CsvError;
use super::field_index::{FieldIndex, PlainLines};
use super::head::{CsvHead, HeadError, find_head};
use super::record::{Record, Records};
use crate::domain::Finding;
use crate::ingest::cell::{RawCell, trimmed};
use crate::ingest::count::{CountError, SecondCount};
use crate::ingest::defect::{Defect, Reason};
use crate::ingest::gather::LineSink;
use crate::ingest::header::Layout;
use crate::ingest::ids::{IdList, SeenIds};
use crate::ingest::limits::LONGEST_FIELD;
use crate::ingest::oddity::is_total;
use crate::ingest::reading::RecordsReading;
use crate::ingest::row::RowReader;
use crate::ingest::task::{Export, Task};
use crate::ingest::verdict::Verdicts;
use crate::parallel::on_threads;

/// The records of a CSV export, from its start to the end of `reader`.
///
/// # Errors
/// What is wrong with the file or its header row. What is wrong with records is in the reading.
#[allow(clippy::needless_pass_by_value)] // Nothing can be done with the start twice.
pub fn read_csv<G: LineSink>(
    start: Start,
    reader: impl Read + Send,
    task: &Task<'_, G>,
) -> Result<Export<G>, CsvError> {
    let (text, is_cut) = start.text();
    let head = match find_head(&text, is_cut, task.profile) {
        Ok(head) => head,
        Err(HeadError::Cut) => return Err(start.broken()),
        Err(HeadError::Defects(faults)) => {
            // What can't be decoded as a whole may have its header behind what was decoded.
            return Err(if start.is_broken() { start.broken() } else { CsvError::RowDefects(faults) });
        }
    };
    let CsvHead { layout, separator, next_line, .. } = head;
    let (above, read) = (&text[..head.start], &text[..head.end]);
    let amounts = layout.amounts();
    let counted = CsvCounters::new(separator, &amounts, task.profile).count_head(above, &text[head.start..head.end]);
    let mixture = start.mixture(read);
    let encoding = start.encoding;
    let (rest, more) = start.behind(read);
    let chunks = Chunks::new(rest, next_line, separator, Cursor::new(more).chain(reader));
    let shared = ChunkQueue {
        chunks: Mutex::new(chunks),
        seen: Mutex::default(),
        is_stopped: AtomicBool::new(false),
        has_accents: AtomicBool::new(!read.is_ascii()),
        layout: &layout,
        separator,
        amounts: &amounts,
        mixture: Mutex::new(mixture),
        encoding,
        task,
    };
    let parts = shared.read();
    let mut whole = RecordsReading::new((task.make)(), task.verdicts);
    whole.lines = next_line - 1;
    let mut counts = vec![counted];
    let mut failures = Vec::new();
    for part in parts {
        match part {
            Ok((reading, count)) => {
                whole.merge(reading);
                counts.push(count);
            }
            Err(failure) => failures.push(failure),
        }
    }
    let has_accents = shared.has_accents.load(Memory::Relaxed);
    // The threads that were at work when one stopped have read all that stands before: the first failure is the file's.
    if let Some(failure) = failures.into_iter().min_by_key(|failure| failure.line) {
        return Err(failure.into_error(encoding, has_accents));
    }
    let mixture = shared.mixture.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(fault) = mixture.defect() {
        return Err(fault.into());
    }
    let seen = shared.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    let count = counts.into_iter().try_fold(SecondCount::default(), |sum, count| Ok(sum.plus(count?)));
    let mut findings = task.findings_of_header(&layout);
    findings.extend(whole.findings(task));
    if !layout.titles().is_empty() {
        let rows = layout.titles().len() as u64;
        findings.insert(0, Finding::Titles { file: task.file.to_owned(), rows, header: head.line });
    }
    Ok(Export { sheets: Vec::new(), findings, reading: whole, count, seen })
}

/// Why a thread gave up.
struct ThreadFailure {
    /// The line on which the chunk starts.
    line: u64,
    error: ChunkFailure,
}

enum ChunkFailure {
    Chunk(ChunkError),
    NotUtf8(super::encoding::EncodingFault),
    TooManyIds,
}

impl ThreadFailure {
    fn into_error(self, encoding: Encoding, has_accents: bool) -> CsvError {
        match self.error {
            ChunkFailure::Chunk(ChunkError::Unreadable(error)) => CsvError::Unreadable(error),
            ChunkFailure::Chunk(ChunkError::LongRecord { line }) => Defect::of_record(line, Reason::LongRecord).into(),
            ChunkFailure::TooManyIds => Defect::of_file(Reason::TooManyIds).into(),
            ChunkFailure::NotUtf8(broken) => broken.into_error(encoding, self.line, has_accents),
        }
    }
}

/// What the threads that read one export share.
struct ChunkQueue<'a, R, G> {
    chunks: Mutex<Chunks<R>>,
    seen: Mutex<SeenIds>,
    /// Whether a thread gave up, so that the others need not go on.
    is_stopped: AtomicBool,
    /// Whether anything beyond ASCII was met.
    has_accents: AtomicBool,
    layout: &'a Layout,
    separator: u8,
    amounts: &'a [usize],
    /// What the bytes are made of, where nobody knows the character set.
    mixture: Mutex<Mixture>,
    encoding: Encoding,
    task: &'a Task<'a, G>,
}

type ThreadResult<G> = Result<(RecordsReading<G>, Result<SecondCount, CountError>), ThreadFailure>;

impl<R: Read + Send, G: LineSink> ChunkQueue<'_, R, G> {
    /// Reads all chunks; one part for each thread.
    fn read(&self) -> Vec<ThreadResult<G>> {
        let first = match self.next(Vec::new()) {
            Ok(first) => first,
            Err(failure) => return vec![Err(failure)],
        };
        if self.task.threads < 2 || first.as_ref().is_none_or(|chunk| chunk.at_end) {
            return vec![self.read_from(first)];
        }
        // Whichever thread comes first takes the chunk that is there already.
        let first = Mutex::new(first);
        on_threads(self.task.threads, || {
            let first = first.lock().unwrap_or_else(PoisonError::into_inner).take();
            self.read_from(first)
        })
    }

    /// The next chunk, in the memory of `room`.
    fn next(&self, room: Vec<u8>) -> Result<Option<Chunk>, ThreadFailure> {
        if self.is_stopped.load(Memory::Relaxed) {
            return Ok(None);
        }
        let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        let line = chunks.line();
        chunks.read(room).map_err(|error| self.failed(line, ChunkFailure::Chunk(error)))
    }

    fn failed(&self, line: u64, error: ChunkFailure) -> ThreadFailure {
        self.is_stopped.store(true, Memory::Relaxed);
        ThreadFailure { line, error }
    }

    /// Reads chunks until there is none.
    fn read_from(&self, first: Option<Chunk>) -> ThreadResult<G> {
        let Task { profile, verdicts, make, .. } = *self.task;
        let gatherer = make();
        let mut reader = RowReader::new(self.layout, profile).with_texts(&gatherer.texts());
        let mut counter = CsvCounters::new(self.separator, self.amounts, profile);
        let mut mixture = Mixture::default();
        let mut reading = RecordsReading::new(gatherer, verdicts);
        let mut sum = Ok(SecondCount::default());
        let mut marks = FieldIndex::default();
        let mut next = first.map_or_else(|| self.next(Vec::new()), |chunk| Ok(Some(chunk)))?;
        while let Some(chunk) = next {
            let text = self
                .encoding
                .decode(&chunk.bytes, chunk.at_end)
                .map_err(|broken| self.failed(chunk.line, ChunkFailure::NotUtf8(broken)))?;
            if !text.is_ascii() {
                self.has_accents.store(true, Memory::Relaxed);
                if self.encoding == Encoding::Windows1252 {
                    mixture.see(&chunk.bytes, chunk.line);
                }
            }
            marks.find(&text, self.separator);
            read_records(&text, chunk.line, self.separator, &marks, &mut reader, verdicts, &mut reading);
            let accepted = std::mem::take(&mut reading.is_accepted);
            let count = counter.count(&text, &accepted);
            sum = sum.and_then(|sum: SecondCount| Ok(sum.plus(count?)));
            reading.is_accepted = accepted;
            reading.is_accepted.clear();
            if let Some(ids) = reading.ids.replace(IdList::default()).filter(|_| verdicts.is_none()) {
                let seen = SeenIds::of(ids);
                let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
                all.join(seen);
                if all.all.are_too_many() {
                    return Err(self.failed(chunk.line, ChunkFailure::TooManyIds));
                }
            }
            reading.gathered.end_chunk();
            // The memory of a chunk that is done with serves the next one.
            next = self.next(chunk.bytes)?;
        }
        reading.end(&reader);
        self.mixture.lock().unwrap_or_else(PoisonError::into_inner).join(mixture);
        Ok((reading, sum))
    }
}

fn read_records<G: LineSink>(
    text: &str,
    line: u64,
    separator: u8,
    marks: &FieldIndex,
    reader: &mut RowReader<'_>,
    verdicts: Option<&Verdicts>,
    reading: &mut RecordsReading<G>,
) {
    let mut records = Records::new(text, separator, line);
    let mut lines = PlainLines::new(text, marks);
    let mut record = Record::default();
    let verdicts = verdicts.filter(|verdicts| !verdicts.is_empty());
    // Where a chunk has such a word anywhere, its lines are looked at more closely.
    let has_null = || ["NULL", "\\N"].iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some());
    let is_plain = reader.has_plain_lines() && !has_null();
    loop {
        if is_plain
            && let Some(plain) = lines.starting_at(records.at(), reader.width())
            && plain.end() - records.at() <= LONGEST_FIELD
            && verdicts.is_none_or(|verdicts| !verdicts.contains_key(&records.line()))
            && let Some(plain_record) = &reader.read_plain(&plain)
        {
            reading.accept(records.line(), plain_record);
            records.pass_over(&plain);
            continue;
        }
        if !records.read(&mut record) {
            break;
        }
        let (expected, found) = (reader.width(), record.width);
        if record.fault.is_none() && found == expected && !record.is_blank() {
            let verdict = verdicts.and_then(|verdicts| verdicts.get(&record.line).cloned());
            reading.take(reader, record.line, &record.fields, verdict, || record.raw.to_owned());
            continue;
        }
        let is_blank = record.is_blank();
        if !is_blank && reader.mapping.layout.is_title(record.raw) {
            reading.pass_over();
            continue;
        }
        match record.fault.take().or_else(|| width_fault(&record, reader).filter(|_| !is_blank)) {
            None => reading.blank += 1,
            Some(reason) => reading.refuse(record.line, record.raw.to_owned(), reason, is_blank),
        }
    }
    reading.lines += records.line() - line;
}

/// What it means that a record has another number of fields than the header, if it has.
fn width_fault(record: &Record<'_>, reader: &mut RowReader<'_>) -> Option<Reason> {
    let (expected, found) = (reader.width(), record.width);
    let layout = reader.mapping.layout;
    let lone = || match &record.fields[..] {
        [RawCell::Text(text)] => trimmed(text).contains(char::is_whitespace),
        _ => false,
    };
    match found.cmp(&expected) {
        Ordering::Equal => None,
        Ordering::Greater if layout.ends_with_header(&record.fields) => Some(Reason::PastedHeader),
        Ordering::Greater => Some(Reason::TooManyFields { expected, found }),
        Ordering::Less if lone() => Some(Reason::LoneText),
        Ordering::Less if record.fields.first().is_some_and(is_total) => Some(Reason::NamedTotal),
        Ordering::Less => {
            let missing = std::iter::repeat_n(RawCell::Text(Cow::Borrowed("")), expected - found);
            let cells: Vec<RawCell<'_>> = record.fields.iter().cloned().chain(missing).collect();
            let fields = reader.mapping.fields(&cells).into_owned();
            let is_whole = !record.at_end && reader.read(record.line, &fields).is_ok();
            Some(match record.at_end {
                _ if is_whole => Reason::MissingSeparators { expected, found },
                true => Reason::CutShort { expected, found },
                false => Reason::TooFewFields { expected, found },
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ingest::columns::TransactionColumns;
    use crate::ingest::verdict::RecordVerdict;
    use crate::ingest::{FileFeed, Profile};

    const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag";

    fn read(rows: &str, verdicts: &Verdicts) -> RecordsReading<TransactionColumns> {
        export(&format!("{HEADER}\n{rows}"), verdicts).expect("a reading").reading
    }

    fn export(text: &str, verdicts: &Verdicts) -> Result<Export<TransactionColumns>, CsvError> {
        let (profile, make) = (Profile::default(), TransactionColumns::default);
        let task = Task {
            file: "x.csv",
            profile: &profile,
            verdicts: Some(verdicts),
            feed: &FileFeed::of_profile(Path::new("x.csv"), &[]),
            make: &make,
            threads: 2,
        };
        let start = Start::of(&mut text.as_bytes(), Encoding::Utf8).expect("a start");
        read_csv(start, std::io::empty(), &task)
    }

    fn reasons<G>(reading: &RecordsReading<G>) -> Vec<(u64, Vec<Reason>)> {
        let of_reject = |reject: &crate::ingest::rejects::Reject| {
            (reject.line, reject.faults.iter().map(|fault| fault.reason.clone()).collect())
        };
        reading.rejects.iter().map(of_reject).collect()
    }

    #[test]
    fn every_record_is_accepted_refused_or_blank() {
        let good = "1;01-11-2026;02-11-2026;K001;I355;3550;2110;1,50\n";
        let open = "2;01-11-2026;;;I355;3550;2110;1,50\n";
        let verdicts = Verdicts::from([(7, RecordVerdict::Duplicate { first_line: 2 })]);
        let reading = read(&format!("{good}\n{open};;;;;;;\n3;01-11-2026\n{good}"), &verdicts);
        assert_eq!((reading.accepted, reading.rejects.count(), reading.blank), (2, 2, 2));
        assert_eq!(
            reasons(&reading),
            [
                (6, vec![Reason::TooFewFields { expected: 8, found: 2 }]),
                (7, vec![Reason::DuplicateId { first_line: 2 }]),
            ]
        );
        assert_eq!(reading.gathered.line(1), 4);
    }

    #[test]
    fn all_faults_of_a_record_are_named() {
        let reading = read(";x;02-11-2026;k001;355;355;211;1.5", &Verdicts::new());
        assert_eq!(reading.rejects.iter().map(|reject| reject.faults.len()).sum::<usize>(), 7);
        let rows = "1;01-11-2026;;K001;I355;3550;2110;1,50\n2;01-11-2026;02-11-2026;;I355;3550;2110;1,50\n3;01";
        let reading = read(rows, &Verdicts::new());
        let reasons: Vec<Reason> = reasons(&reading).into_iter().flat_map(|(_, reasons)| reasons).collect();
        assert_eq!(
            reasons,
            [
                Reason::DaybookWithoutSettlement,
                Reason::SettledWithoutDaybook,
                Reason::CutShort { expected: 8, found: 2 }
            ]
        );
    }

    #[test]
    fn carriage_returns_alone_are_named() {
        let text = HEADER.to_owned() + "\r1;2\r";
        let error = export(&text, &Verdicts::new()).expect_err("a fault");
        assert!(matches!(error, CsvError::RowDefects(faults) if faults[0].reason == Reason::CarriageReturnLines));
    }
}
