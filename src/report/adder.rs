//! Adds up every transaction in one plain pass, row by row.

use std::cmp::Ordering;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::figures::Means;
use super::line_id::{LineId, number_of};
use super::lines::{GroupTotals, Totals};
use super::tally::Tally;
use crate::domain::finding::UnknownCode;
use crate::domain::transaction::is_storno;
use crate::domain::transactions::TransactionRow;
use crate::domain::{
    BookingCode, BookingGroup, Branch, Cents, CodeTables, Daybook, Institution, LineSum, Money, SeparateItem,
};

/// A number of lines and their sum in cents, as small as can be. A sum that wraps round is never used: ingest refuses
/// lines whose turnover does not fit.
#[derive(Clone, Copy, Debug, Default)]
struct SmallSum {
    count: u64,
    cents: i64,
}

impl SmallSum {
    fn add(&mut self, count: u64, cents: i64) {
        self.count += count;
        self.cents = self.cents.wrapping_add(cents);
    }

    fn take_out(&mut self, cents: i64) {
        self.count -= 1;
        self.cents = self.cents.wrapping_sub(cents);
    }

    fn sum(self) -> LineSum {
        LineSum { count: self.count, cents: self.cents.into() }
    }
}

/// Stornos of a daybook on a day, and among them those that were dated back.
#[derive(Clone, Copy, Debug, Default)]
struct Stornos {
    all: SmallSum,
    back_dated: SmallSum,
}

/// A tally in the making. Rows are added one by one, those with the same codes to the same sums; the order of rows
/// does not matter.
#[derive(Clone, Debug, Default)]
pub struct Adder {
    places: FxHashMap<PlaceKey, SmallSum>,
    /// Rows that are not among the places yet.
    pending: Vec<(PlaceKey, Cents)>,
    /// Receipts and expenses.
    days: FxHashMap<(Daybook, NaiveDate), [SmallSum; 2]>,
    /// Lines of branches by day, where it depends on the day which branches there are.
    branches: Option<FxHashMap<(Branch, Institution, NaiveDate), SmallSum>>,
    open: [SmallSum; 2],
    stornos: FxHashMap<(Daybook, NaiveDate), Stornos>,
    daybooks: FxHashMap<Daybook, DaybookState>,
    /// Lines that are not on the report since no table knows their daybook.
    on_unknown: FxHashMap<Daybook, SmallSum>,
    /// Codes of hand-overs beside 5990.
    handed_over: Box<[BookingCode]>,
}

/// What is at hand of a daybook.
#[derive(Clone, Debug)]
struct DaybookState {
    /// The day of its last row, and the sums of that day that are not among the others yet: rows of a day mostly come
    /// together.
    day: NaiveDate,
    sums: [SmallSum; 2],
    first: LineId,
    last: LineId,
}

/// Daybook, institution, branch and booking code, sixteen bits each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct PlaceKey(u64);

impl PlaceKey {
    fn of(row: &TransactionRow) -> Self {
        let daybook = row.daybook.map_or(0, |daybook| daybook.number() + 1);
        let parts = [daybook, row.institution.number(), row.branch.number(), row.booking_code.number()];
        Self(parts.into_iter().fold(0, |key, part| key << 16 | u64::from(part)))
    }

    fn parts(self) -> (Option<Daybook>, Institution, Branch, BookingCode) {
        let part = |index: u32| u32::try_from(self.0 >> (48 - 16 * index) & 0xffff).ok();
        let parts = || {
            Some((
                part(0)?.checked_sub(1).and_then(Daybook::from_number),
                Institution::from_number(part(1)?)?,
                Branch::from_number(part(2)?)?,
                BookingCode::from_number(part(3)?)?,
            ))
        };
        parts().unwrap_or_else(|| unreachable!("a key is made of codes"))
    }
}

impl Adder {
    /// How many rows wait for each other. Places lie far apart in memory: many look-ups in one go wait for it side by
    /// side, each alone would wait for itself.
    const PENDING: usize = 1 << 10;

    /// Nothing yet; `tables` are those that it is finished with.
    #[must_use]
    pub fn of(tables: &CodeTables) -> Self {
        let branches = tables.has_dated_branches().then(FxHashMap::default);
        Self { branches, handed_over: tables.handed_over.clone().into(), ..Self::default() }
    }

    fn add_pending(&mut self) {
        for (key, cents) in self.pending.drain(..) {
            self.places.entry(key).or_default().add(1, cents);
        }
    }

