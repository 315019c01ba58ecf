//! Key figures and charts against the oracle, over generated worlds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kasverslag::domain::tables::DaybookEntry;
use kasverslag::domain::{CodeTables, Daybook, DaybookKind, Institution, Money, Period, SeparateItem};
use kasverslag::report::catalog::built_in;
use kasverslag::report::cross_foot;
use kasverslag::report::document::{Cell, Chart, Document, KeyFigures};
use kasverslag::report::figures::Means;
use kasverslag::report::knowledge::Knowledge;
use kasverslag::report::lines::{Totals, keys};
use kasverslag::report::needs::Needs;
use kasverslag::report::row::RowKind;
use kasverslag::report::selection::Selection;
use kasverslag::report::tally::Tally;
use kasverslag::report::template::{Field, Template};

use crate::assertions::told_by;
use crate::documents::{Lines, Wanted};
use crate::oracle::{
    Generator, Line, Query, Report, YEARS, days_of, earlier_periods, key_figures, known_days, merge, passes, receipts,
    to_csv,
};
use crate::properties::read_bytes;

/// How many worlds; each is asked several questions.
const WORLDS: u64 = 300;
const QUERIES: usize = 4;

/// The rows of the table by the oracle's names.
const ROWS: [(&str, &str); 9] = [
    ("Kas", "kas"),
    ("Bank", "bank"),
    ("Online", "online"),
    ("Totaal kas en bank", "received"),
    ("waarvan kasafdracht", "kasafdracht"),
    ("waarvan kasverschil", "kasverschil"),
    ("waarvan waarborgen", "waarborgen"),
    ("waarvan tegoed", "tegoed"),
    ("waarvan storno's", "stornos"),
];

/// What was not received, by the oracle's names.
const APART: [(Means, &str); 7] = [
    (Means::Apart(DaybookKind::Deposit), "R"),
    (Means::Apart(DaybookKind::Offset), "V"),
    (Means::Apart(DaybookKind::Points), "S"),
    (Means::Apart(DaybookKind::Voucher), "T"),
    (Means::Apart(DaybookKind::WriteOff), "A"),
    (Means::Apart(DaybookKind::Other), "other"),
    (Means::Open, "open"),
];

/// Tables that know some daybooks, two of them online by their words.
fn tables() -> CodeTables {
    let entry = |text: &str| DaybookEntry {
        description: text.to_owned(),
        institution: None,
        ledger_account: None,
        valid_from: None,
        valid_to: None,
    };
    let daybooks =
        [("K002", "online, zegt men"), ("B001", "Bancontact"), ("B002", "ONLINE"), ("B492", "Mijn Online-bib")];
    let daybooks = daybooks.map(|(code, text)| (Daybook::parse(code).unwrap(), vec![entry(text)]));
    CodeTables { daybooks: daybooks.into(), ..CodeTables::default() }
}

#[derive(Default)]
struct Seen {
    rows: usize,
    compared: [usize; 3],
    unknown: usize,
    silent: usize,
    bars: usize,
}

