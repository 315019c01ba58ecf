//! The laws of money, over generated worlds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use kasverslag::commands::cli::{Cli, Command};
use kasverslag::commands::configuration::Environment;
use kasverslag::commands::report;
use kasverslag::config::Config;
use kasverslag::diagnostic::ExitStatus;
use kasverslag::domain::{Money, Period};
use kasverslag::ingest::amount::parse_amount;
use kasverslag::ingest::{IntakeError, Profile};
use kasverslag::render::csv::{self, Dialect};
use kasverslag::report::catalog::BUILT_IN;
use kasverslag::report::document::{Document, Value};
use kasverslag::report::language::Language;
use kasverslag::report::row::RowKind;
use kasverslag::report::template::Template;
use kasverslag::report::words::Words;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::documents::{Lines, Wanted};
use crate::effort::cases;
use crate::oracle::{Generator, Line, records, to_csv};
use crate::program::files;

/// The days of the generated worlds.
const ALL: &str = "2020-01-01..2030-12-31";
const SUMMARIES: [&str; 2] = ["financieel-overzicht-be", "financieel-overzicht"];

fn world(seed: u64) -> Vec<Line> {
    Generator::new(seed).world()
}

/// The CSV of a report over exports, made in this process.
pub(crate) fn report(exports: &[(&str, String)], id: &str, period: &str, more: &[&str]) -> String {
    let (input, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (name, text) in exports {
        fs::write(input.path().join(name), text).unwrap();
    }
    let (input, folder) = (input.path().display().to_string(), out.path().display().to_string());
    let mut args = vec!["kasverslag", "report", id, "--input", &input, "--period", period, "--format", "csv"];
    args.extend(["--now", "2026-11-24T08:00:00+01:00", "--out", &folder]);
    args.extend(more);
    let Command::Report(args) = Cli::parse_from(args).command else { unreachable!() };
    let outcome = report::report(&args, &Environment::default());
    assert_eq!(outcome.status(), ExitStatus::Done, "{:?}", outcome.diagnostics);
    String::from_utf8(files(out.path()).into_values().next().unwrap()).unwrap()
}

/// The rows of a summary: count, receipts and expenses in cents by daybook, institution, branch and code.
fn rows(csv: &str) -> BTreeMap<Vec<String>, (i128, i128, i128)> {
    let table = records(csv.trim_start_matches('\u{feff}'), ';');
    let number = |cell: &str| cell.replace(',', "").parse::<i128>().unwrap();
    let row = |row: &Vec<String>| (row[..4].to_vec(), (number(&row[5]), number(&row[6]), number(&row[7])));
    let parsed: BTreeMap<_, _> = table[1..].iter().map(row).collect();
    assert_eq!(parsed.len(), table.len() - 1, "no key stands there twice");
    parsed
}

/// The finished report over all days, before it has a form.
fn document(intake: &Lines, id: &str) -> Document {
    Wanted::new(&["report", id, "--period", ALL]).document(intake, None)
}

/// What a cell reads as in a CSV with that decimal mark.
fn plain(value: Value<'_>, mark: char) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Value::Text(text) => text.to_owned(),
        Value::Said(said) => said.file.to_string(),
        Value::Count(count) => count.to_string(),
        Value::Money(money) => money.to_string().replace('.', &mark.to_string()),
        Value::Percent(percent) => percent.to_string().replace('.', &mark.to_string()),
        Value::Day(day) => day.format("%Y-%m-%d").to_string(),
    }
}

