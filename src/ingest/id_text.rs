//! Which texts can be ids, and which words mean that there is nothing.

use super::cell::is_invisible;
use super::defect::Reason;

/// Words that programs write where there is nothing, in small letters.
const MARKS: [&str; 14] =
    ["null", "(null)", "<null>", "[null]", "\\n", "na", "n/a", "#n/a", "#n/b", "nan", "none", "nil", "-", "--"];

/// Whether a text means that there is nothing, where an id should be.
#[inline]
#[must_use]
pub fn is_empty_mark(text: &str) -> bool {
    let is_short = text.len() <= 6 && text.as_bytes().first().is_some_and(|first| !first.is_ascii_digit());
    is_short && MARKS.contains(&text.to_lowercase().as_str())
}

/// Whether a text of any kind is what databases write where there is nothing.
#[must_use]
pub fn is_null(text: &str) -> bool {
    matches!(text, "NULL" | "\\N")
}

/// Whether a text is what a spreadsheet shows in place of a value: an error, in whatever language (`#REF!`, `#WAARDE!`,
/// `#NOM?`, `Err:502`), or a cell that is too narrow.
#[must_use]
pub fn is_spreadsheet_error(text: &str) -> bool {
    let office = || {
        ["Err", "Fout", "Fehler", "Erreur", "Erreur "].iter().any(|word| {
            let number = text.strip_prefix(word).and_then(|rest| rest.strip_prefix(':'));
            number.is_some_and(|number| number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    let Some(rest) = text.strip_prefix('#') else { return text.len() <= 12 && office() };
    let is_word = |word: &str| {
        word.len() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '/' | '_'))
    };
    ["N/A", "N/B", "NV", "GETTING_DATA"].contains(&rest)
        || rest.strip_suffix(['!', '?']).is_some_and(is_word)
        || !rest.is_empty() && rest.bytes().all(|byte| byte == b'#')
}

/// What is wrong with a text that should be an id, if anything is.
///
/// Spreadsheets write long numbers as `2,02607E+12`: their digits are gone. Programs that take ids for decimal numbers
/// write `881692.0`: the same transaction would be two.
#[inline]
#[must_use]
pub fn id_fault(text: &str) -> Option<Reason> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if is_empty_mark(text) {
        return Some(Reason::EmptyMark);
    }
    if let Some(c) = text.chars().find(|c| is_invisible(*c)) {
        return Some(Reason::Invisible(c));
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let decimal = |text: &str, is: fn(&str) -> bool| {
        text.split_once(['.', ',']).is_some_and(|(whole, decimals)| {
            !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) && is(decimals)
        })
    };
    if is_spreadsheet_error(text) {
        return Some(Reason::ErrorCell);
    }
    if let Some((mantissa, exponent)) = text.split_once(['E', 'e']) {
        // Without a sign and a mark it may well be an id: `1E5`.
        let is_decimal = decimal(mantissa, |decimals| decimals.bytes().all(|byte| byte.is_ascii_digit()));
        let power = exponent.strip_prefix('+');
        if is_number(power.unwrap_or(exponent)) && (is_decimal || power.is_some() && is_number(mantissa)) {
            return Some(Reason::ScientificId);
        }
    }
    let is_nought = |decimals: &str| !decimals.is_empty() && decimals.bytes().all(|byte| byte == b'0');
    decimal(text, is_nought).then_some(Reason::DecimalId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_every_text_is_an_id() {
        for text in ["000881692", "A-17", "MB-000123", "1E5", "12.5", "355.000123", "1,5", "x+1", "é", "E+1", "2026/1"]
        {
            assert_eq!(id_fault(text), None, "{text}");
        }
        for text in
            ["#REF!", "#WAARDE!", "#VALEUR!", "#BEZUG!", "#NAAM?", "#DIV/0!", "#NV", "########", "Err:502", "Fout:508"]
        {
            assert_eq!(id_fault(text), Some(Reason::ErrorCell), "{text}");
        }
        for text in ["#12", "#", "#a!", "Err:5", "#Jan!", "Fout 502"] {
            assert_eq!(id_fault(text), None, "{text}");
        }
        for text in ["2,02607E+12", "9.91214E+15", "2e+12", "2.02607e12", "2,02607E12"] {
            assert_eq!(id_fault(text), Some(Reason::ScientificId), "{text}");
        }
        for text in ["881692.0", "881692,00"] {
            assert_eq!(id_fault(text), Some(Reason::DecimalId), "{text}");
        }
        for text in ["NULL", "null", "\\N", "NA", "n/a", "#N/B", "NaN", "None", "-"] {
            assert_eq!(id_fault(text), Some(Reason::EmptyMark), "{text}");
        }
        assert_eq!(id_fault("12\u{200b}3"), Some(Reason::Invisible('\u{200b}')));
        assert!(is_null("NULL") && is_null("\\N") && !is_null("NA"));
    }
}
