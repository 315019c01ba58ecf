//! How faults of witnesses are mended, for all of a kind alike.

/// What is wrong, and the way to mend it.
const WAYS: [(&str, &str); 13] = [
    (
        "a reason for a difference that is not known",
        "write wisselgeldfout, verkeerde betaalwijze, vergeten boeking, dubbele boeking, vals biljet, afronding, diefstal or onbekend",
    ),
    (
        "a role is expected here, not a name",
        "write kassaverantwoordelijke, hoofdkassaverantwoordelijke, inningsambtenaar, financieel directeur or controleur",
    ),
    ("the gross amount less the commission is not the net amount", AGAIN),
    ("a row of totals is not the sum of its rows", AGAIN),
    ("the opening balance and the booked entries don't make the closing balance", BANK),
    ("something is missing in the statement", BANK),
    ("there is no statement (Stmt) in the file", BANK),
    ("the pieces and their value don't make the amount", COUNT),
    ("the pieces that are carried to the bank don't make the amount", COUNT),
    ("more pieces are carried to the bank than were counted", COUNT),
    ("what stays in the drawer and what is carried to the bank are not what was counted", COUNT),
    ("it is not said who counted", "write the role of who counted in one of its rows, never a name"),
    (
        "a row has more or fewer cells than there are columns",
        "was the file cut off, or is there a separator in a text without quotation marks?",
    ),
];

const AGAIN: &str = "the file is not as the provider makes it: fetch it again";
const BANK: &str = "the file is not as a bank makes it: fetch it again";
const COUNT: &str = "put the wrong figure right in the count, by what is on its paper";

/// The way to mend what is wrong; `None` where what is wrong says it.
#[must_use]
pub fn way_to_mend(what: &str) -> Option<&'static str> {
    WAYS.iter().find(|(fault, _)| *fault == what).map(|(_, way)| *way)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::count::{REASONS, ROLES};

    #[test]
    fn the_words_that_are_known_are_all_told() {
        for (what, words) in [
            ("a reason for a difference that is not known", &REASONS[..]),
            ("a role is expected here, not a name", &ROLES[..]),
        ] {
            let way = way_to_mend(what).expect("a way");
            assert!(words.iter().all(|word| way.contains(word)), "{way}");
        }
    }
}
