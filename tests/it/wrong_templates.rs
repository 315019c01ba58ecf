//! Templates that would mix what was received with what was not, or lose money, are refused before anything is made: each
//! fault with its place and how to mend it.

use std::fs;

use crate::program::{args, run_as_typed, uncoded};

/// A template that somebody spoilt: the report it was copied from, what was written in the place of what (`«` stands where
/// a fault must be told, and is no part of the text), and how each fault begins.
type Spoilt = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const BE: &str = "financieel-overzicht-be";
const RECEIVED: &str = "kinds = [\"K\", \"B\", \"G\"]\ntotal = \"Totaal kas en bank\"";
const BY_GROUP: &str = "by = \"booking-group\"\nkinds = [\"K\", \"B\", \"G\"]";
const CARRIED: &str = "name = \"kasafdracht\"\nbooking_codes = [\"5990\"]";

/// What was received would be added to what was not.
const MIXED: &[Spoilt] = &[
    (
        BE,
        &[
            (RECEIVED, "kinds = «[\"K\", \"B\", \"G\", \"R\"]\ntotal = \"Totaal\""),
            ("kinds = [\"R\"]", "kinds = «[\"R\"]"),
        ],
        &["section `Ontvangen: kas en bank` would add what was", "2 sections have the kind of daybook `R`"],
    ),
    (
        BE,
        &[("kinds = [\"V\"]", "kinds = «[\"V\", \"B\"]"), (RECEIVED, "kinds = [\"K\", \"G\"]\ntotal = \"Totaal\"")],
        &["section `Verrekening tussen instanties (V)` would add"],
    ),
    (
        BE,
        &[
            ("[[recap]]\ntitle = \"Waarvoor werd betaald\"", "«[[recap]]\ntitle = \"Alles\""),
            (BY_GROUP, "by = \"booking-group\""),
        ],
        &["recap `Alles` would add what was received"],
    ),
    (
        BE,
        &[(BY_GROUP, "by = \"booking-group\"\nkinds = «[\"K\", \"B\", \"G\", \"V\"]")],
        &["recap `Waarvoor werd betaald` would add"],
    ),
    (
        "tegoed",
        &[("Verkocht min terugbetaald\"\nkinds = [\"R\"]", "Verkocht min terugbetaald\"\nkinds = «[\"R\", \"K\"]")],
        &["recap `Tegoed per dag` counts `K` and sets it against itself", "recap `Tegoed per dag` would add"],
    ),
    (
        "verrekening",
        &[("order = [\"receiving", "order = «[\"receiving"), ("field = \"is-received\"", "field = \"way-of-payment\"")],
        &["the lines of grouping `institution` would not tell what was received"],
    ),
    (
        "stornos",
        &[("lines = [\n    { kinds = [\"K\", \"B\"]", "lines = «[\n    { kinds = [\"K\", \"R\"]")],
        &["stornos and samples would add what was received"],
    ),
    (
        "steekproef",
        &[
            ("lines = [{ kinds = [\"K\", \"B\", \"G\"]", "lines = «[{ kinds = [\"K\", \"B\", \"G\", \"A\"]"),
            ("write_offs = \"on-request\"", "write_offs = \"always\""),
        ],
        &["stornos and samples would add what was received"],
    ),
];

/// Money would drop out.
const LOST: &[Spoilt] = &[
    (
        BE,
        &[(RECEIVED, "kinds = «[\"K\", \"B\"]\ntotal = \"Totaal kas en bank\"")],
        &["no section has the kind of daybook `G`"],
    ),
    (
        BE,
        &[("kinds = [\"A\"]", "kinds = «[\"T\"]")],
        &["2 sections have the kind of daybook `T`", "no section has the kind of daybook `A`"],
    ),
    (
        "dagoverzicht",
        &[("kinds = [\"S\"]", "kinds = «[]"), ("kinds = [\"A\"]", "kinds = «[\"A\"]")],
        &["section `Spaarpunten (S)` has no lines", "no section has the kind of daybook `S`"],
    ),
    (
        BE,
        &[(BY_GROUP, "by = \"booking-group\"\nkinds = «[\"K\", \"B\"]")],
        &[
            "recap `Waarvoor werd betaald` counts some kinds of daybooks of section `Ontvangen: kas en bank` and leaves out `G`",
        ],
    ),
    (
        "tegoed",
        &[("{ kinds = [\"R\"] }", "«{ kinds = [] }"), ("kinds = [\"R\"]\ntotal", "kinds = «[\"R\"]\ntotal")],
        &["`lines` of no kind of daybooks are none", "a section has the kind of daybook `R`"],
    ),
    (
        "afboekingen",
        &[("write_offs = \"always\"", "write_offs = «\"on-request\"")],
        &["the report is about `A`, whose lines would drop out"],
    ),
    (
        "jaaroverzicht",
        &[
            ("name = \"overige\"\nrest = true", "name = \"overige\"\nbooking_codes = [\"9*\"]"),
            ("[[category]]\nname = \"kasafdracht\"", "«[[category]]\nname = \"kasafdracht\""),
        ],
        &["lines that are in no [[category]] would drop out"],
    ),
    (
        "openstaand",
        &[("kinds = [\"open\"]", "kinds = «[\"A\"]")],
        &["a section has the kind of daybook `A`", "no section has what is open"],
    ),
    (
        BE,
        &[("field = \"count\"", "field = \"balance\""), ("field = \"is-received\"", "field = «\"is-received\"")],
        &["the template has 0 columns for `count`"],
    ),
    (
        "financiele-details",
        &[("field = \"amount\"", "field = \"amount-posted\""), ("field = \"item\"", "field = «\"item\"")],
        &["the template has 0 columns for `amount`"],
    ),
    (
        "stornos",
        &[("relation = \"refund\"", "relation = «\"unpaired\""), ("kind = \"listing\"", "kind = «\"listing\"")],
        &[
            "the report has 0 sections with the relation `refund`",
            "the report has 2 sections with the relation `unpaired`",
        ],
    ),
    (BE, &[("kinds = [\"other\"]", "kinds = «[\"X\"]")], &["`X` is no kind of daybook"]),
];

