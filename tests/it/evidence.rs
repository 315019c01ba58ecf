//! The register is evidence: all that stands in it is compared with what it should be, nothing in it runs, and no library
//! is passed over in silence.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::program::args;
use crate::world::World;

/// Demands that `verify` finds something in I355's archive and says these words of it.
fn demand_found(world: &World, what: &str, words: &str) {
    let found = world.verify();
    assert_eq!(found.status, 1, "{what}: {}", found.stderr);
    assert!(found.stderr.contains(words), "{what}: {}", found.stderr);
}

#[test]
fn steering_tables_are_recomputed() {
    let tamperings = [
        (
            "INSERT OR REPLACE INTO checked SELECT report, period, 999999 FROM report",
            "I355-2026-00001: it was found unchanged after an export that has not come in",
        ),
        (
            "INSERT INTO checked VALUES ('financieel-overzicht-be', '2026-12', 1)",
            "was found unchanged, but never issued",
        ),
        ("DELETE FROM touched WHERE intake = 2", "it does not say that export 2 touched 2026-09-02"),
        ("INSERT INTO touched VALUES ('2026-09-20', 1)", "no line says that export 1 touched 2026-09-20"),
        ("DELETE FROM change", "it does not say that export 6 left line 2 changed"),
        (
            "UPDATE change SET cents_before = 999",
            "what it says of line 2, which export 6 left changed, is not what the lines",
        ),
        (
            "UPDATE change SET day_after = '2026-09-03'",
            "what it says of line 2, which export 6 left changed, is not what",
        ),
        ("UPDATE change SET how = 'moved'", "line 2: `moved` is no way to change"),
        (
            "INSERT INTO change SELECT 6, '3', 'vanished', 3, '2026-09-03', 300, NULL, NULL",
            "which export 6 left vanished",
        ),
        ("DELETE FROM line WHERE id = '3'", "it does not know line 3 as 2026-09.000006.parquet has it"),
        (
            "INSERT INTO line SELECT feed, '77', month, intake, newest, holds FROM line WHERE id = '1'",
            "line 77 is in no file of lines",
        ),
        ("INSERT INTO note VALUES ('mine', 'x')", "it notes `mine`, which kasverslag does not"),
        ("UPDATE note SET value = 'I212' WHERE name = 'institution'", "it is the register of I212"),
        ("DELETE FROM note WHERE name = 'institution'", "it does not say whose it is"),
        ("UPDATE text SET text = text || ' '", "has been altered"),
        (
            "UPDATE export SET kept_cents = 999 WHERE intake = 3",
            "the lines of export I355_2026-09-03_2026-09-03.csv add up to 3.00, when they came in it was 9.99",
        ),
        ("UPDATE export SET files = 'x' WHERE intake = 6", "they are not those that I355_2026-09-06.csv left"),
        (
            "UPDATE export SET cents = 999 WHERE intake = 3",
            "the lines of export I355_2026-09-03_2026-09-03.csv add up to 3.00",
        ),
        ("DELETE FROM export WHERE intake = 6", "there are lines of an export 6, which it does not know"),
    ];
    let world = World::of_five_days();
    // A line is changed, so that there is something to tell.
    world.export_as("I355_2026-09-06.csv", "I355", &[(2, "2026-09-02", "2,50"), (6, "2026-09-06", "6,00")]);
    assert_eq!(world.night("2026-09-06").status, 1, "I212 has no export of the sixth");
    let sound = world.verify();
    assert_eq!((sound.status, sound.stderr.as_str()), (0, ""));
    let register = fs::read(world.path("reports/archive/I355/register.sqlite")).unwrap();
    for (statement, words) in tamperings {
        world.sql("I355", statement);
        demand_found(&world, statement, words);
        fs::write(world.path("reports/archive/I355/register.sqlite"), &register).unwrap();
    }
}

