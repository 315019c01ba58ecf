//! Puts pages, fonts, structure, outline, attachments and facts together into a PDF file, page by page.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use lopdf::{Document as LopdfDocument, Object};

use super::Level;
use super::archival::{Facts, PRODUCER, add_metadata, add_output_intent};
use super::draw::{LOGO, empty_document, specimen, to_lopdf};
use super::object::{Id, date, entries, name, number, of_lopdf, references, text_string};
use super::page::{Bookmark, Event, Geometry};
use super::structure::Structure;
use super::writer::{FileWriter, deflated};
use crate::report::document::Logo;

/// Pages of a tree that hang together; a flat tree makes readers slow.
const BRANCH: usize = 64;

/// A file that goes along inside the PDF.
#[derive(Debug)]
pub(super) struct AttachedFile<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// What kind of file it is, as a media type.
    pub(super) media_type: &'a str,
    /// What it is to the report, as ISO 19005-3 names it: `Data` or `Supplement`.
    pub(super) relationship: &'a str,
    /// What it is, in words.
    pub(super) description: &'a str,
    /// Its bytes.
    pub(super) bytes: &'a [u8],
}

/// A PDF file of a report in the making.
#[derive(Debug)]
pub(super) struct ReportFile {
    file: FileWriter,
    geometry: Geometry,
    structure: Option<Structure>,
    resources: Id,
    root: Id,
    /// The code at the foot of every page: one content for all, known when all else is drawn.
    code: Id,
    /// The branches of the page tree, and the pages on them.
    branches: Vec<(Id, Vec<Id>)>,
}

impl ReportFile {
    /// Starts the file: the fonts and the library's mark, which pages share.
    ///
    /// # Errors
    /// What printpdf says: a fault of the program.
    pub(super) fn start(geometry: Geometry, level: Level, logo: Option<&Logo>) -> Result<Self, String> {
        let mut file = FileWriter::new();
        let fonts = add_fonts(&mut file)?;
        let logo = logo
            .map_or_else(String::new, |logo| format!("/XObject<</{LOGO} {}>>", add_logo(&mut file, logo).reference()));
        let resources = file.add(&format!("<</Font {}{logo}>>", fonts.reference()));
        let (root, code) = (file.reserve(), file.reserve());
        let structure = (level == Level::A3a).then(|| Structure::new(&mut file, geometry));
        Ok(Self { file, geometry, structure, resources, root, code, branches: Vec::new() })
    }

    /// Adds the next page: its compressed content, and what it is.
    ///
    /// # Errors
    /// When the structure does not fit together: a fault of the program.
    pub(super) fn add_page(&mut self, content: &[u8], events: Vec<Event>) -> Result<(), String> {
        let Self { file, geometry, structure, .. } = self;
        let number_of_page = self.branches.iter().map(|(_, pages)| pages.len()).sum::<usize>();
        if number_of_page.is_multiple_of(BRANCH) {
            self.branches.push((file.reserve(), Vec::new()));
        }
        let stream = file.reserve();
        file.put_stream(stream, "/Filter/FlateDecode", content);
        let page = file.reserve();
        let parents = match structure {
            None => String::new(),
            Some(structure) => {
                structure.page(file, page, events)?;
                format!("/StructParents {number_of_page}/Tabs/S")
            }
        };
        let Some((branch, pages)) = self.branches.last_mut() else { return Err("a page hangs on nothing".to_owned()) };
        pages.push(page);
        file.put(
            page,
            &format!(
                "<</Type/Page/Parent {}/MediaBox[0 0 {} {}]/Resources {}/Contents[{} {}]{parents}>>",
                branch.reference(),
                number(geometry.width),
                number(geometry.height),
                self.resources.reference(),
                stream.reference(),
                self.code.reference()
            ),
        );
        Ok(())
    }

