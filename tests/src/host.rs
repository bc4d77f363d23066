//! The headless host as an object.

mod input;

use crate::instance::{Block, ControllerIn, HostError, Instance, NoteIn, Param, ParamIn};
use crate::laws::{Laws, Sent};
use crate::setup::{Inside, Setup};
use crate::take::Take;
use crate::timeline::{Change, Timeline, Transport};
use std::time::{Duration, Instant};

/// Events that one block may bring before the host's list is full.
const EVENTS_A_BLOCK: usize = 16_384;

/// Channels of the plugin's only audio output.
const CHANNELS: usize = 2;

/// Longest block of [`Host::wait_until`], and what it sleeps after each.
const WAITING_FRAMES: u64 = 32;
const WAITING_PAUSE: Duration = Duration::from_millis(2);

/// A host with one plugin instance. Every block is checked against the [`crate::laws`].
pub struct Host<I: Instance> {
    instance: I,
    setup: Setup,
    timeline: Timeline,
    laws: Laws,
    take: Take,
    params: Vec<Param>,
    params_in: Vec<ParamIn>,
    notes_in: Vec<NoteIn>,
    controllers_in: Vec<ControllerIn>,
    outputs: Vec<Vec<f32>>,
    /// The tempo that is told, in parts of the one at which the position moves.
    told_tempo: f64,
    /// Frames of the last block.
    frames: usize,
    sent: Vec<Sent>,
}

impl<I: Instance> Host<I> {
    /// Activates `instance` at the song's start with the transport stopped.
    pub fn new(mut instance: I, setup: Setup) -> Result<Host<I>, HostError> {
        let params = instance.params();
        instance.activate(setup.rate, setup.blocks.max())?;
        let frames = setup.blocks.max() as usize;
        Ok(Host {
            instance,
            timeline: Timeline::new(setup.rate),
            laws: Laws::default(),
            take: Take::default(),
            params,
            params_in: Vec::new(),
            notes_in: Vec::new(),
            controllers_in: Vec::new(),
            outputs: vec![vec![0.0; frames]; CHANNELS],
            frames: 0,
            told_tempo: 1.0,
            sent: Vec::with_capacity(EVENTS_A_BLOCK),
            setup,
        })
    }

    /// The transport rolls from the next block on.
    pub fn play(&mut self) {
        self.timeline.plan(0, Change::Play);
    }

    /// The transport stands still from the next block on; that block is processed, and nothing may sound after it.
    pub fn stop(&mut self) -> Result<(), HostError> {
        self.timeline.plan(0, Change::Stop);
        self.block(u64::MAX)
    }

    /// Jumps to song position `beats`, in quarters.
    pub fn seek(&mut self, beats: f64) {
        self.timeline.plan(0, Change::Seek(beats));
    }

    /// Sets or clears the host's own loop, in quarters.
    pub fn loop_to(&mut self, cycle: Option<(f64, f64)>) {
        self.timeline.plan(0, Change::Cycle(cycle));
    }

    /// Sets the tempo, in quarters per minute.
    pub fn set_tempo(&mut self, tempo: f64) {
        self.timeline.plan(0, Change::Tempo(tempo));
    }

    /// Changes the metre; bars are counted on from the present bar's start.
    pub fn set_metre(&mut self, numerator: u16, denominator: u16) {
        self.timeline.plan(0, Change::Metre(numerator, denominator));
    }

    /// Does `change` when `frames` more samples have been rendered, wherever in a block that is.
    pub fn after(&mut self, frames: u64, change: Change) {
        self.timeline.plan(frames, change);
    }

    /// The plugin's state, as a project would store it.
    pub fn save_state(&mut self) -> Result<Vec<u8>, HostError> {
        self.instance.save()
    }

    /// Restores a state, as opening a project would.
    pub fn load_state(&mut self, state: &[u8]) -> Result<(), HostError> {
        self.instance.load(state)?;
        self.instance.idle();
        Ok(())
    }

