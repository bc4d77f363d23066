//! Pictures of every state of the editor, in `target/shots`: with music that the composer wrote.

use super::bench::{LEAST, USUAL, Whole, control, press, showing, whole, whole_of};
use super::pictures::shoot;
use crate::editor::observe;
use crate::editor::theme;
use crate::editor::view::{BarState, Phase, View};
use crate::editor::words;
use crate::link::commands;
use crate::presets::{Preset, factory};
use crate::session::WorkerEnd;
use crate::worker::Worker;
use egui::{Color32, Role, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use score::Instrument;
use session::{Amounts, Piece};
use std::sync::{Arc, OnceLock};
use tiny_skia::Pixmap;

/// A window of the largest screens.
const LARGEST: Vec2 = vec2(3840.0, 2160.0);

fn preset(name: &str) -> &'static Preset {
    factory().iter().find(|preset| preset.name == name).expect("there is one of that name")
}

/// A piece that the composer wrote for a preset, once for all pictures.
fn music() -> Arc<Piece> {
    static MUSIC: OnceLock<Arc<Piece>> = OnceLock::new();
    MUSIC.get_or_init(|| generate(&mut asked(USUAL))).clone()
}

/// The whole editor with a preset loaded, in which more is asked of the piano.
fn asked(size: Vec2) -> Harness<'static, Whole> {
    let bench = whole_of(size);
    let preset = preset("Lo-fi Hip-hop");
    let saved = &bench.state().params.session;
    saved.exchange(&preset.parts());
    saved.change_asking(|asking| *asking = preset.asking());
    saved.change_rack(|rack| {
        let piano = rack.place(Instrument(4)).expect("the preset has one");
        rack.set_amounts(piano, Amounts { pitch: Some(67), density: Some(3), ..Amounts::default() });
        rack.set_locked(piano, 0b0010, true);
    });
    saved.change_asking(|asking| asking.bar_density = [Some(9), Some(12), None, Some(18)]);
    bench
}

/// Presses Generate and lets a real worker write.
fn generate(bench: &mut Harness<'_, Whole>) -> Arc<Piece> {
    let Whole { link, params, .. } = bench.state_mut();
    let end = WorkerEnd {
        commands: link.commands.clone(),
        inbox: std::mem::replace(&mut link.worker.inbox, commands().2),
        board: link.board.clone(),
        report: link.worker.report.clone(),
        stand: link.stand.clone(),
    };
    let _worker = Worker::start(end, params.clone());
    press(bench, "Generate");
    while bench.state().link.editor.status().generating {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    bench.run();
    bench.state().params.session.present().expect("a piece was written")
}

/// The same editor with that piece in its first slot, at bar 2 of a song.
fn playing(size: Vec2) -> Harness<'static, Whole> {
    let piece = music();
    let mut bench = asked(size);
    let Whole { link, params, .. } = bench.state();
    params.session.write(1, 0, (*piece).clone(), true);
    let mut report = link.worker.report.lock();
    (report.tokens_per_second, report.weights) = (Some(1958.0), Some("built in".to_owned()));
    drop(report);
    link.board.set_host(true, Some(84.0), (4, 4));
    link.board.set_playhead(Some(5.4));
    bench.run();
    bench
}

fn seen(bench: &Harness<'_, Whole>) -> View {
    observe::observe(&bench.state().params, &bench.state().link.editor.status(), &bench.state().exports)
}

/// How many pixels have exactly this colour.
fn count(picture: &Pixmap, colour: Color32) -> usize {
    let wanted = tiny_skia::PremultipliedColorU8::from_rgba(colour.r(), colour.g(), colour.b(), 255);
    picture.pixels().iter().filter(|pixel| Some(**pixel) == wanted).count()
}

#[test]
fn the_empty_editor_shows_where_to_begin() {
    let picture = shoot(&whole(), "empty");
    assert!(count(&picture, theme::ACCENT) > 5_000, "Generate stands out");
    assert!(count(&picture, theme::GROUND) > 10_000);
}

