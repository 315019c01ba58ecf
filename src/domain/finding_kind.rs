//! What findings have in common: the name by which programs know them, how much they matter, where they are told.

use std::mem::{Discriminant, discriminant};

use super::finding::{Finding, FindingLines, Severity, UnknownCode};
use super::{DeskMatter, NotTakenIn, Period, Stray};

/// What findings have in common that are told under one heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FindingKind(Discriminant<Finding>, Option<Particular>);

/// Where findings of one form are told under several headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Particular {
    Code(Discriminant<UnknownCode>),
    NotTakenIn(Discriminant<NotTakenIn>),
    Stray(Discriminant<Stray>),
    Desk(DeskMatter),
}

impl Finding {
    /// What it has in common with others.
    #[must_use]
    pub fn kind(&self) -> FindingKind {
        match self {
            Self::More { like, .. } => like.kind(),
            Self::UnknownCode { code, .. } => {
                FindingKind(discriminant(self), Some(Particular::Code(discriminant(code))))
            }
            Self::NotTakenIn { why, .. } => {
                FindingKind(discriminant(self), Some(Particular::NotTakenIn(discriminant(why))))
            }
            Self::StrayLines { why, .. } => FindingKind(discriminant(self), Some(Particular::Stray(discriminant(why)))),
            Self::Desk(found) => FindingKind(discriminant(self), Some(Particular::Desk(found.matter))),
            _ => FindingKind(discriminant(self), None),
        }
    }

