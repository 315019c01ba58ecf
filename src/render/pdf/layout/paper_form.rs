//! Lays a form out on pages: head, then block by block.

use super::form_canvas::FormCanvas;
use super::line_breaks::broken;
use super::sheet::Style;
use super::shortening::shortened;
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Bookmark, Colour, Page, Role, Shape, Tag, mm};
use crate::report::paper_form::{FormBlock, FormField, FormGrid, FormPage, FormRow, PaperForm};

/// The size of what is written, in points.
const TEXT: f32 = 9.5;
/// The size of labels, in points.
const LABEL: f32 = 7.5;
/// The height of a row of a table, in points.
const ROW: f32 = 18.0;
/// The room between blocks, in points.
const GAP: f32 = 11.0;

/// Lays a form out: its pages, and where the outline leads.
#[must_use]
pub(in crate::render::pdf) fn lay_out(form: &PaperForm) -> (Vec<Page>, Vec<Bookmark>) {
    let mut canvas = FormCanvas::new(form);
    for (at, page) in form.pages.iter().enumerate() {
        if at > 0 {
            canvas.break_page();
        }
        form_page(&mut canvas, page);
    }
    canvas.finish()
}

fn form_page(canvas: &mut FormCanvas<'_>, page: &FormPage) {
    canvas.bookmark(&page.about);
    head(canvas, page);
    for block in &page.blocks {
        canvas.y += GAP;
        match block {
            FormBlock::Fields(fields) => fields.chunks(2).for_each(|pair| fields_in_a_line(canvas, pair)),
            FormBlock::Grids(grids) => grids_beside_each_other(canvas, grids),
            FormBlock::Choice { label, choices } => choice(canvas, label, choices),
            FormBlock::Signatures(roles) => signatures(canvas, roles),
            FormBlock::Note(text) => {
                canvas.keep_together(24.0);
                canvas.paragraph(text, Style::label(8.0), 10.5);
            }
            FormBlock::Large { label, text } => large(canvas, label, text),
        }
    }
}

/// The title with what the page is about, and the library's mark.
fn head(canvas: &mut FormCanvas<'_>, page: &FormPage) {
    let form = canvas.form;
    let (left, top) = (canvas.geometry.left, canvas.y);
    let mut bottom = top;
    if let Some(logo) = &form.logo {
        #[allow(clippy::cast_precision_loss)]
        let (wide, high) = (logo.width.max(1) as f32, logo.height.max(1) as f32);
        let scale = (mm(40.0) / wide).min(mm(15.0) / high);
        let (width, height) = (wide * scale, high * scale);
        let x = canvas.geometry.right - width;
        let alternative = logo.alternative.clone();
        canvas.part(Role::Figure { alternative, frame: [x, top, width, height] }, Tag::Figure, |canvas| {
            canvas.mark(Colour::BLACK, Shape::Logo { x, y: top, width, height });
        });
        bottom = top + height + 4.0;
    }
    let style = Style::bold(19.0).in_colour(canvas.accent());
    canvas.y += 19.0;
    let title = format!("{} {}", form.title, page.about);
    let title = shortened(&drawable(&title), style, canvas.width() - mm(44.0));
    canvas.part(Role::Heading(1), Tag::Heading, |canvas| canvas.text(left, canvas.y, style, title));
    canvas.paragraph(&form.library, Style::regular(10.5), 15.0);
    canvas.paragraph(&form.subtitle, Style::label(8.5), 12.0);
    canvas.y = (canvas.y + 6.0).max(bottom);
    let (y, width, accent) = (canvas.y, canvas.width(), canvas.accent());
    canvas.rule(left, y, width, accent);
}

/// One or two fields: a label with what is known behind it, or a rule to write on.
fn fields_in_a_line(canvas: &mut FormCanvas<'_>, fields: &[FormField]) {
    canvas.keep_together(24.0);
    canvas.y += 17.0;
    let half = (canvas.width() - mm(6.0)) / 2.0;
    for (at, field) in fields.iter().enumerate() {
        let x = canvas.geometry.left + if at == 0 { 0.0 } else { half + mm(6.0) };
        let room = if fields.len() == 1 { canvas.width() } else { half };
        let label = mm(30.0);
        canvas.part(Role::Paragraph, Tag::Text, |canvas| {
            let label_style = Style::label(LABEL + 0.5);
            canvas.text(x, canvas.y, label_style, shortened(&drawable(&field.label), label_style, label - 3.0));
            if let Some(value) = &field.value {
                let style = Style::bold(TEXT);
                canvas.text(x + label, canvas.y, style, shortened(&drawable(value), style, room - label));
            }
        });
        if field.value.is_none() {
            canvas.rule(x + label, canvas.y + 2.5, room - label, Colour::QUIET);
        }
    }
}

