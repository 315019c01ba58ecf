//! The days of a file's lines.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::day_set::DaySet;
use crate::domain::known_days::DayRun;
use crate::domain::transaction::is_storno;
use crate::domain::{Coverage, Finding, Transaction};

/// The days of a file's lines: of which it tells, and which of two files is later, is known by them where no name says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineDays {
    /// The days of settlement.
    settled: DaySet,
    /// Those of lines that nobody dates back: no stornos, and not settled before they were posted.
    ordinary: DaySet,
    /// Those of stornos that were not settled before they were posted.
    stornos: DaySet,
    /// The days on which a cost arose.
    posted: DaySet,
    /// Those of records that the profile leaves out: of settlement, and on which a cost arose.
    left_out: [DaySet; 2],
}

/// How many days in a row a file may have no line for, and still be believed to tell of them.
const MOST_SILENT_DAYS: i64 = 31;

impl LineDays {
    /// Adds those of a line.
    #[inline]
    pub fn add(&mut self, line: &Transaction<'_>) {
        let posted = line.posted.day();
        self.posted.add(posted);
        let Some(settlement) = line.settlement else { return };
        let settled = settlement.settled.day();
        self.settled.add(settled);
        if settled < posted {
            return;
        }
        let is_storno = is_storno(settlement.daybook, line.booking_code, line.cents, &[]);
        if is_storno { &mut self.stornos } else { &mut self.ordinary }.add(settled);
    }

    /// Adds those of a record that the profile leaves out, as far as they can be read: they say which file is later just
    /// as those of others do.
    pub fn leave_out(&mut self, settled: Option<NaiveDate>, posted: Option<NaiveDate>) {
        for (days, day) in self.left_out.iter_mut().zip([settled, posted]) {
            if let Some(day) = day {
                days.add(day);
            }
        }
    }

    /// Adds those of other lines.
    pub fn merge(&mut self, other: &Self) {
        self.settled.merge(&other.settled);
        self.ordinary.merge(&other.ordinary);
        self.stornos.merge(&other.stornos);
        self.posted.merge(&other.posted);
        self.left_out.iter_mut().zip(&other.left_out).for_each(|(days, more)| days.merge(more));
    }

    /// The days of settlement, in their order.
    pub fn settled(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.settled.days()
    }

    /// The last day that the file tells of, by which it is later than another: that of the last settlement; where no
    /// record is settled, the last on which a cost arose. What lies behind the day on which it came in is a mistake, and
    /// tells nothing of that.
    #[must_use]
    pub fn last(&self, came_in: NaiveDate) -> Option<NaiveDate> {
        let [left_out_settled, left_out_posted] = &self.left_out;
        let last = |days: [&DaySet; 2]| {
            days.into_iter().filter_map(|days| days.days().filter(|day| *day <= came_in).last()).max()
        };
        let is_settled = [&self.settled, left_out_settled].iter().any(|days| days.days().next().is_some());
        if is_settled { last([&self.settled, left_out_settled]) } else { last([&self.posted, left_out_posted]) }
    }

    /// The days with a line, in their order, from the first to the last that lines tell of which nobody dated back.
    ///
    /// Wise dates a storno back to the day of the wrong payment: of the days from then on its file tells nothing. So a
    /// storno tells of its day only behind a line of another kind, and what was settled before it was posted never does.
    fn told(&self) -> BTreeSet<NaiveDate> {
        let mut told: BTreeSet<NaiveDate> = self.ordinary.days().collect();
        if let Some(first) = told.first().copied() {
            told.extend(self.stornos.days().filter(|day| first < *day));
        }
        told
    }

    /// The days that a file on demand is believed to tell all of whose name tells none: those from its first to its last
    /// line. A stretch of more than a month without any line is no library's: there a date is wrong, or the file was
    /// put together of several, and nothing of those days is believed.
    #[must_use]
    pub fn believed(&self) -> Coverage {
        let mut runs: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for day in self.told() {
            match runs.last_mut() {
                Some(run) if (day - run.1).num_days() <= MOST_SILENT_DAYS + 1 => run.1 = day,
                _ => runs.push((day, day)),
            }
        }
        Coverage::of(runs)
    }

    /// The first and the last day from a day on that lines tell of which nobody dated back, if no more than `most` days
    /// between them have no line; a day on which none is needed doesn't count.
    ///
    /// # Errors
    /// Where more have none, or there are lines and all may have been dated back.
    pub fn span(
        &self,
        from: NaiveDate,
        most: usize,
        is_needless: impl Fn(NaiveDate) -> bool,
    ) -> Result<Option<DayRun>, UntoldDays> {
        let mut days = self.told();
        if let (true, Some(first), Some(last)) = (days.is_empty(), self.settled().next(), self.settled().last()) {
            return Err(UntoldDays::DatedBack((first, last)));
        }
        days = days.split_off(&from);
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(None) };
        let between = first.iter_days().take_while(|day| day <= last);
        let empty = between.filter(|day| !days.contains(day) && !is_needless(*day)).count();
        if empty > most { Err(UntoldDays::Gaps((*first, *last), empty)) } else { Ok(Some((*first, *last))) }
    }
}

