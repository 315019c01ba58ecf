//! The report as one page that needs nothing but itself: no network, no script, any browser, from disk.

mod chart;
mod folded;
mod key;
mod page_ids;
mod picture;
mod proof;
mod table;

use std::sync::LazyLock;

use minijinja::{Environment, Value};
use serde::Serialize;

use super::form::PageBound;
use super::manifest::PROGRAM;
use super::markup::{self, STYLE, environment, policy, safe};
use super::number::{one_line, shown, written};
use crate::render::error::RenderError;
use crate::report::document::{Cell, Document, Headline, Logo};
use crate::report::finding_words::in_words;
use crate::report::html_words::HtmlWords;
use crate::report::template::Format;
use chart::chart;
use folded::LineFolding;
use key::LineNames;
pub use proof::verify;
use table::Tables;

/// The style of reports, behind that of all pages.
const REPORT_STYLE: &str = include_str!("report.css");

/// The style of reports that are folded.
const FOLD_STYLE: &str = include_str!("fold.css");

static REPORT: LazyLock<Environment<'static>> =
    LazyLock::new(|| environment(&[("report.html", include_str!("report.html"))]));

#[derive(Serialize)]
struct ReportPage<'a> {
    policy: String,
    style: Value,
    tag: &'a str,
    has_script: bool,
    /// Of the layout.
    w: ReportSkipWords<'a>,
    title: String,
    heading: String,
    subtitle: String,
    logo: Option<PictureSource<'a>>,
    marks: Vec<String>,
    facts: Vec<(&'a str, String)>,
    contents: Vec<(String, String)>,
    words: &'a HtmlWords,
    no_lines: Option<&'a str>,
    figures: Vec<Figure>,
    /// Where the lines begin.
    lines: &'a str,
    /// The page that has the bookings behind the lines.
    behind: Option<&'a str>,
    first: Value,
    chart: Value,
    parts: Value,
    findings_title: &'a str,
    no_findings: &'a str,
    findings: Vec<String>,
    last: Value,
}

#[derive(Serialize)]
struct ReportSkipWords<'a> {
    skip: &'a str,
}

#[derive(Serialize)]
struct PictureSource<'a> {
    source: String,
    alternative: &'a str,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names)] // So the page's template calls it.
struct Figure {
    label: String,
    figure: String,
    note: Option<String>,
}

/// The report, with as many of its lines as `bound` lets it list.
///
/// # Errors
/// When its mark can't be written as a picture: a fault of the program.
pub fn render(document: &Document, bound: Option<PageBound>) -> Result<Vec<u8>, RenderError> {
    let Document { title, words, key_figures, .. } = document;
    let shown = LineFolding::of(document, bound);
    let of_folds = if shown == LineFolding::Open { "" } else { FOLD_STYLE };
    let style = format!("{STYLE}{REPORT_STYLE}{of_folds}{}", on_paper(document));
    let mut tables = Tables::new(document, LineNames::of(document));
    let first =
        key_figures.as_ref().filter(|_| !document.is_empty()).map(|figures| tables.short(&figures.table, "figures"));
    let not_received = key_figures.as_ref().filter(|_| !document.is_empty());
    let not_received = not_received.and_then(|figures| figures.not_received_table(words));
    let first =
        first.map(|first| not_received.map_or(first.clone(), |table| first + &tables.short(&table, "not-received")));
    for section in &document.sections {
        match shown {
            LineFolding::Open => tables.section(section),
            LineFolding::Folded | LineFolding::Summed => tables.folded_section(section, shown),
        }
    }
    let parts = std::mem::take(&mut tables.html);
    for (prefix, group) in [("recap", &document.recaps), ("change", &document.revision), ("control", &document.control)]
    {
        for (index, recap) in group.iter().enumerate() {
            let id = format!("{prefix}-{}", index + 1);
            let html = tables.short(recap, &id);
            tables.html += &html;
        }
    }
    let last = std::mem::take(&mut tables.html);
    let mut contents = tables.contents;
    contents.push(("findings".to_owned(), words.control.findings.clone()));
    let lines = contents.iter().find(|(id, _)| id.starts_with("part-")).map_or("content", |(id, _)| id).to_owned();
    let page = ReportPage {
        policy: policy(&style, None),
        style: safe(style),
        tag: &words.tag,
        has_script: false,
        w: ReportSkipWords { skip: &words.archive.skip },
        title: full_title(document),
        heading: one_line(&title.title),
        subtitle: one_line(&title.subtitle),
        logo: document.presentation.logo.as_deref().map(picture_source).transpose()?,
        marks: document.marks_in_words().map(|mark| one_line(&mark)).collect(),
        facts: facts(document),
        contents,
        words: &words.html,
        no_lines: document.is_empty().then(|| document.no_lines()),
        figures: match key_figures {
            Some(figures) if !document.is_empty() => {
                figures.headlines.iter().map(|headline| figure(headline, document)).collect()
            }
            _ => Vec::new(),
        },
        lines: &lines,
        behind: document.provenance.lines_page.as_deref().filter(|_| tables.keys.are_linked()),
        first: safe(first.unwrap_or_default()),
        chart: safe(document.chart.as_ref().map(|data| chart(data, words)).unwrap_or_default()),
        parts: safe(parts),
        findings_title: &words.control.findings,
        no_findings: &words.control.no_findings,
        findings: document.findings.iter().map(|finding| one_line(&in_words(finding, words))).collect(),
        last: safe(last),
    };
    Ok(markup::page(&REPORT, "report.html", &page).into_bytes())
}

