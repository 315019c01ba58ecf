//! Which exports tell of a library's days: another library's file never makes a day known.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::found_exports::read_one;
use super::night::Nightly;
use crate::archive::ArchivedExport;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::Diagnostic;
use crate::domain::Institution;
use crate::ingest::export_series::ExportSeries;
use crate::ingest::name_days::NameDays;
use crate::ingest::source::ExportPath;
use crate::ingest::{FileFeed, InputFile};

/// Exports of one kind: their feed, and what their names and folders have in common.
type OwnKind = (String, ExportSeries);

/// What is known of a kind of exports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct KindOfLines {
    /// Whether one of them has lines.
    has_lines: bool,
    /// Whether one of them has a line of the library, or was taken for one of its.
    has_own: bool,
}

/// Tells the exports of a library from those of others that lie in the same place.
pub(super) struct OwnExports<'n> {
    nightly: &'n Nightly<'n>,
    library: &'n LibrarySettings,
    /// The library's folder of the archive, in which there is room while files are read.
    folder: PathBuf,
    kinds: BTreeMap<OwnKind, KindOfLines>,
    /// The names of exports that are known already.
    known: BTreeSet<String>,
    looked_into: BTreeSet<OwnKind>,
}

impl<'n> OwnExports<'n> {
    /// By the exports that came in before.
    pub(super) fn of(
        nightly: &'n Nightly<'n>,
        library: &'n LibrarySettings,
        folder: &Path,
        exports: &[ArchivedExport],
    ) -> Self {
        let (kinds, known, looked_into) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let mut own = Self { nightly, library, folder: folder.to_owned(), kinds, known, looked_into };
        for export in exports {
            own.note(&export.feed, &export.name, export.accepted > 0, export.days.is_some());
        }
        own
    }

    fn note(&mut self, feed: &str, name: &str, has_lines: bool, is_own: bool) {
        let kind = self.kinds.entry((feed.to_owned(), ExportSeries::of(name))).or_default();
        kind.has_lines |= has_lines;
        kind.has_own |= has_lines && is_own;
        self.known.insert(name.to_owned());
    }

    /// Whether an export tells of the library's days: it has a line of its, is of a kind that has, or the configuration, its
    /// name or its folder says that it is one of its. `waiting` are those that are there.
    ///
    /// # Errors
    /// When one of those can't be read.
    pub(super) fn tells(
        &mut self,
        export: &ExportPath,
        feed: &FileFeed,
        file: &InputFile,
        waiting: &[ExportPath],
    ) -> Result<bool, Vec<Diagnostic>> {
        let kind = (feed.name.clone(), ExportSeries::of(&export.name));
        if feed.is_configured || self.has_own_line(file) || self.is_named(export) {
            self.note(&feed.name, &export.name, file.accepted > 0, true);
            return Ok(true);
        }
        self.note(&feed.name, &export.name, file.accepted > 0, false);
        self.look_into(waiting, |own| *own == kind)?;
        let of_kind = self.kinds.get(&kind).copied().unwrap_or_default();
        if of_kind.has_own || !of_kind.has_lines {
            return Ok(true);
        }
        self.look_into(waiting, |_| true)?;
        let own = |(_, of_kind): &(&OwnKind, &KindOfLines)| of_kind.has_own;
        // A feed of which nothing is the library's own is one that it doesn't wait for, as long as another is.
        let is_in_this = self.kinds.iter().filter(own).any(|((name, _), _)| *name == feed.name);
        let is_any = self.kinds.values().any(|of_kind| of_kind.has_own);
        Ok(if is_any { !is_in_this } else { self.finders(&export.path).next().is_none() })
    }

    /// Reads what waits of kinds of which no line of the library is known, until one is.
    fn look_into(
        &mut self,
        waiting: &[ExportPath],
        is_meant: impl Fn(&OwnKind) -> bool,
    ) -> Result<(), Vec<Diagnostic>> {
        let profiles = &self.nightly.config.profiles;
        let files = self.library.files();
        let mut looked_into = BTreeSet::new();
        for export in waiting.iter().filter(|export| !self.nightly.own.has(export)) {
            let Ok(feed) = files.feed_of(&export.path, profiles) else { continue };
            let kind = (feed.name, ExportSeries::of(&export.name));
            let is_known = self.kinds.get(&kind).is_some_and(|of_kind| of_kind.has_own);
            if is_known || self.looked_into.contains(&kind) || !is_meant(&kind) {
                continue;
            }
            if !self.known.contains(&export.name) {
                let read = read_one(export, self.library, profiles, &self.folder)?;
                let is_own = self.has_own_line(&read.file);
                self.note(&kind.0, &export.name, read.file.accepted > 0, is_own);
            }
            looked_into.insert(kind);
        }
        self.looked_into.append(&mut looked_into);
        Ok(())
    }

    /// Whether a line is the library's: on a daybook of its, or a cost of its that no other library of this place received.
    fn has_own_line(&self, file: &InputFile) -> bool {
        let own = self.library.institution;
        let tables = &self.nightly.config.tables;
        let has_daybook = tables.daybooks.values().flatten().any(|entry| entry.institution == Some(own));
        let finders: BTreeSet<Institution> = self.finders(&file.path).map(|other| other.institution).collect();
        file.survey.places().any(|(place, _)| {
            let manager = place.settled.and_then(|(daybook, day)| tables.managing_institution(daybook, day));
            let is_of_another = has_daybook && manager.is_some_and(|manager| finders.contains(&manager));
            manager == Some(own) || (place.institution == own && !is_of_another)
        })
    }

    /// Whether the name of an export, or of a folder that it lies in, has the library's code.
    fn is_named(&self, export: &ExportPath) -> bool {
        let code = self.library.institution.to_string();
        let path = export.path.strip_prefix(&self.library.exports.folder).unwrap_or(&export.path);
        let text = path.to_string_lossy();
        text.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case(&code))
    }

    /// The other libraries that look for exports where this one lies.
    pub(super) fn finders<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = &'a LibrarySettings> {
        finders(self.nightly, self.library, path)
    }
}

/// The other libraries that look for exports where this one lies.
pub(super) fn finders<'a>(
    nightly: &'a Nightly<'_>,
    library: &'a LibrarySettings,
    path: &'a Path,
) -> impl Iterator<Item = &'a LibrarySettings> {
    let others = nightly.config.run.libraries.iter().filter(|other| other.institution != library.institution);
    others.filter(move |other| {
        let folder = path.parent().unwrap_or(path);
        let small = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        other.exports.have_folder(folder)
            && other.exports.fit_name(&small)
            && other.files().feed_of(path, &nightly.config.profiles).is_ok()
    })
}

/// An export that came in and makes none of the days known that its name tells, as no line of it is the library's.
pub(super) fn of_others<'e>(exports: &'e [ArchivedExport], library: &LibrarySettings) -> Option<&'e ArchivedExport> {
    let tells = |export: &&ArchivedExport| {
        export.days.is_none() && NameDays::of(&export.name).told(library.day_in_name).is_some()
    };
    exports.iter().rev().find(tells)
}
