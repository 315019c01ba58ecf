//! Matching by hand (`afpunting`): who says in which role, when and why, that days and money at the bank belong together.
//!
//! The file only grows. What was said is withdrawn by a new entry, never erased: numbers go on without a gap, and times never
//! back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};

use super::count::ROLES;
use super::fault::{Fault, Place};
use super::table::{Names, TableRow, WitnessTable, has_header};
use crate::domain::{Cents, Money};
use crate::ingest::profile::DecimalMark;
use crate::witness::mending;

const NUMBER: Names = &["Nummer"];
const TIME: Names = &["Tijdstip"];
const ROLE: Names = &["Rol"];
const REASON: Names = &["Reden"];
const CHANNEL: Names = &["Kanaal"];
const ITEM: Names = &["Post"];
const DAY: Names = &["Dag"];
const ENTRY: Names = &["Afschrift"];
const AMOUNT: Names = &["Bedrag"];
const WITHDRAWS: Names = &["Trekt in"];
const COLUMNS: [Names; 10] = [NUMBER, TIME, ROLE, REASON, CHANNEL, ITEM, DAY, ENTRY, AMOUNT, WITHDRAWS];

/// The longest reason, in characters.
const LONGEST: usize = 200;

/// What somebody says belongs together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualMatch {
    /// The line on which it begins.
    pub line: u64,
    /// Its number, from 1 on without a gap.
    pub number: u32,
    /// When it was said.
    pub time: NaiveDateTime,
    /// In which role.
    pub role: String,
    /// Why.
    pub reason: String,
    /// On which channel.
    pub channel: String,
    /// The days, with what was booked on each.
    pub days: BTreeMap<NaiveDate, Cents>,
    /// Entries of the bank by the day on which they were booked, the number of the statement and that on it, with their amounts.
    pub entries: BTreeMap<(NaiveDate, u32, u32), Cents>,
    /// What was booked and never comes, as far as the reason explains it; below zero more came.
    pub explained: Cents,
    /// The number of the entry that it withdraws.
    pub withdraws: Option<u32>,
}

impl ManualMatch {
    /// The entries that stand: neither withdrawn nor withdrawing others.
    #[must_use]
    pub fn standing(all: &[Self]) -> Vec<&Self> {
        let withdrawn: BTreeSet<u32> = all.iter().filter_map(|one| one.withdraws).collect();
        all.iter().filter(|one| one.withdraws.is_none() && !withdrawn.contains(&one.number)).collect()
    }

    /// How a report says who says so.
    #[must_use]
    pub fn dutch(&self) -> String {
        format!(
            "met de hand, nr. {}: {} ({}, {})",
            self.number,
            self.reason,
            self.role,
            self.time.format("%d/%m/%Y %H:%M")
        )
    }
}

/// Takes the entries of a file; tells what is wrong with that. Of several files the longest says all, if it begins as they do.
pub fn add_manual(all: &mut Vec<ManualMatch>, of_file: Vec<ManualMatch>) -> Option<Fault> {
    let plain = |one: &ManualMatch| ManualMatch { line: 0, ..one.clone() };
    let differs = all.iter().zip(&of_file).find(|(one, other)| plain(one) != plain(other));
    let fault = differs.map(|(_, other)| {
        let what = "two files of matches by hand say different things of one number";
        Fault::at(Place::Line(other.line), what).with(other.number.to_string())
    });
    if of_file.len() > all.len() {
        *all = of_file;
    }
    fault
}

/// Whether a file begins as such a file does.
pub(super) fn begins_as_manual(start: &[u8]) -> bool {
    has_header(start, &COLUMNS)
}

/// Reads such a file.
pub(super) fn read_manual(bytes: &[u8], faults: &mut Vec<Fault>) -> Vec<ManualMatch> {
    let Some(table) = WitnessTable::read(bytes, &COLUMNS, DecimalMark::Comma, faults) else { return Vec::new() };
    let mut all: Vec<ManualMatch> = Vec::new();
    let mut rows = table.rows(faults);
    while let Some(mut row) = rows.next_row() {
        add(&mut all, &mut row);
    }
    faults.extend(judge(&all));
    if faults.is_empty() { all } else { Vec::new() }
}