/// How wide the columns of a grid are: the first has its texts, the others what is left.
fn widths(grid: &FormGrid, room: f32) -> Vec<f32> {
    let others = grid.columns.len().saturating_sub(1);
    let style = Style::bold(TEXT);
    let own = grid.rows.iter().filter_map(|row| row.cells.first()?.as_ref()).map(|text| style.width(text) + 12.0);
    let own = own.fold(mm(20.0), f32::max);
    #[allow(clippy::cast_precision_loss)]
    let first = own.min(room * if others < 2 { 0.62 } else { 0.42 });
    #[allow(clippy::cast_precision_loss)]
    let other = (room - first) / others.max(1) as f32;
    std::iter::once(first).chain((0..others).map(|_| other)).collect()
}

fn grids_beside_each_other(canvas: &mut FormCanvas<'_>, grids: &[FormGrid]) {
    let gap = mm(6.0);
    #[allow(clippy::cast_precision_loss)]
    let room = (canvas.width() - gap * grids.len().saturating_sub(1) as f32) / grids.len().max(1) as f32;
    #[allow(clippy::cast_precision_loss)]
    let longest = grids.iter().map(|grid| grid.rows.len()).max().unwrap_or_default() as f32;
    if grids.len() > 1 {
        canvas.keep_together(longest * ROW + 40.0);
    } else {
        canvas.keep_together(ROW * 3.0 + 30.0);
    }
    let top = canvas.y;
    let mut lowest = top;
    let mut x = canvas.geometry.left;
    for grid in grids {
        canvas.y = top;
        draw_grid(canvas, grid, x, room);
        lowest = lowest.max(canvas.y);
        x += room + gap;
    }
    canvas.y = lowest;
}

fn draw_grid(canvas: &mut FormCanvas<'_>, grid: &FormGrid, x: f32, room: f32) {
    let widths = widths(grid, room);
    if !grid.title.is_empty() {
        canvas.y += 11.0;
        let style = Style::bold(10.0).in_colour(canvas.accent());
        canvas.part(Role::Heading(2), Tag::Heading, |canvas| canvas.text(x, canvas.y, style, drawable(&grid.title)));
        canvas.y += 4.0;
    }
    let mut is_open = false;
    for row in &grid.rows {
        if canvas.y + ROW > canvas.geometry.bottom && is_open {
            canvas.close();
            canvas.close();
            canvas.break_page();
            is_open = false;
        }
        if !is_open {
            canvas.open(Role::Table);
            canvas.open(Role::TableHead);
            headers(canvas, grid, x, &widths);
            canvas.close();
            canvas.open(Role::TableBody);
            is_open = true;
        }
        boxes(canvas, row, x, &widths);
    }
    if is_open {
        canvas.close();
        canvas.close();
    }
}

fn headers(canvas: &mut FormCanvas<'_>, grid: &FormGrid, x: f32, widths: &[f32]) {
    let style = Style::label(LABEL);
    let texts: Vec<Vec<String>> =
        grid.columns.iter().zip(widths).map(|(text, width)| broken(&drawable(text), style, width - 8.0)).collect();
    let lines = texts.iter().map(Vec::len).max().unwrap_or(1);
    #[allow(clippy::cast_precision_loss)]
    let height = lines as f32 * 9.0 + 5.0;
    canvas.open(Role::TableRow);
    let mut left = x;
    for (at, (lines, width)) in texts.iter().zip(widths).enumerate() {
        let tag = if at == 0 { Tag::Header } else { Tag::Cell };
        canvas.part(Role::HeaderCell, tag, |canvas| {
            for (line, text) in lines.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)]
                let y = canvas.y + 9.0 * (line as f32 + 1.0);
                let from = if at == 0 { left + 4.0 } else { left + width - 4.0 - style.width(text.trim_end()) };
                canvas.text(from, y, style, text.trim_end());
            }
        });
        left += width;
    }
    canvas.close();
    canvas.y += height;
}

