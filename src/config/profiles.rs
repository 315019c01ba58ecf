//! Export profiles.

use std::collections::BTreeMap;
use std::path::Path;

use chrono_tz::Tz;

use super::error::{ConfigError, wrong};
use super::raw_profile::{OneOrMore, RawProfile};
use crate::domain::{BookingCode, Branch, Daybook, Institution};
use crate::ingest::FilePattern;
use crate::ingest::date_form::{DateForm, DateStyle};
use crate::ingest::field::{Field, normalise};
use crate::ingest::profile::{
    Charset, DecimalMark, ExpenseSign, Filter, MappedHeader, MinusForm, Profile, Separator, SignWords, Unit,
};

/// Checks every profile; what is wrong goes to `errors`.
pub(super) fn read(raw: &[RawProfile], path: &Path, errors: &mut Vec<ConfigError>) -> Vec<Profile> {
    let mut profiles: Vec<Profile> = Vec::new();
    for raw in raw {
        let mut refuse = |what: String| errors.push(wrong(path, format!("[[profile]] `{}`: {what}", raw.name)));
        if profiles.iter().any(|profile| profile.name == raw.name) {
            refuse("another profile has this name".to_owned());
        }
        match profile(raw) {
            Ok(profile) => profiles.push(profile),
            Err(what) => refuse(what),
        }
    }
    profiles
}

fn profile(raw: &RawProfile) -> Result<Profile, String> {
    let usual = Profile::default();
    let files = raw.files.as_ref().map_or(&[][..], OneOrMore::texts);
    let files = files.iter().map(|text| file_names(text)).collect::<Result<_, _>>()?;
    let separators =
        [(";", Separator::Semicolon), (",", Separator::Comma), ("\t", Separator::Tab), ("|", Separator::Bar)];
    let marks = [(",", DecimalMark::Comma), (".", DecimalMark::Point)];
    let units = [("euro", Unit::Euro), ("cents", Unit::Cents)];
    let minus = [("front", MinusForm::Front), ("behind", MinusForm::Behind), ("brackets", MinusForm::Brackets)];
    let amounts = [("as-written", false), ("reversed", true)];
    let expenses = [("negative", ExpenseSign::Negative), ("positive", ExpenseSign::Positive)];
    let headers = columns(&raw.columns)?;
    let signs = SignWords { minus: raw.sign.minus.clone(), plus: raw.sign.plus.clone() };
    check_signs(&signs, &headers)?;
    let expenses = choice("expenses", raw.expenses.as_deref(), &expenses)?.unwrap_or(usual.expenses);
    check_expenses(expenses, &headers)?;
    Ok(Profile {
        name: raw.name.clone(),
        files,
        separator: choice("separator", raw.separator.as_deref(), &separators)?,
        charset: choice("encoding", raw.encoding.as_deref(), &Charset::ALL)?,
        decimal_mark: choice("decimal_mark", raw.decimal_mark.as_deref(), &marks)?.unwrap_or(usual.decimal_mark),
        unit: choice("unit", raw.unit.as_deref(), &units)?.unwrap_or(usual.unit),
        minus: choice("minus", raw.minus.as_deref(), &minus)?.unwrap_or(usual.minus),
        is_reversed: choice("amounts", raw.amounts.as_deref(), &amounts)?.unwrap_or(usual.is_reversed),
        signs,
        expenses,
        dates: DateStyle {
            forms: raw.dates.as_deref().map_or(Ok(usual.dates.forms), dates)?,
            zone: raw.zone.as_deref().map(zone).transpose()?.filter(|zone| *zone != chrono_tz::Europe::Brussels),
        },
        headers,
        constants: constants(&raw.constant)?,
        values: values(&raw.values)?,
        empty: raw.empty.as_ref().map(|words| words.texts().to_vec()).unwrap_or_default(),
        filters: filters(&raw.keep, true).chain(filters(&raw.leave_out, false)).collect(),
        sheet: raw.sheet.clone(),
    })
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
        format!("{key} is `{text}`; it may be {}", names.join(" or "))
    })
}

fn zone(name: &str) -> Result<Tz, String> {
    name.parse().map_err(|_| format!("zone is `{name}`; it is a name such as \"Europe/Brussels\" or \"UTC\""))
}

