//! Whoever writes an issued file anew and all that vouches for its bytes too is found by what the file says.

use std::fs;

use kasverslag::archive::{Register, ReportRecord};
use kasverslag::publish::modes::Modes;
use kasverslag::shelf;
use rusqlite::params;
use sha2::{Digest, Sha256};

use crate::world::World;

const FORMS: [&str; 5] = ["pdf", "csv", "xlsx", "json", "journal"];

fn world() -> World {
    let forms = FORMS.map(|form| format!("\"{form}\"")).join(", ");
    let world = World::empty(&format!("formats = [{forms}]\nreports = [\"financiele-details\"]"));
    for library in ["I355", "I212"] {
        for (id, day) in [(1, "2026-09-01"), (2, "2026-09-02")] {
            world.export(library, day, &[(id, day, &format!("{id},00"))]);
        }
    }
    let night = world.night("2026-09-02");
    assert_eq!(night.status, 0, "{}", night.stderr);
    world
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Replaces a file of the first report, and makes every hash that vouches for it anew.
fn forge(world: &World, form: &str, bytes: &[u8]) {
    let folder = world.path("reports/archive/I355");
    let mut records = Register::open_to_read(&folder).expect("a register").reports().expect("reports");
    let output = world.path("reports/I355");
    let file = records[0].files.iter_mut().find(|file| file.name.ends_with(form)).expect("a file");
    (file.bytes, file.sha256) = (bytes.len() as u64, hex(bytes));
    fs::write(
        output.join(&records[0].folder).join(&records[0].files.iter().find(|f| f.name.ends_with(form)).unwrap().name),
        bytes,
    )
    .expect("a file");
    let register = rusqlite::Connection::open(folder.join("register.sqlite")).expect("a register");
    let mut previous = String::new();
    let mut summary = fs::read_to_string(world.path("reports/run.json")).expect("run.json");
    for record in &mut records {
        let old = record.record.clone();
        record.previous = std::mem::take(&mut previous);
        record.record = record.hash();
        summary = summary.replace(&old, &record.record);
        let ReportRecord { sequence, files, previous: before, record: hash, .. } = &*record;
        let files = serde_json::to_string(files).expect("JSON");
        let statement = "UPDATE report SET files = ?, previous = ?, record = ? WHERE sequence = ?";
        register.execute(statement, params![files, before, hash, sequence]).expect("a forged row");
        previous.clone_from(&record.record);
    }
    fs::write(world.path("reports/run.json"), summary).expect("run.json");
    let forged = Register::open_to_read(&folder).expect("a forged register");
    shelf::restore(&output, &forged, &records, Modes::default()).expect("a forged shelf");
}

#[test]
fn a_forged_chain_vouches_for_no_other_content() {
    let sound = world();
    assert_eq!(sound.verify().status, 0, "{}", sound.verify().stderr);
    let records = Register::open_to_read(&sound.path("reports/archive/I355")).expect("a register").reports().unwrap();
    for form in FORMS {
        let file = |record: &ReportRecord| {
            let file = record.files.iter().find(|file| file.name.ends_with(form)).expect("a file");
            fs::read(sound.path("reports/I355").join(&record.folder).join(&file.name)).expect("a file")
        };
        for (what, bytes) in
            [("text", b"this is no report at all".to_vec()), ("that of another day", file(&records[1]))]
        {
            let world = world();
            forge(&world, form, &bytes);
            let verified = world.verify();
            assert_eq!(verified.status, 1, "{form}, {what}: {}", verified.stderr);
            // The PDF behind it has the hash of its record before it in its code.
            let behind = "I355-2026-00002: its place in the chain is not";
            let first = format!(".{form}: I355-2026-00001: ");
            let pages = "it is not the page that the register gives";
            // What is written of the register beside its reports is not forged with it.
            let beside = "register.jsonl.gz: it is not what the register gives";
            let nights = "archive/nights.jsonl: I355: the chain ended with";
            let is_told = |line: &str| [&*first, behind, pages, beside, nights].iter().any(|what| line.contains(what));
            let told = verified.stderr.lines().all(is_told);
            let told = told && verified.stderr.contains(&first);
            assert!(told, "{form}, {what}: {}", verified.stderr);
        }
    }
}

#[test]
fn a_forged_chain_around_the_same_bytes_is_whole() {
    let world = world();
    let records = Register::open_to_read(&world.path("reports/archive/I355")).expect("a register").reports().unwrap();
    let file = records[0].files.iter().find(|file| file.name.ends_with("json")).expect("a file");
    let bytes = fs::read(world.path("reports/I355").join(&records[0].folder).join(&file.name)).expect("a file");
    forge(&world, "json", &bytes);
    let verified = world.verify();
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
}
