//! The deposit slip (*stortingsborderel*): what goes to the bank, of which counts, with which structured communication.

use chrono::Datelike;
use serde_json::json;

use super::count_form::{day_in_figures, euro};
use crate::domain::{Cents, Money};
use crate::report::document::Cell;
use crate::report::paper_form::{FormBlock, FormField, FormGrid, FormPage, FormRow};
use crate::report::plain_table::PlainTable;
use crate::witness::count::{CashCount, DENOMINATIONS};
use crate::witness::deposit_slip::{AMOUNT_COLUMN, DepositSlip, HANDED_OVER, HandOver};

/// The columns of its table.
const COLUMNS: &[&str] = &[
    "Borderelnummer",
    "Mededeling",
    "Rekening",
    "Zaknummer",
    "Dagboek",
    "Datum",
    "Uur",
    "Post",
    "Aantal",
    AMOUNT_COLUMN,
];

/// What a count says is carried to the bank; `None` where that is nothing.
#[must_use]
pub fn hand_over_of(count: &CashCount) -> Option<HandOver> {
    let cents = count.handed_over.filter(|cents| *cents > 0)?;
    // Where all that was counted is carried away, so is every piece.
    let is_all = cents == count.counted() && count.other == 0;
    let pieces = if is_all { &count.pieces } else { &count.handed_over_pieces };
    let pieces = pieces.iter().filter(|(_, pieces)| **pieces > 0).map(|(cents, pieces)| (*cents, *pieces)).collect();
    Some(HandOver { drawer: count.drawer, day: count.day, time: count.time, cents, pieces })
}

/// An account in groups of four, as people write it.
fn account_in_groups(account: &str) -> String {
    let characters: Vec<char> = account.chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The slip as the table that is read back as a witness.
#[must_use]
pub fn table(slip: &DepositSlip) -> PlainTable {
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) };
    let mut rows = Vec::new();
    for one in &slip.hand_overs {
        let row = |item: &str, pieces: Option<u32>, cents: Cents| {
            vec![
                Cell::Count(slip.number.into()),
                // Banks write it with stars too; a `+` would look like the beginning of a formula.
                text(&slip.ogm.to_string().replace('+', "*")),
                text(&slip.account),
                text(&slip.bag),
                text(&one.drawer.to_string()),
                Cell::Day(one.day),
                text(&one.time.format("%H:%M").to_string()),
                text(item),
                pieces.map_or(Cell::Empty, |pieces| Cell::Count(pieces.into())),
                Cell::Money(Money::from_cents(cents)),
            ]
        };
        rows.push(row(HANDED_OVER, None, one.cents));
        let pieces = one.pieces.iter().rev();
        rows.extend(pieces.map(|(value, pieces)| row(&euro(*value), Some(*pieces), value * Cents::from(*pieces))));
    }
    PlainTable { id: "stortingsborderel", title: "Stortingsborderel", columns: COLUMNS, rows }
}

/// The slip as JSON. Amounts are texts with a decimal point.
#[must_use]
pub fn json(slip: &DepositSlip, library: &str) -> Vec<u8> {
    let amount = |cents: Cents| Money::from_cents(cents).to_string();
    let pieces = |pieces: &std::collections::BTreeMap<Cents, u32>| -> Vec<serde_json::Value> {
        let each = pieces.iter().rev();
        each.map(|(value, count)| {
            json!({"coupure": amount(*value), "aantal": count, "bedrag": amount(value * Cents::from(*count))})
        })
        .collect()
    };
    let hand_overs: Vec<serde_json::Value> = slip
        .hand_overs
        .iter()
        .map(|one| {
            json!({
                "dagboek": one.drawer.to_string(),
                "datum": one.day.to_string(),
                "uur": one.time.format("%H:%M").to_string(),
                "kasafdracht": amount(one.cents),
                "coupures": pieces(&one.pieces),
            })
        })
        .collect();
    let whole = json!({
        "report": "stortingsborderel",
        "bibliotheek": library,
        "borderelnummer": slip.number,
        "mededeling": slip.ogm.to_string(),
        "rekening": slip.account,
        "zaknummer": slip.bag,
        "totaal": amount(slip.cents()),
        "kasafdrachten": hand_overs,
        "coupures": slip.pieces().map(|all| pieces(&all)),
    });
    let mut bytes = serde_json::to_vec_pretty(&whole).unwrap_or_else(|_| unreachable!("texts make JSON"));
    bytes.push(b'\n');
    bytes
}

