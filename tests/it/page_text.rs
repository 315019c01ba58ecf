//! Compares the rows of a CSV with what can be read on the pages of a PDF.
//!
//! A page shows a value as people in Belgium write it, breaks long texts over lines, and shows a character that its
//! typeface lacks as U+FFFD. All else must be the same.

use std::path::Path;
use std::process::Command;

use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// A cell with so many characters may be taller than a page.
const TALL: usize = 2000;

/// A CSV as it was read, in the dialect for spreadsheets.
pub(crate) struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The cells of each row.
    pub rows: Vec<Vec<String>>,
}

/// A cell as a page should show it.
struct Shown {
    /// Its characters, without blanks.
    text: Vec<char>,
    /// Whether it is a text, which may be broken over lines; a figure stands in one piece.
    is_text: bool,
}

/// Reads the detail rows of a CSV; what kind of row each is, which no page shows in words, is left out.
pub(crate) fn csv(path: &Path) -> Table {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(bytes);
    let mut records = reader.records().map(|record| record.expect("a record of a CSV"));
    let mut header: Vec<String> = records.next().expect("a header").iter().map(str::to_owned).collect();
    let has_kinds = header.pop_if(|name| name == "Rijtype").is_some();
    let rows = records
        .filter(|record| !has_kinds || record.get(header.len()) == Some("detail"))
        .map(|record| record.iter().take(header.len()).map(str::to_owned).collect())
        .collect();
    Table { header, rows }
}

/// The text of the pages in the order in which it was drawn.
pub(crate) fn drawn(pdf: &Path) -> Vec<char> {
    let output = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(pdf).arg("-").output();
    String::from_utf8(output.expect("pdftotext runs").stdout).expect("UTF-8").nfc().collect()
}

/// The cells of every table row that the structure tree names, in its order.
pub(crate) fn tagged(pdf: &Path) -> Vec<Vec<String>> {
    let output = Command::new("pdfinfo").args(["-struct-text", "-enc", "UTF-8"]).arg(pdf).output();
    let tree = String::from_utf8(output.expect("pdfinfo runs").stdout).expect("UTF-8");
    let mut rows: Vec<Vec<String>> = Vec::new();
    // How deep the cell lies whose text comes next.
    let mut cell = None;
    for line in tree.lines() {
        let element = line.trim_start();
        let depth = line.len() - element.len();
        if let Some(text) = element.strip_prefix('"') {
            if let (Some(row), true) = (rows.last_mut(), cell.is_some_and(|cell| cell < depth)) {
                row.last_mut().expect("a cell is in a row").extend(text.strip_suffix('"').unwrap_or(text).nfc());
            }
            continue;
        }
        if element.starts_with('/') {
            continue;
        }
        if cell.is_some_and(|cell| depth <= cell) {
            cell = None;
        }
        match element.split(|c: char| !c.is_ascii_alphanumeric()).next() {
            Some("TR") => rows.push(Vec::new()),
            Some("TD" | "TH") => {
                rows.last_mut()
                    .unwrap_or_else(|| panic!("{}: a cell outside a row", pdf.display()))
                    .push(String::new());
                cell = Some(depth);
            }
            _ => {}
        }
    }
    rows
}

/// The rows of a CSV whose cells do not follow each other on the pages, or not in the order of the CSV. A row that is
/// taller than a page is passed over: what stands at the foot and the head of pages cuts it.
pub(crate) fn not_drawn(table: &Table, page: &[char]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut taken = std::collections::BTreeSet::new();
    let mut last_of_kind = std::collections::BTreeMap::new();
    for row in table.rows.iter().filter(|row| row.iter().all(|cell| cell.len() < TALL)) {
        let cells = shown_row(table, row);
        let starts = (0..page.len()).filter(|at| *at == 0 || page[at - 1].is_whitespace());
        let Some(at) = starts.filter(|at| !taken.contains(at)).find(|at| follow_at(page, *at, &cells)) else {
            faults.push(format!("is not on the pages: {}", row.join(";")));
            continue;
        };
        taken.insert(at);
        // The sections of a page have daybooks of some kinds; rows stand in the order of the CSV inside a section.
        let last = last_of_kind.entry(section(table, row)).or_insert(0);
        if at < *last {
            faults.push(format!("stands before the row that it should follow: {}", row.join(";")));
        }
        *last = at;
    }
    faults
}

/// The rows of a CSV that the structure tree does not have, cell by cell.
pub(crate) fn not_tagged(table: &Table, mut rows: Vec<Vec<String>>) -> Vec<String> {
    let mut faults = Vec::new();
    for row in &table.rows {
        let cells = shown_row(table, row);
        let is_same = |tagged: &Vec<String>| {
            tagged.len() == cells.len() && tagged.iter().zip(&cells).all(|(text, cell)| is_shown_as(cell, text))
        };
        match rows.iter().position(is_same) {
            Some(at) => drop(rows.remove(at)),
            None => faults.push(format!("is no row of a tagged table: {}", row.join(";"))),
        }
    }
    faults
}

fn section(table: &Table, row: &[String]) -> String {
    let is_listing = table.header.iter().any(|name| name == "Boekingsnummer");
    let daybook = table.header.iter().position(|name| name == "Dagboek").map_or("", |at| row[at].as_str());
    match daybook.chars().next() {
        _ if is_listing => String::new(),
        Some('K' | 'B' | 'G') | None => "received".to_owned(),
        Some(kind @ ('R' | 'V' | 'S' | 'T' | 'A')) => kind.to_string(),
        Some(_) => "other".to_owned(),
    }
}

