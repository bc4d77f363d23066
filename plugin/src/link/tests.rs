use super::*;
use std::sync::Arc;

fn phrase(epoch: u64) -> Phrase {
    Phrase { epoch, bars: 1, ..Phrase::silence(epoch) }
}

/// Both ends of the way to the audio thread and back, without the rest of the wiring.
fn ends() -> (PhraseSender, AudioEnd) {
    let role = Arc::new(GroupRoleCell::new(1));
    phrases(role, Arc::default(), Arc::default())
}

fn read_all(end: &mut AudioEnd) -> Vec<u64> {
    std::iter::from_fn(|| end.take()).map(|phrase| phrase.epoch).collect()
}

#[test]
fn phrases_arrive_in_the_order_in_which_they_were_sent_also_between_two_reads() {
    let (mut sender, mut end) = ends();
    (1..=3).for_each(|epoch| sender.send(phrase(epoch)));
    assert_eq!(end.take().map(|phrase| phrase.epoch), Some(1));
    sender.send(phrase(4));
    assert_eq!(read_all(&mut end), [2, 3, 4]);
    assert!(read_all(&mut end).is_empty());
}

#[test]
fn an_audio_thread_that_reads_nothing_keeps_the_newest_phrases_waiting() {
    let (mut sender, mut end) = ends();
    (0..UNREAD as u64 + 3).for_each(|epoch| sender.send(phrase(epoch)));
    assert_eq!(read_all(&mut end), (3..UNREAD as u64 + 3).collect::<Vec<_>>());
}

#[test]
fn what_goes_home_is_freed_by_the_next_sender() {
    let (mut sender, end) = ends();
    (0..100).for_each(|epoch| end.send_home(Box::new(phrase(epoch))));
    assert_eq!(end.at_home(), 100, "there is no limit to run into");
    (0..3).for_each(|epoch| end.send_home(Box::new(phrase(epoch))));
    sender.send(phrase(100));
    assert_eq!(end.at_home(), 0);
}

#[test]
fn phrases_stay_in_order_and_the_last_one_arrives_while_both_threads_are_at_it() {
    const COUNT: u64 = 20_000;
    let (mut sender, mut end) = ends();
    let audio = std::thread::spawn(move || {
        let mut read = Vec::new();
        while read.last() != Some(&COUNT) {
            match end.take() {
                Some(phrase) => {
                    read.push(phrase.epoch);
                    end.send_home(phrase);
                }
                None => std::thread::yield_now(),
            }
        }
        read
    });
    (1..=COUNT).for_each(|epoch| sender.send(phrase(epoch)));
    let read = audio.join().expect("the audio thread ends");
    assert!(read.is_sorted_by(|before, after| before < after), "each at most once, in order");
}
