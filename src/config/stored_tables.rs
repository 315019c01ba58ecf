//! Code tables as text, so that the archive can keep them beside the reports that were made by them.

use super::ledger;
use super::raw_tables::{RawAgreement, RawBookingCode, RawBranch, RawDaybook, RawInstitution, StoredTables};
use super::tables;
use crate::domain::CodeTables;

/// The tables as JSON; the same tables always give the same text.
///
/// # Panics
/// Never: texts and numbers always become JSON.
#[must_use]
pub fn serialise_tables(tables: &CodeTables) -> String {
    let daybooks = tables.daybooks.iter().flat_map(|(code, entries)| {
        entries.iter().map(|entry| RawDaybook {
            code: code.to_string(),
            description: entry.description.clone(),
            institution: entry.institution.map(|institution| institution.to_string()),
            ledger_account: entry.ledger_account.clone(),
            valid_from: entry.valid_from.map(|day| day.to_string()),
            valid_to: entry.valid_to.map(|day| day.to_string()),
        })
    });
    let institutions = tables.institutions.iter().map(|(code, entry)| RawInstitution {
        code: code.to_string(),
        name: entry.name.clone(),
        financial_organisation: entry.financial_organisation,
        cooperation_group: entry.cooperation_group.clone(),
    });
    let branches = tables.branches.iter().flat_map(|(code, entries)| {
        entries.iter().map(|entry| RawBranch {
            code: code.to_string(),
            institution: entry.institution.to_string(),
            name: entry.name.clone(),
            valid_from: entry.valid_from.map(|day| day.to_string()),
            valid_to: entry.valid_to.map(|day| day.to_string()),
        })
    });
    let booking_codes = tables.booking_codes.iter().map(|(code, entry)| RawBookingCode {
        code: code.to_string(),
        description: entry.description.clone(),
        ledger_account: entry.ledger_account.clone(),
    });
    let agreements = tables.agreements.iter().map(|agreement| RawAgreement {
        name: agreement.name.clone(),
        institutions: agreement.institutions.iter().map(ToString::to_string).collect(),
        valid_from: agreement.valid_from.map(|day| day.to_string()),
        valid_to: agreement.valid_to.map(|day| day.to_string()),
    });
    let kept = StoredTables {
        institution: institutions.collect(),
        branch: branches.collect(),
        daybook: daybooks.collect(),
        booking_code: booking_codes.collect(),
        handed_over: tables.handed_over.iter().map(ToString::to_string).collect(),
        agreement: agreements.collect(),
        bookkeeping: ledger::stored_bookkeeping(&tables.ledger),
        ledger: ledger::stored_mappings(&tables.ledger),
    };
    serde_json::to_string(&kept).unwrap_or_else(|error| unreachable!("texts become JSON: {error}"))
}

/// The tables of a text that [`serialise_tables`] made.
///
/// # Errors
/// When it is something else.
pub fn parse_tables(text: &str) -> Result<CodeTables, String> {
    tables::of_entries(serde_json::from_str(text).map_err(|error| error.to_string())?)
}
