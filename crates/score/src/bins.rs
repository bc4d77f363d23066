//! How continuous quantities become token values and back. Every function pair is a nearest-bin quantiser:
//! `bin(value(b)) == b` for each bin.

use crate::time::Ticks;

pub const VELOCITIES: u8 = 32;
pub const TEMPI: u8 = 32;
pub const MEAN_PITCHES: u8 = 64;
pub const MEAN_DURATIONS: u8 = 32;
pub const DENSITIES: u8 = 48;
pub const POLYPHONIES: u8 = 16;

/// Lengths that a Duration token can have, ascending: every tick up to a quarter, then coarser up to four bars of 12/8.
pub const DURATIONS: [u16; 38] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 20, 21, 24, 27, 30, 33, 36, 42, 48, 54, 60, 66,
    72, 84, 96, 108, 120, 144, 168, 192, 240, 288,
];

/// Bin of a MIDI velocity (1..=127).
pub fn velocity_bin(velocity: u8) -> u8 {
    nearest(f32::from(velocity), 1.0, 127.0, VELOCITIES)
}

/// MIDI velocity of a bin: `VELOCITIES` values evenly spaced from 1 to 127.
pub fn velocity_value(bin: u8) -> u8 {
    linspace(bin, 1.0, 127.0, VELOCITIES).round() as u8
}

/// Index into [`DURATIONS`] of the length nearest to `duration` (the shorter of two equally near).
pub fn duration_bin(duration: Ticks) -> u8 {
    let above = DURATIONS.partition_point(|&d| d < duration.0).min(DURATIONS.len() - 1);
    let below = above.saturating_sub(1);
    let nearer_below = duration.0.abs_diff(DURATIONS[below]) <= duration.0.abs_diff(DURATIONS[above]);
    (if nearer_below { below } else { above }) as u8
}

/// Length of a duration bin.
pub fn duration_value(bin: u8) -> Ticks {
    Ticks(DURATIONS[usize::from(bin)])
}

/// The binned length nearest to `duration` that is no longer than `room` (which is at least one tick).
pub fn duration_within(duration: Ticks, room: Ticks) -> Ticks {
    let nearest = duration_value(duration_bin(duration.min(room)));
    if nearest <= room {
        return nearest;
    }
    let longest = DURATIONS.partition_point(|&d| d <= room.0).max(1) - 1;
    Ticks(DURATIONS[longest])
}

/// Bin of a tempo in BPM, clamped to 30..=210.
pub fn tempo_bin(bpm: f32) -> u8 {
    nearest(bpm, 30.0, 210.0, TEMPI)
}

/// Tempo of a bin, in BPM.
pub fn tempo_value(bin: u8) -> f32 {
    linspace(bin, 30.0, 210.0, TEMPI)
}

/// Bin of a mean pitch in MIDI keys; bins are two semitones wide.
pub fn mean_pitch_bin(pitch: f32) -> u8 {
    (pitch.clamp(0.0, 127.0) / 2.0) as u8
}

/// Centre of a mean-pitch bin, in MIDI keys.
pub fn mean_pitch_value(bin: u8) -> f32 {
    f32::from(bin) * 2.0 + 1.0
}

/// Bin of a mean velocity: the same spacing as note velocities.
pub fn mean_velocity_bin(velocity: f32) -> u8 {
    nearest(velocity, 1.0, 127.0, VELOCITIES)
}

/// Mean velocity of a bin.
pub fn mean_velocity_value(bin: u8) -> f32 {
    linspace(bin, 1.0, 127.0, VELOCITIES)
}

/// Bin of a mean duration in quarters: geometric from one tick to 24 quarters, about 20 % a step.
pub fn mean_duration_bin(quarters: f32) -> u8 {
    nearest(quarters.max(1e-3).ln(), SHORTEST.ln(), LONGEST.ln(), MEAN_DURATIONS)
}

/// Mean duration of a bin, in quarters.
pub fn mean_duration_value(bin: u8) -> f32 {
    linspace(bin, SHORTEST.ln(), LONGEST.ln(), MEAN_DURATIONS).exp()
}

/// Bin of a density in distinct onsets per bar: bin `b` is `b + 1` onsets.
pub fn density_bin(onsets_per_bar: f32) -> u8 {
    nearest(onsets_per_bar, 1.0, f32::from(DENSITIES), DENSITIES)
}

/// Density of a bin, in distinct onsets per bar.
pub fn density_value(bin: u8) -> f32 {
    f32::from(bin) + 1.0
}

/// Bin of one bar's density: the count of distinct onsets itself, 0..=48.
pub fn bar_density_bin(onsets: f32) -> u8 {
    onsets.round().clamp(0.0, f32::from(DENSITIES)) as u8
}

const SHORTEST: f32 = 1.0 / 12.0;
const LONGEST: f32 = 24.0;

fn linspace(bin: u8, low: f32, high: f32, bins: u8) -> f32 {
    low + (high - low) * f32::from(bin) / f32::from(bins - 1)
}

fn nearest(value: f32, low: f32, high: f32, bins: u8) -> u8 {
    let position = (value - low) / (high - low) * f32::from(bins - 1);
    position.round().clamp(0.0, f32::from(bins - 1)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bin_value_falls_into_its_own_bin() {
        for b in 0..VELOCITIES {
            assert_eq!(velocity_bin(velocity_value(b)), b);
            assert_eq!(mean_velocity_bin(mean_velocity_value(b)), b);
        }
        (0..DURATIONS.len() as u8).for_each(|b| assert_eq!(duration_bin(duration_value(b)), b));
        (0..TEMPI).for_each(|b| assert_eq!(tempo_bin(tempo_value(b)), b));
        (0..MEAN_PITCHES).for_each(|b| assert_eq!(mean_pitch_bin(mean_pitch_value(b)), b));
        (0..MEAN_DURATIONS).for_each(|b| assert_eq!(mean_duration_bin(mean_duration_value(b)), b));
        (0..DENSITIES).for_each(|b| assert_eq!(density_bin(density_value(b)), b));
    }

    #[test]
    fn a_duration_never_outgrows_its_room() {
        for length in 1..=300 {
            for room in 1..=288 {
                let binned = duration_within(Ticks(length), Ticks(room));
                assert!(binned.0 >= 1 && binned.0 <= room, "{length} in {room} gave {binned:?}");
            }
        }
    }

    #[test]
    fn out_of_range_values_go_to_the_outermost_bins() {
        assert_eq!((velocity_bin(0), velocity_bin(255)), (0, VELOCITIES - 1));
        assert_eq!((tempo_bin(-1.0), tempo_bin(900.0)), (0, TEMPI - 1));
        assert_eq!((density_bin(0.0), density_bin(99.0)), (0, DENSITIES - 1));
        assert_eq!((mean_duration_bin(0.0), mean_duration_bin(99.0)), (0, MEAN_DURATIONS - 1));
        assert_eq!((tempo_bin(f32::NAN), mean_pitch_bin(f32::NAN)), (0, 0));
    }
}
