//! How the bytes of a CSV export become text: UTF-8 with or without a byte order mark, UTF-16 with one, and otherwise
//! Windows-1252.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::WINDOWS_1252;
use memchr::memchr_iter;

use super::chunk::fill;
use super::error::CsvError;
use crate::ingest::defect::{Defect, Reason};
use crate::ingest::limits::{LONGEST_HEADER, WHOLE_FILE};

/// How a file's bytes are read as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, as far as anyone knows.
    Utf8,
    /// UTF-8, as its byte order mark says.
    MarkedUtf8,
    /// Windows-1252, because it is nothing else.
    Windows1252,
}

/// The first bytes of a file, behind its byte order mark; UTF-16 was turned into UTF-8 and is here as a whole.
#[derive(Debug)]
pub struct Start {
    /// How to read them and those that follow.
    pub encoding: Encoding,
    bytes: Vec<u8>,
    /// What follows them, where the whole file had to be read.
    more: Vec<u8>,
    /// Whether the file ends behind them.
    at_end: bool,
}

/// Bytes that are not of their encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// How many line ends stand before them.
    lines_before: u64,
    /// Whether the file ends in the middle of a character, and nothing else is wrong.
    is_cut: bool,
    /// Whether there is anything beyond ASCII before them.
    has_accents: bool,
}

impl Start {
    /// Reads the start of a file that is taken to be `assumed`, unless a byte order mark says otherwise.
    ///
    /// # Errors
    /// When the file can't be read, is empty, or its byte order mark lies.
    pub fn of(reader: &mut impl Read, assumed: Encoding) -> Result<Self, CsvError> {
        let (mut bytes, mut more) = (Vec::new(), Vec::new());
        let mut at_end = fill(reader, &mut bytes, 0, LONGEST_HEADER).map_err(CsvError::Unreadable)?;
        let encoding = match &bytes[..] {
            [0xef, 0xbb, 0xbf, ..] => {
                bytes.drain(..3);
                Encoding::MarkedUtf8
            }
            [0xff, 0xfe, ..] => {
                bytes = utf16(reader, bytes, u16::from_le_bytes)?;
                at_end = true;
                Encoding::Utf8
            }
            [0xfe, 0xff, ..] => {
                bytes = utf16(reader, bytes, u16::from_be_bytes)?;
                at_end = true;
                Encoding::Utf8
            }
            _ => assumed,
        };
        if bytes.is_empty() {
            return Err(Defect::of_file(Reason::EmptyFile).into());
        }
        if bytes.len() > LONGEST_HEADER {
            let start = floor_boundary(&bytes, LONGEST_HEADER);
            more = bytes.split_off(start);
            at_end = false;
        }
        Ok(Self { encoding, bytes, more, at_end })
    }

    /// The text up to where it can be read, and whether more follows.
    #[must_use]
    pub fn text(&self) -> (Cow<'_, str>, bool) {
        match self.encoding {
            Encoding::Windows1252 => (windows_1252(&self.bytes), !self.at_end),
            Encoding::Utf8 | Encoding::MarkedUtf8 => match std::str::from_utf8(&self.bytes) {
                Ok(text) => (Cow::Borrowed(text), !self.at_end),
                Err(error) => (String::from_utf8_lossy(&self.bytes[..error.valid_up_to()]), true),
            },
        }
    }

    /// The bytes behind a piece of the text that they start with, and what follows them before the rest of the file.
    #[must_use]
    pub fn behind(&self, text: &str) -> (Vec<u8>, Vec<u8>) {
        let length = match self.encoding {
            Encoding::Windows1252 => text.chars().count(),
            Encoding::Utf8 | Encoding::MarkedUtf8 => text.len(),
        };
        (self.bytes[length..].to_vec(), self.more.clone())
    }

    /// Why the first record does not end in these bytes.
    #[must_use]
    pub fn broken(&self) -> CsvError {
        match self.encoding.decode(&self.bytes, self.at_end) {
            Err(broken) => broken.into_error(self.encoding, 1, false),
            Ok(_) => Defect::of_record(1, Reason::LongHeader).into(),
        }
    }
}

