//! The categories of a template: what lines are for, or why they were written off; complete, and without overlaps.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::template_fault::{At, TemplateFaults};
use crate::domain::{BookingCode, Daybook};
use crate::domain::{BookingCodes, Daybooks};

/// A category of lines, as a template writes it. Where it says nothing, it holds for all.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name.
    #[serde(deserialize_with = "name")]
    pub name: Arc<str>,
    /// The booking codes in it.
    #[serde(default)]
    pub booking_codes: Vec<BookingCodes>,
    /// The daybooks in it.
    #[serde(default)]
    pub daybooks: Vec<Daybooks>,
    /// The first day on which it holds.
    #[serde(default, deserialize_with = "day")]
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds.
    #[serde(default, deserialize_with = "day")]
    pub valid_to: Option<NaiveDate>,
    /// Whether all that no other category has is in it.
    #[serde(default)]
    pub rest: bool,
    /// Whether its money is no income of the library, as deposits and what is carried to the bank.
    #[serde(default)]
    pub no_income: bool,
}

fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
    String::deserialize(deserializer).map(Arc::from)
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(|_| D::Error::custom(format!("`{text}` is no day, such as \"2026-01-01\"")))
}

impl Category {
    fn has(&self, daybook: Option<Daybook>, code: BookingCode, day: Option<NaiveDate>) -> bool {
        let is_dated = self.valid_from.is_some() || self.valid_to.is_some();
        !self.rest
            && (self.booking_codes.is_empty() || self.booking_codes.iter().any(|codes| codes.have(code)))
            && (self.daybooks.is_empty()
                || daybook.is_some_and(|daybook| self.daybooks.iter().any(|daybooks| daybooks.have(daybook))))
            && day.map_or(!is_dated, |day| {
                self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
            })
    }

    /// Whether a line could be in both.
    #[expect(clippy::similar_names, reason = "`these` and `those` are two of a kind")]
    fn meets(&self, other: &Self) -> bool {
        fn all_or<T: Copy>(these: &[T], those: &[T], meet: impl Fn(T, T) -> bool) -> bool {
            these.is_empty() || those.is_empty() || these.iter().any(|one| those.iter().any(|other| meet(*one, *other)))
        }
        let ends_before =
            |one: &Self, other: &Self| one.valid_to.zip(other.valid_from).is_some_and(|(last, first)| last < first);
        all_or(&self.booking_codes, &other.booking_codes, BookingCodes::meet)
            && all_or(&self.daybooks, &other.daybooks, Daybooks::meet)
            && !ends_before(self, other)
            && !ends_before(other, self)
    }
}

/// The category of a line, by its place among them. Codes of `handed_over`, by which cash is carried to the bank, are where
/// 5990 is, whatever their own group.
#[must_use]
pub fn of<'c>(
    categories: &'c [Category],
    daybook: Option<Daybook>,
    code: BookingCode,
    day: Option<NaiveDate>,
    handed_over: &[BookingCode],
) -> Option<(u16, &'c Category)> {
    let is_received = daybook.is_some_and(|daybook| daybook.kind().is_received());
    let code = if is_received && handed_over.contains(&code) { BookingCode::HAND_OVER } else { code };
    let own = categories.iter().position(|category| category.has(daybook, code, day));
    let place = own.or_else(|| categories.iter().position(|category| category.rest))?;
    Some((u16::try_from(place).ok()?, &categories[place]))
}

