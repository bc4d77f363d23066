//! A knob of the sidebar: its name, its value or *any*, and its rail.

use super::chip;
use super::rail::{Drag, rail};
use super::theme;
use super::view::{Action, Asking, Gesture, Knob, Quantity};
use super::words;
use egui::{Align, Layout, RichText, Ui};

/// One of the means, or the density: it can be *any*.
pub fn amount(ui: &mut Ui, asking: &Asking, quantity: Quantity, actions: &mut Vec<Action>) {
    let value = asking.amounts[quantity.index()];
    let name = words::quantity(quantity);
    heading(ui, name, |ui| {
        let any = chip::toggle(ui, "any", &format!("Any {}", name.to_lowercase()), value.is_none());
        if any.clicked() {
            let rest = Knob::Amount(quantity).rest();
            actions.push(Action::SetAmount(quantity, if value.is_none() { Some(rest) } else { None }));
        }
        if let Some(value) = value {
            ui.label(RichText::new(words::amount(quantity, value)).color(theme::TEXT));
        }
    });
    turn(ui, Knob::Amount(quantity), value, actions);
}

/// How boldly the composer chooses.
pub fn temperature(ui: &mut Ui, asking: &Asking, actions: &mut Vec<Action>) {
    heading(ui, words::knob(Knob::Temperature), |ui| {
        ui.label(RichText::new(format!("{:.2}", asking.temperature as f32 / 100.0)).color(theme::TEXT));
    });
    turn(ui, Knob::Temperature, Some(asking.temperature), actions);
}

/// A line with `name` at its left and what `right` adds from its right end.
fn heading(ui: &mut Ui, name: &str, right: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).color(theme::TEXT_QUIET));
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
}

fn turn(ui: &mut Ui, knob: Knob, step: Option<i32>, actions: &mut Vec<Action>) {
    let (response, drags) = rail(ui, words::knob(knob), step.map(|step| knob.share(step)));
    for drag in drags {
        let gesture = match drag {
            Drag::Begin => Gesture::Begin,
            Drag::To(share) => Gesture::To(knob.step(share)),
            Drag::By(nudges) => {
                let (low, high) = knob.steps();
                Gesture::To((step.unwrap_or(knob.rest()) + nudges * knob.nudge()).clamp(low, high))
            }
            Drag::End => Gesture::End,
        };
        actions.push(Action::Turn(knob, gesture));
    }
    if knob == Knob::Temperature {
        response.on_hover_text("0 always takes the likeliest note; higher is bolder.");
    }
    ui.add_space(theme::GAP_SMALL);
}
