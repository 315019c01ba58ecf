//! The statement of an audit as a document: a line a library, then the chains, heads and findings.

use std::collections::{BTreeMap, BTreeSet};

use super::examined::Examined;
use super::statement::{AuditStatement, PROGRAM};
use crate::domain::{Institution, LineSum, Period};
use crate::report::document::{
    Block, Cell, Column, Document, Headline, KeyFigures, Presentation, Section, Table, TitleBlock,
};
use crate::report::first_page::FirstPage;
use crate::report::further_pages::FurtherPages;
use crate::report::knowledge::Knowledge;
use crate::report::ledger::LedgerAccounts;
use crate::report::provenance::Provenance;
use crate::report::row::{Row, RowKind, Rows};
use crate::report::selection_name::name_of;
use crate::report::statement_words::StatementWords;
use crate::report::template::{Format, Orientation, TemplatePage};

/// The id of the statement, which is how its CSV is called.
const ID: &str = "proces-verbaal-van-controle";
/// How many findings stand on pages; the JSON has them all.
const MOST: usize = 500;
/// The width of a column of heads, in millimetres: the 64 digits of one stand on a line, whatever they are.
const RECORD: f32 = 113.0;

/// The statement as pages.
pub(super) fn document(statement: &AuditStatement<'_>) -> Document {
    let words = &statement.words.statement;
    let lines: Vec<Row> = match &statement.file {
        Some(_) => vec![Row::detail(file_line(statement))],
        None => statement.libraries.iter().map(|examined| Row::detail(line(examined, words))).collect(),
    };
    let period = period(statement);
    let table = facts(statement);
    let result = match statement.errors() {
        0 => words.sound.clone(),
        errors => words.unsound.replace("{count}", &errors.to_string()),
    };
    let headline = |label: &String, figure| Headline { label: label.clone(), figure, note: None };
    Document {
        report: ID.to_owned(),
        title: title(statement, period),
        marks: Vec::new(),
        knowledge: Knowledge::Whole,
        days: None,
        columns: columns(words),
        first_page: FirstPage::default().parts,
        further_pages: FurtherPages::default().parts,
        key_figures: Some(KeyFigures {
            headlines: vec![headline(&words.result, Cell::text(&result))],
            table,
            compared: Vec::new(),
            not_received: Vec::new(),
            separate: BTreeMap::new(),
            receipts: None,
        }),
        chart: None,
        sections: vec![Section {
            title: words.looked_at.clone(),
            note: Some(how(statement).clone()),
            kinds: Vec::new(),
            blocks: vec![Block {
                key: String::new(),
                title: String::new(),
                sums: String::new(),
                rows: Rows::Kept(lines),
            }],
            pages: Vec::new(),
            total: None,
        }],
        received: total(statement),
        unshown: LineSum::ZERO,
        is_of_receipts: false,
        has_total_lines: false,
        nothing: None,
        recaps: [chains(statement), heads(statement), Some(findings(statement))].into_iter().flatten().collect(),
        first_page_recaps: Vec::new(),
        repeated_recaps: BTreeSet::new(),
        replaced: None,
        revision: Vec::new(),
        control: Vec::new(),
        bridge: None,
        findings: Vec::new(),
        roles: vec![words.role.clone()],
        page: TemplatePage { orientation: Orientation::Portrait, font_size: 8.0 },
        provenance: Provenance {
            institution: only(statement),
            period,
            posted_in: None,
            selection_name: name_of(only(statement), period),
            parameters: BTreeMap::from([("verified".to_owned(), statement.verified.display().to_string())]),
            template: String::new(),
            previous: None,
            sources: Vec::new(),
            lines_page: None,
        },
        ledger_accounts: LedgerAccounts::default(),
        presentation: Presentation::default(),
        words: statement.words,
    }
}

