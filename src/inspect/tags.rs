//! The structure that makes a report accessible: every text of its pages stands in it once, in parts that hang together
//! as a tree, and there is nothing else in the file.
//!
//! A long listing has millions of parts: each is read once, in the order of the file, and little is kept of it.

use super::faults::FileFaults;
use super::known::KnownObjects;
use super::own_fields;
use super::package::PdfPackage;
use super::reader::cross_references::{Body, ObjectPlace};
use super::reader::file::PdfFile;
use super::reader::object::{Dictionary, Number, Object};

/// What a part may be. The standard knows more; a report has none of them.
const ROLES: [&str; 24] = [
    "Document", "H1", "H2", "H3", "H4", "H5", "H6", "P", "Table", "THead", "TBody", "TFoot", "TR", "TH", "TD",
    "Figure", "Caption", "L", "LI", "Lbl", "LBody", "Span", "Form", "Sect",
];
/// What a part has. `Alt` is for figures alone: it is what is read aloud in the place of what is shown.
const PART: [&str; 7] = ["S", "P", "Pg", "K", "A", "Lang", "ID"];
/// What is said of cells, lists and figures.
const ATTRIBUTES: [&str; 8] = ["O", "Scope", "ColSpan", "RowSpan", "Headers", "Placement", "BBox", "ListNumbering"];

/// The pages that parts name: where the runs of marks of each stand among those of all.
pub(super) struct Runs {
    /// By the object of a page: its place from 0.
    pages: Vec<(Number, usize)>,
    /// The place of the first run of each page, and at last of all runs.
    starts: Vec<usize>,
}

impl Runs {
    /// The runs of pages, of which each has so many, numbered from 0.
    pub(super) fn of(package: &PdfPackage<'_>, counts: &[usize]) -> Self {
        let pages = package.pages.iter().enumerate().map(|(index, page)| (page.number, index));
        let mut pages: Vec<(Number, usize)> = pages.collect();
        pages.sort_unstable();
        let mut starts = vec![0];
        for count in counts {
            starts.push(starts[starts.len() - 1] + count);
        }
        Self { pages, starts }
    }

    fn place(&self, page: Number, run: usize) -> Option<usize> {
        let place = self.pages.binary_search_by_key(&page, |(number, _)| *number).ok()?;
        let index = self.pages[place].1;
        let (start, end) = (*self.starts.get(index)?, *self.starts.get(index + 1)?);
        Some(start + run).filter(|place| *place < end)
    }

    fn count(&self) -> usize {
        self.starts[self.starts.len() - 1]
    }
}

/// Checks every object of the file that is not known to be something else: each is a part of the structure.
pub(super) fn check(package: &PdfPackage<'_>, runs: &Runs, faults: &mut FileFaults) {
    let size = package.file.size() as usize;
    let mut census = Census {
        package,
        runs,
        faults,
        own_parent: vec![0; size],
        kid_of: vec![0; size],
        owners: vec![0; runs.count()],
        fields: Vec::new(),
        more_known: KnownObjects::of(&package.file),
        strange: None,
    };
    let trees = package.structure.map(|root| (root, census.root(root)));
    census.objects();
    if let Some((count, first)) = census.strange {
        census.faults.add(format!("{count} of its objects are no part of a report, first object {first}"));
    }
    if let Some((root, read)) = trees {
        census.tree(root);
        if let Some((lists, fields)) = census.faults.sound(read) {
            census.lists(&lists);
            census.fields(&fields);
        }
    }
}

struct Census<'c, 'b> {
    package: &'c PdfPackage<'b>,
    runs: &'c Runs,
    faults: &'c mut FileFaults,
    /// Of each part: the one that it says it is in.
    own_parent: Vec<Number>,
    /// Of each part: the one that names it.
    kid_of: Vec<Number>,
    /// Of each run: the part that it is in.
    owners: Vec<Number>,
    /// The form fields in the structure: the part, its page, and the field.
    fields: Vec<(Number, Option<Number>, Option<Number>)>,
    /// The root, its lists, and what belongs to them.
    more_known: KnownObjects,
    /// How many objects are no part of a report, and the first.
    strange: Option<(usize, Number)>,
}

impl Census<'_, '_> {
    fn is_known(&self, number: Number) -> bool {
        self.package.known.has(number) || self.more_known.has(number)
    }

