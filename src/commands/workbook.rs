//! `kasverslag workbook`: the reports of a period as one workbook, a sheet that leads to all of them first.

use super::Outcome;
use super::cli::WorkbookArgs;
use super::configuration::Environment;
use super::report::finished;
use crate::diagnostic::Diagnostic;
use crate::failure::Failure;
use crate::publish::{OutputFile, publish};
use crate::render::form::{FileFormat, OutputFormat};
use crate::render::xlsx::month_book;
use crate::report::document::Document;

/// Makes the workbook: of all reports that are asked for, or none.
#[must_use]
pub fn workbook(args: &WorkbookArgs, environment: &Environment) -> Outcome {
    Outcome::of(|outcome| try_workbook(args, environment, outcome))
}

fn try_workbook(args: &WorkbookArgs, environment: &Environment, outcome: &mut Outcome) -> Result<(), Failure> {
    let mut args = args.report.clone();
    if !args.format.is_empty() {
        return Err(Diagnostic::usage("`workbook` makes a workbook and nothing else: leave --format out").into());
    }
    args.format = vec![OutputFormat::File(FileFormat::Xlsx)];
    let Some((made, modes)) = finished(&mut args, environment, true, outcome)? else {
        return Err(Diagnostic::usage("reports of the control desk are no sheets of a workbook yet").into());
    };
    let documents: Vec<&Document> = made.iter().map(|report| &report.document).collect();
    let bytes = month_book::render(&documents, args.totals)?;
    month_book::verify(&documents, &bytes)?;
    let Some(first) = documents.first() else { return Ok(()) };
    let name = first.plain_stem().replacen(&first.report, "werkboek", 1);
    let file = OutputFile { name: format!("{name}.xlsx").into(), bytes };
    publish(args.folder(), &[file], modes)?.iter().for_each(|path| outcome.wrote(path));
    Ok(())
}
