//! From the cells of a record to its fields, where a profile says more than which column holds what.

use std::borrow::Cow;

use super::cell::{EMPTY_CELL, RawCell, trimmed};
use super::header::Layout;
use super::profile::Profile;
use crate::domain::LineField;

/// Where the fields of a record stand, and what a profile makes of them.
#[derive(Clone, Copy, Debug)]
pub struct Mapping<'a> {
    /// Where the fields stand in the file.
    pub layout: &'a Layout,
    /// What else the profile says.
    pub profile: &'a Profile,
    is_direct: bool,
}

impl<'a> Mapping<'a> {
    /// What a profile makes of the records of a file.
    #[must_use]
    pub fn new(layout: &'a Layout, profile: &'a Profile) -> Self {
        Self { layout, profile, is_direct: !profile.is_mapped() }
    }

    /// Whether fields are read where they stand.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.is_direct
    }

    /// Where a field stands in the cells that [`Mapping::fields`] gives; `None` when records don't have it.
    #[inline]
    #[must_use]
    pub fn index(&self, field: LineField) -> Option<usize> {
        if self.is_direct {
            return self.layout.index(field);
        }
        (self.layout.index(field).is_some() || self.profile.constants.contains_key(&field)).then_some(field as usize)
    }

    /// The fields of a record: one for each [`LineField`], or its cells where fields are read where they stand.
    #[must_use]
    pub fn fields<'c>(&self, cells: &'c [RawCell<'_>]) -> Cow<'c, [RawCell<'c>]>
    where
        'a: 'c,
    {
        if self.is_direct {
            return Cow::Borrowed(cells);
        }
        let mut fields: Vec<RawCell<'c>> = LineField::ALL.into_iter().map(|field| self.field(cells, field)).collect();
        for (day, time) in [(LineField::Posted, LineField::PostedTime), (LineField::Settled, LineField::SettledTime)] {
            if let Some(joined) = joined(&fields[day as usize], &fields[time as usize]) {
                fields[day as usize] = joined;
            }
        }
        Cow::Owned(fields)
    }

    fn field<'c>(&self, cells: &'c [RawCell<'_>], field: LineField) -> RawCell<'c>
    where
        'a: 'c,
    {
        if let Some(constant) = self.profile.constants.get(&field) {
            return RawCell::Text(Cow::Borrowed(constant));
        }
        let cell = self.layout.index(field).and_then(|index| cells.get(index)).unwrap_or(&EMPTY_CELL);
        let text = match cell {
            RawCell::Text(text) => trimmed(text),
            cell => return self.meant(field, &cell.shown()).unwrap_or_else(|| cell.clone()),
        };
        if let Some(meant) = self.meant(field, text) {
            return meant;
        }
        let is_empty = self.profile.empty.iter().any(|word| word == text);
        if is_empty {
            EMPTY_CELL
        } else {
            RawCell::Text(Cow::Borrowed(if field == LineField::Description { shown(cell) } else { text }))
        }
    }

    /// What the profile says that a value means.
    fn meant<'c>(&self, field: LineField, text: &str) -> Option<RawCell<'c>>
    where
        'a: 'c,
    {
        Some(RawCell::Text(Cow::Borrowed(self.profile.values.get(&field)?.get(text)?)))
    }

    /// The text of a field as the file has it, for messages.
    #[must_use]
    pub fn written(&self, field: LineField, cells: &[RawCell<'_>]) -> Option<String> {
        Some(cells.get(self.layout.index(field)?)?.shown())
    }
}

fn shown<'c>(cell: &'c RawCell<'_>) -> &'c str {
    match cell {
        RawCell::Text(text) => text,
        _ => "",
    }
}

/// A day and the time beside it as one; `None` when there is no time.
fn joined(day: &RawCell<'_>, time: &RawCell<'_>) -> Option<RawCell<'static>> {
    if day.is_empty() || time.is_empty() {
        return None;
    }
    match (day, time) {
        (RawCell::Text(day), RawCell::Text(time)) => Some(RawCell::Text(Cow::Owned(format!("{day} {time}")))),
        (RawCell::Text(day), RawCell::Time(time)) => {
            Some(RawCell::Text(Cow::Owned(format!("{day} {}", time.format("%H:%M:%S%.f")))))
        }
        (RawCell::Day(day), RawCell::Time(time)) => Some(RawCell::DateTime(day.and_time(*time))),
        (RawCell::Day(day), RawCell::Text(text)) => Some(match super::date::parse_time(trimmed(text)) {
            Some(time) => RawCell::DateTime(day.and_time(time)),
            None => RawCell::Other(format!("{day} {text}")),
        }),
        // A day that has a time of its own, or a time that is none: whoever reads it says so.
        (day, time) => Some(RawCell::Other(format!("{} {}", day.shown(), time.shown()))),
    }
}
