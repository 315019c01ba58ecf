//! Dates and times as exports write them.

use chrono::{FixedOffset, NaiveDateTime, NaiveTime, TimeZone, Utc};

use super::cell::trimmed;
use super::date_form::DateStyle;
use crate::domain::{Moment, SteadyDay};

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Nothing there.
    Empty,
    /// Not of any of the forms that the profile tells, which these patterns are.
    Form(Vec<String>),
    /// Of such a form, but there is no such day.
    NoSuchDay,
    /// The day is well, the time behind it is not.
    Time,
    /// The year is outside what a daybook can hold.
    Year,
}

/// Reads the dates of one file: as [`parse_moment`] does, with a memory for the days that it has met, as most lines
/// of an export have the day of their neighbours.
#[derive(Clone, Debug)]
pub struct MomentReader<'a> {
    style: &'a DateStyle,
    /// Days by their ten bytes, as two numbers.
    days: Vec<Option<((u64, u16), SteadyDay)>>,
}

impl<'a> MomentReader<'a> {
    /// How many days are remembered at a time, at most.
    const DAYS: usize = 4096;

    /// A reader of dates that are written so.
    #[must_use]
    pub fn new(style: &'a DateStyle) -> Self {
        Self { style, days: vec![None; Self::DAYS] }
    }

    /// Reads a day, with or without a time, with or without an offset.
    ///
    /// # Errors
    /// As [`parse_moment`].
    pub fn read(&mut self, text: &str) -> Result<Moment, DateError> {
        self.remembered(text.as_bytes()).map_or_else(|| parse_moment(text, self.style), Ok)
    }

    /// Reads a plain day with minutes, seconds or nothing behind it; `None` for all that takes a closer look.
    pub fn remembered(&mut self, text: &[u8]) -> Option<Moment> {
        let (date, rest) = text.split_first_chunk::<10>()?;
        let second = match *rest {
            [] => 0,
            [b' ' | b'T', hour1, hour2, b':', minute1, minute2] => {
                second_of_day([hour1, hour2, b':', minute1, minute2, b':', b'0', b'0'])?
            }
            [b' ' | b'T', ref clock @ ..] => second_of_day(*clock.as_array()?)?,
            _ => return None,
        };
        let (first, last) = date.split_first_chunk::<8>()?;
        let written = (u64::from_le_bytes(*first), u16::from_le_bytes([last[0], last[1]]));
        // The ten bytes differ in their digits; any spread of them over the places will do.
        let mixed = written.0 ^ u64::from(written.1) << 3;
        #[allow(clippy::cast_possible_truncation)]
        let place = (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52) as usize;
        let day = match self.days[place] {
            Some((known, day)) if known == written => day,
            _ => self.remember(date, written, place)?,
        };
        day.at(second)
    }

    #[cold]
    fn remember(&mut self, date: &[u8; 10], written: (u64, u16), place: usize) -> Option<SteadyDay> {
        if self.style.zone.is_some() {
            return None;
        }
        let date = std::str::from_utf8(date).ok()?;
        let day = self.style.forms.iter().find_map(|form| form.read(date).filter(|(_, rest)| rest.is_empty()))?.0?;
        let day = SteadyDay::of(day)?;
        self.days[place] = Some((written, day));
        Some(day)
    }
}

/// How many seconds of its day have passed at a time such as `10:15:30`, all eight bytes of which are read at once.
fn second_of_day(clock: [u8; 8]) -> Option<u32> {
    // What remains of each byte: of a digit its value, of a colon nothing.
    let values = u64::from_le_bytes(clock) ^ u64::from_le_bytes(*b"00:00:00");
    // The top bit of a byte shows when its value, or with this added to it, is too large.
    let too_large = (values.wrapping_add(0x7676_7f76_767f_7676) | values) & 0x8080_8080_8080_8080;
    // Tens and units of each pair of digits meet in the byte of the tens; no byte overflows into the next.
    let [hour, _, _, minute, _, _, second, _] = values.wrapping_mul(10).wrapping_add(values >> 8).to_le_bytes();
    let is_time = too_large == 0 && hour < 24 && minute < 60 && second < 60;
    is_time.then(|| u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second))
}

