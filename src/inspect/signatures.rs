//! Signatures that were put into a report after it was made: fields, what they show, and what proves them. Whatever else a
//! later revision changes is a change of the report.

use super::faults::FileFaults;
use super::form::ManifestForm;
use super::metadata::{facts, metadata};
use super::own_fields;
use super::package::PdfPackage;
use super::pages;
use super::reader::cross_references::ObjectPlace;
use super::reader::file::PdfFile;
use super::reader::object::{Dictionary, Number, Object};
use super::revisions;
use super::signature_keys::{FIELD, FORM, PROOF, SIGNATURE, TO_CATALOG};

/// What annotations may be told to do: not to be seen, to be printed, not to be changed. Those that don't grow with the
/// page would lie over it.
const FLAGS: i64 = 1 | 2 | 4 | 32 | 64 | 128 | 512;
/// Those that keep an annotation from being seen: hidden, and not to be viewed.
const UNSEEN: i64 = 2 | 32;
/// How deep fields stand inside each other.
const DEEPEST: usize = 4;
/// How many fields a report has at most.
const MOST: usize = 256;
/// No appearance that shows nothing is as long.
const LARGEST_NOTHING: usize = 1 << 10;
/// How far a signature may lie over what stands on a page, in points: less than the eye sees.
const TOLERANCE: f64 = 0.5;

/// What was added to a report.
#[derive(Debug, Default)]
pub(super) struct Added {
    /// How many signatures and time stamps.
    pub(super) signatures: usize,
    /// Who they say they are of, where they say it.
    pub(super) names: Vec<String>,
}

/// Judges what follows behind a report.
pub(super) fn judge(bytes: &[u8], end: usize, report: &PdfPackage<'_>, faults: &mut FileFaults) -> Added {
    let own = report.file.sections[0].at;
    let whole = PdfFile::open(bytes).and_then(|whole| revisions::check(&whole, own, end).map(|()| whole));
    let Some(whole) = faults.sound(whole) else { return Added::default() };
    own_fields::check_kept(&report.file, &whole, faults);
    let mut check = Check::of(report, &whole, faults);
    if let Err(what) = check.all() {
        check.faults.add(format!("what was added behind its end is no sound signature: {what}"));
    }
    if check.objects.is_empty() {
        check.faults.add("what was added behind its end is no signature");
    }
    check.added
}

/// Judges the fields that a report has itself, for its roles to sign in, and tells the objects that they are made of.
pub(super) fn judge_own(report: &PdfPackage<'_>, faults: &mut FileFaults) -> Vec<Number> {
    let file = &report.file;
    own_fields::check(report, faults);
    let root = file.trailer().get("Root").and_then(Object::as_reference);
    let has_form = root.and_then(|root| file.dictionary(root).ok()).is_some_and(|root| root.get("AcroForm").is_some());
    let mut check = Check::of(report, file, faults);
    if !has_form && !report.pages.iter().any(|page| check.page_has_fields(page.number)) {
        return Vec::new();
    }
    if let Err(what) = check.all() {
        check.faults.add(format!("its form fields are damaged: {what}"));
    }
    if check.added.signatures > 0 {
        check.faults.add("it was signed before it was made");
    }
    let mut objects = check.objects;
    objects.sort_unstable();
    objects.dedup();
    objects
}

/// What shows a signature on a page.
struct Widget {
    number: Number,
    /// Where it is seen, if it is.
    frame: Option<[f64; 4]>,
}

struct Check<'c, 'b> {
    report: &'c PdfPackage<'b>,
    whole: &'c PdfFile<'b>,
    faults: &'c mut FileFaults,
    added: Added,
    widgets: Vec<Widget>,
    /// What the fields are made of.
    objects: Vec<Number>,
}

impl<'c, 'b> Check<'c, 'b> {
    fn of(report: &'c PdfPackage<'b>, whole: &'c PdfFile<'b>, faults: &'c mut FileFaults) -> Self {
        Self { report, whole, faults, added: Added::default(), widgets: Vec::new(), objects: Vec::new() }
    }

