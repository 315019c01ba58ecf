//! Where in a configuration a mistake is. A mistake tells its table first, then its key, then the value between
//! backquotes; by these it is found again in the text.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::syntax::is_secret;
use crate::domain::position::Position;

/// A place in a file, and how it reads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigSpot {
    /// Where it is.
    pub position: Position,
    /// The line that it is on; nothing where a key may stand there.
    pub line: Option<String>,
    /// How many characters it has on that line.
    pub width: usize,
}

impl ConfigSpot {
    /// The spot of a part of a text.
    pub(super) fn of(text: &str, part: Range<usize>) -> Self {
        let position = Position::of(text, part.start);
        let line = text.lines().nth(position.line - 1).unwrap_or_default();
        let rest = line.chars().count().saturating_sub(position.column - 1);
        let width = text.get(part).map_or(1, |part| part.lines().next().unwrap_or_default().chars().count());
        let line = Some(line.to_owned()).filter(|line| !line.trim().is_empty() && !is_secret(text, position.line));
        Self { position, line, width: width.clamp(1, rest.max(1)) }
    }

    /// The spot of a line of a table, of the first of the texts between backquotes that stands on it.
    pub(super) fn of_line(number: usize, line: &str, what: &str) -> Self {
        let found = quoted(what).into_iter().find_map(|text| Some((line.find(text)?, text)));
        let (start, width) = found.map_or((0, line.chars().count()), |(start, text)| (start, text.chars().count()));
        let position = Position { line: number, column: line[..start].chars().count() + 1 };
        Self { position, line: Some(line.to_owned()).filter(|line| !line.is_empty()), width: width.max(1) }
    }
}

/// A value of a document with all that tells it from others.
struct Leaf<'t> {
    /// The names of the tables that it is in.
    tables: Vec<&'t str>,
    /// The key that it stands under.
    key: &'t str,
    /// The value, if it is a text.
    value: Option<&'t str>,
    span: Range<usize>,
    /// The other values of its table.
    beside: Vec<&'t str>,
}

/// Finds what a mistake in an entry speaks of in a text; where no key or value of it is meant, its header, and of the whole
/// document nothing. Of mistakes in the same words `more` come behind this one, and each has a place of its own.
pub(super) fn find(text: &str, document: &DeTable<'_>, entry: &str, what: &str, more: usize) -> Option<ConfigSpot> {
    let (table, header) = walk(document, entry)?;
    let mut leaves = Vec::new();
    collect(table, &[], &mut leaves);
    let (quoted, words) = (quoted(what), words(what));
    let score = |leaf: &Leaf<'_>| {
        // What is between backquotes last is what is wrong; before it stands what it belongs to.
        let value = quoted.iter().rposition(|text| Some(*text) == leaf.value || *text == leaf.key);
        let is_key = words.contains(&leaf.key);
        let is_there = leaf.tables.iter().chain(&leaf.beside).any(|name| words.contains(name));
        let is_named = leaf.value.is_some_and(|value| words.contains(&value));
        // Of entries inside an entry the one whose name is quoted first.
        let is_of = quoted.first().is_some_and(|name| leaf.beside.contains(name));
        (value, is_key, is_of, is_there, is_named)
    };
    let is_meant = |(value, is_key, _, _, is_named): (Option<usize>, bool, bool, bool, bool)| {
        value.is_some() || is_key || is_named
    };
    let meant = || leaves.iter().map(|leaf| (score(leaf), leaf)).filter(|(score, _)| is_meant(*score));
    let highest = meant().map(|(score, _)| score).max();
    let best = meant().filter(|(score, _)| Some(*score) == highest).map(|(_, leaf)| leaf.span.clone());
    let mut best: Vec<Range<usize>> = best.collect();
    best.sort_by_key(|span| span.start);
    // Of several the last: what stands there twice is too much the second time.
    let last = best.len().checked_sub(1).map(|last| best[last.saturating_sub(more)].clone());
    Some(ConfigSpot::of(text, last.or(header)?))
}

/// Where a key has a value, everywhere in a document.
pub(super) fn all_of(text: &str, document: &DeTable<'_>, key: &str, value: &str) -> Vec<ConfigSpot> {
    let mut leaves = Vec::new();
    collect(document, &[], &mut leaves);
    let is_one = |leaf: &&Leaf<'_>| leaf.key == key && leaf.value == Some(value);
    leaves.iter().filter(is_one).map(|leaf| ConfigSpot::of(text, leaf.span.clone())).collect()
}

