//! The structured communication of Belgian payments (OGM, `+++260/0000/12395+++`).

use std::fmt;

/// A structured communication: ten digits and two that check them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ogm {
    /// The first ten digits.
    base: u64,
}

impl Ogm {
    /// The one of a number of at most ten digits; `None` when it has more.
    #[must_use]
    pub fn of_base(base: u64) -> Option<Self> {
        (base < 10_000_000_000).then_some(Self { base })
    }

    /// Reads twelve digits, with or without `+++`, `***` and `/`; `None` when the last two don't check the others.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !matches!(c, '+' | '*' | '/' | ' ')).collect();
        if digits.len() != 12 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let ogm = Self::of_base(digits[..10].parse().ok()?)?;
        (digits[10..].parse() == Ok(ogm.check())).then_some(ogm)
    }

    /// The remainder by 97, where 97 stands for none.
    fn check(self) -> u64 {
        match self.base % 97 {
            0 => 97,
            rest => rest,
        }
    }

    /// The twelve digits.
    #[must_use]
    pub fn digits(self) -> String {
        format!("{:010}{:02}", self.base, self.check())
    }
}

impl fmt::Display for Ogm {
    /// Writes it as on a transfer form: `+++260/0000/12395+++`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        write!(f, "+++{}/{}/{}+++", &digits[..3], &digits[3..7], &digits[7..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_digits_check_the_others() {
        let vectors = [
            (909_337_554, "090933755493"),
            (2_600_000_123, "260000012395"),
            (97, "000000009797"),
            (1, "000000000101"),
            (9_999_999_999, "999999999948"),
        ];
        for (base, digits) in vectors {
            let ogm = Ogm::of_base(base).expect("ten digits");
            assert_eq!(ogm.digits(), digits);
            assert_eq!(Ogm::parse(digits), Some(ogm));
            assert_eq!(Ogm::parse(&ogm.to_string()), Some(ogm));
        }
        assert_eq!(Ogm::of_base(2_600_000_123).map(|ogm| ogm.to_string()).as_deref(), Some("+++260/0000/12395+++"));
        assert_eq!(Ogm::of_base(10_000_000_000), None);
    }

    #[test]
    fn every_changed_digit_is_noticed() {
        let digits = b"260000012395".to_vec();
        for at in 0..digits.len() {
            for digit in b'0'..=b'9' {
                let mut other = digits.clone();
                other[at] = digit;
                let read = Ogm::parse(std::str::from_utf8(&other).expect("digits"));
                assert_eq!(read.is_some(), other == digits, "position {at}, digit {digit}");
            }
        }
        for text in ["", "26000001239", "2600000123955", "26000001239x"] {
            assert_eq!(Ogm::parse(text), None, "{text}");
        }
    }
}
