//! Pages of a report that say to the eye what they don't say to a program: texts that nobody sees, or that stand where others
//! belong. Nothing of what they say is changed, and the file has the hashes and the code of what it is.

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream};
use sha2::{Digest, Sha256};

use crate::pdf_edit::{Cell, attached, marked, operations, pages, rows, set_attached};
use crate::program::{args, files, run};
use crate::sealed::sealed;

/// A name, what `verify` must say of it, and how it is planted.
type Forged = (&'static str, &'static str, fn(&mut Document));

const FORGED: [Forged; 32] = [
    ("what was received is white", "can't be seen: `Ontvangsten", |d| {
        in_colour(d, &headline(d, "Ontvangsten"), &[1.0]);
    }),
    ("what was received is nearly white", "can't be seen: `Ontvangsten", |d| {
        in_colour(d, &headline(d, "Ontvangsten"), &[0.9]);
    }),
    ("what was received is yellow", "can't be seen: `Ontvangsten", |d| {
        in_colour(d, &headline(d, "Ontvangsten"), &[1.0, 1.0, 0.0]);
    }),
    ("what was found is white", "can't be seen: `Controle klopt", |d| {
        in_colour(d, &headline(d, "Controle klopt"), &[1.0]);
    }),
    ("the mark of a part is white", "can't be seen: `in the margin", |d| in_colour(d, &mark(d), &[1.0])),
    ("the mark of a part is as grey as its ground", "can't be seen: `in the margin", |d| {
        in_colour(d, &mark(d), &[0.8]);
    }),
    ("a colour is no colour", "a colour that is none", |d| in_colour(d, &headline(d, "Saldo"), &[1.5])),
    ("the mark of a part stands beside the page", "outside of the page: `in the margin", |d| {
        moved(d, &mark(d), [600.0, 0.0]);
    }),
    ("a figure stands above the page", "outside of the page: `Ontvangsten", |d| {
        moved(d, &headline(d, "Ontvangsten"), [0.0, 900.0]);
    }),
    ("a figure stands beside the page", "outside of the page: `Ontvangsten", |d| {
        moved(d, &headline(d, "Ontvangsten"), [-700.0, 0.0]);
    }),
    ("a figure is cut off by the edge", "outside of the page: `Saldo", |d| {
        moved(d, &headline(d, "Saldo"), [-320.0, 0.0]);
    }),
    ("a line stands below the page", "outside of the page", |d| whole_line(d, [0.0, -900.0])),
    ("a figure is a point high", "or of a size, that can't be read", |d| sized(d, &headline(d, "Ontvangsten"), 1.0)),
    ("a figure is as high as nothing", "or of a size, that can't be read", |d| {
        sized(d, &headline(d, "Ontvangsten"), 0.0);
    }),
    ("a figure stands on its head", "or of a size, that can't be read", |d| {
        sized(d, &headline(d, "Ontvangsten"), -17.0);
    }),
    ("a figure is as large as the page", "or of a size, that can't be read", |d| {
        sized(d, &headline(d, "Ontvangsten"), 90.0);
    }),
    ("a black box lies behind a figure", "can't be seen: `Ontvangsten", |d| {
        behind(d, &headline(d, "Ontvangsten"), &[("g", &[0.0])]);
    }),
    ("a grey box lies behind a label", "can't be seen: `Ontvangsten", |d| {
        behind(d, &headline(d, "Ontvangsten"), &[("g", &[0.45])]);
    }),
    ("a thick rule lies behind a figure", "drawn as no report does it (`w`)", |d| {
        ruled(d, &headline(d, "Ontvangsten"), 30.0);
    }),
    ("a figure is crossed out", "is crossed out: `Ontvangsten", |d| ruled(d, &headline(d, "Ontvangsten"), 0.9)),
    ("all texts are moved off the page", "drawn as no report does it (`cm`)", |d| {
        first(d, &[("cm", &[1.0, 0.0, 0.0, 1.0, 900.0, 0.0])]);
    }),
    ("all texts are too small", "amid something else", |d| {
        first(d, &[("q", &[]), ("cm", &[0.01, 0.0, 0.0, 0.01, 0.0, 0.0])]);
    }),
    ("a part of the page is cut out", "does something that no report does there (`W`)", |d| {
        first(d, &[("re", &[0.0, 0.0, 9.0, 9.0]), ("W", &[]), ("n", &[])]);
    }),
    ("the code covers the page", "larger, smaller or narrower", |d| code(d, 90.0, 45.0)),
    ("the code is white", "can't be seen", |d| first_grey_of_code(d)),
    ("two figures of a line stand in each other's columns", "does not stand in its column", |d| exchanged_in_line(d)),
    ("a figure stands in the next column", "does not stand in its column", next_column),
    ("two headlines have each other's figures", "is scattered over the page", exchanged_headlines),
    ("two lines have each other's figures", "does not stand on the line of", exchanged_between_lines),
    ("two labels stand over each other's columns", "does not stand in its column", exchanged_labels),
    ("two lines stand in each other's places", "stands neither under", exchanged_lines),
    ("a text lies over another", "lies over", |d| moved(d, &headline(d, "Ontvangsten"), [0.0, 14.0])),
];

