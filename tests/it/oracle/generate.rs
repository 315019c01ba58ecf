//! Random small worlds, the same for the same seed.

use super::Line;
use super::clock::{iso_day, iso_number};

/// Days on which something tends to go wrong: ends of months, years and ISO weeks, leap days,
/// clock changes.
const DAYS: [&str; 16] = [
    "2026-11-22",
    "2026-11-23",
    "2026-11-30",
    "2026-12-01",
    "2026-10-31",
    "2026-11-01",
    "2025-12-31",
    "2026-01-01",
    "2026-12-31",
    "2024-02-29",
    "2024-03-01",
    "2026-02-28",
    "2026-03-29",
    "2026-10-25",
    "2025-03-30",
    "2025-10-26",
];
const CLOCK_DAYS: [&str; 4] = ["2026-03-29", "2026-10-25", "2025-03-30", "2025-10-26"];
const TIMES: [&str; 9] =
    ["00:00:00", "23:59:59", "23:00:00", "00:30:00", "12:00:00", "01:59:59", "03:00:00", "10:15:00.5", "10:15"];
const CODES: [&str; 20] = [
    "1010", "1020", "2110", "2111", "2199", "2200", "2310", "2810", "3010", "3030", "4010", "4910", "4990", "5001",
    "5002", "5910", "5990", "6010", "7010", "7999",
];
const TEXTS: [&str; 24] = [
    "Telaatgeld boeken",
    "Telaatgeld cd",
    "Contributie volwassene",
    "Reservering",
    "Kasverschil",
    "Terugbetaling waarborg",
    "",
    "",
    "",
    "Boek \"De Kapellekensbaan\"",
    "\"",
    "cd; dvd",
    "a,b;c",
    "twee\nregels",
    "twee\r\nregels",
    "een\rregel",
    "Café Łódź – reünie €",
    "=1+1",
    "+32 3 123 45 67",
    "-korting",
    "@bib",
    "'s avonds",
    "Ontvangsten",
    "Ébène",
];
const EDGE_TEXTS: [&str; 3] = ["\tinsprong", "\rwagen terug", "\t"];
const KINDS: [char; 14] = ['K', 'K', 'K', 'B', 'B', 'B', 'G', 'R', 'A', 'V', 'S', 'T', 'X', 'Z'];
const SOURCES: [&str; 8] = ["B", "Z", "S", "I", "P", "X", "", "q"];

/// A small deterministic source of random worlds.
#[derive(Clone, Debug)]
pub struct Generator {
    state: u64,
    /// Also descriptions that begin with a tab or a CR. On at first.
    pub edge_blanks: bool,
    /// Also settlements in the hour that the clock change skips or repeats. On at first.
    pub odd_hours: bool,
}

impl Generator {
    /// The same seed gives the same worlds.
    pub fn new(seed: u64) -> Generator {
        Generator { state: seed, edge_blanks: true, odd_hours: true }
    }

