//! Whether a file is whole: every byte of it belongs to an object of the report, and the code on its pages is that of all
//! of them.

use sha2::{Digest, Sha256};

use super::faults::FileFaults;
use super::package::PdfPackage;
use super::reader::cross_references::{Body, ObjectPlace, Stream, indirect};
use super::reader::file::PdfFile;
use super::reader::object::{Number, Object};
use super::reader::parser::Parser;
use crate::render::page_code::{self, page_code};

/// How every file begins.
const HEADER: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
/// What stands before and behind the digits of the code.
const AROUND_DIGITS: [&str; 2] = ["BT\n/FR 1 Tf\n<", ">Tj\nET"];
/// How many digits tell a glyph.
const DIGITS: usize = 4;

/// Checks that objects stand one behind the other as they were written, and nothing between, before or behind them.
pub(super) fn check_layout(file: &PdfFile<'_>, faults: &mut FileFaults) {
    if let Err(place) = layout(file) {
        faults.add(format!("it was saved anew by another program, or something was put into it ({place})"));
    }
}

fn layout(file: &PdfFile<'_>) -> Result<(), String> {
    let bytes = file.bytes;
    let mut parser = Parser::new(bytes, 0);
    if !bytes.starts_with(HEADER) {
        return Err("at its beginning".to_owned());
    }
    parser.at = HEADER.len();
    let section = &file.sections[0];
    let mut objects = 0_usize;
    loop {
        let (start, strange) = (parser.at, || format!("at byte {}", parser.at));
        let object = indirect(bytes, start, &|_| None).map_err(|_| strange())?;
        let Body::Stream(Stream { data, start: data_at, .. }) = object.body else { return Err(strange()) };
        objects += 1;
        let is_in_place = file.place(object.number) == ObjectPlace::At(start)
            && bytes[start..].starts_with(format!("{} 0 obj\n<<", object.number).as_bytes())
            && bytes[..data_at].ends_with(b">>\nstream\n")
            && bytes[data_at + data.len()..object.end] == *b"\nendstream\nendobj"
            && bytes.get(object.end) == Some(&b'\n');
        if !is_in_place {
            return Err(strange());
        }
        parser.at = object.end + 1;
        if start == section.at {
            break;
        }
    }
    if bytes[parser.at..] != *format!("startxref\n{}\n%%EOF\n", section.at).as_bytes() {
        return Err("at its end".to_owned());
    }
    let listed = (0..file.size()).filter(|number| matches!(file.place(*number), ObjectPlace::At(_))).count();
    if file.sections.len() != 1 || listed != objects {
        return Err("in what it says of where its objects stand".to_owned());
    }
    Ok(())
}

/// Checks the code that the pages bear against every byte of the file.
pub(super) fn check_code(package: &PdfPackage<'_>, faults: &mut FileFaults) {
    let checked = package
        .code
        .ok_or_else(|| "its pages bear no code".to_owned())
        .and_then(|number| code(package, number, faults));
    let Some((on_pages, of_bytes)) = faults.sound(checked) else { return };
    if on_pages != of_bytes {
        faults.add(format!(
            "it is not the file as it was made: its pages bear the code {on_pages}, its bytes give {of_bytes}"
        ));
    }
}

/// The code that the form draws, and the one that the bytes of the file give.
fn code(package: &PdfPackage<'_>, number: Number, faults: &mut FileFaults) -> Result<(String, String), String> {
    let PdfPackage { file, fonts, .. } = package;
    let damaged = || "the code on its pages can't be read".to_owned();
    let Stream { dictionary, data, start } = file.stream(number)?;
    let what = "the code on its pages";
    faults.closed(what, &dictionary, &["Type", "Subtype", "BBox", "Resources", "Length"]);
    faults.fixed(what, &dictionary, "BBox", &format!("[0 -0.33 {} 1]", page_code::LENGTH));
    faults.fixed(what, &dictionary, "Resources", &format!("<</Font {} 0 R>>", package.face_names));
    let [before, behind] = AROUND_DIGITS;
    let digits = data.strip_prefix(before.as_bytes()).and_then(|data| data.strip_suffix(behind.as_bytes()));
    let digits = digits.ok_or_else(damaged)?;
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte);
    if digits.len() != page_code::LENGTH * DIGITS || !digits.iter().all(is_digit) {
        return Err(damaged());
    }
    let Object::String(glyphs) = Parser::new(data, before.len() - 1).object()? else { return Err(damaged()) };
    let mut shown = String::new();
    fonts.face(b"FR").ok_or_else(damaged)?.shown(&glyphs, &mut shown);
    let start = start + before.len();
    let mut hash = Sha256::new();
    hash.update(&file.bytes[..start]);
    hash.update("0".repeat(digits.len()));
    hash.update(&file.bytes[start + digits.len()..]);
    Ok((shown, page_code(&hash.finalize().into())))
}

/// Where a report ends whose file goes on behind it, or at its end: behind the first line `%%EOF` that ends what kasverslag
/// writes.
pub(super) fn end_of_report(bytes: &[u8]) -> usize {
    let ends = memchr::memmem::find_iter(bytes, b"\n%%EOF\n").map(|at| (at, at + b"\n%%EOF\n".len()));
    let is_end = |(at, _): &(usize, usize)| {
        let line = bytes[..*at].iter().rposition(|byte| *byte == b'\n').map_or(0, |line| line + 1);
        let section = std::str::from_utf8(&bytes[line..*at]).ok().and_then(|number| number.parse::<usize>().ok());
        bytes[..line].ends_with(b"startxref\n")
            && section.filter(|section| *section < *at).is_some_and(|section| {
                let mut parser = Parser::new(&bytes[..*at], section);
                parser.beginning().is_ok() && parser.literally("\n<</Type/XRef").is_ok()
            })
    };
    let found = ends.into_iter().find(is_end);
    found.map_or(bytes.len(), |(_, end)| end)
}
