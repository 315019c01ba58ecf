//! Which file of `src` uses what of which other and of other crates, read from their `use` trees and from all other paths
//! in their code.
//!
//! A path leads to the file in which its item stands: through modules, and through names that are passed on (`use`).
//! What stands under `#[cfg(test)]` is left out, and so is what macros make.

use std::collections::{BTreeMap, BTreeSet};

/// A file or a folder by its path from `src`, such as `ingest/csv/mod.rs`.
pub(crate) type File = String;

/// Which file uses which, and by what path it says so.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    /// Users, then what they use, then one of the paths in which it is named.
    pub arrows: BTreeMap<File, BTreeMap<File, String>>,
    /// Of each file, the paths that lead out of the crate, such as `std::fs::read`, and the names of all methods that it
    /// calls, such as `.exists`.
    pub outside: BTreeMap<File, BTreeSet<String>>,
}

/// A module, by its path from the root of the crate.
type Module = Vec<String>;

#[derive(Debug, Default)]
struct Source {
    file: File,
    /// The modules that it declares in files of their own.
    children: BTreeSet<String>,
    /// Names that stand for paths: its own `use` trees.
    names: BTreeMap<String, Module>,
    /// All paths that it names, whole: from the root of the crate.
    paths: Vec<Module>,
    /// The same of what is not in this crate.
    outer_names: BTreeMap<String, Module>,
    outer_paths: Vec<Module>,
    /// The names of the methods that it calls.
    methods: Vec<String>,
}

impl Imports {
    /// Reads the sources, by their paths from `src`. `main.rs` is a crate of its own, to which the library is `kasverslag`.
    pub(crate) fn of(sources: &BTreeMap<File, String>) -> Self {
        let modules: BTreeMap<Module, Source> =
            sources.iter().map(|(file, text)| (module_of(file), Source::read(file, text))).collect();
        let mut imports = Self::default();
        for source in modules.values() {
            for path in &source.paths {
                let used = file_of(path, &modules);
                if used != source.file {
                    let shown = path.join("::");
                    imports.arrows.entry(source.file.clone()).or_default().entry(used).or_insert(shown);
                }
            }
            let paths = source.outer_paths.iter().map(|path| match source.outer_names.get(&path[0]) {
                Some(whole) => [whole, &path[1..]].concat().join("::"),
                None => path.join("::"),
            });
            let outside = paths.chain(source.methods.iter().map(|method| format!(".{method}"))).collect();
            imports.outside.insert(source.file.clone(), outside);
        }
        imports
    }

    /// The arrows between what files belong to, such as their folders; each with one of the arrows behind it.
    pub(crate) fn between(&self, place: impl Fn(&str) -> String) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut arrows: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (user, used) in self.arrows.iter().flat_map(|(user, all)| all.keys().map(move |used| (user, used))) {
            let (from, to) = (place(user), place(used));
            if from != to {
                arrows.entry(from).or_default().entry(to).or_insert_with(|| format!("{user} → {used}"));
            }
        }
        arrows
    }
}

