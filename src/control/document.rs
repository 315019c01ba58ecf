//! A report of the control desk as a document, which every output shows like any other report.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use chrono_tz::Tz;

use super::desk_bridge::CameIn;
use super::desk_report::DeskReport;
use super::desk_revision::DeskBefore;
use super::reports::Desk;
use super::roll_forward_table;
use super::unclaimed::{NO_CHANNEL, OTHER_MONEY, SHARED_ACCOUNT, is_apart};
use crate::domain::finding_list::FindingList;
use crate::domain::{Cents, CodeTables, Finding, Institution, KnownDays, LineSum, Money};
use crate::report::ReportError;
use crate::report::bridge_table::bridge_table;
use crate::report::control::files_table;
use crate::report::document::{
    Block, Cell, Column, Document, Localised, Presence, Presentation, Section, Table, TitleBlock,
};
use crate::report::first_page::FirstPage;
use crate::report::further_pages::FurtherPages;
use crate::report::knowledge::{DayCounts, Knowledge};
use crate::report::ledger::LedgerAccounts;
use crate::report::mark::ReportMark;
use crate::report::plain_table::PlainTable;
use crate::report::provenance::{Provenance, SourceFile};
use crate::report::row::{Row, RowKind, Rows};
use crate::report::selection_name::name_of;
use crate::report::template::{Format, Orientation, TemplatePage};
use crate::report::words::Words;
use crate::witness::count::CashCount;
use crate::witness::payments::Payment;
use crate::witness::reading::WitnessReading;

/// The roles that sign, unless the library names others.
const ROLES: [&str; 3] = ["Kassaverantwoordelijke", "Hoofdkassaverantwoordelijke", "Financieel directeur"];
/// The columns whose texts are words that pages say in their language.
const WORDS: [&str; 7] = ["Oordeel", "Reden", "Status", "Verklaring", "Post", "Geteld door", "Tweede teller"];
/// What stands in the place of a channel where there is none.
const NO_CHANNELS: [&str; 3] = [NO_CHANNEL, SHARED_ACCOUNT, OTHER_MONEY];
/// The column in front of what differs from an earlier version.
const VERSION: &str = "Versie";

/// Every column of the control desk's reports: its header, its width in millimetres and how its values are written.
const COLUMNS: [(&str, f32, Format); 37] = [
    ("Dagboek", 14.0, Format::Text),
    ("Dag", 22.0, Format::Weekday),
    ("Beginsaldo", 20.0, Format::Amount),
    ("Ontvangsten", 21.0, Format::Amount),
    ("Uitgaven", 20.0, Format::Amount),
    ("Kasafdracht", 21.0, Format::Amount),
    ("Kasverschil", 20.0, Format::Amount),
    ("Eindsaldo", 20.0, Format::Amount),
    ("Tellingen", 15.0, Format::Count),
    ("Geteld", 20.0, Format::Amount),
    ("Verwacht bij telling", 22.0, Format::Amount),
    ("Verschil", 19.0, Format::Amount),
    ("Oordeel", 25.0, Format::Text),
    ("Reden", 30.0, Format::Text),
    ("Uur", 13.0, Format::Text),
    ("Post", 40.0, Format::Text),
    ("Aantal", 16.0, Format::Count),
    ("Bedrag", 28.0, Format::Amount),
    ("Geteld door", 45.0, Format::Text),
    ("Tweede teller", 45.0, Format::Text),
    ("Kanaal", 22.0, Format::Text),
    ("Tot en met", 19.0, Format::Date),
    ("Wise", 20.0, Format::Amount),
    ("Aanbieder bruto", 20.0, Format::Amount),
    ("Commissie", 17.0, Format::Amount),
    ("Netto", 19.0, Format::Amount),
    ("Bank", 19.0, Format::Amount),
    ("Afschrift", 16.0, Format::Text),
    ("Boekdatum", 19.0, Format::Date),
    ("Valutadatum", 19.0, Format::Date),
    ("Status", 20.0, Format::Text),
    ("Verklaring", 26.0, Format::Text),
    ("Bankwerkdagen", 30.0, Format::Count),
    ("Ouderdom", 25.0, Format::Text),
    (VERSION, 14.0, Format::Text),
    ("Kassa", 40.0, Format::Text),
    ("Paraaf", 40.0, Format::Text),
];

