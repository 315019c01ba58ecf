//! What the makers of a report's parts share: the template, the words, the tables.

use chrono::NaiveDate;

use super::describe::Descriptions;
use super::document::Cell;
use super::lines::{Key, Line, OpenLast};
use super::template::{Field, Template};
use super::words::Words;
use crate::domain::{CodeTables, Institution};

/// What the makers of a report's parts share.
#[derive(Debug)]
pub struct Context<'a> {
    /// What the report looks like.
    pub template: &'a Template,
    /// The words of its language.
    pub words: &'a Words,
    /// The words for codes.
    pub descriptions: &'a Descriptions<'a>,
    /// The code tables.
    pub tables: &'a CodeTables,
    /// The library that the report is for; `None` for all.
    pub institution: Option<Institution>,
    /// The last day of the report: descriptions are those that hold then.
    pub last_day: NaiveDate,
}

impl Context<'_> {
    /// What a column of codes shows of a line.
    #[must_use]
    pub fn code_cell(&self, field: Field, line: &Line) -> Cell {
        let description = || line.booking_code.map(|code| self.descriptions.booking_code(code));
        match field {
            Field::Description => description().map_or(Cell::Empty, Cell::Text),
            Field::DaybookDescription | Field::InstitutionName | Field::BranchName => {
                let key = field.dimension().map(|dimension| line.key(dimension));
                Cell::text(&key.and_then(|key| self.described(key)).unwrap_or_default())
            }
            Field::Day => line.day.map_or(Cell::Empty, Cell::Day),
            _ => field.dimension().map_or(Cell::Empty, |dimension| Cell::text(&line.key(dimension).text())),
        }
    }

    /// The words for a code, where there are any.
    #[must_use]
    pub fn described(&self, key: Key) -> Option<String> {
        match key {
            Key::DaybookKind(OpenLast::Settled(_)) => self.words.kind.get(&key.text()).cloned(),
            Key::Daybook(OpenLast::Settled(daybook)) => {
                self.descriptions.daybook(daybook, self.last_day).map(|text| text.to_string())
            }
            Key::Institution(institution) => self.descriptions.institution(institution?).map(|text| text.to_string()),
            Key::Branch(branch) => self.descriptions.branch(branch?).map(|text| text.to_string()),
            Key::BookingGroup(_) => self.words.booking_group.get(&key.text()).cloned(),
            Key::BookingCode(code) => Some(self.descriptions.booking_code(code?).to_string()),
            Key::DaybookKind(OpenLast::Open) | Key::Daybook(OpenLast::Open) => {
                Some(self.words.title.open_items.clone())
            }
            Key::Day(_) => None,
        }
    }

    /// A code with its words: `K001 Kas balie`.
    #[must_use]
    pub fn titled(&self, key: Key) -> String {
        let words = self.described(key).unwrap_or_default();
        format!("{} {words}", key.text()).trim().to_owned()
    }
}
