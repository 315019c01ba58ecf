//! What is wrong with a file or a record, in words: English for the terminal, Dutch for the list of refused records.

use super::amount::AmountError;
use super::csv::chunk::LONGEST_RECORD;
use super::date::DateError;
use super::defect::{CodeForm, Reason};
use super::field::Field;
use super::limits::{
    Bomb, LONGEST_FIELD, LONGEST_HEADER, MOST_COLUMNS, MOST_ROWS, MOST_ROWS_OF_GROUP, MOST_TEXT_IDS, UNPACKED_RATIO,
    WHOLE_FILE, shown,
};
use super::parquet::cell::expected;
use super::profile::{DecimalMark, Unit};

impl Reason {
    /// What is wrong, for the terminal: an English phrase without a full stop.
    #[must_use]
    pub fn english(&self) -> String {
        match self {
            Self::EmptyFile => "the file is empty: not even a header row".into(),
            Self::CarriageReturnLines => "lines end with a carriage return alone".into(),
            Self::EmptyHeader => "the first line is blank where the header row should be".into(),
            Self::DuplicateHeader { .. } => "two columns have the same header".into(),
            Self::SameMeaning { field, .. } => format!("two columns both mean {}", field.name()),
            Self::MissingColumn { field, .. } => format!("no column for {}", field.name()),
            Self::UnclosedQuote => "a quote is opened and never closed".into(),
            Self::LongRecord => format!("the record is longer than {}", shown(LONGEST_RECORD as u64)),
            Self::LongHeader => format!("the header row is longer than {}", shown(LONGEST_HEADER as u64)),
            Self::TooLarge => {
                format!("the file is larger than {}, and its kind is read whole into memory", shown(WHOLE_FILE))
            }
            Self::Unpacked(bomb) => format!("the file can't be unpacked: {bomb}"),
            Self::TooManyColumns { .. } => format!("an export has at most {MOST_COLUMNS} columns"),
            Self::TooManyRows => format!("a row has a number above {MOST_ROWS}, the last that a sheet can have"),
            Self::LargeRowGroup { .. } => {
                format!("a row group is unpacked as a whole and has at most {MOST_ROWS_OF_GROUP} rows")
            }
            Self::TooManyIds => format!("there are more than {MOST_TEXT_IDS} transaction ids that are no numbers"),
            Self::LongField => format!("the text is longer than {}", shown(LONGEST_FIELD as u64)),
            Self::QuoteOverLines => "a quoted text runs over line ends and goes on after its closing quote".into(),
            Self::Compression(_) => "the compressed file can't be unpacked".into(),
            Self::BrokenUtf16 => "the file says that it is UTF-16 and is not".into(),
            Self::BrokenUtf8 => "the file says that it is UTF-8 and is not".into(),
            Self::UnmarkedUtf16 => "the file looks like UTF-16 without a byte order mark".into(),
            Self::CutInCharacter => "the file ends in the middle of a character".into(),
            Self::Workbook(_) => "the workbook can't be read".into(),
            Self::Parquet(_) => "the Parquet file can't be read".into(),
            Self::ColumnType { field, .. } => format!("the column for {} has values of another type", field.name()),
            Self::SheetChoice { .. } => "the workbook has several filled sheets".into(),
            Self::NoSuchSheet { .. } => "the workbook has no such sheet".into(),
            Self::TooFewFields { .. } => "the record has fewer fields than the header".into(),
            Self::TooManyFields { .. } => "the record has more fields than the header".into(),
            Self::CutShort { .. } => "the file ends in the middle of a record".into(),
            Self::TextAfterQuote => "there is text after a closing quote".into(),
            Self::StrayQuote => "there is a quote inside a field that is not quoted".into(),
            Self::StrayCarriageReturn => "there is a carriage return in a field that is not quoted".into(),
            Self::ControlCharacter(_) => "there is a control character in the record".into(),
            Self::EmptyId => "the transaction id is empty".into(),
            Self::DuplicateId { .. } => "the file has this transaction id already".into(),
            Self::Amount(error) => amount_english(*error),
            Self::Date(error) => date_english(error),
            Self::Code(form) => code_english(*form).into(),
            Self::SettledWithoutDaybook => "there is a settlement date, but no daybook".into(),
            Self::DaybookWithoutSettlement => "there is a daybook, but no settlement date".into(),
            Self::ErrorCell => "the cell holds an error of the spreadsheet".into(),
            Self::CellType { expected } => format!("the cell holds something else than {expected}"),
        }
    }

