//! The bridge as a table.

use super::bridge::{Bridge, Origin, Step};
use super::departure::Departure;
use super::document::{Cell, Column, Table};
use super::row::{Row, RowKind};
use super::template::Format;
use super::words::{BridgeWords, Words};
use crate::domain::LineSum;

/// The bridge as a table; steps that take nothing away are left out.
#[must_use]
pub fn bridge_table(bridge: &Bridge, words: &Words) -> Table {
    let say = &words.bridge;
    let columns = vec![
        Column::new(&say.step, 115.0, Format::Text),
        Column::new(&words.measure.count, 30.0, Format::Count),
        Column::new(&words.measure.amount, 40.0, Format::Amount),
    ];
    let cells =
        |label: &str, lines: LineSum| vec![Cell::text(label), Cell::Count(lines.count), Cell::Money(lines.money())];
    let first = match bridge.accepted.from {
        Origin::Files | Origin::Sources => &say.accepted,
        Origin::Archive => &say.archived,
    };
    let mut rows = vec![Row::detail(cells(first, bridge.came_in()))];
    for (step, lines) in bridge.steps().into_iter().filter(|(_, lines)| lines.count > 0) {
        rows.push(Row::detail(cells(step_in_words(say, step), lines)));
    }
    rows.push(Row { kind: RowKind::Total, cells: cells(&say.shown, bridge.shown) });
    if let Some(since) = bridge.settled_since {
        rows.push(Row::detail(cells(&say.settled_since, since)));
    }
    for (title, _, totals) in &bridge.sections {
        let label = say.of_which.replace("{}", title);
        let sum = LineSum { count: totals.count, cents: totals.balance().decimal().mantissa() };
        rows.push(Row::detail(cells(&label, sum)));
    }
    Table { title: say.title.clone(), note: Some(say.note.clone()), columns, rows }
}

fn step_in_words(say: &BridgeWords, step: Step) -> &str {
    match step {
        Step::Overlap => &say.overlap,
        Step::Replaced => &say.replaced,
        Step::Withdrawn => &say.withdrawn,
        Step::Left(Departure::Open) => &say.open,
        Step::Left(Departure::Settled) => &say.settled,
        Step::Left(Departure::EarlierDays) => &say.earlier_days,
        Step::Left(Departure::LaterDays) => &say.later_days,
        Step::Left(Departure::OtherInstitutions) => &say.other_institutions,
        Step::Left(Departure::OthersDaybooks) => &say.others_daybooks,
        Step::Left(Departure::NoChannel) => &say.no_channel,
        Step::Left(Departure::NotAskedFor) => &say.not_asked_for,
        Step::Left(Departure::NobodysDaybook) => &say.nobodys_daybook,
        Step::Left(Departure::Separate) => &say.separate,
        Step::Left(Departure::Filtered) => &say.filtered,
        Step::Left(Departure::WrittenOff) => &say.written_off,
    }
}
