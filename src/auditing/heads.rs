//! Heads of chains that were kept elsewhere: in mail, on paper, in a time stamp. Whoever can write the archive can't write
//! those, so a chain that lacks one was cut off, or began anew.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Datelike, NaiveDate};

use super::faults::Faults;
use crate::archive::ReportRecord;
use crate::archive::side_tables::CHAIN;
use crate::diagnostic::{Diagnostic, ExitStatus, Spot};
use crate::domain::Institution;

/// How many digits a SHA-256 has in hexadecimal.
const DIGITS: usize = 64;
/// How many lines that say something else are told one by one.
const MOST_TOLD: usize = 20;

/// The hash of a record of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordHash(String);

impl RecordHash {
    /// Reads 64 hexadecimal digits, capital letters too.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_hash = text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| Self(text.to_ascii_lowercase()))
    }

    /// Its 64 digits, in small letters.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// The head of a chain as somebody kept it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptHead {
    /// Of which library, and on which day it was kept; nothing where only the hash is known.
    pub kept: Option<(Institution, NaiveDate)>,
    /// The hash of the record that was the last one then.
    pub record: RecordHash,
    /// Where that is written.
    pub source: String,
}

impl KeptHead {
    /// Reads lines of day, library and hash, `2026-11-30 I355 4f2c…`, as they are typed, or as a spreadsheet saves them; blank
    /// ones, those that begin with `#` and a row of headings above them say nothing.
    ///
    /// # Errors
    /// Every line that says something else.
    pub fn read_all(bytes: &[u8], path: &Path) -> Result<Vec<Self>, Vec<Diagnostic>> {
        // In UTF-16 where its byte order mark says so; what is no character becomes a mark that is in no head.
        let (text, ..) = encoding_rs::UTF_8.decode(bytes);
        let (mut heads, mut faults, mut more) = (Vec::new(), Vec::new(), 0_u64);
        let lines = text.trim_start_matches('\u{feff}').lines().zip(1_u64..);
        let lines = lines.map(|(line, number)| (line, number, words(line)));
        let says = |(line, _, words): &(&str, u64, Vec<&str>)| !words.is_empty() && !line.trim().starts_with('#');
        let mut is_first = true;
        for (line, number, words) in lines.filter(says) {
            let is_headings = std::mem::take(&mut is_first) && is_row_of_headings(line, &words);
            if is_headings {
                continue;
            }
            let source = format!("{}, line {number}", path.display());
            match Self::of_chain_row(line).map_or_else(|| Self::read(&words), Ok) {
                Ok((kept, record)) => heads.push(Self { kept: Some(kept), record, source }),
                Err(what) if faults.len() < MOST_TOLD => {
                    let what = format!("{what}: `{line}`");
                    let told = Diagnostic::error(ExitStatus::Usage, what).at(source).hinted(FORM);
                    let spot = Spot { file: path.display().to_string(), line: Some(number), ..Spot::default() };
                    faults.push(Diagnostic { spot: Some(spot), ..told });
                }
                Err(_) => more += 1,
            }
        }
        if more > 0 {
            let what = format!("{more} more lines are no heads");
            faults.push(Diagnostic::error(ExitStatus::Usage, what).in_file(path));
        }
        if heads.is_empty() && faults.is_empty() {
            let what = "there is no head in it";
            faults.push(Diagnostic::error(ExitStatus::Usage, what).in_file(path).hinted(FORM));
        }
        if faults.is_empty() { Ok(heads) } else { Err(faults) }
    }

    /// A row of `keten.csv`, whole, as whoever keeps that file or its last row has it: the head on the day of its report.
    fn of_chain_row(line: &str) -> Option<((Institution, NaiveDate), RecordHash)> {
        let fields: Vec<&str> = line.trim().split(';').map(|field| field.trim_matches('"')).collect();
        let [_, number, _, _, _, issued, _, _, record] = fields[..] else { return None };
        let library = Institution::parse(number.split('-').next()?)?;
        let issued = DateTime::parse_from_rfc3339(issued).ok()?;
        Some(((library, issued.date_naive()), RecordHash::parse(record)?))
    }

    fn read(words: &[&str]) -> Result<((Institution, NaiveDate), RecordHash), String> {
        // A hash that was printed or mailed on several lines has blanks in it.
        let [day, library, hash @ ..] = words else { return Err(format!("{} words instead of three", words.len())) };
        let hash = hash.concat();
        let day = day_of(day).ok_or_else(|| format!("`{day}` is no day"))?;
        let library = Institution::parse(library).ok_or_else(|| format!("`{library}` is no library"))?;
        let hash = RecordHash::parse(&hash).ok_or_else(|| format!("`{hash}` is no SHA-256"))?;
        Ok(((library, day), hash))
    }
}

/// The words of a line, whatever a person or a spreadsheet puts between and around them.
fn words(line: &str) -> Vec<&str> {
    let parts = line.split(|sign: char| sign.is_whitespace() || matches!(sign, ';' | ',' | '|'));
    parts.map(|part| part.trim_matches(['"', '\''])).filter(|part| !part.is_empty()).collect()
}

/// Whether a line has nothing of a head in it, not one figure: it says what stands below.
fn is_row_of_headings(line: &str, words: &[&str]) -> bool {
    line.trim().replace('"', "") == CHAIN.join(";")
        || (words.len() == 3 && words.iter().all(|word| word.chars().all(char::is_alphabetic)))
}

/// A day as it is written to be sorted, or as a spreadsheet here shows it.
fn day_of(text: &str) -> Option<NaiveDate> {
    let forms = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"];
    let day = forms.into_iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())?;
    // A year of two digits would be one of the first century.
    (day.year() >= 1900).then_some(day)
}

