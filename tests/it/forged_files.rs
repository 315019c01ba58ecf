//! What was put into a report or bent in it without touching its texts, each by somebody who saves the file as another
//! program does, and by somebody careful, who lays it out as a report is and gives it the code of its bytes.

use std::fs;
use std::path::{Path, PathBuf};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::pdf_edit::{attachment, change_all, code_form, has_name, pages};
use crate::program::{args, files, run};
use crate::sealed::sealed;

/// A name, what `verify` must say of it, and how it is planted.
type Forged = (&'static str, &'static str, fn(&mut Document));

/// Those that `verify` was found to be silent about, and their like.
#[rustfmt::skip]
const FORGED: [Forged; 46] = [
    ("the code is drawn by glyphs that paint anything", "its `Resources` is not that of a report", code_in_own_font),
    ("a character map turns 5 into 9", "its fonts are not those", encoding_replaced),
    ("a second content paints a figure", "has not the contents of a report's page", second_content),
    ("the bold font draws its own glyphs", "its fonts are not those", bold_as_type_3),
    ("glyphs have no width", "its fonts are not those", widths_emptied),
    ("all pages are cropped", "its pages: something was added to it (`CropBox`)", |d| on_tree(d, "CropBox", numbers(&[0, 400, 595, 842]))),
    ("all pages are turned", "its pages: something was added to it (`Rotate`)", |d| on_tree(d, "Rotate", 180.into())),
    ("a page does not say that it is one", "does not say that it is one", page_without_type),
    ("a branch of pages does not say that it is one", "does not say that it is one", branch_without_type),
    ("a file is another by its other name", "is two files", second_file),
    ("an attachment is called otherwise", "is called `anders.exe`", file_renamed),
    ("a file belongs to it that is not in its list", "other files belong to it", associated_file_added),
    ("a file hangs deeper in its list", "its list of attachments: something was added", kid_of_names),
    ("a script runs when it is opened", "its catalog: something was added to it (`OpenAction`)", |d| on_catalog(d, "OpenAction", dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") }.into())),
    ("a page of the web is opened", "its catalog: something was added to it (`OpenAction`)", |d| on_catalog(d, "OpenAction", dictionary! { "S" => "URI", "URI" => Object::string_literal("https://example.org") }.into())),
    ("a script has a name", "its list of names: something was added", named_script),
    ("a form is drawn by a script", "its form fields: something was added to it (`XFA`)", |d| on_catalog(d, "AcroForm", dictionary! { "Fields" => Vec::<Object>::new(), "XFA" => Object::string_literal("<x/>") }.into())),
    ("cells are read aloud otherwise", "(`ActualText`)", |d| on_cells(d, "ActualText", Object::string_literal("999,99"))),
    ("the outline says otherwise", "its outline says `Ontvangen: 1`", outline_edited),
    ("the first page is drawn with fonts of its own", "it is drawn with other fonts and pictures than the first", own_resources),
    // The same, and more.
    ("a note lies over an amount", "something was put on page 1 that is no signature", annotation),
    ("layers can be hidden", "its catalog: something was added to it (`OCProperties`)", |d| on_catalog(d, "OCProperties", dictionary! { "OCGs" => Vec::<Object>::new(), "D" => Dictionary::new() }.into())),
    ("something happens when a page is opened", "something was added to it (`AA`)", |d| on_pages(d, "AA", Dictionary::new().into())),
    ("something happens when it is printed", "its catalog: something was added to it (`AA`)", |d| on_catalog(d, "AA", Dictionary::new().into())),
    ("an object belongs to nothing", "of its objects are no part of a report", |d| { d.add_object(Object::string_literal("a secret")); }),
    ("a stream belongs to nothing", "of its objects are no part of a report", |d| { d.add_object(Stream::new(Dictionary::new(), b"a secret".to_vec())); }),
    ("pages are measured in other units", "something was added to it (`UserUnit`)", |d| on_pages(d, "UserUnit", 2.into())),
    ("pages begin elsewhere", "no longer a page of A4", |d| on_pages(d, "MediaBox", vec![0.into(), 400.into(), Object::Real(595.28), Object::Real(841.89)].into())),
    ("pages are cropped one by one", "something was added to it (`CropBox`)", |d| on_pages(d, "CropBox", numbers(&[0, 400, 595, 842]))),
    ("pages show themselves one after the other", "something was added to it (`Trans`)", |d| on_pages(d, "Trans", Dictionary::new().into())),
    ("grey is another colour", "something was added to it (`ColorSpace`)", |d| on_resources(d, "ColorSpace", dictionary! { "DefaultGray" => "DeviceGray" }.into())),
    ("what is drawn can be transparent", "something was added to it (`ExtGState`)", |d| on_resources(d, "ExtGState", dictionary! { "GS" => dictionary! { "ca" => 0 } }.into())),
    ("a program keeps notes in a page", "something was added to it (`PieceInfo`)", |d| on_pages(d, "PieceInfo", Dictionary::new().into())),
    ("pages have other numbers", "its catalog: its `PageLabels` is not that of a report", |d| on_catalog(d, "PageLabels", dictionary! { "Nums" => vec![0.into(), dictionary! { "S" => "D", "St" => 7 }.into()] }.into())),
    ("it opens as a portfolio", "its catalog: something was added to it (`Collection`)", |d| on_catalog(d, "Collection", Dictionary::new().into())),
    ("it has another address", "its catalog: something was added to it (`URI`)", |d| on_catalog(d, "URI", dictionary! { "Base" => Object::string_literal("https://example.org") }.into())),
    ("it says another version", "its catalog: something was added to it (`Version`)", |d| on_catalog(d, "Version", Object::Name(b"2.0".to_vec()))),
    ("roles mean others", "its structure: something was added to it (`RoleMap`)", |d| on_structure(d, "RoleMap", dictionary! { "TD" => "Artifact" }.into())),
    ("classes say more of cells", "its structure: something was added to it (`ClassMap`)", |d| on_structure(d, "ClassMap", Dictionary::new().into())),
    ("cells stand for something else", "(`E`)", |d| on_cells(d, "E", Object::string_literal("999,99"))),
    ("cells are in another language", "(`T`)", |d| on_cells(d, "T", Object::string_literal("999,99"))),
    ("its facts say more", "its facts: something was added to it (`Keywords`)", |d| on_facts(d, "Keywords", Object::string_literal("goedgekeurd"))),
    ("its facts say that it was trapped", "its facts: something was added to it (`Trapped`)", |d| on_facts(d, "Trapped", "True".into())),
    ("its trailer leads elsewhere too", "its trailer: something was added to it (`Root2`)", |d| d.trailer.set("Root2", d.trailer.get(b"Root").expect("a catalog").clone())),
    ("the code is larger than it is shown", "its `BBox` is not that of a report", |d| code_form(d).dict.set("BBox", numbers(&[0, -90, 90, 90]))),
    ("the code is drawn in a group of its own", "the code on its pages: something was added to it (`Group`)", |d| code_form(d).dict.set("Group", dictionary! { "S" => "Transparency" })),
];

fn numbers(numbers: &[i64]) -> Object {
    numbers.iter().map(|number| Object::Integer(*number)).collect::<Vec<_>>().into()
}

fn on_catalog(document: &mut Document, key: &str, value: Object) {
    document.catalog_mut().expect("a catalog").set(key, value);
}

fn at(document: &Document, key: &[u8]) -> ObjectId {
    document.catalog().and_then(|catalog| catalog.get(key)?.as_reference()).expect("an object")
}

fn on_object(document: &mut Document, id: ObjectId, key: &str, value: Object) {
    document.get_dictionary_mut(id).expect("a dictionary").set(key, value);
}

fn on_tree(document: &mut Document, key: &str, value: Object) {
    let root = at(document, b"Pages");
    on_object(document, root, key, value);
}

fn on_structure(document: &mut Document, key: &str, value: Object) {
    let root = at(document, b"StructTreeRoot");
    on_object(document, root, key, value);
}

fn on_facts(document: &mut Document, key: &str, value: Object) {
    let facts = document.trailer.get(b"Info").and_then(Object::as_reference).expect("facts");
    on_object(document, facts, key, value);
}

fn on_pages(document: &mut Document, key: &str, value: Object) {
    for page in pages(document) {
        on_object(document, page, key, value.clone());
    }
}

fn on_resources(document: &mut Document, key: &str, value: Object) {
    let page = document.get_dictionary(pages(document)[0]).expect("a page");
    let resources = page.get(b"Resources").and_then(Object::as_reference).expect("resources");
    on_object(document, resources, key, value);
}

fn on_cells(document: &mut Document, key: &str, value: Object) {
    let changed = change_all(document, |part| has_name(part, "S", "TD"), |part| part.set(key, value.clone()));
    assert!(changed > 0);
}

/// The bold font of all pages.
fn bold(document: &Document) -> ObjectId {
    let is_bold =
        |font: &Dictionary| font.get(b"BaseFont").and_then(Object::as_name).is_ok_and(|name| name.ends_with(b"Bold"));
    let found = document
        .objects
        .iter()
        .find(|(_, object)| object.as_dict().is_ok_and(|font| has_name(font, "Subtype", "Type0") && is_bold(font)));
    *found.expect("a bold font").0
}

fn code_in_own_font(document: &mut Document) {
    let paints = document.add_object(Stream::new(Dictionary::new(), b"1000 0 d0 0 0 900 900 re f".to_vec()));
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type3", "FontBBox" => numbers(&[0, 0, 1000, 1000]), "FirstChar" => 0, "LastChar" => 0,
        "FontMatrix" => vec![Object::Real(0.001), 0.into(), 0.into(), Object::Real(0.001), 0.into(), 0.into()],
        "CharProcs" => dictionary! { "a" => paints }, "Widths" => numbers(&[1000]),
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => vec![0.into(), Object::Name(b"a".to_vec())] },
    });
    code_form(document).dict.set("Resources", dictionary! { "Font" => dictionary! { "FR" => font } });
}

