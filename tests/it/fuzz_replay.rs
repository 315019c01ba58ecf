//! A seeded mutator over all that comes from outside: exports, their fields, configurations and templates, and the files
//! of the archive. Each mutation gives a result or an error: no panic, no count that does not agree, no more than a
//! second of its thread's time.
//!
//! Every run tries the same mutations, so that a failure comes again. `FUZZ=N` tries N times as many, with other seeds
//! each time, which are told. What is found is written down under `target/tmp/fuzz` and belongs into `tests/corpus/found`.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::damage::damage;
use crate::effort;
use crate::judges::{self, AmountReader, Archive, Place, Verdict, read_amount};
use crate::oracle::{Generator, to_csv};
use crate::program::{copy, files};

/// The most time of its thread that a mutation may take, in nanoseconds.
const MOST_TIME: u64 = 1_000_000_000;

/// How many mutations a target tries, and from which seed on.
fn effort(usual: u64) -> (u64, u64) {
    match effort::times() {
        Some(times) => {
            let since = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
            (usual * times, since << 20)
        }
        None => (usual, 0),
    }
}

/// How long this thread has been at work, in nanoseconds; 0 where the system does not tell.
fn time() -> u64 {
    let times = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    times.split(' ').next().and_then(|time| time.parse().ok()).unwrap_or(0)
}

/// Tries mutations; the first that fails, with its seed.
fn fuzz(
    target: &str,
    usual: u64,
    mutate: impl Fn(&mut Generator) -> Vec<u8>,
    judge: impl Fn(&[u8]) -> Verdict,
) -> Verdict {
    let (count, first) = effort(usual);
    println!("{target}: {count} mutations from seed {first} on");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    fs::create_dir_all(&folder).unwrap();
    // What takes all memory ends the process, and leaves this behind.
    let last = folder.join(format!("{target}-last"));
    for seed in first..first + count {
        let bytes = mutate(&mut Generator::new(seed));
        fs::write(&last, &bytes).unwrap();
        let judged = || {
            let before = time();
            let verdict =
                catch_unwind(AssertUnwindSafe(|| judge(&bytes))).unwrap_or_else(|_| Err("a panic".to_owned()));
            (verdict, time() - before)
        };
        let (mut verdict, mut taken) = judged();
        if taken > MOST_TIME {
            // A virtual machine that stood still counts that for the thread that was at work: what is slow stays so.
            let (second, again) = judged();
            (verdict, taken) = (verdict.and(second), taken.min(again));
        }
        if let Err(what) = verdict.and(if taken > MOST_TIME { Err(format!("{taken} ns")) } else { Ok(()) }) {
            let path = folder.join(format!("{target}-{seed}"));
            fs::write(&path, &bytes).unwrap();
            return Err(format!("{target}, seed {seed}, {}: {what}", path.display()));
        }
    }
    let _ = fs::remove_file(last);
    Ok(())
}

/// Damages a file out of a set.
fn damaged(seeds: &[Vec<u8>], generator: &mut Generator) -> Vec<u8> {
    let mut bytes = seeds[generator.below(seeds.len())].clone();
    if generator.one_in(6) {
        // The start of one and the end of another.
        let other = &seeds[generator.below(seeds.len())];
        bytes.truncate(generator.below(bytes.len() + 1));
        bytes.extend(&other[generator.below(other.len() + 1)..]);
    }
    damage(&mut bytes, generator);
    bytes
}

fn seeds(end: &str) -> Vec<Vec<u8>> {
    let corpus = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")).into_iter();
    let corpus = corpus.filter(|(name, _)| name.contains('/') && name.ends_with(end) && !name.starts_with("sizes"));
    let mut seeds: Vec<Vec<u8>> = corpus.map(|(_, bytes)| bytes).filter(|bytes| bytes.len() < 12_000).collect();
    if end == ".csv" {
        seeds.extend((0..64).map(|seed| to_csv(&Generator::new(seed).world()[..1]).into_bytes()));
    }
    assert!(seeds.len() > 10, "{end} has {} seeds", seeds.len());
    seeds
}

fn ingest(end: &str, count: u64) {
    let seeds = seeds(end);
    let place = Place::new();
    fuzz(&format!("ingest{end}"), count, |generator| damaged(&seeds, generator), |bytes| place.export(bytes, end))
        .unwrap();
}

