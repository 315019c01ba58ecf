//! Export profiles.

use std::collections::BTreeMap;
use std::path::Path;

use chrono_tz::Tz;

use super::error::{ConfigError, wrong};
use super::raw_profile::{OneOrMore, RawForm, RawProfile};
use crate::domain::{BookingCode, Branch, Daybook, Institution, LineField};
use crate::ingest::FilePattern;
use crate::ingest::date_form::{DateForm, DateStyle};
use crate::ingest::field::normalise;
use crate::ingest::profile::{
    Charset, DecimalMark, ExpenseSign, MappedHeader, MinusForm, Profile, RecordFilter, Separator, SignWords, Unit,
};

/// Checks every profile; what is wrong goes to `errors`. Those that no feed names, `of_feeds`, must be the first that is for
/// some names of files.
pub(super) fn read(raw: &[RawProfile], of_feeds: &[&str], path: &Path, errors: &mut Vec<ConfigError>) -> Vec<Profile> {
    for (index, profile) in raw.iter().enumerate().filter(|(_, profile)| !of_feeds.contains(&profile.name.as_str())) {
        if let Some(first) = raw[..index].iter().find(|earlier| has_all_files_of(earlier, profile)) {
            let what = format!(
                "it never reads a file: `{}` before it is for all of them; put this one in front, or name the files of that one",
                first.name
            );
            errors.push(wrong(path, format!("profile[{index}]"), format!("[[profile]] `{}`: {what}", profile.name)));
        }
    }
    each("profile", raw, |raw| &raw.name, profile, path, errors)
}

/// Checks each entry of a table of profiles, whose names are all different; what is wrong goes to `errors`.
pub(super) fn each<R, P>(
    table: &str,
    raw: &[R],
    name: impl Fn(&R) -> &str,
    read: impl Fn(&R, &mut Vec<String>) -> P,
    path: &Path,
    errors: &mut Vec<ConfigError>,
) -> Vec<P> {
    let (mut profiles, mut names) = (Vec::new(), Vec::new());
    for (index, raw) in raw.iter().enumerate() {
        let name = name(raw);
        let mut refuse = |what: String| {
            errors.push(wrong(path, format!("{table}[{index}]"), format!("[[{table}]] `{name}`: {what}")));
        };
        if names.contains(&name) {
            refuse("another profile has this name".to_owned());
        }
        let mut mistakes = Vec::new();
        let profile = read(raw, &mut mistakes);
        if mistakes.is_empty() {
            profiles.push(profile);
            names.push(name);
        }
        mistakes.into_iter().for_each(refuse);
    }
    profiles
}

/// A profile of files that are written so, and else as usual.
pub(super) fn form(raw: &RawForm<'_>, mistakes: &mut Vec<String>) -> Profile {
    let separators =
        [(";", Separator::Semicolon), (",", Separator::Comma), ("\t", Separator::Tab), ("|", Separator::Bar)];
    let marks = [(",", DecimalMark::Comma), (".", DecimalMark::Point)];
    let units = [("euro", Unit::Euro), ("cents", Unit::Cents)];
    let minus = [("front", MinusForm::Front), ("behind", MinusForm::Behind), ("brackets", MinusForm::Brackets)];
    let usual = Profile::default();
    let forms = raw.dates.map(|patterns| kept(dates(patterns), mistakes));
    Profile {
        name: raw.name.to_owned(),
        separator: kept(choice("separator", raw.separator, &separators), mistakes),
        decimal_mark: kept(choice("decimal_mark", raw.decimal_mark, &marks), mistakes).unwrap_or(usual.decimal_mark),
        unit: kept(choice("unit", raw.unit, &units), mistakes).unwrap_or(usual.unit),
        minus: kept(choice("minus", raw.minus, &minus), mistakes).unwrap_or(usual.minus),
        dates: DateStyle { forms: forms.unwrap_or(usual.dates.forms), zone: None },
        ..usual
    }
}

/// A value, or the usual one and a mistake.
pub(super) fn kept<T: Default>(value: Result<T, String>, mistakes: &mut Vec<String>) -> T {
    value.unwrap_or_else(|what| {
        mistakes.push(what);
        T::default()
    })
}