/// The circles of a graph: sets of places from each of which a way leads to each other.
pub(crate) fn circles<T>(arrows: &BTreeMap<String, BTreeMap<String, T>>) -> Vec<BTreeSet<String>> {
    let reach = |from: &str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(at) = next.pop() {
            next.extend(
                arrows.get(&at).into_iter().flat_map(BTreeMap::keys).filter(|to| seen.insert((*to).clone())).cloned(),
            );
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> = arrows.keys().map(|from| (from, reach(from))).collect();
    let is_mutual =
        |a: &String, b: &String| reached[a].contains(b) && reached.get(b).is_some_and(|from| from.contains(a));
    let circles: BTreeSet<BTreeSet<String>> = arrows
        .keys()
        .map(|from| reached[from].iter().filter(|to| is_mutual(from, to)).cloned().collect())
        .filter(|circle: &BTreeSet<String>| circle.len() > 1)
        .collect();
    circles.into_iter().collect()
}

/// `ingest/csv/mod.rs` and `ingest/csv.rs` are the module `ingest::csv`, `lib.rs` is the root.
fn module_of(file: &str) -> Module {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    match path {
        "lib" => Module::new(),
        "main" => vec!["main.rs".to_owned()],
        _ => path.split('/').map(str::to_owned).collect(),
    }
}

/// The file in which the item stands that a path leads to.
fn file_of(path: &[String], modules: &BTreeMap<Module, Source>) -> File {
    let mut path = path.to_vec();
    // A name that is passed on may itself be passed on; never in a circle, or it would not compile.
    for _ in 0..16 {
        let mut at = &modules[&Module::new()];
        let mut passed_on = None;
        for (depth, name) in path.iter().enumerate() {
            if at.children.contains(name) {
                at = &modules[&path[..=depth]];
            } else {
                passed_on = at.names.get(name).map(|whole| [whole, &path[depth + 1..]].concat());
                break;
            }
        }
        match passed_on {
            Some(whole) => path = whole,
            None => return at.file.clone(),
        }
    }
    panic!("{} leads nowhere", path.join("::"));
}

impl Source {
    fn read(file: &str, text: &str) -> Self {
        let mut source = Self { file: file.to_owned(), ..Self::default() };
        let tokens = without_tests(&tokens(text));
        let inside = inline_modules(&tokens);
        source.children = tokens
            .windows(3)
            .filter(|three| three[0] == "mod" && three[2] == ";")
            .map(|three| three[1].to_owned())
            .collect();
        let mut at = 0;
        while at < tokens.len() {
            let module = [module_of(file), inside[at].clone()].concat();
            if tokens[at] == "use" {
                let mut tree = Vec::new();
                let end = use_tree(&tokens, at + 1, &[], &mut tree);
                for (name, path) in tree {
                    if let Some(path) = source.whole(&module, &path) {
                        // What `a::*` passes on can't be seen from here; the file that it comes from can.
                        source.paths.push(path.clone());
                        source.names.insert(name, path);
                    } else {
                        source.outer_paths.push(path.clone());
                        source.outer_names.insert(name, path);
                    }
                }
                at = end;
            } else if tokens[at] == "." && tokens[at + 1..].get(1) == Some(&"(") {
                source.methods.push(tokens[at + 1].to_owned());
                at += 2;
            } else if is_name(tokens[at]) && (at == 0 || tokens[at - 1] != "::") {
                let mut path = vec![tokens[at].to_owned()];
                at += 1;
                while at + 1 < tokens.len() && tokens[at] == "::" && is_name(tokens[at + 1]) {
                    path.push(tokens[at + 1].to_owned());
                    at += 2;
                }
                match source.whole(&module, &path) {
                    _ if path.len() == 1 => {}
                    Some(path) => source.paths.push(path),
                    None => source.outer_paths.push(path),
                }
            } else {
                at += 1;
            }
        }
        source
    }

    /// A path from the root of the crate; `None` for what is another crate's or needs no path.
    fn whole(&self, module: &[String], path: &[String]) -> Option<Module> {
        let mut base = match path[0].as_str() {
            "crate" => Module::new(),
            "kasverslag" if self.file == "main.rs" => Module::new(),
            "self" => module.to_vec(),
            "super" => module[..module.len() - 1].to_vec(),
            child if self.children.contains(child) => [module_of(&self.file), vec![child.to_owned()]].concat(),
            _ => return None,
        };
        let rest = path.iter().skip(1);
        for name in rest {
            if name == "super" {
                base.pop();
            } else if name != "self" {
                base.push(name.clone());
            }
        }
        Some(base)
    }
}

/// The leaves of a `use` tree: the name that each gives, and its path. Gives the place behind the tree.
fn use_tree(tokens: &[&str], mut at: usize, before: &[String], leaves: &mut Vec<(String, Module)>) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens[at] {
            "{" => {
                at += 1;
                while tokens[at] != "}" {
                    at = use_tree(tokens, at, &path, leaves);
                    if tokens[at] == "," {
                        at += 1;
                    }
                }
                return at + 1;
            }
            "*" => {
                leaves.push(("*".to_owned(), path));
                return at + 1;
            }
            name => {
                path.push(name.to_owned());
                at += 1;
            }
        }
        match tokens[at] {
            "::" => at += 1,
            "as" => {
                leaves.push((tokens[at + 1].to_owned(), path));
                return at + 2;
            }
            _ => {
                // `a::{self}` is `a`.
                if path.len() > 1 && path.last().is_some_and(|name| name == "self") {
                    path.pop();
                }
                leaves.push((path.last().expect("a name").clone(), path));
                return at;
            }
        }
    }
}

