//! Reads objects from bytes (ISO 32000-1, 7.2 and 7.3).

use super::object::{Dictionary, Number, Object};

/// How deep objects may stand inside each other.
const DEEPEST: usize = 32;

/// Reads from a place in bytes.
#[derive(Clone, Debug)]
pub(in crate::inspect) struct Parser<'b> {
    bytes: &'b [u8],
    /// The place of the next byte.
    pub(in crate::inspect) at: usize,
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'b> Parser<'b> {
    pub(in crate::inspect) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub(in crate::inspect) fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// What was expected, and where it is not.
    fn lacks(&self, what: &str) -> String {
        format!("{what} is expected at byte {}", self.at)
    }

    /// Passes over blanks, and over comments to the end of their line.
    pub(in crate::inspect) fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    while self.peek().is_some_and(|byte| !matches!(byte, b'\r' | b'\n')) {
                        self.at += 1;
                    }
                }
                byte if is_blank(byte) => self.at += 1,
                _ => return,
            }
        }
    }

    /// Passes over these bytes.
    ///
    /// # Errors
    /// When others stand there.
    pub(in crate::inspect) fn literally(&mut self, text: &str) -> Result<(), String> {
        if !self.rest().starts_with(text.as_bytes()) {
            return Err(self.lacks(&format!("`{}`", text.trim_end())));
        }
        self.at += text.len();
        Ok(())
    }

    /// Passes over a word behind blanks.
    ///
    /// # Errors
    /// When another stands there.
    pub(in crate::inspect) fn keyword(&mut self, word: &str) -> Result<(), String> {
        self.skip_blanks();
        if self.word() == word.as_bytes() {
            self.at += word.len();
            return Ok(());
        }
        Err(self.lacks(&format!("`{word}`")))
    }

    /// The regular characters that stand next.
    fn word(&self) -> &'b [u8] {
        let rest = self.rest();
        let end = rest.iter().position(|byte| is_blank(*byte) || is_delimiter(*byte)).unwrap_or(rest.len());
        &rest[..end]
    }

    /// Takes the regular characters that stand next, which may be none.
    pub(in crate::inspect) fn take_word(&mut self) -> &'b [u8] {
        let word = self.word();
        self.at += word.len();
        word
    }

    /// A whole number without a sign.
    ///
    /// # Errors
    /// When none stands there.
    pub(in crate::inspect) fn unsigned(&mut self) -> Result<usize, String> {
        self.skip_blanks();
        let number =
            std::str::from_utf8(self.word()).ok().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        let number = number.and_then(|word| word.parse().ok()).ok_or_else(|| self.lacks("a number"))?;
        self.at += self.word().len();
        Ok(number)
    }

    /// The number of an object that begins here, `5 0 obj`.
    ///
    /// # Errors
    /// When none begins.
    pub(in crate::inspect) fn beginning(&mut self) -> Result<Number, String> {
        let number = self.unsigned()?;
        if self.unsigned()? != 0 {
            return Err(format!("object {number} is of another generation than 0"));
        }
        self.keyword("obj")?;
        Number::try_from(number).map_err(|_| format!("no object has the number {number}"))
    }

    /// The next object.
    ///
    /// # Errors
    /// When none stands there.
    pub(in crate::inspect) fn object(&mut self) -> Result<Object, String> {
        self.inner(0)
    }

    fn inner(&mut self, depth: usize) -> Result<Object, String> {
        if depth > DEEPEST {
            return Err(format!("objects stand too deep inside each other at byte {}", self.at));
        }
        self.skip_blanks();
        match self.peek() {
            Some(b'/') => self.name().map(Object::Name),
            Some(b'(') => self.string().map(Object::String),
            Some(b'[') => self.array(depth).map(Object::Array),
            Some(b'<') if self.rest().starts_with(b"<<") => self.dictionary(depth).map(Object::Dictionary),
            Some(b'<') => self.hexadecimal().map(Object::String),
            Some(b'+' | b'-' | b'.' | b'0'..=b'9') => self.number_or_reference(),
            _ => {
                let object = match self.word() {
                    b"null" => Object::Null,
                    b"true" => Object::Boolean(true),
                    b"false" => Object::Boolean(false),
                    _ => return Err(self.lacks("an object")),
                };
                self.at += self.word().len();
                Ok(object)
            }
        }
    }

    /// Whether an object begins here that may be an operand: all but words, which are operators in a content.
    pub(in crate::inspect) fn begins_operand(&self) -> bool {
        matches!(self.peek(), Some(b'/' | b'(' | b'[' | b'<' | b'+' | b'-' | b'.' | b'0'..=b'9'))
    }

    fn number_or_reference(&mut self) -> Result<Object, String> {
        let word = std::str::from_utf8(self.word()).unwrap_or_default();
        let lacks = || self.lacks("a number");
        if !word.bytes().all(|byte| byte.is_ascii_digit()) {
            let is_number = word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.'));
            let number = if word.contains('.') {
                word.parse().map(Object::Real).map_err(|_| lacks())?
            } else {
                word.parse().map(Object::Integer).map_err(|_| lacks())?
            };
            self.at += word.len();
            return if is_number { Ok(number) } else { Err(self.lacks("a number")) };
        }
        let number: i64 = word.parse().map_err(|_| lacks())?;
        self.at += word.len();
        let mut ahead = self.clone();
        if let Ok(generation) = ahead.unsigned()
            && ahead.keyword("R").is_ok()
        {
            let number = Number::try_from(number).ok().filter(|_| generation == 0);
            self.at = ahead.at;
            return number.map(Object::Reference).ok_or_else(|| format!("a wrong reference before byte {}", self.at));
        }
        Ok(Object::Integer(number))
    }

    fn name(&mut self) -> Result<Vec<u8>, String> {
        self.at += 1;
        let word = self.take_word();
        let mut name = Vec::with_capacity(word.len());
        let mut bytes = word.iter().copied();
        while let Some(byte) = bytes.next() {
            if byte != b'#' {
                name.push(byte);
                continue;
            }
            let digits =
                [bytes.next(), bytes.next()].map(|digit| digit.and_then(|digit| char::from(digit).to_digit(16)));
            let [Some(high), Some(low)] = digits else { return Err(format!("a wrong name before byte {}", self.at)) };
            name.push(u8::try_from(high * 16 + low).unwrap_or_default());
        }
        Ok(name)
    }

    /// A text in round brackets (7.3.4.2).
    fn string(&mut self) -> Result<Vec<u8>, String> {
        let start = self.at;
        let unfinished = || format!("a text never ends that begins at byte {start}");
        self.at += 1;
        let (mut string, mut open) = (Vec::new(), 1);
        loop {
            let byte = self.next().ok_or_else(unfinished)?;
            match byte {
                b'(' => open += 1,
                b')' if open == 1 => return Ok(string),
                b')' => open -= 1,
                b'\r' => {
                    self.pass(b'\n');
                    string.push(b'\n');
                    continue;
                }
                b'\\' => {
                    string.extend(self.escaped().ok_or_else(unfinished)?);
                    continue;
                }
                _ => {}
            }
            string.push(byte);
        }
    }

    /// What stands behind a backslash: a byte, or none where a line goes on.
    #[expect(clippy::option_option, reason = "that the text ends is not that a line goes on")]
    fn escaped(&mut self) -> Option<Option<u8>> {
        Some(match self.next()? {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            b'\n' => None,
            b'\r' => {
                self.pass(b'\n');
                None
            }
            digit @ b'0'..=b'7' => {
                let mut code = u32::from(digit - b'0');
                for _ in 0..2 {
                    if let Some(digit @ b'0'..=b'7') = self.peek() {
                        self.at += 1;
                        code = code * 8 + u32::from(digit - b'0');
                    }
                }
                // What is too large loses its high bit.
                Some(code.to_le_bytes()[0])
            }
            byte => Some(byte),
        })
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn pass(&mut self, byte: u8) {
        self.at += usize::from(self.peek() == Some(byte));
    }

    fn hexadecimal(&mut self) -> Result<Vec<u8>, String> {
        let start = self.at;
        self.at += 1;
        let mut digits = Vec::new();
        loop {
            match self.next().ok_or_else(|| format!("digits never end that begin at byte {start}"))? {
                b'>' => break,
                byte if is_blank(byte) => {}
                byte => match char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()) {
                    Some(digit) => digits.push(digit),
                    None => return Err(format!("wrong digits before byte {}", self.at)),
                },
            }
        }
        Ok(digits.chunks(2).map(|pair| pair[0] * 16 + pair.get(1).copied().unwrap_or_default()).collect())
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Object>, String> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(items);
            }
            items.push(self.inner(depth + 1)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary, String> {
        let start = self.at;
        self.at += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_blanks();
            if self.rest().starts_with(b">>") {
                self.at += 2;
                let twice = || format!("a key stands twice in the dictionary at byte {start}");
                return Dictionary::of(entries).ok_or_else(twice);
            }
            if self.peek() != Some(b'/') {
                return Err(self.lacks("a key"));
            }
            let key = self.name()?;
            entries.push((key, self.inner(depth + 1)?));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Object, String> {
        Parser::new(text.as_bytes(), 0).object()
    }

    fn string(text: &str) -> Object {
        Object::String(text.as_bytes().to_vec())
    }

    #[test]
    fn objects_are_read() {
        assert_eq!(read(" % comment\n 12"), Ok(Object::Integer(12)));
        assert_eq!(read("-.5"), Ok(Object::Real(-0.5)));
        assert_eq!(read("12 0 R"), Ok(Object::Reference(12)));
        assert_eq!(read("/text#2Fcsv"), Ok(Object::Name(b"text/csv".to_vec())));
        assert_eq!(
            read(
                r"(a \(b\) (c) \\ \101\5 \
d)"
            ),
            Ok(string("a (b) (c) \\ A\u{5} d"))
        );
        assert_eq!(read("<41 4>"), Ok(string("A@")));
        let array = read("[1 2 0 R 3]").expect("an array");
        assert_eq!(array.as_array().map(<[Object]>::len), Some(3));
        let dictionary = read("<</B 1/A<</C null>>>>").expect("a dictionary");
        let keys: Vec<&[u8]> = dictionary.as_dictionary().expect("one").iter().map(|(key, _)| key).collect();
        assert_eq!(keys, [b"A", b"B"]);
        assert_eq!(read("<FEFF00E9>").expect("a text").as_text(), Some("é".to_owned()));
        assert_eq!(read("[4 3 2 1]").expect("corners").as_rectangle(), Some([2.0, 1.0, 4.0, 3.0]));
    }

    #[test]
    fn what_could_be_understood_in_two_ways_is_refused() {
        for text in [
            "<</A 1/A 2>>",
            "12 1 R",
            "[1 2",
            "<</A>>",
            "(a",
            "<4x>",
            "/a#4",
            "",
            "1.2.3",
            "--1",
            "1-2",
            "foo",
            "<<1 2>>",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
