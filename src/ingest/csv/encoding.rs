//! How the bytes of a CSV export become text: UTF-8 with or without a byte order mark, UTF-16 with one, and otherwise
//! Windows-1252.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{ISO_8859_15, MACINTOSH, WINDOWS_1252};
use memchr::memchr_iter;

use super::chunk::fill;
use super::error::CsvError;
use crate::ingest::content::Content;
use crate::ingest::defect::{Defect, Reason};
use crate::ingest::limits::{LONGEST_HEADER, WHOLE_FILE};
use crate::ingest::profile::Charset;

/// How a file's bytes are read as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, as far as anyone knows.
    Utf8,
    /// UTF-8, as its byte order mark or its profile says.
    MarkedUtf8,
    /// Windows-1252, because it is nothing else.
    Windows1252,
    /// A character for each byte, as its profile says.
    OneByte(&'static encoding_rs::Encoding),
    /// UTF-16, as its profile says; the mark at its start would say the same.
    Utf16 {
        /// Whether the low byte stands first.
        is_little: bool,
    },
}

impl Encoding {
    /// What a profile says; without a word of it, what most files are.
    #[must_use]
    pub fn of_profile(charset: Option<Charset>) -> Self {
        match charset {
            None => Self::Utf8,
            Some(Charset::Utf8) => Self::MarkedUtf8,
            Some(Charset::Windows1252) => Self::OneByte(WINDOWS_1252),
            Some(Charset::Iso8859_15) => Self::OneByte(ISO_8859_15),
            Some(Charset::MacRoman) => Self::OneByte(MACINTOSH),
            Some(Charset::Utf16Le) => Self::Utf16 { is_little: true },
            Some(Charset::Utf16Be) => Self::Utf16 { is_little: false },
        }
    }

    /// What each byte is a character of; `None` where characters may have several.
    fn one_byte(self) -> Option<&'static encoding_rs::Encoding> {
        match self {
            Self::Windows1252 => Some(WINDOWS_1252),
            Self::OneByte(encoding) => Some(encoding),
            Self::Utf8 | Self::MarkedUtf8 | Self::Utf16 { .. } => None,
        }
    }
}

/// Characters of UTF-8 beside bytes that are none: a text that is neither the one nor the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mixture {
    has_characters: bool,
    /// The first lines with bytes that are none.
    lines: Vec<u64>,
    /// How many such lines there are.
    count: u64,
    /// The first byte that is no character of Windows-1252, with the first lines that have any and how many there are.
    stray: Option<(u64, u8)>,
    stray_lines: Vec<u64>,
    stray_count: u64,
}

/// The bytes that are no characters of Windows-1252.
const NO_CHARACTERS: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

impl Mixture {
    /// How many lines are told.
    const TOLD: usize = 20;

    /// Looks at bytes that start on a line.
    pub fn see(&mut self, bytes: &[u8], mut line: u64) {
        let (mut last, mut last_stray) = (0, 0);
        for part in bytes.utf8_chunks() {
            self.has_characters |= !part.valid().is_ascii();
            line += memchr_iter(b'\n', part.valid().as_bytes()).count() as u64;
            let stray = part.invalid().iter().find(|byte| NO_CHARACTERS.contains(byte));
            if let Some(byte) = stray.filter(|_| line != last_stray) {
                last_stray = line;
                self.stray.get_or_insert((line, *byte));
                self.stray_count += 1;
                if self.stray_lines.len() < Self::TOLD {
                    self.stray_lines.push(line);
                }
            }
            if !part.invalid().is_empty() && line != last {
                last = line;
                self.count += 1;
                if self.lines.len() < Self::TOLD {
                    self.lines.push(line);
                }
            }
        }
    }

    /// Takes over what was seen elsewhere.
    pub fn join(&mut self, other: Self) {
        self.has_characters |= other.has_characters;
        self.count += other.count;
        self.lines.extend(other.lines);
        self.lines.sort_unstable();
        self.lines.dedup();
        self.lines.truncate(Self::TOLD);
        self.stray = self.stray.into_iter().chain(other.stray).min();
        self.stray_count += other.stray_count;
        self.stray_lines.extend(other.stray_lines);
        self.stray_lines.sort_unstable();
        self.stray_lines.dedup();
        self.stray_lines.truncate(Self::TOLD);
    }

    /// The fault that it is, if it is one.
    #[must_use]
    pub fn defect(self) -> Option<Defect> {
        if let Some((first, byte)) = self.stray.filter(|_| !self.has_characters) {
            let (lines, count) = (self.stray_lines, self.stray_count);
            return Some(Defect::of_record(first, Reason::NoCharacter { byte, lines, count }));
        }
        let first = *self.lines.first().filter(|_| self.has_characters)?;
        Some(Defect::of_record(first, Reason::MixedUtf8 { lines: self.lines, count: self.count }))
    }
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
pub struct EncodingFault {
    /// How many line ends stand before them.
    lines_before: u64,
    /// Whether the file ends in the middle of a character, and nothing else is wrong.
    is_cut: bool,
    /// Whether they are the start of a character whose rest may follow.
    is_at_end: bool,
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
        if is_utf32(&bytes) {
            return Err(Defect::of_file(Reason::Utf32).into());
        }
        let encoding = match &bytes[..] {
            [0xef, 0xbb, 0xbf, ..] => {
                bytes.drain(..3);
                Encoding::MarkedUtf8
            }
            [0xff, 0xfe, ..] => {
                bytes.drain(..2);
                Encoding::Utf16 { is_little: true }
            }
            [0xfe, 0xff, ..] => {
                bytes.drain(..2);
                Encoding::Utf16 { is_little: false }
            }
            _ => assumed,
        };
        let encoding = match encoding {
            Encoding::Utf16 { is_little } => {
                bytes = utf16(reader, bytes, if is_little { u16::from_le_bytes } else { u16::from_be_bytes })?;
                at_end = true;
                Encoding::Utf8
            }
            encoding => encoding,
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
        match self.encoding.one_byte() {
            Some(encoding) => (decoded(encoding, &self.bytes), !self.at_end),
            None => match std::str::from_utf8(&self.bytes) {
                Ok(text) => (Cow::Borrowed(text), !self.at_end),
                Err(error) => (String::from_utf8_lossy(&self.bytes[..error.valid_up_to()]), true),
            },
        }
    }

