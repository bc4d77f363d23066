//! Where the music went, and that it need not play twice.

use super::super::view::{Action, View};
use super::super::{chip, theme};
use egui::{Align, Frame, Label, Layout, Margin, RichText, Ui, vec2};

/// Says where an export went and offers to mute the instrument; while it is mute, says that.
pub fn told(ui: &mut Ui, view: &View, actions: &mut Vec<Action>) {
    let mute = view.music.bypassed;
    let said = match (&view.exported, mute) {
        (Some(exported), false) => format!("{exported} It plays twice unless one of the two is mute."),
        (Some(exported), true) => format!("{exported} Quatrain is mute."),
        (None, true) => "Quatrain is mute (bypassed): nothing leaves it.".to_owned(),
        (None, false) => return,
    };
    let frame = Frame::new().fill(theme::RAISED).corner_radius(theme::ROUND);
    frame.inner_margin(Margin { left: 10, right: 4, top: 2, bottom: 2 }).show(ui, |ui| {
        let line = vec2(ui.available_width(), theme::ROW);
        ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
            if view.exported.is_some() && chip::quiet(ui, "×", "Dismiss export").clicked() {
                actions.push(Action::DismissExport);
            }
            let (text, name) =
                if mute { ("Unmute", "Unmute Quatrain") } else { ("Mute Quatrain", "Mute Quatrain") };
            if chip::toggle(ui, text, name, mute).clicked() {
                actions.push(Action::SetBypass(!mute));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(RichText::new(&said).color(theme::TEXT)).truncate()).on_hover_text(&said);
            });
        });
    });
    ui.add_space(theme::GAP_SMALL);
}
