//! The wavetables, which all synthesisers of a process share.

use crate::patch::Shape;
use fundsp::wavetable::Wavetable;
use std::sync::{Arc, OnceLock};

/// Lowest and highest pitch that has a table of its own, in Hz.
const RANGE: (f64, f64) = (32.0, 20_000.0);
const PER_OCTAVE: f64 = 2.0;

const SHAPES: [Shape; 20] = [
    Shape::Sine,
    Shape::Triangle,
    Shape::Square,
    Shape::Pulse,
    Shape::Saw,
    Shape::Drawbars,
    Shape::FullOrgan,
    Shape::Pipes,
    Shape::FreeReed,
    Shape::Bowed,
    Shape::Section,
    Shape::Aah,
    Shape::Ooh,
    Shape::Trumpet,
    Shape::Horn,
    Shape::Muted,
    Shape::Sax,
    Shape::DoubleReed,
    Shape::Clarinet,
    Shape::Flute,
];

/// One band-limited wavetable per shape, of equal power at middle C.
pub(crate) struct Tables(Vec<Wavetable>);

impl Tables {
    /// The tables of this process; the first call calculates them, in some tens of milliseconds. Not for the audio thread.
    pub(crate) fn shared() -> Arc<Tables> {
        static SHARED: OnceLock<Arc<Tables>> = OnceLock::new();
        SHARED.get_or_init(|| Arc::new(Tables(SHAPES.iter().map(|shape| table(*shape)).collect()))).clone()
    }

    /// Real-time safe.
    pub(crate) fn wave(&self, shape: Shape) -> &Wavetable {
        // `SHAPES` names every shape in the order of their declaration; a test says so.
        &self.0[shape as usize]
    }
}

fn table(shape: Shape) -> Wavetable {
    let voiced = matches!(shape, Shape::Aah | Shape::Ooh | Shape::Bowed | Shape::Section);
    // Spread phases: the same sound with lower peaks.
    let phase = |i: u32| if voiced { (f64::from(i * i) * 0.381_966).fract() } else { 0.0 };
    Wavetable::new(RANGE.0, RANGE.1, PER_OCTAVE, &phase, &|pitch, i| {
        partial(shape, f64::from(i), pitch * f64::from(i))
    })
}

/// Amplitude of partial `n`, which lies at `hz`.
fn partial(shape: Shape, n: f64, hz: f64) -> f64 {
    let odd = n as u32 % 2 == 1;
    match shape {
        Shape::Sine => f64::from(u8::from(n == 1.0)),
        Shape::Triangle => f64::from(u8::from(odd)) / (n * n),
        Shape::Square => f64::from(u8::from(odd)) / n,
        Shape::Pulse => (n * std::f64::consts::PI * 0.22).sin().abs() / n,
        Shape::Saw => 1.0 / n,
        Shape::Drawbars => of(&[0.8, 0.9, 0.75, 0.5, 0.0, 0.3, 0.0, 0.25], n),
        Shape::FullOrgan => {
            of(&[0.8, 0.9, 0.8, 0.8, 0.5, 0.7, 0.2, 0.7, 0.0, 0.4, 0.0, 0.4, 0.0, 0.0, 0.0, 0.4], n)
        }
        Shape::Pipes => {
            of(&[1.0, 0.7, 0.35, 0.5, 0.12, 0.25, 0.08, 0.3, 0.04, 0.1, 0.03, 0.1, 0.0, 0.0, 0.0, 0.12], n)
        }
        Shape::FreeReed => n.powf(-0.9) * (0.35 + bump(hz, 900.0, 700.0) + 0.5 * bump(hz, 2600.0, 900.0)),
        Shape::Bowed => {
            n.powf(-1.1)
                * (0.3
                    + bump(hz, 290.0, 90.0)
                    + 0.9 * bump(hz, 480.0, 120.0)
                    + 0.6 * bump(hz, 1100.0, 400.0)
                    + 0.7 * bump(hz, 2800.0, 900.0))
        }
        Shape::Section => {
            n.powf(-1.15) * (0.6 + 0.4 * bump(hz, 500.0, 300.0) + 0.3 * bump(hz, 2200.0, 900.0))
        }
        Shape::Aah => {
            n.powf(-0.6)
                * (0.04
                    + bump(hz, 700.0, 180.0)
                    + 0.6 * bump(hz, 1150.0, 200.0)
                    + 0.22 * bump(hz, 2700.0, 350.0)
                    + bump(hz, 250.0, 200.0) * 0.5)
        }
        Shape::Ooh => {
            n.powf(-0.9)
                * (0.03
                    + bump(hz, 350.0, 220.0)
                    + 0.25 * bump(hz, 850.0, 200.0)
                    + 0.05 * bump(hz, 2600.0, 400.0))
        }
        Shape::Trumpet => n.powf(-0.6) * (0.15 + bump(hz, 1200.0, 700.0) + 0.4 * bump(hz, 2500.0, 1200.0)),
        Shape::Horn => n.powf(-1.2) * (0.12 + bump(hz, 350.0, 350.0)),
        Shape::Muted => n.powf(-0.4) * (0.06 + bump(hz, 1600.0, 500.0) + 0.5 * bump(hz, 3600.0, 1200.0)),
        Shape::Sax => {
            n.powf(-0.8)
                * (0.25
                    + bump(hz, 550.0, 300.0)
                    + 0.5 * bump(hz, 1500.0, 500.0)
                    + 0.3 * bump(hz, 3000.0, 800.0))
        }
        Shape::DoubleReed => {
            n.powf(-0.5)
                * (0.08
                    + bump(hz, 1000.0, 350.0)
                    + 0.5 * bump(hz, 2800.0, 600.0)
                    + 0.4 * bump(hz, 450.0, 200.0))
        }
        Shape::Clarinet => n.powf(-0.8) * if odd { 1.0 } else { 0.06 + 0.3 * bump(hz, 2500.0, 1500.0) },
        Shape::Flute => of(&[1.0, 0.35, 0.14, 0.05, 0.03, 0.015, 0.01], n),
    }
}

/// The `n`th of some amplitudes, from 1.
fn of(amplitudes: &[f64], n: f64) -> f64 {
    amplitudes.get(n as usize - 1).copied().unwrap_or(0.0)
}

/// A formant.
fn bump(hz: f64, center: f64, width: f64) -> f64 {
    (-((hz - center) / width).powi(2)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_the_table_of_its_number() {
        assert!(SHAPES.iter().enumerate().all(|(index, shape)| *shape as usize == index));
    }
}
