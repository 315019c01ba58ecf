//! A seeded mutator over all that comes from outside: exports, their fields, configurations and templates, and the files
//! of the archive. Each mutation gives a result or an error: no panic, no count that does not agree, no more than a
//! second of its thread's time.
//!
//! Every run tries the same mutations, so that a failure comes again. `FUZZ=N` tries N times as many, with other seeds
//! each time, which are told. What is found is written down under `target/tmp/fuzz` and belongs into `tests/corpus/found`.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use clap::Parser;
use kasverslag::batch::verify::verify;
use kasverslag::cli::{Cli, Command};
use kasverslag::config::Config;
use kasverslag::diagnostic::ExitStatus;
use kasverslag::domain::{BookingCode, Branch, Cents, Daybook, Institution, Money};
use kasverslag::ingest::amount::parse_amount;
use kasverslag::ingest::date::parse_moment;
use kasverslag::ingest::profile::DateForm;
use kasverslag::ingest::{IntakeError, Profile};
use kasverslag::report::catalog::BUILT_IN;
use kasverslag::report::language::Language;
use kasverslag::report::template::Template;
use kasverslag::report::words::Words;
use kasverslag::run;

use crate::corpus::corpus;
use crate::damage::damage;
use crate::oracle::{Generator, to_csv};
use crate::program::{args, copy, files, run as run_program};
use crate::properties::read_bytes;

/// The most time of its thread that a mutation may take, in nanoseconds.
const MOST_TIME: u64 = 1_000_000_000;

/// How many mutations a target tries, and from which seed on.
fn effort(usual: u64) -> (u64, u64) {
    match std::env::var("FUZZ").ok().and_then(|times| times.parse::<u64>().ok()) {
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

/// What a target says is wrong.
type Verdict = Result<(), String>;

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
        let before = time();
        let verdict = catch_unwind(AssertUnwindSafe(|| judge(&bytes))).unwrap_or_else(|_| Err("a panic".to_owned()));
        let taken = time() - before;
        let verdict = verdict.and(if taken > MOST_TIME { Err(format!("{taken} ns")) } else { Ok(()) });
        if let Err(what) = verdict {
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
    let corpus = corpus().into_iter().filter(|(name, _)| name.ends_with(end) && !name.starts_with("sizes"));
    let mut seeds: Vec<Vec<u8>> = corpus.map(|(_, bytes)| bytes).filter(|bytes| bytes.len() < 12_000).collect();
    if end == ".csv" {
        seeds.extend((0..64).map(|seed| to_csv(&Generator::new(seed).world()[..1]).into_bytes()));
    }
    assert!(seeds.len() > 10, "{end} has {} seeds", seeds.len());
    seeds
}

fn ingest(end: &str, count: u64) {
    let seeds = seeds(end);
    let name = format!("a{end}");
    let judge = |bytes: &[u8]| match read_bytes(bytes, &name) {
        Ok(_) | Err(IntakeError::TooMuchMoney) => Ok(()),
        Err(error) => Err(format!("{error:?}")),
    };
    fuzz(&format!("ingest{end}"), count, |generator| damaged(&seeds, generator), judge).unwrap();
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

/// What reads an amount: the program, or one with a planted mistake.
type AmountReader = fn(&str, &Profile) -> Option<Cents>;

fn read_amount(text: &str, profile: &Profile) -> Option<Cents> {
    parse_amount(text, profile).ok()
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

/// What is read, printed and read again is the same.
fn judge_field(bytes: &[u8], read_amount: AmountReader) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let text: &str = &text;
    let demand = |is_same: bool, what: &str| if is_same { Ok(()) } else { Err(format!("{what} `{text}`")) };
    let profile = Profile::default();
    if let Some(cents) = read_amount(text, &profile) {
        let printed = Words::of(Language::Dutch).amount(Money::from_cents(cents));
        demand(read_amount(&printed, &profile) == Some(cents), "the amount")?;
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (written, read) = (digits(text), cents.unsigned_abs().to_string());
        let is_alike = [&written, &format!("{written}0"), &format!("{written}00")]
            .iter()
            .any(|digits| digits.trim_start_matches('0') == read.trim_start_matches('0'));
        demand(is_alike, "the digits of the amount")?;
    }
    if let Ok(moment) = parse_moment(text, &DateForm::ALL) {
        let printed = moment.day().format("%d-%m-%Y").to_string();
        let again = parse_moment(&printed, &DateForm::ALL).map(kasverslag::domain::Moment::day);
        demand(again.ok() == Some(moment.day()), "the day")?;
        let instant = chrono::DateTime::from_timestamp_nanos(moment.nanoseconds());
        let printed = instant.format("%Y-%m-%dT%H:%M:%S%.9fZ").to_string();
        let again = parse_moment(&printed, &[DateForm::Iso]).map(kasverslag::domain::Moment::nanoseconds);
        demand(again.ok() == Some(moment.nanoseconds()), "the moment")?;
    }
    demand(Daybook::parse(text).is_none_or(|code| code.to_string() == text), "the daybook")?;
    demand(Institution::parse(text).is_none_or(|code| code.to_string() == text), "the institution")?;
    demand(Branch::parse(text).is_none_or(|code| code.to_string() == text), "the branch")?;
    demand(BookingCode::parse(text).is_none_or(|code| code.to_string() == text), "the booking code")
}

#[test]
fn fields_that_are_read_and_printed_are_read_alike() {
    fuzz("fields", 20_000, field, |bytes| judge_field(bytes, read_amount)).unwrap();
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
        let found = fuzz(&name, 5_000, field, |bytes| judge_field(bytes, reader)).expect_err("a finding");
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
    let seeds: Vec<Vec<u8>> = BUILT_IN.iter().map(|(_, text)| text.as_bytes().to_vec()).collect();
    let judge = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let what = Template::parse(&text).err().map_or_else(|| "-".to_owned(), |error| error.what);
        if what.is_empty() { Err("an error without words".to_owned()) } else { Ok(()) }
    };
    fuzz("templates", 5_000, |generator| damaged(&seeds, generator), judge).unwrap();
}

#[test]
fn any_configuration_is_accepted_or_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let folder = tempfile::tempdir().unwrap();
    copy(&root.join("codes"), &folder.path().join("codes"));
    let mut seeds: Vec<Vec<u8>> =
        ["kasverslag.toml", "nachten.toml"].map(|name| fs::read(root.join(name)).unwrap()).into();
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```toml\n").skip(1).filter_map(|block| block.split("```").next());
    seeds.extend(blocks.map(|block| block.as_bytes().to_vec()));
    let path = folder.path().join("kasverslag.toml");
    let judge = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        match Config::read(&path) {
            Err(errors) if errors.is_empty() => Err("a refusal without errors".to_owned()),
            _ => Ok(()),
        }
    };
    fuzz("configuration", 5_000, |generator| damaged(&seeds, generator), judge).unwrap();
}