    /// Reads the root: the lists that tell for each page which part each of its runs is in, and the parts of form fields.
    fn root(&mut self, root: Number) -> Result<(Vec<Number>, Vec<Number>), String> {
        let file = &self.package.file;
        self.more_known.claim(root)?;
        let dictionary = file.dictionary(root)?;
        let keys = ["Type", "K", "ParentTree", "ParentTreeNextKey"];
        self.faults.closed("its structure", &dictionary, &keys);
        self.kids(root, None, dictionary.get("K"));
        let damaged = || "the lists of its structure are damaged".to_owned();
        let tree = dictionary.get("ParentTree").and_then(Object::as_reference).ok_or_else(damaged)?;
        self.more_known.claim(tree)?;
        let tree = file.dictionary(tree)?;
        self.faults.closed("its structure", &tree, &["Nums"]);
        let (mut lists, mut fields) = (Vec::new(), Vec::new());
        for (index, pair) in tree.get("Nums").and_then(Object::as_array).ok_or_else(damaged)?.chunks(2).enumerate() {
            let [number, Object::Reference(list)] = pair else { return Err(damaged()) };
            if number.as_size() != Some(index) {
                return Err(damaged());
            }
            // Behind those of the pages stand the parts of form fields.
            if index < self.package.pages.len() {
                self.more_known.claim(*list)?;
                lists.push(*list);
            } else {
                fields.push(*list);
            }
        }
        let next = dictionary.get("ParentTreeNextKey");
        if next.is_some_and(|next| next.as_size() != Some(lists.len() + fields.len())) {
            return Err(damaged());
        }
        Ok((lists, fields))
    }

    /// Reads all objects of the file in their order.
    fn objects(&mut self) {
        let file = &self.package.file;
        let mut places: Vec<(usize, Number)> = Vec::new();
        let mut inside = 0_usize;
        for number in 1..file.size() {
            match file.place(number) {
                ObjectPlace::At(at) => places.push((at, number)),
                ObjectPlace::In(..) => inside += 1,
                ObjectPlace::Free => {}
            }
        }
        places.sort_unstable();
        for (_, number) in places {
            if self.is_known(number) {
                continue;
            }
            match file.body(number) {
                Err(what) => self.faults.add(what),
                Ok(Body::Plain(object)) => self.part(number, &object),
                Ok(Body::Stream(stream)) if stream.dictionary.has_name("Type", "ObjStm") => {
                    inside = inside.saturating_sub(self.object_stream(file, number));
                }
                Ok(Body::Stream(stream)) if stream.dictionary.has_name("Type", "XRef") => {}
                Ok(Body::Stream(_)) => self.remark(number),
            }
        }
        if inside > 0 {
            self.faults.add(format!("{inside} of its objects stand nowhere"));
        }
    }

    /// Reads the objects of an object stream, and tells how many stand there.
    fn object_stream(&mut self, file: &PdfFile<'_>, stream: Number) -> usize {
        let Some(objects) = self.faults.sound(file.object_stream(stream)) else { return 0 };
        for index in 0..objects.count() {
            let Some((number, object)) = self.faults.sound(objects.object(index)) else { continue };
            let is_here =
                matches!(file.place(number), ObjectPlace::In(own, at) if own == stream && usize::from(at) == index);
            if !is_here {
                self.faults.add(format!("object {number} stands in two places of the file"));
            } else if !self.is_known(number) {
                self.part(number, &object);
            }
        }
        objects.count()
    }

    fn remark(&mut self, number: Number) {
        self.strange = Some(self.strange.map_or((1, number), |(count, first)| (count + 1, first)));
    }

    /// Reads a part of the structure.
    fn part(&mut self, number: Number, object: &Object) {
        let part = object.as_dictionary().filter(|part| part.get("S").is_some() && self.package.structure.is_some());
        let Some(part) = part else {
            return self.remark(number);
        };
        let role = part.get("S").and_then(Object::as_name).unwrap_or_default();
        if !ROLES.iter().any(|known| known.as_bytes() == role) {
            let role = String::from_utf8_lossy(role).into_owned();
            self.faults.add(format!("its structure has parts that no report has (`{role}`)"));
        }
        let is_figure = role == b"Figure";
        let known = if is_figure { &[&PART[..], &["Alt"]].concat() } else { &PART[..] };
        self.faults.closed("its structure", part, known);
        if let Some(attributes) = part.get("A") {
            let all = attributes.as_array().unwrap_or(std::slice::from_ref(attributes));
            for attributes in all {
                match attributes.as_dictionary() {
                    Some(attributes) => self.faults.closed("its structure", attributes, &ATTRIBUTES),
                    None => self.faults.add("its structure: what it says of a part can't be read"),
                }
            }
        }
        match part.get("P").and_then(Object::as_reference) {
            Some(parent) => self.own_parent[number as usize] = parent,
            None => self.faults.add("a part of its structure hangs on nothing"),
        }
        self.kids(number, part.get("Pg").and_then(Object::as_reference), part.get("K"));
    }

