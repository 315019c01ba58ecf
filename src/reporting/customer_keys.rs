//! The keys by which customers get pseudonyms, and which of them an issued report was made with.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::parameters::{Parameters, PseudonymSource};
use crate::archive::pseudonym_key::keys_folders;
use crate::archive::{ArchivedExport, PseudonymKey};
use crate::config::Config;
use crate::domain::Institution;

/// The keys of a library that whoever asks may read.
#[derive(Clone, Debug, Default)]
pub struct CustomerKeys {
    configured: Option<Vec<u8>>,
    made: Option<PseudonymKey>,
}

impl CustomerKeys {
    /// Those of a library of an archive. Whoever has no key, or may not read it, has a copy that finds no customer: that
    /// is no fault.
    #[must_use]
    pub fn to_read(config: &Config, archive: &Path, institution: Institution) -> Self {
        let configured = config.keys.known.get(&institution).map(|key| key.clone().into_bytes());
        let told = Some(config.run.keys.clone()).filter(|folder| !folder.as_os_str().is_empty());
        let mut folders = told.into_iter().chain(keys_folders(archive));
        let made = folders.find_map(|folder| PseudonymKey::read(&folder, institution).ok().flatten());
        Self { configured, made }
    }

    /// The key of a report that is made now.
    #[must_use]
    pub fn now(&self) -> Option<Vec<u8>> {
        self.configured.clone().or_else(|| self.made.as_ref().map(PseudonymKey::bytes))
    }

    /// The key that an issued report was made with, by whichever exports had come in first.
    #[must_use]
    pub fn of_issued(&self, parameters: &Parameters, exports: &[ArchivedExport]) -> Option<Vec<u8>> {
        match parameters.pseudonyms() {
            PseudonymSource::Configured => self.configured.clone(),
            PseudonymSource::Made(id) => self.made.as_ref().filter(|key| key.id() == id).map(PseudonymKey::bytes),
            PseudonymSource::Exports => Some(key_of_exports(exports)),
        }
    }
}

/// The key that releases up to 0.1.0 used where none was configured. Whoever has a report of theirs can make it: no new
/// report is made with it, and those that were issued with it can still be checked.
fn key_of_exports(exports: &[ArchivedExport]) -> Vec<u8> {
    exports.first().map(|export| Sha256::digest(&export.sha256).to_vec()).unwrap_or_default()
}
