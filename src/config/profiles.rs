//! Export profiles.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::{ConfigError, wrong};
use super::raw::RawProfile;
use crate::ingest::field::{Field, normalise};
use crate::ingest::profile::{DateForm, DecimalMark, ExpenseSign, Profile, Separator, Unit};

/// Checks every profile; what is wrong goes to `errors`.
pub(super) fn read(raw: &[RawProfile], path: &Path, errors: &mut Vec<ConfigError>) -> Vec<Profile> {
    let mut profiles = Vec::new();
    for raw in raw {
        match profile(raw) {
            Ok(profile) => profiles.push(profile),
            Err(what) => errors.push(wrong(path, format!("[[profile]] `{}`: {what}", raw.name))),
        }
    }
    profiles
}

fn profile(raw: &RawProfile) -> Result<Profile, String> {
    let usual = Profile::default();
    let files = raw.files.as_deref().map(glob::Pattern::new).transpose().map_err(|error| format!("files: {error}"))?;
    let separators =
        [(";", Separator::Semicolon), (",", Separator::Comma), ("\t", Separator::Tab), ("|", Separator::Bar)];
    Ok(Profile {
        name: raw.name.clone(),
        files,
        separator: raw.separator.as_deref().map(|text| choose("separator", text, &separators)).transpose()?,
        decimal_mark: raw.decimal_mark.as_deref().map_or(Ok(usual.decimal_mark), |text| {
            choose("decimal_mark", text, &[(",", DecimalMark::Comma), (".", DecimalMark::Point)])
        })?,
        unit: raw
            .unit
            .as_deref()
            .map_or(Ok(usual.unit), |text| choose("unit", text, &[("euro", Unit::Euro), ("cents", Unit::Cents)]))?,
        expenses: raw.expenses.as_deref().map_or(Ok(usual.expenses), |text| {
            choose("expenses", text, &[("negative", ExpenseSign::Negative), ("positive", ExpenseSign::Positive)])
        })?,
        dates: raw.dates.as_deref().map_or(Ok(usual.dates), dates)?,
        headers: columns(&raw.columns)?,
        sheet: raw.sheet.clone(),
    })
}

fn choose<T: Copy>(key: &str, text: &str, choices: &[(&str, T)]) -> Result<T, String> {
    choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice).ok_or_else(|| {
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("{name:?}")).collect();
        format!("{key} is {text:?}; it may be {}", names.join(" or "))
    })
}

fn dates(patterns: &[String]) -> Result<Vec<DateForm>, String> {
    let choices: Vec<(&str, DateForm)> = DateForm::ALL.into_iter().map(|form| (form.pattern(), form)).collect();
    let forms: Vec<DateForm> =
        patterns.iter().map(|pattern| choose("dates", pattern, &choices)).collect::<Result<_, _>>()?;
    if forms.is_empty() {
        return Err("dates names no form".to_owned());
    }
    // Which of the two is meant can't be told from `05/03/2026`.
    if forms.contains(&DateForm::DayMonthYearSlash) && forms.contains(&DateForm::MonthDayYearSlash) {
        return Err("dates can't be dd/mm/yyyy and mm/dd/yyyy at once".to_owned());
    }
    Ok(forms)
}

fn columns(columns: &BTreeMap<String, String>) -> Result<BTreeMap<String, Field>, String> {
    let mut headers = BTreeMap::new();
    for (header, name) in columns {
        let field = Field::of_name(name).ok_or_else(|| {
            let names: Vec<&str> = Field::ALL.into_iter().map(Field::name).collect();
            format!("columns: `{name}` is no field; there are {}", names.join(", "))
        })?;
        headers.insert(normalise(header), field);
    }
    Ok(headers)
}
