//! What is not there is no proof that nothing ever was: lost registers, copies that were put back, other libraries'
//! archives. A run stops the library and changes nothing; what nobody knows is never removed.

use std::collections::BTreeMap;
use std::fs;

use crate::program::{files, uncoded};
use crate::world::World;

const REGISTER: &str = "reports/archive/I355/register.sqlite";

fn tree(world: &World) -> BTreeMap<String, Vec<u8>> {
    let mut tree = files(&world.path("reports"));
    tree.retain(|name, _| !["run.json", "archive/lock", "index.html"].contains(&name.as_str()));
    tree
}

/// Runs two nights and demands that I355 is stopped, that nothing of it changes, and that I212 goes on.
fn demand_stopped(world: &World, words: &str) {
    let before = tree(world);
    for _ in 0..2 {
        world.export("I212", "2026-09-07", &[(7, "2026-09-07", "7,00")]);
        let night = world.night("2026-09-07");
        assert_eq!(night.status, 3, "{words}: {}", night.stderr);
        let said = uncoded(&night.stderr);
        let told = said.lines().find(|line| line.starts_with("error: I355: "));
        assert!(told.is_some_and(|line| line.contains(words)), "{words}: {}", night.stderr);
        assert!(night.stderr.contains("hint: nothing was done for this library"), "{}", night.stderr);
        let mut now = tree(world);
        now.retain(|name, _| !name.starts_with("I212/") && !name.starts_with("archive/I212/"));
        for (name, bytes) in &now {
            assert!(before.get(name) == Some(bytes), "{words}: {name} was changed");
        }
        assert!(
            before.keys().all(|name| name.contains("I212/") || now.contains_key(name)),
            "{words}: something is gone"
        );
    }
    let other = world.csvs("I212");
    assert!(other.iter().any(|(name, csv)| name.contains("2026-09-07") && csv.contains("7,00")), "{words}: {other:?}");
}

#[test]
fn a_register_that_is_lost_or_empty_stops_its_library() {
    for is_removed in [true, false] {
        let world = World::of_five_days();
        // Exports that are rotated away: the archive holds the only copy.
        for day in 1..=4 {
            fs::remove_file(world.path(&format!("exports/I355_2026-09-0{day}_2026-09-0{day}.csv"))).unwrap();
        }
        if is_removed {
            fs::remove_file(world.path(REGISTER)).unwrap();
        } else {
            fs::write(world.path(REGISTER), "").unwrap();
        }
        demand_stopped(&world, if is_removed { "the register is missing" } else { "the register is empty" });
        let dry = world.run(&["run", "--config", "kasverslag.toml", "--date", "2026-09-07", "--dry-run"]);
        assert!(!dry.stderr.contains("kasverslag-dry-run"), "{}", dry.stderr);
        assert!(dry.status == 3 && dry.stdout.is_empty(), "{}", dry.stderr);
    }
}

#[test]
fn lines_alone_reports_alone_and_a_summary_alone_tell_that_there_was_a_register() {
    let told =
        ["archive/I355/lines", "I355", "run.json", "archive/nights.jsonl", "index.html", "archive/I212/neighbour.json"];
    for kept in told {
        let world = World::of_five_days();
        world.copy("reports", "copy");
        for name in ["archive/I355", "I355"] {
            fs::remove_dir_all(world.path("reports").join(name)).unwrap();
        }
        for name in &told[2..] {
            if kept != *name {
                fs::remove_file(world.path("reports").join(name)).unwrap();
            }
        }
        if !kept.contains('.') {
            world.copy(&format!("copy/{kept}"), &format!("reports/{kept}"));
        }
        let page = fs::read(world.path("reports/index.html")).ok();
        demand_stopped(&world, "the register is missing");
        if kept == "index.html" {
            assert_eq!(fs::read(world.path("reports/index.html")).ok(), page, "other libraries' nights forget it");
            let verified = world.run(&["verify", "reports"]);
            assert!(verified.status == 1 && verified.stderr.contains("I355 was not looked at"), "{}", verified.stderr);
            let restored = world.run(&["archive", "restore", "--config", "kasverslag.toml"]);
            assert!(restored.status == 3 && restored.stderr.contains("--from"), "{}", restored.stderr);
        }
    }
    let world = World::of_five_days();
    for name in ["archive/I355", "I355"] {
        fs::remove_dir_all(world.path("reports").join(name)).unwrap();
    }
    fs::remove_file(world.path("reports/run.json")).unwrap();
    fs::remove_file(world.path("reports/archive/nights.jsonl")).unwrap();
    fs::remove_file(world.path("reports/index.html")).unwrap();
    // The folder of its neighbour is a trace too.
    fs::remove_file(world.path("reports/archive/I212/neighbour.json")).unwrap();
    assert_eq!(world.night("2026-09-05").status, 0, "without a trace of it a library is new");
}

