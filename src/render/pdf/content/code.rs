//! The code of the file on a page. A form draws it that all pages share: what it says is known when all else is written.

use super::marked_content;
use super::operators::{hundredths, push_colour, push_hundredths};
use crate::render::pdf::level::Level;
use crate::render::pdf::page::{Geometry, Mark, Shape};

/// The name by which pages refer to the form, which draws the code in a text size of 1 from the origin.
pub(in crate::render::pdf) const CODE: &str = "Code";

/// Draws the code wherever the marks of a page have it.
pub(super) fn write_codes(out: &mut Vec<u8>, geometry: Geometry, level: Level, marks: &[Mark]) {
    for mark in marks {
        let Shape::Code { x, y, size } = mark.shape else { continue };
        marked_content::begin(out, mark.content, level);
        out.extend_from_slice(b"q\n");
        push_colour(out, mark.colour, "g", "rg");
        push_hundredths(out, hundredths(size));
        out.extend_from_slice(b" 0 0 ");
        for length in [size, x, geometry.height - y] {
            push_hundredths(out, hundredths(length));
            out.push(b' ');
        }
        out.extend_from_slice(format!("cm\n/{CODE} Do\nQ\n").as_bytes());
        marked_content::end(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::pdf::page::{Colour, PageContent, Tag};

    #[test]
    fn the_code_is_drawn_where_and_as_it_is_meant() {
        let geometry = Geometry { width: 400.0, height: 600.0, left: 10.0, right: 390.0, top: 9.0, bottom: 590.0 };
        let shape = Shape::Code { x: 12.5, y: 580.0, size: 7.0 };
        let content = Some(PageContent { number: 4, tag: Tag::Text });
        let marks = [
            Mark { content: None, colour: Colour::QUIET, shape: shape.clone() },
            Mark { content, colour: Colour::BLACK, shape },
        ];
        let mut out = Vec::new();
        write_codes(&mut out, geometry, Level::A3a, &marks);
        let drawn = "cm\n/Code Do\nQ\nEMC\n";
        let meant = format!(
            "/Artifact BMC\nq\n0.4 g\n7 0 0 7 12.5 20 {drawn}/P<</MCID 4>>BDC\nq\n0 g\n7 0 0 7 12.5 20 {drawn}"
        );
        assert_eq!(String::from_utf8(out).expect("a text"), meant);
    }
}