#[test]
fn a_change_that_is_kept_from_its_report_is_found() {
    let world = World::of_five_days();
    world.sql("I355", "INSERT INTO checked SELECT report, period, 6 FROM report WHERE period = '2026-09-02'");
    world.export_as("I355_2026-09-06.csv", "I355", &[(2, "2026-09-02", "999,00"), (6, "2026-09-06", "6,00")]);
    world.night("2026-09-06");
    assert!(world.csvs("I355").iter().all(|(_, csv)| !csv.contains("999,00")), "the change was kept from its report");
    demand_found(&world, "checked", "I355-2026-00002: it was found unchanged, but its lines have changed since");
}

#[test]
fn a_register_has_no_tables_views_or_triggers_of_its_own() {
    let tamperings = [
        ("CREATE TABLE mine (a)", "it holds the table `mine`"),
        ("CREATE VIRTUAL TABLE mine USING fts5(a)", "it holds the table `mine`"),
        ("CREATE VIEW mine AS SELECT 1", "it holds the view `mine`"),
        ("CREATE INDEX mine ON export (name)", "it holds the index `mine`"),
        (
            "CREATE TRIGGER mine AFTER INSERT ON report BEGIN \
             INSERT OR REPLACE INTO checked VALUES (new.report, new.period, 999999); END",
            "it holds the trigger `mine`",
        ),
        (
            "DROP TABLE touched; CREATE VIEW touched AS WITH RECURSIVE t(day, intake) AS \
             (SELECT '2026-09-01', 1 UNION ALL SELECT day, intake + 1 FROM t) SELECT * FROM t",
            "its table `touched` is not as kasverslag makes it",
        ),
        ("ALTER TABLE note ADD COLUMN more TEXT", "its table `note` is not as kasverslag makes it"),
        ("PRAGMA user_version = 99", "a newer kasverslag made it"),
        ("PRAGMA user_version = 0", "its layout is 0"),
    ];
    let world = World::of_five_days();
    let register = fs::read(world.path("reports/archive/I355/register.sqlite")).unwrap();
    let report =
        ["report", "financieel-overzicht-be", "--archive", "reports", "--institution", "I355", "--period", "2026-09"];
    for (statement, words) in tamperings {
        world.sql("I355", statement);
        demand_found(&world, statement, words);
        for run in [world.night("2026-09-05"), world.run(&report)] {
            assert_eq!(run.status, 1, "{statement}: {}", run.stderr);
            assert!(run.stderr.contains(words), "{statement}: {}", run.stderr);
        }
        fs::write(world.path("reports/archive/I355/register.sqlite"), &register).unwrap();
    }
    let sound = world.verify();
    assert_eq!((sound.status, sound.stderr.as_str()), (0, ""));
}

#[test]
fn a_register_that_points_elsewhere_is_found() {
    let world = World::of_five_days();
    world.copy("reports/I355", "elsewhere");
    for (name, csv) in world.csvs("I355") {
        fs::write(world.path("reports/I355").join(name), csv.replace(",00", ",99")).unwrap();
    }
    world.sql("I355", "UPDATE note SET value = '../../../elsewhere' WHERE name = 'output'");
    demand_found(&world, "output", "it says that its reports lie in ");
    demand_found(&world, "output", "it has been altered, its SHA-256 is another");
}

