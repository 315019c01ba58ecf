//! Days, a bit a day.

use chrono::NaiveDate;

use crate::domain::transactions::{day_number, day_of_number};

/// Days from 1900 on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DaySet {
    /// From the day that is `FIRST` on.
    bits: Vec<u64>,
    last_added: Option<i32>,
}

/// 1 January 1900, the first day that an export may hold.
const FIRST: i32 = -25_567;

impl DaySet {
    /// Adds a day.
    #[inline]
    pub(super) fn add(&mut self, day: NaiveDate) {
        let number = day_number(day);
        // Most lines have the day of their neighbour.
        if self.last_added != Some(number) {
            self.last_added = Some(number);
            self.set(number);
        }
    }

    fn set(&mut self, number: i32) {
        let Ok(place) = usize::try_from(number - FIRST) else { return };
        if self.bits.len() <= place / 64 {
            self.bits.resize(place / 64 + 1, 0);
        }
        self.bits[place / 64] |= 1 << (place % 64);
    }

    /// Adds those of another one.
    pub(super) fn merge(&mut self, other: &Self) {
        if self.bits.len() < other.bits.len() {
            self.bits.resize(other.bits.len(), 0);
        }
        for (days, more) in self.bits.iter_mut().zip(&other.bits) {
            *days |= more;
        }
    }

    /// The days, in their order.
    pub(super) fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        let days =
            self.bits.iter().enumerate().flat_map(|(word, bits)| {
                (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
            });
        days.filter_map(|place| day_of_number(i32::try_from(place).ok()? + FIRST))
    }
}
