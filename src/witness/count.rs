//! Cash counts (`tellingen`): what lay in a drawer, note by note and coin by coin.
//!
//! A row is a denomination of a count, or one of the words `wisselgeld` (what stays in the drawer), `afdracht` (what is
//! carried to the bank) and `andere` (money that has no denomination of euro, at its value). The rows of one count bear the
//! same drawer, day and time.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};

use super::fault::{Fault, Place};
use super::table::{Names, TableRow, WitnessTable, has_header};
use crate::domain::{Cents, Daybook, Money};
use crate::ingest::profile::DecimalMark;
use crate::witness::fault::WitnessDefect;
use crate::witness::mending;

const DRAWER: Names = &["Dagboek", "Kassa"];
const DAY: Names = &["Datum"];
const TIME: Names = &["Uur", "Tijdstip"];
const WHAT: Names = &["Coupure"];
const PIECES: Names = &["Aantal"];
const AMOUNT: Names = &["Bedrag"];
const CARRIED: Names = &["Aantal afdracht"];
const COUNTED_BY: Names = &["Geteld door"];
const SECOND: Names = &["Tweede teller"];
const REASON: Names = &["Reden"];
const COLUMNS: [Names; 6] = [DRAWER, DAY, TIME, WHAT, PIECES, AMOUNT];

/// The notes and coins of the euro, in cents.
pub const DENOMINATIONS: [Cents; 15] = [50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];

/// Why a count differs from what was expected.
pub const REASONS: [&str; 8] = [
    "wisselgeldfout",
    "verkeerde betaalwijze",
    "vergeten boeking",
    "dubbele boeking",
    "vals biljet",
    "afronding",
    "diefstal",
    "onbekend",
];

/// Who may have counted: roles, never names.
pub const ROLES: [&str; 5] =
    ["kassaverantwoordelijke", "hoofdkassaverantwoordelijke", "inningsambtenaar", "financieel directeur", "controleur"];

/// What was counted in a drawer at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashCount {
    /// The line on which it begins.
    pub line: u64,
    /// The drawer: the daybook of its cash.
    pub drawer: Daybook,
    /// The day.
    pub day: NaiveDate,
    /// The time: what was booked later is not in it.
    pub time: NaiveTime,
    /// How many pieces there were of each denomination, in cents.
    pub pieces: BTreeMap<Cents, u32>,
    /// Other money, in cents.
    pub other: Cents,
    /// What stays in the drawer, in cents, where that is told.
    pub float: Option<Cents>,
    /// What is carried to the bank, in cents, where that is told.
    pub handed_over: Option<Cents>,
    /// How many pieces of each denomination are carried to the bank, where that is told.
    pub handed_over_pieces: BTreeMap<Cents, u32>,
    /// Who counted: of a count that is taken in, somebody.
    pub counted_by: Option<String>,
    /// Who counted a second time.
    pub second: Option<String>,
    /// Why it differs.
    pub reason: Option<String>,
}

impl CashCount {
    /// A count of which nothing is told yet but where and when it was made, and on which line it begins.
    #[must_use]
    pub fn new(line: u64, drawer: Daybook, day: NaiveDate, time: NaiveTime) -> Self {
        Self {
            line,
            drawer,
            day,
            time,
            pieces: BTreeMap::new(),
            other: 0,
            float: None,
            handed_over: None,
            handed_over_pieces: BTreeMap::new(),
            counted_by: None,
            second: None,
            reason: None,
        }
    }

    /// What was counted, in cents.
    #[must_use]
    pub fn counted(&self) -> Cents {
        self.pieces.iter().map(|(cents, pieces)| cents * Cents::from(*pieces)).sum::<Cents>() + self.other
    }
}

/// Whether a file begins as such a file does.
pub(super) fn begins_as_count(start: &[u8]) -> bool {
    has_header(start, &COLUMNS)
}

/// Reads such a file.
pub(super) fn read_counts(bytes: &[u8], faults: &mut Vec<Fault>) -> Vec<CashCount> {
    let Some(table) = WitnessTable::read(bytes, &COLUMNS, DecimalMark::Comma, faults) else { return Vec::new() };
    let mut counts: BTreeMap<(Daybook, NaiveDate, NaiveTime), CashCount> = BTreeMap::new();
    let mut rows = table.rows(faults);
    while let Some(mut row) = rows.next_row() {
        let drawer = Daybook::parse(row.text(DRAWER)).filter(|drawer| drawer.to_string().starts_with('K'));
        if drawer.is_none() {
            row.refuse(DRAWER, "the daybook of a drawer is expected here, such as K001");
        }
        let time = ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(row.text(TIME), form).ok());
        if time.is_none() {
            row.refuse(TIME, "a time is expected here, such as 18:05");
        }
        let day = row.day(DAY);
        let (Some(drawer), Some(day), Some(time)) = (drawer, day, time) else { continue };
        let count = counts.entry((drawer, day, time)).or_insert_with(|| CashCount::new(row.line, drawer, day, time));
        add(count, &mut row);
    }
    for count in counts.values_mut() {
        for (_, what, text) in judge(count) {
            faults.push(Fault::at(Place::Line(count.line), what).with(text));
        }
    }
    if faults.is_empty() { counts.into_values().collect() } else { Vec::new() }
}

