//! Columns that are wide enough for their figures.

use std::borrow::Cow;

use super::figure_shape::FigureShape;
use super::line_breaks::{breaks, broken};
use super::style::Style;
use crate::domain::Money;
use crate::render::number::shown;
use crate::render::pdf::page::font::{Face, drawable};
use crate::render::pdf::page::mm;
use crate::report::document::{Column, Value};
use crate::report::row::{RowKind, RowView};
use crate::report::template::Format;
use crate::report::words::Words;

/// The blank between a column's text and its edges, in points.
pub(super) const PADDING: f32 = 2.5;
/// What stands in the place of nought.
pub(in crate::render::pdf) const NOUGHT: &str = "–";
/// The parts of their size that texts have where words would be broken else.
const SMALLER: [f32; 5] = [1.0, 0.96, 0.92, 0.88, 0.84];
/// No word is longer, in sizes: of more than twenty letters.
const LONGEST_WORD: f32 = 12.0;
/// What adding up widths may lose: a column that is just wide enough for a text is so in spite of it, in points.
const ROUNDING: f32 = 0.02;

/// A column with its place on the page.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// Its left edge, in points.
    pub(super) x: f32,
    /// Its width, in points.
    pub(super) width: f32,
    /// How far its text stands from its left edge: figures that end at that edge need a gap, in points.
    pub(super) indent: f32,
    /// How its values are written.
    pub(super) format: Format,
    /// Its header, broken into lines.
    pub(super) header: Vec<String>,
}

impl Placed {
    /// Where a line of text of a width begins: against the left edge, or against the right one for figures.
    #[must_use]
    pub(super) fn text_x(&self, width: f32) -> f32 {
        if self.format.is_right_aligned() { self.x + self.width - PADDING - width } else { self.x + self.indent }
    }

    /// The room for text, in points.
    #[must_use]
    pub(super) fn room(&self) -> f32 {
        self.width - PADDING - self.indent + ROUNDING
    }

    /// Where a text of a width is broken. Columns are as wide as their figures, so that only texts are.
    #[must_use]
    pub(super) fn breaks(&self, text: &str, style: Style, width: f32) -> Vec<usize> {
        if self.format == Format::Text && width > self.room() { breaks(text, style, self.room()) } else { Vec::new() }
    }
}

/// Columns laid side by side, and the size at which their texts fit.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// The columns.
    pub(super) placed: Vec<Placed>,
    /// The size of the texts, in points.
    pub(super) size: f32,
}

/// The width that each column needs, in points: figures are never broken, nor are words of headers; of texts, only their
/// headers count.
#[must_use]
pub(super) fn needed_widths<'r>(
    columns: &[Column],
    rows: impl Iterator<Item = RowView<'r>>,
    words: &Words,
    size: f32,
) -> Vec<f32> {
    WidthNeeds::of(columns, rows, words, size).figures
}

/// What columns need, in points.
struct WidthNeeds {
    /// For figures, and for words of headers.
    figures: Vec<f32>,
    /// For words of texts too, but for those that are longer than any language's.
    words: Vec<f32>,
}

