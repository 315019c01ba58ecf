//! A signed copy of a report is no forgery; whatever else was put into it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use crate::archival::{broken_rules, verapdf};
use crate::forged_files::Place;
use crate::pdf_edit::{attached, pages};
use crate::program::checker;
use crate::sealed::{revised, sealed};
use crate::world::World;

/// pyHanko, if it is there; its lack is told, and in CI is a fault.
fn signer() -> Option<PathBuf> {
    checker("sign", "reports are NOT signed by pyHanko")
}

/// The room of the first role: its page from 0, and where it is.
fn room(report: &Path) -> (usize, [f64; 4]) {
    let manifest = attached(&Document::load(report).expect("a report"), "manifest.json");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let room = &manifest["pages"]["signatures"][0];
    let frame: Vec<f64> = room["frame"].as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect();
    (room["page"].as_u64().unwrap() as usize - 1, frame.try_into().unwrap())
}

#[test]
#[expect(clippy::similar_names, reason = "a signer and what is signed belong together")]
fn what_a_signer_adds_is_told_and_no_fault() {
    let Some(signer) = signer() else { return };
    let place = Place::new();
    let (page, [left, bottom, right, top]) = room(&place.report);
    let seen = format!("Kas@{page}:{},{},{},{}", left + 2.0, bottom + 2.0, right - 2.0, top - 2.0);
    let over = format!("Kas@{page}:{left},{bottom},{right},{}", top + 300.0);
    let out = place.folder.path().join("signed.pdf");
    let sound = fs::read(&place.report).unwrap();
    let ways: [(&[&str], usize); 5] = [
        (&["Unseen"], 1),
        (&[&seen], 1),
        (&["First", "Second", "Third"], 3),
        (&["Long+lta"], 2),
        (&[&seen, "Long+lta"], 3),
    ];
    let signed = |ways: &[&str]| {
        let done = Command::new(&signer).arg(&place.report).arg(&out).args(ways).output().expect("the signer runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        fs::read(&out).unwrap()
    };
    for (ways, count) in ways {
        let bytes = signed(ways);
        assert!(bytes.starts_with(&sound), "the report stays at its beginning");
        let (status, told) = place.verify(&bytes);
        assert_eq!(status, 0, "{ways:?}: {told}");
        let says = if count == 1 { "1 signature,".to_owned() } else { format!("{count} signatures,") };
        assert!(told.starts_with("notice[KV") && told.contains(&says), "{ways:?}: {told}");
        // A signature makes nobody blind to what is wrong with the report.
        let mut bent = bytes;
        bent[sound.len() / 2] ^= 1;
        assert_eq!(place.verify(&bent).0, 1, "{ways:?}");
    }
    let (status, told) = place.verify(&signed(&[&over]));
    assert!(status == 1 && told.contains("a signature lies over what stands on page"), "{told}");
    // Nor to what came behind it.
    let bytes = signed(&["Unseen"]);
    let page = Document::load_mem(&bytes).unwrap();
    let number = pages(&page)[0];
    let mut own = page.get_dictionary(number).unwrap().clone();
    own.set("Rotate", 180);
    let (status, told) = place.verify(&revised(&bytes, &BTreeMap::from([(number.0, own.into())])));
    assert!(status == 1 && told.contains("page 1 was changed behind its end"), "{told}");
}

#[test]
fn a_signed_copy_is_known_for_the_report_that_was_issued() {
    let Some(signer) = signer() else { return };
    let world = World::of_five_days();
    let issued = world.path("reports/I355/actueel/financieel-overzicht-be/2026-09-03.pdf");
    let sign = |name: &str, ways: &[&str]| {
        let done =
            Command::new(&signer).arg(&issued).arg(world.path(name)).args(ways).output().expect("the signer runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        fs::read(world.path(name)).unwrap()
    };
    let ask = |name: &str| {
        let done = world.run(&["verify", "reports", "--config", "kasverslag.toml", "--copy", name]);
        (done.status, done.stderr)
    };
    let mut copy = Vec::new();
    for (name, ways) in [("once.pdf", &["Directeur"][..]), ("thrice.pdf", &["Kas", "Directeur", "Auditor+lta"])] {
        copy = sign(name, ways);
        let (status, told) = ask(name);
        let says = format!("{name}: it is I355-2026-00003 as it was issued on");
        assert!(status == 0 && told.contains(&says) && told.contains("signature"), "{name}: {told}");
    }
    // What a signature stands under is still looked at, and what was put behind it.
    let length = fs::read(&issued).unwrap().len();
    let mut bent = copy.clone();
    bent[length / 2] ^= 1;
    fs::write(world.path("bent.pdf"), bent).unwrap();
    let page = Document::load_mem(&copy).unwrap();
    let number = pages(&page)[0];
    let mut turned = page.get_dictionary(number).unwrap().clone();
    turned.set("Rotate", 180);
    fs::write(world.path("turned.pdf"), revised(&copy, &BTreeMap::from([(number.0, turned.into())]))).unwrap();
    for name in ["bent.pdf", "turned.pdf"] {
        let (status, told) = ask(name);
        assert!(status == 1 && told.contains(name), "{name}: {told}");
    }
}

/// A report with a field for each of its three roles.
fn with_own_fields() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("kasverslag.toml");
    fs::write(&config, "[run]\nsignature_fields = true\n\n[[library]]\ninstitution = \"I355\"\n").unwrap();
    Place::with(config.to_str().unwrap())
}

/// The fields of a form, in its order.
fn fields(document: &Document) -> Vec<(u32, u16)> {
    let form = catalog(document).1.get(b"AcroForm").and_then(Object::as_reference).expect("a form");
    let fields = document.get_dictionary(form).and_then(|form| form.get(b"Fields")?.as_array()).expect("fields");
    fields.iter().map(|field| field.as_reference().expect("a field")).collect()
}

fn on_first_field(document: &mut Document, key: &str, value: Object) {
    let first = fields(document)[0];
    document.get_dictionary_mut(first).expect("a field").set(key, value);
}

#[test]
fn a_report_is_signed_in_its_own_fields() {
    let place = with_own_fields();
    let sound = fs::read(&place.report).unwrap();
    assert_eq!(place.verify(&sound), (0, String::new()));
    let document = Document::load_mem(&sound).unwrap();
    assert_eq!(fields(&document).len(), 3);
    if let Some(verapdf) = verapdf() {
        assert_eq!(broken_rules(&verapdf, &["3a", "ua1"], &[&place.report]), []);
    }
    let Some(signer) = signer() else { return };
    let out = place.folder.path().join("signed.pdf");
    for (ways, says) in [(&["Signature2"][..], "1 signature,"), (&["Signature1", "Signature2+lta"], "3 signatures,")] {
        let done = Command::new(&signer).arg(&place.report).arg(&out).args(ways).output().expect("the signer runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let bytes = fs::read(&out).unwrap();
        assert!(bytes.starts_with(&sound), "the report stays at its beginning");
        let (status, told) = place.verify(&bytes);
        assert!(status == 0 && told.starts_with("notice[KV") && told.contains(says), "{ways:?}: {told}");
        // One field less behind the signatures.
        let copy = Document::load_mem(&bytes).unwrap();
        let form = catalog(&copy).1.get(b"AcroForm").and_then(Object::as_reference).unwrap();
        let mut less = copy.get_dictionary(form).unwrap().clone();
        less.set("Fields", vec![Object::Reference(fields(&copy)[1])]);
        let (status, told) = place.verify(&revised(&bytes, &BTreeMap::from([(form.0, less.into())])));
        assert!(status == 1 && told.contains("its fields to sign in were taken away"), "{told}");
    }
}

/// A name, what `verify` must say of it, and how it is planted.
type Bent = (&'static str, &'static str, fn(&mut Document));

#[rustfmt::skip]
const BENT: [Bent; 10] = [
    ("a field stands elsewhere", "stands elsewhere than where its role signs", |d| on_first_field(d, "Rect", numbers(&[60, 12, 80, 18]))),
    ("a field has another name", "the field `Signature1` has another name: `Directeur`", |d| on_first_field(d, "T", Object::string_literal("Directeur"))),
    ("a field is for another role", "is not for `", |d| on_first_field(d, "TU", Object::string_literal("Burgemeester"))),
    ("a field is on another page", "stands on another page than page", |d| { let page = pages(d)[0]; on_first_field(d, "P", page.into()); }),
    ("a field has the number of the other", "the field `Signature1` has another place in the structure", |d| {
        let other = fields(d)[1];
        let place = d.get_dictionary(other).and_then(|field| field.get(b"StructParent")).expect("a place").clone();
        on_first_field(d, "StructParent", place);
    }),
    ("a field is hidden", "its `F` is not that of a report", |d| on_first_field(d, "F", 6.into())),
    ("a field has a border", "something was added to it (`BS`)", |d| on_first_field(d, "BS", dictionary! { "W" => 3 }.into())),
    ("fields change places", "the field `Signature1` has another name: `Signature3`", |d| with_form_fields(d, |fields| fields.reverse())),
    ("a field is gone", "it has 2 fields to sign in, the manifest says 3", |d| with_form_fields(d, |fields| { fields.pop(); })),
    ("a field shows something", "it shows something that nobody signed", |d| {
        let first = fields(d)[0];
        let shown = d.get_dictionary(first).and_then(|field| field.get(b"AP")?.as_dict()?.get(b"N")?.as_reference()).expect("a form");
        let shown = d.get_object_mut(shown).and_then(Object::as_stream_mut).expect("a form");
        shown.set_content(b"0 0 50 20 re f".to_vec());
    }),
];

fn with_form_fields(document: &mut Document, change: fn(&mut Vec<Object>)) {
    let form = catalog(document).1.get(b"AcroForm").and_then(Object::as_reference).expect("a form");
    let fields = document.get_dictionary_mut(form).and_then(|form| form.get_mut(b"Fields")?.as_array_mut());
    change(fields.expect("fields"));
}

#[test]
fn own_fields_that_were_bent_are_found() {
    let place = with_own_fields();
    let sound = fs::read(&place.report).unwrap();
    let good = Document::load_mem(&sound).unwrap();
    assert_eq!(place.verify(&sealed(&good)), (0, String::new()), "the forger lays files out as reports are");
    let mut missed = Vec::new();
    for (name, says, bend) in BENT {
        let mut document = good.clone();
        bend(&mut document);
        let (status, told) = place.verify(&sealed(&document));
        if status != 1 || !told.contains(says) {
            missed.push(format!("{name}: status {status}, no `{says}` in:\n{told}"));
        }
    }
    // Behind the end of a report.
    let (first, second) = (fields(&good)[0], pages(&good)[0]);
    for (key, value) in [("Rect", numbers(&[60, 12, 80, 18])), ("TU", "Burgemeester".into()), ("P", second.into())] {
        let mut field = good.get_dictionary(first).unwrap().clone();
        field.set(key, value);
        let (status, told) = place.verify(&revised(&sound, &BTreeMap::from([(first.0, field.into())])));
        if status != 1 || !told.contains("the field `Signature1` was changed behind its end") {
            missed.push(format!("`{key}` of a field is another: status {status}\n{told}"));
        }
    }
    assert!(missed.is_empty(), "{} are missed:\n{}", missed.len(), missed.join("\n"));
}

/// What a later revision puts into a report: the new numbers begin at the one given.
type Added = fn(&Document, u32) -> BTreeMap<u32, Object>;

fn catalog(document: &Document) -> (u32, Dictionary) {
    let root = document.trailer.get(b"Root").and_then(Object::as_reference).expect("a catalog");
    (root.0, document.get_dictionary(root).expect("a catalog").clone())
}

fn with_catalog(document: &Document, key: &str, value: Object) -> BTreeMap<u32, Object> {
    let (root, mut catalog) = catalog(document);
    catalog.set(key, value);
    BTreeMap::from([(root, catalog.into())])
}

fn numbers(numbers: &[i64]) -> Object {
    numbers.iter().map(|number| Object::Integer(*number)).collect::<Vec<_>>().into()
}

/// A field on the first page with these entries besides.
fn with_field(document: &Document, new: u32, entries: &[(&str, Object)]) -> BTreeMap<u32, Object> {
    let page = pages(document)[0];
    let mut field = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal("Kas"), "F" => 132,
        "Rect" => numbers(&[0, 0, 0, 0]), "P" => page,
    };
    for (key, value) in entries {
        field.set(*key, value.clone());
    }
    let form = dictionary! { "Fields" => vec![Object::Reference((new, 0))], "SigFlags" => 3 };
    let mut own = document.get_dictionary(page).expect("a page").clone();
    own.set("Annots", vec![Object::Reference((new, 0))]);
    let mut objects = with_catalog(document, "AcroForm", form.into());
    objects.extend([(new, field.into()), (page.0, own.into())]);
    objects
}

fn with_appearance(document: &Document, new: u32, drawn: &[u8], frame: &[i64]) -> BTreeMap<u32, Object> {
    let shown = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => numbers(&[0, 0, 50, 20]) };
    let appearance = dictionary! { "N" => Object::Reference((new + 1, 0)) };
    let mut objects = with_field(document, new, &[("Rect", numbers(frame)), ("AP", appearance.into())]);
    objects.insert(new + 1, Stream::new(shown, drawn.to_vec()).into());
    objects
}

