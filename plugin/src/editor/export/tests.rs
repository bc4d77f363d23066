//! What leaves by hand, read as other programs read it.

#[cfg(all(unix, not(target_os = "macos")))]
mod display;

use super::*;
use crate::session::wire;
use midly::{MetaMessage, MidiMessage, Smf, Timing, TrackEventKind};
use nice_plug::prelude::{IntParam, Param};
use score::smf::PLAYED_TICKS_PER_QUARTER;
use score::{Instrument, Note, Request, Ticks};
use session::{Loop, Piece};

const BASS: Instrument = Instrument(33);

/// An instance with a drum and a bass in slot A.
fn params() -> QuatrainParams {
    let link = wire();
    let params = QuatrainParams::new(link.session);
    params.session.change_rack(|rack| rack.set_asked(&[Instrument::DRUMS, BASS]));
    let note = |instrument, onset, pitch, duration| Note {
        instrument,
        onset: Ticks(onset),
        pitch,
        velocity: 90,
        duration: Ticks(duration),
    };
    let notes = vec![note(Instrument::DRUMS, 0, 36, 1), note(BASS, 6, 40, 6), note(BASS, 150, 43, 42)];
    let piece = Piece::of(Loop::whole(Request::default(), notes));
    link.commands.give(0, crate::link::What::Generate);
    params.session.write(1, 0, piece, true);
    params
}

fn turn(param: &IntParam, value: i32) {
    // SAFETY: the parameter outlives the call.
    unsafe { param.as_ptr()._internal_set_normalized_value(param.preview_normalized(value)) };
}

/// Start in quarters, channel and key.
type Struck = (f64, u8, u8);

/// Name and notes of each track with a name, and the end of all tracks.
fn read(bytes: &[u8]) -> (Vec<(String, Vec<Struck>)>, f64) {
    let file = Smf::parse(bytes).expect("a MIDI file");
    assert_eq!(file.header.timing, Timing::Metrical(PLAYED_TICKS_PER_QUARTER.into()));
    let quarters = |ticks: u32| f64::from(ticks) / f64::from(PLAYED_TICKS_PER_QUARTER);
    let (mut tracks, mut ends) = (Vec::new(), Vec::new());
    for track in &file.tracks {
        let (mut now, mut name, mut notes) = (0, None, Vec::new());
        for event in track {
            now += event.delta.as_int();
            match event.kind {
                TrackEventKind::Meta(MetaMessage::TrackName(text)) => {
                    name = Some(String::from_utf8_lossy(text).into_owned())
                }
                TrackEventKind::Meta(MetaMessage::Tempo(_)) => panic!("a tempo would make hosts ask"),
                TrackEventKind::Midi { channel, message: MidiMessage::NoteOn { key, .. } } => {
                    notes.push((quarters(now), channel.as_int(), key.as_int()));
                }
                _ => {}
            }
        }
        ends.push(quarters(now));
        tracks.extend(name.map(|name| (name, notes)));
    }
    ends.dedup();
    assert_eq!(ends.len(), 1, "all tracks end together");
    (tracks, ends[0])
}

#[test]
fn a_loop_has_a_track_for_each_instrument_and_ends_where_it_ends() {
    let params = params();
    turn(&params.playing.swing, 75);
    turn(&params.playing.lanes[1].octave, 1);
    let file = midi(&params, What::Slot(0)).expect("there is music");
    assert_eq!(file.name, "Quatrain A.mid");
    let (tracks, end) = read(&file.bytes);
    assert_eq!(end, 16.0);
    let drums = ("Drums".to_owned(), vec![(0.0, 9, 36)]);
    assert_eq!(tracks[0], drums);
    assert_eq!((tracks[1].0.as_str(), tracks[1].1[0]), ("Electric Bass (finger)", (0.75, 0, 52)));
}

#[test]
fn an_instrument_is_exported_by_itself_also_where_it_is_mute() {
    let params = params();
    // SAFETY: the parameter outlives the call.
    unsafe { params.playing.lanes[1].mute.as_ptr()._internal_set_normalized_value(1.0) };
    let all = midi(&params, What::Slot(0)).expect("there is music");
    assert_eq!(read(&all.bytes).0.len(), 1, "what is mute does not sound");
    let bass = midi(&params, What::Lane(1)).expect("there is music");
    assert_eq!(bass.name, "Quatrain A Electric Bass (finger).mid");
    let (tracks, _) = read(&bass.bytes);
    assert_eq!((tracks.len(), tracks[0].1.len()), (1, 2));
}

#[test]
fn nothing_is_no_file_and_it_is_said_why() {
    let error = midi(&params(), What::Slot(2)).expect_err("it is empty");
    assert_eq!(error, "There is nothing to export: slot C is empty.");
    let params = params();
    params.session.change_rack(|rack| {
        rack.add(Instrument(0));
    });
    let error = midi(&params, What::Lane(2)).expect_err("it plays nothing");
    assert_eq!(error, "There is nothing to export: No note of Acoustic Grand Piano sounds in slot A.");
}
