//! What is in a PDF: attachments, manifest, pages.

use lopdf::{Dictionary, Document, Object, ObjectId};
use sha2::{Digest, Sha256};

use super::page_text::{Fonts, PageText};
use crate::render::manifest::{MANIFEST, Manifest, sha256};
use crate::report::provenance::hex;

/// No stream of a report unpacks to more; what does was made to do harm.
const LARGEST: usize = 1 << 30;

/// What is in a PDF.
pub(super) struct Package {
    /// The PDF's objects.
    pub(super) document: Document,
    /// What it says of itself.
    pub(super) manifest: Manifest,
    /// The bytes of that.
    pub(super) manifest_bytes: Vec<u8>,
    /// The attached CSV; nothing when it is missing.
    pub(super) csv: Vec<u8>,
    /// The pages, in their order.
    pub(super) page_ids: Vec<ObjectId>,
    /// Their texts.
    pub(super) pages: Vec<PageText>,
    /// The code that stands at the foot of every page.
    pub(super) code: PageText,
    /// What was found wrong while reading.
    pub(super) faults: Vec<String>,
}

impl Package {
    /// Reads a PDF.
    ///
    /// # Errors
    /// When it can't be read, or has no manifest to check it by.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let document = Document::load_mem(bytes).map_err(|error| format!("it is no sound PDF: {error}"))?;
        let mut faults = Vec::new();
        let mut attached = attachments(&document)?;
        let is_manifest = |(name, _): &(String, Vec<u8>)| name == MANIFEST;
        let place = attached.iter().position(is_manifest).ok_or_else(|| {
            format!(
                "it has no `{MANIFEST}` inside: it is no report of kasverslag, or what it says of itself was removed"
            )
        })?;
        let (_, manifest_bytes) = attached.remove(place);
        let manifest: Manifest = serde_json::from_slice(&manifest_bytes)
            .map_err(|error| format!("its `{MANIFEST}` can't be read: {error}"))?;
        let place = attached.iter().position(|(name, _)| *name == manifest.csv.name);
        let csv = place.map(|place| attached.remove(place).1);
        match &csv {
            None => faults.push(format!("the attached `{}` is missing", manifest.csv.name)),
            Some(csv) if sha256(csv) != manifest.csv.sha256 => faults.push(format!(
                "the attached `{}` has been altered or swapped: its SHA-256 is not that of `{MANIFEST}`",
                manifest.csv.name
            )),
            Some(_) => {}
        }
        faults.extend(attached.iter().map(|(name, _)| format!("the attached `{name}` does not belong to the report")));
        let page_ids: Vec<ObjectId> = document.page_iter().collect();
        let mut fonts = Fonts::default();
        let (mut pages, mut code) = (Vec::new(), None);
        let mut drawing = Sha256::new();
        for (index, page) in page_ids.iter().enumerate() {
            let at = |what: String| format!("page {}: {what}", index + 1);
            let contents = document.get_page_contents(*page);
            let [content, of_code] = contents[..] else {
                return Err(at(format!("it has {} contents, not the two of a report's page", contents.len())));
            };
            let unpacked =
                |id| stream(&document, &Object::Reference(id)).ok_or_else(|| at("it can't be read".to_owned()));
            let content = unpacked(content)?;
            drawing.update(&content);
            pages.push(PageText::read(&document, *page, &content, &mut fonts).map_err(at)?);
            if code.as_ref().is_none_or(|(known, _)| *known != of_code) {
                if code.is_some() {
                    faults.push(at("its code is not that of the other pages".to_owned()));
                }
                let text = PageText::read(&document, *page, &unpacked(of_code)?, &mut fonts).map_err(at)?;
                code.get_or_insert((of_code, text));
            }
        }
        if hex(&drawing.finalize()) != manifest.pages.drawing_sha256 {
            faults.push("its pages are drawn in another way: their SHA-256 is not that of the manifest".to_owned());
        }
        faults.extend(fonts.faults(&manifest.pages.fonts));
        let csv = csv.unwrap_or_default();
        let code = code.map(|(_, text)| text).unwrap_or_default();
        Ok(Self { document, manifest, manifest_bytes, csv, page_ids, pages, code, faults })
    }

    /// The catalog.
    pub(super) fn catalog(&self) -> Option<&Dictionary> {
        self.document.catalog().ok()
    }
}

/// A stream's bytes, unpacked.
pub(super) fn stream(document: &Document, object: &Object) -> Option<Vec<u8>> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_stream().ok()?.get_plain_content_with_limit(LARGEST).ok()
}

/// An entry of a dictionary, whatever it refers to.
pub(super) fn entry<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &str) -> Option<&'d Object> {
    document.dereference(dictionary.get(key.as_bytes()).ok()?).ok().map(|(_, object)| object)
}

/// A text of a dictionary or array.
pub(super) fn text(object: &Object) -> Option<String> {
    lopdf::decode_text_string(object).ok()
}

/// The attached files by name.
fn attachments(document: &Document) -> Result<Vec<(String, Vec<u8>)>, String> {
    let names = document
        .catalog()
        .ok()
        .and_then(|catalog| entry(document, catalog, "Names")?.as_dict().ok())
        .and_then(|names| entry(document, names, "EmbeddedFiles")?.as_dict().ok())
        .and_then(|files| entry(document, files, "Names")?.as_array().ok());
    let mut attached = Vec::new();
    for pair in names.map_or(&[][..], |names| names).chunks(2) {
        let [name, specification] = pair else { return Err("its list of attachments is damaged".to_owned()) };
        let name = text(name).ok_or("the name of an attachment can't be read")?;
        let bytes = document
            .dereference(specification)
            .ok()
            .and_then(|(_, specification)| entry(document, specification.as_dict().ok()?, "EF")?.as_dict().ok())
            .and_then(|files| stream(document, files.get(b"F").ok()?));
        attached.push((name.clone(), bytes.ok_or_else(|| format!("the attached `{name}` can't be read"))?));
    }
    Ok(attached)
}
