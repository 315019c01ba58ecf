//! Draws a chart: a bar for each day or month, stacked, with its figures beside it.

use super::sheet::{Sheet, Style};
use super::table_line::of_amount;
use crate::domain::Money;
use crate::render::number::written;
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Shape, Tag, mm};
use crate::report::document::{Bar, Chart};
use crate::report::words::Words;

/// The size of labels and figures, in points.
const SIZE: f32 = 7.5;
/// The distance of bars, in points.
const STEP: f32 = 10.5;
/// The thickness of bars, in points.
const THICKNESS: f32 = 6.5;
/// The height of the line above the bars, in points.
const HEADER: f32 = 14.0;

/// The least width of the longest bar, in points.
const BARS: f32 = 57.0;

/// Where the parts of a chart stand.
struct Places {
    /// The size of labels and figures: smaller where very large figures would leave no room for bars.
    size: f32,
    label: f32,
    bars: f32,
    bars_width: f32,
    /// The right ends of the figures: one for each series, and the sum.
    figures: Vec<f32>,
}

/// How amounts become lengths.
struct Scale {
    zero: f32,
    points_per_cent: f32,
}

/// Draws the chart over as many pages as it takes.
pub(super) fn chart(sheet: &mut Sheet<'_>, chart: &Chart) {
    let places = places(sheet, chart);
    let scale = Scale::of(chart, &places);
    let mut bars = &chart.bars[..];
    while !bars.is_empty() {
        sheet.keep_together(HEADER + STEP * 4.0);
        let room = sheet.geometry.bottom - sheet.y - HEADER;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let fitting = ((room / STEP).floor().max(1.0) as usize).min(bars.len());
        let (here, further) = bars.split_at(fitting);
        draw_bars(sheet, chart, here, &places, &scale);
        draw_figures(sheet, chart, here, &places);
        bars = further;
        if !bars.is_empty() {
            sheet.break_page();
        }
    }
    if let Some(note) = &chart.note {
        sheet.keep_together(11.0);
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            sheet.text(places.label, sheet.y + 9.0, Style::label(SIZE), drawable(note));
        });
        sheet.y += 10.0;
    }
    sheet.y += 6.0;
}

fn places(sheet: &Sheet<'_>, chart: &Chart) -> Places {
    let usual = places_of_size(sheet, chart, SIZE);
    if usual.bars_width >= BARS {
        return usual;
    }
    let texts = sheet.width() - usual.bars_width;
    places_of_size(sheet, chart, SIZE * (sheet.width() - BARS) / texts * 0.9)
}

fn places_of_size(sheet: &Sheet<'_>, chart: &Chart, size: f32) -> Places {
    let (style, words) = (Style::regular(size), sheet.document.words);
    let (left, right) = (sheet.geometry.left, sheet.geometry.right);
    let labels = chart.bars.iter().map(|bar| style.width(&drawable(&bar.label))).fold(mm(14.0), f32::max);
    let columns = chart.series.len() + 1;
    let figure_width = |column: usize| {
        let header = header(chart, column);
        let figures = chart.bars.iter().map(|bar| Style::bold(size).width(&figure_in_words(bar, column, words)));
        figures.fold(Style::bold(size).width(&drawable(header)) + 9.0, f32::max) + 10.0
    };
    let mut figures = vec![right; columns];
    let mut x = right;
    for column in (0..columns).rev() {
        figures[column] = x - 2.5;
        x -= figure_width(column);
    }
    let bars = left + labels + 10.0;
    Places { size, label: left + 2.5, bars, bars_width: x - bars - 6.0, figures }
}

fn header(chart: &Chart, column: usize) -> &str {
    chart.series.get(column).map_or(chart.total.as_str(), String::as_str)
}

fn figure(bar: &Bar, column: usize) -> Money {
    bar.parts.get(column).copied().unwrap_or(bar.total)
}

/// A figure as it is written; where nothing is known of a bar, that is said once, in the place of its sum.
fn figure_in_words(bar: &Bar, column: usize, words: &Words) -> String {
    match bar.knowledge.in_place_of_nought(&words.knowledge) {
        None => words.amount(figure(bar, column)),
        Some(text) if column >= bar.parts.len() => drawable(text).into_owned(),
        Some(_) => String::new(),
    }
}

