//! The head of the first page: what the report is, and what a reader wants to know first.

use super::line_breaks::broken;
use super::sheet::{Sheet, Style};
use super::shortening::shortened;
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
const CLOSE_LARGEST_FIGURE: f32 = 17.0;
/// The size of the other large figures, in points.
const FIGURE: f32 = 16.0;
const CLOSE_FIGURE: f32 = 14.0;
/// The size of the title, in points.
const TITLE: f32 = 20.0;
const CLOSE_TITLE: f32 = 17.0;
const TIGHT_TITLE: f32 = 15.0;
/// The blank between large figures, in points, and the part of an equal share of the width that each has at least.
const BETWEEN: f32 = 8.0;
const LEAST_HEADLINE: f32 = 0.6;
/// The blank beside a large figure, in points.
const BESIDE_FIGURE: f32 = 10.0;
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
        sheet.y += sheet.density.pick(8.0, 0.0);
    }
    let number = title.number.iter().cloned();
    let version = title
        .version
        .map_or_else(|| words.on_demand.clone(), |version| format!("{} {version}", words.version.to_lowercase()));
    let copy = number.chain([version]).collect::<Vec<_>>().join(" · ");
    let library = Style::bold(FACT + 0.5);
    two_sides(sheet, room, (&title.library, library), (&copy, Style::regular(FACT)), 10.0);
    let size = sheet.density.pick_of(TITLE, CLOSE_TITLE, TIGHT_TITLE);
    let style = Style::bold(size).in_colour(sheet.accent());
    let lines = broken(&drawable(format!("{} {}", title.title, title.short_period).trim_end()), style, room);
    sheet.y += sheet.density.pick(2.0, 0.0);
    sheet.part(Role::Heading(1), Tag::Heading, |sheet| {
        for line in &lines {
            sheet.y += size * 1.15;
            sheet.text(left, sheet.y, style, line);
        }
    });
    sheet.y += sheet.density.pick(3.0, 1.0);
    let made = format!("{} {}", words.made.to_lowercase(), document.words.moment(title.made));
    let about: Vec<&str> =
        [title.subtitle.as_str()].into_iter().chain(title.days.as_deref()).chain([made.as_str()]).collect();
    let label = Style::label(LABEL + 0.5);
    two_sides(sheet, room, (&about.join(" · "), label), (&document.words.archive.unit, label), 10.5);
    sheet.y = (sheet.y + sheet.density.pick(6.0, 4.0)).max(logo_bottom);
    sheet.rule(left, sheet.y, sheet.width(), 0.8, sheet.accent());
    selection(sheet);
    sheet.y += sheet.density.pick(7.0, 5.0);
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

/// The size of a large figure that has room: the first is the largest.
fn figure_size(sheet: &Sheet<'_>, index: usize) -> f32 {
    if index == 0 {
        sheet.density.pick(LARGEST_FIGURE, CLOSE_LARGEST_FIGURE)
    } else {
        sheet.density.pick(FIGURE, CLOSE_FIGURE)
    }
}

/// A large figure in words.
fn figure_of(sheet: &Sheet<'_>, headline: &Headline) -> String {
    let is_count = matches!(headline.figure, crate::report::document::Cell::Count(_));
    let format = if is_count { Format::Count } else { Format::Amount };
    drawable(&shown(headline.figure.value(), format, sheet.document.words)).into_owned()
}

/// The widths of the large figures: the same for all, unless a note would be broken that others have room for.
fn headline_widths(sheet: &Sheet<'_>, headlines: &[Headline], notes: &[String]) -> Vec<f32> {
    #[allow(clippy::cast_precision_loss)]
    let count = headlines.len() as f32;
    let equal = sheet.width() / count;
    let figure = |(index, headline): (usize, &Headline)| {
        Style::bold(figure_size(sheet, index)).width(&figure_of(sheet, headline)) + BETWEEN + BESIDE_FIGURE
    };
    let figures = headlines.iter().enumerate().map(figure);
    let note = |note: &String| Style::label(LABEL).width(&drawable(note)) + BETWEEN + 1.0;
    let needed: Vec<f32> = notes.iter().map(note).zip(figures).map(|(note, figure)| note.max(figure)).collect();
    if needed.iter().all(|needed| *needed <= equal) {
        return vec![equal; headlines.len()];
    }
    let shared = |least: f32| {
        let widths: Vec<f32> = needed.iter().map(|needed| needed.max(least)).collect();
        let spare = sheet.width() - widths.iter().sum::<f32>();
        (spare >= 0.0).then(|| widths.into_iter().map(|width| width + spare / count).collect())
    };
    shared(equal * LEAST_HEADLINE).or_else(|| shared(0.0)).unwrap_or_else(|| vec![equal; headlines.len()])
}

/// The large figures side by side.
pub(super) fn headlines(sheet: &mut Sheet<'_>, headlines: &[Headline]) {
    if headlines.is_empty() {
        return;
    }
    let left = sheet.geometry.left;
    let texts: Vec<String> = headlines
        .iter()
        .map(|headline| headline.note.as_ref().map_or_else(String::new, |note| written(note, sheet.document.words)))
        .collect();
    let widths = headline_widths(sheet, headlines, &texts);
    let notes: Vec<Vec<String>> = texts
        .iter()
        .zip(&widths)
        .map(|(note, width)| {
            let is_none = note.is_empty();
            if is_none { Vec::new() } else { broken(&drawable(note), Style::label(LABEL), width - BETWEEN) }
        })
        .collect();
    let lines = notes.iter().map(Vec::len).max().unwrap_or(0).max(1);
    #[allow(clippy::cast_precision_loss)]
    let height = sheet.density.pick(46.0, 35.0) + NOTE_LINE * (lines - 1) as f32;
    let [below_label, below_figure] = [sheet.density.pick(30.5, 23.0), sheet.density.pick(41.0, 32.0)];
    sheet.keep_together(height);
    let top = sheet.y;
    let mut next = left;
    for (index, ((headline, note), width)) in headlines.iter().zip(&notes).zip(&widths).enumerate() {
        let x = next;
        next += width;
        let room = width - BETWEEN;
        let figure = figure_of(sheet, headline);
        let label = drawable(&headline.label).into_owned();
        let largest = figure_size(sheet, index);
        // A figure is never cut off: it gets smaller.
        let size = largest * (room / Style::bold(largest).width(&figure)).min(1.0);
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            let quiet = Style::label(LABEL);
            sheet.text(x, top + 7.0, quiet, format!("{} ", shortened(&label, quiet, room)));
            sheet.text(x, top + below_label, Style::bold(size), format!("{figure} "));
            for (index, line) in note.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)]
                sheet.text(x, top + below_figure + NOTE_LINE * index as f32, quiet, line);
            }
        });
    }
    sheet.y = top + height;
}
