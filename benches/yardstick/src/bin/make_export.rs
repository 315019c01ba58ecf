//! Makes a daybook export from a seed: the same arguments give the same bytes, on any number of threads.
//!
//! Identifiers rise, and so do the times of settlement, from the first day to the last. About 3 % of the lines are
//! write-offs, 4 % settled from deposit, 1 % stornos, 1 % still open.

use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

const USAGE: &str = "\
usage: make_export ROWS [--out FILE] [--seed N] [--first-day YYYY-MM-DD] [--days N]
                   [--institutions N] [--first-institution NNN] [--first-id N]
Without --out the export goes to stdout. Defaults: seed 1, 2026-01-01 and 365 days, 25 institutions from 100.";

const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;\
Bedrag afgehandeld;Bedrag boeking;Omschrijving;Bron;Afboek bron;Actor Id;ExemplaarId\r\n";

/// Rows that are made at a time; each lot has dice of its own.
const LOT: u64 = 1 << 15;

/// Code, description, smallest amount in cents, step in cents, number of steps, how often.
const COSTS: &[(&str, &str, u64, u64, u64, usize)] = &[
    ("1010", "Contributie volwassene", 500, 100, 4, 60),
    ("1020", "Contributie verminderd", 200, 50, 2, 25),
    ("2110", "Telaatgeld boeken", 10, 10, 50, 300),
    ("2120", "Telaatgeld cd", 20, 10, 20, 40),
    ("2130", "Telaatgeld dvd", 20, 20, 40, 60),
    ("2140", "Telaatgeld tijdschriften", 10, 10, 15, 40),
    ("2220", "Leengeld cd", 50, 0, 1, 8),
    ("2230", "Leengeld dvd", 100, 25, 2, 15),
    ("2310", "Reservering", 50, 50, 3, 90),
    ("2410", "IBL openbare bibliotheek", 300, 0, 1, 20),
    ("2420", "IBL wetenschappelijke bibliotheek", 800, 100, 3, 6),
    ("2610", "Materiaalvergoeding boeken", 500, 100, 30, 18),
    ("2630", "Materiaalvergoeding één dvd", 1000, 100, 20, 5),
    ("2710", "Verkoop afgevoerde boeken", 25, 25, 4, 50),
    ("2810", "Verloren lidkaart", 200, 50, 2, 20),
    ("2820", "Maankost", 70, 5, 12, 35),
    ("2830", "Administratiekost nota", 100, 50, 4, 12),
    ("3010", "Boekenverkoop", 50, 50, 4, 30),
    ("3020", "Draagtas", 50, 50, 4, 25),
    ("3030", "Oortjes", 200, 0, 1, 8),
    ("4010", "Prints A4 zwart", 10, 10, 30, 90),
    ("4020", "Prints A4 kleur", 40, 40, 10, 30),
    ("4030", "Kopiekaart", 50, 50, 5, 10),
    ("4040", "Activiteit", 500, 0, 1, 8),
    ("4910", "Verkoop tegoed", 500, 500, 10, 14),
    ("5001", "Terugbetaling waarborg", 2000, 500, 2, 3),
    ("5910", "Teruggave tegoed", 500, 100, 6, 2),
];

/// Titles that stand behind a description now and then; those with `;` or `"` are quoted in the file.
const TITLES: &[&str] = &[
    "De Kapellekensbaan",
    "Het verdriet van België",
    "\"\"Wij\"\"; een roman",
    "Één jaar in Łódź",
    "Zwart, wit en grijs",
    "Les Misérables; deel 2",
];

struct Settings {
    rows: u64,
    out: Option<String>,
    seed: u64,
    first_day: i64,
    days: u64,
    institutions: u64,
    first_institution: u64,
    first_id: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let settings = Settings::from_arguments()?;
    let out: Box<dyn Write> = match &settings.out {
        Some(path) => Box::new(File::create(path)?),
        None => Box::new(io::stdout()),
    };
    write_export(&settings, out)?;
    Ok(())
}

