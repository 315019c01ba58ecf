//! The Delta log beside a library's lines: readers that know nothing of kasverslag see one whole state of a night, and what
//! reports say, to the cent.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::oracle::Generator;
use crate::program::checker;
use crate::world::{Line, World, after};

const QUERY: &str = "SELECT coalesce(sum(cents), 0), count(*), min(settled_day), max(settled_day) FROM line \
                     WHERE dropped_by IS NULL AND settled_day IS NOT NULL";

fn log(world: &World) -> PathBuf {
    world.path("reports/archive/I355/_delta_log")
}

/// The commits of a log, in their order, each with its actions.
fn commits(world: &World) -> Vec<Vec<serde_json::Value>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(log(world)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    paths.iter().map(read).collect()
}

/// The files that each version of the table has, and how many lines it promises in all.
fn replayed(commits: &[Vec<serde_json::Value>]) -> Vec<(BTreeMap<String, u64>, u64)> {
    let mut files: BTreeMap<String, u64> = BTreeMap::new();
    let mut versions = Vec::new();
    for action in commits {
        for action in action {
            if let Some(added) = action.get("add") {
                let stats: serde_json::Value = serde_json::from_str(added["stats"].as_str().unwrap()).unwrap();
                let lines = stats["numRecords"].as_u64().unwrap();
                assert_eq!(files.insert(added["path"].as_str().unwrap().to_owned(), lines), None, "added twice");
            }
            if let Some(removed) = action.get("remove") {
                assert!(files.remove(removed["path"].as_str().unwrap()).is_some(), "removed and never added");
            }
        }
        versions.push((files.clone(), files.values().sum()));
    }
    versions
}

/// The cents, lines, first and last day of what holds, after each night.
type Held = Vec<(i64, usize, String, String)>;

/// The night after a day until which both libraries have told, the second that nothing was booked.
fn quiet_night(world: &World, day: &str) {
    world.export_as(&format!("I212_2026-09-25_{day}.csv"), "I212", &[]);
    let night = world.night(day);
    assert!(!night.stderr.contains("error"), "{}", night.stderr);
}

/// Nights of a library over two months: lines come, change their amount, move to another day, vanish.
fn nights(seed: u64, days: u32) -> (World, Held) {
    let world = World::empty("delta = true\nmode = \"snapshot\"");
    let mut generator = Generator::new(seed);
    let mut lines: Vec<(u32, String, i64)> = Vec::new();
    let mut held = Vec::new();
    let first = chrono::NaiveDate::from_ymd_opt(2026, 9, 25).unwrap();
    for number in 0..days {
        let day = (first + chrono::Days::new(number.into())).to_string();
        if !generator.one_in(4) {
            for line in &mut lines {
                match generator.below(8) {
                    0 => line.2 = generator.below(5_000) as i64,
                    1 => line.1.clone_from(&day),
                    _ => {}
                }
            }
            lines.retain(|_| !generator.one_in(9));
            let came = 1 + generator.below(4) as u32;
            lines.extend((0..came).map(|id| (100 * (number + 1) + id, day.clone(), generator.below(5_000) as i64)));
        }
        let amounts: Vec<String> = lines.iter().map(|line| format!("{},{:02}", line.2 / 100, line.2 % 100)).collect();
        let told: Vec<Line<'_>> =
            lines.iter().zip(&amounts).map(|((id, day, _), amount)| (*id, day.as_str(), amount.as_str())).collect();
        world.export_as(&format!("I355_2026-09-25_{day}.csv"), "I355", &told);
        quiet_night(&world, &day);
        let told = lines.iter().map(|line| &line.1);
        let (first, last) = (told.clone().min().unwrap().clone(), told.max().unwrap().clone());
        held.push((lines.iter().map(|line| line.2).sum(), lines.len(), first, last));
        let verified = world.verify();
        assert_eq!((verified.status, &*verified.stderr), (0, ""), "seed {seed}, {day}");
    }
    (world, held)
}

