//! A real worker on its thread, with weights small enough to write a loop in no time. Nothing here measures time: what is waited
//! for comes, or the test does not end.

mod listening;

use super::*;
use crate::link::{AudioEnd, Board, EditorEnd, Stand, Standing, groups_for_this_test, wire};
use crate::state::{Loop, Swap};
use model::{Config, Precision, Weights};
use nice_plug::prelude::{Param, Params};
use score::{BARS, Instrument, Note, Ticks};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

struct Office {
    audio: AudioEnd,
    editor: EditorEnd,
    params: Arc<QuatrainParams>,
    calls: Arc<Calls>,
    board: Arc<Board>,
    stand: Arc<Stand>,
    worker: Option<Worker>,
}

impl Office {
    fn open() -> Office {
        let link = wire();
        let params = Arc::new(QuatrainParams::new(link.saved));
        params.saved.change_rack(|rack| rack.set_asked(&[Instrument(0), Instrument(33)]));
        let worker = Some(Worker::start(link.worker, params.clone()));
        Office {
            audio: link.audio,
            editor: link.editor,
            params,
            calls: link.calls,
            board: link.board,
            stand: link.stand,
            worker,
        }
    }

    /// One that writes with the small weights.
    fn small() -> Office {
        let office = Office::open();
        office.editor.load_weights(Some(small_weights().to_owned()));
        // What is loaded next would take the place of these, if they were not read yet.
        office.wait(|office| office.editor.status().weights.is_some());
        office
    }

    fn wait(&self, for_what: impl Fn(&Office) -> bool) {
        while !for_what(self) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// The first loop of what is shown.
    fn the_loop(&self) -> Option<Arc<Loop>> {
        self.params.saved.shown().map(|piece| piece.sections[0].clone())
    }

    /// The first loop of what is there, whole.
    fn present(&self) -> Arc<Loop> {
        self.params.saved.present().expect("music").sections[0].clone()
    }

    /// The song comes to where variation `generation` is to be heard.
    fn end_at(&self, generation: u32) {
        self.board.set_generation(generation);
        self.calls.look();
        self.answered();
    }

    /// Turns a parameter.
    fn set(&self, param: &nice_plug::prelude::IntParam, value: i32) {
        // SAFETY: the parameter lives as long as the office.
        unsafe { param.as_ptr()._internal_set_normalized_value(param.preview_normalized(value)) };
        self.calls.look();
    }

    fn answered(&self) {
        self.wait(|office| !office.editor.status().generating);
    }
}

/// A directory for the files of these tests.
fn files() -> &'static Path {
    static FILES: OnceLock<PathBuf> = OnceLock::new();
    FILES.get_or_init(|| {
        let files = std::env::temp_dir().join(format!("quatrain-worker-{}", std::process::id()));
        std::fs::create_dir_all(&files).expect("a directory for files");
        files
    })
}

/// A file of random weights of a small shape.
fn small_weights() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let shape = Config {
            hidden_size: 64,
            intermediate_size: 96,
            num_hidden_layers: 1,
            num_attention_heads: 2,
            num_key_value_heads: 1,
            head_dim: 32,
            ..Config::shipped()
        };
        let weights = Weights::random(&shape, 1).expect("a valid shape");
        let file = files().join("small.gguf");
        std::fs::write(&file, weights.to_gguf(Precision::F32).expect("a file")).expect("room for it");
        file
    })
}

#[test]
fn an_ask_is_answered_bar_by_bar_and_the_loop_is_kept() {
    let mut office = Office::small();
    office.calls.ask();
    office.answered();
    let status = office.editor.status();
    assert_eq!((status.error, status.weights.as_deref()), (None, Some("small.gguf")));
    assert_eq!(status.bars_ready, BARS);
    let written = status.the_loop.expect("a loop");
    assert_eq!(written.bars, BARS);
    let sounding: Vec<Instrument> =
        written.got.as_ref().expect("measured").tracks.iter().map(|t| t.instrument).collect();
    assert_eq!(sounding, [Instrument(33), Instrument(0)]);
    let phrases: Vec<_> = std::iter::from_fn(|| office.audio.take()).collect();
    assert!(phrases.is_sorted_by_key(|phrase| phrase.bars) && phrases.iter().all(|phrase| phrase.epoch == 1));
    let last = phrases.last().expect("the whole loop came last");
    assert_eq!((last.bars, last.strikes.len()), (BARS, written.notes.len()));
}