/// How it was looked at.
fn how<'w>(statement: &'w AuditStatement<'_>) -> &'w String {
    let words = &statement.words.statement;
    match (&statement.file, statement.libraries.iter().any(|examined| examined.is_handed_over)) {
        (Some(_), _) => &words.how_of_file,
        (None, true) => &words.how_of_bag,
        (None, false) => &words.how,
    }
}

/// The library, if there is one alone.
fn only(statement: &AuditStatement<'_>) -> Option<Institution> {
    match statement.libraries {
        [one] => one.institution,
        _ => None,
    }
}

/// The days that the reports are about.
fn period(statement: &AuditStatement<'_>) -> Option<Period> {
    let days = || statement.libraries.iter().filter_map(|examined| examined.days);
    let first = days().map(|(first, _)| first).min()?;
    let last = days().map(|(_, last)| last).max()?;
    Some(if first == last { Period::Day(first) } else { Period::Range { first, last } })
}

fn title(statement: &AuditStatement<'_>, period: Option<Period>) -> TitleBlock {
    let AuditStatement { words, .. } = statement;
    let names: Vec<String> = statement.libraries.iter().map(|examined| name(examined, &words.statement)).collect();
    let in_words = |text: &String| {
        let period = Period::parse(text, statement.made.date_naive());
        period.map_or_else(|_| text.clone(), |period| words.period(period))
    };
    let of_file = statement.file.as_ref().and_then(|file| file.period.as_ref()).map(in_words);
    let period = period.map_or_else(|| of_file.unwrap_or_else(|| "–".to_owned()), |period| words.period(period));
    TitleBlock {
        title: words.statement.title.clone(),
        subtitle: words.statement.subtitle.clone(),
        library: match &statement.file {
            Some(file) => file.library.clone().unwrap_or_else(|| words.title.unknown.clone()),
            None => names.join(", "),
        },
        short_period: String::new(),
        days: Some(period.clone()),
        period,
        selection: Vec::new(),
        number: None,
        version: None,
        made: statement.made,
    }
}

fn name(examined: &Examined, words: &StatementWords) -> String {
    examined.institution.map_or_else(|| words.no_library.clone(), |institution| institution.to_string())
}

fn columns(words: &StatementWords) -> Vec<Column> {
    vec![
        Column::new(&words.what, 30.0, Format::Text),
        Column::new(&words.reports, 19.0, Format::Count),
        Column::new(&words.files, 19.0, Format::Count),
        Column::new(&words.sound_files, 23.0, Format::Count),
        Column::new(&words.bytes, 28.0, Format::Count),
        Column::new(&words.exports, 19.0, Format::Count),
        Column::new(&words.months, 19.0, Format::Count),
        Column::new(&words.errors, 19.0, Format::Count),
    ]
}

fn line(examined: &Examined, words: &StatementWords) -> Vec<Cell> {
    let figures = figures(examined).map(Cell::Count);
    [Cell::text(&name(examined, words))].into_iter().chain(figures).collect()
}

fn figures(examined: &Examined) -> [u64; 7] {
    let Examined { reports, files, exports, months, errors, .. } = examined;
    [*reports, files.named, files.sound, files.bytes, *exports, *months, *errors]
}

fn file_line(statement: &AuditStatement<'_>) -> Vec<Cell> {
    let Some(file) = &statement.file else { return Vec::new() };
    let errors = statement.errors();
    let what = file.number.as_deref().or(file.report.as_deref()).unwrap_or(&statement.words.statement.no_report);
    // A number begins with its library.
    let name = match &file.library {
        Some(library) if !what.starts_with(&**library) => format!("{library} · {what}"),
        _ => what.to_owned(),
    };
    let figures = [1, 1, u64::from(errors == 0), file.bytes, 0, 0, errors].map(Cell::Count);
    [Cell::text(&name)].into_iter().chain(figures).collect()
}

