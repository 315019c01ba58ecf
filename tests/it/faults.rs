//! A fault at every write-side system call of a run or a report, one after the other: killed, disk full, input/output
//! error, a write that is lost.
//!
//! After each, a reader sees for every report the old state or the new one, never half a folder; a plain run heals,
//! and then the tree is that of a run that nothing happened to, and `verify` is clean. Tried for a library's first
//! night and for one that restates; the healing run is killed once, too. `FAULTS=all` tries every call; otherwise every
//! seventh, so that the quick tier stays quick. Needs `strace`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{args, copy, files, run};

const CALLS: [&str; 10] =
    ["openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "unlink", "mkdir", "ftruncate"];
const KILL: &str = "signal=KILL";
const MODES: [&str; 4] = [KILL, "error=ENOSPC", "error=EIO", "error=ENOSPC:for-ever"];

const CONFIG: &str = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nmode = \"snapshot\"\nperiods = [\"day\"]\n\
                      [[library]]\ninstitution = \"I355\"\n";
const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";
const FIRST: &str =
    "1;02-11-2026;02-11-2026;K001;I355;3550;2110;1,00\n2;02-11-2026;02-11-2026;B001;I355;3550;2110;2,50\n";
const SECOND: &str =
    "2;02-11-2026;02-11-2026;B001;I355;3550;2110;2,50\n3;03-11-2026;03-11-2026;K001;I355;3550;2110;0,40\n";

fn night(place: &Path, day: &str) -> Vec<String> {
    let config = place.join("kasverslag.toml").display().to_string();
    let now = crate::world::after(day);
    args(&["run", "--config", &config, "--date", day, "--now", &now])
}

/// A place whose first night is still to come.
fn at_the_start() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = folder.path();
    fs::create_dir(place.join("exports")).unwrap();
    fs::write(place.join("kasverslag.toml"), CONFIG).unwrap();
    fs::write(place.join("exports/a_2026-11-02_2026-11-02.csv"), HEADER.to_owned() + FIRST).unwrap();
    folder
}

/// A place with one night behind it and another to come: the second restates the first and issues a new day.
fn prepared() -> tempfile::TempDir {
    let folder = at_the_start();
    let place = folder.path();
    assert_eq!(run(place, &night(place, "2026-11-02"), &[]).status, 0);
    fs::write(place.join("exports/b_2026-11-02_2026-11-03.csv"), HEADER.to_owned() + SECOND).unwrap();
    folder
}

/// What matters of the tree: issued files with their bytes, and the names of the rest. SQLite's own bytes tell of the
/// way, not of the state; `verify` reads that. Files of lines that were replaced wait for readers or are gone.
fn state(place: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = files(&place.join("reports")).into_iter();
    all.filter(|(name, _)| name != "run.json" && !name.contains("/.replaced/"))
        .map(|(name, bytes)| if name.ends_with(".sqlite") { (name, Vec::new()) } else { (name, bytes) })
        .collect()
}

/// Runs the program with a fault at the n-th call of a kind, whatever it is about; tells its status, and whether the
/// fault came to pass.
fn injected(place: &Path, arguments: &[String], call: &str, mode: &str, n: usize) -> (Option<i32>, bool) {
    let log = place.join("trace");
    let (error, is_for_ever) = mode.split_once(":for-ever").map_or((mode, false), |(error, _)| (error, true));
    let when = if is_for_ever { format!("{n}+") } else { n.to_string() };
    let output = Command::new("strace")
        // Faster, but with it only the first call is killed.
        .args(if mode == KILL { &["-f"][..] } else { &["-f", "--seccomp-bpf"] })
        .args(["-qq", "-o"])
        .arg(&log)
        .args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:{error}:when={when}")])
        .arg(env!("CARGO_BIN_EXE_kasverslag"))
        .args(arguments)
        .current_dir(place)
        .output()
        .expect("strace runs");
    let trace = fs::read_to_string(&log).unwrap_or_default();
    let _ = fs::remove_file(&log);
    (output.status.code(), trace.contains("INJECTED") || trace.contains("SIGKILL"))
}

