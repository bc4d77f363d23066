//! An error, in words.

use super::chip;
use super::theme;
use super::view::Action;
use egui::{Frame, Label, Margin, RichText, Ui};

/// Shows `error` over the whole width, wrapped, until the user dismisses it. Further lines, where an error from elsewhere has
/// any, are for developers.
pub fn notice(ui: &mut Ui, error: &str, actions: &mut Vec<Action>) {
    let frame = Frame::new().fill(theme::ERROR_GROUND).corner_radius(theme::ROUND).inner_margin(Margin {
        left: 12,
        right: 6,
        top: 6,
        bottom: 6,
    });
    let error = error.lines().next().unwrap_or_default();
    frame.show(ui, |ui| {
        ui.horizontal_top(|ui| {
            let room = (ui.available_width() - theme::ROW - theme::GAP).max(60.0);
            ui.vertical(|ui| {
                ui.set_width(room);
                ui.add_space(2.0);
                ui.add(Label::new(RichText::new(error).color(theme::ERROR_TEXT)).wrap().selectable(true));
            });
            if chip::quiet(ui, "×", "Dismiss error").clicked() {
                actions.push(Action::DismissError);
            }
        });
    });
    ui.add_space(theme::GAP);
}
