use super::*;
use crate::time::Metre;
use proptest::prelude::*;

/// One event at an absolute frame.
type Heard = (u64, bool, u8, u8);

/// Plays `strikes` over blocks of these sizes, as the audio thread does.
fn play(strikes: &[Strike], place: Place, start: f64, tempo: f64, rate: f64, blocks: &[u32]) -> Vec<Heard> {
    let mut clock = Clock::new(start, 0, tempo, rate);
    let mut cursor = Cursor::at(strikes, place, start, 0.5 / clock.frames_per_beat());
    let mut ledger = Ledger::default();
    let (mut heard, mut block_start) = (Vec::new(), 0u64);
    for &frames in blocks {
        loop {
            let next = cursor.next(strikes, place).map(|(tick, strike)| (place.beat(tick), strike));
            let Some((frame, due)) = due(&clock, ledger.next(), next, 0, frames) else { break };
            let at = block_start + u64::from(frame);
            match due {
                Due::Off(note) => {
                    ledger.release_next();
                    heard.push((at, false, note.channel, note.key));
                }
                Due::On(strike) => {
                    let end = next.expect("an on is due").0 + strike.duration.quarters();
                    ledger.strike(Sounding { channel: strike.channel, key: strike.key, end });
                    cursor.step(strikes, place);
                    heard.push((at, true, strike.channel, strike.key));
                }
            }
        }
        clock.advance(frames);
        block_start += u64::from(frames);
    }
    heard
}

/// Canonical: one instrument per channel, no note over another of its pitch.
fn a_loop() -> impl Strategy<Value = (Vec<Strike>, Ticks)> {
    let metre = (0..Metre::ALL.len()).prop_map(|index| Metre::ALL[index]);
    let note = (0u8..3, 0u16..288, 48u8..56, 1u8..=127, 1u16..60);
    (metre, prop::collection::vec(note, 0..60)).prop_map(|(metre, notes)| {
        let notes: Vec<Note> = notes
            .into_iter()
            .map(|(instrument, onset, pitch, velocity, duration)| Note {
                instrument: Instrument(instrument),
                onset: Ticks(onset),
                pitch,
                velocity,
                duration: Ticks(duration),
            })
            .collect();
        let channels = [(Instrument(0), 0), (Instrument(1), 1), (Instrument(2), 2)];
        (strikes(&crate::note::canonicalise(&notes, metre), &channels), metre.loop_len())
    })
}

/// Cuts `total` frames into blocks of these sizes, over and over.
fn cut(total: u64, sizes: &[u32]) -> Vec<u32> {
    let (mut blocks, mut left) = (Vec::new(), total);
    for &size in sizes.iter().cycle() {
        let size = u64::from(size).min(left);
        blocks.push(size as u32);
        left -= size;
        if left == 0 {
            break;
        }
    }
    blocks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn however_the_timeline_is_cut_the_same_events_fall_on_the_same_samples(
        (strikes, length) in a_loop(),
        sizes in prop::collection::vec(1u32..4096, 1..40),
        tempo in 40.0f64..300.0,
        rate in prop::sample::select(vec![44_100.0, 48_000.0, 88_200.0, 192_000.0]),
        anchor in -8i32..40,
        start in 0.0f64..64.0,
    ) {
        let place = Place { anchor: f64::from(anchor), length };
        let total = (12.0 * 60.0 / tempo * rate) as u64;
        let whole = play(&strikes, place, start, tempo, rate, &[total as u32]);
        prop_assert_eq!(&whole, &play(&strikes, place, start, tempo, rate, &cut(total, &sizes)));
        prop_assert_eq!(&whole, &play(&strikes, place, start, tempo, rate, &cut(total, &[1])[..]));
    }

    #[test]
    fn each_strike_of_each_pass_sounds_once_at_its_rounded_sample(
        (strikes, length) in a_loop(),
        sizes in prop::collection::vec(1u32..4096, 1..40),
        tempo in 40.0f64..300.0,
    ) {
        let (place, rate) = (Place { anchor: 4.0, length }, 48_000.0);
        let total = (3.0 * length.quarters() * 60.0 / tempo * rate).round() as u64;
        let heard = play(&strikes, place, 4.0, tempo, rate, &cut(total, &sizes));
        let ons: Vec<u64> = heard.iter().filter(|event| event.1).map(|event| event.0).collect();
        let expected: Vec<f64> = (0..3)
            .flat_map(|pass| strikes.iter().map(move |s| f64::from(pass) * length.quarters() + s.onset.quarters()))
            .map(|beat| beat * 60.0 / tempo * rate)
            .collect();
        prop_assert_eq!(ons.len(), expected.len());
        for (on, exact) in ons.iter().zip(expected) {
            prop_assert!((*on as f64 - exact).abs() <= 0.5 + 1e-4, "{} for {}", on, exact);
        }
    }

    #[test]
    fn events_are_sorted_with_offs_first_and_every_on_has_one_off_before_the_next(
        (strikes, length) in a_loop(),
        sizes in prop::collection::vec(1u32..4096, 1..40),
        tempo in 40.0f64..300.0,
    ) {
        let place = Place { anchor: 0.0, length };
        let heard = play(&strikes, place, 0.0, tempo, 44_100.0, &cut(1_000_000, &sizes));
        let mut sounding = std::collections::HashSet::new();
        for pair in heard.windows(2) {
            prop_assert!((pair[0].0, pair[0].1) <= (pair[1].0, pair[1].1), "{:?}", pair);
        }
        for (_, on, channel, key) in heard {
            let lawful = if on { sounding.insert((channel, key)) } else { sounding.remove(&(channel, key)) };
            prop_assert!(lawful);
        }
    }
}

