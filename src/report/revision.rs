//! What differs between two versions of a report: which lines came, went or changed, and what that does to the sums.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::PolarsResult;

use super::context::{Context, part_cell};
use super::dimension::Dimension;
use super::document::{Cell, Column, Document, Table};
use super::error::ReportError;
use super::figures::Means;
use super::key::{Key, OpenLast};
use super::line_differences::{self, differences};
use super::matcher::Matcher;
use super::reopened::{LineTexts, Reopened};
use super::replaced::{Cause, Replaced};
use super::revision_steps::{FieldTexts, StepSums, Steps, TEXTS, VersionLines, class_of, own_total, sums, totals};
use super::row::{Row, RowKind};
use super::selection::Selection;
use super::spec::{Before, LineFate};
use super::template::{Field as Shown, Format};
use crate::domain::difference::Difference;
use crate::domain::transaction::is_storno;
use crate::domain::transactions::{TransactionRow, column};
use crate::domain::{BookingCode, CodeTables, LineField, Money, Transactions};

/// The place of the one among them that is known once a line is settled.
const SETTLEMENT_SOURCE: usize = 2;

/// The text columns that a comparison needs.
pub const COLUMNS: [&str; 7] = [
    column::FEED,
    column::ID,
    column::DESCRIPTION,
    column::SOURCE,
    column::SETTLEMENT_SOURCE,
    column::CUSTOMER,
    column::ITEM,
];

/// The lines that came, went or changed since an earlier version, why they did, and the effect on figures; and what the
/// first page says of that. What that
/// version said and these differences are together what the new one says: `received`, less expenses, is what that has.
///
/// # Errors
/// When that can't be proven; or what polars says.
pub fn tables(
    context: &Context<'_>,
    selection: &Selection,
    before: &Before,
    (now, document): (&Transactions, &Document),
    received: Money,
) -> Result<(Vec<Table>, Replaced), ReportError> {
    let words = &context.words.revision;
    let differing = before.lines.as_ref().map(|lines| {
        let shown = (line_differences::columns(document), &line_differences::shown(document));
        differences(lines, shown, words, before.version)
    });
    let mut replaced = Replaced {
        number: before.number.clone(),
        version: before.version,
        issued: before.issued,
        totals: None,
        own_total: None,
        lines: differing.as_ref().map(|differing| differing.lines),
        causes: BTreeMap::new(),
    };
    let by_settings = differing.as_ref().map_or(0, |differing| differing.by_settings);
    let differing = differing.map(|differing| differing.table).filter(Table::has_facts);
    if context.template.is_of_changes() {
        // Its lines are no bookings: there is nothing else to compare.
        return Ok((differing.into_iter().collect(), replaced));
    }
    let steps = Steps {
        then: selected(&before.then, &before.selection)?,
        by_exports: selected(&before.now, &before.selection)?,
        now: selected(now, selection)?,
    };
    steps.prove(before, received)?;
    let title = words.title.replace("{}", &before.version.to_string());
    let (lines, causes) = lines_table(context, &title, &steps, before);
    replaced.totals = Some([&steps.then, &steps.now].map(|lines| totals(lines, context.template.is_of_receipts())));
    replaced.own_total = own_total(context, &steps);
    replaced.causes = causes;
    if by_settings > 0 {
        replaced.causes.entry(Cause::Settings).or_insert(by_settings);
    }
    // Where other lines tell what differs, that no booking does needs no table.
    let mut tables: Vec<Table> =
        Some(lines).filter(|lines| lines.has_facts() || differing.is_none()).into_iter().collect();
    tables.extend(differing);
    let has_part = |lines: &VersionLines, tables: &CodeTables| {
        let part = |line: &TransactionRow| Means::of_line(line.daybook.zip(line.settled), tables);
        lines.iter().map(|(id, (line, _))| (id.clone(), part(line))).collect::<BTreeMap<_, _>>()
    };
    let other_parts = has_part(&steps.by_exports, &before.tables) != has_part(&steps.now, context.tables);
    let effects = [
        (Dimension::Daybook, &words.effect_daybook),
        (Dimension::Branch, &words.effect_branch),
        (Dimension::BookingCode, &words.effect_booking_code),
    ];
    for (dimension, effect) in effects {
        let name = context.words.dimension.names.get(&dimension).map_or("", String::as_str);
        let sums = sums(&steps, |line, _| (class_of(context, line), key(line, dimension)));
        let cells = |(_, key): &(Option<Means>, Key)| {
            [Cell::text(&key.text()), Cell::text(&context.described(key.clone(), context.words).unwrap_or_default())]
        };
        tables.extend(effect_table(context, format!("{title}: {effect}"), name, &sums, cells, &steps));
    }
    if other_parts {
        let part = |line: &TransactionRow, is_now: bool| {
            Means::of_line(line.daybook.zip(line.settled), if is_now { context.tables } else { &before.tables })
        };
        let cells = |(_, part): &(Option<Means>, Means)| [part_cell(Shown::WayOfPayment, *part), Cell::Empty];
        let (name, effect) = (&words.way, &words.effect_way);
        let sums = sums(&steps, |line, is_now| (class_of(context, line), part(line, is_now)));
        tables.extend(effect_table(context, format!("{title}: {effect}"), name, &sums, cells, &steps));
    }
    Ok((tables, replaced))
}

