//! The program against two that share no code with it: hledger keeps books from our journals, and SQLite adds the raw
//! exports up. Both have to come to the lines of our reports, to the cent and in number.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::oracle::{DateForm, Generator, Line, Style, in_order, merge, records, to_csv_styled};
use crate::program::{args, files, run};

/// How many worlds, each with its own daybooks, exports and question.
const WORLDS: u64 = 240;
/// Behind all days of all worlds: a line of a day to come tells nothing of which file is later.
const NOW: &str = "2031-11-24T08:00:00+01:00";

/// Daybook, institution, branch and booking code.
pub(crate) type Key = [String; 4];
/// How many lines, and what they add up to in cents; money out is negative.
type Sums = BTreeMap<Key, (u64, i128)>;

/// What is asked about a world, and who manages its daybooks.
pub(crate) struct Asked {
    seed: u64,
    /// As the program reads it, with its first and last day.
    pub(crate) period: (String, String, String),
    pub(crate) institution: Option<String>,
    managers: BTreeMap<String, String>,
    /// The names of the exports, the later ones behind.
    exports: Vec<String>,
}

impl Asked {
    /// Every third journal is about more days than are asked for: hledger has to cut the month out.
    fn is_wide(&self) -> bool {
        self.seed.is_multiple_of(3)
    }

    pub(crate) fn name(&self) -> String {
        format!("w{:04}", self.seed)
    }

    /// Whether a line is on each of the two overviews.
    pub(crate) fn is_on(&self, report: usize, [daybook, institution, ..]: &Key) -> bool {
        let manager = self.managers.get(daybook);
        if report == 0 {
            self.institution.as_ref().is_none_or(|asked| asked == institution)
                && manager.is_none_or(|manager| manager == institution)
        } else {
            self.institution.as_ref().is_none_or(|asked| manager.is_none_or(|manager| manager == asked))
        }
    }
}

#[test]
fn hledger_and_sqlite_come_to_the_same_figures() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let place = place.path();
    let workers: Vec<_> = (0..2)
        .map(|worker| {
            let place = place.to_owned();
            std::thread::spawn(move || {
                (0..WORLDS).filter(|seed| seed % 2 == worker).map(|seed| ask(seed, &place)).collect::<Vec<_>>()
            })
        })
        .collect();
    let mut worlds: Vec<(Asked, [Sums; 2])> =
        workers.into_iter().flat_map(|worker| worker.join().expect("reports")).collect();
    worlds.sort_by_key(|(asked, _)| asked.seed);
    let lines: usize = worlds.iter().map(|(_, reports)| reports[0].len() + reports[1].len()).sum();
    assert!(lines > 1_000, "the reports have only {lines} lines: the generator is asleep");
    if has_tool("hledger") {
        compare("hledger", &worlds, &of_hledger(place, &worlds));
    }
    if has_tool("sqlite3") {
        compare("SQLite", &worlds, &of_sqlite(place, &worlds));
    }
}

/// Whatever stands in an export, a journal is sound, and no text in it makes a posting or a day of its own.
#[test]
fn journals_of_the_golden_cases_are_sound() {
    if !has_tool("hledger") {
        return;
    }
    let cases = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"));
    let journals = cases.iter().filter(|(name, _)| name.contains("/expected/") && name.ends_with(".journal"));
    let mut seen = 0;
    for (name, text) in journals {
        let text = std::str::from_utf8(text).unwrap();
        output("hledger", &["-f", "-", "check", "--strict", "ordereddates"], text);
        let postings = records(&output("hledger", &["-f", "-", "register", "-O", "csv"], text), ',');
        let mut days: Vec<&str> = postings.iter().skip(1).map(|posting| posting[1].as_str()).collect();
        days.dedup();
        let lines = text.lines().filter(|line| line.starts_with("20"));
        let mut expected: Vec<&str> = lines.clone().map(|line| &line[..10]).collect();
        assert_eq!(postings.len().saturating_sub(1), 2 * expected.len(), "{name}");
        expected.dedup();
        assert_eq!(days, expected, "{name}");
        seen += 1;
    }
    assert!(seen >= 6, "only {seen} journals were found");
}

