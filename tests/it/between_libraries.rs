//! What one library received for another is in the exports of both, alike or not: whatever the two say, it is one booking,
//! and reports over both say the same of it out of their archives, from their files, and by the rule as the handbook has it:
//! the library on whose daybook it stands is believed, else the one whose cost it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::effort::cases;
use crate::oracle::Generator;
use crate::program::{args, run};

const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag";
const LIBRARIES: [(&str, &str, &str); 3] =
    [("I212", "K002", "2120"), ("I355", "K001", "3550"), ("I410", "K003", "4100")];

/// What an export says of a booking.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    code: &'static str,
    cents: i64,
    is_open: bool,
    tells_time: bool,
}

/// A cost of one library that another received, or itself.
#[derive(Clone, Debug)]
struct CrossBooking {
    feed: usize,
    id: usize,
    owner: usize,
    receiver: usize,
    minute: usize,
    /// What the receiver's and what the owner's export says; of a library's own cost on its own daybook they are one.
    said: [Option<Said>; 2],
}

/// How many libraries there are, whether they name their feeds, and the bookings.
struct Region {
    libraries: usize,
    names_feeds: bool,
    /// Whether each library's exports have what the receivers say of all bookings of the region.
    tells_all: bool,
    bookings: Vec<CrossBooking>,
}

fn generate(seed: u64) -> Region {
    let mut generator = Generator::new(seed);
    let (libraries, names_feeds, tells_all) = (2 + generator.below(2), generator.one_in(2), generator.one_in(4));
    let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut bookings = Vec::new();
    for _ in 0..2 + generator.below(7) {
        // Feeds may number alike; what has no named feed is of one system.
        let feed = if names_feeds { generator.below(2) } else { 0 };
        let id = 1 + generator.below(5);
        if !taken.insert((feed, id)) {
            continue;
        }
        let (owner, receiver) = (generator.below(libraries), generator.below(libraries));
        let truth = Said {
            code: ["1010", "2110"][generator.below(2)],
            cents: 100 * i64::try_from(id).unwrap() + 1000 * i64::try_from(feed).unwrap(),
            is_open: false,
            tells_time: !generator.one_in(3),
        };
        let mut other = truth.clone();
        match generator.below(8) {
            0 => other.code = "5010",
            1 => other.cents += 1,
            2 => other.is_open = true,
            3 => other.tells_time = !other.tells_time,
            _ => {}
        }
        let said = match generator.below(6) {
            _ if owner == receiver => [Some(truth), None],
            0 => [Some(truth), None],
            1 => [None, Some(other)],
            _ => [Some(truth), Some(other)],
        };
        bookings.push(CrossBooking { feed, id, owner, receiver, minute: generator.below(3), said });
    }
    Region { libraries, names_feeds, tells_all, bookings }
}

impl Region {
    fn write(&self, folder: &Path) {
        let mut toml = String::from(
            "[run]\nout = \"reports\"\nexports = \"x/{institution}/*.csv\"\nreports = [\"financieel-overzicht\"]\n\
             periods = [\"day\"]\nformats = [\"csv\"]\npages = false\n",
        );
        for (library, daybook, branch) in &LIBRARIES[..self.libraries] {
            let feeds =
                ["a", "b"].map(|feed| format!("[[library.feed]]\nname = \"{feed}\"\nfiles = \"{feed}_*.csv\"\n"));
            let feeds = if self.names_feeds { feeds.concat() } else { String::new() };
            write!(
                toml,
                "[[library]]\ninstitution = \"{library}\"\n{feeds}[[institution]]\ncode = \"{library}\"\nname = \"{library}\"\n\
                 cooperation_group = \"3\"\n[[branch]]\ncode = \"{branch}\"\ninstitution = \"{library}\"\nname = \"{branch}\"\n\
                 [[daybook]]\ncode = \"{daybook}\"\ndescription = \"{daybook}\"\ninstitution = \"{library}\"\n"
            )
            .unwrap();
        }
        for code in ["1010", "2110", "5010"] {
            write!(toml, "[[booking_code]]\ncode = \"{code}\"\ndescription = \"{code}\"\n").unwrap();
        }
        fs::write(folder.join("k.toml"), toml).unwrap();
        for (library, (name, ..)) in LIBRARIES[..self.libraries].iter().enumerate() {
            let place = folder.join("x").join(name);
            fs::create_dir_all(&place).unwrap();
            for (feed, of) in ["a", "b"].iter().enumerate().take(if self.names_feeds { 2 } else { 1 }) {
                let mut file = format!("{HEADER}\n");
                for booking in self.bookings.iter().filter(|booking| booking.feed == feed) {
                    let said = match [booking.receiver, booking.owner].iter().position(|teller| *teller == library) {
                        Some(side) => &booking.said[side],
                        None if self.tells_all => &booking.said[0],
                        None => &None,
                    };
                    if let Some(said) = said {
                        writeln!(file, "{}", booking.row(said)).unwrap();
                    }
                }
                fs::write(place.join(format!("{of}_2026-10-05.csv")), file).unwrap();
            }
        }
    }

