//! The tables of the first page: close lines, a stroke for nought, and no column of expenses where there are none.

use super::columns::{Columns, Placed, blanks, drawn, needed_widths, place, place_exactly};
use super::line_breaks::broken;
use super::narrow::{narrow_table, recap_in_column};
use super::parts::short_table;
use super::reference::PageReference;
use super::sheet::{Sheet, Style};
use super::shortening::shortened;
use super::table_line::of_amount;
use crate::domain::Money;
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Tag, in_mm, mm};
use crate::report::document::{Cell, Column, Presence, Table, Value};
use crate::report::row::{Row, RowKind};
use crate::report::template::Format;

/// The size of the texts, in points.
const SIZE: f32 = 7.8;
/// The sizes of texts whose words would be broken else, in points.
const SMALLER: [f32; 3] = [7.5, 7.2, 6.9];
/// The distance of lines, in points: 4.2 mm; where parts stand closely.
const PITCH: f32 = 11.9;
const CLOSE_PITCH: f32 = 9.6;
const TIGHT_PITCH: f32 = 9.1;
/// The distance of the lines of a text that is broken, in points.
const LINE: f32 = 9.4;
/// The distance of the lines of a header, in points.
const HEADER_LINE: f32 = 9.4;
/// The size of headings, in points.
const HEADING: f32 = 9.5;
/// The height of a heading with the blanks around it, in points, and the blank below it.
const HEADING_HEIGHT: f32 = 20.0;
const CLOSE_HEADING: f32 = 15.0;
const TIGHT_HEADING: f32 = 13.0;
/// The room of the figure behind a bar, with the blanks around it, in points.
const FIGURE: f32 = 38.0;
/// Bars that are shorter at most are left out, in points.
const LEAST_BAR: f32 = 10.0;
/// Tables of more lines go on in the next column.
const MOST_TOGETHER: usize = 20;
const CLOSE_TOGETHER: usize = 12;
/// What a name has at least, in millimetres.
const LEAST_NAME: f32 = 40.0;
/// The grey of bars.
const BAR: Colour = Colour::grey(0x85);
/// What stands for nought.
const NOUGHT: &str = "–";

/// A heading with a note behind it. What follows needs `least` on the same page.
pub(super) fn first_page_heading(sheet: &mut Sheet<'_>, title: &str, note: Option<&str>, least: f32) {
    let height = sheet.density.pick_of(HEADING_HEIGHT, CLOSE_HEADING, TIGHT_HEADING);
    let below = sheet.density.pick(5.0, 3.0);
    sheet.keep_together(height + least);
    sheet.y += height - below;
    sheet.bookmark(0, title);
    let (left, right, y) = (sheet.geometry.left, sheet.geometry.right, sheet.y);
    let style = Style::bold(HEADING).in_colour(sheet.accent());
    let title = shortened(&drawable(title), style, right - left);
    sheet.part(Role::Heading(2), Tag::Heading, |sheet| sheet.text(left, y, style, &title));
    let room = right - left - style.width(&title) - 10.0;
    let label = Style::label(7.0);
    let note = note.map(|note| sentences_that_fit(&drawable(note), label, room)).filter(|note| !note.is_empty());
    if let Some(note) = note {
        sheet.part(Role::Paragraph, Tag::Text, |sheet| sheet.text_to(right, y, label, &note));
    }
    sheet.y += below;
}

/// As many sentences as have room; the beginning of the first where it has none.
fn sentences_that_fit(text: &str, style: Style, room: f32) -> String {
    let ends = text.match_indices(". ").map(|(at, _)| at + 1).chain([text.len()]);
    let fitting = ends.filter(|end| style.width(&text[..*end]) <= room).last();
    fitting.map_or_else(|| shortened(text, style, room), |end| text[..end].to_owned())
}

/// A table that stands on one page; one that is taller than a page goes on over pages as others do.
pub(super) fn first_page_table(sheet: &mut Sheet<'_>, table: &Table, reference: Option<&PageReference>) {
    if table.rows.is_empty() {
        return;
    }
    let most = if sheet.density.is_compact() { CLOSE_TOGETHER } else { MOST_TOGETHER };
    if sheet.is_narrow() && table.rows.len() > most {
        return recap_in_column(sheet, table, SIZE, HEADING);
    }
    let (Columns { placed, size }, rows) = if sheet.is_narrow() {
        let (narrow, rows) = narrow_table(sheet, table, SIZE);
        (narrow.place(sheet.geometry.left, SIZE), rows)
    } else {
        let (columns, rows) = without_noughts(table);
        (with_whole_words(sheet, &columns, &rows), rows)
    };
    let pitch = sheet.density.pick_of(PITCH, CLOSE_PITCH, TIGHT_PITCH);
    let header_lines = placed.iter().map(|column| column.header.len()).max().unwrap_or(1);
    #[allow(clippy::cast_precision_loss)]
    let header = HEADER_LINE * header_lines as f32 + sheet.density.pick_of(3.0, 2.0, 1.2);
    let lines: Vec<Vec<Vec<String>>> = {
        // Only what stands for other lines names a page: the last one.
        let reference = |index| reference.filter(|_| index + 1 == rows.len());
        rows.iter().enumerate().map(|(index, row)| lines_of(sheet, row, &placed, size, reference(index))).collect()
    };
    let height = header + lines.iter().map(|lines| height_of(lines, pitch)).sum::<f32>();
    if height + HEADING_HEIGHT > sheet.geometry.bottom - sheet.geometry.top && !sheet.is_narrow() {
        return short_table(sheet, table, SIZE, HEADING, 0);
    }
    first_page_heading(sheet, &table.title, table.note.as_deref(), height);
    let longest =
        rows.iter().filter(|row| row.kind == RowKind::Detail).flat_map(|row| &row.cells).filter_map(share).max();
    sheet.open(Role::Table);
    draw_header(sheet, &placed, size, header);
    sheet.open(Role::TableBody);
    for (row, lines) in rows.iter().zip(&lines) {
        bars(sheet, row, &placed, longest.unwrap_or(0));
        draw_row(sheet, row, lines, &placed, size);
    }
    sheet.close();
    sheet.close();
    sheet.y += sheet.density.pick(2.0, 1.0);
}

