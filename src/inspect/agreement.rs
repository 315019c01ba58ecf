//! Whether pages, CSV and manifest tell the same.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::figures::{are_alike, figure, of_csv, of_page, shows};
use super::package::Package;
use crate::domain::{Daybook, DaybookKind};
use crate::render::manifest::{ColumnKind, Manifest, SectionTotal, short_code};
use crate::report::dimension::{kind_name, kind_of_name};
use crate::report::provenance::hex;
use crate::report::template::Field;

/// The header of the daybook in reports whose manifest does not tell what each column shows.
const DAYBOOK: &str = "Dagboek";
/// The column that tells total lines apart, and what it says of others.
const ROW_TYPE: (&str, &str) = ("Rijtype", "detail");
/// What the column that tells whether a line counts says of one that does.
const RECEIVED: &str = "ja";
/// How many lines that differ are told one by one.
const TOLD: usize = 20;

/// A line of the CSV, and where it stands.
struct CsvLine {
    place: String,
    cells: Vec<String>,
}

/// A line of a table on a page.
struct PageLine {
    tag: String,
    page: usize,
    cells: Vec<String>,
}

/// All in which pages, CSV and manifest disagree.
pub(super) fn faults(package: &Package) -> Vec<String> {
    let mut faults = margins(package);
    faults.extend(texts(package));
    let lines = match csv_lines(&package.csv, &package.manifest) {
        Ok(lines) => lines,
        Err(what) => {
            faults.push(what);
            return faults;
        }
    };
    faults.extend(csv_totals(&lines, &package.manifest));
    let shown = page_lines(package);
    faults.extend(compare_lines(&lines, &shown, &package.manifest));
    faults.extend(page_totals(&shown, &package.manifest));
    faults
}

/// What every page bears: the code of the manifest, its number and how many there are.
fn margins(package: &Package) -> Vec<String> {
    let code = short_code(&package.manifest_bytes);
    let count = package.manifest.pages.count;
    let mut faults = Vec::new();
    if package.pages.len() as u64 != count {
        faults.push(format!("it has {} pages, the manifest says {count}", package.pages.len()));
    }
    let shown = &package.code;
    if shown.margins != [format!("{code}\n")] || !shown.runs.is_empty() || !shown.loose.is_empty() {
        faults.push(format!("the pages do not bear the code of the manifest, {code}"));
    }
    if shown.shapes > 0 || !shown.pictures.is_empty() {
        faults.push("something is drawn over the pages together with their code".to_owned());
    }
    for (index, page) in package.pages.iter().enumerate() {
        let number = index + 1;
        let mut lines = page.margins.iter().flat_map(|margin| margin.lines());
        if !lines.any(|line| line.ends_with(&format!(" {number} / {count}"))) {
            faults.push(format!("page {number} does not bear its number, {number} / {count}"));
        }
        let margins: Vec<&str> = page.margins.iter().flat_map(|margin| margin.lines()).collect();
        for mark in package.manifest.marks.iter().filter(|mark| !margins.iter().any(|line| shows(line, &mark.text))) {
            faults.push(format!("page {number} does not bear the mark `{}`", mark.text));
        }
        if !page.loose.is_empty() {
            faults.push(format!("page {number} bears a text that is no part of the report: `{}`", page.loose));
        }
        if page.pictures.iter().any(|picture| picture != "Logo") {
            faults.push(format!("page {number} bears a picture that is no part of the report"));
        }
    }
    faults
}

/// Whether the pages' text is what the manifest vouches for.
fn texts(package: &Package) -> Option<String> {
    let mut hash = Sha256::new();
    for page in &package.pages {
        for run in page.runs.iter().filter(|run| run.tag != "Figure") {
            hash.update(&run.text);
            hash.update("\n");
        }
        hash.update("\u{c}");
    }
    let is_as_meant = hex(&hash.finalize()) == package.manifest.pages.text_sha256;
    (!is_as_meant).then(|| "the text of its pages has been altered: its SHA-256 is not that of the manifest".to_owned())
}

/// The lines of the CSV but its totals.
fn csv_lines(csv: &[u8], manifest: &Manifest) -> Result<Vec<CsvLine>, String> {
    let bytes = csv.strip_prefix("\u{feff}".as_bytes()).unwrap_or(csv);
    let separator = if manifest.csv.dialect == "rfc4180" { b',' } else { b';' };
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(bytes);
    let unreadable = |error: csv::Error| format!("the attached CSV can't be read: {error}");
    let header: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(str::to_owned).collect();
    let mut meant: Vec<String> = manifest.columns.iter().map(|column| column.header.clone()).collect();
    meant.extend(manifest.csv.totals.then(|| ROW_TYPE.0.to_owned()));
    if header != meant {
        return Err(format!("the columns of the attached CSV are {}, not {}", header.join(", "), meant.join(", ")));
    }
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let place = format!("line {} of the CSV", record.position().map_or(0, csv::Position::line));
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if manifest.csv.totals && cells.pop().as_deref() != Some(ROW_TYPE.1) {
            continue;
        }
        if cells.len() != manifest.columns.len() {
            return Err(format!("{place} has {} fields, not {}", cells.len(), manifest.columns.len()));
        }
        lines.push(CsvLine { place, cells });
    }
    Ok(lines)
}

