//! What acts at once: how music is played, what the input does, and whose music it is. Folded away until it is wanted.

use super::amount;
use super::chip;
use super::picks::picks;
use super::section;
use super::theme;
use super::typing::Typing;
use super::view::{Action, Hands, Pick};
use super::words;
use crate::link::{Action as Trigger, SLOTS};
use egui::{Align, Layout, RichText, Ui};

/// How long Capture is held down, in seconds: longer than any block, so that the audio thread sees it.
const HELD: f64 = 0.4;

pub fn hands(ui: &mut Ui, hands: &Hands, typing: &mut Typing, actions: &mut Vec<Action>) {
    if section::fold(ui, "Playing", typing) {
        for setting in &hands.knobs {
            amount::setting(ui, setting, &mut typing.entry, actions);
        }
        picks(ui, hands, &[Pick::SwingUnit, Pick::Launch, Pick::Output, Pick::Programs], actions);
    }
    if section::fold(ui, "Input", typing) {
        picks(ui, hands, &[Pick::Thru, Pick::SlotOctave, Pick::CaptureTo], actions);
        capture(ui, hands, typing, actions);
        for trigger in triggers() {
            learn(ui, hands, trigger, actions);
        }
    }
    release(ui, hands, typing, actions);
    if section::fold(ui, "Group", typing) {
        picks(ui, hands, &[Pick::Group, Pick::Role], actions);
        if let Some(said) = &hands.group {
            section::remark(ui, "·", said, theme::TEXT_QUIET);
        }
    }
}

/// What a note or a controller can be learned for, but for single lanes.
fn triggers() -> impl Iterator<Item = Trigger> {
    let slots = (0..SLOTS as u8).map(Trigger::Slot);
    [Trigger::Generate, Trigger::RerollAll, Trigger::Capture, Trigger::Undo, Trigger::Redo]
        .into_iter()
        .chain(slots)
}

/// Makes what was played a locked instrument.
fn capture(ui: &mut Ui, hands: &Hands, typing: &mut Typing, actions: &mut Vec<Action>) {
    let hint =
        "The last four bars of the input become a locked instrument; the others are written around it.";
    let button = ui.add_enabled(!hands.capturing, egui::Button::new("Capture what was played"));
    if button.accessible_name("Capture").on_hover_text(hint).clicked() {
        typing.captured = Some(ui.input(|input| input.time));
        actions.push(Action::Capture(true));
    }
}

/// Lets go of Capture again.
fn release(ui: &Ui, hands: &Hands, typing: &mut Typing, actions: &mut Vec<Action>) {
    let now = ui.input(|input| input.time);
    if hands.capturing && typing.captured.is_some_and(|pressed| now - pressed > HELD) {
        typing.captured = None;
        actions.push(Action::Capture(false));
    }
}

/// What asks for `trigger`, and a way to have something else ask for it.
fn learn(ui: &mut Ui, hands: &Hands, trigger: Trigger, actions: &mut Vec<Action>) {
    let name = words::trigger(trigger);
    let bound: Vec<String> =
        hands.bindings.iter().filter(|binding| binding.action == trigger).map(words::source).collect();
    ui.horizontal(|ui| {
        ui.set_min_height(theme::LINE_HEIGHT);
        ui.label(RichText::new(&name).color(theme::TEXT_QUIET));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let learning = hands.learning == Some(trigger);
            let text = if learning { "play it…" } else { "learn" };
            let chip = chip::toggle(ui, text, &format!("Learn {name}"), learning);
            if chip.on_hover_text("The next note or controller of the input asks for it").clicked() {
                actions.push(Action::Learn((!learning).then_some(trigger)));
            }
            if !bound.is_empty() {
                if chip::quiet(ui, "×", &format!("Forget {name}")).on_hover_text("Forget").clicked() {
                    actions.push(Action::Unbind(trigger));
                }
                ui.label(RichText::new(bound.join(", ")).font(theme::small()));
            }
        });
    });
}
