//! What the machine around an archive may be like: a clock that goes back, locks that keep nobody out, files that are none,
//! parts on other file systems, readers beside a run.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::program::args;
use crate::world::{World, after};

#[test]
fn a_clock_that_goes_back_stops_and_may_be_accepted() {
    let world = World::of_five_days();
    let issued = world.csvs("I355");
    world.export("I355", "2026-09-06", &[(6, "2026-09-06", "6,00")]);
    world.export("I212", "2026-09-06", &[(6, "2026-09-06", "6,00")]);
    for now in ["2025-01-01T03:00:00+01:00", "2026-09-06T02:59:59+02:00", "1970-01-01T00:00:00+01:00"] {
        let night = world.night_at("2026-09-06", now);
        assert_eq!(night.status, 3, "{now}: {}", night.stderr);
        assert!(night.stderr.contains("I355: the clock says "), "{now}: {}", night.stderr);
        assert!(night.stderr.contains("--accept-clock"), "{now}: {}", night.stderr);
        assert_eq!(world.csvs("I355"), issued, "{now}");
    }
    // The clock was ten years ahead for a night; once that is said, nights go on as they would.
    let ahead = world.night_at("2026-09-06", "2036-03-01T05:15:00+01:00");
    assert_eq!(ahead.status, 0, "{}", ahead.stderr);
    world.export("I355", "2026-09-07", &[(7, "2026-09-07", "7,00")]);
    world.export("I212", "2026-09-07", &[(7, "2026-09-07", "7,00")]);
    assert_eq!(world.night("2026-09-07").status, 3);
    let run = |day: &str, more: &[&str]| {
        let now = after(day);
        world.run(&[&["run", "--config", "kasverslag.toml", "--date", day, "--now", &now], more].concat())
    };
    for (day, more) in [("2026-09-07", &["--accept-clock"][..]), ("2026-09-07", &[])] {
        let night = run(day, more);
        assert_eq!(night.status, 0, "{}", night.stderr);
    }
    assert_eq!(world.csvs("I355").len(), 7);
    let earlier = run("2026-09-07", &["--now", "2026-09-08T02:00:00+02:00"]);
    assert_ne!(earlier.status, 0, "twice --now: {}", earlier.stderr);
    assert_eq!(world.night_at("2026-09-07", "2026-09-08T02:00:00+02:00").status, 3, "later reports count again");
    let verified = world.verify();
    assert_eq!(verified.status, 0, "{}", verified.stderr);
    let told = "I355-2026-00006: it bears an earlier time than the report before it";
    assert!(verified.stderr.contains(told), "{}", verified.stderr);
}

#[test]
fn locks_that_keep_nobody_out_are_found_out() {
    let world = World::of_five_days();
    let output = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=flock", "-e", "inject=flock:retval=0"])
        .arg(env!("CARGO_BIN_EXE_kasverslag"))
        .args(["run", "--config", "kasverslag.toml", "--date", "2026-09-05", "--now", "2026-09-06T03:00:00+02:00"])
        .current_dir(world.place())
        .env("KASVERSLAG_LOG", "off")
        .output();
    let Ok(Output { status, stderr, .. }) = output else {
        eprintln!("NOTICE: strace (Debian's strace) does not work here: locks that do nothing are NOT tried");
        assert!(std::env::var_os("CI").is_none(), "in CI they must be tried");
        return;
    };
    let told = String::from_utf8_lossy(&stderr);
    assert!(status.code() == Some(3) && told.contains("locks do nothing on this file system"), "{status}: {told}");
    assert_eq!(world.night("2026-09-05").status, 0);
}