/// The table that an entry such as `library[2].channel[0]` is, and where it begins; the whole document has no beginning.
fn walk<'t, 'd>(document: &'t DeTable<'d>, entry: &str) -> Option<(&'t DeTable<'d>, Option<Range<usize>>)> {
    let (mut table, mut header) = (document, None);
    for step in entry.split('.').filter(|step| !step.is_empty()) {
        let (name, index) = step.strip_suffix(']').and_then(|step| step.split_once('[')).unwrap_or((step, ""));
        let value = table.get(name)?;
        let value = match value.get_ref() {
            DeValue::Array(values) => values.get(index.parse::<usize>().ok()?)?,
            _ => value,
        };
        (table, header) = (value.get_ref().as_table()?, Some(value.span()));
    }
    Some((table, header))
}

fn collect<'t>(table: &'t DeTable<'_>, tables: &[&'t str], leaves: &mut Vec<Leaf<'t>>) {
    let beside: Vec<&str> = table.values().filter_map(|value| value.get_ref().as_str()).collect();
    for (key, value) in table {
        value_of(key.get_ref(), value, tables, &beside, leaves);
    }
}

fn value_of<'t>(
    key: &'t str,
    value: &'t Spanned<DeValue<'_>>,
    tables: &[&'t str],
    beside: &[&'t str],
    leaves: &mut Vec<Leaf<'t>>,
) {
    match value.get_ref() {
        DeValue::Table(table) => collect(table, &[tables, &[key]].concat(), leaves),
        DeValue::Array(values) => {
            for value in values {
                value_of(key, value, tables, beside, leaves);
            }
        }
        scalar => leaves.push(Leaf {
            tables: tables.to_vec(),
            key,
            value: scalar.as_str(),
            span: value.span(),
            beside: beside.to_vec(),
        }),
    }
}

/// The texts between backquotes of what is wrong; behind a semicolon stands what would be right.
fn quoted(what: &str) -> Vec<&str> {
    what.split("; ").next().unwrap_or_default().split('`').skip(1).step_by(2).collect()
}

/// The words outside backquotes.
fn words(what: &str) -> Vec<&str> {
    let outside = what.split('`').step_by(2);
    let words = outside.flat_map(|text| text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))));
    words.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_found_by_table_key_and_value() {
        let text = "[run]\nmode = \"x\"\nformats = [\"pdf\", \"doc\"]\n[[library]]\ninstitution = \"I355\"\nmode = \"x\"\n\
                    [[library]]\ninstitution = \"I355\"\n[[profile]]\nname = \"p\"\nunit = \"frank\"\n";
        let document = DeTable::parse(text).expect("TOML");
        let place = |what: &str| find(text, document.get_ref(), "", what, 0).map(|spot| spot.position.to_string());
        for (what, line) in [
            ("[run] mode: `x` is none of append, snapshot", "line 2, column 8"),
            ("I355: mode: `x` is none of append, snapshot", "line 6, column 8"),
            ("[run] formats: `doc` is none of pdf, csv", "line 3, column 19"),
            ("[[library]] I355 stands there twice", "line 8, column 15"),
            ("I355: formats is before mode", "line 6, column 8"),
            ("[[profile]] `p`: unit: `frank` is none of euro, cents", "line 11, column 8"),
            ("[[profile]] `p`: another profile has this name", "line 10, column 8"),
        ] {
            assert_eq!(place(what).as_deref(), Some(line), "{what}");
        }
        assert_eq!(place("something is wrong"), None);
        let text = "[[profile]]\nname = \"p\"\n[profile.columns]\n\"Nr\" = \"?\"\n\"Code\" = \"?\"\n";
        let document = DeTable::parse(text).expect("TOML");
        let what = "[[profile]] `p`: columns: `?` is no field that may stand here";
        let line = |more| find(text, document.get_ref(), "", what, more).map(|spot| spot.position.line);
        assert_eq!([line(1), line(0)], [Some(4), Some(5)]);
    }

    #[test]
    fn no_spot_shows_a_key() {
        let text = "[[library]]\ninstitution = \"I355\"\npseudonym_key = \"short\"\n";
        let document = DeTable::parse(text).expect("TOML");
        let spot = find(text, document.get_ref(), "", "the pseudonym_key of I355 is shorter than 16 characters", 0);
        assert_eq!(spot.map(|spot| (spot.position.line, spot.line)), Some((3, None)));
        let spot = find(text, document.get_ref(), "", "pseudonym_key: it is short", 0);
        assert_eq!(spot.map(|spot| (spot.position.line, spot.line)), Some((3, None)));
    }
}
