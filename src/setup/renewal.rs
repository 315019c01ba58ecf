//! An older configuration with the keys that have come since, as comments. What it says stays as it is.

use toml::de::{DeTable, DeValue};

use super::configuration_file::entry;
use crate::config::schema::{ConfigKey, ConfigSection};

/// Adds to the text of a configuration, as comments, all keys that it neither sets nor shows.
///
/// # Errors
/// When the text is no TOML, or would mean something else with them.
pub fn renewed(old: &str) -> Result<String, String> {
    let document = DeTable::parse(old).map_err(|error| error.message().to_owned())?;
    // What is added, and behind which byte.
    let mut added: Vec<(usize, String)> = Vec::new();
    for section in ConfigSection::ALL {
        let named = document.get_ref().iter().find(|(key, _)| key.get_ref() == section.name());
        let (known, place, shown): (Vec<&str>, usize, &str) =
            match named.map(|(key, value)| (key.span().end, own_end(key.span().end, value.get_ref()))) {
                // A table of one line has no place for comments.
                Some((_, None)) => continue,
                Some((head, Some((keys, end)))) => (keys, end_of_line(old, end), &old[head..end_of_section(old, end)]),
                None => (Vec::new(), old.len(), old),
            };
        let is_shown = |name: &str| shown.lines().any(|line| shows(line, name));
        let keys = section.keys();
        let has_line = |key: &&ConfigKey| key.default.is_some() || key.example.is_some();
        let missing = keys.iter().filter(has_line).filter(|key| !known.contains(&key.name) && !is_shown(key.name));
        let lines: String = missing.map(|key| entry(key, None)).collect();
        if lines.is_empty() {
            continue;
        }
        let head = if named.is_none() { format!("\n# {}\n", section.head()) } else { String::new() };
        added.push((place, head + &lines));
    }
    let mut new = old.to_owned();
    if !new.ends_with('\n') {
        new.push('\n');
    }
    // From the end on, so that places before it stay; of one place what was added last comes last.
    added.sort_by_key(|(place, _)| *place);
    for (place, text) in added.iter().rev() {
        new.insert_str((*place).min(new.len()), text);
    }
    let meant = |text: &str| toml::from_str::<toml::Table>(text).ok();
    if meant(&new).is_none() || meant(&new) != meant(old) {
        return Err("with the new keys it would mean something else".to_owned());
    }
    Ok(new)
}

/// The keys of a section's table, of the first where there are several, and where its own values end.
fn own_end<'t>(head: usize, value: &'t DeValue<'_>) -> Option<(Vec<&'t str>, usize)> {
    let table = match value {
        DeValue::Table(table) => table,
        DeValue::Array(tables) => match tables.iter().next()?.get_ref() {
            DeValue::Table(table) => table,
            _ => return None,
        },
        _ => return None,
    };
    let is_own = |value: &DeValue<'_>| match value {
        DeValue::Table(_) => false,
        DeValue::Array(values) => !values.iter().any(|value| matches!(value.get_ref(), DeValue::Table(_))),
        _ => true,
    };
    let ends = table.iter().filter(|(_, value)| is_own(value.get_ref())).map(|(_, value)| value.span().end);
    let keys = table.keys().map(|key| key.get_ref().as_ref()).collect();
    Some((keys, ends.max().unwrap_or(head)))
}

/// Where the next table begins.
fn end_of_section(text: &str, place: usize) -> usize {
    text[place..].find("\n[").map_or(text.len(), |next| place + next)
}

fn end_of_line(text: &str, place: usize) -> usize {
    text[place..].find('\n').map_or(text.len(), |end| place + end + 1)
}

/// Whether a line shows a key as a comment.
fn shows(line: &str, name: &str) -> bool {
    let Some(comment) = line.trim_start().strip_prefix('#') else { return false };
    let Some((key, _)) = comment.split_once('=') else { return false };
    key.trim() == name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_keys_come_as_comments_behind_those_of_their_section() {
        let old = "[run]\nout = \"reports\" # here\n\n[[library]]\ninstitution = \"I355\"\n\n[library.x]\ny = 1\n";
        let new = renewed(old).expect("a configuration");
        let (run, rest) = new.split_once("\n[[library]]").expect("a library");
        assert!(run.starts_with("[run]\nout = \"reports\" # here\n# "), "{run}");
        assert!(run.contains("\n# mode = \"append\"\n"), "{run}");
        let (library, rest) = rest.split_once("\n[library.x]\n").expect("its table");
        assert!(library.contains("\n# pseudonym_key_file = \"I355.key\"\n"), "{library}");
        assert!(rest.contains("\n# [report]\n"), "{rest}");
        assert!(renewed(&new).expect("the same") == new, "twice is as once: {new}");
    }

    #[test]
    fn what_is_no_table_of_lines_stays_as_it_is() {
        for old in ["run = { out = \"a\" }", "library = []\n", ""] {
            let new = renewed(old).expect("a configuration");
            assert!(new.starts_with(old), "{new}");
        }
        assert!(renewed("run = ").is_err());
    }
}
