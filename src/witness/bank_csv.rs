//! The CSV that `BelfiusWeb` gives of an account. It has no opening balance, and the balance in it is that of the moment:
//! only the numbers of statements and transactions tell that it is whole.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::bank::{BankEntry, BankStatement, EntryKind, Reference};
use super::bank_csv_head::BankCsvHead;
use super::chain::gap;
use super::fault::Fault;
use super::table::{Names, TableRow, WitnessTable, has_header};
use crate::ingest::profile::DecimalMark;

const ACCOUNT: Names = &["Rekening"];
const DAY: Names = &["Boekingsdatum"];
const STATEMENT: Names = &["Rekeninguittrekselnummer"];
const NUMBER: Names = &["Transactienummer"];
const KIND: Names = &["Transactie"];
const VALUE_DAY: Names = &["Valutadatum"];
const AMOUNT: Names = &["Bedrag"];
const CURRENCY: Names = &["Devies"];
const MESSAGE: Names = &["Mededelingen"];
const COLUMNS: [Names; 9] = [ACCOUNT, DAY, STATEMENT, NUMBER, KIND, VALUE_DAY, AMOUNT, CURRENCY, MESSAGE];

/// Whether a file begins as such a file does.
pub(super) fn begins_as_belfius(start: &[u8]) -> bool {
    has_header(start, &COLUMNS)
}

/// Reads such a file: one statement for each account, in the order of its transactions.
pub(super) fn read_belfius(bytes: &[u8], faults: &mut Vec<Fault>) -> Vec<BankStatement> {
    let Some(table) = WitnessTable::read(bytes, &COLUMNS, DecimalMark::Comma, faults) else { return Vec::new() };
    let head = BankCsvHead::of(&table, faults);
    let mut outside = Vec::new();
    let mut accounts: BTreeMap<String, Vec<BankEntry>> = BTreeMap::new();
    let mut rows = table.rows(faults);
    while let Some(mut row) = rows.next_row() {
        if let Some((account, entry)) = entry(&mut row) {
            outside.extend(head.judge(&entry));
            accounts.entry(account).or_default().push(entry);
        }
    }
    faults.append(&mut outside);
    if !faults.is_empty() {
        return Vec::new();
    }
    let statement = |(account, mut entries): (String, Vec<BankEntry>)| {
        entries.sort_by_key(|entry| (entry.day.year(), entry.number, entry.line));
        faults.extend(entries.windows(2).filter_map(|pair| gap(&account, &pair[0], &pair[1])));
        faults.extend(entries.iter().filter_map(BankEntry::judge));
        let line = entries.iter().map(|entry| entry.line).min().unwrap_or(1);
        BankStatement { line, account, number: None, balances: None, entries }
    };
    accounts.into_iter().map(statement).collect()
}

fn entry(row: &mut TableRow<'_>) -> Option<(String, BankEntry)> {
    let account: String = row.text(ACCOUNT).chars().filter(|c| !c.is_whitespace()).collect();
    if account.is_empty() || !account.chars().all(|c| c.is_ascii_alphanumeric()) {
        row.refuse(ACCOUNT, "the number of an account is expected here");
        return None;
    }
    if row.text(CURRENCY) != "EUR" {
        row.refuse(CURRENCY, "the account is not in euro");
    }
    let (day, value_day, cents) = (row.day(DAY), row.day(VALUE_DAY), row.cents(AMOUNT));
    let (statement, number) = (row.number(STATEMENT), row.number(NUMBER));
    let day: NaiveDate = day?;
    let reference = match Reference::of_text(row.text(MESSAGE), day) {
        Reference::None => Reference::of_text(row.text(KIND), day),
        reference => reference,
    };
    let entry = BankEntry {
        line: row.line,
        number: (statement?, number?),
        day,
        value_day: Some(value_day?),
        cents: cents?,
        kind: kind(row.text(KIND)),
        reference,
        returned: None,
        cash: Vec::new(),
    };
    Some((account, entry))
}

/// What the bank's words say that it is; nothing is matched by them alone.
fn kind(text: &str) -> EntryKind {
    let text = text.to_uppercase();
    let kinds = [
        ("VERSCHIL IN STORTING", EntryKind::Recount),
        // Those that are given back too: a "terugstorting" is no deposit.
        ("KOSTEN", EntryKind::Cost),
        ("TERUGSTORTING", EntryKind::Other),
        ("STORTING", EntryKind::Deposit),
        ("OVERSCHRIJVING", EntryKind::Transfer),
    ];
    kinds.into_iter().find(|(word, _)| text.contains(word)).map_or(EntryKind::Other, |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banks_words_tell_deposits_from_costs_that_come_back() {
        for (text, meant) in [
            ("Storting", EntryKind::Deposit),
            ("Verschil in storting", EntryKind::Recount),
            ("Terugstorting kosten", EntryKind::Cost),
            ("Terugstorting", EntryKind::Other),
            ("Aanrekening kosten", EntryKind::Cost),
            ("Overschrijving in euro", EntryKind::Transfer),
            ("Domiciliëring", EntryKind::Other),
        ] {
            assert_eq!(kind(text), meant, "{text}");
        }
    }
}