fn selected(transactions: &Transactions, selection: &Selection) -> PolarsResult<VersionLines> {
    let rows = transactions.rows()?;
    let (feeds, ids, sources) = (rows.text(column::FEED)?, rows.text(column::ID)?, rows.text(column::SOURCE)?);
    let texts = TEXTS.map(|name| rows.text(name));
    let (mut lines, matcher) = (VersionLines::new(), Matcher::of(selection));
    let mut reopened = selection.open_at_end().map(Reopened::new);
    for (index, is) in rows.iter().enumerate() {
        let stood = matcher.as_it_stood(&is);
        let row = stood.unwrap_or(is);
        let [feed, id, source] = [feeds, ids, sources].map(|texts| texts.get(index).unwrap_or_default());
        let is_selected = matcher.matches(&row, source);
        let texts =
            texts.each_ref().map(|texts| texts.as_ref().ok().and_then(|texts| texts.get(index)).unwrap_or_default());
        if let Some(reopened) = &mut reopened {
            let [.., customer, item] = texts;
            let texts = LineTexts { feed, id, customer, item, source, drawer: "" };
            reopened.see(&is, is_selected.then_some(&row), texts);
        }
        if is_selected {
            let key = [feed, id].map(str::to_owned);
            let mut texts = texts.map(str::to_owned);
            if stood.is_some() {
                texts[SETTLEMENT_SOURCE].clear();
            }
            lines.insert(key.into(), (row, texts));
        }
    }
    for item in reopened.map(Reopened::finish).unwrap_or_default() {
        lines.remove(&item.key());
    }
    Ok(lines)
}

