//! What libraries owe each other: who received what for whom, and what is left between any two of them.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::dimension::Dimension;
use super::document::{Cell, Column, Table};
use super::error::ReportError;
use super::key::{Key, OpenLast};
use super::lines::GroupTotals;
use super::row::{Row, RowKind};
use super::template::Format;
use crate::domain::{Institution, LineSum, Money, Period};

/// What those say whose costs were settled, by who received them and whose they are: only where they say anything.
pub type Confirmed = BTreeMap<(Institution, Institution), LineSum>;

/// What was received, by who received it and whose it is.
type Received = BTreeMap<(Institution, Institution), Money>;

/// The tables of what is left between any two libraries, and of what each has to come. What was offset (V) is settled
/// already and has no part in it.
///
/// # Errors
/// When what one has to come is not what others have to pay, or they are not what was received: a fault of the program.
pub(super) fn tables(
    context: &Context<'_>,
    period: Period,
    groups: &[GroupTotals],
    total: Money,
    confirmed: &Confirmed,
) -> Result<Vec<Table>, ReportError> {
    let (mut received, mut counts) = (Received::new(), BTreeMap::<_, u64>::new());
    for group in groups.iter().filter(|group| group.daybook.is_some_and(|daybook| daybook.kind().is_received())) {
        let Key::Receiver(OpenLast::Settled(by)) = Key::of(group, Dimension::Receiver, context.codes()) else {
            return Err(format!("{group:?} was received by nobody").into());
        };
        let owner = group.institution.unwrap_or(by);
        let sum = received.entry((by, owner)).or_insert(Money::ZERO);
        *sum = *sum + group.totals.balance();
        *counts.entry((by, owner)).or_default() += group.totals.count;
    }
    prove(&received, total)?;
    let sides = sides_table(context, &received, &counts, confirmed)?;
    if received.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![pairs_table(context, period, &received), institutions_table(context, &received), sides])
}

/// What one received for another less what that received for it: what it has to pay.
fn owed(received: &Received, one: Institution, other: Institution) -> Money {
    let of = |key| received.get(&key).copied().unwrap_or(Money::ZERO);
    of((one, other)) - of((other, one))
}

/// Every library once.
fn everyone(received: &Received) -> BTreeSet<Institution> {
    received.keys().flat_map(|(receiver, owner)| [*receiver, *owner]).collect()
}

/// Demands that all is between two libraries, that what each has to pay the others have to come, and that nothing is
/// missing of what was received.
fn prove(received: &Received, total: Money) -> Result<(), ReportError> {
    let fault = |what: String| Err(what.into());
    if let Some(((receiver, _), _)) = received.iter().find(|((receiver, owner), _)| receiver == owner) {
        return fault(format!("{receiver} would settle with itself"));
    }
    let sum: Money = received.values().copied().sum();
    if sum != total {
        return fault(format!("the matrix adds up to {sum}, the lines to {total}"));
    }
    let everyone = everyone(received);
    let mut left = Money::ZERO;
    for one in &everyone {
        for other in everyone.iter().filter(|other| *other != one) {
            let (there, back) = (owed(received, *one, *other), owed(received, *other, *one));
            if there + back != Money::ZERO {
                return fault(format!("{one} owes {other} {there}, and {other} owes {one} {back}"));
            }
            left = left + there;
        }
    }
    if left == Money::ZERO { Ok(()) } else { fault(format!("{left} would be left between all libraries")) }
}

fn name(context: &Context<'_>, institution: Institution) -> String {
    context.titled(Key::Institution(Some(institution)), context.words)
}

fn pairs_table(context: &Context<'_>, period: Period, received: &Received) -> Table {
    let words = &context.words.single.settlement;
    let columns = vec![
        Column::new(&words.one, 45.0, Format::Text),
        Column::new(&words.other, 45.0, Format::Text),
        Column::new(&words.one_for_other, 30.0, Format::Amount),
        Column::new(&words.other_for_one, 30.0, Format::Amount),
        Column::new(&words.pays, 22.0, Format::Text),
        Column::new(&words.net, 25.0, Format::Amount),
        Column::new(&words.agreement, 80.0, Format::Text),
    ];
    let pairs: BTreeSet<(Institution, Institution)> =
        received.keys().map(|(receiver, owner)| (*receiver.min(owner), *receiver.max(owner))).collect();
    let of = |key| received.get(&key).copied().unwrap_or(Money::ZERO);
    let row = |(one, other): &(Institution, Institution)| {
        let owed = owed(received, *one, *other);
        let (who, amount) = if owed.is_negative() { (other, -owed) } else { (one, owed) };
        let pays = if amount == Money::ZERO { String::new() } else { who.to_string() };
        let agreements = context.tables.agreements.iter();
        let agreements = agreements.filter(|agreement| agreement.is_between(*one, *other, period));
        let agreements: Vec<&str> = agreements.map(|agreement| agreement.name.as_str()).collect();
        let agreement = if agreements.is_empty() { words.no_agreement.clone() } else { agreements.join("; ") };
        Row::detail(vec![
            Cell::text(&name(context, *one)),
            Cell::text(&name(context, *other)),
            Cell::Money(of((*one, *other))),
            Cell::Money(of((*other, *one))),
            Cell::text(&pays),
            Cell::Money(amount),
            Cell::text(&agreement),
        ])
    };
    let rows = pairs.iter().map(row).collect();
    Table { title: words.pairs.clone(), note: Some(words.pairs_note.clone()), columns, rows }
}

