//! Code of others that may give up on hostile files in its own way: by a panic, which is then the file's fault.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind, set_hook, take_hook};
use std::sync::Once;

/// What stands before the names of our own source files, as panics tell them.
const OWN: &str = file!().split_at(file!().len() - "ingest/foreign.rs".len()).0;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
    /// Whether the last panic of a guarded reader was in our own code.
    static WAS_OWN: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader; `None` when code of others gave up. It must not be one that leaves something half done behind.
///
/// # Panics
/// When our own code did that, which is no fault of the file.
pub fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    watch();
    let before = IS_GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    IS_GUARDED.set(before);
    match result {
        Ok(read) => Some(read),
        Err(panic) if WAS_OWN.replace(false) => resume_unwind(panic),
        Err(_) => None,
    }
}

/// Looks whose panics are, and keeps those of others' readers from being told on stderr, where nobody can do anything
/// with them.
fn watch() {
    static IS_WATCHED: Once = Once::new();
    IS_WATCHED.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
            let is_own = panic.location().is_some_and(|place| place.file().starts_with(OWN));
            if IS_GUARDED.get() && !is_own {
                tracing::debug!(%panic, "a reader gave up on a file");
            } else {
                WAS_OWN.set(IS_GUARDED.get());
                usual(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::indexing_slicing)]
    fn what_our_own_code_does_wrong_is_no_fault_of_a_file() {
        assert_eq!(OWN, "src/");
        assert_eq!(guarded(|| 1), Some(1));
        // Code of others that gives up.
        assert_eq!(guarded(|| rust_decimal::Decimal::from_i128_with_scale(1, 99)), None);
        let nothing: Vec<u8> = Vec::new();
        let own = catch_unwind(AssertUnwindSafe(|| guarded(|| nothing[1])));
        assert!(own.is_err(), "a place that is not there is looked at in our own code");
        assert_eq!(guarded(|| 1), Some(1));
    }
}
