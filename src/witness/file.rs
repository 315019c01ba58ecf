//! Witness files as they lie on disk: told apart from exports, read whole, hashed.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::count_form::{is_count_form, is_workbook};
use super::kind::WitnessKind;
use super::payment_profile::PaymentProfile;
use crate::ingest::content::TELLING;
use crate::ingest::format::ExportFormat;
use crate::ingest::source::hex;

/// The largest witness that is read, in bytes. A year of a large board's account is a hundredth of that.
const LARGEST: u64 = 256 << 20;

/// A witness that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessPath {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is.
    pub kind: WitnessKind,
}

/// Paths told apart.
#[derive(Debug, Default)]
pub struct Paths {
    /// Those that are witnesses.
    pub witnesses: Vec<WitnessPath>,
    /// All others; folders with witnesses in them as the files that are none.
    pub others: Vec<PathBuf>,
    /// The names of files in such folders that are neither witnesses nor exports.
    pub passed_over: Vec<String>,
}

/// A witness's bytes.
#[derive(Debug)]
pub struct WitnessBytes {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

impl Paths {
    /// Tells witnesses apart from all else by what they are, or takes all files for one kind. What can't be looked at is
    /// left to whoever reads the others. Where there are profiles of exports, one may be for the list of online payments:
    /// then only its kind says that it is a witness. Files that a payment profile is for are a provider's.
    #[must_use]
    pub fn told_apart(
        paths: &[PathBuf],
        kind: Option<WitnessKind>,
        has_profiles: bool,
        payment_profiles: &[PaymentProfile],
    ) -> Self {
        let mut told = Self::default();
        for path in paths {
            let inside = if path.is_dir() { files_in(path) } else { Vec::new() };
            let by_content = |path: &PathBuf| {
                kind_of(path, payment_profiles).filter(|kind| !has_profiles || *kind != WitnessKind::MijnBib)
            };
            let is_witness = |path: &PathBuf| kind.or_else(|| by_content(path));
            if inside.iter().any(|path| is_witness(path).is_some()) {
                for path in inside {
                    told.add_of_folder(path, &is_witness);
                }
            } else {
                told.add(path.clone(), &is_witness);
            }
        }
        told.witnesses.sort_by(|one, other| one.path.cmp(&other.path));
        told.witnesses.dedup();
        told
    }

    fn add_of_folder(&mut self, path: PathBuf, kind: &dyn Fn(&PathBuf) -> Option<WitnessKind>) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if kind(&path).is_none() && ExportFormat::of_name(&name).is_none() {
            self.passed_over.push(name);
        } else {
            self.add(path, kind);
        }
    }

    fn add(&mut self, path: PathBuf, kind: &dyn Fn(&PathBuf) -> Option<WitnessKind>) {
        match kind(&path).filter(|_| !path.is_dir()) {
            Some(kind) => self.witnesses.push(WitnessPath { path, kind }),
            None => self.others.push(path),
        }
    }
}

/// The files in a folder, those not among them that are hidden; none when it can't be read.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_hidden = |path: &PathBuf| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with(['.', '~']));
    let paths = entries.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = paths.filter(|path| path.is_file() && !is_hidden(path)).collect();
    files.sort();
    files
}

/// What kind of witness a file is; `None` when it is none or can't be looked at.
fn kind_of(path: &PathBuf, payment_profiles: &[PaymentProfile]) -> Option<WitnessKind> {
    // To open a pipe that nobody writes to would wait for ever.
    if !path.is_file() {
        return None;
    }
    let mut start = Vec::new();
    File::open(path).ok()?.take(TELLING).read_to_end(&mut start).ok()?;
    if is_workbook(&start) {
        return is_count_form(File::open(path).ok()?).then_some(WitnessKind::Count);
    }
    if payment_profiles.iter().any(|profile| profile.begins(&start)) {
        return Some(WitnessKind::Provider);
    }
    WitnessKind::of_file(&path.file_name()?.to_string_lossy(), &start)
}

/// Reads a witness whole.
///
/// # Errors
/// When it can't be read, or is larger than any witness may be.
pub fn read(path: &Path) -> io::Result<WitnessBytes> {
    let mut bytes = Vec::new();
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other(format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    let sha256 = hex(&Sha256::digest(&bytes));
    Ok(WitnessBytes { bytes, sha256 })
}
