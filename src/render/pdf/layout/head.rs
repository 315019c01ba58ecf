//! The head of the first page: what the report is, and what a reader wants to know first.

use super::columns::broken;
use super::sheet::{Sheet, Style, shortened};
use crate::render::number::{shown, written};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Shape, Tag, mm};
use crate::report::document::{Headline, Logo};
use crate::report::template::Format;

/// The size of facts about the report, in points.
const FACT: f32 = 9.0;
/// The size of labels, in points.
const LABEL: f32 = 7.5;
/// The size of the largest figure, in points.
const LARGEST_FIGURE: f32 = 23.0;
/// The size of the other large figures, in points.
const FIGURE: f32 = 16.0;
/// A selection of this width in one line is long, in points.
const LONG: f32 = 2400.0;
/// The distance of lines under large figures, in points.
const NOTE_LINE: f32 = 9.0;

/// Title, library, period, number, and the library's mark.
pub(super) fn head(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    let title = &document.title;
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
    let style = Style::bold(20.0).in_colour(sheet.accent());
    let lines = broken(&drawable(&title.title), style, room);
    sheet.part(Role::Heading(1), Tag::Heading, |sheet| {
        for line in &lines {
            sheet.y += 22.0;
            sheet.text(left, sheet.y, style, line);
        }
    });
    let style = Style::label(10.0);
    let lines = broken(&drawable(&title.subtitle), style, room);
    sheet.part(Role::Paragraph, Tag::Text, |sheet| {
        for line in &lines {
            sheet.y += 14.0;
            sheet.text(left, sheet.y, style, line);
        }
    });
    sheet.y = (sheet.y + 9.0).max(logo_bottom);
    sheet.rule(left, sheet.y, sheet.width(), 0.8, sheet.accent());
    facts(sheet);
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

/// What the report is about on the left, which copy of it this is on the right.
fn facts(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    let (title, words) = (&document.title, &document.words.title);
    let made = document.words.moment(title.made);
    let about = [(&words.library, &title.library), (&words.period, &title.period)];
    let version = title.version.map(|version| version.to_string());
    let number = title.number.iter().map(|number| (words.number.as_str(), number));
    let version = version.as_ref().map_or(("", &words.on_demand), |version| (&words.version, version));
    let copy: Vec<(&str, &String)> = number.chain([version, (&words.made, &made)]).collect();
    let (left, width, top) = (sheet.geometry.left, sheet.width(), sheet.y + 4.0);
    let right_part = mm(58.0);
    sheet.y = top;
    for (label, value) in about {
        fact(sheet, left, width - right_part - mm(6.0), label, value, Style::bold(FACT + 1.0));
    }
    let selection: Vec<String> =
        title.selection.iter().map(|(label, value)| format!("{label} {value}").trim().to_owned()).collect();
    let selection = selection.join(" · ");
    // A selection that names much stands below the rest, where it may go on over pages.
    let is_long = Style::regular(FACT).width(&selection) > LONG;
    if !selection.is_empty() && !is_long {
        fact(sheet, left, width - right_part - mm(6.0), &words.selection, &selection, Style::regular(FACT));
    }
    let bottom = sheet.y;
    sheet.y = top;
    for (label, value) in copy {
        fact(sheet, left + width - right_part, right_part, label, value, Style::regular(FACT));
    }
    sheet.y = sheet.y.max(bottom);
    if is_long {
        fact(sheet, left, width, &words.selection, &selection, Style::regular(FACT));
    }
    sheet.y += 8.0;
}

/// A label with its value behind it; a value without a label stands where that would.
fn fact(sheet: &mut Sheet<'_>, x: f32, room: f32, label: &str, value: &str, style: Style) {
    let value_x = if label.is_empty() { x } else { x + mm(20.0) };
    let lines = broken(&drawable(value), style, x + room - value_x);
    sheet.part(Role::Paragraph, Tag::Text, |sheet| {
        for (index, line) in lines.iter().enumerate() {
            sheet.keep_together(15.0);
            sheet.y += if index == 0 { 13.0 } else { 12.0 };
            if index == 0 && !label.is_empty() {
                let label_style = Style::label(LABEL);
                let label = shortened(&drawable(label), label_style, mm(19.0));
                sheet.text(x, sheet.y, label_style, format!("{label} "));
            }
            sheet.text(value_x, sheet.y, style, line);
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
    let height = 52.0 + NOTE_LINE * (lines - 1) as f32;
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
            sheet.text(x, top + 12.0, quiet, format!("{} ", shortened(&label, quiet, room)));
            sheet.text(x, top + 33.0, Style::bold(size), format!("{figure} "));
            for (index, line) in note.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)]
                sheet.text(x, top + 44.0 + NOTE_LINE * index as f32, quiet, line);
            }
        });
    }
    sheet.y = top + height;
}
