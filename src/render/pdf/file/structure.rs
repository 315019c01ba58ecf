//! The structure of a report for those who hear or search it: headings, tables, paragraphs (ISO 32000-1, 14.7).
//!
//! Parts are written as they end, so that only those that are open lie in memory.

use super::object::{Id, ObjectReference, number, text_string};
use super::writer::FileWriter;
use crate::render::error::RenderError;
use crate::render::pdf::content::operators::push_integer;
use crate::render::pdf::page::{Event, Geometry, Role};

/// A part that has begun and not ended.
#[derive(Debug)]
struct OpenElement {
    id: Id,
    reference: ObjectReference,
    role: Role,
    /// The page of its first run of marks; it is what its other runs are told apart from.
    page: Option<ObjectReference>,
    /// Its language, if that is not the report's.
    language: Option<&'static str>,
    kids: Vec<u8>,
}

/// The structure in the making.
#[derive(Debug)]
pub(super) struct Structure {
    root: Id,
    geometry: Geometry,
    open: Vec<OpenElement>,
    /// The kids of the root.
    top: Vec<u8>,
    /// For each page, the array that tells which part each run of marks belongs to.
    parents: Vec<Id>,
    /// The parts of the fields to sign in, in their order.
    fields: Vec<ObjectReference>,
    /// Room that parts had for their kids, for those that begin next.
    spare: Vec<Vec<u8>>,
}

