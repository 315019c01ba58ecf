//! Finds and changes things in a PDF, as someone with bad intentions and good tools would.
//!
//! A page of a report wraps every table cell in marked content: the first cell of a row has a tag that tells the kind of
//! row (`Line` for a detail row), the cells that follow have `TD`.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId, Stream};

const ROW_TAGS: [&str; 8] = ["Line", "Subtotal", "Total", "Row", "Header", "HeaderAgain", "Group", "GroupTotal"];

/// A cell as it stands in the content of a page.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// The page.
    pub page: ObjectId,
    /// The tag of its marked content.
    pub tag: String,
    /// The operations from the start to the end of its marked content.
    pub operations: RangeInclusive<usize>,
    /// What can be copied from it.
    pub text: String,
}

/// The pages in their order.
pub(crate) fn pages(document: &Document) -> Vec<ObjectId> {
    document.page_iter().collect()
}

/// What is drawn on a page.
pub(crate) fn operations(document: &Document, page: ObjectId) -> Vec<Operation> {
    let content = document.get_page_content(page);
    Content::decode(&content).expect("a content stream").operations
}

/// Draws something else on a page.
pub(crate) fn set_operations(document: &mut Document, page: ObjectId, operations: Vec<Operation>) {
    let bytes = Content { operations }.encode().expect("content");
    let content = document.add_object(Stream::new(Dictionary::new(), bytes));
    document.get_dictionary_mut(page).expect("a page").set("Contents", content);
}

/// The form that draws the code at the foot of every page.
pub(crate) fn code_form(document: &mut Document) -> &mut Stream {
    let is_form = |object: &&mut Object| object.as_stream().is_ok_and(|own| has_name(&own.dict, "Subtype", "Form"));
    document.objects.values_mut().find(is_form).expect("a code").as_stream_mut().expect("a stream")
}

/// All marked content of a page, in the order in which it is drawn.
pub(crate) fn marked(document: &Document, page: ObjectId) -> Vec<Cell> {
    let encodings = encodings(document, page);
    let mut font = Vec::new();
    let mut open: Vec<Cell> = Vec::new();
    let mut done = Vec::new();
    for (index, operation) in operations(document, page).iter().enumerate() {
        match operation.operator.as_str() {
            "BDC" | "BMC" => {
                let tag = String::from_utf8_lossy(operation.operands[0].as_name().expect("a tag")).into_owned();
                open.push(Cell { page, tag, operations: index..=index, text: String::new() });
            }
            "EMC" => {
                let mut cell = open.pop().expect("marked content that ends has begun");
                cell.operations = *cell.operations.start()..=index;
                done.push(cell);
            }
            "Tf" => font = operation.operands[0].as_name().expect("a font").to_vec(),
            _ => {
                if let (Some(cell), Some(encoding)) = (open.last_mut(), encodings.get(&font)) {
                    cell.text += &shown(operation, encoding);
                }
            }
        }
    }
    done.sort_by_key(|cell| *cell.operations.start());
    done
}

/// The rows of the tables whose first cell has this tag, on any page; the cells of a row are on one page.
pub(crate) fn rows(document: &Document, kind: &str) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for page in pages(document) {
        let mut is_in_row = false;
        for cell in marked(document, page) {
            if ROW_TAGS.contains(&cell.tag.as_str()) {
                is_in_row = cell.tag == kind;
                if is_in_row {
                    rows.push(vec![cell]);
                }
            } else if cell.tag == "TD" && is_in_row {
                rows.last_mut().expect("a row has begun").push(cell);
            }
        }
    }
    rows
}

/// Replaces a part of the text of a cell by a text of the same length, glyph by glyph.
pub(crate) fn replace_text(document: &mut Document, cell: &Cell, old: &str, new: &str) {
    let mut operations = operations(document, cell.page);
    let encodings = encodings(document, cell.page);
    let mut font = Vec::new();
    let mut is_done = false;
    for (index, operation) in operations.iter_mut().enumerate() {
        if operation.operator == "Tf" {
            font = operation.operands[0].as_name().expect("a font").to_vec();
        }
        let Some(encoding) = encodings.get(&font).filter(|_| cell.operations.contains(&index) && !is_done) else {
            continue;
        };
        for bytes in strings(operation) {
            let text = Document::decode_text(encoding, bytes).expect("a text");
            if text.contains(old) && !is_done {
                *bytes = Document::encode_text(encoding, &text.replacen(old, new, 1));
                is_done = true;
            }
        }
    }
    assert!(is_done, "no part of `{}` is shown as `{old}`", cell.text);
    drop(encodings);
    set_operations(document, cell.page, operations);
}

/// A glyph code string of a text in the font that is in force in a cell, and the operation that chooses the font.
pub(crate) fn encoded_like(document: &Document, cell: &Cell, text: &str) -> (Operation, Vec<u8>) {
    let operations = operations(document, cell.page);
    let mut before = operations[..=*cell.operations.end()].iter().rev();
    let choice = before.find(|operation| operation.operator == "Tf").expect("a font").clone();
    let encodings = encodings(document, cell.page);
    let encoding = &encodings[choice.operands[0].as_name().expect("a font")];
    let bytes = Document::encode_text(encoding, text);
    (choice, bytes)
}

/// The specification and the stream of the attachment whose name ends so.
pub(crate) fn attachment(document: &Document, ending: &str) -> (ObjectId, ObjectId) {
    for (id, object) in &document.objects {
        let Ok(specification) = object.as_dict() else { continue };
        let Ok(files) = specification.get_deref(b"EF", document).and_then(Object::as_dict) else { continue };
        let name = specification.get_deref(b"F", document).and_then(Object::as_str).expect("a file name");
        if name.ends_with(ending.as_bytes()) {
            return (*id, files.get(b"F").and_then(Object::as_reference).expect("an embedded file"));
        }
    }
    panic!("nothing that ends with `{ending}` is attached");
}

