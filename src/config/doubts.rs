//! What of a configuration can be right and hardly is: told by `config check`, and in nobody's way.

use std::fs;
use std::path::Path;

use super::raw::OneOrMany;
use super::{Config, ConfigError, document, located, read_text, wrong};
use crate::domain::Institution;
use crate::ingest::ExportPlaces;

/// What there is to doubt of a configuration that has no mistakes.
#[must_use]
pub fn doubts(path: &Path, config: &Config) -> Vec<ConfigError> {
    let Ok(text) = read_text(path) else { return Vec::new() };
    let Some(raw) = document::read(path, &text).raw else { return Vec::new() };
    let Some(report) = &raw.report else { return Vec::new() };
    let doubt = |what: String| wrong(path, "report", what);
    let mut found = Vec::new();
    if let Some(institution) = report.institution.as_deref().and_then(Institution::parse)
        && !is_known(institution, config)
    {
        found.push(doubt(format!("[report] institution: `{institution}` is no library of the configuration")));
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    for input in report.input.iter().flat_map(OneOrMany::all) {
        let place = folder.join(input);
        let typed = input.display();
        match ExportPlaces::of_path(&place) {
            Some(places) if places.search().exports.is_empty() => {
                found.push(doubt(format!("[report] input: no export is found at `{typed}`")));
            }
            None if fs::symlink_metadata(&place).is_err() => {
                found.push(doubt(format!("[report] input: `{typed}` is not there")));
            }
            _ => {}
        }
    }
    located(path, &text, found)
}

/// Whether a library is configured; where none is, whether the table of institutions has it. Where neither says anything,
/// nothing is known.
fn is_known(institution: Institution, config: &Config) -> bool {
    let (libraries, table) = (&config.libraries, &config.tables.institutions);
    if libraries.is_empty() {
        table.is_empty() || table.contains_key(&institution)
    } else {
        libraries.contains(&institution)
    }
}
