//! A real worker on its thread, with weights small enough to write a loop in no time. Nothing here measures time: what is waited
//! for comes, or the test does not end.

mod anew;
mod asks;
mod commands;
mod groups;
mod listening;
mod pieces;
mod thread;
mod weight_files;

use super::*;
use crate::link::{AudioCommands, AudioEnd, Board, CaptureCell, What};
use crate::session::{EditorEnd, wire};
use model::{Config, Precision, Weights};
use nice_plug::prelude::{Param, Params};
use score::{BARS, Instrument, Note, Ticks};
use session::{Loop, Swap};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

struct Office {
    audio: AudioEnd,
    editor: EditorEnd,
    params: Arc<QuatrainParams>,
    commands: Arc<Commands>,
    audio_commands: AudioCommands,
    board: Arc<Board>,
    stand: Arc<CaptureCell>,
    worker: Option<Worker>,
}

impl Office {
    fn open() -> Office {
        let link = wire();
        let params = Arc::new(QuatrainParams::new(link.session));
        params.session.change_rack(|rack| rack.set_asked(&[Instrument(0), Instrument(33)]));
        let worker = Some(Worker::start(link.worker, params.clone()));
        Office {
            audio: link.audio,
            editor: link.editor,
            params,
            commands: link.commands,
            audio_commands: link.audio_commands,
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

    /// Gives a command that means the slot which is chosen; its number.
    fn give(&self, what: What) -> u64 {
        self.commands.give(self.params.slot(), what)
    }

    fn generate(&self) -> u64 {
        self.give(What::Generate)
    }

    /// Something that a performer turns was turned.
    fn look(&self) {
        self.give(What::Look);
    }

    /// The first loop of what is shown.
    fn the_loop(&self) -> Option<Arc<Loop>> {
        self.params.session.shown().map(|piece| piece.sections[0].clone())
    }

    /// The first loop of what is there, whole.
    fn present(&self) -> Arc<Loop> {
        self.params.session.present().expect("music").sections[0].clone()
    }

    /// The song comes to where variation `generation` is to be heard.
    fn end_at(&self, generation: u32) {
        self.board.set_generation(generation);
        self.look();
        self.answered();
    }

    /// Turns a parameter.
    fn set(&self, param: &nice_plug::prelude::IntParam, value: i32) {
        // SAFETY: the parameter lives as long as the office.
        unsafe { param.as_ptr()._internal_set_normalized_value(param.preview_normalized(value)) };
        self.look();
    }

    fn answered(&self) {
        self.wait(|office| !office.commands.owes());
    }
}

/// A directory for the files of these tests, beside the tests' program.
fn files() -> &'static Path {
    static FILES: OnceLock<PathBuf> = OnceLock::new();
    FILES.get_or_init(|| {
        let files = std::env::current_exe().expect("a program").with_extension("files");
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

/// The office with a loop of drums, bass and piano.
fn with_a_loop() -> (Office, Arc<Loop>) {
    let office = Office::small();
    let three = [Instrument::DRUMS, Instrument(33), Instrument(0)];
    office.params.session.change_rack(|rack| rack.set_asked(&three));
    office.generate();
    office.answered();
    let present = office.present();
    (office, present)
}

/// Bars `bars` (bit `b`: bar `b`) of `instrument`, as an order.
fn cells(office: &Office, instrument: Instrument, bars: u64) -> u64 {
    let place = office.params.session.rack().place(instrument).expect("it has a lane");
    bars << (BARS * place)
}

/// The notes of `of` in the cells of `instrument` that `bars` holds, and all the others.
fn split(of: &Loop, instrument: Instrument, bars: u8) -> (Vec<Note>, Vec<Note>) {
    let inside =
        |note: &Note| note.instrument == instrument && score::Cells(bars).contains(note.bar(of.metre));
    of.notes.iter().copied().partition(inside)
}
