//! The forms of a report for programs: CSV, JSON and workbook tell the same, and a workbook is as people want it.

use std::fs;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use kasverslag::render::csv::Dialect;
use kasverslag::render::manifest::sha256;
use kasverslag::render::{csv, json, xlsx};
use kasverslag::report::document::Document;
use kasverslag::report::template::Format;
use serde_json::Value;

use crate::documents::{Lines, Wanted};
use crate::oracle::{Generator, records, to_csv};
use crate::program::{args, files, run};
use crate::properties::read_bytes;
use crate::workbook_text::{cell, workbook_text};

/// Worlds that are compared, with all reports.
const WORLDS: u64 = 120;

#[test]
fn csv_json_and_workbook_tell_the_same() {
    let mut lines = 0;
    for seed in 0..WORLDS {
        let intake = world(seed);
        for report in ["financieel-overzicht-be", "financieel-overzicht", "financiele-details", "dagoverzicht"] {
            let document = document(&intake, report);
            for totals in [false, true] {
                let plain = csv::render(&document, Dialect::Rfc4180, totals);
                let expected = undefused(&records(&String::from_utf8(plain).unwrap(), ','));
                assert_eq!(of_json(&json::render(&document, totals)), expected, "seed {seed}: {report} as JSON");
                // Sheets of any size hold all lines between them.
                let rows = [1_048_576, 2 + (seed % 9) as u32][usize::from(totals)];
                let workbook = xlsx::render_up_to(&document, totals, rows).unwrap();
                xlsx::verify(&document, &workbook).unwrap();
                assert_eq!(of_workbook(&document, &workbook, rows), expected, "seed {seed}: {report} as workbook");
                lines += expected.len() - 1;
            }
        }
    }
    assert!(lines > 10_000, "only {lines} lines were compared");
}

fn world(seed: u64) -> Lines {
    let mut generator = Generator::new(seed);
    let mut lines = generator.world();
    for line in &mut lines {
        if generator.one_in(9) {
            let texts = ["_x0041_ \u{1}\u{1f}", " rand ", "a\r\nb\rc\n", "<&>\"'", "=A1", "\u{1f4da}"];
            line.description = generator.pick(&texts.map(str::to_owned));
        }
    }
    read_bytes(to_csv(&lines).as_bytes(), "a.csv").unwrap()
}

fn document(intake: &Lines, report: &str) -> Document {
    Wanted::new(&["report", report, "--period", "2020-01-01..2030-12-31"]).document(intake, None)
}

/// A CSV without the apostrophes before what a spreadsheet would take for a formula.
fn undefused(table: &[Vec<String>]) -> Vec<Vec<String>> {
    let plain = |cell: &String| match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.to_owned(),
        _ => cell.clone(),
    };
    table.iter().map(|row| row.iter().map(plain).collect()).collect()
}

fn of_json(bytes: &[u8]) -> Vec<Vec<String>> {
    let report: Value = serde_json::from_slice(bytes).unwrap();
    let headers: Vec<&str> =
        report["columns"].as_array().unwrap().iter().map(|c| c["header"].as_str().unwrap()).collect();
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        number => number.to_string(),
    };
    let rows = report["rows"].as_array().unwrap().iter().map(|row| {
        assert_eq!(row.as_object().unwrap().len(), headers.len());
        headers.iter().map(|header| cell(&row[header])).collect()
    });
    std::iter::once(headers.iter().map(|header| (*header).to_owned()).collect()).chain(rows).collect()
}