    /// What is believed of each booking.
    fn believed(&self) -> impl Iterator<Item = (&CrossBooking, &Said)> {
        self.bookings.iter().filter_map(|booking| {
            let [receiver, owner] = &booking.said;
            Some((booking, receiver.as_ref().or(owner.as_ref())?))
        })
    }
}

impl CrossBooking {
    fn row(&self, said: &Said) -> String {
        let (owner, _, branch) = LIBRARIES[self.owner];
        let (_, daybook, _) = LIBRARIES[self.receiver];
        let posted = if said.tells_time { format!("05-10-2026 09:0{}", self.minute) } else { "05-10-2026".to_owned() };
        let (settled, daybook) = if said.is_open { ("", "") } else { ("05-10-2026 10:00", daybook) };
        format!("{};{posted};{settled};{daybook};{owner};{branch};{};{}", self.id, said.code, euro(said.cents))
    }
}

fn euro(cents: i64) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}

fn cents(euro: &str) -> i64 {
    euro.replace([',', '.'], "").parse().unwrap()
}

/// The lines of a report over all libraries, without its header.
fn lines_of(folder: &Path, out: &str, report: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder.join(format!("{out}/{report}_all_2026-10-05.csv"))).unwrap();
    let rows = text.trim_start_matches('\u{feff}').lines().skip(1);
    rows.map(|row| row.split(';').map(str::to_owned).collect()).collect()
}

#[test]
fn what_two_libraries_tell_is_one_booking() {
    for seed in 0..cases(24) {
        let region = generate(seed);
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        region.write(folder);
        let now = ["--config", "k.toml", "--now", "2026-10-06T05:00:00+02:00"];
        let ran = run(folder, &args(&[&["run", "--date", "2026-10-05"], &now[..]].concat()), &[]);
        assert!(ran.status == 0, "seed {seed}: {}", ran.stderr);
        let reports = ["report", "financieel-overzicht,financiele-details,openstaand", "--institution", "all"];
        let asked = [&reports[..], &["--period", "2026-10-05", "--format", "csv"], &now[..]].concat();
        let archive = [&asked[..], &["--archive", "reports", "--out", "archive"]].concat();
        let mut files = [&asked[..], &["--out", "files", "--input"]].concat();
        let places: Vec<String> = LIBRARIES[..region.libraries].iter().map(|(name, ..)| format!("x/{name}")).collect();
        files.extend(places.iter().map(String::as_str));

        let mut overview: BTreeMap<[String; 4], (usize, i64)> = BTreeMap::new();
        let (mut details, mut open) = (Vec::new(), BTreeMap::new());
        for (booking, said) in region.believed() {
            let ((owner, _, branch), (_, daybook, _)) = (LIBRARIES[booking.owner], LIBRARIES[booking.receiver]);
            if said.is_open {
                let (count, sum): &mut (usize, i64) = open.entry([branch, said.code].map(str::to_owned)).or_default();
                (*count, *sum) = (*count + 1, *sum + said.cents);
                continue;
            }
            let line = overview.entry([daybook, owner, branch, said.code].map(str::to_owned)).or_default();
            *line = (line.0 + 1, line.1 + said.cents);
            details.push((booking.id, said.code.to_owned(), daybook.to_owned(), said.cents));
        }
        details.sort();
        for (out, asked) in [("archive", archive), ("files", files)] {
            let made = run(folder, &args(&asked), &[]);
            assert!(made.status == 0, "seed {seed}, {out}: {}", made.stderr);
            let found = lines_of(folder, out, "financieel-overzicht").into_iter().map(|row| {
                let key = [0, 1, 2, 3].map(|column| row[column].clone());
                (key, (row[5].parse().unwrap(), cents(&row[6]) - cents(&row[7])))
            });
            assert_eq!(found.collect::<BTreeMap<_, _>>(), overview, "seed {seed}, {out}: {:#?}", region.bookings);
            let found = lines_of(folder, out, "financiele-details").into_iter();
            let found = found.map(|row| (row[0].parse().unwrap(), row[3].clone(), row[7].clone(), cents(&row[10])));
            let mut found: Vec<(usize, String, String, i64)> = found.collect();
            found.sort();
            assert_eq!(found, details, "seed {seed}, {out}: {:#?}", region.bookings);
            let found = lines_of(folder, out, "openstaand")
                .into_iter()
                .map(|row| ([row[0].clone(), row[2].clone()], (row[5].parse().unwrap(), cents(&row[6]))));
            assert_eq!(found.collect::<BTreeMap<_, _>>(), open, "seed {seed}, {out}: {:#?}", region.bookings);
        }
    }
}
