//! Reads CSV exports: chunk by chunk, on as many threads as there are.

use std::io::{Cursor, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::chunk::{Chunk, ChunkError, Chunks};
use super::count::CsvCounter;
use super::encoding::{Encoding, Start};
use super::error::CsvError;
use super::field_index::{FieldIndex, PlainLines};
use super::record::{Record, Records};
use crate::ingest::cell::Cell;
use crate::ingest::count::{Count, CountError};
use crate::ingest::defect::{Defect, Reason};
use crate::ingest::field::Field;
use crate::ingest::gather::LineSink;
use crate::ingest::header::Layout;
use crate::ingest::ids::{IdList, Seen};
use crate::ingest::limits::{LONGEST_FIELD, MOST_COLUMNS};
use crate::ingest::profile::{Profile, Separator};
use crate::ingest::reading::Reading;
use crate::ingest::row::RowReader;
use crate::ingest::task::{Export, Task};
use crate::ingest::verdict::Verdicts;
use crate::parallel::on_threads;

/// The records of a CSV export, from its start to the end of `reader`.
///
/// # Errors
/// What is wrong with the file or its header row. What is wrong with records is in the reading.
pub fn read_csv<G: LineSink>(
    start: Start,
    reader: impl Read + Send,
    task: &Task<'_, G>,
) -> Result<Export<G>, CsvError> {
    let (text, is_cut) = start.text();
    let separator = find_separator(&text, task.profile);
    let mut records = Records::new(&text, separator, 1);
    let mut record = Record::default();
    records.read(&mut record);
    if record.at_end && is_cut && record.fault != Some(Reason::StrayCarriageReturn) {
        return Err(start.broken());
    }
    let layout = read_header(&record, task.profile).map_err(CsvError::RowDefects)?;
    let amount = layout.index(Field::Amount).unwrap_or_default();
    let (header, line) = (&text[..records.at()], records.line());
    let counted = CsvCounter::new(separator, amount, task.profile).count(header, &[]);
    let encoding = start.encoding;
    let (rest, more) = start.behind(header);
    let chunks = Chunks::new(rest, line, separator, Cursor::new(more).chain(reader));
    let shared = Shared {
        chunks: Mutex::new(chunks),
        seen: Mutex::default(),
        is_stopped: AtomicBool::new(false),
        has_accents: AtomicBool::new(!header.is_ascii()),
        layout: &layout,
        separator,
        amount,
        encoding,
        task,
    };
    let parts = shared.read();
    let mut whole = Reading::new((task.make)(), task.verdicts);
    whole.lines = line - 1;
    let mut counts = vec![counted.and_then(without_header)];
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
    let has_accents = shared.has_accents.load(Ordering::Relaxed);
    // The threads that were at work when one stopped have read all that stands before: the first failure is the file's.
    if let Some(failure) = failures.into_iter().min_by_key(|failure| failure.line) {
        return Err(failure.into_error(encoding, has_accents));
    }
    let seen = shared.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    let count = counts.into_iter().try_fold(Count::default(), |sum, count| Ok(sum.plus(count?)));
    Ok(Export { layout, reading: whole, count, seen })
}

/// The header is the first of the records that a second count finds.
fn without_header(count: Count) -> Result<Count, CountError> {
    if count.records == 1 {
        Ok(Count { records: 0, ..count })
    } else {
        Err(CountError::Disagrees(format!("a second count finds {} header rows", count.records)))
    }
}

/// Why a thread gave up.
struct Failure {
    /// The line on which the chunk starts.
    line: u64,
    error: ChunkFailure,
}

enum ChunkFailure {
    Chunk(ChunkError),
    NotUtf8(super::encoding::Broken),
    TooManyIds,
}

impl Failure {
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
struct Shared<'a, R, G> {
    chunks: Mutex<Chunks<R>>,
    seen: Mutex<Seen>,
    /// Whether a thread gave up, so that the others need not go on.
    is_stopped: AtomicBool,
    /// Whether anything beyond ASCII was met.
    has_accents: AtomicBool,
    layout: &'a Layout,
    separator: u8,
    amount: usize,
    encoding: Encoding,
    task: &'a Task<'a, G>,
}

type Part<G> = Result<(Reading<G>, Result<Count, CountError>), Failure>;

impl<R: Read + Send, G: LineSink> Shared<'_, R, G> {
    /// Reads all chunks; one part for each thread.
    fn read(&self) -> Vec<Part<G>> {
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
    fn next(&self, room: Vec<u8>) -> Result<Option<Chunk>, Failure> {
        if self.is_stopped.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        let line = chunks.line();
        chunks.read(room).map_err(|error| self.failed(line, ChunkFailure::Chunk(error)))
    }

    fn failed(&self, line: u64, error: ChunkFailure) -> Failure {
        self.is_stopped.store(true, Ordering::Relaxed);
        Failure { line, error }
    }

    /// Reads chunks until there is none.
    fn read_from(&self, first: Option<Chunk>) -> Part<G> {
        let Task { profile, verdicts, make, .. } = *self.task;
        let gatherer = make();
        let mut reader = RowReader::new(self.layout, profile).with_texts(&gatherer.texts());
        let mut counter = CsvCounter::new(self.separator, self.amount, profile);
        let mut reading = Reading::new(gatherer, verdicts);
        let mut sum = Ok(Count::default());
        let mut marks = FieldIndex::default();
        let mut next = first.map_or_else(|| self.next(Vec::new()), |chunk| Ok(Some(chunk)))?;
        while let Some(chunk) = next {
            let text = self
                .encoding
                .decode(&chunk.bytes, chunk.at_end)
                .map_err(|broken| self.failed(chunk.line, ChunkFailure::NotUtf8(broken)))?;
            if !text.is_ascii() {
                self.has_accents.store(true, Ordering::Relaxed);
            }
            marks.find(&text, self.separator);
            read_records(&text, chunk.line, self.separator, &marks, &mut reader, verdicts, &mut reading);
            let accepted = std::mem::take(&mut reading.is_accepted);
            let count = counter.count(&text, &accepted);
            sum = sum.and_then(|sum: Count| Ok(sum.plus(count?)));
            reading.is_accepted = accepted;
            reading.is_accepted.clear();
            if let Some(ids) = reading.ids.replace(IdList::default()).filter(|_| verdicts.is_none()) {
                let seen = Seen::of(ids);
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
    reading: &mut Reading<G>,
) {
    let mut records = Records::new(text, separator, line);
    let mut lines = PlainLines::new(text, marks);
    let mut record = Record::default();
    let verdicts = verdicts.filter(|verdicts| !verdicts.is_empty());
    loop {
        if let Some(plain) = lines.starting_at(records.at(), reader.width())
            && plain.end() - records.at() <= LONGEST_FIELD
            && verdicts.is_none_or(|verdicts| !verdicts.contains_key(&records.line()))
            && let Some(transaction) = &reader.read_plain(&plain)
        {
            reading.accept(reader, records.line(), transaction);
            records.pass_over(&plain);
            continue;
        }
        if !records.read(&mut record) {
            break;
        }
        let (expected, found) = (reader.width(), record.width);
        if record.fault.is_none() && found == expected && !record.is_blank() {
            let verdict = verdicts.and_then(|verdicts| verdicts.get(&record.line).copied());
            reading.take(reader, record.line, &record.fields, verdict, || record.raw.to_owned());
            continue;
        }
        let is_blank = record.is_blank();
        let form = record.fault.take().or_else(|| match found.cmp(&expected) {
            _ if is_blank => None,
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Reason::TooManyFields { expected, found }),
            std::cmp::Ordering::Less if record.at_end => Some(Reason::CutShort { expected, found }),
            std::cmp::Ordering::Less => Some(Reason::TooFewFields { expected, found }),
        });
        match form {
            None => reading.blank += 1,
            Some(reason) => reading.refuse(record.line, record.raw.to_owned(), reason, is_blank),
        }
    }
    reading.lines += records.line() - line;
}

fn read_header(record: &Record<'_>, profile: &Profile) -> Result<Layout, Vec<Defect>> {
    if record.is_blank() {
        return Err(vec![Defect::of_record(1, Reason::EmptyHeader)]);
    }
    if let Some(fault) = &record.fault {
        let reason = match fault {
            // Each character of a header has a byte of its own there that is zero.
            _ if record.raw.matches('\0').count() * 3 > record.raw.len() => Reason::UnmarkedUtf16,
            Reason::StrayCarriageReturn => Reason::CarriageReturnLines,
            other => other.clone(),
        };
        return Err(vec![Defect::of_record(1, reason)]);
    }
    if record.width > MOST_COLUMNS {
        return Err(vec![Defect::of_record(1, Reason::TooManyColumns { found: record.width })]);
    }
    let headers: Vec<String> = record.fields.iter().map(Cell::shown).collect();
    Layout::of_headers(&headers.iter().map(String::as_str).collect::<Vec<_>>(), profile)
}

/// The separator of a CSV text: the profile's, or the one that makes the most known headers of the first line.
#[must_use]
pub fn find_separator(text: &str, profile: &Profile) -> u8 {
    if let Some(separator) = profile.separator {
        return separator.byte();
    }
    let mut best = (0, Separator::Semicolon.byte());
    for separator in Separator::ALL {
        let mut record = Record::default();
        Records::new(text, separator.byte(), 1).read(&mut record);
        let headers: Vec<String> = record.fields.iter().map(Cell::shown).collect();
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        // Among separators that make no header known, the one that makes the most fields explains itself best.
        let score = Layout::known(&headers, profile) * 1000 + headers.len().min(999);
        if score > best.0 {
            best = (score, separator.byte());
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::Columns;
    use crate::ingest::verdict::Verdict;

    const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag";

    fn read(rows: &str, verdicts: &Verdicts) -> Reading<Columns> {
        export(&format!("{HEADER}\n{rows}"), verdicts).expect("a reading").reading
    }

    fn export(text: &str, verdicts: &Verdicts) -> Result<Export<Columns>, CsvError> {
        let (profile, make) = (Profile::default(), Columns::default);
        let task = Task { profile: &profile, verdicts: Some(verdicts), make: &make, threads: 2 };
        let start = Start::of(&mut text.as_bytes(), Encoding::Utf8).expect("a start");
        read_csv(start, std::io::empty(), &task)
    }

    fn reasons<G>(reading: &Reading<G>) -> Vec<(u64, Vec<Reason>)> {
        let of_reject = |reject: &crate::ingest::rejects::Reject| {
            (reject.line, reject.faults.iter().map(|fault| fault.reason.clone()).collect())
        };
        reading.rejects.iter().map(of_reject).collect()
    }

    #[test]
    fn every_record_is_accepted_refused_or_blank() {
        let good = "1;01-11-2026;02-11-2026;K001;I355;3550;2110;1,50\n";
        let open = "2;01-11-2026;;;I355;3550;2110;1,50\n";
        let verdicts = Verdicts::from([(7, Verdict::Duplicate { first_line: 2 })]);
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
    fn the_separator_is_found_from_the_header() {
        let find = |text: &str| char::from(find_separator(text, &Profile::default()));
        assert_eq!(find(HEADER), ';');
        assert_eq!(find("Dagboek,Bedrag"), ',');
        assert_eq!(find("\"Dagboek\"|Bedrag;bruto"), '|');
        assert_eq!(find("Dagboek\tBedrag"), '\t');
        assert_eq!(find("a,b,c;d"), ',');
    }

    #[test]
    fn carriage_returns_alone_are_named() {
        let text = HEADER.to_owned() + "\r1;2\r";
        let error = export(&text, &Verdicts::new()).expect_err("a fault");
        assert!(matches!(error, CsvError::RowDefects(faults) if faults[0].reason == Reason::CarriageReturnLines));
    }
}
