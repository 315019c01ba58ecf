//! What a reader wants to know first: what was received and how, beside earlier periods.

use super::compared_line::compared_line;
use super::context::Context;
use super::document::{Cell, Column, Headline, KeyFigures, Presence, ReportSentence, Table};
use super::earlier::{Earlier, usual};
use super::figures::{Figures, Means};
use super::first_page::HeadlineFigure;
use super::lines::Totals;
use super::row::{Row, RowKind};
use super::selection::Selection;
use super::template::Format;
use super::words::Words;
use crate::domain::{DaybookKind, Money, Percent, Period, SeparateItem};

/// The width of what an earlier period takes in the table, in millimetres.
const COMPARED: f32 = 19.0 + 17.0 + 13.0;

/// The key figures of the selected transactions.
#[must_use]
pub fn key_figures(context: &Context<'_>, selection: &Selection, figures: &Figures, earlier: &[Earlier]) -> KeyFigures {
    KeyFigures {
        headlines: headlines(context, figures, earlier),
        table: table(context, selection, figures, earlier),
        compared: compared(context, selection, figures, earlier),
        not_received: not_received(context, selection, figures, earlier),
        separate: figures.separate.clone(),
        receipts: Some(figures.received().receipts),
    }
}

impl KeyFigures {
    /// The same where nothing is known: what stands in the place of noughts.
    pub fn say_in_place_of_noughts(&mut self, words: &str) {
        let all = self.headlines.iter_mut().map(|headline| &mut headline.figure);
        let all = all.chain(self.table.rows.iter_mut().flat_map(|row| &mut row.cells));
        for cell in all.filter(|cell| matches!(cell, Cell::Count(_) | Cell::Money(_) | Cell::Percent(_))) {
            *cell = Cell::text(words);
        }
        self.headlines.iter_mut().for_each(|headline| headline.note = None);
        self.compared.clear();
        self.not_received.clear();
        self.receipts = None;
    }

    /// What was not received as a table, where there is anything.
    #[must_use]
    pub fn not_received_table(&self, words: &Words) -> Option<Table> {
        let row = |(part, totals): &(Means, Totals)| {
            Row::detail(vec![Cell::text(words.way(*part)), Cell::Count(totals.count), Cell::Money(totals.balance())])
        };
        let columns = vec![
            Column::new(&words.key_figures.what, 98.0, Format::Text),
            Column::new(&words.measure.count, 16.0, Format::Count),
            Column::new(&words.measure.amount, 25.0, Format::Amount),
        ];
        let title = words.key_figures.not_received.clone();
        let rows: Vec<Row> = self.not_received.iter().map(row).collect();
        (!rows.is_empty()).then_some(Table { title, note: None, columns, rows })
    }
}

fn headlines(context: &Context<'_>, figures: &Figures, earlier: &[Earlier]) -> Vec<Headline> {
    let (words, measure) = (&context.words.key_figures, &context.words.measure);
    let received = figures.received();
    let handed_over = figures.separate(SeparateItem::HandOver);
    let money = |text: &str, amount: Money| ReportSentence {
        text: text.to_owned(),
        values: vec![("amount", Cell::Money(amount))],
    };
    let of_which = |amount: Money| (amount != Money::ZERO).then(|| money(&words.handed_over_note, amount));
    let amount =
        |label: &str, amount: Money, note| Headline { label: label.to_owned(), figure: Cell::Money(amount), note };
    let balance_note = ReportSentence { text: words.balance_note.clone(), values: Vec::new() };
    let headline = |figure: &HeadlineFigure| match figure {
        HeadlineFigure::Receipts => {
            amount(&measure.receipts, received.receipts, receipts_note(context, figures, earlier))
        }
        HeadlineFigure::Expenses => amount(&measure.expenses, received.expenses, of_which(handed_over.expenses)),
        HeadlineFigure::Balance => amount(&measure.balance, received.balance(), Some(balance_note.clone())),
        HeadlineFigure::Bookings => Headline {
            label: words.bookings.clone(),
            figure: Cell::Count(received.count),
            note: bookings_note(context, figures),
        },
    };
    context.template.first_page.headline().iter().map(headline).collect()
}

