//! Characters that steer what shows a text instead of being shown: a terminal, a spreadsheet, a reader's eye.

use std::borrow::Cow;

/// What stands for a character that can't be shown.
pub const MARK: char = '\u{fffd}';

/// Whether a character steers: control characters (the escape character, line ends, C1), marks and overrides of the
/// direction of writing (Unicode Standard Annex 9), and the separators of lines and paragraphs.
#[must_use]
pub fn steers(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// A text of one line in which a mark stands for each character that steers.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    replaced(text, steers)
}

/// The same for a text that may have several lines and tabs.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    replaced(text, |character| steers(character) && !matches!(character, '\n' | '\r' | '\t'))
}

/// JSON in which the characters that steer are written as escapes; between its values only line ends may do so.
#[must_use]
pub fn escaped_in_json(json: &str) -> Cow<'_, str> {
    let is_hidden = |character: char| steers(character) && character != '\n';
    if !json.chars().any(is_hidden) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if is_hidden(character) {
            escaped += &format!("\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

fn replaced(text: &str, is_hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    // Most texts are of letters that need no look at what they are.
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || !text.chars().any(&is_hidden) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|character| if is_hidden(character) { MARK } else { character }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_marked_and_all_else_stays() {
        for character in ['\0', '\t', '\n', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}', '\u{61c}', '\u{200e}', '\u{200f}'] {
            assert_eq!(visible(&format!("a{character}é")), "a\u{fffd}é", "{character:?}");
        }
        for character in ('\u{2028}'..='\u{202e}').chain('\u{2066}'..='\u{2069}') {
            let json = "{\n  \"a\u{9b}\": \"b\u{202e}\"\n}";
            let read = |json: &str| serde_json::from_str::<serde_json::Value>(json).expect("JSON");
            let escaped = escaped_in_json(json);
            assert_eq!(escaped, "{\n  \"a\\u009b\": \"b\\u202e\"\n}");
            assert_eq!(read(&escaped), read(json));
            assert_eq!(visible_lines(&format!("a{character}")), "a\u{fffd}", "{character:?}");
        }
        // The characters just before and behind.
        for text in ["~ ", "\u{a0}", "\u{61b}\u{61d}", "\u{200d}\u{2010}", "\u{2027}\u{202f}", "\u{2065}\u{206a}"] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
        let json = "{\n  \"a\u{9b}\": \"b\u{202e}\"\n}";
        let read = |json: &str| serde_json::from_str::<serde_json::Value>(json).expect("JSON");
        let escaped = escaped_in_json(json);
        assert_eq!(escaped, "{\n  \"a\\u009b\": \"b\\u202e\"\n}");
        assert_eq!(read(&escaped), read(json));
        assert_eq!(visible_lines("a\r\n\tb\u{1b}c"), "a\r\n\tb\u{fffd}c");
    }
}
