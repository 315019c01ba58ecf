//! Code of others that may give up on hostile files in its own way: by a panic, which is then the file's fault.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader; `None` when it gave up. It must not be one that leaves something half done behind.
pub fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    let before = IS_GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read)).ok();
    IS_GUARDED.set(before);
    result
}

/// Keeps the panics of guarded readers from being told on stderr, where nobody can do anything with them.
pub fn silence_guarded() {
    let usual = take_hook();
    set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
        if IS_GUARDED.get() {
            tracing::debug!(%panic, "a reader gave up on a file");
        } else {
            usual(panic);
        }
    }));
}
