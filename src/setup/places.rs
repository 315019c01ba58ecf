//! Where exports lie, and the pattern by which each night finds them there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::Institution;
use crate::ingest::format::ExportFormat;

/// Where exports lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportPlace {
    /// The files.
    pub files: Vec<PathBuf>,
    /// The patterns that they fit, each seen from its folder; `{institution}` stands for a library's code.
    pub patterns: Vec<(PathBuf, String)>,
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
    /// The name of a folder is no text, so that no configuration can name it.
    NoText(PathBuf),
}

impl ExportPlace {
    /// Finds exports at paths: in the folders themselves, else in those below them.
    ///
    /// # Errors
    /// When there are none, or a folder can't be named.
    pub fn find(paths: &[PathBuf]) -> Result<Self, PlaceError> {
        let (mut place, mut singles) = (Self::default(), BTreeMap::<PathBuf, Vec<PathBuf>>::new());
        for path in paths {
            let metadata = fs::metadata(path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => PlaceError::Missing(path.clone()),
                _ => PlaceError::Unreadable(path.clone(), error),
            })?;
            if metadata.is_dir() {
                place.add_folder(path)?;
            } else {
                singles.entry(parent(path)).or_default().push(path.clone());
            }
        }
        for (folder, files) in singles {
            place.patterns.push((folder, of_names(&files)));
            place.files.extend(files);
        }
        place.files.sort();
        place.files.dedup();
        match place.patterns.iter().find(|(folder, _)| folder.to_str().is_none()) {
            Some((folder, _)) => Err(PlaceError::NoText(folder.clone())),
            None => Ok(place),
        }
    }

    fn add_folder(&mut self, folder: &Path) -> Result<(), PlaceError> {
        let (files, below) = entries(folder)?;
        if !files.is_empty() {
            self.patterns.push((folder.to_owned(), format!("*{}", common_end(&files))));
            self.files.extend(files);
            return Ok(());
        }
        // Each library has a folder of its code, or exports lie in folders of whatever kind.
        let is_library = |folder: &PathBuf| folder.file_name().and_then(|name| name.to_str()).is_some_and(is_code);
        let way = if below.iter().all(is_library) { "{institution}" } else { "*" };
        let (mut layer, mut prefix, mut found) = (below, format!("{way}/"), false);
        while !layer.is_empty() {
            let (mut files, mut deeper) = (Vec::new(), Vec::new());
            for folder in &layer {
                let (exports, below) = entries(folder)?;
                files.extend(exports);
                deeper.extend(below);
            }
            if !files.is_empty() {
                self.patterns.push((folder.to_owned(), format!("{prefix}*{}", common_end(&files))));
                self.files.extend(files);
                found = true;
            }
            prefix += "*/";
            layer = deeper;
        }
        if found { Ok(()) } else { Err(PlaceError::NoExports(folder.to_owned())) }
    }

    /// The patterns as they stand in a configuration of a folder.
    #[must_use]
    pub fn patterns_from(&self, configuration: &Path) -> Vec<String> {
        let from = |(folder, pattern): &(PathBuf, String)| match way(folder, configuration).as_str() {
            "" => pattern.clone(),
            folder => format!("{}/{pattern}", escaped(folder)),
        };
        self.patterns.iter().map(from).collect()
    }

    /// The folders that exports lie in, as they stand in a configuration of another.
    #[must_use]
    pub fn folders_from(&self, configuration: &Path) -> Vec<String> {
        let folders: BTreeSet<PathBuf> = self.files.iter().map(|file| parent(file)).collect();
        let ways = folders.iter().map(|folder| way(folder, configuration));
        ways.map(|way| if way.is_empty() { ".".to_owned() } else { way }).collect()
    }

    /// The patterns for people.
    #[must_use]
    pub fn told(&self) -> String {
        let told = self.patterns.iter().map(|(folder, pattern)| format!("`{pattern}` in `{}`", folder.display()));
        told.collect::<Vec<_>>().join("; ")
    }
}

/// The pattern of files that were named: the beginning of their names, up to what changes from day to day.
fn of_names(files: &[PathBuf]) -> String {
    let names: Vec<String> = files.iter().map(|file| name(file)).collect();
    let start = names.iter().skip(1).fold(names[0].clone(), |start, name| {
        start.chars().zip(name.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
    });
    let end = common_end(files);
    let stem = start.strip_suffix(&end).unwrap_or(&start);
    let stem = stem.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    format!("{}*{end}", glob::Pattern::escape(stem))
}

/// A folder seen from another: the way down from there, else where it is.
fn way(folder: &Path, from: &Path) -> String {
    let folder = plain(folder);
    match folder.strip_prefix(plain(from)) {
        Ok(way) => way.display().to_string(),
        Err(_) => folder.display().to_string(),
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
        } else if ExportFormat::of_name(&name).is_some() {
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
        for (files, patterns, found) in [
            (&["a.csv", "b.csv", "README.md"][..], &["*.csv"][..], 2),
            (&["a.csv", "b.xlsx", "deeper/c.csv"], &["*"], 2),
            (&["I355/a.csv", "I212/b.csv"], &["{institution}/*.csv"], 2),
            (&["jan/a.csv", "feb/deeper/b.xlsx"], &["*/*.csv", "*/*/*.xlsx"], 2),
        ] {
            let folder = made(files);
            let place = ExportPlace::find(&[folder.path().to_owned()]).expect("a place");
            let own: Vec<&str> = place.patterns.iter().map(|(_, pattern)| pattern.as_str()).collect();
            assert_eq!((own.as_slice(), place.files.len()), (patterns, found), "{files:?}");
        }
        let folder = made(&["dagboek_2026-07.csv", "dagboek_2026-08.csv", "x"]);
        let files = ["dagboek_2026-07.csv", "dagboek_2026-08.csv"].map(|name| folder.path().join(name));
        for some in [&files[..], &files[..1]] {
            let patterns = ExportPlace::find(some).expect("a place").patterns;
            assert_eq!(patterns, [(folder.path().to_owned(), "dagboek_*.csv".to_owned())]);
        }
        assert!(matches!(ExportPlace::find(&[folder.path().join("x.csv")]), Err(PlaceError::Missing(_))));
        let other = made(&["c.csv"]);
        let both = ExportPlace::find(&[folder.path().to_owned(), other.path().to_owned()]).expect("a place");
        assert_eq!((both.patterns.len(), both.files.len()), (2, 3));
    }

    #[test]
    fn folders_are_seen_from_the_configuration_and_mean_themselves() {
        let patterns = |folder: &str, from: &str| {
            let place = ExportPlace { files: Vec::new(), patterns: vec![(folder.into(), "*.csv".to_owned())] };
            place.patterns_from(Path::new(from)).concat()
        };
        assert_eq!(patterns("/srv/kas/exports", "/srv/kas"), "exports/*.csv");
        assert_eq!(patterns("/srv/kas", "/srv/kas/."), "*.csv");
        assert_eq!(patterns("/srv/kas [1]", "/etc"), "/srv/kas [[]1[]]/*.csv");
    }
}
