//! Laws of reports that `properties` has no room for: over generated worlds of several libraries, daybooks and months.
//! `docs/promises.md` lists all laws and the tests that hold them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use clap::Parser;
use kasverslag::commands::cli::{Cli, Command};
use kasverslag::commands::configuration::Environment;
use kasverslag::diagnostic::ExitStatus;
use kasverslag::domain::money::LARGEST_AMOUNT;
use kasverslag::ingest::Profile;
use kasverslag::ingest::amount::parse_amount;
use kasverslag::ingest::profile::{DecimalMark, Unit};
use kasverslag::report::catalog::BUILT_IN;

use crate::effort::cases;
use crate::oracle::{Generator, Line, records, to_csv};
use crate::program::{args, files, run};
use crate::properties::report;

const ALL: &str = "2020-01-01..2030-12-31";
/// Worlds whose totals are added up again, each in every grouping.
const WORLDS: u64 = 100;
/// Worlds that come in night by night.
const ARCHIVES: u64 = 8;
/// How often templates are changed.
const CHANGES: u64 = 240;
/// Amounts, each written in every way.
const AMOUNTS: usize = 2_000;

/// The reports with sums, how they are grouped, and what they are ordered by.
const GROUPINGS: [(&str, &[&str], &[&str]); 5] = [
    ("financieel-overzicht-be", &["--grouping", "branch"], &["Dagboek", "Instantie", "Vestiging", "Boekingscode"]),
    (
        "financieel-overzicht-be",
        &["--grouping", "booking-code"],
        &["Dagboek", "Boekingscode", "Instantie", "Vestiging"],
    ),
    ("financieel-overzicht", &["--grouping", "branch"], &["Dagboek", "Instantie", "Vestiging", "Boekingscode"]),
    ("financieel-overzicht", &["--grouping", "booking-code"], &["Dagboek", "Boekingscode", "Instantie", "Vestiging"]),
    ("dagoverzicht", &[], &["Dagboek", "Dag"]),
];

fn table(csv: &str) -> Vec<Vec<String>> {
    records(csv.trim_start_matches('\u{feff}'), ';')
}

/// Number, receipts and expenses of a line, the latter in cents.
type Figures = [i128; 3];

fn add(sum: &mut Figures, figures: Figures) {
    sum.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
}

#[test]
fn totals_of_every_level_add_up_and_keys_ascend() {
    let mut sums = 0;
    for seed in 0..cases(WORLDS) {
        let lines = Generator::new(seed).world();
        let accepted = lines.iter().filter(|line| line.settled.is_some());
        let (count, cents) = accepted.fold((0, 0), |(count, cents), line| (count + 1, cents + line.cents));
        let export = [("a.csv", to_csv(&lines))];
        for (id, grouping, order) in GROUPINGS {
            let csv = report(&export, id, ALL, &[grouping, &["--totals", "--with-write-offs"]].concat());
            let (whole, checked) = add_up(&table(&csv), order).unwrap_or_else(|why| panic!("seed {seed}: {id}: {why}"));
            assert_eq!((whole[0], whole[1] - whole[2]), (count, cents), "seed {seed}: {id} {grouping:?}");
            sums += checked;
        }
    }
    assert!(sums > 5_000, "only {sums} totals were checked");
}

/// Adds the facts up anew, level by level; gives the whole and how many totals agree.
fn add_up(table: &[Vec<String>], order: &[&str]) -> Result<(Figures, usize), String> {
    let at = |header: &str| table[0].iter().position(|other| other == header).unwrap();
    let figures = ["Aantal", "Ontvangsten", "Uitgaven"].map(at);
    let keys: Vec<usize> = order.iter().map(|header| at(header)).collect();
    let (daybook, row_type) = (at("Dagboek"), table[0].len() - 1);
    let counts = table[0].iter().position(|header| header == "Telt mee");
    let levels = table[1..].iter().map(|row| row[row_type].as_str()).filter(|level| level.starts_with("subtotaal"));
    // What each level has not added up yet.
    let mut open: BTreeMap<&str, Figures> = levels.map(|level| (level, Figures::default())).collect();
    let (mut whole, mut received, mut checked) = (Figures::default(), Figures::default(), 0);
    // What a reader gets who adds up what counts, whatever the rows are.
    let mut counted = Figures::default();
    let mut last: Option<Vec<&str>> = None;
    for row in &table[1..] {
        let shown = figures.map(|column| row[column].replace(',', "").parse::<i128>().unwrap());
        if counts.is_some_and(|column| row[column] == "ja") {
            add(&mut counted, shown);
        }
        let meant = match row[row_type].as_str() {
            "detail" => {
                let key: Vec<&str> = keys.iter().map(|column| row[*column].as_str()).collect();
                if last.as_ref().is_some_and(|last| *last >= key) {
                    return Err(format!("{key:?} stands behind {last:?}"));
                }
                last = Some(key);
                add(&mut whole, shown);
                if row[daybook].starts_with(['K', 'B', 'G']) {
                    add(&mut received, shown);
                }
                for sum in open.values_mut() {
                    add(sum, shown);
                }
                continue;
            }
            "totaal-ontvangen" if counts.is_some() && counted != received => {
                return Err(format!("what counts adds up to {counted:?}, not to {received:?}"));
            }
            "totaal-ontvangen" => received,
            level => std::mem::take(open.get_mut(level).ok_or_else(|| format!("nobody knows a {level}"))?),
        };
        if shown != meant {
            return Err(format!("{row:?} should show {meant:?}"));
        }
        checked += 1;
    }
    match open.iter().find(|(_, sum)| **sum != Figures::default()) {
        Some((level, sum)) => Err(format!("{sum:?} is in no {level}")),
        None => Ok((whole, checked)),
    }
}

