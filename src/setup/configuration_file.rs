//! The text of a configuration that runs: what was found is filled in, and every other key stands there as a comment.

use std::path::Path;

use super::code_files::{BOOKING_CODES, BRANCHES, DAYBOOKS, FOLDER, INSTITUTIONS};
use super::guesses::Guesses;
use super::places::ExportPlace;
use super::reading::ExportPatterns;
use crate::config::schema::{ConfigKey, ConfigSection, SCHEMA_FILE};
use crate::diagnostic::Count;
use crate::report::language::Language;

/// What a configuration is made of.
#[derive(Clone, Debug)]
pub struct ConfigurationParts<'a> {
    /// Where the exports lie.
    pub place: &'a ExportPlace,
    /// Where each night finds them.
    pub patterns: &'a ExportPatterns,
    /// The code tables that have entries, by the names of their files.
    pub tables: &'a [&'static str],
    /// What is guessed of them.
    pub guesses: &'a Guesses,
    /// The folder that the configuration goes to.
    pub folder: &'a Path,
    /// The folder that reports go to, where it is not `reports` beside the configuration.
    pub output: Option<&'a str>,
    /// The language of pages.
    pub language: Language,
    /// The profile that reads the exports, where they are not as Wise writes them, as lines of TOML.
    pub profile: &'a [(&'static str, String)],
    /// A profile that may read them once a person has looked at it, as lines of comment.
    pub proposal: &'a [String],
}

/// The text of the configuration.
#[must_use]
pub fn configuration(found: &ConfigurationParts<'_>) -> String {
    let guesses = found.guesses;
    let libraries: Vec<String> = guesses.libraries.iter().map(ToString::to_string).collect();
    let whose = if libraries.is_empty() { "no library yet".to_owned() } else { libraries.join(", ") };
    let mut text = format!(
        "#:schema ./{SCHEMA_FILE}\n\
         # Cash reports of {whose}; `kasverslag init` made this of {}.\n\
         # A key behind `# ` shows what holds while it is left out, or, where nothing does, an example.\n\
         # `kasverslag config check` tells what is wrong, with its line.\n",
        Count(found.place.files.len() as u64, "export")
    );
    let patterns = |patterns: &[_]| one_or_list(&ExportPlace::patterns_from(patterns, found.folder));
    let mut run = Vec::new();
    if !found.patterns.of_all.is_empty() {
        run.push(("exports", patterns(&found.patterns.of_all)));
    }
    run.extend(found.output.map(|output| ("out", toml(output))));
    run.push(("reports", list(&guesses.reports())));
    run.extend(guesses.first_day.map(|day| ("first_day", toml(&day.to_string()))));
    if found.language != Language::Dutch {
        run.push(("lang", toml(found.language.name())));
    }
    text += &section(ConfigSection::Run, &run);
    let mut report = vec![("input", one_or_list(&found.place.inputs_from(found.folder)))];
    report.push(("reports", list(&guesses.reports())));
    text += &section(ConfigSection::Report, &report);
    let file = |name: &str| toml(&format!("{FOLDER}/{name}"));
    let tables = [
        ("institutions", INSTITUTIONS),
        ("branches", BRANCHES),
        ("daybooks", DAYBOOKS),
        ("booking_codes", BOOKING_CODES),
    ];
    let filled = tables.into_iter().filter(|(_, name)| found.tables.contains(name));
    text += &section(ConfigSection::Tables, &filled.map(|(key, name)| (key, file(name))).collect::<Vec<_>>());
    if !guesses.shared.is_empty() {
        let shared: Vec<String> = guesses.shared.iter().map(ToString::to_string).collect();
        text += &format!(
            "# In {DAYBOOKS} no institution manages {}: several libraries use that alike, and each has its own costs on it.\n",
            shared.join(", ")
        );
    }
    if libraries.is_empty() {
        text += &commented(ConfigSection::Library);
    }
    for (index, library) in guesses.libraries.iter().enumerate() {
        let mut set = vec![("institution", toml(&library.to_string()))];
        set.extend(found.patterns.of_library.get(library).map(|own| ("exports", patterns(own))));
        text += &if index == 0 {
            section(ConfigSection::Library, &set)
        } else {
            let lines: Vec<String> = set.iter().map(|(key, value)| format!("{key} = {value}")).collect();
            format!("\n{}\n{}\n", ConfigSection::Library.head(), lines.join("\n"))
        };
    }
    if !found.profile.is_empty() {
        text += &section(ConfigSection::Profile, found.profile);
    }
    text += &commented(ConfigSection::Deliver);
    text += &commented(ConfigSection::Desk);
    if !found.proposal.is_empty() {
        text += &format!("\n{}\n", found.proposal.join("\n"));
    }
    text
}

/// A section with all its keys: those that are set, and the others as comments.
fn section(section: ConfigSection, set: &[(&str, String)]) -> String {
    let keys = section.keys();
    let of = |key: &ConfigKey| set.iter().find(|(name, _)| *name == key.name).map(|(_, value)| value.as_str());
    let lines: String = keys.iter().map(|key| entry(key, of(key))).collect();
    format!("\n{}\n{lines}", section.head())
}

/// A section of which nothing is set, its head as a comment too.
fn commented(of: ConfigSection) -> String {
    let lines = section(of, &[]);
    let commented =
        lines.lines().map(|line| if line.starts_with('[') { format!("# {line}\n") } else { format!("{line}\n") });
    commented.collect()
}

/// A key with what it says, set or as a comment.
#[must_use]
pub fn entry(key: &ConfigKey, value: Option<&str>) -> String {
    let line = match (value, key.default.as_ref().or(key.example.as_ref())) {
        (Some(value), _) => format!("{} = {value}\n", key.name),
        (None, Some(value)) => format!("# {} = {value}\n", key.name),
        // A table of its own, which its description shows.
        (None, None) => String::new(),
    };
    format!("# {}\n{line}", key.what)
}

/// A text as TOML.
fn toml(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn one_or_list(texts: &[String]) -> String {
    match texts {
        [text] => toml(text),
        texts => list(&texts.iter().map(String::as_str).collect::<Vec<_>>()),
    }
}

fn list(texts: &[&str]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| toml(text)).collect();
    format!("[{}]", texts.join(", "))
}
