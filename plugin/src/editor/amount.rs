//! A knob of the sidebar: its name, its value or *any*, and its rail.

use super::chip;
use super::entry::{Entry, entry};
use super::rail::{Drag, rail};
use super::theme;
use super::view::{Action, Asking, Gesture, Knob, Quantity, Setting};
use super::words;
use egui::{Align, Layout, RichText, Ui};

/// One of the means, or the density: it can be *any*.
pub fn amount(
    ui: &mut Ui,
    asking: &Asking,
    quantity: Quantity,
    typing: &mut Option<Entry>,
    actions: &mut Vec<Action>,
) {
    let knob = Knob::Amount(quantity);
    let value = asking.amounts[quantity.index()];
    let name = words::quantity(quantity);
    heading(ui, knob, |ui| {
        let any = chip::open(ui, "any", &format!("Any {}", name.to_lowercase()), value.is_none());
        if any.on_hover_text("Whether this is left to the composer").clicked() {
            actions.push(Action::SetAmount(quantity, if value.is_none() { Some(knob.rest()) } else { None }));
        }
        if let Some(value) = value {
            typed(ui, knob, &words::amount(quantity, value), typing, actions);
        }
    });
    turn(ui, knob, value, actions);
}

/// A knob that always has a value.
pub fn setting(ui: &mut Ui, setting: &Setting, typing: &mut Option<Entry>, actions: &mut Vec<Action>) {
    heading(ui, setting.knob, |ui| typed(ui, setting.knob, &setting.text, typing, actions));
    turn(ui, setting.knob, Some(setting.step), actions);
}

/// How loud the preview is.
pub fn level(ui: &mut Ui, decibels: i32, typing: &mut Option<Entry>, actions: &mut Vec<Action>) {
    heading(ui, Knob::Level, |ui| {
        typed(ui, Knob::Level, &format!("{decibels} dB"), typing, actions);
    });
    turn(ui, Knob::Level, Some(decibels), actions);
}

/// A line with the name of `knob` at its left and what `right` adds from its right end.
fn heading(ui: &mut Ui, knob: Knob, right: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        let name = RichText::new(words::knob(knob)).color(theme::TEXT_QUIET);
        ui.label(name).on_hover_text(words::meaning(knob));
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
}

fn typed(ui: &mut Ui, knob: Knob, value: &str, typing: &mut Option<Entry>, actions: &mut Vec<Action>) {
    if let Some(text) = entry(ui, words::knob(knob), value, typing) {
        actions.push(Action::Type(knob, text));
    }
}

fn turn(ui: &mut Ui, knob: Knob, step: Option<i32>, actions: &mut Vec<Action>) {
    let drags = rail(ui, &format!("{} rail", words::knob(knob)), step.map(|step| knob.share(step)));
    for drag in drags {
        let gesture = match drag {
            Drag::Begin => Gesture::Begin,
            Drag::To(share) => Gesture::To(knob.step(share)),
            Drag::By(nudges) => {
                let (low, high) = knob.steps();
                Gesture::To((step.unwrap_or(knob.rest()) + nudges * knob.nudge()).clamp(low, high))
            }
            Drag::Reset => Gesture::Reset,
            Drag::End => Gesture::End,
        };
        actions.push(Action::Turn(knob, gesture));
    }
}
