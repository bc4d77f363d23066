//! Projects that people saved name parameters by id, and automation by order.

use crate::bundle::Format;
use crate::session::open;
use host::Setup;

in_both_formats!(ids_order_count_and_steps_are_for_ever);

/// Id, name, and steps.
const PINNED: [(u32, &str, u32); 29] = [
    (102_224, "Generate", 1),
    (3_327_652, "Loop", 1),
    (3_556_308, "Temperature", 200),
    (106_677_056, "Mean pitch", 73),
    (112_091_697, "Mean velocity", 127),
    (95_950_324, "Mean duration", 16),
    (3_079_686, "Density", 48),
    (106_079, "Key", 24),
    (109_250_890, "Scale", 10),
    (3_526_257, "Seed", 65_535),
    (773_352_680, "Bypass", 1),
    (3_449_395, "Preview", 1),
    (1_829_302_543, "Preview Level", 66),
    (98_712_316, "Guidance", 300),
    (3_046_036, "Candidates", 7),
    (3_533_310, "Slot", 7),
    (1_041_119_974, "Length", 3),
    (856_450_429, "Evolve", 4),
    (3_612_210, "Variation", 100),
    (963_720_859, "Intensity", 101),
    (1_212_688_246, "Register", 101),
    (109_854_462, "Swing", 25),
    (1_258_362_344, "Swing unit", 1),
    (99_606_325, "Human timing", 100),
    (3_214_901, "Human velocity", 100),
    (3_165_387, "Gate", 190),
    (106_940_505, "Program changes", 1),
    (110_414, "Output", 16),
    (1_037_640_627, "Launch", 3),
];

/// Behind the lanes: what names the id, name, and steps.
const LISTENING: [(&str, &str, u32); 6] = [
    ("thru", "MIDI thru", 1),
    ("follow", "Chord follow", 2),
    ("slotoct", "Slot octave", 11),
    ("reroll", "Re-roll", 17),
    ("capture", "Capture", 1),
    ("capto", "Capture to", 16),
];

/// The number that a host knows a parameter by.
fn id(name: &str) -> u32 {
    name.bytes().fold(0u32, |id, byte| id.wrapping_mul(31).wrapping_add(byte.into())) & !(1 << 31)
}

fn ids_order_count_and_steps_are_for_ever<F: Format>() {
    let host = open::<F>(Setup::default());
    let params: Vec<_> = host.params().iter().map(|p| (p.id, p.name.clone(), p.steps)).collect();
    let lanes = (1..=16).flat_map(|lane| {
        let (mute, octave) = (id(&format!("mute_{lane}")), id(&format!("oct_{lane}")));
        [(mute, format!("Mute {lane}"), 1), (octave, format!("Octave {lane}"), 8)]
    });
    let routing = [(id("group"), "Group".to_owned(), 8), (id("grole"), "Role".to_owned(), 2)];
    let named = |(name, text, steps): (&str, &str, u32)| (id(name), text.to_owned(), steps);
    let locks = (1..=16).map(|lane| (id(&format!("lock_{lane}")), format!("Lock {lane}"), 1));
    let listening = LISTENING.map(named).into_iter().chain(locks);
    let first = PINNED.map(|(id, name, steps)| (id, name.to_owned(), steps)).into_iter();
    let pinned: Vec<_> = first.chain(lanes).chain(routing).chain(listening).collect();
    assert_eq!(params, pinned);
    let bypass: Vec<_> = host.params().iter().filter(|p| p.bypass).map(|p| p.name.as_str()).collect();
    assert_eq!(bypass, ["Bypass"]);
}
