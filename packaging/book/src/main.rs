//! Makes the pages of the book out of the Markdown of the project, to be read offline: `kasverslag-book PROJECT FOLDER`. Each
//! page has the same list of all pages beside it; links between pages lead to pages. A link that leads nowhere ends it with 1.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::{env, fs, process};

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// The chapters, each with the pages that it has, seen from the project.
const CHAPTERS: [(&str, &[&str]); 6] = [
    ("Begin", &["README.md", "docs/sample.md"]),
    ("Handleiding", &["docs/handleiding.md", "docs/control-desk.md"]),
    ("Beheer", &["docs/input.md", "docs/profiles.md", "docs/nights.md", "docs/operations.md", "docs/versions.md"]),
    ("Sjablonen", &["docs/reports.md", "docs/templates.md", "docs/output.md", "docs/files.md"]),
    ("Audit", &["docs/promises.md", "docs/chain.md", "docs/sql.md", "docs/witnesses.md", "CHANGELOG.md"]),
    ("Werken aan kasverslag", &["docs/performance.md", "docs/adding.md", "docs/style.md", "docs/releasing.md"]),
];

/// Where the explanations of messages lie.
const MESSAGES: &str = "docs/messages";

const STYLE: &str = "body{font:16px/1.5 sans-serif;margin:0;color:#222;background:#fff}nav{padding:1em}main{padding:1em;max-width:52em}\
    @media(min-width:60em){body{display:grid;grid-template-columns:16em 1fr}nav{position:sticky;top:0;height:100vh;overflow:auto;\
    box-sizing:border-box;border-right:1px solid #ccc}}pre{overflow:auto;padding:.6em;background:#f4f4f4}code{background:#f4f4f4}\
    table{border-collapse:collapse;display:block;overflow:auto}td,th{border:1px solid #bbb;padding:.2em .5em;vertical-align:top}\
    img{max-width:100%}nav ul{padding-left:1em;margin:0}@media print{nav{display:none}}";

fn main() {
    let folders: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [project, out] = &folders[..] else {
        eprintln!("usage: kasverslag-book PROJECT FOLDER");
        process::exit(2);
    };
    match book(project, out) {
        Ok(pages) => println!("{pages} pages"),
        Err(faults) => {
            eprintln!("{}", faults.join("\n"));
            process::exit(1);
        }
    }
}

/// Writes all pages and what they show, and returns how many pages there are.
fn book(project: &Path, out: &Path) -> Result<usize, Vec<String>> {
    let told = |error: std::io::Error| vec![error.to_string()];
    let mut pages: BTreeMap<PathBuf, String> = BTreeMap::new();
    let named = CHAPTERS.iter().flat_map(|(_, pages)| pages.iter().map(PathBuf::from));
    let messages = fs::read_dir(project.join(MESSAGES)).map_err(told)?.filter_map(|entry| entry.ok());
    let messages = messages.map(|entry| Path::new(MESSAGES).join(entry.file_name()));
    for page in named.chain(messages) {
        let text =
            fs::read_to_string(project.join(&page)).map_err(|error| vec![format!("{}: {error}", page.display())])?;
        pages.insert(page, text);
    }
    let titles: BTreeMap<&Path, String> = pages.iter().map(|(page, text)| (page.as_path(), title(text))).collect();
    let (mut faults, mut shown) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(project.join("docs")).map_err(told)?.filter_map(|entry| entry.ok()) {
        let page = Path::new("docs").join(entry.file_name());
        if page.extension().is_some_and(|end| end == "md") && !pages.contains_key(&page) {
            faults.push(format!("{} stands in no chapter", page.display()));
        }
    }
    for (page, text) in &pages {
        let body = body(page, text, project, &titles, &mut shown, &mut faults);
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{}</title><style>{STYLE}</style></head>\n<body>\n<nav aria-label=\"kasverslag\">{}</nav>\n<main>\n{body}</main>\n</body>\n</html>\n",
            if page.ends_with("handleiding.md") || page.to_string_lossy().ends_with(".nl.md") { "nl-BE" } else { "en" },
            escaped(&titles[page.as_path()]),
            contents(page, &titles),
        );
        write(&out.join(page).with_extension("html"), html.as_bytes()).map_err(told)?;
    }
    for file in shown {
        let bytes = fs::read(project.join(&file)).map_err(|error| vec![format!("{}: {error}", file.display())])?;
        write(&out.join(&file), &bytes).map_err(told)?;
    }
    let start = "<!DOCTYPE html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0; url=README.html\">\
                 <title>kasverslag</title><a href=\"README.html\">kasverslag</a>\n";
    write(&out.join("index.html"), start.as_bytes()).map_err(told)?;
    if faults.is_empty() { Ok(pages.len()) } else { Err(faults) }
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

