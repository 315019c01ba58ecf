//! Key figures: how money came in, the earlier periods that it is set beside, and receipts by day.

use std::collections::{BTreeMap, BTreeSet};

use super::clock::{iso_day, iso_number};
use super::order::named_days;
use super::report::passes;
use super::{File, Line, Query};

/// Number of lines, receipts and expenses in cents.
pub type Figure = (usize, i128, i128);

/// How a line came in: `kas`, `bank`, `online`, the letter of another daybook (`other` for one without a meaning), or
/// `open`. `online` names the daybooks that are, beside B990.
fn way(line: &Line, online: &[&str]) -> &'static str {
    let Some(daybook) = line.daybook.as_deref() else { return "open" };
    match daybook.as_bytes()[0] {
        b'K' => "kas",
        b'B' if daybook == "B990" || online.contains(&daybook) => "online",
        b'B' | b'G' => "bank",
        b'R' => "R",
        b'V' => "V",
        b'S' => "S",
        b'T' => "T",
        b'A' => "A",
        _ => "other",
    }
}

/// A line turned back: negative, on K and B only, neither a refund nor a cash discrepancy.
fn is_storno(line: &Line) -> bool {
    line.cents < 0 && !line.is_expense() && matches!(line.kind(), Some('K' | 'B')) && line.booking_code != "4990"
}

/// What stands on a line of its own within what was received.
fn separate(line: &Line) -> Option<&'static str> {
    let name = match line.booking_code.as_str() {
        "5990" => "kasafdracht",
        "4990" => "kasverschil",
        "4050" | "5001" => "waarborgen",
        "4910" | "5910" => "tegoed",
        _ => return None,
    };
    line.is_received().then_some(name)
}

/// The figures of a query by the ways in which money came in, `received` over all that was, and `stornos`.
pub fn key_figures(lines: &[Line], query: &Query, online: &[&str]) -> BTreeMap<&'static str, Figure> {
    let mut figures: BTreeMap<&'static str, Figure> = BTreeMap::from([("received", (0, 0, 0)), ("stornos", (0, 0, 0))]);
    for line in lines.iter().filter(|line| passes(line, query)) {
        let names = [
            Some(way(line, online)),
            line.is_received().then_some("received"),
            separate(line),
            is_storno(line).then_some("stornos"),
        ];
        for name in names.into_iter().flatten() {
            let figure = figures.entry(name).or_default();
            figure.0 += 1;
            if line.is_expense() {
                figure.2 -= line.cents;
            } else {
                figure.1 += line.cents;
            }
        }
    }
    figures
}

/// Receipts in cents by ISO day and way.
pub fn receipts(lines: &[Line], query: &Query, online: &[&str]) -> BTreeMap<(String, &'static str), i128> {
    let mut sums = BTreeMap::new();
    for line in lines.iter().filter(|line| line.is_received() && passes(line, query)) {
        let day = line.settled.clone().expect("received").0;
        let sum = sums.entry((day, way(line, online))).or_default();
        *sum += if line.is_expense() { 0 } else { line.cents };
    }
    sums
}

/// The days of which files tell all, by a clock that says which day is today, as far as they are over: for each file
/// those that its name tells, else those from its first to its last line that nobody dated back. A stretch of more than 31
/// days without a line is not told of. A line settled before it was posted is dated back, and a storno may be, so that it
/// tells of its day only behind a line of another kind.
pub fn known_days(files: &[File], today: &str) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for (name, lines) in files {
        let day_of = |line: &Line| Some(iso_number(&line.settled.as_ref()?.0));
        let in_time = |line: &&Line| {
            let posted = line.posted_day();
            line.settled.as_ref().is_some_and(|(settled, _)| posted <= *settled)
        };
        let first = lines.iter().filter(in_time).filter(|line| !is_storno(line)).filter_map(day_of).min();
        let told = lines.iter().filter(in_time).filter_map(day_of);
        let lines: BTreeSet<i64> = told.filter(|day| first.is_some_and(|first| first <= *day)).collect();
        match (named_days(name), lines.first().zip(lines.last())) {
            (Some((first, last)), _) => known.extend(days_of(&(first.to_owned(), last.to_owned()))),
            (None, Some((first, last))) => {
                let is_told = |day: &i64| {
                    let (before, behind) = (lines.range(..=day).next_back(), lines.range(day..).next());
                    before.zip(behind).is_some_and(|(before, behind)| behind - before <= 32)
                };
                known.extend((*first..=*last).filter(is_told).map(iso_day));
            }
            (None, None) => {}
        }
    }
    known.retain(|day| day.as_str() < today);
    known
}

/// The days from one to another.
pub fn days_of(period: &(String, String)) -> Vec<String> {
    (iso_number(&period.0)..=iso_number(&period.1)).map(iso_day).collect()
}

/// The days right before a query's, and the same a year earlier (of a day the same weekdays), where every day of those, and of the query's own, is
/// known. None for a query about days of posting.
pub fn earlier_periods(known: &BTreeSet<String>, query: &Query) -> Vec<(String, String)> {
    let (Some(period @ (from, to)), None) = (&query.period, &query.posted_in) else { return Vec::new() };
    let is_known = |period: &(String, String)| days_of(period).iter().all(|day| known.contains(day));
    if !is_known(period) {
        return Vec::new();
    }
    let (first, last) = (iso_number(from), iso_number(to));
    let next = iso_day(last + 1);
    let whole_months = from.ends_with("-01") && next.ends_with("-01");
    let months = |day: &str| day[..4].parse::<i64>().unwrap() * 12 + day[5..7].parse::<i64>().unwrap() - 1;
    let month_start = |month: i64| format!("{:04}-{:02}-01", month / 12, month % 12 + 1);
    let day_before = |day: &str| iso_day(iso_number(day) - 1);
    let a_year_earlier = |day: &str| match &day[5..] {
        "02-29" => format!("{:04}-02-28", day[..4].parse::<i64>().unwrap() - 1),
        rest => format!("{:04}-{rest}", day[..4].parse::<i64>().unwrap() - 1),
    };
    if first == last {
        // The same weekday, a week and 52 weeks before.
        let weeks = |weeks: i64| (iso_day(first - 7 * weeks), iso_day(first - 7 * weeks));
        return [weeks(1), weeks(52)].into_iter().filter(is_known).collect();
    }
    let before = if whole_months {
        (month_start(months(from) - (months(&next) - months(from))), day_before(from))
    } else {
        (iso_day(first - (last - first) - 1), day_before(from))
    };
    let year = if whole_months {
        (a_year_earlier(from), day_before(&month_start(months(&next) - 12)))
    } else {
        (a_year_earlier(from), a_year_earlier(to))
    };
    let is_another = year.1 < *from && year.1 != before.1;
    [Some(before), Some(year).filter(|_| is_another)].into_iter().flatten().filter(is_known).collect()
}
