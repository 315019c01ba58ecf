//! The lines of a report as pages show them by hierarchy: each said once, under headings that say what it shares with others.

use std::collections::BTreeMap;

use super::figures::{of_csv, of_page};
use super::fonts::Fonts;
use super::lines::{CsvLine, PageLine};
use crate::domain::Daybook;
use crate::render::manifest::{ColumnKind, LinesForm, Manifest, SectionTotal};
use crate::report::template::Field;

/// How many lines that differ are told one by one.
const TOLD: usize = 20;
/// What parts the names of levels that stand in one line.
const BETWEEN: &str = " · ";

/// What one reads in a table: of each cell behind the name the column of the CSV, or nothing for receipts less expenses,
/// which it has no column of.
struct PageTable<'m> {
    section: Option<&'m SectionTotal>,
    columns: Vec<Option<usize>>,
    /// The sums of its lines, and those of its first total.
    sums: Vec<i128>,
    has_total: bool,
    /// The headings around what comes next, outermost first.
    open: Vec<Heading>,
}

/// A heading whose lines have not all come yet.
struct Heading {
    page: usize,
    name: String,
    /// What its figures say that no line has said yet.
    missing: Vec<i128>,
}

/// A line of a page that the CSV was not found to have yet.
struct UnmatchedLine {
    page: usize,
    cells: String,
    /// Its names and those of the headings above it.
    names: Vec<String>,
}

/// What pages show by hierarchy or as a matrix, beside the CSV.
pub(super) struct Hierarchy<'m> {
    manifest: &'m Manifest,
    fonts: &'m Fonts,
    /// The sections of tables that have not come yet, last first.
    coming: Vec<&'m SectionTotal>,
    /// The last text outside tables.
    text: String,
    /// The one above the table, which may say what all its lines share.
    note: String,
    /// The labels of the last header.
    header: Vec<String>,
    /// The last heading over a table of its own.
    heading: String,
    table: Option<PageTable<'m>>,
    /// The lines by what their figures are.
    shown: BTreeMap<Vec<i128>, Vec<UnmatchedLine>>,
    faults: Vec<String>,
    more: usize,
}

impl<'m> Hierarchy<'m> {
    /// That of a report whose pages show its lines so; `None` for one that shows them as its CSV does.
    pub(super) fn of(manifest: &'m Manifest, fonts: &'m Fonts) -> Option<Self> {
        let is_so = |section: &SectionTotal| matches!(section.form, Some(LinesForm::Hierarchy | LinesForm::Matrix));
        if manifest.sections.is_empty() || !manifest.sections.iter().all(is_so) {
            return None;
        }
        let tables = manifest.sections.iter().rev();
        // So many tables can't be on pages, whatever a manifest says.
        let tables = tables.flat_map(|section| (0..section.tables.min(1000)).map(move |_| section));
        Some(Self {
            manifest,
            fonts,
            coming: tables.collect(),
            text: String::new(),
            note: String::new(),
            header: Vec::new(),
            heading: String::new(),
            table: None,
            shown: BTreeMap::new(),
            faults: Vec::new(),
            more: 0,
        })
    }

    /// Takes a line of a page.
    pub(super) fn page_line(&mut self, line: &PageLine) {
        match line.tag {
            "P" => self.text = of_page(line.cells.first().map_or("", String::as_str), ColumnKind::Text),
            "Header" => {
                self.end_table();
                self.note.clone_from(&self.text);
                self.header.clone_from(&line.cells);
            }
            "GroupHeading" => {
                self.heading = of_page(line.cells.first().map_or("", String::as_str), ColumnKind::Text);
            }
            // The lines go on under the next heading, in a table of their own with the same columns.
            "HeaderAgain" => {
                let letters = |cells: &[String]| cells.concat().split_whitespace().collect::<String>();
                if letters(&line.cells) != letters(&self.header) {
                    let (page, cells) = (line.page + 1, line.cells.join(" | "));
                    self.tell(format!("page {page}: `{cells}` are other columns than those of the lines before"));
                }
            }
            "Group" | "GroupTotal" | "Line" | "Total" | "Subtotal" => {
                if self.table.is_none() {
                    self.begin_table();
                }
                if let Some(mut table) = self.table.take() {
                    self.take(line, &mut table);
                    self.table = Some(table);
                }
            }
            _ => {}
        }
    }

