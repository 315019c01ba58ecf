//! Numbers with the word for what they count.

use std::fmt;

/// A number with an English noun: `1 line`, `2 lines`, `2 libraries`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub u64, pub &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number, noun) = *self;
        if number == 1 {
            return write!(f, "1 {noun}");
        }
        let ends_in = |ends: &[&str]| ends.iter().any(|end| noun.ends_with(end));
        match noun.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => write!(f, "{number} {stem}ies"),
            _ if ends_in(&["s", "x", "z", "ch", "sh"]) => write!(f, "{number} {noun}es"),
            _ => write!(f, "{number} {noun}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn nouns_have_their_plural() {
        let told = |number, noun| Count(number, noun).to_string();
        assert_eq!([told(0, "line"), told(1, "line"), told(2, "line")], ["0 lines", "1 line", "2 lines"]);
        assert_eq!([told(1, "library"), told(3, "library"), told(2, "day")], ["1 library", "3 libraries", "2 days"]);
        assert_eq!([told(2, "match"), told(2, "box"), told(2, "hash")], ["2 matches", "2 boxes", "2 hashes"]);
    }
}
