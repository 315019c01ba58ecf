//! Which values stand in a file where a profile says that a field is the same in every record.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::cell::{RawCell, trimmed};
use super::header::Layout;
use super::profile::Profile;
use crate::domain::LineField;

/// The records whose own value a constant of the profile takes the place of.
#[derive(Clone, Debug, Default)]
pub struct ConstantUse {
    replaced: BTreeMap<LineField, ReplacedValue>,
}

/// What a constant of a profile takes the place of in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacedValue {
    /// The column's header.
    pub header: String,
    /// The first of the values in the order of texts, the same however a file is cut into pieces.
    pub value: String,
    /// How many records have another value than the profile.
    pub records: u64,
}

impl ConstantUse {
    /// Notes a record.
    pub fn note(&mut self, layout: &Layout, profile: &Profile, cells: &[RawCell<'_>]) {
        for (field, index) in layout.replaced() {
            let Some(value) = cells.get(*index).filter(|cell| !cell.is_empty()).map(RawCell::shown) else { continue };
            let value = trimmed(&value);
            if !is_meant(profile, *field, value) {
                let header = layout.header_at(*index).to_owned();
                self.add(*field, ReplacedValue { header, value: value.to_owned(), records: 1 });
            }
        }
    }

    fn add(&mut self, field: LineField, more: ReplacedValue) {
        match self.replaced.entry(field) {
            Entry::Vacant(entry) => {
                entry.insert(more);
            }
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.records += more.records;
                if more.value < known.value {
                    known.value = more.value;
                }
            }
        }
    }

    /// Takes over what other records have.
    pub fn merge(&mut self, other: Self) {
        for (field, more) in other.replaced {
            self.add(field, more);
        }
    }

    /// What was replaced, with what the profile says.
    pub fn replaced<'f>(&'f self, profile: &'f Profile) -> impl Iterator<Item = (&'f str, &'f ReplacedValue)> {
        self.replaced.iter().filter_map(|(field, replaced)| Some((profile.constants.get(field)?.as_str(), replaced)))
    }
}

/// Whether a value says nothing else than the constant: it is the same, or a word for nothing.
fn is_meant(profile: &Profile, field: LineField, value: &str) -> bool {
    profile.constants.get(&field).is_none_or(|constant| constant.eq_ignore_ascii_case(value))
        || profile.empty.iter().any(|word| word == value)
}
