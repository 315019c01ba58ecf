//! The end of a report: what to know about its figures, where they come from, that they add up, and who signs.

use std::cell::OnceCell;

use super::control_table::ControlTable;
use super::findings::{findings, findings_close};
use super::line_breaks::broken;
use super::parts::{CLOSE_BELOW, CloseHeading, close_heading, heading};
use super::sheet::{Sheet, Style};
use crate::render::number::shown;
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Shape, Tag, mm};
use crate::report::document::{Document, Table};
use crate::report::template::Format;

/// The size of running text, in points.
const TEXT: f32 = 8.0;
/// The size of labels, in points.
const LABEL: f32 = 7.0;
/// The distance of lines of running text, in points.
const LINE: f32 = 10.2;
/// The distance of a role's lines, in points.
const ROLE_LINE: f32 = 10.0;
/// The blank above the roles, in points.
const ABOVE_ROLES: f32 = 8.0;
const CLOSE_ABOVE_ROLES: f32 = 4.0;
/// What the last line to write on takes, in points.
const LAST_SIGN_LINE: f32 = 4.0;
/// How far the field for an electronic signature ends above the line to sign on: its label stands below it, in points.
const ABOVE_SIGN_LINE: f32 = 6.0;
/// The part of a line that is for the name, where the date stands behind it.
const NAME: f32 = 0.6;
/// How much of what stands below a heading is kept with it at most, in points.
const MOST_BELOW: f32 = 140.0;
/// The height of the heading of what is signed, in points.
const HEADING: f32 = 22.0;
/// Its size, in points.
const SIGNED: f32 = 10.0;
/// The room for a signature above its line, in millimetres.
const SIGNATURE: f32 = 14.0;
const CLOSE_SIGNATURE: f32 = 10.5;
const TIGHT_SIGNATURE: f32 = 9.5;
/// The room between two columns of tables, in points.
const GUTTER: f32 = 17.0;
/// The blank between what is declared and the figures behind it, in points.
const BEFORE_FIGURES: f32 = 4.0;

/// The control: findings where they stand here, then tables, beside each other where that saves room. What stands in columns
/// is tried out several times: `narrow` keeps its tables.
pub(super) fn control(sheet: &mut Sheet<'_>, has_findings: bool, narrow: &OnceCell<Vec<ControlTable>>) {
    let document = sheet.document;
    let title = &document.words.control.title;
    if sheet.is_narrow() {
        let (width, density) = (sheet.width(), sheet.density);
        let set = || tables(document).map(|table| ControlTable::new(table, document, width, density)).collect();
        let tables: &Vec<ControlTable> = narrow.get_or_init(set);
        let least = tables.first().map_or(0.0, |table| table.height(sheet).min(MOST_BELOW));
        if has_findings {
            findings_close(sheet, title, least);
        } else {
            heading(sheet, title, None, 9.5, least, 0);
        }
        for table in tables {
            table.draw(sheet, 0.0);
        }
        return;
    }
    heading(sheet, title, None, 10.0, 60.0, 0);
    if has_findings {
        findings(sheet);
    }
    // What is signed never stands alone on a page.
    let tail = signatures_height(sheet);
    if !beside(sheet, tail) {
        let width = sheet.width();
        let last = tables(document).count().saturating_sub(1);
        for (index, table) in tables(document).enumerate() {
            let table = ControlTable::new(table, document, width, sheet.density);
            table.draw(sheet, if index == last { tail } else { 0.0 });
        }
    }
}

/// The tables of the control that have anything to tell.
fn tables(document: &Document) -> impl Iterator<Item = &Table> {
    document.control.iter().filter(|table| !table.rows.is_empty())
}