/// All that decides how a report of the control desk looks, beside what the desk shows.
#[derive(Debug)]
pub struct DeskSheet<'a> {
    /// The library.
    pub institution: Institution,
    /// When it is made.
    pub made: DateTime<Tz>,
    /// The words of its language.
    pub words: &'static Words,
    /// How the library wants its reports to look.
    pub presentation: &'a Presentation,
    /// The code tables.
    pub tables: &'a CodeTables,
    /// What is known of its days.
    pub known: &'a KnownDays,
    /// The SHA-256 of the channels by which it is made.
    pub recipe: String,
    /// The files that it is made of: exports, then witnesses.
    pub sources: Vec<SourceFile>,
    /// What came in of daybooks.
    pub came_in: CameIn,
    /// What else is to be told: of the files.
    pub findings: Vec<Finding>,
    /// What makes it an issued report; `None` for one on demand.
    pub issue: Option<DeskIssue>,
}

/// What makes a report of the control desk an issued one.
#[derive(Clone, Debug)]
pub struct DeskIssue {
    /// Its number.
    pub number: String,
    /// Its version, from 1.
    pub version: u32,
    /// The hash of the record before it in the chain of the library's reports; empty for the first.
    pub previous: String,
    /// What the version before said.
    pub before: Option<DeskBefore>,
}

/// The report as a document, with all that it finds.
///
/// # Errors
/// When its bridge can't be proven: a fault of the program.
pub fn document(desk: &Desk<'_>, report: DeskReport, sheet: DeskSheet<'_>) -> Result<Document, ReportError> {
    let (table, found) = (desk.table(report), desk.findings(report));
    let bridge = desk.bridge(report, sheet.came_in)?;
    let DeskSheet { institution, made, words, presentation, tables, known, .. } = sheet;
    let period = desk.period;
    let unknown = known.unknown(period);
    let mut findings = FindingList::default();
    if !unknown.are_none() {
        findings.push(Finding::UnknownDays { of: None, days: unknown.clone() });
    }
    findings.extend(sheet.findings);
    findings.extend(found.into_iter().map(Finding::Desk));
    let said = |text: &str| words.desk.said(text).to_owned();
    let columns: Vec<Column> = table.columns.iter().map(|header| column(header, words)).collect();
    let before = sheet.issue.as_ref().and_then(|issue| issue.before.as_ref());
    let replaced = before.map(|before| before.replaced(&table.rows));
    let revision = before.map(|before| before.tables(&table, &columns, words)).unwrap_or_default();
    let recaps = match report {
        DeskReport::Matching => vec![by_status(&table, words), roll_forward_table::table(desk, words)?],
        DeskReport::Outstanding => vec![roll_forward_table::table(desk, words)?],
        DeskReport::CashBook | DeskReport::Counts => Vec::new(),
    };
    let issue = sheet.issue.as_ref();
    Ok(Document {
        report: table.id.to_owned(),
        title: TitleBlock {
            title: said(table.title),
            subtitle: said(report.subtitle()),
            library: library(institution, tables),
            period: words.period(period),
            short_period: words.short_period(period),
            days: words.days_of(period),
            selection: Vec::new(),
            number: issue.map(|issue| issue.number.clone()),
            version: issue.map(|issue| issue.version),
            made,
        },
        marks: (!unknown.are_none()).then_some(ReportMark::Provisional(unknown)).into_iter().collect(),
        knowledge: Knowledge::of(known, period.days()),
        days: Some(DayCounts::of(known, period.days())),
        first_page: FirstPage::default().parts,
        further_pages: FurtherPages::default().parts,
        first_page_recaps: Vec::new(),
        repeated_recaps: BTreeSet::new(),
        replaced,
        key_figures: None,
        chart: None,
        sections: section(&table, report, tables, words, desk).into_iter().collect(),
        columns,
        received: Row { kind: RowKind::Total, cells: Vec::new() },
        is_of_receipts: false,
        has_total_lines: false,
        nothing: Some(said(report.nothing())),
        unshown: LineSum::ZERO,
        recaps: recaps.into_iter().filter(Table::has_facts).collect(),
        revision,
        control: vec![bridge_table(&bridge, words), files_table(words, &sheet.sources)],
        bridge: Some(bridge),
        findings: findings.into_findings(),
        roles: presentation
            .roles
            .clone()
            .unwrap_or_else(|| ROLES.map(|role| words.desk.said(role).to_owned()).to_vec()),
        page: TemplatePage { orientation: Orientation::Landscape, font_size: 8.0 },
        provenance: Provenance {
            institution: Some(institution),
            period: Some(period),
            posted_in: None,
            selection_name: name_of(Some(institution), Some(period)),
            lines_page: None,
            parameters: BTreeMap::new(),
            template: sheet.recipe,
            previous: issue.map(|issue| issue.previous.clone()).filter(|previous| !previous.is_empty()),
            sources: sheet.sources,
        },
        ledger_accounts: LedgerAccounts::of(tables),
        presentation: presentation.clone(),
        words,
    })
}

