//! Looks over the footer of a Parquet file before it is read: its reader makes room for as many things as a list says
//! that it has, before it looks whether they are there; and it takes a field for what its number says, whatever type the
//! file gives it.
//!
//! A footer is a struct in the compact protocol of Thrift. Numbers and types of its fields: parquet.thrift of Apache
//! Parquet.

/// What a field or a part of a list is.
enum ThriftShape {
    Truth,
    Byte,
    Number,
    Text,
    List(&'static Self),
    Struct(KnownFields),
}

/// The fields of a struct that its reader knows, by number; it passes over all others by their type.
type KnownFields = &'static [(i16, ThriftShape)];

use ThriftShape::{Byte, List, Number, Struct, Text, Truth};

const FOOTER: KnownFields = &[
    (1, Number),
    (2, List(&Struct(SCHEMA_ELEMENT))),
    (3, Number),
    (4, List(&Struct(ROW_GROUP))),
    (5, List(&Struct(KEY_AND_VALUE))),
    (6, Text),
    (7, List(&Struct(&[(1, NOTHING), (2, NOTHING)]))),
];
const SCHEMA_ELEMENT: KnownFields = &[
    (1, Number),
    (2, Number),
    (3, Number),
    (4, Text),
    (5, Number),
    (6, Number),
    (7, Number),
    (8, Number),
    (9, Number),
    (10, Struct(LOGICAL_TYPE)),
];
const LOGICAL_TYPE: KnownFields = &[
    (1, NOTHING),
    (2, NOTHING),
    (3, NOTHING),
    (4, NOTHING),
    (5, Struct(&[(1, Number), (2, Number)])),
    (6, NOTHING),
    (7, Struct(TIME)),
    (8, Struct(TIME)),
    (10, Struct(&[(1, Byte), (2, Truth)])),
    (11, NOTHING),
    (12, NOTHING),
    (13, NOTHING),
    (14, NOTHING),
    (15, NOTHING),
    (16, NOTHING),
    (17, NOTHING),
    (18, NOTHING),
];
const TIME: KnownFields = &[(1, Truth), (2, Struct(&[(1, NOTHING), (2, NOTHING), (3, NOTHING)]))];
/// A struct of which nothing but its being there is looked at.
const NOTHING: ThriftShape = Struct(&[]);
const ROW_GROUP: KnownFields = &[
    (1, List(&Struct(COLUMN_CHUNK))),
    (2, Number),
    (3, Number),
    (4, List(&Struct(&[(1, Number), (2, Truth), (3, Truth)]))),
    (5, Number),
    (6, Number),
    (7, Number),
];
const COLUMN_CHUNK: KnownFields =
    &[(1, Text), (2, Number), (3, Struct(COLUMN)), (4, Number), (5, Number), (6, Number), (7, Number)];
const COLUMN: KnownFields = &[
    (1, Number),
    (2, List(&Number)),
    (3, List(&Text)),
    (4, Number),
    (5, Number),
    (6, Number),
    (7, Number),
    (8, List(&Struct(KEY_AND_VALUE))),
    (9, Number),
    (10, Number),
    (11, Number),
    (12, Struct(STATISTICS)),
    (14, Number),
    (15, Number),
];
const STATISTICS: KnownFields =
    &[(1, Text), (2, Text), (3, Number), (4, Number), (5, Text), (6, Text), (7, Truth), (8, Truth)];
const KEY_AND_VALUE: KnownFields = &[(1, Text), (2, Text)];

/// The most things that a list of a footer may have: columns of a row group, row groups of a file.
const LONGEST_LIST: u64 = 1 << 20;
/// How deep structs and lists may lie within each other; those of Parquet stay far below.
const DEEPEST: u32 = 32;

/// Demands that no list of the footer promises more than there is, and that its fields are what they must be. Where
/// there is no footer, whoever reads it says so.
///
/// # Errors
/// What is wrong with it.
pub fn check_footer(bytes: &[u8]) -> Result<(), String> {
    let Some((rest, [length @ .., b'P', b'A', b'R', b'1'])) = bytes.split_last_chunk::<8>() else { return Ok(()) };
    let length = length.first_chunk().map_or(0, |length| u32::from_le_bytes(*length)) as usize;
    let Some(start) = rest.len().checked_sub(length) else { return Ok(()) };
    Footer { bytes: &rest[start..] }
        .pass_struct(FOOTER, DEEPEST)
        .ok_or_else(|| "its footer is damaged: something in it is longer than it, or not of its type".to_owned())
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

    fn pass_struct(&mut self, fields: KnownFields, depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let mut id = 0i16;
        loop {
            let field = self.byte()?;
            let (step, kind) = (field >> 4, field & 15);
            if kind == 0 {
                return Some(());
            }
            id = if step == 0 {
                let number = self.number()?;
                i16::try_from((number >> 1).cast_signed() ^ -(number & 1).cast_signed()).ok()?
            } else {
                id.checked_add(i16::from(step))?
            };
            let shape = fields.iter().find(|(known, _)| *known == id).map(|(_, shape)| shape);
            // A truth value of a struct stands in its type.
            if !matches!(kind, 1 | 2) {
                self.pass_value(kind, shape, depth)?;
            } else if !shape.is_none_or(|shape| matches!(shape, Truth)) {
                return None;
            }
        }
    }

    /// Passes over a value of a type, which must be that of its shape where that is known.
    fn pass_value(&mut self, kind: u8, shape: Option<&ThriftShape>, depth: u32) -> Option<()> {
        let is_right = match shape {
            None => true,
            Some(Truth) => matches!(kind, 1 | 2),
            Some(Byte) => kind == 3,
            Some(Number) => (4..=6).contains(&kind),
            Some(Text) => kind == 8,
            Some(List(_)) => kind == 9,
            Some(Struct(_)) => kind == 12,
        };
        if !is_right {
            return None;
        }
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
                let part = match shape {
                    Some(List(part)) => Some(*part),
                    _ => None,
                };
                (0..count).try_for_each(|_| self.pass_value(head & 15, part, depth))
            }
            12 => {
                let fields: KnownFields = match shape {
                    Some(Struct(fields)) => fields,
                    _ => &[],
                };
                self.pass_struct(fields, depth)
            }
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
        // Field 1: a number; field 20, unknown: a list of two numbers; field 21: a struct with a text.
        let sound = [0x15, 2, 0x09, 40, 0x25, 2, 4, 0x1c, 0x18, 1, b'x', 0, 0];
        assert!(check(&sound));
        assert!((0..sound.len()).all(|end| !check(&sound[..end])));
        assert!(!check(&[0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 7, 0, 0]));
        assert!(!check(&[0x19, 0xf1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]));
        assert!(!check(&[0x1c; 200]), "structs without end");
        // Field 20 with as many bytes as a list may have, and one more; the length is a number of 7 bits a byte.
        let list = |count: usize, length: [u8; 3]| [&[0x09, 40, 0xf3][..], &length, &vec![1; count], &[0]].concat();
        assert!(check(&list(1 << 20, [0x80, 0x80, 0x40])) && !check(&list((1 << 20) + 1, [0x81, 0x80, 0x40])));
        // Field 2, the schema: a text, a list of numbers, a list of structs in which a name is a number.
        assert!(!check(&[0x28, 1, b'x', 0]) && !check(&[0x29, 0x15, 2, 0]));
        assert!(check(&[0x29, 0x1c, 0x48, 1, b'x', 0, 0]) && !check(&[0x29, 0x1c, 0x45, 2, 0, 0]));
        assert!(!check(&[0x19; 200]), "lists without end");
        assert!(check_footer(b"PAR1").is_ok() && check_footer(b"").is_ok(), "that is for the reader to say");
    }
}
