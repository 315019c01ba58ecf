//! Amounts as exports write them.

use super::cell::trimmed;
use super::profile::{DecimalMark, MinusForm, Profile, Unit};
use crate::domain::Cents;
use crate::domain::money::LARGEST_AMOUNT;

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Nothing there.
    Empty,
    /// Not a number of the form that the profile tells.
    Form(DecimalMark, Unit),
    /// A number of that form, with a minus behind it or brackets around it.
    Minus(MinusForm),
    /// A minus and nothing else, which some programs write for nought and others for nothing.
    MinusAlone,
    /// More decimals than cents have, that are not nought.
    Decimals,
    /// Larger than [`LARGEST_AMOUNT`].
    TooLarge,
    /// A number of a workbook that is not a whole number of cents.
    NotWholeCents,
}

/// Reads an amount as the profile says: `1.234,56`, `€ -12,5`, `1 234,00`, `EUR ,50`.
///
/// Thousands marks must stand where they belong, so that `12.34` under a decimal comma is refused, while `1.234`
/// is 1234 euro; a nought never begins thousands, so that `0.500` is refused. Decimals beyond two must be nought.
/// `€ -` is how spreadsheets write nought.
///
/// # Errors
/// When the text is no amount of that form, has more decimals than cents have, or is too large.
pub fn parse_amount(text: &str, profile: &Profile) -> Result<Cents, AmountError> {
    if let Some(cents) = plain_euro(text.as_bytes(), profile) {
        return Ok(cents);
    }
    let form = AmountError::Form(profile.decimal_mark, profile.unit);
    let text = trimmed(text);
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    let signs = Signs::of(text).ok_or(form)?;
    if signs.rest.is_empty() && signs.minus.is_some() {
        return if signs.has_euro { Ok(0) } else { Err(AmountError::MinusAlone) };
    }
    let (whole, decimals) = match signs.rest.split_once(profile.decimal_mark.character()) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (signs.rest, None),
    };
    let hundredths = match (profile.unit, decimals) {
        (_, None) => Ok(0),
        (Unit::Cents, Some(_)) => return Err(form),
        (Unit::Euro, Some(decimals)) => parse_decimals(decimals).ok_or(form)?,
    };
    let whole = match whole {
        "" if decimals.is_some() => Some(0),
        whole => parse_whole(whole, profile.decimal_mark.thousands()).ok_or(form)?,
    };
    if let Some(minus) = signs.minus.filter(|minus| *minus != MinusForm::Front && *minus != profile.minus) {
        return Err(AmountError::Minus(minus));
    }
    let hundredths = hundredths?;
    let cents = match profile.unit {
        Unit::Cents => whole,
        Unit::Euro => whole.and_then(|euro| euro.checked_mul(100)?.checked_add(hundredths)),
    }
    .filter(|cents| *cents <= LARGEST_AMOUNT)
    .ok_or(AmountError::TooLarge)?;
    Ok(if signs.minus.is_some() { -cents } else { cents })
}

/// What stands around the digits of an amount.
struct Signs<'t> {
    rest: &'t str,
    minus: Option<MinusForm>,
    has_euro: bool,
}

impl<'t> Signs<'t> {
    /// Takes at most one sign and one euro sign off, with blanks between: `-€ 5`, `€ -5`, `5 EUR`, `5-`, `(5)`.
    fn of(text: &'t str) -> Option<Self> {
        let (mut rest, mut minus, mut has_sign, mut has_euro) = (text, None, false, false);
        loop {
            let (after, found) = if let Some(after) = rest.strip_prefix(['-', '\u{2212}']) {
                (after, Some(MinusForm::Front))
            } else if let Some(before) = rest.strip_suffix('-').filter(|before| !before.is_empty()) {
                (before, Some(MinusForm::Behind))
            } else if let Some(inside) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
                (inside, Some(MinusForm::Brackets))
            } else if let Some(after) = rest.strip_prefix('+') {
                (after, None)
            } else if let Some(bare) = without_euro(rest) {
                if std::mem::replace(&mut has_euro, true) {
                    return None;
                }
                rest = trimmed(bare);
                continue;
            } else {
                return Some(Self { rest, minus, has_euro });
            };
            if std::mem::replace(&mut has_sign, true) {
                return None;
            }
            (rest, minus) = (trimmed(after), found);
        }
    }
}

