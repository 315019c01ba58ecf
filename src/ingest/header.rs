//! Which column of an export holds what.

use std::borrow::Cow;

use super::cell::{RawCell, trimmed};
use super::defect::{Defect, Reason};
use super::field::normalise;
use super::filter_use::FilterUse;
use super::filter_value::is_same;
use super::limits::MOST_COLUMNS;
use super::profile::{Profile, RecordFilter};
use crate::domain::LineField;

/// Where each field stands in the records of one export.
#[derive(Clone, Debug)]
pub struct Layout {
    headers: Vec<String>,
    /// The same without what does not matter.
    normal: Vec<String>,
    columns: [Option<usize>; LineField::COUNT],
    ignored: Vec<String>,
    /// Columns by which records are left out, with the place of the filter in the profile and the values that it names.
    filters: Vec<(usize, usize, RecordFilter)>,
    /// Columns that would hold a field of which the profile says that it is the same in every record.
    replaced: Vec<(LineField, usize)>,
    /// The rows above the header, as they stand in the file: on every page anew, perhaps.
    titles: Vec<String>,
}

/// How few of the columns that it needs a row may have before it is no header at all.
const FEW: usize = 3;

impl Layout {
    /// Finds the fields in a header row, which stands on a line.
    ///
    /// # Errors
    /// Every header that is there twice or means the same as another, and every needed column that is missing.
    pub fn of_headers(headers: &[&str], line: u64, profile: &Profile) -> Result<Self, Vec<Defect>> {
        if headers.len() > MOST_COLUMNS {
            return Err(vec![Defect::of_record(line, Reason::TooManyColumns { found: headers.len() })]);
        }
        let headers: Vec<String> = headers.iter().map(|header| trimmed(header).to_owned()).collect();
        let normal: Vec<String> = headers.iter().map(|header| normalise(header)).collect();
        // What the profile says of a header of this file goes before what headers usually mean.
        let mut given: Vec<LineField> = profile.constants.keys().copied().collect();
        given.extend(normal.iter().filter_map(|name| profile.headers.get(name)).flat_map(|mapped| &mapped.fields));
        if given.contains(&LineField::AmountIn) || given.contains(&LineField::AmountOut) {
            given.push(LineField::Amount);
        }
        let mut faults = Vec::new();
        let mut columns = [None; LineField::COUNT];
        let mut ignored = Vec::new();
        let mut filters = Vec::new();
        let mut replaced = Vec::new();
        for (index, name) in normal.iter().enumerate() {
            if name.is_empty() {
                ignored.push(format!("({})", index + 1));
                continue;
            }
            if let Some(first) = normal[..index].iter().position(|other| other == name) {
                let reason = Reason::DuplicateHeader { first: first + 1, second: index + 1 };
                faults.push(Defect::of_header(line, &headers[index], reason));
                continue;
            }
            let filters_before = filters.len();
            filters.extend(
                profile
                    .filters
                    .iter()
                    .enumerate()
                    .filter(|(_, filter)| normalise(&filter.header) == *name)
                    .map(|(place, filter)| (index, place, filter.clone())),
            );
            let is_mapped = profile.headers.contains_key(name);
            let usual = profile.fields_of(name).into_iter().filter(|_| !is_mapped);
            replaced.extend(usual.filter(|field| profile.constants.contains_key(field)).map(|field| (field, index)));
            let fields = profile.fields_of(name).into_iter().filter(|field| is_mapped || !given.contains(field));
            let mut is_used = filters.len() > filters_before;
            for field in fields {
                is_used = true;
                let column = &mut columns[field as usize];
                if let Some(first) = *column {
                    let other: &String = &headers[first];
                    let reason = Reason::SameMeaning { field, other: other.clone() };
                    faults.push(Defect::of_header(line, &headers[index], reason));
                } else {
                    *column = Some(index);
                }
            }
            if !is_used {
                ignored.push(headers[index].clone());
            }
        }
        let needed: Vec<LineField> = LineField::ALL.into_iter().filter(|field| field.is_required()).collect();
        let missing: Vec<LineField> = needed
            .iter()
            .copied()
            .filter(|field| columns[*field as usize].is_none() && !given.contains(field))
            .collect();
        let found = needed.iter().filter(|field| columns[**field as usize].is_some()).count();
        if found < FEW && missing.len() >= FEW {
            let reason = Reason::NoHeader { missing, found: headers };
            return Err(vec![Defect::of_record(line, reason)]);
        }
        let missing = missing.into_iter().map(|field| Reason::MissingColumn { field, found: headers.clone() });
        faults.extend(missing.map(|reason| Defect::of_header(line, "", reason)));
        for filter in &profile.filters {
            if filters.iter().all(|(.., found)| found.header != filter.header) {
                let reason = Reason::MissingFilterColumn { found: headers.clone() };
                faults.push(Defect { value: filter.header.clone(), ..Defect::of_header(line, "", reason) });
            }
        }
        let titles = Vec::new();
        if faults.is_empty() {
            Ok(Self { headers, normal, columns, ignored, filters, replaced, titles })
        } else {
            Err(faults)
        }
    }

