//! The slots, and where in its piece the loop lies that is shown.

use super::chip;
use super::theme;
use super::view::{Action, Music};
use egui::{Align, Layout, RichText, Ui};
use score::BARS;

/// A row of eight slots: the one that plays is lit, those that hold nothing are in brackets.
pub fn slots(ui: &mut Ui, music: &Music, actions: &mut Vec<Action>) {
    let (playing, filled) = music.slots;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        for (slot, letter) in ('A'..='H').enumerate() {
            let text = if filled[slot] { letter.to_string() } else { format!("({letter})") };
            let chip = chip::toggle(ui, &text, &format!("Slot {letter}"), slot == playing);
            if chip.on_hover_text("Plays this slot; Generate writes into the one that is lit.").clicked() {
                actions.push(Action::SelectSlot(slot));
            }
        }
        if music.sections > 1 {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let first = BARS * music.section + 1;
                let said = format!("Bars {first} to {} of {}", first + BARS - 1, BARS * music.sections);
                ui.label(RichText::new(said).font(theme::small()).color(theme::TEXT_QUIET));
            });
        }
    });
    ui.add_space(theme::GAP_SMALL);
}
