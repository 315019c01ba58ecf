//! A line of a table, ready to be drawn: its texts, broken to fit their columns, and how it looks.

use std::borrow::Cow;
use std::ops::Range;

use super::columns::{Columns, Placed, drawn};
use super::sheet::{Sheet, Style};
use crate::domain::Money;
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Event, Role, Tag};
use crate::report::document::Value;
use crate::report::language::Language;
use crate::report::row::RowView;
use crate::report::template::Format;
use crate::report::words::Words;

/// The distance of baselines, in sizes.
const LEADING: f32 = 1.22;
/// How much smaller and larger headings are than lines.
const QUIETER: f32 = 0.965;
const LOUDER: f32 = 1.08;

/// The part of the blanks around headings and totals that there is where lines stand as close as they can.
pub(super) const CLOSE_AROUND: f32 = 0.5;

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineLook {
    /// A fact.
    Plain,
    /// A fact of a day of the weekend.
    Shaded,
    /// The same at the end of a week.
    ShadedLast,
    /// A sum below what it adds up.
    Total,
    /// A sum below another.
    Further,
    /// An outermost heading: a grey band.
    Band,
    /// A heading under another, with a rule below.
    Ruled,
    /// A heading that stands back.
    Quiet,
}

impl LineLook {
    /// The style of its texts in a table of a size.
    #[must_use]
    pub(super) fn style(self, size: f32) -> Style {
        match self {
            Self::Plain | Self::Shaded | Self::ShadedLast => Style::regular(size),
            Self::Total | Self::Further | Self::Ruled => Style::bold(size),
            Self::Band => Style::bold(size * LOUDER),
            Self::Quiet => Style::label(size * QUIETER),
        }
    }

    /// The style of the text in a column: names alone are larger, as columns are as wide as their figures.
    fn style_of(self, column: usize, size: f32) -> Style {
        if self == Self::Band && column > 0 { Style::bold(size) } else { self.style(size) }
    }

    fn is_fact(self) -> bool {
        matches!(self, Self::Plain | Self::Shaded | Self::ShadedLast)
    }

    /// The blank that sets it off from what stands above, in points.
    pub(super) fn above(self) -> f32 {
        match self {
            Self::Plain | Self::Shaded | Self::ShadedLast | Self::Quiet | Self::Further => 0.0,
            Self::Total | Self::Ruled => 2.0,
            Self::Band => 3.5,
        }
    }

    /// The blank between it and what stands below, in points.
    pub(super) fn below(self) -> f32 {
        match self {
            Self::Band | Self::Ruled => 1.0,
            _ => 0.0,
        }
    }
}

/// Where the name of a line stands in its column: indented, behind its code.
#[derive(Clone, Debug, Default)]
pub(super) struct Lead {
    /// How far the code stands from the edge of the column, in points.
    pub(super) indent: f32,
    /// The code.
    pub(super) code: String,
    /// The room of the code, in points.
    pub(super) room: f32,
    /// What stands beside its figures at the end of its column, where the name itself is a heading above the table.
    pub(super) total: Option<&'static str>,
    /// What stands in small type on a line of its own under the name, over all columns.
    pub(super) under: String,
    /// The column whose text the code tables or the exports have, in their own language.
    pub(super) foreign: Option<usize>,
    /// The column with the daybook of money that was not received, which a sign tells.
    pub(super) apart: Option<usize>,
}

/// The size of what stands under a name, and the height that it takes, in points.
const UNDER: f32 = 6.4;
const UNDER_LINE: f32 = 8.2;
/// The blanks at its ends, in points.
const UNDER_BLANKS: f32 = 5.0;

/// How tight the lines of a table are: the blank above and below each, in points.
pub(super) type Gap = f32;

/// What lines of a table have in common.
#[derive(Clone, Copy)]
pub(super) struct Grid<'c> {
    /// The columns.
    pub(super) columns: &'c Columns,
    /// The blank above and below a line.
    pub(super) gap: Gap,
    /// The part of the blanks around headings and totals that there is.
    pub(super) around: f32,
}

/// A line of a table, ready to be drawn.
pub(super) struct TableLine<'r> {
    pub(super) look: LineLook,
    tag: Tag,
    pub(super) lead: Lead,
    /// A text for each column.
    pub(super) texts: Vec<LineText<'r>>,
    /// Which lines of text of it are meant.
    lines: Range<usize>,
    /// Its height, in points.
    pub(super) height: f32,
}

/// The part that is open says what code tables and exports of Flemish libraries do, whatever the report's language.
pub(super) fn in_the_language_of_tables(sheet: &mut Sheet<'_>) {
    if sheet.document.words.language != Language::Dutch {
        sheet.event(Event::Language(Words::of(Language::Dutch).tag.as_str()));
    }
}

/// A text of a line.
#[derive(Clone)]
pub(super) struct LineText<'r> {
    pub(super) text: Cow<'r, str>,
    /// Where it is broken.
    breaks: Vec<usize>,
    /// Its width before it was broken, in points.
    width: f32,
    colour: Colour,
}