/// A witness as a source: how many facts it tells, and what they come to.
#[must_use]
pub fn source(name: String, sha256: String, reading: &WitnessReading) -> SourceFile {
    let entries = reading.statements.iter().flat_map(|statement| &statement.entries).map(|entry| entry.cents);
    let payments = reading.payments.iter().map(Payment::net);
    let counts = reading.counts.iter().map(CashCount::counted);
    let amounts: Vec<Cents> = entries.chain(payments).chain(counts).collect();
    let sum = Money::from_cents(amounts.iter().sum());
    let counts = [amounts.len() as u64, 0, 0, 0, 0];
    SourceFile {
        name,
        profile: None,
        sha256: Some(sha256),
        counts,
        amounts: [sum, Money::ZERO],
        left_out: 0,
        amount_left_out: None,
    }
}

/// The code of a library with its name.
fn library(institution: Institution, tables: &CodeTables) -> String {
    let name = tables.institutions.get(&institution).map(|entry| entry.name.as_str()).unwrap_or_default();
    format!("{institution} {name}").trim_end().to_owned()
}

fn column(header: &str, words: &Words) -> Column {
    let known = COLUMNS.iter().find(|(known, ..)| *known == header);
    let (_, width, format) = known.copied().unwrap_or(("", 20.0, Format::Text));
    let label = words.desk.said(header).to_owned();
    Column { field: None, header: header.to_owned(), label, width, format, presence: Presence::Always }
}

/// A value as the document has it: words in the language of its pages, in Dutch in files.
fn cell(header: &str, cell: &Cell, words: &Words) -> Cell {
    match cell {
        Cell::Text(text) if WORDS.contains(&header) || (header == "Kanaal" && NO_CHANNELS.contains(&&**text)) => {
            // What was found by a rule may be followed by what else is to be said of it.
            // Days stand in brackets behind the word.
            let said = |part: &str| match part.split_once(" (") {
                Some((word, days)) => format!("{} ({days}", words.desk.said(word)),
                None => words.desk.said(part).to_owned(),
            };
            let page = text.split("; ").map(said).collect::<Vec<_>>().join("; ");
            if page == **text {
                return cell.clone();
            }
            Cell::Said(Box::new(Localised { file: text.clone(), page: page.into() }))
        }
        other => other.clone(),
    }
}

/// The column in front of what differs.
pub(super) fn version_column(words: &Words) -> Column {
    column(VERSION, words)
}

pub(super) fn cells(table: &PlainTable, row: &[Cell], words: &Words) -> Vec<Cell> {
    table.columns.iter().zip(row).map(|(header, value)| cell(header, value, words)).collect()
}

/// The lines in blocks: one for each drawer or channel, in their order; `None` where there are no lines.
fn section(
    table: &PlainTable,
    report: DeskReport,
    tables: &CodeTables,
    words: &Words,
    desk: &Desk<'_>,
) -> Option<Section> {
    let mut blocks: Vec<Block> = Vec::new();
    for rows in table.rows.chunk_by(|one, other| one.first() == other.first()) {
        let code = match rows.first().and_then(|row| row.first()) {
            Some(Cell::Text(code)) => code.to_string(),
            _ => String::new(),
        };
        let described = desk.channels.iter().flat_map(|channel| &channel.daybooks);
        let described = described.copied().find(|daybook| daybook.to_string() == code);
        let described = described.and_then(|daybook| tables.daybook_description(daybook, desk.period.last()));
        let code = if NO_CHANNELS.contains(&&*code) { words.desk.said(&code).to_owned() } else { code };
        let title = format!("{code} {}", described.unwrap_or_default()).trim_end().to_owned();
        let rows = rows.iter().map(|row| Row::detail(cells(table, row, words))).collect();
        blocks.push(Block { key: format!("{:04}", blocks.len()), title, sums: String::new(), rows: Rows::Kept(rows) });
    }
    let total = total(table, report, words);
    (!blocks.is_empty()).then_some(Section {
        title: String::new(),
        note: None,
        kinds: Vec::new(),
        blocks,
        pages: Vec::new(),
        total: Some(total),
    })
}

/// The last line. A sum of which a part is not known is not known.
fn total(table: &PlainTable, report: DeskReport, words: &Words) -> Row {
    let has_day = table.columns.iter().position(|header| *header == "Dag");
    let sum = |(at, header): (usize, &&str)| {
        if at == 0 {
            return Cell::text(words.desk.said("Totaal"));
        }
        let Some(total) = report.totals().iter().find(|(summed, _)| summed == header) else { return Cell::Empty };
        let mut sum = Money::ZERO;
        for row in table.rows.iter().filter(|row| !is_apart(&row[0])) {
            match &row[at] {
                Cell::Money(amount) => sum = sum + *amount,
                // What no channel has is booked on none.
                _ if row[0] == Cell::text(NO_CHANNEL) => {}
                // What came to the bank is told by what came; what was booked on a day is known or not.
                _ if total.1 && has_day.is_some_and(|day| row[day] != Cell::Empty) => return Cell::Empty,
                _ => {}
            }
        }
        Cell::Money(sum)
    };
    Row { kind: RowKind::Total, cells: table.columns.iter().enumerate().map(sum).collect() }
}