/// Money would count twice, or a figure would not be what it is called.
const FALSE: &[Spoilt] = &[
    (BE, &[("kinds = [\"T\"]", "kinds = «[\"T\", \"S\"]")], &["2 sections have the kind of daybook `S`"]),
    (
        BE,
        &[("field = \"expenses\"", "field = \"amount\""), ("field = \"receipts\"", "field = «\"receipts\"")],
        &["the template tells the same money twice"],
    ),
    (
        "jaaroverzicht",
        &[(CARRIED, "name = \"kasafdracht\"\nbooking_codes = «[\"1010\"]")],
        &["a line could be both in category `lidgeld` and in `kasafdracht`"],
    ),
    ("jaaroverzicht", &[(CARRIED, "name = \"kasafdracht\"\nrest = «true")], &["two [[category]] are the rest"]),
    (
        BE,
        &[
            (RECEIVED, "kinds = [\"K\", \"B\"]\ntotal = \"Totaal\""),
            (
                "title = \"Deposito (R)\"",
                "title = \"Online\"\nkinds = «[\"G\"]\ntotal = \"Som\"\n\n[[section]]\ntitle = \"R\"",
            ),
        ],
        &["what was received stands in several sections"],
    ),
    (
        BE,
        &[("[page]", "[first_page]\nheadline = «[\"balance\", \"receipts\"]\n\n[page]")],
        &["the `headline` of [first_page] doesn't begin with what was received"],
    ),
    (
        BE,
        &[("[page]", "[further_pages]\nparts = «[\"lines\", \"changes\", \"control\"]\n\n[page]")],
        &["the `parts` of [further_pages] leave something out that a reader must be told"],
    ),
    (
        "openstaand",
        &[("[page]", "[first_page]\nheadline = «[\"receipts\"]\n\n[page]")],
        &["[first_page] has a `headline`, which only a report about receipts has"],
    ),
    (
        "tegoed",
        &[("by = \"day\"\nkinds = [\"K\", \"B\", \"G\"]", "by = \"day\"\nkinds = «[\"K\", \"B\", \"G\", \"A\"]")],
        &["recap `Tegoed per dag` counts `A`, and the report is not about it"],
    ),
    (
        BE,
        &[(BY_GROUP, "by = «\"category\"\nkinds = [\"K\", \"B\", \"G\"]")],
        &["recap `Waarvoor werd betaald` is of `category`"],
    ),
    (
        BE,
        &[(BY_GROUP, "by = «\"earlier\"\nkinds = [\"K\", \"B\", \"G\"]")],
        &["recap `Waarvoor werd betaald` is of `earlier`"],
    ),
    (
        "vergelijking",
        &[("order = [\"daybook\", \"booking-code\"]", "order = «[\"daybook\", \"booking-code\", \"day\"]")],
        &["earlier periods don't know `day`"],
    ),
    (
        BE,
        &[("title = \"Vouchers (T)\"", "title = «\"Spaarpunten (S)\"")],
        &["two [[section]] have the title `Spaarpunten (S)`"],
    ),
];

/// What ends the texts of a template, and how its translations begin.
const END: &str = "\"Financieel directeur\"]\n";

