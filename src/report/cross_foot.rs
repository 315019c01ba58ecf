//! The proof that a report's parts add up to its whole, by two ways that share no code.

use std::collections::BTreeMap;
use std::fmt::Debug;

use super::control_section::ControlSection;
use super::document::{Cell, Column, Document, Value};
use super::entries_proof;
use super::error::ReportError;
use super::figures::Means;
use super::lines::{GroupTotals, Totals};
use super::row::{Row, RowKind};
use super::tally::{KindSums, Tally};
use super::template::{Field, Kind, Template};
use crate::domain::{CodeTables, Daybook, DaybookKind, LineSum, Money, SeparateItem};

/// The proven sums of a report, part by part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossFoot {
    /// The parts that have lines, and what was received in any case.
    pub sections: Vec<SectionFoot>,
}

/// The proven sums of a part of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionFoot {
    /// Its name.
    pub title: String,
    /// Whether the money in it was received.
    pub is_received: bool,
    /// How many daybooks, branches, booking codes and transactions there are; each adds up to `totals`.
    pub parts: [u64; 4],
    /// Its lines.
    pub totals: Totals,
}

/// Demands that polars' groups (`lines`) and the plain tally have, part by part, the same daybooks, branches and codes
/// with the same sums, that the lines of the report, with those that a sample does not show, add up to the same, and that
/// its key figures and chart say what its totals say.
///
/// # Errors
/// The first difference: a fault of the program.
pub fn prove(
    lines: &[GroupTotals],
    tally: &Tally,
    document: &Document,
    template: &Template,
    tables: &CodeTables,
) -> Result<CrossFoot, ReportError> {
    let (mut feet, mut whole) = (Vec::new(), LineSum::ZERO);
    for section in ControlSection::all(template, document.words) {
        let foot = prove_section(lines, tally, &section)?;
        whole.merge(LineSum { count: foot.totals.count, cents: foot.totals.balance().decimal().mantissa() });
        if foot.totals.count > 0 || foot.is_received {
            feet.push(foot);
        }
    }
    if whole != tally.all {
        return Err(format!("the parts of the report add up to {whole:?}, the transactions to {:?}", tally.all).into());
    }
    let whole = whole.without(document.unshown);
    let whole = (whole.count, whole.money());
    // Entries show no numbers of lines.
    let shown = if template.entries { (whole.0, entries_proof::proven(document)?) } else { shown(document, template) };
    if shown != whole {
        return Err(format!("the lines of the report add up to {shown:?}, the transactions to {whole:?}").into());
    }
    prove_figures(lines, tally, document)?;
    prove_separate(lines, tally, tables)?;
    prove_chart(tally, document)?;
    Ok(CrossFoot { sections: feet })
}

/// Demands that both ways give the same for a part of the report, however it is added up.
fn prove_section(lines: &[GroupTotals], tally: &Tally, section: &ControlSection) -> Result<SectionFoot, String> {
    let is_in = |line: &&GroupTotals| section.kinds.contains(&line.daybook.map(Daybook::kind));
    let lines: Vec<&GroupTotals> = lines.iter().filter(is_in).collect();
    let tallied: Vec<&KindSums> = section.kinds.iter().filter_map(|kind| tally.kinds.get(kind)).collect();
    let daybooks = add_up(&lines, |line| line.daybook);
    let branches = add_up(&lines, |line| line.institution.zip(line.branch));
    let codes = add_up(&lines, |line| line.booking_code);
    agree("daybook", &daybooks, tallied.iter().flat_map(|kind| &kind.daybooks).map(|(key, sum)| (*key, *sum)))?;
    agree("branch", &branches, tallied.iter().flat_map(|kind| &kind.branches).map(|(key, sum)| (Some(*key), *sum)))?;
    agree(
        "booking code",
        &codes,
        tallied.iter().flat_map(|kind| &kind.booking_codes).map(|(key, sum)| (Some(*key), *sum)),
    )?;
    let mut totals = Totals::ZERO;
    for line in lines {
        totals += line.totals;
    }
    let whole = (totals.count, totals.balance());
    for (name, total) in
        [("daybooks", total(&daybooks)), ("branches", total(&branches)), ("booking codes", total(&codes))]
    {
        if total != whole {
            return Err(format!("{}: the {name} add up to {total:?}, the transactions to {whole:?}", section.title));
        }
    }
    let parts = [daybooks.len() as u64, branches.len() as u64, codes.len() as u64, totals.count];
    Ok(SectionFoot { title: section.title.clone(), is_received: section.is_received(), parts, totals })
}

