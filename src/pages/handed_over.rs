//! The page of a library's year that is handed over: what is in the bag, from nothing but what is in it, so that whoever
//! has the bag alone can make it again.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{NotedDay, PageFacts};
use super::library::LibraryShelf;
use super::year;
use crate::archive::ReportRecord;
use crate::domain::{Institution, Period};
use crate::report::language::Language;

/// The page of a year's reports that are handed over, of `all` of a chain; `called` is the library's code, with its name where
/// it has one, `texts` are the templates by their hashes. It is Dutch, as the lists beside it are.
#[must_use]
pub fn page(
    institution: Institution,
    called: &str,
    year: i32,
    (all, handed): (&[ReportRecord], &[&ReportRecord]),
    texts: &BTreeMap<String, String>,
) -> String {
    let code = institution.to_string();
    let name = called.strip_prefix(&code).map(str::trim).filter(|name| !name.is_empty()).unwrap_or(&code);
    let facts = PageFacts {
        language: Language::Dutch,
        name: name.to_owned(),
        date: NotedDay(Period::Year(year).last()),
        expected: None,
        first_day: None,
        closed: BTreeSet::new(),
        refused: Vec::new(),
        covered: Vec::new(),
        intake: 0,
        witnesses: BTreeMap::new(),
        desk: Vec::new(),
    };
    let shelf = LibraryShelf::of_records(institution, facts, all.to_vec(), texts);
    year::handed_over(&shelf, year, &handed.iter().map(|record| &*record.number).collect())
}

/// What a page says, without how it looks: its texts, where its links lead, and the hashes behind them. So a page that an
/// older program wrote says the same.
#[must_use]
pub fn said(page: &str) -> Vec<String> {
    let body = page.split_once("<body>").map_or(page, |(_, body)| body);
    let body = body.split("<script>").next().unwrap_or(body);
    let mut said = Vec::new();
    for part in body.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        for name in [" href=\"", " data-h=\"", " id=\""] {
            let value = tag.split_once(name).and_then(|(_, rest)| rest.split('"').next());
            said.extend(value.map(str::to_owned));
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        said.extend((!text.is_empty()).then_some(text));
    }
    said
}
