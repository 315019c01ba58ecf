//! Finds the header row of a CSV text, below titles that may stand above it.

use memchr::{memchr, memchr_iter};

use super::record::{Record, Records};
use crate::ingest::cell::{RawCell, trimmed};
use crate::ingest::defect::{Defect, Reason};
use crate::ingest::header::Layout;
use crate::ingest::limits::{MOST_COLUMNS, MOST_TITLES};
use crate::ingest::profile::{Profile, Separator};
use crate::ingest::row::RowReader;

/// The header row of a CSV text.
#[derive(Debug)]
pub struct CsvHead {
    /// Where the fields stand.
    pub layout: Layout,
    /// What stands between fields.
    pub separator: u8,
    /// Where the header row starts in the text.
    pub start: usize,
    /// Where the first record starts.
    pub end: usize,
    /// The physical line on which the header row starts.
    pub line: u64,
    /// The physical line on which the first record starts.
    pub next_line: u64,
}

/// Why there is none.
#[derive(Debug)]
pub enum HeadError {
    /// What is wrong with it.
    Defects(Vec<Defect>),
    /// The text that was looked at ends before it does.
    Cut,
}

/// A row that may be the header.
struct Candidate<'t> {
    separator: u8,
    start: usize,
    line: u64,
    next_line: u64,
    end: usize,
    record: Record<'t>,
    /// How many of its fields are known headers.
    known: usize,
}

/// Finds the header row: the first one that has all that is needed, or else the one that has the most of it.
///
/// `is_cut` tells that the file goes on behind the text.
///
/// # Errors
/// Everything that is wrong with the header row; or that its end is not in the text.
pub fn find_head(text: &str, is_cut: bool, profile: &Profile) -> Result<CsvHead, HeadError> {
    let separators = separators(text, profile);
    let mut best: Option<Candidate<'_>> = None;
    for (index, start) in line_starts(text).enumerate() {
        let line = index as u64 + 1;
        let candidate = candidate(text, start, line, &separators, profile);
        let is_whole = !candidate.record.at_end || !is_cut;
        if is_whole && is_sound(&candidate) {
            let layout = Layout::of_headers(&texts(&candidate.record), line, profile);
            if let Ok(layout) = layout {
                return head(text, &candidate, layout, profile).map_err(HeadError::Defects);
            }
        }
        // A row of one field is a title, even if it is called as a column is.
        let is_better = |best: &Candidate<'_>| candidate.known > best.known && candidate.record.width > 1;
        if best.as_ref().is_none_or(is_better) {
            best = Some(candidate);
        }
    }
    let Some(best) = best else { return Err(HeadError::Defects(vec![Defect::of_record(1, Reason::EmptyHeader)])) };
    // What is no header at all is told of the first line that is not blank.
    let first = line_starts(text).zip(1..).find(|(start, _)| !trimmed(line_at(text, *start)).is_empty());
    let best = match first {
        Some((start, line)) if best.known < 3 => candidate(text, start, line, &separators, profile),
        _ => best,
    };
    if best.record.at_end && is_cut && best.record.fault != Some(Reason::StrayCarriageReturn) {
        return Err(HeadError::Cut);
    }
    if let Some((told, found)) = other_separator(text, profile) {
        let reason = Reason::OtherSeparator { told: told.byte().into(), found: found.into() };
        return Err(HeadError::Defects(vec![Defect::of_record(1, reason)]));
    }
    Err(HeadError::Defects(faults_of(&best, profile)))
}

/// Demands that no record stands above the header row, and keeps what stands there.
fn head(text: &str, candidate: &Candidate<'_>, layout: Layout, profile: &Profile) -> Result<CsvHead, Vec<Defect>> {
    let Candidate { separator, start, line, next_line, end, .. } = *candidate;
    let above = &text[..start];
    let mut reader = RowReader::new(&layout, profile);
    let mut records = Records::new(above, separator, 1);
    let mut record = Record::default();
    while records.read(&mut record) {
        let fields = reader.mapping.fields(&record.fields).into_owned();
        if record.width == layout.width() && reader.read(record.line, &fields).is_ok() {
            let reason = Reason::RecordAboveHeader { header: line };
            return Err(vec![Defect::of_record(record.line, reason)]);
        }
    }
    let titles = above.lines().map(trimmed).filter(|title| !title.is_empty()).map(str::to_owned).collect();
    Ok(CsvHead { layout: layout.below(titles), separator, start, end, line, next_line })
}

/// What is wrong with a row that should be the header.
fn faults_of(candidate: &Candidate<'_>, profile: &Profile) -> Vec<Defect> {
    let Candidate { record, line, .. } = candidate;
    let one = |reason| vec![Defect::of_record(*line, reason)];
    if record.is_blank() {
        return one(Reason::EmptyHeader);
    }
    if let Some(fault) = &record.fault {
        return one(match fault {
            // Each character of a header has a byte of its own there that is zero.
            _ if record.raw.matches('\0').count() * 3 > record.raw.len() => Reason::UnmarkedUtf16,
            Reason::StrayCarriageReturn => Reason::CarriageReturnLines,
            other => other.clone(),
        });
    }
    if record.width > MOST_COLUMNS {
        return one(Reason::TooManyColumns { found: record.width });
    }
    match Layout::of_headers(&texts(record), *line, profile) {
        Err(faults) => faults,
        Ok(_) => one(Reason::EmptyHeader),
    }
}

fn is_sound(candidate: &Candidate<'_>) -> bool {
    let Candidate { record, .. } = candidate;
    record.fault.is_none() && record.width <= MOST_COLUMNS && candidate.known > 0
}

fn texts<'r>(record: &'r Record<'_>) -> Vec<&'r str> {
    let text = |cell: &'r RawCell<'_>| if let RawCell::Text(text) = cell { &**text } else { "" };
    record.fields.iter().map(text).collect()
}

