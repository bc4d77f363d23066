use super::*;

fn note(key: u8, end: f64) -> (Sounding, u8) {
    (Sounding { channel: 0, key, lane: key % 2, written: key, end }, 80)
}

/// Takes `room` messages, then none.
fn host(room: usize, taken: &mut Vec<MidiMessage>) -> impl FnMut(u32, MidiMessage) -> bool {
    move |_, message| {
        let fits = taken.len() < room;
        if fits {
            taken.push(message);
        }
        fits
    }
}

const CLOCK: fn() -> Clock = || Clock::new(0.0, 0, 120.0, 48_000.0);
const ON: fn(u8) -> MidiMessage = |key| MidiMessage::On { channel: 0, key, velocity: 80 };
const OFF: fn(u8) -> MidiMessage = |key| MidiMessage::Off { channel: 0, key };

#[test]
fn what_a_full_host_did_not_take_comes_in_the_next_block_offs_first() {
    let clock = Clock::new(4.0, 0, 120.0, 48_000.0);
    let (mut output, mut taken) = (NoteOutput::default(), Vec::new());
    output.strike(&CLOCK(), note(60, 4.0), 0, &mut host(1, &mut taken));
    output.strike(&CLOCK(), note(61, 5.0), 0, &mut host(1, &mut taken));
    output.strike(&CLOCK(), note(62, 5.0), 0, &mut host(9, &mut taken));
    assert_eq!(taken, [ON(60)], "once blocked, order is kept by sending nothing more");
    output.begin(&mut host(0, &mut Vec::new()));
    taken.clear();
    output.catch_up(&clock, 0, &mut host(9, &mut taken));
    assert_eq!(taken, [OFF(60), ON(61), ON(62)]);
    assert_eq!(output.sounding(), 2);
}

#[test]
fn an_off_that_was_not_taken_is_sent_again_until_it_is() {
    let (mut output, mut taken) = (NoteOutput::default(), Vec::new());
    output.strike(&CLOCK(), note(60, 5.0), 0, &mut host(1, &mut taken));
    output.hush(0, &mut host(0, &mut Vec::new()));
    assert_eq!(output.sounding(), 1);
    output.begin(&mut host(0, &mut Vec::new()));
    taken.clear();
    output.hush(0, &mut host(1, &mut taken));
    assert_eq!((taken, output.sounding()), (vec![OFF(60)], 0));
}

#[test]
fn all_channels_and_keys_may_sound_at_once_and_each_ends_once() {
    let (mut output, mut taken) = (NoteOutput::default(), Vec::new());
    let everything = (0..16).flat_map(|channel| (0..128).map(move |key| (channel, key)));
    for (channel, key) in everything.clone() {
        let note = Sounding { channel, key, lane: channel, written: key, end: 5.0 };
        output.strike(&CLOCK(), (note, 80), 0, &mut host(9999, &mut taken));
    }
    assert_eq!((taken.len(), output.sounding()), (2048, 2048));
    taken.clear();
    output.hush(1, &mut host(9999, &mut taken));
    let mut ended: Vec<(u8, u8)> = taken
        .iter()
        .filter_map(|message| match message {
            MidiMessage::Off { channel, key } => Some((*channel, *key)),
            _ => None,
        })
        .collect();
    ended.sort();
    assert_eq!((ended, output.sounding()), (everything.collect(), 0));
}

#[test]
fn lanes_that_fall_silent_end_at_once_and_what_waits_of_them_with_them() {
    let (mut output, mut taken) = (NoteOutput::default(), Vec::new());
    output.strike(&CLOCK(), note(60, 5.0), 0, &mut host(9, &mut taken));
    output.strike(&CLOCK(), note(61, 5.0), 0, &mut host(9, &mut taken));
    output.strike(&CLOCK(), note(63, 5.0), 0, &mut host(0, &mut Vec::new()));
    output.begin(&mut host(0, &mut Vec::new()));
    taken.clear();
    output.hush_lanes(0b01, 3, &mut host(9, &mut taken));
    assert_eq!((taken, output.sounding(), output.owes()), (vec![OFF(61)], 1, false));
}

#[test]
fn a_channel_is_told_its_program_once_until_the_host_may_have_forgotten() {
    let program = |channel, program| MidiMessage::Program { channel, program };
    let (mut output, mut taken) = (NoteOutput::default(), Vec::new());
    let all = [(0, 33), (1, 4), (0, 7)];
    output.tell_programs(all.into_iter(), 0, &mut host(1, &mut taken));
    output.begin(&mut host(0, &mut Vec::new()));
    output.tell_programs(all.into_iter(), 0, &mut host(9, &mut taken));
    output.tell_programs(all.into_iter(), 0, &mut host(9, &mut taken));
    assert_eq!(taken, [program(0, 33), program(1, 4)]);
    output.forget_programs();
    output.tell_programs(all.into_iter(), 0, &mut host(9, &mut taken));
    assert_eq!(taken.len(), 4);
}

#[test]
fn a_host_that_takes_nothing_for_ever_costs_no_memory_and_gets_no_stale_notes() {
    let (mut output, mut taken) = (NoteOutput::default(), Vec::new());
    for round in 0..2000 {
        output.begin(&mut host(0, &mut Vec::new()));
        output.strike(&CLOCK(), note((round % 128) as u8, 1.0), 0, &mut host(0, &mut taken));
    }
    assert_eq!(output.waiting.len(), WAITING);
    assert_eq!(output.waiting.capacity(), WAITING);
    output.begin(&mut host(0, &mut Vec::new()));
    output.catch_up(&Clock::new(4.0, 0, 120.0, 48_000.0), 0, &mut host(9999, &mut taken));
    assert_eq!((taken.len(), output.waiting.len()), (0, 0));
}
