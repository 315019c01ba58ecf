//! XML as a tree of elements that know their lines: small enough to be walked by names, strict about what it is.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The most elements of a file.
const MOST: usize = 4_000_000;
/// How deep they may lie in each other.
const DEEPEST: usize = 64;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name without a prefix.
    pub(super) name: String,
    /// The line on which it begins.
    pub(super) line: u64,
    /// Its name space, or the currency that its `Ccy` tells.
    pub(super) attribute: String,
    /// The text in it, without blanks around.
    pub(super) text: String,
    pub(super) inside: Vec<Element>,
}

/// Why a text is no XML: the line, and what is wrong there.
pub(super) struct XmlFault(pub(super) u64, pub(super) String);

/// Reads a text whole; the outermost element.
pub(super) fn tree(text: &str) -> Result<Element, XmlFault> {
    let mut reader = Reader::from_str(text);
    let (mut line, mut seen, mut count) = (1_u64, 0_usize, 0);
    // The element behind the last is what all is in.
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
        let began = line;
        line += text.as_bytes()[seen.min(at)..at].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        seen = seen.max(at);
        let broken = |what: &str| XmlFault(began, what.to_owned());
        match event.map_err(|error| XmlFault(line, error.to_string()))? {
            Event::Start(tag) => {
                count += 1;
                if count > MOST || open.len() > DEEPEST {
                    return Err(broken("there are too many elements, or too deep in each other"));
                }
                open.push(element(&tag, line).map_err(|what| XmlFault(line, what))?);
            }
            Event::Empty(tag) => {
                count += 1;
                let element = element(&tag, line).map_err(|what| XmlFault(line, what))?;
                if let Some(around) = open.last_mut().filter(|_| count <= MOST) {
                    around.inside.push(element);
                }
            }
            Event::End(_) => {
                let mut element = open.pop().ok_or_else(|| broken("an element ends that never began"))?;
                element.text = String::from(element.text.trim());
                let around = open.last_mut().ok_or_else(|| broken("an element ends that never began"))?;
                around.inside.push(element);
            }
            Event::Text(more) => add(&mut open, &more.xml_content(quick_xml::XmlVersion::Implicit1_0)),
            Event::CData(more) => add(&mut open, &more),
            Event::GeneralRef(reference) => {
                let whole = format!("&{};", &*reference);
                let text = quick_xml::escape::unescape(&whole).map_err(|error| XmlFault(began, error.to_string()))?;
                add(&mut open, &text);
            }
            Event::DocType(_) => return Err(broken("a bank's file has no document type")),
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    let mut outside = open.pop().unwrap_or_default();
    if !open.is_empty() {
        return Err(XmlFault(line, "the file ends within an element".to_owned()));
    }
    if !outside.text.trim().is_empty() {
        return Err(XmlFault(line, "there is text outside of all elements".to_owned()));
    }
    match outside.inside.len() {
        1 => Ok(outside.inside.remove(0)),
        _ => Err(XmlFault(line, "there is not one element around all others".to_owned())),
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text += text;
    }
}

fn element(tag: &BytesStart<'_>, line: u64) -> Result<Element, String> {
    let name: String = tag.local_name().as_ref().to_owned();
    let mut kept = String::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key: &str = attribute.key.as_ref();
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?;
        let is_space = key == "xmlns" || key.starts_with("xmlns:");
        if key == "Ccy" || is_space && (kept.is_empty() || value.contains("camt.")) {
            kept = value.into_owned();
        }
    }
    Ok(Element { name, line, attribute: kept, ..Element::default() })
}

impl Element {
    /// The elements of that name in this one.
    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.inside.iter().filter(move |element| element.name == name)
    }

    /// The first element along a way of names.
    pub(super) fn first(&self, way: &[&str]) -> Option<&Self> {
        match way {
            [] => Some(self),
            [name, rest @ ..] => self.inside.iter().find(|element| element.name == *name)?.first(rest),
        }
    }

    /// The text of the first element along a way of names; empty where there is none.
    pub(super) fn text_of(&self, way: &[&str]) -> &str {
        self.first(way).map_or("", |element| &element.text)
    }
}
