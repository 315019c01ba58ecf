//! The tables on pages: each under its heading, with a label over every column that it must have.

use super::outline::is_heading;
use super::page::DrawnPage;
use crate::render::manifest::ManifestTable;

/// The headers of tables on pages, each with the heading that it stands under.
#[derive(Debug, Default)]
pub(super) struct TableHeaders {
    heading: String,
    headers: Vec<(String, Vec<String>)>,
    is_in_header: bool,
}

impl TableHeaders {
    /// Takes the next page.
    pub(super) fn page(&mut self, page: &DrawnPage) {
        for run in &page.runs {
            match run.tag {
                "H" => self.heading.clone_from(&run.text),
                "Header" | "HeaderAgain" => self.headers.push((self.heading.clone(), Vec::new())),
                "TD" if self.is_in_header => {
                    if let Some((_, labels)) = self.headers.last_mut() {
                        labels.push(letters(&run.text));
                    }
                }
                _ => {}
            }
            self.is_in_header = matches!(run.tag, "Header" | "HeaderAgain") || self.is_in_header && run.tag == "TD";
        }
    }

    /// What is wrong with them: a table that is not there, or that has lost a column. Pages have a mark for each character
    /// that they can't show.
    pub(super) fn faults(&self, meant: &[ManifestTable], marked: &dyn Fn(&str) -> String) -> Vec<String> {
        meant.iter().filter_map(|table| self.fault(table, marked)).collect()
    }

    fn fault(&self, table: &ManifestTable, marked: &dyn Fn(&str) -> String) -> Option<String> {
        let title = marked(&table.title);
        let own = |(heading, _): &&(String, Vec<String>)| title.is_empty() || is_heading(heading, &title);
        let mut least: Option<Vec<&String>> = None;
        for (_, labels) in self.headers.iter().filter(own) {
            let lost = lost(&table.columns, labels, marked);
            if least.as_ref().is_none_or(|least| lost.len() < least.len()) {
                least = Some(lost);
            }
        }
        match least {
            None => Some(format!("the table `{}` is on no page", table.title)),
            Some(lost) => {
                let first = lost.first()?;
                Some(match &*table.title {
                    "" => format!("a table of lines has no column `{first}`"),
                    title => format!("the table `{title}` has no column `{first}`"),
                })
            }
        }
    }
}

/// The columns that have no label, or not as often as they should.
fn lost<'m>(columns: &'m [String], labels: &[String], marked: &dyn Fn(&str) -> String) -> Vec<&'m String> {
    let mut free: Vec<&String> = labels.iter().collect();
    let mut is_lost = |column: &&String| {
        let meant = letters(&marked(column));
        let found = free.iter().position(|label| **label == meant);
        found.map(|at| free.swap_remove(at)).is_none()
    };
    columns.iter().filter(|column| is_lost(column)).collect()
}

/// A label without what breaks it into lines.
fn letters(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::page::MarkRun;
    use super::*;

    #[test]
    fn columns_that_are_not_there_are_told() {
        let run = |tag: &'static str, text: &str| MarkRun { tag, text: text.to_owned(), ..MarkRun::default() };
        let runs = [
            ("H", "Per maand"),
            ("Header", "Dagboek"),
            ("TD", "2026-07"),
            ("TD", "2026-\u{ad}08"),
            ("Row", "K001"),
            ("TD", "2026-09"),
            ("H", "Een lange ti…"),
            ("Header", "Dagboek"),
            ("TD", "Aantal"),
        ];
        let runs = runs.into_iter().map(|(tag, text)| run(tag, text)).collect();
        let mut headers = TableHeaders::default();
        headers.page(&DrawnPage { runs, ..DrawnPage::default() });
        let told = |title: &str, columns: &[&str]| {
            let columns = columns.iter().map(|label| (*label).to_owned()).collect();
            headers.faults(&[ManifestTable { title: title.to_owned(), columns }], &|text| text.to_owned()).join("")
        };
        for (title, columns, says) in [
            ("Per maand", &["2026-07", "2026-08"][..], ""),
            ("Per maand", &["2026-07", "2026-08", "2026-09"], "the table `Per maand` has no column `2026-09`"),
            ("Per maand", &["2026-07", "2026-07"], "the table `Per maand` has no column `2026-07`"),
            ("Een lange titel", &["Aantal"], ""),
            ("Een lange titel", &["2026-07"], "the table `Een lange titel` has no column `2026-07`"),
            ("Een andere titel", &[], "the table `Een andere titel` is on no page"),
            ("", &["Aantal"], ""),
            ("", &["Saldo"], "a table of lines has no column `Saldo`"),
        ] {
            assert_eq!(told(title, columns), says, "{title} {columns:?}");
        }
    }
}
