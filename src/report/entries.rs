//! Entries for the books of a board: what each daybook took in and gave out, and what for, on the accounts that the ledger
//! maps them to; each entry balanced by itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::context::Context;
use super::document::{Block, Cell, Section};
use super::error::ReportError;
use super::key::{Key, OpenLast};
use super::lines::{GroupTotals, Totals};
use super::row::{Row, Rows};
use super::side_by_side::Slot;
use super::summary::total_row;
use super::template::{Field, Grouping, SectionTemplate};
use super::unmapped::Unmapped;
use crate::domain::{BookingCode, BookingGroup, Daybook, EntryAccount, Money, Period};

/// What makes lines be of one entry: the daybook, the run of days, the account of the daybook.
type EntryKey = (Daybook, Key, EntryAccount);

/// An entry: what was paid, by code and account.
type EntryOfCode = BTreeMap<(BookingCode, EntryAccount), Totals>;

/// A line of an entry.
struct EntryLine<'a> {
    /// The place of the entry in the report, from 1.
    number: u64,
    daybook: Daybook,
    /// What was paid; `None` on the side of the daybook.
    booking_code: Option<BookingCode>,
    account: &'a EntryAccount,
    time: &'a Key,
    date: NaiveDate,
    /// What is debited, negative where it is credited.
    debit: Money,
}

/// The sections of a report of entries that have lines, and the line of what was received.
///
/// # Errors
/// When codes have no account: all of them.
pub(super) fn sections(
    context: &Context<'_>,
    grouping: &Grouping,
    groups: &[GroupTotals],
    period: Option<Period>,
    voucher: Option<&str>,
) -> Result<(Vec<Section>, Row), ReportError> {
    let time = grouping.order.iter().copied().find(|dimension| dimension.is_time());
    let time = time.unwrap_or_else(|| unreachable!("templates of entries are grouped by runs of days"));
    let mut entries: BTreeMap<EntryKey, EntryOfCode> = BTreeMap::new();
    let mut unmapped = Vec::new();
    for group in groups {
        let (Some(daybook), Some(day), Some(code)) = (group.daybook, group.day, group.booking_code) else {
            return Err(format!("{group:?} was never settled, and can't be entered").into());
        };
        let of_daybook = context.tables.account_of_daybook(daybook, day);
        let of_code = context.tables.account_of_booking_code(code, daybook, day);
        let missing = [(of_daybook.is_none(), None), (of_code.is_none(), Some(code))];
        for (_, booking_code) in missing.into_iter().filter(|(is_missing, _)| *is_missing) {
            note_unmapped(&mut unmapped, daybook, booking_code, day, group.totals);
        }
        if let (Some(of_daybook), Some(of_code)) = (of_daybook, of_code) {
            let key = (daybook, Key::of(group, time, context.codes()), of_daybook);
            *entries.entry(key).or_default().entry((code, of_code)).or_default() += group.totals;
        }
    }
    if !unmapped.is_empty() {
        unmapped.sort_by_key(|missing: &Unmapped| (missing.booking_code, missing.daybooks.first().copied()));
        return Err(ReportError::Unmapped(unmapped));
    }
    let slots = Slot::all(context.template, None);
    let (mut number, mut sections, mut received) = (0, Vec::new(), Money::ZERO);
    for template in &context.template.sections {
        let is_in = |daybook: Daybook| template.kinds.contains(&daybook.kind());
        let of_section: Vec<_> = entries.iter().filter(|((daybook, ..), _)| is_in(*daybook)).collect();
        let (mut blocks, mut debited) = (Vec::new(), Money::ZERO);
        for entries in of_section.chunk_by(|one, other| one.0.0 == other.0.0) {
            let mut rows = Vec::new();
            for (key, entry) in entries {
                number += 1;
                for line in lines(number, key, entry, period) {
                    debited = debited + line.debit.max(Money::ZERO);
                    let cells = slots.iter().map(|slot| cell(context, slot.column().field, &line, voucher));
                    rows.push(Row::detail(cells.collect()));
                }
            }
            let daybook = Key::Daybook(OpenLast::Settled(entries[0].0.0));
            blocks.push(Block {
                key: daybook.text(),
                title: context.titled(daybook, context.words),
                sums: String::new(),
                rows: Rows::Kept(rows),
            });
        }
        if template.is_received() {
            received = debited;
        }
        if !blocks.is_empty() {
            sections.push(section(context, template, &slots, blocks, debited));
        }
    }
    Ok((sections, total(&slots, &context.received_label(), received)))
}

