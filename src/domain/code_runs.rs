//! Runs of booking codes and of daybooks, as filters and templates write them.

use std::fmt;

use serde::Deserialize;
use serde::de::Error;

use super::{BookingCode, Daybook};

/// A run of booking codes, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookingCodes {
    /// The first.
    pub first: BookingCode,
    /// The last.
    pub last: BookingCode,
}

/// A run of daybooks, both ends inclusive, of one letter or of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Daybooks {
    letter: Option<char>,
    /// The digits of the first.
    pub first: u16,
    /// The digits of the last.
    pub last: u16,
}

impl BookingCodes {
    /// Reads `2110`, `2110..2199`, `2*` or `21*`; `None` for anything else, or a run that goes backwards.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = if let Some(digits) = text.strip_suffix('*') {
            let fill = |fill: &str| BookingCode::parse(format!("{digits}{}", fill.get(digits.len()..)?));
            (fill("0000")?, fill("9999")?)
        } else if let Some((first, last)) = text.split_once("..") {
            (BookingCode::parse(first)?, BookingCode::parse(last)?)
        } else {
            (BookingCode::parse(text)?, BookingCode::parse(text)?)
        };
        (first <= last).then_some(Self { first, last })
    }

    /// Whether a code is one of them.
    #[must_use]
    pub fn have(self, code: BookingCode) -> bool {
        (self.first..=self.last).contains(&code)
    }

    /// The runs that are left of it without a code.
    pub fn without(self, code: BookingCode) -> impl Iterator<Item = Self> {
        let before = code.number().checked_sub(1).and_then(BookingCode::from_number);
        let before = before.map(|last| (self.first, last.min(self.last)));
        let behind = BookingCode::from_number(code.number() + 1).map(|first| (first.max(self.first), self.last));
        let runs = [before, behind].into_iter().flatten().map(|(first, last)| Self { first, last });
        runs.filter(|run| run.first <= run.last)
    }

    /// Whether a code is in both.
    #[must_use]
    pub fn meet(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl Daybooks {
    /// Reads `001` or `001..099`, with the letter in front or without; `None` for anything else, or a run that
    /// goes backwards or over letters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let code = |text: &str| match text.as_bytes().first()? {
            b'A'..=b'Z' => Daybook::parse(text).map(|daybook| (Some(daybook.letter()), daybook.digits())),
            // Any letter does to read the digits by the same rule.
            _ => Daybook::parse(format!("K{text}")).map(|daybook| (None, daybook.digits())),
        };
        let ((letter, first), (last_letter, last)) = (code(first)?, code(last)?);
        (letter == last_letter && first <= last).then_some(Self { letter, first, last })
    }

    /// Whether a daybook is one of them.
    #[must_use]
    pub fn have(self, daybook: Daybook) -> bool {
        let has_letter = self.letter.is_none_or(|letter| letter == daybook.letter());
        has_letter && (self.first..=self.last).contains(&daybook.digits())
    }

    /// Whether a daybook is in both.
    #[must_use]
    pub fn meet(self, other: Self) -> bool {
        let has_letter = self.letter.is_none() || other.letter.is_none() || self.letter == other.letter;
        has_letter && self.first <= other.last && other.first <= self.last
    }

    /// The letter that was written in front.
    #[must_use]
    pub fn letter(self) -> Option<char> {
        self.letter
    }
}

impl fmt::Display for BookingCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { write!(f, "{}", self.first) } else { write!(f, "{}..{}", self.first, self.last) }
    }
}

impl fmt::Display for Daybooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.letter.map(String::from).unwrap_or_default();
        if self.first == self.last {
            write!(f, "{letter}{:03}", self.first)
        } else {
            write!(f, "{letter}{:03}..{letter}{:03}", self.first, self.last)
        }
    }
}

impl<'de> Deserialize<'de> for BookingCodes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!("`{text}` is no booking code, run or beginning, such as 2110, 2110..2199 or 2*"))
        })
    }
}

impl<'de> Deserialize<'de> for Daybooks {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).filter(|daybooks| daybooks.letter.is_some()).ok_or_else(|| {
            D::Error::custom(format!("`{text}` is no daybook and no run of them, such as A100 or A100..A199"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_runs_of_codes() {
        let run = |text| BookingCodes::parse(text).map(|codes| (codes.first.number(), codes.last.number()));
        assert_eq!(run("2110"), Some((2110, 2110)));
        assert_eq!(run("2110..2199"), Some((2110, 2199)));
        assert_eq!(run("2*"), Some((2000, 2999)));
        assert_eq!(run("21*"), Some((2100, 2199)));
        assert_eq!(run("*"), Some((0, 9999)));
        for text in ["", "211", "2199..2110", "2*1", "21100*", "2110..", "a*"] {
            assert_eq!(run(text), None, "{text}");
        }
    }

    #[test]
    fn reads_runs_of_daybooks() {
        let run = |text| Daybooks::parse(text).map(|run| (run.letter, run.first, run.last));
        assert_eq!(run("001"), Some((None, 1, 1)));
        assert_eq!(run("001..099"), Some((None, 1, 99)));
        assert_eq!(run("K001..K099"), Some((Some('K'), 1, 99)));
        for text in ["", "1", "099..001", "K001..B099", "K001..099", "k001", "0001"] {
            assert_eq!(run(text), None, "{text}");
        }
    }
}
