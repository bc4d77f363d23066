//! What the editor says of loop, bars, composer and errors.

use super::bench::{LEAST, USUAL, control, press, showing, whole};
use crate::editor::moving;
use crate::editor::view::{Action, Asking, BarState, Engine, Knob, Music, Phase, Setting, View};
use crate::link::HostNow;
use egui::{Rect, Role, Vec2, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use score::{BARS, Instrument, Metre, Note, Request, Ticks, Track};
use session::Loop;
use std::sync::Arc;

/// A view of a whole loop, asked as `ask` says.
pub fn written(ask: impl FnOnce(&mut Request)) -> View {
    let mut asked = Request { tracks: vec![Track::new(Instrument(0))], ..Request::default() };
    ask(&mut asked);
    let notes: Vec<Note> = (0..4 * 4)
        .map(|beat| Note {
            instrument: Instrument(0),
            onset: Ticks(12 * beat),
            pitch: 60 + (beat % 5) as u8,
            velocity: 90,
            duration: Ticks(12),
        })
        .collect();
    let got = Some(score::metadata::extract(&notes, Metre::FourFour));
    let of = Some(Arc::new(Loop {
        metre: Metre::FourFour,
        notes,
        bars: BARS,
        asked,
        got,
        edited: Default::default(),
    }));
    let mut music = Music { bars: [BarState::Written; BARS], of, ..Music::default() };
    let tracks = &music.of.as_ref().expect("set a line ago").asked.tracks;
    music.rack.set_asked(&tracks.iter().map(|track| track.instrument).collect::<Vec<_>>());
    View { music, zoom: 100, ..View::default() }
}

pub fn writing() -> View {
    let bars = [BarState::Written, BarState::Writing, BarState::Planned, BarState::Planned];
    let engine = Engine { phase: Phase::Writing, weights: Some("built in".to_owned()), ..Engine::default() };
    View { music: Music { bars, ..Music::default() }, engine, ..View::default() }
}

#[test]
fn every_bar_says_how_far_it_is() {
    let bench = showing(writing(), USUAL);
    for said in ["Bar 1: written", "Bar 2: being written", "Bar 3: planned", "Bar 4: planned"] {
        assert!(bench.query_by_label(said).is_some(), "{said}");
    }
    let bench = showing(View::default(), USUAL);
    assert_eq!(bench.query_all_by_label_contains(": empty").count(), BARS);
}

#[test]
fn generate_can_be_pressed_again_while_a_loop_is_written() {
    let mut bench = showing(writing(), USUAL);
    press(&mut bench, "Generate");
    assert_eq!(*bench.state(), [Action::Generate]);
}

#[test]
fn asked_and_got_stand_side_by_side() {
    let view = written(|asked| (asked.mean_pitch, asked.density) = (Some(64.0), Some(6.0)));
    let bench = showing(view, USUAL);
    for said in [
        "Pitch: asked 64.0, got 61.9, too low",
        "Velocity: asked any, got 90.0",
        "Length: asked any, got 1.00",
        "Density: asked 6.0, got 4.0, too low",
        "Tracks: asked 1, got 1, as asked",
    ] {
        assert!(bench.query_by_label(said).is_some(), "{said}");
    }
    let bench = showing(View::default(), USUAL);
    assert!(bench.query_by_label("Pitch: asked –, got –").is_some(), "nothing was asked yet");
}

#[test]
fn instruments_that_nobody_asked_for_are_counted_apart() {
    let bench = showing(written(|asked| asked.tracks = vec![Track::new(Instrument(40))]), USUAL);
    assert!(bench.query_by_label("Tracks: asked 1, got 0 + 1 others, not as asked").is_some());
    let bench = showing(written(|asked| asked.tracks.clear()), USUAL);
    assert!(bench.query_by_label("Tracks: asked any, got 1").is_some());
}

#[test]
fn lanes_say_whose_they_are_and_how_much_they_play() {
    let bench = showing(written(|asked| asked.tracks.push(Track::new(Instrument::DRUMS))), USUAL);
    assert!(bench.query_by_label("Drums: 0 notes").is_some());
    assert!(bench.query_by_label("Acoustic Grand Piano: 16 notes").is_some());
}

#[test]
fn an_error_is_said_in_words_until_it_is_dismissed() {
    let error = "These weights cannot be used: song.gguf: neither a GGUF nor a safetensors file.";
    let mut bench = whole();
    bench.state().link.worker.report.lock().error = Some(error.to_owned());
    bench.run();
    assert!(bench.query_by_label(error).is_some());
    press(&mut bench, "Dismiss error");
    assert!(bench.query_by_label(error).is_none());
    assert!(bench.query_by_label("Dismiss error").is_none());
}

#[test]
fn the_header_tells_what_the_host_plays_and_what_the_composer_does() {
    let host = HostNow { tempo: Some(133.7), playing: true, ..HostNow::default() };
    let engine = Engine { tokens_per_second: Some(1234.0), waiting: true, ..Engine::default() };
    let bench = showing(View { host, engine, ..View::default() }, USUAL);
    for said in ["133.7 BPM · 4/4", "The host plays", "Waiting for the loop line · 1,234 tokens/s"] {
        assert!(bench.query_by_label(said).is_some(), "{said}");
    }
    let bench = showing(View::default(), USUAL);
    assert!(bench.query_by_label("No tempo from the host · 4/4").is_some());
    assert!(bench.query_by_label("The host stands").is_some());
}

#[test]
fn a_trace_behind_an_error_is_not_shown() {
    let error = Some("The file is cut off.\n   0: somewhere\n   1: in the program".to_owned());
    let bench = showing(View { error, ..View::default() }, USUAL);
    assert!(bench.query_by_label("The file is cut off.").is_some());
    assert!(bench.query_by_label_contains("somewhere").is_none());
}

#[test]
fn bars_lie_under_their_numbers_however_many_lanes_there_are() {
    let many = (24..40).map(|program| Track::new(Instrument(program))).collect();
    let bench = showing(written(|asked| asked.tracks = many), LEAST);
    let lane = bench.get_by_label("Distortion Guitar: 0 notes").rect();
    let last = bench.get_by_label_contains("Bar 4: written").rect();
    assert!((lane.right() - last.right()).abs() <= 1.0, "{lane:?} {last:?}");
}

/// Views that strain the layout.
fn strained() -> [View; 4] {
    let sixteen: Vec<Instrument> = (24..40).map(Instrument).collect();
    let mut crowded = written(|asked| asked.tracks = sixteen.iter().map(|&i| Track::new(i)).collect());
    crowded.asking.instruments = sixteen;
    let error = Some("A long error that says at length what happened and what is to be done. ".repeat(3));
    let amounts = [Some(127), Some(127), Some(16), Some(48)];
    let settings = Knob::SETTINGS.map(|knob| Setting { knob, step: knob.steps().1, text: "4.00".to_owned() });
    let set = Asking { amounts, seed: Some(65_535), settings: settings.into(), ..Asking::default() };
    [View::default(), crowded, View { error, ..writing() }, View { asking: set, ..View::default() }]
}

/// Names and places of everything that can be used.
fn controls(bench: &Harness<'_, Vec<Action>>) -> Vec<(String, Rect)> {
    let usable = [Role::Button, Role::CheckBox, Role::Slider, Role::ComboBox];
    bench
        .root()
        .children_recursive()
        .filter(|node| usable.contains(&node.accesskit_node().role()))
        .map(|node| (node.accesskit_node().label().unwrap_or_default(), node.rect()))
        .collect()
}

#[test]
fn nothing_that_can_be_used_leaves_the_window_sideways_or_lies_upon_another() {
    for size in [LEAST, USUAL, Vec2::new(1600.0, 1000.0)] {
        for view in strained() {
            let bench = showing(view, size);
            let places = controls(&bench);
            for (index, (name, rect)) in places.iter().enumerate() {
                assert!(!name.is_empty(), "a control without a name at {rect:?}");
                assert!(rect.left() >= 0.0 && rect.right() <= size.x, "{name} leaves {size:?}: {rect:?}");
                let shrunk = rect.shrink(0.5);
                let under =
                    places[..index].iter().find(|(_, other)| other.intersects(shrunk) && name != "Generate");
                assert_eq!(
                    under.filter(|(_, other)| other.bottom() < size.y - 76.0),
                    None,
                    "{name} lies upon it"
                );
            }
        }
    }
}

#[test]
fn the_smallest_window_shows_generate_whole() {
    for view in strained() {
        let bench = showing(view, LEAST);
        let place = control(&bench, Role::Button, "Generate").rect();
        assert!(Rect::from_min_size(pos2(0.0, 0.0), LEAST).contains_rect(place), "{place:?}");
        assert!(place.height() >= 40.0);
    }
}

#[test]
fn nothing_is_repainted_while_nothing_changes() {
    let mut still = written(|_| ());
    assert!(!moving(&still) && moving(&writing()));
    let mut bench = showing(still.clone(), USUAL);
    assert!(bench.run() <= 2, "the panel itself asks for no frames");
    still.music.playhead = Some(3.0);
    assert!(moving(&still));
}
