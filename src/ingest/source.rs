//! Export files as they lie on disk: found, read, unpacked, hashed. Files are only ever read.

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::content::{Content, TELLING, TELLING_OLD};
use super::format::ExportFormat;
use super::limits::Bomb;
use super::told_names::told_names;
use crate::domain::Finding;

/// An export file that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExportPath {
    /// The file's name, with those of folders before it only where it takes them to tell it from another.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// Why no export could be read from a path.
#[derive(Debug)]
pub enum SourceError {
    /// There is nothing at the path.
    Missing(PathBuf),
    /// The folder has no export in it, but so many other files.
    NoExports(PathBuf, usize),
    /// The file's name says that it is no export; its first bytes, what it is.
    NotAnExport(PathBuf, Content),
    /// The lock of a spreadsheet program, and the name of the file that it has open.
    Lock(PathBuf, String),
    /// It is a pipe, a device or the like.
    NotAFile(PathBuf),
    /// The file or folder is there and can't be read.
    Unreadable(PathBuf, io::Error),
    /// The file became another one while it was read.
    Changed(PathBuf),
}

/// The exports that paths lead to, in the order of their names, folders left aside, and what lies in folders and is none.
///
/// The order does not depend on the order of `paths`, so that "the later file holds" has one meaning.
///
/// # Errors
/// Every path that leads nowhere, to no export, or can't be read.
pub fn find_exports(paths: &[PathBuf]) -> Result<(Vec<ExportPath>, Vec<Finding>), Vec<SourceError>> {
    let (mut found, mut passed_over, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => errors.push(SourceError::Missing(path.clone())),
            Err(error) => errors.push(SourceError::Unreadable(path.clone(), error)),
            Ok(metadata) if metadata.is_dir() => match exports_in(path, &mut passed_over) {
                Ok(exports) => found.extend(exports),
                Err(why) => errors.extend(why),
            },
            Ok(_) => {
                let name = file_name(path);
                if let Some(open) = locked(&name) {
                    errors.push(SourceError::Lock(path.clone(), open.to_owned()));
                } else if ExportFormat::of_name(&name).is_some() {
                    found.push(ExportPath { name, path: path.clone() });
                } else {
                    errors.push(SourceError::NotAnExport(path.clone(), content_of(path)));
                }
            }
        }
    }
    found.sort();
    let names = told_names(&found.iter().map(|export| export.path.as_path()).collect::<Vec<_>>());
    for (export, name) in found.iter_mut().zip(names) {
        export.name = name;
    }
    if errors.is_empty() { Ok((found, passed_over)) } else { Err(errors) }
}

fn exports_in(folder: &Path, passed_over: &mut Vec<Finding>) -> Result<Vec<ExportPath>, Vec<SourceError>> {
    let (mut exports, mut others) = (Vec::new(), Vec::new());
    let paths = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    let mut paths = paths().map_err(|error| vec![SourceError::Unreadable(folder.to_owned(), error)])?;
    paths.sort();
    for path in paths {
        let name = file_name(&path);
        if is_hidden(&name) {
            passed_over.extend(is_told(&path, &name).then_some(Finding::PassedOver { file: name }));
        } else if path.is_dir() {
            passed_over.push(Finding::FolderNotSearched { folder: name });
        } else if ExportFormat::of_name(&name).is_some() {
            exports.push(ExportPath { name, path });
        } else {
            passed_over.push(Finding::PassedOver { file: name });
            others.push(path);
        }
    }
    if exports.is_empty() { Err(no_exports(folder, others)) } else { Ok(exports) }
}

/// How many files are named that are no exports, where a folder has none.
const MOST_NAMED: usize = 10;

/// That a folder has no export, and what its files are instead: one of them is the one that was meant.
fn no_exports(folder: &Path, mut files: Vec<PathBuf>) -> Vec<SourceError> {
    files.retain(|path| path.is_file());
    let mut errors = vec![SourceError::NoExports(folder.to_owned(), files.len())];
    errors.extend(files.into_iter().take(MOST_NAMED).map(|file| {
        let content = content_of(&file);
        SourceError::NotAnExport(file, content)
    }));
    errors
}

/// Whether a name says that it is nobody's export: those of hidden files, and of the locks of spreadsheet programs.
pub(super) fn is_hidden(name: &str) -> bool {
    name.starts_with(['.', '~'])
}

/// Whether a hidden thing is worth a word: a file that ends as exports do.
pub(super) fn is_told(path: &Path, name: &str) -> bool {
    ExportFormat::of_name(locked(name).unwrap_or(name)).is_some() && !path.is_dir()
}

