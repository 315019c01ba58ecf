//! Records in their order: from the lines of a file to its statements.

use super::communication::FreeText;
use super::days::judge_days;
use super::fault::{CodaFault, FaultKind};
use super::line::{CodaLine, FieldReader, ShortLines, lines};
use super::movements::Draft;
use super::records::{AccountBalance, Header, Trailer};
use super::statement::{CodaFile, Movement, Statement};
use super::totals::{Details, MovementSums, judge_balance, judge_details, judge_followers, judge_trailer};

/// Reads a file. `keep` is shown every free communication and says what is kept of it.
#[must_use]
pub fn read<T>(bytes: &[u8], short: ShortLines, keep: &dyn Fn(&FreeText<'_>) -> T) -> CodaFile<T> {
    let mut faults = Vec::new();
    let lines = lines(bytes, short, &mut faults);
    let of_file = |kind| vec![CodaFault { line: None, positions: None, kind, detail: None }];
    let unsound = lines.iter().filter(|line| !line.is_sound).count();
    match lines.first() {
        None => faults = of_file(FaultKind::Empty),
        Some(line) if line.at(1) != '0' => faults = of_file(FaultKind::NoHeader),
        // Where hardly a line is whole, none of the others means anything.
        Some(_) if unsound * 2 >= lines.len() => faults.retain(|fault| fault.kind == FaultKind::Length),
        Some(_) => {
            let mut reader = CodaReader {
                keep,
                faults,
                statements: Vec::new(),
                last: None,
                open: Open::default(),
                trailers: Vec::new(),
            };
            for line in &lines {
                reader.take(line);
            }
            let statements = reader.end(lines.last());
            return statements;
        }
    }
    CodaFile { statements: Vec::new(), faults }
}

/// The record that came last.
#[derive(Clone, Copy, Debug)]
struct Last {
    line: u64,
    record: char,
    article: char,
    /// What it says that follows; `None` where that can't be read.
    follows: Option<Follows>,
}

/// What a record says that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Follows {
    /// More of the same record; the mark stands at position 126.
    More,
    /// A record 3.1, which informs of it, or a record 4; the mark stands at position 128.
    Other,
    /// Neither.
    Nothing,
}

/// A statement while its records come in.
#[derive(Debug)]
struct Open<T> {
    header: Option<Header>,
    old: Option<AccountBalance>,
    new: Option<AccountBalance>,
    movements: Vec<Movement<T>>,
    draft: Option<Draft>,
    /// The kind of the last movement that is no detail, and its number.
    total: Option<(u8, u16)>,
    /// The number of the last movement, and its number as a detail.
    numbers: Option<(u16, u16)>,
    sums: MovementSums,
    /// The last total, beside its details.
    details: Option<Details>,
    /// How many records there are that the trailer counts.
    records: u64,
}

impl<T> Default for Open<T> {
    fn default() -> Self {
        Self {
            header: None,
            old: None,
            new: None,
            movements: Vec::new(),
            draft: None,
            total: None,
            numbers: None,
            sums: MovementSums::default(),
            details: None,
            records: 0,
        }
    }
}

struct CodaReader<'k, T> {
    keep: &'k dyn Fn(&FreeText<'_>) -> T,
    faults: Vec<CodaFault>,
    statements: Vec<Statement<T>>,
    last: Option<Last>,
    open: Open<T>,
    /// Each record 9: its line, and whether it says that another file follows.
    trailers: Vec<(u64, Option<bool>)>,
}

