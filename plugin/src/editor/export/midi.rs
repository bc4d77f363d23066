//! What is exported, as the bytes of a `.mid` file.

use super::What;
use crate::audio::{Printed, print};
use crate::link::{Controls, Phrase};
use crate::params::QuatrainParams;
use score::schedule::LANES;
use score::smf::{Played, PlayedTrack, write_played};

/// A file, before it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MidiFile {
    /// With its extension.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// `what` as it sounds now: swing, human timing and velocity, octaves, gate, starts, mutes and solo are printed. One instrument is printed
/// also where it is mute or others are solo.
///
/// # Errors
/// In words, where there is nothing to be heard.
pub fn midi(params: &QuatrainParams, what: What) -> Result<MidiFile, String> {
    let (slot, lane) = match what {
        What::Slot(slot) => (slot, None),
        What::Lane(place) => (params.session.slots().0, Some(place)),
    };
    let letter = char::from(b'A' + slot as u8);
    let printable = params.session.printable(slot);
    let (phrase, mut lanes) =
        printable.ok_or_else(|| format!("There is nothing to export: slot {letter} is empty."))?;
    let mut controls = params.controls();
    if let Some(lane) = lane {
        controls.muted = !(1u16.checked_shl(lane as u32).unwrap_or(0));
        controls.output = controls.output.filter(|output| usize::from(*output) == lane);
        lanes.iter_mut().for_each(|lane| lane.solo = false);
    }
    let notes = print(&phrase, &controls, lanes);
    let tracks = tracks(&phrase, &controls, &notes);
    let of = lane.and_then(|lane| phrase.parts.get(lane).copied().flatten());
    if tracks.is_empty() {
        let who =
            of.map_or("No instrument".to_owned(), |part| format!("No note of {}", part.instrument.name()));
        return Err(format!("There is nothing to export: {who} sounds in slot {letter}."));
    }
    let name = match of {
        Some(part) => format!("Quatrain {letter} {}.mid", part.instrument.name().replace(['/', '\\'], "-")),
        None => format!("Quatrain {letter}.mid"),
    };
    let loops = phrase.length / score::BARS;
    Ok(MidiFile { name, bytes: write_played(phrase.metre, loops, &tracks) })
}

/// One track for each instrument that sounds, in canonical order.
fn tracks(phrase: &Phrase, controls: &Controls, notes: &[Printed]) -> Vec<PlayedTrack<'static>> {
    let mut lanes: Vec<usize> =
        (0..LANES).filter(|&lane| notes.iter().any(|n| usize::from(n.lane) == lane)).collect();
    lanes.sort_by_key(|&lane| phrase.parts[lane].map(|part| part.instrument));
    let mut told = 0u16;
    let track = |lane: &usize| {
        let part = phrase.parts[*lane]?;
        let mine = notes.iter().filter(|note| usize::from(note.lane) == *lane);
        let notes: Vec<Played> = mine
            .map(|&Printed { channel, key, velocity, on, off, .. }| Played {
                channel,
                key,
                velocity,
                on,
                off,
            })
            .collect();
        let channel = notes.first()?.channel;
        // Of the lanes that share a channel the first has its way, as in the host.
        let first = told >> channel & 1 == 0;
        told |= 1 << channel;
        let program = (channel, part.instrument.0);
        let program = Some(program).filter(|_| controls.programs && first && !part.instrument.is_drums());
        Some(PlayedTrack { name: part.instrument.name(), program, notes })
    };
    lanes.iter().filter_map(track).collect()
}
