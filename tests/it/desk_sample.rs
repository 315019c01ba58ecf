//! The quarter of Zonnedorp at the control desk: the morning on which everything agrees, and the one on which it does not.

use std::collections::BTreeMap;
use std::path::Path;

use crate::program::{Run, args, run, uncoded};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn desk(reports: &str, period: &str, now: &str, out: &Path) -> Run {
    let fixed = ["report", reports, "--config", "sample_data/balie.toml", "--input", "sample_data/zonnedorp"];
    let rest = ["--period", period, "--now", now, "--format", "csv", "--csv-dialect", "rfc4180", "--out"];
    run(root(), &args(&[&fixed[..], &rest, &[out.to_str().expect("a path")]].concat()), &[])
}

/// The rows of a report, by the names of its columns.
fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(file).expect("a report");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn one_morning_everything_agrees() {
    let folder = tempfile::tempdir().expect("a folder");
    let done = desk(
        "kasblad,afstemming,openstaande-ontvangsten",
        "2026-07-14..2026-07-18",
        "2026-07-23T08:00:00+02:00",
        folder.path(),
    );
    assert_eq!((done.status, &*done.stderr), (0, ""));
    let matched = rows(&folder.path().join("afstemming_I355_2026-07-14_2026-07-18.csv"));
    assert_eq!(matched.len(), 9);
    for row in &matched {
        assert_eq!((&*row["Status"], &*row["Verschil"]), ("afgepunt", "0.00"), "{row:?}");
    }
    let counted = rows(&folder.path().join("kasblad_I355_2026-07-14_2026-07-18.csv"));
    let last = counted.last().expect("a day");
    assert_eq!((&*last["Geteld"], &*last["Verschil"], &*last["Oordeel"]), ("175.65", "0.00", "klopt"));
}

#[test]
fn another_morning_it_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let done = desk("kasblad,afstemming", "2026-08-01..2026-09-30", "2026-10-01T08:00:00+02:00", folder.path());
    assert_eq!(done.status, 0, "{}", done.stderr);
    for (what, of) in [
        ("a drawer was counted and differs from what must be in it", "K001, 2026-09-29: 0.50 (overschot)"),
        (
            "a drawer was counted, differs from what must be in it, and no reason is given",
            "K001, 2026-09-16: -10.00 (tekort)",
        ),
        ("the bank counted a deposit again and found another sum in it", "balie, 2026-08-11: -5.00"),
        ("what the bank paid is not what was booked", "terminal, 2026-09-10: -0.10"),
        ("no statement of the bank tells of the days on which money should have come", "terminal, 2026-09-26: -60.00"),
    ] {
        assert!(done.stderr.contains(what) && done.stderr.contains(of), "{what}: {of}\n{}", done.stderr);
    }
    let matched = rows(&folder.path().join("afstemming_I355_2026-08-01_2026-09-30.csv"));
    let row = |channel: &str, day: &str| {
        matched.iter().find(|row| row["Kanaal"] == channel && row["Dag"] == day).unwrap_or_else(|| panic!("{day}"))
    };
    // Two hand-overs on one slip; one hand-over in two credits; two days in one credit; net, with gross and commission.
    let slip = "gestructureerde mededeling van het borderel";
    let two_days = row("balie", "2026-09-05");
    assert_eq!(
        (&*two_days["Tot en met"], &*two_days["Bank"], &*two_days["Verklaring"]),
        ("2026-09-12", "115.00", slip)
    );
    let two_credits = row("balie", "2026-08-22");
    assert_eq!(
        (&*two_credits["Afschrift"], &*two_credits["Bank"], &*two_credits["Status"]),
        ("157/1 157/2", "85.00", "afgepunt")
    );
    // The weekend of two months is paid at once, less what is kept: it stands with its last day.
    let weekend = row("terminal", "2026-08-01");
    assert_eq!((&*weekend["Tot en met"], &*weekend["Wise"], &*weekend["Bank"]), ("2026-08-01", "42.15", "70.11"));
    assert_eq!((&*weekend["Commissie"], &*weekend["Verschil"], &*weekend["Status"]), ("0.34", "0.00", "afgepunt"));
    assert_eq!(weekend["Verklaring"], "contract en dag; samen met dagen buiten de periode (2026-07-31)");
}

