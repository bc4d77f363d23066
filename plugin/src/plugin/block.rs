//! What an instance does in a block.

#[cfg(debug_assertions)]
use super::sounding_keys;
use super::{Quatrain, events};
use crate::audio::{HostTime, Trigger};
use crate::link::{Action, Fault, What};
use crate::params::{Settings, Triggered};
use nice_plug::prelude::*;
use nice_plug::util::permit_alloc;
use std::time::{Duration, Instant};

/// How long an offline render waits for a loop that was asked for.
const PATIENCE: Duration = Duration::from_secs(20);

impl Quatrain {
    /// Plays the notes of a block of `frames` frames; whether what sounded before it was cut off.
    pub(super) fn play(&mut self, frames: u32, context: &mut impl ProcessContext<Self>) -> bool {
        let host = HostTime::read(context.transport());
        self.commands.process(host.rolling);
        self.board.set_host(host.rolling, host.tempo, host.metre);
        let settings = self.params.settings_after(&mut self.known);
        let thru = settings.listening.thru && !settings.controls.bypass;
        if self.player.begin(&host, thru, frames) {
            self.input.release_all();
        }
        self.input.begin(&host, settings.listening);
        self.listen(settings.triggered, context);
        self.follow(&host, &settings);
        if self.offline {
            self.wait();
        }
        let Quatrain { preview, player, input, keys, .. } = self;
        keys.begin();
        player.process(&host, &settings.controls, frames, &mut |frame, message| {
            let sent = context.try_send_event(events::outgoing(frame, message)).is_ok();
            if sent {
                keys.note(frame, message);
                preview.hear(frame, message);
            }
            sent
        });
        if let Some(held) = input.settle(frames) {
            self.board.set_held(held.classes, held.bass);
            self.commands.give(self.params.slot(), What::FollowChord);
        }
        self.player.cut()
    }

    /// Writes the sound of the block.
    pub(super) fn sound(&mut self, cut: bool, buffer: &mut Buffer) {
        let Quatrain { preview, player, params, known, .. } = self;
        let settings = params.settings_after(known);
        preview.process(settings.preview, || player.players(), cut, buffer.as_slice());
    }

    /// The playing has failed just `now`, or is not tried any more: every note that the host was told ends, and nothing else is played in
    /// this block. What was in the middle of something is made anew, which allocates: it happens at most a few times, and the host goes on.
    #[cold]
    pub(super) fn end_all(
        &mut self,
        now: bool,
        frames: u32,
        context: &mut impl ProcessContext<Self>,
    ) -> bool {
        self.keys.end_all(frames.saturating_sub(1), &mut |frame, message| {
            context.try_send_event(events::outgoing(frame, message)).is_ok()
        });
        if now {
            self.board.add_fault(Fault::Playing);
            permit_alloc(|| {
                self.player.recover();
                self.input.release_all();
            });
        }
        true
    }

    /// The preview has failed just `now`, or is not tried any more: the block is silent.
    #[cold]
    pub(super) fn silence(&mut self, now: bool, buffer: &mut Buffer) {
        buffer.as_slice().iter_mut().for_each(|channel| channel.fill(0.0));
        if now {
            self.board.add_fault(Fault::Preview);
            permit_alloc(|| self.preview.recover());
        }
    }

    /// Hears what comes in, and does what it or a parameter that is turned on asks for.
    fn listen(&mut self, now: Triggered, context: &mut impl ProcessContext<Self>) {
        let before = std::mem::replace(&mut self.triggered, now);
        if now.generate != before.generate {
            self.act(0, Action::Generate);
        }
        if now.capture != before.capture {
            self.act(0, Action::Capture);
        }
        if now.reroll != before.reroll && now.lanes != 0 {
            self.commands.give(self.params.slot(), What::Reroll { lanes: now.lanes });
        }
        while let Some(event) = context.next_event() {
            events::incoming(&event, &mut |frame, message| {
                #[cfg(debug_assertions)]
                sounding_keys::fail_if_asked(message);
                match self.input.hear(frame, message) {
                    Trigger::Yes(action) => action.into_iter().for_each(|action| self.act(frame, action)),
                    Trigger::No => self.player.pass(frame, message),
                }
            });
        }
    }

    /// Does what is asked for at `frame` of the block. Real-time safe.
    #[cold]
    fn act(&mut self, frame: u32, action: Action) {
        let what = match action {
            Action::Generate => What::Generate,
            Action::RerollAll => What::Reroll { lanes: u16::MAX },
            Action::Reroll(lane) => What::Reroll { lanes: 1 << (lane & 15) },
            Action::Lock(lane) => What::ToggleLock { lane },
            // That it is another one is seen where the parameter's is.
            Action::Slot(slot) => return self.params.select_slot(slot),
            Action::Capture => {
                self.input.capture(&self.stand, self.board.line(), frame);
                What::Capture
            }
            Action::Undo => What::Undo,
            Action::Redo => What::Redo,
        };
        self.commands.give(self.params.slot(), what);
    }

    /// Has the worker look when another slot or group is chosen, or another variation is to come: the one of the next pass, or, where the
    /// transport starts or jumps, of the pass there.
    fn follow(&mut self, host: &HostTime, settings: &Settings) {
        let every = settings.controls.evolve;
        let pass = host.beat.and_then(|beat| self.board.pass(beat));
        let goes_on = self.rolling
            && pass.zip(self.pass).is_some_and(|(now, before)| (before..=before + 1).contains(&now));
        (self.rolling, self.pass) = (host.rolling, pass);
        let generation = pass.filter(|_| every > 0).map_or(self.seen.1, |pass| {
            let next = pass + i64::from(goes_on);
            u32::try_from(next.max(0) / i64::from(every)).unwrap_or(u32::MAX)
        });
        let seen = (self.params.slot(), generation, every, settings.group);
        if seen != self.seen {
            self.seen = seen;
            self.board.set_generation(generation);
            self.commands.give(seen.0, What::Look);
        }
    }

    /// An offline render has time: what was asked for is to be in it.
    #[cold]
    fn wait(&mut self) {
        let commands = self.commands.shared();
        let (begun, given) = (Instant::now(), commands.given());
        if self.given_up == given && given > 0 {
            return;
        }
        let busy = || commands.owes() || self.params.sound_font.is_loading();
        while busy() && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
        if busy() {
            self.given_up = given;
            self.board.set_given_up(true);
        }
    }
}
