//! Lines of archives of which another library may tell too: kept apart until it is known which of them count. What a library
//! tells of its own costs on its own daybooks counts in any case, so only the ids of those are kept.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::domain::{CodeTables, Finding, Institution, LineSum, Transaction};
use crate::ingest::LineSink;
use crate::ingest::columns::TransactionColumns;
use crate::ingest::file_use::FileUse;
use crate::ingest::ids::{IdList, without_noughts};
use crate::ingest::shared_lines::{LibraryLines, ToldElsewhere, may_be_told_by, shared_lines};

/// Such lines of a library, by the feed that they came from.
#[derive(Debug, Default)]
pub(super) struct BetweenLines(BTreeMap<String, TransactionColumns>);

/// What becomes of such a line that does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Elsewhere {
    /// Another library's is alike.
    Alike,
    /// Another library's holds, and is otherwise.
    Otherwise,
}

/// The lines of a library that do not count, by feed and id.
#[derive(Debug, Default)]
pub(super) struct CountedElsewhere(BTreeMap<String, HashMap<String, Elsewhere>>);

/// The other libraries of a report, and who manages which daybook.
#[derive(Clone, Copy, Debug)]
pub(super) struct OtherLibraries<'a> {
    /// The library beside which they are.
    pub(super) home: Institution,
    /// All libraries.
    pub(super) libraries: &'a BTreeSet<Institution>,
    /// The code tables.
    pub(super) tables: &'a CodeTables,
}

/// Lets lines through that count whatever others tell, and keeps the others.
pub(super) struct Apart<'a, G> {
    gatherer: G,
    own: IdList,
    between: BetweenLines,
    others: OtherLibraries<'a>,
}

impl OtherLibraries<'_> {
    /// Whether one of them may know better of a line: it may have it too, or have received what is open here.
    pub(super) fn may_know_better(&self, line: &Transaction<'_>) -> bool {
        let is_one = |library: Institution| library != self.home && self.libraries.contains(&library);
        line.settlement.is_none() || may_be_told_by(line, line.row(self.tables).manager, is_one)
    }
}

impl BetweenLines {
    /// Adds those of others.
    fn append(&mut self, other: Self) {
        for (feed, columns) in other.0 {
            self.0.entry(feed).or_default().append(&columns);
        }
    }

    /// Knows of a feed, whether any of these lines is of it or not.
    pub(super) fn know(&mut self, feed: &str) {
        if !self.0.contains_key(feed) {
            self.0.insert(feed.to_owned(), TransactionColumns::default());
        }
    }

    /// Keeps a line.
    pub(super) fn keep(&mut self, line: &Transaction<'_>) {
        match self.0.get_mut(line.feed) {
            Some(columns) => columns.push(0, line),
            None => self.0.entry(line.feed.to_owned()).or_default().push(0, line),
        }
    }

    /// The ids, without noughts in front, that lines have which are costs of other libraries: of each the library.
    pub(super) fn ids_of_others(&self, home: Institution) -> impl Iterator<Item = (Institution, &str)> {
        let lines = self.0.values().flat_map(TransactionColumns::iter);
        lines.filter(move |line| line.institution != home).map(|line| (line.institution, without_noughts(line.id)))
    }

    /// Shows those that count, and adds up those that don't: what is alike elsewhere, what is otherwise.
    pub(super) fn show_counting(
        &self,
        elsewhere: &CountedElsewhere,
        mut show: impl FnMut(&Transaction<'_>),
    ) -> [LineSum; 2] {
        let [mut alike, mut otherwise] = [LineSum::ZERO; 2];
        for (feed, columns) in &self.0 {
            let told = elsewhere.0.get(feed);
            for line in columns.iter() {
                match told.and_then(|told| told.get(line.id)) {
                    None => show(&Transaction { feed, ..line }),
                    Some(Elsewhere::Alike) => alike.add(line.cents),
                    Some(Elsewhere::Otherwise) => otherwise.add(line.cents),
                }
            }
        }
        [alike, otherwise]
    }
}

impl<'a, G> Apart<'a, G> {
    /// Before a gatherer.
    pub(super) fn before(gatherer: G, others: OtherLibraries<'a>) -> Self {
        Self { gatherer, own: IdList::default(), between: BetweenLines::default(), others }
    }

