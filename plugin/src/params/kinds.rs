//! Kinds of parameters: how a number is shown, and read when it is typed.

use super::DURATIONS;
use nice_plug::prelude::*;
use std::sync::Arc;

/// The amount that `param` asks for; `None` is any.
pub fn chosen(param: &IntParam) -> Option<i32> {
    let value = param.value();
    match param.range() {
        IntRange::Linear { min, max } if value > min && value <= max => Some(value),
        _ => None,
    }
}

const ANY: &str = "Any";

/// Any, then `low..=high`.
pub fn amount(name: &str, (low, high): (i32, i32)) -> IntParam {
    IntParam::new(name, low - 1, IntRange::Linear { min: low - 1, max: high })
        .with_value_to_string(Arc::new(
            move |value| {
                if value < low { ANY.to_owned() } else { value.to_string() }
            },
        ))
        .with_string_to_value(Arc::new(move |text| match text.trim() {
            any if any.eq_ignore_ascii_case(ANY) => Some(low - 1),
            number => number.parse().ok().filter(|value| (low..=high).contains(value)),
        }))
}

/// Any, then the [`DURATIONS`].
pub fn duration(name: &str) -> IntParam {
    IntParam::new(name, 0, IntRange::Linear { min: 0, max: DURATIONS.len() as i32 })
        .with_value_to_string(Arc::new(|step| match usize::try_from(step - 1) {
            Ok(index) if index < DURATIONS.len() => format!("{} beats", DURATIONS[index]),
            _ => ANY.to_owned(),
        }))
        .with_string_to_value(Arc::new(|text| match text.trim() {
            any if any.eq_ignore_ascii_case(ANY) => Some(0),
            beats => nearest_duration(beats.trim_end_matches("beats").trim().parse().ok()?),
        }))
}

/// The step of [`DURATIONS`] nearest to `quarters`, counted from 1.
pub fn nearest_duration(quarters: f32) -> Option<i32> {
    let distance = |d: &f32| (d - quarters).abs();
    let nearest =
        (0..DURATIONS.len()).min_by(|&a, &b| distance(&DURATIONS[a]).total_cmp(&distance(&DURATIONS[b])))?;
    quarters.is_finite().then_some(nearest as i32 + 1)
}

/// A number with two decimals, in hundredths.
pub fn hundredths(name: &str, default: i32, (min, max): (i32, i32)) -> IntParam {
    IntParam::new(name, default, IntRange::Linear { min, max })
        .with_value_to_string(Arc::new(|value| format!("{:.2}", value as f32 / 100.0)))
        .with_string_to_value(Arc::new(move |text| {
            let value: f32 = text.trim().parse().ok()?;
            value.is_finite().then(|| ((value * 100.0).round() as i32).clamp(min, max))
        }))
}

/// Whole decibels, at first 0.
pub fn decibels(name: &str, (low, high): (i32, i32)) -> IntParam {
    IntParam::new(name, 0, IntRange::Linear { min: low, max: high })
        .with_value_to_string(Arc::new(|value| format!("{value} dB")))
        .with_string_to_value(Arc::new(move |text| {
            let number = text.trim().trim_end_matches(['d', 'D', 'b', 'B']).trim();
            let value: f32 = number.parse().ok()?;
            value.is_finite().then(|| (value.round() as i32).clamp(low, high))
        }))
}

/// One of `names`, by its number.
pub fn named<const N: usize>(name: &str, names: [&'static str; N]) -> IntParam {
    IntParam::new(name, 0, IntRange::Linear { min: 0, max: N as i32 - 1 })
        .with_value_to_string(Arc::new(move |value| {
            usize::try_from(value).ok().and_then(|index| names.get(index)).unwrap_or(&names[0]).to_string()
        }))
        .with_string_to_value(Arc::new(move |text| {
            let same = |name: &&str| name.eq_ignore_ascii_case(text.trim());
            names.iter().position(same).map(|index| index as i32)
        }))
}

/// Percent, from `low` to `high`.
pub fn percent(name: &str, default: i32, (low, high): (i32, i32)) -> IntParam {
    IntParam::new(name, default, IntRange::Linear { min: low, max: high })
        .with_value_to_string(Arc::new(|value| format!("{value} %")))
        .with_string_to_value(Arc::new(move |text| {
            let value: f32 = text.trim().trim_end_matches('%').trim().parse().ok()?;
            value.is_finite().then(|| (value.round() as i32).clamp(low, high))
        }))
}