#[test]
fn amounts_survive_every_way_of_writing_them() {
    let mut generator = Generator::new(8);
    let edges = [0, 1, -1, 10, -10, 99, 100, -100, 99_999, 100_000, LARGEST_AMOUNT, -LARGEST_AMOUNT];
    let some = std::iter::repeat_with(|| {
        let digits = 10usize.pow(1 + generator.below(14) as u32);
        let step = generator.pick(&[1, 1, 10, 100]);
        generator.below(digits) as i64 / step * step * generator.pick(&[1, -1])
    });
    let mut ways = 0;
    for cents in edges.into_iter().chain(some).take(AMOUNTS) {
        for mark in [DecimalMark::Comma, DecimalMark::Point] {
            let euro = Profile { decimal_mark: mark, unit: Unit::Euro, ..Profile::default() };
            let whole = Profile { unit: Unit::Cents, ..euro.clone() };
            let (sign, size) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
            for thousands in [None, Some(mark.thousands()), Some(' '), Some('\u{a0}'), Some('\u{202f}')] {
                let decimals = [format!("{:02}", size % 100), (size % 100 / 10).to_string(), String::new()];
                for (decimals, unit) in decimals.iter().zip([1, 10, 100]) {
                    // Only amounts that can do without a decimal are written without it.
                    if !size.is_multiple_of(unit) {
                        continue;
                    }
                    let tail =
                        if decimals.is_empty() { String::new() } else { format!("{}{decimals}", mark.character()) };
                    let digits = grouped(size / 100, thousands) + &tail;
                    for text in [format!("{sign}{digits}"), format!("€ {sign}{digits}"), format!(" {sign}{digits} € ")]
                    {
                        assert_eq!(parse_amount(&text, &euro), Ok(cents), "{text:?}");
                        ways += 1;
                    }
                }
                let text = format!("{sign}{}", grouped(size, thousands));
                assert_eq!(parse_amount(&text, &whole), Ok(cents), "{text:?} in cents");
                ways += 1;
            }
        }
    }
    assert!(ways > 50_000, "only {ways} ways");
}

/// A number with marks between its thousands.
fn grouped(number: u64, mark: Option<char>) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        grouped.extend(mark.filter(|_| index > 0 && (digits.len() - index).is_multiple_of(3)));
        grouped.push(digit);
    }
    grouped
}

#[test]
fn a_second_run_changes_nothing_on_disk() {
    let (mut nights, mut reports) = (0, 0);
    for seed in 0..cases(ARCHIVES) {
        let mut generator = Generator::new(seed);
        // Few months, so that a night does not issue hundreds of reports.
        let is_near = |line: &Line| line.settled.as_ref().is_some_and(|(day, _)| day.as_str() > "2026-10-01");
        let world: Vec<Line> = std::iter::repeat_with(|| generator.world())
            .map(|world| world.into_iter().filter(is_near).collect::<Vec<_>>())
            .find(|world| world.len() > 30)
            .unwrap();
        let libraries: BTreeSet<&str> = world.iter().map(|line| line.institution.as_str()).collect();
        let sections: String =
            libraries.iter().map(|library| format!("[[library]]\ninstitution = \"{library}\"\n")).collect();
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        let config = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"week\", \"month\"]\n\
                      formats = [\"csv\", \"json\"]\n";
        fs::write(place.join("kasverslag.toml"), format!("{config}{sections}")).unwrap();
        fs::create_dir(place.join("exports")).unwrap();
        for (night, (name, lines)) in generator.files(&world).into_iter().enumerate() {
            fs::write(place.join("exports").join(&name), to_csv(&lines)).unwrap();
            let once = |hour: u32| {
                let now = format!("2031-01-{:02}T{hour:02}:00:00+01:00", night + 1);
                let done = run(place, &args(&["run", "--config", "kasverslag.toml", "--now", &now]), &[]);
                assert!(done.status <= 1, "seed {seed}: {}", done.stderr);
                // What a run did is told anew by each.
                let mut tree = files(&place.join("reports"));
                tree.remove("run.json").unwrap();
                tree
            };
            let (first, second) = (once(3), once(4));
            let differs = first.iter().find(|(name, bytes)| second.get(*name) != Some(bytes));
            assert_eq!((differs.map(|(name, _)| name), first.len()), (None, second.len()), "seed {seed}: {name}");
            nights += 1;
            reports += first.len();
        }
    }
    assert!(nights > ARCHIVES && reports > 300, "only {nights} nights and {reports} files");
}

