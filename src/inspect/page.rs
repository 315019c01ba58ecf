//! A page as it is drawn: its texts, in the runs in which they were written, and what else is on it.

use super::fonts::{EmbeddedFont, Fonts};
use super::reader::content::{self, Operation};
use super::reader::object::Object;

/// What runs of marks may be. What has another name is no part of a report.
const TAGS: [&str; 14] = [
    "H",
    "P",
    "Figure",
    "Header",
    "HeaderAgain",
    "Line",
    "Subtotal",
    "Total",
    "Group",
    "GroupHeading",
    "GroupTotal",
    "Row",
    "Rest",
    "TD",
];
/// What a page may do outside texts: begin and end runs, draw rules and areas, and show a picture or the code.
const OUTSIDE_TEXTS: [&str; 17] =
    ["BMC", "BDC", "EMC", "BT", "G", "RG", "g", "rg", "w", "m", "l", "S", "re", "f", "q", "Q", "cm"];
/// What it may do inside texts. Each stands where the move before it says, as large as its font says.
const INSIDE_TEXTS: [&str; 9] = ["BMC", "BDC", "EMC", "ET", "g", "rg", "Tf", "Td", "Tj"];

/// A run of marks on a page that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct MarkRun {
    /// What it is: `Line`, `TD` …
    pub(super) tag: &'static str,
    /// Its number in the structure; `None` in a file without one.
    pub(super) number: Option<usize>,
    /// Its text.
    pub(super) text: String,
    /// Whether it is a picture or a code.
    pub(super) is_drawn_elsewhere: bool,
}

/// What a page shows that is drawn elsewhere: a picture, or the code of the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PlacedObject {
    /// Its name.
    pub(super) name: String,
    /// Whether it stands in the margin.
    pub(super) is_in_margin: bool,
}

/// What is on a page.
#[derive(Clone, Debug, Default)]
pub(super) struct DrawnPage {
    /// The runs that belong to the report.
    pub(super) runs: Vec<MarkRun>,
    /// The texts that do not, such as those of the margins.
    pub(super) margins: Vec<String>,
    /// What is drawn elsewhere.
    pub(super) shown: Vec<PlacedObject>,
    /// Where texts and figures stand: left, bottom, right and top.
    pub(super) frames: Vec<[f64; 4]>,
    /// What no report does, if the page does it.
    pub(super) strange: Option<String>,
}

impl DrawnPage {
    /// Reads what is drawn on a page.
    ///
    /// # Errors
    /// What can't be read.
    pub(super) fn read(content: &[u8], fonts: &Fonts) -> Result<Self, String> {
        let mut reader = PageReader::new(fonts);
        content::each(content, |operation| reader.take(operation))?;
        if reader.open.is_some() {
            return Err("a run of marks never ends".to_owned());
        }
        if reader.stage != Stage::Behind {
            reader.remark("its texts never end");
        }
        Ok(reader.page)
    }
}

/// Where a content stands: first come rules, areas and pictures, then all texts, and nothing over those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Before,
    InTexts,
    Behind,
}

struct PageReader<'f> {
    fonts: &'f Fonts,
    page: DrawnPage,
    stage: Stage,
    /// The run that is open; a margin has no tag.
    open: Option<MarkRun>,
    font: Option<(&'f EmbeddedFont, f64)>,
    /// Where the next text begins.
    at: [f64; 2],
    /// The place and size of what is drawn elsewhere.
    matrix: Option<[f64; 4]>,
}

impl<'f> PageReader<'f> {
    fn new(fonts: &'f Fonts) -> Self {
        let page = DrawnPage::default();
        Self { fonts, page, stage: Stage::Before, open: None, font: None, at: [0.0; 2], matrix: None }
    }

    /// Notes the first thing that no report does.
    fn remark(&mut self, what: impl Into<String>) {
        self.page.strange.get_or_insert_with(|| what.into());
    }

