//! Which column of an export holds what.

use super::defect::{Defect, Reason};
use super::field::{Field, normalise};
use super::limits::MOST_COLUMNS;
use super::profile::Profile;

/// Where each field stands in the records of one export.
#[derive(Clone, Debug)]
pub struct Layout {
    headers: Vec<String>,
    columns: [Option<usize>; Field::ALL.len()],
    ignored: Vec<String>,
}

impl Layout {
    /// Finds the fields in a header row.
    ///
    /// # Errors
    /// Every header that is there twice or means the same as another, and every needed column that is missing.
    pub fn of_headers(headers: &[&str], profile: &Profile) -> Result<Self, Vec<Defect>> {
        if headers.len() > MOST_COLUMNS {
            return Err(vec![Defect::of_record(1, Reason::TooManyColumns { found: headers.len() })]);
        }
        let headers: Vec<String> = headers.iter().map(|header| header.trim().to_owned()).collect();
        let normal: Vec<String> = headers.iter().map(|header| normalise(header)).collect();
        // What the profile says of a header of this file goes before what headers usually mean.
        let mapped: Vec<Field> = normal.iter().filter_map(|name| profile.headers.get(name)).copied().collect();
        let is_column = |field: &Field, name| profile.headers.contains_key(name) || !mapped.contains(field);
        let mut faults = Vec::new();
        let mut columns: [Option<usize>; Field::ALL.len()] = [None; Field::ALL.len()];
        let mut ignored = Vec::new();
        for (index, name) in normal.iter().enumerate() {
            if name.is_empty() {
                ignored.push(format!("({})", index + 1));
                continue;
            }
            if let Some(first) = normal[..index].iter().position(|other| other == name) {
                faults.push(Defect::of_header(
                    &headers[index],
                    Reason::DuplicateHeader { first: first + 1, second: index + 1 },
                ));
                continue;
            }
            let Some(field) = field_of(name, profile).filter(|field| is_column(field, name)) else {
                ignored.push(headers[index].clone());
                continue;
            };
            let column = &mut columns[field as usize];
            if let Some(first) = *column {
                faults.push(Defect::of_header(
                    &headers[index],
                    Reason::SameMeaning { field, other: headers[first].clone() },
                ));
            } else {
                *column = Some(index);
            }
        }
        for field in Field::ALL {
            if field.is_required() && columns[field as usize].is_none() {
                faults.push(Defect::of_header("", Reason::MissingColumn { field, found: headers.clone() }));
            }
        }
        if faults.is_empty() { Ok(Self { headers, columns, ignored }) } else { Err(faults) }
    }

    /// How many fields each record has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.headers.len()
    }

    /// The index of a field in each record, if the export has it.
    #[must_use]
    pub fn index(&self, field: Field) -> Option<usize> {
        self.columns[field as usize]
    }

    /// The header of a field as the file writes it; its usual name when the export doesn't have it.
    #[must_use]
    pub fn header(&self, field: Field) -> &str {
        self.index(field).map_or(field.headers()[0], |index| &self.headers[index])
    }

    /// The headers of columns that no report uses; a column without a header by its number.
    #[must_use]
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// How many of these headers are known.
    #[must_use]
    pub fn known(headers: &[&str], profile: &Profile) -> usize {
        headers.iter().filter(|header| field_of(&normalise(header), profile).is_some()).count()
    }
}

fn field_of(normal: &str, profile: &Profile) -> Option<Field> {
    if let Some(field) = profile.headers.get(normal) {
        return Some(*field);
    }
    Field::ALL.into_iter().find(|field| field.headers().iter().any(|header| normalise(header) == normal))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [&str; 8] =
        ["Adm Id", "Datum boeking", "Datum afhandeling", "Dagboek", "Instantie", "Vestiging", "Boekingscode", "Bedrag"];

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
        let layout = Layout::of_headers(&headers, &Profile::default()).expect("a layout");
        assert_eq!(layout.index(Field::Amount), Some(0));
        assert_eq!(layout.index(Field::TransactionId), Some(7));
        assert_eq!(layout.header(Field::Posted), "Öpboekdatum");
    }

    #[test]
    fn all_faults_are_named() {
        let headers = ["Adm Id", "adm-id", "Bedrag", "Amount", "Dagboek", "Opmerking"];
        let faults = Layout::of_headers(&headers, &Profile::default()).expect_err("faults");
        assert_eq!(faults.len(), 7);
    }

    #[test]
    fn a_profile_goes_before_what_headers_usually_mean() {
        let headers: Vec<&str> = GOOD.into_iter().chain(["Bedrag afgehandeld"]).collect();
        for (header, index) in [("bedrag", 7), ("bedragafgehandeld", 8)] {
            let headers_of = [(header.to_owned(), Field::Amount)].into();
            let profile = Profile { headers: headers_of, ..Profile::default() };
            let layout = Layout::of_headers(&headers, &profile).expect("a layout");
            assert_eq!((layout.index(Field::Amount), layout.ignored().len()), (Some(index), 1));
        }
    }

    #[test]
    fn what_no_report_uses_is_told() {
        let headers: Vec<&str> = GOOD.into_iter().chain(["Opmerking", ""]).collect();
        let layout = Layout::of_headers(&headers, &Profile::default()).expect("a layout");
        assert_eq!(layout.ignored(), ["Opmerking", "(10)"]);
    }
}
