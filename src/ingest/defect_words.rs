//! What is wrong with a file or a record, and how to mend it, in English for the terminal.

use super::amount::AmountError;
use super::csv::chunk::LONGEST_RECORD;
use super::date::DateError;
use super::defect::{CodeForm, Reason};
use super::input_file::shown_line;
use super::limits::{
    LONGEST_FIELD, LONGEST_HEADER, MOST_COLUMNS, MOST_ROWS, MOST_ROWS_OF_GROUP, MOST_TEXT_IDS, WHOLE_FILE, shown,
};
use super::parquet::cell::expected;
use super::profile::{DecimalMark, MinusForm, Unit};
use crate::domain::LineField;

impl Reason {
    /// What is wrong, for the terminal: an English phrase without a full stop.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "an arm for each reason")]
    pub fn english(&self) -> String {
        match self {
            Self::EmptyFile => "the file is empty: not even a header row".into(),
            Self::OtherContent(content) => format!("the file is not what its name says: it is {}", content.english()),
            Self::CarriageReturnLines => "lines end with a carriage return alone".into(),
            Self::EmptyHeader => "the first line is blank where the header row should be".into(),
            Self::NoHeader { .. } => "there is no header row of an export".into(),
            Self::RecordsWithoutHeader { .. } => "records stand on a sheet that has no header row".into(),
            Self::RecordAboveHeader { .. } => "a record stands above the header row".into(),
            Self::DuplicateHeader { .. } => "two columns have the same header".into(),
            Self::SameMeaning { field, .. } => format!("two columns both mean {}", field.name()),
            Self::MissingColumn { field, .. } => format!("no column for {}", field.name()),
            Self::MissingFilterColumn { .. } => {
                "the profile keeps or leaves out records by a column that is missing".into()
            }
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
            Self::MixedUtf8 { .. } => "the text is UTF-8, but for bytes that are none".into(),
            Self::OtherSeparator { told, found } => {
                format!("the first line says that `{told}` separates fields, and in the header row `{found}` does")
            }
            Self::Utf32 => "the file is UTF-32".into(),
            Self::NoCharacter { byte, .. } => {
                format!("the text is no UTF-8, and byte 0x{byte:02X} is no character of Windows-1252 either")
            }
            Self::UnmarkedUtf16 => "the file looks like UTF-16 without a byte order mark".into(),
            Self::CutInCharacter => "the file ends in the middle of a character".into(),
            Self::Workbook(_) => "the workbook can't be read".into(),
            Self::Parquet(_) => "the Parquet file can't be read".into(),
            Self::ColumnType { field, .. } => format!("the column for {} has values of another type", field.name()),
            Self::FilterColumnType { .. } => {
                "the profile keeps or leaves out records by a column whose values can't be compared with texts".into()
            }
            Self::SheetChoice { .. } => {
                "none of the filled sheets of the workbook has the header row of an export".into()
            }
            Self::NoSuchSheet { .. } => "the workbook has no such sheet".into(),
            Self::FormulasWithoutResult { .. } => {
                "cells hold formulas without a result: the program that wrote the workbook did not calculate them"
                    .into()
            }
            Self::MergedCells { .. } => {
                "cells of records are merged, so that only the first of them has a value".into()
            }
            Self::TotalRow => "the row has an amount, but neither a transaction id nor a daybook: a total row?".into(),
            Self::DaybookTotal => {
                "the row has an amount and a daybook, but no transaction id, days, branch or booking code: a total row?"
                    .into()
            }
            Self::NamedTotal => "the row is called a total where records have their ids: a total row?".into(),
            Self::LoneText => "the row has one text and nothing else: the foot of a report?".into(),
            Self::NoRecord => "nothing in the row is what its column needs: a second header, or a row of types?".into(),
            Self::PastedHeader => {
                "the header row stands behind the record: was a second export written behind the first?".into()
            }
            Self::PastedFile => {
                "the header row stands here again, behind the mark U+FEFF with which a file starts: were two exports \
                 made one?"
                    .into()
            }
            Self::MissingSeparators { .. } => {
                "the record has fewer fields than the header: its last separators are missing".into()
            }
            Self::TooFewFields { .. } => "the record has fewer fields than the header".into(),
            Self::TooManyFields { .. } => "the record has more fields than the header".into(),
            Self::CutShort { .. } => "the file ends in the middle of a record".into(),
            Self::TextAfterQuote => "there is text after a closing quote".into(),
            Self::StrayQuote => "there is a quote inside a field that is not quoted".into(),
            Self::StrayCarriageReturn => "there is a carriage return in a field that is not quoted".into(),
            Self::ControlCharacter(_) => "there is a control character in the record".into(),
            Self::EmptyId => "the transaction id is empty".into(),
            Self::DuplicateId { .. } => "the file has this transaction id already".into(),
            Self::OtherNoughts { file: None, .. } => {
                "the file has this transaction id already, with other noughts in front".into()
            }
            Self::OtherNoughts { .. } => {
                "another file has this transaction id with other noughts in front, and the record otherwise".into()
            }
            Self::ScientificId => "the transaction id has lost its digits in a spreadsheet".into(),
            Self::DecimalId => "a number with decimals is no id".into(),
            Self::LongNumber => {
                "the cell is a number of more than 15 digits, the last of which a spreadsheet loses".into()
            }
            Self::EmptyMark => "the word means that there is nothing".into(),
            Self::Invisible(_) => "an invisible character stands in the text".into(),
            Self::UnmappedValue { field } => format!("the profile does not say what this {} means", field.name()),
            Self::SignWord { .. } => "the word for the sign of the amount is unknown".into(),
            Self::TwoSigns => "the amount has a minus, and a word for its sign beside it".into(),
            Self::MinusGoingOut => "the amount has a minus in the column of what goes out".into(),
            Self::TwoAmounts => "the record has an amount in and an amount out".into(),
            Self::Amount(error) => amount_english(*error),
            Self::Date(error) => date_english(error),
            Self::Code(form) => code_english(*form).into(),
            Self::SettledWithoutDaybook => "there is a settlement date, but no daybook".into(),
            Self::TimeWithoutDay => "there is a time of settlement, but no day".into(),
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
            Self::NoHeader { missing, .. } => {
                let names: Vec<&str> = missing.iter().map(|field| field.name()).collect();
                format!("no columns for {}", names.join(", "))
            }
            Self::RecordAboveHeader { header } => format!("that is {line} {header}"),
            Self::RecordsWithoutHeader { count, amount } => {
                let records = if *count == 1 { "1 record".to_owned() } else { format!("{count} records") };
                amount.map_or_else(|| records.clone(), |amount| format!("{records} adding up to {amount}"))
            }
            Self::MissingFilterColumn { found } => format!("the file has {}", shown_headers(found)),
            Self::MixedUtf8 { lines, count } | Self::NoCharacter { lines, count, .. } => {
                let more = if *count > lines.len() as u64 { " and more" } else { "" };
                let numbers: Vec<String> = lines.iter().map(ToString::to_string).collect();
                format!("on {count} of its lines: {}{more}", numbers.join(", "))
            }
            Self::MergedCells { cells, count } | Self::FormulasWithoutResult { cells, count } => {
                let left = count.saturating_sub(cells.len() as u64);
                let more = if left > 0 { format!(" and {left} more") } else { String::new() };
                format!("{}{more}", cells.join(", "))
            }
            Self::Invisible(c) => format!("U+{:04X}", u32::from(*c)),
            Self::SignWord { words } => format!("known are {}", list(words)),
            Self::OtherNoughts { id, file: None, line: there } => {
                format!("as `{id}` on {line} {}", shown_line(*there))
            }
            Self::OtherNoughts { id, file: Some(file), line: there } => {
                format!("`{id}` on {line} {} of {file}", shown_line(*there))
            }
            Self::TooManyColumns { found } => format!("there are {found}, or more"),
            Self::LargeRowGroup { rows } => format!("there are {rows}"),
            Self::Compression(why) | Self::Workbook(why) | Self::Parquet(why) => why.clone(),
            Self::ColumnType { found, .. } | Self::FilterColumnType { found } => found.clone(),
            Self::SheetChoice { sheets } | Self::NoSuchSheet { sheets } => format!("it has {}", list(sheets)),
            Self::TooFewFields { expected, found }
            | Self::TooManyFields { expected, found }
            | Self::MissingSeparators { expected, found }
            | Self::CutShort { expected, found } => format!("{found} where the header has {expected}"),
            Self::ControlCharacter(byte) => format!("byte {byte:#04x}"),
            Self::DuplicateId { first_line } => format!("on {line} {}", shown_line(*first_line)),
            _ => return None,
        })
    }

    /// How to mend it, for the terminal.
    #[must_use]
    #[allow(clippy::too_many_lines)] // One for each reason.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::EmptyFile
            | Self::CutShort { .. }
            | Self::CutInCharacter
            | Self::Parquet(_)
            | Self::Compression(_) => "was the export or its transfer cut off? Make the export again".into(),
            Self::BrokenUtf16 | Self::BrokenUtf8 | Self::UnmarkedUtf16 | Self::Utf32 => "save the file as UTF-8".into(),
            Self::Workbook(_) => {
                "was it cut off, or is it of another kind? Make the export again, or save it as .xlsx in a spreadsheet"
                    .into()
            }
            Self::EmptyHeader => "remove what stands above the header row".into(),
            Self::OtherContent(content) => content.hint(),
            Self::NoHeader { missing, found } => {
                let accepted: Vec<&str> = missing.iter().map(|field| field.usual_header()).collect();
                format!("a header row names the columns: {}; here stands {}", list(&accepted), shown_headers(found))
            }
            Self::RecordAboveHeader { .. } => "was one export pasted behind another? Give both files instead".into(),
            Self::RecordsWithoutHeader { .. } => {
                "if they belong to the export, copy the header row above them; if not, take the sheet out, or name the one to \
                 read with `sheet` in a profile of the configuration"
                    .into()
            }
            Self::MissingFilterColumn { .. } => "mend `keep` or `leave_out` of the profile".into(),
            Self::MixedUtf8 { .. } => {
                "a text was pasted in with another character set: save the file as UTF-8 at the source, or tell its \
                 character set with `encoding` in a profile of the configuration"
                    .into()
            }
            Self::FormulasWithoutResult { .. } => {
                "open the workbook in a spreadsheet program and save it there; or export the values themselves".into()
            }
            Self::OtherSeparator { .. } => "take the first line out of the file, or export again".into(),
            Self::NoCharacter { .. } => {
                "programs of DOS write accents with it: save the file as UTF-8 at the source, or tell its character set \
                 with `encoding` in a profile of the configuration"
                    .into()
            }
            Self::MergedCells { .. } => {
                "in the spreadsheet, take the merge away and fill the value into each of the cells; or export again \
                 without merged cells"
                    .into()
            }
            Self::TotalRow | Self::DaybookTotal | Self::NamedTotal | Self::LoneText | Self::NoRecord => "remove the row, or export again without it".into(),
            Self::PastedHeader | Self::PastedFile => "give both files instead".into(),
            Self::MissingSeparators { .. } => {
                "a spreadsheet leaves them out where the last cells of many rows are empty: save the workbook as .xlsx, \
                 or put a column that is always filled last. Or does a line end stand in a text that is not quoted?"
                    .into()
            }
            Self::OtherNoughts { file: Some(_), .. } => {
                "if it is the same transaction, give this file once more with its ids as they stand there, exported \
                 without a spreadsheet or saved by one, as that file was: what the two then say alike decides. If it is \
                 another one, of a system that numbers alike, give the files of each system a `[[library.feed]]` of their own"
                    .into()
            }
            Self::ScientificId | Self::DecimalId | Self::LongNumber => {
                "give the file as it was exported; in a spreadsheet, read the column as text before saving".into()
            }
            Self::EmptyMark => {
                "leave the cell empty, as an open item does with day and daybook; or name the word with `empty` in a \
                 profile of the configuration"
                    .into()
            }
            Self::Invisible(_) => "type the text anew; it was copied from a page".into(),
            Self::UnmappedValue { field } => format!("name it in `[profile.values.{}]`", field.name()),
            Self::SignWord { .. } => "name it in `[profile.sign]`".into(),
            Self::TwoSigns => "only one of the two can tell the sign; mend it at the source, or the profile".into(),
            Self::MinusGoingOut => {
                "did it go out, or come back? write what goes out without a sign, and what comes back as an amount in".into()
            }
            Self::TwoAmounts => "a line brings money in or takes it out; mend it at the source".into(),
            Self::ColumnType { field, .. } => format!("write it as {}", expected(*field)),
            Self::FilterColumnType { .. } => "write it as texts, numbers, dates or truth values".into(),
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
            Self::SheetChoice { .. } => "is it an export? A profile of the configuration can map other headers".into(),
            Self::NoSuchSheet { .. } => {
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
            Self::DuplicateId { .. } | Self::OtherNoughts { file: None, .. } => {
                "a file has each transaction one time; make the export again, or remove the record that does not hold"
                    .into()
            }
            Self::Amount(AmountError::Decimals | AmountError::NotWholeCents) => {
                "amounts are whole cents: decimals beyond two must be nought; mend it at the source and export again".into()
            }
            Self::Amount(AmountError::Minus(_)) => {
                "the minus stands in front, as in -1,50; another place needs `minus` in a profile of the configuration"
                    .into()
            }
            Self::Amount(AmountError::MinusAlone) => "write 0,00 for nought; an amount is never left out".into(),
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
                format!(
                    "dates are read as {}, with or without a time; `dates` in a profile of the configuration tells other \
                     forms",
                    list(forms)
                )
            }
            Self::Date(DateError::Time) => {
                "a time is hh:mm or hh:mm:ss, up to 9 decimals, then nothing, `Z` or an offset like +01 or +01:00".into()
            }
            Self::SettledWithoutDaybook | Self::TimeWithoutDay | Self::DaybookWithoutSettlement => {
                "a settled item has both, an open one neither".into()
            }
            Self::Code(_) => return None,
        })
    }
}

