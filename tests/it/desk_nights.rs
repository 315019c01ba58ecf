//! Laws of the control desk over nights: in whatever order witnesses came in, what holds in the end is the same; what is taken
//! away makes nothing look better; a planted cent is told, and nothing of a person is written or said.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{Run, args, copy, files, run};

/// The week of the case, with its witnesses in a folder apart: nothing has come yet but the exports.
fn week(place: &Path) {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/desk-week/input"), place);
    let configuration = place.join("kasverslag.toml");
    let night =
        "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\"]\nformats = [\"csv\", \"json\"]\n\n";
    let text = fs::read_to_string(&configuration).expect("a configuration");
    fs::write(&configuration, format!("{night}{text}")).expect("a configuration");
    fs::create_dir(place.join("later")).expect("a folder");
    for name in WITNESSES {
        fs::rename(place.join(name), place.join("later").join(flat(name))).expect("moved");
    }
}

const WITNESSES: [&str; 3] = ["bank/2026-10-06.cod", "bank/2026-10-07.cod", "telling/telling.csv"];

fn flat(name: &str) -> String {
    name.replace('/', "_")
}

fn night(place: &Path, hour: usize, more: &[&str]) -> Run {
    let now = format!("2026-10-09T0{hour}:00:00+02:00");
    let fixed = ["run", "--config", "kasverslag.toml", "--date", "2026-10-07", "--now", &now];
    run(place, &args(&[&fixed[..], more].concat()), &[])
}

fn comes(place: &Path, name: &str) {
    fs::copy(place.join("later").join(flat(name)), place.join(name)).expect("copied");
}

/// The reports that hold, as their CSVs, and the count lines of the kasverslag, as its JSON has them.
fn what_holds(place: &Path) -> BTreeMap<String, String> {
    let all = files(&place.join("reports/I355/actueel")).into_iter();
    let text = |(name, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8(bytes).expect("UTF-8");
        if name.ends_with(".csv") {
            return Some((name, text));
        }
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let recaps = json["recaps"].as_array()?.iter().filter(|table| table["title"] == "Kastelling");
        Some((name, recaps.map(ToString::to_string).collect()))
    };
    all.filter(|(name, _)| name.ends_with(".csv") || name.contains("financieel-overzicht-be"))
        .filter_map(text)
        .collect()
}

#[test]
fn in_whatever_order_witnesses_come_in_the_same_holds_in_the_end() {
    let orders: [&[&[usize]]; 4] = [&[&[0, 1, 2]], &[&[2], &[0], &[1]], &[&[0], &[2], &[1]], &[&[0], &[1], &[2]]];
    let mut held: Option<BTreeMap<String, String>> = None;
    for order in orders {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path();
        week(place);
        // A night on which nothing but exports had come, then one for each batch.
        assert_eq!(night(place, 1, &[]).status, 0);
        for (at, batch) in order.iter().enumerate() {
            batch.iter().for_each(|one| comes(place, WITNESSES[*one]));
            let done = night(place, 2 + at, &[]);
            assert_eq!(done.status, 0, "{}", done.stderr);
        }
        let verified = run(place, &args(&["verify", "reports"]), &[]);
        assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "{order:?}");
        let holds = what_holds(place);
        assert!(holds.values().any(|text| text.contains("afgepunt")), "nothing is matched");
        assert!(holds.values().any(|text| text.contains("Volgens dit verslag")), "nothing is counted");
        match &held {
            None => held = Some(holds),
            Some(first) => assert_eq!(first, &holds, "{order:?}"),
        }
    }
}

#[test]
fn without_a_witness_less_is_settled_and_strict_nights_fail() {
    let settled = |without: Option<usize>| -> usize {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path();
        week(place);
        (0..3).filter(|one| Some(*one) != without).for_each(|one| comes(place, WITNESSES[one]));
        let done = night(place, 2, &["--strict"]);
        assert_eq!(done.status, 1, "what differs or is missing is an error under --strict: {}", done.stderr);
        let holds = what_holds(place);
        holds.values().map(|text| text.matches(";afgepunt;").count() + text.matches(";klopt;").count()).sum()
    };
    let whole = settled(None);
    assert!(whole > 3, "{whole}");
    // The later statement settles nothing: it is the first whose end it tells.
    for without in [0, 1, 2] {
        assert!(settled(Some(without)) <= whole, "without {}", WITNESSES[without]);
    }
    assert!(settled(Some(2)) < whole && settled(Some(0)) < whole);
}

/// Why the versions that hold are others than those before, and how many lines each reason changes: `report period reason`.
fn causes(place: &Path) -> BTreeMap<String, u64> {
    let mut causes = BTreeMap::new();
    for (name, bytes) in
        files(&place.join("reports/I355/actueel")).into_iter().filter(|(name, _)| name.ends_with(".json"))
    {
        let json: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        let of = name.trim_end_matches(".json");
        for (cause, count) in json["replaces"]["causes"].as_object().into_iter().flatten() {
            causes.insert(format!("{of} {cause}"), count.as_u64().expect("a count"));
        }
    }
    causes
}

