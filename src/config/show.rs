//! What holds for a library, and where each value comes from.

use std::path::Path;

use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

use super::error::ConfigError;
use super::schema::{ConfigKey, ConfigSection};
use super::text::read_text;
use crate::domain::Institution;
use crate::domain::position::Position;

/// The key whose value nobody needs to see.
const SECRET: &str = "pseudonym_key";

/// What a configuration that is sound says of the run, of reports on demand and of each library, or of one: as TOML, with
/// the line that each value stands on, or that it is the default.
///
/// # Errors
/// When it can't be read.
pub fn show(path: &Path, library: Option<Institution>) -> Result<String, ConfigError> {
    let text = read_text(path)?;
    let (values, document) = (toml::from_str::<Table>(&text), DeTable::parse(&text));
    let (Ok(values), Ok(document)) = (values, document) else { return Ok(String::new()) };
    let document = document.get_ref();
    let at = |section: ConfigSection, index: Option<usize>| ConfigTable {
        text: &text,
        values: &values,
        document,
        section,
        index,
    };
    let mut shown = format!("# {}\n", path.display());
    for section in [ConfigSection::Run, ConfigSection::Report, ConfigSection::Tables] {
        shown += &table(section, &[at(section, None)]);
    }
    let libraries = values.get(ConfigSection::Library.name()).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for (index, own) in libraries.iter().enumerate() {
        let code = own.get("institution").and_then(Value::as_str).and_then(Institution::parse);
        if library.is_none() || code == library {
            shown += &table(
                ConfigSection::Library,
                &[at(ConfigSection::Library, Some(index)), at(ConfigSection::Run, None)],
            );
        }
    }
    Ok(shown)
}

/// A table of a configuration, in its text.
struct ConfigTable<'t> {
    text: &'t str,
    values: &'t Table,
    document: &'t DeTable<'t>,
    section: ConfigSection,
    index: Option<usize>,
}

impl ConfigTable<'_> {
    /// What a key is set to there, and where.
    fn value(&self, key: &ConfigKey) -> Option<(String, String)> {
        let (value, place) = match self.index {
            None => (self.values.get(self.section.name())?.as_table()?, self.table()?),
            Some(index) => (self.values.get(self.section.name())?.as_array()?.get(index)?.as_table()?, self.table()?),
        };
        let value = value.get(key.name)?;
        let span = place.iter().find(|(name, _)| name.get_ref() == key.name)?.1.span();
        let value = if key.name == SECRET { "\"(not shown)\"".to_owned() } else { value.to_string() };
        let line = Position::of(self.text, span.start).line;
        Some((value, format!("line {line}")))
    }

    fn table(&self) -> Option<&DeTable<'_>> {
        let (_, value) = self.document.iter().find(|(name, _)| name.get_ref() == self.section.name())?;
        match (value.get_ref(), self.index) {
            (DeValue::Table(table), None) => Some(table),
            (DeValue::Array(tables), Some(index)) => tables.get(index)?.get_ref().as_table(),
            _ => None,
        }
    }
}

/// A section with each key that has a value: its own, else the next place's, else the usual one.
fn table(section: ConfigSection, places: &[ConfigTable<'_>]) -> String {
    let of_place = |key: &ConfigKey, place: &ConfigTable<'_>| {
        let (value, line) = place.value(key)?;
        let inherited = if place.section == section { String::new() } else { format!("{}, ", place.section.head()) };
        Some((value, format!("{inherited}{line}")))
    };
    let of_run = |key: &ConfigKey| ConfigSection::Run.keys().into_iter().find(|other| other.name == key.name)?.default;
    let rows = section.keys().into_iter().filter_map(|key| {
        let found = places.iter().find_map(|place| of_place(&key, place));
        let usual = || key.default.clone().or_else(|| of_run(&key).filter(|_| section == ConfigSection::Library));
        let (value, from) = found.or_else(|| Some((usual()?, "default".to_owned())))?;
        Some((format!("{} = {value}", key.name), from))
    });
    let rows: Vec<(String, String)> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    let width = rows.iter().map(|(row, _)| row.chars().count()).max().unwrap_or_default().min(60);
    let rows: String = rows.iter().map(|(row, from)| format!("{row:width$}  # {from}") + "\n").collect();
    format!("\n{}\n{rows}", section.head())
}