/// How much more was received than in the earlier periods, and what of it is money carried to the bank.
fn receipts_note(context: &Context<'_>, figures: &Figures, earlier: &[Earlier]) -> Option<ReportSentence> {
    const NAMES: [&str; 2] = ["change", "other_change"];
    let words = &context.words.key_figures;
    let receipts = figures.received().receipts;
    let (mut notes, mut values) = (Vec::new(), Vec::new());
    let handed_over = figures.separate(SeparateItem::HandOver).receipts;
    if handed_over != Money::ZERO {
        notes.push(words.handed_over_note.clone());
        values.push(("amount", Cell::Money(handed_over)));
    }
    for (earlier, name) in earlier.iter().zip(NAMES) {
        let then = earlier.figures.received().receipts;
        if let Some(percent) = Percent::of(receipts - then, then) {
            let period = context.words.short_period(earlier.period);
            notes.push(words.compared.replace("{change}", &format!("{{{name}}}")).replace("{period}", &period));
            values.push((name, Cell::Percent(percent)));
        }
    }
    (!notes.is_empty()).then(|| ReportSentence { text: notes.join(" · "), values })
}

/// How many of the bookings are stornos, and how many there are beside them.
fn bookings_note(context: &Context<'_>, figures: &Figures) -> Option<ReportSentence> {
    let words = &context.words.key_figures;
    let (stornos, apart) = (figures.stornos, figures.sum_of(|part| !part.is_received()).count);
    let stornos_note = match stornos.count {
        0 => None,
        1 => Some(words.stornos_note_one.as_str()),
        _ => Some(words.stornos_note.as_str()),
    };
    let apart_note = (apart > 0).then_some(words.bookings_note.as_str());
    let notes: Vec<&str> = stornos_note.into_iter().chain(apart_note).collect();
    let values = vec![
        ("stornos", Cell::Count(stornos.count)),
        ("amount", Cell::Money(stornos.balance())),
        ("apart", Cell::Count(apart)),
    ];
    (!notes.is_empty()).then(|| ReportSentence { text: notes.join("; "), values })
}

/// What was received by the way in which it came in, beside the earlier periods that are known.
fn table(context: &Context<'_>, selection: &Selection, figures: &Figures, earlier: &[Earlier]) -> Table {
    let (words, measure) = (&context.words.key_figures, &context.words.measure);
    // All columns together are as wide as the text of a standing page.
    let label =
        185.0 - 14.0 - 22.0 - 20.0 - 22.0 - COMPARED * f32::from(u8::try_from(earlier.len()).unwrap_or(u8::MAX));
    let mut columns = vec![
        Column::new(&words.way, label, Format::Text),
        Column::new(&measure.count, 14.0, Format::Count),
        Column::new(&measure.receipts, 22.0, Format::Amount),
    ];
    for earlier in earlier {
        columns.extend([
            Column::new(&context.words.short_period(earlier.period), 19.0, Format::Amount),
            Column::new(&words.difference, 17.0, Format::Amount),
            Column::new(&words.percent, 13.0, Format::Percent),
        ]);
    }
    columns.extend([
        Column::new(&measure.expenses, 20.0, Format::Amount).present(Presence::UnlessNought),
        Column::new(&measure.balance, 22.0, Format::Amount).present(Presence::Derived),
    ]);
    let row = |kind: RowKind, label: &str, of: &dyn Fn(&Figures) -> Totals| {
        let now = of(figures);
        let mut cells = vec![Cell::text(label), Cell::Count(now.count), Cell::Money(now.receipts)];
        for earlier in earlier {
            let then = of(&earlier.figures).receipts;
            let difference = now.receipts - then;
            let percent = Percent::of(difference, then).map_or(Cell::Empty, Cell::Percent);
            cells.extend([Cell::Money(then), Cell::Money(difference), percent]);
        }
        cells.extend([now.expenses, now.balance()].map(Cell::Money));
        Row { kind, cells }
    };
    let received = ways_received(context, selection, figures, earlier).into_iter();
    let part_row = |part: Means| row(RowKind::Detail, context.way_name(part), &|figures| figures.of(part));
    let mut rows: Vec<Row> = received.map(part_row).collect();
    rows.push(row(RowKind::Total, context.received_words(), &Figures::received));
    for item in SeparateItem::ALL {
        let occurs = |figures: &Figures| figures.separate.contains_key(&item);
        if occurs(figures) || earlier.iter().any(|earlier| occurs(&earlier.figures)) {
            let label = words.separate.get(item.name()).map_or("", String::as_str);
            rows.push(row(RowKind::Detail, label, &|figures| figures.separate(item)));
        }
    }
    if figures.stornos.count > 0 || earlier.iter().any(|earlier| earlier.figures.stornos.count > 0) {
        rows.push(row(RowKind::Detail, &words.stornos_within, &|figures| figures.stornos));
    }
    let compared = (!earlier.is_empty()).then(|| words.compared_note.clone());
    let notes: Vec<String> =
        only_of(context).into_iter().chain(not_compared(context, selection, earlier)).chain(compared).collect();
    let note = (!notes.is_empty()).then(|| notes.join(" "));
    Table { title: words.ways.clone(), note, columns, rows }
}

