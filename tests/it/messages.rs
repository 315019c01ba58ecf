//! Messages in four languages: every message of the cases is translated, and a translation changes no figure and no name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kasverslag::diagnostic::{is_translated, said};
use kasverslag::report::language::Language;

use crate::program::{args, files, run_as_typed, uncoded};

/// What other programs and clap say, or is a name of its own: beginnings of it.
const NOT_OURS: [&str; 9] = [
    "unexpected argument",
    "invalid value",
    "the following required arguments",
    "the argument",
    "a value is required",
    "unrecognized subcommand",
    "[language.",
    "section `",
    "recap `",
];

/// Texts of the readers of gzip and Parquet, which stand behind a colon or alone.
const OF_LIBRARIES: [&str; 3] = ["parquet: ", "incomplete deflate stream", "invalid gzip header"];

/// The messages of the golden cases and histories: what each says, and how to mend it.
fn told() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let of = |part: &str| files(&folder.join(part)).into_iter().filter(|(name, _)| name.ends_with("stderr"));
    let mut texts = BTreeSet::new();
    for (_, bytes) in of("cases").chain(of("histories")) {
        let text = uncoded(&String::from_utf8(bytes).expect("stderr is UTF-8"));
        for line in text.lines() {
            let kinds = ["error: ", "warning: ", "notice: ", "hint: "];
            let Some(text) = kinds.iter().find_map(|kind| line.strip_prefix(kind)) else { continue };
            let times = text.rsplit_once(" (").filter(|(_, times)| times.ends_with(" times)"));
            texts.insert(times.map_or(text, |(text, _)| text).to_owned());
        }
    }
    assert!(texts.len() > 400, "only {} messages", texts.len());
    texts
}

/// Whether a text says nothing in English: numbers, codes, quoted texts, names of files.
pub(crate) fn is_data(text: &str) -> bool {
    let is_quoted = |index: usize| text[..index].matches('`').count() % 2 == 1;
    let words = text.match_indices(' ').filter(|(index, _)| !is_quoted(*index)).map(|(index, _)| &text[index + 1..]);
    let word = |text: &str| text.split([' ', ',', ';', ':', '.']).next().unwrap_or_default().to_owned();
    words.map(word).all(|word| word.len() < 2 || !word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Whether a message is translated: what it says, and what it is said of behind a colon.
fn is_known(text: &str) -> bool {
    let of_parts = |index: usize| {
        let (what, of) = (&text[..index], &text[index + 2..]);
        let is_a_librarys = OF_LIBRARIES.iter().any(|start| of.starts_with(start));
        is_translated(what) && (is_translated(of) || is_data(of) || is_a_librarys)
    };
    is_translated(text) || text.match_indices(": ").any(|(index, _)| of_parts(index))
}

#[test]
fn every_message_of_the_cases_is_translated() {
    let texts = told();
    assert!(texts.len() > 300, "{} messages", texts.len());
    let unknown: Vec<&String> = texts
        .iter()
        .filter(|text| !NOT_OURS.iter().chain(&OF_LIBRARIES).any(|start| text.starts_with(start)) && !is_known(text))
        .collect();
    assert!(
        unknown.is_empty(),
        "{} messages stand in no list of docs/sentences:\n{}",
        unknown.len(),
        unknown.iter().map(|text| format!("{text}\n")).collect::<String>()
    );
}

/// What a translation must leave as it is: numbers, amounts, days, codes, and what is quoted.
pub(crate) fn particulars(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let quoted = text.split('`').skip(1).step_by(2).map(|quoted| format!("`{quoted}`"));
    let bare: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let numbers = bare
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == ',' || c == '-'))
        .map(|word| word.trim_matches(['.', ',', '-']))
        .filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
        .map(str::to_owned);
    for part in quoted.chain(numbers) {
        *found.entry(part).or_default() += 1;
    }
    found
}

