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
            let (off, on) = (ledger.next(), cursor.next(strikes));
            let beat = on.map(|(pass, strike)| place.onset(pass, &strike));
            let Some((frame, due)) = due(&clock, off.map(|note| note.end), beat, 0, frames) else { break };
            let at = block_start + u64::from(frame);
            match due {
                Due::Off => {
                    let note = off.expect("an off is due");
                    ledger.release_next();
                    heard.push((at, false, note.channel, note.key));
                }
                Due::On => {
                    let (pass, strike) = on.expect("an on is due");
                    let Strike { lane, key, .. } = strike;
                    ledger.strike(Sounding {
                        channel: lane,
                        key,
                        lane,
                        written: key,
                        end: place.end(pass, &strike, 1.0),
                    });
                    cursor.step(strikes, place);
                    heard.push((at, true, lane, key));
                }
            }
        }
        clock.advance(frames);
        block_start += u64::from(frames);
    }
    heard
}

/// Canonical: one instrument per lane, no note over another of its pitch.
fn a_loop() -> impl Strategy<Value = (Vec<Strike>, Metre)> {
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
        let lanes = [(Instrument(0), 0), (Instrument(1), 1), (Instrument(2), 2)];
        (strikes(&crate::note::canonicalise(&notes, metre), &lanes, 7), metre)
    })
}

fn a_feel() -> impl Strategy<Value = Feel> {
    (0.0..=0.5f64, prop::sample::select(vec![3u16, 6]), 0.0..=1.0f64)
        .prop_map(|(swing, unit, humanise)| Feel { swing, unit: Ticks(unit), humanise, ..Feel::default() })
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
        (strikes, metre) in a_loop(),
        sizes in prop::collection::vec(1u32..4096, 1..40),
        tempo in 40.0f64..300.0,
        rate in prop::sample::select(vec![44_100.0, 48_000.0, 88_200.0, 192_000.0]),
        anchor in -8i32..40,
        start in 0.0f64..64.0,
        feel in a_feel(),
    ) {
        let place = Place { anchor: f64::from(anchor), length: metre.loop_len(), feel: Feel { bar: metre.bar(), ..feel } };
        let total = (12.0 * 60.0 / tempo * rate) as u64;
        let whole = play(&strikes, place, start, tempo, rate, &[total as u32]);
        prop_assert_eq!(&whole, &play(&strikes, place, start, tempo, rate, &cut(total, &sizes)));
        prop_assert_eq!(&whole, &play(&strikes, place, start, tempo, rate, &cut(total, &[1])[..]));
    }

    #[test]
    fn each_strike_of_each_pass_sounds_once_at_its_rounded_sample(
        (strikes, metre) in a_loop(),
        sizes in prop::collection::vec(1u32..4096, 1..40),
        tempo in 40.0f64..300.0,
    ) {
        let length = metre.loop_len();
        let (place, rate) = (Place { anchor: 4.0, length, feel: Feel::default() }, 48_000.0);
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
        (strikes, metre) in a_loop(),
        sizes in prop::collection::vec(1u32..4096, 1..40),
        tempo in 40.0f64..300.0,
        feel in a_feel(),
    ) {
        let place = Place { anchor: 0.0, length: metre.loop_len(), feel: Feel { bar: metre.bar(), humanise: 0.0, ..feel } };
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

proptest! {
    #[test]
    fn whatever_the_feel_the_order_stays_bar_lines_stay_and_nothing_is_early_or_later_than_half_a_unit(
        (strikes, metre) in a_loop(),
        feel in a_feel(),
    ) {
        let feel = Feel { bar: metre.bar(), ..feel };
        prop_assert!(strikes.is_sorted_by(|a, b| feel.onset(a) <= feel.onset(b)));
        for strike in &strikes {
            let late = feel.onset(strike) - f64::from(strike.onset.0);
            prop_assert!((-1e-9..f64::from(feel.unit.0) / 2.0 + 0.5).contains(&late), "{strike:?} is {late} late");
            let pair = strike.onset.0 % metre.bar().0 % (2 * feel.unit.0) == 0;
            prop_assert!(!pair || late <= 0.75, "{strike:?} is {late} late");
        }
    }
}

#[test]
fn swing_of_two_thirds_makes_triplets_of_eighths_and_leaves_the_odd_eighth_of_seven_straight() {
    let feel = Feel { swing: 1.0 / 3.0, unit: Ticks(6), humanise: 0.0, bar: Metre::SevenEight.bar() };
    let at: Vec<f64> = (0..8).map(|eighth| feel.onset(&strike(eighth * 6, 1, 60))).collect();
    assert_eq!(at, [0.0, 8.0, 12.0, 20.0, 24.0, 32.0, 36.0, 42.0]);
}

#[test]
fn a_gate_scales_lengths_and_does_not_carry_a_note_over_the_loops_end() {
    let ends = |onset, duration, gate| PLACE.end(0, &strike(onset, duration, 60), gate) * 12.0;
    assert_eq!((ends(0, 12, 0.5), ends(0, 12, 2.0), ends(40, 8, 2.0)), (6.0, 24.0, 48.0));
    assert_eq!(ends(40, 12, 1.0), 52.0, "one that is written to reach beyond it does");
}

#[test]
fn a_note_that_is_kept_keeps_its_nudge_and_notes_struck_together_have_one() {
    let note = |onset, pitch| Note {
        instrument: Instrument(0),
        onset: Ticks(onset),
        pitch,
        velocity: 80,
        duration: Ticks(3),
    };
    let lanes = [(Instrument(0), 3)];
    let before = strikes(&[note(0, 60), note(0, 64), note(7, 60)], &lanes, 1);
    let after = strikes(&[note(0, 60), note(6, 72), note(7, 60)], &lanes, 1);
    assert_eq!((before[0], before[2]), (after[0], after[2]));
    assert_eq!(before[0].nudge, before[1].nudge);
    assert_ne!(before[0].accent, before[1].accent);
    assert_ne!(strikes(&[note(0, 60)], &lanes, 2)[0], before[0], "another seed, another player");
}

fn strike(onset: u16, duration: u16, key: u8) -> Strike {
    Strike {
        onset: Ticks(onset),
        duration: Ticks(duration),
        lane: 0,
        key,
        velocity: 100,
        nudge: 0,
        accent: 0,
    }
}

const STRAIGHT: Feel = Feel { swing: 0.0, unit: Ticks(6), humanise: 0.0, bar: Ticks(48) };
const PLACE: Place = Place { anchor: 0.0, length: Ticks(48), feel: STRAIGHT };

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
    assert_eq!(cursor.next(&strikes), Some((0, strikes[1])));
    clock.pull(0.2);
    assert_eq!(cursor.next(&strikes), Some((0, strikes[1])));
    assert_eq!(due(&clock, None, Some(PLACE.onset(0, &strikes[1])), 3, 64), Some((3, Due::On)));
}

