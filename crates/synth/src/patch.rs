//! How a sound is described.

/// A sound: a struck body, a sustained tone and noise, any of them, through overdrive and a filter, under one envelope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patch {
    pub struck: Option<Struck>,
    pub tone: Option<Tone>,
    pub hiss: Option<Hiss>,
    /// How hard tone and body are driven into saturation; 0: not at all.
    pub drive: f32,
    pub filter: Option<Sweep>,
    pub envelope: Adsr,
    /// Depth 0..=1 and rate in Hz of a regular change in loudness.
    pub tremolo: f32,
    pub tremolo_rate: f32,
    /// How much of it the room gets.
    pub room: f32,
    /// It sounds at this frequency, in Hz, whatever the key.
    pub fixed: Option<f32>,
    /// It rings on when the key is let go.
    pub rings: bool,
    /// A note of the same group ends it; 0: none does.
    pub choke: u8,
}

impl Patch {
    /// Silence: what others are changed from.
    pub(crate) const SILENCE: Patch = Patch {
        struck: None,
        tone: None,
        hiss: None,
        drive: 0.0,
        filter: None,
        envelope: Adsr::GATE,
        tremolo: 0.0,
        tremolo_rate: 5.5,
        room: 0.12,
        fixed: None,
        rings: false,
        choke: 0,
    };
}

/// Attack in seconds to the top; decay and release in seconds to -60 dB; sustain 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Adsr {
    pub attack: f32,
    pub decay: f32,
    pub sustain: f32,
    pub release: f32,
}

impl Adsr {
    /// On while the key is down.
    pub(crate) const GATE: Adsr = Adsr::new(0.0, 1.0, 1.0, 0.25);

    pub(crate) const fn new(attack: f32, decay: f32, sustain: f32, release: f32) -> Adsr {
        Adsr { attack, decay, sustain, release }
    }
}

/// A body that is struck or plucked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Struck {
    pub body: Body,
    /// Seconds to -60 dB of the lowest mode at middle C.
    pub decay: f32,
    /// How many times shorter an octave higher is, as a power of two.
    pub key_decay: f32,
    /// How much darker a soft stroke is.
    pub touch: f32,
    pub level: f32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Body {
    /// A string, struck or plucked at `position` of its length. `tilt`: its modes fall with this power of their number. `damping`: high modes
    /// die so much faster. `double`: strings in pairs that are so far apart, in hundredths of a per cent of a half.
    String { stiffness: f32, position: f32, tilt: f32, damping: f32, double: f32 },
    /// Modes by hand: ratio, level, share of the decay.
    Bar(&'static [(f32, f32, f32)]),
    /// A plate whose modes lie without order between `low` and `high` times the pitch: cymbals.
    Plate { low: f32, high: f32 },
}

/// A sustained tone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tone {
    pub shape: Shape,
    /// Oscillators, 1..=4.
    pub voices: u8,
    /// How far apart they are, in cents to either side.
    pub detune: f32,
    /// Ratio of each oscillator to the pitch.
    pub intervals: [f32; 4],
    /// Depth in cents.
    pub vibrato: f32,
    /// Semitones from which the pitch comes, and seconds (time constant) that this takes.
    pub slide: f32,
    pub slide_time: f32,
    pub level: f32,
}

impl Tone {
    pub(crate) const fn new(shape: Shape) -> Tone {
        Tone {
            shape,
            voices: 1,
            detune: 0.0,
            intervals: [1.0; 4],
            vibrato: 0.0,
            slide: 0.0,
            slide_time: 0.05,
            level: 0.7,
        }
    }
}

/// What a wavetable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Sine,
    Triangle,
    Square,
    Pulse,
    Saw,
    Drawbars,
    FullOrgan,
    Pipes,
    FreeReed,
    Bowed,
    Section,
    Aah,
    Ooh,
    Trumpet,
    Horn,
    Muted,
    Sax,
    DoubleReed,
    Clarinet,
    Flute,
}

/// Filtered noise that dies away.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hiss {
    pub band: Band,
    /// In Hz, or, if it `tracks`, in multiples of the pitch.
    pub center: f32,
    pub tracks: bool,
    pub q: f32,
    pub attack: f32,
    /// Seconds to -60 dB.
    pub decay: f32,
    /// Share of the level that stays.
    pub sustain: f32,
    pub level: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Band {
    Low,
    Pass,
    High,
}

/// A low-pass filter and how it moves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sweep {
    /// Hz, at middle C and at velocity 89.
    pub cutoff: f32,
    pub q: f32,
    /// Octaves that it opens further in `attack` seconds, and falls from in `decay` seconds (to -60 dB).
    pub sweep: f32,
    pub attack: f32,
    pub decay: f32,
    /// Octaves between the softest and the loudest stroke.
    pub touch: f32,
    /// 1: it follows the key.
    pub tracks: f32,
}

impl Sweep {
    pub(crate) const fn new(cutoff: f32) -> Sweep {
        Sweep { cutoff, q: 0.7, sweep: 0.0, attack: 0.0, decay: 1.0, touch: 2.5, tracks: 0.5 }
    }
}
