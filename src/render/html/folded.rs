//! Lines that are too many for one table: folded by their codes, so that a browser lays out only what somebody opens;
//! of still more there are the sums of each day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::table::{Tables, head};
use crate::domain::Money;
use crate::render::form::PageBound;
use crate::render::markup::escaped;
use crate::render::number::one_line;
use crate::report::document::{Block, Column, Document, Section, Value};
use crate::report::row::{RowKind, RowView};
use crate::report::template::{Field, Format};

/// The most lines that are opened at once.
const RUN: usize = 1000;

/// The id of the first part of a report's lines.
const FIRST_PART: &str = "part-1";

/// How the lines of a page are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineFolding {
    /// All, in one table.
    Open,
    /// All, by their codes, each to be opened.
    Folded,
    /// The sums of each day, by their codes.
    Summed,
}

impl LineFolding {
    /// How those of a report are shown.
    pub(super) fn of(document: &Document, bound: Option<PageBound>) -> Self {
        let lines: usize = document.sections.iter().map(Section::facts).sum();
        match bound {
            Some(PageBound { listed, .. }) if lines > listed as usize => Self::Summed,
            Some(PageBound { open, .. }) if lines > open as usize => Self::Folded,
            _ => Self::Open,
        }
    }
}

/// How many of some lines are facts.
fn facts(rows: &[RowView<'_>]) -> usize {
    rows.iter().filter(|row| row.kind == RowKind::Detail).count()
}

/// The columns of amounts, with what lines add up to in each.
fn sums<'c>(columns: &'c [Column], rows: &[RowView<'_>]) -> Vec<(&'c Column, Money)> {
    let amounts = columns.iter().enumerate().filter(|(_, column)| column.format == Format::Amount);
    let of_column = |place: usize| {
        let facts = rows.iter().filter(|row| row.kind == RowKind::Detail);
        facts.filter_map(move |row| match row.cell(place) {
            Some(Value::Money(money)) => Some(money),
            _ => None,
        })
    };
    amounts.map(|(place, column)| (column, of_column(place).sum())).collect()
}

impl Tables<'_> {
    /// What is said of lines that don't stand there openly.
    fn folded_note(&self, shown: LineFolding) -> String {
        let words = &self.document.words;
        let sentence = match shown {
            LineFolding::Summed => &words.html.summed,
            LineFolding::Open | LineFolding::Folded => &words.html.folded,
        };
        let lines: usize = self.document.sections.iter().map(Section::facts).sum();
        format!("<p class=\"note\">{}</p>\n", escaped(&sentence.replace("{count}", &words.count(lines as u64))))
    }

    /// A part of the report's lines, folded.
    pub(super) fn folded_section(&mut self, section: &Section, shown: LineFolding) {
        let document = self.document;
        let (mut html, columns) = (String::new(), document.page_columns());
        let (id, title) = self.part(section);
        let title = one_line(title);
        self.heading(&mut html, &id, &title, section.note.as_deref());
        if id == FIRST_PART {
            html += &self.folded_note(shown);
        }
        for block in &section.blocks {
            let label = if block.title.is_empty() { title.clone() } else { one_line(&block.title) };
            if !block.title.is_empty() {
                let id = self.block_id(block);
                html += &format!("<h3{id}>{}</h3>\n", escaped(&label));
            }
            for (name, group) in self.groups(block) {
                let id = if name.is_empty() { String::new() } else { self.ids.attribute(&name) };
                let label = if name.is_empty() { &label } else { &name };
                self.fold(&mut html, columns, (&id, label), &group, shown);
            }
        }
        let total = section.total.as_ref().unwrap_or(&document.received);
        open_table(&mut html, &title);
        head(&mut html, columns);
        html += "<tbody>\n";
        self.row(&mut html, columns, total.view());
        html += "</tbody>\n</table>\n</div>\n</section>\n";
        self.html += &html;
    }

    /// The lines of a block: bookings by their codes, all others together.
    fn groups<'r>(&self, block: &'r Block) -> BTreeMap<String, Vec<RowView<'r>>> {
        let mut groups: BTreeMap<String, Vec<RowView<'r>>> = BTreeMap::new();
        let is_shown = |row: &RowView<'_>| !matches!(row.kind, RowKind::Subtotal { repeats: true, .. });
        for row in block.rows.iter().filter(is_shown) {
            let name = if self.keys.are_bookings { self.keys.name(row).unwrap_or_default() } else { String::new() };
            groups.entry(name).or_default().push(row);
        }
        groups
    }

    /// What a group is called and adds up to, with its lines or the sums of their days behind it.
    fn fold(
        &mut self,
        html: &mut String,
        columns: &[Column],
        (id, label): (&str, &str),
        group: &[RowView<'_>],
        shown: LineFolding,
    ) {
        *html += &format!("<details class=\"fold\"{id}><summary>{}</summary>\n", self.title(label, columns, group));
        if shown == LineFolding::Summed {
            self.days(html, columns, label, group);
        } else if group.len() <= RUN {
            self.run(html, columns, label, group);
        } else {
            let words = &self.document.words;
            let mut first = 1;
            for rows in group.chunks(RUN) {
                let count = facts(rows) as u64;
                let label = format!("{label} · {}–{}", words.count(first), words.count(first + count.max(1) - 1));
                *html += &format!("<details><summary>{}</summary>\n", self.title(&label, columns, rows));
                self.run(html, columns, &label, rows);
                *html += "</details>\n";
                first += count;
            }
        }
        *html += "</details>\n";
    }

    /// What some lines are called and add up to.
    fn title(&self, label: &str, columns: &[Column], rows: &[RowView<'_>]) -> String {
        let words = &self.document.words;
        let sums = sums(columns, rows);
        let is_one = sums.len() == 1;
        let sums = sums.into_iter().map(|(column, sum)| match (is_one, words.amount(sum)) {
            (true, sum) => sum,
            (false, sum) => format!("{} {sum}", one_line(&column.label)),
        });
        let count = format!("{} {}", words.measure.count, words.count(facts(rows) as u64));
        escaped(&[label.to_owned(), count].into_iter().chain(sums).collect::<Vec<_>>().join(" · "))
    }

    /// Some lines as a table.
    fn run(&mut self, html: &mut String, columns: &[Column], label: &str, rows: &[RowView<'_>]) {
        open_table(html, label);
        head(html, columns);
        *html += "<tbody>\n";
        for row in rows {
            self.row(html, columns, *row);
        }
        *html += "</tbody>\n</table>\n</div>\n";
    }

    /// The sums of each day of a group, or of all where its lines have no day.
    fn days(&self, html: &mut String, columns: &[Column], label: &str, group: &[RowView<'_>]) {
        let words = &self.document.words;
        let place = columns.iter().position(|column| column.field == Some(Field::Settled));
        let mut days: BTreeMap<Option<NaiveDate>, Vec<RowView<'_>>> = BTreeMap::new();
        for row in group.iter().filter(|row| row.kind == RowKind::Detail) {
            let day = match place.and_then(|place| row.cell(place)) {
                Some(Value::Day(day)) => Some(day),
                _ => None,
            };
            days.entry(day).or_default().push(*row);
        }
        open_table(html, label);
        let heading = place.map_or(&words.html.lines, |place| &columns[place].label);
        *html += &format!(
            "<thead><tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"n\">{}</th>",
            escaped(&one_line(heading)),
            escaped(&words.measure.count)
        );
        for (column, _) in sums(columns, &[]) {
            *html += &format!("<th scope=\"col\" class=\"n\">{}</th>", escaped(&one_line(&column.label)));
        }
        *html += "</tr></thead>\n<tbody>\n";
        for (day, rows) in days {
            let name = day.map_or_else(|| label.to_owned(), |day| words.day(day));
            *html += &format!(
                "<tr class=\"sum\" data-lines=\"{}\"><th scope=\"row\">{}</th><td class=\"n\">{}</td>",
                rows.len(),
                escaped(&name),
                escaped(&words.count(rows.len() as u64))
            );
            for (_, sum) in sums(columns, &rows) {
                let class = if sum.is_negative() { "n neg" } else { "n" };
                let shown = escaped(&words.amount(sum));
                *html += &format!("<td class=\"{class}\"><data value=\"{}\">{shown}</data></td>", sum.decimal());
            }
            *html += "</tr>\n";
        }
        *html += "</tbody>\n</table>\n</div>\n";
    }
}

/// The start of a table that may be wider than the page.
fn open_table(html: &mut String, label: &str) {
    let label = escaped(label);
    *html += &format!(
        "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">\n<table>\n\
         <caption class=\"vh\">{label}</caption>\n"
    );
}
