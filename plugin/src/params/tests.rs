use super::*;
use crate::link::HostNow;
use crate::session::wire;
use score::{Chord, ChordSlot, Instrument, Key, Metre, Mode, Quality, Request, Scale, ScaleKind};
use session::Amounts;

fn params() -> QuatrainParams {
    QuatrainParams::new(wire().session)
}

fn set<P: Param>(param: &P, value: P::Plain) {
    // SAFETY: the parameter outlives this call.
    unsafe { param.as_ptr()._internal_set_normalized_value(param.preview_normalized(value)) };
}

fn request(params: &QuatrainParams) -> Request {
    let host = HostNow { tempo: Some(133.7), metre: Metre::SevenEight, playing: true, ..HostNow::default() };
    params.request(&host, 9, 100)
}

#[test]
fn ids_order_and_count_are_those_that_saved_projects_name() {
    let ids: Vec<String> = params().param_map().into_iter().map(|(id, ..)| id).collect();
    let pinned = [
        "gen", "loop", "temp", "pitch", "veloc", "durat", "dens", "key", "scale", "seed", "bypass", "prev",
        "prevlvl", "guide", "cand", "slot", "length", "evolve", "vary", "intens", "regist",
    ];
    let playing = ["swing", "swunit", "htime", "hvel", "gate", "progs", "out", "launch"];
    let lanes = (1..=16).flat_map(|lane| [format!("mute_{lane}"), format!("oct_{lane}")]);
    let routing = ["group", "grole"].map(str::to_owned);
    let listening = ["thru", "follow", "slotoct", "reroll", "capture", "capto"].map(str::to_owned);
    let locks = (1..=16).map(|lane| format!("lock_{lane}"));
    let first = pinned.into_iter().chain(playing).map(str::to_owned);
    let pinned: Vec<String> = first.chain(lanes).chain(routing).chain(listening).chain(locks).collect();
    assert_eq!(ids, pinned);
}

#[test]
fn fields_beside_the_parameters_keep_their_names() {
    let fields: Vec<String> = params().serialize_fields().into_keys().collect();
    assert_eq!(fields, ["hand", "quatrain", "soundfont", "triggers", "window", "zoom"]);
}

#[test]
fn every_step_of_every_parameter_comes_back_from_its_text() {
    let params = params();
    for (id, param, _) in params.param_map() {
        // SAFETY: the parameters live as long as `params`.
        let steps = unsafe { param.step_count() }.expect("all have steps");
        let mut texts = std::collections::HashSet::new();
        for step in 0..=steps {
            let value = step as f32 / steps as f32;
            // SAFETY: as above.
            let (text, back) = unsafe {
                let text = param.normalized_value_to_string(value, true);
                (text.clone(), param.string_to_normalized_value(&text))
            };
            let back = back.map(|value| (value * steps as f32).round() as usize);
            assert_eq!(back, Some(step), "{id}: {text:?}");
            assert!(texts.insert(text.clone()), "{id}: two steps are called {text:?}");
        }
    }
}

#[test]
fn texts_that_mean_nothing_are_refused_and_any_may_be_typed() {
    let params = params();
    for param in
        [&params.mean_pitch, &params.mean_velocity, &params.mean_duration, &params.density, &params.seed]
    {
        for text in ["", "loud", "nan", "-5000000", "99999999999"] {
            let read = param.string_to_normalized_value(text);
            assert!(read.is_none() || param.name() == "Mean duration", "{} from {text:?}", param.name());
        }
        assert_eq!(param.string_to_normalized_value(" any "), Some(0.0), "{}", param.name());
    }
    assert_eq!(params.mean_duration.string_to_normalized_value("nan"), None);
    let beat = params
        .mean_duration
        .string_to_normalized_value("0.9 beats")
        .map(|n| params.mean_duration.preview_plain(n));
    assert_eq!(beat, Some(9), "the nearest");
}

#[test]
fn at_first_everything_is_any() {
    let asked = request(&params());
    assert_eq!(
        (asked.mean_pitch, asked.mean_velocity, asked.mean_duration, asked.density),
        (None, None, None, None)
    );
    assert_eq!((asked.key, asked.scale), (None, None));
    assert_eq!((asked.metre, asked.tempo, asked.epoch), (Metre::SevenEight, Some(133.7), 9));
    assert_eq!(asked.sampling.temperature, 1.0);
    assert_eq!(asked.seed, 101, "a fresh one");
    assert!(!asked.tracks.is_empty());
}

