//! Counts and adds up the records of a CSV text a second time, by other means than the reading that it checks: plain
//! lines by their separators, all others by `csv-core`; amounts by their digits alone.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use memchr::{memchr, memchr_iter};

use super::profile::{Profile, Unit};
use super::proof::{Count, CountError};

/// Counts texts of one file.
#[derive(Debug)]
pub struct CsvCounter<'a> {
    separator: u8,
    /// The column that holds the amounts, from 0.
    amount: usize,
    profile: &'a Profile,
    parser: Reader,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

/// One record as far as it is looked at: whether there is nothing in it, and its amount as it is written.
struct Counted<'t> {
    is_blank: bool,
    amount: &'t [u8],
}

impl<'a> CsvCounter<'a> {
    /// A counter of records with these separators, amounts in this column, written as the profile says.
    #[must_use]
    pub fn new(separator: u8, amount: usize, profile: &'a Profile) -> Self {
        let parser = ReaderBuilder::new().delimiter(separator).terminator(Terminator::Any(b'\n')).build();
        Self { separator, amount, profile, parser, fields: vec![0; 4096], ends: vec![0; 64] }
    }

    /// Counts the records of a text that starts and ends with whole ones, and adds up those that `accepted` marks:
    /// one mark for each that is not blank.
    ///
    /// # Errors
    /// What the reading should not have accepted.
    pub fn count(&mut self, text: &str, accepted: &[bool]) -> Result<Count, CountError> {
        let (bytes, mark) = (text.as_bytes(), self.profile.decimal_mark.character() as u8);
        let (mut records, mut hundredths) = (0usize, 0i128);
        let (mut at, mut lines) = (0, 0u64);
        let mut next_quote = memchr(b'"', bytes).unwrap_or(bytes.len());
        while at < bytes.len() {
            let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
            let record = if next_quote < end {
                let (consumed, record) = self.record(&bytes[at..]);
                lines += memchr_iter(b'\n', &bytes[at..at + consumed]).count() as u64;
                at += consumed;
                next_quote = memchr(b'"', &bytes[at..]).map_or(bytes.len(), |length| at + length);
                record
            } else {
                let line = &text[at..end];
                at = end + 1;
                lines += 1;
                plain(line, self.separator, self.amount)
            };
            if record.is_blank {
                continue;
            }
            if accepted.get(records).copied().unwrap_or(false) {
                let written = || String::from_utf8_lossy(record.amount).into_owned();
                let amount = hundredths_of(record.amount, mark);
                hundredths += i128::from(amount.ok_or_else(|| not_an_amount(&written()))?);
            }
            records += 1;
        }
        lines += u64::from(at == bytes.len() && !bytes.is_empty() && bytes.last() != Some(&b'\n'));
        let cents = match self.profile.unit {
            Unit::Euro => hundredths,
            Unit::Cents if hundredths % 100 == 0 => hundredths / 100,
            Unit::Cents => return Err(CountError::Disagrees("the amounts don't add up to whole cents".to_owned())),
        };
        Ok(Count { records: records as u64, lines, cents })
    }

    /// One record that has quotes somewhere, and how many bytes it takes.
    fn record(&mut self, bytes: &[u8]) -> (usize, Counted<'_>) {
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
        let is_blank = (0..ended).all(|index| String::from_utf8_lossy(field(index)).trim().is_empty());
        (read, Counted { is_blank, amount: if self.amount < ended { field(self.amount) } else { &[] } })
    }
}

fn plain(line: &str, separator: u8, amount: usize) -> Counted<'_> {
    let bytes = line.as_bytes();
    let is_filled = bytes.first().is_some_and(u8::is_ascii_alphanumeric);
    let is_blank = !is_filled && line.split(char::from(separator)).all(|field| field.trim().is_empty());
    let rest = behind(bytes, separator, amount);
    // Amounts are short, so that the end mostly is within eight bytes.
    let near = rest.first_chunk().map_or(0, |word| separators(*word, separator));
    let end = if near == 0 { memchr(separator, rest).unwrap_or(rest.len()) } else { place_of_first(near) };
    Counted { is_blank, amount: &rest[..end] }
}

