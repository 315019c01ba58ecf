//! What every page must keep to, whatever is on it.

use kasverslag::domain::Money;
use kasverslag::render::manifest::{LeftOut, ManifestTable};
use kasverslag::render::number::one_line;
use kasverslag::render::number::shown;
use kasverslag::render::page_code;
use kasverslag::render::pdf::page::font::{Face, drawable};
use kasverslag::render::pdf::page::{Geometry, Mark, Page, PageContent, Shape, Tag, mm};
use kasverslag::report::dimension::Dimension;
use kasverslag::report::document::{Cell, Document, Section, Value};
use kasverslag::report::outline::{Outline, OutlineRow};
use kasverslag::report::row::RowKind;

use crate::structure_laws;

/// How far a box may leave its place, in points: less than the eye sees.
const TOLERANCE: f32 = 0.6;
/// How far boxes may lie over each other in both directions, in points.
const OVERLAP: f32 = 0.5;
/// Words that are no wider, in sizes, are never broken: of some fifteen letters.
const WORD: f32 = 8.5;
/// The height of a line of text, in points.
const LINE: f32 = 9.0;
/// The blank that printers need at the edges of a sheet, in millimetres.
const EDGE: f32 = 5.0;

/// Left, top, right and bottom.
#[derive(Clone, Copy, Debug)]
struct Frame([f32; 4]);

impl Frame {
    fn of(mark: &Mark) -> Self {
        match &mark.shape {
            Shape::Text { x, y, face, size, text } => {
                Self([*x, y - 0.75 * size, x + face.width(text.trim_end(), *size), y + 0.2 * size])
            }
            Shape::Code { x, y, size } => {
                // Codes are as wide as one that has every sign once, or somewhat wider.
                let width = Face::Regular.width(&page_code::specimen(), *size) * 1.1;
                Self([*x, y - 0.75 * size, x + width, y + 0.2 * size])
            }
            Shape::Rule { x, y, width, thickness } => Self([*x, y - thickness / 2.0, x + width, y + thickness / 2.0]),
            Shape::Area { x, y, width, height } | Shape::Logo { x, y, width, height } => {
                Self([*x, *y, x + width, y + height])
            }
        }
    }

    fn overlaps(self, other: Self) -> bool {
        let (Self(a), Self(b)) = (self, other);
        a[2].min(b[2]) - a[0].max(b[0]) > OVERLAP && a[3].min(b[3]) - a[1].max(b[1]) > OVERLAP
    }
}

fn text(mark: &Mark) -> &str {
    if let Shape::Text { text, .. } = &mark.shape { text } else { "" }
}

/// Everything on the pages that breaks a law.
pub(crate) fn breaches(document: &Document, geometry: Geometry, pages: &[Page]) -> Vec<String> {
    let mut breaches = Vec::new();
    let has_vast_amounts = pages.iter().flat_map(|page| &page.marks).any(|mark| is_vast(text(mark)));
    for (number, page) in pages.iter().enumerate() {
        let mut told = margins(geometry, page);
        told.extend(overlaps(page));
        told.extend(order(page));
        if !has_vast_amounts {
            told.extend(words(page));
        }
        breaches.extend(told.into_iter().map(|what| format!("page {}: {what}", number + 1)));
    }
    breaches.extend(lines(document, pages));
    breaches.extend(columns(document, pages));
    breaches.extend(structure_laws::breaches(document, pages));
    breaches
}

/// Nothing leaves the margins, and every character can be drawn.
fn margins(geometry: Geometry, page: &Page) -> Vec<String> {
    let mut breaches = Vec::new();
    for mark in &page.marks {
        let Frame([left, top, right, bottom]) = Frame::of(mark);
        let is_within = left >= geometry.left - TOLERANCE
            && right <= geometry.right + TOLERANCE
            && top >= mm(EDGE)
            && bottom <= geometry.height - mm(EDGE);
        let lowest = if mark.content.is_some() { geometry.bottom + 0.1 } else { geometry.height };
        if !is_within || (bottom > lowest && !text(mark).is_empty()) {
            breaches.push(format!("leaves the margins: {mark:?}"));
        }
        if let Shape::Text { face, size, text, .. } = &mark.shape {
            let has_all = text.chars().all(|c| face.has(c) && Face::Regular.has(c));
            if !has_all || *size < 3.0 && !text.is_empty() {
                breaches.push(format!("cannot be read: {mark:?}"));
            }
        }
    }
    breaches
}

