//! What happened in drawers until each day: summed up once, however many reports ask.

use chrono::NaiveDate;

use super::booked::BookedLine;
use super::channel::{Channel, ChannelKind};
use super::drawer::DrawerSums;
use crate::domain::{BookingCode, Cents, CodeTables, Coverage, Daybook, Institution, Moment};

/// The drawers of the cash channels of a library.
#[derive(Debug)]
pub struct RunningSums {
    drawers: Vec<RunningDrawer>,
}

/// What happened in a drawer, as far as it is the library's.
#[derive(Debug)]
pub struct RunningDrawer {
    /// The daybook.
    pub daybook: Daybook,
    /// Its lines by time, those of days on which it is another library's left out.
    lines: Vec<BookedLine>,
    also_handed_over: Vec<BookingCode>,
    /// For each day with a line: the place behind its lines, and the sums until its end.
    days: Vec<(NaiveDate, usize, DrawerSums)>,
    /// What lay in it at the start of a day, and the first day from then on that nobody tells of or on which it is another
    /// library's: of what lay in it later nothing is known.
    opening: Option<(NaiveDate, Cents, NaiveDate)>,
}

impl RunningSums {
    /// The sums of lines, which are in the order of daybooks and times; those of others may be among them.
    #[must_use]
    pub fn of(
        channels: &[Channel],
        (tables, library): (&CodeTables, Institution),
        (known, lines): (&Coverage, &[BookedLine]),
        also_handed_over: &[BookingCode],
    ) -> Self {
        tracing::debug!(lines = lines.len(), "drawers-summed");
        let mut drawers = Vec::new();
        for channel in channels.iter().filter(|channel| channel.kind == ChannelKind::Cash) {
            for daybook in &channel.daybooks {
                let start = lines.partition_point(|line| line.daybook < *daybook);
                let end = lines.partition_point(|line| line.daybook <= *daybook);
                let own = lines[start..end].iter().filter(|line| line.is_of(tables, library)).copied().collect();
                let is_own = |day| tables.holding_institution(*daybook, day).is_none_or(|manager| manager == library);
                let opening = channel.opening.map(|(from, cents)| {
                    // Behind the last day that is told of nothing is known in any case.
                    let days = from.iter_days();
                    let gap = days.into_iter().find(|day| !known.has(*day) || !is_own(*day)).unwrap_or(NaiveDate::MAX);
                    (from, cents, gap)
                });
                drawers.push(RunningDrawer::of(*daybook, own, opening, also_handed_over.to_vec()));
            }
        }
        Self { drawers }
    }

    /// They, channel by channel.
    #[must_use]
    pub fn drawers(&self) -> &[RunningDrawer] {
        &self.drawers
    }
}

impl RunningDrawer {
    fn of(
        daybook: Daybook,
        lines: Vec<BookedLine>,
        opening: Option<(NaiveDate, Cents, NaiveDate)>,
        also_handed_over: Vec<BookingCode>,
    ) -> Self {
        let (mut until, mut behind) = (DrawerSums::default(), 0);
        let of_day = |own: &[BookedLine]| {
            behind += own.len();
            until = until.and(DrawerSums::of(own, &also_handed_over));
            (own[0].day(), behind, until)
        };
        let days = lines.chunk_by(|one, other| one.day() == other.day()).map(of_day).collect();
        Self { daybook, lines, also_handed_over, days, opening }
    }

    /// The place behind the lines of the days before one, and the sums until then.
    fn until(&self, day: NaiveDate) -> (usize, DrawerSums) {
        let place = self.days.partition_point(|(with_lines, ..)| *with_lines < day);
        let last = place.checked_sub(1).and_then(|last| self.days.get(last));
        last.map_or((0, DrawerSums::default()), |(_, behind, sums)| (*behind, *sums))
    }

    /// What happened on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> DrawerSums {
        let next = day.succ_opt().unwrap_or(day);
        self.until(next).1.less(self.until(day).1)
    }

    /// What happened on a day until a time, that included.
    #[must_use]
    pub fn on_until(&self, day: NaiveDate, time: Moment) -> DrawerSums {
        let own = self.lines[self.until(day).0..].iter();
        let own = own.take_while(|line| line.day() == day).filter(|line| line.settled <= time);
        DrawerSums::of(own, &self.also_handed_over)
    }

    /// What must be in the drawer before a day begins; `None` before the day on which that is told, where it never is, or
    /// where no export tells of a day in between or it was another library's.
    #[must_use]
    pub fn before(&self, day: NaiveDate) -> Option<Cents> {
        let (from, cents, _) = self.opening.filter(|(from, _, gap)| *from <= day && day <= *gap)?;
        Some(self.until(day).1.less(self.until(from).1).expected(cents))
    }
}
