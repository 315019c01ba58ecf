//! A randomized breaker: a sound archive of two libraries suffers an accident or a tampering (`accidents`), then comes
//! `verify`, then a night, and another; where the library stopped, a restore and one more. Nothing is lost, no number is
//! given twice, what happened is named, and the other library goes on.
//!
//! Every run tries the same rounds, `FUZZ=N` N times as many, with other seeds each time, which are told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::accidents::{Accident, Scene, Worth, accidents};
use crate::effort;
use crate::oracle::Generator;
use crate::program::{Run, args};
use crate::world::{Line, World};

/// How many rounds the quick tier tries.
const ROUNDS: u64 = 40;
/// How many lines of what the program said are told of a round that failed.
const TOLD: usize = 12;
const HURT: &str = "I355";
const SOUND: &str = "I212";
const NOBODY: u32 = 65534;
const NIGHT: [&str; 7] =
    ["run", "--config", "kasverslag.toml", "--date", "2026-09-06", "--now", "2026-09-07T03:00:00+02:00"];

/// What lies at a path: the bytes of a file, or what else it is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    File(Vec<u8>),
    Link(PathBuf),
    Folder,
    Other,
}

/// All below a folder, by its path from there.
fn tree(folder: &Path) -> BTreeMap<String, Entry> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for path in fs::read_dir(&inner).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            let entry = if kind.is_dir() {
                folders.push(path.clone());
                Entry::Folder
            } else if kind.is_symlink() {
                Entry::Link(fs::read_link(&path).unwrap())
            } else if kind.is_fifo() {
                Entry::Other
            } else {
                Entry::File(fs::read(&path).unwrap())
            };
            found.insert(path.strip_prefix(folder).unwrap().to_string_lossy().into_owned(), entry);
        }
    }
    found
}

/// The libraries as they were before the accident, and what a night without one leaves.
struct Base {
    folder: tempfile::TempDir,
    /// The numbers that were given before the accident, and the folders of those reports.
    issued: BTreeMap<String, String>,
    /// All after the night.
    after: BTreeMap<String, Entry>,
    /// The month out of the archive, after the night.
    month: String,
}

impl Base {
    fn new() -> Self {
        let world = World::empty("reports = [\"financieel-overzicht-be\", \"financiele-details\"]");
        let day = |library: &str, day: u32, lines: &[Line<'_>]| {
            let date = format!("2026-09-{day:02}");
            let amount = format!("{day},00");
            world.export(library, &date, &[&[(day, &*date, &*amount)], lines].concat());
        };
        let night = |date: &str| assert_eq!(world.night(date).status, 0, "{date}");
        for library in [HURT, SOUND] {
            (1..=2).for_each(|date| day(library, date, &[]));
            day(library, 3, &[(30, "2026-08-31", "30,00")]);
        }
        night("2026-09-03");
        world.copy_all("reports", "old");
        // Another world goes on from there.
        for library in [HURT, SOUND] {
            day(library, 4, &[(44, "2026-09-04", "0,44")]);
            day(library, 5, &[]);
        }
        night("2026-09-05");
        world.copy_all("reports", "fork");
        world.copy_all("old", "reports");
        for library in [HURT, SOUND] {
            day(library, 4, &[]);
            // A line of the second is another now.
            day(library, 5, &[(2, "2026-09-02", "2,50")]);
        }
        night("2026-09-04");
        night("2026-09-05");
        let sound = world.verify();
        assert_eq!((sound.status, sound.stderr.as_str()), (0, ""));
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        copy_all(world.place(), &folder.path().join("world"));
        let issued = numbers(&tree(&world.path("reports")), HURT);
        let issued =
            issued.into_iter().map(|(number, folders)| (number, folders.into_iter().next().unwrap())).collect();
        let place = Place::new(folder.path(), false);
        assert_eq!(place.night().status, 0, "a night without an accident");
        let (after, month) = (tree(&place.path("reports")), place.month());
        Self { folder, issued, after, month }
    }
}