/// Reads a day, with or without a time, with or without an offset.
///
/// Without an offset the time is that of the export's zone; with one (`Z`, `+01`, `+01:00`) it is converted.
///
/// # Errors
/// When the text is of no accepted form, or there is no such day, time or year.
pub fn parse_moment(text: &str, style: &DateStyle) -> Result<Moment, DateError> {
    let text = trimmed(text);
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    let (day, rest) = style
        .forms
        .iter()
        .find_map(|form| form.read(text))
        .ok_or_else(|| DateError::Form(style.forms.iter().map(|form| form.pattern().to_owned()).collect()))?;
    let day = day.ok_or(DateError::NoSuchDay)?;
    if rest.is_empty() {
        return Moment::from_day(day).ok_or(DateError::Year);
    }
    let rest = rest.strip_prefix([' ', 'T']).ok_or(DateError::Time)?;
    let (time, offset) = split_offset(rest).ok_or(DateError::Time)?;
    let local = NaiveDateTime::new(day, parse_time(time).ok_or(DateError::Time)?);
    match offset {
        None => style.moment(local),
        Some(offset) => {
            offset.from_local_datetime(&local).single().and_then(|time| Moment::from_instant(time.with_timezone(&Utc)))
        }
    }
    .ok_or(DateError::Year)
}

