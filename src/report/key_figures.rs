//! What a reader wants to know first: what was received and how, beside earlier periods.

use super::context::Context;
use super::document::{Cell, Column, Headline, KeyFigures, Sentence, Table};
use super::earlier::Earlier;
use super::figures::{Figures, Part};
use super::lines::Totals;
use super::row::{Row, RowKind};
use super::selection::Selection;
use super::template::Format;
use crate::domain::DaybookKind;

/// The key figures of the selected transactions.
#[must_use]
pub fn key_figures(context: &Context<'_>, selection: &Selection, figures: &Figures, earlier: &[Earlier]) -> KeyFigures {
    KeyFigures { headlines: headlines(context, figures), table: table(context, selection, figures, earlier) }
}

impl KeyFigures {
    /// The same where nothing is known: what stands in the place of noughts.
    pub fn say_in_place_of_noughts(&mut self, words: &str) {
        let all = self.headlines.iter_mut().map(|headline| &mut headline.figure);
        let all = all.chain(self.table.rows.iter_mut().flat_map(|row| &mut row.cells));
        for cell in all.filter(|cell| matches!(cell, Cell::Count(_) | Cell::Money(_))) {
            *cell = Cell::text(words);
        }
        self.headlines.iter_mut().for_each(|headline| headline.note = None);
    }
}

fn headlines(context: &Context<'_>, figures: &Figures) -> Vec<Headline> {
    let words = &context.words.key_figures;
    let received = figures.received();
    let apart = figures.sum_of(|part| !part.is_received()).count;
    let sentence = |text: &str, values: Vec<(&'static str, Cell)>| Sentence { text: text.to_owned(), values };
    let received_note = sentence(
        &words.received_note,
        vec![("receipts", Cell::Money(received.receipts)), ("expenses", Cell::Money(received.expenses))],
    );
    let bookings_note = || sentence(&words.bookings_note, vec![("apart", Cell::Count(apart))]);
    let stornos_note = || sentence(&words.stornos_note, vec![("amount", Cell::Money(figures.stornos.balance()))]);
    vec![
        Headline {
            label: context.words.subtotal.received.clone(),
            figure: Cell::Money(received.balance()),
            note: Some(received_note),
        },
        Headline {
            label: words.bookings.clone(),
            figure: Cell::Count(received.count),
            note: (apart > 0).then(bookings_note),
        },
        Headline {
            label: words.stornos.clone(),
            figure: Cell::Count(figures.stornos.count),
            note: (figures.stornos.count > 0).then(stornos_note),
        },
    ]
}

fn table(context: &Context<'_>, selection: &Selection, figures: &Figures, earlier: &[Earlier]) -> Table {
    let (words, measure) = (&context.words.key_figures, &context.words.measure);
    let mut columns = vec![
        // All columns together are as wide as the text of a standing page.
        Column::new(
            &words.what,
            if earlier.len() > 1 {
                44.0
            } else if earlier.is_empty() {
                98.0
            } else {
                71.0
            },
            Format::Text,
        ),
        Column::new(&measure.count, 16.0, Format::Count),
        Column::new(&measure.receipts, 25.0, Format::Amount),
        Column::new(&measure.expenses, 22.0, Format::Amount),
        Column::new(&measure.balance, 24.0, Format::Amount),
    ];
    columns.extend(earlier.iter().map(|earlier| {
        let period = context.words.short_period(earlier.period);
        Column::new(&words.compared_balance.replace("{period}", &period), 27.0, Format::Amount)
    }));
    let row = |kind: RowKind, label: &str, of: &dyn Fn(&Figures) -> Totals| {
        let now = of(figures);
        let mut cells = vec![Cell::text(label), Cell::Count(now.count)];
        cells.extend([now.receipts, now.expenses, now.balance()].map(Cell::Money));
        cells.extend(earlier.iter().map(|earlier| Cell::Money(of(&earlier.figures).balance())));
        Row { kind, cells }
    };
    let shown = shown_parts(context, selection, figures, earlier);
    let (received, apart): (Vec<Part>, Vec<Part>) = shown.into_iter().partition(|part| part.is_received());
    let part_row = |part: Part| row(RowKind::Detail, context.way_name(part), &|figures| figures.of(part));
    let mut rows: Vec<Row> = received.into_iter().map(part_row).collect();
    rows.push(row(RowKind::Total, &context.words.subtotal.received, &Figures::received));
    rows.push(row(RowKind::Detail, &words.stornos_within, &|figures| figures.stornos));
    rows.extend(apart.into_iter().map(part_row));
    let note = (!earlier.is_empty()).then(|| words.compared_note.clone());
    Table { title: words.title.clone(), note, columns, rows }
}

/// The parts that have a row: those that occur now or earlier, and those of which it is worth knowing that they don't.
fn shown_parts(context: &Context<'_>, selection: &Selection, figures: &Figures, earlier: &[Earlier]) -> Vec<Part> {
    let mut parts: Vec<Part> = figures.parts.keys().copied().collect();
    parts.extend(earlier.iter().flat_map(|earlier| earlier.figures.parts.keys()));
    // Where daybooks are chosen, what is not there may just not have been asked for.
    if selection.daybook_letters.is_empty() && selection.daybooks.is_empty() {
        parts.extend([Part::Cash, Part::Bank]);
        parts.extend(context.tables.knows_online().then_some(Part::Online));
        parts.extend(selection.write_offs.then_some(Part::Apart(DaybookKind::WriteOff)));
    }
    parts.sort_unstable();
    parts.dedup();
    parts
}
