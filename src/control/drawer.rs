//! What must lie in a drawer: the one place where that is computed.

use chrono::NaiveDate;

use super::booked::{BookedLine, DrawerEffect};
use super::running_sums::{RunningDrawer, RunningSums};
use crate::domain::{
    BookingCode, Cents, CodeTables, Coverage, Daybook, DeskFinding, DeskMatter, Institution, Moment, Money,
};
use crate::witness::count::CashCount;

/// What happened in a drawer over some time. Nothing of it is nought because it is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DrawerSums {
    /// What came in, less stornos.
    pub received: Cents,
    /// What went out.
    pub spent: Cents,
    /// What was carried to the bank.
    pub handed_over: Cents,
    /// Differences that were booked; below zero something was missing.
    pub difference: Cents,
}

impl DrawerSums {
    /// The sums of lines.
    #[must_use]
    pub fn of<'l>(lines: impl IntoIterator<Item = &'l BookedLine>, also_handed_over: &[BookingCode]) -> Self {
        lines.into_iter().fold(Self::default(), |mut sums, line| {
            match line.effect(also_handed_over) {
                DrawerEffect::Received => sums.received += line.cents,
                DrawerEffect::Spent => sums.spent -= line.cents,
                DrawerEffect::HandedOver => sums.handed_over -= line.cents,
                DrawerEffect::Difference => sums.difference += line.cents,
            }
            sums
        })
    }

    /// These and others together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            received: self.received + other.received,
            spent: self.spent + other.spent,
            handed_over: self.handed_over + other.handed_over,
            difference: self.difference + other.difference,
        }
    }

    /// These without others that are among them.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self {
            received: self.received - other.received,
            spent: self.spent - other.spent,
            handed_over: self.handed_over - other.handed_over,
            difference: self.difference - other.difference,
        }
    }

    /// What must be there afterwards, from what was there before: opening + receipts - expenses - hand-overs ±
    /// differences.
    #[must_use]
    pub fn expected(&self, opening: Cents) -> Cents {
        opening + self.received - self.spent - self.handed_over + self.difference
    }
}

/// A day of a drawer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawerDay {
    /// The drawer.
    pub drawer: Daybook,
    /// The day.
    pub day: NaiveDate,
    /// What must have been there at its start; `None` where nobody knows.
    pub opening: Option<Cents>,
    /// What happened on it; `None` where no export tells of it.
    pub sums: Option<DrawerSums>,
    /// What must be there at its end.
    pub closing: Option<Cents>,
    /// The last count of the day.
    pub count: Option<DrawerCount>,
    /// How often it was counted on the day.
    pub counts: u64,
}

/// A count beside what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawerCount {
    /// What was counted.
    pub counted: Cents,
    /// What had to be there at that time.
    pub expected: Option<Cents>,
    /// Why it differs, where that was said.
    pub reason: Option<String>,
}

impl DrawerCount {
    /// Counted less expected: above zero there was too much (*overschot*), below too little (*tekort*).
    #[must_use]
    pub fn difference(&self) -> Option<Cents> {
        Some(self.counted - self.expected?)
    }
}

impl DrawerCount {
    /// What must be looked at, where it differs from what had to be there.
    #[must_use]
    pub fn finding(&self, drawer: &impl ToString, day: NaiveDate) -> Option<DeskFinding> {
        let difference = self.difference().filter(|difference| *difference != 0)?;
        let matter = if self.reason.is_some() { DeskMatter::Differs } else { DeskMatter::Unexplained };
        let amount = Some(Money::from_cents(difference));
        Some(DeskFinding { matter, of: drawer.to_string(), day: Some(day), amount })
    }
}

/// The drawers of a library, channel by channel.
pub fn drawers<'a>(
    (tables, library): (&'a CodeTables, Institution),
    (known, counts): (&'a Coverage, &'a [CashCount]),
    sums: &'a RunningSums,
) -> impl Iterator<Item = Drawer<'a>> {
    let drawer =
        move |running: &'a RunningDrawer| Drawer { daybook: running.daybook, tables, library, known, counts, running };
    sums.drawers().iter().map(drawer)
}

/// What there is to know of a drawer.
#[derive(Clone, Copy, Debug)]
pub struct Drawer<'a> {
    /// The daybook.
    pub daybook: Daybook,
    /// The code tables: a drawer may pass from one library to another.
    pub tables: &'a CodeTables,
    /// The library.
    pub library: Institution,
    /// The days of which exports tell.
    pub known: &'a Coverage,
    /// Its counts; others' may be among them.
    pub counts: &'a [CashCount],
    /// What happened in it until each day.
    pub running: &'a RunningDrawer,
}

