//! A library's mark as dots: read from PNG or a drawing, and kept as PNG.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations};

use super::drawing;
use crate::ingest::foreign::guarded;

/// How long a file with a logo may be, in bytes.
const MOST_BYTES: u64 = 1 << 20;
/// How many dots a logo may be wide or high.
const MOST_DOTS: u32 = 2000;
/// How many times as wide as high a logo may be, or as high as wide.
const MOST_TIMES: u32 = 20;

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
        // A pipe would never end, and has no length.
        if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err("it is no regular file".to_owned());
        }
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(unreadable)?;
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(format!("it is larger than {MOST_BYTES} bytes; make it smaller"));
        }
        let read = || match std::str::from_utf8(&bytes) {
            _ if bytes.starts_with(b"\x89PNG") => Self::of_png(&bytes),
            Ok(text) if text.contains("<svg") || text.contains(":svg") => drawing::draw(text),
            _ => Err("it is neither a PNG nor an SVG picture".to_owned()),
        };
        guarded(read).unwrap_or_else(|| Err("it is damaged, or made to do harm".to_owned()))
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

pub(super) fn check_size(width: u32, height: u32) -> Result<(), String> {
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
    fn a_picture_has_the_size_of_a_logo() {
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
    }
}