/// Adds the CSV up, section by section, and compares it with the manifest.
fn csv_totals(lines: &[CsvLine], manifest: &Manifest) -> Vec<String> {
    let mut faults = Vec::new();
    if lines.len() as u64 != manifest.lines {
        faults.push(format!("the CSV has {} lines, the manifest says {}", lines.len(), manifest.lines));
    }
    let by_header = || manifest.columns.iter().position(|column| column.field.is_none() && column.header == DAYBOOK);
    let daybook = manifest.column_of(Field::Daybook).or_else(by_header);
    let Some(daybook) = daybook else {
        faults.extend(totals_by_mark(lines, manifest));
        return faults;
    };
    let kind = |line: &CsvLine| Daybook::parse(&line.cells[daybook]).map(Daybook::kind);
    for section in manifest.sections.iter().filter(|section| !section.daybooks.is_empty()) {
        let is_in = |line: &&CsvLine| {
            kind(line).is_some_and(|kind| section.daybooks.iter().any(|name| name == kind_name(kind)))
        };
        let of_section: Vec<&CsvLine> = lines.iter().filter(is_in).collect();
        if of_section.len() as u64 != section.lines {
            let (found, title) = (of_section.len(), &section.title);
            faults.push(format!("{title}: the CSV has {found} lines, the manifest says {}", section.lines));
        }
        faults.extend(compare_totals(&section.title, &of_section, &section.total, manifest));
    }
    let received: Vec<&CsvLine> =
        lines.iter().filter(|line| kind(line).is_some_and(DaybookKind::is_received)).collect();
    faults.extend(compare_totals("received", &received, &manifest.received, manifest));
    faults
}

/// The same where lines have no daybook: what was received is told by the column that says so, and all else is what the
/// other sections add up to.
fn totals_by_mark(lines: &[CsvLine], manifest: &Manifest) -> Vec<String> {
    let Some(mark) = manifest.column_of(Field::IsReceived) else { return Vec::new() };
    let (received, others): (Vec<&CsvLine>, _) = lines.iter().partition(|line| line.cells[mark] == RECEIVED);
    let mut apart: BTreeMap<String, Decimal> = BTreeMap::new();
    let is_apart = |section: &&SectionTotal| {
        let mut kinds = section.daybooks.iter().filter_map(|name| kind_of_name(name));
        kinds.any(|kind| !kind.is_received())
    };
    for (header, figure) in manifest.sections.iter().filter(is_apart).flat_map(|section| &section.total) {
        *apart.entry(header.clone()).or_default() += figure.parse::<Decimal>().unwrap_or_default();
    }
    let apart = apart.into_iter().map(|(header, sum)| (header, sum.to_string())).collect();
    let mut faults = compare_totals("received", &received, &manifest.received, manifest);
    faults.extend(compare_totals("not received", &others, &apart, manifest));
    faults
}

fn compare_totals(
    what: &str,
    lines: &[&CsvLine],
    totals: &BTreeMap<String, String>,
    manifest: &Manifest,
) -> Vec<String> {
    let mut faults = Vec::new();
    for (header, total) in totals {
        let Some(column) = manifest.columns.iter().position(|column| column.header == *header) else {
            faults.push(format!("{what}: the manifest has a total of `{header}`, a column that is not there"));
            continue;
        };
        let mut sum = Decimal::ZERO;
        for line in lines {
            let text = &line.cells[column];
            match text.replace(',', ".").parse::<Decimal>() {
                Ok(figure) => sum += figure,
                Err(_) => faults.push(format!("{}: `{text}` is no figure", line.place)),
            }
        }
        if total.parse::<Decimal>() != Ok(sum) {
            faults.push(format!("{what}: {header} of the CSV add up to {sum}, the manifest says {total}"));
        }
    }
    faults
}

