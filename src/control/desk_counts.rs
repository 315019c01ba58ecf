//! What must be looked at of counts that are nobody's, and of cash that was carried to the bank, which count, slip and booking
//! may tell differently.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::drawer::Drawer;
use super::reports::Desk;
use crate::domain::{Cents, Daybook, DeskFinding, DeskMatter, Money};

impl Desk<'_> {
    /// What was carried to the bank on the days of the period, where those who tell of it don't agree. What the bank says is
    /// set beside it by matching.
    pub(super) fn hand_overs(&self) -> Vec<DeskFinding> {
        let mut findings = Vec::new();
        for drawer in self.drawers() {
            for day in self.period.days().filter(|day| *day <= self.today && drawer.is_own_on(*day)) {
                findings.extend(self.hand_over(&drawer, day));
            }
        }
        findings
    }

    fn hand_over(&self, drawer: &Drawer<'_>, day: NaiveDate) -> Vec<DeskFinding> {
        let sum = |told: Vec<Cents>| (!told.is_empty()).then(|| told.iter().sum::<Cents>());
        let counted = sum(drawer.counts_of(day).iter().filter_map(|count| count.handed_over).collect());
        let slips = self.slips.iter().flat_map(|slip| &slip.hand_overs);
        let slips = slips.filter(|one| one.drawer == drawer.daybook && one.day == day);
        let slip = sum(slips.map(|one| one.cents).collect());
        let booked = drawer.handed_over_on(day);
        let pairs = match booked {
            Some(_) => {
                vec![(DeskMatter::CountedHandOver, counted, booked), (DeskMatter::SlipHandOver, slip, booked)]
            }
            None => vec![(DeskMatter::SlipNotCounted, slip, counted)],
        };
        let finding = |(matter, told, other): (DeskMatter, Option<Cents>, Option<Cents>)| {
            let difference = told? - other?;
            let amount = (difference != 0).then(|| Money::from_cents(difference))?;
            Some(DeskFinding { matter, of: drawer.daybook.to_string(), day: Some(day), amount: Some(amount) })
        };
        pairs.into_iter().filter_map(finding).collect()
    }

    /// Counts and slips of the period of drawers that no channel has, or that are another library's on the day; and, whatever the period, counts of days to come, which
    /// no export tells of either.
    pub(super) fn stray_counts(&self) -> Vec<DeskFinding> {
        let own: BTreeMap<Daybook, Drawer<'_>> = self.drawers().map(|drawer| (drawer.daybook, drawer)).collect();
        let has = |daybook, day| own.get(&daybook).is_some_and(|drawer| drawer.is_own_on(day));
        let finding = |matter, drawer: Daybook, day, cents| DeskFinding {
            matter,
            of: drawer.to_string(),
            day: Some(day),
            amount: Some(Money::from_cents(cents)),
        };
        let newest = self.known.last().map_or(self.today, |last| last.max(self.today));
        let mut findings = Vec::new();
        for count in self.counts {
            let (drawer, day, counted) = (count.drawer, count.day, count.counted());
            if day > newest {
                findings.push(finding(DeskMatter::DayToCome, drawer, day, counted));
            } else if !has(drawer, day) && self.period.contains(day) {
                findings.push(finding(DeskMatter::NoDrawer, drawer, day, counted));
            }
        }
        let slips = self.slips.iter().flat_map(|slip| &slip.hand_overs);
        let stray = slips.filter(|one| !has(one.drawer, one.day) && self.period.contains(one.day));
        findings.extend(stray.map(|one| finding(DeskMatter::NoDrawer, one.drawer, one.day, one.cents)));
        findings
    }
}
