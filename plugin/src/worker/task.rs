//! What is written next: a request for new music, for some cells of the music that is there, or for a variation of it.

use score::{BARS, Cells, Chord, ChordSlot, Instrument, Note, Request, Track};
use session::{Lane, Loop, Rack};

/// The request for a new loop in the place `section` of a piece, where `present` is now. `asked` is what the parameters ask; what is
/// locked stays as it is. `None` if everything is locked.
pub fn fresh(asked: Request, rack: &Rack, section: usize, present: Option<&Loop>) -> Option<Request> {
    let open = |instrument| open(rack, instrument, section, present);
    let locks = rack.lanes().any(|(_, lane)| open(lane.instrument) != Cells::ALL);
    let Some(present) = present.filter(|_| locks) else { return Some(asked) };
    let metre = present.metre;
    let locked = |note: &Note| {
        rack.place(note.instrument).is_some() && !open(note.instrument).contains(note.bar(metre))
    };
    let keep: Vec<Note> = present.notes.iter().copied().filter(locked).collect();
    // Locked notes lie in bars of their own metre.
    let asked = Request { metre, ..asked };
    if asked.tracks.is_empty() {
        // Where the composer chooses, whatever has kept notes is kept as a whole.
        let has = |note: &Note| keep.iter().any(|kept| kept.instrument == note.instrument);
        let keep = present.notes.iter().copied().filter(has).collect();
        return Some(Request { keep, ..asked });
    }
    let stays = |lane: &Lane| !lane.chosen || open(lane.instrument) != Cells::ALL;
    let lanes = rack.lanes().filter(|(_, lane)| stays(lane)).map(|(_, lane)| lane.instrument);
    let tracks = tracks(lanes, &asked.tracks, open);
    tracks.iter().any(|track| track.cells != Cells::NONE).then_some(Request { tracks, keep, ..asked })
}

/// The request for `cells` of `present`, the loop in the place `section` of a piece (bit `4 * place + bar`), around everything else in
/// it; `None` if nothing is left to write. `asked` is what the parameters ask.
pub fn again(asked: Request, rack: &Rack, section: usize, present: &Loop, cells: u64) -> Option<Request> {
    let ordered = |instrument| {
        let bits = rack.place(instrument).map_or(0, |place| cells >> (BARS * place) & 0xf);
        Cells(bits as u8 & open(rack, instrument, section, Some(present)).0)
    };
    let tracks = tracks(rack.instruments().into_iter(), &asked.tracks, ordered);
    let any = tracks.iter().any(|track| track.cells != Cells::NONE);
    // Bars that stay are in the chords that they were asked for in.
    let written = |bar: usize| tracks.iter().any(|track| is_pitched(track) && track.cells.contains(bar));
    let chord = |slot: usize| if written(slot / 2) { asked.chords[slot] } else { present.asked.chords[slot] };
    let chords = std::array::from_fn(chord);
    any.then_some(Request { metre: present.metre, tracks, keep: heard(rack, present), chords, ..asked })
}

/// The cells of `present`, the loop in the place `section` of a piece, that are not in `chord` and can be, those of bar `ahead` and later
/// first, then the others (bits as in [`again`]).
pub fn off_chord(rack: &Rack, section: usize, present: &Loop, chord: Chord, ahead: usize) -> [u64; 2] {
    let asked = ChordSlot::Chord(chord);
    let is_off =
        |bar: usize| present.asked.chords[2 * bar] != asked || present.asked.chords[2 * bar + 1] != asked;
    let cells = |bars: std::ops::Range<usize>| {
        let pitched = rack.lanes().filter(|(_, lane)| !lane.instrument.is_drums());
        let of_lane = |(place, lane): (usize, &Lane)| {
            let open = open(rack, lane.instrument, section, Some(present));
            let off = bars.clone().filter(|&bar| open.contains(bar) && is_off(bar));
            off.fold(0u64, |cells, bar| cells | 1 << (BARS * place + bar))
        };
        pitched.map(of_lane).fold(0, |all, cells| all | cells)
    };
    let ahead = ahead.min(BARS);
    [cells(ahead..BARS), cells(0..ahead)]
}

