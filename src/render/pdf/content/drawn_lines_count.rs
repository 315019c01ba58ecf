//! Counts the report's lines in what was drawn, so that no file is finished that lacks one.

use memchr::memmem;

use crate::render::error::RenderError;
use crate::render::pdf::page::Tag;

/// How many lines of the report begin in the content of a page: its runs of marks with the tag of a line's first cell.
///
/// Texts can't be taken for such a run: they are glyphs of two bytes each, and no glyph of the typeface has a number
/// that looks like two letters.
#[must_use]
pub(in crate::render::pdf) fn lines_in(content: &[u8]) -> usize {
    let begin = format!("/{}", Tag::Line.name());
    let ends =
        |at: usize| content[at + begin.len()..].starts_with(b"<<") || content[at + begin.len()..].starts_with(b" ");
    memmem::find_iter(content, begin.as_bytes()).filter(|at| ends(*at)).count()
}

/// Demands that as many lines were drawn as the report has.
///
/// # Errors
/// Both numbers, when they differ: a fault of the program.
pub(in crate::render::pdf) fn all_drawn(drawn: usize, facts: usize) -> Result<(), RenderError> {
    if drawn == facts { Ok(()) } else { Err(format!("the report has {facts} lines, {drawn} were drawn").into()) }
}

#[cfg(test)]
mod tests {
    use super::super::text::write_texts;
    use super::*;
    use crate::render::pdf::level::Level;
    use crate::render::pdf::page::font::Face;
    use crate::render::pdf::page::{Colour, Geometry, Mark, PageContent, Shape};

    const GEOMETRY: Geometry =
        Geometry { width: 400.0, height: 600.0, left: 10.0, right: 390.0, top: 9.0, bottom: 590.0 };

    #[test]
    fn lines_are_counted_as_they_are_drawn() {
        let tags = [Tag::Group, Tag::Line, Tag::Cell, Tag::Line, Tag::Cell, Tag::Rest, Tag::Line, Tag::Subtotal];
        let texts = ["/Line BMC", "/Line<</MCID 1>>BDC", ""];
        let marks: Vec<Mark> = (0u32..)
            .zip(tags)
            .flat_map(|(number, tag)| texts.map(|text| (number, tag, text)))
            .map(|(number, tag, text)| {
                let shape = Shape::Text { x: 20.0, y: 20.0, face: Face::Regular, size: 8.0, text: text.to_owned() };
                Mark { content: Some(PageContent { number, tag }), colour: Colour::BLACK, shape }
            })
            .collect();
        for level in [Level::A3a, Level::A3b] {
            let mut content = Vec::new();
            write_texts(&mut content, GEOMETRY, level, &marks);
            assert_eq!(lines_in(&content), 3, "{level:?}");
        }
    }

    #[test]
    fn no_glyph_has_a_number_that_looks_like_letters() {
        let smallest = u16::from_be_bytes(*b"Li").min(u16::from_be_bytes(*b"/L"));
        let most = |face: Face| face.data().parsed.codepoint_to_glyph.values().copied().max().unwrap_or_default();
        assert!(Face::ALL.into_iter().all(|face| most(face) < smallest));
    }
}
