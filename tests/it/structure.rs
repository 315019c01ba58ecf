//! What a PDF tells beside its pages: the structure that is read aloud, the outline, and where pictures stand.
//!
//! Each file in `tests/structure` is a layout: first its outline, then its structure, a part or a row of a table a line.
//! `UPDATE_CASES=1` writes the expectations anew, and fails: that was no test.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use kasverslag::render::csv::{self, Dialect};
use kasverslag::render::manifest::Enclosure;
use kasverslag::render::pdf::level::Level;
use kasverslag::render::pdf::render;
use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};

use crate::dumps::compare;
use crate::geometry::layouts;
use crate::pdf_edit::{marked, operations, pages};

/// Layouts that have between them each kind of part: charts and a logo, headers over two columns, rows that go on
/// overleaf, texts of another language, changes since an earlier version, and nothing at all.
const KEPT: [&str; 8] = [
    "dagoverzicht-awkward",
    "financieel-overzicht-be-fr",
    "financieel-overzicht-be-full-look",
    "financieel-overzicht-empty",
    "financiele-details-day",
    "financiele-details-fr",
    "financiele-details-full-look",
    "restated",
];

#[test]
fn outlines_and_structures_are_as_they_were() {
    let layouts = layouts();
    let found: BTreeMap<String, String> =
        KEPT.iter().map(|name| (format!("{name}.txt"), dumped(&layouts[*name]))).collect();
    compare("structure", &found, Vec::new());
}

fn dumped(document: &kasverslag::report::document::Document) -> String {
    let bytes = Arc::new(csv::render(document, Dialect::ExcelBe, false));
    let enclosure = Enclosure { bytes: &bytes, dialect: Dialect::ExcelBe, totals: false };
    let mut file = Vec::new();
    render(document, enclosure, Level::A3a, 1, &mut file).expect("a PDF");
    let file = Pdf::new(Document::load_mem(&file).expect("a PDF that can be read"));
    let mut dump = String::new();
    let catalog = file.document.catalog().expect("a catalog");
    match catalog.get(b"Outlines") {
        Ok(outlines) => file.outline(outlines.as_reference().unwrap(), 0, &mut dump),
        Err(_) => dump += "no outline\n",
    }
    let root = file.dictionary(catalog.get(b"StructTreeRoot").unwrap());
    file.kids(root, 0, None, &mut dump);
    for (index, page) in file.pages.iter().enumerate() {
        let operations = operations(&file.document, *page);
        for pair in operations.windows(2).filter(|pair| pair[1].operator == "Do") {
            let Object::Name(name) = &pair[1].operands[0] else { panic!("a picture without a name") };
            let name = String::from_utf8_lossy(name);
            writeln!(dump, "page {}: {name} at {}", index + 1, shown(&pair[0].operands)).unwrap();
        }
    }
    dump
}

