//! Draws parts in two columns that are as short as can be.

use super::flow::{Flow, FlowEnd, column_width};
use super::sheet::Sheet;
use crate::render::pdf::page::Geometry;

/// How many times the room of columns is halved to find where they end.
const HALVINGS: usize = 7;

/// Draws parts in two columns that are as short as can be. What follows needs `tail` on the page on which they end.
pub(super) fn in_columns<'a>(sheet: &mut Sheet<'a>, tail: f32, draw: impl Fn(&mut Sheet<'a>)) {
    let place = sheet.flow_ends.len();
    let end = match sheet.counted() {
        Some(counted) => counted.flow_ends.get(place).copied(),
        None => Some(found_end(sheet, tail, &draw)),
    };
    sheet.flow_ends.extend(end);
    sheet.begin_flow(end);
    draw(sheet);
    sheet.end_flow();
}

/// Where the columns end that are as short as can be.
fn found_end<'a>(sheet: &mut Sheet<'a>, tail: f32, draw: &impl Fn(&mut Sheet<'a>)) -> FlowEnd {
    let Geometry { top, bottom, .. } = sheet.geometry;
    let (number, y) = (sheet.number, sheet.y);
    let mut ended = |end: Option<FlowEnd>| {
        let was_parted = std::mem::take(&mut sheet.is_parted);
        let (page, deepest) = sheet.try_out(|sheet| {
            sheet.begin_flow(end);
            draw(sheet);
            sheet.end_flow();
        });
        (page, deepest, std::mem::replace(&mut sheet.is_parted, was_parted))
    };
    let (page, ..) = ended(None);
    let mut fits = |bottom: f32| {
        let (last, deepest, is_parted) = ended(Some(FlowEnd { page, bottom }));
        last == page && deepest <= bottom && !is_parted
    };
    let most = bottom - tail;
    if !fits(most) {
        // Some of it goes on to the next page, with what follows.
        return FlowEnd { page, bottom: most };
    }
    let (mut short, mut long) = (if page == number { y } else { top }, most);
    for _ in 0..HALVINGS {
        let middle = f32::midpoint(short, long);
        if fits(middle) {
            long = middle;
        } else {
            short = middle;
        }
    }
    FlowEnd { page, bottom: long }
}

impl Sheet<'_> {
    /// Whether parts stand in columns.
    pub(super) fn is_narrow(&self) -> bool {
        self.flow.is_some()
    }

    fn begin_flow(&mut self, end: Option<FlowEnd>) {
        self.flow = Some(Flow { top: 0.0, is_right: false, deepest: 0.0, end, whole: self.geometry });
        self.geometry.right = self.geometry.left + column_width(self.geometry);
        self.begin_columns();
    }

    /// Begins the columns of a page, if parts stand in columns.
    pub(super) fn begin_columns(&mut self) {
        let (y, number) = (self.y, self.number);
        let Some(flow) = &mut self.flow else { return };
        (flow.top, flow.is_right, flow.deepest) = (y, false, y);
        let end = flow.end.filter(|end| end.page == number);
        self.geometry.bottom = end.map_or(flow.whole.bottom, |end| end.bottom);
    }

    /// Goes on to the right column; tells whether there is one.
    pub(super) fn next_column(&mut self) -> bool {
        let y = self.y;
        let Some(flow) = self.flow.as_mut().filter(|flow| !flow.is_right) else { return false };
        (flow.is_right, flow.deepest) = (true, y);
        self.y = flow.top;
        true
    }

    fn end_flow(&mut self) {
        let Some(flow) = self.flow.take() else { return };
        self.geometry = flow.whole;
        self.y = self.y.max(flow.deepest);
    }
}
