//! The parts of a workbook (ECMA-376), written row by row: a sheet never lies in memory as cells.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::style::STYLES;
use crate::domain::steering::visible_lines;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// A workbook that grows sheet by sheet.
pub(super) struct Book {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    sheets: Vec<Sheet>,
}

/// What is known of a sheet when it is finished.
struct Sheet {
    name: String,
    /// The range with the header and what is under it, where lines are filtered by it.
    lines: Option<String>,
}

/// How a sheet is set up.
pub(super) struct Setup {
    /// Its name, without a character that needs care.
    pub(super) name: String,
    /// The widths of its columns, in characters.
    pub(super) widths: Vec<f32>,
    /// Whether its first row is a header that stays in sight, filters the rows under it and is on every page.
    pub(super) has_header: bool,
}

/// Who made a workbook, as its properties say it.
pub const CREATOR: &str = "kasverslag";

impl Book {
    /// Starts a workbook. `made` is a time in UTC as XML writes it.
    pub(super) fn new(title: &str, made: &str) -> Result<Self, String> {
        Self::with_styles(title, made, STYLES)
    }

    /// The same with other styles.
    pub(super) fn with_styles(title: &str, made: &str, styles: &str) -> Result<Self, String> {
        let mut book = Self { zip: ZipWriter::new(Cursor::new(Vec::new())), sheets: Vec::new() };
        book.part(
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\">\
                 <Relationship Id=\"rId1\" Type=\"{DOCUMENT}/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
                 <Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" \
                 Target=\"docProps/core.xml\"/></Relationships>"
            ),
        )?;
        book.part(
            "docProps/core.xml",
            &format!(
                "<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
                 xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
                 xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>\
                 <dc:creator>{CREATOR}</dc:creator>\
                 <dcterms:created xsi:type=\"dcterms:W3CDTF\">{made}</dcterms:created></cp:coreProperties>",
                escaped(title)
            ),
        )?;
        book.part("xl/styles.xml", styles)?;
        Ok(book)
    }

    fn start(&mut self, name: &str) -> Result<(), String> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.zip.start_file(name, options).map_err(|error| error.to_string())
    }

    fn write(&mut self, text: &str) -> Result<(), String> {
        self.zip.write_all(text.as_bytes()).map_err(|error| error.to_string())
    }

    fn part(&mut self, name: &str, text: &str) -> Result<(), String> {
        self.start(name)?;
        self.write(XML)?;
        self.write(text)
    }

    /// Starts the next sheet, whose rows follow.
    pub(super) fn sheet(&mut self, setup: &Setup) -> Result<(), String> {
        let number = self.sheets.len() + 1;
        self.sheets.push(Sheet { name: setup.name.clone(), lines: None });
        self.start(&format!("xl/worksheets/sheet{number}.xml"))?;
        let selected = if number == 1 { " tabSelected=\"1\"" } else { "" };
        let pane = "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>\
                    <selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/>";
        let columns = setup.widths.iter().zip(1..).map(|(width, column)| {
            format!("<col min=\"{column}\" max=\"{column}\" width=\"{width:.1}\" customWidth=\"1\"/>")
        });
        self.write(&format!(
            "{XML}<worksheet xmlns=\"{MAIN}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>\
             <sheetViews><sheetView workbookViewId=\"0\"{selected}>{}</sheetView></sheetViews>\
             <sheetFormatPr defaultRowHeight=\"15\"/><cols>{}</cols><sheetData>",
            if setup.has_header { pane } else { "" },
            columns.collect::<String>()
        ))
    }

    /// Writes a row: its cells as XML, from [`text`], [`number`] or [`date`](super::style::date).
    pub(super) fn row(&mut self, row: u32, cells: &str) -> Result<(), String> {
        self.write(&format!("<row r=\"{row}\">{cells}</row>"))
    }

    /// Ends the sheet; `lines` is the range to filter.
    pub(super) fn end_sheet(&mut self, lines: Option<String>) -> Result<(), String> {
        let (filter, codes) = lines.as_ref().map_or_else(Default::default, |range| {
            let codes = format!("<ignoredError sqref=\"{range}\" numberStoredAsText=\"1\"/>");
            (format!("<autoFilter ref=\"{range}\"/>"), format!("<ignoredErrors>{codes}</ignoredErrors>"))
        });
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.lines = lines;
        }
        self.write(&format!(
            "</sheetData>{filter}<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" \
             footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/>{codes}</worksheet>"
        ))
    }

    /// Ends a sheet that is a form, printed upright on one page; `lists` are cells with the texts to choose from.
    pub(super) fn end_form(&mut self, lists: &[(String, String)]) -> Result<(), String> {
        let list = |(cell, texts): &(String, String)| {
            format!(
                "<dataValidation type=\"list\" allowBlank=\"1\" showErrorMessage=\"1\" sqref=\"{cell}\"><formula1>\"{}\"\
                 </formula1></dataValidation>",
                escaped(texts)
            )
        };
        let choices: String = lists.iter().map(list).collect();
        let choices = if lists.is_empty() {
            choices
        } else {
            format!("<dataValidations count=\"{}\">{choices}</dataValidations>", lists.len())
        };
        self.write(&format!(
            "</sheetData>{choices}<pageMargins left=\"0.7\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" \
             footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"portrait\" fitToHeight=\"1\"/></worksheet>"
        ))
    }

    /// Ends the workbook.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, String> {
        let sheets = std::mem::take(&mut self.sheets);
        let (mut entries, mut names, mut relations, mut types) =
            (String::new(), String::new(), String::new(), String::new());
        for (Sheet { name, lines }, number) in sheets.iter().zip(1..) {
            entries += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
            relations += &format!(
                "<Relationship Id=\"rId{number}\" Type=\"{DOCUMENT}/relationships/worksheet\" \
                 Target=\"worksheets/sheet{number}.xml\"/>"
            );
            types += &format!(
                "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{SPREADSHEET}.worksheet+xml\"/>"
            );
            if let Some(range) = lines {
                let local = number - 1;
                let place = absolute(range);
                names += &format!(
                    "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{local}\" hidden=\"1\">'{name}'!{place}\
                     </definedName><definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{local}\">'{name}'!$1:$1\
                     </definedName>"
                );
            }
        }
        let styles = sheets.len() + 1;
        self.part(
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOCUMENT}/relationships\"><bookViews><workbookView/></bookViews>\
                 <sheets>{entries}</sheets><definedNames>{names}</definedNames></workbook>"
            ),
        )?;
        self.part(
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}<Relationship Id=\"rId{styles}\" \
                 Type=\"{DOCUMENT}/relationships/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        )?;
        self.part(
            "[Content_Types].xml",
            &format!(
                "<Types xmlns=\"{PACKAGE}/content-types\">\
                 <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
                 <Override PartName=\"/docProps/core.xml\" \
                 ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{SPREADSHEET}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/styles.xml\" ContentType=\"{SPREADSHEET}.styles+xml\"/>{types}</Types>"
            ),
        )?;
        Ok(self.zip.finish().map_err(|error| error.to_string())?.into_inner())
    }
}

