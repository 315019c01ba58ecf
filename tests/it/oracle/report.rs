//! Choosing, adding and writing the three reports.

use std::collections::BTreeMap;

use super::clock::time_nanos;
use super::{Dialect, Grouping, Line, Query, Report};

/// Does the line belong in the report?
pub fn passes(line: &Line, query: &Query) -> bool {
    let details = query.report == Report::Details;
    assert!(
        details || (query.period.is_some() && query.source.is_none() && query.posted_in.is_none()),
        "an overview has a period, and neither source nor posted-in"
    );
    assert!(query.period.is_some() || query.posted_in.is_some(), "no period at all");

    let within = |day: &str, period: &(String, String)| period.0.as_str() <= day && day <= period.1.as_str();
    // Settlement day. An open item has none, and passes only where no period asks for one.
    let settled_ok = match (&query.period, &line.settled) {
        (Some(period), Some((day, _))) => within(day, period),
        (Some(_), None) => false,
        (None, _) => true,
    };
    let posted_ok = match &query.posted_in {
        Some(period) => within(&line.posted_day(), period),
        None => true,
    };
    // In `financieel-overzicht` the institution names whose daybooks; all are one's own here.
    let institution_ok = match &query.institution {
        Some(institution) => query.report == Report::Overview || line.institution == *institution,
        None => true,
    };
    let branch_ok = query.branches.is_empty() || query.branches.contains(&line.branch);
    let code_ok = query.booking_codes.is_empty() || query.booking_codes.iter().any(|s| s.matches(&line.booking_code));
    let type_ok = query.daybook_type.is_none() || line.kind() == query.daybook_type;
    let daybook_ok = query.daybooks.is_empty()
        || line.daybook.as_ref().is_some_and(|d| query.daybooks.iter().any(|s| s.matches(&d[1..])));
    let write_off_ok = line.kind() != Some('A')
        || match query.report {
            Report::Be => query.with_write_offs,
            Report::Overview => query.with_write_offs || query.daybook_type == Some('A'),
            Report::Details => true,
        };
    let source_ok = query.source.as_ref().is_none_or(|s| *s == line.source);
    settled_ok
        && posted_ok
        && institution_ok
        && branch_ok
        && code_ok
        && type_ok
        && daybook_ok
        && write_off_ok
        && source_ok
}

/// The description of each booking code: its most frequent text that is not blank, the first in
/// text order among equals. A code without any text is not in the map.
pub fn descriptions(lines: &[Line]) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for line in lines.iter().filter(|l| !l.description.trim().is_empty()) {
        let texts = found.entry(line.booking_code.clone()).or_default();
        *texts.entry(line.description.clone()).or_default() += 1;
    }
    let mut best = BTreeMap::new();
    for (code, texts) in found {
        let most = *texts.values().max().expect("a text");
        let (text, _) = texts.into_iter().find(|(_, n)| *n == most).expect("the most");
        best.insert(code, text);
    }
    best
}

/// What the last row of `--totals` says: number of lines, receipts and expenses in cents over
/// the cash and bank daybooks (K, B, G) of the report.
pub fn received_total(lines: &[Line], query: &Query) -> (usize, i128, i128) {
    let (mut count, mut receipts, mut expenses) = (0, 0, 0);
    for line in lines.iter().filter(|l| l.is_received() && passes(l, query)) {
        count += 1;
        if line.is_expense() {
            expenses -= line.cents;
        } else {
            receipts += line.cents;
        }
    }
    (count, receipts, expenses)
}

/// A cell: text is defused, a number or a date is not touched.
enum Cell {
    Text(String),
    Plain(String),
}

/// The report as CSV, without any configuration and with the customers shown. `lines` is the
/// whole input, already merged: the descriptions come from all of it.
pub fn report_csv(lines: &[Line], query: &Query) -> String {
    let chosen: Vec<&Line> = lines.iter().filter(|l| passes(l, query)).collect();
    let texts = descriptions(lines);
    let (header, rows) = match query.report {
        Report::Be | Report::Overview => (
            "Dagboek;Instantie;Vestiging;Boekingscode;Omschrijving;Aantal;Ontvangsten;Uitgaven;Soort;Telt mee",
            overview_rows(&chosen, query, &texts),
        ),
        Report::Details => (
            "Boekingsnummer;Instantie;Vestiging;Boekingscode;Omschrijving;Opboekdatum;Bron;\
             Dagboek;Afboekdatum;Afboekbron;Bedrag;Klant;Exemplaar",
            detail_rows(&chosen, query, &texts),
        ),
    };
    let (mark, separator) = match query.dialect {
        Dialect::ExcelBe => ("\u{feff}", ";"),
        Dialect::Rfc4180 => ("", ","),
    };
    let mut out = mark.to_string();
    out += &header.replace(';', separator);
    out += if query.totals { separator } else { "" };
    out += if query.totals { "Rijtype\r\n" } else { "\r\n" };
    for row in rows {
        let mut fields: Vec<String> = row.iter().map(|cell| field(cell, separator)).collect();
        if query.totals {
            fields.push("detail".to_string());
        }
        out += &fields.join(separator);
        out += "\r\n";
    }
    out
}

