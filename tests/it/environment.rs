//! What the machine may do to a `report` and a `run`: places that can't be written, limits on files and memory, input
//! that is no file or changes while it is read, clocks far off, signals. Always an exit status that tells, never half a
//! file, and a plain run behind it heals. Locks and faults at single system calls stand in `faults`.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::program::{args, files, run};

const CONFIG: &str = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\"]\n\
                      reports = [\"financieel-overzicht-be\", \"financiele-details\"]\n[[library]]\ninstitution = \"I355\"\n\
                      pseudonym_key = \"a key that is the same in every place\"\n";
const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";
const REPORT: [&str; 10] = [
    "report",
    "financiele-details",
    "--input",
    "exports",
    "--period",
    "2026-11",
    "--now",
    "2026-12-01T08:00:00+01:00",
    "--out",
    "out",
];
const RUN: [&str; 7] =
    ["run", "--config", "kasverslag.toml", "--date", "2026-11-02", "--now", "2026-11-03T05:00:00+01:00"];

fn line(id: usize) -> String {
    format!("{id};01-11-2026;0{}-11-2026;K001;I355;3550;2110;1,00\n", 1 + id % 2)
}

/// A place with an export of that many lines, and a configuration.
fn place(lines: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("exports")).unwrap();
    let config = folder.path().join("kasverslag.toml");
    fs::write(&config, CONFIG).unwrap();
    // A configuration that a key stands in is nobody else's to read.
    fs::set_permissions(&config, fs::Permissions::from_mode(0o600)).unwrap();
    let text: String = (0..lines).map(line).collect();
    fs::write(folder.path().join("exports/a_2026-11-01_2026-11-02.csv"), HEADER.to_owned() + &text).unwrap();
    folder
}

