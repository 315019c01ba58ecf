//! Whether what pages say can be seen, and stands where it belongs: a text that is white, lies under or over another, hangs
//! off the sheet or stands in another column says something else to the eye than to a program.
//!
//! What is asked of a page is what every layout keeps to, those of former versions too, and no place is told in points.

use super::drawing::{Frame, InkColour, PageInk, around, overlap};
use super::page::{DrawnPage, MarkRun};

/// The blank that printers need at the edges of a sheet, in points.
const EDGE: f64 = 14.0;
/// How far things may be out of their place, in points: less than the eye sees.
const TOLERANCE: f64 = 0.6;
/// The least contrast of a text with paper, and with an area behind it.
const ON_PAPER: f64 = 4.4;
const ON_AREA: f64 = 3.5;
/// Rules of less contrast with paper help the eye, and are drawn behind texts in charts.
const FAINT: f64 = 2.0;
/// How far apart the lines of a run, and texts on one of them, may stand, in parts of their size.
const BETWEEN_LINES: f64 = 3.0;
const BETWEEN_TEXTS: f64 = 6.0;
/// How far names may be indented in their column, in points.
const INDENT: f64 = 60.0;
/// How far a line may reach above the one that it stands under, in points.
const CLOSE: f64 = 3.0;
/// How many faults are told of a page.
const TOLD: usize = 5;

/// What was seen on the pages before.
#[derive(Debug, Default)]
pub(super) struct Sight {
    /// Where the labels of the last header stand.
    header: Vec<Option<Frame>>,
}

/// A run as it stands on the page.
struct SeenRun<'p> {
    run: &'p MarkRun,
    /// Its lines, first to last: each with what it stands on.
    lines: Vec<(f64, Frame)>,
}

impl SeenRun<'_> {
    fn is_header(&self) -> bool {
        matches!(self.run.tag, "Header" | "HeaderAgain")
    }

    /// What is told of it.
    fn said(&self) -> &str {
        self.run.text.trim()
    }

    /// What all of it takes up.
    fn frame(&self) -> Option<Frame> {
        self.lines.iter().map(|(_, frame)| *frame).reduce(around)
    }
}

impl Sight {
    /// What of a page can't be seen, or stands elsewhere than it belongs; its size is in points.
    pub(super) fn page(&mut self, page: &DrawnPage, size: [f64; 2]) -> Vec<String> {
        let mut told = unseen(page, size);
        match runs(page) {
            Err(scattered) => told.push(scattered),
            Ok(seen) => {
                told.extend(covered(page, &seen));
                told.extend(out_of_order(&seen));
                self.out_of_place(&seen, &mut told);
            }
        }
        told.truncate(TOLD);
        told
    }

    /// The cells of a line stand beside each other, each under the label of its column.
    fn out_of_place(&mut self, seen: &[SeenRun<'_>], told: &mut Vec<String>) {
        let mut heading = None;
        for line in seen.chunk_by(|_, next| next.run.tag == "TD") {
            let Some((first, cells)) = line.split_first() else { continue };
            if first.is_header() {
                self.header = line.iter().map(SeenRun::frame).collect();
                continue;
            }
            match first.run.tag {
                "H" => self.header.clear(),
                "GroupHeading" => heading = first.frame(),
                _ => {}
            }
            // What a group comes to stands on the line of its heading, and says only that it is the total.
            let name = if first.run.tag == "GroupTotal" { heading } else { first.frame() };
            let Some((name, (baseline, _))) = name.zip(first.lines.first()) else { continue };
            let is_on_line = |cell: &&SeenRun<'_>| {
                let Some((own, _)) = cell.lines.first() else { return true };
                (own - baseline).abs() < TOLERANCE || first.lines.iter().any(|(line, _)| (own - line).abs() < TOLERANCE)
            };
            if let Some(cell) = cells.iter().find(|cell| !is_on_line(cell)) {
                told.push(format!("`{}` does not stand on the line of `{}`", cell.said(), first.said()));
            } else if let Some(cell) = self.in_another_column(name, cells) {
                told.push(format!("`{}` of `{}` does not stand in its column", cell.said(), first.said()));
            }
        }
    }

