//! Each code of a message has an explanation; its wrong example gives that code, and its right one gives neither that nor
//! any error.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{args, files, run_as_typed};

/// What no text can show: a fault of the program.
const WITHOUT_EXAMPLE: [&str; 1] = ["KV900"];
/// Where nothing is to be mended.
const WITHOUT_RIGHT: [&str; 2] = ["KV799", "KV900"];

/// The blocks of code of a page: what stands behind the fence, and the text.
fn examples(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("```").skip(1).step_by(2);
    let parts = blocks.filter_map(|block| block.split_once('\n'));
    parts.map(|(kind, text)| (kind.to_owned(), text.to_owned())).collect()
}

/// What stands in front of the mended blocks of a page.
const RIGHT: &str = "\nRight:\n";

/// The wrong example of a page, and the right one: what it does not mend is as it was. Of each kind, which are data,
/// configuration and what is typed, it mends all or nothing.
fn wrong_and_right(page: &str) -> [Vec<(String, String)>; 2] {
    let (wrong, right) = page.split_once(RIGHT).unwrap_or((page, ""));
    let (wrong, mended) = (examples(wrong), examples(right));
    let kind = |block: &(String, String)| match block.0.split(' ').next().unwrap_or_default() {
        "toml" => 1,
        "sh" => 2,
        _ => 0,
    };
    let is_kept = |block: &&(String, String)| mended.iter().all(|other| kind(other) != kind(block));
    let mut right: Vec<(String, String)> = wrong.iter().filter(is_kept).chain(&mended).cloned().collect();
    // Files are there before anything is typed.
    right.sort_by_key(kind);
    [wrong, right]
}

