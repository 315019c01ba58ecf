//! What is typed, and what is not: a configuration that is found, defaults, names and periods as people write them.

use std::fs;
use std::path::Path;

use crate::program::{Run, args, run_as_typed};

const EXPORT: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n\
                      1;22-11-2026;22-11-2026;K001;I355;3550;2110;1,00\n";
const NOW: &str = "2026-11-23T08:00:00+01:00";
const FOUND: &str = "notice[KV799]: no configuration was named; this one was found\n  --> ";

fn typed(place: &Path, words: &[&str]) -> Run {
    run_as_typed(place, &args(words), &[])
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), EXPORT).unwrap();
    folder
}

/// A configuration that can be told from others by the name of the library.
fn config(name: &str) -> String {
    format!("[[institution]]\ncode = \"I355\"\nname = \"{name}\"\n")
}

#[test]
fn a_configuration_is_found_where_it_usually_lies() {
    let folder = folder();
    let place = folder.path();
    let path = |name: &str| place.join(name).display().to_string();
    let write = |name: &str, library: &str| {
        fs::create_dir_all(place.join(name).parent().unwrap()).unwrap();
        fs::write(place.join(name), config(library)).unwrap();
    };
    let report = |more: &[&str], variables: &[(&str, &str)]| {
        let fixed =
            ["report", "financieel-overzicht-be", "--input", "a.csv", "--period", "2026-11-22", "--format", "table"];
        let named = ["--institution", "I355", "--now", NOW];
        run_as_typed(place, &args(&[&fixed[..], &named, more].concat()), variables)
    };
    let (home, xdg) = (path("home"), path("xdg"));
    let homes = [("HOME", home.as_str())];
    let all = [("HOME", home.as_str()), ("XDG_CONFIG_HOME", xdg.as_str())];
    // Without any, all works as if there were none.
    let none = report(&[], &all);
    assert_eq!((none.status, none.stderr.as_str()), (0, ""));
    // Each that is added comes before those that were there.
    let mut shown = Vec::new();
    for (name, library) in
        [("home/.config/kasverslag/kasverslag.toml", "Thuis"), ("xdg/kasverslag/kasverslag.toml", "Xdg")]
    {
        write(name, library);
        let done = report(&[], &all[..shown.len() + 1]);
        assert_eq!((done.status, done.stderr), (0, format!("{FOUND}{}\n", path(name))));
        assert!(done.stdout.contains(library), "{}", done.stdout);
        shown.push(library);
    }
    assert!(report(&[], &homes).stdout.contains("Thuis"));
    write("kasverslag.toml", "Hier");
    let here = report(&[], &all);
    assert_eq!(here.stderr, format!("{FOUND}kasverslag.toml\n"));
    assert!(here.stdout.contains("Hier"), "{}", here.stdout);
    write("other.toml", "Variabele");
    let variables = [all[0], all[1], ("KASVERSLAG_CONFIG", "other.toml")];
    let by_variable = report(&[], &variables);
    assert!(by_variable.stderr.contains("KASVERSLAG_CONFIG names\n  --> other.toml"), "{}", by_variable.stderr);
    assert!(by_variable.stdout.contains("Variabele"), "{}", by_variable.stdout);
    write("named.toml", "Genoemd");
    let named = report(&["--config", "named.toml"], &variables);
    assert_eq!(named.stderr, "", "what was named is no news");
    assert!(named.stdout.contains("Genoemd"), "{}", named.stdout);
    let without = report(&["--no-config"], &variables);
    assert_eq!((without.stderr.as_str(), without.stdout), ("", none.stdout));
    let both = report(&["--no-config", "--config", "named.toml"], &[]);
    assert_eq!(both.status, 2, "{}", both.stderr);
    // One that is named or found and not sound is told, not passed over.
    let gone = report(&[], &[("KASVERSLAG_CONFIG", "gone.toml")]);
    assert!(gone.status == 2 && gone.stderr.contains("gone.toml"), "{}", gone.stderr);
    fs::write(place.join("kasverslag.toml"), "foo = 1\n").unwrap();
    let broken = report(&[], &all);
    assert!(broken.status == 2 && broken.stderr.contains(FOUND) && broken.stderr.contains("unknown field `foo`"));
}

