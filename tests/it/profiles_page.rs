//! The profiles that `docs/profiles.md` shows read the files that it shows, and give the reports that it shows.

use std::path::Path;

use crate::program::{args, run};

#[test]
fn the_profiles_of_the_page_read_its_files() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/profiles.md");
    let page = std::fs::read_to_string(page).expect("docs/profiles.md");
    let sections: Vec<&str> = page.split("<!-- file: ").skip(1).collect();
    assert!(sections.len() >= 2, "the page shows {} files", sections.len());
    for section in sections {
        let (name, rest) = section.split_once(" -->").expect("the name of a file");
        let [export, profile, shown] = blocks(rest);
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path();
        std::fs::write(place.join(name), export).expect("a file");
        std::fs::write(place.join("kasverslag.toml"), profile).expect("a file");
        let report = "report financieel-overzicht-be --period 2026-07 --config kasverslag.toml --format csv --out out";
        let more = ["--csv-dialect", "rfc4180", "--now", "2026-08-02T08:00:00+02:00", "--input", name];
        let words: Vec<&str> = report.split(' ').chain(more).collect();
        let done = run(place, &args(&words), &[]);
        assert_eq!(done.status, 0, "{name}: {}", done.stderr);
        assert!(done.stderr.contains("records are left out by the profile"), "{name}: {}", done.stderr);
        assert!(!done.stderr.contains("warning"), "{name}: {}", done.stderr);
        let made = std::fs::read_to_string(place.join("out/financieel-overzicht-be_all_2026-07.csv")).expect(name);
        assert_eq!(made.replace("\r\n", "\n"), shown, "{name}");
    }
}

/// The first three fenced blocks of a text.
fn blocks(text: &str) -> [&str; 3] {
    let mut rest = text;
    [(); 3].map(|()| {
        let (_, open) = rest.split_once("\n```").expect("a block");
        let (inner, behind) = open.split_once('\n').and_then(|(_, inner)| inner.split_once("```")).expect("its end");
        rest = behind;
        inner
    })
}
