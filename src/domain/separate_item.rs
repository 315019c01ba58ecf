//! Bookings that reports show on a line of their own, as they are no receipts and expenses like the others.

use serde::Deserialize;

use super::BookingCode;

/// A kind of bookings that reports show on a line of their own; the order is that of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum SeparateItem {
    /// Cash carried to the bank (*kasafdracht*): no expense, the money is still the library's.
    #[serde(rename = "kasafdracht")]
    HandOver,
    /// What a count of a drawer found too much or too little (*kasverschil*).
    #[serde(rename = "kasverschil")]
    CashDifference,
    /// Guarantee deposits taken and given back (*waarborgen*).
    #[serde(rename = "waarborgen")]
    Guarantee,
    /// Credit sold and paid back (*tegoed*): what is bought with it later is on deposit daybooks.
    #[serde(rename = "tegoed")]
    Credit,
}

/// The codes that mean one of them wherever they are used.
const KNOWN: [u32; 6] = [4050, 4910, 4990, 5001, 5910, 5990];

impl SeparateItem {
    /// Every one, in the order of a report.
    pub const ALL: [Self; 4] = [Self::HandOver, Self::CashDifference, Self::Guarantee, Self::Credit];

    /// Which of them a code is, if any; `handed_over` are codes of hand-overs beside 5990.
    #[must_use]
    pub fn of(code: BookingCode, handed_over: &[BookingCode]) -> Option<Self> {
        if handed_over.contains(&code) {
            return Some(Self::HandOver);
        }
        match code.number() {
            5990 => Some(Self::HandOver),
            4990 => Some(Self::CashDifference),
            4050 | 5001 => Some(Self::Guarantee),
            4910 | 5910 => Some(Self::Credit),
            _ => None,
        }
    }

    /// The codes of it; `handed_over` are codes of hand-overs beside 5990.
    #[must_use]
    pub fn codes(self, handed_over: &[BookingCode]) -> Vec<BookingCode> {
        let known = KNOWN.iter().filter_map(|number| BookingCode::from_number(*number));
        let mut codes: Vec<BookingCode> = known.chain(handed_over.iter().copied()).collect();
        codes.retain(|code| Self::of(*code, handed_over) == Some(self));
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Its name in files for programs, and in the tables of words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HandOver => "kasafdracht",
            Self::CashDifference => "kasverschil",
            Self::Guarantee => "waarborgen",
            Self::Credit => "tegoed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_are_configured_come_before_those_that_are_known() {
        let code = |text| BookingCode::parse(text).expect("a code");
        let of = |text| SeparateItem::of(code(text), &[code("4980"), code("5001")]);
        assert_eq!([of("4980"), of("5990"), of("5001")], [Some(SeparateItem::HandOver); 3]);
        assert_eq!(
            [of("4990"), of("4050"), of("5910")].map(|item| item.map(SeparateItem::name)),
            [Some("kasverschil"), Some("waarborgen"), Some("tegoed")]
        );
        assert_eq!([of("2110"), of("5002"), of("4051")], [None; 3]);
    }

    #[test]
    fn the_codes_of_each_are_those_that_are_told_to_be_of_it() {
        let code = |text| BookingCode::parse(text).expect("a code");
        let codes = |item: SeparateItem| item.codes(&[code("4980"), code("5001"), code("5990")]);
        assert_eq!(codes(SeparateItem::HandOver), ["4980", "5001", "5990"].map(code));
        assert_eq!(codes(SeparateItem::CashDifference), [code("4990")]);
        assert_eq!(codes(SeparateItem::Guarantee), [code("4050")]);
        assert_eq!(codes(SeparateItem::Credit), ["4910", "5910"].map(code));
    }
}
