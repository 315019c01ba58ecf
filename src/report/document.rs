//! A finished report before it has a form: every output shows this and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use chrono_tz::Tz;

use super::bridge::Bridge;
pub use super::cell::{Cell, Localised, Value};
use super::figures::Means;
use super::first_page::FirstPagePart;
use super::further_pages::FurtherPart;
use super::knowledge::{DayCounts, Knowledge};
use super::ledger::LedgerAccounts;
use super::lines::Totals;
use super::mark::ReportMark;
use super::outline::{Outline, OutlineRow};
pub use super::presentation::{Logo, Presentation};
use super::provenance::Provenance;
use super::replaced::Replaced;
pub use super::report_sentence::ReportSentence;
use super::row::{Row, RowKind, RowView, Rows};
use super::template::{Field, Format, TemplatePage};
use super::words::Words;
use crate::domain::{DaybookKind, Finding, LineSum, Money, SeparateItem};

/// A finished report. Money is exact; only an output turns it into text.
#[derive(Clone, Debug)]
pub struct Document {
    /// The report's id, as file names bear it.
    pub report: String,
    /// Title, subtitle and what the report is about.
    pub title: TitleBlock,
    /// Why it is not whole; nothing for a whole report.
    pub marks: Vec<ReportMark>,
    /// How much of its period is known.
    pub knowledge: Knowledge,
    /// How many days its period has, by what is known of them; `None` for what is about no days.
    pub days: Option<DayCounts>,
    /// The columns of the lines.
    pub columns: Vec<Column>,
    /// What the first page shows, from above.
    pub first_page: Vec<FirstPagePart>,
    /// What stands behind the first page, from the first.
    pub further_pages: Vec<FurtherPart>,
    /// What a reader wants to know first.
    pub key_figures: Option<KeyFigures>,
    /// What was received day by day or month by month; `None` where there is little to see.
    pub chart: Option<Chart>,
    /// The lines, part by part.
    pub sections: Vec<Section>,
    /// The total of what was received, as a line of the table.
    pub received: Row,
    /// What it is about and shows no line of: in a sample what was not drawn.
    pub unshown: LineSum,
    /// Whether it is about money that was received, and so has that total.
    pub is_of_receipts: bool,
    /// Whether lines may be followed by what they add up to: total lines that files have where they are wanted.
    pub has_total_lines: bool,
    /// What stands in the place of lines where there are none; `None` where that is told by what is known.
    pub nothing: Option<String>,
    /// What lines add up to by one thing or another.
    pub recaps: Vec<Table>,
    /// Those of them that the first page shows.
    pub first_page_recaps: Vec<FirstPageRecap>,
    /// The places of those that say no more than the headings of lines and how it was paid: pages that are to be few go
    /// without them.
    pub repeated_recaps: BTreeSet<usize>,
    /// The version that it takes the place of; `None` for a first version.
    pub replaced: Option<Replaced>,
    /// What differs from the version before; nothing in a first version.
    pub revision: Vec<Table>,
    /// Where the figures come from and that they add up.
    pub control: Vec<Table>,
    /// The way from what came in to what is shown; `None` where nobody is told.
    pub bridge: Option<Bridge>,
    /// What a reader should know about the figures.
    pub findings: Vec<Finding>,
    /// The roles that sign.
    pub roles: Vec<String>,
    /// The page.
    pub page: TemplatePage,
    /// Where it comes from, for programs.
    pub provenance: Provenance,
    /// The ledger accounts of its codes.
    pub ledger_accounts: LedgerAccounts,
    /// How the library wants its reports to look.
    pub presentation: Presentation,
    /// The words of the report's language.
    pub words: &'static Words,
}

/// What a reader wants to know first: large figures, and a table that sets them beside earlier periods.
#[derive(Clone, Debug)]
pub struct KeyFigures {
    /// Two to four large figures, the largest first.
    pub headlines: Vec<Headline>,
    /// The same in parts, with receipts beside those of the period before and of the same a year earlier, where those are
    /// known.
    pub table: Table,
    /// Receipts beside those of earlier periods, a line for each, and with which they are not compared.
    pub compared: Vec<String>,
    /// What was not received, each reason by itself.
    pub not_received: Vec<(Means, Totals)>,
    /// What stands on a line of its own within what was received.
    pub separate: BTreeMap<SeparateItem, Totals>,
    /// What was received, as the page says it; `None` where the report is of something else, or nothing is known.
    pub receipts: Option<Money>,
}