impl Settings {
    fn from_arguments() -> Result<Self, Box<dyn Error>> {
        let mut arguments = std::env::args().skip(1);
        let rows = arguments.next().ok_or(USAGE)?.parse().map_err(|_| USAGE)?;
        let mut settings = Self {
            rows,
            out: None,
            seed: 1,
            first_day: day_number(2026, 1, 1),
            days: 365,
            institutions: 25,
            first_institution: 100,
            first_id: 100_000_000,
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or(USAGE)?;
            match name.as_str() {
                "--out" => settings.out = Some(value),
                "--seed" => settings.seed = value.parse()?,
                "--first-day" => {
                    let parts: Vec<i64> = value.split('-').map(str::parse).collect::<Result<_, _>>()?;
                    let &[year, month, day] = parts.as_slice() else { return Err(USAGE.into()) };
                    settings.first_day = day_number(year, month, day);
                }
                "--days" => settings.days = value.parse()?,
                "--institutions" => settings.institutions = value.parse()?,
                "--first-institution" => settings.first_institution = value.parse()?,
                "--first-id" => settings.first_id = value.parse()?,
                _ => return Err(USAGE.into()),
            }
        }
        if settings.institutions == 0 || settings.first_institution + settings.institutions > 1000 || settings.days == 0
        {
            return Err("at least one day and one institution, and no institution beyond 999".into());
        }
        Ok(settings)
    }
}

/// Workers make lots side by side; they are written in their order.
fn write_export(settings: &Settings, mut out: Box<dyn Write>) -> io::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    let tables = Tables::new(settings);
    let workers = thread::available_parallelism().map_or(1, usize::from) as u64;
    let lots = settings.rows.div_ceil(LOT);
    thread::scope(|scope| {
        let made: Vec<Receiver<Vec<u8>>> = (0..workers)
            .map(|worker| {
                let (sender, receiver) = sync_channel(2);
                let tables = &tables;
                scope.spawn(move || {
                    for lot in (worker..lots).step_by(workers as usize) {
                        // The other end hangs up when the disk is full.
                        if sender.send(lot_of(lot, settings, tables)).is_err() {
                            return;
                        }
                    }
                });
                receiver
            })
            .collect();
        for lot in 0..lots {
            let bytes = made[(lot % workers) as usize].recv().map_err(io::Error::other)?;
            out.write_all(&bytes)?;
        }
        out.flush()
    })
}

/// What is drawn from, each entry as often as it is likely.
struct Tables {
    costs: Vec<usize>,
    institutions: Vec<u64>,
    days: Vec<String>,
    earlier: i64,
}

/// How many days before its settlement a cost may have been posted.
const EARLIER: i64 = 60;

impl Tables {
    fn new(settings: &Settings) -> Self {
        let costs = COSTS.iter().enumerate().flat_map(|(index, cost)| std::iter::repeat_n(index, cost.5)).collect();
        // The first institution is a city; each next one is smaller.
        let institutions = (0..settings.institutions)
            .flat_map(|index| std::iter::repeat_n(index, (1000 / (index + 4)).max(1) as usize))
            .collect();
        let first = settings.first_day - EARLIER;
        let days = (first..settings.first_day + settings.days as i64).map(day_text).collect();
        Self { costs, institutions, days, earlier: EARLIER }
    }
}

fn lot_of(lot: u64, settings: &Settings, tables: &Tables) -> Vec<u8> {
    let mut dice = Dice(settings.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ lot.wrapping_mul(0xD1B5_4A32_D192_ED03));
    let mut bytes = Vec::with_capacity(LOT as usize * 140);
    for row in lot * LOT..settings.rows.min((lot + 1) * LOT) {
        line(row, settings, tables, &mut dice, &mut bytes);
    }
    bytes
}

