//! The parts of a workbook, which is a zip file: how large they are, and which of them holds a sheet.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::ingest::defect::Reason;
use crate::ingest::limits::{Bomb, UNPACKED_PART, UNPACKED_WORKBOOK};

/// The shortest XML of a shared string.
const SHORTEST_STRING: u64 = "<si/>".len() as u64;

/// A workbook that is open.
pub type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Demands that the parts of a workbook are not too large, by what the zip file says and by what comes out of it. Where
/// it can't be unpacked, whoever reads it says so.
///
/// # Errors
/// When they are, or when one promises more than it holds.
pub fn check_parts(bytes: &[u8]) -> Result<(), Reason> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut left = UNPACKED_WORKBOOK;
    for index in 0..archive.len() {
        let Ok(mut part) = archive.by_index(index) else { continue };
        let name = part.name().map(|name| name.to_lowercase()).unwrap_or_default();
        let is_sheet = name.starts_with("xl/worksheets/");
        let limit = if is_sheet { left } else { UNPACKED_PART.min(left) };
        let bomb = Reason::Unpacked(Bomb::Size(if is_sheet { UNPACKED_WORKBOOK } else { UNPACKED_PART }));
        let unpacked = unpacked_size(&mut part, limit);
        if part.size() > limit || unpacked > limit {
            return Err(bomb);
        }
        left -= unpacked;
        drop(part);
        if name.ends_with("sharedstrings.xml")
            && let Ok(part) = archive.by_index(index)
        {
            check_promise(part, unpacked)?;
        }
    }
    Ok(())
}

/// How many bytes a part unpacks to, as far as that works; one more than `limit` when they are more.
fn unpacked_size(part: &mut impl Read, limit: u64) -> u64 {
    let (mut size, mut buffer) = (0, vec![0; 1 << 16]);
    while size <= limit {
        match part.read(&mut buffer) {
            Ok(read) if read > 0 => size += read as u64,
            _ => break,
        }
    }
    size.min(limit + 1)
}

/// Demands that there is room for as many shared strings as a part says: the first reader makes room for them at once.
fn check_promise(part: impl Read, size: u64) -> Result<(), Reason> {
    const PROMISE: &str = "uniqueCount";
    let mut reader = Reader::from_reader(BufReader::new(part));
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                let text: &str = &tag;
                for (at, _) in text.match_indices(PROMISE) {
                    let digits = text[at..].chars().skip_while(|c| !c.is_ascii_digit());
                    let digits: String = digits.take_while(char::is_ascii_digit).collect();
                    if digits.parse::<u64>().is_ok_and(|count| count > size / SHORTEST_STRING) {
                        let why = format!("it says that it has {digits} shared strings, in {size} bytes");
                        return Err(Reason::Workbook(why));
                    }
                }
                return Ok(());
            }
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

/// Opens a workbook.
///
/// # Errors
/// Why it can't be opened.
pub fn open(bytes: &[u8]) -> Result<Archive<'_>, String> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())
}

type ZipPart<'a, 'b> = ZipFile<'a, Cursor<&'b [u8]>>;

/// A part by its name, whatever its letter case; `None` when there is none.
///
/// # Errors
/// When there are several, or it can't be unpacked.
pub fn part<'a, 'b>(archive: &'a mut Archive<'b>, name: &str) -> Result<Option<ZipPart<'a, 'b>>, String> {
    let names = archive.file_names().flatten().map(std::borrow::Cow::into_owned);
    let mut fitting = names.filter(|part| part.eq_ignore_ascii_case(name));
    let Some(found) = fitting.next() else { return Ok(None) };
    if fitting.next().is_some() {
        return Err(format!("it has the part {name} twice"));
    }
    drop(fitting);
    archive.by_name(&found).map(Some).map_err(|error| error.to_string())
}

fn needed<'a, 'b>(archive: &'a mut Archive<'b>, name: &str) -> Result<ZipPart<'a, 'b>, String> {
    part(archive, name)?.ok_or_else(|| format!("the workbook has no part {name}"))
}

