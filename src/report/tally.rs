//! One plain pass over every transaction: the second way in which a report's figures are computed, and what is worth
//! telling about them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::figures::{Figures, Means};
use crate::domain::finding::UnknownCode;
use crate::domain::{BookingCode, Branch, CodeTables, Daybook, DaybookKind, Finding, Institution, LineSum, Money};

/// The selected transactions, added up row by row.
#[derive(Debug, Default)]
pub struct Tally {
    /// All of them.
    pub all: LineSum,
    /// By kind of daybook; open items have none.
    pub kinds: BTreeMap<Option<DaybookKind>, KindSums>,
    /// By the ways in which money came in.
    pub figures: Figures,
    /// What was received by day and way, expenses left out.
    pub receipts: BTreeMap<(NaiveDate, Means), Money>,
    /// Stornos by daybook.
    pub stornos: BTreeMap<Daybook, LineSum>,
    /// The first and last transaction id by daybook.
    pub ids: BTreeMap<Daybook, (String, String)>,
    /// Stornos that were dated back, by daybook.
    pub(super) back_dated: BTreeMap<Daybook, LineSum>,
    pub(super) unknown: BTreeMap<(u8, u32), (UnknownCode, LineSum)>,
    /// Lines of branches that the tables have as another institution's: the branch, the institution of the lines, the other.
    pub(super) branches_of_others: BTreeMap<(Branch, Institution, Institution), LineSum>,
    /// Lines on daybooks that nobody manages.
    pub(super) unmanaged: BTreeMap<Daybook, LineSum>,
    /// Whose costs stand on which daybook.
    pub(super) costs: BTreeSet<(Daybook, Institution)>,
}

/// The selected transactions of a kind of daybook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindSums {
    /// By daybook; open items have none.
    pub daybooks: BTreeMap<Option<Daybook>, LineSum>,
    /// By branch where the cost arose.
    pub branches: BTreeMap<(Institution, Branch), LineSum>,
    /// By booking code.
    pub booking_codes: BTreeMap<BookingCode, LineSum>,
}

impl Tally {
    pub(super) fn add_unknown(&mut self, table: u8, number: u32, code: UnknownCode, sum: LineSum) {
        self.unknown.entry((table, number)).or_insert((code, LineSum::default())).1.merge(sum);
    }

    pub(super) fn look_up_branch(&mut self, tables: &CodeTables, of: (Branch, Institution, NaiveDate), sum: LineSum) {
        let (branch, institution, day) = of;
        if tables.lacks_branch(branch, day) {
            self.add_unknown(2, branch.number(), UnknownCode::Branch(branch), sum);
        } else if let Some(owner) = tables.other_owner(branch, institution, day) {
            self.branches_of_others.entry((branch, institution, owner)).or_default().merge(sum);
        }
    }

    /// The sums of the daybooks, kind by kind.
    fn daybooks(&self) -> impl Iterator<Item = (Daybook, LineSum)> + '_ {
        let all = self.kinds.values().flat_map(|kind| &kind.daybooks);
        all.filter_map(|(daybook, sum)| Some(((*daybook)?, *sum)))
    }

    /// How many lines a daybook has.
    #[must_use]
    pub fn lines_of(&self, daybook: Daybook) -> u64 {
        let kind = self.kinds.get(&Some(daybook.kind()));
        kind.and_then(|kind| kind.daybooks.get(&Some(daybook))).map_or(0, |sum| sum.count)
    }

    /// What is worth telling about the selected transactions, in a fixed order.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut daybooks: Vec<(Daybook, LineSum)> = self.daybooks().collect();
        daybooks.sort_unstable_by_key(|(daybook, _)| *daybook);
        for (daybook, sum) in daybooks {
            let lines = sum.lines();
            if daybook.kind() == DaybookKind::Other {
                findings.push(Finding::OtherKind { daybook, lines });
            }
            if daybook.is_fallback() {
                findings.push(Finding::FallbackDaybook { daybook, lines });
            }
            if daybook.is_former_online() {
                findings.push(Finding::FormerOnlineDaybook { lines });
            }
        }
        findings
            .extend(self.unknown.values().map(|(code, sum)| Finding::UnknownCode { code: *code, lines: sum.lines() }));
        findings.extend(self.branches_of_others.iter().map(|(&(branch, institution, owner), sum)| {
            Finding::BranchOfAnother { branch, institution, owner, lines: sum.lines() }
        }));
        findings.extend(
            self.back_dated
                .iter()
                .map(|(daybook, sum)| Finding::BackDatedStorno { daybook: *daybook, lines: sum.lines() }),
        );
        findings
    }
}
