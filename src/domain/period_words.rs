//! Periods as people write them, beside the canonical forms: `gisteren`, `november 2026`, `22/11/2026`.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A period that counts from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relative {
    /// The day before.
    Yesterday,
    /// The ISO week before this one.
    LastWeek,
    /// The calendar month before this one.
    LastMonth,
}

/// The words for those, in the languages of reports; blanks in them may be hyphens.
const RELATIVE: [(Relative, [&str; 4]); 3] = [
    (Relative::Yesterday, ["yesterday", "gisteren", "hier", "gestern"]),
    (Relative::LastWeek, ["last week", "vorige week", "semaine derniere", "letzte woche"]),
    (Relative::LastMonth, ["last month", "vorige maand", "mois dernier", "letzter monat"]),
];

/// The months in Dutch, French, German and English, without accents.
const MONTHS: [[&str; 4]; 12] = [
    ["januari", "janvier", "januar", "january"],
    ["februari", "fevrier", "februar", "february"],
    ["maart", "mars", "marz", "march"],
    ["april", "avril", "april", "april"],
    ["mei", "mai", "mai", "may"],
    ["juni", "juin", "juni", "june"],
    ["juli", "juillet", "juli", "july"],
    ["augustus", "aout", "august", "august"],
    ["september", "septembre", "september", "september"],
    ["oktober", "octobre", "oktober", "october"],
    ["november", "novembre", "november", "november"],
    ["december", "decembre", "dezember", "december"],
];

/// A text without capitals, accents and superfluous blanks.
#[must_use]
pub(super) fn plain(text: &str) -> String {
    let letters: String = text.to_lowercase().nfd().filter(|character| !is_combining_mark(*character)).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The period that counts from today which a plain text names.
pub(super) fn relative(text: &str) -> Option<Relative> {
    let words = text.replace('-', " ");
    RELATIVE.iter().find(|(_, names)| names.contains(&words.as_str())).map(|(relative, _)| *relative)
}

/// The year and the month of a plain text like `november 2026` or `11/2026`, as they are written.
pub(super) fn month(text: &str) -> Option<(&str, u32)> {
    let (month, year) = text.split_once([' ', '/'])?;
    let number = if text.contains('/') { number(month) } else { month_of_name(month) };
    Some((year, number?))
}

/// The year, month and day of a plain text like `22/11/2026`, `22-11-2026`, `22.11.2026` or `22 november 2026`: the day
/// stands first, as everywhere in Belgium.
pub(super) fn day(text: &str) -> Option<(&str, u32, u32)> {
    if let [day, month, year] = text.split(' ').collect::<Vec<_>>()[..] {
        return Some((year, month_of_name(month)?, number(day)?));
    }
    let separator = ['/', '-', '.'].into_iter().find(|separator| text.contains(*separator))?;
    match text.split(separator).collect::<Vec<_>>()[..] {
        [day, month, year] if year.len() == 4 => Some((year, number(month)?, number(day)?)),
        _ => None,
    }
}

fn month_of_name(name: &str) -> Option<u32> {
    let place = MONTHS.iter().position(|names| names.contains(&name))?;
    u32::try_from(place + 1).ok()
}

/// A number of one or two digits.
fn number(text: &str) -> Option<u32> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// The day before a day; the first of all days has none.
pub(super) fn day_before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_four_languages() {
        assert_eq!(plain("  Vorige-Week "), "vorige-week");
        assert_eq!(plain("1ER  Août\t2026"), "1er aout 2026");
        for (text, wanted) in [
            ("gisteren", Relative::Yesterday),
            ("hier", Relative::Yesterday),
            ("semaine derniere", Relative::LastWeek),
            ("vorige-maand", Relative::LastMonth),
            ("letzter monat", Relative::LastMonth),
        ] {
            assert_eq!(relative(text), Some(wanted), "{text}");
        }
        assert_eq!([relative("morgen"), relative("")], [None, None]);
        for (text, wanted) in [("maart 2026", 3), ("marz 2026", 3), ("fevrier 2026", 2), ("mai 2026", 5), ("3/2026", 3)]
        {
            assert_eq!(month(text), Some(("2026", wanted)), "{text}");
        }
        assert_eq!(["nov 2026", "2026 november", "november", "111/2026"].map(month), [None; 4]);
    }

    #[test]
    fn the_day_stands_first() {
        for text in ["2/11/2026", "02-11-2026", "2.11.2026", "2 november 2026"] {
            assert_eq!(day(text), Some(("2026", 11, 2)), "{text}");
        }
        assert_eq!(["2026-11-02", "2/11/26", "2/11", "11/2026", "2 foo 2026", "a/b/2026"].map(day), [None; 6]);
    }
}
