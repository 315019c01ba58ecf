//! An empty field that a role signs in electronically (ISO 32000-1, 12.7.4.5).

use super::object::{Id, number, references, text_string};
use super::writer::FileWriter;
use crate::render::manifest::signature_field_name;
use crate::render::pdf::page::{Event, Geometry};

/// To be printed with the page.
const PRINTED: u8 = 4;
/// That there are fields to sign in.
const SIGNATURES_EXIST: u8 = 1;

/// A field that is promised, on a page.
#[derive(Debug)]
pub(super) struct SignatureField {
    pub(super) id: Id,
    page: Id,
    role: String,
    /// Its left edge, top edge, width and height.
    frame: [f32; 4],
}

impl SignatureField {
    /// The fields among what happens on a page.
    pub(super) fn all_on(page: Id, events: &[Event], file: &mut FileWriter) -> Vec<Self> {
        let field = |event: &Event| match event {
            Event::SignatureField { role, frame } => Some((role.clone(), *frame)),
            _ => None,
        };
        let found = events.iter().filter_map(field);
        found.map(|(role, frame)| Self { id: file.reserve(), page, role, frame }).collect()
    }
}

/// Writes the fields and the form that names them; `first_place` is the place of the first in the structure, if there is one.
pub(super) fn add_form(
    file: &mut FileWriter,
    fields: &[SignatureField],
    geometry: Geometry,
    first_place: Option<usize>,
) -> Id {
    for (index, SignatureField { id, page, role, frame }) in fields.iter().enumerate() {
        let [_, _, width, height] = frame.map(number);
        let nothing = file.reserve();
        // Archival files show how every annotation looks, be it blank.
        let shown = format!("/Type/XObject/Subtype/Form/BBox[0 0 {width} {height}]");
        file.put_stream(nothing, &shown, Vec::new());
        let place = first_place.map_or_else(String::new, |first| format!("/StructParent {}", first + index));
        let field = format!(
            "<</Type/Annot/Subtype/Widget/FT/Sig/T{}/TU{}/F {PRINTED}/Rect[{}]/P {}/AP<</N {}>>{place}>>",
            text_string(&signature_field_name(index)),
            text_string(role),
            geometry.corners(*frame).map(number).join(" "),
            page.reference(),
            nothing.reference()
        );
        file.put(*id, &field);
    }
    let ids: Vec<Id> = fields.iter().map(|field| field.id).collect();
    file.add(&format!("<</Fields[{}]/SigFlags {SIGNATURES_EXIST}>>", references(&ids)))
}
