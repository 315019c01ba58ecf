//! The work of a night in a process of its own: whatever ends that, such as memory that ran out, ends no more than the
//! library at fault. The process that a run was started in tells it what to do and writes down what comes of it.
//!
//! The worker has the lock of the archive as its standard input, so that the lock is held until both have ended, and a
//! socket as its standard output: it tells of each library there, and ends at once when the other end is closed.

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus as Ended, Stdio};
use std::thread;

use serde::{Deserialize, Serialize};

use super::cli::{LogFormat, RunArgs};
use crate::archive::lock::Lock;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{self, Diagnostic, ExitStatus, Message};
use crate::issuing::library::LibraryNight;
use crate::issuing::night::Nightly;
use crate::issuing::summary::LibrarySummary;

/// This program, wherever it lies and whatever has taken its place there since.
const PROGRAM: &str = "/proc/self/exe";

/// What became of a library.
pub(super) type Done = (LibrarySummary, Vec<Diagnostic>);

/// What a worker tells of a library, by its place among those that it was given.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum WorkerStep {
    /// It begins to work on it.
    Begun(usize),
    /// All is done but what waits for the others.
    Waits(usize, Box<Done>),
    /// All is done.
    Done(usize, Box<Done>),
}

/// Has workers work on the libraries. `None` when no process can be started: then the work is to be done here.
pub(super) fn by_workers(
    nightly: &Nightly<'_>,
    libraries: &[LibrarySettings],
    args: &RunArgs,
    lock: Option<&Lock>,
) -> Option<Vec<Done>> {
    let none = || libraries.iter().map(|_| None).collect();
    let mut night = Night { nightly, libraries, args, lock, done: none(), waiting: none(), earlier: none() };
    let mut groups = VecDeque::from([(0..libraries.len()).collect::<Vec<usize>>()]);
    while let Some(group) = groups.pop_front() {
        let (ended, begun) = match night.work_on(&group) {
            Ok(ended) => ended,
            Err(_) if night.done.iter().all(Option::is_none) => return None,
            Err(error) => {
                night.fail(&group, &not_started(&error));
                continue;
            }
        };
        let left: Vec<usize> = group.into_iter().filter(|index| night.done[*index].is_none()).collect();
        let (at_work, rest): (Vec<usize>, Vec<usize>) = left.into_iter().partition(|index| begun.contains(index));
        let died = of_death(ended);
        match at_work.len() {
            // It ended without a word of what it was at: nobody knows what would come of another try.
            0 => night.fail(&rest, &died),
            1 => {
                night.fail(&at_work, &died);
                groups.extend((!rest.is_empty()).then_some(rest));
            }
            // Only one of them is at fault: each is tried by itself once more.
            _ => {
                night.begin_anew(&at_work, &of_another_try(ended));
                groups.extend((!rest.is_empty()).then_some(rest));
                groups.extend(at_work.into_iter().map(|index| vec![index]));
            }
        }
    }
    Some(night.done.into_iter().flatten().collect())
}

/// A night's work, and what has come of it so far.
struct Night<'a> {
    nightly: &'a Nightly<'a>,
    libraries: &'a [LibrarySettings],
    args: &'a RunArgs,
    lock: Option<&'a Lock>,
    done: Vec<Option<Done>>,
    /// Of libraries whose reports between libraries still wait, in the worker that is at work.
    waiting: Vec<Option<Done>>,
    /// Of those that waited in workers which have ended.
    earlier: Vec<Option<Done>>,
}

impl Night<'_> {
    /// Has a worker work on some of the libraries: how it ended, and on which it was at work then.
    fn work_on(&mut self, group: &[usize]) -> io::Result<(Ended, BTreeSet<usize>)> {
        let (own, others) = UnixStream::pair()?;
        let input = match self.lock {
            Some(lock) => Stdio::from(lock.shared_with_worker()?),
            None => Stdio::null(),
        };
        let mut worker = self.command(group).stdin(input).stdout(OwnedFd::from(others)).spawn()?;
        let mut begun = BTreeSet::new();
        for line in BufReader::new(own).lines() {
            // What is cut off in the middle was never told.
            let Some(step) = line.ok().and_then(|line| serde_json::from_str(&line).ok()) else { break };
            let (WorkerStep::Begun(at) | WorkerStep::Waits(at, _) | WorkerStep::Done(at, _)) = &step;
            let Some(index) = group.get(*at).copied() else { break };
            match step {
                WorkerStep::Begun(_) => {
                    begun.insert(index);
                }
                WorkerStep::Waits(_, done) => {
                    begun.remove(&index);
                    self.waiting[index] = Some(*done);
                }
                WorkerStep::Done(_, done) => {
                    begun.remove(&index);
                    self.waiting[index] = None;
                    self.done[index] = Some(after(self.earlier[index].take(), *done));
                }
            }
        }
        for index in group {
            if let Some(done) = self.waiting[*index].take() {
                self.earlier[*index] = Some(after(self.earlier[*index].take(), done));
            }
        }
        Ok((worker.wait()?, begun))
    }

    /// The same run for some of the libraries.
    fn command(&self, group: &[usize]) -> Command {
        let (nightly, args) = (self.nightly, self.args);
        let mut command = Command::new(PROGRAM);
        command.arg("run").arg("--config").arg(nightly.configuration);
        command.args(["--date", &nightly.date.to_string(), "--now", &nightly.made.to_rfc3339()]);
        command.args(["--jobs", &args.jobs.to_string()]);
        for index in group {
            command.args(["--library", &self.libraries[*index].institution.to_string()]);
        }
        let flags = [
            (args.accept_clock, "--accept-clock"),
            (args.accept_restatements, "--accept-restatements"),
            (args.strict, "--strict"),
            (args.quiet, "--quiet"),
            (args.dry_run, "--dry-run"),
        ];
        command.args(flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag));
        if args.log_format == LogFormat::Json {
            command.args(["--log-format", "json"]);
        }
        command.arg("--worker").args(nightly.shadow);
        command
    }

    /// Nothing more is done for libraries, and why.
    fn fail(&mut self, group: &[usize], why: &Diagnostic) {
        for index in group {
            self.done[*index] = Some(self.with(*index, why));
        }
    }

    /// Another worker is to begin with libraries anew, and why.
    fn begin_anew(&mut self, group: &[usize], why: &Diagnostic) {
        for index in group {
            self.earlier[*index] = Some(self.with(*index, why));
        }
    }

    /// What has become of a library so far, and something to tell of it.
    fn with(&mut self, index: usize, why: &Diagnostic) -> Done {
        let library = &self.libraries[index];
        let earlier = self.earlier[index].take();
        let mut summary = LibraryNight::of(self.nightly, library).summary;
        if let Some((earlier, _)) = &earlier {
            summary.chain.clone_from(&earlier.chain);
        }
        after(earlier, finished(library, (summary, vec![why.clone()])))
    }
}