/// A large figure.
#[derive(Clone, Debug)]
pub struct Headline {
    /// What it is.
    pub label: String,
    /// The figure.
    pub figure: Cell,
    /// A few words under it.
    pub note: Option<ReportSentence>,
}

/// A chart of amounts as stacked bars, one beside the other.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Its heading.
    pub title: String,
    /// What it shows, in words, for those who can't see it.
    pub alternative: ReportSentence,
    /// What the parts of each bar are, in the order in which they are stacked.
    pub series: Vec<String>,
    /// The word over the sums of the bars.
    pub total: String,
    /// The bars, in the order of their days.
    pub bars: Vec<Bar>,
    /// What is to be known of bars whose days are known in part.
    pub note: Option<String>,
}

/// A bar of a chart.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it is about, such as a day.
    pub label: String,
    /// The same in as few characters as tell it from its neighbours.
    pub short: String,
    /// Whether it is about a day of a weekend.
    pub is_weekend: bool,
    /// An amount for each series, which may be negative.
    pub parts: Vec<Money>,
    /// The sum of the parts.
    pub total: Money,
    /// How much of its days is known.
    pub knowledge: Knowledge,
}

/// What stands at the head of a report.
#[derive(Clone, Debug)]
pub struct TitleBlock {
    /// The title.
    pub title: String,
    /// The line under it.
    pub subtitle: String,
    /// The library, or that it is about all.
    pub library: String,
    /// The period in words.
    pub period: String,
    /// The same in a few words, without the days that a name such as a month's stands for.
    pub short_period: String,
    /// Those days, where the period has a name.
    pub days: Option<String>,
    /// What else was selected, as label and value.
    pub selection: Vec<(String, String)>,
    /// The number of an issued report, such as `I355-2026-00417`.
    pub number: Option<String>,
    /// The version of an issued report, from 1.
    pub version: Option<u32>,
    /// When it was made, in Belgian time.
    pub made: DateTime<Tz>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// What it shows; `None` in short tables, which pages alone show.
    pub field: Option<Field>,
    /// Its header in files, whatever the language.
    pub header: String,
    /// Its header on pages, in their language.
    pub label: String,
    /// Its width on a page in millimetres.
    pub width: f32,
    /// How its values are written.
    pub format: Format,
    /// Whether pages may do without it.
    pub presence: Presence,
}

/// Whether pages may do without a column of a short table. What its figures are beside those of another never decides it:
/// that two columns say the same is what a reader wants to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// They may not.
    #[default]
    Always,
    /// They do where all of it is nought, as its name would only say that there is nothing of the kind.
    UnlessNought,
    /// They may, as it follows from the columns beside it: receipts less expenses.
    Derived,
}

/// A part of the report's lines.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its heading; empty when the report has one part only.
    pub title: String,
    /// A sentence under the heading.
    pub note: Option<String>,
    /// The kinds of daybooks in it; none in a listing, which has all.
    pub kinds: Vec<DaybookKind>,
    /// The lines, in blocks.
    pub blocks: Vec<Block>,
    /// The same as pages show them, by hierarchy or as a matrix; none where they show the blocks.
    pub pages: Vec<Outline>,
    /// The total line, if it has one.
    pub total: Option<Row>,
}

/// The lines of one daybook, or of one booking code in a listing.
#[derive(Clone, Debug)]
pub struct Block {
    /// The code: blocks of all sections in its order are the lines in their order.
    pub key: String,
    /// The code with its description.
    pub title: String,
    /// How many lines it has and what they come to, in words; nothing where its rows say so.
    pub sums: String,
    /// The lines with their subtotals.
    pub rows: Rows,
}

/// A short table with a heading.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its heading.
    pub title: String,
    /// A sentence under the heading.
    pub note: Option<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its lines.
    pub rows: Vec<Row>,
}

/// A recap on the first page.
#[derive(Clone, Debug)]
pub struct FirstPageRecap {
    /// Its place among the recaps of the report.
    pub recap: usize,
    /// What the first page shows of it. `{page}` stands for the page on which the whole of it is. `None` where it has too
    /// few lines to say anything that the pages do not say anyway: only files have it.
    pub table: Option<Table>,
    /// Whether that is not all, so that the whole of it stands behind the lines too.
    pub is_short: bool,
}

