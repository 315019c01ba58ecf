//! What names of exports have in common that come again and again for other days.

use super::date_form::is_month;
use super::export_name::{COPY_OF, ending};
use super::name_days::{NamePart, parts_of};

/// A name without its days, without what makes it another download or copy, and without its format: what is left tells
/// two kinds of exports apart, such as those of two branches.
///
/// `dagboek_3550_2026-11-02 (1).csv` and `Dagboek_3550_2026-11-03.csv.gz` are of one series, `dagboek_3551_2026-11-02.csv`
/// is of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExportSeries {
    words: Vec<String>,
}

/// What programs and people put behind a name for another copy, apart from numbers.
const COPY: [&str; 3] = ["kopie", "copy", "copie"];

/// A number with more digits is no number of a download but a code, such as that of a branch.
const MOST_DIGITS_OF_COPY: usize = 3;

impl ExportSeries {
    /// That of a file's name, with folders before it where it has any; folders of years, months and days don't matter.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
        let mut words: Vec<String> = folders.split('/').flat_map(words_of_folder).collect();
        let stem = file.get(..file.len() - ending(file)).unwrap_or(file).to_lowercase();
        let stem = COPY_OF.iter().find_map(|mark| stem.strip_prefix(mark)).unwrap_or(&stem);
        let mut of_file = words_without_days(stem);
        while of_file.last().is_some_and(|word| is_copy(word)) {
            of_file.pop();
        }
        words.append(&mut of_file);
        Self { words }
    }

    /// What tells it from another in a word or some.
    #[must_use]
    pub fn name_beside(&self, other: &Self) -> String {
        let own: Vec<&str> = self.words.iter().filter(|word| !other.words.contains(word)).map(String::as_str).collect();
        if own.is_empty() { self.words.join("-") } else { own.join("-") }
    }

    /// A pattern that names like one of its names fit, in the same folders; those of years, months and days stay open.
    #[must_use]
    pub fn pattern(name: &str) -> String {
        let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
        let (stem, end) = file.split_at(file.len() - ending(file));
        let parts = parts_of(stem);
        let is_day = |part: &NamePart<'_>| matches!(part, NamePart::Days);
        let first = parts.iter().position(is_day).unwrap_or(parts.len());
        let behind = parts.iter().rposition(is_day).map_or(parts.len(), |last| last + 1);
        let text = |parts: &[NamePart<'_>]| -> String { parts.iter().map(NamePart::text).collect() };
        let tail = text(&parts[behind..]);
        let is_of_copy = words_without_days(&tail).iter().all(|word| is_copy(word));
        let tail = if is_of_copy { "" } else { &tail };
        let folders = folders.split('/').filter(|folder| !folder.is_empty());
        let folders: String =
            folders.map(|folder| if is_of_calendar(folder) { "*/".to_owned() } else { format!("{folder}/") }).collect();
        format!("{folders}{}*{tail}{end}", text(&parts[..first]))
    }
}

/// Words of folders that say nothing beside years, months, weeks and days, apart from the names of months.
const OF_CALENDAR: [&str; 22] = [
    "jaar",
    "annee",
    "année",
    "jahr",
    "year",
    "kwartaal",
    "trimestre",
    "quartal",
    "quarter",
    "q",
    "maand",
    "mois",
    "monat",
    "month",
    "week",
    "semaine",
    "woche",
    "w",
    "kw",
    "dag",
    "jour",
    "tag",
];

/// Whether the name of a folder tells years, months, weeks or days, and nothing else.
#[must_use]
pub fn is_of_calendar(folder: &str) -> bool {
    words_of_folder(folder).is_empty()
}

/// What the name of a folder says but for years, months, weeks and days. A number beside another word is no month:
/// `lib1` and `lib2` are two.
fn words_of_folder(folder: &str) -> Vec<String> {
    let words = words_without_days(folder);
    let is_year = |word: &str| word.len() == 4 && is_number(word) && !is_code(word);
    let tells_days = |word: &str| OF_CALENDAR.contains(&word) || is_month(word);
    let is_of_calendar = words.iter().all(|word| is_number(word) || tells_days(word));
    let is_number_of_days = |word: &str| is_number(word) && word.len() <= 2;
    let says = |word: &String| !is_year(word) && !(is_of_calendar && (tells_days(word) || is_number_of_days(word)));
    words.into_iter().filter(says).collect()
}

