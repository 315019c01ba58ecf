//! The parts of a workbook (ECMA-376), written row by row: a sheet never lies in memory as cells.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::cell_text::{absolute, escaped, letters};
use super::table::SheetTable;
use crate::render::error::RenderError;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// A workbook that grows sheet by sheet.
pub(super) struct Book {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    sheets: Vec<BookSheet>,
    /// How many tables there are.
    tables: usize,
    /// Names with what they stand for.
    names: Vec<(String, String)>,
}

/// What is known of a sheet when it is finished.
struct BookSheet {
    name: String,
    /// How it is printed, as far as that stands at its end.
    margins: String,
    /// The places on it that lead to other sheets, and those.
    links: Vec<(String, String)>,
    /// Whether its first row is a header.
    has_header: bool,
    /// The range that is filtered without being a table.
    filter: Option<String>,
}

/// What a workbook says of itself.
#[derive(Default)]
pub(super) struct Properties {
    pub(super) title: String,
    pub(super) subject: String,
    pub(super) keywords: String,
    /// Whose it is.
    pub(super) company: String,
    pub(super) language: String,
    /// When it was made: a time in UTC as XML writes it.
    pub(super) made: String,
}

/// What stays in sight.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Freeze {
    /// Nothing: the first row is no header.
    Nothing,
    /// The first row, which is on every page too.
    Header,
    /// That, and the first column.
    HeaderAndFirstColumn,
}

/// How a sheet is set up.
pub(super) struct Setup {
    /// Its name, without a character that needs care.
    pub(super) name: String,
    /// The widths of its columns, in characters.
    pub(super) widths: Vec<f32>,
    /// What stays in sight.
    pub(super) freeze: Freeze,
    /// How deep its outline is.
    pub(super) depth: usize,
    /// Whether its pages stand upright, without lines between cells.
    pub(super) is_upright: bool,
    /// What stands at the head of every page, as spreadsheets write it, and at the foot.
    pub(super) head: String,
    pub(super) foot: String,
}

/// Who made a workbook, as its properties say it.
pub const CREATOR: &str = "kasverslag";

