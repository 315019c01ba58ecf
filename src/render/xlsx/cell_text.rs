//! Cells as the XML of a sheet writes them, and where they stand.

use super::style::StyleId;
use crate::domain::steering::visible_lines;

/// The range over the first columns of rows 1 to `last`, such as `A1:H20`.
pub(super) fn range(columns: usize, last: u32) -> String {
    format!("A1:{}{last}", letters(columns.saturating_sub(1)))
}

/// A range as names refer to it: `$A$1:$H$20`.
pub(super) fn absolute(range: &str) -> String {
    let corner = |corner: &str| {
        let digits = corner.find(|c: char| c.is_ascii_digit()).unwrap_or(corner.len());
        format!("${}${}", &corner[..digits], &corner[digits..])
    };
    range.split(':').map(corner).collect::<Vec<_>>().join(":")
}

/// A column by its letters: `A` for 0, `AA` for 26.
pub(super) fn letters(column: usize) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let last = &LETTERS[column % 26..=column % 26];
    if column < 26 { last.to_owned() } else { letters(column / 26 - 1) + last }
}

/// Adds a cell with a text that is never a formula.
pub(super) fn text(cells: &mut String, column: usize, row: u32, style: StyleId, text: &str) {
    *cells += &format!(
        "<c r=\"{}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        letters(column),
        escaped(text)
    );
}

/// Adds a cell with a number, as its decimal text.
pub(super) fn number(cells: &mut String, column: usize, row: u32, style: StyleId, number: &str) {
    *cells += &format!("<c r=\"{}{row}\" s=\"{style}\"><v>{number}</v></c>", letters(column));
}

/// Adds a cell to be filled in.
pub(super) fn blank(cells: &mut String, column: usize, row: u32, style: usize) {
    *cells += &format!("<c r=\"{}\" s=\"{style}\"/>", place(column, row));
}

/// Adds a cell with a formula; a spreadsheet computes it when it opens the workbook.
pub(super) fn formula(cells: &mut String, column: usize, row: u32, style: usize, formula: &str) {
    *cells += &format!("<c r=\"{}\" s=\"{style}\"><f>{}</f></c>", place(column, row), escaped(formula));
}

/// The place of a cell, such as `B12`.
pub(super) fn place(column: usize, row: u32) -> String {
    format!("{}{row}", letters(column))
}

/// A text as XML holds it, a mark in the place of each character that steers. What XML can't hold stands as `_x000D_`,
/// as spreadsheets have it, and what only looks like that begins with a `_` that stands so itself.
pub(super) fn escaped(text: &str) -> String {
    let text = &*visible_lines(text);
    let mut escaped = String::with_capacity(text.len());
    for (index, character) in text.char_indices() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '\r' | '\u{fffe}' | '\u{ffff}' => escaped += &format!("_x{:04X}_", u32::from(character)),
            '_' if looks_escaped(&text[index..]) => escaped += "_x005F_",
            _ => escaped.push(character),
        }
    }
    escaped
}

fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes.starts_with(b"_x") && bytes[2..6].iter().all(u8::is_ascii_hexdigit) && bytes[6] == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        assert_eq!(absolute(&range(13, 20)), "$A$1:$M$20");
    }

    #[test]
    fn texts_survive_xml() {
        assert_eq!(escaped("a<b> & \r\u{1}\t\u{202e}"), "a&lt;b&gt; &amp; _x000D_\u{fffd}\t\u{fffd}");
        assert_eq!(escaped("_x0041_ _x004_ é"), "_x005F_x0041_ _x004_ é");
    }
}
