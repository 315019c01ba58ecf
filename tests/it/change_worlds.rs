//! What became of lines after they had been reported, over generated libraries, against an oracle that keeps the exports
//! themselves: each library is a world of its own, all of them are in one archive, and one report tells of all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use chrono::{Days, NaiveDate};

use crate::effort::cases;
use crate::oracle::{Generator, records};
use crate::world::{World, after};

const LIBRARIES: u64 = 200;
const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant\n";
/// The last day of each night's exports; they begin with the first day of the archive.
const NIGHTS: [usize; 3] = [3, 4, 5];
const WORDS: [&str; 9] = [
    "bijgekomen",
    "teruggedateerd",
    "verdwenen",
    "teruggekomen",
    "verplaatst naar een andere dag",
    "verplaatst van een andere dag",
    "gewijzigd",
    "was",
    "werd",
];

/// A line: days of posting and of settlement, letter of the daybook, code, cents, customer.
type Entry = (usize, usize, char, &'static str, i64, usize);
/// The lines of an export by their ids.
type Export = BTreeMap<usize, Entry>;

/// The first night is the last of its year: reports that it numbered are restated in the next.
fn day(number: usize) -> String {
    let first = NaiveDate::from_ymd_opt(2026, 12, 27).unwrap();
    (first + Days::new(number as u64)).to_string()
}

fn euro(cents: i64) -> String {
    format!("{}{},{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

fn entry(generator: &mut Generator, last: usize) -> Entry {
    let settled = 1 + generator.below(last);
    let posted = if generator.one_in(8) { settled + 1 } else { settled - generator.below(settled) };
    let cents = generator.below(900) as i64 + 1;
    let cents = if generator.one_in(6) { -cents } else { cents };
    (
        posted,
        settled,
        generator.pick(&['K', 'B']),
        generator.pick(&["2110", "1010", "5002", "3010"]),
        cents,
        generator.below(9),
    )
}

/// What a library sends, night after night: each export tells all of its days anew.
fn exports(seed: u64) -> Vec<Export> {
    let mut generator = Generator::new(seed);
    let (mut now, mut gone, mut next) = (Export::new(), Vec::new(), 1);
    let mut all = Vec::new();
    for (night, last) in NIGHTS.into_iter().enumerate() {
        let ids: Vec<usize> = now.keys().copied().collect();
        for id in ids {
            let line = now.get_mut(&id).unwrap();
            match generator.below(9) {
                0 => gone.extend(now.remove_entry(&id)),
                1 => line.4 += generator.below(50) as i64 + 1,
                2 => line.1 = 1 + generator.below(last),
                3 => line.3 = "4010",
                4 => line.2 = if line.2 == 'K' { 'B' } else { 'K' },
                5 => *line = entry(&mut generator, last),
                6 => line.5 += 10,
                _ => {}
            }
        }
        for _ in 0..if night == 0 { 4 + generator.below(8) } else { generator.below(4) } {
            now.insert(next, entry(&mut generator, last));
            next += 1;
        }
        if night == 2 && generator.one_in(2) {
            now.extend(gone.pop());
        }
        all.push(now.clone());
    }
    all
}

/// What must be told of a library: rows without the description, in no order. `first_told` are the reports of its days.
fn changes(library: u64, exports: &[Export], first_told: &BTreeMap<String, String>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut ever: BTreeSet<usize> = exports[0].keys().copied().collect();
    for (night, pair) in exports.windows(2).enumerate() {
        let (reported, last) = (NIGHTS[night], NIGHTS[night + 1]);
        let mut tell = |id: usize, what: &str, line: &Entry, before: Option<i64>, difference: i64| {
            if line.1 > reported {
                return;
            }
            rows.push(vec![
                id.to_string(),
                what.to_owned(),
                format!("{}{library}", line.2),
                format!("{library}0"),
                line.3.to_owned(),
                day(line.0),
                day(line.1),
                before.map_or_else(String::new, euro),
                euro(difference),
                first_told[&day(line.1)].clone(),
                format!("I{library}_{}_{}.csv", day(1), day(last)),
                day(last + 1),
            ]);
        };
        for id in pair[0].keys().chain(pair[1].keys()).collect::<BTreeSet<_>>() {
            match (pair[0].get(id), pair[1].get(id)) {
                (Some(was), None) => tell(*id, "verdwenen", was, Some(was.4), -was.4),
                (None, Some(is)) => {
                    let is_storno = is.4 < 0 && !is.3.starts_with('5');
                    let what = match () {
                        () if ever.contains(id) => "teruggekomen",
                        () if is_storno || is.1 < is.0 => "teruggedateerd",
                        () => "bijgekomen",
                    };
                    tell(*id, what, is, None, is.4);
                }
                (Some(was), Some(is)) if was.1 != is.1 => {
                    tell(*id, "verplaatst naar een andere dag", was, Some(was.4), -was.4);
                    tell(*id, "verplaatst van een andere dag", is, None, is.4);
                }
                (Some(was), Some(is)) if (was.0, was.2, was.3) != (is.0, is.2, is.3) => {
                    tell(*id, "was", was, Some(was.4), -was.4);
                    tell(*id, "werd", is, None, is.4);
                }
                (Some(was), Some(is)) if was != is => tell(*id, "gewijzigd", is, Some(was.4), is.4 - was.4),
                _ => {}
            }
        }
        ever.extend(pair[1].keys());
    }
    rows.sort();
    rows
}

#[test]
fn what_became_of_reported_lines_is_what_the_exports_say() {
    let libraries: Vec<u64> = (0..cases(LIBRARIES).min(800)).map(|seed| 100 + seed).collect();
    let world = World::empty("");
    let mut config = "[run]\nout = \"reports\"\nexports = \"exports/{institution}*.csv\"\nperiods = [\"day\"]\nformats = [\"csv\"]\n\
                      reports = [\"financieel-overzicht\"]\nmode = \"snapshot\"\n"
        .to_owned();
    for library in &libraries {
        write!(config, "[[library]]\ninstitution = \"I{library}\"\n").unwrap();
        for letter in ['K', 'B'] {
            let code = format!("{letter}{library}");
            write!(config, "[[daybook]]\ncode = \"{code}\"\ndescription = \"x\"\ninstitution = \"I{library}\"\n")
                .unwrap();
        }
    }
    fs::write(world.path("kasverslag.toml"), config).unwrap();
    let worlds: BTreeMap<u64, Vec<Export>> = libraries.iter().map(|library| (*library, exports(*library))).collect();
    for (night, last) in NIGHTS.into_iter().enumerate() {
        for (library, exports) in &worlds {
            let mut text = HEADER.to_owned();
            for (id, (posted, settled, letter, code, cents, customer)) in &exports[night] {
                let (posted, settled, amount) = (day(*posted), day(*settled), euro(*cents));
                writeln!(
                    text,
                    "{id};{posted};{settled};{letter}{library};I{library};{library}0;{code};{amount};{customer}"
                )
                .unwrap();
            }
            fs::write(world.path("exports").join(format!("I{library}_{}_{}.csv", day(1), day(last))), text).unwrap();
        }
        let done = world.night_at(&day(last), &after(&day(last)).replace("+02:00", "+01:00"));
        assert_eq!(done.status, 0, "{}", done.stderr);
    }
    // Nobody touched it.
    let verified = world.run(&["verify", "reports"]);
    assert_eq!((verified.status, &*verified.stderr), (0, ""));
    let period = format!("{}..{}", day(1), day(5));
    let report = |institution: &str| {
        let arguments = ["report", "wijzigingen", "--archive", "reports", "--config", "kasverslag.toml"];
        let more = ["--institution", institution, "--period", &period, "--format", "csv", "--out", "out"];
        let done = world.run(&[&arguments[..], &more, &["--now", "2027-01-20T08:00:00+01:00"]].concat());
        assert_eq!(done.status, 0, "{}", done.stderr);
        let name = format!("out/wijzigingen_{institution}_{}.csv", period.replace("..", "_"));
        let csv = fs::read_to_string(world.path(&name)).unwrap();
        let mut rows = records(csv.trim_start_matches('\u{feff}'), ';').split_off(1);
        rows.iter_mut().for_each(|row| drop(row.remove(5)));
        rows
    };
    let mut told: BTreeMap<u64, Vec<Vec<String>>> = BTreeMap::new();
    for row in report("all") {
        told.entry(row[2][1..].parse().unwrap()).or_default().push(row);
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (library, exports) in &worlds {
        let chain = fs::read_to_string(world.path(&format!("reports/I{library}/keten.csv"))).unwrap();
        let rows = records(chain.trim_start_matches('\u{feff}'), ';').into_iter().filter(|row| row[4] == "1");
        let first_told = rows.map(|row| (row[3].clone(), row[1].clone())).collect();
        let must = changes(*library, exports, &first_told);
        let mut is = told.remove(library).unwrap_or_default();
        is.sort();
        assert_eq!(is, must, "I{library}: {exports:?}");
        if library % 40 == 0 {
            let mut alone = report(&format!("I{library}"));
            alone.sort();
            assert_eq!(alone, must, "I{library} alone");
        }
        for word in WORDS {
            *seen.entry(word).or_default() += must.iter().filter(|row| row[1] == word).count();
        }
    }
    assert!(seen.values().all(|count| *count > 10), "{seen:?}");
}