/// Texts that readers would take for others, in one language or another.
const MISREAD: [Spoilt; 6] = [
    (
        BE,
        &[(
            END,
            "\"Financieel directeur\"]\n[language.fr]\n\"Ontvangsten\" = \"Recettes\"\n«\"Uitgaven\" = \"Recettes\"\n",
        )],
        &["[language.fr] has `Recettes` for two [[column]]: `Ontvangsten` and `Uitgaven`"],
    ),
    (
        BE,
        &[(END, "\"Financieel directeur\"]\n[language.fr]\n«\"Totaal deposito\" = \"Total caisse et banque\"\n")],
        &["[language.fr] has `Total caisse et banque` for `Totaal deposito`: pages call so what was received"],
    ),
    (
        BE,
        &[(END, "\"Financieel directeur\"]\n[language.de]\n«\"Deposito (R)\" = \" \"\n")],
        &["[language.de] has nothing for `Deposito (R)`"],
    ),
    (
        "tegoed",
        &[(END, "\"Financieel directeur\"]\n[language.en]\n«\"{}\" = \"Day\"\n")],
        &["[language.en] translates `{}` to `Day`"],
    ),
    (
        BE,
        &[("title = \"Spaarpunten (S)\"", "title = «\"Spaar\\u202Epunten (S)\"")],
        &["a text has line ends, control characters"],
    ),
    (
        BE,
        &[("total = \"Totaal deposito\"", "total = «\"Totaal kas en bank\"")],
        &[
            "two [[section]] have the total `Totaal kas en bank`",
            "`Totaal kas en bank` is what pages call what was received",
        ],
    ),
];

#[test]
fn texts_that_would_be_taken_for_others_are_refused() {
    MISREAD.iter().for_each(demand_refused);
}

#[test]
fn what_was_received_is_never_added_to_what_was_not() {
    MIXED.iter().for_each(demand_refused);
}

#[test]
fn money_that_could_drop_out_is_refused() {
    LOST.iter().for_each(demand_refused);
}

#[test]
fn figures_that_would_be_false_are_refused() {
    FALSE.iter().for_each(demand_refused);
}

/// Demands that a spoilt template is refused by both commands that read it, with all its faults and nothing else.
fn demand_refused((from, changes, told): &Spoilt) {
    let place = tempfile::tempdir().expect("a folder");
    let printed = run_as_typed(place.path(), &args(&["templates", from, "--no-config"]), &[]).stdout;
    let mut text = printed.split("# The texts above").next().expect("a text").to_owned();
    for (from, to) in *changes {
        assert!(text.contains(from), "there is no `{from}`");
        text = text.replacen(from, to, 1);
    }
    let mut places = Vec::new();
    while let Some(byte) = text.find('«') {
        text.remove(byte);
        let before = text.get(..byte).expect("a border");
        let column = before.rsplit('\n').next().expect("a line").chars().count() + 1;
        places.push(format!("mijn.toml, line {}, column {column}\n", before.matches('\n').count() + 1));
    }
    let export = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n\
                  1;02-11-2026;02-11-2026;K001;I355;3550;2110;1,00\n";
    fs::write(place.path().join("boek.csv"), export).expect("written");
    fs::write(place.path().join("mijn.toml"), &text).expect("written");
    let check = run_as_typed(place.path(), &args(&["templates", "check", "mijn.toml"]), &[]);
    let stderr = &check.stderr;
    assert_eq!(check.status, 2, "{told:?}: {stderr}");
    let said = uncoded(stderr);
    let faults: Vec<&str> = said.split("error: ").skip(1).collect();
    assert_eq!(faults.len(), told.len(), "{told:?}: {stderr}");
    for told in *told {
        let fault = faults.iter().find(|fault| fault.starts_with(told));
        let fault = fault.unwrap_or_else(|| panic!("nobody tells `{told}`: {stderr}"));
        assert!(places.iter().any(|place| fault.contains(place)), "not at {places:?}: {fault}");
        assert!(fault.contains("\nhint: "), "{fault}");
    }
    assert!(places.iter().all(|place| stderr.contains(place)), "not all of {places:?}: {stderr}");
    let typed = ["report", "mijn.toml", "--input", "boek.csv", "--period", "2026-11", "--out", "uit", "--no-config"];
    let report = run_as_typed(place.path(), &args(&typed), &[]);
    assert_eq!((report.status, &report.stderr), (2, stderr));
    assert!(!place.path().join("uit").exists(), "something was made of {told:?}");
}

#[test]
fn sound_templates_are_checked_in_silence() {
    let place = tempfile::tempdir().expect("a folder");
    let names = run_as_typed(place.path(), &args(&["templates", "--no-config"]), &[]).stdout;
    for name in names.lines().filter_map(|line| line.split(' ').next()) {
        let text = run_as_typed(place.path(), &args(&["templates", name, "--no-config"]), &[]).stdout;
        // The control desk's are of their own form.
        if text.lines().any(|line| line.starts_with("id = ")) {
            fs::write(place.path().join(format!("{name}.toml")), text).expect("written");
        }
    }
    let check = run_as_typed(place.path(), &args(&["templates", "check", "."]), &[]);
    assert_eq!((check.status, check.stdout.as_str(), check.stderr.as_str()), (0, "", ""));
    assert!(names.lines().count() > 10, "{names}");
}
