//! The host's side: transport, blocks, an output that can be full; and the laws.

mod written;

use super::laws;
use crate::audio::{Bars, HostTime, MidiInput, Player, Trigger};
use crate::link::{Controls, Listening, MidiMessage};
use crate::session::{Link, wire};
use std::collections::HashMap;

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
    /// What the hand played that may not have left yet.
    passed: Vec<(u32, MidiMessage)>,
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
            passed: Vec::new(),
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
        let (mut said, mut passed, mut room) = (Vec::new(), Vec::new(), self.room);
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
                passed.push((frame, message));
            }
        }
        player.process(&host, &controls, frames, &mut send);
        let _ = input.settle(frames);
        let held = player.hand_holds();
        laws::check_block(&said, frames, room == 0);
        let has_room = self.room == usize::MAX && frames > 0;
        if has_room && self.listening.thru && !controls.bypass {
            laws::check_hand(&said, &passed, &self.passed);
        }
        if has_room {
            // What of the block before lay behind its end has left.
            self.passed.clear();
        }
        self.passed.extend(passed);
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
