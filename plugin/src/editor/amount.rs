//! A knob in one line: its name, its rail, its value, and *any* where it can be that.

use super::chip;
use super::entry::{Entry, entry};
use super::rail::{Drag, rail};
use super::theme;
use super::view::{Action, Asking, Gesture, Knob, Quantity, Setting};
use super::words;
use egui::{Align, Label, Layout, Rect, RichText, Sense, Ui, UiBuilder, pos2, vec2};

/// Room for the name, the value, and the chip that says *any*.
const NAME: f32 = 74.0;
const VALUE: f32 = 72.0;
const ANY: f32 = 34.0;

/// What one line shows.
struct Line<'a> {
    knob: Knob,
    /// As it stands there.
    label: &'a str,
    /// As screen readers say it.
    name: String,
    /// What the chip that says *any* is called, where it can be that.
    any: Option<String>,
    step: Option<i32>,
    value: String,
}

/// What the user did with it.
enum Change {
    Turn(Gesture),
    Typed(String),
    Set(Option<i32>),
}

/// One of the means, or the density, of the whole loop.
pub fn amount(
    ui: &mut Ui,
    asking: &Asking,
    quantity: Quantity,
    typing: &mut Option<Entry>,
    actions: &mut Vec<Action>,
) {
    let knob = Knob::Amount(quantity);
    let step = asking.amounts[quantity.index()];
    let line = Line {
        knob,
        label: words::short(quantity),
        name: words::quantity(quantity).to_owned(),
        any: Some(format!("Any {}", words::quantity(quantity).to_lowercase())),
        step,
        value: step.map_or_else(String::new, |step| words::amount(quantity, step)),
    };
    actions.extend(show(ui, &line, typing).into_iter().map(|change| match change {
        Change::Turn(gesture) => Action::Turn(knob, gesture),
        Change::Typed(text) => Action::Type(knob, text),
        Change::Set(step) => Action::SetAmount(quantity, step),
    }));
}

/// The same of the instrument in `place`, called `whose`.
pub fn ask(
    ui: &mut Ui,
    (place, whose): (usize, &str),
    quantity: Quantity,
    step: Option<u8>,
    typing: &mut Option<Entry>,
    actions: &mut Vec<Action>,
) {
    let knob = Knob::Amount(quantity);
    let step = step.map(i32::from);
    let line = Line {
        knob,
        label: words::short(quantity),
        name: format!("{whose} {}", words::quantity(quantity).to_lowercase()),
        any: Some(format!("Any {} of {whose}", words::quantity(quantity).to_lowercase())),
        step,
        value: step.map_or_else(String::new, |step| words::amount(quantity, step)),
    };
    let (low, high) = knob.steps();
    for change in show(ui, &line, typing) {
        let step = match change {
            Change::Turn(Gesture::Begin | Gesture::End) => continue,
            Change::Turn(Gesture::To(to)) => Some(to),
            Change::Turn(Gesture::Reset) => None,
            Change::Typed(text) if text.trim().eq_ignore_ascii_case("any") => None,
            Change::Typed(text) => match words::step(quantity, &text) {
                Some(step) => Some(step.clamp(low, high)),
                None => continue,
            },
            Change::Set(step) => step,
        };
        actions.push(Action::Ask { place, quantity, step });
    }
}

/// The velocities of the instrument in `place`, called `whose`, in percent of what is written.
pub fn loudness(
    ui: &mut Ui,
    (place, whose): (usize, &str),
    percent: u8,
    typing: &mut Option<Entry>,
    actions: &mut Vec<Action>,
) {
    let knob = Knob::Loudness;
    let line = Line {
        knob,
        label: words::knob(knob),
        name: format!("{whose} level"),
        any: None,
        step: Some(percent.into()),
        value: format!("{percent} %"),
    };
    let (low, high) = knob.steps();
    for change in show(ui, &line, typing) {
        let to = match change {
            Change::Turn(Gesture::To(to)) => Some(to),
            Change::Turn(Gesture::Reset) => Some(knob.rest()),
            Change::Turn(Gesture::Begin | Gesture::End) | Change::Set(_) => None,
            Change::Typed(text) => {
                words::number(text.trim_end_matches('%')).map(|percent| percent.round() as i32)
            }
        };
        actions.extend(to.map(|to| Action::SetLevel { place, percent: to.clamp(low, high) as u8 }));
    }
}

