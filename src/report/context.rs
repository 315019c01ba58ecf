//! What the makers of a report's parts share: the template, the words, the tables.

use std::sync::Arc;

use chrono::NaiveDate;

use super::describe::{Description, Descriptions};
use super::document::{Cell, Said};
use super::figures::Part;
use super::language::Language;
use super::lines::{GroupTotals, Key, OpenLast};
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
    /// A text of the template in the language of the pages.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.template.text(text, self.words.language).to_owned()
    }

    /// What pages say in their language and files in Dutch.
    #[must_use]
    pub fn said(&self, text: impl Fn(&Words) -> String) -> Cell {
        let page = text(self.words);
        if self.words.language == Language::Dutch {
            return Cell::text(&page);
        }
        let file = text(Words::of(Language::Dutch));
        if file == page {
            Cell::text(&page)
        } else {
            Cell::Said(Box::new(Said { file: file.into(), page: page.into() }))
        }
    }

    /// A description as a value.
    #[must_use]
    pub fn description_cell(&self, description: Description) -> Cell {
        match description {
            Description::Known(text) => Cell::Text(text),
            Description::Unknown => self.said(|words| words.title.unknown.clone()),
            Description::Untold => Cell::Empty,
        }
    }

    /// What a column of codes shows of a line.
    #[must_use]
    pub fn code_cell(&self, field: Field, line: &GroupTotals) -> Cell {
        match field {
            Field::Description => match line.booking_code {
                Some(code) => self.description_cell(self.descriptions.booking_code(code)),
                None => Cell::Empty,
            },
            Field::DaybookDescription | Field::InstitutionName | Field::BranchName => {
                let key = field.dimension().map(|dimension| line.key(dimension));
                self.said(|words| key.and_then(|key| self.described(key, words)).unwrap_or_default())
            }
            Field::WayOfPayment | Field::IsReceived => {
                // Where days are not told apart, a daybook is what it is described as on the last.
                let settled = line.daybook.map(|daybook| (daybook, line.day.unwrap_or(self.last_day)));
                part_cell(field, Part::of_line(settled, self.tables))
            }
            Field::Day => line.day.map_or(Cell::Empty, Cell::Day),
            _ => field.dimension().map_or(Cell::Empty, |dimension| Cell::text(&line.key(dimension).text())),
        }
    }

    /// The words for a code, where there are any.
    #[must_use]
    pub fn described(&self, key: Key, words: &Words) -> Option<String> {
        let described = match key {
            Key::DaybookKind(OpenLast::Settled(_)) => return words.kind.get(&key.text()).cloned(),
            Key::BookingGroup(_) => return words.booking_group.get(&key.text()).cloned(),
            Key::DaybookKind(OpenLast::Open) | Key::Daybook(OpenLast::Open) => {
                return Some(words.title.open_items.clone());
            }
            Key::Day(_) => return None,
            Key::Daybook(OpenLast::Settled(daybook)) => self.descriptions.daybook(daybook, self.last_day),
            Key::Institution(institution) => self.descriptions.institution(institution?),
            Key::Branch(branch) => self.descriptions.branch(branch?),
            Key::BookingCode(code) => self.descriptions.booking_code(code?),
        };
        match described {
            Description::Known(text) => Some(Arc::as_ref(&text).to_owned()),
            Description::Unknown => Some(words.title.unknown.clone()),
            Description::Untold => None,
        }
    }

    /// A code with its words: `K001 Kas balie`.
    #[must_use]
    pub fn titled(&self, key: Key, words: &Words) -> String {
        let described = self.described(key, words).unwrap_or_default();
        format!("{} {described}", key.text()).trim().to_owned()
    }
}

/// What a column for files says of a line by the way in which its money came in.
#[must_use]
pub fn part_cell(field: Field, part: Part) -> Cell {
    Cell::text(match field {
        Field::WayOfPayment => part.name(),
        _ if part.is_received() => "ja",
        _ => "nee",
    })
}
