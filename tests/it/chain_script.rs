//! What an auditor does without kasverslag: the script of `docs/chain.md`, and `sha256sum`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::world::World;

const REPORT: &str =
    "2026/I355-2026-00002_financieel-overzicht-be_2026-09-02/financieel-overzicht-be_I355_2026-09-02.csv";

fn script() -> String {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/chain.md")).expect("docs/chain.md");
    let (_, rest) = page.split_once("<!-- the script -->\n```python\n").expect("a script");
    let script = rest.split_once("```").expect("its end").0;
    assert_eq!(script.lines().count(), 20, "twenty lines are promised");
    script.to_owned()
}

fn run_script(world: &World) -> Output {
    let script = script();
    let arguments = ["-c", &script, "archive/I355", "I355"];
    Command::new("python3").args(arguments).current_dir(world.path("reports")).output().expect("python3")
}

fn sums_hold(world: &World) -> bool {
    let (arguments, year) = (["--check", "--strict", "SHA256SUMS"], world.path("reports/I355/2026"));
    let done = Command::new("sha256sum").args(arguments).current_dir(year).output();
    done.expect("sha256sum").status.success()
}

fn sql(world: &World, statement: &str) {
    let register = rusqlite::Connection::open(world.path("reports/archive/I355/register.sqlite")).expect("a register");
    assert!(register.execute(statement, []).expect("a statement") > 0, "{statement}");
}

#[test]
fn the_chain_is_recomputed_without_kasverslag() {
    let world = World::of_five_days();
    let done = run_script(&world);
    let (said, told) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success() && told.is_empty(), "{told}");
    let chain = fs::read_to_string(world.path("reports/I355/keten.csv")).expect("keten.csv");
    let head = chain.trim_end().rsplit(';').next().expect("a last field");
    assert_eq!(said.trim_end(), format!("5 reports, the chain ends with {head}"));
    assert!(sums_hold(&world));
    let summary = fs::read_to_string(world.path("reports/run.json")).expect("run.json");
    assert!(summary.contains(head), "run.json has another head");
}

#[test]
fn what_was_tampered_with_is_found_without_kasverslag() {
    let tamperings: [(&str, fn(&World)); 6] = [
        ("I355-2026-00002: financieel-overzicht-be_I355_2026-09-02.csv is not what was issued", |world| {
            let path = world.path("reports/I355").join(REPORT);
            let text = fs::read_to_string(&path).expect("a report").replace("2,00", "3,00");
            fs::write(path, text).expect("a report");
            assert!(!sums_hold(world));
        }),
        ("I355-2026-00003: its record is not what it should be", |world| {
            sql(world, "UPDATE report SET received = '{}' WHERE sequence = 3");
        }),
        ("I355-2026-00004: its record is not what it should be", |world| {
            sql(world, "DELETE FROM report WHERE sequence = 3");
        }),
        ("keten.csv tells of another chain", |world| sql(world, "DELETE FROM report WHERE sequence = 5")),
        ("keten.csv tells of another chain", |world| {
            let path = world.path("reports/I355/keten.csv");
            let chain = fs::read_to_string(&path).expect("keten.csv");
            let cut: String = chain.split_inclusive('\n').take(5).collect();
            fs::write(path, cut).expect("keten.csv");
        }),
        ("I355-2026-00002: financieel-overzicht-be_I355_2026-09-02.csv is not what was issued", |world| {
            fs::remove_file(world.path("reports/I355").join(REPORT)).expect("a report");
        }),
    ];
    for (what, tamper) in tamperings {
        let world = World::of_five_days();
        tamper(&world);
        let done = run_script(&world);
        assert_eq!(done.status.code(), Some(1), "{what}");
        assert!(String::from_utf8_lossy(&done.stderr).contains(what), "{what}: {done:?}");
        let verified = world.verify();
        assert_eq!(verified.status, 1, "{what}: {}", verified.stderr);
    }
}
