//! Faults of witnesses that are mended alike, whatever file they stand in.

use super::fault::WitnessDefect;

const AGAIN: &str = "the file is not as the provider makes it: fetch it again";
const BANK: &str = "the file is not as a bank makes it: fetch it again";
const COUNT: &str = "put the wrong figure right in the count, by what is on its paper";

const fn mended(what: &'static str, way: &'static str) -> WitnessDefect {
    WitnessDefect { what, way: Some(way) }
}

pub(super) const UNKNOWN_REASON: WitnessDefect = mended(
    "a reason for a difference that is not known",
    "write wisselgeldfout, verkeerde betaalwijze, vergeten boeking, dubbele boeking, vals biljet, afronding, diefstal or onbekend",
);
pub(super) const NO_ROLE: WitnessDefect = mended(
    "a role is expected here, not a name",
    "write kassaverantwoordelijke, hoofdkassaverantwoordelijke, inningsambtenaar, financieel directeur or controleur",
);
pub(super) const NET_AMOUNT: WitnessDefect =
    mended("the gross amount less the commission is not the net amount", AGAIN);
pub(super) const TOTALS: WitnessDefect = mended("a row of totals is not the sum of its rows", AGAIN);
pub(super) const CLOSING_BALANCE: WitnessDefect =
    mended("the opening balance and the booked entries don't make the closing balance", BANK);
pub(super) const MISSING: WitnessDefect = mended("something is missing in the statement", BANK);
pub(super) const NO_STATEMENT: WitnessDefect = mended("there is no statement (Stmt) in the file", BANK);
pub(super) const PIECES: WitnessDefect = mended("the pieces and their value don't make the amount", COUNT);
pub(super) const CARRIED_PIECES: WitnessDefect =
    mended("the pieces that are carried to the bank don't make the amount", COUNT);
pub(super) const TOO_MUCH_CARRIED: WitnessDefect =
    mended("more pieces are carried to the bank than were counted", COUNT);
pub(super) const LEFT_AND_CARRIED: WitnessDefect =
    mended("what stays in the drawer and what is carried to the bank are not what was counted", COUNT);
pub(super) const NOBODY_COUNTED: WitnessDefect =
    mended("it is not said who counted", "write the role of who counted in one of its rows, never a name");
pub(super) const CELLS_OF_A_ROW: WitnessDefect = mended(
    "a row has more or fewer cells than there are columns",
    "was the file cut off, or is there a separator in a text without quotation marks?",
);

pub(super) const NO_TOTAL: WitnessDefect =
    mended("no row of totals tells of a payment", "was the file cut off? fetch it from the provider again");
pub(super) const UNSOLVED: WitnessDefect = mended(
    "a formula stands here, and not what it makes",
    "save the form with a spreadsheet program, or write the number itself",
);
pub(super) const BESIDE: WitnessDefect = mended(
    "something stands beside the form, where it is not read",
    "write pieces and amounts into the coloured cells alone, and nothing beside them",
);
pub(super) const HIDDEN_ROW: WitnessDefect = mended(
    "a row of the form is hidden, and something is written in it",
    "show the row, and look at what is written in it",
);
pub(super) const HIDDEN_SHEET: WitnessDefect =
    mended("a sheet is hidden, and a count is written in it", "show the sheet, or remove it");
pub(super) const OTHER_LIBRARY: WitnessDefect =
    mended("the form is of another library", "count on the form of the library that the drawer is of");
pub(super) const TO_COME: WitnessDefect =
    mended("a match by hand is of a time that is still to come", "write the day and the time at which it was said");
pub(super) const OTHER_PIECES: WitnessDefect =
    mended("other money has no pieces", "write what is carried to the bank behind `Kasafdracht`, in euro");
pub(super) const COUNT_OF_ENTRIES: WitnessDefect =
    mended("the summary of the statement counts another number of entries", BANK);
pub(super) const SUM_OF_ENTRIES: WitnessDefect =
    mended("the summary of the statement has another sum than its entries", BANK);
pub(super) const BATCH: WitnessDefect = mended("the payments of an entry don't make its amount", BANK);
pub(super) const COUNT_OF_BATCH: WitnessDefect = mended("a batch counts another number of payments", BANK);
pub(super) const BALANCE_DAY: WitnessDefect =
    mended("the closing balance is of a day before the opening one, or after the statement was made", BANK);
pub(super) const ENTRY_DAY: WitnessDefect =
    mended("an entry was booked outside of the days between the balances", BANK);
pub(super) const FILTERED: WitnessDefect = mended(
    "the file says that transactions were left out of it",
    "ask the bank for all transactions of the days, without a filter",
);
pub(super) const OUTSIDE_OF_HEAD: WitnessDefect = mended(
    "a transaction is outside of the days or statements that the file says it is of",
    "fetch the transactions from the bank again",
);
pub(super) const AFTER_BALANCE: WitnessDefect = mended(
    "a transaction was booked after the day of the balance in the file",
    "fetch the transactions from the bank again",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::count::{REASONS, ROLES};

    #[test]
    fn the_words_that_are_known_are_all_told() {
        for (defect, words) in [(UNKNOWN_REASON, &REASONS[..]), (NO_ROLE, &ROLES[..])] {
            let way = defect.way.expect("a way");
            assert!(words.iter().all(|word| way.contains(word)), "{way}");
        }
    }
}
