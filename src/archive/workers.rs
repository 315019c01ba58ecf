//! Pieces of work, shared among threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::domain::processors;

/// Deals the numbers below `count` out to workers, on no more threads than there are processors or numbers: each takes
/// the next one when it is ready for it. What the workers made comes in no order.
pub(super) fn deal_out<T: Send>(count: usize, work: impl Fn(&mut dyn Iterator<Item = usize>) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let one = || work(&mut std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|n| *n < count)));
    let threads = processors().min(count);
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(one)).collect();
        let mut made = vec![one()];
        for other in others {
            made.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_dealt_out_one_time() {
        for count in [0, 1, 2, 1000] {
            let mut dealt: Vec<usize> =
                deal_out(count, |numbers| numbers.collect::<Vec<_>>()).into_iter().flatten().collect();
            dealt.sort_unstable();
            assert_eq!(dealt, (0..count).collect::<Vec<_>>());
        }
    }
}