fn shown_row(table: &Table, row: &[String]) -> Vec<Shown> {
    // What only files say, pages tell by the parts that lines stand in.
    let on_pages = |(name, _): &(&String, &String)| !matches!(name.as_str(), "Soort" | "Telt mee");
    table.header.iter().zip(row).filter(on_pages).map(|(name, cell)| shown(name, cell)).collect()
}

fn shown(column: &str, cell: &str) -> Shown {
    let is_figure = |text: String| Shown { text: text.chars().collect(), is_text: false };
    let day = || cell.parse::<NaiveDate>().unwrap_or_else(|_| panic!("{column}: `{cell}` is no day"));
    match column {
        "Aantal" | "Ontvangsten" | "Uitgaven" | "Bedrag" => is_figure(grouped(cell)),
        "Opboekdatum" | "Afboekdatum" if !cell.is_empty() => is_figure(day().format("%d/%m/%Y").to_string()),
        "Dag" if !cell.is_empty() => {
            let weekday = ["ma", "di", "wo", "do", "vr", "za", "zo"][day().weekday().num_days_from_monday() as usize];
            text(&format!("{weekday} {}", day().format("%d/%m/%Y")))
        }
        _ => text(
            cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(cell),
        ),
    }
}

fn text(text: &str) -> Shown {
    Shown { text: text.nfc().filter(|c| !c.is_whitespace()).collect(), is_text: true }
}

/// A number with a decimal comma, and points between its thousands.
fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, cents) = digits.split_once(',').map_or((digits, String::new()), |(w, c)| (w, format!(",{c}")));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    format!("{sign}{text}{cents}")
}

fn is_same_character(shown: &Shown, wanted: char, found: char) -> bool {
    wanted == found
        || (shown.is_text && found == '\u{fffd}')
        || (!shown.is_text && (wanted, found) == ('-', '\u{2212}'))
}

fn is_shown_as(cell: &Shown, found: &str) -> bool {
    let found: Vec<char> = if cell.is_text {
        found.chars().filter(|c| !c.is_whitespace()).collect()
    } else {
        found.trim().chars().collect()
    };
    found.len() == cell.text.len()
        && found.iter().zip(&cell.text).all(|(f, wanted)| is_same_character(cell, *wanted, *f))
}

/// Whether all cells stand here one after the other, with blanks between them.
fn follow_at(page: &[char], mut at: usize, cells: &[Shown]) -> bool {
    let skip_blanks = |mut at: usize| {
        while page.get(at).is_some_and(|c| c.is_whitespace()) {
            at += 1;
        }
        at
    };
    for cell in cells.iter().filter(|cell| !cell.text.is_empty()) {
        at = skip_blanks(at);
        for (index, wanted) in cell.text.iter().enumerate() {
            if cell.is_text && index > 0 {
                at = skip_blanks(at);
            }
            if !page.get(at).is_some_and(|found| is_same_character(cell, *wanted, *found)) {
                return false;
            }
            at += 1;
        }
        if page.get(at).is_some_and(|c| !c.is_whitespace()) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(row: &[&str]) -> Table {
        let header = ["Dagboek", "Omschrijving", "Aantal", "Ontvangsten"].map(str::to_owned).to_vec();
        Table { header, rows: vec![row.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    #[test]
    fn only_the_same_cells_are_the_same() {
        let table = table(&["K001", "Telaatgeld boeken", "1003", "-1234,50"]);
        let is_drawn = |page: &str| not_drawn(&table, &page.chars().collect::<Vec<char>>()).is_empty();
        assert!(is_drawn("kop\nK001 Telaat\ngeld boeken 1.003 -1.234,50\nvoet"));
        assert!(is_drawn("K001 Telaatgeld\nboeken 1.003 \u{2212}1.234,50"));
        assert!(is_drawn("K001 Telaatgeld b\u{fffd}eken 1.003 -1.234,50"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1.003-1.234,50"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1.003 -1.234,5"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1.003 -1.234,509"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1.003 1.234,50"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1003 -1.234,50"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1.003 -1. 234,50"));
        assert!(!is_drawn("K001 Telaatgeld boeken extra 1.003 -1.234,50"));
        assert!(!is_drawn("XK001 Telaatgeld boeken 1.003 -1.234,50"));
    }

    #[test]
    fn a_row_counts_once_and_in_its_place() {
        let mut table = table(&["B001", "a", "1", "1,00"]);
        table.rows.push(table.rows[0].clone());
        let page = |text: &str| text.chars().collect::<Vec<char>>();
        assert_eq!(not_drawn(&table, &page("B001 a 1 1,00")).len(), 1);
        assert!(not_drawn(&table, &page("B001 a 1 1,00\nB001 a 1 1,00")).is_empty());
        table.rows[0][0] = "K001".to_owned();
        assert_eq!(not_drawn(&table, &page("B001 a 1 1,00\nK001 a 1 1,00")).len(), 1);
        table.rows[0][0] = "R001".to_owned();
        assert!(not_drawn(&table, &page("B001 a 1 1,00\nR001 a 1 1,00")).is_empty());
    }

    #[test]
    fn a_tagged_row_has_the_same_cells() {
        let table = table(&["K001", "'=1+1", "1", "0,00"]);
        let rows = |cells: [&str; 4]| vec![cells.map(str::to_owned).to_vec()];
        assert!(not_tagged(&table, rows(["K001", "=1+1", "1", "0,00"])).is_empty());
        assert_eq!(not_tagged(&table, rows(["K001", "=1+1", "1", ""])).len(), 1);
        assert_eq!(not_tagged(&table, rows(["K001", "=1+", "11", "0,00"])).len(), 1);
    }
}
