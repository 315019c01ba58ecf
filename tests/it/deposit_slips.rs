//! Deposit slips from outside: what stands on them, and what is wrong with those that are read back.

use std::fs;
use std::path::Path;

use crate::archival::{broken_rules, verapdf};
use crate::count_forms::{Written, fill_in, forms};
use crate::pages_as_text::pages_as_text;
use crate::program::{Run, args, run_as_typed};

const COUNTS: &str = "Dagboek;Datum;Uur;Coupure;Aantal;Bedrag;Aantal afdracht;Geteld door\r\n\
    K001;05/10/2026;18:05;50,00;3;150,00;2;controleur\r\n\
    K001;05/10/2026;18:05;0,50;4;2,00;;\r\n\
    K002;05/10/2026;18:10;20,00;2;40,00;;kassaverantwoordelijke\r\n\
    K002;05/10/2026;18:10;afdracht;;20,00;;\r\n";

fn slip(place: &Path, more: &[&str]) -> Run {
    let fixed = ["stortingsborderel", "--config", "kasverslag.toml", "--now", "2026-10-05T19:00:00+02:00"];
    run_as_typed(place, &args(&[&fixed[..], more].concat()), &[])
}

fn check(place: &Path, path: &str) -> Run {
    run_as_typed(place, &args(&["check", "--no-config", path]), &[])
}

fn world() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(forms(folder.path(), &["--format", "xlsx"]).status, 0);
    fs::write(folder.path().join("tellingen.csv"), COUNTS).expect("counts");
    folder
}

#[test]
fn a_slip_tells_hand_overs_coupures_and_communication() {
    let folder = world();
    let place = folder.path();
    let more = ["--input", "tellingen.csv", "--period", "2026-10-05", "--till", "K001", "--bag", "Z42"];
    let done = slip(place, &[&more[..], &["--account", "BE68 5390 0754 7034", "--format", "pdf,csv,json"]].concat());
    assert_eq!((done.status, &*done.stderr), (0, ""));
    let stem = "stortingsborderel_I355_2026-10-05_K001_27801";
    assert_eq!(done.stdout, format!("{stem}.pdf\n{stem}.csv\n{stem}.json\n").replace(stem, &format!("./{stem}")));
    let text = pages_as_text(&place.join(format!("{stem}.pdf")));
    for word in ["+++355/2627/80185+++", "BE68 5390 0754 7034", "Z42", "K001", "05/10/2026", "100,00", "Afgegeven door"]
    {
        assert!(text.contains(word), "{word} is not on the slip:\n{text}");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(place.join(format!("{stem}.json"))).expect("a slip")).expect("JSON");
    assert_eq!((&json["totaal"], &json["mededeling"]), (&"100.00".into(), &"+++355/2627/80185+++".into()));
    assert_eq!(json["coupures"], serde_json::json!([{"coupure": "50.00", "aantal": 2, "bedrag": "100.00"}]));
    let done = check(place, &format!("{stem}.csv"));
    assert_eq!((done.status, &*done.stderr), (0, ""));
    let Some(verapdf) = verapdf() else { return };
    assert_eq!(broken_rules(&verapdf, &["3a", "ua1"], &[&place.join(format!("{stem}.pdf"))]), []);
}

#[test]
fn coupures_that_nobody_told_are_left_to_be_written() {
    let folder = world();
    let place = folder.path();
    let done =
        slip(place, &["--input", "tellingen.csv", "--period", "2026-10-05", "--number", "7", "--format", "pdf,json"]);
    assert_eq!((done.status, &*done.stderr), (0, ""));
    let stem = "stortingsborderel_I355_2026-10-05_00007";
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(place.join(format!("{stem}.json"))).expect("a slip")).expect("JSON");
    assert_eq!((&json["totaal"], &json["coupures"]), (&"120.00".into(), &serde_json::Value::Null));
    let text = pages_as_text(&place.join(format!("{stem}.pdf")));
    assert!(text.contains("schrijf de aantallen op") && text.contains("120,00"), "{text}");
}

