//! The empty count form (*telblad*) of a drawer: on paper and as a workbook.
//!
//! It is blind: what must be in the drawer stands nowhere on it, so that who counts finds it out by counting. The workbook
//! filled in is read back by `witness::count_form`, which has the labels.

use chrono::NaiveDate;

use crate::domain::{Cents, Daybook, Money};
use crate::report::form_sheet::{FormCell, FormSheet};
use crate::report::paper_form::{FormBlock, FormField, FormGrid, FormPage, FormRow};
use crate::witness::count::{DENOMINATIONS, REASONS, ROLES};
use crate::witness::count_form::{
    COUNTED, COUNTED_BY, DAY, DRAWER, FLOAT, HANDED_OVER, HEADERS, LIBRARY, OTHER, REASON, SECOND, TIME, TITLE,
};

/// The smallest note, in cents: what is worth less is a coin.
const SMALLEST_NOTE: Cents = 500;

/// What is counted, and what is known before.
#[derive(Clone, Debug)]
pub struct CountForm {
    /// The library, as it is called.
    pub library: String,
    /// The drawer.
    pub drawer: Daybook,
    /// What the drawer is called, if it is.
    pub name: Option<String>,
    /// The day, where it is known.
    pub day: Option<NaiveDate>,
}

/// An amount as Flemish cash officers write it.
#[must_use]
pub fn euro(cents: Cents) -> String {
    Money::from_cents(cents).to_string().replace('.', ",")
}

/// A day as Flemish cash officers write it.
#[must_use]
pub fn day_in_figures(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn notes_and_coins() -> (Vec<Cents>, Vec<Cents>) {
    DENOMINATIONS.iter().partition(|cents| **cents >= SMALLEST_NOTE)
}

impl CountForm {
    /// The drawer with its name.
    fn drawer_in_words(&self) -> String {
        match &self.name {
            Some(name) => format!("{} · {name}", self.drawer),
            None => self.drawer.to_string(),
        }
    }

    /// The form on paper.
    #[must_use]
    pub fn page(&self) -> FormPage {
        let (notes, coins) = notes_and_coins();
        let grid = |title: &str, total: &str, values: &[Cents]| {
            let rows = values.iter().map(|cents| FormRow::asked(&euro(*cents), 3));
            let total = FormRow::asked(total, 3).total();
            FormGrid {
                title: title.to_owned(),
                columns: ["Coupure", "Aantal", "Bedrag", "Aantal afdracht"].map(str::to_owned).to_vec(),
                rows: rows.chain([total]).collect(),
            }
        };
        let sums = FormGrid {
            title: "Samen".to_owned(),
            columns: ["", "Bedrag"].map(str::to_owned).to_vec(),
            rows: vec![
                FormRow::asked("Andere (omschrijf in de opmerking)", 1),
                FormRow::asked(COUNTED, 1).total(),
                FormRow::asked(FLOAT, 1),
                FormRow::asked(HANDED_OVER, 1),
            ],
        };
        let day = FormField { label: DAY.to_owned(), value: self.day.map(day_in_figures) };
        let drawer = FormField::known("Kassa (dagboek)", self.drawer_in_words());
        let roles = || ROLES.map(str::to_owned).to_vec();
        let blocks = vec![
            FormBlock::Fields(vec![
                drawer,
                FormField::asked("Telling nr."),
                day,
                FormField::asked("Uur van de telling"),
            ]),
            FormBlock::Grids(vec![
                grid("Biljetten", "Totaal biljetten", &notes),
                grid("Munten", "Totaal munten", &coins),
            ]),
            FormBlock::Grids(vec![sums]),
            FormBlock::Choice { label: COUNTED_BY.to_owned(), choices: roles() },
            FormBlock::Choice { label: SECOND.to_owned(), choices: roles() },
            FormBlock::Note(
                "In te vullen nadat de telling is ingediend en het verschil (geteld − verwacht) bekend is:".to_owned(),
            ),
            FormBlock::Choice { label: REASON.to_owned(), choices: REASONS.map(str::to_owned).to_vec() },
            FormBlock::Fields(vec![FormField::asked("Opmerking")]),
            FormBlock::Signatures(vec!["Paraaf wie telde".to_owned(), "Paraaf tweede teller".to_owned()]),
        ];
        FormPage { about: self.drawer.to_string(), blocks }
    }

    /// The form as a sheet of a workbook.
    #[must_use]
    pub fn sheet(&self) -> FormSheet {
        let label = |text: &str| FormCell::Label(text.to_owned());
        let asked = |text: &str, cell: FormCell| vec![label(text), cell];
        let amount = |text: &str, cell: FormCell| vec![label(text), FormCell::Nothing, cell];
        let mut rows = vec![
            vec![FormCell::Title(TITLE.to_owned())],
            vec![FormCell::Text(
                "Tel zonder naar het verwachte bedrag te kijken. Vul enkel de gekleurde vakken in.".to_owned(),
            )],
            vec![label(LIBRARY), FormCell::Text(self.library.clone())],
            vec![label(DRAWER), label(&self.drawer.to_string()), FormCell::Text(self.name.clone().unwrap_or_default())],
            asked(DAY, FormCell::AskedDay(self.day)),
            asked(TIME, FormCell::AskedText),
            Vec::new(),
            HEADERS.iter().map(|text| label(text)).collect(),
        ];
        let first = rows.len() + 1;
        for cents in DENOMINATIONS {
            let row = rows.len() + 1;
            rows.push(vec![
                FormCell::Amount(Money::from_cents(cents)),
                FormCell::AskedCount,
                FormCell::Computed(format!("A{row}*B{row}")),
                FormCell::AskedCount,
            ]);
        }
        rows.push(amount(OTHER, FormCell::AskedAmount));
        let last = rows.len();
        rows.push(amount(COUNTED, FormCell::Computed(format!("SUM(C{first}:C{last})"))));
        rows.push(amount(FLOAT, FormCell::AskedAmount));
        rows.push(amount(HANDED_OVER, FormCell::AskedAmount));
        rows.push(Vec::new());
        let choice = |texts: &[&str]| FormCell::AskedChoice(texts.iter().map(|text| (*text).to_owned()).collect());
        rows.push(asked(COUNTED_BY, choice(&ROLES)));
        rows.push(asked(SECOND, choice(&ROLES)));
        rows.push(asked(REASON, choice(&REASONS)));
        FormSheet { name: format!("{TITLE} {}", self.drawer), widths: vec![31.0, 30.0, 16.0, 25.0], rows }
    }
}
