//! What the pages of a report show, one after the other: their texts, and what every one of them bears.

use sha2::{Digest, Sha256};

use super::faults::FileFaults;
use super::figures::{of_csv, of_page};
use super::form::ManifestForm;
use super::lines::{PageLine, PageLines};
use super::outline::{OutlineEntry, is_on};
use super::package::PdfPackage;
use super::page::DrawnPage;
use super::sight::Sight;
use super::tables::TableHeaders;
use crate::render::manifest::ColumnKind;
use crate::report::provenance::hex;

/// A text in the margin is one of a table's, as far as its form goes.
const TEXT: ColumnKind = ColumnKind::Text;
/// No page of a report takes as many bytes to draw.
const LARGEST: usize = 16 << 20;

/// What is left of the pages when all have been read.
pub(super) struct PagesReading {
    /// How many runs of marks each has.
    pub(super) runs: Vec<usize>,
}

/// Takes the pages one after the other; what can't be read is told, and passed over.
fn each(
    package: &PdfPackage<'_>,
    faults: &mut FileFaults,
    mut take: impl FnMut(usize, &[u8], &DrawnPage, &mut FileFaults),
) {
    for (index, parts) in package.pages.iter().enumerate() {
        let read = package.file.stream(parts.content).and_then(|stream| {
            let content = package.file.unpacked(&stream)?.all(LARGEST)?;
            let page = DrawnPage::read(&content, &package.fonts)?;
            Ok((content, page))
        });
        match read {
            Ok((content, page)) => take(index, &content, &page, faults),
            Err(what) => faults.add(format!("page {}: {what}", index + 1)),
        }
    }
}

/// Reads one page again.
///
/// # Errors
/// When it can't be read.
pub(super) fn page(package: &PdfPackage<'_>, index: usize) -> Result<DrawnPage, String> {
    let parts = package.pages.get(index).ok_or("a page is missing")?;
    let content = package.file.unpacked(&package.file.stream(parts.content)?)?.all(LARGEST)?;
    DrawnPage::read(&content, &package.fonts)
}

/// Takes the lines of all tables on the pages once more.
pub(super) fn each_line(package: &PdfPackage<'_>, mut take: impl FnMut(PageLine)) {
    let mut lines = PageLines::of(package.manifest.columns.len());
    each(package, &mut FileFaults::default(), |index, _, page, _| lines.page(index, page, &mut take));
    lines.end(&mut take);
}

/// Reads the pages, tells what is wrong with them, and hands on the lines of their tables.
pub(super) fn read(package: &PdfPackage<'_>, faults: &mut FileFaults, mut take: impl FnMut(PageLine)) -> PagesReading {
    let manifest = &package.manifest;
    let count = manifest.pages.count;
    if package.pages.len() as u64 != count {
        faults.add(format!("it has {} pages, the manifest says {count}", package.pages.len()));
    }
    let mut lines = PageLines::of(manifest.columns.len());
    let mut runs = vec![0; package.pages.len()];
    let (mut text, mut drawing) = (Sha256::new(), Sha256::new());
    let mut bookmarks = &package.bookmarks[..];
    let mut sight = Sight::default();
    let mut headers = TableHeaders::default();
    each(package, faults, |index, content, page, faults| {
        drawing.update(content);
        for run in page.runs.iter().filter(|run| run.tag != "Figure" && !run.is_drawn_elsewhere) {
            text.update(&run.text);
            text.update("\n");
        }
        text.update("\u{c}");
        runs[index] = page.runs.len();
        check(package, index, page, faults);
        for what in sight.page(page, package.pages[index].size) {
            faults.add(format!("page {}: {what}", index + 1));
        }
        if package.structure.is_some() && !are_numbered(page) {
            faults.add(format!("page {}: its texts are not numbered one by one", index + 1));
        }
        let own = bookmarks.iter().take_while(|bookmark| bookmark.page == index).count();
        let (here, rest) = bookmarks.split_at(own);
        bookmarks = rest;
        faults.add_all(lost(here, page));
        headers.page(page);
        lines.page(index, page, &mut take);
    });
    lines.end(&mut take);
    faults.add_all(headers.faults(&manifest.tables, &|text| package.fonts.marked(text)));
    if hex(&text.finalize()) != manifest.pages.text_sha256 {
        faults.add("the text of its pages has been altered: its SHA-256 is not that of the manifest");
    }
    let is_drawn_as_meant =
        manifest.pages.drawing_sha256.as_ref().is_none_or(|meant| hex(&drawing.finalize()) == *meant);
    if !is_drawn_as_meant {
        faults.add("its pages are drawn in another way: their SHA-256 is not that of the manifest");
    }
    PagesReading { runs }
}

/// Whether the runs of a page are numbered from 0, each once.
fn are_numbered(page: &DrawnPage) -> bool {
    let mut numbers = vec![false; page.runs.len()];
    page.runs.iter().all(|run| {
        let number = run.number.and_then(|number| numbers.get_mut(number));
        number.is_some_and(|number| !std::mem::replace(number, true))
    })
}

/// What every page bears: its number, how many there are, and the code of the file.
fn check(package: &PdfPackage<'_>, index: usize, page: &DrawnPage, faults: &mut FileFaults) {
    let PdfPackage { form, manifest, fonts, .. } = package;
    let (number, count) = (index + 1, manifest.pages.count);
    let mut margins = page.margins.iter().flat_map(|margin| margin.lines());
    if !margins.any(|line| line.ends_with(&format!(" {number} / {count}"))) {
        faults.add(format!("page {number} does not bear its number, {number} / {count}"));
    }
    let margins: Vec<String> =
        page.margins.iter().flat_map(|margin| margin.lines()).map(|line| of_page(line, TEXT)).collect();
    for mark in &manifest.marks {
        let meant = of_csv(&mark.text, TEXT);
        if !margins.contains(&meant) && !margins.contains(&fonts.marked(&meant)) {
            faults.add(format!("page {number} does not bear the mark `{}`", mark.text));
        }
    }
    if let Some(strange) = &page.strange {
        faults.add(format!("page {number}: {strange}"));
    }
    let codes = page.shown.iter().filter(|shown| shown.name == "Code" && shown.is_in_margin).count();
    if *form == ManifestForm::Current && codes != 1 {
        faults.add(format!("page {number} does not bear the code of the file"));
    }
    let is_known = |name: &str| name == "Logo" || *form == ManifestForm::Current && name == "Code";
    if page.shown.iter().any(|shown| !is_known(&shown.name)) {
        faults.add(format!("page {number} bears a picture that is no part of the report"));
    }
}

/// The entries of the outline that lead to a page without such a heading.
fn lost(bookmarks: &[OutlineEntry], page: &DrawnPage) -> Vec<String> {
    let lost = bookmarks.iter().filter(|bookmark| !is_on(bookmark, page));
    lost.map(|bookmark| format!("its outline says `{}` of a page where that does not stand", bookmark.title)).collect()
}
