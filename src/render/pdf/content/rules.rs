//! The rules of a page as PDF content.
//!
//! A listing has one under each line and, on most pages, no other shapes. They are written here as printpdf would write
//! them (a test compares the two), since going through its operations costs ten times as much.

use super::operators::{hundredths, push_colour, push_hundredths};
use crate::render::pdf::page::{Colour, Geometry, Mark, Shape};

/// How many bytes the content of a page has for each mark, or somewhat fewer.
const ROOM: usize = 64;

/// Whether a page has no shapes but rules that only help the eye.
#[must_use]
pub(super) fn has_only_rules(marks: &[Mark]) -> bool {
    marks.iter().all(|mark| match mark.shape {
        Shape::Text { .. } | Shape::Code { .. } => true,
        Shape::Rule { .. } => mark.content.is_none(),
        Shape::Area { .. } | Shape::Logo { .. } => false,
    })
}

/// The rules among the marks of a page, in their order.
#[must_use]
pub(super) fn rules(geometry: Geometry, marks: &[Mark]) -> Vec<u8> {
    // Room for the texts that follow too.
    let mut out = Vec::with_capacity(marks.len() * ROOM);
    let mut pen: Option<(Colour, f32)> = None;
    for mark in marks {
        let Shape::Rule { x, y, width, thickness } = mark.shape else { continue };
        if out.is_empty() {
            out.extend_from_slice(b"/Artifact BMC\n");
        }
        if pen != Some((mark.colour, thickness)) {
            pen = Some((mark.colour, thickness));
            push_colour(&mut out, mark.colour, "G", "RG");
            out.extend_from_slice(format!("{thickness} w\n").as_bytes());
        }
        for (x, operation) in [(x, b" m\n"), (x + width, b" l\n")] {
            push_hundredths(&mut out, hundredths(x));
            out.push(b' ');
            push_hundredths(&mut out, hundredths(geometry.height - y));
            out.extend_from_slice(operation);
        }
        out.extend_from_slice(b"S\n");
    }
    if !out.is_empty() {
        out.extend_from_slice(b"EMC\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use printpdf::PdfDocument;
    use proptest::prelude::*;

    use super::super::draw::{Shapes, printed};
    use super::*;
    use crate::render::pdf::level::Level;
    use crate::render::pdf::page::font::Face;
    use crate::render::pdf::page::{PageContent, Tag};

    const GEOMETRY: Geometry =
        Geometry { width: 841.89, height: 595.28, left: 10.0, right: 390.0, top: 9.0, bottom: 590.0 };

    fn mark(shape: Shape) -> Mark {
        Mark { content: None, colour: Colour::BLACK, shape }
    }

    #[test]
    fn other_shapes_and_rules_that_mean_something_are_not_drawn_here() {
        let rule = mark(Shape::Rule { x: 1.0, y: 2.0, width: 3.0, thickness: 0.2 });
        let text = mark(Shape::Text { x: 1.0, y: 2.0, face: Face::Bold, size: 8.0, text: "text".to_owned() });
        let area = mark(Shape::Area { x: 1.0, y: 2.0, width: 3.0, height: 4.0 });
        let logo = mark(Shape::Logo { x: 1.0, y: 2.0, width: 3.0, height: 4.0 });
        let meaning = Mark { content: Some(PageContent { number: 0, tag: Tag::Figure }), ..rule.clone() };
        assert!(has_only_rules(&[]) && has_only_rules(&[text.clone(), rule.clone()]));
        for other in [area, logo, meaning] {
            assert!(!has_only_rules(&[text.clone(), rule.clone(), other.clone()]), "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn rules_are_what_printpdf_writes(
            rules in prop::collection::vec((0.0..800.0f32, 0.0..590.0f32, 0.0..800.0f32, 0..3usize, 0..3usize), 0..60)
        ) {
            let marks: Vec<Mark> = rules.into_iter().map(|(x, y, width, pen, colour)| Mark {
                colour: [Colour::BLACK, Colour::HAIR, Colour([12, 200, 99])][colour],
                ..mark(Shape::Rule { x, y, width, thickness: [0.2, 0.75, 1.0][pen] })
            }).collect();
            prop_assert!(has_only_rules(&marks));
            let operations = Shapes::new(GEOMETRY, Level::A3a).of(&marks);
            let printed = printed(PdfDocument::new(""), GEOMETRY, vec![operations]).expect("a page").concat();
            let (ours, theirs) = (String::from_utf8(super::rules(GEOMETRY, &marks)), String::from_utf8(printed));
            prop_assert_eq!(ours.expect("a text"), theirs.expect("a text"));
        }
    }
}
