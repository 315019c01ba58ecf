//! What a report's PDF says of itself to readers and archives: its facts, and the same as XMP metadata. Both say what
//! the manifest says.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::faults::FileFaults;
use super::known::KnownObjects;
use super::reader::file::PdfFile;
use super::reader::object::{Dictionary, Object};
use crate::ingest::foreign::guarded;
use crate::render::manifest::Manifest;

/// No metadata are as long.
const LARGEST: usize = 1 << 20;
/// What the facts of a report are.
const FACTS: [&str; 6] = ["Title", "Subject", "Author", "Producer", "CreationDate", "ModDate"];
/// The metadata that each report has, and whether it is a fact of this report.
const PROPERTIES: [&str; 10] = [
    "dc:format",
    "dc:title",
    "dc:description",
    "dc:creator",
    "dc:language",
    "xmp:CreateDate",
    "xmp:ModifyDate",
    "pdf:Producer",
    "pdfaid:part",
    "pdfaid:conformance",
];
/// Those that an accessible one has beside them.
const ACCESSIBLE: [&str; 8] = [
    "pdfuaid:part",
    "pdfaSchema:schema",
    "pdfaSchema:namespaceURI",
    "pdfaSchema:prefix",
    "pdfaProperty:name",
    "pdfaProperty:valueType",
    "pdfaProperty:category",
    "pdfaProperty:description",
];

/// Those that a program which signs a report says of itself, and of when.
const OF_SIGNERS: [&str; 4] = ["xmp:MetadataDate", "xmp:CreatorTool", "xmpMM:DocumentID", "xmpMM:InstanceID"];
/// Those that such a program has reason to change.
const CHANGED_BY_SIGNERS: [&str; 2] = ["xmp:ModifyDate", "pdf:Producer"];

/// Metadata: each property with its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata(Vec<(String, String)>);

impl Metadata {
    /// Reads metadata.
    ///
    /// # Errors
    /// When they are damaged.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let damaged = || "its metadata are damaged".to_owned();
        let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        let mut open: Vec<String> = Vec::new();
        let mut properties = Vec::new();
        let mut written = String::new();
        loop {
            let event = guarded(|| reader.read_event()).ok_or_else(damaged)?.map_err(|_| damaged())?;
            match event {
                Event::Start(start) => {
                    let name = name(&start);
                    said_beside(&start, &name, &mut properties)?;
                    open.push(name);
                    written.clear();
                }
                Event::Empty(start) => said_beside(&start, &name(&start), &mut properties)?,
                Event::Text(text) => written += &text,
                Event::GeneralRef(reference) => {
                    let reference = format!("&{};", &*reference);
                    written += &quick_xml::escape::unescape(&reference).map_err(|_| damaged())?;
                }
                Event::End(_) => {
                    // What is inside a list belongs to what has the list.
                    let property = open.iter().rev().find(|name| !name.starts_with("rdf:")).cloned();
                    open.pop();
                    if !written.trim().is_empty() {
                        properties.push((property.unwrap_or_default(), std::mem::take(&mut written)));
                    }
                }
                Event::CData(_) | Event::DocType(_) => return Err(damaged()),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        if open.is_empty() { Ok(Self(properties)) } else { Err(damaged()) }
    }

    /// The text of a property that stands there once.
    pub(super) fn get(&self, property: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(name, _)| name == property);
        let (_, text) = found.next()?;
        found.next().is_none().then_some(text)
    }

    /// Whether these say the same as others of the same report, but for who wrote them and when.
    pub(super) fn say_the_same(&self, other: &Self) -> bool {
        let mut facts = PROPERTIES.iter().chain(&["pdfuaid:part"]).filter(|name| !CHANGED_BY_SIGNERS.contains(name));
        let is_known = |name: &str| [&PROPERTIES[..], &ACCESSIBLE, &OF_SIGNERS].iter().any(|all| all.contains(&name));
        facts.all(|name| self.get(name) == other.get(name)) && self.0.iter().all(|(name, _)| is_known(name))
    }
}

fn name(start: &BytesStart<'_>) -> String {
    start.name().as_ref().to_owned()
}

/// Notes properties that are written as attributes.
fn said_beside(start: &BytesStart<'_>, name: &str, properties: &mut Vec<(String, String)>) -> Result<(), String> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| "its metadata are damaged".to_owned())?;
        let key = attribute.key.as_ref().to_owned();
        if key.starts_with("xml") || key.starts_with("rdf:") || key.starts_with("x:") {
            continue;
        }
        let value = quick_xml::escape::unescape(&attribute.value);
        let value = value.map_err(|_| "its metadata are damaged".to_owned())?;
        properties.push((if name == "rdf:Description" { key } else { format!("{name} {key}") }, value.into_owned()));
    }
    Ok(())
}

/// The facts of a file: an object of its own, or nothing.
pub(super) fn facts(file: &PdfFile<'_>) -> Dictionary {
    let number = file.trailer().get("Info").and_then(Object::as_reference);
    number.and_then(|number| file.dictionary(number).ok()).unwrap_or_default()
}

