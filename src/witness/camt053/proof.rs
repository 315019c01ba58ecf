//! What a statement in camt.053 says that it comes to, held against what it comes to.

use chrono::{DateTime, Days, NaiveDate};

use super::xml::Element;
use super::{BankEntry, CamtReader, Cents, Money, parse_amount};
use crate::witness::mending;

/// How long before the day of the opening balance an entry may have been booked: clocks of other zones, weekends.
const MOST_DAYS_BEFORE: u64 = 31;

impl CamtReader<'_> {
    /// Amounts that an element bears, without a sign; `None` where it bears none that can be read.
    fn plain_amount(&self, element: &Element, way: &[&str]) -> Option<Cents> {
        parse_amount(element.text_of(way), &self.profile).ok()
    }

    /// Demands that the summary of a statement tells of its entries, whatever their state: how many, and what they make.
    pub(super) fn judge_summary(&mut self, statement: &Element) {
        let Some(summary) = statement.first(&["TxsSummry"]) else { return };
        for (name, direction) in [("TtlNtries", None), ("TtlCdtNtries", Some("CRDT")), ("TtlDbtNtries", Some("DBIT"))] {
            let Some(total) = summary.first(&[name]) else { continue };
            let is_of = |entry: &&Element| direction.is_none_or(|direction| entry.text_of(&["CdtDbtInd"]) == direction);
            let own: Vec<&Element> = statement.all("Ntry").filter(is_of).collect();
            let is_booked = |entry: &&&Element| {
                let code = entry.text_of(&["Sts", "Cd"]);
                (if code.is_empty() { entry.text_of(&["Sts"]) } else { code }) == "BOOK"
            };
            let sum = |entries: &[&Element]| -> Option<i128> {
                entries.iter().map(|entry| self.plain_amount(entry, &["Amt"]).map(i128::from)).sum()
            };
            // Banks count those that are not booked yet, or leave them out.
            let booked: Vec<&Element> = own.iter().filter(is_booked).copied().collect();
            let (counts, sums) = ([own.len(), booked.len()], [sum(&own), sum(&booked)]);
            let count = total.text_of(&["NbOfNtries"]);
            let told = self.plain_amount(total, &["Sum"]);
            if !count.is_empty() && !counts.iter().any(|own| count.parse() == Ok(*own)) {
                self.refuse(
                    total,
                    mending::COUNT_OF_ENTRIES,
                    format!("{name}: `{count}`, and there are {}", own.len()),
                );
            }
            if let Some(told) = told
                && sums.iter().all(|own| own.is_some_and(|own| own != i128::from(told)))
            {
                self.refuse(total, mending::SUM_OF_ENTRIES, format!("{name}: {}", Money::from_cents(told)));
            }
        }
    }

    /// Demands that an entry is what its batch and its payments make, where all of them tell their amount in euro.
    pub(super) fn judge_batch(&mut self, entry: &Element, cents: Cents) {
        let what = mending::BATCH;
        let totals: Vec<&Element> = entry.all("NtryDtls").filter_map(|one| one.first(&["Btch", "TtlAmt"])).collect();
        let blocks = entry.all("NtryDtls").count();
        let is_euro = |amount: &&Element| amount.attribute == "EUR";
        if !totals.is_empty() && totals.len() == blocks && totals.iter().all(is_euro) {
            let sum: Option<Cents> = totals.iter().map(|one| parse_amount(&one.text, &self.profile).ok()).sum();
            if let Some(sum) = sum.filter(|sum| *sum != cents.abs()) {
                self.refuse(
                    totals[0],
                    what,
                    format!("{}, not {}", Money::from_cents(sum), Money::from_cents(cents.abs())),
                );
            }
        }
        let payments: Vec<&Element> = entry.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
        let is_credit = entry.text_of(&["CdtDbtInd"]) == "CRDT";
        let signed = |payment: &&Element| {
            let amount = payment.first(&["Amt"]).filter(is_euro)?;
            let cents = parse_amount(&amount.text, &self.profile).ok()?;
            match payment.text_of(&["CdtDbtInd"]) {
                "CRDT" => Some(cents),
                "DBIT" => Some(-cents),
                _ => Some(if is_credit { cents } else { -cents }),
            }
        };
        let sum: Option<Cents> = payments.iter().map(signed).sum();
        if let Some(sum) = sum.filter(|sum| !payments.is_empty() && *sum != cents) {
            self.refuse(entry, what, format!("{}, not {}", Money::from_cents(sum), Money::from_cents(cents)));
        }
        let counts: Vec<&str> = entry.all("NtryDtls").map(|one| one.text_of(&["Btch", "NbOfTxs"])).collect();
        if let [count] = counts[..]
            && payments.len() > 1
            && count.parse::<usize>().is_ok_and(|count| count != payments.len())
        {
            let text = format!("`{count}`, and there are {}", payments.len());
            self.refuse(entry, mending::COUNT_OF_BATCH, text);
        }
    }

    /// Demands that the closing balance is of no earlier day than the opening one and of none after the statement was made,
    /// and that entries were booked until then.
    pub(super) fn judge_days(
        &mut self,
        message: &Element,
        statement: &Element,
        (opened, closed): (NaiveDate, NaiveDate),
        entries: &[BankEntry],
    ) {
        let made = [statement.text_of(&["CreDtTm"]), message.text_of(&["GrpHdr", "CreDtTm"])];
        let made = made.into_iter().find_map(|text| match DateTime::parse_from_rfc3339(text) {
            Ok(time) => Some(time.with_timezone(&chrono_tz::Europe::Brussels).date_naive()),
            Err(_) => text.get(..10).and_then(|day| day.parse().ok()),
        });
        let is_booked = entries.iter().any(|entry| entry.day == closed);
        let late = made.filter(|made: &NaiveDate| *made < closed && !is_booked);
        if closed < opened || late.is_some() {
            let other = late.map_or_else(|| format!("{closed} < {opened}"), |made| format!("{closed} > {made}"));
            self.refuse(statement, mending::BALANCE_DAY, other);
            return;
        }
        let first = opened - Days::new(MOST_DAYS_BEFORE);
        for entry in entries.iter().filter(|entry| entry.day < first || closed < entry.day) {
            let place = super::Place::Line(entry.line);
            self.faults
                .push(super::Fault::at(place, mending::ENTRY_DAY).with(format!("{}; {opened}..{closed}", entry.day)));
        }
    }
}
