//! The host's side: transport, blocks, an output that can be full; and the laws.

use crate::audio::{Bars, HostTime, MidiInput, Player, Trigger};
use crate::link::{Controls, Listening, MidiMessage};
use crate::session::{Link, wire};
use nice_plug::prelude::Params;
use score::{BARS, Instrument, Metre, Note, Request, Ticks, Track, canonicalise};
use session::{Loop, Piece};
use std::collections::{BTreeMap, HashMap};

pub const RATE: f64 = 48_000.0;

/// One message, at a frame counted from the first block on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heard {
    pub at: u64,
    pub on: bool,
    pub channel: u8,
    pub key: u8,
}

/// A host with one player in it. Positions are exact; the transport wraps at the end of the host's loop at the very frame.
pub struct Rig {
    pub player: Player,
    input: MidiInput,
    pub listening: Listening,
    /// What is played into the next block.
    pub hand: Vec<(u32, MidiMessage)>,
    /// The other ends of everything.
    pub link: Rest,
    pub host: HostTime,
    pub controls: Controls,
    /// Messages that the host takes in a block.
    pub room: usize,
    /// What is done to positions before they are reported.
    pub reported: fn(f64) -> f64,
    /// How much faster positions move than the tempo says.
    pub speed: f64,
    /// Processing is stopped and started around each block.
    pub restarts: bool,
    pub heard: Vec<Heard>,
    /// Frames, keys and velocities of all note-ons.
    pub velocities: Vec<(u64, u8, u8)>,
    /// Frames, channels and programs that were named.
    pub programs: Vec<(u64, u8, u8)>,
    /// Frames since the first block.
    pub now: u64,
    /// Blocks that were played.
    pub blocks: u64,
    /// Frames of the block before.
    behind: u32,
    sounding: HashMap<(u8, u8), u64>,
}

/// What the audio thread does not own of a [`Link`].
pub struct Rest {
    pub session: std::sync::Arc<crate::session::Session>,
    pub commands: std::sync::Arc<crate::link::Commands>,
    pub board: std::sync::Arc<crate::link::Board>,
    pub lanes: std::sync::Arc<crate::link::Lanes>,
    pub member: std::sync::Arc<crate::session::Member>,
}

impl Rig {
    /// Rolls at 120 BPM in 4/4 from song position 0 once blocks are played.
    pub fn new() -> Rig {
        let Link { audio, session, commands, board, lanes, member, .. } = wire();
        let mut player = Player::new(audio);
        player.prepare(RATE);
        let mut input = MidiInput::default();
        input.prepare(RATE);
        Rig {
            player,
            input,
            listening: Listening::default(),
            hand: Vec::new(),
            link: Rest { session, commands, board, lanes, member },
            host: HostTime {
                rolling: true,
                beat: Some(0.0),
                tempo: Some(120.0),
                metre: (4, 4),
                bars: Bars { length: 4.0, origin: 0.0 },
                cycle: None,
            },
            controls: Controls::default(),
            room: usize::MAX,
            reported: |beat| beat,
            speed: 1.0,
            restarts: false,
            heard: Vec::new(),
            velocities: Vec::new(),
            programs: Vec::new(),
            now: 0,
            blocks: 0,
            behind: 0,
            sounding: HashMap::new(),
        }
    }

    pub fn beat(&self) -> f64 {
        self.host.beat.unwrap_or(0.0)
    }

    pub fn seek(&mut self, beat: f64) {
        self.host.beat = Some(beat);
    }

    /// The tempo changed when `part` of the block before was over.
    pub fn tempo(&mut self, tempo: f64, part: f64) {
        let change = tempo - self.host.tempo.unwrap_or(tempo);
        if self.host.rolling {
            self.seek(self.beat() + (1.0 - part) * f64::from(self.behind) * change / 60.0 / RATE);
        }
        self.host.tempo = Some(tempo);
    }

    pub fn metre(&mut self, metre: (u8, u8)) {
        self.host.metre = metre;
        self.host.bars = Bars::new(metre, None, None);
    }

    /// The host deactivates and activates the instrument.
    pub fn activate(&mut self) {
        self.player.prepare(RATE);
        self.input.prepare(RATE);
    }

    pub fn reset(&mut self) {
        self.player.reset();
    }