impl WidthNeeds {
    fn of<'r>(columns: &[Column], rows: impl Iterator<Item = RowView<'r>>, words: &Words, size: f32) -> Self {
        let blanks = blanks(columns);
        let header = |(column, blank): (&Column, &f32)| longest_word(&column.label, size) + blank;
        let figures: Vec<f32> = columns.iter().zip(&blanks).map(header).collect();
        let mut needs = Self { words: figures.clone(), figures };
        let mut met = vec![Vec::new(); columns.len()];
        for row in rows {
            let face = face_of(row.kind);
            for (at, (cell, column)) in row.cells().zip(columns).enumerate() {
                if column.format == Format::Text {
                    needs.take_words(at, cell, face, size, blanks[at]);
                    continue;
                }
                let shape = FigureShape::of(cell, column.format).map(|shape| (face, shape));
                if shape.is_some_and(|shape| met[at].contains(&shape)) {
                    continue;
                }
                met[at].extend(shape);
                let text = drawn(cell, column.format, words);
                needs.figures[at] = needs.figures[at].max(face.width(&text, size) + blanks[at]);
            }
        }
        for (words, figures) in needs.words.iter_mut().zip(&needs.figures) {
            *words = words.max(*figures);
        }
        needs
    }

    /// Takes the words of a text. Lines may be many: only what may be wider than all before it is measured.
    fn take_words(&mut self, at: usize, cell: Value<'_>, face: Face, size: f32, blank: f32) {
        let text = match cell {
            Value::Text(text) => text,
            Value::Said(said) => &said.page,
            _ => return,
        };
        #[allow(clippy::cast_precision_loss)]
        let at_most = |text: &str| text.len() as f32 * size + blank;
        if at_most(text) <= self.words[at] {
            return;
        }
        for word in text.split(' ') {
            if at_most(word) <= self.words[at] {
                continue;
            }
            let width = face.width(&drawable(word), size);
            if width <= LONGEST_WORD * size {
                self.words[at] = self.words[at].max(width + blank);
            }
        }
    }

    /// The same for texts of a part of the size: blanks stay.
    fn scaled(&self, part: f32, blanks: &[f32]) -> Self {
        let scaled =
            |needs: &[f32]| needs.iter().zip(blanks).map(|(need, blank)| (need - blank) * part + blank).collect();
        Self { figures: scaled(&self.figures), words: scaled(&self.words) }
    }
}

/// Lays columns side by side from `left`. Figures are never broken: their columns grow where they must, at the cost
/// of the widest text columns; where even that is not enough, the texts get smaller. Words are broken only where somewhat
/// smaller texts don't help either.
pub(super) fn place<'r>(
    columns: &[Column],
    rows: impl Iterator<Item = RowView<'r>>,
    words: &Words,
    left: f32,
    size: f32,
) -> Columns {
    let indents = indents(columns);
    let edges = blanks(columns);
    let needs = WidthNeeds::of(columns, rows, words, size);
    let usual: Vec<f32> = columns.iter().map(|column| mm(column.width)).collect();
    let room: f32 = usual.iter().sum();
    let grown = |part: f32| {
        let needs = needs.scaled(part, &edges);
        let mut widths = usual.clone();
        // What others need for their words is taken only where figures need it.
        grow(&mut widths, &needs.figures, &needs.words, columns);
        let has_figures = grow(&mut widths, &needs.figures, &needs.figures, columns);
        let has_words = grow(&mut widths, &needs.words, &needs.words, columns);
        (part, widths, has_figures && has_words)
    };
    let whole = SMALLER.into_iter().map(grown).find(|(.., is_whole)| *is_whole);
    let (part, widths, _) = whole.unwrap_or_else(|| {
        let mut widths = usual.clone();
        grow(&mut widths, &needs.figures, &needs.figures, columns);
        widths.iter_mut().zip(&needs.figures).for_each(|(width, needed)| *width = width.max(*needed));
        (1.0, widths, false)
    });
    let size = size * part;
    // The blanks at the edges of columns do not get smaller with their texts.
    let blanks: f32 = edges.iter().sum();
    let taken: f32 = widths.iter().sum::<f32>() - blanks;
    let scale = ((room - blanks) / taken).min(1.0);
    let size = size * scale;
    let mut x = left;
    let placed = columns.iter().zip(widths).zip(indents).map(|((column, width), indent)| {
        let blank = indent + PADDING;
        let width = if scale < 1.0 { (width - blank) * scale + blank } else { width };
        let mut placed = Placed { x, width, indent, format: column.format, header: Vec::new() };
        placed.header = broken(&drawable(&column.label), Style::bold(size), placed.room());
        x += width;
        placed
    });
    Columns { placed: placed.collect(), size }
}

