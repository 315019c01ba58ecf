//! The deposit slips that were made before: those that the configuration names as witnesses, and those beside the new one.

use std::collections::BTreeSet;
use std::path::Path;

use super::desk_input::configured;
use super::form_library::FormLibrary;
use crate::control::slip_number::{KnownSlip, SlipClash};
use crate::diagnostic::{self, Diagnostic, ExitStatus};
use crate::failure::Failure;
use crate::witness::file::{Paths, WitnessPath, read};
use crate::witness::{WitnessKind, reading};

/// The slips of a library that were made before, and those of the folder that the new one goes to. All must be sound: one that can't be
/// read may carry the same money.
///
/// # Errors
/// When a pattern can't be looked for, or a slip is not sound.
pub(super) fn known_slips(library: &FormLibrary<'_>, out: &Path) -> Result<Vec<KnownSlip>, Failure> {
    let named = library.desk.map(configured).transpose()?.unwrap_or_default();
    let beside =
        if out.is_dir() { Paths::told_apart(&[out.to_owned()], None, false, &[]).witnesses } else { Vec::new() };
    let paths = named.into_iter().map(|(_, path)| path).chain(beside);
    let (mut known, mut wrong, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for WitnessPath { path, kind } in paths.filter(|path| path.kind == WitnessKind::Slip) {
        match read(&path) {
            Ok(file) if !seen.insert(file.sha256.clone()) => {}
            Ok(file) => {
                let one = reading::read(kind, &file.bytes, &[]);
                wrong.extend(one.faults.iter().map(|fault| diagnostic::of_witness_fault(&path, fault)));
                known.extend(one.slips.into_iter().map(|slip| KnownSlip { slip, file: path.clone() }));
            }
            Err(error) => wrong.push(diagnostic::of_unreadable_witness(&path, &error)),
        }
    }
    if wrong.is_empty() { Ok(known) } else { Err(diagnostic::bounded(wrong).into()) }
}

/// That another slip stands in the way of one.
pub(super) fn in_the_way(clash: SlipClash<'_>) -> Diagnostic {
    let refused = |what: &str, text: String, known: &KnownSlip| {
        Diagnostic::error(ExitStatus::Refused, what).with(text).about(&known.file)
    };
    let named = |known: &KnownSlip| format!("{} {}", known.slip.number, known.slip.ogm);
    match clash {
        SlipClash::HandOver(one, known) => {
            let text = format!("{} {} {}: {}", one.drawer, one.day, one.time.format("%H:%M"), named(known));
            refused("a slip that was made before carries a hand-over of this one", text, known).hinted(
                "name other days or drawers with --period and --till, or take away the slip that was made before if nothing was \
                 deposited with it",
            )
        }
        SlipClash::Changed(known) => refused(
            "a slip was made of these hand-overs before, with another number, bag or account",
            named(known),
            known,
        )
        .hinted("a slip is never changed: ask for it as it was made, or take it away if nothing was deposited with it"),
        SlipClash::Number(known) => refused("another slip bears that number", named(known), known)
            .hinted("leave out --number, or name one that no slip of the year bears"),
        SlipClash::NoNumber => Diagnostic::usage("no number is left for a slip of that day")
            .hinted("name one with --number that no slip of the year bears"),
    }
}
