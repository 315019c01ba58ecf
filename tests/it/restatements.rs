//! A new version is true about the old one: what that said, and the differences that are told, are together what the new
//! one says, whatever exports, tables and settings have changed in between.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::oracle::Generator;
use crate::program::{Run, args, files, run};

const HEADER: &str =
    "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Omschrijving\n";
const DAYBOOKS: [&str; 5] = ["K001", "K002", "B001", "R001", "A100"];

/// A line: id, day of November, daybook, branch, code, cents.
type Line = (usize, usize, &'static str, usize, &'static str, i64);

fn line(generator: &mut Generator, id: usize) -> Line {
    let code = generator.pick(&["2110", "1010", "5001"]);
    let cents = 5 * i64::try_from(generator.below(400)).unwrap() - 400;
    (id, 2 + generator.below(3), generator.pick(&DAYBOOKS), 3550 + generator.below(2), code, cents)
}

fn export(lines: &[Line]) -> String {
    let text = |&(id, day, daybook, branch, code, cents): &Line| {
        let sign = if cents < 0 { "-" } else { "" };
        let amount = format!("{sign}{},{:02}", cents.abs() / 100, cents.abs() % 100);
        format!("{id};0{day}-11-2026;0{day}-11-2026;{daybook};I355;{branch};{code};{amount};Iets\n")
    };
    HEADER.to_owned() + &lines.iter().map(text).collect::<String>()
}

/// A configuration by chance: who has which daybook, what is paid online, and whether write-offs are shown.
fn configuration(generator: &mut Generator) -> String {
    let mut text = format!(
        "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\", \"week\"]\nformats = [\"csv\", \"json\"]\n\
         reports = [\"financieel-overzicht-be\", \"financiele-details\"]\nwith_write_offs = {}\n[[library]]\ninstitution = \
         \"I355\"\npseudonym_key = \"a key for the tests only\"\n",
        generator.one_in(2)
    );
    for daybook in DAYBOOKS {
        let owner = if generator.one_in(3) { "I212" } else { "I355" };
        let description = generator.pick(&["Balie", "Online", "Kas"]);
        let from = if generator.one_in(4) { "valid_from = \"2026-11-03\"\n" } else { "" };
        text += &format!(
            "[[daybook]]\ncode = \"{daybook}\"\ndescription = \"{description}\"\ninstitution = \"{owner}\"\n{from}"
        );
    }
    text
}

fn night(place: &Path, day: &str, more: &[&str]) -> Run {
    let now = format!("{day}T23:30:00+01:00");
    let fixed = ["run", "--config", "kasverslag.toml", "--date", "2026-11-08", "--now", &now];
    run(place, &args(&[&fixed[..], more].concat()), &[])
}

fn cents(text: &str) -> i64 {
    text.replace([',', '.'], "").parse().unwrap()
}

/// Lines and cents by daybook, as an issued CSV says it.
fn by_daybook(csv: &str) -> BTreeMap<String, (u64, i64)> {
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    let header: Vec<&str> = lines.next().unwrap().split(';').collect();
    let place = |name: &str| header.iter().position(|header| *header == name);
    let mut sums: BTreeMap<String, (u64, i64)> = BTreeMap::new();
    for line in lines {
        let fields: Vec<&str> = line.split(';').collect();
        let amount = match place("Bedrag") {
            Some(place) => cents(fields[place]),
            None => cents(fields[place("Ontvangsten").unwrap()]) - cents(fields[place("Uitgaven").unwrap()]),
        };
        let count = place("Aantal").map_or(1, |place| fields[place].parse().unwrap());
        let sum = sums.entry(fields[place("Dagboek").unwrap()].to_owned()).or_default();
        *sum = (sum.0 + count, sum.1 + amount);
    }
    sums
}

/// The issued files of a form, by report and period, then version.
fn issued(place: &Path, form: &str) -> BTreeMap<String, BTreeMap<u32, String>> {
    let mut all: BTreeMap<String, BTreeMap<u32, String>> = BTreeMap::new();
    for (name, bytes) in files(&place.join("reports/I355/2026")) {
        if let Some(stem) = name.split('/').next_back().unwrap().strip_suffix(&format!(".{form}")) {
            let (stem, version) = stem.split_once("_v").unwrap_or((stem, "1"));
            let text = String::from_utf8(bytes).unwrap();
            all.entry(stem.to_owned()).or_default().insert(version.parse().unwrap(), text);
        }
    }
    all
}

/// The letters of the daybooks that a total line is over; `None` for any other line.
fn letters_of_total(label: &str) -> Option<&'static [char]> {
    let apart = [("(R)", &['R'][..]), ("(V)", &['V']), ("(S)", &['S']), ("(T)", &['T']), ("(A)", &['A'])];
    match label {
        "Totaal kas en bank" => Some(&['K', 'B', 'G']),
        _ => apart.into_iter().find(|(mark, _)| label.contains(mark)).map(|(_, letters)| letters),
    }
}

