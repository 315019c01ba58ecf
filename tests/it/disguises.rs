//! Ways to make a report's file tell other facts of itself, or show more than the report: for `verify` to find.

use lopdf::{Document, Object};

use crate::forgeries::Forgery;
use crate::pdf_edit::{change_all, code_form, has_name, operations, rewrite_streams, set_operations};

/// All of them.
pub(crate) const DISGUISES: [Forgery; 9] = [
    ("the title is edited", |d| set_fact(d, "Title", "Dagboek van een ander")),
    ("the name of the program is edited", |d| set_fact(d, "Producer", "kasverslag 99")),
    ("the time that it was made at is edited", |d| set_fact(d, "CreationDate", "D:20200101000000Z")),
    ("the metadata tell another time", |d| edit_metadata(d, "2026-11-24T08", "2026-11-24T09")),
    ("the metadata tell another title", |d| edit_metadata(d, "<rdf:li xml:lang=\"x-default\">", "$&Niet ")),
    ("the structure leads back to itself", structure_looped),
    ("pages have another size", pages_resized),
    ("a picture is shown that is no logo", picture_shown),
    ("a box is drawn together with the code of the pages", box_drawn),
];

fn set_fact(document: &mut Document, key: &str, value: &str) {
    let info = document.trailer.get(b"Info").and_then(Object::as_reference).expect("facts");
    document.get_dictionary_mut(info).expect("facts").set(key, Object::string_literal(value));
}

/// `$&` in `new` stands for `old`.
fn edit_metadata(document: &mut Document, old: &str, new: &str) {
    let changed = rewrite_streams(document, "Metadata", |text| text.replace(old, &new.replace("$&", old)));
    assert!(changed > 0, "the metadata have no {old}");
}

fn structure_looped(document: &mut Document) {
    let root = document.catalog().and_then(|catalog| catalog.get(b"StructTreeRoot")?.as_reference()).expect("a root");
    let loops = change_all(document, |part| has_name(part, "S", "Table"), |part| part.set("K", root));
    assert!(loops > 1, "there are no ways to choose from");
}

fn pages_resized(document: &mut Document) {
    let corners = || Object::Array(vec![0.into(), 0.into(), 612.into(), 792.into()]);
    let changed = change_all(document, |page| has_name(page, "Type", "Page"), |page| page.set("MediaBox", corners()));
    assert!(changed > 0, "there is no page");
}

fn picture_shown(document: &mut Document) {
    let page = document.page_iter().next().expect("a page");
    let mut operations = operations(document, page);
    operations.push(lopdf::content::Operation::new("Do", vec![Object::Name(b"Stamp".to_vec())]));
    set_operations(document, page, operations);
}

/// One form draws the code of all pages.
fn box_drawn(document: &mut Document) {
    let form = code_form(document);
    let mut drawn = form.content.clone();
    drawn.extend_from_slice(b"\n40 40 300 300 re f\n");
    form.set_content(drawn);
}

/// Only for reports that have one.
pub(crate) fn logo_altered(document: &mut Document) {
    let is_picture = |object: &&mut Object| object.as_stream().is_ok_and(|own| has_name(&own.dict, "Subtype", "Image"));
    let picture = document.objects.values_mut().find(is_picture).expect("a logo").as_stream_mut().expect("a stream");
    let mut dots = picture.get_plain_content().expect("dots");
    dots[0] ^= 0x80;
    picture.set_plain_content(dots);
}
