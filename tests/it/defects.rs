//! Plants defects in a good report, and demands that each is caught: by `verify FILE.pdf` what makes it say something
//! else, by veraPDF what breaks a standard. Which judge caught what is left in `target/tmp/defects/caught.md`. What
//! `verify` says of each stands in `tests/defects.txt`; `UPDATE_CASES=1` writes that anew, and fails: that was no test.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use lopdf::Document;

use crate::breaches::BREACHES;
use crate::disguises::{DISGUISES, logo_altered};
use crate::forgeries::FORGERIES;
use crate::program::{args, case_args, files, run};
use crate::{archival, samples};

/// A report in which something is wrong.
struct Defect {
    name: &'static str,
    file: PathBuf,
    /// Who has to catch it; nobody catches the control.
    judge: Option<&'static str>,
}

/// What `verify` says of every file that another program saved: its bytes are no longer those that were made. That alone
/// catches all that is planted here; but whoever reads it wants to know what was changed.
const OF_ANY: [&str; 2] = ["its pages bear the code", "it was saved anew by another program"];
/// Of these nothing else in the file tells, and no standard.
const ONLY_THE_CODE_TELLS: [&str; 3] = [
    "the code at the foot of a page is edited",
    "an input's hash in the manifest is edited",
    "the period in the manifest is edited",
];

/// Whether more is said of a file than that its bytes are others.
fn says_what(told: &str) -> bool {
    told.lines().any(|line| line.starts_with("error[") && !OF_ANY.iter().any(|of_any| line.contains(of_any)))
}

#[test]
fn every_planted_defect_is_caught() {
    let Some(verapdf) = archival::verapdf() else { return };
    let good = samples::samples().iter().find(|sample| sample.name.starts_with("month/financieel-overzicht-be"));
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("defects");
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).expect("a folder for the defects");
    let defects = plant(&place, &good.expect("the sample of a month").pdf);
    let files: Vec<&Path> = defects.iter().map(|defect| defect.file.as_path()).collect();
    let mut caught = BTreeSet::new();
    for (flavour, file, _) in archival::broken_rules(&verapdf, &["3a", "ua1"], &files) {
        caught.insert((file, flavour));
    }
    let mut faults = Vec::new();
    for defect in &defects {
        let done = run(Path::new("/"), &args(&["verify", &defect.file.display().to_string()]), &[]);
        match done.status {
            1 if says_what(&done.stderr) => drop(caught.insert((defect.file.clone(), "verify".to_owned()))),
            // That it was saved anew is told of the control too.
            1 if OF_ANY.iter().all(|of_any| done.stderr.contains(of_any)) => {}
            _ => faults.push(format!("verify ends with {}: {}: {}", done.status, defect.name, done.stderr)),
        }
    }
    let mut table = "| defect | verify | PDF/A-3a | PDF/UA-1 |\n| --- | --- | --- | --- |\n".to_owned();
    for defect in &defects {
        let is_caught_by = |judge: &str| caught.contains(&(defect.file.clone(), judge.to_owned()));
        let marks = ["verify", "3a", "ua1"].map(|judge| if is_caught_by(judge) { "caught" } else { "" });
        let _ = writeln!(table, "| {} | {} |", defect.name, marks.join(" | "));
        match defect.judge {
            Some("verify") if ONLY_THE_CODE_TELLS.contains(&defect.name) => {}
            Some(judge) if !is_caught_by(judge) => faults.push(format!("{judge} does not catch: {}", defect.name)),
            None if marks != [""; 3] => faults.push(format!("the control is caught: {marks:?}")),
            _ => {}
        }
    }
    let _ = fs::write(files[0].with_file_name("caught.md"), &table);
    assert!(faults.is_empty(), "{}\n\n{table}", faults.join("\n"));
}

#[test]
fn verify_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let verify = |file: &Path| run(Path::new("/"), &args(&["verify", &file.display().to_string()]), &[]);
    let month = "report financieel-overzicht-be --input sample_data/zonnedorp --institution I355 --period 2026-07 \
        --config sample_data/kasverslag.toml --now 2026-11-24T08:00:00+01:00 --format pdf,csv --out";
    let out = folder.path().join("month");
    let month = args(&month.split_whitespace().chain([out.to_str().unwrap()]).collect::<Vec<_>>());
    let mut told = String::new();
    for defect in plant(folder.path(), &pdfs(root, &month, &out)[0]) {
        let done = verify(&defect.file);
        let said = format!("{}{}", done.stdout, done.stderr).replace(&defect.file.display().to_string(), "FILE");
        writeln!(told, "{}: status {}\n{}", defect.name, done.status, without_code(&said)).unwrap();
    }
    // Rows that go on overleaf, texts that lack characters, a logo: all is as it was made.
    for name in [
        "pdf-row-taller-than-a-page",
        "pdf-many-pages",
        "pdf-missing-characters",
        "look-of-a-library",
        "pdf-apostrophes-and-hyphens",
    ] {
        let (case, out) = (root.join("tests/cases").join(name), folder.path().join(name));
        for pdf in pdfs(&case, &case_args(&case, &out), &out) {
            let done = verify(&pdf);
            assert_eq!((done.status, done.stderr.as_str()), (0, ""), "{name}");
        }
    }
    let look = folder.path().join("look-of-a-library");
    let look = look.join(files(&look).into_keys().find(|name| name.ends_with(".pdf")).expect("a report with a logo"));
    let mut document = Document::load(&look).expect("a good report");
    logo_altered(&mut document);
    document.save(&look).expect("a saved defect");
    let done = verify(&look);
    let said = done.stderr.replace(&look.display().to_string(), "FILE");
    writeln!(told, "the logo is altered: status {}\n{said}", done.status).unwrap();
    let kept = root.join("tests/defects.txt");
    let expected = fs::read_to_string(&kept).unwrap();
    if std::env::var_os("UPDATE_CASES").is_some() && expected != told {
        fs::write(kept, told).unwrap();
        panic!("what is said of defects was written anew: this was no test");
    }
    for ((wanted, found), line) in expected.lines().zip(told.lines()).zip(1..) {
        assert_eq!(found, wanted, "line {line}");
    }
    assert_eq!(told.lines().count(), expected.lines().count());
}

/// The PDFs that a run makes.
fn pdfs(place: &Path, how: &[String], out: &Path) -> Vec<PathBuf> {
    let done = run(place, how, &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    let made: Vec<String> = files(out).into_keys().filter(|name| name.ends_with(".pdf")).collect();
    assert!(!made.is_empty(), "{} makes no PDF", how.join(" "));
    made.into_iter().map(|name| out.join(name)).collect()
}

/// The code of a file is another whenever a byte of it is.
fn without_code(text: &str) -> String {
    const CODE: &str = "its pages bear the code ";
    let lines = text.lines().map(|line| line.find(CODE).map_or(line, |at| &line[..at + CODE.len()]).trim_end());
    lines.map(|line| format!("{line}\n")).collect()
}

/// Files with one defect each, and first one with none: only loaded and saved, of which nothing else must be said.
fn plant(place: &Path, good: &Path) -> Vec<Defect> {
    let forgeries = FORGERIES.into_iter().chain(DISGUISES).map(|(name, plant)| (name, Some("verify"), plant));
    let breaches = BREACHES.into_iter().map(|(name, judge, plant)| (name, Some(judge), plant));
    let control: (_, _, fn(&mut Document)) = ("nothing, but it is saved anew (the control)", None, |_| {});
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
