//! The values of a Parquet file's columns as cells of records.

use std::borrow::Cow;

use chrono::{DateTime, Days, NaiveDate, Utc};
use polars_arrow::array::{Array, BinaryViewArray, BooleanArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, TimeUnit};
use polars_arrow::types::NativeType;

use crate::domain::LineField;
use crate::ingest::cell::RawCell;
use crate::ingest::date_form::DateStyle;
use crate::ingest::header::Layout;
use crate::ingest::profile::Profile;

/// The cells of a column, one a row.
pub type ColumnCells<'a> = Box<dyn Iterator<Item = RawCell<'a>> + 'a>;

/// Whole numbers up to this are exact as binary ones.
const EXACT: u128 = 1_000_000_000_000_000;

/// Whether a column holds amounts.
#[must_use]
pub fn is_amount(layout: &Layout, index: usize) -> bool {
    [LineField::Amount, LineField::AmountPosted, LineField::AmountIn, LineField::AmountOut]
        .into_iter()
        .any(|field| layout.index(field) == Some(index))
}

/// The most digits that decimals may have which fit into 16 bytes; what has more nobody reads.
const MOST_DIGITS: usize = 38;

/// Whether a field may stand in a column of a type, as a profile writes days.
#[must_use]
pub fn suits(dtype: &ArrowDataType, field: LineField, dates: &DateStyle) -> bool {
    use ArrowDataType as D;
    match dtype {
        D::Utf8View | D::BinaryView => true,
        _ if matches!(field, LineField::PostedTime | LineField::SettledTime) => false,
        D::Date32 | D::Timestamp(..) => matches!(field, LineField::Posted | LineField::Settled),
        D::Decimal(digits, _) if *digits > MOST_DIGITS => false,
        D::Decimal(..) | D::Float64 => !matches!(field, LineField::Posted | LineField::Settled),
        dtype => is_whole(dtype) && (dates.has_digits() || !matches!(field, LineField::Posted | LineField::Settled)),
    }
}

/// Whether a profile can choose records by the values of a column of a type: those that `cells` can show as texts.
#[must_use]
pub fn is_choosable(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as D;
    match dtype {
        D::Utf8View | D::BinaryView | D::Boolean | D::Date32 | D::Timestamp(..) | D::Float32 | D::Float64 => true,
        D::Decimal(digits, _) => *digits <= MOST_DIGITS,
        dtype => is_whole(dtype),
    }
}

fn is_whole(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as D;
    matches!(dtype, D::Int8 | D::Int16 | D::Int32 | D::Int64 | D::UInt8 | D::UInt16 | D::UInt32 | D::UInt64)
}

/// What a type is called in messages.
#[must_use]
pub fn kind_of_value(dtype: &ArrowDataType) -> String {
    use ArrowDataType as D;
    let name = match dtype {
        D::Boolean => "truth values",
        D::Date32 => "dates",
        D::Timestamp(..) => "dates with times",
        D::Time32(_) | D::Time64(_) => "times without dates",
        D::Float16 | D::Float32 => "short binary numbers",
        D::Float64 => "binary numbers",
        D::Decimal(digits, _) if *digits > MOST_DIGITS => "decimal numbers of more than 38 digits",
        D::Decimal(..) => "decimal numbers",
        dtype if is_whole(dtype) => "whole numbers",
        dtype => return format!("{dtype:?}"),
    };
    name.to_owned()
}

/// What should stand in the column of a field, and how it may be written.
#[must_use]
pub fn expected(field: LineField) -> &'static str {
    match field {
        LineField::PostedTime | LineField::SettledTime => "texts",
        LineField::Posted | LineField::Settled => "dates, dates with times, or texts",
        LineField::Amount | LineField::AmountPosted | LineField::AmountIn | LineField::AmountOut => {
            "decimal numbers of up to 38 digits, whole numbers, long binary numbers (DOUBLE), or texts"
        }
        field if LineField::TEXTS.contains(&field) => "texts or numbers",
        _ => "texts or whole numbers",
    }
}

/// The cells of a column, one a row. Amounts become texts as the profile writes them, so that no binary number comes
/// in between, unless the file itself has one; of a column by which the profile chooses records alone (`is_rule`) numbers stay numbers.
#[must_use]
pub fn cells<'a>(
    arrays: &'a [Box<dyn Array>],
    is_amount: bool,
    is_rule: bool,
    profile: &'a Profile,
) -> ColumnCells<'a> {
    Box::new(arrays.iter().flat_map(move |array| cells_of(&**array, is_amount, is_rule, profile)))
}