#[test]
fn key_figures_and_charts_agree_with_the_oracle() {
    let mut seen = Seen::default();
    for seed in 0..WORLDS {
        let mut generator = Generator::new(seed);
        generator.odd_hours = false;
        let world = generator.world();
        let mut exports = generator.files(&world);
        // In every second world it is known of most days what happened.
        if seed % 4 < 2 && exports.iter().all(|(name, _)| name != YEARS) {
            exports[0].0 = YEARS.to_owned();
        }
        let input = tempfile::tempdir().unwrap();
        for (name, lines) in &exports {
            fs::write(input.path().join(name), to_csv(lines)).unwrap();
        }
        let known = known_days(&exports, "2026-11-24");
        let merged = merge(exports);
        let (tables, online): (_, &[&str]) =
            if seed.is_multiple_of(2) { (tables(), &["B002", "B492"]) } else { (CodeTables::default(), &[]) };
        let intake = Lines::read(&[input.path().to_owned()]).unwrap();
        for question in 0..QUERIES {
            let mut query = generator.query(&merged);
            query.totals = false;
            if let (Some(period), 2..) = (&mut query.period, question) {
                *period = whole_period(&mut generator, &period.0);
            }
            let document = document(&intake, &query, &tables);
            let context = format!("seed {seed}: {:?}", query.args());
            let figures = document.key_figures.as_ref().expect("key figures");
            compare_figures(figures, (&merged, &known), &query, online, &context, &mut seen);
            compare_chart(document.chart.as_ref(), (&merged, &known), &query, online, &context, &mut seen);
        }
    }
    assert!(seen.rows > 3_000 && seen.bars > 3_000, "{} rows, {} bars: too few", seen.rows, seen.bars);
    assert!(
        seen.unknown > 20 && seen.silent > 100,
        "{} reports, {} bars of which nothing is known",
        seen.unknown,
        seen.silent
    );
    assert!(seen.compared.iter().all(|times| *times > 40), "none, one or both compared: {:?}", seen.compared);
}

