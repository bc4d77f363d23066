//! The presets: what is loaded, the list to choose from, and what keeps, imports and exports one.

mod exchange;

use super::chip;
use super::theme;
use super::typing::Typing;
use super::view::Action;
use crate::presets::{Preset, factory};
use egui::{
    Align, Id, Key, Layout, Popup, PopupCloseBehavior, Rect, RectAlign, Response, RichText, Role, ScrollArea,
    Sense, TextEdit, Ui, WidgetInfo, pos2, vec2,
};
pub use exchange::Exchange;

/// As wide as the sidebar, margins left out.
const WIDTH: f32 = 242.0;
const HEIGHT: f32 = 280.0;

/// The line at the head of the sidebar; `loaded` is the name of what was loaded last.
pub fn presets(ui: &mut Ui, loaded: &str, typing: &mut Typing, actions: &mut Vec<Action>) {
    typing.preset.exchange.take_answer(ui.ctx(), actions);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let next = step_button(ui, "Next preset", 1.0);
            let before = step_button(ui, "Previous preset", -1.0);
            if next.clicked() {
                step(loaded, 1, typing, actions);
            }
            if before.clicked() {
                step(loaded, -1, typing, actions);
            }
            let name = name(ui, loaded);
            if name.clicked() {
                typing.shelf.look();
                typing.preset.name = loaded.to_owned();
                typing.preset.search.clear();
            }
            Popup::menu(&name)
                .id(Id::unique("presets"))
                .align(RectAlign::BOTTOM_START)
                .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                .width(WIDTH)
                .show(|ui| {
                    ui.set_width(WIDTH);
                    list(ui, loaded, typing, actions);
                    own(ui, loaded, typing, actions);
                });
        });
    });
}

/// Fills what is left of the line.
fn name(ui: &mut Ui, loaded: &str) -> Response {
    let size = vec2(ui.available_width(), 28.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Presets"));
    let hot = response.hovered() || response.has_focus();
    ui.painter().rect_filled(rect, theme::ROUND, if hot { theme::CONTROL_HOT } else { theme::CONTROL });
    chip::focus(ui, &response);
    let (text, ink) = match loaded {
        "" => ("Presets", theme::TEXT_QUIET),
        loaded => (loaded, theme::TEXT),
    };
    let galley = theme::elided(ui, text, theme::strong(), rect.width() - 34.0);
    ui.painter().galley(pos2(rect.left() + 10.0, rect.center().y - galley.size().y / 2.0), galley, ink);
    let tip = pos2(rect.right() - 13.0, rect.center().y);
    let corners = [vec2(-4.0, -2.0), vec2(4.0, -2.0), vec2(0.0, 3.0)].map(|corner| tip + corner).to_vec();
    ui.painter().add(egui::Shape::convex_polygon(corners, theme::TEXT_QUIET, egui::Stroke::NONE));
    response.on_hover_text("What to ask for, by style; what sounds goes on until you press Generate")
}

/// An arrow to the right (1) or left (-1).
fn step_button(ui: &mut Ui, name: &str, way: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(20.0, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let hot = response.hovered() || response.has_focus();
    if hot {
        ui.painter().rect_filled(rect, theme::ROUND, theme::CONTROL_HOT);
    }
    chip::focus(ui, &response);
    let corners = [vec2(-2.5, -5.0), vec2(3.0, 0.0), vec2(-2.5, 5.0)];
    let points = corners.map(|corner| rect.center() + vec2(corner.x * way, corner.y)).to_vec();
    let ink = if hot { theme::TEXT } else { theme::TEXT_QUIET };
    ui.painter().add(egui::Shape::line(points, egui::Stroke::new(1.6, ink)));
    response.on_hover_text(name)
}

/// Loads the preset that stands `by` behind the one that is `loaded`, around the end.
fn step(loaded: &str, by: isize, typing: &mut Typing, actions: &mut Vec<Action>) {
    typing.shelf.look();
    let all: Vec<&Preset> = typing.shelf.presets().chain(factory()).collect();
    let now = all.iter().position(|preset| preset.name == loaded).map(|at| at as isize);
    let to = now.map_or(if by > 0 { 0 } else { -1 }, |now| now + by).rem_euclid(all.len().max(1) as isize);
    actions.extend(all.get(to as usize).map(|preset| Action::LoadPreset(Box::new((*preset).clone()))));
}

fn list(ui: &mut Ui, loaded: &str, typing: &mut Typing, actions: &mut Vec<Action>) {
    let search = TextEdit::singleline(&mut typing.preset.search)
        .hint_text("Search: house, jazz, 3/4…")
        .desired_width(WIDTH - 16.0)
        .margin(vec2(8.0, 5.0));
    ui.add(search).accessible_name("Search presets");
    ui.add_space(theme::GAP_SMALL);
    let wanted = typing.preset.search.to_lowercase();
    let found = |preset: &&Preset| {
        let said = format!("{} {} {}", preset.name, preset.style, preset.hint).to_lowercase();
        wanted.split_whitespace().all(|word| said.contains(word))
    };
    let mut removed = None;
    ScrollArea::vertical().max_height(HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut style = None;
        for (preset, own) in typing
            .shelf
            .presets()
            .filter(found)
            .map(|preset| (preset, true))
            .chain(factory().iter().filter(found).map(|preset| (preset, false)))
        {
            let heading = if own { "Yours" } else { preset.style.as_str() };
            if style != Some(heading) {
                style = Some(heading);
                ui.add_space(theme::GAP_SMALL);
                ui.label(theme::heading(heading));
            }
            ui.horizontal(|ui| {
                let room = if own { 28.0 } else { 0.0 };
                if entry(ui, preset, preset.name == loaded, room).clicked() {
                    actions.push(Action::LoadPreset(Box::new(preset.clone())));
                }
                let named = format!("Delete preset {}", preset.name);
                if own && chip::quiet(ui, "×", &named).on_hover_text("Deletes its file").clicked() {
                    removed = Some(preset.name.clone());
                }
            });
        }
        if style.is_none() {
            ui.label(RichText::new("No preset of that name.").color(theme::TEXT_QUIET));
        }
    });
    actions.extend(removed.map(Action::RemovePreset));
}

/// One preset of the list, `room` points short of its end.
fn entry(ui: &mut Ui, preset: &Preset, loaded: bool, room: f32) -> Response {
    let size = vec2(ui.available_width() - room, theme::ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, loaded, &preset.name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::ROUND, theme::CONTROL_HOT);
    }
    chip::focus(ui, &response);
    dots(ui, rect, preset);
    let galley = theme::elided(ui, &preset.name, theme::body(), rect.width() - 80.0);
    let ink = if loaded { theme::ACCENT } else { theme::TEXT };
    ui.painter().galley(pos2(rect.left() + 8.0, rect.center().y - galley.size().y / 2.0), galley, ink);
    let hint = match preset.hint.as_str() {
        "" => preset.chords.clone(),
        hint => format!("{hint}\n{}", preset.chords),
    };
    if hint.trim().is_empty() { response } else { response.on_hover_text(hint.trim().to_owned()) }
}

