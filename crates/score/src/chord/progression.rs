//! Chords of several bars as musicians write them: `Am7 | F | C/G | G7sus4`.
//!
//! Bars are divided by `|`; where there is none, every chord has a bar of its own. Two chords in a bar have half of it each. `%` repeats the
//! bar before, `?` (or an empty bar) leaves it open, `N.C.` is no chord.

use super::name::{Named, read_chord};
use super::{CHORD_SLOTS, ChordSlot};
use crate::time::BARS;
use std::ops::Range;

/// Most bars that a progression can have: the longest piece.
pub(super) const MAX_BARS: usize = 32;

/// A text, read. Whatever the text is, there is a progression: what cannot be read is left open, and a remark says why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progression {
    /// The two halves of each bar.
    pub bars: Vec<[ChordSlot; 2]>,
    /// In the order of the text.
    pub remarks: Vec<Remark>,
}

/// Something about a place in the text, for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Bytes of the text.
    pub at: Range<usize>,
    /// It could not be read and is left open; otherwise it was read as something near.
    pub wrong: bool,
    /// In words: what is wrong and what is done instead.
    pub text: String,
}

impl Progression {
    /// Reads `text`.
    pub fn read(text: &str) -> Progression {
        let mut read = Progression::default();
        let divided = text.contains(['|', '\n']);
        let mut spans = if divided { bars(text) } else { words(text, 0..text.len()) };
        if let Some(beyond) = spans.get(MAX_BARS).cloned() {
            let at = beyond.start..text.len();
            read.remark(at, true, format!("Only the first {MAX_BARS} bars count."));
            spans.truncate(MAX_BARS);
        }
        for span in spans {
            let bar = read.bar(text, span);
            read.bars.push(bar);
        }
        read.remarks.sort_by_key(|remark| remark.at.start);
        read
    }

    /// What the loop `section` of a piece is asked for: up to four bars repeat in each loop, more go on from loop to loop.
    pub fn section(&self, section: usize) -> [ChordSlot; CHORD_SLOTS] {
        let length = self.bars.len();
        std::array::from_fn(|slot| {
            let bar = match length {
                0..=BARS => (slot / 2) % length.max(1),
                _ => (BARS * section + slot / 2) % length.next_multiple_of(BARS),
            };
            self.bars.get(bar).map_or(ChordSlot::Any, |bar| bar[slot % 2])
        })
    }

    /// Whether anything in the text could not be read.
    pub fn is_wrong(&self) -> bool {
        self.remarks.iter().any(|remark| remark.wrong)
    }

    fn remark(&mut self, at: Range<usize>, wrong: bool, text: String) {
        self.remarks.push(Remark { at, wrong, text });
    }

    fn bar(&mut self, text: &str, span: Range<usize>) -> [ChordSlot; 2] {
        let words = words(text, span);
        let before = self.bars.last().copied();
        let halves: Vec<[ChordSlot; 2]> =
            words.iter().take(2).map(|word| self.word(text, word.clone(), before)).collect();
        if let Some(third) = words.get(2) {
            let at = third.start..words.last().map_or(third.end, |last| last.end);
            self.remark(at, true, "A bar has room for two chords: the others are left out.".to_owned());
        }
        match halves.as_slice() {
            [] => [ChordSlot::Any; 2],
            [whole] => *whole,
            [first, second, ..] => [first[0], second[1]],
        }
    }

    /// What `word` stands for, in both halves of its bar. `before` is the bar before.
    fn word(&mut self, text: &str, word: Range<usize>, before: Option<[ChordSlot; 2]>) -> [ChordSlot; 2] {
        let said = &text[word.clone()];
        match said.to_ascii_lowercase().as_str() {
            "?" | "*" | "any" => return [ChordSlot::Any; 2],
            "nc" | "n.c." | "n.c" => return [ChordSlot::None; 2],
            "%" if before.is_some() => return before.unwrap_or_default(),
            "%" => {
                self.remark(word, true, "There is no bar before that could be repeated.".to_owned());
                return [ChordSlot::Any; 2];
            }
            _ => {}
        }
        match read_chord(said) {
            Ok(Named { chord, exact }) => {
                if !exact {
                    self.remark(word, false, format!("{said} is asked for as {chord}, the nearest."));
                }
                [ChordSlot::Chord(chord); 2]
            }
            Err(fault) => {
                let at = word.start + fault.at.start..word.start + fault.at.end;
                self.remark(at, true, fault.text);
                [ChordSlot::Any; 2]
            }
        }
    }
}

/// `bars` as a text that reads the same.
pub fn write(bars: &[[ChordSlot; 2]]) -> String {
    let slot = |slot: ChordSlot| match slot {
        ChordSlot::Any => "?".to_owned(),
        ChordSlot::None => "N.C.".to_owned(),
        ChordSlot::Chord(chord) => chord.to_string(),
    };
    let bar = |&[first, second]: &[ChordSlot; 2]| match first == second {
        true => slot(first),
        false => format!("{} {}", slot(first), slot(second)),
    };
    if bars.iter().flatten().all(|slot| *slot == ChordSlot::Any) {
        return String::new();
    }
    match bars {
        // Without a line these would be two bars.
        [one] if one[0] != one[1] => format!("{} |", bar(one)),
        bars => bars.iter().map(bar).collect::<Vec<_>>().join(" | "),
    }
}

/// The bars of `text` between its bar lines. A double line is one, and lines at the ends divide nothing.
fn bars(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, sign) in text.char_indices().chain([(text.len(), '|')]) {
        if sign == '|' || sign == '\n' {
            spans.push(start..at);
            start = at + sign.len_utf8();
        }
    }
    let said = |span: &Range<usize>| !text[span.clone()].trim().is_empty();
    let first = spans.iter().position(said).unwrap_or(spans.len());
    let behind = spans.iter().rposition(said).map_or(first, |last| last + 1);
    spans[first..behind].iter().filter(|span| !span.is_empty()).cloned().collect()
}

/// The words of `text` inside `span`; dashes between chords count for nothing.
fn words(text: &str, span: Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let inside = &text[span.clone()];
    for (at, sign) in inside.char_indices().chain([(inside.len(), ' ')]) {
        match (sign.is_whitespace() || sign == ',' || sign == ';', start) {
            (true, Some(begun)) => {
                words.push(span.start + begun..span.start + at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    words.retain(|word| !["-", "–", "—", "/"].contains(&&text[word.clone()]));
    words
}

#[cfg(test)]
#[path = "progression_tests.rs"]
mod tests;
