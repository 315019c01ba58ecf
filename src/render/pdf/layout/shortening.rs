//! Texts that don't fit, shortened.

use super::style::Style;

/// A text that fits, cut off with an ellipsis where it must be.
#[must_use]
pub(super) fn shortened(text: &str, style: Style, room: f32) -> String {
    if style.width(text) <= room {
        return text.to_owned();
    }
    match style.face.fitting(text, "…", style.size, room) {
        Some(start) => format!("{start}…"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What fits, found by trying every length.
    fn tried(text: &str, style: Style, room: f32) -> String {
        let ends = text.char_indices().map(|(end, _)| end).collect::<Vec<_>>().into_iter().rev();
        let mut cuts = ends.map(|end| format!("{}…", text[..end].trim_end()));
        cuts.find(|cut| style.width(cut) <= room).unwrap_or_default()
    }

    #[test]
    fn texts_are_shortened_as_little_as_must_be() {
        let style = Style::regular(8.5);
        for text in
            ["Vergoeding voor een beschadigd of verloren exemplaar", "a   b   c      d", "   a", "\u{a0}é ½ … ab"]
        {
            let whole = style.width(text);
            assert_eq!(shortened(text, style, whole), text);
            for room in 0..100 {
                #[allow(clippy::cast_precision_loss)]
                let room = whole * 0.999 * room as f32 / 100.0;
                assert_eq!(shortened(text, style, room), tried(text, style, room), "{text} {room}");
            }
        }
    }

    #[test]
    fn the_longest_texts_are_shortened_in_no_time() {
        let text = "Een lange omschrijving ".repeat(10_000);
        let started = std::time::Instant::now();
        for _ in 0..100 {
            assert!(shortened(&text, Style::regular(8.0), 200.0).chars().count() < 100);
        }
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }
}