/// No text lies over another, or over a picture.
fn overlaps(page: &Page) -> Vec<String> {
    let is_seen = |mark: &Mark| match &mark.shape {
        Shape::Text { text, .. } => !text.trim().is_empty(),
        Shape::Code { .. } | Shape::Logo { .. } => true,
        Shape::Area { .. } => mark.content.is_some(),
        Shape::Rule { .. } => false,
    };
    let mut seen: Vec<(Frame, &Mark)> =
        page.marks.iter().filter(|mark| is_seen(mark)).map(|mark| (Frame::of(mark), mark)).collect();
    seen.sort_by(|(a, _), (b, _)| a.0[1].total_cmp(&b.0[1]));
    let mut breaches = Vec::new();
    for (index, (frame, mark)) in seen.iter().enumerate() {
        for (other, below) in seen[index + 1..].iter().take_while(|(other, _)| other.0[1] < frame.0[3]) {
            let are_bars =
                [mark, below].iter().all(|mark| !matches!(mark.shape, Shape::Text { .. } | Shape::Code { .. }));
            if !are_bars && frame.overlaps(*other) {
                breaches.push(format!("lies over another: {mark:?} and {below:?}"));
            }
        }
    }
    breaches
}

/// Whether a text has an amount of a hundred thousand or more, beside which names may have no room.
fn is_vast(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        digits > 7
            && word.chars().all(|sign| sign.is_ascii_digit() || "-,.\u{a0}\u{202f}".contains(sign))
            && word.contains([',', '.'])
    })
}

/// No word of usual length in a cell is broken: it has room in every table that can be read. A day in figures is no word.
fn words(page: &Page) -> Vec<String> {
    let mut breaches = Vec::new();
    let mut cell: Option<(PageContent, f32, String)> = None;
    for mark in &page.marks {
        let (Some(content), Shape::Text { text, y, face, size, .. }) = (mark.content, &mark.shape) else { continue };
        let is_cell = !matches!(content.tag, Tag::Text | Tag::Heading | Tag::Figure);
        match &mut cell {
            Some((last, height, before)) if *last == content && is_cell => {
                let ends = before.rsplit(|sign: char| sign.is_whitespace()).next().unwrap_or_default();
                let begins = text.split(|sign: char| sign.is_whitespace()).next().unwrap_or_default();
                let word = format!("{ends}{begins}");
                let is_word = |part: &str| part.chars().any(char::is_alphanumeric);
                let is_broken =
                    y - *height > OVERLAP && is_word(ends) && is_word(begins) && word.chars().any(char::is_alphabetic);
                if is_broken && face.width(&word, *size) <= WORD * size {
                    breaches.push(format!("`{ends}` and `{begins}` are one word"));
                }
                before.push_str(text);
                *height = *y;
            }
            _ => cell = Some((content, *y, text.clone())),
        }
    }
    breaches
}

/// Every table stands on the pages under its heading, with a label over each column that it may not leave out.
fn columns(document: &Document, pages: &[Page]) -> Vec<String> {
    let letters = |text: &str| text.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>();
    let mut headers: Vec<(String, Vec<String>)> = Vec::new();
    let (mut heading, mut last, mut is_header) = (String::new(), None, false);
    for mark in pages.iter().flat_map(|page| &page.marks) {
        let (Some(content), Shape::Text { text, .. }) = (mark.content, &mark.shape) else { continue };
        let is_new = last.replace(content) != Some(content);
        match content.tag {
            Tag::Heading if is_new => heading = letters(text),
            Tag::Heading => heading += &letters(text),
            Tag::Header | Tag::HeaderAgain if is_new => headers.push((heading.clone(), Vec::new())),
            Tag::Cell if is_header => {
                let labels = &mut headers.last_mut().expect("a header").1;
                if is_new {
                    labels.push(String::new());
                }
                labels.last_mut().expect("a label").push_str(&letters(text));
            }
            _ => {}
        }
        is_header = matches!(content.tag, Tag::Header | Tag::HeaderAgain) || is_header && content.tag == Tag::Cell;
    }
    let lacks = |labels: &[String], table: &ManifestTable| {
        table.columns.iter().any(|column| !labels.contains(&letters(&drawable(column))))
    };
    let mut breaches = Vec::new();
    // Pages that are to be few go without what is said elsewhere too.
    let left_out = LeftOut { recaps: document.repeated_recaps.clone(), balance: true };
    for table in ManifestTable::all_of(document, &left_out) {
        let title = letters(&drawable(&table.title));
        // Long headings are cut off.
        let mut own = headers.iter().filter(|(heading, _)| title.starts_with(&**heading) || title.is_empty());
        if own.all(|(_, labels)| lacks(labels, &table)) {
            breaches.push(format!("no page has all columns of {table:?}"));
        }
    }
    breaches
}

