//! How large the parts of an export may be: far beyond what any real one needs, and small enough that hostile or broken
//! files can't take all memory or keep the program busy for ever.

use std::fmt;
use std::io;

/// The largest file, in bytes, of the kinds that are read whole into memory: workbooks, Parquet files, and texts in
/// UTF-16. Other texts are read piece by piece.
pub const WHOLE_FILE: u64 = 1 << 30;
/// The most bytes that a `.csv.gz` may unpack to.
pub const UNPACKED_TEXT: u64 = 64 << 30;
/// How many times its own size a `.csv.gz` may unpack to. No two records of an export are alike, so real ones stay far
/// below.
pub const UNPACKED_RATIO: u64 = 200;
/// As long as no more bytes than this come out, the ratio does not matter.
const RATIO_FROM: u64 = 16 << 20;
/// The most bytes that all parts of a workbook together may unpack to.
pub const UNPACKED_WORKBOOK: u64 = 2 << 30;
/// The most bytes that a part of a workbook may unpack to which is kept in memory: any but a sheet.
pub const UNPACKED_PART: u64 = 256 << 20;
/// The longest header row, in bytes.
pub const LONGEST_HEADER: usize = 1 << 20;
/// The most rows above the header row that are looked through for it.
pub const MOST_TITLES: usize = 100;
/// The longest text of one field that is kept, in bytes.
pub const LONGEST_FIELD: usize = 64 << 10;
/// The most columns of an export.
pub const MOST_COLUMNS: usize = 1000;
/// The most rows of a sheet, as spreadsheet programs have it.
pub const MOST_ROWS: u64 = 1_048_576;
/// The most rows of a row group of a Parquet file; each is unpacked as a whole.
pub const MOST_ROWS_OF_GROUP: usize = 8 << 20;
/// The most refused records of a file that are listed, and how many bytes they may take; the others are counted.
pub const MOST_REJECTS: usize = 100_000;
/// See [`MOST_REJECTS`].
pub const REJECT_BYTES: usize = 256 << 20;
/// The most different transaction ids that are no numbers.
pub const MOST_TEXT_IDS: usize = 100_000_000;

/// What a file has too much of once it is unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bomb {
    /// More bytes than this.
    Size(u64),
    /// More than [`UNPACKED_RATIO`] times its own size.
    Ratio,
}

impl fmt::Display for Bomb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size(limit) => write!(f, "it unpacks to more than {}", shown(*limit)),
            Self::Ratio => write!(f, "it unpacks to more than {UNPACKED_RATIO} times its own size"),
        }
    }
}

impl std::error::Error for Bomb {}

impl Bomb {
    /// Demands that a text of that many bytes may come out of that many.
    ///
    /// # Errors
    /// When it is a bomb.
    pub fn is_none_in_text(unpacked: u64, packed: u64) -> Result<(), Self> {
        if unpacked > UNPACKED_TEXT {
            Err(Self::Size(UNPACKED_TEXT))
        } else if unpacked > RATIO_FROM && unpacked / UNPACKED_RATIO > packed {
            Err(Self::Ratio)
        } else {
            Ok(())
        }
    }

    /// The bomb that reading has met, if that is why it failed.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

/// A number of bytes in words.
#[must_use]
pub fn shown(bytes: u64) -> String {
    match bytes {
        bytes if bytes >= 1 << 30 => format!("{} GiB", bytes >> 30),
        bytes if bytes >= 1 << 20 => format!("{} MiB", bytes >> 20),
        bytes => format!("{} KiB", bytes >> 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_exports_are_no_bombs() {
        // Fifty million lines, packed well and very well.
        assert_eq!(Bomb::is_none_in_text(50_000_000 * 160, 50_000_000 * 16), Ok(()));
        assert_eq!(Bomb::is_none_in_text(50_000_000 * 160, 50_000_000 * 2), Ok(()));
        assert_eq!(Bomb::is_none_in_text(UNPACKED_TEXT, UNPACKED_TEXT / 10), Ok(()));
        assert_eq!(Bomb::is_none_in_text(UNPACKED_TEXT + 1, UNPACKED_TEXT / 10), Err(Bomb::Size(UNPACKED_TEXT)));
        assert_eq!(Bomb::is_none_in_text(RATIO_FROM, 1), Ok(()));
        assert_eq!(Bomb::is_none_in_text(RATIO_FROM + UNPACKED_RATIO, RATIO_FROM / UNPACKED_RATIO), Err(Bomb::Ratio));
    }

    #[test]
    fn sizes_are_told_in_words() {
        assert_eq!([shown(64 << 10), shown(256 << 20), shown(1 << 30)], ["64 KiB", "256 MiB", "1 GiB"]);
    }
}
