//! How values are said in the editor: short, with their unit.

use super::view::{Engine, Knob, Phase, Pick, Quantity};
use crate::link::{Action as Trigger, Binding, Source};
use crate::params::{DURATIONS, nearest_duration};
use score::ChordSlot;
use score::chord::pitch_class;

/// Scientific name of the nearest MIDI key, with middle C (60) as C4.
pub fn pitch(key: f32) -> String {
    let key = key.round().clamp(0.0, 127.0) as u8;
    format!("{}{}", pitch_class(key), i16::from(key / 12) - 1)
}

pub fn chord(slot: ChordSlot) -> String {
    match slot {
        ChordSlot::Any => "any".to_owned(),
        ChordSlot::None => "N.C.".to_owned(),
        ChordSlot::Chord(chord) => chord.to_string(),
    }
}

/// The chords of both halves of a bar: one where they are the same.
pub fn chords(halves: [ChordSlot; 2]) -> String {
    match halves {
        [first, second] if first == second => chord(first),
        [first, second] => format!("{} {}", chord(first), chord(second)),
    }
}

/// The MIDI key that a note's name (`C4`, `eb3`, `F#2`) or a number means; what follows a `·` does not count.
pub fn key_number(text: &str) -> Option<i32> {
    let text = text.split('·').next().unwrap_or_default().trim().to_lowercase();
    let mut letters = text.chars();
    let natural = match letters.next()? {
        'c' => 0,
        'd' => 2,
        'e' => 4,
        'f' => 5,
        'g' => 7,
        'a' => 9,
        'b' => 11,
        _ => return number(&text).map(|key| key.round() as i32),
    };
    let rest = letters.as_str();
    let octave = rest.trim_start_matches(['#', '♯', 'b', '♭']);
    let accidentals = &rest[..rest.len() - octave.len()];
    let shift: i32 = accidentals.chars().map(|sign| if ['#', '♯'].contains(&sign) { 1 } else { -1 }).sum();
    Some((octave.parse::<i8>().ok()? as i32 + 1) * 12 + natural + shift)
}

/// The number that `text` begins with.
pub fn number(text: &str) -> Option<f32> {
    let number = text.split_whitespace().next()?.replace(',', ".");
    number.parse().ok().filter(|number: &f32| number.is_finite())
}

/// The step of `quantity`'s parameter that `text` means.
pub fn step(quantity: Quantity, text: &str) -> Option<i32> {
    match quantity {
        Quantity::Pitch => key_number(text),
        Quantity::Velocity | Quantity::Density => number(text).map(|number| number.round() as i32),
        Quantity::Duration => nearest_duration(number(text)?),
    }
}

/// What a column or a short line is called.
pub fn short(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Pitch => "Pitch",
        Quantity::Velocity => "Velocity",
        Quantity::Duration => "Length",
        Quantity::Density => "Density",
    }
}

pub fn quantity(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Pitch => "Mean pitch",
        Quantity::Velocity => "Mean velocity",
        Quantity::Duration => "Mean duration",
        Quantity::Density => "Density",
    }
}

/// A step of `quantity`'s parameter, as a value with its unit.
pub fn amount(quantity: Quantity, step: i32) -> String {
    match quantity {
        Quantity::Pitch => format!("{step} · {}", pitch(step as f32)),
        Quantity::Velocity => step.to_string(),
        Quantity::Duration => match usize::try_from(step - 1).ok().and_then(|index| DURATIONS.get(index)) {
            Some(beats) => format!("{beats} beats"),
            None => String::new(),
        },
        Quantity::Density => format!("{step} per bar"),
    }
}

/// A measured value, in a column that says the unit.
pub fn measured(quantity: Quantity, value: f32) -> String {
    match quantity {
        Quantity::Duration => format!("{value:.2}"),
        Quantity::Pitch | Quantity::Velocity | Quantity::Density => format!("{value:.1}"),
    }
}

/// What a knob stands for, in a sentence.
pub fn meaning(knob: Knob) -> &'static str {
    match knob {
        Knob::Amount(Quantity::Pitch) => "Average pitch of all notes but the drums; 60 is middle C (C4).",
        Knob::Amount(Quantity::Velocity) => "How hard notes are struck on average, 1 to 127.",
        Knob::Amount(Quantity::Duration) => "Average length of a note, in quarter notes.",
        Knob::Amount(Quantity::Density) => "At how many moments of a bar something begins.",
        Knob::Temperature => "0 always takes the likeliest note; higher is bolder.",
        Knob::Level => "How loud the plugin itself is.",
        Knob::Guidance => "How hard the music is pushed to what is asked; 1 is not at all.",
        Knob::Length => "How long the next piece is; it repeats as one.",
        Knob::Evolve => "After how many loops a variation takes over, made from what plays.",
        Knob::Intensity => "How busy and loud; asks for density and velocity where they are any.",
        Knob::Register => "How high; asks for the mean pitch where it is any.",
        Knob::Variation => "How much of the music a variation writes anew.",
        Knob::Swing => "Where the second of two notes falls: 50 % is straight, 66 % is a triplet.",
        Knob::Timing => "How far notes come late, as under a hand; the same every time.",
        Knob::Dynamics => "How much velocities differ from what is written.",
        Knob::Loudness => "Velocities of this instrument, in percent of what is written; acts at once.",
        Knob::Gate => "How long notes are, in percent of what is written.",
        Knob::Candidates => {
            "Versions of each bar that are written; the one nearest to what is asked is kept."
        }
    }
}

