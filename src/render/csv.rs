//! The report's lines as CSV: one header, one fact a row.

use std::borrow::Cow;
use std::convert::Infallible;

use clap::ValueEnum;
use csv::StringRecord;

use super::lines::{self, FactSums};
use crate::domain::steering::{MARK, visible_lines};
use crate::render::error::RenderError;
use crate::report::document::{Document, Value};
use crate::report::row::RowView;
use crate::report::template::ROW_TYPE;

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Dialect {
    /// What a Belgian spreadsheet opens right: a byte order mark, `;` and a decimal comma.
    #[value(help = "UTF-8 with BOM, `;`, decimal comma")]
    ExcelBe,
    /// What programs expect: no byte order mark, `,` and a decimal point.
    #[value(help = "UTF-8, `,`, decimal point")]
    Rfc4180,
}

impl Dialect {
    /// Every one, with its name in the configuration.
    pub const ALL: [(&str, Self); 2] = [("excel-be", Self::ExcelBe), ("rfc4180", Self::Rfc4180)];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ExcelBe => "excel-be",
            Self::Rfc4180 => "rfc4180",
        }
    }

    fn separator(self) -> u8 {
        match self {
            Self::ExcelBe => b';',
            Self::Rfc4180 => b',',
        }
    }
}

/// The report's lines; with `totals` the total lines too, and what each row is.
#[must_use]
pub fn render(document: &Document, dialect: Dialect, totals: bool) -> Vec<u8> {
    let mut writer = Writer::new(dialect);
    let headers = document.columns.iter().map(|column| column.header.as_str());
    writer.record(headers.chain(totals.then_some(ROW_TYPE)));
    let Ok(()) = lines::each(document, totals, |row, row_type| {
        writer.row(row, totals.then_some(row_type));
        Ok::<_, Infallible>(())
    });
    writer.finish()
}

/// Writes records in a dialect.
pub struct Writer {
    dialect: Dialect,
    writer: csv::Writer<Vec<u8>>,
}

impl Writer {
    /// Starts a file.
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        let start = match dialect {
            Dialect::ExcelBe => "\u{feff}".as_bytes().to_vec(),
            Dialect::Rfc4180 => Vec::new(),
        };
        let writer = csv::WriterBuilder::new()
            .delimiter(dialect.separator())
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(start);
        Self { dialect, writer }
    }

    /// Writes a record of texts.
    pub fn record<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        self.write(texts.into_iter().map(defused));
    }

    fn row(&mut self, row: &RowView<'_>, row_type: Option<&str>) {
        let texts = texts(row.cells(), self.dialect);
        self.write(texts.chain(row_type.map(Cow::Borrowed)));
    }

    /// Writes a record of values.
    pub fn values<'v>(&mut self, values: impl Iterator<Item = Value<'v>>) {
        let texts = texts(values, self.dialect);
        self.write(texts);
    }

    fn write<'t>(&mut self, texts: impl Iterator<Item = Cow<'t, str>>) {
        for text in texts {
            self.writer.write_field(&*text).unwrap_or_else(|_| unreachable!("a vector takes every byte"));
        }
        // A record with no further fields ends the line.
        self.writer.write_record(None::<&[u8]>).unwrap_or_else(|_| unreachable!("a vector takes every byte"));
    }

    /// The bytes of the file.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_else(|_| unreachable!("a vector takes every byte"))
    }
}

/// Values as the fields of a record.
fn texts<'v>(values: impl Iterator<Item = Value<'v>>, dialect: Dialect) -> impl Iterator<Item = Cow<'v, str>> {
    values.map(move |value| match value {
        Value::Empty => Cow::Borrowed(""),
        Value::Text(text) => defused(text),
        Value::Said(said) => defused(&said.file),
        Value::Count(number) => number.to_string().into(),
        Value::Money(money) => decimal(&money, dialect).into(),
        Value::Percent(percent) => decimal(&percent, dialect).into(),
        Value::Day(day) => day.to_string().into(),
    })
}

/// A number that writes a decimal point, in a dialect.
fn decimal(number: &impl ToString, dialect: Dialect) -> String {
    let text = number.to_string();
    match dialect {
        Dialect::ExcelBe => text.replace('.', ","),
        Dialect::Rfc4180 => text,
    }
}

/// A text that steers nothing: no spreadsheet runs it as a formula, as what would be one gets an apostrophe in front,
/// and a mark stands for each character that steers.
fn defused(text: &str) -> Cow<'_, str> {
    let text = visible_lines(text);
    if is_formula(&text) { format!("'{text}").into() } else { text }
}

/// Whether a spreadsheet might run a text as a formula: a sign stands first that makes one, full-width or small forms
/// included, whatever blanks and characters without a width stand before it; or a character at which cells end.
#[must_use]
pub fn is_formula(text: &str) -> bool {
    let is_blank = |character: char| {
        character.is_whitespace()
            || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | MARK)
    };
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−'];
    text.starts_with(['\t', '\r', '\n']) || text.trim_start_matches(is_blank).starts_with(signs)
}

/// Checks a finished CSV against the document by reading it again: number of rows and sum of each column of amounts.
///
/// # Errors
/// What differs: a fault of the program.
pub fn verify(document: &Document, bytes: &[u8], dialect: Dialect, totals: bool) -> Result<(), RenderError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(dialect.separator()).from_reader(bytes);
    let mut written = FactSums::none(document);
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(RenderError::fault)? {
        if totals && record.get(document.columns.len()) != Some("detail") {
            continue;
        }
        written.count();
        for (index, text) in record.iter().enumerate() {
            if lines::is_amount(document, index) && !text.is_empty() {
                written.add(index, text.replace(',', ".").parse().map_err(|_| format!("`{text}` is no amount"))?);
            }
        }
    }
    lines::agree(document, "CSV", &written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in [
            "=1",
            "+1",
            "-1",
            "@a",
            "\ta",
            "\ra",
            "\na",
            " =1",
            "\u{a0}+1",
            "\u{200b}=1",
            "\u{feff}@a",
            "＝1",
            "＋1",
            "－1",
            "＠a",
            "\u{1}=1",
            " \u{200b} −1",
        ] {
            assert!(defused(text).starts_with('\''), "{text:?}");
        }
        for text in ["", "a=1", "1-2", "'=1", "(-1)", " a", "\u{200b}a", "–1"] {
            assert_eq!(defused(text), text);
        }
    }

    #[test]
    fn no_cell_steers() {
        assert_eq!(defused("a\u{1b}[2J\u{9b}\u{202e}b\r\n\tc"), "a\u{fffd}[2J\u{fffd}\u{fffd}b\r\n\tc");
    }
}
