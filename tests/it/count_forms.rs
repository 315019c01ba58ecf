//! Count forms from outside: printed blind, filled in, read back; what is wrong is told by its cell.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use crate::archival::{broken_rules, verapdf};
use crate::pages_as_text::pages_as_text;
use crate::program::{Run, args, run, run_as_typed};

/// Prints the forms of a library with two drawers.
pub(crate) fn forms(place: &Path, more: &[&str]) -> Run {
    fs::write(
        place.join("kasverslag.toml"),
        "[[library]]\ninstitution = \"I355\"\n\n[[library.channel]]\nname = \"balie\"\n\
        kind = \"kas\"\ndaybooks = [\"K001\", \"K002\", \"B009\"]\n",
    )
    .expect("a configuration");
    let fixed = ["telblad", "--config", "kasverslag.toml", "--now", "2026-10-05T08:00:00+02:00"];
    run_as_typed(place, &args(&[&fixed[..], more].concat()), &[])
}

/// A cell that is filled in: a number, or a text.
pub(crate) enum Written<'t> {
    Number(&'t str),
    Text(&'t str),
    /// Without what it makes, as scripts write it.
    Formula(&'t str),
}

use Written::{Formula, Number, Text};

/// Writes into cells of a form as a spreadsheet does.
pub(crate) fn fill_in(form: &Path, to: &Path, cells: &[(&str, Written<'_>)]) {
    let mut archive = zip::ZipArchive::new(Cursor::new(fs::read(form).expect("a form"))).expect("a workbook");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("XML");
        if name.ends_with("sheet1.xml") {
            for (cell, written) in cells {
                let filled = match written {
                    Number(number) => format!("><v>{number}</v></c>"),
                    Formula(formula) => format!("><f>{formula}</f></c>"),
                    Text(words) => format!(" t=\"inlineStr\"><is><t>{words}</t></is></c>"),
                };
                put(&mut text, cell, &filled);
            }
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("written");
    }
    fs::write(to, writer.finish().expect("a workbook").into_inner()).expect("a file");
}

/// Puts a cell into the XML of a sheet: in the place of what is there, or as the last of its row. It begins behind its
/// attributes.
fn put(xml: &mut String, cell: &str, filled: &str) {
    if let Some(start) = xml.find(&format!("<c r=\"{cell}\"")) {
        let tag = start + xml[start..].find('>').expect("a tag");
        let attributes = if xml[..tag].ends_with('/') { tag - 1 } else { tag };
        let end = if attributes < tag { tag + 1 } else { tag + xml[tag..].find("</c>").expect("an end") + 4 };
        let style =
            xml[start..attributes].replace(" t=\"inlineStr\"", "").replace(" t=\"s\"", "").replace(" t=\"str\"", "");
        xml.replace_range(start..end, &format!("{style}{filled}"));
    } else {
        let number = cell.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let row = xml.find(&format!("<row r=\"{number}\"")).unwrap_or_else(|| panic!("{cell}"));
        let end = row + xml[row..].find("</row>").expect("an end");
        xml.insert_str(end, &format!("<c r=\"{cell}\"{filled}"));
    }
}

fn check(place: &Path, path: &str) -> Run {
    run(place, &args(&["check", path]), &[])
}

#[test]
fn a_form_is_blind_and_has_a_page_and_a_workbook_for_each_drawer() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    let done = forms(place, &["--out", "out"]);
    assert_eq!((done.status, &*done.stderr), (0, ""));
    let wanted = ["telblad_I355.pdf", "telblad_I355_K001.xlsx", "telblad_I355_K002.xlsx"];
    assert_eq!(done.stdout.lines().collect::<Vec<_>>(), wanted.map(|name| format!("out/{name}")));
    let text = pages_as_text(&place.join("out/telblad_I355.pdf"));
    for word in ["Telblad K001", "Telblad K002", "500,00", "0,01", "Kasafdracht", "wisselgeldfout"] {
        assert!(text.contains(word), "{word} is not on the form:\n{text}");
    }
    assert!(!text.contains("Verwacht") && !text.contains("B009"), "{text}");
    let again = forms(place, &["--out", "again"]);
    assert_eq!(again.status, 0);
    for name in wanted {
        let bytes = |folder: &str| fs::read(place.join(folder).join(name)).expect("a form");
        assert!(bytes("out") == bytes("again"), "{name} is not the same twice");
    }
}

#[test]
fn a_form_on_paper_is_archival_and_accessible() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    assert_eq!(forms(place, &["--day", "2026-10-05", "--till", "K001"]).status, 0);
    let pdf = place.join("telblad_I355_2026-10-05_K001.pdf");
    assert!(fs::read(&pdf).expect("a form").len() < 60 * 1024);
    let Some(verapdf) = verapdf() else { return };
    assert_eq!(broken_rules(&verapdf, &["3a", "ua1"], &[&pdf]), []);
}

#[test]
fn a_form_that_is_filled_in_is_a_count() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    assert_eq!(forms(place, &["--day", "2026-10-05"]).status, 0);
    let form = place.join("telblad_I355_2026-10-05_K001.xlsx");
    let empty = check(place, "telblad_I355_2026-10-05_K001.xlsx");
    assert_eq!(empty.status, 1);
    assert!(empty.stderr.contains("no sheet of the workbook is a count form that is filled in"), "{}", empty.stderr);
    // Two of 50,00, one of which is carried to the bank, and three of 0,05.
    let cells = [
        ("B6", Text("18:05")),
        ("B12", Number("2")),
        ("D12", Number("1")),
        ("B21", Number("3")),
        ("C26", Number("50.15")),
        ("B29", Text("kassaverantwoordelijke")),
    ];
    fill_in(&form, &place.join("geteld.xlsx"), &cells);
    let done = check(place, "geteld.xlsx");
    assert_eq!((done.status, &*done.stderr), (0, ""));
    // Under another name and as a time and a day of a spreadsheet it is the same.
    let cells = [("B6", Number("0.75347222")), ("B12", Number("2")), ("B21", Text("3")), ("B29", Text("controleur"))];
    fill_in(&form, &place.join("telling.xlsx"), &cells);
    let done = check(place, "telling.xlsx");
    assert_eq!((done.status, &*done.stderr), (0, ""));
}

#[test]
fn what_is_wrong_with_a_form_is_told_by_its_cell() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    assert_eq!(forms(place, &["--day", "2026-10-05"]).status, 0);
    let form = place.join("telblad_I355_2026-10-05_K001.xlsx");
    let time = || ("B6", Text("18:05"));
    let wrong: [(&str, Vec<(&str, Written<'_>)>, &str); 16] = [
        ("B29", vec![time(), ("B12", Number("2"))], "it is not said who counted"),
        ("B6", vec![("B12", Number("2"))], "the time of the count is expected here"),
        ("B12", vec![time(), ("B12", Number("2.5"))], "a whole number of pieces is expected here: `2.5`"),
        ("B12", vec![time(), ("B12", Number("-2"))], "a whole number of pieces is expected here: `-2`"),
        ("B12", vec![time(), ("B12", Text("twee"))], "a whole number of pieces is expected here: `twee`"),
        ("C26", vec![time(), ("B12", Number("2")), ("C26", Number("-1"))], "an amount of cash is below zero: `-1`"),
        ("C26", vec![time(), ("B12", Number("2")), ("C26", Number("1.005"))], "an amount in euro is expected here"),
        (
            "B29",
            vec![time(), ("B12", Number("2")), ("B29", Text("Jan Peeters"))],
            "a role is expected here, not a name",
        ),
        (
            "B31",
            vec![time(), ("B12", Number("2")), ("B31", Text("pech"))],
            "a reason for a difference that is not known",
        ),
        ("D12", vec![time(), ("B12", Number("2")), ("D12", Number("3"))], "more pieces are carried to the bank than"),
        ("C27", vec![time(), ("B12", Number("2")), ("C27", Number("120"))], "are not what was counted"),
        ("C26", vec![time(), ("B12", Number("2")), ("C26", Number("120"))], "are not what was counted"),
        ("D24", vec![time(), ("B12", Number("2")), ("C24", Number("30")), ("D24", Number("1"))], "no pieces"),
        ("B13", vec![time(), ("B12", Number("2")), ("B13", Formula("1+1"))], "a formula stands here"),
        ("C26", vec![time(), ("B12", Number("2")), ("C26", Formula("B12*50"))], "a formula stands here"),
        ("B2", vec![time(), ("B12", Number("2")), ("B2", Number("7"))], "something stands beside the form"),
    ];
    for (cell, cells, what) in wrong {
        fill_in(&form, &place.join("fout.xlsx"), &cells);
        let done = check(place, "fout.xlsx");
        let place = format!("fout.xlsx, sheet `Telblad K001`, cell {cell}");
        assert_eq!(done.status, 1, "{what}");
        assert!(done.stderr.contains(what) && done.stderr.contains(&place), "{what}, {place}:\n{}", done.stderr);
        assert!(!done.stderr.contains("Peeters"), "{}", done.stderr);
    }
    // A form of another library than those of the configuration.
    fill_in(
        &form,
        &place.join("fout.xlsx"),
        &[time(), ("B12", Number("2")), ("B29", Text("controleur")), ("B3", Text("Elders (I200)"))],
    );
    let done = run_as_typed(place, &args(&["check", "fout.xlsx", "--config", "kasverslag.toml"]), &[]);
    assert!(done.stderr.contains("of another library: I200") && done.stderr.contains("cell B3"), "{}", done.stderr);
    let nothing = [time()];
    fill_in(&form, &place.join("fout.xlsx"), &nothing);
    let done = check(place, "fout.xlsx");
    assert!(done.stderr.contains("nothing is counted"), "{}", done.stderr);
}

#[test]
fn what_is_asked_for_and_can_t_be_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    let done = forms(place, &["--till", "K009"]);
    assert!(done.status == 2 && done.stderr.contains("has no daybook K009"), "{}", done.stderr);
    let done = forms(place, &["--till", "B001,K001", "--day", "5/10"]);
    assert_eq!(done.status, 2);
    assert!(done.stderr.contains("--till: `B001`") && done.stderr.contains("--day: `5/10`"), "{}", done.stderr);
    let done = run_as_typed(place, &args(&["telblad", "--no-config", "--till", "K001"]), &[]);
    assert_eq!(done.status, 2);
    assert!(done.stderr.contains("which library"), "{}", done.stderr);
}

#[test]
fn a_form_in_which_somebody_wrote_is_never_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    let again = || forms(place, &["--day", "2026-10-05", "--format", "xlsx"]);
    assert_eq!((again().status, again().status), (0, 0));
    let form = place.join("telblad_I355_2026-10-05_K001.xlsx");
    let cells = [("B6", Text("18:05")), ("B12", Number("3")), ("B29", Text("controleur"))];
    fill_in(&form, &place.join("geteld.xlsx"), &cells);
    fs::rename(place.join("geteld.xlsx"), &form).expect("a form");
    let written = fs::read(&form).expect("a form");
    let done = again();
    assert!(done.status == 1 && done.stderr.contains("somebody wrote in a form"), "{}", done.stderr);
    assert_eq!(fs::read(&form).expect("a form"), written);
    // Pages of two drawers don't replace each other either.
    for till in ["K001", "K002"] {
        assert_eq!(forms(place, &["--till", till, "--format", "pdf"]).status, 0);
        assert!(place.join(format!("telblad_I355_{till}.pdf")).exists());
    }
}