#[test]
fn every_amount_is_asked_for_as_it_was_set() {
    let params = params();
    for (low, high, param) in [
        (PITCHES.0, PITCHES.1, &params.mean_pitch),
        (VELOCITIES.0, VELOCITIES.1, &params.mean_velocity),
        (DENSITIES.0, DENSITIES.1, &params.density),
        (1, DURATIONS.len() as i32, &params.mean_duration),
        (SEEDS.0, SEEDS.1, &params.seed),
    ] {
        for value in [low, (low + high) / 2, high] {
            set(param, value);
            assert_eq!(chosen(param), Some(value), "{}", param.name());
        }
        set(param, low - 1);
        assert_eq!(chosen(param), None, "{}", param.name());
    }
    set(&params.mean_pitch, 60);
    set(&params.mean_velocity, 90);
    set(&params.mean_duration, 16);
    set(&params.density, 48);
    set(&params.seed, 65_535);
    set(&params.temperature, 0);
    let asked = request(&params);
    assert_eq!((asked.mean_pitch, asked.mean_velocity), (Some(60.0), Some(90.0)));
    assert_eq!((asked.mean_duration, asked.density), (Some(16.0), Some(48.0)));
    assert_eq!((asked.seed, asked.sampling.temperature), (65_535, 0.0));
    assert_eq!((asked.sampling.guidance, asked.sampling.candidates), (1.9, 4), "both at first");
    set(&params.guidance, 250);
    set(&params.candidates, 8);
    let asked = request(&params);
    assert_eq!((asked.sampling.guidance, asked.sampling.candidates), (2.5, 8));
}

#[test]
fn macros_ask_for_what_is_left_open() {
    let params = params();
    set(&params.intensity, 100);
    set(&params.register, 50);
    let asked = request(&params);
    assert_eq!((asked.density, asked.mean_velocity, asked.mean_pitch), (Some(24.0), Some(115.0), Some(60.0)));
    set(&params.density, 3);
    set(&params.mean_velocity, 20);
    set(&params.mean_pitch, 72);
    let asked = request(&params);
    assert_eq!((asked.density, asked.mean_velocity, asked.mean_pitch), (Some(3.0), Some(20.0), Some(72.0)));
    set(&params.intensity, 0);
    set(&params.density, 0);
    assert_eq!(request(&params).density, Some(2.0));
}

#[test]
fn what_changes_playing_reaches_the_player_as_it_was_set() {
    let params = params();
    assert_eq!(params.controls(), Controls::default(), "at first notes are played as they are written");
    set(&params.playing.swing, 66);
    set(&params.playing.gate, 50);
    set(&params.playing.timing, 100);
    set(&params.playing.output, 16);
    set(&params.playing.lanes[0].mute, true);
    set(&params.playing.lanes[15].mute, true);
    set(&params.playing.lanes[15].octave, -4);
    let controls = params.controls();
    assert!((controls.swing - 0.32).abs() < 1e-9);
    assert_eq!((controls.gate, controls.timing, controls.output), (0.5, 1.0, Some(15)));
    assert_eq!((controls.muted, controls.octaves[15], controls.octaves[0]), (0x8001, -4, 0));
    assert!(
        params
            .playing
            .lanes
            .iter()
            .enumerate()
            .all(|(n, lane)| lane.mute.name() == format!("Mute {}", n + 1))
    );
}

#[test]
fn whatever_is_turned_is_in_the_next_block_though_the_rest_is_kept_from_the_one_before() {
    let (params, mut known) = (params(), Known::default());
    let mut before = params.settings_after(&mut known);
    let mut unheard = Vec::new();
    for (id, param, _) in params.param_map().into_iter().filter(|(id, ..)| id != "bypass") {
        // SAFETY: the parameter outlives this call.
        let turned =
            unsafe { param._internal_set_normalized_value(1.0 - param.default_normalized_value().round()) };
        let now = params.settings_after(&mut known);
        assert!(turned, "{id}");
        assert_eq!(now, params.settings(), "{id}");
        if std::mem::replace(&mut before, now) == now {
            unheard.push(id);
        }
    }
    set(&params.bypass, true);
    assert!(params.settings_after(&mut known).controls.bypass);
    unheard.retain(|id| !id.starts_with("lock_"));
    let of_requests = [
        "temp", "pitch", "veloc", "durat", "dens", "key", "scale", "seed", "guide", "cand", "slot", "length",
        "vary", "intens", "regist", "capto",
    ];
    assert_eq!(unheard, of_requests);
}

#[test]
fn a_scale_lock_takes_its_tonic_from_the_key_or_else_from_the_seed() {
    let params = params();
    set(&params.scale, ScaleLock::Dorian);
    set(&params.seed, 14);
    assert_eq!(request(&params).scale, Some(Scale { tonic: 2, kind: ScaleKind::Dorian }));
    set(&params.key, KeyChoice::AMinor);
    let asked = request(&params);
    assert_eq!(asked.key, Some(Key { tonic: 9, mode: Mode::Minor }));
    assert_eq!(asked.scale, Some(Scale { tonic: 9, kind: ScaleKind::Dorian }));
}

