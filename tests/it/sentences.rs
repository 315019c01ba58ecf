//! What the sources say to people stands in the lists of sentences: every text that a room of the sources can tell, those too
//! that no golden case has.

use std::path::Path;

use kasverslag::diagnostic::{is_translated, said};
use kasverslag::report::language::Language;

use crate::messages::{is_data, particulars};
use crate::program::files;

/// The rooms whose texts people read, as beginnings of names of files.
const ROOMS: [&str; 20] = [
    "archive/",
    "auditing/",
    "bag/",
    "commands/",
    "config/",
    "delivery/",
    "diagnostic/",
    "domain/",
    "ingest/",
    "inspect/",
    "issuing/",
    "main.rs",
    "publish/",
    "report/category.rs",
    "report/money_rules.rs",
    "report/template_rules.rs",
    "reporting/",
    "setup/",
    "shelf",
    "witness/",
];

/// Files of those rooms that speak the language of pages, of files that are read, or to programs.
const NOT_MESSAGES: [&str; 16] = [
    "archive/side_tables.rs",
    "auditing/statement.rs",
    "auditing/statement_pages.rs",
    "commands/desk_page.rs",
    "commands/desk_unread.rs",
    "delivery/mark.rs",
    "diagnostic/glue.rs",
    "diagnostic/sentence.rs",
    "domain/period_words.rs",
    "ingest/defect_dutch.rs",
    "ingest/export_name.rs",
    "ingest/field.rs",
    "ingest/unclear_days.rs",
    "issuing/metrics.rs",
    "witness/coda/tests.rs",
    "witness/count_form.rs",
];

/// Beginnings of texts that people do not read as messages.
const NOT_TOLD: [&str; 101] = [
    // Forms of PDF files, mails, web pages and pictures.
    "<<",
    "From: ",
    "Content-",
    "<!doctype",
    // What SQLite is asked.
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "DELETE ",
    "CREATE ",
    "WHERE ",
    "ORDER BY ",
    "PRAGMA ",
    "ATTACH ",
    "DETACH ",
    "x1 PRAGMA ",
    "SQLite format ",
    // What the program's help shows as examples, and what a program may be typed as.
    "With `[report]` in",
    "a month of it",
    "a report as it was issued",
    "yesterday's cash report",
    "kasverslag run",
    "kasverslag report",
    // What is looked for in messages of readers of TOML and of arguments, and never told.
    "is not in",
    "only names are asked for",
    "duplicate key",
    "expected ",
    "invalid escape",
    "invalid type:",
    "invalid value",
    "missing escaped value",
    "too few unicode",
    "untagged enum",
    "string values must",
    "missing value",
    "invalid basic",
    "invalid unquoted key",
    "invalid key-value pair",
    "invalid inline table",
    "invalid comment character",
    "keys cannot be multi-line",
    "unquoted keys cannot be empty",
    "missing key",
    "missing table open",
    "missing comment start",
    "missing assignment",
    "missing inline table",
    "missing array opening",
    "carriage return",
    "cannot extend value",
    "invalid literal",
    "missing opening",
    "invalid boolean",
    "missing comma between",
    "extra ",
    "unclosed ",
    "unexpected ",
    "key with no value",
    "[run] from",
    // Beginnings and ends of sentences that the lists have whole.
    "and more",
    "and x1 more",
    "for the same days",
    // Entries of a configuration, and what keys of pseudonyms are made with.
    "[[library.feed]] name",
    "# ",
    "kasverslag: which key",
    // Dutch of pages and of lists of refused records.
    "Storting van kasgeld",
    "Tel zonder",
    "elke regel is",
    "XML, misschien",
    "een ",
    "ingepakt met",
    "nog x1 geweigerde",
    "met de hand, nr.",
    // Headers and words of files that witnesses give.
    "Aantal afdracht",
    "Bedrag tot en met",
    "Bedrag vanaf",
    "Boekingsdatum ",
    "Datum/uur ",
    "Laatste saldo",
    "Naam tegenpartij",
    "Rekening tegenpartij",
    "Rekeninguittrekselnummer ",
    "Geteld door",
    "Tweede teller",
    "dubbele boeking",
    "financieel directeur",
    "vals biljet",
    "vergeten boeking",
    "verkeerde betaalwijze",
    "Gestructureerde mededeling",
    "Payment ",
    "Settlement ",
    "Datum betaling",
    "betaald en",
    "in verwerking",
    "Net amount",
    "Paym. date",
    "Record type",
    "Transaction date",
    "mach",
    "merchant total",
    "pos total",
];

/// Calls whose texts tell programmers why something can't be.
const NOT_TO_PEOPLE: [&str; 3] = ["expect(", "unreachable!(", "debug!(%panic, "];

