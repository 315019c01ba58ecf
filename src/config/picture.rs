//! A library's mark as dots: read from PNG or SVG, and kept as PNG.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

/// How long a file with a logo may be, in bytes.
const MOST_BYTES: u64 = 1 << 20;
/// How many dots a logo may be wide or high.
const MOST_DOTS: u32 = 2000;
/// How many times as wide as high a logo may be, or as high as wide.
const MOST_TIMES: u32 = 20;
/// The size that drawings are turned into dots at: sharp on paper, and no more than that.
const DRAWN: (f32, f32) = (1200.0, 800.0);

/// A picture of dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// How many dots it is wide.
    pub(super) width: u32,
    /// How many dots it is high.
    pub(super) height: u32,
    /// Red, green and blue of each dot, on white.
    pub(super) rgb: Arc<[u8]>,
}

impl Picture {
    /// Reads a PNG or SVG file, told apart by what is in it.
    ///
    /// # Errors
    /// What is wrong with it, and how to mend that.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let unreadable = |error: std::io::Error| format!("it can't be read: {error}");
        let length = std::fs::metadata(path).map_err(unreadable)?.len();
        if length > MOST_BYTES {
            return Err(format!("it has {length} bytes; make it smaller, at most {MOST_BYTES}"));
        }
        let bytes = std::fs::read(path).map_err(unreadable)?;
        if bytes.starts_with(b"\x89PNG") {
            return Self::of_png(&bytes);
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) if text.contains("<svg") || text.contains(":svg") => Self::of_svg(text),
            _ => Err("it is neither a PNG nor an SVG picture".to_owned()),
        }
    }

    /// The picture of a PNG file, whatever its depth and colours.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn of_png(bytes: &[u8]) -> Result<Self, String> {
        let damaged = |error: png::DecodingError| format!("it is no sound PNG: {error}");
        let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: 64 << 20 });
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let header = decoder.read_header_info().map_err(damaged)?;
        let (width, height) = (header.width, header.height);
        check_size(width, height)?;
        let mut reader = decoder.read_info().map_err(damaged)?;
        let mut dots = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
        let frame = reader.next_frame(&mut dots).map_err(damaged)?;
        dots.truncate(frame.buffer_size());
        let rgb = match frame.color_type {
            ColorType::Grayscale => dots.iter().flat_map(|grey| [*grey; 3]).collect(),
            ColorType::GrayscaleAlpha => dots.chunks_exact(2).flat_map(|dot| [on_white(dot[0], dot[1]); 3]).collect(),
            ColorType::Rgba => {
                dots.chunks_exact(4).flat_map(|dot| [0, 1, 2].map(|part| on_white(dot[part], dot[3]))).collect()
            }
            ColorType::Rgb => dots,
            ColorType::Indexed => return Err("its palette can't be read".to_owned()),
        };
        Ok(Self { width, height, rgb: rgb.into() })
    }

    /// The picture of an SVG text, as large as it is drawn.
    ///
    /// # Errors
    /// What is wrong with it, or what it holds that can't be drawn.
    fn of_svg(text: &str) -> Result<Self, String> {
        let options = usvg::roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let document = usvg::roxmltree::Document::parse_with_options(text, options)
            .map_err(|error| format!("it is no sound SVG: {error}"))?;
        for (name, how) in [
            ("text", "its letters need fonts that are not at hand: convert text to paths in the drawing program"),
            ("image", "a picture inside a drawing is not drawn: give the picture itself as PNG"),
            ("foreignObject", "a foreign object inside a drawing is not drawn: leave it out, or give a PNG"),
        ] {
            if let Some(found) = document.descendants().find(|node| node.tag_name().name() == name) {
                let line = document.text_pos_at(found.range().start).row;
                return Err(format!("it has a <{name}> in line {line}; {how}"));
            }
        }
        let tree = usvg::Tree::from_xmltree(&document, &usvg::Options::default())
            .map_err(|error| format!("it is no sound SVG: {error}"))?;
        let size = tree.size();
        let scale = (DRAWN.0 / size.width()).min(DRAWN.1 / size.height());
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let dots = |length: f32| (length * scale).round().max(1.0) as u32;
        let (width, height) = (dots(size.width()), dots(size.height()));
        check_size(width, height)?;
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
        Ok(Self { width, height, rgb: rgb.into() })
    }

    /// The picture as a PNG file, from which [`Picture::of_png`] makes the same picture.
    #[must_use]
    pub(super) fn to_png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&self.rgb));
        written.unwrap_or_else(|error| unreachable!("a vector takes every picture: {error}"));
        bytes
    }
}