/// A run of the first page that begins so.
fn headline(document: &Document, beginning: &str) -> Cell {
    let page = pages(document)[0];
    let found = marked(document, page).into_iter().find(|run| run.tag == "P" && run.text.starts_with(beginning));
    found.unwrap_or_else(|| panic!("nothing begins with {beginning}"))
}

/// The margin that says why a report is a part.
fn mark(document: &Document) -> Cell {
    let page = pages(document)[0];
    let found =
        marked(document, page).into_iter().find(|run| run.tag == "Artifact" && run.text.contains("GEDEELTELIJK"));
    found.expect("a mark")
}

/// The lines of a table with a figure in their last cell, on the first page that has any.
fn lines(document: &Document) -> Vec<Vec<Cell>> {
    let mut lines = rows(document, "Line");
    lines.retain(|line| line.len() > 2 && line[line.len() - 1].text.contains(','));
    let page = lines[0][0].page;
    lines.retain(|line| line[0].page == page);
    assert!(lines.len() > 1, "there are too few lines");
    lines
}

fn op(operator: &str, operands: &[f32]) -> Operation {
    Operation::new(operator, operands.iter().map(|operand| Object::Real(*operand)).collect())
}

/// Draws something else in the place of a page's content.
fn redraw(document: &mut Document, page: lopdf::ObjectId, operations: Vec<Operation>) {
    let content = document.get_dictionary(page).and_then(|page| page.get(b"Contents")?.as_reference()).expect("one");
    let stream = document.get_object_mut(content).and_then(Object::as_stream_mut).expect("a stream");
    stream.set_plain_content(Content { operations }.encode().expect("a content"));
    stream.compress().expect("a compressed stream");
}

/// Changes operations of a run, and adds others behind it.
fn in_run(document: &mut Document, run: &Cell, change: impl Fn(&mut Operation), behind: Vec<Operation>) {
    let mut operations = operations(document, run.page);
    operations[run.operations.clone()].iter_mut().for_each(change);
    let end = *run.operations.end();
    operations.splice(end..end, behind);
    redraw(document, run.page, operations);
}

fn in_colour(document: &mut Document, run: &Cell, parts: &[f32]) {
    let operator = if parts.len() == 1 { "g" } else { "rg" };
    let mut all = operations(document, run.page);
    let before = all[..*run.operations.start()]
        .iter()
        .rev()
        .find(|operation| ["g", "rg"].contains(&operation.operator.as_str()));
    let last =
        all[run.operations.clone()].iter().rev().find(|operation| ["g", "rg"].contains(&operation.operator.as_str()));
    let after = last.or(before).expect("a colour").clone();
    for operation in &mut all[run.operations.clone()] {
        if ["g", "rg"].contains(&operation.operator.as_str()) {
            *operation = op(operator, parts);
        }
    }
    all.insert(*run.operations.end(), after);
    all.insert(run.operations.start() + 1, op(operator, parts));
    redraw(document, run.page, all);
}

/// Moves what a run shows last.
fn moved(document: &mut Document, run: &Cell, by: [f32; 2]) {
    move_all(document, vec![(run.clone(), by)], false);
}

/// Moves runs of one page, or what each shows last; all else stays where it is.
fn move_all(document: &mut Document, mut runs: Vec<(Cell, [f32; 2])>, is_whole: bool) {
    let page = runs[0].0.page;
    let mut all = operations(document, page);
    runs.sort_by_key(|(run, _)| std::cmp::Reverse(*run.operations.start()));
    for (run, [x, y]) in runs {
        let last = last_text(&all, &run.operations);
        let first = run.operations.clone().find(|at| all[*at].operator == "Tj").expect("a text");
        all.insert(last + 1, op("Td", &[-x, -y]));
        all.insert(if is_whole { first } else { last }, op("Td", &[x, y]));
    }
    redraw(document, page, all);
}

fn last_text(all: &[Operation], run: &RangeInclusive<usize>) -> usize {
    run.clone().rev().find(|at| all[*at].operator == "Tj").expect("a text")
}

