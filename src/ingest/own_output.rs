//! Files that kasverslag wrote itself: they are no exports, whatever folder they lie in and whatever they are called.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::GzDecoder;
use zip::ZipArchive;

use super::format::ExportFormat;
use super::source::ExportPath;

/// What files are known by that kasverslag writes.
#[derive(Clone, Debug, Default)]
pub struct OwnOutput {
    /// The header rows of its CSV files. Where one has `{}`, any number of columns stand that are called after what a report
    /// is about.
    pub headers: BTreeSet<Vec<String>>,
    /// Who made a workbook, as the properties of its say it.
    pub creator: &'static str,
    /// The columns that its Parquet files have and no export has.
    pub columns: &'static [&'static str],
}

/// What a page of its begins with, and what it says of itself, whatever its name.
const PAGE: [&[u8]; 2] = [b"<!DOCTYPE html>", b"<meta name=\"generator\" content=\"kasverslag\">"];

/// How much of a file tells whether it is one of its.
const TELLING: u64 = 1 << 16;

/// The first bytes of a file, as many as tell whether it is one of its.
fn start_of(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    // With room enough the system is asked one time.
    let room = file.metadata()?.len().min(TELLING) + 64;
    let mut start = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    file.take(TELLING).read_to_end(&mut start)?;
    Ok(start)
}

/// Whether a file that starts like this is a page for browsers that kasverslag wrote.
fn is_own_page(start: &[u8]) -> bool {
    let [first, said] = PAGE;
    start.starts_with(first) && memchr::memmem::find(start, said).is_some()
}

impl OwnOutput {
    /// Whether kasverslag wrote a file. What can't be read is told by whoever reads it.
    #[must_use]
    pub fn has(&self, export: &ExportPath) -> bool {
        let path = &export.path;
        if !path.is_file() {
            return false;
        }
        let Ok(start) = start_of(path) else { return false };
        if is_own_page(&start) {
            return true;
        }
        let has = match ExportFormat::of_name(&export.name) {
            Some(ExportFormat::Csv) => Some(self.has_csv(&start)),
            Some(ExportFormat::CsvGz) => File::open(path).ok().map(|file| {
                let mut start = Vec::new();
                // A packed file may be damaged behind its start.
                let _ = GzDecoder::new(file).take(TELLING).read_to_end(&mut start);
                self.has_csv(&start)
            }),
            Some(ExportFormat::Xlsx) => File::open(path).ok().map(|file| self.has_workbook(file)),
            Some(ExportFormat::Parquet) => self.has_parquet(path),
            None => None,
        };
        has.unwrap_or(false)
    }

    fn has_csv(&self, start: &[u8]) -> bool {
        let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
        if !self.may_begin(start) {
            return false;
        }
        [b';', b','].into_iter().any(|separator| {
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(start);
            let mut records = reader.records().map_while(Result::ok);
            let Some(header) = records.next() else { return false };
            let header: Vec<String> = header.iter().map(str::to_owned).collect();
            // It writes days as ISO has them; an export with the same header may be another's.
            self.headers.iter().any(|own| is_of(&header, own))
                && !records.next().is_some_and(|record| record.iter().any(is_usual_day))
        })
    }

    /// Whether a CSV that starts like this may have one of its headers: to cut rows into fields costs more than to see
    /// that the first field is another, as it is in most exports.
    fn may_begin(&self, start: &[u8]) -> bool {
        let line = start.trim_ascii_start();
        let first = line.split(|byte| matches!(byte, b';' | b',' | b'\r' | b'\n')).next().unwrap_or_default();
        let is_first = |header: &Vec<String>| header.first().is_some_and(|own| own.as_bytes() == first);
        // What stands between quotes may have separators in it.
        first.starts_with(b"\"") || self.headers.iter().any(is_first)
    }

