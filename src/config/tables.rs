//! Code tables, from the configuration itself and from the CSV files that it names.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use super::error::{ConfigError, wrong};
use super::ledger;
use super::raw::RawConfig;
use super::raw_tables::{RawAgreement, RawBookingCode, RawBranch, RawDaybook, RawInstitution};
use super::spot::ConfigSpot;
use super::text::read_text;
use crate::domain::tables::{Agreement, BookingCodeEntry, BranchEntry, DaybookEntry, InstitutionEntry};
use crate::domain::{BookingCode, Branch, CodeTables, Daybook, Institution};
use crate::ingest::csv::record_line::record_line;

/// Reads and checks every table; what is wrong goes to `errors`.
pub(super) fn read(raw: &RawConfig, path: &Path, errors: &mut Vec<ConfigError>) -> CodeTables {
    let mut tables = CodeTables::default();
    for (entry, file) in entries("institution", &raw.institution, raw.tables.institutions.as_deref(), path, errors) {
        add_institution(&mut tables, entry).unwrap_or_else(|what| errors.push(file.wrong(what)));
    }
    for (entry, file) in entries("branch", &raw.branch, raw.tables.branches.as_deref(), path, errors) {
        add_branch(&mut tables, entry).unwrap_or_else(|what| errors.push(file.wrong(what)));
    }
    for (entry, file) in entries("daybook", &raw.daybook, raw.tables.daybooks.as_deref(), path, errors) {
        add_daybook(&mut tables, entry).unwrap_or_else(|what| errors.push(file.wrong(what)));
    }
    for (entry, file) in entries("booking_code", &raw.booking_code, raw.tables.booking_codes.as_deref(), path, errors) {
        add_booking_code(&mut tables, entry).unwrap_or_else(|what| errors.push(file.wrong(what)));
    }
    for code in &raw.tables.handed_over {
        add_handed_over(&mut tables, code).unwrap_or_else(|what| errors.push(wrong(path, "tables", what)));
    }
    for (index, agreement) in raw.agreement.iter().enumerate() {
        add_agreement(&mut tables, agreement.clone())
            .unwrap_or_else(|what| errors.push(wrong(path, format!("agreement[{index}]"), what)));
    }
    ledger::add_bookkeeping(&mut tables, raw.bookkeeping.as_ref());
    for (entry, file) in entries("ledger", &raw.ledger, raw.tables.ledger.as_deref(), path, errors) {
        ledger::add_mapping(&mut tables, entry).unwrap_or_else(|what| errors.push(file.wrong(what)));
    }
    let longest = tables.ledger.longest_account.unwrap_or_default();
    let too_long = tables.too_long_accounts();
    errors.extend(too_long.map(|account| {
        wrong(path, "", format!("the ledger account `{account}` is longer than {longest} characters (longest_account)"))
    }));
    sort(&mut tables);
    tables
}

