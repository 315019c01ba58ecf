//! What names of files say of what was asked for.

use super::filter::{Filter, libraries_suffix};
use super::selection::Selection;
use crate::domain::{Institution, Period};

/// What names say where a report is of whatever was settled when.
const ANY_PERIOD: &str = "alle";

/// What names of files say of a library, or of all or several, and of a period of settlement.
#[must_use]
pub fn name_of(institution: Option<Institution>, period: Option<Period>) -> String {
    let institution = institution.map_or_else(|| "all".to_owned(), |institution| institution.to_string());
    let period = period.map_or_else(|| ANY_PERIOD.to_owned(), Period::file_part);
    format!("{institution}_{period}")
}

/// What names of files say of a selection: never the same of two.
#[must_use]
pub fn name_of_selection(selection: &Selection) -> String {
    let filter = Filter::of(selection).file_suffix();
    let libraries = libraries_suffix(&selection.institutions);
    name_of(selection.one_institution(), selection.period) + &libraries + &filter
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::{BookingCodes, Branch, Daybooks};

    #[test]
    fn no_two_selections_share_a_name() {
        let days = ["2026-08", "2026-08-01", "2026-W32", "2026", "2026-08-01..2026-08-15"];
        let periods = days.map(|text| Some(Period::parse(text, chrono::NaiveDate::MIN).expect("a period")));
        let periods = [&[None], periods.as_slice()].concat();
        let library = |number: u32| Institution::parse(format!("I{number}")).expect("a library");
        let libraries = [0..0, 355..356, 355..357, 355..365].map(|numbers| numbers.map(library).collect::<Vec<_>>());
        let letters = [vec![], vec!['K'], vec!['B', 'K']];
        let daybooks = ["001", "001..099"].map(|text| Daybooks::parse(text).expect("daybooks"));
        let branches = [3550, 3551].map(|number| Branch::from_number(number).expect("a branch"));
        let codes = ["2110", "2*"].map(|text| BookingCodes::parse(text).expect("codes"));
        let sources = ["B", "b"].map(str::to_owned);
        let mut names: BTreeMap<String, Selection> = BTreeMap::new();
        for number in 0..6 * 6 * 4 * 3 * 3 * 3 * 3 * 3 {
            let mut rest = number;
            let mut digit = |of: usize| {
                let digit = rest % of;
                rest /= of;
                digit
            };
            let mut selection = Selection::everything();
            (selection.period, selection.posted_in) = (periods[digit(6)], periods[digit(6)]);
            selection.institutions.clone_from(&libraries[digit(4)]);
            selection.daybook_letters.clone_from(&letters[digit(3)]);
            selection.daybooks.extend(daybooks.iter().take(digit(3)).next_back().copied());
            selection.branches.extend(branches.iter().take(digit(3)).next_back().copied());
            selection.booking_codes.extend(codes.iter().take(digit(3)).next_back().copied());
            selection.sources.extend(sources.iter().take(digit(3)).next_back().cloned());
            let name = name_of_selection(&selection).to_lowercase();
            let other = names.insert(name.clone(), selection);
            assert!(other.is_none(), "{name}: {other:?}");
        }
    }
}