fn strike(onset: u16, duration: u16, key: u8) -> Strike {
    Strike { onset: Ticks(onset), duration: Ticks(duration), channel: 0, key, velocity: 100 }
}

const PLACE: Place = Place { anchor: 0.0, length: Ticks(48) };

#[test]
fn a_beat_between_two_samples_goes_to_the_later_one() {
    // At 120 BPM and 44.1 kHz a tick is 1837.5 frames.
    let heard = play(&[strike(1, 1, 60)], PLACE, 0.0, 120.0, 44_100.0, &[512; 20]);
    assert_eq!(heard, [(1838, true, 0, 60), (3675, false, 0, 60)]);
}

#[test]
fn a_start_on_the_onset_plays_it_and_one_just_after_does_not() {
    let strikes = [strike(12, 6, 60)];
    assert_eq!(play(&strikes, PLACE, 1.0, 120.0, 48_000.0, &[64]), [(0, true, 0, 60)]);
    assert_eq!(play(&strikes, PLACE, 1.0 + 1.0 / 24_000.0, 120.0, 48_000.0, &[64]), []);
}

#[test]
fn a_clock_that_is_pulled_back_repeats_nothing_and_one_pulled_forward_skips_nothing() {
    let strikes = [strike(0, 3, 60), strike(1, 3, 61)];
    let mut clock = Clock::new(0.0, 0, 120.0, 48_000.0);
    let mut cursor = Cursor::at(&strikes, PLACE, 0.0, 0.0);
    cursor.step(&strikes, PLACE);
    clock.advance(8);
    clock.pull(-0.01);
    assert!(clock.position() < 0.0);
    assert_eq!(cursor.next(&strikes, PLACE), Some((1, strikes[1])));
    clock.pull(0.2);
    let next = cursor.next(&strikes, PLACE).map(|(tick, strike)| (PLACE.beat(tick), strike));
    assert_eq!(due(&clock, None, next, 3, 64), Some((3, Due::On(strikes[1]))));
}

#[test]
fn a_loop_that_grows_while_it_plays_goes_on_with_what_is_still_to_come() {
    let first_bar = [strike(0, 3, 60), strike(6, 3, 61)];
    let grown = [strike(0, 3, 60), strike(6, 3, 61), strike(12, 3, 62), strike(30, 3, 63)];
    let mut cursor = Cursor::at(&first_bar, PLACE, 0.0, 0.0);
    cursor.step(&first_bar, PLACE);
    cursor.step(&first_bar, PLACE);
    assert_eq!(cursor.next(&first_bar, PLACE), Some((48, first_bar[0])), "so far the next pass comes next");
    assert_eq!(cursor.refit(&grown, PLACE, 0.7, 0.0).next(&grown, PLACE), Some((12, grown[2])));
    assert_eq!(
        cursor.refit(&grown, PLACE, 0.3, 0.0).next(&grown, PLACE),
        Some((12, grown[2])),
        "done stays done"
    );
    assert_eq!(
        cursor.refit(&grown, PLACE, 2.0, 0.0).next(&grown, PLACE),
        Some((30, grown[3])),
        "late is left out"
    );
}

#[test]
fn an_empty_loop_is_silent() {
    assert_eq!(play(&[], PLACE, 0.0, 120.0, 48_000.0, &[4096; 50]), []);
}

#[test]
fn the_line_is_the_next_start_of_a_pass_or_the_one_just_reached() {
    let place = Place { anchor: 2.0, length: Ticks(48) };
    assert_eq!(place.line(2.0, 1e-5), 2.0);
    assert_eq!(place.line(2.000_001, 1e-5), 2.0);
    assert_eq!(place.line(2.1, 1e-5), 6.0);
    assert_eq!(place.line(-7.0, 1e-5), -6.0);
    assert_eq!((place.pass(1.9), place.pass(2.0), place.pass(6.5)), (-1, 0, 1));
    assert_eq!((place.phase(1.0), place.phase(7.0)), (3.0, 1.0));
}

#[test]
fn a_channel_and_key_is_in_the_ledger_once() {
    let mut ledger = Ledger::default();
    ledger.strike(Sounding { channel: 0, key: 60, end: 2.0 });
    ledger.strike(Sounding { channel: 0, key: 60, end: 1.0 });
    ledger.strike(Sounding { channel: 9, key: 60, end: 0.5 });
    assert_eq!((ledger.len(), ledger.next().map(|n| n.channel)), (2, Some(9)));
    ledger.shorten(0, 60, 0.25);
    ledger.shorten(9, 60, 4.0);
    assert_eq!(ledger.next(), Some(Sounding { channel: 0, key: 60, end: 0.25 }));
    ledger.end_all();
    assert!(ledger.next().is_some_and(|note| note.end == f64::NEG_INFINITY));
}
