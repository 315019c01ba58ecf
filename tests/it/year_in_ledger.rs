//! The annual overview against books that hledger keeps of all years: each category of each month, in number and to the
//! cent, with the months told apart by hledger's own calendar.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::effort::cases;
use crate::ledger::{Key, cents, has_tool, key, lay_out, make, output};
use crate::oracle::over_time::{CATEGORIES, category};
use crate::oracle::records;
use crate::program::files;

const WORLDS: u64 = 200;
/// What stands in `Soort` by the letter of the daybook.
const KINDS: [(&str, &str); 6] =
    [("KBG", ""), ("R", "deposito"), ("V", "verrekening"), ("S", "spaarpunten"), ("T", "vouchers"), ("A", "afboeking")];

/// World, category, kind and month.
type Cell = [String; 4];
/// How many lines, and what they add up to in cents.
type Figures = BTreeMap<Cell, (u64, i128)>;

#[test]
fn hledger_comes_to_the_same_figures_of_a_year() {
    if !has_tool("hledger") {
        return;
    }
    let place = tempfile::tempdir().expect("a temporary folder");
    let place = place.path();
    let (mut ours, mut worlds, mut text) = (Figures::new(), BTreeMap::new(), String::new());
    for seed in 0..cases(WORLDS) {
        let asked = lay_out(seed, place);
        let (folder, name, year) = (place.join(asked.name()), asked.name(), asked.period.0[..4].to_owned());
        let institution: Vec<&str> = asked.institution.iter().flat_map(|asked| ["--institution", asked]).collect();
        make(&folder, "jaaroverzicht", "csv", &year, &institution);
        make(&folder, "financiele-details", "journal", "2020-01-01..2030-12-31", &["--with-write-offs"]);
        let csv = files(&folder.join("csv")).into_values().next().expect("a report");
        ours.extend(of_csv(&name, &String::from_utf8(csv).unwrap()));
        let journal = files(&folder.join("journal")).into_keys().next().expect("a journal");
        let _ = write!(text, "apply account {name}\ninclude {name}/journal/{journal}\nend apply account\n");
        worlds.insert(name, (asked, year));
    }
    assert!(ours.len() > 500, "only {} figures: the generator is asleep", ours.len());
    fs::write(place.join("all.journal"), text).unwrap();
    let is_on = |world: &str, key: &Key, month: &str| {
        let (asked, year) = &worlds[world];
        month.starts_with(&**year) && asked.is_on(0, key)
    };
    let theirs = of_hledger(&place.join("all.journal"), is_on);
    let cells: BTreeSet<&Cell> = ours.keys().chain(theirs.keys()).collect();
    for cell in cells {
        assert_eq!(ours.get(cell), theirs.get(cell), "we and hledger differ in {cell:?}");
    }
}

/// The figures of a report.
fn of_csv(world: &str, csv: &str) -> Figures {
    let number = |cell: &str| cell.replace('.', "").parse::<i128>().expect("an amount");
    let figure = |row: &Vec<String>| {
        let [category, month, count, receipts, expenses, balance, kind, counts] = &row[..] else { panic!("{row:?}") };
        let balance = number(balance);
        assert_eq!(number(receipts) - number(expenses), balance, "{row:?}");
        assert_eq!(counts == "ja", kind.is_empty(), "{row:?}");
        ([world, category, kind, month].map(str::to_owned), (count.parse().expect("a count"), balance))
    };
    records(csv, ',')[1..].iter().map(figure).collect()
}

/// What hledger makes of all journals, of the lines that are on a report.
fn of_hledger(journal: &Path, is_on: impl Fn(&str, &Key, &str) -> bool) -> Figures {
    let hledger = |more: &[&str]| {
        records(&output("hledger", &[&["-f", &journal.display().to_string()], more, &["-O", "csv"]].concat(), ""), ',')
    };
    let cell = |account: &str, month: &str| {
        let (world, account) = account.split_once(':').expect("a world's account");
        let codes = key(account).filter(|codes| is_on(world, codes, month))?;
        let kind = KINDS.iter().find(|(letters, _)| letters.contains(&codes[0][..1])).map_or("overige", |kind| kind.1);
        Some([world, CATEGORIES[category(&codes[3])], kind, month].map(str::to_owned))
    };
    let mut found = Figures::new();
    // Postings are counted one by one, months are told apart and added up by hledger.
    for posting in &hledger(&["register", "--strict"])[1..] {
        if let Some(cell) = cell(&posting[4], &posting[1][..7]) {
            found.entry(cell).or_default().0 += 1;
        }
    }
    for row in &hledger(&["balance", "--strict", "--no-total", "--flat", "--monthly", "--layout=tidy"])[1..] {
        if let Some(cell) = cell(&row[0], &row[1]) {
            let sum = cents(row.last().expect("a balance"));
            match found.get_mut(&cell) {
                Some(figure) => figure.1 -= sum,
                None => assert_eq!(sum, 0, "{cell:?} has a balance and no posting"),
            }
        }
    }
    found
}