#[test]
fn a_loop_that_plays_shows_its_notes_and_the_playhead() {
    let bench = playing(USUAL);
    let picture = shoot(&bench, "playing");
    let bass = music().sections[0].notes.iter().filter(|note| note.instrument == Instrument(33)).count();
    assert!(bass > 0, "the preset's bass plays");
    assert!(count(&picture, theme::instrument(Instrument(33))) > 50);
}

#[test]
fn what_is_being_written_differs_from_what_is_written() {
    let mut view = seen(&playing(USUAL));
    let whole = shoot(&showing(view.clone(), USUAL), "written");
    view.music.bars = [BarState::Written, BarState::Writing, BarState::Planned, BarState::Planned];
    (view.engine.phase, view.engine.readiness) = (Phase::Writing, 0.4);
    let part = shoot(&showing(view, USUAL), "writing");
    assert_ne!(whole.data(), part.data());
}

#[test]
fn chords_that_nobody_asked_for_are_named_over_their_bars() {
    let mut view = seen(&playing(USUAL));
    let mut one = (**view.music.of.as_ref().expect("a loop")).clone();
    one.asked.chords = Default::default();
    let heard = one.got.as_ref().expect("it is whole").chords;
    view.music.piece = Some(Arc::new(Piece::of(one.clone())));
    view.music.of = Some(Arc::new(one));
    let bars = [0, 1, 2, 3].map(|bar| words::chords([heard[2 * bar], heard[2 * bar + 1]]));
    for (name, size) in [("open", USUAL), ("open-wide", vec2(1920.0, 1080.0)), ("open-least", LEAST)] {
        let bench = showing(view.clone(), size);
        for (bar, chords) in bars.iter().enumerate() {
            let said = format!("Bar {}: written, {chords}", bar + 1);
            assert!(bench.query_by_label(&said).is_some(), "{said}");
        }
        if size != LEAST {
            let said = format!("Chords: asked any, got {}", bars.join(" | "));
            assert!(bench.query_by_label(&said).is_some(), "{said}");
        }
        shoot(&bench, name);
    }
}

#[test]
fn an_error_stands_out_and_leaves_everything_else_in_its_place() {
    let bench = playing(USUAL);
    let error =
        "These weights cannot be used: song.gguf: neither a GGUF nor a safetensors file. The old ones stay.";
    bench.state().link.worker.report.lock().error = Some(error.to_owned());
    let mut bench = bench;
    bench.run();
    let picture = shoot(&bench, "error");
    assert!(count(&picture, theme::ERROR_GROUND) > 2_000);
}

#[test]
fn sixteen_lanes_and_every_size_have_their_picture() {
    for (name, size) in [("sixteen", USUAL), ("sixteen-least", LEAST), ("largest", LARGEST)] {
        let mut bench = playing(size);
        if name != "largest" {
            let sixteen: Vec<Instrument> =
                [128, 33, 0, 4, 16, 24, 27, 40, 42, 48, 52, 56, 65, 73, 81, 89].map(Instrument).into();
            bench.state().params.session.change_rack(|rack| rack.set_asked(&sixteen));
        }
        bench.run();
        let picture = shoot(&bench, name);
        assert!(count(&picture, theme::SURFACE) > 10_000, "{name}");
    }
    shoot(&playing(LEAST), "least");
}

#[test]
fn lists_and_settings_that_open_have_their_picture() {
    let mut bench = playing(USUAL);
    press(&mut bench, "Presets");
    shoot(&bench, "presets");
    let mut bench = playing(USUAL);
    press(&mut bench, "Open Electric Piano 1");
    shoot(&bench, "instrument");
    let mut bench = playing(USUAL);
    bench.state().params.session.change_asking(|asking| asking.chords = "Am7 | Hm | C/G | Dm9 G".to_owned());
    bench.run();
    shoot(&bench, "chords");
    control(&bench, Role::Button, "Chords of bar 4: Dm7 G").click();
    bench.run();
    shoot(&bench, "picker");
    let mut bench = playing(vec2(1040.0, 1240.0));
    bench.state_mut().typing.unfolded.extend(["Playing", "Input", "Group"]);
    bench.run();
    shoot(&bench, "unfolded");
    let mut bench = playing(USUAL);
    press(&mut bench, "Add instrument");
    shoot(&bench, "add");
}
