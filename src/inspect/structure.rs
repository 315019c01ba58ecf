//! Whether the file still is the archival, accessible one that it was made to be. A validator knows the standards far
//! better; this names what was taken away.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::package::{Package, entry, stream, text};
use crate::render::manifest::sha256;

/// What is wrong with the file's facts and structure.
pub(super) fn faults(package: &Package) -> Vec<String> {
    let mut faults = Vec::new();
    let document = &package.document;
    let Some(catalog) = package.catalog() else { return vec!["it has no catalog".to_owned()] };
    let metadata = catalog.get(b"Metadata").ok().and_then(|metadata| stream(document, metadata)).unwrap_or_default();
    let metadata = String::from_utf8_lossy(&metadata).into_owned();
    let is_accessible = metadata.contains("<pdfaid:conformance>A<");
    if !metadata.contains("<pdfaid:part>3<") {
        faults.push("its metadata no longer say that it is PDF/A-3".to_owned());
    }
    if is_accessible && !metadata.contains("<pdfuaid:part>1<") {
        faults.push("its metadata no longer say that it is PDF/UA-1".to_owned());
    }
    faults.extend(facts(package, &metadata));
    for (key, what) in [
        ("OutputIntents", "what its colours mean (the output intent)"),
        ("Lang", "its language"),
        ("AF", "that its attachments belong to it"),
    ] {
        if !catalog.has(key.as_bytes()) {
            faults.push(format!("it no longer says {what}"));
        }
    }
    for (index, page) in package.page_ids.iter().enumerate() {
        faults.extend(
            document
                .get_dictionary(*page)
                .ok()
                .and_then(|page| page_facts(document, page))
                .map(|what| format!("page {}: {what}", index + 1)),
        );
    }
    faults.extend(logo(package));
    if is_accessible {
        faults.extend(tags(package, catalog));
    }
    faults
}

/// What is on a page beside its contents: there is nothing on a report's.
fn page_facts(document: &Document, page: &Dictionary) -> Option<String> {
    const KNOWN: [&str; 7] = ["Type", "Parent", "MediaBox", "Resources", "Contents", "StructParents", "Tabs"];
    let strange = page.iter().find(|(key, _)| !KNOWN.iter().any(|known| known.as_bytes() == key.as_slice()));
    if let Some((key, _)) = strange {
        return Some(format!("something was added to it (`{}`)", String::from_utf8_lossy(key)));
    }
    let corners = entry(document, page, "MediaBox").and_then(|corners| corners.as_array().ok());
    let numbers: Vec<f32> = corners.into_iter().flatten().filter_map(|corner| corner.as_float().ok()).collect();
    let is_a4 = [[595.28, 841.89], [841.89, 595.28]].iter().any(|[width, height]| {
        let meant = [0.0, 0.0, *width, *height];
        numbers.len() == 4 && numbers.iter().zip(meant).all(|(found, meant)| (found - meant).abs() < 0.01)
    });
    (!is_a4).then(|| "it is no longer a page of A4".to_owned())
}

/// Whether the library's mark is the one that the report was made with.
fn logo(package: &Package) -> Option<String> {
    let document = &package.document;
    let page = document.get_dictionary(*package.page_ids.first()?).ok()?;
    let resources = entry(document, page, "Resources")?.as_dict().ok()?;
    let logo = entry(document, resources, "XObject").and_then(|pictures| pictures.as_dict().ok()?.get(b"Logo").ok());
    let found = logo.and_then(|logo| stream(document, logo)).map(|dots| sha256(&dots));
    (found != package.manifest.pages.logo_sha256).then(|| "the library's mark has been altered".to_owned())
}

/// Whether the facts that readers show are those of the manifest.
fn facts(package: &Package, metadata: &str) -> Vec<String> {
    let (document, manifest) = (&package.document, &package.manifest);
    let info = document.trailer.get(b"Info").ok().and_then(|info| document.dereference(info).ok()?.1.as_dict().ok());
    let fact = |key: &str| info.and_then(|info| text(entry(document, info, key)?)).unwrap_or_default();
    let mut faults = Vec::new();
    if !fact("Title").starts_with(&manifest.title) {
        faults.push(format!("its title is `{}`, that of the report is `{}`", fact("Title"), manifest.title));
    }
    if fact("Producer") != manifest.program {
        faults.push(format!("it says that `{}` made it, the manifest says `{}`", fact("Producer"), manifest.program));
    }
    // `2026-11-24T08:00:00+01:00` in the metadata is `D:20261124080000+01'00'` here.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(&fact("CreationDate")) != digits(&manifest.made) {
        faults.push(format!("it says that it was made at `{}`, not `{}`", fact("CreationDate"), manifest.made));
    }
    let escaped = fact("Title").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if !metadata.contains(&format!(">{escaped}<")) || !metadata.contains(&format!(">{}<", manifest.made)) {
        faults.push("its metadata tell another title or time than the file".to_owned());
    }
    faults
}

/// Whether every run of marks stands in the structure, once.
fn tags(package: &Package, catalog: &Dictionary) -> Vec<String> {
    let document = &package.document;
    let Some(root) = entry(document, catalog, "StructTreeRoot").and_then(|root| root.as_dict().ok()) else {
        return vec!["the structure that makes it accessible was removed".to_owned()];
    };
    let mut faults = Vec::new();
    let mut told = BTreeSet::new();
    if let Ok(kids) = root.get(b"K") {
        collect(document, kids, None, &mut told, &mut BTreeSet::new(), 0);
    }
    for (index, (id, page)) in package.page_ids.iter().zip(&package.pages).enumerate() {
        let lost: Vec<&str> = page
            .runs
            .iter()
            .filter(|run| !run.number.is_some_and(|number| told.remove(&(*id, number))))
            .map(|run| run.text.as_str())
            .collect();
        if let Some(first) = lost.first() {
            faults.push(format!(
                "page {}: {} of its texts stand nowhere in the structure, first `{first}`",
                index + 1,
                lost.len()
            ));
        }
    }
    if !told.is_empty() {
        faults.push(format!("the structure names {} texts that are on no page", told.len()));
    }
    faults
}

/// Collects the runs that parts of the structure name, by page and number. A part that is named again is passed over:
/// where parts lead back to each other the ways through them have no end.
fn collect(
    document: &Document,
    kids: &Object,
    page: Option<ObjectId>,
    told: &mut BTreeSet<(ObjectId, i64)>,
    seen: &mut BTreeSet<ObjectId>,
    depth: usize,
) {
    // Deeper than any report.
    if depth > 64 {
        return;
    }
    match kids {
        Object::Integer(number) => told.extend(page.map(|page| (page, *number))),
        Object::Array(items) => items.iter().for_each(|item| collect(document, item, page, told, seen, depth + 1)),
        Object::Reference(id) if seen.insert(*id) => {
            if let Ok(object) = document.get_object(*id) {
                collect(document, object, page, told, seen, depth + 1);
            }
        }
        Object::Dictionary(part) => {
            let page = part.get(b"Pg").ok().and_then(|page| page.as_reference().ok()).or(page);
            if let Ok(number) = part.get(b"MCID").and_then(Object::as_i64) {
                told.extend(page.map(|page| (page, number)));
            }
            if let Ok(kids) = part.get(b"K") {
                collect(document, kids, page, told, seen, depth + 1);
            }
        }
        _ => {}
    }
}