#[test]
fn every_command_finds_it_and_is_silent_where_all_is_fine() {
    let folder = folder();
    let place = folder.path();
    let night = ["run", "--date", "2026-11-22", "--now", NOW];
    let none = typed(place, &night);
    assert!(none.status == 2 && none.stderr.contains("`run` needs a configuration"), "{}", none.stderr);
    let run =
        "[run]\nout = \"reports\"\nexports = \"*.csv\"\nperiods = [\"day\"]\n[[library]]\ninstitution = \"I355\"\n";
    fs::write(place.join("kasverslag.toml"), run).unwrap();
    let done = typed(place, &night);
    assert!(done.status == 0 && done.stderr.contains(FOUND), "{}", done.stderr);
    let quiet = typed(place, &[&night[..], &["--quiet"]].concat());
    let check = typed(place, &["check", "a.csv"]);
    let verify = typed(place, &["verify", "reports"]);
    for fine in [quiet, check, verify] {
        assert_eq!((fine.status, fine.stdout.as_str(), fine.stderr.as_str()), (0, "", ""));
    }
    fs::write(place.join("bad.csv"), EXPORT.replace("1,00", "1.5")).unwrap();
    let bad = typed(place, &["check", "bad.csv"]);
    assert!(bad.status == 1 && bad.stderr.starts_with(FOUND), "{}", bad.stderr);
    // A report's PDF needs no configuration, so none is looked for.
    fs::write(place.join("kasverslag.toml"), "foo = 1\n").unwrap();
    let reports = place.join("reports/I355/2026");
    let report = fs::read_dir(&reports).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap();
    let pdf =
        fs::read_dir(report).unwrap().map(|file| file.unwrap().path()).find(|path| path.extension().unwrap() == "pdf");
    let verified = typed(place, &["verify", &pdf.unwrap().display().to_string()]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
}

#[test]
fn what_is_not_typed_is_as_the_configuration_has_it() {
    let folder = folder();
    let place = folder.path();
    fs::create_dir(place.join("kas")).unwrap();
    fs::rename(place.join("a.csv"), place.join("kas/a.csv")).unwrap();
    let defaults = "[report]\ninput = \"a.csv\"\nreports = [\"Financieel overzicht BE\", \"dagoverzicht\"]\n\
                    formats = [\"csv\", \"json\"]\nout = \"uit\"\n[[library]]\ninstitution = \"I355\"\n";
    fs::write(place.join("kas/kasverslag.toml"), defaults).unwrap();
    let report = |more: &[&str]| {
        let fixed = ["report", "--config", "kas/kasverslag.toml", "--now", NOW, "--period", "gisteren"];
        typed(place, &[&fixed[..], more].concat())
    };
    let done = report(&[]);
    let stems = ["financieel-overzicht-be_I355_2026-11-22", "dagoverzicht_I355_2026-11-22"];
    let paths: String = stems.iter().map(|stem| format!("kas/uit/{stem}.csv\nkas/uit/{stem}.json\n")).collect();
    assert_eq!((done.status, done.stdout, done.stderr.as_str()), (0, paths, ""));
    // What is typed takes the place of each by itself.
    let done = report(&["financieel-overzicht", "--institution", "all", "--out", "elders", "--format", "csv"]);
    assert_eq!(done.stdout, "elders/financieel-overzicht_all_2026-11-22.csv\n", "{}", done.stderr);
    fs::write(place.join("b.csv"), EXPORT.replace("1,00", "7,00")).unwrap();
    let done = report(&["--input", "b.csv", "--format", "table"]);
    assert!(done.stdout.contains("7,00") && !done.stdout.contains("kas/uit"), "{}", done.stdout);
    for (wrong, words) in [
        ("formats = [\"word\"]", "[report] formats: `word` is none of pdf, csv, xlsx, json, html, journal, table"),
        ("institution = \"355\"", "[report] institution: `355` is neither `all`"),
        ("inputs = \"a.csv\"", "unknown field `inputs`"),
    ] {
        fs::write(place.join("kas/kasverslag.toml"), format!("[report]\n{wrong}\n")).unwrap();
        let done = report(&[]);
        assert!(done.status == 2 && done.stderr.contains(words), "{wrong}: {}", done.stderr);
    }
    let nothing = typed(place, &["report", "--no-config", "--period", "2026"]);
    assert_eq!(nothing.status, 2);
    assert!(nothing.stderr.contains("no report is asked for") && nothing.stderr.contains("--input is missing"));
}

#[test]
fn a_report_has_its_title_for_a_name_and_inputs_may_stand_anywhere() {
    let folder = folder();
    let place = folder.path();
    fs::write(place.join("b.csv"), EXPORT.replace("1;22", "2;22")).unwrap();
    let csv = |words: &[&str]| {
        let fixed = ["report", "--no-config", "--period", "2026-11-22", "--now", NOW, "--format", "csv"];
        typed(place, &[&fixed[..], words].concat())
    };
    for (name, id) in [
        ("Financieel overzicht BE", "financieel-overzicht-be"),
        ("FINANCIËLE DETAILS", "financiele-details"),
        ("financiele_details", "financiele-details"),
        ("Dagoverzicht", "dagoverzicht"),
        ("daily overview", "dagoverzicht"),
        ("Details financiers", "financiele-details"),
    ] {
        for words in [
            [name, "--input", "a.csv", "b.csv"],
            ["--input", "a.csv", "b.csv", name],
            ["--input", "a.csv", name, "b.csv"],
        ] {
            let done = csv(&words);
            assert_eq!(done.stdout, format!("./{id}_all_2026-11-22.csv\n"), "{words:?}: {}", done.stderr);
            assert_eq!(done.status, 0, "{}", done.stderr);
        }
    }
    let repeated = csv(&["--input", "a.csv", "dagoverzicht,financieel-overzicht-be", "--input", "b.csv"]);
    assert_eq!(repeated.stdout.lines().count(), 2, "{}", repeated.stderr);
    // A file of that name is an export, whatever reports there are.
    fs::write(place.join("dagoverzicht"), EXPORT).unwrap();
    let done = csv(&["--input", "a.csv", "dagoverzicht"]);
    assert!(done.status == 2 && done.stderr.contains("no report is asked for"), "{}", done.stderr);
    let unknown = csv(&["Financieel overzicht BEE", "--input", "a.csv"]);
    assert!(
        unknown.status == 2 && unknown.stderr.contains("did you mean `financieel-overzicht-be`?"),
        "{}",
        unknown.stderr
    );
    let template = typed(place, &["templates", "Dagoverzicht"]);
    assert!(template.status == 0 && template.stdout.contains("id = \"dagoverzicht\""), "{}", template.stderr);
}

#[test]
fn periods_are_read_as_people_write_them() {
    let folder = folder();
    let place = folder.path();
    let report = |period: &str| {
        let fixed = ["report", "dagoverzicht", "--no-config", "--input", "a.csv", "--format", "csv", "--now", NOW];
        typed(place, &[&fixed[..], &["--period", period]].concat())
    };
    for (period, canonical) in [
        ("22/11/2026", "2026-11-22"),
        ("22-11-2026", "2026-11-22"),
        ("november 2026", "2026-11"),
        ("novembre 2026", "2026-11"),
        ("gisteren", "2026-11-22"),
        ("vorige-week", "2026-W47"),
        ("vorige-maand", "2026-10"),
        ("1/11/2026..15/11/2026", "2026-11-01_2026-11-15"),
    ] {
        let done = report(period);
        assert_eq!(done.stdout, format!("./dagoverzicht_all_{canonical}.csv\n"), "{period}: {}", done.stderr);
    }
    for (period, words) in [
        ("31/02/2026", "there is no day 31/02/2026 in the calendar"),
        ("2026-02-30", "there is no day"),
        ("2026-W54", "2026 has ISO weeks W01 to W53"),
        ("13/2026", "a year has months 01 to 12"),
        ("22/11/2026..1/11/2026", "runs backwards"),
        ("morgen", "not a period"),
        ("", "not a period"),
        ("2026\u{1b}[2J", "not a period"),
    ] {
        let done = report(period);
        assert!(done.status == 2 && done.stderr.contains(words), "{period}: {}", done.stderr);
        assert!(!done.stderr.contains('\u{1b}'), "{:?}", done.stderr);
    }
}

#[test]
fn a_clock_at_the_end_of_time_is_refused() {
    let folder = folder();
    let place = folder.path();
    let report = "report dagoverzicht --no-config --input a.csv --period last-week --format csv";
    let words: Vec<&str> = report.split(' ').collect();
    for seconds in ["8210266876799", "8210298412799", "-8334601228800", "253402300799", "-2208988801"] {
        let done = run_as_typed(place, &args(&words), &[("SOURCE_DATE_EPOCH", seconds)]);
        assert!(done.status == 2 && done.stderr.contains("SOURCE_DATE_EPOCH"), "{seconds}: {}", done.stderr);
    }
    for now in ["9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00+23:59", "1900-01-01T00:00:00+14:00"] {
        let done = typed(place, &[&words[..], &["--now", now]].concat());
        assert!(done.status == 2 && done.stderr.contains("--now"), "{now}: {}", done.stderr);
    }
}

#[test]
fn the_help_of_report_has_groups_and_examples_that_work() {
    let folder = folder();
    let place = folder.path();
    let help = typed(place, &["report", "--help"]).stdout;
    for heading in ["What is read:", "Which lines:", "What is made:", "Examples:"] {
        assert_eq!(help.matches(heading).count(), 1, "{heading}: {help}");
    }
    fs::create_dir(place.join("exports")).unwrap();
    fs::copy(place.join("a.csv"), place.join("exports/a.csv")).unwrap();
    fs::rename(place.join("a.csv"), place.join("dagboek.csv")).unwrap();
    let (_, examples) = help.split_once("Examples:").unwrap();
    let examples = examples.replace("\n      ", " ");
    let mut tried = 0;
    for line in examples.lines().filter(|line| line.contains("kasverslag report") && line.contains("--input")) {
        let (_, command) = line.split_once("kasverslag ").unwrap();
        // Texts with blanks stand in quotes.
        let quoted = command.split('"').enumerate();
        let words = quoted.flat_map(
            |(index, part)| {
                if index % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }
            },
        );
        let words: Vec<&str> = words.chain(["--now", NOW, "--no-config"]).collect();
        let done = typed(place, &words);
        assert_eq!(done.status, 0, "{command}: {}", done.stderr);
        tried += 1;
    }
    assert_eq!(tried, 3, "{examples}");
}

