//! Patterns of the names of export files.

use std::path::{Component, Path};

use glob::Pattern;

/// A pattern that the names of export files fit, with folders in front of the name where it has any: `*` stands for any
/// characters, `?` for one, `[abc]` for one of those, within the name of a file or folder. In the names of files letter
/// case does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePattern {
    text: String,
    folders: Vec<FolderPattern>,
    /// In small letters.
    file: Pattern,
}

/// What the name of a folder must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderPattern {
    /// As it is written: a folder that is called just so is meant.
    pub name: String,
    pattern: Pattern,
}

impl FolderPattern {
    fn parse(name: &str) -> Result<Self, String> {
        Ok(Self { name: name.to_owned(), pattern: pattern(name)? })
    }

    /// Whether it can only be one folder.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.name.contains(['*', '?', '['])
    }

    /// Whether a folder of this name is meant.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        self.name == name || self.pattern.matches(name)
    }
}

fn pattern(text: &str) -> Result<Pattern, String> {
    Pattern::new(text).map_err(|error| {
        let place = text.chars().take(error.pos + 1).count();
        format!("`{text}` is no pattern: {} at character {place}", error.msg)
    })
}

impl FilePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it: a `**`, which no number of folders bounds; a placeholder in braces, since all that mean
    /// something are replaced before; or no name at all.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.contains("**") {
            return Err(format!(
                "`{text}` has `**`, which would go down any number of folders; name each, such as `*/*.csv`"
            ));
        }
        if let Some((_, behind)) = text.split_once('{') {
            let name = behind.split_once('}').map_or(behind, |(name, _)| name);
            return Err(format!("`{{{name}}}` in `{text}` is no placeholder; there is {{institution}}"));
        }
        let mut parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let Some(file) = parts.pop().filter(|file| *file != ".." && !text.ends_with('/')) else {
            return Err(format!("`{text}` ends with no name of a file; name some, such as `{text}*.csv`"));
        };
        let folders = parts.into_iter().map(FolderPattern::parse).collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), folders, file: pattern(&file.to_lowercase())? })
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The folders in front of the name, the outermost first.
    #[must_use]
    pub fn folders(&self) -> &[FolderPattern] {
        &self.folders
    }

    /// Whether a file of this name fits, whatever folder it lies in.
    #[must_use]
    pub fn fits_name(&self, name: &str) -> bool {
        self.fits_small(&name.to_lowercase())
    }

    /// The same for a name in small letters.
    #[must_use]
    pub fn fits_small(&self, small: &str) -> bool {
        self.file.matches(small)
    }

    /// Whether a file fits: its name, and as many of the folders around it as the pattern has.
    #[must_use]
    pub fn fits(&self, path: &Path) -> bool {
        let mut names = path.components().rev().filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy()),
            Component::ParentDir => Some("..".into()),
            _ => None,
        });
        let fits_name = names.next().is_some_and(|name| self.fits_name(&name));
        fits_name && self.folders.iter().rev().all(|folder| names.next().is_some_and(|name| folder.fits(&name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_whatever_their_letter_case_and_folders_as_they_are() {
        let fits = |pattern: &str, path: &str| FilePattern::parse(pattern).expect(pattern).fits(Path::new(path));
        for (pattern, path) in [
            ("*.csv", "Dagboek.CSV"),
            ("Dagboek_É*.csv", "in/dagboek_été.csv"),
            ("dagboek-?[0-9].csv", "dagboek-x7.csv"),
            ("in/*.csv", "/srv/in/a.csv"),
            ("./in//*.csv", "in/a.csv"),
            ("/srv/i*/a.csv", "/srv/in/a.csv"),
            ("kas [prod]/a.csv", "/srv/kas [prod]/a.csv"),
            ("kas [prod]/a.csv", "/srv/kas p/a.csv"),
        ] {
            assert!(fits(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("*.csv", "a.csv.gz"),
            ("in/*.csv", "IN/a.csv"),
            ("in/*.csv", "a.csv"),
            ("*/in/a.csv", "in/a.csv"),
            ("a?.csv", "a.csv"),
        ] {
            assert!(!fits(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_told() {
        for (text, what) in [
            ("**/*.csv", "`**/*.csv` has `**`"),
            ("{instelling}_*.csv", "`{instelling}` in `{instelling}_*.csv` is no placeholder; there is {institution}"),
            ("{institution_*.csv", "is no placeholder"),
            ("exports/", "ends with no name of a file"),
            ("", "ends with no name of a file"),
            ("..", "ends with no name of a file"),
            ("dagboek[0-9.csv", "`dagboek[0-9.csv` is no pattern"),
        ] {
            let told = FilePattern::parse(text).expect_err(text);
            assert!(told.contains(what), "{text}: {told}");
        }
    }
}
