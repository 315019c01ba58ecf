//! Draws a table over as many pages as it takes.

use super::apart::is_received;
use super::columns::Columns;
use super::group_names::GroupNames;
use super::sheet::Sheet;
use super::shortening::shortened;
use super::table_header::Labels;
use super::table_line::{CLOSE_AROUND, Gap, Grid, Lead, LineLook, TableLine, under};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Tag};
use crate::report::document::Value;
use crate::report::row::{RowKind, RowView};

/// The part of a page that a group of lines may leave empty to stay together.
const SPARE: f32 = 0.4;
/// How many lines of a text are a good beginning of a line that goes on on the next page.
const BEGINNING: usize = 3;
/// The height that a heading above a table may take, in points.
const HEADING: f32 = 60.0;
/// Tables of fewer lines stay on one page.
const LINES_KEPT_TOGETHER: usize = 12;
/// The same in columns that stand as tight as they can.
const TIGHT_FEW: usize = 5;
/// The blank above and below a line, in points.
const GAP: Gap = 1.7;

/// The blank above and below a line of a recap, in points; in a column of parts.
const CLOSE: Gap = 1.2;
const CLOSER: Gap = 0.2;

/// The blank above and below a tight line, in points.
const TIGHT: Gap = 0.5;

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The report's lines.
    Lines,
    /// Anything else.
    Others,
}

/// The heading of a group of lines.
#[derive(Clone, Copy)]
pub(super) struct LineGroup<'g> {
    /// What it is called.
    pub(super) title: &'g str,
    /// How many lines there are and what they come to; nothing where rows say so.
    pub(super) sums: &'g str,
    /// Its level in the outline.
    pub(super) level: u8,
}

/// A table in the course of being drawn.
pub(super) struct TableWriter {
    pub(super) columns: Columns,
    about: About,
    pub(super) gap: Gap,
    /// What stands under the names of lines, line by line.
    under: Vec<String>,
    /// The height that must follow the last line on its page, in points.
    tail: f32,
    /// The column whose daybooks bear a sign where their money was not received.
    marked: Option<usize>,
    /// The column of texts that the exports have.
    foreign: Option<usize>,
    /// What stands at the head of further pages of a group.
    pub(super) continued: String,
    /// Where the names of groups stand before their lines; `None` where they stand above them.
    pub(super) names: Option<GroupNames>,
    has_body: bool,
    /// Whether nothing but names of what follows stands on the page since the header.
    pub(super) is_bare: bool,
}

impl TableWriter {
    /// A table with these columns.
    #[must_use]
    pub(super) fn new(columns: Columns, about: About) -> Self {
        Self {
            columns,
            about,
            gap: GAP,
            under: Vec::new(),
            tail: 0.0,
            marked: None,
            foreign: None,
            continued: String::new(),
            names: None,
            has_body: false,
            is_bare: true,
        }
    }

    /// The same with lines as tight as they can stand, texts under their names, and a height that must follow the last.
    #[must_use]
    pub(super) fn tight(self, under: Vec<String>, tail: f32) -> Self {
        Self { gap: TIGHT, under, tail, ..self }
    }

    /// The same with lines as close as those of the first page's tables.
    #[must_use]
    pub(super) fn close(self) -> Self {
        Self { gap: CLOSE, ..self }
    }

    /// The same with lines as close as those of columns of parts.
    #[must_use]
    pub(super) fn closer(self) -> Self {
        Self { gap: CLOSER, ..self }
    }

