//! Counts the rows of a workbook's sheet and adds up its amounts a second time, by a walk over its XML.

use std::io::BufReader;

use rust_decimal::Decimal;

use super::filled_row::{FilledRow, Merges, WrittenAmount};
use super::parts::{each_event, open, part, shared_strings, sheet_part};
use super::walk::{SheetWalk, cell_name};
use crate::ingest::count::{CountError, SecondCount, cents_of, decimal_of, rounded};
use crate::ingest::header::Layout;
use crate::ingest::profile::Profile;

/// What a walk over a sheet finds.
#[derive(Debug)]
pub struct SheetCount {
    /// Its records and their sum.
    pub count: SecondCount,
    /// How many of its records stand in rows that are hidden: by hand, or by a filter.
    pub hidden: u64,
    /// Merged cells that touch accepted records.
    pub merged: CellNames,
    /// Formulas without a result, below the header and in columns that are read.
    pub without_result: CellNames,
}

/// Cells that can't be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CellNames {
    /// The first of them, as `C2` or `C2:C4`.
    pub first: Vec<String>,
    /// How many there are.
    pub count: u64,
}

impl CellNames {
    /// How many are told.
    const TOLD: usize = 10;

    fn add(&mut self, name: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < Self::TOLD {
            self.first.push(name());
        }
    }
}

/// Counts the filled rows below the header row of a workbook's sheet and adds up the amounts of those that `accepted`
/// marks.
///
/// # Errors
/// What stood in the way: damage, or something that the reading should not have accepted.
pub fn count_xlsx(
    bytes: &[u8],
    sheet: &str,
    (layout, header): (&Layout, u64),
    profile: &Profile,
    accepted: &[bool],
) -> Result<SheetCount, CountError> {
    let walked = sheet_rows(bytes, sheet, &layout.amounts()).map_err(CountError::Damaged)?;
    let WalkedSheet { rows, merges, without_result: formulas } = walked;
    let mut without_result = CellNames::default();
    for (row, column) in formulas.into_iter().filter(|(row, column)| *row > header && layout.reads(*column)) {
        without_result.add(|| cell_name(row, column));
    }
    if without_result.count > 0 {
        // Nobody knows what its records are.
        return Ok(SheetCount {
            count: SecondCount::default(),
            hidden: 0,
            merged: CellNames::default(),
            without_result,
        });
    }
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
    let mut merged = CellNames::default();
    let lines: Vec<u64> = below().zip(accepted).filter(|(_, accepted)| **accepted).map(|(row, _)| row.number).collect();
    for (name, range) in merges {
        let first = lines.partition_point(|line| line < range.start());
        if lines.get(first).is_some_and(|line| line <= range.end()) {
            merged.add(|| name);
        }
    }
    let hidden = below().filter(|row| row.is_hidden).count() as u64;
    let cents = cents_of(sum, profile.unit).map_err(CountError::Disagrees)?;
    let count = SecondCount { records: below().count() as u64, lines: 0, cents };
    Ok(SheetCount { count, hidden, merged, without_result })
}

/// What a walk saw of a sheet.
struct WalkedSheet {
    /// The amount cells of its filled rows, the header among them.
    rows: Vec<FilledRow>,
    merges: Merges,
    without_result: Vec<(u64, usize)>,
}

fn sheet_rows(bytes: &[u8], sheet: &str, amounts: &[usize]) -> Result<WalkedSheet, String> {
    let mut archive = open(bytes)?;
    let name = sheet_part(&mut archive, sheet)?;
    let shared = shared_strings(&mut archive)?;
    let part = part(&mut archive, &name)?.ok_or_else(|| format!("the workbook has no part {name}"))?;
    let mut walk = SheetWalk::new(amounts, &shared);
    each_event(BufReader::new(part), |event| walk.see(event))?;
    Ok(WalkedSheet { rows: walk.rows, merges: walk.merges, without_result: walk.without_result })
}
