//! The reports over time and between libraries, written from the contract alone: what stands on each, row by row.

use std::collections::{BTreeMap, BTreeSet};

use super::clock::{iso_day, iso_number};
use super::report::{amount, descriptions};
use super::{Dialect, Line};

/// A row as a spreadsheet reads it.
pub type Row = Vec<String>;

/// Who manages a daybook, and under which account it is kept, from a day to another.
#[derive(Clone, Debug)]
pub struct Manager {
    pub institution: Option<String>,
    pub days: (String, String),
    pub description: String,
    pub account: String,
}

/// An account of what was paid: for codes that begin so, on daybooks that begin so, from a day to another.
#[derive(Clone, Debug)]
pub struct Account {
    pub codes: &'static str,
    pub daybooks: &'static str,
    pub days: (&'static str, &'static str),
    pub number: &'static str,
}

/// A world and what is asked about it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub lines: Vec<Line>,
    pub managers: BTreeMap<String, Vec<Manager>>,
    pub accounts: Vec<Account>,
    /// The period as it is written, its first and its last day.
    pub period: (String, String, String),
    pub institution: Option<String>,
    /// Codes by which cash is carried to the bank, beside 5990.
    pub handed_over: Vec<&'static str>,
    /// SHA-256 of the one export.
    pub sha256: String,
}

/// What a group of lines adds up to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    count: usize,
    receipts: i128,
    expenses: i128,
}

impl Sum {
    fn add(&mut self, line: &Line) {
        self.count += 1;
        if line.is_expense() {
            self.expenses -= line.cents;
        } else {
            self.receipts += line.cents;
        }
    }

    fn balance(self) -> i128 {
        self.receipts - self.expenses
    }
}

pub fn euro(cents: i128) -> String {
    amount(cents, Dialect::ExcelBe)
}

/// A text as a cell of a spreadsheet that runs no formula.
pub fn text(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value.to_owned() }
}

pub fn header(names: &str) -> Row {
    names.split(';').map(str::to_owned).collect()
}

impl Asked {
    /// Who manages the daybook of a line on its day.
    pub fn manager(&self, line: &Line) -> Option<&Manager> {
        let day = &line.settled.as_ref()?.0;
        let entries = self.managers.get(line.daybook.as_ref()?)?;
        entries.iter().find(|entry| entry.days.0 <= *day && *day <= entry.days.1)
    }

    /// Whose a line is, told once for all libraries: of who manages its daybook, and of its origin where nobody does; of
    /// everybody where the tables name nobody at all.
    pub fn is_own_share(&self, line: &Line) -> bool {
        let is_named = self.managers.values().flatten().any(|manager| manager.institution.is_some());
        let manager = self.manager(line).and_then(|manager| manager.institution.as_ref());
        let is_asked_for = |asked: &String| manager.unwrap_or(&line.institution) == asked;
        !is_named || self.institution.as_ref().is_none_or(is_asked_for)
    }

    /// Whether it is cash that was carried to the bank, by whatever code.
    pub fn is_hand_over(&self, line: &Line) -> bool {
        line.is_received() && (line.booking_code == "5990" || self.handed_over.contains(&&*line.booking_code))
    }

    fn is_own_cost(&self, line: &Line) -> bool {
        self.institution.as_ref().is_none_or(|asked| *asked == line.institution)
    }

    /// Own costs on own daybooks: of the library that is asked about, or of any.
    pub fn is_own(&self, line: &Line) -> bool {
        let manager = self.manager(line).and_then(|manager| manager.institution.as_ref());
        self.is_own_cost(line) && manager.is_none_or(|manager| *manager == line.institution)
    }

    pub fn has(&self, day: &str) -> bool {
        *self.period.1 <= *day && *day <= *self.period.2
    }

