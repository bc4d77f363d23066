//! What a listener hears of a real player, over real loops that come through the real link. The rig plays the host, and checks in
//! every block what must hold whatever the host does.

mod any_host;
mod deadlines;
mod groups;
mod hand;
mod laws;
mod lines;
mod loops;
mod output;
mod playing;
mod positions;
mod restarts;
mod rig;
mod shared;
mod transport;
mod variations;
