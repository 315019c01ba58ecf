//! Days on which others say something else than was booked, whatever they say in sum.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::Cents;

/// The days on which something else was told than was booked: by how much.
pub(super) fn differing(
    days: &[NaiveDate],
    booked: &BTreeMap<NaiveDate, Cents>,
    told: &BTreeMap<NaiveDate, Cents>,
) -> BTreeMap<NaiveDate, Cents> {
    let of = |sums: &BTreeMap<NaiveDate, Cents>, day| sums.get(day).copied().unwrap_or_default();
    let apart = days.iter().map(|day| (*day, of(told, day) - of(booked, day)));
    apart.filter(|(_, cents)| *cents != 0).collect()
}
