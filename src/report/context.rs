//! What the makers of a report's parts share: the template, the words, the tables.

use std::sync::Arc;

use chrono::NaiveDate;

use super::describe::{Description, Descriptions};
use super::dimension::Dimension;
use super::document::{Cell, Localised};
use super::figures::Means;
use super::key::{Codes, Key, OpenLast};
use super::language::Language;
use super::summary_line::SummaryLine;
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
    /// What tells the codes of lines that a line does not bear itself.
    #[must_use]
    pub fn codes(&self) -> Codes<'_> {
        Codes { tables: self.tables, categories: &self.template.categories, day: self.last_day }
    }

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
            Cell::Said(Box::new(Localised { file: file.into(), page: page.into() }))
        }
    }

    /// What the line of what was received less expenses is called: on pages that it is a total of cash and bank, in files
    /// for programs what they have called it from the first.
    #[must_use]
    pub fn received_label(&self) -> Cell {
        let page = self.words.subtotal.received.as_str();
        Cell::Said(Box::new(Localised { file: "Totaal ontvangen".into(), page: page.into() }))
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
    pub fn code_cell(&self, field: Field, line: &SummaryLine) -> Cell {
        let key = field.dimension().and_then(|dimension| line.key(dimension));
        match (field, key) {
            (Field::Description, Some(Key::BookingCode(Some(code)))) => {
                self.description_cell(self.descriptions.booking_code(code))
            }
            (Field::Description, _) => Cell::Empty,
            (Field::DaybookDescription | Field::InstitutionName | Field::BranchName | Field::ReceiverName, key) => {
                self.said(|words| key.clone().and_then(|key| self.described(key, words)).unwrap_or_default())
            }
            (Field::IsReceived, _) => yes_or_no(line.is_received),
            (Field::WayOfPayment, _) => self.way_cell(line),
            (Field::LedgerAccount, Some(Key::LedgerAccount(OpenLast::Open))) => {
                self.said(|words| words.title.unknown.clone())
            }
            (_, Some(Key::Day(OpenLast::Settled(day)))) => Cell::Day(day),
            (_, Some(key @ (Key::Category(..) | Key::Age(_) | Key::Weekday(_)))) => {
                self.said(|words| self.named(&key, words).unwrap_or_default())
            }
            (_, Some(key)) => Cell::text(&key.text()),
            (_, None) => Cell::Empty,
        }
    }

    /// The way in which the money of a line came in. Where neither ways nor days are told apart, a daybook is what it is
    /// described as on the last; where daybooks are not either, what was not received is still told by its kind.
    fn way_cell(&self, line: &SummaryLine) -> Cell {
        if let Some(Key::WayOfPayment(part)) = line.key(Dimension::WayOfPayment) {
            let (file, page) = (part.name(), self.way_name(part));
            return Cell::Said(Box::new(Localised { file: file.into(), page: page.into() }));
        }
        let day = match line.key(Dimension::Day) {
            Some(Key::Day(OpenLast::Settled(day))) => day,
            _ => self.last_day,
        };
        match line.key(Dimension::Daybook) {
            Some(Key::Daybook(OpenLast::Settled(daybook))) => Cell::text(Means::of(daybook, day, self.tables).name()),
            _ => match line.kind {
                Some(kind) if !kind.is_received() => Cell::text(Means::Apart(kind).name()),
                _ => Cell::Empty,
            },
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
            Key::WayOfPayment(part) => return Some(self.way_name(part).to_owned()),
            Key::Category(..) | Key::Age(_) | Key::Weekday(_) => return self.named(&key, words),
            Key::Receiver(receiver) => match receiver {
                OpenLast::Settled(institution) => self.descriptions.institution(institution),
                OpenLast::Open => return Some(words.title.all_institutions.clone()),
            },
            Key::Day(_) | Key::Week(_) | Key::Month(_) | Key::Year(_) | Key::Earlier(..) => return None,
            Key::Source(source) if !source.is_empty() => return words.lines.sources.get(source.as_ref()).cloned(),
            Key::Drawer(drawer) if !drawer.is_empty() => return None,
            Key::Source(_) | Key::Drawer(_) => return Some(words.title.unknown.clone()),
            Key::LedgerAccount(account) => return (account == OpenLast::Open).then(|| words.title.unknown.clone()),
            Key::Daybook(OpenLast::Settled(daybook)) => self.descriptions.daybook(daybook, self.last_day),
            Key::Institution(institution) => self.descriptions.institution(institution?),
            Key::Branch(branch) => self.descriptions.branch(branch?, self.last_day),
            Key::BookingCode(code) => self.descriptions.booking_code(code?),
        };
        match described {
            Description::Known(text) => Some(Arc::as_ref(&text).to_owned()),
            Description::Unknown => Some(words.title.unknown.clone()),
            Description::Untold => None,
        }
    }

    /// The name of what has no code: a category, an age, a day of the week.
    fn named(&self, key: &Key, words: &Words) -> Option<String> {
        match key {
            Key::Category(_, name) => Some(self.template.text(name, words.language).to_owned()),
            Key::Age(age) => words.age.get(age.name()).cloned(),
            Key::Weekday(OpenLast::Settled(day)) => words.weekdays.get(usize::from(*day)).cloned(),
            _ => None,
        }
    }

    /// A code as the heading of a column: a way by its name, a day without its year, all else as it is.
    #[must_use]
    pub fn short(&self, key: &Key) -> String {
        match key {
            Key::WayOfPayment(part) => self.way_name(*part).to_owned(),
            Key::Day(OpenLast::Settled(day)) => day.format("%d/%m").to_string(),
            Key::Earlier(_, period) => self.words.short_period(*period),
            Key::Category(..) | Key::Age(_) | Key::Weekday(_) => {
                self.named(key, self.words).unwrap_or_else(|| key.text())
            }
            _ => key.text(),
        }
    }

    /// What a way is called in which money came in, or a reason why it did not.
    #[must_use]
    pub fn way_name(&self, part: Means) -> &str {
        self.words.way(part)
    }

    /// A code with its words: `K001 Kas balie`.
    #[must_use]
    pub fn titled(&self, key: Key, words: &Words) -> String {
        let code = if matches!(key, Key::WayOfPayment(_) | Key::Category(..) | Key::Age(_) | Key::Weekday(_)) {
            String::new()
        } else {
            key.text()
        };
        let described = self.described(key, words).unwrap_or_default();
        format!("{code} {described}").trim().to_owned()
    }
}

/// What a column for files says of a line by the way in which its money came in.
#[must_use]
pub fn part_cell(field: Field, part: Means) -> Cell {
    if field == Field::WayOfPayment { Cell::text(part.name()) } else { yes_or_no(part.is_received()) }
}

/// Whether the money of a line was received, as the column `Telt mee` says it.
fn yes_or_no(is_received: bool) -> Cell {
    Cell::text(if is_received { "ja" } else { "nee" })
}