#[test]
fn the_same_seed_writes_the_same_loop_and_another_seed_another() {
    let write = |seed: i32| {
        let office = Office::small();
        let seed_param = office.params.seed.as_ptr();
        // SAFETY: the parameter lives as long as the office.
        unsafe { seed_param._internal_set_normalized_value(office.params.seed.preview_normalized(seed)) };
        office.calls.ask();
        office.answered();
        office.the_loop().map(|written| written.notes.clone())
    };
    assert_eq!(write(7), write(7));
    assert_ne!(write(7), write(8));
}

#[test]
fn of_many_asks_the_latest_is_answered_and_is_the_one_that_stays() {
    let office = Office::small();
    for _ in 0..50 {
        office.calls.ask();
        std::thread::yield_now();
    }
    office.answered();
    let kept = office.the_loop().expect("a loop");
    assert_eq!((kept.asked.epoch, kept.bars), (50, BARS));
}

#[test]
fn a_state_that_is_loaded_stops_what_is_being_written_and_stays() {
    let stored = Office::small();
    stored.calls.ask();
    stored.answered();
    let fields = stored.params.saved.serialize_fields();
    let office = Office::small();
    office.calls.ask();
    office.wait(|office| office.editor.status().bars_ready > 0);
    office.params.saved.deserialize_fields(&fields);
    office.answered();
    assert_eq!(office.the_loop(), stored.the_loop());
    assert_eq!(office.editor.status().error, None);
}

/// The office with a loop of drums, bass and piano.
fn with_a_loop() -> (Office, Arc<Loop>) {
    let office = Office::small();
    let three = [Instrument::DRUMS, Instrument(33), Instrument(0)];
    office.params.saved.change_rack(|rack| rack.set_asked(&three));
    office.calls.ask();
    office.answered();
    let present = office.present();
    (office, present)
}

/// Bars `bars` (bit `b`: bar `b`) of `instrument`, as an order.
fn cells(office: &Office, instrument: Instrument, bars: u64) -> u64 {
    let place = office.params.saved.rack().place(instrument).expect("it has a lane");
    bars << (BARS * place)
}

/// The notes of `of` in the cells of `instrument` that `bars` holds, and all the others.
fn split(of: &Loop, instrument: Instrument, bars: u8) -> (Vec<Note>, Vec<Note>) {
    let inside =
        |note: &Note| note.instrument == instrument && score::Cells(bars).contains(note.bar(of.metre));
    of.notes.iter().copied().partition(inside)
}

#[test]
fn a_cell_is_written_anew_and_all_others_stay_bit_for_bit() {
    let (office, before) = with_a_loop();
    for (instrument, bars) in [(Instrument(33), 0b0010), (Instrument::DRUMS, 0b1111), (Instrument(0), 0b1001)]
    {
        let before = if bars == 0b0010 { before.clone() } else { office.present() };
        office.editor.write_anew(0, cells(&office, instrument, bars));
        office.answered();
        let after = office.present();
        let ((old, others), (new, same)) =
            (split(&before, instrument, bars as u8), split(&after, instrument, bars as u8));
        assert_eq!(others, same, "{instrument:?} {bars:b}");
        assert_ne!(old, new, "{instrument:?} {bars:b}");
    }
    assert_eq!(office.params.saved.can_undo_redo(), (true, false));
}

