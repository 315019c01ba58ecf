//! Drawings (SVG) as dots. Only what is known to take little time and memory is given to the crate that draws.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, ParsingOptions};
use resvg::usvg::{self, Group, Paint, Tree};

use super::drawing_elements::Elements;
use super::picture::{Picture, check_size};

/// The size that drawings are turned into dots at: sharp on paper, and no more than that.
const DRAWN: (f32, f32) = (1200.0, 800.0);
/// How many pieces a path may have.
const MOST_PIECES: usize = 10_000;
/// How many all paths may have, those of outlines counted three times.
const MOST_PIECES_IN_ALL: usize = 60_000;
/// How many colours a gradient may run through.
const MOST_STOPS: usize = 32;
/// How many groups may be drawn apart and laid over the others, and how many inside each other.
const MOST_LAYERS: (usize, usize) = (200, 12);
/// How many times the whole picture may be painted over, each colour of a gradient being a time.
const MOST_COATS: f32 = 1000.0;

/// The picture of an SVG text, as large as it is drawn.
///
/// # Errors
/// What is wrong with it, or what it holds that is not drawn.
pub(super) fn draw(text: &str) -> Result<Picture, String> {
    let unsound = |error: &dyn std::fmt::Display| format!("it is no sound SVG: {error}");
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 100_000, ..Default::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| unsound(&error))?;
    Elements::of(&document).element(document.root_element(), 0, false)?;
    let tree = Tree::from_xmltree(&document, &usvg::Options::default()).map_err(|error| unsound(&error))?;
    let size = tree.size();
    let scale = (DRAWN.0 / size.width()).min(DRAWN.1 / size.height());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let dots = |length: f32| (length * scale).round().max(1.0) as u32;
    let (width, height) = (dots(size.width()), dots(size.height()));
    check_size(width, height)?;
    let mut effort = Effort { size: (size.width(), size.height()), pieces: 0, layers: 0, coats: 0.0 };
    effort.group(tree.root(), 0)?;
    let mut pixmap = Pixmap::new(width, height).ok_or("it is too large")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    // The colours are multiplied by their alpha already.
    let on_white = |part: u8, alpha: u8| part.saturating_add(255 - alpha);
    let rgb = pixmap
        .pixels()
        .iter()
        .flat_map(|dot| [dot.red(), dot.green(), dot.blue()].map(|part| on_white(part, dot.alpha())));
    let rgb: Vec<u8> = rgb.collect();
    if rgb.iter().all(|part| *part == 255) {
        return Err("nothing of it shows on white paper".to_owned());
    }
    Ok(Picture { width, height, rgb: rgb.into() })
}

/// What it takes to draw: looked at before it is done.
struct Effort {
    /// The size of the drawing in its own units.
    size: (f32, f32),
    pieces: usize,
    layers: usize,
    coats: f32,
}