/// Whether faults can be tried here; in CI they must.
fn can_trace() -> bool {
    let works = Command::new("strace")
        .args(["-f", "--seccomp-bpf", "-qq", "-e", "trace=write", "-o", "/dev/null", "true"])
        .status();
    if works.is_ok_and(|status| status.success()) {
        return true;
    }
    eprintln!("NOTICE: strace (Debian's strace) does not work here: faults are NOT tried");
    assert!(std::env::var_os("CI").is_none(), "in CI faults must be tried");
    false
}

/// Every how many calls a fault is tried.
fn step() -> usize {
    if std::env::var("FAULTS").is_ok_and(|value| value == "all") { 1 } else { 7 }
}

#[test]
fn a_fault_at_any_call_leaves_old_or_new_and_heals() {
    if !can_trace() {
        return;
    }
    let step = step();
    let nights = [(at_the_start(), "2026-11-02"), (prepared(), "2026-11-03")];
    let nights: Vec<Night> = nights.into_iter().map(|(start, day)| Night::of(start, day)).collect();
    let tried: Vec<(usize, usize)> = std::thread::scope(|scope| {
        let all =
            nights.iter().flat_map(|night| [MODES[..2].to_vec(), MODES[2..].to_vec()].map(|modes| (night, modes)));
        let threads: Vec<_> = all.map(|(night, modes)| scope.spawn(move || night.try_faults(&modes, step))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no fault does harm")).collect()
    });
    let (points, runs) = tried.iter().fold((0, 0), |sum, tried| (sum.0 + tried.0, sum.1 + tried.1));
    println!("{points} points, {runs} runs with a fault");
    assert!(runs > 60, "only {runs} faults came to pass");
}

/// A night to be disturbed: the place before it, and what it leaves behind when nothing happens.
struct Night {
    start: tempfile::TempDir,
    day: &'static str,
    old: BTreeMap<String, Vec<u8>>,
    new: BTreeMap<String, Vec<u8>>,
}

impl Night {
    fn of(start: tempfile::TempDir, day: &'static str) -> Self {
        let undisturbed = tempfile::tempdir().unwrap();
        let place = undisturbed.path();
        copy(start.path(), place);
        let old = state(place);
        assert_eq!(run(place, &night(place, day), &[]).status, 0);
        let new = state(place);
        assert_ne!(old, new);
        Self { start, day, old, new }
    }

    /// Tries faults of some modes at every call; tells how many calls and how many runs that were.
    fn try_faults(&self, modes: &[&str], step: usize) -> (usize, usize) {
        let (mut runs, mut points) = (0, 0);
        for call in CALLS {
            for mode in modes {
                for n in (1..).step_by(step) {
                    let folder = tempfile::tempdir().unwrap();
                    let place = folder.path();
                    copy(self.start.path(), place);
                    let (status, came_to_pass) = injected(place, &night(place, self.day), call, mode, n);
                    let what = format!("{} {call} {n} {mode}", self.day);
                    if !came_to_pass {
                        assert_eq!(status, Some(0), "{what}: nothing was injected");
                        break;
                    }
                    runs += 1;
                    points += usize::from(*mode == KILL);
                    assert!(!matches!(status, Some(70 | 101)), "{what}: status {status:?}");
                    self.check_disturbed(place, &what);
                    if *mode == KILL {
                        injected(place, &night(place, self.day), call, mode, 1 + n / 2);
                        self.check_disturbed(place, &format!("{what}, and again"));
                    }
                    self.check_healed(place, &what);
                }
            }
        }
        (points, runs)
    }

    /// For every report the old state or the new one, never half a folder.
    fn check_disturbed(&self, place: &Path, what: &str) {
        let found = state(place);
        let is_issued = |name: &&String| name.starts_with("I355/2026/I355-");
        for name in found.keys().filter(is_issued) {
            assert_eq!(found.get(name), self.new.get(name), "{what}: {name} is neither old nor new");
            let csv = name.replace(".pdf", ".csv");
            assert!(found.contains_key(&csv), "{what}: {csv} is missing beside its PDF");
        }
        for name in self.old.keys().filter(is_issued) {
            assert!(found.contains_key(name), "{what}: {name} is gone");
        }
    }

    fn check_healed(&self, place: &Path, what: &str) {
        // What a dry run says of what has been left half done is what the next run does.
        let before = files(place);
        let mut dry = night(place, self.day);
        dry.push("--dry-run".to_owned());
        let dry = run(place, &dry, &[]);
        assert!(files(place) == before, "{what}: the dry run changed something");
        let healed = run(place, &night(place, self.day), &[]);
        assert_eq!(healed.status, 0, "{what}: the next run: {}", healed.stderr);
        let would = dry.stdout.replace("would issue ", "").replace("would complete ", "");
        assert_eq!(would, healed.stdout, "{what}: {}", dry.stderr);
        let reports = |files: &BTreeMap<String, Vec<u8>>| {
            files.keys().filter(|name| name.contains("I355/2026/I355-")).cloned().collect::<Vec<_>>()
        };
        let is_silent = healed.stderr.contains("nothing was changed");
        assert!(!is_silent || reports(&before) == reports(&files(place)), "{what}: {}", healed.stderr);
        let found = state(place);
        assert_eq!(found.keys().collect::<Vec<_>>(), self.new.keys().collect::<Vec<_>>(), "{what}");
        assert!(found == self.new, "{what}: the healed tree has other bytes");
        let verified = run(place, &args(&["verify", "reports"]), &[]);
        assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "{what}");
    }
}

