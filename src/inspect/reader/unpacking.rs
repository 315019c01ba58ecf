//! Unpacks what deflate has packed, and no more than a file may cost.

use std::cell::Cell;
use std::io::{self, Read};

use flate2::read::ZlibDecoder;

use super::object::{Dictionary, Object};

/// How many bytes a small file may unpack to.
const FREE: u64 = 64 << 20;
/// How many bytes each byte of a file may unpack to, on the whole. Streams of a report unpack to ten times their size,
/// and some of them are unpacked again.
const RATIO: u64 = 100;

/// How much may still be unpacked of a file.
#[derive(Debug)]
pub(in crate::inspect) struct Budget {
    left: Cell<u64>,
}

impl Budget {
    /// That of a file of so many bytes.
    pub(in crate::inspect) fn of(length: usize) -> Self {
        Self { left: Cell::new(FREE + RATIO * length as u64) }
    }

    fn spend(&self, bytes: usize) -> io::Result<()> {
        let left = self.left.get().checked_sub(bytes as u64);
        self.left.set(left.unwrap_or_default());
        left.map(|_| ()).ok_or_else(|| io::Error::other("it unpacks to far more than any report"))
    }
}

/// The bytes of a stream as they come out of it.
#[derive(Debug)]
pub(in crate::inspect) struct Unpacked<'b> {
    packed: PackedStream<'b>,
    budget: &'b Budget,
}

#[derive(Debug)]
enum PackedStream<'b> {
    Deflated(Box<ZlibDecoder<&'b [u8]>>),
    Plain(&'b [u8]),
}

impl<'b> Unpacked<'b> {
    /// Those of the data of a stream.
    ///
    /// # Errors
    /// When it is packed in a way in which no report is.
    pub(in crate::inspect) fn of(dictionary: &Dictionary, data: &'b [u8], budget: &'b Budget) -> Result<Self, String> {
        let packed = match dictionary.get("Filter") {
            None => PackedStream::Plain(data),
            Some(filter) if is_deflate(filter) => PackedStream::Deflated(Box::new(ZlibDecoder::new(data))),
            Some(_) => return Err("a stream is packed in a way in which no report is".to_owned()),
        };
        Ok(Self { packed, budget })
    }

    /// All of them, which may be so many.
    ///
    /// # Errors
    /// When there are more, or they are damaged.
    pub(in crate::inspect) fn all(self, most: usize) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let read = self.take(most as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("a stream can't be unpacked: {error}"))?;
        if bytes.len() > most {
            return Err(format!("a stream unpacks to more than {most} bytes"));
        }
        Ok(bytes)
    }
}

fn is_deflate(filter: &Object) -> bool {
    match filter {
        Object::Array(filters) => matches!(&filters[..], [filter] if filter.is_name("FlateDecode")),
        filter => filter.is_name("FlateDecode"),
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.packed {
            PackedStream::Deflated(decoder) => decoder.read(buffer)?,
            PackedStream::Plain(data) => data.read(buffer)?,
        };
        self.budget.spend(read)?;
        Ok(read)
    }
}

/// Undoes the predictors of PNG, of which each row names one (ISO 32000-1, 7.4.4.4), where the parameters of a stream
/// name them.
///
/// # Errors
/// When they name others, or rows are cut off.
pub(in crate::inspect) fn without_predictor(bytes: Vec<u8>, parameters: Option<&Object>) -> Result<Vec<u8>, String> {
    let Some(parameters) = parameters.and_then(Object::as_dictionary) else { return Ok(bytes) };
    let number = |key: &str, usual: usize| parameters.get(key).map_or(Some(usual), Object::as_size);
    let facts = ["Predictor", "Columns", "Colors", "BitsPerComponent"].into_iter().zip([1, 1, 1, 8]);
    let facts: Vec<Option<usize>> = facts.map(|(key, usual)| number(key, usual)).collect();
    let columns = match facts[..] {
        [Some(1), ..] => return Ok(bytes),
        [Some(10..=15), Some(columns @ 1..=64), Some(1), Some(8)] => columns,
        _ => return Err("a stream has a predictor that no report has".to_owned()),
    };
    let mut rows: Vec<u8> = Vec::with_capacity(bytes.len());
    for packed in bytes.chunks(columns + 1) {
        let [predictor, differences @ ..] = packed else { break };
        if differences.len() != columns {
            return Err("rows of a stream are cut off".to_owned());
        }
        let start = rows.len();
        for (at, difference) in differences.iter().enumerate() {
            let above = |at: usize| (start + at).checked_sub(columns).map_or(0, |above| rows[above]);
            let (left, corner) = at.checked_sub(1).map_or((0, 0), |before| (rows[start + before], above(before)));
            let guess = match predictor {
                0 => 0,
                1 => left,
                2 => above(at),
                3 => left.midpoint(above(at)),
                4 => paeth(left, above(at), corner),
                _ => return Err("a row of a stream has a predictor that there is not".to_owned()),
            };
            rows.push(difference.wrapping_add(guess));
        }
    }
    Ok(rows)
}

/// Of three bytes the one that is nearest to what they make together (PNG, 9.4).
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let sum = i16::from(left) + i16::from(above) - i16::from(corner);
    let far = |byte: u8| (sum - i16::from(byte)).abs();
    if far(left) <= far(above) && far(left) <= far(corner) {
        left
    } else if far(above) <= far(corner) {
        above
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::inspect::reader::parser::Parser;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    }

    fn dictionary(text: &str) -> Dictionary {
        Parser::new(text.as_bytes(), 0).object().expect("an object").as_dictionary().expect("a dictionary").clone()
    }

    #[test]
    fn a_file_unpacks_to_no_more_than_its_size_allows() {
        let deflate = dictionary("<</Filter/FlateDecode>>");
        let data = packed(&vec![0; 40 << 20]);
        let budget = Budget::of(0);
        let all = |most| Unpacked::of(&deflate, &data, &budget).and_then(|unpacked| unpacked.all(most));
        assert_eq!(all(40 << 20).map(|bytes| bytes.len()), Ok(40 << 20));
        assert!(all(40 << 20).is_err(), "the same once more is too much");
        let budget = Budget::of(1 << 20);
        let all = |most| Unpacked::of(&deflate, &data, &budget).and_then(|unpacked| unpacked.all(most));
        assert!(all((40 << 20) - 1).is_err());
        assert!(Unpacked::of(&dictionary("<</Filter/LZWDecode>>"), &data, &budget).is_err());
        assert!(Unpacked::of(&deflate, &data[..20], &budget).expect("a reader").all(1 << 30).is_err());
        assert_eq!(
            Unpacked::of(&dictionary("<<>>"), b"plain", &budget).expect("a reader").all(5),
            Ok(b"plain".to_vec())
        );
    }

    #[test]
    fn predictors_are_undone() {
        let undone = |rows: &[u8]| {
            let parameters = dictionary("<</Predictor 15/Columns 3>>");
            without_predictor(rows.to_vec(), Some(&Object::Dictionary(parameters)))
        };
        let rows = [0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 2, 1, 0, 4, 0, 0, 1];
        assert_eq!(undone(&rows), Ok(vec![1, 2, 3, 1, 2, 3, 2, 3, 4, 3, 4, 4, 3, 4, 5]));
        assert!(undone(&rows[..6]).is_err() && undone(&[9, 0, 0, 0]).is_err());
    }
}
