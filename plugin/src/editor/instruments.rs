//! The instruments that the loop is to have: a list with colour chips, and a search to add more.

use super::chip;
use super::instrument;
use super::section;
use super::theme;
use super::typing::Typing;
use super::view::{Action, Music};
use egui::{
    Id, Key, Popup, PopupCloseBehavior, Rect, RectAlign, Response, RichText, Role, ScrollArea, Sense,
    TextEdit, Ui, WidgetInfo, pos2, vec2,
};
use score::Instrument;
use score::request::MAX_TRACKS;

const POPUP_WIDTH: f32 = 248.0;
const POPUP_HEIGHT: f32 = 250.0;

/// The section's title, and a way to empty the list.
pub fn heading(ui: &mut Ui, asked: &[Instrument], actions: &mut Vec<Action>) {
    section::section(ui, "Instruments", |ui| {
        if !asked.is_empty() {
            let clear = chip::quiet(ui, "clear", "Remove all instruments");
            if clear.on_hover_text("Leave the choice to the composer").clicked() {
                actions.push(Action::LetComposerChoose);
            }
        }
    });
}

/// Lists the instruments, those that are `asked` and those that the composer chose, and lets the user add and remove.
pub fn instruments(
    ui: &mut Ui,
    asked: &[Instrument],
    music: &Music,
    typing: &mut Typing,
    actions: &mut Vec<Action>,
) {
    for instrument in music.rack.instruments() {
        if let Some(place) = music.rack.place(instrument) {
            instrument::instrument(ui, place, music, typing, actions);
        }
    }
    if asked.is_empty() {
        ui.label(RichText::new("Any: the composer chooses.").color(theme::TEXT_QUIET));
    }
    if asked.len() >= MAX_TRACKS {
        let full = format!("{MAX_TRACKS} instruments: one for each MIDI channel.");
        ui.label(RichText::new(full).font(theme::small()).color(theme::TEXT_QUIET));
        return;
    }
    ui.add_space(2.0);
    let add = ui.button(RichText::new("+ Add instrument").font(theme::small()));
    add.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), "Add instrument"));
    // The button moves down the sidebar with every instrument, and its own id with it.
    Popup::menu(&add)
        .id(Id::unique("instruments to add"))
        .align(RectAlign::BOTTOM_START)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(POPUP_WIDTH)
        .show(|ui| picker(ui, asked, &mut typing.search, add.clicked(), actions));
}

/// The search field and what it finds. Stays open, so that several can be added in a row.
fn picker(ui: &mut Ui, asked: &[Instrument], search: &mut String, opened: bool, actions: &mut Vec<Action>) {
    ui.set_width(POPUP_WIDTH);
    let field = ui.add(
        TextEdit::singleline(search)
            .hint_text("Search: piano, brass, drums…")
            .desired_width(POPUP_WIDTH)
            .margin(vec2(8.0, 5.0)),
    );
    field.widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, "Search instruments"));
    if opened {
        search.clear();
        field.request_focus();
    }
    let found = matches(search, asked);
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        actions.extend(found.first().map(|&(instrument, _)| Action::AddInstrument(instrument)));
        search.clear();
        field.request_focus();
    }
    ui.add_space(theme::GAP_SMALL);
    ScrollArea::vertical().max_height(POPUP_HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if found.is_empty() {
            ui.label(RichText::new("No instrument of that name is left.").color(theme::TEXT_QUIET));
        }
        let mut family = "";
        for (instrument, of) in found {
            if of != family {
                family = of;
                ui.add_space(theme::GAP_SMALL);
                ui.label(theme::heading(of));
            }
            if entry(ui, instrument).clicked() {
                actions.push(Action::AddInstrument(instrument));
            }
        }
    });
}

fn entry(ui: &mut Ui, instrument: Instrument) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, instrument.name()));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::ROUND, theme::CONTROL_HOT);
    }
    let dot = Rect::from_center_size(pos2(rect.left() + 9.0, rect.center().y), vec2(4.0, 14.0));
    ui.painter().rect_filled(dot, 2.0, theme::instrument(instrument));
    let text = pos2(dot.right() + theme::GAP, rect.center().y);
    ui.painter().text(text, egui::Align2::LEFT_CENTER, instrument.name(), theme::body(), theme::TEXT);
    response
}

/// What `search` finds among the instruments that are not asked yet, drums first, each with its family:
/// every word of the search must stand in the name or in the family.
fn matches(search: &str, asked: &[Instrument]) -> Vec<(Instrument, &'static str)> {
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let drums_first = std::iter::once(Instrument::DRUMS).chain((0..128).map(Instrument));
    drums_first
        .filter(|instrument| !asked.contains(instrument))
        .map(|instrument| (instrument, instrument.family().map_or("Drums", |family| family.name)))
        .filter(|(instrument, family)| {
            let said = format!("{} {family}", instrument.name()).to_lowercase();
            words.iter().all(|word| said.contains(word.as_str()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_looks_into_names_and_families_and_leaves_out_what_is_asked() {
        assert_eq!(matches("", &[]).len(), 129);
        assert_eq!(matches("DRUM", &[])[0].0, Instrument::DRUMS);
        assert!(!matches("drum", &[Instrument::DRUMS]).iter().any(|found| found.0.is_drums()));
        assert_eq!(matches("grand acoustic", &[])[0].0, Instrument(0));
        assert_eq!(matches("reed", &[]).iter().filter(|found| found.1 == "Reed").count(), 8);
        assert!(matches("theremin", &[]).is_empty());
    }
}
