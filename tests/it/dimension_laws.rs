//! A line is grouped by exactly the dimensions of its order: each alone, each with each other, and any of them in any order,
//! held against a grouping that this test makes by itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use chrono::{Datelike, Days, NaiveDate};

use crate::oracle::Generator;
use crate::program::{args, run};
use crate::workbook_text::cell;

const DIMENSIONS: [&str; 14] = [
    "daybook",
    "way-of-payment",
    "institution",
    "branch",
    "booking-group",
    "booking-code",
    "ledger-account",
    "day",
    "weekday",
    "week",
    "month",
    "year",
    "source",
    "drawer",
];

/// The ways of payment in the order of a report.
const WAYS: [&str; 9] =
    ["kas", "bank", "online", "deposito", "verrekening", "spaarpunten", "vouchers", "overige", "afboeking"];

const WEEKDAYS: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];

const SECTIONS: [&str; 7] = ["\"K\", \"B\", \"G\"", "\"R\"", "\"V\"", "\"S\"", "\"T\"", "\"other\"", "\"A\""];

const CONFIG: &str = "[[daybook]]\ncode = \"B990\"\ndescription = \"Betalingen online\"\n\
    [[daybook]]\ncode = \"K001\"\ndescription = \"Kas\"\n\
    [[booking_code]]\ncode = \"1010\"\ndescription = \"Lidgeld\"\nledger_account = \"7020\"\n\
    [[booking_code]]\ncode = \"2110\"\ndescription = \"Telaatgeld\"\nledger_account = \"7030\"\n\
    [[booking_code]]\ncode = \"2120\"\ndescription = \"Reservering\"\nledger_account = \"7030\"\n\
    [[booking_code]]\ncode = \"4910\"\ndescription = \"Tegoed\"\n\
    [[booking_code]]\ncode = \"5001\"\ndescription = \"Waarborg\"\nledger_account = \"4880\"\n";

/// A line of an export.
struct Line {
    daybook: &'static str,
    institution: &'static str,
    branch: &'static str,
    code: &'static str,
    day: NaiveDate,
    source: &'static str,
    drawer: &'static str,
    cents: i64,
}

/// What lines with the same codes add up to: how many, receipts, expenses.
type Sums = (u64, i64, i64);

/// The sections of a report, each with its lines in order: the codes, and what they add up to.
type Expected = Vec<Vec<(Vec<String>, Sums)>>;

impl Line {
    fn way(&self) -> &'static str {
        match (self.daybook, &self.daybook[..1]) {
            ("B990", _) => "online",
            (_, "K") => "kas",
            (_, "B" | "G") => "bank",
            (_, "R") => "deposito",
            (_, "V") => "verrekening",
            (_, "S") => "spaarpunten",
            (_, "T") => "vouchers",
            (_, "A") => "afboeking",
            _ => "overige",
        }
    }

    fn section(&self) -> usize {
        ["RR", "VV", "SS", "TT"].iter().position(|letters| letters.starts_with(&self.daybook[..1])).map_or_else(
            || match self.way() {
                "afboeking" => 6,
                "overige" => 5,
                _ => 0,
            },
            |place| place + 1,
        )
    }

    fn code_of(&self, dimension: &str) -> String {
        match dimension {
            "daybook" => self.daybook.to_owned(),
            "way-of-payment" => self.way().to_owned(),
            "institution" => self.institution.to_owned(),
            "branch" => self.branch.to_owned(),
            "booking-group" => self.code[..1].to_owned(),
            "booking-code" => self.code.to_owned(),
            "ledger-account" => match self.code {
                "1010" => "7020",
                "2110" | "2120" => "7030",
                "5001" => "4880",
                _ => "onbekend",
            }
            .to_owned(),
            "day" => self.day.to_string(),
            "weekday" => WEEKDAYS[self.day.weekday().num_days_from_monday() as usize].to_owned(),
            "week" => {
                // The week of a day is that of its Thursday.
                let thursday = self.day - Days::new(self.day.weekday().num_days_from_monday().into()) + Days::new(3);
                format!("{}-W{:02}", thursday.year(), (thursday.ordinal() - 1) / 7 + 1)
            }
            "month" => self.day.format("%Y-%m").to_string(),
            "year" => self.day.year().to_string(),
            "source" => self.source.to_owned(),
            "drawer" => self.drawer.to_owned(),
            other => panic!("{other}"),
        }
    }
}