    /// Adds a row and its transaction id; an empty one where nobody asks for the first and the last.
    #[inline]
    pub fn add(&mut self, row: &TransactionRow, id: &str) {
        self.pending.push((PlaceKey::of(row), row.cents));
        if self.pending.len() >= Self::PENDING {
            self.add_pending();
        }
        if let Some(branches) = &mut self.branches {
            branches.entry(branch_of(row)).or_default().add(1, row.cents);
        }
        let is_expense = row.booking_code.group() == BookingGroup::EXPENSES;
        let Some((daybook, day)) = row.daybook.zip(row.settled) else {
            self.open[usize::from(is_expense)].add(1, row.cents);
            return;
        };
        let state = self.daybooks.entry(daybook).or_insert_with(|| DaybookState::new(day, id));
        if state.day != day {
            add_day(&mut self.days, daybook, state);
            state.day = day;
        }
        state.sums[usize::from(is_expense)].add(1, row.cents);
        if !id.is_empty() {
            state.widen(id, number_of(id));
        }
        if is_storno(daybook, row.booking_code, row.cents, &self.handed_over) {
            let stornos = self.stornos.entry((daybook, day)).or_default();
            stornos.all.add(1, row.cents);
            if day < row.posted {
                stornos.back_dated.add(1, row.cents);
            }
        }
    }

    /// Adds a row that is not on the report since no table knows its daybook: it is told of, and counts nowhere.
    pub(super) fn add_on_unknown(&mut self, daybook: Daybook, cents: Cents) {
        self.on_unknown.entry(daybook).or_default().add(1, cents);
    }

    /// Takes out an open row that was added.
    pub(super) fn take_out(&mut self, row: &TransactionRow) {
        self.add_pending();
        if let Entry::Occupied(mut place) = self.places.entry(PlaceKey::of(row)) {
            place.get_mut().take_out(row.cents);
            if place.get().count == 0 {
                place.remove();
            }
        }
        if let Some(branches) = &mut self.branches
            && let Entry::Occupied(mut branch) = branches.entry(branch_of(row))
        {
            branch.get_mut().take_out(row.cents);
            if branch.get().count == 0 {
                branch.remove();
            }
        }
        self.open[usize::from(row.booking_code.group() == BookingGroup::EXPENSES)].take_out(row.cents);
    }

    /// The lines by daybook, institution, branch and booking code, in the order of these.
    #[must_use]
    pub fn groups(&mut self) -> Vec<GroupTotals> {
        self.add_pending();
        let group = |(key, sum): (&PlaceKey, &SmallSum)| {
            let (daybook, institution, branch, code) = key.parts();
            let (amount, is_expense) = (sum.sum().money(), code.group() == BookingGroup::EXPENSES);
            let (receipts, expenses) = if is_expense { (Money::ZERO, -amount) } else { (amount, Money::ZERO) };
            GroupTotals {
                daybook,
                institution: Some(institution),
                branch: Some(branch),
                booking_code: Some(code),
                totals: Totals { count: sum.count, receipts, expenses },
                ..GroupTotals::default()
            }
        };
        let mut places: Vec<(&PlaceKey, &SmallSum)> = self.places.iter().collect();
        places.sort_by_key(|(key, _)| key.0);
        places.into_iter().map(group).collect()
    }

    /// Takes over what another one added up.
    #[allow(clippy::iter_over_hash_type)]
    pub fn merge(&mut self, mut other: Self) {
        other.add_pending();
        for (key, sum) in other.places {
            self.places.entry(key).or_default().add(sum.count, sum.cents);
        }
        for (settled, sums) in other.days {
            merge_sums(self.days.entry(settled).or_default(), sums);
        }
        for (place, sum) in other.branches.into_iter().flatten() {
            self.branches.get_or_insert_default().entry(place).or_default().add(sum.count, sum.cents);
        }
        merge_sums(&mut self.open, other.open);
        for (daybook, sum) in other.on_unknown {
            self.on_unknown.entry(daybook).or_default().add(sum.count, sum.cents);
        }
        for (settled, stornos) in other.stornos {
            let mine = self.stornos.entry(settled).or_default();
            mine.all.add(stornos.all.count, stornos.all.cents);
            mine.back_dated.add(stornos.back_dated.count, stornos.back_dated.cents);
        }
        for (daybook, mut state) in other.daybooks {
            add_day(&mut self.days, daybook, &mut state);
            match self.daybooks.entry(daybook) {
                Entry::Vacant(entry) => {
                    entry.insert(state);
                }
                Entry::Occupied(mut entry) => {
                    for id in [&state.first, &state.last] {
                        entry.get_mut().widen(&id.text(), id.number());
                    }
                }
            }
        }
    }

