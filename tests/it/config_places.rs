//! Whatever is wrong in a configuration is told where it stands, in every language: each value of one that has all keys is
//! made wrong, one after the other.

use std::fs;
use std::ops::Range;
use std::path::Path;

use kasverslag::diagnostic::said;
use kasverslag::report::language::Language;
use toml::de::{DeTable, DeValue};

use crate::messages::english_in;
use crate::program::{Run, args, run_as_typed};

/// A configuration with every key.
const WHOLE: &str = include_str!("../config_places.toml");

/// Keys that take any text: names, folders, words of others.
const FREE: &str = "templates archive keys sendmail.1 sendmail.2 out exports roles footer notes logo_alternative input \
    name cooperation_group description ledger_account budget_entity policy_field economic_sector action project account \
    files empty sheet minus.0 plus.0 day gross commission net state paid pending void contracts folder in help Soort \
    Status run.reports.0 run.reports.1";

/// A value of the configuration.
struct Leaf {
    /// The table that it is in, and its key, with its number in a list.
    table: String,
    key: String,
    span: Range<usize>,
}

impl Leaf {
    fn is_free(&self) -> bool {
        let (key, _) = self.key.split_once('.').unwrap_or((&self.key, ""));
        // What is said in [run] of reports each library says for itself.
        let within = format!("{}.{}", self.table, self.key);
        FREE.split_whitespace().any(|free| free == key || free == self.key || free == within)
    }
}

fn collect(table: &DeTable<'_>, name: &str, leaves: &mut Vec<Leaf>) {
    for (key, value) in table {
        values(name, key.get_ref(), value.get_ref(), value.span(), leaves);
    }
}

fn values(table: &str, key: &str, value: &DeValue<'_>, span: Range<usize>, leaves: &mut Vec<Leaf>) {
    match value {
        DeValue::Table(inner) => collect(inner, key, leaves),
        DeValue::Array(inner) => {
            for (index, value) in inner.iter().enumerate() {
                let name = if value.get_ref().is_table() { key.to_owned() } else { format!("{key}.{index}") };
                values(table, &name, value.get_ref(), value.span(), leaves);
            }
        }
        _ => leaves.push(Leaf { table: table.to_owned(), key: key.to_owned(), span }),
    }
}

fn leaves() -> Vec<Leaf> {
    let document = DeTable::parse(WHOLE).expect("TOML");
    let mut leaves = Vec::new();
    collect(document.get_ref(), "", &mut leaves);
    leaves
}

fn check(folder: &Path, text: &str) -> Run {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join("kasverslag.toml");
    fs::write(&path, text).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
    run_as_typed(folder, &args(&["config", "check", "--config", "kasverslag.toml"]), &[])
}

fn place_of(text: &str, byte: usize) -> String {
    let before = &text[..byte];
    let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
    format!("  --> kasverslag.toml, line {}, column {column}", before.matches('\n').count() + 1)
}

/// The messages of a run, without their codes.
fn told(run: &Run) -> Vec<&str> {
    run.stderr.lines().filter_map(|line| line.strip_prefix("error[KV401]: ")).collect()
}

#[test]
fn every_wrong_value_is_told_where_it_stands_and_in_every_language() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("templates")).expect("a folder");
    fs::create_dir(folder.path().join("exports")).expect("a folder");
    let sound = check(folder.path(), WHOLE);
    assert_eq!((sound.status, sound.stderr.as_str()), (0, ""));
    let (mut faults, mut placed) = (Vec::new(), 0);
    for leaf in leaves() {
        for wrong in ["\"?!\"", "\"\"", "-1", "true"] {
            if wrong == &WHOLE[leaf.span.clone()] {
                continue;
            }
            let text = format!("{}{wrong}{}", &WHOLE[..leaf.span.start], &WHOLE[leaf.span.end..]);
            let run = check(folder.path(), &text);
            let name = format!("[{}] {} = {wrong}", leaf.table, leaf.key);
            let is_free = leaf.is_free();
            if run.status == 0 && run.stderr.is_empty() {
                if wrong == "\"?!\"" && !is_free {
                    faults.push(format!("{name}: nothing is told"));
                }
                continue;
            }
            let place = place_of(&text, leaf.span.start);
            // A name that others speak of is missed there.
            let is_spoken_of = leaf.key == "name";
            // What is no text in a list of texts makes the list wrong as a whole.
            let is_list = told(&run).iter().any(|what| what.ends_with("or a list of texts"));
            if !run.stderr.lines().any(|line| line == place) && !is_spoken_of && !is_list {
                faults.push(format!("{name}: it stands at\n{place}\n{}", run.stderr));
            } else {
                placed += 1;
            }
            if !run.stderr.contains("  --> ") || run.stderr.lines().any(|line| line == "  --> kasverslag.toml") {
                faults.push(format!("{name}: no place is told\n{}", run.stderr));
            }
            for what in told(&run) {
                let dutch = said(what, Language::Dutch);
                if dutch == what || !english_in(&dutch).is_empty() {
                    faults.push(format!("{name}: in Dutch: {dutch}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {placed}\n{}", faults.len(), faults.join("\n"));
    assert!(placed > 500, "only {placed}");
}

#[test]
fn the_same_mistake_in_two_entries_is_told_at_both() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("templates")).expect("a folder");
    let (leaves, mut pairs) = (leaves(), 0);
    for (index, second) in leaves.iter().enumerate().filter(|(_, leaf)| !leaf.is_free()) {
        let is_same = |first: &&Leaf| (&first.table, &first.key) == (&second.table, &second.key);
        let Some(first) = leaves[..index].iter().find(is_same) else { continue };
        let text = [
            &WHOLE[..first.span.start],
            "\"?!\"",
            &WHOLE[first.span.end..second.span.start],
            "\"?!\"",
            &WHOLE[second.span.end..],
        ]
        .concat();
        let shrunk = first.span.len() as isize - 4;
        let places = [first.span.start, second.span.start.checked_add_signed(-shrunk).expect("a place")];
        let run = check(folder.path(), &text);
        for place in places.map(|place| place_of(&text, place)) {
            assert!(
                run.stderr.lines().any(|line| line == place),
                "[{}] {}: {place}\n{}",
                second.table,
                second.key,
                run.stderr
            );
        }
        pairs += 1;
    }
    assert!(pairs > 40, "only {pairs}");
}
