//! What a host project stores beyond the parameters: the instruments, and the notes of the loop.

use crate::link::{Board, Calls, Part, Phrase, PhraseSender, Restored};
use nice_plug::prelude::{ParamPtr, Params};
use score::note::canonicalise;
use score::request::MAX_TRACKS;
use score::schedule::LANES;
use score::smf::channels;
use score::{BARS, Instrument, Metadata, Metre, Note, Request, schedule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Version of the layout that is written; older ones are read, newer ones refused.
const VERSION: u32 = 1;
/// Key of the one persisted field.
const FIELD: &str = "quatrain";

/// One loop, or as much of it as is written. Immutable: a further bar makes another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loop {
    pub metre: Metre,
    /// Canonical.
    pub notes: Vec<Note>,
    /// Bars that are written, from the first; [`BARS`] once the loop is whole.
    pub bars: usize,
    /// The request that the notes answer.
    pub asked: Request,
    /// What they are, measured; once the loop is whole.
    pub got: Option<Metadata>,
}

impl Loop {
    /// The same for the audio thread. Where the composer chose the instruments, channels are only known once the loop is whole:
    /// nothing sounds before.
    fn phrase(&self, epoch: u64, restored: Option<Restored>) -> Option<Phrase> {
        let chosen = self.asked.tracks.is_empty();
        if chosen && self.bars < BARS {
            return None;
        }
        let asked = self.asked.tracks.iter().map(|track| track.instrument);
        let sounding = self.notes.iter().map(|note| note.instrument);
        let instruments: Vec<Instrument> = asked.chain(sounding).collect();
        let channels = channels(&instruments);
        let lanes: Vec<(Instrument, u8)> =
            (0..LANES as u8).zip(&channels).map(|(lane, (instrument, _))| (*instrument, lane)).collect();
        let mut parts = [None; LANES];
        for (part, (instrument, channel)) in parts.iter_mut().zip(channels.iter().copied()) {
            *part = Some(Part { instrument, channel });
        }
        let strikes = schedule::strikes(&self.notes, &lanes, self.asked.seed);
        let (metre, bars) = (self.metre, self.bars);
        let programs = programs(&channels);
        Some(Phrase { metre, bars, parts, strikes, programs, restored, ..Phrase::silence(epoch) })
    }
}

/// The program of each channel; of instruments that share one, the first's.
fn programs(channels: &[(Instrument, u8)]) -> [u8; 16] {
    let mut programs = [0; 16];
    for &(instrument, channel) in channels.iter().rev().filter(|(instrument, _)| !instrument.is_drums()) {
        programs[usize::from(channel)] = instrument.0;
    }
    programs
}

/// Shared by the host's main thread, the editor and the worker; never by the audio thread. The only owner of instruments and
/// loop: everybody else holds copies.
#[derive(Debug)]
pub struct Saved {
    content: Mutex<Content>,
    calls: Arc<Calls>,
    board: Arc<Board>,
}

#[derive(Debug)]
struct Content {
    instruments: Vec<Instrument>,
    the_loop: Option<Arc<Loop>>,
    /// Of `the_loop`: what is older never replaces it.
    epoch: u64,
    /// Song position at which a pass of `the_loop` is to start, in quarters, while the audio thread has not placed it yet: a host may
    /// store a project again before it plays a block.
    anchor: Option<f64>,
    error: Option<String>,
    /// Behind the lock, so that phrases leave in the order of their epochs.
    to_audio: PhraseSender,
}

/// The layout in the host's project.
#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    instruments: Vec<Instrument>,
    #[serde(rename = "loop")]
    the_loop: Option<Loop>,
    /// Song position at which a pass of the loop started, in quarters.
    anchor: Option<f64>,
}

/// What every version of the layout has.
#[derive(Deserialize)]
struct Layout {
    version: u32,
}

/// Song positions beyond are nonsense, in quarters.
const FARTHEST: f64 = 1e9;

/// A band: drums, fingered bass, electric piano, clean guitar.
const BAND: [Instrument; 4] = [Instrument::DRUMS, Instrument(33), Instrument(4), Instrument(27)];

impl Saved {
    pub(crate) fn new(to_audio: PhraseSender, calls: Arc<Calls>, board: Arc<Board>) -> Saved {
        let content = Content {
            instruments: BAND.to_vec(),
            the_loop: None,
            epoch: 0,
            anchor: None,
            error: None,
            to_audio,
        };
        Saved { content: Mutex::new(content), calls, board }
    }

    /// The instruments that the next loop is to have, canonical; none: the composer chooses.
    pub fn instruments(&self) -> Vec<Instrument> {
        self.lock().instruments.clone()
    }

    /// Keeps at most [`MAX_TRACKS`] different instruments, in canonical order.
    pub fn set_instruments(&self, instruments: &[Instrument]) {
        self.lock().instruments = tidy(instruments);
    }