/// A line or other run of texts that begins a page's part: its tag, its heights, whether it is bold.
struct Start {
    tag: Tag,
    /// The height of its first line.
    top: f32,
    /// That of its last.
    y: f32,
    is_bold: bool,
}

/// The runs of texts on a page; of a table's lines, the first cells.
fn starts(page: &Page) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    let mut last: Option<PageContent> = None;
    let mut in_cell = false;
    for mark in &page.marks {
        let (Some(content), Shape::Text { y, face, text, .. }) = (mark.content, &mark.shape) else { continue };
        if last != Some(content) {
            in_cell = content.tag == Tag::Cell;
            if !in_cell {
                starts.push(Start { tag: content.tag, top: *y, y: *y, is_bold: false });
            }
            last = Some(content);
        }
        if let (Some(start), false) = (starts.last_mut(), in_cell || text.is_empty()) {
            start.y = start.y.max(*y);
            start.is_bold |= *face == Face::Bold;
        }
    }
    starts
}

/// Whether it is of a heading inside the lines.
fn is_group(tag: Tag) -> bool {
    matches!(tag, Tag::Group | Tag::GroupHeading | Tag::GroupTotal)
}

/// Sums stand below what they add up, headings above what they name.
fn order(page: &Page) -> Vec<String> {
    let starts = starts(page);
    let is_line =
        |tag: Tag| is_group(tag) || matches!(tag, Tag::Line | Tag::Subtotal | Tag::Total | Tag::Row | Tag::Rest);
    let mut breaches = Vec::new();
    if let Some(at) = starts.iter().position(|start| is_line(start.tag)) {
        let first = &starts[at];
        let is_new = starts[..at].iter().any(|start| matches!(start.tag, Tag::Header | Tag::HeaderAgain));
        if matches!(first.tag, Tag::Subtotal | Tag::Total) || (first.tag == Tag::Row && first.is_bold && !is_new) {
            breaches.push("a sum is parted from what it adds up".to_owned());
        }
    }
    for (index, start) in starts.iter().enumerate() {
        let below = starts[index + 1..].iter().filter(|below| below.y > start.y);
        let is_followed = match start.tag {
            Tag::Heading => {
                below.clone().any(|below| !matches!(below.tag, Tag::Heading | Tag::Header) && !is_group(below.tag))
            }
            Tag::Header | Tag::HeaderAgain => below.clone().any(|below| is_line(below.tag)),
            Tag::Group | Tag::GroupHeading => {
                // A name may stand before its lines. What is empty has no height of its own.
                let beside = starts[index + 1..].iter().filter(|beside| beside.y > start.top - LINE);
                let inside = beside.into_iter().find(|beside| !is_group(beside.tag));
                inside.is_some_and(|inside| matches!(inside.tag, Tag::Line | Tag::Rest))
            }
            _ => true,
        };
        if !is_followed {
            breaches.push(format!("a {:?} at {} stands last on the page", start.tag, start.y));
        }
    }
    breaches
}

/// A line of the report, or a heading over some.
type Read = (bool, Vec<String>);

/// What a line should be.
struct Meant {
    read: Read,
    /// Its cells where the balance is left out, if it may be.
    without: Option<Vec<String>>,
    /// Whether it may lack.
    may_lack: bool,
}

