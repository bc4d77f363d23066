//! The editor on a workbench: a [`Whole`] one on real parameters, or one that shows a [`View`].

use crate::editor::export::{Exporter, Folders};
use crate::editor::typing::Typing;
use crate::editor::view::{Action, View};
use crate::editor::{self, act, observe, panel};
use crate::link::What;
use crate::params::QuatrainParams;
use crate::session::Link;
use egui::{PointerButton, Pos2, Role, Vec2, vec2};
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, Node};
use nice_plug::context::PluginApi;
use nice_plug::context::gui::{GuiContext, GuiContextInner};
use nice_plug::prelude::{ParamPtr, PluginState};
use std::sync::{Arc, Mutex};

pub const USUAL: Vec2 = vec2(1040.0, 680.0);
pub const LEAST: Vec2 = vec2(640.0, 420.0);

/// The editor with its parameters and its link; everything but window and host.
pub struct Whole {
    pub link: Link,
    pub params: Arc<QuatrainParams>,
    pub host: Arc<Host>,
    pub exports: Exporter,
    /// Where it exports to.
    pub home: tempfile::TempDir,
    pub typing: Typing,
    pub actions: Vec<Action>,
}

/// A host that does what it is told and writes it down.
#[derive(Default)]
pub struct Host {
    told: Mutex<Vec<String>>,
}

impl Host {
    /// What was told since the last look: `begin`, the value and `end`, each behind the parameter's name.
    pub fn told(&self) -> Vec<String> {
        std::mem::take(&mut self.told.lock().expect("nobody panics here"))
    }

    fn hear(&self, name: &str, what: &str) {
        self.told.lock().expect("nobody panics here").push(format!("{name}: {what}"));
    }
}

// The pointers come from the parameters on the bench, which outlive every call.
impl GuiContextInner for Host {
    fn plugin_api(&self) -> PluginApi {
        PluginApi::Standalone
    }

    unsafe fn raw_begin_set_parameter(&self, param: ParamPtr) {
        // SAFETY: see above.
        self.hear(unsafe { param.name() }, "begin");
    }

    unsafe fn raw_set_parameter_normalized(&self, param: ParamPtr, normalized: f32) {
        // SAFETY: see above.
        unsafe {
            param._internal_set_normalized_value(normalized);
            self.hear(param.name(), &param.normalized_value_to_string(normalized, false));
        }
    }

    unsafe fn raw_end_set_parameter(&self, param: ParamPtr) {
        // SAFETY: see above.
        self.hear(unsafe { param.name() }, "end");
    }

    fn get_state(&self) -> PluginState {
        unreachable!("the editor asks for no state")
    }

    fn set_state(&self, _state: PluginState) {
        unreachable!("the editor sets no state")
    }

    fn request_restart(&self) {
        unreachable!("the editor restarts nothing")
    }
}

impl Whole {
    /// What the editor has asked of the worker since the last look.
    pub fn asked(&mut self) -> Vec<What> {
        self.link.worker.inbox.take().iter().map(|command| command.what).collect()
    }
}

/// The whole editor.
pub fn whole() -> Harness<'static, Whole> {
    whole_of(USUAL)
}

/// The same in a window of `size`.
pub fn whole_of(size: Vec2) -> Harness<'static, Whole> {
    let link = crate::session::wire();
    let params = Arc::new(QuatrainParams::new(link.session.clone()));
    let home = tempfile::tempdir().expect("a directory");
    let folders = Folders { exports: home.path().join("exports"), passing: home.path().join("passing") };
    let exports = Exporter::new(folders, |_| Ok(()));
    let (host, typing, actions) = (Arc::default(), Typing::default(), Vec::new());
    let whole = Whole { link, params, host, exports, home, typing, actions };
    builder(size).build_ui_state(
        |ui, bench: &mut Whole| {
            let view = observe::observe(&bench.params, &bench.link.editor.status(), &bench.exports);
            let host = GuiContext::new(bench.host.clone());
            for action in panel::panel(ui, &view, &mut bench.typing) {
                bench.actions.push(action.clone());
                let Whole { params, link, exports, typing, .. } = bench;
                act::act(action, params, &host.param_setter(), &link.editor, exports, &mut typing.shelf);
            }
        },
        whole,
    )
}

/// The editor as it shows `view`, in a window of `size`; the state is what the user did.
pub fn showing(view: View, size: Vec2) -> Harness<'static, Vec<Action>> {
    let mut typing = Typing::default();
    builder(size).build_ui_state(
        move |ui, actions: &mut Vec<Action>| actions.extend(panel::panel(ui, &view, &mut typing)),
        Vec::new(),
    )
}

fn builder<State>(size: Vec2) -> egui_kittest::HarnessBuilder<State> {
    // As quick as a hand, so that two clicks are a double one.
    Harness::builder()
        .with_size(size)
        .with_step_dt(1.0 / 30.0)
        .with_max_steps(30)
        .with_context_setup(editor::set_up)
}

/// The one control of that kind and name.
pub fn control<'h, S>(bench: &'h Harness<'_, S>, role: Role, name: &'h str) -> Node<'h> {
    bench.get_by_role_and_label(role, name)
}

/// Presses the button of that name.
pub fn press<S>(bench: &mut Harness<'_, S>, name: &str) {
    control(bench, Role::Button, name).click();
    bench.run();
}

/// Switches the chip of that name.
pub fn flip<S>(bench: &mut Harness<'_, S>, name: &str) {
    control(bench, Role::CheckBox, name).click();
    bench.run();
}

/// Types `text` over what is chosen in the field that has the keyboard, and presses Enter.
pub fn enter<S>(bench: &mut Harness<'_, S>, text: &str) {
    bench.event(egui::Event::Text(text.to_owned()));
    bench.run();
    bench.key_press(egui::Key::Enter);
    bench.run();
}

/// Drags along `places`, a frame at each.
pub fn drag<S>(bench: &mut Harness<'_, S>, places: &[Pos2]) {
    bench.hover_at(places[0]);
    bench.step();
    button(bench, places[0], true);
    for &place in places {
        bench.hover_at(place);
        bench.step();
    }
    button(bench, places[places.len() - 1], false);
    bench.run();
}

/// Presses the pointer's button at `place`, or lets it go.
pub fn button<S>(bench: &mut Harness<'_, S>, place: Pos2, pressed: bool) {
    let modifiers = egui::Modifiers::NONE;
    bench.event(egui::Event::PointerButton {
        pos: place,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    });
    bench.step();
}

/// What would be asked for now.
pub fn asked(bench: &Harness<'_, Whole>) -> score::Request {
    let status = bench.state().link.editor.status();
    bench.state().params.request(&status.host, 0, 0)
}

/// Opens the list called `list` and chooses `option`.
pub fn choose(bench: &mut Harness<'_, Whole>, list: &str, option: &str) {
    control(bench, Role::ComboBox, list).click();
    bench.run();
    control(bench, Role::Button, option).scroll_to_me();
    bench.run();
    control(bench, Role::Button, option).click();
    bench.run();
}
