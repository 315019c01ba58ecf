//! Counts and adds up the records of a CSV text a second time, by other means than the reading that it checks: plain
//! lines by their separators, all others by `csv-core`; amounts by their digits alone.

use std::ops::Range;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use fearless_simd::{Level, dispatch, prelude::*, u8x64};
use fearless_simd_macros::simd;
use memchr::{memchr, memchr_iter};

use crate::ingest::cell::is_invisible;
use crate::ingest::count::{CountError, SecondCount, is_nothing};
use crate::ingest::profile::{Profile, Unit};

/// Counts texts of one file, and adds up its columns of amounts.
#[derive(Debug)]
pub struct CsvCounters<'a>(Vec<CsvCounter<'a>>);

impl<'a> CsvCounters<'a> {
    /// A counter of records with these separators, amounts in these columns, written as the profile says.
    #[must_use]
    pub fn new(separator: u8, amounts: &[usize], profile: &'a Profile) -> Self {
        Self(amounts.iter().map(|amount| CsvCounter::new(separator, *amount, profile)).collect())
    }

    /// Counts the records of a text that starts and ends with whole ones, and adds up those that `accepted` marks:
    /// one mark for each that is not blank.
    ///
    /// # Errors
    /// What the reading should not have accepted.
    pub fn count(&mut self, text: &str, accepted: &[bool]) -> Result<SecondCount, CountError> {
        let mut sum: Option<SecondCount> = None;
        for counter in &mut self.0 {
            let count = counter.count(text, accepted)?;
            sum = Some(sum.map_or(count, |sum| SecondCount { cents: sum.cents + count.cents, ..count }));
        }
        sum.ok_or_else(|| CountError::Disagrees("there is no column of amounts".to_owned()))
    }

    /// Counts the lines down to the first record, the last of which are the header.
    ///
    /// # Errors
    /// When the header is not one record.
    pub fn count_head(&mut self, above: &str, header: &str) -> Result<SecondCount, CountError> {
        let count = self.count(header, &[])?;
        if count.records != 1 {
            return Err(CountError::Disagrees(format!("a second count finds {} header rows", count.records)));
        }
        let lines = count.lines + memchr_iter(b'\n', above.as_bytes()).count() as u64;
        Ok(SecondCount { records: 0, lines, ..count })
    }
}

/// Counts texts of one file, and adds up one of its columns.
#[derive(Debug)]
struct CsvCounter<'a> {
    separator: u8,
    /// The column that holds the amounts, from 0.
    amount: usize,
    profile: &'a Profile,
    parser: Reader,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

/// One record as far as it is looked at: whether there is nothing in it, and its amount as it is written.
struct RecordCount<'t> {
    is_blank: bool,
    amount: &'t [u8],
}

impl<'a> CsvCounter<'a> {
    fn new(separator: u8, amount: usize, profile: &'a Profile) -> Self {
        let parser = ReaderBuilder::new().delimiter(separator).terminator(Terminator::Any(b'\n')).build();
        Self { separator, amount, profile, parser, fields: vec![0; 4096], ends: vec![0; 64] }
    }

    fn count(&mut self, text: &str, accepted: &[bool]) -> Result<SecondCount, CountError> {
        dispatch!(Level::new(), simd => count(simd, self, text, accepted))
    }

