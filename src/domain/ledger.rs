//! On which ledger accounts the bookkeeping of a board wants what daybooks and booking codes say.

use chrono::NaiveDate;

use super::{BookingCode, BookingCodes, CodeTables, Daybook, Daybooks};

/// The policy field of the library in the plan of Flemish boards; a proposal that a board may change.
pub const POLICY_FIELD: &str = "0703";

/// How a board keeps its books, as far as entries tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// What entries bear where no mapping says otherwise.
    pub usual: EntryFields,
    /// The most characters that an account may have; `None` for any number.
    pub longest_account: Option<usize>,
    /// The accounts, dated. Of those with booking codes no two could be meant for one line, nor of those without.
    pub mappings: Vec<LedgerMapping>,
}

/// What an entry bears beside its account. `None` where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryFields {
    /// The budgetary entity.
    pub budget_entity: Option<String>,
    /// The policy field.
    pub policy_field: Option<String>,
    /// The economic sector.
    pub economic_sector: Option<String>,
    /// The action.
    pub action: Option<String>,
    /// The investment project.
    pub project: Option<String>,
}

/// An account for some codes during a run of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerMapping {
    /// The booking codes that are booked on it; `None` where it is the daybooks' own account.
    pub booking_codes: Option<BookingCodes>,
    /// The daybooks that it is for; `None` for all.
    pub daybooks: Option<Daybooks>,
    /// The account.
    pub account: String,
    /// What its entries bear, where that is not the usual.
    pub fields: EntryFields,
    /// The first day on which it holds; `None` for always before.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds; `None` for always after.
    pub valid_to: Option<NaiveDate>,
}

/// An account with what its entries bear.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryAccount {
    /// The account.
    pub account: String,
    /// What its entries bear.
    pub fields: EntryFields,
}

impl EntryFields {
    /// These, and where they say nothing those.
    #[must_use]
    pub fn or(&self, others: &Self) -> Self {
        let of = |own: &Option<String>, other: &Option<String>| own.clone().or_else(|| other.clone());
        Self {
            budget_entity: of(&self.budget_entity, &others.budget_entity),
            policy_field: of(&self.policy_field, &others.policy_field),
            economic_sector: of(&self.economic_sector, &others.economic_sector),
            action: of(&self.action, &others.action),
            project: of(&self.project, &others.project),
        }
    }
}

impl LedgerMapping {
    fn holds(&self, daybook: Daybook, day: NaiveDate) -> bool {
        self.daybooks.is_none_or(|daybooks| daybooks.have(daybook))
            && self.valid_from.is_none_or(|first| first <= day)
            && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Whether both could be meant for one line, on its same side.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let codes = match (self.booking_codes, other.booking_codes) {
            (Some(one), Some(other)) => one.meet(other),
            (None, None) => true,
            _ => false,
        };
        let daybooks = self.daybooks.zip(other.daybooks).is_none_or(|(one, other)| one.meet(other));
        let ends_before =
            |one: &Self, other: &Self| one.valid_to.zip(other.valid_from).is_some_and(|(last, first)| last < first);
        codes && daybooks && !ends_before(self, other) && !ends_before(other, self)
    }
}

impl CodeTables {
    /// The account on which a daybook is booked on a day: that of the ledger, else of the daybook's own entry.
    #[must_use]
    pub fn account_of_daybook(&self, daybook: Daybook, day: NaiveDate) -> Option<EntryAccount> {
        let mut mappings = self.ledger.mappings.iter().filter(|mapping| mapping.booking_codes.is_none());
        let fallback = || self.daybook_on(daybook, day)?.ledger_account.clone();
        // What money lies on belongs to no policy field.
        let usual = EntryFields { budget_entity: self.ledger.usual.budget_entity.clone(), ..EntryFields::default() };
        account(mappings.find(|mapping| mapping.holds(daybook, day)), fallback, &usual)
    }

    /// The account on which what was paid is booked, where it was settled on a daybook on a day: that of the ledger, else
    /// of the booking code's own entry.
    #[must_use]
    pub fn account_of_booking_code(&self, code: BookingCode, daybook: Daybook, day: NaiveDate) -> Option<EntryAccount> {
        let has = |mapping: &&LedgerMapping| {
            mapping.booking_codes.is_some_and(|codes| codes.have(code)) && mapping.holds(daybook, day)
        };
        let fallback = || self.booking_codes.get(&code)?.ledger_account.clone();
        let policy_field = EntryFields { policy_field: Some(POLICY_FIELD.to_owned()), ..EntryFields::default() };
        account(self.ledger.mappings.iter().find(has), fallback, &self.ledger.usual.or(&policy_field))
    }

