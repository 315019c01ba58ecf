//! The queries of `docs/sql.md`, run by `DuckDB` and by Spark as they stand there, say what reports say, to the cent.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::oracle::{Generator, records};
use crate::program::checker;
use crate::world::{World, after};

const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant\n";
const CONFIG: &str = "[tables]\ndaybooks = \"codes/daybooks.csv\"\n\
    [run]\nout = \"reports\"\nexports = \"exports/{institution}*.csv\"\nperiods = [\"month\"]\nformats = [\"csv\"]\n\
    mode = \"snapshot\"\n[[library]]\ninstitution = \"I355\"\n[[library]]\ninstitution = \"I212\"\n";
/// K001 goes from one library to the other; B001 is the other's; nobody knows B990, and S001 is everybody's.
const DAYBOOKS: &str = "code;description;institution;ledger_account;valid_from;valid_to\n\
    K001;Kas;I355;;;2026-09-09\nK001;Kas;I212;;2026-09-10;\nK002; Kas ;I355;;2026-09-01;\nB001;Terminal;I212;;;\n\
    G001;Bank;I355;;;\nR001;Deposito;I355;;;\nS001;Punten;;;;\nA101;Afboeking;I355;;;\n";
const KINDS: [&str; 12] =
    ["K001", "K001", "K002", "B001", "B990", "G001", "R001", "V001", "S001", "T001", "A101", "X001"];
const CODES: [&str; 6] = ["2110", "1010", "3010", "5990", "4910", "5001"];
const COLUMNS: [&str; 8] =
    ["Dagboek", "Instantie", "Vestiging", "Boekingscode", "Aantal", "Ontvangsten", "Uitgaven", "Telt mee"];
/// The reports beside the headings of their queries.
const REPORTS: [(&str, &str, &str); 3] = [
    ("Financieel overzicht BE", "financieel-overzicht-be", "I355"),
    ("Financieel overzicht", "financieel-overzicht", "I355"),
    ("Financieel overzicht BE of a region", "financieel-overzicht-be", "all"),
];

/// What the queries gave, by their headings: rows of cells, the first the headers.
type Answers = BTreeMap<String, Vec<Vec<String>>>;

/// `DuckDB`, if it is there; its lack is told, and in CI is a fault.
fn engine() -> Option<PathBuf> {
    checker("query", "the queries of docs/sql.md are NOT run by DuckDB")
}

/// A line of an export without its id and day.
fn rest(generator: &mut Generator, library: &str) -> String {
    let (daybook, code) = (generator.pick(&KINDS), generator.pick(&CODES));
    let institution = if generator.one_in(4) { generator.pick(&["I355", "I212", "I600"]) } else { library };
    let cents = generator.below(5_000) as i64 * if generator.one_in(5) != code.starts_with('5') { -1 } else { 1 };
    let sign = if cents < 0 { "-" } else { "" };
    let (euro, cent) = (cents.abs() / 100, cents.abs() % 100);
    let branch = generator.pick(&["3550", "3551", "2120"]);
    format!("{daybook};{institution};{branch};{code};{sign}{euro},{cent:02};7015227")
}

/// The day with a number from 25 August 2026 on.
fn day(number: usize) -> String {
    (chrono::NaiveDate::from_ymd_opt(2026, 8, 25).unwrap() + chrono::Days::new(number as u64)).to_string()
}

/// The lines of a library's exports: id, day, and the rest.
type Lines = Vec<(usize, usize, String)>;

fn export(world: &World, library: &str, days: (usize, usize), lines: &Lines) {
    let is_told = |(_, day, _): &&(usize, usize, String)| (days.0..=days.1).contains(day);
    let line = |(id, number, rest): &(usize, usize, String)| format!("{id};{0};{0};{rest}\n", day(*number));
    let text: String = lines.iter().filter(is_told).map(line).collect();
    let name = format!("{library}_{}_{}.csv", day(days.0), day(days.1));
    fs::write(world.path("exports").join(name), HEADER.to_owned() + &text).unwrap();
}

