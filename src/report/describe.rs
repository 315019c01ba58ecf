//! The words for codes.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::{BookingCode, Branch, CodeTables, Daybook, Institution};

/// What is known of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Description {
    /// Its description.
    Known(Arc<str>),
    /// It should have one, and has none.
    Unknown,
    /// Nothing says what such codes mean.
    Untold,
}

/// How often an export has which text for which booking code.
#[derive(Clone, Debug, Default)]
pub struct TextCounts {
    codes: FxHashMap<BookingCode, CodeTexts>,
}

/// The texts of one booking code: those that came first in a list, as most codes have few, the others in a map.
#[derive(Clone, Debug, Default)]
struct CodeTexts {
    first: Vec<(Box<str>, u64)>,
    others: FxHashMap<Box<str>, u64>,
}

impl TextCounts {
    /// Counts a text; an empty one says nothing.
    #[inline]
    pub fn add(&mut self, code: BookingCode, text: &str) {
        if !text.is_empty() {
            self.codes.entry(code).or_default().add(text, 1);
        }
    }

    /// Takes over what others counted.
    #[allow(clippy::iter_over_hash_type)]
    pub fn merge(&mut self, other: Self) {
        for (code, texts) in other.codes {
            let mine = self.codes.entry(code).or_default();
            for (text, count) in texts.first.into_iter().chain(texts.others) {
                mine.add(&text, count);
            }
        }
    }

    /// The text that each code most often has; of texts that are there as often, the first in text order.
    #[must_use]
    pub fn usual(&self) -> BTreeMap<BookingCode, Arc<str>> {
        let usual = |texts: &CodeTexts| {
            let all = texts.first.iter().map(|(text, count)| (text, count)).chain(&texts.others);
            let most = all.max_by(|(a, m), (b, n)| m.cmp(n).then_with(|| b.cmp(a)));
            most.map(|(text, _)| Arc::from(&**text))
        };
        self.codes.iter().filter_map(|(code, texts)| Some((*code, usual(texts)?))).collect()
    }
}

impl CodeTexts {
    /// How many texts the list has.
    const FIRST: usize = 8;

    #[inline]
    fn add(&mut self, text: &str, count: u64) {
        if let Some((_, known)) = self.first.iter_mut().find(|(known, _)| **known == *text) {
            *known += count;
        } else if self.first.len() < Self::FIRST {
            self.first.push((text.into(), count));
        } else if let Some(known) = self.others.get_mut(text) {
            *known += count;
        } else {
            self.others.insert(text.into(), count);
        }
    }
}

/// Finds the description of a code: the code table's; without a table, the text that the export most often has for
/// it; without any it is unknown.
#[derive(Debug)]
pub struct Descriptions<'a> {
    tables: &'a CodeTables,
    usual: &'a BTreeMap<BookingCode, Arc<str>>,
}

impl<'a> Descriptions<'a> {
    /// The descriptions of code tables, and the usual texts of the whole export, whatever is selected of it.
    #[must_use]
    pub fn new(tables: &'a CodeTables, usual: &'a BTreeMap<BookingCode, Arc<str>>) -> Self {
        Self { tables, usual }
    }

    /// What was paid.
    #[must_use]
    pub fn booking_code(&self, code: BookingCode) -> Description {
        let of_table = self.tables.booking_codes.get(&code).map(|entry| entry.description.trim());
        let known = of_table.filter(|text| !text.is_empty()).map(Into::into);
        known.or_else(|| self.usual.get(&code).cloned()).map_or(Description::Unknown, Description::Known)
    }

    /// Which desk, terminal or account it is; untold when no daybooks are configured.
    #[must_use]
    pub fn daybook(&self, daybook: Daybook, day: NaiveDate) -> Description {
        of_table(self.tables.daybook_description(daybook, day), self.tables.daybooks.is_empty())
    }

    /// The library's name; untold when no institutions are configured.
    #[must_use]
    pub fn institution(&self, institution: Institution) -> Description {
        let entry = self.tables.institutions.get(&institution);
        of_table(entry.map(|entry| entry.name.as_str()), self.tables.institutions.is_empty())
    }

    /// The branch's name on a day; untold when no branches are configured.
    #[must_use]
    pub fn branch(&self, branch: Branch, day: NaiveDate) -> Description {
        of_table(self.tables.branch_name(branch, day), self.tables.branches.is_empty())
    }
}

fn of_table(found: Option<&str>, is_empty: bool) -> Description {
    match found {
        Some(text) => Description::Known(text.into()),
        None if is_empty => Description::Untold,
        None => Description::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_text_is_found_among_many() {
        let code = BookingCode::parse("2110").expect("a code");
        let mut counts = TextCounts::default();
        for text in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "j", "b"] {
            counts.add(code, text);
        }
        assert_eq!(&*counts.usual()[&code], "b");
        counts.add(code, "j");
        assert_eq!(&*counts.usual()[&code], "j");
    }
}
