//! Records that a profile leaves out, in files of one feed that come in whatever order: the later file tells what holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::effort::cases;
use crate::oracle::{Generator, records};
use crate::program::{args, run};

const WORLDS: u64 = 20;
const FILES: usize = 4;
const IDS: usize = 9;
const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Status\n";

/// What a file has of an id: the cents of its payment, where there is one.
type Export = BTreeMap<usize, Option<usize>>;

/// A file of the feed as a text, and what it says.
fn export(generator: &mut Generator, last: usize) -> (String, Export) {
    let (mut text, mut export) = (HEADER.to_owned(), Export::new());
    for id in 1..=IDS {
        let cents = 100 * id + generator.below(2);
        let row = |id: &str, status: &str| {
            let day = 2 + id.trim_start_matches('0').parse::<usize>().unwrap() % last;
            let euro = format!("{},{:02}", cents / 100, cents % 100);
            format!("{id};0{day}-11-2026;0{day}-11-2026;B001;I355;3550;2110;{euro};{status}\n")
        };
        let noughts = generator.pick(&["", "", "00"]);
        let is_paid = match generator.below(6) {
            0 | 1 => continue,
            2 | 3 => false,
            _ => true,
        };
        if !is_paid || generator.one_in(3) {
            text += &row(&format!("{noughts}{id}"), generator.pick(&["VOID", "OPEN"]));
        }
        if is_paid {
            text += &row(&id.to_string(), "PAID");
        }
        export.insert(id, is_paid.then_some(cents));
    }
    (text, export)
}

/// The payments of a report, by their ids.
fn payments(csv: &str) -> Export {
    let table = records(csv.trim_start_matches('\u{feff}'), ';');
    let at = |header: &str| table[0].iter().position(|other| other == header).unwrap();
    let (id, amount) = (at("Boekingsnummer"), at("Bedrag"));
    let payment = |row: &Vec<String>| (row[id].parse().unwrap(), row[amount].replace(',', "").parse().ok());
    table[1..].iter().map(payment).collect()
}

/// How many records a file has and what they add up to in cents, whatever becomes of them.
fn read(text: &str) -> (i128, i128) {
    let table = records(text, ';');
    let at = table[0].iter().position(|header| header == "Bedrag").unwrap();
    (table.len() as i128 - 1, table[1..].iter().map(|row| cents(&row[at])).sum())
}

fn cents(text: &str) -> i128 {
    text.replace([',', '.'], "").parse().unwrap()
}

/// What a report says of its sources: by their names, all records, accepted, refused, blank and left out, and their sum.
fn sources(place: &Path, from: &[&str]) -> BTreeMap<String, (i128, i128)> {
    let _ = fs::remove_dir_all(place.join("made"));
    let what = ["report", "financiele-details", "--period", "2026-11", "--format", "json", "--out", "made"];
    let done = run(place, &args(&[&what, from, &["--now", "2026-12-01T08:00:00+01:00"]].concat()), &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    let made: Value = serde_json::from_slice(&fs::read(place.join(done.stdout.trim())).unwrap()).unwrap();
    let source = |source: &Value| {
        let counts = ["accepted", "rejected", "blank", "left_out"].map(|key| source[key].as_i64().unwrap_or(0));
        let sums = ["amount_accepted", "amount_rejected", "amount_left_out"].map(|key| source[key].as_str().map(cents));
        let name = source["name"].as_str().unwrap().to_owned();
        (name, (counts.map(i128::from).iter().sum(), sums.into_iter().flatten().sum()))
    };
    made["sources"].as_array().unwrap().iter().map(source).collect()
}

fn report(place: &Path, from: &[&str]) -> Export {
    let _ = fs::remove_dir_all(place.join("made"));
    let what = ["report", "financiele-details", "--period", "2026-11", "--format", "csv", "--out", "made"];
    let done = run(place, &args(&[&what, from, &["--now", "2026-12-01T08:00:00+01:00"]].concat()), &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    payments(&fs::read_to_string(place.join(done.stdout.trim())).unwrap())
}

#[test]
fn a_later_file_that_leaves_a_line_out_takes_it_away_in_whatever_order_they_come() {
    let mut withdrawn = 0;
    for seed in 0..cases(WORLDS) {
        let mut generator = Generator::new(seed);
        let mode = generator.pick(&["append", "snapshot"]);
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        let config = format!(
            "[[profile]]\nname = \"online\"\nkeep = {{ Status = [\"PAID\"] }}\n[run]\nout = \"reports\"\n\
             exports = \"exports/*.csv\"\nmode = \"{mode}\"\nformats = [\"csv\"]\nperiods = [\"month\"]\n\
             [[library]]\ninstitution = \"I355\"\n"
        );
        fs::write(place.join("kasverslag.toml"), config).unwrap();
        fs::create_dir(place.join("exports")).unwrap();
        let mut holds = Export::new();
        let mut files = Vec::new();
        for last in 3..3 + FILES {
            let (text, export) = export(&mut generator, last);
            if mode == "snapshot" {
                // It tells all of its days: what it lacks is gone.
                holds.clear();
            }
            withdrawn += export.iter().filter(|(id, cents)| cents.is_none() && holds.contains_key(id)).count();
            holds.extend(export);
            holds.retain(|_, cents| cents.is_some());
            files.push((format!("online_2026-11-02_2026-11-{:02}.csv", last + 1), text));
        }
        let mut arrivals: Vec<usize> = (0..FILES).collect();
        for place in (1..FILES).rev() {
            arrivals.swap(place, generator.below(place + 1));
        }
        for (night, arrival) in arrivals.iter().enumerate() {
            let (name, text) = &files[*arrival];
            fs::write(place.join("exports").join(name), text).unwrap();
            let now = format!("2026-12-{:02}T03:00:00+01:00", night + 1);
            let done = run(place, &args(&["run", "--config", "kasverslag.toml", "--now", &now]), &[]);
            assert!(done.status <= 1, "seed {seed}: {}", done.stderr);
            if seed == 16 {
                eprintln!("{name}\n{text}{}", done.stderr);
            }
        }
        let on_demand = report(place, &["--config", "kasverslag.toml", "--input", "exports"]);
        assert_eq!(on_demand, holds, "seed {seed}: {mode} {arrivals:?}, on demand");
        let told: BTreeMap<String, (i128, i128)> =
            files.iter().map(|(name, text)| (name.clone(), read(text))).collect();
        let archive = ["--config", "kasverslag.toml", "--archive", "reports", "--institution", "I355"];
        assert_eq!(report(place, &archive), holds, "seed {seed}: {mode} {arrivals:?}, out of the archive");
        let on_demand = sources(place, &["--config", "kasverslag.toml", "--input", "exports"]);
        assert_eq!(on_demand, told, "seed {seed}: every record of every file, on demand");
        assert_eq!(sources(place, &archive), told, "seed {seed}: every record of every file, out of the archive");
        let verified = run(place, &args(&["verify", "reports"]), &[]);
        assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "seed {seed}: {mode} {arrivals:?}");
        fs::remove_file(place.join("reports/archive/I355/register.sqlite")).unwrap();
        let restored = run(place, &args(&["archive", "restore", "--config", "kasverslag.toml"]), &[]);
        assert_eq!(restored.status, 0, "seed {seed}: {}", restored.stderr);
        assert_eq!(report(place, &archive), holds, "seed {seed}: {mode} {arrivals:?}, restored");
    }
    assert!(withdrawn > 40, "only {withdrawn} lines were withdrawn");
}
