//! A PDF file whose objects are read when they are asked for.

use std::cell::RefCell;
use std::rc::Rc;

use memchr::memmem;

use super::cross_references::{Body, ObjectPlace, Stream, XrefSection, indirect, section};
use super::object::{Dictionary, Number, Object};
use super::parser::Parser;
use super::unpacking::{Budget, Unpacked};

/// An object stream of a report holds 256 objects, of which the longest is a list of what is on a page.
const LARGEST_OBJECT_STREAM: usize = 32 << 20;
/// How many unpacked object streams are kept at hand.
const STREAMS_AT_HAND: usize = 8;
/// How many times a report may have been saved, signatures included.
const MOST_SECTIONS: usize = 256;

/// A PDF file.
pub(in crate::inspect) struct PdfFile<'b> {
    /// Its bytes.
    pub(in crate::inspect) bytes: &'b [u8],
    /// Its cross-reference sections, newest first.
    pub(in crate::inspect) sections: Vec<XrefSection>,
    /// Where its objects stand, by their numbers.
    places: Vec<Option<ObjectPlace>>,
    budget: Budget,
    /// The object streams that were asked for last, oldest first.
    unpacked: RefCell<Vec<(Number, Rc<ObjectStream>)>>,
}

/// The objects of an object stream.
#[derive(Debug)]
pub(in crate::inspect) struct ObjectStream {
    bytes: Vec<u8>,
    /// Each object's number, and where it begins.
    list: Vec<(Number, usize)>,
}

impl<'b> PdfFile<'b> {
    /// Opens a file.
    ///
    /// # Errors
    /// When it does not say soundly where its objects stand.
    pub(in crate::inspect) fn open(bytes: &'b [u8]) -> Result<Self, String> {
        let budget = Budget::of(bytes.len());
        let mut places: Vec<Option<ObjectPlace>> = Vec::new();
        let mut sections: Vec<XrefSection> = Vec::new();
        let mut next = Some(last_section(bytes)?);
        while let Some(at) = next {
            // What was there before stands further up: nothing leads back.
            if sections.last().is_some_and(|newer| newer.at <= at) || sections.len() == MOST_SECTIONS {
                return Err("where its objects stand is damaged".to_owned());
            }
            let found = section(bytes, at, &budget, &mut |number, place| {
                let index = number as usize;
                places.resize(places.len().max(index + 1), None);
                // What is newer holds.
                places[index].get_or_insert(place);
            })?;
            next = found.previous;
            sections.push(found);
        }
        Ok(Self { bytes, sections, places, budget, unpacked: RefCell::default() })
    }

    /// The trailer.
    pub(in crate::inspect) fn trailer(&self) -> &Dictionary {
        &self.sections[0].trailer
    }

    /// The numbers of objects end before this one.
    pub(in crate::inspect) fn size(&self) -> Number {
        Number::try_from(self.places.len()).unwrap_or(Number::MAX)
    }

    /// Where an object stands.
    pub(in crate::inspect) fn place(&self, number: Number) -> ObjectPlace {
        self.places.get(number as usize).copied().flatten().unwrap_or(ObjectPlace::Free)
    }