fn encoding_replaced(document: &mut Document) {
    let map = Stream::new(dictionary! { "Type" => "CMap", "CMapName" => "Other" }, b"begincmap endcmap".to_vec());
    let (map, bold) = (document.add_object(map), bold(document));
    on_object(document, bold, "Encoding", map.into());
}

fn second_content(document: &mut Document) {
    let page = pages(document)[0];
    let paint = document.add_object(Stream::new(Dictionary::new(), b"BT /FB 9 Tf 400 300 Td <001C> Tj ET".to_vec()));
    let own = document.get_dictionary(page).and_then(|page| page.get(b"Contents")).expect("a content").clone();
    on_object(document, page, "Contents", vec![own, paint.into()].into());
}

fn bold_as_type_3(document: &mut Document) {
    let bold = bold(document);
    on_object(document, bold, "Subtype", "Type3".into());
}

fn widths_emptied(document: &mut Document) {
    let is_font = |font: &Dictionary| has_name(font, "Subtype", "CIDFontType2");
    let changed = change_all(document, is_font, |font| {
        font.set("W", Vec::<Object>::new());
        font.set("DW", 0);
    });
    assert!(changed > 0);
}

fn page_without_type(document: &mut Document) {
    let page = pages(document)[1];
    document.get_dictionary_mut(page).expect("a page").remove(b"Type");
}

