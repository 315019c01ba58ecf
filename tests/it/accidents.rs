//! What may happen to an archive of two libraries: files lost, emptied, cut, older, another library's or no files at all;
//! registers edited consistently; folders renamed, exchanged, copied, closed; worlds that came apart.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::oracle::Generator;

/// What must come of an accident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Worth {
    /// It may be silent, as nothing that counts is gone.
    Harmless,
    /// It is named.
    Foreign,
    /// `verify` ends with another status than 0.
    Damage,
    /// The same, for somebody who may not read it.
    Unreadable,
}

/// The folder of a world, and what chance gives.
pub(crate) struct Scene<'a> {
    pub place: &'a Path,
    pub generator: &'a mut Generator,
}

/// Does it; false when there is nothing left that it could be done to.
type Act = Box<dyn Fn(&mut Scene<'_>) -> bool>;

/// An accident or a tampering.
pub(crate) struct Accident {
    pub name: String,
    pub worth: Worth,
    /// Whether the other library has it too.
    pub is_of_both: bool,
    pub act: Act,
}

impl Scene<'_> {
    fn path(&self, name: &str) -> PathBuf {
        self.place.join(name)
    }

    /// One of the files in a folder and those below it whose name ends so.
    fn one_of(&mut self, folder: &str, end: &str) -> Option<String> {
        let mut found: Vec<String> = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(inner) = folders.pop() {
            for entry in fs::read_dir(self.path(&inner)).into_iter().flatten().flatten() {
                let name = format!("{inner}/{}", entry.file_name().to_string_lossy());
                match entry.file_type().unwrap() {
                    kind if kind.is_dir() && entry.file_name() != ".replaced" => folders.push(name),
                    kind if kind.is_file() && name.ends_with(end) => found.push(name),
                    _ => {}
                }
            }
        }
        found.sort();
        (!found.is_empty()).then(|| self.generator.pick(&found))
    }

    fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.path(name);
        path.is_file().then(|| fs::read(path).unwrap())
    }

    /// Writes a file that is there anew; false when it is the same.
    fn write(&self, name: &str, bytes: &[u8]) -> bool {
        let is_other = self.bytes(name).is_some_and(|was| was != bytes);
        if is_other {
            fs::write(self.path(name), bytes).unwrap();
        }
        is_other
    }

    fn remove(&self, name: &str) -> bool {
        let path = self.path(name);
        if path.is_dir() && !path.is_symlink() {
            fs::remove_dir_all(path).is_ok()
        } else {
            fs::remove_file(path).is_ok()
        }
    }

    fn rename(&self, from: &str, to: &str) -> bool {
        self.path(from).exists() && !self.path(to).exists() && fs::rename(self.path(from), self.path(to)).is_ok()
    }

    /// Puts a copy in the place of what is there.
    fn copy(&self, from: &str, to: &str) -> bool {
        if !self.path(from).exists() {
            return false;
        }
        self.remove(to);
        fs::create_dir_all(self.path(to).parent().unwrap()).unwrap();
        Command::new("cp").arg("-a").arg("-T").args([self.path(from), self.path(to)]).status().unwrap().success()
    }

    fn exchange(&self, one: &str, other: &str) -> bool {
        self.rename(one, "passing") && self.rename(other, one) && self.rename("passing", other)
    }

    /// Changes the register; false when it can't be opened or nothing changes.
    fn sql(&self, statements: &str) -> bool {
        let path = self.path(REGISTER);
        let Some(before) = self.bytes(REGISTER) else { return false };
        let Ok(connection) = rusqlite::Connection::open(&path) else { return false };
        let is_done = connection.execute_batch(statements).is_ok();
        drop(connection);
        is_done && self.bytes(REGISTER).is_some_and(|after| after != before)
    }
}

const REGISTER: &str = "reports/archive/I355/register.sqlite";