fn overview_rows(chosen: &[&Line], query: &Query, texts: &BTreeMap<String, String>) -> Vec<Vec<Cell>> {
    let by_code = query.report == Report::Overview && query.grouping == Grouping::BookingCode;
    // Sort key -> any line of the group, number of lines, sum of amounts.
    let mut groups: BTreeMap<[&str; 4], (&Line, usize, i128)> = BTreeMap::new();
    for &line in chosen {
        let daybook = line.daybook.as_deref().expect("settled");
        let (institution, branch) = (line.institution.as_str(), line.branch.as_str());
        let code = line.booking_code.as_str();
        let key = if by_code { [daybook, code, institution, branch] } else { [daybook, institution, branch, code] };
        let group = groups.entry(key).or_insert((line, 0, 0));
        group.1 += 1;
        group.2 += line.cents;
    }
    let row = |(line, count, sum): (&Line, usize, i128)| {
        // One booking code is in one booking group: one side is empty.
        let (receipts, expenses) = if line.is_expense() { (0, -sum) } else { (sum, 0) };
        let description = texts.get(&line.booking_code).map_or("onbekend", String::as_str);
        vec![
            text(line.daybook.as_deref().expect("settled")),
            text(&line.institution),
            text(&line.branch),
            text(&line.booking_code),
            text(description),
            Cell::Plain(count.to_string()),
            Cell::Plain(amount(receipts, query.dialect)),
            Cell::Plain(amount(expenses, query.dialect)),
            text(kind_of_money(line)),
            text(if line.is_received() { "ja" } else { "nee" }),
        ]
    };
    groups.into_values().map(row).collect()
}

/// The column `Soort`: what the letter of the daybook says, and B990, which is online.
fn kind_of_money(line: &Line) -> &'static str {
    match (line.kind().expect("settled"), line.daybook.as_deref()) {
        ('K', _) => "kas",
        ('B', Some("B990")) => "online",
        ('B' | 'G', _) => "bank",
        ('R', _) => "deposito",
        ('V', _) => "verrekening",
        ('S', _) => "spaarpunten",
        ('T', _) => "vouchers",
        ('A', _) => "afboeking",
        _ => "overige",
    }
}

fn detail_rows(chosen: &[&Line], query: &Query, texts: &BTreeMap<String, String>) -> Vec<Vec<Cell>> {
    let mut sorted = chosen.to_vec();
    sorted.sort_by_key(|line| {
        let (open, day, nanos) = match &line.settled {
            Some((day, time)) => (false, day.as_str(), time_nanos(time)),
            None => (true, "", 0),
        };
        (line.booking_code.as_str(), open, day, nanos, line.id.as_str())
    });
    let row = |line: &Line| {
        let own = Some(line.description.as_str()).filter(|d| !d.trim().is_empty());
        let common = texts.get(&line.booking_code).map(String::as_str);
        vec![
            text(&line.id),
            text(&line.institution),
            text(&line.branch),
            text(&line.booking_code),
            text(own.or(common).unwrap_or("onbekend")),
            Cell::Plain(line.posted_day()),
            text(&line.source),
            text(line.daybook.as_deref().unwrap_or("")),
            Cell::Plain(line.settled.as_ref().map_or(String::new(), |s| s.0.clone())),
            text(&line.settlement_source),
            Cell::Plain(amount(line.cents, query.dialect)),
            text(&line.customer),
            text(&line.item),
        ]
    };
    sorted.into_iter().map(row).collect()
}

fn text(value: &str) -> Cell {
    Cell::Text(value.to_string())
}

/// An amount with two decimals and a minus in front.
pub fn amount(cents: i128, dialect: Dialect) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let mark = if dialect == Dialect::ExcelBe { ',' } else { '.' };
    let cents = cents.unsigned_abs();
    format!("{sign}{}{mark}{:02}", cents / 100, cents % 100)
}

/// A cell as it is written: text defused, then quoted where needed.
fn field(cell: &Cell, separator: &str) -> String {
    let value = match cell {
        Cell::Plain(value) => value.clone(),
        Cell::Text(value) if value.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            format!("'{value}")
        }
        Cell::Text(value) => value.clone(),
    };
    super::write::quoted(&value, separator)
}