impl Structure {
    /// Nothing yet.
    pub(super) fn new(file: &mut FileWriter, geometry: Geometry) -> Self {
        let root = file.reserve();
        Self {
            root,
            geometry,
            open: Vec::new(),
            top: Vec::new(),
            parents: Vec::new(),
            fields: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Takes in what happens on the next page, with the objects of the fields on it.
    ///
    /// # Errors
    /// When a run of marks or a field belongs to no part: a fault of the program.
    pub(super) fn page(
        &mut self,
        file: &mut FileWriter,
        page: Id,
        events: Vec<Event>,
        fields: &[Id],
    ) -> Result<(), RenderError> {
        let page = ObjectReference::to(page);
        let mut fields = fields.iter();
        let mut owners = Vec::new();
        for event in events {
            match event {
                Event::Open(role) => {
                    let id = file.reserve();
                    let kids = self.open.last_mut().map_or(&mut self.top, |parent| &mut parent.kids);
                    let reference = ObjectReference::to(id);
                    reference.push(next(kids));
                    let kids = self.spare.pop().unwrap_or_default();
                    self.open.push(OpenElement { id, reference, role, page: None, language: None, kids });
                }
                Event::Content(number) => {
                    let part = self.open.last_mut().ok_or("a run of marks belongs to no part")?;
                    part.reference.push(next(&mut owners));
                    let kids = next(&mut part.kids);
                    if *part.page.get_or_insert(page) == page {
                        push_integer(kids, number);
                    } else {
                        kids.extend_from_slice(b"<</Type/MCR/Pg ");
                        page.push(kids);
                        kids.extend_from_slice(b"/MCID ");
                        push_integer(kids, number);
                        kids.extend_from_slice(b">>");
                    }
                }
                Event::SignatureField { .. } => {
                    let part = self.open.last_mut().ok_or("a field belongs to no part")?;
                    let field = fields.next().ok_or("a field is no object")?;
                    part.page = Some(page);
                    next(&mut part.kids).extend_from_slice(b"<</Type/OBJR/Obj ");
                    ObjectReference::to(*field).push(&mut part.kids);
                    part.kids.extend_from_slice(b">>");
                    self.fields.push(part.reference);
                }
                Event::Language(language) => {
                    self.open.last_mut().ok_or("a language belongs to no part")?.language = Some(language);
                }
                Event::Close => self.close(file),
            }
        }
        let parents = file.reserve();
        file.put_with(parents, |out| push_list(out, &owners));
        self.parents.push(parents);
        Ok(())
    }

    fn close(&mut self, file: &mut FileWriter) {
        let Some(OpenElement { id, role, page, language, mut kids, .. }) = self.open.pop() else { return };
        let parent = self.open.last().map_or_else(|| ObjectReference::to(self.root), |parent| parent.reference);
        file.put_with(id, |out| {
            out.extend_from_slice(b"<</S/");
            push_name(&role, out);
            out.extend_from_slice(b"/P ");
            parent.push(out);
            if let Some(page) = page {
                out.extend_from_slice(b"/Pg ");
                page.push(out);
            }
            if let Some(language) = language {
                out.extend_from_slice(b"/Lang");
                out.extend_from_slice(text_string(language).as_bytes());
            }
            out.extend_from_slice(attributes(&role, self.geometry).as_bytes());
            out.extend_from_slice(b"/K");
            push_list(out, &kids);
            out.extend_from_slice(b">>");
        });
        kids.clear();
        self.spare.push(kids);
    }

    /// How many pages there are; the numbers of the fields in the structure follow theirs.
    pub(super) fn pages(&self) -> usize {
        self.parents.len()
    }

    /// Ends the structure; its root stands in the catalog.
    pub(super) fn finish(mut self, file: &mut FileWriter) -> Id {
        while !self.open.is_empty() {
            self.close(file);
        }
        let mut numbers = Vec::new();
        let pages = self.parents.iter().map(|id| ObjectReference::to(*id));
        for (place, part) in (0..).zip(pages.chain(self.fields.iter().copied())) {
            push_integer(next(&mut numbers), place);
            part.push(next(&mut numbers));
        }
        let tree = file.reserve();
        file.put_with(tree, |out| {
            out.extend_from_slice(b"<</Nums");
            push_list(out, &numbers);
            out.extend_from_slice(b">>");
        });
        file.put_with(self.root, |out| {
            out.extend_from_slice(b"<</Type/StructTreeRoot/K");
            push_list(out, &self.top);
            let next = self.parents.len() + self.fields.len();
            out.extend_from_slice(format!("/ParentTree {}/ParentTreeNextKey {next}>>", tree.reference()).as_bytes());
        });
        self.root
    }
}

/// Writes the name of a role (ISO 32000-1, 14.8.4).
fn push_name(role: &Role, out: &mut Vec<u8>) {
    let name = match role {
        Role::Document => "Document",
        Role::Heading(level) => return out.extend_from_slice(format!("H{level}").as_bytes()),
        Role::Paragraph => "P",
        Role::Table => "Table",
        Role::TableHead => "THead",
        Role::TableBody => "TBody",
        Role::TableRow => "TR",
        Role::HeaderCell | Role::RowHeaderCell => "TH",
        Role::Cell { .. } => "TD",
        Role::List => "L",
        Role::ListItem => "LI",
        Role::ListLabel => "Lbl",
        Role::ListBody => "LBody",
        Role::Figure { .. } => "Figure",
        Role::Form => "Form",
    };
    out.extend_from_slice(name.as_bytes());
}

/// What else is said of a part.
fn attributes(role: &Role, geometry: Geometry) -> String {
    match role {
        Role::HeaderCell => "/A<</O/Table/Scope/Column>>".to_owned(),
        Role::RowHeaderCell => "/A<</O/Table/Scope/Row>>".to_owned(),
        Role::Cell { columns } if *columns > 1 => format!("/A<</O/Table/ColSpan {columns}>>"),
        Role::Figure { alternative, frame } => {
            let corners = geometry.corners(*frame).map(number).join(" ");
            format!("/Alt{}/A<</O/Layout/Placement/Block/BBox[{corners}]>>", text_string(alternative))
        }
        _ => String::new(),
    }
}

/// Where the next item of a list goes: behind a blank, unless it is the first.
fn next(list: &mut Vec<u8>) -> &mut Vec<u8> {
    if !list.is_empty() {
        list.push(b' ');
    }
    list
}

fn push_list(out: &mut Vec<u8>, items: &[u8]) {
    out.push(b'[');
    out.extend_from_slice(items);
    out.push(b']');
}
