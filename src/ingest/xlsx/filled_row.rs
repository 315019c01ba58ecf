//! The rows of a sheet that are not blank, as its XML has them.

use std::ops::RangeInclusive;

/// Merged cells by their name, such as `C2:C4`, and the rows that they touch.
pub type Merges = Vec<(String, RangeInclusive<u64>)>;

/// A row that is not blank.
#[derive(Debug)]
pub struct FilledRow {
    /// Its number, from 1.
    pub number: u64,
    /// Whether nobody sees it.
    pub is_hidden: bool,
    /// What stands in the columns of amounts.
    pub written: Vec<WrittenAmount>,
}

/// The amount cell of a row, as the XML has it.
#[derive(Clone, Debug)]
pub enum WrittenAmount {
    /// A number.
    Number(String),
    /// A text; empty when there is nothing.
    Text(String),
}
