//! Mistakes in the TOML of a configuration, told without any key that stands in it.

use super::spot::ConfigSpot;
use crate::domain::toml_mistake::plain;

/// What is told of a line on which a key may stand.
pub(super) const SECRET: &str =
    "the TOML is not right here; as a key may stand on this line, neither it nor more is told";

/// What a reader of TOML says of a text, and where.
pub(super) fn told(text: &str, error: &toml::de::Error) -> (String, Option<ConfigSpot>) {
    let spot = error.span().map(|span| ConfigSpot::of(text, span));
    let is_untold = match &spot {
        Some(spot) => is_secret(text, spot.position.line),
        None => text.lines().any(names_key),
    };
    if is_untold {
        return (SECRET.to_owned(), spot);
    }
    let line = spot.as_ref().and_then(|spot| spot.line.as_deref()).unwrap_or_default();
    if let Some(plain) = plain(error.message(), line) {
        return (plain.to_owned(), spot);
    }
    let said: Vec<&str> = error.message().lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    (said.join("; "), spot)
}

/// A key that a table does not have, and the one that it has and that was perhaps meant.
pub(super) fn unknown_key(key: &str, table: &str, known: &[&str]) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a likeness is from 0 to 1")]
    let likeness = |name: &&&str| (strsim::jaro_winkler(key, name) * 1000.0) as u32;
    let meant = known.iter().max_by_key(likeness).filter(|name| likeness(name) >= 800);
    let names = || known.join(", ");
    match meant {
        Some(meant) => format!("unknown field `{key}`: did you mean `{meant}`?"),
        None if table.is_empty() => format!("unknown field `{key}`: the configuration has {}", names()),
        None => format!("unknown field `{key}`: {table} has {}", names()),
    }
}

/// Whether a key may stand on a line of a text, the first being 1.
pub(super) fn is_secret(text: &str, line: usize) -> bool {
    may_hold_key(&text.lines().collect::<Vec<_>>(), line - 1)
}

/// Whether a line speaks of a key, in whatever spelling.
fn names_key(line: &str) -> bool {
    let line = line.to_lowercase();
    ["key", "pseudonym", "sleutel", "secret"].iter().any(|word| line.contains(word))
}

/// Whether a key may stand on a line: it speaks of one, or what one that does begins may go on there.
fn may_hold_key(lines: &[&str], wanted: usize) -> bool {
    let mut open: Option<&str> = None;
    let mut is_behind = false;
    // Behind the last line is one more, where an open text ends.
    for (index, line) in lines.iter().chain([&""]).enumerate().take(wanted + 1) {
        let is_inside = open.is_some();
        if let Some(quote) = open {
            if line.contains(quote) {
                open = None;
            }
        } else if names_key(line) {
            open = ["\"\"\"", "'''"].into_iter().find(|quote| line.matches(quote).count() % 2 == 1);
        }
        let is_secret = is_inside || is_behind || names_key(line);
        if index == wanted {
            return is_secret;
        }
        is_behind = names_key(line) || (is_inside && open.is_none());
    }
    is_behind || open.is_some()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    const SECRET: &str = "correct horse battery staple";

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Raw {
        name: Option<String>,
        pseudonym_key: Option<Vec<String>>,
    }

    fn mistake(text: &str) -> (String, Option<ConfigSpot>) {
        let error = toml::from_str::<Raw>(text).expect_err(text);
        told(text, &error)
    }

    #[test]
    fn no_mistake_tells_a_key() {
        for text in [
            "pseudonym_key = \"SECRET",
            "pseudonym_key = SECRET\"",
            "pseudonym_key = \"SECRET\"",
            "pseudonymkey = \"SECRET\"",
            "pseudonym_key \"SECRET\"",
            "\"SECRET\" = pseudonym_key",
            "pseudonym_key =\n\"SECRET\"",
            "pseudonym_key = \"\n SECRET\"",
            "pseudonym_key = \"\"\"\nSECRET",
            "pseudonym_key = \"\"\"\n\nSECRET\"\"\" x",
            "pseudonym_key = '''\n\nSECRET\n''' x\n",
            "name = {pseudonym_key = \"SECRET\"}",
            "PSEUDONYM_KEY = \"SECRET\"",
        ] {
            let told = format!("{:?}", mistake(&text.replace("SECRET", SECRET)));
            assert!(!told.contains("horse"), "{text}: {told}");
        }
    }

    #[test]
    fn other_mistakes_are_told_with_their_line() {
        let (_, spot) = mistake("# é\nname = \"a\" \"b\"\npseudonym_key = [\"x\"]\n");
        let spot = spot.expect("a spot");
        assert_eq!(
            (spot.position.to_string().as_str(), spot.line.as_deref()),
            ("line 2, column 12", Some("name = \"a\" \"b\""))
        );
        for (text, start, place) in [
            ("naam = \"a\"", "unknown field `naam`", "line 1, column 1"),
            ("name = 1", "a text belongs here: put it between quotes", "line 1, column 8"),
        ] {
            let (what, spot) = mistake(text);
            assert!(what.starts_with(start), "{what}");
            assert_eq!(spot.map(|spot| spot.position.to_string()).as_deref(), Some(place));
        }
        assert_eq!(unknown_key("mdoe", "[run]", &["mode", "out"]), "unknown field `mdoe`: did you mean `mode`?");
        assert_eq!(unknown_key("x", "[run]", &["mode", "out"]), "unknown field `x`: [run] has mode, out");
    }
}