    /// Ends the file, and gives its bytes: the same for the same report. `code` is the packed content that draws the
    /// code at the foot of every page.
    ///
    /// # Errors
    /// When something was promised and never came: a fault of the program.
    pub(super) fn finish(
        mut self,
        facts: &Facts,
        level: Level,
        bookmarks: &[Bookmark],
        code: &[u8],
        attached: &[AttachedFile<'_>],
    ) -> Result<Vec<u8>, String> {
        self.put_page_tree();
        self.file.put_stream(self.code, "/Filter/FlateDecode", code);
        let pages: Vec<Id> = self.branches.iter().flat_map(|(_, pages)| pages).copied().collect();
        let file = &mut self.file;
        let mut catalog = format!(
            "<</Type/Catalog/Pages {}/Lang{}/ViewerPreferences<</DisplayDocTitle true>>/PageLabels<</Nums[0<</S/D>>]>>",
            self.root.reference(),
            text_string(&facts.language)
        );
        catalog += &format!("/Metadata {}", add_metadata(file, facts, level).reference());
        catalog += &format!("/OutputIntents[{}]", add_output_intent(file).reference());
        if let Some(outline) = add_outline(file, bookmarks, &pages, self.geometry) {
            catalog += &format!("/Outlines {}/PageMode/UseOutlines", outline.reference());
        }
        catalog += &add_attached(file, facts, attached);
        if let Some(structure) = self.structure {
            let root = structure.finish(file);
            catalog += &format!("/MarkInfo<</Marked true>>/StructTreeRoot {}", root.reference());
        }
        catalog += ">>";
        let catalog = file.add(&catalog);
        let made = date(facts.made);
        let info = file.add(&format!(
            "<</Title{}/Subject{}/Author{}/Producer{}/CreationDate{made}/ModDate{made}>>",
            text_string(&facts.title),
            text_string(&facts.subject),
            text_string(&facts.author),
            text_string(PRODUCER)
        ));
        self.file.finish(catalog, info)
    }

    fn put_page_tree(&mut self) {
        let root = self.root.reference();
        for (branch, pages) in &self.branches {
            let (kids, count) = (references(pages), pages.len());
            self.file.put(*branch, &format!("<</Type/Pages/Parent {root}/Kids[{kids}]/Count {count}>>"));
        }
        let kids: Vec<Id> = self.branches.iter().map(|(branch, _)| *branch).collect();
        let count: usize = self.branches.iter().map(|(_, pages)| pages.len()).sum();
        self.file.put(self.root, &format!("<</Type/Pages/Kids[{}]/Count {count}>>", references(&kids)));
    }
}

/// An object of the fonts: its number where printpdf made it, its text or its dictionary and packed bytes.
type FontObject = (lopdf::ObjectId, Object, Option<Vec<u8>>);

/// What printpdf makes of the faces, whole: the object that names them, and all objects in the order of their numbers.
///
/// They are the same for every file, and packed once in the life of the process.
fn font_objects() -> Result<&'static (lopdf::ObjectId, Vec<FontObject>), String> {
    static FONTS: OnceLock<Result<(lopdf::ObjectId, Vec<FontObject>), String>> = OnceLock::new();
    FONTS.get_or_init(make_font_objects).as_ref().map_err(Clone::clone)
}

fn make_font_objects() -> Result<(lopdf::ObjectId, Vec<FontObject>), String> {
    let mut printed = empty_document();
    let geometry = Geometry { width: 100.0, height: 100.0, left: 0.0, right: 0.0, top: 0.0, bottom: 0.0 };
    printed.pages.push(specimen(geometry));
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
        .map_err(|error| error.to_string())?;
    let mut objects = BTreeMap::new();
    collect(&made, fonts, &mut objects)?;
    let objects = objects.into_iter().map(|(id, object)| match object {
        Object::Stream(stream) => {
            let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            let mut dictionary = stream.dict;
            dictionary.remove(b"Filter");
            (id, Object::Dictionary(dictionary), Some(deflated(&bytes)))
        }
        object => (id, object, None),
    });
    Ok((fonts, objects.collect()))
}

