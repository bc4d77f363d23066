//! A file that others can ask for, as a selection.

use super::{Atoms, Trouble};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use x11rb::NONE;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ConnectionExt, EventMask, PropMode, SELECTION_NOTIFY_EVENT, SelectionNotifyEvent,
    SelectionRequestEvent, Timestamp,
};
use x11rb::wrapper::ConnectionExt as _;

/// Everything but what a path may hold in a URI as it is (RFC 3986).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

#[derive(Clone, Debug)]
pub struct Offer {
    uri: String,
    /// Since when.
    time: Timestamp,
}

impl Offer {
    /// `file` is absolute.
    pub fn new(file: &Path, time: Timestamp) -> Offer {
        Offer { uri: format!("file://{}", percent_encode(file.as_os_str().as_bytes(), ESCAPED)), time }
    }

    /// Gives who asks what they ask for, in one of the forms that they may ask for.
    pub fn answer(
        &self,
        connection: &impl Connection,
        atoms: &Atoms,
        request: &SelectionRequestEvent,
    ) -> Result<(), Trouble> {
        // Clients of old name no property.
        let property = if request.property == NONE { request.target } else { request.property };
        let (to, target) = (request.requestor, request.target);
        let text = |text: &str| {
            connection.change_property8(PropMode::REPLACE, to, property, target, text.as_bytes())
        };
        let words = |kind: AtomEnum, words: &[u32]| {
            connection.change_property32(PropMode::REPLACE, to, property, kind, words)
        };
        if target == atoms.URI_LIST {
            text(&format!("{}\r\n", self.uri))?;
        } else if target == atoms.COPIED_FILES {
            text(&format!("copy\n{}", self.uri))?;
        } else if target == atoms.TARGETS {
            let forms = [atoms.TARGETS, atoms.TIMESTAMP, atoms.URI_LIST, atoms.COPIED_FILES];
            words(AtomEnum::ATOM, &forms)?;
        } else if target == atoms.TIMESTAMP {
            words(AtomEnum::INTEGER, &[self.time])?;
        } else {
            return refuse(connection, request);
        }
        notify(connection, request, property)
    }
}

/// Tells who asks that there is no such thing.
pub fn refuse(connection: &impl Connection, request: &SelectionRequestEvent) -> Result<(), Trouble> {
    notify(connection, request, NONE)
}

fn notify(
    connection: &impl Connection,
    request: &SelectionRequestEvent,
    property: u32,
) -> Result<(), Trouble> {
    let notice = SelectionNotifyEvent {
        response_type: SELECTION_NOTIFY_EVENT,
        sequence: 0,
        time: request.time,
        requestor: request.requestor,
        selection: request.selection,
        target: request.target,
        property,
    };
    connection.send_event(false, request.requestor, EventMask::NO_EVENT, notice)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris_byte_by_byte() {
        let offer = Offer::new(Path::new("/tmp/Quatrain A Bass (finger) ü%.mid"), 0);
        assert_eq!(offer.uri, "file:///tmp/Quatrain%20A%20Bass%20%28finger%29%20%C3%BC%25.mid");
    }
}
