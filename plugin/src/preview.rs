//! The preview's room: the loop, heard at once. The notes go to the host as they always do; the synthesiser gets the same ones.
//!
//! | crossing | writes | reads | when full | frees |
//! |---|---|---|---|---|
//! | [`Post::to_audio`]: sounds to play with | loader thread | audio | the newest wins | loader, what was never taken |
//! | [`Post::home`]: sounds that are over | audio | loader | never | loader |

mod sound_font;
#[cfg(test)]
mod tests;

pub use sound_font::SoundFont;

use crate::link::{self, Switches};
use cells::Mailbox;
use score::Instrument;
use std::sync::Arc;
use synth::{CHANNELS, Event, Message, Sounds, Synth, general_midi};

/// Notes of one block; what comes on top ends in silence.
const EVENTS: usize = 2048;

/// How sounds change threads, between the loader and the audio thread. Neither ever waits for the other.
#[derive(Default)]
struct Post {
    to_audio: Mailbox<Sounds>,
    home: Mailbox<Sounds>,
}

impl Post {
    /// Loader: has the audio thread play with `sounds`, and frees what it never took and what came home.
    fn send(&self, sounds: Sounds) {
        self.clear();
        self.to_audio.send_and_keep(Box::new(sounds), 0);
    }

    /// Loader: frees what came home.
    fn clear(&self) {
        drop(self.home.take());
    }
}

/// Lives on the audio thread; [`Preview::prepare`] is called before processing begins.
pub struct Preview {
    synth: Option<Synth>,
    rate: f64,
    post: Arc<Post>,
    /// Taken, and waiting for those before to fade.
    coming: Option<Box<Sounds>>,
    events: Vec<Event>,
    players: [Instrument; CHANNELS],
    /// It is off and nothing sounds any more: there is nothing to do.
    asleep: bool,
}

impl Preview {
    pub fn new(sound_font: &SoundFont) -> Preview {
        Preview {
            synth: None,
            rate: 0.0,
            post: sound_font.post(),
            coming: None,
            events: Vec::with_capacity(EVENTS),
            players: general_midi(),
            asleep: false,
        }
    }

    /// Not on the audio thread: takes all the memory that playing needs.
    pub fn prepare(&mut self, rate: f64) {
        if self.rate != rate || self.synth.is_none() {
            self.synth = Some(Synth::new(rate));
            self.rate = rate;
            self.players = general_midi();
        }
    }

    /// After a fault: begins anew, with its own sounds. Allocates.
    pub fn recover(&mut self) {
        (self.synth, self.coming, self.asleep) = (None, None, false);
        self.events.clear();
        self.prepare(self.rate);
    }

    /// Hears a message that the host got in this block. Real-time safe.
    pub fn hear(&mut self, frame: u32, message: link::MidiMessage) {
        let message = match message {
            link::MidiMessage::On { channel, key, velocity } => Message::On { channel, key, velocity },
            link::MidiMessage::Off { channel, key } => Message::Off { channel, key },
            // Who plays is known here, and it has no wheels.
            _ => return,
        };
        // Has capacity, so this does not allocate; one place is kept for the silence that ends an overflow.
        match self.events.len() {
            len if len < EVENTS - 1 => self.events.push(Event { frame, message }),
            len if len < EVENTS => self.events.push(Event { frame, message: Message::Silence }),
            _ => {}
        }
    }

    /// Writes the sound of the block, exact zeros while there is none. `cut`: what sounded before the block ends at its start.
    /// `players`: who plays on each channel from now on. Real-time safe.
    pub fn process(
        &mut self,
        switches: Switches,
        players: impl FnOnce() -> [Option<Instrument>; CHANNELS],
        cut: bool,
        outputs: &mut [&mut [f32]],
    ) {
        outputs.iter_mut().for_each(|channel| channel.fill(0.0));
        self.change_sounds();
        self.asleep &= !switches.on;
        if self.asleep {
            self.events.clear();
            return;
        }
        let Some(synth) = &mut self.synth else { return };
        if cut || !switches.on {
            synth.tell(Message::Silence);
        }
        for (channel, instrument) in (0..).zip(players()).filter_map(|(c, player)| Some((c, player?))) {
            let before = &mut self.players[usize::from(channel)];
            if std::mem::replace(before, instrument) != instrument {
                synth.tell(Message::Instrument { channel, instrument });
            }
        }
        synth.set_gain(10f32.powf(switches.level as f32 / 20.0));
        if !switches.on {
            self.events.clear();
        }
        if let [left, right, ..] = outputs
            && (!self.events.is_empty() || !synth.is_silent())
        {
            synth.process(&self.events, left, right);
        }
        self.asleep = !switches.on && synth.is_silent();
        self.events.clear();
    }

    /// Takes the sounds that were sent, and sends home those that are over.
    fn change_sounds(&mut self) {
        let Some(synth) = &mut self.synth else { return };
        if let Some(over) = synth.retired() {
            self.post.home.send(over);
        }
        if self.coming.is_none() {
            self.coming = self.post.to_audio.take();
        }
        if let Some(sounds) = self.coming.take() {
            self.asleep = false;
            self.coming = synth.use_sounds(sounds).err();
        }
    }
}
