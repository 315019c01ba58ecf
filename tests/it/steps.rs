//! What happens to an archive in a history, step by step: `tests/README.md` has the list.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::pages_as_text::pages_as_text;
use crate::program::run;

/// Takes one step of a history in a place of its own, and tells what the program said.
pub(crate) fn take(history: &Path, place: &Path, step: &str) -> String {
    let (name, rest) = step.split_once(' ').unwrap_or((step, ""));
    let words: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty()).collect();
    let path = || place.join(words[0]);
    match name {
        "add" => {
            fs::create_dir_all(path().parent().unwrap()).unwrap();
            fs::copy(history.join(words[0]), path()).unwrap_or_else(|error| panic!("{step}: {error}"));
        }
        "put" => {
            let to = place.join(words[1..].join(" "));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(history.join(words[0]), to).unwrap_or_else(|error| panic!("{step}: {error}"));
        }
        "pack" => {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            packer.write_all(&fs::read(path()).unwrap()).unwrap();
            fs::write(place.join(format!("{}.gz", words[0])), packer.finish().unwrap()).unwrap();
            fs::remove_file(path()).unwrap();
        }
        "run" => {
            let day: chrono::NaiveDate = words[0].parse().expect("a day");
            let now = format!("{}T03:00:00+01:00", day + chrono::Days::new(1));
            let mut args = vec!["run", "--config", "kasverslag.toml", "--date", words[0]];
            args.extend(&words[1..]);
            if !words.contains(&"--now") {
                args.extend(["--now", &now]);
            }
            return program(place, &args);
        }
        // The history shows what happens on the shelf too.
        "shelf" => {}
        "pages" => return program(place, &[&["pages", "--config", "kasverslag.toml"][..], &words].concat()),
        "verify" => return program(place, &[&["verify", "reports"][..], &words].concat()),
        "report" => {
            return program(place, &[&["report"][..], &words, &["--now", "2027-06-01T12:00:00+02:00"]].concat());
        }
        "show" => {
            if words.len() == 1 {
                return fs::read_to_string(path()).unwrap_or_else(|error| panic!("{step}: {error}")).replace('\r', "");
            }
            let text = pages_as_text(&path());
            let from =
                text.lines().position(|line| line.contains(words[1])).unwrap_or_else(|| panic!("{step}: {text}"));
            return text.lines().skip(from).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
        }
        "move" => fs::rename(path(), place.join(words[1])).unwrap_or_else(|error| panic!("{step}: {error}")),
        "remove" if path().is_dir() => fs::remove_dir_all(path()).unwrap(),
        "remove" => fs::remove_file(path()).unwrap_or_else(|error| panic!("{step}: {error}")),
        "flip" => {
            let mut bytes = fs::read(path()).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(path(), bytes).unwrap();
        }
        "replace" => {
            let text = fs::read_to_string(path()).unwrap();
            assert!(text.contains(words[1]), "{step}: nothing to replace");
            fs::write(path(), text.replacen(words[1], words[2], 1)).unwrap();
        }
        "same" => {
            let bytes = |name: &str| fs::read(place.join(name)).unwrap_or_else(|error| panic!("{step}: {error}"));
            return format!("{}\n", if bytes(words[0]) == bytes(words[1]) { "the same" } else { "different" });
        }
        "sql" => {
            let register = rusqlite::Connection::open(path()).expect("a register");
            let changed = register.execute(&words[1..].join(" "), []).unwrap_or_else(|error| panic!("{step}: {error}"));
            assert!(changed > 0, "{step}: nothing was changed");
        }
        "ask" => {
            let register = rusqlite::Connection::open(path()).expect("a register");
            let mut query = register.prepare(&words[1..].join(" ")).unwrap_or_else(|error| panic!("{step}: {error}"));
            let rows = query.query_map([], |row| row.get::<_, String>(0)).expect("an answer");
            return rows.map(|row| format!("{}\n", row.expect("a text"))).collect();
        }
        _ => panic!("there is no step `{name}`"),
    }
    String::new()
}

fn program(place: &Path, args: &[&str]) -> String {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let done = run(place, &args, &[("TZ", "America/New_York"), ("LANG", "tr_TR.UTF-8")]);
    let mut told = String::new();
    for text in [done.stdout, done.stderr] {
        told += &text.replace(&place.display().to_string(), "PLACE");
    }
    let holder = format!("process {}", std::process::id());
    format!("{}status {}\n", told.replace(&holder, "process N"), done.status)
}