impl Scale {
    fn of(chart: &Chart, places: &Places) -> Self {
        let sum = |bar: &Bar, is_wanted: fn(f32) -> bool| -> f32 {
            bar.parts.iter().map(|part| cents(*part)).filter(|cents| is_wanted(*cents)).sum()
        };
        let above = chart.bars.iter().map(|bar| sum(bar, |cents| cents > 0.0)).fold(0.0, f32::max);
        let below = chart.bars.iter().map(|bar| -sum(bar, |cents| cents < 0.0)).fold(0.0, f32::max);
        let points_per_cent = places.bars_width / (above + below).max(1.0);
        Self { zero: places.bars + below * points_per_cent, points_per_cent }
    }
}

/// An amount as a length to draw: the one place where an amount becomes inexact, and no figure comes from it.
fn cents(money: Money) -> f32 {
    use rust_decimal::prelude::ToPrimitive;
    money.decimal().to_f32().unwrap_or(0.0) * 100.0
}

/// What tells the parts of a bar apart, in print without colour too.
fn shade(sheet: &Sheet<'_>, series: usize) -> Colour {
    match series {
        0 if sheet.document.presentation.accent.is_some() => sheet.accent(),
        0 => Colour::grey(0x33),
        1 => Colour::grey(0x92),
        _ => Colour::grey(0xd2),
    }
}

fn draw_bars(sheet: &mut Sheet<'_>, chart: &Chart, bars: &[Bar], places: &Places, scale: &Scale) {
    #[allow(clippy::cast_precision_loss)]
    let height = HEADER + STEP * bars.len() as f32;
    let frame = [places.bars, sheet.y, places.bars_width, height];
    let alternative = written(&chart.alternative, sheet.document.words);
    let role = Role::Figure { alternative, frame };
    let top = sheet.y + HEADER;
    let shades: Vec<Colour> = (0..chart.series.len()).map(|series| shade(sheet, series)).collect();
    sheet.part(role, Tag::Figure, |sheet| {
        for (index, bar) in bars.iter().enumerate() {
            #[allow(clippy::cast_precision_loss)]
            let y = top + STEP * index as f32 + (STEP - THICKNESS) / 2.0;
            let (mut right, mut left) = (scale.zero, scale.zero);
            for (part, shade) in bar.parts.iter().zip(&shades) {
                let width = cents(*part).abs() * scale.points_per_cent;
                if width < 0.01 {
                    continue;
                }
                let x = if part.is_negative() {
                    left -= width;
                    left
                } else {
                    right += width;
                    right - width
                };
                sheet.mark(*shade, Shape::Area { x, y, width, height: THICKNESS });
            }
        }
        // The line that bars start from.
        let line = Shape::Area { x: scale.zero - 0.2, y: top, width: 0.4, height: height - HEADER };
        sheet.mark(Colour::QUIET, line);
    });
}

fn draw_figures(sheet: &mut Sheet<'_>, chart: &Chart, bars: &[Bar], places: &Places) {
    let columns = places.figures.len();
    sheet.open(Role::Table);
    sheet.open(Role::TableHead);
    sheet.open(Role::TableRow);
    let y = sheet.y + 9.0;
    sheet.part(Role::HeaderCell, Tag::Header, |_| {});
    for column in 0..columns {
        let style = if column < chart.series.len() { Style::regular(places.size) } else { Style::bold(places.size) };
        let text = drawable(header(chart, column)).into_owned();
        let right = places.figures[column];
        if column < chart.series.len() {
            let colour = shade(sheet, column);
            sheet.tint(right - style.width(&text) - 9.0, y - 5.5, 6.0, 6.0, colour);
        }
        sheet.part(Role::HeaderCell, Tag::Cell, |sheet| sheet.text_to(right, y, style, &text));
    }
    sheet.close();
    sheet.close();
    sheet.y += HEADER;
    sheet.rule(sheet.geometry.left, sheet.y - 1.0, sheet.width(), 0.3, Colour::QUIET);
    sheet.open(Role::TableBody);
    for bar in bars {
        let y = sheet.y + STEP - 2.8;
        sheet.open(Role::TableRow);
        sheet.part(Role::Cell { columns: 1 }, Tag::Row, |sheet| {
            sheet.text(places.label, y, Style::regular(places.size), drawable(&bar.label));
        });
        for column in 0..columns {
            let money = figure(bar, column);
            let style =
                if column < chart.series.len() { Style::regular(places.size) } else { Style::bold(places.size) };
            let amount = figure_in_words(bar, column, sheet.document.words);
            let colour = of_amount(money, column < chart.series.len());
            sheet.part(Role::Cell { columns: 1 }, Tag::Cell, |sheet| {
                sheet.text_to(places.figures[column], y, style.in_colour(colour), &amount);
            });
        }
        sheet.close();
        sheet.y += STEP;
    }
    sheet.close();
    sheet.close();
}
