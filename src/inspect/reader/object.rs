//! Objects of a PDF file (ISO 32000-1, 7.3).

/// The number of an object. Its generation is always 0.
pub(in crate::inspect) type Number = u32;

/// An object that is no stream.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::inspect) enum Object {
    Null,
    Boolean(bool),
    Integer(i64),
    Real(f64),
    Name(Vec<u8>),
    String(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    Reference(Number),
}

/// Entries by their keys, each of which stands there once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::inspect) struct Dictionary {
    /// In the order of the keys.
    entries: Vec<(Vec<u8>, Object)>,
}

/// What bytes from 0x18 and from 0x80 on mean in `PDFDocEncoding`; others mean what they mean in Latin-1.
const FROM_18: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const FROM_80: [char; 31] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ',
    'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž',
];

/// The character of a byte in `PDFDocEncoding`.
fn character(byte: u8) -> Option<char> {
    match byte {
        0x18..=0x1f => FROM_18.get(usize::from(byte - 0x18)).copied(),
        0x80..=0x9e => FROM_80.get(usize::from(byte - 0x80)).copied(),
        0xa0 => Some('€'),
        0x7f | 0x9f | 0xad => None,
        byte => Some(char::from(byte)),
    }
}

impl Object {
    pub(in crate::inspect) fn is_name(&self, name: &str) -> bool {
        matches!(self, Self::Name(bytes) if bytes == name.as_bytes())
    }

    pub(in crate::inspect) fn as_name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(in crate::inspect) fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// A number that counts or places something in this program.
    pub(in crate::inspect) fn as_size(&self) -> Option<usize> {
        self.as_integer().and_then(|number| usize::try_from(number).ok())
    }

    /// An integer or a real.
    #[allow(clippy::cast_precision_loss)]
    pub(in crate::inspect) fn as_number(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Real(number) => Some(*number),
            _ => None,
        }
    }

    pub(in crate::inspect) fn as_string(&self) -> Option<&[u8]> {
        if let Self::String(bytes) = self { Some(bytes) } else { None }
    }

    pub(in crate::inspect) fn as_array(&self) -> Option<&[Object]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub(in crate::inspect) fn as_dictionary(&self) -> Option<&Dictionary> {
        if let Self::Dictionary(dictionary) = self { Some(dictionary) } else { None }
    }

    pub(in crate::inspect) fn as_reference(&self) -> Option<Number> {
        if let Self::Reference(number) = self { Some(*number) } else { None }
    }

    /// A text that readers show: UTF-16 with its mark, or else `PDFDocEncoding` (7.9.2.2 and annex D.2). `None` where it is
    /// neither.
    pub(in crate::inspect) fn as_text(&self) -> Option<String> {
        let bytes = self.as_string()?;
        let Some(units) = bytes.strip_prefix(&[0xfe, 0xff]) else {
            return bytes.iter().map(|byte| character(*byte)).collect();
        };
        let (pairs, rest) = units.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
        String::from_utf16(&units).ok().filter(|_| rest.is_empty())
    }

    /// Four numbers: left, bottom, right and top.
    pub(in crate::inspect) fn as_rectangle(&self) -> Option<[f64; 4]> {
        let numbers: Vec<f64> = self.as_array()?.iter().map(Self::as_number).collect::<Option<_>>()?;
        let [a, b, c, d] = numbers[..] else { return None };
        Some([a.min(c), b.min(d), a.max(c), b.max(d)])
    }
}

impl Dictionary {
    /// A dictionary of entries; `None` when a key stands there twice, which readers understand in two ways.
    pub(in crate::inspect) fn of(mut entries: Vec<(Vec<u8>, Object)>) -> Option<Self> {
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        let is_twice = entries.windows(2).any(|pair| pair[0].0 == pair[1].0);
        (!is_twice).then_some(Self { entries })
    }

    pub(in crate::inspect) fn get(&self, key: &str) -> Option<&Object> {
        let place = self.entries.binary_search_by(|(other, _)| other.as_slice().cmp(key.as_bytes())).ok()?;
        Some(&self.entries[place].1)
    }

    /// The entries, in the order of their keys.
    pub(in crate::inspect) fn iter(&self) -> impl Iterator<Item = (&[u8], &Object)> {
        self.entries.iter().map(|(key, value)| (key.as_slice(), value))
    }

    /// The entries without some.
    pub(in crate::inspect) fn without(&self, keys: &[&str]) -> Self {
        let is_kept = |(key, _): &&(Vec<u8>, Object)| !keys.iter().any(|other| other.as_bytes() == key.as_slice());
        Self { entries: self.entries.iter().filter(is_kept).cloned().collect() }
    }

    /// The first key that is none of these, as a text.
    pub(in crate::inspect) fn other_than(&self, known: &[&str]) -> Option<String> {
        let other = self.iter().find(|(key, _)| !known.iter().any(|known| known.as_bytes() == *key));
        other.map(|(key, _)| String::from_utf8_lossy(key).into_owned())
    }

    /// Whether an entry is this name.
    pub(in crate::inspect) fn has_name(&self, key: &str, name: &str) -> bool {
        self.get(key).is_some_and(|value| value.is_name(name))
    }
}