/// The lines of the report's tables, put together from their cells.
fn page_lines(package: &Package) -> Vec<PageLine> {
    let mut lines: Vec<PageLine> = Vec::new();
    // The cell of the last line that goes on where it was broken off.
    let mut resumed = None;
    for (index, page) in package.pages.iter().enumerate() {
        for run in &page.runs {
            match (run.tag.as_str(), &mut resumed, lines.last_mut()) {
                ("Line" | "Subtotal" | "Total" | "Row" | "Group" | "Header", ..) => {
                    resumed = None;
                    lines.push(PageLine { tag: run.tag.clone(), page: index + 1, cells: vec![run.text.clone()] });
                }
                ("Rest", _, Some(line)) => {
                    resumed = Some(1);
                    if let Some(cell) = line.cells.first_mut() {
                        *cell += &run.text;
                    }
                }
                ("TD", Some(at), Some(line)) => {
                    if let Some(cell) = line.cells.get_mut(*at) {
                        *cell += &run.text;
                    }
                    *at += 1;
                }
                ("TD", None, Some(line)) => line.cells.push(run.text.clone()),
                _ => {}
            }
        }
    }
    lines
}

/// Whether every line of the CSV is on a page, and no other.
fn compare_lines(csv: &[CsvLine], shown: &[PageLine], manifest: &Manifest) -> Vec<String> {
    let kinds: Vec<ColumnKind> = manifest.columns.iter().map(|column| column.kind).collect();
    let formed = |cells: &[String], form: fn(&str, ColumnKind) -> String| -> Vec<String> {
        let kinds = kinds.iter().copied().chain(std::iter::repeat(ColumnKind::Text));
        cells.iter().zip(kinds).map(|(cell, kind)| form(cell, kind)).collect()
    };
    let mut wanted: BTreeMap<Vec<String>, Vec<&CsvLine>> = BTreeMap::new();
    let translated = |cells: &[String]| -> Vec<String> {
        cells.iter().map(|cell| manifest.translated.get(cell).unwrap_or(cell).clone()).collect()
    };
    let on_pages = manifest.columns.iter().take_while(|column| column.on_pages).count();
    for line in csv.iter().rev() {
        wanted.entry(formed(&translated(&line.cells[..on_pages]), of_csv)).or_default().push(line);
    }
    let mut strange = Vec::new();
    for line in shown.iter().filter(|line| line.tag == "Line") {
        let cells = formed(&line.cells, of_page);
        match wanted.get_mut(&cells).and_then(Vec::pop) {
            Some(_) => {}
            None => strange.push((line, cells)),
        }
    }
    let mut missing: Vec<(Vec<String>, &CsvLine)> = wanted
        .into_iter()
        .flat_map(|(cells, lines)| lines.into_iter().map(move |line| (cells.clone(), line)))
        .collect();
    strange.retain(|(_, cells)| {
        // A text of the export may happen to be a word that is translated elsewhere.
        let is_alike = |(csv, line): &(Vec<String>, &CsvLine)| {
            are_alike(csv, cells) || are_alike(&formed(&line.cells[..on_pages], of_csv), cells)
        };
        let alike = missing.iter().position(is_alike);
        alike.map(|place| missing.remove(place)).is_none()
    });
    let strange = strange
        .iter()
        .map(|(line, _)| format!("page {} shows `{}`, which the CSV does not have", line.page, line.cells.join(" | ")));
    let missing = missing
        .iter()
        .map(|(_, line)| format!("{}, `{}`, is on no page", line.place, line.cells[..on_pages].join(" | ")));
    at_most(strange.chain(missing).collect())
}

/// Whether the totals on the pages are those of the manifest.
fn page_totals(shown: &[PageLine], manifest: &Manifest) -> Vec<String> {
    let mut meant: Vec<(&str, &BTreeMap<String, String>)> = Vec::new();
    for section in &manifest.sections {
        // A listing has no total but what was received.
        let total = if section.total.is_empty() { &manifest.received } else { &section.total };
        meant.push((&section.title, total));
    }
    let totals: Vec<&PageLine> = shown.iter().filter(|line| line.tag == "Total").collect();
    let mut faults = Vec::new();
    if totals.len() != meant.len() {
        faults.push(format!("the pages have {} totals, the manifest says {}", totals.len(), meant.len()));
    }
    for (line, (title, total)) in totals.iter().zip(meant) {
        for (column, cell) in manifest.columns.iter().zip(&line.cells) {
            let Some(total) = total.get(&column.header) else { continue };
            if figure(cell) != figure(total) {
                let (page, header) = (line.page, &column.header);
                faults
                    .push(format!("page {page}: the total {title} shows {header} `{cell}`, the manifest says {total}"));
            }
        }
    }
    faults
}

/// The first faults, and how many more there are.
fn at_most(mut faults: Vec<String>) -> Vec<String> {
    let more = faults.len().saturating_sub(TOLD);
    faults.truncate(TOLD);
    if more > 0 {
        faults.push(format!("{more} more lines differ"));
    }
    faults
}
