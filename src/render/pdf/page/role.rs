//! What the parts of a report are, and the order in which they stand on a page.

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
    /// A cell that names its column.
    HeaderCell,
    /// A cell that names its line.
    RowHeaderCell,
    /// A cell, over some columns.
    Cell {
        /// How many.
        columns: usize,
    },
    /// A list.
    List,
    /// An item of a list.
    ListItem,
    /// The sign in front of an item.
    ListLabel,
    /// What an item says.
    ListBody,
    /// A picture.
    Figure {
        /// What it shows, in words.
        alternative: String,
        /// Its left edge, top edge, width and height.
        frame: [f32; 4],
    },
    /// A field to sign in.
    Form,
}

/// A step in the report's structure.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A part begins.
    Open(Role),
    /// A run of marks on this page belongs to the part that is open.
    Content(u32),
    /// The part that is open is a field to sign in electronically.
    SignatureField {
        /// The role that signs there.
        role: String,
        /// Its left edge, top edge, width and height.
        frame: [f32; 4],
    },
    /// The part that is open is in another language than the report, such as `nl-BE`.
    Language(&'static str),
    /// The part that began last ends.
    Close,
}