    /// What is particular to this one among others of the kind: the same phrase goes with many. A record stands on a
    /// `line` of a text, on a row of a table.
    #[must_use]
    pub fn detail(&self, line: &str) -> Option<String> {
        Some(match self {
            Self::DuplicateHeader { first, second } => format!("columns {first} and {second}"),
            Self::SameMeaning { other, .. } => format!("the other is `{other}`"),
            Self::MissingColumn { field, found } => headers_found(*field, found),
            Self::TooManyColumns { found } => format!("there are {found}, or more"),
            Self::LargeRowGroup { rows } => format!("there are {rows}"),
            Self::Compression(why) | Self::Workbook(why) | Self::Parquet(why) => why.clone(),
            Self::ColumnType { found, .. } => found.clone(),
            Self::SheetChoice { sheets } | Self::NoSuchSheet { sheets } => format!("it has {}", list(sheets)),
            Self::TooFewFields { expected, found }
            | Self::TooManyFields { expected, found }
            | Self::CutShort { expected, found } => format!("{found} where the header has {expected}"),
            Self::ControlCharacter(byte) => format!("byte {byte:#04x}"),
            Self::DuplicateId { first_line } => format!("on {line} {first_line}"),
            _ => return None,
        })
    }

    /// How to mend it, for the terminal.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::EmptyFile
            | Self::CutShort { .. }
            | Self::CutInCharacter
            | Self::Parquet(_)
            | Self::Compression(_) => "was the export or its transfer cut off? Make the export again".into(),
            Self::BrokenUtf16 | Self::BrokenUtf8 | Self::UnmarkedUtf16 => "save the file as UTF-8".into(),
            Self::Workbook(_) => {
                "was it cut off, or is it of another kind? Make the export again, or save it as .xlsx in a spreadsheet"
                    .into()
            }
            Self::EmptyHeader => "remove what stands above the header row".into(),
            Self::ColumnType { field, .. } => format!("write it as {}", expected(*field)),
            Self::CarriageReturnLines => "save the file with LF or CRLF line ends".into(),
            Self::DuplicateHeader { .. } => "remove or rename one of the two columns".into(),
            Self::SameMeaning { field, .. } => {
                let field = field.name();
                format!("remove the one that is not meant, or map the other to `{field}` in a profile of the configuration")
            }
            Self::MissingColumn { field, .. } => {
                format!("its header may be {}", list(field.headers()))
            }
            Self::TooLarge => "make the export as CSV in UTF-8, which may be larger, or in several files".into(),
            Self::Unpacked(_) => "no export looks like that: find out where the file comes from".into(),
            Self::LongHeader | Self::TooManyColumns { .. } => {
                "is this an export of the daybook? Leave columns out that no report uses".into()
            }
            Self::TooManyRows | Self::TooManyIds => "make the export in several files, of shorter periods".into(),
            Self::LargeRowGroup { .. } => "write the file anew with smaller row groups".into(),
            Self::LongField => "is a quote missing? Shorten the text at the source".into(),
            Self::UnclosedQuote | Self::QuoteOverLines | Self::LongRecord => {
                "all that follows the quote was read as one text; mend it at \
                                                           the source and export again"
                    .into()
            }
            Self::SheetChoice { .. } | Self::NoSuchSheet { .. } => {
                "name the sheet to read with `sheet` in a profile of the configuration".into()
            }
            Self::TooFewFields { .. } => {
                "a separator is missing, or a line end stands in a text that is not quoted".into()
            }
            Self::TooManyFields { .. } => {
                "a separator stands in a text that is not quoted; in a workbook, a cell stands behind the last header"
                    .into()
            }
            Self::StrayCarriageReturn | Self::ControlCharacter(_) => {
                "remove it at the source, or quote a text that runs over lines, and export again".into()
            }
            Self::EmptyId | Self::Amount(AmountError::Empty) | Self::Date(DateError::Empty) => {
                "every record has one; mend it at the source and export again. A formula of a workbook has a value once \
                 a spreadsheet has saved it"
                    .into()
            }
            Self::DuplicateId { .. } => {
                "a file has each transaction one time; make the export again, or remove the record that does not hold"
                    .into()
            }
            Self::Amount(AmountError::Decimals | AmountError::NotWholeCents) => {
                "amounts are whole cents; mend it at the source and export again".into()
            }
            Self::Amount(AmountError::TooLarge) => "is it an amount at all? Mend it at the source and export again".into(),
            Self::Date(DateError::NoSuchDay | DateError::Year) => {
                "a slip of the pen, or day and month in another order: mend it at the source, or tell the order in a \
                 profile of the configuration"
                    .into()
            }
            Self::ErrorCell | Self::CellType { .. } => "mend the cell and save the workbook again".into(),
            Self::StrayQuote | Self::TextAfterQuote => {
                "a quote inside a text is written twice, and the text quoted".into()
            }
            Self::Amount(AmountError::Form(DecimalMark::Comma, Unit::Euro)) => {
                "amounts are read with a decimal comma, `.` or a blank between thousands, as in 1.234,56; another \
                 form needs a profile in the configuration"
                    .into()
            }
            Self::Amount(AmountError::Form(DecimalMark::Point, Unit::Euro)) => {
                "this profile reads amounts with a decimal point, as in 1,234.56".into()
            }
            Self::Amount(AmountError::Form(_, Unit::Cents)) => "this profile reads amounts as whole cents".into(),
            Self::Date(DateError::Form(forms)) => {
                let forms: Vec<String> = forms.iter().map(|form| form.pattern().to_owned()).collect();
                format!("dates are read as {}, with or without a time", list(&forms))
            }
            Self::Date(DateError::Time) => {
                "a time is hh:mm or hh:mm:ss, up to 9 decimals, then nothing, `Z` or an offset like +01:00".into()
            }
            Self::SettledWithoutDaybook | Self::DaybookWithoutSettlement => {
                "a settled item has both, an open one neither".into()
            }
            Self::Code(_) => return None,
        })
    }

    /// What is wrong, for the list of refused records that library staff read: a Dutch phrase.
    #[must_use]
    pub fn dutch(&self) -> String {
        match self {
            Self::EmptyFile => "het bestand is leeg: er is zelfs geen kopregel".into(),
            Self::CarriageReturnLines => "regels eindigen met alleen een carriage return".into(),
            Self::EmptyHeader => "de eerste regel is leeg waar de kopregel hoort".into(),
            Self::DuplicateHeader { first, second } => format!("kolommen {first} en {second} hebben dezelfde kop"),
            Self::SameMeaning { other, .. } => format!("deze kolom en `{other}` betekenen hetzelfde"),
            Self::MissingColumn { field, .. } => format!("de kolom `{}` ontbreekt", field.headers()[0]),
            Self::UnclosedQuote => "een aanhalingsteken wordt nergens gesloten".into(),
            Self::LongRecord => format!("het record is langer dan {}", shown(LONGEST_RECORD as u64)),
            Self::LongHeader => format!("de kopregel is langer dan {}", shown(LONGEST_HEADER as u64)),
            Self::TooLarge => format!("het bestand is groter dan {}", shown(WHOLE_FILE)),
            Self::Unpacked(Bomb::Size(limit)) => format!("het bestand wordt uitgepakt groter dan {}", shown(*limit)),
            Self::Unpacked(Bomb::Ratio) => {
                format!("het bestand wordt uitgepakt meer dan {UNPACKED_RATIO} keer zo groot")
            }
            Self::TooManyColumns { found } => {
                format!("er zijn {found} kolommen of meer; er mogen er {MOST_COLUMNS} zijn")
            }
            Self::TooManyRows => format!("een rij heeft een nummer boven {MOST_ROWS}"),
            Self::LargeRowGroup { rows } => {
                format!("een rijgroep heeft {rows} rijen; er mogen er {MOST_ROWS_OF_GROUP} zijn")
            }
            Self::TooManyIds => format!("er zijn meer dan {MOST_TEXT_IDS} boekingsnummers die geen getal zijn"),
            Self::LongField => format!("de tekst is langer dan {}", shown(LONGEST_FIELD as u64)),
            Self::QuoteOverLines => {
                "tekst tussen aanhalingstekens loopt over regeleinden door na het sluitteken".into()
            }
            Self::Compression(_) => "het gecomprimeerde bestand is beschadigd".into(),
            Self::BrokenUtf16 => "het bestand noemt zich UTF-16 en is dat niet".into(),
            Self::BrokenUtf8 => "het bestand noemt zich UTF-8 en is dat niet".into(),
            Self::UnmarkedUtf16 => "het bestand lijkt UTF-16 zonder byte order mark".into(),
            Self::CutInCharacter => "het bestand eindigt midden in een teken".into(),
            Self::Parquet(_) => "het Parquet-bestand kan niet gelezen worden".into(),
            Self::ColumnType { .. } => "de kolom bevat een ander soort waarden dan verwacht".into(),
            Self::Workbook(_) => "de werkmap kan niet gelezen worden".into(),
            Self::SheetChoice { sheets } => format!("de werkmap heeft meer dan één gevuld blad: {}", list(sheets)),
            Self::NoSuchSheet { .. } => "de werkmap heeft dat blad niet".into(),
            Self::TooFewFields { expected, found } => format!("te weinig velden: {found} in plaats van {expected}"),
            Self::TooManyFields { expected, found } => format!("te veel velden: {found} in plaats van {expected}"),
            Self::CutShort { expected, found } => {
                format!("het bestand eindigt midden in een record: {found} velden in plaats van {expected}")
            }
            Self::TextAfterQuote => "er staat tekst na een sluitend aanhalingsteken".into(),
            Self::StrayQuote => "er staat een aanhalingsteken in een veld zonder aanhalingstekens".into(),
            Self::StrayCarriageReturn => "er staat een carriage return in een veld zonder aanhalingstekens".into(),
            Self::ControlCharacter(byte) => format!("er staat een stuurteken (byte {byte:#04x}) in het record"),
            Self::EmptyId => "het boekingsnummer is leeg".into(),
            Self::DuplicateId { first_line } => format!("dit boekingsnummer staat al op regel {first_line}"),
            Self::Amount(error) => amount_dutch(*error).into(),
            Self::Date(error) => date_dutch(error).into(),
            Self::Code(form) => code_dutch(*form).into(),
            Self::SettledWithoutDaybook => "er is een afboekdatum maar geen dagboek".into(),
            Self::DaybookWithoutSettlement => "er is een dagboek maar geen afboekdatum".into(),
            Self::ErrorCell => "de cel bevat een foutwaarde van het rekenblad".into(),
            Self::CellType { .. } => "de cel bevat een ander soort waarde dan verwacht".into(),
        }
    }
}