/// The name of the file that a spreadsheet program has open, by that of its lock; `None` where a name is no lock's.
#[must_use]
pub fn locked(name: &str) -> Option<&str> {
    name.strip_prefix("~$").or_else(|| name.strip_prefix(".~lock.")?.strip_suffix('#'))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// What a file is by its first bytes, as far as they can be read.
fn content_of(path: &Path) -> Content {
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    let file = File::open(path).ok().filter(|_| is_file);
    Content::of(&file.and_then(|mut file| first_bytes(&mut file).ok()).unwrap_or_default())
}

/// The first bytes of a file, as many as tell what it is; it is read from its start again afterwards.
fn first_bytes(file: &mut File) -> io::Result<Vec<u8>> {
    // With room enough the system is asked one time.
    let mut start = Vec::with_capacity(usize::try_from(TELLING).unwrap_or_default() + 64);
    file.take(TELLING).read_to_end(&mut start)?;
    // The names that tell old workbooks apart stand anywhere in them.
    if Content::of(&start) == Content::OldWorkbook {
        file.take(TELLING_OLD).read_to_end(&mut start)?;
    }
    file.rewind()?;
    Ok(start)
}

/// The bytes of an export, unpacked if need be, with a hash over the file as it lies on disk where one is wanted.
pub enum ExportBytes {
    /// As they lie on disk.
    Plain(HashingReader),
    /// Unpacked.
    Packed(Box<PackedFile>),
}

/// A packed file, and how many bytes have come out of it.
pub struct PackedFile {
    decoder: MultiGzDecoder<HashingReader>,
    unpacked: u64,
}

impl Read for PackedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.unpacked += read as u64;
        Bomb::is_none_in_text(self.unpacked, self.decoder.get_ref().length).map_err(io::Error::other)?;
        Ok(read)
    }
}

/// A file that is measured and, where that is wanted, hashed while it is read.
#[derive(Debug)]
pub struct HashingReader {
    file: File,
    /// Its first bytes, which say what it is.
    start: Vec<u8>,
    hash: Option<Sha256>,
    length: u64,
}

/// What a file was, once it was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The SHA-256 of its bytes, in hexadecimal, where it was wanted.
    pub sha256: Option<String>,
    /// How many bytes it has.
    pub length: u64,
}

impl Read for HashingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if let Some(hash) = &mut self.hash {
            hash.update(&buffer[..read]);
        }
        self.length += read as u64;
        Ok(read)
    }
}

impl Read for ExportBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(buffer),
            Self::Packed(file) => file.read(buffer),
        }
    }
}

impl ExportBytes {
    /// Opens an export, to be hashed while it is read if `is_hashed`.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn open(export: &ExportPath, format: ExportFormat, is_hashed: bool) -> Result<Self, SourceError> {
        let unreadable = |error| SourceError::Unreadable(export.path.clone(), error);
        // To open a pipe that nobody writes to would wait for ever.
        if !fs::metadata(&export.path).map_err(unreadable)?.is_file() {
            return Err(SourceError::NotAFile(export.path.clone()));
        }
        let mut file = File::open(&export.path).map_err(unreadable)?;
        let start = first_bytes(&mut file).map_err(unreadable)?;
        let file = HashingReader { file, start, hash: is_hashed.then(Sha256::new), length: 0 };
        Ok(match format {
            ExportFormat::CsvGz => {
                Self::Packed(Box::new(PackedFile { decoder: MultiGzDecoder::new(file), unpacked: 0 }))
            }
            ExportFormat::Csv | ExportFormat::Xlsx | ExportFormat::Parquet => Self::Plain(file),
        })
    }

    /// The first bytes of the file, before anything is unpacked.
    #[must_use]
    pub fn start(&self) -> &[u8] {
        match self {
            Self::Plain(file) => &file.start,
            Self::Packed(file) => &file.decoder.get_ref().start,
        }
    }

    /// Reads on to the end of the file, and tells what it was.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn finish(self) -> io::Result<Identity> {
        let mut file = match self {
            Self::Plain(file) => file,
            Self::Packed(file) => file.decoder.into_inner(),
        };
        io::copy(&mut file, &mut io::sink())?;
        Ok(Identity { sha256: file.hash.map(|hash| hex(&hash.finalize())), length: file.length })
    }
}

/// The hash of an export, without a look at what is in it.
///
/// # Errors
/// When it can't be read.
pub fn sha256_of(export: &ExportPath) -> Result<String, SourceError> {
    let source = ExportBytes::open(export, ExportFormat::Csv, true)?;
    let identity = source.finish().map_err(|error| SourceError::Unreadable(export.path.clone(), error))?;
    tracing::debug!(file = export.name, "export-hashed");
    Ok(identity.sha256.unwrap_or_else(|| unreachable!("it was wanted")))
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn an_export_is_known_by_its_length_and_hash() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all("x".repeat(100_000).as_bytes()).expect("room for it");
        let export = ExportPath { name: "export.csv".to_owned(), path: file.path().to_owned() };
        for sha256 in [Some(sha256_of(&export).expect("a hash")), None] {
            let mut source = ExportBytes::open(&export, ExportFormat::Csv, sha256.is_some()).expect("a source");
            assert_eq!(source.read(&mut [0; 10]).expect("some bytes"), 10);
            assert_eq!(source.finish().expect("an identity"), Identity { sha256, length: 100_000 });
        }
    }
}
