//! Runs the commands that the README shows, and compares their output with what it shows.

use std::path::Path;

use crate::program::run;

const PREFIX: &str = "cargo run --release -- ";

#[test]
fn the_commands_of_the_readme_do_what_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("README.md");
    let blocks: Vec<&str> = readme.split("<!-- tested -->").skip(1).collect();
    assert!(blocks.len() >= 2, "the README shows {} tested commands", blocks.len());
    for block in blocks {
        let command = fenced(block, "sh").expect("a command behind the mark").replace("\\\n", " ");
        let command = command.trim().strip_prefix(PREFIX).unwrap_or_else(|| panic!("`{command}` is not run by cargo"));
        let mut arguments: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().display().to_string();
        let shown = arguments
            .iter()
            .position(|arg| arg == "--out")
            .map(|at| std::mem::replace(&mut arguments[at + 1], out.clone()));
        let done = run(root, &arguments, &[]);
        let after = block.split_once("<!-- output").filter(|(before, _)| before.matches("```").count() == 2);
        let Some((_, after)) = after else {
            assert_eq!(done.status, 0, "{command}: {}", done.stderr);
            continue;
        };
        let status = after.trim_start().strip_prefix("with status ").and_then(|text| text.split_whitespace().next());
        assert_eq!(done.status.to_string(), status.unwrap_or("0"), "{command}: {}", done.stderr);
        let found = (done.stdout + &done.stderr).replace(&out, shown.as_deref().unwrap_or(&out));
        assert_eq!(fenced(after, "text").expect("an output").trim_end(), found.trim_end(), "{command}");
    }
}

/// The text of the first fenced block in a language.
fn fenced(text: &str, language: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("```{language}\n"))?;
    rest.split_once("```").map(|(inner, _)| inner.to_owned())
}
