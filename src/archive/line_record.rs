//! A daybook line as bytes, while an export is on its way in: all of it but its feed.

use super::month::MonthNumber;
use crate::domain::transactions::{NO_CODE, NO_DAY, NO_NUMBER, TEXTS, day_number, day_of_number};
use crate::domain::{BookingCode, Branch, Daybook, Institution, LineCore, Moment, Settlement, SteadyDays, Transaction};

/// Adds a line that stands on a line of its file.
pub(super) fn put(bytes: &mut Vec<u8>, line: u64, transaction: &Transaction<'_>) {
    put_number(bytes, line);
    put_content(bytes, transaction);
}

/// Adds what a transaction says: two say the same if these bytes are the same.
pub(super) fn put_content(bytes: &mut Vec<u8>, transaction: &Transaction<'_>) {
    let LineCore { posted, settlement, institution, branch, booking_code, cents, cents_posted } = transaction.core;
    let settled = settlement.map(|settlement| settlement.settled);
    bytes.extend(day_number(posted.day()).to_le_bytes());
    bytes.extend(posted.nanoseconds().to_le_bytes());
    bytes.extend(settled.map_or(NO_DAY, |settled| day_number(settled.day())).to_le_bytes());
    bytes.extend(settled.map_or(NO_NUMBER, Moment::nanoseconds).to_le_bytes());
    bytes.extend(settlement.map_or(NO_CODE, |settlement| settlement.daybook.number()).to_le_bytes());
    for code in [institution.number(), branch.number(), booking_code.number()] {
        bytes.extend(code.to_le_bytes());
    }
    bytes.extend(cents.to_le_bytes());
    bytes.push(u8::from(cents_posted.is_some()));
    bytes.extend(cents_posted.unwrap_or_default().to_le_bytes());
    let texts = transaction.texts();
    for text in texts {
        put_number(bytes, text.len() as u64);
    }
    for text in texts {
        bytes.extend(text.as_bytes());
    }
}

/// A number in as few bytes as it needs: seven bits each, the smallest first.
pub(super) fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

/// Reads lines from bytes, one behind the other.
#[derive(Debug, Default)]
pub(super) struct LineDecoder {
    posted: SteadyDays,
    settled: SteadyDays,
}

impl LineDecoder {
    /// The next line, with the line of the file on which it stands; `None` at the end, or where the bytes are no line.
    pub(super) fn next<'b>(&mut self, bytes: &mut &'b [u8]) -> Option<(u64, Transaction<'b>)> {
        let line = number(bytes)?;
        let day = |bytes: &mut _| array(bytes).map(i32::from_le_bytes);
        let wide = |bytes: &mut _| array(bytes).map(i64::from_le_bytes);
        let code = |bytes: &mut _| array(bytes).map(u32::from_le_bytes);
        let posted = (day(bytes)?, wide(bytes)?);
        let posted = self.posted.moment(posted.1, day_of_number(posted.0)?)?;
        let (settled, instant, daybook) = (day(bytes)?, wide(bytes)?, code(bytes)?);
        let settlement = match settled {
            NO_DAY => None,
            settled => Some(Settlement {
                daybook: Daybook::from_number(daybook)?,
                settled: self.settled.moment(instant, day_of_number(settled)?)?,
            }),
        };
        let institution = Institution::from_number(code(bytes)?)?;
        let branch = Branch::from_number(code(bytes)?)?;
        let booking_code = BookingCode::from_number(code(bytes)?)?;
        let cents = wide(bytes)?;
        let [is_posted] = array(bytes)?;
        let cents_posted = Some(wide(bytes)?).filter(|_| is_posted == 1);
        let mut lengths = [0; TEXTS.len()];
        for length in &mut lengths {
            *length = usize::try_from(number(bytes)?).ok()?;
        }
        let (texts, rest) = bytes.split_at_checked(lengths.iter().sum())?;
        *bytes = rest;
        let mut texts = std::str::from_utf8(texts).ok()?;
        let mut all = [""; TEXTS.len()];
        for (text, length) in all.iter_mut().zip(lengths) {
            (*text, texts) = texts.split_at_checked(length)?;
        }
        let values = LineCore { posted, settlement, institution, branch, booking_code, cents, cents_posted };
        Some((line, Transaction::new("", values, all)))
    }
}

/// The month that a transaction is kept with.
pub(super) fn month_of(transaction: &Transaction<'_>) -> MonthNumber {
    MonthNumber::of(transaction.settled_day())
}

/// A number as [`put_number`] wrote it.
pub(super) fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let [byte] = array(bytes)?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn array<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (array, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*array)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_as_they_were() {
        let day = |text: &str| Moment::from_day(text.parse().expect("a day")).expect("in range");
        let daybook = Daybook::parse("Z999").expect("a daybook");
        let open = Transaction { id: "0é1", description: "Ł", staff: "x", ..Transaction::example() };
        let settled = Settlement { daybook, settled: day("2026-10-25") };
        let with = |core| Transaction { core, ..open };
        let lines = [
            (1, open),
            (300, with(LineCore { settlement: Some(settled), cents: i64::MIN + 1, cents_posted: Some(0), ..*open })),
            (u64::MAX, with(LineCore { cents_posted: Some(i64::MAX), posted: day("1900-01-01"), ..*open })),
        ];
        let mut bytes = Vec::new();
        for (line, transaction) in &lines {
            put(&mut bytes, *line, transaction);
        }
        let (mut rest, mut decoder) = (&bytes[..], LineDecoder::default());
        for line in lines {
            assert_eq!(decoder.next(&mut rest), Some(line));
        }
        assert!(rest.is_empty() && decoder.next(&mut rest).is_none());
        for end in 0..bytes.len() {
            let mut cut = &bytes[..end];
            assert!(std::iter::from_fn(|| decoder.next(&mut cut)).count() < lines.len(), "cut at {end}");
        }
        let content = |transaction: &Transaction<'_>| {
            let mut bytes = Vec::new();
            put_content(&mut bytes, transaction);
            bytes
        };
        let moved = Transaction { id: "0", description: "é1Ł", ..open };
        assert_ne!(content(&open), content(&moved), "texts that follow each other are told apart");
        assert_eq!(month_of(&lines[1].1).month().as_str(), "2026-10");
        assert_eq!(month_of(&open).month().as_str(), "open");
    }
}
