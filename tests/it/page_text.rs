//! Compares the rows of a CSV with what can be read on the pages of a PDF.
//!
//! A page shows a value as people in Belgium write it, breaks long texts over lines, and shows a character that its
//! typeface lacks as U+FFFD. All else must be the same.

use std::collections::{BTreeMap, BTreeSet};
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

/// The rows of a CSV that can't be read on the pages: their figures beside the code that is told there, and their other
/// codes anywhere above. A row that is taller than a page is passed over: what stands at the foot and the head of pages
/// cuts it.
pub(crate) fn not_drawn(table: &Table, page: &[char]) -> Vec<String> {
    let text: String = page.iter().collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let all: String = words.concat();
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, word) in words.iter().enumerate() {
        places.entry(word).or_default().push(place);
    }
    let mut taken = BTreeSet::new();
    let rows = table.rows.iter().filter(|row| row.iter().all(|cell| cell.len() < TALL));
    let mut faults = Vec::new();
    // Of a long time a matrix has months, whose sums no row has.
    let has_days = !is_matrix(table) || words.iter().any(|word| word.len() == 5 && word.as_bytes()[2] == b'/');
    for row in rows.filter(|_| has_days) {
        let firsts = first_words(table, row);
        let starts = firsts.iter().flat_map(|word| places.get(word.as_str()).into_iter().flatten());
        let free = starts.filter(|at| is_matrix(table) || !taken.contains(*at));
        let found = { free }.find(|at| begins_at(table, row, &words[**at..], &all)).copied();
        // A long code is broken, so that its line begins with no more than a part of it.
        let found = found
            .or_else(|| (0..words.len()).find(|at| !taken.contains(at) && begins_at(table, row, &words[*at..], &all)));
        match found {
            Some(at) => drop(taken.insert(at)),
            None => faults.push(format!("is not on the pages: {}", row.join(";"))),
        }
    }
    faults
}

/// The words that a line of a page may begin with that says what a row does.
fn first_words(table: &Table, row: &[String]) -> Vec<String> {
    let cells = shown_row(table, row);
    let cells = cells.iter().filter(|(name, cell)| cell.is_text && *name != "Omschrijving");
    let text = |(name, cell): &(&str, Shown)| {
        let text: String = cell.text.iter().collect();
        // Of a day its weekday.
        if *name == "Dag" { text.chars().take(2).collect() } else { text }
    };
    cells.map(text).collect()
}

/// The rows of a CSV that the structure tree does not have, but for what the page says above them.
pub(crate) fn not_tagged(table: &Table, mut rows: Vec<Vec<String>>, page: &[char]) -> Vec<String> {
    let all: String = page.iter().filter(|c| !c.is_whitespace()).collect();
    let mut faults = Vec::new();
    for row in &table.rows {
        let is_same = |tagged: &Vec<String>| {
            let text = tagged.join(" ");
            let words: Vec<&str> = text.split_whitespace().collect();
            (0..words.len()).any(|at| begins_at(table, row, &words[at..], &all))
        };
        match rows.iter().position(is_same) {
            Some(at) if !is_matrix(table) => drop(rows.remove(at)),
            Some(_) => {}
            None => faults.push(format!("is no row of a tagged table: {}", row.join(";"))),
        }
    }
    faults
}

/// Whether the lines of pages are days, and daybooks stand side by side.
fn is_matrix(table: &Table) -> bool {
    table.header.iter().any(|name| name == "Dag") && !is_listing(table)
}

fn is_listing(table: &Table) -> bool {
    table.header.iter().any(|name| name == "Boekingsnummer")
}

/// Whether a line of a page begins here that says what a row does.
fn begins_at(table: &Table, row: &[String], words: &[&str], all: &str) -> bool {
    let cells: Vec<(&str, Shown)> = shown_row(table, row);
    let is_figure = |cell: &Shown| !cell.is_text && cell.text != ['0'] && cell.text != ['0', ',', '0', '0'];
    if is_listing(table) {
        let mut at = 0;
        return cells.iter().filter(|(_, cell)| !cell.text.is_empty()).enumerate().all(|(index, (name, cell))| {
            while words.get(at) == Some(&"°") {
                at += 1;
            }
            if let Some(end) = follows(words, at, cell) {
                at = end;
                return true;
            }
            let text: String = cell.text.iter().collect();
            // A day that all lines share is said once, by its name.
            index > 0
                && (!is_figure(cell) && (text == "0,00" || is_said(all, cell))
                    || all.contains(&format!("{name}{text}")))
        });
    }
    let names: Vec<&(&str, Shown)> = cells.iter().filter(|(_, cell)| cell.is_text && !cell.text.is_empty()).collect();
    let text = |cell: &Shown| cell.text.iter().collect::<String>();
    if !names.iter().all(|(name, cell)| *name == "Dag" || is_said(all, cell)) {
        return false;
    }
    let figures: Vec<&Shown> = cells.iter().map(|(_, cell)| cell).filter(|cell| is_figure(cell)).collect();
    let described = names.iter().find(|(name, _)| *name == "Omschrijving").map(|(_, cell)| cell);
    // The line begins with one of its codes, and with what a booking code is called.
    names.iter().any(|(name, cell)| {
        let end = match *name {
            "Omschrijving" => None,
            "Dag" => {
                let is_day = |word: &&&str| matches!(word.len(), 5 | 10) && text(cell).contains(**word);
                words.get(1).filter(is_day).map(|_| 2)
            }
            _ => follows(words, 0, cell),
        };
        let Some(end) = end else { return false };
        if is_matrix(table) && words[1].len() == 5 {
            let receipts = cells.iter().find(|(name, _)| *name == "Ontvangsten").map(|(_, cell)| cell);
            let receipts = receipts.filter(|cell| is_figure(cell));
            return receipts.is_none_or(|cell| (end..words.len().min(60)).any(|at| follows(words, at, cell).is_some()));
        }
        match (*name, described) {
            ("Boekingscode", Some(described)) => follows(words, end, described).is_some_and(|end| {
                figures_at(words, end, &figures) || words.get(end) == Some(&"·") && near(words, end, &figures)
            }),
            _ => near(words, end, &figures),
        }
    })
}

