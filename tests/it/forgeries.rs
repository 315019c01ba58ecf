//! Ways to make a report say something else: each changes the page, an attachment or a font, for `verify` to find.

use lopdf::content::Operation;
use lopdf::{Document, Object, Stream, dictionary};

use crate::pdf_edit::{
    Cell, attached, change_all, code_form, detach, encoded_like, has_name, operations, pages, replace_text,
    rewrite_streams, rows, set_attached, set_operations,
};

/// A name, and what it does to a document.
pub(crate) type Forgery = (&'static str, fn(&mut Document));

/// All forgeries.
pub(crate) const FORGERIES: [Forgery; 30] = [
    ("an amount of a line is edited", amount_edited),
    ("the amounts of two lines are exchanged", amounts_exchanged),
    ("an amount gets a minus sign", amount_negated),
    ("the number of bookings of a line is edited", count_edited),
    ("the booking code of a line is edited", code_edited),
    ("the description of a line is edited", description_edited),
    ("a subtotal is edited", subtotal_edited),
    ("the grand total is edited", total_edited),
    ("a row is removed", row_removed),
    ("a row is repeated", row_repeated),
    ("a row is made an artifact", row_made_an_artifact),
    ("a row is made invisible", row_made_invisible),
    ("a row is moved out of sight", row_moved_away),
    ("an amount is painted over", amount_painted_over),
    ("a page is removed", page_removed),
    ("a page is repeated", page_repeated),
    ("the code at the foot of a page is edited", foot_code_edited),
    ("an amount in the CSV is edited", csv_amount_edited),
    ("a row of the CSV is removed", csv_row_removed),
    ("the CSV is exchanged for another", csv_exchanged),
    ("the CSV is removed", csv_removed),
    ("a row is removed from page and CSV alike", row_removed_twice),
    ("a total in the manifest is edited", manifest_total_edited),
    ("an input's hash in the manifest is edited", manifest_hash_edited),
    ("the period in the manifest is edited", manifest_period_edited),
    ("the manifest is cut off", manifest_cut_off),
    ("the manifest is removed", manifest_removed),
    ("digits are copied as other digits", copied_digits_exchanged),
    ("digits are drawn as other digits", drawn_digits_exchanged),
    ("a font program is edited", font_program_edited),
];

fn amount_edited(document: &mut Document) {
    let cell = amounts(&line(document)).remove(0);
    edit(document, &cell, &bumped(&cell.text));
}

fn amounts_exchanged(document: &mut Document) {
    let lines = rows(document, "Line");
    let amounts: Vec<Cell> = lines.iter().filter_map(|line| amounts(line).into_iter().next()).collect();
    let (first, rest) = amounts.split_first().expect("a line with an amount");
    let other = rest.iter().find(|other| other.text != first.text).expect("another amount");
    edit(document, first, &other.text);
    edit(document, other, &first.text);
}

fn amount_negated(document: &mut Document) {
    let cell = amounts(&line(document)).remove(0);
    edit(document, &cell, &format!("-{}", cell.text));
}

fn count_edited(document: &mut Document) {
    let line = line(document);
    let is_count = |cell: &&Cell| cell.text.chars().all(|c| c.is_ascii_digit()) && cell.text.len() < 4;
    let cell = line.iter().rev().filter(|cell| !cell.text.is_empty()).find(is_count).expect("a number of bookings");
    edit(document, cell, &bumped(&cell.text));
}

fn code_edited(document: &mut Document) {
    let line = line(document);
    // It stands in front of its description, in one cell with it.
    let code = |cell: &Cell| {
        let (code, _) = cell.text.split_once(' ')?;
        (code.len() == 4 && code.chars().all(|c| c.is_ascii_digit())).then(|| code.to_owned())
    };
    let (cell, code) = line.iter().find_map(|cell| Some((cell, code(cell)?))).expect("a booking code");
    replace_text(document, cell, &code, &bumped(&code));
}

fn description_edited(document: &mut Document) {
    let line = line(document);
    let cell = line.iter().max_by_key(|cell| cell.text.chars().filter(|c| c.is_alphabetic()).count());
    let cell = cell.expect("a description");
    let letter = cell.text.chars().rev().find(|c| c.is_lowercase()).expect("a letter");
    replace_text(document, cell, &letter.to_string(), if letter == 'e' { "a" } else { "e" });
}

fn subtotal_edited(document: &mut Document) {
    // Headings say what the lines under them come to.
    edit_first_amount(document, "Group");
}

fn total_edited(document: &mut Document) {
    edit_first_amount(document, "Total");
}

fn row_removed(document: &mut Document) {
    let line = line(document);
    change_row(document, &line, |kept, operation| {
        if !["BDC", "BMC", "EMC", "Tj", "TJ"].contains(&operation.operator.as_str()) {
            kept.push(operation);
        }
    });
}

fn row_repeated(document: &mut Document) {
    let line = line(document);
    let (start, end) = (*line[0].operations.start(), *line[line.len() - 1].operations.end());
    let mut operations = operations(document, line[0].page);
    // Moves are relative: without them all that follows stays where it is.
    let is_move = |operation: &&Operation| operation.operator == "Td";
    let copy: Vec<Operation> = operations[start..=end].iter().filter(|o| !is_move(o)).cloned().collect();
    operations.splice(end + 1..end + 1, copy);
    set_operations(document, line[0].page, operations);
}

fn row_made_an_artifact(document: &mut Document) {
    let line = line(document);
    change_row(document, &line, |kept, operation| {
        if operation.operator == "BDC" {
            kept.push(Operation::new("BMC", vec!["Artifact".into()]));
        } else {
            kept.push(operation);
        }
    });
}

fn row_made_invisible(document: &mut Document) {
    let line = line(document);
    change_row(document, &line, |kept, operation| {
        let render = |mode: i64| Operation::new("Tr", vec![mode.into()]);
        match operation.operator.as_str() {
            "Tj" | "TJ" => kept.extend([render(3), operation, render(0)]),
            _ => kept.push(operation),
        }
    });
}

fn row_moved_away(document: &mut Document) {
    let line = line(document);
    change_row(document, &line, |kept, operation| {
        let rise = |by: i64| Operation::new("Ts", vec![by.into()]);
        match operation.operator.as_str() {
            "Tj" | "TJ" => kept.extend([rise(5000), operation, rise(0)]),
            _ => kept.push(operation),
        }
    });
}

fn amount_painted_over(document: &mut Document) {
    let cell = amounts(&line(document)).remove(0);
    let (font, glyphs) = encoded_like(document, &cell, &bumped(&cell.text));
    let mut operations = operations(document, cell.page);
    let (mut x, mut y) = (0.0, 0.0);
    for operation in &operations[..*cell.operations.end()] {
        let number = |at: usize| operation.operands[at].as_float().expect("a number");
        match operation.operator.as_str() {
            "BT" => (x, y) = (0.0, 0.0),
            "Td" | "TD" => (x, y) = (x + number(0), y + number(1)),
            "Tm" => (x, y) = (number(4), number(5)),
            _ => {}
        }
    }
    operations.extend([
        Operation::new("BMC", vec!["Artifact".into()]),
        Operation::new("g", vec![1.into()]),
        Operation::new("re", vec![x.into(), (y - 2.0).into(), 50.into(), 9.into()]),
        Operation::new("f", vec![]),
        Operation::new("g", vec![0.into()]),
        Operation::new("BT", vec![]),
        font,
        Operation::new("Td", vec![x.into(), y.into()]),
        Operation::new("Tj", vec![Object::String(glyphs, lopdf::StringFormat::Hexadecimal)]),
        Operation::new("ET", vec![]),
        Operation::new("EMC", vec![]),
    ]);
    set_operations(document, cell.page, operations);
}

fn page_removed(document: &mut Document) {
    let lines = rows(document, "Line");
    let page = lines.last().expect("a line")[0].page;
    let number = pages(document).iter().position(|other| *other == page).expect("a page") + 1;
    assert!(pages(document).len() > 1, "the report has several pages");
    document.delete_pages(&[u32::try_from(number).expect("a number")]);
}

fn page_repeated(document: &mut Document) {
    let page = line(document)[0].page;
    let copy = document.get_dictionary(page).expect("a page").clone();
    let mut above = copy.get(b"Parent").and_then(Object::as_reference).ok();
    let copy = document.add_object(copy);
    let parent = document.get_dictionary_mut(above.expect("a parent")).expect("a parent");
    let kids = parent.get_mut(b"Kids").and_then(Object::as_array_mut).expect("pages");
    let at = kids.iter().position(|kid| *kid == Object::Reference(page)).expect("the page");
    kids.insert(at + 1, copy.into());
    while let Some(id) = above {
        let node = document.get_dictionary_mut(id).expect("a parent");
        let count = node.get(b"Count").and_then(Object::as_i64).expect("a count");
        node.set("Count", count + 1);
        above = node.get(b"Parent").and_then(Object::as_reference).ok();
    }
}

fn foot_code_edited(document: &mut Document) {
    let form = code_form(document);
    let text = String::from_utf8(form.content.clone()).expect("digits");
    let start = text.find('<').expect("digits") + 1;
    // Four digits tell a glyph.
    let (first, second) = (&text[start..start + 4], &text[start + 4..start + 8]);
    let new = format!("{}{}", if first == second { "0012" } else { second }, first);
    assert_ne!(new, format!("{first}{second}"));
    form.set_content(text.replacen(&format!("{first}{second}"), &new, 1).into_bytes());
}

fn csv_amount_edited(document: &mut Document) {
    edit_csv(document, |rows| {
        let at = rows[1].rfind(|c: char| c.is_ascii_digit() && c != '0').expect("an amount");
        rows[1] = changed_digit(&rows[1], at);
    });
}

fn csv_row_removed(document: &mut Document) {
    edit_csv(document, |rows| drop(rows.remove(1)));
}

fn csv_exchanged(document: &mut Document) {
    edit_csv(document, |rows| rows[1..].iter_mut().for_each(|row| *row = row.replace("355", "356")));
}

fn csv_removed(document: &mut Document) {
    detach(document, ".csv");
}

fn row_removed_twice(document: &mut Document) {
    row_removed(document);
    csv_row_removed(document);
}

fn manifest_total_edited(document: &mut Document) {
    edit_manifest(document, "total", |c| c.is_ascii_digit() && c != '0');
}

fn manifest_hash_edited(document: &mut Document) {
    edit_manifest(document, "sha", |c| c.is_ascii_digit());
}

fn manifest_period_edited(document: &mut Document) {
    edit_manifest(document, "\"period", |c| c.is_ascii_digit());
}

fn manifest_cut_off(document: &mut Document) {
    let mut manifest = attached(document, "manifest.json");
    manifest.truncate(manifest.len() / 2);
    set_attached(document, "manifest.json", manifest);
}

fn manifest_removed(document: &mut Document) {
    detach(document, "manifest.json");
}

fn copied_digits_exchanged(document: &mut Document) {
    let exchange = |line: &str| {
        let Some((start, last)) = line.trim_end().rsplit_once(' ') else { return line.to_owned() };
        match last {
            "<0031>" => format!("{start} <0032>"),
            "<0032>" => format!("{start} <0031>"),
            _ => line.to_owned(),
        }
    };
    let changed =
        rewrite_streams(document, "ToUnicode", |map| map.lines().map(exchange).collect::<Vec<_>>().join("\n"));
    assert!(changed > 0, "no font maps a glyph to a digit in a line of its own");
}

fn drawn_digits_exchanged(document: &mut Document) {
    let line = line(document);
    let (_, glyphs) = encoded_like(document, &line[line.len() - 1], "12");
    let at = |index: usize| usize::from(glyphs[index]) * 256 + usize::from(glyphs[index + 1]);
    let mut map: Vec<u8> = (0..2048u16).flat_map(u16::to_be_bytes).collect();
    for (from, to) in [(at(0), 2), (at(2), 0)] {
        map[from * 2..from * 2 + 2].copy_from_slice(&glyphs[to..to + 2]);
    }
    let map = document.add_object(Stream::new(dictionary! {}, map));
    let is_font = |font: &lopdf::Dictionary| has_name(font, "Subtype", "CIDFontType2");
    let changed = change_all(document, is_font, |font| font.set("CIDToGIDMap", map));
    assert!(changed > 0, "no composite font");
}

fn font_program_edited(document: &mut Document) {
    let programs: Vec<_> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"FontFile2").and_then(Object::as_reference).ok())
        .collect();
    for id in programs {
        let stream = document.get_object_mut(id).and_then(Object::as_stream_mut).expect("a font program");
        let mut program = stream.get_plain_content().expect("a font program");
        let middle = program.len() / 2;
        program[middle] ^= 1;
        stream.set_plain_content(program);
        stream.compress().expect("a compressed stream");
    }
}

