//! What stands above the transactions in the CSV that `BelfiusWeb` gives: what was asked for, and the moment of the balance.
//!
//! Where money was left out by its amount, its text or its counterparty, the file can't tell what came to the account.

use chrono::NaiveDate;

use super::bank::BankEntry;
use super::fault::{Fault, Place};
use super::mending;
use super::table::WitnessTable;
use crate::domain::Moment;
use crate::ingest::date::parse_moment;
use crate::ingest::field::normalise;
use crate::ingest::profile::Profile;

/// What was asked for by anything but days and statements: whatever stands behind it, money may be left out.
const FILTERS: [&str; 5] =
    ["Bedrag vanaf", "Bedrag tot en met", "Mededeling", "Naam tegenpartij bevat", "Rekening tegenpartij"];
const FIRST_DAY: &str = "Boekingsdatum vanaf";
const LAST_DAY: &str = "Boekingsdatum tot en met";
const FIRST_STATEMENT: &str = "Rekeninguittrekselnummer vanaf";
const LAST_STATEMENT: &str = "Rekeninguittrekselnummer tot en met";
const BALANCE: &str = "Laatste saldo";
const BALANCE_TIME: &str = "Datum/uur van het laatste saldo";

/// What the lines above the header row say.
pub(super) struct BankCsvHead {
    days: [Option<NaiveDate>; 2],
    statements: [Option<u32>; 2],
    balance: Option<NaiveDate>,
}

impl BankCsvHead {
    /// Reads them; tells of each filter, and of each day or number that is none.
    pub(super) fn of(table: &WitnessTable, faults: &mut Vec<Fault>) -> Self {
        for label in FILTERS {
            if let Some((line, _)) = said(table, label) {
                // What was looked for may be a person: it is not told.
                faults.push(Fault::at(Place::Line(line), mending::FILTERED).with(format!("`{label}`")));
            }
        }
        let mut day = |label: &str| {
            let (line, text) = said(table, label)?;
            let day = parse_moment(text, &Profile::default().dates).ok().map(Moment::day);
            if day.is_none() {
                let what = "a day is expected here, such as 22/11/2026 or 2026-11-22";
                faults.push(Fault::at(Place::Line(line), what).with(format!("`{text}`")));
            }
            day
        };
        let (days, balance) = ([FIRST_DAY, LAST_DAY].map(&mut day), day(BALANCE_TIME));
        let statements = [FIRST_STATEMENT, LAST_STATEMENT].map(|label| {
            let (line, text) = said(table, label)?;
            let number = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
            if number.is_none() {
                faults.push(Fault::at(Place::Line(line), "a whole number is expected here").with(format!("`{text}`")));
            }
            number
        });
        Self { days, statements, balance }
    }

    /// What is wrong with a transaction beside them.
    pub(super) fn judge(&self, entry: &BankEntry) -> Option<Fault> {
        let (statement, _) = entry.number;
        let is_outside = self.days[0].is_some_and(|first| entry.day < first)
            || self.days[1].is_some_and(|last| last < entry.day)
            || self.statements[0].is_some_and(|first| statement < first)
            || self.statements[1].is_some_and(|last| last < statement);
        let text = format!("{}, {statement}", entry.day);
        let is_to_come = self.balance.is_some_and(|balance| balance < entry.day);
        let defect = if is_outside { mending::OUTSIDE_OF_HEAD } else { mending::AFTER_BALANCE };
        (is_outside || is_to_come).then(|| Fault::at(Place::Line(entry.line), defect).with(text))
    }
}

/// The line and the text behind a label above the header row; `None` where nothing stands behind it.
fn said<'t>(table: &'t WitnessTable, label: &str) -> Option<(u64, &'t str)> {
    let is_label = |text: &str| {
        let labels =
            FILTERS.iter().chain(&[FIRST_DAY, LAST_DAY, FIRST_STATEMENT, LAST_STATEMENT, BALANCE, BALANCE_TIME]);
        labels.map(|label| normalise(label)).any(|label| label == normalise(text))
    };
    let mut lines =
        table.titles().filter(|(_, cells)| cells.first().is_some_and(|cell| normalise(cell) == normalise(label)));
    // Some files have all labels on one line, with nothing behind them.
    lines.find_map(|(line, cells)| {
        let text = cells[1..].iter().map(String::as_str).find(|text| !text.is_empty())?;
        (!is_label(text)).then_some((line, text))
    })
}
