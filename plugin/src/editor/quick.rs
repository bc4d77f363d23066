//! A hand that is quicker than a frame. egui looks for what was pressed where the pointer is at the end of a frame, and starts no drag whose
//! button is up by then. So a press, the way and a release never come in one frame: what follows waits for the next.

use egui::{Context, Event, Plugin, RawInput};
use std::collections::VecDeque;

/// Lives in egui's context, which calls it before each frame.
#[derive(Default)]
pub struct Quick {
    /// What came and belongs to later frames, in its order.
    waiting: VecDeque<Event>,
}

impl Plugin for Quick {
    fn debug_name(&self) -> &'static str {
        "quick hands"
    }

    fn input_hook(&mut self, context: &Context, input: &mut RawInput) {
        self.waiting.extend(input.events.drain(..));
        let now = in_one_frame(self.waiting.iter());
        input.events.extend(self.waiting.drain(..now));
        if !self.waiting.is_empty() {
            context.request_repaint();
        }
    }
}

/// How many of `events` one frame may have: it ends between a press and the way that follows, and between a way and its release.
fn in_one_frame<'e>(events: impl Iterator<Item = &'e Event>) -> usize {
    let (mut pressed, mut moved, mut count) = (false, false, 0);
    for event in events {
        match event {
            Event::PointerMoved(_) | Event::PointerGone if pressed => break,
            Event::PointerMoved(_) => moved = true,
            Event::PointerButton { pressed: true, .. } => (pressed, moved) = (true, false),
            Event::PointerButton { pressed: false, .. } if moved => break,
            _ => {}
        }
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Modifiers, PointerButton, pos2};

    #[test]
    fn a_press_a_way_and_a_release_take_three_frames_and_a_click_takes_one() {
        let moved = Event::PointerMoved(pos2(1.0, 1.0));
        let button = |pressed| Event::PointerButton {
            pos: pos2(1.0, 1.0),
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let frames = |mut events: &[Event]| {
            let mut frames = Vec::new();
            while !events.is_empty() {
                frames.push(in_one_frame(events.iter()));
                events = &events[frames[frames.len() - 1]..];
            }
            frames
        };
        let drag = [moved.clone(), button(true), moved.clone(), moved.clone(), button(false), moved.clone()];
        assert_eq!(frames(&drag), [2, 2, 2]);
        assert_eq!(frames(&[moved.clone(), button(true), button(false), moved.clone()]), [3, 1]);
        assert_eq!(frames(&[moved.clone(), moved.clone(), Event::PointerGone]), [3]);
    }
}
