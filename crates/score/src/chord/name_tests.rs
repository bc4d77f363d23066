use super::*;

fn read(name: &str) -> (String, bool) {
    let named = read_chord(name).unwrap_or_else(|fault| panic!("{name}: {}", fault.text));
    (named.chord.to_string(), named.exact)
}

#[test]
fn every_chord_reads_as_it_is_written() {
    for root in 0..12 {
        for quality in Quality::ALL {
            let chord = Chord { root, quality };
            assert_eq!(read_chord(&chord.to_string()), Ok(Named { chord, exact: true }), "{chord}");
        }
    }
}

#[test]
fn other_ways_of_writing_mean_the_same() {
    for (name, chord) in [
        ("am7", "Am7"),
        ("A-7", "Am7"),
        ("Amin7", "Am7"),
        ("B♭Δ", "Bbmaj7"),
        ("A#M7", "Bbmaj7"),
        ("F^7", "Fmaj7"),
        ("Cmaj", "C"),
        ("Gsus", "Gsus4"),
        ("E+", "Eaug"),
        ("Eo", "Edim"),
        ("Bø7", "Bm7b5"),
        ("Bm7(b5)", "Bm7b5"),
        ("Db", "C#"),
        ("Cb", "B"),
        ("C/C", "C"),
    ] {
        assert_eq!(read(name), (chord.to_owned(), true), "{name}");
    }
}

#[test]
fn inversions_and_further_notes_become_the_nearest_chord() {
    for (name, chord) in [
        ("C/G", "C"),
        ("Am7/G", "Am7"),
        ("C6", "C"),
        ("C6/9", "C"),
        ("C69", "C"),
        ("Cadd9", "C"),
        ("C5", "C"),
        ("G7sus4", "Gsus4"),
        ("G9sus4", "Gsus4"),
        ("G9", "G7"),
        ("G13", "G7"),
        ("G7b9", "G7"),
        ("G7#5", "Gaug"),
        ("G7alt", "G7"),
        ("Dm9", "Dm7"),
        ("Dm6", "Dm"),
        ("DmMaj7", "Dm"),
        ("Dm(maj7)", "Dm"),
        ("Fmaj9", "Fmaj7"),
        ("Fmaj7#11", "Fmaj7"),
        ("Ddim7", "Ddim"),
        ("D°7", "Ddim"),
        ("Csus2", "Gsus4"),
        ("Ano3", "A"),
    ] {
        assert_eq!(read(name), (chord.to_owned(), false), "{name}");
    }
}

#[test]
fn what_is_no_chord_is_marked_where_it_is_wrong() {
    let fault = |name| read_chord(name).expect_err(name).at;
    assert_eq!(fault("H7"), 0..1);
    assert_eq!(fault("Amix"), 3..4);
    assert_eq!(fault("Cadd"), 1..4);
    assert_eq!(fault("C/X"), 2..3);
    assert_eq!(fault("F#zzz"), 2..5);
}