/// The slip on paper.
#[must_use]
pub fn page(slip: &DepositSlip) -> FormPage {
    let days = slip.hand_overs.iter().map(|one| one.day);
    let (first, last) = (days.clone().min().unwrap_or_default(), days.max().unwrap_or_default());
    let period = if first == last {
        day_in_figures(first)
    } else {
        format!("{} – {}", day_in_figures(first), day_in_figures(last))
    };
    let known_or_asked = |label: &str, value: String| FormField {
        label: label.to_owned(),
        value: Some(value).filter(|value| !value.is_empty()),
    };
    let fields = vec![
        FormField::known("Borderelnummer", format!("{}-{:05}", last.year(), slip.number)),
        FormField::known("Periode", period),
        known_or_asked("Rekening (IBAN)", account_in_groups(&slip.account)),
        known_or_asked("Zaknummer", slip.bag.clone()),
    ];
    let line = |cells: [String; 4]| FormRow { cells: cells.map(Some).to_vec(), is_total: false };
    let mut rows: Vec<FormRow> = slip
        .hand_overs
        .iter()
        .map(|one| {
            let time = one.time.format("%H:%M").to_string();
            line([one.drawer.to_string(), day_in_figures(one.day), time, euro(one.cents)])
        })
        .collect();
    let total = line(["Totaal".to_owned(), String::new(), String::new(), euro(slip.cents())]);
    rows.push(total.total());
    let columns = ["Kassa", "Dag", "Uur van de telling", "Kasafdracht"].map(str::to_owned).to_vec();
    let hand_overs = FormGrid { title: "Kasafdrachten".to_owned(), columns, rows };
    let blocks = vec![
        FormBlock::Large { label: "Gestructureerde mededeling".to_owned(), text: slip.ogm.to_string() },
        FormBlock::Fields(fields),
        FormBlock::Grids(vec![hand_overs]),
        FormBlock::Grids(coupures(slip)),
        FormBlock::Note(note(slip).to_owned()),
        FormBlock::Signatures(vec![
            "Afgegeven door (datum, paraaf)".to_owned(),
            "Ontvangen door (datum, paraaf)".to_owned(),
        ]),
        FormBlock::Fields(vec![
            FormField::asked("Bankafschrift nr."),
            FormField::asked("Datum"),
            FormField::asked("Gestort bedrag"),
            FormField::asked("Verschil"),
        ]),
    ];
    FormPage { about: format!("{}-{:05}", last.year(), slip.number), blocks }
}

fn note(slip: &DepositSlip) -> &'static str {
    if slip.pieces().is_some() {
        "Geef de gestructureerde mededeling mee bij de storting: daarmee wordt de storting op het afschrift herkend."
    } else {
        "Van niet alle kasafdrachten is geteld met welke biljetten en munten ze gebeuren: schrijf de aantallen op. Geef de \
         gestructureerde mededeling mee bij de storting: daarmee wordt de storting op het afschrift herkend."
    }
}

/// Notes and coins beside each other, empty where nobody told them.
fn coupures(slip: &DepositSlip) -> Vec<FormGrid> {
    let told = slip.pieces();
    let grid = |title: &str, total: &str, values: Vec<Cents>| {
        let pieces = |value: Cents| told.as_ref().map(|told| told.get(&value).copied().unwrap_or_default());
        let row = |value: Cents| {
            let count = pieces(value);
            let amount = count.map(|count| euro(value * Cents::from(count)));
            FormRow { cells: vec![Some(euro(value)), count.map(|count| count.to_string()), amount], is_total: false }
        };
        let sum = told.as_ref().map(|_| {
            let each = values.iter().map(|value| value * Cents::from(pieces(*value).unwrap_or_default()));
            euro(each.sum())
        });
        let total = FormRow { cells: vec![Some(total.to_owned()), Some(String::new()), sum], is_total: true };
        FormGrid {
            title: title.to_owned(),
            columns: ["Coupure", "Aantal", "Bedrag"].map(str::to_owned).to_vec(),
            rows: values.iter().map(|value| row(*value)).chain([total]).collect(),
        }
    };
    let (notes, coins) = DENOMINATIONS.iter().partition(|value| **value >= 500);
    vec![grid("Biljetten", "Totaal biljetten", notes), grid("Munten", "Totaal munten", coins)]
}
