//! The empty fields that a report was made with, one for each role to sign in electronically: each has the name, the role and
//! the place that the manifest tells, and keeps them when it is signed.

use super::faults::FileFaults;
use super::package::PdfPackage;
use super::reader::file::PdfFile;
use super::reader::object::{Dictionary, Number, Object};
use crate::render::manifest::{SignatureRoom, signature_field_name};

/// What such a field has.
const FIELD: [&str; 10] = ["Type", "Subtype", "FT", "T", "TU", "F", "Rect", "P", "AP", "StructParent"];
/// What signers may say of a field that is there already.
const SIGNED: [&str; 11] = ["V", "AP", "AS", "F", "Ff", "M", "MK", "DA", "Q", "Lock", "NM"];
/// Half a hundredth of a point, and what computing may add to it.
const TOLERANCE: f64 = 0.006;

/// The fields that a form names, in its order; none when there is no form.
pub(super) fn listed(file: &PdfFile<'_>) -> Vec<Number> {
    let fields = |form: Dictionary| {
        let fields = file.resolved(form.get("Fields")?).ok()?;
        Some(fields.as_array()?.iter().filter_map(Object::as_reference).collect())
    };
    form(file).and_then(fields).unwrap_or_default()
}

fn form(file: &PdfFile<'_>) -> Option<Dictionary> {
    let root = file.trailer().get("Root").and_then(Object::as_reference)?;
    let form = file.resolved(file.dictionary(root).ok()?.get("AcroForm")?).ok()?;
    form.as_dictionary().cloned()
}

/// Demands that a report has the fields that it says it was made with, and no others.
pub(super) fn check(report: &PdfPackage<'_>, faults: &mut FileFaults) {
    let file = &report.file;
    let rooms = report.manifest.pages.signatures.iter();
    let meant: Vec<(&SignatureRoom, [f64; 4])> = rooms.filter_map(|room| Some((room, room.field?))).collect();
    let found = listed(file);
    if found.len() != meant.len() {
        faults.add(format!("it has {} fields to sign in, the manifest says {}", found.len(), meant.len()));
    }
    if let Some(form) = form(file) {
        faults.closed("its form fields", &form, &["Fields", "SigFlags"]);
        faults.fixed("its form fields", &form, "SigFlags", "1");
    }
    let mut on_pages = vec![Vec::new(); report.pages.len()];
    for (index, (number, (room, frame))) in found.iter().zip(meant).enumerate() {
        let Some(field) = faults.sound(file.dictionary(*number)) else { continue };
        let page = usize::try_from(room.page).ok().and_then(|page| page.checked_sub(1));
        if let Some(on_page) = page.and_then(|page| on_pages.get_mut(page)) {
            on_page.push(Object::Reference(*number));
        }
        let page = page.and_then(|page| report.pages.get(page)).map(|page| page.number);
        let place = report.structure.map(|_| report.pages.len() + index);
        let own = Own { index, room, frame, page, place };
        own.check(file, &field, faults);
    }
    for (index, (page, meant)) in report.pages.iter().zip(on_pages).enumerate() {
        let Some(page) = faults.sound(file.dictionary(page.number)) else { continue };
        let found = page.get("Annots").map(|found| file.resolved(found));
        let found = found.and_then(|found| faults.sound(found));
        if found.as_ref().and_then(Object::as_array).unwrap_or_default() != meant {
            faults.add(format!("the fields to sign in on page {} are not those that the manifest tells", index + 1));
        }
    }
}

/// A field as it should be.
struct Own<'r> {
    index: usize,
    room: &'r SignatureRoom,
    frame: [f64; 4],
    page: Option<Number>,
    /// Its number in the structure, if there is one.
    place: Option<usize>,
}

