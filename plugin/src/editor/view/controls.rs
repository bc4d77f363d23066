//! The parameters that the editor turns, by how they are turned.

/// The means and the density that can be asked for, each with an *any* state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    Pitch,
    Velocity,
    Duration,
    Density,
}

impl Quantity {
    pub const ALL: [Quantity; 4] =
        [Quantity::Pitch, Quantity::Velocity, Quantity::Duration, Quantity::Density];

    pub fn index(self) -> usize {
        self as usize
    }
}

/// A parameter that is dragged along a rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    Amount(Quantity),
    Temperature,
    /// Of the preview, in decibels.
    Level,
    Guidance,
    Candidates,
    Length,
    Evolve,
    Variation,
    Intensity,
    Register,
    Swing,
    Timing,
    Dynamics,
    Gate,
    /// Of one lane, in percent; no host parameter.
    Loudness,
}

impl Knob {
    /// Those that always have a value.
    pub const SETTINGS: [Knob; 8] = [
        Knob::Temperature,
        Knob::Guidance,
        Knob::Candidates,
        Knob::Length,
        Knob::Evolve,
        Knob::Variation,
        Knob::Intensity,
        Knob::Register,
    ];

    /// Those that change how music is played.
    pub const PLAYING: [Knob; 4] = [Knob::Swing, Knob::Timing, Knob::Dynamics, Knob::Gate];
}

/// A parameter that is one of several names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    SwingUnit,
    Launch,
    Output,
    Programs,
    Follow,
    Thru,
    SlotOctave,
    CaptureTo,
    Group,
    Role,
}

impl Pick {
    pub const ALL: [Pick; 10] = [
        Pick::SwingUnit,
        Pick::Launch,
        Pick::Output,
        Pick::Programs,
        Pick::Follow,
        Pick::Thru,
        Pick::SlotOctave,
        Pick::CaptureTo,
        Pick::Group,
        Pick::Role,
    ];
}

/// What such a parameter can be, and which of it it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub pick: Pick,
    /// As the host shows them.
    pub options: Vec<String>,
    pub now: usize,
}

/// Where such a knob stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    pub knob: Knob,
    /// Of the parameter.
    pub step: i32,
    /// As the host shows it.
    pub text: String,
}

/// One step of a drag: hosts want to know where an automation gesture begins and ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gesture {
    Begin,
    /// In steps of the parameter.
    To(i32),
    /// To where the parameter stands at first.
    Reset,
    End,
}
