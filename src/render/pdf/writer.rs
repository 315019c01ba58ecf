//! Puts objects into a PDF file one after the other, so that a long report never lies in memory as objects.
//!
//! Small objects go into compressed object streams, and where all of them stand into a cross-reference stream at the
//! end (ISO 32000-1, 7.5.7 and 7.5.8).

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use sha2::{Digest, Sha256};

use super::object::{Id, hex_string};

/// How many objects share a stream.
const BATCH: usize = 256;

/// Where an object stands, as the cross-reference stream has it: a kind, and two numbers of four and two bytes.
type Place = [u8; 7];

/// Nowhere yet.
const PROMISED: Place = [0; 7];

/// A PDF file in the making.
#[derive(Debug)]
pub(super) struct FileWriter {
    bytes: Vec<u8>,
    /// By object number; 0 is nobody's.
    places: Vec<Place>,
    /// Objects that wait for their stream: number and length.
    waiting: Vec<(Id, usize)>,
    waiting_text: Vec<u8>,
}

/// Bytes as deflate packs them.
#[must_use]
pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(6));
    // A vector takes every byte.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

impl FileWriter {
    /// Starts a file.
    #[must_use]
    pub(super) fn new() -> Self {
        // The comment with four high bytes tells programs that move the file that it is not text.
        let bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        Self { bytes, places: vec![PROMISED], waiting: Vec::new(), waiting_text: Vec::new() }
    }

    /// A number for an object that comes later.
    pub(super) fn reserve(&mut self) -> Id {
        self.places.push(PROMISED);
        Id(u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX))
    }

    /// Puts an object that is no stream.
    pub(super) fn put(&mut self, id: Id, text: &str) {
        self.waiting.push((id, text.len() + 1));
        self.waiting_text.extend_from_slice(text.as_bytes());
        self.waiting_text.push(b'\n');
        if self.waiting.len() == BATCH {
            self.put_waiting();
        }
    }

    /// Puts an object under a new number.
    pub(super) fn add(&mut self, text: &str) -> Id {
        let id = self.reserve();
        self.put(id, text);
        id
    }

    /// Puts a stream; `entries` are those of its dictionary but its length.
    pub(super) fn put_stream(&mut self, id: Id, entries: &str, data: &[u8]) {
        self.place(id, 1, self.bytes.len(), 0);
        let head = format!("{} 0 obj\n<<{entries}/Length {}>>\nstream\n", id.0, data.len());
        self.bytes.extend_from_slice(head.as_bytes());
        self.bytes.extend_from_slice(data);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    /// Puts a stream, packed.
    pub(super) fn put_deflated(&mut self, id: Id, entries: &str, data: &[u8]) {
        self.put_stream(id, &format!("{entries}/Filter/FlateDecode"), &deflated(data));
    }

    /// Notes that an object stands at a byte of the file (kind 1), or in an object stream in which place (kind 2).
    fn place(&mut self, id: Id, kind: u8, second: usize, third: usize) {
        let second = u32::try_from(second).unwrap_or(u32::MAX).to_be_bytes();
        let third = u16::try_from(third).unwrap_or(u16::MAX).to_be_bytes();
        if let Some(at) = self.places.get_mut(id.0 as usize) {
            *at = [kind, second[0], second[1], second[2], second[3], third[0], third[1]];
        }
    }

    fn put_waiting(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let stream = self.reserve();
        let mut index = String::new();
        let mut offset = 0;
        for (place, (id, length)) in std::mem::take(&mut self.waiting).into_iter().enumerate() {
            self.place(id, 2, stream.0 as usize, place);
            index += &format!("{} {offset} ", id.0);
            offset += length;
        }
        let count = index.split(' ').count() / 2;
        let first = index.len();
        let mut data = index.into_bytes();
        data.append(&mut self.waiting_text);
        self.put_deflated(stream, &format!("/Type/ObjStm/N {count}/First {first}"), &data);
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When an object that was promised never came: a fault of the program.
    pub(super) fn finish(mut self, catalog: Id, info: Id) -> Result<Vec<u8>, String> {
        self.put_waiting();
        let identity = hex_string(&Sha256::digest(&self.bytes)[..16]);
        let table = self.reserve();
        let start = self.bytes.len();
        self.place(table, 1, start, 0);
        if let Some(number) = self.places.iter().skip(1).position(|place| *place == PROMISED) {
            return Err(format!("object {} was promised and never came", number + 1));
        }
        if u32::try_from(start).is_err() {
            return Err("the file is larger than 4 GiB".to_owned());
        }
        self.places[0] = [0, 0, 0, 0, 0, 0xff, 0xff];
        let rows = deflated(self.places.as_flattened());
        let entries = format!(
            "/Type/XRef/Size {}/W[1 4 2]/Root {}/Info {}/ID[{identity}{identity}]",
            self.places.len(),
            catalog.reference(),
            info.reference()
        );
        self.put_stream(table, &format!("{entries}/Filter/FlateDecode"), &rows);
        self.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_every_object_and_nothing_is_promised_in_vain() {
        let mut file = FileWriter::new();
        let catalog = file.reserve();
        let pages = file.add("<</Type/Pages/Kids[]/Count 0>>");
        let info = file.add("<<>>");
        let stream = file.reserve();
        file.put_deflated(stream, "", b"text");
        file.put(catalog, &format!("<</Type/Catalog/Pages {}/Text {}>>", pages.reference(), stream.reference()));
        let bytes = file.finish(catalog, info).expect("a file");
        let read = lopdf::Document::load_mem(&bytes).expect("a sound file");
        let text = read.catalog().and_then(|catalog| catalog.get_deref(b"Text", &read)).expect("an object");
        assert_eq!(text.as_stream().and_then(lopdf::Stream::decompressed_content).expect("a stream"), b"text");

        let mut file = FileWriter::new();
        let catalog = file.reserve();
        assert!(file.finish(catalog, catalog).is_err());
    }
}