/// Where what a run shows last begins.
fn place(document: &Document, run: &Cell) -> [f32; 2] {
    let all = operations(document, run.page);
    let mut at = [0.0, 0.0];
    for operation in &all[..last_text(&all, &run.operations)] {
        if operation.operator == "Td" {
            at[0] += operation.operands[0].as_float().expect("a number");
            at[1] += operation.operands[1].as_float().expect("a number");
        }
    }
    at
}

fn exchange(document: &mut Document, one: &Cell, other: &Cell) {
    let (a, b) = (place(document, one), place(document, other));
    let by = [b[0] - a[0], b[1] - a[1]];
    move_all(document, vec![(one.clone(), by), (other.clone(), by.map(|by| -by))], false);
}

fn sized(document: &mut Document, run: &Cell, size: f32) {
    let mut last = None;
    for operation in &operations(document, run.page)[run.operations.clone()] {
        if operation.operator == "Tf" {
            last = Some(operation.clone());
        }
    }
    let change = |operation: &mut Operation| {
        if operation.operator == "Tf" {
            operation.operands[1] = Object::Real(size);
        }
    };
    in_run(document, run, change, vec![last.expect("a font")]);
}

/// Draws before all texts.
fn first(document: &mut Document, drawn: &[(&str, &[f32])]) {
    let page = pages(document)[0];
    let mut all = operations(document, page);
    let texts = all.iter().position(|operation| operation.operator == "BT").expect("texts");
    let drawn = drawn.iter().map(|(operator, operands)| op(operator, operands));
    let artifact = Operation::new("BMC", vec!["Artifact".into()]);
    all.splice(texts..texts, std::iter::once(artifact).chain(drawn).chain([op("EMC", &[])]));
    redraw(document, page, all);
}

/// Draws a box behind what a run shows last.
fn behind(document: &mut Document, run: &Cell, colour: &[(&str, &[f32])]) {
    let [x, y] = place(document, run);
    let area = [x - 4.0, y - 4.0, 60.0, 22.0];
    first(document, &[colour, &[("re", &area), ("f", &[])]].concat());
}

fn ruled(document: &mut Document, run: &Cell, thickness: f32) {
    let [x, y] = place(document, run);
    let (start, end) = ([x - 4.0, y + 5.0], [x + 60.0, y + 5.0]);
    first(document, &[("G", &[0.0]), ("w", &[thickness]), ("m", &start), ("l", &end), ("S", &[])]);
}

/// Draws the code in other sizes.
fn code(document: &mut Document, width: f32, height: f32) {
    let page = pages(document)[0];
    let mut all = operations(document, page);
    let place = all.iter_mut().find(|operation| operation.operator == "cm").expect("a code");
    place.operands[0] = Object::Real(width);
    place.operands[3] = Object::Real(height);
    redraw(document, page, all);
}

fn first_grey_of_code(document: &mut Document) {
    let page = pages(document)[0];
    let mut all = operations(document, page);
    let place = all.iter().position(|operation| operation.operator == "cm").expect("a code");
    assert_eq!(all[place - 1].operator, "g");
    all[place - 1] = op("g", &[1.0]);
    redraw(document, page, all);
}

fn whole_line(document: &mut Document, by: [f32; 2]) {
    let line = lines(document).remove(0);
    move_all(document, line.into_iter().filter(|cell| !cell.text.is_empty()).map(|cell| (cell, by)).collect(), true);
}

/// The last two cells of a line.
fn exchanged_in_line(document: &mut Document) {
    let line = lines(document).remove(0);
    let [one, other] = &line[line.len() - 2..] else { panic!("two figures") };
    exchange(document, one, other);
}

/// An amount, one column to the left of its own, where nothing stands.
fn next_column(document: &mut Document) {
    let line = lines(document).remove(0);
    moved(document, &line[line.len() - 1], [-18.0, 0.0]);
}

fn exchanged_headlines(document: &mut Document) {
    let (one, other) = (headline(document, "Ontvangsten"), headline(document, "Uitgaven"));
    exchange(document, &one, &other);
}

fn exchanged_between_lines(document: &mut Document) {
    let lines = lines(document);
    let last = |line: &Vec<Cell>| line[line.len() - 1].clone();
    let other = lines[1..].iter().map(last).find(|other| other.text != last(&lines[0]).text).expect("another amount");
    let down = [0.0, place(document, &other)[1] - place(document, &last(&lines[0]))[1]];
    move_all(document, vec![(last(&lines[0]), down), (other, down.map(|by| -by))], false);
}

fn exchanged_labels(document: &mut Document) {
    let page = pages(document)[0];
    let header = rows(document, "Header").into_iter().find(|header| header[0].page == page).expect("a header");
    let [one, other] = &header[header.len() - 2..] else { panic!("two labels") };
    exchange(document, one, other);
}

