//! The digest of an object and of all that it leads to, however it is packed and numbered.

use sha2::{Digest, Sha256};

use super::reader::cross_references::Body;
use super::reader::file::PdfFile;
use super::reader::object::{Number, Object};
use crate::report::provenance::hex;

/// No font program or colour profile of a report is as large.
const LARGEST: usize = 4 << 20;
/// How many objects may be behind the one.
const MOST: usize = 64;

/// What lies behind an object.
#[derive(Debug)]
pub(super) struct Graph {
    /// Its digest, in hexadecimal.
    pub(super) digest: String,
    /// The objects with numbers.
    pub(super) numbers: Vec<Number>,
}

/// Follows an object to all that it leads to. References to `parent` alone are not followed.
///
/// # Errors
/// When something can't be read, or leads too far.
pub(super) fn graph(file: &PdfFile<'_>, object: &Object) -> Result<Graph, String> {
    let mut walk = DigestWalk { file, hash: Sha256::new(), numbers: Vec::new() };
    walk.follow(object)?;
    Ok(Graph { digest: hex(&walk.hash.finalize()), numbers: walk.numbers })
}

struct DigestWalk<'f> {
    file: &'f PdfFile<'f>,
    hash: Sha256,
    numbers: Vec<Number>,
}

impl DigestWalk<'_> {
    fn write(&mut self, kind: &str, bytes: &[u8]) {
        self.hash.update(kind);
        self.hash.update((bytes.len() as u64).to_be_bytes());
        self.hash.update(bytes);
    }

    fn follow(&mut self, object: &Object) -> Result<(), String> {
        match object {
            Object::Null => self.write("null", &[]),
            Object::Boolean(is_true) => self.write("boolean", &[u8::from(*is_true)]),
            Object::Integer(number) => self.write("integer", number.to_string().as_bytes()),
            Object::Real(number) => self.write("real", number.to_string().as_bytes()),
            Object::Name(name) => self.write("name", name),
            Object::String(bytes) => self.write("string", bytes),
            Object::Array(items) => {
                self.write("array", &items.len().to_be_bytes());
                items.iter().try_for_each(|item| self.follow(item))?;
            }
            Object::Dictionary(dictionary) => {
                self.write("dictionary", &dictionary.iter().count().to_be_bytes());
                for (key, value) in dictionary.iter() {
                    self.write("key", key);
                    self.follow(value)?;
                }
            }
            Object::Reference(number) => {
                if self.numbers.contains(number) || self.numbers.len() == MOST {
                    return Err(format!("object {number} leads back to itself, or too far"));
                }
                self.numbers.push(*number);
                match self.file.body(*number)? {
                    Body::Plain(object) => self.follow(&object)?,
                    Body::Stream(stream) => {
                        let bytes = self.file.unpacked(&stream)?.all(LARGEST)?;
                        let said = stream.dictionary.without(&["Length", "Filter", "DecodeParms"]);
                        self.follow(&Object::Dictionary(said))?;
                        self.write("stream", &bytes);
                    }
                }
            }
        }
        Ok(())
    }
}
