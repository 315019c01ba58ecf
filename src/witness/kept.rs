//! What an archive keeps of a witness: what it says of money, as a text that is the same for ever. Of persons there is
//! nothing in it, since nothing of them was read.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::bank::{Balances, BankEntry, BankStatement, Reference};
use super::coda::{Denomination, Ogm, Tickets};
use super::count::CashCount;
use super::deposit_slip::{DepositSlip, HandOver};
use super::kept_match::KeptMatch;
use super::kept_names::{ENTRY_KINDS, PAYMENT_KINDS, RETURNS, name_of, of_name};
use super::payments::Payment;
use super::payout::{BulkPayout, CardPayout, Payout};
use super::reading::WitnessReading;
use crate::domain::{Cents, Daybook};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptWitness {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    statements: Vec<KeptStatement>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    payments: Vec<KeptPayment>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    counts: Vec<KeptCount>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    slips: Vec<KeptSlip>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    manual: Vec<KeptMatch>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptStatement {
    line: u64,
    account: String,
    number: Option<u32>,
    /// What was there before and is there now, and on which day.
    balances: Option<(Cents, Cents, String)>,
    entries: Vec<KeptEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptEntry {
    line: u64,
    number: (u32, u32),
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value_day: Option<String>,
    cents: Cents,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<KeptReference>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    returned: Option<String>,
    /// How many pieces there are, and what one is worth.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cash: Vec<(u32, u32)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum KeptReference {
    Ogm(String),
    Terminal {
        scheme: char,
        terminal: String,
        first: Option<u32>,
        last: Option<u32>,
        first_day: Option<String>,
        last_day: Option<String>,
    },
    Cards {
        brand: String,
        contract: String,
        remittance: String,
        day: Option<String>,
        gross: Cents,
        commission: Cents,
    },
    Bulk {
        day: String,
        payout: String,
        bulk: String,
        merchant: String,
    },
    Settlement(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptPayment {
    line: u64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    id: String,
    day: String,
    kind: String,
    gross: Cents,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commission: Option<Cents>,
    contract: String,
    brand: String,
    payout: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptCount {
    line: u64,
    drawer: String,
    day: String,
    time: String,
    /// What a piece is worth, and how many there are.
    pieces: Vec<(Cents, u32)>,
    other: Cents,
    float: Option<Cents>,
    handed_over: Option<Cents>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    handed_over_pieces: Vec<(Cents, u32)>,
    counted_by: Option<String>,
    second: Option<String>,
    reason: Option<String>,
}

/// Drawer, day, time, amount, and what pieces are worth with how many there are.
type KeptHandOver = (String, String, String, Cents, Vec<(Cents, u32)>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptSlip {
    line: u64,
    number: u32,
    ogm: String,
    account: String,
    bag: String,
    hand_overs: Vec<KeptHandOver>,
}

/// What is kept of a witness that is sound.
#[must_use]
pub fn to_text(reading: &WitnessReading) -> String {
    let kept = KeptWitness {
        statements: reading.statements.iter().map(KeptStatement::of).collect(),
        payments: reading.payments.iter().map(KeptPayment::of).collect(),
        counts: reading.counts.iter().map(KeptCount::of).collect(),
        slips: reading.slips.iter().map(KeptSlip::of).collect(),
        manual: reading.manual.iter().map(KeptMatch::of).collect(),
    };
    serde_json::to_string(&kept).unwrap_or_else(|_| unreachable!("texts and numbers become JSON"))
}

/// What a witness said of which this is kept; `None` when it is no such text.
#[must_use]
pub fn from_text(text: &str) -> Option<WitnessReading> {
    let kept: KeptWitness = serde_json::from_str(text).ok()?;
    Some(WitnessReading {
        statements: kept.statements.into_iter().map(KeptStatement::read).collect::<Option<_>>()?,
        payments: kept.payments.into_iter().map(KeptPayment::read).collect::<Option<_>>()?,
        counts: kept.counts.into_iter().map(KeptCount::read).collect::<Option<_>>()?,
        slips: kept.slips.into_iter().map(KeptSlip::read).collect::<Option<_>>()?,
        manual: kept.manual.into_iter().map(KeptMatch::read).collect::<Option<_>>()?,
        libraries: Vec::new(),
        faults: Vec::new(),
    })
}

fn read<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// What may not be there: `Some(None)` when it is not, `None` when it can't be read.
#[allow(clippy::option_option)]
fn read_if<T: FromStr>(text: Option<String>) -> Option<Option<T>> {
    text.map_or(Some(None), |text| read(&text).map(Some))
}

fn text_if(value: Option<NaiveDate>) -> Option<String> {
    value.map(|day| day.to_string())
}

impl KeptStatement {
    fn of(one: &BankStatement) -> Self {
        let balances = one.balances.map(|is| (is.opening, is.closing, is.day.to_string()));
        let entries = one.entries.iter().map(KeptEntry::of).collect();
        Self { line: one.line, account: one.account.clone(), number: one.number, balances, entries }
    }

    fn read(self) -> Option<BankStatement> {
        let balances = match self.balances {
            Some((opening, closing, day)) => Some(Balances { opening, closing, day: read(&day)? }),
            None => None,
        };
        let entries = self.entries.into_iter().map(KeptEntry::read).collect::<Option<_>>()?;
        Some(BankStatement { line: self.line, account: self.account, number: self.number, balances, entries })
    }
}

impl KeptEntry {
    fn of(one: &BankEntry) -> Self {
        Self {
            line: one.line,
            number: one.number,
            day: one.day.to_string(),
            value_day: text_if(one.value_day),
            cents: one.cents,
            kind: name_of(&ENTRY_KINDS, &one.kind),
            reference: KeptReference::of(&one.reference),
            returned: one.returned.as_ref().map(|returned| name_of(&RETURNS, returned)),
            cash: one.cash.iter().map(|cash| (cash.pieces, cash.cents)).collect(),
        }
    }

    fn read(self) -> Option<BankEntry> {
        let returned = match self.returned {
            Some(name) => Some(of_name(&RETURNS, &name)?),
            None => None,
        };
        let cash = self.cash.into_iter().map(|(pieces, cents)| Denomination { pieces, cents });
        Some(BankEntry {
            line: self.line,
            number: self.number,
            day: read(&self.day)?,
            value_day: read_if(self.value_day)?,
            cents: self.cents,
            kind: of_name(&ENTRY_KINDS, &self.kind)?,
            reference: self.reference.map_or(Some(Reference::None), KeptReference::read)?,
            returned,
            cash: cash.collect(),
        })
    }
}

impl KeptReference {
    fn of(reference: &Reference) -> Option<Self> {
        Some(match reference.clone() {
            Reference::None => return None,
            Reference::Ogm(ogm) => Self::Ogm(ogm.digits()),
            Reference::Terminal(Tickets { scheme, terminal, first, last, first_day, last_day }) => {
                let [first_day, last_day] = [first_day, last_day].map(text_if);
                Self::Terminal { scheme, terminal, first, last, first_day, last_day }
            }
            Reference::Payout(Payout::Cards(CardPayout { brand, contract, remittance, day, gross, commission })) => {
                Self::Cards { brand, contract, remittance, day: text_if(day), gross, commission }
            }
            Reference::Payout(Payout::Bulk(BulkPayout { day, payout, bulk, merchant })) => {
                Self::Bulk { day: day.to_string(), payout, bulk, merchant }
            }
            Reference::Payout(Payout::Settlement(reference)) => Self::Settlement(reference),
        })
    }

    fn read(self) -> Option<Reference> {
        Some(match self {
            Self::Ogm(digits) => Reference::Ogm(Ogm::parse(&digits)?),
            Self::Terminal { scheme, terminal, first, last, first_day, last_day } => {
                let (first_day, last_day) = (read_if(first_day)?, read_if(last_day)?);
                Reference::Terminal(Tickets { scheme, terminal, first, last, first_day, last_day })
            }
            Self::Cards { brand, contract, remittance, day, gross, commission } => {
                let day = read_if(day)?;
                Reference::Payout(Payout::Cards(CardPayout { brand, contract, remittance, day, gross, commission }))
            }
            Self::Bulk { day, payout, bulk, merchant } => {
                Reference::Payout(Payout::Bulk(BulkPayout { day: read(&day)?, payout, bulk, merchant }))
            }
            Self::Settlement(reference) => Reference::Payout(Payout::Settlement(reference)),
        })
    }
}

impl KeptPayment {
    fn of(one: &Payment) -> Self {
        let Payment { line, id, day, kind, gross, commission, contract, brand, payout } = one.clone();
        let (day, kind) = (day.to_string(), name_of(&PAYMENT_KINDS, &kind));
        Self { line, id, day, kind, gross, commission, contract, brand, payout }
    }

    fn read(self) -> Option<Payment> {
        let Self { line, id, day, kind, gross, commission, contract, brand, payout } = self;
        let (day, kind) = (read(&day)?, of_name(&PAYMENT_KINDS, &kind)?);
        Some(Payment { line, id, day, kind, gross, commission, contract, brand, payout })
    }
}

impl KeptCount {
    fn of(one: &CashCount) -> Self {
        let pieces = |pieces: &BTreeMap<Cents, u32>| pieces.iter().map(|(cents, pieces)| (*cents, *pieces)).collect();
        Self {
            line: one.line,
            drawer: one.drawer.to_string(),
            day: one.day.to_string(),
            time: one.time.to_string(),
            pieces: pieces(&one.pieces),
            other: one.other,
            float: one.float,
            handed_over: one.handed_over,
            handed_over_pieces: pieces(&one.handed_over_pieces),
            counted_by: one.counted_by.clone(),
            second: one.second.clone(),
            reason: one.reason.clone(),
        }
    }

    fn read(self) -> Option<CashCount> {
        Some(CashCount {
            line: self.line,
            drawer: Daybook::parse(&self.drawer)?,
            day: read(&self.day)?,
            time: read(&self.time)?,
            pieces: self.pieces.into_iter().collect(),
            other: self.other,
            float: self.float,
            handed_over: self.handed_over,
            handed_over_pieces: self.handed_over_pieces.into_iter().collect(),
            counted_by: self.counted_by,
            second: self.second,
            reason: self.reason,
        })
    }
}

impl KeptSlip {
    fn of(one: &DepositSlip) -> Self {
        let pieces = |one: &HandOver| one.pieces.iter().map(|(cents, pieces)| (*cents, *pieces)).collect();
        let hand_over = |one: &HandOver| {
            (one.drawer.to_string(), one.day.to_string(), one.time.to_string(), one.cents, pieces(one))
        };
        Self {
            line: one.line,
            number: one.number,
            ogm: one.ogm.digits(),
            account: one.account.clone(),
            bag: one.bag.clone(),
            hand_overs: one.hand_overs.iter().map(hand_over).collect(),
        }
    }

    fn read(self) -> Option<DepositSlip> {
        let hand_over = |(drawer, day, time, cents, pieces): (String, String, String, Cents, Vec<(Cents, u32)>)| {
            let time: NaiveTime = read(&time)?;
            Some(HandOver {
                drawer: Daybook::parse(&drawer)?,
                day: read(&day)?,
                time,
                cents,
                pieces: pieces.into_iter().collect(),
            })
        };
        let hand_overs = self.hand_overs.into_iter().map(hand_over).collect::<Option<_>>()?;
        let ogm = Ogm::parse(&self.ogm)?;
        let Self { line, number, account, bag, .. } = self;
        Some(DepositSlip { line, number, ogm, account, bag, hand_overs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::WitnessKind;
    use crate::witness::reading;

    #[test]
    fn what_is_kept_comes_back_and_tells_of_nobody() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/desk-week/input");
        let files = [
            ("bank/2026-10-06.cod", WitnessKind::Coda),
            ("bank/2026-10-07.cod", WitnessKind::Coda),
            ("telling/telling.csv", WitnessKind::Count),
        ];
        for (name, kind) in files {
            let bytes = std::fs::read(format!("{folder}/{name}")).expect("a witness");
            let said = reading::read(kind, &bytes, &[]);
            let text = to_text(&said);
            let back = from_text(&text).expect("what was kept");
            assert_eq!((&back.statements, &back.counts), (&said.statements, &said.counts), "{name}");
            assert_eq!(to_text(&back), text);
            for word in ["PEETERS", "4769123412341234", "BE71096123456769", "BOETE"] {
                assert!(!text.contains(word), "{name}: {word}");
            }
        }
        assert!(from_text("{\"who\":1}").is_none());
    }
}
