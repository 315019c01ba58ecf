//! What is wrong with a CODA file, and where.

/// What is wrong with a CODA file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodaFault {
    /// The physical line, from 1; `None` when it is the file as a whole.
    pub line: Option<u64>,
    /// The first and the last position on the line, from 1; `None` when it is the whole line.
    pub positions: Option<(u8, u8)>,
    /// What is wrong.
    pub kind: FaultKind,
    /// The text itself or what was expected, as far as that may be told: never a name, an account or a communication.
    pub detail: Option<String>,
}

/// What may be wrong with a CODA file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// There is nothing in it.
    Empty,
    /// It does not begin with a record 0.
    NoHeader,
    /// CODA 1, of before 2007.
    OldVersion,
    /// A line has not 128 characters.
    Length,
    /// A character that no text has.
    Control,
    /// A record that the standard does not know.
    UnknownRecord,
    /// A record that may not stand there.
    Order,
    /// The file ends before its last statement does.
    CutOff,
    /// A record says that another follows, and it does not.
    Promised,
    /// A record follows that the one before it does not tell of.
    Unannounced,
    /// A record bears other numbers than the movement that it belongs to.
    OtherMovement,
    /// Movements are not numbered one after the other.
    Sequence,
    /// A detail without the total that it is a detail of.
    NoParent,
    /// A movement that is numbered as a detail.
    NumberedDetail,
    /// A field that must hold certain characters holds others.
    Fixed,
    /// A number that is none.
    Number,
    /// A date that is none.
    Date,
    /// An amount that is none.
    Amount,
    /// An amount with a part of a cent.
    HalfCent,
    /// A code that the standard does not know.
    Code,
    /// An account in another currency than the euro.
    Currency,
    /// The old and the new balance are of different accounts.
    OtherAccount,
    /// The old and the new balance are of different statements.
    OtherStatement,
    /// The new balance is of an earlier day than the old one, or of a later one than that on which the file was made.
    BalanceDay,
    /// A movement was booked before the day of the old balance, or after that of the new one.
    EntryDay,
    /// Old balance and movements don't make the new balance.
    Balance,
    /// The trailer counts another number of records.
    Count,
    /// The trailer has another sum of debits.
    Debit,
    /// The trailer has another sum of credits.
    Credit,
    /// Pieces and denomination don't make the amount.
    Denomination,
    /// The notes and coins of a deposit don't make its amount.
    Cash,
    /// A movement is of another statement than the one that it stands in.
    OfAnotherStatement,
    /// The details of a total don't make it.
    Details,
    /// The last record 9 says that another file follows.
    FileMissing,
    /// A file follows behind a record 9 that says that none does.
    FileUnannounced,
}

impl FaultKind {
    /// What is wrong, in English.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::Empty => "the bank file is empty",
            Self::NoHeader => "the file does not begin as a CODA file does, with a record 0",
            Self::OldVersion => "this is CODA of another version than 2",
            Self::Length => "a line of CODA has 128 characters",
            Self::Control => "a character stands here that no text has",
            Self::UnknownRecord => "CODA has no such record",
            Self::Order => "a record of CODA may not stand here",
            Self::CutOff => "the CODA file ends in the middle of a statement",
            Self::Promised => "a record says that another follows, and it does not",
            Self::Unannounced => "a record follows that the one before does not tell of",
            Self::OtherMovement => "a record does not bear the numbers of the movement that it belongs to",
            Self::Sequence => "the movements are not numbered one after the other",
            Self::NoParent => "a detail stands here without the total that it belongs to",
            Self::NumberedDetail => "a movement is numbered as if it were a detail",
            Self::Fixed => "something else must stand here in CODA",
            Self::Number => "a number is expected here",
            Self::Date => "a date is expected here, written as DDMMYY",
            Self::Amount => "an amount is expected here, 15 digits without a mark",
            Self::HalfCent => "the amount has a part of a cent",
            Self::Code => "CODA has no such code",
            Self::Currency => "the account is not in euro",
            Self::OtherAccount => "the new balance is of another account than the old one",
            Self::OtherStatement => "the new balance is of another statement than the old one",
            Self::BalanceDay => "the day of the new balance is before that of the old one, or after the file was made",
            Self::EntryDay => "a movement was booked before the day of the old balance, or after that of the new one",
            Self::Balance => "the old balance and the movements don't make the new balance",
            Self::Count => "the last record counts another number of records",
            Self::Debit => "the last record has another sum of debits than the movements",
            Self::Credit => "the last record has another sum of credits than the movements",
            Self::Denomination => "the pieces and their value don't make the amount",
            Self::Cash => "the notes and coins of a deposit don't make its amount",
            Self::OfAnotherStatement => "a movement bears the number of another statement",
            Self::Details => "the details of a total don't make its amount",
            Self::FileMissing => "the last record says that another file follows, and none does",
            Self::FileUnannounced => "a file follows behind a record that says that it is the last",
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Length => {
                "a file that was sent by mail or opened in an editor may have lost the blanks at the ends of its lines: \
                 fetch it from the bank again"
            }
            Self::OldVersion => "ask the bank for CODA 2",
            Self::Currency => "only accounts in euro are read; leave this one out",
            Self::FileMissing => "the file was cut off, or one of its files was left out: fetch it from the bank again",
            Self::Empty | Self::NoHeader => "is it the right file? Fetch it from the bank again",
            _ => "the file is not as a bank sends it: fetch it from the bank again, and don't change it by hand",
        }
    }
}
