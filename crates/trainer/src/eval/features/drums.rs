//! The drum kit, by the keys of General MIDI.

use super::{Features, Parts, entropy, jaccard, mean, share};
use score::{BARS, Note, TICKS_PER_QUARTER};
use std::collections::BTreeSet;

const KICKS: [u8; 2] = [35, 36];
const SNARES: [u8; 4] = [37, 38, 39, 40];
const HATS: [u8; 3] = [42, 44, 46];
const TOMS: [u8; 6] = [41, 43, 45, 47, 48, 50];
const CYMBALS: [u8; 6] = [49, 51, 52, 53, 55, 57];

pub(super) fn of(parts: &Parts) -> Features {
    let drums = &parts.drums;
    let keys = |keys: &'static [u8]| share(drums, |n| keys.contains(&n.pitch));
    let place = |n: &Note| n.onset.0 % parts.bar();
    let struck =
        |keys: &[u8]| drums.iter().filter(|n| keys.contains(&n.pitch)).map(|n| place(n)).collect::<Vec<_>>();
    let beat = |place: u16| place / TICKS_PER_QUARTER;
    let backbeat = |place: u16| place.is_multiple_of(TICKS_PER_QUARTER) && beat(place) % 2 == 1;
    let mut bars: [BTreeSet<(u16, u8)>; BARS] = Default::default();
    drums.iter().for_each(|n| {
        bars[n.bar(parts.music.metre)].insert((place(n), n.pitch));
    });
    let kinds: BTreeSet<u8> = drums.iter().map(|n| n.pitch).collect();
    let per_bar = if drums.is_empty() { f64::NAN } else { drums.len() as f64 / BARS as f64 };
    let alike = mean(bars[1..].iter().map(|bar| jaccard(&bars[0], bar)).filter(|alike| !alike.is_nan()));
    vec![
        ("kick_share", keys(&KICKS)),
        ("snare_share", keys(&SNARES)),
        ("hat_share", keys(&HATS)),
        ("tom_share", keys(&TOMS)),
        ("cymbal_share", keys(&CYMBALS)),
        ("kick_on_one", share(struck(&KICKS), |place| place == 0)),
        ("snare_on_backbeat", share(struck(&SNARES), backbeat)),
        ("drum_kinds", if drums.is_empty() { f64::NAN } else { kinds.len() as f64 }),
        ("drum_key_entropy", entropy(drums.iter().map(|n| n.pitch))),
        ("drum_notes_per_bar", per_bar),
        ("drum_bars_alike", alike),
    ]
}