#[test]
fn any_bytes_of_csv_give_a_result() {
    ingest(".csv", 5_000);
}

#[test]
fn any_bytes_of_packed_csv_give_a_result() {
    ingest(".csv.gz", 5_000);
}

#[test]
fn any_bytes_of_workbooks_give_a_result() {
    ingest(".xlsx", 5_000);
}

#[test]
fn any_bytes_of_parquet_files_give_a_result() {
    ingest(".parquet", 5_000);
}

#[test]
fn any_bytes_of_witnesses_give_a_result_that_ties_out() {
    let seeds = [".cod", ".xml", ".csv"].map(seeds).concat();
    fuzz("witnesses", 5_000, |generator| damaged(&seeds, generator), judges::witness).unwrap();
}

/// Texts of the kind that fields hold, damaged.
fn field(generator: &mut Generator) -> Vec<u8> {
    const TEXTS: [&str; 16] = [
        "1.234,56",
        "-0,05",
        "€ 12",
        "999999999999,99",
        "1 234,50",
        "12,30-",
        "01-11-2026",
        "29-02-2028 23:59:59",
        "2026-11-01T10:15:00.123456789+01:00",
        "2026-10-25 02:30",
        "31/12/1999",
        "K001",
        "I355",
        "3550",
        "2110",
        "B990",
    ];
    let mut bytes = generator.pick(&TEXTS).as_bytes().to_vec();
    for _ in 0..generator.below(3) {
        let at = generator.below(bytes.len() + 1);
        let byte = b"0123456789,.-+ :/TZ\xc2\xa0KI"[generator.below(23)];
        if generator.one_in(2) || at == bytes.len() {
            bytes.insert(at, byte);
        } else {
            bytes[at] = byte;
        }
    }
    bytes
}

#[test]
fn fields_that_are_read_and_printed_are_read_alike() {
    fuzz("fields", 20_000, field, |bytes| judges::field(bytes, read_amount)).unwrap();
}

/// A dead fuzzer finds nothing, which looks like success: these mistakes are planted, and must be found.
#[test]
fn planted_mistakes_are_found() {
    // One off in the decimals; and the second decimal of amounts with thousands is lost.
    let planted: [AmountReader; 2] = [
        |text, profile| read_amount(text, profile).map(|cents| cents + 1),
        |text, profile| {
            let cents = read_amount(text, profile)?;
            Some(if text.contains('.') { cents / 10 * 10 } else { cents })
        },
    ];
    for (index, reader) in planted.into_iter().enumerate() {
        let name = format!("planted-{index}");
        let found = fuzz(&name, 5_000, field, |bytes| judges::field(bytes, reader)).expect_err("a finding");
        assert!(found.contains("amount"), "{found}");
    }
    let seeds = seeds(".csv");
    let panics = |bytes: &[u8]| {
        assert!(!bytes.contains(&0), "planted");
        Ok(())
    };
    fuzz("planted-panic", 5_000, |generator| damaged(&seeds, generator), panics).expect_err("a finding");
    let hangs = |bytes: &[u8]| {
        let end = if bytes.contains(&0) { time() + MOST_TIME / 10 * 11 } else { 0 };
        while time() != 0 && time() < end {}
        Ok(())
    };
    let found = fuzz("planted-hang", 5_000, |generator| damaged(&seeds, generator), hangs);
    assert!(found.is_err() || time() == 0, "a hang was not found");
}

#[test]
fn any_template_is_accepted_or_refused() {
    let (seeds, place) = (judges::templates(), Place::new());
    fuzz("templates", 5_000, |generator| damaged(&seeds, generator), |bytes| place.template(bytes, "csv")).unwrap();
}

#[test]
fn any_configuration_is_accepted_or_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let mut seeds: Vec<Vec<u8>> =
        ["kasverslag.toml", "nachten.toml"].map(|name| fs::read(root.join(name)).unwrap()).into();
    let pages = [include_str!("../../docs/nights.md"), include_str!("../../docs/input.md")];
    let blocks = pages.iter().flat_map(|page| page.split("```toml\n").skip(1));
    let blocks = blocks.filter_map(|block| block.split("```").next());
    seeds.extend(blocks.map(|block| block.as_bytes().to_vec()));
    let place = Place::new();
    copy(&root.join("codes"), &place.path("codes"));
    fuzz("configuration", 5_000, |generator| damaged(&seeds, generator), |bytes| place.configuration(bytes)).unwrap();
}