/// The codes that an example gives, and whether any is an error.
fn given(blocks: &[(String, String)]) -> (Vec<String>, bool) {
    let place = tempfile::tempdir().expect("a folder");
    let (mut inputs, mut config, mut typed) = (Vec::new(), None, None);
    let mut sheets = Vec::new();
    for (index, (kind, text)) in blocks.iter().cloned().enumerate() {
        let (name, bytes) = match kind.as_str() {
            "csv" => (format!("export{index}.csv"), text.into_bytes()),
            "csv latin-1" => (format!("export{index}.csv"), in_latin_1(&text)),
            "csv cr" => (format!("export{index}.csv"), text.replace('\n', "\r").into_bytes()),
            "csv cut" => (format!("export{index}.csv"), text.trim_end().as_bytes().to_vec()),
            "csv columns" => {
                (format!("export{index}.csv"), (text.trim_end().to_owned() + &";x".repeat(2000)).into_bytes())
            }
            "csv control" => (format!("export{index}.csv"), text.replace('¤', "\u{1}").into_bytes()),
            "text" => (format!("notes{index}.txt"), text.into_bytes()),
            named if named.starts_with("csv ") && named.ends_with(".csv") => {
                (named.trim_start_matches("csv ").to_owned(), text.into_bytes())
            }
            "gz" => (format!("export{index}.csv.gz"), [b"\x1f\x8b\x08", text.as_bytes()].concat()),
            "parquet" => (format!("export{index}.parquet"), text.into_bytes()),
            "toml" => {
                config = Some("kasverslag.toml".to_owned());
                ("kasverslag.toml".to_owned(), text.into_bytes())
            }
            "toml template" => {
                typed = Some("templates check verslag.toml".to_owned());
                ("verslag.toml".to_owned(), text.into_bytes())
            }
            "xlsx" => {
                sheets.push(text);
                continue;
            }
            "sh" if text.lines().count() > 1 || !inputs.is_empty() && text.contains(" run ") => {
                return given_by_script(place.path(), &text);
            }
            "sh" => {
                typed = Some(text.trim().trim_start_matches("kasverslag ").to_owned());
                continue;
            }
            other => panic!("what is `{other}`?"),
        };
        if name != "kasverslag.toml" {
            inputs.push(name.clone());
        }
        let path = place.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    if !sheets.is_empty() {
        fs::write(place.path().join("export.xlsx"), workbook(&sheets)).expect("written");
        inputs.push("export.xlsx".to_owned());
    }
    let mut parts = match (&typed, inputs.is_empty()) {
        (Some(typed), _) => typed.split(' ').map(str::to_owned).collect(),
        (None, true) => args(&["config", "check"]),
        // A folder has files that are no exports too.
        (None, false) if inputs.iter().any(|name| name.ends_with(".txt")) => args(&["check", "."]),
        (None, false) => [vec!["check".to_owned()], inputs].concat(),
    };
    if let Some(config) = config {
        parts.extend(["--config".to_owned(), config]);
    }
    parts.extend(args(&["--message-format", "json"]));
    let done = run_as_typed(place.path(), &parts, &[]);
    let objects = done.stderr.lines().map(|line| {
        serde_json::from_str::<BTreeMap<String, serde_json::Value>>(line).unwrap_or_else(|_| panic!("{}", done.stderr))
    });
    let told: Vec<BTreeMap<String, serde_json::Value>> = objects.collect();
    for object in &told {
        // A place that is a path is told as a file too, for programs.
        let (place, file) = (object["place"].as_str().unwrap_or_default(), object["file"].as_str());
        let is_told = file.is_some_and(|file| place.starts_with(file));
        assert!(!place.contains(['.', '/']) || is_told, "{object:?}");
    }
    let codes = told.iter().map(|object| object["code"].as_str().expect("a code").to_owned()).collect();
    (codes, told.iter().any(|object| object["severity"] == "error"))
}

/// The codes that lines of a shell give, in which `kasverslag` is the program under test.
fn given_by_script(folder: &Path, lines: &str) -> (Vec<String>, bool) {
    let program = Path::new(env!("CARGO_BIN_EXE_kasverslag")).parent().expect("a folder");
    let script = std::process::Command::new("/bin/sh")
        .args(["-c", lines])
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", program.display()))
        .env("KASVERSLAG_LOG", "off")
        .output()
        .expect("a shell");
    let told = String::from_utf8(script.stderr).expect("UTF-8");
    let codes = told.split('[').skip(1).filter_map(|part| Some(part.split_once(']')?.0.to_owned())).collect();
    (codes, told.contains("error["))
}

/// A workbook of sheets whose lines are rows of cells between semicolons; what begins with `#` is an error of the
/// spreadsheet.
fn workbook(sheets: &[String]) -> Vec<u8> {
    use std::io::Write;
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, text: String| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    };
    let (mut types, mut names, mut links) = (String::new(), String::new(), String::new());
    for (index, sheet) in sheets.iter().enumerate() {
        let number = index + 1;
        types += &format!(
            "<Override PartName='/xl/worksheets/sheet{number}.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'/>"
        );
        names += &format!("<sheet name='Blad{number}' sheetId='{number}' r:id='rId{number}'/>");
        links += &format!(
            "<Relationship Id='rId{number}' Type='{OFFICE}/worksheet' Target='worksheets/sheet{number}.xml'/>"
        );
        let cell = |text: &str| match text.starts_with('#') {
            true => format!("<c t='e'><v>{text}</v></c>"),
            false => format!("<c t='inlineStr'><is><t>{text}</t></is></c>"),
        };
        let row = |line: &str| format!("<row>{}</row>", line.split(';').map(cell).collect::<String>());
        let rows: String = sheet.lines().map(row).collect();
        let text = format!("<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>");
        part(&format!("xl/worksheets/sheet{number}.xml"), text);
    }
    part(
        "[Content_Types].xml",
        format!(
            "<Types xmlns='{PACKAGE}/content-types'><Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Override PartName='/xl/workbook.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/>{types}</Types>"
        ),
    );
    part(
        "_rels/.rels",
        format!(
            "<Relationships xmlns='{PACKAGE}/relationships'><Relationship Id='rId1' Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        format!("<Relationships xmlns='{PACKAGE}/relationships'>{links}</Relationships>"),
    );
    part("xl/workbook.xml", format!("<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets>{names}</sheets></workbook>"));
    zip.finish().expect("a workbook").into_inner()
}

/// A text whose characters are bytes.
fn in_latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a byte")).collect()
}

