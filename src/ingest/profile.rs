//! How one kind of export writes its columns, amounts and dates.

use std::collections::BTreeMap;

use super::FilePattern;
use super::date_form::DateStyle;
use super::field::usual_field;
use super::told_names::file_alone;
use crate::domain::LineField;

/// How one kind of export is written. It is decided per file, never guessed per cell.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name in the configuration; `wise` for the built-in one.
    pub name: String,
    /// The patterns of file names that it is for; none for all.
    pub files: Vec<FilePattern>,
    /// The character between fields; `None` to find it from the header line.
    pub separator: Option<Separator>,
    /// The character set; `None` to find it from the bytes.
    pub charset: Option<Charset>,
    /// The mark before the decimals.
    pub decimal_mark: DecimalMark,
    /// What a whole number stands for.
    pub unit: Unit,
    /// Where a minus may stand, beside in front.
    pub minus: MinusForm,
    /// Whether all amounts bear the opposite sign of what they mean.
    pub is_reversed: bool,
    /// The words in the column that tells the sign of amounts, where there is one.
    pub signs: SignWords,
    /// The sign that money going out (booking group 5) bears.
    pub expenses: ExpenseSign,
    /// How days and times are written.
    pub dates: DateStyle,
    /// Headers, normalised, that this export has for columns beside the usual ones.
    pub headers: BTreeMap<String, MappedHeader>,
    /// What a field is in every record.
    pub constants: BTreeMap<LineField, String>,
    /// What the values of a field mean, by the text as the export has it.
    pub values: BTreeMap<LineField, BTreeMap<String, String>>,
    /// The words that stand where there is nothing.
    pub empty: Vec<String>,
    /// Which records are read, by the values of columns.
    pub filters: Vec<RecordFilter>,
    /// The sheet of a workbook to read; `None` for all that have the header.
    pub sheet: Option<String>,
}

/// The name of the built-in profile.
pub const BUILT_IN: &str = "wise";
/// A header that a profile maps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedHeader {
    /// As the configuration writes it.
    pub header: String,
    /// What its column holds.
    pub fields: Vec<LineField>,
}

/// The words that tell the sign of an amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignWords {
    /// Money that goes out, or comes back.
    pub minus: Vec<String>,
    /// Money that comes in.
    pub plus: Vec<String>,
}

/// Records to keep or to leave out by the value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFilter {
    /// The column's header, as the configuration writes it.
    pub header: String,
    /// The values that are meant.
    pub values: Vec<String>,
    /// Whether records with them are kept, and all others left out; else those with them are left out.
    pub keeps: bool,
}

impl Default for Profile {
    /// The built-in profile: what the exports of Wise look like in Belgium.
    fn default() -> Self {
        Self {
            name: BUILT_IN.to_owned(),
            files: Vec::new(),
            separator: None,
            charset: None,
            decimal_mark: DecimalMark::Comma,
            unit: Unit::Euro,
            minus: MinusForm::Front,
            is_reversed: false,
            signs: SignWords::default(),
            expenses: ExpenseSign::Negative,
            dates: DateStyle::default(),
            headers: BTreeMap::new(),
            constants: BTreeMap::new(),
            values: BTreeMap::new(),
            empty: Vec::new(),
            filters: Vec::new(),
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
        let name = file_alone(file_name);
        self.files.is_empty() || self.files.iter().any(|pattern| pattern.fits_name(name))
    }

    /// What a header, normalised, means in its exports; nothing when it is none of theirs.
    #[must_use]
    pub fn fields_of(&self, normal: &str) -> Vec<LineField> {
        match self.headers.get(normal) {
            Some(mapped) => mapped.fields.clone(),
            None => usual_field(normal).into_iter().collect(),
        }
    }

    /// Whether its fields take more than to be read where they stand.
    #[must_use]
    pub fn is_mapped(&self) -> bool {
        let beside =
            [LineField::PostedTime, LineField::SettledTime, LineField::Sign, LineField::AmountIn, LineField::AmountOut];
        let has_beside = self.headers.values().any(|mapped| mapped.fields.iter().any(|field| beside.contains(field)));
        has_beside || !self.constants.is_empty() || !self.values.is_empty() || !self.empty.is_empty()
    }
}

/// The character set of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// What Windows calls ANSI in Western Europe.
    Windows1252,
    /// Latin-9: Latin-1 with the euro sign.
    Iso8859_15,
    /// What a Macintosh wrote before it knew UTF-8.
    MacRoman,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
}

impl Charset {
    /// Every one, with its name in the configuration.
    pub const ALL: [(&str, Self); 6] = [
        ("utf-8", Self::Utf8),
        ("windows-1252", Self::Windows1252),
        ("iso-8859-15", Self::Iso8859_15),
        ("macintosh", Self::MacRoman),
        ("utf-16le", Self::Utf16Le),
        ("utf-16be", Self::Utf16Be),
    ];
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

/// Where a minus stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MinusForm {
    /// `-1,50`
    Front,
    /// `1,50-`
    Behind,
    /// `(1,50)`
    Brackets,
}

/// The sign of money that goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpenseSign {
    /// A pay-out of 20 euro stands as -20,00.
    Negative,
    /// A pay-out of 20 euro stands as 20,00.
    Positive,
}