    /// Frames that a quarter takes now.
    pub fn quarter(&self) -> f64 {
        60.0 * RATE / self.host.tempo.unwrap_or(120.0)
    }

    /// Plays one block, and checks the laws.
    pub fn block(&mut self, frames: u32) {
        if self.restarts {
            self.reset();
        }
        let host = HostTime { beat: self.host.beat.map(self.reported), ..self.host };
        let (mut said, mut room) = (Vec::new(), self.room);
        let controls = self.controls;
        let mut send = |frame, message| {
            let fits = room > 0;
            if fits {
                room -= 1;
                said.push((frame, message));
            }
            fits
        };
        let Rig { player, input, .. } = self;
        if player.begin(&host, self.listening.thru && !controls.bypass, frames) {
            input.release_all();
        }
        input.begin(&host, self.listening);
        for (frame, message) in self.hand.drain(..) {
            let frame = frame.min(frames.saturating_sub(1));
            if input.hear(frame, message) == Trigger::No {
                player.pass(frame, message);
            }
        }
        player.process(&host, &controls, frames, &mut send);
        let _ = input.settle(frames);
        let held = player.hand_holds();
        said.iter()
            .for_each(|(frame, _)| assert!(*frame < frames, "outside the block of {frames}: {said:?}"));
        let order =
            |(frame, message): &(u32, MidiMessage)| (*frame, matches!(message, MidiMessage::On { .. }));
        assert!(said.is_sorted_by_key(order), "sorted by frame, offs first: {said:?}");
        assert!(room == 0 || !ends_behind_a_program(&said), "what is over ends first: {said:?}");
        for (frame, message) in &said {
            self.hear(self.now + u64::from(*frame), *message);
        }
        let ended = room == 0 || self.sounding.is_empty() || frames == 0;
        assert!(
            ended || host.rolling && !self.controls.bypass || held,
            "sounds while standing: {:?}",
            self.sounding
        );
        self.now += u64::from(frames);
        self.behind = frames;
        self.blocks += 1;
        self.advance(frames);
    }

    fn hear(&mut self, at: u64, message: MidiMessage) {
        match message {
            MidiMessage::On { channel, key, velocity } => {
                assert!(channel < 16 && key < 128 && (1..=127).contains(&velocity), "{message:?}");
                let before = self.sounding.insert((channel, key), at);
                assert_eq!(before, None, "struck while it sounds: {message:?} at {at}");
                self.heard.push(Heard { at, on: true, channel, key });
                self.velocities.push((at, key, velocity));
            }
            MidiMessage::Off { channel, key } => {
                let struck = self.sounding.remove(&(channel, key));
                assert!(
                    struck.is_some_and(|struck| struck < at),
                    "ends before it sounds: {message:?} at {at}"
                );
                self.heard.push(Heard { at, on: false, channel, key });
            }
            MidiMessage::Program { channel, program } => {
                assert!(channel < 16 && program < 128, "{message:?}");
                self.programs.push((at, channel, program));
            }
            MidiMessage::Controller { .. } | MidiMessage::Bend { .. } | MidiMessage::Pressure { .. } => {}
        }
    }

    fn advance(&mut self, frames: u32) {
        let Some(beat) = self.host.beat.filter(|_| self.host.rolling) else { return };
        let mut there = beat + f64::from(frames) / self.quarter() * self.speed;
        if let Some((start, end)) = self.host.cycle.filter(|(_, end)| beat < *end) {
            while there >= end {
                there += start - end;
            }
        }
        self.host.beat = Some(there);
    }

    /// Plays on for so many frames, in blocks of 512.
    pub fn frames(&mut self, mut left: u64) {
        while left > 0 {
            let frames = left.min(512);
            self.block(frames as u32);
            left -= frames;
        }
    }

    /// Plays on for so many quarters, which are whole frames.
    pub fn quarters(&mut self, quarters: f64) {
        self.frames((quarters * self.quarter()).round() as u64);
    }

    /// Ends everything that may still sound, and checks that it did.
    pub fn stop(&mut self) {
        self.host.rolling = false;
        self.listening.thru = false;
        self.room = usize::MAX;
        self.block(64);
        assert!(self.sounding.is_empty(), "left sounding: {:?}", self.sounding);
    }

    /// A fresh ask; its epoch.
    pub fn ask(&self) -> u64 {
        self.link.commands.give(0, crate::link::What::Generate)
    }

