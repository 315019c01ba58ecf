//! Mistakes in TOML that people write by hand, in words for them: those of its reader are for programmers.

/// What the commonest mistakes are in plain words; those of the reader of TOML are for programmers.
#[must_use]
pub fn plain(message: &str, line: &str) -> Option<&'static str> {
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
    } else if expects("f32") {
        Some("a number belongs here, without quotes")
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
    ("invalid boolean", "a text stands between quotes; else `true` or `false` belongs here"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_of_its_reader_are_told_in_plain_words() {
        let told = |text: &str| {
            let error = toml::from_str::<Columns>(text).expect_err(text);
            plain(error.message(), text.lines().next().unwrap_or_default()).map(str::to_owned)
        };
        for (text, words) in [
            ("width = \"46\"", "a number belongs here, without quotes"),
            ("order = \"branch\"", "a list belongs here: put it between `[` and `]`"),
            ("[order]", "there may be several of this table: put its name between two brackets, as in [[library]]"),
            ("title = Tickets", "a text stands between quotes; else `true` or `false` belongs here"),
            ("title = \"a\"\ntitle = \"b\"", "this stands there twice: keep one"),
        ] {
            assert_eq!(told(text).as_deref(), Some(words), "{text}");
        }
    }

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Columns {
        width: f32,
        order: Vec<String>,
        title: String,
    }
}