#[test]
fn locked_cells_survive_orders_and_new_loops_bit_for_bit() {
    let (office, before) = with_a_loop();
    let saved = &office.params.saved;
    let place = saved.rack().place(Instrument(33)).expect("a bass");
    saved.change_rack(|rack| rack.set_locked(place, 0b0110, true));
    let locked = split(&before, Instrument(33), 0b0110).0;
    for everything in [true, false, true] {
        match everything {
            true => office.calls.ask(),
            false => office.editor.write_anew(0, cells(&office, Instrument(33), 0b1111)),
        }
        let last = office.present();
        office.answered();
        let after = office.present();
        assert_eq!(split(&after, Instrument(33), 0b0110).0, locked);
        assert_ne!(last, after, "the rest is new");
    }
}

#[test]
fn what_was_changed_by_hand_survives_new_loops_orders_and_variations_bit_for_bit() {
    let (office, _) = with_a_loop();
    let piano = Instrument(0);
    let to = Note { instrument: piano, onset: Ticks(53), pitch: 71, velocity: 90, duration: Ticks(13) };
    office.editor.edit(&[Swap { from: None, to: Some(to) }]);
    let by_hand = split(&office.present(), piano, 0b10).0;
    assert!(by_hand.contains(&to));
    office.editor.write_anew(0, cells(&office, piano, 0b1111));
    office.answered();
    office.calls.ask();
    office.answered();
    assert_eq!(split(&office.present(), piano, 0b10).0, by_hand);
    office.set(&office.params.vary, 100);
    office.set(&office.params.evolve, 1);
    office.end_at(1);
    assert_eq!(split(&office.present(), piano, 0b10).0, by_hand);
    office.params.saved.release(piano, 0b10);
    office.calls.ask();
    office.answered();
    assert!(!office.present().notes.contains(&to), "once it is released it is written like any other");
}

#[test]
fn where_everything_is_locked_nothing_is_written_and_it_is_said() {
    let (office, before) = with_a_loop();
    let saved = &office.params.saved;
    (0..3).for_each(|place| saved.change_rack(|rack| rack.set_locked(place, 0b1111, true)));
    office.calls.ask();
    office.answered();
    assert_eq!(office.the_loop(), Some(before));
    assert!(office.editor.status().error.is_some_and(|error| error.contains("locked")));
}

#[test]
fn an_instrument_that_joins_is_written_around_the_others() {
    let (office, before) = with_a_loop();
    let cello = Instrument(42);
    office.params.saved.change_rack(|rack| assert!(rack.add(cello)));
    office.editor.write_anew(0, cells(&office, cello, 0b1111));
    office.answered();
    let after = office.present();
    let (new, others) = split(&after, cello, 0b1111);
    assert!(!new.is_empty());
    assert_eq!(others, before.notes);
}

#[test]
fn orders_that_come_while_a_loop_is_written_are_answered_after_it() {
    let office = Office::small();
    office.calls.ask();
    office.editor.write_anew(0, cells(&office, Instrument(0), 0b0001));
    office.editor.write_anew(0, cells(&office, Instrument(33), 0b1000));
    office.answered();
    let saved = &office.params.saved;
    let after = office.present();
    saved.undo(false, false);
    let first = office.present();
    assert_eq!((first.asked.epoch, after.asked.epoch), (1, 3), "both orders are one");
    assert_eq!(split(&first, Instrument(0), 0b1110).0, split(&after, Instrument(0), 0b1110).0);
}

#[test]
fn a_part_of_music_that_is_written_anew_plays_with_the_rest_of_what_was_there() {
    let (mut office, before) = with_a_loop();
    while office.audio.take().is_some() {}
    office.editor.write_anew(0, cells(&office, Instrument(0), 0b1111));
    office.answered();
    let (_, others) = split(&before, Instrument(0), 0b1111);
    let lane = office.params.saved.rack().place(Instrument(0)).expect("a piano") as u8;
    while let Some(phrase) = office.audio.take() {
        let kept = phrase.strikes.iter().filter(|strike| strike.lane != lane).count();
        assert_eq!(kept, others.len(), "{} bars", phrase.bars);
    }
}

