//! From transactions to a finished report: selected, grouped, proven, put in words.

pub mod accumulator;
pub mod adder;
mod age;
pub mod archive_words;
mod as_it_stood;
mod asked_for;
pub mod back_dated;
pub mod bridge;
mod bridge_proof;
pub mod bridge_table;
pub mod catalog;
pub mod category;
pub mod cell;
pub mod chart;
pub mod closing_words;
pub mod compare;
mod compared_line;
pub mod context;
pub mod control;
pub mod control_section;
pub mod cross_foot;
pub mod departure;
pub mod describe;
pub mod desk_words;
pub mod difference_words;
pub mod dimension;
pub mod document;
pub mod earlier;
mod entries;
mod entries_proof;
pub mod error;
pub mod field;
pub mod figure_words;
pub mod figures;
mod file_name;
pub mod filter;
pub mod filter_words;
pub mod finding_words;
pub mod first_page;
mod first_page_recap;
pub mod first_page_words;
pub mod form_sheet;
pub mod further_pages;
pub mod gathering;
mod grouping_rules;
mod hierarchy;
pub mod html_words;
pub mod key;
pub mod key_figures;
mod key_figures_apart;
pub mod knowledge;
pub mod language;
pub mod ledger;
mod libraries_table;
pub mod line_differences;
mod line_id;
pub mod line_scope;
mod line_words;
pub mod lines;
pub mod listing;
pub mod mark;
pub mod matcher;
pub mod matrix;
mod money_rules;
pub mod needs;
pub mod outline;
pub mod pairing;
pub mod paper_form;
pub mod period_words;
pub mod plain_table;
pub mod presentation;
pub mod provenance;
mod raw_template;
pub mod recap;
pub mod receipts;
mod reopened;
mod repeated_recaps;
pub mod replaced;
pub mod report_sentence;
pub mod revision;
mod revision_steps;
pub mod revision_words;
pub mod row;
pub mod sampling;
pub mod selection;
pub mod selection_name;
pub mod settlement;
pub mod shown_lines;
pub mod side_by_side;
pub mod single_words;
pub mod spec;
pub mod statement_words;
pub mod summary;
pub mod summary_line;
pub mod tally;
pub mod template;
pub mod template_fault;
pub mod template_page;
mod template_rules;
pub mod template_scope;
mod template_text;
pub mod title;
mod translation_rules;
mod unmanaged;
pub mod unmapped;
pub mod words;

use std::sync::Arc;

use chrono::NaiveDate;

pub use error::ReportError;
pub use spec::{Before, Issue, LineFate, ReportSpec};

use bridge::Accepted;
use context::Context;
use describe::Descriptions;
use dimension::Dimension;
pub use libraries_table::{LibraryPart, libraries_table};

use document::{Cell, Document, Presentation, Section};
use earlier::Earlier;
use filter::Filter;
use gathering::ReportSums;
use knowledge::{DayCounts, Knowledge};
use lines::keys;
use listing::{Customers, DrawnSample, SampleSeed};
use mark::ReportMark;
use matrix::ReportDays;
use selection::Selection;
use settlement::Confirmed;
use side_by_side::{SideBySide, Slot};
use template::{Field, InstitutionScope, Kind, Orientation, RecapTemplate, TemplatePage};
use words::Words;

use crate::domain::finding_list::FindingList;
use crate::domain::{Finding, KnownDays, LineSum, UnknownDays};
use crate::ingest::Intake;

/// What a source of lines gives for a report.
#[derive(Debug)]
pub struct ReportInput {
    /// The files that the lines come from, and what was found in them.
    pub intake: Arc<Intake>,
    /// What was gathered of the lines.
    pub sums: ReportSums,
    /// The earlier periods that the report is set beside: those of which every day is known.
    pub earlier: Vec<Earlier>,
    /// What is known of its days.
    pub known: KnownDays,
    /// A hash of what was known, where a sample is drawn by it.
    pub state: Option<String>,
    /// What those say whose costs others received, where a report is between libraries and they say anything.
    pub confirmed: Confirmed,
    /// What came in, counted by those who brought it; `None` where nobody is told.
    pub accepted: Option<Accepted>,
}

