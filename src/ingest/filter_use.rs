//! Which values of a profile's choice of records a file has, and what stands there instead.

use std::collections::BTreeSet;

use super::field::normalise;
use super::profile::RecordFilter;

/// How many other values of a column are looked at: one with more is no column of a few words.
const MOST_OTHERS: usize = 200;
/// From how many characters on a word may have one slip of the pen, and from how many on two.
const SLIPS: [usize; 2] = [4, 10];

/// What the records of a file have in the columns by which its profile leaves records out, filter by filter.
#[derive(Clone, Debug, Default)]
pub struct FilterUse {
    filters: Vec<ColumnValues>,
}

/// What records have in one of those columns.
#[derive(Clone, Debug, Default)]
struct ColumnValues {
    /// The places of the values that the profile names and some record has.
    met: BTreeSet<usize>,
    /// Others, the first in the order of texts: the same however a file is cut into pieces.
    others: BTreeSet<String>,
}

impl FilterUse {
    /// Notes what a record has for a filter: the place of the value that the profile names, else the value.
    pub fn note(&mut self, filter: usize, named: Option<usize>, value: &str) {
        if self.filters.len() <= filter {
            self.filters.resize_with(filter + 1, ColumnValues::default);
        }
        let ColumnValues { met, others } = &mut self.filters[filter];
        match named {
            Some(named) => {
                met.insert(named);
            }
            None if others.contains(value) => {}
            None => {
                others.insert(value.to_owned());
                bound(others);
            }
        }
    }

    /// Takes over what other records have.
    pub fn merge(&mut self, other: Self) {
        if self.filters.len() < other.filters.len() {
            self.filters.resize_with(other.filters.len(), ColumnValues::default);
        }
        for (own, other) in self.filters.iter_mut().zip(other.filters) {
            own.met.extend(other.met);
            own.others.extend(other.others);
            bound(&mut own.others);
        }
    }

    /// `ColumnValues` that records have and that are nearly one which the profile names: in another spelling, or with a slip of the
    /// pen where no record has the named one. Each with the filter's header, the named value, the other one.
    #[must_use]
    pub fn nearly_named<'f>(&'f self, filters: &'f [RecordFilter]) -> Vec<(&'f str, &'f str, &'f str)> {
        let mut found = Vec::new();
        for (filter, ColumnValues { met, others }) in filters.iter().zip(&self.filters) {
            for (place, named) in filter.values.iter().enumerate() {
                let near = others.iter().filter_map(|other| Some((distance(named, other)?, other)));
                let nearest = near.min().filter(|(distance, _)| *distance == 0 || !met.contains(&place));
                found.extend(nearest.map(|(_, other)| (filter.header.as_str(), named.as_str(), other.as_str())));
            }
        }
        found
    }
}

fn bound(others: &mut BTreeSet<String>) {
    while others.len() > MOST_OTHERS {
        others.pop_last();
    }
}

/// How many slips of the pen lie between two words, where those are few enough to mean the same. What differs in digits is
/// another code.
fn distance(named: &str, other: &str) -> Option<usize> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (named, other) = (normalise(named), normalise(other));
    let length = named.chars().count();
    let most = SLIPS.iter().filter(|from| length >= **from).count();
    let distance = strsim::damerau_levenshtein(&named, &other);
    (distance <= most && digits(&named) == digits(&other)).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(values: &[&str]) -> RecordFilter {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        RecordFilter { header: "Status".to_owned(), values, keeps: false }
    }

    fn noted(filter: &RecordFilter, values: &[&str]) -> FilterUse {
        let mut noted = FilterUse::default();
        for value in values {
            noted.note(0, filter.values.iter().position(|named| named == value), value);
        }
        noted
    }

    #[test]
    fn capitals_blanks_and_slips_are_told_and_other_words_and_codes_are_not() {
        let told = [
            ("Geannuleerd", "GEANNULEERD"),
            ("Geannuleerd", "geanuleerd"),
            ("Niet betaald", "niet-betaald"),
            ("é", "E"),
            ("void", "vold"),
        ];
        let silent = [("Betaald", "Onbetaald"), ("2110", "2111"), ("A1", "A2"), ("af", "bij"), ("Stap 1", "stap 2")];
        for ((named, other), is_told) in
            told.map(|pair| (pair, true)).into_iter().chain(silent.map(|pair| (pair, false)))
        {
            let filter = filter(&[named]);
            let noted = noted(&filter, &[other, "iets anders"]);
            let expected: Vec<_> = is_told.then_some(("Status", named, other)).into_iter().collect();
            assert_eq!(noted.nearly_named(std::slice::from_ref(&filter)), expected, "{named} {other}");
        }
        // Where some record has the value itself, another spelling of it is told still, and another word is one.
        let paid = filter(&["Betaald"]);
        let noted = noted(&paid, &["Betaald", "BETAALD", "Betaalt"]);
        assert_eq!(noted.nearly_named(std::slice::from_ref(&paid)), [("Status", "Betaald", "BETAALD")]);
    }

    #[test]
    fn pieces_in_any_order_give_the_same_and_many_values_stay_bounded() {
        let filter = filter(&["value 0001"]);
        let values: Vec<String> = (0..1000).rev().map(|number| format!("Value  {number:04}")).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let whole = noted(&filter, &values);
        let mut pieces = FilterUse::default();
        for piece in values.chunks(7).rev() {
            pieces.merge(noted(&filter, piece));
        }
        let filters = std::slice::from_ref(&filter);
        assert_eq!(whole.nearly_named(filters), [("Status", "value 0001", "Value  0001")]);
        assert_eq!(
            (pieces.nearly_named(filters), whole.filters[0].others.len()),
            (whole.nearly_named(filters), MOST_OTHERS)
        );
    }
}
