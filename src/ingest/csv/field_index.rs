//! Where the fields and records of a CSV text end, found sixty-four bytes at a time.

use std::ops::Deref;

use fearless_simd::{Level, dispatch, prelude::*, u8x64};
use fearless_simd_macros::simd;

/// The places of a text that a reader of records looks for.
#[derive(Debug, Default)]
pub struct FieldIndex {
    /// Every separator and line feed, behind [`FieldIndex::BEFORE`].
    ends: PlaceList,
    /// The line feeds alone.
    line_ends: PlaceList,
    /// All that takes a closer look: quotes, and control characters other than line ends and the separator.
    specials: PlaceList,
}

/// A list of places that grows by whole blocks.
#[derive(Debug, Default)]
struct PlaceList {
    /// The places, and room for more behind them.
    room: Vec<u32>,
    length: usize,
}

impl FieldIndex {
    /// What stands for the end of the field before the first one: what follows it is the start of the text.
    const BEFORE: u32 = u32::MAX;

    /// Finds the marks of a text, in place of those that were found before.
    ///
    /// # Panics
    /// When the text is longer than 4 GiB; chunks never are.
    pub fn find(&mut self, text: &str, separator: u8) {
        self.find_at(Level::new(), text, separator);
    }

    /// The same with instructions that every processor has, or those that this one has too.
    fn find_at(&mut self, level: Level, text: &str, separator: u8) {
        let bytes = text.as_bytes();
        assert!(u32::try_from(bytes.len()).is_ok(), "a chunk is no longer than its longest record");
        for places in [&mut self.ends, &mut self.line_ends, &mut self.specials] {
            places.length = 0;
        }
        self.ends.push_bits::<1>(Self::BEFORE, 1);
        dispatch!(level, simd => find_marks(simd, self, bytes, separator));
    }
}

#[simd]
#[allow(clippy::cast_possible_truncation)]
fn find_marks<S: Simd>(simd: S, marks: &mut FieldIndex, bytes: &[u8], separator: u8) {
    let (blocks, rest) = bytes.as_chunks::<64>();
    // What stands for the bytes behind the end is nothing that is looked for.
    let mut last = [b' '; 64];
    last[..rest.len()].copy_from_slice(rest);
    for index in 0..=blocks.len() {
        let start = index * 64;
        let block = u8x64::from_slice(simd, blocks.get(index).unwrap_or(&last));
        let separators = block.simd_eq(separator).to_bitmask();
        let line_ends = block.simd_eq(b'\n').to_bitmask();
        let returns = block.simd_eq(b'\r').to_bitmask();
        let others = block.simd_lt(b' ').to_bitmask() | block.simd_eq(b'"').to_bitmask();
        marks.ends.push_bits::<12>(start as u32, separators | line_ends);
        marks.line_ends.push_bits::<2>(start as u32, line_ends);
        let next_is_line_end = u64::from(bytes.get(start + 64) == Some(&b'\n'));
        let before_line_ends = line_ends >> 1 | next_is_line_end << 63;
        let specials = others & !(separators | line_ends | returns & before_line_ends);
        if specials != 0 {
            marks.specials.push_bits::<4>(start as u32, specials);
        }
    }
}

impl PlaceList {
    /// Adds the places of a block's bits, `N` at a time: to write too many and forget them costs less than to ask after
    /// each one.
    #[allow(clippy::inline_always)] // Elsewhere than in its callers it would not have their instructions.
    #[inline(always)]
    fn push_bits<const N: usize>(&mut self, start: u32, mut bits: u64) {
        if self.room.len() < self.length + 64 + N {
            self.room.resize(2 * self.room.len() + 64 + N, 0);
        }
        let mut at = self.length;
        self.length += bits.count_ones() as usize;
        loop {
            let Some(room) = self.room[at..].first_chunk_mut::<N>() else { unreachable!("there is room for all bits") };
            for place in room {
                // A bit that is always there spares asking whether there is any.
                *place = start.wrapping_add((bits | 1 << 63).trailing_zeros());
                bits &= bits.wrapping_sub(1);
            }
            if bits == 0 {
                break;
            }
            at += N;
        }
    }
}

impl Deref for PlaceList {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        &self.room[..self.length]
    }
}

/// A record that is one line with nothing special in it, as most are.
#[derive(Clone, Copy, Debug)]
pub struct PlainLine<'a> {
    text: &'a str,
    /// Where its fields end, behind where the field before the first one ends.
    ends: &'a [u32],
}

impl<'a> PlainLine<'a> {
    /// Where its line feed stands in the text.
    #[must_use]
    pub fn end(&self) -> usize {
        self.ends.last().map_or(0, |end| *end as usize)
    }

