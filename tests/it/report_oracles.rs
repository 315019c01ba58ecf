//! Every report over time, between libraries and for the auditor against an oracle that shares no code with the program,
//! over generated worlds: each row and cell of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use clap::Parser;
use kasverslag::commands::cli::{Cli, Command};
use kasverslag::commands::configuration::Environment;
use kasverslag::commands::report;
use kasverslag::diagnostic::ExitStatus;
use sha2::{Digest, Sha256};

use crate::effort::cases;
use crate::ledger::has_tool;
use crate::oracle::auditor::hex;
use crate::oracle::over_time::{Account, Asked, Manager, Row};
use crate::oracle::{Generator, Line, records, to_csv};
use crate::program::files;

const WORLDS: u64 = 220;
/// What it covers is told by its name, so that every earlier period is known.
const EXPORT: &str = "a_2020-01-01_2030-12-31.csv";
const NOW: &str = "2031-06-01T08:00:00+02:00";
const FIRST: &str = "0000-00-00";
const LAST: &str = "9999-99-99";
const PERIODS: [(&str, &str, &str); 12] = [
    ("2026-11-22", "2026-11-22", "2026-11-22"),
    ("2026-11-30", "2026-11-30", "2026-11-30"),
    ("2026-W47", "2026-11-16", "2026-11-22"),
    ("2026-W53", "2026-12-28", "2027-01-03"),
    ("2026-10", "2026-10-01", "2026-10-31"),
    ("2026-11", "2026-11-01", "2026-11-30"),
    ("2026-12", "2026-12-01", "2026-12-31"),
    ("2026", "2026-01-01", "2026-12-31"),
    ("2026", "2026-01-01", "2026-12-31"),
    ("2025", "2025-01-01", "2025-12-31"),
    ("2026-10-15..2026-12-20", "2026-10-15", "2026-12-20"),
    ("2022-11", "2022-11-01", "2022-11-30"),
];
/// What cash may be carried to the bank by, beside 5990.
const HAND_OVERS: [&[&str]; 5] = [&[], &["4010", "5002"], &["4910"], &["5910", "7999", "2111"], &[]];
/// Causes of what was waived have these.
const WRITE_OFFS: [&str; 11] = ["A000", "A099", "A100", "A150", "A199", "A200", "A299", "A300", "A301", "A900", "A999"];

/// The reports and what the oracle says of each.
const REPORTS: [(&str, fn(&Asked) -> Vec<Row>); 9] = [
    ("afboekingen", Asked::write_offs),
    ("stornos", Asked::stornos),
    ("openstaand", Asked::open_items),
    ("vergelijking", Asked::comparison),
    ("jaaroverzicht", Asked::year_figures),
    ("tegoed", Asked::credit),
    ("steekproef", Asked::sample),
    ("boekingsvoorstel", Asked::entries),
    ("verrekening", Asked::settlement),
];

/// A world with those who manage its daybooks, and a question.
fn asked(seed: u64) -> Asked {
    let mut generator = Generator::new(seed);
    let mut lines = generator.world();
    for line in &mut lines {
        if line.kind() == Some('A') || (line.settled.is_some() && generator.one_in(9)) {
            line.daybook = Some(generator.pick(&WRITE_OFFS).to_owned());
        }
        // What is posted a while before it is settled is open in between.
        if line.settled.is_some() && generator.one_in(6) {
            let days = generator.pick(&["01-01-2026", "15-10-2026", "02-11-2026", "20-11-2026"]);
            days.clone_into(&mut line.posted);
        }
    }
    again_and_back(&mut generator, &mut lines);
    let (name, first, last) = generator.pick(&PERIODS);
    let mut asked = Asked {
        sha256: hex(&Sha256::digest(to_csv(&lines))),
        lines,
        managers: BTreeMap::new(),
        accounts: Vec::new(),
        period: (name.to_owned(), first.to_owned(), last.to_owned()),
        institution: None,
        handed_over: generator.pick(&HAND_OVERS).to_vec(),
    };
    let institutions = asked.institutions();
    let daybooks: BTreeSet<String> = asked.lines.iter().filter_map(|line| line.daybook.clone()).collect();
    for (number, daybook) in daybooks.into_iter().enumerate() {
        let mut entry = |from: &str, to: &str| Manager {
            institution: (!seed.is_multiple_of(3) || !generator.one_in(3)).then(|| generator.pick(&institutions)),
            days: (from.to_owned(), to.to_owned()),
            description: format!("Dagboek {daybook}"),
            account: format!("57{number:04}"),
        };
        let entries = if number % 3 == 1 {
            vec![entry(FIRST, "2026-11-19"), entry("2026-11-20", LAST)]
        } else {
            vec![entry(FIRST, LAST)]
        };
        asked.managers.insert(daybook, entries);
    }
    let account = |codes, daybooks, days, number| Account { codes, daybooks, days, number };
    asked.accounts = ["1", "3", "4", "5", "6", "7"].map(|codes| account(codes, "", (FIRST, LAST), "7000000")).to_vec();
    asked.accounts.extend([
        account("2", "K", (FIRST, "2026-11-21"), "7010001"),
        account("2", "K", ("2026-11-22", LAST), "7000002"),
        account("2", "B", (FIRST, LAST), "7010003"),
        account("2", "G", (FIRST, LAST), "7010001"),
    ]);
    asked.institution = (!generator.one_in(3)).then(|| generator.pick(&institutions));
    asked
}