    /// An object.
    ///
    /// # Errors
    /// When it can't be read, or there is none.
    pub(in crate::inspect) fn body(&self, number: Number) -> Result<Body<'b>, String> {
        match self.place(number) {
            ObjectPlace::Free => Err(format!("object {number} is missing")),
            ObjectPlace::At(at) => {
                let object = indirect(self.bytes, at, &|length| self.length(length))?;
                if object.number == number {
                    Ok(object.body)
                } else {
                    Err(format!("object {number} is not where it should be"))
                }
            }
            ObjectPlace::In(stream, index) => {
                let stream = self.object_stream(stream)?;
                let (found, object) = stream.object(usize::from(index))?;
                if found == number {
                    Ok(Body::Plain(object))
                } else {
                    Err(format!("object {number} is not where it should be"))
                }
            }
        }
    }

    /// The length of a stream that stands in an object of its own.
    pub(in crate::inspect) fn length(&self, number: Number) -> Option<usize> {
        let ObjectPlace::At(at) = self.place(number) else { return None };
        let Body::Plain(length) = indirect(self.bytes, at, &|_| None).ok()?.body else { return None };
        length.as_size()
    }

    /// An object that is no stream.
    ///
    /// # Errors
    /// When it is one, or can't be read.
    pub(in crate::inspect) fn object(&self, number: Number) -> Result<Object, String> {
        match self.body(number)? {
            Body::Plain(object) => Ok(object),
            Body::Stream(_) => Err(format!("object {number} is a stream")),
        }
    }

    /// An object that is a dictionary.
    ///
    /// # Errors
    /// When it is something else, or can't be read.
    pub(in crate::inspect) fn dictionary(&self, number: Number) -> Result<Dictionary, String> {
        match self.object(number)? {
            Object::Dictionary(dictionary) => Ok(dictionary),
            _ => Err(format!("object {number} is no dictionary")),
        }
    }

    /// An object that is a stream.
    ///
    /// # Errors
    /// When it is none, or can't be read.
    pub(in crate::inspect) fn stream(&self, number: Number) -> Result<Stream<'b>, String> {
        match self.body(number)? {
            Body::Stream(stream) => Ok(stream),
            Body::Plain(_) => Err(format!("object {number} is no stream")),
        }
    }

    /// The bytes of a stream as they come out of it.
    ///
    /// # Errors
    /// When it is packed in a way in which no report is.
    pub(in crate::inspect) fn unpacked<'a>(&'a self, stream: &Stream<'a>) -> Result<Unpacked<'a>, String> {
        Unpacked::of(&stream.dictionary, stream.data, &self.budget)
    }

    /// What an object is, where it may be a reference to another.
    ///
    /// # Errors
    /// When that can't be read.
    pub(in crate::inspect) fn resolved(&self, object: &Object) -> Result<Object, String> {
        match object {
            Object::Reference(number) => self.object(*number),
            object => Ok(object.clone()),
        }
    }

    /// An object stream, unpacked.
    ///
    /// # Errors
    /// When it can't be read.
    pub(in crate::inspect) fn object_stream(&self, number: Number) -> Result<Rc<ObjectStream>, String> {
        let mut kept = self.unpacked.borrow_mut();
        if let Some(place) = kept.iter().position(|(other, _)| *other == number) {
            let found = kept.remove(place);
            kept.push(found);
        } else {
            let ObjectPlace::At(at) = self.place(number) else {
                return Err(format!("object stream {number} is missing"));
            };
            let object = indirect(self.bytes, at, &|length| self.length(length))?;
            let Body::Stream(stream) = object.body else { return Err(format!("object {number} is no stream")) };
            let read = Rc::new(
                ObjectStream::read(&stream, &self.budget)
                    .map_err(|what| format!("object stream {number} is damaged: {what}"))?,
            );
            if kept.len() == STREAMS_AT_HAND {
                kept.remove(0);
            }
            kept.push((number, read));
        }
        let (_, found) = kept.last().ok_or("there is no object stream")?;
        Ok(Rc::clone(found))
    }
}

