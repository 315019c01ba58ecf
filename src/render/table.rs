//! The report for a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::number::{one_line, shown, written};
use crate::report::document::{Cell, Column, Document, Headline, Table, Value};
use crate::report::finding_words::in_words;
use crate::report::row::{Row, RowKind, RowView};
use crate::report::template::Format;
use crate::report::words::Words;

/// How wide a text may be where no terminal says how wide it is: a long one would push all that follows out of sight.
const WIDEST: usize = 80;
/// No text is made narrower than this to fit: less of it says nothing.
const NARROWEST: usize = 8;
/// The gap between columns.
const GAP: &str = "  ";

/// The report as text with aligned columns, what matters most first. Where it is known how many characters wide the
/// terminal is, texts are shortened until lines fit; figures never are.
#[must_use]
pub fn render(document: &Document, width: Option<usize>) -> String {
    let title = &document.title;
    let words = document.words;
    let mut text = format!("{}\n{}\n\n", one_line(&title.title), one_line(&title.subtitle));
    let mut facts =
        vec![(words.title.library.clone(), title.library.clone()), (words.title.period.clone(), title.period.clone())];
    facts.extend(title.selection.iter().cloned());
    for (label, value) in facts {
        text += one_line(&format!("{label}: {value}")).trim_end_matches([':', ' ']);
        text += "\n";
    }
    for mark in document.marks_in_words() {
        text += &format!("\n*** {mark} ***\n");
    }
    if document.is_empty() {
        text += &format!("\n{}\n", document.no_lines());
    }
    let mut out = TableText { text, words, width };
    if let Some(figures) = document.key_figures.as_ref().filter(|_| !document.is_empty()) {
        out.headlines(&figures.headlines);
        out.short(&figures.table);
    }
    // The total of a listing stands under its own columns.
    let total_of_all = document.sections.iter().all(|section| section.total.is_none()) && !document.is_empty();
    for (index, section) in document.sections.iter().enumerate() {
        let is_last = index + 1 == document.sections.len();
        let rows = section
            .rows()
            .filter(|row| !matches!(row.kind, RowKind::Subtotal { repeats: true, .. }))
            .chain(section.total.iter().map(Row::view))
            .chain((total_of_all && is_last).then(|| document.received.view()));
        out.table(&section.title, section.note.as_deref(), document.page_columns(), rows);
    }
    for table in document.recaps.iter().chain(&document.revision).chain(&document.control) {
        out.short(table);
    }
    let mut text = out.text;
    text += &format!("\n{}\n", words.control.findings);
    if document.findings.is_empty() {
        text += &format!("{}\n", words.control.no_findings);
    }
    for finding in &document.findings {
        text += &format!("- {}\n", one_line(&in_words(finding, words)));
    }
    text
}

/// A text in so many places, with an ellipsis in the place of what does not fit.
fn shortened(text: String, most: usize) -> String {
    if text.width() <= most {
        return text;
    }
    let mut used = 1;
    let mut cut = String::new();
    for letter in text.chars() {
        used += letter.width().unwrap_or(0);
        if used > most {
            break;
        }
        cut.push(letter);
    }
    cut.truncate(cut.trim_end().len());
    cut + "…"
}

/// Tables as they are written one below the other.
struct TableText {
    text: String,
    words: &'static Words,
    width: Option<usize>,
}

impl TableText {
    /// The large figures, one a line.
    fn headlines(&mut self, headlines: &[Headline]) {
        let format = |figure: &Cell| if matches!(figure, Cell::Count(_)) { Format::Count } else { Format::Amount };
        let line = |headline: &Headline| {
            let note = headline.note.as_ref().map(|note| written(note, self.words)).unwrap_or_default();
            let figure = shown(headline.figure.value(), format(&headline.figure), self.words);
            [one_line(&headline.label), figure, note]
        };
        let lines: Vec<[String; 3]> = headlines.iter().map(line).collect();
        let widest = |at: usize| lines.iter().map(|line| line[at].width()).max().unwrap_or(0);
        let (labels, figures) = (widest(0), widest(1));
        self.text += "\n";
        for [label, figure, note] in &lines {
            let before = " ".repeat(labels - label.width() + figures - figure.width());
            self.text += format!("{label}{GAP}{before}{figure}{GAP}{note}").trim_end();
            self.text += "\n";
        }
    }

    fn short(&mut self, table: &Table) {
        let Table { title, note, columns, rows } = table;
        self.table(title, note.as_deref(), columns, rows.iter().map(Row::view));
    }