#[test]
fn every_version_is_one_whole_state_of_a_night() {
    for seed in [1, 2] {
        let (world, held) = nights(seed, 7);
        let commits = commits(&world);
        let versions = replayed(&commits);
        let states: Vec<u64> =
            commits.iter().flatten().filter_map(|action| action["txn"]["version"].as_u64()).collect();
        assert!(states.is_sorted() && states.len() == commits.len(), "{states:?}");
        let lines = world.path("reports/archive/I355");
        for (files, _) in &versions {
            assert!(files.keys().all(|file| lines.join(file).is_file()), "seed {seed}: {files:?}");
        }
        let register = rusqlite::Connection::open(lines.join("register.sqlite")).unwrap();
        let query = "SELECT group_concat('lines/' || file, ' '), sum(lines) FROM (SELECT * FROM month ORDER BY file)";
        let known: (String, u64) =
            register.query_row(query, [], |row| Ok((row.get(0)?, row.get::<_, u32>(1)?.into()))).unwrap();
        let (files, count) = versions.last().unwrap();
        assert_eq!((files.keys().cloned().collect::<Vec<_>>().join(" "), *count), known, "seed {seed}");
        assert!(!world.path("reports/archive/I355/lines/.replaced").exists());

        let Some(reader) = checker("delta", "Delta logs are NOT read by delta-rs") else { continue };
        let read = Command::new(reader).arg(&lines).arg(QUERY).output().expect("delta-rs runs");
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
        let read = String::from_utf8(read.stdout).unwrap();
        let read: Vec<serde_json::Value> = read.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        // A night that changed nothing has no version.
        let mut meant = held;
        meant.dedup();
        let meant: Vec<_> = meant
            .iter()
            .map(|(cents, count, first, last)| serde_json::json!([cents.to_string(), count.to_string(), first, last]))
            .collect();
        let found: Vec<_> = read.iter().map(|version| version["row"].clone()).collect();
        assert_eq!(found, meant, "seed {seed}: {read:?}");
    }
}

#[test]
fn files_that_were_replaced_stay_for_a_week_and_go() {
    let (world, _) = nights(7, 3);
    let first = replayed(&commits(&world))[0].0.clone();
    let is_there = || first.keys().filter(|file| world.path("reports/archive/I355").join(file).exists()).count();
    assert_eq!(is_there(), first.len());
    let exports = world.path("exports");
    fs::copy(exports.join("I355_2026-09-25_2026-09-27.csv"), exports.join("I355_2026-09-25_2026-10-05.csv")).unwrap();
    let now = after("2026-10-05");
    let dry = world.run(&["run", "--config", "kasverslag.toml", "--dry-run", "--date", "2026-10-05", "--now", &now]);
    assert!(!dry.stderr.contains("_delta_log"), "{}", dry.stderr);
    assert_eq!(is_there(), first.len());
    quiet_night(&world, "2026-10-05");
    let newest = replayed(&commits(&world)).pop().unwrap().0;
    let needed = first.keys().filter(|file| newest.contains_key(*file)).count();
    assert_eq!(is_there(), needed);
    assert_eq!(world.verify().status, 0);
}

#[test]
fn a_log_that_stayed_behind_is_told_and_brought_on() {
    let (world, _) = nights(3, 4);
    let newest = log(&world).join(format!("{:020}.json", commits(&world).len() - 1));
    let meant = fs::read(&newest).unwrap();
    fs::remove_file(&newest).unwrap();
    let verified = world.verify();
    assert_eq!(verified.status, 0);
    assert!(verified.stderr.contains("it tells of an earlier state; the next run brings it on"), "{}", verified.stderr);
    // The same night again: another minute would be another time in the log.
    quiet_night(&world, "2026-09-28");
    assert_eq!(fs::read(&newest).unwrap(), meant);
    assert_eq!(world.verify().status, 0);
}

#[test]
fn a_log_that_tells_something_else_is_named() {
    let (world, _) = nights(5, 4);
    let log = log(&world);
    let kept: Vec<(PathBuf, String)> = fs::read_dir(&log)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    let (first, newest) = (log.join(format!("{:020}.json", 0)), log.join(format!("{:020}.json", kept.len() - 1)));
    let edit = |path: &PathBuf, from: &str, to: &str| {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    let text = fs::read_to_string(&newest).unwrap();
    let size = text.split("\"size\":").nth(1).unwrap().split(',').next().unwrap().to_owned();
    let tamper: [(&str, &dyn Fn()); 7] = [
        ("a size", &|| edit(&newest, &format!("\"size\":{size}"), "\"size\":1")),
        ("a number of lines", &|| edit(&newest, "\\\"numRecords\\\":", "\\\"numRecords\\\":1")),
        ("a file that is not removed", &|| {
            edit(&newest, "{\"remove\":{\"path\":\"lines/2", "{\"remove\":{\"path\":\"lines/3");
        }),
        ("a type", &|| edit(&first, "\\\"long\\\"", "\\\"string\\\"")),
        ("a first commit that is gone", &|| fs::remove_file(&first).unwrap()),
        ("half a commit", &|| fs::write(&newest, &text[..text.len() / 2]).unwrap()),
        ("an empty commit", &|| fs::write(&newest, "").unwrap()),
    ];
    for (what, tamper) in tamper {
        tamper();
        let verified = world.verify();
        assert_eq!(verified.status, 1, "{what}: {}", verified.stderr);
        assert!(verified.stderr.contains("_delta_log"), "{what}: {}", verified.stderr);
        for (path, text) in &kept {
            fs::write(path, text).unwrap();
        }
        assert_eq!(world.verify().status, 0, "{what}");
    }
    // The way out: without a log the next run begins one.
    fs::rename(&log, world.path("aside")).unwrap();
    quiet_night(&world, "2026-09-28");
    assert_eq!(commits(&world).len(), 1);
    assert_eq!(world.verify().status, 0);
}
