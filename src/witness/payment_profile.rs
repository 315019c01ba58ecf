//! Payments of providers whose files the configuration describes: which column says what, and how amounts and days are
//! written. Nothing is guessed: a row that does not tie out is refused by its line and column.

use std::collections::BTreeMap;

use super::fault::{Fault, Place};
use super::payments::{Payment, PaymentKind, sound};
use super::table::{TableRow, WitnessTable, has_header};
use crate::domain::{Cents, Money};
use crate::ingest::profile::Profile;
use crate::witness::mending;

/// How a provider, or Mijn Bibliotheek, writes its payments.
#[derive(Clone, Debug)]
pub struct PaymentProfile {
    /// Its name in the configuration.
    pub name: String,
    /// How amounts and days are written.
    pub form: Profile,
    /// Which column says what.
    pub columns: PaymentColumns,
    /// What the words of the state say.
    pub states: PaymentStates,
    /// Whether what the provider keeps stands below zero.
    pub has_negative_commissions: bool,
    /// Rows that give money back, with amounts that bear no sign.
    pub refunds: Vec<RowValues>,
    /// Rows of the provider's own costs.
    pub costs: Vec<RowValues>,
    /// Rows of totals: the sum of the rows since the one before.
    pub totals: Vec<RowValues>,
    /// Rows that are read; none for all.
    pub keep: Vec<RowValues>,
    /// Rows that are not read.
    pub leave_out: Vec<RowValues>,
}

/// The headers of columns, as the configuration writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The fields of `Payment`.
pub struct PaymentColumns {
    pub day: String,
    pub gross: Option<String>,
    pub commission: Option<String>,
    pub net: Option<String>,
    pub contract: Option<String>,
    pub brand: Option<String>,
    pub payout: Option<String>,
    pub id: Option<String>,
    pub state: Option<String>,
    pub currency: Option<String>,
}

/// The words of a state, in small letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentStates {
    /// Carried out.
    pub paid: Vec<String>,
    /// Not carried out yet.
    pub pending: Vec<String>,
    /// Never carried out.
    pub void: Vec<String>,
}

/// Rows that have one of some values, in small letters, in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowValues {
    /// The column's header.
    pub column: String,
    /// The values.
    pub values: Vec<String>,
}

impl RowValues {
    fn has(&self, row: &TableRow<'_>) -> bool {
        let value = row.text(&[&self.column]).to_lowercase();
        self.values.contains(&value)
    }
}

/// The text of a cell; empty where no column is named.
fn text(row: &TableRow<'_>, column: Option<&String>) -> String {
    column.map(|column| row.text(&[column]).to_owned()).unwrap_or_default()
}

fn is_any(of: &[RowValues], row: &TableRow<'_>) -> bool {
    of.iter().any(|values| values.has(row))
}

impl PaymentProfile {
    /// The headers that its files have.
    fn headers(&self) -> Vec<&str> {
        let PaymentColumns { day, gross, commission, net, contract, brand, payout, id, state, currency } =
            &self.columns;
        let named = [gross, commission, net, contract, brand, payout, id, state, currency];
        let mut headers: Vec<&str> = vec![day];
        headers.extend(named.into_iter().flatten().map(String::as_str));
        let by_value = [&self.refunds, &self.costs, &self.totals, &self.keep, &self.leave_out];
        headers.extend(by_value.into_iter().flatten().map(|values| values.column.as_str()));
        headers
    }

    /// Whether a file begins as one of its own does.
    #[must_use]
    pub fn begins(&self, start: &[u8]) -> bool {
        let headers = self.headers();
        let wanted: Vec<&[&str]> = headers.iter().map(std::slice::from_ref).collect();
        has_header(start, &wanted)
    }

    /// Reads such a file.
    pub(super) fn read(&self, bytes: &[u8], faults: &mut Vec<Fault>) -> Vec<Payment> {
        let headers = self.headers();
        let wanted: Vec<&[&str]> = headers.iter().map(std::slice::from_ref).collect();
        let Some(table) = WitnessTable::read_as(bytes, &wanted, self.form.clone(), faults) else { return Vec::new() };
        let mut payments = Vec::new();
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        let (mut since, mut behind, mut has_totals) = ([0; 3], None, false);
        let mut rows = table.rows(faults);
        while let Some(mut row) = rows.next_row() {
            if is_any(&self.leave_out, &row) {
                continue;
            }
            if is_any(&self.totals, &row) {
                (behind, has_totals) = (None, true);
                if let Some(amounts) = self.amounts(&mut row) {
                    self.demand_total(&mut row, amounts, std::mem::take(&mut since));
                }
                continue;
            }
            if !self.keep.is_empty() && !self.keep.iter().all(|values| values.has(&row)) {
                continue;
            }
            let Some((payment, amounts)) = self.payment(&mut row, &mut seen) else { continue };
            since.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
            behind = behind.or(Some(payment.line));
            payments.push(payment);
        }
        if let Some(line) = behind.filter(|_| has_totals) {
            faults.push(Fault::at(Place::Line(line), mending::NO_TOTAL));
        }
        sound(payments, faults)
    }