/// Makes a report of what came in, and proves that it adds up.
///
/// # Errors
/// When a proof fails; then there is no report.
#[allow(clippy::too_many_lines)] // One part after the other.
pub fn build(spec: &ReportSpec, customers: &Customers, input: &ReportInput) -> Result<Document, ReportError> {
    let ReportSpec { template, grouping, selection, tables, presentation, .. } = spec;
    let ReportInput { intake, sums, earlier, known, accepted, .. } = input;
    let words = Words::of(spec.language);
    let descriptions = Descriptions::new(tables, &sums.usual);
    let tally = &sums.tally;
    let last_day = selection.about().map_or(NaiveDate::MIN, super::domain::period::Period::last);
    let context = Context {
        template,
        words,
        descriptions: &descriptions,
        tables,
        institution: selection.one_institution(),
        last_day,
    };
    let lines = sums.lines(&keys(&grouping.dimensions()));
    let sides = SideBySide::of(grouping, lines, selection, context.codes(), known, earlier);
    let LinesShown { sections, received, sample } = shown(&context, spec, customers, input, sides.as_ref())?;
    let about = selection.about();
    let unknown = about.map(|period| known.unknown(period)).unwrap_or_default();
    let knowledge = about.map_or(Knowledge::Whole, |period| Knowledge::of(known, period.days()));
    let unknown_days = unknown.runs();
    let calendar = ReportDays { period: selection.period, known };
    let recaps = template
        .recaps
        .iter()
        .map(|recap| recap::recap(&context, recap, sums.lines(&keys(&recap.dimensions())), &unknown_days, calendar));
    let days = about.map_or(0, |period| (period.last() - period.first()).num_days() + 1);
    let is_shown = |template: &RecapTemplate, table: &document::Table| {
        let is_configured = template.by != Dimension::LedgerAccount || tables.name_ledger_accounts();
        table.has_facts() && is_configured && days >= i64::from(template.at_least_days)
    };
    let recaps = template.recaps.iter().zip(recaps).filter(|(template, table)| is_shown(template, table));
    let (of_template, recaps): (Vec<_>, Vec<_>) = recaps.unzip();
    let repeated_recaps = repeated_recaps::repeated(template, &of_template);
    let first_page_recaps = of_template.into_iter().zip(&recaps).enumerate();
    let first_page_recaps = first_page_recaps
        .filter_map(|(index, (template, table))| first_page_recap::first_page_recap(&context, template, table, index));
    let first_page_recaps = first_page_recaps.collect();
    let mut findings = FindingList::default();
    if !unknown.are_none() {
        findings.push(Finding::UnknownDays { of: None, days: unknown.clone() });
    }
    let concerns = |finding: &&Finding| about.is_none_or(|period| finding.concerns(period));
    findings.extend(intake.findings.iter().filter(concerns).cloned());
    if intake.rejected() > 0 {
        findings.push(Finding::Incomplete { records: intake.rejected() });
    }
    findings.extend(sums.lacking.iter().cloned().map(|what| Finding::NothingOf { what }));
    // What a change takes away is no storno.
    let is_told = |finding: &Finding| !(template.is_of_changes() && matches!(finding, Finding::BackDatedStorno { .. }));
    findings.extend(tally.findings().into_iter().filter(is_told));
    findings.extend(unmanaged::unmanaged_daybooks(tally, selection, tables));
    let is_of_receipts =
        template.is_of_receipts() && !template.lists_parts() && !template.is_of_changes() && !template.entries;
    let mut document = Document {
        report: template.id.clone(),
        title: title::title_block(&context, spec),
        marks: marks(unknown, selection, intake.rejected()),
        knowledge,
        days: about.map(|period| DayCounts::of(known, period.days())),
        columns: title::columns(&context, sides.as_ref()),
        first_page: template.first_page.parts.clone(),
        further_pages: template.further_pages.parts.clone(),
        key_figures: (!template.is_of_changes()).then(|| key_figures(&context, selection, sums, earlier, &sections)),
        chart: selection
            .period
            .filter(|_| template.is_of_receipts() && !template.lists_parts())
            .and_then(|period| chart::chart(&context, period, &tally.receipts, known)),
        received,
        nothing: None,
        unshown: LineSum::ZERO,
        is_of_receipts,
        has_total_lines: is_of_receipts || !spec.grouping.subtotals.is_empty(),
        recaps,
        first_page_recaps,
        repeated_recaps,
        replaced: None,
        revision: Vec::new(),
        control: Vec::new(),
        bridge: None,
        findings: findings.into_findings(),
        roles: presentation
            .roles
            .clone()
            .unwrap_or_else(|| template.roles.iter().map(|role| context.text(role)).collect()),
        page: page(template.page, &sections),
        sections,
        provenance: provenance::provenance(spec, &intake.files),
        ledger_accounts: ledger::LedgerAccounts::of(tables),
        presentation: Presentation::clone(presentation),
        words,
    };
    if let Some(DrawnSample { table, parameters, unshown, .. }) = sample {
        document.put_before_recaps(table);
        document.provenance.parameters.extend(parameters);
        document.unshown = unshown;
    }
    if template.scope.institution == InstitutionScope::BetweenInstitutions {
        let between = sums.lines(&keys(&grouping.dimensions()));
        let total = tally.figures.received().balance();
        let tables =
            about.map(|period| settlement::tables(&context, period, between, total, &input.confirmed)).transpose()?;
        document.put_before_recaps(tables.unwrap_or_default());
    }
    let cross_foot = cross_foot::prove(sums.lines(&keys(&[])), tally, &document, template, tables)?;
    let bridge =
        accepted.map(|accepted| bridge_proof::prove(accepted, &sums.left, sums.settled_since, tally.all, &cross_foot));
    document.bridge = bridge.transpose()?;
    if let Some(sides) = &sides {
        side_by_side::prove(sides, &document, earlier)?;
    }
    let nothing = knowledge.in_place_of_nought(&words.knowledge).filter(|_| document.is_empty());
    if let (Some(nothing), Some(figures)) = (nothing, &mut document.key_figures) {
        figures.say_in_place_of_noughts(nothing);
    }
    if let Some(before) = spec.issue.as_ref().and_then(|issue| issue.before.as_ref()) {
        let received = tally.figures.received().balance();
        let (tables, replaced) = revision::tables(&context, selection, before, (sums.rows(), &document), received)?;
        (document.revision, document.replaced) = (tables, Some(replaced));
    }
    document.control = control::control(&context, &intake.files, &cross_foot, tally, document.bridge.as_ref());
    tracing::debug!(report = template.id, lines = tally.all.count, grouping = grouping.name, "made");
    Ok(document)
}

