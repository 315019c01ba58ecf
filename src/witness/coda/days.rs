//! The days that a statement tells, held against each other: one wrong digit would make days known of which it says nothing.

use chrono::{Days, NaiveDate};

use super::fault::{CodaFault, FaultKind};
use super::records::{AccountBalance, Header};

/// Where the day of the balance stands on record 8.
const NEW_DAY: (u8, u8) = (58, 63);
/// Where the day of booking stands on record 2.1.
const ENTRY_DAY: (u8, u8) = (116, 121);

/// How many days after the one on which a file was made its balance may be of: the next on which banks work, behind a weekend and
/// holidays. A bank that closes its books in the evening writes so.
const NEXT: u64 = 4;

/// Demands that the new balance is of no earlier day than the old one and of none long after the file was made, and that
/// movements, each with its line, were booked between them.
pub(super) fn judge_days(
    header: &Header,
    old: &AccountBalance,
    new: &AccountBalance,
    booked: impl Iterator<Item = (u64, NaiveDate)> + Clone,
    faults: &mut Vec<CodaFault>,
) {
    let (Some(before), Some(after)) = (&old.balance, &new.balance) else { return };
    let told = |line, positions, kind, detail| CodaFault { line: Some(line), positions: Some(positions), kind, detail };
    // Movements of the day are a better witness of it than the day on which the file says that it was made.
    let is_booked = booked.clone().any(|(_, day)| day == after.day);
    let made = header.created.filter(|made| *made + Days::new(NEXT) < after.day && !is_booked);
    if after.day < before.day || made.is_some() {
        let other =
            made.map_or_else(|| format!("{} < {}", after.day, before.day), |made| format!("{} > {made}", after.day));
        faults.push(told(new.line, NEW_DAY, FaultKind::BalanceDay, Some(other)));
        return;
    }
    for (line, day) in booked.filter(|(_, day)| *day < before.day || after.day < *day) {
        let detail = format!("{day}; {}..{}", before.day, after.day);
        faults.push(told(line, ENTRY_DAY, FaultKind::EntryDay, Some(detail)));
    }
}
