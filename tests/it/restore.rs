//! `archive restore`: what is lost comes back byte for byte from what is left, or nothing is changed and it is said why.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::program::{Run, args, copy, files, run};

const HEADER: &str =
    "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant;Omschrijving\n";
const REGISTER: &str = "reports/archive/I355/register.sqlite";
const TRANSCRIPT: &str = "reports/I355/register.jsonl.gz";

fn begin(place: &Path) {
    fs::create_dir(place.join("exports")).unwrap();
    let text = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\"]\nformats = [\"pdf\", \"csv\", \"xlsx\", \
                \"json\"]\nreports = [\"financieel-overzicht-be\", \"financiele-details\"]\n[[library]]\ninstitution = \"I355\"\n\
                pseudonym_key = \"a key for the tests only\"\n";
    fs::write(place.join("kasverslag.toml"), text).unwrap();
    fs::set_permissions(place.join("kasverslag.toml"), fs::Permissions::from_mode(0o600)).unwrap();
}

/// A night of a day, whose export also changes the first line: so there are new versions.
fn night(place: &Path, day: u32) -> Run {
    let line = |id: u32, day: u32, amount: u32| {
        format!("{id};0{day}-11-2026;0{day}-11-2026;K001;I355;3550;2110;{amount},00;100{id};Te laat\n")
    };
    let lines = HEADER.to_owned() + &line(1, 1, day) + &line(day + 10, day, 5);
    fs::write(place.join(format!("exports/d_2026-11-0{day}_2026-11-0{day}.csv")), lines).unwrap();
    again(place, day)
}

fn again(place: &Path, day: u32) -> Run {
    let (date, now) = (format!("2026-11-0{day}"), format!("2026-11-0{}T05:00:00+01:00", day + 1));
    run(place, &args(&["run", "--config", "kasverslag.toml", "--date", &date, "--now", &now]), &[])
}

fn restore(place: &Path, more: &[&str]) -> Run {
    run(place, &args(&[&["archive", "restore", "--config", "kasverslag.toml"][..], more].concat()), &[])
}

#[test]
fn lost_reports_are_made_again_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    for day in 1..=3 {
        assert_eq!(night(place, day).status, 0);
    }
    let whole = files(&place.join("reports"));
    assert!(whole.keys().any(|name| name.ends_with("_v3.pdf")), "{:?}", whole.keys());
    let done = restore(place, &[]);
    assert_eq!((done.status, done.stdout.as_str(), done.stderr.as_str()), (0, "", ""), "nothing is missing");
    // All reports; then one file of one of them.
    fs::remove_dir_all(place.join("reports/I355")).unwrap();
    let would = restore(place, &["--dry-run"]);
    assert!(would.status == 0 && would.stdout.contains("would restore "), "{}{}", would.stdout, would.stderr);
    assert!(!place.join("reports/I355").exists());
    let done = restore(place, &[]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    assert!(files(&place.join("reports")) == whole);
    let one = whole.keys().find(|name| name.ends_with("_v2.xlsx") && name.contains("I355-2026")).unwrap();
    fs::remove_file(place.join("reports").join(one)).unwrap();
    assert_eq!(restore(place, &[]).stdout, format!("restored reports/{one}\n"));
    assert!(files(&place.join("reports")) == whole);
    let verified = run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
    // What is there and altered is put aside, also what is no file at all, and comes again.
    let csv = whole.keys().find(|name| name.ends_with("2026-11-02.csv") && name.contains("I355-2026")).unwrap();
    fs::write(place.join("reports").join(csv), "altered").unwrap();
    let pdf = whole.keys().find(|name| name.ends_with("_v2.pdf") && name.contains("I355-2026")).unwrap();
    fs::remove_file(place.join("reports").join(pdf)).unwrap();
    fs::create_dir(place.join("reports").join(pdf)).unwrap();
    let would = restore(place, &["--dry-run"]);
    assert!(would.status == 0 && would.stdout.lines().count() == 2, "{}", would.stdout);
    assert_eq!(fs::read_to_string(place.join("reports").join(csv)).unwrap(), "altered");
    let done = restore(place, &[]);
    assert!(done.status == 0 && done.stdout.lines().count() == 2, "{}{}", done.stdout, done.stderr);
    let aside = place.join("reports/I355/.before-restore");
    assert_eq!(files(&aside).into_values().collect::<Vec<_>>(), [b"altered".to_vec()]);
    assert_eq!(run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]).stderr, "");
    fs::remove_dir_all(aside).unwrap();
    assert!(files(&place.join("reports")) == whole);
    // Without the key details can't be made again: nothing of them is written, all else is.
    let text = fs::read_to_string(place.join("kasverslag.toml")).unwrap();
    fs::write(place.join("kasverslag.toml"), text.replace("pseudonym_key = \"a key for the tests only\"\n", ""))
        .unwrap();
    fs::remove_dir_all(place.join("reports/I355/2026")).unwrap();
    let done = restore(place, &[]);
    assert!(
        done.status == 1 && done.stderr.contains("the key of its customers' pseudonyms can't be read"),
        "{}",
        done.stderr
    );
    let left = files(&place.join("reports/I355/2026"));
    assert!(left.keys().all(|name| name.contains("financieel-overzicht-be")) && !left.is_empty(), "{:?}", left.keys());
}

