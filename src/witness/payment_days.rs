//! The days of which a file of a provider tells what was paid.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::payments::Payment;
use crate::ingest::name_days::NameDays;

/// How many days in a row a file whose name tells no days may have no payment for, and still be believed to tell of them.
const MOST_SILENT_DAYS: i64 = 10;

/// The days of which a file tells what was paid: those of its name, as far as they were over when it came in, else those from
/// its first to its last payment; and days with a payment.
pub(super) fn days_of_payments(file: &str, payments: &[Payment], over: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let paid: BTreeSet<NaiveDate> = payments.iter().map(|payment| payment.day).collect();
    // A name with one day may tell when the file was made.
    let is_of_one = |day: &NaiveDate| !paid.is_empty() && paid.iter().all(|paid| paid == day);
    let name = NameDays::of(file);
    let named = name.told(name.span().is_some_and(|(day, _)| is_of_one(&day)));
    let mut runs: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in paid {
        match runs.last_mut() {
            Some(run) if named.is_none() && (day - run.1).num_days() <= MOST_SILENT_DAYS + 1 => run.1 = day,
            _ => runs.push((day, day)),
        }
    }
    let named = named.map(|(first, last)| (first, last.min(over))).filter(|(first, last)| first <= last);
    runs.extend(named);
    runs
}
