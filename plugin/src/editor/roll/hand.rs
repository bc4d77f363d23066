//! What the user holds and looks at in the roll, as long as the window is open.

use super::super::view::Music;
use super::ops;
use egui::Pos2;
use score::{BARS, Instrument, Note, Ticks};
use session::Swap;
use std::collections::BTreeSet;

/// Lives on the GUI thread, in the editor; nothing else reads it.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    /// In piece time.
    pub selected: Vec<Note>,
    pub gesture: Option<Gesture>,
    /// A press on free ground draws a note.
    pub draws: bool,
    pub snap: Snap,
    /// Lanes of which only a strip is seen.
    pub folded: BTreeSet<Instrument>,
    pub scroll: Scroll,
    /// Of the note that was drawn or resized last.
    pub length: Option<Ticks>,
    /// What the pointer is over or does, in words.
    pub said: String,
    /// A lane has the keyboard.
    pub listens: bool,
}

/// What goes on while the button is down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gesture {
    /// The chosen notes, by the one that was grabbed.
    Move {
        from: Pos2,
        grabbed: Note,
    },
    Resize {
        from: Pos2,
        grabbed: Note,
    },
    Loudness {
        from: Pos2,
        grabbed: Note,
    },
    /// A rectangle; what was chosen before stays chosen if `adds`.
    Marquee {
        from: Pos2,
        adds: bool,
    },
    Draw {
        note: Note,
    },
    /// A lane's start, to so many ticks into the piece.
    Start {
        place: usize,
        ticks: u16,
    },
}

/// The lines on which notes are put.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Snap {
    Quarter,
    Eighth,
    EighthTriplet,
    #[default]
    Sixteenth,
    SixteenthTriplet,
    Off,
}

impl Snap {
    const ALL: [Snap; 6] = [
        Snap::Quarter,
        Snap::Eighth,
        Snap::EighthTriplet,
        Snap::Sixteenth,
        Snap::SixteenthTriplet,
        Snap::Off,
    ];

    pub fn next(self) -> Snap {
        Snap::ALL[(self as usize + 1) % Snap::ALL.len()]
    }

    pub fn ticks(self) -> Ticks {
        Ticks(match self {
            Snap::Quarter => 12,
            Snap::Eighth => 6,
            Snap::EighthTriplet => 4,
            Snap::Sixteenth => 3,
            Snap::SixteenthTriplet => 2,
            Snap::Off => 1,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Snap::Quarter => "1/4",
            Snap::Eighth => "1/8",
            Snap::EighthTriplet => "1/8T",
            Snap::Sixteenth => "1/16",
            Snap::SixteenthTriplet => "1/16T",
            Snap::Off => "free",
        }
    }
}

/// Which bars are in view.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scroll {
    first: f32,
    /// `None`: all, or the first eight.
    shown: Option<f32>,
    /// The user moved it: it does not follow the playhead until it is where the playhead is.
    held: bool,
}

/// Most bars that are in view unless the user wants more.
const USUAL: f32 = 8.0;
/// Fewest bars that can be in view.
const NEAREST: f32 = 1.0;

impl Scroll {
    /// The first bar in view and how many are, of `total`.
    pub fn bars(&self, total: usize) -> (f32, f32) {
        let total = total as f32;
        let shown = self.shown.unwrap_or(USUAL).clamp(NEAREST.min(total), total);
        (self.first.clamp(0.0, total - shown), shown)
    }

    /// Turns pages with the playhead, which is in bar `at`.
    pub fn follow(&mut self, at: Option<f32>, total: usize) {
        let (first, shown) = self.bars(total);
        match at {
            Some(at) if (first..first + shown).contains(&at) => self.held = false,
            Some(at) if !self.held => self.first = (at / shown).floor() * shown,
            _ => {}
        }
    }

    pub fn by(&mut self, bars: f32, total: usize) {
        if bars != 0.0 {
            let (first, shown) = self.bars(total);
            self.first = (first + bars).clamp(0.0, total as f32 - shown);
            self.held = true;
        }
    }

    /// Shows `factor` times fewer bars around the bar `at`.
    pub fn zoom(&mut self, factor: f32, at: f32, total: usize) {
        let (first, shown) = self.bars(total);
        let now = (shown / factor).clamp(NEAREST, (total as f32).max(NEAREST));
        self.first = (at - (at - first) * now / shown).max(0.0);
        self.shown = (now < total as f32 || total as f32 > USUAL).then_some(now);
        self.held = true;
    }
}

