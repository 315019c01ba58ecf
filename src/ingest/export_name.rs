//! What the name of an export file tells.

use chrono::NaiveDate;

/// The run of days in a file's name: two days written `2026-11-01` or `20261101`, the earlier first.
///
/// With `one_day` a single day is a run of itself: whoever sets it knows that the name tells the day that the export
/// covers, not the day on which it was made.
#[must_use]
pub fn days_in_name(name: &str, one_day: bool) -> Option<(NaiveDate, NaiveDate)> {
    let mut days = Vec::new();
    let digits: Vec<char> = name.chars().collect();
    let mut at = 0;
    while at < digits.len() {
        let starts = at == 0 || !digits[at - 1].is_ascii_digit();
        let found = [10, 8].into_iter().find_map(|length| {
            let text: String = digits.get(at..at + length)?.iter().collect();
            let ends = digits.get(at + length).is_none_or(|next| !next.is_ascii_digit());
            let form = if length == 10 { "%Y-%m-%d" } else { "%Y%m%d" };
            let is_form = text.chars().all(|c| c.is_ascii_digit() || (length == 10 && c == '-'));
            let day = NaiveDate::parse_from_str(&text, form).ok().filter(|_| starts && ends && is_form)?;
            Some((day, length))
        });
        match found {
            Some((day, length)) => {
                days.push(day);
                at += length;
            }
            None => at += 1,
        }
    }
    match days[..] {
        [first, last] if first <= last => Some((first, last)),
        [day] if one_day => Some((day, day)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn reads_days_in_names() {
        let run = |first: &str, last: &str| Some((day(first), day(last)));
        assert_eq!(days_in_name("I355_2026-11-01_2026-11-15.csv", false), run("2026-11-01", "2026-11-15"));
        assert_eq!(days_in_name("x20261101-20261115.csv.gz", false), run("2026-11-01", "2026-11-15"));
        assert_eq!(days_in_name("2026-11-15_2026-11-01.csv", false), None);
        assert_eq!(days_in_name("2026-11-15.csv", false), None);
        assert_eq!(days_in_name("2026-11-15.csv", true), run("2026-11-15", "2026-11-15"));
        assert_eq!(days_in_name("120261101.csv", true), None);
        assert_eq!(days_in_name("2026-11- 1.csv", true), None);
        assert_eq!(days_in_name("2026-02-30.csv", true), None);
    }
}
