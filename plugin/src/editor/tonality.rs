//! Key and scale.

use super::theme;
use super::view::{Action, Asking};
use egui::{Align, ComboBox, Layout, RichText, Ui};
use score::{Key, Mode, ScaleKind};

const KEY: &str = "The composer is told, and may leave it for a while.";
const SCALE: &str = "No pitched note leaves it. Where the key may be any, the seed chooses the tonic.";

/// Key: the model is told. Scale: nothing leaves it.
pub fn tonality(ui: &mut Ui, asking: &Asking, actions: &mut Vec<Action>) {
    let key = asking.key.map_or_else(|| "Any".to_owned(), |key| key.to_string());
    choice(ui, "Key", KEY, &key, |ui| {
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
    choice(ui, "Scale", SCALE, asking.scale.map_or("Free", ScaleKind::name), |ui| {
        option(ui, asking.scale.is_none(), "Free", || actions.push(Action::SetScale(None)));
        for kind in ScaleKind::ALL {
            let chosen = asking.scale == Some(kind);
            option(ui, chosen, kind.name(), || actions.push(Action::SetScale(Some(kind))));
        }
    });
}

/// A line with `name` at its left and a list to choose from at its right.
fn choice(ui: &mut Ui, name: &str, meaning: &str, chosen: &str, options: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).color(theme::TEXT_QUIET)).on_hover_text(meaning);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let list = ComboBox::from_id_salt(name).selected_text(chosen).width(140.0).height(260.0);
            list.show_ui(ui, options).response.accessible_name(name);
        });
    });
}

fn option(ui: &mut Ui, chosen: bool, text: &str, choose: impl FnOnce()) {
    if ui.selectable_label(chosen, text).clicked() && !chosen {
        choose();
    }
}