#[test]
fn a_lost_register_comes_back_from_a_copy_that_fits_and_from_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    assert_eq!(night(place, 1).status, 0);
    copy(&place.join("reports/archive"), &place.join("older"));
    assert_eq!(night(place, 2).status, 0);
    copy(&place.join("reports/archive"), &place.join("copy/archive"));
    let whole = files(&place.join("reports"));
    let lost: [(&str, &dyn Fn()); 4] = [
        ("missing", &|| fs::remove_file(place.join(REGISTER)).unwrap()),
        ("empty", &|| fs::write(place.join(REGISTER), "").unwrap()),
        ("older", &|| assert!(fs::copy(place.join("older/I355/register.sqlite"), place.join(REGISTER)).unwrap() > 0)),
        ("all of it", &|| fs::remove_dir_all(place.join("reports/archive")).unwrap()),
    ];
    for (what, lose) in lost {
        lose();
        // What the register could be made anew from is gone too.
        fs::remove_file(place.join(TRANSCRIPT)).unwrap();
        let stopped = again(place, 2);
        assert!(stopped.status == 3 && stopped.stderr.contains("archive restore"), "{what}: {}", stopped.stderr);
        let before = files(&place.join("reports/archive/I355"));
        let alone = restore(place, &[]);
        let is_told =
            alone.stderr.contains("nothing was changed") && alone.stderr.contains("register.jsonl.gz is missing");
        assert!(alone.status == 3 && is_told, "{what}: {}", alone.stderr);
        let unfit = restore(place, &["--from", "older"]);
        assert!(unfit.status == 3 && unfit.stderr.contains("does not fit what is left"), "{what}: {}", unfit.stderr);
        let would = restore(place, &["--from", "copy", "--dry-run"]);
        assert!(would.status == 0 && would.stdout.contains("would restore"), "{what}: {}", would.stderr);
        assert!(files(&place.join("reports/archive/I355")) == before, "{what}: nothing was changed");
        let done = restore(place, &["--from", "copy"]);
        assert_eq!((done.status, done.stderr.as_str()), (0, ""), "{what}");
        let state = |mut all: std::collections::BTreeMap<String, Vec<u8>>| {
            // What a run has replaced already, and what it says of itself, is no part of it.
            let is_passing =
                |name: &String| name.contains("/.replaced/") || name.ends_with("/lock") || name == "run.json";
            all.retain(|name, _| !name.ends_with("before-restore") && !is_passing(name));
            all
        };
        let (now, meant) = (state(files(&place.join("reports"))), state(whole.clone()));
        assert!(now == meant, "{what}: {:?} {:?}", now.keys(), meant.keys());
        let _ = fs::remove_file(place.join("reports/archive/I355/register.sqlite.before-restore"));
    }
    // It goes on where it stopped, and no number is given twice.
    assert_eq!(night(place, 3).status, 0);
    let names: Vec<String> = files(&place.join("reports/I355/2026")).into_keys().collect();
    let mut numbers: Vec<&str> = names
        .iter()
        .filter_map(|name| name.split_once('_').filter(|_| name.ends_with(".csv")))
        .map(|(number, _)| number)
        .collect();
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), count);
    let verified = run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
}

