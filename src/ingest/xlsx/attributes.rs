//! Attributes of a sheet's elements, and what they may hold: ranges and numbers.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use quick_xml::events::BytesStart;

/// The rows of a range such as `C2:C4`.
pub(super) fn rows_of(range: &str) -> Option<RangeInclusive<u64>> {
    let row = |cell: &str| {
        digits(cell.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == '$')).filter(|row| *row > 0)
    };
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    Some(row(first)?..=row(last)?)
}

/// An attribute by its whole name. What is written with `&` is read in several ways, and no such attribute needs it.
pub(super) fn attribute<'t>(tag: &'t BytesStart<'_>, name: &str) -> Result<Option<Cow<'t, str>>, String> {
    let mut found = None;
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.as_ref() == name {
            if attribute.value.contains('&') {
                return Err(format!("an attribute `{name}` holds `&`"));
            }
            found = Some(attribute.value);
        }
    }
    Ok(found)
}

/// A number that is written in digits and nothing else.
pub(super) fn digits(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Whether a text is a number as spreadsheet programs write it: digits, a point, an exponent.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = |text: &str| text.strip_prefix(['-', '+']).map_or(text.to_owned(), str::to_owned);
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (exponent, mantissa) = (unsigned(exponent), unsigned(mantissa));
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((&mantissa, "0"));
    [whole, decimals, &exponent].iter().all(|part| !part.is_empty() && all_digits(part))
}
