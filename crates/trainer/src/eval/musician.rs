//! What a musician would laugh at, counted.

use super::bootstrap::{self, Score};
use super::music::Loop;
use super::report::Report;
use score::{BARS, Instrument, Note};
use std::collections::{BTreeMap, BTreeSet};

/// A fault: its name, and whether a loop has it (`None` where it could not have it).
type Fault = (&'static str, fn(&Loop) -> Option<bool>);

const FAULTS: [Fault; 15] = [
    ("empty", |l| Some(l.notes.is_empty())),
    ("empty_bar", |l| Some((0..BARS).any(|bar| onsets(l, bar) == 0))),
    ("last_bar_empty", |l| Some(onsets(l, BARS - 1) == 0)),
    ("last_half_bar_silent", last_half_bar_silent),
    ("last_bar_crowded", last_bar_crowded),
    ("cluster", |l| Some(cluster(&l.notes))),
    ("semitone_cluster", |l| Some(semitone_cluster(&l.notes))),
    ("machine_gun", |l| Some(machine_gun(&l.notes))),
    ("bass_above_melody", bass_above_melody),
    ("bass_above_middle_c", |l| mean_of(l, |i| i.is_bass()).map(|mean| mean > 60.0)),
    ("drums_without_kick", |l| drums_without(l, &[35, 36])),
    ("drums_without_snare", |l| drums_without(l, &[37, 38, 39, 40])),
    ("four_equal_bars", four_equal_bars),
    ("lone_notes", lone_notes),
    ("drone", drone),
];

/// Files the share of `loops` that have each fault under `musician.NAME`.
pub(super) fn report(loops: &[Loop], name: &str, seed: u64, report: &mut Report) {
    for (fault, has) in FAULTS {
        let scores = loops.iter().filter_map(|l| Some(Score::one(l.song, f64::from(has(l)?))));
        report.put(&format!("musician.{name}.{fault}"), bootstrap::ratio(scores, seed));
    }
    for (key, bar) in [("first_bar_entries", 0), ("late_entries", BARS - 1)] {
        let entries = loops.iter().filter_map(|l| Some(Score::one(l.song, entries(l, bar)?)));
        report.put(&format!("musician.{name}.{key}"), bootstrap::ratio(entries, seed));
    }
    let clash = loops.iter().filter_map(|l| Some(Score::one(l.song, semitone_clash(l)?)));
    report.put(&format!("musician.{name}.semitone_clash"), bootstrap::ratio(clash, seed));
}

fn in_bar(l: &Loop, bar: usize) -> impl Iterator<Item = &Note> {
    l.notes.iter().filter(move |n| n.bar(l.metre) == bar)
}

fn onsets(l: &Loop, bar: usize) -> usize {
    in_bar(l, bar).count()
}

fn pitched(l: &Loop) -> impl Iterator<Item = &Note> {
    l.notes.iter().filter(|n| !n.instrument.is_drums())
}

/// The loop breaks off: in the second half of the last bar nothing starts and nothing sounds, though that of another bar has music.
fn last_half_bar_silent(l: &Loop) -> Option<bool> {
    let bar = l.metre.bar().0;
    let silent = |index: u16| {
        let half = index * bar + bar / 2;
        !l.notes.iter().any(|n| n.end().0 > half && n.onset.0 < (index + 1) * bar)
    };
    Some(silent(BARS as u16 - 1) && (0..BARS as u16 - 1).any(|index| !silent(index)))
}

/// The last bar has more than twice as many notes as the others have on average.
fn last_bar_crowded(l: &Loop) -> Option<bool> {
    let others = (0..BARS - 1).map(|bar| onsets(l, bar)).sum::<usize>();
    (others > 0).then(|| onsets(l, BARS - 1) * (BARS - 1) > 2 * others)
}

/// Share of the instruments whose first note is in `bar`; where there are two or more.
fn entries(l: &Loop, bar: usize) -> Option<f64> {
    let mut first: BTreeMap<Instrument, usize> = BTreeMap::new();
    for note in &l.notes {
        // Notes go upwards by bar.
        first.entry(note.instrument).or_insert(note.bar(l.metre));
    }
    let entries = first.values().filter(|&&first| first == bar).count() as f64;
    (first.len() >= 2).then(|| entries / first.len() as f64)
}

/// A pitched instrument strikes more than eight pitches at once.
fn cluster(notes: &[Note]) -> bool {
    let mut struck: BTreeMap<(u8, u16), usize> = BTreeMap::new();
    for note in notes.iter().filter(|n| !n.instrument.is_drums()) {
        *struck.entry((note.instrument.0, note.onset.0)).or_default() += 1;
    }
    struck.values().any(|&count| count > 8)
}

/// A pitched instrument strikes two keys at once that are a semitone apart.
fn semitone_cluster(notes: &[Note]) -> bool {
    let strikes: BTreeSet<(u8, u16, u8)> = notes
        .iter()
        .filter(|n| !n.instrument.is_drums())
        .map(|n| (n.instrument.0, n.onset.0, n.pitch))
        .collect();
    strikes.iter().any(|&(i, at, p)| strikes.contains(&(i, at, p + 1)))
}

/// An instrument strikes one pitch three times or more at neighbouring positions of the grid (a twelfth of a quarter apart).
fn machine_gun(notes: &[Note]) -> bool {
    let strikes: BTreeSet<(u8, u8, u16)> =
        notes.iter().map(|n| (n.instrument.0, n.pitch, n.onset.0)).collect();
    strikes.iter().any(|&(i, p, at)| strikes.contains(&(i, p, at + 1)) && strikes.contains(&(i, p, at + 2)))
}

/// Mean pitch of the instruments that `which` names; `None` where none of them sounds.
fn mean_of(l: &Loop, which: impl Fn(Instrument) -> bool) -> Option<f64> {
    let pitches: Vec<f64> = pitched(l).filter(|n| which(n.instrument)).map(|n| f64::from(n.pitch)).collect();
    (!pitches.is_empty()).then(|| pitches.iter().sum::<f64>() / pitches.len() as f64)
}

/// The basses lie higher, on average, than the highest other instrument; where there are both.
fn bass_above_melody(l: &Loop) -> Option<bool> {
    let others: BTreeSet<Instrument> = pitched(l).map(|n| n.instrument).filter(|i| !i.is_bass()).collect();
    let melody = others.into_iter().filter_map(|other| mean_of(l, |i| i == other)).reduce(f64::max)?;
    Some(mean_of(l, |i| i.is_bass())? > melody)
}

fn drums_without(l: &Loop, keys: &[u8]) -> Option<bool> {
    let mut drums = l.notes.iter().filter(|n| n.instrument.is_drums()).peekable();
    drums.peek()?;
    Some(!drums.any(|n| keys.contains(&n.pitch)))
}

/// Every bar is the first again, note by note.
fn four_equal_bars(l: &Loop) -> Option<bool> {
    let bar = |index: usize| -> BTreeSet<(u8, u16, u8)> {
        in_bar(l, index).map(|n| (n.instrument.0, n.onset.0 % l.metre.bar().0, n.pitch)).collect()
    };
    (!l.notes.is_empty()).then(|| (1..BARS).all(|index| bar(index) == bar(0)))
}

/// An instrument plays fewer than three notes in the whole loop.
fn lone_notes(l: &Loop) -> Option<bool> {
    let mut counts: BTreeMap<Instrument, usize> = BTreeMap::new();
    l.notes.iter().for_each(|n| *counts.entry(n.instrument).or_default() += 1);
    (!counts.is_empty()).then(|| counts.values().any(|&count| count < 3))
}

/// A note sounds for more than two bars.
fn drone(l: &Loop) -> Option<bool> {
    pitched(l).next()?;
    Some(pitched(l).any(|n| n.duration.0 > 2 * l.metre.bar().0))
}

/// Share of the time with pitched notes in which two of them sound whose pitch classes are a semitone apart.
pub(super) fn semitone_clash(l: &Loop) -> Option<f64> {
    let classes = |tick: u16| {
        let sounds = pitched(l).filter(|n| n.onset.0 <= tick && tick < n.end().0);
        sounds.fold(0u16, |classes, n| classes | 1 << (n.pitch % 12))
    };
    let sounding: Vec<u16> = (0..l.metre.loop_len().0).map(classes).filter(|&c| c != 0).collect();
    let clashes = |c: u16| c & (c << 1 | c >> 11) != 0;
    let count = sounding.iter().filter(|&&c| clashes(c)).count() as f64;
    (!sounding.is_empty()).then(|| count / sounding.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::super::material::tests::{note, piece};
    use super::*;

    fn has(fault: &str, notes: &[Note]) -> Option<bool> {
        let (_, has) = FAULTS.into_iter().find(|f| f.0 == fault).expect("a fault of that name");
        has(&Loop::real(&piece(notes)))
    }

    #[test]
    fn empty_bars_are_seen_wherever_they_are() {
        let bars = |which: &[u16]| which.iter().map(|bar| note(0, bar * 48, 60, 64)).collect::<Vec<_>>();
        assert_eq!(has("empty_bar", &bars(&[0, 1, 2, 3])), Some(false));
        assert_eq!(has("empty_bar", &bars(&[0, 2, 3])), Some(true));
        assert_eq!(has("last_bar_empty", &bars(&[0, 2, 3])), Some(false));
        assert_eq!(has("last_bar_empty", &bars(&[0, 1, 2])), Some(true));
        assert_eq!((has("empty", &[]), has("empty", &bars(&[1]))), (Some(true), Some(false)));
    }

    #[test]
    fn a_loop_that_breaks_off_is_told_from_one_that_is_short_of_breath_everywhere() {
        let halves = |which: &[u16]| which.iter().map(|half| note(0, half * 24, 60, 64)).collect::<Vec<_>>();
        assert_eq!(has("last_half_bar_silent", &halves(&[0, 1, 2, 3, 4, 5, 6])), Some(true));
        assert_eq!(has("last_half_bar_silent", &halves(&[0, 2, 4, 6])), Some(false));
        assert_eq!(has("last_half_bar_silent", &halves(&[0, 1, 2, 3, 4, 5, 6, 7])), Some(false));
    }

    #[test]
    fn two_keys_a_semitone_apart_in_one_chord_are_a_cluster() {
        assert_eq!(has("semitone_cluster", &[note(0, 0, 60, 64), note(0, 0, 61, 64)]), Some(true));
        assert_eq!(has("semitone_cluster", &[note(0, 0, 60, 64), note(1, 0, 61, 64)]), Some(false));
        assert_eq!(has("semitone_cluster", &[note(0, 0, 60, 64), note(0, 6, 61, 64)]), Some(false));
        assert_eq!(has("semitone_cluster", &[note(128, 0, 37, 64), note(128, 0, 38, 64)]), Some(false));
    }

    #[test]
    fn three_strikes_at_neighbouring_positions_are_a_machine_gun() {
        let strikes = |gap: u16| (0..3).map(|i| note(128, i * gap, 42, 64)).collect::<Vec<_>>();
        assert_eq!(has("machine_gun", &strikes(1)), Some(true));
        assert_eq!(has("machine_gun", &strikes(3)), Some(false));
        let trill = [note(0, 0, 60, 64), note(0, 1, 62, 64), note(0, 2, 60, 64)];
        assert_eq!(has("machine_gun", &trill), Some(false));
    }

    #[test]
    fn basses_and_drums_are_judged_only_where_they_play() {
        let (bass, lead) = (note(33, 0, 62, 64), note(80, 0, 60, 64));
        assert_eq!(has("bass_above_melody", &[bass, lead]), Some(true));
        assert_eq!(has("bass_above_melody", &[bass, lead, note(0, 0, 90, 64)]), Some(false));
        assert_eq!(has("bass_above_melody", &[lead]), None);
        assert_eq!(
            (has("bass_above_middle_c", &[bass]), has("bass_above_middle_c", &[lead])),
            (Some(true), None)
        );
        assert_eq!(has("drums_without_kick", &[note(128, 0, 38, 64)]), Some(true));
        assert_eq!(has("drums_without_kick", &[note(128, 0, 38, 64), note(128, 6, 36, 64)]), Some(false));
        assert_eq!(has("drums_without_snare", &[lead]), None);
    }

    #[test]
    fn repetition_lone_notes_and_drones_are_found() {
        let bars: Vec<Note> =
            (0..4).flat_map(|b| [note(0, b * 48, 60, 64), note(0, b * 48 + 12, 64, 64)]).collect();
        assert_eq!(has("four_equal_bars", &bars), Some(true));
        assert_eq!(has("four_equal_bars", &[&bars[..7], &[note(0, 156, 65, 64)]].concat()), Some(false));
        assert_eq!(has("lone_notes", &bars), Some(false));
        assert_eq!(has("lone_notes", &[&bars[..], &[note(1, 0, 60, 64)]].concat()), Some(true));
        let long = Note { duration: score::Ticks(120), ..bars[1] };
        assert_eq!((has("drone", &bars), has("drone", &[long])), (Some(false), Some(true)));
    }

    #[test]
    fn instruments_that_wait_for_the_last_bar_and_crowd_it_are_counted() {
        let piano: Vec<Note> = (0..4).map(|bar| note(0, bar * 48, 60, 64)).collect();
        let late: Vec<Note> = [1, 2, 3].map(|i| note(i, 144, 60 + i, 64)).to_vec();
        let all = [piano.clone(), late].concat();
        let of = |notes: &[Note], bar| entries(&Loop::real(&piece(notes)), bar);
        assert_eq!((of(&all, 3), of(&all, 0)), (Some(0.75), Some(0.25)));
        assert_eq!(of(&piano, 3), None, "one instrument has nobody to wait for");
        assert_eq!(has("last_bar_crowded", &all), Some(true), "four notes, one in the others");
        assert_eq!(has("last_bar_crowded", &all[..5]), Some(false), "twice as many are not more than twice");
        let struck = |count: u8| (0..count).map(|i| note(0, 12, 50 + i, 64)).collect::<Vec<_>>();
        assert_eq!((has("cluster", &struck(9)), has("cluster", &struck(8))), (Some(true), Some(false)));
    }

    #[test]
    fn clashes_are_counted_by_time() {
        // C for 12 ticks, B below for 6 of them, with nothing else for 6 more.
        let c = Note { duration: score::Ticks(12), ..note(0, 0, 60, 64) };
        let b = Note { duration: score::Ticks(12), ..note(1, 6, 59, 64) };
        let music = Loop::real(&piece(&[c, b]));
        assert!((semitone_clash(&music).expect("notes") - 6.0 / 18.0).abs() < 1e-9);
    }
}
