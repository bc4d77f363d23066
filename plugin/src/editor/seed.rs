//! The seed, and a dice for a new one.

use super::chip;
use super::entry::{Entry, entry};
use super::theme;
use super::view::{Action, Asking};
use crate::params::SEEDS;
use egui::{Align, Layout, RichText, Ui, vec2};
use std::hash::{BuildHasher, Hasher, RandomState};

/// Same seed, same request: same loop. Without a seed every loop gets a fresh one; `last` is that of the loop that is shown.
pub fn seed(
    ui: &mut Ui,
    asking: &Asking,
    last: Option<u64>,
    typing: &mut Option<Entry>,
    actions: &mut Vec<Action>,
) {
    let last =
        last.and_then(|last| i32::try_from(last).ok()).filter(|last| (SEEDS.0..=SEEDS.1).contains(last));
    ui.horizontal(|ui| {
        ui.label(RichText::new("Seed").color(theme::TEXT_QUIET))
            .on_hover_text("The same seed with the same settings writes the same loop.");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let fresh = chip::open(ui, "fresh", "Fresh seed for every loop", asking.seed.is_none());
            if fresh.on_hover_text("On: a new seed for every loop. Off: keeps the last one.").clicked() {
                let held = last.unwrap_or_else(random);
                actions.push(Action::SetSeed(if asking.seed.is_none() { Some(held) } else { None }));
            }
            let dice = dice(ui, asking.seed).on_hover_text("Another seed");
            if dice.clicked() {
                actions.push(Action::SetSeed(Some(random())));
            }
            match (asking.seed, last) {
                (Some(seed), _) => {
                    if let Some(seed) = entry(ui, "Seed", &seed.to_string(), typing).and_then(read) {
                        actions.push(Action::SetSeed(Some(seed)));
                    }
                }
                (None, Some(last)) => {
                    let last = RichText::new(format!("last {last}")).font(theme::small());
                    ui.label(last.color(theme::TEXT_QUIET));
                }
                (None, None) => {}
            }
        });
    });
}

/// The seed that `typed` means, as near as there is one.
fn read(typed: String) -> Option<i32> {
    let seed: i64 = typed.trim().parse().ok()?;
    Some(seed.clamp(SEEDS.0.into(), SEEDS.1.into()) as i32)
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
