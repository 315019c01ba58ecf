//! Ids that a spreadsheet took the noughts in front of, together with corrections: in whatever order files come in, night
//! after night, and on demand, the later file of those that have a line holds, however that spells the id.
//!
//! What must hold is said here by the contract alone: two spellings are one id as soon as any file has a line under the
//! one that is alike to a line under the other. Where none has, the later file is refused, and nothing counts twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::effort::cases;
use crate::oracle::Generator;
use crate::program::{Run, args, run};

const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant\n";
const PERIOD: &str = "2026-11-01..2026-11-02";
/// How ids may be spelt: what a spreadsheet leaves, and what exports write.
const FRONTS: [&str; 3] = ["", "000", "0"];

/// A line of a file: how many noughts stand in front, the id behind them, the day, cents.
type Line = (&'static str, &'static str, u32, i64);
/// What holds: day and cents, by id without noughts.
type Holds = BTreeMap<String, (u32, i64)>;

struct World {
    is_snapshot: bool,
    /// In their order.
    files: Vec<Vec<Line>>,
}

impl World {
    /// Whether all spellings of each id are one, by what files say of it.
    fn is_decided(&self) -> bool {
        let lines: Vec<&Line> = self.files.iter().flatten().collect();
        let ids: BTreeSet<&str> = lines.iter().map(|line| line.1).collect();
        ids.into_iter().all(|id| {
            let said: BTreeSet<(&str, u32, i64)> =
                lines.iter().filter(|line| line.1 == id).map(|line| (line.0, line.2, line.3)).collect();
            let mut one: BTreeSet<&str> = said.iter().map(|(front, ..)| *front).take(1).collect();
            for _ in FRONTS {
                let joined: BTreeSet<(u32, i64)> = said
                    .iter()
                    .filter(|(front, ..)| one.contains(front))
                    .map(|(_, day, cents)| (*day, *cents))
                    .collect();
                one.extend(said.iter().filter(|said| joined.contains(&(said.1, said.2))).map(|(front, ..)| *front));
            }
            said.iter().all(|(front, ..)| one.contains(front))
        })
    }

    fn what_holds(&self) -> Holds {
        let mut holds = Holds::new();
        for file in &self.files {
            if self.is_snapshot {
                holds.clear();
            }
            holds.extend(file.iter().map(|(_, id, day, cents)| ((*id).to_owned(), (*day, *cents))));
        }
        holds
    }

    /// Compares what the program says with what must hold, for some orders of arrival.
    fn check(&self, orders: &[Vec<usize>], told: &str) {
        let is_decided = self.is_decided();
        let what = || format!("{told}: {:?}, snapshot {}", self.files, self.is_snapshot);
        let folder = tempfile::tempdir().unwrap();
        let on_demand = self.place(&folder.path().join("all"));
        for file in 0..self.files.len() {
            self.add(&on_demand, file);
        }
        let (done, shown) = report(&on_demand, &["--input", "exports", "--config", "kasverslag.toml"]);
        if is_decided {
            assert_eq!((done.status, shown), (0, Some(self.what_holds())), "{} on demand: {}", what(), done.stderr);
        } else {
            assert_eq!(done.status, 1, "{} on demand: {}", what(), done.stderr);
            assert!(done.stderr.contains("noughts in front"), "{}: {}", what(), done.stderr);
        }
        for (number, order) in orders.iter().enumerate() {
            let place = self.place(&folder.path().join(number.to_string()));
            let mut last = None;
            for (night, file) in order.iter().enumerate() {
                self.add(&place, *file);
                let now = format!("2026-11-{:02}T03:00:00+01:00", night + 4);
                let night = ["run", "--config", "kasverslag.toml", "--date", "2026-11-02", "--now", &now];
                last = Some(run(&place, &args(&night), &[]));
            }
            let last = last.unwrap();
            let (done, shown) = report(&place, &["--archive", "reports"]);
            let what = || format!("{}, in the order {order:?}: {}", what(), last.stderr);
            if is_decided {
                assert_eq!((last.status, done.status), (0, 0), "{}{}", what(), done.stderr);
                assert_eq!(shown, Some(self.what_holds()), "{}", what());
            } else if !self.is_snapshot {
                assert_eq!(last.status, 1, "{}", what());
                assert!(last.stderr.contains("with other noughts in front"), "{}", what());
            }
            // An audit is of what is published too, so it comes once in a while.
            if number == 0 {
                let verified = run(&place, &args(&["verify", "reports"]), &[]);
                assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "{}", what());
            }
        }
    }

    fn place(&self, place: &Path) -> std::path::PathBuf {
        fs::create_dir_all(place.join("exports")).unwrap();
        let mode = if self.is_snapshot { "snapshot" } else { "append" };
        let config = format!(
            "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nmode = \"{mode}\"\nformats = [\"csv\"]\n\
             periods = [\"month\"]\n[[library]]\ninstitution = \"I355\"\nfirst_day = \"2026-11-01\"\n"
        );
        fs::write(place.join("kasverslag.toml"), config).unwrap();
        place.to_owned()
    }

    fn add(&self, place: &Path, file: usize) {
        let copy = if file == 0 { String::new() } else { format!(" ({file})") };
        let line = |(front, id, day, cents): &Line| {
            // The spreadsheet takes those of the customer's number too.
            let customer = if front.is_empty() { "7015" } else { "007015" };
            format!(
                "{front}{id};2026-11-0{day};2026-11-0{day};K001;I355;3550;2110;{},{:02};{customer}\n",
                cents / 100,
                cents % 100
            )
        };
        let text = HEADER.to_owned() + &self.files[file].iter().map(line).collect::<String>();
        fs::write(place.join(format!("exports/dagboek_2026-11-01_2026-11-02{copy}.csv")), text).unwrap();
    }
}