/// Columns of exactly these widths, in points.
#[must_use]
pub(super) fn place_exactly(columns: &[Column], widths: &[f32], left: f32, size: f32) -> Columns {
    let mut x = left;
    let placed = columns.iter().zip(widths).zip(indents(columns)).map(|((column, width), indent)| {
        let mut placed = Placed { x, width: *width, indent, format: column.format, header: Vec::new() };
        placed.header = broken(&drawable(&column.label), Style::bold(size), placed.room());
        x += width;
        placed
    });
    Columns { placed: placed.collect(), size }
}

/// The same where the header of the first figures reaches into the column of names.
#[must_use]
pub(super) fn place_reaching(columns: &[Column], widths: &[f32], left: f32, size: f32) -> Columns {
    let mut placed = place_exactly(columns, widths, left, size);
    if let (Some(second), Some(column)) = (placed.placed.get_mut(1), columns.get(1)) {
        second.header = vec![drawable(&column.label).into_owned()];
    }
    placed
}

/// The width that figures of a column need without its header, in points.
#[must_use]
pub(super) fn figure_width<'r>(
    column: &Column,
    place: usize,
    rows: impl Iterator<Item = RowView<'r>>,
    words: &Words,
    size: f32,
) -> f32 {
    let widths = rows.filter_map(|row| {
        let text = drawn(row.cell(place)?, column.format, words);
        Some(face_of(row.kind).width(&text, size) + 2.0 * PADDING)
    });
    widths.fold(0.0, f32::max)
}

/// The blanks at the edges of each column, in points.
#[must_use]
pub(super) fn blanks(columns: &[Column]) -> Vec<f32> {
    indents(columns).into_iter().map(|indent| indent + PADDING).collect()
}

/// How far each column's text stands from its left edge: further where figures end at that edge.
fn indents(columns: &[Column]) -> Vec<f32> {
    let after_figures = |index: usize| index > 0 && columns[index - 1].format.is_right_aligned();
    let is_text = |index: usize| !columns[index].format.is_right_aligned();
    (0..columns.len())
        .map(|index| if after_figures(index) && is_text(index) { 4.0 * PADDING } else { PADDING })
        .collect()
}

/// Gives columns the width that they need, taking it from text columns that have more than they keep; tells whether all have
/// it, without the table having grown.
fn grow(widths: &mut [f32], needed: &[f32], kept: &[f32], columns: &[Column]) -> bool {
    let smallest = mm(18.0);
    let mut is_whole = true;
    for index in 0..widths.len() {
        let mut lack = needed[index] - widths[index];
        if lack <= 0.0 {
            continue;
        }
        let mut givers: Vec<usize> = (0..widths.len()).filter(|other| columns[*other].format == Format::Text).collect();
        givers.sort_by(|a, b| widths[*b].total_cmp(&widths[*a]).then(a.cmp(b)));
        for giver in givers.into_iter().filter(|giver| *giver != index) {
            let spare = (widths[giver] - kept[giver].max(smallest)).max(0.0).min(lack);
            widths[giver] -= spare;
            widths[index] += spare;
            lack -= spare;
        }
        is_whole &= lack < ROUNDING;
    }
    is_whole
}

fn longest_word(text: &str, size: f32) -> f32 {
    text.split_whitespace().map(|word| Face::Bold.width(&drawable(word), size)).fold(0.0, f32::max)
}

/// A value as a page shows it.
#[must_use]
pub(super) fn drawn<'v>(value: Value<'v>, format: Format, words: &Words) -> Cow<'v, str> {
    let text = match value {
        Value::Text(text) => text,
        Value::Said(said) => &said.page,
        // Nothing is no news: a sign that stands back says it.
        Value::Count(0) => return Cow::Borrowed(NOUGHT),
        Value::Money(money) if money == Money::ZERO => return Cow::Borrowed(NOUGHT),
        // The faces have all that figures are written with.
        _ => return Cow::Owned(shown(value, format, words)),
    };
    match drawable(text) {
        Cow::Borrowed(text) if !text.ends_with(' ') => Cow::Borrowed(text),
        _ => Cow::Owned(drawable(&shown(value, format, words)).into_owned()),
    }
}

