//! Coverage-guided fuzzing: libFuzzer makes the bytes, the judges of `tests/it` say what must hold of them.

#[path = "../../tests/it/judges.rs"]
pub mod judges;

use std::cell::Cell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::PathBuf;
use std::sync::Once;

use judges::Verdict;

thread_local! {
    static LAST_PANIC: Cell<String> = const { Cell::new(String::new()) };
}

/// Writes seeds into the folder that libFuzzer keeps its finds in, the first of its arguments that is none of its flags.
pub fn sow(seeds: impl IntoIterator<Item = (String, Vec<u8>)>) {
    let Some(folder) = std::env::args().skip(1).find(|arg| !arg.starts_with('-')).map(PathBuf::from) else { return };
    if folder.is_file() {
        return;
    }
    fs::create_dir_all(&folder).expect("a folder for what is found");
    for (name, bytes) in seeds {
        fs::write(folder.join(format!("seed-{name}")), bytes).expect("a seed");
    }
}

/// Ends the process when the judge finds something. A panic that the program catches itself, where it reads with the
/// code of others, is none.
pub fn demand(judge: impl FnOnce() -> Verdict) {
    static QUIET: Once = Once::new();
    // libFuzzer's own hook would end the process at any panic.
    QUIET.call_once(|| set_hook(Box::new(|info| LAST_PANIC.set(info.to_string()))));
    let verdict = catch_unwind(AssertUnwindSafe(judge)).unwrap_or_else(|_| Err(LAST_PANIC.take()));
    if let Err(what) = verdict {
        eprintln!("FOUND: {what}");
        std::process::abort();
    }
}
