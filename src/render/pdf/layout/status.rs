//! Under the title: which version the report takes the place of, and whether all is in order.

use super::line_breaks::broken;
use super::reference::{PageReference, ReferenceTarget};
use super::sheet::{Sheet, Style};
use super::shortening::shortened;
use crate::domain::{Finding, Money};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Tag, mm};
use crate::report::finding_words::in_words;
use crate::report::knowledge::DayCounts;
use crate::report::replaced::Replaced;
use crate::report::words::Words;

/// The size of the texts, in points.
const SIZE: f32 = 8.0;
/// The distance of their lines, in points.
const LINE: f32 = 10.5;
/// The blank inside the edges of a bar, in points.
const PADDING: f32 = 6.0;
/// How many lines of the first finding stand here.
const FINDING_LINES: usize = 2;

/// The bar of a later version, and the status of the report.
pub(super) fn status(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    let words = document.words;
    if let Some(replaced) = &document.replaced {
        let version = document.title.version.unwrap_or(replaced.version + 1);
        let first = words
            .first_page
            .replaces
            .replace("{version}", &version.to_string())
            .replace("{other}", &replaced.version.to_string())
            .replace("{number}", &replaced.number)
            .replace("{day}", &words.day(replaced.issued.date_naive()));
        let second = differences(replaced, words, document.is_of_receipts);
        let reference = sheet.reference(ReferenceTarget::Revision);
        let lines = [BarText::bold(first), BarText::regular(second)];
        bar(sheet, &lines, &reference, Colour::grey(0xe2));
        sheet.y += sheet.density.pick(4.0, 3.0);
    }
    let Some(days) = document.days else { return };
    let mut lines = Vec::new();
    let findings = document.findings.len() as u64;
    if let Some(first) = document.findings.first() {
        let text = if findings == 1 { &words.first_page.findings_one } else { &words.first_page.findings_many };
        let lead = text.replace("{count}", &words.count(findings));
        let style = Style::regular(SIZE);
        let room = sheet.width() - 2.0 * PADDING;
        let behind = format!("· {}", in_words(first, words));
        let widest = Style::bold(SIZE).width(&drawable(&format!("{lead} 0000"))) + style.width(&drawable(&behind));
        if sheet.density.is_compact() && widest <= room {
            lines.push(BarText { lead: format!("{lead} "), text: behind });
            lines.push(agrees(sheet, days));
            return end(sheet, &lines);
        }
        lines.push(BarText::bold(lead));
        let mut finding = broken(&drawable(&in_words(first, words)), style, room);
        if finding.len() > FINDING_LINES {
            finding.truncate(FINDING_LINES);
            let last = finding.pop().unwrap_or_default();
            finding.push(format!("{}…", shortened(last.trim_end(), style, room - style.width(" …"))));
        }
        lines.push(BarText::regular(finding.concat()));
    }
    lines.push(agrees(sheet, days));
    end(sheet, &lines);
}

/// That the figures add up, and what they rest on.
fn agrees(sheet: &Sheet<'_>, days: DayCounts) -> BarText {
    let agrees = &sheet.document.words.first_page.agrees;
    BarText { lead: format!("{agrees} "), text: format!("· {}", facts(sheet, days)) }
}

/// Draws the status of the report.
fn end(sheet: &mut Sheet<'_>, lines: &[BarText]) {
    let reference = sheet.reference(ReferenceTarget::Findings);
    bar(sheet, lines, &reference, Colour::grey(0xf2));
    sheet.y += sheet.density.pick(6.0, 4.0);
}

/// A text of a bar, with a bold beginning.
struct BarText {
    lead: String,
    text: String,
}

impl BarText {
    fn bold(lead: String) -> Self {
        Self { lead, text: String::new() }
    }

    fn regular(text: String) -> Self {
        Self { lead: String::new(), text }
    }
}

/// How many lines were read, which days are known, that there are no findings.
fn facts(sheet: &Sheet<'_>, days: DayCounts) -> String {
    let document = sheet.document;
    let words = document.words;
    let sum = |index: usize| document.provenance.sources.iter().map(|source| source.counts[index]).sum::<u64>();
    let (accepted, rejected) = (sum(0), sum(1));
    let read = if accepted + rejected == 1 { &words.first_page.read_one } else { &words.first_page.read_many };
    let read = read.replace("{accepted}", &words.count(accepted + rejected));
    let mut facts = vec![read.replace("{rejected}", &words.count(rejected))];
    let left_out: u64 = document.provenance.sources.iter().map(|source| source.left_out).sum();
    if left_out > 0 {
        let text = if left_out == 1 { &words.first_page.left_out_one } else { &words.first_page.left_out_many };
        facts.push(text.replace("{count}", &words.count(left_out)));
    }
    let files_not_taken_in = not_taken_in(&document.findings);
    if files_not_taken_in > 0 {
        let say = &words.first_page;
        let text = if files_not_taken_in == 1 { &say.not_taken_in_one } else { &say.not_taken_in_many };
        facts.push(text.replace("{count}", &words.count(files_not_taken_in)));
    }
    facts.push(words.days_received(days));
    if document.findings.is_empty() {
        facts.push(words.control.no_findings.clone());
    }
    facts.join(" · ")
}