impl LineText<'_> {
    pub(super) fn line(&self, index: usize) -> Option<&str> {
        let start = index.checked_sub(1).map_or(Some(0), |before| self.breaks.get(before).copied())?;
        self.text.get(start..self.breaks.get(index).copied().unwrap_or(self.text.len()))
    }
}

impl Grid<'_> {
    /// The height of so many lines of text, in points.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn height(&self, lines: usize, look: LineLook) -> f32 {
        let around = (look.above() + look.below()) * self.around;
        around + lines as f32 * self.columns.size * LEADING + 2.0 * self.gap
    }

    #[allow(clippy::cast_precision_loss)]
    pub(super) fn baseline(&self, line: usize) -> f32 {
        self.gap + self.columns.size * 0.98 + line as f32 * self.columns.size * LEADING
    }

    /// How many lines of text fit into a height.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(super) fn fitting(&self, room: f32, look: LineLook) -> usize {
        let room = room - (look.above() + look.below()) * self.around - 2.0 * self.gap;
        (room / (self.columns.size * LEADING)).floor().max(0.0) as usize
    }

    /// A column as the name of a line finds it: as wide as the table where nothing else stands in the line.
    pub(super) fn placed(&self, index: usize, lead: &Lead, is_alone: bool) -> Placed {
        let column = &self.columns.placed[index];
        if index > 0 {
            return column.clone();
        }
        let width = if is_alone { self.width() } else { column.width - self.room_of_total(lead) };
        Placed { width, indent: column.indent + lead.indent + lead.room, header: Vec::new(), ..*column }
    }

    /// How many lines of text a line has.
    #[must_use]
    pub(super) fn lines_of(&self, row: &RowView<'_>, look: LineLook, lead: &Lead, sheet: &Sheet<'_>) -> usize {
        let texts = self.columns.placed.iter().enumerate().filter(|(_, column)| column.format == Format::Text);
        let lines = texts.filter_map(|(index, column)| {
            let style = look.style_of(index, self.columns.size);
            let text = text_of(index, row.cell(index)?, column.format, lead, sheet);
            let room = if index == 0 { lead.indent + lead.room + self.room_of_total(lead) } else { 0.0 };
            let width = style.width(&text);
            if width <= column.room() - room {
                return Some(1);
            }
            Some(1 + self.placed(index, lead, is_alone(row)).breaks(&text, style, width).len())
        });
        lines.max().unwrap_or(1)
    }

    /// A line, ready to be drawn.
    #[must_use]
    pub(super) fn line<'r>(
        &self,
        row: RowView<'r>,
        look: LineLook,
        lead: Lead,
        tag: Tag,
        sheet: &Sheet<'_>,
    ) -> TableLine<'r> {
        if sheet.is_counting() && self.lines_of(&row, look, &lead, sheet) == 1 {
            // Only how tall it is will be asked of it.
            let height = self.height(1, look) + under(&lead);
            return TableLine { look, tag, lead, texts: Vec::new(), lines: 0..1, height };
        }
        let mut lines = 1;
        let texts = row.cells().enumerate().zip(&self.columns.placed).map(|((index, value), column)| {
            let style = look.style_of(index, self.columns.size);
            let text = text_of(index, value, column.format, &lead, sheet);
            let width = style.width(&text);
            let breaks = self.placed(index, &lead, is_alone(&row)).breaks(&text, style, width);
            lines = lines.max(breaks.len() + 1);
            let colour = match value {
                Value::Money(money) if lead.apart.is_some() && !money.is_negative() => Colour::QUIET,
                Value::Money(money) if look.is_fact() || money.is_negative() => of_amount(money, true),
                Value::Count(0) if look.is_fact() => Colour::QUIET,
                _ => style.colour,
            };
            LineText { text, breaks, width, colour }
        });
        let texts = texts.collect();
        let height = self.height(lines, look) + under(&lead);
        TableLine { look, tag, lead, texts, lines: 0..lines, height }
    }

    pub(super) fn left(&self) -> f32 {
        self.columns.placed.first().map_or(0.0, |column| column.x)
    }

    pub(super) fn width(&self) -> f32 {
        self.columns.placed.iter().map(|column| column.width).sum()
    }

    /// Draws a line.
    pub(super) fn draw(&self, sheet: &mut Sheet<'_>, line: TableLine<'_>) {
        let TableLine { look, tag, lead, texts, lines, height } = line;
        if sheet.is_counting() {
            sheet.y += height;
            return;
        }
        let (left, width) = (self.left(), self.width());
        let top = sheet.y + look.above() * self.around;
        let bottom = sheet.y + height - look.below() * self.around;
        match look {
            LineLook::Plain | LineLook::Quiet | LineLook::Further => {}
            LineLook::Shaded | LineLook::ShadedLast => sheet.tint(left, top, width, bottom - top, Colour::SHADE),
            LineLook::Ruled => sheet.rule(left, bottom, width, 0.5, Colour::QUIET),
            LineLook::Band => sheet.tint(left, top, width, bottom - top, Colour::BAND),
            LineLook::Total => {
                sheet.tint(left, top, width, bottom - top, Colour::TINT);
                sheet.rule(left, top, width, 0.9, Colour::BLACK);
                sheet.rule(left, bottom, width, 0.9, Colour::BLACK);
            }
        }
        let name = texts.iter().position(|text| !text.text.is_empty()).filter(|_| lead.code.is_empty());
        let name = name.unwrap_or_default();
        let begins = lines.start == 0;
        sheet.open(Role::TableRow);
        for (index, text) in texts.into_iter().enumerate() {
            let column = self.placed(index, &lead, false);
            let tag = if index == 0 { tag } else { Tag::Cell };
            let is_name = index == name && column.format != Format::Amount;
            let role = if is_name { Role::RowHeaderCell } else { Role::Cell { columns: 1 } };
            let style = look.style_of(index, self.columns.size).in_colour(text.colour);
            sheet.part(role, tag, |sheet| {
                if let Some(total) = lead.total.filter(|_| index == 0) {
                    return self.total(sheet, total, top);
                }
                if lead.foreign == Some(index) && text.text != sheet.document.words.title.unknown {
                    in_the_language_of_tables(sheet);
                }
                if index == 0 && begins && !lead.code.is_empty() {
                    let x = column.x + column.indent - lead.room;
                    // The blank parts the code from the name for those who hear or copy it.
                    sheet.text(x, top + self.baseline(0), style, format!("{} ", drawable(&lead.code)));
                }
                if index == 0 && !lead.under.is_empty() {
                    let y = sheet.y + height - 2.2;
                    sheet.text(column.x + column.indent, y, Style::label(UNDER), lead.under.clone());
                }
                if text.breaks.is_empty() {
                    if begins {
                        sheet.text(column.text_x(text.width), top + self.baseline(0), style, text.text);
                    }
                    return;
                }
                for (index, line) in lines.clone().map_while(|line| text.line(line)).enumerate() {
                    let width = style.width(line.trim_end_matches(' '));
                    sheet.text(column.text_x(width), top + self.baseline(index), style, line);
                }
            });
        }
        sheet.close();
        sheet.y += height;
        match look {
            LineLook::Plain | LineLook::Shaded | LineLook::Further => {
                sheet.rule(left + lead.indent, sheet.y, width - lead.indent, 0.2, Colour::HAIR);
            }
            LineLook::ShadedLast => sheet.rule(left, sheet.y, width, 0.4, Colour::QUIET),
            _ => {}
        }
    }
}