    /// Clears the plugin's playing state. What sounded then counts as silenced: hosts do this when nothing may sound.
    pub fn reset(&mut self) -> Result<(), HostError> {
        self.instance.reset()
    }

    /// Stops and starts processing, as some hosts do around each block.
    pub fn restart_processing(&mut self) -> Result<(), HostError> {
        self.instance.restart_processing()
    }

    /// From now on the host tells `share` times the tempo at which its position moves.
    pub fn tell_tempo(&mut self, share: f64) {
        self.told_tempo = share;
    }

    /// Deactivates and activates again, at another rate (samples per second).
    pub fn restart(&mut self, rate: f64) -> Result<(), HostError> {
        self.instance.deactivate();
        self.instance.activate(rate, self.setup.blocks.max())?;
        self.timeline = Timeline::new(rate);
        Ok(())
    }

    /// Switches between live and offline rendering, as hosts do before a bounce.
    pub fn set_offline(&mut self, offline: bool) -> Result<(), HostError> {
        self.instance.deactivate();
        self.instance.set_offline(offline)?;
        self.instance.activate(self.setup.rate, self.setup.blocks.max())
    }

    /// Renders `seconds` as fast as it goes.
    pub fn render(&mut self, seconds: f64) -> Result<(), HostError> {
        self.render_frames((seconds * self.setup.rate).round() as u64)
    }

    /// Renders exactly `frames` samples.
    pub fn render_frames(&mut self, frames: u64) -> Result<(), HostError> {
        let end = self.timeline.now() + frames;
        while self.timeline.now() < end {
            self.block(end - self.timeline.now())?;
        }
        Ok(())
    }

    /// Renders up to song position `beats`, in quarters, which must lie ahead with no change of transport before it.
    pub fn render_to(&mut self, beats: f64) -> Result<(), HostError> {
        let ahead = (beats - self.timeline.beats()) * 60.0 / self.timeline.tempo() * self.setup.rate;
        self.render_frames(ahead.round().max(0.0) as u64)
    }

    /// Renders block by block, at about real time, until `done`; fails `limit` after it began.
    pub fn render_until(
        &mut self,
        what: &str,
        limit: Duration,
        mut done: impl FnMut(&mut Host<I>) -> bool,
    ) -> Result<(), HostError> {
        let (begun, from) = (Instant::now(), self.timeline.now());
        while !done(self) {
            if begun.elapsed() > limit {
                return Err(HostError::Late(limit, what.to_owned()));
            }
            self.block(u64::MAX)?;
            let song = Duration::from_secs_f64((self.timeline.now() - from) as f64 / self.setup.rate);
            std::thread::sleep(song.saturating_sub(begun.elapsed()));
        }
        Ok(())
    }

    /// Renders a short block now and then, so that song time almost stands still, until `done`; fails `limit` after it began.
    pub fn wait_until(
        &mut self,
        what: &str,
        limit: Duration,
        mut done: impl FnMut(&mut Host<I>) -> bool,
    ) -> Result<(), HostError> {
        let begun = Instant::now();
        while !done(self) {
            if begun.elapsed() > limit {
                return Err(HostError::Late(limit, what.to_owned()));
            }
            self.block(WAITING_FRAMES)?;
            std::thread::sleep(WAITING_PAUSE);
        }
        Ok(())
    }

    /// Processes one block in which the host says nothing about its transport. The song's clock goes on.
    pub fn block_without_transport(&mut self) -> Result<(), HostError> {
        self.timeline.settle();
        let (start, wanted) = (self.timeline.now(), u64::from(self.setup.blocks.draw()));
        let frames = self.timeline.frames_to_change().unwrap_or(wanted).min(wanted);
        self.timeline.advance(frames);
        self.check(start, None, &[], false)
    }

    /// Processes a block of no frames, as hosts do to hand over parameters.
    pub fn empty_block(&mut self) -> Result<(), HostError> {
        self.timeline.settle();
        let (now, moving) = (self.timeline.now(), self.timeline.playing());
        self.check(now, Some(self.timeline.transport()), &[], moving)
    }