/// The system says that a byte was written and loses it: only the rest comes onto the disk.
#[test]
fn a_write_that_is_lost_is_noticed_before_anything_is_issued() {
    if !can_trace() {
        return;
    }
    let started = Night::of(at_the_start(), "2026-11-02");
    let (mut runs, mut noticed, mut beside) = (0, 0, 0);
    for n in 1.. {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        copy(started.start.path(), place);
        let (status, came_to_pass) = injected(place, &night(place, started.day), "write", "retval=1", n);
        let what = format!("lost write {n}");
        if !came_to_pass {
            break;
        }
        runs += 1;
        // What lies beside reports that were issued already is read back too, and made again by the next run.
        if status == Some(3) {
            assert!(state(place).keys().any(|name| name.starts_with("I355/2026/I355-")), "{what}");
            beside += 1;
        } else if status != Some(0) {
            assert_eq!(status, Some(70), "{what}");
            assert!(
                state(place).keys().all(|name| !name.starts_with("I355/2026/I355-")),
                "{what}: a report was issued"
            );
            noticed += 1;
        }
        started.check_disturbed(place, &what);
        started.check_healed(place, &what);
    }
    println!("{runs} lost writes, {noticed} of them in files that the register tells of");
    assert!(beside >= 2, "only {beside} of {runs} were noticed beside the reports");
    assert!(noticed >= 3, "only {noticed} of {runs} were noticed");
}

/// Without the configuration that lies there: on demand too its snapshots would take lines away.
const REPORT: [&str; 11] = [
    "report",
    "financieel-overzicht-be,financiele-details",
    "--input",
    "exports",
    "--period",
    "2026-11",
    "--now",
    "2026-12-01T08:00:00+01:00",
    "--out",
    "out",
    "--no-config",
];

#[test]
fn a_fault_in_a_report_leaves_whole_files_and_the_next_clears_the_rest_away() {
    if !can_trace() {
        return;
    }
    let start = at_the_start();
    let reports = args(&REPORT);
    assert_eq!(run(start.path(), &reports, &[]).status, 0);
    fs::write(start.path().join("exports/b_2026-11-02_2026-11-03.csv"), HEADER.to_owned() + SECOND).unwrap();
    let old = files(&start.path().join("out"));
    let undisturbed = tempfile::tempdir().unwrap();
    copy(start.path(), undisturbed.path());
    assert_eq!(run(undisturbed.path(), &reports, &[]).status, 0);
    let new = files(&undisturbed.path().join("out"));
    assert!(new.len() == 4 && new.keys().eq(old.keys()) && new.iter().all(|(name, bytes)| old[name] != *bytes));
    let (mut runs, mut leftovers) = (0, 0);
    for (call, mode) in CALLS.iter().flat_map(|call| MODES.map(|mode| (call, mode))) {
        for n in (1..).step_by(step()) {
            let folder = tempfile::tempdir().unwrap();
            let place = folder.path();
            copy(start.path(), place);
            let (status, came_to_pass) = injected(place, &reports, call, mode, n);
            let what = format!("report, {call} {n} {mode}");
            if !came_to_pass {
                assert_eq!(status, Some(0), "{what}: nothing was injected");
                break;
            }
            runs += 1;
            assert!(!matches!(status, Some(70 | 101)), "{what}: status {status:?}");
            for (name, bytes) in files(&place.join("out")) {
                let is_whole = name.starts_with(".kasverslag-") || bytes == old[&name] || bytes == new[&name];
                assert!(is_whole, "{what}: {name} is neither old nor new");
                leftovers += usize::from(name.starts_with('.'));
                assert!(status != Some(0) || bytes == new[&name], "{what}: {name} is old");
            }
            assert_eq!(run(place, &reports, &[]).status, 0, "{what}: the next");
            assert!(files(&place.join("out")) == new, "{what}: the next leaves something else");
        }
    }
    println!("{runs} reports with a fault, which left {leftovers} passing files");
    assert!(runs > 20 && leftovers > 0, "{runs} faults, {leftovers} leftovers");
}