/// The face of a line's texts.
#[must_use]
pub(super) fn face_of(kind: RowKind) -> Face {
    if kind == RowKind::Detail { Face::Regular } else { Face::Bold }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::language::Language;

    #[test]
    fn figures_of_one_shape_are_equally_wide() {
        for face in [Face::Regular, Face::Bold] {
            for digit in '1'..='9' {
                let widths = [digit, '0'].map(|digit| face.width(&digit.to_string(), 1000.0));
                assert!((widths[0] - widths[1]).abs() < f32::EPSILON, "{digit} of {face:?}");
            }
            for language in Language::ALL {
                let words = Words::of(language);
                let width = |value| face.width(&drawn(value, Format::Amount, words), 8.0);
                for (one, other) in [(100, 999), (-100, -999), (100_000, 111_111), (-1_000_000_000, -9_876_543_210)] {
                    let [one, other] = [one, other].map(|cents| Value::Money(Money::from_cents(cents)));
                    assert_eq!(FigureShape::of(one, Format::Amount), FigureShape::of(other, Format::Amount));
                    assert!((width(one) - width(other)).abs() < 0.001, "{one:?} {other:?}");
                }
                for (one, other) in [(100, -100), (99_999, 100_000)] {
                    let [one, other] = [one, other].map(|cents| Value::Money(Money::from_cents(cents)));
                    assert_ne!(FigureShape::of(one, Format::Amount), FigureShape::of(other, Format::Amount));
                }
            }
        }
    }

    #[test]
    fn values_of_one_shape_are_equally_wide_whatever_they_are() {
        let words = Words::of(Language::Dutch);
        let cents = [0, 5, 9, 50, 99, 100, 999, 1_000, 99_999, 100_000, 12_345_678];
        let values = cents.into_iter().flat_map(|cents| {
            let money = |cents| Value::Money(Money::from_cents(cents));
            [money(cents), money(-cents), Value::Count(cents.unsigned_abs())]
        });
        let mut met: Vec<(FigureShape, f32)> = Vec::new();
        for value in values {
            let shape = FigureShape::of(value, Format::Amount).expect("a figure");
            let width = Face::Regular.width(&drawn(value, Format::Amount, words), 8.0);
            match met.iter().find(|(known, _)| *known == shape) {
                Some((_, known)) => assert!((known - width).abs() < 0.001, "{value:?}"),
                None => met.push((shape, width)),
            }
        }
    }

    #[test]
    fn the_faces_have_all_that_figures_are_written_with() {
        let days = (2..9).filter_map(|day| chrono::NaiveDate::from_ymd_opt(2026, 11, day)).map(Value::Day);
        let figures = [Value::Money(Money::from_cents(-123_456_789)), Value::Count(1_234_567_890), Value::Empty];
        for value in days.chain(figures) {
            for words in Language::ALL.map(Words::of) {
                for format in [Format::Amount, Format::Weekday, Format::Date] {
                    let text = shown(value, format, words);
                    assert_eq!(drawable(&text), text, "{value:?}");
                }
            }
        }
    }

    #[test]
    fn long_texts_are_broken_and_lose_nothing() {
        let text = "Vergoeding voor een beschadigd exemplaar 0123456789012345678901234567890123456789 einde";
        for room in [20.0, 45.0, 90.0, 500.0] {
            let style = Style::regular(8.0);
            let lines = broken(text, style, room);
            assert!(lines.iter().all(|line| style.width(line.trim_end()) <= room));
            assert_eq!(lines.concat(), text);
        }
    }
}
