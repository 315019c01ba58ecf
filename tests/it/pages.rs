//! What pages of documentation name exists: files, links and their places, tests, recipes, commands, and the words of the
//! code that they explain.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::program::files;

/// Folders whose files a page may name, from the root of the project.
const NAMED: [&str; 8] = ["src/", "tests/", "docs/", "benches/", "fuzz/", "sample_data/", "report_templates/", ".ci/"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page that is for people, by its path.
fn pages() -> Vec<(PathBuf, String)> {
    let mut pages: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].map(PathBuf::from).into();
    for folder in ["docs", "tests", "sample_data", "benches", "fuzz"] {
        let inside = files(&root().join(folder)).into_keys().filter(|name| name.ends_with(".md"));
        pages.extend(inside.filter(|name| !name.contains("expected")).map(|name| Path::new(folder).join(name)));
    }
    assert!(pages.len() > 15, "only {} pages were found", pages.len());
    let read = |page: PathBuf| {
        let text =
            std::fs::read_to_string(root().join(&page)).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
        (page, text)
    };
    pages.into_iter().map(read).collect()
}

/// A page without its fenced blocks, and those apart.
fn apart(text: &str) -> (String, Vec<String>) {
    let (mut prose, mut blocks) = (String::new(), Vec::new());
    for (index, part) in text.split("```").enumerate() {
        if index % 2 == 0 { prose += part } else { blocks.push(part.to_owned()) }
    }
    (prose, blocks)
}

/// What stands between backticks.
fn code(prose: &str) -> impl Iterator<Item = &str> {
    prose.split('`').skip(1).step_by(2)
}

