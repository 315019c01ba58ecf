//! A year's reports handed over as a bag: whole, checked by others' tools, verified by itself, and nothing is deleted.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::program::files;
use crate::world::World;

const REPORTS: &str = "reports = [\"financieel-overzicht-be\", \"financiele-details\"]\nformats = [\"pdf\", \"csv\"]";
const NOW: &str = "2027-01-15T08:00:00+01:00";

fn world() -> World {
    let world = World::empty(REPORTS);
    for library in ["I355", "I212"] {
        for day in 1..=2 {
            let date = format!("2026-09-0{day}");
            world.export(library, &date, &[(day, &date, "1,50")]);
        }
    }
    let night = world.night("2026-09-02");
    assert_eq!(night.status, 0, "{}", night.stderr);
    world
}

fn export(world: &World, to: &str, more: &[&str]) -> crate::program::Run {
    let fixed =
        ["export", "--config", "kasverslag.toml", "--library", "I355", "--year", "2026", "--to", to, "--now", NOW];
    world.run(&[&fixed, more].concat())
}

#[test]
fn a_bag_holds_the_year_and_others_can_check_it() {
    let world = world();
    // Of its time stamps, those of the year.
    fs::create_dir(world.path("reports/I355/tijdstempels")).unwrap();
    for name in ["2026-09-07_0123456789abcdef.tsr", "2027-01-01_0123456789abcdef.tsr"] {
        fs::write(world.path("reports/I355/tijdstempels").join(name), [0xff, 0]).unwrap();
    }
    let before = files(&world.path("reports"));
    let done = export(&world, "bag", &[]);
    assert_eq!((done.status, &*done.stdout), (0, "bag\n"), "{}", done.stderr);
    assert_eq!(files(&world.path("reports")), before, "nothing is deleted or changed");
    let bag = files(&world.path("bag"));
    assert!(
        bag.keys().all(|name| !name.contains("details") && !name.contains("sqlite") && !name.contains("parquet")),
        "{:?}",
        bag.keys()
    );
    let text = |name: &str| String::from_utf8(bag[name].clone()).unwrap();
    assert_eq!(text("bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    let payload: BTreeMap<_, _> = bag.iter().filter(|(name, _)| name.starts_with("data/")).collect();
    let bytes: usize = payload.values().map(|bytes| bytes.len()).sum();
    let oxum = format!("Payload-Oxum: {bytes}.{}\n", payload.len());
    assert!(text("bag-info.txt").contains(&oxum), "{} is not {oxum}", text("bag-info.txt"));
    let manifest = text("manifest-sha256.txt");
    let named: Vec<&str> = manifest.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    assert_eq!(named, payload.keys().map(|name| name.as_str()).collect::<Vec<_>>());
    for (folder, sums) in
        [("bag", "manifest-sha256.txt"), ("bag", "tagmanifest-sha256.txt"), ("bag/data/I355/2026", "SHA256SUMS")]
    {
        let checked = Command::new("sha256sum")
            .args(["--check", "--strict", "--quiet", sums])
            .current_dir(world.path(folder))
            .output()
            .unwrap();
        assert!(checked.status.success(), "{sums}: {checked:?}");
    }
    let stamps: Vec<&str> = named.iter().copied().filter(|name| name.contains("tijdstempels")).collect();
    assert_eq!(stamps, ["data/I355/tijdstempels/2026-09-07_0123456789abcdef.tsr"]);
    let list = text("data/overdrachtslijst.csv");
    let rows: Vec<&str> = list.lines().collect();
    assert_eq!(rows.len(), 5, "two reports of two files each: {list}");
    assert!(rows[1].starts_with("Kasverslagen I355;2026;2026-01-01;2026-12-31;I355-2026-00001 Financieel overzicht BE 2026-09-01;2026-09-03;I355/2026/"), "{list}");
    assert!(rows[1].ends_with(";1;;2036-12-31"), "{list}");
    assert_eq!(text("data/I355/niet-overgedragen.csv").lines().count(), 3);
    // The same bytes at the same time of the clock.
    assert_eq!(export(&world, "again", &[]).status, 0);
    assert_eq!(files(&world.path("again")), bag);
    let twice = export(&world, "bag", &[]);
    assert_eq!(twice.status, 2, "{}", twice.stderr);
}

#[test]
fn a_bag_is_verified_alone() {
    let world = world();
    for (to, more) in [("bag", &[][..]), ("whole", &["--with-details"])] {
        assert_eq!(export(&world, to, more).status, 0);
    }
    assert!(files(&world.path("whole")).keys().any(|name| name.contains("financiele-details")));
    let head = fs::read_to_string(world.path("bag/data/I355/keten.csv")).unwrap();
    let head = head.trim_end().rsplit(';').next().unwrap().to_owned();
    fs::remove_dir_all(world.path("reports")).unwrap();
    let verify = |path: &str, more: &[&str]| world.run(&[&["verify", path, "--no-config"], more].concat());
    // What was copied without the bag around it is checked too.
    world.copy("whole/data", "alone");
    for path in ["bag/data", "bag", "whole/data", "alone"] {
        let sound = verify(path, &["--head", &head]);
        assert_eq!((sound.status, &*sound.stderr), (0, ""), "{path}");
    }
    assert_eq!(verify("bag", &["--head", &"0".repeat(64)]).status, 1);
    let told = verify("bag/data", &["--statement", "pv.json", "--now", NOW]);
    assert_eq!(told.status, 0, "{}", told.stderr);
    let json: serde_json::Value = serde_json::from_slice(&fs::read(world.path("pv.json")).unwrap()).unwrap();
    assert_eq!(json["libraries"][0]["recomputed"], false, "without lines");
    assert_eq!((&json["libraries"][0]["reports"], &json["libraries"][0]["sound_files"]), (&2.into(), &4.into()));
}

#[test]
fn whatever_is_done_to_a_bag_is_found() {
    let world = world();
    assert_eq!(export(&world, "bag", &[]).status, 0);
    let file = |end: &str| -> PathBuf {
        let name = files(&world.path("bag/data")).into_keys().find(|name| name.ends_with(end)).unwrap();
        PathBuf::from("data").join(name)
    };
    let manifest = |path: &std::path::Path| path.join("manifest-sha256.txt");
    type Tampering<'t> = (&'t str, Box<dyn Fn(&std::path::Path) + 't>, &'t str);
    let tamperings: [Tampering<'_>; 9] = [
        (
            "a CSV",
            Box::new(|bag| {
                let path = bag.join(file("09-01.csv"));
                fs::write(&path, b"other").unwrap();
            }),
            "it has been altered",
        ),
        (
            "a CSV and its hash in the bag",
            Box::new(|bag| {
                let path = bag.join(file("09-01.csv"));
                let old = sha256(&fs::read(&path).unwrap());
                fs::write(&path, b"other").unwrap();
                let text = fs::read_to_string(manifest(bag)).unwrap().replace(&old, &sha256(b"other"));
                fs::write(manifest(bag), text).unwrap();
            }),
            "it has been altered",
        ),
        ("a PDF is gone", Box::new(|bag| fs::remove_file(bag.join(file("09-02.pdf"))).unwrap()), "it is missing"),
        (
            "a file more",
            Box::new(|bag| fs::write(bag.join("data/I355/2026/more.csv"), b"x").unwrap()),
            "no report of the chain has such a file",
        ),
        (
            "a file more elsewhere",
            Box::new(|bag| fs::write(bag.join("data/more.csv"), b"x").unwrap()),
            "manifest-sha256.txt does not name it",
        ),
        (
            "the chain is cut",
            Box::new(|bag| {
                let path = bag.join("data/I355/keten.csv");
                let text = fs::read_to_string(&path).unwrap();
                let lines: Vec<&str> = text.lines().collect();
                fs::write(&path, format!("{}\n{}\n", lines[0], lines[2..].join("\n"))).unwrap();
            }),
            "the chain is broken before it",
        ),
        (
            "the list is gone",
            Box::new(|bag| fs::remove_file(bag.join("data/overdrachtslijst.csv")).unwrap()),
            "manifest-sha256.txt names it",
        ),
        (
            "what is said of it",
            Box::new(|bag| fs::write(bag.join("bag-info.txt"), b"x").unwrap()),
            "it is not what tagmanifest-sha256.txt says",
        ),
        ("no manifest", Box::new(|bag| fs::remove_file(manifest(bag)).unwrap()), "manifest-sha256.txt: it is missing"),
    ];
    for (what, tamper, told) in tamperings {
        world.copy("bag", "tampered");
        tamper(&world.path("tampered"));
        let found = world.run(&["verify", "tampered", "--no-config"]);
        assert_eq!(found.status, 1, "{what}");
        assert!(found.stderr.contains(told), "{what}: {}", found.stderr);
    }
}

#[test]
fn a_list_beside_an_archive_makes_no_bag_of_it() {
    let world = world();
    for name in ["bagit.txt", "overdrachtslijst.csv"] {
        fs::write(world.path("reports").join(name), "BagIt-Version: 1.0\n").unwrap();
    }
    let told = world.run(&["verify", "reports", "--no-config", "--statement", "pv.json", "--now", NOW]);
    assert_eq!(told.status, 0, "{}", told.stderr);
    let json: serde_json::Value = serde_json::from_slice(&fs::read(world.path("pv.json")).unwrap()).unwrap();
    assert_eq!((&json["libraries"][0]["recomputed"], json["libraries"].as_array().unwrap().len()), (&true.into(), 2));
    // Who takes the archive away too is told of what is missing.
    fs::rename(world.path("reports/archive"), world.path("away")).unwrap();
    assert_eq!(world.run(&["verify", "reports", "--no-config"]).status, 1);
}

#[test]
fn what_is_not_as_it_was_issued_is_not_handed_over() {
    let world = world();
    let name = files(&world.path("reports/I355/2026")).into_keys().find(|name| name.ends_with(".csv")).unwrap();
    fs::write(world.path("reports/I355/2026").join(name), b"x").unwrap();
    let refused = export(&world, "bag", &[]);
    assert_eq!(refused.status, 1, "{}", refused.stderr);
    assert!(!world.path("bag").exists(), "nothing half");
    let none =
        world.run(&["export", "--config", "kasverslag.toml", "--library", "I355", "--year", "2019", "--to", "bag"]);
    assert_eq!(none.status, 1, "{}", none.stderr);
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