/// A text without the euro sign or word that it starts or ends with.
fn without_euro(text: &str) -> Option<&str> {
    text.strip_prefix('€').or_else(|| text.strip_suffix('€')).or_else(|| {
        let is_word = |part: &str| part.eq_ignore_ascii_case("EUR");
        let end = text.len().checked_sub(3)?;
        match (text.split_at_checked(3), text.split_at_checked(end)) {
            (Some((word, rest)), _) if is_word(word) => Some(rest),
            (_, Some((rest, word))) if is_word(word) => Some(rest),
            _ => None,
        }
    })
}

/// Euro with two decimals and nothing else, which most amounts are; `None` for all that takes a closer look.
#[inline]
#[must_use]
pub fn plain_euro(text: &[u8], profile: &Profile) -> Option<Cents> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let [whole @ .., mark, tenth, hundredth] = digits else { return None };
    if profile.unit != Unit::Euro || char::from(*mark) != profile.decimal_mark.character() {
        return None;
    }
    // Longer ones have zeros in front, or are too large.
    if whole.is_empty() || whole.len() > 16 {
        return None;
    }
    let (mut cents, mut is_number) = (0 as Cents, true);
    let mut add = |digit: &u8| {
        let digit = digit.wrapping_sub(b'0');
        is_number &= digit < 10;
        cents = cents.wrapping_mul(10).wrapping_add(Cents::from(digit));
    };
    whole.iter().for_each(&mut add);
    add(tenth);
    add(hundredth);
    (is_number && cents <= LARGEST_AMOUNT).then_some(if negative { -cents } else { cents })
}

/// Decimals as hundredths; `None` when there is anything but digits.
fn parse_decimals(text: &str) -> Option<Result<Cents, AmountError>> {
    let digits = text.as_bytes();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |index: usize| digits.get(index).map_or(0, |digit| Cents::from(digit - b'0'));
    let is_nought = digits.iter().skip(2).all(|digit| *digit == b'0');
    Some(if is_nought { Ok(digit(0) * 10 + digit(1)) } else { Err(AmountError::Decimals) })
}

/// A whole number, plain or in groups of three. `None` when it is of neither form, `Some(None)` when too large.
#[allow(clippy::option_option)]
fn parse_whole(text: &str, thousands: char) -> Option<Option<Cents>> {
    let mark = text.chars().find(|character| !character.is_ascii_digit());
    let digits = match mark {
        None => text.to_owned(),
        Some(mark) if mark == thousands || matches!(mark, ' ' | '\u{a0}' | '\u{202f}') => {
            let groups: Vec<&str> = text.split(mark).collect();
            let well_formed = groups.iter().enumerate().all(|(index, group)| {
                let length = if index == 0 { 1..=3 } else { 3..=3 };
                length.contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
            });
            // Nobody writes five hundred as `0.500`: that is half a euro in another form.
            if !well_formed || text.starts_with('0') {
                return None;
            }
            groups.concat()
        }
        Some(_) => return None,
    };
    if digits.is_empty() {
        return None;
    }
    Some(digits.parse().ok())
}

