//! Goes on behind mistakes in a configuration, so that all of them are told at once: what can't be read is set aside, and
//! what would only be wrong for lack of it is not told.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use super::error::ConfigError;
use super::raw::RawConfig;
use super::spot::ConfigSpot;
use super::syntax;

/// How many values are set aside; more mistakes of this kind are no slip of the pen.
const MOST: usize = 200;

/// What stands for a value that is needed and is not there: nothing that anybody would write.
const STAND_IN: &str = "\u{fffc}";

/// What was set aside of a configuration.
#[derive(Debug, Default)]
pub(super) struct SetAside {
    /// The keys whose values could not be read.
    keys: BTreeSet<String>,
    /// The lines that are no TOML, but for those whose meaning is sure.
    broken: BTreeSet<usize>,
}

impl SetAside {
    /// Knows the lines that are no TOML. What stands there twice can be read all the same.
    pub(super) fn of_syntax(text: &str, errors: &[Error]) -> Self {
        let broken = errors.iter().filter(|error| !error.message().starts_with("duplicate key"));
        let lines = broken.map(|error| error.span().map_or(0, |span| ConfigSpot::of(text, span).position.line));
        Self { keys: BTreeSet::new(), broken: lines.collect() }
    }

    /// Whether a mistake that was found behind these is one only for lack of what was set aside.
    pub(super) fn explains(&self, error: &ConfigError) -> bool {
        let ConfigError::Mistake { what, spot, .. } = error else { return false };
        let line = spot.as_ref().and_then(|spot| spot.line.as_deref()).unwrap_or_default().trim_start();
        let words: BTreeSet<&str> = what
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
            .filter(|word| !word.is_empty())
            .collect();
        let lacks = self.keys.iter().any(|key| words.contains(key.as_str()) && !line.starts_with(key.as_str()));
        // Where lines are no TOML, tables may lack what stands in them.
        let is_of_table = line.is_empty() || line.starts_with('[');
        let is_broken = self.is_broken(spot.as_ref());
        lacks || what.contains(STAND_IN) || (!self.broken.is_empty() && is_of_table) || is_broken
    }

    /// Whether any line is no TOML.
    pub(super) fn has_broken(&self) -> bool {
        !self.broken.is_empty()
    }

    /// Whether a place is on a line that is no TOML.
    pub(super) fn is_broken(&self, spot: Option<&ConfigSpot>) -> bool {
        spot.is_some_and(|spot| self.broken.contains(&spot.position.line))
    }
}

/// Reads a document; values of a wrong kind are told and set aside. `None` where that does not help.
pub(super) fn deserialize(
    mut document: Spanned<DeTable<'_>>,
    text: &str,
    aside: &mut SetAside,
    mistakes: &mut Vec<(String, Option<ConfigSpot>)>,
) -> Option<RawConfig> {
    for _ in 0..MOST {
        let error = match RawConfig::deserialize(Deserializer::from(document.clone())) {
            Ok(raw) => return Some(raw),
            Err(error) => error,
        };
        let told = syntax::told(text, &error);
        let span = error.span().filter(|span| !span.is_empty());
        let Some(span) = span else {
            // A stand-in has no place.
            if aside.keys.is_empty() && aside.broken.is_empty() {
                mistakes.push(told);
            }
            return None;
        };
        let is_known = aside.is_broken(told.1.as_ref());
        if let Some(key) = missing(error.message()) {
            if !aside.keys.contains(key) && aside.broken.is_empty() {
                mistakes.push(told);
            }
            stand_in(document.get_mut(), &span, key)?;
        } else {
            if !is_known {
                mistakes.push(told);
            }
            let key = remove(document.get_mut(), &span)?;
            aside.keys.insert(key);
        }
    }
    None
}

/// The key that a table lacks.
fn missing(message: &str) -> Option<&str> {
    let (what, behind) = message.split_once('`')?;
    what.starts_with("missing").then(|| behind.split_once('`').map(|(key, _)| key))?
}

/// Takes away the value at a place, with its key, which is returned.
fn remove(table: &mut DeTable<'_>, place: &Range<usize>) -> Option<String> {
    let is_at = |value: &Spanned<DeValue<'_>>| value.span().start <= place.start && place.end <= value.span().end;
    let mut own = None;
    for (key, value) in table.iter_mut() {
        let name = key.get_ref().to_string();
        let (is_here, is_same) = (is_at(value), value.span() == *place);
        // A table in the text does not hold its values: its place is its name.
        let within = match value.get_mut() {
            _ if is_same => None,
            DeValue::Table(inner) => remove(inner, place),
            DeValue::Array(values) => values.iter_mut().find_map(|value| match value.get_mut() {
                DeValue::Table(inner) => remove(inner, place),
                _ => None,
            }),
            _ => None,
        };
        if within.is_some() {
            return within;
        }
        if is_here {
            own = Some(name);
        }
    }
    let own = own?;
    table.remove(own.as_str());
    Some(own)
}

/// Puts a stand-in for a key into the table at a place.
fn stand_in(table: &mut DeTable<'_>, place: &Range<usize>, key: &str) -> Option<()> {
    let put = |table: &mut DeTable<'_>| {
        let value = DeValue::String(STAND_IN.into());
        table.insert(Spanned::new(0..0, key.to_owned().into()), Spanned::new(0..0, value));
    };
    for (_, value) in table.iter_mut() {
        let is_here = value.span() == *place;
        match value.get_mut() {
            DeValue::Table(inner) if is_here => {
                put(inner);
                return Some(());
            }
            DeValue::Table(inner) => {
                let found = stand_in(inner, place, key);
                if found.is_some() {
                    return found;
                }
            }
            DeValue::Array(values) => {
                for value in values.iter_mut() {
                    let is_here = value.span() == *place;
                    let DeValue::Table(inner) = value.get_mut() else { continue };
                    if is_here {
                        put(inner);
                        return Some(());
                    }
                    if stand_in(inner, place, key).is_some() {
                        return Some(());
                    }
                }
            }
            _ => {}
        }
    }
    None
}
