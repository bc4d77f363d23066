use crate::play::{RATE, at, hear, off, on};
use score::Instrument;
use synth::{DRUMS, Event, Message, Synth};

#[test]
fn a_note_is_heard_at_its_very_frame() {
    for (channel, program, key) in
        [(0, 0, 60), (0, 12, 72), (0, 24, 52), (DRUMS, 0, 36), (DRUMS, 0, 42), (DRUMS, 0, 38)]
    {
        for frame in [0, 1, 31, 32, 100, 511] {
            let mut synth = Synth::new(RATE as f64);
            let events = [
                at(0, Message::Instrument { channel, instrument: Instrument(program) }),
                at(frame, on(channel, key, 100)),
            ];
            let heard = hear(&mut synth, &events, 512);
            let first = heard.mono().iter().position(|x| *x != 0.0);
            assert_eq!(first, Some(frame), "channel {channel}, program {program}");
        }
    }
}

#[test]
fn drums_sound_the_same_on_every_channel_and_the_tenth_can_be_any_instrument() {
    let heard = |channel, instrument, key| {
        let events = [at(0, Message::Instrument { channel, instrument }), at(1, on(channel, key, 100))];
        hear(&mut Synth::new(RATE as f64), &events, 4096).mono()
    };
    let (kick, piano) = (heard(DRUMS, Instrument::DRUMS, 36), heard(0, Instrument(0), 36));
    assert_eq!(heard(0, Instrument::DRUMS, 36), kick);
    assert_ne!(kick, piano);
    let bass = Instrument(33);
    assert_eq!(heard(DRUMS, bass, 36), heard(0, bass, 36), "in the middle, whatever the channel");
}

#[test]
fn blocks_of_any_length_hold_the_same_notes() {
    let events = [at(10, on(0, 60, 100)), at(700, on(DRUMS, 38, 100)), at(2000, off(0, 60))];
    let whole = hear(&mut Synth::new(RATE as f64), &events, 4096).mono();
    for length in [1, 7, 64, 1000] {
        let mut synth = Synth::new(RATE as f64);
        let mut pieces = Vec::new();
        while pieces.len() < whole.len() {
            let from = pieces.len();
            let frames = length.min(whole.len() - from);
            let inside = |e: &&Event| (from..from + frames).contains(&(e.frame as usize));
            let events: Vec<Event> =
                events.iter().filter(inside).map(|e| at(e.frame as usize - from, e.message)).collect();
            pieces.extend(hear(&mut synth, &events, frames).mono());
        }
        let apart = whole.iter().zip(&pieces).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 0.05, "in blocks of {length}: {apart}");
        assert!(pieces[..10].iter().all(|x| *x == 0.0) && pieces[10] != 0.0);
    }
}

#[test]
fn silence_comes_within_ten_milliseconds_and_the_next_note_is_heard_at_once() {
    let mut synth = Synth::new(RATE as f64);
    let chord: Vec<Event> = [48, 55, 60, 64].map(|key| at(0, on(0, key, 110))).into();
    let crash = at(0, on(DRUMS, 49, 120));
    hear(&mut synth, &[chord, vec![crash]].concat(), RATE / 2);
    let heard = hear(&mut synth, &[at(100, Message::Silence)], RATE / 4);
    assert!(heard.largest_step() < 0.2, "it clicks: {}", heard.largest_step());
    let quiet = 100 + RATE / 100;
    assert!(heard.left[quiet..].iter().chain(&heard.right[quiet..]).all(|x| *x == 0.0), "exact zeros");
    assert!(synth.is_silent());
    hear(&mut synth, &[at(0, on(0, 60, 100))], RATE / 10);
    let heard = hear(&mut synth, &[at(50, Message::Silence), at(50, on(0, 72, 100))], RATE / 4);
    assert!(heard.rms(RATE / 10..RATE / 5) > 0.01);
}

#[test]
fn a_stolen_voice_ends_without_a_click() {
    let mut synth = Synth::new(RATE as f64);
    // Soft low notes are smooth: what steps is a click.
    let program = at(0, Message::Instrument { channel: 0, instrument: Instrument(73) });
    hear(&mut synth, &[program], 1);
    let mut largest = 0.0f32;
    for note in 0..100u8 {
        let heard = hear(&mut synth, &[at(0, on(0, 30 + note % 50, 20))], RATE / 50);
        largest = largest.max(heard.largest_step());
    }
    assert!(largest < 0.03, "{largest}");
}

#[test]
fn a_tuned_note_that_is_let_go_ends_without_a_click() {
    for program in [16, 48, 56, 73, 80] {
        let mut synth = Synth::new(RATE as f64);
        let program = at(0, Message::Instrument { channel: 0, instrument: Instrument(program) });
        let before = hear(&mut synth, &[program, at(0, on(0, 60, 60))], RATE / 2).largest_step();
        let after = hear(&mut synth, &[at(37, off(0, 60))], RATE / 2).largest_step();
        assert!(after < before * 1.2 + 0.001, "{program:?}: {before} to {after}");
    }
}
