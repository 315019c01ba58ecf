//! Where the objects of a file stand: its cross-reference tables and streams (ISO 32000-1, 7.5.4 and 7.5.8).

use super::object::{Dictionary, Number, Object};
use super::parser::Parser;
use super::unpacking::{Budget, Unpacked, without_predictor};

/// Where an object stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::inspect) enum ObjectPlace {
    /// Nowhere.
    Free,
    /// At a byte of the file.
    At(usize),
    /// In an object stream, at a place of its list.
    In(Number, u16),
}

/// A cross-reference section: what it says of itself, beside where objects stand.
#[derive(Clone, Debug)]
pub(in crate::inspect) struct XrefSection {
    /// Where it begins.
    pub(in crate::inspect) at: usize,
    /// Where it ends: behind its trailer, or behind its stream.
    pub(in crate::inspect) end: usize,
    /// Its trailer, or the dictionary of its stream.
    pub(in crate::inspect) trailer: Dictionary,
    /// The object that it is; a table is none.
    pub(in crate::inspect) stream: Option<Number>,
    /// The section before it.
    pub(in crate::inspect) previous: Option<usize>,
}

/// A stream in a file: its dictionary and its data, and where it ends.
#[derive(Clone, Debug)]
pub(in crate::inspect) struct Stream<'b> {
    /// Its dictionary.
    pub(in crate::inspect) dictionary: Dictionary,
    /// Its data as they stand in the file.
    pub(in crate::inspect) data: &'b [u8],
    /// Where those begin.
    pub(in crate::inspect) start: usize,
}

/// An object with its number, as it stands in a file.
#[derive(Clone, Debug)]
pub(in crate::inspect) struct Indirect<'b> {
    /// Its number.
    pub(in crate::inspect) number: Number,
    /// What it is.
    pub(in crate::inspect) body: Body<'b>,
    /// The byte behind it.
    pub(in crate::inspect) end: usize,
}

/// What an object with a number is.
#[derive(Clone, Debug)]
pub(in crate::inspect) enum Body<'b> {
    /// No stream.
    Plain(Object),
    /// A stream.
    Stream(Stream<'b>),
}

/// Reads the object that stands at a byte; `length` finds the length of a stream that stands elsewhere.
///
/// # Errors
/// When none stands there.
pub(in crate::inspect) fn indirect<'b>(
    bytes: &'b [u8],
    at: usize,
    length: &dyn Fn(Number) -> Option<usize>,
) -> Result<Indirect<'b>, String> {
    let mut parser = Parser::new(bytes, at);
    let number = parser.beginning()?;
    let object = parser.object()?;
    parser.skip_blanks();
    let mut ahead = parser.clone();
    if ahead.keyword("stream").is_err() {
        parser.keyword("endobj")?;
        return Ok(Indirect { number, body: Body::Plain(object), end: parser.at });
    }
    let Object::Dictionary(dictionary) = object else { return Err(format!("object {number} is no sound stream")) };
    // A carriage return alone would leave open where the data begin (7.3.8.1).
    if ahead.literally("\r\n").is_err() {
        ahead.literally("\n")?;
    }
    let start = ahead.at;
    let own = match dictionary.get("Length") {
        Some(Object::Reference(number)) => length(*number),
        own => own.and_then(Object::as_size),
    };
    let end = own.and_then(|length| start.checked_add(length)).filter(|end| *end <= bytes.len());
    let end = end.ok_or_else(|| format!("stream {number} has no sound length"))?;
    let mut behind = Parser::new(bytes, end);
    behind.keyword("endstream")?;
    behind.keyword("endobj")?;
    let stream = Stream { dictionary, data: &bytes[start..end], start };
    Ok(Indirect { number, body: Body::Stream(stream), end: behind.at })
}

/// Reads the section at a byte; `take` gets each of its entries.
///
/// # Errors
/// When there is none, or it is damaged.
pub(in crate::inspect) fn section(
    bytes: &[u8],
    at: usize,
    budget: &Budget,
    take: &mut dyn FnMut(Number, ObjectPlace),
) -> Result<XrefSection, String> {
    let mut parser = Parser::new(bytes, at);
    let found = match parser.keyword("xref") {
        Ok(()) => table(parser, at, bytes.len(), take)?,
        Err(_) => stream(bytes, at, budget, take)?,
    };
    if found.trailer.get("XRefStm").is_some() {
        return Err("it says in two ways where its objects stand".to_owned());
    }
    if found.trailer.get("Encrypt").is_some() {
        return Err("it is encrypted".to_owned());
    }
    Ok(found)
}

/// An object has a byte of the file at least, or a bit more where it is in a stream.
fn check_number(number: usize, length: usize) -> Result<Number, String> {
    let number = Number::try_from(number).ok().filter(|_| number <= length);
    number.ok_or_else(|| "it has more objects than bytes".to_owned())
}

fn table(
    mut parser: Parser<'_>,
    at: usize,
    length: usize,
    take: &mut dyn FnMut(Number, ObjectPlace),
) -> Result<XrefSection, String> {
    loop {
        let mut ahead = parser.clone();
        if ahead.keyword("trailer").is_ok() {
            parser = ahead;
            break;
        }
        let (first, count) = (parser.unsigned()?, parser.unsigned()?);
        for number in first..first.saturating_add(count) {
            let number = check_number(number, length)?;
            let (place, generation) = (parser.unsigned()?, parser.unsigned()?);
            parser.skip_blanks();
            let place = match parser.take_word() {
                b"f" => ObjectPlace::Free,
                b"n" if generation == 0 => ObjectPlace::At(place),
                _ => return Err(format!("the entry of object {number} is damaged")),
            };
            take(number, place);
        }
    }
    let Object::Dictionary(trailer) = parser.object()? else { return Err("it has no trailer".to_owned()) };
    let previous = previous(&trailer)?;
    Ok(XrefSection { at, end: parser.at, trailer, stream: None, previous })
}