/// Runs the program and demands that it ends by itself.
fn bounded(world: &World, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new("timeout")
        .args(["30", env!("CARGO_BIN_EXE_kasverslag")])
        .args(args(arguments))
        .current_dir(world.place())
        .env("KASVERSLAG_LOG", "off")
        .output()
        .expect("timeout runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let csv = "reports/I355/2026/I355-2026-00001_financieel-overzicht-be_2026-09-01/\
               financieel-overzicht-be_I355_2026-09-01.csv";
    let night = ["run", "--config", "kasverslag.toml", "--date", "2026-09-05", "--now", "2026-09-06T03:00:00+02:00"];
    let dry = [&night[..], &["--dry-run"]].concat();
    let report = [
        "report",
        "financieel-overzicht-be",
        "--archive",
        "reports",
        "--institution",
        "I355",
        "--period",
        "2026-09-01",
    ];
    let commands: [&[&str]; 4] = [&["verify", "reports"], &night, &dry, &report];
    for name in [
        "reports/archive/I355/lines/2026-09.000005.parquet",
        "reports/archive/I355/register.sqlite",
        "reports/archive/lock",
        "reports/run.json",
        csv,
    ] {
        for kind in ["pipe", "device", "folder"] {
            let world = World::of_five_days();
            let path = world.path(name);
            fs::remove_file(&path).unwrap();
            match kind {
                "pipe" => assert!(Command::new("mkfifo").arg(&path).status().unwrap().success()),
                "device" => std::os::unix::fs::symlink("/dev/zero", &path).unwrap(),
                _ => fs::create_dir(&path).unwrap(),
            }
            for command in commands {
                let (status, told) = bounded(&world, command);
                assert!(matches!(status, Some(0..=3)), "{name} is a {kind}: {command:?}: {status:?} {told}");
                // Nobody takes it for sound who must look at it.
                let must_tell = match name {
                    "reports/archive/lock" => command[0] == "run",
                    "reports/run.json" => false,
                    _ if name == csv => command[0] == "verify",
                    _ => true,
                };
                assert!(!must_tell || status != Some(0), "{name} is a {kind}: {command:?}: {told}");
            }
        }
    }
}

#[test]
fn a_year_on_another_file_system_is_no_trouble() {
    let world = World::of_five_days();
    world.export("I355", "2026-09-06", &[(6, "2026-09-06", "6,00")]);
    world.export("I212", "2026-09-06", &[(6, "2026-09-06", "6,00")]);
    let mount = "mount -t tmpfs none mnt && cp -a reports/I355/2026/. mnt && mount --bind mnt reports/I355/2026";
    let run = "run --config kasverslag.toml --date 2026-09-06 --now 2026-09-07T03:00:00+02:00";
    let script = format!(
        "mkdir mnt && {mount} || exit 99; \"$0\" {run} && \"$0\" verify reports && \"$0\" {run} && cat reports/I355/2026/*00006*/*.csv"
    );
    let output = Command::new("unshare")
        .args(["-rm", "bash", "-c", &script, env!("CARGO_BIN_EXE_kasverslag")])
        .current_dir(world.place())
        .env("KASVERSLAG_LOG", "off")
        .output();
    let Some(output) = output.ok().filter(|output| ![Some(99), Some(1)].contains(&output.status.code())) else {
        eprintln!("NOTICE: no file system can be mounted here: a year on another one is NOT tried");
        return;
    };
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("6,00"), "{told}");
}

#[test]
fn readers_beside_a_run_are_told_of_no_damage() {
    let world = World::of_five_days();
    for day in 6..=30 {
        let date = format!("2026-09-{day:02}");
        for library in ["I355", "I212"] {
            world.export(library, &date, &[(day, &date, "1,00"), (1000 + day, &date, "2,00")]);
        }
    }
    let spawn = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_kasverslag"))
            .args(args(arguments))
            .current_dir(world.place())
            .env("KASVERSLAG_LOG", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    };
    let out = |place: &Path, name: &str| place.join(name).display().to_string();
    let mut looks = 0;
    for day in 6..=30 {
        let date = format!("2026-09-{day:02}");
        let now = after(&date);
        let mut night = spawn(&["run", "--config", "kasverslag.toml", "--date", &date, "--now", &now]);
        loop {
            let to = out(world.place(), &format!("out{looks}"));
            let report = [
                "report",
                "financieel-overzicht-be",
                "--archive",
                "reports",
                "--institution",
                "I355",
                "--period",
                "2026-09-01..2026-09-05",
                "--format",
                "csv",
                "--out",
                &to,
            ];
            let pages = ["pages", "--config", "kasverslag.toml"];
            for readers in [&["verify", "reports"][..], &report, &pages] {
                let output = spawn(readers).wait_with_output().unwrap();
                let told = String::from_utf8_lossy(&output.stderr);
                assert_eq!(output.status.code(), Some(0), "{readers:?} beside the night of {date}: {told}");
                looks += 1;
            }
            if night.try_wait().unwrap().is_some() {
                break;
            }
        }
        let output = night.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    println!("{looks} looks beside 25 nights");
    assert_eq!(world.csvs("I355").len(), 30);
}
