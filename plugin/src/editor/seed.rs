//! The seed, and a dice for a new one.

use super::chip;
use super::theme;
use super::view::{Action, Asking};
use crate::params::SEEDS;
use egui::{Align, DragValue, Layout, RichText, Ui, vec2};
use std::hash::{BuildHasher, Hasher, RandomState};

/// Same seed, same request: same loop. Without a seed every loop gets a fresh one.
pub fn seed(ui: &mut Ui, asking: &Asking, actions: &mut Vec<Action>) {
    let (lowest, highest) = SEEDS;
    ui.horizontal(|ui| {
        ui.label(RichText::new("Seed").color(theme::TEXT_QUIET));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let fresh = chip::toggle(ui, "fresh", "Fresh seed for every loop", asking.seed.is_none());
            if fresh.on_hover_text("A new seed for every loop").clicked() {
                let fixed = if asking.seed.is_none() { Some(random()) } else { None };
                actions.push(Action::SetSeed(fixed));
            }
            let dice = dice(ui, asking.seed).on_hover_text("Another seed");
            if dice.clicked() {
                actions.push(Action::SetSeed(Some(random())));
            }
            if let Some(mut seed) = asking.seed {
                let field = ui.add(DragValue::new(&mut seed).range(lowest..=highest).speed(1.0));
                if field.accessible_name("Seed").changed() {
                    actions.push(Action::SetSeed(Some(seed)));
                }
            }
        });
    });
}

/// A dice; which face it shows depends on the seed.
fn dice(ui: &mut Ui, seed: Option<i32>) -> egui::Response {
    let response = chip::quiet(ui, " ", "Roll the dice for a new seed");
    let die = egui::Rect::from_center_size(response.rect.center(), vec2(16.0, 16.0));
    let ink = if response.hovered() { theme::TEXT } else { theme::TEXT_QUIET };
    let painter = ui.painter();
    painter.rect_stroke(die, 3.5, egui::Stroke::new(1.3, ink), egui::StrokeKind::Inside);
    for &(x, y) in PIPS[seed.map_or(4, |seed| seed.rem_euclid(6) as usize)] {
        painter.circle_filled(die.center() + vec2(x, y) * 4.0, 1.5, ink);
    }
    response
}

/// Places of the pips on each face, one to six.
const PIPS: [&[(f32, f32)]; 6] = [
    &[(0.0, 0.0)],
    &[(-1.0, -1.0), (1.0, 1.0)],
    &[(-1.0, -1.0), (0.0, 0.0), (1.0, 1.0)],
    &[(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)],
    &[(-1.0, -1.0), (1.0, -1.0), (0.0, 0.0), (-1.0, 1.0), (1.0, 1.0)],
    &[(-1.0, -1.0), (1.0, -1.0), (-1.0, 0.0), (1.0, 0.0), (-1.0, 1.0), (1.0, 1.0)],
];

/// A seed that nobody chose, from the random keys that the standard library gives to every new hasher.
fn random() -> i32 {
    let (lowest, highest) = SEEDS;
    let drawn = RandomState::new().build_hasher().finish() % (highest - lowest + 1) as u64;
    lowest + drawn as i32
}
