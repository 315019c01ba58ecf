//! The values of a Parquet file's columns as cells of records.

use std::borrow::Cow;

use chrono::{DateTime, Days, NaiveDate, Utc};
use polars_arrow::array::{Array, BinaryViewArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, TimeUnit};
use polars_arrow::types::NativeType;

use crate::domain::Field;
use crate::ingest::cell::Cell;
use crate::ingest::date_form::DateStyle;
use crate::ingest::header::Layout;
use crate::ingest::profile::Profile;

/// The cells of a column, one a row.
pub type Cells<'a> = Box<dyn Iterator<Item = Cell<'a>> + 'a>;

/// Whole numbers up to this are exact as binary ones.
const EXACT: u128 = 1_000_000_000_000_000;

/// Whether a column holds amounts.
#[must_use]
pub fn is_amount(layout: &Layout, index: usize) -> bool {
    [Field::Amount, Field::AmountPosted, Field::AmountIn, Field::AmountOut]
        .into_iter()
        .any(|field| layout.index(field) == Some(index))
}

/// The most digits that decimals may have which fit into 16 bytes; what has more nobody reads.
const MOST_DIGITS: usize = 38;

/// Whether a field may stand in a column of a type, as a profile writes days.
#[must_use]
pub fn suits(dtype: &ArrowDataType, field: Field, dates: &DateStyle) -> bool {
    use ArrowDataType as D;
    match dtype {
        D::Utf8View | D::BinaryView => true,
        _ if matches!(field, Field::PostedTime | Field::SettledTime) => false,
        D::Date32 | D::Timestamp(..) => matches!(field, Field::Posted | Field::Settled),
        D::Decimal(digits, _) if *digits > MOST_DIGITS => false,
        D::Decimal(..) | D::Float64 => !matches!(field, Field::Posted | Field::Settled),
        dtype => is_whole(dtype) && (dates.has_digits() || !matches!(field, Field::Posted | Field::Settled)),
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
pub fn expected(field: Field) -> &'static str {
    match field {
        Field::PostedTime | Field::SettledTime => "texts",
        Field::Posted | Field::Settled => "dates, dates with times, or texts",
        Field::Amount | Field::AmountPosted | Field::AmountIn | Field::AmountOut => {
            "decimal numbers of up to 38 digits, whole numbers, long binary numbers (DOUBLE), or texts"
        }
        field if Field::TEXTS.contains(&field) => "texts or numbers",
        _ => "texts or whole numbers",
    }
}

/// The cells of a column, one a row. Amounts become texts as the profile writes them, so that no binary number comes
/// in between, unless the file itself has one.
#[must_use]
pub fn cells<'a>(arrays: &'a [Box<dyn Array>], is_amount: bool, profile: &'a Profile) -> Cells<'a> {
    Box::new(arrays.iter().flat_map(move |array| cells_of(&**array, is_amount, profile)))
}

fn cells_of<'a>(array: &'a dyn Array, is_amount: bool, profile: &'a Profile) -> Cells<'a> {
    use ArrowDataType as D;
    let whole = move |number: i128| number_cell(number, 0, is_amount, profile);
    match array.dtype() {
        D::Utf8View => match array.as_any().downcast_ref::<Utf8ViewArray>() {
            Some(texts) => Box::new(texts.iter().map(|text| Cell::Text(Cow::Borrowed(text.unwrap_or_default())))),
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
            numbers::<i128>(array, move |number| number_cell(number, scale, is_amount, profile))
        }
        D::Float64 => numbers::<f64>(array, |number| {
            match number {
                // What pandas writes where there is nothing.
                number if number.is_nan() => Cell::Text(Cow::Borrowed("")),
                number if number.is_finite() => Cell::Number(number),
                number => Cell::Other(number.to_string()),
            }
        }),
        D::Date32 => numbers::<i32>(array, day),
        D::Timestamp(unit, zone) => {
            let (unit, is_instant) = (*unit, zone.is_some());
            numbers::<i64>(array, move |number| time(number, unit, is_instant))
        }
        _ => unreadable(array),
    }
}

/// Values that no field may hold; that there are any is all that matters.
fn unreadable(array: &dyn Array) -> Cells<'_> {
    let cell = |row| if array.is_valid(row) { Cell::Other("?".to_owned()) } else { Cell::Text(Cow::Borrowed("")) };
    Box::new((0..array.len()).map(cell))
}

