//! The hashes of a bag's files.

/// Of what is handed over.
pub const PAYLOAD: &str = "manifest-sha256.txt";
/// Of what is said about it.
pub const TAGS: &str = "tagmanifest-sha256.txt";

/// A file of a bag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BagEntry {
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its path from the bag, with `/`.
    pub path: String,
}

/// The text for some files: a line each, in the order of their paths.
#[must_use]
pub fn text(entries: &[BagEntry]) -> String {
    let mut lines: Vec<&BagEntry> = entries.iter().collect();
    lines.sort_by(|a, b| a.path.cmp(&b.path));
    // A path that would be two lines, or mean another, is written with a percent sign.
    let path = |path: &str| path.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let lines = lines.iter().map(|entry| format!("{}  {}", entry.sha256, path(&entry.path)));
    lines.map(|line| line + "\n").collect()
}

/// Reads such a text.
///
/// # Errors
/// The number of the first line that is none.
pub fn read(text: &str) -> Result<Vec<BagEntry>, usize> {
    let line = |(index, line): (usize, &str)| {
        let (sha256, path) = line.split_once("  ").ok_or(index + 1)?;
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        // Nothing that it names lies outside of the bag.
        let is_inside =
            !path.starts_with('/') && path.split('/').all(|part| !part.is_empty() && part != ".." && part != ".");
        if !is_hash || !is_inside {
            return Err(index + 1);
        }
        let path = path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
        Ok(BagEntry { sha256: sha256.to_ascii_lowercase(), path })
    };
    text.lines().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_leads_outside() {
        let entry = |path: &str| BagEntry { sha256: "0a".repeat(32), path: path.to_owned() };
        let entries = [entry("data/b%0A\n.pdf"), entry("data/a b.csv")];
        let written = text(&entries);
        assert_eq!(written, format!("{0}  data/a b.csv\n{0}  data/b%250A%0A.pdf\n", "0a".repeat(32)));
        assert_eq!(read(&written), Ok(vec![entries[1].clone(), entries[0].clone()]));
        for path in ["../a", "/a", "data/../a", "data//a"] {
            assert_eq!(read(&format!("{}  {path}\n", "0a".repeat(32))), Err(1), "{path}");
        }
        assert_eq!(read("no line"), Err(1));
    }
}
