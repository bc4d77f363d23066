use crate::counting::calls_during;
use crate::play::{RATE, at, hear, off, on};
use proptest::prelude::*;
use score::Instrument;
use synth::{CEILING, DRUMS, Event, Message, Synth};

#[test]
fn processing_neither_allocates_nor_frees() {
    let mut synth = Synth::new(RATE as f64);
    let (mut left, mut right) = (vec![0.0; 4096], vec![0.0; 4096]);
    let mut events = Vec::with_capacity(64);
    let calls = calls_during(|| {
        for block in 0..300usize {
            events.clear();
            let instrument = Instrument((block % 129) as u8);
            events.push(at(0, Message::Instrument { channel: (block % 16) as u8, instrument }));
            (0..6).for_each(|n| {
                events.push(at(n, on(((block + n) % 16) as u8, (30 + block % 60 + n) as u8, 90)))
            });
            events.push(at(20, off((block % 16) as u8, 40)));
            if block % 50 == 49 {
                events.push(at(30, Message::Silence));
            }
            let frames = [64, 1, 333, 4096][block % 4];
            synth.process(&events, &mut left[..frames], &mut right[..frames]);
        }
    });
    assert_eq!(calls, 0);
}

#[test]
fn the_counting_allocator_counts() {
    assert!(calls_during(|| drop(std::hint::black_box(vec![1u8; 100]))) >= 2);
}

#[test]
fn a_hundred_loud_notes_stay_below_the_ceiling() {
    let mut synth = Synth::new(RATE as f64);
    let mut events: Vec<Event> = (0..64).map(|n| at(0, on((n % 9) as u8, 30 + n as u8, 127))).collect();
    events.extend((35..60).map(|key| at(64, on(DRUMS, key, 127))));
    let heard = hear(&mut synth, &events, RATE);
    assert!(heard.peak() > 0.7 && heard.peak() <= CEILING, "{}", heard.peak());
}

fn message() -> impl Strategy<Value = Message> {
    prop_oneof![
        6 => any::<(u8, u8, u8)>().prop_map(|(channel, key, velocity)| Message::On { channel: channel % 18, key, velocity }),
        3 => any::<(u8, u8)>().prop_map(|(channel, key)| Message::Off { channel: channel % 18, key }),
        2 => any::<(u8, u8)>().prop_map(|(channel, number)| Message::Instrument { channel: channel % 18, instrument: Instrument(number) }),
        1 => Just(Message::Silence),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_it_is_told_every_sample_is_a_number_within_bounds(
        rate in prop_oneof![Just(8000.0), Just(44_100.0), Just(48_000.0), Just(192_000.0)],
        blocks in prop::collection::vec(
            (prop::collection::vec((0u32..700, message()), 0..24), 0usize..600), 1..12),
    ) {
        let mut synth = Synth::new(rate);
        for (mut events, frames) in blocks {
            events.sort_by_key(|(frame, _)| *frame);
            let events: Vec<Event> =
                events.into_iter().map(|(frame, message)| Event { frame, message }).collect();
            let heard = hear(&mut synth, &events, frames);
            let sound = heard.left.iter().chain(&heard.right);
            prop_assert!(sound.clone().all(|x| x.is_finite() && x.abs() <= CEILING));
        }
    }
}

#[test]
fn nothing_is_left_to_calculate_with_denormal_numbers() {
    let mut synth = Synth::new(RATE as f64);
    let events: Vec<Event> = (0..40).map(|n| at(n, on((n % 16) as u8, 36 + n as u8, 1))).collect();
    hear(&mut synth, &events, RATE);
    let ends: Vec<Event> = (0..40).map(|n| at(n, off((n % 16) as u8, 36 + n as u8))).collect();
    hear(&mut synth, &ends, 100);
    for _ in 0..200 {
        let heard = hear(&mut synth, &[], RATE / 10);
        assert!(heard.left.iter().chain(&heard.right).all(|x| *x == 0.0 || x.is_normal()));
    }
    assert!(synth.is_silent());
}