    /// What was gathered, the ids of that, and what was kept.
    pub(super) fn into_parts(self) -> (G, IdList, BetweenLines) {
        (self.gatherer, self.own, self.between)
    }
}

impl<G: LineSink> LineSink for Apart<'_, G> {
    fn texts(&self) -> Vec<&'static str> {
        self.gatherer.texts()
    }

    fn take(&mut self, number: u64, line: &Transaction<'_>) {
        if self.others.may_know_better(line) {
            self.between.keep(line);
        } else {
            self.own.push(line.id);
            self.gatherer.take(number, line);
        }
    }

    fn end_chunk(&mut self) {
        self.gatherer.end_chunk();
    }

    fn use_of_lines(&self) -> Option<FileUse> {
        self.gatherer.use_of_lines()
    }

    fn merge(&mut self, other: Self) {
        self.gatherer.merge(other.gatherer);
        self.own.append(other.own);
        self.between.append(other.between);
    }
}

/// Keeps the lines with some ids, without noughts in front, and lets no other through.
pub(super) struct OfIds<'a> {
    ids: &'a BTreeSet<String>,
    kept: BetweenLines,
}

impl<'a> OfIds<'a> {
    /// Nothing kept yet.
    pub(super) fn new(ids: &'a BTreeSet<String>) -> Self {
        Self { ids, kept: BetweenLines::default() }
    }

    /// What was kept.
    pub(super) fn into_kept(self) -> BetweenLines {
        self.kept
    }
}

impl LineSink for OfIds<'_> {
    fn take(&mut self, _number: u64, line: &Transaction<'_>) {
        if self.ids.contains(without_noughts(line.id)) {
            self.kept.keep(line);
        }
    }

    fn merge(&mut self, other: Self) {
        self.kept.append(other.kept);
    }
}

/// Says of each library what does not count of its lines, of whatever periods, and what was found.
pub(super) fn counted_elsewhere(
    libraries: &[(Institution, Vec<&BetweenLines>)],
    tables: &CodeTables,
) -> (Vec<CountedElsewhere>, Vec<Finding>) {
    let mut once: Vec<(usize, &str, TransactionColumns)> = Vec::new();
    for (place, (_, of_periods)) in libraries.iter().enumerate() {
        let mut of_feed: BTreeMap<&str, (HashSet<&str>, TransactionColumns)> = BTreeMap::new();
        for (feed, columns) in of_periods.iter().flat_map(|lines| &lines.0) {
            let (seen, kept) = of_feed.entry(feed).or_default();
            // A line may be of two periods that overlap.
            for index in (0..columns.len()).filter(|index| seen.insert(columns.get(*index).id)) {
                kept.push(0, &columns.get(index));
            }
        }
        once.extend(of_feed.into_iter().map(|(feed, (_, columns))| (place, feed, columns)));
    }
    let names: Vec<String> = libraries.iter().map(|(library, _)| library.to_string()).collect();
    let lines: Vec<LibraryLines<'_>> = once
        .iter()
        .map(|(place, feed, columns)| LibraryLines { name: &names[*place], home: libraries[*place].0, feed, columns })
        .collect();
    let (told, findings) = shared_lines(&lines, tables);
    let mut elsewhere: Vec<CountedElsewhere> = libraries.iter().map(|_| CountedElsewhere::default()).collect();
    for ((place, feed, columns), ToldElsewhere { alike, replaced }) in once.iter().zip(told) {
        let alike = alike.into_iter().map(|line| (line, Elsewhere::Alike));
        let all = alike.chain(replaced.into_iter().map(|line| (line, Elsewhere::Otherwise)));
        let all = all.map(|(line, what)| (columns.get(line).id.to_owned(), what));
        elsewhere[*place].0.entry((*feed).to_owned()).or_default().extend(all);
    }
    (elsewhere, findings)
}
