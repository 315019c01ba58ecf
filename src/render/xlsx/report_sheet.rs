//! The first sheet: what the report says in a few figures, where they come from, what to know about them.

use super::book::{Book, Freeze, Setup};
use super::cells::SheetRows;
use super::style;
use super::widths::{widen, width};
use super::{SheetNames, margins};
use crate::render::error::RenderError;
use crate::render::lines;
use crate::render::number::{one_line, written};
use crate::report::document::{Cell, Document, Headline, Table};
use crate::report::finding_words::in_words;
use crate::report::row::Row;
use crate::report::template::Format;

/// Labels are no wider, in characters.
const LABEL: usize = 32;
/// Nothing else is: a hash is for whoever looks it up.
const WIDEST: usize = 28;

/// Writes the sheet, in the language of the pages.
pub(super) fn write(book: &mut Book, document: &Document, names: &SheetNames) -> Result<(), RenderError> {
    let (title, words) = (&document.title, document.words);
    let [plain, bold] = [false, true].map(|is_bold| style::of(Format::Text, is_bold));
    let (head, foot) = margins(document);
    let setup = Setup {
        name: names.report.clone(),
        widths: widths(document),
        freeze: Freeze::Nothing,
        depth: 0,
        is_upright: true,
        head,
        foot,
    };
    let mut rows = SheetRows::start(book, &setup)?;
    rows.texts(&[&title.title], style::TITLE)?;
    rows.texts(&[&title.subtitle], plain)?;
    let mut facts = vec![(&words.title.library, title.library.clone()), (&words.title.period, title.period.clone())];
    facts.extend(title.selection.iter().map(|(label, value)| (label, value.clone())));
    facts.extend(title.number.iter().map(|number| (&words.title.number, number.clone())));
    for (label, fact) in facts {
        rows.texts(&[label, &fact], plain)?;
    }
    rows.text(0, &words.title.version, &words.title.version, plain)?;
    match title.version {
        Some(version) => rows.number(1, &version.to_string(), style::LEFT_COUNT)?,
        None => rows.text(1, &words.title.on_demand, &words.title.version, plain)?,
    }
    rows.end_row()?;
    rows.text(0, &words.title.made, &words.title.made, plain)?;
    rows.number(1, &style::moment(title.made.naive_local()), style::MOMENT)?;
    rows.end_row()?;
    if let Some(period) = document.provenance.period {
        for (name, day) in [("Periode_van", period.first()), ("Periode_tot", period.last())] {
            let label = if name == "Periode_van" { &words.html.first_day } else { &words.html.last_day };
            rows.text(0, label, label, plain)?;
            rows.number(1, &style::date(day).to_string(), style::LEFT_DATE)?;
            rows.end_row()?;
            let row = rows.last();
            rows.book.define(&format!("{}{name}", names.prefix), row, 1);
        }
    }
    rows.text(0, &words.html.lines, &words.html.lines, plain)?;
    rows.text(1, &names.lines, &names.lines, style::LINK)?;
    rows.end_row()?;
    let row = rows.last();
    rows.book.link(row, 1, &names.lines);
    for mark in document.marks_in_words() {
        rows.texts(&[&mark], bold)?;
    }
    if document.is_empty() {
        rows.texts(&[document.no_lines()], plain)?;
    }
    let figures = document.key_figures.as_ref().filter(|_| !document.is_empty());
    if let Some(figures) = figures {
        rows.skip();
        for headline in &figures.headlines {
            figure(&mut rows, document, headline, names)?;
        }
    }
    let not_received = figures.and_then(|figures| figures.not_received_table(words));
    let tables = figures.map(|figures| &figures.table).into_iter().chain(&not_received).chain(behind(document));
    for table in tables {
        rows.table(table)?;
    }
    rows.skip();
    rows.texts(&[&words.control.findings], bold)?;
    let mut findings = lines::findings(document).peekable();
    if findings.peek().is_none() {
        rows.texts(&[&words.control.no_findings], plain)?;
    }
    for finding in findings {
        rows.texts(&[&one_line(&in_words(finding, words))], plain)?;
    }
    rows.end(None)
}

/// The tables behind the lines.
fn behind(document: &Document) -> impl Iterator<Item = &Table> {
    document.recaps.iter().chain(&document.revision).chain(&document.control)
}

/// A large figure; those that every overview has can be named in formulas.
fn figure(
    rows: &mut SheetRows<'_>,
    document: &Document,
    headline: &Headline,
    names: &SheetNames,
) -> Result<(), RenderError> {
    let words = document.words;
    let format = if matches!(headline.figure, Cell::Count(_)) { Format::Count } else { Format::Amount };
    rows.text(0, &headline.label, &headline.label, style::of(Format::Text, true))?;
    rows.cell(1, headline.figure.value(), (&headline.label, format), true, true)?;
    if let Some(note) = &headline.note {
        rows.text(2, &written(note, words), &headline.label, style::of(Format::Text, false))?;
    }
    rows.end_row()?;
    let meanings = [
        (&words.measure.receipts, "Ontvangsten"),
        (&words.measure.expenses, "Uitgaven"),
        (&words.measure.balance, "Saldo"),
        (&words.key_figures.bookings, "Boekingen"),
    ];
    let is_figure = matches!(headline.figure, Cell::Money(_) | Cell::Count(_));
    if let Some((_, name)) = meanings.iter().find(|(label, _)| is_figure && **label == headline.label) {
        let row = rows.last();
        rows.book.define(&format!("{}{name}", names.prefix), row, 1);
    }
    Ok(())
}

/// As wide as what stands in tables and facts; sentences run on over empty cells.
fn widths(document: &Document) -> Vec<f32> {
    let title = &document.title;
    let mut longest = vec![LABEL, title.library.chars().count().max(title.period.chars().count())];
    let figures = document.key_figures.iter().map(|figures| &figures.table);
    for table in figures.chain(behind(document)) {
        for row in table.rows.iter().map(Row::view) {
            widen(&mut longest, &table.columns, &row);
        }
        for (longest, column) in longest.iter_mut().zip(&table.columns) {
            *longest = (*longest).max(column.label.chars().count());
        }
    }
    longest[0] = longest[0].min(LABEL);
    longest[1..].iter_mut().for_each(|longest| *longest = (*longest).min(WIDEST));
    longest.into_iter().map(width).collect()
}