fn lines_table(context: &Context<'_>, title: &str, steps: &Steps, before: &Before) -> (Table, BTreeMap<Cause, u64>) {
    let Steps { then: old, by_exports: new, now } = steps;
    let fates = &before.fates;
    let words = &context.words.revision;
    let name = |dimension| context.words.dimension.names.get(&dimension).map_or("", String::as_str);
    let columns = vec![
        Column::new(&words.what, 26.0, Format::Text),
        Column::new(&words.id, 23.0, Format::Text),
        Column::new(name(Dimension::Daybook), 16.0, Format::Text),
        Column::new(name(Dimension::Branch), 18.0, Format::Text),
        Column::new(name(Dimension::BookingCode), 22.0, Format::Text),
        Column::new(&words.posted, 19.0, Format::Date),
        Column::new(&words.settled, 19.0, Format::Date),
        Column::new(&words.before, 21.0, Format::Amount),
        Column::new(&words.now, 21.0, Format::Amount),
    ];
    let row = |what: &str, id: &str, line: &TransactionRow, before: Option<Money>, now: Option<Money>| {
        let money = |amount: Option<Money>| amount.map_or(Cell::Empty, Cell::Money);
        Row::detail(vec![
            Cell::text(what),
            Cell::text(id),
            line.daybook.map_or(Cell::Empty, |daybook| Cell::text(&daybook.to_string())),
            Cell::text(&line.branch.to_string()),
            Cell::text(&line.booking_code.to_string()),
            Cell::Day(line.posted),
            line.settled.map_or(Cell::Empty, Cell::Day),
            money(before),
            money(now),
        ])
    };
    let amount = |line: &TransactionRow| Some(Money::from_cents(line.cents));
    let mut rows = Vec::new();
    let mut causes: BTreeMap<Cause, u64> = BTreeMap::new();
    let mut count = |cause: Cause, lines: usize| {
        if lines > 0 {
            *causes.entry(cause).or_default() += lines as u64;
        }
    };
    let keys: BTreeSet<&(String, String)> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let (_, id) = key;
        match (old.get(key), new.get(key)) {
            (None, Some((line, _))) => {
                let (cause, what) = came(context, line, fates.get(key));
                count(cause, 1);
                rows.push(row(&what, id, line, None, amount(line)));
            }
            (Some((line, _)), None) => {
                let (cause, what) = match fates.get(key).and_then(|fate| fate.now) {
                    Some(now) => (Cause::Moved, moved(context, line, &now)),
                    None => (Cause::Vanished, words.vanished.clone()),
                };
                count(cause, 1);
                rows.push(row(&what, id, line, amount(line), None));
            }
            (Some((was, was_texts)), Some((is, is_texts))) if was != is || was_texts != is_texts => {
                count(Cause::Changed, 1);
                let unseen = unseen(context, (was, was_texts), (is, is_texts));
                let TransactionRow { cents, cents_posted, institution, .. } = *is;
                if (TransactionRow { institution, cents, cents_posted, ..*was }) == *is {
                    rows.push(row(&detailed(&words.changed, &unseen), id, is, amount(was), amount(is)));
                } else {
                    rows.push(row(&words.was, id, was, amount(was), None));
                    rows.push(row(&detailed(&words.is, &unseen), id, is, None, amount(is)));
                }
            }
            _ => {}
        }
    }
    let mut note = words.lines_note.clone();
    let only_in = |one: &VersionLines, other: &VersionLines| {
        one.iter()
            .filter(|(key, _)| !other.contains_key(*key))
            .map(|((_, id), (line, _))| (id.clone(), *line))
            .collect()
    };
    let (gone, come): (Vec<_>, Vec<_>) = (only_in(new, now), only_in(now, new));
    if !gone.is_empty() || !come.is_empty() {
        note = format!("{note} {}", words.settings_note);
    }
    count(Cause::Settings, gone.len() + come.len());
    rows.extend(gone.iter().map(|(id, line)| row(&words.settings, id, line, amount(line), None)));
    rows.extend(come.iter().map(|(id, line)| row(&words.settings, id, line, None, amount(line))));
    if before.has_other_pseudonyms {
        note = format!("{note} {}", words.other_pseudonyms.replace("{}", &before.version.to_string()));
    }
    (Table { title: format!("{title}: {}", words.lines), note: Some(note), columns, rows }, causes)
}

/// How a line came that the earlier version did not have.
fn came(context: &Context<'_>, line: &TransactionRow, fate: Option<&LineFate>) -> (Cause, String) {
    let cause = match fate {
        Some(LineFate { then: Some(then), .. }) if then.settled.is_some() => {
            return (Cause::Moved, moved(context, then, line));
        }
        Some(LineFate { then: None, had_vanished: true, .. }) => Cause::Returned,
        _ if is_back_dated(line, &context.tables.handed_over) => Cause::BackDated,
        _ => Cause::Late,
    };
    (cause, cause.word(&context.words.revision).to_owned())
}

/// That a line is on another day now, or has become another report's, with what makes it so.
fn moved(context: &Context<'_>, before: &TransactionRow, now: &TransactionRow) -> String {
    let words = context.words;
    detailed(&words.revision.moved, &words.differences(&Difference::between_rows(before, now)))
}

/// What differs and has no column in the table.
fn unseen(
    context: &Context<'_>,
    before: (&TransactionRow, &FieldTexts),
    now: (&TransactionRow, &FieldTexts),
) -> String {
    let has_no_column =
        |difference: &Difference| matches!(difference.field, LineField::Institution | LineField::AmountPosted);
    let of_rows = Difference::between_rows(before.0, now.0).into_iter();
    let texts =
        TEXTS.iter().zip(before.1.iter().zip(now.1)).map(|(name, (was, is))| [*name, was.as_str(), is.as_str()]);
    let of_rows = of_rows.filter(has_no_column).map(|difference| context.words.differences(&[difference]));
    let of_texts = Difference::between_texts(texts).map(|difference| context.words.field(difference.field).to_owned());
    of_rows.chain(of_texts).collect::<Vec<_>>().join("; ")
}

