//! A customer's id in the words of a line.

use std::borrow::Cow;

/// How many characters an id has at least that is taken out of texts: `7` is in many, and nobody could know it again.
const LEAST: usize = 4;

/// A text with something in the place of a customer's id, wherever that stands in it and is no part of anything longer,
/// with or without the noughts in front of it; the text as it is where it doesn't.
#[must_use]
pub fn without_customer<'t>(text: &'t str, customer: &str, shown: impl FnOnce() -> String) -> Cow<'t, str> {
    let bare = customer.trim_start_matches('0');
    let ids = [customer, bare].into_iter().filter(|id| id.len() >= LEAST);
    let Some(id) = ids.into_iter().find(|id| places(text, id).next().is_some()) else { return text.into() };
    let (shown, mut said, mut from) = (shown(), String::new(), 0);
    for place in places(text, id) {
        said.push_str(&text[from..place]);
        said.push_str(&shown);
        from = place + id.len();
    }
    said.push_str(&text[from..]);
    said.into()
}

fn places<'t>(text: &'t str, id: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(id).map(|(place, _)| place).filter(move |place| {
        let (before, behind) = (text[..*place].chars().next_back(), text[place + id.len()..].chars().next());
        [before, behind].into_iter().flatten().all(|c| !c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_in_a_text_is_no_part_of_a_longer_one() {
        let of = |text, customer| without_customer(text, customer, || "#2".to_owned()).into_owned();
        assert_eq!(of("Lidgeld klant 4711471, 4711471!", "4711471"), "Lidgeld klant #2, #2!");
        assert_eq!(of("klant(4711471)", "004711471"), "klant(#2)");
        assert_eq!(of("4711471", "4711471"), "#2");
        for (text, customer) in
            [("Lidgeld 14711471", "4711471"), ("L4711471", "4711471"), ("7 dagen", "7"), ("", "4711471"), ("a", "")]
        {
            assert_eq!(of(text, customer), text);
        }
    }
}
