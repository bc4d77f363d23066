use crate::corpus::{BARS, Corpus, band, midi, transposed};
use crate::{options, prepared, written};
use score::{Metre, Token, tokens};
use std::collections::BTreeSet;
use trainer::prepare::fingerprint;
use trainer::prepare::index::{self, Index, WindowRef};
use trainer::prepare::sample::CONTEXT_BIT;
use trainer::prepare::split::{SongGroup, split};
use trainer::prepare::store::{self, Songs};
use trainer::prepare::{check, files};

fn indexed(corpus: &Corpus) -> (Songs, Index) {
    let files = files::walk(&corpus.midi()).expect("files");
    std::fs::create_dir_all(corpus.out("index")).expect("a folder");
    let songs = store::fill(&corpus.out("index"), &files, true).expect("a store");
    let index = index::build(&songs).expect("an index");
    (songs, index)
}

fn windows(groups: &[SongGroup]) -> impl Iterator<Item = WindowRef> {
    groups.iter().flat_map(|group| group.windows.iter().copied())
}

#[test]
fn any_number_of_threads_writes_the_same_bytes_and_another_seed_others() {
    let corpus = Corpus::whole();
    prepared(&corpus, "one", 1);
    let one = written(&corpus.out("one"));
    assert!(one.contains_key("train-00000.bin") && one.contains_key("val-band.bin"), "{:?}", one.keys());
    for jobs in [2, 5] {
        prepared(&corpus, "more", jobs);
        assert!(written(&corpus.out("more")) == one, "{jobs} threads write something else");
    }
    let other = trainer::prepare::Options { seed: 2, ..options(&corpus, "more", 2) };
    trainer::prepare::run(&other).expect("shards");
    assert!(written(&corpus.out("more"))["train-00000.bin"] != one["train-00000.bin"]);
}

#[test]
fn no_song_and_no_version_of_it_is_on_both_sides_of_the_split() {
    let corpus = Corpus::whole();
    let (songs, index) = indexed(&corpus);
    let name = |song: usize| songs.name(song).to_owned();
    let group_of = |wanted: &str| {
        index.song_group[(0..songs.len()).find(|&song| name(song).contains(wanted)).expect("a song")]
    };
    for song in 0..20 {
        let first = group_of(&format!("freedoom/musics/d_{song}_map"));
        assert_eq!(first, group_of(&format!("abcde_d_{song}_map")), "filed under one name");
        assert_eq!(first, group_of(&format!("renamed{song}.mid")), "with music in common");
    }
    let distinct: BTreeSet<usize> = index.song_group.iter().copied().collect();
    assert_eq!(distinct.len(), 20 + 3 * 16, "songs with nothing in common stay apart");
    for seed in 0..10 {
        let split = split(&songs, &index, seed);
        let groups = |of: &[SongGroup]| -> BTreeSet<usize> {
            windows(of).map(|window| index.song_group[window.song as usize]).collect()
        };
        for (group, held_out) in &split.validation {
            let train = &split.train[group];
            assert!(!held_out.is_empty() && !train.is_empty());
            assert!(groups(train).is_disjoint(&groups(held_out)), "{group:?} with seed {seed}");
        }
        let parts = split.train.values().chain(split.validation.values());
        let all: Vec<WindowRef> = parts.flat_map(|groups| windows(groups)).collect();
        assert_eq!(all.len(), index.kept.len(), "every window is on one side");
    }
}

#[test]
fn a_transposed_louder_copy_adds_no_window() {
    let corpus = Corpus::new();
    corpus.write("freedoom/a.mid", &midi(&band(1)));
    let (_, alone) = indexed(&corpus);
    let all = BARS as usize - 3;
    assert_eq!((alone.kept.len(), alone.duplicates), (all, 0));
    corpus.write("freedoom/b.mid", &midi(&transposed(&band(1), 3)));
    corpus.write("freedoom/c.mid", &midi(&band(2)));
    let (songs, index) = indexed(&corpus);
    assert_eq!((index.kept.len(), index.duplicates), (2 * all, all));
    let print = |window: &WindowRef| {
        let song = songs.load(window.song as usize).expect("a song");
        fingerprint::of(&song.window(window.bar as usize).expect("a window")).loop_
    };
    assert_eq!(index.kept.iter().map(print).collect::<BTreeSet<u64>>().len(), index.kept.len());
}

#[test]
fn broken_files_are_reported_with_their_reason_and_do_not_stop_the_run() {
    let corpus = Corpus::whole();
    let report = prepared(&corpus, "out", 2);
    assert_eq!((report.files, report.songs), (112, 108));
    let skipped = String::from_utf8(written(&corpus.out("out"))["skipped.tsv"].clone()).expect("text");
    let printed = report.to_string();
    for (name, reason) in
        [("cut", "damaged"), ("empty", "damaged"), ("silent", "no notes"), ("text", "damaged")]
    {
        let line = format!("simutrans/broken/{name}.mid\t{reason}\t");
        assert!(skipped.lines().any(|l| l.starts_with(&line)), "{skipped}");
        assert!(printed.contains(&format!("skipped simutrans/broken/{name}.mid: {reason}")), "{printed}");
    }
    assert_eq!(skipped.lines().count(), 4);
}

#[test]
fn every_shard_holds_whole_sequences_within_the_context_and_sources_by_their_share() {
    let corpus = Corpus::whole();
    let report = prepared(&corpus, "out", 2);
    let mut sequences = 0;
    for (name, bytes) in written(&corpus.out("out")).iter().filter(|(name, _)| name.ends_with(".bin")) {
        let tokens: Vec<u16> =
            bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        for sequence in tokens.split_inclusive(|&token| token & !CONTEXT_BIT == Token::End.id()) {
            assert!(sequence.len() <= tokens::CONTEXT, "{name}");
            let token = |id: &u16| Token::from_id(id & !CONTEXT_BIT).expect("a token of the vocabulary");
            let tokens: Vec<Token> = sequence.iter().map(token).collect();
            assert_eq!((tokens[0], tokens[tokens.len() - 1]), (Token::Start, Token::End), "{name}");
            let write = tokens.iter().position(|&t| t == Token::Write).expect("something is written");
            let music = &tokens[write + 1..tokens.len() - 1];
            assert!(!tokens::decode(music, Metre::FourFour).expect("music").is_empty(), "{name}");
            sequences += 1;
        }
    }
    let groups = report.groups.values();
    let counted: usize = groups.map(|group| group.train.sequences + group.validation.sequences).sum();
    assert_eq!(sequences, counted);
    let share = |group: &str| report.groups[group].train.sequences as f64 / 300.0;
    // Without classical music the shares 0.40, 0.25, 0.10 and 0.05 are scaled to one.
    for (group, expected) in [("band", 0.5), ("styles", 0.3125), ("drums", 0.125), ("chorales", 0.0625)] {
        let deviation = (expected * (1.0 - expected) / 300.0f64).sqrt();
        assert!((share(group) - expected).abs() < 4.0 * deviation, "{group}: {}", share(group));
    }
}

#[test]
fn every_window_of_every_file_comes_back_from_its_tokens() {
    let corpus = Corpus::whole();
    let checked = check::run(&options(&corpus, "out", 2)).expect("every window comes back");
    assert_eq!((checked.files, checked.skipped), (112, 4));
    assert_eq!(checked.windows, 108 * (BARS as usize - 3));
    assert!(checked.notes > 10_000 && checked.tokens > checked.notes, "{checked}");
}