/// A word with its details in brackets, where there are any.
fn detailed(word: &str, details: &str) -> String {
    if details.is_empty() { word.to_owned() } else { format!("{word} ({details})") }
}

/// Whether a line that came after its day had been reported on was dated back, rather than sent late.
fn is_back_dated(line: &TransactionRow, handed_over: &[BookingCode]) -> bool {
    let is_storno = line.daybook.is_some_and(|daybook| is_storno(daybook, line.booking_code, line.cents, handed_over));
    is_storno || line.settled.is_some_and(|settled| settled < line.posted)
}

fn key(line: &TransactionRow, dimension: Dimension) -> Key {
    match dimension {
        Dimension::Branch => Key::Branch(Some(line.branch)),
        Dimension::BookingCode => Key::BookingCode(Some(line.booking_code)),
        _ => Key::Daybook(line.daybook.map_or(OpenLast::Open, OpenLast::Settled)),
    }
}

/// The effect on sums of some kind, and on all that was received or the report's own total; behind that what was not received,
/// each reason with its own total. Nothing where all are as they were.
fn effect_table<K: Ord>(
    context: &Context<'_>,
    title: String,
    name: &str,
    sums: &BTreeMap<(Option<Means>, K), StepSums>,
    cells: impl Fn(&(Option<Means>, K)) -> [Cell; 2],
    steps: &Steps,
) -> Option<Table> {
    let words = &context.words.revision;
    let differs = |[was, by_exports, is]: &StepSums| was != is || by_exports != is;
    let has_settings = steps.has_other_settings() || sums.values().any(|[_, by_exports, is]| by_exports != is);
    // The total has its words in the column of codes.
    let [of_name, of_text] = if has_settings { [24.0, 29.0] } else { [36.0, 40.0] };
    let mut columns = vec![
        Column::new(name, of_name, Format::Text),
        Column::new(&context.words.dimension.description, of_text, Format::Text),
        Column::new(&words.count_before, 20.0, Format::Count),
        Column::new(&words.count_now, 20.0, Format::Count),
        Column::new(&words.before, 23.0, Format::Amount),
        Column::new(&words.now, 23.0, Format::Amount),
        Column::new(&words.difference, 23.0, Format::Amount),
    ];
    if has_settings {
        columns.push(Column::new(&words.of_settings, 23.0, Format::Amount));
    }
    let row = |[code, description]: [Cell; 2], [was, by_exports, is]: &StepSums| {
        let mut cells = vec![
            code,
            description,
            Cell::Count(was.0),
            Cell::Count(is.0),
            Cell::Money(was.1),
            Cell::Money(is.1),
            Cell::Money(is.1 - was.1),
        ];
        if has_settings {
            cells.push(Cell::Money(is.1 - by_exports.1));
        }
        cells
    };
    let mut classes: BTreeMap<Option<Means>, Vec<Row>> = BTreeMap::new();
    for (key, sums) in sums.iter().filter(|(_, sums)| differs(sums)) {
        classes.entry(key.0).or_default().push(Row::detail(row(cells(key), sums)));
    }
    if classes.is_empty() {
        return None;
    }
    // What was received has its total where nothing of it differs too.
    if context.template.is_of_receipts() {
        classes.entry(None).or_default();
    }
    let mut rows = Vec::new();
    for (class, of_class) in classes {
        rows.extend(of_class);
        let label = match class {
            Some(part) => context.way_name(part).to_owned(),
            None => own_total(context, steps).map_or_else(|| context.received_words().to_owned(), |own| own.label),
        };
        let total = super::revision_steps::sums(steps, |line, _| class_of(context, line))
            .remove(&class)
            .unwrap_or([(0, Money::ZERO); 3]);
        rows.push(Row { kind: RowKind::Total, cells: row([Cell::text(&label), Cell::Empty], &total) });
    }
    Some(Table { title, note: None, columns, rows })
}
