//! Counts the rows of a workbook's sheet and adds up its amounts a second time, by a walk over its XML.

use std::io::BufReader;

use rust_decimal::Decimal;

use super::filled_row::{FilledRow, Merges, WrittenAmount};
use super::parts::{each_event, open, part, shared_strings, sheet_part};
use super::walk::SheetWalk;
use crate::ingest::count::{CountError, SecondCount, cents_of, decimal_of, rounded};
use crate::ingest::profile::Profile;

/// What a walk over a sheet finds.
#[derive(Debug)]
pub struct SheetCount {
    /// Its records and their sum.
    pub count: SecondCount,
    /// How many of its records stand in rows that are hidden: by hand, or by a filter.
    pub hidden: u64,
    /// Merged cells that touch accepted records.
    pub merged: Merged,
}

/// Cells that are merged.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The first of them, as `C2:C4`.
    pub first: Vec<String>,
    /// How many there are.
    pub count: u64,
}

impl Merged {
    /// How many are told.
    const TOLD: usize = 10;
}

/// Counts the filled rows below the header row of a workbook's sheet and adds up the amounts of those that `accepted`
/// marks.
///
/// # Errors
/// What stood in the way: damage, or something that the reading should not have accepted.
pub fn count_xlsx(
    bytes: &[u8],
    sheet: &str,
    header: u64,
    amounts: &[usize],
    profile: &Profile,
    accepted: &[bool],
) -> Result<SheetCount, CountError> {
    let (rows, ranges) = sheet_rows(bytes, sheet, amounts).map_err(CountError::Damaged)?;
    let mut sum = Decimal::ZERO;
    let below = || rows.iter().filter(|row| row.number > header);
    for (row, _) in below().zip(accepted).filter(|(_, accepted)| **accepted) {
        for written in &row.written {
            sum += match written {
                WrittenAmount::Number(number) => rounded(number, profile.unit),
                WrittenAmount::Text(text) => decimal_of(text, profile),
            }
            .ok_or_else(|| CountError::Disagrees(format!("{written:?} was accepted as an amount")))?;
        }
    }
    let mut areas = Merged::default();
    let lines: Vec<u64> = below().zip(accepted).filter(|(_, accepted)| **accepted).map(|(row, _)| row.number).collect();
    for (name, range) in ranges {
        let first = lines.partition_point(|line| line < range.start());
        if lines.get(first).is_some_and(|line| line <= range.end()) {
            areas.count += 1;
            if areas.first.len() < Merged::TOLD {
                areas.first.push(name);
            }
        }
    }
    let hidden = below().filter(|row| row.is_hidden).count() as u64;
    let cents = cents_of(sum, profile.unit).map_err(CountError::Disagrees)?;
    Ok(SheetCount { count: SecondCount { records: below().count() as u64, lines: 0, cents }, hidden, merged: areas })
}

/// The amount cells of the filled rows of a sheet, the header among them, and the cells that are merged.
fn sheet_rows(bytes: &[u8], sheet: &str, amounts: &[usize]) -> Result<(Vec<FilledRow>, Merges), String> {
    let mut archive = open(bytes)?;
    let name = sheet_part(&mut archive, sheet)?;
    let shared = shared_strings(&mut archive)?;
    let part = part(&mut archive, &name)?.ok_or_else(|| format!("the workbook has no part {name}"))?;
    let mut walk = SheetWalk::new(amounts, &shared);
    each_event(BufReader::new(part), |event| walk.see(event))?;
    Ok((walk.rows, walk.merges))
}