fn amount_english(error: AmountError) -> String {
    match error {
        AmountError::Empty => "the amount is empty".into(),
        AmountError::Form(DecimalMark::Comma, Unit::Euro) => "the amount is not written with a decimal comma".into(),
        AmountError::Form(DecimalMark::Point, Unit::Euro) => "the amount is not written with a decimal point".into(),
        AmountError::Decimals => "the amount has more than two decimals".into(),
        AmountError::TooLarge => "the amount is larger than 999.999.999.999,99".into(),
        AmountError::Form(_, Unit::Cents) | AmountError::NotWholeCents => {
            "the amount is not a whole number of cents".into()
        }
    }
}

fn amount_dutch(error: AmountError) -> &'static str {
    match error {
        AmountError::Empty => "het bedrag is leeg",
        AmountError::Form(DecimalMark::Comma, Unit::Euro) => "geen bedrag met decimale komma",
        AmountError::Form(DecimalMark::Point, Unit::Euro) => "geen bedrag met decimale punt",
        AmountError::Form(_, Unit::Cents) => "geen geheel aantal cent",
        AmountError::Decimals => "het bedrag heeft meer dan twee decimalen",
        AmountError::TooLarge => "het bedrag is groter dan 999.999.999.999,99",
        AmountError::NotWholeCents => "het bedrag is geen geheel aantal cent",
    }
}

