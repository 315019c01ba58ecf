//! The one door for writes: a file appears whole or not at all.

pub mod aside;
mod disk;
mod error;
pub mod modes;
pub mod nameless;
pub mod outbox;
mod passing;
pub mod room;
pub mod scratch;
pub mod semicolons;
pub mod shadow;
mod staged_file;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

pub use disk::{make_file, make_folder, remove_file, remove_folder, sync};
pub use error::PublishError;
use modes::Modes;
pub use staged_file::StagedFile;

/// A finished file that is not on disk yet.
#[derive(Debug)]
pub struct OutputFile {
    /// Its name in the output folder.
    pub name: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Writes files into a folder, which is made if need be, and returns their paths.
///
/// Every file is first written and synced beside its place under a passing name; only when all are there, each is
/// renamed into its place. A reader never sees half a file.
///
/// # Errors
/// The first thing that could not be written. Passing files are removed; files already in their place stay.
pub fn publish(folder: &Path, files: &[OutputFile], modes: Modes) -> Result<Vec<PathBuf>, PublishError> {
    let mut publication = Publication::new(folder, modes);
    for file in files {
        publication
            .stage(&file.name, |out| out.write_all(&file.bytes))?
            .map_err(|error| PublishError { path: folder.join(&file.name), error })?;
    }
    publication.finish()
}

/// How many bytes of a file are looked at to know it.
const START: u64 = 256;

/// Removes the regular files of a folder that are chosen by their names and first bytes, and returns their paths; nothing
/// when there is no such folder.
///
/// # Errors
/// When the folder can't be read, or a file not removed.
pub fn remove(folder: &Path, is_chosen: impl Fn(&str, &[u8]) -> bool) -> Result<Vec<PathBuf>, PublishError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| PublishError { path, error }
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        entries => entries.map_err(failed(folder))?,
    };
    let mut removed = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed(folder))?;
        let path = entry.path();
        if !entry.file_type().map_err(failed(&path))?.is_file() {
            continue;
        }
        let mut start = Vec::new();
        let file = File::open(&path).map_err(failed(&path))?;
        file.take(START).read_to_end(&mut start).map_err(failed(&path))?;
        if is_chosen(&entry.file_name().to_string_lossy(), &start) {
            fs::remove_file(&path).map_err(failed(&path))?;
            removed.push(path);
        }
    }
    removed.sort();
    Ok(removed)
}

/// Files on their way into a folder: each is written and synced beside its place under a passing name; when all are
/// there, each is renamed into its place. What is dropped before that leaves nothing behind.
#[derive(Debug)]
pub struct Publication<'a> {
    folder: &'a Path,
    modes: Modes,
    /// The passing files, their places, and the folders of those.
    staged: Vec<(NamedTempFile, PathBuf, PathBuf)>,
}

/// A passing file that remembers why it could not be written.
struct Passing {
    file: BufWriter<NamedTempFile>,
    error: Option<io::Error>,
}

