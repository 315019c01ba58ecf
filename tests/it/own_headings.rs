//! Templates whose columns are called otherwise make reports that `verify` finds sound: it goes by what columns are, not by
//! what they are called.

use std::fs;

use kasverslag::report::catalog::BUILT_IN;

use crate::program::{args, run};

#[test]
fn reports_with_other_headings_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    let export = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant\n\
                  1;01-09-2026;01-09-2026;K001;I355;3550;2110;1,00;7015227\n";
    fs::write(folder.path().join("dagboek_2026-09-01.csv"), export).unwrap();
    let mut tried = 0;
    for name in ["financieel-overzicht-be", "financieel-overzicht", "financiele-details"] {
        let (_, text) = BUILT_IN.iter().find(|(_, text)| text.contains(&format!("id = \"{name}\""))).unwrap();
        // Translations are of texts that are there.
        let text = text.split("\n[language.").next().unwrap();
        for (at, heading) in text.match_indices("\nheader = \"") {
            let start = at + heading.len();
            let end = start + text[start..].find('"').unwrap();
            let changed = format!("{}Kas-{}{}", &text[..start], &text[start..end], &text[end..]);
            fs::write(folder.path().join("eigen.toml"), changed).unwrap();
            let made = args(&["report", "eigen.toml", "--input", ".", "--period", "2026-09-01", "--out", "out"]);
            let made = run(folder.path(), &made, &[]);
            assert_eq!(made.status, 0, "{name}, {}: {}", &text[start..end], made.stderr);
            let pdf = made.stdout.lines().find(|path| path.ends_with(".pdf")).unwrap();
            let verified = run(folder.path(), &args(&["verify", pdf]), &[]);
            assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "{name}, {}", &text[start..end]);
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}
