//! A profile for exports whose header row is not understood: each header with the field that it surely is, else a question.

use crate::domain::LineField;
use crate::ingest::InputFile;
use crate::ingest::defect::Reason;
use crate::ingest::field::{normalise, usual_field};

/// How alike two names must be for one to be the other with a slip of the pen, 1 being the same; and how little alike all
/// names of other fields must be then.
const SLIP: f64 = 0.94;
const OTHER: f64 = 0.85;
/// How alike a name must be to be told beside a question.
const HINT: f64 = 0.8;
/// The fewest characters of a name that is taken for a shortened or a misspelt one.
const SHORTEST: usize = 4;
/// What stands for a field that nobody but a person knows: no profile takes it.
const QUESTION: &str = "?";

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
    let known: Vec<LineField> = found.iter().filter_map(|header| usual_field(&normalise(header))).collect();
    let mut free: Vec<LineField> = LineField::ALL.into_iter().filter(|field| !known.contains(field)).collect();
    let mut lines = vec![
        "# Some exports lack columns. A profile tells what their headers mean: write a field for each `?` that reports"
            .to_owned(),
        "# need, take away the lines of other headers, and the `# ` in front of those that stay.".to_owned(),
        "# [[profile]]".to_owned(),
        "# name = \"exports\"".to_owned(),
        "# [profile.columns]".to_owned(),
    ];
    let unknown: Vec<&String> =
        found.iter().filter(|header| !header.is_empty() && usual_field(&normalise(header)).is_none()).collect();
    // What two headers may be, neither is.
    let sure: Vec<Option<LineField>> = unknown.iter().map(|header| surely(header, &free)).collect();
    let once = |field: LineField| sure.iter().flatten().filter(|other| **other == field).count() == 1;
    let sure: Vec<Option<LineField>> = sure.iter().map(|field| field.filter(|field| once(*field))).collect();
    free.retain(|field| !sure.contains(&Some(*field)));
    for (header, field) in unknown.into_iter().zip(sure) {
        let key = toml::Value::from(header.as_str());
        lines.push(match field {
            Some(field) => format!("# {key} = \"{}\"", field.name()),
            None => format!("# {key} = \"{QUESTION}\"{}", perhaps(header, &free)),
        });
    }
    let needed: Vec<&str> = free.iter().filter(|field| field.is_required()).map(|field| field.name()).collect();
    if !needed.is_empty() {
        lines.push(format!("# # still needed: {}", needed.join(", ")));
    }
    lines
}

/// The names of a field, as they are compared.
fn names(field: LineField) -> impl Iterator<Item = String> {
    field.headers().iter().copied().chain([field.name()]).map(normalise)
}

/// How alike a name is to those of a field.
fn likeness(header: &str, field: LineField) -> f64 {
    names(field).map(|name| strsim::jaro_winkler(header, &name)).fold(0.0, f64::max)
}

/// The one field that a header can be: a name of it with a slip of the pen, or the beginning of one.
fn surely(header: &str, fields: &[LineField]) -> Option<LineField> {
    let header = normalise(header);
    if header.chars().count() < SHORTEST {
        return None;
    }
    let only = |fit: &dyn Fn(LineField) -> bool| {
        let mut fitting = fields.iter().copied().filter(|field| fit(*field));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let is_short = |field: LineField| names(field).any(|name| name.starts_with(&header));
    let others = |field: LineField| LineField::ALL.into_iter().filter(move |other| *other != field);
    let is_slip = |field: LineField| {
        likeness(&header, field) >= SLIP && others(field).all(|other| likeness(&header, other) < OTHER)
    };
    only(&is_short).or_else(|| only(&is_slip))
}

/// What a header that is a question is like, as a comment behind it.
fn perhaps(header: &str, fields: &[LineField]) -> String {
    let header = normalise(header);
    let mut alike: Vec<(f64, LineField)> = fields.iter().map(|field| (likeness(&header, *field), *field)).collect();
    alike.retain(|(likeness, _)| *likeness >= HINT);
    alike.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let alike: Vec<&str> = alike.iter().take(3).map(|(_, field)| field.name()).collect();
    if alike.is_empty() { String::new() } else { format!(" # perhaps {}", alike.join(" or ")) }
}