type Target = (&'static str, fn(&mut Scene<'_>) -> Option<String>);
type Harm = (&'static str, fn(&mut Scene<'_>, &str) -> bool);

/// Files, each of which may suffer each harm.
const TARGETS: [Target; 15] = [
    ("the register", |_| Some(REGISTER.to_owned())),
    ("a file of lines", |scene| scene.one_of("reports/archive/I355/lines", ".parquet")),
    ("a PDF", |scene| scene.one_of("reports/I355/2026", ".pdf")),
    ("a CSV", |scene| scene.one_of("reports/I355/2026", ".csv")),
    ("the chain", |_| Some("reports/I355/keten.csv".to_owned())),
    ("the transcript", |_| Some("reports/I355/register.jsonl.gz".to_owned())),
    ("the checksums", |_| Some("reports/I355/2026/SHA256SUMS".to_owned())),
    ("the package", |_| Some("reports/I355/2026/datapackage.json".to_owned())),
    ("the page of the library", |_| Some("reports/I355/index.html".to_owned())),
    ("the page of the year", |_| Some("reports/I355/2026/index.html".to_owned())),
    ("the page of all", |_| Some("reports/index.html".to_owned())),
    ("a version that holds", |scene| scene.one_of("reports/I355/actueel", "")),
    ("run.json", |_| Some("reports/run.json".to_owned())),
    ("the record of nights", |_| Some("reports/archive/nights.jsonl".to_owned())),
    ("the key", |_| Some("reports-keys/I355.key".to_owned())),
];

const HARMS: [Harm; 12] = [
    ("is lost", |scene, name| scene.remove(name)),
    ("is empty", |scene, name| scene.write(name, b"")),
    ("is cut off", |scene, name| {
        let bytes = scene.bytes(name).unwrap_or_default();
        let end = scene.generator.below(bytes.len().max(1));
        scene.write(name, &bytes[..end])
    }),
    ("has a bit turned", |scene, name| {
        let Some(mut bytes) = scene.bytes(name).filter(|bytes| !bytes.is_empty()) else { return false };
        let at = scene.generator.below(bytes.len());
        bytes[at] ^= 1 << scene.generator.below(8);
        scene.write(name, &bytes)
    }),
    ("is something else", |scene, name| scene.write(name, b"this is nothing of the kind\n")),
    ("has more at its end", |scene, name| {
        let bytes = scene.bytes(name).unwrap_or_default();
        scene.write(name, &[&bytes[..], b"\nmore\n"].concat())
    }),
    ("is a folder", |scene, name| scene.remove(name) && fs::create_dir(scene.path(name)).is_ok()),
    ("is a pipe", |scene, name| {
        scene.remove(name) && Command::new("mkfifo").arg(scene.path(name)).status().unwrap().success()
    }),
    ("never ends", |scene, name| scene.remove(name) && symlink("/dev/zero", scene.path(name)).is_ok()),
    ("has another name", |scene, name| scene.rename(name, &format!("{name}.bak"))),
    ("is an older one", |scene, name| {
        let older = scene.bytes(&name.replacen("reports", "old", 1));
        older.is_some_and(|older| scene.write(name, &older))
    }),
    ("is the other library's", |scene, name| {
        let other = scene.bytes(&name.replace("I355", "I212"));
        name.contains("I355") && other.is_some_and(|other| scene.write(name, &other))
    }),
];

/// What a harm to a target is worth.
fn worth(target: &str, harm: &str) -> Worth {
    match (target, harm) {
        // SQLite does not use every byte, and says nothing of those behind its pages.
        ("the register", "has a bit turned" | "has more at its end") => Worth::Harmless,
        // Nobody needs it who has the rest, and an earlier one may tell of the same chain.
        ("run.json", "is lost" | "has a bit turned" | "is cut off" | "has another name" | "is an older one") => {
            Worth::Harmless
        }
        ("run.json", _) => Worth::Foreign,
        // `run.json` tells on what it told.
        ("the record of nights", _) => Worth::Harmless,
        ("the page of all", "is lost" | "has another name") => Worth::Foreign,
        // What an archive of an earlier kasverslag lacks, and what only says when it was packed.
        ("the transcript", "is lost" | "has another name") => Worth::Foreign,
        ("the transcript", "has a bit turned") => Worth::Harmless,
        // `verify` has no key, nor needs one; a night does.
        ("the key", _) => Worth::Harmless,
        _ => Worth::Damage,
    }
}