impl Section {
    /// The lines of its blocks.
    pub fn rows(&self) -> impl Iterator<Item = RowView<'_>> + Clone {
        self.blocks.iter().flat_map(|block| block.rows.iter())
    }

    /// How many of its lines are facts.
    #[must_use]
    pub fn facts(&self) -> usize {
        self.blocks.iter().map(|block| block.rows.facts()).sum()
    }

    /// How many lines pages have of it: one for each fact, but for a matrix.
    #[must_use]
    pub fn lines_on_pages(&self) -> usize {
        let is_line = |row: &&OutlineRow| !row.is_heading();
        match self.pages.as_slice() {
            [first, ..] if first.is_matrix => {
                self.pages.iter().map(|outline| outline.rows.iter().filter(is_line).count()).sum()
            }
            _ => self.facts(),
        }
    }
}

impl Column {
    /// Whether pages show it.
    #[must_use]
    pub fn is_on_pages(&self) -> bool {
        self.width > 0.0 || !self.field.is_some_and(Field::is_for_files_alone)
    }

    /// A column of a short table, which pages alone show.
    #[must_use]
    pub fn new(label: &str, width: f32, format: Format) -> Self {
        Self {
            field: None,
            header: label.to_owned(),
            label: label.to_owned(),
            width,
            format,
            presence: Presence::Always,
        }
    }

    /// The same, which pages may do without as far as told.
    #[must_use]
    pub fn present(self, presence: Presence) -> Self {
        Self { presence, ..self }
    }
}

impl Table {
    /// Whether it has any line but totals.
    #[must_use]
    pub fn has_facts(&self) -> bool {
        self.rows.iter().any(|row| row.kind == RowKind::Detail)
    }
}

impl Document {
    /// The lines of all sections, section by section.
    pub fn rows(&self) -> impl Iterator<Item = RowView<'_>> {
        self.sections.iter().flat_map(Section::rows)
    }

    /// The columns that pages show, which stand before those that only files have.
    #[must_use]
    pub fn page_columns(&self) -> &[Column] {
        let count = self.columns.iter().take_while(|column| column.is_on_pages()).count();
        &self.columns[..count]
    }

    /// Whether there is no line at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sections.iter().all(|section| section.blocks.is_empty())
    }

    /// What every page says of why the report is not whole, mark by mark.
    pub fn marks_in_words(&self) -> impl Iterator<Item = String> {
        self.marks.iter().map(|mark| self.words.mark(mark))
    }

    /// How many records were refused and are missing from the figures.
    #[must_use]
    pub fn missing_records(&self) -> u64 {
        let records =
            self.marks.iter().map(|mark| if let ReportMark::Incomplete(records) = mark { *records } else { 0 });
        records.sum()
    }

    /// What stands in the place of lines where there are none.
    #[must_use]
    pub fn no_lines(&self) -> &str {
        let Words { title, knowledge, .. } = self.words;
        if let Some(nothing) = &self.nothing {
            return nothing;
        }
        match self.knowledge {
            Knowledge::Whole => &title.no_bookings,
            Knowledge::Part => &knowledge.no_known_bookings,
            Knowledge::Nothing => &knowledge.nothing_known,
            Knowledge::Closed => &knowledge.all_closed,
        }
    }

    /// Puts tables before all recaps.
    pub fn put_before_recaps(&mut self, tables: impl IntoIterator<Item = Table>) {
        let count = self.recaps.len();
        self.recaps.splice(0..0, tables);
        let more = self.recaps.len() - count;
        self.first_page_recaps.iter_mut().for_each(|recap| recap.recap += more);
        self.repeated_recaps = self.repeated_recaps.iter().map(|recap| recap + more).collect();
    }

    /// The recaps that pages show behind the lines, with their places among all: those that are not whole on the first.
    pub fn recaps_behind(&self) -> impl Iterator<Item = (usize, &Table)> {
        let is_before =
            |index: usize| self.first_page_recaps.iter().any(|other| other.recap == index && !other.is_short);
        let has_part = self.first_page.contains(&FirstPagePart::Recaps);
        self.recaps.iter().enumerate().filter(move |(index, _)| !has_part || !is_before(*index))
    }

    /// The blocks of all sections in the order of the lines: by code, as text.
    #[must_use]
    pub fn blocks_in_order(&self) -> Vec<&Block> {
        let mut blocks: Vec<&Block> = self.sections.iter().flat_map(|section| &section.blocks).collect();
        blocks.sort_by(|a, b| a.key.cmp(&b.key));
        blocks
    }
}
