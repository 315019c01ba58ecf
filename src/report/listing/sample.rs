//! The lines of a sample: those that points fell on, with what the sample was drawn from.

use std::cmp::Ordering;
use std::collections::HashMap;

use polars::prelude::*;

use super::relation_sections::relation_sections;
use super::rows::{Customers, LineCells, kept_cell, sum_row};
use crate::domain::transactions::{TEXTS, TransactionRow, TransactionRows, column};
use crate::domain::{LineSum, Money, Transactions};
use crate::report::context::Context;
use crate::report::document::{Cell, Column, Section, Table};
use crate::report::field::Relation;
use crate::report::finding_words::filled;
use crate::report::row::{Row, RowKind};
use crate::report::sampling::{Draw, Hit, METHOD, Sample, Tolerable, draw, seed};
use crate::report::template::{Field, Format};

/// A sample: its lines, and how it was drawn.
#[derive(Debug)]
pub struct DrawnSample {
    /// The sections that have lines.
    pub sections: Vec<Section>,
    /// The line of all that was drawn together.
    pub total: Row,
    /// What was not drawn.
    pub unshown: LineSum,
    /// How it was drawn, for readers; `None` where there was nothing to draw from.
    pub table: Option<Table>,
    /// The same for programs, by the names of parameters.
    pub parameters: Vec<(String, String)>,
}

/// What a sample is drawn by.
#[derive(Clone, Copy, Debug)]
pub struct SampleSeed<'a> {
    /// The library, or all.
    pub institution: &'a str,
    /// The period.
    pub period: &'a str,
    /// A hash of what was known when it was drawn.
    pub state: &'a str,
}

/// Lines that are drawn from by themselves.
struct Stratum {
    name: &'static str,
    /// Where they stand, in their order.
    places: Vec<usize>,
    lines: LineSum,
    draw: Draw,
}

/// Draws a sample from some lines: by the euro from those with a positive amount, and by themselves from those with a
/// negative one, by what these are without their sign. What is 0,00 can't be drawn.
///
/// # Errors
/// Never for transactions of the fixed schema; what polars says otherwise.
pub fn sample_sections(
    context: &Context<'_>,
    sample: Sample,
    listed: &Transactions,
    by: SampleSeed<'_>,
    customers: &Customers,
) -> PolarsResult<DrawnSample> {
    let rows = listed.rows()?;
    let ordered = in_order_of_ids(listed, &rows)?;
    let cents = |place: &usize| rows.get(*place).cents;
    let seed = seed(by.institution, by.period, by.state);
    let stratum = |name, is_in: &dyn Fn(i64) -> bool| {
        let places: Vec<usize> = ordered.iter().copied().filter(|place| is_in(cents(place))).collect();
        let mut lines = LineSum::ZERO;
        for place in &places {
            lines.add(cents(place));
        }
        let amounts: Vec<u64> = places.iter().map(|place| cents(place).unsigned_abs()).collect();
        Stratum { name, places, lines, draw: draw(&amounts, sample, &seed) }
    };
    let strata = [stratum("positive", &|cents| cents > 0), stratum("negative", &|cents| cents < 0)];
    let drawn = |stratum: &Stratum| {
        let mut sum = LineSum::ZERO;
        for hit in &stratum.draw.hits {
            sum.add(cents(&stratum.places[hit.place]));
        }
        sum
    };
    let mut all = LineSum::ZERO;
    for place in &ordered {
        all.add(cents(place));
    }
    let (mut shown, nought) = (LineSum::ZERO, all.without(strata[0].lines).without(strata[1].lines));
    for stratum in &strata {
        shown.merge(drawn(stratum));
    }

    let mut cells = LineCells::of(context, &rows, customers)?;
    let mut parts: HashMap<Relation, (Vec<Row>, LineSum)> = HashMap::new();
    for stratum in &strata {
        for hit in &stratum.draw.hits {
            let place = stratum.places[hit.place];
            let row = rows.get(place);
            let cells = cells.line(place, &row, |field| sample_cell(context, field, &row, hit));
            let relation = match hit.is_certain {
                _ if row.cents < 0 => Relation::Negative,
                true => Relation::Certain,
                false => Relation::Drawn,
            };
            let (lines, sum) = parts.entry(relation).or_default();
            lines.push(Row::detail(cells));
            sum.add(row.cents);
        }
    }
    let parts = parts.into_iter().map(|(relation, (lines, sum))| (relation, (lines, sum.money()))).collect();
    let sections = relation_sections(context, parts);
    let drawn = [drawn(&strata[0]), drawn(&strata[1])];
    Ok(DrawnSample {
        sections,
        total: sum_row(context, &context.received_label(), shown.money()),
        unshown: all.without(shown),
        table: (all.count > 0).then(|| table(context, sample, by, &strata, drawn, nought)),
        parameters: parameters(sample, by, &strata),
    })
}

/// Where the lines stand, by their ids as text. Ids of two feeds may be alike: then by all else that a line has.
fn in_order_of_ids(listed: &Transactions, rows: &TransactionRows<'_>) -> PolarsResult<Vec<usize>> {
    let ids = rows.text(column::ID)?;
    let instants = listed.frame().column(column::SETTLED_AT)?.as_materialized_series().i64()?;
    let others: Vec<&StringChunked> = TEXTS.iter().filter_map(|name| rows.text(name).ok()).collect();
    let codes = |row: &TransactionRow| {
        let daybook = row.daybook.map(crate::domain::Daybook::number);
        (daybook, row.institution.number(), row.branch.number(), row.booking_code.number(), row.posted, row.cents)
    };
    let all_else = |one: usize, other: usize| {
        let by_codes = codes(&rows.get(one)).cmp(&codes(&rows.get(other)));
        let by_texts = || others.iter().map(|texts| texts.get(one)).cmp(others.iter().map(|texts| texts.get(other)));
        instants.get(one).cmp(&instants.get(other)).then(by_codes).then_with(by_texts)
    };
    let by_id = |one: &usize, other: &usize| -> Ordering {
        ids.get(*one).cmp(&ids.get(*other)).then_with(|| all_else(*one, *other))
    };
    let mut places: Vec<usize> = (0..listed.len()).collect();
    places.sort_unstable_by(by_id);
    Ok(places)
}

