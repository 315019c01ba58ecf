//! Where exports are looked for: folders whose files fit patterns, and what else lies in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::FilePattern;
use super::export_name::ExportOrder;
use super::export_series::ExportSeries;
use super::format::ExportFormat;
use super::source::{ExportPath, is_hidden, is_told};

/// Where the exports of a library are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportPlaces {
    /// The folder that patterns without a root start from.
    pub folder: PathBuf,
    /// The patterns.
    pub patterns: Vec<FilePattern>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct FoundExports {
    /// The exports, in the order in which they are read.
    pub exports: Vec<ExportPath>,
    /// What lies beside them and fits no pattern, but for hidden things: files, and folders that nobody goes down into.
    pub beside: Vec<PathBuf>,
    /// Hidden files there that end as exports do, and locks of spreadsheet programs.
    pub hidden: Vec<PathBuf>,
    /// Folders that can't be read, and why.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

impl ExportPlaces {
    /// Those of a path that is a pattern; `None` where something is called just so, or it is none.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let text = path.to_str().filter(|text| text.contains(['*', '?', '[']) && !path.exists())?;
        Some(Self { folder: PathBuf::new(), patterns: vec![FilePattern::parse(text).ok()?] })
    }

    /// The places in words.
    #[must_use]
    pub fn told(&self) -> String {
        let places = self.patterns.iter().map(|pattern| self.folder.join(pattern.text()).display().to_string());
        places.collect::<Vec<_>>().join(", ")
    }

    fn root(&self, pattern: &FilePattern) -> &Path {
        if Path::new(pattern.text()).is_absolute() { Path::new("/") } else { &self.folder }
    }

    /// Whether exports are looked for in a folder.
    #[must_use]
    pub fn have_folder(&self, folder: &Path) -> bool {
        let has = |pattern: &FilePattern| {
            let Ok(behind) = folder.strip_prefix(self.root(pattern)) else { return false };
            let names: Vec<_> = behind.iter().map(|name| name.to_string_lossy()).collect();
            names.len() == pattern.folders().len()
                && pattern.folders().iter().zip(&names).all(|(folder, name)| folder.fits(name))
        };
        self.patterns.iter().any(has)
    }

    /// Whether a file's name, in small letters, fits a pattern, whatever folder it lies in.
    #[must_use]
    pub fn fit_name(&self, small: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.fits_small(small))
    }

    /// The name by which a file in one of these folders is known: with the folders that patterns leave open, or in which
    /// they differ. What is told apart by its folder alone has a name of its own so, and it keeps that name whatever comes
    /// to lie beside it.
    #[must_use]
    pub fn name(&self, file: &Path) -> String {
        let folder = file.parent().unwrap_or(file);
        let open = folder.strip_prefix(self.common_folder()).unwrap_or(Path::new(""));
        let names = open.iter().map(|name| name.to_string_lossy().into_owned());
        names.chain([name_of(file)]).collect::<Vec<_>>().join("/")
    }

    /// A pattern that exports fit which are called like one of them, as it stands in the configuration.
    #[must_use]
    pub fn pattern_like(&self, name: &str) -> String {
        let pattern = ExportSeries::pattern(name);
        if !name.contains('/') {
            return pattern;
        }
        let common = self.common_folder();
        common.strip_prefix(&self.folder).unwrap_or(&common).join(pattern).display().to_string()
    }

    /// The folder that all patterns lead through.
    fn common_folder(&self) -> PathBuf {
        let plain = |pattern: &FilePattern| {
            let folders = pattern.folders().iter().take_while(|folder| folder.is_plain());
            folders.fold(self.root(pattern).to_owned(), |way, folder| way.join(&folder.name))
        };
        let common = |one: PathBuf, other: PathBuf| {
            one.components().zip(other.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
        };
        self.patterns.iter().map(plain).reduce(common).unwrap_or_default()
    }

    /// The folders in which exports are looked for, as far as they are there, with all links followed.
    #[must_use]
    pub fn real_folders(&self) -> Vec<PathBuf> {
        let folders = self.patterns.iter().flat_map(|pattern| folders_of(pattern, self.root(pattern), &mut Vec::new()));
        let mut real: Vec<PathBuf> = folders.filter_map(|folder| named(&folder).canonicalize().ok()).collect();
        real.sort();
        real.dedup();
        real
    }

    /// Whether a file is one that is found in these folders, which are those of the places.
    #[must_use]
    pub fn have(&self, file: &Path, real_folders: &[PathBuf]) -> bool {
        let folder = file.parent().unwrap_or(file);
        let is_there = || named(folder).canonicalize().is_ok_and(|folder| real_folders.contains(&folder));
        self.fit_name(&name_of(file).to_lowercase()) && is_there()
    }

    /// Looks for exports.
    #[must_use]
    pub fn search(&self) -> FoundExports {
        let mut found = FoundExports::default();
        let mut folders: BTreeMap<PathBuf, Vec<&FilePattern>> = BTreeMap::new();
        for pattern in &self.patterns {
            for folder in folders_of(pattern, self.root(pattern), &mut found.unreadable) {
                folders.entry(folder).or_default().push(pattern);
            }
        }
        let known: BTreeSet<&Path> = folders.keys().flat_map(|folder| folder.ancestors()).collect();
        for (folder, patterns) in &folders {
            for path in entries(folder, &mut found.unreadable) {
                let name = name_of(&path);
                if known.contains(path.as_path()) {
                    continue;
                }
                if is_hidden(&name) {
                    found.hidden.extend(is_told(&path, &name).then_some(path));
                    continue;
                }
                let fits = patterns.iter().any(|pattern| pattern.fits_name(&name));
                if fits && ExportFormat::of_name(&name).is_some() && !path.is_dir() {
                    found.exports.push(ExportPath { name: self.name(&path), path });
                } else {
                    found.beside.push(path);
                }
            }
        }
        found.exports.sort_by_cached_key(|export| (ExportOrder::of(&export.name, None), export.path.clone()));
        found
    }
}