/// The instruments as dashes in their colours.
fn dots(ui: &Ui, rect: Rect, preset: &Preset) {
    for (index, (instrument, _)) in preset.parts().iter().take(8).enumerate() {
        let centre = pos2(rect.right() - 10.0 - 8.0 * index as f32, rect.center().y);
        let dash = Rect::from_center_size(centre, vec2(4.0, 10.0));
        ui.painter().rect_filled(dash, 2.0, theme::instrument(*instrument));
    }
}

/// What makes a preset one's own: a name to keep it under, and a file to exchange it by.
fn own(ui: &mut Ui, loaded: &str, typing: &mut Typing, actions: &mut Vec<Action>) {
    ui.add_space(theme::GAP_SMALL);
    ui.separator();
    let name = &mut typing.preset.name;
    let entered =
        |ui: &Ui, field: &Response| field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(name).hint_text("Name").desired_width(168.0).margin(vec2(8.0, 4.0));
        let field = ui.add(field).accessible_name("Preset name");
        let keep = ui.add_enabled(!name.trim().is_empty(), button("Keep"));
        let keep =
            keep.accessible_name("Keep preset").on_hover_text("Keeps what is asked now as a preset of yours");
        if (keep.clicked() || entered(ui, &field)) && !name.trim().is_empty() {
            actions.push(Action::KeepPreset(name.trim().to_owned()));
        }
    });
    typing.preset.exchange.row(ui, loaded, actions);
    if let Some(folder) = typing.shelf.folder() {
        let said = format!("Yours are in {}", folder.display());
        ui.add(
            egui::Label::new(RichText::new(said).font(theme::small()).color(theme::TEXT_QUIET)).truncate(),
        );
    }
}

/// A button that stands out from a popup, where buttons have no ground of their own.
fn button(text: &str) -> egui::Button<'_> {
    egui::Button::new(text).fill(theme::CONTROL_HOT)
}