#[test]
fn an_archive_that_is_older_than_its_reports_stops_its_library() {
    for part in ["reports/archive/I355", REGISTER] {
        let world = World::of_five_days();
        world.copy(part, "copy");
        world.export("I355", "2026-09-06", &[(6, "2026-09-06", "6,00")]);
        world.night("2026-09-06");
        let issued = world.csvs("I355");
        if world.path(part).is_dir() {
            fs::remove_dir_all(world.path(part)).unwrap();
        }
        world.copy("copy", part);
        // The lost night's export comes again, with other figures.
        world.export("I355", "2026-09-06", &[(6, "2026-09-06", "6,00"), (66, "2026-09-06", "60,00")]);
        demand_stopped(&world, "the register does not know these reports, which were issued: I355-2026-00006");
        assert_eq!(world.csvs("I355"), issued);
    }
}

#[test]
fn a_library_that_was_put_back_with_all_that_tells_of_all_is_told_of_by_its_neighbour() {
    for has_pages in [true, false] {
        let world = World::of_five_days();
        if !has_pages {
            let config = fs::read_to_string(world.path("kasverslag.toml")).unwrap();
            fs::write(world.path("kasverslag.toml"), config.replace("[run]\n", "[run]\npages = false\n")).unwrap();
        }
        let all = ["archive/I355", "I355", "run.json", "archive/nights.jsonl", "index.html"];
        for name in all {
            world.copy(&format!("reports/{name}"), &format!("copy-{}", name.replace('/', "-")));
        }
        for library in ["I355", "I212"] {
            world.export(library, "2026-09-06", &[(6, "2026-09-06", "6,00")]);
        }
        assert_eq!(world.night("2026-09-06").status, 0);
        for name in all {
            let (from, to) =
                (world.path(&format!("copy-{}", name.replace('/', "-"))), world.path(&format!("reports/{name}")));
            if from.is_dir() {
                fs::remove_dir_all(&to).unwrap();
                world.copy(&format!("copy-{}", name.replace('/', "-")), &format!("reports/{name}"));
            } else {
                fs::copy(from, to).unwrap();
            }
        }
        // The night comes again, with other figures: its number was given.
        world.export("I355", "2026-09-06", &[(6, "2026-09-06", "6,00"), (66, "2026-09-06", "60,00")]);
        let verified = world.run(&["verify", "reports", "--no-config"]);
        assert!(verified.status == 1 && verified.stderr.contains("I212/neighbour.json"), "{}", verified.stderr);
        demand_stopped(&world, "as I212/neighbour.json has it");
    }
}

#[test]
fn a_register_that_is_older_than_its_lines_stops_its_library() {
    let world = World::of_five_days();
    world.copy(REGISTER, "copy");
    // Lines that no report is about yet: an open week.
    for day in ["2026-10-06", "2026-10-07"] {
        world.export("I355", day, &[(6, day, "6,00")]);
    }
    let config = fs::read_to_string(world.path("kasverslag.toml")).unwrap();
    fs::write(world.path("kasverslag.toml"), config.replace("\"day\"", "\"year\"")).unwrap();
    world.night("2026-10-07");
    fs::write(world.path("kasverslag.toml"), config).unwrap();
    world.copy("copy", REGISTER);
    demand_stopped(&world, "the register does not know these files of lines: 2026-10.000007.parquet");
}

#[test]
fn a_chain_that_was_cut_off_with_its_reports_stops_its_library() {
    let world = World::of_five_days();
    world.sql("I355", "DELETE FROM report WHERE sequence > 3");
    for (number, day) in [("00004", "2026-09-04"), ("00005", "2026-09-05")] {
        let folder = format!("reports/I355/2026/I355-2026-{number}_financieel-overzicht-be_{day}");
        fs::remove_dir_all(world.path(&folder)).unwrap();
    }
    demand_stopped(&world, "the register does not know the report that the last run ended with");
}