#[test]
fn undo_stops_what_is_being_written_and_brings_back_what_was_there() {
    let (office, before) = with_a_loop();
    office.calls.ask();
    office.wait(|office| office.editor.status().bars_ready > 0);
    office.editor.undo();
    office.wait(|office| office.the_loop().as_ref() == Some(&before));
    office.answered();
    assert_eq!(office.the_loop(), Some(before.clone()));
    office.calls.ask();
    office.answered();
    assert_ne!(office.the_loop(), Some(before), "and the next loop is written as ever");
}

#[test]
fn undo_in_one_slot_leaves_what_is_being_written_for_another() {
    let (office, first) = with_a_loop();
    office.calls.ask();
    office.answered();
    office.set(&office.params.slot, 4);
    office.set(&office.params.length, 3);
    office.calls.ask();
    office.wait(|office| office.board.writing() == Some(4) && office.board.bars() > 0);
    let epoch = office.calls.asked();
    office.set(&office.params.slot, 0);
    office.wait(|office| office.params.saved.slots().0 == 0);
    office.editor.undo();
    office.wait(|office| office.the_loop().as_ref() == Some(&first));
    office.answered();
    assert_eq!(office.the_loop(), Some(first));
    let other = office.params.saved.present_in(4).expect("it was written");
    assert_eq!((other.sections.len(), other.sections[0].asked.epoch), (8, epoch), "without being begun anew");
}

#[test]
fn a_longer_piece_is_made_of_loops_that_each_follow_the_one_before() {
    let office = Office::small();
    office.set(&office.params.length, 2);
    office.calls.ask();
    office.answered();
    let piece = office.params.saved.present().expect("a piece");
    assert_eq!((piece.sections.len(), piece.is_whole()), (4, true));
    for pair in piece.sections.windows(2) {
        assert_eq!(pair[1].asked.past, pair[0].notes);
        assert_ne!(pair[1].asked.seed, pair[0].asked.seed);
    }
    assert_eq!(office.params.saved.can_undo_redo(), (false, false), "it is one step");
    let order = cells(&office, Instrument(0), 0b0100);
    office.editor.write_anew(2, order);
    office.answered();
    let after = office.params.saved.present().expect("a piece");
    let same: Vec<bool> = piece.sections.iter().zip(&after.sections).map(|(a, b)| a == b).collect();
    assert_eq!(same, [true, true, false, true]);
    assert_eq!(
        split(&piece.sections[2], Instrument(0), 0b0100).1,
        split(&after.sections[2], Instrument(0), 0b0100).1
    );
}

#[test]
fn variations_are_written_ahead_and_are_the_same_wherever_they_are_made() {
    let first = Office::small();
    first.set(&first.params.seed, 99);
    first.set(&first.params.vary, 50);
    first.calls.ask();
    first.answered();
    let stored = first.params.saved.serialize_fields();
    let chain = |order: &[u32]| {
        let office = Office::small();
        office.params.saved.deserialize_fields(&stored);
        office.set(&office.params.seed, 99);
        office.set(&office.params.vary, 50);
        office.set(&office.params.evolve, 1);
        let mut heard = std::collections::BTreeMap::new();
        for &generation in order {
            office.end_at(generation);
            heard.insert(generation, office.present().notes.clone());
        }
        (heard, office)
    };
    let (straight, office) = chain(&[0, 1, 2, 3, 4]);
    assert_eq!(straight[&0], first.present().notes);
    for generation in 1..5 {
        assert_ne!(straight[&generation], straight[&(generation - 1)], "variation {generation}");
    }
    let (jumping, _) = chain(&[4, 0, 2, 1, 3]);
    assert_eq!(straight, jumping);
    assert_eq!(office.params.saved.can_undo_redo(), (false, false), "variations are no steps");
}

#[test]
fn locked_cells_survive_variations() {
    let (office, before) = with_a_loop();
    let saved = &office.params.saved;
    let place = saved.rack().place(Instrument(0)).expect("a piano");
    saved.change_rack(|rack| rack.set_locked(place, 0b0111, true));
    office.set(&office.params.vary, 100);
    office.set(&office.params.evolve, 1);
    office.end_at(3);
    let after = office.present();
    assert_ne!(after.notes, before.notes);
    assert_eq!(split(&after, Instrument(0), 0b0111).0, split(&before, Instrument(0), 0b0111).0);
}