#[test]
fn files_and_links_that_pages_name_are_there() {
    let mut faults = Vec::new();
    for (page, text) in pages() {
        let (prose, blocks) = apart(&text);
        let words = blocks.iter().filter(|block| block.starts_with("sh\n")).flat_map(|block| block.split_whitespace());
        for name in code(&prose).chain(words) {
            let name = name.trim_start_matches("../");
            let is_path = NAMED.iter().any(|folder| name.starts_with(folder));
            // A pattern, or a name that stands for others.
            let is_one = !name.contains(['*', '<', '{', '…', ' ', '='])
                && !name.chars().any(|c| c.is_ascii_uppercase() && name.contains("NAME"));
            if is_path && is_one && !root().join(name.trim_end_matches('/')).exists() {
                faults.push(format!("{} names {name}, which is not there", page.display()));
            }
        }
        for link in prose.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            if link.contains("://") {
                continue;
            }
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().expect("a folder").join(file) };
            let Ok(text) = std::fs::read(root().join(&target)) else {
                faults.push(format!("{} leads to {link}, which is not there", page.display()));
                continue;
            };
            if !place.is_empty() && !headings(&String::from_utf8_lossy(&text)).contains(place) {
                faults.push(format!("{} leads to {link}, which is no heading", page.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The places of a page: its headings as links have them.
fn headings(text: &str) -> BTreeSet<String> {
    let titles = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    titles
        .map(|title| title.to_lowercase().chars().filter(|c| kept(*c)).collect::<String>().replace(' ', "-"))
        .collect()
}

#[test]
fn names_of_the_code_that_pages_explain_are_in_it() {
    let sources = [files(&root().join("src")), files(&root().join("tests"))];
    let mut words = BTreeSet::new();
    for (_, bytes) in sources.into_iter().flatten().filter(|(name, _)| name.ends_with(".rs") || name.ends_with(".sql"))
    {
        let text = String::from_utf8(bytes).expect("UTF-8");
        words.extend(text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned));
    }
    let mut faults = Vec::new();
    for (page, text) in pages() {
        let is_name = |name: &&str| {
            let parts: Vec<&str> = name.split("::").collect();
            let is_word = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
            // `a_b` and `A::b` are names of the code; a single word may be any.
            parts.iter().all(is_word) && (parts.len() > 1 || (name.contains('_') && !name.contains(char::is_uppercase)))
        };
        let is_history = page.ends_with("CHANGELOG.md");
        for name in code(&apart(&text).0).filter(is_name).filter(|_| !is_history) {
            let last = name.rsplit("::").next().expect("a part");
            if !words.contains(last) && !is_key(last) {
                faults.push(format!("{} names `{name}`, which is not in the code", page.display()));
            }
        }
    }
    let (_, glossary) = std::fs::read_to_string(root().join("docs/style.md"))
        .expect("docs/style.md")
        .split_once("## Glossary")
        .map(|(before, after)| (before.to_owned(), after.to_owned()))
        .expect("a glossary");
    let rows: Vec<&str> = glossary.lines().filter(|line| line.starts_with('|')).skip(2).collect();
    assert!(rows.len() >= 30, "the glossary has {} words", rows.len());
    for row in rows {
        let in_code = row.split('|').nth(2).expect("a column");
        faults.extend(
            code(in_code).filter(|name| !words.contains(*name)).map(|name| format!("the glossary names `{name}`")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn rooms_that_the_architecture_names_are_there() {
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let (rooms, _) = page.split_once("<!-- law").expect("the table of rooms stands before the laws");
    let mut seen = 0;
    for row in rooms.lines().filter(|line| line.starts_with("| `")) {
        let mut names = code(row).map(|name| name.trim_end_matches('/'));
        let folder = names.next().expect("a room");
        let inside: BTreeSet<String> = files(&root().join("src").join(folder))
            .into_keys()
            .flat_map(|name| {
                let whole = name.trim_end_matches(".rs").to_owned();
                let parts: Vec<String> = whole.split('/').map(str::to_owned).collect();
                parts.into_iter().chain([whole])
            })
            .collect();
        if inside.is_empty() {
            continue;
        }
        let is_room = |name: &&str| name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '/'));
        for name in names.filter(is_room) {
            seen += 1;
            assert!(inside.contains(name), "ARCHITECTURE.md: `{folder}/` has no `{name}`");
        }
    }
    assert!(seen > 60, "only {seen} rooms are named");
}

/// Whether something is a key of TOML files or a setting of cargo's, as pages show them.
fn is_key(name: &str) -> bool {
    let toml = files(&root().join("report_templates")).into_iter().chain(files(&root().join("sample_data")));
    let with_keys = ["Cargo.toml", "README.md", "docs/input.md", "docs/nights.md", "docs/output.md"];
    let manifest = with_keys.map(|name| std::fs::read_to_string(root().join(name)).expect("a file"));
    manifest.iter().any(|text| text.contains(name))
        || toml
            .filter(|(file, _)| file.ends_with(".toml"))
            .any(|(_, text)| String::from_utf8_lossy(&text).contains(name))
}

#[test]
fn commands_that_pages_show_are_there() {
    let justfile = std::fs::read_to_string(root().join("justfile")).expect("justfile");
    let recipes: BTreeSet<&str> = justfile
        .lines()
        .filter(|line| !line.starts_with([' ', '#', '@']) && line.contains(':'))
        .filter_map(|line| line.split([' ', ':']).next())
        .collect();
    assert!(recipes.len() > 10, "{recipes:?}");
    let config = std::fs::read_to_string(root().join(".cargo/config.toml")).expect("aliases");
    let config: toml::Table = config.parse().expect("TOML");
    let aliases = config["alias"].as_table().expect("aliases");
    let of_cargo = [
        "add", "bench", "build", "check", "clippy", "deny", "fmt", "install", "mutants", "run", "test", "tree",
        "update",
    ];
    let is_known = |name: &str| of_cargo.contains(&name) || aliases.contains_key(name);

    let shown = pages().into_iter().flat_map(|(page, text)| {
        let (prose, blocks) = apart(&text);
        let lines: Vec<String> = blocks
            .iter()
            .filter_map(|block| block.strip_prefix("sh\n"))
            .flat_map(|block| block.lines().map(str::to_owned))
            .chain(code(&prose).map(|text| text.replace('\n', " ")))
            .collect();
        lines.into_iter().map(move |line| (page.clone(), line))
    });
    let recipes_run =
        justfile.lines().filter(|line| line.starts_with("    ")).map(|line| ("justfile".into(), line.to_owned()));
    let mut seen = 0;
    for (page, line) in shown.chain(recipes_run) {
        let mut words = line.split_whitespace().map(|word| word.trim_start_matches('@'));
        while let Some(word) = words.next() {
            let Some(next) = (word == "cargo" || word == "just").then(|| words.next()).flatten() else { continue };
            if next.starts_with(|c: char| !c.is_ascii_lowercase()) {
                continue;
            }
            seen += 1;
            let is_there = if word == "cargo" { is_known(next) } else { recipes.contains(next) };
            assert!(is_there, "{}: there is no `{word} {next}`", page.display());
        }
    }
    assert!(seen > 30, "only {seen} commands are shown");
}
