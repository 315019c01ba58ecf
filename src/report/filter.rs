//! What a selection leaves out of all that a report of its kind shows, and what names of files say of it.

use sha2::{Digest, Sha256};

use super::selection::{BookingCodes, Daybooks, Selection};
use crate::domain::{Branch, Institution, Period};
use crate::ingest::source::hex;

/// So many codes of one kind are named one by one where there is little room.
const NAMED: usize = 3;
/// The length of a name's part that tells the filter.
const LONGEST: usize = 150;

/// What only is shown. Nothing of it: all that a report of its kind shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    criteria: Vec<Criterion>,
}

/// What a line must be to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// Settled on a daybook with one of these letters.
    DaybookLetters(Vec<char>),
    /// Settled on one of these daybooks.
    Daybooks(Vec<Daybooks>),
    /// Of a cost that arose in one of these branches.
    Branches(Vec<Branch>),
    /// With one of these booking codes.
    BookingCodes(Vec<BookingCodes>),
    /// Posted from one of these sources (*bron*).
    Sources(Vec<String>),
    /// Of a cost that arose on these days.
    PostedIn(Period),
}

/// What names of files say of several libraries: such as `_I355-I356`, and nothing of one or all.
#[must_use]
pub fn libraries_suffix(institutions: &[Institution]) -> String {
    if institutions.len() < 2 {
        return String::new();
    }
    let codes: Vec<String> = institutions.iter().map(ToString::to_string).collect();
    let named = codes.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("-");
    match codes.len() - codes.len().min(NAMED) {
        0 => format!("_{named}"),
        more => format!("_{named}-en-{more}-andere-{}", mark(&codes.join("\n"))),
    }
}

impl Criterion {
    /// The codes that were asked for, each as a text.
    #[must_use]
    pub fn values(&self) -> Vec<String> {
        fn texts<T: ToString>(values: &[T]) -> Vec<String> {
            values.iter().map(ToString::to_string).collect()
        }
        match self {
            Self::DaybookLetters(letters) => texts(letters),
            Self::Daybooks(daybooks) => texts(daybooks),
            Self::Branches(branches) => texts(branches),
            Self::BookingCodes(codes) => texts(codes),
            Self::Sources(sources) => sources.clone(),
            Self::PostedIn(period) => vec![period.file_part()],
        }
    }

    /// What a file's name says of it. What doesn't fit or can't stand in a name has a mark of its own, so that two
    /// filters never share a name.
    fn file_part(&self) -> String {
        let mut values = self.values();
        values.sort();
        values.dedup();
        let is_plain = |value: &String| {
            let is_period = matches!(self, Self::PostedIn(_));
            is_period || value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'.')
        };
        let is_whole = values.len() <= NAMED + 1 && values.iter().all(|value| is_plain(value) && !value.is_empty());
        let shown = |value: &String| -> String {
            let kept = value.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.' || *c == '_' || *c == '-');
            kept.take(20).collect()
        };
        let label = match self {
            Self::DaybookLetters(_) => "",
            Self::Daybooks(_) => "dagboek-",
            Self::Branches(_) => "vestiging-",
            Self::BookingCodes(_) => "code-",
            Self::Sources(_) => "bron-",
            Self::PostedIn(_) => "opgeboekt-",
        };
        if is_whole {
            return format!("{label}{}", values.iter().map(String::as_str).collect::<Vec<_>>().join("-"));
        }
        let named = values.iter().take(NAMED).map(shown).collect::<Vec<_>>().join("-");
        let more = values.len().saturating_sub(NAMED);
        let more = if more == 0 { String::new() } else { format!("-en-{more}-andere") };
        format!("{label}{named}{more}-{}", mark(&values.join("\n")))
    }
}

/// Eight digits that stand for a text.
fn mark(text: &str) -> String {
    let mut hash = hex(&Sha256::digest(text));
    hash.truncate(8);
    hash
}

