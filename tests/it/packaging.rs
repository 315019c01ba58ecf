//! What a package holds beside the program.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{args, files, run_as_typed};

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
fn the_unit_is_exposed_to_little() {
    let unit = packaging().join("kasverslag.service");
    let text = fs::read_to_string(&unit).expect("a unit");
    assert!(text.contains("ExecStart=/usr/bin/kasverslag run --config /etc/kasverslag/kasverslag.toml"));
    let judged = Command::new("systemd-analyze").args(["security", "--offline=true", "--no-pager"]).arg(&unit).output();
    let Ok(judged) = judged else {
        assert!(std::env::var_os("CI").is_none(), "systemd-analyze must be there");
        return eprintln!("left out: systemd-analyze is not installed");
    };
    let told = String::from_utf8_lossy(&judged.stdout).into_owned();
    let (_, level) = told.split_once("Overall exposure level for kasverslag.service: ").expect("a judgement");
    let level: f64 = level.split(' ').next().expect("a number").parse().expect("a number");
    assert!(level <= 1.0, "{told}");
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
    assert!(long.contains("\narchives: writes layout 2, reads 1, 2\n"), "{long}");
    let told: serde_json::Value = serde_json::from_str(&ask(&["--version", "--format", "json"])).expect("JSON");
    assert_eq!(told["form"], "kasverslag-version/1");
    assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(told["report_forms"]["manifest"], "kasverslag-manifest/2");
}