    /// The lines that were settled in the period.
    pub fn settled(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.settled.as_ref().is_some_and(|settled| self.has(&settled.0)))
    }

    pub fn description(&self, code: &str) -> String {
        descriptions(&self.lines).get(code).map_or_else(|| "onbekend".to_owned(), |found| text(found))
    }

    /// Causes of what was waived.
    pub fn write_offs(&self) -> Vec<Row> {
        let mut sums: BTreeMap<(usize, &str, &str, &str), (usize, i128)> = BTreeMap::new();
        for line in self.settled().filter(|line| line.kind() == Some('A') && self.is_own_cost(line)) {
            let daybook = line.daybook.as_deref().unwrap();
            let cause = match daybook[1..].parse().unwrap() {
                100..=199 => 0,
                200..=299 => 1,
                300 => 2,
                900..=999 => 3,
                _ => 4,
            };
            let sum = sums.entry((cause, daybook, &line.branch, &line.booking_code)).or_default();
            *sum = (sum.0 + 1, sum.1 + line.cents);
        }
        let names = ["handmatig lidgeld", "handmatig andere", "deurwaarder", "systeem", "overige"];
        let row = |((cause, daybook, branch, code), (count, cents)): ((usize, &str, &str, &str), (usize, i128))| {
            vec![
                names[cause].to_owned(),
                daybook.to_owned(),
                branch.to_owned(),
                code.to_owned(),
                self.description(code),
                count.to_string(),
                euro(cents),
            ]
        };
        let head = header("Oorzaak;Dagboek;Vestiging;Boekingscode;Omschrijving;Aantal;Bedrag");
        std::iter::once(head).chain(sums.into_iter().map(row)).collect()
    }

    /// The lines of costs that were posted until the last day and not settled by then. Of a cost that was paid since, taken
    /// back and paid again, what comes behind each that takes back is the same money once more.
    fn open_lines(&self) -> Vec<&Line> {
        let last = &self.period.2;
        let is_later = |line: &Line| line.settled.as_ref().is_none_or(|settled| settled.0 > *last);
        let takes_back = |line: &Line| {
            let is_turned = if line.is_expense() { line.cents > 0 } else { line.cents < 0 };
            is_turned && line.settled.is_some()
        };
        let mut lines: Vec<&Line> =
            self.lines.iter().filter(|line| line.posted_day() <= *last && is_later(line)).collect();
        lines.sort_by_key(|line| {
            let number = line.id.parse::<u64>().ok().filter(|_| !line.id.starts_with('0'));
            (line.settled.is_none(), line.settled.as_ref().map(|settled| settled.0.clone()), number, line.id.clone())
        });
        let mut given_back: BTreeMap<(&str, &str, &str, String, i128), usize> = BTreeMap::new();
        let mut open = Vec::new();
        for line in lines {
            let cost = (&*line.customer, &*line.item, &*line.booking_code, line.posted_day(), line.cents.abs());
            let is_known = !(line.customer.is_empty() && line.item.is_empty());
            let count = given_back.entry(cost).or_default();
            if takes_back(line) {
                *count += usize::from(is_known);
            } else if self.is_own_cost(line) {
                if *count > 0 {
                    *count -= 1;
                } else {
                    open.push(line);
                }
            }
        }
        open
    }

    /// What was open at the end of the last day.
    pub fn open_items(&self) -> Vec<Row> {
        let last = &self.period.2;
        let mut sums: BTreeMap<(&str, &str, usize), (usize, i128)> = BTreeMap::new();
        for line in self.open_lines() {
            let age = match iso_number(last) - iso_number(&line.posted_day()) {
                ..=30 => 0,
                31..=90 => 1,
                91..=365 => 2,
                _ => 3,
            };
            let sum = sums.entry((&line.branch, &line.booking_code, age)).or_default();
            *sum = (sum.0 + 1, sum.1 + line.cents);
        }
        let names = ["0-30 dagen", "31-90 dagen", "91-365 dagen", "meer dan 365 dagen"];
        let row = |((branch, code, age), (count, cents)): ((&str, &str, usize), (usize, i128))| {
            let texts = [branch, "", code].map(str::to_owned);
            let more = [self.description(code), names[age].to_owned(), count.to_string(), euro(cents)];
            texts.into_iter().chain(more).collect()
        };
        let head = header("Vestiging;Naam vestiging;Boekingscode;Omschrijving;Ouderdom;Aantal;Bedrag");
        std::iter::once(head).chain(sums.into_iter().map(row)).collect()
    }

    /// Own receipts by category and month.
    pub fn year_figures(&self) -> Vec<Row> {
        let mut sums: BTreeMap<(usize, usize, &str), Sum> = BTreeMap::new();
        for line in self.settled().filter(|line| self.is_own(line)) {
            let month = &line.settled.as_ref().unwrap().0[..7];
            let category = if self.is_hand_over(line) { category("5990") } else { category(&line.booking_code) };
            sums.entry((category, section(line), month)).or_default().add(line);
        }
        let row = |((category, section, month), sum): ((usize, usize, &str), Sum)| {
            let figures = [euro(sum.receipts), euro(sum.expenses), euro(sum.balance())];
            let texts = [CATEGORIES[category].to_owned(), month.to_owned(), sum.count.to_string()];
            texts.into_iter().chain(figures).chain([SECTIONS[section].to_owned(), counts(section)]).collect()
        };
        let head = header("Categorie;Maand;Aantal;Ontvangsten;Uitgaven;Saldo;Soort;Telt mee");
        std::iter::once(head).chain(sums.into_iter().map(row)).collect()
    }

    /// Who received what for whom. What is carried to the bank and what a count found is of whoever keeps the drawer.
    pub fn settlement(&self) -> Vec<Row> {
        let mut sums: BTreeMap<(&str, usize, &str), Sum> = BTreeMap::new();
        let is_of_drawer = |line: &Line| line.is_received() && (self.is_hand_over(line) || line.booking_code == "4990");
        let lines = self.settled().filter(|line| "KBGV".contains(line.kind().unwrap()) && !is_of_drawer(line));
        for line in lines {
            let Some(receiver) = self.manager(line).and_then(|manager| manager.institution.as_deref()) else {
                continue;
            };
            let is_asked = |institution: &str| self.institution.as_ref().is_none_or(|asked| asked == institution);
            if receiver != line.institution && (is_asked(receiver) || is_asked(&line.institution)) {
                sums.entry((receiver, section(line), &line.institution)).or_default().add(line);
            }
        }
        let row = |((receiver, section, owner), sum): ((&str, usize, &str), Sum)| {
            let texts = [receiver, "", owner, ""].map(str::to_owned);
            let figures = [sum.count.to_string(), euro(sum.receipts), euro(sum.expenses), euro(sum.balance())];
            texts.into_iter().chain(figures).chain([counts(section)]).collect()
        };
        let head = "Ontvangende instantie;Naam ontvanger;Instantie van oorsprong;Naam oorsprong;Aantal;Ontvangsten;Uitgaven;Saldo;Telt mee";
        std::iter::once(header(head)).chain(sums.into_iter().map(row)).collect()
    }

    /// Credit that was sold and paid back, and what was used of it.
    pub fn credit(&self) -> Vec<Row> {
        let mut sums: BTreeMap<(&str, &str), (usize, [i128; 3])> = BTreeMap::new();
        for line in self.settled().filter(|line| self.is_own_share(line) && !self.is_hand_over(line)) {
            let place = match (line.is_received(), &line.booking_code[..3], line.kind()) {
                (true, "491", _) => 0,
                (true, "591", _) => 1,
                (_, _, Some('R')) => 2,
                _ => continue,
            };
            let key = (line.daybook.as_deref().unwrap(), line.settled.as_ref().unwrap().0.as_str());
            let sum = sums.entry(key).or_default();
            sum.0 += 1;
            sum.1[place] += line.cents;
        }
        let row = |((daybook, day), (count, cents)): ((&str, &str), (usize, [i128; 3]))| {
            let texts = [daybook.to_owned(), self.daybook_description(daybook), day.to_owned(), count.to_string()];
            texts.into_iter().chain(cents.map(euro)).collect()
        };
        let head = "Dagboek;Omschrijving;Dag;Aantal;verkocht;terugbetaald;gebruikt";
        std::iter::once(header(head)).chain(sums.into_iter().map(row)).collect()
    }

    /// What a daybook is called on the last day of the period; all of its entries have one description here.
    fn daybook_description(&self, daybook: &str) -> String {
        self.managers.get(daybook).map_or_else(|| "onbekend".to_owned(), |entries| entries[0].description.clone())
    }

    /// The entries for the books.
    pub fn entries(&self) -> Vec<Row> {
        let mut entries: BTreeMap<(&str, &str), Vec<&Line>> = BTreeMap::new();
        for line in self.settled().filter(|line| line.is_received() && self.is_own_share(line)) {
            let month = &line.settled.as_ref().unwrap().0[..7];
            entries.entry((line.daybook.as_deref().unwrap(), month)).or_default().push(line);
        }
        let names = "Volgnummer;Invoerdatum;Boekjaar;Dagboek;Budgettaire entiteit;Algemene rekening;Beleidsveld;\
                     Economische sector;Actie;Investeringsproject;Omschrijving;Debet;Credit;Bewijsstuk;Periode;Bron";
        let mut rows = vec![header(names)];
        for (number, ((daybook, month), lines)) in entries.iter().enumerate() {
            let last = iso_day(iso_number(&format!("{}-01", next_month(month))) - 1).min(self.period.2.clone());
            let line = |account: &str, field: &str, description: String, cents: i128, source: String| {
                let (debit, credit) = if cents > 0 { (cents, 0) } else { (0, -cents) };
                let texts = [&(number + 1).to_string(), &*last, &last[..4], daybook, "", account, field, "", "", ""];
                let mut row: Row = texts.map(str::to_owned).to_vec();
                row.extend([description, euro(debit), euro(credit), String::new(), (*month).to_owned(), source]);
                row
            };
            let mut sum = Sum::default();
            lines.iter().for_each(|one| sum.add(one));
            let manager = self.manager(lines[0]).unwrap();
            for (cents, is_there) in [
                (sum.receipts, lines.iter().any(|line| !line.is_expense())),
                (-sum.expenses, lines.iter().any(|line| line.is_expense())),
            ] {
                if is_there {
                    rows.push(line(&manager.account, "", manager.description.clone(), cents, (*daybook).to_owned()));
                }
            }
            let mut accounts: BTreeMap<(&str, &str), i128> = BTreeMap::new();
            for one in lines {
                *accounts.entry((&one.booking_code, self.account(one))).or_default() += one.cents;
            }
            for ((code, account), cents) in accounts {
                rows.push(line(account, "0703", self.description(code), -cents, format!("{daybook} {code}")));
            }
        }
        rows
    }

    /// What each account has moved by in the period: debit less credit, in cents.
    pub fn balances(&self) -> BTreeMap<String, i128> {
        let mut balances = BTreeMap::new();
        for line in self.settled().filter(|line| line.is_received() && self.is_own_share(line)) {
            *balances.entry(self.manager(line).unwrap().account.clone()).or_default() += line.cents;
            *balances.entry(self.account(line).to_owned()).or_default() -= line.cents;
        }
        balances
    }

    fn account(&self, line: &Line) -> &'static str {
        let (day, daybook) = (&line.settled.as_ref().unwrap().0, line.daybook.as_ref().unwrap());
        let is_of = |account: &&Account| {
            line.booking_code.starts_with(account.codes)
                && daybook.starts_with(account.daybooks)
                && account.days.0 <= day.as_str()
                && day.as_str() <= account.days.1
        };
        let found: Vec<&Account> = self.accounts.iter().filter(is_of).collect();
        assert_eq!(found.len(), 1, "{line:?}");
        found[0].number
    }

    /// The institutions of the world.
    pub fn institutions(&self) -> Vec<String> {
        self.lines.iter().map(|line| line.institution.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

pub const CATEGORIES: [&str; 15] = [
    "lidgeld",
    "leengeld audiovisueel",
    "IBL (Impala)",
    "maningsgeld en reserveringen",
    "materiaalvergoeding",
    "verkoop",
    "prints",
    "activiteiten",
    "schenkingen",
    "overige",
    "waarborgen",
    "tegoeden",
    "kasverschillen",
    "terugbetalingen",
    "kasafdracht",
];

/// The category of a booking code in the annual report.
pub fn category(code: &str) -> usize {
    let number: u32 = code.parse().unwrap();
    match number {
        1000..=1999 => 0,
        2200..=2299 => 1,
        2400..=2499 => 2,
        2100..=2199 | 2300..=2399 | 2500..=2599 | 2820..=2849 => 3,
        2600..=2699 => 4,
        2700..=2799 | 3000..=3999 => 5,
        4010..=4039 => 6,
        4040..=4049 | 6000..=6999 => 7,
        7000..=7999 => 8,
        4050..=4059 | 5001 => 10,
        4910..=4919 | 5910..=5919 => 11,
        4990 => 12,
        5990 => 14,
        5000..=5999 => 13,
        _ => 9,
    }
}

/// What stands apart from what was received, in the order of the pages.
const SECTIONS: [&str; 7] = ["", "deposito", "verrekening", "spaarpunten", "vouchers", "overige", "afboeking"];

fn section(line: &Line) -> usize {
    match line.kind().unwrap() {
        'K' | 'B' | 'G' => 0,
        'R' => 1,
        'V' => 2,
        'S' => 3,
        'T' => 4,
        'A' => 6,
        _ => 5,
    }
}

fn counts(section: usize) -> String {
    (if section == 0 { "ja" } else { "nee" }).to_owned()
}

pub fn way(daybook: &str) -> &'static str {
    match (&daybook[..1], daybook) {
        ("K", _) => "kas",
        (_, "B990") => "online",
        ("B" | "G", _) => "bank",
        ("R", _) => "deposito",
        ("V", _) => "verrekening",
        ("S", _) => "spaarpunten",
        ("T", _) => "vouchers",
        _ => "overige",
    }
}

/// The month behind one.
pub fn next_month(month: &str) -> String {
    let number = month[..4].parse::<u32>().unwrap() * 12 + month[5..].parse::<u32>().unwrap();
    format!("{:04}-{:02}", number / 12, number % 12 + 1)
}