    /// One record that has quotes somewhere, and how many bytes it takes.
    fn record(&mut self, bytes: &[u8]) -> (usize, RecordCount<'_>) {
        self.parser.reset();
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let (result, took, wrote, ends) =
                self.parser.read_record(&bytes[read..], &mut self.fields[written..], &mut self.ends[ended..]);
            (read, written, ended) = (read + took, written + wrote, ended + ends);
            match result {
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                // Behind the last byte the parser is asked once more, with nothing, and so learns of the end.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        let start = |index: usize| index.checked_sub(1).map_or(0, |before| self.ends[before]);
        let field = |index: usize| &self.fields[start(index)..self.ends[index]];
        let is_blank = (0..ended).all(|index| is_blank(&String::from_utf8_lossy(field(index))));
        (read, RecordCount { is_blank, amount: if self.amount < ended { field(self.amount) } else { &[] } })
    }
}

#[simd]
fn count<S: Simd>(
    simd: S,
    counter: &mut CsvCounter<'_>,
    text: &str,
    accepted: &[bool],
) -> Result<SecondCount, CountError> {
    let (bytes, profile) = (text.as_bytes(), counter.profile);
    let (mut records, mut hundredths) = (0usize, 0i128);
    let (mut at, mut lines) = (0, 0u64);
    let mut next_quote = memchr(b'"', bytes).unwrap_or(bytes.len());
    while at < bytes.len() {
        let line = UnquotedLine::at_start(simd, &bytes[at..], counter.separator, counter.amount);
        let record = if next_quote < at + line.end {
            let (consumed, record) = counter.record(&bytes[at..]);
            lines += memchr_iter(b'\n', &bytes[at..at + consumed]).count() as u64;
            at += consumed;
            next_quote = memchr(b'"', &bytes[at..]).map_or(bytes.len(), |length| at + length);
            record
        } else {
            let start = at;
            at += line.end + 1;
            lines += 1;
            let is_filled = bytes[start].is_ascii_alphanumeric();
            let has_blanks_alone = || text[start..start + line.end].split(char::from(counter.separator)).all(is_blank);
            RecordCount { is_blank: !is_filled && has_blanks_alone(), amount: &bytes[start..][line.amount] }
        };
        if record.is_blank {
            continue;
        }
        if accepted.get(records).copied().unwrap_or(false) {
            let written = || String::from_utf8_lossy(record.amount).into_owned();
            let amount = hundredths_of(record.amount, profile);
            hundredths += i128::from(amount.ok_or_else(|| not_an_amount(&written()))?);
        }
        records += 1;
    }
    lines += u64::from(at == bytes.len() && !bytes.is_empty() && bytes.last() != Some(&b'\n'));
    let cents = match counter.profile.unit {
        Unit::Euro => hundredths,
        Unit::Cents if hundredths % 100 == 0 => hundredths / 100,
        Unit::Cents => return Err(CountError::Disagrees("the amounts don't add up to whole cents".to_owned())),
    };
    Ok(SecondCount { records: records as u64, lines, cents })
}

fn is_blank(field: &str) -> bool {
    field.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// A line without quotes.
struct UnquotedLine {
    /// Where it ends.
    end: usize,
    /// Where its amount stands; an empty place when it has none.
    amount: Range<usize>,
}

impl UnquotedLine {
    /// The line that a text starts with, found sixty-four bytes at a time as far as that goes.
    #[allow(clippy::inline_always)] // Elsewhere than in its caller it would not have its instructions.
    #[inline(always)]
    fn at_start<S: Simd>(simd: S, text: &[u8], separator: u8, amount: usize) -> Self {
        // How many separators are still to come before the amount.
        let mut wanted = amount;
        let (mut first, mut behind) = ((amount == 0).then_some(0), None);
        for (index, block) in text.as_chunks::<64>().0.iter().enumerate() {
            let block = u8x64::from_slice(simd, block);
            let place = |bits: u64| index * 64 + bits.trailing_zeros() as usize;
            let line_ends = block.simd_eq(b'\n').to_bitmask();
            // Of no bits the lowest one less one is all bits.
            let before_line_end = (line_ends & line_ends.wrapping_neg()).wrapping_sub(1);
            let mut separators = block.simd_eq(separator).to_bitmask() & before_line_end;
            if first.is_none() {
                let here = separators.count_ones() as usize;
                let passed = here.min(wanted);
                for _ in 1..passed {
                    separators &= separators.wrapping_sub(1);
                }
                wanted -= passed;
                if wanted == 0 {
                    first = Some(place(separators) + 1);
                }
                separators &= separators.wrapping_sub(1);
            }
            if first.is_some() && behind.is_none() && separators != 0 {
                behind = Some(place(separators));
            }
            if line_ends != 0 {
                let end = place(line_ends);
                return Self { end, amount: first.unwrap_or(end)..behind.unwrap_or(end) };
            }
        }
        let end = memchr(b'\n', text).unwrap_or(text.len());
        let before: usize =
            text[..end].split(|byte| *byte == separator).take(amount).map(|field| field.len() + 1).sum();
        let first = before.min(end);
        Self { end, amount: first..memchr(separator, &text[first..end]).map_or(end, |length| first + length) }
    }
}

/// An amount in hundredths, leniently: all that is not a digit, the decimal mark, a minus or a bracket is passed over.
fn hundredths_of(written: &[u8], profile: &Profile) -> Option<i64> {
    let mark = profile.decimal_mark.character() as u8;
    let (mut value, mut digits, mut decimals, mut is_negative) = (0i64, 0, None, false);
    // Zeros in front make no number larger.
    let mut significant = 0;
    for (index, byte) in written.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            digits += 1;
            match &mut decimals {
                Some(2) if digit == 0 => continue,
                Some(2) => return None,
                Some(decimals) => *decimals += 1,
                None => {}
            }
            value = value * 10 + i64::from(digit);
            significant += usize::from(value > 0);
        } else if *byte == mark {
            decimals = Some(0);
        } else if matches!(byte, b'-' | b'(') || written[index..].starts_with("\u{2212}".as_bytes()) {
            is_negative = true;
        }
        if significant > 16 {
            return None;
        }
    }
    if digits == 0 {
        return is_nothing(&String::from_utf8_lossy(written), profile).then_some(0);
    }
    let value = value * [100, 10, 1].get(decimals.unwrap_or(0))?;
    Some(if is_negative { -value } else { value })
}

