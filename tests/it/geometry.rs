//! The pages of reports as lists of marks: what they are for many layouts, and what no page ever does.
//!
//! Each file in `tests/geometry` is a layout: its first two pages and its last, a mark a line.
//! `UPDATE_CASES=1` writes the expectations anew, and fails: that was no test.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use kasverslag::domain::CodeTables;
use kasverslag::domain::transactions::{TransactionRow, column};
use kasverslag::inspect::faults_of_any;
use kasverslag::render::csv::{self, Dialect};
use kasverslag::render::manifest::Enclosure;
use kasverslag::render::pdf::level::Level;
use kasverslag::render::pdf::page::font::Face;
use kasverslag::render::pdf::page::{Mark, Page, Shape, Tag, mm};
use kasverslag::render::pdf::{pages, render};
use kasverslag::report::catalog::BUILT_IN;
use kasverslag::report::document::{Document, Presentation};
use kasverslag::report::language::Language;
use kasverslag::report::needs::Needs;
use kasverslag::report::selection::Selection;
use kasverslag::report::{Before, Issue, LineFate, revision};

use crate::documents::{Lines, Wanted};
use crate::dumps::compare;
use crate::effort::cases;
use crate::nasty;
use crate::oracle::{Generator, Line, to_csv};
use crate::page_laws::breaches;
use crate::properties::read_bytes;

const ALL: &str = "2020-01-01..2030-12-31";
/// How many reports are laid out, of a quarter as many worlds.
const REPORTS: u64 = 1_000;

fn intake(lines: &[Line], more: &str) -> Lines {
    read_bytes(format!("{}{more}", to_csv(lines)).as_bytes(), "export_2025-01-01_2026-12-31.csv").unwrap()
}

/// A library's year: cash, cards, online payments, deposits and write-offs at three branches.
fn usual_world() -> Vec<Line> {
    let mut generator = Generator::new(2026);
    let texts = [("2110", "Telaatgeld boeken"), ("1010", "Contributie volwassene"), ("2310", "Reservering")];
    let more = [("4010", "Vergoeding beschadigd boek"), ("5001", "Terugbetaling waarborg"), ("7010", "Kopieën")];
    let texts = [texts, more].concat();
    let line = |index: usize| {
        let (code, description) = generator.pick(&texts);
        let (month, day) =
            if index.is_multiple_of(3) { (11, 16 + index % 7) } else { (1 + index % 12, 1 + index * 7 % 28) };
        let branch = generator.below(3);
        let cents = generator.pick(&[50, 100, 250, 1_000, 1_870, 123_456]);
        let sign = if code == "5001" || generator.one_in(12) { -1 } else { 1 };
        let year = if index % 8 == 7 { 2025 } else { 2026 };
        Line {
            id: (100_200 + index).to_string(),
            posted: format!("{day:02}-{month:02}-{year}"),
            settled: Some((format!("{year}-{month:02}-{day:02}"), "10:15:00".to_owned())),
            daybook: Some(generator.pick(&["K001", "K002", "B001", "B990", "R001", "A001"]).to_owned()),
            institution: if branch == 2 { "I200" } else { "I355" }.to_owned(),
            branch: (3550 + branch).to_string(),
            booking_code: code.to_owned(),
            cents: sign * cents,
            description: description.to_owned(),
            source: "B".to_owned(),
            settlement_source: "B".to_owned(),
            customer: generator.below(40).to_string(),
            item: "0351234567".to_owned(),
        }
    };
    (0..150).map(line).collect()
}

/// A world of few lines, none of them easy.
fn awkward_world() -> Vec<Line> {
    let mut generator = Generator::new(11);
    let mut lines: Vec<Line> = usual_world().into_iter().take(36).collect();
    nasty::spoil(&mut lines, &mut generator);
    for (index, line) in lines.iter_mut().enumerate().filter(|(index, _)| index % 4 == 0) {
        line.cents = -99_999_999_999_999;
        line.description = nasty::text(&mut Generator::new(index as u64));
    }
    lines[9].description = nasty::tall_text();
    lines
}