/// What a version says of the one before: the lines, then the sums by daybook.
fn demand_truth(name: &str, old: &str, new: &str, json: &str) {
    let (old, new) = (by_daybook(old), by_daybook(new));
    let document: Value = serde_json::from_str(json).unwrap();
    let tables = document["revision"].as_array().unwrap();
    let sum = |cell: &Value| cell.as_str().map_or(0, cents);
    let mut differences: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for row in tables[0]["rows"].as_array().unwrap() {
        let difference = sum(&row[8]) - sum(&row[7]);
        let told = differences.entry(row[2].as_str().unwrap().to_owned()).or_default();
        told.0 += difference;
        told.1 += if row[0] == "andere instellingen" { difference } else { 0 };
    }
    let none = (0, 0);
    let daybooks: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for daybook in &daybooks {
        let (was, is) = (old.get(*daybook).unwrap_or(&none), new.get(*daybook).unwrap_or(&none));
        let told = differences.get(*daybook).unwrap_or(&(0, 0));
        assert_eq!(was.1 + told.0, is.1, "{name}: {daybook}: issued + differences = new");
    }
    for table in &tables[1..] {
        // The rows of what was received, then those of each reason why something was not: each up to its own total.
        let (mut differing, mut totals) = (0, 0);
        for row in table["rows"].as_array().unwrap() {
            let Some(letters) = letters_of_total(row[0].as_str().unwrap()) else {
                differing += sum(&row[6]);
                continue;
            };
            let of_class = |sums: &BTreeMap<String, (u64, i64)>| {
                let of_class = sums.iter().filter(|(daybook, _)| daybook.starts_with(letters));
                of_class.fold((0, 0), |(count, cents), (_, sum)| (count + sum.0, cents + sum.1))
            };
            let ((old_count, old), (new_count, new)) = (of_class(&old), of_class(&new));
            assert_eq!((row[2].as_u64(), row[3].as_u64()), (Some(old_count), Some(new_count)), "{name}: {row}");
            assert_eq!((sum(&row[4]), sum(&row[5]), sum(&row[6])), (old, new, new - old), "{name}: {row}");
            assert_eq!(differing, new - old, "{name}: {row}: the rows above are what the total changes by");
            (differing, totals) = (0, totals + 1);
        }
        assert!(differing == 0 && totals > 0, "{name}: rows without a total in {table}");
    }
    let effect = tables.iter().find(|table| table["title"].as_str().unwrap().ends_with("gevolg per dagboek"));
    let mut told = BTreeSet::new();
    for row in effect.into_iter().flat_map(|table| table["rows"].as_array().unwrap()) {
        let daybook = row[0].as_str().unwrap();
        if letters_of_total(daybook).is_some() {
            continue;
        }
        told.insert(daybook.to_owned());
        let (was, is) = (old.get(daybook).unwrap_or(&none), new.get(daybook).unwrap_or(&none));
        assert_eq!((row[2].as_u64(), row[3].as_u64()), (Some(was.0), Some(is.0)), "{name}: {daybook}");
        assert_eq!((sum(&row[4]), sum(&row[5]), sum(&row[6])), (was.1, is.1, is.1 - was.1), "{name}: {daybook}");
        let settings = differences.get(daybook).unwrap_or(&(0, 0)).1;
        assert_eq!(sum(&row[7]), settings, "{name}: {daybook}: what comes of other settings");
    }
    let silent = daybooks.iter().filter(|daybook| !told.contains(**daybook));
    silent.for_each(|daybook| assert_eq!(old.get(*daybook), new.get(*daybook), "{name}: {daybook} is told"));
}