/// The same in a line for each earlier period, and one of those with which it is not compared.
fn compared(context: &Context<'_>, selection: &Selection, figures: &Figures, earlier: &[Earlier]) -> Vec<String> {
    let ways = ways_received(context, selection, figures, earlier);
    let lines = earlier.iter().map(|earlier| compared_line(context, figures, earlier, &ways));
    lines.chain(not_compared(context, selection, earlier)).collect()
}

/// In which ways money came in that the report is about, where its template leaves one out.
fn only_of(context: &Context<'_>) -> Option<String> {
    let ways = [Means::Cash, Means::Bank, Means::Online];
    let told: Vec<&str> =
        ways.into_iter().filter(|part| context.template.is_of_way(*part)).map(|part| context.way_name(part)).collect();
    let text = &context.words.key_figures.only_of;
    (told.len() < ways.len()).then(|| text.replace("{ways}", &told.join(", ")))
}

/// With which of the usual earlier periods the report is not compared, and why.
fn not_compared(context: &Context<'_>, selection: &Selection, earlier: &[Earlier]) -> Option<String> {
    let period = selection.period.filter(|_| selection.posted_in.is_none())?;
    let is_missing = |period: &Period| !earlier.iter().any(|earlier| earlier.period == *period);
    let missing = usual(period).filter(is_missing).map(|period| context.words.short_period(period));
    let missing: Vec<String> = missing.collect();
    let text = &context.words.key_figures.not_compared;
    (!missing.is_empty()).then(|| text.replace("{periods}", &missing.join(", ")))
}

/// What was not received, each reason by itself.
fn not_received(
    context: &Context<'_>,
    selection: &Selection,
    figures: &Figures,
    earlier: &[Earlier],
) -> Vec<(Means, Totals)> {
    let parts = shown_parts(context, selection, figures, earlier).into_iter().filter(|part| !part.is_received());
    parts.map(|part| (part, figures.of(part))).collect()
}

/// The ways in which money came in that have a row.
fn ways_received(context: &Context<'_>, selection: &Selection, figures: &Figures, earlier: &[Earlier]) -> Vec<Means> {
    let parts = shown_parts(context, selection, figures, earlier).into_iter();
    parts.filter(|part| part.is_received()).collect()
}

/// The parts that have a row: those that occur now or earlier, and those of which it is worth knowing that they don't.
fn shown_parts(context: &Context<'_>, selection: &Selection, figures: &Figures, earlier: &[Earlier]) -> Vec<Means> {
    let mut parts: Vec<Means> = figures.parts.keys().copied().collect();
    parts.extend(earlier.iter().flat_map(|earlier| earlier.figures.parts.keys()));
    // Where daybooks are chosen, what is not there may just not have been asked for.
    if selection.daybook_letters.is_empty() && selection.daybooks.is_empty() {
        let mut told = vec![Means::Cash, Means::Bank];
        told.extend(context.tables.knows_online().then_some(Means::Online));
        told.extend(selection.write_offs.then_some(Means::Apart(DaybookKind::WriteOff)));
        // What the report is not about came in all the same: it is no nought.
        parts.extend(told.into_iter().filter(|part| context.template.is_of_way(*part)));
    }
    parts.sort_unstable();
    parts.dedup();
    parts
}
