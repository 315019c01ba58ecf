//! Folders of issued reports: staged whole beside their place, and moved into it in one step once the register knows
//! of them. A run that dies in between leaves a staged folder that the next run moves, or one that nobody knows.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::modes::Modes;
use super::{OutputFile, PublishError, make_folder, sync};

/// The start of a staged folder's name; hidden, so that no reader takes it for a report.
const STAGED: &str = ".staged-";

fn failed(path: &Path) -> impl Fn(io::Error) -> PublishError + use<> {
    let path = path.to_owned();
    move |error| PublishError { path: path.clone(), error }
}

/// Beside the report's place, so that both are on the same file system.
fn staged_path(output: &Path, folder: &str) -> PathBuf {
    let path = output.join(folder);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{STAGED}{name}"))
}

/// Where a report lies whose files are staged: an earlier kasverslag did so in the library's folder.
fn found_staged(output: &Path, folder: &str) -> PathBuf {
    let staged = staged_path(output, folder);
    let earlier = output.join(staged.file_name().unwrap_or_default());
    if !staged.exists() && earlier.exists() { earlier } else { staged }
}

/// Writes a report's files into a staged folder, all synced. That the folder itself lasts is [`settle`]'s work, once
/// for many reports. What a run that died left of the same folder goes away first.
///
/// # Errors
/// When something can't be written.
pub fn stage_report(output: &Path, folder: &str, files: &[OutputFile], modes: Modes) -> Result<(), PublishError> {
    let staged = staged_path(output, folder);
    make_folder(staged.parent().unwrap_or(output), modes)?;
    let made = match modes.new_folder(&staged) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_dir_all(&staged).and_then(|()| modes.new_folder(&staged))
        }
        made => made,
    };
    made.map_err(failed(&staged))?;
    for OutputFile { name, bytes } in files {
        let path = staged.join(name);
        let write = || {
            let mut file = modes.new_file(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(failed(&path))?;
    }
    sync(&staged)
}

/// Makes sure that the staged folders of reports are on the disk.
///
/// # Errors
/// When a folder can't be synced.
pub fn settle<'a>(output: &Path, folders: impl Iterator<Item = &'a str>) -> Result<(), PublishError> {
    let staged = folders.map(|folder| staged_path(output, folder));
    let parents: BTreeSet<PathBuf> = staged.filter_map(|path| path.parent().map(Path::to_owned)).collect();
    parents.iter().try_for_each(|parent| sync(parent))?;
    sync(output)
}

/// The bytes of a staged file, as they lie on the disk.
///
/// # Errors
/// When it can't be read.
pub fn staged_bytes(output: &Path, folder: &str, name: &Path) -> Result<Vec<u8>, PublishError> {
    let path = staged_path(output, folder).join(name);
    fs::read(&path).map_err(failed(&path))
}

/// How reports come to be moved into their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// They were entered just now: nothing may be in their places.
    Fresh,
    /// A run that died had entered them, and may have moved some.
    Resumed,
}

/// Moves staged reports into their places.
///
/// # Errors
/// When one can't be moved, or is neither staged nor in its place; or when something has the place of a fresh one.
pub fn move_reports<'a>(
    output: &Path,
    folders: impl Iterator<Item = &'a str>,
    how: Move,
    modes: Modes,
) -> Result<(), PublishError> {
    let mut parents = BTreeSet::new();
    for folder in folders {
        let (staged, path) = (found_staged(output, folder), output.join(folder));
        let parent = path.parent().unwrap_or(output).to_owned();
        let is_there = is_in_place(output, folder);
        if is_there && how == Move::Fresh {
            let error = io::Error::new(io::ErrorKind::AlreadyExists, "something else has its name");
            return Err(PublishError { path, error });
        }
        if !is_there {
            make_folder(&parent, modes)?;
            fs::rename(&staged, &path).map_err(failed(&path))?;
        }
        parents.insert(parent);
    }
    // One that was there already may not have been synced by the run that moved it and died.
    parents.iter().try_for_each(|parent| sync(parent))?;
    sync(output)
}

/// Whether a folder's name is that of a staged report.
#[must_use]
pub fn is_staged(name: &str) -> bool {
    name.starts_with(STAGED)
}

/// Whether something is in the place of a report.
#[must_use]
pub fn is_in_place(output: &Path, folder: &str) -> bool {
    fs::symlink_metadata(output.join(folder)).is_ok()
}

/// A folder of a report that lies among those that were issued, whoever knows of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IssuedFolder {
    /// The report's number, as the folder's name tells it.
    pub number: String,
    /// The folder, from the library's output folder.
    pub folder: String,
}

/// The number of a report in the name of its folder: `I355-2026-00042` in `I355-2026-00042_financieel-overzicht-be_2026-11`.
#[must_use]
pub fn number_of(name: &str) -> Option<&str> {
    let (number, _) = name.split_once('_')?;
    let (series, ordinal) = number.rsplit_once('-')?;
    let (institution, year) = series.rsplit_once('-')?;
    let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let is_number = !institution.is_empty()
        && !institution.starts_with('.')
        && is_year(year)
        && ordinal.len() >= 5
        && are_digits(ordinal);
    is_number.then_some(number)
}

fn is_year(name: &str) -> bool {
    name.len() == 4 && name.bytes().all(|b| b.is_ascii_digit())
}

