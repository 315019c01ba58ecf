//! What lies in the place of something else is put aside, and never lost.

use std::fs;
use std::path::{Path, PathBuf};

use super::{PublishError, sync};

/// Moves whatever lies at a path into a folder of the same file system, under a name or the first of `name-2`, `name-3` …
/// that is free. Tells where it lies now; `None` where there was nothing.
///
/// # Errors
/// When it can't be moved.
pub fn put_aside(path: &Path, folder: &Path, name: &str) -> Result<Option<PathBuf>, PublishError> {
    if fs::symlink_metadata(path).is_err() {
        return Ok(None);
    }
    let mut aside = folder.join(name);
    let mut number = 1_u64;
    while fs::symlink_metadata(&aside).is_ok() {
        number += 1;
        aside = folder.join(format!("{name}-{number}"));
    }
    fs::rename(path, &aside).map_err(|error| PublishError { path: aside.clone(), error })?;
    sync(folder)?;
    Ok(Some(aside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_aside_before_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, place) = (folder.path().join("a"), folder.path());
        assert_eq!(put_aside(&path, place, "kept").expect("nothing to do"), None);
        for (text, name) in [("one", "kept"), ("two", "kept-2"), ("three", "kept-3")] {
            fs::write(&path, text).expect("a file");
            let aside = put_aside(&path, place, "kept").expect("a moved file").expect("its place");
            assert_eq!((aside.as_path(), path.exists()), (place.join(name).as_path(), false));
        }
        fs::create_dir(&path).expect("a folder");
        put_aside(&path, place, "kept").expect("a moved folder");
        assert_eq!(fs::read_to_string(place.join("kept")).expect("a file"), "one");
    }
}
