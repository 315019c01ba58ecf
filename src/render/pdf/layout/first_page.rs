//! What a reader wants to know, in the order that the template says: large figures, how it was paid, a chart, recaps, and
//! what was not received.

use super::apart::is_apart;
use super::chart::chart;
use super::first_page_table::first_page_table;
use super::head::headlines;
use super::line_breaks::broken;
use super::reference::{PageReference, ReferenceTarget};
use super::sheet::{Sheet, Style};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Role, Tag};
use crate::report::document::{FirstPageRecap, KeyFigures};
use crate::report::first_page::FirstPagePart;

/// The size of what was not received, in points.
const SIZE: f32 = 7.5;
/// The distance of its lines, in points.
const LINE: f32 = 9.5;

/// A part of the first page but its recaps.
pub(super) fn first_page_part(sheet: &mut Sheet<'_>, part: FirstPagePart) {
    let document = sheet.document;
    match (part, &document.key_figures) {
        (FirstPagePart::Headline, Some(figures)) => headlines(sheet, &figures.headlines),
        (FirstPagePart::WaysOfPayment, Some(figures)) => first_page_table(sheet, &figures.table, None),
        (FirstPagePart::Compared, Some(figures)) => compared(sheet, figures),
        (FirstPagePart::NotReceived, Some(figures)) => not_received(sheet, figures),
        (FirstPagePart::Chart, _) => {
            if let Some(data) = &document.chart {
                chart(sheet, data);
            }
        }
        _ => {}
    }
}

/// A recap of the first page: the whole of it where it has room for that.
pub(super) fn first_page_recap(sheet: &mut Sheet<'_>, recap: &FirstPageRecap) {
    let Some(table) = &recap.table else { return };
    if sheet.is_narrow() && sheet.density.is_compact() && recap.is_short {
        return first_page_table(sheet, &sheet.document.recaps[recap.recap], None);
    }
    let reference = recap.is_short.then(|| sheet.reference(ReferenceTarget::Recap(recap.recap)));
    first_page_table(sheet, table, reference.as_ref());
}

/// What was not received, each reason with its amount: never one sum.
fn not_received(sheet: &mut Sheet<'_>, figures: &KeyFigures) {
    let words = sheet.document.words;
    let amount = |(part, totals): &(_, crate::report::lines::Totals)| {
        format!("{} {}", words.reason(*part), words.amount(totals.balance()))
    };
    let amounts: Vec<String> = figures.not_received.iter().map(amount).collect();
    if amounts.is_empty() {
        return;
    }
    let mut text = words.first_page.not_received.replace("{amounts}", &amounts.join(" · "));
    let has_place = sheet.document.sections.iter().any(|section| is_apart(sheet.document, section));
    if has_place {
        text = format!("{text} {}", words.first_page.pages);
    }
    let reference: PageReference = sheet.reference(ReferenceTarget::NotReceived);
    let lines = reference.broken(&text, Style::label(SIZE), sheet.width());
    paragraph(sheet, &lines);
}

/// Receipts beside those of earlier periods, each a paragraph.
fn compared(sheet: &mut Sheet<'_>, figures: &KeyFigures) {
    for text in &figures.compared {
        let lines = broken(&drawable(text), Style::label(SIZE), sheet.width());
        paragraph(sheet, &lines);
    }
}

/// A paragraph in the size of a label, never torn apart.
fn paragraph(sheet: &mut Sheet<'_>, lines: &[String]) {
    #[allow(clippy::cast_precision_loss)]
    sheet.keep_together(8.0 + LINE * lines.len() as f32);
    sheet.y += sheet.density.pick(6.0, 3.0);
    sheet.part(Role::Paragraph, Tag::Text, |sheet| {
        for line in lines {
            sheet.y += LINE;
            sheet.text(sheet.geometry.left, sheet.y, Style::label(SIZE), line);
        }
    });
    sheet.y += 2.0;
}