/// Demands that the key figures are those of polars' groups, and that the totals of the report show the same.
fn prove_figures(lines: &[GroupTotals], tally: &Tally, document: &Document) -> Result<(), String> {
    let mut grouped: BTreeMap<Option<DaybookKind>, Totals> = BTreeMap::new();
    for line in lines {
        *grouped.entry(line.daybook.map(Daybook::kind).map(of_key_figures)).or_default() += line.totals;
    }
    let mut tallied: BTreeMap<Option<DaybookKind>, Totals> = BTreeMap::new();
    for (part, totals) in &tally.figures.parts {
        let kind = match part {
            Means::Cash => Some(DaybookKind::Cash),
            Means::Bank | Means::Online => Some(DaybookKind::Bank),
            Means::Apart(kind) => Some(*kind),
            Means::Open => None,
        };
        *tallied.entry(kind).or_default() += *totals;
    }
    if grouped != tallied {
        return Err(format!("the key figures are {tallied:?}, the groups {grouped:?}"));
    }
    let received = tally.figures.received();
    let shown = Totals { receipts: received.receipts - document.unshown.money(), ..received };
    prove_total("what was received", &document.received, &document.columns, shown)?;
    // What is open has no kind, and a section of its own; sections of stornos have lines of all kinds.
    let has_open = tallied.contains_key(&None);
    for section in document.sections.iter().filter(|section| has_open || !section.kinds.is_empty()) {
        let kinds: Vec<DaybookKind> = section.kinds.iter().copied().map(of_key_figures).collect();
        let Some(total) = &section.total else { continue };
        let mut wanted = Totals::ZERO;
        let is_in = |kind: Option<DaybookKind>| kind.map_or(kinds.is_empty(), |kind| kinds.contains(&kind));
        for (_, totals) in tallied.iter().filter(|(kind, _)| is_in(**kind)) {
            wanted += *totals;
        }
        prove_total(&section.title, total, &document.columns, wanted)?;
    }
    let shown = document.key_figures.iter().flat_map(|figures| &figures.table.rows);
    for row in shown.filter(|row| row.kind == RowKind::Total) {
        // What it is compared with stands in between.
        let now = [Cell::Count(received.count), Cell::Money(received.receipts)];
        let sums = [received.expenses, received.balance()].map(Cell::Money);
        if row.cells.get(1..3) != Some(&now) || !row.cells.ends_with(&sums) {
            return Err(format!("the key figures show {:?}, what was received is {received:?}", row.cells));
        }
    }
    Ok(())
}

/// Demands that what stands on a line of its own is what polars' groups have of its codes.
fn prove_separate(lines: &[GroupTotals], tally: &Tally, tables: &CodeTables) -> Result<(), String> {
    let mut grouped: BTreeMap<SeparateItem, Totals> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.daybook.is_some_and(|daybook| daybook.kind().is_received())) {
        if let Some(item) = line.booking_code.and_then(|code| SeparateItem::of(code, &tables.handed_over)) {
            *grouped.entry(item).or_default() += line.totals;
        }
    }
    let tallied = &tally.figures.separate;
    if grouped == *tallied {
        return Ok(());
    }
    Err(format!("what stands on lines of its own is {tallied:?}, in the groups {grouped:?}"))
}

/// A kind of daybook, as far as key figures tell kinds apart.
fn of_key_figures(kind: DaybookKind) -> DaybookKind {
    match kind {
        DaybookKind::SecondBank => DaybookKind::Bank,
        kind => kind,
    }
}

/// Demands that a total line of the report shows these figures.
fn prove_total(name: &str, row: &Row, columns: &[Column], wanted: Totals) -> Result<(), String> {
    for (column, cell) in columns.iter().zip(&row.cells) {
        let Some(field) = column.field else { continue };
        let wanted = match field {
            Field::Count => Cell::Count(wanted.count),
            Field::Receipts => Cell::Money(wanted.receipts),
            Field::Expenses => Cell::Money(wanted.expenses),
            Field::Balance | Field::Amount => Cell::Money(wanted.balance()),
            _ => continue,
        };
        if *cell != wanted {
            return Err(format!("{name}: the total shows {cell:?}, the key figures {wanted:?}"));
        }
    }
    Ok(())
}