/// Splits `10:15:30+01:00` into its time and its offset, if it has one: `Z`, or hours with or without minutes.
fn split_offset(text: &str) -> Option<(&str, Option<FixedOffset>)> {
    if let Some(time) = text.strip_suffix('Z') {
        return Some((time, FixedOffset::east_opt(0)));
    }
    let Some(at) = text.find(['+', '-']) else {
        return Some((text, None));
    };
    let (time, offset) = text.split_at(at);
    let (hours, minutes) = match *offset.as_bytes() {
        [_, ref hours @ ..] if hours.len() == 2 => (number(hours)?, 0),
        [_, h1, h2, m1, m2] | [_, h1, h2, b':', m1, m2] => (number(&[h1, h2])?, number(&[m1, m2])?),
        _ => return None,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    let offset = FixedOffset::east_opt(if offset.starts_with('-') { -seconds } else { seconds })?;
    // Some programs write a blank before the offset.
    Some((time.strip_suffix(' ').unwrap_or(time), Some(offset)))
}

/// Reads `9:15`, `10:15`, `10:15:30` or `10:15:30.123456789` (a comma will do before the decimals); `None` for all else.
#[must_use]
pub fn parse_time(text: &str) -> Option<NaiveTime> {
    let (clock, fraction) = match text.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    // Spreadsheets write hours before ten with one digit.
    let padded;
    let clock = if clock.as_bytes().get(1) == Some(&b':') {
        padded = format!("0{clock}");
        padded.as_str()
    } else {
        clock
    };
    let bytes = clock.as_bytes();
    let (hour, minute, second) = match bytes.len() {
        5 if fraction.is_none() => (number(&bytes[..2])?, number(&bytes[3..5])?, 0),
        8 if bytes[5] == b':' => (number(&bytes[..2])?, number(&bytes[3..5])?, number(&bytes[6..8])?),
        _ => return None,
    };
    if bytes[2] != b':' {
        return None;
    }
    let nanoseconds = match fraction {
        None => 0,
        Some(digits) if (1..=9).contains(&digits.len()) => number(format!("{digits:0<9}").as_bytes())?,
        Some(_) => return None,
    };
    NaiveTime::from_hms_nano_opt(hour, minute, second, nanoseconds)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Result<String, DateError> {
        parse_moment(text, &DateStyle::default()).map(|moment| moment.day().to_string())
    }

    #[test]
    fn reads_every_form() {
        for text in [
            "22-11-2026",
            "22/11/2026",
            "2026-11-22",
            "22-11-2026 10:15",
            "22-11-2026 9:15",
            "22/11/2026 10:15:30",
            "2026-11-22T10:15:30",
            "2026-11-22T10:15:30.123456789",
            "2026-11-22 10:15:30,5",
            "2026-11-22T10:15:30Z",
            "2026-11-22T00:15:30+01:00",
            " 22-11-2026 ",
            "2026-11-21T23:30:00Z",
            "2026-11-22T23:59:59.999999999+01:00",
            "2026-11-22T22:59Z",
            "2026-11-22T23:30:00+23:00",
            "2026-11-23T04:15:00+05:30",
            "2026-11-23T04:15:00+05:59",
            "2026-11-22 00:15:30+01",
            "2026-11-22T00:15:30+0100",
            "2026-11-22 00:15:30 +0100",
            "22/11/2026 9:05",
        ] {
            assert_eq!(day(text).as_deref(), Ok("2026-11-22"), "{text}");
        }
    }

    #[test]
    fn a_reader_with_a_memory_says_the_same() {
        let style = DateStyle::default();
        let mut reader = MomentReader::new(&style);
        let days = ["22-11-2026", "2026-11-22", "29/03/2026", "25-10-2026", "31-02-2026", "22-11-0026", "x", ""];
        let times = ["", " 10:15", "T10:15:30", " 02:30:00", " 24:00", " 1:15", "Z", "T10:15Z", " 10:75", " 9:15:10"];
        for _ in 0..2 {
            for text in days.iter().flat_map(|day| times.map(|time| format!("{day}{time}"))) {
                assert_eq!(reader.read(&text), parse_moment(&text, &style), "{text}");
            }
        }
    }

    #[test]
    fn refuses_what_is_not_one() {
        for text in ["1-2-26", "2026/11/22", "22.11.2026", "20261122", "22-11-26", "45000", "22-11/2026", "é2-11-2026x"]
        {
            assert!(matches!(day(text), Err(DateError::Form(_))), "{text}");
        }
        for text in ["31-02-2026", "00-11-2026", "2026-13-01", "29/02/2026"] {
            assert_eq!(day(text), Err(DateError::NoSuchDay), "{text}");
        }
        for text in [
            "22-11-2026 24:00",
            "22-11-2026 10:60",
            "22-11-2026 10:15:60",
            "22-11-2026 10:15x30",
            "2026-11-22T10:15:30+01:60",
            "22-11-2026x",
            "2026-11-22T10:15:30+100",
            "2026-11-22T10:15:30.1234567890",
            "2026-11-22T10:15:30.Z",
            "2026-11-22 ",
            "2026-11-22T10.15",
            "2026-11-22T10:15:30+1:00",
            "2026-11-22T10:15:30+24:00",
            "2026-11-22T10:15:30 CET",
        ] {
            let result = day(text);
            assert!(result == Err(DateError::Time) || text.ends_with(' '), "{text}: {result:?}");
        }
        assert_eq!(day("22-11-0026"), Err(DateError::Year));
        assert!(["1/2/2026", "1-02-2026"].iter().all(|text| day(text).as_deref() == Ok("2026-02-01")));
    }

    #[test]
    fn times_are_those_of_the_zone_that_the_profile_tells() {
        let style = DateStyle { zone: Some(chrono_tz::UTC), ..DateStyle::default() };
        let read = |text| parse_moment(text, &style).map(|moment| moment.day().to_string());
        assert_eq!(read("2026-07-31 22:30").as_deref(), Ok("2026-08-01"));
        assert_eq!(read("2026-07-31 21:59:59").as_deref(), Ok("2026-07-31"));
        assert_eq!(read("2026-07-31 22:30+02").as_deref(), Ok("2026-07-31"));
        assert_eq!(read("2026-07-31").as_deref(), Ok("2026-07-31"));
        assert_eq!(MomentReader::new(&style).read("2026-07-31 22:30"), parse_moment("2026-07-31 22:30", &style));
        // New York skips two to three o'clock on 8 March, and says one to two twice on 1 November.
        let style = DateStyle { zone: Some(chrono_tz::America::New_York), ..DateStyle::default() };
        for text in ["2026-03-08 02:30", "2026-11-01 01:30"] {
            assert!(parse_moment(text, &style).is_ok(), "{text}");
        }
    }
}
