//! What lies in folders within the folder of the desk: no pass reads it, and it is told beside them in Dutch.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::desk_page::{DeskSkipWords, PAGES};
use crate::diagnostic::{Count, Diagnostic};
use crate::domain::steering::visible;
use crate::render::manifest::sha256;
use crate::render::markup;

/// How deep folders are looked into.
const DEEPEST: usize = 8;
/// How many files of a folder are told by name.
const MOST_TOLD: usize = 20;
/// What systems and servers put into folders that are shared, besides names that begin with a sign.
const OF_SYSTEMS: [&str; 2] = ["System Volume Information", "lost+found"];

/// A folder within the folder of the desk that has files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnreadFolder {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its name.
    pub(super) name: String,
    /// Its files, by their paths within it, in order.
    files: Vec<String>,
}

impl UnreadFolder {
    /// Those of the desk's folder, but for the one of exports that are done. What can't be read is passed over: it may not be
    /// the desk's.
    pub(super) fn all(folder: &Path, done: &str) -> Vec<Self> {
        let is_other = |(name, path): &(String, PathBuf)| name != done && path.is_dir();
        let look = |(name, path): (String, PathBuf)| {
            let mut files = Vec::new();
            collect(&path, "", DEEPEST, &mut files);
            Self { path, name, files }
        };
        entries(folder).into_iter().filter(is_other).map(look).filter(|folder| !folder.files.is_empty()).collect()
    }

    /// By what its page is known again: the hash of the names of its files.
    pub(super) fn mark(&self) -> String {
        sha256(self.files.join("\n").as_bytes())
    }

    /// What the terminal tells of it.
    pub(super) fn told(&self) -> Diagnostic {
        let what = "a folder within the folder of the desk has files, and they are not read";
        let count = Count(self.files.len() as u64, "file").to_string();
        let told = Diagnostic::warning(what).with(count).in_file(&self.path);
        told.hinted("put them into the folder of the desk itself; only what lies there becomes reports")
    }

    /// The page about it, as HTML.
    pub(super) fn html(&self, help: Option<&str>) -> String {
        let told = self.files.iter().take(MOST_TOLD).map(|file| visible(file).into_owned());
        let content = UnreadContent {
            tag: "nl-BE",
            w: DeskSkipWords::DUTCH,
            has_script: false,
            title: "Een map die niet gelezen wordt",
            folder: visible(&self.name).into_owned(),
            count: self.files.len(),
            files: told.collect(),
            more: self.files.len().saturating_sub(MOST_TOLD),
            help,
            mark: self.mark(),
        };
        markup::page(&PAGES, "desk_unread.html", &content)
    }
}

#[derive(Serialize)]
struct UnreadContent<'a> {
    tag: &'static str,
    w: DeskSkipWords,
    has_script: bool,
    title: &'static str,
    folder: String,
    count: usize,
    files: Vec<String>,
    more: usize,
    help: Option<&'a str>,
    mark: String,
}

/// The files of a folder and of those in it. Links are files here: they may lead anywhere.
fn collect(folder: &Path, before: &str, deeper: usize, files: &mut Vec<String>) {
    for (name, path) in entries(folder) {
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|facts| facts.is_dir());
        if !is_folder {
            files.push(format!("{before}{name}"));
        } else if deeper > 0 {
            collect(&path, &format!("{before}{name}/"), deeper - 1, files);
        }
    }
}

/// What somebody put into a folder, by name.
fn entries(folder: &Path) -> Vec<(String, PathBuf)> {
    let found = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let named = found.map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path));
    let is_of_systems = |name: &str| {
        name.starts_with(['.', '~', '$', '@', '#'])
            || OF_SYSTEMS.iter().chain(&["Thumbs.db", "desktop.ini"]).any(|other| name.eq_ignore_ascii_case(other))
    };
    let mut all: Vec<(String, PathBuf)> = named.filter(|(name, _)| !is_of_systems(name)).collect();
    all.sort();
    all
}
