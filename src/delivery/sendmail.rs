//! Hands a mail to the program of the system that takes mails. It may refuse, hang or die; it is never waited for without
//! end.

use std::fs::File;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::publish::nameless::{holding, start_of};

/// How often one looks whether it has ended.
const LOOK: Duration = Duration::from_millis(20);
/// How much is told of what it says.
const MOST_SAID: u64 = 500;

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HandedOver {
    /// It was taken.
    Taken,
    /// It was not taken.
    Refused(String),
    /// Nobody takes any.
    Nobody(String),
    /// Nobody knows whether it was taken.
    Unclear(String),
}

/// Hands a mail to a program, which has so much time.
pub(super) fn hand_over(command: &[String], patience: Duration, mail: &[u8]) -> HandedOver {
    let Some((program, arguments)) = command.split_first() else { return HandedOver::Nobody(String::new()) };
    let start = || -> io::Result<(Child, File)> {
        // Files, not pipes: a program that reads nothing, or writes much, holds nobody up.
        let said = holding(b"")?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(holding(mail)?).stdout(Stdio::null()).stderr(said.try_clone()?);
        Ok((command.spawn()?, said))
    };
    let (mut child, said) = match start() {
        Ok(started) => started,
        Err(error) => return HandedOver::Nobody(format!("`{program}` can't be started: {error}")),
    };
    let ended = ended(&mut child, patience);
    let said = start_of(&said, MOST_SAID);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    let told = |what: String| if said.is_empty() { what } else { format!("{what}: `{said}`") };
    match ended {
        Ok(Some(status)) if status.success() => HandedOver::Taken,
        Ok(Some(status)) => {
            if let Some(code) = status.code() {
                HandedOver::Refused(told(format!("`{program}` ended with status {code}")))
            } else {
                let signal = status.signal().unwrap_or_default();
                HandedOver::Unclear(told(format!("`{program}` was ended by signal {signal}")))
            }
        }
        Ok(None) => {
            let seconds = patience.as_secs();
            HandedOver::Unclear(told(format!("`{program}` had not ended after {seconds} seconds, and was stopped")))
        }
        Err(error) => HandedOver::Unclear(format!("`{program}` can't be waited for: {error}")),
    }
}

/// How a program ended; `None` if it did not in time, and was stopped.
fn ended(child: &mut Child, patience: Duration) -> io::Result<Option<ExitStatus>> {
    let mut waited = Duration::ZERO;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if waited >= patience {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        sleep(LOOK);
        waited += LOOK;
    }
}