/// How many files were there, and not taken in.
fn not_taken_in(findings: &[Finding]) -> u64 {
    let count = |finding: &Finding| match finding {
        Finding::NotTakenIn { .. } => 1,
        Finding::More { like, count } if matches!(**like, Finding::NotTakenIn { .. }) => *count,
        _ => 0,
    };
    findings.iter().map(count).sum()
}

/// What a version says that another took the place of, what it says now, and what made the difference.
fn differences(replaced: &Replaced, words: &Words, is_of_receipts: bool) -> String {
    let say = &words.first_page;
    let differing = |lines: u64| {
        let text = if lines == 1 { &say.line_differs } else { &say.lines_differ };
        text.replace("{count}", &words.count(lines))
    };
    let causes: Vec<String> = replaced
        .causes
        .iter()
        .map(|(cause, count)| format!("{} {}", words.count(*count), cause.word(&words.revision)))
        .collect();
    let causes = if causes.is_empty() { String::new() } else { format!(": {}", causes.join(", ")) };
    let Some([then, now]) = replaced.totals else {
        return format!("{}{causes}. {}", differing(replaced.lines.unwrap_or_default()), say.explained);
    };
    let amounts = |text: &str, now: Money, then: Money| {
        let difference = now - then;
        let sign = if difference.is_negative() { "" } else { "+" };
        text.replace("{now}", &words.amount(now))
            .replace("{then}", &words.amount(then))
            .replace("{difference}", &format!("{sign}{}", words.amount(difference)))
    };
    let counts =
        |text: &str| text.replace("{now}", &words.count(now.bookings)).replace("{then}", &words.count(then.bookings));
    let mut parts = Vec::new();
    if is_of_receipts && now.receipts != then.receipts {
        parts.push(amounts(&say.receipts, now.receipts, then.receipts));
    }
    if is_of_receipts && now.balance != then.balance {
        parts.push(amounts(&say.balance, now.balance, then.balance));
    }
    if let Some(own) = replaced.own_total.as_ref().filter(|own| own.now != own.then) {
        parts.push(amounts(&say.total.replace("{label}", &own.label), own.now, own.then));
    }
    if is_of_receipts && parts.is_empty() {
        parts.push(amounts(&say.same, now.receipts, then.receipts));
    }
    if now.bookings != then.bookings {
        parts.push(counts(&say.bookings));
    } else if parts.is_empty() {
        parts.push(counts(&say.same_bookings));
    }
    parts.extend(replaced.lines.filter(|lines| *lines > 0).map(differing));
    format!("{}{causes}. {}", capitalised(&parts.join(", ")), say.explained)
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Texts on a grey ground, one below the other.
fn bar(sheet: &mut Sheet<'_>, texts: &[BarText], reference: &PageReference, ground: Colour) {
    let (left, width) = (sheet.geometry.left, sheet.width());
    let room = width - 2.0 * PADDING;
    let (bold, regular) = (Style::bold(SIZE), Style::regular(SIZE));
    // Each line of text is made of a bold part and a regular one, either of which may be empty.
    let mut drawn: Vec<Vec<[String; 2]>> = Vec::new();
    for BarText { lead, text } in texts {
        let both = bold.width(&drawable(lead)) + regular.width(&drawable(text));
        drawn.push(if !lead.is_empty() && !text.is_empty() && both <= room {
            vec![[reference.filled(lead), text.clone()]]
        } else if text.is_empty() {
            reference.broken(lead, bold, room).into_iter().map(|line| [line, String::new()]).collect()
        } else {
            reference
                .broken(&format!("{lead}{text}"), regular, room)
                .into_iter()
                .map(|line| [String::new(), line])
                .collect()
        });
    }
    #[allow(clippy::cast_precision_loss)]
    let height = (LINE * drawn.iter().map(Vec::len).sum::<usize>() as f32 + sheet.density.pick(5.5, 3.5))
        .max(mm(sheet.density.pick(5.6, 4.9)));
    sheet.keep_together(height);
    sheet.tint(left, sheet.y, width, height, ground);
    let mut y = sheet.y + sheet.density.pick(0.5, -0.6);
    for lines in drawn {
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            for [lead, text] in lines {
                y += LINE;
                let (lead, text) = (drawable(&lead), drawable(&text));
                let x = left + PADDING;
                for (x, style, text) in [(x, bold, &lead), (x + bold.width(&lead), regular, &text)] {
                    if !text.is_empty() {
                        sheet.text(x, y, style, text.as_ref());
                    }
                }
            }
        });
    }
    sheet.y += height;
}
