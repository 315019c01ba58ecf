//! Ways to break the rules of PDF/A-3a and PDF/UA-1, for the validators to find.

use lopdf::content::Operation;
use lopdf::{Dictionary, Document, Object, dictionary};

use crate::pdf_edit::{change_all, has_name, operations, rewrite_streams, rows, set_operations};

/// A name, the standard that forbids it, and what it does to a document.
pub(crate) type Breach = (&'static str, &'static str, fn(&mut Document));

/// All breaches.
pub(crate) const BREACHES: [Breach; 24] = [
    ("the metadata is removed", "3a", |d| remove_from_catalog(d, "Metadata")),
    ("the metadata does not claim PDF/A", "3a", |d| rename_in_metadata(d, "pdfaid:part", "pdfaid:prat")),
    ("the metadata does not claim PDF/UA", "ua1", |d| rename_in_metadata(d, "pdfuaid:part", "pdfuaid:prat")),
    ("the metadata has no title", "ua1", |d| rename_in_metadata(d, "dc:title", "dc:rights")),
    ("the output intent is removed", "3a", |d| remove_from_catalog(d, "OutputIntents")),
    ("the mark of tagged files is removed", "3a", |d| remove_from_catalog(d, "MarkInfo")),
    ("the structure tree is removed", "ua1", |d| remove_from_catalog(d, "StructTreeRoot")),
    ("the attachments belong to nothing", "3a", |d| remove_from_catalog(d, "AF")),
    ("an attachment's relationship is removed", "3a", |d| remove_everywhere(d, "AFRelationship")),
    ("an attachment's type is removed", "3a", attachment_type_removed),
    ("the language is removed", "ua1", |d| remove_everywhere(d, "Lang")),
    ("the title is not to be shown", "ua1", |d| remove_from_catalog(d, "ViewerPreferences")),
    ("the scope of header cells is removed", "ua1", |d| remove_everywhere(d, "Scope")),
    ("the font programs are removed", "3a", |d| remove_everywhere(d, "FontFile2")),
    ("the Unicode maps are removed", "3a", |d| remove_everywhere(d, "ToUnicode")),
    ("the Unicode maps are empty", "3a", unicode_maps_emptied),
    ("the widths of glyphs are wrong", "3a", |d| remove_everywhere(d, "W")),
    ("a glyph is shown that the font lacks", "3a", missing_glyph_shown),
    ("a script runs when the file is opened", "3a", script_added),
    ("an annotation has no appearance", "3a", annotation_added),
    ("the tags of a cell are removed", "ua1", cell_untagged),
    ("a text is drawn without tags", "ua1", text_added),
    ("cells have a role that nobody knows", "3a", |d| rename_elements(d, "TD", "Cel")),
    ("rows are no rows", "ua1", |d| rename_elements(d, "TR", "Div")),
];

fn remove_from_catalog(document: &mut Document, key: &str) {
    let removed = document.catalog_mut().expect("a catalog").remove(key.as_bytes());
    assert!(removed.is_some(), "the catalog has no {key}");
}

fn remove_everywhere(document: &mut Document, key: &str) {
    let has_key = |dictionary: &Dictionary| dictionary.has(key.as_bytes());
    let changed = change_all(document, has_key, |dictionary| drop(dictionary.remove(key.as_bytes())));
    assert!(changed > 0, "nothing has {key}");
}

fn rename_in_metadata(document: &mut Document, old: &str, new: &str) {
    let changed = rewrite_streams(document, "Metadata", |metadata| metadata.replace(old, new));
    assert!(changed > 0, "the metadata has no {old}");
}

fn rename_elements(document: &mut Document, old: &str, new: &str) {
    let changed = change_all(document, |element| has_name(element, "S", old), |element| element.set("S", new));
    assert!(changed > 0, "no element is a {old}");
}

fn attachment_type_removed(document: &mut Document) {
    let is_file = |stream: &Dictionary| has_name(stream, "Type", "EmbeddedFile");
    let changed = change_all(document, is_file, |stream| drop(stream.remove(b"Subtype")));
    assert!(changed > 0, "nothing is attached");
}

fn unicode_maps_emptied(document: &mut Document) {
    let is_mapping = |line: &&str| !line.trim_start().starts_with('<');
    let without =
        |map: &str| map.lines().filter(is_mapping).collect::<Vec<_>>().join("\n").replace(" beginbfchar", " %");
    let changed = rewrite_streams(document, "ToUnicode", |map| without(map).replace("endbfchar", "%"));
    assert!(changed > 0, "no font has a Unicode map");
}

fn missing_glyph_shown(document: &mut Document) {
    let cell = rows(document, "Line").remove(0).remove(0);
    let mut operations = operations(document, cell.page);
    let shows = operations[cell.operations].iter_mut().find(|operation| operation.operator == "Tj");
    let text = shows.expect("a text").operands[0].as_str_mut().expect("a string");
    text[..2].fill(0);
    set_operations(document, cell.page, operations);
}

fn script_added(document: &mut Document) {
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    document.catalog_mut().expect("a catalog").set("OpenAction", script);
}

fn annotation_added(document: &mut Document) {
    let page = document.page_iter().next().expect("a page");
    let note = document.add_object(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Text",
        "Rect" => vec![10.into(), 10.into(), 30.into(), 30.into()],
        "Contents" => Object::string_literal("seen"),
    });
    document.get_dictionary_mut(page).expect("a page").set("Annots", vec![Object::Reference(note)]);
}

fn cell_untagged(document: &mut Document) {
    let cell = rows(document, "Line").remove(0).remove(0);
    let mut operations = operations(document, cell.page);
    operations.remove(*cell.operations.end());
    operations.remove(*cell.operations.start());
    set_operations(document, cell.page, operations);
}

fn text_added(document: &mut Document) {
    let cell = rows(document, "Line").remove(0).remove(0);
    let mut operations = operations(document, cell.page);
    let choice = operations[..*cell.operations.end()].iter().rfind(|o| o.operator == "Tf").expect("a font").clone();
    let show = operations[cell.operations].iter().find(|o| o.operator == "Tj").expect("a text").clone();
    let move_to = Operation::new("Td", vec![20.into(), 20.into()]);
    operations.extend([Operation::new("BT", vec![]), choice, move_to, show, Operation::new("ET", vec![])]);
    set_operations(document, cell.page, operations);
}
