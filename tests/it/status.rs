//! Every morning: whether last night ran, by `status`, the record of nights and the gauges for a collector.

use std::fs;
use std::path::Path;

use crate::program::{Run, args, copy, run_as_typed};

/// A library of the samples, whose nights tell a collector of metrics.
fn library() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    copy(&samples.join("parquet"), &place.path().join("exports"));
    assert_eq!(ask(place.path(), &["init", "exports"]).status, 0);
    let path = place.path().join("kasverslag.toml");
    let text = fs::read_to_string(&path).expect("a configuration").replace("[run]\n", "[run]\nmetrics = \"k.prom\"\n");
    fs::write(path, text.replace("# periods = [\"day\", \"week\", \"month\"]", "periods = [\"month\"]"))
        .expect("written");
    place
}

fn ask(place: &Path, parts: &[&str]) -> Run {
    run_as_typed(place, &args(parts), &[])
}

fn night(place: &Path, date: &str, status: i32) {
    let done = ask(place, &["run", "--date", date, "--now", "2026-09-02T03:00:00+02:00"]);
    assert_eq!(done.status, status, "{}", done.stderr);
}

fn gauge(place: &Path, name: &str) -> String {
    let text = fs::read_to_string(place.join("k.prom")).expect("gauges");
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name}: {text}"));
    line.rsplit(' ').next().expect("a value").to_owned()
}

#[test]
fn a_morning_after_a_good_night_a_bad_one_and_none() {
    let place = library();
    let place = place.path();
    let none = ask(place, &["status"]);
    assert_eq!(none.status, 1, "{}", none.stderr);
    assert!(none.stdout.starts_with("I355: no night has been recorded\n"), "{}", none.stdout);

    night(place, "2026-08-31", 0);
    let good = ask(place, &["status"]);
    assert_eq!(good.status, 0, "{}{}", good.stdout, good.stderr);
    assert!(good.stdout.starts_with("I355: all is well\n"), "{}", good.stdout);
    assert!(good.stdout.contains("  last covered day        2026-08-31\n"), "{}", good.stdout);
    assert!(good.stdout.contains("I355-2026-00001"), "{}", good.stdout);
    let told: serde_json::Value =
        serde_json::from_str(&ask(place, &["status", "--format", "json"]).stdout).expect("JSON");
    assert_eq!((&told[0]["health"], &told[0]["last_status"]), (&"fresh".into(), &0.into()));
    let nagios = ask(place, &["status", "--format", "nagios"]);
    assert_eq!(
        (nagios.status, nagios.stdout.as_str()),
        (0, "KASVERSLAG OK - 1 library | missing_days=0 exports_refused=0\n")
    );

    // Nothing runs for days.
    let late = ask(place, &["status", "--format", "nagios", "--now", "2036-01-01T00:00:00+01:00"]);
    assert_eq!(late.status, 2);
    assert!(late.stdout.starts_with("KASVERSLAG CRITICAL - I355: nothing has run for "), "{}", late.stdout);

    // An export is refused.
    fs::write(place.join("exports/dagboek_2026-09-01.parquet"), "no Parquet").expect("written");
    night(place, "2026-09-01", 1);
    let bad = ask(place, &["status"]);
    assert_eq!(bad.status, 1);
    assert!(bad.stdout.starts_with("I355: 1 export refused\n"), "{}", bad.stdout);
    let kept = fs::read_to_string(place.join("reports/archive/nights.jsonl")).expect("a record");
    assert_eq!(kept.lines().count(), 2, "{kept}");

    // A monitor reads one line whatever is wrong.
    fs::remove_file(place.join("kasverslag.toml")).expect("removed");
    let unknown = ask(place, &["status", "--format", "nagios"]);
    assert_eq!((unknown.status, unknown.stdout.lines().count()), (3, 1), "{}", unknown.stdout);
    assert_eq!(ask(place, &["status"]).status, 2);
}

#[test]
fn a_status_says_the_same_in_every_language() {
    let place = library();
    let place = place.path();
    night(place, "2026-08-31", 0);
    fs::write(place.join("exports/dagboek_2026-09-01.parquet"), "no Parquet").expect("written");
    night(place, "2026-09-01", 1);
    let told = |language: &str| ask(place, &["status", "--messages", language]).stdout;
    let english = told("en");
    let dutch = told("nl");
    assert!(dutch.starts_with("I355: 1 export geweigerd\n"), "{dutch}");
    // Figures, times and hashes stand behind their names.
    let figures = |text: &str| -> Vec<String> {
        let bare = text.replace([',', ':', ';'], " ");
        bare.split_whitespace().filter(|word| word.contains(|c: char| c.is_ascii_digit())).map(str::to_owned).collect()
    };
    for language in ["nl", "fr", "de"] {
        let text = told(language);
        assert_eq!(figures(&text), figures(&english), "{text}");
        let same: Vec<&str> = text.lines().filter(|line| english.lines().any(|other| other == *line)).collect();
        assert!(same.is_empty(), "{language}: {same:?}");
    }
    // What programs read is the same for all.
    let json = |language: &str| ask(place, &["status", "--format", "json", "--messages", language]).stdout;
    assert_eq!(json("nl"), json("en"));
}