fn profile(raw: &RawProfile, mistakes: &mut Vec<String>) -> Profile {
    let files = raw.files.as_ref().map_or(&[][..], OneOrMore::texts);
    let files = files.iter().filter_map(|text| kept(file_names(text).map(Some), mistakes)).collect();
    let amounts = [("as-written", false), ("reversed", true)];
    let expenses = [("negative", ExpenseSign::Negative), ("positive", ExpenseSign::Positive)];
    let headers = columns(&raw.columns, mistakes);
    let signs = SignWords { minus: raw.sign.minus.clone(), plus: raw.sign.plus.clone() };
    let expenses = kept(choice("expenses", raw.expenses.as_deref(), &expenses), mistakes);
    let expenses = expenses.unwrap_or(Profile::default().expenses);
    if mistakes.is_empty() {
        kept(check_signs(&signs, &headers), mistakes);
        kept(check_expenses(expenses, &headers), mistakes);
    }
    let form = form(&raw.form(), mistakes);
    let zone = kept(raw.zone.as_deref().map(zone).transpose(), mistakes);
    Profile {
        files,
        charset: kept(choice("encoding", raw.encoding.as_deref(), &Charset::ALL), mistakes),
        is_reversed: kept(choice("amounts", raw.amounts.as_deref(), &amounts), mistakes).unwrap_or(form.is_reversed),
        signs,
        expenses,
        dates: DateStyle { zone: zone.filter(|zone| *zone != chrono_tz::Europe::Brussels), ..form.dates },
        headers,
        constants: constants(&raw.constant, mistakes),
        values: values(&raw.values, mistakes),
        empty: raw.empty.as_ref().map(|words| words.texts().to_vec()).unwrap_or_default(),
        filters: filters(&raw.keep, true).chain(filters(&raw.leave_out, false)).collect(),
        sheet: raw.sheet.clone(),
        ..form
    }
}

/// Whether a profile is for all files that another one is for.
fn has_all_files_of(one: &RawProfile, other: &RawProfile) -> bool {
    let texts = |profile: &RawProfile| profile.files.as_ref().map_or(Vec::new(), |files| files.texts().to_vec());
    let (own, others) = (texts(one), texts(other));
    let own: Vec<FilePattern> = own.iter().filter_map(|text| FilePattern::parse(text).ok()).collect();
    // A star of the other stands for nothing and for more than any name has otherwise.
    let names = |text: &String| ["", &"\u{1}".repeat(64)].map(|any| text.replace('*', any).to_lowercase());
    let has = |text: &String| own.iter().any(|pattern| names(text).iter().all(|name| pattern.fits_name(name)));
    one.files.is_none() || !others.is_empty() && others.iter().all(has)
}

/// A pattern of names of files.
fn file_names(text: &str) -> Result<FilePattern, String> {
    let pattern = FilePattern::parse(text).map_err(|error| format!("files: {error}"))?;
    if pattern.folders().is_empty() {
        Ok(pattern)
    } else {
        Err(format!("files: `{text}` has a folder; a profile is for names of files, such as `mijnbib-*.csv`"))
    }
}

pub(super) fn choice<T: Copy>(key: &str, text: Option<&str>, choices: &[(&str, T)]) -> Result<Option<T>, String> {
    let Some(text) = text else { return Ok(None) };
    let found = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| Some(*choice));
    found.ok_or_else(|| {
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("{name:?}")).collect();
        format!("{key}: `{text}` is none of {}", names.join(", "))
    })
}

fn zone(name: &str) -> Result<Tz, String> {
    name.parse().map_err(|_| format!("zone: `{name}` is no time zone such as \"Europe/Brussels\" or \"UTC\""))
}

fn dates(patterns: &[String]) -> Result<Vec<DateForm>, String> {
    let form = |pattern: &String| {
        DateForm::of_pattern(pattern).ok_or_else(|| {
            format!(
                "dates: `{pattern}` is no form of dates such as \"dd-mm-yyyy\", \"d/m/yyyy\", \"yyyymmdd\", \"dd-mmm-yy\""
            )
        })
    };
    let forms: Vec<DateForm> = patterns.iter().map(form).collect::<Result<_, _>>()?;
    if forms.is_empty() {
        return Err("dates names no form".to_owned());
    }
    // Which of the two is meant can't be told from `05/03/2026`.
    for (index, one) in forms.iter().enumerate() {
        if let Some(other) = forms[..index].iter().find(|other| one.is_taken_for(other) || other.is_taken_for(one)) {
            return Err(format!("dates can't be `{}` and `{}` at once", other.pattern(), one.pattern()));
        }
    }
    Ok(forms)
}

fn field(key: &str, name: &str, fields: &[LineField]) -> Result<LineField, String> {
    LineField::of_name(name).filter(|field| fields.contains(field)).ok_or_else(|| {
        let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        format!("{key}: `{name}` is no field that may stand here; there are {}", names.join(", "))
    })
}

fn columns(columns: &BTreeMap<String, OneOrMore>, mistakes: &mut Vec<String>) -> BTreeMap<String, MappedHeader> {
    let mut headers: BTreeMap<String, MappedHeader> = BTreeMap::new();
    for (header, names) in columns {
        let known = |name: &String| kept(field("columns", name, &LineField::ALL).map(Some), mistakes);
        let fields = names.texts().iter().filter_map(known).collect();
        let mapped = MappedHeader { header: header.clone(), fields };
        if let Some(other) = headers.insert(normalise(header), mapped) {
            mistakes.push(format!("columns: `{header}` and `{}` are the same header", other.header));
        }
    }
    headers
}

