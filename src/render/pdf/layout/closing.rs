//! The end of a report: where its figures come from, what to know about them, who signs.

use super::columns::broken;
use super::parts::{heading, least_height, short_table};
use super::reference::Place;
use super::sheet::{Sheet, Style};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Tag, mm};
use crate::report::finding_words::in_words;

/// The size of running text, in points.
const TEXT: f32 = 8.5;
/// The size of tables and labels, in points.
const CONTROL: f32 = 7.5;
/// The distance of lines of running text, in points.
const LINE: f32 = 11.0;
/// What hangs below the last line of running text, in points.
const BELOW: f32 = 2.0;
/// How many lines of a role stand in the room for a signature.
const ROLE_LINES: usize = 2;
/// The distance of a role's lines, in points.
const ROLE_LINE: f32 = 10.0;
/// The height of the signatures with their heading, in points.
const SIGNATURES: f32 = 124.0;
/// How many of the last findings stay with the signatures: nobody should sign a page with nothing else on it.
const KEPT: usize = 8;

/// The control section: its tables, then the findings.
pub(super) fn control(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    // What is no report has none: its findings stand in tables of its own.
    if document.control.is_empty() {
        return;
    }
    let words = &document.words.control;
    let least = document.control.first().map_or(60.0, |table| least_height(sheet, table, CONTROL, 9.0));
    heading(sheet, &words.title, None, 12.0, least.max(60.0), 0);
    for table in &document.control {
        short_table(sheet, table, CONTROL, 9.0, 1);
    }
    let width = sheet.width();
    let mut findings: Vec<String> =
        document.findings.iter().map(|finding| format!("– {}", in_words(finding, document.words))).collect();
    if findings.is_empty() {
        findings.push(words.no_findings.clone());
    }
    let style = Style::regular(TEXT);
    let findings: Vec<Vec<String>> = findings.iter().map(|finding| broken(&drawable(finding), style, width)).collect();
    let lines = findings.iter().map(Vec::len).sum::<usize>();
    #[allow(clippy::cast_precision_loss)]
    let least = lines.min(KEPT) as f32 * LINE + if document.roles.is_empty() { 0.0 } else { signatures_height(sheet) };
    heading(sheet, &words.findings, None, 9.0, least, 1);
    sheet.place(Place::Findings);
    let mut index = 0;
    for finding in findings {
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            for line in &finding {
                sheet.keep_together(if index + KEPT == lines { least } else { LINE + BELOW });
                sheet.y += LINE;
                sheet.text(sheet.geometry.left, sheet.y, style, line);
                index += 1;
            }
        });
    }
    sheet.y += 4.0;
}

fn signatures_height(sheet: &Sheet<'_>) -> f32 {
    let notes = sheet.document.presentation.notes.iter();
    let lines = notes.map(|note| broken(&drawable(note), Style::regular(TEXT), sheet.width()).len()).sum::<usize>();
    #[allow(clippy::cast_precision_loss)]
    let notes = lines as f32 * LINE;
    SIGNATURES + notes + room_for_roles(&roles(sheet))
}

/// The width between one signature and the next, in points.
fn signature_width(sheet: &Sheet<'_>) -> f32 {
    #[allow(clippy::cast_precision_loss)]
    let roles = sheet.document.roles.len() as f32;
    sheet.width() / roles
}

/// The roles that sign, each in lines.
fn roles(sheet: &Sheet<'_>) -> Vec<Vec<String>> {
    let room = signature_width(sheet) - mm(6.0);
    sheet.document.roles.iter().map(|role| broken(&drawable(role), Style::bold(TEXT), room)).collect()
}

/// What roles of many lines take, so that as much room is left to sign.
fn room_for_roles(roles: &[Vec<String>]) -> f32 {
    let lines = roles.iter().map(Vec::len).max().unwrap_or(0);
    #[allow(clippy::cast_precision_loss)]
    let more = lines.saturating_sub(ROLE_LINES) as f32;
    more * ROLE_LINE
}

/// Room for each role to sign, with name and date; above it what the library has to say about that.
pub(super) fn signatures(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    if document.roles.is_empty() {
        return;
    }
    let words = &document.words.signature;
    let height = mm(30.0);
    heading(sheet, &words.title, None, 11.0, signatures_height(sheet) - 28.0, 0);
    for note in &document.presentation.notes {
        let lines = broken(&drawable(note), Style::regular(TEXT), sheet.width());
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            for line in &lines {
                sheet.y += LINE;
                sheet.text(sheet.geometry.left, sheet.y, Style::regular(TEXT), line);
            }
        });
    }
    let left = sheet.geometry.left;
    let width = signature_width(sheet);
    let roles = roles(sheet);
    let top = sheet.y + 4.0;
    let more = room_for_roles(&roles);
    for (index, lines) in roles.iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let x = left + width * index as f32;
        let room = width - mm(6.0);
        sheet.keep_to_sign(&document.roles[index], [x, top, room, more + height]);
        let (style, label) = (Style::bold(TEXT), Style::label(CONTROL));
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            for (index, line) in lines.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)]
                sheet.text(x, top + 9.0 + ROLE_LINE * index as f32, style, line);
            }
        });
        for (y, word) in [(18.0, &words.name), (27.0, &words.date)] {
            sheet.rule(x, top + more + mm(y), room, 0.4, Colour::QUIET);
            let word = drawable(word);
            sheet.part(Role::Paragraph, Tag::Text, |sheet| sheet.text(x, top + more + mm(y + 3.5), label, word));
        }
    }
    sheet.y = top + more + height + 4.0;
}
