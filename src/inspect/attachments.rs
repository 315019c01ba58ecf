//! The files inside a report's PDF: its CSV and its manifest, and no others.

use super::faults::FileFaults;
use super::known::KnownObjects;
use super::reader::cross_references::Stream;
use super::reader::file::PdfFile;
use super::reader::object::{Dictionary, Number, Object};
use crate::render::manifest::{Attachment, MANIFEST};

/// The attached files by their names.
#[derive(Debug)]
pub(super) struct Attachments<'b> {
    files: Vec<(String, Stream<'b>)>,
}

impl<'b> Attachments<'b> {
    /// The stream of a file.
    pub(super) fn stream(&self, name: &str) -> Option<&Stream<'b>> {
        self.files.iter().find(|(other, _)| other == name).map(|(_, stream)| stream)
    }

    /// The CSV. What is neither that nor the manifest is told.
    pub(super) fn take_csv(self, meant: &Attachment, faults: &mut FileFaults) -> Option<Stream<'b>> {
        let mut csv = None;
        for (name, stream) in self.files {
            if name == meant.name && csv.is_none() {
                csv = Some(stream);
            } else if name != MANIFEST {
                faults.add(format!("the attached `{name}` does not belong to the report"));
            }
        }
        if csv.is_none() {
            faults.add(format!("the attached `{}` is missing", meant.name));
        }
        csv
    }
}

/// Reads the files that a catalog names.
///
/// # Errors
/// When one can't be read.
pub(super) fn read_attachments<'b>(
    file: &PdfFile<'b>,
    catalog: &Dictionary,
    known: &mut KnownObjects,
    faults: &mut FileFaults,
) -> Result<Attachments<'b>, String> {
    let damaged = || "its list of attachments is damaged".to_owned();
    let mut inner = |key: &'static str, outer: &Dictionary| -> Result<Option<Object>, String> {
        let Some(object) = outer.get(key) else { return Ok(None) };
        if let Object::Reference(number) = object {
            faults.sound(known.claim(*number));
        }
        file.resolved(object).map(Some)
    };
    let mut files = Vec::new();
    let mut specifications: Vec<Number> = Vec::new();
    if let Some(names) = inner("Names", catalog)? {
        let names = names.as_dictionary().ok_or_else(damaged)?;
        if let Some(tree) = inner("EmbeddedFiles", names)? {
            let tree = tree.as_dictionary().ok_or_else(damaged)?;
            let pairs = inner("Names", tree)?;
            faults.closed("its list of names", names, &["EmbeddedFiles"]);
            faults.closed("its list of attachments", tree, &["Names"]);
            for pair in pairs.as_ref().and_then(Object::as_array).ok_or_else(damaged)?.chunks(2) {
                let [name, Object::Reference(number)] = pair else { return Err(damaged()) };
                let name = name.as_text().ok_or("the name of an attachment can't be read")?;
                let stream = specified(file, &name, *number, known, faults)
                    .map_err(|what| format!("the attached `{name}` can't be read: {what}"))?;
                files.push((name, stream));
                specifications.push(*number);
            }
        }
    }
    let associated: Option<Vec<Number>> =
        catalog.get("AF").and_then(Object::as_array).and_then(|all| all.iter().map(Object::as_reference).collect());
    match associated {
        None if files.is_empty() => {}
        None => faults.add("it no longer says that its attachments belong to it"),
        Some(mut associated) => {
            associated.sort_unstable();
            specifications.sort_unstable();
            if associated != specifications {
                faults.add("other files belong to it than are attached");
            }
        }
    }
    Ok(Attachments { files })
}

/// The stream of a file as its specification leads to it: by every name the same.
fn specified<'b>(
    file: &PdfFile<'b>,
    name: &str,
    number: Number,
    known: &mut KnownObjects,
    faults: &mut FileFaults,
) -> Result<Stream<'b>, String> {
    let what = format!("the attached `{name}`");
    let specification = file.dictionary(number)?;
    faults.sound(known.claim(number));
    faults.closed(&what, &specification, &["Type", "F", "UF", "Desc", "AFRelationship", "EF"]);
    let relationship = if name == MANIFEST { "/Supplement" } else { "/Data" };
    faults.fixed(&what, &specification, "AFRelationship", relationship);
    for key in ["F", "UF"] {
        let said = specification.get(key).and_then(Object::as_text).unwrap_or_default();
        if said != name {
            faults.add(format!("{what} is called `{said}` elsewhere in the file"));
        }
    }
    let files = specification.get("EF").and_then(Object::as_dictionary).ok_or("there is no file behind it")?;
    faults.closed(&what, files, &["F", "UF"]);
    if files.get("F") != files.get("UF") {
        faults.add(format!("{what} is two files, one by each of its names"));
    }
    let number = files.get("F").and_then(Object::as_reference).ok_or("there is no file behind it")?;
    faults.sound(known.claim(number));
    let stream = file.stream(number)?;
    faults.closed(&what, &stream.dictionary, &["Type", "Subtype", "Params", "Filter", "Length"]);
    let media_type = if name == MANIFEST { "/application#2Fjson" } else { "/text#2Fcsv" };
    faults.fixed(&what, &stream.dictionary, "Subtype", media_type);
    if let Some(facts) = stream.dictionary.get("Params").and_then(Object::as_dictionary) {
        faults.closed(&what, facts, &["Size", "ModDate"]);
    }
    Ok(stream)
}
