//! Deposit slips (`stortingsborderel`): which hand-overs of cash are carried to the bank together, and by which structured
//! communication the bank will tell of them. The program makes them, and reads them back as witnesses.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};

use super::coda::Ogm;
use super::count::DENOMINATIONS;
use super::fault::{Fault, Place};
use super::table::{Names, TableRow, WitnessTable, has_header};
use crate::domain::{Cents, Daybook, Institution, Money};
use crate::ingest::profile::DecimalMark;
use crate::witness::mending;

/// The headers of such a file, in their order.
pub const COLUMNS: [&str; 9] =
    ["Borderelnummer", "Mededeling", "Rekening", "Zaknummer", "Dagboek", "Datum", "Uur", "Post", "Aantal"];
/// The header of amounts, which is the last.
pub const AMOUNT_COLUMN: &str = "Bedrag";
/// The word for the row of a hand-over; other rows are notes and coins of it.
pub const HANDED_OVER: &str = "kasafdracht";

const NUMBER: Names = &["Borderelnummer"];
const OGM: Names = &["Mededeling", "Gestructureerde mededeling"];
const ACCOUNT: Names = &["Rekening"];
const BAG: Names = &["Zaknummer"];
const DRAWER: Names = &["Dagboek"];
const DAY: Names = &["Datum"];
const TIME: Names = &["Uur"];
const ITEM: Names = &["Post"];
const PIECES: Names = &["Aantal"];
const AMOUNT: Names = &["Bedrag"];
const WANTED: [Names; 7] = [NUMBER, OGM, DRAWER, DAY, ITEM, PIECES, AMOUNT];

/// The largest running number of a slip within a year.
pub const LARGEST_NUMBER: u32 = 99_999;

/// Cash that is carried to the bank together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositSlip {
    /// The line on which it begins.
    pub line: u64,
    /// Its running number within its year.
    pub number: u32,
    /// The communication by which the bank tells of it.
    pub ogm: Ogm,
    /// The account that it comes to; empty where it is not told.
    pub account: String,
    /// The number of the bag; empty where it is in none.
    pub bag: String,
    /// What it is made of.
    pub hand_overs: Vec<HandOver>,
}

/// Cash that left a drawer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// The drawer.
    pub drawer: Daybook,
    /// The day.
    pub day: NaiveDate,
    /// The time of its count.
    pub time: NaiveTime,
    /// How much it is.
    pub cents: Cents,
    /// How many pieces of each denomination, where that is told.
    pub pieces: BTreeMap<Cents, u32>,
}

impl HandOver {
    /// By what it is known: the same drawer is never counted twice at one time.
    #[must_use]
    pub fn key(&self) -> (Daybook, NaiveDate, NaiveTime) {
        (self.drawer, self.day, self.time)
    }
}

impl DepositSlip {
    /// The communication of a slip: the library, the year, the running number, and what checks them.
    #[must_use]
    pub fn ogm_of(institution: Institution, year: i32, number: u32) -> Option<Ogm> {
        let year = u64::try_from(year.rem_euclid(100)).ok()?;
        let number = Some(number).filter(|number| (1..=LARGEST_NUMBER).contains(number))?;
        Ogm::of_base(u64::from(institution.number() % 1000) * 10_000_000 + year * 100_000 + u64::from(number))
    }

    /// Whether a communication is one of a library's slips.
    #[must_use]
    pub fn is_of(ogm: Ogm, institution: Institution) -> bool {
        ogm.digits()[..3] == format!("{:03}", institution.number() % 1000)
    }

    /// What it comes to, in cents.
    #[must_use]
    pub fn cents(&self) -> Cents {
        self.hand_overs.iter().map(|one| one.cents).sum()
    }

    /// How many pieces there are of each denomination; `None` where a hand-over does not tell.
    #[must_use]
    pub fn pieces(&self) -> Option<BTreeMap<Cents, u32>> {
        let mut all = BTreeMap::new();
        for one in &self.hand_overs {
            let cents: Cents = one.pieces.iter().map(|(cents, pieces)| cents * Cents::from(*pieces)).sum();
            if cents != one.cents {
                return None;
            }
            for (cents, pieces) in &one.pieces {
                *all.entry(*cents).or_default() += pieces;
            }
        }
        Some(all)
    }
}

/// Whether a file begins as such a file does.
pub(super) fn begins_as_slip(start: &[u8]) -> bool {
    has_header(start, &WANTED)
}

/// Reads such a file.
pub(super) fn read_slips(bytes: &[u8], faults: &mut Vec<Fault>) -> Vec<DepositSlip> {
    let Some(table) = WitnessTable::read(bytes, &WANTED, DecimalMark::Comma, faults) else { return Vec::new() };
    let mut slips: BTreeMap<Ogm, DepositSlip> = BTreeMap::new();
    let mut rows = table.rows(faults);
    while let Some(mut row) = rows.next_row() {
        add(&mut slips, &mut row);
    }
    let slips: Vec<DepositSlip> = slips.into_values().collect();
    for slip in &slips {
        judge(slip, faults);
    }
    if faults.is_empty() { slips } else { Vec::new() }
}

