//! Values that the configuration calls by names, of which there are few.

use std::collections::BTreeSet;

/// The value of a name; the usual one where none stands there, or one that nobody knows, which goes to `mistakes`.
pub(super) fn one<T: Copy, const N: usize>(
    key: &str,
    name: Option<&String>,
    choices: [(&str, T); N],
    usual: T,
    mistakes: &mut Vec<String>,
) -> T {
    let Some(name) = name else { return usual };
    mistakes.extend(unknown(key, std::slice::from_ref(name), choices.map(|(name, _)| name)));
    choices.into_iter().find(|(known, _)| known == name).map_or(usual, |(_, value)| value)
}

/// The values of some names, of which there must be one at least; names that nobody knows, and those that
/// stand there twice, go to `mistakes`.
pub(super) fn several<T: Copy + Ord, const N: usize>(
    key: &str,
    names: &[String],
    choices: [(&str, T); N],
    mistakes: &mut Vec<String>,
) -> BTreeSet<T> {
    mistakes.extend(unknown(key, names, choices.map(|(name, _)| name)));
    let twice =
        choices.iter().map(|(name, _)| name).filter(|name| names.iter().filter(|other| other == *name).count() > 1);
    mistakes.extend(twice.map(|name| format!("{key}: `{name}` stands there twice")));
    choices.into_iter().filter(|(known, _)| names.iter().any(|name| name == known)).map(|(_, value)| value).collect()
}

fn unknown<const N: usize>(key: &str, names: &[String], known: [&str; N]) -> Vec<String> {
    if names.is_empty() {
        return vec![format!("{key}: nothing is named; there are {}", known.join(", "))];
    }
    let unknown = names.iter().filter(|name| !known.contains(&name.as_str()));
    unknown.map(|name| format!("{key}: `{name}` is none of {}", known.join(", "))).collect()
}
