//! What all findings of a kind have in common, as the user is told.

use crate::domain::finding::UnknownCode;
use crate::domain::{DeskMatter, Finding, NotTakenIn, Stray};

/// What all findings of a kind say.
#[expect(clippy::too_many_lines, reason = "an arm for each finding")]
pub(super) fn heading(finding: &Finding) -> &'static str {
    match finding {
        Finding::EncodingFallback { .. } => "a file is neither UTF-8 nor UTF-16; it was read as Windows-1252",
        Finding::IgnoredColumns { .. } => "a file has columns that no report uses",
        Finding::PassedOver { .. } => "a file is no export by its name and was not read",
        Finding::FolderNotSearched { .. } => "a folder was not searched; name it to have its exports read",
        Finding::Titles { .. } => "rows above the header row are passed over",
        Finding::RepeatedHeader { .. } => "the header row, or a title, stands there again and is passed over",
        Finding::LeftOut { .. } => "records are left out by the profile",
        Finding::NearlyNamed { .. } => {
            "records have a value that is nearly one which the profile keeps or leaves out, and is not the same"
        }
        Finding::ReplacedByConstant { .. } => "a constant of the profile takes the place of values that the file has",
        Finding::SheetsNotRead { has_header: true, .. } => "sheets with lines were not read",
        Finding::SheetsNotRead { has_header: false, .. } => "sheets without the header row of an export were not read",
        Finding::HiddenRows { .. } => "rows that are hidden count",
        Finding::NoDecimals { .. } => {
            "no amount has decimals; if they are cents, a profile of the configuration says so: unit = \"cents\""
        }
        Finding::NoProfile { .. } => {
            "no profile of the configuration fits the name of a file; it was read as an export of Wise"
        }
        Finding::UnusedProfile { .. } => "the pattern of a profile fits no file",
        Finding::UnusedHeaders { .. } => "a profile maps headers that none of its files has",
        Finding::OwnOutput { .. } => "a file was made by kasverslag itself and was not read",
        Finding::OtherNoughts { .. } => {
            "lines that an earlier file has under ids with other noughts in front are counted once"
        }
        Finding::UnclearName { .. } => {
            "the name of a file seems to tell days, and which is not clear: days are understood as 2026-11-02, 20261102 or \
             02-11-2026, months as 2026-11, weeks as 2026-W45, one of them or two from early to late"
        }
        Finding::Overlap { .. } => "lines that an earlier file has too are counted once",
        Finding::SharedLines { .. } => "lines that another library's export has too are counted once",
        Finding::ChangedLine { .. } => "a transaction has changed; the later file holds",
        Finding::ToldOtherwise { .. } => {
            "two libraries tell of a booking otherwise; the one that manages the daybook is believed"
        }
        Finding::RememberedChange { .. } => "a transaction was changed by a later export",
        Finding::VanishedLine { .. } => "a transaction has vanished from a later export",
        Finding::GoneOpenItems { .. } => {
            "open items are gone from a later export, and nothing tells that they were settled"
        }
        Finding::WithdrawnLine { .. } => "a transaction is withdrawn: its profile leaves it out in a later file",
        Finding::SameIds { .. } => {
            "two files have the same ids for other lines, and the later holds; if two systems number alike, give each a \
             [[library.feed]]"
        }
        Finding::TwoKinds { .. } => {
            "a newer snapshot lacks lines of a file of its days whose name differs in more than days, and they count; if \
             they are two kinds of exports, give each a [[library.feed]]"
        }
        Finding::MissedExports { .. } => "an export that came day after day has not come",
        Finding::AlikeInFeeds { .. } => "lines are alike in two feeds, and counted in both",
        Finding::DaysNotTold { .. } | Finding::DatedBackAlone { .. } => {
            "which days an export tells all of is not known; its lines came in"
        }
        Finding::LateLine { .. } => "a line came in late and is put aside",
        Finding::Incomplete { .. } => "records were refused and let through; the figures are incomplete",
        Finding::UnknownDays { .. } => "days of the report are not known, each page says that it is provisional",
        Finding::FallbackDaybook { .. } => "a daybook is what Wise falls back on when no daybook is known",
        Finding::FormerOnlineDaybook { .. } => {
            "daybook B990 holds online payments from before the library's own online daybook"
        }
        Finding::OtherKind { .. } => "the letter of a daybook has no known meaning, it is not counted as received",
        Finding::UnknownCode { code, .. } => match code {
            UnknownCode::Daybook(_) => "a daybook is not in the code tables",
            UnknownCode::Institution(_) => "an institution is not in the code tables",
            UnknownCode::Branch(_) => "a branch is not in the code tables",
            UnknownCode::BookingCode(_) => "a booking code is not in the code tables",
        },
        Finding::BranchOfAnother { .. } => {
            "the code tables have a branch as another institution's than the lines do; the lines hold"
        }
        Finding::UnmanagedDaybook { .. } => {
            "nobody manages a daybook: its lines stand in the report of every library on its daybooks"
        }
        Finding::BackDatedStorno { .. } => "a daybook has stornos dated before they were posted",
        Finding::StrayLines { why, .. } => match why {
            Stray::OutsideName(_) => "lines of a file lie outside the days that its name tells",
            Stray::AfterReceipt(_) => "lines were settled after the day on which the file came in",
            Stray::LongBefore => "lines were settled more than two years before the file's other lines",
            Stray::BeforeFirstDay(_) => {
                "lines were settled before the library's first day (first_day): no nightly report shows them"
            }
            Stray::AfterLastDay(_) => {
                "lines were settled after the library's last day (last_day): no nightly report shows them"
            }
            Stray::BeforeFeed(_) => {
                "lines were settled before the first day of their feed (first_day of its [[library.feed]]); they count"
            }
            Stray::AfterFeed(_) => {
                "lines were settled after the last day of their feed (last_day of its [[library.feed]]); they count"
            }
            Stray::NotConfigured(_) => "lines are of a library that the configuration does not have",
            Stray::NotShown => "no report shows any line of a file",
            Stray::OtherDays => "no line of a file is of the days that were asked for",
            Stray::Open(_) => {
                "many lines have neither a daybook nor a day of settlement and count as still open; does the export leave \
                 out values that repeat?"
            }
        },
        Finding::NotTakenIn { why, .. } => match why {
            NotTakenIn::Records(_) | NotTakenIn::Unusable | NotTakenIn::Clash => {
                "an export was refused, and none of its lines count"
            }
            NotTakenIn::Waits => "an export waits behind one that was refused, and none of its lines count yet",
            NotTakenIn::LaterDay => "an export waits for a later night: its days begin after those of this run",
            NotTakenIn::DayToCome => {
                "an export is of days that are still to come, and none of its lines count until then; is a day wrong in its \
                 name or in it?"
            }
            NotTakenIn::SeveralFeeds => "a file fits several feeds, and none of its lines count",
            NotTakenIn::NoFeed => "a file fits no [[library.feed]], and was not read",
            NotTakenIn::Witness => "a witness was refused, and nothing that it says counts",
            NotTakenIn::NoPattern => "a file may be an export, but fits no pattern of `exports`, and was not read",
        },
        Finding::NothingOf { .. } => "no line has what was asked for; is it a slip of the pen, or the wrong file?",
        Finding::MissingCharacters { .. } => "the PDF's font lacks characters; they show as a mark",
        Finding::Desk(found) => desk_heading(found.matter),
        Finding::More { like, .. } => heading(like),
    }
}