#[test]
fn a_slip_is_made_of_a_form_that_was_filled_in() {
    let folder = world();
    let place = folder.path();
    let cells = [
        ("B5", Written::Text("05/10/2026")),
        ("B6", Written::Text("18:05")),
        ("B12", Written::Number("3")),
        ("D12", Written::Number("2")),
        ("B29", Written::Text("controleur")),
    ];
    fill_in(&place.join("telblad_I355_K002.xlsx"), &place.join("geteld.xlsx"), &cells);
    let done = slip(place, &["--input", "geteld.xlsx", "--period", "2026-10-05", "--format", "csv"]);
    assert_eq!((done.status, &*done.stderr), (0, ""));
    let text = fs::read_to_string(place.join(done.stdout.trim())).expect("a slip");
    let wanted = "27801;***355/2627/80185***;;;K002;2026-10-05;18:05;50,00;2;100,00";
    assert_eq!(text.lines().nth(2), Some(wanted), "{text}");
}

#[test]
fn where_nothing_is_carried_away_there_is_no_slip() {
    let folder = world();
    let place = folder.path();
    let done = slip(place, &["--input", "tellingen.csv", "--period", "2026-10-06"]);
    assert_eq!(done.status, 1);
    assert!(
        done.stderr.contains("there is no count of these days and drawers: 2026-10-06; K001 2026-10-05 18:05 (152.00)"),
        "{}",
        done.stderr
    );
    let done = slip(place, &["--period", "2026-10-05"]);
    assert_eq!(done.status, 2);
    assert!(done.stderr.contains("there are no counts to make a slip of"), "{}", done.stderr);
}

#[test]
fn what_is_wrong_with_a_slip_is_told() {
    let folder = world();
    let place = folder.path();
    let done =
        slip(place, &["--input", "tellingen.csv", "--period", "2026-10-05", "--till", "K001", "--format", "csv"]);
    let sound = fs::read_to_string(place.join(done.stdout.trim())).expect("a slip");
    for (old, new, what) in [
        ("80185", "80186", "its last two digits don't check the others"),
        ("K001", "B001", "the daybook of a drawer is expected here"),
        ("50,00;2;100,00", "50,00;1;50,00", "the notes and coins of a hand-over don't make its amount"),
        ("50,00;2;100,00", "50,00;3;100,00", "the pieces and their value don't make the amount"),
        ("50,00;2;100,00", "30,00;2;60,00", "there is no note or coin of that value"),
        ("50,00;2;100,00", "kasafdracht;;100,00", "it stands there twice on one slip"),
    ] {
        fs::write(place.join("fout.csv"), sound.replace(old, new)).expect("a slip");
        let done = check(place, "fout.csv");
        assert_eq!(done.status, 1, "{what}");
        assert!(done.stderr.contains(what), "{what}:\n{}", done.stderr);
    }
}

/// The communication of a slip in a CSV file.
fn communication(place: &Path, file: &str) -> String {
    let text = fs::read_to_string(place.join(file)).expect("a slip");
    text.lines().nth(1).and_then(|row| row.split(';').nth(1)).expect("a communication").to_owned()
}

#[test]
fn no_slip_takes_the_place_of_another() {
    let folder = world();
    let place = folder.path();
    let of = |till: &str, more: &[&str]| {
        let fixed = ["--input", "tellingen.csv", "--period", "2026-10-05", "--till", till];
        slip(place, &[&fixed[..], more].concat())
    };
    let made = |done: Run| {
        assert_eq!((done.status, &*done.stderr), (0, ""));
        done.stdout.lines().last().expect("a file").to_owned()
    };
    // One day, two drawers: nobody knows of the other slip, then both lie in one folder.
    let apart = [of("K001", &["--out", "a"]), of("K002", &["--out", "b"])].map(made);
    let beside = [of("K001", &["--out", "c"]), of("K002", &["--out", "c"])].map(made);
    let [first, second] = [&beside[0], &beside[1]].map(|file| communication(place, file));
    assert_ne!(first, second);
    assert_eq!(apart.map(|file| communication(place, &file)), [&*first, &*second]);
    assert_eq!((check(place, "c").status, fs::read_dir(place.join("c")).expect("a folder").count()), (0, 4));
    // Made again it is the same slip; with both drawers, another bag or number it is refused, and nothing changes.
    assert_eq!(made(of("K002", &["--out", "c"])), beside[1]);
    for (till, more, what) in [
        ("K001,K002", &[][..], "a slip that was made before carries a hand-over of this one"),
        ("K001", &["--bag", "Z9"], "a slip was made of these hand-overs before, with another number, bag or account"),
        ("K001", &["--number", "9"], "a slip was made of these hand-overs before, with another number, bag or account"),
    ] {
        let done = of(till, &[&["--out", "c"], more].concat());
        assert!(done.status == 1 && done.stderr.contains(what), "{what}:\n{}", done.stderr);
        assert_eq!(communication(place, &beside[0]), first);
    }
    fs::remove_file(place.join(&beside[1])).expect("a slip");
    // A number that is asked for and taken.
    let done = of("K002", &["--out", "c", "--number", "27801"]);
    assert!(done.status == 1 && done.stderr.contains("another slip bears that number: 27801"), "{}", done.stderr);
    // A page that may be of another slip stays.
    let page = place.join("d/stortingsborderel_I355_2026-10-05_K001_27801.pdf");
    fs::create_dir(place.join("d")).expect("a folder");
    fs::write(&page, "what was printed").expect("a page");
    let done = of("K001", &["--out", "d"]);
    assert!(done.status == 1 && done.stderr.contains("a file that may be another slip"), "{}", done.stderr);
    assert_eq!(fs::read(&page).expect("a page"), b"what was printed");
}