#[rustfmt::skip]
const SOUND: [(&str, Added); 2] = [
    ("an empty field that is not seen", |d, new| with_field(d, new, &[])),
    ("an empty field on blank paper", |d, new| with_appearance(d, new, b"", &[60, 12, 80, 18])),
];

#[rustfmt::skip]
const FORGED: [(&str, &str, Added); 14] = [
    ("nothing but a revision", "what was added behind its end is no signature", |_, _| BTreeMap::new()),
    ("a field for text", "a form field was added that is no signature", |d, new| with_field(d, new, &[("FT", "Tx".into())])),
    ("a field that runs something", "a form field: something was added to it (`AA`)", |d, new| with_field(d, new, &[("AA", Dictionary::new().into())])),
    ("a field that shows a figure that nobody signed", "a form field shows something that nobody signed", |d, new| with_appearance(d, new, b"0 0 50 20 re f", &[60, 12, 80, 18])),
    ("a field over the figures", "a signature lies over what stands on page 1", |d, new| with_appearance(d, new, b"", &[60, 300, 500, 700])),
    ("a field that stays as large as it is", "does not grow with its page", |d, new| with_field(d, new, &[("F", 16.into())])),
    ("a note", "something was put on page 1 that is no signature", |d, new| {
        let mut objects = with_field(d, new, &[]);
        let note = dictionary! { "Type" => "Annot", "Subtype" => "FreeText", "Rect" => numbers(&[60, 300, 500, 320]) };
        objects.insert(new + 1, note.into());
        let page = objects.get_mut(&pages(d)[0].0).and_then(|page| page.as_dict_mut().ok()).expect("a page");
        page.set("Annots", vec![Object::Reference((new, 0)), Object::Reference((new + 1, 0))]);
        objects
    }),
    ("a script", "its catalog was changed behind its end", |d, _| with_catalog(d, "OpenAction", Dictionary::new().into())),
    ("other names", "its catalog was changed behind its end", |d, _| with_catalog(d, "Names", Dictionary::new().into())),
    ("a form that is a script", "its form fields: something was added to it (`XFA`)", |d, _| with_catalog(d, "AcroForm", dictionary! { "XFA" => Object::string_literal("<x/>") }.into())),
    ("proof that is none", "`DSS`: something was added to it (`Names`)", |d, _| with_catalog(d, "DSS", dictionary! { "Names" => 1 }.into())),
    ("another content of a page", "of its objects were changed behind its end", |d, _| {
        let own = d.get_dictionary(pages(d)[0]).and_then(|page| page.get(b"Contents")?.as_reference()).expect("a content");
        BTreeMap::from([(own.0, Stream::new(Dictionary::new(), b"0 0 500 500 re f".to_vec()).into())])
    }),
    ("other facts", "what it says of itself was changed behind its end", |d, _| {
        let facts = d.trailer.get(b"Info").and_then(Object::as_reference).expect("facts");
        let mut own = d.get_dictionary(facts).expect("facts").clone();
        own.set("Title", Object::string_literal("Een ander verslag"));
        BTreeMap::from([(facts.0, own.into())])
    }),
    ("a page in another place", "page 1 was changed behind its end", |d, _| {
        let (first, second) = (pages(d)[0], pages(d)[1]);
        BTreeMap::from([(first.0, d.get_dictionary(second).expect("a page").clone().into())])
    }),
];