/// The cells of a detail row with an amount.
fn line(document: &Document) -> Vec<Cell> {
    rows(document, "Line").into_iter().find(|line| !amounts(line).is_empty()).expect("a line with an amount")
}

/// The cells that hold an amount other than zero.
fn amounts(row: &[Cell]) -> Vec<Cell> {
    let is_amount = |cell: &&Cell| {
        let (whole, cents) = cell.text.rsplit_once(',').unwrap_or_default();
        !whole.is_empty()
            && cents.len() == 2
            && cents.parse::<u8>().is_ok()
            && cell.text.contains(|c| ('1'..='9').contains(&c))
    };
    row.iter().filter(is_amount).cloned().collect()
}

fn edit(document: &mut Document, cell: &Cell, new: &str) {
    replace_text(document, cell, cell.text.trim(), new);
}

fn edit_first_amount(document: &mut Document, kind: &str) {
    let rows = rows(document, kind);
    let cell = rows.iter().flat_map(|row| amounts(row)).next().unwrap_or_else(|| panic!("no amount in a row `{kind}`"));
    edit(document, &cell, &bumped(&cell.text));
}

/// A text with another last digit.
fn bumped(text: &str) -> String {
    changed_digit(text, text.rfind(|c: char| c.is_ascii_digit()).expect("a digit"))
}

