//! The head of the first page: what the report is, and what a reader wants to know first.

use super::columns::broken;
use super::sheet::{Sheet, Style, shortened};
use crate::render::number::{shown, written};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Shape, Tag, mm};
use crate::report::document::{Headline, Logo};
use crate::report::template::Format;

/// The size of facts about the report, in points.
const FACT: f32 = 8.5;
/// The size of labels, in points.
const LABEL: f32 = 7.5;
/// The size of the largest figure, in points.
const LARGEST_FIGURE: f32 = 23.0;
/// The size of the other large figures, in points.
const FIGURE: f32 = 16.0;
/// The size of the title, in points.
const TITLE: f32 = 20.0;
/// The distance of lines under large figures, in points.
const NOTE_LINE: f32 = 9.0;

/// Title, library, period, number, and the library's mark.
pub(super) fn head(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    let (title, words) = (&document.title, &document.words.title);
    let (left, top) = (sheet.geometry.left, sheet.y);
    let mut room = sheet.width();
    let mut logo_bottom = top;
    if let Some(logo) = &document.presentation.logo {
        let (width, height) = draw_logo(sheet, logo, top);
        room -= width + mm(6.0);
        logo_bottom = top + height + 6.0;
    }
    if !document.marks.is_empty() {
        sheet.y += 8.0;
    }
    let number = title.number.iter().cloned();
    let version = title
        .version
        .map_or_else(|| words.on_demand.clone(), |version| format!("{} {version}", words.version.to_lowercase()));
    let copy = number.chain([version]).collect::<Vec<_>>().join(" · ");
    let library = Style::bold(FACT + 0.5);
    two_sides(sheet, room, (&title.library, library), (&copy, Style::regular(FACT)), 10.0);
    let style = Style::bold(TITLE).in_colour(sheet.accent());
    let lines = broken(&drawable(format!("{} {}", title.title, title.short_period).trim_end()), style, room);
    sheet.y += 2.0;
    sheet.part(Role::Heading(1), Tag::Heading, |sheet| {
        for line in &lines {
            sheet.y += TITLE * 1.15;
            sheet.text(left, sheet.y, style, line);
        }
    });
    sheet.y += 3.0;
    let made = format!("{} {}", words.made.to_lowercase(), document.words.moment(title.made));
    let about: Vec<&str> =
        [title.subtitle.as_str()].into_iter().chain(title.days.as_deref()).chain([made.as_str()]).collect();
    let label = Style::label(LABEL + 0.5);
    two_sides(sheet, room, (&about.join(" · "), label), (&document.words.archive.unit, label), 10.5);
    sheet.y = (sheet.y + 6.0).max(logo_bottom);
    sheet.rule(left, sheet.y, sheet.width(), 0.8, sheet.accent());
    selection(sheet);
    sheet.y += 7.0;
}

/// A text at the left and one at the right, on one line where there is room.
fn two_sides(sheet: &mut Sheet<'_>, room: f32, left: (&str, Style), right: (&str, Style), line: f32) {
    let (x, side) = (sheet.geometry.left, drawable(right.0).into_owned());
    let taken = right.1.width(&side);
    let lines = broken(&drawable(left.0), left.1, (room - taken - 12.0).max(room / 3.0));
    let y = sheet.y + line;
    sheet.part(Role::Paragraph, Tag::Text, |sheet| {
        for line_of_text in &lines {
            sheet.y += line;
            sheet.text(x, sheet.y, left.1, line_of_text);
        }
    });
    sheet.part(Role::Paragraph, Tag::Text, |sheet| sheet.text_to(x + room, y, right.1, &side));
}

/// Draws the library's mark at the right of the head; tells how much room it takes.
fn draw_logo(sheet: &mut Sheet<'_>, logo: &Logo, top: f32) -> (f32, f32) {
    #[allow(clippy::cast_precision_loss)]
    let (dots_wide, dots_high) = (logo.width.max(1) as f32, logo.height.max(1) as f32);
    let scale = (mm(45.0) / dots_wide).min(mm(18.0) / dots_high);
    let (width, height) = (dots_wide * scale, dots_high * scale);
    let x = sheet.geometry.right - width;
    let alternative = logo.alternative.clone();
    sheet.part(Role::Figure { alternative, frame: [x, top, width, height] }, Tag::Figure, |sheet| {
        sheet.mark(Colour::BLACK, Shape::Logo { x, y: top, width, height });
    });
    (width, height)
}

/// What else was selected. A selection that names much goes on over pages.
fn selection(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    let selection: Vec<String> =
        document.title.selection.iter().map(|(label, value)| format!("{label} {value}").trim().to_owned()).collect();
    if selection.is_empty() {
        return;
    }
    let text = format!("{}: {}", document.words.title.selection, selection.join(" · "));
    let style = Style::regular(FACT);
    let lines = broken(&drawable(&text), style, sheet.width());
    sheet.y += 3.0;
    sheet.part(Role::Paragraph, Tag::Text, |sheet| {
        for line in &lines {
            sheet.keep_together(14.0);
            sheet.y += 11.5;
            sheet.text(sheet.geometry.left, sheet.y, style, line);
        }
    });
}

/// The large figures side by side.
pub(super) fn headlines(sheet: &mut Sheet<'_>, headlines: &[Headline]) {
    if headlines.is_empty() {
        return;
    }
    let left = sheet.geometry.left;
    #[allow(clippy::cast_precision_loss)]
    let width = sheet.width() / headlines.len() as f32;
    let notes: Vec<Vec<String>> = headlines
        .iter()
        .map(|headline| {
            let note = headline.note.as_ref().map(|note| written(note, sheet.document.words));
            note.map_or_else(Vec::new, |note| broken(&drawable(&note), Style::label(LABEL), width - 8.0))
        })
        .collect();
    let lines = notes.iter().map(Vec::len).max().unwrap_or(0).max(1);
    #[allow(clippy::cast_precision_loss)]
    let height = 46.0 + NOTE_LINE * (lines - 1) as f32;
    sheet.keep_together(height);
    let top = sheet.y;
    for (index, (headline, note)) in headlines.iter().zip(&notes).enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let x = left + width * index as f32;
        let room = width - 8.0;
        let format = if matches!(headline.figure, crate::report::document::Cell::Count(_)) {
            Format::Count
        } else {
            Format::Amount
        };
        let figure = drawable(&shown(headline.figure.value(), format, sheet.document.words)).into_owned();
        let label = drawable(&headline.label).into_owned();
        let largest = if index == 0 { LARGEST_FIGURE } else { FIGURE };
        // A figure is never cut off: it gets smaller.
        let size = largest * (room / Style::bold(largest).width(&figure)).min(1.0);
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            let quiet = Style::label(LABEL);
            sheet.text(x, top + 7.0, quiet, format!("{} ", shortened(&label, quiet, room)));
            sheet.text(x, top + 30.5, Style::bold(size), format!("{figure} "));
            for (index, line) in note.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)]
                sheet.text(x, top + 41.0 + NOTE_LINE * index as f32, quiet, line);
            }
        });
    }
    sheet.y = top + height;
}
