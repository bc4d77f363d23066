//! One instrument of the sidebar: a row, and below it, when it is open, everything that is set for it alone.

use super::amount;
use super::chip;
use super::theme;
use super::typing::Typing;
use super::view::{Action, Music, Quantity, cells_of};
use egui::{
    Align, Frame, Layout, Margin, Rect, RichText, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use score::{BARS, Cells, Instrument};

/// The row of the instrument in `place`, and what belongs to it.
pub fn instrument(ui: &mut Ui, place: usize, music: &Music, typing: &mut Typing, actions: &mut Vec<Action>) {
    let Some(lane) = music.rack.lane(place) else { return };
    let open = typing.open == Some(lane.instrument);
    if row(ui, place, music, open, actions) {
        typing.open = if open { None } else { Some(lane.instrument) };
    }
    if open {
        let frame = Frame::new().fill(theme::RAISED).corner_radius(theme::ROUND).inner_margin(Margin {
            left: 10,
            right: 8,
            top: 4,
            bottom: 6,
        });
        frame.show(ui, |ui| details(ui, place, music, typing, actions));
    }
}

/// `true` if its name was clicked.
fn row(ui: &mut Ui, place: usize, music: &Music, open: bool, actions: &mut Vec<Action>) -> bool {
    let Some(lane) = music.rack.lane(place) else { return false };
    let name = lane.instrument.name();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::hover());
    let buttons = Rect::from_min_max(pos2(rect.right() - 66.0, rect.top()), rect.max);
    let layout = Layout::right_to_left(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(buttons).layout(layout), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        if lane.chosen {
            let keep = chip::open(ui, "keep", &format!("Keep {name}"), false);
            if keep.on_hover_text("The composer chose it; keep it for the next loop.").clicked() {
                actions.push(Action::AddInstrument(lane.instrument));
            }
            return;
        }
        if chip::quiet(ui, "×", &format!("Remove {name}")).on_hover_text("Remove").clicked() {
            actions.push(Action::RemoveInstrument(lane.instrument));
        }
        let solo = chip::letter(ui, "S", &format!("{name}: solo"), lane.solo);
        if solo.on_hover_text("Solo: silences all that are not solo").clicked() {
            actions.push(Action::Solo { place, on: !lane.solo });
        }
        let mute = music.muted >> place & 1 == 1;
        if chip::letter(ui, "M", &format!("{name}: mute"), mute).on_hover_text("Mute").clicked() {
            actions.push(Action::Mute { place, on: !mute });
        }
    });
    title(
        ui,
        rect.with_max_x(buttons.left() - 2.0),
        lane.instrument,
        (open, lane.chosen, !lane.amounts.is_any()),
    )
}

/// The name with its colour; `(open, chosen, asked)` is what can be said of it. `true` if it was clicked.
fn title(ui: &mut Ui, rect: Rect, instrument: Instrument, (open, chosen, asked): (bool, bool, bool)) -> bool {
    let id = ui.scope_id().with(("instrument", instrument.0));
    let response = ui.interact(rect, id, Sense::click());
    let said = format!("{} {}", if open { "Close" } else { "Open" }, instrument.name());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
    let hot = response.hovered() || response.has_focus();
    if hot {
        ui.painter().rect_filled(rect, theme::ROUND, theme::CONTROL);
    }
    chip::focus(ui, &response);
    let colour = theme::instrument(instrument);
    let swatch = Rect::from_min_size(pos2(rect.left(), rect.top() + 5.0), vec2(4.0, rect.height() - 10.0));
    ui.painter().rect_filled(swatch, 2.0, colour);
    let ink = if hot { theme::TEXT } else { theme::TEXT_QUIET };
    chip::arrow(ui, pos2(rect.left() + 13.0, rect.center().y), open, ink);
    let room = rect.width() - 24.0 - if asked { 12.0 } else { 0.0 };
    let galley = theme::elided(ui, instrument.name(), theme::body(), room);
    let ink = if chosen { theme::TEXT_QUIET } else { theme::TEXT };
    let end = rect.left() + 22.0 + galley.size().x;
    ui.painter().galley(pos2(rect.left() + 22.0, rect.center().y - galley.size().y / 2.0), galley, ink);
    if asked {
        // Something is asked of it alone.
        ui.painter().circle_filled(pos2(end + 7.0, rect.center().y), 2.5, theme::ACCENT);
    }
    response.on_hover_text("Channel, octave, start, lock, and what is asked of it alone").clicked()
}

