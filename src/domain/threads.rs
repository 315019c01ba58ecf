//! Which threads polars works on.

use polars_async::executor::ALLOW_RAYON_THREADS;

/// Does work with polars on the thread that asks for it, and on no other: what is small is done before another thread
/// is awake, and where several threads ask at once each has enough to do.
pub fn on_this_thread<T>(work: impl FnOnce() -> T) -> T {
    let before = ALLOW_RAYON_THREADS.replace(false);
    let done = work();
    ALLOW_RAYON_THREADS.set(before);
    done
}
