//! A picture of a loop: a piano roll with a lane for each instrument.

use crate::PictureError;
use crate::canvas::{BAR, BEAT, COLOURS, Canvas, FAINT, Hue, LANE, TEXT};
use score::{BARS, Instrument, Metre, Note};
use std::collections::BTreeMap;

const WIDTH: f32 = 1600.0;
const MARGIN: f32 = 24.0;
const TITLE: f32 = 64.0;
const GUTTER: f32 = 230.0;
const RULER: f32 = 30.0;
const GAP: f32 = 10.0;

/// Draws `notes` (one loop of `metre`) as PNG bytes, under `title`.
pub fn piano_roll(notes: &[Note], metre: Metre, title: &str) -> Result<Vec<u8>, PictureError> {
    let mut lanes: BTreeMap<Instrument, Vec<Note>> = BTreeMap::new();
    notes.iter().for_each(|&note| lanes.entry(note.instrument).or_default().push(note));
    let lanes: Vec<Lane> = lanes.into_values().map(Lane::new).collect();
    let height = TITLE + lanes.iter().map(|lane| lane.height() + GAP).sum::<f32>() + RULER;
    let mut roll = Roll { canvas: Canvas::new(WIDTH as u32, height.ceil() as u32)?, metre };
    roll.canvas.text(title, MARGIN, 40.0, 26.0, TEXT);
    let mut top = TITLE;
    for (lane, colour) in lanes.iter().zip(COLOURS.iter().cycle()) {
        roll.lane(lane, top, *colour);
        top += lane.height() + GAP;
    }
    for bar in 0..BARS {
        let x = roll.x(f32::from(metre.bar().0) * bar as f32);
        roll.canvas.text(&format!("{}", bar + 1), x + 4.0, top + 16.0, 17.0, FAINT);
    }
    roll.canvas.png()
}

/// The notes of one instrument, and the row of each pitch that occurs in it.
struct Lane {
    notes: Vec<Note>,
    /// From the top: for drums the keys that are struck, for others every key of the range.
    rows: Vec<u8>,
}

impl Lane {
    fn new(notes: Vec<Note>) -> Lane {
        let mut rows: Vec<u8> = notes.iter().map(|note| note.pitch).collect();
        rows.sort_unstable();
        rows.dedup();
        if let [low, .., high] = rows[..]
            && !notes[0].instrument.is_drums()
        {
            rows = (low..=high).collect();
        }
        rows.reverse();
        Lane { notes, rows }
    }

    fn height(&self) -> f32 {
        (self.rows.len() as f32 * 8.0).clamp(64.0, 220.0)
    }
}

/// The picture while it is drawn.
struct Roll {
    canvas: Canvas,
    metre: Metre,
}

impl Roll {
    /// Of a tick from the loop's start.
    fn x(&self, tick: f32) -> f32 {
        let left = MARGIN + GUTTER;
        left + (WIDTH - MARGIN - left) * tick / f32::from(self.metre.loop_len().0)
    }

    fn lane(&mut self, lane: &Lane, top: f32, hue: Hue) {
        let instrument = lane.notes[0].instrument;
        self.canvas.bar([MARGIN, top, WIDTH - 2.0 * MARGIN, lane.height()], LANE, 1.0, 6.0);
        self.canvas.text(instrument.name(), MARGIN + 12.0, top + 26.0, 19.0, TEXT);
        self.canvas.text(&format!("{} notes", lane.notes.len()), MARGIN + 12.0, top + 48.0, 15.0, FAINT);
        self.grid(top, lane.height());
        let row = (lane.height() - 12.0) / lane.rows.len() as f32;
        for note in &lane.notes {
            let index = lane.rows.iter().position(|&pitch| pitch == note.pitch).unwrap_or(0);
            let (left, right) = (self.x(f32::from(note.onset.0)), self.x(f32::from(note.end().0)));
            let y = top + 6.0 + row * index as f32;
            let thickness = (row - 1.0).clamp(2.5, 12.0);
            let strength = 0.35 + 0.65 * f32::from(note.velocity) / 127.0;
            let place = [left + 0.5, y + (row - thickness) / 2.0, (right - left - 1.5).max(2.0), thickness];
            self.canvas.bar(place, hue, strength, 2.0);
        }
    }

    fn grid(&mut self, top: f32, height: f32) {
        let (bar, end) = (self.metre.bar().0, self.metre.loop_len().0);
        let (_, denominator) = self.metre.fraction();
        let beat = 48 / u16::from(denominator);
        for tick in (0..=end).step_by(usize::from(beat)) {
            let line = if tick % bar == 0 { BAR } else { BEAT };
            self.canvas.bar([self.x(f32::from(tick)) - 0.5, top, 1.0, height], line, 1.0, 0.0);
        }
    }
}
