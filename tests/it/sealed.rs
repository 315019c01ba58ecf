//! Writes a PDF as a careful forger would: in the order in which a report's objects stand, and with the code that its bytes
//! give on its pages. Nothing but what is in the file tells of it then.

use std::collections::BTreeMap;

use kasverslag::render::page_code::{self, page_code};
use lopdf::{Dictionary, Document, Object, dictionary};
use sha2::{Digest, Sha256};

use crate::pdf_edit::{glyphs, pages};

/// What stands before the digits of the code.
const BEFORE_CODE: &[u8] = b"BT\n/FR 1 Tf\n<";

/// The bytes of a document with the code that they give.
pub(crate) fn sealed(document: &Document) -> Vec<u8> {
    let face = |code: &str| {
        let page = pages(document)[0];
        glyphs(document, page, b"FR", code).iter().map(|byte| format!("{byte:02X}")).collect::<String>()
    };
    reseal(laid_out(document), &face)
}

/// A file with a revision behind it that changes and adds these objects, as programs write those that sign.
pub(crate) fn revised(bytes: &[u8], objects: &BTreeMap<u32, Object>) -> Vec<u8> {
    let before = Document::load_mem(bytes).expect("a sound file");
    let end = memchr::memmem::rfind(bytes, b"startxref\n").expect("an end") + b"startxref\n".len();
    let last: String = bytes[end..].iter().map(|byte| char::from(*byte)).take_while(char::is_ascii_digit).collect();
    let mut out = bytes.to_vec();
    let mut table = String::from("xref\n");
    for (number, object) in objects {
        table += &format!("{number} 1\n{:010} 00000 n \n", out.len());
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        if let Object::Stream(stream) = object {
            let mut head = stream.dict.clone();
            head.set("Length", stream.content.len() as i64);
            write(&mut out, &Object::Dictionary(head));
            out.extend_from_slice(b"\nstream\n");
            out.extend_from_slice(&stream.content);
            out.extend_from_slice(b"\nendstream");
        } else {
            write(&mut out, object);
        }
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    let largest = objects.keys().next_back().copied().unwrap_or_default().max(before.max_id);
    let mut trailer = dictionary! { "Size" => i64::from(largest) + 1, "Prev" => last.parse::<i64>().expect("a place") };
    for key in ["Root", "Info", "ID"] {
        trailer.set(key, before.trailer.get(key.as_bytes()).expect("a trailer").clone());
    }
    out.extend_from_slice(table.as_bytes());
    out.extend_from_slice(b"trailer\n");
    write(&mut out, &Object::Dictionary(trailer));
    out.extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
    out
}

/// The bytes with the code that they give; `face` tells the digits of a text.
fn reseal(mut bytes: Vec<u8>, face: &dyn Fn(&str) -> String) -> Vec<u8> {
    let found = memchr::memmem::rfind(&bytes, BEFORE_CODE).map(|at| at + BEFORE_CODE.len());
    let Some(at) = found else { return bytes };
    let digits = at..at + page_code::LENGTH * 4;
    bytes[digits.clone()].fill(b'0');
    let code = page_code(&Sha256::digest(&bytes).into());
    bytes[digits].copy_from_slice(face(&code).as_bytes());
    bytes
}

/// All objects one behind the other: streams, then all others in one stream, then where they stand.
#[expect(clippy::similar_names, reason = "`list` and `last` are what they are called")]
fn laid_out(document: &Document) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places: BTreeMap<u32, [u32; 3]> = BTreeMap::new();
    let (mut list, mut inner) = (String::new(), Vec::new());
    let last = document.objects.keys().map(|(number, _)| *number).max().expect("objects");
    let (objects, table) = (last + 1, last + 2);
    let mut count = 0;
    for ((number, _), object) in &document.objects {
        if let Object::Stream(stream) = object {
            if ["ObjStm", "XRef"].iter().any(|kind| stream.dict.get(b"Type").is_ok_and(|own| is_name(own, kind))) {
                continue;
            }
            let mut head = stream.dict.clone();
            head.set("Length", stream.content.len() as i64);
            places.insert(*number, [1, bytes.len() as u32, 0]);
            put_stream(&mut bytes, *number, &head, &stream.content);
        } else {
            list += &format!("{number} {} ", inner.len());
            write(&mut inner, object);
            inner.push(b'\n');
            places.insert(*number, [2, objects, count]);
            count += 1;
        }
    }
    places.insert(objects, [1, bytes.len() as u32, 0]);
    let head = dictionary! {
        "Type" => "ObjStm", "N" => count, "First" => list.len() as i64, "Length" => (list.len() + inner.len()) as i64,
    };
    put_stream(&mut bytes, objects, &head, &[list.as_bytes(), &inner].concat());
    let start = bytes.len();
    places.insert(table, [1, start as u32, 0]);
    let rows: Vec<u8> = (0..=table)
        .flat_map(|number| {
            let [kind, second, third] = places.get(&number).copied().unwrap_or_default();
            [&[kind as u8][..], &second.to_be_bytes(), &(third as u16).to_be_bytes()].concat()
        })
        .collect();
    let mut head = dictionary! {
        "Type" => "XRef", "Size" => i64::from(table + 1), "W" => vec![1.into(), 4.into(), 2.into()],
        "Length" => rows.len() as i64,
    };
    // What a forger puts into the trailer stays there.
    for (key, value) in &document.trailer {
        let is_own = [&b"Type"[..], b"Size", b"W", b"Length", b"Filter", b"DecodeParms", b"Prev", b"Index"];
        if !is_own.contains(&key.as_slice()) {
            head.set(key.clone(), value.clone());
        }
    }
    put_stream(&mut bytes, table, &head, &rows);
    bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
    bytes
}

