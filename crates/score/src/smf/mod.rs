//! Standard MIDI Files in and out.
//!
//! In: `read` walks the chunks, so that each error knows its byte; midly parses the events, which `track` gathers; and
//! `assemble` puts what the tracks say on one timeline and on the token grid. Out: `write` for notes on the grid, `played` for notes
//! as they sound.

mod assemble;
mod played;
mod read;
mod skip;
mod track;
mod write;

pub use played::{PLAYED_TICKS_PER_QUARTER, Played, PlayedTrack, write_played};
pub use read::{Reading, read, read_reporting};
pub use skip::{Skip, Skipped};
pub use write::{Arrangement, TICKS_PER_QUARTER, channels, write};

/// Why a file cannot be read. Positions are byte offsets from the start of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmfError {
    #[error("not a MIDI file: byte {position} should begin with {expected}")]
    NotMidi { position: usize, expected: &'static str },
    #[error("damaged MIDI header at byte {position}: {reason}")]
    Header { position: usize, reason: &'static str },
    #[error("damaged MIDI file: event at byte {position} in track {track}: {reason}")]
    Event { track: usize, position: usize, reason: String },
    #[error(
        "truncated MIDI file: it ends at byte {position}, at least {missing} bytes before the end of track {track}"
    )]
    Truncated { track: usize, position: usize, missing: usize },
    #[error(
        "type 2 at byte {position}: independent patterns have no one timeline; save the file as type 0 or 1"
    )]
    Type2 { position: usize },
    #[error("no track in this MIDI file, which ends at byte {position}")]
    NoTrack { position: usize },
}