#[test]
fn only_what_nobody_is_at_work_on_is_cleared_away() {
    let folder = at_the_start();
    let out = folder.path().join("out");
    fs::create_dir_all(out.join(".kasverslag-folder")).unwrap();
    let others = [".kasverslag-mine", ".kasverslag-abc-12", ".kasverslag-", "kasverslag-abc123", ".abc123"];
    for name in others {
        fs::write(out.join(name), "mine").unwrap();
    }
    std::os::unix::fs::symlink("nowhere", out.join(".kasverslag-link12")).unwrap();
    let left = out.join(".kasverslag-abc123");
    fs::write(&left, "half a report").unwrap();
    let held = fs::File::open(&left).unwrap();
    held.lock().unwrap();
    let report = || assert_eq!(run(folder.path(), &args(&REPORT), &[]).status, 0);
    report();
    assert!(left.exists(), "another program is writing it");
    drop(held);
    report();
    assert!(!left.exists(), "nobody is writing it");
    assert!(others.iter().all(|name| out.join(name).exists()) && out.join(".kasverslag-folder").is_dir());
    assert!(out.join(".kasverslag-link12").is_symlink());
}

#[test]
fn a_run_does_not_start_beside_another_and_libraries_side_by_side_give_the_same_bytes() {
    let folder = prepared();
    let place = folder.path();
    let lock = fs::OpenOptions::new().write(true).open(place.join("reports/archive/lock")).unwrap();
    lock.lock().unwrap();
    fs::write(place.join("reports/archive/lock"), "process 7 since then\n").unwrap();
    let refused = run(place, &night(place, "2026-11-03"), &[]);
    assert_eq!(refused.status, 3);
    assert!(refused.stderr.contains("another run is at work: process 7 since then"), "{}", refused.stderr);
    // A dry run does not look at registers that are being written.
    let mut dry = night(place, "2026-11-03");
    dry.push("--dry-run".to_owned());
    let refused = run(place, &dry, &[]);
    assert_eq!(refused.status, 3);
    assert!(refused.stderr.contains("another run is at work: process 7 since then"), "{}", refused.stderr);
    drop(lock);
    // The holder is dead, its text still there: the lock is taken over.
    assert_eq!(run(place, &night(place, "2026-11-03"), &[]).status, 0);

    let trees: Vec<_> = ["1", "4"]
        .map(|jobs| {
            let folder = tempfile::tempdir().unwrap();
            let place = folder.path();
            let libraries: String =
                (100..112).map(|code| format!("[[library]]\ninstitution = \"I{code}\"\n")).collect();
            let config = CONFIG.replace("exports/*.csv", "exports/{institution}/*.csv");
            let config = config.replace("[[library]]\ninstitution = \"I355\"\n", &libraries);
            fs::write(place.join("kasverslag.toml"), config).unwrap();
            for code in 100..112 {
                let exports = place.join(format!("exports/I{code}"));
                fs::create_dir_all(&exports).unwrap();
                let lines = FIRST.replace("I355", &format!("I{code}"));
                fs::write(exports.join("a_2026-11-02_2026-11-02.csv"), HEADER.to_owned() + &lines).unwrap();
            }
            let mut night = night(place, "2026-11-02");
            night.extend(args(&["--jobs", jobs]));
            let done = run(place, &night, &[]);
            assert_eq!(done.status, 0, "{}", done.stderr);
            let mut tree = files(&place.join("reports"));
            tree.remove("run.json");
            (tree, done.stdout.replace(&place.display().to_string(), "PLACE"))
        })
        .into();
    assert!(trees[0] == trees[1], "two jobs give other bytes than one");
}
