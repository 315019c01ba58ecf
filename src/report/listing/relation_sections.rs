//! The sections of a report whose lines are told apart by what they are to others, or to a sample.

use std::collections::HashMap;

use super::rows::sum_row;
use crate::domain::Money;
use crate::report::context::Context;
use crate::report::document::{Block, Cell, Section};
use crate::report::field::Relation;
use crate::report::row::{Row, Rows};

/// The sections of the template that have lines, in its order, each with the sum of its lines.
pub(super) fn relation_sections(
    context: &Context<'_>,
    mut parts: HashMap<Relation, (Vec<Row>, Money)>,
) -> Vec<Section> {
    let sections = context.template.sections.iter().filter_map(|section| {
        let relation = section.relation?;
        let (lines, sum) = parts.remove(&relation)?;
        let block = Block {
            key: (relation as u8).to_string(),
            title: String::new(),
            sums: String::new(),
            rows: Rows::Kept(lines),
        };
        Some(Section {
            title: context.text(&section.title),
            note: section.note.as_ref().map(|note| context.text(note)),
            kinds: Vec::new(),
            blocks: vec![block],
            pages: Vec::new(),
            total: Some(sum_row(context, &Cell::text(&context.text(&section.total)), sum)),
        })
    });
    sections.collect()
}