/// The first heading of a page.
fn title(text: &str) -> String {
    let heading = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or("kasverslag");
    heading.replace('`', "")
}

/// The list of all pages, seen from one of them.
fn contents(page: &Path, titles: &BTreeMap<&Path, String>) -> String {
    let up = "../".repeat(page.components().count() - 1);
    let entry = |path: &Path| {
        let is_here = if path == page { " aria-current=\"page\"" } else { "" };
        let way = path.with_extension("html").display().to_string();
        format!("<li><a href=\"{up}{way}\"{is_here}>{}</a></li>", escaped(&titles[path]))
    };
    let chapter = |(name, pages): &(&str, &[&str])| {
        let pages: String = pages.iter().map(|page| entry(Path::new(page))).collect();
        format!("<p>{name}</p><ul>{pages}</ul>")
    };
    let mut list: String = CHAPTERS.iter().map(chapter).collect();
    let messages: String = titles.keys().filter(|path| path.starts_with(MESSAGES)).map(|path| entry(path)).collect();
    list += &format!("<details><summary>Meldingen / messages</summary><ul>{messages}</ul></details>");
    list
}

/// A page as HTML. Pictures and files that it shows are noted, links that lead nowhere too.
fn body(
    page: &Path,
    text: &str,
    project: &Path,
    titles: &BTreeMap<&Path, String>,
    shown: &mut Vec<PathBuf>,
    faults: &mut Vec<String>,
) -> String {
    let folder = page.parent().unwrap_or(Path::new(""));
    let mut way = |link: &str| -> String {
        if link.contains("://") || link.starts_with('#') || link.starts_with("mailto:") {
            return link.to_owned();
        }
        let (path, place) = link.split_once('#').map_or((link, ""), |(path, place)| (path, place));
        let target = plain(&folder.join(path));
        if titles.contains_key(target.as_path()) {
            let path = Path::new(path).with_extension("html").display().to_string();
            return if place.is_empty() { path } else { format!("{path}#{place}") };
        }
        if project.join(&target).is_file() {
            shown.push(target);
        } else {
            faults.push(format!("{}: `{link}` leads nowhere", page.display()));
        }
        link.to_owned()
    };
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES);
    let mut events: Vec<Event<'_>> = parser
        .map(|event| match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Link { link_type, dest_url: CowStr::from(way(&dest_url)), title, id })
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Image { link_type, dest_url: CowStr::from(way(&dest_url)), title, id })
            }
            other => other,
        })
        .collect();
    // Headings have the ids by which links find them.
    for index in 0..events.len() {
        if !matches!(events[index], Event::Start(Tag::Heading { .. })) {
            continue;
        }
        let words = events[index..].iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
        let words: String = words
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        let slug = words.to_lowercase().replace(' ', "-");
        let slug: String = slug.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[index] {
            *id = Some(CowStr::from(slug));
        }
    }
    let mut written = String::new();
    html::push_html(&mut written, events.into_iter());
    written
}

/// A path without steps that lead back.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