#[test]
fn verify_takes_several_paths() {
    let world = crate::world::World::of_five_days();
    world.copy("reports", "other");
    let pdf = crate::program::files(&world.path("reports")).into_keys().find(|name| name.ends_with(".pdf")).unwrap();
    let pdf = format!("reports/{pdf}");
    let sound = world.run(&["verify", "reports", "other", &pdf]);
    assert_eq!((sound.status, sound.stderr.as_str()), (0, ""));
    std::fs::write(world.path("other/I355/keten.csv"), "x").unwrap();
    let told = world.run(&["verify", "other", "nowhere", &pdf]);
    assert_eq!(told.status, 2, "{}", told.stderr);
    assert!(told.stderr.contains("other/I355/keten.csv") && told.stderr.contains("nowhere"), "{}", told.stderr);
    let head = "0".repeat(64);
    assert_eq!(world.run(&["verify", "reports", "other", "--head", &head]).status, 2);
}

#[test]
fn a_run_with_messages_for_programs_writes_nothing_else_and_equal_nights_equal_bytes() {
    let [one, other] = [(); 2].map(|()| crate::world::World::of_five_days());
    let summaries = [&one, &other].map(|world| std::fs::read(world.path("reports/run.json")).unwrap());
    assert_eq!(summaries[0], summaries[1]);
    std::fs::write(one.path("exports/I355_2026-09-06_2026-09-06.csv"), "x").unwrap();
    let night = one.run(&[
        "run",
        "--config",
        "kasverslag.toml",
        "--date",
        "2026-09-06",
        "--now",
        "2026-09-07T03:00:00+02:00",
        "--message-format",
        "json",
    ]);
    assert_eq!(night.status, 1);
    for line in night.stderr.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok_and(|line| line["form"].is_string()), "{line}");
    }
}
