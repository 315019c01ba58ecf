//! The pages beside the reports: what they say, that they need nothing but themselves, and that `verify` knows them.

use std::collections::BTreeSet;
use std::fs;

use base64::Engine;
use sha2::{Digest, Sha256};

use crate::program::files;
use crate::world::{World, after};

/// Every page of a world, by its path from the folder of reports.
fn pages(world: &World) -> Vec<(String, String)> {
    let all = files(&world.path("reports")).into_iter().filter(|(name, _)| name.ends_with(".html"));
    all.map(|(name, bytes)| (name, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

fn page(world: &World, name: &str) -> String {
    fs::read_to_string(world.path("reports").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What stands in all attributes of a name.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    page.split(&format!(" {name}=\"")).skip(1).map(|rest| rest.split_once('"').expect("its end").0).collect()
}

/// What stands between two marks.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    page.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(inner, _)| inner)
}

#[test]
fn pages_need_nothing_but_themselves() {
    let world = World::of_five_days();
    let pages = pages(&world);
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["I212/2026/index.html", "I212/index.html", "I355/2026/index.html", "I355/index.html", "index.html"]
    );
    for (name, page) in &pages {
        let folder = world.path("reports").join(name).parent().expect("a folder").to_owned();
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"nl-BE\">"), "{name}");
        let policy = between(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\"");
        let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
        assert!(policy.starts_with("default-src &#39;none&#39;; "), "{name}: {policy}");
        let style = hash(between(page, "<style>", "</style>"));
        assert!(policy.contains(&format!("style-src &#39;sha256-{style}&#39;")), "{name}: {policy}");
        if page.contains("<script") {
            let script = hash(between(page, "<script>", "</script>"));
            assert!(policy.contains(&format!("script-src &#39;sha256-{script}&#39;")), "{name}: {policy}");
        }
        assert!(!page.contains(" style=\"") && !page.contains(" onclick="), "{name}");
        let ids = attributes(page, "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{name}: an id stands there twice");
        let sources = attributes(page, "src");
        assert!(sources.is_empty(), "{name} loads {sources:?}");
        for link in attributes(page, "href") {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { world.path("reports").join(name) } else { folder.join(path) };
            assert!(!link.contains(':') && !link.starts_with('/'), "{name}: {link} leads elsewhere");
            assert!(target.exists(), "{name}: {link} leads nowhere");
            if !anchor.is_empty() {
                let there = fs::read_to_string(&target).expect("a page");
                assert!(attributes(&there, "id").contains(&anchor), "{name}: {link} leads to no place");
            }
        }
        for reference in attributes(page, "aria-labelledby") {
            assert!(ids.contains(&reference), "{name}: nothing is called {reference}");
        }
        for label in attributes(page, "for") {
            assert!(ids.contains(&label), "{name}: no field is called {label}");
        }
        let (tables, captions) = (page.matches("<table").count(), page.matches("<caption").count());
        assert_eq!(tables, captions, "{name}: every table has a caption");
    }
}

#[test]
fn every_report_stands_on_the_page_of_its_year_with_its_files() {
    let world = World::of_five_days();
    world.export("I355", "2026-09-06", &[(1, "2026-09-01", "1,50"), (6, "2026-09-06", "6,00")]);
    world.export("I212", "2026-09-06", &[(6, "2026-09-06", "6,00")]);
    assert_eq!(world.night("2026-09-06").status, 0);
    let page = page(&world, "I355/2026/index.html");
    let chain = fs::read_to_string(world.path("reports/I355/keten.csv")).expect("keten.csv");
    for row in chain.lines().skip(1) {
        let fields: Vec<&str> = row.split(';').collect();
        let line = between(&page, &format!("<tr id=\"{}\"", fields[1]), "</tr>");
        for file in fields[6].split('|') {
            let (path, sha256) = file.split_once('=').expect("a file");
            assert!(line.contains(&format!("href=\"../{path}\" data-h=\"{sha256}\"")), "{path}: {line}");
        }
        let code = between(line, "<td class=\"code\">", "</td>");
        assert_eq!(code.split(' ').map(str::len).collect::<Vec<_>>(), [4; 8], "{line}");
    }
    // The first day was restated: both versions say so.
    let first = between(&page, "<tr id=\"I355-2026-00001\"", "</tr>");
    let restated = between(&page, "<tr id=\"I355-2026-00006\"", "</tr>");
    assert!(first.contains("vervangen door versie 2</a>") && first.contains("#I355-2026-00006"), "{first}");
    assert!(restated.contains("vervangt versie 1</a>") && restated.contains(">1,50</td>"), "{restated}");
    let head = chain.trim_end().rsplit(';').next().expect("a record");
    assert!(page.contains(head), "the page does not show the end of the chain");
}

