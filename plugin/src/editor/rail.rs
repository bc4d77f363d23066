//! A horizontal rail with a handle: the editor's slider.

use super::chip;
use super::theme;
use egui::{
    Event, Key, PointerButton, Rect, Response, Role, Sense, Shape, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

/// One step of a drag along the rail; places are 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drag {
    Begin,
    To(f32),
    /// So many nudges to the right, from the keyboard.
    By(i32),
    /// Back to where it stands at first.
    Reset,
    End,
}

const HEIGHT: f32 = 16.0;
const HANDLE: f32 = 6.0;

/// Shows a rail as wide as `ui` allows, named `name` for screen readers, with the handle at `at` (`None`: no value is set),
/// and reports what the user did with it: dragged, double-clicked, or used the arrow keys or Backspace.
pub fn rail(ui: &mut Ui, name: &str, at: Option<f32>) -> Vec<Drag> {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::drag());
    response.widget_info(|| WidgetInfo {
        value: at.map(f64::from),
        ..WidgetInfo::labeled(Role::Slider, ui.is_enabled(), name)
    });
    let span = rect.shrink2(vec2(HANDLE, 0.0));
    let mut drags = Vec::new();
    if response.drag_started() {
        drags.push(Drag::Begin);
    }
    if response.dragged()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        drags.push(Drag::To(((pointer.x - span.left()) / span.width()).clamp(0.0, 1.0)));
    }
    if response.drag_stopped() {
        drags.push(Drag::End);
    }
    if double_clicked(ui, &response) || erased(ui, &response) {
        drags.extend([Drag::Begin, Drag::Reset, Drag::End]);
    }
    let nudges = nudges(ui, &response);
    if nudges != 0 {
        drags.extend([Drag::Begin, Drag::By(nudges), Drag::End]);
    }
    paint(ui, &response, rect, span, at);
    let _ = response.on_hover_text("Drag, or use the arrow keys. Double-click to reset.");
    drags
}

/// A rail senses drags alone, so that a press moves the handle at once; clicks are counted here.
fn double_clicked(ui: &Ui, response: &Response) -> bool {
    response.drag_stopped() && ui.input(|input| input.pointer.button_double_clicked(PointerButton::Primary))
}

fn erased(ui: &Ui, response: &Response) -> bool {
    response.has_focus()
        && ui.input(|input| input.key_pressed(Key::Backspace) || input.key_pressed(Key::Delete))
}

/// Nudges to the right that the keyboard or a screen reader asked for in this frame.
fn nudges(ui: &Ui, response: &Response) -> i32 {
    let mut nudges = 0;
    if response.has_focus() {
        ui.memory_mut(|memory| {
            let arrows = egui::EventFilter { horizontal_arrows: true, ..Default::default() };
            memory.set_focus_lock_filter(response.id, arrows);
        });
        nudges += ui.input(|input| {
            let pressed = |wanted: Key| {
                let hits =
                    |event: &&Event| matches!(event, Event::Key { key, pressed: true, .. } if *key == wanted);
                input.events.iter().filter(hits).count() as i32
            };
            pressed(Key::ArrowRight) - pressed(Key::ArrowLeft)
        });
    }
    ui.input(|input| {
        use egui::accesskit::Action::{Decrement, Increment};
        nudges += input.num_accesskit_action_requests(response.id, Increment) as i32;
        nudges -= input.num_accesskit_action_requests(response.id, Decrement) as i32;
    });
    nudges
}

fn paint(ui: &Ui, response: &Response, rect: Rect, span: Rect, at: Option<f32>) {
    let painter = ui.painter();
    let bar = |from: f32, to: f32| {
        Rect::from_min_max(pos2(from, rect.center().y - 2.0), pos2(to, rect.center().y + 2.0))
    };
    let hot = response.hovered() || response.dragged() || response.has_focus();
    let Some(at) = at else {
        let dots = Shape::dotted_line(
            &[span.left_center(), span.right_center()],
            if hot { theme::TEXT } else { theme::TEXT_QUIET },
            6.0,
            1.0,
        );
        painter.extend(dots);
        chip::focus(ui, response);
        return;
    };
    painter.rect_filled(bar(span.left(), span.right()), 2.0, theme::CONTROL_HOT);
    let handle = pos2(span.left() + span.width() * at, rect.center().y);
    let accent = if hot { theme::ACCENT_HOT } else { theme::ACCENT };
    painter.rect_filled(bar(span.left(), handle.x), 2.0, accent);
    painter.circle_filled(handle, HANDLE, accent);
    if response.has_focus() {
        let around = Rect::from_center_size(handle, vec2(HANDLE * 2.0 + 5.0, HANDLE * 2.0 + 5.0));
        painter.rect_stroke(around, HANDLE + 3.0, theme::focus_ring(), StrokeKind::Middle);
    }
}
