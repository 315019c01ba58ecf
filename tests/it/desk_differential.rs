//! `kasblad` and `afstemming` of generated quarters, beside an oracle that shares no code with the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use crate::desk_oracle::{Booked, Counted, Entry, Quarter, Says, is_bank_day, later};
use crate::program::{args, run};

/// How many quarters are compared.
const QUARTERS: u64 = 220;
const ACCOUNT: &str = "BE68539007547034";

const CONFIGURATION: &str = r#"
[[library]]
institution = "I355"
witness = [
    { name = "bank", kind = "coda", files = "bank/*.cod" },
    { name = "tellingen", kind = "telling", files = "tellingen.csv" },
    { name = "borderellen", kind = "borderel", files = "borderellen.csv" },
]

[[library.channel]]
name = "kassa"
kind = "kas"
daybooks = ["K001"]
account = "BE68 5390 0754 7034"
opening_day = "FIRST"
opening = "OPENING"

[[library.channel]]
name = "terminal"
kind = "terminal"
daybooks = ["B001"]
account = "BE68 5390 0754 7034"
contracts = ["602398"]
"#;

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn time(&mut self) -> NaiveTime {
        NaiveTime::from_hms_opt(9 + self.below(9) as u32, self.below(60) as u32, 0).expect("a time")
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

/// A quarter. Few different amounts, so that sums are often alike.
fn quarter(seed: u64) -> Quarter {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let (first, end) = match seed % 4 {
        0 => (day(2026, 1, 1), day(2026, 4, 1)),
        1 => (day(2026, 4, 1), day(2026, 7, 1)),
        2 => (day(2026, 7, 1), day(2026, 10, 1)),
        _ => (day(2026, 10, 1), day(2027, 1, 1)),
    };
    let last = end - Days::new(1);
    let length = (last - first).num_days().unsigned_abs();
    let gap = chance.one_in(4).then(|| {
        let from = first + Days::new(20 + chance.below(40));
        (from, from + Days::new(chance.below(4)))
    });
    let mut quarter = Quarter {
        first,
        last,
        today: end + Days::new(chance.below(12)),
        gap,
        opening: 5000 + chance.below(5) as i64 * 500,
        drawer: Vec::new(),
        terminal: Vec::new(),
        counts: Vec::new(),
        entries: Vec::new(),
        slips: BTreeMap::new(),
    };
    let mut open: BTreeSet<NaiveDate> =
        (0..8 + chance.below(8)).map(|_| first + Days::new(chance.below(length))).collect();
    // A day beside another: runs and weekends.
    open.extend(open.clone().into_iter().filter(|day| day.day() % 3 == 0).map(|day| day + Days::new(1)));
    open.retain(|day| quarter.is_known(*day));
    for day in &open {
        for _ in 0..1 + chance.below(3) {
            let (time, cents) = (chance.time(), 100 * (1 + chance.below(12) as i64));
            let line: Booked = match chance.below(8) {
                0 => (*day, time, 5001, -cents),
                1 => (*day, time, 2110, -cents),
                2 => (*day, time, 4990, if chance.one_in(2) { 5 } else { -5 }),
                _ => (*day, time, 2110, cents),
            };
            quarter.drawer.push(line);
        }
        if chance.one_in(3) {
            let cents = 500 * (1 + chance.below(4) as i64);
            quarter.drawer.push((*day, chance.time(), 5990, -cents));
        }
        for _ in 0..chance.below(3) {
            let cents = 100 * (1 + chance.below(5) as i64);
            quarter.terminal.push((*day, chance.time(), 2110, if chance.one_in(6) { -cents } else { cents }));
        }
    }
    counts(&mut quarter, &open, &mut chance);
    bank(&mut quarter, &mut chance);
    quarter
}

fn counts(quarter: &mut Quarter, open: &BTreeSet<NaiveDate>, chance: &mut Chance) {
    for day in open {
        if chance.one_in(2) {
            continue;
        }
        let mut times: BTreeSet<NaiveTime> = BTreeSet::new();
        for _ in 0..1 + chance.below(2) {
            times.insert(chance.time());
        }
        for time in times {
            let until = quarter.drawer.iter().filter(|line| (line.0, line.1) <= (*day, time));
            let expected = quarter.opening + until.map(|line| line.3).sum::<i64>();
            let off = [0, 0, 0, 5, -10, 100][chance.below(6) as usize];
            let reason = if off != 0 && chance.one_in(2) { "wisselgeldfout" } else { "" };
            // Nobody counts less than nothing.
            quarter.counts.push(Counted { day: *day, time, cents: (expected + off).max(0), reason });
        }
    }
}

fn bank(quarter: &mut Quarter, chance: &mut Chance) {
    let mut entries: Vec<(NaiveDate, i64, Says)> = Vec::new();
    let by_day = |lines: &[Booked], code: Option<u16>| {
        let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for line in lines.iter().filter(|line| code.is_none_or(|code| code == line.2)) {
            *days.entry(line.0).or_default() += line.3;
        }
        days.into_iter().collect::<Vec<_>>()
    };
    let terminal = by_day(&quarter.terminal, None);
    let mut at = 0;
    while at < terminal.len() {
        // Some days come together.
        let length = if chance.one_in(4) { 2.min(terminal.len() - at) } else { 1 };
        let run = &terminal[at..at + length];
        at += length;
        let (from, to) = (run[0].0, run[length - 1].0);
        let cents: i64 = run.iter().map(|(_, cents)| cents).sum();
        let paid = later(to, 1 + chance.below(4) as u32);
        match chance.below(8) {
            0 => {}
            1 => entries.push((paid, cents + 10, Says::Terminal(from, to))),
            2 | 3 => entries.push((paid, cents, Says::Nothing)),
            _ => entries.push((paid, cents, Says::Terminal(from, to))),
        }
    }
    let carried = by_day(&quarter.drawer, Some(5990));
    let mut at = 0;
    while at < carried.len() {
        let length = if chance.one_in(4) { 2.min(carried.len() - at) } else { 1 };
        let run = &carried[at..at + length];
        at += length;
        let cents: i64 = run.iter().map(|(_, cents)| -cents).sum();
        let paid = later(run[length - 1].0, chance.below(7) as u32);
        let paid = if is_bank_day(paid) { paid } else { later(paid, 1) };
        let days: Vec<NaiveDate> = run.iter().map(|(day, _)| *day).collect();
        match chance.below(8) {
            0 => {}
            1 => {
                entries.push((paid, cents, Says::Deposit));
                entries.push((later(paid, 1), -50, Says::Recount));
            }
            2 | 3 => entries.push((paid, cents, Says::Deposit)),
            4 => {
                quarter.slips.insert(days.clone(), cents);
                entries.push((paid, 500, Says::Slip(days.clone())));
                if cents > 500 {
                    entries.push((paid, cents - 500, Says::Slip(days)));
                }
            }
            5 => {
                quarter.slips.insert(days.clone(), cents);
                entries.push((paid, cents - 100, Says::Slip(days)));
            }
            _ => {
                quarter.slips.insert(days.clone(), cents);
                entries.push((paid, cents, Says::Slip(days)));
            }
        }
    }
    // What is neither the channels' nor says what it is: a direct debit, a salary, several on a day.
    for _ in 0..chance.below(12) {
        let on = later(quarter.first, chance.below(60) as u32);
        let cents = 700 + chance.below(3000) as i64;
        for _ in 0..1 + chance.below(2) {
            entries.push((on, if chance.one_in(4) { 1_000_000 + cents } else { -cents }, Says::Nothing));
        }
    }
    // Whoever looks has no statements of days to come, and perhaps none of the last days.
    let until = quarter.today - Days::new(chance.below(8));
    entries.retain(|(day, cents, _)| *day < until && *cents != 0);
    entries.sort_by_key(|entry| entry.0);
    let mut statement = (0, NaiveDate::MIN, 0);
    for (day, cents, says) in entries {
        statement = if day == statement.1 { (statement.0, day, statement.2 + 1) } else { (statement.0 + 1, day, 1) };
        let number = (statement.0, statement.2);
        // Statements are numbered anew each year.
        let number = if day.year() > quarter.first.year() { (number.0 + 1000, number.1) } else { number };
        quarter.entries.push(Entry { number, day, cents, says });
    }
    let of_year =
        quarter.entries.iter().filter(|entry| entry.number.0 < 1000).map(|entry| entry.number.0).max().unwrap_or(0);
    for entry in quarter.entries.iter_mut().filter(|entry| entry.number.0 > 1000) {
        entry.number.0 -= 1000 + of_year;
    }
}

fn money(cents: i64) -> String {
    format!("{}{},{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

/// The communication of the slip of days.
fn communication(days: &[NaiveDate]) -> String {
    let last = days[days.len() - 1];
    let base =
        3_550_000_000 + u64::from(last.year().unsigned_abs() % 100) * 100_000 + u64::from(last.ordinal()) * 100 + 1;
    let check = if base.is_multiple_of(97) { 97 } else { base % 97 };
    format!("{base:010}{check:02}")
}

/// Writes the files of a quarter.
fn write(quarter: &Quarter, place: &Path) {
    let file = |name: &str, text: String| fs::write(place.join(name), text).expect("a file");
    let configuration = CONFIGURATION.replace("FIRST", &quarter.first.to_string());
    file("kasverslag.toml", configuration.replace("OPENING", &money(quarter.opening)));
    fs::create_dir(place.join("exports")).expect("a folder");
    fs::create_dir(place.join("bank")).expect("a folder");
    let runs = match quarter.gap {
        None => vec![(quarter.first, quarter.last)],
        Some((from, to)) => vec![(quarter.first, from - Days::new(1)), (to + Days::new(1), quarter.last)],
    };
    let mut id = 0;
    for (from, to) in runs {
        let header = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";
        let mut text = header.to_owned();
        for (daybook, lines) in [("K001", &quarter.drawer), ("B001", &quarter.terminal)] {
            for (day, time, code, cents) in lines.iter().filter(|line| from <= line.0 && line.0 <= to) {
                id += 1;
                let moment = format!("{} {}", day.format("%d-%m-%Y"), time.format("%H:%M"));
                let _ = writeln!(text, "{id};{moment};{moment};{daybook};I355;3550;{code};{}", money(*cents));
            }
        }
        file(&format!("exports/dagboek_{from}_{to}.csv"), text);
    }
    let mut text = "Dagboek;Datum;Uur;Coupure;Aantal;Bedrag;Geteld door;Reden\n".to_owned();
    for Counted { day, time, cents, reason } in &quarter.counts {
        let start = format!("K001;{};{}", day.format("%d/%m/%Y"), time.format("%H:%M"));
        let _ = writeln!(text, "{start};0,01;{cents};{};controleur;{reason}", money(*cents));
    }
    file("tellingen.csv", text);
    let mut text = "Borderelnummer;Mededeling;Dagboek;Datum;Uur;Post;Aantal;Bedrag\n".to_owned();
    for days in quarter.slips.keys() {
        let number = days[days.len() - 1].ordinal() * 100 + 1;
        for day in days {
            let of_day = quarter.drawer.iter().filter(|line| line.2 == 5990 && line.0 == *day);
            let cents = -of_day.map(|line| line.3).sum::<i64>();
            let _ = writeln!(text, "{number};{};K001;{day};18:00;kasafdracht;;{}", communication(days), money(cents));
        }
    }
    file("borderellen.csv", text);
    let (mut balance, mut rest) = (100_000, &quarter.entries[..]);
    while let Some(entry) = rest.first() {
        let count = rest.iter().take_while(|other| other.day == entry.day).count();
        let (text, new) = statement(&rest[..count], balance);
        file(&format!("bank/{}.cod", entry.day), text);
        (balance, rest) = (new, &rest[count..]);
    }
}

/// A statement of CODA 2, and the balance after it.
fn statement(entries: &[Entry], old: i64) -> (String, i64) {
    let (date, number) = (entries[0].day.format("%d%m%y").to_string(), entries[0].number.0);
    let amount = |cents: i64| format!("{:015}", cents.abs() * 10);
    let sign = |cents: i64| i32::from(cents < 0);
    let mut records: Vec<String> = Vec::new();
    for entry in entries {
        let at = entry.number.1;
        let (code, kind, text) = match &entry.says {
            Says::Nothing => ("00150000", 0, String::new()),
            Says::Deposit => ("00950000", 0, "STORTING".to_owned()),
            Says::Recount => ("00919000", 0, "VERSCHIL IN STORTING".to_owned()),
            Says::Slip(days) => ("00453000", 1, format!("101{}", communication(days))),
            Says::Terminal(from, to) => {
                let [from, to] = [from, to].map(|day| day.format("%d%m%y").to_string());
                ("00450000", 1, format!("1111602398001000001{from}000002{to}2{:26}", "BIB"))
            }
        };
        let is_long = text.len() > 53;
        let (start, end) = text.split_at(text.len().min(53));
        records.push(format!(
            "21{at:04}0000{:21}{}{}{date}{code}{kind}{start:53}{date}{:03}0{} 0",
            "",
            sign(entry.cents),
            amount(entry.cents),
            number % 1000,
            i32::from(is_long)
        ));
        if is_long {
            records.push(format!("22{at:04}0000{end:53}{:62}0 0", ""));
        }
    }
    let new = old + entries.iter().map(|entry| entry.cents).sum::<i64>();
    let debit: i64 = entries.iter().map(|entry| -entry.cents.min(0)).sum();
    let credit: i64 = entries.iter().map(|entry| entry.cents.max(0)).sum();
    let account = format!("{ACCOUNT:34}EUR");
    let head = format!("00000{date}53905{:18}{:26}{:22} 00000{:39}2", "", "BIBLIOTHEEK", "", "");
    let first = format!("12{number:03}{account}{}{}{date}{:61}{number:03}", sign(old), amount(old), "");
    let last = format!("8{number:03}{account}{}{}{date}{:64}0", sign(new), amount(new), "");
    let trailer = format!("9{:15}{:06}{}{}{:75}2", "", records.len() + 2, amount(debit), amount(credit), "");
    let lines: Vec<String> = [head, first].into_iter().chain(records).chain([last, trailer]).collect();
    assert!(lines.iter().all(|line| line.len() == 128), "{lines:#?}");
    (lines.join("\n") + "\n", new)
}

fn table(file: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(file).expect("a report").deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn generated_quarters_are_as_the_oracle_has_them() {
    let mut statuses: BTreeMap<String, usize> = BTreeMap::new();
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..QUARTERS {
        let folder = tempfile::tempdir().expect("a folder");
        let (place, quarter) = (folder.path(), quarter(seed));
        write(&quarter, place);
        let (period, now) =
            (format!("{}..{}", quarter.first, quarter.last), format!("{}T08:00:00+01:00", quarter.today));
        let fixed = ["report", "kasblad,afstemming", "--config", "kasverslag.toml", "--input", "exports"];
        let rest = ["--period", &period, "--now", &now, "--format", "csv", "--csv-dialect", "rfc4180", "--out", "out"];
        let done = run(place, &args(&[&fixed[..], &rest].concat()), &[]);
        assert_eq!(done.status, 0, "quarter {seed}: {}", done.stderr);
        let written = |report: &str| -> Vec<BTreeMap<String, String>> {
            let paths: Vec<&str> = done.stdout.lines().filter(|path| path.contains(report)).collect();
            assert_eq!(paths.len(), 1, "quarter {seed}: {}", done.stdout);
            table(&place.join(paths[0]))
        };
        let columns = [
            "Dag",
            "Beginsaldo",
            "Ontvangsten",
            "Uitgaven",
            "Kasafdracht",
            "Kasverschil",
            "Eindsaldo",
            "Tellingen",
            "Geteld",
            "Verwacht bij telling",
            "Verschil",
            "Oordeel",
            "Reden",
        ];
        let of = |row: &BTreeMap<String, String>, columns: &[&str]| -> Vec<String> {
            columns.iter().map(|column| row[*column].clone()).collect()
        };
        let found: Vec<Vec<String>> = written("kasblad").iter().map(|row| of(row, &columns)).collect();
        let wanted = quarter.cash_book();
        assert_eq!(found.len(), wanted.len(), "quarter {seed}");
        for (found, wanted) in found.iter().zip(&wanted) {
            assert_eq!(found, wanted, "quarter {seed}, kasblad: {columns:?}");
            *verdicts.entry(wanted[11].clone()).or_default() += 1;
        }
        let columns = ["Kanaal", "Dag", "Tot en met", "Wise", "Bank", "Afschrift", "Status"];
        let late = |row: &BTreeMap<String, String>| {
            row["Verklaring"].rsplit("; ").next().filter(|word| *word == "na de termijn").unwrap_or_default().to_owned()
        };
        let of_match = |row| [of(row, &columns), vec![late(row)]].concat();
        let rows: Vec<Vec<String>> = written("afstemming").iter().map(of_match).collect();
        let found: BTreeSet<Vec<String>> = rows.iter().cloned().collect();
        let wanted = quarter.matching();
        let missing: Vec<_> = wanted.difference(&found).collect();
        let more: Vec<_> = found.difference(&wanted).collect();
        assert!(missing.is_empty() && more.is_empty(), "quarter {seed}: lacks {missing:#?}, has {more:#?}");
        assert_eq!(rows.len(), found.len(), "quarter {seed}: a row stands there twice");
        wanted.iter().for_each(|row| *statuses.entry(row[6].clone()).or_default() += 1);
        wanted
            .iter()
            .filter(|row| !row[7].is_empty())
            .for_each(|_| *statuses.entry("laat".to_owned()).or_default() += 1);
    }
    // All that may happen did.
    for status in ["afgepunt", "voorstel", "open", "te laat", "niet ontvangen", "laat"] {
        assert!(statuses.get(status).is_some_and(|count| *count > 20), "{statuses:?}");
    }
    for verdict in ["klopt", "overschot", "tekort", "niet ontvangen", "geen export", "beginsaldo niet bekend"] {
        assert!(verdicts.get(verdict).is_some_and(|count| *count > 5), "{verdicts:?}");
    }
}
