//! Laws of the reports over time, over generated worlds: months add up to their year, every storno stands once, what one
//! library received for another is the same from both sides.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::effort::cases;
use crate::oracle::{Generator, Line, records, to_csv};
use crate::properties::report;

const WORLDS: u64 = 200;
const YEAR: &str = "2026";

/// Reports, what else is asked of each, and the columns that tell its lines apart.
const REPORTS: [(&str, &[&str], &[&str]); 6] = [
    (
        "financieel-overzicht-be",
        &["--with-write-offs"],
        &["Dagboek", "Instantie", "Vestiging", "Boekingscode", "Soort", "Telt mee"],
    ),
    ("financieel-overzicht", &[], &["Dagboek", "Instantie", "Vestiging", "Boekingscode", "Soort", "Telt mee"]),
    ("jaaroverzicht", &[], &["Categorie", "Maand", "Soort", "Telt mee"]),
    ("afboekingen", &[], &["Oorzaak", "Dagboek", "Vestiging", "Boekingscode"]),
    ("tegoed", &[], &["Dagboek", "Dag"]),
    ("vergelijking", &[], &["Dagboek", "Boekingscode", "Soort", "Telt mee"]),
];
/// The columns that add up. Comparisons with other periods don't.
const FIGURES: [&str; 8] =
    ["Aantal", "Ontvangsten", "Uitgaven", "Bedrag", "Saldo", "Deze periode", "verkocht", "gebruikt"];

/// What stands in the columns of a report, by the texts of its lines: how many of each, or cents.
type Sums = BTreeMap<Vec<String>, [i128; FIGURES.len()]>;

/// Adds the lines of a report.
fn add(sums: &mut Sums, csv: &str, keys: &[&str]) {
    let table = records(csv, ';');
    let at = |header: &str| table[0].iter().position(|other| other == header);
    let keys: Vec<usize> =
        keys.iter().map(|key| at(key).unwrap_or_else(|| panic!("no {key}: {:?}", table[0]))).collect();
    let figures = FIGURES.map(at);
    let mut seen = BTreeSet::new();
    for row in &table[1..] {
        let key: Vec<String> = keys.iter().map(|column| row[*column].clone()).collect();
        assert!(seen.insert(key.clone()), "{key:?} stands there twice");
        let sum = sums.entry(key).or_default();
        for (sum, column) in sum.iter_mut().zip(figures) {
            *sum += column.map_or(0, |column| row[column].replace(',', "").parse().unwrap());
        }
    }
}

#[test]
fn months_add_up_to_their_year() {
    let mut lines_of = [0; REPORTS.len()];
    for seed in 0..cases(WORLDS) {
        let world = Generator::new(seed).world();
        let export = [("a.csv", to_csv(&world))];
        let days = world.iter().filter_map(|line| Some(line.settled.as_ref()?.0.as_str()));
        let mut months: BTreeSet<&str> = days.filter(|day| day.starts_with(YEAR)).map(|day| &day[..7]).collect();
        // One without lines adds nothing.
        months.extend(["2026-06"].into_iter().filter(|_| seed % 8 == 0));
        // Each world has a third of the reports: all of them of all worlds take minutes.
        let reports = REPORTS.iter().zip(&mut lines_of).skip(seed as usize % 3).step_by(3);
        for ((id, more, keys), lines) in reports {
            let (mut year, mut sum) = (Sums::new(), Sums::new());
            add(&mut year, &report(&export, id, YEAR, more), keys);
            months.iter().for_each(|month| add(&mut sum, &report(&export, id, month, more), keys));
            assert_eq!(sum, year, "seed {seed}: {id}");
            *lines += year.len();
        }
    }
    assert!(lines_of.iter().all(|lines| *lines > 50), "too few lines: {lines_of:?}");
}

/// What makes two lines be of one cost on one daybook.
fn cost(line: &Line) -> (&str, &str, &str, String, i128, Option<&str>) {
    let daybook = line.daybook.as_deref();
    (&line.customer, &line.item, &line.booking_code, line.posted_day(), line.cents.abs(), daybook)
}