#[test]
fn a_new_version_is_true_about_the_old_one() {
    let (mut restated, mut by_settings, mut by_exports) = (0, 0, 0);
    for seed in 0..14 {
        let mut generator = Generator::new(700 + seed);
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        fs::create_dir(place.join("exports")).unwrap();
        let configure = |text: String| {
            fs::write(place.join("kasverslag.toml"), text).unwrap();
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            fs::set_permissions(place.join("kasverslag.toml"), mode).unwrap();
        };
        let mut lines: Vec<Line> = (1..=30).map(|id| line(&mut generator, id)).collect();
        let write = |name: &str, lines: &[Line]| fs::write(place.join("exports").join(name), export(lines)).unwrap();
        write("a_2026-11-02_2026-11-08.csv", &lines);
        configure(configuration(&mut generator));
        assert_eq!(night(place, "2026-11-09", &[]).status, 0);
        // Then exports, tables and settings change, or only some of them.
        if generator.one_in(2) {
            for _ in 0..3 {
                let index = generator.below(30);
                lines[index] = line(&mut generator, lines[index].0);
            }
            lines.push(line(&mut generator, 31));
            write("b_2026-11-02_2026-11-08.csv", &lines);
        }
        let has_exports = lines.len() > 30;
        let has_settings = !generator.one_in(4);
        if has_settings {
            configure(configuration(&mut generator));
        }
        let done = night(place, "2026-11-10", &[]);
        assert_eq!(done.status, 0, "seed {seed}: {}", done.stderr);
        let (csv, json) = (issued(place, "csv"), issued(place, "json"));
        for (name, versions) in &csv {
            if let [(1, old), (2, new)] =
                &versions.iter().collect::<Vec<_>>()[..].iter().map(|(v, t)| (**v, *t)).collect::<Vec<_>>()[..]
            {
                demand_truth(&format!("seed {seed}: {name}"), old, new, &json[name][&2]);
                restated += 1;
                by_settings += usize::from(json[name][&2].contains("andere instellingen"));
                by_exports += usize::from(
                    ["nagekomen", "gewijzigd", "verplaatst"]
                        .iter()
                        .any(|w| json[name][&2].contains(&format!("[\"{w}"))),
                );
                assert!(has_exports || has_settings);
            }
            // Whatever is the newest is what today's tables and exports give.
            let (report, period) = name.split_once("_I355_").unwrap();
            let ask = ["report", report, "--archive", "reports", "--institution", "I355", "--period", period];
            let rest = [
                "--config",
                "kasverslag.toml",
                "--now",
                "2026-11-20T12:00:00+01:00",
                "--format",
                "csv",
                "--out",
                "out",
            ];
            let more: &[&str] = if fs::read_to_string(place.join("kasverslag.toml")).unwrap().contains("offs = true")
                && report == "financieel-overzicht-be"
            {
                &["--with-write-offs"]
            } else {
                &[]
            };
            let asked = run(place, &args(&[&ask[..], &rest, more].concat()), &[]);
            assert_eq!(asked.status, 0, "{}", asked.stderr);
            let now = fs::read_to_string(place.join("out").join(format!("{name}.csv"))).unwrap();
            assert_eq!(by_daybook(versions.values().next_back().unwrap()), by_daybook(&now), "seed {seed}: {name}");
        }
        let again = night(place, "2026-11-11", &[]);
        assert!(again.status == 0 && !again.stderr.contains("than before"), "it is told once: {}", again.stderr);
        let verified = run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
        assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "seed {seed}");
    }
    assert!(restated > 20 && by_settings > 10 && by_exports > 5, "{restated} {by_settings} {by_exports}");
}

#[test]
fn many_reports_are_replaced_by_other_settings_only_when_somebody_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::create_dir(place.join("exports")).unwrap();
    let configure = |owner: &str| {
        let text = format!(
            "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\"]\nformats = [\"csv\"]\n[[library]]\n\
             institution = \"I355\"\n[[daybook]]\ncode = \"K001\"\ndescription = \"Kas\"\ninstitution = \"{owner}\"\n"
        );
        fs::write(place.join("kasverslag.toml"), text).unwrap();
    };
    let first = "2026-09-01".parse::<chrono::NaiveDate>().unwrap();
    let lines = first
        .iter_days()
        .take(51)
        .enumerate()
        .map(|(id, day)| format!("{id};{0};{0};K001;I355;3550;2110;1,00;Iets\n", day.format("%d-%m-%Y")));
    let text = HEADER.to_owned() + &lines.collect::<String>();
    fs::write(place.join("exports/a_2026-09-01_2026-11-08.csv"), text).unwrap();
    configure("I355");
    assert_eq!(night(place, "2026-11-09", &[]).status, 0);
    let before = files(&place.join("reports/I355/2026"));
    configure("I212");
    for more in [&["--dry-run"][..], &[]] {
        let done = night(place, "2026-11-10", more);
        assert_eq!(done.status, 1, "{}", done.stderr);
        let told = "51 issued reports would get other figures, such as financieel-overzicht-be of 2026-09-01";
        assert!(done.stderr.contains(told) && done.stderr.contains("--accept-restatements"), "{}", done.stderr);
        assert!(files(&place.join("reports/I355/2026")) == before, "nothing is issued");
    }
    let done = night(place, "2026-11-10", &["--accept-restatements"]);
    assert!(done.status == 0 && done.stderr.contains("51 of them restated"), "{}", done.stderr);
    configure("I355");
    // What a record says is proven before anything rests on it.
    let register = place.join("reports/archive/I355/register.sqlite");
    let sql = rusqlite::Connection::open(&register).unwrap();
    sql.execute("UPDATE report SET received = replace(received, '0.00', '2.00') WHERE version = 2", []).unwrap();
    drop(sql);
    let done = night(place, "2026-11-11", &["--accept-restatements"]);
    assert!(done.status == 3 && done.stderr.contains("its record has been altered"), "{}", done.stderr);
}
