//! `kasverslag telblad`: prints empty count forms, blind, a page and a workbook for each drawer.

use chrono::{NaiveDate, Utc};

use super::arguments;
use super::configuration::{Configuration, Environment};
use super::form_cli::{CountFormArgs, FormFormat};
use super::form_library::{FormLibrary, demand_free, drawers_suffix};
use super::outcome::Outcome;
use crate::control::count_form::CountForm;
use crate::diagnostic::Diagnostic;
use crate::failure::Failure;
use crate::publish::{OutputFile, publish};
use crate::render::pdf::paper_form;
use crate::render::xlsx::form;
use crate::report::form_sheet::FormBook;
use crate::witness::count_form::{TITLE, is_unfilled};

/// Prints empty count forms.
#[must_use]
pub fn count_form(args: &CountFormArgs, environment: &Environment) -> Outcome {
    Outcome::of(|outcome| make(args, environment, outcome))
}

fn make(args: &CountFormArgs, environment: &Environment, outcome: &mut Outcome) -> Result<(), Failure> {
    let made = arguments::clock(args.now.as_deref(), environment.source_date_epoch.as_deref())?;
    let configuration = Configuration::read(&args.config, environment, false)?;
    let config = &configuration.config;
    let mut mistakes = Vec::new();
    let day = args.day.as_deref().map(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| text));
    let day = day.transpose().unwrap_or_else(|text| {
        mistakes.push(Diagnostic::usage(format!("--day: `{text}` is not like 2026-10-05")));
        None
    });
    let library = match FormLibrary::find(args.institution.as_deref(), config) {
        Ok(library) => library,
        Err(mistake) => {
            mistakes.push(mistake);
            return Err(mistakes.into());
        }
    };
    let drawers = library.drawers(&args.till, &mut mistakes);
    if !mistakes.is_empty() {
        return Err(mistakes.into());
    }
    let known_on = day.unwrap_or(made.date_naive());
    let forms = drawers.iter().map(|drawer| CountForm {
        library: library.name(),
        drawer: *drawer,
        name: library.name_of(*drawer, known_on),
        day,
    });
    let forms: Vec<CountForm> = forms.collect();
    let of_day = day.map(|day| format!("_{day}")).unwrap_or_default();
    let mut files = Vec::new();
    if args.format.contains(&FormFormat::Pdf) {
        let subtitle = "Tel zonder naar het verwachte bedrag te kijken. Wie telt, schrijft een functie op, geen naam.";
        let pages = forms.iter().map(CountForm::page).collect();
        let bytes = paper_form::render_form(&library.form(TITLE, subtitle, made, pages))?;
        let of_drawers = drawers_suffix(&args.till, &drawers);
        let name = format!("telblad_{}{of_day}{of_drawers}.pdf", library.institution);
        files.push(OutputFile { name: name.into(), bytes });
    }
    if args.format.contains(&FormFormat::Xlsx) {
        let time = made.with_timezone(&Utc).format("%Y-%m-%dT%H:%M:%SZ").to_string();
        for one in &forms {
            let title = format!("{TITLE} {}", one.drawer);
            let book = FormBook { title, made: time.clone(), sheets: vec![one.sheet()] };
            let name = format!("telblad_{}{of_day}_{}.xlsx", library.institution, one.drawer);
            files.push(OutputFile { name: name.into(), bytes: form::render_form(&book)? });
        }
    }
    // What was counted would be gone.
    let workbooks = files.iter().filter(|file| file.name.extension().is_some_and(|ending| ending == "xlsx"));
    demand_free(
        &args.out,
        workbooks,
        |_, bytes| is_unfilled(bytes),
        (
            "somebody wrote in a form that has the name of the empty one",
            "move it to where counts are read from, or name another folder with --out",
        ),
    )?;
    publish(&args.out, &files, config.run.modes)?.iter().for_each(|path| outcome.wrote(path));
    outcome.diagnostics = configuration.told_with(Vec::new());
    Ok(())
}