    /// The payment of a row, with its amounts as totals count them; `None` where there is none.
    fn payment(&self, row: &mut TableRow<'_>, seen: &mut BTreeMap<String, u64>) -> Option<(Payment, [Cents; 3])> {
        let PaymentColumns { day, contract, brand, payout, id, state, currency, .. } = &self.columns;
        if let Some(currency) = currency
            && !matches!(row.text(&[currency]), "EUR" | "€" | "")
        {
            row.refuse(&[currency], "a payment is not in euro");
        }
        let kind = match state {
            None => PaymentKind::Payment,
            Some(state) => {
                let said = row.text(&[state]).to_lowercase();
                if self.states.void.contains(&said) {
                    PaymentKind::Void
                } else if self.states.paid.contains(&said) {
                    PaymentKind::Payment
                } else if self.states.pending.contains(&said) {
                    PaymentKind::Pending
                } else {
                    row.refuse(&[state], "a state of a payment that the profile does not know");
                    return None;
                }
            }
        };
        let number = text(row, id.as_ref());
        if kind == PaymentKind::Void {
            return self.void(row, number).map(|payment| (payment, [0; 3]));
        }
        if let Some(id) = id {
            if number.is_empty() {
                row.refuse(&[id], "the number of the payment is expected here");
            } else if let Some(first) = seen.insert(number.clone(), row.line) {
                row.refuse_row("a payment stands there twice", format!("first on line {first}"));
            }
        }
        let (day, amounts) = (row.day(&[day]), self.amounts(row));
        let (amounts, day) = (amounts?, day?);
        let sign = if is_any(&self.refunds, row) { -1 } else { 1 };
        if sign < 0 && amounts[0] < 0 {
            let text = Money::from_cents(amounts[0]).to_string();
            row.refuse_row("a row gives money back twice: by its kind and by its sign", text);
        }
        let amounts = amounts.map(|amount| sign * amount);
        let [gross, commission, _] = amounts;
        let kind = if is_any(&self.costs, row) { PaymentKind::Cost } else { kind };
        // Costs that no customer paid are what the provider keeps of the payout.
        let is_kept_told = self.columns.commission.is_some() || self.columns.net.is_some();
        let (gross, commission) = match kind {
            PaymentKind::Cost => (0, Some(commission - gross)),
            _ => (gross, is_kept_told.then_some(commission)),
        };
        let payment = Payment {
            line: row.line,
            id: number,
            day,
            kind,
            gross,
            commission,
            contract: text(row, contract.as_ref()),
            brand: text(row, brand.as_ref()),
            payout: text(row, payout.as_ref()),
        };
        Some((payment, amounts))
    }

    /// A payment that was never carried out, whatever its amount: an earlier file may have called it paid. `None` where it
    /// says nothing of a day.
    fn void(&self, row: &mut TableRow<'_>, id: String) -> Option<Payment> {
        let PaymentColumns { day, contract, brand, payout, .. } = &self.columns;
        if row.text(&[day]).is_empty() {
            return None;
        }
        Some(Payment {
            line: row.line,
            id,
            day: row.day(&[day])?,
            kind: PaymentKind::Void,
            gross: 0,
            commission: None,
            contract: text(row, contract.as_ref()),
            brand: text(row, brand.as_ref()),
            payout: text(row, payout.as_ref()),
        })
    }

    /// Gross amount, commission and net amount of a row: what is not told follows, and what is told ties out.
    fn amounts(&self, row: &mut TableRow<'_>) -> Option<[Cents; 3]> {
        let PaymentColumns { gross, commission, net, .. } = &self.columns;
        let mut amount = |column: &Option<String>| match column {
            None => Some(None),
            Some(column) => row.cents(&[column]).map(Some),
        };
        // All faults of a row, not the first.
        let (read_gross, read_commission, read_net) = (amount(gross), amount(commission), amount(net));
        let commission = read_commission?.map(|cents| if self.has_negative_commissions { -cents } else { cents });
        match (read_gross?, commission, read_net?) {
            (Some(gross), Some(commission), Some(net_amount)) => {
                if gross - commission != net_amount {
                    let column = net.as_deref().unwrap_or_default();
                    let [gross, commission, is] = [gross, commission, net_amount].map(Money::from_cents);
                    row.refuse_with(&[column], mending::NET_AMOUNT, format!("{gross} - {commission} is not {is}"));
                }
                Some([gross, commission, net_amount])
            }
            (Some(gross), None, Some(net)) => Some([gross, gross - net, net]),
            (Some(gross), commission, None) => {
                let commission = commission.unwrap_or_default();
                Some([gross, commission, gross - commission])
            }
            // A configuration has the gross amount, or both others.
            (None, commission, net) => Some([net? + commission?, commission?, net?]),
        }
    }

    fn demand_total(&self, row: &mut TableRow<'_>, total: [Cents; 3], sum: [Cents; 3]) {
        let PaymentColumns { gross, commission, net, .. } = &self.columns;
        let columns = [gross, commission, net];
        for ((column, total), sum) in columns.into_iter().zip(total).zip(sum) {
            let Some(column) = column.as_ref().filter(|_| total != sum) else { continue };
            let [total, sum] = [total, sum].map(Money::from_cents);
            row.refuse_with(&[column], mending::TOTALS, format!("{total}, and its rows make {sum}"));
        }
    }
}

/// Reads a file by the first of some profiles that it begins as; `None` where it begins as none.
pub(super) fn read_by_profile(
    profiles: &[PaymentProfile],
    bytes: &[u8],
    faults: &mut Vec<Fault>,
) -> Option<Vec<Payment>> {
    profiles.iter().find(|profile| profile.begins(bytes)).map(|profile| profile.read(bytes, faults))
}

/// That a file is of none of some profiles, with the columns that are missing.
pub(super) fn no_profile(profiles: &[PaymentProfile]) -> Fault {
    let told = |profile: &PaymentProfile| format!("`{}`: {}", profile.name, profile.headers().join(", "));
    let all: Vec<String> = profiles.iter().map(told).collect();
    Fault::at(Place::File, "there is no header row with the columns of any payment profile").with(all.join("; "))
}
