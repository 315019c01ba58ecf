//! The sample nights one by one, as cron would run them: all that `sample_data/make_nights.py` promises happens.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{args, copy, files, run};

#[test]
fn the_sample_nights_tell_what_they_are_made_for() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    copy(&samples.join("codes"), &place.join("sample_data/codes"));
    fs::copy(samples.join("nachten.toml"), place.join("sample_data/nachten.toml")).unwrap();
    let mut told = BTreeMap::new();
    for day in 3..=22 {
        let date = format!("2026-09-{day:02}");
        for (name, bytes) in files(&samples.join("nachten")) {
            if name.ends_with(&format!("_{date}.csv")) {
                let path = place.join("sample_data/nachten").join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
        let now = format!("2026-09-{:02}T03:00:00+02:00", day + 1);
        let config = ["--config", "sample_data/nachten.toml"];
        let done =
            run(place, &args(&[&["run", "--date", &date, "--now", &now, "--jobs", "2"][..], &config].concat()), &[]);
        // Only the missing night is an error.
        assert_eq!(done.status, i32::from(day == 9), "{date}: {}", done.stderr);
        told.insert(day, (done.stdout, done.stderr));
    }
    let says = |day: u32, text: &str| assert!(told[&day].1.contains(text), "{day}: {}", told[&day].1);
    let issues = |day: u32, text: &str| assert!(told[&day].0.contains(text), "{day}: {}", told[&day].0);
    says(9, "geen export ontvangen: no export tells all of 2026-09-09");
    issues(10, "I355_2026-09-09.pdf");
    says(15, "a report has other figures than before (4 times)");
    says(15, "--> financieel-overzicht-be of 2026-09-08: version 2");
    says(15, "--> financieel-overzicht-be of 2026-W37: version 2");
    issues(15, "financieel-overzicht-be_I355_2026-W37_v2.pdf");
    says(18, "--> financieel-overzicht-be of 2026-09-16: version 2");
    says(18, "a transaction has vanished from a later export");
    says(18, "--> dagboek_2026-09-12_2026-09-18.csv");
    let tree = files(&place.join("reports/I355"));
    let sunday = tree.iter().find(|(name, _)| name.ends_with("financieel-overzicht-be_I355_2026-09-06.csv"));
    let lines = String::from_utf8(sunday.expect("a report on a closed day").1.clone()).unwrap();
    assert_eq!(lines.lines().count(), 1, "nothing happened on a Sunday");
    let again =
        run(place, &args(&["run", "--date", "2026-09-22", "--config", "sample_data/nachten.toml", "--quiet"]), &[]);
    assert_eq!((again.status, again.stdout.as_str(), again.stderr.as_str()), (0, "", ""));
    let verified = run(place, &args(&["verify", "reports"]), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
}