/// The lines of all sheets under one header, which every sheet has.
fn of_workbook(document: &Document, bytes: &[u8], rows: u32) -> Vec<Vec<String>> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut table: Vec<Vec<String>> = Vec::new();
    let is_amount = |column: usize| document.columns.get(column).is_some_and(|column| column.format == Format::Amount);
    let names = workbook.sheet_names();
    assert_eq!(names[0], "Verslag");
    for (name, number) in names[1..].iter().zip(1..) {
        assert_eq!(*name, if number == 1 { "Regels".to_owned() } else { format!("Regels {number}") });
        let range = workbook.worksheet_range(name).unwrap();
        assert!(range.height() as u32 <= rows, "{name} has {} rows", range.height());
        let width = table.first().map_or(range.width(), Vec::len);
        let mut sheet = (0..range.height()).map(|row| {
            let cells = (0..width).map(|column| match range.get((row, column)) {
                Some(Data::Float(amount)) if is_amount(column) => format!("{amount:.2}"),
                data => cell(data),
            });
            cells.collect()
        });
        let header: Vec<String> = sheet.next().unwrap();
        if number == 1 {
            table.push(header);
        } else {
            assert_eq!(header, table[0]);
        }
        table.extend(sheet);
        assert!(workbook.worksheet_formula(name).unwrap().is_empty(), "{name} has a formula");
    }
    table
}

#[test]
fn each_form_but_csv_tells_the_hash_of_its_source() {
    let folder = tempfile::tempdir().unwrap();
    let text = to_csv(&Generator::new(7).world());
    // What stands in two files makes the program read both again, which takes hashes in any form.
    for name in ["a.csv", "b.csv"] {
        fs::write(folder.path().join(name), &text).unwrap();
    }
    let mut csvs = Vec::new();
    for form in ["csv", "csv,pdf", "pdf", "table", "json", "xlsx", "journal"] {
        let report = if form == "journal" { "financiele-details" } else { "financieel-overzicht-be" };
        let fixed = ["report", report, "--input", "a.csv", "b.csv", "--period", "2020-01-01..2030-12-31"];
        let told = run(folder.path(), &args(&[&fixed[..], &["--format", form, "--out", form]].concat()), &[]);
        assert_eq!(told.status, 0, "{form}: {}", told.stderr);
        let mut texts = vec![told.stdout.into_bytes()];
        for (name, bytes) in files(&folder.path().join(form)) {
            match name.rsplit('.').next() {
                Some("csv") => csvs.push(bytes),
                Some("xlsx") => texts.push(workbook_text(&bytes)),
                Some("pdf") => {
                    let objects = lopdf::Document::load_mem(&bytes).unwrap().objects;
                    let streams = objects.values().filter_map(|object| object.as_stream().ok());
                    texts.extend(streams.filter_map(|stream| stream.decompressed_content().ok()));
                }
                _ => texts.push(bytes),
            }
        }
        let hash = sha256(text.as_bytes());
        let tells = texts.iter().any(|text| String::from_utf8_lossy(text).contains(&hash));
        assert_eq!(tells, form != "csv", "{form}");
    }
    assert!(csvs.len() == 2 && csvs[0] == csvs[1], "a CSV is the same with and without a PDF");
}