fn sort(tables: &mut CodeTables) {
    tables.handed_over.sort_unstable();
    for entries in tables.daybooks.values_mut() {
        entries.sort_by_key(|entry| entry.valid_from);
    }
    for entries in tables.branches.values_mut() {
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
    kept.handed_over.iter().try_for_each(|code| add_handed_over(&mut tables, code))?;
    kept.agreement.into_iter().try_for_each(|entry| add_agreement(&mut tables, entry))?;
    ledger::add_bookkeeping(&mut tables, kept.bookkeeping.as_ref());
    kept.ledger.into_iter().try_for_each(|entry| ledger::add_mapping(&mut tables, entry))?;
    sort(&mut tables);
    Ok(tables)
}

/// Where an entry stands.
struct EntryPlace {
    /// The file.
    file: PathBuf,
    /// The entry of the configuration that it is; empty in a table of its own.
    entry: String,
    /// The line and its number, in a table of its own.
    line: Option<(usize, String)>,
}

impl EntryPlace {
    fn wrong(&self, what: String) -> ConfigError {
        let spot = self.line.as_ref().map(|(number, line)| ConfigSpot::of_line(*number, line, &what));
        ConfigError::Mistake { path: self.file.clone(), entry: self.entry.clone(), what, spot }
    }
}

/// The entries of the configuration file, then those of the CSV file, each with the place that it stands in.
fn entries<T: Clone + DeserializeOwned>(
    table: &str,
    inline: &[T],
    file: Option<&Path>,
    config: &Path,
    errors: &mut Vec<ConfigError>,
) -> Vec<(T, EntryPlace)> {
    let of_config = |(index, entry): (usize, &T)| {
        let place = EntryPlace { file: config.to_owned(), entry: format!("{table}[{index}]"), line: None };
        (entry.clone(), place)
    };
    let mut all: Vec<(T, EntryPlace)> = inline.iter().enumerate().map(of_config).collect();
    if let Some(file) = file {
        let path = config.parent().unwrap_or(Path::new("")).join(file);
        match read_text(&path) {
            Ok(text) => all.extend(entries_of_file(&path, text.trim_start_matches('\u{feff}'), errors)),
            Err(error) => {
                let file = file.display();
                errors.push(if error.is_missing() {
                    wrong(config, "tables", format!("[tables] `{file}`: there is no such file beside this one"))
                } else {
                    error
                });
            }
        }
    }
    all
}

/// The entries of a CSV file; what is wrong with some goes to `errors`.
fn entries_of_file<T: DeserializeOwned>(
    path: &Path,
    text: &str,
    errors: &mut Vec<ConfigError>,
) -> Vec<(T, EntryPlace)> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').trim(csv::Trim::All).from_reader(text.as_bytes());
    let lines: Vec<&str> = text.lines().collect();
    let place = |line: u64| {
        let number = usize::try_from(line).unwrap_or(1);
        let line = lines.get(number - 1).map(|line| (number, (*line).to_owned()));
        EntryPlace { file: path.to_owned(), entry: String::new(), line }
    };
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            errors.push(place(1).wrong(error.to_string()));
            return Vec::new();
        }
    };
    if header.len() == 1 && header.iter().any(|field| field.contains([',', '\t'])) {
        errors.push(place(1).wrong("`;` stands between fields of a code table".to_owned()));
        return Vec::new();
    }
    let (mut entries, mut of_header, before) = (Vec::new(), None, errors.len());
    for record in reader.records() {
        let entry = record.map(|record| {
            let line = record.position().map_or(1, |position| record_line(text, position));
            (record.deserialize(Some(&header)).map_err(|error| (line, error)), line)
        });
        match entry {
            Ok((Ok(entry), line)) => entries.push((entry, place(line))),
            // What the header lacks or has too much, every line has: it is told one time.
            Ok((Err((line, error)), _)) => match error.into_kind() {
                csv::ErrorKind::Deserialize { err, .. } if err.field().is_none() => {
                    of_header.get_or_insert(err.kind().to_string());
                }
                csv::ErrorKind::Deserialize { err, .. } => errors.push(place(line).wrong(err.kind().to_string())),
                other => errors.push(place(line).wrong(format!("{other:?}"))),
            },
            Err(error) => {
                let line = error.position().map_or(1, |position| record_line(text, position));
                errors.push(place(line).wrong(of_record(&error)));
            }
        }
    }
    // A table that was cut off, or saved over, must not make every daybook everybody's own.
    if entries.is_empty() && errors.len() == before && of_header.is_none() {
        let what = "the code table has no entries: write a line for each below the line of names, or take the file out of \
                    [tables]";
        errors.push(place(1).wrong(what.to_owned()));
    }
    errors.extend(of_header.map(|what| place(1).wrong(what)));
    entries
}

/// What is wrong with a record of a code table.
fn of_record(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the line has {len} fields and the header {expected_len}; `;` stands between fields")
        }
        _ => error.to_string(),
    }
}