impl Drawer<'_> {
    /// Whether it is the library's on a day, by the tables of that day.
    #[must_use]
    pub fn is_own_on(&self, day: NaiveDate) -> bool {
        self.tables.holding_institution(self.daybook, day).is_none_or(|manager| manager == self.library)
    }

    /// What must be in the drawer before a day begins; `None` before the day on which that is told, where it never is, or where
    /// no export tells of a day in between or it was another library's.
    #[must_use]
    pub fn opening_of(&self, day: NaiveDate) -> Option<Cents> {
        self.running.before(day)
    }

    /// What must be in the drawer at a time of a day: what was settled later is not in it.
    #[must_use]
    pub fn expected_at(&self, day: NaiveDate, time: Moment) -> Option<Cents> {
        if !self.known.has(day) {
            return None;
        }
        Some(self.running.on_until(day, time).expected(self.opening_of(day)?))
    }

    /// What had to be in the drawer when it was counted.
    #[must_use]
    pub fn expected_of(&self, count: &CashCount) -> Option<Cents> {
        self.expected_at(count.day, Moment::from_local(count.day.and_time(count.time))?)
    }

    /// A count beside what had to be in the drawer then.
    #[must_use]
    pub fn counted(&self, count: &CashCount) -> DrawerCount {
        let (counted, expected) = (count.counted(), self.expected_of(count));
        DrawerCount { counted, expected, reason: count.reason.clone() }
    }

    /// A day of the drawer.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> DrawerDay {
        let opening = self.opening_of(day);
        let sums = self.known.has(day).then(|| self.running.on(day));
        let counts = self.counts_of(day);
        let count = counts.last().map(|count| self.counted(count));
        let closing = opening.zip(sums).map(|(opening, sums)| sums.expected(opening));
        DrawerDay { drawer: self.daybook, day, opening, sums, closing, count, counts: counts.len() as u64 }
    }

    /// The counts of a day on which it is the library's, in the order in which they were made.
    #[must_use]
    pub fn counts_of(&self, day: NaiveDate) -> Vec<&CashCount> {
        let mut counts: Vec<&CashCount> =
            self.counts.iter().filter(|count| count.drawer == self.daybook && count.day == day).collect();
        counts.retain(|_| self.is_own_on(day));
        counts.sort_by_key(|count| count.time);
        counts.dedup_by_key(|count| count.time);
        counts
    }

    /// Each count of a day that differs from what had to be there, whatever a later one says. Where there are several, each
    /// is named by its time.
    #[must_use]
    pub fn differing(&self, day: NaiveDate) -> Vec<DeskFinding> {
        let counts = self.counts_of(day);
        let of = |count: &CashCount| match counts.len() {
            1 => self.daybook.to_string(),
            _ => format!("{} {}", self.daybook, count.time.format("%H:%M")),
        };
        counts.iter().filter_map(|count| self.counted(count).finding(&of(count), day)).collect()
    }

    /// What was carried to the bank on a day, as it is booked; `None` where no export tells of it.
    #[must_use]
    pub fn handed_over_on(&self, day: NaiveDate) -> Option<Cents> {
        self.known.has(day).then(|| self.running.on(day).handed_over)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::NaiveTime;

    use super::*;
    use crate::control::channel::{Channel, ChannelKind};
    use crate::control::laws::channel;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, number).expect("a day")
    }

    fn at(number: u32, hour: u32) -> Moment {
        let time = NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        Moment::from_local(day(number).and_time(time)).expect("a moment")
    }

    fn line(number: u32, hour: u32, code: &str, cents: Cents) -> BookedLine {
        let daybook = Daybook::parse("K001").expect("a daybook");
        let (code, institution) = (BookingCode::parse(code).expect("a code"), Institution::parse("I355").expect("one"));
        BookedLine { daybook, settled: at(number, hour), code, cents, institution }
    }

    fn counted(number: u32, hour: u32, cents: Cents) -> CashCount {
        let drawer = Daybook::parse("K001").expect("a daybook");
        let time = NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        CashCount { pieces: BTreeMap::from([(cents, 1)]), ..CashCount::new(2, drawer, day(number), time) }
    }

    /// What a drawer says of a day, out of the same lines.
    fn of_day(number: u32, counts: &[CashCount], known: &Coverage) -> DrawerDay {
        let lines = [
            line(1, 10, "2110", 20_000),
            line(1, 11, "2110", -500),
            line(1, 12, "5001", -2000),
            line(1, 17, "5990", -17_500),
            line(1, 18, "4990", 20),
            line(3, 10, "2110", 1000),
        ];
        let daybooks = vec![Daybook::parse("K001").expect("a daybook")];
        let opening = Some((day(1), 7500));
        let channels = [Channel { daybooks, opening, ..channel(ChannelKind::Cash) }];
        let of = (&CodeTables::default(), Institution::parse("I355").expect("one"));
        let sums = RunningSums::of(&channels, of, (known, &lines), &[]);
        drawers(of, (known, counts), &sums).next().expect("a drawer").day(day(number))
    }

    #[test]
    fn what_must_be_there_is_opening_and_all_that_happened() {
        let known = Coverage::of([(day(1), day(5))]);
        let one = of_day(1, &[], &known);
        let sums = DrawerSums { received: 19_500, spent: 2000, handed_over: 17_500, difference: 20 };
        assert_eq!((one.opening, one.sums, one.closing), (Some(7500), Some(sums), Some(7520)));
        assert_eq!(of_day(3, &[], &known).opening, one.closing);
        assert_eq!(of_day(3, &[], &known).closing, Some(8520));
    }

    #[test]
    fn what_is_booked_after_a_count_is_not_in_it() {
        let known = Coverage::of([(day(1), day(5))]);
        let counts = [counted(1, 16, 25_000), counted(1, 9, 7500)];
        let count = of_day(1, &counts, &known).count.expect("a count");
        // The last count of the day; the hand-over of 17:00 is still in the drawer.
        assert_eq!((count.counted, count.expected, count.difference()), (25_000, Some(25_000), Some(0)));
        let short = of_day(1, &[counted(1, 16, 24_990)], &known).count.expect("a count");
        assert_eq!(short.difference(), Some(-10));
    }

    #[test]
    fn what_is_not_known_is_not_nought() {
        let known = Coverage::of([(day(1), day(1)), (day(3), day(3))]);
        let second = of_day(2, &[counted(2, 9, 100)], &known);
        assert_eq!((second.opening, second.sums, second.closing), (Some(7520), None, None));
        assert_eq!(second.count.expect("a count").difference(), None);
        let third = of_day(3, &[], &known);
        assert_eq!((third.opening, third.closing), (None, None));
        assert!(third.sums.is_some());
    }
}
