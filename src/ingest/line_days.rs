//! The days of a file's lines.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::transactions::{day_number, day_of_number};
use crate::domain::{Coverage, Transaction};

/// The days of settlement of a file's lines, and the last on which a cost of theirs arose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineDays {
    /// Whether a day has a line, a bit a day, from the day that is `FIRST` on.
    settled: Vec<u64>,
    last_settled: Option<i32>,
    last_posted: Option<i32>,
}

/// How many days in a row a file may have no line for, and still be believed to tell of them.
const MOST_SILENT_DAYS: i64 = 31;

/// 1 January 1900, the first day that an export may hold.
const FIRST: i32 = -25_567;

impl LineDays {
    /// Adds those of a line.
    #[inline]
    pub fn add(&mut self, line: &Transaction<'_>) {
        let posted = Some(day_number(line.posted.day()));
        self.last_posted = self.last_posted.max(posted);
        let Some(settlement) = line.settlement else { return };
        let number = day_number(settlement.settled.day());
        // Most lines have the day of their neighbour.
        if self.last_settled != Some(number) {
            self.last_settled = Some(number);
            self.set(number);
        }
    }

    fn set(&mut self, number: i32) {
        let Ok(place) = usize::try_from(number - FIRST) else { return };
        if self.settled.len() <= place / 64 {
            self.settled.resize(place / 64 + 1, 0);
        }
        self.settled[place / 64] |= 1 << (place % 64);
    }

    /// Adds those of other lines.
    pub fn merge(&mut self, other: &Self) {
        if self.settled.len() < other.settled.len() {
            self.settled.resize(other.settled.len(), 0);
        }
        for (days, more) in self.settled.iter_mut().zip(&other.settled) {
            *days |= more;
        }
        self.last_posted = self.last_posted.max(other.last_posted);
    }

    /// The days of settlement, in their order.
    pub fn settled(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        let days =
            self.settled.iter().enumerate().flat_map(|(word, bits)| {
                (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
            });
        days.filter_map(|place| day_of_number(i32::try_from(place).ok()? + FIRST))
    }

    /// The last day of settlement; where no line is settled, the last on which a cost arose.
    #[must_use]
    pub fn last(&self) -> Option<NaiveDate> {
        self.settled().last().or_else(|| self.last_posted.and_then(day_of_number))
    }

    /// The days that a file on demand is believed to tell all of whose name tells none: those from its first to its last
    /// line. A stretch of more than a month without any line is no library's: there a date is wrong, or the file was
    /// put together of several, and nothing of those days is believed.
    #[must_use]
    pub fn believed(&self) -> Coverage {
        let mut runs: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for day in self.settled() {
            match runs.last_mut() {
                Some(run) if (day - run.1).num_days() <= MOST_SILENT_DAYS + 1 => run.1 = day,
                _ => runs.push((day, day)),
            }
        }
        Coverage::of(runs)
    }

    /// The first and the last day of settlement from a day on, if no more than `most` days between them have no line;
    /// a day on which none is needed doesn't count.
    ///
    /// # Errors
    /// Where more have none: the two days, and how many days between them have no line.
    pub fn span(
        &self,
        from: NaiveDate,
        most: usize,
        is_needless: impl Fn(NaiveDate) -> bool,
    ) -> Result<Option<(NaiveDate, NaiveDate)>, Gaps> {
        let days: BTreeSet<NaiveDate> = self.settled().filter(|day| *day >= from).collect();
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(None) };
        let between = first.iter_days().take_while(|day| day <= last);
        let empty = between.filter(|day| !days.contains(day) && !is_needless(*day)).count();
        if empty > most { Err(Gaps { first: *first, last: *last, empty }) } else { Ok(Some((*first, *last))) }
    }
}

/// Days of settlement that lie too far apart to be all that a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gaps {
    /// The first.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
    /// How many days between them have no line.
    pub empty: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Daybook, LineCore, Moment, Settlement};

    #[test]
    fn days_are_those_of_all_lines_whatever_their_order() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let moment = |text: &str| Moment::from_day(day(text)).expect("in range");
        let daybook = Daybook::parse("K001").expect("a daybook");
        let line = |settled: Option<&str>| {
            let settlement = settled.map(|day| Settlement { daybook, settled: moment(day) });
            let example = Transaction::example();
            Transaction { core: LineCore { settlement, ..*example }, ..example }
        };
        let settled = ["2026-11-03", "1900-01-01", "2026-11-03", "2026-11-01", "2099-12-31"];
        let (mut one, mut other, mut all) = (LineDays::default(), LineDays::default(), LineDays::default());
        all.add(&line(None));
        assert_eq!((all.settled().count(), all.last()), (0, Some(day("2026-11-02"))), "an open item was posted then");
        other.add(&line(None));
        for (index, settled) in settled.into_iter().enumerate() {
            if index % 2 == 0 { &mut one } else { &mut other }.add(&line(Some(settled)));
            all.add(&line(Some(settled)));
        }
        one.merge(&other);
        let days = ["1900-01-01", "2026-11-01", "2026-11-03", "2099-12-31"].map(day);
        assert_eq!(all.settled().collect::<Vec<_>>(), days);
        assert_eq!(one.settled().collect::<Vec<_>>(), days);
        assert_eq!((one.last(), one.last_posted), (all.last(), all.last_posted));
    }

    #[test]
    fn no_more_than_a_month_without_lines_is_believed() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let mut days = LineDays::default();
        assert_eq!(days.believed(), Coverage::default());
        for text in ["2006-11-01", "2026-09-01", "2026-10-03", "2026-11-05", "2026-11-06"] {
            days.set(day_number(day(text)));
        }
        let run = |first, last| (day(first), day(last));
        // Between 1 September and 3 October lie 31 days, between 3 October and 5 November 32.
        let believed =
            [run("2006-11-01", "2006-11-01"), run("2026-09-01", "2026-10-03"), run("2026-11-05", "2026-11-06")];
        assert_eq!(days.believed().runs(), believed);
    }
}
