//! The configuration: read as written, then checked once and for all.

mod choice;
mod colour;
pub mod control;
pub mod delivery;
pub mod desk_folder;
mod document;
pub mod doubts;
mod drawing;
mod drawing_elements;
mod error;
pub mod feeds;
pub mod folders_of_no_library;
mod keys;
mod ledger;
pub mod libraries;
pub mod look;
mod message_language;
mod payment_profiles;
mod picture;
mod profiles;
mod raw;
mod raw_control;
mod raw_delivery;
mod raw_feed;
mod raw_payment_profile;
mod raw_profile;
mod raw_tables;
mod recovery;
pub mod report_defaults;
pub mod rhythm;
pub mod schema;
mod show;
mod spot;
mod stored_look;
mod stored_tables;
mod syntax;
mod tables;
mod text;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use control::ControlSettings;
use delivery::DeliverySettings;
use desk_folder::DeskFolder;
use document::ReadDocument;
pub use error::ConfigError;
use error::wrong;
pub use keys::LibraryKeys;
use libraries::RunSettings;
use look::Looks;
pub use message_language::message_language;
use report_defaults::ReportDefaults;
pub use show::show;
pub use spot::ConfigSpot;
pub use stored_look::{parse_look, serialise_look};
pub use stored_tables::{parse_tables, serialise_tables};
pub use text::read_text;

use toml::de::DeTable;

use crate::domain::{CodeTables, Institution};
use crate::ingest::Profile;
use crate::witness::payment_profile::PaymentProfile;

/// The name of a configuration file, wherever it lies.
pub const FILE: &str = "kasverslag.toml";

/// The checked configuration. Without a configuration file all of it is empty.
#[derive(Debug, Default)]
pub struct Config {
    /// What the codes mean.
    pub tables: Arc<CodeTables>,
    /// How exports are written, in the order in which they are tried; the built-in profile comes after them.
    pub profiles: Vec<Profile>,
    /// How payment providers write their files, in the order in which they are tried.
    pub payment_profiles: Vec<PaymentProfile>,
    /// The keys that libraries' customers get pseudonyms by.
    pub keys: LibraryKeys,
    /// The libraries that are configured, those too that are not part of the nightly run.
    pub libraries: BTreeSet<Institution>,
    /// What the nightly run does.
    pub run: RunSettings,
    /// How reports look.
    pub looks: Looks,
    /// What `report` takes for what was not typed.
    pub report: ReportDefaults,
    /// The control desks of the libraries that have one.
    pub control: BTreeMap<Institution, ControlSettings>,
    /// Who gets issued reports.
    pub delivery: DeliverySettings,
    /// The folder in which the desk puts exports.
    pub desk: Option<DeskFolder>,
    /// The folder with templates that add to or replace the built-in ones.
    pub templates: Option<PathBuf>,
    /// The reports that are named anywhere in it, as they are written.
    pub named_reports: BTreeSet<String>,
}

impl Config {
    /// Reads the configuration and the tables that it names.
    ///
    /// # Errors
    /// Everything that is wrong with it and with its tables, in the order of their lines.
    pub fn read(path: &Path) -> Result<Self, Vec<ConfigError>> {
        match Self::look_over(path) {
            (Some(config), errors) if errors.is_empty() => Ok(config),
            (_, errors) => Err(errors),
        }
    }

