//! Key and scale.

use super::chip;
use super::theme;
use super::view::{Action, Asking};
use egui::Ui;
use score::{Key, Mode, ScaleKind};

const KEY: &str = "The composer is told, and may leave it for a while.";
const SCALE: &str = "No pitched note leaves it. Where the key may be any, the seed chooses the tonic.";

/// Key: the model is told. Scale: nothing leaves it. Both in one line.
pub fn tonality(ui: &mut Ui, asking: &Asking, actions: &mut Vec<Action>) {
    let key = asking.key.map_or_else(|| "Any key".to_owned(), |key| key.to_string());
    let width = (ui.available_width() - theme::GAP) / 2.0;
    ui.horizontal(|ui| {
        choice(ui, "Key", KEY, &key, width, |ui| {
            option(ui, asking.key.is_none(), "Any", || actions.push(Action::SetKey(None)));
            for mode in [Mode::Major, Mode::Minor] {
                for tonic in 0..12 {
                    let key = Key { tonic, mode };
                    option(ui, asking.key == Some(key), &key.to_string(), || {
                        actions.push(Action::SetKey(Some(key)))
                    });
                }
            }
        });
        let scale = asking.scale.map_or("Free scale", ScaleKind::name);
        choice(ui, "Scale", SCALE, scale, width, |ui| {
            option(ui, asking.scale.is_none(), "Free", || actions.push(Action::SetScale(None)));
            for kind in ScaleKind::ALL {
                let chosen = asking.scale == Some(kind);
                option(ui, chosen, kind.name(), || actions.push(Action::SetScale(Some(kind))));
            }
        });
    });
    ui.add_space(theme::GAP_SMALL);
}

/// A list to choose from, `width` points wide.
fn choice(ui: &mut Ui, name: &str, meaning: &str, chosen: &str, width: f32, options: impl FnOnce(&mut Ui)) {
    let list = chip::list(name, chosen, width).height(260.0);
    list.show_ui(ui, options).response.on_hover_text(meaning).accessible_name(name);
}

fn option(ui: &mut Ui, chosen: bool, text: &str, choose: impl FnOnce()) {
    if ui.selectable_label(chosen, text).clicked() && !chosen {
        choose();
    }
}