#[test]
fn a_workbook_is_as_people_want_it() {
    let export = "Boekingsnummer;Opboekdatum;Afboekdatum;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Omschrijving\n\
         007;02-11-2026;02-11-2026;K001;I355;3550;2110;-1,50;=1+1\n";
    let intake = read_bytes(export.as_bytes(), "a.csv").unwrap();
    let bytes = xlsx::render(&document(&intake, "financiele-details"), false).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    for wanted in [
        // The header and the ids stay in sight; texts are texts of form `@`, those like formulas marked as typed.
        "<pane xSplit=\"1\" ySplit=\"1\" topLeftCell=\"B2\" activePane=\"bottomRight\" state=\"frozen\"/>",
        "<tablePart r:id=\"rId1\"/>",
        "<c r=\"K1\" s=\"14\" t=\"inlineStr\">",
        "<oddHeader>&amp;LFinanciële details · 01/01/2020 t.e.m. 31/12/2030&amp;Ralle instanties</oddHeader>",
        "<oddFooter>&amp;Lop aanvraag, niet genummerd&amp;R&amp;P / &amp;N</oddFooter>",
        "<c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">Boekingsnummer</t></is></c>",
        "<c r=\"A2\" s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">007</t></is></c>",
        "<c r=\"E2\" s=\"13\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1</t></is></c>",
        "<c r=\"F2\" s=\"6\"><v>46328</v></c>",
        "<c r=\"K2\" s=\"5\"><v>-1.50</v></c>",
        "numberStoredAsText=\"1\"",
    ] {
        assert!(sheet.contains(wanted), "{wanted} is not in {sheet}");
    }
    assert!(!sheet.contains("<f"), "no formula: {sheet}");
    let core = part(&bytes, "docProps/core.xml");
    assert!(core.contains("<dcterms:created xsi:type=\"dcterms:W3CDTF\">2026-11-24T07:00:00Z<"), "{core}");
    assert!(core.contains("<dc:subject>alle instanties · 01/01/2020 t.e.m. 31/12/2030</dc:subject>"), "{core}");
    assert!(core.contains("<dc:language>nl-BE</dc:language>"), "{core}");
    let names = part(&bytes, "xl/workbook.xml");
    assert!(names.contains("'Regels'!$1:$1"), "the header is on every page: {names}");
    assert!(
        names.find("\"Verslag\"").unwrap() < names.find("\"Regels\"").unwrap(),
        "what it says comes first: {names}"
    );
    let table = part(&bytes, "xl/tables/table1.xml");
    for wanted in [
        "displayName=\"tblRegels\" ref=\"A1:M2\"",
        "<autoFilter ref=\"A1:M2\"/><tableColumns count=\"13\"><tableColumn id=\"1\" name=\"Boekingsnummer\"/>",
    ] {
        assert!(table.contains(wanted), "{wanted} is not in {table}");
    }
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains("formatCode=\"#,##0.00;[Red]-#,##0.00\""), "less than nothing is red: {styles}");
}

#[test]
fn figures_of_a_workbook_have_names_and_lines_an_outline() {
    let export = "Boekingsnummer;Opboekdatum;Afboekdatum;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n\
         1;02-11-2026;02-11-2026;K001;I355;3550;2110;10,50\n2;02-11-2026;02-11-2026;K001;I355;3550;5990;-4,00\n\
         3;02-11-2026;02-11-2026;R001;I355;3550;1010;7,00\n";
    let intake = read_bytes(export.as_bytes(), "a.csv").unwrap();
    let document = document(&intake, "financieel-overzicht-be");
    let bytes = xlsx::render(&document, true).unwrap();
    let names = part(&bytes, "xl/workbook.xml");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for (name, value) in [("Ontvangsten", "10.50"), ("Uitgaven", "4.00"), ("Saldo", "6.50"), ("Boekingen", "2")] {
        let start = format!("<definedName name=\"{name}\">'Verslag'!$B$");
        let row = names.split_once(&start).unwrap_or_else(|| panic!("{name}: {names}")).1.split('<').next().unwrap();
        let cell = sheet.split_once(&format!("<c r=\"B{row}\" ")).unwrap().1.split("</c>").next().unwrap();
        assert!(cell.ends_with(&format!("<v>{value}</v>")), "{name} is {cell}");
    }
    let lines = part(&bytes, "xl/worksheets/sheet2.xml");
    let levels: Vec<&str> = lines
        .split("<row ")
        .skip(2)
        .map(|row| row.split_once("outlineLevel=\"").map_or("0", |(_, rest)| rest.split('"').next().unwrap()))
        .collect();
    assert_eq!(levels, ["5", "4", "5", "4", "3", "2", "1", "5", "4", "3", "2", "1", "0"], "{lines}");
    // A table needs a line: where there is none, the header filters and no more.
    let nothing = read_bytes(export.lines().next().unwrap().as_bytes(), "a.csv").unwrap();
    let empty = xlsx::render(&self::document(&nothing, "financieel-overzicht-be"), false).unwrap();
    assert!(part(&empty, "xl/worksheets/sheet2.xml").contains("<autoFilter ref=\"A1:J1\"/>"));
    assert!(zip::ZipArchive::new(Cursor::new(&empty)).unwrap().by_name("xl/tables/table1.xml").is_err());
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}