#[test]
fn another_librarys_archive_stops_both() {
    let world = World::of_five_days();
    for (from, to) in [("I355", "x"), ("I212", "I355"), ("x", "I212")] {
        fs::rename(world.path("reports/archive").join(from), world.path("reports/archive").join(to)).unwrap();
    }
    let before = tree(&world);
    let night = world.night("2026-09-05");
    assert_eq!(night.status, 3, "{}", night.stderr);
    for (library, other) in [("I355", "I212"), ("I212", "I355")] {
        assert!(night.stderr.contains(&format!("{library}: the register is that of {other}")), "{}", night.stderr);
    }
    assert!(tree(&world) == before);
}

#[test]
fn two_archives_with_one_output_never_give_a_number_twice() {
    let world = World::of_five_days();
    let config = fs::read_to_string(world.path("kasverslag.toml")).unwrap();
    let other = config.replace("out = \"reports\"", "out = \"reports\"\narchive = \"elsewhere\"");
    fs::write(world.path("kasverslag.toml"), other).unwrap();
    let before = tree(&world);
    let night = world.night("2026-09-05");
    assert_eq!(night.status, 3, "{}", night.stderr);
    assert!(night.stderr.contains("I355: the register is missing"), "{}", night.stderr);
    assert!(tree(&world) == before);
}

#[test]
fn what_is_not_kasverslags_stays_and_stops_nothing() {
    let world = World::of_five_days();
    let lines = "reports/archive/I355/lines";
    for name in ["lost+found", "@eaDir", ".snapshot", "2026-08.000001.parquet"] {
        fs::create_dir(world.path(lines).join(name)).unwrap();
    }
    for name in ["NOTES.txt", "2026-09.000005.parquet.bak", ".kasverslag.part"] {
        fs::write(world.path(lines).join(name), "mine").unwrap();
    }
    for name in [".staged-mine", ".staged-I355-2026-00001_mine"] {
        fs::create_dir(world.path("reports/I355").join(name)).unwrap();
        fs::write(world.path("reports/I355").join(name).join("a.txt"), "mine").unwrap();
    }
    let before = tree(&world);
    for day in ["2026-09-06", "2026-09-07"] {
        for library in ["I355", "I212"] {
            world.export(library, day, &[(6, day, "6,00")]);
        }
        let night = world.night(day);
        assert_eq!(night.status, 0, "{}", night.stderr);
        for name in ["@eaDir", ".staged-mine"] {
            assert!(night.stderr.contains(name), "{name}: {}", night.stderr);
        }
    }
    let now = tree(&world);
    let goes_on = [
        ".parquet",
        ".sqlite",
        "/keten.csv",
        "/register.jsonl.gz",
        "/SHA256SUMS",
        "/datapackage.json",
        "index.html",
        "/neighbour.json",
    ];
    let is_line = |name: &str| goes_on.iter().any(|end| name.ends_with(end));
    for (name, bytes) in before.iter().filter(|(name, _)| !is_line(name)) {
        assert!(now.get(name) == Some(bytes), "{name} was changed");
    }
    let verified = world.verify();
    assert_eq!(verified.status, 0, "{}", verified.stderr);
    assert!(verified.stderr.contains("NOTES.txt: it is not kasverslag's"), "{}", verified.stderr);
}

#[test]
fn lines_that_nobody_knows_are_not_removed() {
    let world = World::of_five_days();
    let lines = world.path("reports/archive/I355/lines");
    // Of another world, with lines of its own; and of this one, which holds nothing that is not kept elsewhere.
    fs::copy(world.path("reports/archive/I212/lines/2026-09.000005.parquet"), lines.join("2026-09.000004.parquet"))
        .unwrap();
    demand_stopped(&world, "the register does not know these files of lines: 2026-09.000004.parquet");
    fs::copy(lines.join("2026-09.000005.parquet"), lines.join("2026-09.000004.parquet")).unwrap();
    let night = world.night("2026-09-07");
    assert_eq!(night.status, 1, "only that days are missing: {}", night.stderr);
    assert!(night.stderr.contains("1 leftover of a killed run cleared away"), "{}", night.stderr);
    assert!(!lines.join("2026-09.000004.parquet").exists() && lines.join("2026-09.000005.parquet").exists());
}

