//! Exports that nobody moves away: what a night does for each of them is the same however many there are.

use std::fs;

use chrono::{Days, NaiveDate};

use crate::program::{args, run};
use crate::world::{World, after};

/// What a night with nothing new does.
#[derive(Debug)]
struct NightWork {
    /// How many files are hashed.
    hashed: usize,
    /// How often the register is asked.
    asked: usize,
    /// How many rows of the register are read.
    rows: usize,
}

/// A night with nothing new, where the exports of so many days lie.
fn quiet_night(days: u32) -> NightWork {
    let world = World::empty("formats = [\"csv\"]\nreports = [\"financieel-overzicht-be\"]");
    let config = fs::read_to_string(world.path("kasverslag.toml")).unwrap();
    let from = "first_day = \"2026-01-01\"";
    let config = config.replace("institution = \"I", &format!("{from}\ninstitution = \"I"));
    fs::write(world.path("kasverslag.toml"), config).unwrap();
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let date = |day: u32| (first + Days::new(day.into())).to_string();
    for day in 0..days {
        for library in ["I355", "I212"] {
            world.export(library, &date(day), &[(day + 1, &date(day), "1,00")]);
        }
    }
    let last = date(days - 1);
    let caught_up = world.night(&last);
    assert_eq!(caught_up.status, 0, "{}", caught_up.stderr);
    let fixed = ["run", "--config", "kasverslag.toml", "--date", &last, "--now", &after(&last)];
    let quiet = run(world.place(), &args(&fixed), &[("KASVERSLAG_LOG", "debug")]);
    assert_eq!(quiet.status, 0, "{}", quiet.stderr);
    assert_eq!(quiet.stdout, "", "nothing was issued");
    let read = quiet.stderr.lines().filter(|line| line.contains("register-read"));
    let rows = |line: &str| line.split_once("rows=").unwrap().1.split_whitespace().next().unwrap().parse::<usize>();
    let rows: Vec<usize> = read.map(|line| rows(line).unwrap()).collect();
    NightWork { hashed: quiet.stderr.matches("export-hashed").count(), asked: rows.len(), rows: rows.iter().sum() }
}

#[test]
fn a_night_costs_as_much_for_each_export_that_was_left_however_many_there_are() {
    let (few, many) = (quiet_night(10), quiet_night(80));
    assert_eq!((few.hashed, many.hashed), (20, 160), "each file once");
    assert_eq!(few.asked, many.asked, "the register is not asked for each file: {few:?} {many:?}");
    assert!(many.rows <= 8 * few.rows, "{few:?} {many:?}");
}
