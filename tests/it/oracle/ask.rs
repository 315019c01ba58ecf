//! Random questions to a world, and random files that hold it.

use super::clock::{iso_day, iso_number};
use super::order::NAMES;
use super::{Dialect, File, Generator, Grouping, Line, Query, Report, Selector};

impl Generator {
    /// Spreads a world over one to five files. Some lines stand in several files, alike or changed. What holds is
    /// `merge` of the files.
    pub fn files(&mut self, lines: &[Line]) -> Vec<File> {
        let mut names: Vec<&str> = NAMES.iter().map(|(name, ..)| *name).filter(|name| name.ends_with("csv")).collect();
        let count = 1 + self.below(5);
        let mut files: Vec<File> =
            (0..count).map(|_| (names.swap_remove(self.below(names.len())).to_owned(), Vec::new())).collect();
        for line in lines {
            let home = self.below(count);
            files[home].1.push(line.clone());
            for more in 1..count {
                if !self.one_in(5) {
                    break;
                }
                let mut other = line.clone();
                if self.one_in(3) {
                    other.cents += 1;
                    other.description += "!";
                }
                files[(home + more) % count].1.push(other);
            }
        }
        files
    }

    /// A query that is likely to hit something in the world.
    pub fn query(&mut self, lines: &[Line]) -> Query {
        let some = self.pick(lines);
        let report = self.pick(&[Report::Be, Report::Overview, Report::Details]);
        let settled_day = some.settled.as_ref().map_or("2026-11-22", |s| s.0.as_str());
        let (from, to) = self.days_around(settled_day);
        let mut query = Query::new(report, &from, &to);
        if report == Report::Details {
            if self.one_in(3) {
                query.posted_in = Some(self.days_around(&some.posted_day()));
                query.period = query.period.filter(|_| self.one_in(3));
            }
            query.source = Some(some.source.clone()).filter(|s| !s.is_empty() && self.one_in(4));
        }
        query.institution = Some(some.institution.clone()).filter(|_| self.one_in(3));
        if self.one_in(5) {
            query.branches.push(some.branch.clone());
        }
        if self.one_in(4) {
            let code = some.booking_code.as_str();
            let text = match self.below(4) {
                0 => code.to_string(),
                1 => format!("{code}..7998"),
                2 => format!("{}*", &code[..1]),
                _ => format!("{}*", &code[..2]),
            };
            let range_ok = code <= "7998" || !text.contains("..");
            query.booking_codes.push(Selector::parse(if range_ok { &text } else { code }));
        }
        if let Some(daybook) = &some.daybook {
            query.daybook_type = daybook.chars().next().filter(|_| self.one_in(4));
            if self.one_in(5) {
                let text = if self.one_in(2) { "001..099" } else { &daybook[1..] };
                query.daybooks.push(Selector::parse(text));
            }
        }
        if report == Report::Overview && self.one_in(2) {
            query.grouping = Grouping::BookingCode;
        }
        query.with_write_offs = report != Report::Details && self.one_in(3);
        query.totals = self.one_in(6);
        if self.one_in(4) {
            query.dialect = Dialect::Rfc4180;
        }
        query
    }

    /// A first and a last day around a day; at times the day alone, at times years.
    fn days_around(&mut self, day: &str) -> (String, String) {
        let number = iso_number(day);
        let before = self.pick(&[0, 0, 6, 31, 1000]);
        let after = self.pick(&[0, 0, 6, 31, 1000]);
        (iso_day(number - before), iso_day(number + after))
    }
}