fn institutions_table(context: &Context<'_>, received: &Received) -> Table {
    let words = &context.words.single.settlement;
    let columns = vec![
        Column::new(&context.words.dimension.names[&Dimension::Institution], 80.0, Format::Text),
        Column::new(&words.for_others, 33.0, Format::Amount),
        Column::new(&words.by_others, 33.0, Format::Amount),
        Column::new(&words.to_come, 33.0, Format::Amount),
    ];
    let sum = |is_in: &dyn Fn(&(Institution, Institution)) -> bool| -> Money {
        received.iter().filter(|(key, _)| is_in(key)).map(|(_, sum)| *sum).sum()
    };
    let cells = |name: &str, for_others: Money, by_others: Money| {
        vec![Cell::text(name), Cell::Money(for_others), Cell::Money(by_others), Cell::Money(by_others - for_others)]
    };
    let row = |one: Institution| {
        let (for_others, by_others) = (sum(&|(receiver, _)| *receiver == one), sum(&|(_, owner)| *owner == one));
        Row::detail(cells(&name(context, one), for_others, by_others))
    };
    let mut rows: Vec<Row> = everyone(received).into_iter().map(row).collect();
    let all = sum(&|_| true);
    rows.push(Row { kind: RowKind::Total, cells: cells(&context.words.chart.total, all, all) });
    Table { title: words.institutions.clone(), note: Some(words.institutions_note.clone()), columns, rows }
}

fn sides_table(
    context: &Context<'_>,
    received: &Received,
    counts: &BTreeMap<(Institution, Institution), u64>,
    confirmed: &Confirmed,
) -> Result<Table, ReportError> {
    let words = &context.words.single.settlement;
    let names = &context.words.dimension.names;
    let columns = vec![
        Column::new(&names[&Dimension::Receiver], 54.0, Format::Text),
        Column::new(&names[&Dimension::Institution], 54.0, Format::Text),
        Column::new(&context.words.measure.count, 17.0, Format::Count),
        Column::new(&words.by_receiver, 32.0, Format::Amount),
        Column::new(&context.words.measure.count, 17.0, Format::Count),
        Column::new(&words.by_owner, 32.0, Format::Amount),
        Column::new(&words.outcome, 60.0, Format::Text),
    ];
    let mut rows = Vec::new();
    for (key, sum) in received {
        let (count, other) = (counts.get(key).copied().unwrap_or_default(), confirmed.get(key));
        if let Some(other) = other.filter(|other| (other.count, other.money()) != (count, *sum)) {
            return Err(format!("{key:?}: {count} lines, {sum}, and the other side says {other:?}").into());
        }
        rows.push(Row::detail(vec![
            Cell::text(&name(context, key.0)),
            Cell::text(&name(context, key.1)),
            Cell::Count(count),
            Cell::Money(*sum),
            other.map_or(Cell::Empty, |other| Cell::Count(other.count)),
            other.map_or(Cell::Empty, |other| Cell::Money(other.money())),
            Cell::text(if other.is_some() { &words.agrees } else { &words.one_side }),
        ]));
    }
    Ok(Table { title: words.sides.clone(), note: Some(words.sides_note.clone()), columns, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn institution(code: &str) -> Institution {
        Institution::parse(code).expect("a library")
    }

    #[test]
    fn what_one_has_to_pay_the_others_have_to_come() {
        let [one, two, three] = ["I200", "I355", "I356"].map(institution);
        let received = Received::from([
            ((one, two), Money::from_cents(500)),
            ((two, one), Money::from_cents(150)),
            ((three, one), Money::from_cents(-20)),
        ]);
        assert_eq!(owed(&received, one, two), Money::from_cents(350));
        assert_eq!(owed(&received, two, one), Money::from_cents(-350));
        assert_eq!(owed(&received, two, three), Money::ZERO);
        assert!(prove(&received, Money::from_cents(630)).is_ok());
        assert!(prove(&received, Money::from_cents(631)).is_err(), "a cent is missing");
        let with_itself = Received::from([((one, one), Money::ZERO)]);
        assert!(prove(&with_itself, Money::ZERO).is_err());
    }
}