/// An archive with two nights and their reports.
fn archive() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::create_dir_all(place.join("exports")).unwrap();
    fs::write(
        place.join("kasverslag.toml"),
        "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\"]\n[[library]]\ninstitution = \"I355\"\n",
    )
    .unwrap();
    let header = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";
    for day in 1..=2 {
        let line = format!("{day};0{day}-11-2026;0{day}-11-2026;K001;I355;3550;2110;1,00\n");
        fs::write(place.join(format!("exports/a_2026-11-0{day}.csv")), header.to_owned() + &line).unwrap();
        let date = format!("2026-11-0{day}");
        let now = format!("{date}T23:30:00+01:00");
        let night = ["run", "--config", "kasverslag.toml", "--date", &date, "--now", &now];
        let done = run_program(place, &args(&night), &[]);
        assert!(done.status <= 1, "{}", done.stderr);
    }
    folder
}

#[test]
fn any_file_of_an_archive_is_verified_or_refused() {
    let start = archive();
    let reports = start.path().join("reports");
    let all: Vec<(PathBuf, Vec<u8>)> =
        files(&reports).into_iter().map(|(name, bytes)| (reports.join(name), bytes)).collect();
    // The register more often than the rest.
    let is_register = |path: &Path| path.extension().is_some_and(|end| end == "sqlite");
    let register = all.iter().position(|(path, _)| is_register(path)).expect("a register");
    let mutate = |generator: &mut Generator| {
        let which = if generator.one_in(2) { register } else { generator.below(all.len()) };
        let mut bytes = all[which].1.clone();
        damage(&mut bytes, generator);
        [&(which as u32).to_le_bytes()[..], &bytes].concat()
    };
    let judge = |bytes: &[u8]| {
        let which = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
        let (path, sound) = &all[which];
        fs::write(path, &bytes[4..]).unwrap();
        let name = reports.display().to_string();
        let out = start.path().join("out").display().to_string();
        let mut asked = vec![vec!["kasverslag", "verify", &name]];
        if is_register(path) || path.extension().is_some_and(|end| end == "parquet") {
            asked.push(vec![
                "kasverslag",
                "report",
                "financieel-overzicht-be",
                "--archive",
                &name,
                "--institution",
                "I355",
                "--period",
                "2026-11-01",
                "--format",
                "csv",
                "--out",
                &out,
            ]);
        }
        let verdict = asked.iter().try_for_each(|asked| {
            let outcome = match Cli::parse_from(asked).command {
                Command::Verify(args) => verify(&args),
                Command::Report(args) => run::report(&args, None),
                _ => unreachable!("nothing else is asked"),
            };
            let is_unheard = &bytes[4..] != sound.as_slice()
                && asked[1] == "verify"
                && outcome.status() == ExitStatus::Done
                && path.extension().is_some_and(|end| end == "pdf" || end == "csv" || end == "parquet");
            match outcome.status() {
                ExitStatus::Fault => Err(format!("{}: {:?}", path.display(), outcome.diagnostics)),
                _ if is_unheard => Err(format!("{} was changed and nobody says so", path.display())),
                _ => Ok(()),
            }
        });
        fs::write(path, sound).unwrap();
        verdict
    };
    fuzz("archive", 1_000, mutate, judge).unwrap();
}
