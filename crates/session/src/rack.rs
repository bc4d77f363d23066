//! The rack: which instruments there are, each in a place of its own.

mod change;
#[cfg(test)]
mod tests;

use crate::asking::Amounts;
use score::request::MAX_TRACKS;
use score::{Instrument, Track};
use serde::{Deserialize, Serialize};

/// One instrument of the rack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// GM program, or drums; once in a rack.
    pub instrument: Instrument,
    /// MIDI channel, 0..=15.
    pub channel: u8,
    /// Bit `b`: bar `b` of the piece stays as it is, whatever is written.
    #[serde(default)]
    pub locked: u32,
    /// It is silent before this position in the piece, in ticks.
    #[serde(default)]
    pub start: u16,
    /// While any lane is solo, the others are silent.
    #[serde(default)]
    pub solo: bool,
    /// Velocities in percent of what is written, 0..=[`LOUDEST`].
    #[serde(default = "as_written", skip_serializing_if = "is_as_written")]
    pub level: u8,
    /// The composer chose it for the loop that plays; it is not asked of the next.
    #[serde(default)]
    pub chosen: bool,
    /// What is asked of it alone.
    #[serde(default, skip_serializing_if = "Amounts::is_any")]
    pub amounts: Amounts,
}

/// Highest level of a lane, in percent.
pub const LOUDEST: u8 = 200;

fn as_written() -> u8 {
    100
}

fn is_as_written(level: &u8) -> bool {
    *level == as_written()
}

/// Sixteen places. An instrument keeps its place as long as it is there: automation and MIDI channels name places.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rack(Vec<Option<Lane>>);

/// A band: drums, fingered bass, electric piano, clean guitar.
const BAND: [Instrument; 4] = [Instrument::DRUMS, Instrument(33), Instrument(4), Instrument(27)];

impl Rack {
    /// What a new instance has.
    pub fn band() -> Rack {
        let mut rack = Rack::default();
        rack.set_asked(&BAND);
        rack
    }

    /// Every lane with its place, in the order of the places.
    pub fn lanes(&self) -> impl Iterator<Item = (usize, &Lane)> {
        self.0.iter().enumerate().filter_map(|(place, lane)| lane.as_ref().map(|lane| (place, lane)))
    }

    /// The lane in a place, 0..=15.
    pub fn lane(&self, place: usize) -> Option<&Lane> {
        self.0.get(place)?.as_ref()
    }

    /// The place of `instrument`, 0..=15.
    pub fn place(&self, instrument: Instrument) -> Option<usize> {
        self.lanes().find(|(_, lane)| lane.instrument == instrument).map(|(place, _)| place)
    }

    /// The lane of `instrument`.
    pub fn of(&self, instrument: Instrument) -> Option<&Lane> {
        self.lane(self.place(instrument)?)
    }

    /// The instruments that the next loop is to have, canonical; none: the composer chooses.
    pub fn asked(&self) -> Vec<Instrument> {
        sorted(self.lanes().filter(|(_, lane)| !lane.chosen).map(|(_, lane)| lane.instrument))
    }

    /// One track for each instrument that the next loop is to have, canonical, with what is asked of it alone.
    pub fn tracks(&self) -> Vec<Track> {
        let asked = self.lanes().filter(|(_, lane)| !lane.chosen);
        let mut tracks: Vec<Track> =
            asked.map(|(_, lane)| lane.amounts.ask(Track::new(lane.instrument))).collect();
        tracks.sort_by_key(|track| track.instrument);
        tracks
    }

    /// Every instrument, canonical.
    pub fn instruments(&self) -> Vec<Instrument> {
        sorted(self.lanes().map(|(_, lane)| lane.instrument))
    }

    /// The place of each instrument, as lanes of a phrase.
    pub fn places(&self) -> Vec<(Instrument, u8)> {
        self.lanes().map(|(place, lane)| (lane.instrument, place as u8)).collect()
    }

    /// The MIDI channel of each instrument.
    pub fn channels(&self) -> Vec<(Instrument, u8)> {
        self.lanes().map(|(_, lane)| (lane.instrument, lane.channel)).collect()
    }

    /// The same with every number in range, every instrument once, and no more places than there are.
    pub fn tidy(&self) -> Rack {
        let mut tidy = Rack(vec![None; self.0.len().min(MAX_TRACKS)]);
        for (place, lane) in self.lanes().take_while(|(place, _)| *place < MAX_TRACKS) {
            if lane.instrument.0 <= Instrument::DRUMS.0 && tidy.place(lane.instrument).is_none() {
                let (channel, level) = (lane.channel.min(15), lane.level.min(LOUDEST));
                tidy.0[place] = Some(Lane { channel, level, ..*lane });
            }
        }
        tidy.trim();
        tidy
    }

    fn trim(&mut self) {
        self.0.truncate(self.0.iter().rposition(Option::is_some).map_or(0, |last| last + 1));
    }
}

fn sorted(instruments: impl Iterator<Item = Instrument>) -> Vec<Instrument> {
    let mut sorted: Vec<Instrument> = instruments.collect();
    sorted.sort();
    sorted
}
