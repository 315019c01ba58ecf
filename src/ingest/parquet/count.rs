//! Counts the rows of a Parquet file and adds up its amounts a second time: by what its footer says, and by how its values
//! are printed.

use polars_arrow::array::{Array, BinaryViewArray, PrimitiveArray, StaticArray, Utf8ViewArray};
use polars_arrow::datatypes::ArrowDataType;
use polars_arrow::types::NativeType;
use rust_decimal::Decimal;

use super::reader::{columns, decode, footer};
use crate::ingest::count::{CountError, SecondCount, cents_of, decimal_of, rounded};
use crate::ingest::profile::Profile;

/// Takes the number of rows from a Parquet file's footer, and adds up the amounts of those that `accepted` marks.
///
/// # Errors
/// What stood in the way: something that the reading should not have accepted.
pub fn count_parquet(
    bytes: &[u8],
    amounts: &[usize],
    profile: &Profile,
    accepted: &[bool],
    blank: u64,
) -> Result<SecondCount, CountError> {
    let metadata = footer(bytes).map_err(CountError::Damaged)?;
    let columns = columns(&metadata);
    let mut sum = Decimal::ZERO;
    for amount in amounts {
        let column = columns.get(*amount).ok_or_else(|| CountError::Damaged("it has no amounts".to_owned()))?;
        let mut row = 0;
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
    }
    let records = (metadata.num_rows as u64).saturating_sub(blank);
    Ok(SecondCount { records, lines: 0, cents: cents_of(sum, profile.unit).map_err(CountError::Disagrees)? })
}

/// One value as a decimal, by the way in which it is printed.
pub(super) fn parquet_decimal(array: &dyn Array, index: usize, profile: &Profile) -> Option<Decimal> {
    use ArrowDataType as D;
    fn printed<T: NativeType>(array: &dyn Array, index: usize) -> Option<String> {
        Some(array.as_any().downcast_ref::<PrimitiveArray<T>>()?.get(index)?.to_string())
    }
    if array.is_null(index) {
        return Some(Decimal::ZERO);
    }
    let written = match array.dtype() {
        D::Utf8View => array.as_any().downcast_ref::<Utf8ViewArray>()?.get(index)?.to_owned(),
        D::BinaryView => {
            let bytes = array.as_any().downcast_ref::<BinaryViewArray>()?.get(index)?;
            String::from_utf8_lossy(bytes).into_owned()
        }
        D::Float64 => {
            let printed = printed::<f64>(array, index)?;
            return if printed == "NaN" { Some(Decimal::ZERO) } else { rounded(&printed, profile.unit) };
        }
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
