//! Cuts a CSV text into records, strictly: nothing is passed over and every record knows its line.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use super::field_index::PlainLine;
use crate::ingest::cell::RawCell;
use crate::ingest::defect::Reason;
use crate::ingest::limits::MOST_COLUMNS;

/// One record of a CSV text.
#[derive(Debug, Default)]
pub struct Record<'a> {
    /// The physical line on which it starts; the first line of the text is 1.
    pub line: u64,
    /// The text as it stands in the file, without the line end.
    pub raw: &'a str,
    /// How many fields it has.
    pub width: usize,
    /// Its fields, without their quotes; of more than [`MOST_COLUMNS`] not all.
    pub fields: Vec<RawCell<'a>>,
    /// What is wrong with its form, if anything is.
    pub fault: Option<Reason>,
    /// Whether the file ends before a line end closes the record.
    pub at_end: bool,
}

impl Record<'_> {
    /// Whether there is nothing in it but blanks and separators.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.fields.iter().all(RawCell::is_empty)
    }
}

/// Reads records one after another.
///
/// A quoted field may hold separators, doubled quotes and line ends. Where the form is broken the record gets a
/// fault and reading goes on at the next line end, so that the next faults are found as well.
#[derive(Debug)]
pub struct Records<'a> {
    text: &'a str,
    separator: u8,
    at: usize,
    line: u64,
}

impl<'a> Records<'a> {
    /// Starts at the beginning of a text, which stands on a line of its file.
    #[must_use]
    pub fn new(text: &'a str, separator: u8, line: u64) -> Self {
        Self { text, separator, at: 0, line }
    }

    /// Passes over a line that was read by other means.
    pub fn pass_over(&mut self, line: &PlainLine<'_>) {
        self.at = line.end() + 1;
        self.line += 1;
    }

    /// The physical line on which the next record starts.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How many bytes of the text were read.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Reads the next record into `record`; `false` when there is none.
    pub fn read(&mut self, record: &mut Record<'a>) -> bool {
        record.fields.clear();
        record.width = 0;
        record.fault = None;
        if self.at >= self.text.len() {
            return false;
        }
        record.line = self.line;
        let bytes = self.text.as_bytes();
        let start = self.at;
        loop {
            let field = self.read_field(&mut record.fault);
            let field = RawCell::Text(field);
            record.width += 1;
            match record.fields.last_mut() {
                // No export has so many, but whether there is anything in them must be known.
                Some(last) if record.width > MOST_COLUMNS => {
                    if !field.is_empty() {
                        *last = field;
                    }
                }
                _ => record.fields.push(field),
            }
            match bytes.get(self.at) {
                Some(byte) if *byte == self.separator => self.at += 1,
                _ => break,
            }
        }
        let mut end = self.at;
        record.at_end = end >= bytes.len();
        if bytes.get(end) == Some(&b'\n') {
            self.at += 1;
            if end > start && bytes[end - 1] == b'\r' {
                end -= 1;
            }
        }
        record.raw = &self.text[start..end];
        let line_ends = memchr_iter(b'\n', record.raw.as_bytes()).count() as u64;
        // Only a text whose quote is never closed holds the file's last line end itself.
        self.line += line_ends + u64::from(!record.raw.ends_with('\n'));
        if record.fault == Some(Reason::TextAfterQuote) && line_ends > 0 {
            record.fault = Some(Reason::QuoteOverLines);
        }
        if record.fault.is_none() {
            record.fault = control_character(record.raw.as_bytes());
        }
        true
    }

