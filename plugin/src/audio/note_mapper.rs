//! How a written note is played: the lanes' settings and what a performer turns.

use crate::link::{Controls, Lane, Lanes, Part, Phrase};
use score::Instrument;
use score::schedule::{LANES, Sounding, Strike};

/// Most that human velocity changes a note by, in steps of MIDI velocity.
const LOUDER: f64 = 24.0;

/// Lives on the audio thread. Maps what is written to what is heard: the channel, key and velocity of each strike, and whether its lane is
/// heard at all.
#[derive(Clone, Copy, Debug)]
pub struct NoteMapper {
    pub controls: Controls,
    lanes: [Lane; LANES],
    /// What [`Lanes::changes`] said of them.
    changes: Option<u64>,
    /// Lanes that are solo, bit by bit.
    solo: u16,
    /// Lanes that are heard, bit by bit; what is muted waits for its line.
    pub heard: u16,
}

impl Default for NoteMapper {
    /// As it is written.
    fn default() -> NoteMapper {
        NoteMapper {
            controls: Controls::default(),
            lanes: [Lane::default(); LANES],
            changes: None,
            solo: 0,
            heard: u16::MAX,
        }
    }
}

impl NoteMapper {
    /// With every lane heard that is to be.
    pub fn new(controls: Controls, lanes: [Lane; LANES]) -> NoteMapper {
        let mut mapper = NoteMapper { controls, ..NoteMapper::default() };
        mapper.set(lanes);
        NoteMapper { heard: mapper.wanted(), ..mapper }
    }

    /// Begins a block with what is turned and set in it. Real-time safe.
    pub fn begin(&mut self, controls: Controls, lanes: &Lanes) {
        self.controls = controls;
        let changes = Some(lanes.changes());
        if std::mem::replace(&mut self.changes, changes) != changes {
            self.set(lanes.all());
        }
    }

    fn set(&mut self, lanes: [Lane; LANES]) {
        let solo = (0..LANES).filter(|&lane| lanes[lane].solo);
        self.solo = solo.fold(0, |bits, lane| bits | 1 << lane);
        self.lanes = lanes;
    }

    /// Lanes that are neither muted nor silent because others are solo, bit by bit.
    pub fn wanted(&self) -> u16 {
        !self.controls.muted & if self.solo == 0 { u16::MAX } else { self.solo }
    }

    /// Lanes that are heard, bit by bit.
    pub fn audible(&self) -> u16 {
        let output = self.controls.output.map_or(u16::MAX, |lane| 1u16.checked_shl(lane.into()).unwrap_or(0));
        self.heard & output
    }

    /// The note that `strike` of `phrase` is, with its velocity, if it is heard; it ends at song position `end`.
    pub fn note(&self, phrase: &Phrase, strike: &Strike, end: f64) -> Option<(Sounding, u8)> {
        let lane = usize::from(strike.lane);
        let (part, set) = (phrase.parts.get(lane).copied().flatten()?, self.lanes.get(lane)?);
        if self.audible() >> lane & 1 == 0 || strike.onset < set.start {
            return None;
        }
        let velocity = self.velocity(strike, set);
        let key = self.key(strike, part);
        let channel = self.channel(part, set);
        Some((Sounding { channel, key, lane: strike.lane, written: strike.key, end }, velocity))
    }

    /// The programs that the lanes of `phrase` which are heard are written for, with their channels. Drums have none.
    pub fn programs<'a>(&'a self, phrase: &'a Phrase) -> impl Iterator<Item = (u8, u8)> + 'a {
        let heard = move |lane: &usize| self.audible() >> lane & 1 == 1;
        (0..LANES).filter(heard).filter_map(|lane| {
            let part = phrase.parts[lane].filter(|part| !part.instrument.is_drums())?;
            Some((self.channel(part, &self.lanes[lane]), part.instrument.0))
        })
    }

    /// Who plays `phrase` on each channel; of the lanes that share one, the first that is heard. `None`: nobody.
    pub fn players(&self, phrase: &Phrase) -> [Option<Instrument>; 16] {
        let mut players = [None; 16];
        for lane in (0..LANES).rev().filter(|lane| self.audible() >> lane & 1 == 1) {
            if let Some(part) = phrase.parts[lane] {
                players[usize::from(self.channel(part, &self.lanes[lane]))] = Some(part.instrument);
            }
        }
        players
    }

    fn channel(&self, part: Part, set: &Lane) -> u8 {
        if self.controls.output.is_some() { 0 } else { set.channel.unwrap_or(part.channel) & 15 }
    }

    /// Octaves move what is pitched; what would lie outside of MIDI comes back in by octaves.
    fn key(&self, strike: &Strike, part: Part) -> u8 {
        let octaves =
            if part.instrument.is_drums() { 0 } else { self.controls.octaves[usize::from(strike.lane)] };
        let key = i32::from(strike.key) + 12 * i32::from(octaves);
        match key {
            ..0 => key.rem_euclid(12) as u8,
            128.. => (116 + (key - 116).rem_euclid(12)) as u8,
            key => key as u8,
        }
    }