fn check_size(width: u32, height: u32) -> Result<(), String> {
    if width > MOST_DOTS || height > MOST_DOTS {
        return Err(format!("it is {width} x {height} dots; make it smaller, at most {MOST_DOTS} x {MOST_DOTS}"));
    }
    if width < 8 || height < 8 || width > height * MOST_TIMES || height > width * MOST_TIMES {
        return Err(format!(
            "it is {width} x {height} dots; a logo has at least 8 either way, and is no longer than {MOST_TIMES} \
             times its breadth"
        ));
    }
    Ok(())
}

/// A part of a colour as it shows on white through its alpha.
fn on_white(part: u8, alpha: u8) -> u8 {
    let (part, alpha) = (u32::from(part), u32::from(alpha));
    u8::try_from((part * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(color: ColorType, depth: BitDepth, palette: Option<&[u8]>, row: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 8, 8);
        encoder.set_color(color);
        encoder.set_depth(depth);
        if let Some(palette) = palette {
            encoder.set_palette(palette);
        }
        let data: Vec<u8> = std::iter::repeat_n(row, 8).flatten().copied().collect();
        encoder.write_header().and_then(|mut writer| writer.write_image_data(&data)).expect("a PNG");
        bytes
    }

    #[test]
    fn every_kind_of_png_becomes_dots_on_white() {
        let eight = |dot: &[u8]| dot.repeat(8);
        let palette: &[u8] = &[1, 2, 3, 200, 100, 0];
        let kinds = [
            (png(ColorType::Rgb, BitDepth::Eight, None, &eight(&[200, 100, 0])), [200, 100, 0]),
            (png(ColorType::Rgba, BitDepth::Eight, None, &eight(&[200, 100, 0, 0])), [255, 255, 255]),
            (png(ColorType::Rgba, BitDepth::Eight, None, &eight(&[200, 100, 0, 51])), [244, 224, 204]),
            (png(ColorType::Rgb, BitDepth::Sixteen, None, &eight(&[200, 9, 100, 9, 0, 9])), [200, 100, 0]),
            (png(ColorType::Grayscale, BitDepth::One, None, &[0]), [0, 0, 0]),
            (png(ColorType::GrayscaleAlpha, BitDepth::Eight, None, &eight(&[0, 102])), [153, 153, 153]),
            (png(ColorType::Indexed, BitDepth::Four, Some(palette), &[0x11; 4]), [200, 100, 0]),
        ];
        for (index, (bytes, dot)) in kinds.iter().enumerate() {
            let picture = Picture::of_png(bytes).unwrap_or_else(|what| panic!("{index}: {what}"));
            assert_eq!((picture.width, picture.height, &picture.rgb[..]), (8, 8, &dot.repeat(64)[..]), "{index}");
            assert_eq!(Picture::of_png(&picture.to_png()).as_ref(), Ok(&picture), "{index}");
            for cut in 0..bytes.len() {
                let _ = Picture::of_png(&bytes[..cut]);
            }
        }
    }

    #[test]
    fn drawings_become_dots() {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="20" height="10" fill="#1a5276"/></svg>"##;
        let picture = Picture::of_svg(svg).expect("a picture");
        assert_eq!((picture.width, picture.height), (1200, 300));
        assert_eq!((&picture.rgb[..3], &picture.rgb[3597..3600]), (&[0x1a, 0x52, 0x76][..], &[255; 3][..]));
    }

    #[test]
    fn what_is_no_logo_is_refused() {
        let svg = |inside: &str| {
            Picture::of_svg(&format!("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'>{inside}</svg>"))
        };
        assert!(svg("<rect width='9' height='9'/>").is_ok());
        for (inside, word) in [
            ("\n<g><text>a</text></g>", "<text> in line 2"),
            ("<image href='a.png'/>", "<image>"),
            ("<foreignObject/>", "<foreignObject>"),
            ("", "nothing of it shows"),
            ("<g>", "no sound SVG"),
        ] {
            let what = svg(inside).expect_err(inside);
            assert!(what.contains(word), "{what}");
        }
        for (width, height, is_sound) in [
            (8, 8, true),
            (7, 8, false),
            (8, 7, false),
            (160, 8, true),
            (161, 8, false),
            (8, 160, true),
            (8, 161, false),
            (2000, 2000, true),
            (2001, 2000, false),
            (2000, 2001, false),
        ] {
            assert_eq!(check_size(width, height).is_ok(), is_sound, "{width} x {height}");
        }
        let long = Picture::of_svg("<svg xmlns='http://www.w3.org/2000/svg' width='4000' height='2'/>");
        assert!(long.is_err_and(|what| what.contains("times its breadth")));
    }
}
