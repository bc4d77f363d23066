//! What is asked of bars and of single instruments, what acts at once, and the size of everything.

use super::bench::{USUAL, Whole, asked, button, choose, control, drag, enter, flip, press, showing, whole};
use super::chords::write_chords;
use super::showing::written;
use crate::editor::view::{Action, Quantity};
use egui::{Key, Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use score::Instrument;
use session::Amounts;

fn amounts(bench: &Harness<'_, Whole>, instrument: Instrument) -> Amounts {
    bench.state().params.session.rack().of(instrument).map(|lane| lane.amounts).expect("it has a lane")
}

#[test]
fn the_density_of_a_bar_is_dragged_nudged_and_given_back() {
    let mut bench = whole();
    let density =
        |bench: &Harness<'_, Whole>, bar: usize| bench.state().params.session.asking().bar_density[bar];
    let rail = control(&bench, Role::Slider, "Density of bar 3").rect();
    drag(&mut bench, &[rail.center(), rail.center_top() - vec2(0.0, 9.0)]);
    assert_eq!(density(&bench, 2), Some(48));
    assert_eq!(asked(&bench).bar_density, [None, None, Some(48.0), None]);
    control(&bench, Role::Slider, "Density of bar 3").focus();
    bench.run();
    bench.key_press(Key::ArrowDown);
    bench.run();
    assert_eq!(density(&bench, 2), Some(47));
    let place = rail.center();
    bench.hover_at(place);
    [true, false, true, false].into_iter().for_each(|pressed| button(&mut bench, place, pressed));
    bench.run();
    assert_eq!(density(&bench, 2), None, "a double click is any");
}

#[test]
fn everything_of_one_instrument_is_asked_for_it_alone() {
    let mut bench = whole();
    press(&mut bench, "Open Electric Piano 1");
    let piano = Instrument(4);
    flip(&mut bench, "Any mean pitch of Electric Piano 1");
    assert_eq!(amounts(&bench, piano).pitch, Some(60));
    press(&mut bench, "Electric Piano 1 mean pitch: 60 · C4");
    enter(&mut bench, "e5");
    assert_eq!(amounts(&bench, piano), Amounts { pitch: Some(76), ..Amounts::default() });
    control(&bench, Role::Slider, "Electric Piano 1 density rail").focus();
    bench.run();
    bench.key_press(Key::ArrowRight);
    bench.run();
    assert_eq!(amounts(&bench, piano).density, Some(9));
    let track = asked(&bench).tracks.into_iter().find(|track| track.instrument == piano);
    assert_eq!(track.and_then(|track| track.mean_pitch), Some(76.0));
    assert!(bench.state().host.told().is_empty(), "the project holds it, not the automation");
    assert_eq!(amounts(&bench, Instrument(33)), Amounts::default(), "nobody else is asked");
}

#[test]
fn drums_have_no_pitch_no_length_and_no_octave() {
    let mut bench = whole();
    press(&mut bench, "Open Drums");
    assert!(bench.query_by_label("Drums density rail").is_some());
    for missing in ["Drums mean pitch rail", "Drums mean duration rail", "Drums octave"] {
        assert!(bench.query_by_label(missing).is_none(), "{missing}");
    }
}

#[test]
fn channel_octave_and_start_are_chosen_from_lists() {
    let mut bench = whole();
    press(&mut bench, "Open Electric Bass (finger)");
    let bass = Instrument(33);
    let place = bench.state().params.session.rack().place(bass).expect("it has a place");
    choose(&mut bench, "Electric Bass (finger) channel", "16");
    choose(&mut bench, "Electric Bass (finger) octave", "-1");
    choose(&mut bench, "Electric Bass (finger) start", "3");
    let lane = *bench.state().params.session.rack().of(bass).expect("it has a lane");
    assert_eq!((lane.channel, lane.start), (15, 96));
    assert_eq!(bench.state().params.controls().octaves[place], -1);
}

#[test]
fn mute_solo_and_lock_stand_in_the_row_of_an_instrument() {
    let mut bench = whole();
    flip(&mut bench, "Drums: mute");
    flip(&mut bench, "Drums: solo");
    press(&mut bench, "Open Drums");
    flip(&mut bench, "Drums: lock");
    let lane = *bench.state().params.session.rack().lane(0).expect("drums come first");
    assert_eq!((bench.state().params.controls().muted, lane.solo, lane.locked), (1, true, 0b1111));
}

#[test]
fn an_instrument_is_written_anew_from_the_sidebar_once_there_is_a_loop() {
    let mut bench = showing(written(|_| ()), USUAL);
    press(&mut bench, "Open Acoustic Grand Piano");
    press_chip(&mut bench, "Re-roll Acoustic Grand Piano");
    assert_eq!(*bench.state(), [Action::WriteAnew { section: 0, cells: 0xf }]);
}

fn press_chip<S>(bench: &mut Harness<'_, S>, name: &str) {
    control(bench, Role::CheckBox, name).click();
    bench.run();
}

#[test]
fn what_the_composer_chose_can_be_kept() {
    let mut view = written(|asked| asked.tracks.clear());
    view.music.rack.adopt(&[Instrument(0)]);
    let mut bench = showing(view, USUAL);
    press_chip(&mut bench, "Keep Acoustic Grand Piano");
    assert_eq!(*bench.state(), [Action::AddInstrument(Instrument(0))]);
}

#[test]
fn what_contradicts_itself_is_said_before_it_is_written_and_beside_what_came() {
    let mut bench = whole();
    choose(&mut bench, "Scale", "Major pentatonic");
    choose(&mut bench, "Key", "C major");
    write_chords(&mut bench, "F#");
    assert!(bench.query_by_label_contains("F# has notes outside C major pentatonic").is_some());
    let mut view = written(|_| ());
    view.music.notices = vec!["Something gave way.".to_owned()];
    assert!(showing(view, USUAL).query_by_label("Something gave way.").is_some());
}

#[test]
fn parts_that_were_asked_for_have_a_row_of_their_own() {
    let view = written(|asked| asked.tracks[0].density = Some(4.0));
    let bench = showing(view, USUAL);
    assert!(bench.query_by_label("Acoustic Grand Piano density: asked 4.0, got 4.0, as asked").is_some());
    let bench = showing(written(|_| ()), USUAL);
    assert!(bench.query_by_label_contains("Acoustic Grand Piano density: ").is_none());
}

#[test]
fn the_size_of_everything_is_kept_with_the_project() {
    let mut bench = whole();
    choose(&mut bench, "Size", "150 %");
    assert_eq!(bench.state().params.zoom.percent(), 150);
    assert!(bench.state().actions.contains(&Action::SetZoom(150)));
}

#[test]
fn the_foot_says_whether_the_next_bar_will_be_there() {
    let mut view = written(|_| ());
    view.engine.readiness = 0.25;
    assert!(showing(view.clone(), USUAL).query_by_label("Next bar: 25 % ready").is_some());
    (view.engine.readiness, view.music.playhead) = (1.0, Some(12.0));
    assert!(showing(view, USUAL).query_by_label("Next bar: on time").is_some());
}

#[test]
fn any_is_typed_for_one_instrument_too() {
    let mut bench = whole();
    press(&mut bench, "Open Drums");
    flip(&mut bench, "Any density of Drums");
    press(&mut bench, "Drums density: 8 per bar");
    enter(&mut bench, "any");
    assert_eq!(amounts(&bench, Instrument::DRUMS), Amounts::default());
    let asks = |action: &&Action| matches!(action, Action::Ask { quantity: Quantity::Density, .. });
    assert_eq!(bench.state().actions.iter().filter(asks).count(), 2);
}

#[test]
fn how_loud_an_instrument_plays_acts_at_once_and_is_kept_with_the_project() {
    let mut bench = whole();
    press(&mut bench, "Open Drums");
    press(&mut bench, "Drums level: 100 %");
    enter(&mut bench, "70 %");
    assert_eq!(bench.state().link.lanes.get(0).level, 70);
    control(&bench, Role::Button, "Drums level: 70 %");
}

#[test]
fn what_acts_at_once_is_folded_away_and_reaches_the_player() {
    let mut bench = whole();
    assert!(bench.query_by_label("Swing rail").is_none());
    control(&bench, Role::Button, "Unfold Playing").scroll_to_me();
    bench.run();
    press(&mut bench, "Unfold Playing");
    control(&bench, Role::Button, "Swing: 50 %").scroll_to_me();
    bench.run();
    press(&mut bench, "Swing: 50 %");
    enter(&mut bench, "66");
    control(&bench, Role::ComboBox, "Launch").scroll_to_me();
    bench.run();
    choose(&mut bench, "Launch", "Bar");
    let controls = bench.state().params.controls();
    assert!((controls.swing - 0.32).abs() < 1e-9);
    assert_eq!(controls.launch, crate::link::Launch::Bar);
    press(&mut bench, "Fold Playing");
    assert!(bench.query_by_label("Swing rail").is_none());
}

#[test]
fn a_note_is_learned_shown_and_forgotten() {
    use crate::link::{Action as Trigger, Source};
    let mut bench = whole();
    control(&bench, Role::Button, "Unfold Input").scroll_to_me();
    bench.run();
    press(&mut bench, "Unfold Input");
    control(&bench, Role::CheckBox, "Learn Slot H").scroll_to_me();
    bench.run();
    press_chip(&mut bench, "Learn Slot H");
    let triggers = bench.state().params.triggers.clone();
    assert_eq!(triggers.learning(), Some(Trigger::Slot(7)));
    assert!(triggers.hear(2, Source::Controller(20)), "the input learns");
    bench.run();
    assert!(bench.query_by_label("CC 20 · ch 3").is_some());
    press(&mut bench, "Forget Slot H");
    assert_eq!(triggers.action(2, Source::Controller(20)), None);
}

#[test]
fn capture_is_pressed_long_enough_to_be_seen_and_let_go_by_itself() {
    let mut bench = whole();
    control(&bench, Role::Button, "Unfold Input").scroll_to_me();
    bench.run();
    press(&mut bench, "Unfold Input");
    control(&bench, Role::Button, "Capture").scroll_to_me();
    bench.run();
    press(&mut bench, "Capture");
    assert!(bench.state().params.listening.capture.value());
    bench.run_steps(20);
    assert!(!bench.state().params.listening.capture.value());
}