fn not_an_amount(written: &str) -> CountError {
    CountError::Disagrees(format!("`{written}` was accepted as an amount"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_there() {
        let profile = Profile::default();
        let mut counter = CsvCounter::new(b';', 1, &profile);
        let text = "1;1,50\r\n\n;\r\n2;\"-0,25\"\n3;x\n4;\"9\n9\"";
        let count = counter.count(text, &[true, true, false, false]);
        assert_eq!(count, Ok(SecondCount { records: 4, lines: 7, cents: 125 }));
        assert_eq!(
            counter.count("\"\"\n \n\"a\";\"2\"", &[true]),
            Ok(SecondCount { records: 1, lines: 3, cents: 200 })
        );
        let long = format!("\"{}\"{}\"3,00\"\n5;4", "x".repeat(10_000), ";".repeat(200));
        let mut last = CsvCounter::new(b';', 200, &profile);
        assert_eq!(last.count(&long, &[true, false]), Ok(SecondCount { records: 2, lines: 2, cents: 300 }));
    }

    #[test]
    fn lines_and_amounts_are_found_as_a_plain_search_finds_them() {
        for length in [0, 1, 9, 40, 63, 64, 65, 130] {
            let line = format!("1;{};K001;;3550;-1,50;x", "22-11-2026 ".repeat(length / 11));
            for text in
                [format!("{line}\n2;3\n"), format!("{line}\r\n{}", "y;".repeat(40)), line.clone(), ";".repeat(length)]
            {
                for amount in 0..9 {
                    let end = text.find('\n').unwrap_or(text.len());
                    let wanted = text[..end].split(';').nth(amount).unwrap_or_default();
                    for level in [Level::baseline(), Level::new()] {
                        let line =
                            dispatch!(level, simd => UnquotedLine::at_start(simd, text.as_bytes(), b';', amount));
                        assert_eq!((line.end, &text[line.amount]), (end, wanted), "{amount} of {text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn amounts_are_their_digits() {
        let amounts = [
            ("12,30", 1230),
            ("12", 1200),
            ("1.234,5", 123_450),
            ("€ -0,05", -5),
            ("0,00-", 0),
            ("7 000", 700_000),
            ("00000000000000000001,50", 150),
            ("999999999999,990000", 99_999_999_999_999),
            ("1,500", 150),
            (",5", 50),
            ("\u{2212}1", -100),
            ("(1,5)", -150),
            (" €  -   ", 0),
            (" ", 0),
        ];
        let profile = Profile::default();
        for (written, hundredths) in amounts {
            assert_eq!(hundredths_of(written.as_bytes(), &profile), Some(hundredths), "{written}");
        }
        for written in ["-", "1,234", "x", "NULL"] {
            assert_eq!(hundredths_of(written.as_bytes(), &profile), None, "{written}");
        }
    }

    #[test]
    fn an_accepted_text_that_is_no_amount_is_told() {
        assert!(CsvCounter::new(b';', 1, &Profile::default()).count("1;x", &[true]).is_err());
    }
}
