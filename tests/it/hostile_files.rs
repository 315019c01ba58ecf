//! What a PDF may cost whoever verifies it: files that unpack to far more than they are, in little memory and time.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Document, Object, Stream, dictionary};

use crate::forged_files::Place;
use crate::pdf_edit::{attachment, pages};
use crate::sealed::sealed;

/// How much address space `verify` gets, in KiB: a hundredth of what some of these unpack to.
const ROOM: u64 = 1 << 20;
/// However slow the machine is.
const LONGEST: Duration = Duration::from_mins(1);

/// Half a gigabyte of blanks, packed.
fn bomb() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..512 {
        encoder.write_all(&blanks).unwrap();
    }
    encoder.finish().unwrap()
}

/// Demands that `verify` refuses a file, within bounds.
fn refused(folder: &Path, what: &str, bytes: &[u8]) {
    let file = folder.join("hostile.pdf");
    fs::write(&file, bytes).unwrap();
    let begun = Instant::now();
    let limited = format!("ulimit -v {ROOM} && exec \"$0\" verify \"$1\"");
    let mut command = Command::new("sh");
    command.args(["-c", &limited, env!("CARGO_BIN_EXE_kasverslag")]).arg(&file).env("KASVERSLAG_LOG", "off");
    let done = command.output().expect("a shell");
    let told = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{what}: {told}");
    assert!(begun.elapsed() < LONGEST, "{what}: {:?}", begun.elapsed());
    assert!(told.lines().count() < 60, "{what}: {} lines are told", told.lines().count());
}

#[test]
fn whatever_a_file_unpacks_to_verify_stays_small() {
    let place = Place::new();
    let folder = place.folder.path();
    let good = Document::load(&place.report).expect("a report");
    let bomb = bomb();
    let packed = || Stream::new(dictionary! { "Filter" => "FlateDecode" }, bomb.clone());
    for ending in [".csv", "manifest.json"] {
        let mut document = good.clone();
        let (_, stream) = attachment(&document, ending);
        let own = document.get_object_mut(stream).and_then(Object::as_stream_mut).expect("a file");
        own.content.clone_from(&bomb);
        refused(folder, ending, &sealed(&document));
    }
    let mut document = good.clone();
    let content = document.add_object(packed());
    for page in pages(&document) {
        document.get_dictionary_mut(page).expect("a page").set("Contents", content);
    }
    refused(folder, "one content for all pages", &sealed(&document));

    let mut document = good.clone();
    let stream = document.add_object(packed());
    let names: Vec<Object> = (0..60)
        .flat_map(|number| {
            let name = Object::string_literal(format!("{number}.csv"));
            let file = dictionary! {
                "Type" => "Filespec", "F" => name.clone(), "UF" => name.clone(), "AFRelationship" => "Data",
                "EF" => dictionary! { "F" => stream, "UF" => stream },
            };
            [name, document.add_object(file).into()]
        })
        .collect();
    let tree = document.catalog_mut().and_then(|catalog| catalog.get_mut(b"Names")?.as_dict_mut()).expect("names");
    tree.set("EmbeddedFiles", dictionary! { "Names" => names });
    refused(folder, "sixty names for one file", &sealed(&document));

    // As the stream that says where objects stand, and as one that holds them.
    let length = bomb.len();
    let head = format!(
        "%PDF-1.7\n7 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {length}>>\nstream\n"
    );
    let table = [head.as_bytes(), &bomb, b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"].concat();
    refused(folder, "a table of places", &table);
    let head = format!("%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 9/Filter/FlateDecode/Length {length}>>\nstream\n");
    let mut objects = [head.as_bytes(), &bomb, b"\nendstream\nendobj\n"].concat();
    let start = objects.len();
    let rows = [[1, 0, 9, 0], [2, 0, 1, 0]].concat();
    let head = "2 0 obj\n<</Type/XRef/Size 4/W[1 2 1]/Index[1 1 3 1]/Root 3 0 R/Length 8>>\nstream\n";
    objects.extend_from_slice(&[head.as_bytes(), &rows, b"\nendstream\nendobj\n"].concat());
    objects.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
    refused(folder, "a stream of objects", &objects);
    let deep = [b"%PDF-1.7\n1 0 obj\n".to_vec(), vec![b'['; 4 << 20], b"\nstartxref\n9\n%%EOF\n".to_vec()].concat();
    refused(folder, "arrays without end", &deep);
}
