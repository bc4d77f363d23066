//! Lines with a list to choose from, or a switch where there are two choices.

use super::chip;
use super::theme;
use super::view::{Action, Choice, Hands, Pick};
use super::words;
use egui::{Align, Label, Layout, RichText, Ui};

const WIDTH: f32 = 118.0;

/// A line for each of `picks`.
pub fn picks(ui: &mut Ui, hands: &Hands, picks: &[Pick], actions: &mut Vec<Action>) {
    for choice in hands.choices.iter().filter(|choice| picks.contains(&choice.pick)) {
        line(ui, choice, actions);
    }
}

fn line(ui: &mut Ui, choice: &Choice, actions: &mut Vec<Action>) {
    let (name, meaning) = words::pick(choice.pick);
    ui.horizontal(|ui| {
        ui.set_min_height(theme::LINE_HEIGHT);
        ui.add(Label::new(RichText::new(name).color(theme::TEXT_QUIET))).on_hover_text(meaning);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| match choice.options.as_slice() {
            [off, on] => {
                let is_on = choice.now == 1;
                let text = if is_on { on } else { off }.to_lowercase();
                if chip::toggle(ui, &text, name, is_on).on_hover_text(meaning).clicked() {
                    actions.push(Action::Choose(choice.pick, usize::from(!is_on)));
                }
            }
            options => list(ui, choice, options, (name, meaning), actions),
        });
    });
}

fn list(
    ui: &mut Ui,
    choice: &Choice,
    options: &[String],
    (name, meaning): (&str, &str),
    actions: &mut Vec<Action>,
) {
    let shown = options.get(choice.now).map_or("", String::as_str);
    let list = chip::list(name, RichText::new(shown).font(theme::small()), WIDTH).height(240.0);
    let shown = list.show_ui(ui, |ui| {
        for (index, option) in options.iter().enumerate() {
            if ui.selectable_label(index == choice.now, option).clicked() && index != choice.now {
                actions.push(Action::Choose(choice.pick, index));
            }
        }
    });
    shown.response.on_hover_text(meaning).accessible_name(name);
}
