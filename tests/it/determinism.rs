//! The same input gives the same bytes, whatever the threads, time zone, locale, folder, umask and order of files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use kasverslag::render::csv::Dialect;
use kasverslag::render::form::{FileFormat, Form};
use kasverslag::render::manifest::sha256;
use kasverslag::render::pdf::level::Level;
use kasverslag::render::rendering::Rendering;

use crate::documents::Wanted;
use crate::program::{args, files};
use crate::properties::read_bytes;

const THREADS: [&str; 4] = ["1", "2", "8", "16"];
const ZONES: [&str; 3] = ["UTC", "America/New_York", "Asia/Kathmandu"];
const LOCALES: [&str; 3] = ["C", "de_DE.UTF-8", "tr_TR.UTF-8"];
const UMASKS: [&str; 2] = ["022", "077"];
const RUNS: usize = 24;

/// The reports that come before the listing in every second run.
const OTHERS: &str = "financieel-overzicht-be,financieel-overzicht,dagoverzicht,financiele-details";

/// Exports that are read in several chunks by several threads, and two small ones that know some lines otherwise.
fn exports() -> [(&'static str, String); 3] {
    let line = |id: usize, change: usize| {
        let (day, month) = (1 + id * 11 % 28, 1 + id % 12);
        let daybook = ["K001", "K002", "B001", "B990", "R001", "A001"][id % 6];
        let (institution, branch) = [("I355", 3550), ("I355", 3551), ("I200", 3552)][id / 7 % 3];
        let (code, text) = [("2110", "Telaatgeld"), ("1010", "Contributie é"), ("5001", "Terug \"contant\"")][id % 3];
        let cents = id * 37 % 100_000 + change;
        let sign = if id.is_multiple_of(9) { "-" } else { "" };
        let date = format!("{day:02}-{month:02}-2026 10:{:02}:00", id % 60);
        let amount = format!("{sign}{},{:02}", cents / 100, cents % 100);
        let text = text.replace('"', "\"\"");
        format!("{id};{date};{date};{daybook};{institution};{branch};{code};{amount};\"{text} {}\"\n", id % 13)
    };
    let header =
        "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Omschrijving\n";
    let export = |ids: std::ops::Range<usize>, step: usize, change: usize| {
        ids.step_by(step).fold(header.to_owned(), |text, id| text + &line(id, change))
    };
    [
        ("a.csv", export(100_000..134_000, 1, 0)),
        ("b.csv", export(100_000..100_900, 3, 5)),
        ("c.csv", export(100_000..100_900, 2, 0)),
    ]
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, text) in exports() {
        assert!(name != "a.csv" || text.len() > 3 << 20, "{} bytes are too few", text.len());
        paths.push(place.path().join(name).display().to_string());
        fs::write(place.path().join(name), text).unwrap();
    }
    let folders = ["", "een map", "é/ü"].map(|name| place.path().join("from").join(name));
    for folder in &folders {
        fs::create_dir_all(folder).unwrap();
    }
    let cpus = cpus();
    // How often each file came out, by its name and SHA-256.
    let seen: Mutex<BTreeMap<(String, String), usize>> = Mutex::default();
    let next = Mutex::new(0..RUNS);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(round) = { next.lock().unwrap().next() } {
                    let mut paths = paths.clone();
                    if round % 2 == 1 {
                        paths.reverse();
                    }
                    let setting = Setting {
                        folder: &folders[round / 2 % 3],
                        threads: THREADS[round / 2 % 4],
                        zone: ZONES[round / 8],
                        locale: LOCALES[(round + round / 3) % 3],
                        umask: UMASKS[round / 4 % 2],
                        cpu: cpus.as_deref().filter(|_| round / 3 % 2 == 1),
                    };
                    let made = setting.made(&paths, (round + round / 2) % 2 == 1);
                    let mut seen = seen.lock().unwrap();
                    for made in made {
                        *seen.entry(made).or_default() += 1;
                    }
                }
            });
        }
    });
    let seen = seen.into_inner().unwrap();
    let names: Vec<&str> = seen.keys().map(|(name, _)| name.as_str()).collect();
    let told = seen.iter().fold(String::new(), |mut told, ((name, hash), count)| {
        let _ = writeln!(told, "{count} x {name} {hash}");
        told
    });
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "a file has two SHA-256s:\n{told}");
    let listing = seen.iter().filter(|((name, _), _)| name.contains("financiele-details"));
    let counts: Vec<usize> = listing.map(|(_, count)| *count).collect();
    assert_eq!(counts, [RUNS; 7], "the listing in seven forms, in every run:\n{told}");
    assert_eq!(seen.len(), 7 + 3 * 4, "{told}");
}

