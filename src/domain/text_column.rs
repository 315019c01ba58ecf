//! A column of texts in memory.

/// Texts in one long buffer, one behind the other, so that a million of them are a few allocations.
#[derive(Debug, Default)]
pub struct TextColumn {
    buffer: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl TextColumn {
    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
    }

    /// Adds all texts of another column.
    pub fn append(&mut self, other: &Self) {
        let before = self.buffer.len();
        self.buffer.push_str(&other.buffer);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    /// The text at a place.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.buffer[start..self.ends[index]]
    }

    /// Whether all of its texts are empty.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.buffer.is_empty()
    }
}
