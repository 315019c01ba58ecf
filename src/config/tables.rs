//! Code tables, from the configuration itself and from the CSV files that it names.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use super::error::{ConfigError, wrong};
use super::raw::RawConfig;
use super::raw_tables::{RawBookingCode, RawBranch, RawDaybook, RawInstitution};
use crate::domain::tables::{BookingCodeEntry, BranchEntry, DaybookEntry, InstitutionEntry};
use crate::domain::{BookingCode, Branch, CodeTables, Daybook, Institution};

/// Reads and checks every table; what is wrong goes to `errors`.
pub(super) fn read(raw: &RawConfig, path: &Path, errors: &mut Vec<ConfigError>) -> CodeTables {
    let mut tables = CodeTables::default();
    for (entry, file) in entries(&raw.institution, raw.tables.institutions.as_deref(), path, errors) {
        add_institution(&mut tables, entry).unwrap_or_else(|what| errors.push(wrong(&file, what)));
    }
    for (entry, file) in entries(&raw.branch, raw.tables.branches.as_deref(), path, errors) {
        add_branch(&mut tables, entry).unwrap_or_else(|what| errors.push(wrong(&file, what)));
    }
    for (entry, file) in entries(&raw.daybook, raw.tables.daybooks.as_deref(), path, errors) {
        add_daybook(&mut tables, entry).unwrap_or_else(|what| errors.push(wrong(&file, what)));
    }
    for (entry, file) in entries(&raw.booking_code, raw.tables.booking_codes.as_deref(), path, errors) {
        add_booking_code(&mut tables, entry).unwrap_or_else(|what| errors.push(wrong(&file, what)));
    }
    sort(&mut tables);
    tables
}

fn sort(tables: &mut CodeTables) {
    for entries in tables.daybooks.values_mut() {
        entries.sort_by_key(|entry| entry.valid_from);
    }
}

/// The tables of entries that stand in no file of their own.
///
/// # Errors
/// The first entry that is wrong.
pub(super) fn of_entries(kept: super::raw_tables::StoredTables) -> Result<CodeTables, String> {
    let mut tables = CodeTables::default();
    kept.institution.into_iter().try_for_each(|entry| add_institution(&mut tables, entry))?;
    kept.branch.into_iter().try_for_each(|entry| add_branch(&mut tables, entry))?;
    kept.daybook.into_iter().try_for_each(|entry| add_daybook(&mut tables, entry))?;
    kept.booking_code.into_iter().try_for_each(|entry| add_booking_code(&mut tables, entry))?;
    sort(&mut tables);
    Ok(tables)
}

/// The entries of the configuration file, then those of the CSV file, each with the file that it stands in.
fn entries<T: Clone + DeserializeOwned>(
    inline: &[T],
    file: Option<&Path>,
    config: &Path,
    errors: &mut Vec<ConfigError>,
) -> Vec<(T, PathBuf)> {
    let mut all: Vec<(T, PathBuf)> = inline.iter().map(|entry| (entry.clone(), config.to_owned())).collect();
    if let Some(file) = file {
        let path = config.parent().unwrap_or(Path::new("")).join(file);
        match read_csv(&path) {
            Ok(entries) => all.extend(entries.into_iter().map(|entry| (entry, path.clone()))),
            Err(error) => errors.push(error),
        }
    }
    all
}

fn read_csv<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable(path.to_owned(), error))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').trim(csv::Trim::All).from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| wrong(path, error.to_string()))
}

/// A text, or nothing when there is none but blanks.
fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn institution(code: &str) -> Result<Institution, String> {
    Institution::parse(code).ok_or_else(|| format!("institution `{code}` is not like I355"))
}

fn add_institution(tables: &mut CodeTables, raw: RawInstitution) -> Result<(), String> {
    let code = institution(&raw.code)?;
    let entry = InstitutionEntry {
        name: raw.name,
        financial_organisation: raw.financial_organisation,
        cooperation_group: filled(raw.cooperation_group),
    };
    match tables.institutions.insert(code, entry) {
        None => Ok(()),
        Some(_) => Err(format!("institution {code} stands there twice")),
    }
}

fn add_branch(tables: &mut CodeTables, raw: RawBranch) -> Result<(), String> {
    let code = Branch::parse(&raw.code).ok_or_else(|| format!("branch `{}` is not like 3550", raw.code))?;
    let entry = BranchEntry { institution: institution(&raw.institution)?, name: raw.name };
    match tables.branches.insert(code, entry) {
        None => Ok(()),
        Some(_) => Err(format!("branch {code} stands there twice")),
    }
}

fn add_booking_code(tables: &mut CodeTables, raw: RawBookingCode) -> Result<(), String> {
    let code = BookingCode::parse(&raw.code).ok_or_else(|| format!("booking code `{}` is not like 2110", raw.code))?;
    let entry = BookingCodeEntry { description: raw.description, ledger_account: filled(raw.ledger_account) };
    match tables.booking_codes.insert(code, entry) {
        None => Ok(()),
        Some(_) => Err(format!("booking code {code} stands there twice")),
    }
}

fn add_daybook(tables: &mut CodeTables, raw: RawDaybook) -> Result<(), String> {
    let code = Daybook::parse(&raw.code).ok_or_else(|| format!("daybook `{}` is not like K001", raw.code))?;
    let day = |name: &str, text: Option<String>| -> Result<Option<NaiveDate>, String> {
        let parse = |text: String| {
            text.parse().map_err(|_| format!("daybook {code}: {name} `{text}` is not a day like 2026-11-22"))
        };
        filled(text).map(parse).transpose()
    };
    let entry = DaybookEntry {
        institution: filled(raw.institution).map(|code| institution(&code)).transpose()?,
        description: raw.description,
        ledger_account: filled(raw.ledger_account),
        valid_from: day("valid_from", raw.valid_from)?,
        valid_to: day("valid_to", raw.valid_to)?,
    };
    if entry.valid_from.zip(entry.valid_to).is_some_and(|(first, last)| last < first) {
        return Err(format!("daybook {code}: valid_to comes before valid_from"));
    }
    let entries = tables.daybooks.entry(code).or_default();
    let overlaps = |other: &DaybookEntry| {
        let (first, last) = (entry.valid_from.max(other.valid_from), earlier(entry.valid_to, other.valid_to));
        first.zip(last).is_none_or(|(first, last)| first <= last)
    };
    if entries.iter().any(overlaps) {
        return Err(format!("daybook {code} stands there twice for the same days"));
    }
    entries.push(entry);
    Ok(())
}

/// The earlier of two last days, `None` being never.
fn earlier(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<NaiveDate> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (day, None) | (None, day) => day,
    }
}
