//! A profile for exports whose header row is not understood: each header with the field that it is nearest to.

use std::cmp::Ordering;

use crate::ingest::InputFile;
use crate::ingest::defect::Reason;
use crate::ingest::field::{Field, normalise, usual_field};

/// How alike two names must be for one to be taken for the other, 1 being the same: less so for what an export must have.
const ALIKE: f64 = 0.85;
const ALIKE_NEEDED: f64 = 0.6;

/// A profile as lines of comment, for a person to complete; nothing where every header row is understood.
#[must_use]
pub fn proposal(files: &[InputFile]) -> Vec<String> {
    let headers = |file: &InputFile| {
        file.faults.iter().find_map(|fault| match &fault.reason {
            Reason::NoHeader { found, .. } | Reason::MissingColumn { found, .. } => Some(found.clone()),
            _ => None,
        })
    };
    let Some(found) = files.iter().find_map(headers) else { return Vec::new() };
    let known: Vec<Field> = found.iter().filter_map(|header| usual_field(&normalise(header))).collect();
    let mut free: Vec<Field> = Field::ALL.into_iter().filter(|field| !known.contains(field)).collect();
    let mut lines = vec![
        "# Some exports lack columns. A profile tells what their headers mean; make these lines right, and take the `# `"
            .to_owned(),
        "# in front away.".to_owned(),
        "# [[profile]]".to_owned(),
        "# name = \"exports\"".to_owned(),
        "# [profile.columns]".to_owned(),
    ];
    for header in found.iter().filter(|header| !header.is_empty() && usual_field(&normalise(header)).is_none()) {
        let key = toml::Value::from(header.as_str());
        lines.push(match nearest(header, &free) {
            Some(field) => {
                free.retain(|other| *other != field);
                format!("# {key} = \"{}\"", field.name())
            }
            None => format!("# {key}: no field is like it"),
        });
    }
    let needed: Vec<&str> = free.iter().filter(|field| field.is_required()).map(|field| field.name()).collect();
    if !needed.is_empty() {
        lines.push(format!("# still needed: {}", needed.join(", ")));
    }
    lines
}

/// The field whose names a header is most like.
fn nearest(header: &str, fields: &[Field]) -> Option<Field> {
    let header = normalise(header);
    let likeness = |field: Field| {
        let names = field.headers().iter().copied().chain([field.name()]);
        names.map(|name| strsim::jaro_winkler(&header, &normalise(name))).fold(0.0, f64::max)
    };
    let enough = |field: Field| if field.is_required() { ALIKE_NEEDED } else { ALIKE };
    let alike =
        fields.iter().map(|field| (likeness(*field), *field)).filter(|(likeness, field)| *likeness >= enough(*field));
    alike
        .max_by(|(a, one), (b, other)| {
            (one.is_required(), a).partial_cmp(&(other.is_required(), b)).unwrap_or(Ordering::Equal)
        })
        .map(|(_, field)| field)
}
