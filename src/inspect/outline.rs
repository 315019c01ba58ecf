//! The outline of a report: it leads to headings, and says what they say.

use super::faults::FileFaults;
use super::known::KnownObjects;
use super::page::DrawnPage;
use super::page_tree::PageParts;
use super::reader::file::PdfFile;
use super::reader::object::{Dictionary, Number, Object};

/// What an entry has.
const ENTRY: [&str; 8] = ["Title", "Parent", "Prev", "Next", "First", "Last", "Count", "Dest"];

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OutlineEntry {
    /// What it says.
    pub(super) title: String,
    /// The page that it leads to, from 0.
    pub(super) page: usize,
}

/// Reads where the outline leads.
pub(super) fn read_outline(
    file: &PdfFile<'_>,
    catalog: &Dictionary,
    pages: &[PageParts],
    known: &mut KnownObjects,
    faults: &mut FileFaults,
) -> Vec<OutlineEntry> {
    let Some(root) = catalog.get("Outlines") else { return Vec::new() };
    let mut places: Vec<(Number, usize)> = pages.iter().enumerate().map(|(index, page)| (page.number, index)).collect();
    places.sort_unstable();
    let mut walk = OutlineWalk { file, places, known, faults, bookmarks: Vec::new() };
    let read = root.as_reference().ok_or("its outline is damaged".to_owned()).and_then(|root| {
        walk.known.claim(root)?;
        let dictionary = file.dictionary(root)?;
        walk.faults.closed("its outline", &dictionary, &["Type", "First", "Last", "Count"]);
        walk.entries(&dictionary, root, 0)
    });
    walk.faults.sound(read);
    let mut bookmarks = walk.bookmarks;
    bookmarks.sort_by_key(|bookmark| bookmark.page);
    bookmarks
}

struct OutlineWalk<'f> {
    file: &'f PdfFile<'f>,
    /// The pages by their objects.
    places: Vec<(Number, usize)>,
    known: &'f mut KnownObjects,
    faults: &'f mut FileFaults,
    bookmarks: Vec<OutlineEntry>,
}

impl OutlineWalk<'_> {
    fn entries(&mut self, parent: &Dictionary, number: Number, depth: usize) -> Result<(), String> {
        let damaged = || "its outline is damaged".to_owned();
        if depth > 2 {
            return Err(damaged());
        }
        let mut next = parent.get("First").map(|first| first.as_reference().ok_or_else(damaged)).transpose()?;
        let mut before = None;
        while let Some(own) = next {
            self.known.claim(own)?;
            let entry = self.file.dictionary(own)?;
            self.faults.closed("its outline", &entry, &ENTRY);
            let title = entry.get("Title").and_then(Object::as_text).ok_or_else(damaged)?;
            let is_in_place = entry.get("Parent").and_then(Object::as_reference) == Some(number)
                && entry.get("Prev").and_then(Object::as_reference) == before;
            if !is_in_place {
                self.faults.add(format!("its outline is damaged at `{title}`"));
            }
            let page = match entry.get("Dest").and_then(Object::as_array) {
                Some([Object::Reference(page), kind, Object::Null, _, Object::Null]) if kind.is_name("XYZ") => {
                    self.places.binary_search_by_key(page, |(number, _)| *number).ok().map(|place| self.places[place].1)
                }
                _ => None,
            };
            match page {
                Some(page) => self.bookmarks.push(OutlineEntry { title, page }),
                None => self.faults.add(format!("its outline leads to no page at `{title}`")),
            }
            self.entries(&entry, own, depth + 1)?;
            before = Some(own);
            next = entry.get("Next").map(|next| next.as_reference().ok_or_else(damaged)).transpose()?;
        }
        if parent.get("Last").and_then(Object::as_reference) != before {
            return Err(damaged());
        }
        Ok(())
    }
}

/// Whether a page has the heading that an entry of the outline names.
pub(super) fn is_on(bookmark: &OutlineEntry, page: &DrawnPage) -> bool {
    let mut headings = page.runs.iter().filter(|run| matches!(run.tag, "H" | "Group" | "GroupHeading"));
    headings.any(|run| {
        // Behind the name of a group of transactions stand their number and what they come to.
        let text = if run.tag == "Group" {
            run.text.rsplit_once(" — ").map_or(&*run.text, |(name, _)| name)
        } else {
            &run.text
        };
        is_heading(text, &bookmark.title)
    })
}

/// Whether a text on a page is a heading of that title. Headings that are long are broken or cut off.
pub(super) fn is_heading(text: &str, title: &str) -> bool {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let (heading, title) = (squeezed(text), squeezed(title));
    heading == title || heading.strip_suffix('…').is_some_and(|beginning| title.starts_with(beginning))
}
