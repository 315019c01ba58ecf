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