/// Two libraries after three nights: what the first told is told anew by the second, and lines had changed, gone, or moved
/// to another day or month. Files of lines that were replaced lie beside those that count.
fn world(seed: u64) -> World {
    let world = World::empty("");
    fs::create_dir(world.path("codes")).unwrap();
    fs::write(world.path("codes/daybooks.csv"), DAYBOOKS).unwrap();
    fs::write(world.path("kasverslag.toml"), CONFIG).unwrap();
    let mut generator = Generator::new(seed);
    let mut told: BTreeMap<&str, Lines> = BTreeMap::new();
    for library in ["I355", "I212"] {
        let lines: Lines = (1..=220).map(|id| (id, id % 22, rest(&mut generator, library))).collect();
        export(&world, library, (0, 21), &lines);
        told.insert(library, lines);
    }
    let night = |number: usize, former: usize| {
        let done = world.night_at(&day(number), &after(&day(number)));
        assert!(!done.stderr.contains("error"), "{}", done.stderr);
        // A reader may find them, as after a run that died.
        for library in ["I355", "I212"] {
            let lines = world.path("reports/archive").join(library).join("lines");
            let replaced = fs::read_dir(lines.join(".replaced")).into_iter().flatten().flatten();
            let mut found = 0;
            for file in replaced {
                fs::copy(file.path(), lines.join(file.file_name())).unwrap();
                found += 1;
            }
            assert!(found >= former, "{found} replaced files of {library}");
        }
    };
    night(21, 0);
    for (library, lines) in &mut told {
        for line in lines.iter_mut() {
            match generator.below(12) {
                0 => line.2 = rest(&mut generator, library),
                1 => line.1 = generator.below(22),
                _ => {}
            }
        }
        lines.retain(|(id, ..)| id % 17 != 0);
        export(&world, library, (0, 22), lines);
    }
    night(22, 1);
    for (library, lines) in &mut told {
        lines.extend((301..=400).map(|id| (id, 23 + id % 14, rest(&mut generator, library))));
        export(&world, library, (23, 36), lines);
    }
    night(36, 1);
    for library in ["I355", "I212"] {
        let register = world.path("reports/archive").join(library).join("register.sqlite");
        let register = rusqlite::Connection::open(register).unwrap();
        let query = "SELECT count(*) FILTER (WHERE how = 'changed'), count(*) FILTER (WHERE how = 'vanished'), \
                     count(*) FILTER (WHERE substr(day_before, 1, 7) <> substr(day_after, 1, 7)) FROM change";
        let changes: [u32; 3] =
            register.query_row(query, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?])).unwrap();
        assert!(changes.iter().all(|number| *number > 0), "{library}: {changes:?}");
    }
    world
}

