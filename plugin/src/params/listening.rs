//! The parameters of what the instrument hears: its input, and what automation can ask for as MIDI can.

use super::orders::Order;
use super::settings::Turned;
use crate::link::SLOTS;
use crate::link::{Follow, Listening};
use nice_plug::params::persist::PersistentField;
use nice_plug::prelude::*;
use score::note::pitch_name;
use score::schedule::LANES;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The last choice of [`ListeningParams::reroll`].
pub const REROLL_ALL: i32 = LANES as i32 + 1;
/// Octaves that can select slots.
const OCTAVES: i32 = 11;

/// Read by the audio thread, where one was turned; lanes' locks and the captured lane by the worker.
#[derive(Params)]
pub struct ListeningParams {
    /// The input passes to the output.
    #[id = "thru"]
    pub thru: BoolParam,
    /// Whether held notes are the chord of what is written.
    #[id = "follow"]
    pub follow: EnumParam<FollowChoice>,
    /// The octave whose first eight keys select the slots, counted from 1; 0: none.
    #[id = "slotoct"]
    pub slot_octave: IntParam,
    /// A trigger: 0 is none, then the lanes, then [`REROLL_ALL`].
    #[id = "reroll"]
    pub reroll: IntParam,
    /// A trigger: turning it on captures what was played.
    #[id = "capture"]
    pub capture: BoolParam,
    /// The lane that is captured into, counted from 1; 0, and a lane with no instrument: the piano's.
    #[id = "capto"]
    pub capture_to: IntParam,
    #[nested(array, group = "Lock")]
    pub locks: [LockParams; LANES],
    /// How often Re-roll and Capture were turned on.
    pub(super) rerolled: Order,
    pub(super) captured: Order,
}

#[derive(Params)]
pub struct LockParams {
    /// All bars of the lane stay as they are, whatever else is locked or free.
    #[id = "lock"]
    pub lock: BoolParam,
}

/// What held notes are taken for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowChoice {
    #[id = "off"]
    Off,
    #[id = "held"]
    #[name = "While held"]
    Held,
    #[id = "latch"]
    Latch,
}

impl ListeningParams {
    pub(super) fn new(turned: &Turned) -> ListeningParams {
        let (rerolled, captured) = (Order::default(), Order::default());
        ListeningParams {
            thru: BoolParam::new("MIDI thru", false).with_callback(turned.by()),
            follow: EnumParam::new("Chord follow", FollowChoice::Off).with_callback(turned.by()),
            slot_octave: numbered("Slot octave", OCTAVES, "Off", |octave| {
                pitch_name(12 * (octave as u8 - 1))
            })
            .with_callback(turned.by()),
            reroll: numbered("Re-roll", REROLL_ALL, "None", |choice| match choice {
                REROLL_ALL => "All".to_owned(),
                lane => format!("Lane {lane}"),
            })
            .with_callback(rerolled.by(turned)),
            capture: BoolParam::new("Capture", false).with_callback(captured.by(turned)),
            capture_to: numbered("Capture to", LANES as i32, "Piano", |lane| format!("Lane {lane}")),
            locks: std::array::from_fn(|lane| LockParams {
                lock: BoolParam::new(format!("Lock {}", lane + 1), false),
            }),
            rerolled,
            captured,
        }
    }

    /// How a block's input is to be heard. Real-time safe.
    pub fn listening(&self) -> Listening {
        let octave = u8::try_from(self.slot_octave.value() - 1).ok();
        let follow = match self.follow.value() {
            FollowChoice::Off => Follow::Off,
            FollowChoice::Held => Follow::Held,
            FollowChoice::Latch => Follow::Latched,
        };
        Listening { thru: self.thru.value(), follow, slots: octave.map(|octave| 12 * octave) }
    }

    /// Lanes that Re-roll asks for, bit by bit. Real-time safe.
    pub fn rerolled(&self) -> u16 {
        match self.reroll.value() {
            REROLL_ALL => u16::MAX,
            lane => u32::try_from(lane - 1).ok().and_then(|lane| 1u16.checked_shl(lane)).unwrap_or(0),
        }
    }

