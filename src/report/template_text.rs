//! A template as TOML: all that is no TOML, and all keys and values that no template has, each with its place.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

use super::template_fault::{TemplateFault, TemplatePlace};
use crate::domain::toml_mistake::plain;

/// What a text says, and its tables with their places.
///
/// # Errors
/// All that can't be read.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<(T, Spanned<DeTable<'_>>), Vec<TemplateFault>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors.iter().map(|error| fault(text, error)).collect());
    }
    // A reader tells the first thing that it can't read: what is told is cut out, and it reads again.
    let (mut rest, mut faults, mut cut_out) = (document.clone(), Vec::new(), BTreeSet::new());
    loop {
        match T::deserialize(Deserializer::from(rest.clone())) {
            Ok(raw) if faults.is_empty() => return Ok((raw, document)),
            Ok(_) => break,
            Err(error) => {
                let missing = error.message().strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
                if missing.is_some_and(|key| cut_out.contains(key)) {
                    break;
                }
                faults.push(fault(text, &error));
                let is_key = error.message().starts_with("unknown field");
                let Some(key) = error.span().and_then(|span| cut(rest.get_mut(), span.start, is_key)) else { break };
                cut_out.insert(key);
            }
        }
    }
    faults.sort_by_key(|fault| fault.place.as_ref().map(|place| (place.position.line, place.position.column)));
    Err(faults)
}

fn fault(text: &str, error: &toml::de::Error) -> TemplateFault {
    let place = error.span().map(|span| TemplatePlace::of(text, span));
    let (what, mend) = match error.message().split_once(", expected ") {
        Some((what, names)) if what.starts_with("unknown") => {
            (what.replace("unknown variant", "unknown name"), Some(meant(what, names)))
        }
        _ if let Some(plain) = plain(error.message(), place.as_ref().map_or("", |place| &place.line)) => {
            (plain.to_owned(), None)
        }
        _ => {
            let lines = error.message().lines().map(str::trim).filter(|line| !line.is_empty());
            (lines.collect::<Vec<_>>().join("; "), None)
        }
    };
    TemplateFault { what, mend, place }
}

/// What was perhaps meant by a name that nobody knows, of the names that there are, which stand between backquotes.
fn meant(what: &str, names: &str) -> String {
    let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let typed = quoted(what).pop().unwrap_or_default();
    let names = quoted(names);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a likeness is from 0 to 1")]
    let likeness = |name: &&String| (strsim::jaro_winkler(&typed, name) * 1000.0) as u32;
    match names.iter().max_by_key(likeness).filter(|name| likeness(name) >= 800) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("there are {}", names.join(", ")),
    }
}

/// Cuts out what stands at a byte of the text: a key that nobody knows, else one of several tables, else all that stands
/// under a key. The key at the top in which that was; `None` when there was none.
fn cut(table: &mut DeTable<'_>, byte: usize, is_key: bool) -> Option<String> {
    let at_byte = |table: &DeTable<'_>| {
        table.keys().find(|key| key.span().contains(&byte)).map(|key| key.get_ref().to_string()).filter(|_| is_key)
    };
    if let Some(key) = at_byte(table) {
        table.remove(key.as_str());
        return Some(key);
    }
    let (key, value) = table.iter_mut().find(|(_, value)| is_in(value, byte))?;
    let key = key.get_ref().to_string();
    match value.get_mut() {
        DeValue::Table(inner) if is_key => cut(inner, byte, is_key).map(|_| key),
        DeValue::Array(values) => {
            let place = values.iter().position(|value| is_in(value, byte))?;
            if is_key && let Some(DeValue::Table(inner)) = values.get_mut(place).map(Spanned::get_mut) {
                return cut(inner, byte, is_key).map(|_| key);
            }
            let mut kept = DeArray::new();
            let others = values.iter().enumerate().filter(|(index, _)| *index != place);
            others.for_each(|(_, value)| kept.push(value.clone()));
            *values = kept;
            Some(key)
        }
        _ => table.remove(key.as_str()).map(|_| key),
    }
}

/// Whether a byte of the text is in a table or in what stands in it.
fn holds(table: &DeTable<'_>, byte: usize) -> bool {
    table.iter().any(|(key, value)| key.span().contains(&byte) || is_in(value, byte))
}

fn is_in(value: &Spanned<DeValue<'_>>, byte: usize) -> bool {
    value.span().contains(&byte)
        || match value.get_ref() {
            DeValue::Table(table) => holds(table, byte),
            DeValue::Array(values) => values.iter().any(|value| is_in(value, byte)),
            _ => false,
        }
}
