//! Work side by side: the one place that starts threads which end with the work. Whoever asks works too, so that a single
//! thread costs nothing; a panic of any of them goes on in whoever asked.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{available_parallelism, scope};

/// How many threads have a processor each. The system is asked one time, as it reads several files to tell.
#[must_use]
pub fn processors() -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS.get_or_init(|| available_parallelism().map_or(1, usize::from))
}

/// Does the same work on so many threads, at least one; what each of them made.
pub fn on_threads<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    let work = &work;
    scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut made = vec![work()];
        for other in others {
            made.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        made
    })
}

/// Deals the numbers below `count` out to so many threads, and no more than there are numbers: each takes the next one
/// when it is ready for it. What the threads made comes in no order.
pub fn deal_out<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(&mut dyn Iterator<Item = usize>) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    on_threads(threads.min(count), || {
        work(&mut std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < count)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_dealt_out_one_time() {
        for (count, threads) in [(0, 3), (1, 3), (2, 1), (1000, 4)] {
            let made = deal_out(count, threads, |numbers| numbers.collect::<Vec<_>>());
            assert_eq!(made.len(), threads.min(count).max(1), "a part for each thread");
            let mut dealt: Vec<usize> = made.into_iter().flatten().collect();
            dealt.sort_unstable();
            assert_eq!(dealt, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_of_any_thread_goes_on_in_whoever_asked() {
        let asked = std::thread::current().id();
        for is_own in [true, false] {
            let work = || assert_ne!(std::thread::current().id() == asked, is_own, "planted");
            assert!(std::panic::catch_unwind(|| on_threads(2, work)).is_err());
        }
    }
}