/// All folders in a library's output that bear a report's number, in the order of the numbers.
///
/// # Errors
/// When a folder can't be read.
pub fn found(output: &Path) -> Result<Vec<IssuedFolder>, PublishError> {
    let mut found = Vec::new();
    for year in names(output)?.into_iter().filter(|name| is_year(name)) {
        for name in names(&output.join(&year))? {
            if let Some(number) = number_of(&name) {
                found.push(IssuedFolder { number: number.to_owned(), folder: format!("{year}/{name}") });
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The names in a folder; none when there is no such folder.
fn names(folder: &Path) -> Result<Vec<String>, PublishError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed(folder))?,
    };
    let name =
        |entry: io::Result<fs::DirEntry>| Ok(entry.map_err(failed(folder))?.file_name().to_string_lossy().into_owned());
    entries.map(name).collect()
}

/// Removes staged folders of reports whose numbers were not given to any: what a run that died had made and not
/// entered. Tells how many those were, and which staged folders stay.
///
/// # Errors
/// When the output folder can't be read, or a staged folder not be removed.
pub fn clean(output: &Path, is_given: impl Fn(&str) -> bool) -> Result<(usize, Vec<PathBuf>), PublishError> {
    let (mut removed, mut left) = (0, Vec::new());
    let mut folders = vec![output.to_owned()];
    folders.extend(names(output)?.iter().filter(|name| is_year(name)).map(|name| output.join(name)));
    let mut staged = Vec::new();
    for folder in folders {
        staged.extend(names(&folder)?.into_iter().map(|name| (folder.join(&name), name)));
    }
    for (path, name) in staged {
        let Some(folder) = name.strip_prefix(STAGED) else { continue };
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
        if is_folder && number_of(folder).is_some_and(|number| !is_given(number)) {
            fs::remove_dir_all(&path).map_err(failed(&path))?;
            removed += 1;
        } else {
            left.push(path);
        }
    }
    left.sort();
    Ok((removed, left))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> [OutputFile; 1] {
        [OutputFile { name: "a.csv".into(), bytes: text.as_bytes().to_vec() }]
    }

    #[test]
    fn a_folder_that_a_run_left_behind_is_staged_anew() {
        let output = tempfile::tempdir().expect("a folder");
        for text in ["old", "new"] {
            stage_report(output.path(), "week/one", &files(text), Modes::default()).expect("a staged report");
        }
        settle(output.path(), ["week/one"].into_iter()).expect("a synced folder");
        move_reports(output.path(), ["week/one"].into_iter(), Move::Fresh, Modes::default()).expect("a moved report");
        assert_eq!(fs::read_to_string(output.path().join("week/one/a.csv")).expect("a report"), "new");
    }

    #[test]
    fn what_cannot_be_staged_or_settled_is_told() {
        let output = tempfile::tempdir().expect("a folder");
        let name = "x".repeat(300);
        let error =
            stage_report(output.path(), &name, &files("text"), Modes::default()).expect_err("a name that is too long");
        assert_eq!(error.path, staged_path(output.path(), &name));
        assert!(settle(&output.path().join("missing"), std::iter::empty()).is_err());
    }

    #[test]
    fn only_staged_reports_that_were_never_entered_are_removed() {
        let output = tempfile::tempdir().expect("a folder");
        let one = "I355-2026-00001_x_2026-11-02";
        for folder in [one, "I355-2026-00002_x_2026-11-03", "three"] {
            stage_report(output.path(), folder, &files("text"), Modes::default()).expect("a staged report");
        }
        fs::create_dir(output.path().join("issued")).expect("a folder");
        fs::write(output.path().join(".staged-I355-2026-00003_x_2026-11-04"), "no folder").expect("a file");
        let (removed, left) = clean(output.path(), |number| number == "I355-2026-00001").expect("a clean folder");
        let names: Vec<_> = left.iter().map(|path| path.file_name().expect("a name").to_string_lossy()).collect();
        assert_eq!(removed, 1);
        assert_eq!(
            names,
            [".staged-I355-2026-00001_x_2026-11-02", ".staged-I355-2026-00003_x_2026-11-04", ".staged-three"]
        );
        assert!(output.path().join("issued").is_dir());
        assert_eq!(clean(&output.path().join("missing"), |_| true).expect("nothing to clean"), (0, Vec::new()));
        let file = output.path().join("file");
        fs::write(&file, "no folder").expect("a file");
        assert!(clean(&file, |_| true).is_err());
    }

    #[test]
    fn what_is_in_the_place_of_a_fresh_report_is_told() {
        let output = tempfile::tempdir().expect("a folder");
        for text in ["old", "new"] {
            stage_report(output.path(), "2026/one", &files(text), Modes::default()).expect("a staged report");
            let moved = |how| move_reports(output.path(), ["2026/one"].into_iter(), how, Modes::default());
            if text == "old" {
                moved(Move::Fresh).expect("a moved report");
            } else {
                assert_eq!(moved(Move::Fresh).expect_err("a taken place").path, output.path().join("2026/one"));
                moved(Move::Resumed).expect("one that had been moved");
            }
        }
        assert_eq!(fs::read_to_string(output.path().join("2026/one/a.csv")).expect("a report"), "old");
    }

    #[test]
    fn numbers_are_read_from_the_names_of_folders() {
        let rows = [
            ("I355-2026-00042_financieel-overzicht-be_2026-11", Some("I355-2026-00042")),
            ("I355-2026-123456_x_2026-11_v2", Some("I355-2026-123456")),
            ("I355-2026-42_x", None),
            ("I355-26-00042_x", None),
            ("-2026-00042_x", None),
            ("I355-2026-00042", None),
            ("NOTES.txt", None),
            (".staged-I355-2026-00042_x_2026-11", None),
        ];
        for (name, number) in rows {
            assert_eq!(number_of(name), number, "{name}");
        }
    }
}
