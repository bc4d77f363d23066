//! The Generate button.

use super::chip;
use super::theme;
use super::view::{Action, BarState, Engine, Music, Phase};
use super::words;
use crate::plugin::GENERATE_KEY;
use egui::{Align2, Color32, Rect, Role, Sense, Ui, WidgetInfo, vec2};

const HEIGHT: f32 = 42.0;

/// As wide as `ui` allows; while a loop is being written it also shows how far that is.
pub fn generate(ui: &mut Ui, engine: &Engine, music: &Music, actions: &mut Vec<Action>) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Generate"));
    let rect = if response.is_pointer_button_down_on() { rect.shrink(1.0) } else { rect };
    let fill = if response.hovered() { theme::ACCENT_HOT } else { theme::ACCENT };
    let painter = ui.painter();
    painter.rect_filled(rect, theme::ROUND + 1, fill);
    let caption = caption(engine, music);
    painter.text(rect.center(), Align2::CENTER_CENTER, caption, theme::title(), theme::ON_ACCENT);
    if engine.phase == Phase::Writing {
        progress(ui, rect, music);
    }
    chip::focus(ui, &response);
    if response.on_hover_text(meaning(engine)).clicked() {
        actions.push(Action::Generate);
    }
}

fn caption(engine: &Engine, music: &Music) -> String {
    let writing = music.bars.iter().position(|&bar| bar == BarState::Writing);
    match (engine.phase, writing) {
        (Phase::Loading, _) => "Reading weights".to_owned(),
        (Phase::Writing, Some(bar)) => format!("Writing bar {} of {}", bar + 1, music.bars.len()),
        (Phase::Writing, None) | (Phase::Ready | Phase::Failed, _) => "Generate".to_owned(),
    }
}

fn meaning(engine: &Engine) -> String {
    let again = if engine.phase == Phase::Writing { " Pressed now, it starts over." } else { "" };
    let key = words::pitch(f32::from(GENERATE_KEY));
    format!("Writes four new bars; so does the MIDI note {key}.{again}")
}

/// A dark line at the foot of the button, a quarter for each bar that is written.
fn progress(ui: &Ui, button: Rect, music: &Music) {
    let written = music.bars.iter().filter(|&&bar| bar == BarState::Written).count();
    let inner = button.shrink2(vec2(10.0, 6.0));
    let width = inner.width() / music.bars.len() as f32;
    for bar in 0..music.bars.len() {
        let place = Rect::from_min_size(
            inner.left_bottom() + vec2(width * bar as f32 + 1.0, -2.0),
            vec2(width - 2.0, 2.0),
        );
        let ink = if bar < written { theme::ON_ACCENT } else { Color32::from_black_alpha(50) };
        ui.painter().rect_filled(place, 1.0, ink);
    }
}
