//! Numbers that every thread may look at.

use cells::Sequence;
use score::schedule::{above, floor};
use score::{Chord, Metre, harmony};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// What the host last said about time. Written by the audio thread, read by everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HostNow {
    /// In BPM; `None` before the host said any.
    pub tempo: Option<f32>,
    /// The metre that a loop asked for now will have.
    pub metre: Metre,
    /// What the host said, where the token format does not know it (then [`HostNow::metre`] is 4/4).
    pub foreign_metre: Option<(u8, u8)>,
    pub playing: bool,
    /// The chord that the input holds, while Chord follow is on.
    pub chord: Option<Chord>,
}

/// What can fail on the audio thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The playing of notes.
    Playing,
    /// The sound of the preview.
    Preview,
}

/// A phrase in its place, as the audio thread plays it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// [`super::Phrase::epoch`].
    pub epoch: u64,
    /// [`super::Phrase::number`].
    pub number: u64,
    /// Song position at which a pass of it starts, in quarters.
    pub anchor: f64,
    /// How long a pass is, in quarters.
    pub length: f64,
}

impl Placement {
    fn pack(self) -> [u64; 4] {
        [self.epoch + 1, self.number, self.anchor.to_bits(), self.length.to_bits()]
    }

    fn unpack([epoch, number, anchor, length]: [u64; 4]) -> Option<Placement> {
        let epoch = epoch.checked_sub(1)?;
        Some(Placement { epoch, number, anchor: f64::from_bits(anchor), length: f64::from_bits(length) })
    }
}

/// Plain atomics. The audio thread writes what concerns playing, the worker what concerns writing; a reader sees each number
/// as it last was, and numbers of one moment only one by one.
#[derive(Debug)]
pub struct Board {
    /// Audio. BPM as bits; 0 before the host said any.
    tempo: AtomicU32,
    /// Audio. Numerator and denominator as two bytes.
    metre: AtomicU32,
    playing: AtomicBool,
    /// Audio. Pitch classes that the input holds, bit by bit, and the lowest of them as bits 12 to 15; 0: none.
    held: AtomicU32,
    /// Audio. Quarters in the loop as bits, [`NOWHERE`] while none sounds.
    playhead: AtomicU64,
    /// Audio. What is in its place, as [`Placement`] packs it.
    placement: Sequence<4>,
    /// Audio. Which variation is to come next, by the place in the song.
    generation: AtomicU32,
    /// Audio. A written loop waits for its line.
    waiting: AtomicBool,
    /// Audio. Bars that were not written when they were due.
    late: AtomicU32,
    /// Audio. An offline render has waited in vain.
    given_up: AtomicBool,
    /// Audio. What has failed, one bit for each [`Fault`].
    faults: AtomicU32,
    /// Audio. Share of the time that the rest of the loop needs, as bits.
    readiness: AtomicU32,
    /// Worker. Seconds that a bar takes to be written, as bits; 0 before any was.
    pace: AtomicU64,
    /// Worker. The slot that it writes for, and one more; 0 while it writes nothing.
    writing: AtomicU32,
    /// Worker. Bars written of the loop asked last.
    bars: AtomicU32,
}

/// Bits of a NaN: no position.
const NOWHERE: u64 = 0x7ff8_0000_0000_0000;

impl Default for Board {
    fn default() -> Board {
        Board {
            tempo: AtomicU32::new(0),
            metre: AtomicU32::new(4 << 8 | 4),
            playing: AtomicBool::new(false),
            held: AtomicU32::new(0),
            playhead: AtomicU64::new(NOWHERE),
            placement: Sequence::new(),
            generation: AtomicU32::new(0),
            waiting: AtomicBool::new(false),
            late: AtomicU32::new(0),
            given_up: AtomicBool::new(false),
            faults: AtomicU32::new(0),
            readiness: AtomicU32::new(1f32.to_bits()),
            pace: AtomicU64::new(0),
            writing: AtomicU32::new(0),
            bars: AtomicU32::new(0),
        }
    }
}

impl Board {
    /// Audio thread: what the host says. `tempo` in BPM; a metre is numerator and denominator.
    pub fn set_host(&self, playing: bool, tempo: Option<f64>, (numerator, denominator): (u8, u8)) {
        if let Some(tempo) = tempo {
            self.tempo.store((tempo as f32).to_bits(), Ordering::Relaxed);
        }
        self.metre.store(u32::from(numerator) << 8 | u32::from(denominator), Ordering::Relaxed);
        self.playing.store(playing, Ordering::Relaxed);
    }

    pub fn host(&self) -> HostNow {
        let tempo = f32::from_bits(self.tempo.load(Ordering::Relaxed));
        let metre = self.metre.load(Ordering::Relaxed);
        let fraction = ((metre >> 8) as u8, metre as u8);
        let known = Metre::from_fraction(fraction.0, fraction.1);
        HostNow {
            tempo: (tempo > 0.0).then_some(tempo),
            metre: known.unwrap_or_default(),
            foreign_metre: known.is_none().then_some(fraction),
            playing: self.playing.load(Ordering::Relaxed),
            chord: self.chord(),
        }
    }

    /// Audio thread: the pitch classes that the input holds as a chord, bit by bit, and the lowest of them; none: no chord.
    pub fn set_held(&self, classes: u16, bass: u8) {
        self.held.store(u32::from(classes & 0xfff) | u32::from(bass & 0xf) << 12, Ordering::Release);
    }

