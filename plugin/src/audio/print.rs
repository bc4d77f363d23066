//! A pass of a phrase on paper: what a [`super::Player`] would send, played by the same [`Performer`] to a clock of its own.

use super::note_mapper::NoteMapper;
use super::performer::{Performer, Stretch};
use super::playing::Playing;
use crate::link::{Controls, Lane, MidiMessage, Phrase};
use score::schedule::{Clock, LANES, Sounding};

/// A note as a host receives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Printed {
    /// Place in the rack of who plays it.
    pub lane: u8,
    /// MIDI channel, 0..=15.
    pub channel: u8,
    /// MIDI key, 0..=127.
    pub key: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
    /// From the start of the phrase, in quarters.
    pub on: f64,
    pub off: f64,
}

/// Frames of a quarter on paper: as fine as 48 kHz at 30 BPM, and a multiple of every grid that notes and exported files have.
const FRAMES: f64 = 96_000.0;

/// The notes of one pass of `phrase` with the lanes' settings and the performer's `controls`, but for bypass, in the order in which they
/// sound. Not for the audio thread.
pub fn print(phrase: &Phrase, controls: &Controls, lanes: [Lane; LANES]) -> Vec<Printed> {
    let controls = Controls { looping: false, bypass: false, programs: false, ..*controls };
    let clock = Clock::new(0.0, 0, 60.0, FRAMES);
    let mut playing = Playing::new(Box::new(phrase.clone()), 0.0, controls.feel(), None);
    playing.locate(0.0, 0.5 / FRAMES, 0);
    let (mut playing, mut performer) = (Some(playing), Performer::new(NoteMapper::new(controls, lanes)));
    let stretch = Stretch { clock, from: 0, until: u32::MAX, hold: f64::INFINITY };
    let (mut printed, mut sent) = (Vec::new(), Vec::new());
    loop {
        let more = performer.step(&mut playing, &stretch, &mut |frame, message| {
            sent.push((f64::from(frame) / FRAMES, message));
            true
        });
        if !more {
            return printed;
        }
        sent.drain(..).for_each(|(beat, message)| write(&mut printed, performer.struck(), beat, message));
    }
}

/// Writes down a message that was sent at `beat`; `struck`: the notes that were struck together last.
fn write(printed: &mut Vec<Printed>, struck: &[(Sounding, u8)], beat: f64, message: MidiMessage) {
    match message {
        MidiMessage::On { channel, key, velocity } => {
            // Of notes on one key the first is heard.
            let heard = struck.iter().find(|(note, _)| (note.channel, note.key) == (channel, key));
            let lane = heard.map_or(0, |(note, _)| note.lane);
            printed.push(Printed { lane, channel, key, velocity, on: beat, off: f64::INFINITY });
        }
        MidiMessage::Off { channel, key } => {
            let on = |note: &&mut Printed| (note.channel, note.key) == (channel, key);
            printed.iter_mut().rev().find(on).into_iter().for_each(|note| note.off = beat);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Part;
    use score::schedule::Strike;
    use score::{BARS, Instrument, Ticks};

    /// Two pianos on one channel and a bass on another.
    fn phrase(strikes: &[(u8, u16, u16, u8)]) -> Phrase {
        let mut phrase = Phrase::silence(1);
        phrase.bars = BARS;
        for (lane, channel) in [(0, 0), (1, 0), (2, 1)] {
            phrase.parts[lane] = Some(Part { instrument: Instrument(lane as u8), channel });
        }
        let strike = |&(lane, onset, duration, key): &(u8, u16, u16, u8)| Strike {
            onset: Ticks(onset),
            duration: Ticks(duration),
            lane,
            key,
            velocity: 80,
            nudge: 0,
            accent: 0,
        };
        phrase.strikes = strikes.iter().map(strike).collect();
        phrase
    }

    fn printed(strikes: &[(u8, u16, u16, u8)], controls: Controls) -> Vec<(u8, u8, f64, f64)> {
        let notes = print(&phrase(strikes), &controls, [Lane::default(); LANES]);
        notes.iter().map(|n| (n.channel, n.key, n.on, n.off)).collect()
    }

    #[test]
    fn notes_of_lanes_that_share_a_channel_make_way_for_each_other() {
        let notes = printed(&[(0, 0, 48, 60), (1, 24, 12, 60), (2, 24, 12, 60)], Controls::default());
        assert_eq!(notes, [(0, 60, 0.0, 2.0), (0, 60, 2.0, 4.0), (1, 60, 2.0, 3.0)], "it ends with the last");
        let together = printed(&[(0, 0, 48, 60), (1, 0, 12, 60)], Controls::default());
        assert_eq!(together, [(0, 60, 0.0, 4.0)], "struck once");
        let again = printed(&[(0, 0, 48, 60), (0, 24, 12, 60)], Controls::default());
        assert_eq!(again, [(0, 60, 0.0, 2.0), (0, 60, 2.0, 3.0)], "a lane lets go of its own");
    }

    #[test]
    fn swing_gate_octave_and_mute_are_printed() {
        let controls = Controls { swing: 1.0 / 3.0, gate: 0.5, muted: 0b100, ..Controls::default() };
        let notes = printed(&[(0, 0, 6, 60), (0, 6, 6, 62), (2, 6, 6, 40)], controls);
        assert_eq!(notes.len(), 2, "the bass is mute");
        assert!((notes[1].2 - 2.0 / 3.0).abs() < 1e-9 && (notes[0].3 - 1.0 / 3.0).abs() < 1e-9, "{notes:?}");
        let up = printed(&[(0, 0, 6, 60)], Controls { octaves: [1; LANES], ..Controls::default() });
        assert_eq!(up[0].1, 72);
    }
}
