//! Where exports lie, and the patterns by which each night finds them there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ways::{name, parent, plain, seen_from_here, way};
use crate::domain::Institution;
use crate::ingest::export_series::is_of_calendar;
use crate::ingest::format::ExportFormat;

/// A pattern, seen from its folder; `{institution}` stands for a library's code.
pub type PlacedPattern = (PathBuf, String);

/// Where exports lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportPlace {
    /// The files, each by its whole way.
    pub files: Vec<PathBuf>,
    /// The patterns that they fit, all together.
    pub patterns: Vec<PlacedPattern>,
    /// The same files by what they have in common: each group may be another library's.
    pub groups: Vec<ExportGroup>,
}

/// Exports that lie together, or that name one library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportGroup {
    /// The library that the names of folders or files tell.
    pub code: Option<Institution>,
    /// Its files.
    pub files: Vec<PathBuf>,
    /// The patterns that they fit.
    pub patterns: Vec<PlacedPattern>,
    /// Whether the names of files tell the library, not those of folders.
    is_by_name: bool,
}

impl ExportGroup {
    /// What the names of its files fit, in folders that have those of others too.
    pub(super) fn name_pattern(&self) -> String {
        match self.code.filter(|_| self.is_by_name) {
            Some(code) => format!("*{code}*"),
            None => "*".to_owned(),
        }
    }
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

/// An export below a folder.
#[derive(Clone, Debug)]
struct FoundBelow {
    /// The folder that was named.
    root: PathBuf,
    /// The names of the folders between.
    steps: Vec<String>,
    file: PathBuf,
}

impl ExportPlace {
    /// Finds exports at paths: in the folders themselves and in those below them.
    ///
    /// # Errors
    /// When there are none, or a folder can't be named.
    pub fn find(paths: &[PathBuf]) -> Result<Self, PlaceError> {
        let (mut below, mut singles) = (Vec::new(), BTreeMap::<PathBuf, Vec<PathBuf>>::new());
        for path in paths {
            let metadata = fs::metadata(path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => PlaceError::Missing(path.clone()),
                _ => PlaceError::Unreadable(path.clone(), error),
            })?;
            let path = plain(path);
            if metadata.is_dir() {
                below.extend(all_below(&path)?);
            } else {
                singles.entry(parent(&path)).or_default().push(path);
            }
        }
        // What is named two times lies there one time.
        let mut known = BTreeSet::new();
        below.retain(|export: &FoundBelow| known.insert(export.file.clone()));
        for files in singles.values_mut() {
            files.retain(|file| known.insert(file.clone()));
        }
        singles.retain(|_, files| !files.is_empty());
        let mut place = Self { patterns: patterns(&below, &|_| None), ..Self::default() };
        place.groups = grouped(&below);
        for (folder, files) in singles {
            let pattern = (folder, of_names(&files));
            place.patterns.push(pattern.clone());
            place.groups.push(ExportGroup { code: None, files, patterns: vec![pattern], is_by_name: false });
        }
        place.files = place.groups.iter().flat_map(|group| group.files.clone()).collect();
        place.files.sort();
        match place.patterns.iter().find(|(folder, _)| folder.to_str().is_none()) {
            Some((folder, _)) => Err(PlaceError::NoText(folder.clone())),
            None => Ok(place),
        }
    }

    /// The patterns of groups that tell their library, with `{institution}` in the place of its code; `None` where any
    /// does not.
    #[must_use]
    pub fn patterns_by_code(&self) -> Option<Vec<PlacedPattern>> {
        let mut patterns = BTreeSet::new();
        for group in &self.groups {
            let code = group.code?.to_string();
            let general = |(folder, pattern): &PlacedPattern| (folder.clone(), pattern.replace(&code, INSTITUTION));
            patterns.extend(group.patterns.iter().map(general));
        }
        // Where one has workbooks and the other has not, both are looked for at each.
        Some(patterns.into_iter().collect())
    }

    /// The patterns as they stand in a configuration of a folder.
    #[must_use]
    pub fn patterns_from(patterns: &[PlacedPattern], configuration: &Path) -> Vec<String> {
        let from = |(folder, pattern): &PlacedPattern| match way(folder, configuration).as_str() {
            "" => pattern.clone(),
            folder => format!("{}/{pattern}", escaped(folder)),
        };
        patterns.iter().map(from).collect()
    }