/// Its words in small letters, without days and times right behind them.
fn words_without_days(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut is_behind_days, mut is_behind_t) = (false, false);
    for part in parts_of(text) {
        match part {
            NamePart::Days => (is_behind_days, is_behind_t) = (true, false),
            NamePart::Word(word) if word.chars().all(char::is_alphanumeric) => {
                let is_time = is_number(word) && (is_behind_t || (is_behind_days && word.len() == 6));
                is_behind_t = is_behind_days && word.eq_ignore_ascii_case("t");
                is_behind_days = false;
                if !is_time && !is_behind_t {
                    words.push(word.to_lowercase());
                }
            }
            NamePart::Word(_) => {}
        }
    }
    words
}

fn is_copy(word: &str) -> bool {
    // `_01` and `_02` may be two branches: programs number copies without noughts in front.
    COPY.contains(&word) || (is_number(word) && word.len() <= MOST_DIGITS_OF_COPY && !word.starts_with('0'))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether four digits are no year.
fn is_code(word: &str) -> bool {
    word.len() == 4 && !matches!(word.parse(), Ok(1900..=2099))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_days_and_copies_are_of_one_series() {
        let series = [
            [
                "dagboek_2026-11-02_2026-11-02.csv",
                "dagboek_2026-11-02_2026-11-30.xlsx",
                "Dagboek_20261102 (1).csv",
                "dagboek_2026-W45_2.csv.gz",
                "dagboek_2026-11-02 - kopie.csv",
                "Kopie van dagboek_02-11-2026.csv",
                "2026/11/dagboek_20261102_093000.csv",
                "dagboek_20261102T0930.csv",
                "dagboek.csv",
                "dagboek_10.csv",
            ],
            ["3550/dagboek_2026-11-02.csv"; 10],
            [
                "lib1/dagboek_2026-11-02.csv",
                "lib1/2026/11/dagboek_2026-11-03.csv",
                "lib1/november/dagboek_2026-11-04.csv",
                "2026/11 november/lib1/dagboek_2026-11-05.csv",
                "week 45/lib1/dagboek_2026-11-06.csv",
                "Lib1/2026-11/dagboek_2026-11-07.csv",
                "lib1 2026/dagboek_2026-11-08.csv",
                "lib1/dagboek_2026-11-09.csv",
                "lib1/dagboek_2026-11-10.csv",
                "lib1/dagboek_2026-11-11.csv",
            ],
            ["lib2/dagboek_2026-11-02.csv"; 10],
            ["dagboek_3550_2026-11-02_2026-11-02.csv"; 10],
            ["dagboek_2026-11-02_3551.csv"; 10],
            ["dagboek_2026-11-02_01.csv"; 10],
            ["dagboek_2026-11-02_02.csv"; 10],
            ["mijnbib_2026-11-02.csv"; 10],
            ["kas_noord.csv"; 10],
            ["kas_zuid_2026-11.csv"; 10],
        ];
        let all: Vec<Vec<ExportSeries>> =
            series.iter().map(|names| names.iter().map(|name| ExportSeries::of(name)).collect()).collect();
        for (index, one) in all.iter().enumerate() {
            assert!(one.iter().all(|series| *series == one[0]), "{one:?}");
            assert!(all[..index].iter().all(|other| other[0] != one[0]), "{one:?}");
        }
        assert_eq!(all[4][0].name_beside(&all[0][0]), "3550");
        assert_eq!(all[0][0].name_beside(&all[4][0]), "dagboek");
    }

    #[test]
    fn patterns_fit_names_of_other_days() {
        let rows = [
            ("dagboek_3550_2026-11-02_2026-11-02.csv", "dagboek_3550_*.csv"),
            ("dagboek_2026-11-02_3550.csv.gz", "dagboek_*_3550.csv.gz"),
            ("dagboek_2026-11-02 (1).csv", "dagboek_*.csv"),
            ("map/kas.csv", "map/kas*.csv"),
            ("noord/2026/11/wise_20261102.csv", "noord/*/*/wise_*.csv"),
        ];
        for (name, pattern) in rows {
            assert_eq!(ExportSeries::pattern(name), pattern, "{name}");
        }
    }
}
