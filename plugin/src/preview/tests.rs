use super::*;
use crate::link;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const ON: Switches = Switches { on: true, level: 0 };
const OFF: Switches = Switches { on: false, level: 0 };

fn preview() -> Preview {
    let mut preview = Preview::new(&SoundFont::default());
    preview.prepare(48_000.0);
    preview
}

/// Plays one block of 480 frames; its peak.
fn peak(preview: &mut Preview, switches: Switches, cut: bool) -> f32 {
    let [left, right] = sound(preview, &[Some(Instrument(4)); 16], switches, cut);
    left.iter().chain(&right).fold(0.0, |peak: f32, x| if x.is_nan() { f32::NAN } else { peak.max(x.abs()) })
}

fn sound(
    preview: &mut Preview,
    players: &[Option<Instrument>; 16],
    switches: Switches,
    cut: bool,
) -> [Vec<f32>; 2] {
    let (mut left, mut right) = (vec![f32::NAN; 480], vec![f32::NAN; 480]);
    preview.process(switches, || *players, cut, &mut [&mut left, &mut right]);
    [left, right]
}

fn strike(preview: &mut Preview) {
    preview.hear(10, link::MidiMessage::On { channel: 0, key: 60, velocity: 100 });
}

#[test]
fn a_note_is_heard_and_a_cut_is_silence_within_two_blocks() {
    let mut preview = preview();
    assert_eq!(peak(&mut preview, ON, true), 0.0);
    strike(&mut preview);
    assert!(peak(&mut preview, ON, false) > 0.01);
    assert!(peak(&mut preview, ON, false) > 0.01);
    assert!(peak(&mut preview, ON, true) > 0.0, "it fades");
    assert_eq!(peak(&mut preview, ON, true), 0.0);
}

#[test]
fn a_channel_sounds_like_who_plays_on_it_drums_too() {
    let heard = |channel, player| {
        let mut preview = preview();
        let mut players = [None; 16];
        players[usize::from(channel)] = player;
        preview.hear(0, link::MidiMessage::On { channel, key: 38, velocity: 100 });
        sound(&mut preview, &players, ON, false)
    };
    let (piano, drums) = (heard(0, None), heard(9, None));
    assert_ne!(piano, drums);
    assert_eq!(heard(0, Some(Instrument::DRUMS)), drums, "drums alone on channel 1");
    assert_ne!(heard(9, Some(Instrument(33))), drums, "a bass that was given channel 10");
    assert_ne!(heard(0, Some(Instrument(33))), piano);
}

#[test]
fn off_is_exact_silence_and_turning_off_fades() {
    let mut preview = preview();
    strike(&mut preview);
    assert_eq!(peak(&mut preview, OFF, false), 0.0);
    strike(&mut preview);
    peak(&mut preview, ON, false);
    peak(&mut preview, OFF, false);
    assert_eq!(peak(&mut preview, OFF, false), 0.0);
    strike(&mut preview);
    assert_eq!(peak(&mut preview, OFF, false), 0.0);
    assert_eq!(peak(&mut preview, ON, false), 0.0, "what was struck while it was off is not heard later");
    strike(&mut preview);
    assert!(peak(&mut preview, ON, false) > 0.01, "it wakes with the first block");
}

#[test]
fn the_level_counts_in_decibels() {
    let mut loud = preview();
    strike(&mut loud);
    let mut soft = preview();
    strike(&mut soft);
    let ratio = peak(&mut loud, ON, false) / peak(&mut soft, Switches { on: true, level: -20 }, false);
    assert!((8.0..12.0).contains(&ratio), "{ratio}");
}

#[test]
fn more_notes_than_fit_end_in_silence_and_hang_nothing() {
    let mut preview = preview();
    for note in 0..3000 {
        preview.hear(0, link::MidiMessage::On { channel: 0, key: (note % 128) as u8, velocity: 1 });
    }
    peak(&mut preview, ON, false);
    peak(&mut preview, ON, false);
    assert_eq!(peak(&mut preview, ON, false), 0.0);
}

#[test]
fn a_missing_soundfont_is_an_error_in_words_and_the_built_in_sounds_play_on() {
    let font = SoundFont::default();
    let mut preview = Preview::new(&font);
    preview.prepare(48_000.0);
    font.prepare(48_000.0);
    font.choose(Some(PathBuf::from("/nowhere/at.sf2")));
    let begun = Instant::now();
    while font.is_loading() && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(1));
    }
    let error = font.error().expect("an error");
    assert!(error.contains("/nowhere/at.sf2") && error.contains("built-in"), "{error}");
    strike(&mut preview);
    assert!(peak(&mut preview, ON, false) > 0.01);
    font.dismiss_error();
    assert_eq!(font.error(), None);
    font.choose(None);
}