/// A knob that always has a value.
pub fn setting(ui: &mut Ui, setting: &Setting, typing: &mut Option<Entry>, actions: &mut Vec<Action>) {
    always(ui, setting.knob, setting.step, setting.text.clone(), typing, actions);
}

/// How loud the preview is.
pub fn level(ui: &mut Ui, decibels: i32, typing: &mut Option<Entry>, actions: &mut Vec<Action>) {
    always(ui, Knob::Level, decibels, format!("{decibels} dB"), typing, actions);
}

fn always(
    ui: &mut Ui,
    knob: Knob,
    step: i32,
    value: String,
    typing: &mut Option<Entry>,
    actions: &mut Vec<Action>,
) {
    let name = words::knob(knob);
    let line = Line { knob, label: name, name: name.to_owned(), any: None, step: Some(step), value };
    actions.extend(show(ui, &line, typing).into_iter().filter_map(|change| match change {
        Change::Turn(gesture) => Some(Action::Turn(knob, gesture)),
        Change::Typed(text) => Some(Action::Type(knob, text)),
        Change::Set(_) => None,
    }));
}

fn show(ui: &mut Ui, line: &Line, typing: &mut Option<Entry>) -> Vec<Change> {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE_HEIGHT), Sense::hover());
    let from = |left: f32, right: f32| Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
    let any = rect.right() - if line.any.is_some() { ANY } else { 0.0 };
    let value = rect.right() - ANY - VALUE;
    let mut changes = Vec::new();
    inside(ui, from(rect.left(), rect.left() + NAME), Layout::left_to_right(Align::Center), |ui| {
        let label = Label::new(RichText::new(line.label).color(theme::TEXT_QUIET)).truncate();
        ui.add(label).on_hover_text(words::meaning(line.knob));
    });
    // Before what comes and goes with the value, so that it stays the same rail while it is dragged.
    inside(ui, from(rect.left() + NAME, value - 2.0), Layout::left_to_right(Align::Center), |ui| {
        changes.extend(turned(ui, line).into_iter().map(Change::Turn));
    });
    if let Some(named) = &line.any {
        inside(ui, from(any, rect.right()), Layout::right_to_left(Align::Center), |ui| {
            let chip = chip::open(ui, "any", named, line.step.is_none());
            if chip.on_hover_text("Whether this is left to the composer").clicked() {
                changes.push(Change::Set(if line.step.is_none() { Some(line.knob.rest()) } else { None }));
            }
        });
    }
    if line.step.is_some() {
        inside(ui, from(value, any), Layout::right_to_left(Align::Center), |ui| {
            changes.extend(entry(ui, &line.name, &line.value, typing).map(Change::Typed));
        });
    }
    changes
}

fn inside(ui: &mut Ui, rect: Rect, layout: Layout, add: impl FnOnce(&mut Ui)) {
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout), add);
}

fn turned(ui: &mut Ui, line: &Line) -> Vec<Gesture> {
    let knob = line.knob;
    let drags = rail(ui, &format!("{} rail", line.name), line.step.map(|step| knob.share(step)));
    let gesture = |drag| match drag {
        Drag::Begin => Gesture::Begin,
        Drag::To(share) => Gesture::To(knob.step(share)),
        Drag::By(nudges) => {
            let (low, high) = knob.steps();
            Gesture::To((line.step.unwrap_or(knob.rest()) + nudges * knob.nudge()).clamp(low, high))
        }
        Drag::Reset => Gesture::Reset,
        Drag::End => Gesture::End,
    };
    drags.into_iter().map(gesture).collect()
}