#[test]
fn choices_and_what_they_mean_go_both_ways() {
    for index in 0..25 {
        let choice = KeyChoice::from_index(index);
        assert_eq!(KeyChoice::from_key(choice.key()), choice);
    }
    for index in 0..=ScaleKind::ALL.len() {
        let lock = ScaleLock::from_index(index);
        assert_eq!(ScaleLock::from_kind(lock.kind()), lock);
        assert_eq!(lock.kind().is_none(), index == 0);
    }
    assert_eq!(ScaleLock::variants().len(), ScaleKind::ALL.len() + 1);
    assert_eq!(KeyChoice::FSharpMinor.key(), Some(Key { tonic: 6, mode: Mode::Minor }));
}

#[test]
fn what_is_asked_of_bars_and_of_single_instruments_is_in_the_request() {
    let params = params();
    params.session.change_asking(|asking| {
        asking.chords = "Am7 | F C".to_owned();
        asking.bar_density = [Some(4), None, Some(16), None];
    });
    params.session.change_rack(|rack| {
        rack.set_asked(&[Instrument(40), Instrument::DRUMS]);
        let violin = rack.place(Instrument(40)).expect("it is asked for");
        rack.set_amounts(violin, Amounts { pitch: Some(72), density: Some(2), ..Amounts::default() });
    });
    let asked = request(&params);
    assert_eq!(asked.bar_density, [Some(4.0), None, Some(16.0), None]);
    let said: Vec<String> = asked
        .chords
        .iter()
        .map(|slot| match slot {
            ChordSlot::Chord(chord) => chord.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(said, ["Am7", "Am7", "F", "C", "Am7", "Am7", "F", "C"]);
    assert_eq!((asked.tracks[0].density, asked.tracks[0].instrument), (None, Instrument::DRUMS));
    assert_eq!((asked.tracks[1].mean_pitch, asked.tracks[1].density), (Some(72.0), Some(2.0)));
}

#[test]
fn asked_instruments_are_those_of_the_state() {
    let params = params();
    params.session.change_rack(|rack| rack.set_asked(&[Instrument(40), Instrument::DRUMS]));
    let asked: Vec<Instrument> = request(&params).tracks.iter().map(|track| track.instrument).collect();
    assert_eq!(asked, [Instrument::DRUMS, Instrument(40)]);
    params.session.change_rack(|rack| rack.set_asked(&[]));
    assert!(request(&params).tracks.is_empty(), "the composer chooses");
}

#[test]
fn a_held_chord_is_asked_of_every_bar_in_the_key_or_the_lock_that_holds_it_or_else_in_its_own_scale() {
    let params = params();
    let asked = |root, quality| {
        let host = HostNow { chord: Some(Chord { root, quality }), ..HostNow::default() };
        params.request(&host, 1, 1)
    };
    let free = asked(2, Quality::Minor7);
    let chord = ChordSlot::Chord(Chord { root: 2, quality: Quality::Minor7 });
    assert_eq!((free.chords, free.key), ([chord; 8], None));
    assert_eq!(free.scale, Some(Scale { tonic: 2, kind: ScaleKind::Dorian }));
    set(&params.key, KeyChoice::CMajor);
    let in_key = asked(2, Quality::Minor7);
    assert_eq!(in_key.key, Some(Key { tonic: 0, mode: Mode::Major }));
    assert_eq!(in_key.scale, Some(Scale { tonic: 0, kind: ScaleKind::Major }));
    let foreign = asked(8, Quality::Major);
    assert_eq!((foreign.key, foreign.scale), (None, Some(Scale { tonic: 8, kind: ScaleKind::Major })));
    set(&params.scale, ScaleLock::MajorPentatonic);
    assert_eq!(asked(9, Quality::Minor).scale, Some(Scale { tonic: 0, kind: ScaleKind::MajorPentatonic }));
    assert_eq!(asked(7, Quality::Dominant7).scale, Some(Scale { tonic: 7, kind: ScaleKind::Mixolydian }));
    assert_eq!(request(&params).chords, [ChordSlot::Any; 8], "nothing is held");
}

#[test]
fn automation_locks_lanes_over_what_is_locked_by_hand_and_leaves_that_as_it_is() {
    let params = params();
    params.session.change_rack(|rack| rack.set_locked(1, 0b10, true));
    set(&params.listening.locks[0].lock, true);
    let locked = |rack: &session::Rack| [0, 1].map(|place| rack.lane(place).map(|lane| lane.locked));
    assert_eq!(locked(&params.rack()), [Some(u32::MAX), Some(0b10)]);
    assert_eq!(locked(&params.session.rack()), [Some(0), Some(0b10)]);
    set(&params.listening.locks[0].lock, false);
    assert_eq!(locked(&params.rack()), [Some(0), Some(0b10)]);
}
