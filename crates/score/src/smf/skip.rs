//! What of a file is passed over.

use std::fmt;

/// Something in a file that was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Byte offset from the start of the file.
    pub position: usize,
    pub what: Skip,
}

/// Kinds of [`Skipped`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// Bytes behind the last chunk that are no chunk.
    Trailing { bytes: usize },
    /// A chunk that is neither header nor track, or a second header.
    ForeignChunk { id: [u8; 4] },
    /// The header's count of tracks is not the number of tracks in the file.
    TrackCount { declared: u16, found: usize },
    /// A track whose events end elsewhere than its header says; the events were believed.
    TrackLength { track: usize, declared: u32 },
    /// Bytes of a track behind its End of Track.
    AfterEndOfTrack { track: usize, bytes: usize },
    /// A track that ends with its chunk instead of with End of Track.
    NoEndOfTrack { track: usize },
    /// A meta event whose data make no sense: type byte.
    MetaEvent { kind: u8 },
    /// A metre with no beats or with a beat shorter than a 64th: numerator, and denominator as a power of two.
    Metre { numerator: u8, power: u8 },
    /// Notes that start later than [`crate::song::MAX_TICKS`].
    LateNotes { count: usize },
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "byte {}: ", self.position)?;
        match self.what {
            Skip::Trailing { bytes } => write!(f, "{bytes} bytes behind the last track"),
            Skip::ForeignChunk { id } => write!(f, "chunk {:?}", String::from_utf8_lossy(&id)),
            Skip::TrackCount { declared, found } => write!(f, "{declared} tracks declared, {found} found"),
            Skip::TrackLength { track, declared } => {
                write!(f, "track {track} is not as long as declared ({declared} bytes)")
            }
            Skip::AfterEndOfTrack { track, bytes } => {
                write!(f, "{bytes} bytes behind the end of track {track}")
            }
            Skip::NoEndOfTrack { track } => write!(f, "track {track} has no End of Track"),
            Skip::MetaEvent { kind } => write!(f, "unreadable meta event of type {kind:#04x}"),
            Skip::Metre { numerator, power } => write!(f, "impossible metre {numerator}/2^{power}"),
            Skip::LateNotes { count } => write!(f, "{count} notes later than the longest piece"),
        }
    }
}

/// Whether a chunk may end at byte `at`: the file does, or a track follows.
pub(super) fn ends_chunk(file: &[u8], at: usize) -> bool {
    file.get(at..).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"MTrk"))
}
