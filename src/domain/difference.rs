//! What differs between two versions of a line.

use chrono::NaiveDate;

use super::transactions::TransactionRow;
use super::{BookingCode, Branch, CodeTables, Daybook, Institution, LineField, Money, Transaction};

/// The fields in which versions of a line may differ, in the order in which they are told, with their names in messages.
pub const DIFFERING: [(LineField, &str); 18] = [
    (LineField::Settled, "day of settlement"),
    (LineField::SettledTime, "time of settlement"),
    (LineField::Posted, "day of posting"),
    (LineField::PostedTime, "time of posting"),
    (LineField::Daybook, "daybook"),
    (LineField::Institution, "institution"),
    (LineField::Branch, "branch"),
    (LineField::BookingCode, "booking code"),
    (LineField::Amount, "amount"),
    (LineField::AmountPosted, "amount at posting"),
    (LineField::Description, "description"),
    (LineField::Source, "source"),
    (LineField::SettlementSource, "settlement source"),
    (LineField::Customer, "customer"),
    (LineField::Item, "item"),
    (LineField::Invoice, "invoice"),
    (LineField::Drawer, "drawer"),
    (LineField::Staff, "staff"),
];

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// Nothing: the item is still open, or the export doesn't tell.
    Nothing,
    /// A civil day.
    Day(NaiveDate),
    /// A daybook.
    Daybook(Daybook),
    /// An institution.
    Institution(Institution),
    /// A branch.
    Branch(Branch),
    /// A booking code.
    BookingCode(BookingCode),
    /// An amount.
    Amount(Money),
}

/// A field in which two versions of a line differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field.
    pub field: LineField,
    /// What stood in it before and what stands in it now. `None` for texts, which may be long or tell of persons, and
    /// for times: that they changed is all that is told.
    pub values: Option<[FieldValue; 2]>,
}

