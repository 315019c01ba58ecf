//! Exports that are too long to be read in one piece: whatever the pieces, the result is that of the whole.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::program::{Run, args, run};

const HEADER: &str =
    "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Omschrijving\n";
/// About four megabytes: several chunks.
const LINES: usize = 60_000;
const REPORTS: [&str; 3] = ["financieel-overzicht-be", "financieel-overzicht", "financiele-details"];

/// One line of the export; every fortieth description has quotes, separators and line ends in it.
fn line(index: usize) -> String {
    let (day, month) = (1 + index * 7 % 28, 1 + index / 5_500);
    let daybook = ["K001", "B002", "R001", "K017"][index % 4];
    let (branch, code) = (3550 + index % 7, [2110, 1010, 5001, 7010][index / 3 % 4]);
    let sign = if code == 5001 || index.is_multiple_of(31) { "-" } else { "" };
    let description =
        if index % 40 == 7 { "\"Boete; \"\"dvd\"\"\r\nen een regel\"" } else { "Telaatgeld boeken en tijdschriften" };
    let amount = format!("{sign}{},{:02}", index % 900, index % 100);
    format!(
        "{};{day:02}-01-2026;{day:02}-{month:02}-2026 10:15;{daybook};I355;{branch};{code};{amount};{description}\n",
        700_000 + index * 3
    )
}

fn export(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().fold(HEADER.to_owned(), |text, line| text + &line)
}

fn report(folder: &Path, report: &str) -> (Run, String) {
    let words =
        format!("report {report} --input in --period 2026 --format csv --out out --now 2027-01-02T08:00:00+01:00");
    let done = run(folder, &args(&words.split(' ').collect::<Vec<_>>()), &[]);
    let csv = fs::read_to_string(folder.join(format!("out/{report}_all_2026.csv"))).unwrap_or_default();
    (done, csv)
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join("in").join(name), bytes).unwrap();
    }
    folder
}

/// The line of the file on which a record starts.
fn place(text: &str, record: &str) -> usize {
    text[..text.find(record).unwrap()].matches('\n').count() + 1
}

#[test]
fn a_long_export_gives_what_its_parts_give() {
    let lines: Vec<String> = (0..LINES).map(line).collect();
    let whole = folder(&[("a.csv", export(lines.clone()).as_bytes())]);
    let parts: Vec<(String, String)> = lines
        .chunks(3_000)
        .enumerate()
        .map(|(index, part)| (format!("{index:02}.csv"), export(part.to_vec())))
        .collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let parts = folder(&parts);
    for id in REPORTS {
        let ((done, csv), (_, of_parts)) = (report(whole.path(), id), report(parts.path(), id));
        assert_eq!(done.status, 0, "{}", done.stderr);
        assert!(csv.lines().count() > 30 && csv == of_parts, "{id}");
    }
}

#[test]
fn what_stands_twice_is_found_however_far_apart() {
    let mut lines: Vec<String> = (0..LINES).map(line).collect();
    lines[20] = lines[20].replace("I355", "355");
    for (first, second) in [(3, 59_990), (20, 41_000), (59_000, 59_001)] {
        let id = lines[first].split_once(';').unwrap().0.to_owned();
        let rest = lines[second].split_once(';').unwrap().1.to_owned();
        lines[second] = format!("{id};{rest}");
    }
    lines[5] = format!("EX-5;{}", line(5).split_once(';').unwrap().1);
    lines[50_000] = format!("EX-5;{}", line(50_000).split_once(';').unwrap().1);
    let text = export(lines.clone());
    let folder = folder(&[("a.csv", text.as_bytes())]);
    let done = run(folder.path(), &args(&["check", "in/a.csv"]), &[]);
    assert_eq!(done.status, 1);
    let line = place(&text, &lines[20]);
    let mut wanted = format!(
        "error[KV314]: an institution is `I` and three digits, such as I355: `355`\n  --> in/a.csv, line {line}, column `Instantie`\n\
         error[KV311]: the file has this transaction id already (4 times)\n"
    );
    for (first, second) in [(20, 41_000), (5, 50_000), (59_000, 59_001), (3, 59_990)] {
        let id = lines[first].split_once(';').unwrap().0;
        let (first, second) = (place(&text, &lines[first]), place(&text, &lines[second]));
        writeln!(wanted, "  --> in/a.csv, line {second}, column `Adm Id`: `{id}`, on line {first}").unwrap();
    }
    let told: String = done.stderr.split_inclusive('\n').filter(|line| !line.starts_with("hint")).collect();
    assert_eq!(told, wanted, "{}", done.stderr);
}

#[test]
fn long_exports_that_overlap_count_each_line_once() {
    let lines: Vec<String> = (0..LINES).map(line).collect();
    let mut later: Vec<String> = lines[30_000..].to_vec();
    later.extend((LINES..LINES + 500).map(line));
    later[10] = later[10].replace(";3550;", ";3556;").replace(";3551;", ";3556;").replace(";3552;", ";3556;");
    assert_ne!(later[10], lines[30_010]);
    let both = folder(&[("a.csv", export(lines.clone()).as_bytes()), ("b.csv", export(later.clone()).as_bytes())]);
    let mut merged = lines;
    merged.truncate(30_000);
    merged.extend(later);
    let once = folder(&[("a.csv", export(merged).as_bytes())]);
    for id in REPORTS {
        let ((done, csv), (_, of_one)) = (report(both.path(), id), report(once.path(), id));
        assert_eq!(done.status, 0, "{}", done.stderr);
        assert!(done.stderr.contains("29999 lines"), "{}", done.stderr);
        assert!(!csv.is_empty() && csv == of_one, "{id}");
    }
}

#[test]
fn the_last_byte_can_change_how_all_is_read() {
    let mut text = export((0..LINES).map(line));
    let description = "Caf\u{e9}";
    let last = format!("1;02-01-2026;02-01-2026;K001;I355;3550;2110;1,00;{description}\n");
    let mut bytes = text.clone().into_bytes();
    bytes.extend(last.chars().map(|character| u8::try_from(u32::from(character)).unwrap()));
    let place = folder(&[("a.csv", &bytes)]);
    let (done, csv) = report(place.path(), "financiele-details");
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(done.stderr.contains("Windows-1252") && csv.contains(description), "{}", done.stderr);

    // UTF-8 far in front, and the end of a character missing at the very end.
    text.insert_str(HEADER.len(), &last);
    let cut = [text.as_bytes(), b"2;02-01-2026;02-01-2026;K001;I355;3550;2110;1,00;Caf\xc3"].concat();
    let place = folder(&[("a.csv", &cut)]);
    let done = run(place.path(), &args(&["check", "in/a.csv"]), &[]);
    assert_eq!(done.status, 1);
    assert!(done.stderr.contains("in the middle of a character"), "{}", done.stderr);
}