fn line(row: u64, settings: &Settings, tables: &Tables, dice: &mut Dice, bytes: &mut Vec<u8>) {
    let (code, description, smallest, step, steps, _) =
        COSTS[tables.costs[dice.below(tables.costs.len() as u64) as usize]];
    let institution = tables.institutions[dice.below(tables.institutions.len() as u64) as usize];
    let branches = 1 + (institution * 7 + 4) % 5;
    let branch = dice.below(branches);
    let cents = smallest + step * dice.below(steps);

    // Rows are spread evenly over the days, and over the opening hours of a day.
    let at = u128::from(row) * u128::from(settings.days) * 32_400 / u128::from(settings.rows);
    let day = tables.earlier + (at / 32_400) as i64;
    let second = 32_400 + (at % 32_400) as u64;
    let open = dice.below(100) == 0;
    let at_once = dice.below(3) > 0;
    let (posted_day, posted_second) = if at_once {
        (day, second - dice.below(600))
    } else {
        (day - 1 - dice.below(EARLIER as u64 - 1) as i64, dice.below(86_400))
    };
    let kind = dice.below(1000);
    let storno = !open && kind >= 80 && dice.below(100) == 0;
    let negative = (code.as_bytes()[0] == b'5') != storno;

    number(bytes, settings.first_id + row, 9);
    bytes.push(b';');
    time(bytes, &tables.days[posted_day as usize], posted_second);
    bytes.push(b';');
    if !open {
        time(bytes, &tables.days[day as usize], second);
    }
    bytes.push(b';');
    if !open {
        daybook(bytes, kind, branch);
    }
    bytes.extend_from_slice(b";I");
    number(bytes, settings.first_institution + institution, 3);
    bytes.push(b';');
    number(bytes, (settings.first_institution + institution) * 10 + branch, 4);
    bytes.push(b';');
    bytes.extend_from_slice(code.as_bytes());
    for _ in 0..2 {
        bytes.push(b';');
        if negative {
            bytes.push(b'-');
        }
        number(bytes, cents / 100, 1);
        bytes.push(b',');
        number(bytes, cents % 100, 2);
    }
    bytes.push(b';');
    text(bytes, description, dice);
    bytes.push(b';');
    bytes.push(b"BZIPT"[dice.below(5) as usize]);
    bytes.push(b';');
    if !open {
        bytes.push(b"BBZSI"[dice.below(5) as usize]);
    }
    bytes.push(b';');
    if dice.below(8) > 0 {
        number(bytes, 4_000_000 + dice.below(1_000_000), 7);
    }
    bytes.push(b';');
    if code.as_bytes()[0] == b'2' {
        number(bytes, 300_000_000 + dice.below(100_000_000), 9);
    }
    bytes.extend_from_slice(b"\r\n");
}

/// `kind` is below 1000; cash and bank have a daybook for each branch.
fn daybook(bytes: &mut Vec<u8>, kind: u64, branch: u64) {
    let (letter, code) = match kind {
        0..30 => (b'A', if kind < 10 { 100 } else { 200 }),
        30..70 => (b'R', 1),
        70..74 => (b'V', 1),
        74..77 => (b'S', 1),
        77..80 => (b'T', 1),
        80..480 => (b'K', 1 + branch),
        480..800 => (b'B', 1 + branch),
        _ => (b'B', 90),
    };
    bytes.push(letter);
    number(bytes, code, 3);
}

fn text(bytes: &mut Vec<u8>, description: &str, dice: &mut Dice) {
    match dice.below(100) {
        0..90 => bytes.extend_from_slice(description.as_bytes()),
        90..97 => {
            bytes.extend_from_slice(description.as_bytes());
            bytes.extend_from_slice(b", ");
            number(bytes, 2 + dice.below(30), 1);
            bytes.extend_from_slice(b" dagen");
        }
        _ => {
            let title = TITLES[dice.below(TITLES.len() as u64) as usize];
            let quoted = title.contains([';', '"']);
            bytes.extend_from_slice(if quoted { b"\"" } else { b"" });
            bytes.extend_from_slice(description.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(title.as_bytes());
            bytes.extend_from_slice(if quoted { b"\"" } else { b"" });
        }
    }
}

fn time(bytes: &mut Vec<u8>, day: &str, second: u64) {
    bytes.extend_from_slice(day.as_bytes());
    bytes.push(b' ');
    number(bytes, second / 3600, 2);
    bytes.push(b':');
    number(bytes, second / 60 % 60, 2);
    bytes.push(b':');
    number(bytes, second % 60, 2);
}

fn number(bytes: &mut Vec<u8>, mut number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut first = digits.len();
    while number > 0 {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    bytes.extend_from_slice(&digits[first.min(digits.len() - width)..]);
}

/// splitmix64: small, quick, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        ((u128::from(z) * u128::from(limit)) >> 64) as u64
    }
}

/// Days since 1970-01-01.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, month) = (year.div_euclid(400), (month + 9) % 12);
    let of_era = year.rem_euclid(400);
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// `dd-mm-yyyy`.
fn day_text(number: i64) -> String {
    let number = number + 719_468;
    let (era, of_era) = (number.div_euclid(146_097), number.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    format!("{day:02}-{month:02}-{year:04}")
}