fn copy_all(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").arg("-T").args([from, to]).status().unwrap();
    assert!(status.success(), "{}", from.display());
}

/// The world of a round.
struct Place {
    folder: tempfile::TempDir,
    /// A program that somebody may run who may not read everything.
    program: Option<PathBuf>,
}

impl Place {
    fn new(base: &Path, is_nobodys: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy_all(&base.join("world"), folder.path());
        let program = is_nobodys.then(|| base.join("program"));
        if let Some(program) = program.as_ref().filter(|program| !program.exists()) {
            fs::copy(env!("CARGO_BIN_EXE_kasverslag"), program).unwrap();
            fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let place = Self { folder, program };
        for library in [HURT, SOUND] {
            let text = format!("6;2026-09-06;2026-09-06;K001;{library};3550;2110;6,00;7015227\n");
            let header =
                "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant\n";
            fs::write(place.path(&format!("exports/{library}_2026-09-06_2026-09-06.csv")), header.to_owned() + &text)
                .unwrap();
        }
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Gives everything to nobody, but what nobody may read.
    fn hand_over(&self) {
        let mut paths = vec![self.folder.path().to_owned()];
        while let Some(path) = paths.pop() {
            std::os::unix::fs::lchown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
            if fs::symlink_metadata(&path).unwrap().is_dir() {
                paths.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            }
        }
        chown(self.folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new("timeout");
        command.arg("60");
        match &self.program {
            Some(program) => command.args(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program),
            None => command.arg(env!("CARGO_BIN_EXE_kasverslag")),
        };
        let output = command
            .args(args(arguments))
            .current_dir(self.folder.path())
            .env("KASVERSLAG_LOG", "off")
            .output()
            .expect("timeout runs");
        Run {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn verify(&self) -> Run {
        self.run(&["verify", "reports", "--no-config"])
    }

    fn night(&self) -> Run {
        self.run(&NIGHT)
    }

    /// Brings back what can be brought back.
    fn restore(&self) -> Run {
        self.run(&["archive", "restore", "--config", "kasverslag.toml"])
    }

    /// The month of the library that was hurt, out of the archive, or why there is none.
    fn month(&self) -> String {
        let out = self.path("out");
        let to = out.display().to_string();
        let asked = ["report", "financieel-overzicht-be", "--no-config", "--archive", "reports", "--institution", HURT];
        let told = self.run(&[&asked[..], &["--period", "2026-09", "--format", "csv", "--out", &to]].concat());
        let path = out.join(format!("financieel-overzicht-be_{HURT}_2026-09.csv"));
        fs::read_to_string(path).unwrap_or(told.stderr)
    }
}

/// The numbers of a library's reports, each with the folders that bear it.
fn numbers(tree: &BTreeMap<String, Entry>, library: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in tree.keys() {
        let parts: Vec<&str> = path.split('/').collect();
        let [of, _, folder] = parts[..] else { continue };
        if let Some((number, _)) = folder.split_once('_').filter(|(number, _)| number.starts_with(library))
            && of == library
        {
            found.entry(number.to_owned()).or_default().insert(path.clone());
        }
    }
    found
}

/// The lines of a Parquet file of the archive: what tells one from others, and its amount.
fn lines(bytes: &[u8]) -> Option<BTreeSet<String>> {
    use polars::prelude::{ParquetReader, SerReader};
    let frame = ParquetReader::new(std::io::Cursor::new(bytes)).finish().ok()?;
    let columns = ["id", "brought_by", "cents"].map(|name| frame.column(name).ok());
    let [Some(ids), Some(by), Some(cents)] = columns else { return None };
    let row = |row| Some(format!("{:?} {:?} {:?}", ids.get(row).ok()?, by.get(row).ok()?, cents.get(row).ok()?));
    (0..frame.height()).map(row).collect()
}

/// What the program may write anew: it follows from the register, or is the register, or lines in other files.
fn is_made_anew(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    [
        "run.json",
        "index.html",
        "keten.csv",
        "register.jsonl.gz",
        "SHA256SUMS",
        "datapackage.json",
        "register.sqlite",
        "nights.jsonl",
        "neighbour.json",
        "lock",
    ]
    .contains(&name)
        || path.contains("/actueel/")
        || path.contains("/lines/")
        || (name.starts_with('.') && name.ends_with(".part"))
}

/// What is gone, or was overwritten, though nothing of it may be.
fn lost(before: &BTreeMap<String, Entry>, after: &BTreeMap<String, Entry>) -> Vec<String> {
    let mut lost = Vec::new();
    let of_lines = |tree: &BTreeMap<String, Entry>| -> BTreeSet<String> {
        let all = tree.iter().filter(|(path, _)| path.contains("/lines/")).filter_map(|(path, entry)| match entry {
            Entry::File(bytes) => Some((path.split("/lines/").next()?.to_owned(), lines(bytes)?)),
            _ => None,
        });
        all.flat_map(|(library, lines)| lines.into_iter().map(move |line| format!("{library} {line}"))).collect()
    };
    let kept = of_lines(after);
    lost.extend(of_lines(before).difference(&kept).map(|line| format!("the line {line}")));
    for (path, entry) in before {
        let now = after.get(path);
        if now == Some(entry) || (is_made_anew(path) && !path.contains("/lines/") && now.is_some()) {
            continue;
        }
        let is_elsewhere = || after.iter().any(|(other, now)| other.contains("/lines/") && now == entry);
        match entry {
            // What a run that died before it entered a report leaves, in the place of one that is entered now.
            _ if path.contains("/.staged-") => {}
            Entry::File(bytes) if path.contains("/lines/") && lines(bytes).is_none() && is_elsewhere() => {}
            Entry::File(bytes) if path.contains("/lines/") && lines(bytes).is_some() => {}
            Entry::Folder if path.ends_with("/lines/.replaced") => {}
            // What no report is called any more; what is there is a copy.
            _ if path.contains("/actueel/") => {}
            _ => lost.push(format!("{path}: {}", if now.is_some() { "overwritten" } else { "gone" })),
        }
    }
    for (path, entry) in before.iter().filter(|(path, _)| path.ends_with("keten.csv")) {
        let (Entry::File(was), Some(Entry::File(is))) = (entry, after.get(path)) else { continue };
        // What a restore put aside is kept.
        let beside = after.iter().filter(|(other, _)| other.contains("/.before-restore/keten.csv"));
        let beside = beside.filter_map(|(_, entry)| if let Entry::File(bytes) = entry { Some(bytes) } else { None });
        let is: BTreeSet<&[u8]> =
            [is].into_iter().chain(beside).flat_map(|is| is.split(|byte| *byte == b'\n')).collect();
        if let Some(row) = was.split(|byte| *byte == b'\n').find(|row| !is.contains(row)) {
            lost.push(format!("{path}: its row `{}`", String::from_utf8_lossy(row)));
        }
    }
    lost
}

/// Whether something is said of the sound library alone: a message, with the places below it.
fn accuses(told: &str) -> bool {
    let mut messages: Vec<String> = Vec::new();
    for line in told.lines() {
        match messages.last_mut() {
            Some(message) if line.starts_with(' ') => *message += line,
            _ => messages.push(line.to_owned()),
        }
    }
    let is_told = |message: &&String| message.starts_with("error") || message.starts_with("warning");
    messages.iter().filter(is_told).any(|message| message.contains(SOUND) && !message.contains(HURT))
}

/// Whether a library has its report of the day of the night.
fn has_csv(tree: &BTreeMap<String, Entry>, library: &str) -> bool {
    let is_csv = |path: &str| path.starts_with(library) && path.ends_with(".csv") && path.contains("be_2026-09-06/");
    tree.iter().any(|(path, entry)| {
        is_csv(path) && matches!(entry, Entry::File(bytes) if String::from_utf8_lossy(bytes).contains(";6,00;"))
    })
}

/// What is wrong with a round.
#[expect(clippy::too_many_lines, reason = "one step after the other")]
fn round(base: &Base, accidents: &[&Accident], generator: &mut Generator) -> Result<&'static str, String> {
    let is_nobodys = accidents.iter().any(|accident| accident.worth == Worth::Unreadable);
    let place = Place::new(base.folder.path(), is_nobodys);
    if is_nobodys {
        place.hand_over();
    }
    let mut happened = Vec::new();
    for accident in accidents {
        if (accident.act)(&mut Scene { place: place.folder.path(), generator }) {
            happened.push(accident);
        }
    }
    let Some(worth) = happened.iter().map(|accident| accident.worth).max() else { return Ok("not possible") };
    // The second may have undone the first.
    let is_one = happened.len() == 1;
    let is_both = accidents.iter().any(|accident| accident.is_of_both);
    let reports = place.path("reports");
    let before = tree(&reports);

    let first = place.verify();
    let told = |what: &str, run: &Run| {
        let lines: Vec<&str> = run.stdout.lines().chain(run.stderr.lines()).take(TOLD).collect();
        format!("{what}: status {}\n{}", run.status, lines.join("\n"))
    };
    let demand = |is_so: bool, what: &str, run: &Run| {
        let is_known = !run.stderr.contains("kasverslag-dry-run");
        if is_so && is_known { Ok(()) } else { Err(told(what, run)) }
    };
    demand((0..=3).contains(&first.status), "verify", &first)?;
    demand(tree(&reports) == before, "verify wrote", &first)?;
    demand(!is_one || worth < Worth::Damage || first.status != 0, "verify is silent", &first)?;
    demand(!is_one || worth != Worth::Foreign || !first.stderr.is_empty(), "verify names nothing", &first)?;
    let accuses = |run: &Run| !is_both && accuses(&run.stderr);
    demand(!accuses(&first), "verify accuses the sound one", &first)?;

    if generator.one_in(4) {
        let dry = place.run(&[&NIGHT[..], &["--dry-run"]].concat());
        demand((0..=3).contains(&dry.status) && tree(&reports) == before, "the dry run", &dry)?;
    }
    let mut state = before.clone();
    let (mut now, mut night, mut was_stopped) = (state.clone(), None, false);
    for which in ["the night", "the night after", "the restore", "the night after the restore"] {
        // Whoever went on has nothing to restore.
        if which == "the restore" && has_csv(&now, HURT) {
            break;
        }
        was_stopped |= which == "the restore";
        let run = if which == "the restore" { place.restore() } else { place.night() };
        demand((0..=3).contains(&run.status), which, &run)?;
        now = tree(&reports);
        let gone = lost(&state, &now);
        demand(gone.is_empty(), &format!("{which} lost {gone:?}"), &run)?;
        let new =
            numbers(&now, HURT).into_iter().filter(|(_, folders)| folders.iter().any(|it| !state.contains_key(it)));
        for (number, folders) in new {
            let is_known = base.issued.contains_key(&number) || numbers(&state, HURT).contains_key(&number);
            let is_back = folders.len() == 1 && folders.first() == base.issued.get(&number);
            let same = folders.iter().all(|folder| {
                now.range(folder.clone()..)
                    .take_while(|(path, _)| path.starts_with(folder.as_str()))
                    .all(|(path, entry)| base.after.get(path) == Some(entry))
            });
            demand(!is_known || (is_back && same), &format!("{which} gave {number} again: {folders:?}"), &run)?;
        }
        state.clone_from(&now);
        night.get_or_insert(run);
    }
    let night = night.expect("a night");
    demand(is_both || !accuses(&night), "the night accuses the sound one", &night)?;
    demand(is_both || has_csv(&now, SOUND), "the sound one does not go on", &night)?;
    let is_stopped = !has_csv(&now, HURT);
    let is_key = happened.iter().any(|accident| accident.name.starts_with("the key"));
    demand(!is_key || !night.stderr.is_empty(), "the night says nothing of the key", &night)?;
    demand(!is_stopped || (night.status != 0 && night.stderr.contains("error[")), "the night is silent", &night)?;

    let last = place.verify();
    // What follows from the register comes back by itself, unless something of another name or kind is in its place.
    let is_made_again = |name: &str| {
        ["the checksums ", "the package ", "a version that holds "].iter().any(|target| name.starts_with(target))
            && !["is a folder", "has another name"].iter().any(|harm| name.ends_with(harm))
    };
    let is_beside_alone = is_one && happened.iter().all(|accident| is_made_again(&accident.name));
    demand(!is_beside_alone || (night.status == 0 && last.status == 0), "it did not come back", &last)?;
    demand((0..=3).contains(&last.status), "verify at the end", &last)?;
    demand(!accuses(&last), "verify accuses the sound one at the end", &last)?;
    if last.status == 0 {
        // What is told to be sound is.
        let is_report = |path: &str| numbers(&BTreeMap::from([(path.to_owned(), Entry::Folder)]), HURT).len() == 1;
        let of_report = |path: &str| path.match_indices('/').nth(2).is_some_and(|(end, _)| is_report(&path[..end]));
        for (path, entry) in base.after.iter().filter(|(path, _)| of_report(path)) {
            // With another key customers have other pseudonyms.
            if is_key && path.contains("_financiele-details_2026-09-06/") {
                continue;
            }
            // What a library that is stopped has not issued yet it may still lack.
            let is_to_come = is_stopped && !now.contains_key(path);
            demand(
                is_to_come || now.get(path) == Some(entry),
                &format!("{path} is another, and verify is silent"),
                &last,
            )?;
        }
        let month = place.month();
        demand(
            is_stopped || month == base.month,
            &format!("the month is another, and verify is silent: {month}"),
            &last,
        )?;
        return Ok(if was_stopped { "restored" } else { "healed" });
    }
    Ok(if is_stopped { "stopped" } else { "went on" })
}

#[test]
fn no_accident_loses_or_forges_anything_in_silence() {
    let base = Base::new();
    let (rounds, first) = match effort::times() {
        Some(times) => (ROUNDS * times, std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() << 20),
        None => (ROUNDS, 0),
    };
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "true"];
    let can_be_nobody = Command::new("setpriv").args(nobody).status().is_ok_and(|status| status.success());
    if !can_be_nobody {
        eprintln!("NOTICE: nobody else can be here: what can't be read is NOT tried");
    }
    let all = accidents();
    let possible: Vec<&Accident> =
        all.iter().filter(|accident| can_be_nobody || accident.worth != Worth::Unreadable).collect();
    println!("{rounds} rounds of {} accidents, from seed {first} on", possible.len());
    let (mut ends, mut failures) = (BTreeMap::new(), Vec::new());
    for seed in first..first + rounds {
        let generator = &mut Generator::new(seed);
        let count = if generator.one_in(4) { 2 } else { 1 };
        // One after the other, so that each has its turn; whoever has two gets the second by chance.
        let mut accidents = vec![possible[(seed as usize).wrapping_mul(37) % possible.len()]];
        accidents.extend((1..count).map(|_| possible[generator.below(possible.len())]));
        let names: Vec<&str> = accidents.iter().map(|accident| accident.name.as_str()).collect();
        match round(&base, &accidents, generator) {
            Ok(end) => *ends.entry(end).or_insert(0) += 1,
            Err(what) => failures.push(format!("seed {seed}, {}: {what}", names.join(" and "))),
        }
    }
    println!("{ends:?}");
    assert!(failures.is_empty(), "{} of {rounds}:\n{}", failures.len(), failures.join("\n\n"));
}