/// All that a register holds, table by table, but what it notes of pages and of files that it has seen.
#[test]
fn the_copy_that_is_needed_is_named_by_what_is_newest_of_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    assert_eq!(night(place, 1).status, 0);
    for (from, to) in [("reports/archive", "older/archive"), ("reports/I355", "older/I355")] {
        copy(&place.join(from), &place.join(to));
    }
    assert_eq!(night(place, 2).status, 0);
    copy(&place.join("reports/archive"), &place.join("copy"));
    let chain = fs::read_to_string(place.join("reports/I355/keten.csv")).unwrap();
    let last = chain.trim_end().rsplit(';').next().unwrap().trim_matches('"').to_owned();
    // Archive and reports of an older night, and what the last run says.
    for (from, to) in [("older/archive", "reports/archive"), ("older/I355", "reports/I355")] {
        fs::remove_dir_all(place.join(to)).unwrap();
        copy(&place.join(from), &place.join(to));
    }
    let refused = restore(place, &[]);
    let is_named = refused.stderr.contains(&format!("its last record has the hash {last}"));
    assert!(refused.status == 3 && is_named, "{}", refused.stderr);
    let done = restore(place, &["--from", "copy"]);
    assert_eq!(done.status, 0, "{}", done.stderr);
}

fn tables(place: &Path) -> Vec<(String, Vec<String>)> {
    let register = rusqlite::Connection::open(place.join(REGISTER)).unwrap();
    let tables =
        ["note", "export", "month", "line", "change", "touched", "text", "report", "checked", "witness"].map(|table| {
            let mut query = register.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = query.column_count();
            let row = |row: &rusqlite::Row<'_>| {
                let fields = (0..columns).map(|column| row.get_ref(column).map(|value| format!("{value:?}")));
                fields.collect::<Result<Vec<_>, _>>().map(|fields| fields.join(" "))
            };
            let mut rows: Vec<String> = query.query_map([], row).unwrap().map(Result::unwrap).collect();
            rows.retain(|row| table != "note" || !row.contains("first_day"));
            rows.sort();
            (table.to_owned(), rows)
        });
    tables.to_vec()
}

