//! Columns are known by what they show: a template may call them what it likes, and `verify` finds its report sound.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use kasverslag::report::catalog::BUILT_IN;
use kasverslag::report::template::Template;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::effort::cases;
use crate::program::{args, files, run};

const HEADER: &str =
    "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant;Omschrijving\n";
/// An account for each code: without, there would be no entries.
const LEDGER: &str = "[[ledger]]\nbooking_codes = \"*\"\naccount = \"700\"\n\
                      [[ledger]]\ndaybooks = \"K000..K999\"\naccount = \"570\"\n\
                      [[ledger]]\ndaybooks = \"B000..B999\"\naccount = \"550\"\n";
const LINES: &str = "1;01-11-2026;01-11-2026;K001;I355;3550;2110;12,00;4012;Te laat\n\
                     2;01-11-2026;01-11-2026;B002;I355;3550;1010;7,50;4013;Lidgeld\n\
                     3;01-11-2026;01-11-2026;R001;I355;3551;4910;30,00;4012;Tegoed\n\
                     4;01-11-2026;01-11-2026;K001;I355;3550;5110;-2,00;;Terug\n";

/// The places of a template's headers, between the quotation marks; of columns that stand side by side the template
/// gives but the frame of a header, and that stays.
fn headers(template: &str) -> Vec<std::ops::Range<usize>> {
    let begin = "\nheader = \"";
    template
        .match_indices(begin)
        .map(|(at, _)| at + begin.len())
        .map(|at| at..at + template[at..].find('"').expect("the end of a header"))
        .filter(|place| !template[place.clone()].contains("{}"))
        .collect()
}

/// A template with other headers, in their order. It speaks Dutch alone: no translation is of those.
fn renamed(template: &str, names: &[String]) -> String {
    let mut text = template[..template.find("\n[language.").expect("other languages")].to_owned();
    let places = headers(template);
    assert_eq!(places.len(), names.len());
    for (place, name) in places.into_iter().zip(names).rev() {
        text.replace_range(place, name);
    }
    text
}

fn usual(template: &str) -> Vec<String> {
    headers(template).into_iter().map(|place| template[place].to_owned()).collect()
}

/// Makes a report of each template on demand and in a night, and demands that `verify` has nothing to say.
fn demand_sound(templates: &[(&str, String)]) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    for inner in ["exports", "templates"] {
        fs::create_dir(place.join(inner)).unwrap();
    }
    fs::write(place.join("exports/dagboek_2026-11-01_2026-11-01.csv"), format!("{HEADER}{LINES}")).unwrap();
    for (name, text) in templates {
        fs::write(place.join(format!("templates/{name}.toml")), text).unwrap();
    }
    let names: Vec<&str> = templates.iter().map(|(name, _)| *name).collect();
    // Who received what for whom is told where it is known who manages which daybook.
    let daybooks = ["K001", "B002", "R001"]
        .map(|code| format!("[[daybook]]\ncode = {code:?}\ndescription = \"Dagboek\"\ninstitution = \"I355\"\n"));
    let config = format!(
        "templates = \"templates\"\n[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\"]\n\
         reports = {names:?}\n[[library]]\ninstitution = \"I355\"\npseudonym_key = \"a key for the tests only\"\n{}{LEDGER}",
        daybooks.concat()
    );
    fs::write(place.join("kasverslag.toml"), config).unwrap();
    fs::set_permissions(place.join("kasverslag.toml"), fs::Permissions::from_mode(0o600)).unwrap();
    let names_of_columns: Vec<Vec<String>> = templates.iter().map(|(_, text)| usual(text)).collect();
    let demand = |args: &[String]| {
        let done = run(place, args, &[]);
        assert_eq!(done.status, 0, "{}: {}\n{names_of_columns:?}", args.join(" "), done.stderr);
        done
    };
    let made = "--config kasverslag.toml --now 2026-11-24T08:00:00+01:00";
    // What became of issued reports is told out of an archive alone: the night does.
    let of_files: Vec<&str> = names.iter().copied().filter(|name| *name != "wijzigingen").collect();
    let on_demand = format!("report {} --input exports --period 2026-11 --out out {made}", of_files.join(","));
    demand(&args(&on_demand.split(' ').collect::<Vec<_>>()));
    for name in files(&place.join("out")).into_keys().filter(|name| name.ends_with(".pdf")) {
        let done = demand(&args(&["verify", &format!("out/{name}")]));
        assert_eq!((done.stdout.as_str(), done.stderr.as_str()), ("", ""), "{name}");
    }
    let night = format!("run --date 2026-11-01 {made}");
    demand(&args(&night.split(' ').collect::<Vec<_>>()));
    // Without the configuration, and so without the key of the pseudonyms.
    let done = demand(&args(&["verify", "reports"]));
    assert_eq!((done.stdout.as_str(), done.stderr.as_str()), ("", ""));
}

#[test]
fn no_header_is_one_that_verify_needs() {
    let all = BUILT_IN.map(|(name, text)| (name, usual(text)));
    // One header of each template after the other is called something else, and at last none is left.
    let most = all.iter().map(|(_, names)| names.len()).max().unwrap_or_default();
    for place in 0..most {
        let templates = BUILT_IN.map(|(name, text)| {
            let mut names = usual(text);
            names[place % all.iter().find(|(other, _)| *other == name).unwrap().1.len()] = format!("Kop {place}");
            (name, renamed(text, &names))
        });
        demand_sound(&templates);
    }
    demand_sound(&BUILT_IN.map(|(name, text)| {
        let names: Vec<String> = (0..headers(text).len()).map(|place| format!("Kop {place}")).collect();
        (name, renamed(text, &names))
    }));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(6) as u32,
        rng_seed: RngSeed::Fixed(20_261_130),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Each column bears a header that usually is another's: a daybook is called `Klant`, a customer `Bedrag`.
    #[test]
    fn headers_may_change_their_places(
        orders in prop::collection::vec(Just((0..16usize).collect::<Vec<_>>()).prop_shuffle(), BUILT_IN.len()),
    ) {
        let templates: Vec<(&str, String)> = BUILT_IN.iter().zip(&orders).map(|((name, text), order)| {
            let usual = usual(text);
            let names: Vec<String> =
                order.iter().filter(|place| **place < usual.len()).map(|place| usual[*place].clone()).collect();
            (*name, renamed(text, &names))
        }).collect();
        demand_sound(&templates);
    }
}

#[test]
fn the_header_of_each_built_in_report_is_documented() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reports.md")).expect("a page");
    let (_, part) = page.split_once("\n## The CSV of each report\n").expect("the part about CSV");
    let mut rows = part.lines().filter(|line| line.starts_with("| `"));
    for (name, text) in BUILT_IN {
        let template = Template::parse(text).expect("a template");
        let headers: Vec<&str> = template.columns.iter().map(|column| column.header.as_str()).collect();
        assert_eq!(rows.next(), Some(&*format!("| `{name}` | `{}` |", headers.join(";"))));
    }
    assert_eq!(rows.next(), None, "a report that is not there");
}