impl Filter {
    /// What a selection filters by. The library, its scope, its write-offs and the period of settlement are what a
    /// report is about, and no filter.
    #[must_use]
    pub fn of(selection: &Selection) -> Self {
        let Selection { daybook_letters, daybooks, branches, booking_codes, sources, posted_in, .. } = selection;
        let criteria = [
            (!daybook_letters.is_empty()).then(|| Criterion::DaybookLetters(daybook_letters.clone())),
            (!daybooks.is_empty()).then(|| Criterion::Daybooks(daybooks.clone())),
            (!branches.is_empty()).then(|| Criterion::Branches(branches.clone())),
            (!booking_codes.is_empty()).then(|| Criterion::BookingCodes(booking_codes.clone())),
            (!sources.is_empty()).then(|| Criterion::Sources(sources.clone())),
            posted_in.map(Criterion::PostedIn),
        ];
        Self { criteria: criteria.into_iter().flatten().collect() }
    }

    /// Whether it lets all through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.criteria.is_empty()
    }

    /// What lines must be, one thing after the other.
    #[must_use]
    pub fn criteria(&self) -> &[Criterion] {
        &self.criteria
    }

    /// What names of files say of it: nothing when it lets all through, else such as `_K` or `_vestiging-3550`.
    #[must_use]
    pub fn file_suffix(&self) -> String {
        let mut suffix = String::new();
        for criterion in &self.criteria {
            suffix += "_";
            suffix += &criterion.file_part();
        }
        if suffix.len() > LONGEST {
            let whole = mark(&suffix);
            suffix.truncate(LONGEST - whole.len() - 1);
            suffix += &format!("-{whole}");
        }
        suffix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(change: impl FnOnce(&mut Selection)) -> Filter {
        let mut selection = Selection::everything();
        change(&mut selection);
        Filter::of(&selection)
    }

    fn branches(count: u32) -> Vec<Branch> {
        (0..count).map(|number| Branch::from_number(3550 + number).expect("a branch")).collect()
    }

    #[test]
    fn names_tell_what_is_shown() {
        let parsed = |texts: &[&str]| texts.iter().map(|text| BookingCodes::parse(text).expect("codes")).collect();
        assert_eq!(filter(|_| {}).file_suffix(), "");
        assert_eq!(filter(|selection| selection.daybook_letters = vec!['K']).file_suffix(), "_K");
        assert_eq!(filter(|selection| selection.daybook_letters = vec!['K', 'B', 'K']).file_suffix(), "_B-K");
        assert_eq!(filter(|selection| selection.branches = branches(2)).file_suffix(), "_vestiging-3550-3551");
        let codes = filter(|selection| selection.booking_codes = parsed(&["2110", "3*"]));
        assert_eq!(codes.file_suffix(), "_code-2110-3000..3999");
        let both = filter(|selection| {
            selection.daybooks = vec![Daybooks::parse("001..099").expect("daybooks")];
            selection.sources = vec!["B".to_owned()];
            selection.posted_in = Period::parse("2026-10", chrono::NaiveDate::MIN).ok();
        });
        assert_eq!(both.file_suffix(), "_dagboek-001..099_bron-B_opgeboekt-2026-10");
    }

    #[test]
    fn no_two_filters_share_a_name() {
        let source = |text: &str| filter(|selection| selection.sources = vec![text.to_owned()]);
        let of_branches = |count| filter(|selection| selection.branches = branches(count));
        let mut filters: Vec<Filter> = ["b", "B", "a/b", "ab", "", "\u{e9}", "-"].map(source).to_vec();
        filters.extend((1..40).map(of_branches));
        filters.push(filter(|selection| selection.sources = vec!["a".to_owned(), "b".to_owned()]));
        let names: std::collections::BTreeSet<String> =
            filters.iter().map(|filter| filter.file_suffix().to_lowercase()).collect();
        assert_eq!(names.len(), filters.len(), "{names:?}");
        assert!(names.iter().all(|name| name.is_ascii() && !name.contains('/')), "{names:?}");
        assert!(of_branches(39).file_suffix().starts_with("_vestiging-3550-3551-3552-en-36-andere-"));
    }

    #[test]
    fn a_name_stays_short_whatever_is_asked() {
        let long = |last: &str| {
            filter(|selection| {
                selection.branches = branches(40);
                selection.booking_codes =
                    (0..9).map(|n| BookingCodes::parse(&format!("2{n}00..2{n}99")).expect("codes")).collect();
                selection.daybook_letters = ('A'..='Z').collect();
                selection.sources = vec!["x".repeat(90), "y".repeat(90), last.to_owned()];
            })
            .file_suffix()
        };
        assert_eq!(long("a").len(), LONGEST);
        assert_ne!(long("a"), long("b"));
    }
}
