//! Lines by their codes: what a line of a summary is called, and the bookings behind it.

use std::collections::BTreeSet;

use crate::report::document::{Document, Value};
use crate::report::row::{RowKind, RowView};
use crate::report::template::Field;

/// The codes that tell the bookings behind a line of an overview.
const FIELDS: [Field; 4] = [Field::Daybook, Field::Institution, Field::Branch, Field::BookingCode];
/// What stands where a booking has no daybook yet.
const OPEN: &str = "open";

/// The names of lines by their codes, such as `K001-I355-3550-2110`.
#[derive(Debug)]
pub(super) struct LineNames<'a> {
    /// The columns of the codes; `None` where lines lack one, or two lines have the same.
    columns: Option<[usize; 4]>,
    /// Whether lines are bookings, of which many have the same codes.
    pub(super) are_bookings: bool,
    page: Option<&'a str>,
    /// The libraries that the bookings are of; none for all.
    libraries: Vec<String>,
}

impl<'a> LineNames<'a> {
    /// The names of a report's lines.
    pub(super) fn of(document: &'a Document) -> Self {
        let column = |field: Field| document.columns.iter().position(|column| column.field == Some(field));
        let columns = match FIELDS.map(column) {
            [Some(daybook), Some(institution), Some(branch), Some(code)] => Some([daybook, institution, branch, code]),
            _ => None,
        };
        let are_bookings = column(Field::TransactionId).is_some();
        let one = document.provenance.institution.map(|institution| institution.to_string());
        let several = document.provenance.parameters.get("institution").into_iter().flat_map(|all| all.split(','));
        let libraries = one.into_iter().chain(several.map(str::to_owned)).collect();
        let keys = Self { columns, are_bookings, page: document.provenance.lines_page.as_deref(), libraries };
        if are_bookings {
            return keys;
        }
        let mut seen = BTreeSet::new();
        let facts = document.rows().filter(|row| row.kind == RowKind::Detail);
        let are_unique = facts.filter_map(|row| keys.name(row)).all(|name| seen.insert(name));
        Self { columns: columns.filter(|_| are_unique), ..keys }
    }

    /// What a line is called.
    pub(super) fn name(&self, row: RowView<'_>) -> Option<String> {
        let codes = self.columns?.map(|column| match row.cell(column) {
            Some(Value::Text(text)) => text,
            Some(Value::Said(said)) => &said.file,
            _ => OPEN,
        });
        Some(codes.join("-"))
    }

    /// Whether the lines lead to their bookings.
    pub(super) fn are_linked(&self) -> bool {
        !self.are_bookings && self.columns.is_some() && self.page.is_some()
    }

    /// Where the bookings behind a line are: a page of bookings has those of its libraries' own costs.
    pub(super) fn bookings(&self, row: RowView<'_>) -> Option<String> {
        let page = self.page.filter(|_| self.are_linked() && row.kind == RowKind::Detail)?;
        let name = self.name(row)?;
        let library = name.split('-').nth(1).unwrap_or_default();
        (self.libraries.is_empty() || self.libraries.iter().any(|own| own == library)).then(|| format!("{page}#{name}"))
    }
}
