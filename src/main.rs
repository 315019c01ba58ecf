//! Arguments in, exit status out.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use kasverslag::cli::{Cli, Command};
use kasverslag::diagnostic::ExitStatus;
use kasverslag::run;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("KASVERSLAG_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).without_time().init();
    let outcome = match &cli.command {
        Command::Report(args) => run::report(args, std::env::var("SOURCE_DATE_EPOCH").ok().as_deref()),
        Command::Check(args) => run::check(args),
        Command::Templates { name } => run::templates(name.as_deref()),
    };
    let mut stderr = io::stderr().lock();
    for diagnostic in &outcome.diagnostics {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(stderr, "{diagnostic}");
    }
    let status = match io::stdout().lock().write_all(outcome.output.as_bytes()).and_then(|()| io::stdout().flush()) {
        Ok(()) => outcome.status(),
        // Whoever reads a pipe may stop reading.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => outcome.status(),
        Err(error) => {
            let _ = writeln!(stderr, "error: the output can't be written: {error}");
            outcome.status().max(ExitStatus::Environment)
        }
    };
    ExitCode::from(status as u8)
}
