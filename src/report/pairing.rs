//! Which line a storno takes back: the earlier one of the same cost, told by its item, customer, booking code, day of
//! posting and amount. An amount alone tells nothing.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::domain::transaction::is_storno;
use crate::domain::transactions::TransactionRow;
use crate::domain::{BookingCode, Cents, Daybook, Institution, Moment, Period, Transaction};

/// For how many days before a period lines are looked for: Wise puts what was settled over two years ago elsewhere.
const DAYS_BACK: u64 = 731;

/// The days in which a storno of a period may have its original.
#[must_use]
pub fn days_of_originals(period: Period) -> Period {
    let first = period.first().checked_sub_days(Days::new(DAYS_BACK)).unwrap_or(period.first());
    Period::Range { first, last: period.last() }
}

/// What makes lines be of one cost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    booking_code: BookingCode,
    posted: NaiveDate,
    /// The amount without its sign.
    cents: u64,
    customer: Box<str>,
    item: Box<str>,
}

impl Cost {
    /// The cost of a row with a customer and an item; without both nobody knows it.
    pub(super) fn of(row: &TransactionRow, customer: &str, item: &str) -> Option<Self> {
        (!customer.is_empty() || !item.is_empty()).then(|| Self {
            booking_code: row.booking_code,
            posted: row.posted,
            cents: row.cents.unsigned_abs(),
            customer: customer.into(),
            item: item.into(),
        })
    }
}

/// A line of a cost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct CostLine {
    at: Moment,
    settled: NaiveDate,
    id: Box<str>,
    cents: Cents,
    is_storno: bool,
    daybook: Daybook,
    institution: Institution,
}

/// The line that a storno takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Its id.
    pub id: Box<str>,
    /// The day on which it was settled.
    pub settled: NaiveDate,
}

/// Lines in which stornos are looked for with what they take back.
#[derive(Clone, Debug)]
pub struct Pairing {
    days: Period,
    lines: Vec<(Cost, CostLine)>,
}

/// What tells a storno from all others, those in archives of other libraries too, whose ids may be alike: its id, the day
/// and the daybook on which it was settled, and whose cost it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StornoKey(Box<str>, NaiveDate, Daybook, Institution);

impl StornoKey {
    /// That of a row with an id; an open item is no storno.
    #[must_use]
    pub fn of(id: &str, row: &TransactionRow) -> Option<Self> {
        row.settled.zip(row.daybook).map(|(settled, daybook)| Self(id.into(), settled, daybook, row.institution))
    }

    /// The day on which it was settled.
    #[must_use]
    pub fn settled(&self) -> NaiveDate {
        self.1
    }
}

/// The stornos that have an original.
pub type Pairs = BTreeMap<StornoKey, Original>;

impl Pairing {
    /// Nothing yet, for the stornos of a period.
    #[must_use]
    pub fn new(period: Period) -> Self {
        Self { days: days_of_originals(period), lines: Vec::new() }
    }

    /// Adds a line, if it can be a storno or be taken back by one: without customer and item nobody knows its cost.
    pub fn add(&mut self, row: &TransactionRow, transaction: &Transaction<'_>, handed_over: &[BookingCode]) {
        let (Some(daybook), Some(settled)) = (row.daybook, row.settled) else { return };
        if !daybook.kind().is_received() || settled < self.days.first() || settled > self.days.last() {
            return;
        }
        let Some(cost) = Cost::of(row, transaction.customer, transaction.item) else { return };
        let is_storno = is_storno(daybook, row.booking_code, row.cents, handed_over);
        let Some(at) = transaction.core.settlement.map(|settlement| settlement.settled) else { return };
        let (id, institution) = (transaction.id.into(), row.institution);
        self.lines.push((cost, CostLine { at, settled, id, cents: row.cents, is_storno, daybook, institution }));
    }

    /// Whether any of its lines is one that a storno can take back.
    #[must_use]
    pub fn has_originals(&self) -> bool {
        self.lines.iter().any(|(_, line)| !line.is_storno)
    }