/// The row that starts in a place, cut by the separator that makes the most known headers of it.
fn candidate<'t>(text: &'t str, start: usize, line: u64, separators: &[Separator], profile: &Profile) -> Candidate<'t> {
    let cut = |separator: Separator| {
        let mut records = Records::new(&text[start..], separator.byte(), line);
        let mut record = Record::default();
        records.read(&mut record);
        let known = Layout::known(&texts(&record), profile);
        let (separator, end, next_line) = (separator.byte(), start + records.at(), records.line());
        Candidate { separator, start, line, next_line, end, record, known }
    };
    let mut best = cut(separators[0]);
    for separator in &separators[1..] {
        let other = cut(*separator);
        // Among separators that make no header known, the one that makes the most fields explains itself best.
        let score = |candidate: &Candidate<'_>| (candidate.known, candidate.record.width);
        if score(&other) > score(&best) {
            best = other;
        }
    }
    best
}

/// The separators that may be meant: the profile's, or that of a first line `sep=;`, or any.
fn separators(text: &str, profile: &Profile) -> Vec<Separator> {
    match profile.separator.or_else(|| told_separator(text)) {
        Some(separator) => vec![separator],
        None => Separator::ALL.to_vec(),
    }
}

/// The separator that a first line `sep=;` tells.
fn told_separator(text: &str) -> Option<Separator> {
    let first = trimmed(line_at(text, 0)).trim_matches('"').to_lowercase();
    let told = match first.strip_prefix("sep=")? {
        "" => "\t",
        told => told,
    };
    Separator::ALL.into_iter().find(|separator| told.as_bytes() == [separator.byte()])
}

/// The separator that a first line tells, and the one that a header row below it has instead.
fn other_separator(text: &str, profile: &Profile) -> Option<(Separator, u8)> {
    let told = told_separator(text).filter(|_| profile.separator.is_none())?;
    let found = line_starts(text).zip(1..).find_map(|(start, line)| {
        let candidate = candidate(text, start, line, &Separator::ALL, profile);
        let is_header = is_sound(&candidate) && Layout::of_headers(&texts(&candidate.record), line, profile).is_ok();
        is_header.then_some(candidate.separator)
    });
    Some((told, found?))
}

/// Where the first lines of a text start.
fn line_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let behind = memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1).filter(|start| *start < text.len());
    std::iter::once(0).chain(behind).take(MOST_TITLES + 1)
}

fn line_at(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    &rest[..memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag";

    fn find(text: &str) -> Result<(u64, char, usize), Reason> {
        match find_head(text, false, &Profile::default()) {
            Ok(head) => Ok((head.line, char::from(head.separator), head.layout.titles().len())),
            Err(HeadError::Defects(faults)) => Err(faults[0].reason.clone()),
            Err(HeadError::Cut) => Err(Reason::LongHeader),
        }
    }

    #[test]
    fn the_header_is_found_below_titles() {
        for (above, line, titles) in [
            ("", 1, 0),
            ("\n", 2, 0),
            ("sep=;\r\n", 2, 1),
            ("#TYPE System.Data.DataRow\n", 2, 1),
            ("DAGBOEK EXPORT;;;;;;;\n", 2, 1),
            ("Dagboek\n\"juli\" 2026\n\n", 4, 2),
            ("Textbox1,Periode\r\nDagboek,juli 2026\r\n\r\n", 4, 2),
        ] {
            assert_eq!(find(&format!("{above}{HEADER}\n1;2\n")), Ok((line, ';', titles)), "{above}");
        }
        let (commas, bars) = (HEADER.replace(';', ","), HEADER.replace(';', "|"));
        assert_eq!(find(&commas), Ok((1, ',', 0)));
        assert_eq!(find(&format!("Titel;met;punten\n{bars}\n")), Ok((2, '|', 1)));
        assert_eq!(find(&format!("{}{HEADER}", "x\n".repeat(MOST_TITLES))), Ok((101, ';', 100)));
    }

    #[test]
    fn what_is_no_header_is_told() {
        let record = "1;01-11-2026;01-11-2026;K001;I355;3550;2110;1,50";
        assert_eq!(find(&format!("{record}\n{HEADER}\n")), Err(Reason::RecordAboveHeader { header: 2 }));
        assert_eq!(find("\n\n"), Err(Reason::EmptyHeader));
        assert!(matches!(find(&format!("{record}\n{record}\n")), Err(Reason::NoHeader { .. })));
        assert!(matches!(find(&format!("{}{HEADER}", "x\n".repeat(MOST_TITLES + 1))), Err(Reason::NoHeader { .. })));
        let missing = HEADER.replace("Bedrag", "Bedr");
        match find_head(&format!("Titel\n\n{missing}\n{record}\n"), false, &Profile::default()) {
            Err(HeadError::Defects(faults)) => assert_eq!((faults.len(), faults[0].line), (1, Some(3))),
            other => panic!("{other:?}"),
        }
        assert!(matches!(find_head(&HEADER[..60], true, &Profile::default()), Err(HeadError::Cut)));
    }

    #[test]
    fn the_separator_is_found_from_the_header() {
        let best = |text: &str| {
            let separators = separators(text, &Profile::default());
            char::from(candidate(text, 0, 1, &separators, &Profile::default()).separator)
        };
        assert_eq!(best(HEADER), ';');
        assert_eq!(best("Dagboek,Bedrag"), ',');
        assert_eq!(best("\"Dagboek\"|Bedrag;bruto"), '|');
        assert_eq!(best("Dagboek\tBedrag"), '\t');
        assert_eq!(best("a,b,c;d"), ',');
        assert_eq!(best("sep=|\na"), '|');
    }
}
