//! What a drawing (SVG) may hold, looked at before anything is made of it. What is not listed here is refused.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node};

/// The namespace of drawings. What is of another is of the drawing program, and not drawn.
const SVG: &str = "http://www.w3.org/2000/svg";
/// The elements that a drawing may have.
const ELEMENTS: [&str; 19] = [
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "style",
    "title",
    "desc",
];
/// Elements that a drawing may not have and often has, with what to do about them.
const REFUSED: [(&str, &str); 6] = [
    ("text", "its letters need fonts that are not at hand: convert text to paths in the drawing program"),
    ("image", "a picture inside a drawing is not drawn: give the picture itself as PNG"),
    ("foreignObject", "a foreign object inside a drawing is not drawn: leave it out, or give a PNG"),
    ("filter", "effects such as shadows and blurs are not drawn: leave them out, or give a PNG"),
    ("mask", "masks are not drawn: clip it with a path, or give a PNG"),
    ("pattern", "patterns are not drawn: leave them out, or give a PNG"),
];
/// How many elements a drawing may have, each counted as often as it is used.
const MOST_ELEMENTS: usize = 10_000;
/// How many bytes their attributes may have, counted so too.
const MOST_BYTES: usize = 2 << 20;
/// How deep they may be nested.
const DEEPEST: usize = 64;
/// How long style sheets may be together, in bytes.
const MOST_STYLES: usize = 32 << 10;

/// The elements of a drawing, looked at before anything is made of them: what is used twice counts twice.
pub(super) struct Elements<'d, 'i> {
    document: &'d Document<'i>,
    by_id: HashMap<&'d str, Node<'d, 'i>>,
    count: usize,
    bytes: usize,
    styles: usize,
}

impl<'d, 'i> Elements<'d, 'i> {
    /// Those of a document.
    pub(super) fn of(document: &'d Document<'i>) -> Self {
        let mut by_id = HashMap::new();
        for node in document.descendants() {
            if let Some(id) = node.attribute("id") {
                by_id.entry(id).or_insert(node);
            }
        }
        Self { document, by_id, count: 0, bytes: 0, styles: 0 }
    }

    /// Looks at an element and all that belongs to it; inside of what clips, nothing may be clipped.
    ///
    /// # Errors
    /// The first that is not drawn, with its line, and what to do about it.
    pub(super) fn element(&mut self, node: Node<'d, 'i>, depth: usize, is_clip: bool) -> Result<(), String> {
        if !node.is_element() || node.tag_name().namespace().is_some_and(|namespace| namespace != SVG) {
            return Ok(());
        }
        let name = node.tag_name().name();
        if !ELEMENTS.contains(&name) && name != "metadata" {
            let known = REFUSED.iter().find(|(refused, _)| *refused == name);
            let how = known.map_or("that is not drawn: leave it out, or give a PNG", |(_, how)| how);
            return Err(format!("it has a <{name}> in line {}; {how}", self.line(node)));
        }
        self.count += 1;
        self.bytes += node.attributes().map(|attribute| attribute.value().len()).sum::<usize>();
        if self.count > MOST_ELEMENTS || self.bytes > MOST_BYTES || depth > DEEPEST {
            return Err(self.refused(
                node,
                &format!(
                    "more than {MOST_ELEMENTS} elements, {} MiB of them, or more than {DEEPEST} nested",
                    MOST_BYTES >> 20
                ),
            ));
        }
        let is_clip = is_clip || name == "clipPath";
        for attribute in node.attributes() {
            let (property, value) = (attribute.name(), attribute.value());
            let says =
                |wanted: &str| (property == wanted && !is_none(value)) || (property == "style" && sets(value, wanted));
            if says("stroke-dasharray") {
                return Err(self.refused(node, "a dashed line"));
            }
            if is_clip && says("clip-path") {
                return Err(self.refused(node, "a clip that is clipped itself"));
            }
            if property == "style" && has_tricks(value) {
                return Err(self.refused(node, "a style with escapes, comments or rules"));
            }
        }
        if name == "style" {
            self.style_sheet(node)?;
        }
        if let Some(target) = self.target(node) {
            match name {
                "use" => self.element(target, depth + 1, is_clip)?,
                "linearGradient" | "radialGradient" if self.target(target).is_none() => {}
                _ => return Err(self.refused(node, "a link that leads to another link, or from what is no use")),
            }
        }
        node.children().try_for_each(|child| self.element(child, depth + 1, is_clip))
    }

    fn style_sheet(&mut self, node: Node<'d, 'i>) -> Result<(), String> {
        let texts = node.descendants().filter_map(|node| if node.is_text() { node.text() } else { None });
        let sheet: String = texts.collect();
        self.styles += sheet.len();
        if self.styles > MOST_STYLES {
            return Err(self.refused(node, &format!("style sheets of more than {} KiB", MOST_STYLES >> 10)));
        }
        if has_tricks(&sheet) || sets(&sheet, "stroke-dasharray") || sets(&sheet, "clip-path") {
            let what = "a style sheet with dashed lines, clips, escapes, comments or rules";
            return Err(self.refused(node, &format!("{what} (save it with attributes instead of style sheets)")));
        }
        Ok(())
    }

    /// What an element links to.
    fn target(&self, node: Node<'d, 'i>) -> Option<Node<'d, 'i>> {
        let mut links = node.attributes().filter(|attribute| attribute.name() == "href");
        links.find_map(|link| self.by_id.get(link.value().trim().strip_prefix('#')?).copied())
    }

    fn line(&self, node: Node<'d, 'i>) -> u32 {
        self.document.text_pos_at(node.range().start).row
    }

    fn refused(&self, node: Node<'d, 'i>, what: &str) -> String {
        format!("it has {what} in line {}; make it simpler, or give a PNG", self.line(node))
    }
}

fn is_none(value: &str) -> bool {
    value.trim() == "none"
}

/// Whether a style sets a property to something.
fn sets(style: &str, property: &str) -> bool {
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
    style.match_indices(property).any(|(start, _)| {
        let behind = style[start + property.len()..].trim_start();
        let value = behind.strip_prefix(':').map(|value| value.split([';', '}']).next().unwrap_or_default());
        !style[..start].ends_with(is_name) && value.is_some_and(|value| !is_none(value))
    })
}

/// Whether a style may mean other properties than those that are written there plainly.
fn has_tricks(style: &str) -> bool {
    style.contains(['\\', '@']) || style.contains("/*")
}