pub fn knob(knob: Knob) -> &'static str {
    match knob {
        Knob::Amount(of) => quantity(of),
        Knob::Temperature => "Temperature",
        Knob::Level => "Level",
        Knob::Guidance => "Guidance",
        Knob::Candidates => "Candidates",
        Knob::Length => "Length",
        Knob::Evolve => "Evolve",
        Knob::Variation => "Variation",
        Knob::Intensity => "Intensity",
        Knob::Register => "Register",
        Knob::Swing => "Swing",
        Knob::Timing => "Timing",
        Knob::Dynamics => "Dynamics",
        Knob::Gate => "Gate",
        Knob::Loudness => "Level",
    }
}

/// What a choice is called, and what it means.
pub fn pick(pick: Pick) -> (&'static str, &'static str) {
    match pick {
        Pick::SwingUnit => ("Swing of", "What swings"),
        Pick::Launch => ("Launch", "When new loops and mutes are heard"),
        Pick::Output => ("Output", "All instruments on their channels, or one of them alone on channel 1"),
        Pick::Programs => ("Program changes", "Tells the instruments that play which sound they are to have"),
        Pick::Follow => ("Follow input", "Notes that are held in the input are the chord of what is written"),
        Pick::Thru => ("MIDI thru", "The input passes to the output"),
        Pick::SlotOctave => ("Slot octave", "The octave whose first eight keys play the slots A to H"),
        Pick::CaptureTo => ("Capture to", "The instrument that takes what was played"),
        Pick::Group => ("Group", "Instances of one letter play one loop"),
        Pick::Role => ("Role", "Who of a group writes"),
    }
}

/// What a note or a controller can ask for.
pub fn trigger(trigger: Trigger) -> String {
    match trigger {
        Trigger::Generate => "Generate".to_owned(),
        Trigger::RerollAll => "Re-roll all".to_owned(),
        Trigger::Reroll(lane) => format!("Re-roll lane {}", lane + 1),
        Trigger::Lock(lane) => format!("Lock lane {}", lane + 1),
        Trigger::Slot(slot) => format!("Slot {}", (b'A' + slot % 8) as char),
        Trigger::Capture => "Capture".to_owned(),
        Trigger::Undo => "Undo".to_owned(),
        Trigger::Redo => "Redo".to_owned(),
    }
}

/// The note or the controller of a binding.
pub fn source(binding: &Binding) -> String {
    let source = match binding.source {
        Source::Note(key) => pitch(f32::from(key)),
        Source::Controller(number) => format!("CC {number}"),
    };
    match binding.channel {
        Some(channel) => format!("{source} · ch {}", channel + 1),
        None => source,
    }
}

/// What the composer does now, and how it did.
pub fn engine(engine: &Engine) -> String {
    let state = match engine.phase {
        Phase::Ready if engine.waiting => "Waiting for the loop line",
        Phase::Ready => "Ready",
        Phase::Loading => "Reading weights",
        Phase::Writing => "Writing",
        Phase::Failed => "No weights",
    };
    let mut said = state.to_owned();
    if let Some(speed) = engine.tokens_per_second {
        said += &format!(" · {} tokens/s", thousands(speed.round() as u32));
    }
    match engine.late {
        0 => {}
        1 => said += " · 1 bar came late",
        late => said += &format!(" · {late} bars came late"),
    }
    said
}

fn thousands(number: u32) -> String {
    match number / 1000 {
        0 => number.to_string(),
        thousands => format!("{thousands},{:03}", number % 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn middle_c_is_c4_and_the_ends_of_midi_have_names() {
        assert_eq!((pitch(60.0).as_str(), pitch(0.0).as_str(), pitch(127.0).as_str()), ("C4", "C-1", "G9"));
        assert_eq!(pitch(-3.0), "C-1");
    }

    #[test]
    fn notes_can_be_written_by_name_or_number() {
        for key in 12..=127 {
            assert_eq!(key_number(&pitch(key as f32)), Some(key));
        }
        assert_eq!(
            (key_number("60 · C4"), key_number("Bb2"), key_number("c#-1")),
            (Some(60), Some(46), Some(1))
        );
        assert_eq!(
            (key_number("H4"), key_number(""), key_number("c"), key_number("NaN")),
            (None, None, None, None)
        );
    }

    #[test]
    fn speeds_are_grouped_by_thousands() {
        let mut now = Engine { tokens_per_second: Some(1420.4), ..Engine::default() };
        assert_eq!(engine(&now), "Ready · 1,420 tokens/s");
        now = Engine { phase: Phase::Writing, tokens_per_second: Some(7.0), late: 2, ..now };
        assert_eq!(engine(&now), "Writing · 7 tokens/s · 2 bars came late");
        assert_eq!(engine(&Engine { phase: Phase::Loading, ..Engine::default() }), "Reading weights");
    }
}
