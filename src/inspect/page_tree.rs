//! The pages of a report: A4, one behind the other, with nothing but what is drawn on them.

use super::faults::FileFaults;
use super::form::ManifestForm;
use super::known::KnownObjects;
use super::reader::file::PdfFile;
use super::reader::object::{Dictionary, Number, Object};

/// How deep pages may hang in their tree.
const DEEPEST: usize = 8;
/// What a page has.
const PAGE: [&str; 8] = ["Type", "Parent", "MediaBox", "Resources", "Contents", "StructParents", "Tabs", "Annots"];

/// A page, and what is drawn on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PageParts {
    /// The page.
    pub(super) number: Number,
    /// What is drawn on it.
    pub(super) content: Number,
    /// Its width and height, in points.
    pub(super) size: [f64; 2],
}

/// The pages, and what they share.
#[derive(Debug)]
pub(super) struct PageTree {
    /// The pages, in their order.
    pub(super) pages: Vec<PageParts>,
    /// The object that names their fonts.
    pub(super) fonts: Number,
    /// What draws the code of the file.
    pub(super) code: Option<Number>,
    /// The library's mark.
    pub(super) logo: Option<Number>,
}

impl PageTree {
    /// Reads the pages of a catalog.
    ///
    /// # Errors
    /// When one can't be read.
    pub(super) fn read(
        file: &PdfFile<'_>,
        catalog: &Dictionary,
        form: ManifestForm,
        known: &mut KnownObjects,
        faults: &mut FileFaults,
    ) -> Result<Self, String> {
        let root = catalog.get("Pages").and_then(Object::as_reference).ok_or("it has no pages")?;
        let mut walk = PageTreeWalk { file, form, known, faults, pages: Vec::new(), resources: None, code: None };
        walk.node(root, None, 0)?;
        let PageTreeWalk { pages, resources, code, .. } = walk;
        let resources = resources.ok_or("it has no pages")?;
        let mut tree = Self { pages, fonts: 0, code, logo: None };
        tree.read_resources(file, resources, form, known, faults)?;
        Ok(tree)
    }

    #[expect(clippy::similar_names, reason = "what has a name there and what names may be there")]
    fn read_resources(
        &mut self,
        file: &PdfFile<'_>,
        number: Number,
        form: ManifestForm,
        known: &mut KnownObjects,
        faults: &mut FileFaults,
    ) -> Result<(), String> {
        let resources = file.dictionary(number)?;
        faults.sound(known.claim(number));
        let what = "what its pages are drawn with";
        faults.closed(what, &resources, &["Font", "XObject"]);
        self.fonts = resources.get("Font").and_then(Object::as_reference).ok_or("it has no fonts")?;
        let none = Dictionary::default();
        let others = resources.get("XObject").and_then(Object::as_dictionary).unwrap_or(&none);
        let names: &[&str] = if form == ManifestForm::Current { &["Code", "Logo"] } else { &["Logo"] };
        faults.closed(what, others, names);
        self.logo = others.get("Logo").and_then(Object::as_reference);
        if form == ManifestForm::Current {
            self.code = others.get("Code").and_then(Object::as_reference);
        }
        // Of the former form the code is no such thing, and is known.
        let named = [self.logo, self.code.filter(|_| form == ManifestForm::Current)];
        for number in named.into_iter().flatten() {
            faults.sound(known.claim(number));
        }
        Ok(())
    }
}

struct PageTreeWalk<'f> {
    file: &'f PdfFile<'f>,
    form: ManifestForm,
    known: &'f mut KnownObjects,
    faults: &'f mut FileFaults,
    pages: Vec<PageParts>,
    resources: Option<Number>,
    /// Of the former form: the content with the code, one for all pages.
    code: Option<Number>,
}

impl PageTreeWalk<'_> {
    /// Reads a page or a branch of the tree, and tells how many pages are on it.
    fn node(&mut self, number: Number, parent: Option<Number>, depth: usize) -> Result<usize, String> {
        if depth > DEEPEST {
            return Err("its pages hang too deep in their tree".to_owned());
        }
        self.known.claim(number)?;
        let node = self.file.dictionary(number)?;
        if node.get("Parent").map(Object::as_reference) != parent.map(Some) {
            self.faults.add(format!("page {}: it hangs on another branch than it says", self.pages.len() + 1));
        }
        if node.has_name("Type", "Page") {
            self.page(number, &node)?;
            return Ok(1);
        }
        if !node.has_name("Type", "Pages") {
            return Err(format!("page {}: it does not say that it is one", self.pages.len() + 1));
        }
        self.faults.closed("its pages", &node, &["Type", "Parent", "Kids", "Count"]);
        let kids = node.get("Kids").and_then(Object::as_array).ok_or("a branch of its pages is damaged")?;
        let mut count = 0;
        for kid in kids {
            let kid = kid.as_reference().ok_or("a branch of its pages is damaged")?;
            count += self.node(kid, Some(number), depth + 1)?;
        }
        if node.get("Count").and_then(Object::as_size) != Some(count) {
            self.faults.add("it says that it has another number of pages than it has");
        }
        Ok(count)
    }

    fn page(&mut self, number: Number, page: &Dictionary) -> Result<(), String> {
        let index = self.pages.len();
        let what = format!("page {}", index + 1);
        self.faults.closed(&what, page, &PAGE);
        let corners = page.get("MediaBox").and_then(Object::as_rectangle);
        let size = corners.map_or([0.0; 2], |corners| [corners[2], corners[3]]);
        let is_a4 = [[595.28, 841.89], [841.89, 595.28]].iter().any(|[width, height]| {
            let meant = [0.0, 0.0, *width, *height];
            corners.is_some_and(|corners| corners.iter().zip(meant).all(|(found, meant)| (found - meant).abs() < 0.01))
        });
        if !is_a4 {
            self.faults.add(format!("{what}: it is no longer a page of A4"));
        }
        if page.get("StructParents").is_some_and(|own| own.as_size() != Some(index)) {
            self.faults.add(format!("{what}: it has another place in the structure"));
        }
        let resources = page.get("Resources").and_then(Object::as_reference);
        let resources = resources.ok_or_else(|| format!("{what}: it has nothing to be drawn with"))?;
        if *self.resources.get_or_insert(resources) != resources {
            self.faults.add(format!("{what}: it is drawn with other fonts and pictures than the first"));
        }
        let contents = page.get("Contents");
        let content = match (self.form, contents, contents.and_then(Object::as_array)) {
            (ManifestForm::Current, Some(Object::Reference(content)), _) => *content,
            (ManifestForm::Former, _, Some([Object::Reference(content), Object::Reference(code)])) => {
                if self.code.is_none() {
                    self.code = Some(*code);
                    self.faults.sound(self.known.claim(*code));
                } else if self.code != Some(*code) {
                    self.faults.add(format!("{what}: its code is not that of the other pages"));
                }
                *content
            }
            _ => return Err(format!("{what}: it has not the contents of a report's page")),
        };
        self.known.claim(content).map_err(|found| format!("{what}: {found}"))?;
        let keys = self.file.stream(content)?.dictionary;
        self.faults.closed(&what, &keys, &["Filter", "Length"]);
        self.pages.push(PageParts { number, content, size });
        Ok(())
    }
}
