//! Both ends of everything, made together.

use super::group::{self, Member};
use super::{EditorEnd, Session};
use crate::link::{
    AudioCommands, AudioEnd, Board, CaptureCell, Commands, CommandsIn, GroupRoleCell, Lanes, Report,
    commands, phrases,
};
use std::sync::Arc;

/// Lives on the worker thread.
pub struct WorkerEnd {
    pub commands: Arc<Commands>,
    pub inbox: CommandsIn,
    pub board: Arc<Board>,
    pub report: Arc<Report>,
    pub stand: Arc<CaptureCell>,
}

/// The ends of one instance, each for its thread.
pub struct Link {
    pub audio: AudioEnd,
    pub worker: WorkerEnd,
    pub editor: EditorEnd,
    pub session: Arc<Session>,
    pub commands: Arc<Commands>,
    pub audio_commands: AudioCommands,
    pub board: Arc<Board>,
    pub lanes: Arc<Lanes>,
    #[cfg(test)]
    pub(crate) member: Arc<Member>,
    pub stand: Arc<CaptureCell>,
}

/// Wires one instance.
pub fn wire() -> Link {
    let (commands, audio_commands, inbox) = commands();
    let (board, report) = (Arc::new(Board::default()), Arc::new(Report::default()));
    let (lanes, stand) = (Arc::new(Lanes::default()), Arc::new(CaptureCell::default()));
    let role = Arc::new(GroupRoleCell::new(group::number()));
    let (sender, audio) = phrases(role.clone(), board.clone(), lanes.clone());
    let member = Arc::new(Member::new(role, sender, lanes.clone(), commands.clone()));
    let session = Arc::new(Session::new(member.clone(), lanes.clone(), commands.clone(), board.clone()));
    let worker = WorkerEnd {
        commands: commands.clone(),
        inbox,
        board: board.clone(),
        report: report.clone(),
        stand: stand.clone(),
    };
    let editor = EditorEnd::new(session.clone(), commands.clone(), board.clone(), report);
    Link {
        audio,
        worker,
        editor,
        session,
        commands,
        audio_commands,
        board,
        lanes,
        #[cfg(test)]
        member,
        stand,
    }
}
