//! The line above the roll: name, host tempo and metre, and what the composer does.

use super::theme;
use super::view::{Engine, Phase};
use super::words;
use crate::link::HostNow;
use egui::{Align, Color32, Layout, RichText, Sense, Ui, vec2};

pub fn header(ui: &mut Ui, host: &HostNow, engine: &Engine) {
    ui.horizontal_centered(|ui| {
        ui.label(RichText::new("Quatrain").font(theme::title()).color(theme::TEXT));
        ui.add_space(theme::GAP);
        lamp(ui, if host.playing { theme::ACCENT } else { theme::CONTROL_HOT });
        ui.label(RichText::new(transport(host)).color(theme::TEXT_QUIET))
            .on_hover_text("Tempo and metre come from the host.");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let state = RichText::new(words::engine(engine));
            let ink = if engine.phase == Phase::Failed { theme::ERROR_TEXT } else { theme::TEXT_QUIET };
            ui.add(egui::Label::new(state.color(ink)).truncate());
        });
    });
}

fn transport(host: &HostNow) -> String {
    let (numerator, denominator) = host.metre.fraction();
    let metre = match host.foreign_metre {
        Some((beats, unit)) => format!("{beats}/{unit}, written as {numerator}/{denominator}"),
        None => format!("{numerator}/{denominator}"),
    };
    match host.tempo {
        Some(tempo) => format!("{tempo:.1} BPM · {metre}"),
        None => format!("No tempo from the host · {metre}"),
    }
}

/// A small lamp: lit while the transport runs.
fn lamp(ui: &mut Ui, colour: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 4.0, colour);
}
