//! A configuration as TOML: all that is no TOML, and all keys that no configuration has, each with its place.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ConfigError;
use super::raw::RawConfig;
use super::recovery::{self, SetAside};
use super::schema::schema;
use super::spot::ConfigSpot;
use super::syntax;

/// What was read of a text.
pub(super) struct ReadDocument {
    /// What it says but for keys that no configuration has, and for what had to be set aside; `None` where it can't be read.
    pub(super) raw: Option<RawConfig>,
    /// All that is wrong with it.
    pub(super) mistakes: Vec<ConfigError>,
    /// What was set aside.
    pub(super) aside: SetAside,
}

/// Reads the text of a configuration.
pub(super) fn read(path: &Path, text: &str) -> ReadDocument {
    let mistake = |(what, spot)| ConfigError::Mistake { path: path.to_owned(), entry: String::new(), what, spot };
    let (mut document, errors) = DeTable::parse_recoverable(text);
    let mut aside = SetAside::of_syntax(text, &errors);
    let mut mistakes: Vec<ConfigError> = errors.iter().map(|error| mistake(syntax::told(text, error))).collect();
    let schema = schema();
    let keys = document.get_ref().keys();
    let outermost: BTreeSet<usize> = keys.map(|key| ConfigSpot::of(text, key.span()).position.line).collect();
    let mut found = Vec::new();
    take_unknown(document.get_mut(), &schema, &schema, "", text, &mut found);
    // Behind a broken head of a table its keys seem to be of none.
    found.retain(|(_, spot)| {
        let is_of_no_table = spot.as_ref().is_some_and(|spot| outermost.contains(&spot.position.line));
        !(aside.is_broken(spot.as_ref()) || aside.has_broken() && is_of_no_table)
    });
    let raw = recovery::deserialize(document, text, &mut aside, &mut found);
    mistakes.extend(found.into_iter().map(mistake));
    ReadDocument { raw, mistakes, aside }
}

/// Takes the keys out of a table that its schema does not have, in the order of the text.
fn take_unknown(
    table: &mut DeTable<'_>,
    own: &Value,
    schema: &Value,
    name: &str,
    text: &str,
    mistakes: &mut Vec<(String, Option<ConfigSpot>)>,
) {
    let properties = own["properties"].as_object();
    let known: Vec<&str> = properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    // A table of one's own names has a schema for whatever name.
    let is_closed = own["additionalProperties"] == Value::Bool(false);
    let mut unknown: Vec<(String, std::ops::Range<usize>)> = Vec::new();
    for (key, value) in table.iter_mut() {
        match properties.and_then(|properties| properties.get(key.get_ref().as_ref())) {
            Some(property) => into_tables(value, property, schema, key.get_ref(), text, mistakes),
            None if is_closed => unknown.push((key.get_ref().to_string(), key.span())),
            None => {}
        }
    }
    unknown.sort_by_key(|(_, span)| span.start);
    for (key, span) in unknown {
        let spot = ConfigSpot::of(text, span);
        mistakes.push(match spot.line {
            Some(_) => (syntax::unknown_key(&key, name, &known), Some(spot)),
            None => (syntax::SECRET.to_owned(), Some(spot)),
        });
        table.remove(key.as_str());
    }
}

/// Goes into the tables of a value.
fn into_tables(
    value: &mut Spanned<DeValue<'_>>,
    property: &Value,
    schema: &Value,
    name: &str,
    text: &str,
    mistakes: &mut Vec<(String, Option<ConfigSpot>)>,
) {
    let Some(own) = resolved(property, schema) else { return };
    match value.get_mut() {
        DeValue::Table(table) => take_unknown(table, own, schema, &format!("[{name}]"), text, mistakes),
        DeValue::Array(values) => {
            for value in values.iter_mut() {
                if let DeValue::Table(table) = value.get_mut() {
                    take_unknown(table, own, schema, &format!("[[{name}]]"), text, mistakes);
                }
            }
        }
        _ => {}
    }
}

/// The schema of the table, or of the tables, that a property is.
fn resolved<'s>(property: &'s Value, schema: &'s Value) -> Option<&'s Value> {
    let inner = ["allOf", "anyOf"].into_iter().filter_map(|key| property[key].as_array()).flatten();
    let mut parts = [property, &property["items"]].into_iter().chain(inner);
    let reference = parts.find_map(|part| part["$ref"].as_str())?;
    schema["definitions"].get(reference.strip_prefix("#/definitions/")?)
}