    fn begin_table(&mut self) {
        let section = self.coming.pop();
        if section.is_none() {
            self.tell("a table of lines is on the pages of which the manifest says nothing".to_owned());
        }
        let mut free = 0;
        let letters = |text: &str| text.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>();
        let columns = self.header.iter().skip(1).map(|label| {
            let label = letters(label);
            let is_meant = |at: &usize| {
                let column = &self.manifest.columns[*at];
                // Whether a line was received, and how, may stand beside its figures.
                let is_text = matches!(column.field, Some(Field::WayOfPayment | Field::IsReceived));
                (column.kind.is_figure() || (is_text && column.on_pages)) && letters(column.label()) == label
            };
            let found = (free..self.manifest.columns.len()).find(is_meant);
            free = found.map_or(free, |at| at + 1);
            found
        });
        let columns: Vec<Option<usize>> = columns.collect();
        self.table =
            Some(PageTable { section, sums: vec![0; columns.len()], columns, has_total: false, open: Vec::new() });
    }

    fn take(&mut self, line: &PageLine, table: &mut PageTable<'m>) {
        let figures: Vec<i128> =
            (1..=table.columns.len()).map(|at| line.cells.get(at).map_or(0, |cell| units(cell))).collect();
        let name = of_page(line.cells.first().map_or("", String::as_str), ColumnKind::Text);
        if line.cells.len() > table.columns.len() + 1 {
            self.tell(format!("page {}: `{}` has more cells than its table", line.page + 1, line.cells.join(" | ")));
        }
        let is_matrix = table.section.is_some_and(|section| section.form == Some(LinesForm::Matrix));
        match line.tag {
            "Total" => {
                if !std::mem::replace(&mut table.has_total, true) {
                    self.total(line.page, &name, &figures, table);
                }
            }
            "Line" => {
                table.sums.iter_mut().zip(&figures).for_each(|(sum, figure)| *sum = sum.saturating_add(*figure));
                if is_matrix {
                    return;
                }
                let above = table.open.iter().map(|heading| &heading.name);
                let names: Vec<&String> = std::iter::once(&self.note).chain(above).chain([&name]).collect();
                let names = names.iter().flat_map(|name| name.split(BETWEEN)).map(str::to_owned).collect();
                let key = self.key_of_page(&figures, table);
                let shown = UnmatchedLine { page: line.page, cells: line.cells.join(" | "), names };
                self.shown.entry(key).or_default().push(shown);
                for heading in &mut table.open {
                    heading.missing.iter_mut().zip(&figures).for_each(|(more, own)| *more = more.saturating_sub(*own));
                }
                self.close(table);
            }
            _ if is_matrix => {}
            "GroupTotal" => {
                let name = std::mem::take(&mut self.heading);
                table.open.push(Heading { page: line.page, name, missing: figures });
            }
            _ => table.open.push(Heading { page: line.page, name, missing: figures }),
        }
    }

    /// Closes the headings all of whose figures have come.
    fn close(&self, table: &mut PageTable<'m>) {
        let columns = &table.columns;
        let has_come = |heading: &mut Heading| {
            let mut missing = heading.missing.iter().zip(columns);
            missing.all(|(missing, column)| *missing == 0 || !self.is_added_up(*column))
        };
        while table.open.pop_if(has_come).is_some() {}
    }

    /// Tells of a heading whose lines don't come to what it says.
    fn heading(&mut self, heading: &Heading, table: &PageTable<'m>) {
        for (at, _) in heading.missing.iter().enumerate().filter(|(_, missing)| **missing != 0) {
            if self.is_added_up(table.columns[at]) {
                let (page, name, label) = (heading.page + 1, &heading.name, &self.header[at + 1]);
                self.tell(format!("page {page}: {label} of the lines under `{name}` don't add up to what it says"));
                return;
            }
        }
    }