    pub(super) fn grid(&self) -> Grid<'_> {
        Grid { columns: &self.columns, gap: self.gap, around: if self.gap < TIGHT { CLOSE_AROUND } else { 1.0 } }
    }

    /// What stands around the name of a line.
    fn lead(&self, index: usize, row: &RowView<'_>) -> Lead {
        let is_apart = |place: &usize| match row.cell(*place) {
            Some(Value::Text(daybook)) => !is_received(daybook),
            _ => true,
        };
        let apart = self.marked.filter(|_| row.kind == RowKind::Detail).filter(is_apart);
        let foreign = self.foreign.filter(|_| row.kind == RowKind::Detail);
        Lead { under: self.under.get(index).cloned().unwrap_or_default(), apart, foreign, ..Lead::default() }
    }

    /// The height of the table, in points.
    #[must_use]
    pub(super) fn height<'r>(&self, sheet: &Sheet<'_>, rows: impl Iterator<Item = RowView<'r>>) -> f32 {
        self.header_height() + rows.enumerate().map(|(index, row)| self.height_of(index, &row, sheet)).sum::<f32>()
    }

    fn header_height(&self) -> f32 {
        self.grid().header_height()
    }

    /// The height of the header and what must follow it on the page: all of a table of few lines; of others the first
    /// two with their sums, or the beginning of a line that is taller than a page.
    #[must_use]
    pub(super) fn least_height<'r>(&self, sheet: &Sheet<'_>, rows: impl Iterator<Item = RowView<'r>>) -> f32 {
        let rows: Vec<RowView<'r>> = rows.take(LINES_KEPT_TOGETHER).collect();
        let few = if sheet.density.is_tight() { TIGHT_FEW } else { LINES_KEPT_TOGETHER };
        if rows.len() < few {
            let all = self.height(sheet, rows.iter().copied()) + self.tail;
            if all <= self.room_of_a_page(sheet) - HEADING {
                return all;
            }
        }
        self.header_height() + self.first_height(sheet, rows.into_iter(), 0.0)
    }

    /// The same for a table that begins with a group.
    #[must_use]
    pub(super) fn least_height_of_group<'r>(&self, sheet: &Sheet<'_>, rows: impl Iterator<Item = RowView<'r>>) -> f32 {
        self.header_height() + self.group_height(sheet, rows)
    }

    /// Begins the table.
    pub(super) fn begin(&self, sheet: &mut Sheet<'_>) {
        self.grid().begin_table(sheet, Labels::First);
        self.label_names(sheet);
    }

    /// Ends the table.
    pub(super) fn end(mut self, sheet: &mut Sheet<'_>) {
        self.end_body(sheet);
        sheet.close();
    }

    /// The same with a sign behind daybooks in a column whose money was not received.
    #[must_use]
    pub(super) fn marking(self, column: Option<usize>) -> Self {
        Self { marked: column, ..self }
    }

    /// The same with texts of the exports in a column.
    #[must_use]
    pub(super) fn quoting(self, column: Option<usize>) -> Self {
        Self { foreign: column, ..self }
    }

    /// Draws a heading line inside the table, such as a booking code's name, and the lines under it. A group that is not
    /// long stays on one page; of another each further page says what goes on there.
    pub(super) fn group<'r, R: Iterator<Item = RowView<'r>>>(
        &mut self,
        sheet: &mut Sheet<'_>,
        group: LineGroup<'_>,
        rows: impl Fn() -> R,
    ) {
        if self.names.is_some() {
            return self.group_beside(sheet, group, rows);
        }
        let style = LineLook::Band.style(self.columns.size);
        let own = self.group_name_height();
        let together = self.group_height(sheet, rows());
        self.continued.clear();
        if !self.is_bare {
            self.make_room(sheet, together);
        }
        self.is_bare = true;
        self.begin_body(sheet);
        let width: f32 = self.columns.placed.iter().map(|column| column.width).sum();
        let sums = if group.sums.is_empty() { String::new() } else { format!("— {}", group.sums) };
        let sums = if sums.is_empty() { sums } else { format!(" {}", drawable(&sums)) };
        let line = shortened(&drawable(group.title), style, width - 5.0 - style.width(&sums)) + &sums;
        let y = sheet.y + 2.0 + GAP + style.size * 0.98;
        sheet.tint(sheet.geometry.left, sheet.y + 2.0, width, own - 2.0, Colour::BAND);
        sheet.open(Role::TableRow);
        sheet.part(Role::Cell { columns: self.columns.placed.len() }, Tag::Group, |sheet| {
            sheet.text(sheet.geometry.left + 2.5, y, style, &line);
        });
        sheet.close();
        sheet.y += own;
        sheet.bookmark(group.level, group.title);
        group.title.clone_into(&mut self.continued);
        self.rows(sheet, rows());
        self.continued.clear();
    }

    fn group_name_height(&self) -> f32 {
        self.grid().height(1, LineLook::Plain) + 3.0
    }

    /// The height of a group's name and of what must stay with it: all of a group that is not long, else its first lines.
    fn group_height<'r>(&self, sheet: &Sheet<'_>, rows: impl Iterator<Item = RowView<'r>>) -> f32 {
        let own = if self.names.is_some() { 0.0 } else { self.group_name_height() };
        let spare = self.room_of_a_page(sheet) * SPARE;
        let mut needed = own;
        let mut first = Vec::new();
        for row in rows {
            needed += self.height_of(usize::MAX, &row, sheet);
            if first.len() <= LINES_KEPT_TOGETHER {
                first.push(row);
            }
            if needed > spare {
                return self.first_height(sheet, first.into_iter(), own);
            }
        }
        needed
    }

    /// The height of the first two lines with their sums, and of what stands above them; where that is taller than a page,
    /// of as much as is a good beginning.
    fn first_height<'r>(&self, sheet: &Sheet<'_>, rows: impl Iterator<Item = RowView<'r>>, above: f32) -> f32 {
        let mut needed = above;
        // The first two, and the sums below.
        for (index, row) in rows.enumerate() {
            if index > 1 && row.kind == RowKind::Detail {
                break;
            }
            needed += self.height_of(index, &row, sheet);
        }
        if needed <= self.room_of_a_page(sheet) - HEADING {
            needed
        } else {
            above + self.grid().height(BEGINNING, LineLook::Plain)
        }
    }

    /// Draws lines. A total is never parted from the line above it, nor the last line from the one before.
    pub(super) fn rows<'r>(&mut self, sheet: &mut Sheet<'_>, rows: impl Iterator<Item = RowView<'r>>) {
        let mut rows = rows.peekable();
        let mut next = move || {
            let first = rows.next()?;
            let mut together = vec![first];
            together.extend(std::iter::from_fn(|| rows.next_if(|row| row.kind != RowKind::Detail)));
            Some((together, rows.peek().is_none()))
        };
        let mut ahead = next();
        let mut index = 0;
        while let Some((together, is_last)) = ahead {
            ahead = next();
            let height = |index: usize, rows: &[RowView<'r>]| {
                rows.iter().enumerate().map(|(at, row)| self.height_of(index + at, row, sheet)).sum::<f32>()
            };
            let own = height(index, &together);
            let last = match &ahead {
                Some((rows, true)) => height(index + together.len(), rows) + self.tail,
                _ if is_last => self.tail,
                _ => 0.0,
            };
            let room = self.room_of_a_page(sheet);
            let needed = if own + last > room * SPARE { own } else { own + last };
            let set = |(at, row)| self.set(index + at, row, sheet);
            let mut lines: Vec<TableLine<'r>> = together.into_iter().enumerate().map(set).collect();
            index += lines.len();
            let below: f32 = lines.iter().skip(1).map(|line| line.height).sum();
            let mut line = lines.remove(0);
            if self.is_bare || own > room {
                while !sheet.has_room(line.height + below) && line.lines() > 1 {
                    line = self.draw_beginning(sheet, line);
                    self.next_page(sheet, 0.0);
                }
            }
            self.make_room(sheet, needed.min(line.height + below + last));
            for line in std::iter::once(line).chain(lines) {
                self.make_room(sheet, line.height);
                self.begin_body(sheet);
                self.is_bare = false;
                self.grid().draw(sheet, line);
            }
        }
    }

    /// Draws as much of a line as fits on the page, so that some of it is left; returns the rest.
    fn draw_beginning<'r>(&mut self, sheet: &mut Sheet<'_>, line: TableLine<'r>) -> TableLine<'r> {
        let fitting = self.grid().fitting(sheet.geometry.bottom - sheet.y, line.look());
        if !self.is_bare && fitting < BEGINNING {
            return line;
        }
        let at = fitting.clamp(1, line.lines() - 1);
        let (beginning, rest) = line.split(at, self.grid());
        self.begin_body(sheet);
        self.is_bare = false;
        self.grid().draw(sheet, beginning);
        rest
    }

    pub(super) fn begin_body(&mut self, sheet: &mut Sheet<'_>) {
        if !self.has_body {
            self.has_body = true;
            sheet.open(Role::TableBody);
        }
    }

    fn end_body(&mut self, sheet: &mut Sheet<'_>) {
        if std::mem::take(&mut self.has_body) {
            sheet.close();
        }
    }

    pub(super) fn make_room(&mut self, sheet: &mut Sheet<'_>, needed: f32) {
        if !sheet.has_room(needed) && !sheet.is_fresh() {
            self.next_page(sheet, needed);
        }
    }

    fn next_page(&mut self, sheet: &mut Sheet<'_>, needed: f32) {
        sheet.is_parted |= self.is_bare;
        self.end_body(sheet);
        sheet.break_for(needed + self.grid().header_height());
        self.grid().header(sheet, Labels::Aside);
        self.label_names(sheet);
        if !self.continued.is_empty() {
            self.grid().continued(sheet, &self.continued);
        }
        self.is_bare = true;
    }

    pub(super) fn room_of_a_page(&self, sheet: &Sheet<'_>) -> f32 {
        sheet.geometry.bottom - sheet.geometry.top - self.header_height()
    }

    /// The height of a line, without making it.
    pub(super) fn height_of(&self, index: usize, row: &RowView<'_>, sheet: &Sheet<'_>) -> f32 {
        let (look, lead) = (look_of(row.kind), self.lead(index, row));
        self.grid().height(self.grid().lines_of(row, look, &lead, sheet), look) + under(&lead)
    }

    fn set<'r>(&self, index: usize, row: RowView<'r>, sheet: &Sheet<'_>) -> TableLine<'r> {
        let tag = match (self.about, row.kind) {
            (About::Others, _) => Tag::Row,
            (About::Lines, RowKind::Detail) => Tag::Line,
            (About::Lines, RowKind::Subtotal { .. }) => Tag::Subtotal,
            (About::Lines, RowKind::Total) => Tag::Total,
        };
        self.grid().line(row, look_of(row.kind), self.lead(index, &row), tag, sheet)
    }
}

fn look_of(kind: RowKind) -> LineLook {
    if kind == RowKind::Detail { LineLook::Plain } else { LineLook::Total }
}