#[test]
fn any_file_of_an_archive_is_verified_or_refused() {
    let archive = Archive::new();
    // The register more often than the rest.
    let register = archive.register();
    let mutate = |generator: &mut Generator| {
        let which = if generator.one_in(2) { register } else { generator.below(archive.files.len()) };
        let mut bytes = archive.files[which].1.clone();
        damage(&mut bytes, generator);
        [&(which as u32).to_le_bytes()[..], &bytes].concat()
    };
    let judge = |bytes: &[u8]| {
        let which = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
        archive.judge(which, &bytes[4..])
    };
    fuzz("archive", 1_000, mutate, judge).unwrap();
}

/// Damages a register as a file: its bytes, or its pages, one of which gets into the place of another.
fn damaged_register(sound: &[u8], generator: &mut Generator) -> Vec<u8> {
    const PAGE: usize = 4096;
    let mut bytes = sound.to_vec();
    if generator.one_in(4) {
        let pages = bytes.len() / PAGE;
        let (from, to) = (generator.below(pages) * PAGE, generator.below(pages) * PAGE);
        bytes.copy_within(from..from + PAGE, to);
    } else {
        damage(&mut bytes, generator);
    }
    bytes
}

#[test]
fn any_bytes_of_a_register_are_verified_or_refused() {
    let archive = Archive::new();
    let register = archive.register();
    let sound = archive.files[register].1.clone();
    let mutate = |generator: &mut Generator| damaged_register(&sound, generator);
    fuzz("register", 2_000, mutate, |bytes| archive.judge(register, bytes)).unwrap();
}

/// Tables that are recomputed, or stand in hashes.
const EVIDENCE: [&str; 7] = ["export", "month", "line", "change", "touched", "text", "report"];

#[test]
fn no_cell_of_a_register_is_changed_in_silence() {
    let archive = Archive::new();
    let register = archive.register();
    let path = archive.files[register].0.clone();
    let mutate = |generator: &mut Generator| {
        let connection = rusqlite::Connection::open(&path).unwrap();
        let table = generator.pick(&EVIDENCE);
        let names = |query: &str| -> Vec<String> {
            let mut statement = connection.prepare(query).unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        let column = generator.pick(&names(&format!("SELECT name FROM pragma_table_info('{table}')")));
        let rows: i64 = connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        let row = generator.below(usize::try_from(rows.max(1)).expect("a count"));
        let others = format!("(SELECT {column} FROM {table} ORDER BY 1 LIMIT 1 OFFSET {})", generator.below(9));
        let value =
            generator.pick(&["NULL", "-1", "0", "1", "9223372036854775807", "''", "'x'", "0.5", "x'00ff'", &others]);
        let key = names(&format!("SELECT name FROM pragma_table_info('{table}') WHERE pk ORDER BY pk")).join(", ");
        let update = format!(
            "UPDATE OR IGNORE {table} SET {column} = {value} \
             WHERE ({key}) = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {row}) AND {column} IS NOT {value}"
        );
        // What a column may not be changes nothing.
        let changed = connection.execute(&update, []).unwrap_or(0);
        drop(connection);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &archive.files[register].1).unwrap();
        [
            &u32::try_from(changed).unwrap().to_le_bytes()[..],
            &(update.len() as u32).to_le_bytes(),
            update.as_bytes(),
            &bytes,
        ]
        .concat()
    };
    let judge = |bytes: &[u8]| {
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let (changed, end) = (number(0), 8 + number(4));
        let update = String::from_utf8_lossy(&bytes[8..end]);
        archive.judge(register, &bytes[end..]).map_err(|what| format!("{update}: {what}"))?;
        let is_silent = changed > 0 && archive.is_silent_of(register, &bytes[end..]);
        if is_silent { Err(format!("{update}: nobody says so")) } else { Ok(()) }
    };
    fuzz("cells", 600, mutate, judge).unwrap();
}

#[test]
fn any_bytes_of_a_pdf_are_found_not_to_be_those_of_a_report() {
    let sound = Archive::new().pdfs();
    fuzz("pdf", 2_000, |generator| damaged(&sound, generator), |bytes| judges::pdf(bytes, &sound)).unwrap();
}
