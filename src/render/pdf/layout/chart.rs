//! Draws a chart: a column for each day, week, month or year, stacked, on a scale with figures.

use super::first_page_table::first_page_heading;
use super::sheet::{Sheet, Style};
use super::shortening::shortened;
use crate::domain::Money;
use crate::render::number::written;
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Shape, Tag, mm};
use crate::report::document::{Bar, Chart};
use crate::report::knowledge::Knowledge;
use crate::report::words::Words;

/// The height between the lowest and the highest line of the scale, in millimetres.
const HEIGHT: f32 = 26.0;
const CLOSE_HEIGHT: f32 = 19.0;
/// The size of labels and figures, in points.
const SIZE: f32 = 6.3;
/// The least distance of the figures of a scale, in points.
const FIGURE_LINE: f32 = 6.6;
/// The size of the legend and notes, in points.
const NOTE: f32 = 7.0;
/// The height of the labels under the columns, in points.
const LABELS: f32 = 10.0;
/// The blank between two labels, in points.
const GAP: f32 = 3.0;
/// The part of its room that a column takes.
const COLUMN: f32 = 0.72;
/// The widest column, in points.
const WIDEST: f32 = 42.0;
/// The white line between the parts of a column, in points.
const SEAM: f32 = 0.4;
/// The distance and thickness of stripes, in points.
const STRIPES: (f32, f32) = (1.7, 0.85);
/// How many lines the scale has at most above nought, and as many below.
const LINES: i128 = 5;
/// Behind the days of a weekend.
const WEEKEND: Colour = Colour::grey(0xf0);
/// Marks under columns that have no figure.
const CLOSED: &str = "×";
const UNKNOWN: &str = "?";

/// Lines of equal distance, in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scale {
    step: i128,
    /// How many steps there are above and below nought.
    above: i128,
    below: i128,
}

impl Scale {
    /// The closest round steps of which no more than five are needed on either side.
    fn of(bars: &[Bar]) -> Self {
        let cents = |money: &Money| money.decimal().mantissa();
        let above = |bar: &Bar| bar.parts.iter().map(cents).filter(|cents| *cents > 0).sum::<i128>();
        let below = |bar: &Bar| -bar.parts.iter().map(cents).filter(|cents| *cents < 0).sum::<i128>();
        let above = bars.iter().map(above).max().unwrap_or(0);
        let below = bars.iter().map(below).max().unwrap_or(0);
        let highest = above.max(below).max(1);
        let mut step = 1;
        'found: loop {
            for factor in [1, 2, 5] {
                if step * factor * LINES >= highest {
                    step *= factor;
                    break 'found;
                }
            }
            step *= 10;
        }
        let steps = |cents: i128| (cents + step - 1) / step;
        Self { step, above: steps(above).max(i128::from(below == 0)), below: steps(below) }
    }

    /// A figure of the scale: whole euros where all are.
    fn figure(self, line: i128, words: &Words) -> String {
        let cents = line * self.step;
        if self.step % 100 != 0 {
            return i64::try_from(cents).map_or_else(|_| String::new(), |cents| words.amount(Money::from_cents(cents)));
        }
        let sign = if cents < 0 { "-" } else { "" };
        format!("{sign}{}", words.count(u64::try_from(cents.abs() / 100).unwrap_or(u64::MAX)))
    }
}

/// Where columns stand.
#[derive(Clone, Copy, Debug)]
struct Plot {
    left: f32,
    /// The height of the highest line.
    top: f32,
    /// The height of nought.
    zero: f32,
    bottom: f32,
    /// The room of a column.
    slot: f32,
    points_per_cent: f32,
}

impl Plot {
    #[allow(clippy::cast_precision_loss)]
    fn centre(&self, index: usize) -> f32 {
        self.left + self.slot * (index as f32 + 0.5)
    }

    fn column(&self) -> f32 {
        (self.slot * COLUMN).min(WIDEST)
    }
}

