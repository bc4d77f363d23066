//! What channel messages mean.

use crate::{END, file, plain, song, spans};
use score::Instrument;
use score::smf::{read, read_reporting};

#[test]
fn a_type_0_file_with_one_note_is_read() {
    let track = [&[0x00, 0x90, 60, 100, 0x83, 0x60, 0x80, 60, 64][..], &END].concat();
    let song = read(&file(0, [0x01, 0xe0], &[&track])).expect("a sound file");
    assert_eq!(song.notes.iter().map(plain).collect::<Vec<_>>(), [(0, 0, 60, 100, 12)]);
    assert_eq!(song.bars.len(), 1);
}

#[test]
fn tracks_of_a_type_1_file_sound_together() {
    let song = song(&[&[6, 0x90, 60, 100, 6, 0x80, 60, 0], &[0, 0x91, 72, 90, 12, 0x81, 72, 0]]);
    assert_eq!(song.notes.iter().map(plain).collect::<Vec<_>>(), [(0, 0, 72, 90, 12), (0, 6, 60, 100, 6)]);
}

#[test]
fn running_status_carries_the_last_status_on() {
    let song = song(&[&[0, 0x90, 60, 100, 12, 60, 0, 0, 64, 90, 12, 64, 0]]);
    assert_eq!(song.notes.iter().map(plain).collect::<Vec<_>>(), [(0, 0, 60, 100, 12), (0, 12, 64, 90, 12)]);
}

#[test]
fn running_status_outlives_a_meta_event_as_many_writers_think() {
    let song = song(&[&[0, 0x90, 60, 100, 0, 0xff, 0x01, 1, b'x', 12, 60, 0]]);
    assert_eq!(spans(&song), [(0, 12)]);
}

#[test]
fn a_note_on_with_velocity_0_is_a_note_off() {
    let song = song(&[&[0, 0x90, 60, 100, 6, 0x90, 60, 0]]);
    assert_eq!(song.notes.iter().map(plain).collect::<Vec<_>>(), [(0, 0, 60, 100, 6)]);
}

#[test]
fn program_changes_hold_for_their_channel_across_tracks_in_time_order() {
    let changes = [0, 0xc0, 33, 0, 0xc1, 73, 12, 0xc0, 40];
    let notes = [0, 0x90, 40, 100, 6, 0x80, 40, 0, 6, 0x90, 41, 100, 6, 0x80, 41, 0];
    let other = [0, 0x91, 80, 100, 24, 0x81, 80, 0, 0, 0x92, 50, 100, 1, 0x82, 50, 0];
    let song = song(&[&notes, &changes, &other]);
    let mut programs: Vec<_> = song.notes.iter().map(|n| (n.onset, n.pitch, n.instrument.0)).collect();
    programs.sort();
    assert_eq!(programs, [(0, 40, 33), (0, 80, 73), (12, 41, 40), (24, 50, 0)]);
}

#[test]
fn ports_have_sixteen_channels_each() {
    let port = [0, 0xff, 0x21, 1, 1, 0, 0xc0, 60, 0, 0x90, 50, 100, 1, 0x80, 50, 0];
    let song = song(&[&[0, 0xc0, 5, 0, 0x90, 60, 100, 1, 0x80, 60, 0], &port]);
    assert_eq!(song.instruments(), [Instrument(5), Instrument(60)]);
}

#[test]
fn channel_10_is_drums_whatever_its_program() {
    let song = song(&[&[0, 0xc9, 25, 0, 0x99, 36, 100, 3, 0x89, 36, 0]]);
    assert_eq!(song.instruments(), [Instrument::DRUMS]);
}

#[test]
fn tracks_with_one_program_merge_into_one_instrument() {
    let left = [0, 0xc0, 24, 0, 0x90, 40, 100, 12, 0x80, 40, 0];
    let right = [0, 0xc1, 24, 0, 0x91, 64, 100, 12, 0x81, 64, 0];
    assert_eq!(song(&[&left, &right]).instruments(), [Instrument(24)]);
}

#[test]
fn of_overlapping_notes_of_one_pitch_the_first_off_ends_the_first_note() {
    let song = song(&[&[0, 0x90, 60, 100, 6, 0x90, 60, 80, 6, 0x80, 60, 0, 6, 0x80, 60, 0]]);
    assert_eq!(spans(&song), [(0, 12), (6, 12)]);
}

