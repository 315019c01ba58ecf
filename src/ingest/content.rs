//! What a file is by its first bytes, whatever its name says.

use super::format::ExportFormat;

/// What the first bytes of a file say that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Packed by gzip.
    Gzip,
    /// A workbook as spreadsheet programs write it today.
    Workbook,
    /// A zip file of something else.
    Zip,
    /// A workbook that asks for a password.
    LockedWorkbook,
    /// A workbook as Excel wrote it until 2003.
    OldWorkbook,
    /// A workbook of `LibreOffice`.
    OpenDocument,
    /// A Parquet file.
    Parquet,
    /// XML, perhaps a workbook as Excel 2003 wrote it.
    Xml,
    /// A web page.
    Html,
    /// A PDF.
    Pdf,
    /// JSON.
    Json,
    /// None of these: a text, as far as anyone can tell.
    Text,
}

/// How many bytes of a file tell what it is.
pub const TELLING: u64 = 4096;
/// How many bytes more are looked at of an old workbook.
pub const TELLING_OLD: u64 = 4 << 20;

/// The name of the stream that holds a locked workbook, as such files write it.
const LOCKED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

impl Content {
    /// What a file is that starts with these bytes; the more there are, the better it is told.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
        let starts_with =
            |start: &str| text.get(..start.len()).is_some_and(|first| first.eq_ignore_ascii_case(start.as_bytes()));
        let has = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
        match bytes {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [b'P', b'K', 3, 4, ..] if has(b"application/vnd.oasis.opendocument") => Self::OpenDocument,
            [b'P', b'K', 3, 4, ..] if has(b"xl/") || has(b"[Content_Types].xml") => Self::Workbook,
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Self::Zip,
            [0xd0, 0xcf, 0x11, 0xe0, ..] if has(LOCKED) => Self::LockedWorkbook,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::OldWorkbook,
            [b'P', b'A', b'R', b'1' | b'E', ..] => Self::Parquet,
            [b'%', b'P', b'D', b'F', ..] => Self::Pdf,
            _ if ["<!doctype html", "<html", "<table", "<head", "<body", "<div", "<script", "<style"]
                .iter()
                .any(|start| starts_with(start)) =>
            {
                Self::Html
            }
            _ if starts_with("{\"") || starts_with("[{") || starts_with("{\n") || starts_with("[\n") => Self::Json,
            _ if starts_with("<?xml") || starts_with("<workbook") || starts_with("<ss:workbook") => Self::Xml,
            _ => Self::Text,
        }
    }

    /// Whether a file whose name says that it is of a format can't be read as one.
    #[must_use]
    pub fn contradicts(self, format: ExportFormat) -> bool {
        match format {
            ExportFormat::Csv => self != Self::Text,
            ExportFormat::CsvGz => self != Self::Gzip,
            // Damaged files of their own kind are told as such by those who read them.
            ExportFormat::Xlsx => !matches!(self, Self::Workbook | Self::Zip | Self::Text),
            ExportFormat::Parquet => !matches!(self, Self::Parquet | Self::Text),
        }
    }
}

impl Content {
    /// What it is, for the terminal.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::Gzip => "packed by gzip",
            Self::Workbook => "a workbook (.xlsx)",
            Self::Zip => "a zip file",
            Self::LockedWorkbook => "a workbook that is protected by a password",
            Self::OldWorkbook => "a workbook of Excel 97-2003 (.xls)",
            Self::OpenDocument => "a workbook of LibreOffice (.ods)",
            Self::Parquet => "a Parquet file",
            Self::Xml => "XML, perhaps a workbook as Excel 2003 wrote it",
            Self::Html => "a web page (HTML)",
            Self::Pdf => "a PDF",
            Self::Json => "JSON",
            Self::Text => "a plain text, perhaps CSV",
        }
    }

    /// What it is, for library staff.
    #[must_use]
    pub fn dutch(self) -> &'static str {
        match self {
            Self::Gzip => "ingepakt met gzip",
            Self::Workbook => "een werkmap (.xlsx)",
            Self::Zip => "een zip-bestand",
            Self::LockedWorkbook => "een werkmap met een wachtwoord",
            Self::OldWorkbook => "een werkmap van Excel 97-2003 (.xls)",
            Self::OpenDocument => "een werkmap van LibreOffice (.ods)",
            Self::Parquet => "een Parquet-bestand",
            Self::Xml => "XML, misschien een werkmap van Excel 2003",
            Self::Html => "een webpagina (HTML)",
            Self::Pdf => "een PDF",
            Self::Json => "JSON",
            Self::Text => "een gewone tekst, misschien CSV",
        }
    }

    /// What to do with it.
    #[must_use]
    pub fn hint(self) -> String {
        let open = "open it in a spreadsheet and save it as .xlsx (Excel-werkmap)";
        match self {
            Self::Gzip => "name it .csv.gz if it holds CSV, or unpack it".to_owned(),
            Self::Workbook => "name it .xlsx".to_owned(),
            Self::Zip => "unpack it, and give what is in it".to_owned(),
            Self::LockedWorkbook => "open it in Excel, take the password off, and save it as .xlsx".to_owned(),
            Self::OldWorkbook | Self::OpenDocument | Self::Xml => open.to_owned(),
            Self::Parquet => "name it .parquet".to_owned(),
            Self::Html => format!("is it the page of an error, or of a log-in? If it is a table: {open}"),
            Self::Pdf | Self::Json => {
                "an export is CSV, a workbook (.xlsx) or Parquet: make it in one of these forms".to_owned()
            }
            Self::Text => "name it .csv if it is CSV".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        let locked = [&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 40], LOCKED].concat();
        let files: [(&[u8], Content); 16] = [
            (b"\x1f\x8b\x08", Content::Gzip),
            (b"PK\x03\x04xl/workbook.xml", Content::Workbook),
            (b"PK\x03\x04 [Content_Types].xml", Content::Workbook),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", Content::OpenDocument),
            (b"PK\x03\x04x", Content::Zip),
            (b"PK\x05\x06", Content::Zip),
            (b"\xd0\xcf\x11\xe0\xa1", Content::OldWorkbook),
            (&locked, Content::LockedWorkbook),
            (b"PAR1x", Content::Parquet),
            (b"%PDF-1.7", Content::Pdf),
            (b"\xef\xbb\xbf <HTML>", Content::Html),
            (b"\n<table border", Content::Html),
            (b"<?xml version=\"1.0\"?>", Content::Xml),
            (b"[{\"Adm Id\": 1}]", Content::Json),
            (b"Adm Id;Bedrag", Content::Text),
            (b"", Content::Text),
        ];
        for (bytes, content) in files {
            assert_eq!(Content::of(bytes), content, "{}", bytes.escape_ascii());
        }
    }
}
