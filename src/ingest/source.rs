//! Export files as they lie on disk: found, read, unpacked, decoded. Files are only ever read.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use encoding_rs::WINDOWS_1252;
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::fault::{Fault, Reason};

/// What an export file is, by the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `.csv`
    Csv,
    /// `.csv.gz`
    CsvGz,
    /// `.xlsx`
    Xlsx,
    /// `.parquet`
    Parquet,
}

impl Format {
    /// The format of a file name; `None` when it is not an export's.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let ends_with = |end: &str| name.ends_with(end);
        if ends_with(".csv") {
            Some(Self::Csv)
        } else if ends_with(".csv.gz") {
            Some(Self::CsvGz)
        } else if ends_with(".xlsx") {
            Some(Self::Xlsx)
        } else if ends_with(".parquet") {
            Some(Self::Parquet)
        } else {
            None
        }
    }
}

/// An export file that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExportPath {
    /// The file's name, without its folder: the order in which files are read.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// What an export file consists of.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file's name, without its folder.
    pub name: String,
    /// How its bytes are to be read.
    pub format: Format,
    /// The SHA-256 of its bytes as they lie on disk, in hexadecimal.
    pub sha256: String,
    /// Its bytes as they lie on disk.
    pub bytes: Vec<u8>,
}

/// Why no export could be read from a path.
#[derive(Debug)]
pub enum SourceError {
    /// There is nothing at the path.
    Missing(PathBuf),
    /// The folder has no export in it.
    NoExports(PathBuf),
    /// The file's name says that it is no export.
    NotAnExport(PathBuf),
    /// The file or folder is there and can't be read.
    Unreadable(PathBuf, io::Error),
}

/// The exports that paths lead to, in the order of their names, and the names of files in folders that are none.
///
/// The order does not depend on the order of `paths`, so that "the later file holds" has one meaning.
///
/// # Errors
/// Every path that leads nowhere, to no export, or can't be read.
pub fn find_exports(paths: &[PathBuf]) -> Result<(Vec<ExportPath>, Vec<String>), Vec<SourceError>> {
    let (mut found, mut passed_over, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => errors.push(SourceError::Missing(path.clone())),
            Err(error) => errors.push(SourceError::Unreadable(path.clone(), error)),
            Ok(metadata) if metadata.is_dir() => match exports_in(path, &mut passed_over) {
                Ok(exports) if exports.is_empty() => errors.push(SourceError::NoExports(path.clone())),
                Ok(exports) => found.extend(exports),
                Err(error) => errors.push(SourceError::Unreadable(path.clone(), error)),
            },
            Ok(_) => {
                let name = file_name(path);
                if Format::of_name(&name).is_some() {
                    found.push(ExportPath { name, path: path.clone() });
                } else {
                    errors.push(SourceError::NotAnExport(path.clone()));
                }
            }
        }
    }
    found.sort();
    passed_over.sort();
    if errors.is_empty() { Ok((found, passed_over)) } else { Err(errors) }
}

fn exports_in(folder: &Path, passed_over: &mut Vec<String>) -> io::Result<Vec<ExportPath>> {
    let mut exports = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = file_name(&path);
        // Hidden files and the lock files of spreadsheet programs are nobody's exports.
        if path.is_dir() || name.starts_with(['.', '~']) {
            continue;
        }
        if Format::of_name(&name).is_some() {
            exports.push(ExportPath { name, path });
        } else {
            passed_over.push(name);
        }
    }
    Ok(exports)
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

impl Source {
    /// Reads a whole export file.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(export: &ExportPath) -> Result<Self, SourceError> {
        let bytes = fs::read(&export.path).map_err(|error| SourceError::Unreadable(export.path.clone(), error))?;
        let format = Format::of_name(&export.name).ok_or_else(|| SourceError::NotAnExport(export.path.clone()))?;
        Ok(Self { name: export.name.clone(), format, sha256: hex(&Sha256::digest(&bytes)), bytes })
    }

    /// The bytes of the export itself, unpacked if need be.
    ///
    /// # Errors
    /// When the compressed file is damaged or cut short.
    pub fn unpacked(&self) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        MultiGzDecoder::new(&self.bytes[..])
            .read_to_end(&mut bytes)
            .map_err(|error| Fault::of_file(Reason::Compression(error.to_string())))?;
        Ok(bytes)
    }
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

