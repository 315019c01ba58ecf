//! Lines that the exports of several libraries have: each export tells of its library's daybooks and of its costs, so that
//! what one library received for another is in both. It is one line, whatever feeds it came in.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::columns::TransactionColumns;
use super::export_name::ExportOrder;
use crate::domain::finding_list::FindingList;
use crate::domain::{BookingCode, Branch, Difference, Finding, Institution, LineSum, Moment, Transaction};

/// A file of a library, with those of its lines that count in its feed and whose ids other libraries have too.
#[derive(Debug)]
pub struct LibraryFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// The first of the libraries whose file it is.
    pub home: Institution,
    /// Its place in the order of files.
    pub order: ExportOrder,
    /// Those lines.
    pub columns: &'a TransactionColumns,
}

/// What does not count of a file, as a file of another library has it.
#[derive(Debug, Default)]
pub struct ToldElsewhere {
    /// The records, by their lines.
    pub lines: Vec<u64>,
    /// Those that an earlier file has alike.
    pub alike: LineSum,
    /// Those that a later file has otherwise.
    pub replaced: LineSum,
}

/// What tells that lines of two libraries' exports are one: beside the id all that never changes of a booking. Two
/// systems may number alike, but not for a cost of one branch, of one code, that arose at one moment.
type Booking<'a> = (&'a str, Moment, Institution, Branch, BookingCode);

fn booking<'a>(line: &Transaction<'a>) -> Booking<'a> {
    (line.id, line.posted, line.institution, line.branch, line.booking_code)
}

/// Says for each file what does not count: of lines that are one, the earliest where they are alike, else the latest.
#[must_use]
pub fn shared_lines(files: &[LibraryFile<'_>]) -> (Vec<ToldElsewhere>, Vec<Finding>) {
    let mut told: Vec<ToldElsewhere> = files.iter().map(|_| ToldElsewhere::default()).collect();
    let mut findings = FindingList::default();
    let mut in_order: Vec<usize> = (0..files.len()).collect();
    in_order.sort_by_key(|place| (&files[*place].order, *place));
    let mut holders: HashMap<Booking<'_>, (usize, usize)> = HashMap::new();
    for place in in_order {
        let file = &files[place];
        for index in 0..file.columns.len() {
            let line = file.columns.get(index);
            let mut holder = match holders.entry(booking(&line)) {
                Entry::Vacant(entry) => {
                    entry.insert((place, index));
                    continue;
                }
                Entry::Occupied(entry) => entry,
            };
            let (other, there) = *holder.get();
            let earlier = files[other].columns.get(there);
            if files[other].home == file.home {
                continue;
            }
            if earlier == line {
                told[place].lines.push(file.columns.line(index));
                told[place].alike.add(line.cents);
                continue;
            }
            told[other].lines.push(files[other].columns.line(there));
            told[other].replaced.add(earlier.cents);
            findings.push(Finding::ChangedLine {
                id: line.id.to_owned(),
                later: (file.name.to_owned(), file.columns.line(index)),
                earlier: (files[other].name.to_owned(), files[other].columns.line(there)),
                differences: Difference::between(&earlier, &line),
            });
            holder.insert((place, index));
        }
        let alike = told[place].alike.count;
        if alike > 0 {
            findings.push(Finding::Overlap { file: file.name.to_owned(), lines: alike });
        }
    }
    (told, findings.into_findings())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LineCore;
    use crate::domain::transactions::TEXTS;

    fn columns(lines: &[(&str, i64, &str)]) -> TransactionColumns {
        let mut columns = TransactionColumns::default();
        for (number, (id, cents, institution)) in (2..).zip(lines) {
            let institution = Institution::parse(*institution).expect("a library");
            let core = LineCore { cents: *cents, institution, ..*Transaction::example() };
            let line = Transaction::new("", core, [""; TEXTS.len()]);
            let line = Transaction { id, ..line };
            columns.push(number, &line);
        }
        columns
    }

    #[test]
    fn one_line_counts_once_whatever_libraries_tell_of_it() {
        let [one, two, three] = [
            columns(&[("1", 100, "I410"), ("2", 200, "I410"), ("3", 300, "I355")]),
            columns(&[("1", 100, "I410"), ("2", 250, "I410"), ("3", 300, "I410")]),
            columns(&[("1", 100, "I410")]),
        ];
        let file = |name: &'static str, home: &str, columns| LibraryFile {
            name,
            home: Institution::parse(home).expect("a library"),
            order: ExportOrder::of(name, None),
            columns,
        };
        let files = [
            file("2026-10-02.csv", "I410", &two),
            file("2026-10-01.csv", "I355", &one),
            file("2026-10-03.csv", "I355", &three),
        ];
        let (told, findings) = shared_lines(&files);
        let lines: Vec<_> = told.iter().map(|told| &told.lines[..]).collect();
        // Line 1 counts where it came first, line 2 where it is the latest; 3 stands for two costs of two libraries.
        assert_eq!(lines, [&[2][..], &[3], &[]]);
        assert_eq!((told[0].alike.cents, told[1].replaced.cents), (100, 200));
        let names: Vec<_> = findings.iter().map(Finding::name).collect();
        assert_eq!(names, ["changed-line", "overlap"]);
    }
}
