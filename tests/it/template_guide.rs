//! The guide for authors of templates: what it shows stands in the templates that it speaks of, and each of those is a
//! golden case.

use std::path::{Path, PathBuf};

use crate::program::{args, run_as_typed};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of the worked templates.
fn worked() -> Vec<String> {
    let files = std::fs::read_dir(root().join("docs/templates")).expect("the templates");
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("UTF-8"));
    let names = names.filter_map(|name| name.strip_suffix(".toml").map(str::to_owned));
    let mut names: Vec<String> = names.filter(|name| name != "kasverslag").collect();
    names.sort();
    names
}

#[test]
fn what_the_guide_shows_of_a_template_stands_in_it() {
    let guide = text(&root().join("docs/templates.md"));
    let shown: Vec<&str> = guide.split("<!-- from ").skip(1).collect();
    assert!(shown.len() >= 6, "the guide shows {} parts of templates", shown.len());
    for part in shown {
        let (name, rest) = part.split_once(" -->\n```toml\n").expect("a block of TOML behind the mark");
        let block = rest.split("```").next().unwrap_or_default();
        let folder =
            if root().join("docs/templates").join(name).exists() { "docs/templates" } else { "report_templates" };
        let template = text(&root().join(folder).join(name));
        assert!(template.contains(block), "{name} has no\n{block}");
    }
}

#[test]
fn each_worked_template_is_in_the_guide_and_a_golden_case() {
    let (guide, names) = (text(&root().join("docs/templates.md")), worked());
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        assert!(guide.contains(&format!("[{name}](templates/{name}.toml)")), "the guide does not name {name}");
        let case = text(&root().join(format!("tests/cases/worked-{name}/args")));
        assert!(case.contains(&format!("docs/templates/{name}.toml")), "the case of {name} is of another");
    }
}

#[test]
fn worked_templates_are_sound_and_come_one_from_another_as_the_guide_says() {
    let names: Vec<String> = worked().iter().map(|name| format!("docs/templates/{name}.toml")).collect();
    let checked = run_as_typed(&root(), &[args(&["templates", "check"]), names].concat(), &[]);
    assert_eq!((checked.status, checked.stderr.as_str()), (0, ""));
    // Months in the place of branches, with what a month has more than the one before.
    let place = tempfile::tempdir().expect("a folder");
    let fines = text(&root().join("docs/templates/boetes.toml")).replace("across = \"branch\"", "across = \"month\"");
    let branches = text(&root().join("docs/templates/vestigingen-per-maand.toml"));
    let start = branches.find("[[column]]\nfield = \"difference\"").expect("a column");
    let column = branches[start..].split("\n\n").next().expect("a column");
    let own = fines.replace("\n[[section]]", &format!("\n{column}\n\n[[section]]")).replace("width = 60", "width = 36");
    std::fs::write(place.path().join("mijn-verslag.toml"), own).expect("written");
    let export = root().join("docs/templates/boekingen_2026-10-01_2026-12-31.csv");
    let typed =
        ["report", "./mijn-verslag.toml", "--period", "2026-10-01..2026-12-31", "--no-config", "--format", "csv"];
    let typed = [args(&typed), args(&["--csv-dialect", "rfc4180", "--now", "2027-01-04T09:00:00+01:00"])].concat();
    let input = ["--input".to_owned(), export.to_str().expect("UTF-8").to_owned()];
    let done = run_as_typed(place.path(), &[typed, input.to_vec()].concat(), &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    let made = text(&place.path().join("boetes_all_2026-10-01_2026-12-31.csv"));
    let header = "Boekingscode,Omschrijving,Aantal,2026-10,2026-11,2026-12,Totaal,Verschil met 2026-11";
    assert_eq!(made.lines().next(), Some(header), "{made}");
}