/// The month, quarter or year of a day.
fn whole_period(generator: &mut Generator, day: &str) -> (String, String) {
    let year = &day[..4];
    let month: usize = day[5..7].parse().unwrap();
    let last = |month: usize| match month {
        2 if year.parse::<u32>().unwrap().is_multiple_of(4) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let (first, end) = match generator.below(3) {
        0 => (month, month),
        1 => ((month - 1) / 3 * 3 + 1, (month - 1) / 3 * 3 + 3),
        _ => (1, 12),
    };
    (format!("{year}-{first:02}-01"), format!("{year}-{end:02}-{}", last(end)))
}

fn document(intake: &Lines, query: &Query, tables: &CodeTables) -> Document {
    Wanted { tables: tables.clone(), ..Wanted::new(&query.args()) }.document(intake, None)
}

fn cents(cell: &Cell) -> i128 {
    let Cell::Money(money) = cell else { panic!("{cell:?} is no amount") };
    money.to_string().replace('.', "").parse().unwrap()
}

fn compare_figures(
    figures: &KeyFigures,
    (lines, known): (&[Line], &BTreeSet<String>),
    query: &Query,
    online: &[&str],
    context: &str,
    seen: &mut Seen,
) {
    let periods = earlier_periods(known, query);
    let about = days_of(query.period.as_ref().or(query.posted_in.as_ref()).unwrap());
    if !about.iter().any(|day| known.contains(day)) && !lines.iter().any(|line| passes(line, query)) {
        let told = figures.table.rows.iter().flat_map(|row| &row.cells[1..]);
        let told = told.chain(figures.headlines.iter().map(|headline| &headline.figure));
        assert!(
            told.clone().all(|cell| *cell == Cell::text("geen export")),
            "{context}: {:?}",
            told.collect::<Vec<_>>()
        );
        assert!(figures.not_received.is_empty(), "{context}");
        seen.unknown += 1;
        return;
    }
    seen.compared[periods.len()] += 1;
    let columns = &figures.table.columns;
    let compared = &columns[3..columns.len() - 2];
    let headers: Vec<&str> = compared.iter().step_by(3).map(|column| column.header.as_str()).collect();
    assert_eq!((headers.len(), compared.len()), (periods.len(), 3 * periods.len()), "{context}: {headers:?}");
    for (header, period) in headers.iter().zip(&periods) {
        let day = |day: &str| format!("{}/{}/{}", &day[8..10], &day[5..7], &day[..4]);
        assert!(header.contains(&day(&period.0)) && header.contains(&day(&period.1)), "{context}: {header}");
    }
    let now = key_figures(lines, query, online);
    let then: Vec<_> = periods
        .into_iter()
        .map(|period| key_figures(lines, &Query { period: Some(period), ..query.clone() }, online))
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for row in &figures.table.rows {
        let Cell::Text(label) = &row.cells[0] else { panic!("{context}: a row without a label") };
        let (_, name) = ROWS.iter().find(|(words, _)| **words == **label).expect("a known label");
        let (count, income, expenses) = now.get(name).copied().unwrap_or_default();
        assert_eq!(row.cells[1], Cell::Count(count as u64), "{context}: {name}");
        let mut expected = vec![income];
        let mut shares = Vec::new();
        for then in &then {
            let receipts = then.get(name).map_or(0, |figure| figure.1);
            expected.extend([receipts, income - receipts]);
            // In tenths of a percent, rounded half away from nought.
            let whole = receipts.abs();
            let share = |difference: i128| (2000 * difference.abs() + whole) / (2 * whole) * difference.signum();
            shares.push((whole > 0).then(|| share(income - receipts)));
        }
        expected.extend([expenses, income - expenses]);
        let is_share = |cell: &&Cell| matches!(cell, Cell::Percent(_) | Cell::Empty);
        let amounts: Vec<i128> = row.cells[2..].iter().filter(|cell| !is_share(cell)).map(cents).collect();
        assert_eq!(amounts, expected, "{context}: {name}");
        let told = row.cells[2..].iter().filter(is_share).map(|cell| match cell {
            Cell::Percent(percent) => Some(i128::from(percent.tenths())),
            _ => None,
        });
        assert_eq!(told.collect::<Vec<_>>(), shares, "{context}: {name}");
        assert_eq!(row.kind == RowKind::Total, *name == "received");
        names.push(name);
        seen.rows += 1;
    }
    let order: Vec<&str> = ROWS.iter().map(|(_, name)| *name).filter(|name| names.contains(name)).collect();
    assert_eq!(names, order, "{context}: each row once, in order");
    for (part, totals) in &figures.not_received {
        let (_, name) = APART.iter().find(|(other, _)| other == part).expect("a part that was not received");
        let (count, income, expenses) = now.get(name).copied().unwrap_or_default();
        assert_eq!(totals.count, count as u64, "{context}: {name}");
        assert_eq!(cents(&Cell::Money(totals.balance())), income - expenses, "{context}: {name}");
        names.push(name);
    }
    for name in now.keys().chain(then.iter().flat_map(BTreeMap::keys)) {
        let is_none = *name == "stornos" && now["stornos"].0 == 0;
        assert!(names.contains(name) || is_none, "{context}: {name} has no row");
    }
    let received = now["received"];
    let amounts: Vec<i128> = figures.headlines[..3].iter().map(|headline| cents(&headline.figure)).collect();
    assert_eq!(amounts, [received.1, received.2, received.1 - received.2], "{context}");
    assert_eq!(figures.headlines[3].figure, Cell::Count(received.0 as u64), "{context}");
    let noted = |place: usize, name: &str| {
        let note = figures.headlines[place].note.as_ref();
        note.and_then(|note| note.values.iter().find(|(other, _)| *other == name)).map(|(_, cell)| cell.clone())
    };
    let handed_over = now.get("kasafdracht").copied().unwrap_or_default();
    for (place, amount) in [handed_over.1, handed_over.2].into_iter().enumerate() {
        let told = noted(place, "amount").as_ref().map(cents);
        assert_eq!(told, (amount != 0).then_some(amount), "{context}: carried to the bank");
    }
    let stornos = now["stornos"];
    if stornos.0 > 0 {
        assert_eq!(noted(3, "stornos"), Some(Cell::Count(stornos.0 as u64)), "{context}");
        assert_eq!(noted(3, "amount").as_ref().map(cents), Some(stornos.1 - stornos.2), "{context}");
    }
}

fn compare_chart(
    chart: Option<&Chart>,
    (lines, known): (&[Line], &BTreeSet<String>),
    query: &Query,
    online: &[&str],
    context: &str,
    seen: &mut Seen,
) {
    let sums = receipts(lines, query, online);
    let days = query.period.as_ref().map_or(0, |(from, to)| {
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        (day(to) - day(from)).num_days() + 1
    });
    if sums.is_empty() || days <= 1 {
        assert!(chart.is_none(), "{context}: a chart of nothing");
        return;
    }
    let chart = chart.unwrap_or_else(|| panic!("{context}: no chart"));
    // What tells the bar of an ISO day, and how many bars there are.
    let is_by_day = days <= 31;
    let (bar_of, steps): (&dyn Fn(&str) -> String, _) = match days {
        ..=31 => (&|day: &str| day.to_owned(), days..=days),
        32..=366 => (
            &|day: &str| day.parse::<chrono::NaiveDate>().unwrap().format("%G-%V").to_string(),
            (days / 7)..=(days / 7 + 2),
        ),
        367..=1464 => (&|day: &str| day[..7].to_owned(), (days / 31)..=(days / 28 + 2)),
        _ => (&|day: &str| day[..4].to_owned(), (days / 366)..=(days / 365 + 2)),
    };
    assert!(steps.contains(&(chart.bars.len() as i64)), "{context}: {} bars for {days} days", chart.bars.len());
    let ways = [("Kas", "kas"), ("Bank", "bank"), ("Online", "online")];
    let occurring: Vec<_> =
        ways.iter().filter(|(_, way)| sums.keys().any(|(_, other)| other == way)).copied().collect();
    assert_eq!(chart.series, occurring.iter().map(|(label, _)| *label).collect::<Vec<_>>(), "{context}");
    let mut wanted: BTreeMap<String, Vec<i128>> = BTreeMap::new();
    for ((day, way), cents) in &sums {
        let bar = wanted.entry(bar_of(day)).or_insert_with(|| vec![0; occurring.len()]);
        bar[occurring.iter().position(|(_, other)| other == way).unwrap()] += cents;
    }
    let wanted: Vec<Vec<i128>> = wanted.into_values().filter(|parts| parts.iter().any(|part| *part != 0)).collect();
    let cents = |money: &kasverslag::domain::Money| cents(&Cell::Money(*money));
    let parts = chart.bars.iter().map(|bar| bar.parts.iter().map(cents).collect::<Vec<i128>>());
    let found: Vec<Vec<i128>> = parts.filter(|parts| parts.iter().any(|part| *part != 0)).collect();
    assert_eq!(found, wanted, "{context}");
    let silent = |bar: &&kasverslag::report::document::Bar| bar.knowledge == Knowledge::Nothing;
    if is_by_day {
        let days = days_of(query.period.as_ref().unwrap());
        let had = |day: &String| sums.keys().any(|(other, _)| other == day);
        let wanted: Vec<bool> = days.iter().map(|day| !known.contains(day) && !had(day)).collect();
        assert_eq!(chart.bars.iter().map(|bar| silent(&bar)).collect::<Vec<_>>(), wanted, "{context}");
    }
    seen.silent += chart.bars.iter().filter(silent).count();
    if is_by_day {
        let (first, _) = query.period.as_ref().unwrap();
        assert!(chart.bars[0].label.starts_with(&format!("{}/{} ", &first[8..10], &first[5..7])), "{context}");
    }
    let alternative = chart.alternative.written(|cell| match cell {
        Cell::Money(money) => money.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::Text(text) => text.to_string(),
        _ => panic!("{cell:?} in a sentence"),
    });
    let highest = chart.bars.iter().filter(|bar| !silent(bar)).map(|bar| bar.total).max().unwrap();
    assert!(alternative.contains(&highest.to_string()) && !alternative.contains('{'), "{context}: {alternative}");
    seen.bars += chart.bars.len();
}

#[test]
fn figures_that_disagree_with_the_totals_are_a_fault() {
    let text = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n\
                1;02-11-2026;02-11-2026;K001;I355;3550;2110;1,00\n2;03-11-2026;03-11-2026;R001;I355;3550;2110;4,00\n";
    let intake = read_bytes(text.as_bytes(), "a.csv").unwrap();
    let tables = CodeTables::default();
    let query = Query::new(Report::Be, "2026-11-01", "2026-11-30");
    let sound = document(&intake, &query, &tables);
    let template = Template::parse(built_in(query.report.id()).unwrap()).unwrap();
    let period = Period::parse("2026-11", chrono::NaiveDate::MIN).unwrap();
    let institution = Institution::parse("I355").unwrap();
    let selection = Selection::of_library(&template, &CodeTables::default(), institution, period, false);
    let gathered = || {
        let wish = Needs::of_report(&template, &template.groupings[0], &selection);
        intake.gathered(wish, &tables)
    };
    let tally = || gathered().tally;
    let prove = |document: &Document, tally: &Tally| {
        cross_foot::prove(gathered().lines(&keys(&[])), tally, document, &template, &CodeTables::default())
            .map_err(told_by)
    };
    prove(&sound, &tally()).expect("it adds up");
    let wrong = Cell::Money(Money::from_cents(101));
    let spoil: [(&str, &dyn Fn(&mut Document)); 6] = [
        ("what was received", &|document| document.received.cells[6] = wrong.clone()),
        ("what was received", &|document| document.received.cells[7] = wrong.clone()),
        ("Deposito (R)", &|document| document.sections[1].total.as_mut().unwrap().cells[5] = Cell::Count(2)),
        ("the key figures show", &|document| {
            let rows = &mut document.key_figures.as_mut().unwrap().table.rows;
            rows.iter_mut().find(|row| row.kind == RowKind::Total).unwrap().cells[2] = wrong.clone();
        }),
        ("the bars add up to", &|document| {
            let bar = &mut document.chart.as_mut().unwrap().bars[1];
            (bar.total, bar.parts) = (Money::ZERO, vec![Money::ZERO]);
        }),
        ("the parts of the bar `02/11 ma`", &|document| {
            document.chart.as_mut().unwrap().bars[1].parts[0] = Money::ZERO;
        }),
    ];
    for (what, spoil) in spoil {
        let mut document = sound.clone();
        spoil(&mut document);
        let told = prove(&document, &tally()).expect_err(what);
        assert!(told.contains(what), "{what}: {told}");
    }
    let mut other_kind = tally();
    let cash = other_kind.figures.parts.remove(&Means::Cash).unwrap();
    other_kind.figures.parts.insert(Means::Apart(DaybookKind::Points), cash);
    let told = prove(&sound, &other_kind).expect_err("another kind");
    assert!(told.contains("the key figures are"), "{told}");
    let mut handed_over = tally();
    handed_over.figures.separate.insert(SeparateItem::HandOver, Totals::ZERO);
    let told = prove(&sound, &handed_over).expect_err("a hand-over that no line has");
    assert!(told.contains("what stands on lines of its own"), "{told}");
}

#[test]
fn a_listing_whose_total_disagrees_with_the_key_figures_is_a_fault() {
    let text = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n\
                1;02-11-2026;02-11-2026;K001;I355;3550;2110;1,00\n2;03-11-2026;03-11-2026;K001;I355;3550;5001;-4,00\n";
    let intake = read_bytes(text.as_bytes(), "a.csv").unwrap();
    let tables = CodeTables::default();
    let query = Query::new(Report::Details, "2026-11-01", "2026-11-30");
    let mut document = document(&intake, &query, &tables);
    let template = Template::parse(built_in(query.report.id()).unwrap()).unwrap();
    let period = Period::parse("2026-11", chrono::NaiveDate::MIN).unwrap();
    let selection =
        Selection::of_library(&template, &CodeTables::default(), Institution::parse("I355").unwrap(), period, false);
    let gathered = intake.gathered(Needs::of_report(&template, &template.groupings[0], &selection), &tables);
    let prove = |document: &Document| {
        cross_foot::prove(gathered.lines(&keys(&[])), &gathered.tally, document, &template, &CodeTables::default())
            .map_err(told_by)
    };
    prove(&document).expect("it adds up");
    let amount = template.columns.iter().position(|column| column.field == Field::Amount).unwrap();
    document.received.cells[amount] = Cell::Money(Money::from_cents(-301));
    let told = prove(&document).expect_err("another total");
    assert!(told.contains("what was received"), "{told}");
}
