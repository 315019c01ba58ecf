//! Reports as pages for browsers: they need nothing but themselves, each amount leads to the bookings behind it, and what
//! is issued is verified like all other forms.

use std::collections::BTreeMap;
use std::fs;

use base64::Engine;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::program::args;
use crate::world::World;

const REPORTS: &str = "reports = [\"financieel-overzicht-be\", \"financiele-details\"]\nformats = [\"csv\", \"html\"]";
const EXPORT: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Omschrijving\n\
    1;01-09-2026;01-09-2026;K001;I355;3550;2110;1,00;Te laat\n2;01-09-2026;01-09-2026;K001;I355;3550;2110;2,50;Te laat\n\
    3;01-09-2026;01-09-2026;B001;I355;3550;2110;-0,50;\"<b>\"\"&'\"\n4;01-09-2026;01-09-2026;R001;I355;3550;1010;4,00;Lidgeld\n\
    5;01-09-2026;01-09-2026;K001;I355;3550;5990;-3,00;Naar de bank\n";

fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    page.split(&format!(" {name}=\"")).skip(1).map(|rest| rest.split_once('"').expect("its end").0).collect()
}

fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    page.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(inner, _)| inner)
}

/// A page loads nothing, runs nothing, and tells readers of screens what its tables are.
fn demand_self_contained(name: &str, page: &str) {
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\""), "{name}");
    let policy = between(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let style = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(between(page, "<style>", "</style>")));
    assert!(policy.starts_with("default-src &#39;none&#39;; style-src &#39;sha256-"), "{name}: {policy}");
    assert!(policy.contains(&style), "{name}: {policy}");
    for forbidden in ["<script", " style=\"", " src=\"http", "url(", "@import", "<iframe", "<link", " onclick"] {
        assert!(!page.contains(forbidden), "{name} has {forbidden}");
    }
    let ids = attributes(page, "id");
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{name}: an id stands there twice");
    assert_eq!(page.matches("<table>").count(), page.matches("<caption").count(), "{name}: every table has a caption");
    for row in page.split("<tr").skip(1).map(|row| row.split("</tr>").next().unwrap()) {
        assert!(row.contains("<th scope="), "{name}: a row without a header: {row}");
    }
    for reference in attributes(page, "aria-labelledby") {
        assert!(ids.contains(&reference), "{name}: nothing is called {reference}");
    }
}

/// Every link of a page leads to a place that there is.
fn demand_links(path: &std::path::Path) -> usize {
    let page = fs::read_to_string(path).unwrap();
    let links = attributes(&page, "href");
    for link in &links {
        let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
        let target = if file.is_empty() { path.to_owned() } else { path.parent().unwrap().join(file) };
        let there = fs::read_to_string(&target).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert!(anchor.is_empty() || attributes(&there, "id").contains(&anchor), "{link} leads to no place");
    }
    links.len()
}

