//! Why a CSV export is not read.

use crate::ingest::defect::Defect;

/// Why a CSV export was not read to its end.
#[derive(Debug)]
pub enum CsvError {
    /// It can't be used.
    RowDefects(Vec<Defect>),
    /// It is no UTF-8 and may be read as Windows-1252.
    NotUtf8,
    /// It can't be read.
    Unreadable(std::io::Error),
}

impl From<Defect> for CsvError {
    fn from(fault: Defect) -> Self {
        Self::RowDefects(vec![fault])
    }
}
