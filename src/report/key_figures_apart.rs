//! What a reader wants to know first of a report about money that was not received, or of which each part is told alone.

use std::collections::BTreeMap;

use super::context::Context;
use super::document::{Cell, Column, Headline, KeyFigures, ReportSentence, Section, Table};
use super::figures::{Figures, Means};
use super::lines::Totals;
use super::row::Row;
use super::template::{Format, SectionTemplate};
use crate::domain::{LineSum, Money};

/// The key figures of a report that is not about receipts: the total of each of its sections, never added to others; of what
/// was open, with what of it was settled since.
#[must_use]
pub(super) fn key_figures_apart(
    context: &Context<'_>,
    figures: &Figures,
    settled_since: Option<LineSum>,
) -> KeyFigures {
    let words = context.words;
    let total = |section: &SectionTemplate| {
        figures.sum_of(|part| match part {
            Means::Apart(kind) => section.kinds.contains(&kind),
            Means::Open => section.is_open,
            Means::Cash | Means::Bank | Means::Online => false,
        })
    };
    let totals: Vec<(String, Totals)> =
        context.template.sections.iter().map(|section| (context.text(&section.total), total(section))).collect();
    let count = totals.iter().map(|(_, totals)| totals.count).sum();
    // A report of what was open has one section, and so one amount.
    let since_note = settled_since.filter(|since| since.count > 0).map(|since| ReportSentence {
        text: words.key_figures.settled_since_note.clone(),
        values: vec![("count", Cell::Count(since.count)), ("amount", Cell::Money(since.money()))],
    });
    let amounts = totals.iter().map(|(label, totals)| Headline {
        label: label.clone(),
        figure: Cell::Money(totals.balance()),
        note: since_note.clone(),
    });
    let bookings = Headline { label: words.key_figures.bookings.clone(), figure: Cell::Count(count), note: None };
    let columns = vec![
        Column::new(&words.key_figures.what, 98.0, Format::Text),
        Column::new(&words.measure.count, 16.0, Format::Count),
        Column::new(&words.measure.amount, 25.0, Format::Amount),
    ];
    let row = |(part, totals): (&Means, &Totals)| {
        let label = Cell::text(context.way_name(*part));
        Row::detail(vec![label, Cell::Count(totals.count), Cell::Money(totals.balance())])
    };
    let table = Table {
        title: words.key_figures.title.clone(),
        note: None,
        columns,
        rows: figures.parts.iter().map(row).collect(),
    };
    KeyFigures {
        headlines: amounts.take(3).chain([bookings]).collect(),
        table,
        compared: Vec::new(),
        not_received: Vec::new(),
        separate: BTreeMap::new(),
        receipts: None,
    }
}

/// The key figures of a report of which each section is told by itself: the total of each, and how many lines it has.
#[must_use]
pub(super) fn key_figures_of_sections(context: &Context<'_>, sections: &[Section]) -> KeyFigures {
    let words = context.words;
    let of_template = |template: &SectionTemplate| {
        let title = context.text(&template.title);
        let section = sections.iter().find(|section| section.title == title);
        let total = section.and_then(|section| section.total.as_ref());
        let amount = total.and_then(|total| {
            total.cells.iter().find_map(|cell| if let Cell::Money(amount) = cell { Some(*amount) } else { None })
        });
        (title, section.map_or(0, |section| section.facts() as u64), amount.unwrap_or_default())
    };
    let totals: Vec<(String, u64, Money)> = context.template.sections.iter().map(of_template).collect();
    let headline = |(title, _, amount): &(String, u64, Money)| Headline {
        label: title.clone(),
        figure: Cell::Money(*amount),
        note: None,
    };
    let row = |(title, count, amount): &(String, u64, Money)| {
        Row::detail(vec![Cell::text(title), Cell::Count(*count), Cell::Money(*amount)])
    };
    let columns = vec![
        Column::new(&words.key_figures.what, 98.0, Format::Text),
        Column::new(&words.measure.count, 16.0, Format::Count),
        Column::new(&words.measure.amount, 25.0, Format::Amount),
    ];
    KeyFigures {
        headlines: totals.iter().take(4).map(headline).collect(),
        table: Table {
            title: words.key_figures.title.clone(),
            note: None,
            columns,
            rows: totals.iter().map(row).collect(),
        },
        compared: Vec::new(),
        not_received: Vec::new(),
        separate: BTreeMap::new(),
        receipts: None,
    }
}