    /// The same with the rows that stand above the header, those that are not blank.
    #[must_use]
    pub fn below(mut self, titles: Vec<String>) -> Self {
        self.titles = titles;
        self
    }

    /// The headers that a profile maps and that are not here, as the configuration writes them.
    #[must_use]
    pub fn unused(&self, profile: &Profile) -> Vec<String> {
        let unused = profile.headers.iter().filter(|(name, _)| !self.normal.contains(name));
        unused.map(|(_, mapped)| mapped.header.clone()).collect()
    }

    /// The columns that would hold a field of which the profile says that it is the same in every record.
    #[must_use]
    pub fn replaced(&self) -> &[(LineField, usize)] {
        &self.replaced
    }

    /// The header of a column.
    #[must_use]
    pub fn header_at(&self, index: usize) -> &str {
        &self.headers[index]
    }

    /// Whether anything is read of a column.
    #[must_use]
    pub fn reads(&self, index: usize) -> bool {
        self.columns.contains(&Some(index)) || self.filter_columns().any(|column| column == index)
    }

    /// How many fields each record has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.headers.len()
    }

    /// The index of a field in each record, if the export has it.
    #[must_use]
    pub fn index(&self, field: LineField) -> Option<usize> {
        self.columns[field as usize]
    }

    /// The columns that hold the amounts of lines.
    #[must_use]
    pub fn amounts(&self) -> Vec<usize> {
        [LineField::Amount, LineField::AmountIn, LineField::AmountOut]
            .into_iter()
            .filter_map(|field| self.index(field))
            .collect()
    }

    /// The header of a field as the file writes it; its usual name when the export doesn't have it.
    #[must_use]
    pub fn header(&self, field: LineField) -> &str {
        self.index(field).map_or(field.usual_header(), |index| &self.headers[index])
    }

    /// The headers of columns that no report uses; a column without a header by its number.
    #[must_use]
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The rows above the header that are not blank, as they stand in the file.
    #[must_use]
    pub fn titles(&self) -> &[String] {
        &self.titles
    }

    /// Those of a profile's headers that the file has.
    pub fn mapped<'s>(&'s self, profile: &'s Profile) -> impl Iterator<Item = &'s str> {
        self.normal.iter().filter_map(|name| Some(profile.headers.get(name)?.header.as_str()))
    }

    /// Whether a record is the header again, as it stands on every page of some reports.
    #[must_use]
    pub fn is_header(&self, cells: &[RawCell<'_>]) -> bool {
        let same =
            |(cell, normal): (&RawCell<'_>, &String)| matches!(cell, RawCell::Text(text) if normalise(text) == *normal);
        cells.len() <= self.normal.len()
            && cells.iter().zip(&self.normal).all(same)
            && self.normal[cells.len()..].iter().all(String::is_empty)
    }

    /// Whether a record has the header at its end, as where one export was written behind another without a line end.
    #[must_use]
    pub fn ends_with_header(&self, cells: &[RawCell<'_>]) -> bool {
        let Some(start) = (cells.len() + 1).checked_sub(self.normal.len()).filter(|start| *start > 0) else {
            return false;
        };
        let same =
            |(cell, normal): (&RawCell<'_>, &String)| matches!(cell, RawCell::Text(text) if normalise(text) == *normal);
        self.normal.len() > 1 && cells[start..].iter().zip(&self.normal[1..]).all(same)
    }

    /// Whether a record, as it stands in the file, is one of the rows above the header.
    #[must_use]
    pub fn is_title(&self, raw: &str) -> bool {
        self.titles.iter().any(|title| title == trimmed(raw))
    }

    /// Whether the profile leaves out a record; notes what decides that.
    #[must_use]
    pub fn leaves_out(&self, cells: &[RawCell<'_>], noted: &mut FilterUse) -> bool {
        let mut is_left_out = false;
        for (index, place, filter) in &self.filters {
            let value = cells.get(*index).unwrap_or(&RawCell::Text(Cow::Borrowed(""))).shown();
            let value = trimmed(&value);
            let named = filter.values.iter().position(|wanted| is_same(wanted, value, cells.get(*index)));
            noted.note(*place, named, value);
            is_left_out |= named.is_some() != filter.keeps;
        }
        is_left_out
    }

    /// Whether a column serves the profile's choice of records and nothing else.
    #[must_use]
    pub fn is_for_filters_alone(&self, index: usize) -> bool {
        self.filter_columns().any(|filter| filter == index) && !self.columns.contains(&Some(index))
    }

    /// The columns by which the profile leaves out records.
    pub fn filter_columns(&self) -> impl Iterator<Item = usize> {
        self.filters.iter().map(|(index, ..)| *index)
    }

    /// Whether the profile may leave out records.
    #[must_use]
    pub fn has_filters(&self) -> bool {
        !self.filters.is_empty()
    }

    /// How many of its columns hold something that reports know.
    #[must_use]
    pub fn known_columns(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    /// How many of these headers are known.
    #[must_use]
    pub fn known(headers: &[&str], profile: &Profile) -> usize {
        headers.iter().filter(|header| !profile.fields_of(&normalise(header)).is_empty()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::profile::MappedHeader;

    const GOOD: [&str; 8] =
        ["Adm Id", "Datum boeking", "Datum afhandeling", "Dagboek", "Instantie", "Vestiging", "Boekingscode", "Bedrag"];

    fn mapping(headers: &[(&str, &[LineField])]) -> Profile {
        let mapped = |(header, fields): &(&str, &[LineField])| {
            (normalise(header), MappedHeader { header: (*header).to_owned(), fields: fields.to_vec() })
        };
        Profile { headers: headers.iter().map(mapped).collect(), ..Profile::default() }
    }

    #[test]
    fn spelling_and_order_do_not_matter() {
        let headers = [
            " BEDRAG_afgehandeld ",
            "booking-code",
            "LOCATION",
            "instantie",
            "dagboekcode",
            "afboek datum",
            "Öpboekdatum",
            "adm_id",
        ];
        let layout = Layout::of_headers(&headers, 1, &Profile::default()).expect("a layout");
        assert_eq!(layout.index(LineField::Amount), Some(0));
        assert_eq!(layout.index(LineField::TransactionId), Some(7));
        assert_eq!(layout.header(LineField::Posted), "Öpboekdatum");
    }

    #[test]
    fn all_faults_are_named() {
        let headers = ["Adm Id", "adm-id", "Bedrag", "Amount", "Dagboek", "Opmerking"];
        let faults = Layout::of_headers(&headers, 1, &Profile::default()).expect_err("faults");
        assert_eq!(faults.len(), 7);
    }

    #[test]
    fn a_profile_goes_before_what_headers_usually_mean() {
        let headers: Vec<&str> = GOOD.into_iter().chain(["Bedrag afgehandeld"]).collect();
        for (header, index) in [("bedrag", 7), ("bedragafgehandeld", 8)] {
            let profile = mapping(&[(header, &[LineField::Amount])]);
            let layout = Layout::of_headers(&headers, 1, &profile).expect("a layout");
            assert_eq!((layout.index(LineField::Amount), layout.ignored().len()), (Some(index), 1));
        }
    }

    #[test]
    fn what_no_report_uses_is_told() {
        let headers: Vec<&str> = GOOD.into_iter().chain(["Opmerking", ""]).collect();
        let layout = Layout::of_headers(&headers, 1, &Profile::default()).expect("a layout");
        assert_eq!(layout.ignored(), ["Opmerking", "(10)"]);
    }

    #[test]
    fn a_row_with_hardly_any_known_header_is_one_fault() {
        for headers in [&["Table 1"][..], &["1", "02-11-2026", "K001", "Bedrag"]] {
            let faults = Layout::of_headers(headers, 4, &Profile::default()).expect_err("a fault");
            assert!(
                matches!(&faults[..], [Defect { line: Some(4), reason: Reason::NoHeader { .. }, .. }]),
                "{faults:?}"
            );
        }
    }

    #[test]
    fn constants_and_columns_of_two_uses_spare_columns() {
        let mut profile = mapping(&[
            ("Datum", &[LineField::Posted, LineField::Settled]),
            ("In", &[LineField::AmountIn]),
            ("Uit", &[LineField::AmountOut]),
        ]);
        profile.constants.insert(LineField::Daybook, "B990".to_owned());
        profile.constants.insert(LineField::Institution, "I355".to_owned());
        let headers = ["Adm Id", "Datum", "Vestiging", "Boekingscode", "In", "Uit", "Dagboek", "Bedrag"];
        let layout = Layout::of_headers(&headers, 1, &profile).expect("a layout");
        assert_eq!([LineField::Posted, LineField::Settled].map(|field| layout.index(field)), [Some(1); 2]);
        assert_eq!((layout.amounts(), layout.index(LineField::Daybook)), (vec![4, 5], None));
        assert_eq!(layout.ignored(), ["Dagboek", "Bedrag"]);
    }

    #[test]
    fn records_are_left_out_by_the_values_of_columns() {
        let filter = |keeps| RecordFilter { header: "Status".to_owned(), values: vec!["Betaald".to_owned()], keeps };
        let headers: Vec<&str> = GOOD.into_iter().chain(["STATUS"]).collect();
        let status = |text: &str| -> Vec<RawCell<'static>> {
            let texts = std::iter::repeat_n("", 8).chain([text]);
            texts.map(|text| RawCell::Text(text.to_owned().into())).collect()
        };
        for keeps in [true, false] {
            let profile = Profile { filters: vec![filter(keeps)], ..Profile::default() };
            let layout = Layout::of_headers(&headers, 1, &profile).expect("a layout");
            let mut noted = FilterUse::default();
            assert_eq!(layout.leaves_out(&status("betaald"), &mut noted), keeps);
            assert_eq!(noted.nearly_named(&profile.filters), [("Status", "Betaald", "betaald")]);
            assert_eq!(layout.leaves_out(&status(" Betaald "), &mut noted), !keeps);
            assert_eq!(noted.nearly_named(&profile.filters).len(), 1);
            let faults = Layout::of_headers(&GOOD, 1, &profile).expect_err("a fault");
            assert_eq!(faults.len(), 1, "the column is missing");
        }
    }

    #[test]
    fn the_header_is_known_when_it_comes_again() {
        let layout = Layout::of_headers(&GOOD, 1, &Profile::default()).expect("a layout");
        let cells = |texts: &[&str]| -> Vec<RawCell<'static>> {
            texts.iter().map(|text| RawCell::Text((*text).to_owned().into())).collect()
        };
        assert!(layout.is_header(&cells(&GOOD)));
        let mut marked = GOOD;
        marked[0] = "\u{feff}adm_id";
        assert!(layout.is_header(&cells(&marked)));
        assert!(!layout.is_header(&cells(&["1", "Datum boeking"])));
        let glued: Vec<&str> = ["1", "x", "5,00Adm Id"].into_iter().chain(GOOD[1..].iter().copied()).collect();
        assert!(layout.ends_with_header(&cells(&glued)) && !layout.ends_with_header(&cells(&GOOD[..7])));
    }
}