/// The folders that a pattern leads to and that are there.
fn folders_of(pattern: &FilePattern, root: &Path, unreadable: &mut Vec<(PathBuf, io::Error)>) -> Vec<PathBuf> {
    let mut folders = vec![root.to_owned()];
    for part in pattern.folders() {
        let mut deeper = Vec::new();
        for folder in folders {
            let plain = folder.join(&part.name);
            if part.is_plain() || plain.is_dir() {
                deeper.push(plain);
            } else {
                let fits = |path: &PathBuf| part.fits(&name_of(path)) && path.is_dir();
                deeper.extend(entries(&folder, unreadable).into_iter().filter(fits));
            }
        }
        folders = deeper;
    }
    folders
}

/// What lies in a folder, by name; nothing where there is none.
fn entries(folder: &Path, unreadable: &mut Vec<(PathBuf, io::Error)>) -> Vec<PathBuf> {
    let named = named(folder);
    let read =
        || fs::read_dir(named)?.map(|entry| Ok(folder.join(entry?.file_name()))).collect::<io::Result<Vec<PathBuf>>>();
    match read() {
        Ok(mut entries) => {
            entries.sort();
            entries
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            unreadable.push((named.to_owned(), error));
            Vec::new()
        }
    }
}

/// A folder by a name: that of a configuration in the current one has none.
fn named(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_found_and_what_lies_beside_them() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("kas [prod]");
        for path in ["in/A_1.CSV", "in/a_2.xlsx", "in/b.csv", "in/a_3.txt", "in/.a_4.csv", "in/oud/a_5.csv", "uit/x"] {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "").expect("a file");
        }
        let search = |patterns: &[&str]| {
            let patterns = patterns.iter().map(|text| FilePattern::parse(text).expect("a pattern")).collect();
            let places = ExportPlaces { folder: folder.clone(), patterns };
            assert!(places.have_folder(&folder.join("in")) && !places.have_folder(&folder.join("uit")));
            let found = places.search();
            let told = |path: &Path| path.strip_prefix(&folder).expect("a path within").display().to_string();
            let exports: Vec<String> = found.exports.iter().map(|export| told(&export.path)).collect();
            assert_eq!(found.hidden, [folder.join("in/.a_4.csv")]);
            let beside: Vec<String> = found.beside.iter().map(|path| told(path)).collect();
            assert!(found.unreadable.is_empty());
            (exports.join(" "), beside.join(" "))
        };
        let rest = "in/a_3.txt in/b.csv in/oud";
        assert_eq!(search(&["in/a_*"]), ("in/A_1.CSV in/a_2.xlsx".to_owned(), rest.to_owned()));
        assert_eq!(search(&["in/A_*.csv", "in/*.xlsx"]), ("in/A_1.CSV in/a_2.xlsx".to_owned(), rest.to_owned()));
        let absolute = format!("{}/i?/*.csv", folder.display());
        let found = ("in/A_1.CSV in/b.csv".to_owned(), "in/a_2.xlsx in/a_3.txt in/oud".to_owned());
        assert_eq!(search(&[&absolute]), found);
        let places = |patterns: &[&str]| {
            let patterns = patterns.iter().map(|text| FilePattern::parse(text).expect("a pattern")).collect();
            ExportPlaces { folder: folder.clone(), patterns }
        };
        for (patterns, name, like) in [
            (&["in/*.csv"][..], "a_2026-11-02.csv", "a_*.csv"),
            (&["i?/*.csv"], "in/a_2026-11-02.csv", "in/a_*.csv"),
            (&["in/*.csv", "in/oud/*.csv"], "a_2026-11-02.csv", "a_*.csv"),
            (&["in/*.csv", "uit/*.csv"], "in/a_2026-11-02.csv", "in/a_*.csv"),
        ] {
            let places = places(patterns);
            assert_eq!(places.name(&folder.join("in/a_2026-11-02.csv")), name, "{patterns:?}");
            assert_eq!(places.pattern_like(name), like, "{patterns:?}");
        }
        let oud = places(&["in/*/*.csv"]);
        assert_eq!(oud.name(&folder.join("in/oud/a.csv")), "oud/a.csv");
        assert_eq!(oud.pattern_like("oud/a.csv"), "in/oud/a*.csv");
        // A folder in which is searched too is nothing that lies beside.
        let (exports, beside) = search(&["in/b.csv", "in/oud/*.csv", "nergens/*.csv"]);
        assert_eq!((exports.as_str(), beside.contains("oud")), ("in/b.csv in/oud/a_5.csv", false));
    }
}
