//! Notes as text: about six characters a note where JSON takes ninety, so that a project can hold every step of every slot.
//!
//! Instrument by instrument: its number and the number of its notes, then for each note the ticks since the one before, pitch, velocity
//! and duration. Pitch and velocity are a byte, the other numbers are little-endian base 128 (LEB128). The bytes are base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use score::{Instrument, Note, Ticks};

/// Why text is not notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    /// A character that no packed text has.
    #[error("packed notes hold a character that is not base64")]
    NotBase64,
    /// The text ends in the middle of a note.
    #[error("packed notes end in the middle of one")]
    CutShort,
    /// A number is larger than any of a note.
    #[error("packed notes hold a number that no note has")]
    OutOfRange,
}

/// Packs `notes`, in any order.
pub fn pack(notes: &[Note]) -> String {
    let mut sorted = notes.to_vec();
    sorted.sort_by_key(|note| (note.instrument, note.onset, note.pitch));
    let mut bytes = Vec::with_capacity(4 * sorted.len());
    for of_one in sorted.chunk_by(|a, b| a.instrument == b.instrument) {
        bytes.push(of_one[0].instrument.0);
        number(&mut bytes, of_one.len());
        let mut before = Ticks(0);
        for note in of_one {
            number(&mut bytes, usize::from((note.onset - before).0));
            bytes.extend([note.pitch, note.velocity]);
            number(&mut bytes, usize::from(note.duration.0));
            before = note.onset;
        }
    }
    BASE64.encode(bytes)
}

/// The notes of `text`, by instrument, onset and pitch. They are as they were packed: whoever unpacks makes them canonical.
///
/// # Errors
/// When `text` was not made by [`pack`]. No text makes it take more memory than some times its own length.
pub fn unpack(text: &str) -> Result<Vec<Note>, UnpackError> {
    let bytes = BASE64.decode(text).map_err(|_| UnpackError::NotBase64)?;
    let mut bytes = bytes.into_iter();
    let mut notes = Vec::new();
    while let Some(instrument) = bytes.next() {
        let mut now = 0;
        for _ in 0..read(&mut bytes)? {
            now += read(&mut bytes)?;
            let (pitch, velocity) = (byte(&mut bytes)?, byte(&mut bytes)?);
            let duration = Ticks(read(&mut bytes)?);
            let onset = Ticks(now);
            // So that no sum of the two overflows.
            if now > FARTHEST || duration.0 > FARTHEST {
                return Err(UnpackError::OutOfRange);
            }
            notes.push(Note { instrument: Instrument(instrument), onset, pitch, velocity, duration });
        }
    }
    Ok(notes)
}

/// More than the ticks of any loop.
const FARTHEST: u16 = 1 << 14;

fn number(bytes: &mut Vec<u8>, mut number: usize) {
    while number > 127 {
        bytes.push(number as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn byte(bytes: &mut impl Iterator<Item = u8>) -> Result<u8, UnpackError> {
    bytes.next().ok_or(UnpackError::CutShort)
}

/// At most [`FARTHEST`].
fn read(bytes: &mut impl Iterator<Item = u8>) -> Result<u16, UnpackError> {
    let mut number = 0u32;
    for shift in [0, 7, 14] {
        let next = byte(bytes)?;
        number |= u32::from(next & 127) << shift;
        if next < 128 {
            return u16::try_from(number).ok().filter(|n| *n <= FARTHEST).ok_or(UnpackError::OutOfRange);
        }
    }
    Err(UnpackError::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_note() -> impl Strategy<Value = Note> {
        (0u8..=128, 0u16..2304, 0u8..128, 1u8..128, 1u16..2304).prop_map(|(i, on, pitch, velocity, long)| {
            Note { instrument: Instrument(i), onset: Ticks(on), pitch, velocity, duration: Ticks(long) }
        })
    }

    proptest! {
        #[test]
        fn notes_come_back_as_they_were_packed(mut notes in prop::collection::vec(any_note(), 0..200)) {
            notes.sort_by_key(|note| (note.instrument, note.onset, note.pitch));
            prop_assert_eq!(unpack(&pack(&notes)), Ok(notes));
        }

        #[test]
        fn no_text_does_harm(text in "[A-Za-z0-9+/=. ]{0,60}") {
            if let Ok(notes) = unpack(&text) {
                prop_assert!(notes.len() <= text.len());
            }
        }
    }

    #[test]
    fn a_text_that_was_cut_is_refused_or_holds_whole_instruments_only() {
        let note = |instrument, onset| Note {
            instrument: Instrument(instrument),
            onset: Ticks(onset),
            pitch: 60,
            velocity: 99,
            duration: Ticks(6),
        };
        let notes = [note(128, 0), note(128, 12), note(33, 0), note(33, 150)];
        let text = pack(&notes);
        assert!(text.len() <= 32, "{} characters for four notes", text.len());
        for cut in 1..text.len() {
            let left = unpack(&text[..cut]);
            assert!(left.is_err() || left.as_ref().is_ok_and(|left| left.len() == 2), "{left:?} at {cut}");
        }
    }
}
