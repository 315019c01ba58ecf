//! Cuts the bytes of a CSV export into chunks of whole records, so that no more of it than that lies in memory.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

/// How many bytes are read at a time.
pub const CHUNK: usize = 1 << 19;
/// The longest record: whoever forgets to close a quote makes a longer one of all the rest.
pub const LONGEST_RECORD: usize = 16 << 20;

/// Some records of an export, whole ones.
#[derive(Debug)]
pub struct Chunk {
    /// The physical line on which the first one starts.
    pub line: u64,
    /// The records.
    pub bytes: Vec<u8>,
    /// Whether the export ends behind them.
    pub at_end: bool,
}

/// Why there is no next chunk.
#[derive(Debug)]
pub enum ChunkError {
    /// The file can't be read.
    Unreadable(io::Error),
    /// The record that starts on this line is longer than [`LONGEST_RECORD`].
    LongRecord {
        /// Its line.
        line: u64,
    },
}

/// The chunks of an export, one after the other.
#[derive(Debug)]
pub struct Chunks<R> {
    reader: R,
    /// What was read and not yet given.
    rest: Vec<u8>,
    separator: u8,
    line: u64,
    is_done: bool,
}

impl<R: Read> Chunks<R> {
    /// Starts behind `rest`, at the record that it starts with, on `line`.
    #[must_use]
    pub fn new(rest: Vec<u8>, line: u64, separator: u8, reader: R) -> Self {
        Self { reader, rest, separator, line, is_done: false }
    }

    /// The line on which the next chunk starts.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next chunk, in the memory of `room`; `None` when there is nothing more.
    ///
    /// # Errors
    /// When the file can't be read on, or a record is too long.
    pub fn read(&mut self, room: Vec<u8>) -> Result<Option<Chunk>, ChunkError> {
        if self.is_done {
            return Ok(None);
        }
        // What the room still holds is written over: to clear it first would cost as much as to read.
        let mut bytes = room;
        let mut filled = self.rest.len();
        bytes.resize(bytes.len().max(filled), 0);
        bytes[..filled].copy_from_slice(&self.rest);
        self.rest.clear();
        let mut wanted = CHUNK;
        loop {
            self.is_done = fill(&mut self.reader, &mut bytes, filled, wanted).map_err(ChunkError::Unreadable)?;
            filled = bytes.len();
            let end = if self.is_done { Some(bytes.len()) } else { last_record_end(&bytes, self.separator) };
            if let Some(end) = end {
                self.rest.extend_from_slice(&bytes[end..]);
                bytes.truncate(end);
                break;
            }
            if wanted > LONGEST_RECORD {
                self.is_done = true;
                return Err(ChunkError::LongRecord { line: self.line });
            }
            wanted += CHUNK;
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let line = self.line;
        self.line += memchr_iter(b'\n', &bytes).count() as u64;
        Ok(Some(Chunk { line, bytes, at_end: self.is_done }))
    }
}

/// Reads behind the first `filled` bytes until there are `wanted` ones, whatever stood there; tells whether the file
/// ends before.
///
/// # Errors
/// When the file can't be read.
pub fn fill(reader: &mut impl Read, bytes: &mut Vec<u8>, mut filled: usize, wanted: usize) -> io::Result<bool> {
    bytes.resize(wanted.max(filled), 0);
    while filled < wanted {
        match reader.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(filled < wanted)
}

/// Where the last record ends that is whole: behind a line end that no quotes enclose. Quotes open a field only where
/// one starts, as [`Records`](super::record::Records) has it.
fn last_record_end(bytes: &[u8], separator: u8) -> Option<usize> {
    let (mut from, mut end) = (0, None);
    loop {
        let quote = memchr(b'"', &bytes[from..]).map(|at| from + at);
        let plain = &bytes[from..quote.unwrap_or(bytes.len())];
        end = memrchr(b'\n', plain).map(|at| from + at + 1).or(end);
        let Some(quote) = quote else { return end };
        let starts_field = quote == 0 || bytes[quote - 1] == separator || bytes[quote - 1] == b'\n';
        from = if starts_field { behind_quotes(bytes, quote + 1)? } else { quote + 1 };
        if from > bytes.len() {
            return end;
        }
    }
}

/// Where the quotes close that were opened before `from`; behind the end when they don't, or nobody knows yet.
fn behind_quotes(bytes: &[u8], mut from: usize) -> Option<usize> {
    while let Some(at) = memchr(b'"', bytes.get(from..)?) {
        let quote = from + at;
        match bytes.get(quote + 1) {
            Some(b'"') => from = quote + 2,
            Some(_) => return Some(quote + 1),
            None => break,
        }
    }
    Some(bytes.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::super::record::{Record, Records};
    use super::*;

    #[test]
    fn a_record_ends_where_the_reader_of_records_ends_it() {
        let texts = [
            "a;b\nc;d\ne",
            "\"a\nb\";c\nd",
            "a\"b\nc;\"d\n",
            "\"a\"\"\nb\"\nc;\"\"\n\"\"\n",
            "\"a\"x\"\n\"b\nc\"y\"z\n\"\n",
            "a;\"b\nc;d\ne;f\n",
            "x\n\"a\"",
        ];
        for text in texts {
            let mut records = Records::new(text, b';', 1);
            let mut record = Record::default();
            let mut ends = Vec::new();
            while records.read(&mut record) {
                ends.push(records.at());
            }
            // A cut may fall before the last record end, when the quotes behind it can't be judged, never elsewhere.
            for cut in 0..=text.len() {
                if let Some(end) = last_record_end(&text.as_bytes()[..cut], b';') {
                    assert!(ends.contains(&end), "{text:?} cut at {cut}: {end} of {ends:?}");
                }
            }
        }
    }

    #[test]
    fn chunks_are_the_whole_and_know_their_lines() {
        let text = (0..400_000).fold(String::new(), |text, index| text + &format!("{index};\"a\nb\";c\r\n"));
        let mut chunks = Chunks::new(text.as_bytes()[..10].to_vec(), 2, b';', &text.as_bytes()[10..]);
        let (mut whole, mut line) = (Vec::new(), 2);
        let mut count = 0;
        while let Some(chunk) = chunks.read(Vec::new()).expect("a chunk") {
            assert_eq!(chunk.line, line);
            line += memchr_iter(b'\n', &chunk.bytes).count() as u64;
            whole.extend(chunk.bytes);
            assert_eq!(chunk.at_end, whole.len() == text.len());
            count += 1;
        }
        assert!(whole == text.as_bytes() && count > 1);
    }

    #[test]
    fn a_record_without_end_is_told() {
        let text = format!("a;b\n\"{}", "x".repeat(LONGEST_RECORD + 2 * CHUNK));
        let mut chunks = Chunks::new(Vec::new(), 1, b';', text.as_bytes());
        assert!(chunks.read(Vec::new()).is_ok_and(|chunk| chunk.is_some_and(|chunk| chunk.bytes == b"a;b\n")));
        assert!(matches!(chunks.read(Vec::new()), Err(ChunkError::LongRecord { line: 2 })));
    }
}