    /// The place in the rack that is captured into; `None`: the piano's.
    pub fn captured(&self) -> Option<usize> {
        usize::try_from(self.capture_to.value() - 1).ok()
    }

    /// Whether automation locks a lane.
    pub fn locks(&self, lane: usize) -> bool {
        self.locks.get(lane).is_some_and(|params| params.lock.value())
    }
}

/// `none`, then 1 to `last` as `text` says.
fn numbered(name: &str, last: i32, none: &'static str, text: fn(i32) -> String) -> IntParam {
    let said = move |value: i32| if value <= 0 { none.to_owned() } else { text(value) };
    IntParam::new(name, 0, IntRange::Linear { min: 0, max: last })
        .with_value_to_string(Arc::new(said))
        .with_string_to_value(Arc::new(move |read| {
            (0..=last).find(|&value| said(value).eq_ignore_ascii_case(read.trim()))
        }))
}

/// The slot that a note or a controller selected, kept with the host's project. Nothing but the host sets its parameter Slot, so what MIDI
/// selects stands beside it until that parameter is turned again. Written by the audio thread, and by the main thread when a project is
/// restored; read by everybody. Clones share one choice.
#[derive(Clone, Debug, Default)]
pub struct SlotByHand(Arc<AtomicU32>);

/// Marks a choice.
const CHOSEN: u32 = 1 << 16;

impl SlotByHand {
    /// A note or a controller selects `slot` while the parameter says `param`. Real-time safe.
    pub fn choose(&self, slot: u8, param: usize) {
        self.0.store(CHOSEN | (param as u32 & 0xff) << 8 | u32::from(slot), Ordering::Release);
    }

    /// What the parameter says counts again.
    pub fn clear(&self) {
        self.0.store(0, Ordering::Release);
    }

    /// The slot that counts where the parameter says `param`: that says something else than when a slot was selected, and has its way from
    /// then on. Real-time safe.
    pub fn over(&self, param: usize) -> usize {
        let bits = self.0.load(Ordering::Acquire);
        if bits & CHOSEN == 0 {
            return param;
        }
        if (bits >> 8 & 0xff) as usize == param {
            return (bits & 0xff) as usize % SLOTS;
        }
        // Whoever selected another one meanwhile has its way.
        let _ = self.0.compare_exchange(bits, 0, Ordering::AcqRel, Ordering::Relaxed);
        param
    }
}

impl PersistentField<'_, u32> for SlotByHand {
    fn set(&self, bits: u32) {
        self.0.store(bits, Ordering::Release);
    }

    fn map<F: Fn(&u32) -> R, R>(&self, look: F) -> R {
        look(&self.0.load(Ordering::Acquire))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_selected_by_hand_counts_until_the_parameter_is_turned() {
        let by_hand = SlotByHand::default();
        assert_eq!(by_hand.over(3), 3);
        by_hand.choose(5, 3);
        assert_eq!(by_hand.over(3), 5);
        let other = SlotByHand::default();
        other.set(by_hand.map(|&bits| bits));
        assert_eq!((other.over(3), other.over(2), other.over(3)), (5, 2, 3));
        by_hand.clear();
        assert_eq!(by_hand.over(3), 3);
        other.set(u32::MAX);
        assert!(other.over(255) < SLOTS, "nonsense selects some slot");
    }

    #[test]
    fn choices_read_well_and_mean_lanes_and_keys() {
        let params = ListeningParams::new(&Turned::default());
        let text = |param: &IntParam, step: i32| {
            param.normalized_value_to_string(param.preview_normalized(step), false)
        };
        assert_eq!(
            [0, 1, 16, 17].map(|step| text(&params.reroll, step)),
            ["None", "Lane 1", "Lane 16", "All"]
        );
        assert_eq!([0, 1, 3, 11].map(|step| text(&params.slot_octave, step)), ["Off", "C-1", "C1", "C9"]);
        assert_eq!((params.listening(), params.rerolled()), (Listening::default(), 0));
    }
}