/// What became of a library that an earlier worker had begun, and for which another did what was left.
fn after(earlier: Option<Done>, (summary, told): Done) -> Done {
    let Some((earlier, mut all)) = earlier else { return (summary, told) };
    let new: Vec<Diagnostic> = told.into_iter().filter(|diagnostic| !all.contains(diagnostic)).collect();
    all.extend(new);
    (summary.after(earlier), all)
}

/// What is told of a library whose worker ended while it was at work on it.
fn of_death(ended: Ended) -> Diagnostic {
    /// The signals by which a system without memory ends a process, and by which it ends itself when it gets none.
    const NO_MEMORY: [i32; 2] = [9, 6];
    let is_of_memory = ended.signal().is_some_and(|signal| NO_MEMORY.contains(&signal));
    let status = if is_of_memory { ExitStatus::Environment } else { ExitStatus::Fault };
    let what = format!("the process that worked on it {}; other libraries went on", how(ended));
    Diagnostic::error(status, what).hinted(
        "what it wrote until then says more. Nothing is left half done: the next run finishes or clears away what was begun. \
         Where memory ran out, let it have more, fewer libraries side by side (--jobs 1), or exports of fewer days",
    )
}

/// What is told of libraries that were worked on side by side when their worker ended.
fn of_another_try(ended: Ended) -> Diagnostic {
    let what =
        format!("the process that worked on it and on others {}: it was worked on once more, by itself", how(ended));
    Diagnostic::warning(what).hinted("where memory ran out, let fewer libraries be worked on side by side: --jobs 1")
}

/// How a worker ended, in words.
fn how(ended: Ended) -> String {
    match (ended.signal(), ended.code()) {
        (Some(signal), _) => format!("was ended by signal {signal}"),
        (None, code) => format!("ended with status {}", code.unwrap_or_default()),
    }
}

fn not_started(error: &io::Error) -> Diagnostic {
    let what = format!("no process could be started to work on it: {error}");
    Diagnostic::error(ExitStatus::Environment, what).hinted("the next run does what was left")
}

/// What became of a library, with its name where messages stand beside those of others.
pub(super) fn finished(library: &LibrarySettings, (mut summary, diagnostics): Done) -> Done {
    summary.status = diagnostics.iter().map(|diagnostic| diagnostic.status as u8).max().unwrap_or(0);
    summary.messages = diagnostic::messages(&diagnostics).iter().map(Message::line).collect();
    let at = |diagnostic: Diagnostic| Diagnostic {
        what: format!("{}: {}", library.institution, diagnostic.what),
        ..diagnostic
    };
    (summary, diagnostics.into_iter().map(at).collect())
}

/// The worker's end: it tells each step to whoever started it, and ends with that.
pub(super) struct WorkerTelling(());

impl WorkerTelling {
    /// Begins to watch whether somebody still listens.
    ///
    /// # Errors
    /// When standard output is no socket.
    #[expect(clippy::disallowed_methods, reason = "nobody waits for it, and nothing is left to put away")]
    pub(super) fn begin() -> io::Result<Self> {
        let mut other_end = UnixStream::from(io::stdout().as_fd().try_clone_to_owned()?);
        other_end.peer_addr()?;
        thread::spawn(move || {
            // Nothing is ever written there: this waits until it is closed.
            let _ = other_end.read(&mut [0]);
            std::process::exit(ExitStatus::Environment as i32);
        });
        Ok(Self(()))
    }

    /// Tells a step. Where nobody listens any more the process is about to end.
    #[expect(clippy::unused_self, reason = "whoever has not begun to watch has nobody to tell")]
    pub(super) fn tell(&self, step: &WorkerStep) {
        let line = serde_json::to_string(step).unwrap_or_default() + "\n";
        let mut stdout = io::stdout().lock();
        let _ = stdout.write_all(line.as_bytes()).and_then(|()| stdout.flush());
    }
}

/// The folder of the dry run that a worker works for.
pub(super) fn shadow(args: &RunArgs) -> Option<&Path> {
    args.worker.as_ref().and_then(Option::as_deref)
}