/// A text by which codes of a dimension are in the order of a report.
fn place(dimension: &str, code: &str) -> String {
    match dimension {
        "way-of-payment" => WAYS.iter().position(|way| *way == code).map_or(String::new(), |place| place.to_string()),
        "weekday" => WEEKDAYS.iter().position(|day| *day == code).map_or(String::new(), |place| place.to_string()),
        // Codes without an account come last.
        "ledger-account" if code == "onbekend" => "~".to_owned(),
        _ => code.to_owned(),
    }
}

fn world(generator: &mut Generator) -> Vec<Line> {
    let first = NaiveDate::from_ymd_opt(2025, 12, 20).unwrap();
    let line = |generator: &mut Generator| Line {
        daybook: generator
            .pick(&["K001", "K002", "B001", "B990", "G001", "R001", "V001", "S001", "T001", "A100", "X001"]),
        institution: generator.pick(&["I355", "I212", "I001"]),
        branch: generator.pick(&["3550", "3551", "2120"]),
        code: generator.pick(&["1010", "2110", "2120", "4910", "5001", "9999"]),
        // Around two ends of years, and week 53 of 2026.
        day: first + Days::new(generator.pick(&[0, 9, 11, 12, 15, 16, 60, 375, 376, 377, 378, 379, 380])),
        source: generator.pick(&["B", "Z", "I", ""]),
        drawer: generator.pick(&["K1", "K2", ""]),
        cents: i64::try_from(generator.below(4000)).unwrap() - 1000,
    };
    (0..300).map(|_| line(generator)).collect()
}

fn export(lines: &[Line]) -> String {
    let mut text =
        "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Bron;Kasnummer\n"
            .to_owned();
    for (id, line) in lines.iter().enumerate() {
        let Line { daybook, institution, branch, code, day, source, drawer, cents } = line;
        let day = day.format("%d-%m-%Y");
        let amount = format!("{}{},{:02}", if *cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
        let _ = writeln!(text, "{id};{day};{day};{daybook};{institution};{branch};{code};{amount};{source};{drawer}");
    }
    text
}

/// A template whose lines are grouped by an order of dimensions; some of those end with subtotals.
fn template(id: &str, order: &[&str], subtotals: &[&str]) -> String {
    let list = |names: &[&str]| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "id = \"{id}\"\ntitle = \"Naar {id}\"\nsubtitle = \"Naar keuze\"\nkind = \"summary\"\n\
         [scope]\ninstitution = \"own-daybooks\"\nwrite_offs = \"always\"\n\
         [page]\norientation = \"landscape\"\nfont_size = 7\n[signature]\nroles = []\n\
         [[grouping]]\nname = \"keuze\"\norder = [{}]\nsubtotals = [{}]\n",
        list(order),
        list(subtotals)
    );
    let mut column = |field: &str, width: u8| {
        let width = if width == 0 { String::new() } else { format!("width = {width}\n") };
        let _ = write!(text, "[[column]]\nfield = \"{field}\"\nheader = \"{field}\"\n{width}");
    };
    order.iter().for_each(|dimension| column(dimension, 16));
    ["count", "receipts", "expenses"].iter().for_each(|figure| column(figure, 16));
    if !order.contains(&"way-of-payment") {
        column("way-of-payment", 0);
    }
    column("is-received", 0);
    for (number, kinds) in SECTIONS.iter().enumerate() {
        let _ =
            write!(text, "[[section]]\ntitle = \"Deel {number}\"\nkinds = [{kinds}]\ntotal = \"Totaal {number}\"\n");
    }
    text
}

/// What a report must say.
fn expected(lines: &[Line], order: &[&str]) -> Expected {
    (0..SECTIONS.len())
        .map(|section| {
            let mut sums: BTreeMap<Vec<String>, (Vec<String>, Sums)> = BTreeMap::new();
            for line in lines.iter().filter(|line| line.section() == section) {
                let codes: Vec<String> = order.iter().map(|dimension| line.code_of(dimension)).collect();
                let places = order.iter().zip(&codes).map(|(dimension, code)| place(dimension, code)).collect();
                let (_, sums) = sums.entry(places).or_insert((codes, (0, 0, 0)));
                sums.0 += 1;
                if line.code.starts_with('5') { sums.2 -= line.cents } else { sums.1 += line.cents }
            }
            sums.into_values().collect()
        })
        .collect()
}

