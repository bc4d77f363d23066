//! What the demo says in the end.

use crate::options::Options;
use score::{BARS, Instrument};

/// What came of a demo.
pub struct Summary<'a> {
    pub options: &'a Options,
    pub asked: Vec<Instrument>,
    pub sounding: Vec<Instrument>,
    pub notes: usize,
    /// What was received is what the plugin has stored.
    pub as_stored: bool,
    /// Farthest that any note-on or note-off was from where the timing rule puts it.
    pub max_timing_error_samples: u64,
    pub unpaired_note_ons: usize,
    /// From pressing Generate to the first bar, and to the last.
    pub first_bar_ms: u128,
    pub loop_ms: u128,
}

impl Summary<'_> {
    /// Whether the demo did what it says.
    pub fn is_right(&self) -> bool {
        // In less than a whole loop not every instrument has to come in.
        let whole = self.options.bars >= BARS as u32 && !self.asked.is_empty();
        (!whole || self.asked == self.sounding)
            && self.as_stored
            && self.max_timing_error_samples == 0
            && self.unpaired_note_ons == 0
    }

    /// For programs.
    pub fn json(&self) -> serde_json::Value {
        let names = |instruments: &[Instrument]| instruments.iter().map(|i| i.name()).collect::<Vec<_>>();
        serde_json::json!({
            "out": self.options.out,
            "tempo": self.options.tempo,
            "seed": self.options.seed,
            "bars": self.options.bars,
            "instruments_asked": names(&self.asked),
            "instruments_sounding": names(&self.sounding),
            "notes": self.notes,
            "max_timing_error_samples": self.max_timing_error_samples,
            "unpaired_note_ons": self.unpaired_note_ons,
            "first_bar_ms": self.first_bar_ms as u64,
            "loop_ms": self.loop_ms as u64,
        })
    }

    /// For people.
    pub fn text(&self) -> String {
        let names =
            |instruments: &[Instrument]| instruments.iter().map(|i| i.name()).collect::<Vec<_>>().join(", ");
        let out = self.options.out.display();
        let stored =
            if self.as_stored { "as the plugin stored them" } else { "NOT as the plugin stored them" };
        let ons = if self.unpaired_note_ons == 0 {
            "every one with its note-off"
        } else {
            "NOT all with note-offs"
        };
        [
            format!("asked     {}", names(&self.asked)),
            format!("sounding  {}", names(&self.sounding)),
            format!("notes     {}, {stored}, {ons}", self.notes),
            format!("timing    {} samples off at most", self.max_timing_error_samples),
            format!("written   first bar after {} ms, all four after {} ms", self.first_bar_ms, self.loop_ms),
            format!("kept      loop.mid, loop.png, loop.wav and loop-spectrogram.png in {out}"),
        ]
        .join("\n")
    }
}