/// The name of the part that holds a sheet.
///
/// # Errors
/// When it can't be told, or not without doubt.
pub fn sheet_part(archive: &mut Archive<'_>, sheet: &str) -> Result<String, String> {
    let mut ids = Vec::new();
    each_tag(needed(archive, "xl/workbook.xml")?, |tag| {
        if tag.local_name().as_ref() == "sheet" && attribute(tag, "name")?.as_deref() == Some(sheet) {
            ids.push(attribute(tag, "id")?);
        }
        Ok(())
    })?;
    let [Some(id)] = &ids[..] else {
        return Err(format!("it has {} sheets of the name {sheet} that have a part", ids.iter().flatten().count()));
    };
    let mut targets = Vec::new();
    each_tag(needed(archive, "xl/_rels/workbook.xml.rels")?, |tag| {
        if tag.local_name().as_ref() == "Relationship" && attribute(tag, "Id")?.as_ref() == Some(id) {
            targets.push(attribute(tag, "Target")?);
        }
        Ok(())
    })?;
    let [Some(target)] = &targets[..] else {
        return Err(format!("the workbook has no part for the sheet {sheet}, or several"));
    };
    Ok(match target.strip_prefix('/') {
        Some(target) => target.to_owned(),
        None if target.starts_with("xl/") => target.clone(),
        None => format!("xl/{target}"),
    })
}

fn each_tag(part: impl Read, mut see: impl FnMut(&BytesStart<'_>) -> Result<(), String>) -> Result<(), String> {
    each_event(BufReader::new(part), |event| match event {
        Event::Start(tag) | Event::Empty(tag) => see(tag),
        _ => Ok(()),
    })
}

/// Shows all events of an XML text.
///
/// # Errors
/// When it is no XML, or what `see` says.
pub fn each_event(part: impl BufRead, mut see: impl FnMut(&Event<'_>) -> Result<(), String>) -> Result<(), String> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| error.to_string())? {
            Event::Eof => return Ok(()),
            event => see(&event)?,
        }
    }
}

/// An attribute by its local name.
fn attribute(tag: &BytesStart<'_>, local_name: &str) -> Result<Option<String>, String> {
    let mut found = None;
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.local_name().as_ref() == local_name {
            let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?;
            found = Some(value.into_owned());
        }
    }
    Ok(found)
}

/// The rows of a sheet that are hidden, from 0: by hand, or by a filter.
///
/// # Errors
/// When the sheet can't be read.
pub fn hidden_rows(bytes: &[u8], sheet: &str) -> Result<BTreeSet<u32>, String> {
    let mut archive = open(bytes)?;
    let name = sheet_part(&mut archive, sheet)?;
    let (mut hidden, mut next) = (BTreeSet::new(), 0);
    each_tag(needed(&mut archive, &name)?, |tag| {
        if tag.local_name().as_ref() == "row" {
            let number = attribute(tag, "r")?.and_then(|number| number.parse::<u32>().ok());
            let row = number.map_or(next, |number| number.saturating_sub(1));
            next = row.saturating_add(1);
            if attribute(tag, "hidden")?.is_some_and(|hidden| matches!(&*hidden, "1" | "true")) {
                hidden.insert(row);
            }
        }
        Ok(())
    })?;
    Ok(hidden)
}

/// The shared strings of a workbook; none when it has no part for them.
///
/// # Errors
/// When they can't be read.
pub fn shared_strings(archive: &mut Archive<'_>) -> Result<Vec<String>, String> {
    let Some(part) = part(archive, "xl/sharedStrings.xml")? else { return Ok(Vec::new()) };
    let (mut strings, mut in_text, mut in_phonetic) = (Vec::new(), false, false);
    each_event(BufReader::new(part), |event| {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => strings.push(String::new()),
                "t" => in_text = true,
                "rPh" => in_phonetic = true,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => strings.push(String::new()),
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => in_phonetic = false,
                _ => {}
            },
            event => {
                if let (true, Some(string)) = (in_text && !in_phonetic, strings.last_mut()) {
                    string.push_str(&text_of(event)?);
                }
            }
        }
        Ok(())
    })?;
    Ok(strings)
}

/// The text of an event; empty when it has none.
///
/// # Errors
/// When it names something unknown.
pub fn text_of(event: &Event<'_>) -> Result<String, String> {
    Ok(match event {
        Event::Text(text) => text.to_string(),
        Event::CData(text) => text.to_string(),
        Event::GeneralRef(name) => {
            let reference = format!("&{};", &**name);
            let text = quick_xml::escape::unescape(&reference).map_err(|error| error.to_string())?;
            text.into_owned()
        }
        _ => String::new(),
    })
}
