//! Heads of chains that were kept elsewhere show what an archive alone can't: that its end was cut off, or that it began
//! anew. And each PDF bears the record before it.

use std::fs;
use std::path::{Path, PathBuf};

use lopdf::Document;

use crate::pdf_edit::attached;
use crate::program::{Run, args, run};

const CONFIGURATION: &str = "[run]\nout = \"reports\"\nexports = \"exports/{institution}*.csv\"\nperiods = [\"day\"]\n\
    formats = [\"pdf\", \"csv\"]\nreports = [\"financieel-overzicht-be\"]\n\
    [[library]]\ninstitution = \"I355\"\n[[library]]\ninstitution = \"I212\"\n";
const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";

/// An archive of two libraries, three days old.
struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(world.path("exports")).unwrap();
        fs::write(world.path("kasverslag.toml"), CONFIGURATION).unwrap();
        for day in 1..=3 {
            world.export(day, "1,00");
        }
        world.night();
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn export(&self, day: u32, amount: &str) {
        for library in ["I355", "I212"] {
            let name = format!("exports/{library}_2026-09-0{day}_2026-09-0{day}.csv");
            let line = format!("{day};0{day}-09-2026;0{day}-09-2026;K001;{library};3550;2110;{amount}\n");
            fs::write(self.path(&name), format!("{HEADER}{line}")).unwrap();
        }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(self.folder.path(), &args(arguments), &[])
    }

    fn night(&self) {
        let night =
            ["run", "--config", "kasverslag.toml", "--date", "2026-09-03", "--now", "2026-09-04T03:00:00+02:00"];
        let done = self.run(&night);
        assert_eq!(done.status, 0, "{}", done.stderr);
    }

    fn verify(&self, more: &[&str]) -> Run {
        self.run(&[&["verify", "reports"][..], more].concat())
    }

    /// The records of a library's chain.
    fn chain(&self, library: &str) -> Vec<String> {
        let text = fs::read_to_string(self.path(&format!("reports/{library}/keten.csv"))).unwrap();
        text.lines().skip(1).map(|line| line.rsplit(';').next().unwrap().to_owned()).collect()
    }

    fn heads(&self, text: &str) -> Run {
        fs::write(self.path("heads.txt"), text).unwrap();
        self.verify(&["--heads", "heads.txt"])
    }

    /// Takes the last report of a library away with all that tells of it in the archive and beside it.
    fn cut_off(&self, library: &str) {
        let register = rusqlite::Connection::open(self.path(&format!("reports/archive/{library}/register.sqlite")));
        let register = register.unwrap();
        register
            .execute_batch("DELETE FROM report WHERE sequence = 3; DELETE FROM checked WHERE period = '2026-09-03'")
            .unwrap();
        let year = self.path(&format!("reports/{library}/2026"));
        for entry in fs::read_dir(&year).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.display().to_string().contains("-00003_") {
                fs::remove_dir_all(entry).unwrap();
            }
        }
        let neighbour = if library == "I355" { "archive/I212/neighbour.json" } else { "archive/I355/neighbour.json" };
        for file in ["run.json", "archive/nights.jsonl", neighbour] {
            fs::remove_file(self.path(&format!("reports/{file}"))).unwrap();
        }
        for file in ["keten.csv", "register.jsonl.gz"] {
            fs::remove_file(self.path(&format!("reports/{library}/{file}"))).unwrap();
        }
        fs::remove_file(year.join("SHA256SUMS")).unwrap();
        fs::remove_dir_all(self.path(&format!("reports/{library}/actueel"))).unwrap();
        let done = self.run(&["pages", "--config", "kasverslag.toml"]);
        assert_eq!(done.status, 0, "{}", done.stderr);
    }
}

