//! What other libraries have where the control desk of one may meet it: contracts, daybooks, and accounts that they share. The
//! same euro is never claimed by two: what can't be told apart is nobody's, and said to be so.

use std::collections::{BTreeMap, BTreeSet};

use super::channel::{Channel, ChannelKind, plain_number};
use crate::domain::{Daybook, Institution};
use crate::witness::bank::{BankEntry, EntryKind, Reference};
use crate::witness::deposit_slip::DepositSlip;
use crate::witness::payout::Payout;

/// What other libraries have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherDesks {
    /// Terminals, contracts and merchants whose money may come to an account of the channels.
    pub contracts: BTreeSet<String>,
    /// Daybooks of their channels that no channel of this library names.
    pub daybooks: BTreeSet<Daybook>,
    /// Accounts that channels of theirs name too, with whose they are and of which kinds.
    pub accounts: BTreeMap<String, BTreeSet<(Institution, ChannelKind)>>,
}

/// Whose money on an account may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This library's alone.
    Ours,
    /// Another's.
    Theirs,
    /// This library's or one of these: nothing tells.
    Shared(Vec<Institution>),
}

impl OtherDesks {
    /// A library that is alone.
    pub const NONE: Self = Self { contracts: BTreeSet::new(), daybooks: BTreeSet::new(), accounts: BTreeMap::new() };

    /// What the channels of others have where channels of a library may meet it.
    #[must_use]
    pub fn of(own: &[Channel], others: &[(Institution, &Channel)]) -> Self {
        let may_meet =
            |other: &Channel| other.account.is_empty() || own.iter().any(|channel| channel.has_account(&other.account));
        let met = || others.iter().filter(|(_, other)| may_meet(other));
        let is_own = |contract: &String| own.iter().any(|channel| channel.has_contract(contract));
        let contracts = met().flat_map(|(_, other)| &other.contracts).filter(|one| !is_own(one)).cloned();
        let daybooks = others.iter().flat_map(|(_, other)| &other.daybooks).copied();
        // On B990 each library has its own lines.
        let is_others =
            |one: &Daybook| !one.is_former_online() && !own.iter().any(|channel| channel.daybooks.contains(one));
        let mut accounts: BTreeMap<String, BTreeSet<(Institution, ChannelKind)>> = BTreeMap::new();
        for (library, other) in met().filter(|(_, other)| !other.account.is_empty()) {
            accounts.entry(other.account.clone()).or_default().insert((*library, other.kind));
        }
        Self { contracts: contracts.collect(), daybooks: daybooks.filter(is_others).collect(), accounts }
    }

    /// Whether a contract is another library's. Noughts in front don't matter.
    #[must_use]
    pub fn has_contract(&self, contract: &str) -> bool {
        self.contracts.iter().any(|other| plain_number(other) == plain_number(contract))
    }

    /// The other libraries that might claim an entry of an account that they share, by what kind of money it is.
    fn claimants(&self, account: &str, entry: &BankEntry) -> Vec<Institution> {
        let may_claim = |kind: ChannelKind| match (&entry.kind, &entry.reference) {
            (_, Reference::Payout(_) | Reference::Terminal(_)) | (EntryKind::Terminal, _) => kind == ChannelKind::Paid,
            (EntryKind::Deposit | EntryKind::Recount, _) => kind == ChannelKind::Cash,
            _ => true,
        };
        let all = self.accounts.get(account).into_iter().flatten();
        let claimants: BTreeSet<Institution> =
            all.filter(|(_, kind)| may_claim(*kind)).map(|(library, _)| *library).collect();
        claimants.into_iter().collect()
    }

    /// Whose an entry of an account of a library's may be, by the bank's own word.
    #[must_use]
    pub fn whose(&self, (library, channels): (Institution, &[Channel]), account: &str, entry: &BankEntry) -> Whose {
        let named = match &entry.reference {
            Reference::Terminal(tickets) => Some(&*tickets.terminal),
            Reference::Payout(Payout::Cards(payout)) => Some(&*payout.contract),
            Reference::Payout(Payout::Bulk(payout)) => Some(&*payout.merchant),
            // A settlement begins with the number of the provider's customer.
            Reference::Payout(Payout::Settlement(settlement)) => settlement.split('.').next(),
            Reference::Ogm(_) | Reference::None => None,
        };
        let is_settlement = matches!(entry.reference, Reference::Payout(Payout::Settlement(_)));
        if let Some(contract) = named {
            if self.has_contract(contract) {
                return Whose::Theirs;
            }
            if !is_settlement || channels.iter().any(|channel| channel.has_contract(contract)) {
                return Whose::Ours;
            }
        }
        let claimants = self.claimants(account, entry);
        if claimants.is_empty() {
            return Whose::Ours;
        }
        if let Reference::Ogm(ogm) = &entry.reference {
            let is_theirs = claimants.iter().any(|other| DepositSlip::is_of(*ogm, *other));
            match (DepositSlip::is_of(*ogm, library), is_theirs) {
                (true, false) => return Whose::Ours,
                (false, true) => return Whose::Theirs,
                _ => {}
            }
        }
        Whose::Shared(claimants)
    }
}