fn note_unmapped(
    unmapped: &mut Vec<Unmapped>,
    daybook: Daybook,
    booking_code: Option<BookingCode>,
    day: NaiveDate,
    totals: Totals,
) {
    let same = |missing: &&mut Unmapped| {
        missing.booking_code == booking_code && (booking_code.is_some() || missing.daybooks.contains(&daybook))
    };
    match unmapped.iter_mut().find(same) {
        Some(missing) => {
            missing.days = (missing.days.0.min(day), missing.days.1.max(day));
            missing.totals += totals;
            missing.daybooks.insert(daybook);
        }
        None => unmapped.push(Unmapped { daybooks: BTreeSet::from([daybook]), booking_code, days: (day, day), totals }),
    }
}

/// The lines of an entry: what the daybook took in and gave out, then what that was for.
fn lines<'a>(
    number: u64,
    (daybook, time, account): &'a EntryKey,
    entry: &'a EntryOfCode,
    period: Option<Period>,
) -> Vec<EntryLine<'a>> {
    let run = Period::parse(&time.text(), NaiveDate::MAX).map_or(NaiveDate::MAX, Period::last);
    let date = period.map_or(run, |period| run.min(period.last()));
    let line = |booking_code, account, debit| EntryLine {
        number,
        daybook: *daybook,
        booking_code,
        account,
        time,
        date,
        debit,
    };
    // What came in and what went out are told apart, as they are on the cash report.
    let of_daybook = [false, true].into_iter().filter_map(|is_expense| {
        let is_of_it = |code: BookingCode| (code.group() == BookingGroup::EXPENSES) == is_expense;
        let mut codes = entry.iter().filter(|((code, _), _)| is_of_it(*code)).peekable();
        codes.peek()?;
        Some(line(None, account, codes.map(|(_, totals)| totals.balance()).sum()))
    });
    let of_codes = entry.iter().map(|((code, account), totals)| line(Some(*code), account, -totals.balance()));
    of_daybook.chain(of_codes).collect()
}

fn cell(context: &Context<'_>, field: Field, line: &EntryLine<'_>, voucher: Option<&str>) -> Cell {
    let EntryLine { number, daybook, booking_code, account, time, date, debit } = line;
    let text = |text: &Option<String>| text.as_deref().map_or(Cell::Empty, Cell::text);
    let fields = &account.fields;
    match field {
        Field::EntryNumber => Cell::Count(*number),
        Field::EntryDate => Cell::Day(*date),
        Field::FiscalYear => Cell::text(&date.year().to_string()),
        Field::Daybook => Cell::text(&daybook.to_string()),
        Field::BudgetEntity => text(&fields.budget_entity),
        Field::EntryAccount => Cell::text(&account.account),
        Field::PolicyField => text(&fields.policy_field),
        Field::EconomicSector => text(&fields.economic_sector),
        Field::Action => text(&fields.action),
        Field::Project => text(&fields.project),
        Field::EntryText => context.description_cell(match booking_code {
            Some(code) => context.descriptions.booking_code(*code),
            None => context.descriptions.daybook(*daybook, *date),
        }),
        Field::Debit => Cell::Money((*debit).max(Money::ZERO)),
        Field::Credit => Cell::Money((-*debit).max(Money::ZERO)),
        // Nothing that has no number proves an entry.
        Field::Voucher => voucher.map_or(Cell::Empty, Cell::text),
        Field::EntryPeriod => Cell::text(&time.text()),
        Field::EntrySource => match booking_code {
            Some(code) => Cell::text(&format!("{daybook} {code}")),
            None => Cell::text(&daybook.to_string()),
        },
        _ => Cell::Empty,
    }
}

fn section(
    context: &Context<'_>,
    template: &SectionTemplate,
    slots: &[Slot<'_>],
    blocks: Vec<Block>,
    debited: Money,
) -> Section {
    Section {
        title: context.text(&template.title),
        note: template.note.as_ref().map(|note| context.text(note)),
        kinds: template.kinds.clone(),
        blocks,
        pages: Vec::new(),
        total: Some(total(slots, &Cell::text(&context.text(&template.total)), debited)),
    }
}

/// A total: as much is credited as is debited.
fn total(slots: &[Slot<'_>], words: &Cell, debited: Money) -> Row {
    total_row(slots, words, |slot| {
        matches!(slot.column().field, Field::Debit | Field::Credit).then_some(Cell::Money(debited))
    })
}