    /// Whether the figures of a column are sums.
    fn is_added_up(&self, column: Option<usize>) -> bool {
        column.is_none_or(|at| matches!(self.manifest.columns[at].kind, ColumnKind::Amount | ColumnKind::Count))
    }

    /// Holds a total against the lines above it and against the manifest.
    fn total(&mut self, page: usize, name: &str, figures: &[i128], table: &PageTable<'m>) {
        for (at, figure) in figures.iter().enumerate() {
            let label = self.header[at + 1].clone();
            if self.is_added_up(table.columns[at]) && table.sums[at] != *figure {
                self.tell(format!("page {}: {label} of the lines above `{name}` don't add up to it", page + 1));
            }
            let column = table.columns[at].map(|at| &self.manifest.columns[at]);
            let Some((section, column)) = table.section.zip(column) else { continue };
            if let Some(meant) = section.total.get(&column.header)
                && units(meant) != *figure
            {
                let title = &section.title;
                self.tell(format!(
                    "page {}: the total {title} shows {label} otherwise than {meant}, as the manifest says",
                    page + 1
                ));
            }
        }
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.table.take() else { return };
        let open = std::mem::take(&mut table.open);
        for heading in &open {
            self.heading(heading, &table);
        }
        if !table.has_total {
            // The only heading says what a total would.
            let sums = table.sums.clone();
            self.total(0, table.section.map_or("", |section| &section.title), &sums, &table);
        }
    }

    /// What tells the figures of a line: receipts less expenses, receipts where it was received, all others.
    fn key(&self, is_received: bool, of: impl Fn(usize) -> i128, balance: i128) -> Vec<i128> {
        let others = self.manifest.columns.iter().enumerate().filter(|(_, column)| {
            let is_other = !matches!(column.field, Some(Field::Receipts | Field::Expenses | Field::Balance));
            column.on_pages && column.kind.is_figure() && is_other
        });
        let receipts = self.manifest.column_of(Field::Receipts).filter(|_| is_received).map_or(0, &of);
        [balance, receipts].into_iter().chain(others.map(|(at, _)| of(at))).collect()
    }

    fn key_of_page(&self, figures: &[i128], table: &PageTable<'_>) -> Vec<i128> {
        let of =
            |at: usize| table.columns.iter().position(|column| *column == Some(at)).map_or(0, |place| figures[place]);
        let place = |field| self.manifest.column_of(field).map_or(0, of);
        let is_received = table.section.is_some_and(is_received);
        let mut derived = table.columns.iter().position(Option::is_none).map(|place| figures[place]);
        derived = derived.filter(|_| self.manifest.column_of(Field::Receipts).is_some());
        let balance = derived.unwrap_or_else(|| place(Field::Receipts) - place(Field::Expenses));
        self.key(is_received, of, balance)
    }

