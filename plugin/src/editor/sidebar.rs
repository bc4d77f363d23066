//! The sidebar: everything that the next loop is asked to be, and Generate at its foot.

use super::amount;
use super::chip;
use super::chord_picker::Half;
use super::chords;
use super::curve;
use super::entry::Entry;
use super::generate;
use super::hands;
use super::instruments;
use super::picks;
use super::presets;
use super::preview;
use super::roll::Hand;
use super::seed;
use super::theme;
use super::tonality;
use super::view::{Action, Pick, Quantity, View};
use super::weights;
use crate::presets::Shelf;
use egui::{
    Align, Color32, Label, Layout, Panel, RichText, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, vec2,
};
use score::Instrument;
use std::collections::BTreeSet;

/// What the user is typing, and what of the sidebar is open. Lives on the GUI thread, in the editor; nothing else reads it.
#[derive(Debug, Default)]
pub struct Typing {
    pub search: String,
    /// The instrument whose settings are shown.
    pub open: Option<Instrument>,
    /// The chords, while they are typed.
    pub chords: Option<String>,
    /// Which half of a bar a picked chord is for.
    pub half: Half,
    /// The user's presets.
    pub shelf: Shelf,
    pub preset: presets::Naming,
    pub weights: String,
    /// Whether the field for other weights is shown.
    pub weights_open: bool,
    pub sound_font: String,
    /// Whether the field for another SoundFont is shown.
    pub sound_font_open: bool,
    /// Sections that are shown.
    pub unfolded: BTreeSet<&'static str>,
    /// When Capture was pressed, in seconds of the window's time, while it is held down.
    pub captured: Option<f64>,
    /// The value that is being typed, if one is.
    pub entry: Option<Entry>,
    /// What is held in the roll.
    pub hand: Hand,
}

impl Typing {
    /// With the presets in this user's own folder.
    pub fn of_user() -> Typing {
        Typing { shelf: Shelf::of_user(), ..Typing::default() }
    }
}

pub fn sidebar(ui: &mut Ui, view: &View, typing: &mut Typing, actions: &mut Vec<Action>) {
    let foot = egui::Frame::new().fill(theme::SURFACE).inner_margin(egui::Margin {
        left: 14,
        right: 14,
        top: 8,
        bottom: 12,
    });
    Panel::bottom("foot").frame(foot).show_separator_line(false).show(ui, |ui| {
        for notice in view.asking.notices.iter().take(2) {
            remark(ui, "!", notice, theme::TEXT_QUIET);
        }
        generate::generate(ui, &view.engine, &view.music, actions);
    });
    let head = egui::Frame::new().inner_margin(egui::Margin { left: 14, right: 14, top: 8, bottom: 4 });
    Panel::top("presets").frame(head).show_separator_line(false).show(ui, |ui| {
        presets::presets(ui, &view.asking.preset, typing, actions);
    });
    let body = egui::Frame::new().inner_margin(egui::Margin { left: 14, right: 0, top: 0, bottom: 0 });
    egui::CentralPanel::default().frame(body).show(ui, |ui| {
        // As wide as head and foot; the scroll bar lies in the margin.
        let width = ui.available_width() - 14.0;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 2.0;
            sections(ui, view, typing, actions);
        });
    });
}

fn sections(ui: &mut Ui, view: &View, typing: &mut Typing, actions: &mut Vec<Action>) {
    let asking = &view.asking;
    instruments::heading(ui, &asking.instruments, actions);
    instruments::instruments(ui, &asking.instruments, &view.music, typing, actions);
    section(ui, "Bars", |_| ());
    chords::chords(ui, asking, view.music.section, typing, actions);
    curve::curve(ui, asking, &view.music, actions);
    ui.add_space(2.0);
    picks::picks(ui, &view.hands, &[Pick::Follow], actions);
    section(ui, "Music", |_| ());
    tonality::tonality(ui, asking, actions);
    for quantity in Quantity::ALL {
        amount::amount(ui, asking, quantity, &mut typing.entry, actions);
    }
    section(ui, "Composer", |_| ());
    for setting in &asking.settings {
        amount::setting(ui, setting, &mut typing.entry, actions);
    }
    seed::seed(ui, asking, view.music.asked().map(|asked| asked.seed), &mut typing.entry, actions);
    repeat(ui, asking.repeat, actions);
    hands::hands(ui, &view.hands, typing, actions);
    weights::weights(ui, view.engine.weights.as_deref(), typing, actions);
    preview::preview(ui, &view.preview, typing, actions);
    ui.add_space(theme::GAP);
}

/// Begins a section: a hairline, its title, and what `right` adds from the line's right end.
pub fn section(ui: &mut Ui, title: &str, right: impl FnOnce(&mut Ui)) {
    ui.add_space(10.0);
    let left = ui.cursor().left();
    ui.painter().hline(left..=left + ui.available_width(), ui.cursor().top(), Stroke::new(1.0, theme::LINE));
    ui.add_space(5.0);
    ui.horizontal(|ui| {
        ui.label(theme::heading(title)).accessible_name(title);
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
}

/// Begins a section that can be folded away; whether it is open.
pub fn fold(ui: &mut Ui, title: &'static str, typing: &mut Typing) -> bool {
    ui.add_space(10.0);
    let left = ui.cursor().left();
    ui.painter().hline(left..=left + ui.available_width(), ui.cursor().top(), Stroke::new(1.0, theme::LINE));
    ui.add_space(5.0);
    let mut open = typing.unfolded.contains(title);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE_HEIGHT), Sense::click());
    let said = format!("{} {title}", if open { "Fold" } else { "Unfold" });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::ROUND, theme::CONTROL);
    }
    chip::focus(ui, &response);
    let galley = ui.painter().layout_job(theme::heading(title));
    ui.painter().galley(rect.left_center() - vec2(0.0, galley.size().y / 2.0), galley, theme::TEXT_QUIET);
    chip::arrow(ui, rect.right_center() - vec2(9.0, 0.0), open, theme::TEXT_QUIET);
    if response.clicked() {
        open = !open;
        if open {
            typing.unfolded.insert(title)
        } else {
            typing.unfolded.remove(title)
        };
    }
    open
}

/// A short text behind a `sign`, over as many lines as it needs.
pub fn remark(ui: &mut Ui, sign: &str, text: &str, ink: Color32) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(RichText::new(sign).font(theme::small()).color(theme::ACCENT)).accessible_name("Note");
        ui.add(Label::new(RichText::new(text).font(theme::small()).color(ink)).wrap());
    });
}

/// Whether the four bars repeat.
fn repeat(ui: &mut Ui, on: bool, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Loop").color(theme::TEXT_QUIET));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let chip = chip::toggle(ui, if on { "on" } else { "off" }, "Loop", on);
            let chip = chip.on_hover_text(
                "On: the four bars repeat. Off: they sound once each time that the host plays.",
            );
            if chip.clicked() {
                actions.push(Action::SetRepeat(!on));
            }
        });
    });
}