/// Draws the tables of the control in two columns, unless there is more than a page has room for.
fn beside(sheet: &mut Sheet<'_>, tail: f32) -> bool {
    let document = sheet.document;
    let whole = sheet.width() - GUTTER;
    let set = |table, width| ControlTable::new(table, document, width, sheet.density);
    let all: Vec<ControlTable> = tables(document).map(|table| set(table, whole / 2.0)).collect();
    let heights: Vec<f32> = all.iter().map(|table| table.height(sheet)).collect();
    let height: f32 = heights.iter().sum();
    // Where the first column ends, so that the longer one is as short as can be.
    let longer = |end: usize| {
        let first: f32 = heights[..end].iter().sum();
        first.max(height - first)
    };
    let Some(end) = (1..=all.len()).min_by(|a, b| longer(*a).total_cmp(&longer(*b))) else { return false };
    let set = |widths: [f32; 2]| -> ([Vec<ControlTable>; 2], f32) {
        let side = |from: usize, to: usize, width| {
            tables(document).take(to).skip(from).map(|table| set(table, width)).collect()
        };
        let sides: [Vec<ControlTable>; 2] = [side(0, end, widths[0]), side(end, all.len(), widths[1])];
        let height = |side: &Vec<ControlTable>| side.iter().map(|table| table.height(sheet)).sum::<f32>();
        let height = sides.iter().map(height).fold(0.0, f32::max);
        (sides, height)
    };
    // As wide as texts or their words need, or equal: what makes them shortest.
    let by = |needed: fn(&ControlTable) -> f32| widths(&all[..end], &all[end..], whole, needed);
    let candidates = [by(ControlTable::least_width), by(ControlTable::whole_width), [whole / 2.0; 2]];
    let tried = candidates.map(|widths| (widths, set(widths)));
    let is_whole = |sides: &[Vec<ControlTable>; 2]| sides.iter().flatten().all(|table| table.has_whole_words);
    let whole = tried.into_iter().filter(|(_, (sides, _))| is_whole(sides));
    let shortest = whole.min_by(|(_, (_, a)), (_, (_, b))| a.total_cmp(b));
    let Some((widths, (sides, height))) = shortest else { return false };
    let [first, second] = sides;
    if height + tail > sheet.geometry.bottom - sheet.geometry.top {
        return false;
    }
    sheet.keep_together(height + tail);
    let (top, left, right) = (sheet.y, sheet.geometry.left, sheet.geometry.right);
    sheet.geometry.right = left + widths[0];
    for table in &first {
        table.draw(sheet, 0.0);
    }
    let bottom = sheet.y;
    (sheet.geometry.left, sheet.geometry.right) = (right - widths[1], right);
    sheet.y = top;
    for table in &second {
        table.draw(sheet, 0.0);
    }
    sheet.geometry.left = left;
    sheet.y = sheet.y.max(bottom);
    true
}

/// The widths of two columns of tables, in points: halves, unless one side needs more for its words and figures and the
/// other has it to spare.
fn widths(first: &[ControlTable], second: &[ControlTable], whole: f32, needed: fn(&ControlTable) -> f32) -> [f32; 2] {
    let half = whole / 2.0;
    let least = |tables: &[ControlTable]| tables.iter().map(needed).fold(0.0, f32::max);
    let spare = |tables: &[ControlTable]| (half - least(tables)).max(0.0);
    let lack = |tables: &[ControlTable]| (least(tables) - half).max(0.0);
    let right = half + lack(second).min(spare(first)) - lack(first).min(spare(second));
    [whole - right, right]
}

/// What those who sign declare: the report, and what it comes to.
fn declaration(document: &Document) -> Option<(String, String)> {
    if document.control.is_empty() {
        return None;
    }
    let (words, title) = (&document.words.signature, &document.title);
    let declared = match (&title.number, title.version) {
        (Some(number), Some(version)) => {
            words.declared.replace("{number}", number).replace("{version}", &version.to_string())
        }
        _ => words.declared_on_demand.clone(),
    };
    let figures = document.key_figures.iter().flat_map(|figures| &figures.headlines).map(|headline| {
        let figure = shown(headline.figure.value(), Format::Text, document.words);
        format!("{} {figure}", headline.label)
    });
    let unit = document.words.archive.unit.clone();
    let figures: Vec<String> = figures.chain([unit]).collect();
    Some((declared.replace("{period}", &title.period), figures.join(" · ")))
}