    fn chord(&self) -> Option<Chord> {
        let held = self.held.load(Ordering::Acquire);
        harmony::chord((held & 0xfff) as u16, (held >> 12) as u8)
    }

    /// Audio thread: quarters from the start of the loop that sounds.
    pub fn set_playhead(&self, quarters: Option<f64>) {
        self.playhead.store(quarters.map_or(NOWHERE, f64::to_bits), Ordering::Relaxed);
    }

    pub fn playhead(&self) -> Option<f64> {
        number(&self.playhead)
    }

    /// Audio thread: what is in its place. Real-time safe.
    pub fn set_placement(&self, placement: Option<Placement>) {
        let words = placement.map_or([0; 4], Placement::pack);
        let before = self.placement.read().map_or([0; 4], |(_, words)| words);
        // Seldom something else; the audio thread alone writes.
        if before != words {
            self.placement.write(words);
        }
    }

    /// What is in its place, all of one moment.
    pub fn placement(&self) -> Option<Placement> {
        self.placement.read().and_then(|(_, words)| Placement::unpack(words))
    }

    /// Song position in quarters at which a pass of the loop with this epoch starts; `None` before it has its place.
    pub fn anchor(&self, epoch: u64) -> Option<f64> {
        self.placement().filter(|placement| placement.epoch == epoch).map(|placement| placement.anchor)
    }

    /// Number of the phrase that is in its place, 0 while none is.
    pub fn heard(&self) -> u64 {
        self.placement().map_or(0, |placement| placement.number)
    }

    /// Audio thread: the variation that is to be there at the next line.
    pub fn set_generation(&self, generation: u32) {
        self.generation.store(generation, Ordering::Release);
    }

    pub fn generation(&self) -> u32 {
        self.generation.load(Ordering::Acquire)
    }

    /// Audio thread: whether a written loop waits for its line.
    pub fn set_waiting(&self, waiting: bool) {
        self.waiting.store(waiting, Ordering::Relaxed);
    }

    pub fn waiting(&self) -> bool {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Audio thread: so many more bars were not written when they were due.
    pub fn count_late(&self, bars: u32) {
        if bars > 0 {
            self.late.fetch_add(bars, Ordering::Relaxed);
        }
    }

    /// Audio thread: how much of the time until they are due the bars have that are not written yet, 0..=1.
    pub fn set_readiness(&self, share: f32) {
        self.readiness.store(share.to_bits(), Ordering::Relaxed);
    }

    /// 1: everything that is asked for will be there in time, as far as is known.
    pub fn readiness(&self) -> f32 {
        f32::from_bits(self.readiness.load(Ordering::Relaxed))
    }

    /// Worker: seconds that a bar takes to be written.
    pub fn set_pace(&self, seconds: f64) {
        self.pace.store(seconds.max(0.0).to_bits(), Ordering::Relaxed);
    }

    /// Seconds that a bar takes to be written, as measured last; 0 before any was.
    pub fn pace(&self) -> f64 {
        f64::from_bits(self.pace.load(Ordering::Relaxed))
    }

    /// Audio thread: an offline render has waited in vain for what was asked for. GUI: it has been read.
    pub fn set_given_up(&self, given_up: bool) {
        self.given_up.store(given_up, Ordering::Relaxed);
    }

    pub fn given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    /// Audio thread: something has failed. Real-time safe.
    pub fn add_fault(&self, fault: Fault) {
        self.faults.fetch_or(1 << fault as u32, Ordering::Relaxed);
    }

    /// Whether this has failed since it was read last.
    pub fn has_failed(&self, fault: Fault) -> bool {
        self.faults.load(Ordering::Relaxed) >> fault as u32 & 1 == 1
    }

    /// GUI: faults have been read.
    pub fn forget_faults(&self) {
        self.faults.store(0, Ordering::Relaxed);
    }

    /// Worker: the slot that it writes for.
    pub fn set_writing(&self, slot: Option<usize>) {
        self.writing.store(slot.map_or(0, |slot| slot as u32 + 1), Ordering::Release);
    }

    pub fn writing(&self) -> Option<usize> {
        self.writing.load(Ordering::Acquire).checked_sub(1).map(|slot| slot as usize)
    }

    pub fn late(&self) -> u32 {
        self.late.load(Ordering::Relaxed)
    }

    /// The pass of the loop in its place that song position `beat` lies in, counted from the song's start; `None` while there is no loop.
    pub fn pass(&self, beat: f64) -> Option<i64> {
        let Placement { anchor, length, .. } = self.placement().filter(|placement| placement.length > 0.0)?;
        // What rounds to a line lies behind it.
        Some(floor((beat - above(anchor, length)) / length + 1e-4))
    }

    /// Song position in quarters at which a pass of the loop in its place starts, whatever its epoch.
    pub fn line(&self) -> Option<f64> {
        self.placement().map(|placement| placement.anchor)
    }

    /// Worker: bars written of the loop asked last.
    pub fn set_bars(&self, bars: usize) {
        self.bars.store(bars as u32, Ordering::Relaxed);
    }

    pub fn bars(&self) -> usize {
        self.bars.load(Ordering::Relaxed) as usize
    }
}

fn number(bits: &AtomicU64) -> Option<f64> {
    Some(f64::from_bits(bits.load(Ordering::Relaxed))).filter(|number| !number.is_nan())
}

#[cfg(test)]
mod tests;
