//! A year's reports handed over as a bag: whole, checked by others' tools, verified by itself, and nothing is deleted.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
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
            "nothing that was handed over is called so",
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
            "line 2 is not what keten.jsonl gives",
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

/// Makes the hashes of a bag anew, as somebody does who has changed something in it.
fn close_again(bag: &Path) {
    let hashes = |names: Vec<String>| -> String {
        names.iter().map(|name| format!("{}  {name}\n", sha256(&fs::read(bag.join(name)).unwrap()))).collect()
    };
    let payload = files(&bag.join("data")).into_keys().map(|name| format!("data/{name}")).collect();
    fs::write(bag.join("manifest-sha256.txt"), hashes(payload)).unwrap();
    let tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"].map(str::to_owned).to_vec();
    fs::write(bag.join("tagmanifest-sha256.txt"), hashes(tags)).unwrap();
}

/// Makes the records of a bag and its chain anew, so that they are sound again by themselves.
fn chain_again(bag: &Path, change: impl Fn(&mut serde_json::Value)) {
    let path = bag.join("data/I355/keten.jsonl");
    let (mut previous, mut lines) = (String::new(), String::new());
    for line in fs::read_to_string(&path).unwrap().lines() {
        let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
        change(&mut record);
        record["previous"] = previous.into();
        let files = serde_json::to_string(&record["files"]).unwrap();
        let text = |name: &str| record[name].as_str().map_or_else(|| record[name].to_string(), str::to_owned);
        let names = "sequence number report period version issued intake exports parameters folder files rows received template \
                     tables previous";
        let fields = names.split_whitespace().map(|name| if name == "files" { files.clone() } else { text(name) });
        previous = sha256(fields.map(|field| field + "\n").collect::<String>().as_bytes());
        record["record"] = previous.clone().into();
        lines += &format!("{record}\n");
    }
    fs::write(path, lines).unwrap();
}