impl Encoding {
    /// The text of whole records; `at_end` tells whether they are the file's last.
    ///
    /// # Errors
    /// When they are not of this encoding.
    pub fn decode(self, bytes: &[u8], at_end: bool) -> Result<Cow<'_, str>, Broken> {
        if self == Self::Windows1252 {
            return Ok(windows_1252(bytes));
        }
        simdutf8::compat::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
            let good = &bytes[..error.valid_up_to()];
            Broken {
                lines_before: memchr_iter(b'\n', good).count() as u64,
                is_cut: at_end && error.error_len().is_none(),
                has_accents: !good.is_ascii(),
            }
        })
    }
}

impl Broken {
    /// What it means for the file: the bytes start on `line`, and `has_accents` tells of all that stands before them.
    /// Text that does hold UTF-8 beyond ASCII and only breaks off at its very end is cut; other text with a single
    /// accent as its last byte is Windows-1252.
    #[must_use]
    pub fn into_error(self, encoding: Encoding, line: u64, has_accents: bool) -> CsvError {
        match encoding {
            Encoding::MarkedUtf8 => Defect::of_record(line + self.lines_before, Reason::BrokenUtf8).into(),
            _ if self.is_cut && (self.has_accents || has_accents) => Defect::of_file(Reason::CutInCharacter).into(),
            _ => CsvError::NotUtf8,
        }
    }
}

/// The last place up to `at` where a character of UTF-8 starts.
fn floor_boundary(bytes: &[u8], at: usize) -> usize {
    (0..=at).rev().find(|at| bytes.get(*at).is_none_or(|byte| byte & 0xc0 != 0x80)).unwrap_or(0)
}

fn windows_1252(bytes: &[u8]) -> Cow<'_, str> {
    WINDOWS_1252.decode_without_bom_handling(bytes).0
}

fn utf16(reader: &mut impl Read, mut bytes: Vec<u8>, unit: fn([u8; 2]) -> u16) -> Result<Vec<u8>, CsvError> {
    let left = (WHOLE_FILE + 1).saturating_sub(bytes.len() as u64);
    reader.take(left).read_to_end(&mut bytes).map_err(CsvError::Unreadable)?;
    if bytes.len() as u64 > WHOLE_FILE {
        return Err(Defect::of_file(Reason::TooLarge).into());
    }
    let (pairs, rest) = bytes[2..].as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect();
    let text = text.ok().filter(|_| rest.is_empty()).ok_or_else(|| Defect::of_file(Reason::BrokenUtf16))?;
    Ok(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(String, Encoding), CsvError> {
        let whole = |encoding| {
            let start = Start::of(&mut &bytes[..], encoding)?;
            let text = start.encoding.decode(&start.bytes, true);
            let text = text.map_err(|broken| broken.into_error(start.encoding, 1, false))?.into_owned();
            Ok((text, start.encoding))
        };
        match whole(Encoding::Utf8) {
            Err(CsvError::NotUtf8) => whole(Encoding::Windows1252),
            result => result,
        }
    }

    #[test]
    fn finds_the_encoding() {
        for (bytes, text, encoding) in [
            ("é".as_bytes(), "é", Encoding::Utf8),
            (b"\xef\xbb\xbf\xc3\xa9", "é", Encoding::MarkedUtf8),
            (b"\xff\xfe\xe9\x00\x3d\xd8\x00\xde", "é😀", Encoding::Utf8),
            (b"\xfe\xff\x00\xe9", "é", Encoding::Utf8),
            (b"caf\xe9;\x80\n", "café;€\n", Encoding::Windows1252),
        ] {
            assert_eq!(read(bytes).ok(), Some((text.to_owned(), encoding)));
        }
        let reason = |bytes: &[u8]| match read(bytes) {
            Err(CsvError::RowDefects(faults)) => Some(faults[0].reason.clone()),
            _ => None,
        };
        assert_eq!(reason(b""), Some(Reason::EmptyFile));
        assert_eq!(reason(b"\xef\xbb\xbf"), Some(Reason::EmptyFile));
        assert_eq!(reason(b"\xff\xfe\xe9"), Some(Reason::BrokenUtf16));
        assert_eq!(reason(b"\xff\xfe\x3d\xd8"), Some(Reason::BrokenUtf16));
        assert_eq!(reason(b"\xef\xbb\xbfa\n\xe9b"), Some(Reason::BrokenUtf8));
        assert_eq!(reason(b"\xc3\xa9\xc3"), Some(Reason::CutInCharacter));
    }
}