/// English words that no Dutch sentence has.
const ENGLISH: [&str; 24] = [
    "the", "such", "or", "and", "not", "no", "at", "it", "its", "with", "there", "are", "must", "may", "for", "from",
    "to", "has", "have", "one", "by", "these", "than", "but",
];

/// The English words that a Dutch text has kept, beside what is quoted.
pub(crate) fn english_in(text: &str) -> Vec<&str> {
    let bare = text.split('`').step_by(2).flat_map(|part| part.split('"').step_by(2));
    let words = bare.flat_map(|part| part.split(|c: char| !(c.is_alphanumeric() || "-_./:".contains(c))));
    // `to:` is a key.
    words.map(|word| word.trim_end_matches('.')).filter(|word| ENGLISH.contains(word)).collect()
}

#[test]
fn no_translation_is_half_english() {
    let is_dutch = |text: &str| english_in(&said(text, Language::Dutch)).is_empty();
    let half = told().into_iter().filter_map(|text| {
        // What a message says and what it says it of are translated apart.
        let mut parts = text.match_indices(": ").map(|(colon, _)| (&text[..colon], &text[colon + 2..]));
        let is_whole = is_dutch(&text) || parts.any(|(what, of)| is_dutch(what) && is_dutch(of));
        let is_theirs = NOT_OURS.iter().chain(&OF_LIBRARIES).any(|start| text.contains(start));
        (!is_whole && !is_theirs).then(|| format!("{text}\n  {}", said(&text, Language::Dutch)))
    });
    let half: Vec<String> = half.collect();
    assert!(half.is_empty(), "{}\n{}", half.len(), half.join("\n"));
}

#[test]
fn a_translation_changes_no_figure_and_no_name() {
    for text in told() {
        for language in [Language::Dutch, Language::French, Language::German] {
            let translation = said(&text, language);
            assert_eq!(particulars(&translation), particulars(&text), "{language}: {text}\n{translation}");
        }
    }
}

#[test]
fn messages_are_told_in_the_language_that_is_asked_for() {
    let place = tempfile::tempdir().expect("a folder");
    let check = |language: &[&str], variables: &[(&str, &str)]| {
        let typed = [&["check", "--no-config", "none.csv"], language].concat();
        let run = run_as_typed(place.path(), &args(&typed), variables);
        assert_eq!(run.status, 2, "{}", run.stderr);
        uncoded(run.stderr.lines().next().unwrap_or_default())
    };
    let (dutch, french) =
        ("fout: er is geen bestand of map `none.csv`", "erreur: il n'y a pas de fichier ni de dossier `none.csv`");
    assert_eq!(check(&[], &[]), "error: there is no file or folder `none.csv`");
    assert_eq!(check(&["--messages", "nl"], &[]), dutch);
    assert_eq!(check(&["--messages", "de"], &[]), "Fehler: es gibt keine Datei und keinen Ordner `none.csv`");
    assert_eq!(check(&[], &[("LANG", "fr_BE.UTF-8")]), french);
    assert_eq!(
        check(&[], &[("LANG", "nl_BE.UTF-8"), ("LC_ALL", "C.UTF-8")]),
        "error: there is no file or folder `none.csv`"
    );
    assert_eq!(check(&["--messages", "nl"], &[("LC_ALL", "fr_BE")]), dutch);
    assert!(check(&["--messages", "nl", "--message-format", "json"], &[]).contains("\"severity\":\"error\""));
    std::fs::write(place.path().join("kasverslag.toml"), "[run]\nmessages = \"nl\"\n").expect("a configuration");
    let run = run_as_typed(place.path(), &args(&["check", "none.csv"]), &[("LANG", "fr_BE.UTF-8")]);
    assert!(uncoded(&run.stderr).contains(dutch), "{}", run.stderr);
    std::fs::write(place.path().join("kasverslag.toml"), "[run]\nmessages = \"it\"\n").expect("a configuration");
    let run = run_as_typed(place.path(), &args(&["check", "none.csv"]), &[]);
    assert!(run.stderr.contains("messages: `it` is no language"), "{}", run.stderr);
}