/// Collects an object and all that it refers to.
fn collect(
    from: &LopdfDocument,
    id: lopdf::ObjectId,
    objects: &mut BTreeMap<lopdf::ObjectId, Object>,
) -> Result<(), String> {
    if objects.contains_key(&id) {
        return Ok(());
    }
    let object = from.get_object(id).map_err(|error| error.to_string())?.clone();
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

fn add_fonts(file: &mut FileWriter) -> Result<Id, String> {
    let (fonts, objects) = font_objects()?;
    let ids: BTreeMap<lopdf::ObjectId, Id> = objects.iter().map(|(id, ..)| (*id, file.reserve())).collect();
    let mut renumbered =
        |id: lopdf::ObjectId| ids.get(&id).copied().ok_or_else(|| "the fonts refer to nothing".to_owned());
    for (id, object, packed) in objects {
        let id = renumbered(*id)?;
        match (packed, object) {
            (Some(packed), Object::Dictionary(dictionary)) => {
                let entries = entries(dictionary, &mut renumbered)?;
                file.put_stream(id, &format!("{entries}/Filter/FlateDecode"), packed);
            }
            _ => file.put(id, &of_lopdf(object, &mut renumbered)?),
        }
    }
    renumbered(*fonts)
}

fn add_logo(file: &mut FileWriter, logo: &Logo) -> Id {
    let id = file.reserve();
    let entries = format!(
        "/Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/DeviceRGB/BitsPerComponent 8",
        logo.width, logo.height
    );
    file.put_deflated(id, &entries, &logo.rgb);
    id
}

/// Adds files, and names them for the catalog: as attachments, and as associated with the report.
fn add_attached(file: &mut FileWriter, facts: &Facts, attached: &[AttachedFile<'_>]) -> String {
    let mut names: Vec<(&str, Id)> = Vec::new();
    for AttachedFile { name: file_name, media_type, relationship, description, bytes } in attached {
        let stream = file.reserve();
        let entries = format!(
            "/Type/EmbeddedFile/Subtype{}/Params<</Size {}/ModDate{}>>",
            name(media_type),
            bytes.len(),
            date(facts.made)
        );
        file.put_deflated(stream, &entries, bytes);
        let (text, stream) = (text_string(file_name), stream.reference());
        let specification = file.add(&format!(
            "<</Type/Filespec/F{text}/UF{text}/Desc{}/AFRelationship/{relationship}/EF<</F {stream}/UF {stream}>>>>",
            text_string(description)
        ));
        names.push((file_name, specification));
    }
    if names.is_empty() {
        return String::new();
    }
    let associated: Vec<Id> = names.iter().map(|(_, id)| *id).collect();
    // A name tree is in the order of its names.
    names.sort_unstable_by_key(|(name, _)| *name);
    let tree: Vec<String> =
        names.iter().map(|(name, id)| format!("{} {}", text_string(name), id.reference())).collect();
    format!("/AF[{}]/Names<</EmbeddedFiles<</Names[{}]>>>>", references(&associated), tree.join(" "))
}

/// Adds the outline: sections, and the blocks inside them. `None` when there is no bookmark.
fn add_outline(file: &mut FileWriter, bookmarks: &[Bookmark], pages: &[Id], geometry: Geometry) -> Option<Id> {
    if bookmarks.is_empty() {
        return None;
    }
    let root = file.reserve();
    let ids: Vec<Id> = bookmarks.iter().map(|_| file.reserve()).collect();
    // The bookmarks under the root, and under each other: those of a section follow it.
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); bookmarks.len() + 1];
    let mut section = None;
    for (index, bookmark) in bookmarks.iter().enumerate() {
        if bookmark.level == 0 {
            section = Some(index);
        }
        let parent = section.filter(|_| bookmark.level > 0);
        children[parent.map_or(0, |parent| parent + 1)].push(index);
    }
    let family = |of: usize, sign: &str| match (children[of].first(), children[of].last()) {
        (Some(first), Some(last)) => {
            let (first, last) = (ids[*first].reference(), ids[*last].reference());
            format!("/First {first}/Last {last}/Count {sign}{}", children[of].len())
        }
        _ => String::new(),
    };
    for (parent, siblings) in children.iter().enumerate() {
        let parent = if parent == 0 { root } else { ids[parent - 1] };
        for (place, index) in siblings.iter().enumerate() {
            let Bookmark { title, page, y, .. } = &bookmarks[*index];
            let mut item = format!("<</Title{}/Parent {}", text_string(title), parent.reference());
            if let Some(before) = place.checked_sub(1).map(|place| ids[siblings[place]]) {
                item += &format!("/Prev {}", before.reference());
            }
            if let Some(after) = siblings.get(place + 1) {
                item += &format!("/Next {}", ids[*after].reference());
            }
            // A section starts folded.
            item += &family(index + 1, "-");
            let (page, y) = (pages.get(*page)?.reference(), number(geometry.height - y));
            file.put(ids[*index], &format!("{item}/Dest[{page}/XYZ null {y} null]>>"));
        }
    }
    file.put(root, &format!("<</Type/Outlines{}>>", family(0, "")));
    Some(root)
}
