//! What a package holds beside the program.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::{args, copy, files, run_as_typed};

fn packaging() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging")
}

#[test]
fn every_command_has_a_man_page_and_is_completed() {
    let place = tempfile::tempdir().expect("a folder");
    let ask = |parts: &[&str]| run_as_typed(place.path(), &args(parts), &[]);
    let done = ask(&["man", "--to", "man"]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    let pages = files(&place.path().join("man"));
    let help = ask(&["--help"]).stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<&str> = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty() && *name != "help").collect();
    assert!(names.len() > 10, "{help}");
    for name in &names {
        let page = pages.get(&format!("kasverslag-{name}.1")).unwrap_or_else(|| panic!("no page of {name}"));
        assert!(String::from_utf8_lossy(page).contains(".SH SYNOPSIS"), "{name}");
    }
    assert!(pages.contains_key("kasverslag.1") && pages.contains_key("kasverslag-config-check.1"));
    for shell in ["bash", "zsh", "fish"] {
        let text = ask(&["completions", shell]).stdout;
        for name in &names {
            assert!(text.contains(name), "{shell} does not know {name}");
        }
    }
}

#[test]
fn the_units_are_exposed_to_little() {
    let text = fs::read_to_string(packaging().join("kasverslag.service")).expect("a unit");
    assert!(text.contains("ExecStart=/usr/bin/kasverslag run --config /etc/kasverslag/kasverslag.toml"));
    // Deliveries run the system's sendmail, which becomes somebody else and speaks to others: the unit says what it needs.
    for (name, most) in [("kasverslag", 1.0), ("kasverslag-in", 1.0), ("kasverslag-deliver", 2.3)] {
        let unit = packaging().join(format!("{name}.service"));
        let judged =
            Command::new("systemd-analyze").args(["security", "--offline=true", "--no-pager"]).arg(&unit).output();
        let Ok(judged) = judged else {
            assert!(std::env::var_os("CI").is_none(), "systemd-analyze must be there");
            return eprintln!("left out: systemd-analyze is not installed");
        };
        let told = String::from_utf8_lossy(&judged.stdout).into_owned();
        let (_, level) = told.split_once(&format!("Overall exposure level for {name}.service: ")).expect("a judgement");
        let level: f64 = level.split(' ').next().expect("a number").parse().expect("a number");
        assert!(level <= most, "{told}");
    }
}

/// Whatever is run under the filter of a unit; `None` where the kernel or a tool does not let us.
fn under_filter(unit: &str, place: &Path, program: &[&str]) -> Option<Output> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checkers/under_filter.py");
    let mut command = Command::new("python3");
    command.arg(script).arg(packaging().join(unit)).args(program).current_dir(place);
    let done = command.output().expect("python3");
    if done.status.code() == Some(77) {
        assert!(std::env::var_os("CI").is_none(), "{}", String::from_utf8_lossy(&done.stderr));
        eprintln!("{}", String::from_utf8_lossy(&done.stderr));
        return None;
    }
    Some(done)
}

/// What is refused under the filter: becoming another root, speaking to anybody, memory that is written and run.
const REFUSED: &str = "
import mmap, os, socket
for attempt in (lambda: os.chroot('/'), socket.socket, lambda: mmap.mmap(-1, 4096, prot=7)):
    try:
        attempt()
        print('allowed')
    except OSError as error:
        print(error.errno)
";

#[test]
fn a_night_and_a_desk_need_no_more_than_their_units_allow() {
    let place = tempfile::tempdir().expect("a folder");
    let place = place.path();
    let python = Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output().expect("python3");
    let python = String::from_utf8(python.stdout).expect("UTF-8").trim().to_owned();
    for unit in ["kasverslag.service", "kasverslag-in.service"] {
        let Some(refused) = under_filter(unit, place, &[&python, "-c", REFUSED]) else { return };
        assert_eq!(String::from_utf8_lossy(&refused.stdout), "1\n97\n1\n", "{refused:?}");
    }
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    copy(&samples.join("zonnedorp"), &place.join("exports"));
    assert_eq!(run_as_typed(place, &args(&["init", "exports"]), &[]).status, 0);
    let kasverslag = env!("CARGO_BIN_EXE_kasverslag");
    let now = ["--now", "2026-11-30T08:00:00+01:00"];
    for command in [&["run", "--config", "kasverslag.toml", "--date", "2026-07-05"][..], &["status"]] {
        let program = [&[kasverslag][..], command, &now].concat();
        let done = under_filter("kasverslag.service", place, &program).expect("a filter");
        assert!(
            matches!(done.status.code(), Some(0 | 1)) && done.stderr.is_empty() == (command == ["status"]),
            "{done:?}"
        );
    }
    let issued = files(&place.join("reports")).into_keys().filter(|name| name.ends_with(".pdf")).count();
    assert!(issued > 0);
    let verified = run_as_typed(place, &args(&["verify", "reports"]), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
    // The desk makes a report of an export, and a page of what is none.
    fs::create_dir(place.join("in")).expect("a folder");
    let desk = "[desk]\nin = \"in\"\nsteady_seconds = 0\n[[library]]\ninstitution = \"I355\"\n";
    fs::write(place.join("desk.toml"), desk).expect("a configuration");
    fs::copy(samples.join("zonnedorp/dagboek_2026-07.csv"), place.join("in/dagboek_2026-07.csv")).expect("an export");
    fs::write(place.join("in/stuk.csv"), "x").expect("a file");
    let program = [&[kasverslag, "desk", "--config", "desk.toml"][..], &now].concat();
    let done = under_filter("kasverslag-in.service", place, &program).expect("a filter");
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    assert!(place.join("uit/financieel-overzicht-be_I355_2026-07.pdf").is_file(), "{done:?}");
    assert!(place.join("in/LEES-MIJ stuk.csv.html").is_file(), "{done:?}");
}

#[test]
fn the_program_tells_its_version() {
    let ask = |parts: &[&str]| {
        let done = run_as_typed(Path::new("/"), &args(parts), &[]);
        assert_eq!((done.status, done.stderr.as_str()), (0, ""), "{parts:?}");
        done.stdout
    };
    let name = concat!("kasverslag ", env!("CARGO_PKG_VERSION"));
    assert_eq!(ask(&["-V"]).lines().collect::<Vec<_>>(), [name]);
    let long = ask(&["--version"]);
    assert_eq!(long.lines().next(), Some(name));
    assert!(long.contains("\narchive_layouts: 1, 2\n"), "{long}");
    let told: serde_json::Value = serde_json::from_str(&ask(&["--version", "--format", "json"])).expect("JSON");
    assert_eq!(told["form"], "kasverslag-version/1");
    assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(told["report_forms"]["manifest"], "kasverslag-manifest/2");
}
