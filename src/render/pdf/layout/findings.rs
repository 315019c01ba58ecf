//! What a reader should know about the figures of a report.

use super::line_breaks::broken;
use super::parts::heading;
use super::reference::ReferenceTarget;
use super::sheet::{Sheet, Style};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Role, Tag};
use crate::report::finding_words::in_words;

/// The size of the texts, in points.
const TEXT: f32 = 8.0;
/// The size of the heading above the tables of the control, in points.
const HEADING: f32 = 8.0;
/// The distance of lines, in points.
const LINE: f32 = 10.2;
/// What hangs below the last line, in points.
const BELOW: f32 = 2.0;
/// How far the text of a finding stands in from its sign, in points.
const ITEM: f32 = 8.0;

/// Findings that stand apart from the control.
pub(super) fn findings_apart(sheet: &mut Sheet<'_>) {
    let words = &sheet.document.words.control;
    if sheet.is_narrow() {
        findings_close(sheet, &words.findings, 0.0);
    } else {
        heading(sheet, &words.findings, None, 10.0, 2.0 * LINE + BELOW, 0);
        sheet.place(ReferenceTarget::Findings);
        if sheet.document.findings.is_empty() { no_findings(sheet, &words.no_findings) } else { findings_list(sheet) }
    }
}

/// The same under a heading, where parts stand closely. What follows needs `least`.
pub(super) fn findings_close(sheet: &mut Sheet<'_>, title: &str, least: f32) {
    let document = sheet.document;
    let words = &document.words.control;
    let is_apart = title == words.findings;
    let (said, least) =
        if document.findings.is_empty() { (words.no_findings.as_str(), least) } else { ("", 2.0 * LINE + BELOW) };
    let note = if is_apart { said.to_owned() } else { format!("{}: {said}", words.findings) };
    heading(sheet, title, Some(note.trim_end()), 9.5, least, 0);
    sheet.place(ReferenceTarget::Findings);
    findings_list(sheet);
}

/// That there are none.
fn no_findings(sheet: &mut Sheet<'_>, text: &str) {
    sheet.part(Role::Paragraph, Tag::Text, |sheet| {
        sheet.y += LINE;
        sheet.text(sheet.geometry.left, sheet.y, Style::regular(TEXT), text);
    });
    sheet.y += BELOW;
}

/// What a reader should know about the figures, as a list.
pub(super) fn findings(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    let words = &document.words.control;
    if document.findings.is_empty() {
        sheet.place(ReferenceTarget::Findings);
        return no_findings(sheet, &format!("{}: {}", words.findings, words.no_findings));
    }
    heading(sheet, &words.findings, None, HEADING, 2.0 * LINE + BELOW, 1);
    sheet.place(ReferenceTarget::Findings);
    findings_list(sheet);
}

/// The findings, one below the other.
fn findings_list(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    if document.findings.is_empty() {
        return;
    }
    let (style, left) = (Style::regular(TEXT), sheet.geometry.left);
    sheet.open(Role::List);
    for finding in &document.findings {
        let lines = broken(&drawable(&in_words(finding, document.words)), style, sheet.width() - ITEM);
        #[allow(clippy::cast_precision_loss)]
        sheet.keep_together(lines.len().min(2) as f32 * LINE + BELOW);
        sheet.open(Role::ListItem);
        sheet.part(Role::ListLabel, Tag::Text, |sheet| sheet.text(left, sheet.y + LINE, style, "–"));
        sheet.part(Role::ListBody, Tag::Text, |sheet| {
            for line in &lines {
                sheet.keep_together(LINE + BELOW);
                sheet.y += LINE;
                sheet.text(left + ITEM, sheet.y, style, line);
            }
        });
        sheet.close();
    }
    sheet.close();
    sheet.y += BELOW;
}