/// Whether figures follow a few words on.
fn near(words: &[&str], from: usize, figures: &[&Shown]) -> bool {
    (from..words.len().min(from + 14)).any(|at| figures_at(words, at, figures))
}

/// Whether figures follow each other from here on, with no more than strokes for nought among them.
fn figures_at(words: &[&str], mut at: usize, figures: &[&Shown]) -> bool {
    figures.iter().all(|cell| {
        while words.get(at) == Some(&"–") {
            at += 1;
        }
        let end = follows(words, at, cell);
        at = end.unwrap_or(at);
        end.is_some()
    })
}

/// Whether all characters of a cell stand somewhere.
fn is_said(all: &str, cell: &Shown) -> bool {
    let text: String = cell.text.iter().collect();
    all.contains(&text) || all.contains('\u{fffd}')
}

/// Where a cell ends whose words follow from here on.
fn follows(words: &[&str], at: usize, cell: &Shown) -> Option<usize> {
    let mut wanted = cell.text.iter();
    let mut end = at;
    while wanted.len() > 0 {
        for found in words.get(end)?.chars() {
            let wanted = wanted.next()?;
            if !is_same_character(cell, *wanted, found) {
                return None;
            }
        }
        end += 1;
        if !cell.is_text && wanted.len() > 0 {
            return None;
        }
    }
    Some(end)
}

fn shown_row<'t>(table: &'t Table, row: &[String]) -> Vec<(&'t str, Shown)> {
    // What only files say, pages tell by the parts that lines stand in.
    let on_pages = |(name, _): &(&String, &String)| !matches!(name.as_str(), "Soort" | "Telt mee");
    table.header.iter().zip(row).filter(on_pages).map(|(name, cell)| (name.as_str(), shown(name, cell))).collect()
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
        assert!(is_drawn("K001 Telaatgeld\nboeken 1.003 – \u{2212}1.234,50"));
        assert!(is_drawn("K001 Telaatgeld b\u{fffd}eken 1.003 -1.234,50"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1.003-1.234,50"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1.003 -1.234,5"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1.003 -1.234,509"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1.003 1.234,50"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1003 -1.234,50"));
        assert!(!is_drawn("K001 Telaatgeld boeken 1.003 -1. 234,50"));
        assert!(!is_drawn("K001 Telaatgeld 1.003 -1.234,50"));
        assert!(!is_drawn("XK001 Telaatgeld boeken 1.003 -1.234,50"));
    }

    #[test]
    fn a_row_counts_once() {
        let mut table = table(&["B001", "a", "1", "1,00"]);
        table.rows.push(table.rows[0].clone());
        let page = |text: &str| text.chars().collect::<Vec<char>>();
        assert_eq!(not_drawn(&table, &page("B001 a 1 1,00")).len(), 1);
        assert!(not_drawn(&table, &page("B001 a 1 1,00\nB001 a 1 1,00")).is_empty());
    }

    #[test]
    fn a_tagged_row_has_the_same_cells() {
        let table = table(&["K001", "'=1+1", "1", "0,00"]);
        let rows = |cells: [&str; 4]| vec![cells.map(str::to_owned).to_vec()];
        let page = |text: &str| text.chars().collect::<Vec<char>>();
        assert!(not_tagged(&table, rows(["K001", "=1+1", "1", "–"]), &page("K001 =1+1 1 –")).is_empty());
        assert_eq!(not_tagged(&table, rows(["K001", "=1+1", "2", "–"]), &page("K001 =1+1 2 –")).len(), 1);
        assert_eq!(not_tagged(&table, rows(["K001", "=1*", "1", "–"]), &page("K001 =1* 1 –")).len(), 1);
    }
}
