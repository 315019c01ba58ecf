//! What was put into a file behind the end of a report: later revisions (ISO 32000-1, 7.5.6), each of which is objects, a
//! list of where they stand, and nothing else.

use super::reader::cross_references::{ObjectPlace, XrefSection, indirect, section};
use super::reader::file::PdfFile;
use super::reader::object::Number;
use super::reader::parser::Parser;
use super::reader::unpacking::Budget;

/// What a trailer has, and a stream in the place of one.
const TRAILER: [&str; 11] =
    ["Size", "Root", "Info", "ID", "Prev", "Type", "W", "Index", "DecodeParms", "Filter", "Length"];

/// Demands that a file goes on behind a report, which ends at `end` and says at `report` where its objects stand, with
/// sound revisions and nothing else.
///
/// # Errors
/// What is there instead.
pub(super) fn check(whole: &PdfFile<'_>, report: usize, end: usize) -> Result<(), String> {
    let later: Vec<&XrefSection> = whole.sections.iter().take_while(|section| section.at != report).collect();
    if later.is_empty() || later.len() == whole.sections.len() || later.iter().any(|section| section.at < end) {
        return Err("something was added behind its end".to_owned());
    }
    let mut at = end;
    for section in later.iter().rev() {
        at =
            revision(whole, section, at).map_err(|what| format!("what was added behind its end is damaged: {what}"))?;
        if let Some(key) = section.trailer.other_than(&TRAILER) {
            return Err(format!("what was added behind its end has something that no signature needs (`{key}`)"));
        }
    }
    let rest = &whole.bytes[at..];
    if rest.iter().all(u8::is_ascii_whitespace) && rest.len() <= 2 {
        Ok(())
    } else {
        Err("something was added behind its end".to_owned())
    }
}

/// Follows a revision from the byte at which it begins to the one behind it.
fn revision(whole: &PdfFile<'_>, own: &XrefSection, mut at: usize) -> Result<usize, String> {
    let bytes = whole.bytes;
    let mut starts: Vec<(usize, Number)> = Vec::new();
    section(bytes, own.at, &Budget::of(bytes.len()), &mut |number, place| {
        // What stands further up is no part of this one, and is as it was.
        if let ObjectPlace::At(start) = place
            && start >= at
            && Some(number) != own.stream
        {
            starts.push((start, number));
        }
    })?;
    starts.sort_unstable();
    for (start, number) in starts {
        if blanks_from(bytes, at) != start {
            return Err(format!("there is something at byte {at} that is no object"));
        }
        let object = indirect(bytes, start, &|length| whole.length(length))?;
        if object.number != number {
            return Err(format!("object {number} is not where it should be"));
        }
        at = object.end;
    }
    if blanks_from(bytes, at) != own.at {
        return Err(format!("there is something at byte {at} that is no object"));
    }
    let mut parser = Parser::new(bytes, blanks_from(bytes, own.end));
    parser.literally("startxref")?;
    if parser.unsigned()? != own.at {
        return Err("it does not say where its list of objects is".to_owned());
    }
    parser.at = blanks_from(bytes, parser.at);
    parser.literally("%%EOF")?;
    Ok(parser.at)
}

/// The first byte from here on that is no blank.
fn blanks_from(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len())
}
