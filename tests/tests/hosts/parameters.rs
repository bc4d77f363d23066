//! Projects that people saved name parameters by id, and automation by order.

use crate::bundle::Format;
use crate::session::open;
use host::Setup;

in_both_formats!(ids_order_count_and_steps_are_for_ever);

/// Id, name, and steps.
const PINNED: [(u32, &str, u32); 13] = [
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
];

fn ids_order_count_and_steps_are_for_ever<F: Format>() {
    let host = open::<F>(Setup::default());
    let params: Vec<_> = host.params().iter().map(|p| (p.id, p.name.as_str(), p.steps)).collect();
    assert_eq!(params, PINNED);
    let bypass: Vec<_> = host.params().iter().filter(|p| p.bypass).map(|p| p.name.as_str()).collect();
    assert_eq!(bypass, ["Bypass"]);
}