    fn velocity(&self, strike: &Strike, set: &Lane) -> u8 {
        let accent = self.controls.dynamics * LOUDER * f64::from(strike.accent) / 128.0;
        let velocity = f64::from(strike.velocity) * f64::from(set.level) / 100.0 + accent;
        (velocity + 0.5).clamp(1.0, 127.0) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Ticks;

    const PIANO: Instrument = Instrument(0);

    /// Two lanes: drums on channel 10 and a piano on channel 3, counted from 1.
    fn phrase() -> Phrase {
        let mut phrase = Phrase::silence(1);
        phrase.parts[0] = Some(Part { instrument: Instrument::DRUMS, channel: 9 });
        phrase.parts[1] = Some(Part { instrument: PIANO, channel: 2 });
        phrase
    }

    fn strike(lane: u8, key: u8) -> Strike {
        Strike { onset: Ticks(12), duration: Ticks(6), lane, key, velocity: 100, nudge: 0, accent: -128 }
    }

    /// Channel, key and velocity of the note.
    fn played(mapper: &NoteMapper, strike: Strike) -> Option<(u8, u8, u8)> {
        mapper.note(&phrase(), &strike, 2.0).map(|(note, velocity)| (note.channel, note.key, velocity))
    }

    fn with(change: impl FnOnce(&mut Controls, &mut [Lane; LANES])) -> NoteMapper {
        let (mut controls, mut lanes) = (Controls::default(), [Lane::default(); LANES]);
        change(&mut controls, &mut lanes);
        NoteMapper::new(controls, lanes)
    }

    #[test]
    fn at_first_notes_are_played_as_they_are_written_and_lanes_without_an_instrument_are_silent() {
        let mapper = with(|_, _| {});
        assert_eq!(played(&mapper, strike(1, 60)), Some((2, 60, 100)));
        assert_eq!(played(&mapper, strike(0, 36)), Some((9, 36, 100)));
        assert_eq!((played(&mapper, strike(2, 60)), played(&mapper, strike(16, 60))), (None, None));
    }

    #[test]
    fn octaves_move_what_is_pitched_and_fold_what_would_leave_midi() {
        let mapper = |octave| with(move |controls, _| controls.octaves = [octave; LANES]);
        let key = |octave, key| played(&mapper(octave), strike(1, key)).map(|note| note.1);
        assert_eq!(
            (key(2, 60), key(-3, 60), key(1, 120), key(-4, 5)),
            (Some(84), Some(24), Some(120), Some(5))
        );
        assert_eq!(played(&mapper(2), strike(0, 36)).map(|note| note.1), Some(36), "drums stay");
        (0..128).for_each(|from| assert_eq!(key(4, from).map(|key| key % 12), Some(from % 12)));
    }

    #[test]
    fn mute_solo_start_channel_level_and_dynamics_are_the_lanes_own() {
        let muted = with(|controls, _| controls.muted = 0b10);
        assert_eq!((played(&muted, strike(1, 60)), muted.audible() & 0b11), (None, 0b01));
        let solo = with(|_, lanes| lanes[1].solo = true);
        assert_eq!((played(&solo, strike(0, 36)), played(&solo, strike(1, 60)).is_some()), (None, true));
        let late = with(|_, lanes| lanes[1].start = Ticks(13));
        assert_eq!(played(&late, strike(1, 60)), None);
        let loud = with(|_, lanes| lanes[1] = Lane { channel: Some(15), level: 200, ..Lane::default() });
        assert_eq!(played(&loud, strike(1, 60)), Some((15, 60, 127)));
        let human = with(|controls, _| controls.dynamics = 0.5);
        assert_eq!(played(&human, strike(1, 60)), Some((2, 60, 88)));
    }

    #[test]
    fn one_chosen_lane_is_heard_on_channel_1_and_the_others_not() {
        let mapper = with(|controls, lanes| {
            controls.output = Some(1);
            lanes[1].channel = Some(7);
        });
        assert_eq!(
            (played(&mapper, strike(1, 60)), played(&mapper, strike(0, 36))),
            (Some((0, 60, 100)), None)
        );
    }

    #[test]
    fn a_channel_belongs_to_the_first_lane_that_is_heard_on_it() {
        let on = |mapper: NoteMapper, channel: usize| mapper.players(&phrase())[channel];
        let drums = Some(Instrument::DRUMS);
        let as_written = with(|_, _| {});
        assert_eq!((on(as_written, 9), on(as_written, 2), on(as_written, 0)), (drums, Some(PIANO), None));
        let shared = with(|_, lanes| lanes[0].channel = Some(2));
        assert_eq!((on(shared, 2), on(shared, 9)), (drums, None));
        let muted = with(|controls, lanes| {
            lanes[0].channel = Some(2);
            controls.muted = 1;
        });
        assert_eq!(on(muted, 2), Some(PIANO));
        let alone = with(|controls, _| controls.output = Some(1));
        assert_eq!((on(alone, 0), on(alone, 2)), (Some(PIANO), None));
    }

    #[test]
    fn programs_are_named_for_every_lane_that_is_heard_but_drums() {
        let all = with(|_, _| {});
        assert_eq!(all.programs(&phrase()).collect::<Vec<_>>(), [(2, 0)]);
        assert_eq!(with(|controls, _| controls.output = Some(15)).programs(&phrase()).count(), 0);
    }
}