    fn all(&mut self) -> Result<(), String> {
        let root = self.root()?;
        let catalog = self.whole.dictionary(root)?;
        let mut may_change = vec![root];
        self.catalog(root, &catalog)?;
        if let Some(form) = catalog.get("AcroForm") {
            may_change.extend(form.as_reference());
            self.form(form)?;
        }
        may_change.extend(self.widgets.iter().map(|widget| widget.number));
        may_change.extend(self.facts());
        may_change.extend(self.properties(&catalog)?);
        for (index, page) in self.report.pages.iter().enumerate() {
            if self.is_changed(page.number) || self.page_has_fields(page.number) {
                may_change.extend(self.page(index, page.number)?);
            }
        }
        if let Some(widget) = self.widgets.iter().find(|widget| widget.frame.is_some()) {
            self.faults.add(format!("object {} is a signature on no page", widget.number));
        }
        let changed = (1..self.report.file.size()).filter(|number| self.is_changed(*number));
        let changed: Vec<Number> = changed.filter(|number| !may_change.contains(number)).collect();
        if let Some(first) = changed.first() {
            let count = changed.len();
            self.faults.add(format!("{count} of its objects were changed behind its end, first object {first}"));
        }
        Ok(())
    }

    fn is_changed(&self, number: Number) -> bool {
        let before = self.report.file.place(number);
        before != self.whole.place(number) && before != ObjectPlace::Free
    }

    /// The catalog, which is the same object as before.
    fn root(&mut self) -> Result<Number, String> {
        let root = |file: &PdfFile<'_>| file.trailer().get("Root").and_then(Object::as_reference);
        let identity = |file: &PdfFile<'_>| file.trailer().get("ID").and_then(|id| id.as_array()?.first().cloned());
        if identity(self.whole) != identity(&self.report.file) {
            self.faults.add("what was added behind its end makes it another file (`ID`)");
        }
        root(self.whole)
            .filter(|number| root(&self.report.file) == Some(*number))
            .ok_or_else(|| "it has another catalog".to_owned())
    }

    fn catalog(&mut self, root: Number, catalog: &Dictionary) -> Result<(), String> {
        let before = self.report.file.dictionary(root)?;
        if catalog.without(&TO_CATALOG) != before.without(&TO_CATALOG) {
            self.faults.add("its catalog was changed behind its end");
        }
        if let Some(form) = before.get("AcroForm")
            && form.as_reference() != catalog.get("AcroForm").and_then(Object::as_reference)
        {
            self.faults.add("its form fields were taken away behind its end");
        }
        for (key, known) in [("DSS", &PROOF[..]), ("Perms", &["DocMDP"][..])] {
            if let Some(object) = catalog.get(key) {
                let object = self.whole.resolved(object)?;
                self.faults.closed(&format!("`{key}`"), object.as_dictionary().ok_or("it is damaged")?, known);
            }
        }
        Ok(())
    }

    /// The facts of the file, which may tell by whom and when it was changed later, and nothing else.
    fn facts(&mut self) -> Option<Number> {
        let (before, after) = (facts(&self.report.file), facts(self.whole));
        let is_same = |key: &str| after.get(key).and_then(Object::as_text) == before.get(key).and_then(Object::as_text);
        let known = ["Title", "Subject", "Author", "Producer", "CreationDate", "ModDate"];
        if after.other_than(&known).is_some()
            || !["Title", "Subject", "Author", "CreationDate"].into_iter().all(is_same)
        {
            self.faults.add("what it says of itself was changed behind its end");
        }
        self.whole.trailer().get("Info").and_then(Object::as_reference)
    }

    /// The metadata, likewise.
    fn properties(&mut self, catalog: &Dictionary) -> Result<Option<Number>, String> {
        let root = self.report.file.trailer().get("Root").and_then(Object::as_reference).ok_or("it has no catalog")?;
        let before = metadata(&self.report.file, &self.report.file.dictionary(root)?)?;
        if !metadata(self.whole, catalog)?.say_the_same(&before) {
            self.faults.add("its metadata were changed behind its end");
        }
        Ok(catalog.get("Metadata").and_then(Object::as_reference))
    }