#[test]
fn every_library_is_looked_at_or_named() {
    type Accident = (&'static str, fn(&World), &'static str, i32);
    let register = "reports/archive/I212/register.sqlite";
    let accidents: [Accident; 9] = [
        (
            "the archive of one is gone",
            |world| fs::remove_dir_all(world.path("reports/archive/I212")).unwrap(),
            "I212 was not looked at: the archive has nothing of it, but reports were issued to it",
            1,
        ),
        (
            "archive and reports of one are gone",
            |world| {
                fs::remove_dir_all(world.path("reports/archive/I212")).unwrap();
                fs::remove_dir_all(world.path("reports/I212")).unwrap();
            },
            "I212 was not looked at",
            1,
        ),
        (
            "the whole archive is gone",
            |world| fs::remove_dir_all(world.path("reports/archive")).unwrap(),
            "I212 was not looked at",
            1,
        ),
        ("the register is gone", |world| fs::remove_file(world.path(REGISTER_212)).unwrap(), "there is no register", 1),
        (
            "the register is a folder",
            |world| {
                fs::remove_file(world.path(REGISTER_212)).unwrap();
                fs::create_dir(world.path(REGISTER_212)).unwrap();
            },
            "it is no regular file",
            1,
        ),
        (
            "the register is a pipe",
            |world| {
                fs::remove_file(world.path(REGISTER_212)).unwrap();
                let made = std::process::Command::new("mkfifo").arg(world.path(REGISTER_212)).status().unwrap();
                assert!(made.success());
            },
            "it is no regular file",
            1,
        ),
        (
            "the register is a link to nowhere",
            |world| {
                fs::remove_file(world.path(REGISTER_212)).unwrap();
                std::os::unix::fs::symlink("nowhere", world.path(REGISTER_212)).unwrap();
            },
            "can't be read",
            3,
        ),
        (
            "two are exchanged",
            |world| {
                let archive = world.path("reports/archive");
                for (from, to) in [("I355", "x"), ("I212", "I355"), ("x", "I212")] {
                    fs::rename(archive.join(from), archive.join(to)).unwrap();
                }
            },
            "it is the register of I355",
            1,
        ),
        (
            "one is there twice",
            |world| world.copy("reports/archive/I212", "reports/archive/I999"),
            "I999/register.sqlite: it is the register of I212",
            1,
        ),
    ];
    assert!(register == REGISTER_212);
    for (what, accident, words, status) in accidents {
        let world = World::of_five_days();
        accident(&world);
        let found = world.verify();
        assert_eq!(found.status, status, "{what}: {}", found.stderr);
        assert!(found.stderr.contains(words), "{what}: {}", found.stderr);
        let configured = world.run(&["verify", "reports", "--config", "kasverslag.toml"]);
        assert!(configured.status == status && configured.stderr.contains(words), "{what}: {}", configured.stderr);
    }
    let world = World::of_five_days();
    let config = fs::read_to_string(world.path("kasverslag.toml")).unwrap();
    fs::write(world.path("kasverslag.toml"), config + "[[library]]\ninstitution = \"I777\"\n").unwrap();
    let configured = world.run(&["verify", "reports", "--config", "kasverslag.toml"]);
    assert_eq!(configured.status, 0, "{}", configured.stderr);
    assert!(
        configured.stderr.contains("I777 was not looked at: the archive has nothing of it"),
        "{}",
        configured.stderr
    );
}

const REGISTER_212: &str = "reports/archive/I212/register.sqlite";

#[test]
fn folders_that_cannot_be_read_are_no_empty_ones() {
    let world = World::of_five_days();
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let can_be_nobody = std::process::Command::new(nobody[0]).args(&nobody[1..]).arg("true").status();
    if !can_be_nobody.is_ok_and(|status| status.success()) {
        eprintln!("NOTICE: nobody else can be here: folders that can't be read are NOT tried");
        return;
    }
    let mode = |path: &std::path::Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let open_up = |world: &World| {
        let mut folders = vec![world.place().to_owned()];
        while let Some(folder) = folders.pop() {
            mode(&folder, 0o755);
            for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() { folders.push(path) } else { mode(&path, 0o644) }
            }
        }
    };
    let program = world.path("program");
    fs::copy(env!("CARGO_BIN_EXE_kasverslag"), &program).unwrap();
    let verify = || {
        let output = std::process::Command::new(nobody[0])
            .args(&nobody[1..])
            .arg(&program)
            .args(args(&["verify", "reports"]))
            .current_dir(world.place())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for name in
        ["reports/archive/I212", "reports/archive", "reports/I212/2026", "reports/archive/I212/lines", "reports"]
    {
        open_up(&world);
        mode(&program, 0o755);
        assert_eq!(verify(), (Some(0), String::new()), "{name}");
        mode(&world.path(name), 0o700);
        let (status, told) = verify();
        assert!(matches!(status, Some(1..=3)) && told.contains("ermission denied"), "{name}: {status:?} {told}");
        mode(&world.path(name), 0o755);
    }
}

