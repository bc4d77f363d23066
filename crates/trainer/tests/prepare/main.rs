//! The corpus pipeline on real `.mid` files, from the folder to the shards.

mod corpus;
mod pipeline;
mod resume;

use corpus::Corpus;
use std::collections::BTreeMap;
use std::path::Path;
use trainer::prepare::report::Report;
use trainer::prepare::{self, Options, PrepareError};

/// Prepares 300 sequences of `corpus` into its folder `out`.
fn prepared(corpus: &Corpus, out: &str, jobs: usize) -> Report {
    prepare::run(&options(corpus, out, jobs)).expect("shards")
}

fn options(corpus: &Corpus, out: &str, jobs: usize) -> Options {
    let out = Some(corpus.out(out));
    Options { midi: corpus.midi(), out, samples: 300, seed: 1, jobs, fresh: false, check: false }
}

/// What the trainer and people read, by file name; the song store is not part of it.
fn written(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(file.path()).expect("a file"))
        })
        .collect()
}

#[test]
fn a_folder_without_music_or_with_nothing_to_learn_is_an_error_that_says_what_to_do() {
    let corpus = Corpus::new();
    corpus.write("readme.txt", b"no music");
    let told = |corpus: &Corpus| prepare::run(&options(corpus, "out", 1)).expect_err("nothing").to_string();
    assert!(told(&corpus).contains("--midi"), "{}", told(&corpus));
    corpus.write("a.mid", b"broken");
    assert!(told(&corpus).contains("skipped.tsv"), "{}", told(&corpus));
    let error = prepare::run(&Options { out: None, ..options(&corpus, "out", 1) }).expect_err("no --out");
    assert!(matches!(error, PrepareError::NoOut) && error.exit_code() == 2);
}
