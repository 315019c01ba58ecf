//! What makes the file an archival and accessible one: XMP metadata and the output intent
//! (ISO 19005-3 PDF/A-3, ISO 14289-1 PDF/UA-1).

use chrono::DateTime;
use chrono_tz::Tz;

use super::object::Id;
use super::writer::FileWriter;
use crate::render::pdf::level::Level;

/// A colour profile for sRGB, made by `profile.py` beside it from the figures of IEC 61966-2-1.
const SRGB: &[u8] = include_bytes!("../../../../report_templates/colour/srgb.icc");

/// What the file says of itself.
#[derive(Debug)]
pub(in crate::render::pdf) struct FileFacts {
    /// The title that a reader shows.
    pub(in crate::render::pdf) title: String,
    /// What the report is about.
    pub(in crate::render::pdf) subject: String,
    /// Who it is of.
    pub(in crate::render::pdf) author: String,
    /// The language, such as `nl-BE`.
    pub(in crate::render::pdf) language: String,
    /// When it was made.
    pub(in crate::render::pdf) made: DateTime<Tz>,
    /// What tells it from all other files: the same for the same content.
    pub(in crate::render::pdf) identity: [u8; 16],
}

/// The program that makes the file.
pub(super) const PRODUCER: &str = concat!("kasverslag ", env!("CARGO_PKG_VERSION"));

/// Adds the metadata stream. It stays readable as it is, so that an archive finds it without unpacking.
pub(super) fn add_metadata(file: &mut FileWriter, facts: &FileFacts, level: Level) -> Id {
    let id = file.reserve();
    file.put_stream(id, "/Type/Metadata/Subtype/XML", metadata(facts, level).into_bytes());
    id
}

/// Adds the output intent: what the file's colours mean.
pub(super) fn add_output_intent(file: &mut FileWriter) -> Id {
    let profile = file.reserve();
    file.put_deflated(profile, "/N 3", SRGB.to_vec());
    let name = "(sRGB IEC61966-2.1)";
    file.add(&format!(
        "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier{name}/Info{name}/DestOutputProfile {}>>",
        profile.reference()
    ))
}

fn metadata(facts: &FileFacts, level: Level) -> String {
    let made = facts.made.format("%Y-%m-%dT%H:%M:%S%:z");
    let [title, subject, author, language, producer] =
        [&facts.title, &facts.subject, &facts.author, &facts.language, PRODUCER].map(escaped);
    let conformance = match level {
        Level::A3a => "A",
        Level::A3b => "B",
    };
    let accessible = match level {
        Level::A3a => ACCESSIBLE,
        Level::A3b => "",
    };
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <dc:format>application/pdf</dc:format>\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
         <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description>\
         <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\
         <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language></rdf:Description>\n\
         <rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\
         <xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate></rdf:Description>\n\
         <rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\
         <pdf:Producer>{producer}</pdf:Producer></rdf:Description>\n\
         <rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\
         <pdfaid:part>3</pdfaid:part><pdfaid:conformance>{conformance}</pdfaid:conformance></rdf:Description>\n\
         {accessible}</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>"
    )
}

/// The mark of PDF/UA-1, and what PDF/A demands to be said of a schema that it doesn't know.
const ACCESSIBLE: &str = "<rdf:Description rdf:about=\"\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\
    <pdfuaid:part>1</pdfuaid:part></rdf:Description>\n\
    <rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
    xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
    xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\
    <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\
    <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
    <pdfaProperty:category>internal</pdfaProperty:category>\
    <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>\
    </rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
