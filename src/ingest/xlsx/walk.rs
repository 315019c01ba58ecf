//! A strict walk over the XML of a workbook's sheet: one that another reader might understand in another way is called
//! damaged. So two readings can only differ where one of them is wrong.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};

use super::attributes::{attribute, digits, is_number, rows_of};
use super::filled_row::{FilledRow, Merges, WrittenAmount};
use super::parts::text_of;
use crate::ingest::cell::is_invisible;
use crate::ingest::limits::MOST_ROWS;

/// What an element is that the walk is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ElementPlace {
    Data,
    Row,
    Cell,
    Value,
    Inline,
    Text,
    Phonetic,
    /// Something that is passed over: a formula, or what later versions have added to a row.
    Other,
}

/// The walk, as far as it has come.
#[allow(clippy::struct_excessive_bools)] // Each says where in the sheet it is.
pub struct SheetWalk<'s> {
    amounts: &'s [usize],
    shared: &'s [String],
    /// The rows that are not blank.
    pub rows: Vec<FilledRow>,
    /// The cells that are merged.
    pub merges: Merges,
    /// Formulas without a result: row, from 1, and column, from 0.
    pub without_result: Vec<(u64, usize)>,
    is_formula: bool,
    places: Vec<ElementPlace>,
    has_ended: bool,
    /// The number of the row, from 1; 0 before the first.
    row: u64,
    is_filled: bool,
    is_hidden: bool,
    written: Vec<WrittenAmount>,
    /// The column behind the last cell of the row, from 0.
    next_column: usize,
    column: usize,
    kind: String,
    text: String,
    has_value: bool,
    pieces: usize,
}

impl<'s> SheetWalk<'s> {
    /// A walk that looks for amounts in these columns.
    #[must_use]
    pub fn new(amounts: &'s [usize], shared: &'s [String]) -> Self {
        Self {
            amounts,
            shared,
            rows: Vec::new(),
            merges: Vec::new(),
            without_result: Vec::new(),
            is_formula: false,
            places: Vec::new(),
            has_ended: false,
            row: 0,
            is_filled: false,
            is_hidden: false,
            written: vec![WrittenAmount::Text(String::new()); amounts.len()],
            next_column: 0,
            column: 0,
            kind: String::new(),
            text: String::new(),
            has_value: false,
            pieces: 0,
        }
    }