/// The lines above the roles: what is declared, what it comes to, and what the library has to say.
struct Declared {
    /// What stands behind the heading, where parts stand closely.
    lead: String,
    text: Vec<String>,
    figures: Vec<String>,
    notes: Vec<Vec<String>>,
    /// Whether the code of the file stands here.
    has_code: bool,
    /// Where figures stand behind what stands in front of them, from the left, in points; `None` where they have a line of
    /// their own.
    figures_behind: Option<f32>,
}

impl Declared {
    fn new(sheet: &Sheet<'_>) -> Self {
        let document = sheet.document;
        let lines = |text: &str, style| broken(&drawable(text), style, sheet.width());
        let (mut text, figures) = declaration(document).unwrap_or_default();
        let has_code = !text.is_empty();
        let lead = if sheet.density.is_compact() { std::mem::take(&mut text) } else { String::new() };
        let heading =
            CloseHeading::new(sheet, &document.words.signature.title, Some(&lead), Style::regular(TEXT), SIGNED);
        let behind = heading.end_of_notes() + BEFORE_FIGURES;
        let has_room = behind + Style::bold(TEXT).width(&drawable(&figures)) <= sheet.width();
        Self {
            has_code,
            figures_behind: Some(behind).filter(|_| has_room && !lead.is_empty() && heading.has_notes_below()),
            lead,
            text: if text.is_empty() { Vec::new() } else { lines(&text, Style::regular(TEXT)) },
            figures: if figures.is_empty() { Vec::new() } else { lines(&figures, Style::bold(TEXT)) },
            notes: document.presentation.notes.iter().map(|note| lines(note, Style::regular(TEXT))).collect(),
        }
    }

    /// The heading with what is declared behind it, where parts stand closely.
    fn close_heading<'a>(&self, sheet: &Sheet<'a>) -> Option<CloseHeading<'a>> {
        let title = &sheet.document.words.signature.title;
        let close = || CloseHeading::new(sheet, title, Some(&self.lead), Style::regular(TEXT), SIGNED);
        sheet.density.is_compact().then(close)
    }

    #[allow(clippy::cast_precision_loss)]
    fn height(&self) -> f32 {
        let code = usize::from(self.has_code);
        let figures = if self.figures_behind.is_some() { 0 } else { self.figures.len() };
        let lines = self.text.len() + figures + code + self.notes.iter().map(Vec::len).sum::<usize>();
        lines as f32 * LINE
    }
}

pub(super) fn signatures_height(sheet: &Sheet<'_>) -> f32 {
    if sheet.document.roles.is_empty() {
        return 0.0;
    }
    let declared = Declared::new(sheet);
    let heading = declared.close_heading(sheet).map_or(HEADING, |heading| heading.height);
    heading + declared.height() + role_height(sheet)
}

/// The width between one signature and the next, in points.
fn signature_width(sheet: &Sheet<'_>) -> f32 {
    #[allow(clippy::cast_precision_loss)]
    let roles = sheet.document.roles.len() as f32;
    sheet.width() / roles
}

/// The width in which a role signs, in points.
fn sign_room(sheet: &Sheet<'_>) -> f32 {
    signature_width(sheet) - mm(6.0)
}

/// The roles that sign, each in lines.
fn roles(sheet: &Sheet<'_>) -> Vec<Vec<String>> {
    let room = sign_room(sheet);
    sheet.document.roles.iter().map(|role| broken(&drawable(role), Style::bold(TEXT), room)).collect()
}

/// The height of the roles with room to sign and the lines for name and date.
fn role_height(sheet: &Sheet<'_>) -> f32 {
    let lines = roles(sheet).iter().map(Vec::len).max().unwrap_or(0);
    #[allow(clippy::cast_precision_loss)]
    let names = lines as f32 * ROLE_LINE;
    let more = f32::from(sign_lines(sign_room(sheet)) - 1) * mm(5.0);
    above_roles(sheet) + names + signature_room(sheet) + more + LAST_SIGN_LINE
}

/// The blank above the roles, in points.
fn above_roles(sheet: &Sheet<'_>) -> f32 {
    sheet.density.pick(ABOVE_ROLES, CLOSE_ABOVE_ROLES)
}