#[test]
fn a_lost_register_is_made_anew_from_what_lies_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    // Snapshots: lines are confirmed, changed and gone, and one is still open.
    let config = fs::read_to_string(place.join("kasverslag.toml")).unwrap();
    fs::write(place.join("kasverslag.toml"), config.replacen("[run]\n", "[run]\nmode = \"snapshot\"\n", 1)).unwrap();
    let snapshot = |day: u32| {
        let line = |id: u32, of: u32, amount: u32| {
            format!("{id};0{of}-11-2026;0{of}-11-2026;K001;I355;3550;2110;{amount},00;100{id};Te laat\n")
        };
        let mut lines = HEADER.to_owned() + "99;01-11-2026;;;I355;3550;2110;9,00;10099;Te laat\n";
        (1..=day).for_each(|of| lines += &line(of, of, 10));
        lines += &line(50, 1, 10 * day);
        if day == 2 {
            lines += &line(60, 2, 6);
        }
        fs::write(place.join(format!("exports/d_2026-11-01_2026-11-0{day}.csv")), lines).unwrap();
        let done = again(place, day);
        assert_eq!(done.status, 0, "{}", done.stderr);
    };
    snapshot(1);
    snapshot(2);
    copy(&place.join("reports/archive"), &place.join("older"));
    snapshot(3);
    let (whole, meant) = (files(&place.join("reports")), tables(place));
    assert!(meant.iter().all(|(table, rows)| !rows.is_empty() || ["checked", "witness"].contains(&table.as_str())));
    let reports = place.join("reports/I355/2026");
    let lost: [(&str, &dyn Fn()); 4] = [
        ("missing", &|| fs::remove_file(place.join(REGISTER)).unwrap()),
        ("empty", &|| fs::write(place.join(REGISTER), "").unwrap()),
        ("of the day before", &|| {
            assert!(fs::copy(place.join("older/I355/register.sqlite"), place.join(REGISTER)).unwrap() > 0);
        }),
        ("missing, and half of the reports", &|| {
            fs::remove_file(place.join(REGISTER)).unwrap();
            let mut folders: Vec<_> = fs::read_dir(&reports).unwrap().map(|entry| entry.unwrap().path()).collect();
            folders.retain(|path| path.is_dir());
            folders.sort();
            folders.iter().step_by(2).for_each(|folder| fs::remove_dir_all(folder).unwrap());
        }),
    ];
    for (what, lose) in lost {
        lose();
        let stopped = again(place, 3);
        assert!(stopped.status == 3 && stopped.stderr.contains("archive restore"), "{what}: {}", stopped.stderr);
        let before = files(&place.join("reports/archive/I355"));
        let would = restore(place, &["--dry-run"]);
        assert!(would.status == 0 && would.stdout.contains("would restore"), "{what}: {}", would.stderr);
        assert!(files(&place.join("reports/archive/I355")) == before, "{what}: nothing was changed");
        let done = restore(place, &[]);
        assert_eq!((done.status, done.stderr.as_str()), (0, ""), "{what}");
        assert_eq!(tables(place), meant, "{what}");
        let mode = fs::metadata(place.join(REGISTER)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o640, "{what}");
        let now = files(&place.join("reports/I355"));
        let of_library = whole.iter().filter_map(|(name, bytes)| Some((name.strip_prefix("I355/")?.to_owned(), bytes)));
        let differing: Vec<_> =
            of_library.filter(|(name, bytes)| now.get(name) != Some(bytes)).map(|(n, _)| n).collect();
        assert!(differing.is_empty(), "{what}: {differing:?}");
        let verified = run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
        assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "{what}");
        let nothing_new = again(place, 3);
        assert!(nothing_new.status == 0 && nothing_new.stdout.is_empty(), "{what}: {}", nothing_new.stdout);
        let _ = fs::remove_file(place.join("reports/archive/I355/register.sqlite.before-restore"));
    }
    // It goes on with the number above.
    let before = fs::read_to_string(place.join("reports/I355/keten.csv")).unwrap();
    snapshot(4);
    let after = fs::read_to_string(place.join("reports/I355/keten.csv")).unwrap();
    assert!(after.starts_with(&before) && after.len() > before.len());
    let numbers =
        |text: &str| text.lines().filter_map(|row| row.split(';').nth(1).map(str::to_owned)).collect::<Vec<_>>();
    let mut all = numbers(&after);
    all.dedup();
    assert_eq!(all, numbers(&after));
    let verified = run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
}

