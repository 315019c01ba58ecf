//! Channels: the ways on which money comes in, each with its daybooks and what bears witness of it.

use chrono::{NaiveDate, NaiveTime};

use super::booked::BookedLine;
use crate::domain::{Cents, CodeTables, Daybook, Institution};

/// A way on which money comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its name.
    pub name: String,
    /// What kind of way it is.
    pub kind: ChannelKind,
    /// The daybooks that its money is booked on.
    pub daybooks: Vec<Daybook>,
    /// The account that it comes to; empty where any is.
    pub account: String,
    /// The witness that tells what its customers paid; empty where none does.
    pub provider: String,
    /// The numbers of its terminals, contracts or merchants, as providers and the bank write them.
    pub contracts: Vec<String>,
    /// Within how many bank working days the money is at the bank.
    pub bank_days: u32,
    /// The time at which its days end; `None` for midnight. An hour of the morning is that of the next day.
    pub day_ends: Option<NaiveTime>,
    /// What lay in each drawer at the start of a day: cash channels alone.
    pub opening: Option<(NaiveDate, Cents)>,
}

/// What kind of way a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChannelKind {
    /// Cash in drawers, counted, and carried to the bank.
    Cash,
    /// A terminal or online payments, that a provider or the bank pays out by day.
    Paid,
}

impl ChannelKind {
    /// The names in a configuration.
    pub const ALL: [(&'static str, Self, u32); 5] = [
        ("kas", Self::Cash, 5),
        ("terminal", Self::Paid, 3),
        ("payconiq", Self::Paid, 3),
        ("kredietkaart", Self::Paid, 10),
        ("online", Self::Paid, 10),
    ];

    /// The kind of that name, with how many bank working days its money usually takes.
    #[must_use]
    pub fn of_name(name: &str) -> Option<(Self, u32)> {
        Self::ALL.iter().find(|(known, ..)| *known == name).map(|(_, kind, days)| (*kind, *days))
    }
}

impl Channel {
    /// Whether a line is the channel's, where its library is this one, by the tables of its day.
    #[must_use]
    pub fn has_line(&self, line: &BookedLine, tables: &CodeTables, library: Institution) -> bool {
        self.daybooks.contains(&line.daybook) && line.is_of(tables, library)
    }

    /// Whether somebody should tell what its customers paid.
    #[must_use]
    pub fn has_provider(&self) -> bool {
        self.kind == ChannelKind::Paid && !self.provider.is_empty()
    }

    /// Whether money on an account may be of the channel.
    #[must_use]
    pub fn has_account(&self, account: &str) -> bool {
        self.account.is_empty() || self.account == account
    }

    /// Whether a terminal, contract or merchant is the channel's. Noughts in front don't matter.
    #[must_use]
    pub fn has_contract(&self, contract: &str) -> bool {
        let contract = plain_number(contract);
        self.contracts.iter().any(|own| plain_number(own) == contract)
    }
}

/// The number of a terminal, a contract or a merchant without noughts in front.
#[must_use]
pub(super) fn plain_number(contract: &str) -> &str {
    contract.trim_start_matches('0')
}
