//! Counts and adds up a file a second time, by other means, and demands the same result.
//!
//! Workbooks are counted by a walk over their XML, Parquet files by what their footer says; amounts are added as
//! decimals. None of it shares code with the reading that it checks, but for the unpacking of Parquet columns.
//! `csv_count` does the same for CSV texts.

use std::io::{Cursor, Read};
use std::str::FromStr;

use polars_arrow::array::{Array, BinaryViewArray, PrimitiveArray, StaticArray, Utf8ViewArray};
use polars_arrow::datatypes::ArrowDataType;
use polars_arrow::types::NativeType;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::parquet::{columns, decode, footer};
use super::profile::{Profile, Unit};

/// What a second count of a file gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Records after the header that are not blank.
    pub records: u64,
    /// Physical lines of the file, the header among them; 0 where the file has none.
    pub lines: u64,
    /// The sum of the amounts of accepted records, in cents.
    pub cents: i128,
}

impl Count {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { records: self.records + other.records, lines: self.lines + other.lines, cents: self.cents + other.cents }
    }
}

/// Why a file could not be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountError {
    /// The second reading finds the file damaged where the first did not look: the file can't be trusted.
    Damaged(String),
    /// The second reading finds that something was accepted that should not have been.
    Disagrees(String),
}

/// An amount as a decimal, leniently: all that is not a digit, the decimal mark or a minus is dropped.
fn decimal_of(written: &str, profile: &Profile) -> Option<Decimal> {
    let mark = profile.decimal_mark.character();
    let plain: String = written
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == mark || *c == '-')
        .map(|c| if c == mark { '.' } else { c })
        .collect();
    Decimal::from_str(&plain).ok()
}

fn cents_of(sum: Decimal, unit: Unit) -> Result<i128, String> {
    let cents = match unit {
        Unit::Euro => sum * Decimal::ONE_HUNDRED,
        Unit::Cents => sum,
    };
    if cents.fract().is_zero() {
        Ok(cents.trunc().mantissa() / 10i128.pow(cents.trunc().scale()))
    } else {
        Err(format!("the amounts add up to {cents} cents, not a whole number"))
    }
}

/// Counts the filled rows of a workbook's sheet and adds up the amounts of those that `accepted` marks.
///
/// # Errors
/// What stood in the way: something that the reading should not have accepted.
pub fn count_xlsx(
    bytes: &[u8],
    sheet: &str,
    amount: usize,
    profile: &Profile,
    accepted: &[bool],
) -> Result<Count, CountError> {
    let rows = sheet_rows(bytes, sheet, amount).map_err(CountError::Damaged)?;
    let mut sum = Decimal::ZERO;
    for (written, accepted) in rows.iter().skip(1).zip(accepted) {
        if *accepted {
            sum += match written {
                Written::Number(number) => rounded(number, profile.unit),
                Written::Text(text) => decimal_of(text, profile),
            }
            .ok_or_else(|| CountError::Disagrees(format!("{written:?} was accepted as an amount")))?;
        }
    }
    let records = (rows.len() as u64).saturating_sub(1);
    Ok(Count { records, lines: 0, cents: cents_of(sum, profile.unit).map_err(CountError::Disagrees)? })
}

/// Takes the number of rows from a Parquet file's footer, and adds up the amounts of those that `accepted` marks.
///
/// # Errors
/// What stood in the way: something that the reading should not have accepted.
pub fn count_parquet(
    bytes: &[u8],
    amount: usize,
    profile: &Profile,
    accepted: &[bool],
    blank: u64,
) -> Result<Count, CountError> {
    let metadata = footer(bytes).map_err(CountError::Damaged)?;
    let columns = columns(&metadata);
    let column = columns.get(amount).ok_or_else(|| CountError::Damaged("it has no amounts".to_owned()))?;
    let (mut sum, mut row) = (Decimal::ZERO, 0);
    for group in &metadata.row_groups {
        for array in decode(bytes, group, column).map_err(CountError::Damaged)? {
            for index in 0..array.len() {
                if accepted.get(row).copied().unwrap_or(false) {
                    sum += parquet_decimal(&*array, index, profile).ok_or_else(|| {
                        CountError::Disagrees(format!("row {} was accepted without an amount", row + 1))
                    })?;
                }
                row += 1;
            }
        }
    }
    let records = (metadata.num_rows as u64).saturating_sub(blank);
    Ok(Count { records, lines: 0, cents: cents_of(sum, profile.unit).map_err(CountError::Disagrees)? })
}

