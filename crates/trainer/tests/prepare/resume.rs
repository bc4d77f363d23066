use crate::corpus::{Corpus, band, midi};
use crate::{options, prepared, written};
use std::fs::File;
use trainer::prepare::{Options, PrepareError};

#[test]
fn a_run_that_was_stopped_anywhere_goes_on_to_the_same_shards() {
    let corpus = Corpus::whole();
    prepared(&corpus, "out", 2);
    let whole = written(&corpus.out("out"));
    let journal = corpus.out("out").join("songs/journal.tsv");
    let lines = std::fs::read(&journal).expect("a journal");
    // Within the first line, at its end, between two lines, and within the digits at the end of one.
    let second = lines.iter().position(|&byte| byte == b'\n').expect("a line") + 1;
    for length in [0, 5, second, lines.len() / 2, lines.len() - 1, lines.len() - 2, lines.len() - 30] {
        std::fs::write(&journal, &lines[..length]).expect("a journal");
        prepared(&corpus, "out", 2);
        assert!(written(&corpus.out("out")) == whole, "stopped at byte {length} of the journal");
        prepared(&corpus, "out", 2);
        assert!(written(&corpus.out("out")) == whole, "and once more, behind byte {length}");
    }
}

#[test]
fn files_that_came_or_changed_since_are_read_and_no_others() {
    let corpus = Corpus::new();
    (0..8).for_each(|song| corpus.write(&format!("freedoom/{song}.mid"), &midi(&band(song))));
    prepared(&corpus, "out", 1);
    corpus.write("freedoom/9.mid", &midi(&band(9)));
    corpus.write("freedoom/3.mid", &midi(&band(13)[5..]));
    prepared(&corpus, "out", 1);
    let lines = std::fs::read_to_string(corpus.out("out").join("songs/journal.tsv")).expect("a journal");
    assert_eq!(lines.lines().count(), 1 + 8 + 2);
    prepared(&corpus, "anew", 1);
    assert!(written(&corpus.out("out")) == written(&corpus.out("anew")), "as if all were new");
}

#[cfg(unix)]
#[test]
fn a_file_that_could_not_be_opened_is_tried_again() {
    let corpus = Corpus::new();
    (0..4).for_each(|song| corpus.write(&format!("freedoom/{song}.mid"), &midi(&band(song))));
    let link = corpus.midi().join("freedoom/9.mid");
    std::os::unix::fs::symlink(corpus.out("elsewhere.mid"), link).expect("a link to nothing");
    let report = prepared(&corpus, "out", 1);
    assert_eq!((report.songs, report.skipped["unreadable"]), (4, 1));
    std::fs::write(corpus.out("elsewhere.mid"), midi(&band(9))).expect("a file");
    assert_eq!(prepared(&corpus, "out", 1).songs, 5);
}

#[test]
fn a_damaged_store_is_told_and_read_anew_when_asked() {
    let corpus = Corpus::whole();
    prepared(&corpus, "out", 2);
    let whole = written(&corpus.out("out"));
    let chunk = corpus.out("out").join("songs/songs-00000.bin");
    File::options().write(true).open(chunk).and_then(|file| file.set_len(1000)).expect("cut");
    let error = trainer::prepare::run(&options(&corpus, "out", 2)).expect_err("a damaged store");
    assert!(matches!(error, PrepareError::Store { .. }) && error.to_string().contains("--fresh"), "{error}");
    trainer::prepare::run(&Options { fresh: true, ..options(&corpus, "out", 2) }).expect("shards");
    assert!(written(&corpus.out("out")) == whole);
}
