use crate::play::{RATE, note};
use score::Instrument;
use std::f64::consts::TAU;
use synth::{DRUMS, Sound};

/// A key in the middle of what a program plays.
fn key(program: u8) -> u8 {
    match program {
        32..=39 | 43 | 47 | 58 | 70 => 43,
        9 | 72 => 84,
        _ => 60,
    }
}

#[test]
fn each_program_sounds_without_clipping_and_without_dc_and_ends() {
    let mut wrong = Vec::new();
    for program in 0..128 {
        let heard = note(0, program, key(program), RATE / 2, RATE * 8);
        let (rms, peak) = (heard.rms(0..RATE / 2), heard.peak());
        let dc = heard.mono()[..RATE].iter().sum::<f32>() / RATE as f32;
        let rest = heard.rms(RATE * 7..RATE * 8);
        if rms < 0.01 || peak >= 0.7 || dc.abs() > 0.002 || rest > 1e-5 {
            wrong.push((program, rms, peak, dc, rest));
        }
    }
    assert!(wrong.is_empty(), "(program, RMS, peak, DC, what is left): {wrong:?}");
}

#[test]
fn each_drum_sounds_without_clipping_and_without_dc_and_ends_by_itself() {
    let mut wrong = Vec::new();
    for key in 0..128 {
        let heard = note(DRUMS, 0, key, RATE * 8, RATE * 8);
        let (rms, peak) = (heard.rms(0..RATE / 10), heard.peak());
        let dc = heard.mono()[..RATE].iter().sum::<f32>() / RATE as f32;
        let rest = heard.rms(RATE * 7..RATE * 8);
        if rms < 0.005 || peak >= 0.7 || dc.abs() > 0.004 || rest > 1e-5 {
            wrong.push((key, rms, peak, dc, rest));
        }
    }
    assert!(wrong.is_empty(), "(drum, RMS, peak, DC, what is left): {wrong:?}");
}

#[test]
fn programs_are_equally_loud_within_twelve_decibels() {
    let loudness: Vec<f32> = (0..128).map(|p| note(0, p, key(p), RATE, RATE).loudness()).collect();
    let (quietest, loudest) =
        loudness.iter().fold((0.0f32, -99.0f32), |(low, high), x| (low.min(*x), high.max(*x)));
    assert!(loudest - quietest < 12.0, "from {quietest} to {loudest} dB: {loudness:?}");
}

#[test]
fn tuned_programs_are_in_tune_within_three_cents() {
    // Percussion without a pitch, and noises, are left out; the cents of all others are checked over three octaves.
    let mut off = Vec::new();
    for program in (0..112).chain([114]) {
        for octave in [-12, 0, 12] {
            let key = (i32::from(key(program)) + octave) as u8;
            let expected = 440.0 * 2f64.powf((f64::from(key) - 69.0) / 12.0);
            // Behind the attack. What is short is over soon; several oscillators are told apart in a long while only.
            let (from, length) = match program {
                12 | 13 | 28 | 45 => (RATE / 40, RATE / 2),
                0..=15 | 24..=37 | 46..=47 | 55 | 104..=108 | 114 => (RATE / 20, RATE),
                _ => (RATE / 2, 4 * RATE),
            };
            let heard = note(0, program, key, 5 * RATE, from + length).mono();
            let cents = cents_off(&heard[from..], expected);
            if cents.abs() >= 3.0 {
                off.push((program, key, cents));
            }
        }
    }
    assert!(off.is_empty(), "(program, key, cents): {off:?}");
}