fn is_name(object: &Object, name: &str) -> bool {
    object.as_name().is_ok_and(|own| own == name.as_bytes())
}

fn put_stream(bytes: &mut Vec<u8>, number: u32, head: &Dictionary, content: &[u8]) {
    bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    write(bytes, &Object::Dictionary(head.clone()));
    bytes.extend_from_slice(b"\nstream\n");
    bytes.extend_from_slice(content);
    bytes.extend_from_slice(b"\nendstream\nendobj\n");
}

/// Writes an object as files have it.
fn write(bytes: &mut Vec<u8>, object: &Object) {
    let name = |name: &[u8]| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-+._:".contains(&byte);
        let byte = |byte: &u8| if is_plain(*byte) { char::from(*byte).to_string() } else { format!("#{byte:02X}") };
        format!("/{} ", name.iter().map(byte).collect::<String>())
    };
    match object {
        Object::Null => bytes.extend_from_slice(b"null "),
        Object::Boolean(is_true) => bytes.extend_from_slice(format!("{is_true} ").as_bytes()),
        Object::Integer(number) => bytes.extend_from_slice(format!("{number} ").as_bytes()),
        Object::Real(number) => bytes.extend_from_slice(format!("{number:.4} ").as_bytes()),
        Object::Name(own) => bytes.extend_from_slice(name(own).as_bytes()),
        Object::String(text, _) => {
            let digits: String = text.iter().map(|byte| format!("{byte:02X}")).collect();
            bytes.extend_from_slice(format!("<{digits}> ").as_bytes());
        }
        Object::Array(items) => {
            bytes.push(b'[');
            items.iter().for_each(|item| write(bytes, item));
            bytes.push(b']');
        }
        Object::Dictionary(dictionary) => {
            bytes.extend_from_slice(b"<<");
            for (key, value) in dictionary {
                bytes.extend_from_slice(name(key).as_bytes());
                write(bytes, value);
            }
            bytes.extend_from_slice(b">>");
        }
        Object::Reference((number, _)) => bytes.extend_from_slice(format!("{number} 0 R ").as_bytes()),
        Object::Stream(_) => unreachable!("streams stand for themselves"),
    }
}
