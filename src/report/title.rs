//! The head of a report in words.

use super::context::Context;
use super::control::library;
use super::dimension::Dimension;
use super::document::{Column, TitleBlock};
use super::filter::Filter;
use super::selection::Selection;
use super::spec::ReportSpec;
use super::template::Template;
use super::words::Words;

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
        (Some(period), _) => context.words.period(period),
        (None, Some(posted)) => {
            format!("{} {}", context.words.title.posted_in, context.words.period(posted))
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
