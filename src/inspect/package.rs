//! What a report's PDF is made of: from the trailer and the catalog to its attachments, fonts and pages. Whatever else
//! hangs on any of these was added.

use super::attachments::{Attachments, read_attachments};
use super::faults::FileFaults;
use super::fonts::Fonts;
use super::form::ManifestForm;
use super::known::KnownObjects;
use super::metadata;
use super::outline::{OutlineEntry, read_outline};
use super::page_tree::{PageParts, PageTree};
use super::reader::cross_references::Stream;
use super::reader::file::PdfFile;
use super::reader::object::{Dictionary, Number, Object};
use crate::render::manifest::{FORM, FORMER_FORM, MANIFEST, Manifest, sha256};

/// No manifest is as large; lists of findings and sources are what makes one long.
const LARGEST_MANIFEST: usize = 64 << 20;
/// The digest of what a report says about its colours.
const INTENT: [&str; 1] = ["c2ad1688ee1dd95bbf320ad8be5593ee3cec0720676b88d8e29094479c4ec1d5"];
/// What a catalog has.
const CATALOG: [&str; 14] = [
    "Type",
    "Pages",
    "Lang",
    "ViewerPreferences",
    "PageLabels",
    "Metadata",
    "OutputIntents",
    "Outlines",
    "PageMode",
    "AF",
    "Names",
    "MarkInfo",
    "StructTreeRoot",
    "AcroForm",
];

/// What a report's PDF is made of.
pub(super) struct PdfPackage<'b> {
    /// The file.
    pub(super) file: PdfFile<'b>,
    /// What it says of itself.
    pub(super) manifest: Manifest,
    /// The bytes of that.
    pub(super) manifest_bytes: Vec<u8>,
    /// Its form.
    pub(super) form: ManifestForm,
    /// The attached CSV.
    pub(super) csv: Option<Stream<'b>>,
    /// The pages, in their order.
    pub(super) pages: Vec<PageParts>,
    /// The fonts of all pages.
    pub(super) fonts: Fonts,
    /// The object that names them.
    pub(super) face_names: Number,
    /// The form that draws the code.
    pub(super) code: Option<Number>,
    /// Where the outline leads.
    pub(super) bookmarks: Vec<OutlineEntry>,
    /// The root of its structure.
    pub(super) structure: Option<Number>,
    /// The objects that are known to be parts of it.
    pub(super) known: KnownObjects,
}

impl<'b> PdfPackage<'b> {
    /// Takes a file apart, and notes what was added to it on the way.
    ///
    /// # Errors
    /// When it can't be read, or has no manifest to check it by.
    pub(super) fn read(bytes: &'b [u8], faults: &mut FileFaults) -> Result<Self, String> {
        let file = PdfFile::open(bytes)?;
        let mut known = KnownObjects::of(&file);
        let root = file.trailer().get("Root").and_then(Object::as_reference).ok_or("it has no catalog")?;
        let catalog = file.dictionary(root)?;
        let attachments = read_attachments(&file, &catalog, &mut known, faults)?;
        let (manifest, manifest_bytes, form) = read_manifest(&file, &attachments)?;
        faults.closed("its trailer", file.trailer(), &trailer_keys(&file));
        faults.sound(known.claim(root));
        let csv = attachments.take_csv(&manifest.csv, faults);
        check_catalog(&file, &catalog, &mut known, faults);
        metadata::check(&file, &catalog, &manifest, &mut known, faults);
        let tree = PageTree::read(&file, &catalog, form, &mut known, faults)?;
        let (fonts, numbers) = Fonts::read(&file, tree.fonts, &manifest.pages.fonts, faults)?;
        for number in numbers {
            faults.sound(known.claim(number));
        }
        check_logo(&file, tree.logo, manifest.pages.logo_sha256.as_deref(), faults);
        let bookmarks = read_outline(&file, &catalog, &tree.pages, &mut known, faults);
        let structure = catalog.get("StructTreeRoot").and_then(Object::as_reference);
        let PageTree { pages, code, fonts: face_names, .. } = tree;
        Ok(Self {
            file,
            manifest,
            manifest_bytes,
            form,
            csv,
            pages,
            fonts,
            face_names,
            code,
            bookmarks,
            structure,
            known,
        })
    }
}

