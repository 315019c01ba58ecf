//! Which threads polars works on.

use polars_async::executor::ALLOW_RAYON_THREADS;

/// Does work with polars on the thread that asks for it, and on no other: what is small is done before another thread
/// is awake, and where several threads ask at once each has enough to do.
pub fn on_this_thread<T>(work: impl FnOnce() -> T) -> T {
    let _again = RestoreOnDrop(ALLOW_RAYON_THREADS.replace(false));
    work()
}

/// Says again what was said before, however the work ends.
struct RestoreOnDrop(bool);

impl Drop for RestoreOnDrop {
    fn drop(&mut self) {
        ALLOW_RAYON_THREADS.set(self.0);
    }
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
        assert!(std::panic::catch_unwind(|| on_this_thread(|| panic!("as code of others may"))).is_err());
        assert!(ALLOW_RAYON_THREADS.get(), "after a panic too");
    }
}
