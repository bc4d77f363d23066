//! How a rack changes: instruments come and go, and places are set.

use super::{LOUDEST, Lane, Rack, as_written};
use crate::asking::Amounts;
use score::gm::DRUM_CHANNEL;
use score::request::MAX_TRACKS;
use score::{BARS, Instrument};

impl Rack {
    /// Asks for `instrument`, in the first free place if it is not there already; `false` if there is none.
    pub fn add(&mut self, instrument: Instrument) -> bool {
        let place = self.insert(instrument);
        if let Some(lane) = place.and_then(|place| self.0[place].as_mut()) {
            lane.chosen = false;
        }
        place.is_some()
    }

    /// Takes `instrument` out; its place is free.
    pub fn remove(&mut self, instrument: Instrument) {
        self.keep_only(|lane| lane.instrument != instrument);
    }

    /// Asks for exactly these, as many as there are places for. Lanes that stay keep what was set on them.
    pub fn set_asked(&mut self, instruments: &[Instrument]) {
        self.keep_only(|lane| lane.chosen || instruments.contains(&lane.instrument));
        for &instrument in instruments {
            self.add(instrument);
        }
    }

    /// Asks for exactly these. Of the others those that are `sounding` keep their lane until the next loop is there, as far as there is
    /// room.
    pub fn exchange(&mut self, asked: &[(Instrument, Amounts)], sounding: &[Instrument]) {
        let wanted = |lane: &Lane| asked.iter().any(|(instrument, _)| *instrument == lane.instrument);
        self.ask_for_none();
        self.keep_only(|lane| wanted(lane) || sounding.contains(&lane.instrument));
        let free = MAX_TRACKS.saturating_sub(self.lanes().filter(|(_, lane)| !wanted(lane)).count());
        if asked.len() > free {
            self.keep_only(wanted);
        }
        for &(instrument, amounts) in asked {
            self.add(instrument);
            if let Some(place) = self.place(instrument) {
                self.set_amounts(place, amounts);
            }
        }
    }

    /// Takes away what the composer chose and is not `sounding` any more.
    pub fn release(&mut self, sounding: &[Instrument]) {
        self.keep_only(|lane| !lane.chosen || sounding.contains(&lane.instrument));
    }

    /// Leaves the choice of the next loop to the composer; what sounds goes on.
    pub fn ask_for_none(&mut self) {
        self.0.iter_mut().flatten().for_each(|lane| lane.chosen = true);
    }

    /// Has a lane for everything that sounds: what the composer chose gets one, what it chose before and does not sound loses its own.
    pub fn adopt(&mut self, sounding: &[Instrument]) {
        self.release(sounding);
        let new: Vec<Instrument> = sounding.iter().copied().filter(|&i| self.place(i).is_none()).collect();
        for instrument in new {
            if let Some(lane) = self.insert(instrument).and_then(|place| self.0[place].as_mut()) {
                lane.chosen = true;
            }
        }
    }

    /// Sets the MIDI channel (0..=15) of a place.
    pub fn set_channel(&mut self, place: usize, channel: u8) {
        if let Some(lane) = self.lane_mut(place) {
            lane.channel = channel.min(15);
        }
    }

    /// Locks or frees `bars` (bit `b` for bar `b`) of a place.
    pub fn set_locked(&mut self, place: usize, bars: u32, on: bool) {
        if let Some(lane) = self.lane_mut(place) {
            lane.locked = if on { lane.locked | bars } else { lane.locked & !bars };
        }
    }

    /// Has a place for `instrument`, with the bars of the loop `section` of the piece locked; `false` if there is none. `chosen`: it is not
    /// asked of the next loop.
    pub fn capture(&mut self, instrument: Instrument, section: usize, chosen: bool) -> bool {
        let new = self.place(instrument).is_none();
        let place = self.insert(instrument);
        if let Some(lane) = place.and_then(|place| self.0[place].as_mut()) {
            lane.chosen = if new { chosen } else { lane.chosen };
            lane.locked |= 0xfu32.checked_shl((BARS * section) as u32).unwrap_or(0);
        }
        place.is_some()
    }

    /// Has a place be silent for the first so many ticks of the piece.
    pub fn set_start(&mut self, place: usize, ticks: u16) {
        if let Some(lane) = self.lane_mut(place) {
            lane.start = ticks;
        }
    }

    /// While any place is solo, the others are silent.
    pub fn set_solo(&mut self, place: usize, on: bool) {
        if let Some(lane) = self.lane_mut(place) {
            lane.solo = on;
        }
    }

    /// Sets the velocities of a place, in percent of what is written, 0..=[`LOUDEST`].
    pub fn set_level(&mut self, place: usize, percent: u8) {
        if let Some(lane) = self.lane_mut(place) {
            lane.level = percent.min(LOUDEST);
        }
    }

    /// Asks something of a place alone.
    pub fn set_amounts(&mut self, place: usize, amounts: Amounts) {
        if let Some(lane) = self.lane_mut(place) {
            lane.amounts = amounts;
        }
    }

    fn lane_mut(&mut self, place: usize) -> Option<&mut Lane> {
        self.0.get_mut(place)?.as_mut()
    }

    /// The place of `instrument`, which gets the first free one if it has none.
    fn insert(&mut self, instrument: Instrument) -> Option<usize> {
        if let Some(place) = self.place(instrument) {
            return Some(place);
        }
        if instrument.0 > Instrument::DRUMS.0 {
            return None;
        }
        let free = self.0.iter().position(Option::is_none).unwrap_or(self.0.len());
        if free >= MAX_TRACKS {
            return None;
        }
        let channel = self.free_channel(instrument);
        let lane = Lane {
            instrument,
            channel,
            locked: 0,
            start: 0,
            solo: false,
            level: as_written(),
            chosen: false,
            amounts: Amounts::default(),
        };
        self.0.resize(self.0.len().max(free + 1), None);
        self.0[free] = Some(lane);
        Some(free)
    }

    /// The first channel that no lane has, drums on their own; the last one where all are taken.
    fn free_channel(&self, instrument: Instrument) -> u8 {
        if instrument.is_drums() {
            return DRUM_CHANNEL;
        }
        let taken = |channel: &u8| self.lanes().any(|(_, lane)| lane.channel == *channel);
        (0..16).find(|channel| *channel != DRUM_CHANNEL && !taken(channel)).unwrap_or(15)
    }

    fn keep_only(&mut self, stays: impl Fn(&Lane) -> bool) {
        self.0.iter_mut().for_each(|place| *place = place.filter(&stays));
        self.trim();
    }
}
