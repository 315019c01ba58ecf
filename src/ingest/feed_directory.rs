//! Whose files are whose: the one place that says of each file, in the night and on demand alike, which library, feed,
//! profile and mode it has.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Profile;
use super::feed::{FileFeed, LibraryFiles, NotOfOneFeed};
use super::intake_error::IntakeError;
use super::source::ExportPath;
use crate::domain::Institution;

/// The libraries whose files files may be.
#[derive(Clone, Copy, Debug)]
pub struct FeedDirectory<'a> {
    /// What is configured, library by library; none where nothing is.
    pub libraries: &'a [LibraryFiles],
    /// The libraries that are asked about; none for all.
    pub asked: &'a [Institution],
}

/// Whose a file is.
enum Owners<'a> {
    /// A library's, or of several that look for exports in one place; beside them, others that do and are not asked about.
    Known(Vec<&'a LibraryFiles>, BTreeSet<Institution>),
    /// Nobody's in particular: those that name feeds of such files.
    Unknown(Vec<&'a LibraryFiles>),
}

impl<'a> FeedDirectory<'a> {
    /// Nothing is configured.
    pub const NONE: FeedDirectory<'static> = FeedDirectory { libraries: &[], asked: &[] };

    /// The feed of each file.
    ///
    /// A file is of the libraries that would find it in the night; else of the one that is asked about, or whose patterns
    /// alone it fits. What is nobody's is of no library, by itself or with others of these, but not beside files of
    /// libraries: their ids may be the same ones. A file alone has nothing to be confused with, whatever its name.
    ///
    /// # Errors
    /// Every file that is of none of the feeds that are named, may be of several, or is nobody's beside others.
    pub fn feeds_of(&self, files: &[ExportPath], profiles: &[Profile]) -> Result<Vec<FileFeed>, IntakeError> {
        let is_alone = files.windows(2).all(|pair| pair[0].path == pair[1].path);
        let folders: Vec<Vec<PathBuf>> = match self.libraries {
            [] | [_] => Vec::new(),
            several => several.iter().map(|library| library.places.real_folders()).collect(),
        };
        let owners: Vec<Owners<'a>> = files.iter().map(|file| self.owners(&file.path, &folders)).collect();
        let mut feeds = Vec::new();
        for (file, owners) in files.iter().zip(&owners) {
            let feed = match owners {
                Owners::Known(owners, others) => {
                    agreed(owners, &file.path, profiles).map(|feed| FileFeed { others: others.clone(), ..feed })
                }
                Owners::Unknown(fitting) => self.of_nobody(fitting, &file.path, profiles),
            };
            feeds.push(match feed {
                Err(NotOfOneFeed::NoFeed) if is_alone => Ok(FileFeed::of_profile(&file.path, profiles)),
                feed => feed,
            });
        }
        let fails = |reason: &dyn Fn(&NotOfOneFeed) -> bool| -> Vec<PathBuf> {
            let failed = files.iter().zip(&feeds).filter(|(_, feed)| feed.as_ref().is_err_and(reason));
            failed.map(|(file, _)| file.path.clone()).collect()
        };
        let several = files.iter().zip(&feeds).find_map(|(file, feed)| match feed {
            Err(NotOfOneFeed::SeveralFeeds(feeds)) => Some((file.path.clone(), feeds.clone())),
            _ => None,
        });
        if let Some((file, feeds)) = several {
            return Err(IntakeError::SeveralFeeds { file, feeds });
        }
        let of_none = fails(&|reason| *reason == NotOfOneFeed::NoFeed);
        if !of_none.is_empty() {
            return Err(IntakeError::NoFeed { files: of_none });
        }
        let of_nobody = |owners: &Owners<'_>| matches!(owners, Owners::Unknown(_));
        if !owners.iter().all(of_nobody) && owners.iter().any(of_nobody) {
            let nobodys = files.iter().zip(&owners).filter(|(_, owners)| of_nobody(owners));
            return Err(IntakeError::NoLibrary { files: nobodys.map(|(file, _)| file.path.clone()).collect() });
        }
        let mut feeds: Vec<FileFeed> = feeds.into_iter().flatten().collect();
        set_homes(&mut feeds);
        Ok(feeds)
    }

    /// The libraries that are asked about.
    fn asked(&self) -> Vec<&'a LibraryFiles> {
        let is_asked = |library: &&LibraryFiles| self.asked.is_empty() || self.asked.contains(&library.institution);
        self.libraries.iter().filter(is_asked).collect()
    }

    /// Whose a file is. `folders` are those in which each library's exports are looked for, where there are several.
    fn owners(&self, file: &Path, folders: &[Vec<PathBuf>]) -> Owners<'a> {
        if let [only] = self.libraries {
            return Owners::Known(vec![only], BTreeSet::new());
        }
        let finds = |(library, folders): &(&'a LibraryFiles, &Vec<PathBuf>)| library.places.have(file, folders);
        let finders: Vec<&LibraryFiles> =
            self.libraries.iter().zip(folders).filter(finds).map(|(library, _)| library).collect();
        let asked = self.asked();
        if !finders.is_empty() {
            let own: Vec<&LibraryFiles> = finders
                .iter()
                .filter(|finder| asked.iter().any(|asked| asked.institution == finder.institution))
                .copied()
                .collect();
            if own.is_empty() {
                return Owners::Known(finders, BTreeSet::new());
            }
            let of_own = |finder: &&LibraryFiles| own.iter().any(|own| own.institution == finder.institution);
            let others = finders.iter().filter(|finder| !of_own(finder)).map(|finder| finder.institution).collect();
            return Owners::Known(own, others);
        }
        if let [one] = asked[..] {
            return Owners::Known(vec![one], BTreeSet::new());
        }
        let fits = |library: &&LibraryFiles| {
            let is_of_pattern = || library.places.patterns.iter().any(|pattern| pattern.fits(file));
            if library.feeds.is_empty() { is_of_pattern() } else { library.feeds.iter().any(|feed| feed.is_of(file)) }
        };
        match asked.iter().copied().filter(fits).collect::<Vec<_>>() {
            one if one.len() == 1 => Owners::Known(one, BTreeSet::new()),
            fitting => Owners::Unknown(fitting.into_iter().filter(|library| !library.feeds.is_empty()).collect()),
        }
    }

    /// The feed of a file that is of no library in particular, beside libraries that name feeds of such files.
    fn of_nobody(
        &self,
        fitting: &[&LibraryFiles],
        file: &Path,
        profiles: &[Profile],
    ) -> Result<FileFeed, NotOfOneFeed> {
        if !fitting.is_empty() {
            let feed = agreed(fitting, file, profiles)?;
            return Ok(FileFeed { libraries: Vec::new(), ..feed });
        }
        let asked = self.asked();
        if asked.iter().any(|library| !library.feeds.is_empty()) {
            return Err(NotOfOneFeed::NoFeed);
        }
        if asked.is_empty() {
            return Ok(FileFeed::of_profile(file, profiles));
        }
        Ok(FileFeed { libraries: Vec::new(), ..agreed(&asked, file, profiles)? })
    }
}

