//! The whole editor as one function from a view to the user's actions.

use super::asked_got;
use super::header;
use super::notice;
use super::roll;
use super::sidebar::{self, Typing};
use super::theme;
use super::view::{Action, View};
use egui::{CentralPanel, Frame, Margin, Panel, Ui};

/// Fills `ui` and returns what the user did in this frame, in order.
pub fn panel(ui: &mut Ui, view: &View, typing: &mut Typing) -> Vec<Action> {
    let mut actions = Vec::new();
    let width = if ui.available_width() < 800.0 { 232.0 } else { 268.0 };
    Panel::left("sidebar")
        .exact_size(width)
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::new().fill(theme::SURFACE))
        .show(ui, |ui| sidebar::sidebar(ui, view, typing, &mut actions));
    let frame =
        Frame::new().fill(theme::GROUND).inner_margin(Margin { left: 16, right: 16, top: 0, bottom: 12 });
    CentralPanel::default().frame(frame).show(ui, |ui| {
        Panel::top("header").exact_size(44.0).show_separator_line(false).frame(Frame::new()).show(ui, |ui| {
            header::header(ui, view, &mut actions);
        });
        Panel::bottom("asked and got").show_separator_line(false).frame(Frame::new()).show(ui, |ui| {
            ui.add_space(theme::GAP);
            asked_got::asked_got(ui, &view.music);
        });
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
            if let Some(error) = &view.error {
                notice::notice(ui, error, &mut actions);
            }
            roll::roll(ui, view, &mut typing.hand, &mut actions);
        });
    });
    actions
}