#[test]
fn every_wrong_example_gives_its_code_and_no_right_one_does() {
    let pages = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/messages"));
    assert!(pages.len() > 80);
    let mut faults = Vec::new();
    for (name, bytes) in pages.into_iter().filter(|(name, _)| name.ends_with(".en.md")) {
        let code = name.trim_end_matches(".en.md").to_owned();
        let page = String::from_utf8(bytes).expect("UTF-8");
        let [wrong, right] = wrong_and_right(&page);
        if wrong.is_empty() != WITHOUT_EXAMPLE.contains(&code.as_str()) {
            faults.push(format!("{code}: an example is missing, or is there now"));
        } else if !wrong.is_empty() {
            let (codes, _) = given(&wrong);
            if !codes.contains(&code) {
                faults.push(format!("{code}: its wrong example gives {codes:?}"));
            }
        }
        if page.contains(RIGHT) == WITHOUT_RIGHT.contains(&code.as_str()) {
            faults.push(format!("{code}: a right example is missing, or is there now"));
        } else if page.contains(RIGHT) {
            let (codes, is_error) = given(&right);
            if codes.contains(&code) || is_error {
                faults.push(format!("{code}: its right example gives {codes:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_code_is_explained_in_english_and_dutch() {
    let place = tempfile::tempdir().expect("a folder");
    let ask = |parts: &[&str]| run_as_typed(place.path(), &args(parts), &[]);
    let english = ask(&["explain", "kv312"]);
    assert!(english.stdout.starts_with("# KV312: The amount is not written"), "{}", english.stdout);
    assert!(ask(&["explain", "KV312", "--lang", "nl"]).stdout.contains("Wie het kan herstellen"));
    assert!(ask(&["explain", "KV312", "--messages", "nl"]).stdout.contains("Wie het kan herstellen"));
    assert_eq!(ask(&["explain", "KV312", "--messages", "nl", "--lang", "en"]).stdout, english.stdout);
    for other in ["fr", "de", "en"] {
        let told = ask(&["explain", "KV312", "--messages", other]);
        assert_eq!((told.stdout.as_str(), told.stderr.as_str()), (english.stdout.as_str(), ""), "{other}");
    }
    assert!(ask(&["explain"]).stdout.lines().count() > 40);
    assert_eq!(ask(&["explain", "KV999"]).status, 2);
}

#[test]
fn messages_are_for_programs_in_colour_or_few() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ask = |parts: &[&str], variables: &[(&str, &str)]| run_as_typed(root, &args(parts), variables);
    let broken = ["check", "sample_data/gebroken/bedrag_punt.csv", "--no-config"];
    let with = |more: &[&str], variables: &[(&str, &str)]| ask(&[&broken[..], more].concat(), variables).stderr;
    let plain = with(&[], &[]);
    assert!(plain.starts_with("error[KV312]: the amount"), "{plain}");
    let object: serde_json::Value = serde_json::from_str(&with(&["--message-format", "json"], &[])).expect("JSON");
    for (key, value) in [
        ("form", "kasverslag-message/1"),
        ("severity", "error"),
        ("code", "KV312"),
        ("file", "sample_data/gebroken/bedrag_punt.csv"),
        ("column", "Bedrag afgehandeld"),
        ("value", "12.34"),
    ] {
        assert_eq!(object[key], value, "{object}");
    }
    assert_eq!((&object["line"], &object["status"]), (&4.into(), &1.into()));
    let coloured = with(&["--color", "always"], &[("NO_COLOR", "1")]);
    assert!(coloured.starts_with("\u{1b}[1;31merror[KV312]\u{1b}[0m: the amount"), "{coloured}");
    assert_eq!(with(&[], &[("CLICOLOR_FORCE", "1")]), coloured);
    assert_eq!(with(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), plain);
    assert_eq!(with(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]), plain);
    // Notices are nothing wrong.
    let odd = ["check", "sample_data/ongewoon/vorm/extra_kolommen.csv", "--no-config"];
    assert!(ask(&odd, &[]).stderr.starts_with("notice[KV"));
    assert_eq!(ask(&[&odd[..], &["--quiet"]].concat(), &[]).stderr, "");
}