fn cells_of<'a>(array: &'a dyn Array, is_amount: bool, is_rule: bool, profile: &'a Profile) -> ColumnCells<'a> {
    use ArrowDataType as D;
    let whole = move |number: i128| number_cell(number, 0, is_amount, profile);
    match array.dtype() {
        D::Utf8View => match array.as_any().downcast_ref::<Utf8ViewArray>() {
            Some(texts) => Box::new(texts.iter().map(|text| RawCell::Text(Cow::Borrowed(text.unwrap_or_default())))),
            None => unreadable(array),
        },
        D::BinaryView => match array.as_any().downcast_ref::<BinaryViewArray>() {
            Some(texts) => Box::new(texts.iter().map(|bytes| text_of(bytes.unwrap_or_default()))),
            None => unreadable(array),
        },
        D::Int8 => numbers::<i8>(array, move |number| whole(number.into())),
        D::Int16 => numbers::<i16>(array, move |number| whole(number.into())),
        D::Int32 => numbers::<i32>(array, move |number| whole(number.into())),
        D::Int64 => numbers::<i64>(array, move |number| whole(number.into())),
        D::UInt8 => numbers::<u8>(array, move |number| whole(number.into())),
        D::UInt16 => numbers::<u16>(array, move |number| whole(number.into())),
        D::UInt32 => numbers::<u32>(array, move |number| whole(number.into())),
        D::UInt64 => numbers::<u64>(array, move |number| whole(number.into())),
        D::Decimal(_, scale) => {
            let scale = *scale;
            numbers::<i128>(array, move |number| match decimal_text(number, scale, '.').parse() {
                Ok(exact) if is_rule => RawCell::Number(exact),
                _ => number_cell(number, scale, is_amount, profile),
            })
        }
        D::Float64 => numbers::<f64>(array, |number| {
            match number {
                // What pandas writes where there is nothing.
                number if number.is_nan() => RawCell::Text(Cow::Borrowed("")),
                number if number.is_finite() => RawCell::Number(number),
                number => RawCell::Other(number.to_string()),
            }
        }),
        D::Float32 => numbers::<f32>(array, |number| match number {
            number if number.is_nan() => RawCell::Text(Cow::Borrowed("")),
            // As it is written in decimals, not as its bits are.
            number => number.to_string().parse().map_or_else(|_| RawCell::Other(number.to_string()), RawCell::Number),
        }),
        D::Boolean => match array.as_any().downcast_ref::<BooleanArray>() {
            Some(values) => Box::new(values.iter().map(|value| match value {
                Some(truth) => RawCell::Other(truth.to_string()),
                None => RawCell::Text(Cow::Borrowed("")),
            })),
            None => unreadable(array),
        },
        D::Date32 => numbers::<i32>(array, day),
        D::Timestamp(unit, zone) => {
            let (unit, is_instant) = (*unit, zone.is_some());
            numbers::<i64>(array, move |number| time(number, unit, is_instant))
        }
        _ => unreadable(array),
    }
}

/// Values that no field may hold; that there are any is all that matters.
fn unreadable(array: &dyn Array) -> ColumnCells<'_> {
    let cell =
        |row| if array.is_valid(row) { RawCell::Other("?".to_owned()) } else { RawCell::Text(Cow::Borrowed("")) };
    Box::new((0..array.len()).map(cell))
}

fn numbers<'a, T: NativeType>(array: &'a dyn Array, cell: impl Fn(T) -> RawCell<'static> + 'a) -> ColumnCells<'a> {
    match array.as_any().downcast_ref::<PrimitiveArray<T>>() {
        Some(values) => Box::new(
            values.iter().map(move |value| value.map_or(RawCell::Text(Cow::Borrowed("")), |value| cell(*value))),
        ),
        None => unreadable(array),
    }
}

/// Some writers don't say that their bytes are text.
fn text_of(bytes: &[u8]) -> RawCell<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => RawCell::Text(Cow::Borrowed(text)),
        Err(_) => RawCell::Other("bytes that are no text".to_owned()),
    }
}

/// A decimal number. Codes and ids come as numbers, to which the zeros in front that they have lost are given back.
fn number_cell(digits: i128, scale: usize, is_amount: bool, profile: &Profile) -> RawCell<'static> {
    let mark = if is_amount { profile.decimal_mark.character() } else { '.' };
    let text = decimal_text(digits, scale, mark);
    if is_amount || text.contains(mark) || digits.unsigned_abs() >= EXACT {
        return RawCell::Text(Cow::Owned(text));
    }
    text.parse().map_or(RawCell::Text(Cow::Owned(text)), RawCell::Number)
}