impl Write for Passing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).map_err(|error| {
            let told = io::Error::new(error.kind(), error.to_string());
            self.error.get_or_insert(error);
            told
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl<'a> Publication<'a> {
    /// Nothing yet for this folder, which is made if need be.
    #[must_use]
    pub fn new(folder: &'a Path, modes: Modes) -> Self {
        Self { folder, modes, staged: Vec::new() }
    }

    /// Has a file written. What `write` gives is given on, but where the file could not be written that is the error.
    /// What a program left behind in its folder that died on the way goes away.
    ///
    /// # Errors
    /// When the file can't be made, written or synced.
    pub fn stage<E>(
        &mut self,
        name: &Path,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<Result<(), E>, PublishError> {
        let path = self.folder.join(name);
        let parent = path.parent().unwrap_or(self.folder).to_owned();
        let failed = |error| PublishError { path: path.clone(), error };
        make_folder(&parent, self.modes)?;
        if self.staged.iter().all(|(_, _, other)| *other != parent) {
            passing::clear(&parent);
        }
        let file = BufWriter::new(passing::make(&parent, self.modes).map_err(failed)?);
        let mut passing = Passing { file, error: None };
        let result = write(&mut passing);
        if let Some(error) = passing.error {
            return Err(failed(error));
        }
        let file = passing.file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        self.staged.push((file, path, parent));
        Ok(result)
    }

    /// Moves all files into their places, and returns those. No system moves several files in one step: all are on
    /// the disk before the first is moved, and nothing is waited for between the moves.
    ///
    /// # Errors
    /// The first that could not be moved; files already in their place stay.
    pub fn finish(self) -> Result<Vec<PathBuf>, PublishError> {
        let (mut paths, mut parents) = (Vec::new(), BTreeSet::new());
        for (passing, path, parent) in self.staged {
            passing.persist(&path).map_err(|error| PublishError { path: path.clone(), error: error.error })?;
            parents.insert(parent);
            paths.push(path);
        }
        parents.iter().try_for_each(|parent| sync(parent))?;
        Ok(paths)
    }
}

/// Puts one file into a folder, whole and synced, in the place of whatever had its name.
///
/// Only for a folder that nobody else writes to at the same time: the passing file has a fixed name, so that a run
/// that dies leaves no more than one, and the next knows it.
///
/// # Errors
/// When it can't be written; then nothing has changed.
pub fn place(folder: &Path, name: &str, bytes: &[u8], modes: Modes) -> Result<(), PublishError> {
    stage_file(folder, name, bytes, modes)?;
    let (path, passing) = (folder.join(name), folder.join(passing_name(name)));
    let moved = fs::read(&passing).and_then(|read| if read == bytes { Ok(()) } else { Err(miswritten()) });
    moved.and_then(|()| fs::rename(&passing, &path)).map_err(|error| PublishError { path, error })?;
    sync(folder)
}

fn miswritten() -> io::Error {
    io::Error::other("it reads back otherwise than it was written")
}

/// Copies a file to another place, whole and synced and with the same mode, whatever was there. Only into a folder that
/// nobody else writes to at the same time.
///
/// # Errors
/// When it can't be read or written; then nothing has changed.
pub fn copy_file(from: &Path, folder: &Path, name: &str) -> Result<(), PublishError> {
    let (path, passing) = (folder.join(name), folder.join(passing_name(name)));
    remove_file(&passing)?;
    let copy = || {
        let mut original = File::open(from)?;
        let mut file = Modes::default().new_file(&passing)?;
        file.set_permissions(original.metadata()?.permissions())?;
        io::copy(&mut original, &mut file)?;
        file.sync_all()?;
        if !is_same(from, &passing)? {
            return Err(miswritten());
        }
        fs::rename(&passing, &path)
    };
    let copied = copy();
    if copied.is_err() {
        remove_file(&passing)?;
    }
    copied.map_err(|error| PublishError { path: path.clone(), error })?;
    sync(folder)
}

/// Whether two files have the same bytes; neither lies in memory as a whole.
fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    let [mut one, mut other] = [File::open(one)?, File::open(other)?].map(BufReader::new);
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if left[..length] != right[..length] || (length == 0 && left.len() != right.len()) {
            return Ok(false);
        }
        if length == 0 {
            return Ok(true);
        }
        one.consume(length);
        other.consume(length);
    }
}

/// Writes one file into a folder, whole and synced, under its passing name, for [`settle_file`] to move.
///
/// # Errors
/// When it can't be written; then nothing has changed.
pub fn stage_file(folder: &Path, name: &str, bytes: &[u8], modes: Modes) -> Result<(), PublishError> {
    let mut file = StagedFile::new(folder, name, modes)?;
    file.write_all(bytes).map_err(|error| PublishError { path: folder.join(name), error })?;
    file.finish()
}

/// Moves a file that was staged into its place, in which nothing may be. That the folder knows it lastingly is for the
/// caller to see to.
///
/// # Errors
/// When something is there already, or it can't be moved.
pub fn settle_file(folder: &Path, name: &str) -> Result<(), PublishError> {
    settle_from(&folder.join(passing_name(name)), folder, name)
}

/// Moves a file into a folder, where nothing may have its name.
///
/// # Errors
/// When something has it already, or the file can't be moved.
pub fn settle_from(from: &Path, folder: &Path, name: &str) -> Result<(), PublishError> {
    demand_free(folder, name)?;
    let path = folder.join(name);
    fs::rename(from, &path).map_err(|error| PublishError { path, error })
}

/// Demands that nothing has a name in a folder.
///
/// # Errors
/// When something has.
pub fn demand_free(folder: &Path, name: &str) -> Result<(), PublishError> {
    let path = folder.join(name);
    if fs::symlink_metadata(&path).is_err() {
        return Ok(());
    }
    Err(PublishError { path, error: io::Error::new(io::ErrorKind::AlreadyExists, "something else has its name") })
}

/// Removes the passing file of [`place`] that a run left behind that died.
///
/// # Errors
/// When it can't be removed.
pub fn clean_place(folder: &Path, name: &str) -> Result<(), PublishError> {
    remove_file(&folder.join(passing_name(name)))
}

/// The name under which a file of [`stage_file`] waits.
#[must_use]
pub fn passing_name(name: &str) -> String {
    format!(".{name}.part")
}

/// Whether a name is one under which a file of [`stage_file`] waits.
#[must_use]
pub fn is_passing_name(name: &str) -> bool {
    name.starts_with('.') && name.strip_suffix(".part").is_some()
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn what_is_flushed_is_in_the_passing_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = passing::make(folder.path(), Modes::default()).expect("a passing file");
        let path = file.path().to_owned();
        let mut passing = Passing { file: BufWriter::new(file), error: None };
        passing.write_all(b"text").and_then(|()| passing.flush()).expect("a written file");
        assert_eq!(fs::read(path).expect("a file"), b"text");
    }

    #[test]
    fn each_folder_is_cleared_of_what_was_left_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut publication = Publication::new(folder.path(), Modes::default());
        for name in ["a/1.csv", "b/2.csv"] {
            let left = folder.path().join(name).with_file_name(".kasverslag-abcdef");
            fs::create_dir(left.parent().expect("a folder")).expect("a folder");
            fs::write(&left, "").expect("a file");
            publication.stage(Path::new(name), |out| out.write_all(b"text")).expect("staged").expect("written");
            assert!(!left.exists(), "{name}");
        }
        assert_eq!(publication.finish().expect("published").len(), 2);
    }

    #[test]
    fn a_folder_in_the_way_is_told_and_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let passing = folder.path().join(passing_name("run.json"));
        fs::create_dir(&passing).expect("a folder");
        let error = place(folder.path(), "run.json", b"{}", Modes::default()).expect_err("a folder in the way").error;
        // Not that it could not be made, but that what is there could not be removed.
        assert_ne!(error.kind(), io::ErrorKind::AlreadyExists);
        assert!(clean_place(folder.path(), "run.json").is_err() && passing.is_dir());
        assert!(remove_file(&folder.path().join("missing")).is_ok());
    }

    #[test]
    fn a_file_that_is_there_stays_and_one_that_cannot_be_made_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        fs::write(&path, "text").expect("a file");
        assert!(make_file(&path, Modes::default()).is_ok());
        assert_eq!(fs::read(&path).expect("a file"), b"text");
        let path = path.join("b");
        assert_eq!(make_file(&path, Modes::default()).expect_err("a file in a file").path, path);
    }

    #[test]
    fn many_may_make_the_same_folder_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let start = Barrier::new(4);
        let make = || {
            let made = |index: u32| {
                start.wait();
                make_folder(&folder.path().join(format!("{index}/a/b")), Modes::default())
            };
            // None stops before the others: they would wait for it.
            (0..200).map(made).filter_map(Result::err).collect::<Vec<PublishError>>()
        };
        std::thread::scope(|scope| {
            let makers: Vec<_> = (0..4).map(|_| scope.spawn(make)).collect();
            for maker in makers {
                let failed = maker.join().expect("a thread that ends");
                assert!(failed.is_empty(), "{failed:?}");
            }
        });
        assert!(folder.path().join("199/a/b").is_dir());
    }
}
