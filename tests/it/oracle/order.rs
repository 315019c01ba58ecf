//! Which file is later, and which days it tells all of: written down by hand for the names that worlds have.

use std::collections::BTreeMap;

use super::clock::{iso_day, iso_number};
use super::{Generator, Line};

/// Names of files in the order in which people mean them, where their days don't tell; with the days that each tells,
/// and whether those are the days that the file is about rather than the day on which it was made.
pub const NAMES: [(&str, Option<(&str, &str)>, bool); 26] = [
    ("20261201_export.csv", Some(("2026-12-01", "2026-12-01")), true),
    (YEARS, Some(("2023-01-01", "2026-11-30")), true),
    ("Export 12.CSV", None, false),
    ("dagboek.csv", None, false),
    ("dagboek (1).csv", None, false),
    ("dagboek (2).csv", None, false),
    ("dagboek (10).csv", None, false),
    ("dagboek - kopie.csv", None, false),
    ("dagboek_01-11-2026_30-11-2026.csv", Some(("2026-11-01", "2026-11-30")), true),
    ("dagboek_01-12-2026.csv", Some(("2026-12-01", "2026-12-01")), true),
    ("dagboek_2026-10-12_2026-10-18.csv", Some(("2026-10-12", "2026-10-18")), true),
    ("dagboek_2026-10-14_2026-10-14.csv", Some(("2026-10-14", "2026-10-14")), true),
    ("dagboek_2026-11.csv", Some(("2026-11-01", "2026-11-30")), true),
    ("dagboek_2026-11 (1).csv", Some(("2026-11-01", "2026-11-30")), true),
    ("Dagboek_2026-11_2.csv", Some(("2026-11-01", "2026-11-30")), true),
    ("dagboek_2026-11_10.csv", Some(("2026-11-01", "2026-11-30")), true),
    ("dagboek_2026-11-29.csv", Some(("2026-11-29", "2026-11-29")), true),
    ("dagboek_2026-11-30_2026-12-06.csv", Some(("2026-11-30", "2026-12-06")), true),
    ("dagboek_2026-W48.csv", Some(("2026-11-23", "2026-11-29")), true),
    ("export_9.csv", None, false),
    ("export_10.csv", None, false),
    ("kas_20261101-20261115.csv", Some(("2026-11-01", "2026-11-15")), true),
    ("kas_20261115.csv", Some(("2026-11-15", "2026-11-15")), true),
    ("week 2026-W47_2026-W48.csv", Some(("2026-11-16", "2026-11-29")), true),
    ("zomer_20261128_081500.csv", Some(("2026-11-28", "2026-11-28")), false),
    ("zomer.csv", None, false),
];

/// A name that tells all days that most questions are about.
pub const YEARS: &str = "alles_2023-01-01_2026-11-30.csv";

/// A file: its name and its lines.
pub type File = (String, Vec<Line>);

fn in_table(name: &str) -> Option<(usize, Option<(&'static str, &'static str)>, bool)> {
    let place = NAMES.iter().position(|(known, ..)| *known == name)?;
    Some((place, NAMES[place].1, NAMES[place].2))
}

/// The days that the name of a file says it is about.
pub fn named_days(name: &str) -> Option<(&'static str, &'static str)> {
    in_table(name).and_then(|(_, days, is_about)| days.filter(|_| is_about))
}

/// The place of a file: its last day, in its name or else of its lines, then its name.
fn place((name, lines): &File) -> (Option<String>, usize, String) {
    let (rank, days, _) = in_table(name).unwrap_or((NAMES.len(), None, false));
    let settled = lines.iter().filter_map(|line| line.settled.as_ref().map(|settled| settled.0.clone())).max();
    let of_lines = settled.or_else(|| lines.iter().map(Line::posted_day).max());
    (days.map(|(_, last)| last.to_owned()).or(of_lines), rank, name.clone())
}

/// The files, the later ones behind.
pub fn in_order(mut files: Vec<File>) -> Vec<File> {
    files.sort_by_key(place);
    files
}

