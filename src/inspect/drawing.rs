//! What a page looks like: its texts in their places and colours, and what lies behind them.

/// Left, bottom, right and top, in points from the lower left corner.
pub(super) type Frame = [f64; 4];

/// A text in its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DrawnText {
    /// The place of its run among those of the report; `None` in the margins.
    pub(super) run: Option<usize>,
    /// Where it begins and ends: from its left end to the last character that is no blank.
    pub(super) left: f64,
    /// Where it ends.
    pub(super) right: f64,
    /// The line that it stands on.
    pub(super) baseline: f64,
    /// Its size.
    pub(super) size: f64,
    /// Its colour.
    pub(super) colour: InkColour,
}

impl DrawnText {
    /// What its letters take up, with what hangs below the line.
    pub(super) fn frame(&self) -> Frame {
        [self.left, self.baseline - 0.2 * self.size, self.right, self.baseline + 0.75 * self.size]
    }

    /// What small letters take up: what lies there makes them hard to read.
    pub(super) fn core(&self) -> Frame {
        [self.left, self.baseline + 0.05 * self.size, self.right, self.baseline + 0.5 * self.size]
    }
}

/// Red, green and blue from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct InkColour([f64; 3]);

impl InkColour {
    /// The colour that a page begins with.
    pub(super) const BLACK: Self = Self([0.0; 3]);
    /// That of paper.
    pub(super) const WHITE: Self = Self([1.0; 3]);

    /// One of red, green and blue, which say how much from 0 to 1.
    pub(super) fn of(parts: [f64; 3]) -> Option<Self> {
        parts.iter().all(|part| (0.0..=1.0).contains(part)).then_some(Self(parts))
    }

    /// The contrast of two colours, from 1 to 21, by WCAG 2.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.lightness(), other.lightness());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn lightness(self) -> f64 {
        let linear = |part: f64| if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// What is drawn on a page.
#[derive(Clone, Debug, Default)]
pub(super) struct PageInk {
    /// Its texts, in the order in which they are drawn.
    pub(super) texts: Vec<DrawnText>,
    /// The filled areas, which lie behind them.
    pub(super) areas: Vec<(Frame, InkColour)>,
    /// The rules, in their colours.
    pub(super) rules: Vec<(Frame, InkColour)>,
    /// The library's mark.
    pub(super) pictures: Vec<Frame>,
}

/// How far two frames lie over each other, to the side and upwards; negative where they don't.
pub(super) fn overlap(one: &Frame, other: &Frame) -> [f64; 2] {
    [0, 1].map(|at| one[at + 2].min(other[at + 2]) - one[at].max(other[at]))
}

/// The smallest frame around both.
pub(super) fn around(one: Frame, other: Frame) -> Frame {
    [one[0].min(other[0]), one[1].min(other[1]), one[2].max(other[2]), one[3].max(other[3])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let grey = |part: u8| InkColour([f64::from(part) / 255.0; 3]);
        assert!((InkColour::BLACK.contrast(InkColour::WHITE) - 21.0).abs() < 1e-9);
        assert!((grey(0x76).contrast(InkColour::WHITE) - 4.54).abs() < 0.01);
        assert!((InkColour::WHITE.contrast(grey(0x77)) - 4.48).abs() < 0.01);
        assert_eq!(InkColour::of([0.0, 1.0, 1.1]), None);
    }
}
