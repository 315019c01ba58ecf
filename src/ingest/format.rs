//! Which kinds of files exports are.

/// What an export file is, by the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// `.csv`
    Csv,
    /// `.csv.gz`
    CsvGz,
    /// `.xlsx`
    Xlsx,
    /// `.parquet`
    Parquet,
}

impl ExportFormat {
    /// The format of a file name; `None` when it is not an export's.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let ends_with = |end: &str| name.ends_with(end);
        if ends_with(".csv") {
            Some(Self::Csv)
        } else if ends_with(".csv.gz") {
            Some(Self::CsvGz)
        } else if ends_with(".xlsx") {
            Some(Self::Xlsx)
        } else if ends_with(".parquet") {
            Some(Self::Parquet)
        } else {
            None
        }
    }
}
