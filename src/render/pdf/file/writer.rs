//! Puts objects into a PDF file one after the other, so that a long report never lies in memory as objects.
//!
//! Small objects go into compressed object streams, and where all of them stand into a cross-reference stream at the
//! end (ISO 32000-1, 7.5.7 and 7.5.8).

use std::collections::VecDeque;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::code_form::{PageCodeForm, digits};
use super::object::{Id, hex_string};
use super::packing::deflated;
use super::worker_pool::{Pending, WorkerPool};
use crate::render::error::RenderError;
use crate::render::page_code::page_code;
use crate::render::pdf::content::operators::push_integer;

/// How many objects share a stream.
const BATCH: usize = 256;
/// How many streams may wait for a thread to pack them.
const AHEAD: usize = 16;

/// Where an object stands, as the cross-reference stream has it: the predictor of PNG by which it is packed, a kind, and
/// two numbers of four and two bytes.
type ObjectOffset = [u8; 8];

/// The predictor `Up` of PNG: what differs from the place before packs far better.
const UP: u8 = 2;
/// Nowhere yet.
const PROMISED: ObjectOffset = [UP, 0, 0, 0, 0, 0, 0, 0];

/// How many bytes of the file are kept before they are written.
const BUFFERED_BYTES: usize = 1 << 17;

/// A PDF file in the making.
pub(super) struct FileWriter<'w> {
    pool: WorkerPool,
    /// Where the file is written; nowhere while it is to be the beginning of others.
    out: Option<&'w mut dyn Write>,
    /// Why it could not be written.
    failed: Option<io::Error>,
    /// The bytes that are not written yet, and how many are.
    bytes: Vec<u8>,
    written: usize,
    /// Over those that are written.
    hash: Sha256,
    /// By object number; 0 is nobody's.
    places: Vec<ObjectOffset>,
    /// Objects that wait for their stream: number and where they begin.
    waiting: Vec<(Id, usize)>,
    waiting_text: Vec<u8>,
    /// Streams on their way into the file, in its order: number, entries, packed bytes.
    coming: VecDeque<(Id, String, Pending<Vec<u8>>)>,
    /// Whether a thread died that was to pack a stream.
    is_broken: bool,
}

/// The beginning of a file, as many files have it.
#[derive(Debug)]
pub(super) struct Beginning {
    bytes: Vec<u8>,
    places: Vec<ObjectOffset>,
}

impl<'w> FileWriter<'w> {
    /// Starts the beginning of files.
    #[must_use]
    pub(super) fn new() -> Self {
        // The comment with four high bytes tells programs that move the file that it is not text.
        let bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        Self::of(&Beginning { bytes, places: vec![PROMISED] }, WorkerPool::new(1), None)
    }

    /// Goes on with a file and writes it to `out`; `pool` packs.
    #[must_use]
    pub(super) fn after(beginning: &Beginning, pool: WorkerPool, out: &'w mut dyn Write) -> Self {
        Self::of(beginning, pool, Some(out))
    }

    fn of(beginning: &Beginning, pool: WorkerPool, out: Option<&'w mut dyn Write>) -> Self {
        let Beginning { bytes, places } = beginning;
        Self {
            pool,
            out,
            failed: None,
            bytes: bytes.clone(),
            written: 0,
            hash: Sha256::new(),
            places: places.clone(),
            waiting: Vec::new(),
            waiting_text: Vec::new(),
            coming: VecDeque::new(),
            is_broken: false,
        }
    }

    /// What there is of the file, as the beginning of others.
    #[must_use]
    pub(super) fn into_beginning(mut self) -> Beginning {
        self.put_waiting();
        self.append(0);
        Beginning { bytes: self.bytes, places: self.places }
    }

    /// Those who work for this file.
    pub(super) fn pool(&mut self) -> &mut WorkerPool {
        &mut self.pool
    }

