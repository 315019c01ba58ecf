//! How the reports of a library's night show customers, and what changes for whoever compares them with earlier ones.

use std::sync::Arc;

use super::night::Nightly;
use crate::archive::{PseudonymKey, Register, ReportRecord};
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::Diagnostic;
use crate::failure::Failure;
use crate::report::listing::Customers;
use crate::report::template::Template;
use crate::reporting::parameters::{Parameters, PseudonymSource};

/// How the reports of a night show customers.
#[derive(Debug)]
pub(super) struct NightCustomers {
    /// How reports show them.
    pub(super) customers: Customers,
    /// Whether pseudonyms come from a configured key.
    pub(super) configured_key: bool,
    /// Which key that was made for the library they come from.
    pub(super) made_key: Option<String>,
}

impl NightCustomers {
    /// By the library's key, which is made where it has none and a report needs one. A dry run makes none.
    ///
    /// # Errors
    /// When the key can't be read or made.
    pub(super) fn of(
        nightly: &Nightly<'_>,
        library: &LibrarySettings,
        register: &Register,
        templates: &[Arc<Template>],
        told: &mut Vec<Diagnostic>,
    ) -> Result<Self, Failure> {
        let with = |key| Customers::Pseudonyms { key };
        let institution = library.institution;
        let showing: Vec<&str> =
            templates.iter().filter(|template| template.shows_customers()).map(|template| &*template.id).collect();
        let chosen = if let Some(key) = nightly.config.keys.known.get(&institution) {
            Self { customers: with(key.clone().into_bytes()), configured_key: true, made_key: None }
        } else if showing.is_empty() || register.newest_intake()? == 0 {
            return Ok(Self { customers: Customers::Hidden, configured_key: false, made_key: None });
        } else {
            let folder = &nightly.config.run.keys;
            let key = match PseudonymKey::read(folder, institution)? {
                None if nightly.shadow.is_some() => None,
                None => Some(PseudonymKey::make(folder, institution)?),
                known => known,
            };
            let customers = key.as_ref().map_or(Customers::Numbered, |key| with(key.bytes()));
            Self { customers, configured_key: false, made_key: key.map(|key| key.id()) }
        };
        told.extend(chosen.other_than_before(&register.reports()?, &showing));
        Ok(chosen)
    }

    /// What to tell when customers have other pseudonyms than in the last report that shows them.
    fn other_than_before(&self, records: &[ReportRecord], showing: &[&str]) -> Option<Diagnostic> {
        let last = records.iter().rfind(|record| showing.contains(&&*record.report))?;
        let (before, now) = (Parameters::of(last).ok()?.pseudonyms(), self.source()?);
        let why = match (&before, &now) {
            (before, now) if before == now => return None,
            (PseudonymSource::Exports, _) => "those came from hashes of exports, which others have too",
            (PseudonymSource::Made(_), PseudonymSource::Made(_)) => "the key of those is not where it was",
            _ => "those came from another key",
        };
        let what = format!("customers get other pseudonyms than in {} and reports before it: {why}", last.number);
        let hint = match before {
            PseudonymSource::Made(_) => "is there a copy of that key? Put it back before the next run",
            _ => "issued reports keep theirs",
        };
        Some(Diagnostic::warning(what).hinted(hint))
    }

    fn source(&self) -> Option<PseudonymSource> {
        match &self.made_key {
            Some(id) => Some(PseudonymSource::Made(id.clone())),
            None => self.configured_key.then_some(PseudonymSource::Configured),
        }
    }
}