/// What all findings of the control desk of a kind say.
fn desk_heading(matter: DeskMatter) -> &'static str {
    match matter {
        DeskMatter::Differs => "a drawer was counted and differs from what must be in it",
        DeskMatter::Unexplained => "a drawer was counted, differs from what must be in it, and no reason is given",
        DeskMatter::Unbooked => "money is at the bank that no booking tells of",
        DeskMatter::Recounted => "the bank counted a deposit again and found another sum in it",
        DeskMatter::Unequal => "what the bank paid is not what was booked",
        DeskMatter::ProviderDiffers => "what the provider says was paid is not what was booked",
        DeskMatter::PaidOtherwise => {
            "of a contract or a slip the bank paid another sum than the provider or the slip says"
        }
        DeskMatter::KeptOtherwise => "of a contract the bank kept another commission than the provider says",
        DeskMatter::NoProvider => "no file of the provider tells of days of which it should",
        DeskMatter::Late => "money is not at the bank within its days",
        DeskMatter::CameLate => "money came to the bank, but not within its days",
        DeskMatter::Returned => "the bank sent money back",
        DeskMatter::NoExport => "no export tells of days of which the bank or a provider does",
        DeskMatter::NoStatement => "no statement of the bank tells of the days on which money should have come",
        DeskMatter::NoChannel => {
            "money was booked on a daybook that no [[library.channel]] names; the control desk sets it beside nothing"
        }
        DeskMatter::NoDrawer => "a drawer was counted, or cash carried from it, that no [[library.channel]] names",
        DeskMatter::DayToCome => "a count is of a day that is still to come",
        DeskMatter::CountedHandOver => "a count tells that another sum was carried to the bank than was booked",
        DeskMatter::SlipHandOver => "a deposit slip tells that another sum was carried to the bank than was booked",
        DeskMatter::SlipNotCounted => "a deposit slip tells that another sum was carried to the bank than the count",
        DeskMatter::BankDiffers => {
            "two witnesses of an account tell different things of one day; the statement with balances holds"
        }
        DeskMatter::ProviderChanged => {
            "a later file of a provider tells other payments than an earlier one; the later file holds"
        }
        DeskMatter::ProviderLacks => "a later file of a provider lacks payments that an earlier one tells; they count",
        DeskMatter::NoContract => {
            "a provider tells of payments at a terminal or of a contract that no [[library.channel]] has"
        }
        DeskMatter::InProcess => "an online payment is still in process, and its money should be at the bank by now",
        DeskMatter::Shared => "money is on an account that libraries share, and nothing tells whose it is",
        DeskMatter::Unconfirmed => "nobody confirmed what was proposed, and its days are over",
        DeskMatter::NotByHand => "a match by hand does not hold: its figures are not what is booked and at the bank",
    }
}