    /// What `kasverslag report` reads, as it stands in a configuration of a folder: the folders that were named, and
    /// patterns for those below them, in which others may come to lie.
    #[must_use]
    pub fn inputs_from(&self, configuration: &Path) -> Vec<String> {
        let input = |placed: &PlacedPattern| match way(&placed.0, configuration) {
            _ if placed.1.contains('/') => Self::patterns_from(std::slice::from_ref(placed), configuration).concat(),
            way if way.is_empty() => ".".to_owned(),
            way => way,
        };
        let mut inputs: Vec<String> = self.patterns.iter().map(input).collect();
        inputs.sort();
        inputs.dedup();
        inputs
    }
}

/// All exports in a folder and in those below it, each folder one time: a link may lead back up.
fn all_below(root: &Path) -> Result<Vec<FoundBelow>, PlaceError> {
    let (mut layer, mut found, mut seen) = (vec![(Vec::new(), root.to_owned())], Vec::new(), BTreeSet::new());
    while !layer.is_empty() {
        let mut deeper = Vec::new();
        for (steps, folder) in layer {
            if !seen.insert(folder.canonicalize().unwrap_or_else(|_| folder.clone())) {
                continue;
            }
            let (exports, below) = entries(&folder)?;
            let of_here = |file| FoundBelow { root: root.to_owned(), steps: steps.clone(), file };
            found.extend(exports.into_iter().map(of_here));
            deeper.extend(below.into_iter().map(|below| ([&steps[..], &[name(&below)]].concat(), below)));
        }
        layer = deeper;
    }
    if found.is_empty() { Err(PlaceError::NoExports(root.to_owned())) } else { Ok(found) }
}

/// The patterns of exports, one for each folder that was named and each depth below it; `known` are the names of folders
/// that are no matter of chance, by their depth.
fn patterns(found: &[FoundBelow], known: &dyn Fn(usize) -> Option<String>) -> Vec<PlacedPattern> {
    let mut layers: BTreeMap<(&Path, usize), Vec<PathBuf>> = BTreeMap::new();
    for export in found {
        layers.entry((&export.root, export.steps.len())).or_default().push(export.file.clone());
    }
    let pattern = |((root, depth), files): ((&Path, usize), Vec<PathBuf>)| {
        let folders: String = (0..depth).map(|at| known(at).unwrap_or_else(|| "*".to_owned()) + "/").collect();
        (root.to_owned(), format!("{folders}*{}", common_end(&files)))
    };
    layers.into_iter().map(pattern).collect()
}

/// Exports by what they have in common: the library that a folder's name tells at one depth, or the name of each file;
/// else the outermost folder that they lie in and that tells more than days.
fn grouped(found: &[FoundBelow]) -> Vec<ExportGroup> {
    let deepest = found.iter().map(|export| export.steps.len()).min().unwrap_or_default();
    let code_at = |depth: usize| {
        let code = |export: &FoundBelow| Some((Institution::parse(export.steps.get(depth)?)?, export.clone()));
        found.iter().map(code).collect::<Option<Vec<_>>>()
    };
    let in_name = |export: &FoundBelow| Some((only_code(&name(&export.file))?, export.clone()));
    if let Some((depth, coded)) = (0..deepest).find_map(|depth| Some((depth, code_at(depth)?))) {
        let of_code = |(code, found): (Institution, Vec<FoundBelow>)| ExportGroup {
            code: Some(code),
            patterns: patterns(&found, &|at| (at == depth).then(|| code.to_string())),
            files: files(found),
            is_by_name: false,
        };
        return by_key(coded).into_iter().map(of_code).collect();
    }
    if let Some(coded) = found.iter().map(in_name).collect::<Option<Vec<_>>>() {
        let of_code = |(code, found): (Institution, Vec<FoundBelow>)| {
            let text = code.to_string();
            let is_first = found.iter().all(|export| name(&export.file).starts_with(&text));
            let start = if is_first { text } else { format!("*{text}") };
            let patterns = patterns(&found, &|_| None);
            // The star of the name is its last one: ends have none.
            let named = |(root, pattern): PlacedPattern| match pattern.rsplit_once('*') {
                Some((folders, end)) => (root, format!("{folders}{start}*{end}")),
                None => (root, pattern),
            };
            let patterns = patterns.into_iter().map(named).collect();
            ExportGroup { code: Some(code), patterns, files: files(found), is_by_name: true }
        };
        return by_key(coded).into_iter().map(of_code).collect();
    }
    // Years and months are of all.
    let telling = |export: &FoundBelow| {
        let place = export.steps.iter().position(|step| !is_of_calendar(step));
        ((export.root.clone(), place.map(|place| (place, export.steps[place].clone()))), export.clone())
    };
    let of_folder = |((_, telling), found): (FolderKey, Vec<FoundBelow>)| ExportGroup {
        code: None,
        patterns: patterns(&found, &|at| {
            telling.as_ref().filter(|(place, _)| at == *place).map(|(_, folder)| escaped(folder))
        }),
        files: files(found),
        is_by_name: false,
    };
    by_key(found.iter().map(telling)).into_iter().map(of_folder).collect()
}

