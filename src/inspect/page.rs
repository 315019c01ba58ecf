//! A page as it is drawn: its texts, in the runs in which they were written, and what else is on it.

use super::drawing::{DrawnText, InkColour, PageInk};
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

/// How small and how large texts may be, in points.
const SMALLEST: f64 = 3.0;
const LARGEST: f64 = 24.0;
/// How thin and how thick rules may be, in points.
const THINNEST: f64 = 0.1;
const THICKEST: f64 = 1.0;
/// How wide the code is at least, in parts of its size.
const WIDTH_OF_CODE: f64 = 20.0;

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
    /// What all of it looks like.
    pub(super) drawing: PageInk,
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
    /// The colour of what comes next.
    fill: InkColour,
    /// The same from before what is drawn elsewhere, which has a place of its own.
    outside: Option<InkColour>,
    /// The colour and thickness of rules.
    stroke: InkColour,
    thickness: f64,
    /// Where a rule begins, and where it ends.
    rule: (Option<[f64; 2]>, Option<[f64; 2]>),
    /// An area that is not filled yet.
    area: Option<[f64; 4]>,
    /// The place and size of what is drawn elsewhere.
    matrix: Option<[f64; 4]>,
}

impl<'f> PageReader<'f> {
    fn new(fonts: &'f Fonts) -> Self {
        let page = DrawnPage::default();
        Self {
            fonts,
            page,
            stage: Stage::Before,
            open: None,
            font: None,
            at: [0.0; 2],
            fill: InkColour::BLACK,
            outside: None,
            stroke: InkColour::BLACK,
            thickness: 1.0,
            rule: (None, None),
            area: None,
            matrix: None,
        }
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
            "BT" => {
                if self.outside.is_some() || self.area.is_some() || self.rule.0.is_some() {
                    self.remark("its texts begin amid something else");
                }
                (self.stage, self.at) = (Stage::InTexts, [0.0; 2]);
            }
            "ET" => self.stage = Stage::Behind,
            "BMC" | "BDC" => self.begin(operation),
            "EMC" => self.end()?,
            "Tf" => self.choose_font(operation),
            "Td" => match operation.numbers() {
                Some([x, y]) => self.at = [self.at[0] + x, self.at[1] + y],
                None => self.remark("a text stands nowhere"),
            },
            "Tj" | "TJ" | "'" | "\"" => self.show(operation)?,
            "g" | "rg" => match colour(operation) {
                Some(colour) => self.fill = colour,
                None => self.remark("it has a colour that is none"),
            },
            _ => self.shape(operator, operation),
        }
        Ok(())
    }

    /// Takes a part of a rule, an area, or what is drawn elsewhere: each is drawn in one way.
    fn shape(&mut self, operator: &str, operation: &Operation<'_>) {
        let is_expected = match operator {
            "q" => self.outside.replace(self.fill).is_none(),
            "cm" => match operation.numbers() {
                Some([width, 0.0, 0.0, height, x, y]) if self.outside.is_some() => {
                    self.matrix.replace([x, y, x + width, y + height]).is_none()
                }
                _ => false,
            },
            "Do" => {
                self.show_other(operation);
                true
            }
            "Q" => {
                self.matrix = None;
                self.outside.take().is_some_and(|before| {
                    self.fill = before;
                    true
                })
            }
            "w" => {
                self.thickness = operation.numbers().map_or(f64::NAN, |[thickness]| thickness);
                (THINNEST..=THICKEST).contains(&self.thickness)
            }
            "G" | "RG" => colour(operation).is_some_and(|colour| {
                self.stroke = colour;
                true
            }),
            "m" => self.rule.0.is_none() && operation.numbers().is_some_and(|from| self.rule.0.replace(from).is_none()),
            "l" => operation.numbers().is_some_and(|to| self.rule.1.replace(to).is_none()),
            "S" => match std::mem::take(&mut self.rule) {
                (Some([left, y]), Some([right, same])) if (y - same).abs() < 0.01 && left <= right => {
                    let half = self.thickness / 2.0;
                    self.page.drawing.rules.push(([left, y - half, right, y + half], self.stroke));
                    true
                }
                _ => false,
            },
            "re" => match operation.numbers() {
                Some([x, y, width, height]) => {
                    let frame = [x, y, x + width, y + height];
                    if self.open.as_ref().is_some_and(|run| !run.tag.is_empty()) {
                        self.page.frames.push(frame);
                    }
                    self.area.replace(frame).is_none() && width >= 0.0 && height >= 0.0
                }
                None => false,
            },
            "f" => self.area.take().is_some_and(|frame| {
                self.page.drawing.areas.push((frame, self.fill));
                true
            }),
            _ => true,
        };
        if !is_expected {
            self.remark(format!("something is turned, moved or drawn as no report does it (`{operator}`)"));
        }
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
        self.font = self.fonts.face(name).zip(size.filter(|size| (SMALLEST..=LARGEST).contains(size)));
    }

    fn show(&mut self, operation: &Operation<'_>) -> Result<(), String> {
        let (face, size) = self.font.ok_or("its text is in a font, or of a size, that can't be read")?;
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
        let run = self.open.as_ref().filter(|run| !run.tag.is_empty()).map(|_| self.page.runs.len());
        let [left, baseline] = self.at;
        let blank = text.chars().rev().take_while(|character| character.is_whitespace()).count();
        let right = x - face.width_of_last(&operation.operands, blank) * size;
        if right > left {
            let colour = self.fill;
            self.page.drawing.texts.push(DrawnText { run, left, right, baseline, size, colour });
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
        let run = self.open.as_ref().filter(|run| !run.tag.is_empty()).map(|_| self.page.runs.len());
        match self.matrix {
            // Its digits are drawn in a text size of 1.
            Some([left, baseline, right, top]) if name == "Code" => {
                self.page.frames.push([left, baseline, right, top]);
                let (size, colour) = (top - baseline, self.fill);
                if (size - (right - left)).abs() > 0.01 || !(SMALLEST..=LARGEST).contains(&size) {
                    self.remark("the code of the file is drawn larger, smaller or narrower than a report has it");
                }
                let right = left + WIDTH_OF_CODE * size;
                self.page.drawing.texts.push(DrawnText { run, left, right, baseline, size, colour });
            }
            Some(frame) => {
                self.page.frames.push(frame);
                self.page.drawing.pictures.push(frame);
            }
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

/// The colour that an operation sets: a grey, or red, green and blue.
fn colour(operation: &Operation<'_>) -> Option<InkColour> {
    let grey = operation.numbers().map(|[grey]| [grey; 3]);
    InkColour::of(grey.or_else(|| operation.numbers())?)
}