/// The number of a processor that this process may use, where `taskset` works.
fn cpus() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?.trim();
    let first = list.split([',', '-']).next()?.to_owned();
    let works = Command::new("taskset").args(["-c", &first, "true"]).status().is_ok_and(|status| status.success());
    if !works {
        eprintln!("NOTICE: taskset (Debian's util-linux) does not work here: one processor is NOT tried");
    }
    works.then_some(first)
}

/// What must not matter.
struct Setting<'a> {
    folder: &'a Path,
    threads: &'a str,
    zone: &'a str,
    locale: &'a str,
    umask: &'a str,
    /// The only processor to use; all where there is none. The program's own threads are as many as processors.
    cpu: Option<&'a str>,
}

impl Setting<'_> {
    /// Names and SHA-256s of what is made: the listing in all forms, alone or after other reports.
    fn made(&self, paths: &[String], after_others: bool) -> Vec<(String, String)> {
        let reports = if after_others { OTHERS } else { "financiele-details" };
        let files = self.report(paths, reports, &["--format", "pdf,csv,xlsx,json"]);
        let alone = self.report(paths, "financiele-details", &["--format", "journal,table"]);
        let lean = self.report(paths, "financiele-details", &["--format", "pdf", "--pdf-level", "3b"]);
        let lean = lean.into_iter().map(|(name, hash)| (name + " 3b", hash));
        files.into_iter().chain(alone).chain(lean).collect()
    }

    fn report(&self, paths: &[String], reports: &str, more: &[&str]) -> Vec<(String, String)> {
        let out = tempfile::tempdir().unwrap();
        let out_folder = out.path().display().to_string();
        let fixed = ["report", reports, "--period", "2026-10-01..2026-10-09", "--now", "2026-11-24T08:00:00+01:00"];
        let mut arguments = args(&[&fixed[..], more, &["--out", &out_folder, "--input"]].concat());
        arguments.extend(paths.iter().cloned());
        let pin = self.cpu.map_or(String::new(), |cpu| format!("taskset -c {cpu} "));
        let done = Command::new("sh")
            .args(["-c", &format!("umask {}; exec {pin}\"$0\" \"$@\"", self.umask), env!("CARGO_BIN_EXE_kasverslag")])
            .args(arguments)
            .current_dir(self.folder)
            .envs([("POLARS_MAX_THREADS", self.threads), ("TZ", self.zone), ("LANG", self.locale)])
            .env("LC_ALL", self.locale)
            .output()
            .expect("a shell");
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{reports} {more:?} in {} and {}: {told}", self.zone, self.locale);
        let hashed = |name: String, bytes: &[u8]| (name, sha256(bytes));
        let mut made: Vec<_> = files(out.path()).into_iter().map(|(name, bytes)| hashed(name, &bytes)).collect();
        let text = String::from_utf8(done.stdout).expect("UTF-8");
        let table: String = text.lines().filter(|line| !line.starts_with(&out_folder)).collect();
        if !table.is_empty() {
            made.push(hashed(format!("{reports} table"), table.as_bytes()));
        }
        made
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
        let form = Form { dialect: Dialect::ExcelBe, totals: false, level, page_bound: None };
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
