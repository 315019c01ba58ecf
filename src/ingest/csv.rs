//! Reads CSV exports.

use std::borrow::Cow;

use super::fault::{Fault, Reason};
use super::header::Layout;
use super::profile::{Profile, Separator};
use super::reading::Reading;
use super::record::{Record, Records};
use super::row::{Cell, RowReader};

/// The records of a CSV text, and where its fields stand.
///
/// # Errors
/// What is wrong with the header row. What is wrong with records is in the reading.
pub fn read_csv(text: &str, separator: u8, profile: &Profile) -> Result<(Layout, Reading), Vec<Fault>> {
    let mut records = Records::new(text, separator);
    let mut record = Record::default();
    records.read(&mut record);
    let layout = read_header(&record, profile)?;
    let reader = RowReader { layout: &layout, profile };
    let mut reading = Reading::default();
    let mut cells: Vec<Cell<'_>> = Vec::new();
    while records.read(&mut record) {
        let is_blank = record.is_blank();
        if is_blank && record.fault.is_none() {
            reading.blank += 1;
            continue;
        }
        let (expected, found) = (layout.width(), record.fields.len());
        let form = record.fault.take().or_else(|| match found.cmp(&expected) {
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Reason::TooManyFields { expected, found }),
            std::cmp::Ordering::Less if record.at_end => Some(Reason::CutShort { expected, found }),
            std::cmp::Ordering::Less => Some(Reason::TooFewFields { expected, found }),
        });
        if let Some(reason) = form {
            reading.refuse(record.line, record.raw.to_owned(), reason, is_blank);
            continue;
        }
        cells.clear();
        cells.extend(record.fields.drain(..).map(Cell::Text));
        reading.take(reader, record.line, &cells, || record.raw.to_owned());
    }
    reading.lines = records.lines();
    Ok((layout, reading))
}

fn read_header(record: &Record<'_>, profile: &Profile) -> Result<Layout, Vec<Fault>> {
    if record.is_blank() {
        return Err(vec![Fault::of_record(1, Reason::EmptyHeader)]);
    }
    if let Some(fault) = &record.fault {
        let reason = match fault {
            Reason::StrayCarriageReturn => Reason::CarriageReturnLines,
            other => other.clone(),
        };
        return Err(vec![Fault::of_record(1, reason)]);
    }
    let headers: Vec<&str> = record.fields.iter().map(Cow::as_ref).collect();
    Layout::of_headers(&headers, profile)
}

/// The separator of a CSV text: the profile's, or the one that makes the most known headers of the first line.
#[must_use]
pub fn find_separator(text: &str, profile: &Profile) -> u8 {
    if let Some(separator) = profile.separator {
        return separator.byte();
    }
    let mut best = (0, Separator::Semicolon.byte());
    for separator in Separator::ALL {
        let mut record = Record::default();
        Records::new(text, separator.byte()).read(&mut record);
        let headers: Vec<&str> = record.fields.iter().map(Cow::as_ref).collect();
        // Among separators that make no header known, the one that makes the most fields explains itself best.
        let score = Layout::known(&headers, profile) * 1000 + headers.len().min(999);
        if score > best.0 {
            best = (score, separator.byte());
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag";

    fn read(rows: &str) -> Reading {
        let text = format!("{HEADER}\n{rows}");
        let profile = Profile::default();
        read_csv(&text, find_separator(&text, &profile), &profile).expect("a reading").1
    }

    fn reasons(reading: &Reading) -> Vec<(u64, Vec<Reason>)> {
        let of_reject = |reject: &super::super::reading::Reject| {
            (reject.line, reject.faults.iter().map(|fault| fault.reason.clone()).collect())
        };
        reading.rejects.iter().map(of_reject).collect()
    }

    #[test]
    fn every_record_is_accepted_refused_or_blank() {
        let good = "1;01-11-2026;02-11-2026;K001;I355;3550;2110;1,50\n";
        let open = "2;01-11-2026;;;I355;3550;2110;1,50\n";
        let reading = read(&format!("{good}\n{open};;;;;;;\n3;01-11-2026\n{good}"));
        assert_eq!((reading.columns.len(), reading.rejects.len(), reading.blank), (2, 2, 2));
        assert_eq!(
            reasons(&reading),
            [
                (6, vec![Reason::TooFewFields { expected: 8, found: 2 }]),
                (7, vec![Reason::DuplicateId { first_line: 2 }]),
            ]
        );
        assert_eq!(reading.columns.line(1), 4);
    }

    #[test]
    fn all_faults_of_a_record_are_named() {
        let reading = read(";x;02-11-2026;k001;355;355;211;1.5");
        assert_eq!(reading.rejects[0].faults.len(), 7);
        let reading =
            read("1;01-11-2026;;K001;I355;3550;2110;1,50\n2;01-11-2026;02-11-2026;;I355;3550;2110;1,50\n3;01");
        let reasons: Vec<Reason> = reasons(&reading).into_iter().flat_map(|(_, reasons)| reasons).collect();
        assert_eq!(
            reasons,
            [
                Reason::DaybookWithoutSettlement,
                Reason::SettledWithoutDaybook,
                Reason::CutShort { expected: 8, found: 2 }
            ]
        );
    }

    #[test]
    fn the_separator_is_found_from_the_header() {
        let find = |text: &str| char::from(find_separator(text, &Profile::default()));
        assert_eq!(find(HEADER), ';');
        assert_eq!(find("Dagboek,Bedrag"), ',');
        assert_eq!(find("\"Dagboek\"|Bedrag;bruto"), '|');
        assert_eq!(find("Dagboek\tBedrag"), '\t');
        assert_eq!(find("a,b,c;d"), ',');
    }

    #[test]
    fn carriage_returns_alone_are_named() {
        let text = HEADER.to_owned() + "\r1;2\r";
        let faults = read_csv(&text, b';', &Profile::default()).expect_err("a fault");
        assert_eq!(faults[0].reason, Reason::CarriageReturnLines);
    }
}
