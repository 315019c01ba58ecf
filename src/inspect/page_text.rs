//! The text of a page as its fonts say it reads, in the runs in which it was written.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::package::{entry, stream};
use crate::render::manifest::{FontProgram, sha256};

/// A run of marks on a page that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// What it is: `Line`, `TD` …
    pub(super) tag: String,
    /// Its number in the structure; `None` in a file without one.
    pub(super) number: Option<i64>,
    /// Its text.
    pub(super) text: String,
}

/// The text of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct PageText {
    /// The runs that belong to the report.
    pub(super) runs: Vec<Run>,
    /// The texts in the margins.
    pub(super) margins: Vec<String>,
    /// The text that belongs neither to the report nor to the margins: there is none in a sound file.
    pub(super) loose: String,
    /// The pictures that it shows.
    pub(super) pictures: Vec<String>,
    /// What it does beside showing text.
    pub(super) shapes: usize,
}

/// What codes of a font stand for.
type CodeMap = BTreeMap<u16, String>;

/// The fonts that pages name.
#[derive(Debug, Default)]
pub(super) struct Fonts {
    maps: BTreeMap<ObjectId, CodeMap>,
    programs: BTreeMap<ObjectId, FontProgram>,
    faults: Vec<String>,
}

impl Fonts {
    /// The codes of a font, read once.
    fn map(&mut self, document: &Document, id: ObjectId) -> Option<&CodeMap> {
        let place = match self.maps.entry(id) {
            Entry::Occupied(known) => return Some(known.into_mut()),
            Entry::Vacant(place) => place,
        };
        let font = document.get_dictionary(id).ok()?;
        let map = stream(document, font.get(b"ToUnicode").ok()?)?;
        match program(document, font) {
            Some(program) => {
                self.programs.insert(id, program);
            }
            None => self.faults.push("a font is not embedded as a report's fonts are".to_owned()),
        }
        Some(place.insert(read_code_map(&String::from_utf8_lossy(&map))))
    }

    /// What is wrong with the fonts, if they are to be these.
    pub(super) fn faults(&self, meant: &[FontProgram]) -> Vec<String> {
        let strange = self.programs.values().filter(|program| !meant.contains(program));
        let strange = strange.map(|program| format!("the font {} has been altered", program.name));
        self.faults.iter().cloned().chain(strange).collect()
    }
}

/// The font program behind a font whose codes are its glyphs; `None` for any other font.
fn program(document: &Document, font: &Dictionary) -> Option<FontProgram> {
    let descendant = entry(document, font, "DescendantFonts")?.as_array().ok()?.first()?;
    let descendant = document.dereference(descendant).ok()?.1.as_dict().ok()?;
    let is_identity = |object: &Object| object.as_name().is_ok_and(|name| name == b"Identity");
    if !entry(document, descendant, "CIDToGIDMap").is_none_or(is_identity) {
        return None;
    }
    let descriptor = entry(document, descendant, "FontDescriptor")?.as_dict().ok()?;
    let bytes = stream(document, descriptor.get(b"FontFile2").ok()?)?;
    let name = String::from_utf8_lossy(entry(document, font, "BaseFont")?.as_name().ok()?).into_owned();
    Some(FontProgram { name, sha256: sha256(&bytes) })
}

