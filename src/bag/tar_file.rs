//! A bag as one file: what stands before each file of a tar archive (POSIX.1-2001, `pax`), and at its end.
//!
//! The same bag is the same bytes: nobody's name and no one else's time are in it.

/// How long a block is: all that stands in an archive fills whole ones.
pub const BLOCK: usize = 512;
/// The most that the plain header holds of a name, and of the folders before it.
const NAME: usize = 100;
const FOLDERS: usize = 155;
/// The largest size that the plain header holds.
const LARGEST: u64 = 0o77_777_777_777;

/// What stands before a file: its path, its size, and when the bag was made, in seconds since 1970.
#[must_use]
pub fn header(path: &str, size: u64, made: u64) -> Vec<u8> {
    let parts = parts(path).filter(|_| path.is_ascii());
    let mut bytes = Vec::new();
    let mut longer = String::new();
    if parts.is_none() {
        longer += &record("path", path);
    }
    if size > LARGEST {
        longer += &record("size", &size.to_string());
    }
    if !longer.is_empty() {
        bytes.extend(block(("", "pax"), longer.len() as u64, made, b'x'));
        bytes.extend(longer.as_bytes());
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    }
    bytes.extend(block(parts.unwrap_or(("", "longer")), size.min(LARGEST), made, b'0'));
    bytes
}

/// What fills the last block of a file of this size.
#[must_use]
pub fn filling(size: u64) -> Vec<u8> {
    let over = size % BLOCK as u64;
    let lacking = if over == 0 { 0 } else { BLOCK as u64 - over };
    vec![0; usize::try_from(lacking).unwrap_or_default()]
}

/// What stands behind the last file.
#[must_use]
pub fn end() -> Vec<u8> {
    vec![0; 2 * BLOCK]
}

/// The folders and the name of a path, if both have room.
fn parts(path: &str) -> Option<(&str, &str)> {
    if path.len() <= NAME {
        return Some(("", path));
    }
    let cuts = path.match_indices('/').map(|(at, _)| (&path[..at], &path[at + 1..]));
    cuts.into_iter().find(|(folders, name)| folders.len() <= FOLDERS && name.len() <= NAME)
}

/// A record of what the plain header has no room for: it begins with its own length.
fn record(key: &str, value: &str) -> String {
    let rest = format!(" {key}={value}\n");
    let mut length = rest.len();
    while length.to_string().len() + rest.len() != length {
        length = length.to_string().len() + rest.len();
    }
    format!("{length}{rest}")
}

fn block((folders, name): (&str, &str), size: u64, made: u64, kind: u8) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644\0" /* mode */);
    put(108, "0000000\0" /* owner */);
    put(116, "0000000\0" /* group */);
    put(124, &format!("{size:011o}\0"));
    put(136, &format!("{:011o}\0", made.min(LARGEST)));
    put(148, "        ");
    put(257, "ustar\x0000");
    put(345, folders);
    block[156] = kind;
    let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_tells_its_own_length() {
        assert_eq!(record("path", "a"), "9 path=a\n");
        for length in 80..120 {
            let record = record("path", &"x".repeat(length));
            assert_eq!(record.split(' ').next().unwrap_or_default().parse(), Ok(record.len()), "{length}");
        }
    }

    #[test]
    fn long_paths_and_large_files_have_a_header_of_their_own() {
        let long = format!("{}/{}", "folder/".repeat(12), "n".repeat(60));
        assert_eq!(header(&long, 7, 1).len(), BLOCK);
        assert_eq!(header(&"n".repeat(101), 7, 1).len(), 3 * BLOCK);
        assert_eq!(header("bag/\u{e9}", 7, 1).len(), 3 * BLOCK);
        assert_eq!(header("bag/a", LARGEST + 1, 1).len(), 3 * BLOCK);
        assert_eq!((filling(0).len(), filling(1).len(), filling(512).len()), (0, 511, 0));
    }
}