/// Turns the binary number of a workbook's cell into exact cents.
///
/// A binary number can't hold most amounts exactly; what lies within a thousandth of a cent of a whole cent is
/// taken for it.
///
/// # Errors
/// When it is not that close to a whole cent, or too large.
pub fn amount_of_number(number: f64, unit: Unit) -> Result<Cents, AmountError> {
    let cents = match unit {
        Unit::Euro => number * 100.0,
        Unit::Cents => number,
    };
    let whole = cents.round();
    let is_close = (cents - whole).abs() <= 0.001;
    if !is_close {
        return Err(AmountError::NotWholeCents);
    }
    #[allow(clippy::cast_precision_loss)]
    if whole.abs() > LARGEST_AMOUNT as f64 {
        return Err(AmountError::TooLarge);
    }
    #[allow(clippy::cast_possible_truncation)]
    Ok(whole as Cents)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comma(text: &str) -> Result<Cents, AmountError> {
        parse_amount(text, &Profile::default())
    }

    #[test]
    fn reads_a_decimal_comma() {
        let readable = [
            ("12,30", 1230),
            ("12,3", 1230),
            ("12", 1200),
            ("0,05", 5),
            ("-0,05", -5),
            ("-0,00", 0),
            ("1.234,56", 123_456),
            ("1.234", 123_400),
            ("1 234,56", 123_456),
            ("1\u{a0}234", 123_400),
            ("1.234.567,89", 123_456_789),
            ("€ 12,50", 1250),
            ("12,50 €", 1250),
            ("-€ 1,00", -100),
            ("€ -1,00", -100),
            (" 1,00 ", 100),
            ("0012,00", 1200),
            ("1,5000", 150),
            ("0,500", 50),
            (",5", 50),
            ("-,05", -5),
            ("+1", 100),
            ("\u{2212}1,50", -150),
            ("EUR 1,50", 150),
            ("-1,50 eur", -150),
            (" €  -1,50 ", -150),
            (" €  -   ", 0),
            ("\u{200b}1,50\u{feff}", 150),
            ("999.999.999.999,99", LARGEST_AMOUNT),
        ];
        for (text, cents) in readable {
            assert_eq!(comma(text), Ok(cents), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_one() {
        let form = Err(AmountError::Form(DecimalMark::Comma, Unit::Euro));
        for text in [
            "12.34",
            "1.23,45",
            "1.2345",
            "1,234.56",
            "12,",
            ",",
            "--1",
            "+-1",
            "-1-",
            "€",
            "0.500",
            "-0.250",
            "00.500,00",
            "€1 EUR",
            "1e3",
            "1.234 567,00",
            "12,3a",
            "abc",
            "1..234",
            ".123",
            "€€1",
            "٣,00",
            "1 23",
            "0x10",
            "1.234.56",
        ] {
            assert_eq!(comma(text), form, "{text}");
        }
        assert_eq!(comma("12,345"), Err(AmountError::Decimals));
        assert_eq!(comma("1,50-"), Err(AmountError::Minus(MinusForm::Behind)));
        assert_eq!(comma("(1,50)"), Err(AmountError::Minus(MinusForm::Brackets)));
        assert_eq!(comma("-"), Err(AmountError::MinusAlone));
        assert_eq!(comma(" "), Err(AmountError::Empty));
        assert_eq!(comma("1.000.000.000.000,00"), Err(AmountError::TooLarge));
        assert_eq!(comma("99999999999999999999999999"), Err(AmountError::TooLarge));
    }

    #[test]
    fn other_profiles_read_otherwise() {
        let point = Profile { decimal_mark: DecimalMark::Point, ..Profile::default() };
        assert_eq!(parse_amount("1,234.56", &point), Ok(123_456));
        assert_eq!(parse_amount("1,234", &point), Ok(123_400));
        assert!(parse_amount("12,34", &point).is_err());
        assert_eq!(parse_amount("0.500", &point), Ok(50));
        let behind = Profile { minus: MinusForm::Behind, ..Profile::default() };
        assert_eq!([parse_amount("1,50-", &behind), parse_amount("-1,50", &behind)], [Ok(-150); 2]);
        assert!(parse_amount("(1,50)", &behind).is_err() && parse_amount("-1,50-", &behind).is_err());
        let brackets = Profile { minus: MinusForm::Brackets, ..Profile::default() };
        assert_eq!(parse_amount("(€ 1.234,50)", &brackets), Ok(-123_450));
        let cents = Profile { unit: Unit::Cents, ..Profile::default() };
        assert_eq!(parse_amount("-1250", &cents), Ok(-1250));
        assert!(parse_amount("12,50", &cents).is_err());
    }

    #[test]
    fn numbers_of_workbooks_become_whole_cents() {
        assert_eq!(amount_of_number(0.1 + 0.2, Unit::Euro), Ok(30));
        assert_eq!(amount_of_number(1.15, Unit::Euro), Ok(115));
        assert_eq!(amount_of_number(-4.35, Unit::Euro), Ok(-435));
        assert_eq!(amount_of_number(1_234_567_890.12, Unit::Euro), Ok(123_456_789_012));
        assert_eq!(amount_of_number(1.005, Unit::Euro), Err(AmountError::NotWholeCents));
        assert_eq!(amount_of_number(f64::NAN, Unit::Euro), Err(AmountError::NotWholeCents));
        assert_eq!(amount_of_number(1e15, Unit::Euro), Err(AmountError::TooLarge));
        assert_eq!(amount_of_number(f64::INFINITY, Unit::Euro), Err(AmountError::NotWholeCents));
    }
}
