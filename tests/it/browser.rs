//! Pages as people use them: in a browser, from disk, with every request blocked. Accessibility is judged by axe-core,
//! light, dark and 320 pixels wide; the keyboard alone, no script, paper, search, filters and the check of a file are
//! tried by hand of a program (`tests/checkers/browser/browse.mjs`).

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::program::{args, checker, files, run};
use crate::world::World;

/// What every page is asked, and what a page with a table of reports is asked besides.
const CHECKS: u64 = 11;

/// The driver of the browser, if it is there; its lack is told, and in CI is a fault.
fn browse() -> Option<PathBuf> {
    checker("browse", "pages are NOT tried in a browser")
}

/// Tries pages; gives the faults, by page and check.
fn faults_of(driver: &Path, tasks: &[Value]) -> BTreeMap<String, Vec<String>> {
    let mut child =
        Command::new(driver).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the driver of the browser");
    let text = serde_json::to_string(tasks).expect("JSON");
    child.stdin.take().expect("its input").write_all(text.as_bytes()).expect("its input");
    let done = child.wait_with_output().expect("its end");
    assert!(done.status.success(), "the driver of the browser failed");
    let said = String::from_utf8(done.stdout).expect("UTF-8");
    let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let asked = tasks.len() as u64 * CHECKS + tasks.iter().filter(|task| task["search"].is_string()).count() as u64;
    assert_eq!(lines.last().expect("an end")["checks"], asked, "checks that were left out");
    let mut faults: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in &lines[..lines.len() - 1] {
        let text = |name: &str| line[name].as_str().expect("a text").to_owned();
        faults.entry(format!("{}: {}", text("page"), text("check"))).or_default().push(text("fault"));
    }
    faults
}

#[test]
fn archive_pages_can_be_used_by_everybody() {
    let Some(driver) = browse() else { return };
    let world = World::of_five_days();
    world.export("I355", "2026-09-06", &[(1, "2026-09-01", "1,50"), (6, "2026-09-06", "6,00")]);
    world.export("I212", "2026-09-06", &[(6, "2026-09-06", "6,00")]);
    assert_eq!(world.night("2026-09-06").status, 0);
    let page = |name: &str| world.path("reports").join(name);
    let all = files(&world.path("reports"));
    let issued = all.keys().find(|name| name.starts_with("I355/2026/I355-2026-00003_") && name.ends_with(".pdf"));
    let issued = page(issued.expect("a report"));
    let faults = faults_of(
        &driver,
        &[
            json!({ "page": page("index.html"), "shows": ["I355", "I212"] }),
            json!({ "page": page("I355/index.html"), "shows": ["I355", "2026", "I355-2026-00007"] }),
            json!({
                "page": page("I355/2026/index.html"), "shows": ["I355", "2026", "I355-2026-00001", "september"],
                "search": "2026-09-01", "found": 2, "issued": issued,
            }),
        ],
    );
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn reports_as_pages_can_be_used_by_everybody() {
    let Some(driver) = browse() else { return };
    let place = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let input = samples.join("zonnedorp");
    let mut tasks = Vec::new();
    for (report, period, language, shows) in [
        ("financieel-overzicht-be", "2026-09", "nl", "september 2026"),
        ("financieel-overzicht", "2026-09-22", "fr", "22/09/2026"),
        ("financiele-details", "2026-W39", "de", "2026"),
        ("vergelijking", "2026-09", "en", "2026"),
    ] {
        let made = run(
            place.path(),
            &args(&[
                "report",
                report,
                "--input",
                &input.to_string_lossy(),
                "--institution",
                "I355",
                "--period",
                period,
                "--lang",
                language,
                "--format",
                "html",
                "--no-config",
                "--now",
                "2026-12-01T08:00:00+01:00",
            ]),
            &[],
        );
        assert_eq!(made.status, 0, "{report}: {}", made.stderr);
        let page = place.path().join(made.stdout.lines().next().expect("a path"));
        tasks.push(json!({ "page": page, "shows": [shows, "I355"] }));
    }
    // One that is folded.
    let mut export =
        "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n".to_owned();
    for line in 0..2501 {
        export += &format!("{line};01-09-2026;01-09-2026;K001;I355;3550;{};1,00\n", 1010 + line % 3);
    }
    std::fs::write(place.path().join("many.csv"), export).expect("a file");
    let fixed = ["report", "financiele-details", "--input", "many.csv", "--institution", "I355", "--period", "2026-09"];
    let rest = ["--format", "html", "--no-config", "--now", "2026-12-01T08:00:00+01:00", "--out", "folded"];
    let made = run(place.path(), &args(&[&fixed[..], &rest[..]].concat()), &[]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let page = place.path().join(made.stdout.lines().next().expect("a path"));
    tasks.push(json!({ "page": page, "shows": ["2.501 regels", "K001-I355-3550-1011"] }));
    let faults = faults_of(&driver, &tasks);
    assert!(faults.is_empty(), "{faults:#?}");
}
