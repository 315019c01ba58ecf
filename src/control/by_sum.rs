//! Matching by a sum: over all channels at once, for a sum that fits two of them is the proof of neither.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::channel::ChannelKind;
use super::day_differences::differing;
use super::matching::{AccountEntry, Match, Rule, Sides, Status};
use crate::domain::bank_days::bank_day_after;
use crate::witness::bank::{EntryKind, Reference};

/// The most days that one credit may be of.
const LONGEST_RUN: usize = 5;

/// An entry whose sum is that of a run of days: of which channel, from which of its days that are left.
#[derive(Clone, Copy)]
struct Fit {
    channel: usize,
    start: usize,
    entry: usize,
}

/// Sets all beside each other, channel by channel: every day with a booking or a payment is in exactly one match, and every
/// entry that is a channel's too. What is told by somebody or by the bank comes first, on all channels; then sums, the
/// shortest runs of days first. `taken` are entries that are not to be looked at; what channels have is added.
#[must_use]
pub(super) fn match_channels(channels: &[Sides<'_>], taken: &mut BTreeSet<usize>) -> Vec<Vec<Match>> {
    let mut all: Vec<Vec<Match>> = channels.iter().map(|sides| sides.told(taken)).collect();
    let mut left: Vec<Vec<NaiveDate>> = channels.iter().zip(&all).map(|(sides, matches)| sides.left(matches)).collect();
    // What fits several shorter runs is of any of them: it proves no longer one.
    let mut doubtful = BTreeSet::new();
    for length in 1..=LONGEST_RUN {
        let mut fits = Vec::new();
        for (channel, sides) in channels.iter().enumerate() {
            let of_channel = sides.fits(&left[channel], length, taken);
            fits.extend(of_channel.into_iter().map(|(start, entry)| Fit { channel, start, entry }));
        }
        fits.retain(|fit| !doubtful.contains(&fit.entry));
        let is_alone = |one: &&Fit| {
            let is_rival = |other: &&Fit| {
                let overlaps = other.channel == one.channel && other.start.abs_diff(one.start) < length;
                other.entry == one.entry || overlaps
            };
            fits.iter().filter(is_rival).count() == 1
        };
        for Fit { channel, start, entry } in fits.iter().filter(is_alone).copied() {
            taken.insert(entry);
            all[channel].push(channels[channel].proposal(&left[channel][start..start + length], entry));
        }
        doubtful.extend(fits.iter().map(|fit| fit.entry).filter(|entry| !taken.contains(entry)));
        for (days, matches) in left.iter_mut().zip(&all) {
            let linked: BTreeSet<NaiveDate> = matches.iter().flat_map(|one| one.days.iter().copied()).collect();
            days.retain(|day| !linked.contains(day));
        }
    }
    for ((sides, days), matches) in channels.iter().zip(left).zip(&mut all) {
        matches.extend(days.into_iter().map(|day| sides.alone(day)));
        matches.extend(sides.unbooked(taken));
        matches.sort_by(|one, other| (&one.days, &one.entries).cmp(&(&other.days, &other.entries)));
    }
    all
}

impl Sides<'_> {
    /// Entries that nobody has and whose sum is that of a run of so many days that lie beside each other, within their time.
    fn fits(&self, left: &[NaiveDate], length: usize, taken: &BTreeSet<usize>) -> Vec<(usize, usize)> {
        let mut fits: Vec<(usize, usize)> = Vec::new();
        for (start, run) in left.windows(length).enumerate() {
            let (Some(booked), told) = (self.booked_on(run), self.told_on(run)) else { continue };
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            // Cash may be at the bank on the day on which it left the drawer, a payout never on that of the payments.
            let next = u32::from(self.channel.kind == ChannelKind::Paid);
            let (earliest, latest) = (bank_day_after(*last, next), bank_day_after(*first, self.channel.bank_days));
            let is_told_otherwise = |told| !differing(run, &self.booked, &told).is_empty();
            if booked <= 0 || told.is_some_and(is_told_otherwise) {
                continue;
            }
            // A provider that pays net keeps what it says that it keeps.
            let paid = booked - self.commission_on(run);
            for (at, one) in self.entries.iter().enumerate() {
                let is_candidate = !taken.contains(&at) && self.is_candidate(one);
                let is_in_time = earliest <= one.entry.day && one.entry.day <= latest;
                if is_candidate && [booked, paid].contains(&one.entry.cents) && is_in_time {
                    fits.push((start, at));
                }
            }
        }
        fits
    }

    /// Days and the entry whose sum is theirs alone.
    fn proposal(&self, days: &[NaiveDate], entry: usize) -> Match {
        let (booked, told) = (self.booked_on(days), self.told_on(days));
        let bank = Some(self.entries[entry].entry.cents);
        let commission = booked.zip(bank).map(|(booked, bank)| booked - bank).filter(|kept| *kept != 0);
        let rule = Some(if days.len() == 1 { Rule::UniqueSum } else { Rule::RunOfDays });
        let (days, entries, status) = (days.to_vec(), vec![entry], Status::Proposed);
        let own = self.own_on(&days);
        Match {
            days,
            booked,
            own,
            shares_days: false,
            told,
            commission,
            kept: BTreeMap::new(),
            entries,
            bank,
            is_late: false,
            apart: Vec::new(),
            status,
            rule,
        }
    }

    /// Whether money at the bank may be the channel's although it doesn't say so.
    fn is_candidate(&self, one: &AccountEntry) -> bool {
        let is_silent = one.entry.reference == Reference::None;
        // Converters write codes of their own: cash need not be called a deposit.
        let is_of_kind = match (self.channel.kind, one.entry.kind) {
            (ChannelKind::Cash, EntryKind::Deposit) => true,
            (_, EntryKind::Transfer | EntryKind::Other) | (ChannelKind::Paid, EntryKind::Terminal) => is_silent,
            _ => false,
        };
        // Without an account a sum would be sought on those of everybody.
        // A sum that the books of another library might have too is the proof of neither.
        is_of_kind && one.entry.returned.is_none() && one.account == self.channel.account && self.is_ours(one)
    }
}