    /// Sees what comes next.
    ///
    /// # Errors
    /// When readers may understand it in several ways.
    pub fn see(&mut self, event: &Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.enter(tag),
            Event::Empty(tag) => {
                let before = self.places.len();
                self.enter(tag)?;
                if self.places.len() > before { self.leave() } else { Ok(()) }
            }
            Event::End(_) => self.leave(),
            event => self.take_text(event),
        }
    }

    fn enter(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let name = tag.local_name();
        let name = name.as_ref();
        let Some(place) = self.places.last() else {
            match name {
                "sheetData" if self.has_ended => return Err("it has rows in two places".to_owned()),
                "sheetData" => self.places.push(ElementPlace::Data),
                "mergeCell" => {
                    let name = attribute(tag, "ref")?.ok_or("it has merged cells without a name")?.into_owned();
                    let rows = rows_of(&name).ok_or_else(|| format!("it has merged cells of the name `{name}`"))?;
                    self.merges.push((name, rows));
                }
                _ => {}
            }
            return Ok(());
        };
        let place = match (place, name) {
            (ElementPlace::Data, "row") => self.open_row(tag)?,
            (ElementPlace::Row, "c") => self.open_cell(tag)?,
            (ElementPlace::Cell, "v") if !self.has_value && self.kind != "inlineStr" => ElementPlace::Value,
            (ElementPlace::Cell, "is") if !self.has_value && self.kind == "inlineStr" => ElementPlace::Inline,
            (ElementPlace::Cell, "f") if !self.has_value => ElementPlace::Other,
            (ElementPlace::Inline, "t") => ElementPlace::Text,
            (ElementPlace::Inline, "rPh") | (ElementPlace::Phonetic, _) => ElementPlace::Phonetic,
            (ElementPlace::Inline, _) => ElementPlace::Inline,
            (ElementPlace::Row | ElementPlace::Other, _) if !matches!(name, "c" | "row" | "sheetData") => {
                ElementPlace::Other
            }
            _ => return Err(format!("{} holds `{name}` where it has no place", self.here())),
        };
        self.is_formula |= *name == *"f" && self.places.last() == Some(&ElementPlace::Cell);
        self.has_value |= matches!(place, ElementPlace::Value | ElementPlace::Inline);
        self.places.push(place);
        Ok(())
    }

    /// Ends an element; those outside of the rows were never entered.
    fn leave(&mut self) -> Result<(), String> {
        match self.places.pop() {
            Some(ElementPlace::Data) => self.has_ended = true,
            Some(ElementPlace::Row) if self.is_filled => {
                let nothing = vec![WrittenAmount::Text(String::new()); self.amounts.len()];
                let written = std::mem::replace(&mut self.written, nothing);
                self.rows.push(FilledRow { number: self.row, is_hidden: self.is_hidden, written });
            }
            Some(ElementPlace::Cell) => self.close_cell()?,
            _ => {}
        }
        Ok(())
    }

    fn open_row(&mut self, tag: &BytesStart<'_>) -> Result<ElementPlace, String> {
        let number = match attribute(tag, "r")? {
            Some(number) => digits(&number).ok_or_else(|| format!("it has a row of the number `{number}`"))?,
            None => self.row + 1,
        };
        if number <= self.row || number > MOST_ROWS {
            return Err(format!("row {number} stands behind row {}", self.row));
        }
        (self.row, self.is_filled, self.next_column) = (number, false, 0);
        self.is_hidden = attribute(tag, "hidden")?.is_some_and(|hidden| matches!(&*hidden, "1" | "true"));
        self.written.fill(WrittenAmount::Text(String::new()));
        Ok(ElementPlace::Row)
    }

    fn open_cell(&mut self, tag: &BytesStart<'_>) -> Result<ElementPlace, String> {
        self.column = match attribute(tag, "r")? {
            Some(reference) => self.column_of(&reference).ok_or_else(|| {
                format!("row {} has a cell of the name `{reference}` where it has no place", self.row)
            })?,
            None => self.next_column,
        };
        self.next_column = self.column + 1;
        self.kind = attribute(tag, "t")?.map_or_else(String::new, Cow::into_owned);
        attribute(tag, "s")?;
        self.text.clear();
        (self.has_value, self.is_formula, self.pieces) = (false, false, 0);
        Ok(ElementPlace::Cell)
    }

    /// The column that a reference such as `AB12` names, from 0, if it may stand in this row behind the last cell.
    fn column_of(&self, reference: &str) -> Option<usize> {
        let (letters, number) = reference.split_at(reference.find(|c: char| c.is_ascii_digit())?);
        if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return None;
        }
        let column = letters.bytes().fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1) - 1;
        (digits(number) == Some(self.row) && column >= self.next_column).then_some(column)
    }

    fn take_text(&mut self, event: &Event<'_>) -> Result<(), String> {
        match self.places.last() {
            Some(ElementPlace::Value) => {
                self.pieces += 1;
                let is_plain = matches!(self.kind.as_str(), "" | "n" | "s" | "b" | "e");
                let is_sound = match event {
                    Event::Text(_) => !is_plain || self.pieces == 1,
                    Event::GeneralRef(_) => !is_plain,
                    _ => false,
                };
                if !is_sound {
                    return Err(format!("{} has a value that is no plain text", self.here()));
                }
                self.text.push_str(&text_of(event)?);
            }
            Some(ElementPlace::Text) => self.text.push_str(&text_of(event)?),
            Some(ElementPlace::Cell | ElementPlace::Row | ElementPlace::Data) if !text_of(event)?.trim().is_empty() => {
                return Err(format!("{} holds a text where it has no place", self.here()));
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), String> {
        let text = &self.text;
        let is_sound = text.is_empty()
            || match self.kind.as_str() {
                "" | "n" => is_number(text),
                "s" => digits(text).is_some_and(|index| index < self.shared.len() as u64),
                "b" => ["0", "1", "true", "false"].contains(&text.to_lowercase().as_str()),
                "e" | "str" | "d" | "inlineStr" => true,
                _ => false,
            };
        if !is_sound {
            let text: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
            let kind = match self.kind.as_str() {
                "" | "n" => "a number",
                "s" => "the place of a shared string",
                "b" => "a truth value",
                _ => "of a known type",
            };
            return Err(format!("{} has the value `{text}`, which is not {kind}", self.here()));
        }
        // A formula may give an empty text, and says so; programs that don't calculate leave it without a value.
        if self.is_formula && text.is_empty() && !(self.has_value && self.kind == "str") {
            self.without_result.push((self.row, self.column));
        }
        let index = if self.kind == "s" { digits(text).and_then(|index| usize::try_from(index).ok()) } else { None };
        let is_blank = |c: char| c.is_whitespace() || is_invisible(c);
        let value = index.and_then(|index| self.shared.get(index)).unwrap_or(text).trim_matches(is_blank);
        self.is_filled |= !value.is_empty();
        if let Some(place) = self.amounts.iter().position(|amount| *amount == self.column) {
            // Readers differ in how often they resolve what is written with `&`.
            if value.contains('&') {
                return Err(format!("{} has an amount with `&`", self.here()));
            }
            let is_number = matches!(self.kind.as_str(), "" | "n");
            self.written[place] = if is_number && !value.is_empty() {
                WrittenAmount::Number(value.to_owned())
            } else {
                WrittenAmount::Text(value.to_owned())
            };
        }
        Ok(())
    }

    /// Where the walk is, in words.
    fn here(&self) -> String {
        if self.places.contains(&ElementPlace::Cell) || self.next_column > 0 {
            format!("the cell in row {}, column {},", self.row, self.column + 1)
        } else {
            format!("row {}", self.row)
        }
    }
}

/// What spreadsheets call a cell by its row, from 1, and its column, from 0.
pub(super) fn cell_name(row: u64, column: usize) -> String {
    let (mut letters, mut rest) = (String::new(), column + 1);
    while rest > 0 {
        let letter = b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(letter));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{row}")
}

#[cfg(test)]
mod tests {
    use super::super::parts::each_event;
    use super::*;

    fn walk(data: &str) -> Result<usize, String> {
        let shared = [String::new(), "x".to_owned()];
        let mut walk = SheetWalk::new(&[1], &shared);
        let xml = format!("<worksheet><cols><col/></cols>{data}<x><row/></x></worksheet>");
        each_event(xml.as_bytes(), |event| walk.see(event))?;
        Ok(walk.rows.len())
    }

    #[test]
    fn what_every_reader_understands_alike_is_counted() {
        for (rows, count) in [
            ("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\"><v>1.5E-3</v></c></row>", 1),
            ("<row><c><v>1</v></c></row>\n<row/><row><c t=\"str\"><f>A1</f><v>a&amp;b</v></c></row>", 2),
            ("<row><c t=\"inlineStr\"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c><c/></row>", 1),
            ("<row><c t=\"inlineStr\"><is><rPh><t>b</t></rPh></is></c></row>", 0),
            ("<row r=\"7\"><c r=\"AB7\" t=\"b\"><v>1</v></c><extLst><ext/></extLst></row>", 1),
            ("<row><c t=\"s\"><v>0</v></c><c><v></v></c><c t=\"str\"><v> </v></c></row>", 0),
        ] {
            assert_eq!(walk(&format!("<sheetData>{rows}</sheetData>")), Ok(count), "{rows}");
        }
        assert_eq!(walk("<sheetData/>"), Ok(0));
    }

    #[test]
    fn what_readers_may_understand_in_several_ways_is_damage() {
        for rows in [
            "<row><c><v> 1</v></c></row>",
            "<row><c><v>1 5</v></c></row>",
            "<row><c><v>1</v><v>2</v></c></row>",
            "<row><c><v>1</v><f>A1</f></c></row>",
            "<row><c r=\"A1\" r=\"B1\"><v>1</v></c></row>",
            "<row><c><v>1<!-- -->2</v></c></row>",
            "<row><c><v><![CDATA[1]]></v></c></row>",
            "<row><c><v>&#49;</v></c></row>",
            "<row><c t=\"s\"><v>2</v></c></row>",
            "<row><c t=\"s\"><v>x</v></c></row>",
            "<row><c t=\"inlineStr\"><is><t>a</t></is><v>1</v></c></row>",
            "<row><c><is><t>a</t></is></c></row>",
            "<row><c t=\"?\"><v>1</v></c></row>",
            "<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>",
            "<row><c r=\"A2\"><v>1</v></c></row>",
            "<row r=\"2\"/><row r=\"2\"/>",
            "<row r=\"x\"/>",
            "<row><row/></row>",
            "<c/>",
            "<row>1</row>",
            "<row><c><v>nan</v></c></row>",
            "<row><c/><c t=\"str\"><v>&amp;#49;</v></c></row>",
            "<row><extLst><c/></extLst></row>",
            "</sheetData><sheetData>",
        ] {
            assert!(walk(&format!("<sheetData>{rows}</sheetData>")).is_err(), "{rows}");
        }
    }

    #[test]
    fn hidden_rows_and_merged_cells_are_seen() {
        let mut walk = SheetWalk::new(&[0], &[]);
        let xml = "<worksheet><sheetData><row r=\"2\" hidden=\"1\"><c><v>1</v></c></row><row r=\"3\"><c><v>2</v></c></row>\
                   <row hidden=\"1\"/></sheetData><mergeCells><mergeCell ref=\"A3:B4\"/></mergeCells></worksheet>";
        each_event(xml.as_bytes(), |event| walk.see(event)).expect("a sheet");
        assert_eq!(
            walk.rows.iter().map(|row| (row.number, row.is_hidden)).collect::<Vec<_>>(),
            [(2, true), (3, false)]
        );
        assert_eq!(walk.merges, [("A3:B4".to_owned(), 3..=4)]);
        assert_eq!(
            [rows_of("$A$3:B4"), rows_of("A3"), rows_of("A:B"), rows_of("A0:A1")],
            [Some(3..=4), Some(3..=3), None, None]
        );
    }

    #[test]
    fn formulas_without_a_result_are_seen() {
        let mut walk = SheetWalk::new(&[0], &[]);
        let xml = "<worksheet><sheetData><row r=\"2\"><c><f>A1</f></c><c><f>A1</f><v/></c><c><f>A1</f><v>1</v></c>\
                   <c t=\"str\"><f>A1</f><v></v></c><c t=\"str\"><f>A1</f></c><c/></row></sheetData></worksheet>";
        each_event(xml.as_bytes(), |event| walk.see(event)).expect("a sheet");
        assert_eq!(walk.without_result, [(2, 0), (2, 1), (2, 4)]);
        let names = [(3, 0), (12, 27), (1, 702)].map(|(row, column)| cell_name(row, column));
        assert_eq!(names, ["A3", "AB12", "AAA1"]);
    }

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        let mut walk = SheetWalk::new(&[0], &[]);
        walk.row = 12;
        let columns = ["A12", "Z12", "AB12", "A1", "AAAA12", "12", "a12"].map(|name| walk.column_of(name));
        assert_eq!(columns, [Some(0), Some(25), Some(27), None, None, None, None]);
    }

    #[test]
    fn numbers_are_told_from_other_texts() {
        assert!(["0", "-1", "1.5", "1E5", "1.25e-07", "+2"].iter().all(|text| is_number(text)));
        assert!(["", "-", "1.", ".5", "1e", "0x1", "inf", "1 ", "1,5", "--1"].iter().all(|text| !is_number(text)));
    }
}