impl Difference {
    /// The name of the field in messages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        DIFFERING.iter().find(|(field, _)| *field == self.field).map_or("", |(_, name)| name)
    }

    fn untold(field: LineField) -> Self {
        Self { field, values: None }
    }

    /// What differs between two versions of a line, in the order of [`DIFFERING`]; nothing when they are alike.
    #[must_use]
    pub fn between(before: &Transaction<'_>, now: &Transaction<'_>) -> Vec<Self> {
        let tables = CodeTables::default();
        let mut found = Self::between_rows(&before.row(&tables), &now.row(&tables));
        let settled = |line: &Transaction<'_>| line.settlement.map(|settlement| settlement.settled);
        let settled = settled(before).zip(settled(now));
        if settled.is_some_and(|(before, now)| before != now && before.day() == now.day()) {
            found.push(Self::untold(LineField::SettledTime));
        }
        if before.posted != now.posted && before.posted.day() == now.posted.day() {
            found.push(Self::untold(LineField::PostedTime));
        }
        let texts = super::transactions::TEXTS.map(|name| [name, before.text(name), now.text(name)]);
        found.extend(Self::between_texts(texts));
        found.sort_by_key(|found| DIFFERING.iter().position(|(field, _)| *field == found.field));
        found
    }

    /// What differs between two versions of the parts that figures are made of. Who manages a daybook is no part of a
    /// line.
    #[must_use]
    pub fn between_rows(before: &TransactionRow, now: &TransactionRow) -> Vec<Self> {
        let day = |row: &TransactionRow| row.settled.map_or(FieldValue::Nothing, FieldValue::Day);
        // An open item has no daybook: the day tells.
        let daybook = |row: &TransactionRow| match (before.daybook.zip(now.daybook), row.daybook) {
            (Some(_), Some(daybook)) => FieldValue::Daybook(daybook),
            _ => FieldValue::Nothing,
        };
        let amount_posted = |row: &TransactionRow| {
            row.cents_posted.map_or(FieldValue::Nothing, |cents| FieldValue::Amount(Money::from_cents(cents)))
        };
        #[allow(clippy::type_complexity)]
        let fields: [(LineField, &dyn Fn(&TransactionRow) -> FieldValue); 8] = [
            (LineField::Settled, &day),
            (LineField::Posted, &|row| FieldValue::Day(row.posted)),
            (LineField::Daybook, &daybook),
            (LineField::Institution, &|row| FieldValue::Institution(row.institution)),
            (LineField::Branch, &|row| FieldValue::Branch(row.branch)),
            (LineField::BookingCode, &|row| FieldValue::BookingCode(row.booking_code)),
            (LineField::Amount, &|row| FieldValue::Amount(Money::from_cents(row.cents))),
            (LineField::AmountPosted, &amount_posted),
        ];
        let values = fields.into_iter().map(|(field, value)| (field, [value(before), value(now)]));
        values
            .filter(|(_, [before, now])| before != now)
            .map(|(field, values)| Self { field, values: Some(values) })
            .collect()
    }

    /// Which texts differ, of columns with what stood there before and what stands there now.
    pub fn between_texts<'a>(texts: impl IntoIterator<Item = [&'a str; 3]>) -> impl Iterator<Item = Self> {
        let differing = texts.into_iter().filter(|[_, before, now]| before != now);
        differing.filter_map(|[name, ..]| {
            LineField::of_text(name).filter(|field| *field != LineField::TransactionId).map(Self::untold)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{LineCore, Moment, Settlement};

    fn moment(text: &str) -> Moment {
        Moment::from_local(text.parse().expect("a local time")).expect("in range")
    }

    fn line() -> Transaction<'static> {
        let settlement =
            Settlement { daybook: Daybook::parse("K001").expect("a daybook"), settled: moment("2026-11-02T10:00:00") };
        let posted = moment("2026-11-02T09:00:00");
        Transaction {
            core: LineCore { posted, settlement: Some(settlement), ..*Transaction::example() },
            description: "a",
            source: "b",
            settlement_source: "c",
            customer: "d",
            item: "e",
            invoice: "f",
            drawer: "g",
            staff: "h",
            ..Transaction::example()
        }
    }

    #[test]
    fn every_field_is_told_by_itself() {
        let was = line();
        let with = |core| Transaction { core, ..was };
        let on = |daybook: &str, time: &str| {
            Some(Settlement { daybook: Daybook::parse(daybook).expect("a daybook"), settled: moment(time) })
        };
        let settled = |time: &str| with(LineCore { settlement: on("K001", time), ..*was });
        let now = [
            settled("2026-11-03T10:00:00"),
            settled("2026-11-02T10:00:01"),
            with(LineCore { posted: moment("2026-11-01T09:00:00"), ..*was }),
            with(LineCore { posted: moment("2026-11-02T09:00:01"), ..*was }),
            with(LineCore { settlement: on("B001", "2026-11-02T10:00:00"), ..*was }),
            with(LineCore { institution: Institution::parse("I356").expect("a library"), ..*was }),
            with(LineCore { branch: Branch::parse("3551").expect("a branch"), ..*was }),
            with(LineCore { booking_code: BookingCode::parse("2111").expect("a code"), ..*was }),
            with(LineCore { cents: 101, ..*was }),
            with(LineCore { cents_posted: Some(0), ..*was }),
            Transaction { description: "", ..was },
            Transaction { source: "", ..was },
            Transaction { settlement_source: "", ..was },
            Transaction { customer: "", ..was },
            Transaction { item: "", ..was },
            Transaction { invoice: "", ..was },
            Transaction { drawer: "", ..was },
            Transaction { staff: "", ..was },
        ];
        let told = now.map(|now| Difference::between(&was, &now));
        for (told, (field, name)) in told.iter().zip(DIFFERING) {
            assert_eq!(told.iter().map(|difference| difference.field).collect::<Vec<_>>(), [field]);
            assert!(!name.is_empty());
        }
        assert!(Difference::between(&was, &was).is_empty());
        let day = |day| FieldValue::Day(NaiveDate::from_ymd_opt(2026, 11, day).expect("a day"));
        assert_eq!(told[0][0].values, Some([day(2), day(3)]));
        assert_eq!(told[9][0].values, Some([FieldValue::Nothing, FieldValue::Amount(Money::ZERO)]));
        assert_eq!(told[13][0].values, None, "customers are told of by nobody");
    }

    #[test]
    fn an_item_that_is_open_again_is_told_by_its_day() {
        let was = line();
        let now = Transaction { core: LineCore { settlement: None, cents: 90, ..*was }, ..was };
        let told = Difference::between(&was, &now);
        let fields: Vec<LineField> = told.iter().map(|difference| difference.field).collect();
        assert_eq!(fields, [LineField::Settled, LineField::Amount]);
        assert_eq!(told[0].values.map(|[_, now]| now), Some(FieldValue::Nothing));
    }
}