    /// The first cell of a line that does not stand in its column. A table may go on beside itself: then all of the line
    /// stands as much further right as its name does.
    fn in_another_column<'s>(&self, name: Frame, cells: &'s [SeenRun<'s>]) -> Option<&'s SeenRun<'s>> {
        let (label_of_name, labels) = self.header.split_first()?;
        let under = cells.iter().zip(labels).filter_map(|(cell, label)| Some((cell, cell.frame()?, (*label)?)));
        // How much further right each stands than its label, by their left ends and by their right ones.
        let moved: Vec<(&SeenRun<'_>, [f64; 2])> =
            under.map(|(cell, own, label)| (cell, [own[0] - label[0], own[2] - label[2]])).collect();
        let (first, by) = moved.first()?;
        let name_by = name[0] - label_of_name.as_ref()?[0];
        let may_be = by.iter().filter(|by| (-TOLERANCE..INDENT).contains(&(name_by - **by)));
        let mut other = Some(*first);
        for by in may_be {
            let is_in = |own: &[f64; 2]| own.iter().any(|own| (own - by).abs() < 1.0);
            other = moved.iter().find(|(_, own)| !is_in(own)).map(|(cell, _)| *cell);
            if other.is_none() {
                break;
            }
        }
        other
    }
}

/// The runs of the report that have texts, in their order, but for those inside pictures.
///
/// # Errors
/// When the texts of one stand apart.
fn runs(page: &DrawnPage) -> Result<Vec<SeenRun<'_>>, String> {
    let mut seen: Vec<SeenRun<'_>> = page.runs.iter().map(|run| SeenRun { run, lines: Vec::new() }).collect();
    for text in &page.drawing.texts {
        let Some(own) = text.run.and_then(|run| seen.get_mut(run)) else { continue };
        let scattered = || format!("`{}` is scattered over the page", own.run.text.trim());
        match own.lines.last_mut() {
            Some((baseline, place)) if (*baseline - text.baseline).abs() < 0.1 => {
                let gap = text.left - place[2];
                if own.run.tag != "Figure" && !(-TOLERANCE..BETWEEN_TEXTS * text.size).contains(&gap) {
                    return Err(scattered());
                }
                *place = around(*place, text.frame());
            }
            Some((baseline, _)) => {
                let down = *baseline - text.baseline;
                // Under the name of a file stands its hash, which is read first.
                let up = if own.run.tag == "Row" { -5.0 * text.size } else { 0.0 };
                if own.run.tag != "Figure" && !(up..BETWEEN_LINES * text.size).contains(&down) {
                    return Err(scattered());
                }
                own.lines.push((text.baseline, text.frame()));
            }
            None => own.lines.push((text.baseline, text.frame())),
        }
    }
    seen.retain(|seen| !matches!(seen.run.tag, "Figure") && !seen.run.is_drawn_elsewhere);
    for (at, own) in seen.iter().enumerate() {
        // What begins beside a heading goes on under it.
        let beside =
            at.checked_sub(1).and_then(|before| seen[before].lines.last()).map_or(f64::NAN, |(_, place)| place[0]);
        let is_apart = |pair: &[(f64, Frame)]| {
            let [(_, above), (_, below)] = pair else { return false };
            overlap(above, below)[0] < -TOLERANCE && (below[0] - beside).abs() > 1.0
        };
        if own.lines.windows(2).any(is_apart) {
            return Err(format!("`{}` is scattered over the page", own.said()));
        }
    }
    seen.retain(|seen| seen.run.tag == "TD" || !seen.lines.is_empty() || is_first_cell(seen.run.tag));
    Ok(seen)
}

/// Whether a run begins a line of a table.
fn is_first_cell(tag: &str) -> bool {
    !matches!(tag, "H" | "P" | "TD" | "Figure")
}

/// Texts that leave the sheet, that are too faint for what they stand on, or that a rule or a picture goes through.
fn unseen(page: &DrawnPage, [width, height]: [f64; 2]) -> Vec<String> {
    let PageInk { texts, areas, rules, pictures } = &page.drawing;
    let mut told = Vec::new();
    for text in texts {
        let said = || text.run.and_then(|run| page.runs.get(run)).map_or("in the margin", |run| run.text.trim());
        let (frame, core) = (text.frame(), text.core());
        let [left, bottom, right, top] = frame;
        let is_on = |place: &Frame| overlap(place, &core).iter().all(|by| *by > TOLERANCE);
        let is_faint = text.colour.contrast(InkColour::WHITE) < ON_PAPER
            || areas.iter().any(|(place, colour)| is_on(place) && text.colour.contrast(*colour) < ON_AREA);
        let is_through = |(rule, colour): &(Frame, InkColour)| {
            let [along, across] = overlap(rule, &core);
            along > TOLERANCE && across > 0.0 && colour.contrast(InkColour::WHITE) > FAINT
        };
        if left < EDGE || bottom < EDGE || right > width - EDGE || top > height - EDGE {
            told.push(format!("a text stands outside of the page: `{}`", said()));
        } else if is_faint {
            told.push(format!("a text can't be seen: `{}`", said()));
        } else if rules.iter().any(is_through) {
            told.push(format!("a text is crossed out: `{}`", said()));
        } else if pictures.iter().any(|place| overlap(place, &frame).iter().all(|by| *by > TOLERANCE)) {
            told.push(format!("a text lies over a picture: `{}`", said()));
        }
    }
    told
}

/// Lines of texts that lie over others.
fn covered(page: &DrawnPage, seen: &[SeenRun<'_>]) -> Vec<String> {
    let in_report = seen.iter().flat_map(|seen| seen.lines.iter().map(|(_, place)| (*place, seen.said())));
    let is_other = |run: Option<usize>| {
        run.and_then(|run| page.runs.get(run)).is_none_or(|run| run.tag == "Figure" || run.is_drawn_elsewhere)
    };
    let others = page.drawing.texts.iter().filter(|text| is_other(text.run)).map(|text| (text.frame(), "another"));
    let mut all: Vec<(Frame, &str)> = in_report.chain(others).collect();
    all.sort_by(|(one, _), (other, _)| one[1].total_cmp(&other[1]));
    let mut told = Vec::new();
    for (at, (one, said)) in all.iter().enumerate() {
        let above = all[at + 1..].iter().take_while(|(other, _)| other[1] < one[3]);
        let over = above.filter(|(other, _)| overlap(one, other).iter().all(|by| *by > TOLERANCE));
        told.extend(over.map(|(_, other)| format!("`{other}` lies over `{said}`")));
    }
    told
}

/// Runs that stand neither under those before them nor to the right. The header of a group's lines stands above its name.
fn out_of_order(seen: &[SeenRun<'_>]) -> Vec<String> {
    let mut told = Vec::new();
    let mut before: Option<(&SeenRun<'_>, Frame)> = None;
    for own in seen {
        let (Some((_, first)), Some((_, last))) = (own.lines.first(), own.lines.last()) else { continue };
        if let Some((other, place)) = before
            && !own.is_header()
            && first[3] > place[1] + CLOSE
            && first[0] < place[2] - TOLERANCE
        {
            told.push(format!("`{}` stands neither under `{}` nor behind it", own.said(), other.said()));
        }
        before = Some((own, *last));
    }
    told
}