#[test]
fn other_channels_are_told_apart_from_what_came_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    week(place);
    [0, 1].into_iter().for_each(|one| comes(place, WITNESSES[one]));
    assert_eq!(night(place, 1, &[]).status, 0);
    let configuration = place.join("kasverslag.toml");
    let change = |from: &str, to: &str| {
        let text = fs::read_to_string(&configuration).expect("a configuration");
        assert!(text.contains(from), "{from}");
        fs::write(&configuration, text.replace(from, to)).expect("a configuration");
    };
    let is_told = |done: &Run, what: &str| done.stderr.contains(what) && !done.stderr.contains("by later witnesses");
    // Another opening: nothing came, so nothing but settings can be the reason.
    change("\"75,00\"", "\"80,00\"");
    let by_settings = night(place, 2, &[]);
    assert!(is_told(&by_settings, "as channels, tables or feeds are others"), "{}", by_settings.stderr);
    let told = causes(place);
    assert!(told.contains_key("kasblad/2026-10-05 settings"), "{told:?}");
    assert!(told.keys().all(|of| of.starts_with("kasblad/") && of.ends_with(" settings")), "{told:?}");
    // A count comes, and the opening is what it was: both are reasons, each for its own.
    comes(place, WITNESSES[2]);
    change("\"80,00\"", "\"75,00\"");
    let by_both = night(place, 3, &[]);
    assert!(by_both.stderr.contains("by later witnesses or lines, and as channels"), "{}", by_both.stderr);
    let told = causes(place);
    assert!(
        told.contains_key("kasblad/2026-10-05 arrivals") && told.contains_key("kasblad/2026-10-05 settings"),
        "{told:?}"
    );
    // What the kasverslag says of drawers follows the same rule.
    change("\"75,00\"", "\"70,00\"");
    let again = night(place, 4, &[]);
    assert!(
        again.stderr.contains("something else of counted drawers than before, as channels or tables"),
        "{}",
        again.stderr
    );
    let verified = run(place, &args(&["verify", "reports"]), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
}

#[test]
fn many_reports_by_other_channels_wait_until_somebody_has_looked() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data"), place);
    let text = fs::read_to_string(place.join("balie.toml")).expect("a configuration");
    let night = "[run]\nout = \"reports\"\nexports = \"zonnedorp/*.csv\"\nreports = [\"kasblad\"]\nperiods = [\"day\"]\n\
                 formats = [\"csv\"]\nfirst_day = \"2026-07-01\"\n\n";
    let write = |opening: &str| {
        let text = text.replace("\"75,00\"", opening);
        fs::write(place.join("kasverslag.toml"), format!("{night}{text}")).expect("a configuration");
    };
    let issue = |hour: usize, more: &[&str]| {
        let now = format!("2026-10-02T0{hour}:00:00+02:00");
        let fixed = ["run", "--config", "kasverslag.toml", "--date", "2026-09-30", "--now", &now];
        run(place, &args(&[&fixed[..], more].concat()), &[])
    };
    let issued = || files(&place.join("reports/I355/2026")).into_keys().filter(|name| name.ends_with(".csv")).count();
    write("\"75,00\"");
    let first = issue(1, &[]);
    assert_eq!(first.status, 0, "{}", first.stderr);
    let count = issued();
    assert!(count > 50, "{count}");
    write("\"80,00\"");
    let refused = issue(2, &[]);
    assert!(refused.status == 1 && refused.stderr.contains("--accept-restatements"), "{}", refused.stderr);
    assert_eq!(issued(), count);
    assert_eq!(issue(3, &["--accept-restatements"]).status, 0);
    assert_eq!(issued(), 2 * count);
}

#[test]
fn nothing_of_a_person_in_a_providers_file_is_written_or_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/desk-provider-by-profile/input"), place);
    let configuration = place.join("kasverslag.toml");
    let night =
        "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nformats = [\"csv\", \"json\", \"xlsx\", \"html\"]\n\n";
    let text = fs::read_to_string(&configuration).expect("a configuration");
    fs::write(&configuration, format!("{night}{text}")).expect("a configuration");
    let words = ["Zonderlingh", "4769123412341234", "BE71096123456769", "zonderlingh@voorbeeld.be"];
    let header = "Datum;Terminal;Bruto;Kosten;Netto;Houder;Kaart;Rekening;Mail\n";
    let row = |start: &str| format!("{start};{}\n", words.join(";"));
    let sound = header.to_owned() + &row("05/10/2026;CT01;46,50;0,35;46,15");
    // What is refused names a row and a column, and never who stands in it.
    let broken =
        header.to_owned() + &row("05/10/2026;CT01;46,50;0,35;46,16") + &row("31/10/2026;CT01;x;0,35") + &row("\"5");
    fs::remove_file(place.join("ccv/oktober.csv")).expect("removed");
    fs::write(place.join("ccv/a.csv"), sound).expect("written");
    fs::write(place.join("ccv/b.csv"), broken).expect("written");
    let fixed = ["run", "--config", "kasverslag.toml", "--date", "2026-10-07", "--now", "2026-10-09T03:00:00+02:00"];
    let done = run(place, &args(&fixed), &[("RUST_LOG", "debug")]);
    let checked = run(place, &args(&["check", "ccv", "--config", "kasverslag.toml"]), &[]);
    assert!(checked.status == 1 && checked.stderr.contains("ccv/b.csv"), "{}", checked.stderr);
    let written = files(&place.join("reports"));
    assert!(written.keys().any(|name| name.contains("afstemming")), "the desk was not in the night");
    for word in words {
        let has = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        for (name, bytes) in &written {
            assert!(!has(bytes), "{word} is in {name}");
        }
        for told in [&done.stdout, &done.stderr, &checked.stdout, &checked.stderr] {
            assert!(!has(told.as_bytes()), "{word} is told: {told}");
        }
    }
}