    fn form(&mut self, form: &Object) -> Result<(), String> {
        self.objects.extend(form.as_reference());
        let form = self.whole.resolved(form)?;
        let form = form.as_dictionary().ok_or("its form is damaged")?;
        self.faults.closed("its form fields", form, &FORM);
        if form.get("NeedAppearances").is_some_and(|needs| *needs != Object::Boolean(false)) {
            self.faults.add("its form fields are drawn anew by whoever opens it (`NeedAppearances`)");
        }
        let fields = form.get("Fields").map(|fields| self.whole.resolved(fields)).transpose()?;
        for field in fields.as_ref().and_then(Object::as_array).unwrap_or_default() {
            let number = field.as_reference().ok_or("its form is damaged")?;
            self.field(number, None, 0)?;
        }
        Ok(())
    }

    /// Reads a field, or the annotation of one.
    fn field(&mut self, number: Number, parent: Option<(Number, bool)>, depth: usize) -> Result<(), String> {
        if depth > DEEPEST || self.widgets.len() >= MOST {
            return Err("its form fields have no end".to_owned());
        }
        let field = self.whole.dictionary(number)?;
        self.objects.push(number);
        self.faults.closed("a form field", &field, &FIELD);
        let own = field.get("FT").map(|kind| kind.is_name("Sig"));
        if !own.or(parent.map(|_| true)).unwrap_or_default() {
            self.faults.add("a form field was added that is no signature");
        }
        if field.get("Parent").and_then(Object::as_reference) != parent.map(|(parent, _)| parent) {
            self.faults.add("a form field is damaged (`Parent`)");
        }
        let is_signed = parent.is_some_and(|(_, is_signed)| is_signed) | self.signature(&field)?;
        if field.get("Subtype").is_some() || field.get("Rect").is_some() {
            let frame = self.widget(&field, is_signed)?;
            self.widgets.push(Widget { number, frame });
        } else {
            self.widgets.push(Widget { number, frame: None });
        }
        let kids = field.get("Kids").map(|kids| self.whole.resolved(kids)).transpose()?;
        for kid in kids.as_ref().and_then(Object::as_array).unwrap_or_default() {
            let kid = kid.as_reference().ok_or("a form field is damaged (`Kids`)")?;
            self.field(kid, Some((number, is_signed)), depth + 1)?;
        }
        Ok(())
    }

    /// Whether a field is signed.
    fn signature(&mut self, field: &Dictionary) -> Result<bool, String> {
        let Some(signature) = field.get("V") else { return Ok(false) };
        let signature = self.whole.resolved(signature)?;
        let signature = signature.as_dictionary().ok_or("a signature is damaged")?;
        self.faults.closed("a signature", signature, &SIGNATURE);
        let is_one = signature.get("Type").is_none_or(|kind| kind.is_name("Sig") || kind.is_name("DocTimeStamp"));
        if !is_one || signature.get("Contents").and_then(Object::as_string).is_none() {
            return Err("a field holds something else than a signature".to_owned());
        }
        self.added.signatures += 1;
        self.added.names.extend(signature.get("Name").and_then(Object::as_text));
        Ok(true)
    }