fn exchanged_lines(document: &mut Document) {
    let lines = lines(document);
    let by = place(document, &lines[1][0])[1] - place(document, &lines[0][0])[1];
    let all = lines[0]
        .iter()
        .map(|cell| (cell.clone(), [0.0, by]))
        .chain(lines[1].iter().map(|cell| (cell.clone(), [0.0, -by])));
    move_all(document, all.filter(|(cell, _)| !cell.text.is_empty()).collect(), true);
}

/// The file as its forger leaves it: its manifest has the hash of what is drawn, and its pages the code of its bytes.
fn finished(mut document: Document) -> Vec<u8> {
    let mut drawn = Sha256::new();
    for page in pages(&document) {
        let content =
            document.get_dictionary(page).and_then(|page| page.get(b"Contents")?.as_reference()).expect("one");
        let content = document.get_object(content).and_then(Object::as_stream).and_then(Stream::get_plain_content);
        drawn.update(content.expect("a content"));
    }
    let manifest = String::from_utf8(attached(&document, "manifest.json")).expect("a text");
    let start = manifest.find("\"drawing_sha256\": \"").expect("a hash") + "\"drawing_sha256\": \"".len();
    let hash: String = drawn.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let manifest = format!("{}{hash}{}", &manifest[..start], &manifest[start + hash.len()..]);
    set_attached(&mut document, "manifest.json", manifest.into_bytes());
    sealed(&document)
}

/// A report of a part of a month, in a folder of its own.
fn report(folder: &Path) -> PathBuf {
    let month = "report financieel-overzicht-be --input sample_data/zonnedorp --institution I355 --period 2026-07 \
        --daybook-type K,B --now 2026-11-24T08:00:00+01:00 --format pdf --config sample_data/kasverslag.toml --out";
    let month = args(&month.split_whitespace().chain([folder.to_str().unwrap()]).collect::<Vec<_>>());
    let done = run(Path::new(env!("CARGO_MANIFEST_DIR")), &month, &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    folder.join(files(folder).into_keys().next().expect("a report"))
}

/// Whoever looks at a page sees what it says to programs: all of its texts, in their places.
#[test]
fn pages_that_are_drawn_otherwise_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let good = Document::load(report(folder.path())).expect("a good report");
    let file = folder.path().join("forged.pdf");
    let verify = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let done = run(Path::new("/"), &args(&["verify", &file.display().to_string()]), &[]);
        (done.status, done.stderr)
    };
    let redrawn = |plant: &dyn Fn(&mut Document)| {
        let mut document = good.clone();
        plant(&mut document);
        document
    };
    let unchanged = redrawn(&|document| {
        for page in pages(document) {
            let operations = operations(document, page);
            redraw(document, page, operations);
        }
    });
    assert_eq!(verify(&finished(unchanged)), (0, String::new()), "the forger draws pages as reports have them");
    let mut missed = Vec::new();
    for (name, says, plant) in FORGED {
        let (status, told) = verify(&finished(redrawn(&plant)));
        if status != 1 || !told.contains(says) {
            missed.push(format!("{name}: status {status}, no `{says}` in:\n{told}"));
        }
        // Whoever leaves the manifest as it was is found by that alone.
        let (status, told) = verify(&sealed(&redrawn(&plant)));
        if status != 1 || !(told.contains("drawn in another way") || told.contains("can't be read")) {
            missed.push(format!("{name}, with the manifest as it was: status {status}\n{told}"));
        }
    }
    assert!(missed.is_empty(), "{} are missed:\n{}", missed.len(), missed.join("\n"));
}

/// A column that a table should have and that is on no page is missed, whoever left it out.
#[test]
fn a_table_without_one_of_its_columns_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let good = Document::load(report(folder.path())).expect("a good report");
    let manifest = String::from_utf8(attached(&good, "manifest.json")).expect("a text");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("a manifest");
    let tables = manifest["tables"].as_array().expect("tables");
    assert!(tables.len() > 3, "{tables:?}");
    for (at, table) in tables.iter().enumerate() {
        let (mut lacking, title) = (manifest.clone(), table["title"].as_str().expect("a heading"));
        let columns = lacking["tables"][at]["columns"].as_array_mut().expect("columns");
        columns.push("Juli".into());
        let mut document = good.clone();
        set_attached(&mut document, "manifest.json", serde_json::to_vec_pretty(&lacking).unwrap());
        let file = folder.path().join("lacking.pdf");
        fs::write(&file, sealed(&document)).unwrap();
        let done = run(Path::new("/"), &args(&["verify", &file.display().to_string()]), &[]);
        let says = if title.is_empty() { "a table of lines" } else { &format!("the table `{title}`") };
        assert_eq!(done.status, 1);
        assert!(done.stderr.contains(&format!("{says} has no column `Juli`")), "{title}: {}", done.stderr);
    }
}
