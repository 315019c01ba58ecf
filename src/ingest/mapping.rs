//! From the cells of a record to its fields, where a profile says more than which column holds what.

use std::borrow::Cow;

use chrono::NaiveTime;

use super::cell::{Cell, trimmed};
use super::header::Layout;
use super::profile::Profile;
use crate::domain::Field;

/// Where the fields of a record stand, and what a profile makes of them.
#[derive(Clone, Copy, Debug)]
pub struct Mapping<'a> {
    /// Where the fields stand in the file.
    pub layout: &'a Layout,
    /// What else the profile says.
    pub profile: &'a Profile,
    is_direct: bool,
}

const EMPTY: Cell<'static> = Cell::Text(Cow::Borrowed(""));

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
    pub fn index(&self, field: Field) -> Option<usize> {
        if self.is_direct {
            return self.layout.index(field);
        }
        (self.layout.index(field).is_some() || self.profile.constants.contains_key(&field)).then_some(field as usize)
    }

    /// The fields of a record: one for each [`Field`], or its cells where fields are read where they stand.
    #[must_use]
    pub fn fields<'c>(&self, cells: &'c [Cell<'_>]) -> Cow<'c, [Cell<'c>]>
    where
        'a: 'c,
    {
        if self.is_direct {
            return Cow::Borrowed(cells);
        }
        let mut fields: Vec<Cell<'c>> = Field::ALL.into_iter().map(|field| self.field(cells, field)).collect();
        for (day, time) in [(Field::Posted, Field::PostedTime), (Field::Settled, Field::SettledTime)] {
            if let Some(joined) = joined(&fields[day as usize], &fields[time as usize]) {
                fields[day as usize] = joined;
            }
        }
        Cow::Owned(fields)
    }

    fn field<'c>(&self, cells: &'c [Cell<'_>], field: Field) -> Cell<'c>
    where
        'a: 'c,
    {
        if let Some(constant) = self.profile.constants.get(&field) {
            return Cell::Text(Cow::Borrowed(constant));
        }
        let cell = self.layout.index(field).and_then(|index| cells.get(index)).unwrap_or(&EMPTY);
        let text = match cell {
            Cell::Text(text) => trimmed(text),
            cell => return self.meant(field, &cell.shown()).unwrap_or_else(|| cell.clone()),
        };
        if let Some(meant) = self.meant(field, text) {
            return meant;
        }
        let is_empty = self.profile.empty.iter().any(|word| word == text);
        if is_empty {
            EMPTY
        } else {
            Cell::Text(Cow::Borrowed(if field == Field::Description { shown(cell) } else { text }))
        }
    }

    /// What the profile says that a value means.
    fn meant<'c>(&self, field: Field, text: &str) -> Option<Cell<'c>>
    where
        'a: 'c,
    {
        Some(Cell::Text(Cow::Borrowed(self.profile.values.get(&field)?.get(text)?)))
    }

    /// The text of a field as the file has it, for messages.
    #[must_use]
    pub fn written(&self, field: Field, cells: &[Cell<'_>]) -> Option<String> {
        Some(cells.get(self.layout.index(field)?)?.shown())
    }
}

fn shown<'c>(cell: &'c Cell<'_>) -> &'c str {
    match cell {
        Cell::Text(text) => text,
        _ => "",
    }
}

/// A day and the time beside it as one; `None` when there is no time.
fn joined(day: &Cell<'_>, time: &Cell<'_>) -> Option<Cell<'static>> {
    if day.is_empty() || time.is_empty() {
        return None;
    }
    match (day, time) {
        (Cell::Text(day), Cell::Text(time)) => Some(Cell::Text(Cow::Owned(format!("{day} {time}")))),
        (Cell::Text(day), Cell::Time(time)) => {
            Some(Cell::Text(Cow::Owned(format!("{day} {}", time.format("%H:%M:%S%.f")))))
        }
        (Cell::DateTime(day), Cell::Time(time)) if day.time() == NaiveTime::MIN => {
            Some(Cell::DateTime(day.date().and_time(*time)))
        }
        (Cell::DateTime(day), Cell::Text(time)) if day.time() == NaiveTime::MIN => {
            super::date::parse_time(time).map(|time| Cell::DateTime(day.date().and_time(time)))
        }
        // A day that has a time of its own, or a time that is none: whoever reads it says so.
        (day, time) => Some(Cell::Other(format!("{} {}", day.shown(), time.shown()))),
    }
}