/// The request for the rest of the loop that `request` asks for, of which the first `bars` bars are `written`, kept notes included: what is
/// still to be written is in the harmony of `now`. Where the composer chooses, who has played goes on.
pub fn go_on(request: &Request, bars: usize, written: &[Note], now: &Request) -> Request {
    let later = Cells(Cells::ALL.0 << bars & Cells::ALL.0);
    let rest = |track: &Track| Track { cells: Cells(track.cells.0 & later.0), ..track.clone() };
    let mut tracks: Vec<Track> = request.tracks.iter().map(rest).collect();
    if tracks.is_empty() && bars > 0 {
        let kept = |instrument| request.keep.iter().any(|note| note.instrument == instrument);
        let mut playing: Vec<Instrument> = written.iter().map(|note| note.instrument).collect();
        playing.sort();
        playing.dedup();
        tracks = playing.into_iter().filter(|i| !kept(*i)).map(|i| rest(&Track::new(i))).collect();
    }
    // What is to be replaced in them is told too: it is to become something else.
    let kept = request.keep.iter().copied().filter(|note| note.bar(request.metre) >= bars);
    let to_come = |bar: usize| {
        bar >= bars && (tracks.is_empty() || tracks.iter().any(|t| is_pitched(t) && t.cells.contains(bar)))
    };
    let chord = |slot: usize| if to_come(slot / 2) { now.chords[slot] } else { request.chords[slot] };
    Request {
        keep: written.iter().copied().chain(kept).collect(),
        chords: std::array::from_fn(chord),
        key: now.key,
        scale: now.scale,
        tracks,
        ..request.clone()
    }
}

fn is_pitched(track: &Track) -> bool {
    !track.instrument.is_drums()
}

/// The request for a variation of `present`, the loop in the place `section` of a piece: `amount` (0..=1) of the cells that are not locked
/// are written anew. The same every time. `None` if nothing is to change.
pub fn vary(asked: Request, rack: &Rack, section: usize, present: &Loop, amount: f32) -> Option<Request> {
    let tracks = tracks(rack.instruments().into_iter(), &asked.tracks, |instrument| {
        open(rack, instrument, section, Some(present))
    });
    let any = amount > 0.0 && tracks.iter().any(|track| track.cells != Cells::NONE);
    let seed = next_seed(present.asked.seed);
    let variation = Some(amount);
    any.then_some(Request {
        metre: present.metre,
        tracks,
        keep: heard(rack, present),
        variation,
        seed,
        ..asked
    })
}

/// A seed for music that is made from music of seed `before`: the same every time, and another one for what is made from that.
/// SplitMix64 (Steele, Lea, Flood 2014), folded into the seeds that can be asked for.
pub fn next_seed(before: u64) -> u64 {
    let mut mixed = before.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    1 + (mixed ^ mixed >> 31) % crate::params::SEEDS.1 as u64
}

/// The notes of `present` that have a lane.
fn heard(rack: &Rack, present: &Loop) -> Vec<Note> {
    present.notes.iter().copied().filter(|note| rack.place(note.instrument).is_some()).collect()
}

/// One track for each of `instruments`, canonical, with what was `asked` of it and the cells that are to be written.
fn tracks(
    instruments: impl Iterator<Item = Instrument>,
    asked: &[Track],
    cells: impl Fn(Instrument) -> Cells,
) -> Vec<Track> {
    let of = |instrument| asked.iter().find(|track| track.instrument == instrument).cloned();
    let track = |instrument| Track {
        cells: cells(instrument),
        ..of(instrument).unwrap_or_else(|| Track::new(instrument))
    };
    let mut tracks: Vec<Track> = instruments.map(track).collect();
    tracks.sort_by_key(|track| track.instrument);
    tracks
}

/// The bars of `section` in which `instrument` is neither locked nor, in `present`, changed by hand.
fn open(rack: &Rack, instrument: Instrument, section: usize, present: Option<&Loop>) -> Cells {
    let locked = rack.of(instrument).map_or(0, |lane| lane.locked >> (BARS * section));
    let edited = present.map_or(Cells::NONE, |present| present.edited.of(instrument));
    Cells(!(locked as u8 | edited.0) & Cells::ALL.0)
}
