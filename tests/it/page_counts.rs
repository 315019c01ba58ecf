//! How many pages reports of the samples take: no more than a reader was promised.

use std::path::Path;

use kasverslag::domain::tables::{BookingCodeEntry, BranchEntry, DaybookEntry, InstitutionEntry};
use kasverslag::domain::{BookingCode, Branch, CodeTables, Daybook, Institution};
use kasverslag::render::pdf::pages;
use lopdf::Document;

use crate::documents::Wanted;
use crate::effort;
use crate::oracle::{Generator, Line, to_csv};
use crate::program::{files, run_as_typed};
use crate::properties::read_bytes;

/// The day that reports are about: it is over when they are made; and one that isn't, which is told as a finding.
const DAY: &str = "2026-11-23";
const TODAY: &str = "2026-11-24";
/// How many days of small libraries are laid out.
const DAYS: u64 = 60;

/// A report, its library, its input among the samples, its period, and how many pages it may take.
const MOST: [(&str, &str, &str, &str, usize); 22] = [
    ("financieel-overzicht-be", "I355", "zonnedorp", "2026-07-15", 1),
    ("financieel-overzicht-be", "I355", "zonnedorp", "2026-09-22", 1),
    ("financieel-overzicht", "I355", "zonnedorp", "2026-07-15", 1),
    ("financieel-overzicht-be", "I355", "zonnedorp", "2026-07-20", 1),
    ("financieel-overzicht-be", "I355", "zonnedorp", "2026-07", 2),
    ("financieel-overzicht-be", "I355", "zonnedorp", "2026-09", 2),
    ("financieel-overzicht-be", "I200", "stad", "2026-10", 20),
    ("dagoverzicht", "I355", "zonnedorp", "2026-07", 1),
    ("dagoverzicht", "I355", "zonnedorp", "2026", 3),
    ("dagoverzicht", "I200", "stad", "2026-10", 4),
    ("financiele-details", "I355", "zonnedorp", "2026-07-15", 2),
    ("financiele-details", "I355", "zonnedorp", "2026-08-23", 1),
    ("financiele-details", "I355", "zonnedorp", "2026-09-25", 1),
    ("jaaroverzicht", "I355", "zonnedorp", "2026-07-15", 1),
    ("vergelijking", "I355", "zonnedorp", "2026-07-15", 2),
    ("afboekingen", "I355", "zonnedorp", "2026-07-15", 1),
    ("openstaand", "I355", "zonnedorp", "2026-07-15", 1),
    ("stornos", "I355", "zonnedorp", "2026-07-15", 1),
    ("tegoed", "I355", "zonnedorp", "2026-07-15", 1),
    ("verrekening", "I355", "zonnedorp", "2026-07-15", 1),
    ("steekproef", "I355", "zonnedorp", "2026-07-15", 2),
    ("boekingsvoorstel", "I355", "zonnedorp", "2026-07-15", 2),
];

/// What a city's month is asked for with; it takes no more than twenty pages.
const OF_A_CITY: [&[&str]; 7] = [
    &[],
    &["--grouping", "booking-code"],
    &["--with-write-offs"],
    &["--lang", "de"],
    &["--lang", "en"],
    &["--lang", "fr", "--grouping", "booking-code", "--with-write-offs"],
    &["--lang", "de", "--with-write-offs"],
];

