//! The report for a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::number::{one_line, shown, written};
use crate::report::document::{Cell, Column, Document, Headline, Table, Value};
use crate::report::finding_words::in_words;
use crate::report::row::{Row, RowKind, RowView};
use crate::report::template::{Field, Format};
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
        if let Some(table) = figures.not_received_table(words) {
            out.short(&table);
        }
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
        let mut measured: Vec<Measured> = columns.iter().map(Measured::new).collect();
        for row in rows.clone() {
            for (measured, cell) in measured.iter_mut().zip(all(&row)) {
                measured.see(cell, row.kind == RowKind::Detail);
            }
        }
        let is_narrow = self.width.is_some_and(|room| total(measured.iter().map(Measured::width)) > room);
        if is_narrow {
            // What is the same in every line is said one time, and a column in which nothing stands can be missed.
            let same: Vec<String> = measured.iter().filter_map(Measured::same).collect();
            self.text += &same.iter().flat_map(|same| [same, "\n"]).collect::<String>();
            measured.iter_mut().for_each(Measured::leave_out);
        }
        fit(&mut measured, self.width);
        let only_kept = |cells: Vec<String>| cells.into_iter().zip(&measured).filter(|(_, measured)| measured.is_kept);
        let line = |cells: Vec<String>| {
            let padded = only_kept(cells).map(|(cell, Measured { column, room, .. })| {
                let is_right = column.format.is_right_aligned();
                let cell = if is_right { cell } else { shortened(cell, *room) };
                let blanks = " ".repeat(room.saturating_sub(cell.width()));
                if is_right { blanks + &cell } else { cell + &blanks }
            });
            padded.collect::<Vec<_>>().join(GAP).trim_end().to_owned() + "\n"
        };
        let kept = measured.iter().filter(|measured| measured.is_kept);
        let rule = "-".repeat(total(kept.map(|measured| measured.room))) + "\n";
        let mut text = line(columns.iter().map(|column| one_line(&column.label)).collect()) + &rule;
        for row in rows {
            if row.kind == RowKind::Total && row.cells().any(|cell| cell != Value::Empty) {
                text += &rule;
            }
            text += &line(all(&row));
        }
        self.text += &text;
    }
}

/// A column with what stands in it.
struct Measured<'a> {
    column: &'a Column,
    /// The widths of its header and of its widest cell.
    header: usize,
    cells: usize,
    /// The cell of all lines, as long as they have the same.
    only: Option<String>,
    /// How many lines there are.
    lines: usize,
    is_kept: bool,
    /// How wide it becomes.
    room: usize,
}

impl<'a> Measured<'a> {
    fn new(column: &'a Column) -> Self {
        let header = one_line(&column.label).width();
        Self { column, header, cells: 0, only: None, lines: 0, is_kept: true, room: header }
    }

    fn see(&mut self, cell: String, is_line: bool) {
        self.cells = self.cells.max(cell.width());
        self.room = self.width();
        if is_line {
            let is_same = self.lines == 0 || self.only.as_ref() == Some(&cell);
            self.only = is_same.then_some(cell);
            self.lines += 1;
        }
    }

    fn width(&self) -> usize {
        let width = self.header.max(self.cells);
        if matches!(self.column.format, Format::Text | Format::Hash) { width.min(WIDEST) } else { width }
    }

    /// Whether its texts are words; codes and ids are never shortened, as what is left would be another.
    fn is_of_words(&self) -> bool {
        matches!(self.column.format, Format::Text | Format::Hash) && self.column.field.is_none_or(Field::is_free_text)
    }

    /// Whether it is of codes that can be said one time.
    fn is_same(&self) -> bool {
        let is_code = matches!(self.column.field, Some(Field::Institution | Field::Branch));
        is_code && self.lines > 1 && self.only.as_ref().is_some_and(|only| !only.is_empty())
    }

    /// What stands in all of its lines.
    fn same(&self) -> Option<String> {
        self.only.as_ref().filter(|_| self.is_same()).map(|only| format!("{}: {only}", one_line(&self.column.label)))
    }

    fn leave_out(&mut self) {
        self.is_kept = self.cells > 0 && !self.is_same();
    }

    /// How narrow it may become.
    fn least(&self) -> usize {
        match self.column.format {
            Format::Text | Format::Hash if self.is_of_words() => NARROWEST,
            // Of a header the beginning is enough.
            Format::Text | Format::Hash => self.cells.max(NARROWEST),
            _ => self.width(),
        }
    }
}

/// How wide a line of columns is.
fn total(widths: impl Iterator<Item = usize>) -> usize {
    let (count, sum) = widths.fold((0, 0), |(count, sum), width| (count + 1_usize, sum + width));
    sum + GAP.len() * count.saturating_sub(1)
}

/// Makes columns of texts narrower, always the widest, until lines fit or nothing is left to shorten.
fn fit(columns: &mut [Measured<'_>], room: Option<usize>) {
    let Some(room) = room else { return };
    while total(columns.iter().filter(|column| column.is_kept).map(|column| column.room)) > room {
        let texts = columns.iter_mut().filter(|column| column.is_kept && column.room > column.least());
        let Some(widest) = texts.max_by_key(|column| column.room) else { return };
        widest.room -= 1;
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
    fn amounts_and_codes_keep_their_width_whatever_the_terminal() {
        let column = |label: &str, field, format| Column { field, ..Column::new(label, 10.0, format) };
        let columns = [
            column("Omschrijving", Some(Field::Description), Format::Text),
            column("Boekingsnummer", Some(Field::TransactionId), Format::Text),
            column("Bedrag", Some(Field::Amount), Format::Amount),
        ];
        let fitted = |room| {
            let mut measured: Vec<Measured<'_>> = columns.iter().map(Measured::new).collect();
            for (measured, cell) in measured.iter_mut().zip(["x".repeat(40), "0".repeat(9), "1.234.567,00".to_owned()])
            {
                measured.see(cell, true);
            }
            fit(&mut measured, room);
            measured.iter().map(|measured| measured.room).collect::<Vec<_>>()
        };
        assert_eq!(fitted(None), [40, 14, 12]);
        assert_eq!(fitted(Some(60)), [30, 14, 12]);
        assert_eq!(fitted(Some(40)), [12, 12, 12]);
        assert_eq!(fitted(Some(10)), [NARROWEST, 9, 12]);
    }
}
