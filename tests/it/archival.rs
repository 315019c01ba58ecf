//! Lets other programs judge the PDFs: veraPDF, qpdf and poppler, over every sample report.
//!
//! `tests/checkers/install.sh` installs them. The samples stay under `target/tmp/samples` to be looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::page_text;
use crate::samples::{Sample, samples};

/// How large a report of one page may be.
const ONE_PAGE: u64 = 60 * 1024;

/// veraPDF, if all checkers are there; their lack is told, and in CI is a fault.
pub(crate) fn verapdf() -> Option<PathBuf> {
    let verapdf = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/checkers/validate");
    let is_there = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if verapdf.exists() && is_there("qpdf") && is_there("pdfinfo") && is_there("java") {
        return Some(verapdf);
    }
    eprintln!("NOTICE: tests/checkers/install.sh was not run: the PDFs are NOT judged by veraPDF, qpdf and poppler");
    assert!(std::env::var_os("CI").is_none(), "in CI every PDF must be judged");
    None
}

/// Judges each sample, and demands that nothing is wrong with any.
fn judge<'s>(samples: impl IntoIterator<Item = &'s Sample>, faults_of: impl Fn(&Sample) -> Vec<String>) {
    let mut told = String::new();
    let mut count = 0;
    for sample in samples {
        let faults = faults_of(sample);
        count += faults.len();
        for fault in faults.iter().take(5) {
            let _ = writeln!(told, "{}: {fault}", sample.name);
        }
    }
    assert!(count == 0, "{count} faults, of each sample the first five:\n{told}");
}

/// What a program says of a file on stdout, if it has nothing to complain of.
fn asked(program: &str, args: &[&str], file: &Path) -> Result<String, String> {
    let output = Command::new(program).args(args).arg(file).output().expect("the checker runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() && output.stderr.is_empty() {
        Ok(text(&output.stdout))
    } else {
        Err(format!("{program} ({}) says: {}{}", output.status, text(&output.stderr), text(&output.stdout)))
    }
}

/// Every rule that a file breaks, as flavour, file and what veraPDF says; each flavour is judged in a process of its own.
pub(crate) fn broken_rules(verapdf: &Path, flavours: &[&str], files: &[&Path]) -> Vec<(String, PathBuf, String)> {
    let start = |flavour: &&str| {
        Command::new(verapdf).arg(flavour).args(files).stdout(Stdio::piped()).spawn().expect("veraPDF starts")
    };
    let running: Vec<_> = flavours.iter().map(start).collect();
    let mut broken = Vec::new();
    for (process, flavour) in running.into_iter().zip(flavours) {
        let output = process.wait_with_output().expect("veraPDF ends");
        let told = String::from_utf8(output.stdout).expect("UTF-8");
        let mut judged = BTreeSet::new();
        for line in told.lines() {
            let (verdict, rest) = line.split_once(&format!(" {flavour} ")).expect("a verdict and a flavour");
            let file = files.iter().find(|file| rest.starts_with(&file.display().to_string())).expect("a file");
            judged.insert(file);
            if verdict != "OK" {
                broken.push(((*flavour).to_owned(), file.to_path_buf(), rest.to_owned()));
            }
        }
        assert_eq!(judged.len(), files.len(), "veraPDF judges every file for {flavour}");
    }
    broken
}

/// Demands that no file breaks a rule; a broken rule is told once, with the first place.
fn demand_flavours(verapdf: &Path, flavours: &[&str], samples: &[&Sample]) {
    let files: Vec<&Path> = samples.iter().map(|sample| sample.pdf.as_path()).collect();
    let mut rules = BTreeMap::<String, (usize, String)>::new();
    for (flavour, file, told) in broken_rules(verapdf, flavours, &files) {
        let fault = told.strip_prefix(&file.display().to_string()).expect("the file").trim_start();
        let rule = fault.split(':').next().unwrap_or_default();
        rules.entry(format!("{flavour} {rule}")).or_insert_with(|| (0, told.clone())).0 += 1;
    }
    let told: Vec<String> =
        rules.iter().map(|(rule, (count, first))| format!("{rule} in {count} files, first: {first}")).collect();
    assert!(told.is_empty(), "{} files break rules:\n{}", samples.len(), told.join("\n"));
}

#[test]
fn every_report_is_archival_and_accessible() {
    let Some(verapdf) = verapdf() else { return };
    let tagged: Vec<&Sample> = samples().iter().filter(|sample| sample.is_tagged).collect();
    demand_flavours(&verapdf, &["3a", "ua1"], &tagged);
}

#[test]
fn a_report_without_tags_is_archival() {
    let Some(verapdf) = verapdf() else { return };
    let untagged: Vec<&Sample> = samples().iter().filter(|sample| !sample.is_tagged).collect();
    assert!(untagged.len() >= 4, "only {} samples are made without tags", untagged.len());
    demand_flavours(&verapdf, &["3b"], &untagged);
}

#[test]
fn qpdf_has_nothing_to_remark() {
    if verapdf().is_none() {
        return;
    }
    judge(samples(), |sample| match asked("qpdf", &["--check"], &sample.pdf) {
        Ok(_) => Vec::new(),
        Err(fault) => vec![fault],
    });
}