    /// A field below the number of fields that it was asked to have.
    #[inline]
    #[must_use]
    pub fn field(&self, index: usize) -> &'a str {
        let field = &self.text[self.ends[index].wrapping_add(1) as usize..self.ends[index + 1] as usize];
        if index + 2 == self.ends.len() { field.strip_suffix('\r').unwrap_or(field) } else { field }
    }

    /// The bytes of a field.
    #[inline]
    #[must_use]
    pub fn bytes(&self, index: usize) -> &'a [u8] {
        let start = self.ends[index].wrapping_add(1) as usize;
        let field = &self.text.as_bytes()[start..self.ends[index + 1] as usize];
        if index + 2 == self.ends.len() { field.strip_suffix(b"\r").unwrap_or(field) } else { field }
    }
}

/// Finds the plain lines of a text, one after the other.
#[derive(Debug)]
pub struct PlainLines<'a> {
    text: &'a str,
    ends: &'a [u32],
    line_ends: &'a [u32],
    specials: &'a [u32],
    /// The place among the marks of the end before the next record.
    before: usize,
    next_line_end: usize,
    next_special: usize,
}

impl<'a> PlainLines<'a> {
    /// The lines of a text with its marks.
    #[must_use]
    pub fn new(text: &'a str, marks: &'a FieldIndex) -> Self {
        let FieldIndex { ends, line_ends, specials } = marks;
        Self { text, ends, line_ends, specials, before: 0, next_line_end: 0, next_special: 0 }
    }

    /// The line that starts at a place of the text, which is never before the last one; `None` when it has another
    /// number of fields, anything special in it, or no line feed.
    #[inline]
    pub fn starting_at(&mut self, start: usize, fields: usize) -> Option<PlainLine<'a>> {
        let Self { ends, line_ends, specials, .. } = *self;
        let is_before = |place: Option<&u32>, at: usize| place.is_some_and(|place| (*place as usize) < at);
        while is_before(ends.get(self.before + 1), start) {
            self.before += 1;
        }
        while is_before(line_ends.get(self.next_line_end), start) {
            self.next_line_end += 1;
        }
        while is_before(specials.get(self.next_special), start) {
            self.next_special += 1;
        }
        let ends = ends.get(self.before..=self.before + fields)?;
        let (first, last) = (*ends.first()?, *ends.last()?);
        // The first line feed is the last of as many ends as there must be fields.
        let is_whole = first.wrapping_add(1) as usize == start && line_ends.get(self.next_line_end) == Some(&last);
        if !is_whole || is_before(specials.get(self.next_special), last as usize) {
            return None;
        }
        self.before += fields;
        self.next_line_end += 1;
        Some(PlainLine { text: self.text, ends })
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::{Record, Records};
    use super::*;
    use crate::ingest::cell::RawCell;

    #[test]
    fn plain_lines_are_the_records_that_a_reader_finds() {
        let mut marks = FieldIndex::default();
        for text in ["a;b\nc;d\r\n;\n\"e\";f\ng;h;i\nj\n\"k\nl\";m\nn;o\np;q", "\n\n;\n", "a;\tb\nc;d\n", ";"] {
            marks.find(text, b';');
            let mut lines = PlainLines::new(text, &marks);
            let mut records = Records::new(text, b';', 1);
            let mut record = Record::default();
            let mut at = 0;
            while records.read(&mut record) {
                let line = lines.starting_at(at, 2);
                let is_plain = record.fault.is_none() && !record.raw.contains(['"', '\t']) && !record.at_end;
                let fields: Vec<String> = record.fields.iter().map(RawCell::shown).collect();
                let wanted = (is_plain && fields.len() == 2).then_some(fields);
                assert_eq!(
                    line.map(|line| [0, 1].map(|index| line.field(index).to_owned()).to_vec()),
                    wanted,
                    "{text:?}"
                );
                assert!(line.is_none_or(|line| line.end() + 1 == records.at()));
                at = records.at();
            }
        }
    }

    #[test]
    fn finds_what_a_plain_search_finds() {
        let mut marks = FieldIndex::default();
        for length in 0..200 {
            for text in ["a;b\r\nc\té\"x;\n", ";", "\r\n", "\u{1f}\0\r;", "abcdefghijklmno\r\n"] {
                let text: String = text.chars().cycle().skip(length / 7).take(length).collect();
                let bytes = text.as_bytes();
                let places = |is: &dyn Fn(usize) -> bool| -> Vec<u32> {
                    (0..bytes.len()).filter(|at| is(*at)).map(|at| u32::try_from(at).expect("a place")).collect()
                };
                let is_special = |at: usize| match bytes[at] {
                    b'\n' => false,
                    b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                    byte => byte < 0x20 || byte == b'"',
                };
                for level in [Level::baseline(), Level::new()] {
                    marks.find_at(level, &text, b';');
                    assert_eq!(&marks.ends[1..], places(&|at| matches!(bytes[at], b';' | b'\n')), "{text:?}");
                    assert_eq!(*marks.line_ends, places(&|at| bytes[at] == b'\n'), "{text:?}");
                    assert_eq!(*marks.specials, places(&is_special), "{text:?}");
                }
            }
        }
    }
}