/// One value as a decimal, by the way in which it is printed.
fn parquet_decimal(array: &dyn Array, index: usize, profile: &Profile) -> Option<Decimal> {
    use ArrowDataType as D;
    fn printed<T: NativeType>(array: &dyn Array, index: usize) -> Option<String> {
        Some(array.as_any().downcast_ref::<PrimitiveArray<T>>()?.get(index)?.to_string())
    }
    let written = match array.dtype() {
        D::Utf8View => array.as_any().downcast_ref::<Utf8ViewArray>()?.get(index)?.to_owned(),
        D::BinaryView => {
            let bytes = array.as_any().downcast_ref::<BinaryViewArray>()?.get(index)?;
            String::from_utf8_lossy(bytes).into_owned()
        }
        D::Float64 => return rounded(&printed::<f64>(array, index)?, profile.unit),
        D::Decimal(_, scale) => {
            let digits: i128 = printed::<i128>(array, index)?.parse().ok()?;
            return Decimal::try_from_i128_with_scale(digits, u32::try_from(*scale).ok()?).ok();
        }
        D::Int8 => printed::<i8>(array, index)?,
        D::Int16 => printed::<i16>(array, index)?,
        D::Int32 => printed::<i32>(array, index)?,
        D::Int64 => printed::<i64>(array, index)?,
        D::UInt8 => printed::<u8>(array, index)?,
        D::UInt16 => printed::<u16>(array, index)?,
        D::UInt32 => printed::<u32>(array, index)?,
        D::UInt64 => printed::<u64>(array, index)?,
        _ => return None,
    };
    decimal_of(&written, profile)
}

/// The amount cells of the filled rows of a sheet.
fn sheet_rows(bytes: &[u8], sheet: &str, amount: usize) -> Result<Vec<Written>, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let part = sheet_part(&mut archive, sheet)?;
    let has_shared = archive.file_names().flatten().any(|part| part.eq_ignore_ascii_case(SHARED_STRINGS));
    let shared = if has_shared { shared_strings(&part_text(&mut archive, SHARED_STRINGS)?)? } else { Vec::new() };
    filled_rows(&part_text(&mut archive, &part)?, amount, &shared)
}

const SHARED_STRINGS: &str = "xl/sharedStrings.xml";

/// The amount cell of a row, as the XML has it.
#[derive(Debug)]
enum Written {
    Number(String),
    Text(String),
}

fn rounded(number: &str, unit: Unit) -> Option<Decimal> {
    let value = Decimal::from_str(number).or_else(|_| Decimal::from_scientific(number)).ok()?;
    Some(value.round_dp(if unit == Unit::Euro { 2 } else { 0 }))
}

type Archive<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;

fn part_text(archive: &mut Archive<'_>, name: &str) -> Result<String, String> {
    let wanted =
        archive.file_names().flatten().find(|part| part.eq_ignore_ascii_case(name)).map(std::borrow::Cow::into_owned);
    let wanted = wanted.ok_or_else(|| format!("the workbook has no part {name}"))?;
    let mut text = String::new();
    archive
        .by_name(&wanted)
        .map_err(|error| error.to_string())?
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    Ok(text)
}