/// The texts of a source between quotes, without those of comments, attributes and tests.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut texts = Vec::new();
    let mut lines = String::new();
    for line in source.lines() {
        let code = line.trim_start();
        if !code.starts_with("//") && !code.starts_with("#[") {
            lines += line;
            lines.push('\n');
        }
    }
    let mut rest = lines.as_str();
    while let Some(start) = rest.find(['"', '\'', '/']) {
        let behind = &rest[start + 1..];
        match rest.as_bytes()[start] {
            b'/' if behind.starts_with('/') => rest = behind.split_once('\n').map_or("", |(_, rest)| rest),
            b'\'' if behind.starts_with("\"'") => rest = &behind[2..],
            b'"' => {
                let (text, end) = literal(behind);
                if !NOT_TO_PEOPLE.iter().any(|call| rest[..start].trim_end().ends_with(call.trim_end())) {
                    texts.push(text);
                }
                rest = &behind[end..];
            }
            _ => rest = behind,
        }
    }
    texts
}

/// A text up to its quote at the end, and where that is over. What is particular to a message becomes `x1`.
fn literal(behind: &str) -> (String, usize) {
    let mut text = String::new();
    let mut characters = behind.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (text, at + 1),
            '\\' => match characters.next() {
                Some((_, '\n')) => while characters.next_if(|(_, blank)| blank.is_whitespace()).is_some() {},
                Some((_, 'n')) => text.push('\n'),
                Some((_, other)) => text.push(other),
                None => {}
            },
            '{' if characters.next_if(|(_, next)| *next == '{').is_some() => text.push('{'),
            '}' if characters.next_if(|(_, next)| *next == '}').is_some() => text.push('}'),
            // A brace that a quote follows before its end is itself.
            '{' if behind[at + 1..].find(['}', '"']).is_some_and(|end| behind[at + 1 + end..].starts_with('}')) => {
                while characters.next_if(|(_, inner)| *inner != '}').is_some() {}
                let _ = characters.next();
                text += "x1";
            }
            other => text.push(other),
        }
    }
    (text, behind.len())
}

/// Whether a text is no message, or a piece that says nothing by itself.
fn is_code(text: &str) -> bool {
    NOT_TOLD.iter().any(|start| text.starts_with(start)) || text.contains(" 0 obj") || is_data(text)
}

#[test]
fn every_text_that_people_may_read_is_translated() {
    let sources = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let mut unknown = Vec::new();
    let mut known = 0;
    for (name, bytes) in sources {
        let is_read = ROOMS.iter().any(|room| name.starts_with(room)) && name.ends_with(".rs");
        if !is_read || NOT_MESSAGES.contains(&name.as_str()) {
            continue;
        }
        let source = String::from_utf8(bytes).expect("sources are UTF-8");
        for text in literals(&source) {
            for line in text
                .split('\n')
                .map(|line| line.trim_matches([' ', ',', ';']))
                .filter(|line| line.contains(' ') && !is_code(line))
            {
                if is_translated(line) {
                    known += 1;
                    for language in [Language::Dutch, Language::French, Language::German] {
                        let told = said(line, language);
                        assert_eq!(particulars(&told), particulars(line), "{language}: {line}\n{told}");
                    }
                } else {
                    unknown.push(format!("{name}: {line}"));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "{} texts stand in no list of docs/sentences:\n{}", unknown.len(), unknown.join("\n"));
    assert!(known > 1000, "only {known} texts were found");
}

#[test]
fn a_place_that_is_a_file_is_told_to_programs_as_one() {
    let sources = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let sources = sources.into_iter().filter(|(name, _)| name.ends_with(".rs") && name != "diagnostic/entry.rs");
    let mut alone = Vec::new();
    for (name, bytes) in sources {
        let source = String::from_utf8(bytes).expect("sources are UTF-8");
        let calls = source.lines().filter(|line| {
            line.split_once(".at(").is_some_and(|(_, argument)| argument.contains(".display().to_string())"))
        });
        alone.extend(calls.map(|line| format!("{name}: {}", line.trim())));
    }
    assert!(alone.is_empty(), "a place that is a file is `in_file`:\n{}", alone.join("\n"));
}

#[test]
fn texts_are_found_in_sources() {
    let source = "/// \"no\"\n#[doc = \"no\"]\nf(\"a {} b\", '\"', \"c \\\n   d\"); // \"no\"\n\"{{e}} `{f:?}`\" #[cfg(test)]\nmod tests";
    assert_eq!(literals(source), ["a x1 b", "c d", "{e} `x1`"]);
}