#[test]
fn every_storno_stands_once_with_its_original_or_without_one() {
    let mut numbers = [0; 2];
    for seed in 0..cases(WORLDS) {
        let mut generator = Generator::new(seed);
        let world = generator.world();
        let csv = report(&[("a.csv", to_csv(&world))], "stornos", "2020-01-01..2030-12-31", &[]);
        let table = records(&csv, ';');
        let at = |header: &str| table[0].iter().position(|other| other == header).expect(header);
        let [id, original, relation] = ["Boekingsnummer", "Teruggedraaide boeking", "Verband"].map(at);
        let is_storno = |line: &&Line| {
            line.cents < 0
                && !line.is_expense()
                && matches!(line.kind(), Some('K' | 'B'))
                && line.booking_code != "4990"
        };
        let meant: BTreeSet<&str> = world.iter().filter(is_storno).map(|line| &*line.id).collect();
        let rows: Vec<&Vec<String>> = table[1..].iter().filter(|row| row[relation] != "terugbetaling").collect();
        let shown: BTreeSet<&str> = rows.iter().map(|row| &*row[id]).collect();
        assert_eq!((&shown, rows.len()), (&meant, meant.len()), "seed {seed}");

        let by_id: BTreeMap<&str, &Line> = world.iter().map(|line| (&*line.id, line)).collect();
        let mut taken = BTreeSet::new();
        for row in &rows {
            let storno = by_id[&*row[id]];
            let is_paired = !row[original].is_empty();
            numbers[usize::from(is_paired)] += 1;
            let says = if is_paired { ["zelfde dag", "andere dag"] } else { ["niet gevonden"; 2] };
            let is_told = says.contains(&&*row[relation]) || row[relation] == "teruggedateerd";
            assert!(is_told, "seed {seed}: {row:?}");
            if is_paired {
                let original = by_id[&*row[original]];
                assert!(taken.insert(&*original.id), "seed {seed}: {} is taken back twice", original.id);
                assert!(cost(original) == cost(storno) && original.cents == -storno.cents, "seed {seed}: {row:?}");
            }
        }
        // What is left without one has none: not one of its cost that nobody took back.
        for storno in rows.iter().filter(|row| row[original].is_empty()).map(|row| by_id[&*row[id]]) {
            let fits = |line: &&Line| {
                line.kind().is_some_and(|kind| "KBG".contains(kind))
                    && cost(line) == cost(storno)
                    && line.cents == -storno.cents
                    && !meant.contains(&*line.id)
                    && !taken.contains(&*line.id)
                    && line.settled.as_ref().map(|settled| &settled.0)
                        <= storno.settled.as_ref().map(|settled| &settled.0)
                    && !(storno.customer.is_empty() && storno.item.is_empty())
            };
            assert_eq!(world.iter().find(fits), None, "seed {seed}: {storno:?}");
        }
    }
    assert!(numbers.iter().all(|number| *number > 50), "without and with an original: {numbers:?}");
}

#[test]
fn a_settlement_is_the_same_from_both_sides() {
    let mut pairs = 0;
    for seed in 0..cases(WORLDS) {
        let mut generator = Generator::new(seed);
        let world = generator.world();
        let institutions: Vec<String> =
            world.iter().map(|line| line.institution.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        let daybooks: BTreeSet<&str> = world.iter().filter_map(|line| line.daybook.as_deref()).collect();
        let mut config = String::new();
        for daybook in daybooks {
            let manager = generator.pick(&institutions);
            write!(config, "[[daybook]]\ncode = \"{daybook}\"\ndescription = \"x\"\ninstitution = \"{manager}\"\n")
                .unwrap();
        }
        if config.is_empty() {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kasverslag.toml");
        fs::write(&path, config).unwrap();
        let export = [("a.csv", to_csv(&world))];
        // By receiver, owner and whether it counts: as each library tells it.
        let mut told: BTreeMap<Vec<String>, Vec<(String, Vec<String>)>> = BTreeMap::new();
        for institution in &institutions {
            let more = ["--config", path.to_str().unwrap(), "--institution", institution];
            let table = records(&report(&export, "verrekening", "2020-01-01..2030-12-31", &more), ';');
            for row in &table[1..] {
                let key = [&row[0], &row[2], &row[8]].map(Clone::clone).to_vec();
                told.entry(key).or_default().push((institution.clone(), row[4..8].to_vec()));
            }
        }
        for (key, sides) in &told {
            let who: BTreeSet<&String> = sides.iter().map(|(institution, _)| institution).collect();
            assert_eq!(who, BTreeSet::from([&key[0], &key[1]]), "seed {seed}: {key:?} is told by {sides:?}");
            assert!(sides.len() == 2 && sides[0].1 == sides[1].1, "seed {seed}: {key:?}: {sides:?}");
            pairs += 1;
        }
    }
    assert!(pairs > 100, "only {pairs} pairs of libraries");
}
