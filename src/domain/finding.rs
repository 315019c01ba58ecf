//! What an auditor should know about the figures.

use super::known_days::DayRun;
use serde::{Deserialize, Serialize};

use super::{
    Asked, BookingCode, Branch, Daybook, DeskFinding, Difference, Institution, Money, NotTakenIn, Stray, UnknownDays,
};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Good to know; never an error.
    Notice,
    /// To be looked at; an error under `--strict`.
    Warning,
    /// Nothing is published.
    Error,
}

/// Lines that share something worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingLines {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub amount: Money,
}

impl FindingLines {
    /// No line.
    pub const NONE: Self = Self { count: 0, amount: Money::ZERO };
}

/// A code that the code tables don't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownCode {
    /// A daybook that is not in the table, or not on that day.
    Daybook(Daybook),
    /// An institution that is not in the table.
    Institution(Institution),
    /// A branch that is not in the table.
    Branch(Branch),
    /// A booking code that is not in the table.
    BookingCode(BookingCode),
}

/// Something about the input or the figures that a reader of the report should know, as data; the words are made
/// by whoever shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A file is neither UTF-8 nor UTF-16 and was read as Windows-1252.
    EncodingFallback {
        /// The file.
        file: String,
    },
    /// A file has columns that no report uses.
    IgnoredColumns {
        /// The file.
        file: String,
        /// Their headers.
        columns: Vec<String>,
    },
    /// Rows stand above the header row of a file, which are titles.
    Titles {
        /// The file.
        file: String,
        /// How many there are.
        rows: u64,
        /// The line on which the header row stands.
        header: u64,
    },
    /// The header row of a file, or a title above it, stands among the records again.
    RepeatedHeader {
        /// The file.
        file: String,
        /// How many times.
        rows: u64,
    },
    /// Records that the profile of their file leaves out.
    LeftOut {
        /// The file.
        file: String,
        /// The profile.
        profile: String,
        /// The records, and their sum as far as it can be read.
        lines: FindingLines,
        /// How many of them have an amount that can't be read.
        unread: u64,
    },
    /// Records of a file have other values in a column than the constant that the profile puts in its place.
    ReplacedByConstant {
        /// The file.
        file: String,
        /// The profile.
        profile: String,
        /// The header of the column.
        header: String,
        /// What the profile says.
        constant: String,
        /// What a record has.
        value: String,
        /// How many records have another value than the profile says.
        records: u64,
    },
    /// A value of records of a file that is nearly one by which the profile leaves records out, and is not the same.
    NearlyNamed {
        /// The file.
        file: String,
        /// The profile.
        profile: String,
        /// The header of the column.
        header: String,
        /// The value that the profile names.
        value: String,
        /// The value that records have.
        met: String,
    },
    /// Sheets of a workbook that are filled and were not read.
    SheetsNotRead {
        /// The file.
        file: String,
        /// The sheets.
        sheets: Vec<String>,
        /// Whether they have the header row of an export.
        has_header: bool,
    },
    /// Records of a workbook in rows that a person does not see; they count.
    HiddenRows {
        /// The file.
        file: String,
        /// The sheet.
        sheet: String,
        /// How many.
        rows: u64,
    },
    /// No amount of a file has decimals, and some are large: they may be cents.
    NoDecimals {
        /// The file.
        file: String,
    },
    /// Profiles are configured, and none of them is for a file.
    NoProfile {
        /// The file.
        file: String,
    },
    /// A profile whose pattern fits no file.
    UnusedProfile {
        /// Its name.
        profile: String,
    },
    /// Headers of a profile that none of its files has.
    UnusedHeaders {
        /// The profile's name.
        profile: String,
        /// The headers.
        headers: Vec<String>,
    },
    /// A file that kasverslag wrote itself; it was not read.
    OwnOutput {
        /// The file.
        file: String,
    },
    /// Lines of a file that an earlier file had already, alike but for noughts in front of the id.
    OtherNoughts {
        /// The later file.
        file: String,
        /// The earlier file.
        earlier: String,
        /// How many lines were there already.
        lines: u64,
        /// One of the ids, as the earlier and as the later file writes it.
        ids: [String; 2],
    },
    /// A file in an input folder is no export, by its name, and was not read.
    PassedOver {
        /// The file.
        file: String,
    },
    /// A folder in an input folder; what lies in it was not read.
    FolderNotSearched {
        /// The folder.
        folder: String,
    },
    /// The name of a file seems to tell days, and nobody can be sure which.
    UnclearName {
        /// The file.
        file: String,
    },
    /// Lines of a file that an earlier file had already, alike.
    Overlap {
        /// The later file.
        file: String,
        /// How many lines were there already.
        lines: u64,
    },
    /// Lines that another library's file has too, alike: they are counted there.
    SharedLines {
        /// The file's name.
        file: String,
        /// How many lines.
        lines: u64,
    },
    /// A line that an earlier file had with other content; the later one holds.
    ChangedLine {
        /// The transaction's id.
        id: String,
        /// The file and line that hold.
        later: (String, u64),
        /// The file and line that were replaced.
        earlier: (String, u64),
        /// What differs between them.
        differences: Vec<Difference>,
    },
    /// A booking of which two libraries tell otherwise: the line of the one that manages the daybook holds, else that of the
    /// one whose cost it is.
    ToldOtherwise {
        /// The transaction's id.
        id: String,
        /// The file and line that hold; out of archives the library's code and 0.
        holds: (String, u64),
        /// The same of those that don't.
        other: (String, u64),
        /// What differs between them: as the other tells it, and as it holds.
        differences: Vec<Difference>,
    },
    /// A line that a later export has with other content, as the archive remembers it.
    RememberedChange {
        /// The transaction's id.
        id: String,
        /// The export that holds.
        file: String,
        /// What differs from the version that it replaced.
        differences: Vec<Difference>,
    },
    /// A line that a later export of its day no longer has, and none behind that has it again: a *herstel* leaves no
    /// other trace.
    VanishedLine {
        /// The transaction's id.
        id: String,
        /// The export that lacks it.
        file: String,
        /// The amount that is gone.
        amount: Money,
    },
    /// Open items that a later export of their days no longer has, and that nothing tells to be settled.
    GoneOpenItems {
        /// The export that lacks them.
        file: String,
        /// The items.
        lines: FindingLines,
        /// The first of their ids.
        id: String,
    },
    /// A line that a later file of its feed has too, where the profile leaves it out: it is gone.
    WithdrawnLine {
        /// The transaction's id.
        id: String,
        /// The later file.
        file: String,
        /// The line there, where it is known.
        line: Option<u64>,
        /// The amount that is gone.
        amount: Money,
    },
    /// Ids of a file that another one has for other lines, where their names differ in more than days: two systems may
    /// number alike, and nobody has named a feed for each.
    SameIds {
        /// The later file, whose lines hold.
        file: String,
        /// The earlier one.
        other: String,
        /// How many ids.
        ids: u64,
        /// The first of them.
        id: String,
    },
    /// A snapshot that lacks lines of another file of its days, where their names differ in more than days: they may be
    /// of two kinds, and nothing is gone because of it.
    TwoKinds {
        /// The later file.
        file: String,
        /// The earlier one.
        other: String,
        /// The lines of the earlier one that the later one lacks; they count.
        lines: FindingLines,
    },
    /// Exports that came day after day beside others, and that are missing.
    MissedExports {
        /// The newest of their kind.
        like: String,
        /// One of another kind that tells of the last of those days.
        beside: String,
        /// The days of which they would tell.
        days: Vec<DayRun>,
    },
    /// Ids of an export that another feed has for the same money; they count in both.
    AlikeInFeeds {
        /// The export.
        file: String,
        /// The other feed.
        feed: String,
        /// How many ids both have.
        ids: u64,
        /// How many of them stand for the same money.
        alike: u64,
        /// The first of those.
        id: String,
    },
    /// An export whose name tells no days, and whose lines lie too far apart to tell which it is about.
    DaysNotTold {
        /// The export.
        file: String,
        /// The days of its first and its last line.
        days: DayRun,
        /// How many days between them have no line.
        empty: u64,
    },
    /// An export whose name tells no days, and all of whose lines may have been dated back.
    DatedBackAlone {
        /// The export.
        file: String,
        /// The days of its first and its last line.
        days: DayRun,
    },
    /// A line that came in late, and doesn't hold.
    LateLine {
        /// The transaction's id.
        id: String,
        /// The export that has it.
        file: String,
        /// Its amount.
        amount: Money,
        /// The later export that holds; `None` where one tells all of its day without it.
        later: Option<String>,
        /// What differs there, as far as it is known.
        differences: Vec<Difference>,
    },
    /// Records that were refused and let through by the user; the figures lack them.
    Incomplete {
        /// How many.
        records: u64,
    },
    /// Days of the report of which is not known what happened.
    UnknownDays {
        /// The library of which it is not known, in a report over several.
        of: Option<Institution>,
        /// The days.
        days: UnknownDays,
    },
    /// Lines on a daybook that Wise uses when no code is known, such as `K000`.
    FallbackDaybook {
        /// The daybook.
        daybook: Daybook,
        /// Its lines.
        lines: FindingLines,
    },
    /// Lines on `B990`, where online payments stood before the library's own online daybook was set up.
    FormerOnlineDaybook {
        /// Its lines.
        lines: FindingLines,
    },
    /// Lines on a daybook whose letter has no known meaning.
    OtherKind {
        /// The daybook.
        daybook: Daybook,
        /// Its lines.
        lines: FindingLines,
    },
    /// Lines with a code that the code tables don't have.
    UnknownCode {
        /// The code.
        code: UnknownCode,
        /// Its lines.
        lines: FindingLines,
    },
    /// Lines of a branch that the code tables have as another institution's than the lines do; the lines hold.
    BranchOfAnother {
        /// The branch.
        branch: Branch,
        /// The institution of the lines.
        institution: Institution,
        /// The institution that the tables say it belongs to.
        owner: Institution,
        /// Its lines.
        lines: FindingLines,
    },
    /// Lines on a daybook that no institution manages: every library's report on its daybooks has them.
    UnmanagedDaybook {
        /// The daybook.
        daybook: Daybook,
        /// Its lines.
        lines: FindingLines,
    },
    /// Stornos that were dated back: settled on a day before they were posted.
    BackDatedStorno {
        /// The daybook.
        daybook: Daybook,
        /// The stornos.
        lines: FindingLines,
    },
    /// A file that was there, and of which no line came in.
    NotTakenIn {
        /// The file.
        file: String,
        /// Why.
        why: NotTakenIn,
        /// The days that it may be about, as far as its name or what could be read of it tells.
        days: Option<DayRun>,
    },
    /// Lines of a file that may be where nobody looks for them.
    StrayLines {
        /// The file.
        file: String,
        /// Why they are worth a look.
        why: Stray,
        /// The lines.
        lines: FindingLines,
        /// The first and the last day on which they were settled, where any were.
        days: Option<DayRun>,
    },
    /// What was asked for has no line in the input.
    NothingOf {
        /// What.
        what: Asked,
    },
    /// Characters that the report's font lacks, shown as a visible mark.
    MissingCharacters {
        /// The characters, each once.
        characters: String,
    },
    /// Something at the control desk.
    Desk(DeskFinding),
    /// More findings of a kind, which are counted and not told one by one.
    More {
        /// One of them.
        like: Box<Finding>,
        /// How many.
        count: u64,
    },
}
