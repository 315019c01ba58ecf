//! The laws of ARCHITECTURE.md: which folder knows which, and who touches the world outside. Its tables are the laws; the
//! sources are read and held against them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::imports::{Imports, circles};
use crate::program::files;

/// What leads out of the program, and how it is told from other paths and methods.
const OUTSIDE: [(&str, &[&str]); 8] = [
    (
        "reads the disk",
        &[
            "std::fs",
            ".exists",
            ".is_dir",
            ".is_file",
            ".metadata",
            ".symlink_metadata",
            ".read_dir",
            ".canonicalize",
            "glob::glob",
        ],
    ),
    (
        "writes to the disk",
        &[
            "std::fs::write",
            "std::fs::create_dir",
            "std::fs::create_dir_all",
            "std::fs::remove_file",
            "std::fs::remove_dir",
            "std::fs::remove_dir_all",
            "std::fs::rename",
            "std::fs::copy",
            "std::fs::hard_link",
            "std::fs::set_permissions",
            "std::fs::DirBuilder",
            "std::fs::OpenOptions",
            "std::fs::File::create",
            "std::fs::File::create_new",
            "std::os::unix::fs::symlink",
            "tempfile",
        ],
    ),
    ("speaks to SQLite", &["rusqlite"]),
    ("asks the clock", &["chrono::Utc::now", "chrono::Local", "std::time::Instant", "std::time::SystemTime"]),
    ("asks the environment", &["std::env"]),
    ("takes what chance gives", &["getrandom"]),
    ("makes threads", &["std::thread", "rayon"]),
    ("starts programs, or speaks to a network", &["std::process::Command", "std::net", "std::os::unix::net"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn imports() -> Imports {
    let sources = files(&root().join("src")).into_iter().filter(|(name, _)| name.ends_with(".rs"));
    Imports::of(&sources.map(|(name, bytes)| (name, String::from_utf8(bytes).expect("UTF-8"))).collect())
}

/// The first level under `src`: a folder, or a file without its ending.
fn stage(file: &str) -> String {
    file.split('/').next().expect("a name").trim_end_matches(".rs").to_owned()
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A table of ARCHITECTURE.md that is a law: what the first column says, then all that stands as code in the second.
fn law(name: &str) -> BTreeMap<String, BTreeSet<String>> {
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let (_, table) = page.split_once(&format!("<!-- law: {name} -->\n")).unwrap_or_else(|| panic!("no law: {name}"));
    let rows = table.lines().take_while(|line| line.starts_with('|')).skip(2);
    let code = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    rows.flat_map(|row| {
        let (first, second) = row.trim_matches('|').split_once('|').expect("two cells");
        let names = if first.contains('`') { code(first) } else { vec![first.trim().to_owned()] };
        names.into_iter().map(move |name| (name, code(second).into_iter().collect()))
    })
    .collect()
}

#[test]
fn folders_know_only_those_that_the_table_allows() {
    let allowed = law("who knows whom");
    let (mut faults, mut unused) = (Vec::new(), allowed.clone());
    for (from, all) in imports().between(stage) {
        for (to, by) in all {
            unused.get_mut(&from).map(|those| those.remove(&to));
            if !allowed.get(&from).is_some_and(|those| those.contains(&to)) {
                faults.push(format!("`{from}` knows `{to}`, which ARCHITECTURE.md does not allow: {by}"));
            }
        }
    }
    for (from, to) in unused.iter().flat_map(|(from, those)| those.iter().map(move |to| (from, to))) {
        faults.push(format!("`{from}` no longer knows `{to}`: ARCHITECTURE.md says so"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let allowed = allowed.into_iter().map(|(from, all)| (from, all.into_iter().map(|to| (to, ())).collect())).collect();
    assert_eq!(circles(&allowed), [], "ARCHITECTURE.md allows a circle");
}

#[test]
fn neither_folders_nor_files_know_each_other_in_circles() {
    let imports = imports();
    let mut faults = Vec::new();
    let parents: BTreeSet<&str> = imports.arrows.keys().flat_map(|file| ancestors(file)).collect();
    for parent in parents {
        // Of folders beside each other none may lead back; a folder and what is inside may.
        let mut beside = imports.between(|file| child(parent, file).unwrap_or_default());
        beside.remove("");
        for all in beside.values_mut() {
            all.remove("");
        }
        faults.extend(circles(&beside).iter().map(|circle| format!("folders in a circle: {circle:?}")));

        let is_here = |file: &&String| folder(file) == parent;
        let inside = imports.arrows.iter().filter(|(file, _)| is_here(file)).map(|(file, all)| {
            (file.clone(), all.iter().filter(|(file, _)| is_here(file)).map(|(file, by)| (file.clone(), by)).collect())
        });
        let long = circles(&inside.collect()).into_iter().filter(|circle| circle.len() > 2);
        faults.extend(long.map(|circle| format!("files in a circle: {circle:?}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn who_touches_the_world_outside_is_in_the_table() {
    let law = law("who touches the world outside");
    let outside = imports().outside;
    let mut faults = Vec::new();
    for (what, by) in OUTSIDE {
        let places = law.get(what).unwrap_or_else(|| panic!("ARCHITECTURE.md does not say who {what}"));
        let mut used = BTreeSet::new();
        for (file, paths) in &outside {
            let is_such = |path: &&String| by.iter().any(|one| *path == one || path.starts_with(&format!("{one}::")));
            let Some(path) = paths.iter().find(is_such) else { continue };
            match places.iter().find(|place| *place == file || file.starts_with(&format!("{place}/"))) {
                Some(place) => drop(used.insert(place)),
                None => faults.push(format!("`{file}` {what} ({path}), which ARCHITECTURE.md does not allow")),
            }
        }
        let unused = places.iter().filter(|place| !used.contains(place));
        faults.extend(unused.map(|place| format!("`{place}` no longer {what}: ARCHITECTURE.md says so")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Draws who knows whom, for those who look: `cargo quick --test it stages::drawn -- --nocapture`, and with
/// `FOLDER=render/pdf` the files of a folder. The figures are in the language of Mermaid.
#[test]
fn drawn() {
    let imports = imports();
    let mut figure = "flowchart TD\n".to_owned();
    let arrows = match std::env::var("FOLDER") {
        Err(_) => imports.between(stage),
        Ok(inside) => {
            let mut arrows =
                imports.between(|file| if folder(file) == inside { file.to_owned() } else { String::new() });
            arrows.remove("");
            for all in arrows.values_mut() {
                all.remove("");
            }
            arrows
        }
    };
    for (from, all) in &arrows {
        for to in all.keys() {
            let _ = writeln!(figure, "    {from} --> {to}");
        }
    }
    println!("{figure}");
    assert!(arrows.values().map(BTreeMap::len).sum::<usize>() > 0, "nothing knows anything");
}

/// The folders in which a file lies, from `src` on.
fn ancestors(file: &str) -> Vec<&str> {
    let ends = file.match_indices('/').map(|(at, _)| &file[..at]);
    std::iter::once("").chain(ends).collect()
}

/// The folder inside a folder in which a file lies; `None` when it lies elsewhere, or in that folder itself.
fn child(parent: &str, file: &str) -> Option<String> {
    let rest = if parent.is_empty() { file } else { file.strip_prefix(parent)?.strip_prefix('/')? };
    rest.split_once('/').map(|(child, _)| child.to_owned())
}