/// Demands that one thing alone tells that money went out: turned twice, it would have come in.
fn check_expenses(expenses: ExpenseSign, headers: &BTreeMap<String, MappedHeader>) -> Result<(), String> {
    let tells = |field: &LineField| headers.values().any(|mapped| mapped.fields.contains(field));
    let found = [LineField::AmountOut, LineField::AmountIn, LineField::Sign].into_iter().find(tells);
    match found.filter(|_| expenses == ExpenseSign::Positive) {
        Some(field) => Err(format!(
            "expenses is `positive`, and the column for `{}` tells already what went out: leave expenses out",
            field.name()
        )),
        None => Ok(()),
    }
}

/// Demands that words for signs and a column for them come together, and no word means both.
fn check_signs(signs: &SignWords, headers: &BTreeMap<String, MappedHeader>) -> Result<(), String> {
    let has_column = headers.values().any(|mapped| mapped.fields.contains(&LineField::Sign));
    let has_words = !signs.minus.is_empty() && !signs.plus.is_empty();
    if has_column && !has_words {
        return Err("a column for `sign` needs words: [profile.sign] minus = [\"Af\"], plus = [\"Bij\"]".to_owned());
    }
    let has_words = !signs.minus.is_empty() || !signs.plus.is_empty();
    if has_words && !has_column {
        return Err("sign names words, and no column is mapped to `sign`".to_owned());
    }
    match signs.minus.iter().find(|word| signs.plus.iter().any(|plus| plus.eq_ignore_ascii_case(word))) {
        Some(word) => Err(format!("sign: `{word}` can't be both minus and plus")),
        None => Ok(()),
    }
}

/// The fields that may be the same in every record.
const CONSTANT: [LineField; 8] = [
    LineField::Daybook,
    LineField::Institution,
    LineField::Branch,
    LineField::BookingCode,
    LineField::Description,
    LineField::Source,
    LineField::SettlementSource,
    LineField::Drawer,
];
/// The fields whose values may be mapped.
const VALUED: [LineField; 9] = [
    LineField::Daybook,
    LineField::Institution,
    LineField::Branch,
    LineField::BookingGroup,
    LineField::BookingCode,
    LineField::Description,
    LineField::Source,
    LineField::SettlementSource,
    LineField::Drawer,
];

/// Demands that a text can stand in a field.
fn suiting(key: &str, field: LineField, text: &str) -> Result<String, String> {
    let is_code = match field {
        LineField::Daybook => Daybook::parse(text).is_some(),
        LineField::Institution => Institution::parse(text).is_some(),
        LineField::Branch => Branch::parse(text).is_some(),
        LineField::BookingCode => BookingCode::parse(text).is_some() || text.len() == 3,
        _ => true,
    };
    let name = field.name();
    if is_code { Ok(text.to_owned()) } else { Err(format!("{key}: `{text}` is no {name}")) }
}

fn constants(constants: &BTreeMap<String, String>, mistakes: &mut Vec<String>) -> BTreeMap<LineField, String> {
    let constant = |(name, text): (&String, &String)| {
        let field = field("constant", name, &CONSTANT)?;
        Ok(Some((field, suiting("constant", field, text)?)))
    };
    constants.iter().filter_map(|entry| kept(constant(entry), mistakes)).collect()
}

fn values(
    values: &BTreeMap<String, BTreeMap<String, String>>,
    mistakes: &mut Vec<String>,
) -> BTreeMap<LineField, BTreeMap<String, String>> {
    let mut mapped = BTreeMap::new();
    for (name, meanings) in values {
        let Some(field) = kept(field("values", name, &VALUED).map(Some), mistakes) else { continue };
        let key = format!("values.{name}");
        // Nothing may be what a value means: such a record has no daybook.
        let meaning = |(value, text): (&String, &String)| {
            let meant = if text.is_empty() { Ok(String::new()) } else { suiting(&key, field, text) };
            meant.map(|meant| Some((value.trim().to_owned(), meant)))
        };
        mapped.insert(field, meanings.iter().filter_map(|entry| kept(meaning(entry), mistakes)).collect());
    }
    mapped
}

fn filters(wanted: &BTreeMap<String, OneOrMore>, keeps: bool) -> impl Iterator<Item = RecordFilter> + '_ {
    wanted.iter().map(move |(header, values)| RecordFilter {
        header: header.clone(),
        values: values.texts().to_vec(),
        keeps,
    })
}
