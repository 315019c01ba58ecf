//! The configuration: read as written, then checked once and for all.

mod colour;
mod drawing;
mod drawing_elements;
mod error;
mod keys;
pub mod libraries;
pub mod look;
mod picture;
mod profiles;
mod raw;
mod raw_profile;
mod raw_tables;
pub mod report_defaults;
pub mod schema;
mod stored_look;
mod stored_tables;
mod syntax;
mod tables;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use error::ConfigError;
use error::wrong;
pub use keys::Keys;
use libraries::RunSettings;
use look::Looks;
use raw::RawConfig;
use report_defaults::ReportDefaults;
pub use stored_look::{parse_look, serialise_look};
pub use stored_tables::{parse_tables, serialise_tables};
use syntax::Mistake;

use crate::domain::{CodeTables, Institution};
use crate::ingest::Profile;

/// The name of a configuration file, wherever it lies.
pub const FILE: &str = "kasverslag.toml";

/// The checked configuration. Without a configuration file all of it is empty.
#[derive(Debug, Default)]
pub struct Config {
    /// What the codes mean.
    pub tables: Arc<CodeTables>,
    /// How exports are written, in the order in which they are tried; the built-in profile comes after them.
    pub profiles: Vec<Profile>,
    /// The keys that libraries' customers get pseudonyms by.
    pub keys: Keys,
    /// The libraries that are configured, those too that are not part of the nightly run.
    pub libraries: BTreeSet<Institution>,
    /// What the nightly run does.
    pub run: RunSettings,
    /// How reports look.
    pub looks: Looks,
    /// What `report` takes for what was not typed.
    pub report: ReportDefaults,
    /// The folder with templates that add to or replace the built-in ones.
    pub templates: Option<PathBuf>,
}

impl Config {
    /// Reads the configuration and the tables that it names.
    ///
    /// # Errors
    /// Everything that is wrong with the first file that is at fault.
    pub fn read(path: &Path) -> Result<Self, Vec<ConfigError>> {
        let text = fs::read_to_string(path).map_err(|error| vec![ConfigError::Unreadable(path.to_owned(), error)])?;
        let raw: RawConfig = toml::from_str(&text).map_err(|error| {
            let Mistake { position, what, text } = Mistake::of(&text, &error);
            vec![ConfigError::Syntax { path: path.to_owned(), position, what, text }]
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut errors = Vec::new();
        let tables = tables::read(&raw, path, &mut errors);
        let profiles = profiles::read(&raw.profile, path, &mut errors);
        let run = libraries::read(&raw.run, &raw.library, path, &mut errors);
        let looks = look::read(&raw, &tables, path, &mut errors);
        let report = report_defaults::read(&raw, path, &mut errors);
        let mut seen = BTreeSet::new();
        let mut keys = Keys::default();
        for library in &raw.library {
            let Some(institution) = Institution::parse(&library.institution) else {
                errors.push(wrong(path, format!("[[library]] institution `{}` is not like I355", library.institution)));
                continue;
            };
            keys.add(library, institution, path, &mut errors);
            if !seen.insert(institution) {
                errors.push(wrong(path, format!("[[library]] {institution} stands there twice")));
            }
        }
        if errors.is_empty() {
            Ok(Self {
                tables: Arc::new(tables),
                profiles,
                keys,
                libraries: seen,
                run,
                looks,
                report,
                templates: raw.templates.map(|templates| folder.join(templates)),
            })
        } else {
            Err(errors)
        }
    }
}
