//! Whether pages, CSV and manifest tell the same.
//!
//! Lines are compared by what is left of each in sixteen bytes, so that a listing of millions of them can be checked; only
//! those that differ are looked at again.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::csv_sums::{CsvPart, CsvSums, by_daybook, by_mark};
use super::figures::{figure, of_csv, of_page};
use super::fonts::Fonts;
use super::grouped::Grouped;
use super::hierarchy::Hierarchy;
use super::lines::{CsvLine, PageLine};
use super::words::Synonyms;
use crate::domain::Daybook;
use crate::render::manifest::{ColumnKind, Manifest};
use crate::report::dimension::kind_name;
use crate::report::template::Field;

/// The header of the daybook in reports whose manifest does not tell what each column shows.
const DAYBOOK: &str = "Dagboek";
/// What the column that tells whether a line counts says of one that does.
pub(super) const RECEIVED: &str = "ja";
/// How many lines that differ are told one by one.
const MOST_TOLD: usize = 20;

/// What is left of a line.
type Trace = [u8; 16];

/// What pages and CSV told so far.
pub(super) struct PagesAgainstCsv<'m> {
    manifest: &'m Manifest,
    fonts: &'m Fonts,
    words: Synonyms,
    /// The lines, where pages show them by hierarchy.
    hierarchy: Option<Hierarchy<'m>>,
    /// Where one is in the lines, where they stand under headings.
    grouped: Option<Grouped>,
    /// What lines of the CSV say in columns that pages leave out, as all say the same.
    shared: BTreeMap<usize, String>,
    /// The column of the daybook.
    daybook: Option<usize>,
    /// How many columns pages have.
    on_pages: usize,
    /// Of each line of the CSV: as it is, and with a mark for whatever a page can't show; each with its description, and
    /// without it where a heading says it.
    csv: Vec<[Trace; 4]>,
    /// Of each line on a page.
    shown: Vec<Trace>,
    sums: Vec<CsvSums<'m>>,
    /// How many lines the CSV has.
    lines: u64,
    /// How many totals were on the pages.
    totals: usize,
    /// Lines whose figures can't be added up, and totals that are not those of the manifest.
    faults: Vec<String>,
}

/// The lines that only the pages have, and those that only the CSV has.
pub(super) struct LineDifference {
    strange: BTreeMap<Trace, usize>,
    missing: BTreeMap<Trace, usize>,
    /// Where one is in the lines, where they stand under headings.
    grouped: Option<Grouped>,
    told: Vec<String>,
    more: usize,
}

impl<'m> PagesAgainstCsv<'m> {
    /// Nothing yet.
    pub(super) fn new(manifest: &'m Manifest, fonts: &'m Fonts) -> Self {
        let by_header =
            || manifest.columns.iter().position(|column| column.field.is_none() && column.header == DAYBOOK);
        let daybook = manifest.column_of(Field::Daybook).or_else(by_header);
        let mut faults = Vec::new();
        let sums = if daybook.is_some() { by_daybook(manifest, &mut faults) } else { by_mark(manifest, &mut faults) };
        Self {
            manifest,
            fonts,
            words: Synonyms::of(manifest, fonts),
            hierarchy: Hierarchy::of(manifest, fonts),
            grouped: Grouped::of(manifest),
            shared: BTreeMap::new(),
            daybook,
            on_pages: manifest.columns.iter().take_while(|column| column.on_pages).count(),
            csv: Vec::new(),
            shown: Vec::new(),
            sums,
            lines: 0,
            totals: 0,
            faults,
        }
    }