#[test]
fn a_changed_template_is_refused_or_makes_its_report() {
    let folder = tempfile::tempdir().unwrap();
    let export = folder.path().join("a.csv");
    fs::write(&export, to_csv(&Generator::new(3).world())).unwrap();
    let (mut made, mut refused) = (0, 0);
    for (id, text) in BUILT_IN {
        // Its own words only: those of other languages are tables of them.
        let text = text.split("# The texts above in other languages").next().unwrap();
        for seed in 0..cases(CHANGES) / BUILT_IN.len() as u64 {
            let mut generator = Generator::new(seed);
            let changed = changed(text, &mut generator);
            let template = folder.path().join(format!("{id}-{seed}.toml"));
            fs::write(&template, &changed).unwrap();
            let out = tempfile::tempdir().unwrap();
            let [template, input, out_folder] = [&template, &export, out.path()].map(|path| path.display().to_string());
            let args = ["kasverslag", "report", &template, "--input", &input, "--period", ALL, "--out", &out_folder];
            let more = ["--format", "pdf,csv,xlsx,json", "--now", "2026-11-24T08:00:00+01:00"];
            let Command::Report(args) = Cli::parse_from([&args[..], &more].concat()).command else { unreachable!() };
            let outcome = kasverslag::commands::report::report(&args, &Environment::default());
            let published = files(out.path()).len();
            match outcome.status() {
                ExitStatus::Done => made += 1,
                ExitStatus::Usage => refused += 1,
                // Entries are refused without a ledger, and there is none here.
                ExitStatus::Refused if changed.contains("entries = true") => refused += 1,
                status => panic!("{id}, seed {seed}: {status:?} {:?}\n{changed}", outcome.diagnostics),
            }
            let wanted = if outcome.status() == ExitStatus::Done { 4 } else { 0 };
            assert_eq!(published, wanted, "{id}, seed {seed}: {:?}\n{changed}", outcome.diagnostics);
        }
    }
    assert!(made > 40 && refused > 40, "{made} made, {refused} refused: the changes are too weak or too strong");
}

/// A template with one to three changes: parts left out, doubled or swapped, values of others or of none.
fn changed(text: &str, generator: &mut Generator) -> String {
    let mut parts: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
    for _ in 0..1 + generator.below(3) {
        let (one, other) = (generator.below(parts.len()), generator.below(parts.len()));
        match generator.below(8) {
            0 => drop(parts.remove(one)),
            1 => parts.insert(other, parts[one].clone()),
            2 | 3 => parts.swap(one, other),
            4 => {
                // A line of a part is left out.
                let mut lines: Vec<&str> = parts[one].lines().collect();
                if lines.len() > 1 {
                    lines.remove(generator.below(lines.len()));
                }
                parts[one] = lines.join("\n");
            }
            kind => {
                // A value becomes the same key's of another part, or a number that may be too large.
                let lines = text.lines().filter(|line| line.contains(" = ")).collect::<Vec<_>>();
                let line = generator.pick(&lines);
                let (key, value) = line.split_once(" = ").unwrap();
                let width = generator.pick(&["0", "1", "9", "40", "190", "-5", "1e9", "12.5"]);
                let value = if kind == 5 { width } else { value };
                let replaced: Vec<String> = parts[one]
                    .lines()
                    .map(|old| if old.starts_with(key) { format!("{key} = {value}") } else { old.to_owned() })
                    .collect();
                parts[one] = replaced.join("\n");
            }
        }
        if parts.len() < 2 {
            break;
        }
    }
    parts.join("\n\n")
}
