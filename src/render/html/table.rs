//! Tables of a page: headers for columns and rows, and lines that can be led to.

use std::collections::BTreeMap;

use super::key::LineNames;
use super::page_ids::PageIds;
use crate::domain::Money;
use crate::render::markup::{escaped, push_escaped};
use crate::render::number::{one_line, shown};
use crate::report::document::{Block, Column, Document, Section, Table, Value};
use crate::report::row::{Row, RowKind, RowView};
use crate::report::template::Field;

/// The tables of a report, one after the other.
pub(super) struct Tables<'a> {
    pub(super) document: &'a Document,
    pub(super) keys: LineNames<'a>,
    /// What is written so far.
    pub(super) html: String,
    /// The headings with their ids.
    pub(super) contents: Vec<(String, String)>,
    pub(super) ids: PageIds,
    /// The ids of blocks by their codes.
    blocks: BTreeMap<String, String>,
}

impl<'a> Tables<'a> {
    /// No table yet.
    pub(super) fn new(document: &'a Document, keys: LineNames<'a>) -> Self {
        let ids = PageIds::with(["content", "findings"]);
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        let blocks = blocks.filter(|block| !block.title.is_empty() && !block.key.is_empty());
        let blocks = blocks.map(|block| (block.key.clone(), format!("block-{}", plain(&block.key)))).collect();
        Self { document, keys, html: String::new(), contents: Vec::new(), ids, blocks }
    }

    /// A part of the report's lines.
    pub(super) fn section(&mut self, section: &'a Section) {
        let document = self.document;
        let mut html = String::new();
        let (id, title) = self.part(section);
        self.open(&mut html, &id, title, section.note.as_deref());
        let columns = document.page_columns();
        head(&mut html, columns);
        for block in &section.blocks {
            let is_titled = !block.title.is_empty();
            let id = self.block_id(block);
            html += &format!("<tbody{id}>\n");
            if is_titled {
                let title = escaped(&one_line(&block.title));
                html += &format!(
                    "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\">{title}</th></tr>\n",
                    columns.len()
                );
            }
            if self.keys.are_bookings {
                self.bookings(&mut html, columns, block.rows.iter());
            } else {
                for row in block.rows.iter().filter(|row| !matches!(row.kind, RowKind::Subtotal { repeats: true, .. }))
                {
                    self.row(&mut html, columns, row);
                }
            }
            html += "</tbody>\n";
        }
        let total = section.total.as_ref().unwrap_or(&document.received);
        html += "<tbody>\n";
        self.row(&mut html, columns, total.view());
        html += "</tbody>\n</table>\n</div>\n</section>\n";
        self.html += &html;
    }