/// A decimal number as text, without zeros at its end that say nothing.
fn decimal_text(digits: i128, scale: usize, mark: char) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", digits.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}{mark}{fraction}"),
    }
}

fn day(number: i32) -> RawCell<'static> {
    let days = Days::new(number.unsigned_abs().into());
    let start = DateTime::UNIX_EPOCH.date_naive();
    let day: Option<NaiveDate> = if number < 0 { start.checked_sub_days(days) } else { start.checked_add_days(days) };
    day.map_or_else(|| RawCell::Other(number.to_string()), RawCell::Day)
}

/// A time since 1970: an instant where the file says that it is one, and otherwise what a clock in Belgium showed.
fn time(number: i64, unit: TimeUnit, is_instant: bool) -> RawCell<'static> {
    let time: Option<DateTime<Utc>> = match unit {
        TimeUnit::Second => DateTime::from_timestamp(number, 0),
        TimeUnit::Millisecond => DateTime::from_timestamp_millis(number),
        TimeUnit::Microsecond => DateTime::from_timestamp_micros(number),
        TimeUnit::Nanosecond => Some(DateTime::from_timestamp_nanos(number)),
    };
    match time {
        Some(time) if is_instant => RawCell::Instant(time),
        Some(time) => RawCell::DateTime(time.naive_utc()),
        None => RawCell::Other(number.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::super::count::parquet_decimal;
    use super::*;

    #[test]
    fn decimals_keep_every_digit() {
        let texts = [(1230, 2, "12,3"), (-5, 2, "-0,05"), (125_000, 4, "12,5"), (12_345, 3, "12,345"), (0, 2, "0")];
        for (digits, scale, text) in texts {
            assert_eq!(decimal_text(digits, scale, ','), text);
        }
        assert_eq!(decimal_text(i128::MIN, 0, ','), i128::MIN.to_string());
        assert_eq!(decimal_text(1, 38, ','), format!("0,{}1", "0".repeat(37)));
    }

    #[test]
    fn codes_are_numbers_and_long_ids_texts() {
        let cell = |digits, scale| number_cell(digits, scale, false, &Profile::default());
        assert_eq!(cell(2110, 0), RawCell::Number(2110.0));
        assert_eq!(cell(211_000, 2), RawCell::Number(2110.0));
        assert_eq!(cell(9_007_199_254_740_993, 0), RawCell::Text("9007199254740993".into()));
        assert_eq!(cell(211_001, 2), RawCell::Text("2110.01".into()));
    }

    #[test]
    fn whole_numbers_of_every_width_are_the_same() {
        let arrays = [
            PrimitiveArray::<i8>::from_slice([21]).boxed(),
            PrimitiveArray::<i16>::from_slice([21]).boxed(),
            PrimitiveArray::<i32>::from_slice([21]).boxed(),
            PrimitiveArray::<i64>::from_slice([21]).boxed(),
            PrimitiveArray::<u8>::from_slice([21]).boxed(),
            PrimitiveArray::<u16>::from_slice([21]).boxed(),
            PrimitiveArray::<u32>::from_slice([21]).boxed(),
            PrimitiveArray::<u64>::from_slice([21]).boxed(),
        ];
        let profile = Profile::default();
        for array in &arrays {
            let read: Vec<RawCell<'_>> = cells(std::slice::from_ref(array), false, false, &profile).collect();
            assert_eq!(read, [RawCell::Number(21.0)], "{:?}", array.dtype());
            let counted = parquet_decimal(&**array, 0, &profile);
            assert_eq!(counted, Some(Decimal::from(21)), "{:?}, counted a second time", array.dtype());
        }
    }

    #[test]
    fn decimals_of_more_than_sixteen_bytes_are_named() {
        let of = |digits| ArrowDataType::Decimal(digits, 4);
        let usual = DateStyle::default();
        assert!(suits(&of(38), LineField::Amount, &usual) && !suits(&of(39), LineField::Amount, &usual));
        assert_eq!(kind_of_value(&of(50)), "decimal numbers of more than 38 digits");
        assert_eq!(kind_of_value(&of(38)), "decimal numbers");
    }

    #[test]
    fn days_and_times_far_away_are_no_panic() {
        assert_eq!(day(i32::MAX), RawCell::Other(i32::MAX.to_string()));
        assert_eq!(day(i32::MIN), RawCell::Other(i32::MIN.to_string()));
        assert_eq!(time(i64::MAX, TimeUnit::Second, true), RawCell::Other(i64::MAX.to_string()));
        assert_eq!(time(0, TimeUnit::Second, true), RawCell::Instant(DateTime::UNIX_EPOCH));
    }
}