impl Effort {
    fn group(&mut self, group: &Group, depth: usize) -> Result<(), String> {
        let no_effects = || Err("it has effects, masks or patterns; leave them out, or give a PNG".to_owned());
        if !group.filters().is_empty() || group.mask().is_some() {
            return no_effects();
        }
        let depth = depth + usize::from(group.should_isolate());
        self.layers += usize::from(group.should_isolate());
        if let Some(clip) = group.clip_path() {
            self.layers += 1;
            if clip.clip_path().is_some() {
                return no_effects();
            }
            self.group(clip.root(), depth)?;
        }
        if self.layers > MOST_LAYERS.0 || depth > MOST_LAYERS.1 {
            let (layers, deepest) = MOST_LAYERS;
            return Err(format!(
                "it has more than {layers} transparent or clipped groups, or {deepest} inside each other; make it \
                 simpler, or give a PNG"
            ));
        }
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => self.group(group, depth)?,
                usvg::Node::Path(path) => self.path(path)?,
                usvg::Node::Image(_) | usvg::Node::Text(_) => return no_effects(),
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &usvg::Path) -> Result<(), String> {
        let pieces = path.data().len();
        let strokes = path.stroke().map(|stroke| (stroke.paint(), 3));
        let paints = path.fill().map(|fill| (fill.paint(), 1)).into_iter().chain(strokes);
        let bounds = path.abs_stroke_bounding_box();
        let share = (bounds.width() / self.size.0).min(1.0) * (bounds.height() / self.size.1).min(1.0);
        for (paint, times) in paints {
            let stops = match paint {
                Paint::Color(_) => 0,
                Paint::LinearGradient(gradient) => gradient.stops().len(),
                Paint::RadialGradient(gradient) => gradient.stops().len(),
                Paint::Pattern(_) => return Err("it has patterns; leave them out, or give a PNG".to_owned()),
            };
            self.pieces += times * pieces;
            #[allow(clippy::cast_precision_loss)]
            let coats = (1 + stops) as f32;
            self.coats += share * coats;
            if stops > MOST_STOPS {
                return Err(format!("a gradient runs through more than {MOST_STOPS} colours; make it simpler"));
            }
        }
        if path.stroke().is_some_and(|stroke| stroke.dasharray().is_some()) {
            return Err("it has a dashed line; make it simpler, or give a PNG".to_owned());
        }
        if pieces > MOST_PIECES || self.pieces > MOST_PIECES_IN_ALL || self.coats.is_nan() || self.coats > MOST_COATS {
            return Err(format!(
                "its paths have more than {MOST_PIECES} pieces each or {MOST_PIECES_IN_ALL} together, or paint the \
                 picture over more than {MOST_COATS} times; make it simpler, or give a PNG"
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn svg(inside: &str) -> Result<Picture, String> {
        let xlink = "xmlns:xlink='http://www.w3.org/1999/xlink'";
        draw(&format!("<svg xmlns='http://www.w3.org/2000/svg' {xlink} width='40' height='20'>{inside}</svg>"))
    }

    fn chain(count: usize, link: impl Fn(usize) -> String) -> String {
        (0..count).map(link).collect()
    }

    #[test]
    fn drawings_become_dots() {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="20" height="10" fill="#1a5276"/></svg>"##;
        let picture = draw(svg).expect("a picture");
        assert_eq!((picture.width, picture.height), (1200, 300));
        assert_eq!((&picture.rgb[..3], &picture.rgb[3597..3600]), (&[0x1a, 0x52, 0x76][..], &[255; 3][..]));
    }

    #[test]
    fn what_drawing_programs_write_is_drawn() {
        for inside in [
            "<rect width='9' height='9'/>",
            "<metadata><rdf:RDF xmlns:rdf='r'><rdf:text>a</rdf:text></rdf:RDF></metadata><path d='M0 0h9v9z'/>",
            "<path d='M0 0h9v9z' style='stroke-dasharray:none;color-interpolation-filters:auto;filter:none'/>",
            "<style>.a{fill:#123456;opacity:0.5}</style><g class='a'><path d='M0 0h9v9z'/></g>",
            "<defs><path id='a' d='M0 0h9v9z'/></defs><clipPath id='b'><use xlink:href='#a' style='overflow:visible'/>\
             </clipPath><g clip-path='url(#b)'><rect width='40' height='20'/></g>",
            "<linearGradient id='a'><stop stop-color='red'/><stop offset='1'/></linearGradient>\
             <linearGradient id='b' xlink:href='#a' x1='1'/><rect width='9' height='9' fill='url(#b)'/>",
            "<symbol id='a'><path d='M0 0h9v9z'/></symbol><use xlink:href='#a' x='3'/><use href='#a' x='5'/>",
        ] {
            svg(inside).unwrap_or_else(|what| panic!("{inside}: {what}"));
        }
    }

    #[test]
    fn what_is_no_logo_is_refused() {
        for (inside, word) in [
            ("\n<g><text>a</text></g>", "<text> in line 2"),
            ("<image href='a.png'/>", "<image>"),
            ("<foreignObject/>", "<foreignObject>"),
            ("<marker id='a'/>", "<marker>"),
            ("<script/>", "<script>"),
            ("", "nothing of it shows"),
            ("<g>", "no sound SVG"),
        ] {
            let what = svg(inside).expect_err(inside);
            assert!(what.contains(word), "{what}");
        }
        let long = draw("<svg xmlns='http://www.w3.org/2000/svg' width='4000' height='2'><path d='M0 0h9v9z'/></svg>");
        assert!(long.is_err_and(|what| what.contains("times its breadth")));
    }

    #[test]
    #[allow(clippy::cast_precision_loss)]
    fn what_would_take_for_ever_is_refused_at_once() {
        let rect = "<rect width='40' height='20' fill='url(#a)' filter='url(#a)' mask='url(#m0)' stroke='red'/>";
        let effect = |effect: &str| format!("<filter id='a'>{effect}</filter>{rect}");
        let long_path = format!("M0 0{}", "L40 20 0 20 40 0 0 0".repeat(40_000));
        let stops = chain(5000, |n| format!("<stop offset='{}' stop-color='#{:06x}'/>", n as f32 / 5000.0, n * 7));
        let hostile = [
            effect("<feTurbulence numOctaves='2000000000'/>"),
            effect("<feMorphology radius='1000000'/>"),
            effect("<feConvolveMatrix order='300'/>"),
            effect("<feGaussianBlur stdDeviation='1e9'/>"),
            "<rect width='40' height='20' style='filter:blur(1000000000px)'/>".to_owned(),
            format!("<path d='{long_path}'/>"),
            format!("<path d='{}' stroke='red'/>", &long_path[..180_000]),
            "<path d='M0 0h40' stroke='red' stroke-dasharray='0.001'/>".to_owned(),
            "<path d='M0 0h40' stroke='red' style='fill:none; stroke-dasharray : 0.001'/>".to_owned(),
            "<style>path{stroke-dasharray:0.001}</style><path d='M0 0h40' stroke='red'/>".to_owned(),
            "<style>path{stroke-dash\\61rray:0.001}</style><path d='M0 0h40' stroke='red'/>".to_owned(),
            "<style>path{stroke-dasharray/**/:0.001}</style><path d='M0 0h40' stroke='red'/>".to_owned(),
            chain(3000, |n| format!("<mask id='m{n}' mask='url(#m{})'>{rect}</mask>", n + 1)) + rect,
            // Rings of clips, uses and gradients, which the crate that draws follows for ever.
            chain(3, |n| format!("<clipPath id='c{n}' clip-path='url(#c{})'>{rect}</clipPath>", (n + 1) % 3))
                + "<rect width='9' height='9' clip-path='url(#c0)'/>",
            chain(3, |n| {
                format!(
                    "<clipPath id='c{n}'><g><use href='#u{n}'/></g></clipPath><rect id='u{n}' width='9' height='9' clip-path='url(#c{})'/>",
                    (n + 1) % 3
                )
            }),
            "<style>clipPath{clip-path:url(#c1)}</style><clipPath id='c1'/><rect width='9' height='9'/>".to_owned(),
            chain(3, |n| format!("<g id='g{n}'><use href='#g{}'/></g>", (n + 1) % 3)),
            chain(4, |n| format!("<linearGradient id='l{n}' href='#l{}'/>", if n == 3 { 1 } else { n + 1 }))
                + "<rect width='9' height='9' fill='url(#l0)'/>",
            // Ten to the power of ten.
            chain(10, |n| format!("<g id='g{n}'>{}</g>", format!("<use href='#g{}'/>", n + 1).repeat(10)))
                + "<g id='g10'><rect width='9' height='9'/></g>",
            "<g>".repeat(5000) + rect + &"</g>".repeat(5000),
            "<g opacity='0.5'>".repeat(40) + "<rect width='9' height='9'/>" + &"</g>".repeat(40),
            "<g opacity='0.5'><rect width='40' height='20'/><rect width='9' height='9'/></g>".repeat(2000),
            "<rect width='40' height='20'/>".repeat(9_000),
            format!("<linearGradient id='a'>{stops}</linearGradient><rect width='40' height='20' fill='url(#a)'/>"),
            format!("<style>{}</style>{}", ".a .b{fill:red}".repeat(20_000), "<g class='a'/>".repeat(1000)),
            "<marker id='a'><path d='M0 0h1'/></marker><path marker-mid='url(#a)' d='M0 0'/>".to_owned(),
            "<pattern id='a' width='0.001' height='0.001'><rect width='1' height='1'/></pattern>".to_owned() + rect,
        ];
        for inside in hostile {
            let started = Instant::now();
            let shown: String = inside.chars().take(120).collect();
            assert!(svg(&inside).is_err(), "{shown} was drawn");
            assert!(started.elapsed().as_secs() < 3, "{shown}: {:?}", started.elapsed());
        }
    }

    #[test]
    fn the_most_that_is_drawn_takes_little_time() {
        let zigzag = "L0 20 40 0".repeat(4_990);
        for inside in [
            format!("<path d='M0 0{zigzag}'/>").repeat(6),
            format!("<path d='M0 0{zigzag}' fill='none' stroke='red' stroke-width='0.1' stroke-linejoin='round'/>"),
            "<rect width='40' height='20'/>".repeat(990),
            "<g opacity='0.5'><rect width='40' height='20'/><rect width='9' height='9'/></g>".repeat(199),
        ] {
            let started = Instant::now();
            let shown: String = inside.chars().take(60).collect();
            svg(&inside).unwrap_or_else(|what| panic!("{shown}: {what}"));
            assert!(started.elapsed().as_secs() < 20, "{shown}: {:?}", started.elapsed());
        }
    }
}
