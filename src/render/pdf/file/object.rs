//! Objects of a PDF file as text.

use chrono::{DateTime, Offset};
use chrono_tz::Tz;
use lopdf::{Dictionary, Object, StringFormat};

use crate::render::error::RenderError;
use crate::report::provenance::hex;

/// The number of an object; its generation is always 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(pub(super) u32);

impl Id {
    /// A reference to the object.
    #[must_use]
    pub(super) fn reference(self) -> String {
        format!("{} 0 R", self.0)
    }
}

/// A reference to an object, written out for all places that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ObjectReference {
    /// What it is written as, and room for the longest one.
    text: [u8; 14],
    length: usize,
}

impl ObjectReference {
    /// A reference to an object.
    #[must_use]
    pub(super) fn to(id: Id) -> Self {
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(id.0).as_bytes();
        let mut text = [0; 14];
        text[..digits.len()].copy_from_slice(digits);
        text[digits.len()..digits.len() + 4].copy_from_slice(b" 0 R");
        Self { text, length: digits.len() + 4 }
    }

    /// Writes it.
    pub(super) fn push(&self, out: &mut Vec<u8>) {
        // To write all and forget some costs less than to write so many.
        let end = out.len() + self.length;
        out.extend_from_slice(&self.text);
        out.truncate(end);
    }
}

/// References to objects, one after the other.
#[must_use]
pub(super) fn references(ids: &[Id]) -> String {
    ids.iter().map(|id| id.reference()).collect::<Vec<_>>().join(" ")
}

/// A text that readers show: as ASCII where that is all there is to it, otherwise as UTF-16 with its mark.
#[must_use]
pub(super) fn text_string(text: &str) -> String {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return literal(text);
    }
    let units = text.encode_utf16().map(|unit| format!("{unit:04X}"));
    format!("<FEFF{}>", units.collect::<String>())
}

/// An ASCII text in round brackets.
#[must_use]
pub(super) fn literal(text: &str) -> String {
    format!("({})", text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)"))
}

/// Bytes as digits.
#[must_use]
pub(super) fn hex_string(bytes: &[u8]) -> String {
    format!("<{}>", hex(bytes).to_uppercase())
}

/// A name, such as `/text#2Fcsv`.
#[must_use]
pub(super) fn name(text: &str) -> String {
    let mut name = String::from("/");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.+:".contains(&byte) {
            name.push(char::from(byte));
        } else {
            name += &format!("#{byte:02X}");
        }
    }
    name
}

/// A time as PDF writes it: `D:20261124080000+01'00'`.
#[must_use]
pub(super) fn date(time: DateTime<Tz>) -> String {
    let seconds = time.offset().fix().local_minus_utc();
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("({}{sign}{hours:02}'{minutes:02}')", time.format("D:%Y%m%d%H%M%S"))
}

/// A length in points, to a hundredth.
#[must_use]
pub(super) fn number(points: f32) -> String {
    let text = format!("{points:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An object that printpdf made, as text; `renumbered` tells what its references are called here.
pub(super) fn of_lopdf(
    object: &Object,
    renumbered: &mut dyn FnMut(lopdf::ObjectId) -> Result<Id, RenderError>,
) -> Result<String, RenderError> {
    Ok(match object {
        Object::Null => "null".to_owned(),
        Object::Boolean(is_true) => is_true.to_string(),
        Object::Integer(integer) => integer.to_string(),
        Object::Real(real) => number(*real),
        Object::Name(bytes) => name(&String::from_utf8_lossy(bytes)),
        Object::String(bytes, StringFormat::Hexadecimal | StringFormat::Literal) => hex_string(bytes),
        Object::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| of_lopdf(item, renumbered)).collect::<Result<_, _>>()?;
            format!("[{}]", items.join(" "))
        }
        Object::Dictionary(dictionary) => format!("<<{}>>", entries(dictionary, renumbered)?),
        Object::Reference(id) => renumbered(*id)?.reference(),
        Object::Stream(_) => return Err("a stream stands inside another object".into()),
    })
}

/// The entries of a dictionary that printpdf made, but its length, without the brackets around them.
pub(super) fn entries(
    dictionary: &Dictionary,
    renumbered: &mut dyn FnMut(lopdf::ObjectId) -> Result<Id, RenderError>,
) -> Result<String, RenderError> {
    let mut text = String::new();
    for (key, value) in dictionary.iter().filter(|(key, _)| key.as_slice() != b"Length") {
        text += &format!("{} {} ", name(&String::from_utf8_lossy(key)), of_lopdf(value, renumbered)?);
    }
    Ok(text.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_names_are_written_safely() {
        assert_eq!(text_string("a (b) \\"), r"(a \(b\) \\)");
        assert_eq!(text_string("é"), "<FEFF00E9>");
        assert_eq!(name("text/csv"), "/text#2Fcsv");
        assert_eq!((number(595.28), number(12.0), number(-0.5)), ("595.28".into(), "12".into(), "-0.5".into()));
    }
}
