//! The names by which files are told: two files are never told by one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

/// The names of files, with as many of the folders around them as it takes where several are called the same; a file that
/// is given twice has one name.
#[must_use]
pub fn told_names(paths: &[&Path]) -> Vec<String> {
    let mut called: BTreeMap<String, BTreeSet<&Path>> = BTreeMap::new();
    for path in paths {
        called.entry(name_with_folders(path, 0)).or_default().insert(path);
    }
    let told = |path: &Path| {
        let name = name_with_folders(path, 0);
        let alike = &called[&name];
        let most = path.components().count();
        let of_others = |folders: usize| {
            let own = name_with_folders(path, folders);
            alike.iter().any(|other| *other != path && name_with_folders(other, folders) == own)
        };
        let folders = (0..most).find(|folders| !of_others(*folders)).unwrap_or(most);
        name_with_folders(path, folders)
    };
    paths.iter().map(|path| told(path)).collect()
}

/// The names of files with all folders that don't lead to every one of them: by these two kinds of exports are told apart,
/// which may lie in a folder each.
#[must_use]
pub fn names_with_own_folders(paths: &[&Path]) -> Vec<String> {
    let folders = paths.iter().map(|path| path.parent().unwrap_or(path).components().collect::<Vec<_>>());
    let common =
        folders.reduce(|one, other| one.into_iter().zip(other).take_while(|(a, b)| a == b).map(|(a, _)| a).collect());
    let common = common.map_or(0, |folders| folders.len());
    let own = |path: &&Path| path.components().count() - common - 1;
    paths.iter().map(|path| name_with_folders(path, own(path))).collect()
}

/// The name of a file alone, without the folders that it is told with.
#[must_use]
pub fn file_alone(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn name_with_folders(path: &Path, folders: usize) -> String {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    });
    let mut names: Vec<_> = names.collect();
    names.drain(..names.len().saturating_sub(folders + 1));
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_folders_that_do_not_lead_to_all() {
        let names = |paths: &[&str]| names_with_own_folders(&paths.iter().map(Path::new).collect::<Vec<_>>()).join(" ");
        assert_eq!(names(&["in/noord/1.csv", "in/zuid/2.csv", "in/3.csv"]), "noord/1.csv zuid/2.csv 3.csv");
        assert_eq!(names(&["/in/1.csv", "/in/2.csv"]), "1.csv 2.csv");
        assert_eq!(names(&["/in/noord/1.csv", "2.csv"]), "in/noord/1.csv 2.csv");
    }

    #[test]
    fn two_files_are_never_told_by_one_name() {
        let paths = ["in/a/f.csv", "in/b/f.csv", "uit/a/f.csv", "f.csv", "in/g.csv", "in/g.csv", "/in/h.csv"];
        let told = told_names(&paths.map(Path::new));
        assert_eq!(told, ["in/a/f.csv", "b/f.csv", "uit/a/f.csv", "f.csv", "g.csv", "g.csv", "h.csv"]);
        assert_eq!(
            told.iter().map(|name| file_alone(name)).collect::<Vec<_>>().join(" "),
            "f.csv f.csv f.csv f.csv g.csv g.csv h.csv"
        );
    }
}