#[test]
fn slips_that_the_configuration_names_are_known() {
    let folder = world();
    let place = folder.path();
    let config = fs::read_to_string(place.join("kasverslag.toml")).expect("a configuration");
    let witness = "\n[[library.witness]]\nname = \"borderellen\"\nkind = \"borderel\"\nfiles = \"borderellen/*.csv\"\n";
    fs::write(place.join("kasverslag.toml"), config + witness).expect("a configuration");
    let of = |till: &str, input: &str, out: &str| {
        let fixed = ["--format", "csv", "--period", "2026-10-05", "--input", input, "--till", till, "--out", out];
        slip(place, &fixed)
    };
    // Each drawer's count is a file of its own: each slip sees one.
    let [head, k001, other, k002, carried] = COUNTS.split_inclusive("\r\n").collect::<Vec<_>>()[..] else {
        panic!("five rows")
    };
    fs::write(place.join("k001.csv"), [head, k001, other].concat()).expect("counts");
    fs::write(place.join("k002.csv"), [head, k002, carried].concat()).expect("counts");
    assert_eq!(of("K001", "k001.csv", "borderellen").status, 0);
    let done = of("K002", "k002.csv", "elders");
    assert_eq!((done.status, &*done.stderr), (0, ""));
    assert_eq!(done.stdout, "elders/stortingsborderel_I355_2026-10-05_K002_27802.csv\n");
    let done = of("K001,K002", "tellingen.csv", "elders");
    assert!(done.status == 1 && done.stderr.contains("K001 2026-10-05 18:05: 27801"), "{}", done.stderr);
}

#[test]
fn files_that_say_different_things_of_one_communication_or_count_are_told() {
    let folder = world();
    let place = folder.path();
    let made = |till: &str, out: &str| {
        let number = ["--number", "7", "--format", "csv", "--out", out];
        let done = slip(
            place,
            &[&["--input", "tellingen.csv", "--period", "2026-10-05", "--till", till], &number[..]].concat(),
        );
        assert_eq!((done.status, &*done.stderr), (0, ""));
        place.join(done.stdout.trim())
    };
    let both = place.join("both");
    fs::create_dir(&both).expect("a folder");
    for (till, out) in [("K001", "a"), ("K002", "b")] {
        fs::copy(made(till, out), both.join(format!("{out}.csv"))).expect("a slip");
    }
    let done = check(place, "both");
    assert_eq!(done.status, 1);
    assert!(
        done.stderr.contains("two slips bear one structured communication and say different things"),
        "{}",
        done.stderr
    );
    fs::remove_dir_all(&both).expect("a folder");
    fs::create_dir(&both).expect("a folder");
    fs::write(both.join("a.csv"), COUNTS).expect("counts");
    fs::write(both.join("b.csv"), COUNTS.replace("20,00;2;40,00", "20,00;3;60,00")).expect("counts");
    let done = check(place, "both");
    assert!(done.status == 1 && done.stderr.contains("one count is told in two ways"), "{}", done.stderr);
}
