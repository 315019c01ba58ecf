//! Where exports lie, and the pattern by which each night finds them there.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::Institution;
use crate::ingest::format::Format;

/// Where exports lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportPlace {
    /// The files.
    pub files: Vec<PathBuf>,
    /// The folder that all of them are in, or below.
    pub folder: PathBuf,
    /// The pattern that they fit, seen from the folder; `{institution}` stands for a library's code.
    pub pattern: String,
}

/// Why no pattern can be made.
#[derive(Debug)]
pub enum PlaceError {
    /// There is nothing at the path.
    Missing(PathBuf),
    /// A path can't be read.
    Unreadable(PathBuf, io::Error),
    /// No export lies there, nor in a folder there.
    NoExports(PathBuf),
    /// The exports lie in several folders that no pattern names.
    Scattered(Vec<PathBuf>),
    /// The name of a folder is no text, so that no configuration can name it.
    NoText(PathBuf),
}

impl ExportPlace {
    /// Finds exports at paths: in the folders themselves, else in those below them.
    ///
    /// # Errors
    /// When there are none, or they lie in several places.
    pub fn find(paths: &[PathBuf]) -> Result<Self, PlaceError> {
        let (mut folders, mut singles) = (BTreeSet::new(), Vec::new());
        for path in paths {
            let metadata = fs::metadata(path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => PlaceError::Missing(path.clone()),
                _ => PlaceError::Unreadable(path.clone(), error),
            })?;
            if metadata.is_dir() {
                folders.insert(path.clone());
            } else {
                singles.push(path.clone());
            }
        }
        let place = match (folders.into_iter().collect::<Vec<_>>().as_slice(), singles.as_slice()) {
            ([folder], []) => Self::of_folder(folder)?,
            ([], [_, ..]) => Self::of_files(singles)?,
            (folders, files) => {
                let parents = files.iter().map(|file| parent(file));
                return Err(PlaceError::Scattered(folders.iter().cloned().chain(parents).collect()));
            }
        };
        match place.folder.to_str() {
            Some(_) => Ok(place),
            None => Err(PlaceError::NoText(place.folder)),
        }
    }

    fn of_folder(folder: &Path) -> Result<Self, PlaceError> {
        let (files, below) = entries(folder)?;
        if !files.is_empty() {
            let pattern = format!("*{}", common_end(&files));
            return Ok(Self { files, folder: folder.to_owned(), pattern });
        }
        // Each library has a folder of its code, or exports lie in folders of whatever kind.
        let mut all = Vec::new();
        let mut are_of_libraries = !below.is_empty();
        for inner in &below {
            let (files, deeper) = entries(inner)?;
            let is_library = inner.file_name().and_then(|name| name.to_str()).is_some_and(is_code);
            are_of_libraries &= files.is_empty() || (is_library && deeper.is_empty());
            all.extend(files);
            for inner in deeper {
                all.extend(Self::of_folder(&inner).map(|place| place.files).unwrap_or_default());
            }
        }
        if all.is_empty() {
            return Err(PlaceError::NoExports(folder.to_owned()));
        }
        all.sort();
        let way = if are_of_libraries { "{institution}" } else { "**" };
        let pattern = format!("{way}/*{}", common_end(&all));
        Ok(Self { files: all, folder: folder.to_owned(), pattern })
    }

    /// Files that were named: the pattern is the beginning of their names, up to what changes from day to day.
    fn of_files(mut files: Vec<PathBuf>) -> Result<Self, PlaceError> {
        files.sort();
        let folders: BTreeSet<PathBuf> = files.iter().map(|file| parent(file)).collect();
        let [folder] = folders.iter().cloned().collect::<Vec<_>>().try_into().map_err(PlaceError::Scattered)?;
        let names: Vec<String> = files.iter().map(|file| name(file)).collect();
        let start = names.iter().skip(1).fold(names[0].clone(), |start, name| {
            start.chars().zip(name.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
        });
        let end = common_end(&files);
        let stem = start.strip_suffix(&end).unwrap_or(&start);
        let stem = stem.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
        Ok(Self { pattern: format!("{}*{end}", glob::Pattern::escape(stem)), folder, files })
    }

    /// The pattern as it stands in a configuration of a folder.
    #[must_use]
    pub fn pattern_from(&self, configuration: &Path) -> String {
        let folder = self.folder_from(configuration);
        if folder.is_empty() { self.pattern.clone() } else { format!("{}/{}", escaped(&folder), self.pattern) }
    }

    /// The folder as it stands in a configuration of another: the way down from there, else where it is.
    #[must_use]
    pub fn folder_from(&self, configuration: &Path) -> String {
        let folder = plain(&self.folder);
        match folder.strip_prefix(plain(configuration)) {
            Ok(way) => way.display().to_string(),
            Err(_) => folder.display().to_string(),
        }
    }
}