/// What stands behind the `count`th separator, eight bytes at a time as far as that goes; nothing when there is none.
fn behind(line: &[u8], separator: u8, count: usize) -> &[u8] {
    let (words, rest) = line.as_chunks::<8>();
    let mut wanted = count;
    if wanted == 0 {
        return line;
    }
    for (index, word) in words.iter().enumerate() {
        let mut here = separators(*word, separator);
        // One for each separator, added up in the highest byte.
        let count = ((here >> 7).wrapping_mul(0x0101_0101_0101_0101) >> 56) as usize;
        if count < wanted {
            wanted -= count;
            continue;
        }
        for _ in 1..wanted {
            here &= here - 1;
        }
        return &line[index * 8 + place_of_first(here) + 1..];
    }
    let mut places = (0..rest.len()).filter(|place| rest[*place] == separator);
    places.nth(wanted - 1).map_or(&[], |place| &rest[place + 1..])
}

/// The top bit of each byte that is a separator, of eight in the order of a text.
fn separators(word: [u8; 8], separator: u8) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    // A byte of `other` is zero where there is a separator; the top bit of its sum is set where it isn't.
    let other = u64::from_le_bytes(word) ^ u64::from_le_bytes([separator; 8]);
    !(((other & LOW) + LOW) | other | LOW)
}

/// Which byte the lowest top bit is of.
fn place_of_first(bits: u64) -> usize {
    bits.trailing_zeros() as usize / 8
}

/// An amount in hundredths, leniently: all that is not a digit, the decimal mark or a minus is passed over.
fn hundredths_of(written: &[u8], mark: u8) -> Option<i64> {
    let (mut value, mut digits, mut decimals, mut is_negative) = (0i64, 0, None, false);
    // Zeros in front make no number larger.
    let mut significant = 0;
    for byte in written {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            value = value * 10 + i64::from(digit);
            digits += 1;
            significant += usize::from(value > 0);
            decimals = decimals.map(|decimals| decimals + 1);
        } else if *byte == mark {
            decimals = Some(0);
        } else if *byte == b'-' {
            is_negative = true;
        }
        if significant > 16 {
            return None;
        }
    }
    let value = value * [100, 10, 1].get(decimals.unwrap_or(0))?;
    (digits > 0).then_some(if is_negative { -value } else { value })
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
        assert_eq!(count, Ok(Count { records: 4, lines: 7, cents: 125 }));
        assert_eq!(counter.count("\"\"\n \n\"a\";\"2\"", &[true]), Ok(Count { records: 1, lines: 3, cents: 200 }));
        let long = format!("\"{}\"{}\"3,00\"\n5;4", "x".repeat(10_000), ";".repeat(200));
        let mut last = CsvCounter::new(b';', 200, &profile);
        assert_eq!(last.count(&long, &[true, false]), Ok(Count { records: 2, lines: 2, cents: 300 }));
    }

    #[test]
    fn the_rest_of_a_line_is_found() {
        let line = b"1;22-11-2026;;K001;I355;3550;2110;-1,50;x";
        for count in 0..12 {
            let text = std::str::from_utf8(line).expect("a text");
            let wanted = text.splitn(count + 1, ';').nth(count).unwrap_or_default();
            assert_eq!(behind(line, b';', count), wanted.as_bytes(), "{count}");
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
        ];
        for (written, hundredths) in amounts {
            assert_eq!(hundredths_of(written.as_bytes(), b','), Some(hundredths), "{written}");
        }
        for written in ["", "-", "1,234", "x"] {
            assert_eq!(hundredths_of(written.as_bytes(), b','), None, "{written}");
        }
    }

    #[test]
    fn an_accepted_text_that_is_no_amount_is_told() {
        assert!(CsvCounter::new(b';', 1, &Profile::default()).count("1;x", &[true]).is_err());
    }
}