/// Columns in the width that there is, in which no word of a name is broken: as they are, with figures as narrow as they can
/// be, or with smaller texts.
fn with_whole_words(sheet: &Sheet<'_>, columns: &[Column], rows: &[Row]) -> Columns {
    let words = sheet.document.words;
    let as_they_are = |size: f32| {
        let mut columns = columns.to_vec();
        keep_headers_whole(&mut columns, size);
        place(&columns, rows.iter().map(Row::view), words, sheet.geometry.left, size)
    };
    let all: f32 = columns.iter().map(|column| mm(column.width)).sum();
    let narrowest = |size: f32| {
        let mut widths = needed_widths(columns, rows.iter().map(Row::view), words, size);
        widths[0] = all - widths[1..].iter().sum::<f32>();
        place_exactly(columns, &widths, sheet.geometry.left, size)
    };
    let is_whole = |placed: &Columns| {
        rows.iter().all(|row| {
            let name = match row.cells[0].value() {
                Value::Text(name) => name,
                Value::Said(said) => &said.page,
                _ => return true,
            };
            let style = Style { size: placed.size, ..style_of(row) };
            let words = name.split_whitespace().map(|word| style.width(&drawable(word)));
            words.fold(0.0, f32::max) <= placed.placed[0].room()
        })
    };
    let usual = as_they_are(SIZE);
    let all_ways = SMALLER.into_iter().flat_map(|size| [as_they_are(size), narrowest(size)]);
    let mut ways = [usual.clone(), narrowest(SIZE)].into_iter().chain(all_ways);
    ways.find(is_whole).unwrap_or(usual)
}

/// How the texts of a row look.
fn style_of(row: &Row) -> Style {
    if row.kind == RowKind::Total { Style::bold(SIZE) } else { Style::regular(SIZE) }
}

/// The table without the columns that pages do without where every amount is nought; their room goes to the names.
pub(super) fn without_noughts(table: &Table) -> (Vec<Column>, Vec<Row>) {
    let is_kept = |index: &usize| {
        table.columns[*index].presence != Presence::UnlessNought
            || table.rows.iter().any(|row| row.cells[*index] != Cell::Money(Money::ZERO))
    };
    let kept: Vec<usize> = (0..table.columns.len()).filter(is_kept).collect();
    let mut columns: Vec<Column> = kept.iter().map(|index| table.columns[*index].clone()).collect();
    let width = |columns: &[Column]| columns.iter().map(|column| column.width).sum::<f32>();
    let widest = columns.iter().take_while(|column| column.format == Format::Text).count().max(1) - 1;
    columns[widest].width += width(&table.columns) - width(&columns);
    let rows = table
        .rows
        .iter()
        .map(|row| Row { kind: row.kind, cells: kept.iter().map(|index| row.cells[*index].clone()).collect() });
    (columns, rows.collect())
}

/// Takes room from the first column for headers that would be broken else, as long as it keeps enough.
fn keep_headers_whole(columns: &mut [Column], size: f32) {
    let blanks = blanks(columns);
    let style = Style::bold(size);
    for place in 1..columns.len() {
        let needed = in_mm(style.width(&drawable(&columns[place].label)) + blanks[place]);
        let lack = needed - columns[place].width;
        if columns[place].format.is_right_aligned() && lack > 0.0 && columns[0].width - lack >= LEAST_NAME {
            columns[0].width -= lack;
            columns[place].width = needed;
        }
    }
}

fn draw_header(sheet: &mut Sheet<'_>, columns: &[Placed], size: f32, height: f32) {
    sheet.open(Role::TableHead);
    sheet.open(Role::TableRow);
    let style = Style::bold(size);
    let top = sheet.y;
    for (index, column) in columns.iter().enumerate() {
        let tag = if index == 0 { Tag::Header } else { Tag::Cell };
        sheet.part(Role::HeaderCell, tag, |sheet| {
            for (index, line) in column.header.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)]
                let above = HEADER_LINE * (column.header.len() - index - 1) as f32;
                let x = column.text_x(style.width(line.trim_end_matches(' ')));
                sheet.text(x, top + height - 4.0 - above, style, line);
            }
        });
    }
    sheet.close();
    sheet.close();
    sheet.y += height;
    sheet.rule(sheet.geometry.left, sheet.y - 0.5, width_of(columns), 0.7, Colour::BLACK);
}

