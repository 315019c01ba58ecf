//! What a reader wants to know first: what was received and how, beside earlier periods.

use super::context::Context;
use super::document::{Cell, Column, Headline, KeyFigures, Sentence, Table};
use super::earlier::Earlier;
use super::figures::{Figures, Part};
use super::lines::Totals;
use super::row::{Row, RowKind};
use super::selection::Selection;
use super::template::Format;
use crate::domain::{DaybookKind, Money, SeparateItem};

/// The key figures of the selected transactions.
#[must_use]
pub fn key_figures(context: &Context<'_>, selection: &Selection, figures: &Figures, earlier: &[Earlier]) -> KeyFigures {
    KeyFigures {
        headlines: headlines(context, figures),
        table: table(context, selection, figures, earlier),
        separate: figures.separate.clone(),
    }
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
    let (words, measure) = (&context.words.key_figures, &context.words.measure);
    let received = figures.received();
    let handed_over = figures.separate(SeparateItem::HandOver);
    let money =
        |text: &str, amount: Money| Sentence { text: text.to_owned(), values: vec![("amount", Cell::Money(amount))] };
    let of_which = |amount: Money| (amount != Money::ZERO).then(|| money(&words.handed_over_note, amount));
    let amount =
        |label: &str, amount: Money, note| Headline { label: label.to_owned(), figure: Cell::Money(amount), note };
    let balance_note = Sentence { text: words.balance_note.clone(), values: Vec::new() };
    vec![
        amount(&measure.receipts, received.receipts, of_which(handed_over.receipts)),
        amount(&measure.expenses, received.expenses, of_which(handed_over.expenses)),
        amount(&measure.balance, received.balance(), Some(balance_note)),
        Headline {
            label: words.bookings.clone(),
            figure: Cell::Count(received.count),
            note: bookings_note(context, figures),
        },
    ]
}

/// How many of the bookings are stornos, and how many there are beside them.
fn bookings_note(context: &Context<'_>, figures: &Figures) -> Option<Sentence> {
    let words = &context.words.key_figures;
    let (stornos, apart) = (figures.stornos, figures.sum_of(|part| !part.is_received()).count);
    let stornos_note = (stornos.count > 0).then_some(words.stornos_note.as_str());
    let apart_note = (apart > 0).then_some(words.bookings_note.as_str());
    let notes: Vec<&str> = stornos_note.into_iter().chain(apart_note).collect();
    let values = vec![
        ("stornos", Cell::Count(stornos.count)),
        ("amount", Cell::Money(stornos.balance())),
        ("apart", Cell::Count(apart)),
    ];
    (!notes.is_empty()).then(|| Sentence { text: notes.join("; "), values })
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
    for item in SeparateItem::ALL {
        let occurs = |figures: &Figures| figures.separate.contains_key(&item);
        if occurs(figures) || earlier.iter().any(|earlier| occurs(&earlier.figures)) {
            let label = words.separate.get(item.name()).map_or("", String::as_str);
            rows.push(row(RowKind::Detail, label, &|figures| figures.separate(item)));
        }
    }
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
