//! The name of a file of lines.

use super::month::Month;

/// The name of a file of lines: its month, and the export that it was written for, as in `2026-11.000042.parquet`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineFile {
    /// The month whose lines it holds.
    pub month: Month,
    /// The number of the export that it was written for.
    pub intake: u32,
}

impl LineFile {
    /// What a name stands for; `None` when it is no name of a file of lines.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (month, intake) = name.strip_suffix(".parquet")?.split_once('.')?;
        let is_month = month.len() == 7
            && month.bytes().enumerate().all(|(place, b)| if place == 4 { b == b'-' } else { b.is_ascii_digit() });
        if !is_month && month != Month::of(None).as_str() {
            return None;
        }
        let file = Self { month: Month::from_register(month.to_owned()), intake: intake.parse().ok()? };
        (file.name() == name).then_some(file)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.{:06}.parquet", self.month, self.intake)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_of_lines_are_read_back_and_no_others() {
        for name in ["2026-11.000042.parquet", "open.000001.parquet", "0026-01.1234567.parquet"] {
            assert_eq!(LineFile::parse(name).map(|file| file.name()).as_deref(), Some(name));
        }
        for name in [
            "2026-11.42.parquet",
            "2026-11.000042.parquet.bak",
            "../../I212/lines/2026-11.000042.parquet",
            "2026-1a.000042.parquet",
            "closed.000001.parquet",
            ".2026-11.000042.parquet.part",
            "2026-11.+00042.parquet",
            "NOTES.txt",
            "",
        ] {
            assert_eq!(LineFile::parse(name), None, "{name}");
        }
    }
}
