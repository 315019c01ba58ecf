//! How one kind of export writes its columns, amounts and dates.

use std::collections::BTreeMap;

use super::field::Field;

/// How one kind of export is written. It is decided per file, never guessed per cell.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name in the configuration; `wise` for the built-in one.
    pub name: String,
    /// Which file names it is for; `None` for all.
    pub files: Option<glob::Pattern>,
    /// The character between fields; `None` to find it from the header line.
    pub separator: Option<Separator>,
    /// The mark before the decimals.
    pub decimal_mark: DecimalMark,
    /// What a whole number stands for.
    pub unit: Unit,
    /// The sign that money going out (booking group 5) bears.
    pub expenses: ExpenseSign,
    /// The accepted forms of a date.
    pub dates: Vec<DateForm>,
    /// Headers, normalised, that this export has for a column beside the usual ones.
    pub headers: BTreeMap<String, Field>,
    /// The sheet of a workbook to read; `None` when there is only one.
    pub sheet: Option<String>,
}

/// The name of the built-in profile.
pub const BUILT_IN: &str = "wise";

impl Default for Profile {
    /// The built-in profile: what the exports of Wise look like in Belgium.
    fn default() -> Self {
        Self {
            name: BUILT_IN.to_owned(),
            files: None,
            separator: None,
            decimal_mark: DecimalMark::Comma,
            unit: Unit::Euro,
            expenses: ExpenseSign::Negative,
            dates: vec![DateForm::DayMonthYearDash, DateForm::DayMonthYearSlash, DateForm::Iso],
            headers: BTreeMap::new(),
            sheet: None,
        }
    }
}

impl Profile {
    /// The first of some profiles that is for files of a name; `None` where only the built-in one is.
    #[must_use]
    pub fn of_file<'p>(profiles: &'p [Self], file_name: &str) -> Option<&'p Self> {
        profiles.iter().find(|profile| profile.is_for(file_name))
    }

    /// Whether it is meant for files of this name.
    #[must_use]
    pub fn is_for(&self, file_name: &str) -> bool {
        self.files.as_ref().is_none_or(|pattern| pattern.matches(file_name))
    }
}

/// The character between the fields of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// A tab.
    Tab,
    /// `|`
    Bar,
}

impl Separator {
    /// Every separator, the likeliest in Belgium first.
    pub const ALL: [Self; 4] = [Self::Semicolon, Self::Comma, Self::Tab, Self::Bar];

    /// The byte itself.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }
}

/// The mark before the decimals of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalMark {
    /// `1.234,56`
    Comma,
    /// `1,234.56`
    Point,
}

impl DecimalMark {
    /// The mark itself.
    #[must_use]
    pub fn character(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Point => '.',
        }
    }

    /// The mark that may stand between thousands, beside a blank.
    #[must_use]
    pub fn thousands(self) -> char {
        match self {
            Self::Comma => '.',
            Self::Point => ',',
        }
    }
}

/// What a whole number in an amount column stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `12,50` is twelve euro fifty.
    Euro,
    /// `1250` is twelve euro fifty.
    Cents,
}

/// The sign of money that goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpenseSign {
    /// A pay-out of 20 euro stands as -20,00.
    Negative,
    /// A pay-out of 20 euro stands as 20,00.
    Positive,
}

/// A way to write a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// `22-11-2026`
    DayMonthYearDash,
    /// `22/11/2026`
    DayMonthYearSlash,
    /// `22.11.2026`
    DayMonthYearPoint,
    /// `11/22/2026`
    MonthDayYearSlash,
    /// `2026-11-22`
    Iso,
    /// `2026/11/22`
    YearMonthDaySlash,
}

impl DateForm {
    /// Every form.
    pub const ALL: [Self; 6] = [
        Self::DayMonthYearDash,
        Self::DayMonthYearSlash,
        Self::DayMonthYearPoint,
        Self::MonthDayYearSlash,
        Self::Iso,
        Self::YearMonthDaySlash,
    ];

    /// The form as the configuration and messages write it.
    #[must_use]
    pub fn pattern(self) -> &'static str {
        match self {
            Self::DayMonthYearDash => "dd-mm-yyyy",
            Self::DayMonthYearSlash => "dd/mm/yyyy",
            Self::DayMonthYearPoint => "dd.mm.yyyy",
            Self::MonthDayYearSlash => "mm/dd/yyyy",
            Self::Iso => "yyyy-mm-dd",
            Self::YearMonthDaySlash => "yyyy/mm/dd",
        }
    }
}