#[test]
fn a_loop_that_grows_while_it_plays_goes_on_with_what_is_still_to_come() {
    let first_bar = [strike(0, 3, 60), strike(6, 3, 61)];
    let grown = [strike(0, 3, 60), strike(6, 3, 61), strike(12, 3, 62), strike(30, 3, 63)];
    let mut cursor = Cursor::at(&first_bar, PLACE, 0.0, 0.0);
    cursor.step(&first_bar, PLACE);
    cursor.step(&first_bar, PLACE);
    assert_eq!(cursor.next(&first_bar), Some((1, first_bar[0])), "so far the next pass comes next");
    assert_eq!(cursor.refit(&grown, PLACE, 0.7, 0.0).next(&grown), Some((0, grown[2])));
    assert_eq!(cursor.refit(&grown, PLACE, 0.3, 0.0).next(&grown), Some((0, grown[2])), "done stays done");
    assert_eq!(cursor.refit(&grown, PLACE, 2.0, 0.0).next(&grown), Some((0, grown[3])), "late is left out");
}

#[test]
fn an_empty_loop_is_silent() {
    assert_eq!(play(&[], PLACE, 0.0, 120.0, 48_000.0, &[4096; 50]), []);
}

#[test]
fn the_line_is_the_next_start_of_a_pass_or_the_one_just_reached() {
    let place = Place { anchor: 2.0, ..PLACE };
    assert_eq!(place.line(2.0, 1e-5), 2.0);
    assert_eq!(place.line(2.000_001, 1e-5), 2.0);
    assert_eq!(place.line(2.1, 1e-5), 6.0);
    assert_eq!(place.line(-7.0, 1e-5), -6.0);
    assert_eq!((place.pass(1.9), place.pass(2.0), place.pass(6.5)), (-1, 0, 1));
    assert_eq!((place.phase(1.0), place.phase(7.0)), (3.0, 1.0));
}