#[test]
fn music_is_written_into_the_slot_that_is_chosen() {
    let (office, first) = with_a_loop();
    office.set(&office.params.slot, 4);
    office.calls.ask();
    office.answered();
    assert_ne!(office.present(), first);
    assert_eq!(office.params.saved.slots(), (4, std::array::from_fn(|slot| slot == 0 || slot == 4)));
    office.set(&office.params.slot, 0);
    office.answered();
    assert_eq!(office.present(), first, "note for note");
}

fn standing(office: &Office) -> Option<Standing> {
    office.editor.status().group.map(|group| group.standing)
}

#[test]
fn a_follower_has_the_leaders_loop_without_writing_any_and_says_why_it_does_not_write() {
    let _groups = groups_for_this_test();
    let (leader, _) = with_a_loop();
    leader.set(&leader.params.routing.group, 1);
    leader.wait(|leader| standing(leader) == Some(Standing::Leads(0)));
    let follower = Office::small();
    follower.set(&follower.params.routing.group, 1);
    follower.wait(|follower| follower.the_loop() == leader.the_loop());
    assert_eq!((standing(&leader), standing(&follower)), (Some(Standing::Leads(1)), Some(Standing::Follows)));
    follower.calls.ask();
    follower.answered();
    let error = follower.editor.status().error.unwrap_or_default();
    assert!(error.contains("Follows group A"), "{error}");
    leader.calls.ask();
    leader.answered();
    assert_eq!(follower.the_loop(), leader.the_loop(), "there with the leader's answer");
    assert_eq!(follower.params.saved.rack(), leader.params.saved.rack());
    assert_eq!(follower.editor.status().tokens_per_second, None, "it wrote nothing");
    let last = leader.the_loop();
    drop(leader);
    follower.wait(|follower| standing(follower) == Some(Standing::Abandoned));
    assert_eq!(follower.the_loop(), last, "it goes on with what it has");
    follower.set(&follower.params.routing.group, 0);
    follower.wait(|follower| follower.editor.status().group.is_none());
    follower.answered();
    assert_eq!(follower.the_loop(), None, "its own music: there was none");
    follower.calls.ask();
    follower.answered();
    assert!(follower.the_loop().is_some(), "and it writes again");
}

#[test]
fn a_follower_that_is_dropped_is_no_follower_any_more() {
    let _groups = groups_for_this_test();
    let (leader, follower) = (Office::small(), Office::small());
    leader.set(&leader.params.routing.group, 8);
    leader.wait(|leader| standing(leader) == Some(Standing::Leads(0)));
    follower.set(&follower.params.routing.group, 8);
    leader.wait(|leader| standing(leader) == Some(Standing::Leads(1)));
    drop(follower);
    assert_eq!(standing(&leader), Some(Standing::Leads(0)));
}

#[test]
fn an_instance_that_is_dropped_while_it_writes_ends_its_thread() {
    for wait_for_bar in [false, true] {
        let mut office = Office::small();
        (0..3).for_each(|_| office.calls.ask());
        office.wait(|office| !wait_for_bar || office.editor.status().bars_ready > 0);
        drop(office.worker.take());
        assert_eq!(Arc::strong_count(&office.params), 1, "the thread is gone, and what it held");
    }
}

#[test]
fn weights_that_cannot_be_used_leave_an_error_in_words_and_the_old_ones_go_on() {
    let whole = std::fs::read(small_weights()).expect("the file");
    let cut = files().join("cut.gguf");
    std::fs::write(&cut, &whole[..whole.len() / 2]).expect("room");
    let foreign = files().join("foreign.gguf");
    std::fs::write(&foreign, b"MThd and so on").expect("room");
    let office = Office::small();
    for bad in [cut, foreign, files().join("missing.gguf"), files().to_owned()] {
        office.editor.load_weights(Some(bad.clone()));
        office.wait(|office| office.editor.status().error.is_some());
        let status = office.editor.status();
        let error = status.error.unwrap_or_default();
        let name = bad.file_name().unwrap_or_default().to_string_lossy();
        assert!(error.starts_with("These weights cannot be used") && error.contains(&*name), "{error}");
        assert_eq!(status.weights.as_deref(), Some("small.gguf"));
        office.calls.ask();
        office.answered();
        assert_eq!(office.editor.status().error, None, "and a loop is written as before");
        assert_eq!(office.the_loop().map(|written| written.bars), Some(BARS));
    }
}

