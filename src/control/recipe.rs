//! What a report of the control desk is made by, as a register keeps it: the channels, and the codes of hand-overs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::channel::{Channel, ChannelKind};
use super::other_desks::OtherDesks;
use crate::domain::{BookingCode, Cents, CodeTables, Daybook, Institution};
use crate::ingest::source::hex;

/// What a report of the control desk is made by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskRecipe {
    /// The channels, in the order in which they may take money at the bank.
    pub channels: Vec<Channel>,
    /// Codes by which money is carried to the bank, beside 5990.
    pub handed_over: Vec<BookingCode>,
    /// What other libraries have where this one may meet it.
    pub others: OtherDesks,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptRecipe {
    channels: Vec<KeptChannel>,
    handed_over: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    elsewhere: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    daybooks_elsewhere: Vec<String>,
    /// Account, library, and whether it is a channel of cash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shared_accounts: Vec<(String, String, bool)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptChannel {
    name: String,
    is_cash: bool,
    daybooks: Vec<String>,
    account: String,
    provider: String,
    contracts: Vec<String>,
    bank_days: u32,
    opening: Option<(String, Cents)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day_ends: Option<String>,
}

fn kind_of(is_cash: bool) -> ChannelKind {
    if is_cash { ChannelKind::Cash } else { ChannelKind::Paid }
}

impl DeskRecipe {
    /// All codes by which cash is carried to the bank, beside 5990: those of the channels and of the code tables.
    #[must_use]
    pub fn hand_overs(&self, tables: &CodeTables) -> Vec<BookingCode> {
        [&self.handed_over[..], &tables.handed_over].concat()
    }

    /// It as a text, the same for ever.
    #[must_use]
    pub fn to_text(&self) -> String {
        let channel = |one: &Channel| KeptChannel {
            name: one.name.clone(),
            is_cash: one.kind == ChannelKind::Cash,
            daybooks: one.daybooks.iter().map(ToString::to_string).collect(),
            account: one.account.clone(),
            provider: one.provider.clone(),
            contracts: one.contracts.clone(),
            bank_days: one.bank_days,
            opening: one.opening.map(|(day, cents)| (day.to_string(), cents)),
            day_ends: one.day_ends.map(|time| time.to_string()),
        };
        let shared = |(account, all): (&String, &BTreeSet<(Institution, ChannelKind)>)| {
            let one = |(library, kind): &(Institution, ChannelKind)| {
                (account.clone(), library.to_string(), *kind == ChannelKind::Cash)
            };
            all.iter().map(one).collect::<Vec<_>>()
        };
        let kept = KeptRecipe {
            channels: self.channels.iter().map(channel).collect(),
            handed_over: self.handed_over.iter().map(ToString::to_string).collect(),
            elsewhere: self.others.contracts.iter().cloned().collect(),
            daybooks_elsewhere: self.others.daybooks.iter().map(ToString::to_string).collect(),
            shared_accounts: self.others.accounts.iter().flat_map(shared).collect(),
        };
        serde_json::to_string(&kept).unwrap_or_else(|_| unreachable!("texts and numbers become JSON"))
    }

    /// The SHA-256 of that text, in hexadecimal: what its reports name as their template.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(self.to_text()))
    }

    /// What such a text says; `None` when it is none.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let kept: KeptRecipe = serde_json::from_str(text).ok()?;
        let KeptRecipe { channels, handed_over, elsewhere, daybooks_elsewhere, shared_accounts } = kept;
        let mut accounts: BTreeMap<String, BTreeSet<(Institution, ChannelKind)>> = BTreeMap::new();
        for (account, library, is_cash) in shared_accounts {
            accounts.entry(account).or_default().insert((Institution::parse(&library)?, kind_of(is_cash)));
        }
        let channel = |one: KeptChannel| {
            let opening: Option<(NaiveDate, Cents)> = match one.opening {
                Some((day, cents)) => Some((day.parse().ok()?, cents)),
                None => None,
            };
            let day_ends = match one.day_ends {
                Some(time) => Some(time.parse().ok()?),
                None => None,
            };
            Some(Channel {
                day_ends,
                name: one.name,
                kind: kind_of(one.is_cash),
                daybooks: one.daybooks.iter().map(Daybook::parse).collect::<Option<_>>()?,
                account: one.account,
                provider: one.provider,
                contracts: one.contracts,
                bank_days: one.bank_days,
                opening,
            })
        };
        Some(Self {
            channels: channels.into_iter().map(channel).collect::<Option<_>>()?,
            handed_over: handed_over.iter().map(BookingCode::parse).collect::<Option<_>>()?,
            others: OtherDesks {
                contracts: elsewhere.into_iter().collect(),
                daybooks: daybooks_elsewhere.iter().map(Daybook::parse).collect::<Option<_>>()?,
                accounts,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_comes_back() {
        let channel = |kind, opening| Channel {
            name: "balie".to_owned(),
            kind,
            daybooks: Daybook::parse("K001").into_iter().collect(),
            account: "BE68539007547034".to_owned(),
            provider: String::new(),
            contracts: vec!["602398".to_owned()],
            bank_days: 3,
            day_ends: chrono::NaiveTime::from_hms_opt(2, 0, 0),
            opening,
        };
        let opening = Some(("2026-10-01".parse().expect("a day"), 7500));
        let channels = vec![channel(ChannelKind::Cash, opening), channel(ChannelKind::Paid, None)];
        let handed_over = BookingCode::parse("4980").into_iter().collect();
        let recipe = DeskRecipe { channels, handed_over, others: OtherDesks::NONE };
        assert!(
            !recipe.to_text().contains("elsewhere") && !recipe.to_text().contains("shared"),
            "those of libraries with accounts of their own stay what they were"
        );
        let library = Institution::parse("I212").expect("a library");
        let kinds = BTreeSet::from([(library, ChannelKind::Cash), (library, ChannelKind::Paid)]);
        let others = OtherDesks {
            contracts: BTreeSet::from(["777777".to_owned()]),
            daybooks: Daybook::parse("B002").into_iter().collect(),
            accounts: BTreeMap::from([("BE68539007547034".to_owned(), kinds)]),
        };
        let recipe = DeskRecipe { others, ..recipe };
        assert_eq!(DeskRecipe::of_text(&recipe.to_text()), Some(recipe));
        assert_eq!(DeskRecipe::of_text("{}"), None);
    }
}
