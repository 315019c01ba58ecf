//! Dates and times as exports write them.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

use super::profile::DateForm;
use crate::domain::{Moment, SteadyDay};

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Nothing there.
    Empty,
    /// Not of any of the forms that the profile tells.
    Form(Vec<DateForm>),
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
    forms: &'a [DateForm],
    /// Days by their ten bytes, as two numbers.
    days: Vec<Option<((u64, u16), SteadyDay)>>,
}

impl<'a> MomentReader<'a> {
    /// How many days are remembered at a time, at most.
    const DAYS: usize = 4096;

    /// A reader of dates of these forms.
    #[must_use]
    pub fn new(forms: &'a [DateForm]) -> Self {
        Self { forms, days: vec![None; Self::DAYS] }
    }

    /// Reads a day, with or without a time, with or without an offset.
    ///
    /// # Errors
    /// As [`parse_moment`].
    pub fn read(&mut self, text: &str) -> Result<Moment, DateError> {
        self.remembered(text.as_bytes()).map_or_else(|| parse_moment(text, self.forms), Ok)
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
        let day = self.forms.iter().find_map(|form| day_of_form(date, *form))??;
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
/// Without an offset the time is Belgian; with one (`Z`, `+01:00`) it is converted.
///
/// # Errors
/// When the text is of no accepted form, or there is no such day, time or year.
pub fn parse_moment(text: &str, forms: &[DateForm]) -> Result<Moment, DateError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    if !text.is_char_boundary(10.min(text.len())) || text.len() < 10 {
        return Err(DateError::Form(forms.to_vec()));
    }
    let (day_text, rest) = text.split_at(10);
    let day = forms
        .iter()
        .find_map(|form| day_of_form(day_text.as_bytes(), *form))
        .ok_or_else(|| DateError::Form(forms.to_vec()))?
        .ok_or(DateError::NoSuchDay)?;
    if rest.is_empty() {
        return Moment::from_day(day).ok_or(DateError::Year);
    }
    let rest = rest.strip_prefix([' ', 'T']).ok_or(DateError::Time)?;
    let (time, offset) = split_offset(rest).ok_or(DateError::Time)?;
    let local = NaiveDateTime::new(day, parse_time(time).ok_or(DateError::Time)?);
    match offset {
        None => Moment::from_local(local),
        Some(offset) => {
            offset.from_local_datetime(&local).single().and_then(|time| Moment::from_instant(time.with_timezone(&Utc)))
        }
    }
    .ok_or(DateError::Year)
}

/// The day that ten bytes name in a form: `None` when they are of another form, `Some(None)` when no such day is.
#[allow(clippy::option_option)]
fn day_of_form(text: &[u8], form: DateForm) -> Option<Option<NaiveDate>> {
    let (year, month, day, marks) = match form {
        DateForm::DayMonthYearDash => (6..10, 3..5, 0..2, [(2, b'-'), (5, b'-')]),
        DateForm::DayMonthYearSlash => (6..10, 3..5, 0..2, [(2, b'/'), (5, b'/')]),
        DateForm::DayMonthYearPoint => (6..10, 3..5, 0..2, [(2, b'.'), (5, b'.')]),
        DateForm::MonthDayYearSlash => (6..10, 0..2, 3..5, [(2, b'/'), (5, b'/')]),
        DateForm::Iso => (0..4, 5..7, 8..10, [(4, b'-'), (7, b'-')]),
        DateForm::YearMonthDaySlash => (0..4, 5..7, 8..10, [(4, b'/'), (7, b'/')]),
    };
    if !marks.iter().all(|(index, mark)| text.get(*index) == Some(mark)) {
        return None;
    }
    let year = i32::try_from(number(text.get(year)?)?).ok()?;
    let (month, day) = (number(text.get(month)?)?, number(text.get(day)?)?);
    Some(NaiveDate::from_ymd_opt(year, month, day))
}

/// Splits `10:15:30+01:00` into its time and its offset, if it has one.
fn split_offset(text: &str) -> Option<(&str, Option<FixedOffset>)> {
    if let Some(time) = text.strip_suffix('Z') {
        return Some((time, FixedOffset::east_opt(0)));
    }
    let Some(at) = text.find(['+', '-']) else {
        return Some((text, None));
    };
    let (time, offset) = text.split_at(at);
    let bytes = offset.as_bytes();
    if bytes.len() != 6 || bytes[3] != b':' {
        return None;
    }
    let (hours, minutes) = (number(&bytes[1..3])?, number(&bytes[4..6])?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    let offset = FixedOffset::east_opt(if bytes[0] == b'-' { -seconds } else { seconds })?;
    Some((time, Some(offset)))
}

/// Reads `9:15`, `10:15`, `10:15:30` or `10:15:30.123456789` (a comma will do before the decimals).
fn parse_time(text: &str) -> Option<NaiveTime> {
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
    use crate::ingest::profile::Profile;

    fn day(text: &str) -> Result<String, DateError> {
        parse_moment(text, &Profile::default().dates).map(|moment| moment.day().to_string())
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
        ] {
            assert_eq!(day(text).as_deref(), Ok("2026-11-22"), "{text}");
        }
    }

    #[test]
    fn a_reader_with_a_memory_says_the_same() {
        let profile = Profile::default();
        let mut reader = MomentReader::new(&profile.dates);
        let days = ["22-11-2026", "2026-11-22", "29/03/2026", "25-10-2026", "31-02-2026", "22-11-0026", "x", ""];
        let times = ["", " 10:15", "T10:15:30", " 02:30:00", " 24:00", " 1:15", "Z", "T10:15Z", " 10:75", " 9:15:10"];
        for _ in 0..2 {
            for text in days.iter().flat_map(|day| times.map(|time| format!("{day}{time}"))) {
                assert_eq!(reader.read(&text), parse_moment(&text, &profile.dates), "{text}");
            }
        }
    }

    #[test]
    fn refuses_what_is_not_one() {
        for text in
            ["1-2-2026", "2026/11/22", "22.11.2026", "20261122", "22-11-26", "45000", "22-11/2026", "é2-11-2026x"]
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
            "2026-11-22T10:15:30+0100",
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
    }
}
