//! What differs between two versions of a report of the control desk, and why: days went by, something came since, or settings are others.

use std::collections::BTreeMap;

use chrono::DateTime;
use chrono_tz::Tz;

use super::document::{cells, version_column};
use crate::report::document::{Cell, Column, Table};
use crate::report::plain_table::PlainTable;
use crate::report::replaced::{Cause, Replaced};
use crate::report::row::Row;
use crate::report::words::Words;

/// Lines of a report, cell by cell.
pub type DeskRows = Vec<Vec<Cell>>;

/// An earlier version of a report of the control desk.
#[derive(Clone, Debug)]
pub struct DeskBefore {
    /// Its number.
    pub number: String,
    /// Its version.
    pub version: u32,
    /// When it was issued.
    pub issued: DateTime<Tz>,
    /// Its lines.
    pub rows: DeskRows,
    /// The same by what was known then, on the day of the new version.
    pub waited: DeskRows,
    /// The same by what is known now and what it was made by; `None` where the new version is made by the same.
    pub held: Option<DeskRows>,
}

/// Why a later version has other lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeskChange {
    /// Whether days that went by do.
    pub days: bool,
    /// Whether witnesses or bookings that came since change it.
    pub arrivals: bool,
    /// Whether other channels, tables or feeds do.
    pub settings: bool,
}

impl DeskBefore {
    /// From the lines of then to those of now: first days that went by change them, then what came since, then other settings.
    fn steps<'r>(&'r self, now: &'r DeskRows) -> [(Cause, &'r DeskRows, &'r DeskRows); 3] {
        let held = self.held.as_ref().unwrap_or(now);
        let waited = &self.waited;
        // What came since may tell what days that went by would have: then it alone changes something.
        let waited = if differing(held, &self.rows) == 0 || differing(held, waited) > 0 { &self.rows } else { waited };
        [(Cause::DaysWentBy, &self.rows, waited), (Cause::Arrivals, waited, held), (Cause::Settings, held, now)]
    }

    /// Why the lines of now are others.
    #[must_use]
    pub fn change(&self, now: &DeskRows) -> DeskChange {
        let [days, arrivals, settings] = self.steps(now).map(|(_, one, other)| differing(other, one) > 0);
        DeskChange { days, arrivals, settings }
    }

    /// What the first page says of it.
    pub(super) fn replaced(&self, now: &DeskRows) -> Replaced {
        let causes = self.steps(now).map(|(cause, one, other)| (cause, differing(other, one)));
        Replaced {
            number: self.number.clone(),
            version: self.version,
            issued: self.issued,
            totals: None,
            own_total: None,
            lines: Some(differing(now, &self.rows)),
            causes: causes.into_iter().filter(|(_, count)| *count > 0).collect::<BTreeMap<_, _>>(),
        }
    }

    /// What differs, a table for each cause.
    pub(super) fn tables(&self, table: &PlainTable, columns: &[Column], words: &Words) -> Vec<Table> {
        let title =
            words.desk.said("Wat anders is dan in versie {before}").replace("{before}", &self.version.to_string());
        let steps = self.steps(&table.rows).into_iter();
        let tables = steps.map(|(cause, before, now)| {
            let title = format!("{title}: {}", cause.word(&words.revision));
            differences(title, table, [before, now], columns, words)
        });
        tables.filter(Table::has_facts).collect()
    }
}

/// How many lines are others than before: those that are there now and were not, or as many as are gone where those are more.
fn differing(now: &[Vec<Cell>], before: &[Vec<Cell>]) -> u64 {
    let lacking = |these: &[Vec<Cell>], others: &[Vec<Cell>]| these.iter().filter(|row| !others.contains(row)).count();
    lacking(now, before).max(lacking(before, now)) as u64
}

/// The lines that were there and are not, and the other way round.
fn differences(
    title: String,
    table: &PlainTable,
    [before, now]: [&DeskRows; 2],
    columns: &[Column],
    words: &Words,
) -> Table {
    let mut rows = Vec::new();
    for (these, others, word) in [(before, now, "was"), (now, before, "is")] {
        let mut left: Vec<&Vec<Cell>> = others.iter().collect();
        for row in these {
            if let Some(at) = left.iter().position(|other| *other == row) {
                left.swap_remove(at);
                continue;
            }
            rows.push((word, cells(table, row, words)));
        }
    }
    // What was stands before what is, line by line.
    let key = |(word, own): &(&str, Vec<Cell>)| {
        let first = own.first().map(|cell| format!("{cell:?}")).unwrap_or_default();
        let day = own.iter().find_map(|cell| if let Cell::Day(day) = cell { Some(*day) } else { None });
        (first, day, *word == "is")
    };
    rows.sort_by_key(key);
    let row = |(word, own): (&str, Vec<Cell>)| Row::detail([vec![Cell::text(words.desk.said(word))], own].concat());
    let columns = std::iter::once(version_column(words)).chain(columns.iter().cloned()).collect();
    Table { title, note: None, columns, rows: rows.into_iter().map(row).collect() }
}
