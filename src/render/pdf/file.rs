//! Puts pages, fonts, outline and facts together into a PDF file.

use chrono::{DateTime, Offset};
use chrono_tz::Tz;
use lopdf::{Dictionary, Document as LopdfDocument, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::draw::{empty_document, specimen, to_lopdf};
use super::page::{Bookmark, Geometry};

/// Pages of a tree that hang together; a flat tree makes readers slow.
const BRANCH: usize = 64;

/// What the file says of itself.
#[derive(Debug)]
pub(super) struct Facts {
    /// The title that a reader shows.
    pub(super) title: String,
    /// What the report is about.
    pub(super) subject: String,
    /// When it was made.
    pub(super) made: DateTime<Tz>,
}

/// The bytes of a PDF file with these pages, the same for the same input.
///
/// # Errors
/// What printpdf or lopdf say: a fault of the program.
pub(super) fn assemble(
    facts: &Facts,
    geometry: Geometry,
    contents: Vec<Vec<u8>>,
    bookmarks: &[Bookmark],
) -> Result<Vec<u8>, String> {
    let identity = identity(facts, &contents);
    let (mut document, resources) = skeleton(&facts.title, geometry)?;
    document.compress();

    let root = document.new_object_id();
    let pages = add_pages(&mut document, root, resources, geometry, contents);
    let outline = add_outline(&mut document, bookmarks, &pages, geometry);
    let mut catalog = dictionary! {
        "Type" => "Catalog",
        "Pages" => root,
        "Lang" => Object::string_literal("nl-BE"),
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    };
    if let Some(outline) = outline {
        catalog.set("Outlines", outline);
        catalog.set("PageMode", "UseOutlines");
    }
    let catalog = document.add_object(catalog);
    let made = pdf_date(facts.made);
    let info = document.add_object(dictionary! {
        "Title" => lopdf::text_string(&facts.title),
        "Subject" => lopdf::text_string(&facts.subject),
        "Producer" => lopdf::text_string(concat!("kasverslag ", env!("CARGO_PKG_VERSION"))),
        "CreationDate" => Object::string_literal(made.clone()),
        "ModDate" => Object::string_literal(made),
    });
    let id = Object::String(identity[..16].to_vec(), StringFormat::Hexadecimal);
    document.trailer = dictionary! { "Root" => catalog, "Info" => info, "ID" => vec![id.clone(), id] };
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A hash of all that is particular to the file.
fn identity(facts: &Facts, contents: &[Vec<u8>]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(&facts.title);
    hash.update(&facts.subject);
    hash.update(pdf_date(facts.made));
    for content in contents {
        hash.update(content);
    }
    hash.finalize().to_vec()
}

/// A document with nothing but the fonts, and the resources that pages share.
fn skeleton(title: &str, geometry: Geometry) -> Result<(LopdfDocument, ObjectId), String> {
    let mut printed = empty_document(title);
    printed.pages.push(specimen(geometry));
    let made = to_lopdf(&printed)?;
    let page = made.page_iter().next().ok_or("printpdf made no page")?;
    let fonts = made
        .get_object(page)
        .and_then(Object::as_dict)
        .and_then(|page| page.get(b"Resources"))
        .and_then(|resources| made.dereference(resources))
        .and_then(|(_, resources)| resources.as_dict())
        .and_then(|resources| resources.get(b"Font"))
        .and_then(Object::as_reference)
        .map_err(|error| error.to_string())?;
    let mut document = LopdfDocument::with_version("1.7");
    let fonts = copy(&made, fonts, &mut document)?;
    let resources = document.add_object(dictionary! { "Font" => fonts });
    Ok((document, resources))
}

/// Copies an object and all that it refers to.
fn copy(from: &LopdfDocument, id: ObjectId, to: &mut LopdfDocument) -> Result<ObjectId, String> {
    let mut object = from.get_object(id).map_err(|error| error.to_string())?.clone();
    copy_references(from, &mut object, to)?;
    Ok(to.add_object(object))
}

fn copy_references(from: &LopdfDocument, object: &mut Object, to: &mut LopdfDocument) -> Result<(), String> {
    match object {
        Object::Reference(id) => *id = copy(from, *id, to)?,
        Object::Array(items) => {
            for item in items {
                copy_references(from, item, to)?;
            }
        }
        Object::Dictionary(dictionary) => copy_values(from, dictionary, to)?,
        Object::Stream(stream) => copy_values(from, &mut stream.dict, to)?,
        _ => {}
    }
    Ok(())
}

fn copy_values(from: &LopdfDocument, dictionary: &mut Dictionary, to: &mut LopdfDocument) -> Result<(), String> {
    for (_, value) in dictionary.iter_mut() {
        copy_references(from, value, to)?;
    }
    Ok(())
}

fn add_pages(
    document: &mut LopdfDocument,
    root: ObjectId,
    resources: ObjectId,
    geometry: Geometry,
    contents: Vec<Vec<u8>>,
) -> Vec<ObjectId> {
    let total = contents.len();
    let mut pages = Vec::new();
    let mut branches = Vec::new();
    let mut contents = contents.into_iter();
    loop {
        let leaves: Vec<Vec<u8>> = contents.by_ref().take(BRANCH).collect();
        if leaves.is_empty() {
            break;
        }
        let branch = document.new_object_id();
        let mut kids = Vec::new();
        for content in leaves {
            let content = document.add_object(Stream::new(dictionary! { "Filter" => "FlateDecode" }, content));
            let page = document.add_object(dictionary! {
                "Type" => "Page",
                "Parent" => branch,
                "MediaBox" => vec![0.into(), 0.into(), geometry.width.into(), geometry.height.into()],
                "Resources" => resources,
                "Contents" => content,
            });
            kids.push(Object::Reference(page));
            pages.push(page);
        }
        let count = Object::Integer(i64::try_from(kids.len()).unwrap_or(i64::MAX));
        let node = dictionary! { "Type" => "Pages", "Parent" => root, "Kids" => kids, "Count" => count };
        document.objects.insert(branch, Object::Dictionary(node));
        branches.push(Object::Reference(branch));
    }
    let count = Object::Integer(i64::try_from(total).unwrap_or(i64::MAX));
    let node = dictionary! { "Type" => "Pages", "Kids" => branches, "Count" => count };
    document.objects.insert(root, Object::Dictionary(node));
    pages
}

/// Adds the outline: sections, and the blocks inside them. `None` when there is no bookmark.
fn add_outline(
    document: &mut LopdfDocument,
    bookmarks: &[Bookmark],
    pages: &[ObjectId],
    geometry: Geometry,
) -> Option<ObjectId> {
    if bookmarks.is_empty() {
        return None;
    }
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = bookmarks.iter().map(|_| document.new_object_id()).collect();
    let parent = |index: usize| -> Option<usize> {
        (bookmarks[index].level > 0).then(|| (0..index).rev().find(|other| bookmarks[*other].level == 0)).flatten()
    };
    let parents: Vec<Option<usize>> = (0..bookmarks.len()).map(parent).collect();
    for (index, bookmark) in bookmarks.iter().enumerate() {
        let mut item = dictionary! {
            "Title" => lopdf::text_string(&bookmark.title),
            "Parent" => parents[index].map_or(root, |parent| ids[parent]),
            "Dest" => vec![
                Object::Reference(*pages.get(bookmark.page)?),
                "XYZ".into(),
                Object::Null,
                Object::Real(geometry.height - bookmark.y),
                Object::Null,
            ],
        };
        let sibling = |mut others: Box<dyn Iterator<Item = usize>>| {
            others.find(|other| parents[*other] == parents[index]).map(|other| ids[other])
        };
        if let Some(before) = sibling(Box::new((0..index).rev())) {
            item.set("Prev", before);
        }
        if let Some(after) = sibling(Box::new(index + 1..bookmarks.len())) {
            item.set("Next", after);
        }
        set_children(&mut item, &ids, &parents, Some(index), false);
        document.objects.insert(ids[index], Object::Dictionary(item));
    }
    let mut outline = dictionary! { "Type" => "Outlines" };
    set_children(&mut outline, &ids, &parents, None, true);
    document.objects.insert(root, Object::Dictionary(outline));
    Some(root)
}

/// Names the first and last child and their number, negative when they start folded.
fn set_children(item: &mut Dictionary, ids: &[ObjectId], parents: &[Option<usize>], of: Option<usize>, is_open: bool) {
    let children: Vec<ObjectId> =
        ids.iter().zip(parents).filter(|(_, parent)| **parent == of).map(|(id, _)| *id).collect();
    if let (Some(first), Some(last)) = (children.first(), children.last()) {
        let count = i64::try_from(children.len()).unwrap_or(i64::MAX);
        item.set("First", *first);
        item.set("Last", *last);
        item.set("Count", if is_open { count } else { -count });
    }
}

/// A time as PDF writes it: `D:20261124080000+01'00'`.
fn pdf_date(time: DateTime<Tz>) -> String {
    let seconds = time.offset().fix().local_minus_utc();
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{}{sign}{hours:02}'{minutes:02}'", time.format("D:%Y%m%d%H%M%S"))
}
