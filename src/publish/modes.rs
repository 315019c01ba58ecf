//! Who may read and change what is written: the modes of new files and folders.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Cash reports are for the library, not for every user of the machine.
const USUAL_FILE: u32 = 0o640;
const USUAL_FOLDER: u32 = 0o750;

/// The mode of a new file: its owner reads and writes it, its group may, others may at most read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileMode(u32);

/// The mode of a new folder: its owner may do all, its group may, others may at most look into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FolderMode(u32);

impl FileMode {
    /// Reads a mode such as `0640`.
    ///
    /// # Errors
    /// In words, when it is no octal number, keeps the owner out, or permits more than a report is for.
    pub fn parse(text: &str) -> Result<Self, String> {
        let right = "at least \"0600\" and at most \"0664\", such as \"0640\"";
        bits(text, 0o600, 0o664).map(Self).map_err(|why| format!("`{text}` {why}: a file's mode is {right}"))
    }

    /// The mode of a file that is there, for a copy of it, as far as a new file may have it.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let mode = fs::metadata(path).ok()?.permissions().mode();
        Some(Self(mode & 0o664 | 0o600))
    }
}

impl FolderMode {
    /// Reads a mode such as `0750`.
    ///
    /// # Errors
    /// In words, when it is no octal number, keeps the owner out, or permits more than a folder of reports is for.
    pub fn parse(text: &str) -> Result<Self, String> {
        let right = "at least \"0700\" and at most \"0775\", such as \"0750\"";
        bits(text, 0o700, 0o775).map(Self).map_err(|why| format!("`{text}` {why}: a folder's mode is {right}"))
    }
}

/// The bits of a mode that has all of `least` and none but those of `most`.
fn bits(text: &str, least: u32, most: u32) -> Result<u32, &'static str> {
    let is_octal = (3..=4).contains(&text.len()) && text.bytes().all(|digit| (b'0'..=b'7').contains(&digit));
    let bits = Some(text).filter(|_| is_octal).and_then(|text| u32::from_str_radix(text, 8).ok());
    match bits.ok_or("is not three or four octal digits")? {
        bits if bits & least != least => Err("keeps the owner out"),
        bits if bits & !most != 0 => Err("permits too much"),
        bits => Ok(bits),
    }
}

/// The modes of what is written. One that is set holds whatever the umask is; left out it is `0640` and `0750`, less
/// what the umask takes away. What is there already keeps its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modes {
    /// Of files.
    pub file: Option<FileMode>,
    /// Of folders.
    pub folder: Option<FolderMode>,
}

impl Modes {
    /// Makes a file that is not there yet.
    pub(super) fn new_file(self, path: &Path) -> io::Result<File> {
        let file = OpenOptions::new().write(true).create_new(true).mode(self.file_bits()).open(path)?;
        self.set(&file)?;
        Ok(file)
    }

    /// What a new file is made with.
    pub(super) fn of_new_file(self) -> Permissions {
        Permissions::from_mode(self.file_bits())
    }

    /// Gives a file that was made so the mode that is set, of which the umask may have taken a part.
    pub(super) fn set(self, file: &File) -> io::Result<()> {
        self.file.map_or(Ok(()), |FileMode(bits)| file.set_permissions(Permissions::from_mode(bits)))
    }

    /// Makes a folder that is not there yet.
    pub(super) fn new_folder(self, path: &Path) -> io::Result<()> {
        let bits = self.folder.map_or(USUAL_FOLDER, |FolderMode(bits)| bits);
        DirBuilder::new().mode(bits).create(path)?;
        if self.folder.is_none() {
            return Ok(());
        }
        // What it has from the folder above, such as that its files belong to that one's group, stays.
        let inherited = fs::metadata(path)?.permissions().mode() & 0o7000;
        fs::set_permissions(path, Permissions::from_mode(inherited | bits))
    }

    fn file_bits(self) -> u32 {
        self.file.map_or(USUAL_FILE, |FileMode(bits)| bits)
    }
}