    /// The id of a part of the report's lines, and its title.
    pub(super) fn part<'s>(&self, section: &'s Section) -> (String, &'s str)
    where
        'a: 's,
    {
        let number = self.contents.iter().filter(|(id, _)| id.starts_with("part-")).count() + 1;
        let document = self.document;
        let title = if section.title.is_empty() { &document.words.html.lines } else { &section.title };
        (format!("part-{number}"), title)
    }

    /// The attribute by which a block can be led to.
    pub(super) fn block_id(&mut self, block: &Block) -> String {
        let id = self.blocks.get(&block.key).cloned().filter(|_| !block.title.is_empty());
        id.map(|id| self.ids.attribute(&id)).unwrap_or_default()
    }

    /// Bookings, those with the same codes together under their sum.
    fn bookings<'r>(&mut self, html: &mut String, columns: &[Column], rows: impl Iterator<Item = RowView<'r>>) {
        let mut groups: BTreeMap<String, Vec<RowView<'r>>> = BTreeMap::new();
        for row in rows {
            groups.entry(self.keys.name(row).unwrap_or_default()).or_default().push(row);
        }
        let amount = columns.iter().position(|column| column.field == Some(Field::Amount));
        for (name, rows) in groups {
            if let Some(amount) = amount.filter(|_| !name.is_empty()) {
                let sum = rows.iter().filter_map(|row| match row.cell(amount) {
                    Some(Value::Money(money)) => Some(money),
                    _ => None,
                });
                let words = &self.document.words;
                let sum = words.amount(sum.sum());
                let count = words.count(rows.len() as u64);
                let title = escaped(&format!("{name} · {} {count} · {sum}", words.measure.count));
                let id = self.ids.attribute(&name);
                *html += &format!(
                    "<tr class=\"sub\"{id}><th scope=\"row\" colspan=\"{}\">{title}</th></tr>\n",
                    columns.len()
                );
            }
            for row in rows {
                self.row(html, columns, row);
            }
        }
    }

    /// A short table under its heading.
    pub(super) fn short(&mut self, table: &Table, id: &str) -> String {
        let mut html = String::new();
        self.open(&mut html, id, &table.title, table.note.as_deref());
        head(&mut html, &table.columns);
        html += "<tbody>\n";
        for row in table.rows.iter().map(Row::view) {
            self.short_row(&mut html, &table.columns, row);
        }
        html += "</tbody>\n</table>\n</div>\n</section>\n";
        html
    }

    fn open(&mut self, html: &mut String, id: &str, title: &str, note: Option<&str>) {
        let title = one_line(title);
        self.heading(html, id, &title, note);
        *html += &format!(
            "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}\">\n<table>\n\
             <caption class=\"vh\">{}</caption>\n",
            escaped(&title)
        );
    }

    /// The start of a section: what it is called, and what is said of it.
    pub(super) fn heading(&mut self, html: &mut String, id: &str, title: &str, note: Option<&str>) {
        let attribute = self.ids.attribute(id);
        *html += &format!("<section>\n<h2{attribute}>{}</h2>\n", escaped(title));
        if let Some(note) = note.filter(|note| !note.is_empty()) {
            *html += &format!("<p class=\"note\">{}</p>\n", escaped(&one_line(note)));
        }
        self.contents.push((id.to_owned(), title.to_owned()));
    }

    pub(super) fn row(&mut self, html: &mut String, columns: &[Column], row: RowView<'_>) {
        let (class, link) = (class(row.kind), self.keys.bookings(row));
        let name = self.keys.name(row).filter(|_| !self.keys.are_bookings && row.kind == RowKind::Detail);
        let id = name.map(|name| self.ids.attribute(&name)).unwrap_or_default();
        *html += &format!("<tr class=\"{class}\"{id}>");
        let header = header(columns, row);
        for (index, (cell, column)) in row.cells().zip(columns).enumerate() {
            let link = link.as_deref().filter(|_| matches!(cell, Value::Money(money) if money != Money::ZERO));
            self.cell(html, cell, column, index == header, link);
        }
        *html += "</tr>\n";
    }

    fn short_row(&self, html: &mut String, columns: &[Column], row: RowView<'_>) {
        *html += &format!("<tr class=\"{}\">", class(row.kind).replace("line", "short"));
        let header = header(columns, row);
        for (index, (cell, column)) in row.cells().zip(columns).enumerate() {
            // The first word of a row that is about a block of lines is its code.
            let code = match cell {
                Value::Text(text) if index == header && row.kind == RowKind::Detail => text.split(' ').next(),
                _ => None,
            };
            let link = code.and_then(|code| self.blocks.get(code)).map(|id| format!("#{id}"));
            self.cell(html, cell, column, index == header, link.as_deref());
        }
        *html += "</tr>\n";
    }

    fn cell(&self, html: &mut String, cell: Value<'_>, column: &Column, is_header: bool, link: Option<&str>) {
        let (open, close) = if is_header { ("<th scope=\"row\"", "</th>") } else { ("<td", "</td>") };
        let is_negative = matches!(cell, Value::Money(money) if money.is_negative());
        let class = match (column.format.is_right_aligned(), is_negative) {
            (true, true) => " class=\"n neg\"",
            (true, false) => " class=\"n\"",
            (false, _) => "",
        };
        *html += open;
        *html += class;
        html.push('>');
        if let Some(link) = link {
            *html += &format!("<a href=\"{}\">", escaped(link));
        }
        let text = shown(cell, column.format, self.document.words);
        if let Value::Money(money) = cell {
            *html += &format!("<data value=\"{}\">{}</data>", money.decimal(), escaped(&text));
        } else {
            push_escaped(html, &text);
        }
        if link.is_some() {
            *html += "</a>";
        }
        *html += close;
    }
}

/// The headings of columns.
pub(super) fn head(html: &mut String, columns: &[Column]) {
    *html += "<thead><tr>";
    for column in columns {
        let class = if column.format.is_right_aligned() { " class=\"n\"" } else { "" };
        let label = one_line(&column.label);
        // Where no word stands there is nothing that heads the column.
        *html += &if label.is_empty() {
            "<td></td>".to_owned()
        } else {
            format!("<th scope=\"col\"{class}>{}</th>", escaped(&label))
        };
    }
    *html += "</tr></thead>\n";
}

/// The column that names a row: the first text.
fn header(columns: &[Column], row: RowView<'_>) -> usize {
    let is_text = |(cell, column): (Value<'_>, &Column)| cell != Value::Empty && !column.format.is_right_aligned();
    row.cells().zip(columns).position(is_text).unwrap_or(0)
}

fn class(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Detail => "line",
        RowKind::Subtotal { .. } => "sub",
        RowKind::Total => "total",
    }
}

/// A code as it may stand in an id.
fn plain(key: &str) -> String {
    key.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect()
}
