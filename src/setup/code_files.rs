//! Code tables of what exports hold, for a person to complete.

use std::path::PathBuf;

use super::UNNAMED;
use super::guesses::Guesses;
use super::survey::{CodeSurvey, most_frequent};
use crate::publish::OutputFile;
use crate::publish::semicolons::semicolon_row;

/// The folder of code tables beside a configuration.
pub const FOLDER: &str = "codes";
/// The file of institutions.
pub const INSTITUTIONS: &str = "institutions.csv";
/// The file of branches.
pub const BRANCHES: &str = "branches.csv";
/// The file of daybooks.
pub const DAYBOOKS: &str = "daybooks.csv";
/// The file of booking codes.
pub const BOOKING_CODES: &str = "booking-codes.csv";

/// The mark by which spreadsheets know UTF-8.
const MARK: &str = "\u{feff}";

/// The tables that have entries, each with its name: each code that was met, with what is known of it.
#[must_use]
pub fn code_files(survey: &CodeSurvey, guesses: &Guesses) -> Vec<(&'static str, OutputFile)> {
    let mut institutions = survey.institutions.clone();
    institutions.extend(guesses.libraries.iter().map(|institution| (*institution, 0)));
    let institutions = institutions.keys().map(|code| vec![code.to_string(), UNNAMED.to_owned()]);
    let branches = survey.branches.iter().filter_map(|(branch, institutions)| {
        Some(vec![branch.to_string(), most_frequent(institutions)?.to_string(), UNNAMED.to_owned()])
    });
    let daybooks = survey.daybooks.keys().map(|daybook| {
        let manager = guesses.managers.get(daybook).map(ToString::to_string).unwrap_or_default();
        let online = if guesses.online.contains(daybook) { " online" } else { "" };
        vec![daybook.to_string(), format!("{UNNAMED}{online}"), manager]
    });
    let booking_codes = survey.booking_codes.iter().map(|(code, descriptions)| {
        vec![code.to_string(), most_frequent(descriptions).map_or(UNNAMED, String::as_str).to_owned()]
    });
    let tables = [
        table(INSTITUTIONS, "code;name;financial_organisation;cooperation_group", institutions),
        table(BRANCHES, "code;institution;name", branches),
        table(DAYBOOKS, "code;description;institution;ledger_account;valid_from;valid_to", daybooks),
        table(BOOKING_CODES, "code;description;ledger_account", booking_codes),
    ];
    tables.into_iter().flatten().collect()
}

/// A table with rows that are filled up with empty fields; none without any, as a configuration that names it is refused.
fn table(
    name: &'static str,
    header: &str,
    rows: impl Iterator<Item = Vec<String>>,
) -> Option<(&'static str, OutputFile)> {
    let mut rows = rows.peekable();
    rows.peek()?;
    let columns = header.split(';').count();
    let mut text = format!("{MARK}{header}\r\n");
    for row in rows {
        let fields = row.iter().map(String::as_str).chain(std::iter::repeat("")).take(columns);
        text += &format!("{}\r\n", semicolon_row(fields));
    }
    Some((name, OutputFile { name: PathBuf::from(name), bytes: text.into_bytes() }))
}
