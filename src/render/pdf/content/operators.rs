//! Numbers and colours as a content stream and the objects of a file have them.

use crate::render::pdf::page::Colour;

/// Writes a whole number.
pub(in crate::render::pdf) fn push_integer(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// A length in points in hundredths of one.
#[allow(clippy::cast_possible_truncation)]
#[must_use]
pub(in crate::render::pdf) fn hundredths(points: f32) -> i32 {
    (points * 100.0).round() as i32
}

/// Writes a number of hundredths as a decimal number.
pub(in crate::render::pdf) fn push_hundredths(out: &mut Vec<u8>, hundredths: i32) {
    if hundredths < 0 {
        out.push(b'-');
    }
    let (whole, part) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    push_integer(out, whole);
    push_fraction::<10>(out, part);
}

/// Writes a number of thousandths as a decimal number.
fn push_thousandths(out: &mut Vec<u8>, thousandths: u32) {
    push_integer(out, thousandths / 1000);
    push_fraction::<100>(out, thousandths % 1000);
}

/// Writes what stands behind the whole part, without zeros at the end; the first digit counts `FIRST`.
fn push_fraction<const FIRST: u32>(out: &mut Vec<u8>, mut part: u32) {
    if part > 0 {
        out.push(b'.');
    }
    while part > 0 {
        push_integer(out, part / FIRST);
        part = part % FIRST * 10;
    }
}

/// Writes a colour's parts from 0 to 1, to a thousandth, and what sets it: one part for a grey, else three.
pub(super) fn push_colour(out: &mut Vec<u8>, colour: Colour, of_grey: &str, of_colour: &str) {
    let (parts, operator) = if colour.is_grey() { (&colour.0[..1], of_grey) } else { (&colour.0[..], of_colour) };
    for part in parts {
        push_thousandths(out, (u32::from(*part) * 1000 + 127) / 255);
        out.push(b' ');
    }
    out.extend_from_slice(operator.as_bytes());
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_full() {
        let written = |hundredths| {
            let mut out = Vec::new();
            push_hundredths(&mut out, hundredths);
            String::from_utf8(out)
        };
        let numbers = [0, -5, 1_050, 123_456, -100, i32::MIN].map(|number| written(number).unwrap_or_default());
        assert_eq!(numbers, ["0", "-0.05", "10.5", "1234.56", "-1", "-21474836.48"]);
        for thousandths in 0..=1_000u16 {
            let mut out = Vec::new();
            push_thousandths(&mut out, thousandths.into());
            assert_eq!(String::from_utf8(out), Ok((f32::from(thousandths) / 1000.0).to_string()));
        }
    }
}
