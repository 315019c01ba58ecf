//! The e-statement of Worldline: the payments of terminals, brand by brand, with rows of totals between them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::fault::{Fault, Place};
use super::payments::{Payment, PaymentKind, demand_net, sound};
use super::table::{Names, WitnessTable, has_header};
use crate::domain::{Cents, Money};
use crate::ingest::profile::DecimalMark;
use crate::witness::mending;

const TERMINAL: Names = &["UID"];
const RECORD: Names = &["Record type", "Type"];
const PAID: Names = &["Paym. date", "Payment date"];
const BRAND: Names = &["Brand"];
const DAY: Names = &["Trx Date", "Transaction date"];
const GROSS: Names = &["Gross Amount"];
const COMMISSION: Names = &["Comm. Amount", "Commission Amount"];
const NET: Names = &["Net amount"];
const COLUMNS: [Names; 8] = [TERMINAL, RECORD, PAID, BRAND, DAY, GROSS, COMMISSION, NET];

/// Gross amount, commission and net amount.
type TerminalAmounts = [Cents; 3];
/// What a row of totals is about: the terminal where it is of one, the payout's day, the brand.
type TotalKey = (Option<String>, NaiveDate, String);

/// Whether a file begins as such a file does.
pub(super) fn begins_as_worldline(start: &[u8]) -> bool {
    has_header(start, &COLUMNS)
}

/// Reads such a file.
pub(super) fn read_worldline(bytes: &[u8], faults: &mut Vec<Fault>) -> Vec<Payment> {
    let Some(table) = WitnessTable::read(bytes, &COLUMNS, DecimalMark::Point, faults) else { return Vec::new() };
    let mut payments = Vec::new();
    let mut sums: BTreeMap<TotalKey, TerminalAmounts> = BTreeMap::new();
    let mut totals: Vec<(u64, TotalKey, TerminalAmounts)> = Vec::new();
    let mut rows = table.rows(faults);
    while let Some(mut row) = rows.next_row() {
        let record = row.text(RECORD).to_lowercase();
        let (terminal, brand) = (row.text(TERMINAL).to_owned(), row.text(BRAND).to_owned());
        let (gross, commission, net) = (row.cents(GROSS), row.cents(COMMISSION), row.cents(NET));
        let paid = row.day(PAID);
        if let (Some(gross), Some(commission), Some(net)) = (gross, commission, net) {
            demand_net(&mut row, NET, [gross, commission, net]);
        }
        let is_payment = record == "trx";
        let day = if is_payment { row.day(DAY) } else { None };
        let of_one = match &*record {
            "trx" | "pos total" => Some(terminal.clone()),
            "merchant total" => None,
            // A machine is one of the terminals, and the rows of its payments are those of the terminal.
            "mach. total" | "mach total" => continue,
            _ => {
                row.refuse(RECORD, "a kind of row that this file does not have");
                continue;
            }
        };
        let (Some(gross), Some(commission), Some(net), Some(paid)) = (gross, commission, net, paid) else { continue };
        let amounts = [gross, commission, net];
        if !is_payment {
            totals.push((row.line, (of_one, paid, brand), amounts));
            continue;
        }
        let Some(day) = day else { continue };
        for of_one in [of_one, None] {
            let sum = sums.entry((of_one, paid, brand.clone())).or_default();
            sum.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
        }
        let (contract, payout) = (terminal, paid.to_string());
        let kind = PaymentKind::Payment;
        let commission = Some(commission);
        payments.push(Payment {
            line: row.line,
            id: String::new(),
            day,
            kind,
            gross,
            commission,
            contract,
            brand,
            payout,
        });
    }
    // Several rows may tell the total of one brand, of several agreements.
    let mut told: BTreeMap<TotalKey, (u64, TerminalAmounts)> = BTreeMap::new();
    for (line, key, amounts) in totals {
        let (last, sum) = told.entry(key).or_insert((line, [0; 3]));
        *last = line;
        sum.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
    }
    for (key, (line, total)) in told {
        let sum = sums.get(&key).copied().unwrap_or_default();
        if sum != total {
            let [net, wanted] = [total[2], sum[2]].map(Money::from_cents);
            let (gross, wanted_gross) = (Money::from_cents(total[0]), Money::from_cents(sum[0]));
            let text = format!(
                "{}, {}: gross {gross} and net {net}, and its rows make {wanted_gross} and {wanted}",
                key.2, key.1
            );
            faults.push(Fault::at(Place::Line(line), mending::TOTALS).with(text));
        }
    }
    sound(payments, faults)
}
