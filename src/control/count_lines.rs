//! What a report of receipts says of counted drawers: how much had to be there, how much was.

use chrono::{NaiveDate, NaiveTime};

use super::drawer::{Drawer, DrawerCount};
use crate::domain::{Daybook, DeskFinding, Money, Period, verdict};
use crate::report::document::{Cell, Column, Localised, Presence, Table};
use crate::report::row::Row;
use crate::report::template::Format;
use crate::report::words::Words;

/// A drawer in a period: its last count there, beside what had to be in it then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountLine {
    /// The drawer.
    pub drawer: Daybook,
    /// Its last count of the period; `None` where nobody counted it.
    pub counted: Option<LastCount>,
}

/// The last count of a drawer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastCount {
    /// The day.
    pub day: NaiveDate,
    /// The time: what is booked later is not in it.
    pub time: NaiveTime,
    /// What was counted, and what had to be there.
    pub count: DrawerCount,
}

/// The columns: header, width in millimetres, format.
const COLUMNS: [(&str, f32, Format); 8] = [
    ("Dagboek", 17.0, Format::Text),
    ("Dag", 24.0, Format::Weekday),
    ("Uur", 13.0, Format::Text),
    ("Volgens dit verslag", 32.0, Format::Amount),
    ("Geteld", 24.0, Format::Amount),
    ("Verschil", 21.0, Format::Amount),
    ("Oordeel", 29.0, Format::Text),
    ("Paraaf", 25.0, Format::Text),
];
const TITLE: &str = "Kastelling";
const NOTE: &str =
    "Volgens dit verslag: beginsaldo en alle boekingen tot het uur van de telling. Verschil: geteld − verwacht.";
const CHANGED: &str = "Kastelling: wat anders is dan in versie {before}";

/// The drawers of a library in a period; none where nobody counted any.
#[must_use]
pub fn count_lines<'d>(drawers: impl Iterator<Item = Drawer<'d>>, period: Period) -> Vec<CountLine> {
    let line = |drawer: Drawer<'_>| {
        let own = drawer.counts.iter().filter(|count| count.drawer == drawer.daybook && period.contains(count.day));
        let counted = own.max_by_key(|count| (count.day, count.time)).map(|count| LastCount {
            day: count.day,
            time: count.time,
            count: drawer.counted(count),
        });
        CountLine { drawer: drawer.daybook, counted }
    };
    let lines: Vec<CountLine> = drawers.map(line).collect();
    if lines.iter().any(|line| line.counted.is_some()) { lines } else { Vec::new() }
}

impl CountLine {
    /// It as a text that is another where anything of it is.
    #[must_use]
    pub fn as_text(&self) -> String {
        let counted = self.counted.as_ref().map(|last| {
            let DrawerCount { counted, expected, .. } = last.count;
            let expected = expected.map(|expected| expected.to_string()).unwrap_or_default();
            format!("{} {}\t{counted}\t{expected}", last.day, last.time)
        });
        format!("{}\t{}", self.drawer, counted.unwrap_or_default())
    }

    fn cells(&self, words: &Words) -> Vec<Cell> {
        let said = |text: &str| {
            let page = words.desk.said(text);
            if page == text {
                Cell::text(text)
            } else {
                Cell::Said(Box::new(Localised { file: text.into(), page: page.into() }))
            }
        };
        let money = |cents: Option<i64>| cents.map_or(Cell::Empty, |cents| Cell::Money(Money::from_cents(cents)));
        let drawer = Cell::text(&self.drawer.to_string());
        let Some(LastCount { day, time, count }) = &self.counted else {
            let empty = || Cell::Empty;
            return vec![drawer, empty(), empty(), empty(), empty(), empty(), said("niet ontvangen"), empty()];
        };
        let verdict = count.difference().map_or("beginsaldo niet bekend", verdict);
        vec![
            drawer,
            Cell::Day(*day),
            Cell::text(&time.format("%H:%M").to_string()),
            money(count.expected),
            money(Some(count.counted)),
            money(count.difference()),
            said(verdict),
            Cell::Empty,
        ]
    }
}

fn columns(words: &Words) -> impl Iterator<Item = Column> {
    COLUMNS.into_iter().map(|(header, width, format)| Column {
        field: None,
        header: header.to_owned(),
        label: words.desk.said(header).to_owned(),
        width,
        format,
        presence: Presence::Always,
    })
}

/// What must be looked at: drawers that were counted and differ.
pub fn findings(lines: &[CountLine]) -> impl Iterator<Item = DeskFinding> {
    lines.iter().filter_map(|line| {
        let last = line.counted.as_ref()?;
        last.count.finding(&line.drawer, last.day)
    })
}

/// The lines as a table, with room to sign.
#[must_use]
pub fn table(lines: &[CountLine], words: &Words) -> Table {
    let rows = lines.iter().map(|line| Row::detail(line.cells(words))).collect();
    let title = words.desk.said(TITLE).to_owned();
    Table { title, note: Some(words.desk.said(NOTE).to_owned()), columns: columns(words).collect(), rows }
}

/// What an earlier version said of drawers, and what a later one says, where that is another thing; `None` where it is not.
#[must_use]
pub fn changes(version: u32, before: &[CountLine], now: &[CountLine], words: &Words) -> Option<Table> {
    if before == now {
        return None;
    }
    let mut rows: Vec<(&CountLine, &str)> =
        before.iter().filter(|line| !now.contains(line)).map(|line| (line, "was")).collect();
    rows.extend(now.iter().filter(|line| !before.contains(line)).map(|line| (line, "is")));
    rows.sort_by_key(|(line, word)| (line.drawer, *word == "is"));
    // Room to sign has no place here; what is, stands above with it.
    let row = |(line, word): (&CountLine, &str)| {
        let mut cells = vec![Cell::text(words.desk.said(word))];
        cells.extend(line.cells(words));
        cells.pop();
        Row::detail(cells)
    };
    let header = "Versie";
    let version_column =
        Column { header: header.to_owned(), ..Column::new(words.desk.said(header), 14.0, Format::Text) };
    let columns = std::iter::once(version_column).chain(columns(words).take(COLUMNS.len() - 1)).collect();
    let title = words.desk.said(CHANGED).replace("{before}", &version.to_string());
    Some(Table { title, note: None, columns, rows: rows.into_iter().map(row).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::language::Language;

    #[test]
    fn every_word_is_said_in_every_language() {
        for language in Language::ALL {
            let said = &Words::of(language).desk.said;
            let words = COLUMNS.iter().map(|(header, ..)| *header).chain([TITLE, NOTE, CHANGED]);
            for word in words {
                assert!(said.contains_key(word), "{language}: {word}");
            }
        }
    }
}