/// Numbers and names as they stand in the file.
fn shown(objects: &[Object]) -> String {
    let one = |object: &Object| match object {
        Object::Name(name) => String::from_utf8_lossy(name).into_owned(),
        Object::Integer(number) => number.to_string(),
        Object::Real(number) => number.to_string(),
        Object::Array(objects) => shown(objects),
        Object::Dictionary(entries) => attributes(entries),
        other => format!("{other:?}"),
    };
    objects.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn attributes(entries: &Dictionary) -> String {
    let all = entries.iter().filter(|(key, _)| *key != b"O");
    let all =
        all.map(|(key, value)| format!("{}={}", String::from_utf8_lossy(key), shown(std::slice::from_ref(value))));
    all.collect::<Vec<_>>().join(" ")
}

/// A file, and the texts of its runs of marks by page and number.
struct Pdf {
    document: Document,
    pages: Vec<ObjectId>,
    texts: BTreeMap<(ObjectId, i64), String>,
}

impl Pdf {
    fn new(document: Document) -> Self {
        let pages = pages(&document);
        let mut texts = BTreeMap::new();
        for page in &pages {
            let operations = operations(&document, *page);
            for run in marked(&document, *page) {
                let properties = operations[*run.operations.start()].operands.get(1).and_then(|own| own.as_dict().ok());
                if let Some(number) = properties.and_then(|own| own.get(b"MCID").ok()?.as_i64().ok()) {
                    texts.insert((*page, number), run.text);
                }
            }
        }
        Self { document, pages, texts }
    }

    fn dictionary<'a>(&'a self, object: &'a Object) -> &'a Dictionary {
        self.document.dereference(object).expect("an object that is there").1.as_dict().expect("a dictionary")
    }

    fn page(&self, page: ObjectId) -> usize {
        self.pages.iter().position(|other| *other == page).expect("a page") + 1
    }

    /// The bookmarks under one, each linked with its neighbours and with what it stands under.
    fn outline(&self, parent: ObjectId, depth: usize, dump: &mut String) {
        let above = self.document.get_dictionary(parent).unwrap();
        let reference = |of: &Dictionary, key: &str| of.get(key.as_bytes()).ok().map(|id| id.as_reference().unwrap());
        let (mut next, mut before, mut count) = (reference(above, "First"), None, 0);
        while let Some(id) = next {
            let item = self.document.get_dictionary(id).unwrap();
            assert_eq!(reference(item, "Parent"), Some(parent));
            assert_eq!(reference(item, "Prev"), before);
            let title = decode_text_string(item.get(b"Title").unwrap()).unwrap();
            let place = item.get(b"Dest").unwrap().as_array().unwrap();
            let page = self.page(place[0].as_reference().unwrap());
            let folded = item.get(b"Count").map_or(String::new(), |count| format!(" ({})", count.as_i64().unwrap()));
            writeln!(dump, "{}> {title}{folded}: page {page}, {}", "  ".repeat(depth), shown(&place[1..])).unwrap();
            self.outline(id, depth + 1, dump);
            (before, next, count) = (Some(id), reference(item, "Next"), count + 1);
        }
        assert_eq!(reference(above, "Last"), before);
        let promised = above.get(b"Count").map_or(0, |count| count.as_i64().unwrap().abs());
        assert_eq!(promised, count);
    }

    /// What a part holds: texts in its line, other parts under it; the cells of a row stand in the row's line.
    fn kids(&self, part: &Dictionary, depth: usize, page: Option<ObjectId>, dump: &mut String) {
        let page = part.get(b"Pg").ok().map(|page| page.as_reference().unwrap()).or(page);
        let Ok(kids) = part.get(b"K") else { return };
        let (_, kids) = self.document.dereference(kids).unwrap();
        let kids = kids.as_array().map_or_else(|_| std::slice::from_ref(kids), Vec::as_slice);
        for kid in kids {
            if let Ok(number) = kid.as_i64() {
                write!(dump, " `{}`", self.text(page.expect("the page of a text"), number)).unwrap();
                continue;
            }
            let kid = self.dictionary(kid);
            if let Ok(number) = kid.get(b"MCID").and_then(Object::as_i64) {
                let page = kid.get(b"Pg").unwrap().as_reference().unwrap();
                write!(dump, " `{}` on page {}", self.text(page, number), self.page(page)).unwrap();
                continue;
            }
            // A field is an object of its page, not of the structure.
            if kid.get(b"Obj").is_ok() {
                write!(dump, " an object").unwrap();
                continue;
            }
            let role = String::from_utf8_lossy(kid.get(b"S").unwrap().as_name().unwrap()).into_owned();
            let is_cell = matches!(role.as_str(), "TH" | "TD");
            let start = if is_cell { " |".to_owned() } else { format!("\n{}", "  ".repeat(depth)) };
            write!(dump, "{start}{role}").unwrap();
            if let Ok(own) = kid.get(b"A") {
                write!(dump, "[{}]", attributes(self.dictionary(own))).unwrap();
            }
            if let Ok(language) = kid.get(b"Lang") {
                write!(dump, " <{}>", decode_text_string(language).unwrap()).unwrap();
            }
            if let Ok(alternative) = kid.get(b"Alt") {
                write!(dump, " ({})", decode_text_string(alternative).unwrap()).unwrap();
            }
            self.kids(kid, depth + 1, page, dump);
        }
        if depth == 0 {
            *dump += "\n";
        }
    }

    fn text(&self, page: ObjectId, number: i64) -> &str {
        self.texts.get(&(page, number)).expect("the text of a part").trim()
    }
}