/// The room for a signature above its line, in points.
fn signature_room(sheet: &Sheet<'_>) -> f32 {
    mm(sheet.density.pick_of(SIGNATURE, CLOSE_SIGNATURE, TIGHT_SIGNATURE))
}

/// How many lines there are to write on: the signature has its own; name and date share one where it is long enough.
fn sign_lines(room: f32) -> u8 {
    if room >= mm(45.0) { 2 } else { 3 }
}

/// What is declared, and room for each role to sign, with name and date.
pub(super) fn signatures(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    if document.roles.is_empty() {
        return;
    }
    let words = &document.words.signature;
    let declared = Declared::new(sheet);
    let roles = roles(sheet);
    let least = declared.height() + role_height(sheet);
    match declared.close_heading(sheet) {
        Some(close) => close_heading(sheet, close, least, 0),
        None => heading(sheet, &words.title, None, SIGNED, least, 0),
    }
    let left = sheet.geometry.left;
    let paragraph = |sheet: &mut Sheet<'_>, lines: &[String], style: Style| {
        if lines.is_empty() {
            return;
        }
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            for line in lines {
                sheet.y += LINE;
                sheet.text(left, sheet.y, style, line);
            }
        });
    };
    paragraph(sheet, &declared.text, Style::regular(TEXT));
    match declared.figures_behind {
        Some(behind) => sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            let y = sheet.y - SIGNED * CLOSE_BELOW;
            sheet.text(left + behind, y, Style::bold(TEXT), declared.figures.concat());
        }),
        None => paragraph(sheet, &declared.figures, Style::bold(TEXT)),
    }
    if declared.has_code {
        sheet.y += LINE;
        let style = Style::regular(TEXT);
        let label = format!("{} ", words.code);
        sheet.open(Role::Paragraph);
        sheet.begin(Tag::Text);
        sheet.text(left, sheet.y, style, label.clone());
        sheet.end();
        // The code is a run of its own, as it is drawn when all else is written.
        sheet.begin(Tag::Text);
        let x = left + style.width(&label);
        sheet.mark(Colour::BLACK, Shape::Code { x, y: sheet.y, size: TEXT });
        sheet.end();
        sheet.close();
    }
    for note in &declared.notes {
        paragraph(sheet, note, Style::regular(TEXT));
    }
    let width = signature_width(sheet);
    let room = sign_room(sheet);
    let top = sheet.y + above_roles(sheet) - 2.0;
    let height = role_height(sheet) - above_roles(sheet);
    #[allow(clippy::cast_precision_loss)]
    let names = roles.iter().map(Vec::len).max().unwrap_or(0) as f32 * ROLE_LINE;
    for (index, lines) in roles.iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let x = left + width * index as f32;
        let role = &document.roles[index];
        let field = [x, top + names + 1.0, room, signature_room(sheet) - ABOVE_SIGN_LINE - 1.0];
        let field = document.presentation.signature_fields.then_some(field);
        sheet.keep_to_sign(role, [x, top, room, height], field);
        let (style, label) = (Style::bold(TEXT), Style::label(LABEL));
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            for (index, line) in lines.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)]
                sheet.text(x, top + 8.0 + ROLE_LINE * index as f32, style, line);
            }
        });
        if let Some(field) = field {
            sheet.signature_field(role, field);
        }
        let first = top + names + signature_room(sheet);
        // For each line: its left edge, its width, and how far down it stands.
        let places = match sign_lines(room) {
            2 => [[x, room, 0.0], [x, room * NAME - 4.0, 1.0], [x + room * NAME, room * (1.0 - NAME), 1.0]],
            _ => [[x, room, 0.0], [x, room, 1.0], [x, room, 2.0]],
        };
        for ([x, width, line], word) in places.into_iter().zip([&words.signature, &words.name, &words.date]) {
            let y = first + mm(5.0) * line;
            let word = drawable(word);
            let start = x + label.width(&word) + 4.0;
            sheet.rule(start, y + 3.0, (x + width - start).max(0.0), 0.4, Colour::QUIET);
            sheet.part(Role::Paragraph, Tag::Text, |sheet| sheet.text(x, y + 2.0, label, word));
        }
    }
    sheet.y = top + height + 2.0;
}