/// The text of a CSV export.
#[derive(Debug)]
pub struct Text {
    /// The text, without a byte order mark.
    pub text: String,
    /// Whether it was read as Windows-1252 because it is nothing else.
    pub fallback: bool,
}

/// Decodes UTF-8 with or without a byte order mark, UTF-16 with one, and otherwise Windows-1252.
///
/// # Errors
/// When the file is empty, or its byte order mark lies.
pub fn decode(bytes: Vec<u8>) -> Result<Text, Fault> {
    if bytes.is_empty() {
        return Err(Fault::of_file(Reason::EmptyFile));
    }
    let text = match &bytes[..] {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8_after_mark(rest)?,
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => {
            return match String::from_utf8(bytes) {
                Ok(text) => Ok(Text { text, fallback: false }),
                Err(error) if is_cut_in_character(&error) => Err(Fault::of_file(Reason::CutInCharacter)),
                Err(error) => {
                    let (text, _) = WINDOWS_1252.decode_without_bom_handling(error.as_bytes());
                    Ok(Text { text: text.into_owned(), fallback: true })
                }
            };
        }
    };
    if text.is_empty() {
        return Err(Fault::of_file(Reason::EmptyFile));
    }
    Ok(Text { text, fallback: false })
}

fn utf8_after_mark(bytes: &[u8]) -> Result<String, Fault> {
    String::from_utf8(bytes.to_vec()).map_err(|error| {
        let good = &bytes[..error.utf8_error().valid_up_to()];
        let line = memchr::memchr_iter(b'\n', good).count() as u64 + 1;
        Fault::of_file(Reason::BrokenUtf8 { line })
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Fault> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect();
    text.ok().filter(|_| rest.is_empty()).ok_or_else(|| Fault::of_file(Reason::BrokenUtf16))
}

/// Whether text that does hold UTF-8 beyond ASCII only breaks off at its very end. Other text with a single
/// accent as its last byte is Windows-1252.
fn is_cut_in_character(error: &std::string::FromUtf8Error) -> bool {
    let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
    error.utf8_error().error_len().is_none() && !good.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_encoding() {
        let read = |bytes: &[u8]| decode(bytes.to_vec()).map(|text| (text.text, text.fallback));
        assert_eq!(read("é".as_bytes()), Ok(("é".into(), false)));
        assert_eq!(read(b"\xef\xbb\xbf\xc3\xa9"), Ok(("é".into(), false)));
        assert_eq!(read(b"\xff\xfe\xe9\x00\x3d\xd8\x00\xde"), Ok(("é😀".into(), false)));
        assert_eq!(read(b"\xfe\xff\x00\xe9"), Ok(("é".into(), false)));
        assert_eq!(read(b"caf\xe9;\x80\n"), Ok(("café;€\n".into(), true)));
        let reason = |bytes: &[u8]| decode(bytes.to_vec()).map(|_| ()).map_err(|fault| fault.reason);
        assert_eq!(reason(b""), Err(Reason::EmptyFile));
        assert_eq!(reason(b"\xef\xbb\xbf"), Err(Reason::EmptyFile));
        assert_eq!(reason(b"\xff\xfe\xe9"), Err(Reason::BrokenUtf16));
        assert_eq!(reason(b"\xff\xfe\x3d\xd8"), Err(Reason::BrokenUtf16));
        assert_eq!(reason(b"\xef\xbb\xbfa\n\xe9b"), Err(Reason::BrokenUtf8 { line: 2 }));
        assert_eq!(reason(b"\xc3\xa9\xc3"), Err(Reason::CutInCharacter));
    }
}
