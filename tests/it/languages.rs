//! Every language says everything, and none of them changes a file for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kasverslag::render::pdf::page::font;
use kasverslag::report::catalog::BUILT_IN;
use kasverslag::report::language::Language;
use kasverslag::report::template::Template;
use kasverslag::report::words::Words;

use crate::program::{args, files, run};

/// The keys of a table of words with their texts: `title.library`, `weekdays.0`.
fn texts(language: Language) -> BTreeMap<String, String> {
    fn add(key: &str, value: &toml::Value, texts: &mut BTreeMap<String, String>) {
        match value {
            toml::Value::Table(table) => {
                table.iter().for_each(|(name, value)| add(&format!("{key}.{name}"), value, texts));
            }
            toml::Value::Array(values) => {
                values.iter().enumerate().for_each(|(index, value)| add(&format!("{key}.{index}"), value, texts));
            }
            value => {
                texts.insert(key.to_owned(), value.as_str().expect("a text").to_owned());
            }
        }
    }
    let mut texts = BTreeMap::new();
    add("", &toml::from_str(Words::table(language)).expect("a table of words"), &mut texts);
    texts
}

/// The names in braces that a sentence has places for.
fn places(sentence: &str) -> BTreeSet<&str> {
    sentence.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

#[test]
fn tables_of_words_have_the_same_keys_and_places() {
    let dutch = texts(Language::Dutch);
    for language in Language::ALL {
        let other = texts(language);
        assert_eq!(dutch.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{language}");
        for (key, text) in &dutch {
            assert_eq!(places(text), places(&other[key]), "{language}: {key}");
            assert!(!other[key].trim().is_empty(), "{language}: {key} is empty");
        }
    }
}

#[test]
fn templates_are_translated_whole() {
    for (name, text) in BUILT_IN {
        let template = Template::parse(text).expect("a sound template");
        let groupings: BTreeSet<&str> = template.groupings.iter().map(|grouping| grouping.name.as_str()).collect();
        for language in [Language::French, Language::German, Language::English] {
            let known = &template.languages[&language];
            let lacking: Vec<&str> = template
                .texts()
                .into_iter()
                .filter(|text| !groupings.contains(text) && !known.contains_key(*text))
                .collect();
            assert!(lacking.is_empty(), "{name} lacks in {language}: {lacking:?}");
        }
    }
}

#[test]
fn the_typeface_has_every_character() {
    let mark = '\u{fffd}'.to_string();
    for language in Language::ALL {
        let of_templates = BUILT_IN.map(|(_, text)| Template::parse(text).expect("a sound template"));
        let of_templates = of_templates.iter().filter_map(|template| template.languages.get(&language));
        for text in texts(language).values().chain(of_templates.flat_map(BTreeMap::values)) {
            let lacking: String = font::missing(&text.replace(&mark, "")).collect();
            assert!(lacking.is_empty(), "{language}: `{lacking}` in `{text}`");
        }
    }
}

#[test]
fn files_for_programs_stay_as_they_are() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lang-fr");
    // What became of issued reports is told out of an archive alone, and these codes have no ledger accounts.
    let is_of_files = |name: &&str| !["wijzigingen", "boekingsvoorstel"].contains(name);
    let of_files = BUILT_IN.iter().map(|(name, _)| *name).filter(is_of_files);
    let of_files: Vec<&str> = of_files.collect();
    let reports = of_files.join(",");
    let made = Language::ALL.map(|language| {
        let out = tempfile::tempdir().expect("a temporary folder");
        let mut arguments = args(&["report", &reports, "--input", "input/boek.csv", "--period", "2026-11"]);
        arguments.extend(args(&[
            "--config",
            "input/kasverslag.toml",
            "--totals",
            "--with-write-offs",
            "--format",
            "csv",
        ]));
        arguments.extend(args(&["--lang", language.name(), "--out", &out.path().display().to_string()]));
        let done = run(&case, &arguments, &[]);
        assert_eq!(done.status, 0, "{language}: {}", done.stderr);
        files(out.path())
    });
    assert_eq!(made[0].len(), of_files.len());
    let unknown = made[0].values().any(|bytes| String::from_utf8_lossy(bytes).contains(";onbekend;"));
    assert!(unknown, "the case has a code without a description");
    for (language, other) in Language::ALL.iter().zip(&made) {
        assert!(*other == made[0], "{language} changes a CSV");
    }
}