fn numbers<'a, T: NativeType>(array: &'a dyn Array, cell: impl Fn(T) -> Cell<'static> + 'a) -> Cells<'a> {
    match array.as_any().downcast_ref::<PrimitiveArray<T>>() {
        Some(values) => {
            Box::new(values.iter().map(move |value| value.map_or(Cell::Text(Cow::Borrowed("")), |value| cell(*value))))
        }
        None => unreadable(array),
    }
}

/// Some writers don't say that their bytes are text.
fn text_of(bytes: &[u8]) -> Cell<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cell::Text(Cow::Borrowed(text)),
        Err(_) => Cell::Other("bytes that are no text".to_owned()),
    }
}

/// A decimal number. Codes and ids come as numbers, to which the zeros in front that they have lost are given back.
fn number_cell(digits: i128, scale: usize, is_amount: bool, profile: &Profile) -> Cell<'static> {
    let mark = if is_amount { profile.decimal_mark.character() } else { '.' };
    let text = decimal_text(digits, scale, mark);
    if is_amount || text.contains(mark) || digits.unsigned_abs() >= EXACT {
        return Cell::Text(Cow::Owned(text));
    }
    text.parse().map_or(Cell::Text(Cow::Owned(text)), Cell::Number)
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

fn day(number: i32) -> Cell<'static> {
    let days = Days::new(number.unsigned_abs().into());
    let start = DateTime::UNIX_EPOCH.date_naive();
    let day: Option<NaiveDate> = if number < 0 { start.checked_sub_days(days) } else { start.checked_add_days(days) };
    let midnight = day.and_then(|day| day.and_hms_opt(0, 0, 0));
    midnight.map_or_else(|| Cell::Other(number.to_string()), Cell::DateTime)
}

/// A time since 1970: an instant where the file says that it is one, and otherwise what a clock in Belgium showed.
fn time(number: i64, unit: TimeUnit, is_instant: bool) -> Cell<'static> {
    let time: Option<DateTime<Utc>> = match unit {
        TimeUnit::Second => DateTime::from_timestamp(number, 0),
        TimeUnit::Millisecond => DateTime::from_timestamp_millis(number),
        TimeUnit::Microsecond => DateTime::from_timestamp_micros(number),
        TimeUnit::Nanosecond => Some(DateTime::from_timestamp_nanos(number)),
    };
    match time {
        Some(time) if is_instant => Cell::Instant(time),
        Some(time) => Cell::DateTime(time.naive_utc()),
        None => Cell::Other(number.to_string()),
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
        assert_eq!(cell(2110, 0), Cell::Number(2110.0));
        assert_eq!(cell(211_000, 2), Cell::Number(2110.0));
        assert_eq!(cell(9_007_199_254_740_993, 0), Cell::Text("9007199254740993".into()));
        assert_eq!(cell(211_001, 2), Cell::Text("2110.01".into()));
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
            let read: Vec<Cell<'_>> = cells(std::slice::from_ref(array), false, &profile).collect();
            assert_eq!(read, [Cell::Number(21.0)], "{:?}", array.dtype());
            let counted = parquet_decimal(&**array, 0, &profile);
            assert_eq!(counted, Some(Decimal::from(21)), "{:?}, counted a second time", array.dtype());
        }
    }

    #[test]
    fn decimals_of_more_than_sixteen_bytes_are_named() {
        let of = |digits| ArrowDataType::Decimal(digits, 4);
        let usual = DateStyle::default();
        assert!(suits(&of(38), Field::Amount, &usual) && !suits(&of(39), Field::Amount, &usual));
        assert_eq!(kind_of_value(&of(50)), "decimal numbers of more than 38 digits");
        assert_eq!(kind_of_value(&of(38)), "decimal numbers");
    }

    #[test]
    fn days_and_times_far_away_are_no_panic() {
        assert_eq!(day(i32::MAX), Cell::Other(i32::MAX.to_string()));
        assert_eq!(day(i32::MIN), Cell::Other(i32::MIN.to_string()));
        assert_eq!(time(i64::MAX, TimeUnit::Second, true), Cell::Other(i64::MAX.to_string()));
        assert_eq!(time(0, TimeUnit::Second, true), Cell::Instant(DateTime::UNIX_EPOCH));
    }
}
