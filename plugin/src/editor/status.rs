//! The line at the foot: whether what is written will be there at the next downbeat, and how the composer does.

use super::theme;
use super::view::{Engine, Music, Phase, View};
use super::words;
use egui::{Align, Label, Layout, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

const BAR: f32 = 96.0;
const OVERHANG: f32 = 2.0;

pub fn status(ui: &mut Ui, view: &View) {
    let View { engine, music, .. } = view;
    let line = ui.max_rect();
    ui.painter().hline(line.x_range(), line.top(), egui::Stroke::new(1.0, theme::LINE));
    ui.horizontal_centered(|ui| {
        readiness(ui, engine, music);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // The last letter leans over its own width, and this panel ends there.
            ui.add_space(OVERHANG);
            let ink = if engine.phase == Phase::Failed { theme::ERROR_TEXT } else { theme::TEXT_QUIET };
            let state = RichText::new(words::engine(engine)).font(theme::small()).color(ink);
            ui.add(Label::new(state).truncate());
        });
    });
}

/// How far it is to the next downbeat, and whether the bar that begins there is or will be written by then.
fn readiness(ui: &mut Ui, engine: &Engine, music: &Music) {
    let ready = engine.readiness >= 1.0;
    let share = (engine.readiness.clamp(0.0, 1.0) * 100.0).round();
    let (said, hint) = match (music.playhead.is_some(), ready) {
        (false, true) => ("Next bar: ready".to_owned(), "Fills towards the downbeat while the host plays."),
        (true, true) => {
            ("Next bar: on time".to_owned(), "The next bar is written, or will be when it is due.")
        }
        (_, false) => (
            format!("Next bar: {share} % ready"),
            "Writing needs longer than there is time: until it is done, what sounded before goes on.",
        ),
    };
    let ink = if ready { theme::MET } else { theme::ACCENT };
    let (rect, response) = ui.allocate_exact_size(vec2(BAR, 14.0), Sense::hover());
    let track = Rect::from_center_size(rect.center(), vec2(rect.width(), 4.0));
    let filled = pos2(track.left() + track.width() * to_downbeat(music), track.bottom());
    ui.painter().rect_filled(track, 2.0, theme::CONTROL_HOT);
    ui.painter().rect_filled(Rect::from_min_max(track.min, filled), 2.0, ink);
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, "Readiness"));
    response.on_hover_text(hint);
    let text = RichText::new(&said).font(theme::small()).color(if ready { theme::TEXT_QUIET } else { ink });
    ui.add(Label::new(text)).on_hover_text(hint);
}

/// How much of the bar is over in which the playhead stands, 0..=1.
fn to_downbeat(music: &Music) -> f32 {
    let bar = f32::from(music.metre().bar().0);
    music.playhead.map_or(0.0, |ticks| ticks.rem_euclid(bar) / bar)
}