/// The feed that a file is of by what several libraries say: by those that name feeds, where any does.
fn agreed(libraries: &[&LibraryFiles], file: &Path, profiles: &[Profile]) -> Result<FileFeed, NotOfOneFeed> {
    let names_any = libraries.iter().any(|library| !library.feeds.is_empty());
    let mut agreed: Option<FileFeed> = None;
    let mut names: BTreeSet<String> = BTreeSet::new();
    for library in libraries.iter().filter(|library| !names_any || !library.feeds.is_empty()) {
        let own = match library.feed_of(file, profiles) {
            Ok(own) => own,
            Err(NotOfOneFeed::NoFeed) => continue,
            Err(NotOfOneFeed::SeveralFeeds(several)) => {
                names.extend(several);
                continue;
            }
        };
        names.insert(own.name.clone());
        agreed = Some(match agreed {
            None => own,
            Some(one) if (&one.name, &one.profile) == (&own.name, &own.profile) => FileFeed {
                mode: one.mode.filter(|mode| own.mode == Some(*mode)),
                day_in_name: one.day_in_name && own.day_in_name,
                days: if one.days == own.days { one.days } else { (None, None) },
                ..one
            },
            Some(one) => {
                // Feeds of one name that are read in two ways are two.
                names.insert(format!("{} ({})", own.name, library.institution));
                one
            }
        });
    }
    if names.len() > 1 {
        return Err(NotOfOneFeed::SeveralFeeds(names.into_iter().collect()));
    }
    let libraries = libraries.iter().map(|library| library.institution).collect();
    agreed.map(|feed| FileFeed { libraries, ..feed }).ok_or(NotOfOneFeed::NoFeed)
}

/// Finds which libraries have files together, and calls each by the first of them.
fn set_homes(feeds: &mut [FileFeed]) {
    let mut groups: Vec<BTreeSet<Institution>> = Vec::new();
    for feed in feeds.iter() {
        let own: BTreeSet<Institution> = feed.libraries.iter().copied().collect();
        let (mut joined, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut groups).into_iter().partition(|group| !group.is_disjoint(&own));
        groups = others;
        joined.push(own);
        groups.push(joined.into_iter().flatten().collect());
    }
    for feed in feeds {
        let group = groups.iter().find(|group| feed.libraries.iter().any(|library| group.contains(library)));
        feed.home = group.and_then(|group| group.first().copied());
    }
}
