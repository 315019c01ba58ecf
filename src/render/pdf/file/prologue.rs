//! What all files have in common: the fonts, whole, as printpdf makes them, and what their colours mean. It is made and
//! packed once in the life of the process, and is how each file begins.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use lopdf::{Document as LopdfDocument, Object};
use printpdf::{Mm, PdfPage};

use super::archival::add_output_intent;
use super::object::{Id, entries, of_lopdf};
use super::writer::{Beginning, FileWriter};
use crate::render::error::RenderError;
use crate::render::pdf::content::draw::{empty_document, specimen, to_lopdf};

/// How each file begins.
#[derive(Debug)]
pub(super) struct FilePrologue {
    /// Its bytes.
    pub(super) beginning: Beginning,
    /// The object that names the fonts.
    pub(super) fonts: Id,
    /// The output intent.
    pub(super) intent: Id,
}

/// How each file begins.
///
/// # Errors
/// What printpdf says: a fault of the program.
pub(super) fn shared() -> Result<&'static FilePrologue, RenderError> {
    static SHARED: OnceLock<FilePrologue> = OnceLock::new();
    if let Some(shared) = SHARED.get() {
        return Ok(shared);
    }
    let made = make()?;
    Ok(SHARED.get_or_init(|| made))
}

fn make() -> Result<FilePrologue, RenderError> {
    let mut file = FileWriter::new();
    let fonts = add_fonts(&mut file)?;
    let intent = add_output_intent(&mut file);
    Ok(FilePrologue { beginning: file.into_beginning(), fonts, intent })
}

/// Adds what printpdf makes of the faces, whole: the object that names them, and all that it refers to.
fn add_fonts(file: &mut FileWriter) -> Result<Id, RenderError> {
    let mut printed = empty_document();
    printed.pages.push(PdfPage::new(Mm(100.0), Mm(100.0), specimen()));
    let made = to_lopdf(&printed)?;
    let page = made.page_iter().next().ok_or("printpdf made no page")?;
    let fonts = made
        .get_object(page)
        .and_then(Object::as_dict)
        .and_then(|page| page.get(b"Resources"))
        .and_then(|resources| made.dereference(resources))
        .and_then(|(_, resources)| resources.as_dict())
        .and_then(|resources| resources.get(b"Font"))
        .and_then(Object::as_reference)
        .map_err(RenderError::fault)?;
    let mut objects = BTreeMap::new();
    collect(&made, fonts, &mut objects)?;
    let ids: BTreeMap<lopdf::ObjectId, Id> = objects.keys().map(|id| (*id, file.reserve())).collect();
    let mut renumbered = |id: lopdf::ObjectId| ids.get(&id).copied().ok_or_else(|| "the fonts refer to nothing".into());
    for (id, object) in objects {
        let id = renumbered(id)?;
        match object {
            Object::Stream(mut stream) => {
                let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
                stream.dict.remove(b"Filter");
                file.put_deflated(id, &entries(&stream.dict, &mut renumbered)?, bytes);
            }
            object => file.put(id, &of_lopdf(&object, &mut renumbered)?),
        }
    }
    renumbered(fonts)
}

/// Collects an object and all that it refers to.
fn collect(
    from: &LopdfDocument,
    id: lopdf::ObjectId,
    objects: &mut BTreeMap<lopdf::ObjectId, Object>,
) -> Result<(), RenderError> {
    if objects.contains_key(&id) {
        return Ok(());
    }
    let object = from.get_object(id).map_err(RenderError::fault)?.clone();
    objects.insert(id, object.clone());
    let mut referred = Vec::new();
    find_references(&object, &mut referred);
    referred.into_iter().try_for_each(|id| collect(from, id, objects))
}

fn find_references(object: &Object, found: &mut Vec<lopdf::ObjectId>) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(items) => items.iter().for_each(|item| find_references(item, found)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| find_references(value, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| find_references(value, found)),
        _ => {}
    }
}
