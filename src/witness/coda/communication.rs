//! What a movement says: structured by one of the types of the standard's annex III, or free.

use chrono::NaiveDate;

use super::fault::{CodaFault, FaultKind};
use super::line::{CodaLine, cents, date, digits};
use super::ogm::Ogm;
use super::statement::TransactionCode;

/// What a movement says, as far as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Communication<T> {
    /// A structured communication of twelve digits (types 101, 102).
    Ogm(Ogm),
    /// Payments at a terminal: a run of them (type 111), or one (type 114).
    Tickets(Tickets),
    /// Cash put into a machine (type 115).
    Deposit {
        /// What whoever put it in said, where it is a structured communication.
        ogm: Option<Ogm>,
        /// The amount that whoever put it in told, in cents.
        told: Option<i64>,
    },
    /// Of another type.
    Structured(u16),
    /// Free: what whoever reads keeps of it.
    Free(T),
}

/// Payments at a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tickets {
    /// The card scheme: 1 Bancontact, 2 Maestro, 3 private, 5 TINA, 9 other.
    pub scheme: char,
    /// The number of the terminal.
    pub terminal: String,
    /// The number of the first payment.
    pub first: Option<u32>,
    /// The number of the last payment.
    pub last: Option<u32>,
    /// The day of the first payment.
    pub first_day: Option<NaiveDate>,
    /// The day of the last payment.
    pub last_day: Option<NaiveDate>,
}

/// Payments of a terminal are numbered with six digits.
const TICKET_NUMBERS: u32 = 1_000_000;

impl Tickets {
    /// How many payments there are; their numbers begin again after 999999.
    #[must_use]
    pub fn count(&self) -> Option<u32> {
        Some((self.last? + TICKET_NUMBERS - self.first?) % TICKET_NUMBERS + 1)
    }
}

/// A free communication while it is read.
#[derive(Clone, Copy, Debug)]
pub struct FreeText<'a> {
    /// The text, with the blanks that it has.
    pub text: &'a str,
    /// The account of whom the money came from or went to.
    pub account: &'a str,
    /// What the movement was.
    pub code: TransactionCode,
    /// Its amount in cents.
    pub cents: i64,
    /// The day on which it was booked.
    pub entry_day: NaiveDate,
}

/// A communication put together from the records that it runs across.
#[derive(Debug, Default)]
pub(super) struct Joined {
    chars: Vec<char>,
    /// Where each character stands: the line and the position.
    places: Vec<(u64, u8)>,
}

impl Joined {
    /// Adds what stands on a line.
    pub(super) fn add(&mut self, line: &CodaLine, from: u8, to: u8) {
        for position in from..=to {
            self.chars.push(line.at(position));
            self.places.push((line.number, position));
        }
    }

    /// Leaves room for a record that isn't there, up to a length.
    pub(super) fn pad(&mut self, length: usize) {
        let place = self.places.last().copied().unwrap_or((0, 1));
        let length = self.chars.len().max(length);
        self.chars.resize(length, ' ');
        self.places.resize(length, place);
    }

    /// The whole.
    pub(super) fn whole(&self) -> String {
        self.chars.iter().collect()
    }

    fn text(&self, from: usize, length: usize) -> String {
        self.chars.iter().skip(from).take(length).collect()
    }

    /// Refuses a part of it.
    fn refuse(&self, from: usize, length: usize, kind: FaultKind, faults: &mut Vec<CodaFault>) {
        let places = self.places.get(from..(from + length).min(self.places.len())).unwrap_or_default();
        let Some((line, first)) = places.first().copied() else { return };
        let last = places.iter().rfind(|(other, _)| *other == line).map_or(first, |(_, last)| *last);
        let detail = Some(format!("`{}`", self.text(from, length)));
        faults.push(CodaFault { line: Some(line), positions: Some((first, last)), kind, detail });
    }

    /// A part that the bank may leave empty.
    fn part<P>(
        &self,
        from: usize,
        length: usize,
        kind: FaultKind,
        faults: &mut Vec<CodaFault>,
        read: impl Fn(&str) -> Option<P>,
    ) -> Option<P> {
        let text = self.text(from, length);
        if text.chars().all(|c| c == ' ' || c == '0') && kind == FaultKind::Date || text.trim().is_empty() {
            return None;
        }
        let part = read(&text);
        if part.is_none() {
            self.refuse(from, length, kind, faults);
        }
        part
    }

    fn ticket(&self, from: usize, faults: &mut Vec<CodaFault>) -> Option<u32> {
        self.part(from, 6, FaultKind::Number, faults, |text| digits(text).and_then(|number| number.try_into().ok()))
    }

    fn day(&self, from: usize, faults: &mut Vec<CodaFault>) -> Option<NaiveDate> {
        self.part(from, 6, FaultKind::Date, faults, date)
    }

    /// What it says when it is structured; the first three characters are its type.
    pub(super) fn structured<T>(&self, faults: &mut Vec<CodaFault>) -> Communication<T> {
        let Some(kind) = digits(&self.text(0, 3)).and_then(|kind| u16::try_from(kind).ok()) else {
            self.refuse(0, 3, FaultKind::Number, faults);
            return Communication::Structured(0);
        };
        let scheme = self.chars.get(3).copied().unwrap_or(' ');
        match kind {
            101 | 102 => Ogm::parse(&self.text(3, 12)).map_or(Communication::Structured(kind), Communication::Ogm),
            111 => Communication::Tickets(Tickets {
                scheme,
                terminal: self.text(4, 6).trim().to_owned(),
                first: self.ticket(13, faults),
                first_day: self.day(19, faults),
                last: self.ticket(25, faults),
                last_day: self.day(31, faults),
            }),
            114 => {
                let (ticket, day) = (self.ticket(13, faults), self.day(19, faults));
                let terminal = self.text(4, 6).trim().to_owned();
                let tickets = Tickets { scheme, terminal, first: ticket, last: ticket, first_day: day, last_day: day };
                Communication::Tickets(tickets)
            }
            115 => {
                let told = self.part(54, 15, FaultKind::Amount, faults, |text| cents(text).ok());
                Communication::Deposit { ogm: Ogm::parse(&self.text(96, 12)), told }
            }
            kind => Communication::Structured(kind),
        }
    }
}