fn add(all: &mut Vec<ManualMatch>, row: &mut TableRow<'_>) {
    let Some(number) = row.number(NUMBER) else { return };
    let item = row.text(ITEM).to_lowercase();
    if all.last().is_none_or(|last| last.number != number) {
        let Some(begun) = begin(number, &item, row) else { return };
        all.push(begun);
    } else if !row.text(TIME).is_empty() && all.last().is_some_and(|last| time_of(row) != Some(last.time)) {
        row.refuse(TIME, "the rows of one entry say different things");
    }
    let Some(entry) = all.last_mut() else { return };
    let is_new = match &*item {
        "dag" => row.day(DAY).zip(row.cents(AMOUNT)).map(|(day, cents)| entry.days.insert(day, cents).is_none()),
        "afschrift" => {
            let number =
                row.text(ENTRY).split_once('/').and_then(|(one, two)| Some((one.parse().ok()?, two.parse().ok()?)));
            if number.is_none() {
                row.refuse(ENTRY, "the numbers of a statement and of an entry on it are expected here, such as 157/1");
            }
            let (day, cents) = (row.day(DAY), row.cents(AMOUNT));
            let known = number.zip(day).zip(cents);
            known.map(|(((one, two), day), cents)| entry.entries.insert((day, one, two), cents).is_none())
        }
        "verschil" => row.cents(AMOUNT).map(|cents| std::mem::replace(&mut entry.explained, cents) == 0),
        "intrekking" => row.number(WITHDRAWS).map(|number| entry.withdraws.replace(number).is_none()),
        _ => {
            row.refuse(ITEM, "one of dag, afschrift, verschil, intrekking is expected here");
            None
        }
    };
    if is_new == Some(false) {
        row.refuse(ITEM, "it stands there twice in one entry");
    }
}

fn time_of(row: &TableRow<'_>) -> Option<NaiveDateTime> {
    let forms = ["%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"];
    forms.iter().find_map(|form| NaiveDateTime::parse_from_str(row.text(TIME), form).ok())
}

/// The beginning of an entry; what others say must stand on its first row.
fn begin(number: u32, item: &str, row: &mut TableRow<'_>) -> Option<ManualMatch> {
    let time = time_of(row);
    if time.is_none() {
        row.refuse(TIME, "a day and a time are expected here, such as 2026-10-08 09:15");
    }
    let role = row.text(ROLE).to_lowercase();
    let is_role = ROLES.contains(&&*role);
    if !is_role {
        row.refuse_untold(ROLE, mending::NO_ROLE);
    }
    let reason = row.text(REASON).to_owned();
    let is_reason = !reason.is_empty() && reason.chars().count() <= LONGEST;
    if !is_reason {
        row.refuse_untold(REASON, "a reason is expected here, of at most 200 characters");
    }
    let channel = row.text(CHANNEL).to_owned();
    let is_channel = !channel.is_empty() || item == "intrekking";
    if !is_channel {
        row.refuse(CHANNEL, "the name of a channel is expected here");
    }
    let time = time.filter(|_| is_role && is_reason && is_channel)?;
    let (days, entries) = (BTreeMap::new(), BTreeMap::new());
    Some(ManualMatch {
        line: row.line,
        number,
        time,
        role,
        reason,
        channel,
        days,
        entries,
        explained: 0,
        withdraws: None,
    })
}

/// What is wrong with entries as a whole and beside each other.
fn judge(all: &[ManualMatch]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut refuse = |one: &ManualMatch, what: &'static str, text: String| {
        faults.push(Fault::at(Place::Line(one.line), what).with(text).hinted(
            "what was said stays as it is: withdraw it with a new entry (intrekking), and say what is so in another",
        ));
    };
    let mut withdrawn = BTreeSet::new();
    for (at, one) in all.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| &all[at]);
        let wanted = before.map_or(1, |before| before.number.saturating_add(1));
        if one.number != wanted {
            refuse(
                one,
                "the number of an entry is not the next: one was erased, or stands there twice",
                format!("{}, not {wanted}", one.number),
            );
        }
        if before.is_some_and(|before| one.time < before.time) {
            refuse(one, "an entry is earlier than the one before it", one.time.to_string());
        }
        if let Some(number) = one.withdraws {
            let target = all[..at].iter().find(|other| other.number == number && other.withdraws.is_none());
            if !one.days.is_empty() || !one.entries.is_empty() {
                refuse(one, "an entry that withdraws another says nothing else", one.number.to_string());
            }
            if target.is_none() || !withdrawn.insert(number) {
                refuse(one, "there is no such entry to withdraw before it, or it was withdrawn", number.to_string());
            }
            continue;
        }
        let (booked, bank): (Cents, Cents) = (one.days.values().sum(), one.entries.values().sum());
        if one.days.is_empty() && one.entries.is_empty() {
            refuse(one, "an entry names neither a day nor an entry of the bank", one.number.to_string());
        } else if booked != bank + one.explained {
            let [booked, bank, explained] = [booked, bank, one.explained].map(Money::from_cents);
            let text = format!("{booked} is not {bank} + {explained}");
            refuse(one, "what was booked is not what is at the bank and what is explained", text);
        }
    }
    faults
}