/// Whether a program is installed; loud when it is not.
pub(crate) fn has_tool(name: &str) -> bool {
    let is_there = Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("NOTICE: {name} (Debian's package) is not installed: the figures are NOT compared with its own");
        assert!(std::env::var_os("CI").is_none(), "in CI the figures must be compared with those of {name}");
    }
    is_there
}

/// Makes a world and what the program makes of it: both overviews, and a journal.
fn ask(seed: u64, place: &Path) -> (Asked, [Sums; 2]) {
    let asked = lay_out(seed, place);
    let folder = place.join(asked.name());
    let institution = asked.institution.iter().flat_map(|asked| ["--institution", asked]);
    let more: Vec<&str> = institution.chain(["--with-write-offs"]).collect();
    make(&folder, "financieel-overzicht-be,financieel-overzicht", "csv", &asked.period.0, &more);
    let wide = if asked.is_wide() { "2020-01-01..2030-12-31" } else { &asked.period.0 };
    make(&folder, "financiele-details", "journal", wide, &[]);
    let mut reports = files(&folder.join("csv")).into_iter();
    let overview = reports.find(|(name, _)| name.starts_with("financieel-overzicht_")).expect("an overview").1;
    let be =
        files(&folder.join("csv")).into_iter().find(|(name, _)| name.contains("overzicht-be")).expect("a report").1;
    (asked, [be, overview].map(|csv| of_csv(&String::from_utf8(csv).unwrap())))
}

/// Has the program make reports of a world in a form, in a folder that is called like the form.
pub(crate) fn make(folder: &Path, reports: &str, format: &str, period: &str, more: &[&str]) {
    let mut arguments = args(&["report", reports, "--format", format, "--csv-dialect", "rfc4180", "--period", period]);
    arguments.extend(args(&["--input", "exports", "--config", "kasverslag.toml", "--now", NOW, "--out", format]));
    arguments.extend(args(more));
    let done = run(folder, &arguments, &[]);
    assert_eq!(done.status, 0, "{}: {arguments:?}\n{}", folder.display(), done.stderr);
}

/// Writes the exports and the configuration of a world, and asks something about it.
pub(crate) fn lay_out(seed: u64, place: &Path) -> Asked {
    let mut generator = Generator::new(seed ^ 0x1ed6_e200);
    let world = generator.world();
    let exports = generator.files(&world);
    let lines = merge(exports.clone());
    let mut asked = question(seed, &mut generator, &lines);
    asked.exports = in_order(exports.clone()).into_iter().map(|(name, _)| name).collect();
    let folder = place.join(asked.name());
    fs::create_dir_all(folder.join("exports")).unwrap();
    for (name, lines) in &exports {
        let style = Style {
            date: generator.pick(&[DateForm::Dashes, DateForm::Slashes, DateForm::Iso]),
            thousands: generator.one_in(2),
            euro: generator.one_in(3),
            mark: generator.one_in(2),
            crlf: generator.one_in(2),
            split_code: false,
        };
        fs::write(folder.join("exports").join(name), to_csv_styled(lines, style)).unwrap();
    }
    let mut config = String::new();
    let daybooks: BTreeSet<&String> = lines.iter().filter_map(|line| line.daybook.as_ref()).collect();
    for daybook in daybooks.into_iter().filter(|_| !asked.managers.is_empty()) {
        let manager = asked.managers.get(daybook).map(|manager| format!("institution = \"{manager}\"\n"));
        let _ =
            write!(config, "[[daybook]]\ncode = \"{daybook}\"\ndescription = \"-\"\n{}", manager.unwrap_or_default());
    }
    fs::write(folder.join("kasverslag.toml"), config).unwrap();
    asked
}