#[test]
fn the_calendar_says_which_witnesses_told_of_a_day() {
    let place = tempfile::tempdir().expect("a folder");
    let place = place.path();
    week(place);
    let page = || fs::read_to_string(place.join("reports/I355/2026/index.html")).expect("the page of the year");
    let said = |day: &str| {
        let page = page();
        let parts: Vec<&str> = page.split("<span class=\"vh\">").filter(|part| part.starts_with(day)).collect();
        assert_eq!(parts.len(), 1, "{day}");
        parts[0].split_once('<').expect("an end").0.to_owned()
    };
    let verified = || run(place, &args(&["verify", "reports"]), &[]);
    assert!(night(place, 1, &[]).status <= 1);
    assert!(!page().contains("getuigen ontvangen"));
    for (hour, name, day) in [(2, WITNESSES[0], "06/10/2026"), (3, WITNESSES[2], "05/10/2026")] {
        comes(place, name);
        assert!(night(place, hour, &[]).status <= 1);
        assert!(said(day).contains("getuigen ontvangen: "), "{name}: {}", said(day));
        assert!(page().contains("✓"), "{name}");
        assert_eq!(verified().status, 0, "{name}: {}", verified().stderr);
    }
    assert!(!said("31/12/2026").contains("getuigen"));
    // What agrees, what differs by how much, and of what nobody tells, in words.
    assert!(said("05/10/2026").ends_with("kascontrole: open (kassa)"), "{}", said("05/10/2026"));
    let second = said("06/10/2026");
    assert!(second.ends_with("kascontrole: verschil (kassa -5,00, K001 -5,00), open (terminal)"), "{second}");
    assert!(page().contains("dagen met een verschil of iets open") && page().contains("geen getuige"));
    // The bank's next statement settles what was open, and pages that are made anew say the same.
    comes(place, WITNESSES[1]);
    assert!(night(place, 4, &[]).status <= 1);
    let second = said("06/10/2026");
    assert!(second.ends_with("kascontrole: verschil (kassa -5,00, terminal -0,01, K001 -5,00)"), "{second}");
    let written = page();
    assert_eq!(run(place, &args(&["pages", "--config", "kasverslag.toml"]), &[]).status, 0);
    assert_eq!(page(), written);
    assert_eq!(verified().status, 0, "{}", verified().stderr);
}

/// How often a night did what is told by some message of its log.
fn times(done: &Run, what: &str) -> usize {
    done.stderr.lines().filter(|line| line.contains(what)).count()
}

#[test]
fn a_quiet_night_works_out_once_what_all_issued_reports_rest_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    week(place);
    (0..3).for_each(|one| comes(place, WITNESSES[one]));
    let night = |date: &str, hour: usize| {
        let now = format!("2026-10-09T0{hour}:00:00+02:00");
        let fixed = ["run", "--config", "kasverslag.toml", "--date", date, "--now", &now];
        let done = run(place, &args(&fixed), &[("KASVERSLAG_LOG", "debug")]);
        assert_eq!(done.status, 0, "{}", done.stderr);
        done
    };
    let issued = || files(&place.join("reports/I355/actueel")).len();
    let mut before = 0;
    for (at, date) in ["2026-10-05", "2026-10-06", "2026-10-07"].into_iter().enumerate() {
        night(date, 2 * at);
        let quiet = night(date, 2 * at + 1);
        // There is more to look after each night, and no more is read for it.
        assert!(issued() > before, "{date}");
        before = issued();
        // Sums of drawers are asked for by reports of receipts and by those of the desk.
        let told = [("desk-read", 1), ("witnesses-read", 1), ("channels-matched", 1)];
        for (what, meant) in told.into_iter().chain([("drawers-summed", 2)]) {
            assert_eq!(times(&quiet, what), meant, "{what} {date}: {}", quiet.stderr);
        }
    }
}
