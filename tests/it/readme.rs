//! Runs the commands that the README and the Dutch handbook show, one after the other, and compares what they say and
//! leave behind with what is shown.

use std::path::Path;

use crate::program::{copy, run};

/// How a command begins: from the sources, and installed.
const PREFIXES: [&str; 2] = ["cargo run --release -- ", "kasverslag "];

#[test]
fn the_commands_of_the_readme_do_what_it_shows() {
    // What `docs/nights.md` shows is about the night of the README.
    done_as_shown(&["README.md", "docs/nights.md"]);
}

#[test]
fn the_commands_of_the_dutch_handbook_do_what_it_shows() {
    done_as_shown(&["docs/handleiding.md"]);
}

/// Runs the commands of pages, one after the other in one folder with the samples.
fn done_as_shown(pages: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text: String = pages.iter().map(|page| std::fs::read_to_string(root.join(page)).expect("the page")).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root.join("sample_data"), &folder.path().join("sample_data"));
    let blocks: Vec<&str> = text.split("<!-- tested -->").skip(1).collect();
    assert!(blocks.len() >= 5, "{pages:?} show {} tested commands", blocks.len());
    for block in blocks {
        let command = fenced(block, "sh").expect("a command behind the mark").replace("\\\n", " ");
        let command = PREFIXES.iter().find_map(|prefix| command.trim().strip_prefix(prefix));
        let command = command.unwrap_or_else(|| panic!("a command of {pages:?} is not kasverslag's"));
        let arguments: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        let done = run(folder.path(), &arguments, &[]);
        let found = done.stdout + &done.stderr;
        let mark = block.split_once("<!-- output").filter(|(before, _)| before.matches("```").count() == 2);
        let (mark, shown) = mark.and_then(|(_, after)| after.split_once("-->")).unwrap_or_default();
        let status = mark.trim().strip_prefix("with status ").unwrap_or("0");
        assert_eq!(done.status.to_string(), status, "{command}: {found}");
        let shown = fenced(shown, "text").unwrap_or_default();
        if mark.trim() == "ends" {
            assert!(found.ends_with(&shown), "{command}:\n{found}");
        } else {
            assert_eq!(shown.trim_end(), found.trim_end(), "{command}");
        }
        if let Some((_, tree)) = block.split_once("<!-- tree -->") {
            for path in paths(&fenced(tree, "text").expect("a tree")) {
                assert!(folder.path().join(&path).exists(), "{command}: there is no {path}");
            }
        }
    }
}

/// The text of the first fenced block in a language.
fn fenced(text: &str, language: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("```{language}\n"))?;
    rest.split_once("```").map(|(inner, _)| inner.to_owned())
}

/// The paths of a tree whose levels are two blanks apart; what follows a name is a remark.
fn paths(tree: &str) -> Vec<String> {
    let mut above: Vec<&str> = Vec::new();
    let mut paths = Vec::new();
    for line in tree.lines() {
        let name = line.split_whitespace().next().expect("a name in each line");
        above.truncate((line.len() - line.trim_start().len()) / 2);
        above.push(name.trim_end_matches('/'));
        if name != "..." {
            paths.push(above.join("/"));
        }
    }
    assert!(paths.len() >= 15, "the tree shows {} paths", paths.len());
    paths
}