fn branch_without_type(document: &mut Document) {
    let (page, root) = (pages(document)[1], at(document, b"Pages"));
    let copy = document.get_dictionary(page).expect("a page").clone();
    let copy = document.add_object(copy);
    let branch = document.add_object(dictionary! { "Kids" => vec![copy.into()], "Count" => 1, "Parent" => root });
    let kids = document.get_dictionary_mut(root).and_then(|root| root.get_mut(b"Kids")?.as_array_mut()).expect("kids");
    kids.push(branch.into());
}

fn other_file(document: &mut Document) -> ObjectId {
    let facts = dictionary! { "Type" => "EmbeddedFile", "Subtype" => "text/csv" };
    document.add_object(Stream::new(facts, b"Dagboek;Ontvangsten\nB001;999,99\n".to_vec()))
}

fn specification(document: &mut Document) -> ObjectId {
    let file = other_file(document);
    document.add_object(dictionary! {
        "Type" => "Filespec", "F" => Object::string_literal("anders.csv"), "UF" => Object::string_literal("anders.csv"),
        "AFRelationship" => "Data", "EF" => dictionary! { "F" => file, "UF" => file },
    })
}

fn second_file(document: &mut Document) {
    let (other, (own, _)) = (other_file(document), attachment(document, ".csv"));
    let files = document.get_dictionary_mut(own).and_then(|own| own.get_mut(b"EF")?.as_dict_mut()).expect("files");
    files.set("UF", other);
}

fn file_renamed(document: &mut Document) {
    let (own, _) = attachment(document, ".csv");
    on_object(document, own, "UF", Object::string_literal("anders.exe"));
}

fn associated_file_added(document: &mut Document) {
    let other = specification(document);
    let all = document.catalog_mut().and_then(|catalog| catalog.get_mut(b"AF")?.as_array_mut()).expect("files");
    all.push(other.into());
}

fn names(document: &mut Document) -> &mut Dictionary {
    document.catalog_mut().and_then(|catalog| catalog.get_mut(b"Names")?.as_dict_mut()).expect("names")
}

fn kid_of_names(document: &mut Document) {
    let other = specification(document);
    let name = Object::string_literal("anders.csv");
    let kid = document.add_object(dictionary! {
        "Limits" => vec![name.clone(), name.clone()], "Names" => vec![name, other.into()],
    });
    let tree = names(document).get_mut(b"EmbeddedFiles").and_then(Object::as_dict_mut).expect("a tree");
    tree.set("Kids", vec![kid.into()]);
}