    /// The accounts of the tables that are longer than the bookkeeping takes.
    pub fn too_long_accounts(&self) -> impl Iterator<Item = &str> {
        let longest = self.ledger.longest_account.unwrap_or(usize::MAX);
        let daybooks = self.daybooks.values().flatten().filter_map(|entry| entry.ledger_account.as_deref());
        let codes = self.booking_codes.values().filter_map(|entry| entry.ledger_account.as_deref());
        let mapped = self.ledger.mappings.iter().map(|mapping| mapping.account.as_str());
        daybooks.chain(codes).chain(mapped).filter(move |account| account.chars().count() > longest)
    }
}

/// The account of a mapping, else the one that stands elsewhere.
fn account(
    mapping: Option<&LedgerMapping>,
    fallback: impl FnOnce() -> Option<String>,
    usual: &EntryFields,
) -> Option<EntryAccount> {
    match mapping {
        Some(mapping) => Some(EntryAccount { account: mapping.account.clone(), fields: mapping.fields.or(usual) }),
        None => Some(EntryAccount { account: fallback()?, fields: usual.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tables::BookingCodeEntry;

    fn mapping(codes: Option<&str>, daybooks: Option<&str>, account: &str, days: [Option<&str>; 2]) -> LedgerMapping {
        let [valid_from, valid_to] = days.map(|day| day.map(|day| day.parse().expect("a day")));
        LedgerMapping {
            booking_codes: codes.map(|codes| BookingCodes::parse(codes).expect("codes")),
            daybooks: daybooks.map(|daybooks| Daybooks::parse(daybooks).expect("daybooks")),
            account: account.to_owned(),
            fields: EntryFields::default(),
            valid_from,
            valid_to,
        }
    }

    #[test]
    fn the_ledger_goes_before_the_entry_of_a_code_and_is_dated() {
        let mut tables = CodeTables::default();
        let code = BookingCode::parse("2110").expect("a code");
        let entry = BookingCodeEntry { description: String::new(), ledger_account: Some("700".to_owned()) };
        tables.booking_codes.insert(code, entry);
        tables.ledger.mappings = vec![
            mapping(Some("21*"), None, "701", [Some("2026-10-05"), Some("2026-10-31")]),
            mapping(None, Some("K001"), "570", [None, None]),
        ];
        let cash = Daybook::parse("K001").expect("a daybook");
        let on = |day: &str| {
            let day = day.parse().expect("a day");
            tables.account_of_booking_code(code, cash, day).map(|found| (found.account, found.fields.policy_field))
        };
        let field = || Some(POLICY_FIELD.to_owned());
        assert_eq!(on("2026-10-04"), Some(("700".to_owned(), field())));
        assert_eq!(on("2026-10-05"), Some(("701".to_owned(), field())));
        assert_eq!(on("2026-10-31"), Some(("701".to_owned(), field())));
        assert_eq!(on("2026-11-01"), Some(("700".to_owned(), field())));
        let day = "2026-10-05".parse().expect("a day");
        let of_cash = tables.account_of_daybook(cash, day).expect("an account");
        assert_eq!((of_cash.account.as_str(), of_cash.fields), ("570", EntryFields::default()));
        assert_eq!(tables.account_of_daybook(Daybook::parse("K002").expect("a daybook"), day), None);
        let unknown = BookingCode::parse("2210").expect("a code");
        assert_eq!(tables.account_of_booking_code(unknown, cash, day), None);
    }

    #[test]
    fn mappings_meet_where_a_line_could_be_meant_by_both() {
        let all = mapping(Some("21*"), None, "1", [None, None]);
        let rows = [
            (mapping(Some("2110"), Some("K001"), "2", [None, None]), true),
            (mapping(Some("2210"), None, "2", [None, None]), false),
            (mapping(None, Some("K001"), "2", [None, None]), false),
        ];
        for (other, meets) in rows {
            assert_eq!((all.meets(&other), other.meets(&all)), (meets, meets), "{other:?}");
        }
        let until = mapping(Some("21*"), None, "1", [None, Some("2026-10-31")]);
        let from = mapping(Some("21*"), None, "2", [Some("2026-11-01"), None]);
        let sooner = mapping(Some("21*"), None, "2", [Some("2026-10-31"), None]);
        assert!(!until.meets(&from) && !from.meets(&until) && until.meets(&sooner));
    }
}