/// The name of the part of the workbook that holds a sheet.
fn sheet_part(archive: &mut Archive<'_>, sheet: &str) -> Result<String, String> {
    let mut id = None;
    each_tag(&part_text(archive, "xl/workbook.xml")?, |tag| {
        if tag.local_name().as_ref() == "sheet" && attribute(tag, "name").as_deref() == Some(sheet) {
            id = attribute(tag, "id");
        }
    })?;
    let mut target = None;
    each_tag(&part_text(archive, "xl/_rels/workbook.xml.rels")?, |tag| {
        if attribute(tag, "Id") == id && id.is_some() {
            target = attribute(tag, "Target");
        }
    })?;
    let target = target.ok_or_else(|| format!("the workbook has no part for the sheet {sheet}"))?;
    Ok(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
}

fn each_tag(xml: &str, mut see: impl FnMut(&BytesStart<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) | Event::Empty(tag) => see(&tag),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, local_name: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == local_name)
        .and_then(|attribute| Some(quick_xml::escape::unescape(&attribute.value).ok()?.into_owned()))
}

fn shared_strings(xml: &str) -> Result<Vec<String>, String> {
    let mut reader = Reader::from_str(xml);
    let (mut strings, mut in_text, mut in_phonetic) = (Vec::new(), false, false);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => strings.push(String::new()),
                "t" => in_text = true,
                "rPh" => in_phonetic = true,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => strings.push(String::new()),
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => in_phonetic = false,
                _ => {}
            },
            Event::Eof => return Ok(strings),
            event => {
                if let (true, Some(text), Some(string)) = (in_text && !in_phonetic, text_of(&event), strings.last_mut())
                {
                    string.push_str(&text);
                }
            }
        }
    }
}

fn text_of(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) => Some(text.to_string()),
        Event::CData(text) => Some(text.to_string()),
        Event::GeneralRef(name) => {
            let reference = format!("&{};", &**name);
            quick_xml::escape::unescape(&reference).ok().map(std::borrow::Cow::into_owned)
        }
        _ => None,
    }
}

/// The amount cells of the rows that have anything in them, the header among them.
fn filled_rows(xml: &str, amount: usize, shared: &[String]) -> Result<Vec<Written>, String> {
    let mut reader = Reader::from_str(xml);
    let mut rows = Vec::new();
    let (mut filled, mut written) = (false, Written::Text(String::new()));
    let (mut column, mut next_column) = (0, 0);
    let (mut kind, mut text, mut in_value) = (String::new(), String::new(), false);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match &event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => (filled, written, next_column) = (false, Written::Text(String::new()), 0),
                "c" => {
                    column = attribute(tag, "r").map_or(next_column, |reference| column_of(&reference));
                    next_column = column + 1;
                    kind = attribute(tag, "t").unwrap_or_default();
                    text.clear();
                }
                "v" | "t" => in_value = true,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "c" => {
                next_column = attribute(tag, "r").map_or(next_column, |reference| column_of(&reference)) + 1;
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "v" | "t" => in_value = false,
                "c" => {
                    if kind == "s" {
                        let index: Option<usize> = text.trim().parse().ok();
                        text = index.and_then(|index| shared.get(index)).cloned().unwrap_or_default();
                    }
                    filled |= !text.trim().is_empty();
                    if column == amount {
                        let value = text.trim().to_owned();
                        let is_number = kind.is_empty() || kind == "n";
                        written = if is_number { Written::Number(value) } else { Written::Text(value) };
                    }
                }
                "row" if filled => {
                    rows.push(std::mem::replace(&mut written, Written::Text(String::new())));
                    filled = false;
                }
                _ => {}
            },
            Event::Eof => return Ok(rows),
            _ if in_value => text.push_str(&text_of(&event).unwrap_or_default()),
            _ => {}
        }
    }
}

/// The column that a reference such as `AB12` names, from 0.
fn column_of(reference: &str) -> usize {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    letters
        .fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1)
        .saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_columns_as_spreadsheets_do() {
        assert_eq!((column_of("A1"), column_of("Z9"), column_of("AB12")), (0, 25, 27));
    }
}