fn add(slips: &mut BTreeMap<Ogm, DepositSlip>, row: &mut TableRow<'_>) {
    let ogm = Ogm::parse(row.text(OGM));
    if ogm.is_none() {
        row.refuse(OGM, "a structured communication is expected here, and its last two digits don't check the others");
    }
    let drawer = Daybook::parse(row.text(DRAWER)).filter(|drawer| drawer.letter() == 'K');
    if drawer.is_none() {
        row.refuse(DRAWER, "the daybook of a drawer is expected here, such as K001");
    }
    let time = NaiveTime::parse_from_str(row.text(TIME), "%H:%M").ok();
    if time.is_none() {
        row.refuse(TIME, "a time is expected here, such as 18:05");
    }
    let (number, day, cents) = (row.number(NUMBER), row.day(DAY), row.cents(AMOUNT));
    let is_whole = row.text(ITEM).to_lowercase() == HANDED_OVER;
    let value = if is_whole { None } else { row.cents(ITEM) };
    let pieces = if is_whole { None } else { row.number(PIECES) };
    let (Some(ogm), Some(drawer), Some(time), Some(number)) = (ogm, drawer, time, number) else { return };
    let (Some(day), Some(cents)) = (day, cents) else { return };
    let account: String = row.text(ACCOUNT).split_whitespace().collect();
    let bag = row.text(BAG).to_owned();
    let hand_overs = Vec::new();
    let slip =
        slips.entry(ogm).or_insert_with(|| DepositSlip { line: row.line, number, ogm, account, bag, hand_overs });
    if slip.number != number {
        row.refuse(NUMBER, "the rows of one slip bear different numbers");
    }
    let key = (drawer, day, time);
    let at = slip.hand_overs.iter().position(|one| (one.drawer, one.day, one.time) == key);
    match (at, value.zip(pieces)) {
        (None, None) if is_whole => {
            slip.hand_overs.push(HandOver { drawer, day, time, cents, pieces: BTreeMap::new() });
        }
        (Some(_), None) if is_whole => row.refuse(ITEM, "it stands there twice on one slip"),
        (None, Some(_)) => row.refuse(ITEM, "notes or coins stand before the hand-over that they are of"),
        (Some(at), Some((value, pieces))) => {
            if !DENOMINATIONS.contains(&value) {
                row.refuse(ITEM, "there is no note or coin of that value");
            } else if value * Cents::from(pieces) != cents {
                row.refuse(AMOUNT, mending::PIECES);
            } else if slip.hand_overs[at].pieces.insert(value, pieces).is_some() {
                row.refuse(ITEM, "it stands there twice on one slip");
            }
        }
        (_, None) => {}
    }
}

/// Demands that notes and coins, where they are told, make what is handed over.
fn judge(slip: &DepositSlip, faults: &mut Vec<Fault>) {
    for one in slip.hand_overs.iter().filter(|one| !one.pieces.is_empty()) {
        let cents: Cents = one.pieces.iter().map(|(cents, pieces)| cents * Cents::from(*pieces)).sum();
        if cents != one.cents {
            let [cents, told] = [cents, one.cents].map(Money::from_cents);
            let text = format!("{} of {}: {cents}, not {told}", one.drawer, one.day);
            let what = "the notes and coins of a hand-over don't make its amount";
            faults.push(Fault::at(Place::Line(slip.line), what).with(text));
        }
    }
}

/// Adds a slip to those of other files; tells what is wrong with that. The same slip twice is one slip.
pub fn add_slip(all: &mut Vec<DepositSlip>, slip: DepositSlip) -> Option<Fault> {
    let place = Place::Line(slip.line);
    if let Some(other) = all.iter().find(|other| other.ogm == slip.ogm) {
        let is_same = DepositSlip { line: other.line, ..slip.clone() } == *other;
        let what = "two slips bear one structured communication and say different things";
        let hint = "a slip is never changed: make another one with --number";
        return (!is_same).then(|| Fault::at(place, what).with(slip.ogm.to_string()).hinted(hint));
    }
    let is_known =
        |one: &&HandOver| all.iter().flat_map(|other| &other.hand_overs).any(|other| other.key() == one.key());
    let twice = slip.hand_overs.iter().find(is_known);
    let fault = twice.map(|one| {
        let text = format!("{}, {} {}", one.drawer, one.day, one.time.format("%H:%M"));
        Fault::at(place, "a hand-over stands on two slips").with(text).hinted("leave out the slip that was not used")
    });
    all.push(slip);
    fault
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_communication_tells_library_year_and_number() {
        let institution = Institution::parse("I355").expect("a library");
        let ogm = |year, number| DepositSlip::ogm_of(institution, year, number).map(|ogm| ogm.to_string());
        assert_eq!((3_552_627_801_u64 % 97, 3_552_600_001_u64 % 97), (85, 27));
        assert_eq!(ogm(2026, 27_801).as_deref(), Some("+++355/2627/80185+++"));
        assert_eq!(ogm(2026, 1).as_deref(), Some("+++355/2600/00127+++"));
        assert_eq!((ogm(2026, 0), ogm(2026, 100_000)), (None, None));
    }

    #[test]
    fn every_number_of_a_year_has_another_communication() {
        let institution = Institution::parse("I355").expect("a library");
        let all = (1..=36_699).filter_map(|number| DepositSlip::ogm_of(institution, 2028, number));
        assert_eq!(all.map(Ogm::digits).collect::<BTreeSet<String>>().len(), 36_699);
    }
}