/// Demands that every line is in exactly one category: tells what is in none, or in two.
pub(super) fn check(categories: &[Category], faults: &mut TemplateFaults<'_>) {
    let rests: Vec<usize> = (0..categories.len()).filter(|index| categories[*index].rest).collect();
    let of = |index| At::nth("category", index);
    match rests.as_slice() {
        [_] => {}
        [] => {
            let what = "lines that are in no [[category]] would drop out";
            faults.add(&of(categories.len() - 1), what, "add one with `rest = true`, for all that no other has");
        }
        [.., last] => faults.add(&of(*last).key("rest"), "two [[category]] are the rest", "keep one of them"),
    }
    for (index, category) in categories.iter().enumerate() {
        let (name, others) = (&category.name, &categories[..index]);
        let has_codes = !category.booking_codes.is_empty() || !category.daybooks.is_empty();
        if category.rest && has_codes {
            let what = format!("category `{name}` is the rest, and has codes of its own");
            faults.add(&of(index), what, "leave out its booking codes and daybooks, or `rest`");
        }
        if !category.rest && !has_codes {
            let what = format!("category `{name}` has no lines");
            faults.add(&of(index), what, "give it `booking_codes` or `daybooks`");
        }
        let meeting = others.iter().find(|other| !other.rest && !category.rest && has_codes && other.meets(category));
        if let Some(other) = meeting {
            let what =
                format!("a line could be both in category `{}` and in `{name}`: it would count twice", other.name);
            let key = if category.booking_codes.is_empty() { "daybooks" } else { "booking_codes" };
            faults.add(&of(index).key(key), what, "leave the codes that both have out of one of them");
        }
    }
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    fn categories(text: &str) -> Vec<Category> {
        #[derive(Deserialize)]
        struct All {
            category: Vec<Category>,
        }
        toml::from_str::<All>(text).expect("categories").category
    }

    /// The first that is told of categories.
    fn told(categories: &[Category]) -> Option<String> {
        let document = DeTable::parse("").expect("nothing");
        let mut faults = TemplateFaults::new("", document.get_ref());
        check(categories, &mut faults);
        faults.into_found().first().map(|fault| fault.what.clone())
    }

    #[test]
    fn each_line_has_one_category() {
        let all = categories(
            "[[category]]\nname = \"Lidgeld\"\nbooking_codes = [\"1*\"]\n\
             [[category]]\nname = \"Prints, tot 2025\"\nbooking_codes = [\"4010\"]\nvalid_to = \"2025-12-31\"\n\
             [[category]]\nname = \"Prints\"\nbooking_codes = [\"4010..4029\"]\nvalid_from = \"2026-01-01\"\n\
             [[category]]\nname = \"Overige\"\nrest = true\n",
        );
        assert_eq!(told(&all), None);
        let name = |code: &str, day: &str| {
            let code = BookingCode::parse(code).expect("a code");
            of(&all, Daybook::parse("K001"), code, day.parse().ok(), &[]).map(|(_, category)| &*category.name)
        };
        assert_eq!(name("1010", "2026-01-01"), Some("Lidgeld"));
        assert_eq!(name("4010", "2025-12-31"), Some("Prints, tot 2025"));
        assert_eq!(name("4010", "2026-01-01"), Some("Prints"));
        assert_eq!(name("4020", "2025-12-31"), Some("Overige"));
        assert_eq!(name("2110", "2026-01-01"), Some("Overige"));
    }

    #[test]
    fn what_is_carried_to_the_bank_by_other_codes_is_where_5990_is() {
        let all = categories(
            "[[category]]\nname = \"Kasafdracht\"\nbooking_codes = [\"5990\"]\n\
             [[category]]\nname = \"Lidgeld\"\nbooking_codes = [\"1*\"]\n\
             [[category]]\nname = \"Overige\"\nrest = true\n",
        );
        let handed_over = ["4980", "1090"].map(|code| BookingCode::parse(code).expect("a code"));
        let name = |daybook: &str, code: &str| {
            let code = BookingCode::parse(code).expect("a code");
            of(&all, Daybook::parse(daybook), code, None, &handed_over).map(|(_, category)| &*category.name)
        };
        assert_eq!(["4980", "1090", "5990"].map(|code| name("K001", code)), [Some("Kasafdracht"); 3]);
        assert_eq!(["1010", "4981"].map(|code| name("K001", code)), [Some("Lidgeld"), Some("Overige")]);
        assert_eq!(name("R001", "1090"), Some("Lidgeld"), "nobody carries to the bank what was not received");
    }

    #[test]
    fn overlaps_and_gaps_are_refused() {
        let told = |text: &str| told(&categories(text)).expect("unsound");
        let rest = "[[category]]\nname = \"Rest\"\nrest = true\n";
        assert!(told("[[category]]\nname = \"A\"\nbooking_codes = [\"1*\"]\n").contains("would drop out"));
        let two = format!(
            "{rest}[[category]]\nname = \"A\"\nbooking_codes = [\"21*\"]\n\
             [[category]]\nname = \"B\"\nbooking_codes = [\"2110\"]\ndaybooks = [\"K001\"]\n"
        );
        assert_eq!(told(&two), "a line could be both in category `A` and in `B`: it would count twice");
        assert!(told(&format!("{rest}[[category]]\nname = \"A\"\n")).contains("has no lines"));
    }
}