    /// The next 64 random bits (splitmix64).
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n - 1`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of a list.
    pub fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// A world: 1 to 400 lines (mostly few), every id once.
    pub fn world(&mut self) -> Vec<Line> {
        let institutions: Vec<String> = (0..1 + self.below(4)).map(|i| format!("I{}", 200 + 155 * i)).collect();
        // Branches; once in a while one code stands under more than one institution.
        let shared = self.one_in(20);
        let branches: Vec<(String, String)> = (0..1 + self.below(6))
            .map(|i| {
                let code = format!("{}", 3550 + if shared { i / 2 } else { i });
                (self.pick(&institutions), code)
            })
            .collect();
        let daybooks: Vec<String> = (0..1 + self.below(8))
            .map(|_| {
                let number = self.pick(&["000", "001", "002", "099", "100", "492", "990", "999"]);
                format!("{}{number}", self.pick(&KINDS))
            })
            .collect();
        let codes: Vec<&str> = (0..1 + self.below(8)).map(|_| self.pick(&CODES)).collect();
        let most = self.pick(&[3, 12, 60, 400]);
        let size = 1 + self.below(most);
        let mut ids = self.ids(size);
        let mut lines: Vec<Line> = Vec::new();
        while let Some(id) = ids.pop() {
            let line = if !lines.is_empty() && self.one_in(8) {
                self.storno(&lines, id)
            } else {
                let (institution, branch) = self.pick(&branches);
                let daybook = self.pick(&daybooks);
                let code = self.pick(&codes);
                self.line(id, institution, branch, daybook, code)
            };
            lines.push(line);
        }
        lines
    }

    /// Ids in random order; their order as text is often not their order as numbers.
    fn ids(&mut self, size: usize) -> Vec<String> {
        let first = self.pick(&[1, 7, 95, 990, 99_990, 123_456_789]);
        let mut ids: Vec<String> = (first..first + size).map(|n| n.to_string()).collect();
        if self.one_in(6) {
            let n = self.below(size);
            ids[n] = format!("0{}", ids[n]);
        }
        for i in (1..size).rev() {
            let j = self.below(i + 1);
            ids.swap(i, j);
        }
        ids
    }

    /// The opposite of an earlier line, on the same daybook, often at the same moment.
    fn storno(&mut self, lines: &[Line], id: String) -> Line {
        let mut line = self.pick(lines);
        line.id = id;
        line.cents = -line.cents;
        if line.settled.is_some() && self.one_in(2) {
            line.settled = Some(self.moment());
        }
        line
    }

    fn line(&mut self, id: String, institution: String, branch: String, daybook: String, code: &str) -> Line {
        let settled = self.moment();
        let back = self.pick(&[0, 0, 0, 1, 7, 30, 400]);
        let posted_day = iso_day(iso_number(&settled.0) - back);
        let (y, m, d) = (&posted_day[0..4], &posted_day[5..7], &posted_day[8..10]);
        let posted_time = self.pick(&["", " 00:00:00", " 09:05:00", " 23:59:59"]);
        let open = self.one_in(12);
        let mut description = self.pick(&TEXTS);
        if self.edge_blanks && self.one_in(30) {
            description = self.pick(&EDGE_TEXTS);
        }
        let item = self.pick(&["", "", "0351234567", "+351", "e-boek; 1"]);
        Line {
            id,
            posted: format!("{d}-{m}-{y}{posted_time}"),
            settled: if open { None } else { Some(settled) },
            daybook: if open { None } else { Some(daybook) },
            institution,
            branch,
            booking_code: code.to_string(),
            cents: self.cents(code.starts_with('5')),
            description: description.to_string(),
            source: self.pick(&SOURCES).to_string(),
            settlement_source: if open { String::new() } else { self.pick(&SOURCES).to_string() },
            customer: if self.one_in(9) { String::new() } else { self.below(40).to_string() },
            item: item.to_string(),
        }
    }

    /// Money out is mostly negative, the rest mostly positive; both the other way at times.
    fn cents(&mut self, expense: bool) -> i128 {
        let size = match self.below(20) {
            0 => 0,
            1 => 99_999_999_999,
            2 => self.below(99_999_999_999),
            3 => 1,
            4..=8 => self.below(500_001),
            _ => self.pick(&[10, 50, 100, 105, 200, 250, 995, 1000, 1870, 5000]),
        } as i128;
        if expense != self.one_in(8) { -size } else { size }
    }

    /// A day and time of settlement.
    fn moment(&mut self) -> (String, String) {
        let day = if self.one_in(2) {
            self.pick(&DAYS).to_string()
        } else {
            iso_day(iso_number("2026-10-20") + self.below(75) as i64)
        };
        let time = match self.below(12) {
            0..=4 => self.pick(&TIMES).to_string(),
            5 => String::new(),
            6 if self.odd_hours && CLOCK_DAYS.contains(&day.as_str()) => "02:30:00".to_string(),
            _ => {
                let hour = [0, 1, 3, 9, 10, 14, 17, 22, 23][self.below(9)];
                format!("{hour:02}:{:02}:{:02}", self.below(60), self.below(60))
            }
        };
        (day, time)
    }
}