    /// Reads one field and stops at the separator, line feed or end of text behind it.
    fn read_field(&mut self, fault: &mut Option<Reason>) -> Cow<'a, str> {
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            self.read_quoted(fault)
        } else {
            Cow::Borrowed(self.read_plain(fault))
        }
    }

    fn read_plain(&mut self, fault: &mut Option<Reason>) -> &'a str {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|byte| *byte == self.separator || *byte == b'\n').unwrap_or(rest.len());
        let mut field = &self.text[self.at..self.at + length];
        self.at += length;
        let ends_line = rest.get(length).is_none_or(|byte| *byte == b'\n');
        if ends_line {
            field = field.strip_suffix('\r').unwrap_or(field);
        }
        if memchr(b'"', field.as_bytes()).is_some() {
            fault.get_or_insert(Reason::StrayQuote);
        }
        if memchr(b'\r', field.as_bytes()).is_some() {
            fault.get_or_insert(Reason::StrayCarriageReturn);
        }
        field
    }

    fn read_quoted(&mut self, fault: &mut Option<Reason>) -> Cow<'a, str> {
        let bytes = self.text.as_bytes();
        let mut start = self.at + 1;
        let mut unescaped = String::new();
        loop {
            let Some(length) = memchr(b'"', &bytes[start..]) else {
                *fault = Some(Reason::UnclosedQuote);
                let field = &self.text[start..];
                self.at = bytes.len();
                return Cow::Borrowed(field);
            };
            let end = start + length;
            if bytes.get(end + 1) == Some(&b'"') {
                unescaped.push_str(&self.text[start..=end]);
                start = end + 2;
                continue;
            }
            self.at = end + 1;
            let field = &self.text[start..end];
            let after_quote = self.at;
            let tail_fault = &mut None;
            if !self.read_plain(tail_fault).is_empty() {
                fault.get_or_insert(Reason::TextAfterQuote);
            }
            let tail = &self.text[after_quote..self.at];
            return if unescaped.is_empty() && tail.trim_end_matches('\r').is_empty() {
                Cow::Borrowed(field)
            } else {
                Cow::Owned(unescaped + field + tail.trim_end_matches('\r'))
            };
        }
    }
}

/// The first control character that has no place in a text; a tab and line ends have one.
fn control_character(raw: &[u8]) -> Option<Reason> {
    raw.iter()
        .find(|byte| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r'))
        .map(|byte| Reason::ControlCharacter(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Seen = (u64, Vec<String>, Option<Reason>);

    fn read(text: &str) -> Vec<Seen> {
        let mut records = Records::new(text, b';', 1);
        let mut record = Record::default();
        let mut seen = Vec::new();
        while records.read(&mut record) {
            let fields = record.fields.iter().map(RawCell::shown).collect();
            seen.push((record.line, fields, record.fault.clone()));
        }
        seen
    }

    fn good(line: u64, fields: &[&str]) -> Seen {
        bad(line, fields, None)
    }

    fn bad(line: u64, fields: &[&str], fault: Option<Reason>) -> Seen {
        (line, fields.iter().map(|field| (*field).to_owned()).collect(), fault)
    }

    #[test]
    fn reads_lines_and_quotes() {
        assert_eq!(read("a;b\r\nc; d \n"), [good(1, &["a", "b"]), good(2, &["c", " d "])]);
        assert_eq!(read("a;b"), [good(1, &["a", "b"])]);
        assert_eq!(read(""), []);
        assert_eq!(read("\n\na"), [good(1, &[""]), good(2, &[""]), good(3, &["a"])]);
        assert_eq!(read("\"a;\"\"x\"\"\r\ny\";b\nc;"), [good(1, &["a;\"x\"\r\ny", "b"]), good(3, &["c", ""])]);
        assert_eq!(read("\"\";\"\"\r\n"), [good(1, &["", ""])]);
        assert_eq!(read("\"a\"\r\n\"b\"\n"), [good(1, &["a"]), good(2, &["b"])]);
    }

    #[test]
    fn names_what_is_broken_and_goes_on() {
        assert_eq!(read("a\"b;c\nd"), [bad(1, &["a\"b", "c"], Some(Reason::StrayQuote)), good(2, &["d"])]);
        assert_eq!(read("\"a\"b;c\nd"), [bad(1, &["ab", "c"], Some(Reason::TextAfterQuote)), good(2, &["d"])]);
        assert_eq!(read("a\rb\nd"), [bad(1, &["a\rb"], Some(Reason::StrayCarriageReturn)), good(2, &["d"])]);
        assert_eq!(read("a;\"b\nc;d\n"), [bad(1, &["a", "b\nc;d\n"], Some(Reason::UnclosedQuote))]);
        assert_eq!(read("a\0\nb"), [bad(1, &["a\0"], Some(Reason::ControlCharacter(0))), good(2, &["b"])]);
        assert_eq!(read("\"a\nb\"c\nd"), [bad(1, &["a\nbc"], Some(Reason::QuoteOverLines)), good(3, &["d"])]);
    }
}