fn question(seed: u64, generator: &mut Generator, lines: &[Line]) -> Asked {
    let some = generator.pick(lines);
    let day = some.settled.map_or("2026-11-22".to_owned(), |(day, _)| day);
    let month_end = match &day[5..7] {
        "02" if &day[..4] == "2024" => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    };
    let month = (day[..7].to_owned(), format!("{}-01", &day[..7]), format!("{}-{month_end}", &day[..7]));
    let period = match generator.below(3) {
        0 if !seed.is_multiple_of(3) => (day.clone(), day.clone(), day),
        1 if !seed.is_multiple_of(3) => {
            (day[..4].to_owned(), format!("{}-01-01", &day[..4]), format!("{}-12-31", &day[..4]))
        }
        _ => month,
    };
    let mut managers = BTreeMap::new();
    if generator.one_in(2) {
        for daybook in lines.iter().filter_map(|line| line.daybook.clone()).collect::<BTreeSet<_>>() {
            if !generator.one_in(3) {
                managers.insert(daybook, generator.pick(lines).institution);
            }
        }
    }
    let institution = generator.one_in(2).then(|| generator.pick(lines).institution);
    Asked { seed, period, institution, managers, exports: Vec::new() }
}

/// The lines of an overview.
fn of_csv(csv: &str) -> Sums {
    let cents = |cell: &str| cell.replace('.', "").parse::<i128>().expect("an amount");
    let row = |row: &Vec<String>| {
        let key: Key = row[..4].to_vec().try_into().expect("four codes");
        let (receipts, expenses) = (cents(&row[6]), cents(&row[7]));
        assert!(if key[3].starts_with('5') { receipts == 0 } else { expenses == 0 }, "{row:?}");
        (key, (row[5].parse().expect("a count"), receipts - expenses))
    };
    records(csv, ',')[1..].iter().map(row).collect()
}

/// Compares what another program came to with the reports: all their lines, and no others.
fn compare(program: &str, worlds: &[(Asked, [Sums; 2])], theirs: &[[Sums; 2]]) {
    for ((asked, ours), theirs) in worlds.iter().zip(theirs) {
        for (report, name) in ["financieel-overzicht-be", "financieel-overzicht"].into_iter().enumerate() {
            let (ours, theirs) = (&ours[report], &theirs[report]);
            let keys: BTreeSet<&Key> = ours.keys().chain(theirs.keys()).collect();
            for key in keys {
                assert_eq!(
                    ours.get(key),
                    theirs.get(key),
                    "seed {}: {name} of {} for {:?}: we and {program} differ in {key:?}",
                    asked.seed,
                    asked.period.0,
                    asked.institution
                );
            }
        }
    }
}