#[test]
fn an_audit_writes_nothing() {
    let world = World::of_five_days();
    let tree = |world: &World| crate::program::files(&world.path("reports"));
    world.sql("I212", "PRAGMA journal_mode = WAL; UPDATE note SET value = value");
    let before = tree(&world);
    let found = world.verify();
    assert_eq!(found.status, 1, "{}", found.stderr);
    assert!(found.stderr.contains("it keeps a write-ahead log, which kasverslag never does"), "{}", found.stderr);
    assert!(tree(&world) == before, "{:?}", tree(&world).keys());
    assert_eq!(world.night("2026-09-05").status, 0);
    let sound = world.verify();
    assert_eq!((sound.status, sound.stderr.as_str()), (0, ""));
}

/// Changes the amounts of lines in a file of lines, and has the register know the file as it is then.
fn edit_lines(world: &World, file: &str, edit: impl Fn(i64) -> i64) -> String {
    use polars::prelude::{Column, Int64Chunked, IntoColumn, IntoSeries, SerReader};
    use polars_io::parquet::{read::ParquetReader, write::ParquetWriter};
    use sha2::{Digest, Sha256};
    let path = world.path("reports/archive/I355/lines").join(file);
    let mut frame = ParquetReader::new(fs::File::open(&path).unwrap()).finish().unwrap();
    let cents: Vec<i64> =
        frame.column("cents").unwrap().i64().unwrap().iter().map(|cents| edit(cents.unwrap())).collect();
    let cents: Column = Int64Chunked::from_vec("cents".into(), cents).into_series().into_column();
    frame.with_column(cents).unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    fs::write(&path, &bytes).unwrap();
    let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    world.sql("I355", &format!("UPDATE month SET sha256 = '{sha256}' WHERE file = '{file}'"));
    sha256
}

#[test]
fn an_amount_that_is_changed_before_its_report_is_found_before_it_is_issued() {
    for is_consistent in [false, true] {
        let world = World::empty("");
        let config = fs::read_to_string(world.path("kasverslag.toml")).unwrap();
        fs::write(world.path("kasverslag.toml"), config.replace("\"day\"", "\"month\"")).unwrap();
        for day in 1..30 {
            let date = format!("2026-09-{day:02}");
            for library in ["I355", "I212"] {
                world.export(library, &date, &[(day, &date, "100,00")]);
            }
        }
        assert_eq!(world.night("2026-09-29").status, 0);
        let sha256 = edit_lines(&world, "2026-09.000029.parquet", |cents| if cents == 10_000 { 1_000 } else { cents });
        if is_consistent {
            // As the newest export would have left it.
            use sha2::{Digest, Sha256};
            let text = format!("2026-09\t2026-09.000029.parquet\t{sha256}\t29\n");
            let files: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
            world.sql("I355", &format!("UPDATE export SET files = '{files}' WHERE intake = 29"));
        }
        demand_found(&world, "lines", "the lines of export I355_2026-09-01_2026-09-01.csv add up to 10.00");
        for library in ["I355", "I212"] {
            world.export(library, "2026-09-30", &[(30, "2026-09-30", "100,00")]);
        }
        let night = world.night("2026-09-30");
        assert_eq!(night.status, 1, "{}", night.stderr);
        assert!(night.stderr.contains("the daybook lines have been altered"), "{}", night.stderr);
        assert!(world.csvs("I355").is_empty(), "nothing is issued");
        assert!(world.csvs("I212")[0].1.contains("3000,00"), "the other library goes on");
    }
}