impl Hand {
    /// What the gesture would do if the button were released with the pointer at `to`. `ticks` is how far that is in time, `pitches` in
    /// semitones, `points` down, all from where it was pressed; `fine` leaves the lines out.
    pub fn outcome(&self, ticks: f32, pitches: i32, points: f32, fine: bool, end: Ticks) -> Vec<Swap> {
        let step = if fine { 1.0 } else { f32::from(self.snap.ticks().0) };
        let snapped = ((ticks / step).round() * step) as i32;
        match self.gesture {
            Some(Gesture::Move { .. }) => ops::moved(&self.selected, snapped, pitches, end),
            Some(Gesture::Resize { .. }) => ops::resized(&self.selected, snapped),
            Some(Gesture::Loudness { .. }) => ops::louder(&self.selected, -(points / 1.5) as i32),
            Some(Gesture::Draw { note }) => {
                let longer = ((ticks / step).ceil() * step).max(step) as u16;
                let duration = if ticks > 2.0 { Ticks(longer) } else { note.duration };
                ops::drawn(Note { duration, ..note })
            }
            Some(Gesture::Marquee { .. } | Gesture::Start { .. }) | None => Vec::new(),
        }
    }

    /// Takes `swaps` for done: what they brought is chosen now.
    pub fn choose_result(&mut self, swaps: &[Swap]) {
        self.selected = swaps.iter().filter_map(|swap| swap.to).collect();
        if let [Swap { to: Some(note), .. }] = swaps
            && !note.instrument.is_drums()
        {
            self.length = Some(note.duration);
        }
    }

    /// Forgets chosen notes that are not there any more.
    pub fn keep_what_is_there(&mut self, notes: &[Note]) {
        if self.gesture.is_none() {
            self.selected.retain(|note| notes.contains(note));
        }
    }

    pub fn toggle(&mut self, note: Note) {
        match self.selected.iter().position(|other| *other == note) {
            Some(index) => drop(self.selected.remove(index)),
            None => self.selected.push(note),
        }
    }
}

/// The notes of what is shown, in piece time.
pub fn notes(music: &Music) -> Vec<Note> {
    let length = music.metre().loop_len().0;
    let of = |(section, one): (usize, &std::sync::Arc<session::Loop>)| {
        let later = Ticks(section as u16 * length);
        one.notes.iter().map(|note| Note { onset: note.onset + later, ..*note }).collect::<Vec<_>>()
    };
    music.loops().iter().enumerate().flat_map(of).collect()
}

/// Bars of the piece that is shown.
pub fn total_bars(music: &Music) -> usize {
    (BARS * music.loops().len()).max(music.states().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bars_of_a_loop_are_in_view_and_eight_of_a_longer_piece() {
        let scroll = Scroll::default();
        assert_eq!((scroll.bars(4), scroll.bars(8), scroll.bars(32)), ((0.0, 4.0), (0.0, 8.0), (0.0, 8.0)));
    }

    #[test]
    fn pages_turn_with_the_playhead_until_the_user_looks_elsewhere() {
        let mut scroll = Scroll::default();
        scroll.follow(Some(17.5), 32);
        assert_eq!(scroll.bars(32), (16.0, 8.0));
        scroll.by(-10.0, 32);
        scroll.follow(Some(18.0), 32);
        assert_eq!(scroll.bars(32), (6.0, 8.0), "it stays where the user looks");
        scroll.follow(Some(7.0), 32);
        scroll.follow(Some(14.5), 32);
        assert_eq!(scroll.bars(32), (8.0, 8.0), "and goes along again once the playhead was there");
    }

    #[test]
    fn zooming_keeps_the_bar_under_the_pointer_in_its_place() {
        let mut scroll = Scroll::default();
        scroll.zoom(2.0, 2.0, 4);
        assert_eq!(scroll.bars(4), (1.0, 2.0));
        scroll.zoom(0.1, 2.0, 4);
        assert_eq!(scroll.bars(4), (0.0, 4.0));
        scroll.zoom(0.1, 2.0, 32);
        assert_eq!(scroll.bars(32).1, 32.0, "everything can be seen at once");
    }
}