impl Own<'_> {
    fn check(&self, file: &PdfFile<'_>, field: &Dictionary, faults: &mut FileFaults) {
        let name = signature_field_name(self.index);
        let what = format!("the field `{name}`");
        faults.closed(&what, field, &FIELD);
        for (key, meant) in [("Type", "/Annot"), ("Subtype", "/Widget"), ("FT", "/Sig"), ("F", "4")] {
            faults.fixed(&what, field, key, meant);
        }
        let text = |key| field.get(key).and_then(Object::as_text);
        if text("T").as_deref() != Some(&name) {
            faults.add(format!("the field `{name}` has another name: `{}`", text("T").unwrap_or_default()));
        }
        if text("TU").as_deref() != Some(&self.room.role) {
            let said = text("TU").unwrap_or_default();
            faults.add(format!(
                "the field `{name}` is not for `{}`, as the manifest says, but for `{said}`",
                self.room.role
            ));
        }
        let is_near = |found: [f64; 4], meant: [f64; 4]| {
            found.iter().zip(meant).all(|(found, meant)| (found - meant).abs() < TOLERANCE)
        };
        let [left, bottom, right, top] = self.frame;
        let [from, under, to, over] = self.room.frame;
        let is_in_room = left >= from && bottom >= under && right <= to && top <= over;
        let frame = field.get("Rect").and_then(Object::as_rectangle);
        if !is_in_room || !frame.is_some_and(|found| is_near(found, self.frame)) {
            faults.add(format!("the field `{name}` stands elsewhere than where its role signs"));
        }
        if self.page.is_none() || field.get("P").and_then(Object::as_reference) != self.page {
            faults.add(format!("the field `{name}` stands on another page than page {}", self.room.page));
        }
        if field.get("StructParent").map(Object::as_size) != self.place.map(Some) {
            faults.add(format!("the field `{name}` has another place in the structure"));
        }
        if let Err(told) = self.shows_nothing(file, field, &what, faults) {
            faults.add(format!("the field `{name}` is damaged: {told}"));
        }
    }

    /// Demands that what it shows is as large as it is, and blank.
    fn shows_nothing(
        &self,
        file: &PdfFile<'_>,
        field: &Dictionary,
        what: &str,
        faults: &mut FileFaults,
    ) -> Result<(), String> {
        let shown = field.get("AP").and_then(Object::as_dictionary).ok_or("it shows nothing at all")?;
        faults.closed(what, shown, &["N"]);
        let shown = shown.get("N").and_then(Object::as_reference).ok_or("it shows nothing at all")?;
        let shown = file.stream(shown)?;
        faults.closed(what, &shown.dictionary, &["Type", "Subtype", "BBox", "Length"]);
        let corners = shown.dictionary.get("BBox").and_then(Object::as_rectangle).ok_or("it shows nothing at all")?;
        let [left, bottom, right, top] = self.frame;
        // Width and height are rounded apart from the corners.
        let meant = [0.0, 0.0, right - left, top - bottom];
        let is_as_large = corners.iter().zip(meant).all(|(found, meant)| (found - meant).abs() < 3.0 * TOLERANCE);
        if !is_as_large || !shown.data.is_empty() {
            return Err("it shows something that nobody signed".to_owned());
        }
        Ok(())
    }
}

/// Demands that the fields of a report are there in what was made of it later, and changed by nothing but signing.
pub(super) fn check_kept(report: &PdfFile<'_>, whole: &PdfFile<'_>, faults: &mut FileFaults) {
    let before = listed(report);
    if !listed(whole).starts_with(&before) {
        faults.add("its fields to sign in were taken away behind its end, or changed places");
    }
    for (index, number) in before.into_iter().enumerate() {
        let fields = report.dictionary(number).and_then(|before| Ok((before, whole.dictionary(number)?)));
        let Some((before, after)) = faults.sound(fields) else { continue };
        if before.without(&SIGNED) != after.without(&SIGNED) {
            faults.add(format!("the field `{}` was changed behind its end", signature_field_name(index)));
        }
    }
}