    /// A number for an object that comes later.
    pub(super) fn reserve(&mut self) -> Id {
        self.places.push(PROMISED);
        Id(u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX))
    }

    /// Puts an object that is no stream.
    pub(super) fn put(&mut self, id: Id, text: &str) {
        self.put_with(id, |bytes| bytes.extend_from_slice(text.as_bytes()));
    }

    /// Puts an object that is no stream, and that `write` writes behind what is there.
    pub(super) fn put_with(&mut self, id: Id, write: impl FnOnce(&mut Vec<u8>)) {
        self.waiting.push((id, self.waiting_text.len()));
        write(&mut self.waiting_text);
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

    /// Puts a stream as it is; `entries` are those of its dictionary but its length.
    pub(super) fn put_stream(&mut self, id: Id, entries: &str, data: Vec<u8>) {
        self.put_promised(id, entries.to_owned(), Pending::Kept(data));
    }

    /// Puts a stream that is packed already.
    pub(super) fn put_packed(&mut self, id: Id, entries: &str, packed: Pending<Vec<u8>>) {
        self.put_promised(id, format!("{entries}/Filter/FlateDecode"), packed);
    }

    /// Puts a stream, packed.
    pub(super) fn put_deflated(&mut self, id: Id, entries: &str, data: Vec<u8>) {
        let packed = self.pool.ask(move || deflated(&data));
        self.put_packed(id, entries, packed);
    }

    fn put_promised(&mut self, id: Id, entries: String, data: Pending<Vec<u8>>) {
        self.coming.push_back((id, entries, data));
        self.append(AHEAD);
    }

    /// Appends streams until no more than so many wait, and those that are packed.
    fn append(&mut self, wait: usize) {
        while self.coming.len() > wait || self.coming.front().is_some_and(|(.., data)| data.is_kept()) {
            let Some((id, entries, data)) = self.coming.pop_front() else { return };
            let Some(data) = data.take() else {
                self.is_broken = true;
                return;
            };
            self.place(id, 1, self.length(), 0);
            self.push_stream(id, &entries, &data);
            if self.bytes.len() > BUFFERED_BYTES {
                self.write_kept();
            }
        }
    }

    /// Adds a stream to the bytes that are kept.
    fn push_stream(&mut self, id: Id, entries: &str, data: &[u8]) {
        let head = format!("{} 0 obj\n<<{entries}/Length {}>>\nstream\n", id.0, data.len());
        self.bytes.extend_from_slice(head.as_bytes());
        self.bytes.extend_from_slice(data);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    /// How many bytes the file has so far.
    fn length(&self) -> usize {
        self.written + self.bytes.len()
    }

    fn write_kept(&mut self) {
        let Some(out) = &mut self.out else { return };
        if self.failed.is_none() {
            self.failed = out.write_all(&self.bytes).err();
        }
        self.hash.update(&self.bytes);
        self.written += self.bytes.len();
        self.bytes.clear();
    }

    /// Notes that an object stands at a byte of the file (kind 1), or in an object stream in which place (kind 2).
    fn place(&mut self, id: Id, kind: u8, second: usize, third: usize) {
        let second = u32::try_from(second).unwrap_or(u32::MAX).to_be_bytes();
        let third = u16::try_from(third).unwrap_or(u16::MAX).to_be_bytes();
        if let Some(at) = self.places.get_mut(id.0 as usize) {
            *at = [UP, kind, second[0], second[1], second[2], second[3], third[0], third[1]];
        }
    }

    fn put_waiting(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let stream = self.reserve();
        let mut data = Vec::with_capacity(self.waiting_text.len() + self.waiting.len() * 14);
        let waiting = std::mem::take(&mut self.waiting);
        for (place, (id, offset)) in waiting.iter().enumerate() {
            self.place(*id, 2, stream.0 as usize, place);
            push_integer(&mut data, id.0);
            data.push(b' ');
            push_integer(&mut data, u32::try_from(*offset).unwrap_or(u32::MAX));
            data.push(b' ');
        }
        let entries = format!("/Type/ObjStm/N {}/First {}", waiting.len(), data.len());
        data.append(&mut self.waiting_text);
        self.put_deflated(stream, &entries, data);
    }

    /// Ends the file; `identity` tells it from all others, and is the same for the same content. The code is that of
    /// every byte of the file, with zeros for its own digits; it is given back.
    ///
    /// # Errors
    /// When the file can't be written, or an object that was promised never came: a fault of the program.
    pub(super) fn finish(
        mut self,
        catalog: Id,
        info: Id,
        identity: [u8; 16],
        code: &PageCodeForm,
    ) -> Result<String, RenderError> {
        self.put_waiting();
        self.append(0);
        self.write_kept();
        self.place(code.id, 1, self.length(), 0);
        let of_code = self.bytes.len() + code.digits.start..self.bytes.len() + code.digits.end;
        self.bytes.extend_from_slice(&code.bytes);
        if self.is_broken {
            return Err("a thread that packed a part of the file died".to_owned().into());
        }
        let identity = hex_string(&identity);
        let table = self.reserve();
        let start = self.length();
        self.place(table, 1, start, 0);
        if let Some(number) = self.places.iter().skip(1).position(|place| *place == PROMISED) {
            return Err(format!("object {} was promised and never came", number + 1).into());
        }
        if u32::try_from(start).is_err() {
            return Err(RenderError::TooLarge);
        }
        self.places[0] = [UP, 0, 0, 0, 0, 0, 0xff, 0xff];
        let entries = format!(
            "/Type/XRef/Size {}/W[1 4 2]/Root {}/Info {}/ID[{identity}{identity}]/DecodeParms<</Predictor 12/Columns 7>>\
             /Filter/FlateDecode",
            self.places.len(),
            catalog.reference(),
            info.reference()
        );
        to_differences(&mut self.places);
        let rows = deflated(self.places.as_flattened());
        // However long it is, what the code stands in is not written before all is hashed.
        self.push_stream(table, &entries, &rows);
        self.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        let digest = self.hash.clone().chain_update(&self.bytes).finalize();
        let shown = page_code(&digest.into());
        self.bytes[of_code].copy_from_slice(&digits(&shown));
        self.write_kept();
        self.failed.map_or(Ok(shown), |error| Err(RenderError::Unwritable(error)))
    }
}

/// Turns places into what differs from the one before, where they stand: there may be millions.
fn to_differences(places: &mut [ObjectOffset]) {
    for index in (1..places.len()).rev() {
        let before = places[index - 1];
        for (byte, before) in places[index].iter_mut().zip(before).skip(1) {
            *byte = byte.wrapping_sub(before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::page_code;

    /// Demands that a file bears the code of all its bytes.
    fn demand_code(bytes: &[u8]) {
        let at = memchr::memmem::rfind(bytes, b" 1 Tf\n<").expect("a code") + b" 1 Tf\n<".len();
        let mut blank = bytes.to_vec();
        let shown: Vec<u8> = blank.splice(at..at + page_code::LENGTH * 4, [b'0'; page_code::LENGTH * 4]).collect();
        assert_eq!(shown, digits(&page_code(&Sha256::digest(&blank).into())), "it is that of all bytes but its own");
    }

    #[test]
    fn the_code_stands_in_a_file_whose_table_is_longer_than_what_is_kept() {
        let mut bytes = Vec::new();
        let beginning = FileWriter::new().into_beginning();
        let mut file = FileWriter::after(&beginning, WorkerPool::new(1), &mut bytes);
        let catalog = file.add("<</Type/Catalog>>");
        // Streams of all lengths, so that their places can hardly be packed.
        let mut length = 1_u32;
        for _ in 0..150_000 {
            length = length.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let stream = file.reserve();
            file.put_packed(stream, "", Pending::Kept(vec![b' '; (length >> 24) as usize]));
        }
        let code = PageCodeForm::new(file.reserve(), catalog);
        file.finish(catalog, catalog, [7; 16], &code).expect("a file");
        let at = memchr::memmem::rfind(&bytes, b"/Type/XRef").expect("a table");
        assert!(bytes.len() - at > BUFFERED_BYTES, "the table is only {} bytes", bytes.len() - at);
        demand_code(&bytes);
    }

    #[test]
    fn a_file_of_more_than_four_gibibytes_is_refused_and_no_fault_of_the_program() {
        for (written, fits) in [(0, true), (u32::MAX as usize, false)] {
            let (beginning, mut bytes) = (FileWriter::new().into_beginning(), Vec::new());
            let mut file = FileWriter::after(&beginning, WorkerPool::new(1), &mut bytes);
            file.written += written;
            let catalog = file.add("<</Type/Catalog>>");
            let code = PageCodeForm::new(file.reserve(), catalog);
            match file.finish(catalog, catalog, [7; 16], &code) {
                Ok(_) => assert!(fits),
                Err(error) => assert!(!fits && matches!(error, RenderError::TooLarge), "{error:?}"),
            }
        }
    }

    #[test]
    fn a_file_holds_every_object_and_nothing_is_promised_in_vain() {
        let write = |threads| {
            let mut bytes = Vec::new();
            let mut file = FileWriter::after(&FileWriter::new().into_beginning(), WorkerPool::new(threads), &mut bytes);
            let catalog = file.reserve();
            let pages = file.add("<</Type/Pages/Kids[]/Count 0>>");
            let info = file.add("<<>>");
            for _ in 0..1_000 {
                file.add("<</Text(a small object)>>");
            }
            let stream = file.reserve();
            file.put_deflated(stream, "", b"text".to_vec());
            file.put(catalog, &format!("<</Type/Catalog/Pages {}/Text {}>>", pages.reference(), stream.reference()));
            let (fonts, code) = (file.add("<<>>"), file.reserve());
            file.finish(catalog, info, [7; 16], &PageCodeForm::new(code, fonts)).expect("a file");
            bytes
        };
        let bytes = write(1);
        assert_eq!(bytes, write(3));
        demand_code(&bytes);
        let read = lopdf::Document::load_mem(&bytes).expect("a sound file");
        let text = read.catalog().and_then(|catalog| catalog.get_deref(b"Text", &read)).expect("an object");
        assert_eq!(text.as_stream().and_then(lopdf::Stream::decompressed_content).expect("a stream"), b"text");
        assert!(read.objects.len() > 1_000);

        let mut file = FileWriter::new();
        let catalog = file.reserve();
        let code = PageCodeForm::new(file.reserve(), catalog);
        assert!(file.finish(catalog, catalog, [7; 16], &code).is_err());
    }
}
