//! What every page bears at its head and foot, so that a loose sheet still tells what it is of.

use super::sheet::{MARK, Sheet, Style};
use super::shortening::shortened;
use crate::render::page_code;
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Shape, mm};
use crate::report::document::TitleBlock;

/// The size of running headers and footers, in points.
const SMALL: f32 = 7.0;
/// Where the marks of a page begin, in millimetres.
const MARKS_TOP: f32 = 10.0;
const CLOSE_MARKS_TOP: f32 = 5.0;

/// What a report is, for the head of its pages, and how it looks there: where that has no room the name of the library is
/// shortened, never the report and its period.
fn running(title: &TitleBlock, style: Style, room: f32) -> (String, Style) {
    let [name, library] = [&title.title, &title.library].map(|text| drawable(text).into_owned());
    let code = library.split(' ').next().unwrap_or_default();
    for period in [&title.period, &title.short_period] {
        let around = |library: &str| format!("{name} · {library} · {}", drawable(period));
        let least = if library == code { library.clone() } else { format!("{code}…") };
        if style.width(&around(&least)) <= room {
            let library = shortened(&library, style, room - style.width(&around("")));
            return (around(&library), style);
        }
    }
    let what = format!("{name} · {}", drawable(&title.short_period));
    let size = style.size * (room / style.width(&what)).min(1.0);
    (what, Style { size, ..style })
}

impl Sheet<'_> {
    /// What every page bears at its head, so that a loose sheet still tells what it is of.
    pub(super) fn running_header(&mut self) {
        let title = &self.document.title;
        let y = mm(10.0);
        let (left, right) = (self.geometry.left, self.geometry.right);
        let words = &self.document.words.title;
        let style = Style::label(SMALL);
        let number = title.number.as_ref().map(|number| format!("{number} · ")).unwrap_or_default();
        let made = self.document.words.moment(title.made);
        let version = match title.version {
            Some(version) => format!("{number}{} {version} · {made}", words.version),
            None => format!("{} · {made}", words.on_demand),
        };
        let room = right - left - style.width(&version) - 10.0;
        let (what, style_of_it) = running(title, style, room);
        self.text(left, y, style_of_it, what);
        self.text_to(right, y, style, &version);
        self.rule(left, y + 3.0, right - left, 0.3, Colour::HAIR);
    }

    /// Where the marks begin: where parts stand closely the first page, which has no running header, has them in its place.
    fn marks_top(&self) -> f32 {
        if self.number == 1 { mm(self.density.pick(MARKS_TOP, CLOSE_MARKS_TOP)) } else { mm(MARKS_TOP) }
    }

    /// Where the text of the first page begins under its marks.
    pub(super) fn below_marks(&self) -> f32 {
        #[allow(clippy::cast_precision_loss)]
        let marks = self.document.marks.len() as f32;
        self.marks_top() + 4.5 + MARK * marks
    }

    /// Why the report is not whole.
    pub(super) fn marks(&mut self) {
        let (left, right) = (self.geometry.left, self.geometry.right);
        let mut y = self.marks_top();
        for mark in self.document.marks_in_words() {
            let mark = drawable(&mark).into_owned();
            // It is never cut off: it gets smaller.
            let size = 9.0 * ((right - left - 12.0) / Style::bold(9.0).width(&mark)).min(1.0);
            let style = Style::bold(size);
            let width = style.width(&mark);
            self.tint(right - width - 12.0, y + 4.5, width + 12.0, 12.5, Colour::grey(0xcc));
            self.text(right - width - 6.0, y + 14.0, style, mark);
            y += MARK;
        }
    }

    pub(super) fn footer(&mut self) {
        let mut y = self.geometry.height - mm(9.0);
        let (left, right) = (self.geometry.left, self.geometry.right);
        let style = Style::label(SMALL);
        let words = &self.document.words.title;
        let pages = self.counted().map_or(0, |counted| counted.pages);
        let program = concat!("kasverslag ", env!("CARGO_PKG_VERSION"));
        let page = format!("{} · {} {} / {pages}", self.document.words.archive.unit, words.page, self.number);
        let what = shortened(&drawable(&format!("{program} · {}", self.document.report)), style, mm(62.0));
        self.text(left, y, style, what);
        self.text_to(right, y, style, &page);
        // What the code says is not known yet, only how wide codes are on average.
        let x = (left + right - style.width(&page_code::specimen())) / 2.0;
        self.mark_in(None, style.colour, Shape::Code { x, y, size: style.size });
        self.rule(left, y - 8.5, right - left, 0.3, Colour::HAIR);
        if let Some(footer) = &self.document.presentation.footer {
            y -= 12.5;
            self.text(left, y, style, shortened(&drawable(footer), style, right - left));
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Europe::Brussels;

    use super::*;

    #[test]
    fn report_and_period_are_whole_whatever_the_library_is_called() {
        let style = Style::label(SMALL);
        for (title, period, short) in [
            ("Financieel overzicht BE", "14/12/2026 t.e.m. 31/12/2026", "14/12/2026 t.e.m. 31/12/2026"),
            ("Dagoverzicht", "november 2026 (01/11/2026 t.e.m. 30/11/2026)", "november 2026"),
        ] {
            let names = ["Openbare bibliotheek ", "WWWWWWWWWWWWWWWW", "Łódź 𝄞 – "].map(|part| part.repeat(12));
            for name in names.iter().flat_map(|name| (0..=60).map(|end| name.chars().take(end).collect::<String>())) {
                let title = TitleBlock {
                    title: title.to_owned(),
                    subtitle: String::new(),
                    library: format!("I900 {name}").trim().to_owned(),
                    period: period.to_owned(),
                    short_period: short.to_owned(),
                    days: None,
                    selection: Vec::new(),
                    number: None,
                    version: None,
                    made: DateTime::UNIX_EPOCH.with_timezone(&Brussels),
                };
                for room in [120.0, 200.0, 260.0, 400.0, 700.0_f32] {
                    let (what, style) = running(&title, style, room);
                    assert!(what.starts_with(&*title.title) && what.contains(short), "{what}");
                    assert!(style.width(&what) <= room + 0.01, "{what} in {room}");
                    assert!(room < 260.0 || what.contains("I900"), "{what} in {room}");
                }
            }
        }
    }
}