/// What a trailer has: more where it is a stream.
fn trailer_keys(file: &PdfFile<'_>) -> Vec<&'static str> {
    let mut keys = vec!["Size", "Root", "Info", "ID", "Index"];
    if file.sections[0].stream.is_some() {
        keys.extend(["Type", "W", "DecodeParms", "Filter", "Length"]);
    }
    keys
}

fn read_manifest(
    file: &PdfFile<'_>,
    attachments: &Attachments<'_>,
) -> Result<(Manifest, Vec<u8>, ManifestForm), String> {
    let stream = attachments.stream(MANIFEST).ok_or_else(|| {
        format!("it has no `{MANIFEST}` inside: it is no report of kasverslag (forms and slips are none), or what it says of itself was removed")
    })?;
    let bytes = file.unpacked(stream)?.all(LARGEST_MANIFEST)?;
    let unreadable = |error: serde_json::Error| format!("its `{MANIFEST}` can't be read: {error}");
    let said: serde_json::Value = serde_json::from_slice(&bytes).map_err(unreadable)?;
    let form = match said.get("form").and_then(serde_json::Value::as_str) {
        Some(FORM) => ManifestForm::Current,
        Some(FORMER_FORM) => ManifestForm::Former,
        form => {
            let form = form.unwrap_or("none");
            return Err(format!("its `{MANIFEST}` has a form that this kasverslag does not know: {form}"));
        }
    };
    drop(said);
    let manifest = serde_json::from_slice(&bytes).map_err(unreadable)?;
    Ok((manifest, bytes, form))
}

/// What a report says of itself to readers, beside its attachments, facts, pages and outline.
fn check_catalog(file: &PdfFile<'_>, catalog: &Dictionary, known: &mut KnownObjects, faults: &mut FileFaults) {
    let what = "its catalog";
    faults.closed(what, catalog, &CATALOG);
    faults.fixed(what, catalog, "Type", "/Catalog");
    faults.fixed(what, catalog, "ViewerPreferences", "<</DisplayDocTitle true>>");
    faults.fixed(what, catalog, "PageLabels", "<</Nums[0<</S/D>>]>>");
    if catalog.get("Outlines").is_some() {
        faults.fixed(what, catalog, "PageMode", "/UseOutlines");
    }
    if catalog.get("StructTreeRoot").is_some() {
        faults.fixed(what, catalog, "MarkInfo", "<</Marked true>>");
    }
    if catalog.get("Lang").and_then(Object::as_text).is_none() {
        faults.add("it no longer says its language");
    }
    let intents = catalog.get("OutputIntents").and_then(Object::as_array);
    let Some([Object::Reference(intent)]) = intents else {
        faults.add("it no longer says what its colours mean (the output intent)");
        return;
    };
    match super::digest::graph(file, &Object::Reference(*intent)) {
        Err(what) => faults.add(what),
        Ok(graph) => {
            if !INTENT.contains(&graph.digest.as_str()) {
                faults.add("what it says of its colours (the output intent) has been altered");
            }
            for number in graph.numbers {
                faults.sound(known.claim(number));
            }
        }
    }
}

/// Whether the library's mark is the one that the report was made with.
fn check_logo(file: &PdfFile<'_>, logo: Option<Number>, meant: Option<&str>, faults: &mut FileFaults) {
    /// A logo has a million dots at most.
    const LARGEST: usize = 64 << 20;
    const KEYS: [&str; 8] =
        ["Type", "Subtype", "Width", "Height", "ColorSpace", "BitsPerComponent", "Filter", "Length"];
    let Some(logo) = logo else {
        if meant.is_some() {
            faults.add("the library's mark has been altered");
        }
        return;
    };
    let dots = file.stream(logo).and_then(|stream| {
        faults.closed("the library's mark", &stream.dictionary, &KEYS);
        faults.fixed("the library's mark", &stream.dictionary, "ColorSpace", "/DeviceRGB");
        faults.fixed("the library's mark", &stream.dictionary, "BitsPerComponent", "8");
        file.unpacked(&stream)?.all(LARGEST)
    });
    if dots.ok().map(|dots| sha256(&dots)).as_deref() != meant {
        faults.add("the library's mark has been altered");
    }
}