    /// The finished tally; `tables` tell which daybooks are online and which codes are known.
    #[allow(clippy::iter_over_hash_type)]
    #[must_use]
    pub fn finish(mut self, tables: &CodeTables) -> Tally {
        self.add_pending();
        let mut tally = Tally::default();
        for (daybook, mut state) in self.daybooks {
            add_day(&mut self.days, daybook, &mut state);
            tally.ids.insert(daybook, (state.first.text().into_owned(), state.last.text().into_owned()));
        }
        for (key, sum) in self.places {
            let ((daybook, institution, branch, code), sum) = (key.parts(), sum.sum());
            tally.all.merge(sum);
            let kind = tally.kinds.entry(daybook.map(Daybook::kind)).or_default();
            kind.daybooks.entry(daybook).or_default().merge(sum);
            kind.branches.entry((institution, branch)).or_default().merge(sum);
            kind.booking_codes.entry(code).or_default().merge(sum);
            let item = SeparateItem::of(code, &tables.handed_over);
            if let Some(item) = item.filter(|_| daybook.is_some_and(|daybook| daybook.kind().is_received())) {
                let is_expense = code.group() == BookingGroup::EXPENSES;
                let (receipts, expenses) = if is_expense { (LineSum::ZERO, sum) } else { (sum, LineSum::ZERO) };
                tally.figures.add_separate(item, receipts, expenses);
            }
            if tables.lacks_institution(institution) {
                tally.add_unknown(1, institution.number(), UnknownCode::Institution(institution), sum);
            }
            tally.costs.extend(daybook.map(|daybook| (daybook, institution)));
            if self.branches.is_none() {
                tally.look_up_branch(tables, (branch, institution, NaiveDate::MIN), sum);
            }
            if tables.lacks_booking_code(code) {
                tally.add_unknown(3, code.number(), UnknownCode::BookingCode(code), sum);
            }
        }
        for (of, sum) in self.branches.into_iter().flatten() {
            tally.look_up_branch(tables, of, sum.sum());
        }
        let [receipts, expenses] = self.open.map(SmallSum::sum);
        if receipts.count + expenses.count > 0 {
            tally.figures.add(Means::Open, receipts, expenses);
        }
        for ((daybook, day), sums) in self.days {
            let (part, [receipts, expenses]) = (Means::of(daybook, day, tables), sums.map(SmallSum::sum));
            tally.figures.add(part, receipts, expenses);
            if part.is_received() {
                let sum = tally.receipts.entry((day, part)).or_insert(Money::ZERO);
                *sum = *sum + receipts.money();
            }
            if tables.managing_institution(daybook, day).is_none() {
                let unmanaged = tally.unmanaged.entry(daybook).or_default();
                unmanaged.merge(receipts);
                unmanaged.merge(expenses);
            }
            if tables.lacks_daybook(daybook, day) {
                for sum in [receipts, expenses] {
                    tally.add_unknown(0, daybook.number(), UnknownCode::Daybook(daybook), sum);
                }
            }
        }
        for (daybook, sum) in self.on_unknown {
            tally.add_unknown(0, daybook.number(), UnknownCode::Daybook(daybook), sum.sum());
        }
        for ((daybook, _), stornos) in self.stornos {
            let all = stornos.all.sum();
            tally.figures.add_stornos(all);
            tally.stornos.entry(daybook).or_default().merge(all);
            if stornos.back_dated.count > 0 {
                tally.back_dated.entry(daybook).or_default().merge(stornos.back_dated.sum());
            }
        }
        tally
    }
}

/// The branch of a row, whose it says it is, and the day on which that counts.
fn branch_of(row: &TransactionRow) -> (Branch, Institution, NaiveDate) {
    (row.branch, row.institution, row.settled.unwrap_or(row.posted))
}

fn merge_sums(sums: &mut [SmallSum; 2], others: [SmallSum; 2]) {
    for (sum, other) in sums.iter_mut().zip(others) {
        sum.add(other.count, other.cents);
    }
}

/// Puts the sums that are at hand of a daybook to those of its days.
fn add_day(days: &mut FxHashMap<(Daybook, NaiveDate), [SmallSum; 2]>, daybook: Daybook, state: &mut DaybookState) {
    let sums = std::mem::take(&mut state.sums);
    if sums.iter().any(|sum| sum.count > 0) {
        merge_sums(days.entry((daybook, state.day)).or_default(), sums);
    }
}

impl DaybookState {
    fn new(day: NaiveDate, id: &str) -> Self {
        let id = LineId::of(id, number_of(id));
        Self { day, sums: Default::default(), first: id.clone(), last: id }
    }

    /// Makes an id the first or the last, if it is.
    #[inline]
    fn widen(&mut self, id: &str, number: Option<u64>) {
        if self.first.compared_to(id, number) == Ordering::Greater {
            self.first = LineId::of(id, number);
        }
        if self.last.compared_to(id, number) == Ordering::Less {
            self.last = LineId::of(id, number);
        }
    }
}