#[test]
fn the_pages_hold_every_cell_of_the_csv() {
    if verapdf().is_none() {
        return;
    }
    judge(samples().iter().filter(|sample| sample.is_dutch), |sample| {
        page_text::not_drawn(&page_text::csv(&sample.csv), &page_text::drawn(&sample.pdf))
    });
    let rows: usize = samples().iter().map(|sample| page_text::csv(&sample.csv).rows.len()).sum();
    assert!(rows > 10_000, "only {rows} rows were compared");
}

#[test]
fn the_tagged_tables_hold_every_row_of_the_csv() {
    if verapdf().is_none() {
        return;
    }
    // poppler reads a page anew for each of its parts, so that long reports take minutes.
    // A row that is taller than a page is a row of the table on each of its pages.
    let is_short = |sample: &&Sample| {
        let is_whole = !sample.name.starts_with("pdf-row-taller-than-a-page");
        sample.is_tagged && sample.is_dutch && is_whole && page_text::csv(&sample.csv).rows.len() <= 25
    };
    judge(samples().iter().filter(is_short), |sample| {
        page_text::not_tagged(
            &page_text::csv(&sample.csv),
            page_text::tagged(&sample.pdf),
            &page_text::drawn(&sample.pdf),
        )
    });
}

#[test]
fn the_csv_can_be_taken_out_of_the_pdf() {
    if verapdf().is_none() {
        return;
    }
    judge(samples(), |sample| {
        let place = tempfile::tempdir().expect("a temporary folder");
        let into = place.path().display().to_string();
        if let Err(fault) = asked("pdfdetach", &["-saveall", "-o", &into], &sample.pdf) {
            return vec![fault];
        }
        let mut attached = crate::program::files(place.path());
        let name = sample.csv.file_name().expect("a name").to_string_lossy().into_owned();
        let csv = fs::read(&sample.csv).expect("the CSV beside the PDF");
        let mut faults = Vec::new();
        match attached.remove(&name) {
            Some(bytes) if bytes == csv => {}
            Some(_) => faults.push(format!("{name} is not what was written beside the PDF")),
            None => faults.push(format!("{name} is not attached")),
        }
        match attached.remove("manifest.json") {
            Some(bytes) if serde_json::from_slice::<serde_json::Value>(&bytes).is_ok_and(|json| json.is_object()) => {}
            Some(_) => faults.push("manifest.json is no JSON object".to_owned()),
            None => faults.push("manifest.json is not attached".to_owned()),
        }
        faults.extend(attached.into_keys().map(|name| format!("{name} is attached too")));
        faults
    });
}

#[test]
fn the_file_says_what_it_is() {
    if verapdf().is_none() {
        return;
    }
    judge(samples(), |sample| {
        let info = match asked("pdfinfo", &["-f", "1", "-l", "100000"], &sample.pdf) {
            Ok(info) => info,
            Err(fault) => return vec![fault],
        };
        let fact = |name: &str| {
            let line = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            line.unwrap_or_default().trim().to_owned()
        };
        let mut faults = Vec::new();
        if fact("Title").is_empty() {
            faults.push("it has no title".to_owned());
        }
        if (fact("Tagged") == "yes") != sample.is_tagged {
            faults.push(format!("pdfinfo says `Tagged: {}`", fact("Tagged")));
        }
        for line in info.lines().filter(|line| line.starts_with("Page ") && line.contains(" size:")) {
            if !line.ends_with("(A4)") {
                faults.push(format!("a page is not A4: {line}"));
            }
        }
        faults
    });
}

#[test]
fn fonts_are_inside_and_can_be_copied_from() {
    if verapdf().is_none() {
        return;
    }
    judge(samples(), |sample| {
        let fonts = match asked("pdffonts", &[], &sample.pdf) {
            Ok(fonts) => fonts,
            Err(fault) => return vec![fault],
        };
        let mut lines = fonts.lines();
        let names = lines.next().unwrap_or_default();
        let (Some(embedded), Some(unicode)) = (names.find("emb"), names.find("uni")) else {
            return vec!["pdffonts lists no fonts".to_owned()];
        };
        let faults: Vec<String> = lines
            .skip(1)
            .filter(|line| [embedded, unicode].iter().any(|at| line.get(*at..at + 3) != Some("yes")))
            .map(|line| format!("a font is not embedded or has no Unicode map: {line}"))
            .collect();
        faults
    });
}

#[test]
fn a_report_of_one_page_is_small() {
    if verapdf().is_none() {
        return;
    }
    let mut short = 0;
    for sample in samples() {
        let info = asked("pdfinfo", &[], &sample.pdf).unwrap_or_default();
        if info.lines().any(|line| line.split_whitespace().eq(["Pages:", "1"])) {
            let size = fs::metadata(&sample.pdf).expect("a PDF").len();
            assert!(size < ONE_PAGE, "{} has one page and {size} bytes", sample.name);
            short += 1;
        }
    }
    assert!(short > 0, "no sample has one page");
}