impl<T> CodaReader<'_, T> {
    fn take(&mut self, line: &CodaLine) {
        let (record, article) = (line.at(1), if matches!(line.at(1), '2' | '3') { line.at(2) } else { '1' });
        if !"0123489".contains(record) || !"123".contains(article) {
            let name = line.text(1, 2);
            FieldReader { line, faults: &mut self.faults }.refuse(1, 2, FaultKind::UnknownRecord, format!("`{name}`"));
            self.last = self.last.map(|last| Last { follows: None, ..last });
            self.open.sums.are_known = false;
            return;
        }
        self.judge_order(line, record, article);
        if record == '0' && self.last.is_some_and(|last| last.record != '9') {
            self.close(None);
        }
        self.open.records += u64::from("1238".contains(record));
        if record != '3' && article == '1' {
            self.finish_movement();
        }
        if line.is_sound {
            self.read(line, record, article);
        } else if record == '2' && article == '1' {
            self.open.details = None;
            self.open.sums.are_known = false;
            self.open.numbers = None;
        }
        let follows = if line.is_sound { self.follows(line, record, article) } else { None };
        self.last = Some(Last { line: line.number, record, article, follows });
    }

    /// Demands that a record may stand behind the one before.
    fn judge_order(&mut self, line: &CodaLine, record: char, article: char) {
        let name = name(record, article);
        let Some(last) = self.last else { return };
        let is_in_order = match record {
            '0' => last.record == '9',
            '1' => last.record == '0',
            '2' if article == '1' => "123".contains(last.record),
            '2' | '3' if article != '1' => last.record == record && last.article < article,
            '3' => "23".contains(last.record),
            '8' => "123".contains(last.record),
            '4' => "84".contains(last.record),
            _ => "184".contains(last.record),
        };
        let mut fields = FieldReader { line, faults: &mut self.faults };
        if !is_in_order {
            let before = self::name(last.record, last.article);
            fields.refuse(1, 2, FaultKind::Order, format!("record {name} after record {before}"));
            return;
        }
        let is_more = matches!(record, '2' | '3') && article != '1';
        let is_other = record == '4' || record == '3' && article == '1';
        let found = if is_more {
            Follows::More
        } else if is_other {
            Follows::Other
        } else {
            Follows::Nothing
        };
        let Some(said) = last.follows.filter(|said| *said != found) else { return };
        let before = self::name(last.record, last.article);
        if said == Follows::Nothing {
            fields.refuse(1, 2, FaultKind::Unannounced, format!("record {name} after record {before}"));
        } else {
            let position = if said == Follows::More { 126 } else { 128 };
            let detail = Some(format!("behind record {before} stands record {name}"));
            let positions = Some((position, position));
            self.faults.push(CodaFault { line: Some(last.line), positions, kind: FaultKind::Promised, detail });
        }
    }

    /// What a record says that follows it.
    fn follows(&mut self, line: &CodaLine, record: char, article: char) -> Option<Follows> {
        let mut fields = FieldReader { line, faults: &mut self.faults };
        let (more, other) = match record {
            '2' | '3' if article == '3' => {
                fields.demand(126, 126, "0");
                (Some(false), fields.flag(128))
            }
            '2' | '3' => (fields.flag(126), fields.flag(128)),
            '4' | '8' => (Some(false), fields.flag(128)),
            _ => (Some(false), Some(false)),
        };
        Some(match (more?, other?) {
            (true, _) => Follows::More,
            (false, true) => Follows::Other,
            (false, false) => Follows::Nothing,
        })
    }

    fn read(&mut self, line: &CodaLine, record: char, article: char) {
        let faults = &mut self.faults;
        match (record, article) {
            ('0', _) => self.open.header = Some(Header::of(line, faults)),
            ('1', _) => self.open.old = Some(AccountBalance::old(line, faults)),
            ('2', '1') => {
                let draft = Draft::of(line, faults);
                let number = self.open.old.as_ref().and_then(|old| old.number).map(u64::from);
                // Noughts stand where a bank numbers no statements.
                if let (Some(wanted), Some(found)) = (number, draft.statement)
                    && wanted != found
                    && wanted != 0
                    && found != 0
                {
                    let detail = format!("`{found:03}`, not `{wanted:03}`");
                    FieldReader { line, faults }.refuse(122, 124, FaultKind::OfAnotherStatement, detail);
                }
                self.judge_numbers(line, &draft);
                self.open.draft = Some(draft);
            }
            ('2', _) => {
                if let Some(draft) = &mut self.open.draft {
                    draft.go_on(line, faults);
                }
            }
            ('3', _) => {
                if let Some(draft) = &mut self.open.draft {
                    let number = draft.inform(line, faults);
                    // Details and what informs of them are numbered together.
                    self.open.numbers = self.open.numbers.map(|(sequence, last)| (sequence, number.unwrap_or(last)));
                }
            }
            ('8', _) => {
                let structure = self.open.old.as_ref().map_or('2', |old| old.structure);
                let new = AccountBalance::new(line, structure, faults);
                if let Some(old) = &self.open.old {
                    judge_balance(old, &self.open.sums, &new, faults);
                    if let Some(header) = self.open.header.as_ref().filter(|header| !header.is_separate) {
                        let booked = self.open.movements.iter().map(|one| (one.line, one.entry_day));
                        judge_days(header, old, &new, booked, faults);
                    }
                }
                self.open.new = Some(new);
            }
            ('9', _) => {
                let trailer = Trailer::of(line, faults);
                self.trailers.push((line.number, trailer.is_followed));
                self.close(Some(&trailer));
            }
            _ => {}
        }
    }

    /// Demands that a movement has the number that is next, and that a detail has a total.
    fn judge_numbers(&mut self, line: &CodaLine, draft: &Draft) {
        let open = &mut self.open;
        let is_separate = open.header.as_ref().is_some_and(|header| header.is_separate);
        let (Some(sequence), Some(detail), Some(code)) = (draft.sequence, draft.detail, draft.code) else {
            open.sums.add(draft.cents.filter(|_| draft.detail.is_some_and(|detail| detail > 0)));
            open.numbers = None;
            // What can't be read may be one of its details.
            open.details = None;
            return;
        };
        let mut fields = FieldReader { line, faults: &mut self.faults };
        // The number of a detail begins again at 0 behind 9999.
        let is_wrapped = code.kind >= 5 && detail == 0 && open.numbers == Some((sequence, 9999));
        let is_detail = detail > 0 || is_wrapped;
        if let Some((_, last)) = open.numbers.filter(|(number, _)| is_detail && *number == sequence)
            && detail != last.saturating_add(1)
            && !is_wrapped
        {
            fields.refuse(7, 10, FaultKind::Sequence, format!("`{detail:04}` after `{last:04}`"));
        }
        // Details of type 9 are below one of type 7, which counts for them.
        if is_detail && code.kind < 9 {
            open.details = open.details.zip(draft.cents).map(|(total, cents)| Details {
                sum: Some(total.sum.unwrap_or_default() + i128::from(cents)),
                ..total
            });
        }
        if is_detail && !is_separate {
            let has_parent = open.total.is_some_and(|(kind, number)| number == sequence && kind > 0);
            if code.kind < 5 {
                fields.refuse(7, 10, FaultKind::NumberedDetail, format!("`{detail:04}`, of type {}", code.kind));
            } else if !has_parent {
                fields.refuse(3, 10, FaultKind::NoParent, format!("`{sequence:04}{detail:04}`, of type {}", code.kind));
            }
        } else if !is_detail {
            if code.kind >= 5 {
                fields.refuse(54, 54, FaultKind::NoParent, format!("type {}", code.kind));
            }
            let wanted = match open.numbers {
                Some((number, _)) => Some((number + 1) % 10_000),
                None if open.movements.is_empty() && open.total.is_none() && open.sums.are_known => Some(1),
                None => None,
            };
            if let Some(wanted) = wanted.filter(|wanted| *wanted != sequence) {
                fields.refuse(3, 6, FaultKind::Sequence, format!("`{sequence:04}`, not `{wanted:04}`"));
            }
            let total = draft.cents.map(|total| Details { line: line.number, total, sum: None });
            judge_details(std::mem::replace(&mut open.details, total), fields.faults);
            open.total = Some((code.kind, sequence));
            open.sums.add(draft.cents);
        }
        open.numbers = Some((sequence, detail));
    }

    fn finish_movement(&mut self) {
        let Some(draft) = self.open.draft.take() else { return };
        let Some(movement) = draft.finish(self.keep, &mut self.faults) else { return };
        let is_detail = movement.code.kind >= 5;
        match self.open.movements.last_mut().filter(|total| is_detail && total.sequence == movement.sequence) {
            Some(total) => total.details.push(movement),
            None => self.open.movements.push(movement),
        }
    }

    /// Ends a statement, with its record 9 if there is one.
    fn close(&mut self, trailer: Option<&Trailer>) {
        self.finish_movement();
        let open = std::mem::take(&mut self.open);
        judge_details(open.details, &mut self.faults);
        if let Some(trailer) = trailer {
            judge_trailer(trailer, open.records, &open.sums, &mut self.faults);
        }
        self.statements.extend(open.finish());
    }

    fn end(mut self, line: Option<&CodaLine>) -> CodaFile<T> {
        self.finish_movement();
        if let (Some(last), Some(line)) = (self.last.filter(|last| last.record != '9'), line) {
            let detail = Some(format!("behind record {}", name(last.record, last.article)));
            self.faults.push(CodaFault { line: Some(line.number), positions: None, kind: FaultKind::CutOff, detail });
        }
        judge_followers(&self.trailers, &mut self.faults);
        self.faults.sort_by_key(|fault| (fault.line, fault.positions));
        CodaFile { statements: self.statements, faults: self.faults }
    }
}

impl<T> Open<T> {
    /// The statement; `None` when something of it can't be read.
    fn finish(self) -> Option<Statement<T>> {
        let (header, old) = (self.header?, self.old?);
        let balance = old.balance?;
        // A statement on which nothing happened has no record 8.
        let new = match self.new {
            Some(new) => new.balance?,
            None => balance,
        };
        Some(Statement {
            line: old.line,
            created: header.created?,
            is_duplicate: header.is_duplicate,
            is_separate: header.is_separate,
            account: old.account,
            sequence: old.sequence?,
            number: old.number?,
            old: balance,
            new,
            movements: self.movements,
        })
    }
}

/// What the standard calls a record.
fn name(record: char, article: char) -> String {
    if matches!(record, '2' | '3') { format!("{record}.{article}") } else { record.to_string() }
}