/// A folder that was named, and the first below it that is none of the calendar, with how deep it lies.
type FolderKey = (PathBuf, Option<(usize, String)>);

fn by_key<K: Ord>(found: impl IntoIterator<Item = (K, FoundBelow)>) -> BTreeMap<K, Vec<FoundBelow>> {
    let mut groups = BTreeMap::<K, Vec<FoundBelow>>::new();
    for (key, export) in found {
        groups.entry(key).or_default().push(export);
    }
    groups
}

fn files(found: Vec<FoundBelow>) -> Vec<PathBuf> {
    found.into_iter().map(|export| export.file).collect()
}

/// The only library that a file's name tells.
fn only_code(name: &str) -> Option<Institution> {
    let mut codes = name.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(Institution::parse);
    codes.next().filter(|_| codes.next().is_none())
}

/// Patterns for people.
#[must_use]
pub fn told(patterns: &[PlacedPattern]) -> String {
    let told =
        patterns.iter().map(|(folder, pattern)| format!("`{pattern}` in `{}`", seen_from_here(folder).display()));
    told.collect::<Vec<_>>().join("; ")
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

/// A folder's name in a pattern: nothing in it stands for anything else.
pub(super) fn escaped(folder: &str) -> String {
    // Braces name a library in patterns; a folder that has them in its name is met by any sign.
    glob::Pattern::escape(folder).replace(['{', '}'], "?")
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

/// What stands for a library's code in patterns.
pub const INSTITUTION: &str = "{institution}";

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
        for (files, patterns, by_code, groups) in [
            (&["a.csv", "b.csv", "README.md"][..], &["*.csv"][..], None, 1),
            (&["a.csv", "b.xlsx", "deeper/c.csv"], &["*", "*/*.csv"], None, 2),
            (&["I355/a.csv", "I212/b.csv"], &["*/*.csv"], Some(&["{institution}/*.csv"][..]), 2),
            (&["2026/I355/a.csv", "2025/I212/b.csv"], &["*/*/*.csv"], Some(&["*/{institution}/*.csv"]), 2),
            (&["I355_1.csv", "I355_2.csv", "I212_1.csv"], &["*.csv"], Some(&["{institution}*.csv"]), 2),
            (&["x/kas-I355.csv", "kas-I212.csv"], &["*.csv", "*/*.csv"], None, 2),
            (&["jan/a.csv", "feb/deeper/b.xlsx"], &["*/*.csv", "*/*/*.xlsx"], None, 2),
        ] {
            let folder = made(files);
            let place = ExportPlace::find(&[folder.path().to_owned()]).expect("a place");
            let texts = |patterns: &[PlacedPattern]| -> Vec<String> {
                patterns.iter().map(|(_, pattern)| pattern.clone()).collect()
            };
            assert_eq!(
                (texts(&place.patterns), place.groups.len()),
                (patterns.iter().map(ToString::to_string).collect(), groups),
                "{files:?}"
            );
            let exports =
                files.iter().filter(|file| Path::new(file).extension().is_none_or(|ending| ending != "md")).count();
            assert_eq!(place.files.len(), exports, "{files:?}");
            if let Some(by_code) = by_code {
                assert_eq!(texts(&place.patterns_by_code().expect("codes")), by_code, "{files:?}");
            }
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
        assert_eq!((both.patterns.len(), both.files.len(), both.groups.len()), (2, 3, 2));
    }

    #[test]
    fn a_link_that_leads_back_up_is_no_folder_of_its_own() {
        let folder = made(&["oud/a.csv"]);
        std::os::unix::fs::symlink("..", folder.path().join("oud/op")).expect("a link");
        let place = ExportPlace::find(&[folder.path().to_owned()]).expect("a place");
        assert_eq!((place.files.len(), place.patterns.len()), (1, 1));
    }

    #[test]
    fn folders_are_seen_from_the_configuration_and_mean_themselves() {
        let patterns = |folder: &str, from: &str| {
            ExportPlace::patterns_from(&[(folder.into(), "*.csv".to_owned())], Path::new(from)).concat()
        };
        assert_eq!(patterns("/srv/kas/exports", "/srv/kas"), "exports/*.csv");
        assert_eq!(patterns("/srv/kas", "/srv/kas/."), "*.csv");
        assert_eq!(patterns("/srv/kas [1]", "/etc"), "/srv/kas [[]1[]]/*.csv");
    }
}
