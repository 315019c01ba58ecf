//! The lines of two versions of a report, and the steps from the one to the other.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::error::ReportError;
use super::figures::Means;
use super::replaced::{OwnTotal, VersionTotals};
use super::spec::Before;
use super::template::Template;
use crate::domain::transactions::{TransactionRow, column};
use crate::domain::{BookingGroup, Money};

/// The texts of a line that a listing shows beside its figures.
pub(super) const TEXTS: [&str; 5] =
    [column::DESCRIPTION, column::SOURCE, column::SETTLEMENT_SOURCE, column::CUSTOMER, column::ITEM];

/// Lines with their texts, by feed and id.
pub(super) type VersionLines = BTreeMap<(String, String), (TransactionRow, FieldTexts)>;
pub(super) type FieldTexts = [String; TEXTS.len()];

/// What was so, what is so, and what is so in between: the lines of an earlier version, those of today by what that version
/// was made by, and those of today by what holds today. From the first to the second it is exports that make the
/// difference, from the second to the third other tables, templates and settings.
pub(super) struct Steps {
    pub(super) then: VersionLines,
    pub(super) by_exports: VersionLines,
    pub(super) now: VersionLines,
}

impl Steps {
    /// Proves that the first is what the earlier version said, and the last what the new one says.
    pub(super) fn prove(&self, before: &Before, received: Money) -> Result<(), ReportError> {
        let proofs = [("then", &self.then, before.received), ("now", &self.now, Some(received))];
        for (when, lines, said) in proofs {
            let lines = lines.values().map(|(line, _)| line).filter(|line| is_received(line));
            let sum: Money = lines.map(|line| Money::from_cents(line.cents)).sum();
            if said.is_some_and(|said| said != sum) {
                let version = before.version;
                return Err(format!("the lines that version {version} is compared by add up to {sum} {when}").into());
            }
        }
        Ok(())
    }

    pub(super) fn has_other_settings(&self) -> bool {
        let ids = |lines: &VersionLines| lines.keys().cloned().collect::<BTreeSet<_>>();
        ids(&self.by_exports) != ids(&self.now)
    }
}

/// What a version says in all: of a report about receipts the bookings that were received, as its headline counts them.
pub(super) fn totals(lines: &VersionLines, is_of_receipts: bool) -> VersionTotals {
    let counted = lines.values().filter(|(line, _)| !is_of_receipts || is_received(line));
    let mut totals = VersionTotals { bookings: counted.count() as u64, ..VersionTotals::default() };
    for (line, _) in lines.values().filter(|(line, _)| is_received(line)) {
        let amount = Money::from_cents(line.cents);
        totals.balance = totals.balance + amount;
        if line.booking_code.group() != BookingGroup::EXPENSES {
            totals.receipts = totals.receipts + amount;
        }
    }
    totals
}

/// The one total of a report of which nothing was received; `None` where there are several, which are never added.
pub(super) fn own_total(context: &Context<'_>, steps: &Steps) -> Option<OwnTotal> {
    let [section] = context.template.sections.as_slice() else { return None };
    let sum = |lines: &VersionLines| lines.values().map(|(line, _)| Money::from_cents(line.cents)).sum();
    let label = context.text(&section.total);
    is_of_one_total(context.template).then(|| OwnTotal { label, then: sum(&steps.then), now: sum(&steps.now) })
}

/// Whether nothing on a report was received and all of it has one total.
pub(super) fn is_of_one_total(template: &Template) -> bool {
    matches!(template.sections.as_slice(), [section] if !section.is_received())
}

pub(super) fn is_received(line: &TransactionRow) -> bool {
    line.daybook.is_some_and(|daybook| daybook.kind().is_received())
}

/// What a line is counted with: `None` for all that a total of the report is over; what was not received is by its reason
/// apart, and never added to that.
pub(super) fn class_of(context: &Context<'_>, line: &TransactionRow) -> Option<Means> {
    let is_one = is_received(line) || is_of_one_total(context.template);
    (!is_one).then(|| line.daybook.map_or(Means::Open, |daybook| Means::Apart(daybook.kind())))
}

/// Counts and sums: then, by exports alone, now.
pub(super) type StepSums = [(u64, Money); 3];

pub(super) fn sums<K: Ord>(steps: &Steps, key: impl Fn(&TransactionRow, bool) -> K) -> BTreeMap<K, StepSums> {
    let mut sums: BTreeMap<K, StepSums> = BTreeMap::new();
    for (index, lines) in [&steps.then, &steps.by_exports, &steps.now].into_iter().enumerate() {
        for (line, _) in lines.values() {
            let sum = &mut sums.entry(key(line, index == 2)).or_insert([(0, Money::ZERO); 3])[index];
            *sum = (sum.0 + 1, sum.1 + Money::from_cents(line.cents));
        }
    }
    sums
}