#[test]
fn gauges_keep_the_time_of_the_last_good_night() {
    use std::os::unix::fs::PermissionsExt;
    let place = library();
    let place = place.path();
    night(place, "2026-08-31", 0);
    let success = gauge(place, "kasverslag_run_success_timestamp_seconds{library=\"I355\"}");
    // By the clock of the machine, whatever `--now` says.
    assert_eq!(success, gauge(place, "kasverslag_run_timestamp_seconds"));
    assert_ne!(success, "1788310800", "that is `--now`");
    assert_eq!(gauge(place, "kasverslag_reports_issued"), "1");
    assert_eq!(gauge(place, "kasverslag_last_covered_day_timestamp_seconds"), "1788134400");
    fs::write(place.join("exports/dagboek_2026-09-01.parquet"), "no Parquet").expect("written");
    // The success is older than the record of nights reaches back.
    fs::remove_file(place.join("reports/archive/nights.jsonl")).expect("removed");
    night(place, "2026-09-01", 1);
    assert_eq!(gauge(place, "kasverslag_run_success_timestamp_seconds{library=\"I355\"}"), success);
    assert_eq!(
        (gauge(place, "kasverslag_run_status"), gauge(place, "kasverslag_exports_refused")),
        ("1".into(), "1".into())
    );
    let text = fs::read_to_string(place.join("k.prom")).expect("gauges");
    for line in text.lines().filter(|line| line.starts_with("# HELP")) {
        let name = line.split(' ').nth(2).expect("a name");
        assert_eq!(text.matches(&format!("# HELP {name} ")).count(), 1, "{text}");
        assert!(text.contains(&format!("# TYPE {name} gauge\n")), "{text}");
    }
    // A timestamp behind a value would make the collector pass over the file.
    assert!(text.lines().filter(|line| !line.starts_with('#')).all(|line| line.split(' ').count() == 2), "{text}");
    let mode = fs::metadata(place.join("k.prom")).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode, 0o644);
    let leftover = fs::read_dir(place).expect("a folder").filter_map(Result::ok);
    assert!(leftover.filter(|entry| entry.file_name().to_string_lossy().starts_with('.')).count() == 0);
}

#[test]
fn a_settlement_that_no_longer_holds_is_told_wherever_one_looks() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    let history = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories/settlement-denied-after-it-was-issued");
    fs::copy(history.join("kasverslag.toml"), place.join("kasverslag.toml")).expect("copied");
    let comes = |name: &str| {
        fs::create_dir_all(place.join("exports/I355")).expect("a folder");
        fs::create_dir_all(place.join("exports/I356")).expect("a folder");
        fs::copy(history.join("exports").join(name), place.join("exports").join(name)).expect("copied");
    };
    let night = |day: u32, status: i32| {
        let now = format!("2026-11-0{day}T03:00:00+01:00");
        let done = ask(place, &["run", "--date", "2026-11-02", "--now", &now]);
        assert_eq!(done.status, status, "{}", done.stderr);
    };
    let told = |day: u32| {
        let now = format!("2026-11-0{day}T08:00:00+01:00");
        let pages = ["I355", "I356"].map(|library| {
            let page = fs::read_to_string(place.join(format!("reports/{library}/2026/index.html"))).expect("a page");
            page.contains("een nieuwe versie wordt geweigerd")
        });
        (ask(place, &["status", "--now", &now]), pages)
    };
    comes("I355/boek_2026-11-02.csv");
    comes("I356/boek_2026-11-02.csv");
    night(3, 0);
    let (status, pages) = told(3);
    assert_eq!((status.status, pages), (0, [false, false]), "{}", status.stdout);
    // One of them changes a line: the reports of both no longer hold.
    comes("I356/boek_2026-11-02_2.csv");
    night(4, 1);
    let (status, pages) = told(4);
    assert_eq!((status.status, pages), (1, [true, true]), "{}", status.stdout);
    for library in ["I355", "I356"] {
        let says = format!("1 issued report without a new version that is due: {library}-2026-00001");
        assert!(status.stdout.contains(&says), "{}", status.stdout);
    }
    comes("I355/boek_2026-11-02_2.csv");
    night(5, 0);
    let (status, pages) = told(5);
    assert_eq!((status.status, pages), (0, [false, false]), "{}", status.stdout);
}