/// What hledger makes of all journals: those of a kind in one file, each world's accounts under its name.
fn of_hledger(place: &Path, worlds: &[(Asked, [Sums; 2])]) -> Vec<[Sums; 2]> {
    let mut found: BTreeMap<String, Sums> = BTreeMap::new();
    let mut assets: BTreeMap<(String, String), i128> = BTreeMap::new();
    for is_wide in [false, true] {
        let mut text = String::new();
        let of_kind = worlds.iter().filter(|(asked, _)| asked.is_wide() == is_wide);
        let months: BTreeMap<String, &str> = of_kind.map(|(asked, _)| (asked.name(), &*asked.period.0)).collect();
        for name in months.keys() {
            let journal = files(&place.join(name).join("journal")).into_keys().next().expect("a journal");
            let _ = write!(text, "apply account {name}\ninclude {name}/journal/{journal}\nend apply account\n");
        }
        let file = place.join(if is_wide { "wide.journal" } else { "exact.journal" });
        fs::write(&file, text).unwrap();
        let hledger = |more: &[&str]| {
            records(&output("hledger", &[&["-f", &file.display().to_string()], more].concat(), ""), ',')
        };
        hledger(&["check", "--strict", "ordereddates"]);
        let monthly = if is_wide { &["--monthly"][..] } else { &[] };
        // Postings are told and counted one by one, balances by hledger's own adding.
        for posting in &hledger(&["register", "--strict", "-O", "csv"])[1..] {
            let (world, account) = posting[4].split_once(':').expect("a world's account");
            if let (Some(key), true) = (key(account), !is_wide || posting[1].starts_with(months[world])) {
                found.entry(world.to_owned()).or_default().entry(key).or_default().0 += 1;
            }
        }
        let layout = if is_wide { &["--layout=tidy"][..] } else { &["--layout=bare"] };
        let balances =
            hledger(&[&["balance", "--strict", "--no-total", "--empty", "-O", "csv"], monthly, layout].concat());
        for row in &balances[1..] {
            let (world, account) = row[0].split_once(':').expect("a world's account");
            if is_wide && row[1] != months[world] {
                continue;
            }
            let cents = cents(row.last().expect("a balance"));
            if let Some(key) = key(account) {
                match found.get_mut(world).and_then(|sums| sums.get_mut(&key)) {
                    Some(sum) => sum.1 -= cents,
                    // An account without a posting in the month has a balance of nothing.
                    None => assert_eq!(cents, 0, "{world}: {account} has a balance and no posting"),
                }
            } else {
                let daybook = account.rsplit(':').next().expect("a daybook").to_owned();
                *assets.entry((world.to_owned(), daybook)).or_default() += cents;
            }
        }
    }
    let of_world = |(asked, _): &(Asked, [Sums; 2])| {
        let sums = found.remove(&asked.name()).unwrap_or_default();
        let mut by_daybook: BTreeMap<&str, i128> = BTreeMap::new();
        for ([daybook, ..], (_, cents)) in &sums {
            *by_daybook.entry(daybook).or_default() += cents;
        }
        for (daybook, cents) in by_daybook {
            let asset = assets.get(&(asked.name(), daybook.to_owned())).copied();
            assert_eq!(asset, Some(cents), "seed {}: the account of {daybook}", asked.seed);
        }
        [0, 1].map(|report| {
            sums.iter().filter(|(key, _)| asked.is_on(report, key)).map(|(k, s)| (k.clone(), *s)).collect()
        })
    };
    worlds.iter().map(of_world).collect()
}

/// The codes of an account that lines are credited to; none of an account of a daybook.
pub(crate) fn key(account: &str) -> Option<Key> {
    let parts: Vec<&str> = account.split(':').collect();
    let (tree, codes) = parts.split_at(parts.len().checked_sub(4)?);
    let (Some(daybook), Some(code)) = (codes.last(), codes.get(2)) else { return None };
    let meant = match (&daybook[..1], &code[..1]) {
        ("K" | "B" | "G", "5") => "uitgaven",
        ("K" | "B" | "G", _) => "ontvangsten",
        ("R", _) => "deposito:kosten",
        ("V", _) => "verrekening:kosten",
        ("S", _) => "spaarpunten:kosten",
        ("T", _) => "vouchers:kosten",
        ("A", _) => "afboekingen:kosten",
        _ => "overige:kosten",
    };
    (tree.join(":") == meant).then(|| [codes[3], codes[0], codes[1], codes[2]].map(str::to_owned))
}

/// hledger's amount, with or without its commodity, in cents.
pub(crate) fn cents(text: &str) -> i128 {
    let number = text.trim_end_matches(" EUR");
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    assert!(decimals.len() <= 2, "{text} is no whole number of cents");
    format!("{whole}{decimals:0<2}").parse().unwrap_or_else(|_| panic!("`{text}` is no amount"))
}

