//! What the keys of the drum channel are called.

/// The General MIDI percussion map (GM level 1), from [`FIRST`] on.
const NAMES: [&str; 47] = [
    "Acoustic bass drum",
    "Bass drum",
    "Side stick",
    "Snare",
    "Hand clap",
    "Electric snare",
    "Low floor tom",
    "Closed hi-hat",
    "High floor tom",
    "Pedal hi-hat",
    "Low tom",
    "Open hi-hat",
    "Low-mid tom",
    "Hi-mid tom",
    "Crash",
    "High tom",
    "Ride",
    "Chinese cymbal",
    "Ride bell",
    "Tambourine",
    "Splash",
    "Cowbell",
    "Crash 2",
    "Vibraslap",
    "Ride 2",
    "Hi bongo",
    "Low bongo",
    "Mute hi conga",
    "Open hi conga",
    "Low conga",
    "High timbale",
    "Low timbale",
    "High agogo",
    "Low agogo",
    "Cabasa",
    "Maracas",
    "Short whistle",
    "Long whistle",
    "Short guiro",
    "Long guiro",
    "Claves",
    "Hi wood block",
    "Low wood block",
    "Mute cuica",
    "Open cuica",
    "Mute triangle",
    "Open triangle",
];
const FIRST: u8 = 35;

/// The name of a drum by its MIDI key.
pub fn name(key: u8) -> Option<&'static str> {
    NAMES.get(usize::from(key.checked_sub(FIRST)?)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drums_are_called_as_general_midi_does() {
        let names = [34, 36, 38, 42, 46, 56, 81, 82].map(name);
        let known =
            ["Bass drum", "Snare", "Closed hi-hat", "Open hi-hat", "Cowbell", "Open triangle"].map(Some);
        assert_eq!((names[0], &names[1..7], names[7]), (None, &known[..], None));
    }
}