/// Adds lines of costs that were paid and taken back more than once, on several daybooks and days.
fn again_and_back(generator: &mut Generator, lines: &mut Vec<Line>) {
    let received: Vec<Line> = lines.iter().filter(|line| line.is_received()).cloned().collect();
    for (number, line) in received.iter().filter(|line| !line.customer.is_empty()).take(5).enumerate() {
        for more in 0..generator.below(6) {
            let mut again = line.clone();
            again.id = format!("8{number}{more}");
            again.cents *= if generator.one_in(2) { 1 } else { -1 };
            again.daybook = generator.pick(&received).daybook;
            again.settled = generator.pick(&received).settled;
            lines.push(again);
        }
    }
}

/// What a configuration says of all that.
fn configuration(asked: &Asked) -> String {
    let mut text = String::new();
    if !asked.handed_over.is_empty() {
        writeln!(text, "[tables]\nhanded_over = {:?}", asked.handed_over).unwrap();
    }
    let dates = |text: &mut String, from: &str, to: &str| {
        if from != FIRST {
            writeln!(text, "valid_from = \"{from}\"").unwrap();
        }
        if to != LAST {
            writeln!(text, "valid_to = \"{to}\"").unwrap();
        }
    };
    for (daybook, entries) in &asked.managers {
        for entry in entries {
            writeln!(text, "[[daybook]]\ncode = \"{daybook}\"\ndescription = \"{}\"", entry.description).unwrap();
            writeln!(text, "ledger_account = \"{}\"", entry.account).unwrap();
            if let Some(institution) = &entry.institution {
                writeln!(text, "institution = \"{institution}\"").unwrap();
            }
            dates(&mut text, &entry.days.0, &entry.days.1);
        }
    }
    for account in &asked.accounts {
        writeln!(text, "[[ledger]]\nbooking_codes = \"{}*\"\naccount = \"{}\"", account.codes, account.number).unwrap();
        if !account.daybooks.is_empty() {
            writeln!(text, "daybooks = \"{0}000..{0}999\"", account.daybooks).unwrap();
        }
        dates(&mut text, account.days.0, account.days.1);
    }
    text
}

/// The CSVs of reports that are made together, by their names.
fn reported(asked: &Asked, reports: &[&str]) -> BTreeMap<String, Vec<Row>> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path(EXPORT), to_csv(&asked.lines)).unwrap();
    fs::write(path("kasverslag.toml"), configuration(asked)).unwrap();
    let (reports, out) = (reports.join(","), path("out"));
    let mut arguments = vec!["kasverslag", "report", &reports, "--format", "csv", "--now", NOW, "--show-customers"];
    let (input, config) = (path(EXPORT), path("kasverslag.toml"));
    arguments.extend(["--input", &input, "--config", &config, "--period", &asked.period.0, "--out", &out]);
    if let Some(institution) = &asked.institution {
        arguments.extend(["--institution", institution]);
    }
    let Command::Report(arguments) = Cli::parse_from(arguments).command else { unreachable!() };
    let outcome = report::report(&arguments, &Environment::default());
    assert_eq!(outcome.status(), ExitStatus::Done, "{:?}", outcome.diagnostics);
    let table = |(name, bytes): (String, Vec<u8>)| {
        let csv = String::from_utf8(bytes).unwrap();
        (name.split('_').next().unwrap().to_owned(), records(csv.trim_start_matches('\u{feff}'), ';'))
    };
    files(folder.path().join("out").as_path()).into_iter().map(table).collect()
}

