//! Own receipts of several periods side by side, written from the contract alone.

use std::collections::BTreeMap;

use super::clock::{iso_day, iso_number};
use super::over_time::{Asked, Row, euro, header, next_month, way};

impl Asked {
    /// Own receipts beside those of the period before and of two earlier years.
    pub fn comparison(&self) -> Vec<Row> {
        let periods = earlier(&self.period.0, &self.period.1, &self.period.2);
        let (mut counts_of, mut sums) = (BTreeMap::new(), BTreeMap::<(&str, &str), Vec<i128>>::new());
        for line in self.lines.iter().filter(|line| self.is_own(line) && !matches!(line.kind(), None | Some('A'))) {
            let day = &line.settled.as_ref().unwrap().0;
            let key = (line.daybook.as_deref().unwrap(), line.booking_code.as_str());
            let of_period = |(_, first, last): &(String, String, String)| first <= day && day <= last;
            for (place, _) in periods.iter().enumerate().filter(|(_, period)| of_period(period)) {
                sums.entry(key).or_insert_with(|| vec![0; periods.len()])[place] += line.cents;
            }
            if self.has(day) {
                *counts_of.entry(key).or_insert(0) += 1;
            }
        }
        let names: Vec<&str> = periods.iter().map(|period| &*period.0).collect();
        let (now, before) = names.split_last().unwrap();
        assert_eq!(*now, self.period.0);
        let mut head = header("Dagboek;Boekingscode;Omschrijving;Aantal");
        head.extend(before.iter().map(ToString::to_string));
        head.push("Deze periode".to_owned());
        head.extend(before.iter().flat_map(|name| [format!("Verschil met {name}"), format!("% t.o.v. {name}")]));
        head.extend(["Soort", "Telt mee"].map(str::to_owned));
        let row = |(key, sums): (&(&str, &str), &Vec<i128>)| {
            let count = counts_of.get(key).copied().unwrap_or(0);
            let mut row = vec![key.0.to_owned(), key.1.to_owned(), self.description(key.1), count.to_string()];
            row.extend(sums.iter().map(|cents| euro(*cents)));
            let (now, before) = sums.split_last().unwrap();
            row.extend(before.iter().flat_map(|before| [euro(now - before), percent(now - before, *before)]));
            let soort = way(key.0);
            row.extend([soort.to_owned(), (if "KBG".contains(&key.0[..1]) { "ja" } else { "nee" }).to_owned()]);
            row
        };
        std::iter::once(head).chain(sums.iter().map(row)).collect()
    }
}

/// A part of what was before, in percent with one decimal; nothing of nothing.
fn percent(part: i128, before: i128) -> String {
    if before == 0 {
        return String::new();
    }
    let (part, before) = (part * 2_000, before.abs() * 2);
    let tenths = (part.abs() + before / 2) / before * part.signum();
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{},{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// The period itself, behind the one before it and the same of two earlier years (of a day the same weekday a week, 52
/// and 104 weeks before): each as it is written, with its first and its last day; the earliest first.
fn earlier(name: &str, first: &str, last: &str) -> Vec<(String, String, String)> {
    let (from, to) = (iso_number(first), iso_number(last));
    let year = |back: u32| move |day: &str| format!("{:04}{}", day[..4].parse::<u32>().unwrap() - back, &day[4..]);
    let mut found: Vec<(String, String, String)> = Vec::new();
    let mut add = |name: String, first: String, last: String| found.push((name, first, last));
    match name.len() {
        8 if name.contains("-W") => {
            // A year has a week 53 when it begins or, being a leap year, nearly begins on a Thursday. 1970 did.
            let first_of = |year: i64| {
                let fourth = iso_number(&format!("{year:04}-01-04"));
                fourth - (fourth + 3) % 7
            };
            let (year, week): (i64, i64) = (name[..4].parse().unwrap(), name[6..].parse().unwrap());
            let monday = |year: i64| Some(first_of(year) + 7 * (week - 1)).filter(|day| *day < first_of(year + 1));
            let mut week_of = |name: String, monday: i64| add(name, iso_day(monday), iso_day(monday + 6));
            for year in [year - 2, year - 1] {
                if let Some(monday) = monday(year) {
                    week_of(format!("{year}-W{week:02}"), monday);
                }
            }
            week_of(format!("{year}-W{:02}", week - 1), from - 7);
        }
        4 => [2, 1].into_iter().for_each(|back| add(year(back)(name), year(back)(first), year(back)(last))),
        7 => {
            let month = |month: &str| {
                let end = iso_day(iso_number(&format!("{}-01", next_month(month))) - 1);
                (month.to_owned(), format!("{month}-01"), end)
            };
            for name in [year(2)(name), year(1)(name), iso_day(from - 1)[..7].to_owned()] {
                let (name, first, last) = month(&name);
                add(name, first, last);
            }
        }
        10 => [104, 52, 1].into_iter().for_each(|weeks| {
            let day = iso_day(from - 7 * weeks);
            add(day.clone(), day.clone(), day);
        }),
        _ => {
            let range = |first: String, last: String| (format!("{first}..{last}"), first, last);
            let before = range(iso_day(from - (to - from) - 1), iso_day(from - 1));
            let mut all = vec![range(year(2)(first), year(2)(last)), range(year(1)(first), year(1)(last)), before];
            all.sort_by_key(|(_, first, last)| (last.clone(), first.clone()));
            all.into_iter().for_each(|(name, first, last)| add(name, first, last));
        }
    }
    found.push((name.to_owned(), first.to_owned(), last.to_owned()));
    found
}
