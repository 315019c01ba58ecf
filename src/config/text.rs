//! Texts of configurations and code tables, and what a file is that is none.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::error::ConfigError;
use super::spot::ConfigSpot;
use crate::ingest::content::Content;

/// How documents of word processors begin.
const RICH_TEXT: &[u8] = b"{\\rtf";
/// How texts in UTF-16 begin.
const UTF_16: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];

/// A file that is no text, or one in other characters.
pub(super) struct NoText {
    /// What it is.
    pub what: String,
    /// Where the first character stands that is no character.
    pub spot: Option<ConfigSpot>,
}

/// Reads a configuration or a code table.
///
/// # Errors
/// When it can't be read, or is no text in UTF-8.
pub fn read_text(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |error| ConfigError::Unreadable(path.to_owned(), error);
    let bytes = fs::read(path).map_err(unreadable)?;
    text(bytes).map_err(|NoText { what, spot }| ConfigError::NoText { path: path.to_owned(), what, spot })
}

/// The text that bytes are.
fn text(bytes: Vec<u8>) -> Result<String, NoText> {
    let content = Content::of(&bytes);
    let none = |what: String| Err(NoText { what, spot: None });
    if UTF_16.iter().any(|mark| bytes.starts_with(mark)) {
        return none("the file is a text in UTF-16".to_owned());
    }
    if bytes.starts_with(RICH_TEXT) {
        return none("the file is a document of a word processor (RTF), and no plain text".to_owned());
    }
    // A text that begins with a bracket may be taken for JSON.
    if !matches!(content, Content::Text | Content::Json) {
        return none(format!("the file is {}, and no plain text", content.english()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let start = error.utf8_error().valid_up_to();
        let shown = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let what = "a character is not written in UTF-8".to_owned();
        NoText { what, spot: Some(ConfigSpot::of(&shown, start..start + char::REPLACEMENT_CHARACTER.len_utf8())) }
    })
}

impl ConfigError {
    /// Whether there is no such file.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::Unreadable(_, error) if error.kind() == ErrorKind::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_told_as_what_it_is() {
        let what = |bytes: &[u8]| text(bytes.to_vec()).map_err(|no_text| no_text.what);
        assert_eq!(what(b"[run]\n"), Ok("[run]\n".to_owned()));
        assert_eq!(what(b"[\n1]"), Ok("[\n1]".to_owned()));
        assert_eq!(what(b"\xff\xfe[\0"), Err("the file is a text in UTF-16".to_owned()));
        assert_eq!(what(b"PK\x03\x04xl/"), Err("the file is a workbook (.xlsx), and no plain text".to_owned()));
        let no_text = text(b"a = 1\nb = \"Bel\xe9\"\n".to_vec()).expect_err("no UTF-8");
        assert_eq!(no_text.spot.map(|spot| spot.position.to_string()).as_deref(), Some("line 2, column 9"));
        let no_text = text(b"pseudonym_key = \"sl\xe9\"\n".to_vec()).expect_err("no UTF-8");
        assert_eq!(no_text.spot.and_then(|spot| spot.line), None);
    }
}
