//! `bag-info.txt`: what is said of the whole.

use chrono::NaiveDate;

use crate::domain::Institution;

/// Its name.
pub const FILE: &str = "bag-info.txt";
/// The day on which the bag was made.
const MADE: &str = "Bagging-Date";
/// The program that made it.
const PROGRAM: &str = "Bag-Software-Agent";

/// What a bag holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BagContents<'a> {
    /// The library.
    pub institution: Institution,
    /// Its code and name.
    pub library: &'a str,
    /// The year.
    pub year: i32,
    /// How many files are in the payload.
    pub files: u64,
    /// How many bytes those have.
    pub bytes: u64,
}

impl BagContents<'_> {
    /// What follows from what is in the bag, by name.
    fn facts(&self) -> [(&'static str, String); 4] {
        let Self { institution, library, year, files, bytes } = self;
        [
            ("Source-Organization", (*library).to_owned()),
            ("External-Identifier", format!("{institution}-{year}")),
            ("External-Description", format!("Kasverslagen {library} {year}")),
            ("Payload-Oxum", format!("{bytes}.{files}")),
        ]
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self, made: NaiveDate) -> String {
        let [source, identifier, description, payload] = self.facts();
        let program = concat!("kasverslag ", env!("CARGO_PKG_VERSION")).to_owned();
        let lines = [source, identifier, description, (MADE, made.to_string()), payload, (PROGRAM, program)];
        // A name never begins a line of its own.
        let lines = lines.iter().map(|(name, value)| format!("{name}: {}", value.replace(['\r', '\n'], " ")));
        lines.map(|line| line + "\n").collect()
    }

    /// The names of what a text says otherwise than the bag's contents, or not once. Whoever takes a bag over may add more.
    #[must_use]
    pub fn contradicted(&self, text: &str) -> Vec<&'static str> {
        let is_said = |(name, value): &(&str, String)| {
            let values = text.lines().filter_map(|line| line.strip_prefix(*name)?.strip_prefix(": "));
            values.eq([&*value.replace(['\r', '\n'], " ")])
        };
        self.facts().iter().filter(|fact| !is_said(fact)).map(|(name, _)| *name).collect()
    }
}
