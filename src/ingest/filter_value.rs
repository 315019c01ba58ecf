//! A value that a filter of a profile names, beside that of a cell.

use super::cell::RawCell;

/// What programs and people write for true and false.
const TRUTHS: [(&str, [&str; 6]); 2] = [
    ("true", ["true", "waar", "vrai", "wahr", "1", "yes"]),
    ("false", ["false", "onwaar", "faux", "falsch", "0", "no"]),
];

/// Whether a value that a profile names is that of a cell. Of a number that is one in its file, `1`, `1.0` and `1,00` are
/// one; so are `true`, `WAAR` and `1` of a truth value.
pub(super) fn is_same(wanted: &str, value: &str, cell: Option<&RawCell<'_>>) -> bool {
    let number = |text: &str| text.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite());
    let is_alike = || match cell {
        Some(RawCell::Number(own)) => number(wanted).is_some_and(|number| number.to_bits() == own.to_bits()),
        Some(RawCell::Other(truth)) => {
            let words = TRUTHS.iter().find(|(name, _)| name == truth).map(|(_, words)| words);
            words.is_some_and(|words| words.contains(&wanted.to_lowercase().as_str()))
        }
        _ => false,
    };
    wanted == value || is_alike()
}