#[test]
fn good_weights_after_bad_ones_take_the_error_away() {
    let office = Office::small();
    office.editor.load_weights(Some(files().join("missing.gguf")));
    office.wait(|office| office.editor.status().error.is_some());
    office.editor.load_weights(Some(small_weights().to_owned()));
    office.wait(|office| office.editor.status().error.is_none());
}

#[test]
fn weights_of_one_file_are_shared_until_it_is_written_anew() {
    let file = files().join("changing.gguf");
    std::fs::copy(small_weights(), &file).expect("a copy");
    let first = weights::load(Some(&file)).expect("good weights").weights;
    let again = weights::load(Some(&file)).expect("good weights").weights;
    assert!(Arc::ptr_eq(&first, &again));
    let later = std::time::SystemTime::now() + Duration::from_secs(60);
    std::fs::File::options()
        .append(true)
        .open(&file)
        .and_then(|open| open.set_modified(later))
        .expect("a new date");
    assert!(!Arc::ptr_eq(&first, &weights::load(Some(&file)).expect("good weights").weights));
}

/// Runs one of the tests below in a process of its own, where the environment names `weights`.
fn in_a_process_with(weights: &Path, test: &str) {
    let program = std::env::current_exe().expect("this program");
    let child = Command::new(program)
        .env("QUATRAIN_WEIGHTS", weights)
        .args(["--exact", &format!("worker::tests::{test}"), "--ignored"])
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn the_environment_may_name_the_weights() {
    in_a_process_with(small_weights(), "child_with_small_weights_in_the_environment");
    in_a_process_with(&files().join("missing.gguf"), "child_with_missing_weights_in_the_environment");
}

#[test]
#[ignore = "a part of the_environment_may_name_the_weights"]
fn child_with_small_weights_in_the_environment() {
    let office = Office::open();
    office.calls.ask();
    office.answered();
    let status = office.editor.status();
    assert_eq!((status.error, status.weights.as_deref()), (None, Some("small.gguf")));
    office.editor.load_weights(None);
    office.wait(|office| office.editor.status().weights.as_deref() == Some("built in"));
}

#[test]
#[ignore = "a part of the_environment_may_name_the_weights"]
fn child_with_missing_weights_in_the_environment() {
    let office = Office::open();
    office.calls.ask();
    office.answered();
    let error = office.editor.status().error.unwrap_or_default();
    assert!(error.contains("missing.gguf"), "the cause is said: {error}");
    assert_eq!(office.the_loop(), None);
}

#[test]
fn a_panic_becomes_an_error_in_words() {
    let error = guarded::<()>(|| panic!("of {}", "course")).expect_err("it failed");
    assert!(error.contains("of course"), "{error}");
    assert_eq!(guarded(|| Ok(3)), Ok(3));
}

#[cfg(target_os = "linux")]
#[test]
fn the_worker_is_nicer_than_the_host() {
    /// The nice value of a thread, or of the calling one.
    fn niceness(stat: &str) -> i32 {
        let stat = std::fs::read_to_string(stat).unwrap_or_default();
        let behind_the_name = stat.rsplit(')').next().unwrap_or_default().to_owned();
        behind_the_name.split_whitespace().nth(16).and_then(|nice| nice.parse().ok()).unwrap_or(i32::MIN)
    }
    let seen = std::thread::spawn(|| {
        let before = niceness("/proc/thread-self/stat");
        step_back();
        (before, niceness("/proc/thread-self/stat"))
    });
    let (before, after) = seen.join().expect("it ends");
    assert_eq!(after, 7, "it was {before}");
}
