//! Plants defects in a good report, and demands that each is caught: by `verify FILE.pdf` what makes it say something
//! else, by veraPDF what breaks a standard. Which judge caught what is left in `target/tmp/defects/caught.md`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use lopdf::Document;

use crate::breaches::BREACHES;
use crate::forgeries::FORGERIES;
use crate::program::{args, run};
use crate::{archival, samples};

/// A report in which something is wrong.
struct Defect {
    name: &'static str,
    file: PathBuf,
    /// Who has to catch it; nobody catches the control.
    judge: Option<&'static str>,
}

#[test]
fn every_planted_defect_is_caught() {
    let Some(verapdf) = archival::verapdf() else { return };
    let good = samples::samples().iter().find(|sample| sample.name.starts_with("month/financieel-overzicht-be"));
    let defects = plant(&good.expect("the sample of a month").pdf);
    let files: Vec<&Path> = defects.iter().map(|defect| defect.file.as_path()).collect();
    let mut caught = BTreeSet::new();
    for (flavour, file, _) in archival::broken_rules(&verapdf, &["3a", "ua1"], &files) {
        caught.insert((file, flavour));
    }
    let mut faults = Vec::new();
    for defect in &defects {
        let done = run(Path::new("/"), &args(&["verify", &defect.file.display().to_string()]), &[]);
        match done.status {
            0 => {}
            1 if !done.stderr.is_empty() => drop(caught.insert((defect.file.clone(), "verify".to_owned()))),
            _ => faults.push(format!("verify ends with {}: {}: {}", done.status, defect.name, done.stderr)),
        }
    }
    let mut table = "| defect | verify | PDF/A-3a | PDF/UA-1 |\n| --- | --- | --- | --- |\n".to_owned();
    for defect in &defects {
        let is_caught_by = |judge: &str| caught.contains(&(defect.file.clone(), judge.to_owned()));
        let marks = ["verify", "3a", "ua1"].map(|judge| if is_caught_by(judge) { "caught" } else { "" });
        let _ = writeln!(table, "| {} | {} |", defect.name, marks.join(" | "));
        match defect.judge {
            Some(judge) if !is_caught_by(judge) => faults.push(format!("{judge} does not catch: {}", defect.name)),
            None if marks != [""; 3] => faults.push(format!("the control is caught: {marks:?}")),
            _ => {}
        }
    }
    let _ = fs::write(files[0].with_file_name("caught.md"), &table);
    assert!(faults.is_empty(), "{}\n\n{table}", faults.join("\n"));
}

/// Files with one defect each, and first one with none: only loaded and saved, for that alone must not be caught.
fn plant(good: &Path) -> Vec<Defect> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("defects");
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).expect("a folder for the defects");
    let forgeries = FORGERIES.into_iter().map(|(name, plant)| (name, Some("verify"), plant));
    let breaches = BREACHES.into_iter().map(|(name, judge, plant)| (name, Some(judge), plant));
    let control: (_, _, fn(&mut Document)) = ("nothing (the control)", None, |_| {});
    let all = std::iter::once(control).chain(forgeries).chain(breaches);
    all.map(|(name, judge, plant)| {
        let mut document = Document::load(good).expect("a good report");
        plant(&mut document);
        let file = place.join(format!("{}.pdf", name.replace(|c: char| !c.is_alphanumeric(), "-")));
        document.save(&file).expect("a saved defect");
        Defect { name, file, judge }
    })
    .collect()
}
