//! Pictures of every state of the editor, in `target/shots`.

use super::bench::{LEAST, USUAL, showing};
use super::pictures::shoot;
use super::showing::{writing, written};
use crate::editor::view::View;

#[test]
fn every_state_has_its_picture() {
    for (name, view, size) in [
        ("empty", View::default(), USUAL),
        ("writing", writing(), USUAL),
        ("playing", written(|_| ()), USUAL),
        ("least", written(|_| ()), LEAST),
    ] {
        let bench = showing(view, size);
        shoot(&bench, name, 1.0);
    }
}
