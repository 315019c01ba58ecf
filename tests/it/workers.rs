//! A night's work is done in a process of its own: what ends that ends no more than the night of the library at fault.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::effort;
use crate::world::World;

/// How long anything of these tests may take.
const PATIENCE: Duration = Duration::from_secs(40);

fn until<T>(what: &str, found: impl Fn() -> Option<T>) -> T {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(found) = found() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what}");
}

/// A world with news of a sixth day.
fn world() -> World {
    let world = World::of_five_days();
    for library in ["I355", "I212"] {
        world.export(library, "2026-09-06", &[(6, "2026-09-06", "6,00")]);
    }
    world
}

/// A run that will wait for registers which somebody else is at.
struct Waiting {
    run: Child,
    held: Vec<rusqlite::Connection>,
}

impl Waiting {
    fn begin(world: &World, held: &[&str], more: &[&str]) -> Self {
        let locked = |library: &&str| {
            let register = world.path("reports/archive").join(library).join("register.sqlite");
            let connection = rusqlite::Connection::open(register).unwrap();
            connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
            connection
        };
        let held = held.iter().map(locked).collect();
        let run = Command::new(env!("CARGO_BIN_EXE_kasverslag"))
            .args(["run", "--config", "kasverslag.toml", "--date", "2026-09-06", "--now", "2026-09-07T03:00:00+02:00"])
            .args(more)
            .current_dir(world.place())
            .env("KASVERSLAG_LOG", "off")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self { run, held }
    }

    /// The process that does the work, once it waits for as many registers.
    fn worker(&self) -> PathBuf {
        let children = format!("/proc/{0}/task/{0}/children", self.run.id());
        until("no worker waits", || {
            let worker: u32 = fs::read_to_string(&children).ok()?.trim().parse().ok()?;
            let worker = PathBuf::from(format!("/proc/{worker}"));
            let opened = fs::read_dir(worker.join("fd")).ok()?.flatten().filter_map(|fd| fs::read_link(fd.path()).ok());
            let registers = opened.filter(|path| path.ends_with("register.sqlite")).count();
            // One that is opened is waited for a moment later.
            (registers == self.held.len()).then(|| {
                std::thread::sleep(Duration::from_millis(200));
                worker
            })
        })
    }