fn usual_tables() -> CodeTables {
    let names = ["De Zonnewijzer", "Balie volwassenen", "Zelfuitleen", "Online", "Centrale"];
    let mut names = names.into_iter().cycle();
    nasty::tables(&mut || names.next().unwrap().to_owned())
}

/// The layouts that are kept, by name.
pub(crate) fn layouts() -> BTreeMap<String, Document> {
    let world = usual_world();
    let usual = intake(&world, "");
    let usual_tables = usual_tables();
    let wanted = |id: &str, period: &str, more: &[&str]| Wanted {
        tables: usual_tables.clone(),
        ..Wanted::new(&[&["report", id, "--period", period], more].concat())
    };
    let awkward = intake(&awkward_world(), "");
    let mut generator = Generator::new(5);
    let awkward_tables = nasty::tables(&mut || nasty::text(&mut generator));
    let mut layouts = BTreeMap::new();
    let mut add = |name: &str, document: Document| {
        assert!(layouts.insert(name.to_owned(), document).is_none(), "two layouts are called {name}");
    };
    for (id, _) in BUILT_IN {
        let periods =
            [("day", "2026-11-19"), ("week", "2026-W47"), ("month", "2026-11"), ("year", "2026"), ("empty", "2029")];
        for (name, period) in periods {
            add(&format!("{id}-{name}"), wanted(id, period, &[]).document(&usual, None));
        }
        let hard = Wanted { tables: awkward_tables.clone(), ..wanted(id, ALL, &[]) };
        add(&format!("{id}-awkward"), hard.document(&awkward, None));
    }
    let (be, details) = ("financieel-overzicht-be", "financiele-details");
    for id in [be, details] {
        for language in [Language::French, Language::German, Language::English] {
            let asked = Wanted { language, ..wanted(id, "2026-11", &[]) };
            add(&format!("{id}-{}", language.to_string().to_lowercase()), asked.document(&usual, None));
        }
        let asked = Wanted { presentation: nasty::full_look(), ..wanted(id, "2026-11", &[]) };
        add(&format!("{id}-full-look"), asked.document(&usual, None));
    }
    let unsigned = Presentation { roles: Some(Vec::new()), ..Presentation::default() };
    add("unsigned", Wanted { presentation: unsigned, ..wanted(be, "2026-11", &[]) }.document(&usual, None));
    let wide = Presentation { footer: Some("W".repeat(120)), ..Presentation::default() };
    add("wide-footer", Wanted { presentation: wide, ..wanted(be, "2029", &[]) }.document(&usual, None));
    let incomplete = intake(&world, "geen regel\r\n");
    add("incomplete", wanted(be, "2026-11", &[]).document(&incomplete, None));
    for id in [be, "financieel-overzicht"] {
        let asked = wanted(id, "2026-11", &["--grouping", "booking-code"]);
        add(&format!("{id}-by-booking-code"), asked.document(&usual, None));
    }
    let branches: Vec<String> = (3550..3900).map(|branch| branch.to_string()).collect();
    let many = wanted(be, "2026-11", &["--branch", &branches.join(",")]);
    add("long-selection", many.document(&usual, None));
    let number = || "I355-2026-00417".to_owned();
    let issue = Issue { number: number(), version: 1, previous: String::new(), before: None };
    add("numbered", wanted(be, "2026-W47", &[]).document(&usual, Some(&issue)));
    let before = before(&world);
    let issue = Issue { number: number(), version: 2, previous: "1f".repeat(32), before: Some(before) };
    add("restated", wanted(be, "2026-11", &[]).document(&usual, Some(&issue)));
    add("restated-details", wanted(details, "2026-11", &[]).document(&usual, Some(&issue)));
    layouts
}

