//! Picks the chord of a bar, or of half of it, from all that there are.

use super::chip;
use super::theme;
use super::view::Action;
use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, vec2};
use score::chord::{Progression, pitch_class, write_progression};
use score::{BARS, Chord, ChordSlot, Quality};

/// What of a bar a chord is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Half {
    #[default]
    Both,
    First,
    Second,
}

const WIDTH: f32 = 240.0;
const KEY: f32 = 25.0;

/// `bar` counts from the start of the piece.
pub fn picker(ui: &mut Ui, read: &Progression, bar: usize, half: &mut Half, actions: &mut Vec<Action>) {
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing = vec2(3.0, 3.0);
    ui.horizontal(|ui| {
        for (which, text) in
            [(Half::Both, "whole bar"), (Half::First, "first half"), (Half::Second, "second half")]
        {
            if chip::toggle(ui, text, text, *half == which).clicked() {
                *half = which;
            }
        }
    });
    let bars = spelled_out(read, bar);
    let now = bars[bar][usize::from(*half == Half::Second)];
    let (root, quality) = match now {
        ChordSlot::Chord(chord) => (Some(chord.root), Some(chord.quality)),
        _ => (None, None),
    };
    let mut picked = None;
    keys(ui, (0..12).map(|class| (class, pitch_class(class).to_owned())), root, 6, |class| {
        picked = Some(ChordSlot::Chord(Chord { root: class, quality: quality.unwrap_or(Quality::Major) }));
    });
    ui.add_space(4.0);
    let base = root.unwrap_or(0);
    let named = |quality| (quality, Chord { root: base, quality }.to_string());
    keys(ui, Quality::ALL.into_iter().map(named), quality, 3, |quality| {
        picked = Some(ChordSlot::Chord(Chord { root: base, quality }));
    });
    ui.add_space(4.0);
    let others = [(ChordSlot::Any, "any".to_owned()), (ChordSlot::None, "no chord".to_owned())];
    keys(ui, others.into_iter(), Some(now), 2, |slot| picked = Some(slot));
    if let Some(slot) = picked {
        actions.push(Action::SetChords(with(bars, bar, *half, slot)));
    }
}

/// Every bar up to `bar`, and up to the end of its four, as it is asked now.
fn spelled_out(read: &Progression, bar: usize) -> Vec<[ChordSlot; 2]> {
    let bars = read.bars.len().max(bar + 1).next_multiple_of(BARS);
    let of = |bar: usize| {
        let slots = read.section(bar / BARS);
        [slots[2 * (bar % BARS)], slots[2 * (bar % BARS) + 1]]
    };
    (0..bars).map(of).collect()
}

fn with(mut bars: Vec<[ChordSlot; 2]>, bar: usize, half: Half, slot: ChordSlot) -> String {
    match half {
        Half::Both => bars[bar] = [slot; 2],
        Half::First => bars[bar][0] = slot,
        Half::Second => bars[bar][1] = slot,
    }
    write_progression(&bars)
}

/// A grid of keys, `columns` wide; `pick` gets what is pressed.
fn keys<T: Copy + PartialEq>(
    ui: &mut Ui,
    keys: impl Iterator<Item = (T, String)>,
    now: Option<T>,
    columns: usize,
    mut pick: impl FnMut(T),
) {
    let keys: Vec<(T, String)> = keys.collect();
    let width = (WIDTH - 3.0 * (columns as f32 - 1.0)) / columns as f32;
    for row in keys.chunks(columns) {
        ui.horizontal(|ui| {
            for (value, text) in row {
                let (rect, response) = ui.allocate_exact_size(vec2(width, KEY), Sense::click());
                let on = now == Some(*value);
                response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, text));
                key(ui, rect, text, on, response.hovered());
                chip::focus(ui, &response);
                if response.clicked() {
                    pick(*value);
                }
            }
        });
    }
}

fn key(ui: &Ui, rect: Rect, text: &str, on: bool, hovered: bool) {
    let (fill, ink) = match (on, hovered) {
        (true, _) => (theme::ACCENT, theme::ON_ACCENT),
        (false, true) => (theme::CONTROL_HOT, theme::TEXT),
        (false, false) => (theme::CONTROL, theme::TEXT),
    };
    ui.painter().rect_filled(rect, theme::ROUND - 1, fill);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, text, theme::small(), ink);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(text: &str, bar: usize, half: Half) -> String {
        let g = ChordSlot::Chord(Chord { root: 7, quality: Quality::Dominant7 });
        with(spelled_out(&Progression::read(text), bar), bar, half, g)
    }

    #[test]
    fn a_picked_chord_takes_its_place_and_the_others_stay() {
        assert_eq!(picked("", 2, Half::Both), "? | ? | G7 | ?");
        assert_eq!(picked("Am | F", 0, Half::Second), "Am G7 | F | Am | F");
        assert_eq!(picked("A | B | C | D | E", 1, Half::First), "A | G7 B | C | D | E | ? | ? | ?");
        assert_eq!(picked("Am", 5, Half::Both), "Am | Am | Am | Am | Am | G7 | Am | Am");
    }
}
