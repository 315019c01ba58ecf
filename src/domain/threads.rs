//! How many threads there may be, and which of them polars works on.

use std::sync::OnceLock;
use std::thread::available_parallelism;

use polars_async::executor::ALLOW_RAYON_THREADS;

/// How many threads have a processor each. The system is asked one time, as it reads several files to tell.
#[must_use]
pub fn processors() -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS.get_or_init(|| available_parallelism().map_or(1, usize::from))
}

/// Does work with polars on the thread that asks for it, and on no other: what is small is done before another thread
/// is awake, and where several threads ask at once each has enough to do.
pub fn on_this_thread<T>(work: impl FnOnce() -> T) -> T {
    let before = ALLOW_RAYON_THREADS.replace(false);
    let done = work();
    ALLOW_RAYON_THREADS.set(before);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn afterwards_all_is_as_before() {
        assert!(ALLOW_RAYON_THREADS.get());
        let inside = on_this_thread(|| [on_this_thread(|| ALLOW_RAYON_THREADS.get()), ALLOW_RAYON_THREADS.get()]);
        assert_eq!(inside, [false, false]);
        assert!(ALLOW_RAYON_THREADS.get());
    }
}
