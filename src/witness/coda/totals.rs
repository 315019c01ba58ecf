//! What the bank says that its statement comes to, held against what it comes to.

use super::fault::{CodaFault, FaultKind};
use super::records::{AccountBalance, COUNT, CREDIT, DEBIT, FOLLOWED, NEW_ACCOUNT, NEW_BALANCE, NEW_NUMBER, Trailer};

/// What the movements of a statement come to, in cents: those that are no details.
#[derive(Clone, Copy, Debug)]
pub(super) struct MovementSums {
    pub(super) debit: i128,
    pub(super) credit: i128,
    /// Whether every amount could be read.
    pub(super) are_known: bool,
}

impl Default for MovementSums {
    fn default() -> Self {
        Self { debit: 0, credit: 0, are_known: true }
    }
}

impl MovementSums {
    /// Adds a movement.
    pub(super) fn add(&mut self, cents: Option<i64>) {
        match cents {
            Some(cents) if cents < 0 => self.debit -= i128::from(cents),
            Some(cents) => self.credit += i128::from(cents),
            None => self.are_known = false,
        }
    }
}

/// A total while its details come in: on which line it stands, and what both come to in cents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Details {
    pub(super) line: u64,
    pub(super) total: i64,
    /// What the details make; `None` until there is one.
    pub(super) sum: Option<i128>,
}

/// Where the amount of a movement stands.
pub(super) const AMOUNT: (u8, u8) = (33, 47);

/// Holds a total against its details, where it has any.
pub(super) fn judge_details(details: Option<Details>, faults: &mut Vec<CodaFault>) {
    if let Some(Details { line, total, sum: Some(sum) }) = details
        && sum != i128::from(total)
    {
        let detail = format!("{} in all, and the details make {}", euro(total.into()), euro(sum));
        faults.push(told(AMOUNT, line, FaultKind::Details, detail));
    }
}

/// Holds the marks of records 9 against what follows them. A bank that sends its files one by one may leave the mark of one
/// that another follows; where the file itself holds several, the last must say so.
pub(super) fn judge_followers(trailers: &[(u64, Option<bool>)], faults: &mut Vec<CodaFault>) {
    let Some(((line, is_followed), before)) = trailers.split_last() else { return };
    for (line, _) in before.iter().filter(|(_, is_followed)| *is_followed == Some(false)) {
        faults.push(told(FOLLOWED, *line, FaultKind::FileUnannounced, "`2`, not `1`".to_owned()));
    }
    if *is_followed == Some(true) && !before.is_empty() {
        faults.push(told(FOLLOWED, *line, FaultKind::FileMissing, "`1`, not `2`".to_owned()));
    }
}

fn told((from, to): (u8, u8), line: u64, kind: FaultKind, detail: String) -> CodaFault {
    CodaFault { line: Some(line), positions: Some((from, to)), kind, detail: Some(detail) }
}

/// Cents as euro.
pub(super) fn euro(cents: i128) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

/// Holds record 8 against record 1 and the movements.
pub(super) fn judge_balance(
    old: &AccountBalance,
    sums: &MovementSums,
    new: &AccountBalance,
    faults: &mut Vec<CodaFault>,
) {
    if new.account != old.account {
        let [found, wanted] =
            [&new.account, &old.account].map(|account| format!("{} {}", account.number, account.currency));
        let detail = format!("`{found}`, not `{wanted}`");
        faults.push(told(NEW_ACCOUNT, new.line, FaultKind::OtherAccount, detail));
    }
    if let (Some(one), Some(other)) = (old.number, new.number)
        && one != other
    {
        let detail = format!("{other}, not {one}");
        faults.push(told(NEW_NUMBER, new.line, FaultKind::OtherStatement, detail));
    }
    let (Some(before), Some(after)) = (&old.balance, &new.balance) else { return };
    let moved = sums.credit - sums.debit;
    let wanted = i128::from(before.cents) + moved;
    if sums.are_known && wanted != i128::from(after.cents) {
        let (before, after) = (euro(before.cents.into()), i128::from(after.cents));
        let (moved, wanted, differs) = (euro(moved), euro(wanted), euro(after - wanted));
        let after = euro(after);
        let detail = format!("{before} and {moved} make {wanted}, not {after}: {differs} differs");
        faults.push(told(NEW_BALANCE, new.line, FaultKind::Balance, detail));
    }
}

/// Holds record 9 against the records and the movements.
pub(super) fn judge_trailer(trailer: &Trailer, records: u64, sums: &MovementSums, faults: &mut Vec<CodaFault>) {
    if let Some(count) = trailer.count
        && count != records
    {
        let detail = format!("{count}, and there are {records}");
        faults.push(told(COUNT, trailer.line, FaultKind::Count, detail));
    }
    if !sums.are_known {
        return;
    }
    let both = [
        (trailer.debit, sums.debit, DEBIT, FaultKind::Debit),
        (trailer.credit, sums.credit, CREDIT, FaultKind::Credit),
    ];
    for (said, sum, positions, kind) in both {
        if let Some(said) = said.map(i128::from)
            && said != sum
        {
            let detail = format!("{}, and the movements make {}", euro(said), euro(sum));
            faults.push(told(positions, trailer.line, kind, detail));
        }
    }
}