/// Demands that the bars of the chart, and the parts of each, add up to what was received.
fn prove_chart(tally: &Tally, document: &Document) -> Result<(), String> {
    let Some(chart) = &document.chart else { return Ok(()) };
    if let Some(bar) = chart.bars.iter().find(|bar| bar.parts.iter().copied().sum::<Money>() != bar.total) {
        return Err(format!("the parts of the bar `{}` do not add up to {}", bar.label, bar.total));
    }
    let (bars, wanted) = (chart.bars.iter().map(|bar| bar.total).sum::<Money>(), tally.figures.received().receipts);
    if bars == wanted { Ok(()) } else { Err(format!("the bars add up to {bars}, the receipts are {wanted}")) }
}

type SumsByKey<K> = BTreeMap<K, (u64, Money)>;

fn add_up<K: Ord>(lines: &[&GroupTotals], key: impl Fn(&GroupTotals) -> K) -> SumsByKey<K> {
    let mut sums = SumsByKey::new();
    for line in lines {
        let sum = sums.entry(key(line)).or_insert((0, Money::ZERO));
        sum.0 += line.totals.count;
        sum.1 = sum.1 + line.totals.balance();
    }
    sums
}

fn total<K>(sums: &SumsByKey<K>) -> (u64, Money) {
    sums.values().fold((0, Money::ZERO), |total, sum| (total.0 + sum.0, total.1 + sum.1))
}

fn agree<K: Ord + Debug>(
    name: &str,
    grouped: &SumsByKey<K>,
    tallied: impl Iterator<Item = (K, LineSum)>,
) -> Result<(), String> {
    let mut added: BTreeMap<K, LineSum> = BTreeMap::new();
    tallied.for_each(|(key, sum)| added.entry(key).or_default().merge(sum));
    let tallied: SumsByKey<K> = added.into_iter().map(|(key, sum)| (key, (sum.count, sum.money()))).collect();
    let keys = grouped.keys().chain(tallied.keys());
    let Some(key) = keys.filter(|key| grouped.get(key) != tallied.get(key)).min() else { return Ok(()) };
    let said = |sums: &SumsByKey<K>| {
        sums.get(key).map_or("nothing".to_owned(), |(count, amount)| format!("{count} adding up to {amount}"))
    };
    Err(format!("sums by {name} differ at {key:?}: grouped {}, tallied {}", said(grouped), said(&tallied)))
}

/// What the detail lines of the finished report add up to.
fn shown(document: &Document, template: &Template) -> (u64, Money) {
    let mut whole = (0, Money::ZERO);
    for row in document.rows().filter(|row| row.kind == RowKind::Detail) {
        if template.kind == Kind::Listing {
            whole.0 += 1;
        }
        for (column, cell) in document.columns.iter().zip(row.cells()) {
            match (column.field, cell) {
                (Some(Field::Count), Value::Count(count)) => whole.0 += count,
                (Some(Field::Receipts | Field::Amount), Value::Money(amount)) => whole.1 = whole.1 + amount,
                (Some(Field::Expenses), Value::Money(amount)) => whole.1 = whole.1 - amount,
                _ => {}
            }
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_tells_both_sums() {
        let cents = |cents: i64| Money::from_cents(cents);
        let grouped: SumsByKey<&str> = [("K001", (1, cents(100))), ("K002", (2, cents(300)))].into();
        let line = |count: u64, cents: i64| LineSum { count, cents: cents.into() };
        let told = |tallied: &[(&'static str, LineSum)]| agree("daybook", &grouped, tallied.iter().copied());
        let equal = ("K002", line(2, 300));
        assert_eq!(told(&[("K001", line(1, 40)), ("K001", line(0, 60)), equal]), Ok(()));
        let other = told(&[("K001", line(1, 90)), equal]).expect_err("another sum");
        assert_eq!(
            other,
            "sums by daybook differ at \"K001\": grouped 1 adding up to 1.00, tallied 1 adding up to 0.90"
        );
        let none = told(&[equal]).expect_err("no sum");
        assert!(none.ends_with("grouped 1 adding up to 1.00, tallied nothing"), "{none}");
    }
}