    /// Whether a workbook says that kasverslag made it, or has the sheets of one that an earlier version made.
    fn has_workbook(&self, file: File) -> bool {
        let Ok(mut archive) = ZipArchive::new(file) else { return false };
        let mut part = |name: &str| {
            let mut text = String::new();
            let part = archive.by_name(name).ok()?;
            part.take(TELLING).read_to_string(&mut text).ok().map(|_| text)
        };
        let creator = format!("<dc:creator>{}</dc:creator>", self.creator);
        let is_said = !self.creator.is_empty() && part("docProps/core.xml").is_some_and(|text| text.contains(&creator));
        let sheets = ["name=\"Regels\"", "name=\"Verslag\""];
        is_said || part("xl/workbook.xml").is_some_and(|text| sheets.iter().all(|sheet| text.contains(sheet)))
    }

    fn has_parquet(&self, path: &Path) -> Option<bool> {
        let mut file = File::open(path).ok()?;
        let length = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TELLING))).ok()?;
        let mut end = Vec::new();
        file.take(TELLING).read_to_end(&mut end).ok()?;
        let has = |name: &str| end.windows(name.len()).any(|bytes| bytes == name.as_bytes());
        Some(!self.columns.is_empty() && self.columns.iter().all(|name| has(name)))
    }
}

/// Whether a header row is an own one: the same columns, those in between aside that are called after what a report is about.
fn is_of(header: &[String], own: &[String]) -> bool {
    let named = own.iter().position(|name| name.contains("{}"));
    let Some(first) = named.filter(|first| *first > 0) else { return header == own };
    let mut behind = header.iter().skip(first);
    let mut fixed = own[first..].iter().filter(|name| !name.contains("{}"));
    header.get(..first) == own.get(..first) && fixed.all(|name| behind.any(|column| column == name))
}

/// Whether a text is a day as exports write it: `2-11-2026`, `02/11/2026`, with a time behind it or none.
fn is_usual_day(text: &str) -> bool {
    let day = text.split(' ').next().unwrap_or_default();
    let mut parts = day.split(['-', '/', '.']);
    let is_number = |part: Option<&str>, digits: std::ops::RangeInclusive<usize>| {
        part.is_some_and(|part| digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_number(parts.next(), 1..=2) && is_number(parts.next(), 1..=2) && is_number(parts.next(), 4..=4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_wrote_is_known_by_its_header_and_its_days() {
        let headers = BTreeSet::from([["Boekingsnummer", "Opboekdatum"].map(str::to_owned).to_vec()]);
        let own = OwnOutput { headers, ..OwnOutput::default() };
        for (text, is_own) in [
            ("\u{feff}Boekingsnummer;Opboekdatum\r\n1;2026-11-02\r\n", true),
            ("Boekingsnummer,Opboekdatum\n", true),
            ("\"Boekingsnummer\",Opboekdatum\n1,\n", true),
            ("Boekingsnummer;Opboekdatum\r\n1;02-11-2026\r\n", false),
            ("Boekingsnummer;Opboekdatum\r\n1;2/11/2026 9:05\r\n", false),
            ("Opboekdatum;Boekingsnummer\r\n", false),
            ("Boekingsnummer;Opboekdatum;Bron\r\n", false),
            ("\r\nBoekingsnummer;Opboekdatum\r\n1;2026-11-02\r\n", true),
            ("Boekingsnummer\r\n1\r\n", false),
            ("Adm Id;Opboekdatum\r\n", false),
            ("", false),
        ] {
            assert_eq!(own.has_csv(text.as_bytes()), is_own, "{text}");
        }
        let headers = BTreeSet::from([["Dagboek", "{}", "Saldo", "% t.o.v. {}", "Soort"].map(str::to_owned).to_vec()]);
        let own = OwnOutput { headers, ..OwnOutput::default() };
        for (text, is_own) in [
            ("Dagboek;2026-09;2026-10;Saldo;% t.o.v. 2026-10;Soort\r\n", true),
            ("Dagboek;Saldo;Soort\r\n", true),
            ("Dagboek;2026-09;Soort\r\n", false),
            ("Datum;2026-09;Saldo;Soort\r\n", false),
        ] {
            assert_eq!(own.has_csv(text.as_bytes()), is_own, "{text}");
        }
    }
}