#[test]
#[expect(clippy::too_many_lines, reason = "a row for each change")]
fn what_was_changed_in_a_bag_is_found_though_its_hashes_were_made_anew() {
    let world = world();
    // A later version of the first day.
    world.export("I355", "2026-09-03", &[(1, "2026-09-01", "2,50"), (3, "2026-09-03", "3,00")]);
    world.export("I212", "2026-09-03", &[(3, "2026-09-03", "3,00")]);
    let night = world.night("2026-09-03");
    assert_eq!(night.status, 0, "{}", night.stderr);
    assert_eq!(export(&world, "bag", &[]).status, 0);
    let edit = |file: &'static str, old: &'static str, new: &'static str| -> Box<dyn Fn(&Path)> {
        Box::new(move |bag: &Path| {
            let path = bag.join("data").join(file);
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(old), "{file} lacks {old}: {text}");
            fs::write(path, text.replacen(old, new, 1)).unwrap();
        })
    };
    let overview = |bag: &Path| -> PathBuf {
        let name = files(&bag.join("data")).into_keys().find(|name| name.contains("be_2026-09-02/")).unwrap();
        bag.join("data").join(name).parent().unwrap().to_owned()
    };
    let keep_back = move |bag: &Path| {
        let folder = overview(bag);
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let number = name.split('_').next().unwrap().to_owned();
        fs::remove_dir_all(folder).unwrap();
        for list in ["data/overdrachtslijst.csv", "data/I355/2026/SHA256SUMS"] {
            let text = fs::read_to_string(bag.join(list)).unwrap();
            let lines: String = text.split_inclusive('\n').filter(|line| !line.contains(&number)).collect();
            fs::write(bag.join(list), lines).unwrap();
        }
        let list = bag.join("data/I355/niet-overgedragen.csv");
        let reason = "elke regel is een boeking van een klant";
        let row = format!("{number};financieel-overzicht-be;2026-09-02;{reason}\r\n");
        fs::write(&list, fs::read_to_string(&list).unwrap() + &row).unwrap();
    };
    let told_otherwise = |bag: &Path| {
        chain_again(bag, |record| {
            if record["version"] == 2 {
                record["version"] = 1.into();
            }
        });
    };
    let listing = move |bag: &Path| {
        let text = fs::read_to_string(bag.join("data/I355/keten.jsonl")).unwrap();
        let details = text.lines().find(|line| line.contains("\"report\":\"financiele-details\"")).unwrap();
        let template = serde_json::from_str::<serde_json::Value>(details).unwrap()["template"].clone();
        chain_again(bag, |record| {
            if record["period"] == "2026-09-02" {
                record["template"] = template.clone();
            }
        });
        keep_back(bag);
    };
    type Change<'t> = (&'t str, Box<dyn Fn(&Path) + 't>, &'t str);
    let changes: Vec<Change<'_>> = vec![
        ("an overview is gone", Box::new(move |bag| fs::remove_dir_all(overview(bag)).unwrap()), "it is missing"),
        ("an overview is told to be of bookings", Box::new(keep_back), "niet-overgedragen.csv: line 6"),
        ("and by its record too", Box::new(listing), "its place in the chain is not as keten.jsonl has it"),
        ("a version, in the chain", edit("I355/keten.csv", ";2026-09-01;2;", ";2026-09-01;1;"), "keten.csv: line 6"),
        ("a period, in the chain", edit("I355/keten.csv", ";2026-09-01;1;", ";2026-08-31;1;"), "keten.csv: line 2"),
        ("a time, in the chain", edit("I355/keten.csv", "T03:00:00", "T04:00:00"), "keten.csv: line 2"),
        ("no files, in the chain", edit("I355/keten.csv", "2026/I355-2026-00001_", "2026/x_"), "keten.csv: line 2"),
        ("a record", edit("I355/keten.jsonl", "\"version\":2", "\"version\":1"), "its record has been altered"),
        ("all records", Box::new(told_otherwise), "its version, place in the chain is not as keten.jsonl has it"),
        ("a record's room", edit("I355/keten.jsonl", "{\"seq", "{ \"seq"), "line 1 is not what keten.jsonl gives"),
        (
            "a folder outside",
            edit("I355/keten.jsonl", "\"folder\":\"2026/", "\"folder\":\"../"),
            "is no folder of a report",
        ),
        (
            "the records are gone",
            Box::new(|bag| fs::remove_file(bag.join("data/I355/keten.jsonl")).unwrap()),
            "it is missing",
        ),
        (
            "the chain is gone",
            Box::new(|bag| fs::remove_file(bag.join("data/I355/keten.csv")).unwrap()),
            "it is missing",
        ),
        (
            "a template is another",
            Box::new(|bag| {
                let folder = bag.join("data/I355/sjablonen");
                let path = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
                fs::write(&path, fs::read_to_string(&path).unwrap() + "# other\n").unwrap();
            }),
            "it is not the template whose hash is its name",
        ),
        (
            "the list: nothing is replaced",
            edit("overdrachtslijst.csv", ";I355-2026-00005;", ";;"),
            "overdrachtslijst.csv: line 2",
        ),
        ("the list: kept for less", edit("overdrachtslijst.csv", "2036-12-31", "2016-12-31"), "overdrachtslijst.csv"),
        (
            "the list: another library",
            edit("overdrachtslijst.csv", "Kasverslagen I355", "Kasverslagen I3555"),
            "overdrachtslijst.csv",
        ),
        (
            "the list: a header alone",
            Box::new(|bag| {
                let path = bag.join("data/overdrachtslijst.csv");
                let text = fs::read_to_string(&path).unwrap();
                fs::write(path, text.split_inclusive('\n').next().unwrap()).unwrap();
            }),
            "has no sound row in overdrachtslijst.csv",
        ),
        (
            "the list is gone",
            Box::new(|bag| fs::remove_file(bag.join("data/overdrachtslijst.csv")).unwrap()),
            "overdrachtslijst.csv: it is missing",
        ),
        (
            "the page says another amount",
            edit("I355/2026/index.html", "1,50", "9,50"),
            "index.html: it is not what keten.jsonl says",
        ),
        (
            "the page leads elsewhere",
            edit("I355/2026/index.html", "href=\"../2026/", "href=\"../2027/"),
            "index.html: it is not what keten.jsonl says",
        ),
        (
            "the page knows another file",
            edit("I355/2026/index.html", "data-h=\"", "data-h=\"0"),
            "index.html: it is not what keten.jsonl says",
        ),
        ("the sums", edit("I355/2026/SHA256SUMS", "/financieel", "/xinancieel"), "SHA256SUMS: line 1"),
        (
            "the sums are gone",
            Box::new(|bag| fs::remove_file(bag.join("data/I355/2026/SHA256SUMS")).unwrap()),
            "SHA256SUMS: it is missing",
        ),
        (
            "the package",
            edit("I355/2026/datapackage.json", "\"version\": 1", "\"version\": 3"),
            "datapackage.json: line",
        ),
        (
            "the package's columns",
            edit("I355/2026/datapackage.json", "\"Dagboek\"", "\"Xagboek\""),
            "datapackage.json: line",
        ),
        (
            "a stray file",
            Box::new(|bag| fs::write(bag.join("data/I355/more.txt"), "x").unwrap()),
            "nothing that was handed over is called so",
        ),
        (
            "what is kept back is forgotten",
            Box::new(|bag| fs::remove_file(bag.join("data/I355/niet-overgedragen.csv")).unwrap()),
            "financiele-details_2026-09-01",
        ),
        (
            "all reports are gone",
            Box::new(|bag| {
                fs::remove_dir_all(bag.join("data/I355/2026")).unwrap();
                fs::remove_file(bag.join("data/I355/niet-overgedragen.csv")).unwrap();
            }),
            "no report of the chain was handed over",
        ),
        (
            "what is said of it",
            edit("../bag-info.txt", "I355-2026", "I355-2025"),
            "its External-Identifier is not what",
        ),
        ("its size", edit("../bag-info.txt", "Payload-Oxum: ", "Payload-Oxum: 1"), "its Payload-Oxum is not what"),
        ("its form", edit("../bagit.txt", "1.0", "0.9"), "it is not as kasverslag writes it"),
    ];
    let mut missed = Vec::new();
    for (what, change, told) in changes {
        let _ = fs::remove_dir_all(world.path("changed"));
        world.copy("bag", "changed");
        close_again(&world.path("changed"));
        let sound = world.run(&["verify", "changed/data", "--no-config"]);
        assert_eq!((sound.status, &*sound.stderr), (0, ""), "{what}: before it");
        change(&world.path("changed"));
        close_again(&world.path("changed"));
        for folder in ["changed", "changed/data"] {
            if folder == "changed/data" && what == "the list is gone" {
                continue;
            }
            let found = world.run(&["verify", folder, "--no-config"]);
            if found.status != 1 || !found.stderr.contains(told) {
                missed.push(format!("{what}, `{told}`: {} {}", found.status, found.stderr));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
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

#[test]
fn a_bag_as_one_file_is_the_same_bag() {
    let world = world();
    assert_eq!(export(&world, "bag", &[]).status, 0);
    let folder = files(&world.path("bag"));
    fs::rename(world.path("bag"), world.path("kept")).unwrap();
    let done = export(&world, "bag", &["--tar"]);
    assert_eq!((done.status, &*done.stdout), (0, "./bag.tar\n"), "{}", done.stderr);
    assert!(!world.path("bag").exists(), "one file alone");
    let tar = fs::read(world.path("bag.tar")).unwrap();
    // What is there is never written over.
    let again = export(&world, "bag", &["--tar"]);
    assert!(again.status == 2 && again.stderr.contains("is there already"), "{}", again.stderr);
    assert!(fs::read(world.path("bag.tar")).unwrap() == tar);
    fs::rename(world.path("bag.tar"), world.path("first.tar")).unwrap();
    assert_eq!(export(&world, "bag", &["--tar"]).status, 0);
    assert!(fs::read(world.path("bag.tar")).unwrap() == tar, "the same bag is the same bytes");
    let unpacked = Command::new("tar").args(["xf", "first.tar"]).current_dir(world.path("")).status();
    assert!(unpacked.expect("tar").success());
    assert_eq!(files(&world.path("bag")), folder);
    assert_eq!(world.run(&["verify", "bag"]).status, 0);
}
