//! The colour of headings and rules.

/// The least contrast with white paper at which small text reads well, by WCAG 2 AA.
const LEAST_CONTRAST: f64 = 4.5;

/// Reads `#1a5276`.
///
/// # Errors
/// When it has another form, or is too light to be read on white.
pub(super) fn parse(text: &str) -> Result<[u8; 3], String> {
    let form = || format!("`{text}` is no colour; write red, green and blue with two digits each, as in \"#1a5276\"");
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(form)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(form());
    }
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| form());
    let colour = [part(0)?, part(2)?, part(4)?];
    let contrast = contrast(colour);
    if contrast < LEAST_CONTRAST {
        // Cut off, not rounded: 4.46 must not read as 4.5.
        let shown = (contrast * 10.0).floor() / 10.0;
        return Err(format!(
            "`{text}` is too light to be read on white: its contrast is {shown:.1}:1, it needs {LEAST_CONTRAST}:1; \
             choose a darker colour"
        ));
    }
    Ok(colour)
}

/// A colour as it is written.
#[must_use]
pub(super) fn written([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The contrast of a colour with white, from 1 to 21, by WCAG 2.
fn contrast([red, green, blue]: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    1.05 / (0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_light_ones_refused() {
        assert_eq!(parse("#1A5276"), Ok([0x1a, 0x52, 0x76]));
        assert_eq!(written([0x1a, 0x52, 0x76]), "#1a5276");
        // The lightest grey that passes, and the next.
        assert!(parse("#767676").is_ok());
        assert!(parse("#777777").is_err_and(|what| what.contains("4.4:1")));
        for text in ["", "red", "#abc", "1a5276", "#1a527", "#1a52767", "#1a52zz", "#+1+2+3", "#ééé"] {
            assert!(parse(text).is_err_and(|what| what.contains("no colour")), "{text}");
        }
    }
}