/// The metadata of a file.
///
/// # Errors
/// When there are none, or they are damaged.
pub(super) fn metadata(file: &PdfFile<'_>, catalog: &Dictionary) -> Result<Metadata, String> {
    let number = catalog.get("Metadata").and_then(Object::as_reference);
    let number = number.ok_or("its metadata no longer say that it is PDF/A-3")?;
    Metadata::read(&file.unpacked(&file.stream(number)?)?.all(LARGEST)?)
}

/// Checks that facts and metadata are those of the manifest, and are all that a report says of itself.
pub(super) fn check(
    file: &PdfFile<'_>,
    catalog: &Dictionary,
    manifest: &Manifest,
    known: &mut KnownObjects,
    faults: &mut FileFaults,
) {
    let facts = facts(file);
    let numbers = [file.trailer().get("Info"), catalog.get("Metadata")];
    for number in numbers.into_iter().flatten().filter_map(Object::as_reference) {
        faults.sound(known.claim(number));
    }
    faults.closed("its facts", &facts, &FACTS);
    let fact = |key: &str| facts.get(key).and_then(Object::as_text).unwrap_or_default();
    if !fact("Title").starts_with(&manifest.title) {
        faults.add(format!("its title is `{}`, that of the report is `{}`", fact("Title"), manifest.title));
    }
    if fact("Producer") != manifest.program {
        faults.add(format!("it says that `{}` made it, the manifest says `{}`", fact("Producer"), manifest.program));
    }
    // `2026-11-24T08:00:00+01:00` in the metadata is `D:20261124080000+01'00'` here.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    for key in ["CreationDate", "ModDate"] {
        if digits(&fact(key)) != digits(&manifest.made) {
            faults.add(format!("it says that it was made at `{}`, not `{}`", fact(key), manifest.made));
        }
    }
    let Some(metadata) = faults.sound(metadata(file, catalog)) else { return };
    let said = |property: &str| metadata.get(property).unwrap_or_default();
    if said("pdfaid:part") != "3" || !matches!(said("pdfaid:conformance"), "A" | "B") {
        faults.add("its metadata no longer say that it is PDF/A-3");
    }
    let is_accessible = said("pdfaid:conformance") == "A";
    if is_accessible && said("pdfuaid:part") != "1" {
        faults.add("its metadata no longer say that it is PDF/UA-1");
    }
    if is_accessible != catalog.get("StructTreeRoot").is_some() {
        faults.add("the structure that makes it accessible was removed, or is not told");
    }
    let language = catalog.get("Lang").and_then(Object::as_text).unwrap_or_default();
    let meant = [
        ("dc:title", fact("Title")),
        ("dc:description", fact("Subject")),
        ("dc:creator", fact("Author")),
        ("dc:language", language),
        ("pdf:Producer", fact("Producer")),
        ("xmp:CreateDate", manifest.made.clone()),
        ("xmp:ModifyDate", manifest.made.clone()),
    ];
    if let Some((property, _)) = meant.iter().find(|(property, meant)| said(property).trim() != meant.trim()) {
        faults.add(format!("its metadata tell something else than the file ({property})"));
    }
    let is_known =
        |name: &String| PROPERTIES.contains(&name.as_str()) || is_accessible && ACCESSIBLE.contains(&name.as_str());
    if let Some((name, _)) = metadata.0.iter().find(|(name, _)| !is_known(name)) {
        faults.add(format!("its metadata: something was added to them (`{name}`)"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read_however_they_are_written() {
        let read = |text: &str| Metadata::read(text.as_bytes());
        let lists = "<?xpacket begin=\"\u{feff}\"?><x:xmpmeta xmlns:x=\"a\"><rdf:RDF><rdf:Description rdf:about=\"\">\
            <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">A &amp; b</rdf:li></rdf:Alt></dc:title>\
            <pdfaid:part>3</pdfaid:part></rdf:Description></rdf:RDF></x:xmpmeta>";
        let attributes = "<rdf:Description pdfaid:part=\"3\"><dc:title>A &amp; b</dc:title></rdf:Description>";
        let (lists, attributes) = (read(lists).expect("metadata"), read(attributes).expect("metadata"));
        assert_eq!((lists.get("dc:title"), lists.get("pdfaid:part")), (Some("A & b"), Some("3")));
        assert!(lists.say_the_same(&attributes));
        let other = read("<rdf:Description pdfaid:part=\"3\"><dc:title>A</dc:title></rdf:Description>");
        assert!(!lists.say_the_same(&other.expect("metadata")));
        let twice = read("<a><dc:title>A</dc:title><dc:title>B</dc:title></a>").expect("metadata");
        assert_eq!(twice.get("dc:title"), None);
        assert!(read("<a><b></a>").is_err() && read("<a>").is_err() && read("<!DOCTYPE a><a/>").is_err());
    }
}
