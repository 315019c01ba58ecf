//! The line on which a record begins, of a table that the crate `csv` reads.

/// The line on which a record begins, from 1. The crate tells where the record before ended, as it does not count the line
/// feed of `\r\n` to it; empty lines may stand in between.
#[must_use]
pub fn record_line(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let before = text.as_bytes().iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + before.filter(|byte| **byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_on_which_records_begin_whatever_ends_them() {
        for end in ["\n", "\r\n"] {
            let text = ["code;text", "1;a", "", "2;\"b", "c\"", "3;d", ""].join(end);
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
            let records = reader.records().map(|record| record.expect("a record"));
            let lines: Vec<u64> =
                records.map(|record| record_line(&text, record.position().expect("a position"))).collect();
            assert_eq!(lines, [2, 4, 6], "{end:?}");
        }
    }
}