    /// Where a field is seen on its page; `None` when it is not.
    fn widget(&mut self, field: &Dictionary, is_signed: bool) -> Result<Option<[f64; 4]>, String> {
        if !field.has_name("Subtype", "Widget") {
            return Err("a form field is an annotation of another kind".to_owned());
        }
        let flags = field.get("F").map_or(Some(0), Object::as_integer).ok_or("a form field is damaged (`F`)")?;
        if flags & !FLAGS != 0 {
            self.faults.add("a form field does not grow with its page (`F`)");
        }
        let frame = field.get("Rect").and_then(Object::as_rectangle).ok_or("a form field stands nowhere")?;
        let appearance = field.get("AP").map(|appearance| self.whole.resolved(appearance)).transpose()?;
        if let Some(appearance) = &appearance {
            let appearance = appearance.as_dictionary().ok_or("a form field is damaged (`AP`)")?;
            self.faults.closed("what a form field shows", appearance, &["N", "R", "D"]);
            for (_, shown) in appearance.iter() {
                let shown = shown.as_reference().ok_or("a form field is damaged (`AP`)")?;
                self.objects.push(shown);
                let stream = self.whole.stream(shown)?;
                let is_form = stream.dictionary.has_name("Subtype", "Form");
                if !is_form || stream.dictionary.get("BBox").and_then(Object::as_rectangle).is_none() {
                    return Err("what a form field shows is damaged".to_owned());
                }
                if !is_signed {
                    let drawn = self.whole.unpacked(&stream)?.all(LARGEST_NOTHING);
                    if !drawn.is_ok_and(|drawn| drawn.iter().all(u8::is_ascii_whitespace)) {
                        self.faults.add("a form field shows something that nobody signed");
                    }
                }
            }
        }
        if !is_signed && let Some(looks) = field.get("MK") {
            let looks = self.whole.resolved(looks)?;
            self.faults.closed("a form field", looks.as_dictionary().ok_or("a form field is damaged (`MK`)")?, &["R"]);
        }
        let [left, bottom, right, top] = frame;
        let is_seen = right - left > TOLERANCE && top - bottom > TOLERANCE && flags & UNSEEN == 0;
        Ok(is_seen.then_some(frame))
    }

    fn page_has_fields(&self, page: Number) -> bool {
        self.report.file.dictionary(page).is_ok_and(|page| page.get("Annots").is_some())
    }

    /// Reads what was put on a page, and tells the objects that may be others than before.
    fn page(&mut self, index: usize, number: Number) -> Result<Vec<Number>, String> {
        let name = format!("page {}", index + 1);
        let (before, after) = (self.report.file.dictionary(number)?, self.whole.dictionary(number)?);
        if after.without(&["Annots"]) != before.without(&["Annots"]) {
            self.faults.add(format!("{name} was changed behind its end"));
        }
        let mut may_change = vec![number];
        let Some(list) = after.get("Annots") else {
            if before.get("Annots").is_some() {
                self.faults.add(format!("the form fields of {name} were taken away"));
            }
            return Ok(may_change);
        };
        may_change.extend(list.as_reference());
        let list = self.whole.resolved(list)?;
        let mut frames = Vec::new();
        for annotation in list.as_array().ok_or("the annotations of a page are damaged")? {
            let widget = annotation.as_reference();
            let place = widget.and_then(|number| self.widgets.iter().position(|widget| widget.number == number));
            match place {
                Some(place) => frames.extend(self.widgets.remove(place).frame),
                None => self.faults.add(format!("something was put on {name} that is no signature")),
            }
        }
        if !frames.is_empty() {
            self.overlaps(index, &frames)?;
        }
        Ok(may_change)
    }

    /// Whether a signature lies over what stands on a page, but for the room where one signs.
    fn overlaps(&mut self, index: usize, frames: &[[f64; 4]]) -> Result<(), String> {
        let rooms = self.report.manifest.pages.signatures.iter().filter(|room| room.page == index as u64 + 1);
        let rooms: Vec<[f64; 4]> = match self.report.form {
            ManifestForm::Current => rooms.map(|room| room.frame).collect(),
            ManifestForm::Former => Vec::new(),
        };
        let is_in = |[left, bottom, right, top]: [f64; 4], room: &[f64; 4]| {
            left >= room[0] - TOLERANCE
                && bottom >= room[1] - TOLERANCE
                && right <= room[2] + TOLERANCE
                && top <= room[3] + TOLERANCE
        };
        let page = pages::page(self.report, index)?;
        for frame in frames.iter().filter(|frame| !rooms.iter().any(|room| is_in(**frame, room))) {
            let is_over = |other: &[f64; 4]| {
                frame[2].min(other[2]) - frame[0].max(other[0]) > TOLERANCE
                    && frame[3].min(other[3]) - frame[1].max(other[1]) > TOLERANCE
            };
            if page.frames.iter().any(is_over) {
                self.faults.add(format!("a signature lies over what stands on page {}", index + 1));
            }
        }
        Ok(())
    }
}