/// What tells a loose sheet from all others: report, library, period, number.
fn full_title(document: &Document) -> String {
    let title = &document.title;
    let parts = [Some(&title.title), Some(&title.library), Some(&title.period), title.number.as_ref()];
    let parts: Vec<String> =
        parts.into_iter().flatten().filter(|part| !part.is_empty()).map(|part| one_line(part)).collect();
    parts.join(" · ")
}

/// What every printed sheet bears in its margins.
fn on_paper(document: &Document) -> String {
    let title = full_title(document);
    // Within a text of CSS, a backslash and a code stand for any letter.
    let letter = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' => letter.to_string(),
        other => format!("\\{:x} ", u32::from(other)),
    };
    let title: String = title.chars().map(letter).collect();
    format!(
        "@page {{ margin: 15mm 12mm; @top-left {{ content: \"{title}\"; font: 7pt sans-serif; }} \
         @bottom-right {{ content: counter(page) \" / \" counter(pages); font: 7pt sans-serif; }} }}\n"
    )
}

fn picture_source(logo: &Logo) -> Result<PictureSource<'_>, RenderError> {
    Ok(PictureSource { source: picture::source(logo)?, alternative: &logo.alternative })
}

/// What the report is about, and which copy of it this is.
fn facts(document: &Document) -> Vec<(&str, String)> {
    let Document { title, words, .. } = document;
    let mut facts = vec![
        (words.title.library.as_str(), one_line(&title.library)),
        (words.title.period.as_str(), one_line(&title.period)),
    ];
    let selection = title.selection.iter().map(|(label, value)| one_line(&format!("{label} {value}")));
    let selection: Vec<String> = selection.collect();
    if !selection.is_empty() {
        facts.push((&words.title.selection, selection.join(" · ")));
    }
    facts.extend(title.number.iter().map(|number| (words.title.number.as_str(), one_line(number))));
    let version = title.version.map_or_else(|| words.title.on_demand.clone(), |version| version.to_string());
    facts.push((&words.title.version, version));
    facts.extend(document.replaced.as_ref().map(|replaced| {
        let what = words.archive.replaces.replace("{version}", &replaced.version.to_string());
        (words.html.replaces.as_str(), format!("{what} · {} · {}", replaced.number, words.moment(replaced.issued)))
    }));
    facts.push((&words.title.made, words.moment(title.made)));
    facts.push((&words.control.program, PROGRAM.to_owned()));
    facts.push((&words.html.amounts, words.archive.unit.clone()));
    facts
}

fn figure(headline: &Headline, document: &Document) -> Figure {
    let format = if matches!(headline.figure, Cell::Count(_)) { Format::Count } else { Format::Amount };
    Figure {
        label: one_line(&headline.label),
        figure: shown(headline.figure.value(), format, document.words),
        note: headline.note.as_ref().map(|note| written(note, document.words)),
    }
}