    /// What programs know it by, whatever the language; a name is never given to something else.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::More { like, .. } => like.name(),
            Self::EncodingFallback { .. } => "encoding-fallback",
            Self::IgnoredColumns { .. } => "ignored-columns",
            Self::Titles { .. } => "titles",
            Self::RepeatedHeader { .. } => "repeated-header",
            Self::LeftOut { .. } => "left-out",
            Self::NearlyNamed { .. } => "nearly-named",
            Self::ReplacedByConstant { .. } => "replaced-by-constant",
            Self::SheetsNotRead { .. } => "sheets-not-read",
            Self::HiddenRows { .. } => "hidden-rows",
            Self::NoDecimals { .. } => "no-decimals",
            Self::NoProfile { .. } => "no-profile",
            Self::UnusedProfile { .. } => "unused-profile",
            Self::UnusedHeaders { .. } => "unused-headers",
            Self::OwnOutput { .. } => "own-output",
            Self::OtherNoughts { .. } => "other-noughts",
            Self::PassedOver { .. } => "passed-over",
            Self::FolderNotSearched { .. } => "folder-not-searched",
            Self::UnclearName { .. } => "unclear-name",
            Self::Overlap { .. } => "overlap",
            Self::SharedLines { .. } => "shared-lines",
            Self::ChangedLine { .. } => "changed-line",
            Self::ToldOtherwise { .. } => "told-otherwise",
            Self::RememberedChange { .. } => "remembered-change",
            Self::VanishedLine { .. } => "vanished-line",
            Self::GoneOpenItems { .. } => "gone-open-items",
            Self::WithdrawnLine { .. } => "withdrawn-line",
            Self::SameIds { .. } => "same-ids",
            Self::TwoKinds { .. } => "two-kinds",
            Self::MissedExports { .. } => "missed-exports",
            Self::AlikeInFeeds { .. } => "alike-in-feeds",
            Self::DaysNotTold { .. } => "days-not-told",
            Self::DatedBackAlone { .. } => "dated-back-alone",
            Self::LateLine { .. } => "late-line",
            Self::Incomplete { .. } => "incomplete",
            Self::UnknownDays { .. } => "unknown-days",
            Self::FallbackDaybook { .. } => "fallback-daybook",
            Self::FormerOnlineDaybook { .. } => "former-online-daybook",
            Self::OtherKind { .. } => "other-kind",
            Self::UnknownCode { .. } => "unknown-code",
            Self::BranchOfAnother { .. } => "branch-of-another",
            Self::UnmanagedDaybook { .. } => "unmanaged-daybook",
            Self::BackDatedStorno { .. } => "back-dated-storno",
            Self::NotTakenIn { .. } => "not-taken-in",
            Self::StrayLines { .. } => "stray-lines",
            Self::NothingOf { .. } => "nothing-of",
            Self::MissingCharacters { .. } => "missing-characters",
            Self::Desk(found) => match found.matter {
                DeskMatter::Differs => "count-differs",
                DeskMatter::Unexplained => "count-differs-without-reason",
                DeskMatter::Unbooked => "money-not-booked",
                DeskMatter::Recounted => "deposit-counted-otherwise",
                DeskMatter::Unequal => "payout-differs",
                DeskMatter::Late => "money-late",
                DeskMatter::CameLate => "money-came-late",
                DeskMatter::Returned => "money-returned",
                DeskMatter::NoExport => "bank-without-export",
                DeskMatter::NoStatement => "no-statement",
                DeskMatter::NotByHand => "match-by-hand-does-not-hold",
                DeskMatter::ProviderDiffers => "provider-differs",
                DeskMatter::PaidOtherwise => "contract-paid-otherwise",
                DeskMatter::KeptOtherwise => "commission-differs",
                DeskMatter::NoProvider => "no-provider",
                DeskMatter::NoChannel => "daybook-of-no-channel",
                DeskMatter::NoDrawer => "drawer-of-no-channel",
                DeskMatter::DayToCome => "count-of-a-day-to-come",
                DeskMatter::CountedHandOver => "hand-over-counted-otherwise",
                DeskMatter::SlipHandOver => "hand-over-on-slip-otherwise",
                DeskMatter::SlipNotCounted => "slip-counted-otherwise",
                DeskMatter::Unconfirmed => "proposal-unconfirmed",
                DeskMatter::BankDiffers => "bank-told-otherwise",
                DeskMatter::ProviderChanged => "provider-changed",
                DeskMatter::ProviderLacks => "provider-lacks-payments",
                DeskMatter::NoContract => "terminal-of-no-channel",
                DeskMatter::InProcess => "payment-in-process",
                DeskMatter::Shared => "money-on-a-shared-account",
            },
        }
    }

    /// Whether it was told when an export came in, and is noted with that for the reports of its days.
    #[must_use]
    pub fn is_of_export(&self) -> bool {
        if let Self::More { like, .. } = self {
            return like.is_of_export();
        }
        let is_told = matches!(
            self,
            Self::StrayLines { .. }
                | Self::EncodingFallback { .. }
                | Self::LeftOut { .. }
                | Self::NearlyNamed { .. }
                | Self::ReplacedByConstant { .. }
                | Self::SheetsNotRead { .. }
                | Self::HiddenRows { .. }
                | Self::NoDecimals { .. }
                | Self::NoProfile { .. }
                | Self::UnusedHeaders { .. }
                | Self::UnclearName { .. }
                | Self::OtherNoughts { .. }
                | Self::AlikeInFeeds { .. }
                | Self::DaysNotTold { .. }
                | Self::DatedBackAlone { .. }
                | Self::GoneOpenItems { .. }
                | Self::LateLine { .. }
        );
        is_told
            && (self.severity() > Severity::Notice || matches!(self, Self::StrayLines { .. } | Self::LeftOut { .. }))
    }

    /// The records that a profile leaves out of a file, where it tells those, and how many have no amount that can be read.
    #[must_use]
    pub fn left_out(&self) -> Option<(FindingLines, u64)> {
        if let Self::LeftOut { lines, unread, .. } = self { Some((*lines, *unread)) } else { None }
    }

    /// Whether it is about an export whose lines are nowhere: it did not come, or was not taken in.
    #[must_use]
    pub fn is_of_missing_export(&self) -> bool {
        match self {
            Self::More { like, .. } => like.is_of_missing_export(),
            _ => matches!(self, Self::MissedExports { .. } | Self::NotTakenIn { .. }),
        }
    }

    /// Whether it has to do with a period.
    #[must_use]
    pub fn concerns(&self, period: Period) -> bool {
        match self {
            Self::MissedExports { days, .. } => {
                days.iter().any(|(first, last)| *first <= period.last() && period.first() <= *last)
            }
            Self::NotTakenIn { days: Some((first, last)), .. } => *first <= period.last() && period.first() <= *last,
            _ => true,
        }
    }

    /// How much it matters by itself, before `--strict`.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::More { like, .. } => like.severity(),
            Self::IgnoredColumns { .. }
            | Self::Titles { .. }
            | Self::RepeatedHeader { .. }
            | Self::LeftOut { .. }
            | Self::SheetsNotRead { has_header: false, .. }
            | Self::OwnOutput { .. }
            | Self::PassedOver { .. }
            | Self::StrayLines { why: Stray::OtherDays, .. }
            | Self::NotTakenIn { why: NotTakenIn::LaterDay, .. }
            | Self::FolderNotSearched { .. }
            | Self::UnusedProfile { .. }
            | Self::UnmanagedDaybook { .. }
            | Self::FormerOnlineDaybook { .. } => Severity::Notice,
            _ => Severity::Warning,
        }
    }
}