/// What only a sample shows, and what a listing keeps in columns of its own.
fn sample_cell(context: &Context<'_>, field: Field, row: &TransactionRow, hit: &Hit) -> Option<Cell> {
    Some(match field {
        Field::Cumulative => Cell::Money(money(hit.cumulative)),
        Field::Points => Cell::Count(hit.points),
        Field::ToFillIn => Cell::Empty,
        Field::Relation => context.said(|words| {
            let words = &words.single.sample;
            if hit.is_certain { &words.certain } else { &words.drawn }.clone()
        }),
        _ => return kept_cell(field, row),
    })
}

/// An amount without a sign. All amounts together fit, since ingest bounds the turnover.
fn money(cents: u64) -> Money {
    LineSum { count: 0, cents: cents.into() }.money()
}

fn table(
    context: &Context<'_>,
    sample: Sample,
    by: SampleSeed<'_>,
    strata: &[Stratum; 2],
    drawn: [LineSum; 2],
    nought: LineSum,
) -> Table {
    let words = &context.words.single.sample;
    let columns = vec![
        Column::new(&words.stratum, 70.0, Format::Text),
        Column::new(&words.lines, 19.0, Format::Count),
        Column::new(&words.amount, 28.0, Format::Amount),
        Column::new(&words.interval, 28.0, Format::Amount),
        Column::new(&words.start, 28.0, Format::Amount),
        Column::new(&words.points, 19.0, Format::Count),
        Column::new(&words.drawn_lines, 22.0, Format::Count),
        Column::new(&words.drawn_amount, 28.0, Format::Amount),
    ];
    let row = |name: &str, lines: LineSum, draw: Option<&Draw>, drawn: LineSum| {
        let of_draw = |cell: &dyn Fn(&Draw) -> Cell| draw.map_or(Cell::Empty, cell);
        vec![
            Cell::text(name),
            Cell::Count(lines.count),
            Cell::Money(lines.money()),
            of_draw(&|draw| Cell::Money(money(draw.interval))),
            of_draw(&|draw| Cell::Money(money(draw.start))),
            of_draw(&|draw| Cell::Count(draw.points)),
            Cell::Count(drawn.count),
            Cell::Money(drawn.money()),
        ]
    };
    let mut rows = Vec::new();
    let (mut all, mut all_drawn) = (nought, LineSum::ZERO);
    for (name, (stratum, drawn)) in [&words.positive, &words.negative].into_iter().zip(strata.iter().zip(drawn)) {
        // Where there is nothing to draw from, there is neither a start nor an interval.
        let draw = (stratum.lines.count > 0).then_some(&stratum.draw);
        rows.push(Row::detail(row(name, stratum.lines, draw, drawn)));
        all.merge(stratum.lines);
        all_drawn.merge(drawn);
    }
    if nought.count > 0 {
        rows.push(Row::detail(row(&words.nought, nought, None, LineSum::ZERO)));
    }
    rows.push(Row { kind: RowKind::Total, cells: row(context.received_words(), all, None, all_drawn) });
    let tolerable = match sample.tolerable {
        Tolerable::Amount(cents) => filled(&words.tolerable_amount, &[("amount", &context.words.amount(money(cents)))]),
        Tolerable::PerMille(part) => {
            let percent = if part % 10 == 0 {
                (part / 10).to_string()
            } else {
                format!("{}{}{}", part / 10, context.words.figure.decimal_mark, part % 10)
            };
            filled(&words.tolerable_part, &[("percent", &percent)])
        }
    };
    let factor = sample.confidence.factor();
    let factor = format!("{}{}{}", factor / 10, context.words.figure.decimal_mark, factor % 10);
    let note = filled(
        &words.note,
        &[
            ("method", METHOD),
            ("confidence", &sample.confidence.to_string()),
            ("factor", &factor),
            ("tolerable", &tolerable),
            ("institution", by.institution),
            ("period", by.period),
            ("state", by.state),
        ],
    );
    Table { title: words.title.clone(), note: Some(note), columns, rows }
}

fn parameters(sample: Sample, by: SampleSeed<'_>, strata: &[Stratum; 2]) -> Vec<(String, String)> {
    let tolerable = match sample.tolerable {
        Tolerable::Amount(cents) => money(cents).to_string(),
        Tolerable::PerMille(part) => format!("{}.{}%", part / 10, part % 10),
    };
    let mut parameters = vec![
        ("sample-method".to_owned(), METHOD.to_owned()),
        ("sample-institution".to_owned(), by.institution.to_owned()),
        ("sample-period".to_owned(), by.period.to_owned()),
        ("sample-state".to_owned(), by.state.to_owned()),
        ("sample-confidence".to_owned(), sample.confidence.to_string()),
        ("sample-tolerable".to_owned(), tolerable),
    ];
    for Stratum { name, draw, lines, .. } in strata {
        if lines.count > 0 {
            for (what, number) in
                [("total", draw.total), ("interval", draw.interval), ("start", draw.start), ("points", draw.points)]
            {
                parameters.push((format!("sample-{name}-{what}"), number.to_string()));
            }
        }
    }
    parameters
}
