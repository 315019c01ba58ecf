//! Days, times and the clock of Brussels.

use std::ops::Range;

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Number of days since 1970-01-01, for years from 1970 on. Counted, not computed.
pub fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let years: i64 = (1970..year).map(|y| if is_leap(y) { 366 } else { 365 }).sum();
    let months: i64 = (1..month).map(|m| days_in_month(year, m)).sum();
    years + months + day - 1
}

/// The ISO text of a day number: the inverse of [`day_number`].
pub fn iso_day(mut number: i64) -> String {
    let mut year = 1970;
    loop {
        let length = if is_leap(year) { 366 } else { 365 };
        if number < length {
            break;
        }
        number -= length;
        year += 1;
    }
    let mut month = 1;
    while number >= days_in_month(year, month) {
        number -= days_in_month(year, month);
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", number + 1)
}

/// Day number of an ISO day text.
pub fn iso_number(day: &str) -> i64 {
    let (y, m, d) = (digits(day, 0..4), digits(day, 5..7), digits(day, 8..10));
    assert!(y >= 1970 && (1..=12).contains(&m) && (1..=days_in_month(y, m)).contains(&d), "no such day: {day:?}");
    day_number(y, m, d)
}

/// Day number of the last Sunday of a month of 31 days. 1970-01-01 was a Thursday.
fn last_sunday(year: i64, month: i64) -> i64 {
    let last = day_number(year, month, 31);
    let weekday = (last + 4) % 7; // Sunday is 0
    last - weekday
}

/// Minutes that Brussels is ahead of UTC at a moment, given in minutes since 1970 UTC.
/// The EU rule, in force in this form since 1996.
pub fn brussels_offset(utc_minutes: i64) -> i64 {
    let year = digits(&iso_day(utc_minutes / 1440), 0..4);
    assert!(year >= 1996, "the EU clock rule is not that old: {year}");
    let summer_starts = last_sunday(year, 3) * 1440 + 60;
    let summer_ends = last_sunday(year, 10) * 1440 + 60;
    if (summer_starts..summer_ends).contains(&utc_minutes) { 120 } else { 60 }
}

fn digits(text: &str, range: Range<usize>) -> i64 {
    let part = text.get(range).unwrap_or_else(|| panic!("too short: {text:?}"));
    assert!(part.bytes().all(|b| b.is_ascii_digit()), "no digits: {part:?} in {text:?}");
    part.parse().unwrap_or_else(|_| panic!("no number: {text:?}"))
}

/// Reads `dd-mm-yyyy`, `dd/mm/yyyy` or `yyyy-mm-dd`, with or without a time after a blank or `T`,
/// with or without an offset (`Z`, `±hh:mm`) after the time. Gives the ISO day and the time text
/// in Brussels; without an offset the time text is kept as it stands, without a time it is empty.
///
/// # Panics
/// On any other form, and on days and times that do not exist.
pub fn parse_moment(text: &str) -> (String, String) {
    let date = text.get(..10).unwrap_or_else(|| panic!("no date: {text:?}"));
    let iso = match (&date[2..3], &date[4..5], &date[5..6], &date[7..8]) {
        (_, "-", _, "-") => date.to_string(),
        ("-", _, "-", _) | ("/", _, "/", _) => {
            format!("{}-{}-{}", &date[6..10], &date[3..5], &date[0..2])
        }
        _ => panic!("no date: {text:?}"),
    };
    let number = iso_number(&iso);
    let rest = &text[10..];
    if rest.is_empty() {
        return (iso, String::new());
    }
    assert!(rest.starts_with([' ', 'T']), "no time: {text:?}");
    let rest = &rest[1..];
    let offset_at = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at(offset_at);
    time_nanos(time); // checks the form
    let offset = match offset {
        "" => return (iso, time.to_string()),
        "Z" => 0,
        _ => {
            assert!(offset.len() == 6 && &offset[3..4] == ":", "no offset: {text:?}");
            let minutes = digits(offset, 1..3) * 60 + digits(offset, 4..6);
            if offset.starts_with('-') { -minutes } else { minutes }
        }
    };
    let utc = number * 1440 + digits(time, 0..2) * 60 + digits(time, 3..5) - offset;
    let local = utc + brussels_offset(utc);
    let minute = local % 1440;
    let seconds = &time[5..];
    (iso_day(local / 1440), format!("{:02}:{:02}{seconds}", minute / 60, minute % 60))
}

/// Nanoseconds since midnight of `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f` (1 to 9 decimals); a day
/// without a time counts as midnight.
pub fn time_nanos(time: &str) -> i64 {
    if time.is_empty() {
        return 0;
    }
    let (h, m) = (digits(time, 0..2), digits(time, 3..5));
    let s = if time.len() > 5 { digits(time, 6..8) } else { 0 };
    let fraction = if time.len() > 8 { &time[9..] } else { "0" };
    assert!(
        h < 24
            && m < 60
            && s < 60
            && &time[2..3] == ":"
            && (time.len() <= 5 || &time[5..6] == ":")
            && (time.len() <= 8 || &time[8..9] == ".")
            && (1..=9).contains(&fraction.len()),
        "no time: {time:?}"
    );
    let nanos = digits(&format!("{fraction:0<9}"), 0..9);
    ((h * 60 + m) * 60 + s) * 1_000_000_000 + nanos
}