/// Statements that change a register as only somebody can who knows it.
const STATEMENTS: [(&str, Worth); 64] = [
    ("DELETE FROM report", Worth::Damage),
    ("DELETE FROM report WHERE sequence = (SELECT max(sequence) FROM report)", Worth::Damage),
    ("DELETE FROM report WHERE sequence = 2", Worth::Damage),
    ("UPDATE report SET number = 'I355-2026-00099' WHERE sequence = 3", Worth::Damage),
    ("UPDATE report SET received = '999.99' WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET rows = rows + 1 WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET period = '2026-09-09' WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET period = 'never' WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET version = 7 WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET issued = '2020-01-01T03:00:00+02:00' WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET issued = 'soon' WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET intake = 1", Worth::Damage),
    ("UPDATE report SET exports = ''", Worth::Damage),
    ("UPDATE report SET parameters = '{}' WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET folder = '../../I212/2026/x' WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET folder = '/tmp/elsewhere' WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET files = '[]' WHERE sequence = 1", Worth::Damage),
    ("UPDATE report SET files = replace(files, 'csv', '../x')", Worth::Damage),
    ("UPDATE report SET template = ''", Worth::Damage),
    ("UPDATE report SET tables = ''", Worth::Damage),
    ("UPDATE report SET previous = record WHERE sequence = 2", Worth::Damage),
    ("UPDATE report SET record = 'x' WHERE sequence = (SELECT max(sequence) FROM report)", Worth::Damage),
    ("UPDATE report SET published = 0", Worth::Damage),
    ("UPDATE report SET published = 0 WHERE sequence = (SELECT max(sequence) FROM report)", Worth::Damage),
    ("UPDATE report SET sequence = sequence + 1000", Worth::Damage),
    ("DELETE FROM export", Worth::Damage),
    ("DELETE FROM export WHERE intake = (SELECT max(intake) FROM export)", Worth::Damage),
    ("UPDATE export SET sha256 = 'x' WHERE intake = 2", Worth::Damage),
    ("UPDATE export SET name = 'I355_x.csv' WHERE intake = 2", Worth::Damage),
    ("UPDATE export SET feed = 'other'", Worth::Damage),
    ("UPDATE export SET cents = cents + 1 WHERE intake = 2", Worth::Damage),
    ("UPDATE export SET kept_cents = NULL WHERE intake = 2", Worth::Damage),
    ("UPDATE export SET accepted = accepted + 1 WHERE intake = 2", Worth::Damage),
    ("UPDATE export SET mode = 'snapshot'", Worth::Damage),
    ("UPDATE export SET mode = 'x'", Worth::Damage),
    ("UPDATE export SET last_day = '2026-09-30' WHERE intake = 2", Worth::Damage),
    ("UPDATE export SET first_day = NULL, last_day = NULL", Worth::Damage),
    ("UPDATE export SET complete_to = '2026-09-30' WHERE intake = (SELECT max(intake) FROM export)", Worth::Damage),
    ("UPDATE export SET taken_in = '2036-01-01T00:00:00+01:00' WHERE intake = 2", Worth::Damage),
    ("UPDATE export SET files = NULL", Worth::Damage),
    (
        "INSERT INTO export SELECT 99, feed, profile, 'I355_2026-09-06_2026-09-06.csv', 'x', 1, taken_in, mode, NULL, NULL, '2026-09-06', '2026-09-06', '2026-09-06', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL FROM export WHERE intake = 1",
        Worth::Damage,
    ),
    ("DELETE FROM month", Worth::Damage),
    ("DELETE FROM month WHERE month = '2026-08'", Worth::Damage),
    ("UPDATE month SET sha256 = 'x'", Worth::Damage),
    ("UPDATE month SET lines = 0", Worth::Damage),
    ("UPDATE month SET file = '../../I212/lines/' || file", Worth::Damage),
    ("DELETE FROM line", Worth::Damage),
    ("UPDATE line SET holds = 0 WHERE id = '1'", Worth::Damage),
    ("UPDATE line SET month = '2026-08'", Worth::Damage),
    ("UPDATE line SET newest = newest + 1", Worth::Damage),
    ("UPDATE line SET holds = 2 WHERE id = '1'", Worth::Damage),
    ("INSERT INTO line SELECT feed, '6', month, intake, newest, holds FROM line WHERE id = '1'", Worth::Damage),
    ("DELETE FROM change", Worth::Damage),
    ("DELETE FROM touched", Worth::Damage),
    ("INSERT OR REPLACE INTO checked SELECT report, period, 999 FROM report", Worth::Damage),
    ("DELETE FROM checked", Worth::Harmless),
    ("DELETE FROM text", Worth::Damage),
    ("UPDATE text SET text = ''", Worth::Damage),
    ("UPDATE note SET value = 'I212' WHERE name = 'institution'", Worth::Damage),
    ("UPDATE note SET value = '../../I212' WHERE name = 'output'", Worth::Damage),
    ("INSERT OR REPLACE INTO note VALUES ('clock', '99999 99999')", Worth::Harmless),
    ("DELETE FROM note", Worth::Damage),
    ("CREATE TRIGGER mine AFTER INSERT ON report BEGIN DELETE FROM report; END", Worth::Damage),
    ("PRAGMA journal_mode = wal", Worth::Damage),
];