/// Draws the chart on one page.
pub(super) fn chart(sheet: &mut Sheet<'_>, chart: &Chart) {
    let words = sheet.document.words;
    let scale = Scale::of(&chart.bars);
    let lines: Vec<i128> = (-scale.below..=scale.above).collect();
    let figure = Style::label(SIZE);
    let figures: Vec<String> = lines.iter().map(|line| scale.figure(*line, words)).collect();
    let axis = figures.iter().map(|text| figure.width(text)).fold(0.0, f32::max) + 5.0;
    let left = sheet.geometry.left + axis;
    #[allow(clippy::cast_precision_loss)]
    let slot = (sheet.geometry.right - left) / chart.bars.len() as f32;
    let above = sums_above(sheet, chart, slot);
    let notes = notes(chart, words, slot);
    #[allow(clippy::cast_precision_loss)]
    let figures_height = FIGURE_LINE * (scale.above + scale.below) as f32;
    let own = mm(sheet.density.pick(HEIGHT, CLOSE_HEIGHT)).max(figures_height.min(mm(HEIGHT)));
    let height = own + if above.is_some() { SIZE + 2.0 } else { 3.0 } + LABELS + 9.5;
    first_page_heading(sheet, &chart.title, None, height + 4.0);
    legend(sheet, chart);
    let top = sheet.y + if above.is_some() { SIZE + 2.0 } else { 3.0 };
    #[allow(clippy::cast_precision_loss)]
    let per_step = own / (scale.above + scale.below) as f32;
    #[allow(clippy::cast_precision_loss)]
    let zero = top + per_step * scale.above as f32;
    #[allow(clippy::cast_precision_loss)]
    let points_per_cent = per_step / scale.step as f32;
    let plot = Plot { left, top, zero, bottom: top + own, slot, points_per_cent };
    for (index, _) in chart.bars.iter().enumerate().filter(|(_, bar)| bar.is_weekend) {
        sheet.tint(plot.centre(index) - slot / 2.0, plot.top, slot, plot.bottom - plot.top, WEEKEND);
    }
    for (line, text) in lines.iter().zip(&figures) {
        #[allow(clippy::cast_precision_loss)]
        let y = zero - per_step * *line as f32;
        sheet.rule(left, y, sheet.geometry.right - left, 0.25, Colour::HAIR);
        sheet.aside_to(left - 3.0, y + SIZE * 0.35, figure, text);
    }
    columns(sheet, chart, &plot);
    labels(sheet, chart, &plot);
    if let Some(sums) = above {
        for (index, (bar, text)) in chart.bars.iter().zip(&sums).enumerate().filter(|(_, (_, text))| !text.is_empty()) {
            let positive: f32 = bar.parts.iter().map(|part| cents(*part)).filter(|cents| *cents > 0.0).sum();
            let style = Style::regular(SIZE);
            let y = zero - positive * plot.points_per_cent - 2.0;
            sheet.aside(plot.centre(index) - style.width(text) / 2.0, y, style, text);
        }
    }
    sheet.y = plot.bottom + LABELS;
    if !notes.is_empty() {
        let style = Style::label(NOTE);
        let text = shortened(&drawable(&notes), style, sheet.width());
        sheet.y += 8.0;
        sheet.part(Role::Paragraph, Tag::Text, |sheet| sheet.text(sheet.geometry.left, sheet.y, style, &text));
        sheet.y += 1.5;
    }
    sheet.y += 1.0;
}

/// The sums over the columns, where there is room for all of them.
fn sums_above(sheet: &Sheet<'_>, chart: &Chart, slot: f32) -> Option<Vec<String>> {
    let words = sheet.document.words;
    let sum = |bar: &Bar| {
        if bar.parts.iter().all(|part| *part == Money::ZERO) { String::new() } else { words.amount(bar.total) }
    };
    let sums: Vec<String> = chart.bars.iter().map(sum).collect();
    sums.iter().all(|text| Style::regular(SIZE).width(text) + GAP <= slot).then_some(sums)
}