/// What a transcript says is believed of no chain, lines or reports that it does not fit.
#[test]
fn no_register_is_made_anew_from_a_transcript_that_does_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    assert_eq!(night(place, 1).status, 0);
    let of_then = fs::read(place.join(TRANSCRIPT)).unwrap();
    assert_eq!(night(place, 2).status, 0);
    let text = {
        let mut text = String::new();
        let packed = fs::read(place.join(TRANSCRIPT)).unwrap();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&*packed), &mut text).unwrap();
        text
    };
    let packed = |text: &str| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut packed, text.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let changed = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        packed(&text.replacen(from, to, 1))
    };
    let whole = packed(&text);
    let rows = [
        ("of an earlier night", of_then, "or it is of another night"),
        ("cut off", whole[..whole.len() / 2].to_vec(), "it can't be unpacked"),
        ("no gzip", b"no gzip".to_vec(), "it can't be unpacked"),
        ("of another form", changed("kasverslag-register/1", "kasverslag-register/9"), "its first line"),
        ("another table", changed("[\"touched\"", "[\"sqlite_schema\""), "it is no row of a table"),
        ("no list", changed("[\"touched\"", "{\"touched\""), "line "),
        ("another library", changed("\"institution\",\"I355\"", "\"institution\",\"I212\""), "its rows are not those"),
        (
            "an export of then",
            changed("d_2026-11-01_2026-11-01.csv", "d_2026-11-01_2026-11-02.csv"),
            "have been altered",
        ),
        ("a file of lines", changed("2026-11.000002.parquet", "../../x.parquet"), "its rows are not those"),
        ("a report", changed("2026/I355-2026-00001", "../2026/I355-2026-00001"), "is no folder of a report"),
    ];
    fs::remove_file(place.join(REGISTER)).unwrap();
    let before = files(&place.join("reports/archive/I355"));
    // A row that is gone from a table, and one that is another.
    let without = |table: &str, at: usize| {
        let begins = format!("[\"{table}\"");
        let mut own = 0;
        let kept = text.split_inclusive('\n').filter(|line| {
            own += usize::from(line.starts_with(&begins));
            !(line.starts_with(&begins) && own == at)
        });
        let kept: String = kept.collect();
        assert!(kept.len() < text.len(), "{table} has no {at}");
        packed(&kept)
    };
    let of_rows = [
        ("a day that was touched", without("touched", 1), "it does not say that export 1 touched 2026-11-01"),
        ("a text", without("text", 1), "the register lacks its"),
        ("a file of lines", without("month", 1), "its rows are not those that its first line tells of"),
        ("a note", without("note", 1), "its rows are not those that its first line tells of"),
        ("a change", without("change", 1), "it does not say that export 2 left line 1 changed"),
        ("the last report", without("report", 4), "its rows are not those that its first line tells of"),
        ("an export", without("export", 2), "its rows are not those that its first line tells of"),
        (
            "another day that was touched",
            changed("[\"touched\",\"2026-11-01\"", "[\"touched\",\"2026-10-01\""),
            "touched 2026-11-01",
        ),
    ];
    for (what, bytes, told) in rows.into_iter().chain(of_rows) {
        fs::write(place.join(TRANSCRIPT), bytes).unwrap();
        let done = restore(place, &[]);
        assert!((done.status == 1 || done.status == 3) && done.stderr.contains(told), "{what}: {}", done.stderr);
        assert!(!done.stderr.contains("kasverslag-dry-run"), "{what}: {}", done.stderr);
        assert!(files(&place.join("reports/archive/I355")) == before, "{what}: nothing was changed");
    }
    fs::write(place.join(TRANSCRIPT), whole).unwrap();
    // A journal without its register would spoil another one.
    let journal = place.join(format!("{REGISTER}-journal"));
    fs::write(&journal, "half of a step").unwrap();
    let done = restore(place, &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(!journal.exists());
    let aside = place.join(format!("{REGISTER}-journal.before-restore"));
    assert_eq!(fs::read(aside).unwrap(), b"half of a step");
}

#[test]
fn a_transcript_that_is_another_is_told_and_one_that_lags_behind_is_brought_up() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    assert_eq!(night(place, 1).status, 0);
    let verify = || run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
    let of_then = fs::read(place.join(TRANSCRIPT)).unwrap();
    assert_eq!(night(place, 2).status, 0);
    let of_now = fs::read(place.join(TRANSCRIPT)).unwrap();
    // As of an archive of a kasverslag that wrote none.
    fs::remove_file(place.join(TRANSCRIPT)).unwrap();
    let told = verify();
    assert!(told.status == 0 && told.stderr.contains("a lost register can't be made anew"), "{}", told.stderr);
    assert_eq!(again(place, 2).status, 0);
    assert!(fs::read(place.join(TRANSCRIPT)).unwrap() == of_now);
    fs::write(place.join(TRANSCRIPT), of_then).unwrap();
    let told = verify();
    assert!(told.status == 1 && told.stderr.contains("it is not what the register gives"), "{}", told.stderr);
    assert_eq!(again(place, 2).status, 0);
    assert!(fs::read(place.join(TRANSCRIPT)).unwrap() == of_now);
    assert_eq!((verify().status, verify().stderr.as_str()), (0, ""));
}

#[test]
fn a_damaged_register_stops_its_library_and_is_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    assert_eq!(night(place, 1).status, 0);
    assert_eq!(night(place, 2).status, 0);
    copy(&place.join("reports/archive"), &place.join("copy/archive"));
    let whole = fs::read(place.join(REGISTER)).unwrap();
    let lost: [(&str, &dyn Fn()); 4] = [
        ("cut off", &|| fs::write(place.join(REGISTER), &whole[..5000]).unwrap()),
        ("cut off behind its first pages", &|| fs::write(place.join(REGISTER), &whole[..whole.len() / 2]).unwrap()),
        ("no register", &|| fs::write(place.join(REGISTER), "x".repeat(9000)).unwrap()),
        ("a folder", &|| {
            fs::remove_file(place.join(REGISTER)).unwrap();
            fs::create_dir(place.join(REGISTER)).unwrap();
        }),
    ];
    let verify = || run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
    for from in [&["--from", "copy"][..], &[]] {
        for (what, lose) in &lost {
            lose();
            let told = verify();
            assert!(told.status == 1 && !told.stderr.contains("write-ahead"), "{what}: {}", told.stderr);
            let stopped = again(place, 2);
            assert!(stopped.status == 3 && stopped.stderr.contains("archive restore"), "{what}: {}", stopped.stderr);
            let done = restore(place, from);
            assert_eq!((done.status, done.stderr.as_str()), (0, ""), "{what}");
            assert_eq!((verify().status, again(place, 2).status), (0, 0), "{what}");
        }
    }
    let aside = fs::read_dir(place.join("reports/archive/I355")).unwrap();
    let names: Vec<_> = aside.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.iter().filter(|name| name.contains("before-restore")).count(), 8, "{names:?}");
}

