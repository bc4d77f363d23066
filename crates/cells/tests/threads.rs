//! Both crossings while both sides are at it. Under `loom` with every order of loads and stores, else with threads that run for a while.

use cells::{Chained, Mailbox, Sequence};

struct Letter {
    number: u64,
    below: Option<Box<Letter>>,
}

impl Chained for Letter {
    fn below(&mut self) -> &mut Option<Box<Letter>> {
        &mut self.below
    }
}

fn letter(number: u64) -> Box<Letter> {
    Box::new(Letter { number, below: None })
}

/// The numbers of `first` and of those below it.
fn numbers(first: Option<Box<Letter>>) -> Vec<u64> {
    let mut rest = first;
    std::iter::from_fn(|| {
        let mut letter = rest.take()?;
        rest = letter.below.take();
        Some(letter.number)
    })
    .collect()
}

#[cfg(loom)]
mod every_order {
    use super::*;
    use loom::sync::Arc;
    use loom::thread;

    #[test]
    fn letters_come_in_order_and_none_comes_twice() {
        loom::model(|| {
            let post = Arc::new(Mailbox::default());
            let to = post.clone();
            let writer = thread::spawn(move || (1..=3).for_each(|number| to.send(letter(number))));
            let mut read = numbers(post.take_oldest_first());
            read.extend(numbers(post.take_oldest_first()));
            writer.join().expect("it ends");
            read.extend(numbers(post.take_oldest_first()));
            assert_eq!(read, [1, 2, 3]);
        });
    }

    #[test]
    fn what_goes_home_is_freed_once() {
        loom::model(|| {
            let (there, home) = (Arc::new(Mailbox::default()), Arc::new(Mailbox::default()));
            let (from, back) = (there.clone(), home.clone());
            let audio = thread::spawn(move || {
                let mut rest: Option<Box<Letter>> = from.take();
                while let Some(mut letter) = rest {
                    rest = letter.below.take();
                    back.send(letter);
                }
            });
            there.send_and_keep(letter(1), 1);
            there.send_and_keep(letter(2), 1);
            drop(home.take());
            audio.join().expect("it ends");
        });
    }

    #[test]
    fn numbers_of_one_moment_are_read_together() {
        loom::model(|| {
            let cell = Arc::new(Sequence::<2>::default());
            let to = cell.clone();
            assert!(cell.write([1, 10]));
            let writer = thread::spawn(move || {
                (2..=3).for_each(|number| assert!(to.write([number, 10 * number])));
            });
            if let Some((version, [a, b])) = cell.read() {
                assert_eq!((a, b), (version, 10 * version));
            }
            writer.join().expect("it ends");
            assert_eq!(cell.read(), Some((3, [3, 30])));
        });
    }

    #[test]
    fn of_two_writers_at_once_one_gives_way_and_nothing_is_torn() {
        loom::model(|| {
            let cell = Arc::new(Sequence::<2>::default());
            let other = cell.clone();
            let writer = thread::spawn(move || u64::from(other.write([1, 10])));
            let written = u64::from(cell.write([2, 20]));
            let written = written + writer.join().expect("it ends");
            let (version, [a, b]) = cell.read().expect("one of them wrote");
            assert_eq!((version, b), (written, 10 * a));
        });
    }
}

#[cfg(not(loom))]
mod a_while {
    use super::*;
    use std::sync::Arc;

    /// Few under Miri, which is slow.
    const COUNT: u64 = if cfg!(miri) { 200 } else { 100_000 };

    #[test]
    fn letters_come_in_order_each_at_most_once_and_the_last_arrives() {
        let (post, home) = (Arc::new(Mailbox::default()), Arc::new(Mailbox::default()));
        let (from, back) = (post.clone(), home.clone());
        let audio = std::thread::spawn(move || {
            let mut read = Vec::new();
            while read.last() != Some(&COUNT) {
                let mut rest: Option<Box<Letter>> = from.take_oldest_first();
                while let Some(mut letter) = rest {
                    rest = letter.below.take();
                    read.push(letter.number);
                    back.send(letter);
                }
                std::thread::yield_now();
            }
            read
        });
        for number in 1..=COUNT {
            drop(home.take());
            post.send_and_keep(letter(number), 7);
        }
        let read = audio.join().expect("it ends");
        assert!(read.is_sorted_by(|before, after| before < after));
    }

    #[test]
    fn a_reader_that_never_looks_keeps_the_newest_waiting() {
        let post = Mailbox::default();
        (0..20).for_each(|number| post.send_and_keep(letter(number), 7));
        assert_eq!(numbers(post.take()), [19, 18, 17, 16, 15, 14, 13, 12]);
    }

    #[test]
    fn a_long_chain_is_dropped_without_a_deep_stack() {
        let post = Mailbox::default();
        (0..COUNT).for_each(|number| post.send(letter(number)));
        drop(post);
    }

    #[test]
    fn numbers_of_one_moment_are_read_together_and_in_order() {
        let cell = Sequence::<3>::new();
        assert_eq!(cell.read(), None, "nothing was written");
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| (1..COUNT).for_each(|n| assert!(cell.write([n, 2 * n, 3 * n]))));
            let mut last = 0;
            while !writer.is_finished() {
                if let Some((version, words)) = cell.read() {
                    assert_eq!(words, [version, 2 * version, 3 * version]);
                    assert!(version >= last, "in order");
                    last = version;
                }
            }
        });
        assert_eq!(cell.version(), COUNT - 1);
    }

    #[test]
    fn two_writers_at_once_tear_nothing() {
        let cell = Sequence::<2>::new();
        std::thread::scope(|scope| {
            let write = |sign: u64| (1..COUNT).for_each(|n| _ = cell.write([n ^ sign, n]));
            let writers = [scope.spawn(move || write(0)), scope.spawn(move || write(u64::MAX))];
            while !writers.iter().all(|writer| writer.is_finished()) {
                if let Some((_, [a, b])) = cell.read() {
                    assert!(a == b || a == !b, "{a} {b}");
                }
            }
        });
    }
}
