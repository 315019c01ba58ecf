//! The e-statement of Worldline: the payments of terminals, brand by brand, with rows of totals between them.

use std::collections::{BTreeMap, BTreeSet};

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
/// What a sum is about: the terminal where it is of one, the payout's day, the brand where it is of one.
type SumKey = (Option<String>, NaiveDate, Option<String>);
/// A kind of totals, and what one of them is about.
type TotalKey = (TotalKind, SumKey);

/// What totals are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum TotalKind {
    /// A machine, which is one of the terminals.
    Machine,
    Terminal,
    Merchant,
}

/// Whether a file begins as such a file does.
pub(super) fn begins_as_worldline(start: &[u8]) -> bool {
    has_header(start, &COLUMNS)
}

/// Reads such a file.
pub(super) fn read_worldline(bytes: &[u8], faults: &mut Vec<Fault>) -> Vec<Payment> {
    let Some(table) = WitnessTable::read(bytes, &COLUMNS, DecimalMark::Point, faults) else { return Vec::new() };
    let mut payments = Vec::new();
    let mut sums: BTreeMap<SumKey, TerminalAmounts> = BTreeMap::new();
    let mut totals: Vec<(u64, TotalKey, TerminalAmounts)> = Vec::new();
    let mut lines: Vec<(u64, (String, NaiveDate, String))> = Vec::new();
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
        let total = match &*record {
            "trx" => None,
            "pos total" => Some(TotalKind::Terminal),
            "merchant total" => Some(TotalKind::Merchant),
            "mach. total" | "mach total" => Some(TotalKind::Machine),
            _ => {
                row.refuse(RECORD, "a kind of row that this file does not have");
                continue;
            }
        };
        let (Some(gross), Some(commission), Some(net), Some(paid)) = (gross, commission, net, paid) else { continue };
        let amounts = [gross, commission, net];
        if let Some(kind) = total {
            let terminal = Some(terminal).filter(|_| kind != TotalKind::Merchant);
            totals.push((row.line, (kind, (terminal, paid, Some(brand).filter(|brand| !brand.is_empty()))), amounts));
            continue;
        }
        let Some(day) = day else { continue };
        lines.push((row.line, (terminal.clone(), paid, brand.clone())));
        for of_one in [Some(&terminal), None] {
            for of_brand in [Some(&brand), None] {
                let sum = sums.entry((of_one.cloned(), paid, of_brand.cloned())).or_default();
                sum.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
            }
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
    faults.extend(without_total(&lines, &told));
    for ((_, key), (line, total)) in told {
        let sum = sums.get(&key).copied().unwrap_or_default();
        if sum != total {
            let [net, wanted] = [total[2], sum[2]].map(Money::from_cents);
            let (gross, wanted_gross) = (Money::from_cents(total[0]), Money::from_cents(sum[0]));
            let text = format!(
                "{}, {}: gross {gross} and net {net}, and its rows make {wanted_gross} and {wanted}",
                key.2.unwrap_or_default(),
                key.1
            );
            faults.push(Fault::at(Place::Line(line), mending::TOTALS).with(text));
        }
    }
    sound(payments, faults)
}

/// The first rows of payments of which no row of totals tells, of a kind that the file has.
fn without_total(
    lines: &[(u64, (String, NaiveDate, String))],
    told: &BTreeMap<TotalKey, (u64, TerminalAmounts)>,
) -> Vec<Fault> {
    let kinds: BTreeSet<TotalKind> = told.keys().map(|(kind, _)| *kind).collect();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for (line, (terminal, paid, brand)) in lines {
        let is_told = |kind: &TotalKind| {
            let terminal = Some(terminal.clone()).filter(|_| *kind != TotalKind::Merchant);
            [Some(brand.clone()), None]
                .map(|brand| (*kind, (terminal.clone(), *paid, brand)))
                .iter()
                .any(|key| told.contains_key(key))
        };
        if !kinds.iter().all(is_told) && seen.insert((terminal, paid, brand)) {
            let text = format!("{terminal}, {paid}, {brand}");
            faults.push(Fault::at(Place::Line(*line), mending::NO_TOTAL).with(text));
        }
    }
    faults
}