pub(super) fn dates(patterns: &[String]) -> Result<Vec<DateForm>, String> {
    let form = |pattern: &String| {
        DateForm::of_pattern(pattern).ok_or_else(|| {
            format!(
                "dates is `{pattern}`; it may be a form such as \"dd-mm-yyyy\", \"d/m/yyyy\", \"yyyymmdd\" or \"dd-mmm-yy\""
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

fn field(key: &str, name: &str, fields: &[Field]) -> Result<Field, String> {
    Field::of_name(name).filter(|field| fields.contains(field)).ok_or_else(|| {
        let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        format!("{key}: `{name}` is no field that may stand here; there are {}", names.join(", "))
    })
}

fn columns(columns: &BTreeMap<String, OneOrMore>) -> Result<BTreeMap<String, MappedHeader>, String> {
    let mut headers: BTreeMap<String, MappedHeader> = BTreeMap::new();
    for (header, names) in columns {
        let fields = names.texts().iter().map(|name| field("columns", name, &Field::ALL)).collect::<Result<_, _>>()?;
        let mapped = MappedHeader { header: header.clone(), fields };
        if let Some(other) = headers.insert(normalise(header), mapped) {
            return Err(format!("columns: `{header}` and `{}` are the same header", other.header));
        }
    }
    Ok(headers)
}

/// Demands that one thing alone tells that money went out: turned twice, it would have come in.
fn check_expenses(expenses: ExpenseSign, headers: &BTreeMap<String, MappedHeader>) -> Result<(), String> {
    let tells = |field: &&Field| headers.values().any(|mapped| mapped.fields.contains(field));
    match [Field::AmountOut, Field::AmountIn, Field::Sign]
        .iter()
        .find(tells)
        .filter(|_| expenses == ExpenseSign::Positive)
    {
        Some(field) => Err(format!(
            "expenses is `positive`, and the column for `{}` tells already what went out: leave expenses out",
            field.name()
        )),
        None => Ok(()),
    }
}

/// Demands that words for signs and a column for them come together, and no word means both.
fn check_signs(signs: &SignWords, headers: &BTreeMap<String, MappedHeader>) -> Result<(), String> {
    let has_column = headers.values().any(|mapped| mapped.fields.contains(&Field::Sign));
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
const CONSTANT: [Field; 8] = [
    Field::Daybook,
    Field::Institution,
    Field::Branch,
    Field::BookingCode,
    Field::Description,
    Field::Source,
    Field::SettlementSource,
    Field::Drawer,
];
/// The fields whose values may be mapped.
const VALUED: [Field; 9] = [
    Field::Daybook,
    Field::Institution,
    Field::Branch,
    Field::BookingGroup,
    Field::BookingCode,
    Field::Description,
    Field::Source,
    Field::SettlementSource,
    Field::Drawer,
];

/// Demands that a text can stand in a field.
fn suiting(key: &str, field: Field, text: &str) -> Result<String, String> {
    let is_code = match field {
        Field::Daybook => Daybook::parse(text).is_some(),
        Field::Institution => Institution::parse(text).is_some(),
        Field::Branch => Branch::parse(text).is_some(),
        Field::BookingCode => BookingCode::parse(text).is_some() || text.len() == 3,
        _ => true,
    };
    let name = field.name();
    if is_code { Ok(text.to_owned()) } else { Err(format!("{key}: `{text}` is no {name}")) }
}

fn constants(constants: &BTreeMap<String, String>) -> Result<BTreeMap<Field, String>, String> {
    let constant = |(name, text): (&String, &String)| {
        let field = field("constant", name, &CONSTANT)?;
        Ok((field, suiting("constant", field, text)?))
    };
    constants.iter().map(constant).collect()
}

fn values(
    values: &BTreeMap<String, BTreeMap<String, String>>,
) -> Result<BTreeMap<Field, BTreeMap<String, String>>, String> {
    let of_field = |(name, meanings): (&String, &BTreeMap<String, String>)| {
        let field = field("values", name, &VALUED)?;
        let key = format!("values.{name}");
        // Nothing may be what a value means: such a record has no daybook.
        let meaning = |(value, text): (&String, &String)| {
            let meant = if text.is_empty() { Ok(String::new()) } else { suiting(&key, field, text) };
            Ok::<_, String>((value.trim().to_owned(), meant?))
        };
        Ok((field, meanings.iter().map(meaning).collect::<Result<_, _>>()?))
    };
    values.iter().map(of_field).collect()
}

fn filters(wanted: &BTreeMap<String, OneOrMore>, keeps: bool) -> impl Iterator<Item = Filter> + '_ {
    wanted.iter().map(move |(header, values)| Filter { header: header.clone(), values: values.texts().to_vec(), keeps })
}
