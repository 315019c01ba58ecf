//! The rows of matches, and what must be looked at of them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cells::{money_if, text};
use super::channel::{Channel, ChannelKind};
use super::match_part::MatchPart;
use super::matching::{AccountEntry, Match, Rule, Status, waiting};
use super::payout_differences::Disputed;
use super::reports::Desk;
use super::roll_forward::OutstandingItem;
use crate::domain::bank_days::bank_day_after;
use crate::domain::{Cents, DeskFinding, DeskMatter, Money, Period};
use crate::report::document::Cell;
use crate::witness::bank::EntryKind;
use crate::witness::manual::ManualMatch;

impl Desk<'_> {
    /// What must be looked at of a match.
    pub(super) fn unmatched(&self, channel: &Channel, one: &Match, entries: &[AccountEntry]) -> Vec<DeskFinding> {
        let mut findings = unmatched(channel, one, entries);
        let latest = one.days.last().map(|last| bank_day_after(*last, channel.bank_days));
        // What a proposal would settle.
        let unsettled = if one.is_by_sum_alone() { one.booked } else { Some(one.outstanding()) };
        let is_unsettled = one.status == Status::Proposed && unsettled.is_some_and(|cents| cents != 0);
        if is_unsettled && latest.is_some_and(|latest| latest < self.today) {
            findings.push(DeskFinding {
                matter: DeskMatter::Unconfirmed,
                of: channel.name.clone(),
                day: one.days.first().copied(),
                amount: unsettled.map(|cents| Money::from_cents(-cents)),
            });
        }
        findings
    }
}

/// What was so of money that was outstanding at the end of a day, by what was known of the bank until then.
pub(super) fn open_status(
    channel: &Channel,
    item: &OutstandingItem<'_>,
    entries: &[AccountEntry],
    told_until: Option<NaiveDate>,
    end: NaiveDate,
) -> Status {
    let mut came = item.of.entries.iter().map(|at| &entries[*at].entry).filter(|entry| entry.day <= end);
    if item.cents.is_none() {
        Status::NotReceived
    } else if item.of.status == Status::Proposed && came.clone().next().is_some() {
        Status::Proposed
    } else if came.any(|entry| entry.returned.is_some()) {
        Status::Refused
    } else if item.is_begun {
        Status::Open
    } else {
        waiting(channel, item.day, told_until.map(|told| told.min(end)), end)
    }
}

/// What is said of what the bank counted too much or too little.
pub(super) const RECOUNTED: &str = "verschil in storting, door de bank geteld";

/// What is said behind the rule of money that came, but not within its days.
pub(super) const AFTER_ITS_DAYS: &str = "na de termijn";

/// What is said of money that the bank had before it was booked.
pub(super) const BEFORE_ITS_DAY: &str = "vóór de boeking op de bank";

/// What is said of money that stands in the report of the period in which it came, before the days that it is of.
pub(super) const IN_AN_EARLIER_PERIOD: &str = "al op de bank in een eerdere periode";

/// What is said of a part of a match: the rest of it is in the report of another period.
pub(super) const BESIDE_OTHER_DAYS: &str = "samen met dagen buiten de periode";

/// What is said of a day that was paid with others of which not the same is told.
pub(super) const PAID_WITH_OTHERS: &str = "samen uitbetaald met andere dagen";

/// What is said of a settlement that has a part of a day, the rest of which is in others.
pub(super) const PART_OF_A_DAY: &str = "deel van een dag";

/// What is said of days whose sums are equal, and not what they are made of.
pub(super) const IN_SUM_ALONE: &str = "in totaal gelijk, maar niet in zijn delen";

/// What is said of a contract of which the bank paid another sum than the provider says.
pub(super) const BANK_AND_PROVIDER: &str = "bedrag volgens bank en aanbieder";

/// What is said of a slip of which another sum came to the bank.
pub(super) const BANK_AND_SLIP: &str = "bedrag volgens bank en borderel";

/// What is said of a contract of which the bank kept another sum than the provider says.
pub(super) const COMMISSIONS: &str = "commissie volgens bank en aanbieder";

