//! The folder of the desk: an export that is put there becomes a report, or a page that says in Dutch what to mend.

use std::fs;
use std::path::Path;

use crate::program::{Run, args, files, run_as_typed};

const HEAD: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant\n";
const LINE: &str = "1;22-11-2026;22-11-2026;K001;I355;3550;2110;1,00;Peeters\n";

fn folder(steady: u16) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let path = place.path();
    fs::create_dir(path.join("in")).expect("a folder");
    let text = format!(
        "[[institution]]\ncode = \"I355\"\nname = \"Bib\"\n[[library]]\ninstitution = \"I355\"\n\
         [desk]\nin = \"in\"\nsteady_seconds = {steady}\nhelp = \"ict@zonnedorp.be\"\n"
    );
    fs::write(path.join("kasverslag.toml"), text).expect("a configuration");
    place
}

fn desk(place: &Path) -> Run {
    run_as_typed(place, &args(&["desk", "--now", "2026-11-23T09:00:00+01:00"]), &[])
}

fn put(place: &Path, name: &str, text: &str) {
    fs::write(place.join("in").join(name), text).expect("written");
}

fn names(place: &Path) -> Vec<String> {
    let all = ["in", "uit"].into_iter().filter(|part| place.join(part).exists());
    let of = |part: &str| files(&place.join(part)).into_keys().map(|name| format!("{part}/{name}")).collect::<Vec<_>>();
    all.flat_map(of).filter(|name| !name.ends_with("/lock")).collect()
}

#[test]
fn an_export_becomes_a_report_and_is_put_away() {
    let place = folder(0);
    let place = place.path();
    assert_eq!((desk(place).status, names(place)), (0, Vec::new()));
    put(place, "dagboek_2026-11-22.csv", &format!("{HEAD}{LINE}"));
    let done = desk(place);
    assert_eq!(done.status, 0, "{}", done.stderr);
    let pdf = "uit/financieel-overzicht-be_I355_2026-11-22.pdf";
    assert_eq!(names(place), ["in/verwerkt/2026-11-23/dagboek_2026-11-22.csv", pdf]);
    assert_eq!(done.stdout, format!("{pdf}\n"));
    // The same again, of the same name: nothing is lost.
    put(place, "dagboek_2026-11-22.csv", &format!("{HEAD}{LINE}"));
    assert_eq!(desk(place).status, 0);
    let again =
        ["in/verwerkt/2026-11-23/dagboek_2026-11-22 (2).csv", "uit/financieel-overzicht-be_I355_2026-11-22 (2).pdf"];
    assert!(again.iter().all(|name| names(place).contains(&(*name).to_owned())), "{:?}", names(place));
    // A week is one report of a week, days in between one of their run.
    put(place, "dagboek_2026-11-16_2026-11-22.csv", &format!("{HEAD}{LINE}"));
    put(place, "naamloos.csv", &format!("{HEAD}{LINE}2;20-11-2026;20-11-2026;K001;I355;3550;2110;1,00;\n"));
    assert_eq!(desk(place).status, 0);
    for period in ["2026-W47", "2026-11-20_2026-11-22"] {
        assert!(names(place).contains(&format!("uit/financieel-overzicht-be_I355_{period}.pdf")), "{:?}", names(place));
    }
}