    /// Notes what is inside a part: others, and runs of marks on a page.
    fn kids(&mut self, part: Number, page: Option<Number>, kids: Option<&Object>) {
        let Some(kids) = kids else { return };
        for kid in kids.as_array().unwrap_or(std::slice::from_ref(kids)) {
            match kid {
                Object::Reference(kid) => match self.kid_of.get_mut(*kid as usize) {
                    Some(of @ 0) => *of = part,
                    _ => self.faults.add(format!("object {kid} stands in two places of the structure")),
                },
                Object::Integer(_) => self.run(part, page, kid),
                Object::Dictionary(run) => self.marked(part, page, run),
                _ => self.faults.add("a part of its structure is damaged"),
            }
        }
    }

    /// A run that names its page, or a form field.
    fn marked(&mut self, part: Number, page: Option<Number>, run: &Dictionary) {
        if run.has_name("Type", "OBJR") {
            self.fields.push((part, page, run.get("Obj").and_then(Object::as_reference)));
            return self.faults.closed("its structure", run, &["Type", "Obj"]);
        }
        self.faults.closed("its structure", run, &["Type", "Pg", "MCID"]);
        let page = run.get("Pg").and_then(Object::as_reference).or(page);
        match run.get("MCID") {
            Some(number) => self.run(part, page, number),
            None => self.faults.add("a part of its structure is damaged"),
        }
    }

    fn run(&mut self, part: Number, page: Option<Number>, number: &Object) {
        let place = page.zip(number.as_size()).and_then(|(page, number)| self.runs.place(page, number));
        match place.map(|place| &mut self.owners[place]) {
            Some(owner @ 0) => *owner = part,
            Some(_) => self.faults.add("a text of a page stands in two places of the structure"),
            None => self.faults.add("the structure names texts that are on no page"),
        }
    }

    /// Demands that every part hangs on the one that names it, and all on the root.
    fn tree(&mut self, root: Number) {
        let mut is_sound = vec![false; self.kid_of.len()];
        is_sound[root as usize] = true;
        let mut way = Vec::new();
        for number in 1..self.own_parent.len() {
            let (says, named) = (self.own_parent[number], self.kid_of[number]);
            if says != named {
                self.faults.add(format!("object {number} hangs in another place of the structure than it says"));
            }
            if says == 0 {
                continue;
            }
            // Up to what is known to hang on the root; what was passed twice hangs on itself.
            let mut at = number;
            while !is_sound[at] && way.len() <= 64 {
                way.push(at);
                at = self.own_parent[at] as usize;
                if at == 0 || at >= is_sound.len() {
                    break;
                }
            }
            if is_sound.get(at).copied().unwrap_or_default() {
                way.drain(..).for_each(|passed| is_sound[passed] = true);
            } else {
                way.clear();
                self.faults.add(format!("object {number} does not hang in the structure"));
            }
        }
        let lost = self.owners.iter().filter(|owner| **owner == 0).count();
        if lost > 0 {
            self.faults.add(format!("{lost} of the texts of its pages stand nowhere in the structure"));
        }
    }

    /// Demands that each form field is a part of its own, on its page, and that the lists tell the same.
    fn fields(&mut self, listed: &[Number]) {
        let file = &self.package.file;
        let own = own_fields::listed(file);
        let is_part = |(part, field): (&Number, &Number)| {
            let field_page =
                file.dictionary(*field).ok().and_then(|field| field.get("P").and_then(Object::as_reference));
            let is_form = file.dictionary(*part).is_ok_and(|part| {
                part.has_name("S", "Form")
                    && part.get("K").and_then(Object::as_array).is_some_and(|kids| kids.len() == 1)
            });
            is_form && self.fields.contains(&(*part, field_page, Some(*field)))
        };
        let is_same = self.fields.len() == own.len() && listed.len() == own.len();
        if !is_same || !listed.iter().zip(&own).all(is_part) {
            self.faults.add("its fields to sign in stand elsewhere in the structure than it says");
        }
    }

    /// Demands that the lists of the pages tell the same as the parts.
    fn lists(&mut self, lists: &[Number]) {
        if lists.len() != self.package.pages.len() {
            return self.faults.add("the lists of its structure are damaged");
        }
        for (index, list) in lists.iter().enumerate() {
            let Some(list) = self.faults.sound(self.package.file.object(*list)) else { continue };
            let owners = &self.owners[self.runs.starts[index]..self.runs.starts[index + 1]];
            let listed = list.as_array().unwrap_or_default();
            let is_same = listed.len() == owners.len()
                && listed.iter().zip(owners).all(|(part, owner)| part.as_reference() == Some(*owner));
            if !is_same {
                self.faults.add(format!("page {}: its texts stand elsewhere in the structure than it says", index + 1));
            }
        }
    }
}