/// The row of a part of a match.
pub(super) fn match_row(
    channel: &Channel,
    part: &MatchPart<'_>,
    entries: &[AccountEntry],
    (period, manual): (Period, &[ManualMatch]),
) -> Vec<Cell> {
    let one = part.of;
    let is_early = part.days.is_empty() && !one.days.is_empty();
    let all = one.entries.iter().map(|at| &entries[*at]);
    let own: Vec<&AccountEntry> = all.filter(|one| !is_early || period.contains(one.entry.day)).collect();
    let days = |day: fn(&AccountEntry) -> Option<NaiveDate>| own.iter().filter_map(|one| day(one)).max();
    let statements: Vec<String> =
        own.iter().map(|one| format!("{}/{}", one.entry.number.0, one.entry.number.1)).collect();
    let by_hand = |number| manual.iter().find(|one| one.number == number).map(ManualMatch::dutch).unwrap_or_default();
    let says = match (one.rule, one.status) {
        (Some(Rule::ByHand(number)), _) => &*by_hand(number),
        (Some(rule), Status::Matched | Status::Proposed) => rule.dutch(),
        _ if one.booked.is_none() => "geen export van deze dag",
        (_, Status::NotReceived) if lacks_provider_alone(one) => "aanbieder niet ontvangen",
        (Some(_), _) if one.outstanding() == 0 && !one.beside_sums().is_empty() => IN_SUM_ALONE,
        (Some(_), _) if one.outstanding() == 0 => "op de bank gelijk, maar aanbieder of borderel niet",
        (Some(_), _) => "gekoppeld, maar niet gelijk",
        (None, _) if own.iter().any(|one| one.entry.kind == EntryKind::Recount) => RECOUNTED,
        (None, _) if one.days.is_empty() => "geen boeking",
        (None, Status::Matched) => "niets ontvangen en niets geboekt",
        (None, _) => "niet op een afschrift",
    };
    let told = part.apart.map(|apart| {
        let word = match (apart.disputed, channel.kind) {
            (Disputed::Gross, ChannelKind::Paid) => BANK_AND_PROVIDER,
            (Disputed::Gross, ChannelKind::Cash) => BANK_AND_SLIP,
            (Disputed::Commission, _) => COMMISSIONS,
        };
        apart.said(word)
    });
    let says = told.as_deref().unwrap_or(says);
    let mut says = if one.is_late { format!("{says}; {AFTER_ITS_DAYS}") } else { says.to_owned() };
    if one.shares_days && part.apart.is_none() {
        says = format!("{says}; {PART_OF_A_DAY}");
    }
    if days(|one| Some(one.entry.day)).is_some_and(|came| one.days.first().is_some_and(|first| came < *first)) {
        says = format!("{says}; {BEFORE_ITS_DAY}");
    }
    if let Some(day) = part.came_before {
        says = format!("{says}; {IN_AN_EARLIER_PERIOD} ({day})");
    }
    if let (Some(first), Some(last)) = (part.others.first(), part.others.last()) {
        let others = if first == last { first.to_string() } else { format!("{first}..{last}") };
        let are_outside = part.others.iter().all(|day| !period.contains(*day));
        let beside = if are_outside { BESIDE_OTHER_DAYS } else { PAID_WITH_OTHERS };
        says = format!("{says}; {beside} ({others})");
    }
    vec![
        text(&channel.name),
        part.days.first().map_or(Cell::Empty, |day| Cell::Day(*day)),
        part.days.last().map_or(Cell::Empty, |day| Cell::Day(*day)),
        // Where there is no day, there is no booking that could be nought.
        money_if(part.booked.filter(|_| !part.days.is_empty())),
        money_if(part.provider),
        money_if(part.difference),
        money_if(part.commission),
        // What is left of the gross amount is what came.
        money_if(part.bank),
        money_if(part.bank),
        text(statements.join(" ")),
        days(|one| Some(one.entry.day)).map_or(Cell::Empty, Cell::Day),
        days(|one| one.entry.value_day).map_or(Cell::Empty, Cell::Day),
        text(one.status.dutch()),
        text(says),
    ]
}

