//! On which accounts the bookkeeping wants entries, from the configuration and as the archive keeps it.

use super::raw_tables::{RawBookkeeping, RawLedgerMapping};
use super::tables::{days, filled};
use crate::domain::{BookingCodes, CodeTables, Daybooks, EntryFields, Ledger, LedgerMapping};

/// Takes what entries bear where no mapping says otherwise.
pub(super) fn add_bookkeeping(tables: &mut CodeTables, raw: Option<&RawBookkeeping>) {
    let Some(raw) = raw.cloned() else { return };
    tables.ledger.usual = EntryFields {
        budget_entity: filled(raw.budget_entity),
        policy_field: filled(raw.policy_field),
        economic_sector: filled(raw.economic_sector),
        action: filled(raw.action),
        project: filled(raw.project),
    };
    tables.ledger.longest_account = raw.longest_account;
}

/// Adds an account.
///
/// # Errors
/// When its codes are none, or another could be meant for the same line.
pub(super) fn add_mapping(tables: &mut CodeTables, raw: RawLedgerMapping) -> Result<(), String> {
    let account = raw.account.trim().to_owned();
    if account.is_empty() {
        return Err("an entry of the ledger needs an `account`".to_owned());
    }
    let entry = format!("ledger account `{account}`");
    let codes = |text: String| {
        BookingCodes::parse(&text).ok_or_else(|| {
            format!("{entry}: `{text}` is no booking code, run or beginning, such as 2110, 2110..2199 or 2*")
        })
    };
    let daybooks = |text: String| {
        let daybooks = Daybooks::parse(&text).filter(|daybooks| daybooks.letter().is_some());
        daybooks
            .ok_or_else(|| format!("{entry}: `{text}` is no daybook and no run of them, such as K001 or K001..K099"))
    };
    let booking_codes = filled(raw.booking_codes).map(codes).transpose()?;
    let daybooks = filled(raw.daybooks).map(daybooks).transpose()?;
    if booking_codes.is_none() && daybooks.is_none() {
        return Err(format!("{entry} needs `booking_codes`, or `daybooks` whose own account it is"));
    }
    let [valid_from, valid_to] = days(&entry, raw.valid_from, raw.valid_to)?;
    let fields = EntryFields {
        budget_entity: filled(raw.budget_entity),
        policy_field: filled(raw.policy_field),
        economic_sector: filled(raw.economic_sector),
        action: filled(raw.action),
        project: filled(raw.project),
    };
    let mapping = LedgerMapping { booking_codes, daybooks, account, fields, valid_from, valid_to };
    if let Some(other) = tables.ledger.mappings.iter().find(|other| other.meets(&mapping)) {
        return Err(format!("{entry} and `{}` could both be meant for one line", other.account));
    }
    tables.ledger.mappings.push(mapping);
    Ok(())
}

/// What entries bear, as the archive keeps it; nothing where nothing is said.
pub(super) fn stored_bookkeeping(ledger: &Ledger) -> Option<RawBookkeeping> {
    let EntryFields { budget_entity, policy_field, economic_sector, action, project } = ledger.usual.clone();
    let longest_account = ledger.longest_account;
    let raw = RawBookkeeping { budget_entity, policy_field, economic_sector, action, project, longest_account };
    (raw != RawBookkeeping::default()).then_some(raw)
}

/// The accounts, as the archive keeps them.
pub(super) fn stored_mappings(ledger: &Ledger) -> Vec<RawLedgerMapping> {
    let stored = |mapping: &LedgerMapping| {
        let EntryFields { budget_entity, policy_field, economic_sector, action, project } = mapping.fields.clone();
        RawLedgerMapping {
            booking_codes: mapping.booking_codes.map(|codes| codes.to_string()),
            daybooks: mapping.daybooks.map(|daybooks| daybooks.to_string()),
            account: mapping.account.clone(),
            budget_entity,
            policy_field,
            economic_sector,
            action,
            project,
            valid_from: mapping.valid_from.map(|day| day.to_string()),
            valid_to: mapping.valid_to.map(|day| day.to_string()),
        }
    };
    ledger.mappings.iter().map(stored).collect()
}
