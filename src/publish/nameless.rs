//! Files without a name, for what another program reads or writes: they go when nobody has them open any more.

use std::fs::File;
use std::io::{self, Read, Seek, Write};

/// A file that holds these bytes and is read from its beginning.
///
/// # Errors
/// When it can't be made or written.
pub fn holding(bytes: &[u8]) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

/// The first bytes of what was written to a file, as a text.
#[must_use]
pub fn start_of(mut file: &File, most: u64) -> String {
    let mut bytes = Vec::new();
    let read = file.rewind().and_then(|()| file.take(most).read_to_end(&mut bytes));
    read.map_or_else(|_| String::new(), |_| String::from_utf8_lossy(&bytes).into_owned())
}