#[test]
fn a_note_that_was_removed_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    assert_eq!(night(place, 1).status, 0);
    let whole = fs::read(place.join(REGISTER)).unwrap();
    for (note, told) in [
        ("output", "it does not say where its reports lie"),
        ("settings", "the note `settings`"),
        ("institution", "whose"),
    ] {
        let register = rusqlite::Connection::open(place.join(REGISTER)).unwrap();
        assert_eq!(register.execute("DELETE FROM note WHERE name = ?", [note]).unwrap(), 1);
        drop(register);
        let found = run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
        assert!(found.status == 1 && found.stderr.contains(told), "{note}: {}", found.stderr);
        fs::write(place.join(REGISTER), &whole).unwrap();
    }
}

#[test]
fn lines_and_whole_libraries_come_back_from_a_copy_or_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    assert_eq!(night(place, 1).status, 0);
    copy(&place.join("reports/archive"), &place.join("older"));
    assert_eq!(night(place, 2).status, 0);
    copy(&place.join("reports/archive"), &place.join("copy/archive"));
    let lines = place.join("reports/archive/I355/lines");
    let file = lines.join("2026-11.000002.parquet");
    let put_back_older = || {
        fs::remove_dir_all(place.join("reports/archive/I355")).unwrap();
        copy(&place.join("older/I355"), &place.join("reports/archive/I355"));
    };
    let lost: [(&str, &dyn Fn()); 5] = [
        ("lines gone", &|| fs::remove_dir_all(&lines).unwrap()),
        ("lines altered", &|| fs::write(&file, "altered").unwrap()),
        ("lines altered and no register", &|| {
            fs::write(&file, "altered").unwrap();
            fs::remove_file(place.join(REGISTER)).unwrap();
        }),
        ("register and reports", &|| {
            fs::remove_dir_all(place.join("reports/archive/I355")).unwrap();
            fs::remove_dir_all(place.join("reports/I355")).unwrap();
        }),
        ("archive of the night before", &put_back_older),
    ];
    let of_reports = files(&place.join("reports/I355"));
    for (what, lose) in lost {
        lose();
        assert_ne!(again(place, 2).status, 0, "{what}");
        let before = files(&place.join("reports/archive/I355"));
        let alone = restore(place, &[]);
        assert!(alone.status != 0 && alone.stderr.contains("--from"), "{what}: {}{}", alone.stdout, alone.stderr);
        let unfit = restore(place, &["--from", "older"]);
        assert!(unfit.status != 0 && !unfit.stderr.is_empty(), "{what}: {}", unfit.stdout);
        let would = restore(place, &["--from", "copy", "--dry-run"]);
        assert!(would.status == 0 && would.stdout.contains("would restore"), "{what}: {}", would.stderr);
        assert!(files(&place.join("reports/archive/I355")) == before, "{what}: nothing was changed");
        let done = restore(place, &["--from", "copy"]);
        assert!(done.status == 0 && done.stderr.is_empty() && !done.stdout.is_empty(), "{what}: {}", done.stderr);
        let verified = run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
        assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "{what}");
        assert_eq!(again(place, 2).status, 0, "{what}");
        let now = files(&place.join("reports/I355"));
        let differing: Vec<_> = of_reports.iter().filter(|(name, bytes)| now.get(*name) != Some(bytes)).collect();
        assert!(differing.is_empty(), "{what}: {:?}", differing.iter().map(|(name, _)| name).collect::<Vec<_>>());
    }
    assert_eq!(night(place, 3).status, 0);
}