    /// The first `bars` bars of a loop are written, in answer to the ask `epoch`.
    pub fn written(&self, epoch: u64, of: &Loop, bars: usize) {
        let notes = of.notes.iter().copied().filter(|note| note.bar(of.metre) < bars).collect();
        let piece = Piece::of(Loop { notes, bars, ..of.clone() });
        self.link.session.change_rack(|rack| rack.set_asked(&piece.instruments()));
        self.link.session.write(epoch, 0, piece, bars == BARS);
    }

    /// A whole loop is asked for and written.
    pub fn generated(&self, of: &Loop) {
        self.written(self.ask(), of, BARS);
    }

    /// The host stores the state.
    pub fn store(&self) -> BTreeMap<String, String> {
        self.link.session.serialize_fields()
    }

    /// The host loads a state.
    pub fn load(&self, stored: &BTreeMap<String, String>) {
        self.link.session.deserialize_fields(stored);
        assert_eq!(self.link.session.error(), None);
    }

    /// Frames and keys of all note-ons so far.
    pub fn ons(&self) -> Vec<(u64, u8)> {
        self.heard.iter().filter(|heard| heard.on).map(|heard| (heard.at, heard.key)).collect()
    }

    /// The same of all note-offs; those of one frame by key.
    pub fn offs(&self) -> Vec<(u64, u8)> {
        let mut offs: Vec<(u64, u8)> =
            self.heard.iter().filter(|heard| !heard.on).map(|heard| (heard.at, heard.key)).collect();
        offs.sort();
        offs
    }

    /// Frames from each note-on to its note-off, in the order of the offs.
    pub fn lengths(&self) -> Vec<u64> {
        let mut struck = HashMap::new();
        let mut length = |heard: &Heard| match heard.on {
            true => struck.insert((heard.channel, heard.key), heard.at).and(None),
            false => struck.remove(&(heard.channel, heard.key)).map(|at| heard.at - at),
        };
        self.heard.iter().filter_map(&mut length).collect()
    }

    /// Phrases that came home since the last look or the last that was sent.
    pub fn at_home(&mut self) -> usize {
        self.player.at_home()
    }
}

/// A loop of one instrument from onsets and durations in ticks, and keys.
pub fn piano(metre: Metre, notes: &[(u16, u16, u8)]) -> Loop {
    a_loop(metre, notes.iter().map(|&(onset, duration, key)| (0, onset, duration, key)))
}

/// A loop from programs, onsets and durations in ticks, and keys.
pub fn a_loop(metre: Metre, notes: impl IntoIterator<Item = (u8, u16, u16, u8)>) -> Loop {
    let note = |(program, onset, duration, pitch)| Note {
        instrument: Instrument(program),
        onset: Ticks(onset),
        pitch,
        velocity: 80,
        duration: Ticks(duration),
    };
    let notes = canonicalise(&notes.into_iter().map(note).collect::<Vec<_>>(), metre);
    let mut instruments: Vec<Instrument> = notes.iter().map(|note| note.instrument).collect();
    instruments.sort();
    instruments.dedup();
    let tracks = instruments.into_iter().chain([Instrument(0)]).map(Track::new).collect();
    let asked = Request { metre, tracks, ..Request::default() };
    Loop { metre, notes, bars: BARS, asked, got: None, edited: Default::default() }
}

/// One note of a beat at the start of each bar: `key` in the first, one higher in each that follows.
pub fn four_bars(key: u8) -> Loop {
    piano(Metre::FourFour, &[(0, 12, key), (48, 12, key + 1), (96, 12, key + 2), (144, 12, key + 3)])
}

/// Whether a note ends in a frame behind a program that is told there, and not because it is struck again.
fn ends_behind_a_program(said: &[(u32, MidiMessage)]) -> bool {
    said.iter().enumerate().any(|(index, &(frame, message))| {
        let MidiMessage::Off { channel, key } = message else { return false };
        let here = |(at, _): &&(u32, MidiMessage)| *at == frame;
        let struck = |(_, later): &(u32, MidiMessage)| matches!(*later, MidiMessage::On { channel: c, key: k, .. } if (c, k) == (channel, key));
        let told = |(_, before): &(u32, MidiMessage)| matches!(before, MidiMessage::Program { .. });
        said[..index].iter().filter(here).any(told) && !said[index..].iter().filter(here).any(struck)
    })
}