/// A folder's name in a pattern: nothing in it stands for anything else.
fn escaped(folder: &str) -> String {
    // Braces name a library in patterns; a folder that has them in its name is met by any sign.
    glob::Pattern::escape(folder).replace(['{', '}'], "?")
}

/// A path from the root, without steps that lead nowhere.
fn plain(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components().collect()
}

fn parent(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn is_code(name: &str) -> bool {
    Institution::parse(name).is_some()
}

/// The exports of a folder, and the folders in it, each in the order of their names.
fn entries(folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), PlaceError> {
    let unreadable = |error| PlaceError::Unreadable(folder.to_owned(), error);
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = name(&path);
        if name.starts_with(['.', '~']) {
            continue;
        }
        if path.is_dir() {
            folders.push(path);
        } else if Format::of_name(&name).is_some() {
            files.push(path);
        }
    }
    files.sort();
    folders.sort();
    Ok((files, folders))
}

/// How all names end, where they do alike; a pattern without it finds exports of every kind.
fn common_end(files: &[PathBuf]) -> String {
    let ends = [".csv", ".csv.gz", ".xlsx", ".parquet"];
    let have = |end: &&str| files.iter().all(|file| name(file).ends_with(end));
    ends.into_iter().find(have).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "").expect("a file");
        }
        folder
    }

    #[test]
    fn patterns_find_what_lies_there() {
        for (files, pattern, found) in [
            (&["a.csv", "b.csv", "README.md"][..], "*.csv", 2),
            (&["a.csv", "b.xlsx", "deeper/c.csv"], "*", 2),
            (&["I355/a.csv", "I212/b.csv"], "{institution}/*.csv", 2),
            (&["jan/a.csv", "feb/deeper/b.csv"], "**/*.csv", 2),
        ] {
            let folder = made(files);
            let place = ExportPlace::find(&[folder.path().to_owned()]).expect("a place");
            assert_eq!((place.pattern.as_str(), place.files.len()), (pattern, found), "{files:?}");
        }
        let folder = made(&["dagboek_2026-07.csv", "dagboek_2026-08.csv", "x"]);
        let files = ["dagboek_2026-07.csv", "dagboek_2026-08.csv"].map(|name| folder.path().join(name));
        assert_eq!(ExportPlace::find(&files).expect("a place").pattern, "dagboek_*.csv");
        assert_eq!(ExportPlace::find(&files[..1]).expect("a place").pattern, "dagboek_*.csv");
        assert!(matches!(ExportPlace::find(&[folder.path().join("x.csv")]), Err(PlaceError::Missing(_))));
        let other = made(&["c.csv"]);
        let scattered = [folder.path().to_owned(), other.path().to_owned()];
        assert!(matches!(ExportPlace::find(&scattered), Err(PlaceError::Scattered(_))));
    }

    #[test]
    fn folders_are_seen_from_the_configuration_and_mean_themselves() {
        let place =
            |folder: &str| ExportPlace { files: Vec::new(), folder: folder.into(), pattern: "*.csv".to_owned() };
        assert_eq!(place("/srv/kas/exports").pattern_from(Path::new("/srv/kas")), "exports/*.csv");
        assert_eq!(place("/srv/kas").pattern_from(Path::new("/srv/kas/.")), "*.csv");
        assert_eq!(place("/srv/kas [1]").pattern_from(Path::new("/etc")), "/srv/kas [[]1[]]/*.csv");
    }
}
