//! What an auditor does to draw a sample again: the script of `docs/sample.md`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::world::{World, after};

/// What stands in the page under a mark, in a block of a language.
fn block(mark: &str, language: &str) -> String {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sample.md")).expect("docs/sample.md");
    let start = format!("<!-- {mark} -->\n```{language}\n");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("no {mark}"));
    rest.split_once("```").expect("its end").0.to_owned()
}

fn script(world: &World, day: &str) -> Output {
    let of = |report: &str| format!("out/{report}_I355_{day}.json");
    let register = "reports/archive/I355/register.sqlite";
    let arguments = ["-c", &block("the script", "python"), register, &of("populatie"), &of("steekproef"), day, day];
    Command::new("python3").args(arguments).current_dir(world.place()).output().expect("python3")
}

fn report(world: &World, report: &str, day: &str) {
    let now = after(day);
    let arguments = ["report", report, "--archive", "reports", "--config", "kasverslag.toml", "--institution", "I355"];
    let more = ["--period", day, "--format", "json", "--out", "out", "--now", &now];
    let done = world.run(&[&arguments[..], &more].concat());
    assert_eq!(done.status, 0, "{}", done.stderr);
}

fn night(world: &World, day: &str) {
    let arguments = ["run", "--config", "kasverslag.toml", "--library", "I355", "--date", day, "--now", &after(day)];
    let night = world.run(&arguments);
    assert_eq!(night.status, 0, "{}", night.stderr);
}

/// Two days of bookings and stornos, the first of which is told of by two exports, and samples of both.
fn world(report_name: &str) -> World {
    let world = World::empty("");
    fs::write(world.path("populatie.toml"), block("the population", "toml")).expect("a template");
    let amounts = ["3,10", "12,00", "0,40", "-0,40", "45,00", "7,77", "0,05", "-12,00", "1,00", "0,00", "2,35"];
    let lines = |first: u32, day: &'static str| {
        let line = move |(place, amount): (usize, &'static str)| (first + u32::try_from(place).unwrap(), day, amount);
        amounts.into_iter().enumerate().map(line).collect::<Vec<_>>()
    };
    let (one, two) = (lines(95, "2026-09-01"), lines(1_001, "2026-09-02"));
    world.export("I355", "2026-09-01", &one);
    night(&world, "2026-09-01");
    world.export_as("I355_2026-09-01_2026-09-02.csv", "I355", &[one, two].concat());
    night(&world, "2026-09-02");
    for day in ["2026-09-01", "2026-09-02"] {
        report(&world, "./populatie.toml", day);
        report(&world, report_name, day);
    }
    world
}

#[test]
fn the_sample_is_drawn_again_without_kasverslag() {
    let world = world("steekproef");
    for day in ["2026-09-01", "2026-09-02"] {
        let done = script(&world, day);
        let (said, told) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success() && told.is_empty(), "{day}: {told}");
        assert!(said.contains("lines, as the sample says"), "{said}");
    }
}

#[test]
fn a_sample_of_an_amount_is_drawn_again_too() {
    let of_amount = World::empty("").run(&["templates", "steekproef"]).stdout;
    let of_amount = of_amount.replacen("tolerable = \"5%\"", "tolerable = \"9.99\"", 1);
    let place = tempfile::tempdir().expect("a folder");
    let path = place.path().join("steekproef.toml");
    fs::write(&path, of_amount).expect("a template");
    let world = world(path.to_str().expect("a path"));
    assert!(script(&world, "2026-09-02").status.success());
}

#[test]
fn whoever_chose_other_lines_or_hides_a_booking_is_found() {
    type Change = fn(&World);
    let edit = |world: &World, report: &str, change: &dyn Fn(&str) -> String| {
        let path = world.path(&format!("out/{report}_I355_2026-09-02.json"));
        let text = change(&fs::read_to_string(&path).expect("a report"));
        fs::write(path, text).expect("a report");
    };
    let world = world("steekproef");
    edit(&world, "steekproef", &|text| text.replacen("\"45.00\"", "\"44.00\"", 1));
    assert!(String::from_utf8_lossy(&script(&world, "2026-09-02").stderr).contains("another one"), "an amount");
    let changes: [(&str, Change); 2] = [
        ("a booking is hidden", |world| {
            let path = world.path("out/populatie_I355_2026-09-02.json");
            let text = fs::read_to_string(&path).expect("a report");
            let large = text.lines().find(|line| line.contains("\"45.00\"")).expect("a row").to_owned();
            fs::write(path, text.replace(&large, &large.replace("45.00", "0.00"))).expect("a report");
        }),
        ("an export is another", |world| world.sql("I355", "UPDATE export SET name = 'x.csv' WHERE intake = 2")),
    ];
    for (what, change) in changes {
        report(&world, "steekproef", "2026-09-02");
        change(&world);
        assert_eq!(script(&world, "2026-09-02").status.code(), Some(1), "{what}");
    }
}