/// A text, or nothing when there is none but blanks.
pub(super) fn filled(text: Option<String>) -> Option<String> {
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
    let [valid_from, valid_to] = days(&format!("branch {code}"), raw.valid_from, raw.valid_to)?;
    let entry = BranchEntry { institution: institution(&raw.institution)?, name: raw.name, valid_from, valid_to };
    let entries = tables.branches.entry(code).or_default();
    if entries.iter().any(|other| overlap([valid_from, valid_to], [other.valid_from, other.valid_to])) {
        let when = if valid_from.is_some() || valid_to.is_some() { " for the same days" } else { "" };
        return Err(format!("branch {code} stands there twice{when}"));
    }
    entries.push(entry);
    Ok(())
}

/// The days on which an entry holds.
pub(super) fn days(entry: &str, from: Option<String>, to: Option<String>) -> Result<[Option<NaiveDate>; 2], String> {
    let day = |name: &str, text: Option<String>| -> Result<Option<NaiveDate>, String> {
        let parse =
            |text: String| text.parse().map_err(|_| format!("{entry}: {name} `{text}` is not a day like 2026-11-22"));
        filled(text).map(parse).transpose()
    };
    let days = [day("valid_from", from)?, day("valid_to", to)?];
    if days[0].zip(days[1]).is_some_and(|(first, last)| last < first) {
        return Err(format!("{entry}: valid_to comes before valid_from"));
    }
    Ok(days)
}

/// Whether two runs of days have one in common.
fn overlap(one: [Option<NaiveDate>; 2], other: [Option<NaiveDate>; 2]) -> bool {
    let (first, last) = (one[0].max(other[0]), earlier(one[1], other[1]));
    first.zip(last).is_none_or(|(first, last)| first <= last)
}

fn add_booking_code(tables: &mut CodeTables, raw: RawBookingCode) -> Result<(), String> {
    let code = BookingCode::parse(&raw.code).ok_or_else(|| format!("booking code `{}` is not like 2110", raw.code))?;
    let entry = BookingCodeEntry { description: raw.description, ledger_account: filled(raw.ledger_account) };
    match tables.booking_codes.insert(code, entry) {
        None => Ok(()),
        Some(_) => Err(format!("booking code {code} stands there twice")),
    }
}

fn add_handed_over(tables: &mut CodeTables, code: &str) -> Result<(), String> {
    let code = BookingCode::parse(code).ok_or_else(|| format!("handed_over: `{code}` is not like 5990"))?;
    if tables.handed_over.contains(&code) {
        return Err(format!("handed_over: {code} stands there twice"));
    }
    tables.handed_over.push(code);
    Ok(())
}

fn add_agreement(tables: &mut CodeTables, raw: RawAgreement) -> Result<(), String> {
    let name = raw.name.trim().to_owned();
    if name.is_empty() {
        return Err("an [[agreement]] needs a `name`".to_owned());
    }
    let entry = format!("agreement `{name}`");
    let mut institutions = raw.institutions.iter().map(|code| institution(code)).collect::<Result<Vec<_>, _>>()?;
    institutions.sort_unstable();
    institutions.dedup();
    if institutions.len() < 2 || institutions.len() != raw.institutions.len() {
        return Err(format!("{entry}: `institutions` needs two or more libraries, each once"));
    }
    let [valid_from, valid_to] = days(&entry, raw.valid_from, raw.valid_to)?;
    tables.agreements.push(Agreement { name, institutions, valid_from, valid_to });
    Ok(())
}

fn add_daybook(tables: &mut CodeTables, raw: RawDaybook) -> Result<(), String> {
    let code = Daybook::parse(&raw.code).ok_or_else(|| format!("daybook `{}` is not like K001", raw.code))?;
    let [valid_from, valid_to] = days(&format!("daybook {code}"), raw.valid_from, raw.valid_to)?;
    let entry = DaybookEntry {
        institution: filled(raw.institution).map(|code| institution(&code)).transpose()?,
        description: raw.description,
        ledger_account: filled(raw.ledger_account),
        valid_from,
        valid_to,
    };
    let entries = tables.daybooks.entry(code).or_default();
    if entries.iter().any(|other| overlap([valid_from, valid_to], [other.valid_from, other.valid_to])) {
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
