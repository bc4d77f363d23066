//! The rack: which instruments there are, each in a place of its own.

use super::asking::Amounts;
use crate::link::{self, Lanes, Part};
use score::request::MAX_TRACKS;
use score::schedule::LANES;
use score::{BARS, Instrument, Ticks, Track};
use serde::{Deserialize, Serialize};

/// One instrument of the rack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
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

/// Where GM instruments expect drums; MIDI calls it 10.
const DRUM_CHANNEL: u8 = 9;

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

    pub fn lane(&self, place: usize) -> Option<&Lane> {
        self.0.get(place)?.as_ref()
    }

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

    /// Who plays in each place, and on which channel.
    pub fn parts(&self) -> [Option<Part>; LANES] {
        std::array::from_fn(|place| {
            self.lane(place).map(|lane| Part { instrument: lane.instrument, channel: lane.channel })
        })
    }

    /// The MIDI channel of each instrument.
    pub fn channels(&self) -> Vec<(Instrument, u8)> {
        self.lanes().map(|(_, lane)| (lane.instrument, lane.channel)).collect()
    }

    /// Asks for `instrument`, in the first free place if it is not there already; `false` if there is none.
    pub fn add(&mut self, instrument: Instrument) -> bool {
        let place = self.insert(instrument);
        if let Some(lane) = place.and_then(|place| self.0[place].as_mut()) {
            lane.chosen = false;
        }
        place.is_some()
    }

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

    /// Copies what acts at once to where the audio thread reads it. Channels travel with the music.
    pub fn publish(&self, to: &Lanes) {
        for place in 0..LANES {
            let set = self.lane(place).map_or(link::Lane::default(), |lane| link::Lane {
                start: Ticks(lane.start),
                solo: lane.solo,
                level: lane.level,
                ..link::Lane::default()
            });
            to.set(place, set);
        }
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

    fn trim(&mut self) {
        self.0.truncate(self.0.iter().rposition(Option::is_some).map_or(0, |last| last + 1));
    }
}

fn sorted(instruments: impl Iterator<Item = Instrument>) -> Vec<Instrument> {
    let mut sorted: Vec<Instrument> = instruments.collect();
    sorted.sort();
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIANO: Instrument = Instrument(0);
    const BASS: Instrument = Instrument(33);

    #[test]
    fn an_instrument_keeps_its_place_and_its_channel_when_others_come_and_go() {
        let mut rack = Rack::default();
        rack.set_asked(&[PIANO, Instrument::DRUMS, BASS]);
        assert_eq!(rack.channels(), [(PIANO, 0), (Instrument::DRUMS, 9), (BASS, 1)]);
        rack.remove(PIANO);
        assert_eq!((rack.place(BASS), rack.of(BASS).map(|lane| lane.channel)), (Some(2), Some(1)));
        rack.add(Instrument(40));
        assert_eq!(rack.place(Instrument(40)), Some(0), "the first free place");
        assert_eq!(rack.asked(), [Instrument::DRUMS, BASS, Instrument(40)]);
    }

    #[test]
    fn there_are_sixteen_places_and_sixteen_channels() {
        let mut rack = Rack::default();
        let added = (0..20).filter(|&program| rack.add(Instrument(program))).count();
        assert_eq!(added, 16);
        let channels: std::collections::BTreeSet<u8> = rack.channels().iter().map(|c| c.1).collect();
        assert_eq!((channels.len(), channels.contains(&9)), (15, false), "the last two share one");
    }

    #[test]
    fn what_the_composer_chose_sounds_but_is_not_asked_for_again() {
        let mut rack = Rack::default();
        rack.adopt(&[PIANO, BASS]);
        rack.set_locked(0, 1, true);
        assert_eq!((rack.asked(), rack.instruments()), (vec![], vec![BASS, PIANO]));
        rack.adopt(&[BASS, Instrument(40)]);
        assert_eq!(rack.instruments(), [BASS, Instrument(40)]);
        rack.add(BASS);
        rack.adopt(&[Instrument(40)]);
        assert_eq!(rack.asked(), [BASS], "what is asked for stays, also where it is silent");
    }

    #[test]
    fn a_level_comes_back_and_a_rack_that_was_stored_without_any_plays_as_it_is_written() {
        let mut rack = Rack::default();
        rack.set_asked(&[PIANO, BASS]);
        rack.set_level(0, 80);
        rack.set_level(1, 255);
        let text = serde_json::to_string(&rack).expect("it can be stored");
        let back: Rack = serde_json::from_str(&text).expect("a rack");
        assert_eq!((back.lane(0).map(|l| l.level), back.lane(1).map(|l| l.level)), (Some(80), Some(LOUDEST)));
        let first: Rack = serde_json::from_str(r#"[{"instrument":0,"channel":3}]"#).expect("a rack");
        assert_eq!(first.lane(0).map(|lane| lane.level), Some(100));
        let lanes = Lanes::default();
        rack.publish(&lanes);
        assert_eq!((lanes.get(0).level, lanes.get(2).level), (80, 100), "it acts at once");
    }

    #[test]
    fn an_exchange_leaves_what_sounds_its_lane_and_takes_away_the_rest() {
        let amounts = Amounts { density: Some(3), ..Amounts::default() };
        let mut rack = Rack::default();
        rack.set_asked(&[PIANO, BASS, Instrument(40)]);
        rack.exchange(&[(Instrument(50), amounts), (BASS, Amounts::default())], &[PIANO]);
        assert_eq!(rack.asked(), [BASS, Instrument(50)]);
        assert_eq!(rack.instruments(), [BASS, PIANO, Instrument(50)]);
        assert_eq!((rack.place(PIANO), rack.place(BASS)), (Some(0), Some(1)), "they keep their places");
        assert_eq!(rack.tracks()[1].density, Some(3.0));
        let sixteen: Vec<_> = (60..76).map(|program| (Instrument(program), Amounts::default())).collect();
        rack.exchange(&sixteen, &[PIANO]);
        assert_eq!(rack.asked().len(), 16, "what was asked for has precedence");
    }

    #[test]
    fn a_rack_from_elsewhere_is_put_right() {
        let text = r#"[null,{"instrument":33,"channel":99},{"instrument":33,"channel":1},{"instrument":200,"channel":1}]"#;
        let rack: Rack = serde_json::from_str(text).expect("a rack");
        assert_eq!(rack.tidy().channels(), [(BASS, 15)]);
        assert_eq!(rack.tidy().place(BASS), Some(1));
    }
}