    /// Takes a line of the CSV.
    pub(super) fn csv_line(&mut self, line: &CsvLine) {
        if self.manifest.sections.iter().any(|section| section.form == Some(LinesForm::Matrix)) {
            return;
        }
        let of = |at: usize| units(&line.cells[at]);
        let place = |field| self.manifest.column_of(field).map_or(0, of);
        let daybook = self.manifest.column_of(Field::Daybook).map(|at| line.cells[at].as_str());
        let balance = place(Field::Receipts) - place(Field::Expenses);
        let keys: Vec<_> = match self.is_received(line, daybook) {
            Some(is_received) => vec![self.key(is_received, of, balance)],
            // Nothing in the line tells in which section it is.
            None => [true, false].map(|is_received| self.key(is_received, of, balance)).to_vec(),
        };
        let booking = self.booking(line);
        let is_own_code = |code: &String| line.cells.iter().any(|cell| cell == code) && daybook != Some(code.as_str());
        let is_it = |shown: &UnmatchedLine| {
            let says = |text: &String| {
                // A code without a name of its own stands in front of the next.
                shown
                    .names
                    .iter()
                    .any(|name| name.strip_suffix(&**text).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')))
            };
            let first = |name: &String| name.split(' ').next().unwrap_or_default().to_owned();
            let daybooks = shown.names.iter().map(first).filter(|code| Daybook::parse(code).is_some());
            // Codes of institutions look like those of daybooks.
            let mut daybooks = daybooks.filter(|code| !is_own_code(code)).peekable();
            let is_of_daybook =
                daybook.is_none_or(|daybook| daybooks.peek().is_none() || daybooks.any(|code| code == daybook));
            (booking.is_empty() || booking.iter().any(says)) && is_of_daybook
        };
        let found = keys.iter().find_map(|key| {
            let shown = self.shown.get_mut(key)?;
            let place = shown.iter().position(is_it)?;
            Some(shown.remove(place))
        });
        if found.is_none() {
            let on_pages = self.manifest.columns.iter().take_while(|column| column.on_pages).count();
            let cells = line.cells[..on_pages].join(" | ");
            self.tell(format!("line {} of the CSV, `{cells}`, is on no page", line.line));
        }
    }

    /// Whether what a line of the CSV says was received; `None` where neither it nor the sections tell.
    fn is_received(&self, line: &CsvLine, daybook: Option<&str>) -> Option<bool> {
        if let Some(mark) = self.manifest.column_of(Field::IsReceived) {
            return Some(line.cells[mark] == super::agreement::RECEIVED);
        }
        if let Some(daybook) = daybook.map(Daybook::parse) {
            return Some(daybook.is_some_and(|daybook| daybook.kind().is_received()));
        }
        let mut sections = self.manifest.sections.iter().map(is_received);
        let first = sections.next()?;
        sections.all(|other| other == first).then_some(first)
    }

    /// The booking code with its description, as pages say them, in each form that they may have; nothing where the report
    /// has no columns of both.
    fn booking(&self, line: &CsvLine) -> Vec<String> {
        let of = |field| self.manifest.column_of(field).filter(|at| self.manifest.columns[*at].on_pages);
        let Some((code, description)) = of(Field::BookingCode).zip(of(Field::Description)) else { return Vec::new() };
        let (code, description) = (&line.cells[code], &line.cells[description]);
        // An apostrophe in front may keep spreadsheets from running it, or be its own.
        let plain = of_csv(description, ColumnKind::Text);
        let said = self.manifest.translated.get(description);
        let texts = [Some(&plain), Some(description), said].into_iter().flatten();
        let texts = texts.map(|text| format!("{code} {text}")).map(|text| of_csv(&text, ColumnKind::Text));
        texts.flat_map(|text| [of_page(&self.fonts.marked(&text), ColumnKind::Text), text]).collect()
    }

    fn tell(&mut self, what: String) {
        if self.faults.len() < TOLD {
            self.faults.push(what);
        } else {
            self.more += 1;
        }
    }

    /// What pages and CSV don't agree in.
    pub(super) fn into_told(mut self) -> Vec<String> {
        self.end_table();
        if let Some(section) = self.coming.last() {
            let title = section.title.clone();
            self.tell(format!("the lines of `{title}` are not on the pages"));
        }
        let mut strange: Vec<UnmatchedLine> = std::mem::take(&mut self.shown).into_values().flatten().collect();
        strange.sort_by_key(|shown| shown.page);
        for UnmatchedLine { page, cells, .. } in strange {
            self.tell(format!("page {} shows `{cells}`, which the CSV does not have", page + 1));
        }
        if self.more > 0 {
            self.faults.push(format!("{} more lines differ", self.more));
        }
        self.faults
    }
}

/// Whether what stands in a section was received.
fn is_received(section: &SectionTotal) -> bool {
    let mut kinds = section.daybooks.iter().map(|name| crate::report::dimension::kind_of_name(name));
    !section.daybooks.is_empty() && kinds.all(|kind| kind.is_some_and(crate::domain::DaybookKind::is_received))
}

/// A figure in the smallest units that it is written in; a dash is nought.
fn units(text: &str) -> i128 {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(30).collect();
    let units = digits.parse().unwrap_or(0);
    if text.contains(['-', '−']) { -units } else { units }
}