    /// Takes over what another one has.
    pub fn merge(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// The pairs: each line is taken back once, the latest one first that was settled before the storno, on its own daybook.
    /// Where there is none, it is one that was settled later on the same day: times of a day are not always told right. What
    /// was paid on another daybook is not taken back by it: cash that stays in the drawer while the bank pays out.
    #[must_use]
    pub fn finish(self) -> Pairs {
        let mut costs: BTreeMap<Cost, Vec<CostLine>> = BTreeMap::new();
        for (cost, entry) in self.lines {
            costs.entry(cost).or_default().push(entry);
        }
        let mut pairs = Pairs::new();
        for mut entries in costs.into_values() {
            entries.sort();
            let (mut stornos, mut originals): (Vec<CostLine>, Vec<CostLine>) =
                entries.into_iter().partition(|entry| entry.is_storno);
            let is_before = |original: &CostLine, storno: &CostLine| original.at <= storno.at;
            let is_of_day = |original: &CostLine, storno: &CostLine| original.settled == storno.settled;
            // First what is certain: what was paid later on a day may be what another storno takes back.
            for is_earlier in [&is_before as &dyn Fn(&CostLine, &CostLine) -> bool, &is_of_day] {
                stornos.retain(|storno| {
                    let fits = |original: &CostLine| {
                        original.cents == -storno.cents
                            && original.daybook == storno.daybook
                            && is_earlier(original, storno)
                    };
                    let Some(place) = originals.iter().rposition(fits) else { return true };
                    let original = originals.remove(place);
                    let CostLine { id, settled, daybook, institution, .. } = storno.clone();
                    let key = StornoKey(id, settled, daybook, institution);
                    pairs.insert(key, Original { id: original.id, settled: original.settled });
                    false
                });
            }
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CodeTables;
    use crate::domain::LineCore;

    fn line(id: &'static str, day: &str, cents: Cents, item: &'static str) -> Transaction<'static> {
        let example = Transaction::example();
        let mut line = Transaction { id, item, customer: "9001", core: LineCore { cents, ..*example }, ..example };
        let moment = |day: &str| crate::domain::Moment::from_day(day.parse().expect("a day")).expect("a time");
        line.core.posted = moment("2026-10-01");
        let daybook = Daybook::parse("K001").expect("a daybook");
        line.core.settlement = Some(crate::domain::Settlement { daybook, settled: moment(day) });
        line
    }

    fn pairs(lines: &[Transaction<'_>]) -> Vec<(String, String)> {
        let mut pairing = Pairing::new(Period::parse("2026-11", NaiveDate::MAX).expect("a period"));
        for line in lines {
            pairing.add(&line.row(&CodeTables::default()), line, &[]);
        }
        let pairs = pairing.finish().into_iter();
        pairs.map(|(StornoKey(storno, ..), original)| (storno.to_string(), original.id.to_string())).collect()
    }

    #[test]
    fn what_was_paid_after_a_storno_is_not_taken_back_by_it() {
        let at = |line: Transaction<'static>, time: &str| {
            let mut line = line;
            let day = line.core.settlement.map(|settlement| settlement.settled.day()).expect("settled");
            let settled = crate::domain::Moment::from_local(day.and_time(time.parse().expect("a time"))).expect("one");
            line.core.settlement = line.core.settlement.map(|one| crate::domain::Settlement { settled, ..one });
            line
        };
        let pair = |storno: &str, original: &str| (storno.to_owned(), original.to_owned());
        let payment = at(line("1", "2026-11-02", 100, "77"), "10:00:00");
        let storno = at(line("2", "2026-11-27", -100, "77"), "16:00:00");
        let again = at(line("3", "2026-11-27", 100, "77"), "16:10:00");
        let back = at(line("4", "2026-11-27", -100, "77"), "16:20:00");
        assert_eq!(pairs(&[payment, storno, again]), [pair("2", "1")]);
        assert_eq!(pairs(&[payment, storno, again, back]), [pair("2", "1"), pair("4", "3")]);
        assert_eq!(pairs(&[storno, again]), [pair("2", "3")], "of the day, where nothing else is there");
        assert_eq!(pairs(&[storno, again, back]), [pair("4", "3")]);
    }

    #[test]
    #[expect(clippy::similar_names, reason = "what is paid and what pairs are both told of")]
    fn each_line_is_taken_back_once_and_never_by_its_amount_alone() {
        let pair = |storno: &str, original: &str| (storno.to_owned(), original.to_owned());
        let paid = [line("1", "2026-10-05", 100, "77"), line("2", "2026-10-06", 100, "77")];
        let one = line("3", "2026-11-02", -100, "77");
        assert_eq!(pairs(&[paid[0], paid[1], one]), [pair("3", "2")]);
        let two = line("4", "2026-11-03", -100, "77");
        assert_eq!(pairs(&[two, one, paid[1], paid[0]]), [pair("3", "2"), pair("4", "1")]);
        let third = line("5", "2026-11-04", -100, "77");
        assert_eq!(pairs(&[two, one, third, paid[1], paid[0]]).len(), 2);
        assert!(pairs(&[paid[0], line("6", "2026-11-02", -100, "78")]).is_empty(), "another item");
        assert!(pairs(&[paid[0], line("6", "2026-11-02", -99, "77")]).is_empty(), "another amount");
        assert!(pairs(&[paid[0], line("6", "2026-10-04", -100, "77")]).is_empty(), "before it was paid");
        let mut on_bank = line("6", "2026-11-02", -100, "77");
        on_bank.core.settlement = on_bank.core.settlement.map(|settlement| crate::domain::Settlement {
            daybook: Daybook::parse("B001").expect("a daybook"),
            ..settlement
        });
        assert!(pairs(&[paid[0], on_bank]).is_empty(), "another daybook");
        let nobody = |line: Transaction<'static>| Transaction { customer: "", item: "", ..line };
        assert!(pairs(&[nobody(paid[0]), nobody(one)]).is_empty(), "an amount alone");
    }
}
