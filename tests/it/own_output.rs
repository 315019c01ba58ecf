//! No file that kasverslag wrote is read as an export, whatever the report and its columns: all that golden cases expect.

use std::path::Path;

use crate::program::run;

#[test]
fn every_table_that_a_case_expects_is_known_as_an_own_one() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut read = Vec::new();
    let mut known = 0;
    for entry in std::fs::read_dir(&cases).expect("cases") {
        let case = entry.expect("a case").path();
        let name = case.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let expected = case.join("expected");
        let has_tables = || {
            let files = std::fs::read_dir(&expected).into_iter().flatten().flatten();
            files.map(|file| file.path()).any(|path| path.extension().is_some_and(|end| end == "csv" || end == "xlsx"))
        };
        // Those of one's own templates are known where the configuration names their folder.
        let is_of_a_template = name.starts_with("template-") || name.starts_with("worked-");
        if is_of_a_template || !has_tables() {
            continue;
        }
        let told = run(&case, &["check".to_owned(), "expected".to_owned()], &[]).stderr;
        let is_own = |line: &str| line.contains("made by kasverslag itself");
        let is_fault = |line: &str| line.starts_with("error") && !is_own(line);
        if !told.lines().any(is_own) || told.lines().any(is_fault) {
            read.push(format!("{name}: {told}"));
        }
        known += 1;
    }
    assert!(read.is_empty(), "{}", read.join("\n"));
    assert!(known > 100, "only {known} cases have tables");
}