fn changed_digit(text: &str, at: usize) -> String {
    let new = if text[at..].starts_with('9') { '8' } else { '9' };
    format!("{}{new}{}", &text[..at], &text[at + 1..])
}

/// Passes the operations of a row on with changes; all else stays.
fn change_row(document: &mut Document, row: &[Cell], change: impl Fn(&mut Vec<Operation>, Operation)) {
    let mut kept = Vec::new();
    for (index, operation) in operations(document, row[0].page).into_iter().enumerate() {
        if row.iter().any(|cell| cell.operations.contains(&index)) {
            change(&mut kept, operation);
        } else {
            kept.push(operation);
        }
    }
    set_operations(document, row[0].page, kept);
}

fn edit_csv(document: &mut Document, change: impl Fn(&mut Vec<String>)) {
    let csv = String::from_utf8(attached(document, ".csv")).expect("UTF-8");
    let mut rows: Vec<String> = csv.split("\r\n").map(str::to_owned).collect();
    change(&mut rows);
    let new = rows.join("\r\n");
    assert!(new != csv, "the CSV is as it was");
    set_attached(document, ".csv", new.into_bytes());
}

/// Changes the first digit that will do behind a word of the manifest, but behind a colon.
fn edit_manifest(document: &mut Document, word: &str, will_do: impl Fn(char) -> bool) {
    let manifest = String::from_utf8(attached(document, "manifest.json")).expect("UTF-8");
    let word = manifest.find(word).unwrap_or_else(|| panic!("the manifest has no `{word}`"));
    let colon = word + manifest[word..].find(':').expect("a value");
    let at = colon + manifest[colon..].find(&will_do).expect("a digit");
    set_attached(document, "manifest.json", changed_digit(&manifest, at).into_bytes());
}