impl ObjectStream {
    fn read(stream: &Stream<'_>, budget: &Budget) -> Result<Self, String> {
        let Stream { dictionary, data, .. } = stream;
        let number =
            |key: &str| dictionary.get(key).and_then(Object::as_size).ok_or_else(|| format!("it has no {key}"));
        if !dictionary.has_name("Type", "ObjStm") || dictionary.get("Extends").is_some() {
            return Err("it is none of a report".to_owned());
        }
        let (count, first) = (number("N")?, number("First")?);
        let bytes = Unpacked::of(dictionary, data, budget)?.all(LARGEST_OBJECT_STREAM)?;
        if count > usize::from(u16::MAX) || first > bytes.len() {
            return Err("its list is damaged".to_owned());
        }
        let mut parser = Parser::new(&bytes[..first], 0);
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            let (number, offset) = (parser.unsigned()?, parser.unsigned()?);
            let number = Number::try_from(number).map_err(|_| "its list is damaged".to_owned())?;
            list.push((number, first.saturating_add(offset)));
        }
        Ok(Self { bytes, list })
    }

    /// How many objects it holds.
    pub(in crate::inspect) fn count(&self) -> usize {
        self.list.len()
    }

    /// The number of an object of its list, and the object.
    ///
    /// # Errors
    /// When it can't be read.
    pub(in crate::inspect) fn object(&self, index: usize) -> Result<(Number, Object), String> {
        let (number, start) = self.list.get(index).ok_or("an object stream has fewer objects than it should")?;
        let mut parser = Parser::new(&self.bytes, *start);
        Ok((*number, parser.object().map_err(|what| format!("object {number}: {what}"))?))
    }
}

/// Where the last cross-reference section of a file begins, as its last line but one says.
fn last_section(bytes: &[u8]) -> Result<usize, String> {
    let not_found = || "it is no sound PDF: it does not end as one".to_owned();
    let tail = bytes.len().saturating_sub(1024);
    let at = memmem::rfind(&bytes[tail..], b"startxref").ok_or_else(not_found)?;
    let mut parser = Parser::new(bytes, tail + at);
    parser.keyword("startxref")?;
    let section = parser.unsigned()?;
    if section >= bytes.len() { Err(not_found()) } else { Ok(section) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of objects, each of which is a text.
    fn file(objects: &[&str]) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut entries = String::new();
        for (number, object) in objects.iter().enumerate() {
            entries += &format!("{:010} 00000 n \n", bytes.len());
            bytes.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", number + 1).as_bytes());
        }
        let (start, size) = (bytes.len(), objects.len() + 1);
        let tail = format!("xref\n0 1\n0000000000 65535 f \n1 {}\n{entries}trailer\n<</Size {size}>>\n", size - 1);
        bytes.extend_from_slice(format!("{tail}startxref\n{start}\n%%EOF\n").as_bytes());
        bytes
    }

    #[test]
    fn objects_are_found_wherever_they_stand() {
        let stream = "<</Type/ObjStm/N 2/First 8/Length 18>>\nstream\n7 0 8 3 12 (in it)  \nendstream";
        let bytes = file(&["<</A 2 0 R>>", "(plain)", stream, "<</Length 5 0 R>>\nstream\nabc\nendstream", "3"]);
        let mut file = PdfFile::open(&bytes).expect("a file");
        assert_eq!(file.dictionary(1).expect("one").get("A"), Some(&Object::Reference(2)));
        assert_eq!(file.object(2).expect("a text").as_string(), Some(&b"plain"[..]));
        assert_eq!(file.stream(4).expect("a stream").data, b"abc");
        assert!(file.object(4).is_err() && file.stream(1).is_err() && file.object(9).is_err());
        file.places.resize(9, None);
        file.places[8] = Some(ObjectPlace::In(3, 1));
        assert_eq!(file.object(8).expect("a text").as_string(), Some(&b"in it"[..]));
        file.places[7] = Some(ObjectPlace::In(3, 1));
        assert!(file.object(7).is_err(), "another stands there");
    }

    #[test]
    fn what_leads_back_to_itself_has_an_end() {
        let text = |previous: &str| {
            format!("xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1{previous}>>\nstartxref\n0\n%%EOF\n")
        };
        assert!(PdfFile::open(text("").as_bytes()).is_ok());
        assert!(PdfFile::open(text("/Prev 0").as_bytes()).is_err());
        assert!(PdfFile::open(text("/Prev 1").as_bytes()).is_err());
        assert!(PdfFile::open(b"%PDF-1.7 and nothing").is_err());
        let stream = "<</Length 1 0 R>>\nstream\nabc\nendstream";
        assert!(PdfFile::open(&file(&[stream])).expect("a file").stream(1).is_err());
    }
}
