//! The head of a report in words.

use super::context::Context;
use super::control::library;
use super::dimension::Dimension;
use super::document::{Column, Presence, TitleBlock};
use super::filter::Filter;
use super::language::Language;
use super::side_by_side::{SideBySide, SideKnowledge, Slot};
use super::template::{CODE, Field, Template};
use super::words::Words;
use super::{ReportSpec, selection::Selection};

/// The columns of a report's lines, with those that stand side by side in their place.
#[must_use]
pub fn columns(context: &Context<'_>, sides: Option<&SideBySide>) -> Vec<Column> {
    let column = |slot: Slot<'_>| {
        let column = slot.column();
        let key = slot.place().zip(sides).map(|(place, sides)| &sides.codes[place]);
        // A column is never without a name: what lines bear no code of is unknown there too.
        let named = |text: String, words: &Words| if text.is_empty() { words.title.unknown.clone() } else { text };
        let label = key.map(|key| named(context.short(key), context.words)).unwrap_or_default();
        let code = key.map(|key| named(key.text(), Words::of(Language::Dutch))).unwrap_or_default();
        let standing = match (slot, sides) {
            (Slot::Side(_, place), Some(sides)) => sides.standing(place),
            _ => SideKnowledge::Whole,
        };
        let is_cut = standing == SideKnowledge::Cut;
        let remark = match standing {
            SideKnowledge::Whole => String::new(),
            SideKnowledge::PartlyKnown => " *".to_owned(),
            SideKnowledge::Cut => format!(" ({})", context.words.knowledge.part),
            SideKnowledge::Unknown => format!(" ({})", context.words.knowledge.no_export),
        };
        let in_files = if is_cut { format!(" ({})", Words::of(Language::Dutch).knowledge.part) } else { String::new() };
        Column {
            field: Some(column.field),
            header: column.header.replace(CODE, &code) + &in_files,
            label: context.text(&column.header).replace(CODE, &label) + &remark,
            width: column.width,
            format: column.format,
            presence: Presence::Always,
        }
    };
    let mut columns: Vec<Column> = Slot::all(context.template, sides).into_iter().map(column).collect();
    fit(&mut columns, context.template.page.orientation.text_width());
    columns
}

/// Makes the columns that stand side by side narrower until the page has room for all.
fn fit(columns: &mut [Column], room: f32) {
    let is_side =
        |column: &Column| matches!(column.field, Some(Field::Side | Field::Difference | Field::DifferencePercent));
    let width = |columns: &[Column], wanted: bool| -> f32 {
        columns.iter().filter(|column| is_side(column) == wanted).map(|column| column.width).sum()
    };
    let (sides, others) = (width(columns, true), width(columns, false));
    if sides + others > room {
        columns.iter_mut().filter(|column| is_side(column)).for_each(|column| column.width *= (room - others) / sides);
    }
}

/// What stands at the head of a report.
#[must_use]
pub fn title_block(context: &Context<'_>, spec: &ReportSpec) -> TitleBlock {
    let selection = &spec.selection;
    let words = context.words;
    let (period, short_period, days) = match (selection.period, selection.posted_in) {
        (Some(period), _) => (words.period(period), words.short_period(period), words.days_of(period)),
        (None, Some(posted)) => {
            let posted_in = |period: String| format!("{} {period}", words.title.posted_in);
            (posted_in(words.period(posted)), posted_in(words.short_period(posted)), words.days_of(posted))
        }
        (None, None) => (String::new(), String::new(), None),
    };
    TitleBlock {
        title: context.text(&context.template.title),
        subtitle: context.text(&context.template.subtitle),
        library: library(context, &selection.institutions),
        period,
        short_period,
        days,
        selection: selection_in_words(selection, spec, context.words),
        number: spec.issue.as_ref().map(|issue| issue.number.clone()),
        version: spec.issue.as_ref().map(|issue| issue.version),
        made: spec.made,
    }
}

fn selection_in_words(selection: &Selection, spec: &ReportSpec, words: &Words) -> Vec<(String, String)> {
    // Without a period the days on which costs arose stand in its place.
    let posted_in = selection.posted_in.filter(|_| selection.period.is_some());
    let mut shown = words.filter(&Filter::of(&Selection { posted_in, ..selection.clone() }));
    if spec.template.groupings.first().is_some_and(|usual| usual.name != spec.grouping.name) {
        let grouping = grouping_in_words(&spec.template, &spec.grouping.name, words);
        shown.push((words.selection.grouping.clone(), grouping));
    }
    if selection.write_offs && spec.template.scope.write_offs != super::template::WriteOffs::Always {
        shown.push((words.selection.with_write_offs.clone(), String::new()));
    }
    shown
}

/// A grouping's name: as the template says it in the language, else the word for what it is named after.
fn grouping_in_words(template: &Template, name: &str, words: &Words) -> String {
    let said = template.text(name, words.language);
    let dimension = Dimension::of_name(name).filter(|_| said == name);
    dimension.and_then(|dimension| words.dimension.names.get(&dimension)).map_or(said, String::as_str).to_owned()
}
