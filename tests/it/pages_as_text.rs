//! The text of a PDF as it is laid out on its pages, for golden files.

use std::path::Path;
use std::process::Command;

/// What the foot of a page takes, in points: the program, the number of the page, and the code, which is another whenever
/// any byte of the file is.
const FOOT: f32 = 33.0;

/// The text of the pages but for their foot, as Debian's `poppler-utils` lay it out.
pub(crate) fn pages_as_text(path: &Path) -> String {
    let text_of = |program: &str, arguments: &[&str]| {
        let output =
            Command::new(program).args(arguments).arg(path).args(&["-"][usize::from(program == "pdfinfo")..]).output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(output.status.success(), "{program} refuses {}", path.display());
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let facts = text_of("pdfinfo", &[]);
    let size = facts.lines().find_map(|line| line.strip_prefix("Page size:")).expect("the size of the pages");
    let mut numbers = size.split_whitespace().filter_map(|word| word.parse::<f32>().ok());
    let (Some(width), Some(height)) = (numbers.next(), numbers.next()) else { panic!("no size: {size}") };
    let [width, height] = [width, height - FOOT].map(|points| format!("{points:.0}"));
    let text = text_of("pdftotext", &["-layout", "-enc", "UTF-8", "-x", "0", "-y", "0", "-W", &width, "-H", &height]);
    text.split_inclusive('\n').map(without_code).collect()
}

/// A line without the code of the file, which stands last on the line of what is signed.
fn without_code(line: &str) -> String {
    /// How many parts a code has, and how long each is.
    const PARTS: (usize, usize) = (8, 4);
    let is_part = |word: &&str| {
        word.len() == PARTS.1 && word.chars().all(|sign| sign.is_ascii_digit() || sign.is_ascii_uppercase())
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    let parts = words.iter().rev().take_while(|word| is_part(word)).count();
    if parts != PARTS.0 || words.len() == parts {
        return line.to_owned();
    }
    let code = words[words.len() - parts..].join(" ");
    line.replace(&code, "CODE")
}