    /// The instance itself.
    pub fn instance(&self) -> &I {
        &self.instance
    }

    /// The instance itself, to show it.
    pub fn instance_mut(&mut self) -> &mut I {
        &mut self.instance
    }

    /// The song's clock.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Everything received so far.
    pub fn take(&self) -> &Take {
        &self.take
    }

    /// Highest absolute sample of the last block.
    pub fn peak(&self) -> f32 {
        let samples = self.outputs.iter().flat_map(|channel| &channel[..self.frames]);
        samples.fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    /// Notes that sound now.
    pub fn sounding(&self) -> usize {
        self.laws.sounding().len()
    }

    /// Processes one block of the policy's length, of at most `limit` frames.
    fn block(&mut self, limit: u64) -> Result<(), HostError> {
        self.timeline.settle();
        let wanted = u64::from(self.setup.blocks.draw()).min(limit);
        let (start, transport) = (self.timeline.now(), self.timeline.transport());
        let (changes, moving) = self.walk(wanted);
        self.check(start, Some(transport), &changes, moving)
    }

    /// Processes the block that ends now and checks what came of it. `moving` says whether the transport rolled anywhere in it.
    fn check(
        &mut self,
        start: u64,
        transport: Option<Transport>,
        changes: &[(u32, Transport)],
        moving: bool,
    ) -> Result<(), HostError> {
        let frames = (self.timeline.now() - start) as u32;
        let told = self.told_tempo;
        let transport = transport.map(|now| Transport { tempo: now.tempo * told, ..now });
        self.process(Block { frames, transport, changes, params: &[], notes: &[], controllers: &[] })?;
        let beats = transport.map_or(f64::NAN, |transport| transport.beats);
        let broken = self.laws.check(frames, moving, &self.sent, &self.outputs);
        broken.map_err(|broken| HostError::Law { sample: start, beats, broken })?;
        self.take.record(start, &self.sent);
        self.instance.idle();
        Ok(())
    }

    /// Moves the clock over the next block: up to the next change, or past changes and listing them, as the setup says. Also says
    /// whether the transport rolled anywhere in it.
    fn walk(&mut self, wanted: u64) -> (Vec<(u32, Transport)>, bool) {
        let told = self.setup.inside == Inside::Told && I::CHANGES_INSIDE_BLOCKS;
        let untold = self.setup.inside == Inside::WrapsUntold;
        let (start, mut changes) = (self.timeline.now(), Vec::new());
        let mut moving = self.timeline.playing();
        loop {
            let rest = start + wanted - self.timeline.now();
            let step = self.timeline.frames_to_change().unwrap_or(rest).min(rest);
            let segments = self.timeline.segments().len();
            self.timeline.advance(step);
            let wrapped = self.timeline.segments().len() != segments;
            if step == rest || !(told || untold && wrapped) {
                return (changes, moving);
            }
            if told && (self.timeline.settle() || wrapped) {
                changes.push(((self.timeline.now() - start) as u32, self.timeline.transport()));
                moving |= self.timeline.playing();
            }
        }
    }

    fn process(&mut self, block: Block) -> Result<(), HostError> {
        self.sent.clear();
        self.outputs.iter_mut().for_each(|channel| channel.fill(f32::NAN));
        self.notes_in.iter().for_each(|note| self.laws.hold(note.on, note.channel, note.key));
        self.controllers_in.iter().for_each(|_| self.laws.turn());
        let (params, notes, controllers) =
            (&self.params_in[..], &self.notes_in[..], &self.controllers_in[..]);
        let block = Block { params, notes, controllers, ..block };
        self.frames = block.frames as usize;
        self.instance.process(&block, &mut self.outputs, &mut self.sent)?;
        self.params_in.clear();
        self.notes_in.clear();
        self.controllers_in.clear();
        Ok(())
    }
}

impl<I: Instance> Drop for Host<I> {
    fn drop(&mut self) {
        self.instance.deactivate();
    }
}
