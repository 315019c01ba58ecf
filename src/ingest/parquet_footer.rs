//! Looks over the footer of a Parquet file before it is read: its reader makes room for as many things as a list says
//! that it has, before it looks whether they are there.
//!
//! A footer is a struct in the compact protocol of Thrift.

/// The most things that a list of a footer may have: columns of a row group, row groups of a file.
const LONGEST_LIST: u64 = 1 << 20;
/// How deep structs and lists may lie within each other; those of Parquet stay far below.
const DEEPEST: u32 = 32;

/// Demands that no list of the footer promises more than there is. Where there is no footer, whoever reads it says so.
///
/// # Errors
/// What is wrong with it.
pub fn check_footer(bytes: &[u8]) -> Result<(), String> {
    let Some((rest, [length @ .., b'P', b'A', b'R', b'1'])) = bytes.split_last_chunk::<8>() else { return Ok(()) };
    let length = length.first_chunk().map_or(0, |length| u32::from_le_bytes(*length)) as usize;
    let Some(start) = rest.len().checked_sub(length) else { return Ok(()) };
    Footer { bytes: &rest[start..] }
        .pass_struct(DEEPEST)
        .ok_or_else(|| "its footer promises more than it holds".to_owned())
}

/// What is left of a footer. Whatever is passed over gives `None` when it can't be.
struct Footer<'a> {
    bytes: &'a [u8],
}

impl Footer<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn pass(&mut self, count: u64) -> Option<()> {
        self.bytes = self.bytes.get(usize::try_from(count).ok()?..)?;
        Some(())
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn pass_struct(&mut self, depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        loop {
            let field = self.byte()?;
            if field == 0 {
                return Some(());
            }
            if field >> 4 == 0 {
                self.number()?;
            }
            // A truth value of a struct stands in its type.
            if !matches!(field & 15, 1 | 2) {
                self.pass_value(field & 15, depth)?;
            }
        }
    }

    fn pass_value(&mut self, kind: u8, depth: u32) -> Option<()> {
        match kind {
            1..=3 => self.pass(1),
            4..=6 => self.number().map(|_| ()),
            7 => self.pass(8),
            8 => {
                let length = self.number()?;
                self.pass(length)
            }
            9 | 10 => {
                let depth = depth.checked_sub(1)?;
                let head = self.byte()?;
                let count = if head >> 4 == 15 { self.number()? } else { u64::from(head >> 4) };
                if count > LONGEST_LIST || count > self.bytes.len() as u64 {
                    return None;
                }
                (0..count).try_for_each(|_| self.pass_value(head & 15, depth))
            }
            12 => self.pass_struct(depth),
            // No footer has maps.
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(footer: &[u8]) -> bool {
        let length = u32::try_from(footer.len()).expect("a short footer").to_le_bytes();
        check_footer(&[b"PAR1", footer, &length, b"PAR1"].concat()).is_ok()
    }

    #[test]
    fn lists_must_have_what_they_promise() {
        // Field 1: a number; field 2: a list of two numbers; field 3: a struct with a text.
        let sound = [0x15, 2, 0x19, 0x25, 2, 4, 0x1c, 0x18, 1, b'x', 0, 0];
        assert!(check(&sound));
        assert!((0..sound.len()).all(|end| !check(&sound[..end])));
        assert!(!check(&[0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 7, 0, 0]));
        assert!(!check(&[0x19, 0xf1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]));
        assert!(!check(&[0x1c; 200]), "structs without end");
        assert!(!check(&[0x19; 200]), "lists without end");
        assert!(check_footer(b"PAR1").is_ok() && check_footer(b"").is_ok(), "that is for the reader to say");
    }
}
