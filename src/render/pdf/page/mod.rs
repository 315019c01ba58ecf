//! A page as a list of marks, before it is PDF. Units are points; the origin is the top left corner.

pub mod font;
mod role;

use font::Face;
pub use role::{Event, Role};

/// A text, a rule or a filled area on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What it belongs to; `None` for what only helps the eye, or repeats what stands elsewhere.
    pub content: Option<PageContent>,
    /// Its colour.
    pub colour: Colour,
    /// What it looks like.
    pub shape: Shape,
}

/// What a mark looks like.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line of text; every character of it can be drawn.
    Text {
        /// Its left end.
        x: f32,
        /// Its baseline.
        y: f32,
        /// Its weight.
        face: Face,
        /// Its size.
        size: f32,
        /// The text.
        text: String,
    },
    /// The code of the file, in a run of its own where it is part of the report.
    Code {
        /// Its left end.
        x: f32,
        /// Its baseline.
        y: f32,
        /// Its size.
        size: f32,
    },
    /// A horizontal rule.
    Rule {
        /// Its left end.
        x: f32,
        /// Its middle.
        y: f32,
        /// Its length.
        width: f32,
        /// Its thickness.
        thickness: f32,
    },
    /// A filled area, behind the texts.
    Area {
        /// Its left edge.
        x: f32,
        /// Its top edge.
        y: f32,
        /// Its width.
        width: f32,
        /// Its height.
        height: f32,
    },
    /// The library's mark, in the place of this area.
    Logo {
        /// Its left edge.
        x: f32,
        /// Its top edge.
        y: f32,
        /// Its width.
        width: f32,
        /// Its height.
        height: f32,
    },
}

impl Shape {
    /// The same, so many points further right.
    #[must_use]
    pub(in crate::render::pdf) fn moved(mut self, by: f32) -> Self {
        let (Self::Text { x, .. }
        | Self::Code { x, .. }
        | Self::Rule { x, .. }
        | Self::Area { x, .. }
        | Self::Logo { x, .. }) = &mut self;
        *x += by;
        self
    }
}

/// Red, green and blue from 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// For texts and figures.
    pub const BLACK: Self = Self::grey(0);
    /// For labels; dark enough to be read, also in a copy (5.7 : 1 on white).
    pub const QUIET: Self = Self::grey(0x66);
    /// For rules between lines.
    pub const HAIR: Self = Self::grey(0xc8);
    /// Behind outermost headings.
    pub const BAND: Self = Self::grey(0xe6);
    /// Behind days of the weekend.
    pub const SHADE: Self = Self::grey(0xf4);
    /// Behind totals.
    pub const TINT: Self = Self::grey(0xee);
    /// For negative amounts, which bear a minus sign too (8 : 1 on white).
    pub const NEGATIVE: Self = Self([0x9b, 0x1c, 0x1c]);

    /// A grey.
    #[must_use]
    pub const fn grey(lightness: u8) -> Self {
        Self([lightness; 3])
    }

    /// Whether it is a grey, which has one part instead of three.
    pub(in crate::render::pdf) fn is_grey(self) -> bool {
        self == Self::grey(self.0[0])
    }
}

/// A run of marks on a page that belong together, and to one part of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageContent {
    /// Its number on the page, from 0.
    pub number: u32,
    /// What it is, so that the pages can be read back without the structure.
    pub tag: Tag,
}

/// What a run of marks is. The cells of a table's line follow each other; the tag of the first tells what line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// A heading.
    Heading,
    /// Running text.
    Text,
    /// A picture.
    Figure,
    /// The first cell of a header line.
    Header,
    /// The first cell of a line of the report.
    Line,
    /// The first cell of a subtotal of the report.
    Subtotal,
    /// The first cell of a total of the report.
    Total,
    /// The only cell of a line that names what follows.
    Group,
    /// A heading over lines of the report that are a table of their own.
    GroupHeading,
    /// The first cell of what the lines under such a heading come to.
    GroupTotal,
    /// The first cell of a header line that says again what stands over the lines before.
    HeaderAgain,
    /// The first cell of a line of another table.
    Row,
    /// The first cell of the rest of a line that did not fit on the page before.
    Rest,
    /// A further cell of a line.
    Cell,
}

impl Tag {
    /// Its name in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Heading => "H",
            Self::Text => "P",
            Self::Figure => "Figure",
            Self::Header => "Header",
            Self::Line => "Line",
            Self::Subtotal => "Subtotal",
            Self::Total => "Total",
            Self::Group => "Group",
            Self::GroupHeading => "GroupHeading",
            Self::GroupTotal => "GroupTotal",
            Self::HeaderAgain => "HeaderAgain",
            Self::Row => "Row",
            Self::Rest => "Rest",
            Self::Cell => "TD",
        }
    }
}

/// One page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// What is on it, areas first where they lie behind texts.
    pub marks: Vec<Mark>,
    /// What it is, in reading order.
    pub events: Vec<Event>,
}

/// A place that the outline leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Bookmark {
    /// What it is called.
    pub title: String,
    /// 0 for a section, 1 for a block inside one.
    pub level: u8,
    /// The page, from 0.
    pub page: usize,
    /// The height on the page.
    pub y: f32,
}

/// The room in which a role signs.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomToSign {
    /// The role.
    pub role: String,
    /// The page, from 0.
    pub page: usize,
    /// Its left edge, top edge, width and height.
    pub frame: [f32; 4],
    /// Those of the field in it for an electronic signature, if there is one.
    pub field: Option<[f32; 4]>,
}

/// The size of a page and the room between its margins.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The width of the page.
    pub width: f32,
    /// The height of the page.
    pub height: f32,
    /// The left margin, wide enough for the holes of a binder.
    pub left: f32,
    /// The right end of the text.
    pub right: f32,
    /// Where the text begins under the running header.
    pub top: f32,
    /// Where the text ends above the footer.
    pub bottom: f32,
}

impl Geometry {
    /// The left, bottom, right and top of a frame, as PDF counts them from the lower left corner of the page.
    pub(in crate::render::pdf) fn corners(self, [x, y, width, height]: [f32; 4]) -> [f32; 4] {
        let bottom = self.height - y - height;
        [x, bottom, x + width, bottom + height]
    }
}

/// Millimetres in points.
#[must_use]
pub fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// Points in millimetres.
#[must_use]
pub fn in_mm(points: f32) -> f32 {
    points * 25.4 / 72.0
}