#[test]
fn the_calendar_says_what_is_known_of_each_day() {
    let world = World::empty("closed = [\"monday\"]\nmode = \"snapshot\"");
    for library in ["I355", "I212"] {
        world.export(library, "2026-09-01", &[(1, "2026-09-01", "1,00")]);
        world.export(library, "2026-09-02", &[]);
        world.export(library, "2026-09-09", &[(9, "2026-09-09", "1,00")]);
        world.export(library, "2026-09-10", &[(10, "2026-09-10", "x")]);
    }
    let night = world.night("2026-09-10");
    assert_eq!(night.status, 1, "{}", night.stderr);
    let page = page(&world, "I355/2026/index.html");
    for (day, said) in [
        ("01/09/2026", "01/09/2026: ontvangen<"),
        ("02/09/2026", "02/09/2026: ontvangen, geen boekingen<"),
        ("03/09/2026", "03/09/2026: geen export<"),
        ("07/09/2026", "07/09/2026: gesloten<"),
        ("10/09/2026", "10/09/2026: geweigerd<"),
        ("11/09/2026", "11/09/2026: nog niet<"),
        ("31/08/2026", "31/08/2026<"),
    ] {
        let found = page.split("<span class=\"vh\">").find(|part| part.starts_with(day)).unwrap_or_default();
        assert!(found.starts_with(said), "{day}: {}", found.split('<').next().unwrap_or_default());
    }
    assert!(world.verify().status == 0, "{}", world.verify().stderr);
}

#[test]
fn pages_are_made_anew_with_the_same_bytes_and_altered_ones_are_found() {
    let world = World::of_five_days();
    let before = pages(&world);
    let made = |world: &World| world.run(&["pages", "--config", "kasverslag.toml"]);
    for name in ["I355/2026/index.html", "I355/index.html"] {
        let path = world.path("reports").join(name);
        let text = fs::read_to_string(&path).expect("a page");
        fs::write(&path, text.replacen("I355-2026-00003", "I355-2026-00033", 1)).expect("a page");
        let verified = world.verify();
        assert_eq!(verified.status, 1, "{name}: {}", verified.stderr);
        assert!(verified.stderr.contains("it is not the page that the register gives"), "{}", verified.stderr);
        assert_eq!(made(&world).status, 0);
        assert_eq!(world.verify().status, 0, "{}", world.verify().stderr);
    }
    let (path, config) = (world.path("reports/index.html"), ["verify", "reports", "--config", "kasverslag.toml"]);
    let text = fs::read_to_string(&path).expect("a page");
    let row = text.lines().find(|line| line.contains(">I355<")).expect("a row");
    for (altered, of_one, of_configured) in [
        (text.replacen("I355-2026-00005", "I355-2026-00055", 1), 1, 1),
        // Without a configuration nobody knows whether a library should still be there.
        (text.replacen(&format!("{row}\n"), "", 1), 0, 1),
        ("nothing of the kind".to_owned(), 1, 1),
    ] {
        fs::write(&path, &altered).expect("a page");
        for (verified, status) in [(world.verify(), of_one), (world.run(&config), of_configured)] {
            assert_eq!(verified.status, status, "{altered}: {}", verified.stderr);
            assert!(verified.stderr.contains("reports/index.html: it "), "{altered}: {}", verified.stderr);
        }
    }
    fs::remove_file(&path).expect("a page");
    assert!(world.verify().stderr.contains("reports/index.html: it is missing"));
    fs::remove_dir_all(world.path("reports/I355/actueel")).expect("a folder");
    assert_eq!(made(&world).status, 0);
    assert!(pages(&world) == before, "other bytes");
    assert_eq!(world.verify().status, 0, "{}", world.verify().stderr);
}

#[test]
fn pages_speak_the_language_of_the_library() {
    for (language, calendar) in [("fr", "Calendrier"), ("de", "Kalender"), ("en", "Calendar")] {
        let world = World::empty(&format!("lang = \"{language}\""));
        for library in ["I355", "I212"] {
            world.export(library, "2026-09-01", &[(1, "2026-09-01", "1,00")]);
        }
        let night = world.night("2026-09-01");
        assert_eq!(night.status, 0, "{}", night.stderr);
        let page = page(&world, "I355/2026/index.html");
        assert!(page.contains(&format!("<html lang=\"{language}")), "{language}");
        assert!(page.contains(&format!("<h2 id=\"calendar\">{calendar}</h2>")), "{language}");
    }
}

