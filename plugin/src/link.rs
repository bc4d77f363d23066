//! Every crossing between the threads of one instance: plain data and cells that no thread waits for. Who stands on either side
//! (session, worker, audio, editor) is not known here.
//!
//! | crossing | writes | reads | when full | frees |
//! |---|---|---|---|---|
//! | [`Commands`]: the channel | GUI, main, workers of other instances | worker | never | the worker |
//! | [`AudioCommands`]: the ring | audio | worker | the command is counted as lost, and the editor says so | nothing to free |
//! | a [`cells::Mailbox`] to audio: phrases | worker, main (restored state), one at a time | audio | beyond [`UNREAD`] the oldest unread phrase goes | the writer frees what was never read |
//! | one home: phrases that are over | audio | worker, main, one at a time | never | the next writer |
//! | [`Lanes`]: settings of the lanes | session, for GUI and main | audio | every write replaces the one before | nothing to free |
//! | [`Triggers`]: which notes and controllers ask for what | audio (what it learns), GUI, main | audio, GUI, main | every write replaces the one before | nothing to free |
//! | [`CaptureCell`]: what was played last, once it is captured | audio | worker | the newest wins | nothing to free |
//! | [`Board`]: numbers | audio and worker, each its own | everybody | every write replaces the one before | nothing to free |
//! | [`Report`]: words | worker | GUI | every write replaces the one before | GUI and worker; audio never touches it |
//! | [`group`]: what the leader of a group decided, and who leads | audio thread of the leader; workers | audio threads of the followers | every write replaces the one before | nothing to free |
//!
//! Parameters cross by their own atomics; what they mean for a block is [`settings`].

mod board;
mod capture;
mod command;
mod commands;
mod group;
mod lanes;
mod message;
mod phrase;
mod phrases;
mod report;
mod restoring;
mod settings;
mod triggers;

pub use board::{Board, Fault, HostNow, Placement};
pub use capture::{CaptureCell, MOST_NOTES, Performance, Place, Played};
pub use command::{Command, Job, Pending, What, Work};
pub use commands::{AudioCommands, Commands, CommandsIn, commands};
pub use group::{Decision, GROUPS, GroupRole, GroupRoleCell, PlacedPhrase, Role, Wanted};
pub use lanes::{Lane, Lanes};
pub use message::{MidiMessage, NOTES_OFF, Rank, STRAIGHT, SUSTAIN, SendMidi};
pub use phrase::{Part, Phrase, Restored};
pub use phrases::{AudioEnd, PhraseSender, UNREAD, phrases};
pub use report::Report;
pub use restoring::{begin_restoring, end_restoring, restoring};
pub use session::{GENERATIONS, SECTIONS, SLOTS};
pub use settings::{Controls, Follow, Launch, Listening, Switches};
pub use triggers::{Action, Binding, GENERATE_KEY, Source, Triggers};

#[cfg(test)]
mod tests;
