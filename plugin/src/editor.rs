//! The editor: reads the status and the parameters, changes parameters and sends messages; never waits, and knows
//! neither composer nor player.
//!
//! Every frame goes one way: [`observe`] copies what is to be shown into a [`view::View`], [`panel`] shows it and
//! returns [`view::Action`]s, [`act`] carries them out. Each widget is one file and one function.

mod act;
mod amount;
mod asked_got;
mod bars;
mod browse;
mod cells;
mod chip;
mod chord_picker;
mod chords;
mod curve;
#[cfg(all(unix, not(target_os = "macos")))]
mod driver;
mod entry;
pub mod export;
mod generate;
mod grid;
mod hands;
mod header;
mod history;
mod instrument;
mod instruments;
mod knob;
mod lane;
mod naming;
mod notice;
mod observe;
#[cfg(all(unix, not(target_os = "macos")))]
mod pace;
pub mod panel;
mod picks;
mod presets;
mod preview;
mod quick;
mod rail;
mod roll;
mod section;
mod seed;
pub mod sidebar;
mod slots;
mod status;
#[cfg(test)]
mod tests;
pub mod theme;
mod tonality;
mod typing;
pub mod view;
mod watch;
mod weights;
mod window;
mod words;

pub use window::Window;

use crate::fault::Guard;
use crate::params::QuatrainParams;
use crate::session::EditorEnd;
use export::Exporter;
use nice_plug::context::gui::GuiContext;
use nice_plug_egui::baseview::HandlerError;
use nice_plug_egui::{Frame, Key, KeyCapture, NiceEguiApp};
use std::sync::Arc;
use std::time::Duration;
use typing::Typing;
use view::{Phase, View};
use watch::Watch;

/// Between two frames while the playhead or a light moves: 60 a second, where nobody says when the display refreshes.
const MOVING: Duration = Duration::from_millis(16);
/// The same where somebody does. Not zero, for which egui would paint one frame more than is asked.
#[cfg(all(unix, not(target_os = "macos")))]
const REFRESH: Duration = Duration::from_micros(1);
/// Between two frames while nothing moves and nobody watches for changes.
const STILL: Duration = Duration::from_millis(200);

/// Lives on the GUI thread, as long as its window is open.
struct App {
    params: Arc<QuatrainParams>,
    end: EditorEnd,
    exports: Arc<Exporter>,
    typing: Typing,
    /// `None` until the window is built.
    host: Option<GuiContext>,
    watch: Option<Watch>,
    guard: Guard,
    #[cfg(all(unix, not(target_os = "macos")))]
    pace: Option<pace::Pace>,
}

impl App {
    fn new(params: Arc<QuatrainParams>, end: EditorEnd, exports: Arc<Exporter>) -> App {
        App {
            params,
            end,
            exports,
            typing: Typing::of_user(),
            host: None,
            watch: None,
            guard: Guard::default(),
            #[cfg(all(unix, not(target_os = "macos")))]
            pace: None,
        }
    }
}

/// Gives a fresh context our look and our hands.
fn set_up(context: &egui::Context) {
    theme::apply(context);
    context.add_plugin(quick::Quick::default());
}

impl NiceEguiApp for App {
    fn build(
        &mut self,
        egui: egui::Context,
        host: GuiContext,
        frame: &mut Frame,
    ) -> Result<(), HandlerError> {
        set_up(&egui);
        frame.set_clear_color(theme::GROUND.into());
        self.host = Some(host);
        let (params, end, exports) = (self.params.clone(), self.end.clone(), self.exports.clone());
        #[cfg(all(unix, not(target_os = "macos")))]
        {
            self.pace = pace::Pace::of(frame);
        }
        self.watch = Watch::start(egui, move || observe::observe(&params, &end.status(), &exports));
        Ok(())
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut Frame) {
        let mut guard = std::mem::take(&mut self.guard);
        let shown = guard.run(|| self.content(ui, frame));
        self.guard = guard;
        if shown.is_none() {
            self.apologise(ui);
        }
    }

    fn resized(&mut self, size: nice_plug_egui::baseview::WindowSize) {
        self.params.window.store(size.logical.width as u32, size.logical.height as u32);
    }

    fn editor_closed(&mut self) {
        self.host = None;
        self.watch = None;
        #[cfg(all(unix, not(target_os = "macos")))]
        {
            self.pace = None;
        }
    }
}

impl App {
    /// One frame.
    fn content(&mut self, ui: &mut egui::Ui, frame: &mut Frame) {
        let view = observe::observe(&self.params, &self.end.status(), &self.exports);
        let actions = panel::panel(ui, &view, &mut self.typing);
        let acted = !actions.is_empty();
        if let Some(host) = &self.host {
            let setter = host.param_setter();
            for action in actions {
                act::act(action, &self.params, &setter, &self.end, &self.exports, &mut self.typing.shelf);
            }
        }
        ui.ctx().set_zoom_factor(self.params.zoom.factor());
        frame.set_key_capture(keys(self.typing.hand.listens));
        self.wait(ui.ctx(), view, acted);
    }

    /// A frame has failed: what was typed and chosen is forgotten, and the next frame begins anew, unless too many have failed.
    #[cold]
    fn apologise(&mut self, ui: &mut egui::Ui) {
        self.typing = Typing::of_user();
        apology(ui, self.guard.is_silent());
        ui.ctx().request_repaint_after(STILL);
    }

    /// Has the next frame come when it is needed: at once where this one did something, soon where something moves, else when something changes.
    fn wait(&self, egui: &egui::Context, view: View, acted: bool) {
        // Also while nothing moves: a hand may, before the next refresh.
        let refresh = self.refresh(egui);
        let next = if acted { Some(Duration::ZERO) } else { moving(&view).then_some(refresh) };
        match (&self.watch, next) {
            (Some(watch), None) => watch.show(Some(view)),
            (Some(watch), Some(soon)) => {
                watch.show(None);
                egui.request_repaint_after(soon);
            }
            (None, next) => egui.request_repaint_after(next.unwrap_or(STILL)),
        }
    }

    /// How long the next frame is to wait while something moves.
    #[cfg(all(unix, not(target_os = "macos")))]
    fn refresh(&self, egui: &egui::Context) -> Duration {
        let paced = self.pace.as_ref().is_some_and(|pace| pace.follow(egui.cumulative_frame_nr()));
        if paced { REFRESH } else { MOVING }
    }

    #[cfg(not(all(unix, not(target_os = "macos"))))]
    fn refresh(&self, _egui: &egui::Context) -> Duration {
        MOVING
    }
}

/// The keys that are kept from the host while something here has the keyboard: where notes are edited, Space still starts and stops it.
fn keys(roll_listens: bool) -> KeyCapture {
    match roll_listens {
        true => KeyCapture::IgnoreKeys(vec![Key::Character(" ".to_owned())]),
        false => KeyCapture::CaptureAll,
    }
}

/// Shown in the place of a frame that failed.
fn apology(ui: &mut egui::Ui, for_good: bool) {
    let next = if for_good { "Close and open the editor to try again." } else { "It is drawn anew." };
    ui.label(format!(
        "The editor could not be drawn. {next} The music plays on. Please report this as a bug, with the log file."
    ));
}

fn moving(view: &View) -> bool {
    view.music.playhead.is_some() || matches!(view.engine.phase, Phase::Writing | Phase::Loading)
}
