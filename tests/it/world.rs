//! Two libraries, an archive and its reports: what accidents and enemies are let loose on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{Run, args, copy, run};

const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant\n";
const CONFIG: &str = "[run]\nout = \"reports\"\nexports = \"exports/{institution}*.csv\"\nperiods = [\"day\"]\n\
                      [[library]]\ninstitution = \"I355\"\n[[library]]\ninstitution = \"I212\"\n";

/// A line of an export: id, day, amount.
pub(crate) type Line<'a> = (u32, &'a str, &'a str);

/// A folder with a configuration, exports, archive and reports of two libraries.
pub(crate) struct World {
    folder: tempfile::TempDir,
}

impl World {
    /// A place with a configuration and nothing else.
    pub(crate) fn empty(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("exports")).unwrap();
        let config = CONFIG.replacen("periods = [\"day\"]\n", &format!("periods = [\"day\"]\n{more}\n"), 1);
        fs::write(folder.path().join("kasverslag.toml"), config).unwrap();
        Self { folder }
    }

    /// The first five days of September 2026 of both libraries, exported and reported on.
    pub(crate) fn of_five_days() -> Self {
        let world = Self::empty("");
        for library in ["I355", "I212"] {
            for day in 1..=5 {
                let (date, amount) = (format!("2026-09-0{day}"), format!("{day},00"));
                world.export(library, &date, &[(day, &date, &amount)]);
            }
        }
        let night = world.night("2026-09-05");
        assert_eq!(night.status, 0, "{}", night.stderr);
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn place(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a library's export of a day.
    pub(crate) fn export(&self, library: &str, day: &str, lines: &[Line<'_>]) {
        self.export_as(&format!("{library}_{day}_{day}.csv"), library, lines);
    }

    pub(crate) fn export_as(&self, name: &str, library: &str, lines: &[Line<'_>]) {
        let line =
            |(id, day, amount): &Line<'_>| format!("{id};{day};{day};K001;{library};3550;2110;{amount};7015227\n");
        let text: String = lines.iter().map(line).collect();
        fs::write(self.path("exports").join(name), HEADER.to_owned() + &text).unwrap();
    }

    /// The run of the night after a day.
    pub(crate) fn night(&self, day: &str) -> Run {
        self.night_at(day, &after(day))
    }

    pub(crate) fn night_at(&self, day: &str, now: &str) -> Run {
        self.run(&["run", "--config", "kasverslag.toml", "--date", day, "--now", now])
    }

    pub(crate) fn verify(&self) -> Run {
        self.run(&["verify", "reports"])
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(self.place(), &args(arguments), &[])
    }

    /// Copies a folder or file inside the place.
    pub(crate) fn copy(&self, from: &str, to: &str) {
        if self.path(from).is_dir() {
            let _ = fs::remove_dir_all(self.path(to));
            copy(&self.path(from), &self.path(to));
        } else {
            fs::copy(self.path(from), self.path(to)).unwrap();
        }
    }

    /// Puts a copy with all that it holds in the place of a folder, times and modes too.
    pub(crate) fn copy_all(&self, from: &str, to: &str) {
        let _ = fs::remove_dir_all(self.path(to));
        let status =
            std::process::Command::new("cp").arg("-aT").args([self.path(from), self.path(to)]).status().unwrap();
        assert!(status.success(), "{from}");
    }

    /// Changes a library's register behind the program's back.
    pub(crate) fn sql(&self, library: &str, statements: &str) {
        let register = self.path("reports/archive").join(library).join("register.sqlite");
        rusqlite::Connection::open(register).unwrap().execute_batch(statements).unwrap();
    }

    /// The CSVs of a library's reports, by the names of their folders.
    pub(crate) fn csvs(&self, library: &str) -> Vec<(String, String)> {
        let all = crate::program::files(&self.path("reports").join(library)).into_iter();
        let is_csv = |name: &str| name.starts_with('2') && name.ends_with(".csv") && name.matches('/').count() == 2;
        all.filter(|(name, _)| is_csv(name)).map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
    }
}

/// The hour of the night after a day.
pub(crate) fn after(day: &str) -> String {
    let day: chrono::NaiveDate = day.parse().unwrap();
    format!("{}T03:00:00+02:00", day + chrono::Days::new(1))
}
