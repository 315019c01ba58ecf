//! Mistakes in the TOML of a configuration, told without any key that stands in it.

use crate::domain::position::Position;

/// A mistake in a text, and where it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// Where it is, where that is known.
    pub(super) position: Option<Position>,
    /// What is wrong.
    pub(super) what: String,
    /// The line itself, unless a key may stand on it.
    pub(super) text: Option<String>,
}

impl Mistake {
    /// What a reader of TOML says of a text.
    pub(super) fn of(text: &str, error: &toml::de::Error) -> Self {
        let position = error.span().map(|span| Position::of(text, span.start));
        let lines: Vec<&str> = text.lines().collect();
        let is_secret = match position {
            Some(position) => may_hold_key(&lines, position.line - 1),
            None => lines.iter().any(|line| names_key(line)),
        };
        if is_secret {
            let what = "the TOML is not right here; as a key may stand on this line, neither it nor more is told";
            return Self { position, what: what.to_owned(), text: None };
        }
        let said: Vec<&str> = error.message().lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let line = position.map(|position| position.line_of(text)).filter(|line| !line.is_empty());
        Self { position, what: said.join("; "), text: line.map(|line| format!("`{line}`")) }
    }
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

    fn mistake(text: &str) -> Mistake {
        let error = toml::from_str::<Raw>(text).expect_err(text);
        Mistake::of(text, &error)
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
        let told = mistake("# é\nname = \"a\" \"b\"\npseudonym_key = [\"x\"]\n");
        assert_eq!(
            (told.position.map(|at| at.to_string()).as_deref(), told.text.as_deref()),
            (Some("line 2, column 12"), Some("`name = \"a\" \"b\"`"))
        );
        let told = mistake("naam = \"a\"");
        assert!(told.what.starts_with("unknown field `naam`"), "{told:?}");
        assert_eq!(told.position, Some(Position { line: 1, column: 1 }));
        let told = mistake("name = 1");
        assert!(told.what.starts_with("invalid type: integer `1`"), "{told:?}");
        assert_eq!(told.position, Some(Position { line: 1, column: 8 }));
    }
}