#[test]
fn each_amount_leads_to_bookings_that_add_up_to_it() {
    let world = World::empty("");
    fs::write(world.path("export.csv"), EXPORT).unwrap();
    let made = world.run(&[
        "report",
        "financieel-overzicht-be,financiele-details",
        "--input",
        "export.csv",
        "--period",
        "2026-09-01",
        "--institution",
        "I355",
        "--format",
        "html",
        "--now",
        "2026-11-24T08:00:00+01:00",
    ]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let overview = world.path("financieel-overzicht-be_I355_2026-09-01.html");
    let details = world.path("financiele-details_I355_2026-09-01.html");
    for path in [&overview, &details] {
        demand_self_contained(&path.display().to_string(), &fs::read_to_string(path).unwrap());
        demand_links(path);
    }
    let page = fs::read_to_string(&details).unwrap();
    assert!(page.contains("&lt;b&gt;&quot;&amp;&#39;"), "texts are texts: {page}");
    // The bookings that stand under each id.
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut under = String::new();
    for row in page.split("<tr").skip(1) {
        if let Some(id) = attributes(row.split('>').next().unwrap(), "id").first() {
            (*id).clone_into(&mut under);
        } else if row.starts_with(" class=\"line\"") {
            let amount: Decimal = between(row, "<data value=\"", "\"").parse().unwrap();
            *sums.entry(under.clone()).or_default() += amount;
        }
    }
    let overview = fs::read_to_string(&overview).unwrap();
    let lines = overview.split("<tr class=\"line\"").skip(1).map(|row| row.split("</tr>").next().unwrap());
    let mut led = 0;
    for row in lines {
        let amounts: Vec<Decimal> =
            row.split("<data value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect();
        let link = attributes(row, "href")[0];
        let (file, id) = link.split_once('#').unwrap();
        assert_eq!(file, "financiele-details_I355_2026-09-01.html");
        assert_eq!(amounts[0] - amounts[1], sums[id], "{id}");
        led += 1;
    }
    assert_eq!(led, 4, "K001 twice, B001, R001");
}

#[test]
fn issued_pages_are_verified_and_lead_on_from_wherever_they_lie() {
    let world = World::empty(REPORTS);
    for library in ["I355", "I212"] {
        world.export(library, "2026-09-01", &[(1, "2026-09-01", "1,00"), (2, "2026-09-01", "2,00")]);
    }
    assert_eq!(world.night("2026-09-01").status, 0);
    let pages = crate::program::files(&world.path("reports/I355")).into_keys();
    let pages: Vec<String> = pages.filter(|name| name.ends_with(".html") && !name.ends_with("index.html")).collect();
    assert_eq!(pages.len(), 4, "{pages:?}");
    for name in &pages {
        assert!(demand_links(&world.path("reports/I355").join(name)) > 3, "{name}");
    }
    let sound = world.verify();
    assert_eq!((sound.status, &*sound.stderr), (0, ""));
    // What another build wrote is read: a figure that is another is found though the register were to know the bytes.
    let path = world.path("reports/I355").join(pages.iter().find(|name| name.contains("_financieel-")).unwrap());
    let page = fs::read_to_string(&path).unwrap();
    fs::write(&path, page.replacen("3,00", "4,00", 1)).unwrap();
    let altered = world.verify();
    assert_eq!(altered.status, 1);
    assert!(altered.stderr.contains("it has been altered"), "{}", altered.stderr);
}

/// The amounts of a page's lines by the places that they lead to, from a page of an overview.
fn led_sums(page: &str) -> BTreeMap<String, Decimal> {
    let lines = page.split("<tr class=\"line\"").skip(1).map(|row| row.split("</tr>").next().unwrap());
    let amounts = |row: &str| -> Vec<Decimal> {
        row.split("<data value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
    };
    lines
        .filter(|row| row.contains(" href=\""))
        .map(|row| (attributes(row, "href")[0].to_owned(), amounts(row)[0] - amounts(row)[1]))
        .collect()
}

/// The sums of the bookings that stand under each place of a page of them.
fn sums_by_place(page: &str) -> BTreeMap<String, Decimal> {
    let (mut sums, mut under): (BTreeMap<String, Decimal>, _) = (BTreeMap::new(), String::new());
    for row in page.split("<tr").skip(1) {
        if let Some(id) = attributes(row.split('>').next().unwrap(), "id").first() {
            (*id).clone_into(&mut under);
        } else if row.starts_with(" class=\"line\"") {
            let amount: Decimal = between(row, "<data value=\"", "\"").parse().unwrap();
            *sums.entry(under.clone()).or_default() += amount;
        }
    }
    sums
}

#[test]
fn every_version_leads_to_the_bookings_behind_its_own_figures() {
    let world = World::empty(REPORTS);
    for library in ["I355", "I212"] {
        world.export(library, "2026-09-01", &[(1, "2026-09-01", "1,00"), (2, "2026-09-01", "2,00")]);
    }
    assert_eq!(world.night("2026-09-01").status, 0);
    // A later export has another amount of that day.
    for library in ["I355", "I212"] {
        let lines = [(1, "2026-09-01", "1,00"), (2, "2026-09-01", "7,00")];
        world.export_as(&format!("{library}_2026-09-01_2026-09-02.csv"), library, &lines);
    }
    assert_eq!(world.night("2026-09-02").status, 0);
    let pages = crate::program::files(&world.path("reports/I355")).into_keys();
    let pages: Vec<String> = pages.filter(|name| name.ends_with(".html") && !name.ends_with("index.html")).collect();
    let (mut led, mut versions) = (0, 0);
    for name in &pages {
        let path = world.path("reports/I355").join(name);
        demand_links(&path);
        versions += usize::from(name.contains("_v2/"));
        let page = fs::read_to_string(&path).unwrap();
        for (link, amount) in led_sums(&page) {
            let (file, place) = link.split_once('#').unwrap();
            let bookings = fs::read_to_string(path.parent().unwrap().join(file)).unwrap();
            assert_eq!(sums_by_place(&bookings)[place], amount, "{name}: {link}");
            led += 1;
        }
    }
    assert!(led > 2 && versions > 1, "{led} lines lead anywhere, {versions} new versions: {pages:?}");
    let sound = world.verify();
    assert_eq!((sound.status, &*sound.stderr), (0, ""));
}

#[test]
fn what_was_received_for_others_leads_nowhere_as_bookings_are_of_own_costs() {
    let world = World::empty("");
    fs::write(world.path("export.csv"), EXPORT.replace("B001;I355", "B001;I212")).unwrap();
    let reports = "financieel-overzicht,financiele-details";
    let made = world.run(&[
        "report",
        reports,
        "--input",
        "export.csv",
        "--period",
        "2026-09-01",
        "--institution",
        "I355",
        "--format",
        "html",
        "--now",
        "2026-11-24T08:00:00+01:00",
    ]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let overview = world.path("financieel-overzicht_I355_2026-09-01.html");
    assert!(demand_links(&overview) > 3);
    let page = fs::read_to_string(&overview).unwrap();
    let led = led_sums(&page);
    assert!(page.contains("I212") && led.len() == 3 && led.keys().all(|link| !link.contains("I212")), "{led:?}");
}

#[test]
fn a_page_is_never_read_as_an_export() {
    let world = World::empty("");
    fs::write(world.path("export.csv"), EXPORT).unwrap();
    let report = |input: &[&str]| {
        let fixed = ["report", "financieel-overzicht-be", "--period", "2026-09-01", "--format", "html", "--input"];
        crate::program::run(world.place(), &args(&[&fixed, input].concat()), &[])
    };
    assert_eq!(report(&["export.csv"]).status, 0);
    fs::create_dir(world.path("in")).unwrap();
    world.copy("export.csv", "in/export.csv");
    world.copy("financieel-overzicht-be_all_2026-09-01.html", "in/overview.csv");
    let again = report(&["in"]);
    assert_eq!(again.status, 0, "{}", again.stderr);
    assert!(again.stderr.contains("overview.csv"), "{}", again.stderr);
}

/// An export of many bookings of three days, by four codes.
fn many(lines: u32) -> String {
    let mut export = EXPORT.lines().next().expect("its headings").to_owned() + "\n";
    for line in 0..lines {
        let (day, code, cents) = (line % 3 + 1, ["2110", "1010"][line as usize % 2], line % 900 + 1);
        let daybook = ["K001", "B001"][line as usize / 2 % 2];
        let day = format!("{day:02}-09-2026");
        export +=
            &format!("{line};{day};{day};{daybook};I355;3550;{code};{},{:02};Te laat\n", cents / 100, cents % 100);
    }
    export
}

/// The lines of a page's groups that are folded, with what their headings say and what stands behind them.
fn folds(page: &str) -> BTreeMap<String, (usize, Decimal)> {
    let groups = page.split("<details class=\"fold\" id=\"").skip(1);
    let group = |group: &str| {
        let (id, rest) = group.split_once('"').expect("its end");
        let title = between(rest, "<summary>", "</summary>").to_owned();
        let group = rest.split("<details class=\"fold\"").next().unwrap();
        let (mut lines, mut sum) = (0, Decimal::ZERO);
        for row in group.split("<tr class=\"").skip(1).map(|row| row.split("</tr>").next().unwrap()) {
            let count = match row.split_once('"').expect("its class") {
                ("line", _) => 1,
                ("sum", rest) => between(rest, "data-lines=\"", "\"").parse().unwrap(),
                _ => continue,
            };
            lines += count;
            sum += between(row, "<data value=\"", "\"").parse::<Decimal>().unwrap();
        }
        let dutch = |text: String| text.replace('.', "").replace(',', ".");
        let [_, count, told] = title.split(" · ").collect::<Vec<_>>()[..] else { panic!("{title}") };
        assert_eq!(dutch(count.replace("Aantal ", "")), lines.to_string(), "{title}");
        assert_eq!(dutch(told.to_owned()).parse::<Decimal>().unwrap(), sum, "{title}");
        (id.to_owned(), (lines, sum))
    };
    groups.map(group).collect()
}

#[test]
fn many_lines_are_folded_and_still_more_are_sums_and_every_total_leads_to_what_it_is_made_of() {
    let world = World::empty("");
    let details = world.path("financiele-details_I355_2026-09.html");
    let overview = world.path("financieel-overzicht-be_I355_2026-09.html");
    for (lines, shown, opened) in [(2500, 2500, true), (2501, 2501, false), (50_001, 0, false)] {
        fs::write(world.path("export.csv"), many(lines)).unwrap();
        let made = world.run(&[
            "report",
            "financieel-overzicht-be,financiele-details",
            "--input",
            "export.csv",
            "--period",
            "2026-09",
            "--institution",
            "I355",
            "--format",
            "html",
            "--now",
            "2026-11-24T08:00:00+01:00",
        ]);
        assert_eq!(made.status, 0, "{}", made.stderr);
        let page = fs::read_to_string(&details).unwrap();
        demand_self_contained(&format!("{lines} lines"), &page);
        assert_eq!(page.matches("<tr class=\"line\"").count(), shown, "{lines}");
        assert_eq!(page.contains("<details class=\"fold\""), !opened, "{lines}");
        let led = led_sums(&fs::read_to_string(&overview).unwrap());
        assert_eq!(led.len(), 4);
        demand_links(&overview);
        let sums: BTreeMap<String, Decimal> = if opened {
            sums_by_place(&page)
        } else {
            let folds = folds(&page);
            assert_eq!(folds.values().map(|(lines, _)| lines).sum::<usize>(), lines as usize);
            folds.into_iter().map(|(id, (_, sum))| (id, sum)).collect()
        };
        for (link, amount) in led {
            assert_eq!(sums[link.split_once('#').unwrap().1], amount, "{lines}: {link}");
        }
    }
    let page = fs::read_to_string(&details).unwrap();
    assert!(page.contains("Dit verslag heeft 50.001 regels: te veel voor één pagina.") && page.len() < 100_000);
}

#[test]
fn folded_pages_are_issued_and_verified() {
    let world = World::empty(REPORTS);
    fs::write(world.path("exports/I355_2026-09-01_2026-09-03.csv"), many(3 * 2501)).unwrap();
    world.export_as("I212_2026-09-01_2026-09-03.csv", "I212", &[(1, "2026-09-01", "1,00")]);
    let night = world.night("2026-09-03");
    assert_eq!(night.status, 0, "{}", night.stderr);
    let sound = world.run(&["verify", "reports", "--no-config"]);
    assert_eq!((sound.status, &*sound.stderr), (0, ""));
    let pages = crate::program::files(&world.path("reports/I355"));
    let folded: Vec<&String> = pages
        .iter()
        .filter(|(name, bytes)| {
            name.ends_with(".html") && String::from_utf8_lossy(bytes).contains("<details class=\"fold\"")
        })
        .map(|(name, _)| name)
        .collect();
    assert!(folded.len() >= 3, "{folded:?}");
    // A sum that is another is found, whatever the register knows of the bytes.
    let path = world.path("reports/I355").join(folded[0]);
    let page = fs::read_to_string(&path).unwrap();
    fs::write(&path, page.replacen("<data value=\"", "<data value=\"1", 1)).unwrap();
    assert_eq!(world.verify().status, 1);
}
