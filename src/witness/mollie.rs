//! The settlement of Mollie: payments, refunds and what it withholds. Names and accounts in it are never kept.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::payments::{Payment, PaymentKind, sound};
use super::table::{Names, WitnessTable, has_header};
use crate::ingest::profile::DecimalMark;

const DAY: Names = &["Date", "Datum"];
const METHOD: Names = &["Payment method", "Betaalmethode"];
const CURRENCY: Names = &["Currency", "Valuta"];
const AMOUNT: Names = &["Amount", "Bedrag"];
const STATUS: Names = &["Status"];
const DESCRIPTION: Names = &["Description", "Omschrijving"];
const SETTLED_CURRENCY: Names = &["Settlement currency"];
const SETTLED: Names = &["Settlement amount"];
const REFERENCE: Names = &["Settlement reference"];
/// The number of a payment, a refund or a chargeback; files that lack it are read too.
const ID: Names = &["ID"];
const COLUMNS: [Names; 9] = [DAY, METHOD, CURRENCY, AMOUNT, STATUS, DESCRIPTION, SETTLED_CURRENCY, SETTLED, REFERENCE];

/// The states of money that was settled.
const SETTLED_STATES: [&str; 7] = ["", "paid", "paidout", "settled", "refunded", "refund", "chargedback"];

/// Whether a file begins as such a file does.
pub(super) fn begins_as_mollie(start: &[u8]) -> bool {
    has_header(start, &COLUMNS)
}

/// Reads such a file. What Mollie withholds stands on rows of its own, so payments are told gross.
pub(super) fn read_mollie(bytes: &[u8], faults: &mut Vec<Fault>) -> Vec<Payment> {
    let Some(table) = WitnessTable::read(bytes, &COLUMNS, DecimalMark::Point, faults) else { return Vec::new() };
    let mut payments = Vec::new();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut rows = table.rows(faults);
    while let Some(mut row) = rows.next_row() {
        for currency in [CURRENCY, SETTLED_CURRENCY] {
            if !matches!(row.text(currency), "EUR" | "") {
                row.refuse(currency, "a payment is not in euro");
            }
        }
        let status: String = row.text(STATUS).to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        if !SETTLED_STATES.contains(&&*status) {
            row.refuse(STATUS, "a state of a payment that no settlement has");
        }
        let (day, settled, amount) = (row.day(DAY), row.cents(SETTLED), row.cents_if_any(AMOUNT));
        let (Some(day), Some(settled), Some(amount)) = (day, settled, amount) else { continue };
        if amount.is_some_and(|amount| amount != settled) {
            row.refuse(SETTLED, "the amount that is settled is another than the amount of the payment");
        }
        let text = row.text(DESCRIPTION).to_lowercase();
        let is_cost = text.starts_with("withheld") || text.starts_with("ingehouden");
        let (kind, gross, commission) =
            if is_cost { (PaymentKind::Cost, 0, Some(-settled)) } else { (PaymentKind::Payment, settled, None) };
        // Money that goes back may bear the number of its payment, several times.
        let id = row.text(ID).to_owned();
        let is_of_payment = settled < 0 && id.starts_with("tr_");
        if !id.is_empty()
            && !is_of_payment
            && let Some(first) = seen.insert(id, row.line)
        {
            row.refuse_row("a payment stands there twice", format!("first on line {first}"));
        }
        let (brand, payout) = (row.text(METHOD).to_owned(), row.text(REFERENCE).to_owned());
        if payout.is_empty() {
            row.refuse(REFERENCE, "the number of the settlement is expected here");
        }
        payments.push(Payment {
            line: row.line,
            id: String::new(),
            day,
            kind,
            gross,
            commission,
            contract: String::new(),
            brand,
            payout,
        });
    }
    sound(payments, faults)
}