/// What a report of credit says in all, and how many stornos and refunds there are.
fn credit_and_stornos(asked: &Asked) -> [i128; 5] {
    let tables = reported(asked, &["tegoed", "stornos"]);
    let cents = |row: &Row, column: usize| row[column].replace(',', "").parse::<i128>().unwrap();
    let sum = |column| tables["tegoed"][1..].iter().map(|row| cents(row, column)).sum();
    let stornos = &tables["stornos"][1..];
    [sum(4), sum(5), sum(6), stornos.len().try_into().unwrap(), stornos.iter().map(|row| cents(row, 7)).sum()]
}

#[test]
fn no_money_is_on_the_reports_of_two_libraries() {
    let mut shared = 0;
    for seed in (0..cases(WORLDS)).filter(|seed| seed.is_multiple_of(9)) {
        let mut asked = asked(seed);
        asked.institution = None;
        let entries = asked.managers.values().flatten();
        let (named, nobody): (Vec<&Manager>, Vec<&Manager>) = entries.partition(|entry| entry.institution.is_some());
        if named.is_empty() || nobody.is_empty() {
            continue;
        }
        shared += 1;
        let whole = credit_and_stornos(&asked);
        let managers = asked.managers.values().flatten().filter_map(|manager| manager.institution.clone());
        let institutions: BTreeSet<String> = asked.institutions().into_iter().chain(managers).collect();
        let mut parts = [0; 5];
        for institution in institutions {
            let part = Asked { institution: Some(institution), ..asked.clone() };
            for (sum, part) in parts.iter_mut().zip(credit_and_stornos(&part)) {
                *sum += part;
            }
        }
        assert_eq!(parts, whole, "the libraries of world {seed} together, and all at once");
    }
    assert!(shared > 10, "only {shared} worlds have daybooks of nobody");
}

/// The entries of a world as a journal for hledger.
fn as_journal(seed: u64, rows: &[Row]) -> String {
    let mut text = String::new();
    let mut entry = String::new();
    for row in &rows[1..] {
        if row[0] != entry {
            entry.clone_from(&row[0]);
            write!(text, "\n{} entry {entry}\n", row[1]).unwrap();
        }
        let (debit, credit) = (row[11].replace(',', "."), row[12].replace(',', "."));
        let amount = if debit == "0.00" { format!("-{credit}").replace("--", "") } else { debit };
        writeln!(text, "    w{seed}:{}  {amount}", row[5]).unwrap();
    }
    text
}

#[test]
fn every_report_is_what_the_contract_says() {
    let mut rows_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    let (mut journal, mut accounts) = (String::from("decimal-mark .\n"), BTreeMap::new());
    for seed in 0..cases(WORLDS) {
        let asked = asked(seed);
        // Who received what for whom needs to know who manages any daybook.
        let is_any_managed = asked.managers.values().flatten().any(|entry| entry.institution.is_some());
        let reports = &REPORTS[..if is_any_managed { 9 } else { 8 }];
        let found = reported(&asked, &reports.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        journal += &as_journal(seed, &found["boekingsvoorstel"]);
        for (account, cents) in asked.balances() {
            accounts.insert(format!("w{seed}:{account}"), cents);
        }
        for (id, oracle) in reports {
            let (is, must) = (&found[*id], oracle(&asked));
            *rows_of.entry(id).or_default() += must.len() - 1;
            if let Some(row) = (0..is.len().max(must.len())).find(|row| is.get(*row) != must.get(*row)) {
                let (is, must) = (is.get(row), must.get(row));
                let question = (&asked.period.0, &asked.institution);
                faults.push(format!("{id} of world {seed}, {question:?}, row {row}:\n is   {is:?}\n must {must:?}"));
            }
        }
    }
    let first: Vec<&String> = faults.iter().take(12).collect();
    assert!(faults.is_empty(), "{} reports differ, the first ones:\n{first:#?}", faults.len());
    if has_tool("hledger") {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("all.journal");
        fs::write(&path, journal).unwrap();
        // It refuses what is not balanced.
        let arguments = ["balance", "--flat", "--no-total", "--empty", "-O", "csv", "-f"];
        let done = std::process::Command::new("hledger").args(arguments).arg(&path).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let table = records(&String::from_utf8(done.stdout).unwrap(), ',');
        let cents = |text: &str| -> i128 {
            let (euro, cent) = text.split_once('.').unwrap_or((text, "00"));
            format!("{euro}{cent:0<2}").parse().unwrap()
        };
        let kept: BTreeMap<String, i128> = table[1..].iter().map(|row| (row[0].clone(), cents(&row[1]))).collect();
        assert_eq!(kept, accounts, "what hledger keeps of the entries, and what the lines come to");
    }
    assert!(rows_of.values().all(|rows| *rows > 50), "too few rows: {rows_of:?}");
}