impl PageText {
    /// Reads a page.
    ///
    /// # Errors
    /// What can't be read.
    pub(super) fn read(document: &Document, page: ObjectId, content: &[u8], fonts: &mut Fonts) -> Result<Self, String> {
        let content = Content::decode(content).map_err(|error| format!("its content can't be read: {error}"))?;
        let names = font_names(document, page);
        let mut text = Self::default();
        // The runs that are open, innermost last; `None` is a margin.
        let mut open: Vec<Option<Run>> = Vec::new();
        let mut margin = String::new();
        let mut font: Option<ObjectId> = None;
        for operation in &content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "BMC" | "BDC" => {
                    let tag = operands.first().and_then(|tag| tag.as_name().ok()).unwrap_or_default();
                    let tag = String::from_utf8_lossy(tag).into_owned();
                    let number = operands.get(1).and_then(|properties| properties.as_dict().ok());
                    let number = number.and_then(|properties| properties.get(b"MCID").ok()?.as_i64().ok());
                    open.push((tag != "Artifact").then(|| Run { tag, number, text: String::new() }));
                }
                "EMC" => match open.pop() {
                    Some(Some(run)) => text.runs.push(run),
                    Some(None) => text.margins.push(std::mem::take(&mut margin)),
                    None => return Err("a run of marks ends that never began".to_owned()),
                },
                "Tf" => {
                    let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                    font = names.get(name).copied();
                }
                "Tj" | "'" | "\"" | "TJ" => {
                    let map = font.and_then(|font| fonts.map(document, font));
                    let map = map.ok_or("its text is in a font that can't be read")?;
                    let shown = shown(operands, map);
                    match open.last_mut() {
                        Some(Some(run)) => run.text += &shown,
                        // Texts in the margin stand apart from each other.
                        Some(None) => margin += &format!("{shown}\n"),
                        None => text.loose += &shown,
                    }
                }
                "Do" => {
                    let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                    text.pictures.push(String::from_utf8_lossy(name).into_owned());
                }
                "BT" | "ET" | "Td" | "g" => {}
                _ => text.shapes += 1,
            }
        }
        if open.is_empty() { Ok(text) } else { Err("a run of marks never ends".to_owned()) }
    }
}

/// The fonts of a page by the names that it uses.
fn font_names(document: &Document, page: ObjectId) -> BTreeMap<Vec<u8>, ObjectId> {
    let fonts = document
        .get_dictionary(page)
        .ok()
        .and_then(|page| entry(document, page, "Resources")?.as_dict().ok())
        .and_then(|resources| entry(document, resources, "Font")?.as_dict().ok());
    let fonts = fonts.into_iter().flat_map(Dictionary::iter);
    fonts.filter_map(|(name, font)| Some((name.clone(), font.as_reference().ok()?))).collect()
}

/// What the strings of a text operation stand for.
fn shown(operands: &[Object], map: &CodeMap) -> String {
    let mut text = String::new();
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                for code in bytes.chunks(2) {
                    let code = match code {
                        [high, low] => u16::from_be_bytes([*high, *low]),
                        _ => u16::MAX,
                    };
                    text.push_str(map.get(&code).map_or("\u{fffd}", String::as_str));
                }
            }
            Object::Array(items) => text += &shown(items, map),
            _ => {}
        }
    }
    text
}

/// Reads what codes stand for: the `bfchar` and `bfrange` lists of a `ToUnicode` map (ISO 32000-1, 9.10.3).
fn read_code_map(text: &str) -> CodeMap {
    let mut map = CodeMap::new();
    let number = |word: &str| u16::from_str_radix(word.trim_matches(['<', '>']), 16).ok();
    let units = |word: &str| -> Vec<u16> {
        let digits = word.trim_matches(['<', '>']).as_bytes();
        digits.chunks(4).filter_map(|unit| u16::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok()).collect()
    };
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "beginbfchar" => {
                while let Some(code) = words.next().filter(|word| *word != "endbfchar") {
                    if let (Some(code), Some(target)) = (number(code), words.next()) {
                        map.insert(code, String::from_utf16_lossy(&units(target)));
                    }
                }
            }
            "beginbfrange" => {
                while let Some(first) = words.next().filter(|word| *word != "endbfrange") {
                    let (Some(first), Some(last)) = (number(first), words.next().and_then(number)) else { break };
                    let Some(target) = words.next() else { break };
                    let mut target = units(target);
                    for code in first..=last {
                        map.insert(code, String::from_utf16_lossy(&target));
                        if let Some(unit) = target.last_mut() {
                            *unit = unit.wrapping_add(1);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_codes_stand_for() {
        let map = read_code_map(
            "2 beginbfchar\n<0001> <0041>\n<0002> <D83DDE00>\nendbfchar 1 beginbfrange <0010> <0012> <0061> endbfrange",
        );
        let text = |code| map.get(&code).map_or("", String::as_str);
        assert_eq!((text(1), text(2), text(0x10), text(0x12)), ("A", "\u{1f600}", "a", "c"));
    }
}