/// What must be looked at of a match.
fn unmatched(channel: &Channel, one: &Match, entries: &[AccountEntry]) -> Vec<DeskFinding> {
    // Money that no booking tells of has the day on which it came.
    let own = || one.entries.iter().map(|at| &entries[*at].entry);
    let (of, day) = (channel.name.clone(), one.days.first().copied().or_else(|| own().map(|entry| entry.day).min()));
    let is_recount = own().any(|entry| entry.kind == EntryKind::Recount);
    // Of cash it is slips that tell: what they say is held against bookings drawer by drawer.
    let is_told = channel.kind == ChannelKind::Paid && one.rule != Some(Rule::DayEnd);
    let differing = if is_told && !one.is_explained_by_hand() { one.differing() } else { BTreeMap::new() };
    let other = differing.into_iter().map(|(day, cents)| {
        let (day, amount) = (Some(day), Some(Money::from_cents(cents)));
        DeskFinding { matter: DeskMatter::ProviderDiffers, of: of.clone(), day, amount }
    });
    let other: Vec<DeskFinding> = other.collect();
    let at_bank = at_bank(one).map(|matter| {
        let matter = match matter {
            DeskMatter::Unbooked if is_recount => DeskMatter::Recounted,
            matter => matter,
        };
        // Money that is where it should be is no amount of what is missing.
        let amount = Some(Money::from_cents(-one.outstanding())).filter(|amount| *amount != Money::ZERO);
        DeskFinding { matter, of: of.clone(), day, amount }
    });
    let late = one.is_late.then(|| {
        let amount = Some(Money::from_cents(came_late(channel, one, entries)));
        DeskFinding { matter: DeskMatter::CameLate, of: of.clone(), day, amount }
    });
    // A slip that the bank paid otherwise than it says, and as it was booked, differs in no sum of the match.
    let is_of_slip_alone = channel.kind == ChannelKind::Cash && at_bank.is_none() && one.status == Status::Open;
    let apart = if is_of_slip_alone { &one.apart } else { one.beside_sums() };
    let apart = apart.iter().map(|apart| DeskFinding {
        matter: match apart.disputed {
            Disputed::Gross => DeskMatter::PaidOtherwise,
            Disputed::Commission => DeskMatter::KeptOtherwise,
        },
        of: if apart.of.is_empty() { of.clone() } else { format!("{of}, {}", apart.of) },
        day: Some(apart.first),
        amount: Some(Money::from_cents(apart.cents())),
    });
    let is_by_hand_alone = matches!(one.rule, Some(Rule::ByHand(_))) && one.told.is_none() && !one.days.is_empty();
    let no_provider = (is_by_hand_alone && channel.has_provider()).then(|| DeskFinding {
        matter: DeskMatter::NoProvider,
        of: of.clone(),
        day,
        amount: None,
    });
    at_bank.into_iter().chain(no_provider).chain(late).chain(other).chain(apart).collect()
}

/// What of a match came after its days, before anything was kept of it.
fn came_late(channel: &Channel, one: &Match, entries: &[AccountEntry]) -> Cents {
    let gross = |at: &usize| entries[*at].entry.cents + one.kept.get(at).copied().unwrap_or_default();
    let latest = one.days.last().map(|last| bank_day_after(*last, channel.bank_days));
    let late = one.entries.iter().filter(|at| latest.is_some_and(|latest| latest < entries[**at].entry.day));
    // Of several days each has its own end: then it is not known what came after which.
    let late: Cents = late.map(gross).sum();
    if late == 0 { one.bank_gross().unwrap_or_default() } else { late }
}

/// Whether the bank agrees with what was booked, and the provider should and says nothing.
fn lacks_provider_alone(one: &Match) -> bool {
    one.told.is_none() && one.outstanding() == 0
}

/// What is the matter with a match at the bank.
fn at_bank(one: &Match) -> Option<DeskMatter> {
    Some(match one.status {
        Status::Matched | Status::Proposed => return None,
        // Linked, and equal to what was booked: what differs is what the provider says.
        Status::Open if one.rule.is_some() && one.booked.is_some() && one.outstanding() == 0 => return None,
        Status::Open if one.rule.is_none() && !one.days.is_empty() => return None,
        Status::Open if one.days.is_empty() => DeskMatter::Unbooked,
        Status::Open => DeskMatter::Unequal,
        Status::Late => DeskMatter::Late,
        Status::Refused => DeskMatter::Returned,
        Status::NotReceived if one.booked.is_none() => DeskMatter::NoExport,
        Status::NotReceived if lacks_provider_alone(one) => DeskMatter::NoProvider,
        Status::NotReceived => DeskMatter::NoStatement,
    })
}
