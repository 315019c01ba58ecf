//! What the structure of every report must keep to, for those who hear it: each table has labels over its columns and a name
//! in front of each row, and each daybook is a heading over a table of its own.

use std::collections::{BTreeMap, BTreeSet};

use kasverslag::render::pdf::page::font::drawable;
use kasverslag::render::pdf::page::{Event, Page, PageContent, Role, Shape, Tag};
use kasverslag::report::document::Document;
use kasverslag::report::outline::OutlineRow;

/// A table or a heading, in reading order.
enum Part {
    Heading(u8, String),
    Table(Table),
}

/// How many columns a table has, and its rows.
#[derive(Default)]
struct Table {
    labels: Vec<String>,
    rows: Vec<Row>,
}

/// A row: how many columns its cells take, the texts of those that name it, how many cells it has, and whether it is the rest
/// of one that began on the page before.
#[derive(Default)]
struct Row {
    is_rest: bool,
    columns: usize,
    names: Vec<String>,
    cells: usize,
}

/// Everything in the structure that breaks a law.
pub(crate) fn breaches(document: &Document, pages: &[Page]) -> Vec<String> {
    let mut breaches = Vec::new();
    let parts = parts(pages);
    let mut above = 1;
    for part in &parts {
        match part {
            Part::Heading(level, text) => {
                if *level > above + 1 || text.trim().is_empty() {
                    breaches.push(format!("`{text}` is a heading of level {level} under one of level {above}"));
                }
                above = *level;
            }
            Part::Table(table) => breaches.extend(breaches_of(table)),
        }
    }
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let mut rest = parts.iter();
    for outline in document.sections.iter().flat_map(|section| &section.pages).filter(|outline| !outline.is_matrix) {
        let is_heading_of_a_table = |row: &&OutlineRow| {
            // A longer name may have to go on on the next page.
            row.depth == 0 && row.is_heading() && row.name().chars().count() <= 200
        };
        for row in outline.rows.iter().filter(is_heading_of_a_table) {
            let name = squeezed(&drawable(&format!("{} {}", row.code, row.name())));
            let is_it = |part: &&Part| matches!(part, Part::Heading(2 | 3, text) if squeezed(text) == name);
            if rest.find(is_it).is_none() {
                breaches.push(format!("`{name}` is no heading"));
            } else if !matches!(rest.next(), Some(Part::Table(_))) {
                breaches.push(format!("`{name}` is a heading over no table"));
            }
        }
    }
    breaches
}

fn breaches_of(table: &Table) -> Vec<String> {
    let mut breaches = Vec::new();
    if table.labels.is_empty() || table.labels.iter().any(|label| label.trim().is_empty()) {
        breaches.push(format!("a table with the labels {:?}", table.labels));
    }
    if table.rows.is_empty() {
        breaches.push(format!("a table under {:?} has no rows", table.labels));
    }
    for row in &table.rows {
        if row.columns != table.labels.len() {
            breaches.push(format!("{:?} of {} columns under {:?}", row.names, row.columns, table.labels));
        }
        if row.cells > 1 && !row.is_rest && row.names.iter().all(|name| name.trim().is_empty()) {
            breaches.push(format!("a row under {:?} has no name", table.labels));
        }
    }
    breaches
}

fn parts(pages: &[Page]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open: Vec<Role> = Vec::new();
    let mut table: Option<Table> = None;
    for page in pages {
        let mut texts: BTreeMap<u32, String> = BTreeMap::new();
        let mut rests: BTreeSet<u32> = BTreeSet::new();
        for mark in &page.marks {
            if let (Some(PageContent { number, tag }), Shape::Text { text, .. }) = (mark.content, &mark.shape) {
                rests.extend((tag == Tag::Rest).then_some(number));
                *texts.entry(number).or_default() += text;
            }
        }
        for event in &page.events {
            match event {
                Event::Open(role) => {
                    match (role, &mut table) {
                        (Role::Table, table) => *table = Some(Table::default()),
                        (Role::TableRow, Some(table)) if open.last() != Some(&Role::TableHead) => {
                            table.rows.push(Row::default());
                        }
                        (Role::HeaderCell, Some(table)) => table.labels.push(String::new()),
                        (Role::RowHeaderCell, Some(Table { rows, .. })) => {
                            if let Some(row) = rows.last_mut() {
                                (row.columns, row.cells) = (row.columns + 1, row.cells + 1);
                                row.names.push(String::new());
                            }
                        }
                        (Role::Cell { columns }, Some(Table { rows, .. })) => {
                            if let Some(row) = rows.last_mut() {
                                (row.columns, row.cells) = (row.columns + columns, row.cells + 1);
                            }
                        }
                        (Role::Heading(level), _) => parts.push(Part::Heading(*level, String::new())),
                        _ => {}
                    }
                    open.push(role.clone());
                }
                Event::Content(number) => {
                    if let Some(row) = table.as_mut().and_then(|table| table.rows.last_mut()) {
                        row.is_rest |= rests.contains(number);
                    }
                    let text = texts.get(number).map_or("", String::as_str);
                    match (open.last(), &mut table, parts.last_mut()) {
                        (Some(Role::HeaderCell), Some(table), _) => *table.labels.last_mut().unwrap() += text,
                        (Some(Role::RowHeaderCell), Some(table), _) => {
                            *table.rows.last_mut().unwrap().names.last_mut().unwrap() += text;
                        }
                        (Some(Role::Heading(_)), _, Some(Part::Heading(_, heading))) => *heading += text,
                        _ => {}
                    }
                }
                Event::Close => {
                    if open.pop() == Some(Role::Table) {
                        parts.extend(table.take().map(Part::Table));
                    }
                }
                Event::SignatureField { .. } | Event::Language(_) => {}
            }
        }
    }
    parts
}