/// The days that a file tells all of: those of its name; without such those of its lines, when no more than ten days
/// between the first and the last have none.
pub fn told_days((name, lines): &File) -> Option<(String, String)> {
    if let Some((_, Some((first, last)), true)) = in_table(name) {
        return Some((first.to_owned(), last.to_owned()));
    }
    let mut days: Vec<&str> =
        lines.iter().filter_map(|line| line.settled.as_ref().map(|settled| settled.0.as_str())).collect();
    days.sort_unstable();
    days.dedup();
    let (first, last) = (days.first()?, days.last()?);
    let between = iso_number(last) - iso_number(first) + 1 - days.len() as i64;
    (between <= 10).then(|| ((*first).to_owned(), (*last).to_owned()))
}

/// What holds once all files are there, whatever the order in which they came: the latest file that has a line tells
/// what it is; and a snapshot takes away what is on its days and not in it. Open items are of the day on which they
/// arose, and only snapshots that have some tell all of those.
pub fn what_holds(files: &[File], are_snapshots: bool) -> Vec<Line> {
    let mut held: BTreeMap<String, Line> = BTreeMap::new();
    for file in in_order(files.to_vec()) {
        if let Some((first, last)) = told_days(&file).filter(|_| are_snapshots) {
            let has_open = file.1.iter().any(|line| line.settled.is_none());
            let ids: Vec<&String> = file.1.iter().map(|line| &line.id).collect();
            held.retain(|id, line| {
                let day = match &line.settled {
                    Some((day, _)) => day.clone(),
                    None if has_open => line.posted_day(),
                    None => return true,
                };
                ids.contains(&id) || day < first || day > last
            });
        }
        for line in file.1 {
            held.insert(line.id.clone(), line);
        }
    }
    held.into_values().collect()
}

impl Generator {
    /// Files of a few days whose lines come and go, change, move to other days, are opened again and confirmed: any
    /// number of them, under any names that begin so.
    pub fn arrivals(&mut self, begin: &str) -> Vec<File> {
        let templates = self.world();
        let institution = templates[0].institution.clone();
        let is_wanted = |name: &&str| !name.ends_with("CSV") && name.to_lowercase().starts_with(begin);
        let mut names: Vec<&str> = NAMES.iter().map(|(name, ..)| *name).filter(is_wanted).collect();
        // A few contents for each id, so that a line is often as it was.
        let mut contents: Vec<Vec<Line>> = Vec::new();
        for id in 1..=6 {
            contents.push((0..3).map(|_| self.content(id, &templates, &institution)).collect());
        }
        (0..2 + self.below(5))
            .map(|_| {
                let name = names.swap_remove(self.below(names.len()));
                let here: Vec<&Vec<Line>> = contents.iter().filter(|_| !self.one_in(3)).collect();
                let lines = here.into_iter().map(|contents| contents[self.pick(&[0, 0, 1, 2])].clone());
                (name.to_owned(), lines.collect())
            })
            .collect()
    }

    /// A line of some days in autumn, now and then of a wrong one; or an open item.
    fn content(&mut self, id: usize, templates: &[Line], institution: &str) -> Line {
        let last = if self.one_in(25) { 400 } else { 6 };
        let day = iso_day(iso_number("2026-11-26") + self.below(last) as i64);
        let is_open = self.one_in(6);
        Line {
            id: id.to_string(),
            posted: format!("{}-{}-{} 10:00:00", &day[8..], &day[5..7], &day[..4]),
            settled: (!is_open).then(|| (day, "11:00:00".to_owned())),
            daybook: (!is_open).then(|| "K001".to_owned()),
            institution: institution.to_owned(),
            branch: "3550".to_owned(),
            booking_code: "2110".to_owned(),
            cents: 100 * (1 + self.below(3) as i128),
            description: "Telaatgeld".to_owned(),
            ..self.pick(templates)
        }
    }
}
