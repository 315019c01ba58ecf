//! How something was settled.

use std::fmt;

use super::digits::{column_number, fixed_digits};

/// A daybook (*dagboek*): one capital letter and three digits, such as `K001`.
///
/// Ordered as its text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Daybook(u16);

/// What the letter of a daybook says about the money; the order is the order of the report's sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DaybookKind {
    /// `K`, *kas*: cash in a drawer or a payment machine. Received.
    Cash,
    /// `B`, *bank*: Bancontact, transfer, online. Received.
    Bank,
    /// `G`: the second kind of bank. Received.
    SecondBank,
    /// `R`, *deposito*: settled from credit that was received when it was bought; never added to receipts.
    Deposit,
    /// `V`: offset between institutions.
    Offset,
    /// `S`: points.
    Points,
    /// `T`: vouchers.
    Voucher,
    /// `A`, *afboeking*: waived, never received.
    WriteOff,
    /// Any other letter.
    Other,
}

impl DaybookKind {
    /// Every kind, in the order of the report's sections.
    pub const ALL: [Self; 9] = [
        Self::Cash,
        Self::Bank,
        Self::SecondBank,
        Self::Deposit,
        Self::Offset,
        Self::Points,
        Self::Voucher,
        Self::WriteOff,
        Self::Other,
    ];

    /// The kind of daybooks with this letter.
    #[must_use]
    pub fn of_letter(letter: char) -> Self {
        match letter {
            'K' => Self::Cash,
            'B' => Self::Bank,
            'G' => Self::SecondBank,
            'R' => Self::Deposit,
            'V' => Self::Offset,
            'S' => Self::Points,
            'T' => Self::Voucher,
            'A' => Self::WriteOff,
            _ => Self::Other,
        }
    }

    /// Whether money on such a daybook was received: only cash and bank.
    ///
    /// Adding deposits would count the same money twice, as the credit was received when it was bought.
    #[must_use]
    pub fn is_received(self) -> bool {
        matches!(self, Self::Cash | Self::Bank | Self::SecondBank)
    }
}

impl Daybook {
    /// Reads one capital letter and three digits; anything else is `None`.
    #[inline]
    #[must_use]
    pub fn parse(text: impl AsRef<[u8]>) -> Option<Self> {
        let (letter, digits) = text.as_ref().split_first()?;
        if !letter.is_ascii_uppercase() {
            return None;
        }
        Some(Self(u16::from(letter - b'A') * 1000 + fixed_digits::<3>(digits)?))
    }

    /// The letter in front.
    #[inline]
    #[must_use]
    pub fn letter(self) -> char {
        char::from(b'A' + (self.0 / 1000) as u8)
    }

    /// The number behind the letter.
    #[must_use]
    pub fn digits(self) -> u16 {
        self.0 % 1000
    }

    /// What the letter says about the money.
    #[inline]
    #[must_use]
    pub fn kind(self) -> DaybookKind {
        DaybookKind::of_letter(self.letter())
    }

    /// Whether this is the daybook that Wise falls back on when no code is known (`K000`, `B000` …).
    #[must_use]
    pub fn is_fallback(self) -> bool {
        self.digits() == 0
    }

    /// Whether this is `B990`, where Wise puts online payments from before a library had its own online daybook.
    #[must_use]
    pub fn is_former_online(self) -> bool {
        self.letter() == 'B' && self.digits() == 990
    }
}

column_number!(Daybook, 25_999);

impl fmt::Display for Daybook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.letter(), self.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_beyond_the_last_daybook_is_none() {
        assert_eq!(Daybook::from_number(25_999), Daybook::parse("Z999"));
        assert_eq!(Daybook::from_number(26_000), None);
    }
}