/// Runs the program by a shell that does something first; its status, 128 and more when a signal ended it.
pub(crate) fn under(folder: &Path, first: &str, arguments: &[&str], behind: &str) -> (i32, String) {
    let program = env!("CARGO_BIN_EXE_kasverslag");
    let script = format!("{first}\n\"$@\" {behind}\nexit $?");
    let output = Command::new("bash")
        .args(["-c", &script, "bash", program])
        .args(arguments)
        .current_dir(folder)
        .env("KASVERSLAG_LOG", "off")
        .env("RUST_BACKTRACE", "0")
        .output()
        .expect("a shell");
    (output.status.code().unwrap_or(128), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Whether a report's file has a name under which readers look for it.
fn is_published(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    !name.starts_with('.') && (name.ends_with(".pdf") || name.ends_with(".csv"))
}

fn published(folder: &Path) -> Vec<(String, Vec<u8>)> {
    files(folder).into_iter().filter(|(name, _)| is_published(name) && !name.contains(".staged-")).collect()
}

/// A plain run after trouble gives what an undisturbed one gives, and `verify` is silent.
fn demand_healed(folder: &Path, what: &str) {
    let undisturbed = place(0);
    fs::remove_dir_all(undisturbed.path().join("exports")).unwrap();
    crate::program::copy(&folder.join("exports"), &undisturbed.path().join("exports"));
    for arguments in [&REPORT[..], &RUN[..]] {
        for place in [undisturbed.path(), folder] {
            let done = run(place, &args(arguments), &[]);
            assert_eq!(done.status, 0, "{what}: {}", done.stderr);
        }
    }
    for name in ["out", "reports"] {
        assert!(
            published(&folder.join(name)) == published(&undisturbed.path().join(name)),
            "{what}: {name} is another"
        );
    }
    let verified = run(folder, &args(&["verify", "reports"]), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "{what}");
}

#[test]
fn an_output_folder_that_cannot_be_written_is_told() {
    let folder = place(20);
    let place = folder.path();
    fs::write(place.join("a-file"), "mine").unwrap();
    symlink("loop-b", place.join("loop-a")).unwrap();
    symlink("loop-a", place.join("loop-b")).unwrap();
    symlink("nowhere", place.join("dangling")).unwrap();
    for out in
        ["a-file", "a-file/deeper", "loop-a", "/dev/full", "/dev/full/deeper", "/proc/kasverslag", "/sys/kasverslag"]
    {
        let mut arguments = args(&REPORT[..9]);
        arguments.push(out.to_owned());
        let done = run(place, &arguments, &[]);
        assert_eq!(done.status, 3, "report --out {out}: {}", done.stderr);
        assert!(done.stderr.contains("can't be written") && done.stderr.contains("hint: "), "{out}: {}", done.stderr);
        fs::write(place.join("kasverslag.toml"), CONFIG.replace("\"reports\"", &format!("\"{out}\""))).unwrap();
        let done = run(place, &args(&RUN), &[]);
        assert_eq!(done.status, 3, "run to {out}: {}", done.stderr);
        assert!(!done.stderr.contains("panicked"), "{}", done.stderr);
    }
    assert_eq!(fs::read(place.join("a-file")).unwrap(), b"mine");
    fs::write(place.join("kasverslag.toml"), CONFIG).unwrap();
    demand_healed(place, "no place to write");
}

#[test]
fn a_full_file_system_is_told() {
    let folder = place(400);
    let mount =
        "mkdir -p out reports && mount -t tmpfs -o size=64k none out && mount -t tmpfs -o size=64k none reports";
    let unshared = Command::new("unshare").args(["-rm", "bash", "-c", mount]).current_dir(folder.path()).output();
    if !unshared.is_ok_and(|output| output.status.success()) {
        eprintln!(
            "NOTICE: no file system can be mounted here: a full one is NOT tried (but by faults, which say ENOSPC)"
        );
        return;
    }
    let program = env!("CARGO_BIN_EXE_kasverslag");
    for arguments in [&REPORT[..], &RUN[..]] {
        let script =
            format!("{mount} && \"$@\"; status=$?; find out reports -name '*.pdf' -not -path '*/.*' >&2; exit $status");
        let output = Command::new("unshare")
            .args(["-rm", "bash", "-c", &script, "bash", program])
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {told}");
        assert!(!told.contains(".pdf\n"), "{arguments:?}: {told}");
    }
    demand_healed(folder.path(), "a full file system");
}

#[test]
fn limits_on_files_and_memory_leave_nothing_half_done() {
    let folder = place(800);
    let place = folder.path();
    let limits = [
        ("files", "ulimit -n 16", true),
        ("very few files", "ulimit -n 4", false),
        ("file size, told", "trap '' XFSZ; ulimit -f 8", false),
        ("file size, ended", "ulimit -f 8", false),
        ("memory", "ulimit -v 150000", true),
        ("little memory", "ulimit -v 40000", false),
        ("processes", "ulimit -u 1", true),
    ];
    for (what, limit, may_work) in limits {
        for arguments in [&REPORT[..], &RUN[..]] {
            let (status, told) = under(place, limit, arguments, "");
            assert!(may_work || status != 0, "{what}: {arguments:?} should fail");
            assert_ne!(status, 70, "{what}: {told}");
            if status != 0 {
                assert_eq!(published(&place.join("out")), [], "{what}: {told}");
            }
            if what == "file size, told" {
                assert_eq!(status, 3, "{what}: {arguments:?}: {told}");
            }
            let _ = fs::remove_dir_all(place.join("out"));
        }
        demand_healed(place, what);
        let _ = fs::remove_dir_all(place.join("out"));
        fs::remove_dir_all(place.join("reports")).unwrap();
    }
}

#[test]
fn input_that_is_no_file_is_told_and_never_waited_for() {
    let folder = place(1);
    let place = folder.path();
    fs::create_dir(place.join("folder.csv")).unwrap();
    symlink("/proc/self/mem", place.join("memory.csv")).unwrap();
    symlink("/dev/zero", place.join("device.csv")).unwrap();
    symlink("loop.csv", place.join("loop.csv")).unwrap();
    symlink("nowhere", place.join("dangling.csv")).unwrap();
    assert!(Command::new("mkfifo").arg(place.join("pipe.csv")).status().unwrap().success());
    for (name, status, words) in [
        ("missing.csv", 2, "there is no file or folder"),
        ("dangling.csv", 2, "there is no file or folder"),
        ("folder.csv", 2, "there is no export in the folder"),
        ("pipe.csv", 2, "is no regular file"),
        ("device.csv", 2, "is no regular file"),
        ("memory.csv", 3, "can't be read"),
        ("loop.csv", 3, "can't be read"),
    ] {
        let done = run(place, &args(&["check", name]), &[]);
        assert_eq!(done.status, status, "{name}: {}", done.stderr);
        assert!(done.stderr.contains(words), "{name}: {}", done.stderr);
    }
    assert!(Command::new("mkfifo").arg(place.join("exports/b.csv")).status().unwrap().success());
    for arguments in [&REPORT[..], &RUN[..]] {
        let done = run(place, &args(arguments), &[]);
        assert!(done.status == 2 && done.stderr.contains("is no regular file"), "{}", done.stderr);
    }
    fs::remove_file(place.join("exports/b.csv")).unwrap();
    demand_healed(place, "a pipe");
}

#[test]
fn input_that_grows_or_changes_while_it_is_read_is_no_fault_of_the_program() {
    let folder = place(1);
    let place = folder.path();
    let export = place.join("exports/b.csv");
    // An id that stands twice makes the file be read more than once.
    let text: String = (0..60_000).map(line).collect::<String>() + &line(7);
    let mut told = std::collections::BTreeMap::new();
    for round in 0..24u64 {
        fs::write(&export, HEADER.to_owned() + &text).unwrap();
        let check = spawn(place, &["check", "exports"]);
        thread::sleep(Duration::from_millis(2 + 4 * round));
        match round % 3 {
            0 => {
                use std::io::Write;
                let mut file = fs::OpenOptions::new().append(true).open(&export).unwrap();
                for id in 100_000..100_400 {
                    file.write_all(line(id).as_bytes()).unwrap();
                }
            }
            1 => fs::write(&export, HEADER.to_owned() + &line(1)).unwrap(),
            _ => {
                let other = place.join("other");
                fs::write(&other, HEADER.to_owned() + &text.replace("1,00", "2,00")).unwrap();
                fs::rename(other, &export).unwrap();
            }
        }
        let output = check.wait_with_output().unwrap();
        let status = output.status.code().unwrap_or(-1);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(status, 0 | 1 | 3), "round {round}: {status}: {}", &stderr[..stderr.len().min(2_000)]);
        *told.entry(status).or_insert(0) += 1;
    }
    println!("how often each status: {told:?}");
}

fn spawn(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_kasverslag"))
        .args(arguments)
        .current_dir(folder)
        .env("KASVERSLAG_LOG", "off")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn of_runs_that_are_started_together_one_publishes() {
    let mut refused = 0;
    for round in 0..10 {
        let folder = place(200);
        let runs = [spawn(folder.path(), &RUN), spawn(folder.path(), &RUN), spawn(folder.path(), &RUN)];
        let mut issued = 0;
        for run in runs {
            let output = run.wait_with_output().unwrap();
            let status = output.status.code();
            assert!(matches!(status, Some(0 | 3)), "round {round}: {}", String::from_utf8_lossy(&output.stderr));
            refused += usize::from(status == Some(3));
            issued += usize::from(!output.stdout.is_empty());
        }
        assert_eq!(issued, 1, "round {round}");
        demand_healed(folder.path(), "runs together");
    }
    println!("{refused} of 30 runs were refused, 10 published");
}

#[test]
fn closed_outputs_and_far_clocks_are_no_trouble() {
    let folder = place(50);
    let place = folder.path();
    for behind in [">&-", "2>&-", ">&- 2>&- <&-", "| true", ">/dev/full"] {
        for arguments in [&REPORT[..], &RUN[..]] {
            let (status, told) = under(place, "set -o pipefail", arguments, behind);
            // Where the reports were put is told on stdout; a night that went well tells nothing.
            let is_lost = behind == ">/dev/full" && arguments == REPORT;
            assert_eq!(status, if is_lost { 3 } else { 0 }, "{behind} {arguments:?}: {told}");
            assert_eq!(told.contains("]: the output can't be written: "), is_lost, "{behind}: {told}");
            assert!(!told.contains("panicked"), "{behind}: {told}");
        }
        demand_healed(place, behind);
    }
    // Beyond the years that dates of exports may have, the clock is refused.
    for (now, date, is_refused) in [
        ("1970-01-01T00:00:00Z", "1970-01-01", false),
        ("2098-06-01T12:00:00+02:00", "2026-11-02", false),
        ("2100-06-01T12:00:00+02:00", "2026-11-02", true),
        ("2199-12-31T23:59:59Z", "2026-11-02", true),
    ] {
        let mut arguments = args(&REPORT);
        now.clone_into(&mut arguments[7]);
        let done = run(place, &arguments, &[]);
        assert_eq!(done.status, if is_refused { 2 } else { 0 }, "{now}: {}", done.stderr);
        let _ = fs::remove_dir_all(place.join("reports"));
        let done = run(place, &args(&["run", "--config", "kasverslag.toml", "--date", date, "--now", now]), &[]);
        assert!(if is_refused { done.status == 2 } else { done.status <= 1 }, "{now}: {}", done.stderr);
    }
    for epoch in ["0", "4102444800", "-1", "99999999999999999999", "x"] {
        let mut arguments = args(&REPORT);
        arguments.drain(6..8);
        let done = run(place, &arguments, &[("SOURCE_DATE_EPOCH", epoch)]);
        assert!(matches!(done.status, 0 | 2), "{epoch}: {}", done.stderr);
    }
}

#[test]
fn a_signal_at_any_time_leaves_whole_files_or_none() {
    let folder = place(1_200);
    let place = folder.path();
    let whole = tempfile::tempdir().unwrap();
    crate::program::copy(place, whole.path());
    for arguments in [&REPORT[..], &RUN[..]] {
        assert_eq!(run(whole.path(), &args(arguments), &[]).status, 0);
    }
    let whole = [published(&whole.path().join("out")), published(&whole.path().join("reports"))];
    let mut ended = 0;
    for round in 0..16u64 {
        for (index, (arguments, name)) in [(&REPORT[..], "out"), (&RUN[..], "reports")].into_iter().enumerate() {
            let mut program = spawn(place, arguments);
            thread::sleep(Duration::from_millis(10 + round * 20));
            let signal = if round % 2 == 0 { "-TERM" } else { "-INT" };
            let _ = Command::new("kill").args([signal, &program.id().to_string()]).output();
            ended += usize::from(program.wait().unwrap().code().is_none());
            for file in published(&place.join(name)) {
                assert!(whole[index].contains(&file), "round {round}: {} is not whole", file.0);
            }
            if round % 5 == 4 {
                demand_healed(place, "a signal");
            }
            let _ = fs::remove_dir_all(place.join(name));
        }
    }
    println!("{ended} of 32 runs were ended by a signal");
    assert!(ended > 0, "no signal came in time");
}

#[test]
fn links_placed_in_the_output_folder_are_replaced_or_refused_not_followed() {
    let folder = place(20);
    let place = folder.path();
    let treasure = place.join("treasure");
    fs::write(&treasure, "mine").unwrap();
    fs::create_dir(place.join("out")).unwrap();
    let name = "financiele-details_all_2026-11";
    for end in ["pdf", "csv"] {
        symlink(&treasure, place.join(format!("out/{name}.{end}"))).unwrap();
    }
    let done = run(place, &args(&REPORT), &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    for end in ["pdf", "csv"] {
        let metadata = fs::symlink_metadata(place.join(format!("out/{name}.{end}"))).unwrap();
        assert!(metadata.is_file() && metadata.permissions().mode() & 0o777 == 0o640, "{end}: {metadata:?}");
    }
    assert_eq!(fs::metadata(place.join("out")).unwrap().permissions().mode() & 0o002, 0);
    fs::create_dir_all(place.join("reports/archive")).unwrap();
    for passing in ["reports/.run.json.part", "reports/run.json"] {
        symlink(&treasure, place.join(passing)).unwrap();
    }
    symlink(&treasure, place.join("reports/archive/lock")).unwrap();
    let done = run(place, &args(&RUN), &[]);
    assert!(done.status == 3 && done.stderr.contains("it is a symbolic link"), "{}", done.stderr);
    fs::remove_file(place.join("reports/archive/lock")).unwrap();
    let done = run(place, &args(&RUN), &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(fs::symlink_metadata(place.join("reports/run.json")).unwrap().is_file());
    assert_eq!(fs::read(&treasure).unwrap(), b"mine");
    for (name, _) in files(&place.join("reports")) {
        let mode = fs::metadata(place.join("reports").join(&name)).unwrap().permissions().mode();
        assert!(mode.trailing_zeros() >= 3, "{name}: {mode:o}");
    }
    demand_healed(place, "links");
}

#[test]
fn names_and_codes_never_leave_the_output_folder() {
    let folder = place(0);
    let place = folder.path();
    let row = line(1).replace("K001", "../../K001");
    for name in [
        "exports/..csv",
        "exports/.. .csv",
        "exports/CON.csv",
        "exports/a\\..\\b.csv",
        "exports/$(touch x).csv",
        "exports/\u{1b}[2J.csv",
    ] {
        fs::write(place.join(name), HEADER.to_owned() + &row).unwrap();
    }
    let before: Vec<String> = files(place).into_keys().collect();
    for arguments in [&REPORT[..], &RUN[..]] {
        let done = run(place, &args(arguments), &[]);
        assert_eq!(done.status, 1, "{}", done.stderr);
    }
    let made = files(place).into_keys().filter(|name| !before.contains(name));
    let outside: Vec<String> = made.filter(|name| !name.starts_with("out/") && !name.starts_with("reports/")).collect();
    assert_eq!(outside, [""; 0]);
    let template =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("report_templates/financiele-details.toml"))
            .unwrap();
    for id in ["../../x", "/etc/x", "a/b", "..", "", "x\\0"] {
        let changed = template.replacen("id = \"financiele-details\"", &format!("id = '{id}'"), 1);
        assert_ne!(changed, template);
        fs::write(place.join("mine.toml"), changed).unwrap();
        let mut arguments = args(&REPORT);
        "./mine.toml".clone_into(&mut arguments[1]);
        let done = run(place, &arguments, &[]);
        assert_eq!(done.status, 2, "{id}: {}", done.stderr);
    }
}