    fn take(&mut self, operation: &Operation<'_>) -> Result<(), String> {
        let operator = std::str::from_utf8(operation.operator).unwrap_or("?");
        let is_known = match self.stage {
            Stage::Before => operator == "Do" || OUTSIDE_TEXTS.contains(&operator),
            Stage::InTexts => INSIDE_TEXTS.contains(&operator),
            Stage::Behind => false,
        };
        if !is_known {
            self.remark(format!("it does something that no report does there (`{operator}`)"));
        }
        match operator {
            "BT" => (self.stage, self.at) = (Stage::InTexts, [0.0; 2]),
            "ET" => self.stage = Stage::Behind,
            "BMC" | "BDC" => self.begin(operation),
            "EMC" => self.end()?,
            "Tf" => self.choose_font(operation),
            "Td" => match operation.numbers() {
                Some([x, y]) => self.at = [self.at[0] + x, self.at[1] + y],
                None => self.remark("a text stands nowhere"),
            },
            "Tj" | "TJ" | "'" | "\"" => self.show(operation)?,
            "cm" => match operation.numbers() {
                Some([width, 0.0, 0.0, height, x, y]) if self.matrix.is_none() => {
                    self.matrix = Some([x, y, x + width, y + height]);
                }
                _ => self.remark("something is turned or moved"),
            },
            "q" | "Q" => self.matrix = None,
            "Do" => self.show_other(operation),
            "re" => {
                if let (Some(run), Some([x, y, width, height])) = (&self.open, operation.numbers())
                    && !run.tag.is_empty()
                {
                    self.page.frames.push([x, y, x + width, y + height]);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, operation: &Operation<'_>) {
        let name = operation.operands.first().and_then(Object::as_name).unwrap_or_default();
        let tag = if name == b"Artifact" { Some("") } else { TAGS.into_iter().find(|tag| tag.as_bytes() == name) };
        let properties = operation.operands.get(1).and_then(Object::as_dictionary);
        let number = properties.and_then(|properties| properties.get("MCID")?.as_size());
        if tag.is_none() || properties.is_some_and(|properties| properties.other_than(&["MCID"]).is_some()) {
            self.remark(format!("it has a part that no report has (`{}`)", String::from_utf8_lossy(name)));
        }
        if self.open.replace(MarkRun { tag: tag.unwrap_or_default(), number, ..MarkRun::default() }).is_some() {
            self.remark("a run of marks begins inside another");
        }
    }

    fn end(&mut self) -> Result<(), String> {
        let run = self.open.take().ok_or("a run of marks ends that never began")?;
        if !run.tag.is_empty() {
            self.page.runs.push(run);
        } else if !run.text.is_empty() {
            self.page.margins.push(run.text);
        }
        Ok(())
    }

    fn choose_font(&mut self, operation: &Operation<'_>) {
        let name = operation.operands.first().and_then(Object::as_name).unwrap_or_default();
        let size = operation.operands.get(1).and_then(Object::as_number);
        self.font = self.fonts.face(name).zip(size.filter(|size| (1.0..100.0).contains(size)));
    }

    fn show(&mut self, operation: &Operation<'_>) -> Result<(), String> {
        let (face, size) = self.font.ok_or("its text is in a font that can't be read")?;
        let mut text = String::new();
        let [mut x, y] = self.at;
        let mut frame = |codes: &[u8]| {
            let width = face.shown(codes, &mut text) * size;
            x += width;
            [x - width, y - size / 4.0, x, y + size]
        };
        for operand in &operation.operands {
            let frames: Vec<[f64; 4]> = match operand {
                Object::String(codes) => vec![frame(codes)],
                Object::Array(items) => items.iter().filter_map(Object::as_string).map(&mut frame).collect(),
                _ => Vec::new(),
            };
            self.page.frames.extend(frames);
        }
        match &mut self.open {
            Some(run) if run.tag.is_empty() => {
                // Texts in the margin stand apart from each other.
                run.text += &text;
                run.text.push('\n');
            }
            Some(run) => run.text += &text,
            None => self.remark(format!("it bears a text that is no part of the report: `{text}`")),
        }
        Ok(())
    }

    fn show_other(&mut self, operation: &Operation<'_>) {
        let name = operation.operands.first().and_then(Object::as_name).unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        match self.matrix {
            Some(frame) => self.page.frames.push(frame),
            None => self.remark("something is drawn nowhere"),
        }
        if self.open.is_none() {
            self.remark(format!("it bears something that is no part of the report (`{name}`)"));
        }
        if let Some(run) = &mut self.open {
            run.is_drawn_elsewhere = true;
        }
        let is_in_margin = self.open.as_ref().is_none_or(|run| run.tag.is_empty());
        self.page.shown.push(PlacedObject { name, is_in_margin });
    }
}
