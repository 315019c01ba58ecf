//! Transaction ids in their order.

use std::borrow::Cow;
use std::cmp::Ordering;

/// A transaction id. Numbers go by their size, whatever zeros stand in front; all else as text, behind the numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LineId {
    /// A number and how many digits it is written with.
    Number { number: u64, digits: usize },
    /// No number, or a very long one.
    Text(String),
}

/// The number that an id is; `None` when it is none, or has more than eighteen digits.
#[inline]
pub(super) fn number_of(id: &str) -> Option<u64> {
    if id.is_empty() || id.len() > 18 {
        return None;
    }
    let (mut number, mut is_number) = (0u64, true);
    for byte in id.bytes() {
        let digit = byte.wrapping_sub(b'0');
        is_number &= digit < 10;
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    is_number.then_some(number)
}

impl LineId {
    pub(super) fn of(id: &str, number: Option<u64>) -> Self {
        number.map_or_else(|| Self::Text(id.to_owned()), |number| Self::Number { number, digits: id.len() })
    }

    pub(super) fn number(&self) -> Option<u64> {
        match self {
            Self::Number { number, .. } => Some(*number),
            Self::Text(_) => None,
        }
    }

    pub(super) fn text(&self) -> Cow<'_, str> {
        match *self {
            Self::Number { number, digits } => Cow::Owned(format!("{number:0digits$}")),
            Self::Text(ref text) => Cow::Borrowed(text),
        }
    }

    #[inline]
    pub(super) fn compared_to(&self, id: &str, number: Option<u64>) -> Ordering {
        match (self.number(), number) {
            (Some(mine), Some(number)) if mine != number => mine.cmp(&number),
            _ => compare_ids(&self.text(), id),
        }
    }
}

/// Numbers by their size, whatever zeros stand in front; all else as text, behind the numbers.
fn compare_ids(a: &str, b: &str) -> Ordering {
    fn digits(id: &str) -> Option<&str> {
        id.bytes().all(|byte| byte.is_ascii_digit()).then(|| id.trim_start_matches('0'))
    }
    match (digits(a), digits(b)) {
        (Some(x), Some(y)) => x.len().cmp(&y.len()).then_with(|| x.cmp(y)).then_with(|| a.cmp(b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_digits_alone_is_a_number() {
        assert_eq!(number_of("0012"), Some(12));
        assert_eq!(number_of("123456789012345678"), Some(123_456_789_012_345_678));
        // The characters just before and behind the digits; letters alone; too long.
        for id in ["", "1/", "1:", "AB", "1234567890123456789"] {
            assert_eq!(number_of(id), None, "{id}");
        }
    }

    #[test]
    fn ids_that_are_numbers_go_by_size() {
        let sorted = ["", "009", "9", "10", "100", "00000000000000000100", "99999999999999999999", "A1"];
        for (index, a) in sorted.iter().enumerate() {
            for (other, b) in sorted.iter().enumerate() {
                let id = LineId::of(a, number_of(a));
                // The longer of two writings of a number is told apart as text.
                if [*a, *b] != ["00000000000000000100", "100"] && [*a, *b] != ["100", "00000000000000000100"] {
                    assert_eq!(id.compared_to(b, number_of(b)), index.cmp(&other), "{a} {b}");
                }
            }
        }
    }
}
