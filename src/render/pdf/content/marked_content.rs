//! How runs of marks begin and end in a content stream (ISO 32000-1, 14.6): every mark is part of the report, or told to
//! be none.

use super::operators::push_integer;
use crate::render::pdf::level::Level;
use crate::render::pdf::page::PageContent;

/// Begins a run of marks; `None` for what only helps the eye.
pub(super) fn begin(out: &mut Vec<u8>, content: Option<PageContent>, level: Level) {
    let Some(content) = content else { return out.extend_from_slice(b"/Artifact BMC\n") };
    out.push(b'/');
    out.extend_from_slice(content.tag.name().as_bytes());
    match level {
        Level::A3b => out.extend_from_slice(b" BMC\n"),
        Level::A3a => {
            out.extend_from_slice(b"<</MCID ");
            push_integer(out, content.number);
            out.extend_from_slice(b">>BDC\n");
        }
    }
}

/// Ends it.
pub(super) fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"EMC\n");
}