/// How lines with heads look.
const FORM: &str = "write a line for each head: the day on which it was kept, the library and the hash of the record, as in \
                    `2026-11-30 I355 4f2c…`; `record` in `keten.csv` has it";

/// Holds a library's chain against the heads that were kept of it, and tells which of those without a library are in it.
pub(super) fn check(
    heads: &[KeptHead],
    institution: Option<Institution>,
    reports: &[ReportRecord],
    path: &Path,
    faults: &mut Faults,
) -> Vec<RecordHash> {
    let places: BTreeMap<&str, &ReportRecord> = reports.iter().map(|report| (report.record.as_str(), report)).collect();
    let mut found = Vec::new();
    let mut own: Vec<(NaiveDate, &KeptHead)> = Vec::new();
    for head in heads {
        match head.kept {
            None if places.contains_key(head.record.0.as_str()) => found.push(head.record.clone()),
            Some((library, day)) if Some(library) == institution => own.push((day, head)),
            _ => {}
        }
    }
    own.sort_by_key(|(day, _)| *day);
    let mut last: Option<(u32, NaiveDate)> = None;
    let mut told = Vec::new();
    for (day, KeptHead { record, source, .. }) in own {
        let RecordHash(hash) = record;
        let Some(report) = places.get(hash.as_str()) else {
            told.push(format!("the head {hash} that was kept on {day} ({source}) is not in the chain: its end was cut off, or it began anew"));
            continue;
        };
        let number = &report.number;
        if report.issued.date_naive() > day {
            let issued = report.issued.to_rfc3339();
            told.push(format!(
                "{number} is the head that was kept on {day} ({source}), and was issued later, at {issued}"
            ));
        }
        if let Some((sequence, before)) = last.filter(|(sequence, before)| *sequence > report.sequence && *before < day)
        {
            told.push(format!("{number} is the head that was kept on {day} ({source}), and stands before that of {before}, report {sequence}"));
        }
        last = Some((report.sequence, day));
    }
    faults.add_all(path, told);
    found
}

/// The heads that no chain has: of libraries that were not found, and those without a library.
pub(super) fn lost(heads: &[KeptHead], audited: &[Institution], found: &[RecordHash], faults: &mut Faults) {
    let is_lost = |head: &&KeptHead| match head.kept {
        Some((library, _)) => !audited.contains(&library),
        None => !found.contains(&head.record),
    };
    let (unknown, foreign): (Vec<&KeptHead>, Vec<&KeptHead>) =
        heads.iter().filter(is_lost).partition(|head| head.kept.is_none());
    for KeptHead { record: RecordHash(hash), source, .. } in unknown {
        faults.fail(Diagnostic::error(
            ExitStatus::Refused,
            format!("{source}: no chain has the record {hash}: its end was cut off, or it began anew"),
        ));
    }
    for KeptHead { kept, source, .. } in foreign {
        let library = kept.map(|(library, _)| library.to_string()).unwrap_or_default();
        faults.fail(Diagnostic::error(ExitStatus::Refused, format!("{source}: there is no chain of {library}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_heads_or_told() {
        let hash = "4F".repeat(32);
        let text = format!("# kept by the auditor\n\n2026-11-30 I355 {hash}\n  2026-12-01\tI212  {hash}\n");
        let heads = KeptHead::read_all(text.as_bytes(), Path::new("heads.txt")).expect("heads");
        assert_eq!(heads.len(), 2);
        assert_eq!(heads[0].record.0, "4f".repeat(32));
        assert_eq!(heads[1].source, "heads.txt, line 4");
        for broken in ["2026-11-31 I355 x", "2026-11-30 355 x", "2026-11-30 I355 4f", "I355", "", "# nothing"] {
            let broken = broken.replace('x', &hash);
            assert!(KeptHead::read_all(broken.as_bytes(), Path::new("heads.txt")).is_err(), "{broken}");
        }
        let saved = format!(
            "\u{feff}Datum;Instantie;Kop\r\n30/11/2026;I355;{hash}\r\n\"2026-11-30\",\"I212\",\"{hash}\"\r\n;;\r\n01-12-2026;I355;{hash};\r\n"
        );
        let heads = KeptHead::read_all(saved.as_bytes(), Path::new("heads.csv")).expect("heads of a spreadsheet");
        let kept: Vec<String> = heads.iter().filter_map(|head| Some(head.kept?.1.to_string())).collect();
        assert_eq!(kept, ["2026-11-30", "2026-11-30", "2026-12-01"]);
        // As a spreadsheet saves "Unicode text", and a script of Windows writes what it prints.
        for (mark, bytes) in [([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xfe, 0xff], u16::to_be_bytes)]
        {
            let units = saved.trim_start_matches('\u{feff}').replace(';', "\t");
            let file: Vec<u8> = mark.into_iter().chain(units.encode_utf16().flat_map(bytes)).collect();
            let read = KeptHead::read_all(&file, Path::new("heads.txt")).expect("heads in UTF-16");
            assert_eq!(read.len(), heads.len());
            assert_eq!(read[2].record, heads[2].record);
            // What was cut off within a character is told, not passed over.
            assert!(KeptHead::read_all(&file[..file.len() - 9], Path::new("heads.txt")).is_err());
        }
        // A day that can be two, or a year of two digits, is none; headings stand above, not between.
        for broken in [format!("30/11/26;I355;{hash}"), format!("{saved}Datum;Instantie;Kop\n")] {
            assert!(KeptHead::read_all(broken.as_bytes(), Path::new("heads.csv")).is_err(), "{broken}");
        }
        let many = "no head\n".repeat(50);
        let told = KeptHead::read_all(many.as_bytes(), Path::new("heads.txt")).expect_err("faults");
        assert_eq!(told.len(), MOST_TOLD + 1);
    }
}