#[test]
fn what_is_wrong_is_told_in_dutch_beside_the_file_and_no_customer() {
    let place = folder(0);
    let place = place.path();
    put(place, "dagboek.csv", &format!("{HEAD}{LINE}2;22-11-2026;22-11-2026;K001;I355;3550;2110;12.34;Janssens\n"));
    let done = desk(place);
    assert_eq!(done.status, 1, "{}", done.stderr);
    let page = place.join("in/LEES-MIJ dagboek.csv.html");
    let text = fs::read_to_string(&page).expect("a page");
    for part in [
        "lang=\"nl-BE\"",
        "1 record is in orde, 1 geweigerd",
        "<td class=\"n\">3</td>",
        "12.34",
        "Bedrag",
        "ict@zonnedorp.be",
        "KV312",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Janssens") && !text.contains("the amount"), "{text}");
    assert_eq!(names(place), ["in/LEES-MIJ dagboek.csv.html", "in/dagboek.csv"]);
    // It is told once, so that the page that comes into the folder starts nothing anew.
    let again = desk(place);
    assert_eq!((again.status, again.stdout.as_str()), (0, ""), "{}", again.stderr);
    put(place, "dagboek.csv", &format!("{HEAD}{LINE}"));
    assert_eq!(desk(place).status, 0);
    assert!(!page.exists(), "{:?}", names(place));
}

#[test]
fn whatever_is_put_there_gets_an_answer() {
    let place = folder(0);
    let place = place.path();
    put(place, "foto.jpg", "\u{ff}\u{d8}\u{ff}");
    put(place, "leeg.csv", "");
    put(place, "kop_2026-10.csv", HEAD);
    put(place, "kop.csv", HEAD);
    put(place, "<b>&.csv", "Adm Id;Bedrag\n1;2\n");
    let done = desk(place);
    assert!(done.status == 1 || done.status == 2, "{}", done.stderr);
    for name in ["foto.jpg", "leeg.csv", "kop.csv", "<b>&.csv"] {
        let text = fs::read_to_string(place.join(format!("in/LEES-MIJ {name}.html"))).expect(name);
        assert!(text.contains("Wat er mis is") && !text.contains("<b>&"), "{text}");
        assert!(text.matches("<tr>").count() > 1, "{name}: {text}");
    }
    // A header without lines tells of the days in its name.
    assert!(names(place).contains(&"uit/financieel-overzicht-be_I355_2026-10.pdf".to_owned()), "{:?}", names(place));
}

#[test]
fn what_is_still_written_waits_and_what_nobody_at_the_desk_can_mend_is_not_put_to_them() {
    let place = folder(1);
    let place = place.path();
    for name in ["a.csv.part", "~$a.csv", ".a.csv", "b.tmp"] {
        put(place, name, "half");
    }
    put(place, "dagboek.csv", HEAD);
    let path = place.join("in/dagboek.csv");
    let writer = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(300));
        fs::write(path, format!("{HEAD}{LINE}")).expect("written");
    });
    assert_eq!(desk(place).status, 0);
    writer.join().expect("it ended");
    assert_eq!(names(place).len(), 5, "{:?}", names(place));
    fs::write(place.join("uit"), "a file").expect("in the way");
    let refused = desk(place);
    assert_eq!(refused.status, 3, "{}", refused.stderr);
    assert!(place.join("in/dagboek.csv").exists() && !place.join("in/LEES-MIJ dagboek.csv.html").exists());
    fs::remove_file(place.join("uit")).expect("removed");
    assert_eq!(desk(place).status, 0);
    fs::remove_dir_all(place.join("in")).expect("removed");
    let gone = desk(place);
    assert!(gone.status == 3 && gone.stderr.contains("is the share mounted?"), "{}", gone.stderr);
    fs::write(place.join("kasverslag.toml"), "").expect("written");
    assert_eq!(desk(place).status, 2);
}

#[test]
fn no_report_takes_the_place_of_one_of_other_exports() {
    let place = folder(0);
    let place = place.path();
    let with_csv = fs::read_to_string(place.join("kasverslag.toml")).expect("read") + "formats = [\"csv\"]\n";
    fs::write(place.join("kasverslag.toml"), with_csv).expect("written");
    let line = |id: u32, cents: u32| format!("{id};22-11-2026;22-11-2026;K001;I355;3550;2110;{cents},00;Peeters\n");
    // Two tills, put there together: one report of both.
    put(place, "kas1.csv", &format!("{HEAD}{}", line(1, 100)));
    put(place, "kas2.csv", &format!("{HEAD}{}", line(2, 7)));
    let done = desk(place);
    let report = "uit/financieel-overzicht-be_I355_2026-11-22.csv";
    assert_eq!((done.status, done.stdout.as_str()), (0, format!("{report}\n").as_str()), "{}", done.stderr);
    let of_both = fs::read_to_string(place.join(report)).expect("a report");
    assert!(of_both.contains("2;107,00;0,00"), "{of_both}");
    // One that comes later has a report of its own, and the person is told.
    put(place, "namiddag.csv", &format!("{HEAD}{}", line(3, 5)));
    let later = desk(place);
    let second = "uit/financieel-overzicht-be_I355_2026-11-22 (2).csv";
    assert_eq!((later.status, later.stdout.as_str()), (0, format!("{second}\n").as_str()), "{}", later.stderr);
    assert!(later.stderr.contains("reports of other exports have the name"), "{}", later.stderr);
    assert_eq!(fs::read_to_string(place.join(report)).expect("a report"), of_both);
    assert!(fs::read_to_string(place.join(second)).expect("a report").contains("1;5,00;0,00"));
    // Another library's export makes no report, an empty one least of all.
    put(place, "andere.csv", &format!("{HEAD}4;22-11-2026;22-11-2026;K009;I999;9990;2110;9,00;Peeters\n"));
    let other = desk(place);
    assert!(other.status == 1 && other.stderr.contains("no line of the export is of I355"), "{}", other.stderr);
    assert!(place.join("in/LEES-MIJ andere.csv.html").exists() && place.join("in/andere.csv").exists());
    assert_eq!(names(place).iter().filter(|name| name.starts_with("uit/")).count(), 2, "{:?}", names(place));
}