/// What lines of a status on a channel come to: what was booked and what came to the bank.
struct StatusSum {
    key: [Cell; 2],
    count: u64,
    sums: [Option<Money>; 2],
}

/// How many there are of each status on each channel, and what they come to.
fn by_status(table: &PlainTable, words: &Words) -> Table {
    let place = |header: &str| table.columns.iter().position(|column| *column == header).unwrap_or_default();
    let [channel, status, booked, bank] = ["Kanaal", "Status", "Wise", "Bank"].map(place);
    let mut groups: Vec<StatusSum> = Vec::new();
    for row in &table.rows {
        let key = [row[channel].clone(), row[status].clone()];
        let place = groups.iter().position(|group| group.key == key).unwrap_or_else(|| {
            groups.push(StatusSum { key, count: 0, sums: [None, None] });
            groups.len() - 1
        });
        let group = &mut groups[place];
        group.count += 1;
        for (sum, at) in group.sums.iter_mut().zip([booked, bank]) {
            // Nothing is nought because it is missing.
            if let Cell::Money(amount) = row[at] {
                *sum = Some(sum.unwrap_or_default() + amount);
            }
        }
    }
    let headers = ["Kanaal", "Status", "Aantal", "Wise", "Bank"];
    let columns = headers.iter().map(|header| column(header, words)).collect();
    let row = |StatusSum { key: [channel, status], count, sums }: StatusSum| {
        let status = cell("Status", &status, words);
        let sums = sums.map(|sum| sum.map_or(Cell::Empty, Cell::Money));
        Row::detail([vec![channel, status, Cell::Count(count)], sums.to_vec()].concat())
    };
    let rows = groups.into_iter().map(row).collect();
    Table { title: words.desk.said("Per kanaal en status").to_owned(), note: None, columns, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::match_rows::{
        AFTER_ITS_DAYS, BANK_AND_PROVIDER, BANK_AND_SLIP, BEFORE_ITS_DAY, BESIDE_OTHER_DAYS, COMMISSIONS,
        IN_AN_EARLIER_PERIOD, IN_SUM_ALONE, PAID_WITH_OTHERS, PART_OF_A_DAY, RECOUNTED,
    };
    use crate::control::matching::{Rule, Status};
    use crate::control::unclaimed::{CHARGED_APART, NOT_OF_THESE, OF_NOBODY, SETTLEMENT, WITHOUT_SLIP};
    use crate::report::desk_words::dutch_title;
    use crate::report::language::Language;
    use crate::witness::count::{REASONS, ROLES as COUNTING};

    #[test]
    fn every_column_has_a_form_and_every_word_is_said_in_every_language() {
        let french = Words::of(Language::French);
        let has = |word: &str| french.desk.said.contains_key(word);
        for report in DeskReport::ALL {
            for header in report.columns() {
                assert!(COLUMNS.iter().any(|(known, ..)| known == header), "{header}");
                assert!(has(header) || ["Wise", "Bank"].contains(header), "{header}");
            }
            assert!(has(dutch_title(report.name())), "{}", report.name());
            assert!(has(report.subtitle()) && has(report.nothing()), "{}", report.name());
        }
        let statuses =
            [Status::Matched, Status::Proposed, Status::Open, Status::Late, Status::Refused, Status::NotReceived];
        let rules = [Rule::Reference, Rule::SlipReference, Rule::ContractAndDay, Rule::UniqueSum, Rule::RunOfDays];
        let words = statuses.map(Status::dutch).into_iter().chain(rules.map(Rule::dutch)).chain([
            AFTER_ITS_DAYS,
            BEFORE_ITS_DAY,
            BESIDE_OTHER_DAYS,
            PAID_WITH_OTHERS,
            PART_OF_A_DAY,
            IN_SUM_ALONE,
            BANK_AND_PROVIDER,
            BANK_AND_SLIP,
            COMMISSIONS,
            IN_AN_EARLIER_PERIOD,
            OF_NOBODY,
            CHARGED_APART,
            WITHOUT_SLIP,
            RECOUNTED,
            SETTLEMENT,
            NOT_OF_THESE,
        ]);
        for word in words.chain(NO_CHANNELS).chain(REASONS).chain(COUNTING).chain(ROLES) {
            assert!(has(word), "{word}");
        }
    }
}