#[test]
fn reports_of_the_samples_take_no_more_pages_than_they_did() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let mut told = Vec::new();
    let of_a_city = |report: &'static str| OF_A_CITY.map(|more| (report, "I200", "stad", "2026-10", more, 20));
    let usual = MOST.map(|(report, library, input, period, most)| (report, library, input, period, &[][..], most));
    let cities = ["financieel-overzicht-be", "financieel-overzicht"].map(of_a_city);
    for (report, library, input, period, more, most) in usual.into_iter().chain(cities.into_iter().flatten()) {
        let out = tempfile::tempdir().unwrap();
        let args = [
            ["report", report].as_slice(),
            &["--config", &samples.join("kasverslag.toml").display().to_string()],
            &["--input", &samples.join(input).display().to_string()],
            &["--institution", library, "--period", period, "--format", "pdf"],
            &["--out", &out.path().display().to_string(), "--now", "2026-11-24T12:00:00+01:00"],
            more,
        ]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<String>>();
        let run = run_as_typed(out.path(), &args, &[]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let written = files(out.path());
        let (_, pdf) = written.iter().find(|(name, _)| name.ends_with(".pdf")).expect("a PDF");
        let pages = Document::load_mem(pdf).unwrap().get_pages().len();
        if pages > most {
            told.push(format!("{report} {more:?} of {library} of {period} takes {pages} pages, at most {most}"));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// Codes as a village's library has them.
const CODES: [(&str, &str); 20] = [
    ("1010", "Contributie volwassene"),
    ("1020", "Contributie verminderd"),
    ("2110", "Telaatgeld boeken"),
    ("2120", "Telaatgeld cd"),
    ("2130", "Telaatgeld dvd"),
    ("2140", "Telaatgeld tijdschriften"),
    ("2310", "Reservering"),
    ("2410", "IBL openbare bibliotheek"),
    ("2610", "Materiaalvergoeding boeken"),
    ("2710", "Verkoop afgevoerde boeken"),
    ("2810", "Verloren lidkaart"),
    ("2820", "Maankost"),
    ("3010", "Boekenverkoop"),
    ("3020", "Draagtas"),
    ("3030", "Oortjes"),
    ("4010", "Prints A4 zwart"),
    ("4020", "Prints A4 kleur"),
    ("4040", "Activiteit"),
    ("4050", "Waarborg"),
    ("6010", "Ticket lezing"),
];

/// Those that are met most often.
const OFTEN: [(&str, &str); 3] = [CODES[2], CODES[6], CODES[15]];

/// What is special about a small day.
#[derive(Clone, Copy, Debug, PartialEq)]
enum SmallDay {
    /// Of one to three daybooks and one or two branches, most bookings of the codes that are met most often.
    Usual,
    /// Of three daybooks and two branches, and nearly as many lines as bookings.
    Manifold,
}

/// A day of a small library, with the same day a week before.
fn small_day(seed: u64, kind: SmallDay, day: &str) -> Vec<Line> {
    let before = if day == DAY { "2026-11-16" } else { "2026-11-17" };
    let mut generator = Generator::new(seed);
    let is_manifold = kind == SmallDay::Manifold;
    let count = if is_manifold { 30 + generator.below(11) } else { 10 + generator.below(31) };
    let daybooks = &["K001", "B001", "B003"][..if is_manifold { 3 } else { 1 + generator.below(3) }];
    let branches = &["3550", "3551"][..if is_manifold { 2 } else { 1 + generator.below(2) }];
    let has_deposit = generator.one_in(2);
    let mut lines = Vec::new();
    for index in 0..count + 12 {
        let is_before = index >= count;
        // Half of the bookings of a day are of three codes.
        let is_often = !is_manifold && generator.one_in(2);
        let (code, description) = if is_often { generator.pick(&OFTEN) } else { generator.pick(&CODES) };
        let daybook = generator.pick(daybooks);
        // A daybook is a branch's; what is owed to the other is now and then paid there.
        let is_other = generator.one_in(5) != (daybook == "B001");
        let branch = branches[usize::from(is_other) % branches.len()];
        let cents = i128::from(50 * (1 + generator.below(400) as i64));
        let mut line = Line {
            id: format!("0004{:05}", 12_000 + index),
            posted: "20-11-2026".to_owned(),
            settled: Some((if is_before { before } else { day }.to_owned(), "10:15:00".to_owned())),
            daybook: Some(daybook.to_owned()),
            institution: "I355".to_owned(),
            branch: branch.to_owned(),
            booking_code: code.to_owned(),
            cents: if generator.one_in(9) { -cents } else { cents },
            description: description.to_owned(),
            source: "B".to_owned(),
            settlement_source: "B".to_owned(),
            customer: generator.below(40).to_string(),
            item: String::new(),
        };
        match index {
            0 if generator.one_in(2) => {
                (line.booking_code, line.description) = ("5990".to_owned(), "Kasafdracht".to_owned());
                (line.cents, line.daybook) = (-25_000, Some("K001".to_owned()));
            }
            1 if generator.one_in(3) => {
                (line.booking_code, line.description) = ("5001".to_owned(), "Terugbetaling waarborg".to_owned());
                line.cents = -2_000;
            }
            2..4 if has_deposit => line.daybook = Some("R001".to_owned()),
            _ => {}
        }
        lines.push(line);
    }
    lines
}

fn small_tables(has_ledger: bool) -> CodeTables {
    let mut tables = CodeTables::default();
    let institution = Institution::parse("I355").unwrap();
    let name = "Bibliotheek Zonnedorp".to_owned();
    let entry = InstitutionEntry { name, financial_organisation: None, cooperation_group: None };
    tables.institutions.insert(institution, entry);
    for (code, name) in [("3550", "Zonnedorp"), ("3551", "Uitleenpost De Linde")] {
        let entry = BranchEntry { institution, name: name.to_owned(), valid_from: None, valid_to: None };
        tables.branches.insert(Branch::parse(code).unwrap(), vec![entry]);
    }
    let daybooks =
        [("K001", "Kas balie"), ("B001", "Bancontact balie"), ("B003", "Online betalingen"), ("R001", "Tegoed")];
    for (code, name) in daybooks {
        let entry = DaybookEntry {
            description: format!("{name} Zonnedorp"),
            institution: Some(institution),
            ledger_account: None,
            valid_from: None,
            valid_to: None,
        };
        tables.daybooks.insert(Daybook::parse(code).unwrap(), vec![entry]);
    }
    for (code, name) in CODES.into_iter().chain([("5990", "Kasafdracht"), ("5001", "Terugbetaling waarborg")]) {
        let ledger_account = has_ledger.then(|| format!("70{code}"));
        let entry = BookingCodeEntry { description: name.to_owned(), ledger_account };
        tables.booking_codes.insert(BookingCode::parse(code).unwrap(), entry);
    }
    tables
}

#[test]
fn a_day_of_a_small_library_is_one_page() {
    let mut told = Vec::new();
    let kinds =
        [(SmallDay::Usual, DAY), (SmallDay::Usual, TODAY), (SmallDay::Manifold, DAY), (SmallDay::Manifold, TODAY)];
    for (seed, (kind, of)) in (0..effort::cases(DAYS)).flat_map(|seed| kinds.map(|kind| (seed, kind))) {
        let day = small_day(seed, kind, of);
        let count = day.iter().filter(|line| line.settled.as_ref().is_some_and(|(day, _)| day == of)).count();
        let csv = to_csv(&day);
        let lines = read_bytes(csv.as_bytes(), "export_2026-11-01_2026-11-24.csv").unwrap();
        for (report, most) in [
            ("financieel-overzicht-be", 40),
            ("financieel-overzicht", 20),
            ("dagoverzicht", 40),
            ("financiele-details", 23),
        ] {
            // One of them ends with a table more: what was received for others.
            if count > most {
                continue;
            }
            let args = ["report", report, "--period", of, "--institution", "I355"];
            let wanted = Wanted { tables: small_tables(false), ..Wanted::new(&args) };
            let (_, pages) = pages(&wanted.document(&lines, None));
            if pages.len() > 1 {
                told.push(format!(
                    "{report} of {kind:?} day {seed} ({of}), of {count} lines, takes {} pages",
                    pages.len()
                ));
            }
        }
    }
    assert!(told.is_empty(), "{} take more: {}", told.len(), told.join("\n"));
}