/// How far from `expected` Hz the middle of the power near it lies: of one oscillator that is its pitch, of several apart their mean.
fn cents_off(sound: &[f32], expected: f64) -> f64 {
    const STEP: usize = 48;
    // Mixed down by the expected pitch and thinned out, under a Hann window.
    let turn = TAU * expected / RATE as f64;
    let thinned: Vec<(f64, f64)> = sound
        .chunks_exact(STEP)
        .enumerate()
        .map(|(chunk, samples)| {
            let window = 0.5 - 0.5 * (TAU * (chunk * STEP) as f64 / sound.len() as f64).cos();
            samples.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, x)| {
                let (sin, cos) = (turn * (chunk * STEP + n) as f64).sin_cos();
                (re + f64::from(*x) * window * cos, im - f64::from(*x) * window * sin)
            })
        })
        .collect();
    let power = |cents: f64| {
        let turn = TAU * expected * (2f64.powf(cents / 1200.0) - 1.0) / RATE as f64 * STEP as f64;
        let (re, im) = thinned.iter().enumerate().fold((0.0, 0.0), |(a, b), (n, (re, im))| {
            let (sin, cos) = (turn * n as f64).sin_cos();
            (a + re * cos + im * sin, b + im * cos - re * sin)
        });
        re * re + im * im
    };
    // As far as the lines of a decaying low note are wide.
    let powers: Vec<(f64, f64)> =
        (-30..=30).map(|step| f64::from(2 * step)).map(|cents| (cents, power(cents))).collect();
    let strongest = powers.iter().fold((0.0, 0.0), |best, x| if x.1 > best.1 { *x } else { best });
    let around = powers.iter().filter(|(cents, _)| (cents - strongest.0).abs() < 40.0 - strongest.0.abs());
    let (moment, sum) = around.fold((0.0, 0.0), |(m, s), (cents, power)| (m + cents * power, s + power));
    moment / sum
}

#[test]
fn a_loud_stroke_is_louder_and_brighter_than_a_soft_one() {
    use crate::play::{at, hear, on};
    use synth::{Message, Synth};
    let mut wrong = Vec::new();
    for program in [0, 4, 24, 33, 40, 48, 56, 65, 73, 81] {
        let stroke = |velocity| {
            let mut synth = Synth::new(RATE as f64);
            let events = [
                at(0, Message::Instrument { channel: 0, instrument: Instrument(program) }),
                at(0, on(0, key(program), velocity)),
            ];
            let heard = hear(&mut synth, &events, RATE / 2);
            let mono = heard.mono();
            // Power of the difference to the power of the sound: how much of it lies high up.
            let high = mono.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum::<f32>();
            (heard.rms(0..RATE / 2), high / mono.iter().map(|x| x * x).sum::<f32>())
        };
        let ((soft, dark), (loud, bright)) = (stroke(40), stroke(120));
        if loud < soft * 2.0 || bright < dark * 1.05 {
            wrong.push((program, soft, loud, dark, bright));
        }
    }
    assert!(wrong.is_empty(), "(program, soft, loud, dark, bright): {wrong:?}");
}

#[test]
fn a_closed_hat_chokes_the_open_one() {
    use crate::play::{at, hear, on};
    use synth::Synth;
    let tail = |events: &[synth::Event]| {
        hear(&mut Synth::new(RATE as f64), events, RATE).rms(RATE * 2 / 10..RATE * 3 / 10)
    };
    let open = at(0, on(DRUMS, 46, 110));
    let choked = tail(&[open, at(RATE / 10, on(DRUMS, 42, 1))]);
    let rings = tail(&[open]);
    assert!(choked < rings / 5.0, "{rings} to {choked}");
}

#[test]
fn what_is_over_costs_nothing_and_says_so() {
    let heard = note(0, 0, 60, 1000, RATE * 12);
    assert_eq!(heard.sound, Sound::Sounding);
    let mut synth = synth::Synth::new(RATE as f64);
    assert!(synth.is_silent());
    assert_eq!(crate::play::hear(&mut synth, &[], 64).sound, Sound::Silent);
    crate::play::hear(&mut synth, &[crate::play::at(0, crate::play::on(0, 60, 90))], 1000);
    assert!(!synth.is_silent());
    crate::play::hear(&mut synth, &[crate::play::at(0, crate::play::off(0, 60))], RATE * 6);
    assert!(synth.is_silent());
}
