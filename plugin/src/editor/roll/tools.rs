//! The line above the bars: how notes are put, what is in view, and MIDI out.

use super::super::export::{Way, What};
use super::super::view::{Action, Music};
use super::super::{chip, theme};
use super::hand::Hand;
use super::{grip, ops, pointer};
use egui::{Align, Align2, Layout, Ui, vec2};
use score::{Note, Ticks};

pub fn tools(ui: &mut Ui, music: &Music, notes: &[Note], hand: &mut Hand, actions: &mut Vec<Action>) {
    let total = super::hand::total_bars(music);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let draw = chip::toggle(ui, "Draw", "Draw notes", hand.draws);
        let hint = "On: a click or a drag on free ground makes a note, a click on a note takes it out (B).";
        if draw.on_hover_text(hint).clicked() {
            hand.draws = !hand.draws;
        }
        let snap = chip::open(ui, hand.snap.name(), &format!("Grid: {}", hand.snap.name()), true);
        if snap.on_hover_text("The lines on which notes are put. With Alt they are put freely.").clicked() {
            hand.snap = hand.snap.next();
        }
        let hint = "Puts the chosen notes, or all, on the lines (Q).";
        if chip::quiet(ui, "Q", "Quantise").on_hover_text(hint).clicked() {
            quantise(notes, hand, music, actions);
        }
        let middle = |hand: &Hand| {
            let (first, shown) = hand.scroll.bars(total);
            first + shown / 2.0
        };
        for (sign, name, factor) in [("−", "Fewer details", 0.5), ("+", "More details", 2.0)] {
            if chip::quiet(ui, sign, name)
                .on_hover_text("Zooms in time; so does Ctrl and the wheel.")
                .clicked()
            {
                let at = middle(hand);
                hand.scroll.zoom(factor, at, total);
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| midi_out(ui, music, actions));
    });
}

/// The ways out for all that sounds.
fn midi_out(ui: &mut Ui, music: &Music, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    if music.loops().is_empty() {
        return;
    }
    let whole = What::Slot(music.slots.0);
    for (text, name, way, hint) in [
        (
            "export",
            "Export MIDI",
            Way::Folder,
            "Writes the loop as a .mid file into your music folder and shows it.",
        ),
        ("copy", "Copy MIDI", Way::Clipboard, "Puts the loop on the clipboard, as a .mid file."),
    ] {
        if chip::quiet(ui, text, name).on_hover_text(hint).clicked() {
            actions.push(Action::Export(whole, way));
        }
    }
    let (rect, _) = ui.allocate_exact_size(vec2(48.0, theme::LINE_HEIGHT), egui::Sense::hover());
    let text = rect.left_center() + vec2(17.0, 0.0);
    ui.painter().text(text, Align2::LEFT_CENTER, "MIDI", theme::small(), theme::TEXT_QUIET);
    let hint = "Drag the loop into your DAW. Enter copies it.";
    let way = grip::grip(ui, rect, "Drag loop as MIDI", hint);
    actions.extend(way.map(|way| Action::Export(whole, way)));
}

/// Puts the chosen notes on the lines, or all where none is chosen.
fn quantise(notes: &[Note], hand: &mut Hand, music: &Music, actions: &mut Vec<Action>) {
    let chosen = if hand.selected.is_empty() { notes.to_vec() } else { hand.selected.clone() };
    let end = Ticks(music.metre().loop_len().0 * music.loops().len() as u16);
    let swaps = ops::quantised(&chosen, hand.snap.ticks(), end);
    if swaps.iter().any(|swap| swap.from != swap.to) {
        pointer::commit(swaps, hand, actions);
    }
}