/// Every line of the report stands on the pages once, whole and in its order.
fn lines(document: &Document, pages: &[Page]) -> Vec<String> {
    let plain = |text: &str| drawable(text).replace('\u{a0}', " ");
    // What stands together on a line is kept together by a blank that doesn't break.
    let text = |cell: Value<'_>, format| match cell {
        Value::Count(0) => "–".to_owned(),
        Value::Money(money) if money == Money::ZERO => "–".to_owned(),
        _ => plain(&shown(cell, format, document.words)),
    };
    let mut wanted: Vec<Meant> = Vec::new();
    let mut flat: Vec<(String, Vec<String>)> = Vec::new();
    let mut told = Vec::new();
    for section in &document.sections {
        for outline in &section.pages {
            told.extend(if outline.is_matrix {
                unlike_cells(section)
            } else {
                unlike_files(document, section, outline)
            });
            // Rather than on two pages, receipts less expenses are left out, as both stand there.
            let balance = outline.dispensable_balance().filter(|_| !outline.is_matrix);
            wanted.extend(outline.rows.iter().map(|row| {
                let cells = row.row.cells.iter().zip(&outline.columns);
                let mut cells: Vec<String> = cells.map(|(cell, column)| text(cell.value(), column.format)).collect();
                if !row.code.is_empty() {
                    cells[0] = format!("{} {}", plain(&row.code), cells[0]);
                }
                let of_groups = matches!(row.row.kind, RowKind::Subtotal { dimension: Dimension::BookingGroup, .. });
                let others = |balance: usize| {
                    cells.iter().enumerate().filter(|(at, _)| *at != balance).map(|(_, cell)| cell.clone()).collect()
                };
                let without = balance.map(others);
                Meant { read: (row.is_heading(), cells), without, may_lack: of_groups && row.depth > 0 }
            }));
        }
        if !section.pages.is_empty() {
            continue;
        }
        for block in &section.blocks {
            let rows = block.rows.iter().filter(|row| row.kind == RowKind::Detail);
            flat.extend(rows.map(|row| {
                let cells = row.cells().zip(document.page_columns());
                (block.title.clone(), cells.map(|(cell, column)| text(cell, column.format)).collect())
            }));
        }
    }
    let has_outlines = document.sections.iter().all(|section| !section.pages.is_empty());
    let mut found = lines_on(pages);
    found.retain(|(is_heading, _)| has_outlines || !is_heading);
    found.iter_mut().flat_map(|(_, cells)| cells).for_each(|text| *text = text.replace('\u{a0}', " "));
    if !has_outlines {
        let said = paragraphs(pages);
        let differs = flat
            .iter()
            .zip(&found)
            .position(|((title, cells), (_, found))| !says(found, cells, &[&plain(title), &said]));
        let differs = differs.or((flat.len() != found.len()).then_some(flat.len().min(found.len())));
        told.extend(differs.map(|at| format!("line {at} is {:?}, on the pages {:?}", flat.get(at), found.get(at))));
        return told;
    }
    // Headings of booking groups are left out where there is even less room.
    if wanted.len() != found.len() {
        wanted.retain(|meant| !meant.may_lack);
    }
    let differs = wanted.iter().zip(&found).position(|(meant, found)| {
        meant.read != *found && (meant.read.0 != found.0 || meant.without.as_ref() != Some(&found.1))
    });
    let differs = differs.or((wanted.len() != found.len()).then_some(wanted.len().min(found.len())));
    told.extend(differs.map(|at| {
        format!(
            "line {at} of {} is {:?}, on the pages {:?}",
            wanted.len(),
            wanted.get(at).map(|meant| &meant.read),
            found.get(at)
        )
    }));
    told
}

/// Whether the cells of a line on a page, in their order, are those of a row, but for what is said above it.
fn says(found: &[String], cells: &[String], above: &[&str]) -> bool {
    let mut found = found.iter().filter(|text| !text.is_empty() && *text != "°").peekable();
    for cell in cells.iter().filter(|cell| !cell.is_empty()) {
        let is_next = found.peek().is_some_and(|text| *text == cell || text.strip_suffix(" °") == Some(cell.as_str()));
        if is_next {
            found.next();
        } else if !above.iter().any(|above| above.contains(cell.trim())) {
            return false;
        }
    }
    found.next().is_none()
}

/// What stands in paragraphs.
fn paragraphs(pages: &[Page]) -> String {
    let is_text = |mark: &&Mark| mark.content.is_some_and(|content| content.tag == Tag::Text);
    let texts = pages.iter().flat_map(|page| page.marks.iter().filter(is_text)).map(text);
    texts.map(|text| format!("{text} ")).collect::<String>().replace('\u{a0}', " ")
}