/// The texts of a row, cell by cell, each broken into lines.
fn lines_of(
    sheet: &Sheet<'_>,
    row: &Row,
    columns: &[Placed],
    size: f32,
    reference: Option<&PageReference>,
) -> Vec<Vec<String>> {
    let is_total = row.kind == RowKind::Total;
    let style = if is_total { Style::bold(size) } else { Style::regular(size) };
    let lines = row.cells.iter().zip(columns).map(|(cell, column)| {
        let text = text_of(sheet, cell, column, is_total);
        match (column.format, reference) {
            (Format::Text, Some(reference)) => reference.broken(&text, style, column.room()),
            (Format::Text, _) => broken(&text, style, column.room()),
            _ => vec![text],
        }
    });
    lines.collect()
}

fn height_of(lines: &[Vec<String>], pitch: f32) -> f32 {
    let most = lines.iter().map(Vec::len).max().unwrap_or(1).max(1);
    #[allow(clippy::cast_precision_loss)]
    let more = (most - 1) as f32;
    pitch + LINE * more
}

fn draw_row(sheet: &mut Sheet<'_>, row: &Row, lines: &[Vec<String>], columns: &[Placed], size: f32) {
    let is_total = row.kind == RowKind::Total;
    let style = if is_total { Style::bold(size) } else { Style::regular(size) };
    let pitch = sheet.density.pick_of(PITCH, CLOSE_PITCH, TIGHT_PITCH);
    let (left, top, width, height) = (sheet.geometry.left, sheet.y, width_of(columns), height_of(lines, pitch));
    if is_total {
        sheet.tint(left, top, width, height, Colour::TINT);
        sheet.rule(left, top, width, 0.7, Colour::BLACK);
    }
    // What has no code is named by its description.
    let name = lines.iter().position(|lines| lines.iter().any(|line| !line.trim().is_empty())).unwrap_or_default();
    sheet.open(Role::TableRow);
    for (index, ((cell, lines), column)) in row.cells.iter().zip(lines).zip(columns).enumerate() {
        let role = if index == name { Role::RowHeaderCell } else { Role::Cell { columns: 1 } };
        let tag = if index == 0 { Tag::Row } else { Tag::Cell };
        let style = style.in_colour(colour_of(cell, is_total));
        sheet.part(role, tag, |sheet| {
            for (index, line) in lines.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)]
                let y = top + pitch - sheet.density.pick_of(3.4, 2.4, 2.1) + LINE * index as f32;
                sheet.text(column.text_x(style.width(line.trim_end_matches(' '))), y, style, line);
            }
        });
    }
    sheet.close();
    sheet.y += height;
    if !is_total {
        sheet.rule(left, sheet.y, width, 0.2, Colour::HAIR);
    }
}

/// The tenths of a percent of a share.
fn share(cell: &Cell) -> Option<i64> {
    if let Cell::Percent(percent) = cell { Some(percent.tenths()) } else { None }
}

/// The bars of a row's shares, as long as they are beside the `longest`. The figure behind a bar says the same.
fn bars(sheet: &mut Sheet<'_>, row: &Row, columns: &[Placed], longest: i64) {
    if row.kind == RowKind::Total {
        return;
    }
    for (cell, column) in row.cells.iter().zip(columns).filter(|(_, column)| column.format == Format::Share) {
        let Some(share) = share(cell).filter(|share| *share > 0) else { continue };
        #[allow(clippy::cast_precision_loss)]
        let part = share as f32 / longest.max(1) as f32;
        let room = column.width - FIGURE - column.indent;
        if room < LEAST_BAR {
            continue;
        }
        let width = (room * part).max(0.4);
        let above = sheet.density.pick(3.4, 2.4);
        sheet.tint(column.x + column.indent + 4.0, sheet.y + above, width, 5.2, BAR);
    }
}

fn colour_of(cell: &Cell, is_total: bool) -> Colour {
    match cell {
        Cell::Money(money) => of_amount(*money, !is_total),
        Cell::Percent(percent) if percent.tenths() < 0 => Colour::NEGATIVE,
        Cell::Empty => Colour::QUIET,
        _ => Colour::BLACK,
    }
}

fn text_of(sheet: &Sheet<'_>, cell: &Cell, column: &Placed, is_total: bool) -> String {
    let is_nought = match cell {
        Cell::Money(money) => *money == Money::ZERO && !is_total,
        Cell::Count(count) => *count == 0 && !is_total,
        Cell::Empty => column.format.is_right_aligned(),
        _ => false,
    };
    if is_nought {
        return NOUGHT.to_owned();
    }
    drawn(cell.value(), column.format, sheet.document.words).trim_end_matches(' ').to_owned()
}

fn width_of(columns: &[Placed]) -> f32 {
    columns.iter().map(|column| column.width).sum()
}
