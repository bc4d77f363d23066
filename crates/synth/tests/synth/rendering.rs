use score::{Instrument, Note, Ticks};
use std::io::Cursor;
use synth::render;

fn notes() -> Vec<Note> {
    let note = |instrument, onset, pitch| Note {
        instrument: Instrument(instrument),
        onset: Ticks(onset),
        pitch,
        velocity: 100,
        duration: Ticks(12),
    };
    let band = (0..16).flat_map(|beat| {
        let tick = beat * 12;
        [
            note(128, tick, 36),
            note(128, tick + 6, 42),
            note(33, tick, 36),
            note(4, tick, 60),
            note(27, tick, 67),
        ]
    });
    band.collect()
}

#[test]
fn the_same_notes_give_the_same_bits() {
    let (first, second) = (render(&notes(), 120.0, 44_100), render(&notes(), 120.0, 44_100));
    assert!(first == second);
    assert!(first.left.iter().any(|x| x.abs() > 0.1));
}

#[test]
fn a_band_peaks_near_minus_six_decibels() {
    let peak = 20.0 * render(&notes(), 120.0, 48_000).peak().log10();
    assert!((-9.0..=-2.5).contains(&peak), "{peak} dBFS");
}

#[test]
fn the_tail_is_in_the_file_and_no_more() {
    let audio = render(&notes(), 120.0, 48_000);
    let seconds = audio.left.len() as f64 / 48_000.0;
    assert!((8.0..=12.5).contains(&seconds), "{seconds}");
    assert!(audio.left[audio.left.len() - 10..].iter().all(|x| x.abs() < 1e-4));
}

#[test]
fn the_file_has_24_bits_and_reads_back() {
    let audio = render(&notes(), 140.0, 48_000);
    let mut file = Cursor::new(Vec::new());
    audio.write_wav(&mut file).expect("memory can be written");
    file.set_position(0);
    let mut reader = hound::WavReader::new(file).expect("a WAV file");
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.bits_per_sample, spec.sample_rate), (2, 24, 48_000));
    let samples: Vec<i32> = reader.samples().map(|s| s.expect("a sample")).collect();
    assert_eq!(samples.len(), audio.left.len() * 2);
    let left = samples.iter().step_by(2).zip(&audio.left);
    assert!(left.clone().all(|(a, b)| (*a as f32 / 8_388_607.0 - b).abs() < 1e-6));
}

#[test]
fn no_notes_make_a_short_file() {
    assert!(render(&[], 120.0, 48_000).left.len() < 1000);
}
