//! A form as PDF: the same archival and accessible file as a report, without one inside.

use sha2::{Digest, Sha256};

use super::content::draw;
use super::file::archival::FileFacts;
use super::file::packing::deflated;
use super::file::report_file::ReportFile;
use super::file::worker_pool::WorkerPool;
use super::layout::{form_canvas, paper_form};
use super::level::Level;
use crate::render::error::RenderError;
use crate::report::paper_form::PaperForm;

/// The bytes of a form.
///
/// # Errors
/// A fault of the program: a page that can't be drawn.
pub fn render_form(form: &PaperForm) -> Result<Vec<u8>, RenderError> {
    let (geometry, level) = (form_canvas::geometry(), Level::A3a);
    let (pages, bookmarks) = paper_form::lay_out(form);
    let contents = draw::contents(geometry, level, &pages)?;
    let mut hash = Sha256::new();
    for content in &contents {
        hash.update(content);
    }
    hash.update(form.made.to_rfc3339());
    let mut identity = [0; 16];
    identity.copy_from_slice(&hash.finalize()[..16]);
    let mut bytes = Vec::new();
    let mut file = ReportFile::start(geometry, level, form.logo.as_deref(), WorkerPool::new(1), &mut bytes)?;
    for (content, page) in contents.iter().zip(pages) {
        file.add_page(deflated(content), page.events)?;
    }
    let facts = FileFacts {
        title: format!("{} · {}", form.title, form.library),
        subject: form.subtitle.clone(),
        author: form.library.clone(),
        language: form.language.clone(),
        made: form.made,
        identity,
    };
    file.finish(&facts, level, &bookmarks, Vec::new())?;
    Ok(bytes)
}