/// Why nobody can know of which days a file tells: with its first and its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UntoldDays {
    /// So many days between them have no line.
    Gaps(DayRun, usize),
    /// All of its lines may have been dated back.
    DatedBack(DayRun),
}

impl UntoldDays {
    /// What to tell of the file.
    #[must_use]
    pub fn finding(self, file: String) -> Finding {
        match self {
            Self::Gaps(days, empty) => Finding::DaysNotTold { file, days, empty: empty as u64 },
            Self::DatedBack(days) => Finding::DatedBackAlone { file, days },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Daybook, LineCore, Moment, Settlement};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// Lines by the days of posting and settlement, and cents.
    fn days_of(lines: &[(&str, Option<&str>, i64)]) -> LineDays {
        let moment = |text: &str| Moment::from_day(day(text)).expect("in range");
        let daybook = Daybook::parse("K001").expect("a daybook");
        let mut days = LineDays::default();
        for (posted, settled, cents) in lines {
            let settlement = settled.map(|day| Settlement { daybook, settled: moment(day) });
            let example = Transaction::example();
            let core = LineCore { posted: moment(posted), settlement, cents: *cents, ..*example };
            days.add(&Transaction { core, ..example });
        }
        days
    }

    fn settled(texts: &[&'static str]) -> LineDays {
        days_of(&texts.iter().map(|text| (*text, Some(*text), 100)).collect::<Vec<_>>())
    }

    const EVER: NaiveDate = NaiveDate::MAX;

    #[test]
    fn days_are_those_of_all_lines_whatever_their_order() {
        let open = days_of(&[("2026-11-02", None, 100)]);
        assert_eq!((open.settled().count(), open.last(EVER)), (0, Some(day("2026-11-02"))));
        let all = ["2026-11-03", "1900-01-01", "2026-11-03", "2026-11-01", "2099-12-31"];
        let (mut one, other) = (settled(&all[..2]), settled(&all[2..]));
        one.merge(&other);
        one.merge(&open);
        let days = ["1900-01-01", "2026-11-01", "2026-11-03", "2099-12-31"].map(day);
        for days_of_all in [&one, &settled(&all)] {
            assert_eq!(days_of_all.settled().collect::<Vec<_>>(), days);
            assert_eq!(days_of_all.last(EVER), Some(days[3]));
        }
    }

    #[test]
    fn the_last_day_is_one_that_had_begun_and_left_out_records_tell_it_too() {
        let mut days = settled(&["2026-11-02", "2027-11-02"]);
        assert_eq!(days.last(day("2026-11-03")), Some(day("2026-11-02")));
        days.leave_out(Some(day("2026-11-03")), None);
        days.leave_out(None, Some(day("2026-11-20")));
        assert_eq!(days.last(day("2026-11-03")), Some(day("2026-11-03")));
        assert_eq!(days.last(EVER), Some(day("2027-11-02")));
        assert_eq!(settled(&["2027-11-02"]).last(day("2026-11-03")), None, "nothing of it had begun");
        let mut days = days_of(&[("2026-11-02", None, 100)]);
        days.leave_out(None, Some(day("2026-11-04")));
        assert_eq!(days.last(EVER), Some(day("2026-11-04")), "nothing is settled");
    }

    #[test]
    fn lines_that_may_be_dated_back_tell_of_no_days() {
        let lines = [
            ("2026-11-01", Some("2026-11-01"), -100),
            ("2026-11-09", Some("2026-11-02"), 100),
            ("2026-11-06", Some("2026-11-06"), 100),
            ("2026-11-08", Some("2026-11-08"), -100),
        ];
        let run = (day("2026-11-06"), day("2026-11-08"));
        let days = days_of(&lines);
        assert_eq!((days.span(NaiveDate::MIN, 1, |_| false), days.believed().runs()), (Ok(Some(run)), &[run][..]));
        let alone = days_of(&lines[..2]);
        let dated_back = Err(UntoldDays::DatedBack((day("2026-11-01"), day("2026-11-02"))));
        assert_eq!((alone.span(NaiveDate::MIN, 1, |_| false), alone.believed()), (dated_back, Coverage::default()));
        let none = LineDays::default();
        assert_eq!((none.span(NaiveDate::MIN, 1, |_| false), none.last(EVER)), (Ok(None), None));
    }

    #[test]
    fn no_more_than_a_month_without_lines_is_believed() {
        assert_eq!(LineDays::default().believed(), Coverage::default());
        let days = settled(&["2006-11-01", "2026-09-01", "2026-10-03", "2026-11-05", "2026-11-06"]);
        let run = |first, last| (day(first), day(last));
        // Between 1 September and 3 October lie 31 days, between 3 October and 5 November 32.
        let believed =
            [run("2006-11-01", "2006-11-01"), run("2026-09-01", "2026-10-03"), run("2026-11-05", "2026-11-06")];
        assert_eq!(days.believed().runs(), believed);
    }
}