type Own = (&'static str, Worth, bool, fn(&mut Scene<'_>) -> bool);

fn chmod(scene: &Scene<'_>, name: &str) -> bool {
    let path = scene.path(name);
    path.exists() && fs::set_permissions(path, fs::Permissions::from_mode(0o000)).is_ok()
}

/// Accidents that are of their own kind. That all is an older one is not among them: only heads of chains that were kept
/// elsewhere tell that (`kept_heads`). Whether both libraries have them, and what happens.
#[rustfmt::skip]
const OWN: [Own; 47] = [
    ("the archive of a library is lost", Worth::Damage, false, |scene| scene.remove("reports/archive/I355")),
    ("the archive of a library is an older one", Worth::Damage, false, |scene| scene.copy("old/archive/I355", "reports/archive/I355")),
    ("the archive of a library is of another world", Worth::Damage, false, |scene| scene.copy("fork/archive/I355", "reports/archive/I355")),
    ("the archive of a library is the other's", Worth::Damage, false, |scene| scene.copy("reports/archive/I212", "reports/archive/I355")),
    ("the archives are exchanged", Worth::Damage, true, |scene| scene.exchange("reports/archive/I212", "reports/archive/I355")),
    ("the registers are exchanged", Worth::Damage, true, |scene| scene.exchange("reports/archive/I212/register.sqlite", REGISTER)),
    ("the lines are exchanged", Worth::Damage, true, |scene| scene.exchange("reports/archive/I212/lines", "reports/archive/I355/lines")),
    ("the reports are exchanged", Worth::Damage, true, |scene| scene.exchange("reports/I212", "reports/I355")),
    ("all archives are lost", Worth::Damage, true, |scene| scene.remove("reports/archive")),
    ("all archives are older ones", Worth::Damage, true, |scene| scene.copy("old/archive", "reports/archive")),
    ("all of a library is an older one", Worth::Damage, false, |scene| scene.copy("old/I355", "reports/I355") && scene.copy("old/archive/I355", "reports/archive/I355")),
    ("all of a library is of another world", Worth::Damage, false, |scene| scene.copy("fork/I355", "reports/I355") && scene.copy("fork/archive/I355", "reports/archive/I355")),
    ("all of a library is lost", Worth::Damage, false, |scene| scene.remove("reports/I355") && scene.remove("reports/archive/I355")),
    ("a library has a second archive", Worth::Damage, false, |scene| scene.copy("reports/archive/I355", "reports/archive/I999")),
    ("the archive of a library has another name", Worth::Damage, false, |scene| scene.rename("reports/archive/I355", "reports/archive/I355.bak")),
    ("the archive of a library is a file", Worth::Damage, false, |scene| scene.remove("reports/archive/I355") && fs::write(scene.path("reports/archive/I355"), "x").is_ok()),
    ("an older register stands beside newer lines", Worth::Damage, false, |scene| scene.copy("old/archive/I355/register.sqlite", REGISTER)),
    ("a register of another world stands beside these lines", Worth::Damage, false, |scene| scene.copy("fork/archive/I355/register.sqlite", REGISTER)),
    ("older lines stand beside a newer register", Worth::Damage, false, |scene| scene.copy("old/archive/I355/lines", "reports/archive/I355/lines")),
    ("lines of another world stand beside this register", Worth::Damage, false, |scene| scene.copy("fork/archive/I355/lines", "reports/archive/I355/lines")),
    ("lines have no register", Worth::Damage, false, |scene| scene.remove(REGISTER) && scene.remove("reports/I355") && scene.remove("reports/run.json")),
    ("reports have no register", Worth::Damage, false, |scene| scene.remove("reports/archive/I355") && scene.remove("reports/run.json")),
    ("a chain alone is left", Worth::Damage, false, |scene| scene.remove("reports/archive/I355") && scene.remove("reports/run.json") && scene.remove("reports/I355/2026") && scene.remove("reports/I355/actueel")),
    ("the lines are lost", Worth::Damage, false, |scene| scene.remove("reports/archive/I355/lines")),
    ("the lines are a file", Worth::Damage, false, |scene| scene.remove("reports/archive/I355/lines") && fs::write(scene.path("reports/archive/I355/lines"), "x").is_ok()),
    ("lines lie among the replaced", Worth::Harmless, false, |scene| {
        let Some(name) = scene.one_of("reports/archive/I355/lines", ".parquet") else { return false };
        let to = name.replace("/lines/", "/lines/.replaced/");
        let _ = fs::create_dir(scene.path("reports/archive/I355/lines/.replaced"));
        scene.rename(&name, &to)
    }),
    ("lines are there a second time", Worth::Damage, false, |scene| {
        let name = scene.one_of("reports/archive/I355/lines", ".parquet");
        name.is_some_and(|name| scene.copy(&name, "reports/archive/I355/lines/2027-01.000001.parquet"))
    }),
    ("lines are there under a passing name", Worth::Damage, false, |scene| {
        let name = scene.one_of("reports/archive/I355/lines", ".parquet");
        name.is_some_and(|name| scene.copy(&name, "reports/archive/I355/lines/.2026-07.000003.parquet.part"))
    }),
    ("something lies among the lines", Worth::Foreign, false, |scene| fs::write(scene.path("reports/archive/I355/lines/NOTES.txt"), "mine").is_ok()),
    ("a folder lies among the lines", Worth::Foreign, false, |scene| fs::create_dir(scene.path("reports/archive/I355/lines/lost+found")).is_ok()),
    ("the reports of a library are lost", Worth::Damage, false, |scene| scene.remove("reports/I355")),
    ("the reports of a library are older ones", Worth::Damage, false, |scene| scene.copy("old/I355", "reports/I355")),
    ("the reports of a library are of another world", Worth::Damage, false, |scene| scene.copy("fork/I355", "reports/I355")),
    ("reports of two worlds lie together", Worth::Damage, false, |scene| Command::new("cp").arg("-an").args([scene.path("fork/I355/."), scene.path("reports/I355")]).status().unwrap().success()),
    ("the year is lost", Worth::Damage, false, |scene| scene.remove("reports/I355/2026")),
    ("a report is lost", Worth::Damage, false, |scene| {
        let name = scene.one_of("reports/I355/2026", ".csv").and_then(|name| name.rsplit_once('/').map(|(folder, _)| folder.to_owned()));
        name.is_some_and(|name| scene.remove(&name))
    }),
    ("a report has another number", Worth::Damage, false, |scene| {
        let name = scene.one_of("reports/I355/2026", ".csv").and_then(|name| name.rsplit_once('/').map(|(folder, _)| folder.to_owned()));
        name.is_some_and(|name| scene.rename(&name, &name.replace("I355-2026-0", "I355-2026-7")))
    }),
    ("a report is there a second time", Worth::Damage, false, |scene| {
        let name = scene.one_of("reports/I355/2026", ".csv").and_then(|name| name.rsplit_once('/').map(|(folder, _)| folder.to_owned()));
        name.is_some_and(|name| scene.copy(&name, &name.replace("_2026-09", "_2026-10")))
    }),
    ("two reports are exchanged", Worth::Damage, false, |scene| {
        let (Some(one), Some(other)) = (scene.one_of("reports/I355/2026", ".pdf"), scene.one_of("reports/I355/2026", ".pdf")) else { return false };
        one != other && scene.exchange(&one, &other)
    }),
    ("the next number's place is taken", Worth::Damage, false, |scene| fs::create_dir_all(scene.path("reports/I355/2026/I355-2026-00013_financieel-overzicht-be_2026-09-06")).is_ok()),
    ("a staged report of nobody lies there", Worth::Harmless, false, |scene| fs::create_dir_all(scene.path("reports/I355/2026/.staged-I355-2026-00013_financieel-overzicht-be_2026-09-06")).is_ok()),
    ("the exports are gone, and so is the register", Worth::Damage, true, |scene| scene.remove("exports") && fs::create_dir(scene.path("exports")).is_ok() && scene.remove(REGISTER)),
    ("the folder of a library can't be read", Worth::Unreadable, false, |scene| chmod(scene, "reports/archive/I355")),
    ("the lines can't be read", Worth::Unreadable, false, |scene| chmod(scene, "reports/archive/I355/lines")),
    ("the register can't be read", Worth::Unreadable, false, |scene| chmod(scene, REGISTER)),
    ("the year can't be read", Worth::Unreadable, false, |scene| chmod(scene, "reports/I355/2026")),
    ("the reports can't be read", Worth::Unreadable, false, |scene| chmod(scene, "reports/I355")),
];

/// All of them.
pub(crate) fn accidents() -> Vec<Accident> {
    let mut all = Vec::new();
    for (target, find) in TARGETS {
        for (harm, harms) in HARMS {
            // Every library has a part in it, and one page or summary is as good as another's.
            let is_of_both = ["the page of all", "run.json", "the record of nights"].contains(&target);
            all.push(Accident {
                name: format!("{target} {harm}"),
                worth: worth(target, harm),
                is_of_both,
                act: Box::new(move |scene| find(scene).is_some_and(|name| harms(scene, &name))),
            });
        }
    }
    for (statement, worth) in STATEMENTS {
        let act: Act = Box::new(move |scene| scene.sql(statement));
        all.push(Accident { name: statement.to_owned(), worth, is_of_both: false, act });
    }
    for (name, worth, is_of_both, act) in OWN {
        all.push(Accident { name: name.to_owned(), worth, is_of_both, act: Box::new(act) });
    }
    all
}

#[test]
fn the_page_of_promises_tells_how_many_accidents_there_are() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/promises.md")).expect("the page");
    let told = format!("one of {} accidents", accidents().len());
    assert!(page.contains(&told), "docs/promises.md should tell of {told}");
}