/// Which column is the highest, and what marks mean.
fn notes(chart: &Chart, words: &Words, slot: f32) -> String {
    let say = &words.chart;
    let mut notes = Vec::new();
    if let Some(highest) = chart.bars.iter().rev().max_by_key(|bar| bar.total).filter(|bar| bar.total > Money::ZERO) {
        let label = highest.label.trim_end_matches([' ', '*']);
        notes.push(say.highest.replace("{label}", label).replace("{amount}", &words.amount(highest.total)));
    }
    if chart.bars.iter().any(|bar| bar.is_weekend) {
        notes.push(say.weekend.clone());
    }
    for (knowledge, mark) in [(Knowledge::Closed, CLOSED), (Knowledge::Nothing, UNKNOWN)] {
        let word = knowledge.in_place_of_nought(&words.knowledge).unwrap_or_default();
        if Style::label(SIZE).width(word) + GAP > slot && chart.bars.iter().any(|bar| bar.knowledge == knowledge) {
            notes.push(format!("{mark} {word}"));
        }
    }
    notes.extend(chart.note.clone());
    notes.join(" · ")
}

/// What the parts of columns are, behind the heading.
fn legend(sheet: &mut Sheet<'_>, chart: &Chart) {
    let style = Style::regular(NOTE);
    let (mut x, y) = (sheet.geometry.right, sheet.y - 5.0);
    let mut entries = Vec::new();
    for (index, series) in chart.series.iter().enumerate().rev() {
        let text = drawable(series).into_owned();
        x -= style.width(&text);
        entries.push((index, x, text));
        x -= 10.0;
        for (mark_y, height) in pieces(index, y - 5.5, 6.0) {
            sheet.tint(x, mark_y, 7.0, height, shade(index));
        }
        x -= 10.0;
    }
    entries.reverse();
    sheet.part(Role::Paragraph, Tag::Text, |sheet| {
        let last = entries.len().saturating_sub(1);
        for (index, x, text) in entries {
            let text = if index == last { text } else { format!("{text} ") };
            sheet.text(x, y, style, text);
        }
    });
}

/// An amount as a length to draw: the one place where an amount becomes inexact, and no figure comes from it.
fn cents(money: Money) -> f32 {
    use rust_decimal::prelude::ToPrimitive;
    money.decimal().to_f32().unwrap_or(0.0) * 100.0
}

/// What tells the parts of a column apart beside their pattern: each at least 3 : 1 on white, in print without colour
/// too. Never the library's colour, which may be that of what is below nought.
fn shade(series: usize) -> Colour {
    match series {
        0 => Colour::grey(0x2b),
        1 => Colour::grey(0x85),
        _ => Colour::grey(0x4d),
    }
}