impl Book {
    /// Starts a workbook whose cells look so.
    pub(super) fn new(properties: &Properties, styles: &str) -> Result<Self, RenderError> {
        let zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut book = Self { zip, sheets: Vec::new(), tables: 0, names: Vec::new() };
        book.part(
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\">\
                 <Relationship Id=\"rId1\" Type=\"{DOCUMENT}/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
                 <Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" \
                 Target=\"docProps/core.xml\"/>\
                 <Relationship Id=\"rId3\" Type=\"{DOCUMENT}/relationships/extended-properties\" \
                 Target=\"docProps/app.xml\"/></Relationships>"
            ),
        )?;
        let Properties { title, subject, keywords, company, language, made } = properties;
        let [title, subject, keywords, company, language] =
            [title, subject, keywords, company, language].map(|text| escaped(text));
        book.part(
            "docProps/core.xml",
            &format!(
                "<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
                 xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
                 xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title>\
                 <dc:subject>{subject}</dc:subject><dc:creator>{CREATOR}</dc:creator><cp:keywords>{keywords}</cp:keywords>\
                 <dcterms:created xsi:type=\"dcterms:W3CDTF\">{made}</dcterms:created>\
                 <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{made}</dcterms:modified>\
                 <dc:language>{language}</dc:language></cp:coreProperties>",
            ),
        )?;
        book.part(
            "docProps/app.xml",
            &format!(
                "<Properties xmlns=\"{DOCUMENT}/extended-properties\"><Application>{CREATOR} {}</Application>\
                 <Company>{company}</Company></Properties>",
                env!("CARGO_PKG_VERSION")
            ),
        )?;
        book.part("xl/styles.xml", styles)?;
        Ok(book)
    }

    fn start(&mut self, name: &str) -> Result<(), RenderError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.zip.start_file(name, options).map_err(RenderError::fault)
    }

    fn write(&mut self, text: &str) -> Result<(), RenderError> {
        self.zip.write_all(text.as_bytes()).map_err(RenderError::fault)
    }

    fn part(&mut self, name: &str, text: &str) -> Result<(), RenderError> {
        self.start(name)?;
        self.write(XML)?;
        self.write(text)
    }

    /// Starts the next sheet, whose rows follow.
    pub(super) fn sheet(&mut self, setup: &Setup) -> Result<(), RenderError> {
        let number = self.sheets.len() + 1;
        let Setup { name, widths, freeze, depth, is_upright, head, foot } = setup;
        let orientation = if *is_upright { "portrait" } else { "landscape" };
        let margins = format!(
            "<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/>\
             <pageSetup paperSize=\"9\" orientation=\"{orientation}\" fitToHeight=\"0\"/>\
             <headerFooter><oddHeader>{}</oddHeader><oddFooter>{}</oddFooter></headerFooter>",
            escaped(head),
            escaped(foot)
        );
        let has_header = *freeze != Freeze::Nothing;
        self.sheets.push(BookSheet { name: name.clone(), margins, links: Vec::new(), has_header, filter: None });
        self.start(&format!("xl/worksheets/sheet{number}.xml"))?;
        let selected = if number == 1 { " tabSelected=\"1\"" } else { "" };
        let grid = if *is_upright { " showGridLines=\"0\"" } else { "" };
        let pane = match freeze {
            Freeze::Nothing => "",
            Freeze::Header => {
                "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>\
                 <selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/>"
            }
            Freeze::HeaderAndFirstColumn => {
                "<pane xSplit=\"1\" ySplit=\"1\" topLeftCell=\"B2\" activePane=\"bottomRight\" state=\"frozen\"/>\
                 <selection pane=\"bottomRight\" activeCell=\"B2\" sqref=\"B2\"/>"
            }
        };
        let columns = widths.iter().zip(1..).map(|(width, column)| {
            format!("<col min=\"{column}\" max=\"{column}\" width=\"{width:.1}\" customWidth=\"1\"/>")
        });
        let outline = if *depth > 0 { format!(" outlineLevelRow=\"{depth}\"") } else { String::new() };
        self.write(&format!(
            "{XML}<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{DOCUMENT}/relationships\"><sheetPr><pageSetUpPr fitToPage=\"1\"/>\
             </sheetPr><sheetViews><sheetView{grid}{selected} workbookViewId=\"0\">{pane}</sheetView></sheetViews>\
             <sheetFormatPr defaultRowHeight=\"15\"{outline}/><cols>{}</cols><sheetData>",
            columns.collect::<String>()
        ))
    }

    /// Writes a row: its cells as XML, from [`text`], [`number`] or [`date`](super::style::date); how deep it lies in the
    /// outline.
    pub(super) fn row(&mut self, row: u32, level: usize, cells: &str) -> Result<(), RenderError> {
        let level = if level > 0 { format!(" outlineLevel=\"{level}\"") } else { String::new() };
        self.write(&format!("<row r=\"{row}\"{level}>{cells}</row>"))
    }

    /// Gives a cell of the sheet a name.
    pub(super) fn define(&mut self, name: &str, row: u32, column: usize) {
        let Some(sheet) = self.sheets.last() else { return };
        let place = format!("'{}'!${}${row}", sheet.name, letters(column));
        self.names.push((name.to_owned(), place));
    }

    /// Makes a cell of the sheet lead to another sheet.
    pub(super) fn link(&mut self, row: u32, column: usize, to: &str) {
        let place = format!("{}{row}", letters(column));
        self.sheets.last_mut().into_iter().for_each(|sheet| sheet.links.push((place.clone(), to.to_owned())));
    }

    /// Ends the sheet, whose lines may be a table.
    pub(super) fn end_sheet(&mut self, table: Option<SheetTable>) -> Result<(), RenderError> {
        let number = self.sheets.len();
        let Some(sheet) = self.sheets.last_mut() else { return Err("there is no sheet to end".into()) };
        let whole = table.as_ref().is_some_and(SheetTable::is_whole);
        let range = table.as_ref().map(|table| table.range.clone());
        let codes = range.as_ref().map(|range| {
            format!("<ignoredErrors><ignoredError sqref=\"{range}\" numberStoredAsText=\"1\"/></ignoredErrors>")
        });
        sheet.filter = range.filter(|_| !whole);
        let filter = sheet.filter.as_ref().map(|range| format!("<autoFilter ref=\"{range}\"/>")).unwrap_or_default();
        let links = sheet
            .links
            .iter()
            .map(|(place, to)| format!("<hyperlink ref=\"{place}\" location=\"'{to}'!A1\" display=\"{to}\"/>"));
        let links: String = links.collect();
        let links = if links.is_empty() { links } else { format!("<hyperlinks>{links}</hyperlinks>") };
        let margins = std::mem::take(&mut sheet.margins);
        let part = if whole { "<tableParts count=\"1\"><tablePart r:id=\"rId1\"/></tableParts>" } else { "" };
        self.write(&format!("</sheetData>{filter}{links}{margins}{}{part}</worksheet>", codes.unwrap_or_default()))?;
        let Some(table) = table.filter(|_| whole) else { return Ok(()) };
        self.tables += 1;
        let id = self.tables;
        self.part(
            &format!("xl/worksheets/_rels/sheet{number}.xml.rels"),
            &format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{DOCUMENT}/relationships/table\" Target=\"../tables/table{id}.xml\"/></Relationships>"
            ),
        )?;
        self.part(&format!("xl/tables/table{id}.xml"), &table.xml(id))
    }

    /// Ends a sheet that is a form, printed upright on one page; `lists` are cells with the texts to choose from.
    pub(super) fn end_form(&mut self, lists: &[(String, String)]) -> Result<(), RenderError> {
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
    pub(super) fn finish(mut self) -> Result<Vec<u8>, RenderError> {
        let sheets = std::mem::take(&mut self.sheets);
        let (mut entries, mut names, mut relations, mut types) =
            (String::new(), String::new(), String::new(), String::new());
        for (BookSheet { name, has_header, filter, .. }, number) in sheets.iter().zip(1..) {
            entries += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
            relations += &format!(
                "<Relationship Id=\"rId{number}\" Type=\"{DOCUMENT}/relationships/worksheet\" \
                 Target=\"worksheets/sheet{number}.xml\"/>"
            );
            types += &format!(
                "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{SPREADSHEET}.worksheet+xml\"/>"
            );
            let local = number - 1;
            if let Some(range) = filter {
                let place = absolute(range);
                names += &format!(
                    "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{local}\" hidden=\"1\">'{name}'!{place}\
                     </definedName>"
                );
            }
            if *has_header {
                names += &format!(
                    "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{local}\">'{name}'!$1:$1</definedName>"
                );
            }
        }
        for (name, place) in &self.names {
            names += &format!("<definedName name=\"{name}\">{place}</definedName>");
        }
        for table in 1..=self.tables {
            types += &format!(
                "<Override PartName=\"/xl/tables/table{table}.xml\" ContentType=\"{SPREADSHEET}.table+xml\"/>"
            );
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
                 <Override PartName=\"/docProps/app.xml\" \
                 ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{SPREADSHEET}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/styles.xml\" ContentType=\"{SPREADSHEET}.styles+xml\"/>{types}</Types>"
            ),
        )?;
        Ok(self.zip.finish().map_err(RenderError::fault)?.into_inner())
    }
}