#[test]
fn a_note_that_is_struck_at_the_tick_of_its_end_but_before_it_is_two_notes() {
    let song = song(&[&[0, 0x90, 60, 100, 12, 0x90, 60, 80, 0, 0x80, 60, 0, 12, 0x80, 60, 0]]);
    assert_eq!(spans(&song), [(0, 12), (12, 12)]);
}

#[test]
fn a_note_without_end_lasts_until_its_track_ends() {
    let held = [&[0, 0x90, 60, 100, 30, 0xff, 0x01, 0][..], &END].concat();
    let longer = [&[60, 0xff, 0x01, 0][..], &END].concat();
    let song = read(&file(1, [0, 12], &[&held, &longer])).expect("a sound file");
    assert_eq!(spans(&song), [(0, 30)]);
}

#[test]
fn all_notes_off_ends_the_notes_of_its_channel_only() {
    let song = song(&[&[0, 0x90, 60, 100, 0, 0x91, 60, 100, 6, 0xb0, 123, 0, 6, 0x81, 60, 0]]);
    assert_eq!(spans(&song), [(0, 6), (0, 12)]);
}

#[test]
fn all_notes_off_among_the_events_that_set_a_track_up_spares_its_first_notes() {
    let song = song(&[&[0, 0x90, 60, 100, 0, 0xb0, 123, 0, 12, 0x80, 60, 0]]);
    assert_eq!(spans(&song), [(0, 12)]);
}

#[test]
fn a_zero_length_note_lasts_one_tick() {
    let song = song(&[&[5, 0x90, 60, 100, 0, 0x80, 60, 0, 1, 0x90, 62, 1, 12, 0x80, 62, 0]]);
    assert_eq!(spans(&song), [(5, 1), (6, 12)]);
}

#[test]
fn an_off_without_a_note_is_nothing() {
    assert_eq!(song(&[&[0, 0x80, 60, 0, 5, 0x90, 60, 0]]).notes, []);
}

#[test]
fn notes_last_while_the_sustain_pedal_is_down() {
    let pedal = [0, 0xb0, 64, 127, 24, 0xb0, 64, 0];
    let notes = [1, 0x90, 60, 100, 5, 0x80, 60, 0, 20, 0x90, 62, 100, 2, 0x80, 62, 0];
    // The pedal of channel 1 holds nothing of channel 2.
    let other = [1, 0x91, 72, 100, 5, 0x81, 72, 0];
    let song = song(&[&pedal, &notes, &other]);
    assert_eq!(spans(&song), [(1, 23), (1, 5), (26, 2)]);
}

#[test]
fn a_pedal_pressed_at_the_very_end_of_a_note_does_not_hold_it() {
    let song = song(&[&[0, 0x90, 60, 100, 12, 0xb0, 64, 127, 0, 0x80, 60, 0, 12, 0xb0, 64, 0]]);
    assert_eq!(spans(&song), [(0, 12)]);
}

#[test]
fn a_half_pressed_pedal_counts_from_64_on_and_a_lasting_one_until_the_end() {
    let half = [0, 0xb0, 64, 63, 0, 0x90, 60, 100, 6, 0x80, 60, 0];
    let lasting = [0, 0xb1, 64, 64, 0, 0x91, 72, 100, 6, 0x81, 72, 0, 34, 0xb1, 64, 80];
    assert_eq!(spans(&song(&[&half, &lasting])), [(0, 6), (0, 40)]);
}

#[test]
fn a_file_inside_riff_is_read() {
    let track = [&[0, 0x90, 60, 100, 12, 0x80, 60, 0][..], &END].concat();
    let inner = file(0, [0, 12], &[&track]);
    let length = |n: usize| (n as u32).to_le_bytes();
    let mut riff = b"RIFF".to_vec();
    riff.extend(length(4 + 8 + 4 + 8 + inner.len()));
    riff.extend(b"RMIDDISP");
    riff.extend(length(4));
    riff.extend([1, 2, 3, 4]);
    riff.extend(b"data");
    riff.extend(length(inner.len()));
    riff.extend(&inner);
    let reading = read_reporting(&riff).expect("a sound file");
    assert_eq!((spans(&reading.song), reading.skipped), (vec![(0, 12)], vec![]));
}