/// The lines of details, no id twice; `None` where none were made.
fn report(place: &Path, from: &[&str]) -> (Run, Option<Holds>) {
    let what = [
        "report",
        "financiele-details",
        "--period",
        PERIOD,
        "--institution",
        "I355",
        "--format",
        "csv",
        "--out",
        "made",
    ];
    let done = run(place, &args(&[&what, from, &["--now", "2026-12-01T08:00:00+01:00"]].concat()), &[]);
    if done.status != 0 {
        return (done, None);
    }
    let csv = fs::read_to_string(place.join(done.stdout.trim())).unwrap();
    let mut holds = Holds::new();
    for cells in csv.lines().skip(1).map(|line| line.split(';').collect::<Vec<_>>()) {
        let (day, cents) = (cells[8].rsplit('-').next().unwrap().parse().unwrap(), cells[10].replace(',', ""));
        let before = holds.insert(cells[0].trim_start_matches('0').to_owned(), (day, cents.parse().unwrap()));
        assert!(before.is_none(), "an id counts twice: {csv}");
    }
    (done, Some(holds))
}

/// All orders of some files, or some of them.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new()];
    for _ in 0..count {
        let longer = |order: Vec<usize>| {
            let others: Vec<usize> = (0..count).filter(|file| !order.contains(file)).collect();
            others.into_iter().map(move |file| order.iter().copied().chain([file]).collect::<Vec<_>>())
        };
        orders = orders.into_iter().flat_map(longer).collect();
    }
    orders
}

#[test]
fn a_correction_beside_ids_that_lost_their_noughts_holds_in_all_orders() {
    let file = |front, cents| vec![(front, "123", 2, cents)];
    let worlds = [
        [file("000", 1000), file("000", 1200), file("", 1000)],
        [file("000", 1000), file("", 1000), file("000", 1200)],
        [file("000", 1000), file("", 1000), file("", 1200)],
        // Nobody can know whether those are the same.
        [file("000", 1000), file("", 1100), file("000", 1200)],
        // Each of two files decides what the other is refused for.
        [
            vec![("000", "123", 2, 1000), ("000", "7", 2, 500)],
            vec![("", "123", 2, 1000), ("", "7", 2, 600)],
            vec![("", "123", 2, 1100), ("", "7", 2, 500)],
        ],
    ];
    for (number, files) in worlds.into_iter().enumerate() {
        let world = World { is_snapshot: false, files: files.into() };
        world.check(&orders(3), &format!("world {number}"));
    }
}

#[test]
fn spellings_and_corrections_say_the_same_in_any_order_and_on_demand() {
    let mut decided = 0;
    let count = cases(8);
    for seed in 0..count {
        let mut generator = Generator::new(seed);
        let is_snapshot = generator.one_in(3);
        let files = (0..2 + generator.below(4)).map(|_| {
            let front = generator.pick(&FRONTS);
            let mut lines: Vec<Line> = Vec::new();
            for id in ["123", "7"] {
                let front = if generator.one_in(4) { generator.pick(&FRONTS) } else { front };
                let line = (front, id, 1 + u32::from(generator.one_in(2)), 1000 + generator.below(2) as i64);
                lines.extend((!generator.one_in(4)).then_some(line));
            }
            lines
        });
        let world = World { is_snapshot, files: files.collect() };
        decided += u64::from(world.is_decided());
        let mut all = orders(world.files.len());
        let chosen = (0..2).map(|_| all.swap_remove(generator.below(all.len()))).collect::<Vec<_>>();
        world.check(&chosen, &format!("seed {seed}"));
    }
    assert!(decided * 4 > count && decided < count, "{decided} of {count} worlds are decided");
}