/// Which part of a count is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// Who counted.
    CountedBy,
    /// Who counted a second time.
    Second,
    /// The pieces of a denomination that are carried to the bank.
    CarriedPieces(Cents),
    /// What is carried to the bank.
    HandedOver,
    /// What stays in the drawer.
    Float,
}

/// What is wrong with a count as a whole. What its pieces say is carried to the bank stands for an amount that nobody told.
pub(super) fn judge(count: &mut CashCount) -> Vec<(Judged, WitnessDefect, String)> {
    let mut wrong = Vec::new();
    let name = format!("{} of {}", count.drawer, count.day);
    if count.counted_by.is_none() {
        wrong.push((Judged::CountedBy, mending::NOBODY_COUNTED, name.clone()));
    }
    if count.second.is_some() && count.second == count.counted_by {
        wrong.push((Judged::Second, "the second who counts is the one who counted first".into(), name));
    }
    let carried = count.handed_over_pieces.iter().map(|(cents, pieces)| cents * Cents::from(*pieces)).sum();
    for (cents, pieces) in &count.handed_over_pieces {
        let there = count.pieces.get(cents).copied().unwrap_or_default();
        if *pieces > there {
            let text = format!("{pieces} of {there} x {}", Money::from_cents(*cents));
            wrong.push((Judged::CarriedPieces(*cents), mending::TOO_MUCH_CARRIED, text));
        }
    }
    match count.handed_over {
        _ if count.handed_over_pieces.is_empty() => {}
        None => count.handed_over = Some(carried),
        Some(told) if told == carried => {}
        Some(told) => {
            let [told, carried] = [told, carried].map(Money::from_cents);
            wrong.push((Judged::HandedOver, mending::CARRIED_PIECES, format!("{carried}, not {told}")));
        }
    }
    if count.float.is_some() || count.handed_over.is_some() {
        let [float, carried] = [count.float, count.handed_over].map(Option::unwrap_or_default);
        let is_all_told = count.float.is_some() && count.handed_over.is_some();
        let (told, counted) = (float + carried, count.counted());
        // What stays and what is carried away is all that there is.
        if told > counted || is_all_told && told != counted {
            let [float, carried, counted] = [float, carried, counted].map(Money::from_cents);
            let what = mending::LEFT_AND_CARRIED;
            let judged = if count.handed_over.is_some() { Judged::HandedOver } else { Judged::Float };
            wrong.push((judged, what, format!("{float} and {carried}, of {counted}")));
        }
    }
    wrong
}

/// Adds a row to the count that it is of.
fn add(count: &mut CashCount, row: &mut TableRow<'_>) {
    said(&mut count.counted_by, row, COUNTED_BY, &ROLES, mending::NO_ROLE);
    said(&mut count.second, row, SECOND, &ROLES, mending::NO_ROLE);
    said(&mut count.reason, row, REASON, &REASONS, mending::UNKNOWN_REASON);
    let what = row.text(WHAT).to_lowercase();
    let alone = match &*what {
        "wisselgeld" => Some(&mut count.float),
        "afdracht" | "kasafdracht" => Some(&mut count.handed_over),
        "andere" => None,
        _ => return add_pieces(count, row),
    };
    if !row.text(PIECES).is_empty() {
        row.refuse(PIECES, "a number of pieces stands where there are none");
    }
    let Some(cents) = row.cents(AMOUNT) else { return };
    if cents < 0 {
        row.refuse(AMOUNT, "an amount of cash is below zero");
    }
    match alone {
        None => count.other += cents,
        Some(place) => {
            if place.replace(cents).is_some() {
                row.refuse(WHAT, "it stands there twice in one count");
            }
        }
    }
}

fn add_pieces(count: &mut CashCount, row: &mut TableRow<'_>) {
    let (value, pieces, amount) = (row.cents(WHAT), row.number(PIECES), row.cents_if_any(AMOUNT));
    let (Some(value), Some(pieces), Some(amount)) = (value, pieces, amount) else { return };
    if !DENOMINATIONS.contains(&value) {
        row.refuse(WHAT, "there is no note or coin of that value");
        return;
    }
    let total = value * Cents::from(pieces);
    if let Some(amount) = amount.filter(|amount| *amount != total) {
        let [value, amount] = [value, amount].map(Money::from_cents);
        row.refuse_row(mending::PIECES, format!("{pieces} x {value} is not {amount}"));
    }
    if count.pieces.insert(value, pieces).is_some() {
        row.refuse(WHAT, "it stands there twice in one count");
    }
    if !row.text(CARRIED).is_empty()
        && let Some(carried) = row.number(CARRIED).filter(|carried| *carried > 0)
    {
        count.handed_over_pieces.insert(value, carried);
    }
}

/// Notes what a row says of its count, which other rows may leave empty but not contradict.
fn said(place: &mut Option<String>, row: &mut TableRow<'_>, names: Names, known: &[&str], what: WitnessDefect) {
    let text = row.text(names).to_lowercase();
    if text.is_empty() {
        return;
    }
    if !known.contains(&&*text) {
        // Somebody may have written a name.
        row.refuse_untold(names, what);
        place.get_or_insert(text);
    } else if place.as_ref().is_some_and(|other| *other != text) {
        row.refuse(names, "the rows of one count say different things");
    } else {
        *place = Some(text);
    }
}