fn shuffled(lines: &[Line], seed: u64) -> Vec<Line> {
    let mut generator = Generator::new(seed);
    let mut left = lines.to_vec();
    std::iter::from_fn(|| (!left.is_empty()).then(|| left.swap_remove(generator.below(left.len())))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(64) as u32, rng_seed: RngSeed::Fixed(20_261_124), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_to_the_whole_and_keys_ascend(seed: u64) {
        let lines = world(seed);
        for id in SUMMARIES {
            let csv = report(&[("a.csv", to_csv(&lines))], id, ALL, &[]);
            let counted: Vec<&Line> =
                lines.iter().filter(|line| line.settled.is_some() && line.kind() != Some('A')).collect();
            let rows = rows(&csv);
            prop_assert_eq!(rows.values().map(|row| row.0).sum::<i128>(), counted.len() as i128);
            let whole: i128 = counted.iter().map(|line| line.cents).sum();
            prop_assert_eq!(rows.values().map(|row| row.1 - row.2).sum::<i128>(), whole);
            let table = records(csv.trim_start_matches('\u{feff}'), ';');
            let keys: Vec<&[String]> = table[1..].iter().map(|row| &row[..4]).collect();
            prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn order_of_rows_and_number_of_files_change_no_byte(seed: u64, cut in 0.0..1.0f64) {
        let lines = world(seed);
        let other = shuffled(&lines, seed);
        #[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)]
        let (first, second) = other.split_at((cut * other.len() as f64) as usize);
        for id in SUMMARIES.into_iter().chain(["financiele-details"]) {
            let more: &[&str] = if id == "financiele-details" { &["--show-customers"] } else { &[] };
            let whole = report(&[("a.csv", to_csv(&lines))], id, ALL, more);
            prop_assert_eq!(&whole, &report(&[("a.csv", to_csv(&other))], id, ALL, more));
            let parts = [("z.csv", to_csv(first)), ("b.csv", to_csv(second))];
            prop_assert_eq!(&whole, &report(&parts, id, ALL, more));
        }
    }

    #[test]
    fn days_add_up_to_the_week(seed: u64) {
        let export = [("a.csv", to_csv(&world(seed)))];
        let week = Period::parse("2026-W53", chrono::NaiveDate::MIN).unwrap();
        let mut days: BTreeMap<Vec<String>, (i128, i128, i128)> = BTreeMap::new();
        for day in week.first().iter_days().take(7) {
            for (key, row) in rows(&report(&export, SUMMARIES[0], &day.to_string(), &[])) {
                let sum = days.entry(key).or_default();
                *sum = (sum.0 + row.0, sum.1 + row.1, sum.2 + row.2);
            }
        }
        prop_assert_eq!(days, rows(&report(&export, SUMMARIES[0], "2026-W53", &[])));
        let details = |period: &str| {
            let csv = report(&export, "financiele-details", period, &["--show-customers"]);
            records(csv.trim_start_matches('\u{feff}'), ';').split_off(1)
        };
        let mut daily: Vec<_> =
            week.first().iter_days().take(7).flat_map(|day| details(&day.to_string())).collect();
        let mut weekly = details("2026-W53");
        daily.sort();
        weekly.sort();
        prop_assert_eq!(daily, weekly);
    }

    #[test]
    fn negating_all_amounts_negates_all_totals(seed: u64) {
        let lines = world(seed);
        let negated: Vec<Line> = lines.iter().cloned().map(|line| Line { cents: -line.cents, ..line }).collect();
        let there = rows(&report(&[("a.csv", to_csv(&lines))], SUMMARIES[0], ALL, &[]));
        let back = rows(&report(&[("a.csv", to_csv(&negated))], SUMMARIES[0], ALL, &[]));
        let turned: BTreeMap<_, _> = there.into_iter().map(|(key, row)| (key, (row.0, -row.1, -row.2))).collect();
        prop_assert_eq!(turned, back);
    }

    #[test]
    fn damaged_records_are_refused_by_line_and_the_counts_add_up(seed: u64) {
        let lines = world(seed);
        let mut generator = Generator::new(seed ^ 1);
        let whole = to_csv(&lines[..1]);
        let (header, _) = whole.split_once("\r\n").unwrap();
        let mut text = format!("{header}\r\n");
        let (mut sound, mut damaged, mut blank) = (Vec::new(), Vec::new(), 0);
        for line in &lines {
            let one = to_csv(std::slice::from_ref(line));
            let record = one[header.len() + 2..].strip_suffix("\r\n").unwrap();
            let mut add = |record: &str| {
                let at = text.matches('\n').count() as u64 + 1;
                text += &format!("{record}\r\n");
                (at, record.to_owned())
            };
            let broken = match generator.below(28) {
                0 => record.replacen(';', "", 1),
                1 => format!("{record};"),
                2 => record.replacen(&line.posted, &line.posted.replacen("-20", "-99", 1), 1),
                3 => format!("{record}\0"),
                4 => format!("x\"{record}"),
                5 => record.replacen(&line.institution, "I35", 1),
                kind => {
                    add(record);
                    sound.push((line.id.clone(), line.cents));
                    match kind {
                        6 => damaged.push(add(record)),
                        7 | 8 => {
                            add(if kind == 7 { "" } else { " ;;;;;\t;;;;;;" });
                            blank += 1;
                        }
                        _ => {}
                    }
                    continue;
                }
            };
            damaged.push(add(&broken));
        }
        let intake = read(&text).expect("an intake");
        let file = &intake.intake.files[0];
        prop_assert_eq!((file.accepted, file.blank), (sound.len() as u64, blank));
        let refused: Vec<(u64, String)> = file.rejects.iter().map(|reject| (reject.line, reject.raw.clone())).collect();
        prop_assert_eq!(refused, damaged);
        let sum: i128 = sound.iter().map(|(_, cents)| cents).sum();
        prop_assert_eq!(file.amount, Money::from_cents(sum.try_into().unwrap()));
        let mut ids: Vec<String> = sound.into_iter().map(|(id, _)| id).collect();
        ids.sort();
        let mut kept: Vec<&str> = intake.columns.iter().map(|line| line.id).collect();
        kept.sort_unstable();
        prop_assert_eq!(kept, ids);
    }

    #[test]
    fn a_csv_reads_back_as_the_cells_of_the_document(seed: u64, totals: bool) {
        let intake = read(&to_csv(&world(seed))).expect("an intake");
        for id in SUMMARIES.into_iter().chain(["financiele-details"]) {
            let document = document(&intake, id);
            for (dialect, separator, mark) in [(Dialect::ExcelBe, ';', ','), (Dialect::Rfc4180, ',', '.')] {
                let bytes = csv::render(&document, dialect, totals);
                let mut table = records(&String::from_utf8(bytes).unwrap(), separator);
                table.remove(0);
                if totals {
                    table.retain(|row| row.last().is_some_and(|kind| kind == "detail"));
                    for row in &mut table {
                        row.pop();
                    }
                }
                let rows = document.blocks_in_order().into_iter().flat_map(|block| block.rows.iter());
                let meant = rows.filter(|row| row.kind == RowKind::Detail);
                let meant = meant.map(|row| row.cells().map(|cell| plain(cell, mark)).collect());
                prop_assert_eq!(table, meant.collect::<Vec<Vec<String>>>());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, rng_seed: RngSeed::Fixed(20_261_124), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_a_result_and_the_counts_agree(seed in 0u64..64, edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..12)) {
        let lines: Vec<Line> = world(seed).into_iter().take(6).collect();
        let mut bytes = to_csv(&lines).into_bytes();
        for (at, byte, kind) in edits {
            let at = at.index(bytes.len());
            // The bytes that a CSV hangs on come more often than chance would have it.
            let byte = if byte < 128 { b"\";\r\n,-. \0\xe9"[usize::from(byte) % 10] } else { byte };
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at.max(1)),
            }
        }
        match read_bytes(&bytes, "a.csv") {
            Ok(_) => {}
            Err(error) => prop_assert!(false, "{error:?} for {:?}", String::from_utf8_lossy(&bytes)),
        }
    }

    #[test]
    fn amounts_are_read_as_they_are_written(cents in -99_999_999_999_999i64..=99_999_999_999_999) {
        prop_assert_eq!(parse_amount(&Words::of(Language::Dutch).amount(Money::from_cents(cents)), &Profile::default()), Ok(cents));
        prop_assert_eq!(Money::from_cents(cents).to_string(), format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100));
    }

    #[test]
    fn periods_are_read_as_they_are_written(day in 0i64..72_000, days in 0i64..800, form in 0u8..5) {
        let first = chrono::NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Duration::days(day);
        let text = match form {
            0 => first.to_string(),
            1 => first.format("%G-W%V").to_string(),
            2 => first.format("%Y-%m").to_string(),
            3 => first.format("%Y").to_string(),
            _ => format!("{first}..{}", first + chrono::Duration::days(days)),
        };
        let period = Period::parse(&text, first).unwrap();
        prop_assert_eq!(period.to_string(), text);
        prop_assert!(period.contains(first) && period.first() <= period.last());
    }
}

fn read(text: &str) -> Result<Lines, IntakeError> {
    read_bytes(text.as_bytes(), "a.csv")
}

pub(crate) fn read_bytes(bytes: &[u8], name: &str) -> Result<Lines, IntakeError> {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join(Path::new(name));
    fs::write(&path, bytes).unwrap();
    Lines::read(&[path])
}

#[test]
fn an_unknown_key_in_a_template_is_refused_by_name() {
    for (name, text) in BUILT_IN {
        for (at, _) in text.match_indices('\n').filter(|(at, _)| {
            text[..*at].lines().last().is_some_and(|line| line.contains(" = ") && !line.ends_with(','))
        }) {
            let changed = format!("{}\nonbekend_veld = 1{}", &text[..at], &text[at..]);
            let error = Template::parse(&changed).expect_err("a refusal");
            assert!(format!("{error:?}").contains("onbekend_veld"), "{name}: {error:?}");
        }
    }
}

#[test]
fn an_unknown_key_in_a_configuration_is_refused_by_name() {
    let sections = [
        "",
        "[tables]\n",
        "[[institution]]\ncode = \"I355\"\nname = \"a\"\n",
        "[[branch]]\ncode = \"3550\"\ninstitution = \"I355\"\nname = \"a\"\n",
        "[[daybook]]\ncode = \"K001\"\ndescription = \"a\"\n",
        "[[booking_code]]\ncode = \"2110\"\ndescription = \"a\"\n",
        "[[library]]\ninstitution = \"I355\"\n",
        "[[profile]]\nname = \"a\"\n",
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kasverslag.toml");
    for section in sections {
        fs::write(&path, section).unwrap();
        Config::read(&path).unwrap_or_else(|errors| panic!("{section}: {errors:?}"));
        fs::write(&path, format!("{section}onbekend_veld = 1\n")).unwrap();
        let errors = Config::read(&path).expect_err("a refusal");
        assert!(format!("{errors:?}").contains("onbekend_veld"), "{section}: {errors:?}");
    }
}