    /// How it ends once nobody holds a register any more, and what it tells.
    fn end(mut self) -> (Option<i32>, String, String) {
        self.held.clear();
        let output = self.run.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}

fn end(process: &Path, signal: &str) {
    let id = process.file_name().unwrap();
    assert!(Command::new("kill").arg(signal).arg(id).status().unwrap().success());
}

/// Whether a report of I355 is in its place, while others may still be on their way.
fn has_issued(world: &World, number: &str) -> bool {
    let mut year = fs::read_dir(world.path("reports/I355/2026")).into_iter().flatten().flatten();
    year.any(|entry| entry.file_name().to_string_lossy().starts_with(number))
}

/// What `run.json` tells of libraries: status, and how many exports and reports.
fn told(world: &World) -> Vec<(String, u64, usize, usize)> {
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(world.path("reports/run.json")).unwrap()).unwrap();
    let count = |library: &serde_json::Value, what: &str| library[what].as_array().unwrap().len();
    let of = |library: &serde_json::Value| {
        let (name, status) = (library["library"].as_str().unwrap().to_owned(), library["status"].as_u64().unwrap());
        (name, status, count(library, "exports"), count(library, "issued"))
    };
    summary["libraries"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn a_worker_that_is_ended_takes_one_library_with_it() {
    for (signal, status) in [("-KILL", 3), ("-ABRT", 3), ("-ILL", 70)] {
        let world = world();
        fs::remove_file(world.path("reports/run.json")).unwrap();
        let waiting = Waiting::begin(&world, &["I212"], &[]);
        end(&waiting.worker(), signal);
        // The other library goes on meanwhile.
        until("the other library waits", || has_issued(&world, "I355-2026-00006").then_some(()));
        let (ended, stdout, stderr) = waiting.end();
        assert_eq!(ended, Some(status), "{signal}: {stderr}");
        assert!(stderr.contains("I212: the process that worked on it was ended by signal"), "{signal}: {stderr}");
        assert!(stdout.contains("I355-2026-00006") && !stdout.contains("I212"), "{signal}: {stdout}");
        let libraries = [("I212", u64::from(status.unsigned_abs()), 0, 0), ("I355", 0, 1, 1)];
        assert_eq!(
            told(&world),
            libraries.map(|(name, status, exports, issued)| (name.to_owned(), status, exports, issued))
        );
        let next = world.night("2026-09-06");
        assert_eq!(next.status, 0, "{signal}: {}", next.stderr);
        assert_eq!(world.csvs("I212").len(), 6);
        assert_eq!((world.verify().status, world.verify().stderr.as_str()), (0, ""), "{signal}");
    }
}

/// Of libraries that were worked on side by side only those fail that end their worker by themselves too.
#[test]
fn libraries_side_by_side_are_tried_once_more_each() {
    let world = world();
    let waiting = Waiting::begin(&world, &["I355", "I212"], &["--jobs", "2"]);
    end(&waiting.worker(), "-KILL");
    let (ended, stdout, stderr) = waiting.end();
    assert_eq!(ended, Some(0), "{stderr}");
    assert_eq!(stderr.matches("it was worked on once more, by itself").count(), 2, "{stderr}");
    assert!(stdout.contains("I355-2026-00006") && stdout.contains("I212-2026-00006"), "{stdout}");
    assert_eq!(told(&world), ["I212", "I355"].map(|name| (name.to_owned(), 0, 1, 1)));
    assert_eq!((world.verify().status, world.verify().stderr.as_str()), (0, ""));
}

/// However the run itself ends, nobody works on.
#[test]
fn no_worker_outlives_its_run() {
    for signal in ["-KILL", "-TERM", "-INT"] {
        let world = world();
        let mut waiting = Waiting::begin(&world, &["I355"], &[]);
        let worker = waiting.worker();
        end(Path::new(&format!("/proc/{}", waiting.run.id())), signal);
        assert!(!waiting.run.wait().unwrap().success());
        until("the worker goes on", || (!worker.exists()).then_some(()));
        drop(waiting);
        let next = world.night("2026-09-06");
        assert_eq!(next.status, 0, "{signal}: {}", next.stderr);
        assert_eq!((world.verify().status, world.verify().stderr.as_str()), (0, ""), "{signal}");
    }
}

/// A library whose exports need more memory than there is. In the long tier, as it takes half a minute.
#[test]
fn a_library_that_runs_out_of_memory_leaves_the_others() {
    if effort::times().is_none() {
        return;
    }
    let world = world();
    let lines = 300_000;
    let text: String =
        (0..lines).map(|id| format!("{id};2026-09-06;2026-09-06;K001;I212;3550;2110;1,00;{}\n", id % 5000)).collect();
    let header = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant\n";
    fs::write(world.path("exports/I212_2026-09-06_2026-09-06.csv"), header.to_owned() + &text).unwrap();
    let config = fs::read_to_string(world.path("kasverslag.toml")).unwrap();
    let config = config.replacen("[run]\n", "[run]\nreports = [\"financiele-details\"]\n", 1);
    fs::write(world.path("kasverslag.toml"), config).unwrap();
    let run =
        "ulimit -v 450000; exec \"$0\" run --config kasverslag.toml --date 2026-09-06 --now 2026-09-07T03:00:00+02:00";
    let done = Command::new("bash")
        .args(["-c", run, env!("CARGO_BIN_EXE_kasverslag")])
        .current_dir(world.place())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("I212: the process that worked on it was ended by signal 6"), "{stderr}");
    assert_eq!(told(&world)[1].1, 0, "{stderr}");
}