#[test]
fn its_slips_are_those_that_the_program_makes() {
    for (period, name) in
        [("2026-07-04", "2026-07-04"), ("2026-09-05..2026-09-12", "2026-09-12"), ("2026-09-26", "2026-09-26")]
    {
        let folder = tempfile::tempdir().expect("a folder");
        let fixed =
            ["stortingsborderel", "--config", "sample_data/balie.toml", "--period", period, "--format", "csv", "--out"];
        let done = run(root(), &args(&[&fixed[..], &[folder.path().to_str().expect("a path")]].concat()), &[]);
        assert_eq!((done.status, &*done.stderr), (0, ""));
        let made = std::fs::read_to_string(done.stdout.trim()).expect("a slip");
        let kept =
            std::fs::read_to_string(root().join(format!("sample_data/balie/borderellen/{name}.csv"))).expect("a slip");
        assert_eq!(made.trim_start_matches('\u{feff}'), kept, "{period}");
    }
}

#[test]
fn a_month_of_a_city_agrees_but_for_what_was_planted() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("a path");
    let fixed =
        ["report", "kasblad,afstemming", "--config", "sample_data/balie-stad.toml", "--input", "sample_data/stad"];
    let rest =
        ["--period", "2026-10", "--now", "2026-11-02T08:00:00+01:00", "--format", "csv", "--csv-dialect", "rfc4180"];
    let done = run(root(), &args(&[&fixed[..], &rest, &["--out", out]].concat()), &[]);
    let said = uncoded(&done.stderr);
    let told: Vec<&str> = said.lines().collect();
    assert_eq!(
        told,
        [
            "warning: a drawer was counted and differs from what must be in it: K203, 2026-10-23: -20.00 (tekort)",
            "warning: the bank counted a deposit again and found another sum in it: balies en automaat, 2026-10-13: -5.00",
            "warning: what the bank paid is not what was booked: terminal B201, 2026-10-14: -1.00",
        ]
    );
    let matched = rows(&folder.path().join("afstemming_I200_2026-10.csv"));
    let settled = matched.iter().filter(|row| row["Status"] == "afgepunt").count();
    assert_eq!((matched.len(), settled), (202, 171));
    // Friday and Saturday came in one credit; the payment machine's card money is matched with the credit that it sold.
    assert!(matched.iter().any(|row| row["Kanaal"] == "terminal B200" && row["Dag"] != row["Tot en met"]));
    assert!(matched.iter().any(|row| row["Kanaal"] == "terminal B492" && row["Status"] == "afgepunt"));
}

/// What a column comes to on each channel, in cents.
fn sums(rows: &[BTreeMap<String, String>], column: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        let cents: i64 = row[column].replace('.', "").parse().unwrap_or_default();
        *sums.entry(row["Kanaal"].clone()).or_default() += cents;
    }
    sums
}

#[test]
fn months_and_weeks_add_up_to_their_quarter() {
    let folder = tempfile::tempdir().expect("a folder");
    let matched = |period: &str, file: &str| {
        let done = desk("afstemming", period, "2026-10-20T08:00:00+02:00", folder.path());
        assert_eq!(done.status, 0, "{}", done.stderr);
        rows(&folder.path().join(format!("afstemming_I355_{file}.csv")))
    };
    let quarter = matched("2026-07-01..2026-09-30", "2026-07-01_2026-09-30");
    let months = ["2026-07", "2026-08", "2026-09"].map(|month| matched(month, month)).concat();
    // Sundays and Mondays are closed; a week that ends on a Friday cuts through pay-outs of a weekend.
    let cuts = ["2026-07-01..2026-07-31", "2026-08-01..2026-08-07", "2026-08-08..2026-09-30"];
    let pieces = cuts.map(|period| matched(period, &period.replace("..", "_"))).concat();
    for column in ["Wise", "Aanbieder bruto", "Verschil", "Commissie", "Netto", "Bank"] {
        assert_eq!(sums(&months, column), sums(&quarter, column), "{column}");
        assert_eq!(sums(&pieces, column), sums(&quarter, column), "{column}");
    }
    assert!(months.iter().any(|row| row["Verklaring"].contains("buiten de periode")));
}