/// The range over the first columns of rows 1 to `last`, such as `A1:H20`.
pub(super) fn range(columns: usize, last: u32) -> String {
    format!("A1:{}{last}", letters(columns.saturating_sub(1)))
}

/// A range as names refer to it: `$A$1:$H$20`.
fn absolute(range: &str) -> String {
    let corner = |corner: &str| {
        let digits = corner.find(|c: char| c.is_ascii_digit()).unwrap_or(corner.len());
        format!("${}${}", &corner[..digits], &corner[digits..])
    };
    range.split(':').map(corner).collect::<Vec<_>>().join(":")
}

/// A column by its letters: `A` for 0, `AA` for 26.
fn letters(column: usize) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let last = &LETTERS[column % 26..=column % 26];
    if column < 26 { last.to_owned() } else { letters(column / 26 - 1) + last }
}

/// Adds a cell with a text that is never a formula.
pub(super) fn text(cells: &mut String, column: usize, row: u32, style: usize, text: &str) {
    *cells += &format!(
        "<c r=\"{}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        letters(column),
        escaped(text)
    );
}

/// Adds a cell with a number, as its decimal text.
pub(super) fn number(cells: &mut String, column: usize, row: u32, style: usize, number: &str) {
    *cells += &format!("<c r=\"{}{row}\" s=\"{style}\"><v>{number}</v></c>", letters(column));
}

/// Adds a cell to be filled in.
pub(super) fn blank(cells: &mut String, column: usize, row: u32, style: usize) {
    *cells += &format!("<c r=\"{}\" s=\"{style}\"/>", place(column, row));
}

/// Adds a cell with a formula; a spreadsheet computes it when it opens the workbook.
pub(super) fn formula(cells: &mut String, column: usize, row: u32, style: usize, formula: &str) {
    *cells += &format!("<c r=\"{}\" s=\"{style}\"><f>{}</f></c>", place(column, row), escaped(formula));
}

/// The place of a cell, such as `B12`.
pub(super) fn place(column: usize, row: u32) -> String {
    format!("{}{row}", letters(column))
}

/// A text as XML holds it, a mark in the place of each character that steers. What XML can't hold stands as `_x000D_`,
/// as spreadsheets have it, and what only looks like that begins with a `_` that stands so itself.
fn escaped(text: &str) -> String {
    let text = &*visible_lines(text);
    let mut escaped = String::with_capacity(text.len());
    for (index, character) in text.char_indices() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '\r' | '\u{fffe}' | '\u{ffff}' => escaped += &format!("_x{:04X}_", u32::from(character)),
            '_' if looks_escaped(&text[index..]) => escaped += "_x005F_",
            _ => escaped.push(character),
        }
    }
    escaped
}

fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes.starts_with(b"_x") && bytes[2..6].iter().all(u8::is_ascii_hexdigit) && bytes[6] == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        assert_eq!(absolute(&range(13, 20)), "$A$1:$M$20");
    }

    #[test]
    fn texts_survive_xml() {
        assert_eq!(escaped("a<b> & \r\u{1}\t\u{202e}"), "a&lt;b&gt; &amp; _x000D_\u{fffd}\t\u{fffd}");
        assert_eq!(escaped("_x0041_ _x004_ é"), "_x005F_x0041_ _x004_ é");
    }
}
