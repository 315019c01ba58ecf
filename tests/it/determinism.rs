//! The same input gives the same bytes, whatever the threads, time zone, locale, folder and order of files.

use std::path::Path;

use kasverslag::render::csv::Dialect;
use kasverslag::render::pdf::Level;
use kasverslag::render::rendering::{FileFormat, Form, Rendering};

use crate::documents::Wanted;
use crate::program::{args, files, run};
use crate::properties::read_bytes;

const REPORTS: [&str; 4] = ["financieel-overzicht-be", "financieel-overzicht", "financiele-details", "dagoverzicht"];

#[test]
fn the_same_input_gives_the_same_bytes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = root.join("sample_data");
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let mut exports: Vec<String> = files(&samples.join("samenwerking"))
        .into_keys()
        .map(|name| samples.join("samenwerking").join(name).display().to_string())
        .collect();
    assert!(exports.len() >= 3, "the sample has several files");
    for report in REPORTS {
        let mut first = None;
        for (round, threads) in ["1", "8", "2", "1"].into_iter().enumerate() {
            exports.reverse();
            let out = tempfile::tempdir().expect("a temporary folder");
            let mut arguments =
                args(&["report", report, "--period", "2026-10", "--now", "2026-11-24T08:00:00+01:00", "--config"]);
            arguments.push(samples.join("kasverslag.toml").display().to_string());
            let is_listing = report == "financiele-details";
            let formats = if is_listing { "pdf,csv,xlsx,json,journal" } else { "pdf,csv,xlsx,json" };
            arguments.extend(args(&["--format", formats, "--out", &out.path().display().to_string(), "--input"]));
            arguments.extend(exports.iter().cloned());
            let (zone, locale) = [("UTC", "C"), ("Asia/Kathmandu", "tr_TR.UTF-8")][round % 2];
            let folder = if round < 2 { root } else { elsewhere.path() };
            let done = run(folder, &arguments, &[("POLARS_MAX_THREADS", threads), ("TZ", zone), ("LANG", locale)]);
            assert_eq!(done.status, 0, "{report}: {}", done.stderr);
            let made = files(out.path());
            assert_eq!(made.len(), 4 + usize::from(is_listing), "{report}: {formats}");
            let first = first.get_or_insert_with(|| made.clone());
            assert!(*first == made, "{report}: round {round} with {threads} threads in {zone} gave other bytes");
        }
    }
}

#[test]
fn any_number_of_threads_draws_the_same_bytes() {
    let line =
        |id: u32| format!("{id};02-11-2026;02-11-2026;K001;I355;3550;21{};{},{:02}\n", 10 + id % 7, id % 900, id % 100);
    let header = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";
    let text = header.to_owned() + &(0..4_000).map(line).collect::<String>();
    let lines = read_bytes(text.as_bytes(), "a.csv").unwrap();
    let document = Wanted::new(&["report", "financiele-details", "--period", "2026-11"]).document(&lines, None);
    for level in [Level::A3a, Level::A3b] {
        let form = Form { dialect: Dialect::ExcelBe, totals: false, level };
        let rendering = Rendering::new(&document, form, &[FileFormat::Pdf].into()).unwrap();
        let drawn_by = |threads| {
            let mut pdf = Vec::new();
            rendering.write(FileFormat::Pdf, threads, &mut pdf).unwrap();
            pdf
        };
        let alone = drawn_by(1);
        for threads in [2, 5] {
            assert!(drawn_by(threads) == alone, "{threads} threads, {level:?}");
        }
    }
}
