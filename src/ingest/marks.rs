//! Where the fields and records of a CSV text end, found sixteen bytes at a time.

use wide::u8x16;

/// The places of a text that a reader of records looks for.
#[derive(Debug, Default)]
pub struct Marks {
    /// Every separator and line feed.
    ends: Vec<u32>,
    /// Which of them are line feeds.
    line_ends: Vec<u32>,
    /// All that takes a closer look: quotes, and control characters other than line ends and the separator.
    specials: Vec<u32>,
}

impl Marks {
    /// Finds the marks of a text, in place of those that were found before.
    ///
    /// # Panics
    /// When the text is longer than 4 GiB; chunks never are.
    pub fn find(&mut self, text: &str, separator: u8) {
        let bytes = text.as_bytes();
        assert!(u32::try_from(bytes.len()).is_ok(), "a chunk is no longer than its longest record");
        self.ends.clear();
        self.line_ends.clear();
        self.specials.clear();
        let (blocks, rest) = bytes.as_chunks::<16>();
        let mut start = 0;
        for block in blocks {
            self.block(block, bytes, start, separator);
            start += 16;
        }
        // What stands for the bytes behind the end is nothing that is looked for.
        let mut last = [b' '; 16];
        last[..rest.len()].copy_from_slice(rest);
        self.block(&last, bytes, start, separator);
    }

    #[allow(clippy::cast_possible_truncation)]
    fn block(&mut self, block: &[u8; 16], bytes: &[u8], start: usize, separator: u8) {
        let block = u8x16::new(*block);
        let is = |byte: u8| block.simd_eq(u8x16::splat(byte)).to_bitmask();
        let (separators, line_ends) = (is(separator), is(b'\n'));
        let mut ends = separators | line_ends;
        let mut rest = line_ends;
        while rest != 0 {
            let before = ends & (rest - 1) & !rest;
            self.line_ends.push(self.ends.len() as u32 + before.count_ones());
            rest &= rest - 1;
        }
        while ends != 0 {
            self.ends.push(start as u32 + ends.trailing_zeros());
            ends &= ends - 1;
        }
        let controls = block.min(u8x16::splat(0x1f)).simd_eq(block).to_bitmask();
        let mut specials = (controls | is(b'"')) & !(separators | line_ends);
        while specials != 0 {
            let at = start + specials.trailing_zeros() as usize;
            if bytes[at] != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
                self.specials.push(at as u32);
            }
            specials &= specials - 1;
        }
    }
}

/// A record that is one line with nothing special in it, as most are.
#[derive(Clone, Copy, Debug)]
pub struct PlainLine<'a> {
    text: &'a str,
    start: usize,
    ends: &'a [u32],
}

impl<'a> PlainLine<'a> {
    /// Where its line feed stands in the text.
    #[must_use]
    pub fn end(&self) -> usize {
        self.ends.last().map_or(self.start, |end| *end as usize)
    }

    /// A field below the number of fields that it was asked to have.
    #[must_use]
    pub fn field(&self, index: usize) -> &'a str {
        let start = index.checked_sub(1).map_or(self.start, |before| self.ends[before] as usize + 1);
        let field = &self.text[start..self.ends[index] as usize];
        if index + 1 == self.ends.len() { field.strip_suffix('\r').unwrap_or(field) } else { field }
    }
}

/// Finds the plain lines of a text, one after the other.
#[derive(Debug)]
pub struct PlainLines<'a> {
    text: &'a str,
    marks: &'a Marks,
    next_end: usize,
    next_line_end: usize,
    next_special: usize,
}

impl<'a> PlainLines<'a> {
    /// The lines of a text with its marks.
    #[must_use]
    pub fn new(text: &'a str, marks: &'a Marks) -> Self {
        Self { text, marks, next_end: 0, next_line_end: 0, next_special: 0 }
    }

    /// The line that starts at a place of the text, which is never before the last one; `None` when it has another
    /// number of fields, anything special in it, or no line feed.
    pub fn starting_at(&mut self, start: usize, fields: usize) -> Option<PlainLine<'a>> {
        let Marks { ends, line_ends, specials } = self.marks;
        let is_before = |place: Option<&u32>, at: usize| place.is_some_and(|place| (*place as usize) < at);
        while is_before(ends.get(self.next_end), start) {
            self.next_end += 1;
        }
        while is_before(line_ends.get(self.next_line_end), self.next_end) {
            self.next_line_end += 1;
        }
        while is_before(specials.get(self.next_special), start) {
            self.next_special += 1;
        }
        let last = *line_ends.get(self.next_line_end)? as usize;
        let ends = &ends[self.next_end..=last];
        let is_plain = !is_before(specials.get(self.next_special), *ends.last()? as usize);
        if !is_plain || ends.len() != fields {
            return None;
        }
        self.next_end = last + 1;
        self.next_line_end += 1;
        Some(PlainLine { text: self.text, start, ends })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::record::{Record, Records};
    use crate::ingest::row::Cell;

    #[test]
    fn plain_lines_are_the_records_that_a_reader_finds() {
        let mut marks = Marks::default();
        for text in ["a;b\nc;d\r\n;\n\"e\";f\ng;h;i\nj\n\"k\nl\";m\nn;o\np;q", "\n\n;\n", "a;\tb\nc;d\n", ";"] {
            marks.find(text, b';');
            let mut lines = PlainLines::new(text, &marks);
            let mut records = Records::new(text, b';', 1);
            let mut record = Record::default();
            let mut at = 0;
            while records.read(&mut record) {
                let line = lines.starting_at(at, 2);
                let is_plain = record.fault.is_none() && !record.raw.contains(['"', '\t']) && !record.at_end;
                let fields: Vec<String> = record.fields.iter().map(Cell::shown).collect();
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
        let mut marks = Marks::default();
        for length in 0..70 {
            for text in ["a;b\r\nc\té\"x;\n", ";", "\r\n", "\u{1f}\0\r;", "abcdefghijklmno\r\n"] {
                let text: String = text.chars().cycle().skip(length / 7).take(length).collect();
                let bytes = text.as_bytes();
                marks.find(&text, b';');
                let places = |is: &dyn Fn(usize) -> bool| -> Vec<u32> {
                    (0..bytes.len()).filter(|at| is(*at)).map(|at| u32::try_from(at).expect("a place")).collect()
                };
                assert_eq!(marks.ends, places(&|at| matches!(bytes[at], b';' | b'\n')), "{text:?}");
                let is_special = |at: usize| match bytes[at] {
                    b'\n' => false,
                    b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                    byte => byte < 0x20 || byte == b'"',
                };
                assert_eq!(marks.specials, places(&is_special), "{text:?}");
            }
        }
    }
}
