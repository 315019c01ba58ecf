//! Runs a program and writes down what it took.
//!
//!     measure FIGURES PROGRAM [ARGUMENT...]
//!
//! FIGURES gets one line: seconds of wall time, seconds of CPU of all threads, KiB of peak memory, exit status. A program
//! of its own because the peak that the system tells of a child is never below that of the process that started it.

use std::error::Error;
use std::fs;
use std::process::Command;
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(figures), Some(program)) = (arguments.next(), arguments.next()) else {
        return Err("usage: measure FIGURES PROGRAM [ARGUMENT...]".into());
    };
    let start = Instant::now();
    let status = Command::new(program).args(arguments).status()?;
    let seconds = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6;
    // Without a status the program was ended by a signal.
    let status = status.code().unwrap_or(-1);
    fs::write(figures, format!("{seconds:.6} {cpu:.6} {} {status}\n", usage.max_rss()))?;
    Ok(())
}
