//! The yardstick for *Financiële details*: writes given texts at given places with pdf-writer, and nothing else. No
//! layout, no tags, no archival metadata, no files inside.
//!
//!     write_pages TEXTS FONT BOLD_FONT OUT        with `-` as OUT it only reads
//!
//! TEXTS has one item a line, fields between tabs: `line X1 Y X2` or `text R|B X Y SIZE TEXT`, where a place before `<` is
//! the right end of the text. A form feed begins a page.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use ttf_parser::{Face, GlyphId};

const WIDTH: f32 = 841.89;
const HEIGHT: f32 = 595.28;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [texts, regular, bold, out] = arguments.as_slice() else {
        return Err("usage: write_pages TEXTS FONT BOLD_FONT OUT".into());
    };
    let texts = fs::read_to_string(texts)?;
    let files = [fs::read(regular)?, fs::read(bold)?];
    let mut fonts = [Font::new(&files[0])?, Font::new(&files[1])?];
    if out == "-" {
        return Ok(());
    }
    let pages = texts.split("\u{c}\n").skip(1).map(|page| content(page, &mut fonts)).collect::<Result<Vec<_>, _>>()?;
    fs::write(out, file(&pages, &fonts))?;
    Ok(())
}

/// A font, and which of its glyphs are shown.
struct Font<'a> {
    file: &'a [u8],
    face: Face<'a>,
    shown: BTreeMap<u16, char>,
    /// Glyph and width of each character of the first plane, looked up once.
    known: Vec<Option<(u16, u16)>>,
}

impl<'a> Font<'a> {
    fn new(file: &'a [u8]) -> Result<Self, Box<dyn Error>> {
        Ok(Self { file, face: Face::parse(file, 0)?, shown: BTreeMap::new(), known: vec![None; 1 << 16] })
    }

    /// The glyphs of a text as two bytes each, and its width in thousandths of the size.
    fn glyphs(&mut self, text: &str) -> (Vec<u8>, f32) {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        let mut width = 0;
        for letter in text.chars() {
            let place = letter as usize & 0xFFFF;
            let (glyph, advance) = self.known[place].unwrap_or_else(|| {
                let glyph = self.face.glyph_index(letter).unwrap_or(GlyphId(0));
                self.shown.insert(glyph.0, letter);
                let found = (glyph.0, self.face.glyph_hor_advance(glyph).unwrap_or(0));
                self.known[place] = Some(found);
                found
            });
            bytes.extend_from_slice(&glyph.to_be_bytes());
            width += u32::from(advance);
        }
        (bytes, width as f32 * 1000.0 / f32::from(self.face.units_per_em()))
    }
}

fn content(page: &str, fonts: &mut [Font; 2]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut content = Content::new();
    content.set_line_width(0.25);
    for item in page.lines() {
        let mut fields = item.splitn(6, '\t');
        let mut next = || fields.next().ok_or_else(|| format!("not an item: {item}"));
        match next()? {
            "line" => {
                let (x1, y, x2) = (next()?.parse()?, next()?.parse()?, next()?.parse()?);
                content.move_to(x1, y).line_to(x2, y).stroke();
            }
            _ => {
                let bold = next()? == "B";
                let (x, y, size, text) = (next()?, next()?.parse()?, next()?.parse::<f32>()?, next()?);
                let (glyphs, width) = fonts[usize::from(bold)].glyphs(text);
                let x = match x.strip_suffix('<') {
                    Some(right) => right.parse::<f32>()? - width * size / 1000.0,
                    None => x.parse()?,
                };
                let name = Name(if bold { b"B" } else { b"R" });
                content.begin_text().set_font(name, size).next_line(x, y).show(Str(&glyphs)).end_text();
            }
        }
    }
    Ok(deflated(&content.finish()))
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn file(pages: &[Vec<u8>], fonts: &[Font; 2]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree) = (Ref::new(1), Ref::new(2));
    let font_ref = |index: usize| Ref::new(3 + 5 * index as i32);
    let page_ref = |index: usize| Ref::new(13 + 2 * index as i32);
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids((0..pages.len()).map(page_ref)).count(pages.len() as i32);
    for (index, font) in fonts.iter().enumerate() {
        write_font(&mut pdf, font, font_ref(index).get());
    }
    for (index, content) in pages.iter().enumerate() {
        let content_ref = Ref::new(page_ref(index).get() + 1);
        let mut page = pdf.page(page_ref(index));
        page.parent(tree).media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).contents(content_ref);
        page.resources().fonts().pair(Name(b"R"), font_ref(0)).pair(Name(b"B"), font_ref(1));
        page.finish();
        pdf.stream(content_ref, content).filter(Filter::FlateDecode);
    }
    pdf.finish()
}

/// A font takes five objects from `first` on.
fn write_font(pdf: &mut Pdf, font: &Font, first: i32) {
    let [type0, cid, descriptor, cmap, data] = [0, 1, 2, 3, 4].map(|offset| Ref::new(first + offset));
    let name = Name(b"ABCDEF+NotoSans");
    let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    pdf.type0_font(type0)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(cmap);

    let scale = 1000.0 / f32::from(font.face.units_per_em());
    let mut descendant = pdf.cid_font(cid);
    descendant.subtype(CidFontType::Type2).base_font(name).system_info(info).font_descriptor(descriptor);
    let mut widths = descendant.widths();
    for &glyph in font.shown.keys() {
        widths.same(glyph, glyph, f32::from(font.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)) * scale);
    }
    widths.finish();
    descendant.cid_to_gid_map_predefined(Name(b"Identity"));
    descendant.finish();

    let bounds = font.face.global_bounding_box();
    let [left, bottom, right, top] =
        [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|value| f32::from(value) * scale);
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(f32::from(font.face.ascender()) * scale)
        .descent(f32::from(font.face.descender()) * scale)
        .cap_height(700.0)
        .stem_v(80.0)
        .font_file2(data);

    let mut unicode = UnicodeCmap::new(Name(b"Custom"), info);
    for (&glyph, &letter) in &font.shown {
        unicode.pair(glyph, letter);
    }
    pdf.cmap(cmap, &unicode.finish());
    pdf.stream(data, &deflated(font.file)).filter(Filter::FlateDecode).pair(Name(b"Length1"), font.file.len() as i32);
}