/// What an earlier version was made from: some lines were not there yet, had vanished or stood on another day, others
/// have changed or vanished since.
fn before(world: &[Line]) -> Before {
    let rows_of = |lines: &[Line]| {
        let wish = Needs::of_sums(&Selection::everything()).with_rows(&revision::COLUMNS);
        intake(lines, "").gathered(wish, &CodeTables::default()).rows().clone()
    };
    let (new, old) = world.split_at(world.len() / 10);
    let mut lines = old.to_vec();
    for line in lines.iter_mut().step_by(9) {
        line.cents += 5;
    }
    let gone = Line { id: "weg".to_owned(), ..world[0].clone() };
    lines.push(gone);
    let came = rows_of(new);
    let came = came.rows().unwrap();
    let ids = came.text(column::ID).unwrap().iter().map(Option::unwrap_or_default);
    let fates = ids.zip(came.iter()).enumerate().map(|(index, (id, now))| {
        let had_vanished = index.is_multiple_of(2);
        let then = TransactionRow { settled: now.settled.and_then(|day| day.pred_opt()), cents: now.cents + 1, ..now };
        (
            (String::new(), id.to_owned()),
            LineFate { then: (!had_vanished).then_some(then), now: Some(now), had_vanished },
        )
    });
    Before {
        number: "I355-2026-00409".to_owned(),
        issued: chrono::DateTime::parse_from_rfc3339("2026-11-20T03:00:00+01:00")
            .unwrap()
            .with_timezone(&chrono_tz::Europe::Brussels),
        version: 1,
        selection: Selection::everything(),
        tables: Arc::default(),
        then: rows_of(&lines),
        now: rows_of(world),
        received: None,
        has_other_pseudonyms: false,
        lines: None,
        fates: fates.collect(),
    }
}

fn dumped(document: &Document) -> String {
    let (geometry, pages) = pages(document);
    let mut dump = format!("of {} by {}\n", round(geometry.width), round(geometry.height));
    for (index, page) in pages.iter().enumerate().filter(|(index, _)| *index < 2 || index + 1 == pages.len()) {
        writeln!(dump, "page {} of {}", index + 1, pages.len()).unwrap();
        page.marks.iter().filter_map(line_of).for_each(|line| dump += &line);
    }
    dump
}

/// A mark as a line; none for the empty text that begins each run.
fn line_of(mark: &Mark) -> Option<String> {
    let [red, green, blue] = mark.colour.0;
    let tag = mark.content.map_or_else(|| "-".to_owned(), |run| format!("{}{}", run.tag.name(), run.number));
    let (name, numbers, rest) = match &mark.shape {
        Shape::Text { text, .. } if text.is_empty() => return None,
        Shape::Text { x, y, face, size, text } => {
            let face = if *face == Face::Bold { "bold" } else { "regular" };
            ("text", vec![*x, *y, *size], format!(" {face} {text}"))
        }
        Shape::Code { x, y, size } => ("code", vec![*x, *y, *size], String::new()),
        Shape::Rule { x, y, width, thickness } => ("rule", vec![*x, *y, *width, *thickness], String::new()),
        Shape::Area { x, y, width, height } => ("area", vec![*x, *y, *width, *height], String::new()),
        Shape::Logo { x, y, width, height } => ("logo", vec![*x, *y, *width, *height], String::new()),
    };
    let numbers: Vec<String> = numbers.into_iter().map(round).collect();
    Some(format!("{name} {} #{red:02x}{green:02x}{blue:02x} {tag}{rest}\n", numbers.join(" ")))
}

