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
