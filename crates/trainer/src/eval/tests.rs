//! The whole command on small corpora with random weights.

use super::material::Corpus;
use super::*;
use model::{Config, Precision};
use score::smf::{self, Arrangement};
use score::{Instrument, Metre, Note, Ticks};

/// One four-bar file of its own for each of `files`: bass and drums.
fn corpus(files: u16) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("freedoom");
    std::fs::create_dir(&source).expect("a folder");
    for file in 0..files {
        let note = |i: u16, instrument: u8| Note {
            instrument: Instrument(instrument),
            onset: Ticks(i * 6),
            pitch: 36 + ((i * (file + 3)) % 12) as u8,
            velocity: 60 + (i % 40) as u8,
            duration: Ticks(1),
        };
        let notes: Vec<Note> = (0..32).flat_map(|i| [note(i, 128), note(i, 33)]).collect();
        let bytes = smf::write(&Arrangement { notes: &notes, metre: Metre::FourFour, tempo: Some(100.0) });
        std::fs::write(source.join(format!("song{file}.mid")), bytes).expect("a file");
    }
    folder
}

/// What checks read, of which this corpus can have everything.
const KEYS: [&str; 18] = [
    "control.full.all.mean_pitch_mae",
    "control.full.all.chord_hit",
    "control.full.all.in_scale",
    "control.full.instruments.mean_duration_mae",
    "control.full.subset.density_mae",
    "control.plain.all.unheard",
    "control.plain.instruments.density_mae",
    "control.plain.instruments.instrument_jaccard",
    "fidelity.real.pitch_class_entropy",
    "fidelity.full.scale_consistency",
    "fidelity.plain.groove_consistency",
    "fidelity.full.overlap_pitch",
    "fidelity.c2st_auc",
    "diversity.distinct",
    "diversity.self_similarity",
    "copy.share_of_bars_in_training",
    "copy.same_for_real",
    "seam.groove_bar4_bar1",
];

#[test]
fn nats_and_control_of_a_folder_come_with_intervals() {
    let corpus = corpus(5);
    let config = Config {
        hidden_size: 64,
        intermediate_size: 64,
        num_hidden_layers: 1,
        max_position_embeddings: 600,
        ..Config::shipped()
    };
    let weights = Weights::random(&config, 1).and_then(|w| w.to_gguf(Precision::Q8)).expect("weights");
    let file = corpus.path().join("random.gguf");
    std::fs::write(&file, weights).expect("a file");
    let out = tempfile::tempdir().expect("a folder");
    let options = Options {
        midi: corpus.path().to_owned(),
        weights: Some(file),
        loops: 2,
        sequences: 10,
        seeds: 2,
        guidance: Some(1.5),
        candidates: Some(2),
        seed: 1,
        held_out_only: false,
        training: Some(corpus.path().to_owned()),
        out: Some(out.path().to_owned()),
        json: out.path().join("eval.json"),
    };
    main(&options).expect("measured");
    let read = || std::fs::read(&options.json).expect("eval.json");
    let json: serde_json::Value = serde_json::from_slice(&read()).expect("JSON");
    let nats = |key: &str| json["nll"]["band"][key].as_f64().expect("a number");
    // Untrained weights are about as surprised as dice with 1,152 sides.
    assert!((6.5..9.0).contains(&nats("value")), "{json}");
    assert!(nats("low") <= nats("value") && nats("value") <= nats("high"), "{json}");
    assert_eq!(json["nll"]["all"], json["nll"]["band"]);
    assert_eq!(json["control"]["full"]["all"]["instrument_jaccard"]["value"], 1.0, "{json}");
    assert_eq!(json["seam"]["crossing_notes"]["value"], 0.0);
    assert_eq!(json["copy"]["longest_shared_run_bars_real"]["value"], 4.0, "the corpus is its own training");
    for key in KEYS {
        let value = key.split('.').fold(&json, |json, name| &json[name]);
        assert!(value["value"].is_f64() && value["low"].is_f64() && value["high"].is_f64(), "{key}: {value}");
    }
    let loops = (0..6).map(|index| out.path().join(format!("loop-{index:03}.mid")));
    assert!(loops.into_iter().all(|file| smf::read(&std::fs::read(file).expect("a loop")).is_ok()));
    assert!(out.path().join("contact.png").exists());
    assert_eq!((&json["sampling"]["guidance"], &json["sampling"]["candidates"]), (&1.5.into(), &2.into()));
    let first = read();
    main(&options).expect("measured again");
    assert!(first == read(), "the seed decides everything");
}

#[test]
fn what_is_not_held_out_is_the_training_music() {
    let corpus = corpus(11);
    let options = Options {
        midi: corpus.path().to_owned(),
        weights: None,
        loops: 20,
        sequences: 1,
        seeds: 1,
        guidance: None,
        candidates: None,
        seed: 1,
        held_out_only: true,
        training: None,
        out: None,
        json: PathBuf::new(),
    };
    let read = |options: &Options| Corpus::read(options).expect("a corpus");
    let known = |corpus: &Corpus, training: &Corpus| {
        let bars = training.training.as_ref().expect("the training music is known");
        corpus.prompts.iter().filter(|piece| bars.longest_run(&music::Loop::real(piece)) == 4).count()
    };
    let (held_out, all) = (read(&options), read(&Options { held_out_only: false, ..options.clone() }));
    let songs = all.prompts.len();
    assert_eq!((held_out.prompts.len(), songs), (2, 10), "a quarter of ten songs with more than one pitch");
    assert_eq!(known(&held_out, &held_out), 0);
    assert_eq!(known(&all, &held_out), songs - held_out.prompts.len());
    assert!(all.training.is_none());
}

#[test]
fn a_folder_without_music_is_an_error_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options {
        midi: folder.path().to_owned(),
        weights: None,
        loops: 1,
        sequences: 1,
        seeds: 1,
        guidance: None,
        candidates: None,
        seed: 1,
        held_out_only: false,
        training: None,
        out: None,
        json: folder.path().join("eval.json"),
    };
    assert!(main(&options).expect_err("nothing").to_string().contains("no .mid"));
}