fn total(statement: &AuditStatement<'_>) -> Row {
    let mut sums = [0_u64; 7];
    for examined in statement.libraries {
        sums.iter_mut().zip(figures(examined)).for_each(|(sum, figure)| *sum += figure);
    }
    let cells = match &statement.file {
        Some(_) => file_line(statement).split_off(1),
        None => sums.map(Cell::Count).to_vec(),
    };
    let label = Cell::text(&statement.words.statement.total);
    Row { kind: RowKind::Total, cells: [label].into_iter().chain(cells).collect() }
}

/// What, when and by which program.
fn facts(statement: &AuditStatement<'_>) -> Table {
    let words = &statement.words.statement;
    let fact = |label: &String, value: &str| Row::detail(vec![Cell::text(label), Cell::text(value)]);
    let mut rows = vec![
        fact(&words.verified, &statement.verified.display().to_string()),
        fact(&words.program, PROGRAM),
        fact(&words.when, &statement.made.to_rfc3339()),
    ];
    rows.extend(statement.file.iter().map(|file| fact(&words.sha256, &file.sha256)));
    Table {
        title: words.facts.clone(),
        note: None,
        columns: vec![Column::new(&words.fact, 40.0, Format::Text), Column::new(&words.value, 136.0, Format::Text)],
        rows,
    }
}

/// Each library's chain, from number to number, with its head.
fn chains(statement: &AuditStatement<'_>) -> Option<Table> {
    let words = &statement.words.statement;
    let rows = statement.libraries.iter().filter_map(|examined| {
        let (first, last) = examined.numbers.as_ref()?;
        let head = examined.head.as_deref().unwrap_or_default();
        Some(Row::detail([&name(examined, words), first, last, head].map(Cell::text).to_vec()))
    });
    let rows: Vec<Row> = rows.collect();
    let columns = [(&words.library, 15.0), (&words.first, 24.0), (&words.last, 24.0), (&words.head, RECORD)];
    let columns = columns.map(|(label, width)| Column::new(label, width, Format::Text)).to_vec();
    (!rows.is_empty()).then(|| Table { title: words.chains.clone(), note: Some(words.chain.clone()), columns, rows })
}

/// The heads that were kept elsewhere, and whether a chain has them.
fn heads(statement: &AuditStatement<'_>) -> Option<Table> {
    let words = &statement.words.statement;
    let rows = statement.kept.iter().map(|head| {
        let (library, day) =
            head.kept.map_or_else(Default::default, |(library, day)| (library.to_string(), statement.words.day(day)));
        let found = if statement.is_in_chain(head) { &words.in_chain } else { &words.not_in_chain };
        Row::detail([library.as_str(), &day, head.record.text(), found].map(Cell::text).to_vec())
    });
    let rows: Vec<Row> = rows.collect();
    let columns = [(&words.library, 15.0), (&words.kept_on, 20.0), (&words.record, RECORD), (&words.found, 28.0)];
    let columns = columns.map(|(label, width)| Column::new(label, width, Format::Text)).to_vec();
    (!rows.is_empty()).then(|| Table { title: words.kept.clone(), note: None, columns, rows })
}

/// What was found, or that nothing was.
fn findings(statement: &AuditStatement<'_>) -> Table {
    let words = &statement.words.statement;
    let told = statement.told();
    let row = |told: &super::statement::StatedProblem| {
        let severity = if told.severity == "error" { &words.error } else { &words.warning };
        Row::detail([severity, &told.code, &told.message].map(|text| Cell::text(text)).to_vec())
    };
    let rows: Vec<Row> = told.iter().take(MOST).map(row).collect();
    let columns = [(&words.severity, 24.0), (&words.code, 16.0), (&words.message, 136.0)];
    let columns = columns.map(|(label, width)| Column::new(label, width, Format::Text)).to_vec();
    let more = told.len().saturating_sub(MOST);
    let note = match (rows.is_empty(), more) {
        (true, _) => Some(words.nothing.clone()),
        (false, 0) => None,
        (false, more) => Some(words.more.replace("{count}", &more.to_string())),
    };
    Table { title: words.findings.clone(), note, columns, rows }
}
