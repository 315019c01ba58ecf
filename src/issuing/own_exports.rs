//! Which exports tell of a library's days: another library's file never makes a day known.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::found_exports::read_one;
use super::night::Nightly;
use crate::archive::ArchivedExport;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::Diagnostic;
use crate::domain::Institution;
use crate::ingest::export_series::ExportSeries;
use crate::ingest::name_days::NameDays;
use crate::ingest::own_lines::{OwnKind, OwnKinds, has_own_line, is_named_for};
use crate::ingest::source::ExportPath;
use crate::ingest::{FileFeed, InputFile};

/// Tells the exports of a library from those of others that lie in the same place.
pub(super) struct OwnExports<'n> {
    nightly: &'n Nightly<'n>,
    library: &'n LibrarySettings,
    /// The library's folder of the archive, in which there is room while files are read.
    folder: PathBuf,
    kinds: OwnKinds,
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
        let (kinds, known, looked_into) = (OwnKinds::default(), BTreeSet::new(), BTreeSet::new());
        let mut own = Self { nightly, library, folder: folder.to_owned(), kinds, known, looked_into };
        for export in exports {
            own.note(&export.feed, &export.name, export.accepted > 0, export.days.is_some());
        }
        own
    }

    fn note(&mut self, feed: &str, name: &str, has_lines: bool, is_own: bool) {
        self.kinds.note((feed.to_owned(), ExportSeries::of(name)), has_lines, is_own);
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
        if self.kinds.tell(&kind) {
            return Ok(true);
        }
        self.look_into(waiting, |_| true)?;
        let is_looked_for_by_others = self.finders(&export.path).next().is_some();
        Ok(self.kinds.tell_without(&kind, is_looked_for_by_others))
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
            if self.kinds.has_own(&kind) || self.looked_into.contains(&kind) || !is_meant(&kind) {
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

    /// Whether a line is the library's.
    fn has_own_line(&self, file: &InputFile) -> bool {
        let finders: BTreeSet<Institution> = self.finders(&file.path).map(|other| other.institution).collect();
        has_own_line(&file.survey, self.library.institution, &finders, &self.nightly.config.tables)
    }

    /// Whether the name of an export, or of a folder that it lies in, has the library's code.
    fn is_named(&self, export: &ExportPath) -> bool {
        let path = export.path.strip_prefix(&self.library.exports.folder).unwrap_or(&export.path);
        is_named_for(&path.to_string_lossy(), self.library.institution)
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