#[test]
fn a_register_does_not_lead_out_of_its_folders() {
    for (statement, words) in [
        ("UPDATE month SET file = '../../I212/lines/2026-09.000005.parquet'", "is no file of lines of 2026-09"),
        ("UPDATE report SET folder = '../../evil', published = 0 WHERE sequence = 1", "is no folder of a report"),
        ("UPDATE report SET folder = '2026/..', published = 0 WHERE sequence = 1", "is no folder of a report"),
        (
            "UPDATE report SET files = replace(files, 'financieel', '../x') WHERE sequence = 1",
            "is no folder of a report",
        ),
    ] {
        let world = World::of_five_days();
        world.sql("I355", statement);
        let before = tree(&world);
        let night = world.night("2026-09-05");
        assert_eq!(night.status, 1, "{statement}: {}", night.stderr);
        assert!(night.stderr.contains(words), "{statement}: {}", night.stderr);
        assert!(world.verify().stderr.contains(words), "{statement}");
        assert!(tree(&world) == before, "{statement}");
    }
}

#[test]
fn reports_that_are_gone_are_told_by_the_next_night() {
    let world = World::of_five_days();
    let folders = fs::read_dir(world.path("reports/I355/2026")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    fs::remove_dir_all(&folders[1]).unwrap();
    let night = world.night("2026-09-05");
    assert_eq!(night.status, 0, "{}", night.stderr);
    let told = "issued reports are no longer in their places: 1 report, the first of them I355-2026-00002";
    assert!(night.stderr.contains(told), "{}", night.stderr);
    assert_eq!(world.run(&["archive", "restore", "--config", "kasverslag.toml"]).status, 0);
    let night = world.night("2026-09-05");
    assert!(folders[1].is_dir() && !night.stderr.contains("no longer in their places"), "{}", night.stderr);
}

#[test]
fn a_folder_of_another_world_stops_its_own_library_alone() {
    let world = World::empty("");
    let day = |day: u32, amount: &str| {
        let date = format!("2026-09-0{day}");
        ["I355", "I212"].iter().for_each(|library| world.export(library, &date, &[(day, &date, amount)]));
        assert_eq!(world.night(&date).status, 0);
    };
    day(1, "1,00");
    day(2, "2,00");
    world.copy_all("reports", "old");
    day(3, "9,00");
    world.copy_all("reports", "elsewhere");
    world.copy_all("old", "reports");
    day(3, "3,00");
    fs::remove_dir_all(world.path("reports/archive/I355")).unwrap();
    world.copy_all("elsewhere/archive/I355", "reports/archive/I355");
    let told = world.verify();
    assert!(told.status == 1 && !told.stderr.contains("I212"), "{}", told.stderr);
    for library in ["I355", "I212"] {
        world.export(library, "2026-09-04", &[(4, "2026-09-04", "4,00")]);
    }
    let night = world.night("2026-09-04");
    assert!(night.status == 3 && night.stderr.contains("I355"), "{}", night.stderr);
    let of_day =
        |library: &str| world.path(&format!("reports/{library}/actueel/financieel-overzicht-be/2026-09-04.csv"));
    assert!(of_day("I212").exists() && !of_day("I355").exists(), "{}", night.stderr);
}

#[test]
fn a_list_of_the_chain_that_says_something_else_is_kept_by_a_restore() {
    let world = World::of_five_days();
    let list = world.path("reports/I355/keten.csv");
    let sound = fs::read_to_string(&list).unwrap();
    let altered = sound.replacen(";1;", ";7;", 1);
    assert_ne!(altered, sound);
    fs::write(&list, &altered).unwrap();
    assert_eq!(world.night("2026-09-05").status, 3);
    let restored = world.run(&["archive", "restore", "--config", "kasverslag.toml"]);
    assert_eq!(restored.status, 0, "{}", restored.stderr);
    assert_eq!(fs::read_to_string(&list).unwrap(), sound);
    assert_eq!(fs::read_to_string(world.path("reports/I355/.before-restore/keten.csv")).unwrap(), altered);
    assert_eq!(world.night("2026-09-05").status, 0);
}
