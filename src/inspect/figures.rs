//! Values as the CSV has them beside values as the page shows them.

use unicode_normalization::UnicodeNormalization;

use crate::domain::steering::{MARK, visible};
use crate::render::csv::is_formula;
use crate::render::manifest::ColumnKind;

/// A value of the CSV in the form in which values of pages are compared with it.
#[must_use]
pub(super) fn of_csv(text: &str, kind: ColumnKind) -> String {
    match kind {
        ColumnKind::Text => plain(text),
        ColumnKind::Count | ColumnKind::Amount | ColumnKind::Percent => figure(text),
        // The page shows the day first.
        ColumnKind::Day => text.split('-').rev().collect(),
    }
}

/// A value of a page in the form in which it is compared.
#[must_use]
pub(super) fn of_page(text: &str, kind: ColumnKind) -> String {
    match kind {
        ColumnKind::Text => plain(text),
        ColumnKind::Count | ColumnKind::Amount | ColumnKind::Percent => figure(text),
        ColumnKind::Day => text.chars().filter(char::is_ascii_digit).collect(),
    }
}

/// A number without what only groups its digits: all amounts have two decimals, so that their digits tell them. Pages may
/// show nought as a dash.
#[must_use]
pub(super) fn figure(text: &str) -> String {
    let is_kept = |character: &char| character.is_ascii_digit() || *character == '-';
    let figure: String = text.chars().filter(is_kept).collect();
    let is_nought = text.trim() == "–" || (!figure.is_empty() && figure.chars().all(|digit| digit == '0'));
    if is_nought { "0".to_owned() } else { figure }
}

/// A text on one line, with its accents composed, without hyphens that show only where a line breaks, and without the
/// apostrophe that keeps spreadsheets from running it as a formula. A text may have one there of its own, which the CSV
/// does not tell from that: so none counts, on pages either.
fn plain(text: &str) -> String {
    let seen: String = text.chars().filter(|character| *character != '\u{ad}').collect();
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    // A tab or line end that was defused is a blank by now, and a page shows a mark for what its typeface lacks.
    let is_defused = |text: &&str| text.starts_with([' ', MARK]) || is_formula(text);
    let text = line.strip_prefix('\'').filter(is_defused).map_or(&*line, str::trim_start);
    visible(&text.nfc().collect::<String>()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_csv_and_page_meet() {
        for (csv, page, kind) in [
            ("-1234,56", "-1.234,56", ColumnKind::Amount),
            ("1234.56", "1,234.56", ColumnKind::Amount),
            ("12345", "12.345", ColumnKind::Count),
            ("0,00", "–", ColumnKind::Amount),
            ("2026-11-22", "zo 22/11/2026", ColumnKind::Day),
            ("'=1+1", "=1+1", ColumnKind::Text),
            ("'t Fonteintje", "'t Fonteintje", ColumnKind::Text),
            ("'@home' cursus", "'@home' cursus", ColumnKind::Text),
            ("\u{ad} a \u{ad} b\u{a0}\u{ad}", " a  b\u{a0}", ColumnKind::Text),
            ("e\u{ad}\u{301}", "é", ColumnKind::Text),
            ("'\u{a0}＝1", "＝1", ColumnKind::Text),
            ("a\u{fffd}", "a\u{202e}", ColumnKind::Text),
            ("'\ttab", "' tab", ColumnKind::Text),
            ("'\ttab", "tab", ColumnKind::Text),
            ("'\u{ad}=1", "'=1", ColumnKind::Text),
            (" '=1", "'=1", ColumnKind::Text),
            ("a\r\n b", "a b", ColumnKind::Text),
            ("", "", ColumnKind::Day),
        ] {
            assert_eq!(of_csv(csv, kind), of_page(page, kind), "{csv}");
        }
    }
}
