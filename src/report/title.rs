//! The head of a report in words.

use chrono::{Datelike, NaiveDate};

use super::context::Context;
use super::control::library;
use super::dimension::Dimension;
use super::document::{Column, TitleBlock};
use super::template::Template;
use super::words::Words;
use super::{ReportSpec, selection::Selection};
use crate::domain::Period;

/// The columns of a report's lines.
#[must_use]
pub fn columns(context: &Context<'_>) -> Vec<Column> {
    let column = |column: &super::template::ColumnTemplate| Column {
        field: Some(column.field),
        header: column.header.clone(),
        label: context.text(&column.header),
        width: column.width,
        format: column.format,
    };
    context.template.columns.iter().map(column).collect()
}

/// What stands at the head of a report.
#[must_use]
pub fn title_block(context: &Context<'_>, spec: &ReportSpec) -> TitleBlock {
    let selection = &spec.selection;
    let period = match (selection.period, selection.posted_in) {
        (Some(period), _) => period_in_words(period, context.words),
        (None, Some(posted)) => {
            format!("{} {}", context.words.title.posted_in, period_in_words(posted, context.words))
        }
        (None, None) => String::new(),
    };
    TitleBlock {
        title: context.text(&context.template.title),
        subtitle: context.text(&context.template.subtitle),
        library: library(context, selection.institution),
        period,
        selection: selection_in_words(selection, spec, context.words),
        number: spec.issue.as_ref().map(|issue| issue.number.clone()),
        version: spec.issue.as_ref().map_or(1, |issue| issue.version),
        made: spec.made,
    }
}

/// A period in words: `november 2026 (01/11/2026 t.e.m. 30/11/2026)`.
#[must_use]
pub fn period_in_words(period: Period, words: &Words) -> String {
    let short = short_period(period, words);
    match period {
        Period::Day(_) | Period::Range { .. } => short,
        Period::Week(_) | Period::Month { .. } | Period::Year(_) => format!("{short} ({})", span(period, words)),
    }
}

/// A period in a few words: `november 2026`.
#[must_use]
pub fn short_period(period: Period, words: &Words) -> String {
    match period {
        Period::Day(date) => words.weekday(date),
        Period::Week(week) => format!("{} {} {} {}", words.title.week, week.week(), words.title.of, week.year()),
        Period::Month { first } => month(first, words),
        Period::Year(year) => year.to_string(),
        Period::Range { .. } => span(period, words),
    }
}

/// The month that a day lies in: `november 2026`.
#[must_use]
pub fn month(day: NaiveDate, words: &Words) -> String {
    format!("{} {}", words.months[day.month0() as usize], day.year())
}

fn span(period: Period, words: &Words) -> String {
    format!("{} {} {}", words.day(period.first()), words.title.to, words.day(period.last()))
}

fn selection_in_words(selection: &Selection, spec: &ReportSpec, words: &Words) -> Vec<(String, String)> {
    let list = |items: Vec<String>| items.join(", ");
    let texts = [
        (&words.selection.branch, list(selection.branches.iter().map(ToString::to_string).collect())),
        (&words.selection.booking_code, list(selection.booking_codes.iter().map(ToString::to_string).collect())),
        (&words.selection.daybook_type, list(selection.daybook_letters.iter().map(ToString::to_string).collect())),
        (&words.selection.daybook, list(selection.daybooks.iter().map(ToString::to_string).collect())),
        (&words.selection.source, list(selection.sources.clone())),
    ];
    let mut shown: Vec<(String, String)> =
        texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (label.clone(), text)).collect();
    if let (Some(_), Some(posted)) = (selection.period, selection.posted_in) {
        shown.push((words.selection.posted_in.clone(), period_in_words(posted, words)));
    }
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