/// In which modules inside its file each token stands.
fn inline_modules(tokens: &[&str]) -> Vec<Module> {
    let (mut open, mut depth) = (Vec::<(usize, String)>::new(), 0);
    let mut inside = Vec::with_capacity(tokens.len());
    for at in 0..tokens.len() {
        match tokens[at] {
            "{" => {
                if at >= 2 && tokens[at - 2] == "mod" {
                    open.push((depth, tokens[at - 1].to_owned()));
                }
                depth += 1;
            }
            "}" => {
                depth -= 1;
                open.retain(|(outer, _)| *outer < depth);
            }
            _ => {}
        }
        inside.push(open.iter().map(|(_, name)| name.clone()).collect());
    }
    inside
}

/// Leaves out each item that stands behind `#[cfg(test)]`.
fn without_tests<'a>(tokens: &[&'a str]) -> Vec<&'a str> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut at) = (Vec::with_capacity(tokens.len()), 0);
    while at < tokens.len() {
        if tokens[at..].starts_with(&MARK) {
            let mut depth = 0_usize;
            at += MARK.len();
            loop {
                match tokens[at] {
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 && matches!(tokens[at - 1], "}" | ";") {
                    break;
                }
            }
        } else {
            kept.push(tokens[at]);
            at += 1;
        }
    }
    kept
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single signs; without comments, texts, characters, lifetimes and numbers.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = text_length(rest) {
            length
        } else if first == '\'' {
            character_length(rest)
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            if !first.is_numeric() {
                found.push(&rest[..length]);
            }
            length
        } else if rest.starts_with("::") {
            found.push("::");
            2
        } else {
            if !first.is_whitespace() {
                found.push(&rest[..first.len_utf8()]);
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

/// How long the text in quotes is that stands here, be it raw or of bytes.
fn text_length(rest: &str) -> Option<usize> {
    let prefix = rest.find(|c| !matches!(c, 'b' | 'c' | 'r'))?;
    let hashes = rest[prefix..].find(|c| c != '#')?;
    let begin = prefix + hashes;
    if !rest[begin..].starts_with('"') || (hashes > 0 && !rest[..prefix].ends_with('r')) {
        return None;
    }
    if rest[..prefix].ends_with('r') {
        let end = format!("\"{}", "#".repeat(hashes));
        return rest[begin + 1..].find(&end).map(|at| begin + 1 + at + end.len());
    }
    let mut is_escaped = false;
    let end = rest[begin + 1..].find(|c| {
        let is_end = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    });
    end.map(|at| begin + at + 2)
}

/// How long the character is that stands here; of a lifetime only its mark.
fn character_length(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => rest[3..].find('\'').map_or(1, |at| at + 4),
        Some(_) => match characters.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

#[test]
fn paths_lead_to_the_file_in_which_their_item_stands() {
    let sources = [
        ("lib.rs", "pub mod a; pub mod b; pub mod c;"),
        (
            "a/mod.rs",
            "pub mod inner; mod other; pub use inner::{Thing, deep as shallow}; fn f() { other::g::<'_', u8>() }",
        ),
        ("a/inner.rs", "pub struct Thing; // crate::b::Item\n const A: &str = \"crate::b\"; const B: char = '\"';"),
        ("a/other.rs", "use super::{Thing, inner::{self, *}}; mod x { use super::super::super::c::Item; }"),
        (
            "b.rs",
            "use crate::a::Thing; #[cfg(test)] mod tests { use crate::c::Item; std::env::var() } \
            use std::fs::{self, write as put}; fn f() -> crate::a::shallow { put(\"a\"); fs::read(path.exists()) }",
        ),
        ("c.rs", "const R: &[u8] = br#\"crate::a \"#; fn f<'a>(x: &'a str) { crate::a::f(b\"\\\"\") }"),
        ("main.rs", "use kasverslag::b::Item;"),
    ];
    let sources = sources.map(|(file, text)| (file.to_owned(), text.to_owned()));
    let imports = Imports::of(&sources.into());
    let told: Vec<String> =
        imports.arrows.iter().flat_map(|(user, used)| used.keys().map(move |used| format!("{user} {used}"))).collect();
    let expected = [
        "a/mod.rs a/inner.rs",
        "a/mod.rs a/other.rs",
        "a/other.rs a/inner.rs",
        "a/other.rs c.rs",
        "b.rs a/inner.rs",
        "c.rs a/mod.rs",
        "main.rs b.rs",
    ];
    assert_eq!(told, expected);
    let outside = imports.outside["b.rs"].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(outside, [".exists", "std::fs", "std::fs::read", "std::fs::write"]);
    let folders = imports.between(|file| file.split('/').next().unwrap().to_owned());
    let found = circles(&folders);
    assert_eq!(found, [BTreeSet::from(["a".to_owned(), "c.rs".to_owned()])]);
}
