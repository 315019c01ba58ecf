//! Worlds and looks that are hard to lay out.

use std::sync::Arc;

use kasverslag::domain::tables::{BookingCodeEntry, BranchEntry, DaybookEntry, InstitutionEntry};
use kasverslag::domain::{BookingCode, Branch, CodeTables, Daybook, Institution};
use kasverslag::report::document::{Logo, Presentation};

use crate::oracle::{Generator, Line};

/// The largest amount that an export may have, in cents.
const LARGEST: i128 = 99_999_999_999_999;

/// A text that is hard to set.
pub(crate) fn text(generator: &mut Generator) -> String {
    match generator.below(9) {
        0 => "Donaudampfschifffahrtsgesellschaftskapitän".repeat(1 + generator.below(6)),
        1 => "0123456789".repeat(1 + generator.below(30)),
        2 => "Vergoeding voor een beschadigd of verloren exemplaar ".repeat(1 + generator.below(12)),
        3 => "日本語のテキスト \u{1f4da} \u{202e}abc".to_owned(),
        4 => "E\u{301}e\u{301}n Łódź ǅ ﬁ ½ € ― …  \u{a0}\u{a0} x\u{ad}y".to_owned(),
        5 => "W".repeat(1 + generator.below(200)),
        6 => "i l ".repeat(1 + generator.below(300)),
        7 => format!("{} {}", "x".repeat(generator.below(90)), "y".repeat(generator.below(90))),
        _ => "Ja".to_owned(),
    }
}

/// A text that is taller than a page wherever it stands.
pub(crate) fn tall_text() -> String {
    "Een zin die in zijn eentje al lang is, en dan nog vaak herhaald wordt. ".repeat(130)
}

fn cents(generator: &mut Generator) -> i128 {
    generator.pick(&[LARGEST, -LARGEST, 0, 1, -1, 12_345, -99_999, 100_000_000_000])
}

/// Makes some lines of a world hard to lay out.
pub(crate) fn spoil(lines: &mut [Line], generator: &mut Generator) {
    let most = generator.pick(&[2, 5, 40]);
    for line in lines.iter_mut() {
        if generator.one_in(most) {
            line.description = text(generator);
        }
        if generator.one_in(most) {
            line.cents = cents(generator);
        }
        if generator.one_in(4) {
            line.item = text(generator).chars().take(60).collect();
        }
        if line.daybook.is_some() && generator.one_in(most) {
            let kind = generator.pick(&['K', 'B', 'G', 'R', 'A', 'V', 'S', 'T', 'X']);
            line.daybook = Some(format!("{kind}{:03}", generator.below(60)));
        }
    }
    if generator.one_in(6) {
        let at = generator.below(lines.len());
        lines[at].description = tall_text();
    }
}

/// Tables whose descriptions are what `words` gives.
pub(crate) fn tables(words: &mut dyn FnMut() -> String) -> CodeTables {
    let mut tables = CodeTables::default();
    for code in ["I200", "I355", "I510", "I665"] {
        let entry = InstitutionEntry { name: words(), financial_organisation: None, cooperation_group: None };
        tables.institutions.insert(Institution::parse(code).unwrap(), entry);
    }
    for code in 3550..3556 {
        let institution = Institution::parse("I355").unwrap();
        let branch = Branch::parse(code.to_string()).unwrap();
        let (valid_from, valid_to) = (None, None);
        tables.branches.insert(branch, vec![BranchEntry { institution, name: words(), valid_from, valid_to }]);
    }
    for kind in ['K', 'B', 'R', 'A', 'X'] {
        for number in ["000", "001", "002", "099", "492", "990"] {
            let (institution, valid_from, valid_to) = (None, None, None);
            let ledger_account = Some("570000".to_owned());
            let entry = DaybookEntry { description: words(), institution, ledger_account, valid_from, valid_to };
            tables.daybooks.insert(Daybook::parse(format!("{kind}{number}")).unwrap(), vec![entry]);
        }
    }
    for code in ["1010", "2110", "2111", "2310", "4010", "5001", "7010"] {
        let entry = BookingCodeEntry { description: words(), ledger_account: Some("705100".to_owned()) };
        tables.booking_codes.insert(BookingCode::parse(code).unwrap(), entry);
    }
    tables
}

/// A look with as much of everything as a library may have.
pub(crate) fn full_look() -> Presentation {
    let role = |index: usize| {
        let words = ["Verantwoordelijke voor de kas van de hoofdbibliotheek en al", "Hoofdkassaverantwoordelijke"];
        format!("{} {index}", words[index % 2]).chars().take(60).collect()
    };
    let notes = (0..8).map(|index| format!("{index}. {}", "Vanaf 125,00 euro tekenen er twee. ".repeat(8)));
    let footer = "Bibliotheek De Zonnewijzer, Marktplein 1 bus 23, 9999 Zonnedorp, btw BE 0123.456.789 ".repeat(2);
    Presentation {
        roles: Some((0..6).map(role).collect()),
        signature_fields: true,
        footer: Some(footer.chars().take(120).collect()),
        notes: notes.map(|note| note.chars().take(300).collect()).collect(),
        accent: Some([0x1a, 0x52, 0x76]),
        logo: Some(logo(90, 40)),
    }
}

/// A picture of that size.
pub(crate) fn logo(width: u32, height: u32) -> Arc<Logo> {
    let rgb: Vec<u8> = vec![0x40; (width * height * 3) as usize];
    Arc::new(Logo { width, height, rgb: rgb.into(), alternative: "Logo".to_owned() })
}

/// Some look.
pub(crate) fn look(generator: &mut Generator) -> Presentation {
    let full = full_look();
    let roles = match generator.below(4) {
        0 => None,
        1 => Some(Vec::new()),
        2 => full.roles,
        _ => Some((0..1 + generator.below(6)).map(|_| text(generator).chars().take(60).collect()).collect()),
    };
    let notes = full.notes.into_iter().take(generator.pick(&[0, 0, 1, 8])).collect();
    let (width, height) = generator.pick(&[(90, 40), (10, 400), (400, 10)]);
    Presentation {
        roles,
        signature_fields: true,
        footer: full.footer.filter(|_| generator.one_in(2)),
        notes,
        accent: full.accent.filter(|_| generator.one_in(2)),
        logo: generator.one_in(2).then(|| logo(width, height)),
    }
}
