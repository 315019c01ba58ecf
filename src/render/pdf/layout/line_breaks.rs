//! Where a text is broken into lines that fit their room.

use super::style::Style;

/// A text in lines no wider than `room`, broken behind blanks, or anywhere in a word that is too long by itself. All
/// lines together are the text: a blank at the end of a line stays, so that whoever hears or copies it gets it whole.
#[must_use]
pub(super) fn broken(text: &str, style: Style, room: f32) -> Vec<String> {
    let breaks = if style.width(text) <= room { Vec::new() } else { breaks(text, style, room) };
    let ends = breaks.iter().copied().chain([text.len()]);
    let starts = std::iter::once(0).chain(breaks.iter().copied());
    starts.zip(ends).map(|(start, end)| text[start..end].to_owned()).collect()
}

/// Where a text that is wider than `room` is broken: where each of its lines but the last ends.
pub(super) fn breaks(text: &str, style: Style, room: f32) -> Vec<usize> {
    let mut breaks = Vec::new();
    let (mut start, mut end) = (0, 0);
    for word in text.split_inclusive(' ') {
        let word_end = end + word.len();
        if style.width(text[start..word_end].trim_end_matches(' ')) <= room {
            end = word_end;
            continue;
        }
        if end > start {
            breaks.push(end);
            start = end;
        }
        for character in word.chars() {
            let next = end + character.len_utf8();
            if character != ' ' && end > start && style.width(&text[start..next]) > room {
                breaks.push(end);
                start = end;
            }
            end = next;
        }
    }
    breaks
}