    /// The loop that plays or is being written.
    pub fn the_loop(&self) -> Option<Arc<Loop>> {
        self.lock().the_loop.clone()
    }

    /// Keeps the loop that answers the ask `epoch`, whole or in part, and sends it to the audio thread; unless a later one, or a
    /// restored state, was there before.
    pub(crate) fn write(&self, epoch: u64, the_loop: Loop) {
        let mut content = self.lock();
        if epoch < content.epoch {
            return;
        }
        // It takes over in the place of a loop of its metre.
        let in_place = content.the_loop.as_ref().is_some_and(|before| before.metre == the_loop.metre);
        content.anchor = self.anchor(&content).filter(|_| in_place);
        if let Some(phrase) = the_loop.phrase(epoch, None) {
            content.to_audio.send(phrase);
        }
        content.epoch = epoch;
        content.the_loop = Some(Arc::new(the_loop));
    }

    /// Why the last state could not be restored.
    pub fn error(&self) -> Option<String> {
        self.lock().error.clone()
    }

    pub(crate) fn dismiss_error(&self) {
        self.lock().error = None;
    }

    /// Where the audio thread has placed the loop, or where it is to.
    fn anchor(&self, content: &Content) -> Option<f64> {
        self.board.anchor(content.epoch).or(content.anchor)
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        // Every write is a few assignments, so a poisoned content is still whole.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over a stored state; the loop that plays gives way to the stored one, or to silence.
    fn restore(&self, stored: Stored) {
        let mut content = self.lock();
        // Behind the lock, so that of two states the one with the later epoch stays.
        let epoch = self.calls.void();
        let restored = Some(Restored { anchor: stored.anchor.filter(|beat| beat.abs() <= FARTHEST) });
        let the_loop = stored.the_loop.map(sound);
        let silence = Phrase { restored, ..Phrase::silence(epoch) };
        let phrase = the_loop.as_ref().and_then(|stored| stored.phrase(epoch, restored)).unwrap_or(silence);
        content.instruments = tidy(&stored.instruments);
        content.the_loop = the_loop.map(Arc::new);
        content.epoch = epoch;
        content.error = None;
        content.anchor = restored.and_then(|restored| restored.anchor);
        content.to_audio.send(phrase);
    }
}

fn parse(fields: &BTreeMap<String, String>) -> Result<Stored, String> {
    let text = fields
        .get(FIELD)
        .ok_or("The state is not Quatrain's: instruments and loop stay as they were.".to_owned())?;
    let damaged = |e| format!("The stored state is damaged ({e}): instruments and loop stay as they were.");
    // Its version first: a newer layout is not damage.
    let Layout { version } = serde_json::from_str(text).map_err(damaged)?;
    match version {
        VERSION => serde_json::from_str(text).map_err(damaged),
        other => Err(format!(
            "The state was stored by a newer Quatrain (version {other}, this one reads {VERSION}): please update the plugin."
        )),
    }
}

fn tidy(instruments: &[Instrument]) -> Vec<Instrument> {
    let mut tidy: Vec<Instrument> =
        instruments.iter().copied().filter(|i| i.0 <= Instrument::DRUMS.0).collect();
    tidy.sort();
    tidy.dedup();
    tidy.truncate(MAX_TRACKS);
    tidy
}

/// A stored loop with the guarantees that a written one has.
fn sound(mut saved: Loop) -> Loop {
    saved.notes.retain(|note| (1..=127).contains(&note.velocity) && note.instrument.0 <= 128);
    saved.notes = canonicalise(&saved.notes, saved.metre);
    saved.bars = saved.bars.min(BARS);
    saved
}

// SAFETY: there is no parameter in here, so no pointer is ever handed out.
unsafe impl Params for Saved {
    fn param_map(&self) -> Vec<(String, ParamPtr, String)> {
        Vec::new()
    }

    fn serialize_fields(&self) -> BTreeMap<String, String> {
        let (instruments, the_loop, anchor) = {
            let content = self.lock();
            (content.instruments.clone(), content.the_loop.clone(), self.anchor(&content))
        };
        let anchor = anchor.filter(|_| the_loop.is_some());
        let stored = Stored { version: VERSION, instruments, the_loop: the_loop.as_deref().cloned(), anchor };
        // Numbers that JSON cannot hold were never let in, so this does not fail; if it did, the field would be missing.
        serde_json::to_string(&stored).map(|text| (FIELD.to_owned(), text)).into_iter().collect()
    }

    fn deserialize_fields(&self, serialized: &BTreeMap<String, String>) {
        match parse(serialized) {
            Ok(stored) => self.restore(stored),
            Err(error) => self.lock().error = Some(error),
        }
    }
}

#[cfg(test)]
mod tests;