fn previous(trailer: &Dictionary) -> Result<Option<usize>, String> {
    let sound = |previous: &Object| previous.as_size().ok_or_else(|| "what was there before it is lost".to_owned());
    trailer.get("Prev").map(sound).transpose()
}

fn stream(
    bytes: &[u8],
    at: usize,
    budget: &Budget,
    take: &mut dyn FnMut(Number, ObjectPlace),
) -> Result<XrefSection, String> {
    let damaged = || "where its objects stand is damaged".to_owned();
    let Indirect { number, body: Body::Stream(stream), end } = indirect(bytes, at, &|_| None)? else {
        return Err(damaged());
    };
    let Stream { dictionary: trailer, data, .. } = stream;
    if !trailer.has_name("Type", "XRef") {
        return Err(damaged());
    }
    let numbers =
        |key: &str| -> Option<Vec<usize>> { trailer.get(key)?.as_array()?.iter().map(Object::as_size).collect() };
    let widths: [usize; 3] = numbers("W").and_then(|widths| widths.try_into().ok()).ok_or_else(damaged)?;
    let width = widths.iter().sum::<usize>();
    if widths.iter().any(|width| *width > 8) || width == 0 {
        return Err(damaged());
    }
    let size = trailer.get("Size").and_then(Object::as_size).ok_or_else(damaged)?;
    let index = numbers("Index").unwrap_or_else(|| vec![0, size]);
    let most = (bytes.len() + 1).saturating_mul(width + 1);
    let rows = Unpacked::of(&trailer, data, budget)?.all(most)?;
    let rows = without_predictor(rows, trailer.get("DecodeParms"))?;
    let mut rows = rows.chunks_exact(width);
    for range in index.chunks(2) {
        let [first, count] = *range else { return Err(damaged()) };
        for number in first..first.saturating_add(count) {
            let number = check_number(number, bytes.len())?;
            let row = rows.next().ok_or_else(damaged)?;
            take(number, place(row, widths).ok_or_else(damaged)?);
        }
    }
    if rows.next().is_some() {
        return Err(damaged());
    }
    let previous = previous(&trailer)?;
    Ok(XrefSection { at, end, trailer, stream: Some(number), previous })
}

fn place(row: &[u8], widths: [usize; 3]) -> Option<ObjectPlace> {
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let (kind, rest) = row.split_at_checked(widths[0])?;
    let (second, third) = rest.split_at_checked(widths[1])?;
    Some(match (if kind.is_empty() { 1 } else { number(kind) }, number(second), number(third)) {
        (0, ..) => ObjectPlace::Free,
        (1, at, 0) => ObjectPlace::At(usize::try_from(at).ok()?),
        (2, stream, index) => ObjectPlace::In(Number::try_from(stream).ok()?, u16::try_from(index).ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(XrefSection, Vec<(Number, ObjectPlace)>), String> {
        let mut entries = Vec::new();
        let section = section(bytes, 0, &Budget::of(bytes.len()), &mut |number, place| entries.push((number, place)))?;
        Ok((section, entries))
    }

    #[test]
    fn tables_and_streams_tell_where_objects_stand() {
        let table = b"xref\n0 1\n0000000000 65535 f \n4 2\n0000000017 00000 n \n0000000081 00000 n \ntrailer\n<</Size 6/Prev 9>>";
        let (section, entries) = read(table).expect("a table");
        assert_eq!(entries, [(0, ObjectPlace::Free), (4, ObjectPlace::At(17)), (5, ObjectPlace::At(81))]);
        assert_eq!((section.previous, section.stream, section.end), (Some(9), None, table.len()));
        let stream = b"7 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Index[4 2]/Length 8>>\nstream\n\x01\0\x11\0\x02\0\x03\x05\nendstream\nendobj";
        let (section, entries) = read(stream).expect("a stream");
        assert_eq!(entries, [(4, ObjectPlace::At(17)), (5, ObjectPlace::In(3, 5))]);
        assert_eq!((section.previous, section.stream, section.end), (None, Some(7), stream.len()));
    }

    #[test]
    fn what_leads_readers_apart_is_refused() {
        let table = |rows: &str, trailer: &str| read(format!("xref\n{rows}\ntrailer\n<<{trailer}>>").as_bytes());
        assert!(table("0 1\n0000000000 65535 f", "/Size 1").is_ok());
        assert!(table("0 1\n0000000000 65535 f", "/Size 1/XRefStm 12").is_err());
        assert!(table("0 1\n0000000000 65535 f", "/Size 1/Encrypt 3 0 R").is_err());
        assert!(table("0 2\n0000000000 65535 f", "/Size 1").is_err());
        assert!(table("1 1\n0000000009 00001 n", "/Size 1").is_err());
        assert!(table("4000000000 1\n0000000009 00000 n", "/Size 1").is_err());
        let bomb = b"7 0 obj\n<</Type/XRef/Size 4000000000/W[1 2 1]/Length 8>>\nstream\n\x01\0\x11\0\x02\0\x03\x05\nendstream\nendobj";
        assert!(read(bomb).is_err());
    }
}