fn amount_english(error: AmountError) -> String {
    match error {
        AmountError::Empty => "the amount is empty".into(),
        AmountError::Form(DecimalMark::Comma, Unit::Euro) => "the amount is not written with a decimal comma".into(),
        AmountError::Form(DecimalMark::Point, Unit::Euro) => "the amount is not written with a decimal point".into(),
        AmountError::Minus(MinusForm::Brackets) => "the amount stands in brackets".into(),
        AmountError::Minus(_) => "the minus stands behind the amount".into(),
        AmountError::MinusAlone => "a minus alone is no amount".into(),
        AmountError::Decimals => "the amount has more than two decimals".into(),
        AmountError::TooLarge => "the amount is larger than 999.999.999.999,99".into(),
        AmountError::Form(_, Unit::Cents) | AmountError::NotWholeCents => {
            "the amount is not a whole number of cents".into()
        }
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

fn code_english(form: CodeForm) -> &'static str {
    match form {
        CodeForm::Daybook => "a daybook is one capital letter and three digits, such as K001",
        CodeForm::Institution => "an institution is `I` and three digits, such as I355",
        CodeForm::Branch => "a branch is four digits, such as 3550",
        CodeForm::BookingCode => "a booking code is four digits, the group first, such as 2110",
        CodeForm::GroupAndCode => "a booking group is one digit and the code beside it three",
    }
}

/// The headers of the file where one for a field is missing, and the one among them that comes nearest to it.
fn headers_found(field: LineField, found: &[String]) -> String {
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
    format!("the file has {}{meant}", shown_headers(found))
}

/// Headers of a file as a message shows them: something that is no export may have any number of them, of any length.
fn shown_headers(found: &[String]) -> String {
    let shown: Vec<String> = found.iter().take(40).map(|header| header.chars().take(60).collect()).collect();
    let more = if found.len() > 40 { format!(" and {} more", found.len() - 40) } else { String::new() };
    format!("{}{more}", list(&shown))
}

pub(super) fn list(names: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    quoted.join(", ")
}