fn amount(cents: i64) -> String {
    format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

/// The rows of a file: codes, count, receipts, expenses and whether they count, in its order.
fn rows_of(expected: &Expected) -> Vec<Vec<String>> {
    let row = |section: usize, (codes, (count, receipts, expenses)): &(Vec<String>, Sums)| {
        let figures = [count.to_string(), amount(*receipts), amount(*expenses)];
        let counts = if section == 0 { "ja" } else { "nee" };
        codes.iter().cloned().chain(figures).chain([counts.to_owned()]).collect()
    };
    expected.iter().enumerate().flat_map(|(section, lines)| lines.iter().map(move |line| row(section, line))).collect()
}

/// The rows of a CSV as [`rows_of`] gives them, without the column `Soort` that only tells sections apart.
fn rows_of_csv(text: &str, order: &[&str]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let record = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.expect("a row");
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if !order.contains(&"way-of-payment") {
            cells.remove(order.len() + 3);
        }
        cells
    };
    reader.records().map(record).collect()
}

fn name(order: &[&str]) -> String {
    order.join("-en-")
}

/// Makes reports of templates out of an export, each by its order.
fn make(place: &Path, orders: &[Vec<&str>], more: &[&str]) {
    let paths: Vec<String> = orders
        .iter()
        .map(|order| {
            let (id, subtotals) = (name(order), if more.contains(&"--totals") { &order[..1] } else { &[] });
            let path = format!("{id}.toml");
            fs::write(place.join(&path), template(&id, order, subtotals)).expect("written");
            path
        })
        .collect();
    let typed = [
        "--input",
        "boek.csv",
        "--period",
        "2025-12-01..2027-01-31",
        "--config",
        "kasverslag.toml",
        "--out",
        "uit",
        "--now",
        "2027-02-05T08:00:00+01:00",
        "--csv-dialect",
        "rfc4180",
    ];
    let typed = [&args(&["report", &paths.join(",")])[..], &args(&typed), &args(more)].concat();
    let done = run(place, &typed, &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
}

fn read(place: &Path, order: &[&str], form: &str) -> Vec<u8> {
    let name = format!("uit/{}_all_2025-12-01_2027-01-31.{form}", name(order));
    fs::read(place.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn place_of(lines: &[Line]) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("boek.csv"), export(lines)).expect("written");
    fs::write(place.path().join("kasverslag.toml"), CONFIG).expect("written");
    place
}

/// Demands that the rows of a file are those that are wanted, and that what was received stands in its order.
fn demand_same(mut rows: Vec<Vec<String>>, wanted: &[Vec<String>], what: &str) {
    let received = |rows: &[Vec<String>]| {
        rows.iter().filter(|row| row.last().is_some_and(|last| last == "ja")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(received(&rows), received(wanted), "{what}");
    rows.sort();
    let mut wanted = wanted.to_vec();
    wanted.sort();
    assert_eq!(rows, wanted, "{what}");
}

fn demand_lines(place: &Path, lines: &[Line], orders: &[Vec<&str>]) {
    make(place, orders, &["--format", "csv"]);
    for order in orders {
        let text = String::from_utf8(read(place, order, "csv")).expect("UTF-8");
        let wanted = rows_of(&expected(lines, order));
        demand_same(rows_of_csv(&text, order), &wanted, &format!("{order:?}"));
        // Rows with all that a file has are unique: no two have the same codes.
        let mut codes: Vec<String> = Vec::new();
        for row in csv::ReaderBuilder::new().from_reader(text.as_bytes()).records() {
            let row = row.expect("a row");
            let figures = order.len()..order.len() + 3;
            let cells = row.iter().enumerate().filter(|(index, _)| !figures.contains(index)).map(|(_, cell)| cell);
            codes.push(cells.collect::<Vec<_>>().join("|"));
        }
        codes.sort();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count, "{order:?} has two lines with the same codes");
    }
}

#[test]
fn each_dimension_alone_and_each_pair_group_by_exactly_that() {
    let lines = world(&mut Generator::new(19));
    let place = place_of(&lines);
    let mut orders: Vec<Vec<&str>> = DIMENSIONS.iter().map(|dimension| vec![*dimension]).collect();
    for first in DIMENSIONS {
        orders.extend(DIMENSIONS.iter().filter(|second| **second != first).map(|second| vec![first, *second]));
    }
    assert_eq!(orders.len(), 14 * 14);
    demand_lines(place.path(), &lines, &orders);
}

#[test]
fn any_dimensions_in_any_order_group_by_exactly_those() {
    let mut generator = Generator::new(20);
    for _ in 0..4 {
        let lines = world(&mut generator);
        let place = place_of(&lines);
        let mut orders: Vec<Vec<&str>> = Vec::new();
        while orders.len() < 15 {
            let mut order = Vec::new();
            let count = 3 + generator.below(8);
            while order.len() < count {
                let dimension = generator.pick(&DIMENSIONS);
                if !order.contains(&dimension) {
                    order.push(dimension);
                }
            }
            if !orders.contains(&order) {
                orders.push(order);
            }
        }
        demand_lines(place.path(), &lines, &orders);
    }
}

#[test]
fn every_form_tells_the_same_lines_and_totals() {
    let lines = world(&mut Generator::new(21));
    let place = place_of(&lines);
    let alone = DIMENSIONS.iter().map(|dimension| vec![*dimension]);
    let pairs = DIMENSIONS.iter().zip(DIMENSIONS.iter().cycle().skip(5)).map(|(one, other)| vec![*one, *other]);
    let orders: Vec<Vec<&str>> = alone.chain(pairs).chain([DIMENSIONS.to_vec()]).collect();
    make(place.path(), &orders, &["--format", "pdf,csv,xlsx,json,html"]);
    let received = lines.iter().filter(|line| line.section() == 0);
    let (receipts, expenses) = received.fold((0, 0), |(receipts, expenses), line| {
        if line.code.starts_with('5') { (receipts, expenses - line.cents) } else { (receipts + line.cents, expenses) }
    });
    for order in &orders {
        let wanted = rows_of(&expected(&lines, order));
        let text = String::from_utf8(read(place.path(), order, "csv")).expect("UTF-8");
        demand_same(rows_of_csv(&text, order), &wanted, &format!("{order:?}"));
        let json: serde_json::Value = serde_json::from_slice(&read(place.path(), order, "json")).expect("JSON");
        let headers = order.iter().copied().chain(["count", "receipts", "expenses", "is-received"]);
        let headers: Vec<&str> = headers.collect();
        let of_json = json["rows"].as_array().expect("rows").iter().map(|row| {
            let text = |header: &&str| match &row[*header] {
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Null => String::new(),
                other => other.to_string(),
            };
            headers.iter().map(text).collect::<Vec<_>>()
        });
        demand_same(of_json.collect(), &wanted, &format!("{order:?}: JSON"));
        let total = &json["received"];
        assert_eq!(total["receipts"], amount(receipts), "{order:?}: JSON");
        assert_eq!(total["expenses"], amount(expenses), "{order:?}: JSON");
        demand_same(
            rows_of_workbook(&read(place.path(), order, "xlsx"), &headers),
            &wanted,
            &format!("{order:?}: workbook"),
        );
        let file = format!("uit/{}_all_2025-12-01_2027-01-31", name(order));
        let verified = run(place.path(), &args(&["verify", &format!("{file}.pdf")]), &[]);
        assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "{order:?}: PDF");
        let html = String::from_utf8(read(place.path(), order, "html")).expect("UTF-8");
        for row in wanted.iter().filter(|row| row.last().is_some_and(|last| last == "ja")) {
            let receipts = on_page(&row[order.len() + 1]);
            // Pages leave out what is nought.
            assert!(
                row[order.len() + 1] == "0.00" || html.contains(&receipts),
                "{order:?}: HTML lacks {receipts} of {row:?}"
            );
        }
    }
}

/// An amount as Dutch pages write it.
fn on_page(amount: &str) -> String {
    let (whole, cents) = amount.trim_start_matches('-').split_once('.').expect("decimals");
    let thousands = whole.len().checked_sub(4).map(|_| whole.split_at(whole.len() - 3));
    let whole = thousands.map_or(whole.to_owned(), |(thousands, rest)| format!("{thousands}.{rest}"));
    format!("{whole},{cents}")
}

/// The rows of the first sheet of a workbook under their headers, as [`rows_of`] gives them.
fn rows_of_workbook(bytes: &[u8], headers: &[&str]) -> Vec<Vec<String>> {
    let mut workbook = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let is_header = |row: &&[Data]| headers.iter().all(|header| row.iter().any(|data| cell(Some(data)) == *header));
    let sheets = workbook.worksheets();
    let (_, range) =
        sheets.iter().find(|(_, range)| range.rows().any(|row| is_header(&row))).expect("a sheet of lines");
    let rows: Vec<&[Data]> = range.rows().collect();
    let at = rows.iter().position(is_header).expect("a header row");
    let places: Vec<usize> =
        headers.iter().map(|header| rows[at].iter().position(|data| cell(Some(data)) == *header).unwrap()).collect();
    let text = |place: usize, data: &Data| match data {
        Data::Float(number) if headers[place] != "count" && place > headers.len() - 5 => format!("{number:.2}"),
        other => cell(Some(other)),
    };
    let rows = rows[at + 1..].iter().filter(|row| row.iter().any(|data| !matches!(data, Data::Empty)));
    let told = |row: &&[Data]| places.iter().enumerate().map(|(index, place)| text(index, &row[*place])).collect();
    rows.map(told).collect()
}
