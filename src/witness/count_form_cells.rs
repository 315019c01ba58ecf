//! Which cells of a filled-in count form are about what, and which are about nothing.

use super::count::Judged;
use super::count_form::{
    COUNTED, COUNTED_BY, CellText, DAY, DRAWER, FLOAT, FormReader, HANDED_OVER, LIBRARY, OTHER, REASON, SECOND, TIME,
};
use super::fault::Place;
use crate::domain::Institution;
use crate::ingest::amount::{amount_of_number, parse_amount};
use crate::ingest::profile::{Profile, Unit};
use crate::witness::mending;

impl FormReader<'_> {
    /// The cell that is about a part of a count.
    pub(super) fn judged_cell(&self, judged: Judged, header: u32) -> (u32, u32) {
        let value = |said: &CellText| match said {
            CellText::Number(number) => amount_of_number(*number, Unit::Euro).ok(),
            CellText::Text(text) => parse_amount(text, &Profile::default()).ok(),
        };
        let (row, column) = match judged {
            Judged::CountedBy => (self.row_of(COUNTED_BY), 1),
            Judged::Second => (self.row_of(SECOND), 1),
            Judged::HandedOver => (self.row_of(HANDED_OVER), 2),
            Judged::Float => (self.row_of(FLOAT), 2),
            Judged::CarriedPieces(cents) => {
                let mut rows = self.cells.iter().filter(|((row, column), _)| *row > header && *column == 0);
                (rows.find(|(_, said)| value(said) == Some(cents)).map(|((row, _), _)| *row), 3)
            }
        };
        row.map_or((header, 0), |row| (row, column))
    }

    /// The library of the form, with the place that says so.
    pub(super) fn library(&self) -> Option<(Institution, Place)> {
        let at = (self.row_of(LIBRARY)?, 1);
        let text = self.text(at)?;
        let code = text.trim_end_matches(')').rsplit('(').next()?.trim();
        Some((Institution::parse(code)?, self.place(at)))
    }

    /// Refuses what stands where the form has no cell for it.
    pub(super) fn judge_beside(&mut self, header: u32) {
        let rows_of = |labels: &[&str]| -> Vec<u32> { labels.iter().filter_map(|label| self.row_of(label)).collect() };
        let said = rows_of(&[LIBRARY, DAY, TIME, COUNTED_BY, SECOND, REASON]);
        let (amounts, drawer) = (rows_of(&[OTHER, COUNTED, FLOAT, HANDED_OVER]), self.row_of(DRAWER));
        let other = self.row_of(OTHER);
        let mut wrong = Vec::new();
        for (row, column) in self.cells.keys().copied().filter(|(_, column)| *column > 0) {
            let is_read = match column {
                1 if amounts.contains(&row) => !self.cells.contains_key(&(row, 2)),
                1 => {
                    said.contains(&row) || drawer == Some(row) || row == header || self.pieces_row(row) && row > header
                }
                2 => {
                    drawer == Some(row)
                        || row == header
                        || amounts.contains(&row)
                        || self.pieces_row(row) && row > header
                }
                3 => row == header || self.pieces_row(row) && row > header,
                _ => false,
            };
            if column == 3 && other == Some(row) {
                wrong.push(((row, column), mending::OTHER_PIECES));
            } else if !is_read {
                wrong.push(((row, column), mending::BESIDE));
            }
        }
        for (at, what) in wrong {
            self.refuse(at, what);
        }
    }
}
