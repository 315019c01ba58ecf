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

fn staged_path(output: &Path, folder: &str) -> PathBuf {
    let name = Path::new(folder).file_name().unwrap_or_default().to_string_lossy();
    output.join(format!("{STAGED}{name}"))
}

/// Writes a report's files into a staged folder, all synced. That the folder itself lasts is [`settle`]'s work, once
/// for many reports. What a run that died left of the same folder goes away first.
///
/// # Errors
/// When something can't be written.
pub fn stage_report(output: &Path, folder: &str, files: &[OutputFile], modes: Modes) -> Result<(), PublishError> {
    make_folder(output, modes)?;
    let staged = staged_path(output, folder);
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

/// Makes sure that all that was staged is on the disk.
///
/// # Errors
/// When the folder can't be synced.
pub fn settle(output: &Path) -> Result<(), PublishError> {
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

/// Moves staged reports into their places; nothing to do for those that are there already.
///
/// # Errors
/// When one can't be moved, or is neither staged nor in its place.
pub fn move_reports<'a>(
    output: &Path,
    folders: impl Iterator<Item = &'a str>,
    modes: Modes,
) -> Result<(), PublishError> {
    let mut parents = BTreeSet::new();
    for folder in folders {
        let (staged, path) = (staged_path(output, folder), output.join(folder));
        let parent = path.parent().unwrap_or(output).to_owned();
        if !path.exists() {
            make_folder(&parent, modes)?;
            fs::rename(&staged, &path).map_err(failed(&path))?;
        }
        parents.insert(parent);
    }
    // One that was there already may not have been synced by the run that moved it and died.
    parents.iter().try_for_each(|parent| sync(parent))?;
    sync(output)
}

/// Removes staged folders but those of reports that still wait for their move.
///
/// # Errors
/// When the output folder can't be read, or a staged folder not be removed.
pub fn clean(output: &Path, waiting: &[String]) -> Result<usize, PublishError> {
    let waiting: Vec<PathBuf> = waiting.iter().map(|folder| staged_path(output, folder)).collect();
    let entries = match fs::read_dir(output) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries.map_err(failed(output))?,
    };
    let mut removed = 0;
    for entry in entries {
        let path = entry.map_err(failed(output))?.path();
        let is_staged = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(STAGED));
        if is_staged && !waiting.contains(&path) {
            fs::remove_dir_all(&path).map_err(failed(&path))?;
            removed += 1;
        }
    }
    Ok(removed)
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
        settle(output.path()).expect("a synced folder");
        move_reports(output.path(), ["week/one"].into_iter(), Modes::default()).expect("a moved report");
        assert_eq!(fs::read_to_string(output.path().join("week/one/a.csv")).expect("a report"), "new");
    }

    #[test]
    fn what_cannot_be_staged_or_settled_is_told() {
        let output = tempfile::tempdir().expect("a folder");
        let name = "x".repeat(300);
        let error =
            stage_report(output.path(), &name, &files("text"), Modes::default()).expect_err("a name that is too long");
        assert_eq!(error.path, staged_path(output.path(), &name));
        assert!(settle(&output.path().join("missing")).is_err());
    }

    #[test]
    fn only_staged_folders_that_wait_for_nothing_are_removed() {
        let output = tempfile::tempdir().expect("a folder");
        for folder in ["one", "two", "three"] {
            stage_report(output.path(), folder, &files("text"), Modes::default()).expect("a staged report");
        }
        fs::create_dir(output.path().join("issued")).expect("a folder");
        assert_eq!(clean(output.path(), &["two".to_owned()]).expect("a clean folder"), 2);
        let mut left: Vec<_> =
            fs::read_dir(output.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
        left.sort();
        assert_eq!(left, [".staged-two", "issued"]);
        assert_eq!(clean(&output.path().join("missing"), &[]).expect("nothing to clean"), 0);
        let file = output.path().join("file");
        fs::write(&file, "no folder").expect("a file");
        assert!(clean(&file, &[]).is_err());
    }
}