    /// The bytes behind a piece of the text that they start with, and what follows them before the rest of the file.
    #[must_use]
    pub fn behind(&self, text: &str) -> (Vec<u8>, Vec<u8>) {
        (self.bytes[self.length_of(text)..].to_vec(), self.more.clone())
    }

    /// How many bytes a piece of the text takes that they start with.
    fn length_of(&self, text: &str) -> usize {
        if self.encoding.one_byte().is_some() { text.chars().count() } else { text.len() }
    }

    /// What a piece of the text that the bytes start with is made of, where nobody knows the character set.
    #[must_use]
    pub fn mixture(&self, text: &str) -> Mixture {
        let mut mixture = Mixture::default();
        if self.encoding == Encoding::Windows1252 {
            mixture.see(&self.bytes[..self.length_of(text)], 1);
        }
        mixture
    }

    /// What the file is by these bytes.
    #[must_use]
    pub fn content(&self) -> Content {
        Content::of(&self.bytes)
    }

    /// Whether the bytes are not of their encoding.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.encoding.decode(&self.bytes, false).is_err_and(|broken| !broken.is_at_end)
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

/// Whether a text has four bytes for each character: so says its mark, or its first characters, which are plain letters.
fn is_utf32(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => true,
        [0, 0, 0, one, 0, 0, 0, other, ..] | [one, 0, 0, 0, other, 0, 0, 0, ..] => *one != 0 && *other != 0,
        _ => false,
    }
}

impl Encoding {
    /// The text of whole records; `at_end` tells whether they are the file's last.
    ///
    /// # Errors
    /// When they are not of this encoding.
    pub fn decode(self, bytes: &[u8], at_end: bool) -> Result<Cow<'_, str>, EncodingFault> {
        if let Some(encoding) = self.one_byte() {
            return Ok(decoded(encoding, bytes));
        }
        simdutf8::compat::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
            let good = &bytes[..error.valid_up_to()];
            EncodingFault {
                lines_before: memchr_iter(b'\n', good).count() as u64,
                is_cut: at_end && error.error_len().is_none(),
                is_at_end: error.error_len().is_none(),
                has_accents: !good.is_ascii(),
            }
        })
    }
}

impl EncodingFault {
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

fn decoded<'b>(encoding: &'static encoding_rs::Encoding, bytes: &'b [u8]) -> Cow<'b, str> {
    encoding.decode_without_bom_handling(bytes).0
}

fn utf16(reader: &mut impl Read, mut bytes: Vec<u8>, unit: fn([u8; 2]) -> u16) -> Result<Vec<u8>, CsvError> {
    // The mark in front, which is gone already, is part of the file.
    let most = WHOLE_FILE - 2;
    let left = (most + 1).saturating_sub(bytes.len() as u64);
    reader.take(left).read_to_end(&mut bytes).map_err(CsvError::Unreadable)?;
    if bytes.len() as u64 > most {
        return Err(Defect::of_file(Reason::TooLarge).into());
    }
    let (pairs, rest) = bytes.as_chunks::<2>();
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

    #[test]
    fn a_profile_tells_the_character_set() {
        let read = |charset, bytes: &[u8]| {
            let start = Start::of(&mut &bytes[..], Encoding::of_profile(Some(charset))).ok()?;
            Some(start.encoding.decode(&start.bytes, true).ok()?.into_owned())
        };
        assert_eq!(read(Charset::Utf8, "é".as_bytes()).as_deref(), Some("é"));
        assert_eq!(read(Charset::Utf8, b"\xe9"), None);
        assert_eq!(read(Charset::Windows1252, b"\xe9\x80").as_deref(), Some("é€"));
        assert_eq!(read(Charset::Iso8859_15, b"\xe9\xa4").as_deref(), Some("é€"));
        assert_eq!(read(Charset::MacRoman, b"\x8e\xdb").as_deref(), Some("é€"));
        assert_eq!(read(Charset::Utf16Le, b"\xe9\x00").as_deref(), Some("é"));
        assert_eq!(read(Charset::Utf16Be, b"\x00\xe9").as_deref(), Some("é"));
    }

    #[test]
    fn characters_of_two_sets_in_one_text_are_told_by_line() {
        let seen = |bytes: &[u8]| {
            let mut mixture = Mixture::default();
            mixture.see(bytes, 1);
            mixture.defect().map(|fault| fault.reason)
        };
        assert_eq!(seen(b"caf\xe9\nth\xe9\n"), None, "no character is of UTF-8");
        assert_eq!(seen("café\nthé\n".as_bytes()), None, "all are");
        let mixed = b"a\ncaf\xe9 \xe9\nth\xc3\xa9\n\xe9";
        assert_eq!(seen(mixed), Some(Reason::MixedUtf8 { lines: vec![2, 4], count: 2 }));
        let (mut first, mut second) = (Mixture::default(), Mixture::default());
        second.see(&mixed[2..], 2);
        first.see(&mixed[..2], 1);
        first.join(second);
        assert_eq!(first.defect().map(|fault| fault.line), Some(Some(2)));
    }
}