/// What a reader wants to know first, beside the periods that every report is set beside.
fn key_figures(
    context: &Context<'_>,
    selection: &Selection,
    sums: &ReportSums,
    earlier: &[Earlier],
    sections: &[Section],
) -> document::KeyFigures {
    let figures = &sums.tally.figures;
    if context.template.lists_parts() {
        return key_figures_apart::key_figures_of_sections(context, sections);
    }
    if !context.template.is_of_receipts() {
        return key_figures_apart::key_figures_apart(context, figures, sums.settled_since.map(|[since, _]| since));
    }
    let usual: Vec<_> = selection.period.map(|period| earlier::usual(period).collect()).unwrap_or_default();
    let earlier: Vec<Earlier> = earlier.iter().filter(|earlier| usual.contains(&earlier.period)).cloned().collect();
    key_figures::key_figures(context, selection, figures, &earlier)
}

/// The page: it lies where a matrix has more columns than fit on one that stands.
fn page(page: TemplatePage, sections: &[Section]) -> TemplatePage {
    let is_wide = sections.iter().flat_map(|section| &section.pages).any(|outline| outline.is_wide);
    TemplatePage { orientation: if is_wide { Orientation::Landscape } else { page.orientation }, ..page }
}

/// Why a report is not whole.
fn marks(unknown: UnknownDays, selection: &Selection, rejected: u64) -> Vec<ReportMark> {
    let filter = Filter::of(selection);
    let marks = [
        (!unknown.are_none()).then_some(ReportMark::Provisional(unknown)),
        (!filter.is_empty()).then_some(ReportMark::Partial(filter)),
        (rejected > 0).then_some(ReportMark::Incomplete(rejected)),
    ];
    marks.into_iter().flatten().collect()
}

/// What a report shows of the lines.
struct LinesShown {
    sections: Vec<Section>,
    /// The line of what was received.
    received: row::Row,
    /// How its lines were drawn, where it is a sample.
    sample: Option<DrawnSample>,
}

/// The lines of the report, and the line of what was received.
fn shown(
    context: &Context<'_>,
    spec: &ReportSpec,
    customers: &Customers,
    input: &ReportInput,
    sides: Option<&SideBySide>,
) -> Result<LinesShown, ReportError> {
    let ReportInput { sums, earlier, known, .. } = input;
    let plain = |(sections, received)| LinesShown { sections, received, sample: None };
    match spec.template.kind {
        Kind::Summary if spec.template.entries => {
            let lines = sums.lines(&keys(&spec.grouping.dimensions()));
            let voucher = spec.issue.as_ref().map(|issue| issue.number.as_str());
            Ok(plain(entries::sections(context, &spec.grouping, lines, spec.selection.period, voucher)?))
        }
        Kind::Summary => {
            let lines = sums.lines(&keys(&spec.grouping.dimensions()));
            let calendar = ReportDays { period: spec.selection.period, known };
            Ok(plain(summary::sections(context, &spec.grouping, sides, lines, earlier, calendar)))
        }
        Kind::Listing if context.template.pairs => {
            Ok(plain(listing::pair_sections(context, sums.rows(), (&sums.pairs, &sums.back_dated), customers)?))
        }
        Kind::Listing if let Some(sample) = context.template.sample => {
            let institutions: Vec<String> = spec.selection.institutions.iter().map(ToString::to_string).collect();
            let institution = if institutions.is_empty() { "all".to_owned() } else { institutions.join(",") };
            let period = spec.selection.about().map(|period| period.to_string()).unwrap_or_default();
            let state = input.state.as_deref().unwrap_or_else(|| unreachable!("whoever gathers for a sample hashes"));
            let by = SampleSeed { institution: &institution, period: &period, state };
            let mut drawn = listing::sample_sections(context, sample, sums.rows(), by, customers)?;
            let (sections, received) = (std::mem::take(&mut drawn.sections), drawn.total.clone());
            Ok(LinesShown { sections, received, sample: Some(drawn) })
        }
        Kind::Listing => {
            let words = context.received_label();
            let (section, received) = listing::section(context, sums.rows(), customers)?;
            let amount = |slot: Slot<'_>| (slot.column().field == Field::Amount).then_some(Cell::Money(received));
            let total = summary::total_row(&Slot::all(context.template, None), &words, amount);
            Ok(plain((if section.blocks.is_empty() { Vec::new() } else { vec![section] }, total)))
        }
    }
}
