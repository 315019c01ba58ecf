//! How the reports of a library look, and what language they speak.

use std::collections::BTreeMap;
use std::path::Path;

use super::raw::RawConfig;
use super::{ConfigError, wrong};
use crate::domain::Institution;
use crate::report::language::Language;

/// How the reports of a library look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The language of pages.
    pub language: Language,
}

/// How the reports of each library look.
#[derive(Debug, Default)]
pub struct Looks {
    usual: Look,
    libraries: BTreeMap<Institution, Look>,
}

impl Looks {
    /// How the reports of a library look; the usual way for one without a `[[library]]`, and for all together.
    #[must_use]
    pub fn of(&self, institution: Option<Institution>) -> &Look {
        institution.and_then(|institution| self.libraries.get(&institution)).unwrap_or(&self.usual)
    }
}

/// Checks how reports look; what is wrong goes to `errors`.
pub(super) fn read(raw: &RawConfig, path: &Path, errors: &mut Vec<ConfigError>) -> Looks {
    let mut look = |place: &str, lang: Option<&String>| {
        let language = lang.map_or(Ok(Language::default()), |text| text.parse());
        Look {
            language: language.unwrap_or_else(|what| {
                errors.push(wrong(path, format!("{place}: lang: {what}")));
                Language::default()
            }),
        }
    };
    let usual = look("[run]", raw.run.lang.as_ref());
    let libraries = raw.library.iter().filter_map(|library| {
        let institution = Institution::parse(&library.institution)?;
        let look = match &library.lang {
            Some(lang) => look(&institution.to_string(), Some(lang)),
            None => usual.clone(),
        };
        Some((institution, look))
    });
    Looks { libraries: libraries.collect(), usual: usual.clone() }
}
