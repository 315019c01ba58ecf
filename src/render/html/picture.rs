//! A library's mark within a page.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::render::error::RenderError;
use crate::report::document::Logo;

/// The picture as the source of an image, which loads nothing.
pub(super) fn source(logo: &Logo) -> Result<String, RenderError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, logo.width, logo.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(RenderError::fault)?;
    writer.write_image_data(&logo.rgb).map_err(RenderError::fault)?;
    writer.finish().map_err(RenderError::fault)?;
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(bytes)))
}
