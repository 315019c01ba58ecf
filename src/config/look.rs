//! How the reports of a library look, and what language they speak.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::colour;
use super::error::{ConfigError, wrong};
use super::picture::Picture;
use super::raw::{RawConfig, RawLook};
use crate::domain::{CodeTables, Institution};
use crate::report::document::{Logo, Presentation};
use crate::report::language::Language;

/// How many roles have room to sign side by side.
const MOST_ROLES: usize = 6;
/// How many notes fit above the signatures.
const MOST_NOTES: usize = 8;
/// How many characters a role, a footer, a note and the words for a logo may have.
const LONGEST: [usize; 4] = [60, 120, 300, 120];

/// How the reports of a library look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The language of pages.
    pub language: Language,
    /// What else pages show.
    pub presentation: Arc<Presentation>,
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

/// What a part of the configuration says of the look, checked; `None` where it says nothing.
#[derive(Clone, Default)]
struct LookChoice {
    language: Option<Language>,
    roles: Option<Vec<String>>,
    signature_fields: Option<bool>,
    footer: Option<String>,
    notes: Option<Vec<String>>,
    accent: Option<[u8; 3]>,
    #[allow(clippy::option_option)] // Nothing said, or said to be none.
    logo: Option<Option<Picture>>,
    logo_alternative: Option<String>,
}

impl LookChoice {
    /// The same, with what it leaves open as the other says it.
    fn or(self, usual: &Self) -> Self {
        let usual = usual.clone();
        Self {
            language: self.language.or(usual.language),
            roles: self.roles.or(usual.roles),
            signature_fields: self.signature_fields.or(usual.signature_fields),
            footer: self.footer.or(usual.footer),
            notes: self.notes.or(usual.notes),
            accent: self.accent.or(usual.accent),
            logo: self.logo.or(usual.logo),
            logo_alternative: self.logo_alternative.or(usual.logo_alternative),
        }
    }

    /// The look of a library by that name.
    fn look(self, name: &str) -> Look {
        let alternative = self.logo_alternative.unwrap_or_else(|| name.to_owned());
        let logo = self.logo.flatten().map(|Picture { width, height, rgb }| Logo { width, height, rgb, alternative });
        Look {
            language: self.language.unwrap_or_default(),
            presentation: Arc::new(Presentation {
                roles: self.roles,
                signature_fields: self.signature_fields.unwrap_or_default(),
                footer: self.footer.filter(|footer| !footer.is_empty()),
                notes: self.notes.unwrap_or_default(),
                accent: self.accent,
                logo: logo.map(Arc::new),
            }),
        }
    }
}

/// Checks how reports look; what is wrong goes to `errors`.
pub(super) fn read(raw: &RawConfig, tables: &CodeTables, path: &Path, errors: &mut Vec<ConfigError>) -> Looks {
    let mut reader = PictureReader { folder: path.parent().unwrap_or(Path::new("")), pictures: BTreeMap::new() };
    let mut said = |place: &str, entry: &str, raw: RawLook<'_>| {
        let (said, mistakes) = reader.said(&raw);
        errors.extend(mistakes.into_iter().map(|what| wrong(path, entry, format!("{place}: {what}"))));
        said
    };
    let usual = said("[run]", "run", raw.run.look());
    let libraries = raw.library.iter().enumerate().filter_map(|(index, library)| {
        let institution = Institution::parse(&library.institution)?;
        let code = institution.to_string();
        let name = tables.institutions.get(&institution).map_or(code.as_str(), |entry| entry.name.as_str());
        Some((institution, said(&code, &format!("library[{index}]"), library.look()).or(&usual).look(name)))
    });
    Looks { libraries: libraries.collect(), usual: usual.look("Logo") }
}

struct PictureReader<'a> {
    folder: &'a Path,
    /// Each picture is read once, however many libraries show it.
    pictures: BTreeMap<PathBuf, Result<Picture, String>>,
}

impl PictureReader<'_> {
    fn said(&mut self, raw: &RawLook<'_>) -> (LookChoice, Vec<String>) {
        let mut mistakes = Vec::new();
        let [role, footer, note, alternative] = LONGEST;
        let said = LookChoice {
            language: kept("lang", raw.lang.map(|text| text.parse()), &mut mistakes),
            roles: kept("roles", raw.roles.map(|roles| lines(roles, MOST_ROLES, role)), &mut mistakes),
            signature_fields: raw.signature_fields,
            footer: kept("footer", raw.footer.map(|text| line(text, footer)), &mut mistakes),
            notes: kept("notes", raw.notes.map(|notes| lines(notes, MOST_NOTES, note)), &mut mistakes),
            accent: kept("accent", raw.accent.map(|text| colour::parse(text)), &mut mistakes),
            logo: kept("logo", raw.logo.map(|file| self.picture(file)), &mut mistakes),
            logo_alternative: kept(
                "logo_alternative",
                raw.logo_alternative.map(|text| filled_line(text, alternative)),
                &mut mistakes,
            ),
        };
        (said, mistakes)
    }

    /// The picture in a file beside the configuration; an empty name takes the usual picture away.
    fn picture(&mut self, file: &Path) -> Result<Option<Picture>, String> {
        if file.as_os_str().is_empty() {
            return Ok(None);
        }
        let path = self.folder.join(file);
        let picture = self.pictures.entry(path.clone()).or_insert_with(|| Picture::read(&path));
        picture.clone().map(Some).map_err(|what| format!("`{}`: {what}", path.display()))
    }
}

/// A value, or nothing and a mistake under the name of its key.
fn kept<T>(key: &str, value: Option<Result<T, String>>, mistakes: &mut Vec<String>) -> Option<T> {
    value?.map_err(|what| mistakes.push(format!("{key}: {what}"))).ok()
}

fn lines(texts: &[String], most: usize, longest: usize) -> Result<Vec<String>, String> {
    if texts.len() > most {
        return Err(format!("there are {}, at most {most} have room", texts.len()));
    }
    texts.iter().map(|text| filled_line(text, longest)).collect()
}

fn filled_line(text: &str, longest: usize) -> Result<String, String> {
    if text.trim().is_empty() {
        Err(format!("`{text}` is an empty text; leave it out or fill it in"))
    } else {
        line(text, longest)
    }
}

fn line(text: &str, longest: usize) -> Result<String, String> {
    let text = text.trim();
    let length = text.chars().count();
    if text.chars().any(char::is_control) {
        Err(format!("{text:?} has line ends or control characters; write it as one line"))
    } else if length > longest {
        Err(format!("`{text}` has {length} characters, at most {longest} have room"))
    } else {
        Ok(text.to_owned())
    }
}