#[test]
fn a_year_of_very_many_reports_stands_on_pages_of_quarters() {
    let reports = "reports = [\"financieel-overzicht-be\", \"financieel-overzicht\", \"financiele-details\", \"stornos\", \
                   \"afboekingen\", \"tegoed\", \"dagoverzicht\"]\nformats = [\"csv\"]\nfirst_day = \"2026-01-01\"";
    let world = World::empty(reports);
    let first: chrono::NaiveDate = "2026-01-01".parse().expect("a day");
    let days: Vec<String> = first.iter_days().take(365).map(|day| day.to_string()).collect();
    let lines: Vec<crate::world::Line<'_>> = (1..).zip(&days).map(|(id, day)| (id, day.as_str(), "1,00")).collect();
    for library in ["I355", "I212"] {
        let lines = if library == "I355" { &lines[..] } else { &lines[..1] };
        world.export_as(&format!("{library}_2026-01-01_2026-12-31.csv"), library, lines);
    }
    let night = world.run(&[
        "run",
        "--config",
        "kasverslag.toml",
        "--library",
        "I355",
        "--date",
        "2026-12-31",
        "--now",
        &after("2026-12-31"),
    ]);
    assert_eq!(night.status, 0, "{}", night.stderr);
    let year = page(&world, "I355/2026/index.html");
    assert!(!year.contains("<tr id=\"I355-") && year.contains("href=\"kwartaal-3.html\">kwartaal 3</a>"), "{year}");
    let rows: usize = (1..=4)
        .map(|quarter| {
            let page = page(&world, &format!("I355/2026/kwartaal-{quarter}.html"));
            let rows = page.matches("<tr id=\"I355-").count();
            assert!((1..=2500).contains(&rows), "{rows}");
            rows
        })
        .sum();
    assert_eq!(rows, 365 * 7);
    let verified = world.verify();
    assert_eq!(verified.status, 0, "{}", verified.stderr);
    fs::write(world.path("reports/I355/2026/kwartaal-3.html"), "other").expect("a page");
    fs::remove_file(world.path("reports/I355/2026/kwartaal-2.html")).expect("a page");
    let told = world.verify().stderr;
    assert!(
        told.contains("kwartaal-3.html: it is not the page") && told.contains("kwartaal-2.html: it is missing"),
        "{told}"
    );
}

#[test]
fn a_page_that_no_register_gives_is_found() {
    let world = World::of_five_days();
    world.copy("reports/I355/2026/index.html", "reports/I355/2026/kwartaal-1.html");
    let verified = world.verify();
    assert_eq!(verified.status, 1);
    assert!(verified.stderr.contains("kwartaal-1.html: the register gives no such page"), "{}", verified.stderr);
}

#[test]
fn a_night_without_pages_writes_none_and_none_is_demanded() {
    let world = World::empty("pages = false");
    for library in ["I355", "I212"] {
        world.export(library, "2026-09-01", &[(1, "2026-09-01", "1,00")]);
    }
    assert_eq!(world.night("2026-09-01").status, 0);
    assert!(pages(&world).is_empty() && world.path("reports/I355/keten.csv").exists());
    assert_eq!(world.verify().status, 0, "{}", world.verify().stderr);
    // Asked for, they come; the next night leaves them as they are, and they are nobody's promise any more.
    assert_eq!(world.run(&["pages", "--config", "kasverslag.toml"]).status, 0);
    let before = pages(&world);
    assert_eq!(before.len(), 5);
    for library in ["I355", "I212"] {
        world.export(library, "2026-09-02", &[(2, "2026-09-02", "1,00")]);
    }
    assert_eq!(world.night("2026-09-02").status, 0);
    assert_eq!(pages(&world), before);
    let verified = world.verify();
    assert_eq!(verified.status, 0, "{}", verified.stderr);
    assert!(verified.stderr.contains("I355/index.html: the register no longer keeps pages"), "{}", verified.stderr);
}

#[test]
fn a_note_for_pages_that_says_nothing_is_found() {
    let world = World::of_five_days();
    world.sql("I355", "UPDATE note SET value = 'x' WHERE name = 'pages'");
    let verified = world.verify();
    assert_eq!(verified.status, 1);
    assert!(verified.stderr.contains("what the register notes for pages can't be read"), "{}", verified.stderr);
    assert_eq!(world.run(&["pages", "--config", "kasverslag.toml"]).status, 0);
    assert_eq!(world.verify().status, 0, "{}", world.verify().stderr);
}
