//! Puts pages, fonts, structure, outline, attachments and facts together into a PDF file, page by page.

use std::io::Write;

use super::archival::{FileFacts, PRODUCER, add_metadata};
use super::code_form::PageCodeForm;
use super::object::{Id, date, name, number, references, text_string};
use super::prologue::{FilePrologue, shared};
use super::signature_field::{SignatureField, add_form};
use super::structure::Structure;
use super::worker_pool::{Pending, WorkerPool};
use super::writer::FileWriter;
use crate::render::error::RenderError;
use crate::render::pdf::content::code::CODE;
use crate::render::pdf::content::draw::LOGO;
use crate::render::pdf::level::Level;
use crate::render::pdf::page::{Bookmark, Event, Geometry};
use crate::report::document::Logo;

/// Pages of a tree that hang together; a flat tree makes readers slow.
const BRANCH: usize = 64;

/// A file that goes along inside the PDF.
pub(in crate::render::pdf) struct AttachedFile<'a> {
    /// Its name.
    pub(in crate::render::pdf) name: &'a str,
    /// What kind of file it is, as a media type.
    pub(in crate::render::pdf) media_type: &'a str,
    /// What it is to the report, as ISO 19005-3 names it: `Data` or `Supplement`.
    pub(in crate::render::pdf) relationship: &'a str,
    /// What it is, in words.
    pub(in crate::render::pdf) description: &'a str,
    /// How many bytes it has.
    pub(in crate::render::pdf) length: usize,
    /// Those, packed.
    pub(in crate::render::pdf) packed: Pending<Vec<u8>>,
}

/// A PDF file of a report in the making.
pub(in crate::render::pdf) struct ReportFile<'w> {
    file: FileWriter<'w>,
    geometry: Geometry,
    structure: Option<Structure>,
    resources: Id,
    root: Id,
    intent: Id,
    fonts: Id,
    /// The form that draws the code of the file.
    code: Id,
    /// The branches of the page tree, and the pages on them.
    branches: Vec<(Id, Vec<Id>)>,
    /// The fields to sign in.
    fields: Vec<SignatureField>,
}

impl<'w> ReportFile<'w> {
    /// Starts the file, which is written to `out`: the fonts and the library's mark, which pages share. `pool` packs it.
    ///
    /// # Errors
    /// What printpdf says: a fault of the program.
    pub(in crate::render::pdf) fn start(
        geometry: Geometry,
        level: Level,
        logo: Option<&Logo>,
        pool: WorkerPool,
        out: &'w mut dyn Write,
    ) -> Result<Self, RenderError> {
        let FilePrologue { beginning, fonts, intent } = shared()?;
        let mut file = FileWriter::after(beginning, pool, out);
        let logo = logo.map_or_else(String::new, |logo| format!("/{LOGO} {}", add_logo(&mut file, logo).reference()));
        let (root, code) = (file.reserve(), file.reserve());
        let forms = format!("<</{CODE} {}{logo}>>", code.reference());
        let resources = file.add(&format!("<</Font {}/XObject{forms}>>", fonts.reference()));
        let structure = (level == Level::A3a).then(|| Structure::new(&mut file, geometry));
        Ok(Self {
            file,
            geometry,
            structure,
            resources,
            root,
            fonts: *fonts,
            code,
            intent: *intent,
            branches: Vec::new(),
            fields: Vec::new(),
        })
    }

    /// Those who work for this file.
    pub(in crate::render::pdf) fn pool(&mut self) -> &mut WorkerPool {
        self.file.pool()
    }

    /// Adds the next page: its packed content, and what it is.
    ///
    /// # Errors
    /// When the structure does not fit together: a fault of the program.
    pub(in crate::render::pdf) fn add_page(&mut self, content: Vec<u8>, events: Vec<Event>) -> Result<(), RenderError> {
        let Self { file, geometry, structure, fields, .. } = self;
        let before = self.branches.len().saturating_sub(1) * BRANCH;
        let number_of_page = before + self.branches.last().map_or(0, |(_, pages)| pages.len());
        if number_of_page.is_multiple_of(BRANCH) {
            self.branches.push((file.reserve(), Vec::new()));
        }
        let stream = file.reserve();
        file.put_packed(stream, "", Pending::Kept(content));
        let page = file.reserve();
        let own = SignatureField::all_on(page, &events, file);
        let ids: Vec<Id> = own.iter().map(|field| field.id).collect();
        fields.extend(own);
        let mut more = match structure {
            None => String::new(),
            Some(structure) => {
                structure.page(file, page, events, &ids)?;
                format!("/StructParents {number_of_page}/Tabs/S")
            }
        };
        if !ids.is_empty() {
            more += &format!("/Annots[{}]", references(&ids));
        }
        let Some((branch, pages)) = self.branches.last_mut() else { return Err("a page hangs on nothing".into()) };
        pages.push(page);
        file.put(
            page,
            &format!(
                "<</Type/Page/Parent {}/MediaBox[0 0 {} {}]/Resources {}/Contents {}{more}>>",
                branch.reference(),
                number(geometry.width),
                number(geometry.height),
                self.resources.reference(),
                stream.reference()
            ),
        );
        Ok(())
    }

    /// Ends the file: the same for the same report.
    ///
    /// # Errors
    /// When the file can't be written, or something was promised and never came: a fault of the program.
    pub(in crate::render::pdf) fn finish(
        mut self,
        facts: &FileFacts,
        level: Level,
        bookmarks: &[Bookmark],
        attached: Vec<AttachedFile<'_>>,
    ) -> Result<String, RenderError> {
        self.put_page_tree();
        let pages: Vec<Id> = self.branches.iter().flat_map(|(_, pages)| pages).copied().collect();
        let file = &mut self.file;
        let mut catalog = format!(
            "<</Type/Catalog/Pages {}/Lang{}/ViewerPreferences<</DisplayDocTitle true>>/PageLabels<</Nums[0<</S/D>>]>>",
            self.root.reference(),
            text_string(&facts.language)
        );
        catalog += &format!("/Metadata {}", add_metadata(file, facts, level).reference());
        catalog += &format!("/OutputIntents[{}]", self.intent.reference());
        if let Some(outline) = add_outline(file, bookmarks, &pages, self.geometry) {
            catalog += &format!("/Outlines {}/PageMode/UseOutlines", outline.reference());
        }
        catalog += &add_attached(file, facts, attached);
        if !self.fields.is_empty() {
            let first_place = self.structure.as_ref().map(Structure::pages);
            let form = add_form(file, &self.fields, self.geometry, first_place);
            catalog += &format!("/AcroForm {}", form.reference());
        }
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
        self.file.finish(catalog, info, facts.identity, &PageCodeForm::new(self.code, self.fonts))
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

fn add_logo(file: &mut FileWriter, logo: &Logo) -> Id {
    let id = file.reserve();
    let entries = format!(
        "/Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/DeviceRGB/BitsPerComponent 8",
        logo.width, logo.height
    );
    file.put_deflated(id, &entries, logo.rgb.to_vec());
    id
}

/// Adds files, and names them for the catalog: as attachments, and as associated with the report.
fn add_attached(file: &mut FileWriter, facts: &FileFacts, attached: Vec<AttachedFile<'_>>) -> String {
    let mut names: Vec<(&str, Id)> = Vec::new();
    for AttachedFile { name: file_name, media_type, relationship, description, length, packed } in attached {
        let stream = file.reserve();
        let entries = format!(
            "/Type/EmbeddedFile/Subtype{}/Params<</Size {}/ModDate{}>>",
            name(media_type),
            length,
            date(facts.made)
        );
        file.put_packed(stream, &entries, packed);
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