    /// Takes a line of the CSV.
    pub(super) fn csv_line(&mut self, line: &CsvLine) {
        self.lines += 1;
        if let Some(hierarchy) = &mut self.hierarchy {
            hierarchy.csv_line(line);
        } else {
            let traces = self.traces_of_csv(line);
            self.csv.push(traces);
            self.demand_shared(line);
        }
        let daybook = self.daybook.and_then(|at| Daybook::parse(&line.cells[at]));
        let kind = daybook.map(|daybook| kind_name(daybook.kind()));
        let is_in = |part: &CsvPart<'_>| match part {
            CsvPart::Kinds(kinds) => kind.is_some_and(|kind| kinds.contains(&kind)),
            CsvPart::Marked(column, counts) => (line.cells[*column] == RECEIVED) == *counts,
        };
        for sums in self.sums.iter_mut().filter(|sums| is_in(&sums.part)) {
            sums.lines.0 += 1;
            for (column, _, sum, _) in &mut sums.columns {
                let text = &line.cells[*column];
                match text.replace(',', ".").parse::<Decimal>().ok().and_then(|figure| sum.checked_add(figure)) {
                    Some(added) => *sum = added,
                    None if self.faults.len() < MOST_TOLD => {
                        self.faults.push(format!("line {} of the CSV: `{text}` is no figure", line.line));
                    }
                    None => {}
                }
            }
        }
    }

    /// Takes a line of a page.
    pub(super) fn page_line(&mut self, line: &PageLine) {
        if let Some(hierarchy) = &mut self.hierarchy {
            hierarchy.page_line(line);
            return;
        }
        let cells = self.grouped.as_mut().and_then(|grouped| grouped.page_line(line, self.manifest));
        match line.tag {
            "Line" => self.shown.push(self.trace_of_page(line, cells)),
            "Total" => self.total(line),
            _ => {}
        }
    }

    /// Whether a total on a page is that of the manifest.
    fn total(&mut self, line: &PageLine) {
        let section = self.manifest.sections.get(self.totals);
        self.totals += 1;
        let Some(section) = section else { return };
        // A listing has no total but what was received.
        let total = if section.total.is_empty() { &self.manifest.received } else { &section.total };
        for (place, cell) in line.cells.iter().enumerate() {
            let place = self.grouped.as_ref().map_or(Some(place), |grouped| grouped.columns.get(place).copied());
            let Some(column) = place.and_then(|place| self.manifest.columns.get(place)) else { continue };
            let Some(total) = total.get(&column.header) else { continue };
            if figure(cell) != figure(total) {
                let (page, title, header) = (line.page + 1, &section.title, &column.header);
                self.faults
                    .push(format!("page {page}: the total {title} shows {header} `{cell}`, the manifest says {total}"));
            }
        }
    }

    fn traces_of_csv(&self, line: &CsvLine) -> [Trace; 4] {
        let is_shown = |at: usize| self.grouped.as_ref().is_none_or(|grouped| grouped.shows(at, self.manifest));
        let description = self.manifest.column_of(Field::Description);
        let cells = line.cells[..self.on_pages].iter().zip(&self.manifest.columns).enumerate();
        let formed: Vec<(usize, String, ColumnKind)> = cells
            .filter(|(at, _)| is_shown(*at))
            .map(|(at, (cell, column))| (at, of_csv(cell, column.kind), column.kind))
            .collect();
        let marked = formed.iter().map(|(at, cell, kind)| match kind {
            ColumnKind::Text => (*at, self.fonts.marked(cell), *kind),
            _ => (*at, cell.clone(), *kind),
        });
        let marked: Vec<(usize, String, ColumnKind)> = marked.collect();
        let traced = |formed: &[(usize, String, ColumnKind)], is_said: bool| {
            trace(formed.iter().map(|(at, cell, kind)| {
                if is_said && Some(*at) == description { "" } else { self.words.same(cell, *kind) }
            }))
        };
        let is_said = |formed: &[(usize, String, ColumnKind)]| {
            let text = formed.iter().find(|(at, ..)| Some(*at) == description).map_or("", |(_, text, _)| text);
            self.grouped.as_ref().is_some_and(|grouped| grouped.is_said(line, text, &self.words, self.manifest))
        };
        [
            traced(&formed, false),
            traced(&marked, false),
            traced(&formed, is_said(&formed)),
            traced(&marked, is_said(&marked)),
        ]
    }

    /// The trace of a line on a page; its cells by column, where the page leaves some out.
    fn trace_of_page(&self, line: &PageLine, cells: Option<BTreeMap<usize, String>>) -> Trace {
        let cells = cells.unwrap_or_else(|| line.cells.iter().cloned().enumerate().collect());
        let kind = |at: usize| match self.manifest.columns[..self.on_pages].get(at) {
            Some(column) => column.kind,
            None => ColumnKind::Text,
        };
        let formed: Vec<(String, ColumnKind)> =
            cells.iter().map(|(at, cell)| (of_page(cell, kind(*at)), kind(*at))).collect();
        trace(formed.iter().map(|(cell, kind)| self.words.same(cell, *kind)))
    }

    /// Demands that lines say the same in a column that pages leave out.
    fn demand_shared(&mut self, line: &CsvLine) {
        let Some(grouped) = &self.grouped else { return };
        for at in (0..self.on_pages).filter(|at| !grouped.shows(*at, self.manifest)) {
            let cell = &line.cells[at];
            let first = self.shared.entry(at).or_insert_with(|| cell.clone());
            if first != cell && self.faults.len() < MOST_TOLD {
                let header = &self.manifest.columns[at].header;
                self.faults.push(format!(
                    "line {} of the CSV: {header} is `{cell}`, and `{first}` before; the pages don't show it",
                    line.line
                ));
            }
        }
    }

    /// What differs in sums, numbers and totals.
    pub(super) fn faults(&mut self) -> Vec<String> {
        let is_by_hierarchy = self.hierarchy.is_some();
        let mut faults = std::mem::take(&mut self.faults);
        faults.extend(self.hierarchy.take().map(Hierarchy::into_told).unwrap_or_default());
        let (found, meant) = (self.lines, self.manifest.lines);
        if found != meant {
            faults.push(format!("the CSV has {found} lines, the manifest says {meant}"));
        }
        for CsvSums { what, lines, columns, .. } in &self.sums {
            if let (found, Some(meant)) = *lines
                && found != meant
            {
                faults.push(format!("{what}: the CSV has {found} lines, the manifest says {meant}"));
            }
            for (_, header, sum, total) in columns {
                if total.parse::<Decimal>() != Ok(*sum) {
                    faults.push(format!("{what}: {header} of the CSV add up to {sum}, the manifest says {total}"));
                }
            }
        }
        let meant = self.manifest.sections.len();
        if !is_by_hierarchy && self.totals != meant {
            faults.push(format!("the pages have {} totals, the manifest says {meant}", self.totals));
        }
        faults
    }

    /// The lines of which the other knows nothing; `None` when there are none.
    pub(super) fn difference(&mut self) -> Option<LineDifference> {
        self.csv.sort_unstable();
        self.shown.sort_unstable();
        let mut shown = count(&self.shown, |trace| *trace);
        let (mut csv, mut missing) = (std::mem::take(&mut self.csv), BTreeMap::new());
        // First what is the same, then what is when a page lacks characters.
        for form in [0, 1, 2, 3] {
            csv.retain(|traces| !take(&mut shown, traces[form]));
        }
        for traces in csv {
            *missing.entry(traces[0]).or_default() += 1;
        }
        let is_none = shown.is_empty() && missing.is_empty();
        (!is_none).then_some(LineDifference {
            strange: shown,
            missing,
            grouped: Grouped::of(self.manifest),
            told: Vec::new(),
            more: 0,
        })
    }
}