#[test]
fn what_a_pass_left_behind_that_died_is_made_again() {
    let place = folder(0);
    let place = place.path();
    fs::create_dir_all(place.join("uit/.onderweg")).expect("a folder");
    fs::write(place.join("uit/.onderweg/half.pdf"), "half").expect("written");
    put(place, "dagboek_2026-11-22.csv", &format!("{HEAD}{LINE}"));
    assert_eq!(desk(place).status, 0);
    let pdf = "uit/financieel-overzicht-be_I355_2026-11-22.pdf";
    assert_eq!(names(place), ["in/verwerkt/2026-11-23/dagboek_2026-11-22.csv", pdf]);
    assert!(!place.join("uit/.onderweg").exists());
}

#[test]
fn an_export_that_tells_of_no_day_is_named_with_what_it_lacks() {
    let place = folder(0);
    let place = place.path();
    put(place, "leeg.csv", HEAD);
    put(place, "open.csv", &format!("{HEAD}5;30-10-2026;;;I355;3550;2110;4,00;\n"));
    put(place, "ander.csv", &format!("{HEAD}6;30-10-2026;30-10-2026;K001;I212;2120;2110;4,00;\n"));
    let done = desk(place);
    assert_eq!(done.status, 1);
    for name in ["leeg.csv", "open.csv", "ander.csv"] {
        assert!(done.stderr.contains(&format!("--> in/{name}\n")), "{name}: {}", done.stderr);
        let page = fs::read_to_string(place.join(format!("in/LEES-MIJ {name}.html"))).expect("a page");
        assert!(page.contains("er staat niets in waarvan een verslag gemaakt kan worden"), "{page}");
    }
    let page = |name: &str| fs::read_to_string(place.join(format!("in/LEES-MIJ {name}.html"))).expect("a page");
    for (name, counts, what) in [
        ("leeg.csv", "0 records zijn in orde", "de export heeft geen lijnen"),
        ("open.csv", "1 record is in orde", "alle lijnen van de export staan nog open"),
        ("ander.csv", "1 record is in orde", "geen enkele lijn van de export is van I355"),
    ] {
        assert!(page(name).contains(counts) && page(name).contains(what), "{}", page(name));
    }
    assert!(page("open.csv").contains("of noem de dagen in de bestandsnaam"), "{}", page("open.csv"));
}

#[test]
fn what_lies_in_a_folder_within_is_told_once_and_in_dutch() {
    let place = folder(0);
    let place = place.path();
    for within in ["november", "verwerkt", "leeg", ".snapshot", "jaren/2026"] {
        fs::create_dir_all(place.join("in").join(within)).expect("a folder");
    }
    for name in ["november/<b>.csv", "verwerkt/oud.csv", ".snapshot/x.csv", "jaren/2026/a.csv", "jaren/2026/b.csv"] {
        put(place, name, &format!("{HEAD}{LINE}"));
    }
    put(place, "dagboek_2026-11-22.csv", &format!("{HEAD}{LINE}"));
    let done = desk(place);
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(
        done.stderr.contains("--> in/november: 1 file\n") && done.stderr.contains("--> in/jaren: 2 files\n"),
        "{}",
        done.stderr
    );
    let read = |name: &str| fs::read_to_string(place.join(format!("in/LEES-MIJ {name}.html"))).expect("a page");
    let (november, years) = (read("november"), read("jaren"));
    assert!(november.contains("staat 1 bestand") && november.contains("&lt;b&gt;.csv"), "{november}");
    assert!(years.contains("staan 2 bestanden") && years.contains("2026") && years.contains("a.csv"), "{years}");
    assert!(years.contains("ict@zonnedorp.be"), "{years}");
    let pages = || names(place).into_iter().filter(|name| name.contains("LEES-MIJ")).collect::<Vec<_>>();
    assert_eq!(pages(), ["in/LEES-MIJ jaren.html", "in/LEES-MIJ november.html"]);
    // The page that comes into the folder starts nothing anew; one more file is told.
    let again = desk(place);
    assert_eq!((again.status, again.stdout.as_str(), again.stderr.as_str()), (0, "", ""));
    put(place, "november/nog.csv", HEAD);
    assert!(desk(place).stdout.contains("LEES-MIJ november.html"));
    // What is gone, or put where it belongs, is told no more; what others called so stays.
    fs::remove_file(place.join("in/november/<b>.csv")).expect("removed");
    fs::remove_file(place.join("in/november/nog.csv")).expect("removed");
    fs::remove_dir_all(place.join("in/jaren")).expect("removed");
    fs::write(place.join("in/LEES-MIJ vakantie.html"), "van ons").expect("written");
    desk(place);
    assert!(!pages().iter().any(|name| name.contains("november") || name.contains("jaren")), "{:?}", pages());
    assert!(place.join("in/LEES-MIJ vakantie.html").exists());
}
