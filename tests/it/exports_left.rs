//! Exports that are left where they are: a night with nothing new looks at each once more, and that is all.

use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::{Days, NaiveDate};

use crate::program::{args, run};

const CONFIG: &str = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"month\"]\nformats = [\"csv\"]\n\
                      [[library]]\ninstitution = \"I355\"\nfirst_day = \"2026-01-01\"\n";
const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag";

/// How many calls of the system a quiet night makes, and how many of them name an export, when that many were left.
fn quiet_night(place: &Path, exports: u64) -> Option<(usize, usize)> {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    fs::create_dir_all(place.join("exports")).unwrap();
    fs::write(place.join("kasverslag.toml"), CONFIG).unwrap();
    for number in 0..exports {
        let day = first + Days::new(number);
        let text = format!("{HEADER}\n{number};{day};{day};K001;I355;3550;2110;1,00\n");
        fs::write(place.join(format!("exports/dagboek_{day}_{day}.csv")), text).unwrap();
    }
    let last = (first + Days::new(exports - 1)).to_string();
    let night = |hour: u32| {
        let now = format!("2026-06-01T0{hour}:00:00+02:00");
        args(&["run", "--config", "kasverslag.toml", "--date", &last, "--now", &now])
    };
    let done = run(place, &night(3), &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    let traced = place.join("calls");
    let command = Command::new("strace")
        .args(["-f", "-qq", "-o"])
        .arg(&traced)
        .arg(env!("CARGO_BIN_EXE_kasverslag"))
        .args(night(4))
        .current_dir(place)
        .env("KASVERSLAG_LOG", "off")
        .output();
    let done = command.ok().filter(|done| done.status.success())?;
    assert!(String::from_utf8_lossy(&done.stderr).contains("nothing new"), "{done:?}");
    let calls = fs::read_to_string(&traced).unwrap();
    Some((calls.lines().count(), calls.lines().filter(|call| call.contains("exports/dagboek_")).count()))
}

#[test]
fn a_quiet_night_does_as_much_more_as_exports_were_left() {
    let folder = tempfile::tempdir().unwrap();
    let counts = [10, 20, 40].map(|exports| quiet_night(&folder.path().join(exports.to_string()), exports));
    let [Some(few), Some(more), Some(many)] = counts else {
        eprintln!("NOTICE: strace (Debian's strace) does not work here: calls of a quiet night are NOT counted");
        assert!(std::env::var_os("CI").is_none(), "in CI they must be counted");
        return;
    };
    // Twice as many exports more, twice as many calls more; with the square it would be four times as many.
    assert_eq!(many.1 - more.1, 2 * (more.1 - few.1), "calls that name an export: {few:?} {more:?} {many:?}");
    assert!(many.0 < more.0 + 3 * more.0.saturating_sub(few.0).max(200), "calls: {few:?} {more:?} {many:?}");
}