/// How many times each stands there.
fn count<T>(items: &[T], of: impl Fn(&T) -> Trace) -> BTreeMap<Trace, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(of(item)).or_default() += 1;
    }
    counts
}

/// Takes one away, if there is one.
fn take(counts: &mut BTreeMap<Trace, usize>, trace: Trace) -> bool {
    let Some(count) = counts.get_mut(&trace) else { return false };
    *count -= 1;
    if *count == 0 {
        counts.remove(&trace);
    }
    true
}

fn trace<'c>(cells: impl Iterator<Item = &'c str>) -> Trace {
    let mut hash = Sha256::new();
    for cell in cells {
        hash.update((cell.len() as u64).to_be_bytes());
        hash.update(cell);
    }
    let mut trace = Trace::default();
    trace.copy_from_slice(&hash.finalize()[..16]);
    trace
}

impl LineDifference {
    /// Takes a line of a page again: is it one that the CSV does not have?
    pub(super) fn page_line(&mut self, line: &PageLine, agreement: &PagesAgainstCsv<'_>) {
        let cells = self.grouped.as_mut().and_then(|grouped| grouped.page_line(line, agreement.manifest));
        if line.tag == "Line" && take(&mut self.strange, agreement.trace_of_page(line, cells)) {
            let (page, cells) = (line.page + 1, line.cells.join(" | "));
            self.tell(|| format!("page {page} shows `{cells}`, which the CSV does not have"));
        }
    }

    /// Takes a line of the CSV again: is it one that no page has?
    pub(super) fn csv_line(&mut self, line: &CsvLine, agreement: &PagesAgainstCsv<'_>) {
        if take(&mut self.missing, agreement.traces_of_csv(line)[0]) {
            let (number, cells) = (line.line, line.cells[..agreement.on_pages].join(" | "));
            self.tell(|| format!("line {number} of the CSV, `{cells}`, is on no page"));
        }
    }

    fn tell(&mut self, what: impl FnOnce() -> String) {
        if self.told.len() < MOST_TOLD {
            self.told.push(what());
        } else {
            self.more += 1;
        }
    }

    /// The first lines, and how many more there are.
    pub(super) fn into_told(mut self) -> Vec<String> {
        if self.more > 0 {
            self.told.push(format!("{} more lines differ", self.more));
        }
        self.told
    }
}
