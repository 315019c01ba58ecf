//! The online payments of Mijn Bibliotheek, as its administration gives them.

use super::fault::Fault;
use super::payments::{Payment, PaymentKind, sound};
use super::table::{Names, WitnessTable, has_header};
use crate::ingest::profile::DecimalMark;

const DAY: Names = &["Datum", "Betaaldatum", "Datum betaling"];
const AMOUNT: Names = &["Bedrag", "Totaal", "Totaalbedrag"];
const STATUS: Names = &["Status", "Betaalstatus"];
const REFERENCE: Names = &["Transactie", "Transactie-id", "Transactienummer", "Referentie"];
const COLUMNS: [Names; 4] = [DAY, AMOUNT, STATUS, REFERENCE];

/// Whether a file begins as such a file does.
pub(super) fn begins_as_online(start: &[u8]) -> bool {
    has_header(start, &COLUMNS)
}

/// Reads such a file. Only what was carried out counts: `betaald en afgehandeld`, and `geslaagd` where that was put right
/// by hand. What was cancelled is told too: an earlier file may have called it paid.
pub(super) fn read_online(bytes: &[u8], faults: &mut Vec<Fault>) -> Vec<Payment> {
    let Some(table) = WitnessTable::read(bytes, &COLUMNS, DecimalMark::Point, faults) else { return Vec::new() };
    let mut payments = Vec::new();
    let mut seen = std::collections::BTreeMap::new();
    let mut rows = table.rows(faults);
    while let Some(mut row) = rows.next_row() {
        let kind = match &*row.text(STATUS).to_lowercase() {
            "betaald en afgehandeld" | "geslaagd" => PaymentKind::Payment,
            "in verwerking" => PaymentKind::Pending,
            "geannuleerd" => PaymentKind::Void,
            _ => {
                row.refuse(STATUS, "a state of an online payment that is not known");
                continue;
            }
        };
        // Of what was never carried out the amount says nothing.
        let gross = if kind == PaymentKind::Void { Some(0) } else { row.cents(AMOUNT) };
        let day = row.day(DAY);
        let reference = row.text(REFERENCE).to_owned();
        if let Some(first) = seen.insert(reference.clone(), row.line).filter(|_| !reference.is_empty()) {
            row.refuse_row("an online payment stands there twice", format!("first on line {first}"));
        }
        let (Some(day), Some(gross)) = (day, gross) else { continue };
        let (contract, brand) = (String::new(), String::new());
        payments.push(Payment {
            line: row.line,
            id: String::new(),
            day,
            kind,
            gross,
            commission: None,
            contract,
            brand,
            payout: reference,
        });
    }
    sound(payments, faults)
}