/// The bytes of an attachment.
pub(crate) fn attached(document: &Document, ending: &str) -> Vec<u8> {
    let (_, id) = attachment(document, ending);
    document.get_object(id).and_then(Object::as_stream).and_then(Stream::get_plain_content).expect("an attachment")
}

/// Puts other bytes in the place of an attachment's, without a trace in what the file says of it.
pub(crate) fn set_attached(document: &mut Document, ending: &str, bytes: Vec<u8>) {
    let (_, id) = attachment(document, ending);
    let size = i64::try_from(bytes.len()).expect("a size");
    let stream = document.get_object_mut(id).and_then(Object::as_stream_mut).expect("an embedded file");
    if let Ok(facts) = stream.dict.get_mut(b"Params").and_then(Object::as_dict_mut) {
        facts.set("Size", size);
        facts.remove(b"CheckSum");
    }
    stream.set_plain_content(bytes);
    stream.compress().expect("a compressed stream");
}

/// Takes an attachment out of every list that names it.
pub(crate) fn detach(document: &mut Document, ending: &str) {
    let (id, _) = attachment(document, ending);
    document.objects.remove(&id);
    for object in document.objects.values_mut() {
        forget(object, id);
    }
}

/// Takes references to an object out of arrays, in name lists with the name before them.
fn forget(object: &mut Object, id: ObjectId) {
    match object {
        Object::Array(items) => {
            if let Some(at) = items.iter().position(|item| *item == Object::Reference(id)) {
                items.remove(at);
                if at > 0 && matches!(items[at - 1], Object::String(..)) {
                    items.remove(at - 1);
                }
            }
            for item in items {
                forget(item, id);
            }
        }
        Object::Dictionary(dictionary) => dictionary.iter_mut().for_each(|(_, value)| forget(value, id)),
        Object::Stream(stream) => stream.dict.iter_mut().for_each(|(_, value)| forget(value, id)),
        _ => {}
    }
}

/// Changes every dictionary (of streams too, and inside others) that fits, and tells how many those were.
pub(crate) fn change_all(
    document: &mut Document,
    fits: impl Fn(&Dictionary) -> bool,
    change: impl Fn(&mut Dictionary),
) -> usize {
    fn visit(object: &mut Object, fits: &dyn Fn(&Dictionary) -> bool, change: &dyn Fn(&mut Dictionary)) -> usize {
        let dictionary = match object {
            Object::Array(items) => return items.iter_mut().map(|item| visit(item, fits, change)).sum(),
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &mut stream.dict,
            _ => return 0,
        };
        let inner: usize = dictionary.iter_mut().map(|(_, value)| visit(value, fits, change)).sum();
        if fits(dictionary) {
            change(dictionary);
            return inner + 1;
        }
        inner
    }
    document.objects.values_mut().map(|object| visit(object, &fits, &change)).sum()
}

/// Whether a dictionary has a name under a key.
pub(crate) fn has_name(dictionary: &Dictionary, key: &str, name: &str) -> bool {
    dictionary.get(key.as_bytes()).and_then(Object::as_name).is_ok_and(|found| found == name.as_bytes())
}

/// Changes the text of every stream that a key of some dictionary refers to, and tells how many changed.
pub(crate) fn rewrite_streams(document: &mut Document, key: &str, rewrite: impl Fn(&str) -> String) -> usize {
    let referred = |object: &Object| {
        let dictionary = object.as_dict().ok()?;
        dictionary.get(key.as_bytes()).and_then(Object::as_reference).ok()
    };
    let streams: std::collections::BTreeSet<ObjectId> = document.objects.values().filter_map(referred).collect();
    let mut changed = 0;
    for id in streams {
        let stream = document.get_object_mut(id).and_then(Object::as_stream_mut).expect("a stream");
        let is_packed = stream.is_compressed();
        let text = String::from_utf8(stream.get_plain_content().expect("content")).expect("a text");
        let new = rewrite(&text);
        changed += usize::from(new != text);
        stream.set_plain_content(new.into_bytes());
        if is_packed {
            stream.compress().expect("a compressed stream");
        }
    }
    changed
}

/// The glyphs that show a text in a font of a page.
pub(crate) fn glyphs(document: &Document, page: ObjectId, font: &[u8], text: &str) -> Vec<u8> {
    Document::encode_text(&encodings(document, page)[font], text)
}

fn encodings(document: &Document, page: ObjectId) -> BTreeMap<Vec<u8>, Encoding<'_>> {
    let fonts = document.get_page_fonts(page).expect("fonts").into_iter();
    fonts.map(|(name, font)| (name, font.get_font_encoding(document).expect("an encoding"))).collect()
}

fn shown(operation: &Operation, encoding: &Encoding) -> String {
    let mut copy = operation.clone();
    let texts = strings(&mut copy).into_iter();
    texts.map(|bytes| Document::decode_text(encoding, bytes).expect("a text")).collect()
}

/// The strings that an operation shows.
fn strings(operation: &mut Operation) -> Vec<&mut Vec<u8>> {
    let operands = match operation.operator.as_str() {
        "Tj" => &mut operation.operands,
        "TJ" => operation.operands[0].as_array_mut().expect("an array of strings"),
        _ => return Vec::new(),
    };
    operands.iter_mut().filter_map(|operand| operand.as_str_mut().ok()).collect()
}
