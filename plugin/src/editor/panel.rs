//! The whole editor as one function from a view to the user's actions.

use super::asked_got;
use super::header;
use super::notice;
use super::roll;
use super::sidebar;
use super::status;
use super::theme;
use super::typing::Typing;
use super::view::{Action, View};
use egui::{CentralPanel, Frame, Margin, Panel, Ui};

/// Fills `ui` and returns what the user did in this frame, in order.
pub fn panel(ui: &mut Ui, view: &View, typing: &mut Typing) -> Vec<Action> {
    let mut actions = Vec::new();
    let width = if ui.available_width() < 800.0 { 248.0 } else { 288.0 };
    Panel::left("sidebar")
        .exact_size(width)
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::new().fill(theme::SURFACE))
        .show(ui, |ui| sidebar::sidebar(ui, view, typing, &mut actions));
    let margin = Margin { left: 14, right: 14, top: 0, bottom: 0 };
    let bare = Frame::new().fill(theme::GROUND);
    CentralPanel::default().frame(bare.inner_margin(margin)).show(ui, |ui| {
        let tall = ui.available_height();
        Panel::top("header").exact_size(40.0).show_separator_line(false).frame(bare).show(ui, |ui| {
            header::header(ui, view, &mut actions);
        });
        Panel::bottom("status").exact_size(26.0).show_separator_line(false).frame(bare).show(ui, |ui| {
            status::status(ui, view);
        });
        let table = asked_got::height(&view.music, tall);
        Panel::bottom("asked and got").exact_size(table).show_separator_line(false).frame(bare).show(
            ui,
            |ui| {
                asked_got::asked_got(ui, &view.music, tall);
            },
        );
        CentralPanel::default().frame(bare).show(ui, |ui| {
            if let Some(error) = &view.error {
                notice::notice(ui, error, &mut actions);
            }
            roll::roll(ui, view, &mut typing.hand, &mut actions);
        });
    });
    actions
}