/// What SQLite's own program makes of the raw exports, with amounts as whole cents.
fn of_sqlite(place: &Path, worlds: &[(Asked, [Sums; 2])]) -> Vec<[Sums; 2]> {
    let mut script =
        "CREATE TABLE file(id, posted, settled, daybook, institution, branch, code, amount, text, source, \
                      settlement, customer, item);\n\
                      CREATE TABLE raw(world, place, id, settled, daybook, institution, branch, code, amount);\n\
                      CREATE TABLE asked(world PRIMARY KEY, first, last, institution);\n\
                      CREATE TABLE manager(world, daybook, institution, PRIMARY KEY(world, daybook));\n\
                      .mode csv\n.separator \";\" \"\\n\"\n"
            .to_owned();
    for (asked, _) in worlds {
        let name = asked.name();
        for (place, export) in asked.exports.iter().enumerate() {
            let _ = write!(
                script,
                ".import --skip 1 \"{name}/exports/{export}\" file\n\
                 INSERT INTO raw SELECT '{name}', {place}, id, settled, daybook, institution, branch, code, amount \
                 FROM file;\nDELETE FROM file;\n"
            );
        }
        let institution =
            asked.institution.as_ref().map_or("NULL".to_owned(), |institution| format!("'{institution}'"));
        let (_, first, last) = &asked.period;
        let _ = writeln!(script, "INSERT INTO asked VALUES('{name}', '{first}', '{last}', {institution});");
        for (daybook, manager) in &asked.managers {
            let _ = writeln!(script, "INSERT INTO manager VALUES('{name}', '{daybook}', '{manager}');");
        }
    }
    // Of an id that stands in several files the latest one holds.
    script += "CREATE INDEX known ON raw(world, id, place);\n\
        CREATE TABLE line AS SELECT world, daybook, institution, branch, code,\n\
          CASE WHEN substr(settled, 5, 1) = '-' THEN substr(settled, 1, 10)\n\
            ELSE substr(settled, 7, 4) || '-' || substr(settled, 4, 2) || '-' || substr(settled, 1, 2) END AS day,\n\
          CAST(replace(replace(replace(replace(amount, '€', ''), ' ', ''), '.', ''), ',', '') AS INTEGER) AS cents\n\
        FROM raw WHERE settled <> '' AND NOT EXISTS (SELECT 1 FROM raw AS later\n\
          WHERE later.world = raw.world AND later.id = raw.id AND later.place > raw.place);\n\
        CREATE VIEW chosen AS SELECT line.*, asked.institution AS asked, manager.institution AS manager\n\
        FROM line JOIN asked USING (world) LEFT JOIN manager USING (world, daybook)\n\
        WHERE day BETWEEN first AND last;\n\
        .separator \"|\" \"\\n\"\n";
    let own_costs = "(asked IS NULL OR institution = asked) AND (manager IS NULL OR manager = institution)";
    let own_daybooks = "asked IS NULL OR manager IS NULL OR manager = asked";
    for (report, condition) in [own_costs, own_daybooks].into_iter().enumerate() {
        let _ = writeln!(
            script,
            "SELECT {report}, world, daybook, institution, branch, code, count(*), sum(cents), typeof(sum(cents)) \
             FROM chosen WHERE {condition} GROUP BY 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6;"
        );
    }
    fs::write(place.join("script.sql"), &script).unwrap();
    let mut found: BTreeMap<(String, usize), Sums> = BTreeMap::new();
    for row in records(&output_in(place, "sqlite3", &["-bail", ":memory:"], &script), '|') {
        let [report, world, daybook, institution, branch, code, count, cents, form] = &row[..] else {
            panic!("SQLite says {row:?}")
        };
        assert_eq!(form, "integer", "no binary fraction touches money: {row:?}");
        let key = [daybook, institution, branch, code].map(String::clone);
        let sum = (count.parse().unwrap(), cents.parse().unwrap());
        found.entry((world.clone(), report.parse().unwrap())).or_default().insert(key, sum);
    }
    let of_world = |(asked, _): &(Asked, [Sums; 2])| {
        [0, 1].map(|report| found.remove(&(asked.name(), report)).unwrap_or_default())
    };
    worlds.iter().map(of_world).collect()
}

pub(crate) fn output(program: &str, args: &[&str], input: &str) -> String {
    output_in(Path::new("/"), program, args, input)
}

/// What a program writes when it is given an input; it must end well and have nothing to complain about.
fn output_in(folder: &Path, program: &str, args: &[&str], input: &str) -> String {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).env("LANG", "C.UTF-8").env("LC_ALL", "C.UTF-8");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} does not start: {error}"));
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().unwrap().expect("the input is read");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{program} {args:?}: {errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}
