//! Both ends of everything, made together.

use super::group::{self, Member};
use super::{EditorEnd, Session};
use crate::link::{AudioEnd, Board, Calls, GroupRoleCell, Lanes, Report, Stand, phrases};
use std::sync::Arc;

/// Lives on the worker thread.
pub struct WorkerEnd {
    pub calls: Arc<Calls>,
    pub board: Arc<Board>,
    pub report: Arc<Report>,
    pub stand: Arc<Stand>,
}

/// The ends of one instance, each for its thread.
pub struct Link {
    pub audio: AudioEnd,
    pub worker: WorkerEnd,
    pub editor: EditorEnd,
    pub session: Arc<Session>,
    pub calls: Arc<Calls>,
    pub board: Arc<Board>,
    pub lanes: Arc<Lanes>,
    #[cfg(test)]
    pub(crate) member: Arc<Member>,
    pub stand: Arc<Stand>,
}

/// Wires one instance.
pub fn wire() -> Link {
    let (board, calls, report) =
        (Arc::new(Board::default()), Arc::new(Calls::default()), Arc::new(Report::default()));
    let (lanes, stand) = (Arc::new(Lanes::default()), Arc::new(Stand::default()));
    let role = Arc::new(GroupRoleCell::new(group::number()));
    let (sender, audio) = phrases(role.clone(), board.clone(), calls.clone(), lanes.clone());
    let member = Arc::new(Member::new(role, sender, lanes.clone(), calls.clone()));
    let session = Arc::new(Session::new(member.clone(), lanes.clone(), calls.clone(), board.clone()));
    let worker = WorkerEnd {
        calls: calls.clone(),
        board: board.clone(),
        report: report.clone(),
        stand: stand.clone(),
    };
    let editor = EditorEnd::new(session.clone(), calls.clone(), board.clone(), report);
    Link {
        audio,
        worker,
        editor,
        session,
        calls,
        board,
        lanes,
        #[cfg(test)]
        member,
        stand,
    }
}