#[test]
fn heads_that_were_kept_are_in_a_sound_chain() {
    let world = World::new();
    let (here, there) = (world.chain("I355"), world.chain("I212"));
    assert_eq!((here.len(), there.len()), (3, 3));
    let sound = |done: Run| assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    sound(world.verify(&["--head", &here[2]]));
    sound(world.verify(&["--head", &here[0].to_uppercase(), "--head", &there[1]]));
    let lines = format!(
        "# by mail\n2026-09-04 I355 {}\n\n2026-09-05\tI212 {}\n2026-09-04 I355 {}\n",
        here[1], there[2], here[2]
    );
    sound(world.heads(&lines));
    // As a spreadsheet saves it; broken over two lines; the chain itself, whole or its last row.
    sound(world.heads(&format!("\u{feff}Datum;Instantie;Kop\r\n04/09/2026;\"I355\";{}\r\n;;\r\n", here[2])));
    let (front, back) = here[2].split_at(32);
    sound(world.heads(&format!("2026-09-04 I355 {front} {back}\n")));
    sound(world.verify(&["--head", &format!("{front}\n{back}")]));
    let chain = fs::read_to_string(world.path("reports/I355/keten.csv")).unwrap();
    sound(world.heads(&chain));
    sound(world.heads(chain.lines().last().unwrap()));
    // It is not only read: a chain that goes on otherwise is told.
    let other = chain.replace(&here[2], &there[2]);
    assert_eq!(world.heads(&other).status, 1);
}

#[test]
fn a_chain_that_was_cut_off_or_began_anew_lacks_them() {
    let world = World::new();
    let (here, there) = (world.chain("I355"), world.chain("I212"));
    let lines = format!("2026-09-04 I355 {}\n2026-09-04 I212 {}\n", here[2], there[2]);
    world.cut_off("I355");
    assert_eq!(world.verify(&[]).status, 0, "nothing in the archive tells of it: {}", world.verify(&[]).stderr);
    let told = world.heads(&lines);
    assert_eq!(told.status, 1);
    assert!(told.stderr.contains(&here[2]) && !told.stderr.contains(&there[2]), "{}", told.stderr);
    assert!(told.stderr.contains("heads.txt, line 1") && told.stderr.contains("cut off"), "{}", told.stderr);
    assert_eq!(world.verify(&["--head", &here[1]]).status, 0);
    let told = world.verify(&["--head", &here[2]]);
    assert!(told.status == 1 && told.stderr.contains("no chain has the record"), "{}", told.stderr);

    fs::remove_dir_all(world.path("reports")).unwrap();
    world.export(2, "2,00");
    world.night();
    assert_eq!(world.verify(&[]).status, 0);
    let told = world.heads(&lines);
    assert!(told.status == 1 && told.stderr.contains(&here[2]) && told.stderr.contains(&there[2]), "{}", told.stderr);
}

#[test]
fn heads_out_of_order_or_of_nobody_are_told() {
    let world = World::new();
    let here = world.chain("I355");
    let late = format!("2026-09-03 I355 {}\n", here[0]);
    for (lines, says) in [
        (late.as_str(), "was issued later"),
        (&format!("2026-09-04 I355 {}\n2026-09-05 I355 {}\n", here[2], here[1]), "stands before that of 2026-09-04"),
        (&format!("2026-09-04 I999 {}\n", here[2]), "there is no chain of I999"),
        (&format!("2026-09-04 I212 {}\n", here[2]), "is not in the chain"),
    ] {
        let done = world.heads(lines);
        assert!(done.status == 1 && done.stderr.contains(says), "{says}: {}", done.stderr);
    }
    for (lines, says) in [
        ("", "there is no head in it"),
        ("2026-09-04 I355 4f2c\n", "heads.txt, line 1"),
        ("2026-09-04;I355;4f2c\n", "`4f2c` is no SHA-256"),
        ("2026-09-04\n", "1 words instead of three"),
    ] {
        let done = world.heads(lines);
        assert!(done.status == 2 && done.stderr.contains(says), "{says}: {}", done.stderr);
    }
    assert_eq!(world.verify(&["--head", "4f2c"]).status, 2);
    assert_eq!(world.verify(&["--heads", "nothing.txt"]).status, 3);
}

#[test]
fn each_pdf_bears_the_record_before_it() {
    let world = World::new();
    let chain = world.chain("I355");
    let mut read = Vec::new();
    for day in 1..=3 {
        let pdf = world.path(&format!("reports/I355/actueel/financieel-overzicht-be/2026-09-0{day}.pdf"));
        let manifest = attached(&Document::load(&pdf).expect("a report"), "manifest.json");
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        read.push(manifest["previous"].as_str().map(str::to_owned));
        assert_eq!(run(Path::new("/"), &args(&["verify", pdf.to_str().unwrap()]), &[]).status, 0);
        let done = world.run(&["verify", pdf.to_str().unwrap(), "--head", &chain[0]]);
        assert!(done.status == 2 && done.stderr.contains("a PDF holds no chain"), "{}", done.stderr);
    }
    assert_eq!(read, [None, Some(chain[0].clone()), Some(chain[1].clone())]);
}