fn round(number: f32) -> String {
    format!("{number:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[test]
fn layouts_are_as_they_were() {
    let layouts = layouts();
    assert!(layouts.len() >= 30, "only {} layouts", layouts.len());
    let mut differences = Vec::new();
    for (name, document) in &layouts {
        let (geometry, pages) = pages(document);
        differences.extend(breaches(document, geometry, &pages).into_iter().map(|what| format!("{name}: {what}")));
    }
    let found: BTreeMap<String, String> =
        layouts.iter().map(|(name, document)| (format!("{name}.txt"), dumped(document))).collect();
    compare("geometry", &found, differences);
}

/// A period about a day of the world, or about all of it.
/// Words of usual length stand whole on their line, however narrow the column.
#[test]
fn words_are_not_broken_in_usual_reports() {
    let mut told = Vec::new();
    // Five roles sign next to each other in a full look. Page one of a week stands beside two earlier periods, and its names
    // have no more room than the figures leave.
    let is_usual = |name: &str| ["awkward", "full-look", "week", "numbered"].iter().all(|part| !name.contains(part));
    for (name, document) in layouts().iter().filter(|(name, _)| is_usual(name)) {
        for (number, page) in pages(document).1.iter().enumerate() {
            let texts: Vec<_> = page
                .marks
                .iter()
                .filter_map(|mark| {
                    let Shape::Text { text, y, .. } = &mark.shape else { return None };
                    Some((mark.content?, text, *y))
                })
                .collect();
            for pair in texts.windows(2) {
                let [(one, text, y), (other, next, below)] = pair else { continue };
                let is_word = |text: &str| {
                    let word = text.rsplit(' ').next().unwrap_or_default();
                    !word.is_empty() && word.chars().all(|letter| letter.is_alphabetic() || letter == ':')
                };
                if one == other && below > y && is_word(text) && !next.is_empty() {
                    told.push(format!("{name}, page {}: `{text}` goes on with `{next}`", number + 1));
                }
            }
        }
    }
    assert!(told.is_empty(), "{} broken: {}", told.len(), told.join("\n"));
}

fn some_period(generator: &mut Generator, lines: &[Line]) -> String {
    let day = generator.pick(lines).settled.map_or_else(|| "2026-11-22".to_owned(), |(day, _)| day);
    let week = day.parse::<chrono::NaiveDate>().unwrap().format("%G-W%V").to_string();
    generator.pick(&[day.clone(), week, day[..7].to_owned(), day[..4].to_owned(), ALL.to_owned(), ALL.to_owned()])
}

/// What `verify` finds wrong with the PDF of a report.
fn read_back(document: &Document) -> Vec<String> {
    let csv = Arc::new(csv::render(document, Dialect::ExcelBe, false));
    let enclosure = Enclosure { bytes: &csv, dialect: Dialect::ExcelBe, totals: false };
    let mut file = Vec::new();
    render(document, enclosure, Level::A3a, 1, &mut file).expect("a sound report");
    faults_of_any(&file)
}

#[test]
fn nothing_overlaps_or_leaves_the_margins_in_random_reports() {
    let mut told = Vec::new();
    let (mut reports, mut sheets, mut faulty, mut read) = (0, 0, 0, 0);
    for seed in 0..cases(REPORTS) / 4 {
        let mut generator = Generator::new(seed);
        let mut world = generator.world();
        if !seed.is_multiple_of(20) {
            world.truncate(60);
        }
        if generator.one_in(2) {
            nasty::spoil(&mut world, &mut generator);
        }
        let intake = intake(&world, if generator.one_in(8) { "geen regel\r\n" } else { "" });
        let tables = match generator.below(3) {
            0 => CodeTables::default(),
            1 => usual_tables(),
            _ => nasty::tables(&mut || nasty::text(&mut generator)),
        };
        let before = before(&world);
        for (id, _) in BUILT_IN {
            let period = some_period(&mut generator, &world);
            let mut args = vec!["report", id, "--period", &period];
            if id.starts_with("financieel-overzicht") && generator.one_in(4) {
                args.extend(["--grouping", "booking-code"]);
            }
            let wanted = Wanted {
                tables: tables.clone(),
                language: generator.pick(&Language::ALL),
                presentation: nasty::look(&mut generator),
                ..Wanted::new(&args)
            };
            let earlier = generator.one_in(2).then(|| before.clone());
            let issue =
                Issue { number: "I355-2026-00417".to_owned(), version: 2, previous: "1f".repeat(32), before: earlier };
            let document = wanted.document(&intake, Some(&issue).filter(|_| generator.one_in(3)));
            let (geometry, pages) = pages(&document);
            let mut found = breaches(&document, geometry, &pages);
            // What looks so is also found sound when it is read back.
            if (seed + reports).is_multiple_of(12) {
                found.extend(read_back(&document));
                read += 1;
            }
            faulty += usize::from(!found.is_empty());
            told.extend(found.into_iter().take(3).map(|what| format!("seed {seed}: {args:?}: {what}")));
            reports += 1;
            sheets += pages.len();
        }
    }
    told.truncate(60);
    assert!(told.is_empty(), "{faulty} of {reports} reports of {sheets} pages in all:\n{}", told.join("\n"));
    assert!(reports >= 1_000 && sheets > 2_000, "{reports} reports on {sheets} pages are too few");
    assert!(read >= reports / 15, "{read} were read back");
}

#[test]
fn what_breaks_a_law_is_found() {
    let wanted = Wanted::new(&["report", "financieel-overzicht-be", "--period", "2026"]);
    let document = wanted.document(&intake(&usual_world(), ""), None);
    let (geometry, sound) = pages(&document);
    assert!(sound.len() > 1 && breaches(&document, geometry, &sound).is_empty());
    let told = |spoil: &dyn Fn(&mut Vec<Page>)| {
        let mut pages = sound.clone();
        spoil(&mut pages);
        breaches(&document, geometry, &pages).join("\n")
    };
    let first_line = |page: &Page| page.marks.iter().position(|mark| is_of(mark, Tag::Line)).unwrap();
    let moved = |mark: &mut Mark, right: f32, down: f32| {
        if let Shape::Text { x, y, .. } | Shape::Code { x, y, .. } = &mut mark.shape {
            *x += right;
            *y += down;
        }
    };
    // From the height of the running header to that of the footer.
    let footer = geometry.height - mm(9.0) - mm(10.0);
    let is_code = |mark: &Mark| matches!(mark.shape, Shape::Code { .. });
    let code = sound[0].marks.iter().position(is_code).expect("the code of the file");
    assert!(told(&|pages| moved(&mut pages[0].marks[code], 0.0, 40.0)).contains("leaves the margins"));
    assert!(told(&|pages| moved(&mut pages[1].marks[0], -1.0, 0.0)).contains("leaves the margins"));
    assert!(told(&|pages| moved(&mut pages[1].marks[0], 0.0, footer)).contains("lies over another"));
    assert!(
        told(&|pages| {
            let at = first_line(&pages[1]);
            pages[1].marks.drain(at..=at + 1);
        })
        .contains("on the pages")
    );
    assert!(
        told(&|pages| {
            let at = first_line(&pages[1]);
            pages[1].marks.drain(..at);
            pages[1].marks.iter_mut().filter_map(|mark| mark.content.as_mut()).for_each(|run| {
                run.tag = if run.tag == Tag::Line { Tag::Subtotal } else { run.tag };
            });
        })
        .contains("parted from what it adds up")
    );
    for tag in [Tag::Heading, Tag::Header, Tag::Group, Tag::GroupHeading] {
        let is_told = (0..sound.len()).any(|number| {
            let spoil = |pages: &mut Vec<Page>| {
                let marks = &mut pages[number].marks;
                if let Some(at) = marks.iter().rposition(|mark| is_of(mark, tag)) {
                    marks.truncate(at + 1);
                }
            };
            told(&spoil).contains(&format!("a {tag:?} at"))
        });
        assert!(is_told, "{tag:?}");
    }
}

fn is_of(mark: &Mark, tag: Tag) -> bool {
    mark.content.is_some_and(|run| run.tag == tag)
}