/// The filled pieces of a part of a column: the third has stripes.
fn pieces(series: usize, top: f32, height: f32) -> Vec<(f32, f32)> {
    let (distance, thickness) = STRIPES;
    if series < 2 || height <= distance {
        return vec![(top, height)];
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let count = (height / distance).round() as u16;
    let distance = height / f32::from(count);
    (0..count).map(|index| (top + distance * f32::from(index), thickness)).collect()
}

fn columns(sheet: &mut Sheet<'_>, chart: &Chart, plot: &Plot) {
    let frame = [plot.left, plot.top, sheet.geometry.right - plot.left, plot.bottom - plot.top];
    let alternative = written(&chart.alternative, sheet.document.words);
    let width = plot.column();
    let axis = sheet.geometry.right - plot.left;
    sheet.part(Role::Figure { alternative, frame }, Tag::Figure, |sheet| {
        for (index, bar) in chart.bars.iter().enumerate() {
            let x = plot.centre(index) - width / 2.0;
            let (mut up, mut down) = (plot.zero, plot.zero);
            for (series, part) in bar.parts.iter().enumerate() {
                let height = cents(*part).abs() * plot.points_per_cent;
                if height < 0.05 {
                    continue;
                }
                let top = if part.is_negative() {
                    down += height;
                    down - height
                } else {
                    up -= height;
                    up
                };
                let seam = if height > 4.0 * SEAM { SEAM } else { 0.0 };
                for (y, height) in pieces(series, top + seam, height - seam) {
                    sheet.mark(shade(series), Shape::Area { x, y, width, height });
                }
            }
        }
        // The line that columns stand on.
        sheet.mark(Colour::BLACK, Shape::Area { x: plot.left, y: plot.zero - 0.3, width: axis, height: 0.6 });
    });
}

/// What each column is about, as far as there is room; in the place of a column, that nothing is known.
fn labels(sheet: &mut Sheet<'_>, chart: &Chart, plot: &Plot) {
    let words = sheet.document.words;
    let style = Style::regular(SIZE);
    let widest = chart.bars.iter().map(|bar| style.width(&drawable(&bar.short))).fold(0.0, f32::max);
    // Every second or fifth where there is no room for all.
    let every = [1, 2, 5, 10].into_iter().find(|every| {
        #[allow(clippy::cast_precision_loss)]
        let room = plot.slot * *every as f32;
        widest + GAP <= room
    });
    for (index, bar) in chart.bars.iter().enumerate() {
        let centre = plot.centre(index);
        if index % every.unwrap_or(20) == 0 {
            let text = drawable(&bar.short);
            let x = (centre - style.width(&text) / 2.0).min(sheet.geometry.right - style.width(&text));
            sheet.aside(x, plot.bottom + SIZE + 1.5, style, &text);
        }
        let Some(word) = bar.knowledge.in_place_of_nought(&words.knowledge) else { continue };
        let label = Style::label(SIZE);
        let mark = if bar.knowledge == Knowledge::Closed { CLOSED } else { UNKNOWN };
        let text = if label.width(word) + GAP <= plot.slot { word } else { mark };
        // On the line that columns stand on, or hang from.
        let y = if plot.zero > plot.top + SIZE { plot.zero - 2.0 } else { plot.zero + SIZE + 1.0 };
        sheet.aside(centre - label.width(text) / 2.0, y, label, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(bars: &[&[i64]]) -> (i128, i128, i128) {
        let bar = |parts: &&[i64]| Bar {
            label: String::new(),
            short: String::new(),
            is_weekend: false,
            parts: parts.iter().map(|cents| Money::from_cents(*cents)).collect(),
            total: Money::from_cents(parts.iter().sum()),
            knowledge: Knowledge::Whole,
        };
        let Scale { step, above, below } = Scale::of(&bars.iter().map(bar).collect::<Vec<_>>());
        (step, above, below)
    }

    #[test]
    fn scales_have_few_round_steps() {
        assert_eq!(scale(&[&[82_810], &[50_000]]), (20_000, 5, 0));
        assert_eq!(scale(&[&[40_000, 39_000]]), (20_000, 4, 0));
        assert_eq!(scale(&[&[100, -250]]), (50, 2, 5));
        assert_eq!(scale(&[&[-250]]), (50, 0, 5));
        assert_eq!(scale(&[&[0]]), (1, 1, 0));
        assert_eq!(scale(&[&[99_999_999_999_999, 1]]), (20_000_000_000_000, 5, 0));
        for cents in (1..100_000).step_by(37) {
            let (step, above, _) = scale(&[&[cents]]);
            assert!((1..=LINES).contains(&above) && step * above >= i128::from(cents), "{cents}");
        }
    }

    #[test]
    fn greys_can_be_seen_on_white() {
        let light = |colour: Colour| {
            let part = f64::from(colour.0[0]) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        for ground in [Colour::grey(0xff), WEEKEND] {
            for series in 0..3 {
                let contrast = (light(ground) + 0.05) / (light(shade(series)) + 0.05);
                assert!(contrast >= 3.0, "{series}: {contrast}");
            }
        }
    }
}