/// What the queries of a page give in a world.
fn answers(engine: &Path, world: &World, page: &str) -> Answers {
    let path = world.path("page.md");
    fs::write(&path, page).unwrap();
    let done = Command::new(engine).arg(&path).current_dir(world.place()).output().expect("DuckDB runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).unwrap();
    let of_line = |line: &str| {
        let answer: serde_json::Value = serde_json::from_str(line).unwrap();
        let cells = |cells: &serde_json::Value| serde_json::from_value::<Vec<String>>(cells.clone()).unwrap();
        let rows = answer["rows"].as_array().unwrap().iter().map(cells);
        let table = std::iter::once(cells(&answer["columns"])).chain(rows).collect();
        (answer["heading"].as_str().unwrap().to_owned(), table)
    };
    text.lines().map(of_line).collect()
}

/// What the report of September 2026 says, in the columns of the queries.
fn reported(world: &World, report: &str, library: &str) -> Vec<Vec<String>> {
    let arguments = ["report", report, "--archive", "reports", "--config", "kasverslag.toml", "--institution", library];
    let more = ["--period", "2026-09", "--format", "csv", "--out", "out", "--now", "2026-10-01T08:00:00+02:00"];
    let done = world.run(&[&arguments[..], &more].concat());
    assert_eq!(done.status, 0, "{}", done.stderr);
    let csv = fs::read_to_string(world.path(&format!("out/{report}_{library}_2026-09.csv"))).unwrap();
    let table = records(&csv, ';');
    let columns = COLUMNS.map(|header| table[0].iter().position(|other| other == header).expect(header));
    let cells = |row: &Vec<String>| columns.map(|column| row[column].replace(',', ".")).to_vec();
    table.iter().map(cells).collect()
}

/// The first thing that a report and its query differ in.
fn difference(answers: &Answers, reports: &[(&str, Vec<Vec<String>>)]) -> Option<String> {
    reports.iter().find_map(|(heading, rows)| {
        let answer = &answers[*heading];
        let apart = (0..rows.len().max(answer.len())).find(|row| rows.get(*row) != answer.get(*row))?;
        Some(format!("{heading}: {:?} on the report, {:?} by the query", rows.get(apart), answer.get(apart)))
    })
}

fn cents(amount: &str) -> i64 {
    amount.replace('.', "").parse().unwrap()
}

/// In the long tier alone: Spark is half a gigabyte.
#[test]
fn queries_of_the_page_say_in_spark_what_reports_say() {
    let engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/checkers/spark");
    if !engine.exists() {
        eprintln!("NOTICE: tests/checkers/spark.sh was not run: the queries of docs/sql.md are NOT run by Spark");
        return;
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sql.md");
    let page = fs::read_to_string(page).unwrap();
    let world = world(1);
    let reports = REPORTS.map(|(heading, report, library)| (heading, reported(&world, report, library)));
    assert_eq!(difference(&answers(&engine, &world, &page), &reports), None);
}

#[test]
fn queries_of_the_page_say_what_reports_say() {
    let Some(engine) = engine() else { return };
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sql.md");
    let page = fs::read_to_string(page).unwrap();
    for seed in [1, 2, 3] {
        let world = world(seed);
        let reports = REPORTS.map(|(heading, report, library)| (heading, reported(&world, report, library)));
        assert!(reports.iter().all(|(_, rows)| rows.len() > 30), "{reports:?}");
        let found = answers(&engine, &world, &page);
        assert_eq!(difference(&found, &reports), None, "seed {seed}");

        let mut sums: BTreeMap<&str, [i64; 4]> = BTreeMap::new();
        for row in reports[2].1[1..].iter().filter(|row| row[7] == "ja") {
            let sum = sums.entry(&row[1]).or_default();
            let (receipts, expenses) = (cents(&row[5]), cents(&row[6]));
            let figures = [row[4].parse().unwrap(), receipts, expenses, receipts - expenses];
            sum.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
        }
        let of_row = |row: &Vec<String>| {
            (row[0].clone(), [row[1].parse().unwrap(), cents(&row[2]), cents(&row[3]), cents(&row[4])])
        };
        let by_query: BTreeMap<String, [i64; 4]> =
            found["What each library received"][1..].iter().map(of_row).collect();
        let by_report = sums.into_iter().map(|(library, sum)| (library.to_owned(), sum)).collect();
        assert_eq!(by_query, by_report, "seed {seed}");

        // Each of these is what a hurried reader would get wrong; once is enough.
        if seed > 1 {
            continue;
        }
        for (right, wrong) in [
            ("WHERE version.dropped_by IS NULL", ""),
            ("max_by(file, number)", "min_by(file, number)"),
            (" AND line.settled_day BETWEEN daybook.valid_from AND daybook.valid_to", ""),
            ("daybook.institution IS NULL OR ", ""),
            ("institution = library AND section <> 7", "section <> 7"),
            ("= 'A' THEN 7", "= 'A' THEN 6"),
            ("WHERE left(booking_code, 1) <> '5')", "WHERE cents > 0)"),
        ] {
            assert!(page.contains(right), "{right}");
            let bent = answers(&engine, &world, &page.replace(right, wrong));
            assert!(difference(&bent, &reports).is_some(), "seed {seed}: no difference without {right}");
        }
    }
}
