//! Threads that draw and pack beside the one that lays out. What they make is taken in the order in which it was asked
//! for, so that the bytes of a file do not tell how many there were.

use std::sync::mpsc::{Receiver, SendError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};

/// A piece of work.
type Work = Box<dyn FnOnce() + Send>;

/// Threads that work.
pub(in crate::render::pdf) struct WorkerPool {
    /// How many there may be; one works by itself, without a thread of its own.
    size: usize,
    /// Where they get their work; nothing before there is any.
    desk: Option<Sender<Work>>,
    threads: Vec<JoinHandle<()>>,
}

/// What was asked for.
pub(in crate::render::pdf) enum Pending<T> {
    /// It is there.
    Kept(T),
    /// A thread will send it.
    Given(Receiver<T>),
}

impl<T> Pending<T> {
    /// What was asked for, once it is there; `None` when the thread that was to make it died.
    pub(in crate::render::pdf) fn take(self) -> Option<T> {
        match self {
            Self::Kept(made) => Some(made),
            Self::Given(sent) => sent.recv().ok(),
        }
    }

    /// Whether it is there, without waiting for a thread.
    pub(in crate::render::pdf) fn is_kept(&self) -> bool {
        matches!(self, Self::Kept(_))
    }
}

impl WorkerPool {
    /// So many threads, none of which is started before there is work for it.
    #[must_use]
    pub(in crate::render::pdf) fn new(size: usize) -> Self {
        Self { size, desk: None, threads: Vec::new() }
    }

    /// Has something made.
    pub(in crate::render::pdf) fn ask<T: Send + 'static>(
        &mut self,
        make: impl FnOnce() -> T + Send + 'static,
    ) -> Pending<T> {
        if self.size <= 1 {
            return Pending::Kept(make());
        }
        let (sender, receiver) = channel();
        let work: Work = Box::new(move || {
            // Nobody waits for it any more when drawing went wrong.
            let _ = sender.send(make());
        });
        if let Err(SendError(work)) = self.desk().send(work) {
            work();
        }
        Pending::Given(receiver)
    }

    fn desk(&mut self) -> &Sender<Work> {
        let Self { size, desk, threads } = self;
        desk.get_or_insert_with(|| {
            let (sender, receiver) = channel::<Work>();
            let receiver = Arc::new(Mutex::new(receiver));
            threads.extend((0..*size).map_while(|_| {
                let desk = Arc::clone(&receiver);
                let next = move || desk.lock().ok()?.recv().ok();
                // Without any thread, work that nobody takes is done where it is asked for.
                Builder::new().spawn(move || std::iter::from_fn(&next).for_each(|work| work())).ok()
            }));
            sender
        })
    }
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        self.desk = None;
        for thread in self.threads.drain(..) {
            // One that died has left a promise that was not kept, which was told.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_comes_in_its_order() {
        for size in [1, 2, 7] {
            let mut pool = WorkerPool::new(size);
            let promises: Vec<Pending<usize>> = (0..100).map(|number| pool.ask(move || number * 2)).collect();
            let made: Vec<Option<usize>> = promises.into_iter().map(Pending::take).collect();
            assert_eq!(made, (0..100).map(|number| Some(number * 2)).collect::<Vec<_>>());
        }
    }
}