fn named_script(document: &mut Document) {
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    let tree = dictionary! { "Names" => vec![Object::string_literal("a"), script.into()] };
    names(document).set("JavaScript", tree);
}

fn outline_edited(document: &mut Document) {
    let root = at(document, b"Outlines");
    let first = document.get_dictionary(root).and_then(|root| root.get(b"First")?.as_reference()).expect("an entry");
    on_object(document, first, "Title", Object::string_literal("Ontvangen: 1"));
}

fn own_resources(document: &mut Document) {
    let page = pages(document)[1];
    let resources =
        document.get_dictionary(page).and_then(|page| page.get(b"Resources")?.as_reference()).expect("fonts");
    let copy = document.get_dictionary(resources).expect("fonts").clone();
    let copy = document.add_object(copy);
    on_object(document, page, "Resources", copy.into());
}

fn annotation(document: &mut Document) {
    let note = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "FreeText", "Rect" => numbers(&[400, 300, 480, 320]), "F" => 4,
        "Contents" => Object::string_literal("999,99"), "DA" => Object::string_literal("/FB 9 Tf"),
    });
    let page = pages(document)[0];
    on_object(document, page, "Annots", vec![note.into()].into());
}

/// A report in a folder of its own.
pub(crate) struct Place {
    /// Its folder.
    pub folder: tempfile::TempDir,
    /// The report.
    pub report: PathBuf,
}

impl Place {
    /// A report of a month, made for the occasion.
    pub(crate) fn new() -> Self {
        Self::with("sample_data/kasverslag.toml")
    }

    /// The same, made with that configuration.
    pub(crate) fn with(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let month = "report financieel-overzicht-be --input sample_data/zonnedorp --institution I355 --period 2026-07 \
            --now 2026-11-24T08:00:00+01:00 --format pdf";
        let more = ["--config", config, "--out", out.to_str().unwrap()];
        let month = args(&month.split_whitespace().chain(more).collect::<Vec<_>>());
        let done = run(Path::new(env!("CARGO_MANIFEST_DIR")), &month, &[]);
        assert_eq!(done.status, 0, "{}", done.stderr);
        let report = out.join(files(&out).into_keys().next().expect("a report"));
        Self { folder, report }
    }

    /// What `verify` says of bytes, and its status.
    pub(crate) fn verify(&self, bytes: &[u8]) -> (i32, String) {
        let file = self.folder.path().join("forged.pdf");
        fs::write(&file, bytes).unwrap();
        let done = run(Path::new("/"), &args(&["verify", &file.display().to_string()]), &[]);
        (done.status, done.stderr)
    }
}

#[test]
fn what_was_added_or_bent_is_found_however_carefully() {
    let place = Place::new();
    let good = Document::load(&place.report).expect("a good report");
    assert_eq!(place.verify(&sealed(&good)), (0, String::new()), "the forger lays files out as reports are");
    let mut missed = Vec::new();
    for (name, says, plant) in FORGED {
        let mut document = good.clone();
        plant(&mut document);
        let (status, told) = place.verify(&sealed(&document));
        if status != 1 || !told.contains(says) {
            missed.push(format!("{name}: status {status}, no `{says}` in:\n{told}"));
        }
        let mut saved = Vec::new();
        document.save_to(&mut saved).expect("a saved file");
        let (status, told) = place.verify(&saved);
        if status != 1 {
            missed.push(format!("{name}, saved by another program: status {status}\n{told}"));
        }
    }
    assert!(missed.is_empty(), "{} are missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn every_byte_counts() {
    let place = Place::new();
    let sound = fs::read(&place.report).unwrap();
    let mut missed = Vec::new();
    // The last objects of a file are small, so more of them are tried.
    let places = (0..sound.len()).step_by(sound.len() / 60).chain(sound.len() - 40..sound.len());
    for at in places {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        if place.verify(&bytes).0 != 1 {
            missed.push(at);
        }
    }
    assert!(missed.is_empty(), "changed and not found at bytes {missed:?}");
    let (mut before, mut behind, mut between) = (b"\n".to_vec(), sound.clone(), sound.clone());
    before.extend_from_slice(&sound);
    behind.extend_from_slice(b"\n% one more\n");
    let object = memchr::memmem::find(&sound, b"endobj\n").expect("an object") + b"endobj\n".len();
    between.splice(object..object, b"% a comment\n".iter().copied());
    let cut = sound[..sound.len() - 1].to_vec();
    let twice = [&sound[..], &sound].concat();
    for (bytes, what) in [(before, "before"), (behind, "behind"), (between, "between"), (cut, "cut"), (twice, "twice")]
    {
        assert_eq!(place.verify(&bytes).0, 1, "{what}");
    }
}