fn date_english(error: &DateError) -> String {
    match error {
        DateError::Empty => "the date is empty",
        DateError::Form(_) => "the date is of no known form",
        DateError::NoSuchDay => "there is no such day in the calendar",
        DateError::Time => "the time behind the date is of no known form",
        DateError::Year => "the year is not between 1900 and 2099",
    }
    .into()
}

fn date_dutch(error: &DateError) -> &'static str {
    match error {
        DateError::Empty => "de datum is leeg",
        DateError::Form(_) => "geen datum in een bekende vorm",
        DateError::NoSuchDay => "die dag bestaat niet",
        DateError::Time => "het uur na de datum heeft geen bekende vorm",
        DateError::Year => "het jaar ligt niet tussen 1900 en 2099",
    }
}

fn code_english(form: CodeForm) -> &'static str {
    match form {
        CodeForm::Daybook => "a daybook is one capital letter and three digits, such as K001",
        CodeForm::Institution => "an institution is `I` and three digits, such as I355",
        CodeForm::Branch => "a branch is four digits, such as 3550",
        CodeForm::BookingCode => "a booking code is four digits, the group first, such as 2110",
        CodeForm::GroupAndCode => "a booking group is one digit and the code beside it three",
    }
}

fn code_dutch(form: CodeForm) -> &'static str {
    match form {
        CodeForm::Daybook => "geen dagboekcode: een hoofdletter en drie cijfers",
        CodeForm::Institution => "geen instantie: I en drie cijfers",
        CodeForm::Branch => "geen vestigingscode: vier cijfers",
        CodeForm::BookingCode => "geen boekingscode: vier cijfers, de groep eerst",
        CodeForm::GroupAndCode => "geen boekingsgroep van één cijfer met een code van drie",
    }
}

/// The headers of the file where one for a field is missing, and the one among them that comes nearest to it.
fn headers_found(field: Field, found: &[String]) -> String {
    let accepted = field.headers();
    let nearest = found
        .iter()
        .filter(|header| header.len() <= 100)
        .filter_map(|header| {
            let distance = accepted
                .iter()
                .map(|name| {
                    strsim::damerau_levenshtein(&super::field::normalise(name), &super::field::normalise(header))
                })
                .min()?;
            (distance <= 2).then_some((distance, header))
        })
        .min();
    let meant = nearest.map_or_else(String::new, |(_, header)| format!("; did you mean `{header}`?"));
    // Something that is no export may have any number of them, of any length.
    let shown: Vec<String> = found.iter().take(40).map(|header| header.chars().take(60).collect()).collect();
    let more = if found.len() > 40 { format!(" and {} more", found.len() - 40) } else { String::new() };
    format!("the file has {}{more}{meant}", list(&shown))
}

fn list(names: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    quoted.join(", ")
}
