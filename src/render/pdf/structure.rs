//! The structure of a report for those who hear or search it: headings, tables, paragraphs (ISO 32000-1, 14.7).
//!
//! Parts are written as they end, so that only those that are open lie in memory.

use super::object::{Id, number, references, text_string};
use super::page::{Event, Geometry};
use super::writer::FileWriter;

/// What a part of the report is.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// The whole report.
    Document,
    /// A heading: 1 is the title.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A table.
    Table,
    /// The header lines of a table.
    TableHead,
    /// The lines of a table on one page.
    TableBody,
    /// A line of a table.
    TableRow,
    /// A cell that names its column, over some columns.
    HeaderCell {
        /// How many.
        columns: usize,
    },
    /// A cell, over some columns.
    Cell {
        /// How many.
        columns: usize,
    },
    /// A picture.
    Figure {
        /// What it shows, in words.
        alternative: String,
        /// Its left edge, top edge, width and height.
        frame: [f32; 4],
    },
}

impl Role {
    fn name(&self) -> String {
        match self {
            Self::Document => "Document".to_owned(),
            Self::Heading(level) => format!("H{level}"),
            Self::Paragraph => "P".to_owned(),
            Self::Table => "Table".to_owned(),
            Self::TableHead => "THead".to_owned(),
            Self::TableBody => "TBody".to_owned(),
            Self::TableRow => "TR".to_owned(),
            Self::HeaderCell { .. } => "TH".to_owned(),
            Self::Cell { .. } => "TD".to_owned(),
            Self::Figure { .. } => "Figure".to_owned(),
        }
    }

    fn attributes(&self, geometry: Geometry) -> String {
        match self {
            Self::HeaderCell { columns: 1 } => "/A<</O/Table/Scope/Column>>".to_owned(),
            Self::HeaderCell { columns } => format!("/A<</O/Table/Scope/Column/ColSpan {columns}>>"),
            Self::Cell { columns } if *columns > 1 => format!("/A<</O/Table/ColSpan {columns}>>"),
            Self::Figure { alternative, frame: [x, y, width, height] } => {
                let bottom = geometry.height - y - height;
                let corners = [*x, bottom, x + width, bottom + height].map(number).join(" ");
                format!("/Alt{}/A<</O/Layout/Placement/Block/BBox[{corners}]>>", text_string(alternative))
            }
            _ => String::new(),
        }
    }
}

/// A part that has begun and not ended.
#[derive(Debug)]
struct Part {
    id: Id,
    role: Role,
    /// The page of its first run of marks; it is what its other runs are told apart from.
    page: Option<Id>,
    kids: String,
}

/// The structure in the making.
#[derive(Debug)]
pub(super) struct Structure {
    root: Id,
    geometry: Geometry,
    open: Vec<Part>,
    top: Vec<Id>,
    /// For each page, the array that tells which part each run of marks belongs to.
    parents: Vec<Id>,
}

impl Structure {
    /// Nothing yet.
    pub(super) fn new(file: &mut FileWriter, geometry: Geometry) -> Self {
        Self { root: file.reserve(), geometry, open: Vec::new(), top: Vec::new(), parents: Vec::new() }
    }

    /// Takes in what happens on the next page.
    ///
    /// # Errors
    /// When a run of marks belongs to no part: a fault of the program.
    pub(super) fn page(&mut self, file: &mut FileWriter, page: Id, events: Vec<Event>) -> Result<(), String> {
        let mut owners = Vec::new();
        for event in events {
            match event {
                Event::Open(role) => {
                    let id = file.reserve();
                    match self.open.last_mut() {
                        Some(parent) => add_kid(&mut parent.kids, &id.reference()),
                        None => self.top.push(id),
                    }
                    self.open.push(Part { id, role, page: None, kids: String::new() });
                }
                Event::Content(number) => {
                    let part = self.open.last_mut().ok_or("a run of marks belongs to no part")?;
                    owners.push(part.id);
                    if *part.page.get_or_insert(page) == page {
                        add_kid(&mut part.kids, &number.to_string());
                    } else {
                        add_kid(&mut part.kids, &format!("<</Type/MCR/Pg {}/MCID {number}>>", page.reference()));
                    }
                }
                Event::Close => self.close(file),
            }
        }
        self.parents.push(file.add(&format!("[{}]", references(&owners))));
        Ok(())
    }

    fn close(&mut self, file: &mut FileWriter) {
        let Some(part) = self.open.pop() else { return };
        let parent = self.open.last().map_or(self.root, |parent| parent.id);
        let page = part.page.map_or_else(String::new, |page| format!("/Pg {}", page.reference()));
        let attributes = part.role.attributes(self.geometry);
        file.put(
            part.id,
            &format!("<</S/{}/P {}{page}{attributes}/K[{}]>>", part.role.name(), parent.reference(), part.kids),
        );
    }

    /// Ends the structure; its root stands in the catalog.
    pub(super) fn finish(mut self, file: &mut FileWriter) -> Id {
        while !self.open.is_empty() {
            self.close(file);
        }
        let pages = self.parents.iter().enumerate();
        let numbers: Vec<String> = pages.map(|(page, id)| format!("{page} {}", id.reference())).collect();
        let tree = file.add(&format!("<</Nums[{}]>>", numbers.join(" ")));
        let next = self.parents.len();
        let root = format!(
            "<</Type/StructTreeRoot/K[{}]/ParentTree {}/ParentTreeNextKey {next}>>",
            references(&self.top),
            tree.reference()
        );
        file.put(self.root, &root);
        self.root
    }
}

fn add_kid(kids: &mut String, kid: &str) {
    if !kids.is_empty() {
        kids.push(' ');
    }
    kids.push_str(kid);
}