fn details(ui: &mut Ui, place: usize, music: &Music, typing: &mut Typing, actions: &mut Vec<Action>) {
    let Some(lane) = music.rack.lane(place) else { return };
    let name = lane.instrument.name();
    ui.set_width(ui.available_width());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let all = ((1u32 << BARS) - 1) << (BARS * music.section);
        let locked = lane.locked & all == all;
        let lock = chip::toggle(ui, if locked { "locked" } else { "lock" }, &format!("{name}: lock"), locked);
        if lock.on_hover_text("Keeps all bars of this instrument as they are").clicked() {
            actions.push(Action::Lock { place, bars: all, on: !locked });
        }
        if music.of.is_some() {
            let anew = chip::open(ui, "re-roll", &format!("Re-roll {name}"), false);
            if anew.on_hover_text("Writes this instrument anew around the others").clicked() {
                let cells = cells_of(place, Cells::ALL);
                actions.push(Action::WriteAnew { section: music.section, cells });
            }
        }
    });
    route(ui, place, music, actions);
    amount::loudness(ui, (place, name), lane.level, &mut typing.entry, actions);
    let amounts = lane.amounts;
    for (quantity, step) in [
        (Quantity::Pitch, amounts.pitch),
        (Quantity::Velocity, amounts.velocity),
        (Quantity::Duration, amounts.duration),
        (Quantity::Density, amounts.density),
    ] {
        if lane.instrument.is_drums() && matches!(quantity, Quantity::Pitch | Quantity::Duration) {
            continue;
        }
        amount::ask(ui, (place, name), quantity, step, &mut typing.entry, actions);
    }
}

/// Where its notes go: channel and octave, and the bar in which it begins.
fn route(ui: &mut Ui, place: usize, music: &Music, actions: &mut Vec<Action>) {
    let Some(lane) = music.rack.lane(place) else { return };
    let name = lane.instrument.name();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let channels = (0..16u8).map(|channel| (channel, (channel + 1).to_string()));
        let hint = "MIDI channel";
        if let Some(channel) = choice(ui, "ch", &format!("{name} channel"), hint, lane.channel, channels) {
            actions.push(Action::SetChannel { place, channel });
        }
        if !lane.instrument.is_drums() {
            let octave = music.octaves[place];
            let octaves =
                (-4..=4i8).rev().map(|by| (by, if by == 0 { "0".to_owned() } else { format!("{by:+}") }));
            let hint = "Octaves that it is moved by";
            if let Some(octave) = choice(ui, "oct", &format!("{name} octave"), hint, octave, octaves) {
                actions.push(Action::SetOctave { place, octave });
            }
        }
        let bar = music.metre().bar().0;
        let bars = (0..(BARS * music.sections.max(1)) as u16).map(|bar| (bar, (bar + 1).to_string()));
        let hint = "The bar in which it begins to sound";
        if let Some(first) = choice(ui, "from bar", &format!("{name} start"), hint, lane.start / bar, bars) {
            actions.push(Action::Start { place, ticks: first * bar });
        }
    });
}

/// A short list behind a word; what was chosen anew.
fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    word: &str,
    name: &str,
    hint: &str,
    now: T,
    options: impl Iterator<Item = (T, String)>,
) -> Option<T> {
    let options: Vec<(T, String)> = options.collect();
    let shown = options.iter().find(|(value, _)| *value == now).map_or("", |(_, text)| text.as_str());
    ui.label(RichText::new(word).font(theme::small()).color(theme::TEXT_QUIET));
    let mut chosen = None;
    let list = chip::list(name, RichText::new(shown).font(theme::small()), 42.0);
    let list = list.height(220.0).show_ui(ui, |ui| {
        for (value, text) in &options {
            if ui.selectable_label(*value == now, text).clicked() && *value != now {
                chosen = Some(*value);
            }
        }
    });
    list.response.on_hover_text(hint).accessible_name(name);
    chosen
}