#[test]
fn whatever_else_was_put_behind_a_report_is_found() {
    let place = Place::new();
    let sound = fs::read(&place.report).unwrap();
    let document = Document::load_mem(&sound).expect("a report");
    let added = |how: Added| revised(&sound, &how(&document, document.max_id + 1));
    for (name, how) in SOUND {
        let (status, told) = place.verify(&added(how));
        assert!(status == 0 && told.contains("no signature yet"), "{name}: {told}");
    }
    let mut missed = Vec::new();
    for (name, says, how) in FORGED {
        let (status, told) = place.verify(&added(how));
        if status != 1 || !told.contains(says) {
            missed.push(format!("{name}: status {status}, no `{says}` in:\n{told}"));
        }
    }
    let field = added(SOUND[0].1);
    for (bytes, what) in [
        ([&field[..], b"% one more\n"].concat(), "a remark behind"),
        ([&field[..], &field[sound.len()..]].concat(), "the revision twice"),
        ([&sound[..], b"\n\n\n", &field[sound.len()..]].concat(), "places that are others"),
        (field[..field.len() - 8].to_vec(), "an end that is cut off"),
    ] {
        let (status, told) = place.verify(&bytes);
        if status != 1 {
            missed.push(format!("{what}: status {status}\n{told}"));
        }
    }
    assert!(missed.is_empty(), "{} are missed:\n{}", missed.len(), missed.join("\n"));
}