/// Whether the cells of a matrix, all together, are not what the rows of files are.
fn unlike_cells(section: &Section) -> Option<String> {
    let is_received = !section.kinds.is_empty() && section.kinds.iter().all(|kind| kind.is_received());
    let mut cells: Vec<Money> = Vec::new();
    for outline in &section.pages {
        for row in outline.rows.iter().filter(|row| !row.is_heading()) {
            let cells_of = row.row.cells.iter().skip(1).zip(outline.columns.iter().skip(1));
            let of_codes = cells_of.filter(|(_, column)| column.field.is_none());
            cells.extend(
                of_codes.filter_map(|(cell, _)| if let Cell::Money(money) = cell { Some(*money) } else { None }),
            );
        }
    }
    let total = section.total.as_ref()?;
    let sum: Money = cells.into_iter().sum();
    let amounts: Vec<Money> =
        total.cells.iter().filter_map(|cell| if let Cell::Money(money) = cell { Some(*money) } else { None }).collect();
    let wanted = match amounts.as_slice() {
        [receipts, ..] if is_received => *receipts,
        [receipts, expenses] => *receipts - *expenses,
        _ => return None,
    };
    (sum != wanted).then(|| format!("the cells of the matrix add up to {sum}, its rows in files to {wanted}"))
}

/// Where the lines of pages, each with the headings around it, don't say what the rows of files do.
fn unlike_files(document: &Document, section: &Section, outline: &Outline) -> Option<String> {
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut rows = section.rows().filter(|row| row.kind == RowKind::Detail);
    let mut sums: Vec<(usize, Vec<Money>)> = Vec::new();
    let amounts = |row: &OutlineRow| -> Vec<Money> {
        let amount = |cell: &Cell| if let Cell::Money(money) = cell { *money } else { Money::ZERO };
        row.row.cells.iter().map(amount).collect()
    };
    for row in &outline.rows {
        let name = format!("{} {}", row.code, row.name());
        open.retain(|(depth, _)| *depth < row.depth);
        while let Some((_, sum)) = sums.pop_if(|(depth, _)| *depth >= row.depth) {
            if sum.iter().any(|left| *left != Money::ZERO) {
                return Some(format!("a heading before `{name}` is {sum:?} more than what stands under it"));
            }
        }
        let own = amounts(row);
        if row.is_heading() {
            open.push((row.depth, name));
            sums.push((row.depth, own));
            continue;
        }
        for (_, left) in &mut sums {
            left.iter_mut().zip(&own).for_each(|(left, own)| *left = *left - *own);
        }
        let flat = rows.next()?;
        let shared = outline.shared.as_deref().unwrap_or_default();
        let said: Vec<&str> =
            open.iter().map(|(_, name)| name.as_str()).chain([shared, &document.title.library, &name]).collect();
        for (cell, column) in flat.cells().zip(&document.columns) {
            let Some(field) = column.field.filter(|_| column.is_on_pages()) else { continue };
            let text = shown(cell, column.format, document.words);
            let is_said = if field.dimension().is_some() {
                said.iter().any(|said| one_line(said).contains(&text))
            } else {
                let place =
                    outline.columns.iter().position(|other| other.field == Some(field) && other.label == column.label);
                place.is_none_or(|place| row.row.cells[place].value() == cell)
            };
            if !is_said {
                return Some(format!("{field:?} `{text}` is not said by {said:?}"));
            }
        }
    }
    rows.next().map(|_| "a row of files is on no page".to_owned())
}

/// The report's lines and the headings inside its tables as they can be read on the pages, cell by cell.
fn lines_on(pages: &[Page]) -> Vec<Read> {
    let mut lines: Vec<Read> = Vec::new();
    // The column that texts belong to now; none outside the report's lines.
    let mut column: Option<usize> = None;
    // Whether the line of a table that began last is one of the report.
    let mut is_report = false;
    // What stands beside the figures of a heading is no part of it.
    let mut is_aside = false;
    for page in pages {
        let mut last: Option<PageContent> = None;
        for mark in &page.marks {
            let Some(content) = mark.content else { continue };
            if last != Some(content) {
                last = Some(content);
                let begins = matches!(content.tag, Tag::Line | Tag::Group | Tag::GroupHeading | Tag::GroupTotal);
                is_report = begins || (is_report && matches!(content.tag, Tag::Rest | Tag::Cell));
                is_aside = content.tag == Tag::GroupTotal;
                column = match content.tag {
                    Tag::Line | Tag::Group | Tag::GroupHeading => {
                        lines.push((content.tag != Tag::Line, Vec::new()));
                        Some(0)
                    }
                    Tag::GroupTotal => Some(0),
                    Tag::Rest if is_report => Some(0),
                    Tag::Cell => column.map(|column| column + 1),
                    _ => None,
                };
            }
            if let (Some(column), Some((_, line)), false) = (column, lines.last_mut(), is_aside) {
                line.resize(line.len().max(column + 1), String::new());
                line[column] += text(mark);
            }
        }
    }
    lines
}