impl TableLine<'_> {
    /// How many lines of text it has.
    #[must_use]
    pub(super) fn lines(&self) -> usize {
        self.lines.len()
    }

    /// How it looks.
    #[must_use]
    pub(super) fn look(&self) -> LineLook {
        self.look
    }

    /// Its first lines of text, and the rest.
    #[must_use]
    pub(super) fn split(self, at: usize, grid: Grid<'_>) -> (Self, Self) {
        let Self { look, tag, lead, texts, lines, .. } = self;
        let at = lines.start + at;
        let height = |lines: &Range<usize>| grid.height(lines.len(), look);
        let (first, rest) = (lines.start..at, at..lines.end);
        let begun = Lead { under: String::new(), ..lead.clone() };
        let begun = Self { look, tag, lead: begun, texts: texts.clone(), height: height(&first), lines: first };
        let height = height(&rest) + under(&lead);
        (begun, Self { look, tag: Tag::Rest, lead, texts, height, lines: rest })
    }
}

/// A value as it is drawn in a column of a line.
fn text_of<'v>(index: usize, value: Value<'v>, format: Format, lead: &Lead, sheet: &Sheet<'_>) -> Cow<'v, str> {
    let text = drawn(value, format, sheet.document.words);
    if lead.apart == Some(index) { Cow::Owned(format!("{text} °").trim_start().to_owned()) } else { text }
}

/// Whether a line has nothing but a name.
fn is_alone(row: &RowView<'_>) -> bool {
    row.cells().skip(1).all(|value| value == Value::Empty)
}

/// The height of what stands under a name, in points.
#[must_use]
pub(super) fn under(lead: &Lead) -> f32 {
    if lead.under.is_empty() { 0.0 } else { UNDER_LINE }
}

/// The width of what stands under a name, in points.
#[must_use]
pub(super) fn under_width(text: &str) -> f32 {
    Style::label(UNDER).width(&drawable(text)) + UNDER_BLANKS
}

/// The colour of an amount: what is below zero stands out, zero stands back unless it is a sum; neither by its colour
/// alone.
#[must_use]
pub(super) fn of_amount(money: Money, stands_back: bool) -> Colour {
    if money.is_negative() {
        Colour::NEGATIVE
    } else if money == Money::ZERO && stands_back {
        Colour::QUIET
    } else {
        Colour::BLACK
    }
}

/// The width of a code with the blank behind it, in points.
#[must_use]
pub(super) fn code_room(code: &str, style: Style) -> f32 {
    if code.is_empty() { 0.0 } else { style.width(&drawable(code)) + style.size * 0.8 }
}