    /// Reads the configuration and its tables as far as that is possible, with everything that is wrong with them: only what
    /// has nothing wrong with it can be worked with.
    #[must_use]
    pub fn look_over(path: &Path) -> (Option<Self>, Vec<ConfigError>) {
        let text = match read_text(path) {
            Ok(text) => text,
            Err(error) => return (None, vec![error]),
        };
        let ReadDocument { raw, mistakes, aside } = document::read(path, &text);
        let Some(raw) = raw else { return (None, located(path, &text, mistakes)) };
        let mut errors = Vec::new();
        let folder = path.parent().unwrap_or(Path::new(""));
        let templates = raw.templates.as_ref().map(|templates| (templates, folder.join(templates)));
        if let Some((typed, _)) = templates.as_ref().filter(|(_, folder)| !folder.is_dir()) {
            errors.push(wrong(path, "", format!("templates: `{}` is no folder", typed.display())));
        }
        let mut tables = tables::read(&raw, path, &mut errors);
        let of_feeds: Vec<&str> =
            raw.library.iter().flat_map(|library| &library.feed).filter_map(|feed| feed.profile.as_deref()).collect();
        let profiles = profiles::read(&raw.profile, &of_feeds, path, &mut errors);
        let payment_profiles = payment_profiles::read(&raw.payment_profile, path, &mut errors);
        let run = libraries::read(&raw, path, &mut errors);
        let looks = look::read(&raw, &tables, path, &mut errors);
        let report = report_defaults::read(&raw, path, &mut errors);
        let delivery = delivery::read(&raw, path, &mut errors);
        let desk = desk_folder::read(&raw, path, &mut errors);
        let mut seen = BTreeSet::new();
        let mut keys = LibraryKeys::default();
        let mut desks = BTreeMap::new();
        for (index, library) in raw.library.iter().enumerate() {
            let entry = format!("library[{index}]");
            let Some(institution) = Institution::parse(&library.institution) else {
                errors.push(wrong(
                    path,
                    entry,
                    format!("[[library]] institution `{}` is not like I355", library.institution),
                ));
                continue;
            };
            keys.add(library, institution, &entry, path, &mut errors);
            let desk = control::read(library, institution, &entry, &payment_profiles, path, &mut errors);
            if !desk.is_empty() {
                desks.insert(institution, desk);
            }
            if !seen.insert(institution) {
                errors.push(wrong(path, entry, format!("[[library]] {institution} stands there twice")));
            }
        }
        control::tell_of_others(&mut desks);
        // What the control desk takes for money carried to the bank is that on every report.
        for code in desks.values().flat_map(|desk: &ControlSettings| &desk.handed_over) {
            tables.add_hand_over(*code);
        }
        let errors = located(path, &text, errors).into_iter().filter(|error| !aside.explains(error));
        let mut errors: Vec<ConfigError> = mistakes.into_iter().chain(errors).collect();
        in_order(path, &mut errors);
        let config = Self {
            tables: Arc::new(tables),
            profiles,
            payment_profiles,
            keys,
            libraries: seen,
            run,
            looks,
            report,
            control: desks,
            delivery,
            desk,
            templates: templates.map(|(_, folder)| folder),
            named_reports: raw.named_reports(),
        };
        (Some(config), errors)
    }
}

/// Where a configuration names a report.
#[must_use]
pub fn spots_of_report(path: &Path, report: &str) -> Vec<ConfigSpot> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let (document, _) = DeTable::parse_recoverable(&text);
    spot::all_of(&text, document.get_ref(), "reports", report)
}

/// The same mistakes with their places in the configuration, as far as they can be found.
fn located(path: &Path, text: &str, errors: Vec<ConfigError>) -> Vec<ConfigError> {
    let (document, _) = DeTable::parse_recoverable(text);
    let mut same: HashMap<(String, String), usize> = HashMap::new();
    for error in &errors {
        if let ConfigError::Mistake { path: file, entry, what, spot: None } = error
            && file == path
        {
            *same.entry((entry.clone(), what.clone())).or_default() += 1;
        }
    }
    let locate = |error| match error {
        ConfigError::Mistake { path: file, entry, what, spot: None } if file == path => {
            let left = same.entry((entry.clone(), what.clone())).or_default();
            *left = left.saturating_sub(1);
            let spot = spot::find(text, document.get_ref(), &entry, &what, *left);
            ConfigError::Mistake { path: file, entry, what, spot }
        }
        other => other,
    };
    let mut errors: Vec<ConfigError> = errors.into_iter().map(locate).collect();
    in_order(path, &mut errors);
    errors
}

/// Puts mistakes in their order.
fn in_order(path: &Path, errors: &mut [ConfigError]) {
    // What has no place comes first, then the configuration, then its tables.
    errors.sort_by_key(|error| match error {
        ConfigError::Mistake { path: file, spot: Some(spot), .. } => {
            Some((file != path, file.clone(), spot.position.line))
        }
        _ => None,
    });
}