    fn table<'r>(
        &mut self,
        title: &str,
        note: Option<&str>,
        columns: &[Column],
        rows: impl Iterator<Item = RowView<'r>> + Clone,
    ) {
        self.text += "\n";
        for line in [Some(title), note].into_iter().flatten().filter(|line| !line.is_empty()) {
            self.text += &one_line(line);
            self.text += "\n";
        }
        if rows.clone().next().is_none() {
            return;
        }
        let all = |row: &RowView<'_>| -> Vec<String> {
            row.cells().zip(columns).map(|(cell, column)| shown(cell, column.format, self.words)).collect()
        };
        let headers: Vec<String> = columns.iter().map(|column| one_line(&column.label)).collect();
        let mut widths: Vec<usize> = headers.iter().map(|header| header.width()).collect();
        let mut is_empty = vec![true; columns.len()];
        for row in rows.clone() {
            for ((width, is_empty), cell) in widths.iter_mut().zip(&mut is_empty).zip(all(&row)) {
                *width = cell.width().max(*width);
                *is_empty &= cell.is_empty();
            }
        }
        // A column in which nothing stands is the first that can be missed.
        let is_narrow = self.width.is_some_and(|room| total(&widths) > room);
        let is_left = |at: usize| !is_narrow || !is_empty[at];
        let kept: Vec<usize> = (0..columns.len()).filter(|at| is_left(*at)).collect();
        let columns: Vec<&Column> = kept.iter().map(|at| &columns[*at]).collect();
        let mut widths: Vec<usize> = kept.iter().map(|at| widths[*at]).collect();
        let only_kept = |cells: Vec<String>| -> Vec<String> {
            cells.into_iter().enumerate().filter(|(at, _)| is_left(*at)).map(|(_, cell)| cell).collect()
        };
        let cells = |row: &RowView<'_>| only_kept(all(row));
        let headers = only_kept(headers);
        fit(&mut widths, &columns, self.width);
        let line = |cells: Vec<String>| {
            let padded = cells.into_iter().zip(columns.iter().zip(&widths)).map(|(cell, (column, width))| {
                let cell = if column.format.is_right_aligned() { cell } else { shortened(cell, *width) };
                let blanks = " ".repeat(width.saturating_sub(cell.width()));
                if column.format.is_right_aligned() { blanks + &cell } else { cell + &blanks }
            });
            padded.collect::<Vec<_>>().join(GAP).trim_end().to_owned() + "\n"
        };
        let rule = "-".repeat(total(&widths)) + "\n";
        let mut text = line(headers) + &rule;
        for row in rows {
            if row.kind == RowKind::Total && row.cells().any(|cell| cell != Value::Empty) {
                text += &rule;
            }
            text += &line(cells(&row));
        }
        self.text += &text;
    }
}

/// How wide a line is.
fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)
}

/// Makes columns of texts narrower, always the widest, until lines fit or nothing is left to shorten.
fn fit(widths: &mut [usize], columns: &[&Column], room: Option<usize>) {
    let is_text = |column: &&Column| matches!(column.format, Format::Text);
    for (width, _) in widths.iter_mut().zip(columns).filter(|(_, column)| is_text(column)) {
        *width = (*width).min(WIDEST);
    }
    let Some(room) = room else { return };
    while total(widths) > room {
        let texts = widths.iter_mut().zip(columns).filter(|(width, column)| is_text(column) && **width > NARROWEST);
        let Some((width, _)) = texts.max_by_key(|(width, _)| **width) else { return };
        *width -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_shortened_by_the_places_that_they_take() {
        let cut = |text: &str, most| shortened(text.to_owned(), most);
        assert_eq!(cut("Telaatgeld boeken", 17), "Telaatgeld boeken");
        assert_eq!(cut("Telaatgeld boeken", 12), "Telaatgeld…");
        assert_eq!(cut("図書館の本", 6), "図書…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
    }

    #[test]
    fn amounts_keep_their_width_whatever_the_terminal() {
        let columns = [("a", Format::Text), ("b", Format::Text), ("c", Format::Amount)];
        let columns = columns.map(|(label, format)| Column::new(label, 10.0, format));
        let columns: Vec<&Column> = columns.iter().collect();
        let fitted = |room| {
            let mut widths = [40, 20, 14];
            fit(&mut widths, &columns, room);
            widths
        };
        assert_eq!(fitted(None), [40, 20, 14]);
        assert_eq!(fitted(Some(60)), [22, 20, 14]);
        assert_eq!(fitted(Some(50)), [16, 16, 14]);
        assert_eq!(fitted(Some(10)), [NARROWEST, NARROWEST, 14]);
    }
}
