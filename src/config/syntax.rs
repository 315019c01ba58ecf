//! Mistakes in the TOML of a configuration, told without any key that stands in it.

use super::spot::ConfigSpot;

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

/// What the commonest mistakes are in plain words; those of the reader of TOML are for programmers.
fn plain(message: &str, line: &str) -> Option<&'static str> {
    let expects = |what: &str| message.starts_with("invalid type: ") && message.trim_end().ends_with(what);
    let is_escape = ["missing escaped value", "too few unicode", "invalid escape"];
    if expects("expected a sequence") && line.trim_start().starts_with('[') {
        Some("there may be several of this table: put its name between two brackets, as in [[library]]")
    } else if expects("expected a sequence") {
        Some("a list belongs here: put it between `[` and `]`")
    } else if expects("expected a string") || expects("expected path string") {
        Some("a text belongs here: put it between quotes")
    } else if expects("expected a boolean") {
        Some("`true` or `false` belongs here, without quotes")
    } else if ["u16", "u32", "usize"].iter().any(|kind| expects(kind)) {
        Some("a whole number belongs here, without quotes")
    } else if message.starts_with("invalid value: integer") {
        Some("this number is too small or too large")
    } else if message.contains("untagged enum") {
        Some("a text belongs here, between quotes, or a list of texts")
    } else if message.starts_with("duplicate key") {
        Some("this stands there twice: keep one")
    } else if is_escape.iter().any(|start| message.starts_with(start)) {
        Some("a `\\` in a text begins a sign of its own: write `/`, or put the text between single quotes")
    } else {
        MISTAKES.iter().find(|(start, _)| message.starts_with(start)).map(|(_, plain)| *plain)
    }
}

const KEY: &str = "a name has letters, digits, `_` and `-` alone, and an `=` stands behind it; a note begins with `#`";
const LINE: &str =
    "this is no line of a configuration: those are `name = value`, `[table]`, and notes that begin with `#`";
const HIDDEN: &str = "a character that nobody sees stands here: type the line anew";
const DIGITS: &str = "a number is written with digits alone; a text stands between quotes";

/// What the mistakes in the marks of TOML are, by how the message of its reader begins.
const MISTAKES: [(&str, &str); 37] = [
    ("string values must be quoted", "a value belongs here; a text stands between quotes"),
    ("missing value", "a value belongs here; a text stands between quotes"),
    ("invalid basic string", "a quote is missing: a text stands between two of them"),
    ("invalid literal string", "a quote is missing: a text stands between two of them"),
    ("missing opening quote", "a quote is missing: a text stands between two of them"),
    ("invalid boolean", "`true` or `false` belongs here, without quotes"),
    ("missing comma between", "a comma is missing between two entries"),
    ("extra comma", "there is a comma too many here"),
    ("unclosed array table", "a bracket is missing behind the name of this table"),
    ("unclosed table", "a bracket is missing behind the name of this table"),
    ("unclosed array", "a bracket is missing at the end of a list"),
    ("unexpected `=` in array", "an equals sign has no place in a list: is a bracket missing before it?"),
    ("unexpected key or value", "nothing more may stand on this line: is a quote missing, or a line end?"),
    ("key with no value", "an equals sign is missing between a name and its value"),
    ("extra `=`", "there is an equals sign too many here"),
    ("unexpected leading zero", "a number does not begin with 0; a text stands between quotes"),
    ("invalid unquoted key", KEY),
    ("keys cannot be multi-line", KEY),
    ("unquoted keys cannot be empty", KEY),
    ("missing key", KEY),
    ("invalid key-value pair", LINE),
    ("missing table open", LINE),
    ("missing comment start", LINE),
    ("missing assignment", "an equals sign is missing between a name and its value"),
    ("extra assignment", "there is an equals sign too many here"),
    ("invalid value", "a value belongs here; a text stands between quotes"),
    ("invalid multi-line", "a quote is missing: a text stands between two of them"),
    ("invalid inline table", "a brace is missing at the end of a table on one line"),
    ("missing inline table", "a brace is missing at the end of a table on one line"),
    ("unclosed inline table", "a brace is missing at the end of a table on one line"),
    ("missing array opening", "a bracket is missing at the beginning of a list"),
    ("unexpected content", "nothing more may stand on this line: is a quote missing, or a line end?"),
    ("carriage return", HIDDEN),
    ("invalid comment character", HIDDEN),
    ("cannot extend value", "this name has a value already, and can't be a table too"),
    ("unexpected sign", DIGITS),
    ("redundant", DIGITS),
];

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