fn boxes(canvas: &mut FormCanvas<'_>, row: &FormRow, x: f32, widths: &[f32]) {
    let y = canvas.y;
    let style = if row.is_total { Style::bold(TEXT) } else { Style::regular(TEXT) };
    if row.is_total {
        canvas.tint(x, y, widths.iter().sum(), ROW, Colour::TINT);
    }
    let mut left = x;
    for width in widths {
        canvas.frame(left, y, *width, ROW, Colour::grey(0x99));
        left += width;
    }
    canvas.open(Role::TableRow);
    let mut left = x;
    for (at, (cell, width)) in row.cells.iter().zip(widths).enumerate() {
        let tag = if at == 0 { Tag::Row } else { Tag::Cell };
        canvas.part(Role::Cell { columns: 1 }, tag, |canvas| {
            if let Some(text) = cell {
                let text = shortened(&drawable(text), style, width - 8.0);
                let from = if at == 0 { left + 4.0 } else { left + width - 4.0 - style.width(&text) };
                canvas.text(from, y + 12.8, style, text);
            }
        });
        left += width;
    }
    canvas.close();
    canvas.y = y + ROW;
}

/// Boxes to tick, as many in a line as fit.
fn choice(canvas: &mut FormCanvas<'_>, label: &str, choices: &[String]) {
    canvas.keep_together(34.0);
    let (left, right, style) = (canvas.geometry.left + mm(30.0), canvas.geometry.right, Style::regular(8.5));
    canvas.y += 11.0;
    let top = canvas.y;
    canvas.part(Role::Paragraph, Tag::Text, |canvas| {
        let labels = broken(&drawable(label), Style::label(LABEL + 0.5), mm(29.0));
        for (line, text) in labels.iter().enumerate() {
            #[allow(clippy::cast_precision_loss)]
            let y = top + line as f32 * 9.0;
            canvas.text(canvas.geometry.left, y, Style::label(LABEL + 0.5), text.trim_end());
        }
    });
    let mut x = left;
    for text in choices {
        let text = drawable(text).into_owned();
        let width = 12.0 + style.width(&text) + 12.0;
        if x + width > right + 12.0 && x > left {
            x = left;
            canvas.y += 14.0;
        }
        canvas.frame(x, canvas.y - 7.0, 8.0, 8.0, Colour::BLACK);
        canvas.part(Role::Paragraph, Tag::Text, |canvas| canvas.text(x + 12.0, canvas.y, style, text));
        x += width;
    }
    canvas.y += 2.0;
}

fn signatures(canvas: &mut FormCanvas<'_>, roles: &[String]) {
    let gap = mm(6.0);
    let height = mm(19.0);
    canvas.keep_together(height + 4.0);
    #[allow(clippy::cast_precision_loss)]
    let count = roles.len().max(1) as f32;
    let room = (canvas.width() - gap * (count - 1.0)) / count;
    let (top, mut x) = (canvas.y, canvas.geometry.left);
    for role in roles {
        canvas.frame(x, top, room, height, Colour::grey(0x99));
        let style = Style::label(LABEL);
        let text = shortened(&drawable(role), style, room - 8.0);
        canvas.part(Role::Paragraph, Tag::Text, |canvas| canvas.text(x + 4.0, top + 9.5, style, text));
        x += room + gap;
    }
    canvas.y = top + height;
}

/// A text that catches the eye, in a frame.
fn large(canvas: &mut FormCanvas<'_>, label: &str, text: &str) {
    canvas.keep_together(44.0);
    let (left, top, width) = (canvas.geometry.left, canvas.y, canvas.width());
    canvas.tint(left, top, width, 36.0, Colour::TINT);
    canvas.part(Role::Paragraph, Tag::Text, |canvas| {
        canvas.text(left + 8.0, top + 11.0, Style::label(LABEL), drawable(label));
        canvas.text(left + 8.0, top + 29.0, Style::bold(17.0), drawable(text));
    });
    canvas.y = top + 36.0;
}
